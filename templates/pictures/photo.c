/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pictures/photo.h"

#include <string.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/pictures/jpeg.h"
#include "templates/template.h"

/* Owns decoding of pictures that strangers made: what kind it is, is told from its first bytes
 * and only that decoder is started (jpeg.c for JPEG, gdk-pixbuf for the rest); its size is told
 * from the header before memory is taken. Any thread. */

/* Pixels kept along the shorter side: a card is 54 mm high, 1276 dots at 600 dpi. */
#define KEEP_SIDE 1300

/* Dots across a card at 2400 dpi; nothing larger is drawn. */
#define MAX_NEED 8192

typedef struct
{
  const char *mime;
  const char *magic;
  gsize       length;
  gsize       offset;
  const char *end; /* (nullable) what must follow the last occurrence of @start */
  const char *start;
  gsize       end_length;
  gsize       start_length;
} CwPictureKind;

/* JPEG: ITU-T T.81, annex B (SOI, SOS, EOI; inside of a scan 0xff is followed by 0x00 or a restart
 * marker). PNG: W3C Portable Network Graphics, 5.2 and 11.2. WebP: RFC 9649. TIFF 6.0, section 2.
 * HEIF and AVIF: ISO/IEC 14496-12, file type box. */
static const CwPictureKind kinds[] = {
  { "image/jpeg", "\xff\xd8\xff", 3, 0, "\xff\xd9", "\xff\xda", 2, 2 },
  { "image/png", "\x89PNG\r\n\x1a\n", 8, 0, "IEND\xae\x42\x60\x82", "IDAT", 8, 4 },
  { "image/webp", "WEBP", 4, 8, NULL, NULL, 0, 0 },
  { "image/tiff", "II*\0", 4, 0, NULL, NULL, 0, 0 },
  { "image/tiff", "MM\0*", 4, 0, NULL, NULL, 0, 0 },
  { "image/avif", "ftypavif", 8, 4, NULL, NULL, 0, 0 },
  { "image/heif", "ftyp", 4, 4, NULL, NULL, 0, 0 },
};

typedef struct
{
  gboolean too_large;
  int      width;
  int      height;
} CwDecoding;

static const CwPictureKind *
kind_find (const guint8 *data,
           gsize         length)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (length >= kinds[i].offset + kinds[i].length && memcmp (data + kinds[i].offset, kinds[i].magic, kinds[i].length) == 0)
      return &kinds[i];
  return NULL;
}

/* Offset of the last occurrence of @wanted, or -1. A scan of a JPEG is long: byte by byte would take
 * as long as a tenth of decoding it. */
static gssize
find_last (const guint8 *data,
           gsize         length,
           const char   *wanted,
           gsize         wanted_length)
{
  gsize left = length < wanted_length ? 0 : length - wanted_length + 1;
  const guint8 *found = NULL;

  while (left > 0 && (found = memrchr (data, wanted[0], left)) != NULL)
    {
      left = (gsize) (found - data);
      if (memcmp (found, wanted, wanted_length) == 0)
        return (gssize) left;
    }
  return -1;
}

/* Decoders fill what is missing with grey and say nothing. */
static gboolean
is_complete (const CwPictureKind *kind,
             const guint8        *data,
             gsize                length)
{
  return kind->end == NULL ||
         find_last (data, length, kind->end, kind->end_length) > find_last (data, length, kind->start, kind->start_length);
}

static void
size_prepared_cb (GdkPixbufLoader *loader,
                  int              width,
                  int              height,
                  gpointer         user_data)
{
  CwDecoding *decoding = user_data;

  decoding->width = width;
  decoding->height = height;
  decoding->too_large = width < 1 || height < 1 || (gint64) width * height > CW_PICTURE_MAX_PIXELS;
  /* a size of nothing makes a loader stop before it takes memory */
  if (decoding->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static gboolean
fail_too_large (const char *name,
                int         width,
                int         height,
                GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PHOTO,
               _ ("“%s” has %d × %d pixels, more than %d megapixels. Make the picture smaller and try again."),
               name, width, height, CW_PICTURE_MAX_PIXELS / 1000000);
  return FALSE;
}

/* PNG keeps its size in the first chunk, where even a file without any pixels has it. */
static gboolean
check_png_header (const guint8 *data,
                  gsize         length,
                  const char   *name,
                  GError      **error)
{
  guint32 width = 0;
  guint32 height = 0;

  if (length < 24 || memcmp (data + 12, "IHDR", 4) != 0)
    return TRUE; /* the decoder will say what is wrong */
  memcpy (&width, data + 16, 4);
  memcpy (&height, data + 20, 4);
  width = GUINT32_FROM_BE (width);
  height = GUINT32_FROM_BE (height);
  if ((guint64) width * height <= CW_PICTURE_MAX_PIXELS)
    return TRUE;
  return fail_too_large (name, (int) MIN (width, G_MAXINT), (int) MIN (height, G_MAXINT), error);
}

static const CwPictureKind *
check_header (const guint8 *data,
              gsize         length,
              const char   *name,
              GError      **error)
{
  const CwPictureKind *kind = kind_find (data, length);

  if (length > CW_PHOTO_MAX_BYTES)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("“%s” is larger than %d MiB. Use a smaller file."), name, CW_PHOTO_MAX_BYTES / (1024 * 1024));
      return NULL;
    }
  if (kind == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("“%s” is not a picture that can be read. Use a JPEG or PNG file."), name);
      return NULL;
    }
  if (strcmp (kind->mime, "image/png") == 0 && !check_png_header (data, length, name, error))
    return NULL;
  if (!is_complete (kind, data, length))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("“%s” is incomplete: the file ends in the middle of the picture. Copy it again."), name);
      return NULL;
    }
  return kind;
}

