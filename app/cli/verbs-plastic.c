/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/core/date.h"

/* plastic: the ledger of blanks, and whether it adds up. */

typedef struct
{
  char    *printer;
  char    *from;
  char    *to;
  char    *state;
  int      limit;
  gboolean csv;
} CwPlasticOptions;

static void
cw_plastic_options_clear (CwPlasticOptions *self)
{
  g_free (self->printer);
  g_free (self->from);
  g_free (self->to);
  g_free (self->state);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPlasticOptions, cw_plastic_options_clear)

#define PLASTIC_ENTRIES(options)                                                                                                \
  { "printer", 0, 0, G_OPTION_ARG_STRING, &(options).printer, N_ ("Only the blanks of this printer"), N_ ("NAME") },            \
  { "from", 0, 0, G_OPTION_ARG_STRING, &(options).from, N_ ("From the beginning of this day"), N_ ("YYYY-MM-DD") },             \
  { "to", 0, 0, G_OPTION_ARG_STRING, &(options).to, N_ ("To the end of this day"), N_ ("YYYY-MM-DD") }

/* @days: 0: when the day begins here; 1: when it is over */
static gboolean
cw_plastic_read_day (const char *text,
                     int         days,
                     gint64     *at,
                     GError    **error)
{
  g_autoptr (GDateTime) day = NULL;
  g_autoptr (GDateTime) edge = NULL;
  GDate date;

  *at = 0;
  if (text == NULL)
    return TRUE;
  if (cw_date_parse (text, &date, NULL))
    day = g_date_time_new_local (g_date_get_year (&date), (int) g_date_get_month (&date), g_date_get_day (&date), 0, 0, 0);
  edge = day != NULL ? g_date_time_add_days (day, days) : NULL;
  if (edge == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("“%s” is not a day. Write it as YYYY-MM-DD."), text);
      return FALSE;
    }
  *at = g_date_time_to_unix (edge) * G_USEC_PER_SEC;
  return TRUE;
}

static gboolean
cw_plastic_read_states (const char *text,
                        guint      *states,
                        GError    **error)
{
  g_auto (GStrv) names = g_strsplit (text != NULL ? text : "", ",", -1);

  *states = 0;
  for (guint i = 0; names[i] != NULL; i++)
    {
      CwPlasticState state;

      if (!cw_plastic_state_from_name (names[i], &state))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("%s takes one of: %s. “%s” is none of them."), "--state", "queued, sent, printing, printed, verified, uncertain, failed, issued, spoiled", names[i]);
          return FALSE;
        }
      *states |= 1u << state;
    }
  return TRUE;
}

static gboolean
cw_plastic_read_filter (const CwPlasticOptions *options,
                        CwLedgerFilter         *filter,
                        GError                **error)
{
  *filter = (CwLedgerFilter) { .printer = options->printer };
  return cw_plastic_read_day (options->from, 0, &filter->from, error) && cw_plastic_read_day (options->to, 1, &filter->to, error) &&
         cw_plastic_read_states (options->state, &filter->states, error);
}

static char *
cw_plastic_show_time (gint64 at)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (at / G_USEC_PER_SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%Y-%m-%d %H:%M:%S") : g_strdup ("");
}

/* The card's number; "" for a blank that is for no student. */
static char *
cw_plastic_show_card (CwStore            *store,
                      const CwPlasticRow *row)
{
  g_autoptr (CwCard) card = row->card_id != 0 ? cw_store_get_card (store, row->card_id, NULL) : NULL;

  return card != NULL ? cw_escn_to_string (&card->escn) : g_strdup ("");
}

static json_t *
cw_plastic_pack (CwStore            *store,
                 const CwPlasticRow *row)
{
  g_autofree char *fed = cw_plastic_show_time (row->fed_at);
  g_autofree char *since = cw_plastic_show_time (row->state_at);
  g_autofree char *escn = cw_plastic_show_card (store, row);

  return json_pack ("{s:I, s:s, s:s, s:s, s:s?, s:s, s:s, s:i, s:s?, s:s?, s:s, s:s?}", "id", (json_int_t) row->id, "asked", fed, "since", since, "printer", row->printer,
                    "escn", *escn != '\0' ? escn : NULL, "purpose", cw_plastic_purpose_to_name (row->purpose), "state", cw_plastic_state_to_name (row->state),
                    "sets", row->sets, "job", row->job, "uid", row->uid, "operator", row->operator_name, "reason", row->reason);
}

