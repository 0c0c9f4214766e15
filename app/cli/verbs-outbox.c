/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/router/outbox.h"
#include "app/station/register.h"

/* outbox: what is owed to the register, sent now, let go again, made anew or given up. */

#define LIST_LIMIT 1000

static json_t *
cw_outbox_to_json (const CwOutboxRow *row)
{
  return json_pack ("{s:I, s:s, s:s, s:I, s:s, s:i, s:s?, s:s?}", "id", (json_int_t) row->id, "kind", row->kind, "state", row->state,
                    "card", (json_int_t) row->card_id, "student", row->student_id, "attempts", (int) row->attempts, "error", row->last_error, "reason", row->reason);
}

static json_t *
cw_outbox_owed_to_json (const CwOutboxOwed *owed)
{
  json_t *json = cw_outbox_to_json (owed->row);

  json_object_set_new (json, "age", json_integer (owed->age / G_USEC_PER_SEC));
  json_object_set_new (json, "sentence", json_string (owed->sentence));
  return json;
}

/* "3 d", "5 h", "12 min": of two units the larger is enough to judge by */
static char *
cw_outbox_tell_age (gint64 age)
{
  if (age >= 2 * G_TIME_SPAN_DAY)
    return g_strdup_printf (_ ("%d d"), (int) MIN (age / G_TIME_SPAN_DAY, G_MAXINT));
  if (age >= 2 * G_TIME_SPAN_HOUR)
    return g_strdup_printf (_ ("%d h"), (int) (age / G_TIME_SPAN_HOUR));
  return g_strdup_printf (_ ("%d min"), (int) (age / G_TIME_SPAN_MINUTE));
}

/* @list: (nullable) */
static gboolean
cw_outbox_tell_owed (CwCli     *cli,
                     CwStation *station,
                     json_t    *list,
                     GError   **error)
{
  const CwIssueTools *tools = cw_station_get_tools (station);
  g_autoptr (GPtrArray) owed = cw_outbox_list_owed (tools->store, tools->clock, LIST_LIMIT, error);
  CwStoreCounts counts = { 0 };
  g_autofree char *oldest = NULL;

  if (owed == NULL || !cw_store_count (tools->store, &counts, error))
    return FALSE;
  for (guint i = 0; i < owed->len; i++)
    {
      const CwOutboxOwed *one = g_ptr_array_index (owed, i);
      g_autofree char *age = cw_outbox_tell_age (one->age);
      g_autofree char *what = cw_station_describe_message (station, one->row);

      if (list != NULL)
        json_array_append_new (list, cw_outbox_owed_to_json (one));
      cw_cli_say (cli, "%" PRId64 "\t%s\t%s\t%s\t%s", one->row->id, what, cw_message_state_to_label (one->row->state), age, one->sentence);
    }
  cw_cli_set (cli, "waiting", json_integer (counts.outbox_waiting));
  cw_cli_set (cli, "refused", json_integer (counts.outbox_refused));
  if (owed->len == 0)
    {
      cw_cli_say (cli, "%s", _ ("Nothing is owed to the register."));
      return TRUE;
    }
  oldest = cw_outbox_tell_age (((const CwOutboxOwed *) g_ptr_array_index (owed, 0))->age);
  cw_cli_say (cli, _ ("Waiting: %u, refused: %u; the oldest for %s."), counts.outbox_waiting, counts.outbox_refused, oldest);
  return TRUE;
}

