/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/station/reconcile.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/router/standin-private.h"
#include "tests/router/desk.h"

/* The station's cards against the register's: every difference, both ways, repaired by the outbox;
 * a repair that is killed and run again. */

#define CHILD "repair-child"

static const char *program;

static CwIssueTools
desk_tools (Desk *self)
{
  return (CwIssueTools) { .store = self->store, .clock = self->clock, .registry = desk_find_registry, .user_data = self, .prefix = 7 };
}

static CwReconciliation *
compare (Desk *self)
{
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;
  CwReconciliation *result = cw_reconcile (&tools, "lbtu", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (result->certain);
  return result;
}

/* The one difference there is. */
static CwDifference *
expect (const CwReconciliation *result,
        CwDifferenceKind        kind,
        guint                   differs)
{
  CwDifference *only;

  g_assert_cmpuint (result->differences->len, ==, 1);
  only = g_ptr_array_index (result->differences, 0);
  g_assert_cmpstr (cw_difference_kind_to_name (only->kind), ==, cw_difference_kind_to_name (kind));
  g_assert_cmpuint (only->differs, ==, differs);
  g_assert_true (g_str_has_suffix (only->sentence, ".") || g_str_has_suffix (only->sentence, "?"));
  g_assert_true (g_str_has_suffix (only->remedy, "."));
  return only;
}

static void
expect_equal (Desk *self)
{
  g_autoptr (CwReconciliation) result = compare (self);

  for (guint i = 0; i < result->differences->len; i++)
    g_test_message ("%s", ((CwDifference *) g_ptr_array_index (result->differences, i))->sentence);
  g_assert_cmpuint (result->differences->len, ==, 0);
  g_assert_cmpuint (result->left, ==, 0);
}

static void
repair (Desk               *self,
        const CwDifference *difference)
{
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_reconcile_repair (&tools, difference, &error));
  g_assert_no_error (error);
}

static void
refuse_repair (Desk               *self,
               const CwDifference *difference,
               int                 code)
{
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_reconcile_repair (&tools, difference, &error));
  g_assert_error (error, CW_ERROR, code);
}

static void
set_state (Desk       *self,
           CwCard     *card,
           CwCardState state)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_card_state (self->store, card->id, state, "for a test", &error);
  g_assert_no_error (error);
}

/* A card in a student's hand. */
static CwCard *
add_issued (Desk       *self,
            const char *number)
{
  CwCard *card = desk_add_card (self, "lbtu", number);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_close_order (self->store, card->order_id, "issued", &error));
  g_assert_no_error (error);
  return card;
}

static void
send_all (Desk *self)
{
  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  desk_send_due (self);
}

/* As add_issued(), and the register knows it. */
static CwCard *
add_known (Desk       *self,
           const char *number)
{
  CwCard *card = add_issued (self, number);

  desk_register (self, card, NULL);
  send_all (self);
  g_assert_true (desk_knows (self, card));
  expect_equal (self);
  return card;
}

static CwCardEntry *
look_up (Desk   *self,
         CwCard *card)
{
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", self, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autoptr (GError) error = NULL;
  CwCardEntry *entry = cw_registry_look_up (registry, escn, NULL, &error);

  g_assert_no_error (error);
  return entry;
}

/* Somebody changes the card on the register's web page. */
static void
put_there (Desk        *self,
           CwCardEntry *entry)
{
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", self, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_register_card (registry, entry, NULL, NULL, &error));
  g_assert_no_error (error);
}

static void
withdraw_there (Desk   *self,
                CwCard *card)
{
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", self, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_registry_withdraw_card (registry, escn, NULL, &error));
  g_assert_no_error (error);
}

/* Repairs the one difference, which is then on its way, and equal once it was sent. */
static void
repair_and_send (Desk                   *self,
                 const CwReconciliation *result)
{
  const CwDifference *only = g_ptr_array_index (result->differences, 0);
  g_autoptr (CwReconciliation) meanwhile = NULL;

  repair (self, only);
  refuse_repair (self, only, CW_ERROR_BUSY);
  meanwhile = compare (self);
  g_assert_cmpuint (meanwhile->on_its_way, >=, 1);
  g_assert_cmpuint (meanwhile->left, ==, 0);
  send_all (self);
  expect_equal (self);
}

