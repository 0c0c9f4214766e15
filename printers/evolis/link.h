/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "printers/evolis/command.h"

G_BEGIN_DECLS

typedef enum
{
  CW_EVOLIS_WAY_TCP,
  CW_EVOLIS_WAY_DEVICE,
  CW_EVOLIS_WAY_LIBRARY,
} CwEvolisWay;

typedef struct
{
  CwEvolisWay way;
  char       *text;  /* as it was given, for sentences */
  char       *place; /* HOST:PORT, the device's path, or the library's name of the printer */
} CwEvolisAddress;

CwEvolisAddress *cw_evolis_address_parse (const char *text,
                                          GError    **error);
void             cw_evolis_address_free  (CwEvolisAddress *self);

/**
 * CwEvolisLink:
 *
 * Questions to one printer and their answers, one at a time. The first failure ends it: nobody knows
 * to which question the next answer would belong.
 * Errors: %CW_ERROR_PRINTER_UNREACHABLE, _TIMED_OUT (no answer), _BUSY (another program has the
 * printer).
 */
typedef struct _CwEvolisLink CwEvolisLink;

/* @wait: milliseconds for the connection. @silence: milliseconds after which an answer without an
 * end is over. */
CwEvolisLink *cw_evolis_link_open  (const CwEvolisAddress *address,
                                    int                    wait,
                                    int                    silence,
                                    GCancellable          *cancellable,
                                    GError               **error);
/* @wait: milliseconds for the whole answer. @cancellable: (nullable) */
gboolean      cw_evolis_link_ask   (CwEvolisLink   *self,
                                    CwEvolisCommand command,
                                    int             wait,
                                    GCancellable   *cancellable,
                                    CwEvolisReply  *reply,
                                    GError        **error);
/* Reads and forgets what comes until nothing has come for @quiet milliseconds. */
gboolean      cw_evolis_link_drain (CwEvolisLink *self,
                                    int           quiet,
                                    GError      **error);
gboolean      cw_evolis_link_is_broken (CwEvolisLink *self);
void          cw_evolis_link_close (CwEvolisLink *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEvolisAddress, cw_evolis_address_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEvolisLink, cw_evolis_link_close)

G_END_DECLS
