/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/scale.h"

#include <math.h>

/* Owns careful scaling of photos: one axis after the other. Cairo's best filter is as good but
 * weighs a square of pixels for every dot, which takes five times as long for a card's photo.
 * Any thread. */

#define WEIGHT_BITS 14
#define WEIGHT_ONE (1 << WEIGHT_BITS)
#define RADIUS 2.0 /* of the kernel, in dots of the coarser side */

/* Which source pixels make one dot, and how much of each. */
typedef struct
{
  int     first;
  int     n_weights;
  gint16 *weights;
} CwTaps;

/* The cubic of R. Keys, "Cubic Convolution Interpolation for Digital Image Processing", IEEE
 * Trans. ASSP 29 (1981), with a = -1/2. */
static double
kernel (double distance)
{
  double x = fabs (distance);

  if (x < 1)
    return (1.5 * x - 2.5) * x * x + 1;
  if (x < 2)
    return ((-0.5 * x + 2.5) * x - 4) * x + 2;
  return 0;
}

/* Beyond its edges a picture goes on in the colour of the edge. */
static void
taps_init (CwTaps *taps,
           double  centre,
           double  scale,
           int     n_source)
{
  int low = (int) floor (centre - RADIUS * scale);
  int high = (int) ceil (centre + RADIUS * scale);
  int last = 0;
  g_autofree double *shares = NULL;
  double sum = 0;
  int rest = WEIGHT_ONE;
  int largest = 0;

  taps->first = CLAMP (low, 0, n_source - 1);
  last = CLAMP (high, 0, n_source - 1);
  taps->n_weights = last - taps->first + 1;
  taps->weights = g_new0 (gint16, (gsize) taps->n_weights);
  shares = g_new0 (double, (gsize) taps->n_weights);
  for (int i = low; i <= high; i++)
    {
      double share = kernel ((i + 0.5 - centre) / scale);

      shares[CLAMP (i, taps->first, last) - taps->first] += share;
      sum += share;
    }
  for (int i = 0; i < taps->n_weights; i++)
    {
      taps->weights[i] = (gint16) lround (shares[i] / sum * WEIGHT_ONE);
      rest -= taps->weights[i];
      if (taps->weights[i] > taps->weights[largest])
        largest = i;
    }
  /* rounding must not make a white picture grey */
  taps->weights[largest] = (gint16) (taps->weights[largest] + rest);
}

static CwTaps *
axis_new (double start,
          double length,
          int    n_dots,
          int    n_source)
{
  CwTaps *axis = g_new0 (CwTaps, (gsize) n_dots);
  double step = length / n_dots;

  for (int i = 0; i < n_dots; i++)
    taps_init (&axis[i], start + (i + 0.5) * step, MAX (1, step), n_source);
  return axis;
}

static void
axis_free (CwTaps *axis,
           int     n_dots)
{
  for (int i = 0; i < n_dots; i++)
    g_free (axis[i].weights);
  g_free (axis);
}

static guint8
to_byte (gint32 weighted)
{
  gint32 value = (weighted + WEIGHT_ONE / 2) >> WEIGHT_BITS;

  return (guint8) CLAMP (value, 0, 255);
}

static void
scale_row (const guint8 *from,
           guint8       *to,
           const CwTaps *axis,
           int           n_dots)
{
  for (int i = 0; i < n_dots; i++)
    {
      const CwTaps *taps = &axis[i];
      const guint8 *at = from + 4 * (gsize) taps->first;
      gint32 sum[4] = { 0 };

      for (int j = 0; j < taps->n_weights; j++, at += 4)
        for (int channel = 0; channel < 4; channel++)
          sum[channel] += at[channel] * taps->weights[j];
      for (int channel = 0; channel < 4; channel++)
        to[4 * i + channel] = to_byte (sum[channel]);
    }
}

static void
mix_rows (const guint8 *rows,
          gsize         stride,
          guint8       *to,
          const CwTaps *taps,
          gint32       *sums)
{
  for (gsize i = 0; i < stride; i++)
    sums[i] = 0;
  for (int j = 0; j < taps->n_weights; j++)
    {
      const guint8 *row = rows + (gsize) (taps->first + j) * stride;
      gint32 weight = taps->weights[j];

      for (gsize i = 0; i < stride; i++)
        sums[i] += row[i] * weight;
    }
  for (gsize i = 0; i < stride; i++)
    to[i] = to_byte (sums[i]);
}

/**
 * cw_surface_resample:
 * @source: an image surface, RGB24
 * @part: of @source, in its pixels; may reach over its edges
 * @width: of the result, 1 or more
 * @height: of the result, 1 or more
 *
 * Returns: (transfer full): @part of @source at another size, RGB24
 */
cairo_surface_t *
cw_surface_resample (cairo_surface_t *source,
                     const CwBox     *part,
                     int              width,
                     int              height)
{
  int source_width = cairo_image_surface_get_width (source);
  int source_height = cairo_image_surface_get_height (source);
  cairo_surface_t *result = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  CwTaps *across = axis_new (part->x, part->width, width, source_width);
  CwTaps *down = axis_new (part->y, part->height, height, source_height);
  int first = down[0].first;
  int end = down[height - 1].first + down[height - 1].n_weights;
  gsize stride = 4 * (gsize) width;
  g_autofree guint8 *rows = g_malloc0 (stride * (gsize) source_height);
  g_autofree gint32 *sums = g_new0 (gint32, stride);

  for (int y = first; y < end; y++)
    scale_row (cairo_image_surface_get_data (source) + (gsize) y * (gsize) cairo_image_surface_get_stride (source), rows + (gsize) y * stride, across, width);
  for (int y = 0; y < height; y++)
    mix_rows (rows, stride, cairo_image_surface_get_data (result) + (gsize) y * (gsize) cairo_image_surface_get_stride (result), &down[y], sums);
  cairo_surface_mark_dirty (result);
  axis_free (across, width);
  axis_free (down, height);
  return result;
}
