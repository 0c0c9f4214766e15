/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Acts on cards and persons: what each writes, what the register then holds, and what is refused. */

#include "config.h"

#include <sqlite3.h>
#include <string.h>

#include "app/base/error.h"
#include "tests/issue/life.h"

/* Every act on a card in force: state, reason, journal, outbox, and then the register. */
static void
test_acts (Desk         *desk,
           gconstpointer data)
{
  static const struct
  {
    CwLifeAct   act;
    CwCardState state;
    const char *acts;
    const char *kind;
    const char *there;
  } cases[] = {
    { CW_LIFE_ACT_LOST, CW_CARD_STATE_LOST, "card.lost outbox.add", "register", "INACTIVE " LIFE_ENDS },
    { CW_LIFE_ACT_SUSPEND, CW_CARD_STATE_SUSPENDED, "card.suspend outbox.add", "register", "INACTIVE " LIFE_ENDS },
    { CW_LIFE_ACT_STOLEN, CW_CARD_STATE_STOLEN, "card.stolen outbox.add", "withdraw", "not there" },
    { CW_LIFE_ACT_WITHDRAW, CW_CARD_STATE_WITHDRAWN, "card.withdraw outbox.add", "withdraw", "not there" },
    { CW_LIFE_ACT_REPLACE, CW_CARD_STATE_REPLACED, "card.replace outbox.add", "withdraw", "not there" },
    { CW_LIFE_ACT_DESTROY, CW_CARD_STATE_DESTROYED, "card.destroy plastic.state outbox.add", "withdraw", "not there" },
  };
  CwIssueTools tools = life_get_tools (desk);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *number = g_strdup_printf ("N%u", i);
      g_autofree char *student = g_strconcat ("lbtu/", number, NULL);
      g_autofree char *kinds = NULL;
      g_autofree char *expected = g_strconcat ("register ", cases[i].kind, NULL);
      g_autofree char *acts = NULL;
      g_autofree char *there = NULL;
      g_autoptr (CwCard) card = NULL;
      g_autoptr (GError) error = NULL;
      gint64 id;
      guint rows;

      life_add_student (desk, number);
      id = life_issue (desk, student);
      rows = life_count_journal (desk);
      g_assert_true (cw_life_act_on_card (&tools, cases[i].act, id, "zebra crossing", &error));
      g_assert_no_error (error);
      card = life_get_card (desk, id);
      g_assert_cmpint (card->state, ==, cases[i].state);
      g_assert_cmpstr (card->reason, ==, "zebra crossing");
      acts = life_list_acts (desk, rows);
      g_assert_cmpstr (acts, ==, cases[i].acts);
      kinds = life_list_kinds (desk, id);
      g_assert_cmpstr (kinds, ==, expected);
      life_send_all (desk);
      there = life_look_up (desk, id);
      g_assert_cmpstr (there, ==, cases[i].there);
    }
}

static void
test_find_again (Desk         *desk,
                 gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  gint64 id = life_set_up_issued (desk);

  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwCard) card = NULL;

      g_assert_true (cw_life_act_on_card (&tools, i == 0 ? CW_LIFE_ACT_SUSPEND : CW_LIFE_ACT_LOST, id, "why", &error));
      g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_FIND, id, NULL, &error));
      g_assert_no_error (error);
      card = life_get_card (desk, id);
      g_assert_cmpint (card->state, ==, CW_CARD_STATE_ISSUED);
      g_assert_null (card->reason);
      life_send_all (desk);
      life_assert_same (desk, id);
    }
}

static void
assert_extend_refused (Desk       *desk,
                       gint64      id,
                       const char *until,
                       int         code,
                       const char *words)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  guint rows = life_count_journal (desk);

  g_assert_false (cw_life_extend (&tools, id, until, &error));
  g_assert_error (error, CW_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (life_count_journal (desk), ==, rows);
}

