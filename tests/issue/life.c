/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/issue/life.h"

#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"

CwIssueTools
life_get_tools (Desk *desk)
{
  return (CwIssueTools) { .store = desk->store, .clock = desk->clock, .operator_name = "ilze" };
}

CwCard *
life_get_card (Desk  *desk,
               gint64 id)
{
  g_autoptr (GError) error = NULL;
  CwCard *card = cw_store_get_card (desk->store, id, &error);

  g_assert_no_error (error);
  return card;
}

void
life_assert_state (Desk       *desk,
                   gint64      id,
                   CwCardState state)
{
  g_autoptr (CwCard) card = life_get_card (desk, id);

  g_assert_cmpstr (cw_card_state_to_name (card->state), ==, cw_card_state_to_name (state));
}

/* A card as its order leaves it before the step “register”. */
CwCard *
life_make_card (Desk       *desk,
                const char *student_id)
{
  static const CwCardState states[] = { CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_VERIFIED };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, student_id, &error);
  g_autoptr (CwCard) card = cw_card_new ();
  CwOrderRow order = {
    .student_id = student->id, .profile_id = (char *) "lbtu-plain", .operator_name = (char *) "ilze",
    .record_json = (char *) "{}", .record_digest = (char *) "aa", .template_digest = (char *) "bb",
  };

  card->order_id = cw_store_add_order (desk->store, &order, &error);
  card->student_id = g_strdup (student->id);
  card->institution_id = g_strdup (student->institution_id);
  card->profile_id = g_strdup ("lbtu-plain");
  card->issued_at = cw_clock_today (desk->clock);
  card->expires_at = g_strdup (strcmp (card->issued_at, LIFE_ENDS) <= 0 ? LIFE_ENDS : "2028-06-30");
  g_assert_true (cw_store_next_escn (desk->store, 7, RIG_PIC, &card->escn, &error));
  card->id = cw_store_add_card (desk->store, card, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_true (cw_store_set_card_state (desk->store, card->id, states[i], NULL, &error));
  return life_get_card (desk, card->id);
}

void
life_hand_over (Desk   *desk,
                CwCard *card)
{
  g_autoptr (GError) error = NULL;
  gint64 plastic = cw_store_add_plastic (desk->store, card->id, CW_PLASTIC_PURPOSE_CARD, "printer", -1, &error);

  g_assert_true (cw_store_set_plastic (desk->store, plastic, CW_PLASTIC_STATE_PRINTED, NULL, NULL, &error));
  g_assert_true (cw_store_set_plastic (desk->store, plastic, CW_PLASTIC_STATE_ISSUED, NULL, NULL, &error));
  g_assert_true (cw_store_set_card_state (desk->store, card->id, CW_CARD_STATE_ISSUED, NULL, &error));
  g_assert_true (cw_store_close_order (desk->store, card->order_id, "issued", &error));
  g_assert_no_error (error);
}

gint64
life_issue (Desk       *desk,
            const char *student_id)
{
  g_autoptr (CwCard) card = life_make_card (desk, student_id);

  desk_register (desk, card, NULL);
  life_hand_over (desk, card);
  return card->id;
}

void
life_add_student (Desk       *desk,
                  const char *number)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_student_new ();

  student->id = g_strconcat ("lbtu/", number, NULL);
  student->institution_id = g_strdup ("lbtu");
  student->number = g_strdup (number);
  student->given_names = g_strdup ("Kārlis");
  student->family_name = g_strdup ("Ozoliņš-Žagars");
  student->email = g_strdup_printf ("%s@students.example", number);
  student->level = CW_ACADEMIC_LEVEL_MASTER;
  student->esi = cw_esi_make ("lbtu.lv", number, &error);
  student->valid_until = g_strdup ("2029-08-31");
  g_assert_true (cw_store_put_student (desk->store, student, &error));
  g_assert_no_error (error);
}

/* Sends until nothing waits: what is not due yet becomes so. */
void
life_send_all (Desk *desk)
{
  for (guint round = 0;; round++)
    {
      g_autoptr (GPtrArray) waiting = cw_store_list_messages (desk->store, "waiting", 0, NULL);

      if (waiting->len == 0)
        return;
      g_assert_cmpuint (round, <, 400);
      desk_send_due (desk);
      cw_clock_advance (desk->clock, 20 * G_TIME_SPAN_MINUTE);
    }
}

/* How the register has the card: "not there", or status and last day. */
char *
life_look_up (Desk  *desk,
              gint64 id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = life_get_card (desk, id);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", desk, &error);
  g_autoptr (CwCardEntry) there = cw_registry_look_up (registry, escn, NULL, &error);

  if (there != NULL)
    return g_strdup_printf ("%s %s", there->active ? "ACTIVE" : "INACTIVE", there->expires_at);
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  return g_strdup ("not there");
}

char *
life_expect_there (CwCard *card)
{
  switch (cw_card_state_get_standing (card->state))
    {
    case CW_STANDING_ABSENT:
      return g_strdup ("not there");
    case CW_STANDING_ACTIVE:
      return g_strdup_printf ("ACTIVE %s", card->expires_at);
    case CW_STANDING_INACTIVE:
      return g_strdup_printf ("INACTIVE %s", card->expires_at);
    }
  g_assert_not_reached ();
}

void
life_assert_same (Desk  *desk,
                  gint64 id)
{
  g_autoptr (CwCard) card = life_get_card (desk, id);
  g_autofree char *there = life_look_up (desk, id);
  g_autofree char *expected = life_expect_there (card);

  g_assert_cmpstr (there, ==, expected);
}

gboolean
life_knows_person (Desk       *desk,
                   const char *esi)
{
  guint n_files = 0;

  return rig_folder_holds (desk->register_directory, esi, &n_files);
}

guint
life_count_journal (Desk *desk)
{
  g_autoptr (GPtrArray) rows = cw_store_list_journal (desk->store, 0, 0, NULL);

  return rows->len;
}

/* The acts since that row of the journal. */
char *
life_list_acts (Desk *desk,
                guint since)
{
  g_autoptr (GPtrArray) rows = cw_store_list_journal (desk->store, since, 0, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);

      g_assert_null (strstr (row->details, "zebra"));
      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", row->act);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
life_list_kinds (Desk  *desk,
                 gint64 card_id)
{
  g_autoptr (GPtrArray) rows = cw_store_list_card_messages (desk->store, card_id, NULL);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < rows->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", ((CwOutboxRow *) g_ptr_array_index (rows, i))->kind);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

gint64
life_set_up_issued (Desk *desk)
{
  gint64 id;

  life_add_student (desk, "LF1");
  id = life_issue (desk, "lbtu/LF1");
  life_send_all (desk);
  return id;
}
