/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fixture.h"

#include <glib/gstdio.h>
#include <string.h>

#include "templates/format/model.h"

/* JSON in C without a thicket of backslashes: ' stands for ". */
char *
fixture_json (const char *text)
{
  char *json = g_strdup (text);

  return g_strdelimit (json, "'", '"');
}

/* @text: a whole template; its assets would lie beside the shipped one */
CwTemplate *
fixture_template (const char *text,
                  GError    **error)
{
  g_autofree char *json = fixture_json (text);
  g_autoptr (GBytes) bytes = g_bytes_new (json, strlen (json));
  g_autoptr (GFile) shipped = cw_template_get_shipped ("lbtu-student");
  g_autoptr (GFile) folder = g_file_get_parent (shipped);
  g_autoptr (CwSource) source = cw_source_new_for_folder (folder);

  return cw_template_new_from_bytes (bytes, source, "template.json", error);
}

CwTemplate *
fixture_template_with (const char *elements)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{'cardwright_template':2,'name':'Test','card':'id-1','orientation':'landscape',"
                                           "'fonts':['Inter','Noto Sans'],'front':{'background':'#204060','elements':[%s]}}",
                                           elements);
  CwTemplate *template = fixture_template (text, &error);

  g_assert_no_error (error);
  return template;
}

CwTemplate *
fixture_shipped (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cw_template_get_shipped ("lbtu-student");
  CwTemplate *template = cw_template_load (file, &error);

  g_assert_no_error (error);
  return template;
}

CwRecord *
fixture_record (void)
{
  static const char *const fields[][2] = {
    { "family_name", "Šķēle-Ķirsone" },
    { "given_names", "Anžela Ģertrūde" },
    { "number", "LF23001" },
    { "programme", "Meža ekoloģija" },
    { "level", "Bachelor" },
    { "escn", FIXTURE_ESCN },
    { "qr", FIXTURE_QR },
    { "expires_at", "2029-08-31" },
    { "valid_until_short", "08/2029" },
  };
  CwRecord *record = cw_record_new ();

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    g_assert_true (cw_record_set (record, fields[i][0], fields[i][1], NULL));
  return record;
}

/* Every brightness from white to a corner of exact black. */
GdkPixbuf *
fixture_pixbuf (int width,
                int height)
{
  GdkPixbuf *pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, width, height);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guchar *at = pixels + y * stride + 3 * x;

        at[0] = x < width / 4 && y < height / 4 ? 0 : (guchar) (255 * x / width);
        at[1] = x < width / 4 && y < height / 4 ? 0 : (guchar) (255 * y / height);
        at[2] = x < width / 4 && y < height / 4 ? 0 : 96;
      }
  return pixbuf;
}

GBytes *
fixture_encode (GdkPixbuf  *pixbuf,
                const char *type)
{
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  g_assert_true (gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, type, &error, NULL));
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

GBytes *
fixture_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (600, 800);

  return fixture_encode (pixbuf, "png");
}

CwFace *
fixture_face (CwTemplate *template)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GBytes) photo = fixture_photo ();
  CwFace *face = cw_face_new (template, record, photo, &error);

  g_assert_no_error (error);
  return face;
}

/* 0xRRGGBB */
guint32
fixture_pixel (cairo_surface_t *surface,
               int              x,
               int              y)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  guint32 pixel = 0;

  g_assert_cmpint (x, <, cairo_image_surface_get_width (surface));
  g_assert_cmpint (y, <, cairo_image_surface_get_height (surface));
  memcpy (&pixel, data + y * cairo_image_surface_get_stride (surface) + 4 * x, 4);
  return pixel & 0xffffff;
}

/* Standard output of a tool; one that is not installed fails the test. */
char *
fixture_run (const char *const *command)
{
  g_autofree char *program = g_find_program_in_path (command[0]);
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status = 0;

  if (program == NULL)
    g_error ("%s is not installed; ./dev test installs it", command[0]);
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, &output, NULL, &status, &error);
  g_assert_no_error (error);
  g_spawn_check_wait_status (status, &error);
  g_assert_no_error (error);
  return output;
}

char *
fixture_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cw-templates-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

/* Of files only, one level of folders deep. */
void
fixture_folder_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_DIR) && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        fixture_folder_remove (path);
      else
        g_unlink (path);
    }
  g_rmdir (folder);
}
