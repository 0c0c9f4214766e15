/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/supplies.h"

/* printer status, printer supply: how the printer is, what to do about it, what is in it. */

typedef struct
{
  const char *name;  /* in --json */
  const char *label; /* untranslated */
} CwSeverityWord;

static void
cw_cli_tell_reason (CwCli                *cli,
                    const CwSeverityWord *severity,
                    const CwReasonText   *text,
                    json_t               *reasons)
{
  g_auto (GStrv) steps = g_strsplit (text->remedy, "\n", -1);
  json_t *remedy = json_array ();

  cw_cli_say (cli, "%s: %s. %s", _ (severity->label), text->title, text->sentence);
  for (guint i = 0; steps[i] != NULL; i++)
    {
      if (steps[1] != NULL)
        cw_cli_say (cli, "  %u. %s", i + 1, steps[i]);
      else
        cw_cli_say (cli, "  %s", steps[i]);
      json_array_append_new (remedy, json_string (steps[i]));
    }
  json_array_append_new (reasons, json_pack ("{s:s, s:s, s:s, s:s, s:o, s:s?}", "reason", cw_printer_reason_to_keyword (text->reason), "severity", severity->name,
                                             "title", text->title, "sentence", text->sentence, "remedy", remedy, "drawing", text->drawing));
}

/* The most pressing first: errors, then warnings, then what is only told. */
static json_t *
cw_cli_tell_reasons (CwCli                 *cli,
                     const CwPrinterStatus *status)
{
  static const CwSeverityWord severities[] = { { "error", N_ ("Error") }, { "warning", N_ ("Warning") }, { "report", N_ ("Note") } };
  /* a printer that does not answer gives no reason; what to do is the same */
  gboolean mute = status->state == CW_PRINTER_STATE_UNREACHABLE && status->errors == CW_PRINTER_REASON_NONE;
  const CwPrinterReason sets[] = { mute ? CW_PRINTER_REASON_OFFLINE : status->errors, status->warnings, status->reasons & ~(status->errors | status->warnings) };
  json_t *reasons = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (sets); i++)
    {
      g_autoptr (GPtrArray) texts = cw_printer_reason_list (sets[i]);

      for (guint k = 0; k < texts->len; k++)
        cw_cli_tell_reason (cli, &severities[i], g_ptr_array_index (texts, k), reasons);
    }
  return reasons;
}

static json_t *
cw_json_count (int count)
{
  return count >= 0 ? json_integer (count) : json_null ();
}

static void
cw_cli_tell_possible (CwCli            *cli,
                      const CwPossible *possible)
{
  g_autofree char *sentence = cw_possible_to_sentence (possible);
  json_t *supplies = json_array ();

  for (guint i = 0; i < G_N_ELEMENTS (possible->counts); i++)
    {
      const CwSupplyCount *count = &possible->counts[i];
      g_autofree char *line = cw_supply_count_to_sentence (count);

      if (line != NULL)
        cw_cli_say (cli, g_str_has_suffix (line, ".") ? "%s" : "%s.", line);
      json_array_append_new (supplies, json_pack ("{s:s, s:o, s:o, s:o, s:b}", "kind", cw_supply_kind_to_name (count->kind), "printer", cw_json_count (count->printer),
                                                  "station", cw_json_count (count->station), "cards", cw_json_count (count->cards), "differ", count->differ));
    }
  if (sentence != NULL)
    cw_cli_say (cli, "%s.", sentence);
  cw_cli_set (cli, "possible", json_pack ("{s:o, s:s?, s:s?, s:o}", "cards", cw_json_count (possible->cards), "limit", possible->cards >= 0 ? cw_supply_kind_to_name (possible->limit) : NULL,
                                          "message", sentence, "supplies", supplies));
}

int
cw_verb_printer_status (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autofree char *sentence = NULL;
  g_autoptr (GError) why = NULL;
  g_autofree char *title = NULL;
  CwPrinterStatus status;
  CwPossible possible;
  CwPrinter *printer;

  if (!cw_cli_parse (cli, NULL, "printer status", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  printer = cw_station_get_tools (station)->printer;
  if (!cw_station_look_at_printer (station, &status, &why, &possible, error))
    return -1;
  if (why != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return -1;
    }
  sentence = cw_printer_status_to_sentence (&status);
  cw_cli_set_text (cli, "name", cw_printer_get_name (printer));
  cw_cli_set_text (cli, "state", cw_printer_state_to_name (status.state));
  cw_cli_set (cli, "ribbon_percent", cw_json_count (status.ribbon_percent));
  cw_cli_set_text (cli, "message", sentence);
  title = cw_station_get_printer_title (station);
  cw_cli_say (cli, "%s: %s", title, sentence);
  cw_cli_set (cli, "reasons", cw_cli_tell_reasons (cli, &status));
  cw_cli_tell_possible (cli, &possible);
  return CW_EXIT_DONE;
}

int
cw_verb_printer_supply (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autofree char *name = NULL;
  const GOptionEntry entries[] = {
    { "name", 0, 0, G_OPTION_ARG_STRING, &name, N_ ("Which ribbon, as on its box"), N_ ("RIBBON") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  CwSupplyKind kind;
  guint64 quantity;
  CwPossible possible;

  if (!cw_cli_parse (cli, entries, "printer supply", "ribbon|blanks|cleaning COUNT", &argc, &argv, error))
    return -1;
  if (argc != 3 || !cw_supply_kind_from_name (argv[1], &kind))
    return cw_cli_usage (error, _ ("Say ribbon, blanks or cleaning, and how many."));
  if (!g_ascii_string_to_unsigned (argv[2], 10, 0, G_MAXUINT, &quantity, NULL))
    return cw_cli_usage (error, _ ("The number must be a whole one: sets of panels of the ribbon, cards in the feeder, or cards until the next cleaning."));
  if (name != NULL && kind != CW_SUPPLY_RIBBON)
    return cw_cli_usage (error, _ ("Only a ribbon has a name."));
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || !cw_station_add_supply (station, kind, (guint) quantity, name, error) || !cw_station_reckon_possible (station, &possible, error))
    return -1;
  cw_cli_set_text (cli, "kind", cw_supply_kind_to_name (kind));
  cw_cli_set (cli, "quantity", json_integer ((json_int_t) quantity));
  cw_cli_set_text (cli, "name", name);
  cw_cli_tell_possible (cli, &possible);
  return CW_EXIT_DONE;
}
