/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "app/base/error.h"
#include "printers/cups/printer.h"
#include "rig.h"

/* What goes to the printer, dot by dot, through a real print service. Run by cups-rig.sh. */

#define JOB "0e3a5b40-6b1c-11ef-9c3a-001999839399"

static const CwCupsLimits test_limits = {
  .poll_ms = 50,
  .answer_ms = 5000,
  .patience_seconds = 5,
  .card_seconds = 20,
  .person_seconds = 20,
};

static CwPrinter *
make_printer (const char *queue)
{
  CwPrinter *printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), queue);

  cw_cups_printer_set_limits (printer, &test_limits);
  return printer;
}

static CwPrintOutcome
print (CwPrinter  *printer,
       const char *job_name,
       gboolean    back,
       json_t    **evidence)
{
  Painter painter = { 0 };
  CwPrintRequest request = { .job_name = job_name, .painter = painter_draw, .painter_data = &painter, .back = back };
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  g_autoptr (CwPrintTicket) ticket = cw_printer_submit (printer, &request, NULL, &error);
  CwPrintOutcome outcome;

  g_assert_no_error (error);
  g_assert_cmpuint (painter.drawn, ==, back ? 2 : 1);
  g_assert_cmpfloat (painter.dpi, ==, PAINTER_DPI);
  g_assert_cmpstr (ticket->job_name, ==, job_name);
  g_assert_true (g_str_has_prefix (ticket->job_uuid, "urn:uuid:"));
  g_test_message ("ticket: %s", ticket->evidence);
  g_assert_true (cw_printer_watch (printer, ticket, NULL, NULL, NULL, &outcome, &text, &error));
  g_assert_no_error (error);
  g_test_message ("evidence: %s", text);
  *evidence = json_loads (text, 0, NULL);
  g_assert_nonnull (*evidence);
  return outcome;
}

static const CwQueueNote *
find_note (GPtrArray  *notes,
           const char *name)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const CwQueueNote *note = g_ptr_array_index (notes, i);

      if (g_str_equal (note->name, name))
        return note;
    }
  return NULL;
}

static void
test_cups_list (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = cw_cups_list_queues (rig_get ("CUPS_SERVER"), &error);
  const CwQueueNote *card, *plastic;

  g_assert_no_error (error);
  card = find_note (notes, rig_get ("CW_RIG_QUEUE"));
  plastic = find_note (notes, rig_get ("CW_RIG_PPD_QUEUE"));
  g_assert_nonnull (card);
  g_assert_nonnull (plastic);
  g_assert_cmpuint (notes->len, ==, 2); /* "office" takes no cards */
  g_assert_true (card->duplex);
  g_assert_true (plastic->duplex);
  g_assert_true (g_str_has_prefix (card->uri, "ipp://"));
  g_assert_nonnull (strstr (card->make_and_model, "IPP Everywhere"));
  g_assert_cmpstr (plastic->make_and_model, ==, "Evolis Plastic, raster to file");
}

static void
test_cups_list_by_socket (void)
{
  g_autofree char *path = g_build_filename (rig_get ("CW_RIG_DIR"), "state", "cups.sock", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = cw_cups_list_queues (path, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 2);
}

static void
test_cups_list_nowhere (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) notes = cw_cups_list_queues ("127.0.0.1:9", &error);

  g_assert_null (notes);
  g_assert_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
}

