/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/* CUPS behind the printer door. The only room that includes <cups/...>. */

/**
 * CwQueueNote:
 *
 * One queue that takes cards, told by its media size with a tolerance, never by its name.
 */
typedef struct
{
  char    *name;
  char    *make_and_model;
  char    *uri;
  gboolean duplex;
} CwQueueNote;

void       cw_queue_note_free   (CwQueueNote *note);
/* @server: (nullable): "host:port" or a socket path; NULL: the system's cupsd */
GPtrArray *cw_cups_list_queues  (const char *server,
                                 GError    **error);
CwPrinter *cw_cups_printer_new  (const char *server,
                                 const char *queue);

G_END_DECLS
