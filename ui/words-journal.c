/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/words-journal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Every act that docs/journal.md has, and those of the life of cards and persons, as a person would
 * tell them. No widgets; any thread. */

typedef struct
{
  const char *act;
  const char *words;
} ActWords;

static const ActWords acts[] = {
  { "batch.begin", N_("A batch was begun") },
  { "batch.item", N_("A card of the batch came into another state") },
  { "batch.state", N_("The batch came into another state") },
  { "card.destroy", N_("The card was destroyed") },
  { "card.doubt", N_("The card came into doubt") },
  { "card.elsewhere", N_("A card made elsewhere was taken up as known") },
  { "card.expire", N_("The card expired") },
  { "card.extend", N_("The card was extended") },
  { "card.find", N_("The card was found and is in force again") },
  { "card.issue", N_("The card was handed over") },
  { "card.lost", N_("The card was reported lost") },
  { "card.make", N_("The card was taken a step on") },
  { "card.replace", N_("The card was replaced by another") },
  { "card.reserve", N_("The card got its number") },
  { "card.spoil", N_("The card was spoiled") },
  { "card.state", N_("The card came into another state") },
  { "card.stolen", N_("The card was reported stolen") },
  { "card.suspend", N_("The card was suspended") },
  { "card.uid", N_("The card's chip became known") },
  { "card.withdraw", N_("The card was withdrawn") },
  { "chip.erase", N_("A chip was emptied by hand") },
  { "chip.format", N_("A chip was formatted by hand") },
  { "chip.write", N_("A chip was written by hand") },
  { "feeder.ended", N_("The printer moved its card, or could not") },
  { "feeder.ordered", N_("Somebody told the printer to move its card") },
  { "institution.put", N_("An institution was added or changed") },
  { "intake.apply", N_("Records were imported") },
  { "journal.sign", N_("The journal of a day was signed") },
  { "key.set", N_("A key from outside was put in") },
  { "key.new", N_("A key of the station was made") },
  { "number.take", N_("A card number was given out") },
  { "order.add", N_("A card was asked for") },
  { "order.close", N_("The order ended") },
  { "order.forget", N_("The data printed on the card were forgotten") },
  { "outbox.add", N_("The register is owed a message") },
  { "outbox.edit", N_("A message to the register was made anew") },
  { "outbox.given-up", N_("A message to the register was given up") },
  { "outbox.refused", N_("The register refused a message") },
  { "outbox.retry", N_("A message to the register was tried again by hand") },
  { "outbox.sent", N_("The register was told") },
  { "outbox.waiting", N_("The register could not be told yet") },
  { "photo.erase", N_("A photo was taken away") },
  { "photo.put", N_("A photo was added or replaced") },
  { "photos.seal", N_("The photos were enciphered with another key") },
  { "plastic.contact", N_("The printer was told to put the card to the contact reader") },
  { "plastic.contactless", N_("The printer was told to put the card to the contactless reader") },
  { "plastic.eject", N_("The printer was told to put the card out") },
  { "plastic.fed", N_("A blank was asked of the printer") },
  { "plastic.insert", N_("The printer was told to take the card in") },
  { "plastic.note", N_("The printer's job for the blank was noted") },
  { "plastic.quality", N_("Somebody said how the print is") },
  { "plastic.reject", N_("The printer was told to reject the card") },
  { "plastic.state", N_("The blank came into another state") },
  { "profile.put", N_("A card profile was added or changed") },
  { "reconcile.repair", N_("A difference from the register was repaired") },
  { "retention.set", N_("The days after which something is forgotten were set") },
  { "settings.change", N_("The settings were changed") },
  { "station.open", N_("The desk was opened") },
  { "step.done", N_("A step of making the card was done") },
  { "step.failed", N_("A step of making the card failed") },
  { "step.note", N_("A step of making the card went on") },
  { "step.start", N_("A step of making the card began") },
  { "store.backup", N_("A backup was made") },
  { "store.restore", N_("The database was brought back from a backup") },
  { "student.correct", N_("A student's data were corrected") },
  { "student.erase", N_("A student was forgotten") },
  { "student.export", N_("All about a student was taken out") },
  { "student.leave", N_("A student left the institution") },
  { "student.new-esi", N_("A student got another European Student Identifier") },
  { "student.put", N_("A student's record was added or changed") },
  { "student.return", N_("A student came back to the institution") },
  { "supply.add", N_("Ribbon, blanks or a cleaning were entered") },
};

