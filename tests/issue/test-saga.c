/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The saga with a printer that lies, a chip that is torn away, a register that is not there:
 * everything but the printer is the demo station's own. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/outbox.h"
#include "fixture.h"

static void
test_whole_way (Fixture      *fixture,
                gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_true (result->registered);
  g_assert_cmpstr (result->uid, ==, "04010203040506");
  saga_assert_card (fixture, order_id, CW_CARD_STATE_ISSUED);
  saga_assert_plastics (fixture, order_id, "issued");
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
  g_assert_cmpuint (saga_count_registered (fixture), ==, 1);
}

static void
test_uncertain_yes (Fixture      *fixture,
                    gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) first = NULL;
  g_autoptr (CwIssueResult) second = NULL;

  fixture->printer->watched = fixture->printer->settled = CW_PRINT_UNCERTAIN;
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_LATER);
  first = saga_run (fixture, order_id);
  g_assert_cmpint (first->end, ==, CW_ISSUE_IN_DOUBT);
  saga_assert_card (fixture, order_id, CW_CARD_STATE_IN_DOUBT);
  saga_assert_plastics (fixture, order_id, "uncertain");

  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  second = saga_run (fixture, order_id);
  g_assert_cmpint (second->end, ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (fixture, order_id, "issued");
  g_assert_cmpuint (fixture->printer->job_names->len, ==, 1);
}

static void
test_uncertain_nothing_came (Fixture      *fixture,
                             gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  fixture->printer->watched = CW_PRINT_UNCERTAIN;
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_NO);
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (fixture, order_id, "failed issued");
  g_assert_cmpuint (fixture->printer->job_names->len, ==, 2);
  g_assert_true (g_str_has_suffix (g_ptr_array_index (fixture->printer->job_names, 1), "/2"));
}

static void
test_uncertain_spoiled (Fixture      *fixture,
                        gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  gint64 again;
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (CwCard) old = NULL;
  g_autoptr (CwCard) new = NULL;

  fixture->printer->watched = CW_PRINT_UNCERTAIN;
  scripted_operator_expect (fixture->operator, CW_QUESTION_WAS_PRINTED, CW_ANSWER_SPOILED);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  saga_assert_card (fixture, order_id, CW_CARD_STATE_SPOILED);
  saga_assert_plastics (fixture, order_id, "spoiled");
  g_assert_cmpuint (saga_count_registered (fixture), ==, 0);

  /* the student still gets a card, under another number */
  again = saga_reserve (fixture);
  old = cw_store_get_card_of_order (fixture->tools.store, order_id, NULL);
  new = cw_store_get_card_of_order (fixture->tools.store, again, NULL);
  g_assert_false (cw_escn_equal (&old->escn, &new->escn));
}

static void
test_unreachable_printer (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = NULL;

  fixture->printer->state = CW_PRINTER_STATE_UNREACHABLE;
  g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  cards = cw_store_list_cards (fixture->tools.store, STUDENT, 10, 0, NULL);
  g_assert_cmpuint (cards->len, ==, 0);
}

static void
test_stopped_at_submit (Fixture      *fixture,
                        gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  fixture->printer->submit_error = CW_ERROR_PRINTER_STOPPED;
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  saga_assert_plastics (fixture, order_id, "failed");
  g_assert_cmpuint (fixture->printer->cards, ==, 0);
}

/* The queue went away while the job was being sent: only the queue can say, later. */
static void
test_broken_submit_is_settled (Fixture      *fixture,
                               gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  fixture->printer->submit_error = CW_ERROR_IN_DOUBT;
  fixture->printer->settled = CW_PRINT_PRINTED;
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (fixture->printer->job_names->len, ==, 1);
}

static void
test_torn_card (Fixture      *fixture,
                gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;

  fixture->tear_at = 25;
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  saga_assert_plastics (fixture, order_id, "issued");
}

/* A card that was issued before lies on the reader: it is left as it is. */
static void
test_wrong_card (Fixture      *fixture,
                 gconstpointer data)
{
  static const guint8 uid[7] = { 0x04, 9, 9, 9, 9, 9, 9 };
  g_autoptr (CwSoftCard) other = cw_soft_card_new (uid);
  g_autoptr (CwIssueResult) first = NULL;
  g_autoptr (CwIssueResult) second = NULL;
  g_autoptr (GError) error = NULL;
  gint64 order_id = saga_reserve (fixture);
  gint64 next;

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  first = saga_run (fixture, order_id);
  g_assert_cmpint (first->end, ==, CW_ISSUE_ISSUED);

  /* the first card was left lying on the reader */
  next = cw_issue_reserve (&fixture->tools, "lbtu/IT22014", PROFILE, NULL, &error);
  g_assert_no_error (error);
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  second = saga_run (fixture, next);
  g_assert_cmpint (second->end, ==, CW_ISSUE_IN_DOUBT);
  g_assert_nonnull (strstr (fixture->operator->last_sentence, first->escn));

  saga_lay (fixture, other);
  cw_issue_result_free (second);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  second = saga_run (fixture, next);
  g_assert_cmpint (second->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpstr (second->uid, ==, "04090909090909");
}

static void
test_photo_changed (Fixture      *fixture,
                    gconstpointer data)
{
  gint64 order_id = saga_reserve (fixture);
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = cw_store_get_photo (fixture->tools.store, "lbtu/IT22014", &error);

  g_assert_true (cw_store_put_photo (fixture->tools.store, STUDENT, photo, &error));
  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_LATER);
  result = saga_run (fixture, order_id);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  saga_assert_card (fixture, order_id, CW_CARD_STATE_SPOILED);
  saga_assert_plastics (fixture, order_id, "");
}

