/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "tests/store/fixture.h"

/* Institutions, profiles, students, photos, and how students are found. */

static void
test_institution (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) second = cw_institution_new ();
  g_autoptr (CwInstitution) got = NULL;
  g_autoptr (GPtrArray) all = NULL;

  second->id = g_strdup ("adazi");
  second->name = g_strdup ("Ādažu koledža");
  second->name_en = g_strdup ("Ādaži College");
  second->pic = g_strdup ("123456789");
  second->schac = g_strdup ("adazi.example");
  second->processor = g_strdup ("LV40003000001");
  g_assert_true (cw_store_put_institution (self->store, second, &error));
  g_free (second->name_en);
  second->name_en = g_strdup ("College of Ādaži");
  g_assert_true (cw_store_put_institution (self->store, second, &error));

  fixture_reopen (self);
  got = cw_store_get_institution (self->store, "adazi", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->name, ==, "Ādažu koledža");
  g_assert_cmpstr (got->name_en, ==, "College of Ādaži");
  g_assert_cmpstr (got->pic, ==, "123456789");
  g_assert_cmpstr (got->schac, ==, "adazi.example");
  g_assert_cmpstr (got->processor, ==, "LV40003000001");
  all = cw_store_list_institutions (self->store, &error);
  g_assert_cmpuint (all->len, ==, 2);
  g_assert_cmpstr (((CwInstitution *) g_ptr_array_index (all, 0))->id, ==, "adazi");

  g_assert_null (cw_store_get_institution (self->store, "nowhere", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_free (second->pic);
  second->pic = g_strdup ("12");
  g_assert_false (cw_store_put_institution (self->store, second, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_profile (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) plain = fixture_profile ();
  g_autoptr (CwProfile) got = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autofree char *steps = NULL;

  g_clear_pointer (&plain->chip_plan, g_free);
  g_free (plain->id);
  plain->id = g_strdup ("lbtu-plain");
  plain->card_type = CW_CARD_TYPE_PASSIVE;
  plain->registered = FALSE;
  plain->validity_months = 12;
  cw_profile_set_steps (plain, "reserve,layout,print,verify,hand-over", &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_put_profile (self->store, plain, &error));
  fixture_reopen (self);

  got = cw_store_get_profile (self->store, "lbtu-plain", &error);
  g_assert_no_error (error);
  steps = cw_profile_get_steps (got);
  g_assert_cmpstr (steps, ==, "reserve,layout,print,verify,hand-over");
  g_assert_null (got->chip_plan);
  g_assert_cmpint (got->card_type, ==, CW_CARD_TYPE_PASSIVE);
  g_assert_false (got->registered);
  g_assert_cmpuint (got->validity_months, ==, 12);
  g_assert_cmpstr (got->template_uri, ==, plain->template_uri);

  all = cw_store_list_profiles (self->store, "lbtu", &error);
  g_assert_cmpuint (all->len, ==, 2);
  none = cw_store_list_profiles (self->store, "adazi", &error);
  g_assert_cmpuint (none->len, ==, 0);
  g_clear_pointer (&all, g_ptr_array_unref);
  all = cw_store_list_profiles (self->store, NULL, &error);
  g_assert_cmpuint (all->len, ==, 2);

  g_free (plain->institution_id);
  plain->institution_id = g_strdup ("nowhere");
  g_assert_false (cw_store_put_profile (self->store, plain, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_store_get_profile (self->store, "nothing", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_student_round_trip (Fixture      *self,
                         gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) got = NULL;
  g_autoptr (CwStudent) bare = NULL;
  g_autoptr (CwStudent) given = cw_student_new ();

  fixture_reopen (self);
  got = cw_store_get_student (self->store, "lbtu/LF23001", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (got->id, ==, "lbtu/LF23001");
  g_assert_cmpstr (got->institution_id, ==, "lbtu");
  g_assert_cmpstr (got->number, ==, "LF23001");
  g_assert_cmpstr (got->given_names, ==, "Anna");
  g_assert_cmpstr (got->family_name, ==, "Bērziņa");
  g_assert_cmpstr (got->email, ==, "LF23001@students.example");
  g_assert_cmpstr (got->programme, ==, "Forest Ecology");
  g_assert_cmpint (got->level, ==, CW_ACADEMIC_LEVEL_MASTER);
  g_assert_cmpstr (got->esi, ==, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001");
  g_assert_cmpstr (got->valid_until, ==, "2029-08-31");

  /* what is not known stays not known */
  given->id = g_strdup ("lbtu/1");
  given->institution_id = g_strdup ("lbtu");
  given->number = g_strdup ("1");
  given->family_name = g_strdup ("Mononym");
  g_assert_true (cw_store_put_student (self->store, given, &error));
  bare = cw_store_get_student (self->store, "lbtu/1", &error);
  g_assert_null (bare->given_names);
  g_assert_null (bare->email);
  g_assert_null (bare->programme);
  g_assert_null (bare->esi);
  g_assert_null (bare->valid_until);
  g_assert_cmpint (bare->level, ==, CW_ACADEMIC_LEVEL_NONE);
}

/* What the register knows a person by stays; case is no difference, as in an ESI. */
static void
test_student_keeps_esi (Fixture      *self,
                        gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (self->store, "lbtu/LF23001", &error);
  g_autoptr (CwStudent) got = NULL;

  g_assert_null (student->registered_esi);
  g_assert_null (student->left_at);
  g_free (student->esi);
  student->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:first");
  g_assert_true (cw_store_put_student (self->store, student, &error));
  fixture_run_raw (self->path, "UPDATE students SET registered_esi = esi WHERE id = 'lbtu/LF23001'");

  g_free (student->esi);
  student->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:LBTU.lv:FIRST");
  g_assert_true (cw_store_put_student (self->store, student, &error));
  for (guint i = 0; i < 2; i++)
    {
      g_free (student->esi);
      student->esi = i == 0 ? g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:other") : NULL;
      g_assert_false (cw_store_put_student (self->store, student, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_assert_nonnull (strstr (error->message, "lbtu/LF23001"));
      g_assert_nonnull (strstr (error->message, "student new-esi"));
      g_assert_null (strstr (error->message, "other"));
      g_clear_error (&error);
    }
  got = cw_store_get_student (self->store, "lbtu/LF23001", &error);
  g_assert_cmpstr (got->esi, ==, "urn:schac:personalUniqueCode:int:esi:LBTU.lv:FIRST");
  g_assert_cmpstr (got->registered_esi, ==, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:first");
}

static void
test_student_refused (Fixture      *self,
                      gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = fixture_student ("LF1", "Jānis", "Kalniņš");

  g_free (student->institution_id);
  g_free (student->id);
  student->institution_id = g_strdup ("nowhere");
  student->id = g_strdup ("nowhere/LF1");
  g_assert_false (cw_store_put_student (self->store, student, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_assert_null (strstr (error->message, "Kalniņš"));
  g_clear_error (&error);

  g_free (student->id);
  student->id = g_strdup ("other");
  g_assert_false (cw_store_put_student (self->store, student, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_store_get_student (self->store, "lbtu/none", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

static void
test_photo (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = g_bytes_new ("\xff\xd8 with a \0 inside", 18);
  g_autoptr (GBytes) larger = g_bytes_new_take (g_malloc0 (300000), 300000);
  g_autoptr (GBytes) none = g_bytes_new ("", 0);
  g_autoptr (GBytes) got = NULL;
  g_autoptr (GBytes) replaced = NULL;

  g_assert_null (cw_store_get_photo (self->store, "lbtu/LF23001", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);

  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  fixture_reopen (self);
  got = cw_store_get_photo (self->store, "lbtu/LF23001", &error);
  g_assert_true (g_bytes_equal (got, photo));
  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", larger, &error));
  replaced = cw_store_get_photo (self->store, "lbtu/LF23001", &error);
  g_assert_true (g_bytes_equal (replaced, larger));

  g_assert_true (cw_store_put_photo (self->store, "lbtu/LF23001", NULL, &error));
  g_assert_null (cw_store_get_photo (self->store, "lbtu/LF23001", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", none, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/none", photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

/* finding */

static char *
find (Fixture    *self,
      const char *institution,
      const char *query)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) found = cw_store_find_students (self->store, institution, query, 0, 0, &error);
  g_autoptr (GString) numbers = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < found->len; i++)
    {
      const CwStudent *student = g_ptr_array_index (found, i);

      g_string_append_printf (numbers, "%s%s", i > 0 ? " " : "", student->number);
    }
  return g_string_free (g_steal_pointer (&numbers), FALSE);
}

#define assert_finds(self, query, expected) \
  G_STMT_START \
  { \
    g_autofree char *_numbers = find (self, NULL, query); \
    g_assert_cmpstr (_numbers, ==, expected); \
  } \
  G_STMT_END

static void
put (Fixture    *self,
     const char *number,
     const char *given,
     const char *family)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = fixture_student (number, given, family);

  cw_store_put_student (self->store, student, &error);
  g_assert_no_error (error);
}

static void
put_some (Fixture *self)
{
  put (self, "LF23002", "Jānis Pēteris", "Bērziņš");
  put (self, "LF23003", "Žaklīna", "Šķēle");
  put (self, "ME-19/7", "Fiona", "O'Brien");
  put (self, "IT1", "Marija", "Kalniņa-Ozola");
}

static void
test_find_by_words (Fixture      *self,
                    gconstpointer user_data)
{
  put_some (self);
  assert_finds (self, "ber", "LF23001 LF23002");
  assert_finds (self, "BĒRZIŅ", "LF23001 LF23002");
  assert_finds (self, "berzins", "LF23002");
  assert_finds (self, "skele", "LF23003");
  assert_finds (self, "zak sk", "LF23003");
  assert_finds (self, "sk zak", "LF23003");
  assert_finds (self, "an ber", "LF23001");
  assert_finds (self, "pet", "LF23002");
  assert_finds (self, "erz", "");
  assert_finds (self, "anna skele", "");
  assert_finds (self, "lf23", "LF23001 LF23002 LF23003");
  assert_finds (self, "lf23001", "LF23001");
  assert_finds (self, "me-19/7", "ME-19/7");
  assert_finds (self, "me197", "ME-19/7");
  assert_finds (self, "o'brien", "ME-19/7");
  assert_finds (self, "obrien", "ME-19/7");
  assert_finds (self, "brien", "ME-19/7");
  assert_finds (self, "ozola", "IT1");
  assert_finds (self, "kalnina-oz", "IT1");
  assert_finds (self, "", "LF23001 LF23002 IT1 ME-19/7 LF23003");
  assert_finds (self, "  \t", "LF23001 LF23002 IT1 ME-19/7 LF23003");
  assert_finds (self, "%", "");
  assert_finds (self, "_ -- *", "");
  assert_finds (self, "student", "");
  assert_finds (self, "lf23001@students.example", "");
}

/* A word of which nothing but another part of the same name begins so counts once. */
static void
test_find_once (Fixture      *self,
                gconstpointer user_data)
{
  put (self, "AN1", "Anna Annija", "Andersone");
  assert_finds (self, "an", "AN1 LF23001");
  assert_finds (self, "an an an", "AN1 LF23001");
  assert_finds (self, "and ann an", "AN1");
}

static void
test_find_after_change (Fixture      *self,
                        gconstpointer user_data)
{
  put (self, "LF23001", "Anna", "Liepa");
  assert_finds (self, "berzina", "");
  assert_finds (self, "liepa", "LF23001");
  assert_finds (self, "anna", "LF23001");
}

static void
test_find_pages (Fixture      *self,
                 gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  put_some (self);
  for (guint offset = 0; offset < 5; offset++)
    {
      g_autofree char *all = find (self, NULL, "");
      g_auto (GStrv) numbers = g_strsplit (all, " ", -1);
      g_autoptr (GPtrArray) page = cw_store_find_students (self->store, NULL, "", 1, offset, &error);

      g_assert_cmpuint (page->len, ==, 1);
      g_assert_cmpstr (((CwStudent *) g_ptr_array_index (page, 0))->number, ==, numbers[offset]);
    }

  for (guint offset = 0; offset < 3; offset++)
    {
      g_autoptr (GPtrArray) page = cw_store_find_students (self->store, "lbtu", "lf", 2, offset, &error);

      g_assert_cmpuint (page->len, ==, offset < 2 ? 2 : 1);
    }
}

static void
test_find_digits (Fixture      *self,
                  gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = fixture_student ("QX77041", "Ieva", "Liepa");
  g_autofree char *whole = NULL, *start = NULL, *again = NULL;

  g_assert_true (cw_store_put_student (self->store, student, &error));
  g_assert_no_error (error);
  whole = find (self, NULL, "77041");
  start = find (self, "lbtu", "770");
  g_assert_cmpstr (whole, ==, "QX77041");
  g_assert_cmpstr (start, ==, "QX77041");

  /* a record put again keeps them */
  g_free (student->given_names);
  student->given_names = g_strdup ("Zane");
  g_assert_true (cw_store_put_student (self->store, student, &error));
  g_assert_no_error (error);
  again = find (self, NULL, "77041 zane");
  g_assert_cmpstr (again, ==, "QX77041");
}

static void
test_find_institution (Fixture      *self,
                       gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) second = cw_institution_new ();
  g_autoptr (CwStudent) student = fixture_student ("LF23001", "Anna", "Bērziņa");
  static const char *const queries[] = { "anna", "anna ber", "", "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001" };

  second->id = g_strdup ("adazi");
  second->name = g_strdup ("Ādažu koledža");
  second->pic = g_strdup ("123456789");
  second->schac = g_strdup ("adazi.example");
  g_assert_true (cw_store_put_institution (self->store, second, &error));
  g_free (student->institution_id);
  g_free (student->id);
  student->institution_id = g_strdup ("adazi");
  student->id = g_strdup ("adazi/LF23001");
  g_assert_true (cw_store_put_student (self->store, student, &error));

  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GPtrArray) all = cw_store_find_students (self->store, NULL, queries[i], 0, 0, &error);
      g_autoptr (GPtrArray) one = cw_store_find_students (self->store, "adazi", queries[i], 0, 0, &error);
      g_autoptr (GPtrArray) none = cw_store_find_students (self->store, "nowhere", queries[i], 0, 0, &error);

      g_assert_no_error (error);
      g_assert_cmpuint (all->len, ==, 2);
      g_assert_cmpuint (one->len, ==, 1);
      g_assert_cmpstr (((CwStudent *) g_ptr_array_index (one, 0))->id, ==, "adazi/LF23001");
      g_assert_cmpuint (none->len, ==, 0);
    }
}

static void
test_find_by_number_of_card (Fixture      *self,
                             gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 id = fixture_add_card (self->store);
  g_autoptr (CwCard) card = cw_store_get_card (self->store, id, &error);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *upper = g_ascii_strup (escn, -1);
  g_autofree char *scanned = g_strconcat (CW_QR_PREFIX, escn, "\n", NULL);

  put_some (self);
  assert_finds (self, escn, "LF23001");
  assert_finds (self, upper, "LF23001");
  assert_finds (self, scanned, "LF23001");
  escn[0] = escn[0] == '0' ? '1' : '0';
  assert_finds (self, escn, "");
}

static void
test_find_by_esi (Fixture      *self,
                  gconstpointer user_data)
{
  put_some (self);
  assert_finds (self, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001", "LF23001");
  assert_finds (self, " URN:SCHAC:personalUniqueCode:int:esi:lbtu.lv:lf23001 ", "LF23001");
  assert_finds (self, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF2300", "");
  assert_finds (self, "urn:schac:personalUniqueCode:int:esi:", "");
}

static void
add (const char *path,
     void (*func) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, fixture_set_up, func, fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add ("/store/institution", test_institution);
  add ("/store/profile", test_profile);
  add ("/store/student/round-trip", test_student_round_trip);
  add ("/store/student/keeps-esi", test_student_keeps_esi);
  add ("/store/student/refused", test_student_refused);
  add ("/store/photo", test_photo);
  add ("/store/find/by-words", test_find_by_words);
  add ("/store/find/once", test_find_once);
  add ("/store/find/after-change", test_find_after_change);
  add ("/store/find/pages", test_find_pages);
  add ("/store/find/institution", test_find_institution);
  add ("/store/find/digits", test_find_digits);
  add ("/store/find/by-number-of-card", test_find_by_number_of_card);
  add ("/store/find/by-esi", test_find_by_esi);
  return g_test_run ();
}