static GdkPixbuf *
load_pixbuf (const CwPictureKind *kind,
             const guint8        *data,
             gsize                length,
             CwDecoding          *decoding)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new_with_mime_type (kind->mime, NULL);
  GdkPixbuf *pixbuf = NULL;
  gboolean sound = FALSE;

  if (loader == NULL)
    return NULL;
  g_signal_connect (loader, "size-prepared", G_CALLBACK (size_prepared_cb), decoding);
  sound = gdk_pixbuf_loader_write (loader, data, length, NULL);
  /* a loader must be closed even after it failed */
  sound = gdk_pixbuf_loader_close (loader, NULL) && sound;
  pixbuf = sound && !decoding->too_large ? gdk_pixbuf_loader_get_pixbuf (loader) : NULL;
  return pixbuf != NULL ? gdk_pixbuf_apply_embedded_orientation (pixbuf) : NULL;
}

/* One pixel of the result: the mean of @factor x @factor pixels, weighted by their alpha. */
static guint32
mean_pixel (const guint8 *at,
            int           stride,
            int           channels,
            int           factor,
            gboolean      keep_alpha)
{
  guint32 sum[4] = { 0 };
  guint32 count = (guint32) (factor * factor);
  guint32 red = 0;
  guint32 green = 0;
  guint32 blue = 0;
  guint32 alpha = 0;

  for (int y = 0; y < factor; y++)
    for (int x = 0; x < factor; x++)
      {
        const guint8 *pixel = at + y * stride + x * channels;
        guint32 weight = channels == 4 ? pixel[3] : 255;

        for (int i = 0; i < 3; i++)
          sum[i] += pixel[i] * weight;
        sum[3] += weight;
      }
  red = (sum[0] / 255 + count / 2) / count;
  green = (sum[1] / 255 + count / 2) / count;
  blue = (sum[2] / 255 + count / 2) / count;
  alpha = (sum[3] + count / 2) / count;
  if (keep_alpha)
    return alpha << 24 | MIN (red, alpha) << 16 | MIN (green, alpha) << 8 | MIN (blue, alpha);
  return 0xff000000u | MIN (red + 255 - alpha, 255) << 16 | MIN (green + 255 - alpha, 255) << 8 | MIN (blue + 255 - alpha, 255);
}

static cairo_surface_t *
surface_from_pixbuf (GdkPixbuf *pixbuf,
                     int        factor,
                     gboolean   keep_alpha)
{
  int width = gdk_pixbuf_get_width (pixbuf) / factor;
  int height = gdk_pixbuf_get_height (pixbuf) / factor;
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  const guint8 *source = gdk_pixbuf_read_pixels (pixbuf);
  cairo_surface_t *surface = cairo_image_surface_create (keep_alpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24, width, height);

  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    return surface;
  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
      const guint8 *line = source + (gsize) y * (gsize) factor * (gsize) stride;

      for (int x = 0; x < width; x++)
        row[x] = mean_pixel (line + (gsize) x * (gsize) (factor * channels), stride, channels, factor, keep_alpha);
    }
  cairo_surface_mark_dirty (surface);
  return surface;
}

static gboolean
fail_damaged (const char *name,
              GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("“%s” is damaged or of a kind that cannot be read here. Save it as JPEG and try again."), name);
  return FALSE;
}

static gboolean
decode_jpeg (CwPicture    *self,
             const guint8 *data,
             gsize         length,
             const char   *name,
             guint         need_width,
             guint         need_height,
             GError      **error)
{
  CwJpeg jpeg = cw_jpeg_decode (data, length, need_width, need_height);

  self->surface = jpeg.surface;
  self->width = jpeg.width;
  self->height = jpeg.height;
  self->is_jpeg = TRUE;
  self->reduction = cw_picture_get_reduction_for (self, need_width, need_height);
  if (jpeg.too_large)
    return fail_too_large (name, jpeg.width, jpeg.height, error);
  return jpeg.surface != NULL || fail_damaged (name, error);
}

