/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "templates/language/pattern.h"

static CwRecord *
sample_record (void)
{
  static const char *const fields[][2] = {
    { "family_name", "Ķirsone" },
    { "programme", "Computer Science" },
    { "level", "Doctorate" },
    { "number", "0042" },
    { "credits", "60.50" },
    { "debt", "-3" },
    { "long_number", "12345678901234567890" },
    { "birth_date", "2008-09-01" },
    { "issued_at", "2026-09-01" },
    { "expires_at", "2027-08-31T23:59:59Z" },
    { "name", "LBTU" },
    { "name_en", "lbtu" },
    { "quote", "it's" },
    { "empty", "" },
  };
  CwRecord *record = cw_record_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_true (cw_record_set (record, fields[i][0], fields[i][1], NULL));
  return record;
}

static void
assert_holds (const char *text,
              gboolean    wanted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCondition) condition = cw_condition_parse (text, &error);
  g_autoptr (CwRecord) record = sample_record ();

  g_assert_no_error (error);
  if (cw_condition_holds (condition, record) != wanted)
    g_test_message ("%s should be %s", text, wanted ? "true" : "false");
  g_assert_cmpint (cw_condition_holds (condition, record), ==, wanted);
}

static void
test_filled (void)
{
  assert_holds ("programme", TRUE);
  assert_holds (" programme ", TRUE);
  assert_holds ("! programme", FALSE);
  assert_holds ("empty", FALSE);
  assert_holds ("!empty", TRUE);
  assert_holds ("!absent", TRUE);
  assert_holds ("empty|default:x", TRUE);
  assert_holds ("family_name|digits", FALSE);
  assert_holds ("!family_name|digits", TRUE);
}

static void
test_words (void)
{
  assert_holds ("level=doctorate", TRUE);
  assert_holds ("level != doctorate", FALSE);
  assert_holds ("level=bachelor", FALSE);
  assert_holds ("programme='computer science'", TRUE);
  assert_holds ("programme='computer  science'", FALSE);
  assert_holds ("family_name=K\xcc\xa7IRSONE", TRUE);
  assert_holds ("absent=''", TRUE);
  assert_holds ("absent!=''", FALSE);
  assert_holds ("absent=x", FALSE);
  assert_holds ("absent!=x", TRUE);
  assert_holds ("name=@name_en", TRUE);
  assert_holds ("name!=@programme", TRUE);
  assert_holds ("empty=@absent", TRUE);
  assert_holds ("quote='it\\'s'", TRUE);
  assert_holds ("quote=it\\'s", TRUE);
  assert_holds ("family_name<Z", FALSE);
  assert_holds ("family_name>=Ķirsone", FALSE);
}

static void
test_numbers (void)
{
  assert_holds ("credits=60.5", TRUE);
  assert_holds ("credits>60", TRUE);
  assert_holds ("credits>=60.51", FALSE);
  assert_holds ("credits<100", TRUE);
  assert_holds ("debt<0", TRUE);
  assert_holds ("debt<=-3.0", TRUE);
  assert_holds ("debt>-4", TRUE);
  assert_holds ("debt>-2.99", FALSE);
  assert_holds ("number=42", FALSE);
  assert_holds ("number=0042", TRUE);
  assert_holds ("number>1", FALSE);
  assert_holds ("long_number=12345678901234567891", FALSE);
  assert_holds ("long_number<12345678901234567891", TRUE);
  assert_holds ("credits>x", FALSE);
  assert_holds ("credits!=x", TRUE);
}

static void
test_dates (void)
{
  assert_holds ("expires_at<2028-01-01", TRUE);
  assert_holds ("expires_at<=2027-08-31", TRUE);
  assert_holds ("expires_at=2027-08-31", TRUE);
  assert_holds ("expires_at>2027-08-31", FALSE);
  assert_holds ("expires_at>@issued_at", TRUE);
  assert_holds ("issued_at!=@expires_at", TRUE);
  assert_holds ("expires_at<2027-13-01", FALSE);
  assert_holds ("expires_at<2028", FALSE);
  assert_holds ("birth_date|age>=18", TRUE);
  assert_holds ("birth_date|age:issued_at<18", FALSE);
  assert_holds ("birth_date|plus:18y>2026-09-01", FALSE);
  assert_holds ("issued_at|days_until:expires_at > 300 and issued_at|days_until:expires_at<365", TRUE);
  assert_holds ("absent<2028-01-01", FALSE);
}

static void
test_links (void)
{
  assert_holds ("level and programme", TRUE);
  assert_holds ("level and absent", FALSE);
  assert_holds ("absent or level", TRUE);
  assert_holds ("absent or empty", FALSE);
  assert_holds ("absent and level or programme", TRUE);
  assert_holds ("programme or absent and level", TRUE);
  assert_holds ("absent or programme and empty or level", TRUE);
  assert_holds ("level and absent or empty and level", FALSE);
  assert_holds ("level='doctorate'and programme", TRUE);
}

static void
test_fields (void)
{
  g_autoptr (CwCondition) condition = cw_condition_parse ("a|age:b>=18 and !c or d=@e", NULL);
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  cw_condition_collect_fields (condition, fields);
  g_assert_cmpuint (g_hash_table_size (fields), ==, 5);
  for (const char *const *name = (const char *const[]) { "a", "b", "c", "d", "e", NULL }; *name != NULL; name++)
    g_assert_true (g_hash_table_contains (fields, *name));
}

static void
assert_refused (const char *text,
                const char *place,
                const char *word)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCondition) condition = cw_condition_parse (text, &error);

  g_assert_null (condition);
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  if (strstr (error->message, place) == NULL || strstr (error->message, word) == NULL)
    g_test_message ("%s: %s", text, error->message);
  g_assert_nonnull (strstr (error->message, place));
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autoptr (GString) many = g_string_new ("a");
  g_autofree char *long_text = g_strnfill (2001, 'a');

  assert_refused ("", "character 1:", "field name");
  assert_refused ("!", "character 2:", "field name");
  assert_refused ("Level", "character 1:", "“Level”");
  assert_refused ("level=", "character 7:", "''");
  assert_refused ("level==x", "character 7:", "“=”");
  assert_refused ("level=phd student", "character 11:", "“student”");
  assert_refused ("level and", "character 10:", "field name");
  assert_refused ("level xor programme", "character 7:", "“xor”");
  assert_refused ("level='phd", "character 7:", "partner");
  assert_refused ("level=@Name", "character 7:", "“@”");
  assert_refused ("level=a}", "character 8:", "“}”");
  assert_refused ("level=\\x", "character 7:", "“\\\\”");
  assert_refused ("!level=phd", "character 1:", "!=");
  assert_refused ("level|nothing", "character 7:", "upper");
  assert_refused ("ā=x", "character 1:", "“ā”");
  assert_refused ("level=ā ē", "character 9:", "“ē”");
  assert_refused ("level|choose:a=b", "character 7:", "choose:a=b");
  assert_refused ("\xff", "", "UTF-8");
  assert_refused (long_text, "", "longer");
  for (guint i = 0; i < CW_CONDITION_MAX_TESTS; i++)
    g_string_append (many, " or a");
  assert_refused (many->str, "character 81:", "more than 16");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/condition/filled", test_filled);
  g_test_add_func ("/templates/condition/words", test_words);
  g_test_add_func ("/templates/condition/numbers", test_numbers);
  g_test_add_func ("/templates/condition/dates", test_dates);
  g_test_add_func ("/templates/condition/links", test_links);
  g_test_add_func ("/templates/condition/fields", test_fields);
  g_test_add_func ("/templates/condition/refused", test_refused);
  return g_test_run ();
}
