/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "card.h"
#include "rig.h"
#include "wire.h"

/* What may happen to a card between the program and the tray, through a real print service and
 * a printer with knobs. Each card has its own job name. Run by cups-rig.sh. */

/* Prints with trouble in mid-card that is cured as soon as it has been told. */
static void
print_with_trouble (Card           *card,
                    const char     *trouble,
                    CwPrinterReason reason,
                    const char     *sentence)
{
  CwPrinterStatus status;

  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_set_knob ("fail", trouble);
  rig_wait_until (card_is_told_reason, card, 10);
  /* the printer can be asked while its card is watched */
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_true ((status.reasons & reason) != 0);
  rig_set_knob ("fail", "");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_true ((card->reasons & reason) != 0);
  g_assert_nonnull (strstr (card->sentences, sentence));
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
}

static void
test_trouble_ribbon (Card         *card,
                     gconstpointer data)
{
  print_with_trouble (card, "ribbon-empty", CW_PRINTER_REASON_RIBBON_EMPTY, "The ribbon is used up.");
}

static void
test_trouble_jam (Card         *card,
                  gconstpointer data)
{
  print_with_trouble (card, "jam", CW_PRINTER_REASON_MEDIA_JAM, "A card is jammed in the printer.");
}

static void
test_trouble_cover (Card         *card,
                    gconstpointer data)
{
  print_with_trouble (card, "cover", CW_PRINTER_REASON_COVER_OPEN, "The printer's cover is open.");
}

static void
test_trouble_rejected (Card         *card,
                       gconstpointer data)
{
  rig_set_knob ("fail", "reject");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start|device-aborted");
  g_assert_cmpint (json_integer_value (json_object_get (card->evidence, "sides_out")), ==, 0);
  card_calm_down (card);
}

static void
test_trouble_cancelled_midway (Card         *card,
                               gconstpointer data)
{
  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_run ("cancel", card->ticket->job_id, NULL);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start");
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
}

/* Pauses the queue after it was looked at and before the job is made. */
static gboolean
draw_and_pause (cairo_t            *cr,
                CwFaceSide          side,
                const CwFaceMedium *medium,
                gpointer            user_data,
                GError            **error)
{
  rig_run ("cupsdisable", rig_get ("CW_RIG_QUEUE"), NULL);
  return painter_draw (cr, side, medium, user_data, error);
}

static void
test_trouble_cancelled_waiting (Card         *card,
                                gconstpointer data)
{
  CwPrintRequest request = { .job_name = card->job_name, .painter = draw_and_pause, .painter_data = &card->painter };

  card->ticket = cw_printer_submit (card->printer, &request, NULL, &card->error);
  g_assert_no_error (card->error);
  card_begin_watch (card);
  rig_wait_until (card_is_told_reason, card, 10);
  rig_run ("cancel", card->ticket->job_id, NULL);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_NOT_PRINTED, "never-started");
  g_assert_nonnull (strstr (card->sentences, "paused"));
  g_assert_cmpuint (rig_count_received (), ==, card->received);
  rig_run ("cupsenable", rig_get ("CW_RIG_QUEUE"), NULL);
}

/* A queue that is paused is refused before anything is drawn. */
static void
test_trouble_paused (Card         *card,
                     gconstpointer data)
{
  rig_run ("cupsdisable", rig_get ("CW_RIG_QUEUE"), NULL);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  rig_run ("cupsenable", rig_get ("CW_RIG_QUEUE"), NULL);
  rig_run ("cupsreject", rig_get ("CW_RIG_QUEUE"), NULL);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  rig_run ("cupsaccept", rig_get ("CW_RIG_QUEUE"), NULL);
  g_assert_cmpuint (card->painter.drawn, ==, 0);
}

/* Paused in mid-card, the job goes back to pending; resumed, it would be printed a second time.
 * The watch takes it off. */
