/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/output.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "templates/output/bitmap.h"
#include "templates/draw/face.h"
#include "templates/output/png.h"

/* Owns what leaves as dots or as a file. Blocks; any thread that owns the face. */

#define MAX_CANVAS 16384 /* dots */
#define DIGEST_DPI 300.0

/* Dots of a length at a density, to the nearest. */
static guint
dots_of (double millimetres,
         double dpi)
{
  return (guint) lround (millimetres * dpi / 25.4);
}

/**
 * cw_face_render:
 * @width: of the canvas in dots; 0 with @height 0: the trimmed card
 * @height: of the canvas in dots
 *
 * Returns: (transfer full) (nullable): an image surface, RGB24 on white
 */
cairo_surface_t *
cw_face_render (CwFace             *face,
                CwFaceSide          side,
                const CwFaceMedium *medium,
                guint               width,
                guint               height,
                GError            **error)
{
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;
  guint card_width = 0;
  guint card_height = 0;

  g_return_val_if_fail (medium->dpi > 0, NULL);

  card_width = dots_of (CW_CARD_WIDTH_MM, medium->dpi);
  card_height = dots_of (CW_CARD_HEIGHT_MM, medium->dpi);
  if (width == 0 && height == 0)
    {
      width = card_width;
      height = card_height;
    }
  if (width < 1 || height < 1 || width > MAX_CANVAS || height > MAX_CANVAS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("A card cannot be drawn on %u × %u dots."), width, height);
      return NULL;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) width, (int) height);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, floor (((double) width - card_width) / 2), floor (((double) height - card_height) / 2));
  cairo_scale (cr, medium->dpi / 25.4, medium->dpi / 25.4);
  if (!cw_face_draw (face, cr, side, medium, error))
    return NULL;
  cairo_surface_flush (surface);
  return g_steal_pointer (&surface);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static gboolean
fail_write (const char *path,
            int         reason,
            GError    **error)
{
  if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG)
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL, _ ("There is no room to write “%s”. Free some space on the disk and try again."), path);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s."), path, g_strerror (reason));
  return FALSE;
}

/* Returns 0 or an errno. */
static int
write_all (int           fd,
           const guint8 *data,
           gsize         length)
{
  while (length > 0)
    {
      gssize written = write (fd, data, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return written < 0 ? errno : ENOSPC;
      data += written;
      length -= (gsize) written;
    }
  return fsync (fd) == 0 ? 0 : errno;
}

/**
 * cw_output_write:
 *
 * Writes a file beside its place and renames it; see the top of output.h for errors.
 */
gboolean
cw_output_write (const char   *path,
                 gconstpointer data,
                 gsize         length,
                 GError      **error)
{
  g_autofree char *temporary = g_strdup_printf ("%s.XXXXXX", path);
  int fd = g_mkstemp_full (temporary, O_RDWR | O_CLOEXEC, 0644);
  int reason = 0;

  if (fd < 0)
    return fail_write (path, errno, error);
  reason = write_all (fd, data, length);
  if (close (fd) != 0 && reason == 0)
    reason = errno;
  if (reason == 0 && g_rename (temporary, path) != 0)
    reason = errno;
  if (reason == 0)
    return TRUE;
  g_unlink (temporary);
  return fail_write (path, reason, error);
}

/**
 * cw_face_write_png:
 *
 * Writes one side as PNG; see the top of output.h for canvas and errors.
 */
gboolean
cw_face_write_png (CwFace             *face,
                   CwFaceSide          side,
                   const CwFaceMedium *medium,
                   guint               width,
                   guint               height,
                   const char         *path,
                   GError            **error)
{
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, medium, width, height, error);
  g_autoptr (GByteArray) png = NULL;

  if (surface == NULL)
    return FALSE;
  png = medium->layer == CW_LAYER_RESIN ? cw_png_encode_bits (surface, medium->dpi, error) : cw_png_encode (surface, medium->dpi, error);
  return png != NULL && cw_output_write (path, png->data, png->len, error);
}

/**
 * cw_face_write_bmp:
 *
 * Writes one side as BMP; see the top of output.h for canvas and errors.
 */
gboolean
cw_face_write_bmp (CwFace             *face,
                   CwFaceSide          side,
                   const CwFaceMedium *medium,
                   guint               width,
                   guint               height,
                   const char         *path,
                   GError            **error)
{
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, medium, width, height, error);
  g_autoptr (GByteArray) bmp = NULL;

  if (surface == NULL)
    return FALSE;
  bmp = medium->layer == CW_LAYER_RESIN ? cw_bmp_encode_bits (surface, medium->dpi) : cw_bmp_encode (surface, medium->dpi);
  return cw_output_write (path, bmp->data, bmp->len, error);
}

/**
 * cw_face_write_pbm:
 *
 * Writes the resin dots of one side as PBM; see the top of output.h for canvas and errors.
 */
gboolean
cw_face_write_pbm (CwFace             *face,
                   CwFaceSide          side,
                   const CwFaceMedium *medium,
                   guint               width,
                   guint               height,
                   const char         *path,
                   GError            **error)
{
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, medium, width, height, error);
  g_autoptr (GByteArray) pbm = NULL;

  if (surface == NULL)
    return FALSE;
  pbm = cw_pbm_encode (surface);
  return cw_output_write (path, pbm->data, pbm->len, error);
}

