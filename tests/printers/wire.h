/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A cable that can be cut: takes connections on a port of the loopback device and passes their bytes
 * on to another port, until it is told otherwise. */

typedef enum
{
  WIRE_WHOLE,
  WIRE_CUT_MIDWAY,     /* the connection that carries a document dies in the middle of it */
  WIRE_CUT_AFTER_LAST, /* … when its last byte has passed; the answer gets lost */
  WIRE_HOLD_DOCUMENT,  /* the request that carries the document waits until the mode is another one */
  WIRE_STALL_MIDWAY,   /* in the middle of the document nothing more passes, and nothing breaks */
  WIRE_DEAD,           /* every connection dies, and no new one is made */
} WireMode;

typedef struct _Wire Wire;

Wire    *wire_new         (guint16 to_port);
void     wire_free        (Wire *self);
guint16  wire_get_port    (Wire *self);
void     wire_set_mode    (Wire    *self,
                           WireMode mode);
/* Whether something was held, stalled or cut since the mode was set; for rig_wait_until(). */
gboolean wire_has_struck  (gpointer self);
/* Microseconds of the monotonic clock when the first and the last byte of a document passed since the
 * mode was set; 0: none did. */
void     wire_get_times   (Wire   *self,
                           gint64 *first,
                           gint64 *last);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Wire, wire_free)

G_END_DECLS
