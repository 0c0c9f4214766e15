/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pictures/scale.h"

#include <math.h>
#include <string.h>

/* Owns careful scaling of photos: one axis after the other, a pixel's four channels at once.
 * Cairo's best filter is as good but weighs a square of pixels for every dot, which takes many
 * times as long for a card's photo. Nothing is rounded between the axes. Any thread. */

#define RADIUS 2.0 /* of the kernel, in dots of the coarser side */

/* Blue, green and red, and a lane that is of no account. GCC and Clang make of these whatever the
 * processor has; every lane is computed by itself, so that the result is the same on all of them. */
typedef float CwLanes __attribute__ ((vector_size (16)));
typedef gint32 CwWholes __attribute__ ((vector_size (16)));

/* Which source pixels make each dot of an axis, and how much of each: as many for every dot, so
 * that the loops over them are even. */
typedef struct
{
  int     *starts;  /* one a dot: the first source pixel */
  CwLanes *weights; /* @n_weights a dot, each in all lanes */
  int      n_dots;
  int      n_weights;
  int      first; /* source pixel of all dots */
  int      end;   /* one more than the last */
} CwAxis;

/* Rows of the source as lanes; each is made once and kept until it is no longer wanted. */
typedef struct
{
  cairo_surface_t *source;
  const CwAxis    *across;
  CwLanes         *lanes; /* n_rows of @width */
  int             *held;  /* which source row is there */
  int              n_rows;
  int              width;
} CwRows;

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

/* Weights of dot @i, whose middle lies at @centre. Beyond its edges a picture goes on in the
 * colour of the edge. @shares: room for the weights. */
static void
axis_set_dot (CwAxis *self,
              int     i,
              double  centre,
              double  scale,
              int     n_source,
              double *shares)
{
  /* the pixels whose middles lie inside of the kernel */
  int low = (int) floor (centre - RADIUS * scale - 0.5) + 1;
  int high = (int) ceil (centre + RADIUS * scale - 0.5) - 1;
  int start = CLAMP (low, 0, n_source - self->n_weights);
  double sum = 0;

  for (int j = 0; j < self->n_weights; j++)
    shares[j] = 0;
  for (int j = low; j <= high; j++)
    {
      double share = kernel ((j + 0.5 - centre) / scale);

      shares[CLAMP (j - start, 0, self->n_weights - 1)] += share;
      sum += share;
    }
  for (int j = 0; j < self->n_weights; j++)
    {
      float weight = (float) (shares[j] / sum);

      self->weights[i * self->n_weights + j] = (CwLanes){ weight, weight, weight, weight };
    }
  self->starts[i] = start;
  self->first = MIN (self->first, start);
  self->end = MAX (self->end, start + self->n_weights);
}

static void
axis_init (CwAxis *self,
           double  start,
           double  length,
           int     n_dots,
           int     n_source)
{
  double step = length / n_dots;
  double scale = MAX (1, step);
  g_autofree double *shares = NULL;

  self->n_dots = n_dots;
  self->n_weights = (int) MIN (n_source, ceil (2 * RADIUS * scale));
  self->starts = g_new (int, (gsize) n_dots);
  self->weights = g_new (CwLanes, (gsize) n_dots * (gsize) self->n_weights);
  self->first = n_source;
  shares = g_new (double, (gsize) self->n_weights);
  for (int i = 0; i < n_dots; i++)
    axis_set_dot (self, i, start + (i + 0.5) * step, scale, n_source, shares);
}

static void
axis_clear (CwAxis *self)
{
  g_free (self->starts);
  g_free (self->weights);
}

/* Each channel stays where it is in the pixel and is brought down by a power of two, which is exact. */
static CwLanes
lanes_from_pixel (guint32 pixel)
{
  const CwWholes channels = { 0xff, 0xff00, 0xff0000, 0 };
  const CwLanes places = { 1, 1.0f / 0x100, 1.0f / 0x10000, 0 };
  gint32 whole = (gint32) pixel;
  CwWholes parts = (CwWholes){ whole, whole, whole, whole } & channels;

  return __builtin_convertvector (parts, CwLanes) * places;
}

static const CwLanes *
rows_get (CwRows *self,
          int     y)
{
  int slot = y % self->n_rows;
  CwLanes *lanes = self->lanes + (gsize) slot * (gsize) self->width;
  const guint32 *from = NULL;

  if (self->held[slot] == y)
    return lanes;
  from = (const guint32 *) (const void *) (cairo_image_surface_get_data (self->source) + (gsize) y * (gsize) cairo_image_surface_get_stride (self->source));
  from += self->across->first;
  for (int x = 0; x < self->width; x++)
    lanes[x] = lanes_from_pixel (from[x]);
  self->held[slot] = y;
  return lanes;
}

