/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "card.h"
#include "printers/cups/compat.h"
#include "rig.h"
#include "wire.h"

/* Two desks, lost power, lost lines, lost memory, with no print service between us and the printer.
 * Run by cups-rig.sh. */

#define EVE "CW_RIG_DEVICE_URI"
#define PAPPL "CW_RIG_PAPPL_URI"

typedef struct
{
  guint before;
} Count;

static gboolean
is_fed (gpointer data)
{
  return rig_count_plastics () > ((Count *) data)->before;
}

static void
wait_until_fed (guint before)
{
  rig_wait_until (is_fed, &(Count) { before }, 10);
}

/* At rest, and nothing the matter: a printer application looks at itself every other second. */
static gboolean
is_ready (gpointer data)
{
  Card *card = data;
  CwPrinterStatus status;

  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  return status.state == CW_PRINTER_STATE_IDLE && status.reasons == CW_PRINTER_REASON_NONE;
}

static const char *
get_switch (gconstpointer data)
{
  return g_str_equal (data, EVE) ? "printer" : "pappl";
}

static void
assert_settled (gconstpointer  data,
                const char    *job_name,
                const char    *job_id,
                CwPrintOutcome outcome,
                const char    *expected)
{
  /* as after a crash of the program: nothing is left in memory */
  g_autoptr (CwPrinter) printer = card_make_printer (data);
  g_auto (GStrv) reasons = g_strsplit (expected, "|", -1);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome found;
  json_t *evidence;
  const char *why;

  g_assert_true (cw_printer_settle (printer, job_name, job_id, &found, &text, &error));
  g_assert_no_error (error);
  g_test_message ("settled: %s", text);
  evidence = json_loads (text, 0, NULL);
  why = json_string_value (json_object_get (evidence, "why"));
  g_assert_cmpstr (cw_print_outcome_to_name (found), ==, cw_print_outcome_to_name (outcome));
  if (!g_strv_contains ((const char *const *) reasons, why))
    g_assert_cmpstr (why, ==, expected);
  json_decref (evidence);
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

static gboolean
is_settled (gpointer data)
{
  Card *card = data;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_printer_settle (card->printer, card->job_name, card->ticket->job_id, &outcome, &text, &error) || error != NULL);
  g_assert_no_error (error);
  return outcome != CW_PRINT_WORKING;
}

/* The program crashes while its card is printed: the job is found by its name and by its number. */
static void
test_ipp_crash (Card         *card,
                gconstpointer data)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *old = make_number (now - 3600);
  g_autofree char *young = make_number (now + 3600);
  guint before = rig_count_plastics ();
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  wait_until_fed (before);
  rig_set_knob ("fail", "cover");
  assert_settled (data, card->job_name, NULL, CW_PRINT_WORKING, "working");
  assert_settled (data, card->job_name, card->ticket->job_id, CW_PRINT_WORKING, "working");
  rig_set_knob ("fail", "");
  rig_wait_until (is_settled, card, 15);
  /* the crash may have cut the document, and a printer may not have noticed */
  assert_settled (data, card->job_name, NULL, CW_PRINT_UNCERTAIN, "document-untold");
  assert_settled (data, card->job_name, card->ticket->job_id, CW_PRINT_UNCERTAIN, "document-untold");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
  /* the program that is still there knows */
  g_assert_true (cw_printer_settle (card->printer, card->job_name, card->ticket->job_id, &outcome, &text, NULL));
  g_assert_cmpstr (cw_print_outcome_to_name (outcome), ==, "printed");

  /* the printer was switched on a moment ago: what was before that, nobody knows */
  assert_settled (data, old, NULL, CW_PRINT_UNCERTAIN, "device-restarted");
  assert_settled (data, "not-a-number", NULL, CW_PRINT_UNCERTAIN, "device-restarted");
  assert_settled (data, young, NULL, CW_PRINT_NOT_PRINTED, "never-handed-over");
  /* a number that belongs to another card */
  assert_settled (data, young, card->ticket->job_id, CW_PRINT_UNCERTAIN, "job-gone");
}

typedef struct
{
  Painter         painter;
  CwPrinter      *other;
  char           *job_name;
  CwPrintTicket  *ticket;
} Race;

/* The other desk hands its card over after this one has looked, and before it makes its job. */
static gboolean
draw_and_race (cairo_t            *cr,
               CwFaceSide          side,
               const CwFaceMedium *medium,
               gpointer            user_data,
               GError            **error)
{
  Race *race = user_data;
  CwPrintRequest request = { .job_name = race->job_name, .painter = painter_draw, .painter_data = &race->painter };
  g_autoptr (GError) why = NULL;

  race->ticket = cw_printer_submit (race->other, &request, NULL, &why);
  g_assert_no_error (why);
  return painter_draw (cr, side, medium, &race->painter, error);
}

