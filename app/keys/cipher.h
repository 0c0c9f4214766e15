/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/**
 * CwCipher:
 * @CW_CIPHER_DES: single DES, key of 8 bytes
 * @CW_CIPHER_2K3DES: two-key triple DES, key of 16 bytes
 * @CW_CIPHER_3K3DES: three-key triple DES, key of 24 bytes
 * @CW_CIPHER_AES: AES-128, key of 16 bytes
 *
 * The block ciphers that contactless cards use. Bit 0 of each DES key byte takes no part in the
 * cipher: DESFire keeps the key version there.
 */
typedef enum
{
  CW_CIPHER_DES,
  CW_CIPHER_2K3DES,
  CW_CIPHER_3K3DES,
  CW_CIPHER_AES,
} CwCipher;

#define CW_CIPHER_MAX_BLOCK 16 /* bytes */
#define CW_CIPHER_MAX_KEY 24   /* bytes */

gsize       cw_cipher_get_block_length (CwCipher cipher);
gsize       cw_cipher_get_key_length   (CwCipher cipher);
const char *cw_cipher_get_name         (CwCipher cipher);
gboolean    cw_cipher_is_available     (GError **error);

void        cw_cipher_cbc_encrypt      (CwCipher        cipher,
                                        const CwSecret *key,
                                        guint8         *iv,
                                        const guint8   *input,
                                        gsize           length,
                                        guint8         *output);
void        cw_cipher_cbc_decrypt      (CwCipher        cipher,
                                        const CwSecret *key,
                                        guint8         *iv,
                                        const guint8   *input,
                                        gsize           length,
                                        guint8         *output);
void        cw_cipher_encipher_zeros   (CwCipher        cipher,
                                        const CwSecret *key,
                                        guint8         *output);
void        cw_cipher_subkeys_of_zeros (CwCipher      cipher,
                                        const guint8 *zeros,
                                        guint8       *k1,
                                        guint8       *k2);
void        cw_cipher_cmac_subkeys     (CwCipher        cipher,
                                        const CwSecret *key,
                                        guint8         *k1,
                                        guint8         *k2);
void        cw_cipher_cmac             (CwCipher        cipher,
                                        const CwSecret *key,
                                        guint8         *iv,
                                        const guint8   *data,
                                        gsize           length);

G_END_DECLS