/* One row of the result's height, still as wide as the source. Four pixels at once keep the
 * processor's adders busy. */
static void
mix_rows (CwRows         *rows,
          const CwAxis   *down,
          int             y,
          const CwLanes **wanted,
          CwLanes        *mixed)
{
  const CwLanes *weights = down->weights + (gsize) y * (gsize) down->n_weights;
  int x = 0;

  for (int j = 0; j < down->n_weights; j++)
    wanted[j] = rows_get (rows, down->starts[y] + j);
  for (; x + 4 <= rows->width; x += 4)
    {
      CwLanes sums[4] = { { 0 } };

      for (int j = 0; j < down->n_weights; j++)
        {
          const CwLanes *at = wanted[j] + x;

          sums[0] += at[0] * weights[j];
          sums[1] += at[1] * weights[j];
          sums[2] += at[2] * weights[j];
          sums[3] += at[3] * weights[j];
        }
      memcpy (mixed + x, sums, sizeof sums);
    }
  for (; x < rows->width; x++)
    {
      mixed[x] = (CwLanes){ 0 };
      for (int j = 0; j < down->n_weights; j++)
        mixed[x] += wanted[j][x] * weights[j];
    }
}

/* To the nearest; the kernel's overshoot ends at black and white. */
static guint32
lanes_to_pixel (CwLanes lanes)
{
  const CwLanes half = { 0.5f, 0.5f, 0.5f, 0.5f };
  CwWholes whole = __builtin_convertvector (lanes + half, CwWholes);
  gint32 blue = whole[0];
  gint32 green = whole[1];
  gint32 red = whole[2];

  if (((blue | green | red) & ~0xff) != 0)
    {
      blue = CLAMP (blue, 0, 255);
      green = CLAMP (green, 0, 255);
      red = CLAMP (red, 0, 255);
    }
  return 0xff000000u | (guint32) red << 16 | (guint32) green << 8 | (guint32) blue;
}

static void
scale_row (const CwLanes *mixed,
           const CwAxis  *across,
           guint32       *to)
{
  const CwLanes *weights = across->weights;

  for (int i = 0; i < across->n_dots; i++, weights += across->n_weights)
    {
      const CwLanes *at = mixed + (across->starts[i] - across->first);
      CwLanes sum = { 0 };

      for (int j = 0; j < across->n_weights; j++)
        sum += at[j] * weights[j];
      to[i] = lanes_to_pixel (sum);
    }
}

/**
 * cw_surface_resample:
 * @source: an image surface, RGB24
 * @part: of @source, in its pixels; may reach over its edges
 * @width: of the result, 1 or more
 * @height: of the result, 1 or more
 *
 * Returns: (transfer full): @part of @source at another size, RGB24; may hold a Cairo error
 */
cairo_surface_t *
cw_surface_resample (cairo_surface_t *source,
                     const CwBox     *part,
                     int              width,
                     int              height)
{
  cairo_surface_t *result = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  CwAxis across = { 0 };
  CwAxis down = { 0 };
  CwRows rows = { .source = source, .across = &across };
  g_autofree CwLanes *mixed = NULL;
  g_autofree const CwLanes **wanted = NULL;

  if (cairo_surface_status (result) != CAIRO_STATUS_SUCCESS)
    return result;
  cairo_surface_flush (source);
  axis_init (&across, part->x, part->width, width, cairo_image_surface_get_width (source));
  axis_init (&down, part->y, part->height, height, cairo_image_surface_get_height (source));
  rows.width = across.end - across.first;
  rows.n_rows = down.n_weights;
  rows.lanes = g_new (CwLanes, (gsize) rows.n_rows * (gsize) rows.width);
  rows.held = g_new (int, (gsize) rows.n_rows);
  for (int i = 0; i < rows.n_rows; i++)
    rows.held[i] = -1;
  mixed = g_new (CwLanes, (gsize) rows.width);
  wanted = g_new (const CwLanes *, (gsize) rows.n_rows);

  for (int y = 0; y < height; y++)
    {
      mix_rows (&rows, &down, y, wanted, mixed);
      scale_row (mixed, &across, (guint32 *) (void *) (cairo_image_surface_get_data (result) + (gsize) y * (gsize) cairo_image_surface_get_stride (result)));
    }
  cairo_surface_mark_dirty (result);
  g_free (rows.lanes);
  g_free (rows.held);
  axis_clear (&across);
  axis_clear (&down);
  return result;
}
