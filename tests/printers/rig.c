/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "rig.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <gio/gio.h>

#include "printers/cups/compat.h"

const char *
rig_get (const char *variable)
{
  const char *value = g_getenv (variable);

  if (value == NULL)
    g_error ("%s is not set: run this through cups-rig.sh", variable);
  return value;
}

void
rig_set_knob (const char *knob,
              const char *value)
{
  g_autofree char *path = g_build_filename (rig_get ("CW_RIG_DIR"), knob, NULL);

  g_assert_true (g_file_set_contents (path, value, -1, NULL));
}

static void
rig_spawn (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
  g_assert_no_error (error);
}

void
rig_switch (const char *what,
            const char *how)
{
  g_autofree char *option = g_strconcat ("--", what, NULL);
  const char *argv[] = { rig_get ("CW_RIG"), option, how, NULL };

  rig_spawn (argv);
}

void
rig_run (const char *program,
         ...)
{
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  const char *word = program;
  va_list words;

  va_start (words, program);
  while (word != NULL)
    {
      g_ptr_array_add (argv, (gpointer) word);
      word = va_arg (words, const char *);
    }
  va_end (words);
  g_ptr_array_add (argv, NULL);
  rig_spawn ((const char *const *) argv->pdata);
}

void
rig_forget_job (int job_id)
{
  g_autofree char *uri = g_strdup_printf ("ipp://localhost/jobs/%d", job_id);
  http_t *http = cw_cups_connect (cw_cups_get_server (), cw_cups_get_port (), NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, 5000, NULL);
  ipp_t *request = ippNewRequest (IPP_OP_CANCEL_JOB);

  g_assert_nonnull (http);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "job-uri", NULL, uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cw_cups_get_user ());
  ippAddBoolean (request, IPP_TAG_OPERATION, "purge-job", 1);
  ippDelete (cupsDoRequest (http, request, "/jobs/"));
  g_assert_cmpint (cw_cups_get_error (), <=, IPP_STATUS_OK_EVENTS_COMPLETE);
  httpClose (http);
}

static ipp_t *
rig_ask (const char *uri,
         ipp_t      *request)
{
  char scheme[32], user[32], host[256], resource[256];
  g_autoptr (http_t) http = NULL;
  int port;

  httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host, &port, resource, sizeof resource);
  http = cw_cups_connect (host, port, NULL, AF_UNSPEC, HTTP_ENCRYPTION_IF_REQUESTED, 1, 5000, NULL);
  if (http != NULL)
    return cupsDoRequest (http, request, resource);
  ippDelete (request);
  return NULL;
}

static ipp_t *
rig_new_request (const char *uri,
                 int         operation)
{
  ipp_t *request = ippNewRequest ((ipp_op_t) operation);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, uri);
  return request;
}

gboolean
rig_has_trouble (const char *uri)
{
  g_autoptr (ipp_t) answer = rig_ask (uri, rig_new_request (uri, IPP_OP_GET_PRINTER_ATTRIBUTES));
  ipp_attribute_t *reasons = ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_KEYWORD);

  return reasons == NULL || !ippContainsString (reasons, "none");
}

int
rig_ask_state (const char *uri)
{
  g_autoptr (ipp_t) answer = rig_ask (uri, rig_new_request (uri, IPP_OP_GET_PRINTER_ATTRIBUTES));
  ipp_attribute_t *state = ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM);

  return state != NULL ? ippGetInteger (state, 0) : 0;
}

static ipp_t *
rig_list_jobs (const char *uri,
               const char *which)
{
  static const char *const wanted[] = { "job-id", "job-name" };
  ipp_t *request = rig_new_request (uri, IPP_OP_GET_JOBS);

  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "which-jobs", NULL, which);
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_TAG_KEYWORD, "requested-attributes", G_N_ELEMENTS (wanted), NULL, wanted);
  return rig_ask (uri, request);
}

gboolean
rig_has_jobs (const char *uri)
{
  g_autoptr (ipp_t) answer = rig_list_jobs (uri, "not-completed");

  return ippFindAttribute (answer, "job-id", IPP_TAG_INTEGER) != NULL;
}

int
rig_find_job (const char *uri,
              const char *job_name)
{
  g_autoptr (ipp_t) answer = rig_list_jobs (uri, "not-completed");
  ipp_attribute_t *attribute;
  gboolean named = FALSE;
  int id = 0;

  for (attribute = cw_cups_first_attribute (answer); attribute != NULL; attribute = cw_cups_next_attribute (answer))
    {
      if (ippGetName (attribute) == NULL)
        {
          /* between two jobs */
          named = FALSE;
          id = 0;
        }
      else if (g_str_equal (ippGetName (attribute), "job-id"))
        id = ippGetInteger (attribute, 0);
      else if (g_str_equal (ippGetName (attribute), "job-name"))
        named = job_name == NULL || g_strcmp0 (ippGetString (attribute, 0, NULL), job_name) == 0;
      if (named && id != 0)
        return id;
    }
  return 0;
}

gboolean
rig_order (const char *uri,
           int         operation,
           int         job_id)
{
  ipp_t *request = rig_new_request (uri, operation);

  if (job_id != 0)
    ippAddInteger (request, IPP_TAG_OPERATION, IPP_TAG_INTEGER, "job-id", job_id);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cw_cups_get_user ());
  ippDelete (rig_ask (uri, request));
  return cw_cups_get_error () <= IPP_STATUS_OK_EVENTS_COMPLETE;
}

