/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/backup.h"
#include "app/store/backup.h"
#include "app/store/photos.h"

/* store backup, check, restore, rekey: the database as a whole. */

/* Returns: (transfer full): a moment of the journal in the time of this computer */
static char *
cw_cli_format_moment (gint64 at)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_local (at / G_USEC_PER_SEC);

  return at != 0 && moment != NULL ? g_date_time_format (moment, "%Y-%m-%d %H:%M:%S") : g_strdup ("-");
}

static void
cw_cli_tell_journal (CwCli      *cli,
                     gint64      entries,
                     gint64      last_entry,
                     const char *hash)
{
  g_autofree char *moment = cw_cli_format_moment (last_entry);

  cw_cli_set (cli, "entries", json_integer (entries));
  cw_cli_set (cli, "last_entry", json_integer (last_entry));
  cw_cli_set_text (cli, "hash", hash);
  cw_cli_tell (cli, _ ("Journal"), ngettext ("%" PRId64 " entry, the last of %s", "%" PRId64 " entries, the last of %s", (gulong) entries), entries, moment);
  cw_cli_tell (cli, _ ("Last hash"), "%s", hash);
}

int
cw_verb_store_backup (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_auto (CwCheckReport) report = { 0 };
  g_autofree char *path = NULL;

  if (!cw_cli_parse (cli, NULL, "store backup", "FILE", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || !cw_store_backup (cw_station_get_tools (station)->store, argv[1], NULL, &report, error))
    return -1;
  path = g_canonicalize_filename (argv[1], NULL);
  cw_cli_set_text (cli, "file", path);
  cw_cli_set (cli, "photos", json_integer (report.photos));
  cw_cli_tell (cli, _ ("Backup"), "%s", path);
  cw_cli_tell_journal (cli, report.entries, report.last_entry, report.hash);
  cw_cli_say (cli, "%s", _ ("It was read back and is sound. Keep the last hash elsewhere: it proves later that this is the copy."));
  if (report.photos > report.plain_photos)
    cw_cli_say (cli, _ ("Its photos need the key “%s”, which is not in it: keep a copy of the station's keys in another place."), CW_PHOTO_KEY_LABEL);
  return CW_EXIT_DONE;
}

int
cw_verb_store_check (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  gboolean full = FALSE;
  const GOptionEntry entries[] = {
    { "full", 0, 0, G_OPTION_ARG_NONE, &full, N_ ("Every page, the whole journal, every number and photo"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_auto (CwCheckReport) report = { 0 };

  if (!cw_cli_parse (cli, entries, "store check", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || !cw_store_check (cw_station_get_tools (station)->store, full, &report, error))
    return -1;
  cw_cli_set (cli, "full", json_boolean (full));
  cw_cli_set_text (cli, "broken", report.broken);
  cw_cli_set_text (cli, "detail", report.detail);
  if (report.broken != NULL)
    {
      cw_cli_say (cli, "%s", report.broken);
      return CW_EXIT_FAILED;
    }
  cw_cli_tell_journal (cli, report.entries, report.last_entry, report.hash);
  cw_cli_set (cli, "photos", json_integer (report.photos));
  cw_cli_set (cli, "plain_photos", json_integer (report.plain_photos));
  cw_cli_set (cli, "locked_photos", json_integer (report.locked_photos));
  if (report.plain_photos > 0)
    cw_cli_say (cli, ngettext ("%u photo is not enciphered: make the key with “key new %s”.", "%u photos are not enciphered: make the key with “key new %s”.", report.plain_photos), report.plain_photos, CW_PHOTO_KEY_LABEL);
  if (report.locked_photos > 0)
    cw_cli_say (cli, ngettext ("%u photo needs a key that is not here: bring the key back from where its copy is kept.", "%u photos need keys that are not here: bring the keys back from where their copies are kept.", report.locked_photos), report.locked_photos);
  cw_cli_say (cli, "%s", full ? _ ("The database is sound: every page, the whole journal, every number and photo.") : _ ("The database is sound, as far as a quick check goes. --full looks at everything."));
  return CW_EXIT_DONE;
}

static void
cw_cli_tell_lost (CwCli               *cli,
                  const CwRestorePlan *plan)
{
  if (!plan->present)
    cw_cli_say (cli, "%s", _ ("There is no database here yet. What was done after the backup is not known."));
  else if (!plan->readable)
    cw_cli_say (cli, "%s", _ ("The database here cannot be read. What was done after the backup is not known, and would be lost."));
  else if (plan->lost_acts == 0)
    cw_cli_say (cli, "%s", _ ("Nothing was done here after the backup: nothing would be lost."));
  else
    cw_cli_say (cli, ngettext ("%" PRId64 " act after the backup would be lost, and with it the records of %" PRId64 " cards.", "%" PRId64 " acts after the backup would be lost, and with them the records of %" PRId64 " cards.", (gulong) plan->lost_acts),
                plan->lost_acts, plan->lost_cards);
}

static void
cw_cli_tell_restored (CwCli               *cli,
                      const CwRestorePlan *plan)
{
  if (plan->kept != NULL)
    cw_cli_tell (cli, _ ("Replaced database"), "%s", plan->kept);
  cw_cli_say (cli, "%s", _ ("The backup is in place. No number that may have been given out since will be given out again."));
  if (plan->in_doubt > 0)
    cw_cli_say (cli, ngettext ("%u order was open and may have gone on since: look at it with “resume”.", "%u orders were open and may have gone on since: look at them with “resume”.", plan->in_doubt), plan->in_doubt);
  if (plan->to_ask > 0)
    cw_cli_say (cli, ngettext ("%u message may have been sent since: the register is asked before it is sent.", "%u messages may have been sent since: the register is asked before they are sent.", plan->to_ask), plan->to_ask);
  if (plan->lost_acts != 0)
    cw_cli_say (cli, "%s", _ ("Compare with the register now: “router reconcile”."));
}

int
cw_verb_store_restore (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  gboolean yes = FALSE;
  const GOptionEntry entries[] = {
    { "yes", 0, 0, G_OPTION_ARG_NONE, &yes, N_ ("Do it; otherwise only say what would be lost"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwRestorePlan) plan = { 0 };

  if (!cw_cli_parse (cli, entries, "store restore", "FILE", &argc, &argv, error) ||
      !cw_station_restore (cli->directory, argv[1], yes, &plan, error))
    return -1;
  cw_cli_tell_journal (cli, plan.entries, plan.last_entry, plan.hash);
  cw_cli_set (cli, "restored", json_boolean (yes));
  cw_cli_set (cli, "present", json_boolean (plan.present));
  cw_cli_set (cli, "lost_acts", plan.lost_acts >= 0 ? json_integer (plan.lost_acts) : NULL);
  cw_cli_set (cli, "lost_cards", plan.lost_cards >= 0 ? json_integer (plan.lost_cards) : NULL);
  cw_cli_set (cli, "in_doubt", json_integer (plan.in_doubt));
  cw_cli_set (cli, "to_ask", json_integer (plan.to_ask));
  cw_cli_set_text (cli, "replaced", plan.kept);
  if (yes)
    cw_cli_tell_restored (cli, &plan);
  else
    {
      cw_cli_tell_lost (cli, &plan);
      cw_cli_say (cli, "%s", _ ("Nothing was changed. Say it again with --yes to restore the backup."));
    }
  return CW_EXIT_DONE;
}

int
cw_verb_store_rekey (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  guint8 version = 0;
  guint sealed = 0;
  guint left = 0;

  if (!cw_cli_parse (cli, NULL, "store rekey", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_station_rekey_photos (station, &version, &sealed, &left, error))
    return -1;
  cw_cli_set (cli, "version", json_integer (version));
  cw_cli_set (cli, "sealed", json_integer (sealed));
  cw_cli_set (cli, "left", json_integer (left));
  cw_cli_say (cli, ngettext ("%u photo is enciphered with version %u of the key now.", "%u photos are enciphered with version %u of the key now.", sealed), sealed, version);
  if (left > 0)
    cw_cli_say (cli, ngettext ("%u photo does not open and stays as it is: “store check --full” says why.", "%u photos do not open and stay as they are: “store check --full” says why.", left), left);
  if (version > 1)
    cw_cli_say (cli, _ ("The one before is kept as %s/%u. Keep it as long as a backup needs it."), CW_PHOTO_KEY_LABEL, version - 1);
  return left > 0 ? CW_EXIT_FAILED : CW_EXIT_DONE;
}
