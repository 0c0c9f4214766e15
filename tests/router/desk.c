/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/router/desk.h"

#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/router/client-private.h"
#include "app/router/standin-private.h"

static void
desk_add_institution (Desk       *self,
                      const char *id,
                      const char *pic,
                      const char *schac)
{
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwProfile) profile = cw_profile_new ();
  g_autoptr (GError) error = NULL;

  institution->id = g_strdup (id);
  institution->name = g_strdup (id);
  institution->name_en = g_strdup (id);
  institution->pic = g_strdup (pic);
  institution->schac = g_strdup (schac);
  g_assert_true (cw_store_put_institution (self->store, institution, &error));
  g_assert_no_error (error);

  profile->id = g_strconcat (id, "-plain", NULL);
  profile->institution_id = g_strdup (id);
  profile->name = g_strdup ("Plain");
  profile->template_uri = g_strdup ("resource:///none");
  profile->card_type = CW_CARD_TYPE_PASSIVE;
  profile->registered = TRUE;
  profile->validity_months = 12;
  g_assert_true (cw_profile_set_steps (profile, "reserve,layout,print,verify,register,hand-over", &error));
  g_assert_true (cw_store_put_profile (self->store, profile, &error));
  g_assert_no_error (error);
}

void
desk_set_up (Desk         *self,
             gconstpointer data)
{
  g_autofree char *directory = rig_directory_new ("desk");
  g_autoptr (GError) error = NULL;

  memset (self, 0, sizeof *self);
  self->store_path = g_build_filename (directory, "cardwright.db", NULL);
  self->log_directory = rig_directory_new ("log");
  self->clock = cw_clock_new_manual (DESK_NOW);
  self->token = g_strdup (RIG_TOKEN);
  self->store = cw_store_open (self->store_path, self->clock, &error);
  g_assert_no_error (error);
  desk_add_institution (self, "lbtu", RIG_PIC, "lbtu.lv");
  desk_add_institution (self, "rtu", "999920718", "rtu.lv");

  self->stand_in = rig_stand_in_start (&self->register_directory);
  cw_stand_in_set_log (self->stand_in, self->log_directory);
}

void
desk_tear_down (Desk         *self,
                gconstpointer data)
{
  gint64 broken = -1;
  gint64 rows = 0;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_verify_journal (self->store, &rows, &broken, &error));
  g_assert_no_error (error);
  g_assert_cmpint (broken, ==, 0);

  g_assert_finalize_object (self->stand_in);
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  g_free (self->store_path);
  g_free (self->register_directory);
  g_free (self->log_directory);
  g_free (self->token);
  g_free (self->unlucky);
  g_free (self->unlucky_uri);
}

void
desk_reopen (Desk *self)
{
  g_autoptr (GError) error = NULL;

  if (self->store != NULL)
    g_assert_finalize_object (self->store);
  self->store = cw_store_open (self->store_path, self->clock, &error);
  g_assert_no_error (error);
}

static CwStudent *
desk_add_student (Desk       *self,
                  const char *institution_id,
                  const char *number)
{
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (GError) error = NULL;
  CwStudent *student = cw_student_new ();

  institution = cw_store_get_institution (self->store, institution_id, &error);
  g_assert_no_error (error);
  student->id = g_strconcat (institution_id, "/", number, NULL);
  student->institution_id = g_strdup (institution_id);
  student->number = g_strdup (number);
  student->given_names = g_strdup ("Kārlis");
  student->family_name = g_strdup ("Ozoliņš-Žagars");
  student->email = g_strdup_printf ("%s@students.example", number);
  student->programme = g_strdup ("Forest Ecology");
  student->level = CW_ACADEMIC_LEVEL_MASTER;
  student->esi = cw_esi_make (institution->schac, number, &error);
  g_assert_no_error (error);
  g_assert_true (cw_store_put_student (self->store, student, &error));
  g_assert_no_error (error);
  return student;
}

static gint64
desk_add_order (Desk       *self,
                const char *institution,
                const char *student_id)
{
  g_autofree char *profile = g_strconcat (institution, "-plain", NULL);
  g_autoptr (GError) error = NULL;
  CwOrderRow order = {
    .student_id = (char *) student_id,
    .profile_id = profile,
    .operator_name = (char *) "ilze",
    .record_json = (char *) "{}",
    .record_digest = (char *) "aa",
    .template_digest = (char *) "bb",
  };
  gint64 id = cw_store_add_order (self->store, &order, &error);

  g_assert_no_error (error);
  return id;
}

