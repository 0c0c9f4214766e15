/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pictures/jpeg.h"

#include <setjmp.h>
#include <stdio.h>
#include <string.h>

/* wants stdio.h before it */
#include <jpeglib.h>
#include <jerror.h>

#include "templates/pictures/photo.h"

/* Owns JPEG: the decoder makes a picture two, four or eight times smaller while it transforms the
 * blocks, which takes a fraction of the memory of decoding all of it, and writes Cairo's pixels
 * itself. Any thread. */

/* A progressive picture is held as coefficients, two bytes each. */
#define MAX_DECODER_MEMORY (512L * 1024 * 1024)

#define MARKER_EXIF (JPEG_APP0 + 1)
#define MARKER_BYTES 0xffff

typedef struct
{
  struct jpeg_decompress_struct jpeg;
  struct jpeg_error_mgr         errors;
  struct jpeg_progress_mgr      progress;
  jmp_buf                       stop; /* where the decoder goes when it cannot go on */
  guint                         orientation;
  CwJpeg                        result;
} CwReader;

/* --- the decoder's way of saying no ----------------------------------------------------------- */

static G_NORETURN void
stop_cb (j_common_ptr info)
{
  CwReader *self = info->client_data;

  longjmp (self->stop, 1);
}

static void
say_nothing_cb (j_common_ptr info)
{
}

/* The decoder goes on after damage and fills with grey. On a card that is seen too late. */
static void
message_cb (j_common_ptr info,
            int          level)
{
  int code = info->err->msg_code;

  if (level < 0 && (code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_ARITH_BAD_CODE ||
                    code == JWRN_JPEG_EOF || code == JWRN_MUST_RESYNC))
    stop_cb (info);
}

static void
progress_cb (j_common_ptr info)
{
  CwReader *self = info->client_data;

  if (self->jpeg.input_scan_number > CW_JPEG_MAX_SCANS)
    stop_cb (info);
}

/* --- orientation ------------------------------------------------------------------------------ */

static guint32
get_number (const guint8 *at,
            guint         n_bytes,
            gboolean      big)
{
  guint32 value = 0;

  for (guint i = 0; i < n_bytes; i++)
    value = value << 8 | at[big ? i : n_bytes - 1 - i];
  return value;
}

/* Tag Orientation of the first directory (TIFF 6.0, section 2; CIPA DC-008, 4.6.4), or 1. */
static guint
exif_orientation (const guint8 *data,
                  gsize         length)
{
  const gsize start = 6; /* "Exif", 0, 0 */
  gboolean big = FALSE;
  gsize directory = 0;
  guint n_entries = 0;

  if (length < start + 8 || memcmp (data, "Exif\0", 6) != 0)
    return 1;
  data += start;
  length -= start;
  big = data[0] == 'M';
  directory = get_number (data + 4, 4, big);
  if (get_number (data + 2, 2, big) != 42 || directory < 8 || directory > length - 2)
    return 1;
  n_entries = get_number (data + directory, 2, big);
  for (gsize i = 0; i < n_entries && directory + 2 + (i + 1) * 12 <= length; i++)
    {
      const guint8 *entry = data + directory + 2 + i * 12;
      guint32 value = get_number (entry + 8, 2, big);

      if (get_number (entry, 2, big) == 0x0112 && get_number (entry + 2, 2, big) == 3)
        return value >= 1 && value <= 8 ? value : 1;
    }
  return 1;
}

static guint
reader_get_orientation (const CwReader *self)
{
  for (jpeg_saved_marker_ptr marker = self->jpeg.marker_list; marker != NULL; marker = marker->next)
    if (marker->marker == MARKER_EXIF && marker->data_length >= 6 && memcmp (marker->data, "Exif\0", 6) == 0)
      return exif_orientation (marker->data, marker->data_length);
  return 1;
}

/* How the file's rows and columns lie in the upright picture (CIPA DC-008, 4.6.4, Orientation);
 * mirrored are the file's own axes, before they are swapped. */
static const struct
{
  gboolean swapped; /* rows of the file are columns of the picture */
  gboolean mirror_x;
  gboolean mirror_y;
} turns[] = {
  { FALSE, FALSE, FALSE }, /* not used: there is no orientation 0 */
  { FALSE, FALSE, FALSE },
  { FALSE, TRUE, FALSE },
  { FALSE, TRUE, TRUE },
  { FALSE, FALSE, TRUE },
  { TRUE, FALSE, FALSE },
  { TRUE, FALSE, TRUE },
  { TRUE, TRUE, TRUE },
  { TRUE, TRUE, FALSE },
};

static cairo_surface_t *
surface_turn (cairo_surface_t *source,
              guint            orientation)
{
  int width = cairo_image_surface_get_width (source);
  int height = cairo_image_surface_get_height (source);
  gboolean swapped = turns[orientation].swapped;
  gssize stride = cairo_image_surface_get_stride (source) / 4;
  const guint32 *from = (const guint32 *) (const void *) cairo_image_surface_get_data (source);
  cairo_surface_t *result = cairo_image_surface_create (CAIRO_FORMAT_RGB24, swapped ? height : width, swapped ? width : height);
  gssize step_x = swapped ? stride : 1;
  gssize step_y = swapped ? 1 : stride;

  if (cairo_surface_status (result) != CAIRO_STATUS_SUCCESS)
    return result;
  if (turns[orientation].mirror_x)
    {
      from += width - 1;
      *(swapped ? &step_y : &step_x) = -1;
    }
  if (turns[orientation].mirror_y)
    {
      from += stride * (height - 1);
      *(swapped ? &step_x : &step_y) = -stride;
    }
  for (int y = 0; y < cairo_image_surface_get_height (result); y++)
    {
      guint32 *row = (guint32 *) (void *) (cairo_image_surface_get_data (result) + (gsize) y * (gsize) cairo_image_surface_get_stride (result));

      for (int x = 0; x < cairo_image_surface_get_width (result); x++)
        row[x] = from[y * step_y + x * step_x];
    }
  cairo_surface_mark_dirty (result);
  return result;
}

