/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/document.h"

#include <math.h>
#include <string.h>

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* PNG and PDF of a card, in memory. Pure; any thread. */

#define POINTS_PER_INCH 72.0
#define MM_PER_INCH 25.4

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_t, cairo_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_surface_t, cairo_surface_destroy)

static cairo_status_t
cw_document_write_cb (void                *closure,
                      const unsigned char *data,
                      unsigned int         length)
{
  GByteArray *bytes = closure;

  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
cw_document_check (cairo_status_t status,
                   GError       **error)
{
  if (status == CAIRO_STATUS_SUCCESS)
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
               _("The card could not be drawn (%s). Nothing was printed."), cairo_status_to_string (status));
  return FALSE;
}

/* ISO 3309, as PNG (W3C, second edition) annex D uses it */
static guint32
cw_document_crc (const guint8 *data,
                 gsize         length)
{
  guint32 crc = 0xffffffffu;

  for (gsize i = 0; i < length; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = (crc & 1) != 0 ? 0xedb88320u ^ (crc >> 1) : crc >> 1;
    }
  return crc ^ 0xffffffffu;
}

static void
cw_document_put_u32be (guint8 *at,
                       guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

/* PNG 11.3.5.3: dots a metre on both axes, unit 1. Its place is after IHDR, which is always the
 * first chunk and always 13 bytes long: 8 of signature and 25 of chunk. */
static void
cw_document_insert_resolution (GByteArray *png,
                               double      dpi)
{
  const guint after_header = 8 + 25;
  guint8 chunk[21] = { 0, 0, 0, 9, 'p', 'H', 'Y', 's' };
  guint32 per_metre = (guint32) lround (dpi / MM_PER_INCH * 1000);

  cw_document_put_u32be (chunk + 8, per_metre);
  cw_document_put_u32be (chunk + 12, per_metre);
  chunk[16] = 1;
  cw_document_put_u32be (chunk + 17, cw_document_crc (chunk + 4, 13));

  g_assert (png->len > after_header);
  g_byte_array_set_size (png, png->len + sizeof chunk);
  memmove (png->data + after_header + sizeof chunk, png->data + after_header,
           png->len - sizeof chunk - after_header);
  memcpy (png->data + after_header, chunk, sizeof chunk);
}

/**
 * cw_document_make_png:
 * @dpi: dots an inch, written into the file
 *
 * Returns: (transfer full): the file's bytes, or %NULL with @error set
 */
GBytes *
cw_document_make_png (cairo_surface_t *surface,
                      double           dpi,
                      GError         **error)
{
  g_autoptr (GByteArray) png = g_byte_array_new ();

  if (!cw_document_check (cairo_surface_write_to_png_stream (surface, cw_document_write_cb, png), error))
    return NULL;

  cw_document_insert_resolution (png, dpi);
  return g_byte_array_free_to_bytes (g_steal_pointer (&png));
}

static gboolean
cw_document_draw_page (cairo_t              *cr,
                       const CwPrintRequest *request,
                       CwFaceSide            side,
                       GError              **error)
{
  CwFaceMedium medium = { .dpi = 0, .layer = CW_LAYER_ALL, .specimen = request->specimen };

  cairo_save (cr);
  cairo_scale (cr, POINTS_PER_INCH / MM_PER_INCH, POINTS_PER_INCH / MM_PER_INCH);
  if (!request->painter (cr, side, &medium, request->painter_data, error))
    return FALSE;
  cairo_restore (cr);
  cairo_show_page (cr);
  return cw_document_check (cairo_status (cr), error);
}

/**
 * cw_document_make_pdf:
 *
 * Front and, when there is one, back: 85.60 x 53.98 mm each, landscape.
 *
 * Returns: (transfer full): the file's bytes, or %NULL with @error set
 */
GBytes *
cw_document_make_pdf (const CwPrintRequest *request,
                      GError              **error)
{
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;

  surface = cairo_pdf_surface_create_for_stream (cw_document_write_cb, pdf,
                                                 CW_CARD_WIDTH_MM * POINTS_PER_INCH / MM_PER_INCH,
                                                 CW_CARD_HEIGHT_MM * POINTS_PER_INCH / MM_PER_INCH);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, request->job_name);
  cr = cairo_create (surface);
  if (!cw_document_draw_page (cr, request, CW_FACE_FRONT, error))
    return NULL;
  if (request->back && !cw_document_draw_page (cr, request, CW_FACE_BACK, error))
    return NULL;
  g_clear_pointer (&cr, cairo_destroy);
  cairo_surface_finish (surface);
  if (!cw_document_check (cairo_surface_status (surface), error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&pdf));
}

static cairo_surface_t *
cw_document_make_surface (const CwRaster *raster)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) raster->width, (int) raster->height);
  guint8 *to = cairo_image_surface_get_data (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guint8 *from = raster->pixels;

  for (guint y = 0; y < raster->height; y++)
    for (guint x = 0; x < raster->width; x++, from += 3)
      {
        guint32 dot = (guint32) from[0] << 16 | (guint32) from[1] << 8 | from[2];

        memcpy (to + y * stride + x * sizeof dot, &dot, sizeof dot);
      }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static void
cw_document_add_picture (cairo_t        *cr,
                         const CwRaster *raster,
                         double          dpi)
{
  g_autoptr (cairo_surface_t) picture = cw_document_make_surface (raster);

  cairo_save (cr);
  cairo_scale (cr, POINTS_PER_INCH / dpi, POINTS_PER_INCH / dpi);
  cairo_set_source_surface (cr, picture, 0, 0);
  /* makes cairo write /Interpolate false */
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_show_page (cr);
}

/**
 * cw_document_make_image_pdf:
 * @rasters: at least one, all of one size
 * @dpi: dots an inch
 *
 * For printers whose driver takes PDF and makes dots of it again. The page is told in pictures
 * because only then does every dot arrive as it was drawn: filled shapes grow by a dot in
 * Ghostscript's any-part-of-pixel rule, which ruins the modules of a QR code.
 *
 * Returns: (transfer full): the file's bytes, or %NULL with @error set
 */
GBytes *
cw_document_make_image_pdf (CwRaster *const *rasters,
                            guint            n_rasters,
                            double           dpi,
                            GError         **error)
{
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;

  g_return_val_if_fail (n_rasters > 0 && rasters[0] != NULL, NULL);

  surface = cairo_pdf_surface_create_for_stream (cw_document_write_cb, pdf,
                                                 rasters[0]->width * POINTS_PER_INCH / dpi,
                                                 rasters[0]->height * POINTS_PER_INCH / dpi);
  cr = cairo_create (surface);
  for (guint i = 0; i < n_rasters; i++)
    cw_document_add_picture (cr, rasters[i], dpi);
  g_clear_pointer (&cr, cairo_destroy);
  cairo_surface_finish (surface);
  if (!cw_document_check (cairo_surface_status (surface), error))
    return NULL;
  return g_byte_array_free_to_bytes (g_steal_pointer (&pdf));
}
