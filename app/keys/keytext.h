/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/keys/keys.h"

G_BEGIN_DECLS

#define CW_KEY_LABEL_MAX 127  /* bytes */
#define CW_KEY_TOKEN_MAX 4096 /* bytes */

/* Keys and tokens as text, the same in the key file and in the keyring:
 *   HEX32 or aes:HEX32, 2tdea:HEX32, 3tdea:HEX48, aes256:HEX64, text:TOKEN */

gboolean  cw_key_label_is_good     (const char *label,
                                    gsize       length);
gboolean  cw_key_text_is_token     (const char *text,
                                    gsize       length);
CwSecret *cw_key_text_read_token   (const char *text,
                                    gsize       length);
CwSecret *cw_key_text_read_key     (const char *text,
                                    gsize       length,
                                    CwCipher   *cipher);
CwSecret *cw_key_text_write_token  (const CwSecret *secret);
CwSecret *cw_key_text_write_key    (CwCipher        cipher,
                                    const CwSecret *secret);

/* The station's own keys: neither a card's nor a token. */
gboolean  cw_key_kind_is_own       (CwKeyKind   kind);
CwSecret *cw_key_text_read_own     (const char *text,
                                    gsize       length,
                                    CwKeyKind  *kind);
CwSecret *cw_key_text_write_own    (CwKeyKind       kind,
                                    const CwSecret *secret);
CwSecret *cw_key_make_own          (CwKeyKind kind);
gboolean  cw_key_version_next      (const char *label,
                                    guint8      version,
                                    guint8     *next,
                                    GError    **error);

G_END_DECLS
