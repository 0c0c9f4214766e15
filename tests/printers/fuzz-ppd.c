/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "printers/cups/ppd.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

static void
check_word (const char *word)
{
  g_assert_nonnull (word);
  g_assert_cmpuint (strlen (word), >, 0);
  g_assert_true (g_utf8_validate (word, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = cw_ppd_parse (bytes, &error);

  g_assert_true ((options == NULL) == (error != NULL));
  for (guint i = 0; options != NULL && i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);

      check_word (option->keyword);
      check_word (option->text);
      for (guint k = 0; k < option->choices->len; k++)
        {
          const CwQueueChoice *choice = g_ptr_array_index (option->choices, k);

          check_word (choice->keyword);
          check_word (choice->text);
        }
    }
  return 0;
}