static void
test_ipp_two_desks (Card         *card,
                    gconstpointer data)
{
  g_autoptr (CwPrinter) other = card_make_printer (data);
  Race race = { .other = other, .job_name = card_next_job_name () };
  CwPrintRequest request = { .job_name = card->job_name, .painter = draw_and_race, .painter_data = &race };
  guint before = rig_count_plastics ();
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;

  g_assert_null (cw_printer_submit (card->printer, &request, NULL, &card->error));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&card->error);
  g_assert_true (cw_printer_watch (other, race.ticket, NULL, NULL, NULL, &outcome, &text, &card->error));
  g_assert_cmpstr (cw_print_outcome_to_name (outcome), ==, "printed");
  rig_wait_until (is_ready, card, 15);
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);

  /* and then it is this one's turn; a name is never used twice, not even for a job that was taken off */
  g_free (card->job_name);
  card->job_name = card_next_job_name ();
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 2);
  cw_print_ticket_free (race.ticket);
  g_free (race.job_name);
}

/* Both desks with the same card: it is printed once. */
static void
test_ipp_same_card (Card         *card,
                    gconstpointer data)
{
  g_autoptr (CwPrinter) other = card_make_printer (data);
  Race race = { .other = other, .job_name = g_strdup (card->job_name) };
  CwPrintRequest request = { .job_name = card->job_name, .painter = draw_and_race, .painter_data = &race };
  guint before = rig_count_plastics ();
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;

  g_assert_null (cw_printer_submit (card->printer, &request, NULL, &card->error));
  /* a printer that takes no second job while it prints says so first */
  g_assert_true (g_error_matches (card->error, CW_ERROR, CW_ERROR_EXISTS) || g_error_matches (card->error, CW_ERROR, CW_ERROR_BUSY));
  g_assert_true (cw_printer_watch (other, race.ticket, NULL, NULL, NULL, &outcome, &text, NULL));
  g_assert_cmpstr (cw_print_outcome_to_name (outcome), ==, "printed");
  rig_wait_until (is_ready, card, 15);
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
  cw_print_ticket_free (race.ticket);
  g_free (race.job_name);
}

/* Prints over a cable that breaks. */
static void
print_over_wire (Card         *card,
                 gconstpointer data,
                 WireMode      mode)
{
  g_autoptr (GUri) uri = g_uri_parse (rig_get (data), G_URI_FLAGS_NONE, NULL);
  g_autoptr (Wire) wire = wire_new ((guint16) g_uri_get_port (uri));
  g_autofree char *through = g_strdup_printf ("ipp://localhost:%u%s", wire_get_port (wire), g_uri_get_path (uri));

  card_use_printer (card, cw_ipp_printer_new (through));
  cw_cups_printer_set_limits (card->printer, &card_limits);
  wire_set_mode (wire, mode);
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  g_assert_no_error (card->error);
  g_assert_true (wire_has_struck (wire));
  rig_wait_until (is_ready, card, 15);
}

/* In the middle of the document. ippeveprinter takes what it got for all of it, prints that, and says
 * that both sides are out; what PAPPL got of it moved a blank. What left us may have come no further
 * than the machine's own buffers. */
static void
test_ipp_cut (Card         *card,
              gconstpointer data)
{
  const char *document;

  print_over_wire (card, data, WIRE_CUT_MIDWAY);
  document = json_string_value (json_object_get (card->evidence, "document"));
  g_assert_true (g_str_equal (document, "stopped") || g_str_equal (document, "unanswered"));
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "document-stopped|document-unanswered|ended-after-start");
  assert_settled (data, card->job_name, card->ticket->job_id, CW_PRINT_UNCERTAIN, "document-untold|ended-after-start");
}

/* Only the answer to the document is lost: from here that looks the same. */
static void
test_ipp_cut_answer (Card         *card,
                     gconstpointer data)
{
  guint before = rig_count_plastics ();

  print_over_wire (card, data, WIRE_CUT_AFTER_LAST);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "document-unanswered|ended-after-start");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
}

static void
ask_printer (gconstpointer data,
             ipp_op_t      operation)
{
  const char *uri = rig_get (data);
  char scheme[32], user[32], host[256], resource[256];
  ipp_t *request = ippNewRequest (operation);
  http_t *http;
  int port;

  httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host, &port, resource, sizeof resource);
  http = cw_cups_connect (host, port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, 5000, NULL);
  g_assert_nonnull (http);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cw_cups_get_user ());
  ippDelete (cupsDoRequest (http, request, resource));
  g_assert_cmpint (cw_cups_get_error (), <=, IPP_STATUS_OK_EVENTS_COMPLETE);
  httpClose (http);
}

