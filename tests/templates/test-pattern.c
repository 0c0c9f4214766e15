/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "templates/pattern.h"

static CwRecord *
sample_record (void)
{
  CwRecord *record = cw_record_new ();

  g_assert_true (cw_record_set (record, "family_name", "Ķirsone", NULL));
  g_assert_true (cw_record_set (record, "given_names", "Anžela", NULL));
  g_assert_true (cw_record_set (record, "expires_at", "2029-08-31", NULL));
  g_assert_true (cw_record_set (record, "odd_date", "next year", NULL));
  g_assert_true (cw_record_set (record, "empty", "", NULL));
  return record;
}

static void
assert_expands (const char *pattern,
                const char *wanted,
                const char *wanted_missing,
                gboolean    wanted_filled)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPattern) parsed = cw_pattern_parse (pattern, &error);
  g_autoptr (CwRecord) record = sample_record ();
  g_autofree char *text = NULL;
  const char *missing = "unset";
  gboolean filled = !wanted_filled;

  g_assert_no_error (error);
  text = cw_pattern_expand (parsed, record, &missing, &filled);
  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (missing, ==, wanted_missing);
  g_assert_cmpint (filled, ==, wanted_filled);
}

static void
test_expand (void)
{
  assert_expands ("{family_name}, {given_names}", "Ķirsone, Anžela", NULL, TRUE);
  assert_expands ("{family_name|upper} {given_names|lower}", "ĶIRSONE anžela", NULL, TRUE);
  assert_expands ("{expires_at|date} {odd_date|date}", "31.08.2029 next year", NULL, TRUE);
  assert_expands ("{{{given_names}}}", "{Anžela}", NULL, TRUE);
  assert_expands ("no field", "no field", NULL, TRUE);
  assert_expands ("", "", NULL, TRUE);
}

static void
test_missing (void)
{
  assert_expands ("{empty}/{absent}", "/", "empty", FALSE);
  assert_expands ("{absent}{given_names}", "Anžela", "absent", TRUE);
}

static void
assert_refused (const char *pattern,
                const char *word)
{
  g_autoptr (GError) error = NULL;
  CwPattern *parsed = cw_pattern_parse (pattern, &error);

  g_assert_null (parsed);
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autofree char *long_text = g_strnfill (CW_PATTERN_MAX_BYTES + 1, 'a');
  g_autofree char *long_name = g_strnfill (70, 'a');
  g_autofree char *braced = g_strdup_printf ("{%s}", long_name);
  g_autoptr (GString) many = g_string_new (NULL);

  assert_refused ("{family_name", "partner");
  assert_refused ("family_name}", "partner");
  assert_refused ("{}", "field name");
  assert_refused ("{Family}", "“Family”");
  assert_refused ("{family name}", "“family name”");
  assert_refused ("{number|money}", "“money”");
  assert_refused ("{number|upper|money}", "“money”");
  assert_refused (braced, "field name");
  assert_refused (long_text, "longer");
  for (guint i = 0; i <= CW_PATTERN_MAX_FIELDS; i++)
    g_string_append (many, "{a}");
  assert_refused (many->str, "more than");
}

static void
test_bounded (void)
{
  g_autoptr (CwPattern) pattern = cw_pattern_parse ("{note}{note}{note}{note}{note}", NULL);
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autofree char *note = g_strnfill (1000, 'x');
  g_autofree char *text = NULL;

  g_assert_true (cw_record_set (record, "note", note, NULL));
  text = cw_pattern_expand (pattern, record, NULL, NULL);
  g_assert_cmpuint (strlen (text), <=, 4000);
  g_assert_cmpuint (strlen (text), >=, 4000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/pattern/expand", test_expand);
  g_test_add_func ("/templates/pattern/missing", test_missing);
  g_test_add_func ("/templates/pattern/refused", test_refused);
  g_test_add_func ("/templates/pattern/bounded", test_bounded);
  return g_test_run ();
}