/* The same number, a later day; from EXPIRED as well, where the register had deleted it. */
static void
test_extend (Desk         *desk,
             gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) before = NULL;
  g_autoptr (CwCard) after = NULL;
  g_autofree char *there = NULL;
  g_autofree char *again = NULL;
  gint64 id = life_set_up_issued (desk);

  assert_extend_refused (desk, id, "soon", CW_ERROR_INVALID, "soon");
  assert_extend_refused (desk, id, LIFE_ENDS, CW_ERROR_INVALID, LIFE_ENDS);
  assert_extend_refused (desk, id, "2020-01-01", CW_ERROR_INVALID, "2020-01-01");
  assert_extend_refused (desk, id, "2029-09-01", CW_ERROR_INVALID, "valid_until");
  before = life_get_card (desk, id);
  g_assert_true (cw_life_extend (&tools, id, "2028-08-31", &error));
  g_assert_no_error (error);
  after = life_get_card (desk, id);
  g_assert_true (cw_escn_equal (&before->escn, &after->escn));
  g_assert_cmpstr (after->issued_at, ==, before->issued_at);
  g_assert_cmpstr (after->expires_at, ==, "2028-08-31");
  life_send_all (desk);
  there = life_look_up (desk, id);
  g_assert_cmpstr (there, ==, "ACTIVE 2028-08-31");

  cw_clock_advance (desk->clock, 700 * G_TIME_SPAN_DAY); /* 2028-10-23 */
  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_EXPIRE, id, NULL, &error));
  life_send_all (desk);
  life_assert_same (desk, id);
  g_assert_true (cw_life_extend (&tools, id, "2029-08-31", &error));
  g_assert_no_error (error);
  life_send_all (desk);
  again = life_look_up (desk, id);
  g_assert_cmpstr (again, ==, "ACTIVE 2029-08-31");
}

static void
assert_refused (Desk       *desk,
                CwLifeAct   act,
                gint64      id,
                const char *reason,
                int         code,
                const char *words)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  guint rows = life_count_journal (desk);

  g_assert_false (cw_life_act_on_card (&tools, act, id, reason, &error));
  g_assert_error (error, CW_ERROR, code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, words));
  g_assert_cmpuint (life_count_journal (desk), ==, rows);
}

static void
test_refused (Desk         *desk,
              gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autofree char *long_reason = g_strnfill (1001, 'x');
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) open = NULL;
  gint64 id = life_set_up_issued (desk);
  gint64 other;

  assert_refused (desk, CW_LIFE_ACT_WITHDRAW, id, NULL, CW_ERROR_INVALID, "reason");
  assert_refused (desk, CW_LIFE_ACT_SUSPEND, id, " \n", CW_ERROR_INVALID, "reason");
  assert_refused (desk, CW_LIFE_ACT_LOST, id, long_reason, CW_ERROR_INVALID, "shorter");
  assert_refused (desk, CW_LIFE_ACT_LOST, id, "\xff", CW_ERROR_INVALID, "not text");
  assert_refused (desk, CW_LIFE_ACT_FIND, id, NULL, CW_ERROR_REFUSED, "Possible are");
  assert_refused (desk, CW_LIFE_ACT_EXPIRE, id, NULL, CW_ERROR_REFUSED, "valid until " LIFE_ENDS);
  assert_refused (desk, CW_LIFE_ACT_LOST, id + 999, NULL, CW_ERROR_NOT_FOUND, "no card");

  /* its order is open: nothing but the order may touch it */
  life_add_student (desk, "LF2");
  open = life_make_card (desk, "lbtu/LF2");
  for (CwLifeAct act = CW_LIFE_ACT_REPLACE; act < CW_LIFE_ACT_CORRECT; act++)
    assert_refused (desk, act, open->id, "why", CW_ERROR_REFUSED, "still being made");

  /* found while another is being made, and while another is in force */
  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_LOST, id, NULL, &error));
  g_clear_pointer (&open, cw_card_unref);
  open = life_make_card (desk, "lbtu/LF1");
  assert_refused (desk, CW_LIFE_ACT_FIND, id, NULL, CW_ERROR_REFUSED, "is being made");
  desk_register (desk, open, NULL);
  life_hand_over (desk, open);
  assert_refused (desk, CW_LIFE_ACT_FIND, id, NULL, CW_ERROR_REFUSED, "another card in force");
  other = open->id;
  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_WITHDRAW, other, "not needed", &error));
  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_LOST, id, NULL, NULL) == FALSE);

  cw_clock_advance (desk->clock, 400 * G_TIME_SPAN_DAY);
  assert_refused (desk, CW_LIFE_ACT_FIND, id, NULL, CW_ERROR_REFUSED, "has passed");
}