typedef struct
{
  const char *noun;
  const char *words;
} NounWords;

/* what a subject begins with, where a number follows */
static const NounWords nouns[] = {
  { "card", N_("Card %s") },
  { "order", N_("Order %s") },
  { "plastic", N_("Blank %s") },
  { "batch", N_("Batch %s") },
  { "outbox", N_("Message %s") },
};

static const char *const card_nouns[] = { "card", "order", "step", "number", NULL };
static const char *const student_nouns[] = { "student", "photo", "photos", "intake", "retention", NULL };
static const char *const register_nouns[] = { "outbox", "reconcile", NULL };
static const char *const printing_nouns[] = { "plastic", "feeder", "chip", "supply", "batch", NULL };
static const char *const station_nouns[] = { "station", "settings", "key", "store", "institution", "profile", "journal", NULL };

const char *
cw_words_for_journal_group (CwJournalGroup group)
{
  switch (group)
    {
    case CW_JOURNAL_GROUP_ALL:
      return _("Everything");
    case CW_JOURNAL_GROUP_CARDS:
      return _("Cards");
    case CW_JOURNAL_GROUP_STUDENTS:
      return _("Students");
    case CW_JOURNAL_GROUP_REGISTER:
      return _("Register");
    case CW_JOURNAL_GROUP_PRINTING:
      return _("Printer and chips");
    case CW_JOURNAL_GROUP_STATION:
      return _("Station");
    }
  g_assert_not_reached ();
}

const char *const *
cw_words_get_journal_nouns (CwJournalGroup group)
{
  switch (group)
    {
    case CW_JOURNAL_GROUP_ALL:
      return NULL;
    case CW_JOURNAL_GROUP_CARDS:
      return card_nouns;
    case CW_JOURNAL_GROUP_STUDENTS:
      return student_nouns;
    case CW_JOURNAL_GROUP_REGISTER:
      return register_nouns;
    case CW_JOURNAL_GROUP_PRINTING:
      return printing_nouns;
    case CW_JOURNAL_GROUP_STATION:
      return station_nouns;
    }
  g_assert_not_reached ();
}

const char *
cw_words_for_journal_act (const char *act)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (strcmp (acts[i].act, act) == 0)
      return _(acts[i].words);
  return NULL;
}

/* Returns: (transfer full) (nullable): "Card 7" */
static char *
words_for_subject (const char *subject)
{
  const char *slash = strchr (subject, '/');

  for (guint i = 0; slash != NULL && i < G_N_ELEMENTS (nouns); i++)
    if (strlen (nouns[i].noun) == (gsize) (slash - subject) && strncmp (nouns[i].noun, subject, (gsize) (slash - subject)) == 0)
      {
        g_auto (GStrv) parts = g_strsplit (_(nouns[i].words), "%s", 2);

        return g_strconcat (parts[0], slash + 1, parts[1], NULL);
      }
  return NULL;
}

char *
cw_words_for_journal_row (const CwJournalRow *row)
{
  g_autofree char *subject = words_for_subject (row->subject);
  const char *words = cw_words_for_journal_act (row->act);

  if (words == NULL)
    words = row->act;
  return subject != NULL ? g_strdup_printf ("%s · %s", words, subject) : g_strdup (words);
}

char *
cw_words_for_moment (gint64 at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) here = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return here != NULL ? g_date_time_format (here, "%d.%m.%Y %H:%M") : g_strdup ("");
}
