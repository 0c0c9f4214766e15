/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "ui/words.h"

/* Which words stand on the buttons; needs no display. */

static const CwChoice *
nth (GPtrArray *choices,
     guint      i)
{
  g_assert_cmpuint (i, <, choices->len);

  return g_ptr_array_index (choices, i);
}

static void
test_words_before (void)
{
  g_autoptr (GPtrArray) may = cw_words_before (TRUE);
  g_autoptr (GPtrArray) may_not = cw_words_before (FALSE);

  g_assert_cmpuint (may->len, ==, 1);
  g_assert_cmpstr (nth (may, 0)->label, ==, "Issue card");
  g_assert_cmpint (nth (may, 0)->act, ==, CW_ACT_ISSUE);
  g_assert_cmpstr (nth (may_not, 0)->label, ==, "Issue card");
  g_assert_cmpint (nth (may_not, 0)->act, ==, CW_ACT_NONE);
}

/* Only the demo station's reader needs a button: a real one notices the card by itself. */
static void
test_words_reader (void)
{
  g_autoptr (GPtrArray) demo = cw_words_while (CW_STAGE_ENCODE, CW_STAGE_STATE_WAITING, TRUE);
  g_autoptr (GPtrArray) real = cw_words_while (CW_STAGE_ENCODE, CW_STAGE_STATE_WAITING, FALSE);

  g_assert_cmpint (nth (demo, 0)->act, ==, CW_ACT_LAY_CARD);
  g_assert_cmpint (nth (real, 0)->act, ==, CW_ACT_NONE);
  g_assert_cmpstr (nth (demo, 0)->label, ==, nth (real, 0)->label);
}

/* While the station works there is exactly one button, with words, and it cannot be pressed. */
static void
test_words_working (void)
{
  for (CwStage stage = 0; stage < CW_STAGE_COUNT; stage++)
    {
      g_autoptr (GPtrArray) choices = cw_words_while (stage, CW_STAGE_STATE_WORKING, TRUE);

      g_assert_cmpuint (choices->len, ==, 1);
      g_assert_cmpint (nth (choices, 0)->act, ==, CW_ACT_NONE);
      g_assert_cmpstr (nth (choices, 0)->label, !=, "");
    }
}

static void
test_words_questions (void)
{
  CwQuestion question = { .kind = CW_QUESTION_WAS_PRINTED, .order_id = 1 };
  g_autoptr (GPtrArray) printed = cw_words_for_question (&question, "Anna", FALSE);
  g_autoptr (GPtrArray) blank = NULL;
  g_autoptr (GPtrArray) again = NULL;
  g_autoptr (GPtrArray) hand_over = NULL;
  g_autoptr (GPtrArray) nameless = NULL;

  g_assert_cmpuint (printed->len, ==, 3);
  g_assert_cmpstr (nth (printed, 0)->label, ==, "Yes, it is well printed");
  g_assert_cmpint (nth (printed, 0)->act, ==, CW_ACT_YES);
  g_assert_cmpstr (nth (printed, 1)->label, ==, "No card came out");
  g_assert_cmpint (nth (printed, 1)->act, ==, CW_ACT_NO);
  g_assert_cmpstr (nth (printed, 2)->label, ==, "Card is spoiled");
  g_assert_cmpint (nth (printed, 2)->act, ==, CW_ACT_SPOILED);

  blank = cw_words_for_question (&question, "Anna", TRUE);
  g_assert_cmpuint (blank->len, ==, 2);
  g_assert_cmpstr (nth (blank, 0)->label, ==, "Yes, a blank came out");

  question.kind = CW_QUESTION_TRY_AGAIN;
  again = cw_words_for_question (&question, "Anna", FALSE);
  g_assert_cmpuint (again->len, ==, 2);
  g_assert_cmpint (nth (again, 0)->act, ==, CW_ACT_YES);
  g_assert_cmpstr (nth (again, 1)->label, ==, "Give this card up");
  g_assert_cmpint (nth (again, 1)->act, ==, CW_ACT_SPOILED);

  question.kind = CW_QUESTION_HAND_OVER;
  hand_over = cw_words_for_question (&question, "Anna", FALSE);
  g_assert_cmpstr (nth (hand_over, 0)->label, ==, "Give the card to Anna");
  g_assert_cmpint (nth (hand_over, 0)->act, ==, CW_ACT_YES);
  g_assert_cmpint (nth (hand_over, 1)->act, ==, CW_ACT_NO);
  nameless = cw_words_for_question (&question, NULL, FALSE);
  g_assert_cmpstr (nth (nameless, 0)->label, ==, "Give the card to the student");
}

