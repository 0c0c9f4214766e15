/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pictures/halftone.h"

#include <math.h>
#include <string.h>

/* Owns pictures in other tones. The same pixels give the same result on every machine: only whole
 * numbers are used, but for the tint's own colour. Any thread. */

/* Fractions of a luma step that are carried on. */
#define STEPS 16
#define WHITE (255 * STEPS)

/* Luma of Rec. ITU-R BT.601, in thousandths. */
static guint32
pixel_luma (guint32 pixel)
{
  return (299 * ((pixel >> 16) & 0xff) + 587 * ((pixel >> 8) & 0xff) + 114 * (pixel & 0xff) + 500) / 1000;
}

static guint32 *
row_of (cairo_surface_t *surface,
        int              y)
{
  return (guint32 *) (void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));
}

/* The colour that each luma becomes. */
static void
tone_table (const CwTone *tone,
            guint32       table[256])
{
  const double channels[3] = { tone->tint.red, tone->tint.green, tone->tint.blue };

  for (guint32 luma = 0; luma < 256; luma++)
    {
      table[luma] = 0xff;
      for (guint i = 0; i < 3; i++)
        {
          guint32 dark = tone->tinted ? (guint32) lround (CLAMP (channels[i], 0, 1) * 255) : 0;

          table[luma] = table[luma] << 8 | (dark * (255 - luma) + 255 * luma + 127) / 255;
        }
    }
}

/**
 * cw_surface_tone:
 * @source: an image surface, RGB24
 *
 * Returns: (transfer full): @source in other colours, RGB24; @source itself when nothing changes
 */
cairo_surface_t *
cw_surface_tone (cairo_surface_t *source,
                 const CwTone    *tone)
{
  int width = cairo_image_surface_get_width (source);
  int height = cairo_image_surface_get_height (source);
  cairo_surface_t *result = NULL;
  guint32 table[256];

  if (!tone->greyscale && !tone->tinted)
    return cairo_surface_reference (source);
  cairo_surface_flush (source);
  tone_table (tone, table);
  result = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  if (cairo_surface_status (result) != CAIRO_STATUS_SUCCESS)
    return result;
  for (int y = 0; y < height; y++)
    {
      const guint32 *from = row_of (source, y);
      guint32 *to = row_of (result, y);

      for (int x = 0; x < width; x++)
        to[x] = table[pixel_luma (from[x])];
    }
  cairo_surface_mark_dirty (result);
  return result;
}

/* Cairo keeps A1 in words of the machine's byte order. */
static void
set_dot (guint32 *row,
         int      x)
{
  row[x / 32] |= G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1u << (x % 32) : 0x80000000u >> (x % 32);
}

static void
threshold_row (const guint32 *from,
               guint32       *to,
               int            width)
{
  for (int x = 0; x < width; x++)
    if (pixel_luma (from[x]) < 128)
      set_dot (to, x);
}

/* R. W. Floyd and L. Steinberg, "An Adaptive Algorithm for Spatial Greyscale", Proc. SID 17 (1976):
 * 7, 3, 5 and 1 sixteenths of the error go on to the next dot and to three of the next row. Every other
 * row runs backwards, against worm-like patterns. Nothing is lost to rounding. @errors and @next
 * have a place more at both ends.
 *
 * Luma is carried, not light: half of the dots make the middle grey. Were dots of resin sharp
 * squares that would be too bright, for the middle grey of sRGB sends back a fifth of white's light;
 * but they spread, by how much depends on the printer, and open mid-tones keep a face readable
 * where closed ones do not. */
static void
diffuse_row (const guint32 *from,
             guint32       *to,
             int            width,
             gboolean       backward,
             gint32        *errors,
             gint32        *next)
{
  int step = backward ? -1 : 1;

  for (int i = 0, x = backward ? width - 1 : 0; i < width; i++, x += step)
    {
      gint32 wanted = (gint32) pixel_luma (from[x]) * STEPS + errors[x + 1];
      gint32 error = wanted < WHITE / 2 ? wanted : wanted - WHITE;
      gint32 ahead = error * 7 / 16;
      gint32 behind = error * 3 / 16;
      gint32 below = error * 5 / 16;

      if (wanted < WHITE / 2)
        set_dot (to, x);
      errors[x + 1 + step] += ahead;
      next[x + 1 - step] += behind;
      next[x + 1] += below;
      next[x + 1 + step] += error - ahead - behind - below;
    }
}

/**
 * cw_surface_halftone:
 * @source: an image surface, RGB24
 * @threshold: for artwork: a dot wherever it is darker than the middle, so that edges stay sharp;
 *   otherwise, for photos, dots as dense as the picture is dark
 *
 * Returns: (transfer full): an A1 surface, set where a dot of resin belongs
 */
cairo_surface_t *
cw_surface_halftone (cairo_surface_t *source,
                     gboolean         threshold)
{
  int width = cairo_image_surface_get_width (source);
  int height = cairo_image_surface_get_height (source);
  cairo_surface_t *result = cairo_image_surface_create (CAIRO_FORMAT_A1, width, height);
  g_autofree gint32 *carried = g_new0 (gint32, 2 * ((gsize) width + 2));
  gint32 *errors = carried;
  gint32 *next = carried + width + 2;

  if (cairo_surface_status (result) != CAIRO_STATUS_SUCCESS)
    return result;
  cairo_surface_flush (source);
  for (int y = 0; y < height; y++)
    {
      guint32 *to = row_of (result, y);
      gint32 *done = errors;

      if (threshold)
        {
          threshold_row (row_of (source, y), to, width);
          continue;
        }
      diffuse_row (row_of (source, y), to, width, y % 2 == 1, errors, next);
      errors = next;
      next = done;
      memset (next, 0, ((gsize) width + 2) * sizeof *next);
    }
  cairo_surface_mark_dirty (result);
  return result;
}
