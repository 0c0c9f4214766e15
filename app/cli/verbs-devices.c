/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/settings.h"
#include "printers/pcsc/pcsc.h"

/* reader: the readers, asked directly; and how the station is. */

/* With --wait: as soon as the readers are others than now. */
static gboolean
cw_reader_wait_for_plug (int      seconds,
                         GError **error)
{
  g_auto (GStrv) known = NULL;
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) local = NULL;

  if (seconds <= 0)
    return TRUE;
  known = cw_pcsc_list_readers (&local);
  if (known == NULL)
    known = g_new0 (char *, 1); /* the service may start meanwhile */
  names = cw_pcsc_wait_readers ((const char *const *) known, seconds * G_USEC_PER_SEC, NULL, error);
  return names != NULL;
}

int
cw_verb_reader_list (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  int seconds = 0;
  const GOptionEntry entries[] = {
    { "wait", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("Wait until a reader is plugged in or out"), N_ ("SECONDS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) notes = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "readers", list);
  if (!cw_cli_parse (cli, entries, "reader list", NULL, &argc, &argv, error) || !cw_reader_wait_for_plug (seconds, error))
    return -1;
  notes = cw_pcsc_describe_readers (error);
  if (notes == NULL)
    return -1;
  for (guint i = 0; i < notes->len; i++)
    {
      const CwPcscNote *note = g_ptr_array_index (notes, i);
      g_autoptr (CwReader) reader = cw_pcsc_reader_new (note->name);
      CwReaderState state = CW_READER_STATE_GONE;

      if (!cw_reader_get_state (reader, &state, error))
        return -1;
      json_array_append_new (list, json_pack ("{s:s, s:s?, s:s, s:b, s:s}", "name", note->name, "serial", note->serial, "model", note->model, "contactless", note->contactless, "state", cw_reader_state_to_name (state)));
      cw_cli_say (cli, "%s\t%s\t%s", note->name, note->serial != NULL ? note->serial : "", note->contactless ? cw_reader_state_to_label (state) : _ ("not for contactless cards"));
    }
  if (notes->len == 0)
    cw_cli_say (cli, "%s", _ ("No reader is plugged in."));
  return CW_EXIT_DONE;
}

/* The one reader of that name or serial number. A serial number that two slots share names neither. */
static const CwPcscNote *
cw_reader_find (GPtrArray  *notes,
                const char *wanted,
                GError    **error)
{
  const CwPcscNote *found = NULL;
  gboolean several = FALSE;

  for (guint i = 0; i < notes->len; i++)
    {
      const CwPcscNote *note = g_ptr_array_index (notes, i);

      if (g_str_equal (note->name, wanted))
        return note;
      if (!note->contactless || note->serial == NULL || g_ascii_strcasecmp (note->serial, wanted) != 0)
        continue;
      several = found != NULL;
      found = note;
    }
  if (found != NULL && !several)
    return found;
  if (several)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Several readers have the serial number “%s”. Give one of their whole names; “cardwright-cli reader list” shows them."), wanted);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No reader “%s” is plugged in. “cardwright-cli reader list” shows names and serial numbers."), wanted);
  return NULL;
}

int
cw_verb_reader_bind (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  gboolean inside = FALSE;
  const GOptionEntry entries[] = {
    { "inside", 0, 0, G_OPTION_ARG_NONE, &inside, N_ ("It is built into the printer, which takes the card to it"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *directory = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  const CwPcscNote *note;

  if (!cw_cli_parse (cli, entries, "reader bind", "READER", &argc, &argv, error))
    return -1;
  notes = cw_pcsc_describe_readers (error);
  note = notes != NULL ? cw_reader_find (notes, argv[1], error) : NULL;
  if (note == NULL)
    return -1;
  if (!note->contactless)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not for contactless cards. Bind the other slot of this reader."), note->name);
      return -1;
    }
  directory = cw_cli_get_directory (cli);
  if (!cw_settings_bind_reader (directory, note->name, note->serial, inside, error))
    return -1;
  cw_cli_set_text (cli, "name", note->name);
  cw_cli_set_text (cli, "serial", note->serial);
  cw_cli_say (cli, _ ("This station's reader is now “%s”."), note->name);
  if (note->serial == NULL)
    cw_cli_say (cli, "%s", _ ("It has no serial number: when readers are plugged in in another order, check that it is still the right one."));
  return CW_EXIT_DONE;
}

static void
cw_status_tell_note (CwCli              *cli,
                     const char         *name,
                     const char         *label,
                     const CwStatusNote *note)
{
  static const char *const levels[] = { "unknown", "ready", "attention", "trouble" };

  cw_cli_set (cli, name, json_pack ("{s:s?, s:s, s:s?}", "title", note->title, "level", levels[note->level], "message", note->sentence));
  cw_cli_tell (cli, label, "%s: %s", note->title, note->sentence);
}

static gboolean
cw_status_tell_doubts (CwCli     *cli,
                       CwStation *station,
                       GError   **error)
{
  g_autoptr (GPtrArray) doubts = cw_station_list_doubts (station, error);
  json_t *list = json_array ();

  cw_cli_set (cli, "open_orders", list);
  if (doubts == NULL)
    return FALSE;
  for (guint i = 0; i < doubts->len; i++)
    {
      const CwDoubt *doubt = g_ptr_array_index (doubts, i);

      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:b, s:s}", "order", (json_int_t) doubt->order_id, "escn", doubt->escn, "step", cw_step_kind_to_name (doubt->step),
                                              "ready", doubt->ready, "message", doubt->sentence));
      cw_cli_say (cli, _ ("Order %" PRId64 ", %s: %s"), doubt->order_id, doubt->escn, doubt->sentence);
    }
  return TRUE;
}