static guint
rig_count_folders (const char *variable)
{
  g_autoptr (GDir) dir = g_dir_open (rig_get (variable), 0, NULL);
  const char *name;
  guint count = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    count += name[0] != '.';
  return count;
}

guint
rig_count_received (void)
{
  return rig_count_folders ("CW_RIG_RECEIVED");
}

guint
rig_count_plastics (void)
{
  return rig_count_folders ("CW_RIG_PLASTICS");
}

static char *
rig_get_last (const char *file)
{
  g_autofree char *number = g_strdup_printf ("%03u", rig_count_received ());

  return g_build_filename (rig_get ("CW_RIG_RECEIVED"), number, file, NULL);
}

static char **
rig_get_environment (void)
{
  g_autofree char *path = rig_get_last ("environment");
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strsplit (text, "\n", -1);
}

char *
rig_get_received (char **type)
{
  g_auto (GStrv) lines = rig_get_environment ();

  g_assert_true (g_str_has_prefix (lines[0], "CONTENT_TYPE="));
  *type = g_strdup (lines[0] + strlen ("CONTENT_TYPE="));
  return rig_get_last ("document");
}

void
rig_assert_received (const char *line)
{
  g_auto (GStrv) lines = rig_get_environment ();

  for (gsize i = 0; lines[i] != NULL; i++)
    if (g_str_equal (lines[i], line))
      return;
  g_error ("the printer was not told %s", line);
}

static CwRaster *
rig_read_page (cups_raster_t          *raster,
               const CwCupsPageHeader *header)
{
  CwRaster *page = g_new0 (CwRaster, 1);
  gsize line = (gsize) header->cupsWidth * 3;
  g_autofree guint8 *bytes = g_malloc (line);

  g_assert_cmpuint (header->cupsBitsPerPixel, ==, 24);
  g_assert_cmpuint (header->HWResolution[0], ==, PAINTER_DPI);
  g_assert_cmpuint (header->HWResolution[1], ==, PAINTER_DPI);
  g_assert_cmpuint (header->cupsBytesPerLine, ==, line);
  page->width = header->cupsWidth;
  page->height = header->cupsHeight;
  page->dots = g_new (guint32, (gsize) page->width * page->height);
  for (guint y = 0; y < page->height; y++)
    {
      if (cupsRasterReadPixels (raster, bytes, (unsigned) line) != line)
        {
          cw_raster_free (page);
          return NULL;
        }
      for (guint x = 0; x < page->width; x++)
        page->dots[(gsize) y * page->width + x] = (guint32) bytes[3 * x] << 16 | (guint32) bytes[3 * x + 1] << 8 | bytes[3 * x + 2];
    }
  return page;
}

GPtrArray *
rig_read_raster (const char *path,
                 gboolean   *two_sided)
{
  g_autoptr (GPtrArray) pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_raster_free);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  cups_raster_t *raster;
  CwCupsPageHeader header;
  gboolean whole = TRUE;

  g_assert_cmpint (fd, >=, 0);
  raster = cupsRasterOpen (fd, CUPS_RASTER_READ);
  g_assert_nonnull (raster);
  *two_sided = FALSE;
  while (whole && cw_cups_raster_read_header (raster, &header))
    {
      CwRaster *page = rig_read_page (raster, &header);

      *two_sided |= header.Duplex != 0;
      if (page != NULL)
        g_ptr_array_add (pages, page);
      else
        whole = FALSE;
    }
  cupsRasterClose (raster);
  close (fd);
  return whole ? g_steal_pointer (&pages) : NULL;
}

void
rig_wait_until (gboolean (*done) (gpointer),
                gpointer data,
                guint    seconds)
{
  gint64 deadline = g_get_monotonic_time () + seconds * G_USEC_PER_SEC;

  while (!done (data))
    {
      g_assert_cmpint (g_get_monotonic_time (), <, deadline);
      g_usleep (20 * 1000);
    }
}

gboolean
rig_page_shows (const CwRaster *page,
                CwFaceSide      side,
                int             x,
                int             y)
{
  for (const PainterProbe *probe = painter_get_probes (side); probe->x >= 0; probe++)
    {
      /* standing: the card's right edge is the page's top */
      int at_x = probe->y + x;
      int at_y = 1010 - probe->x + y;

      if (at_x < 0 || at_y < 0 || at_x >= (int) page->width || at_y >= (int) page->height)
        continue;
      if (page->dots[(gsize) at_y * page->width + (gsize) at_x] != probe->colour)
        return FALSE;
    }
  return TRUE;
}

guint
rig_count_differences (const CwRaster *page,
                       CwFaceSide      side,
                       int             x,
                       int             y)
{
  CwFaceMedium medium = { .dpi = PAINTER_DPI, .layer = CW_LAYER_ALL };
  Painter painter = { 0 };
  g_autoptr (CwRaster) drawn = cw_raster_draw (painter_draw, &painter, side, &medium, 1011, 638, NULL);
  g_autoptr (CwRaster) turned = cw_raster_turn (drawn);
  guint count = 0;

  for (int row = 0; row < (int) turned->height; row++)
    for (int column = 0; column < (int) turned->width; column++)
      {
        int at_x = column + x;
        int at_y = row + y;

        if (at_x >= 0 && at_y >= 0 && at_x < (int) page->width && at_y < (int) page->height)
          count += page->dots[(gsize) at_y * page->width + (gsize) at_x] != turned->dots[(gsize) row * turned->width + (gsize) column];
      }
  return count;
}