static void
test_trouble_paused_midway (Card         *card,
                            gconstpointer data)
{
  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_received, card, 10);
  rig_run ("cupsdisable", rig_get ("CW_RIG_QUEUE"), NULL);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "went-back");
  g_assert_true (json_is_true (json_object_get (card->evidence, "withdrawn")));
  rig_run ("cupsenable", rig_get ("CW_RIG_QUEUE"), NULL);
  rig_set_knob ("panel-seconds", "0.05");
  card_calm_down (card);
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
}

/* Nobody cures the jam: after the time limit the card is given up and the job taken off. */
static void
test_trouble_nobody_comes (Card         *card,
                           gconstpointer data)
{
  CwCupsLimits limits = card_limits;

  limits.person_seconds = 1;
  cw_cups_printer_set_limits (card->printer, &limits);
  rig_set_knob ("fail", "jam");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start");
  g_assert_true (json_is_true (json_object_get (card->evidence, "withdrawn")));
  card_calm_down (card);
}

static void
test_trouble_feeder_empty (Card         *card,
                           gconstpointer data)
{
  CwPrinterStatus status;

  rig_switch ("feeder", "empty");
  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  g_assert_cmphex (status.reasons & CW_PRINTER_REASON_MEDIA_EMPTY, !=, 0);
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINTER_STOPPED);
  g_assert_nonnull (strstr (card->error->message, "The card feeder is empty. Put cards in."));
  g_assert_cmpuint (card->painter.drawn, ==, 0);
  rig_switch ("feeder", "full");
  rig_wait_until (card_is_idle, card, 10);
}

