/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "card.h"
#include "rig.h"

/* Lost power, lost print service, lost memory: what can still be said of a card. Run by
 * cups-rig.sh; the cases build on one another's job history and run in the order of main(). */

static CwPrintOutcome
settle (CwPrinter  *printer,
        const char *job_name,
        const char *job_id,
        char      **why)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;
  json_t *evidence;

  g_assert_true (cw_printer_settle (printer, job_name, job_id, &outcome, &text, &error));
  g_assert_no_error (error);
  g_test_message ("settled: %s", text);
  evidence = json_loads (text, 0, NULL);
  g_assert_nonnull (evidence);
  g_assert_cmpstr (json_string_value (json_object_get (evidence, "outcome")), ==, cw_print_outcome_to_name (outcome));
  *why = g_strdup (json_string_value (json_object_get (evidence, "why")));
  json_decref (evidence);
  return outcome;
}

static void
assert_settled (CwPrinter     *printer,
                const char    *job_name,
                const char    *job_id,
                CwPrintOutcome outcome,
                const char    *expected)
{
  g_autofree char *why = NULL;
  CwPrintOutcome found = settle (printer, job_name, job_id, &why);

  g_assert_cmpstr (cw_print_outcome_to_name (found), ==, cw_print_outcome_to_name (outcome));
  g_assert_cmpstr (why, ==, expected);
}

static gboolean
is_settled (gpointer data)
{
  Card *card = data;
  g_autofree char *why = NULL;

  return settle (card->printer, card->job_name, NULL, &why) != CW_PRINT_WORKING;
}

/* As after a crash of the program: nothing is left in memory. */
static void
forget (Card *card)
{
  g_object_unref (card->printer);
  card->printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_QUEUE"));
  cw_cups_printer_set_limits (card->printer, &card_limits);
}

static void
test_settle_empty (Card         *card,
                   gconstpointer data)
{
  assert_settled (card->printer, card->job_name, NULL, CW_PRINT_UNCERTAIN, "history-incomplete");
}

static void
test_settle_by_name (Card         *card,
                     gconstpointer data)
{
  g_autofree char *never = card_next_job_name ();

  rig_set_knob ("fail", "cover");
  g_assert_true (card_submit (card));
  forget (card);
  assert_settled (card->printer, card->job_name, NULL, CW_PRINT_WORKING, "working");
  assert_settled (card->printer, card->job_name, card->ticket->job_id, CW_PRINT_WORKING, "working");
  rig_set_knob ("fail", "");
  rig_wait_until (is_settled, card, 15);
  assert_settled (card->printer, card->job_name, NULL, CW_PRINT_PRINTED, "completed");
  assert_settled (card->printer, card->job_name, card->ticket->job_id, CW_PRINT_PRINTED, "completed");
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);

  /* crashed before the job was made: the list reaches back to the first job of all */
  assert_settled (card->printer, never, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
  /* a number that belongs to another card */
  assert_settled (card->printer, never, card->ticket->job_id, CW_PRINT_UNCERTAIN, "job-gone");
}

/* A card number made at @when, seconds since 1970. */
static char *
make_number (gint64 when)
{
  CwEscn escn;

  /* ticks of 100 ns since 1582-10-15 */
  g_assert_true (cw_escn_build ((guint64) (when + G_GINT64_CONSTANT (12219292800)) * 10000000, 1, 1, "999839399", &escn, NULL));
  return cw_escn_to_string (&escn);
}