int
cw_verb_outbox_list (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  gboolean only_owed = FALSE;
  const GOptionEntry entries[] = {
    { "owed", 0, 0, G_OPTION_ARG_NONE, &only_owed, N_ ("Leave out of --json what was sent or given up"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) rows = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "messages", list);
  if (!cw_cli_parse (cli, entries, "outbox list", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL || !cw_outbox_tell_owed (cli, station, only_owed ? list : NULL, error))
    return -1;
  if (only_owed)
    return CW_EXIT_DONE;
  rows = cw_store_list_messages (cw_station_get_tools (station)->store, NULL, LIST_LIMIT, error);
  if (rows == NULL)
    return -1;
  for (guint i = 0; i < rows->len; i++)
    json_array_append_new (list, cw_outbox_to_json (g_ptr_array_index (rows, i)));
  return CW_EXIT_DONE;
}

/* The open desk holds the folder and sends by itself: whatever calls this from time to time is told
 * so, and that is no failure. */
static int
cw_outbox_tell_held (CwCli   *cli,
                     GError  *held,
                     GError **error)
{
  g_autoptr (GError) failure = held;
  g_autoptr (CwStation) station = NULL;

  if (!g_error_matches (failure, CW_ERROR, CW_ERROR_BUSY))
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return -1;
    }
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  cw_cli_set (cli, "held", json_true ());
  cw_cli_say (cli, "%s", _ ("Cardwright is open with this folder and sends by itself. Nothing was done."));
  return CW_EXIT_DONE;
}

int
cw_verb_outbox_send (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  GError *held = NULL;
  CwOutboxResult result = { 0 };

  if (!cw_cli_parse (cli, NULL, "outbox send", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, &held);
  if (station == NULL)
    return cw_outbox_tell_held (cli, held, error);
  if (!cw_station_send_due (station, NULL, &result, error))
    return -1;
  cw_cli_set (cli, "sent", json_integer (result.sent));
  cw_cli_set (cli, "waiting", json_integer (result.waiting));
  cw_cli_set (cli, "refused", json_integer (result.refused));
  cw_cli_say (cli, _ ("%u sent, %u waiting, %u refused."), result.sent, result.waiting, result.refused);
  return result.refused > 0 ? CW_EXIT_FAILED : CW_EXIT_DONE;
}

static gboolean
cw_outbox_parse_id (const char *text,
                    gint64     *id,
                    GError    **error)
{
  if (text != NULL && g_ascii_string_to_signed (text, 10, 1, G_MAXINT64, id, NULL))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("Name the message by its number, as “outbox list” shows it."));
  return FALSE;
}

/* Those that another message overtook, or whose card is gone, are told and stay as they are. */
static int
cw_outbox_retry_all (CwCli   *cli,
                     CwStore *store,
                     CwClock *clock,
                     GError **error)
{
  g_autoptr (GPtrArray) owed = cw_outbox_list_owed (store, clock, 0, error);
  guint n = 0;

  for (guint i = 0; owed != NULL && i < owed->len; i++)
    {
      const CwOutboxOwed *one = g_ptr_array_index (owed, i);
      g_autoptr (GError) local = NULL;

      if (cw_outbox_retry (store, one->row->id, &local))
        n++;
      else
        cw_cli_say (cli, "%" PRId64 "\t%s", one->row->id, local->message);
    }
  if (owed == NULL)
    return -1;
  cw_cli_set (cli, "due", json_integer (n));
  cw_cli_set (cli, "left", json_integer (owed->len - n));
  cw_cli_say (cli, _ ("%u of %u are due now. Send them with “outbox send”."), n, owed->len);
  return n == owed->len ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

int
cw_verb_outbox_retry (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  gboolean all = FALSE;
  const GOptionEntry entries[] = {
    { "all", 0, 0, G_OPTION_ARG_NONE, &all, N_ ("All that is owed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  const CwIssueTools *tools;
  gint64 id = 0;

  if (!cw_cli_parse (cli, entries, "outbox retry", "[MESSAGE]", &argc, &argv, error) || (!all && !cw_outbox_parse_id (argc > 1 ? argv[1] : NULL, &id, error)))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL)
    return -1;
  tools = cw_station_get_tools (station);
  if (all)
    return cw_outbox_retry_all (cli, tools->store, tools->clock, error);
  if (!cw_outbox_retry (tools->store, id, error))
    return -1;
  cw_cli_set (cli, "id", json_integer (id));
  cw_cli_say (cli, _ ("Message %" PRId64 " is due now. Send it with “outbox send”."), id);
  return CW_EXIT_DONE;
}

int
cw_verb_outbox_edit (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autoptr (CwStation) station = NULL;
  gint64 id = 0;

  if (!cw_cli_parse (cli, NULL, "outbox edit", "MESSAGE", &argc, &argv, error) || !cw_outbox_parse_id (argc > 1 ? argv[1] : NULL, &id, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_outbox_edit (cw_station_get_tools (station)->store, id, error))
    return -1;
  cw_cli_set (cli, "id", json_integer (id));
  cw_cli_say (cli, _ ("Message %" PRId64 " says what the record says today, and is due now."), id);
  return CW_EXIT_DONE;
}

int
cw_verb_outbox_give_up (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why; owed"), "TEXT" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  gint64 id = 0;

  if (!cw_cli_parse (cli, entries, "outbox give-up", "MESSAGE", &argc, &argv, error) || !cw_outbox_parse_id (argc > 1 ? argv[1] : NULL, &id, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_outbox_give_up (cw_station_get_tools (station)->store, id, reason, error))
    return -1;
  cw_cli_set (cli, "id", json_integer (id));
  cw_cli_say (cli, _ ("Message %" PRId64 " is given up and is never sent. What the register holds shows in a comparison with it."), id);
  return CW_EXIT_DONE;
}
