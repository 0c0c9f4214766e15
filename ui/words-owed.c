/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/words-owed.h"

#include <glib/gi18n-lib.h>

/* What the register is owed, turned into sentences. No widgets. */

#define MINUTE (G_GINT64_CONSTANT (60) * G_USEC_PER_SEC)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

char *
cw_words_for_age (gint64 age)
{
  guint n;

  if (age < MINUTE)
    return g_strdup (_("less than a minute"));
  if (age < HOUR)
    {
      n = (guint) (age / MINUTE);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u minute", "%u minutes", n), n);
    }
  if (age < 2 * DAY)
    {
      n = (guint) (age / HOUR);
      return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u hour", "%u hours", n), n);
    }
  n = (guint) MIN (age / DAY, G_MAXINT);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u day", "%u days", n), n);
}

char *
cw_words_for_counts (const CwStoreCounts *counts)
{
  g_autofree char *waiting = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message to the register waits", "%u messages to the register wait", counts->outbox_waiting), counts->outbox_waiting);
  g_autofree char *refused = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u refused", "%u refused", counts->outbox_refused), counts->outbox_refused);

  if (counts->outbox_waiting == 0 && counts->outbox_refused == 0)
    return g_strdup (_("Everything is registered"));
  if (counts->outbox_refused == 0)
    return g_steal_pointer (&waiting);
  if (counts->outbox_waiting == 0)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message refused by the register", "%u messages refused by the register", counts->outbox_refused), counts->outbox_refused);

  /* Translators: the two parts are "3 messages to the register wait" and "1 refused". */
  return g_strdup_printf (_("%s, %s"), waiting, refused);
}

char *
cw_words_for_owed (const CwOwedList *list)
{
  guint n = list->waiting + list->refused;
  g_autofree char *age = NULL;

  if (n == 0 || list->notes->len == 0)
    return g_strdup (_("Nothing is owed to the register."));

  age = cw_words_for_age (((const CwOwedNote *) g_ptr_array_index (list->notes, 0))->age);
  /* Translators: %s is an age, such as "2 hours". */
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u message is owed, for %s.", "%u messages are owed, the oldest for %s.", n), n, age);
}

char *
cw_words_for_owed_detail (const CwOwedList *list)
{
  g_autofree char *refused = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "The register refused %u of them, which needs you.", "The register refused %u of them, which need you.", list->refused), list->refused);
  g_autofree char *shown = NULL;

  if (list->waiting + list->refused == 0)
    return g_strdup (_("All that was to be told is told. A comparison says whether the register agrees."));
  if (list->notes->len < list->waiting + list->refused)
    shown = g_strdup_printf (_(" The oldest %u are shown."), list->notes->len);
  if (list->refused > 0 && list->waiting > 0)
    return g_strdup_printf (_("%s The others go by themselves as soon as the register takes them.%s"), refused, shown != NULL ? shown : "");
  if (list->refused > 0)
    return g_strconcat (refused, shown, NULL);

  return g_strdup_printf (_("They go by themselves as soon as the register takes them.%s"), shown != NULL ? shown : "");
}

char *
cw_words_for_owed_note (const CwOwedNote *note)
{
  g_autofree char *age = cw_words_for_age (note->age);
  g_autofree char *tried = note->attempts > 0 ? g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "tried %u time", "tried %u times", note->attempts), note->attempts)
                                              : g_strdup (_("not tried yet"));

  if (note->refused)
    /* Translators: the two parts are an age and "tried 3 times". */
    return g_strdup_printf (_("Refused; owed for %s, %s"), age, tried);

  return g_strdup_printf (_("Owed for %s, %s"), age, tried);
}
