/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/cli/cli.h"
#include "printers/cups/cups.h"
#include "printers/pcsc/pcsc.h"

/* printer, reader: the devices, asked directly; and how the station is. */

int
cw_verb_printer_list (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autofree char *server = NULL;
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, N_ ("The CUPS server; otherwise that of this machine"), N_ ("HOST:PORT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GPtrArray) queues = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "printers", list);
  if (!cw_cli_parse (cli, entries, "printer list", NULL, &argc, &argv, error))
    return -1;
  queues = cw_cups_list_queues (server, error);
  if (queues == NULL)
    return -1;
  for (guint i = 0; i < queues->len; i++)
    {
      const CwQueueNote *queue = g_ptr_array_index (queues, i);

      json_array_append_new (list, json_pack ("{s:s, s:s?, s:s?, s:b}", "name", queue->name, "model", queue->make_and_model, "uri", queue->uri, "duplex", queue->duplex));
      cw_cli_say (cli, "%s\t%s\t%s", queue->name, queue->make_and_model != NULL ? queue->make_and_model : "", queue->duplex ? _ ("both sides") : _ ("one side"));
    }
  if (queues->len == 0)
    cw_cli_say (cli, "%s", _ ("No queue takes cards (ID-1, 54 × 86 mm). Add the printer to CUPS first."));
  return CW_EXIT_DONE;
}

int
cw_verb_printer_status (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autofree char *sentence = NULL;
  json_t *reasons = json_array ();
  CwPrinterStatus status;
  CwPrinter *printer;

  cw_cli_set (cli, "reasons", reasons);
  if (!cw_cli_parse (cli, NULL, "printer status", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  printer = cw_station_get_tools (station)->printer;
  if (!cw_printer_get_status (printer, &status, error))
    return -1;
  for (guint bit = 0; bit < 31; bit++)
    if (status.reasons & (1u << bit))
      json_array_append_new (reasons, json_string (cw_printer_reason_to_keyword ((CwPrinterReason) (1u << bit))));
  sentence = cw_printer_status_to_sentence (&status);
  cw_cli_set_text (cli, "name", cw_printer_get_name (printer));
  cw_cli_set_text (cli, "state", cw_printer_state_to_name (status.state));
  cw_cli_set (cli, "ribbon_percent", status.ribbon_percent >= 0 ? json_integer (status.ribbon_percent) : NULL);
  cw_cli_set_text (cli, "message", sentence);
  cw_cli_say (cli, "%s: %s", cw_printer_get_name (printer), sentence);
  return CW_EXIT_DONE;
}

int
cw_verb_reader_list (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_auto (GStrv) names = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "readers", list);
  if (!cw_cli_parse (cli, NULL, "reader list", NULL, &argc, &argv, error))
    return -1;
  names = cw_pcsc_list_readers (error);
  if (names == NULL)
    return -1;
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autoptr (CwReader) reader = cw_pcsc_reader_new (names[i]);
      CwReaderState state = CW_READER_STATE_GONE;

      if (!cw_reader_get_state (reader, &state, error))
        return -1;
      json_array_append_new (list, json_pack ("{s:s, s:s}", "name", names[i], "state", cw_reader_state_to_name (state)));
      cw_cli_say (cli, "%s\t%s", names[i], cw_reader_state_to_label (state));
    }
  if (names[0] == NULL)
    cw_cli_say (cli, "%s", _ ("No reader is plugged in."));
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

      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s}", "order", (json_int_t) doubt->order_id, "escn", doubt->escn, "step", cw_step_kind_to_name (doubt->step), "message", doubt->sentence));
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
