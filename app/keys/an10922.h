/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/keys/keys.h"

G_BEGIN_DECLS

/**
 * CwMasterKey:
 *
 * What a master key can do for its derivation in a device that never gives it away.
 */
typedef struct
{
  /* CMAC of NIST SP 800-38B over @data, into one block. */
  gboolean (*cmac)           (gpointer      user_data,
                              const guint8 *data,
                              gsize         length,
                              guint8       *mac,
                              GError      **error);
  /* A block of zeros, enciphered; only asked for with an input below one block. */
  gboolean (*encipher_zeros) (gpointer user_data,
                              guint8  *output,
                              GError **error);
  gpointer   user_data;
} CwMasterKey;

CwSecret *cw_an10922_derive        (const CwDiversify *how,
                                    const CwSecret    *master,
                                    const guint8      *input,
                                    gsize              length,
                                    GError           **error);
CwSecret *cw_an10922_derive_inside (const CwDiversify *how,
                                    const CwMasterKey *master,
                                    const guint8      *input,
                                    gsize              length,
                                    GError           **error);
void      cw_an10922_put_version   (CwCipher  cipher,
                                    CwSecret *key,
                                    guint8    version);
char     *cw_key_check_value       (CwCipher        cipher,
                                    const CwSecret *key);

G_END_DECLS