static void
test_trouble_busy (Card         *card,
                   gconstpointer data)
{
  g_autoptr (CwPrinter) other = cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_QUEUE"));
  g_autofree char *job_name = card_next_job_name ();
  CwPrintRequest request = { .job_name = job_name, .painter = painter_draw, .painter_data = &card->painter };
  g_autoptr (GError) error = NULL;

  g_assert_true (card_submit (card));
  g_assert_null (cw_printer_submit (other, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&error);
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");

  /* the same card again: refused, nothing printed twice */
  request.job_name = card->job_name;
  g_assert_null (cw_printer_submit (other, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
}

static void
test_trouble_refused_card (Card         *card,
                           gconstpointer data)
{
  card->painter.fail = TRUE;
  g_assert_false (card_submit (card));
  g_assert_error (card->error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
  g_assert_cmpuint (rig_count_received (), ==, card->received);
}

/* The operator gives up waiting; the card goes on, and can be watched again without its number. */
static void
test_trouble_watch_again (Card         *card,
                          gconstpointer data)
{
  rig_set_knob ("fail", "cover");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  rig_wait_until (card_is_told_reason, card, 10);
  g_cancellable_cancel (card->cancellable);
  card_end_watch (card);
  g_assert_false (card->ok);
  g_assert_error (card->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  rig_set_knob ("fail", "");
  g_clear_error (&card->error);
  g_clear_object (&card->cancellable);
  card->cancellable = g_cancellable_new ();
  g_clear_pointer (&card->ticket->job_id, g_free);
  g_clear_pointer (&card->ticket->evidence, g_free);
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
}

/* Every dot another one: a document of some megabytes, so that no buffer on the way holds all of it. */
static gboolean
draw_noise (cairo_t            *cr,
            CwFaceSide          side,
            const CwFaceMedium *medium,
            gpointer            user_data,
            GError            **error)
{
  cairo_surface_t *noise = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1011, 638);
  gsize length = (gsize) cairo_image_surface_get_stride (noise) * 638 / sizeof (guint32);
  guint32 *dots = (guint32 *) (void *) cairo_image_surface_get_data (noise);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (gsize i = 0; i < length; i++)
    dots[i] = g_rand_int (rand);
  cairo_surface_mark_dirty (noise);
  cairo_scale (cr, 25.4 / medium->dpi, 25.4 / medium->dpi);
  cairo_set_source_surface (cr, noise, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_surface_destroy (noise);
  return TRUE;
}

/* The connection to the print service breaks in the middle of the document: nothing is printed, the
 * operator reads what to do, and the card can be printed again. */
static void
test_trouble_cut (Card         *card,
                  gconstpointer data)
{
  const char *port = strrchr (rig_get ("CUPS_SERVER"), ':');
  g_autoptr (Wire) wire = wire_new ((guint16) g_ascii_strtoull (port + 1, NULL, 10));
  g_autofree char *server = g_strdup_printf ("127.0.0.1:%u", wire_get_port (wire));
  g_autofree char *queue_uri = g_strdup_printf ("ipp://%s/printers/%s", rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_QUEUE"));
  CwPrintRequest request = { .job_name = card->job_name, .painter = draw_noise, .back = TRUE };

  card_use_printer (card, cw_cups_printer_new (server, rig_get ("CW_RIG_QUEUE")));
  cw_cups_printer_set_limits (card->printer, &card_limits);
  wire_set_mode (wire, WIRE_CUT_MIDWAY);
  g_assert_null (cw_printer_submit (card->printer, &request, NULL, &card->error));
  g_assert_true (wire_has_struck (wire));
  g_test_message ("%s", card->error->message);
  g_assert_error (card->error, CW_ERROR, CW_ERROR_PRINT_FAILED);
  g_assert_true (g_str_has_prefix (card->error->message, "The connection to the print service broke before all of the card for “card” had arrived. Nothing was printed. "));
  g_assert_nonnull (strstr (card->error->message, "print the card again."));
  g_assert_false (rig_has_jobs (queue_uri));
  g_assert_cmpuint (rig_count_received (), ==, card->received);

  wire_set_mode (wire, WIRE_WHOLE);
  g_free (card->job_name);
  card->job_name = card_next_job_name ();
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpuint (rig_count_received (), ==, card->received + 1);
}

/* A name that the print service would cut could not be found again after a crash. */
static void
test_trouble_names (void)
{
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_QUEUE"));
  g_autofree char *longest = g_strnfill (256, 'x');
  const char *const names[] = { "", longest, "\xff" };
  Painter painter = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      CwPrintRequest request = { .job_name = names[i], .painter = painter_draw, .painter_data = &painter };
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_printer_submit (printer, &request, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
  g_assert_cmpuint (painter.drawn, ==, 0);
}

static void
test_trouble_queue_missing (void)
{
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), "nobody");
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = "x", .painter = painter_draw, .painter_data = &painter };
  g_autoptr (GError) error = NULL;
  CwPrinterStatus status;

  g_assert_null (cw_printer_submit (printer, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
  g_assert_nonnull (strstr (error->message, "nobody"));
  g_assert_true (cw_printer_get_status (printer, &status, NULL));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
}

#define ADD(path, func) g_test_add (path, Card, NULL, card_set_up, func, card_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/printers/cups-trouble/ribbon", test_trouble_ribbon);
  ADD ("/printers/cups-trouble/jam", test_trouble_jam);
  ADD ("/printers/cups-trouble/cover", test_trouble_cover);
  ADD ("/printers/cups-trouble/rejected", test_trouble_rejected);
  ADD ("/printers/cups-trouble/cancelled-midway", test_trouble_cancelled_midway);
  ADD ("/printers/cups-trouble/cancelled-waiting", test_trouble_cancelled_waiting);
  ADD ("/printers/cups-trouble/paused", test_trouble_paused);
  ADD ("/printers/cups-trouble/paused-midway", test_trouble_paused_midway);
  ADD ("/printers/cups-trouble/nobody-comes", test_trouble_nobody_comes);
  ADD ("/printers/cups-trouble/feeder-empty", test_trouble_feeder_empty);
  ADD ("/printers/cups-trouble/busy", test_trouble_busy);
  ADD ("/printers/cups-trouble/refused-card", test_trouble_refused_card);
  ADD ("/printers/cups-trouble/watch-again", test_trouble_watch_again);
  ADD ("/printers/cups-trouble/cut", test_trouble_cut);
  g_test_add_func ("/printers/cups-trouble/names", test_trouble_names);
  g_test_add_func ("/printers/cups-trouble/queue-missing", test_trouble_queue_missing);
  return g_test_run ();
}