static void
test_one_open_order (Fixture      *fixture,
                     gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  saga_reserve (fixture);
  g_assert_cmpint (cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error), ==, 0);
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
test_cancelled_waiting (Fixture      *fixture,
                        gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIssueResult) first = NULL;
  g_autoptr (CwIssueResult) second = NULL;
  gint64 order_id = saga_reserve (fixture);

  g_cancellable_cancel (cancellable);
  first = cw_issue_run (&fixture->tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (fixture->operator), cancellable, &error);
  g_assert_no_error (error);
  g_assert_cmpint (first->end, ==, CW_ISSUE_IN_DOUBT);

  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  second = saga_run (fixture, order_id);
  g_assert_cmpint (second->end, ==, CW_ISSUE_ISSUED);
  g_assert_cmpuint (fixture->printer->cards, ==, 1);
}

static CwRegistry *
no_registry (const char *institution_id,
             gpointer    user_data,
             GError    **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_MISSING, "There is no token.");
  return NULL;
}

/* The register is away: the student gets the card, the message stays owed and is sent later. */
static void
test_register_away (Fixture      *fixture,
                    gconstpointer data)
{
  CwRegistryFunc registry = fixture->tools.registry;
  g_autoptr (CwClock) later = cw_clock_new_manual (cw_clock_now (fixture->tools.clock) + G_TIME_SPAN_DAY);
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CwOutboxResult sent = { 0 };

  fixture->tools.registry = no_registry;
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = saga_run (fixture, saga_reserve (fixture));
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_false (result->registered);
  g_assert_cmpuint (saga_count_registered (fixture), ==, 0);

  g_assert_true (cw_outbox_send_due (fixture->tools.store, registry, fixture->tools.user_data, later, 1, NULL, &sent, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sent.sent, ==, 1);
  g_assert_cmpuint (saga_count_registered (fixture), ==, 1);
}

static CwChipPlan *
plan_of_station (const char *name,
                 gpointer    user_data,
                 GError    **error)
{
  g_autoptr (GFile) file = cw_chip_plan_get_shipped (name);

  return cw_chip_plan_load (file, error);
}

static CwRegistry *
scripted_registry (const char *institution_id,
                   gpointer    user_data,
                   GError    **error)
{
  return CW_REGISTRY (g_object_ref (user_data));
}

static CwIssueTools
tools_with (Fixture          *fixture,
            ScriptedRegistry *registry)
{
  CwIssueTools tools = fixture->tools;

  tools.registry = scripted_registry;
  tools.plan = plan_of_station;
  tools.user_data = registry;
  return tools;
}

/* The register's own no: the operator tries again, and it is still one message and one card. */
static void
test_register_refuses_once (Fixture      *fixture,
                            gconstpointer data)
{
  g_autoptr (ScriptedRegistry) registry = scripted_registry_new (1);
  g_autoptr (CwIssueResult) result = NULL;
  g_autoptr (GPtrArray) messages = NULL;
  gint64 order_id = saga_reserve (fixture);
  CwIssueTools tools = tools_with (fixture, registry);
  g_autoptr (GError) error = NULL;

  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_YES);
  scripted_operator_expect (fixture->operator, CW_QUESTION_HAND_OVER, CW_ANSWER_YES);
  result = cw_issue_run (&tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (fixture->operator), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->end, ==, CW_ISSUE_ISSUED);
  g_assert_true (result->registered);
  g_assert_cmpuint (registry->asked, ==, 2);
  g_assert_cmpuint (registry->taken, ==, 1);
  messages = cw_store_list_messages (tools.store, NULL, 0, &error);
  g_assert_cmpuint (messages->len, ==, 1);
}

/* A card that the register will not have is not handed out: its plastic is spoiled. */
static void
test_register_refuses_for_good (Fixture      *fixture,
                                gconstpointer data)
{
  g_autoptr (ScriptedRegistry) registry = scripted_registry_new (100);
  g_autoptr (CwIssueResult) result = NULL;
  gint64 order_id = saga_reserve (fixture);
  CwIssueTools tools = tools_with (fixture, registry);
  g_autoptr (GError) error = NULL;

  scripted_operator_expect (fixture->operator, CW_QUESTION_TRY_AGAIN, CW_ANSWER_SPOILED);
  scripted_operator_expect (fixture->operator, CW_QUESTION_DESTROY, CW_ANSWER_YES);
  result = cw_issue_run (&tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (fixture->operator), NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (result->end, ==, CW_ISSUE_FAILED);
  saga_assert_card (fixture, order_id, CW_CARD_STATE_SPOILED);
  saga_assert_plastics (fixture, order_id, "spoiled");
  g_assert_cmpuint (registry->taken, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func) g_test_add ("/issue/saga/" path, Fixture, NULL, saga_set_up, func, saga_tear_down)
  ADD ("whole-way", test_whole_way);
  ADD ("uncertain-yes", test_uncertain_yes);
  ADD ("uncertain-nothing-came", test_uncertain_nothing_came);
  ADD ("uncertain-spoiled", test_uncertain_spoiled);
  ADD ("unreachable-printer", test_unreachable_printer);
  ADD ("stopped-at-submit", test_stopped_at_submit);
  ADD ("broken-submit-is-settled", test_broken_submit_is_settled);
  ADD ("torn-card", test_torn_card);
  ADD ("wrong-card", test_wrong_card);
  ADD ("photo-changed", test_photo_changed);
  ADD ("one-open-order", test_one_open_order);
  ADD ("cancelled-waiting", test_cancelled_waiting);
  ADD ("register-away", test_register_away);
  ADD ("register-refuses-once", test_register_refuses_once);
  ADD ("register-refuses-for-good", test_register_refuses_for_good);
  return g_test_run ();
}
