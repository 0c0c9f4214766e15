/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * CwSecret:
 *
 * Bytes that must not leak: a key, a PIN, a token. They lie in pages of their own that are
 * locked into memory, left out of core dumps and of forked children, and wiped when the last
 * reference goes. Reference counted; any thread.
 */
typedef struct _CwSecret CwSecret;

#define CW_TYPE_SECRET (cw_secret_get_type ())
GType         cw_secret_get_type (void) G_GNUC_CONST;

CwSecret     *cw_secret_new      (const void *data,
                                  gsize       length);
CwSecret     *cw_secret_new_zero (gsize length);
CwSecret     *cw_secret_ref      (CwSecret *self);
void          cw_secret_unref    (CwSecret *self);

const guint8 *cw_secret_get_data   (const CwSecret *self);
guint8       *cw_secret_get_buffer (CwSecret *self);
gsize         cw_secret_get_length (const CwSecret *self);
gboolean      cw_secret_equal      (const CwSecret *a,
                                    const CwSecret *b);

void          cw_wipe                  (void *data,
                                        gsize length);
gboolean      cw_secret_harden_process (void);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSecret, cw_secret_unref)

G_END_DECLS
