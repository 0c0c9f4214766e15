/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/document.h"

#include <math.h>
#include <string.h>

#include <cairo-pdf.h>
#include <gio/gio.h>
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

/* The dots of @raster, packed as a PDF's /FlateDecode wants them. */
static GByteArray *
cw_document_pack (const CwRaster *raster,
                  GError        **error)
{
  g_autoptr (GConverter) deflate = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, -1));
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  g_autofree guint8 *rgb = cw_raster_to_rgb (raster);
  gsize size = (gsize) raster->width * raster->height * 3;
  g_autoptr (GError) why = NULL;
  GConverterResult result = G_CONVERTER_CONVERTED;
  gsize done = 0;

  while (result != G_CONVERTER_FINISHED)
    {
      guint8 chunk[16384];
      gsize bytes_read = 0;
      gsize bytes_written = 0;

      result = g_converter_convert (deflate, rgb + done, size - done, chunk, sizeof chunk,
                                    G_CONVERTER_INPUT_AT_END, &bytes_read, &bytes_written, &why);
      if (result == G_CONVERTER_ERROR)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                       _("The card could not be drawn (%s). Nothing was printed."), why->message);
          return NULL;
        }
      done += bytes_read;
      g_byte_array_append (packed, chunk, (guint) bytes_written);
    }
  return g_steal_pointer (&packed);
}

static void G_GNUC_PRINTF (2, 3)
cw_document_say (GByteArray *pdf,
                 const char *format,
                 ...)
{
  g_autofree char *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_byte_array_append (pdf, (const guint8 *) text, (guint) strlen (text));
}

/* Begins the next object; @places: of guint, where each begins, for the table at the end. */
static void
cw_document_begin_object (GByteArray *pdf,
                          GArray     *places)
{
  guint at = pdf->len;

  g_array_append_val (places, at);
  cw_document_say (pdf, "%u 0 obj\n", places->len);
}

/* Three objects: the page, what it paints, and the picture. */
static gboolean
cw_document_add_picture (GByteArray     *pdf,
                         GArray         *places,
                         const CwRaster *raster,
                         double          dpi,
                         GError        **error)
{
  g_autoptr (GByteArray) packed = cw_document_pack (raster, error);
  guint first = places->len + 1;
  char width[G_ASCII_DTOSTR_BUF_SIZE];
  char height[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *paint = NULL;

  if (packed == NULL)
    return FALSE;
  g_ascii_formatd (width, sizeof width, "%.6f", raster->width * POINTS_PER_INCH / dpi);
  g_ascii_formatd (height, sizeof height, "%.6f", raster->height * POINTS_PER_INCH / dpi);
  paint = g_strdup_printf ("q %s 0 0 %s 0 0 cm /I Do Q\n", width, height);

  cw_document_begin_object (pdf, places);
  cw_document_say (pdf, "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %s %s] /Contents %u 0 R /Resources << /XObject << /I %u 0 R >> >> >>\nendobj\n",
                   width, height, first + 1, first + 2);
  cw_document_begin_object (pdf, places);
  cw_document_say (pdf, "<< /Length %zu >>\nstream\n%sendstream\nendobj\n", strlen (paint), paint);
  cw_document_begin_object (pdf, places);
  cw_document_say (pdf, "<< /Type /XObject /Subtype /Image /Width %u /Height %u /ColorSpace /DeviceRGB /BitsPerComponent 8"
                        " /Interpolate false /Filter /FlateDecode /Length %u >>\nstream\n",
                   raster->width, raster->height, packed->len);
  g_byte_array_append (pdf, packed->data, packed->len);
  cw_document_say (pdf, "\nendstream\nendobj\n");
  return TRUE;
}

static void
cw_document_add_table (GByteArray *pdf,
                       GArray     *places)
{
  guint start = pdf->len;

  cw_document_say (pdf, "xref\n0 %u\n0000000000 65535 f \n", places->len + 1);
  for (guint i = 0; i < places->len; i++)
    cw_document_say (pdf, "%010u 00000 n \n", g_array_index (places, guint, i));
  cw_document_say (pdf, "trailer\n<< /Size %u /Root 1 0 R >>\nstartxref\n%u\n%%%%EOF\n", places->len + 1, start);
}

/**
 * cw_document_make_image_pdf:
 * @rasters: at least one, all of one size
 * @dpi: dots an inch
 *
 * For printers whose driver takes PDF and makes dots of it again. The page is told in pictures
 * because only then does every dot arrive as it was drawn: filled shapes grow by a dot in
 * Ghostscript's any-part-of-pixel rule, which ruins the modules of a QR code. Written here and not
 * by Cairo, which makes a 1-bit picture of a side that has only black and white: Ghostscript 10 lays
 * that half a millimetre (6 dots) beside the place where it lays a picture in colour.
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
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (guint));

  g_return_val_if_fail (n_rasters > 0 && rasters[0] != NULL, NULL);

  cw_document_say (pdf, "%%PDF-1.4\n");
  cw_document_begin_object (pdf, places);
  cw_document_say (pdf, "<< /Type /Catalog /Pages 2 0 R >>\nendobj\n");
  cw_document_begin_object (pdf, places);
  cw_document_say (pdf, "<< /Type /Pages /Count %u /Kids [", n_rasters);
  for (guint i = 0; i < n_rasters; i++)
    cw_document_say (pdf, "%s%u 0 R", i > 0 ? " " : "", 3 + 3 * i);
  cw_document_say (pdf, "] >>\nendobj\n");
  for (guint i = 0; i < n_rasters; i++)
    if (!cw_document_add_picture (pdf, places, rasters[i], dpi, error))
      return NULL;
  cw_document_add_table (pdf, places);
  return g_byte_array_free_to_bytes (g_steal_pointer (&pdf));
}
