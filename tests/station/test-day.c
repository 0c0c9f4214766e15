/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a station does by itself on a new day: cards that ended become expired, and the register is
 * owed their withdrawal, once. */

#include "config.h"

#include <glib/gstdio.h>

#include "app/station/station.h"

#define STUDENT "lbtu/S1"

static void
put_people (CwStore *store)
{
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwProfile) profile = cw_profile_new ();
  g_autoptr (CwStudent) student = cw_student_new ();
  g_autoptr (GError) error = NULL;

  institution->id = g_strdup ("lbtu");
  institution->name = g_strdup ("LBTU");
  institution->pic = g_strdup ("999933328");
  institution->schac = g_strdup ("lbtu.lv");
  g_assert_true (cw_store_put_institution (store, institution, &error));
  profile->id = g_strdup ("plain");
  profile->institution_id = g_strdup ("lbtu");
  profile->name = g_strdup ("plain");
  profile->template_uri = g_strdup ("resource:///nowhere/template.json");
  profile->card_type = CW_CARD_TYPE_PASSIVE;
  profile->registered = TRUE;
  profile->validity_months = 12;
  g_assert_true (cw_profile_set_steps (profile, "reserve,layout,print,verify,register,hand-over", &error));
  g_assert_true (cw_store_put_profile (store, profile, &error));
  student->id = g_strdup (STUDENT);
  student->institution_id = g_strdup ("lbtu");
  student->number = g_strdup ("S1");
  student->family_name = g_strdup ("Bird");
  student->email = g_strdup ("bird@example.org");
  student->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:S1");
  g_assert_true (cw_store_put_student (store, student, &error));
  g_assert_no_error (error);
}

/* One that the register was told of. @until: its last day */
static gint64
put_card (CwStore    *store,
          const char *until)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = cw_card_new ();
  g_autoptr (CwStudent) student = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  CwOrderRow order = {
    .student_id = (char *) STUDENT, .profile_id = (char *) "plain", .operator_name = (char *) "ilze", .record_json = (char *) "{}", .record_digest = (char *) "aa", .template_digest = (char *) "bb",
  };

  card->order_id = cw_store_add_order (store, &order, &error);
  card->student_id = g_strdup (STUDENT);
  card->institution_id = g_strdup ("lbtu");
  card->profile_id = g_strdup ("plain");
  card->state = CW_CARD_STATE_ISSUED;
  card->issued_at = g_strdup ("2020-09-01");
  card->expires_at = g_strdup (until);
  g_assert_true (cw_store_next_escn (store, 7, "999933328", &card->escn, &error));
  card->id = cw_store_add_card (store, card, &error);
  student = cw_store_get_student (store, STUDENT, &error);
  institution = cw_store_get_institution (store, "lbtu", &error);
  g_assert_cmpint (cw_outbox_add_register (store, card, student, institution, CW_CARD_TYPE_PASSIVE, &error), >, 0);
  g_assert_true (cw_store_close_order (store, card->order_id, "issued", &error));
  g_assert_no_error (error);
  return card->id;
}

static void
assert_state (const char *folder,
              gint64      card_id,
              CwCardState state,
              guint       withdrawals)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, FALSE, &error);
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (CwCard) card = cw_store_get_card (store, card_id, &error);
  g_autoptr (GPtrArray) messages = cw_store_list_messages (store, NULL, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  g_assert_cmpstr (cw_card_state_to_name (card->state), ==, cw_card_state_to_name (state));
  for (guint i = 0; i < messages->len; i++)
    {
      const CwOutboxRow *row = g_ptr_array_index (messages, i);

      n += row->card_id == card_id && g_str_equal (row->kind, "withdraw");
    }
  g_assert_cmpuint (n, ==, withdrawals);
}

/* Closing waits for what the station does by itself. */
static void
spend_a_day (const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);

  g_assert_no_error (error);
  cw_station_close (station);
}

static void
test_expiry (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cardwright-day-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "cardwright.db", NULL);
  g_autoptr (CwClock) yesterday = cw_clock_new_manual (g_get_real_time () - G_TIME_SPAN_DAY);
  g_autoptr (CwStore) store = cw_store_open (path, yesterday, &error);
  g_autoptr (GSubprocess) process = NULL;
  gint64 ended, good;

  g_assert_no_error (error);
  put_people (store);
  ended = put_card (store, "2020-12-31");
  good = put_card (store, "2099-12-31");
  cw_store_close (store);

  spend_a_day (folder);
  assert_state (folder, ended, CW_CARD_STATE_EXPIRED, 1);
  assert_state (folder, good, CW_CARD_STATE_ISSUED, 0);
  spend_a_day (folder);
  assert_state (folder, ended, CW_CARD_STATE_EXPIRED, 1);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, &error, "rm", "-rf", "--", folder, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/station/day/expiry", test_expiry);
  return g_test_run ();
}