static gboolean
draw_page (CwFace             *face,
           cairo_t            *cr,
           CwFaceSide          side,
           const CwFaceMedium *medium,
           GError            **error)
{
  const CwFaceMedium document = { .layer = medium->layer, .specimen = medium->specimen };

  cairo_save (cr);
  cairo_scale (cr, 1 / CW_MM_PER_POINT, 1 / CW_MM_PER_POINT);
  if (!cw_face_draw (face, cr, side, &document, error))
    return FALSE;
  cairo_restore (cr);
  cairo_show_page (cr);
  return TRUE;
}

static gboolean
finish_document (cairo_surface_t  *surface,
                 const GByteArray *bytes,
                 const char       *path,
                 GError          **error)
{
  cairo_surface_finish (surface);
  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    return cw_output_write (path, bytes->data, bytes->len, error);
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The card could not be drawn: %s."), cairo_status_to_string (cairo_surface_status (surface)));
  return FALSE;
}

/**
 * cw_face_write_pdf:
 * @first: the first side
 * @last: the last side; a back that the template does not have is left out
 * @medium: its layer and specimen count
 *
 * Writes sides of the card as one PDF; see the top of output.h for errors. Nothing of the record
 * is written into the document's properties.
 */
gboolean
cw_face_write_pdf (CwFace             *face,
                   CwFaceSide          first,
                   CwFaceSide          last,
                   const CwFaceMedium *medium,
                   const char         *path,
                   GError            **error)
{
  g_autoptr (GByteArray) pdf = g_byte_array_new ();
  g_autoptr (cairo_surface_t) surface = cairo_pdf_surface_create_for_stream (append_cb, pdf, CW_CARD_WIDTH_MM / CW_MM_PER_POINT, CW_CARD_HEIGHT_MM / CW_MM_PER_POINT);
  g_autoptr (cairo_t) cr = cairo_create (surface);

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, face->template->name);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Cardwright " CW_VERSION);
  for (CwFaceSide side = first; side <= last; side++)
    if ((side == CW_FACE_FRONT || face->template->has_back) && !draw_page (face, cr, side, medium, error))
      return FALSE;
  return finish_document (surface, pdf, path, error);
}

/**
 * cw_face_write_svg:
 * @medium: its layer and specimen count
 *
 * Writes one side as SVG 1.1, 85.60 x 53.98 mm, one unit a millimetre; see the top of output.h for
 * errors.
 */
gboolean
cw_face_write_svg (CwFace             *face,
                   CwFaceSide          side,
                   const CwFaceMedium *medium,
                   const char         *path,
                   GError            **error)
{
  const CwFaceMedium document = { .layer = medium->layer, .specimen = medium->specimen, .shapes = TRUE };
  g_autoptr (GByteArray) svg = g_byte_array_new ();
  g_autoptr (cairo_surface_t) surface = cairo_svg_surface_create_for_stream (append_cb, svg, CW_CARD_WIDTH_MM, CW_CARD_HEIGHT_MM);
  g_autoptr (cairo_t) cr = NULL;

  cairo_svg_surface_restrict_to_version (surface, CAIRO_SVG_VERSION_1_1);
  cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_MM);
  cr = cairo_create (surface);
  if (!cw_face_draw (face, cr, side, &document, error))
    return FALSE;
  return finish_document (surface, svg, path, error);
}

static void
append_row (GByteArray      *pixels,
            cairo_surface_t *surface,
            int              y)
{
  const guchar *data = cairo_image_surface_get_data (surface);
  const guint32 *from = (const guint32 *) (const void *) (data + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
  guint width = (guint) cairo_image_surface_get_width (surface);
  guint start = pixels->len;

  g_byte_array_set_size (pixels, start + 3 * width);
  for (guint x = 0; x < width; x++)
    {
      guint8 *to = pixels->data + start + 3 * x;

      to[0] = (from[x] >> 16) & 0xff;
      to[1] = (from[x] >> 8) & 0xff;
      to[2] = from[x] & 0xff;
    }
}

/**
 * cw_face_digest:
 *
 * Returns: (transfer full) (nullable): SHA-256, as hex, over the pixels (red, green, blue; row by row) of
 *   the trimmed card at 300 dpi, front and then back
 */
char *
cw_face_digest (CwFace  *self,
                GError **error)
{
  const CwFaceMedium medium = { .dpi = DIGEST_DPI, .layer = CW_LAYER_ALL };
  g_autoptr (GByteArray) pixels = g_byte_array_new ();

  for (guint side = 0; side < (self->template->has_back ? 2 : 1); side++)
    {
      g_autoptr (cairo_surface_t) surface = cw_face_render (self, (CwFaceSide) side, &medium, 0, 0, error);

      if (surface == NULL)
        return NULL;
      for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
        append_row (pixels, surface, y);
    }
  return cw_digest_bytes (pixels->data, pixels->len);
}
