/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What a card profile decides: the order of the steps, and whether there is a chip at all. */

#include "config.h"

#include "fixture.h"

static CwProfile *
copy_profile (Fixture    *fixture,
              const char *id)
{
  g_autoptr (CwProfile) profile = cw_store_get_profile (fixture->tools.store, PROFILE, NULL);
  CwProfile *copy = cw_profile_new ();

  copy->id = g_strdup (id);
  copy->institution_id = g_strdup (profile->institution_id);
  copy->name = g_strdup (id);
  copy->template_uri = g_strdup (profile->template_uri);
  copy->registered = TRUE;
  copy->validity_months = 12;
  return copy;
}

/* The order of the steps is data: chip first, then print. A card torn away half-written is there,
 * though no hopper fed it, and is waited for. */
static void
test_encode_first (Fixture      *fixture,
                   gconstpointer data)
{
  g_autoptr (CwProfile) profile = copy_profile (fixture, "chip-first");
  g_autoptr (CwIssueResult) torn = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (GError) error = NULL;
  gint64 order_id;

  profile->chip_plan = g_strdup ("escn");
  profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  g_assert_true (cw_profile_set_steps (profile, "reserve,layout,encode,print,verify,register,hand-over", &error));
  g_assert_true (cw_store_put_profile (fixture->tools.store, profile, &error));
  g_assert_no_error (error);
  order_id = cw_issue_reserve (&fixture->tools, STUDENT, "chip-first", NULL, &error);
  g_assert_no_error (error);

  fixture->tear_at = 25;
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  torn = saga_run (fixture, order_id);
  g_assert_cmpint (torn->end, ==, CW_ISSUE_IN_DOUBT);
  saga_assert_plastics (fixture, order_id, "queued");
  g_assert_cmpuint (fixture->printer->cards, ==, 0);

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpstr (result->uid, ==, "04010203040506");
  saga_assert_plastics (fixture, order_id, "issued");
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

static void
test_card_without_chip (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (CwProfile) plain = copy_profile (fixture, "plain");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) result = NULL;
  gint64 order_id;

  plain->card_type = CW_CARD_TYPE_PASSIVE;
  g_assert_true (cw_profile_set_steps (plain, "reserve,layout,print,verify,register,hand-over", &error));
  g_assert_true (cw_store_put_profile (fixture->tools.store, plain, &error));
  g_assert_no_error (error);

  fixture->tools.reader = NULL;
  order_id = cw_issue_reserve (&fixture->tools, STUDENT, "plain", NULL, &error);
  g_assert_no_error (error);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_null (result->uid);
  g_assert_cmpuint (saga_count_registered (fixture), ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/issue/profiles/" path, Fixture, NULL, saga_set_up, func, saga_tear_down)
  ADD ("encode-first", test_encode_first);
  ADD ("card-without-chip", test_card_without_chip);
  return g_test_run ();
}
