/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "templates/language/pattern.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* The first line is a pattern and a condition, the second the value of every field they name. */
static CwRecord *
record_for (const CwPattern   *pattern,
            const CwCondition *condition,
            const char        *value)
{
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  CwRecord *record = cw_record_new ();
  GHashTableIter iter;
  gpointer name;

  if (pattern != NULL)
    cw_pattern_collect_fields (pattern, fields);
  if (condition != NULL)
    cw_condition_collect_fields (condition, fields);
  g_hash_table_iter_init (&iter, fields);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    cw_record_set (record, name, value, NULL);
  return record;
}

static void
check_expansion (const CwPattern *pattern,
                 CwRecord        *record)
{
  const char *missing = NULL;
  gboolean filled = FALSE;
  g_autofree char *text = cw_pattern_expand (pattern, record, &missing, &filled);
  g_autofree char *again = cw_pattern_expand (pattern, record, NULL, NULL);
  g_autofree char *composed = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  g_assert_nonnull (composed); /* valid UTF-8 */
  g_assert_cmpint (g_utf8_strlen (text, -1), <=, 4000);
  g_assert_cmpstr (text, ==, again);
  g_assert_true (missing == NULL || !cw_pattern_is_constant (pattern));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *input = g_strndup ((const char *) data, MIN (size, 64 * 1024));
  char *value = strchr (input, '\n');
  g_autoptr (CwPattern) pattern = NULL;
  g_autoptr (CwCondition) condition = NULL;
  g_autoptr (CwRecord) record = NULL;

  if (value != NULL)
    *value++ = '\0';
  pattern = cw_pattern_parse (input, NULL);
  condition = cw_condition_parse (input, NULL);
  record = record_for (pattern, condition, value != NULL ? value : "2026-09-01");
  if (pattern != NULL)
    check_expansion (pattern, record);
  if (condition != NULL)
    g_assert_cmpint (cw_condition_holds (condition, record), ==, cw_condition_holds (condition, record));
  return 0;
}