/* A message that cannot be written undoes the act. */
static void
test_whole_or_nothing (Desk         *desk,
                       gconstpointer data)
{
  gint64 id = life_set_up_issued (desk);
  sqlite3 *db = NULL;

  g_assert_cmpint (sqlite3_open (desk->store_path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE institutions SET pic = NULL", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  assert_refused (desk, CW_LIFE_ACT_LOST, id, NULL, CW_ERROR_RECORD_INCOMPLETE, "PIC");
  life_assert_state (desk, id, CW_CARD_STATE_ISSUED);
}

/* The ledger says that the plastic is none any more, and still adds up. */
static void
test_destroy (Desk         *desk,
              gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) plastics = NULL;
  CwLedgerSum sum;
  gint64 id = life_set_up_issued (desk);

  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_DESTROY, id, "cut in two", &error));
  g_assert_no_error (error);
  plastics = cw_store_list_plastics (desk->store, id, &error);
  g_assert_cmpuint (plastics->len, ==, 1);
  g_assert_cmpint (((CwPlasticRow *) g_ptr_array_index (plastics, 0))->state, ==, CW_PLASTIC_STATE_SPOILED);
  g_assert_cmpstr (((CwPlasticRow *) g_ptr_array_index (plastics, 0))->reason, ==, "cut in two");
  g_assert_true (cw_store_sum_ledger (desk->store, NULL, &sum, &error));
  g_assert_cmpuint (sum.asked, ==, 1);
  g_assert_cmpuint (sum.spoiled, ==, 1);
  g_assert_cmpuint (sum.issued, ==, 0);
}

/* A card given up after the register was told of it goes there too; one that it was not told of is
 * not spoken of. */
static void
test_spoil (Desk         *desk,
            gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) told = NULL;
  g_autoptr (CwCard) silent = NULL;
  g_autofree char *kinds = NULL;
  g_autofree char *none = NULL;

  life_add_student (desk, "LF1");
  life_add_student (desk, "LF2");
  told = life_make_card (desk, "lbtu/LF1");
  silent = life_make_card (desk, "lbtu/LF2");
  desk_register (desk, told, NULL);
  life_send_all (desk);
  life_assert_same (desk, told->id);
  g_assert_true (cw_life_spoil (&tools, told->id, "bent", &error));
  g_assert_true (cw_life_spoil (&tools, silent->id, "bent", &error));
  g_assert_no_error (error);
  kinds = life_list_kinds (desk, told->id);
  none = life_list_kinds (desk, silent->id);
  g_assert_cmpstr (kinds, ==, "register withdraw");
  g_assert_cmpstr (none, ==, "");
  life_send_all (desk);
  life_assert_same (desk, told->id);
}