static void
cw_plastic_print_csv (CwStore            *store,
                      const CwPlasticRow *row)
{
  g_autoptr (GString) line = g_string_new (NULL);
  g_autofree char *id = g_strdup_printf ("%" PRId64, row->id);
  g_autofree char *fed = cw_plastic_show_time (row->fed_at);
  g_autofree char *since = cw_plastic_show_time (row->state_at);
  g_autofree char *escn = cw_plastic_show_card (store, row);
  g_autofree char *sets = row->sets >= 0 ? g_strdup_printf ("%d", row->sets) : NULL;
  const char *fields[] = { id, fed, since, row->printer, escn, cw_plastic_purpose_to_name (row->purpose), cw_plastic_state_to_name (row->state), sets, row->job, row->uid, row->operator_name, row->reason };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    cw_cli_add_field (line, fields[i]);
  g_print ("%s\r\n", line->str);
}

static void
cw_plastic_say (CwCli              *cli,
                CwStore            *store,
                const CwPlasticRow *row)
{
  g_autofree char *fed = cw_plastic_show_time (row->fed_at);
  g_autofree char *escn = cw_plastic_show_card (store, row);

  cw_cli_say (cli, "%6" PRId64 "  %s  %-9s  %s  %s%s%s", row->id, fed, cw_plastic_state_to_name (row->state), row->printer, *escn != '\0' ? escn : cw_plastic_purpose_to_name (row->purpose),
              row->reason != NULL ? "  " : "", row->reason != NULL ? row->reason : "");
}

static int
cw_plastic_list (CwCli                  *cli,
                 CwStation              *station,
                 const CwPlasticOptions *options,
                 GError                **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) rows = NULL;
  json_t *list = json_array ();
  CwLedgerFilter filter;

  cw_cli_set (cli, "plastics", list);
  if (!cw_plastic_read_filter (options, &filter, error))
    return -1;
  rows = cw_store_list_ledger (store, &filter, (guint) MAX (options->limit, 0), 0, error);
  if (rows == NULL)
    return -1;
  if (options->csv && !cli->json)
    g_print ("id,asked,since,printer,escn,purpose,state,sets,job,uid,operator,reason\r\n");
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if (cli->json)
        json_array_append_new (list, cw_plastic_pack (store, row));
      else if (options->csv)
        cw_plastic_print_csv (store, row);
      else
        cw_plastic_say (cli, store, row);
    }
  if (rows->len == 0 && !options->csv)
    cw_cli_say (cli, "%s", _ ("No blank was asked for."));
  return CW_EXIT_DONE;
}