/* The oldest jobs were forgotten: what could be among them is open, what is younger is not. */
static void
test_settle_horizon (Card         *card,
                     gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *old = make_number (now - 3600);
  g_autofree char *young = make_number (now + 3600);
  g_autofree char *young_again = g_strconcat (young, "/2", NULL);

  /* there are two jobs in the list */
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  assert_settled (card->printer, old, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
  rig_forget_job (1);
  assert_settled (card->printer, old, NULL, CW_PRINT_UNCERTAIN, "history-incomplete");
  assert_settled (card->printer, "not-a-number", NULL, CW_PRINT_UNCERTAIN, "history-incomplete");
  assert_settled (card->printer, young, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
  assert_settled (card->printer, young_again, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
}

/* The printer loses its power in mid-card: the print service says "completed". */
static void
test_settle_power (Card         *card,
                   gconstpointer data)
{
  const char *why;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_switch ("printer", "cycle");
  card_end_watch (card);
  g_assert_no_error (card->error);
  g_assert_cmpint (card->outcome, ==, CW_PRINT_UNCERTAIN);
  /* whichever is seen first */
  why = json_string_value (json_object_get (card->evidence, "why"));
  g_assert_true (g_strv_contains ((const char *const[]) { "device-restarted", "device-forgot", "history-lost", "ended-after-start", NULL }, why));
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
}

/* The same with nobody watching: program and printer lose their power together. */
static void
test_settle_power_unwatched (Card         *card,
                             gconstpointer data)
{
  g_autofree char *why = NULL;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  rig_wait_until (card_is_received, card, 10);
  forget (card);
  rig_switch ("printer", "cycle");
  rig_wait_until (is_settled, card, 30);
  g_assert_cmpint (settle (card->printer, card->job_name, card->ticket->job_id, &why), ==, CW_PRINT_UNCERTAIN);
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
}

/* The mark that the lost power left on the queue stays for good; the next card is known to be
 * out all the same, because the printer itself says so. */
static void
test_settle_after_power (Card         *card,
                         gconstpointer data)
{
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
}

static void
test_settle_printer_off (Card         *card,
                         gconstpointer data)
{
  CwPrinterStatus status;

  rig_switch ("printer", "off");
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_cmpuint (card->painter.drawn, ==, 0);
  rig_switch ("printer", "on");
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_IDLE);
}

/* Started anew, a print service sends its unfinished jobs once more. */
static void
test_settle_service_restarted (Card         *card,
                               gconstpointer data)
{
  CwCupsLimits limits = card_limits;

  limits.patience_seconds = 10;
  cw_cups_printer_set_limits (card->printer, &limits);
  rig_set_knob ("panel-seconds", "0.3");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_switch ("service", "off");
  rig_switch ("service", "on");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "went-back");
  g_assert_true (json_is_true (json_object_get (card->evidence, "withdrawn")));
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
}

static void
test_settle_service_down (Card         *card,
                          gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;
  CwPrinterStatus status;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_switch ("service", "off");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "connection-lost");
  g_assert_nonnull (strstr (card->sentences, "The print service (CUPS) does not answer."));

  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
  g_clear_pointer (&card->ticket, cw_print_ticket_free);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_false (cw_printer_settle (card->printer, card->job_name, NULL, &outcome, &text, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);

  /* back again: the job that was given up is taken off at the first contact */
  rig_switch ("service", "on");
  rig_wait_until (card_is_idle, card, 15);
  g_clear_error (&card->error);
  assert_settled (card->printer, card->job_name, NULL, CW_PRINT_UNCERTAIN, "ended-after-start");
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
}

/* Where the list has a gap, or was emptied, nothing is certain any more. */
static void
test_settle_purged (Card         *card,
                    gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *young = make_number (now + 3600);

  assert_settled (card->printer, young, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
  rig_forget_job (4);
  assert_settled (card->printer, young, NULL, CW_PRINT_UNCERTAIN, "history-incomplete");
  rig_run ("cancel", "-a", "-x", rig_get ("CW_RIG_QUEUE"), NULL);
  assert_settled (card->printer, card->job_name, NULL, CW_PRINT_UNCERTAIN, "history-incomplete");
  assert_settled (card->printer, card->job_name, "1", CW_PRINT_UNCERTAIN, "job-gone");
}

#define ADD(path, func) g_test_add (path, Card, NULL, card_set_up, func, card_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/printers/cups-settle/empty", test_settle_empty);
  ADD ("/printers/cups-settle/by-name", test_settle_by_name);
  ADD ("/printers/cups-settle/horizon", test_settle_horizon);
  ADD ("/printers/cups-settle/power", test_settle_power);
  ADD ("/printers/cups-settle/power-unwatched", test_settle_power_unwatched);
  ADD ("/printers/cups-settle/after-power", test_settle_after_power);
  ADD ("/printers/cups-settle/printer-off", test_settle_printer_off);
  ADD ("/printers/cups-settle/service-restarted", test_settle_service_restarted);
  ADD ("/printers/cups-settle/service-down", test_settle_service_down);
  ADD ("/printers/cups-settle/purged", test_settle_purged);
  return g_test_run ();
}
