/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pappl/pappl.h>

#include <glib/gstdio.h>
#include <glib.h>

/* pappl-card PORT FOLDER: a CR80 card printer with hopper, ribbon, output and reject tray as a
 * printer application, on the loopback device only. Its printer is at /ipp/print/card; the same
 * machine is at /ipp/print/primacy under the name of a printer that has a model file.
 *
 * For each blank that leaves the hopper there is a folder FOLDER/plastics/NNN from that moment on:
 *   job       the job's name          where     inside | output | reject | removed
 *   printer   "pappl"                 panels    how many ribbon panels it has taken
 *   document  the finished sides, as PWG raster, the dots that reached the print head
 *   sides     how many sides are finished
 * A card that is inside when the power goes stays there until somebody writes "removed" into its
 * "where"; until then the printer says media-jam.
 *
 * Knobs in FOLDER: panel-seconds; hopper (blanks left); ribbon (sides left); fail, of which
 *   jam | cover | ribbon-empty   the printer waits in mid-card until the file is empty again
 *   reject   the card goes into the reject tray, the job is aborted
 *   abort    the half-printed card goes out as if it were good, the job is aborted
 *   refuse   the job is aborted before a blank moves
 *   second   when the card is out, the same is printed on one more
 * PAPPL runs each job on a thread of its own, one at a time. */

#define PANELS 5 /* yellow, magenta, cyan, black, overlay */
#define ALL_REASONS (PAPPL_PREASON_MEDIA_JAM | PAPPL_PREASON_COVER_OPEN | PAPPL_PREASON_MARKER_SUPPLY_EMPTY | PAPPL_PREASON_MEDIA_EMPTY | PAPPL_PREASON_MEDIA_NEEDED)
#define RIBBON_SIDES 300
#define LOOK_US (20 * 1000)

typedef struct
{
  cups_page_header2_t header;
  GByteArray         *lines;
} Side;

typedef struct
{
  char  *plastic; /* (nullable): its folder */
  Side   sides[2];
  guint  n_sides; /* that have come */
  guint  finished;
  guint  panels;
} Card;

static const char *folder;
static pappl_printer_t *printers[2];
static int working; /* atomic: a job has the machine and tells by itself what is wrong */

/* --- knobs and folders ------------------------------------------------------------------------ */

static char *
read_word (const char *where,
           const char *name)
{
  g_autofree char *path = g_build_filename (where, name, NULL);
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return g_strdup ("");
  return g_strstrip (text);
}

static gboolean
knob_is (const char *word)
{
  g_autofree char *now = read_word (folder, "fail");

  return g_str_equal (now, word);
}

static int
read_number (const char *knob,
             int         otherwise)
{
  g_autofree char *text = read_word (folder, knob);

  return *text != '\0' ? atoi (text) : otherwise;
}

static void
write_word (const char *where,
            const char *name,
            const char *word)
{
  g_autofree char *path = g_build_filename (where, name, NULL);
  g_autoptr (GError) error = NULL;

  if (!g_file_set_contents (path, word, -1, &error))
    g_error ("%s", error->message);
}

static void
write_number (const char *where,
              const char *name,
              int         number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  write_word (where, name, text);
}