int
cw_verb_plastic_list (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_auto (CwPlasticOptions) options = { NULL };
  const GOptionEntry entries[] = {
    PLASTIC_ENTRIES (options),
    { "state", 0, 0, G_OPTION_ARG_STRING, &options.state, N_ ("Only those in one of these states, with commas"), N_ ("STATE") },
    { "limit", 0, 0, G_OPTION_ARG_INT, &options.limit, N_ ("At most so many; 0: all"), "N" },
    { "csv", 0, 0, G_OPTION_ARG_NONE, &options.csv, N_ ("Answer with a table for a spreadsheet"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, entries, "plastic list", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_plastic_list (cli, station, &options, error) : -1;
}

static gboolean
cw_plastic_is_in (const CwPlasticRow   *row,
                  const CwLedgerFilter *filter)
{
  return (filter->printer == NULL || strcmp (row->printer, filter->printer) == 0) && row->fed_at >= filter->from && (filter->to == 0 || row->fed_at < filter->to);
}

/* Those that have no end, each with the order that may still give it one. */
static int
cw_plastic_tell_missing (CwCli                *cli,
                         CwStore              *store,
                         const CwLedgerFilter *filter,
                         GError              **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_unaccounted (store, error);
  json_t *missing = json_array ();

  cw_cli_set (cli, "missing", missing);
  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if (!cw_plastic_is_in (row, filter))
        continue;
      json_array_append_new (missing, cw_plastic_pack (store, row));
      if (json_array_size (missing) == 1)
        cw_cli_say (cli, "%s", _ ("Not accounted for:"));
      cw_plastic_say (cli, store, row);
    }
  cw_cli_set (cli, "adds_up", json_boolean (json_array_size (missing) == 0));
  if (json_array_size (missing) == 0)
    {
      cw_cli_say (cli, "%s", _ ("It adds up: every blank is accounted for."));
      return CW_EXIT_DONE;
    }
  cw_cli_say (cli, "%s", _ ("“cardwright-cli resume” takes up the open orders of cards; “plastic settle” says what became of a test card."));
  return CW_EXIT_IN_DOUBT;
}

static int
cw_plastic_sum (CwCli                  *cli,
                CwStation              *station,
                const CwPlasticOptions *options,
                GError                **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  CwLedgerFilter filter;
  CwLedgerSum sum;

  if (!cw_plastic_read_filter (options, &filter, error) || !cw_store_sum_ledger (store, &filter, &sum, error))
    return -1;
  cw_cli_set (cli, "sum", json_pack ("{s:i, s:i, s:i, s:i, s:i, s:i, s:i}", "asked", (int) sum.asked, "failed", (int) sum.failed, "issued", (int) sum.issued, "spoiled", (int) sum.spoiled,
                                     "tests", (int) sum.tests, "uncertain", (int) sum.uncertain, "under_way", (int) sum.under_way));
  cw_cli_tell (cli, _ ("Asked for"), "%u", sum.asked);
  cw_cli_tell (cli, _ ("In the hopper"), _ ("%u (never left it)"), sum.failed);
  cw_cli_tell (cli, _ ("Issued"), "%u", sum.issued);
  cw_cli_tell (cli, _ ("Spoiled"), "%u", sum.spoiled);
  cw_cli_tell (cli, _ ("Test cards"), "%u", sum.tests);
  cw_cli_tell (cli, _ ("Uncertain"), "%u", sum.uncertain);
  cw_cli_tell (cli, _ ("Under way"), "%u", sum.under_way);
  return cw_plastic_tell_missing (cli, store, &filter, error);
}

int
cw_verb_plastic_sum (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_auto (CwPlasticOptions) options = { NULL };
  const GOptionEntry entries[] = {
    PLASTIC_ENTRIES (options),
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, entries, "plastic sum", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  return station != NULL ? cw_plastic_sum (cli, station, &options, error) : -1;
}

/* A card is settled with its order; only what is for no student is settled here. */
static int
cw_plastic_settle (CwCli         *cli,
                   CwStation     *station,
                   gint64         id,
                   CwPlasticState state,
                   GError       **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) rows = cw_store_list_unaccounted (store, error);

  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if (row->id != id || row->card_id != 0)
        continue;
      if (!cw_store_set_plastic (store, id, state, NULL, state == CW_PLASTIC_STATE_PRINTED ? NULL : _ ("A person has looked."), error))
        return -1;
      cw_cli_set (cli, "id", json_integer (id));
      cw_cli_set_text (cli, "state", cw_plastic_state_to_name (state));
      cw_cli_say (cli, _ ("Plastic %" PRId64 " is accounted for."), id);
      return CW_EXIT_DONE;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("Plastic %" PRId64 " is no test card that waits to be settled. “plastic sum” lists those; cards are settled with “resume”."), id);
  return -1;
}

int
cw_verb_plastic_settle (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwStation) station = NULL;
  CwPlasticState state;
  guint64 id;

  if (!cw_cli_parse (cli, NULL, "plastic settle", "ID STATE", &argc, &argv, error))
    return -1;
  if (!g_ascii_string_to_unsigned (argv[1], 10, 1, G_MAXINT64, &id, NULL) || !cw_plastic_state_from_name (argv[2], &state) ||
      (state != CW_PLASTIC_STATE_PRINTED && state != CW_PLASTIC_STATE_SPOILED && state != CW_PLASTIC_STATE_FAILED))
    return cw_cli_usage (error, _ ("Say “plastic settle ID printed”, “… spoiled” or “… failed” (it stayed in the hopper)."));
  station = cw_cli_open (cli, TRUE, error);
  return station != NULL ? cw_plastic_settle (cli, station, (gint64) id, state, error) : -1;
}