int
cw_verb_status (CwCli   *cli,
                int      argc,
                char   **argv,
                GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwStationStatus) status = NULL;

  if (!cw_cli_parse (cli, NULL, "status", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  status = cw_station_poll (station, error);
  if (status == NULL)
    return -1;
  cw_cli_set_text (cli, "station", cw_station_get_title (station));
  cw_cli_set_text (cli, "folder", cw_station_get_directory (station));
  cw_cli_set (cli, "demo", json_boolean (cw_station_is_demo (station)));
  cw_cli_set (cli, "sandbox", json_boolean (status->sandbox));
  cw_cli_set_text (cli, "warning", cw_station_get_warning (station));
  if (cw_station_get_warning (station) != NULL)
    cw_cli_say (cli, "%s", cw_station_get_warning (station));
  cw_cli_tell (cli, _ ("Station"), "%s (%s)", cw_station_get_title (station), cw_station_get_directory (station));
  cw_status_tell_note (cli, "printer", _ ("Printer"), &status->printer);
  cw_status_tell_note (cli, "reader", _ ("Reader"), &status->reader);
  cw_status_tell_note (cli, "register", _ ("Register"), &status->registry);
  cw_cli_set (cli, "issued_today", json_integer (status->counts.issued_today));
  cw_cli_set (cli, "spoiled_today", json_integer (status->counts.spoiled_today));
  cw_cli_set (cli, "outbox_waiting", json_integer (status->counts.outbox_waiting));
  cw_cli_set (cli, "outbox_refused", json_integer (status->counts.outbox_refused));
  cw_cli_tell (cli, _ ("Today"), _ ("%u issued, %u spoiled"), status->counts.issued_today, status->counts.spoiled_today);
  cw_cli_tell (cli, _ ("Outbox"), _ ("%u waiting, %u refused"), status->counts.outbox_waiting, status->counts.outbox_refused);
  if (!cw_status_tell_doubts (cli, station, error))
    return -1;
  return status->counts.open_orders > 0 ? CW_EXIT_IN_DOUBT : CW_EXIT_DONE;
}
