/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/* AES-256-GCM (NIST SP 800-38D) for what the station keeps enciphered. */

#define CW_GCM_NONCE 12 /* bytes: 96 bits, the length for which GCM needs no hashing of it */
#define CW_GCM_TAG 16   /* bytes */

/* What a sealed text has more than the plain one. */
#define CW_GCM_OVERHEAD (CW_GCM_NONCE + CW_GCM_TAG)

GBytes  *cw_gcm_seal        (const CwSecret *key,
                             GBytes         *associated,
                             GBytes         *plain,
                             GError        **error);
GBytes  *cw_gcm_open        (const CwSecret *key,
                             GBytes         *associated,
                             GBytes         *sealed,
                             GError        **error);
GBytes  *cw_gcm_seal_with   (const CwSecret *key,
                             const guint8    nonce[CW_GCM_NONCE],
                             GBytes         *associated,
                             GBytes         *plain,
                             GError        **error);
char    *cw_gcm_check_value (const CwSecret *key);

G_END_DECLS