CwCard *
desk_add_card (Desk       *self,
               const char *institution,
               const char *number)
{
  g_autoptr (CwStudent) student = desk_add_student (self, institution, number);
  g_autoptr (CwInstitution) issuer = cw_store_get_institution (self->store, institution, NULL);
  CwCard *card = cw_card_new ();
  g_autoptr (GError) error = NULL;

  card->order_id = desk_add_order (self, institution, student->id);
  card->student_id = g_strdup (student->id);
  card->institution_id = g_strdup (institution);
  card->profile_id = g_strconcat (institution, "-plain", NULL);
  card->state = CW_CARD_STATE_ISSUED;
  card->issued_at = g_strdup ("2026-11-23");
  card->expires_at = g_strdup ("2099-09-30");
  g_assert_true (cw_escn_next (&self->last_stamp, DESK_NOW, 0x1234, 7, issuer->pic, &card->escn, &error));
  card->id = cw_store_add_card (self->store, card, &error);
  g_assert_no_error (error);
  return card;
}

gint64
desk_register (Desk       *self,
               CwCard     *card,
               const char *email)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (self->store, card->student_id, &error);
  g_autoptr (CwInstitution) institution = cw_store_get_institution (self->store, card->institution_id, &error);
  gint64 id;

  g_assert_no_error (error);
  if (email != NULL)
    {
      g_free (student->email);
      student->email = g_strdup (email);
    }
  id = cw_outbox_add_register (self->store, card, student, institution, CW_CARD_TYPE_PASSIVE, &error);
  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

gint64
desk_withdraw (Desk   *self,
               CwCard *card)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (self->store, card->student_id, &error);
  gint64 id = cw_outbox_add_withdraw (self->store, card, student->esi, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

CwOutboxRow *
desk_get_row (Desk  *self,
              gint64 message_id)
{
  g_autoptr (GError) error = NULL;
  CwOutboxRow *row = cw_store_get_message (self->store, message_id, &error);

  g_assert_no_error (error);
  return row;
}

void
desk_assert_state (Desk       *self,
                   gint64      message_id,
                   const char *state,
                   guint       attempts)
{
  g_autoptr (CwOutboxRow) row = desk_get_row (self, message_id);

  g_assert_cmpstr (row->state, ==, state);
  g_assert_cmpuint (row->attempts, ==, attempts);
}

CwRegistry *
desk_find_registry (const char *institution_id,
                    gpointer    user_data,
                    GError    **error)
{
  Desk *self = user_data;
  gboolean unlucky = g_strcmp0 (institution_id, self->unlucky) == 0;
  const char *uri = unlucky ? self->unlucky_uri : cw_stand_in_get_uri (self->stand_in);
  CwRegistry *client;

  if (unlucky && self->unlucky_uri == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_MISSING, "There is no token for this institution. Enter it in the settings.");
      return NULL;
    }
  client = rig_client_new (self->offline ? RIG_NOBODY : uri, self->token);
  cw_router_client_set_timeouts (client, 2000, 5000);
  return client;
}

CwOutboxResult
desk_send_due (Desk *self)
{
  CwOutboxResult result = { 99, 99, 99 };
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_outbox_send_due (self->store, desk_find_registry, self, self->clock, 1, NULL, &result, &error));
  g_assert_no_error (error);
  return result;
}

guint
desk_count_bodies (Desk       *self,
                   const char *method,
                   const char *kind)
{
  g_autoptr (GDir) dir = g_dir_open (self->log_directory, 0, NULL);
  g_autofree char *ending = g_strdup_printf ("-%s-%s.json", method, kind);
  const char *name;
  guint n = 0;

  while ((name = g_dir_read_name (dir)) != NULL)
    n += g_str_has_suffix (name, ending) ? 1 : 0;
  return n;
}

gboolean
desk_knows (Desk   *self,
            CwCard *card)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *name = g_strconcat (escn, ".json", NULL);
  g_autofree char *path = g_build_filename (self->register_directory, "cards", name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}