static void
test_cups_describe (void)
{
  g_autoptr (CwPrinter) printer = make_printer (rig_get ("CW_RIG_QUEUE"));
  g_autoptr (CwPrinter) plastic = make_printer (rig_get ("CW_RIG_PPD_QUEUE"));
  g_autoptr (CwPrinter) office = make_printer ("office");
  CwPrinterCapabilities capabilities;
  CwPrinterStatus status;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (cw_printer_get_name (printer), ==, rig_get ("CW_RIG_QUEUE"));
  g_assert_true (cw_printer_get_status (printer, &status, &error));
  g_assert_cmpint (status.state, ==, CW_PRINTER_STATE_IDLE);
  g_assert_cmphex (status.reasons, ==, CW_PRINTER_REASON_NONE);
  g_assert_cmpint (status.ribbon_percent, ==, 40);

  g_assert_true (cw_printer_get_capabilities (printer, &capabilities, &error));
  g_assert_cmpuint (capabilities.dpi, ==, 300);
  g_assert_cmpuint (capabilities.canvas_width, ==, 1011);
  g_assert_cmpuint (capabilities.canvas_height, ==, 638);
  g_assert_true (capabilities.duplex && capabilities.colour);

  g_assert_true (cw_printer_get_capabilities (plastic, &capabilities, &error));
  g_assert_cmpuint (capabilities.canvas_width, ==, 1016);
  g_assert_cmpuint (capabilities.canvas_height, ==, 648);
  g_assert_true (capabilities.duplex && capabilities.resin);

  g_assert_false (cw_printer_get_capabilities (office, &capabilities, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* Two-sided through the driverless queue: every dot of both sides is the one that was drawn. */
static void
test_cups_two_sided (void)
{
  g_autoptr (CwPrinter) printer = make_printer (rig_get ("CW_RIG_QUEUE"));
  CwFaceMedium medium = { .dpi = PAINTER_DPI, .layer = CW_LAYER_ALL };
  g_autofree char *type = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  gboolean two_sided;
  json_t *evidence;

  g_assert_cmpint (print (printer, JOB, TRUE, &evidence), ==, CW_PRINT_PRINTED);
  g_assert_cmpint (json_integer_value (json_object_get (evidence, "sides_out")), ==, 2);
  json_decref (evidence);

  path = rig_get_received (&type);
  g_assert_cmpstr (type, ==, "image/urf");
  rig_assert_received ("IPP_SIDES=two-sided-short-edge");
  rig_assert_received ("IPP_PRINT_QUALITY=normal");
  rig_assert_received ("IPP_MEDIA_COL={media-size={x-dimension=5398 y-dimension=8560} media-bottom-margin=0 media-left-margin=0 media-right-margin=0 media-top-margin=0}");
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
      g_assert_true (rig_page_shows (page, side, 0, 0));
      g_assert_cmpmem (page->dots, 638 * 1011 * sizeof (guint32), turned->dots, 638 * 1011 * sizeof (guint32));
    }
}

static void
test_cups_one_sided (void)
{
  g_autoptr (CwPrinter) printer = make_printer (rig_get ("CW_RIG_QUEUE"));
  g_autofree char *type = NULL;
  g_autofree char *path = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  gboolean two_sided;
  json_t *evidence;

  g_assert_cmpint (print (printer, JOB "/2", FALSE, &evidence), ==, CW_PRINT_PRINTED);
  json_decref (evidence);
  path = rig_get_received (&type);
  pages = rig_read_raster (path, &two_sided);
  g_assert_cmpuint (pages->len, ==, 1);
  g_assert_false (two_sided);
  g_assert_true (rig_page_shows (g_ptr_array_index (pages, 0), CW_FACE_FRONT, 0, 0));
}

/* The rig's driver writes what it was told of the black panel into the page header. */
static void
assert_driver_options (void)
{
  int fd = open (rig_get ("CW_RIG_PPD_OUTPUT"), O_RDONLY | O_CLOEXEC);
  cups_raster_t *raster = cupsRasterOpen (fd, CUPS_RASTER_READ);
  CwCupsPageHeader header;

  g_assert_true (cw_cups_raster_read_header (raster, &header));
  g_assert_cmpuint (header.cupsInteger[0], ==, 1);
  g_assert_cmpuint (header.cupsInteger[1], ==, 1);
  cupsRasterClose (raster);
  close (fd);
}

/* Through Ghostscript and a classic driver's page: nothing scaled, colours exact, at most one
 * dot aside. Faster than an Evolis can print: the watch must not believe it. */
static void
test_cups_classic (void)
{
  g_autoptr (CwPrinter) printer = make_printer (rig_get ("CW_RIG_PPD_QUEUE"));
  g_autoptr (GPtrArray) pages = NULL;
  gboolean two_sided;
  json_t *evidence;

  g_assert_cmpint (print (printer, JOB "/3", TRUE, &evidence), ==, CW_PRINT_UNCERTAIN);
  g_assert_cmpstr (json_string_value (json_object_get (evidence, "why")), ==, "too-fast");
  json_decref (evidence);

  pages = rig_read_raster (rig_get ("CW_RIG_PPD_OUTPUT"), &two_sided);
  assert_driver_options ();
  g_assert_cmpuint (pages->len, ==, 2);
  g_assert_true (two_sided);
  for (CwFaceSide side = CW_FACE_FRONT; side <= CW_FACE_BACK; side++)
    {
      const CwRaster *page = g_ptr_array_index (pages, side);
      guint fits = 0;

      g_test_message ("page %ux%u", page->width, page->height);
      g_assert_cmpint (ABS ((int) page->width - 648), <=, 1);
      g_assert_cmpint (ABS ((int) page->height - 1016), <=, 1);
      /* the canvas is 2 dots longer and 5 dots higher than the card at its left and top; turned,
       * the odd dot of the length is at the page's top */
      for (int y = 2; y <= 4; y++)
        for (int x = 4; x <= 6; x++)
          fits += rig_page_shows (page, side, x, y) && rig_count_differences (page, side, x, y) == 0;
      g_assert_cmpuint (fits, ==, 1);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/cups/list", test_cups_list);
  g_test_add_func ("/printers/cups/list-by-socket", test_cups_list_by_socket);
  g_test_add_func ("/printers/cups/list-nowhere", test_cups_list_nowhere);
  g_test_add_func ("/printers/cups/describe", test_cups_describe);
  g_test_add_func ("/printers/cups/two-sided", test_cups_two_sided);
  g_test_add_func ("/printers/cups/one-sided", test_cups_one_sided);
  g_test_add_func ("/printers/cups/classic", test_cups_classic);
  return g_test_run ();
}
