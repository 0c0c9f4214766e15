/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "golden.h"

#include <stdlib.h>

#include "templates/output/png.h"
#include "templates/pictures/raster.h"

/* Pictures against their goldens. Resin is compared dot by dot: its edges are the renderer's own.
 * The colour layer holds grey edges and gradients from Cairo, FreeType and librsvg, whose last bit
 * may differ from one Debian build to the next: so much and no more may differ. */

#define MEAN_DIFFERENCE 1.0 /* of 255, over all channels of all dots */
#define FAR_LEVEL 24        /* of 255 in any channel: a dot that differs visibly */
#define FAR_SHARE 0.001     /* of all dots */

static guint32
dot_difference (guint32  a,
                guint32  b,
                guint64 *sum)
{
  guint32 most = 0;

  for (int shift = 0; shift < 24; shift += 8)
    {
      guint32 difference = (guint32) abs ((int) ((a >> shift) & 0xff) - (int) ((b >> shift) & 0xff));

      *sum += difference;
      most = MAX (most, difference);
    }
  return most;
}

static const guint32 *
surface_row (cairo_surface_t *surface,
             int              y)
{
  return (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
}

/* Says what differs; %NULL: nothing that counts. */
static char *
describe_difference (cairo_surface_t *actual,
                     cairo_surface_t *golden,
                     gboolean         exact)
{
  int width = cairo_image_surface_get_width (actual);
  int height = cairo_image_surface_get_height (actual);
  double n_dots = (double) width * height;
  guint64 sum = 0;
  guint n_any = 0;
  guint n_far = 0;

  if (cairo_surface_status (golden) != CAIRO_STATUS_SUCCESS)
    return g_strdup (cairo_status_to_string (cairo_surface_status (golden)));
  if (width != cairo_image_surface_get_width (golden) || height != cairo_image_surface_get_height (golden))
    return g_strdup_printf ("%d x %d dots, the golden has %d x %d", width, height, cairo_image_surface_get_width (golden), cairo_image_surface_get_height (golden));
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      {
        guint32 most = dot_difference (surface_row (actual, y)[x], surface_row (golden, y)[x], &sum);

        n_any += most > 0;
        n_far += most > FAR_LEVEL;
      }
  if (exact ? n_any == 0 : (double) sum <= MEAN_DIFFERENCE * 3 * n_dots && n_far <= FAR_SHARE * n_dots)
    return NULL;
  return g_strdup_printf ("%u dots differ, %u of them by more than %d, the mean is %.3f", n_any, n_far, FAR_LEVEL, (double) sum / (3 * n_dots));
}

static void
write_picture (cairo_surface_t *surface,
               gboolean         bits,
               double           dpi,
               const char      *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GByteArray) png = bits ? cw_png_encode_bits (surface, dpi, &error) : cw_png_encode (surface, dpi, &error);

  g_assert_no_error (error);
  g_assert_cmpint (g_mkdir_with_parents (folder, 0777), ==, 0);
  g_file_set_contents (path, (const char *) png->data, (gssize) png->len, &error);
  g_assert_no_error (error);
}

/**
 * golden_compare_surface:
 * @surface: RGB24
 * @bits: black and white, compared dot by dot and kept as 1 bit
 * @name: of the golden, without suffix
 */
void
golden_compare_surface (cairo_surface_t *surface,
                        gboolean         bits,
                        double           dpi,
                        const char      *name)
{
  g_autofree char *file = g_strconcat (name, ".png", NULL);
  g_autofree char *path = g_build_filename (CW_TEST_GOLDENS, file, NULL);
  g_autofree char *actual = g_test_build_filename (G_TEST_BUILT, "goldens", file, NULL);
  g_autofree char *difference = NULL;
  g_autoptr (cairo_surface_t) golden = NULL;

  if (g_strcmp0 (g_getenv (GOLDEN_VARIABLE), "write") == 0)
    {
      write_picture (surface, bits, dpi, path);
      return;
    }
  golden = cairo_image_surface_create_from_png (path);
  difference = describe_difference (surface, golden, bits);
  if (difference == NULL)
    return;
  write_picture (surface, bits, dpi, actual);
  g_test_message ("%s: %s. The picture now is %s; if that is right, run this test with %s=write and look at what git diff shows.", file, difference, actual, GOLDEN_VARIABLE);
  g_test_fail ();
}

/**
 * golden_compare_face:
 * @name: of the goldens, before "-colour" and "-resin"
 */
void
golden_compare_face (CwFace     *face,
                     CwFaceSide  side,
                     const char *name)
{
  static const CwFaceLayer layers[] = { CW_LAYER_COLOUR, CW_LAYER_RESIN };

  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      const CwFaceMedium medium = { .dpi = 300, .layer = layers[i] };
      gboolean resin = layers[i] == CW_LAYER_RESIN;
      g_autofree char *whole = g_strconcat (name, resin ? "-resin" : "-colour", NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, &medium, 0, 0, &error);

      g_assert_no_error (error);
      golden_compare_surface (surface, resin, medium.dpi, whole);
    }
}
