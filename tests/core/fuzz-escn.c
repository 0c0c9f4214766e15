/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <stdint.h>

#include "app/core/escn.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Whatever is accepted as a number comes out again as the same text, in lower case. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autofree char *lower = NULL;
  g_autofree char *again = NULL;
  g_autoptr (GError) error = NULL;
  CwEscn escn;
  CwEscn built;
  char pic[10];

  if (!cw_escn_parse (text, &escn, &error))
    {
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }

  lower = g_ascii_strdown (text, -1);
  again = cw_escn_to_string (&escn);
  g_assert_cmpstr (again, ==, lower);
  cw_escn_get_pic (&escn, pic);
  g_assert_true (cw_escn_build (cw_escn_get_stamp (&escn), cw_escn_get_clock (&escn), cw_escn_get_prefix (&escn), pic, &built, NULL));
  g_assert_true (cw_escn_equal (&escn, &built));
  return 0;
}
