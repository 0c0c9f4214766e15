/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/base/secret.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/**
 * CwDiversifyPadding:
 * @CW_DIVERSIFY_TWO_BLOCKS: as NXP AN10922 says: the input is always padded to two blocks
 * @CW_DIVERSIFY_SHORT: an input that fits one block is left at one, a plain CMAC. Wrong by the
 *   application note, but deployed: libfreefare before its issue 91, python-desfire with
 *   pad_to_32=False. A site with such cards needs it; new sites do not
 *
 * How a short diversification input is padded. The two differ only for inputs below one block.
 */
typedef enum
{
  CW_DIVERSIFY_TWO_BLOCKS,
  CW_DIVERSIFY_SHORT,
} CwDiversifyPadding;

CwSecret *cw_an10922_derive      (CwCipher           cipher,
                                  const CwSecret    *master,
                                  const guint8      *input,
                                  gsize              length,
                                  CwDiversifyPadding padding,
                                  GError           **error);
void      cw_an10922_put_version (CwCipher  cipher,
                                  CwSecret *key,
                                  guint8    version);
char     *cw_key_check_value     (const CwSecret *key);

G_END_DECLS
