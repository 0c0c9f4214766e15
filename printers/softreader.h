/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "printers/reader.h"

G_BEGIN_DECLS

/**
 * CwChipFunc:
 *
 * A chip in this process: one APDU in, one answer out; %FALSE when it has left the field (the
 * reader is then empty until it is inserted again). A call with @length 0 is no APDU: the field
 * went off and on, the chip forgets its session, and the answer is ignored.
 */
typedef gboolean (*CwChipFunc) (gpointer      chip,
                                const guint8 *command,
                                gsize         length,
                                GByteArray   *answer);

/**
 * CwSoftReader:
 *
 * A reader in software, for the demo station and for tests without pcscd. What lies on it is a
 * function.
 */
#define CW_TYPE_SOFT_READER (cw_soft_reader_get_type ())

G_DECLARE_FINAL_TYPE (CwSoftReader, cw_soft_reader, CW, SOFT_READER, GObject)

CwSoftReader *cw_soft_reader_new    (const char *name);
void          cw_soft_reader_insert (CwSoftReader  *self,
                                     GBytes        *atr,
                                     CwChipFunc     func,
                                     gpointer       chip,
                                     GDestroyNotify destroy);
void          cw_soft_reader_remove (CwSoftReader *self);

G_END_DECLS
