/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <string.h>

#include "app/store/store-private.h"
#include "tests/store/fixture.h"

/* Values and rows that mean harm. */

static const char *const nasty[] = {
  "1'; DROP TABLE students; --",
  "\"quoted\"",
  "100%",
  "under_score",
  "back\\slash",
  "?1",
  ":name",
  "NULL",
  "../../etc/passwd",
  "<b>&amp;",
  "%s%n%d",
  "\xf0\x9f\x92\xb3",
  "\xe2\x80\xae" "right to left",
};

static void
test_ids (Fixture      *self,
          gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 broken;

  for (guint i = 0; i < G_N_ELEMENTS (nasty); i++)
    {
      g_autoptr (CwStudent) student = fixture_student (nasty[i], nasty[i], nasty[i]);
      g_autoptr (CwStudent) got = NULL;
      g_autoptr (GPtrArray) found = NULL;
      g_autoptr (GBytes) photo = g_bytes_new_static ("x", 1);

      g_free (student->email);
      student->email = NULL;
      g_free (student->programme);
      student->programme = g_strdup (nasty[i]);
      g_assert_true (cw_store_put_student (self->store, student, &error));
      g_assert_no_error (error);
      g_assert_true (cw_store_put_photo (self->store, student->id, photo, &error));
      got = cw_store_get_student (self->store, student->id, &error);
      g_assert_cmpstr (got->number, ==, nasty[i]);
      g_assert_cmpstr (got->family_name, ==, nasty[i]);
      g_assert_cmpstr (got->programme, ==, nasty[i]);
      found = cw_store_find_students (self->store, NULL, nasty[i], 0, 0, &error);
      g_assert_no_error (error);
      g_assert_null (cw_store_get_student (self->store, nasty[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      g_clear_error (&error);
    }
  g_assert_true (cw_store_verify_journal (self->store, NULL, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

static void
test_texts (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);
  gint64 broken;

  for (guint i = 0; i < G_N_ELEMENTS (nasty); i++)
    {
      g_autoptr (CwCard) got = NULL;
      g_autoptr (GPtrArray) rows = NULL;

      cw_store_set_operator (self->store, nasty[i]);
      g_assert_true (cw_store_set_card_state (self->store, card, CW_CARD_STATE_RESERVED, nasty[i], &error));
      got = cw_store_get_card (self->store, card, &error);
      g_assert_cmpstr (got->reason, ==, nasty[i]);
      g_assert_true (cw_store_add_journal (self->store, nasty[i], nasty[i], NULL, &error));
      rows = cw_store_list_journal (self->store, 0, 0, &error);
      g_assert_cmpstr (((CwJournalRow *) g_ptr_array_index (rows, rows->len - 1))->act, ==, nasty[i]);
      g_assert_cmpstr (((CwJournalRow *) g_ptr_array_index (rows, rows->len - 1))->operator_name, ==, nasty[i]);
    }
  g_assert_true (cw_store_verify_journal (self->store, NULL, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
}

static void
test_not_utf8 (Fixture      *self,
               gconstpointer user_data)
{
  static const char *const broken[] = { "\xff", "B\xe7rzi\xf2\x61", "\xed\xa0\x80", "\xc0\x80", "cut\xe2\x82" };
  g_autoptr (GError) error = NULL;
  gint64 card = fixture_add_card (self->store);

  for (guint i = 0; i < G_N_ELEMENTS (broken); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"a\":\"%s\"}", broken[i]);

      g_assert_false (cw_store_set_card_state (self->store, card, CW_CARD_STATE_RESERVED, broken[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_cmpint (cw_store_start_step (self->store, 1, CW_STEP_PRINT, json, &error), ==, 0);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
      g_assert_null (cw_store_get_student (self->store, broken[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
}

static void
test_huge (Fixture      *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  gint64 order = fixture_add_order (self->store);
  g_autofree char *mebibyte = g_strnfill (1024 * 1024, 'x');
  g_autofree char *large = g_strconcat ("{\"a\":\"", mebibyte, "\"}", NULL);
  g_autofree char *filler = g_strnfill (CW_STORE_MAX_VALUE, 'x');
  g_autofree char *too_large = g_strconcat ("{\"a\":\"", filler, "\"}", NULL);
  g_autofree char *deep = g_strnfill (200000, '[');
  g_autofree char *deep_object = g_strconcat ("{\"a\":", deep, NULL);
  g_autoptr (GBytes) photo = g_bytes_new_static (filler, CW_STORE_MAX_VALUE);
  g_autoptr (GPtrArray) steps = NULL;
  gint64 step = cw_store_start_step (self->store, order, CW_STEP_PRINT, large, &error);

  g_assert_no_error (error);
  steps = cw_store_list_steps (self->store, order, &error);
  g_assert_cmpstr (((CwStepRow *) g_ptr_array_index (steps, 0))->evidence, ==, large);

  g_assert_false (cw_store_note_step (self->store, step, too_large, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_note_step (self->store, step, deep_object, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_store_put_photo (self->store, "lbtu/LF23001", photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (cw_store_end_step (self->store, step, CW_STEP_STATE_DONE, "{}", &error));
}

static void
test_queries (Fixture      *self,
              gconstpointer user_data)
{
  g_autofree char *word = g_strnfill (300000, 'a');
  g_autofree char *words = g_strnfill (300000, ' ');
  const char *const queries[] = { word, words, "a b c d e f g h i j k l m n o p", "\xff\xfe", "\xf4\x8f\xbf\xbf", "anna\xff", "' OR 1=1 --", "\xcc\x81", "urn:", CW_QR_PREFIX };

  for (gsize i = 0; i < 300000; i += 2)
    words[i] = (char) ('a' + i / 2 % 26);
  for (guint i = 0; i < G_N_ELEMENTS (queries); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) found = cw_store_find_students (self->store, "lbtu' OR 1=1 --", queries[i], G_MAXUINT, G_MAXUINT, &error);

      g_assert_true (found == NULL || found->len == 0);
      g_assert_true (found != NULL || g_error_matches (error, CW_ERROR, CW_ERROR_INVALID));
    }
}

static void
test_ids_out_of_range (Fixture      *self,
                       gconstpointer user_data)
{
  static const gint64 ids[] = { 0, -1, G_MININT64, G_MAXINT64 };

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) rows = cw_store_list_steps (self->store, ids[i], &error);

      g_assert_cmpuint (rows->len, ==, 0);
      g_assert_null (cw_store_get_order (self->store, ids[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
      g_clear_error (&error);
      g_assert_false (cw_store_set_card_uid (self->store, ids[i], "04A1B2C3D4E5F6", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
    }
}

/* A row that somebody else wrote, with a word that we do not know: an error, not a guess. */
static void
test_unknown_words (Fixture      *self,
                    gconstpointer user_data)
{
  gint64 card = fixture_add_card (self->store);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (cw_store_add_plastic (self->store, card, CW_PLASTIC_PURPOSE_CARD, "Folder", -1, &error), >, 0);
  g_assert_cmpint (cw_store_start_step (self->store, 1, CW_STEP_PRINT, NULL, &error), >, 0);
  fixture_run_raw (self->path,
                   "PRAGMA ignore_check_constraints = ON; UPDATE cards SET state = 'golden'; UPDATE plastics SET state = 'melted'; UPDATE steps SET kind = 'dance';"
                   "UPDATE students SET level = 'WIZARD'; UPDATE profiles SET card_type = 'STONE'");

  g_assert_null (cw_store_get_card (self->store, card, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (cw_store_list_plastics (self->store, card, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (cw_store_list_steps (self->store, 1, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (cw_store_find_students (self->store, NULL, "", 0, 0, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);
  g_assert_null (cw_store_get_profile (self->store, "lbtu-chip", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_STORE);
  g_clear_error (&error);

  fixture_run_raw (self->path, "UPDATE profiles SET card_type = 'PASSIVE', steps = 'hand-over,reserve'");
  g_assert_null (cw_store_get_profile (self->store, "lbtu-chip", &error));
  g_assert_nonnull (error);
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
  add ("/store/hostile/ids", test_ids);
  add ("/store/hostile/texts", test_texts);
  add ("/store/hostile/not-utf8", test_not_utf8);
  add ("/store/hostile/huge", test_huge);
  add ("/store/hostile/queries", test_queries);
  add ("/store/hostile/ids-out-of-range", test_ids_out_of_range);
  add ("/store/hostile/unknown-words", test_unknown_words);
  return g_test_run ();
}
