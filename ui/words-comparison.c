/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/words-comparison.h"

#include <glib/gi18n-lib.h>

/* A comparison with the register, turned into sentences. No widgets. */

char *
cw_words_while_comparing (guint rows)
{
  if (rows == 0)
    return g_strdup (_("The register is being read…"));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The register is being read: %u entry so far…", "The register is being read: %u entries so far…", rows), rows);
}

char *
cw_words_for_comparison (const CwReconciliation *found)
{
  if (found->left == 0 && found->differences->len == 0)
    return g_strdup (_("The register and this station agree."));
  if (found->left == 0)
    return g_strdup (_("Nothing is to be repaired."));

  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u difference was found.", "%u differences were found.", found->left), found->left);
}

char *
cw_words_for_comparison_detail (const CwReconciliation *found)
{
  g_autofree char *here = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card here", "%u cards here", found->cards_here), found->cards_here);
  g_autofree char *there = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card in the register", "%u cards in the register", found->cards_there), found->cards_there);
  g_autofree char *persons = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u person there", "%u persons there", found->persons_there), found->persons_there);
  GString *words = g_string_new (NULL);

  /* Translators: the parts are "12 cards here", "12 cards in the register" and "9 persons there". */
  g_string_append_printf (words, _("Compared were %s, %s and %s."), here, there, persons);
  if (found->on_its_way > 0)
    g_string_append_printf (words, g_dngettext (GETTEXT_PACKAGE, " %u is on its way already.", " %u are on their way already.", found->on_its_way), found->on_its_way);
  if (!found->certain)
    g_string_append (words, _(" The register changed while it was read, so something may be missing here: compare again."));

  return g_string_free (words, FALSE);
}

gboolean
cw_words_can_repair (const CwDifference *difference)
{
  return !difference->on_its_way && difference->repair != CW_REPAIR_NONE;
}

const char *
cw_words_for_repair (CwRepair repair)
{
  switch (repair)
    {
    case CW_REPAIR_NONE:
      return "";
    case CW_REPAIR_REGISTER:
      return _("Tell the register…");
    case CW_REPAIR_WITHDRAW:
      return _("Take it out…");
    case CW_REPAIR_PERSON:
      return _("Send the data…");
    case CW_REPAIR_ELSEWHERE:
      return _("Made elsewhere…");
    }
  g_return_val_if_reached ("");
}

static char *
repairs_of_kind (CwRepair repair,
                 guint    n)
{
  switch (repair)
    {
    case CW_REPAIR_NONE:
      break;
    case CW_REPAIR_REGISTER:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The register is told of %u card as it is here.", "The register is told of %u cards as they are here.", n), n);
    case CW_REPAIR_WITHDRAW:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card that is out of use here is taken out of the register.", "%u cards that are out of use here are taken out of the register.", n), n);
    case CW_REPAIR_PERSON:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The data of %u person are sent as they are here.", "The data of %u persons are sent as they are here.", n), n);
    case CW_REPAIR_ELSEWHERE:
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u card is noted as made by another station.", "%u cards are noted as made by another station.", n), n);
    }
  return NULL;
}

char *
cw_words_to_repair_all (const CwReconciliation *found,
                        guint                  *n_repairs)
{
  guint counts[CW_REPAIR_ELSEWHERE + 1] = { 0 };
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  *n_repairs = 0;
  for (guint i = 0; i < found->differences->len; i++)
    {
      const CwDifference *difference = g_ptr_array_index (found->differences, i);

      if (!cw_words_can_repair (difference))
        continue;
      counts[difference->repair]++;
      *n_repairs += 1;
    }
  if (*n_repairs == 0)
    return NULL;

  for (CwRepair repair = CW_REPAIR_REGISTER; repair <= CW_REPAIR_ELSEWHERE; repair++)
    if (counts[repair] > 0)
      g_ptr_array_add (lines, repairs_of_kind (repair, counts[repair]));
  g_ptr_array_add (lines, NULL);

  return g_strjoinv ("\n", (char **) lines->pdata);
}

char *
cw_words_after_repair (const CwRepairSum *sum)
{
  g_autofree char *done = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u repair is written down.", "%u repairs are written down.", sum->done), sum->done);
  g_autofree char *refused = NULL;

  if (sum->refused == 0)
    return g_strdup_printf (_("%s The register gets what it is owed as soon as it answers."), done);

  refused = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u could not be done.", "%u could not be done.", sum->refused), sum->refused);
  return g_strdup_printf ("%s %s %s", done, refused, sum->sentence != NULL ? sum->sentence : "");
}

char *
cw_words_for_difference (const CwDifference *difference)
{
  GString *words = g_string_new (NULL);

  if (difference->here != NULL)
    g_string_append_printf (words, _("Here: %s\n"), difference->here);
  if (difference->there != NULL)
    g_string_append_printf (words, _("In the register: %s\n"), difference->there);
  g_string_append (words, difference->remedy != NULL ? difference->remedy : "");

  return g_string_free (words, FALSE);
}