/* The folder of a card that was inside when the power went, or NULL. */
static char *
find_stuck (void)
{
  g_autofree char *plastics = g_build_filename (folder, "plastics", NULL);
  g_autoptr (GDir) dir = g_dir_open (plastics, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (plastics, name, NULL);
      g_autofree char *printer = read_word (path, "printer");
      g_autofree char *where = read_word (path, "where");

      if (name[0] != '.' && g_str_equal (printer, "pappl") && g_str_equal (where, "inside"))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/* A folder is complete when it has its name. */
static char *
feed_blank (const char *job_name)
{
  g_autofree char *fresh = g_build_filename (folder, "plastics", ".pappl", NULL);

  if (g_mkdir (fresh, 0755) != 0)
    g_error ("%s could not be made", fresh);
  write_word (fresh, "job", job_name);
  write_word (fresh, "printer", "pappl");
  write_word (fresh, "where", "inside");
  write_number (fresh, "panels", 0);
  write_number (fresh, "sides", 0);
  for (int number = 1;; number++)
    {
      g_autofree char *name = g_strdup_printf ("%03d", number);
      g_autofree char *path = g_build_filename (folder, "plastics", name, NULL);

      if (!g_file_test (path, G_FILE_TEST_EXISTS) && g_rename (fresh, path) == 0)
        return g_steal_pointer (&path);
    }
}

/* --- the machine ------------------------------------------------------------------------------ */

static void
tell (pappl_job_t    *job,
      pappl_preason_t reasons)
{
  papplPrinterSetReasons (papplJobGetPrinter (job), reasons, ALL_REASONS & ~reasons);
}

static pappl_preason_t
get_trouble (void)
{
  if (knob_is ("jam"))
    return PAPPL_PREASON_MEDIA_JAM;
  if (knob_is ("cover"))
    return PAPPL_PREASON_COVER_OPEN;
  if (knob_is ("ribbon-empty") || read_number ("ribbon", RIBBON_SIDES) <= 0)
    return PAPPL_PREASON_MARKER_SUPPLY_EMPTY;
  return PAPPL_PREASON_NONE;
}

static pappl_preason_t
get_trouble_before (void)
{
  g_autofree char *stuck = find_stuck ();

  if (stuck != NULL)
    return PAPPL_PREASON_MEDIA_JAM;
  if (read_number ("hopper", 1) <= 0)
    return PAPPL_PREASON_MEDIA_EMPTY | PAPPL_PREASON_MEDIA_NEEDED;
  return get_trouble ();
}

/* Waits as long as @look finds something wrong; false: the job was canceled meanwhile. */
static gboolean
wait_for_person (pappl_job_t *job,
                 pappl_preason_t (*look) (void))
{
  pappl_preason_t trouble;

  while ((trouble = look ()) != PAPPL_PREASON_NONE && !papplJobIsCanceled (job))
    {
      tell (job, trouble);
      g_usleep (LOOK_US);
    }
  tell (job, PAPPL_PREASON_NONE);
  return !papplJobIsCanceled (job);
}

static gboolean
print_panel (pappl_job_t *job)
{
  g_autofree char *text = read_word (folder, "panel-seconds");
  gint64 end = g_get_monotonic_time () + (gint64) (g_ascii_strtod (text, NULL) * G_USEC_PER_SEC);

  while (g_get_monotonic_time () < end && !papplJobIsCanceled (job))
    g_usleep ((gulong) MIN (LOOK_US, MAX (end - g_get_monotonic_time (), 1)));
  return wait_for_person (job, get_trouble);
}

static void
put_on_plastic (const Card *card,
                guint       finished)
{
  g_autofree char *fresh = g_build_filename (card->plastic, ".document", NULL);
  g_autofree char *path = g_build_filename (card->plastic, "document", NULL);
  int fd = g_open (fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  cups_raster_t *raster = cupsRasterOpen (fd, CUPS_RASTER_WRITE_PWG);

  for (guint i = 0; i < finished; i++)
    {
      const Side *side = &card->sides[i];
      cups_page_header2_t header = side->header;
      unsigned line = header.cupsBytesPerLine;

      cupsRasterWriteHeader2 (raster, &header);
      for (guint y = 0; y < header.cupsHeight && (gsize) (y + 1) * line <= side->lines->len; y++)
        cupsRasterWritePixels (raster, side->lines->data + (gsize) y * line, line);
    }
  cupsRasterClose (raster);
  close (fd);
  if (g_rename (fresh, path) != 0)
    g_error ("%s could not be written", path);
  write_number (card->plastic, "sides", (int) finished);
}

static void
take_out (Card       *card,
          const char *where)
{
  write_word (card->plastic, "where", where);
  g_clear_pointer (&card->plastic, g_free);
}

static gboolean
feed (Card        *card,
      pappl_job_t *job)
{
  if (!wait_for_person (job, get_trouble_before))
    return FALSE;

  write_number (folder, "hopper", read_number ("hopper", 1000) - 1);
  card->plastic = feed_blank (papplJobGetName (job));
  card->panels = card->finished = 0;
  return TRUE;
}

/* false: the card is out of the machine, and nothing more is to be printed */
static gboolean
print_side (Card        *card,
            pappl_job_t *job,
            guint        side)
{
  for (guint panel = 1; panel <= PANELS; panel++)
    {
      papplJobSetMessage (job, "side %u, panel %u", side + 1, panel);
      if (!print_panel (job) || knob_is ("reject"))
        {
          take_out (card, "reject");
          return FALSE;
        }
      write_number (card->plastic, "panels", (int) ++card->panels);
      if (knob_is ("abort"))
        {
          take_out (card, "output");
          return FALSE;
        }
    }
  card->finished = side + 1;
  write_number (folder, "ribbon", read_number ("ribbon", RIBBON_SIDES) - 1);
  put_on_plastic (card, card->finished);
  return TRUE;
}

static gboolean
print_again (Card        *card,
             pappl_job_t *job)
{
  write_word (folder, "fail", "");
  if (!feed (card, job))
    return FALSE;
  for (guint side = 0; side < card->n_sides; side++)
    {
      /* PAPPL counts only those of the document */
      papplJobSetImpressionsCompleted (job, 1);
      if (!print_side (card, job, side))
        return FALSE;
    }
  take_out (card, "output");
  return TRUE;
}

/* --- what PAPPL calls --------------------------------------------------------------------------- */

static void
card_clear (Card *card)
{
  for (gsize i = 0; i < G_N_ELEMENTS (card->sides); i++)
    g_clear_pointer (&card->sides[i].lines, g_byte_array_unref);
  g_free (card->plastic);
  g_free (card);
}

static bool
start_job_cb (pappl_job_t        *job,
              pappl_pr_options_t *options,
              pappl_device_t     *device)
{
  Card *card;

  if (knob_is ("refuse"))
    {
      papplJobSetMessage (job, "refused");
      return false;
    }
  card = g_new0 (Card, 1);
  papplJobSetData (job, card);
  g_atomic_int_set (&working, TRUE);
  return true;
}

static bool
start_page_cb (pappl_job_t        *job,
               pappl_pr_options_t *options,
               pappl_device_t     *device,
               unsigned            page)
{
  Card *card = papplJobGetData (job);

  if (card->n_sides == G_N_ELEMENTS (card->sides))
    return false;
  card->sides[card->n_sides].header = options->header;
  card->sides[card->n_sides].lines = g_byte_array_new ();
  return card->n_sides > 0 || feed (card, job);
}

static bool
write_line_cb (pappl_job_t         *job,
               pappl_pr_options_t  *options,
               pappl_device_t      *device,
               unsigned             y,
               const unsigned char *line)
{
  Card *card = papplJobGetData (job);

  g_byte_array_append (card->sides[card->n_sides].lines, line, options->header.cupsBytesPerLine);
  return true;
}

static bool
end_page_cb (pappl_job_t        *job,
             pappl_pr_options_t *options,
             pappl_device_t     *device,
             unsigned            page)
{
  Card *card = papplJobGetData (job);

  card->n_sides++;
  return print_side (card, job, card->n_sides - 1);
}

static bool
end_job_cb (pappl_job_t        *job,
            pappl_pr_options_t *options,
            pappl_device_t     *device)
{
  Card *card = papplJobGetData (job);
  gboolean good = card->plastic != NULL;

  papplJobSetData (job, NULL);
  if (good && papplJobIsCanceled (job))
    take_out (card, "reject");
  else if (good)
    take_out (card, "output");
  if (good && knob_is ("second"))
    good = print_again (card, job);
  card_clear (card);
  g_atomic_int_set (&working, FALSE);
  papplJobSetMessage (job, "%s", good ? "card out" : "no good card");
  return good;
}

/* PAPPL calls this no more often than every other second. */
static bool
status_cb (pappl_printer_t *printer)
{
  int left = CLAMP (read_number ("ribbon", RIBBON_SIDES), 0, RIBBON_SIDES);
  pappl_supply_t supply = {
    .color = PAPPL_SUPPLY_COLOR_MULTIPLE,
    .description = "YMCKO ribbon",
    .is_consumed = true,
    .level = left * 100 / RIBBON_SIDES,
    .type = PAPPL_SUPPLY_TYPE_RIBBON_WAX,
  };
  pappl_preason_t low = left < RIBBON_SIDES / 10 ? PAPPL_PREASON_MARKER_SUPPLY_LOW : PAPPL_PREASON_NONE;

  papplPrinterSetSupplies (printer, 1, &supply);
  papplPrinterSetReasons (printer, low, PAPPL_PREASON_MARKER_SUPPLY_LOW & ~low);
  return true;
}

/* The machine's own eyes while it has no job. */
static gpointer
look_thread (gpointer data)
{
  for (;; g_usleep (LOOK_US))
    {
      pappl_preason_t trouble = get_trouble_before ();

      for (gsize i = 0; i < G_N_ELEMENTS (printers) && !g_atomic_int_get (&working); i++)
        if ((papplPrinterGetReasons (printers[i]) & ALL_REASONS) != trouble)
          papplPrinterSetReasons (printers[i], trouble, ALL_REASONS & ~trouble);
    }
  return NULL;
}

static void
describe_media (pappl_pr_driver_data_t *data)
{
  /* PWG 5101.1 name of ISO/IEC 7810 ID-1, 1/100 mm */
  data->num_media = 1;
  data->media[0] = "iso_id-1_53.98x85.6mm";
  data->borderless = true;
  data->num_source = 1;
  data->source[0] = "main";
  data->num_type = 1;
  data->type[0] = "cardstock";
  data->media_default.size_width = 5398;
  data->media_default.size_length = 8560;
  g_strlcpy (data->media_default.size_name, data->media[0], sizeof data->media_default.size_name);
  g_strlcpy (data->media_default.source, "main", sizeof data->media_default.source);
  g_strlcpy (data->media_default.type, "cardstock", sizeof data->media_default.type);
  data->media_ready[0] = data->media_default;
}

static bool
describe_cb (pappl_system_t         *system,
             const char             *name,
             const char             *uri,
             const char             *device_id,
             pappl_pr_driver_data_t *data,
             ipp_t                 **attributes,
             void                   *unused)
{
  g_strlcpy (data->make_and_model, g_str_equal (name, "primacy") ? "Evolis Primacy 2, printer application" : "Example CR80 printer application",
             sizeof data->make_and_model);
  data->format = "application/vnd.example-card";
  data->ppm = data->ppm_color = 4;
  data->orient_default = IPP_ORIENT_PORTRAIT;
  data->quality_default = IPP_QUALITY_NORMAL;
  data->scaling_default = PAPPL_SCALING_NONE;
  data->content_default = PAPPL_CONTENT_AUTO;
  data->raster_types = PAPPL_PWG_RASTER_TYPE_SRGB_8 | PAPPL_PWG_RASTER_TYPE_SGRAY_8;
  data->color_supported = PAPPL_COLOR_MODE_COLOR | PAPPL_COLOR_MODE_MONOCHROME | PAPPL_COLOR_MODE_AUTO;
  data->color_default = PAPPL_COLOR_MODE_COLOR;
  data->num_resolution = 1;
  data->x_resolution[0] = data->y_resolution[0] = data->x_default = data->y_default = 300;
  data->duplex = PAPPL_DUPLEX_NORMAL;
  data->sides_supported = PAPPL_SIDES_ONE_SIDED | PAPPL_SIDES_TWO_SIDED_LONG_EDGE | PAPPL_SIDES_TWO_SIDED_SHORT_EDGE;
  data->sides_default = PAPPL_SIDES_ONE_SIDED;
  data->has_supplies = true;
  describe_media (data);
  data->rstartjob_cb = start_job_cb;
  data->rstartpage_cb = start_page_cb;
  data->rwriteline_cb = write_line_cb;
  data->rendpage_cb = end_page_cb;
  data->rendjob_cb = end_job_cb;
  data->status_cb = status_cb;
  return true;
}

static pappl_printer_t *
make_printer (pappl_system_t *system,
              const char     *name)
{
  g_autofree char *uri = g_strconcat ("file://", folder, "/", name, ".device", NULL);

  pappl_printer_t *printer = papplPrinterCreate (system, 0, name, name, "MFG:Example;MDL:CR80;CMD:PWGRaster,AppleRaster;", uri);

  if (printer == NULL)
    g_error ("the printer %s could not be made", name);
  return printer;
}

int
main (int    argc,
      char **argv)
{
  pappl_pr_driver_t drivers[] = { { "card", "CR80 card printer", "", NULL }, { "primacy", "CR80 card printer with a model", "", NULL } };
  g_autofree char *spool = NULL;
  pappl_system_t *system;

  if (argc != 3)
    {
      g_printerr ("usage: pappl-card PORT FOLDER\n");
      return 2;
    }
  folder = argv[2];
  spool = g_build_filename (folder, "spool-pappl", NULL);
  system = papplSystemCreate (PAPPL_SOPTIONS_MULTI_QUEUE | PAPPL_SOPTIONS_NO_TLS, "card", atoi (argv[1]), NULL, spool, "-", PAPPL_LOGLEVEL_INFO, NULL, false);
  /* PAPPL 1.3 locks itself out when its log has grown so far that it begins a new one */
  papplSystemSetMaxLogSize (system, 0);
  papplSystemAddListeners (system, "localhost");
  papplSystemSetHostName (system, "localhost");
  papplSystemSetPrinterDrivers (system, (int) G_N_ELEMENTS (drivers), drivers, NULL, NULL, describe_cb, NULL);
  printers[0] = make_printer (system, "card");
  printers[1] = make_printer (system, "primacy");
  g_thread_unref (g_thread_new ("look", look_thread, NULL));
  papplSystemRun (system);
  papplSystemDelete (system);
  return 0;
}
