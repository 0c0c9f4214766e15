/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as an answer to reset: a kind, a name in valid UTF-8, nothing read beyond the end. */

#include "config.h"

#include <stdint.h>

#include "app/base/error.h"
#include "app/chip/atr.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  /* on the heap and of this very length, so that a byte too far is seen */
  g_autofree guint8 *bytes = g_memdup2 (data, size);
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  CwAtr atr;

  cw_atr_parse (&atr, bytes, size);
  name = cw_atr_describe (&atr);
  g_assert_true (g_utf8_validate (name, -1, NULL));
  g_assert_cmpuint (atr.n_historical, <=, sizeof atr.historical);
  g_assert_true (cw_atr_check_desfire (bytes, size, &error) == cw_atr_may_be_desfire (&atr));
  g_assert_true ((error != NULL) == !cw_atr_may_be_desfire (&atr));
  return 0;
}
