/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/* Ed25519 (RFC 8032) for what the station vouches for. The secret is the seed of 32 bytes. */

#define CW_ED25519_SEED 32      /* bytes */
#define CW_ED25519_PUBLIC 32    /* bytes */
#define CW_ED25519_SIGNATURE 64 /* bytes */

gboolean cw_ed25519_get_public  (const CwSecret *seed,
                                 guint8          public_key[CW_ED25519_PUBLIC],
                                 GError        **error);
gboolean cw_ed25519_sign        (const CwSecret *seed,
                                 const void     *message,
                                 gsize           length,
                                 guint8          signature[CW_ED25519_SIGNATURE],
                                 GError        **error);
gboolean cw_ed25519_verify      (const guint8 public_key[CW_ED25519_PUBLIC],
                                 const void  *message,
                                 gsize        length,
                                 const guint8 signature[CW_ED25519_SIGNATURE]);
char    *cw_ed25519_check_value (const CwSecret *seed);

/* The public key for other programs. */
char    *cw_ed25519_to_pem      (const guint8 public_key[CW_ED25519_PUBLIC]);
gboolean cw_ed25519_from_text   (const char *text,
                                 guint8      public_key[CW_ED25519_PUBLIC],
                                 GError    **error);

G_END_DECLS
