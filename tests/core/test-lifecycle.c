/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The table of allowed transitions: every state with every act, told a second time and in other
 * words, and what the table promises as a whole. The first argument is docs/lifecycle.md. */

#include "app/core/lifecycle.h"

#include <string.h>

#include "app/base/error.h"

#define N_STATES (CW_CARD_STATE_DESTROYED + 1)

static const char *doc_path;

/* What becomes of a card in a state (row) by an act (column), and what the register is owed: first
 * letters of the new state and of the message. "." is a refusal. States that only the saga knows
 * have columns of their own below. */
#define COLUMNS 12
static const CwLifeAct columns[COLUMNS] = {
  CW_LIFE_ACT_ISSUE, CW_LIFE_ACT_EXTEND, CW_LIFE_ACT_REPLACE, CW_LIFE_ACT_LOST, CW_LIFE_ACT_STOLEN, CW_LIFE_ACT_SUSPEND,
  CW_LIFE_ACT_FIND, CW_LIFE_ACT_WITHDRAW, CW_LIFE_ACT_EXPIRE, CW_LIFE_ACT_DESTROY, CW_LIFE_ACT_LEAVE, CW_LIFE_ACT_NEW_ESI,
};

static const struct
{
  CwCardState state;
  const char *cells[COLUMNS];
} table[] = {
  { CW_CARD_STATE_RESERVED,  { ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_PRINTING,  { ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_PRINTED,   { "issued register", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_ENCODED,   { ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_VERIFIED,  { "issued register", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_ISSUED,    { ".", "issued register", "replaced withdraw", "lost register", "stolen withdraw", "suspended register", ".", "withdrawn withdraw", "expired withdraw", "destroyed withdraw", "withdrawn withdraw", "withdrawn withdraw" } },
  { CW_CARD_STATE_IN_DOUBT,  { "issued register", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
  { CW_CARD_STATE_SPOILED,   { ".", ".", ".", ".", ".", ".", ".", ".", ".", "destroyed", ".", "." } },
  { CW_CARD_STATE_SUSPENDED, { ".", ".", "replaced withdraw", "lost register", "stolen withdraw", ".", "issued register", "withdrawn withdraw", "expired withdraw", "destroyed withdraw", "withdrawn withdraw", "withdrawn withdraw" } },
  { CW_CARD_STATE_LOST,      { ".", ".", "replaced withdraw", ".", "stolen withdraw", ".", "issued register", "withdrawn withdraw", "expired withdraw", "destroyed withdraw", "withdrawn withdraw", "withdrawn withdraw" } },
  { CW_CARD_STATE_STOLEN,    { ".", ".", ".", ".", ".", ".", ".", ".", ".", "destroyed", ".", "." } },
  { CW_CARD_STATE_WITHDRAWN, { ".", ".", ".", ".", ".", ".", ".", ".", ".", "destroyed", ".", "." } },
  { CW_CARD_STATE_EXPIRED,   { ".", "issued register", ".", ".", ".", ".", ".", ".", ".", "destroyed", "withdrawn", "withdrawn" } },
  { CW_CARD_STATE_REPLACED,  { ".", ".", ".", ".", ".", ".", ".", ".", ".", "destroyed", ".", "." } },
  { CW_CARD_STATE_DESTROYED, { ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", ".", "." } },
};

static void
test_every_pair (void)
{
  g_assert_cmpuint (G_N_ELEMENTS (table), ==, N_STATES);
  for (guint row = 0; row < N_STATES; row++)
    for (guint column = 0; column < COLUMNS; column++)
      {
        g_autoptr (GError) error = NULL;
        const CwLifeRule *rule = cw_life_check (columns[column], table[row].state, "c-1", &error);
        g_autofree char *said = rule != NULL ? g_strjoin (rule->owed != CW_LIFE_OWED_NOTHING ? " " : "", cw_card_state_to_name (rule->to), cw_life_owed_to_name (rule->owed), NULL) : g_strdup (".");

        g_assert_cmpint (table[row].state, ==, row);
        g_assert_cmpstr (said, ==, table[row].cells[column]);
        g_assert_true ((rule == NULL) == (error != NULL));
        g_assert_true (rule == NULL || cw_card_state_may_become (table[row].state, rule->to));
        if (rule != NULL)
          continue;
        g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
        g_assert_nonnull (strstr (error->message, "c-1"));
        g_assert_nonnull (strstr (error->message, cw_life_act_to_label (columns[column])));
        g_assert_nonnull (strstr (error->message, cw_card_state_to_label (table[row].state)));
      }
}

/* What may be done instead is said, and nothing that only the saga does. */
static void
test_refusals (void)
{
  g_autoptr (GError) lost = NULL;
  g_autoptr (GError) destroyed = NULL;

  g_assert_null (cw_life_check (CW_LIFE_ACT_SUSPEND, CW_CARD_STATE_LOST, "c-1", &lost));
  g_assert_nonnull (strstr (lost->message, "Possible are: “Report stolen”, “Find again”, “Withdraw”, “Destroy”."));
  g_assert_null (cw_life_check (CW_LIFE_ACT_FIND, CW_CARD_STATE_DESTROYED, "c-1", &destroyed));
  g_assert_nonnull (strstr (destroyed->message, "Nothing can be done with it"));
}

/* The saga's own moves: its two orders of work, and what they may never do. */
static void
test_making (void)
{
  static const CwCardState print_first[] = { CW_CARD_STATE_RESERVED, CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_ENCODED, CW_CARD_STATE_VERIFIED, CW_CARD_STATE_ISSUED };
  static const CwCardState encode_first[] = { CW_CARD_STATE_RESERVED, CW_CARD_STATE_ENCODED, CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_VERIFIED, CW_CARD_STATE_ISSUED };

  for (gsize i = 1; i < G_N_ELEMENTS (print_first); i++)
    {
      g_assert_true (cw_card_state_may_become (print_first[i - 1], print_first[i]));
      g_assert_true (cw_card_state_may_become (encode_first[i - 1], encode_first[i]));
    }
  for (CwCardState from = CW_CARD_STATE_RESERVED; from <= CW_CARD_STATE_DESTROYED; from++)
    {
      gboolean making = from <= CW_CARD_STATE_VERIFIED;

      g_assert_true ((cw_life_find_rule (CW_LIFE_ACT_SPOIL, from) != NULL) == (making || from == CW_CARD_STATE_IN_DOUBT));
      g_assert_true ((cw_life_find_rule (CW_LIFE_ACT_DOUBT, from) != NULL) == making);
      for (CwCardState to = CW_CARD_STATE_RESERVED; to <= CW_CARD_STATE_VERIFIED; to++)
        if (!making && from != CW_CARD_STATE_IN_DOUBT)
          g_assert_false (cw_card_state_may_become (from, to));
    }
  g_assert_false (cw_card_state_may_become (CW_CARD_STATE_RESERVED, CW_CARD_STATE_ISSUED));
  g_assert_false (cw_card_state_may_become (CW_CARD_STATE_ENCODED, CW_CARD_STATE_ISSUED));
  g_assert_false (cw_card_state_may_become (CW_CARD_STATE_PRINTED, CW_CARD_STATE_PRINTING));
}

/* One act never has two outcomes, and what the register is owed leaves it with the card as it now
 * shall have it. */
static void
test_whole (void)
{
  for (guint i = 0; i < cw_life_count_rules (); i++)
    {
      const CwLifeRule *rule = cw_life_get_rule (i);

      for (CwCardState from = CW_CARD_STATE_RESERVED; from < N_STATES; from++)
        {
          CwStanding before = cw_card_state_get_standing (from), after = cw_card_state_get_standing (rule->to);

          if ((rule->from & 1u << from) == 0)
            continue;
          if (rule->act != CW_LIFE_ACT_MAKE)
            g_assert_true (cw_life_find_rule (rule->act, from) == rule);
          if (rule->owed == CW_LIFE_OWED_REGISTER)
            g_assert_cmpint (after, !=, CW_STANDING_ABSENT);
          if (rule->owed == CW_LIFE_OWED_WITHDRAW)
            g_assert_cmpint (after, ==, CW_STANDING_ABSENT);
          /* the saga tells the register in a step of its own */
          if (rule->owed == CW_LIFE_OWED_NOTHING && rule->act != CW_LIFE_ACT_MAKE && rule->act != CW_LIFE_ACT_DOUBT)
            g_assert_cmpint (before, ==, after);
        }
    }
}

static void
test_persons (void)
{
  static const struct
  {
    CwLifeAct  act;
    CwLifeOwed owed;
    gboolean   reason;
  } persons[] = {
    { CW_LIFE_ACT_CORRECT, CW_LIFE_OWED_PERSON, FALSE },
    { CW_LIFE_ACT_LEAVE, CW_LIFE_OWED_LEAVE, TRUE },
    { CW_LIFE_ACT_RETURN, CW_LIFE_OWED_NOTHING, FALSE },
    { CW_LIFE_ACT_NEW_ESI, CW_LIFE_OWED_LEAVE, TRUE },
  };
  guint n_persons = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (persons); i++)
    {
      const CwLifeRule *rule = cw_life_find_person_rule (persons[i].act);

      g_assert_nonnull (rule);
      g_assert_cmpint (rule->owed, ==, persons[i].owed);
      g_assert_cmpint (rule->reason, ==, persons[i].reason);
    }
  for (CwLifeAct act = CW_LIFE_ACT_MAKE; act < CW_LIFE_ACT_COUNT; act++)
    n_persons += cw_life_find_person_rule (act) != NULL;
  g_assert_cmpuint (n_persons, ==, G_N_ELEMENTS (persons));
}

static void
test_reasons (void)
{
  static const CwLifeAct owed[] = { CW_LIFE_ACT_REPLACE, CW_LIFE_ACT_SUSPEND, CW_LIFE_ACT_WITHDRAW, CW_LIFE_ACT_DESTROY, CW_LIFE_ACT_LEAVE, CW_LIFE_ACT_NEW_ESI };
  guint n_owed = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (owed); i++)
    g_assert_true (cw_life_needs_reason (owed[i]));
  for (CwLifeAct act = CW_LIFE_ACT_MAKE; act < CW_LIFE_ACT_COUNT; act++)
    n_owed += cw_life_needs_reason (act);
  g_assert_cmpuint (n_owed, ==, G_N_ELEMENTS (owed));
}

static void
test_names (void)
{
  for (CwLifeAct act = CW_LIFE_ACT_MAKE; act < CW_LIFE_ACT_COUNT; act++)
    {
      CwLifeAct back;

      g_assert_true (cw_life_act_from_name (cw_life_act_to_name (act), &back));
      g_assert_cmpint (back, ==, act);
    }
  g_assert_false (cw_life_act_from_name ("vanish", &(CwLifeAct) { 0 }));
  g_assert_false (cw_life_act_from_name (NULL, &(CwLifeAct) { 0 }));
}

static char *
list_states (guint states)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (CwCardState state = CW_CARD_STATE_RESERVED; state < N_STATES; state++)
    if ((states & 1u << state) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", cw_card_state_to_name (state));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static const char *
name_standing (CwStanding standing)
{
  switch (standing)
    {
    case CW_STANDING_ABSENT:
      return "not there";
    case CW_STANDING_ACTIVE:
      return "ACTIVE";
    case CW_STANDING_INACTIVE:
      return "INACTIVE";
    }
  g_assert_not_reached ();
}

/* The page shows the table as it is: every row of it, in its order, and no other. */
static void
test_document (void)
{
  g_autofree char *page = NULL;
  g_autoptr (GString) wanted = g_string_new ("| act | from | to | a reason is owed | the register is owed |\n|---|---|---|---|---|\n");
  g_autoptr (GString) standings = g_string_new ("| state | in the register |\n|---|---|\n");
  g_autoptr (GError) error = NULL;

  g_file_get_contents (doc_path, &page, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < cw_life_count_rules (); i++)
    {
      const CwLifeRule *rule = cw_life_get_rule (i);
      g_autofree char *from = rule->from != 0 ? list_states (rule->from) : g_strdup ("the person");

      g_string_append_printf (wanted, "| %s | %s | %s | %s | %s |\n", cw_life_act_to_name (rule->act), from, rule->from != 0 ? cw_card_state_to_name (rule->to) : "",
                              rule->reason ? "yes" : "", cw_life_owed_to_name (rule->owed));
    }
  for (CwCardState state = CW_CARD_STATE_RESERVED; state < N_STATES; state++)
    g_string_append_printf (standings, "| %s | %s |\n", cw_card_state_to_name (state), name_standing (cw_card_state_get_standing (state)));
  g_string_append_c (wanted, '\n');
  g_string_append_c (standings, '\n');
  if (strstr (page, wanted->str) == NULL || strstr (page, standings->str) == NULL)
    g_error ("docs/lifecycle.md does not hold these tables:\n%s%s", wanted->str, standings->str);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_cmpint (argc, ==, 2);
  doc_path = argv[1];
  g_test_add_func ("/core/lifecycle/every-pair", test_every_pair);
  g_test_add_func ("/core/lifecycle/refusals", test_refusals);
  g_test_add_func ("/core/lifecycle/making", test_making);
  g_test_add_func ("/core/lifecycle/whole", test_whole);
  g_test_add_func ("/core/lifecycle/persons", test_persons);
  g_test_add_func ("/core/lifecycle/reasons", test_reasons);
  g_test_add_func ("/core/lifecycle/names", test_names);
  g_test_add_func ("/core/lifecycle/document", test_document);
  return g_test_run ();
}