/* Somebody pauses the printer in mid-card: the card comes out, the next one waits until the printer
 * goes on, which the desk may ask for. */
static void
test_ipp_paused (Card         *card,
                 gconstpointer data)
{
  guint before = rig_count_plastics ();
  CwPrinterStatus status;

  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  ask_printer (data, IPP_OP_PAUSE_PRINTER);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");

  g_clear_pointer (&card->ticket, cw_print_ticket_free);
  g_free (card->job_name);
  card->job_name = card_next_job_name ();
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  g_clear_error (&card->error);
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_STOPPED);

  g_assert_true (cw_printer_resume (card->printer, &card->error));
  g_assert_no_error (card->error);
  rig_wait_until (is_ready, card, 10);
  g_assert_true (cw_printer_resume (card->printer, &card->error)); /* there is nothing to resume */
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 2);
}

/* Nobody cures the jam: after the time limit the card is given up and the job taken off. */
static void
test_ipp_nobody_comes (Card         *card,
                       gconstpointer data)
{
  CwCupsLimits limits = card_limits;
  guint before = rig_count_plastics ();

  limits.person_seconds = 1;
  cw_cups_printer_set_limits (card->printer, &limits);
  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  rig_set_knob ("fail", "jam");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "timed-out|ended-after-start");
  g_assert_true (json_is_true (json_object_get (card->evidence, "withdrawn")));
  rig_set_knob ("fail", "");
  rig_wait_until (is_ready, card, 15);
}

/* Off and on again in mid-card. */
static void
test_ipp_power (Card         *card,
                gconstpointer data)
{
  guint before = rig_count_plastics ();

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  rig_switch (get_switch (data), "cycle");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "device-restarted|job-gone|connection-lost");
  rig_switch ("path", "clear");
  rig_set_knob ("panel-seconds", "0.05");
  rig_wait_until (is_ready, card, 15);
  assert_settled (data, card->job_name, card->ticket->job_id, CW_PRINT_UNCERTAIN, "job-gone");
  assert_settled (data, card->job_name, NULL, CW_PRINT_UNCERTAIN, "device-restarted");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
}

/* Off in mid-card, and not on again before the desk has given up. */
static void
test_ipp_power_gone (Card         *card,
                     gconstpointer data)
{
  guint before = rig_count_plastics ();
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;
  CwPrinterStatus status;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  rig_switch (get_switch (data), "off");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "connection-lost");
  g_assert_nonnull (strstr (card->sentences, "The printer does not answer any more."));
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
  g_assert_false (cw_printer_settle (card->printer, card->job_name, NULL, &outcome, &text, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);

  rig_switch (get_switch (data), "on");
  rig_switch ("path", "clear");
  rig_set_knob ("panel-seconds", "0.05");
  rig_wait_until (is_ready, card, 15);
  assert_settled (data, card->job_name, card->ticket->job_id, CW_PRINT_UNCERTAIN, "job-gone");
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
}

static void
test_ipp_off_at_start (Card         *card,
                       gconstpointer data)
{
  CwPrinterStatus status;

  rig_switch (get_switch (data), "off");
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_cmpuint (card->painter.drawn, ==, 0);
  rig_switch (get_switch (data), "on");
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_IDLE);
  /* its list is empty: what may have been in it nobody knows */
  assert_settled (data, card->job_name, NULL, CW_PRINT_UNCERTAIN, "device-restarted");
}

#define ADD(path, func, place) g_test_add (path, Card, place, card_set_up, func, card_tear_down)
#define ADD_BOTH(name, func) \
  ADD ("/printers/ipp-trouble/eve/" name, func, EVE); \
  ADD ("/printers/ipp-trouble/pappl/" name, func, PAPPL)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD_BOTH ("crash", test_ipp_crash);
  ADD_BOTH ("two-desks", test_ipp_two_desks);
  ADD_BOTH ("same-card", test_ipp_same_card);
  ADD_BOTH ("cut", test_ipp_cut);
  ADD_BOTH ("cut-answer", test_ipp_cut_answer);
  ADD ("/printers/ipp-trouble/pappl/paused", test_ipp_paused, PAPPL);
  ADD_BOTH ("nobody-comes", test_ipp_nobody_comes);
  ADD_BOTH ("power", test_ipp_power);
  ADD_BOTH ("power-gone", test_ipp_power_gone);
  ADD_BOTH ("off-at-start", test_ipp_off_at_start);
  return g_test_run ();
}