static void
test_missing_there (Desk         *self,
                    gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwReconciliation) result = NULL;

  withdraw_there (self, card);
  result = compare (self);
  g_assert_cmpint (expect (result, CW_DIFFERENCE_MISSING_THERE, 0)->repair, ==, CW_REPAIR_REGISTER);
  repair_and_send (self, result);
  g_assert_true (desk_knows (self, card));
}

static void
test_status (Desk         *self,
             gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwCardEntry) entry = look_up (self, card);
  g_autoptr (CwReconciliation) result = NULL;

  entry->active = FALSE;
  put_there (self, entry);
  result = compare (self);
  expect (result, CW_DIFFERENCE_STATUS, CW_DIFFERS_STATUS);
  repair_and_send (self, result);
}

/* Suspended here, active there: the repair says INACTIVE and brings nothing back. */
static void
test_suspended (Desk         *self,
                gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (CwReconciliation) lost = NULL;
  g_autoptr (CwCardEntry) entry = NULL;

  set_state (self, card, CW_CARD_STATE_SUSPENDED);
  result = compare (self);
  expect (result, CW_DIFFERENCE_STATUS, CW_DIFFERS_STATUS);
  repair_and_send (self, result);
  entry = look_up (self, card);
  g_assert_false (entry->active);
  set_state (self, card, CW_CARD_STATE_LOST);
  expect_equal (self);
  withdraw_there (self, card);
  lost = compare (self);
  expect (lost, CW_DIFFERENCE_PERSON_SPARE, 0);
}

static void
test_dates_and_type (Desk         *self,
                     gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwCardEntry) entry = look_up (self, card);
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (CwReconciliation) type = NULL;

  g_free (entry->expires_at);
  entry->expires_at = g_strdup ("2098-01-01");
  put_there (self, entry);
  result = compare (self);
  expect (result, CW_DIFFERENCE_DATES, CW_DIFFERS_EXPIRES);
  repair_and_send (self, result);

  g_free (entry->expires_at);
  entry->expires_at = g_strdup ("2099-09-30");
  entry->card_type = CW_CARD_TYPE_SMART_CDZ;
  put_there (self, entry);
  type = compare (self);
  expect (type, CW_DIFFERENCE_CARD, CW_DIFFERS_TYPE);
  repair_and_send (self, type);
}

static void
test_holder (Desk         *self,
             gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwCard) other = add_known (self, "LF2");
  g_autoptr (CwCardEntry) entry = look_up (self, card);
  g_autoptr (CwReconciliation) result = NULL;

  g_free (entry->esi);
  entry->esi = g_strdup ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF2");
  put_there (self, entry);
  result = compare (self);
  expect (result, CW_DIFFERENCE_CARD, CW_DIFFERS_HOLDER);
  repair_and_send (self, result);
}

static void
test_still_there (Desk         *self,
                  gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwCard) second = add_known (self, "LF2");
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (CwReconciliation) left = NULL;
  CwDifference *only;

  set_state (self, card, CW_CARD_STATE_STOLEN);
  result = compare (self);
  only = expect (result, CW_DIFFERENCE_STILL_THERE, 0);
  g_assert_cmpint (only->repair, ==, CW_REPAIR_WITHDRAW);
  /* a card that is out of use is never registered again, whatever is asked */
  only->repair = CW_REPAIR_REGISTER;
  refuse_repair (self, only, CW_ERROR_REFUSED);
  only->repair = CW_REPAIR_WITHDRAW;
  repair (self, only);
  refuse_repair (self, only, CW_ERROR_BUSY);
  send_all (self);
  g_assert_false (desk_knows (self, card));
  g_assert_true (desk_knows (self, second));
  /* the person is left behind: told, not repaired */
  left = compare (self);
  only = expect (left, CW_DIFFERENCE_PERSON_SPARE, 0);
  g_assert_cmpuint (left->left, ==, 0);
  g_assert_cmpstr (only->student_id, ==, "lbtu/LF1");
  refuse_repair (self, only, CW_ERROR_REFUSED);
}

