/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "app/base/error.h"
#include "card.h"
#include "printers/cups/compat.h"
#include "printers/model.h"
#include "rig.h"

/* What a desk may do with a queue besides printing a card: see its jobs, take one off, let it go on;
 * and two desks on one queue. Run by cups-rig.sh. */

static void
test_desk_jobs (Card         *card,
                gconstpointer data)
{
  g_autoptr (CwPrinter) other = card_make_printer (data);
  g_autoptr (GPtrArray) jobs = cw_printer_list_jobs (other, &card->error);
  const CwPrinterJob *job;

  g_assert_no_error (card->error);
  g_assert_cmpuint (jobs->len, ==, 0);
  rig_set_knob ("fail", "cover");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_told_reason, card, 10);
  g_assert_cmpint (card->phase, ==, CW_PRINT_PHASE_PRINTING);

  g_clear_pointer (&jobs, g_ptr_array_unref);
  jobs = cw_printer_list_jobs (other, &card->error);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpstr (job->id, ==, card->ticket->job_id);
  g_assert_cmpstr (job->name, ==, card->job_name);
  g_assert_nonnull (job->owner);
  g_assert_cmpint (job->phase, ==, CW_PRINT_PHASE_SENT);

  /* the other desk takes it off: what became of the card is not known by that */
  g_assert_true (cw_printer_cancel_job (other, job->id, &card->error));
  g_assert_no_error (card->error);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start");
  g_assert_false (cw_printer_cancel_job (other, job->id, &card->error));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&card->error);
  g_assert_false (cw_printer_cancel_job (other, "4711", &card->error));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_NOT_FOUND);
  card_calm_down (card);
}

typedef struct
{
  Painter        painter;
  CwPrinter     *other;
  char          *job_name;
  CwPrintTicket *ticket;
} Race;

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

/* The other desk hands its card over after this one has looked, and before it makes its job. */
static void
race_two_desks (Card        *card,
                char        *job_name,
                int          code)
{
  g_autoptr (CwPrinter) other = card_make_printer (NULL);
  Race race = { .other = other, .job_name = job_name };
  CwPrintRequest request = { .job_name = card->job_name, .painter = draw_and_race, .painter_data = &race };
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;

  g_assert_null (cw_printer_submit (card->printer, &request, NULL, &card->error));
  g_assert_error (card->error, CW_ERROR, code);
  g_clear_error (&card->error);
  g_assert_true (cw_printer_watch (other, race.ticket, NULL, NULL, NULL, &outcome, &text, &card->error));
  g_assert_cmpstr (cw_print_outcome_to_name (outcome), ==, "printed");
  rig_wait_until (card_is_idle, card, 15);
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
  cw_print_ticket_free (race.ticket);
}

static void
test_desk_two (Card         *card,
               gconstpointer data)
{
  g_autofree char *job_name = card_next_job_name ();

  race_two_desks (card, job_name, CW_ERROR_BUSY);
}

/* Both desks with the same card: it is printed once. */
static void
test_desk_same_card (Card         *card,
                     gconstpointer data)
{
  race_two_desks (card, card->job_name, CW_ERROR_EXISTS);
}

static void
test_desk_resume (Card         *card,
                  gconstpointer data)
{
  rig_run ("cupsdisable", rig_get ("CW_RIG_QUEUE"), NULL);
  rig_run ("cupsreject", rig_get ("CW_RIG_QUEUE"), NULL);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  g_clear_error (&card->error);

  g_assert_true (cw_printer_resume (card->printer, &card->error));
  g_assert_no_error (card->error);
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
}

/* A print service that wants an administrator's password. */
static void
test_desk_resume_refused (void)
{
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), "office");
  g_autoptr (GError) error = NULL;

  rig_run ("cupsdisable", "office", NULL);
  rig_run ("lpadmin", "-p", "office", "-o", "printer-op-policy=guarded", NULL);
  g_assert_false (cw_printer_resume (printer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "office"));
}

static void
add_option (GPtrArray  *options,
            const char *name,
            const char *value)
{
  CwModelOption *option = g_new0 (CwModelOption, 1);

  option->name = g_strdup (name);
  option->value = g_strdup (value);
  g_ptr_array_add (options, option);
}

static void
free_option (gpointer data)
{
  CwModelOption *option = data;

  g_free (option->name);
  g_free (option->value);
  g_free (option);
}

/* What the operator chose of the driver's options goes with the card, in place of the model's; what
 * every card must have stays. */
static void
test_desk_options (void)
{
  g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func (free_option);
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_PPD_QUEUE"));
  g_autofree char *job_name = card_next_job_name ();
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = job_name, .painter = painter_draw, .painter_data = &painter };
  g_autoptr (CwPrintTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;
  json_t *evidence, *told;

  add_option (options, "FBlackManagement", "NOBLACKPOINT");
  add_option (options, "Duplex", "DuplexNoTumble");
  add_option (options, "PageSize", "Card");
  cw_cups_printer_set_options (printer, options);
  g_ptr_array_set_size (options, 0); /* they were copied */
  cw_cups_printer_set_limits (printer, &card_limits);
  ticket = cw_printer_submit (printer, &request, NULL, &error);
  g_assert_no_error (error);
  evidence = json_loads (ticket->evidence, 0, NULL);
  told = json_object_get (evidence, "options");
  g_assert_cmpstr (json_string_value (json_object_get (told, "FBlackManagement")), ==, "NOBLACKPOINT");
  g_assert_cmpstr (json_string_value (json_object_get (told, "copies")), ==, "1");
  g_assert_cmpstr (json_string_value (json_object_get (told, "Duplex")), ==, "NONE");
  g_assert_null (json_object_get (told, "PageSize"));
  json_decref (evidence);
}

#define ADD(path, func) g_test_add (path, Card, NULL, card_set_up, func, card_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/printers/cups-desk/jobs", test_desk_jobs);
  ADD ("/printers/cups-desk/two", test_desk_two);
  ADD ("/printers/cups-desk/same-card", test_desk_same_card);
  ADD ("/printers/cups-desk/resume", test_desk_resume);
  g_test_add_func ("/printers/cups-desk/resume-refused", test_desk_resume_refused);
  g_test_add_func ("/printers/cups-desk/options", test_desk_options);
  return g_test_run ();
}