static void
test_expire_all (Desk         *desk,
                 gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) ended = NULL;
  guint n_cards;
  gint64 first = 0, lost = 0, later = 0;

  for (guint i = 0; i < 120; i++)
    {
      g_autofree char *number = g_strdup_printf ("E%u", i);
      g_autofree char *student = g_strconcat ("lbtu/", number, NULL);
      gint64 id;

      life_add_student (desk, number);
      id = life_issue (desk, student);
      first = first != 0 ? first : id;
      lost = i == 7 ? id : lost;
      later = id;
    }
  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_LOST, lost, NULL, &error));
  g_assert_true (cw_life_extend (&tools, later, "2028-01-31", &error));
  g_assert_no_error (error);

  /* up to and with the last day */
  cw_clock_advance (desk->clock, 281 * G_TIME_SPAN_DAY); /* 2027-08-31 */
  g_assert_true (cw_life_expire_ended (&tools, &n_cards, NULL, &error));
  g_assert_cmpuint (n_cards, ==, 0);
  cw_clock_advance (desk->clock, G_TIME_SPAN_DAY);
  ended = cw_life_list_ended (&tools, 0, 0, &error);
  g_assert_cmpuint (ended->len, ==, 119);
  life_assert_state (desk, first, CW_CARD_STATE_ISSUED);
  g_assert_true (cw_life_expire_ended (&tools, &n_cards, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n_cards, ==, 119);
  life_assert_state (desk, first, CW_CARD_STATE_EXPIRED);
  life_assert_state (desk, lost, CW_CARD_STATE_EXPIRED);
  life_assert_state (desk, later, CW_CARD_STATE_ISSUED);
  g_assert_true (cw_life_expire_ended (&tools, &n_cards, NULL, &error));
  g_assert_cmpuint (n_cards, ==, 0);
  {
    g_autofree char *kinds = life_list_kinds (desk, first);
    g_autofree char *kinds_lost = life_list_kinds (desk, lost);

    g_assert_cmpstr (kinds, ==, "register withdraw");
    g_assert_cmpstr (kinds_lost, ==, "register register withdraw");
  }
}