static void
test_missing_here (Desk         *self,
                   gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwCardEntry) entry = look_up (self, card);
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (CwReconciliation) after = NULL;
  CwDifference *only;

  g_free (entry->escn);
  entry->escn = g_strdup ("4b173b0f-b51e-103d-bffe-012" RIG_PIC);
  put_there (self, entry);
  result = compare (self);
  only = expect (result, CW_DIFFERENCE_MISSING_HERE, 0);
  g_assert_nonnull (strstr (only->sentence, "012"));
  g_assert_cmpuint (result->left, ==, 1);
  repair (self, only);
  after = compare (self);
  g_assert_cmpuint (after->differences->len, ==, 0);
  g_assert_cmpuint (after->elsewhere, ==, 1);
  g_assert_cmpuint (after->cards_there, ==, 2);
}

static void
test_person (Desk         *self,
             gconstpointer data)
{
  g_autoptr (CwCard) card = add_known (self, "LF1");
  g_autoptr (CwStudent) student = cw_store_get_student (self->store, card->student_id, NULL);
  g_autoptr (CwReconciliation) result = NULL;
  g_autoptr (GError) error = NULL;

  g_free (student->email);
  student->email = g_strdup ("new@students.example");
  student->level = CW_ACADEMIC_LEVEL_DOCTORATE;
  g_assert_true (cw_store_put_student (self->store, student, &error));
  g_assert_no_error (error);
  result = compare (self);
  g_assert_cmpint (expect (result, CW_DIFFERENCE_PERSON, CW_DIFFERS_EMAIL | CW_DIFFERS_LEVEL)->repair, ==, CW_REPAIR_PERSON);
  g_assert_null (strstr (((CwDifference *) g_ptr_array_index (result->differences, 0))->sentence, "example"));
  repair_and_send (self, result);
}

