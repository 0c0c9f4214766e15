/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/digest.h"
#include "fixture.h"
#include "templates/pictures/raster.h"

/* What a template and a face keep from one drawing to the next must not be seen: the first card is
 * the same as the hundredth, and the same whatever was drawn before it. */

typedef struct
{
  CwFaceSide   side;
  CwFaceMedium medium;
} CwDrawing;

static const CwDrawing drawings[] = {
  { CW_FACE_FRONT, { .dpi = 300, .layer = CW_LAYER_ALL } },
  { CW_FACE_FRONT, { .dpi = 600, .layer = CW_LAYER_ALL } },
  { CW_FACE_BACK, { .dpi = 300, .layer = CW_LAYER_ALL } },
  { CW_FACE_FRONT, { .dpi = 150, .layer = CW_LAYER_COLOUR } },
  { CW_FACE_FRONT, { .dpi = 300, .layer = CW_LAYER_RESIN } },
  { CW_FACE_FRONT, { .dpi = 300, .layer = CW_LAYER_ALL, .specimen = TRUE } },
  { CW_FACE_FRONT, { .dpi = 96, .layer = CW_LAYER_ALL, .screen = TRUE } },
};

/* Larger than any place on a card, so that each density is decoded at another size. */
static GBytes *
camera_photo (void)
{
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (1200, 1600);

  return fixture_encode (pixbuf, "jpeg");
}

static CwTemplate *
load (const char *name)
{
  g_autoptr (GFile) file = cw_template_get_shipped (name);
  g_autoptr (GError) error = NULL;
  CwTemplate *template = cw_template_load (file, &error);

  g_assert_no_error (error);
  return template;
}

static CwFace *
fill (CwTemplate *template,
      GBytes     *photo,
      const char *family_name)
{
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GError) error = NULL;
  CwFace *face = NULL;

  g_assert_true (cw_record_set (record, "family_name", family_name, NULL));
  g_assert_true (cw_record_set (record, "issued_at", "2026-09-01", NULL));
  face = cw_face_new (template, record, photo, &error);
  g_assert_no_error (error);
  return face;
}

static char *
draw (CwFace          *face,
      const CwDrawing *drawing)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, drawing->side, &drawing->medium, 0, 0, &error);
  gsize length = 0;

  g_assert_no_error (error);
  length = (gsize) cairo_image_surface_get_stride (surface) * (gsize) cairo_image_surface_get_height (surface);
  return cw_digest_bytes (cairo_image_surface_get_data (surface), length);
}

/* Each drawing by a template and a face that drew nothing before. */
static char *
draw_cold (const char      *name,
           GBytes          *photo,
           const CwDrawing *drawing)
{
  g_autoptr (CwTemplate) template = load (name);
  g_autoptr (CwFace) face = fill (template, photo, "Bērziņa");

  return draw (face, drawing);
}

static void
test_warm (gconstpointer data)
{
  const char *name = data;
  g_autoptr (GBytes) photo = camera_photo ();
  g_autoptr (CwTemplate) template = load (name);
  g_autoptr (CwFace) other = fill (template, photo, "Šķēle-Ķirsone");
  g_autoptr (CwFace) forward = fill (template, photo, "Bērziņa");
  g_autoptr (CwFace) backward = fill (template, photo, "Bērziņa");
  gboolean has_back = cw_template_has_back (template);
  const guint n_drawings = G_N_ELEMENTS (drawings);
  char *cold[G_N_ELEMENTS (drawings)] = { NULL };

  for (guint i = 0; i < n_drawings; i++)
    cold[i] = drawings[i].side == CW_FACE_BACK && !has_back ? NULL : draw_cold (name, photo, &drawings[i]);
  for (guint i = 0; i < 2 * n_drawings; i++)
    {
      guint at = i % n_drawings;
      guint from_end = n_drawings - 1 - at;
      g_autofree char *first = cold[at] != NULL ? draw (forward, &drawings[at]) : NULL;
      g_autofree char *second = cold[from_end] != NULL ? draw (backward, &drawings[from_end]) : NULL;
      g_autofree char *another = cold[at] != NULL ? draw (other, &drawings[at]) : NULL;

      g_assert_cmpstr (first, ==, cold[at]);
      g_assert_cmpstr (second, ==, cold[from_end]);
      /* and it is a drawing of the record: the other name looks different */
      if (drawings[at].side == CW_FACE_FRONT && drawings[at].medium.layer == CW_LAYER_ALL)
        g_assert_cmpstr (another, !=, cold[at]);
    }
  for (guint i = 0; i < n_drawings; i++)
    g_free (cold[i]);
}

static gpointer
draw_thread (gpointer data)
{
  CwTemplate *template = data;
  g_autoptr (GBytes) photo = camera_photo ();
  g_autoptr (CwFace) face = fill (template, photo, "Bērziņa");

  return draw (face, &drawings[0]);
}

/* Four batches share a template that nobody drew before. */
static void
test_threads (void)
{
  g_autoptr (GBytes) photo = camera_photo ();
  g_autofree char *wanted = draw_cold ("lbtu-student", photo, &drawings[0]);
  g_autoptr (CwTemplate) template = load ("lbtu-student");
  GThread *threads[4] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("batch", draw_thread, template);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autofree char *got = g_thread_join (threads[i]);

      g_assert_cmpstr (got, ==, wanted);
    }
}

int
main (int    argc,
      char **argv)
{
  const char *const *names = cw_template_list_shipped ();

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat ("/templates/warm/", names[i], NULL);

      g_test_add_data_func (path, names[i], test_warm);
    }
  g_test_add_func ("/templates/warm/threads", test_threads);
  return g_test_run ();
}
