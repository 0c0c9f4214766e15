/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A line to a printer of the rig that can be cut: a listener on the loopback device that hands on what
 * comes, connection by connection. */

typedef enum
{
  LINE_WHOLE,
  LINE_CUT_DOCUMENT, /* the second connection, which is the document's, ends in the middle */
  LINE_CUT_ANSWER,   /* all of the document arrives, its answer does not */
} LineFault;

typedef struct _Line Line;

Line       *line_new     (const char *printer_uri,
                          LineFault   fault);
/* What to speak to instead of the printer. */
const char *line_get_uri (Line *self);
void        line_free    (Line *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Line, line_free)

G_END_DECLS