static gboolean
decode_pixbuf (CwPicture           *self,
               const CwPictureKind *kind,
               const guint8        *data,
               gsize                length,
               const char          *name,
               gboolean             keep_alpha,
               guint                need_width,
               guint                need_height,
               GError             **error)
{
  CwDecoding decoding = { 0 };
  g_autoptr (GdkPixbuf) pixbuf = load_pixbuf (kind, data, length, &decoding);
  gboolean turned = FALSE;

  if (decoding.too_large)
    return fail_too_large (name, decoding.width, decoding.height, error);
  if (pixbuf == NULL)
    return fail_damaged (name, error);
  turned = (decoding.width > decoding.height) != (gdk_pixbuf_get_width (pixbuf) > gdk_pixbuf_get_height (pixbuf));
  self->width = turned ? decoding.height : decoding.width;
  self->height = turned ? decoding.width : decoding.height;
  self->reduction = cw_picture_get_reduction_for (self, need_width, need_height);
  self->surface = surface_from_pixbuf (pixbuf, (int) self->reduction, keep_alpha && gdk_pixbuf_get_has_alpha (pixbuf));
  return TRUE;
}

/* Nothing is drawn at no size, nor larger than that. */
static guint
limit_need (guint need)
{
  return CLAMP (need, 1, MAX_NEED);
}

static CwPicture *
decode (GBytes     *bytes,
        const char *name,
        gboolean    keep_alpha,
        guint       need_width,
        guint       need_height,
        GError    **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const CwPictureKind *kind = check_header (data, length, name, error);
  g_autoptr (CwPicture) self = g_new0 (CwPicture, 1);
  gboolean decoded = FALSE;

  if (kind == NULL)
    return NULL;
  if (strcmp (kind->mime, "image/jpeg") == 0)
    decoded = decode_jpeg (self, data, length, name, need_width, need_height, error);
  else
    decoded = decode_pixbuf (self, kind, data, length, name, keep_alpha, need_width, need_height, error);
  if (!decoded)
    return NULL;
  if (cairo_surface_status (self->surface) == CAIRO_STATUS_SUCCESS)
    return g_steal_pointer (&self);
  g_set_error (error, CW_ERROR, CW_ERROR_PHOTO, _ ("“%s” has sides that are too unequal. Crop it and try again."), name);
  return NULL;
}

/**
 * cw_picture_decode:
 * @name: what the sentences call the picture
 * @keep_alpha: keep holes; otherwise they are white
 *
 * Decodes all of a picture, as far as a card at 600 dpi can show it.
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_PHOTO
 */
CwPicture *
cw_picture_decode (GBytes     *bytes,
                   const char *name,
                   gboolean    keep_alpha,
                   GError    **error)
{
  return decode (bytes, name, keep_alpha, KEEP_SIDE, KEEP_SIDE, error);
}

/**
 * cw_picture_decode_for:
 * @name: what the sentences call the picture
 * @need_width: pixels that the upright picture must have across, where the file has so many
 * @need_height: the same from top to bottom
 *
 * Decodes a picture at the size at which it is drawn. Of a JPEG no more is made than what is needed,
 * up to the next of the sizes that its decoder knows; other kinds keep at least what
 * cw_picture_decode() keeps. The same bytes and needs give the same pixels.
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_PHOTO
 */
CwPicture *
cw_picture_decode_for (GBytes     *bytes,
                       const char *name,
                       guint       need_width,
                       guint       need_height,
                       GError    **error)
{
  return decode (bytes, name, FALSE, limit_need (need_width), limit_need (need_height), error);
}

/**
 * cw_picture_get_reduction_for:
 *
 * Returns: the reduction that cw_picture_decode_for() makes of the same file for other needs
 */
guint
cw_picture_get_reduction_for (const CwPicture *self,
                              guint            need_width,
                              guint            need_height)
{
  guint width = (guint) self->width;
  guint height = (guint) self->height;

  if (self->is_jpeg)
    return cw_jpeg_get_reduction (width, height, limit_need (need_width), limit_need (need_height));
  return MAX (1, MIN (width / MAX (need_width, KEEP_SIDE), height / MAX (need_height, KEEP_SIDE)));
}

void
cw_picture_free (CwPicture *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

/**
 * cw_photo_check:
 * @photo: an encoded picture
 * @name: what the sentences call it
 *
 * Decodes @photo to find out whether it can be printed on a card.
 *
 * Returns: %FALSE with %CW_ERROR_PHOTO and a sentence that holds @name
 */
gboolean
cw_photo_check (GBytes     *photo,
                const char *name,
                GError    **error)
{
  g_autoptr (CwPicture) picture = cw_picture_decode (photo, name, FALSE, error);

  if (picture == NULL)
    return FALSE;
  if (picture->width >= CW_PHOTO_MIN_WIDTH && picture->height >= CW_PHOTO_MIN_HEIGHT)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_PHOTO,
               _ ("“%s” has %d × %d pixels; a photo on a card needs at least %d × %d. Take or choose a larger one."),
               name, picture->width, picture->height, CW_PHOTO_MIN_WIDTH, CW_PHOTO_MIN_HEIGHT);
  return FALSE;
}
