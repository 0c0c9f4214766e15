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

guint
rig_count_received (void)
{
  g_autoptr (GDir) dir = g_dir_open (rig_get ("CW_RIG_RECEIVED"), 0, NULL);
  const char *name;
  guint count = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    count += name[0] != '.';
  return count;
}

char *
rig_get_received (char **type)
{
  g_autofree char *number = g_strdup_printf ("%03u", rig_count_received ());
  g_autofree char *environment = g_build_filename (rig_get ("CW_RIG_RECEIVED"), number, "environment", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (environment, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "CONTENT_TYPE="));
  *type = g_strndup (text + strlen ("CONTENT_TYPE="), strcspn (text + strlen ("CONTENT_TYPE="), "\n"));
  return g_build_filename (rig_get ("CW_RIG_RECEIVED"), number, "document", NULL);
}

GPtrArray *
rig_read_raster (const char *path,
                 gboolean   *two_sided)
{
  GPtrArray *pages = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_raster_free);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  cups_raster_t *raster;
  CwCupsPageHeader header;

  g_assert_cmpint (fd, >=, 0);
  raster = cupsRasterOpen (fd, CUPS_RASTER_READ);
  g_assert_nonnull (raster);
  *two_sided = FALSE;
  while (cw_cups_raster_read_header (raster, &header))
    {
      CwRaster *page = g_new0 (CwRaster, 1);
      gsize line = (gsize) header.cupsWidth * 3;

      g_assert_cmpuint (header.cupsBitsPerPixel, ==, 24);
      g_assert_cmpuint (header.HWResolution[0], ==, PAINTER_DPI);
      g_assert_cmpuint (header.HWResolution[1], ==, PAINTER_DPI);
      g_assert_cmpuint (header.cupsBytesPerLine, ==, line);
      page->width = header.cupsWidth;
      page->height = header.cupsHeight;
      page->pixels = g_malloc (line * header.cupsHeight);
      for (guint y = 0; y < page->height; y++)
        g_assert_cmpuint (cupsRasterReadPixels (raster, page->pixels + y * line, (unsigned) line), ==, line);
      *two_sided |= header.Duplex != 0;
      g_ptr_array_add (pages, page);
    }
  cupsRasterClose (raster);
  close (fd);
  return pages;
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
      const guint8 *dot;

      if (at_x < 0 || at_y < 0 || at_x >= (int) page->width || at_y >= (int) page->height)
        continue;
      dot = page->pixels + ((gsize) at_y * page->width + (gsize) at_x) * 3;
      if (((guint32) dot[0] << 16 | (guint32) dot[1] << 8 | dot[2]) != probe->colour)
        return FALSE;
    }
  return TRUE;
}