/* --- decoding --------------------------------------------------------------------------------- */

/* Inks on white. Files with Adobe's marker hold them inverted (Adobe Technical Note 5116). */
static void
row_from_cmyk (guint8  *row,
               guint    width,
               gboolean inverted)
{
  for (guint x = 0; x < width; x++)
    {
      guint8 *at = row + 4 * (gsize) x;
      guint32 pixel = 0xff;

      for (guint i = 0; i < 3; i++)
        {
          guint32 light = inverted ? at[i] : 255u - at[i];
          guint32 black = inverted ? at[3] : 255u - at[3];

          pixel = pixel << 8 | light * black / 255;
        }
      memcpy (at, &pixel, sizeof pixel);
    }
}

static void
reader_read_rows (CwReader *self)
{
  struct jpeg_decompress_struct *jpeg = &self->jpeg;
  guchar *pixels = cairo_image_surface_get_data (self->result.surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (self->result.surface);

  while (jpeg->output_scanline < jpeg->output_height)
    {
      guchar *row = pixels + stride * jpeg->output_scanline;

      jpeg_read_scanlines (jpeg, &row, 1);
      if (jpeg->out_color_space == JCS_CMYK)
        row_from_cmyk (row, jpeg->output_width, jpeg->saw_Adobe_marker);
    }
  /* what follows the last row is read too: it may be cut off there */
  jpeg_finish_decompress (jpeg);
  cairo_surface_mark_dirty (self->result.surface);
}

static void
reader_decode (CwReader *self,
               guint     need_width,
               guint     need_height)
{
  struct jpeg_decompress_struct *jpeg = &self->jpeg;
  gboolean swapped = FALSE;

  jpeg_save_markers (jpeg, MARKER_EXIF, MARKER_BYTES);
  jpeg_read_header (jpeg, TRUE);
  self->orientation = reader_get_orientation (self);
  swapped = turns[self->orientation].swapped;
  self->result.width = (int) (swapped ? jpeg->image_height : jpeg->image_width);
  self->result.height = (int) (swapped ? jpeg->image_width : jpeg->image_height);
  self->result.too_large = (guint64) jpeg->image_width * jpeg->image_height > CW_PICTURE_MAX_PIXELS;
  if (self->result.too_large)
    return;
  jpeg->scale_num = 1;
  jpeg->scale_denom = cw_jpeg_get_reduction (jpeg->image_width, jpeg->image_height, swapped ? need_height : need_width, swapped ? need_width : need_height);
  if (jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK)
    jpeg->out_color_space = JCS_CMYK;
  else
    jpeg->out_color_space = G_BYTE_ORDER == G_LITTLE_ENDIAN ? JCS_EXT_BGRA : JCS_EXT_ARGB;
  jpeg_start_decompress (jpeg);
  self->result.surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) jpeg->output_width, (int) jpeg->output_height);
  if (cairo_surface_status (self->result.surface) == CAIRO_STATUS_SUCCESS)
    reader_read_rows (self);
}

static void
reader_turn (CwReader *self)
{
  cairo_surface_t *upright = NULL;

  if (self->orientation <= 1 || self->result.surface == NULL || cairo_surface_status (self->result.surface) != CAIRO_STATUS_SUCCESS)
    return;
  upright = surface_turn (self->result.surface, self->orientation);
  cairo_surface_destroy (self->result.surface);
  self->result.surface = upright;
}

/**
 * cw_jpeg_get_reduction:
 * @width: of the file, as the other three upright or all as the file lies
 *
 * Halvings alone: the decoder has fast code for these, and they lose nothing to odd ratios.
 *
 * Returns: how many times smaller than the file cw_jpeg_decode() makes it
 */
guint
cw_jpeg_get_reduction (guint width,
                       guint height,
                       guint need_width,
                       guint need_height)
{
  guint reduction = 1;

  while (reduction < 8 && width / (reduction * 2) >= need_width && height / (reduction * 2) >= need_height)
    reduction *= 2;
  return reduction;
}

/**
 * cw_jpeg_decode:
 * @need_width: dots that the upright picture must have across, where the file has them
 * @need_height: the same from top to bottom
 *
 * Decodes a file; made two, four or eight times smaller where that still is at least as large as
 * what is needed.
 *
 * Returns: without a surface when the file is too large, damaged or of a kind that is not known
 */
CwJpeg
cw_jpeg_decode (const guint8 *data,
                gsize         length,
                guint         need_width,
                guint         need_height)
{
  g_autofree CwReader *self = g_new0 (CwReader, 1);

  self->jpeg.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = stop_cb;
  self->errors.emit_message = message_cb;
  self->errors.output_message = say_nothing_cb;
  self->jpeg.client_data = self;
  if (setjmp (self->stop) == 0)
    {
      jpeg_create_decompress (&self->jpeg);
      self->jpeg.mem->max_memory_to_use = MAX_DECODER_MEMORY;
      self->progress.progress_monitor = progress_cb;
      self->jpeg.progress = &self->progress;
      jpeg_mem_src (&self->jpeg, data, length);
      reader_decode (self, need_width, need_height);
    }
  else
    {
      g_clear_pointer (&self->result.surface, cairo_surface_destroy);
    }
  jpeg_destroy_decompress (&self->jpeg);
  reader_turn (self);
  return self->result;
}
