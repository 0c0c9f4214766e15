/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "card.h"
#include "printers/cups/direct.h"
#include "printers/cups/discover.h"
#include "rig.h"

/* Straight to a printer, with no print service between: ippeveprinter, which takes the document in
 * and then prints, and a printer application on PAPPL, which prints while it takes it in. Run by
 * cups-rig.sh. */

#define EVE "CW_RIG_DEVICE_URI"
#define PAPPL "CW_RIG_PAPPL_URI"

static char *
get_last_plastic (const char *file)
{
  g_autofree char *number = g_strdup_printf ("%03u", rig_count_plastics ());

  return g_build_filename (rig_get ("CW_RIG_PLASTICS"), number, file, NULL);
}

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

static void
test_ipp_describe (gconstpointer data)
{
  g_autoptr (CwPrinter) printer = card_make_printer (data);
  CwPrinterCapabilities capabilities;
  CwPrinterStatus status;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (cw_printer_get_name (printer), ==, rig_get (data));
  g_assert_true (cw_printer_get_status (printer, &status, &error));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_IDLE);
  g_assert_cmphex (status.reasons, ==, CW_PRINTER_REASON_NONE);
  g_assert_cmpint (status.ribbon_percent, >, 0);
  g_assert_true (cw_printer_get_capabilities (printer, &capabilities, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (capabilities.dpi, ==, 300);
  g_assert_cmpuint (capabilities.canvas_width, ==, 1011);
  g_assert_cmpuint (capabilities.canvas_height, ==, 638);
  g_assert_true (capabilities.duplex && capabilities.colour);
  g_assert_nonnull (capabilities.model);
}

/* Every dot of both sides is the one that was drawn. */
static void
test_ipp_exact (Card         *card,
                gconstpointer data)
{
  CwFaceMedium medium = { .dpi = PAINTER_DPI, .layer = CW_LAYER_ALL };
  guint before = rig_count_plastics ();
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  gboolean two_sided;

  g_assert_true (card_submit (card));
  g_test_message ("ticket: %s", card->ticket->evidence);
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_cmpint (json_integer_value (json_object_get (card->evidence, "sides_out")), ==, 2);
  g_assert_true ((card->phases & 1u << CW_PRINT_PHASE_PRINTING) != 0);
  g_assert_cmpint (card->phase, ==, CW_PRINT_PHASE_PRINTED);

  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
  path = get_last_plastic ("document");
  pages = rig_read_raster (path, &two_sided);
  g_assert_cmpuint (pages->len, ==, 2);
  g_assert_true (two_sided);
  for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
    {
      Painter painter = { 0 };
      const CwRaster *page = g_ptr_array_index (pages, side);
      g_autoptr (CwRaster) drawn = cw_raster_draw (painter_draw, &painter, side, &medium, 1011, 638, NULL);
      g_autoptr (CwRaster) turned = cw_raster_turn (drawn);

      g_assert_cmpuint (page->width, ==, 638);
      g_assert_cmpuint (page->height, ==, 1011);
      g_assert_cmpmem (page->dots, 638 * 1011 * sizeof (guint32), turned->dots, 638 * 1011 * sizeof (guint32));
    }
}

/* What the printer is told with a card: everything, its defaults would have it otherwise. */
static void
test_ipp_told (Card         *card,
               gconstpointer data)
{
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  rig_assert_received ("IPP_SIDES=two-sided-short-edge");
  rig_assert_received ("IPP_PRINT_QUALITY=normal");
  rig_assert_received ("IPP_COPIES=1");
  rig_assert_received ("IPP_PRINT_SCALING=none");
  rig_assert_received ("IPP_MEDIA_COL={media-size={x-dimension=5398 y-dimension=8560} media-bottom-margin=0 media-left-margin=0 media-right-margin=0 media-top-margin=0}");
}

static void
test_ipp_trouble (Card         *card,
                  gconstpointer data)
{
  guint before = rig_count_plastics ();

  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  rig_set_knob ("fail", "cover");
  rig_wait_until (card_is_told_reason, card, 10);
  rig_set_knob ("fail", "");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  g_assert_nonnull (strstr (card->sentences, "The printer's cover is open."));
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
}

static void
test_ipp_rejected (Card         *card,
                   gconstpointer data)
{
  rig_set_knob ("fail", "reject");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start");
  rig_set_knob ("fail", "");
  rig_wait_until (card_is_idle, card, 10);
}

/* A printer of a model that needs longer for a card says that it is done: not believed. */
static void
test_ipp_too_fast (Card         *card,
                   gconstpointer data)
{
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "too-fast");
}