/* One that cannot be expired does not keep the others. */
static void
test_expire_poisoned (Desk         *desk,
                      gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) open = NULL;
  guint n_cards;
  gint64 id = life_set_up_issued (desk);

  /* in force by its state while its order is open: nothing that the saga does, but a file can hold it */
  life_add_student (desk, "LF0");
  open = life_make_card (desk, "lbtu/LF0");
  g_assert_true (cw_store_set_card_state (desk->store, open->id, CW_CARD_STATE_ISSUED, NULL, &error));
  cw_clock_advance (desk->clock, 400 * G_TIME_SPAN_DAY);
  g_assert_false (cw_life_expire_ended (&tools, &n_cards, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (n_cards, ==, 1);
  life_assert_state (desk, id, CW_CARD_STATE_EXPIRED);
  life_assert_state (desk, open->id, CW_CARD_STATE_ISSUED);
}

static void
test_correct (Desk         *desk,
              gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  gboolean told;

  life_set_up_issued (desk);
  student = cw_store_get_student (desk->store, "lbtu/LF1", &error);
  g_assert_nonnull (student->registered_esi);
  g_free (student->programme);
  student->programme = g_strdup ("Hydrology");
  g_assert_true (cw_life_correct (&tools, student, &told, &error));
  g_assert_false (told);
  g_free (student->email);
  student->email = g_strdup ("new.zebra@students.example");
  g_assert_true (cw_life_correct (&tools, student, &told, &error));
  g_assert_no_error (error);
  g_assert_true (told);
  life_send_all (desk);
  g_assert_true (life_knows_person (desk, "new.zebra@students.example"));

  /* the register asks for an address: without one nothing is stored */
  g_clear_pointer (&student->email, g_free);
  g_assert_false (cw_life_correct (&tools, student, &told, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
  g_clear_error (&error);
  g_clear_pointer (&student, cw_student_unref);
  student = cw_store_get_student (desk->store, "lbtu/LF1", &error);
  g_assert_cmpstr (student->email, ==, "new.zebra@students.example");
}

static void
test_leave (Desk         *desk,
            gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  gint64 first = life_set_up_issued (desk);
  gint64 second;
  gboolean told;

  g_assert_true (cw_life_act_on_card (&tools, CW_LIFE_ACT_LOST, first, NULL, &error));
  second = life_issue (desk, "lbtu/LF1");
  life_send_all (desk);
  g_assert_false (cw_life_leave (&tools, "lbtu/LF1", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (cw_life_leave (&tools, "lbtu/LF1", "exmatriculated", &error));
  g_assert_no_error (error);
  life_assert_state (desk, first, CW_CARD_STATE_WITHDRAWN);
  life_assert_state (desk, second, CW_CARD_STATE_WITHDRAWN);
  student = cw_store_get_student (desk->store, "lbtu/LF1", &error);
  g_assert_cmpstr (student->left_at, ==, "2026-11-23");
  life_send_all (desk);
  life_assert_same (desk, first);
  life_assert_same (desk, second);
  g_assert_false (life_knows_person (desk, "LF1@students.example"));

  g_assert_false (cw_life_leave (&tools, "lbtu/LF1", "again", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  /* a correction must not bring the person back into the register */
  g_free (student->email);
  student->email = g_strdup ("gone@students.example");
  g_assert_true (cw_life_correct (&tools, student, &told, &error));
  g_assert_false (told);
  g_assert_true (cw_life_return (&tools, "lbtu/LF1", &error));
  g_assert_false (cw_life_return (&tools, "lbtu/LF1", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  life_assert_state (desk, second, CW_CARD_STATE_WITHDRAWN);
}

#define OTHER_ESI "urn:schac:personalUniqueCode:int:esi:lbtu.lv:OTHER"

static void
test_new_esi (Desk         *desk,
              gconstpointer data)
{
  CwIssueTools tools = life_get_tools (desk);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = NULL;
  g_autofree char *old_esi = NULL;
  gint64 first = life_set_up_issued (desk);
  gint64 second;

  student = cw_store_get_student (desk->store, "lbtu/LF1", &error);
  old_esi = g_strdup (student->registered_esi);
  g_assert_cmpstr (old_esi, ==, student->esi);
  g_free (student->esi);
  student->esi = g_strdup (OTHER_ESI);
  g_assert_false (cw_life_correct (&tools, student, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "student new-esi"));
  g_clear_error (&error);
  g_assert_false (cw_life_new_esi (&tools, "lbtu/LF1", old_esi, "wrong", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_life_new_esi (&tools, "lbtu/LF1", "no ESI", "wrong", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  g_assert_true (cw_life_new_esi (&tools, "lbtu/LF1", OTHER_ESI, "the code was another's", &error));
  g_assert_no_error (error);
  life_assert_state (desk, first, CW_CARD_STATE_WITHDRAWN);
  g_clear_pointer (&student, cw_student_unref);
  student = cw_store_get_student (desk->store, "lbtu/LF1", &error);
  g_assert_cmpstr (student->esi, ==, OTHER_ESI);
  g_assert_null (student->registered_esi);
  second = life_issue (desk, "lbtu/LF1");
  life_send_all (desk);
  life_assert_same (desk, first);
  life_assert_same (desk, second);
  g_assert_true (life_knows_person (desk, OTHER_ESI));
  g_assert_false (life_knows_person (desk, old_esi));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
#define ADD(path, func, data) g_test_add ("/issue/lifecycle/" path, Desk, data, desk_set_up, func, desk_tear_down)
  ADD ("acts", test_acts, NULL);
  ADD ("find-again", test_find_again, NULL);
  ADD ("extend", test_extend, NULL);
  ADD ("refused", test_refused, NULL);
  ADD ("whole-or-nothing", test_whole_or_nothing, NULL);
  ADD ("destroy", test_destroy, NULL);
  ADD ("spoil", test_spoil, NULL);
  ADD ("expire-all", test_expire_all, NULL);
  ADD ("expire-poisoned", test_expire_poisoned, NULL);
  ADD ("correct", test_correct, NULL);
  ADD ("leave", test_leave, NULL);
  ADD ("new-esi", test_new_esi, NULL);
  return g_test_run ();
}
