/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <string.h>

#include "app/core/lifecycle.h"
#include "ui/words-journal.h"

/* Every act that the journal can have is told in words: those of docs/journal.md, whose name is the
 * first argument, and those of the life of cards and persons. */

static const char *list_path;

static void
test_complete (void)
{
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  guint found = 0;

  g_file_get_contents (list_path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) parts = g_str_has_prefix (lines[i], "| `") ? g_strsplit (lines[i], "`", 3) : NULL;

      if (parts == NULL || strchr (parts[1], '.') == NULL)
        continue;
      found++;
      if (cw_words_for_journal_act (parts[1]) == NULL)
        g_error ("no words for %s", parts[1]);
    }
  g_assert_cmpuint (found, >, 40);
}

static void
test_life (void)
{
  for (guint i = 0; i < CW_LIFE_ACT_COUNT; i++)
    {
      gboolean person = cw_life_find_person_rule ((CwLifeAct) i) != NULL;
      g_autofree char *act = g_strconcat (person ? "student." : "card.", cw_life_act_to_name ((CwLifeAct) i), NULL);

      if (cw_words_for_journal_act (act) == NULL)
        g_error ("no words for %s", act);
    }
}

/* Every act is in exactly one group besides “everything”. */
static void
test_groups (void)
{
  static const char *const nouns[] = { "station", "settings", "key", "store", "institution", "profile", "student", "photo", "photos", "intake", "retention", "order", "step", "number", "card",
                                       "plastic", "feeder", "chip", "supply", "batch", "outbox", "reconcile", "journal" };

  for (guint i = 0; i < G_N_ELEMENTS (nouns); i++)
    {
      guint groups = 0;

      for (guint group = CW_JOURNAL_GROUP_CARDS; group < CW_JOURNAL_GROUP_COUNT; group++)
        groups += g_strv_contains (cw_words_get_journal_nouns ((CwJournalGroup) group), nouns[i]);
      g_assert_cmpuint (groups, ==, 1);
    }
}

static void
test_row (void)
{
  const CwJournalRow known = { .id = 1, .act = (char *) "card.state", .subject = (char *) "card/7", .operator_name = (char *) "ilze", .details = (char *) "{\"from\":\"printed\",\"n\":3}", .hash = (char *) "00" };
  const CwJournalRow strange = { .id = 2, .act = (char *) "moon.rise", .subject = (char *) "moon", .operator_name = (char *) "ilze", .details = (char *) "{}", .hash = (char *) "00" };
  g_autofree char *words = cw_words_for_journal_row (&known);
  g_autofree char *raw = cw_words_for_journal_row (&strange);
  g_autofree char *details = cw_journal_row_list_details (&known);

  g_assert_cmpstr (words, ==, "The card came into another state · Card 7");
  g_assert_cmpstr (raw, ==, "moon.rise");
  g_assert_nonnull (strstr (details, "from: printed\nn: 3\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  list_path = argv[1];
  g_test_add_func ("/ui/words-journal/complete", test_complete);
  g_test_add_func ("/ui/words-journal/life", test_life);
  g_test_add_func ("/ui/words-journal/groups", test_groups);
  g_test_add_func ("/ui/words-journal/row", test_row);
  return g_test_run ();
}