static void
test_words_after (void)
{
  g_autoptr (GPtrArray) issued = cw_words_after (CW_ISSUE_ISSUED);
  g_autoptr (GPtrArray) failed = cw_words_after (CW_ISSUE_FAILED);
  g_autoptr (GPtrArray) doubt = cw_words_after (CW_ISSUE_IN_DOUBT);

  g_assert_cmpuint (issued->len, ==, 1);
  g_assert_cmpstr (nth (issued, 0)->label, ==, "Next, please");
  g_assert_cmpint (nth (failed, 0)->act, ==, CW_ACT_NEXT);
  g_assert_cmpint (nth (failed, 1)->act, ==, CW_ACT_AGAIN);
  g_assert_cmpint (nth (doubt, 1)->act, ==, CW_ACT_SETTLE);
}

/* Every combination of states gets a sentence, and none claims a card that was not begun. */
static void
test_words_so_far (void)
{
  const CwStageState none[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_TODO };
  const CwStageState printing[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_WORKING };
  const CwStageState printed[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_WORKING };
  const CwStageState chipless[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_SKIPPED };
  const CwStageState encode_first[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_TODO, CW_STAGE_STATE_TROUBLE };
  const struct
  {
    const CwStageState *states;
    const char         *words;
  } cases[] = {
    { none, "No card has been used yet." },
    { printing, "The card may already be in the printer: look before you use another one." },
    { printed, "The card is printed; its chip is not finished." },
    { chipless, "The card is finished but not handed over." },
    { encode_first, "The chip may be partly written; nothing is printed yet." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cw_words_so_far (cases[i].states);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

/* Whoever stops while the printer works is told that a card may still come out. */
static void
test_words_when_stopped (void)
{
  const CwStageState none[CW_STAGE_COUNT] = { CW_STAGE_STATE_WORKING };
  const CwStageState printing[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_WORKING };
  const CwStageState printed[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_WAITING };
  const CwStageState encoding[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_TODO, CW_STAGE_STATE_WORKING };
  const CwStageState over[CW_STAGE_COUNT] = { CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE, CW_STAGE_STATE_DONE };
  const struct
  {
    const CwStageState *states;
    const char         *words;
  } cases[] = {
    { none, "None is used by stopping." },
    { printing, "The printer is asked to take it off. If it has begun, the card comes out all the same, whole or half printed: keep it, you are asked about it." },
    { printed, "Keep it: this same card is gone on with later." },
    { encoding, "Keep it: this same card is gone on with later." },
    { over, "Nothing is taken back by stopping." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *words = cw_words_when_stopped (cases[i].states);

      g_assert_cmpstr (words, ==, cases[i].words);
    }
}

static void
test_words_result (void)
{
  CwIssueResult result = { .end = CW_ISSUE_ISSUED, .escn = (char *) "a-b", .registered = TRUE };
  g_autofree char *registered = cw_words_for_result (&result, CW_STAGE_STATE_DONE);
  g_autofree char *pending = NULL;
  g_autofree char *never = NULL;

  g_assert_cmpstr (registered, ==, "a-b · registered");
  result.registered = FALSE;
  pending = cw_words_for_result (&result, CW_STAGE_STATE_DONE);
  g_assert_cmpstr (pending, ==, "a-b · registration pending");
  never = cw_words_for_result (&result, CW_STAGE_STATE_SKIPPED);
  g_assert_cmpstr (never, ==, "a-b · this kind of card is not registered");
  result.end = CW_ISSUE_FAILED;
  g_assert_null (cw_words_for_result (&result, CW_STAGE_STATE_DONE));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/ui/words/before", test_words_before);
  g_test_add_func ("/ui/words/reader", test_words_reader);
  g_test_add_func ("/ui/words/working", test_words_working);
  g_test_add_func ("/ui/words/questions", test_words_questions);
  g_test_add_func ("/ui/words/after", test_words_after);
  g_test_add_func ("/ui/words/so-far", test_words_so_far);
  g_test_add_func ("/ui/words/when-stopped", test_words_when_stopped);
  g_test_add_func ("/ui/words/result", test_words_result);

  return g_test_run ();
}
