/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <jansson.h>

#include "card.h"
#include "printers/model.h"
#include "rig.h"
#include "tango.h"

/* The driver of a real card printer behind a real print service: cards that are handed over as the desk
 * hands them over, and what the queue sends to the printer. Run by cups-rig.sh. */

#define DRIVER "/usr/lib/cups/driver/gutenprint.5.3"
#define QUEUE "tango"

/* Longer than the model's least time: what the print service says of its jobs is in whole seconds. */
#define SPARE_SECONDS 2

/* Ghostscript and the driver run on a machine that may have other work. */
static const CwCupsLimits limits = {
  .poll_ms = 50,
  .answer_ms = 5000,
  .patience_seconds = 5,
  .card_seconds = 90,
  .person_seconds = 90,
};

/* What the queue sends to: takes the first of a job, and the rest when a printer would be done with it. */
typedef struct
{
  int      fd;      /* a pipe's end */
  guint    seconds; /* for a job */
  GThread *thread;
} Device;

typedef struct
{
  const char *design;
  gboolean    at_once; /* the printer is faster than one of its kind can be */
} Case;

static void
device_wait (void)
{
  g_usleep (10 * 1000);
}

/* Without a writer there is nothing to read, and that is no end before there was anything. */
static gpointer
device_thread (gpointer data)
{
  Device *self = data;
  GByteArray *job = g_byte_array_new ();
  guint8 buffer[65536];
  gint64 done;
  gssize length;

  while ((length = read (self->fd, buffer, sizeof buffer)) <= 0)
    device_wait ();
  done = g_get_monotonic_time () + (gint64) self->seconds * G_USEC_PER_SEC;
  while (g_get_monotonic_time () < done)
    device_wait ();
  g_assert_cmpint (fcntl (self->fd, F_SETFL, 0), ==, 0);
  while (length > 0)
    {
      g_byte_array_append (job, buffer, (guint) length);
      length = read (self->fd, buffer, sizeof buffer);
    }
  g_assert_cmpint (length, ==, 0);
  return g_byte_array_free_to_bytes (job);
}

static char *
device_get_path (void)
{
  return g_build_filename (rig_get ("CW_RIG_DIR"), "tango.pipe", NULL);
}

static void
device_begin (Device *self,
              guint   seconds)
{
  g_autofree char *path = device_get_path ();

  self->fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
  g_assert_cmpint (self->fd, >=, 0);
  self->seconds = seconds;
  self->thread = g_thread_new ("device", device_thread, self);
}

/* Returns: (transfer full): all that it was sent */
static GBytes *
device_end (Device *self)
{
  GBytes *job = g_thread_join (self->thread);

  close (self->fd);
  return job;
}

static gboolean
paint_face (cairo_t            *cr,
            CwFaceSide          side,
            const CwFaceMedium *medium,
            gpointer            data,
            GError            **error)
{
  return cw_face_draw (data, cr, side, medium, error);
}

/* Returns: what Cardwright says of the card. @why: (out) (transfer full): and by which rule */
static CwPrintOutcome
print (CwFace *face,
       guint   n_sides,
       char  **why)
{
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), QUEUE);
  g_autofree char *job_name = card_next_job_name ();
  CwPrintRequest request = { .job_name = job_name, .painter = paint_face, .painter_data = face, .back = n_sides > 1 };
  g_autoptr (CwPrintTicket) ticket = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome;
  json_t *evidence;

  cw_cups_printer_set_limits (printer, &limits);
  ticket = cw_printer_submit (printer, &request, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("ticket: %s", ticket->evidence);
  g_assert_true (cw_printer_watch (printer, ticket, NULL, NULL, NULL, &outcome, &text, &error));
  g_assert_no_error (error);
  g_test_message ("evidence: %s", text);
  evidence = json_loads (text, 0, NULL);
  *why = g_strdup (json_string_value (json_object_get (evidence, "why")));
  json_decref (evidence);
  return outcome;
}

/* The resin layer is on the K panel of what the queue sent, and the card counts as printed where the
 * printer took as long for it as its kind takes at least. */
static void
test_card (gconstpointer data)
{
  const Case *this = data;
  const CwPrinterModel *model = cw_printer_model_get ("magicard-gutenprint");
  Device device = { 0 };
  guint n_sides;
  g_autoptr (CwFace) face = tango_fill_design (this->design, &n_sides);
  g_autoptr (GBytes) job = NULL;
  g_autoptr (GPtrArray) pages = NULL;
  g_autofree char *why = NULL;
  CwPrintOutcome outcome;

  device_begin (&device, this->at_once ? 0 : model->minimum_seconds * n_sides + SPARE_SECONDS);
  outcome = print (face, n_sides, &why);
  job = device_end (&device);
  g_assert_cmpstr (why, ==, this->at_once ? "too-fast" : "completed");
  g_assert_cmpstr (cw_print_outcome_to_name (outcome), ==, this->at_once ? "uncertain" : "printed");
  pages = mpl_read (job);
  tango_check (pages, face, n_sides);
}

/* The print service has the driver's own PPD, and Cardwright knows the printer by it. */
static void
test_queue (void)
{
  g_autoptr (CwPrinter) printer = cw_cups_printer_new (rig_get ("CUPS_SERVER"), QUEUE);
  CwPrinterCapabilities capabilities;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_printer_get_capabilities (printer, &capabilities, &error));
  g_assert_no_error (error);
  g_assert_nonnull (capabilities.model);
  g_assert_cmpstr (capabilities.model->id, ==, "magicard-gutenprint");
  g_assert_cmpuint (capabilities.dpi, ==, 300);
  g_assert_cmpuint (capabilities.canvas_width, ==, 1016);
  g_assert_cmpuint (capabilities.canvas_height, ==, 672);
  g_assert_true (capabilities.duplex && capabilities.colour && capabilities.resin);
}

static void
make_queue (void)
{
  g_autofree char *path = device_get_path ();
  g_autofree char *uri = g_strconcat ("file:", path, NULL);

  if (access (DRIVER, X_OK) != 0)
    g_error ("%s is missing; install printer-driver-gutenprint", DRIVER);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  rig_run ("lpadmin", "-p", QUEUE, "-E", "-v", uri, "-m", "gutenprint.5.3://magicard-tango-2e/expert", "-o", "printer-error-policy=abort-job", NULL);
}

int
main (int    argc,
      char **argv)
{
  static const Case cases[] = { { "lbtu-student", TRUE }, { "university-portrait", TRUE }, { "college-start", FALSE }, { "mono", FALSE } };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  make_queue ();
  g_test_add_func ("/printers/cups-gutenprint/queue", test_queue);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/printers/cups-gutenprint/%s", cases[i].design);

      g_test_add_data_func (path, &cases[i], test_card);
    }
  return g_test_run ();
}
