/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdint.h>

#include "app/core/esi.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Any bytes: an ESI is put together again from its parts; anything can be the code of one. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *made = cw_esi_make ("lbtu.lv", text, NULL);
  g_autofree char *canonical = NULL;
  g_autofree char *scope = NULL;
  g_autofree char *code = NULL;
  g_autofree char *joined = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (made == NULL || cw_esi_check (made, NULL));
  if (!cw_esi_check (text, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  canonical = cw_esi_normalize (text, NULL);
  g_assert_true (cw_esi_equal (canonical, text));
  scope = cw_esi_get_scope (text);
  code = cw_esi_get_code (text);
  joined = g_strconcat (CW_ESI_PREFIX, scope, ":", code, NULL);
  g_assert_cmpstr (joined, ==, canonical);
  return 0;
}
