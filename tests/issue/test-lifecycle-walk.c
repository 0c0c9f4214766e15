/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Random walks of acts with a register that misbehaves: in the end both hold the same. */

#include "config.h"

#include "app/base/error.h"
#include "tests/issue/life.h"

#define N_STUDENTS 8
#define N_ACTS 400

static void
walk_issue (Desk       *desk,
            GRand      *random,
            const char *student_id)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, student_id, &error);
  g_autoptr (GPtrArray) cards = cw_store_list_cards (desk->store, student_id, 0, 0, &error);
  g_autoptr (CwCard) fresh = NULL;

  if (student->left_at != NULL)
    {
      g_assert_true (cw_life_return (&tools, student_id, &error));
      return;
    }
  fresh = life_make_card (desk, student_id);
  desk_register (desk, fresh, NULL);
  if (g_rand_int_range (random, 0, 6) == 0)
    {
      g_assert_true (cw_life_spoil (&tools, fresh->id, "bent", &error));
      g_assert_true (cw_store_close_order (desk->store, fresh->order_id, "cancelled", &error));
      return;
    }
  for (guint i = 0; i < cards->len; i++)
    {
      const CwCard *old = g_ptr_array_index (cards, i);

      if (cw_life_find_rule (CW_LIFE_ACT_REPLACE, old->state) != NULL)
        g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_REPLACE, old->id, "a new one", &error));
    }
  life_hand_over (desk, fresh);
}

/* An act on one card of a student, allowed or not; refusals must be refusals. */
static void
walk_act (Desk       *desk,
          GRand      *random,
          const char *student_id)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (desk->store, student_id, 0, 0, &error);
  CwLifeAct act = g_rand_int_range (random, CW_LIFE_ACT_EXTEND, CW_LIFE_ACT_CORRECT);
  const CwCard *card;
  gboolean ok;

  if (cards->len == 0)
    return;
  card = g_ptr_array_index (cards, (guint) g_rand_int_range (random, 0, (gint32) MIN (cards->len, 3)));
  if (act == CW_LIFE_ACT_EXTEND)
    {
      g_autofree char *until = g_strdup_printf ("2028-%02d-15", g_rand_int_range (random, 1, 13));

      ok = cw_life_extend (&tools, card->id, until, &error);
    }
  else
    ok = act == CW_LIFE_ACT_REPLACE || cw_life_act_on_card (&tools, act, card->id, "walk", &error);
  g_assert_true (ok || g_error_matches (error, CW_ERROR, CW_ERROR_REFUSED) || g_error_matches (error, CW_ERROR, CW_ERROR_INVALID));
}

static void
walk_person (Desk       *desk,
             GRand      *random,
             const char *student_id,
             guint       turn)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_store_get_student (desk->store, student_id, &error);
  g_autofree char *esi = g_strdup_printf ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:W%u", turn);
  gboolean ok;

  switch (g_rand_int_range (random, 0, 4))
    {
    case 0:
      ok = cw_life_leave (&tools, student_id, "walk", &error);
      break;
    case 1:
      ok = cw_life_new_esi (&tools, student_id, esi, "walk", &error);
      break;
    default:
      g_free (student->email);
      student->email = g_strdup_printf ("walk%u@students.example", turn);
      ok = cw_life_correct (&tools, student, NULL, &error);
      break;
    }
  g_assert_true (ok || g_error_matches (error, CW_ERROR, CW_ERROR_REFUSED));
}

static void
walk_trouble (Desk  *desk,
              GRand *random)
{
  static const CwStandInFault faults[] = {
    CW_STAND_IN_HTML, CW_STAND_IN_UNAVAILABLE, CW_STAND_IN_CUT_OFF, CW_STAND_IN_REDIRECT, CW_STAND_IN_LOSE_ANSWER,
    CW_STAND_IN_TOO_MANY, CW_STAND_IN_STORM, CW_STAND_IN_TWICE, CW_STAND_IN_WRONG_TYPE,
  };

  desk->offline = g_rand_int_range (random, 0, 8) == 0;
  cw_stand_in_set_fault (desk->stand_in, faults[g_rand_int_range (random, 0, G_N_ELEMENTS (faults))], (guint) g_rand_int_range (random, 0, 4));
  desk_send_due (desk);
  cw_clock_advance (desk->clock, g_rand_int_range (random, 1, 180) * G_TIME_SPAN_MINUTE);
}

static void
walk_compare (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (desk->store, NULL, 0, 0, &error);
  g_autoptr (GPtrArray) refused = cw_store_list_messages (desk->store, "refused", 0, &error);

  for (guint i = 0; i < refused->len; i++)
    g_test_message ("%s: %s", ((CwOutboxRow *) g_ptr_array_index (refused, i))->kind, ((CwOutboxRow *) g_ptr_array_index (refused, i))->last_error);
  g_assert_cmpuint (refused->len, ==, 0);
  for (guint i = 0; i < cards->len; i++)
    life_assert_same (desk, ((CwCard *) g_ptr_array_index (cards, i))->id);
  for (guint i = 0; i < N_STUDENTS; i++)
    {
      g_autofree char *id = g_strdup_printf ("lbtu/R%u", i);
      g_autoptr (CwStudent) student = cw_store_get_student (desk->store, id, &error);

      g_assert_no_error (error);
      if (student->registered_esi != NULL && student->left_at != NULL)
        g_assert_false (life_knows_person (desk, student->registered_esi));
    }
  g_test_message ("%u cards are the same in both", cards->len);
}

static void
test_walk (Desk         *desk,
           gconstpointer data)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (GPOINTER_TO_UINT (data));
  CwIssueTools tools = life_get_tools (desk);
  guint n_expired;

  for (guint i = 0; i < N_STUDENTS; i++)
    {
      g_autofree char *number = g_strdup_printf ("R%u", i);

      life_add_student (desk, number);
    }
  for (guint turn = 0; turn < N_ACTS; turn++)
    {
      g_autofree char *student = g_strdup_printf ("lbtu/R%d", g_rand_int_range (random, 0, N_STUDENTS));
      gint32 what = g_rand_int_range (random, 0, 100);

      if (what < 20)
        walk_issue (desk, random, student);
      else if (what < 85)
        walk_act (desk, random, student);
      else
        walk_person (desk, random, student, turn);
      if (g_rand_int_range (random, 0, 4) == 0)
        walk_trouble (desk, random);
      if (turn == N_ACTS / 2)
        {
          cw_clock_advance (desk->clock, 300 * G_TIME_SPAN_DAY); /* past LIFE_ENDS */
          g_assert_true (cw_life_expire_ended (&tools, &n_expired, NULL, NULL));
          g_assert_cmpuint (n_expired, >, 0);
        }
    }
  desk->offline = FALSE;
  cw_stand_in_set_fault (desk->stand_in, CW_STAND_IN_WELL, 0);
  life_send_all (desk);
  walk_compare (desk);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func, data) g_test_add ("/issue/lifecycle-" path, Desk, data, desk_set_up, func, desk_tear_down)
  ADD ("walk/1", test_walk, GUINT_TO_POINTER (20261123));
  ADD ("walk/2", test_walk, GUINT_TO_POINTER (7));
  ADD ("walk/3", test_walk, GUINT_TO_POINTER (4242));
  return g_test_run ();
}
