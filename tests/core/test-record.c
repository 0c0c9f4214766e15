/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/core/record.h"

#include <string.h>

#include "app/base/error.h"

static void
test_set (void)
{
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = NULL;

  g_assert_true (cw_record_set (record, "room", "101", &error));
  g_assert_true (cw_record_set (record, "library_no", "", &error));
  g_assert_true (cw_record_set (record, "a1", "Šķēle \"x\" \\", &error));
  g_assert_true (cw_record_set (record, "room", "102", &error));
  g_assert_no_error (error);

  g_assert_cmpstr (cw_record_get (record, "room"), ==, "102");
  g_assert_cmpstr (cw_record_get (record, "library_no"), ==, "");
  g_assert_null (cw_record_get (record, "Room"));
  names = cw_record_list (record);
  g_assert_cmpuint (g_strv_length (names), ==, 3);
  g_assert_cmpstr (names[0], ==, "a1");
  g_assert_cmpstr (names[1], ==, "library_no");
  g_assert_cmpstr (names[2], ==, "room");
}

static void
test_names (void)
{
  static const char *const bad[] = { "", "1a", "_a", "A", "aB", "a-b", "a.b", "a b", "ā", "\xff" };
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autofree char *longest = g_strnfill (64, 'a');
  g_autofree char *longer = g_strnfill (65, 'a');

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_record_set (record, bad[i], "x", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_assert_true (cw_record_set (record, longest, "x", NULL));
  g_assert_false (cw_record_set (record, longer, "x", NULL));
}

static void
test_values (void)
{
  static const char *const bad[] = { "a\nb", "a\tb", "\x7f", "\xc2\x85", "\xff", "\xc5", "\xed\xa0\x80" };
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autofree char *longest = g_strnfill (1024, 'x');
  g_autofree char *longer = g_strnfill (1025, 'x');
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_false (cw_record_set (record, "field", bad[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "field"));
      g_clear_error (&error);
    }
  g_assert_true (cw_record_set (record, "field", longest, NULL));
  g_assert_false (cw_record_set (record, "field", longer, NULL));
  g_assert_cmpstr (cw_record_get (record, "field"), ==, longest);
}

static void
test_limit (void)
{
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 256; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%u", i);

      g_assert_true (cw_record_set (record, name, "x", NULL));
    }
  g_assert_true (cw_record_set (record, "f0", "y", NULL));
  g_assert_false (cw_record_set (record, "g", "x", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* The digests were computed with sha256sum over the JSON text. */
static void
test_json (void)
{
  g_autoptr (CwRecord) empty = cw_record_new ();
  g_autoptr (CwRecord) one = cw_record_new ();
  g_autoptr (CwRecord) other = cw_record_new ();
  g_autofree char *empty_json = cw_record_to_json (empty);
  g_autofree char *empty_digest = cw_record_digest (empty);
  g_autofree char *one_json = NULL;
  g_autofree char *one_digest = NULL;
  g_autofree char *other_digest = NULL;

  g_assert_cmpstr (empty_json, ==, "{}");
  g_assert_cmpstr (empty_digest, ==, "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a");

  g_assert_true (cw_record_set (one, "number", "LF23001", NULL));
  g_assert_true (cw_record_set (one, "family_name", "Šķēle \"A\\B\"", NULL));
  g_assert_true (cw_record_set (other, "family_name", "x", NULL));
  g_assert_true (cw_record_set (other, "family_name", "Šķēle \"A\\B\"", NULL));
  g_assert_true (cw_record_set (other, "number", "LF23001", NULL));
  one_json = cw_record_to_json (one);
  g_assert_cmpstr (one_json, ==, "{\"family_name\":\"Šķēle \\\"A\\\\B\\\"\",\"number\":\"LF23001\"}");
  one_digest = cw_record_digest (one);
  other_digest = cw_record_digest (other);
  g_assert_cmpstr (one_digest, ==, "15d18692c746ec65f352c183c8ec02af61dc78de035ebc7c0ca134fd8fb1088c");
  g_assert_cmpstr (one_digest, ==, other_digest);
}

static void
test_for_card (void)
{
  g_autoptr (CwStudent) student = cw_student_new ();
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (CwRecord) sparse = NULL;
  g_autofree char *json = NULL;
  g_autofree char *sparse_json = NULL;
  CwEscn escn;

  student->number = g_strdup ("LF23001");
  student->given_names = g_strdup ("Anžela");
  student->family_name = g_strdup ("Šķēle");
  student->email = g_strdup ("anzela@example.org");
  student->programme = g_strdup ("Forest Ecology");
  student->level = CW_ACADEMIC_LEVEL_BACHELOR;
  student->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001");
  institution->name = g_strdup ("LBTU");
  institution->name_en = g_strdup ("LBTU Jelgava");
  institution->pic = g_strdup ("999933328");
  g_assert_true (cw_escn_parse ("3e506370-826a-103d-bf76-001000000001", &escn, NULL));

  record = cw_record_new_for_card (student, institution, &escn, "2026-11-23", "2029-08-31");
  json = cw_record_to_json (record);
  g_assert_cmpstr (json, ==,
                   "{\"email\":\"anzela@example.org\",\"escn\":\"3e506370-826a-103d-bf76-001000000001\","
                   "\"esi\":\"urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001\",\"expires_at\":\"2029-08-31\","
                   "\"family_name\":\"Šķēle\",\"full_name\":\"Anžela Šķēle\",\"given_names\":\"Anžela\","
                   "\"institution\":\"LBTU\",\"institution_en\":\"LBTU Jelgava\",\"issued_at\":\"2026-11-23\","
                   "\"level\":\"Bachelor\",\"number\":\"LF23001\",\"pic\":\"999933328\",\"programme\":\"Forest Ecology\","
                   "\"qr\":\"https://s.esc-r.eu/3e506370-826a-103d-bf76-001000000001\",\"valid_until_short\":\"08/2029\"}");

  /* what is not known has no field, and neither has what no record can hold */
  student->level = CW_ACADEMIC_LEVEL_NONE;
  g_clear_pointer (&student->email, g_free);
  g_clear_pointer (&student->esi, g_free);
  g_clear_pointer (&institution->name_en, g_free);
  g_free (student->programme);
  student->programme = g_strdup ("two\nlines");
  sparse = cw_record_new_for_card (student, institution, NULL, NULL, NULL);
  sparse_json = cw_record_to_json (sparse);
  g_assert_cmpstr (sparse_json, ==, "{\"family_name\":\"Šķēle\",\"full_name\":\"Anžela Šķēle\",\"given_names\":\"Anžela\",\"institution\":\"LBTU\",\"number\":\"LF23001\",\"pic\":\"999933328\"}");
}

/* QRFactory.java (EuropeanStudentCard/qr-java-generator, aa51d80): 55 bytes, what a version 4
 * symbol at level M holds in byte mode with room to spare. */
static void
test_qr (void)
{
  g_autoptr (CwStudent) student = cw_student_new ();
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwRecord) record = NULL;
  CwEscn escn;

  g_assert_true (cw_escn_parse ("3E506370-826A-103D-BF76-001000000001", &escn, NULL));
  record = cw_record_new_for_card (student, institution, &escn, NULL, NULL);
  g_assert_cmpstr (cw_record_get (record, "qr"), ==, "https://s.esc-r.eu/3e506370-826a-103d-bf76-001000000001");
  g_assert_cmpuint (strlen (cw_record_get (record, "qr")), ==, 55);
}

static void
test_references (void)
{
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autoptr (CwRecord) same = cw_record_ref (record);

  g_assert_true (record == same);
  g_assert_true (g_type_is_a (cw_record_get_type (), G_TYPE_BOXED));

  /* a record that is shared is frozen */
  g_test_expect_message ("cw-core", G_LOG_LEVEL_CRITICAL, "*cw_record_set*");
  g_assert_false (cw_record_set (record, "a", "b", NULL));
  g_test_assert_expected_messages ();
  g_assert_null (cw_record_get (record, "a"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/core/record/set", test_set);
  g_test_add_func ("/core/record/names", test_names);
  g_test_add_func ("/core/record/values", test_values);
  g_test_add_func ("/core/record/limit", test_limit);
  g_test_add_func ("/core/record/json", test_json);
  g_test_add_func ("/core/record/for-card", test_for_card);
  g_test_add_func ("/core/record/qr", test_qr);
  g_test_add_func ("/core/record/references", test_references);
  return g_test_run ();
}