/* Person and card are both gone there. */
static void
test_person_missing (Desk         *self,
                     gconstpointer data)
{
  g_autoptr (CwCard) card = add_issued (self, "LF1");
  g_autoptr (CwReconciliation) result = compare (self);
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;
  CwRepairSum sum = { 0 };

  g_assert_cmpuint (result->left, ==, 2);
  g_assert_true (cw_reconcile_repair_all (&tools, result->differences, &sum, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (sum.done + sum.refused, ==, 2);
  g_assert_cmpuint (sum.done, >=, 1);
  g_free (sum.sentence);
  send_all (self);
  expect_equal (self);
}

/* A card whose order has no end is nobody's business yet. */
static void
test_under_way (Desk         *self,
                gconstpointer data)
{
  g_autoptr (CwCard) card = desk_add_card (self, "lbtu", "LF1");

  g_assert_nonnull (card);
  expect_equal (self);
}

static void
test_on_its_way (Desk         *self,
                 gconstpointer data)
{
  g_autoptr (CwCard) card = add_issued (self, "LF1");
  g_autoptr (CwReconciliation) result = NULL;

  desk_register (self, card, NULL);
  result = compare (self);
  g_assert_cmpuint (result->left, ==, 0);
  g_assert_cmpuint (result->on_its_way, ==, 2);
  send_all (self);
  expect_equal (self);
}

static void
test_unreachable (Desk         *self,
                  gconstpointer data)
{
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_reconcile (&tools, "nobody", NULL, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  self->unlucky = g_strdup ("lbtu");
  g_assert_null (cw_reconcile (&tools, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
}

static void
test_csv (void)
{
  CwDifference odd = {
    .kind = CW_DIFFERENCE_PERSON_SPARE, .institution_id = (char *) "lbtu", .esi = (char *) "=1+1", .sentence = (char *) "A \"quoted\", long\r\nsentence.", .remedy = (char *) "None.",
  };
  CwReconciliation result = { .differences = g_ptr_array_new () };
  g_autofree char *csv = NULL;

  g_ptr_array_add (result.differences, &odd);
  csv = cw_reconciliation_to_csv (&result);
  g_assert_cmpstr (csv, ==, "kind,institution,escn,student,esi,here,there,sentence,on_its_way,repair,remedy\r\n"
                            "\"person-spare\",\"lbtu\",\"\",\"\",\"'=1+1\",\"\",\"\",\"A \"\"quoted\"\", long\r\nsentence.\",\"no\",\"none\",\"None.\"\r\n");
  g_ptr_array_unref (result.differences);
}

/* killed in the middle */

typedef struct
{
  guint left; /* commit points until the end */
} Death;

static void
die_cb (gboolean before,
        gpointer user_data)
{
  Death *death = user_data;

  if (death->left-- == 0)
    raise (SIGKILL);
}

/* Repairs as missing there the cards that are named, and dies at the commit point of that number. */
static int
run_child (int    argc,
           char **argv)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (DESK_NOW);
  g_autoptr (CwStore) store = cw_store_open (argv[2], clock, NULL);
  const CwIssueTools tools = { .store = store, .clock = clock };
  Death death = { .left = (guint) strtoul (argv[3], NULL, 10) };

  g_assert_nonnull (store);
  cw_store_set_commit_func (store, die_cb, &death);
  for (int i = 4; i < argc; i++)
    {
      CwDifference difference = { .kind = CW_DIFFERENCE_MISSING_THERE, .repair = CW_REPAIR_REGISTER, .escn = argv[i] };
      g_autoptr (GError) error = NULL;

      g_assert_true (cw_reconcile_repair (&tools, &difference, &error) || g_error_matches (error, CW_ERROR, CW_ERROR_BUSY));
    }
  return 0;
}

/* Returns: whether it lived to its end */
static gboolean
spawn_child (Desk             *self,
             CwReconciliation *result,
             guint             death)
{
  g_autoptr (GPtrArray) arguments = g_ptr_array_new ();
  g_autofree char *number = g_strdup_printf ("%u", death);
  g_autoptr (GError) error = NULL;
  int status = 0;

  g_ptr_array_add (arguments, (char *) program);
  g_ptr_array_add (arguments, (char *) CHILD);
  g_ptr_array_add (arguments, self->store_path);
  g_ptr_array_add (arguments, number);
  for (guint i = 0; i < result->differences->len; i++)
    {
      const CwDifference *at = g_ptr_array_index (result->differences, i);

      if (at->kind == CW_DIFFERENCE_MISSING_THERE)
        g_ptr_array_add (arguments, at->escn);
    }
  g_ptr_array_add (arguments, NULL);
  g_clear_object (&self->store);
  g_assert_true (g_spawn_sync (NULL, (char **) arguments->pdata, NULL, G_SPAWN_DEFAULT, NULL, NULL, NULL, NULL, &status, &error));
  g_assert_no_error (error);
  desk_reopen (self);
  g_assert_true (WIFEXITED (status) || WTERMSIG (status) == SIGKILL);
  return WIFEXITED (status) && WEXITSTATUS (status) == 0;
}

static void
test_killed (Desk         *self,
             gconstpointer data)
{
  g_autoptr (GPtrArray) messages = NULL;
  gboolean lived = FALSE;
  guint deaths = 0;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *number = g_strdup_printf ("LF%u", i);
      g_autoptr (CwCard) card = add_issued (self, number);
    }
  while (!lived)
    {
      g_autoptr (CwReconciliation) result = compare (self);

      g_assert_cmpuint (result->differences->len, ==, 12);
      lived = spawn_child (self, result, deaths);
      deaths += !lived;
      g_assert_cmpuint (deaths, <, 100);
    }
  g_assert_cmpuint (deaths, >=, 4);
  messages = cw_store_list_messages (self->store, NULL, 0, NULL);
  g_assert_cmpuint (messages->len, ==, 6);
  send_all (self);
  expect_equal (self);
  g_assert_cmpuint (desk_count_bodies (self, "POST", "cards"), ==, 6);
}

#define ADD(path, func) g_test_add ("/station/reconcile/" path, Desk, NULL, desk_set_up, func, desk_tear_down)

int
main (int    argc,
      char **argv)
{
  if (argc > 3 && strcmp (argv[1], CHILD) == 0)
    return run_child (argc, argv);
  program = argv[0];
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("missing-there", test_missing_there);
  ADD ("status", test_status);
  ADD ("suspended", test_suspended);
  ADD ("dates-and-type", test_dates_and_type);
  ADD ("holder", test_holder);
  ADD ("still-there", test_still_there);
  ADD ("missing-here", test_missing_here);
  ADD ("person", test_person);
  ADD ("person-missing", test_person_missing);
  ADD ("under-way", test_under_way);
  ADD ("on-its-way", test_on_its_way);
  ADD ("unreachable", test_unreachable);
  g_test_add_func ("/station/reconcile/csv", test_csv);
  ADD ("killed", test_killed);
  return g_test_run ();
}