/* A second desk, while a card is in work: refused. The card of that name again: refused, too. */
static void
test_ipp_busy (Card         *card,
               gconstpointer data)
{
  g_autoptr (CwPrinter) other = card_make_printer (data);
  g_autofree char *job_name = card_next_job_name ();
  CwPrintRequest request = { .job_name = job_name, .painter = painter_draw, .painter_data = &card->painter };
  guint before = rig_count_plastics ();
  g_autoptr (GPtrArray) jobs = NULL;
  const CwPrinterJob *job;
  g_autoptr (GError) error = NULL;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  g_assert_null (cw_printer_submit (other, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  g_clear_error (&error);

  jobs = cw_printer_list_jobs (other, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (jobs->len, ==, 1);
  job = g_ptr_array_index (jobs, 0);
  g_assert_cmpstr (job->id, ==, card->ticket->job_id);
  g_assert_cmpstr (job->name, ==, card->job_name);
  g_assert_nonnull (job->owner);
  g_assert_cmpint (job->phase, ==, CW_PRINT_PHASE_PRINTING);

  rig_set_knob ("panel-seconds", "0.05");
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_PRINTED, "completed");
  request.job_name = card->job_name;
  g_assert_null (cw_printer_submit (other, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_assert_cmpuint (rig_count_plastics (), ==, before + 1);
}

static void
test_ipp_cancelled (Card         *card,
                    gconstpointer data)
{
  guint before = rig_count_plastics ();
  g_autoptr (GError) error = NULL;

  rig_set_knob ("panel-seconds", "0.2");
  g_assert_true (card_submit (card));
  card_begin_watch (card);
  wait_until_fed (before);
  g_assert_true (cw_printer_cancel_job (card->printer, card->ticket->job_id, &error));
  g_assert_no_error (error);
  card_end_watch (card);
  card_assert_outcome (card, CW_PRINT_UNCERTAIN, "ended-after-start");
  rig_set_knob ("panel-seconds", "0.05");
  rig_wait_until (card_is_idle, card, 15);

  g_assert_false (cw_printer_cancel_job (card->printer, card->ticket->job_id, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_printer_cancel_job (card->printer, "99999", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (cw_printer_cancel_job (card->printer, "x", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_ipp_addresses (void)
{
  static const struct
  {
    const char *uri;
    int         code;
  } cases[] = {
    { "printer", CW_ERROR_INVALID },
    { "http://localhost:8700/ipp/print", CW_ERROR_INVALID },
    { "socket://localhost:9100", CW_ERROR_INVALID },
    { "ipp://", CW_ERROR_INVALID },
    { "ipp://localhost:9/ipp/print", CW_ERROR_PRINTER_UNREACHABLE },
  };
  Painter painter = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPrinter) printer = cw_ipp_printer_new (cases[i].uri);
      CwPrintRequest request = { .job_name = "x", .painter = painter_draw, .painter_data = &painter };
      g_autoptr (GError) error = NULL;
      CwPrinterStatus status;

      g_assert_true (cw_printer_get_status (printer, &status, NULL));
      g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_UNREACHABLE);
      g_assert_null (cw_printer_submit (printer, &request, NULL, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].uri));
    }
  g_assert_cmpuint (painter.drawn, ==, 0);
}

static CwQueueNote *
ask_announced (const char *uri)
{
  g_autofree char *name = g_strdup ("Announced");
  cups_dest_t dest = { .name = name };
  CwQueueNote *note;

  dest.num_options = cupsAddOption ("device-uri", uri, dest.num_options, &dest.options);
  note = cw_discover_ask (&dest);
  cupsFreeOptions (dest.num_options, dest.options);
  return note;
}

/* What announces itself is asked, and judged by the size that it takes. */
static void
test_ipp_discover (void)
{
  g_autofree char *office = g_strdup_printf ("ipp://%s/printers/office", rig_get ("CUPS_SERVER"));
  const char *const no_cards[] = { office, "ipp://localhost:9/ipp/print", "ipp://localhost:8700/elsewhere" };
  const char *const cards[] = { rig_get (EVE), rig_get (PAPPL) };

  for (gsize i = 0; i < G_N_ELEMENTS (no_cards); i++)
    g_assert_null (ask_announced (no_cards[i]));
  for (gsize i = 0; i < G_N_ELEMENTS (cards); i++)
    {
      CwQueueNote *note = ask_announced (cards[i]);

      g_assert_nonnull (note);
      g_assert_cmpstr (note->uri, ==, cards[i]);
      g_assert_cmpstr (note->name, ==, "Announced");
      g_assert_cmpstr (note->make_and_model, !=, "");
      g_assert_true (note->device && note->duplex);
      cw_queue_note_free (note);
    }
}

/* Nothing announces itself in here: an empty list, and no error. */
static void
test_ipp_list_devices (void)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = cw_cups_list_devices (1, cancellable, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 0);
  g_cancellable_cancel (cancellable);
  g_assert_null (cw_cups_list_devices (600, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* A printer that takes no cards is refused with a sentence. */
static void
test_ipp_office (void)
{
  g_autofree char *uri = g_strdup_printf ("ipp://%s/printers/office", rig_get ("CUPS_SERVER"));
  g_autoptr (CwPrinter) office = cw_ipp_printer_new (uri);
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = "x", .painter = painter_draw, .painter_data = &painter };
  CwPrinterCapabilities capabilities;
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_printer_get_capabilities (office, &capabilities, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "takes no cards"));
  g_clear_error (&error);
  g_assert_null (cw_printer_submit (office, &request, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_cmpuint (painter.drawn, ==, 0);
}

#define ADD(path, func, place) g_test_add (path, Card, place, card_set_up, func, card_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/printers/ipp/eve/describe", EVE, test_ipp_describe);
  g_test_add_data_func ("/printers/ipp/pappl/describe", PAPPL, test_ipp_describe);
  ADD ("/printers/ipp/eve/exact", test_ipp_exact, EVE);
  ADD ("/printers/ipp/pappl/exact", test_ipp_exact, PAPPL);
  ADD ("/printers/ipp/eve/told", test_ipp_told, EVE);
  ADD ("/printers/ipp/eve/trouble", test_ipp_trouble, EVE);
  ADD ("/printers/ipp/pappl/trouble", test_ipp_trouble, PAPPL);
  ADD ("/printers/ipp/eve/rejected", test_ipp_rejected, EVE);
  ADD ("/printers/ipp/pappl/rejected", test_ipp_rejected, PAPPL);
  ADD ("/printers/ipp/pappl/too-fast", test_ipp_too_fast, "CW_RIG_PRIMACY_URI");
  ADD ("/printers/ipp/eve/busy", test_ipp_busy, EVE);
  ADD ("/printers/ipp/pappl/busy", test_ipp_busy, PAPPL);
  ADD ("/printers/ipp/eve/cancelled", test_ipp_cancelled, EVE);
  ADD ("/printers/ipp/pappl/cancelled", test_ipp_cancelled, PAPPL);
  g_test_add_func ("/printers/ipp/addresses", test_ipp_addresses);
  g_test_add_func ("/printers/ipp/office", test_ipp_office);
  g_test_add_func ("/printers/ipp/discover", test_ipp_discover);
  g_test_add_func ("/printers/ipp/list-devices", test_ipp_list_devices);
  return g_test_run ();
}
