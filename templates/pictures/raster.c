/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/pictures/raster.h"

#include <math.h>

/* Owns pictures at device size: each is painted once into a buffer that lies exactly on the
 * device's dots, lifted off black, and copied from then on. Any thread; a buffer never changes
 * after it is made. */

#define MAX_ENTRIES 12
#define MAX_BYTES (96u * 1024 * 1024)
#define MAX_SIDE 8192 /* dots: a card at 2400 dpi */

typedef struct
{
  gatomicrefcount ref_count;
  gconstpointer   key;
  gboolean        fast;
  cairo_matrix_t  matrix; /* of the picture's space, from the buffer's top left corner */
  int             width;
  int             height;
  int             stride;
  guchar         *pixels;
} CwBuffer;

struct _CwRasterCache
{
  GMutex lock;
  GQueue buffers; /* of CwBuffer, last used first */
  gsize  bytes;
};

static void
buffer_unref (gpointer data)
{
  CwBuffer *buffer = data;

  if (!g_atomic_ref_count_dec (&buffer->ref_count))
    return;
  g_free (buffer->pixels);
  g_free (buffer);
}

static gsize
buffer_get_bytes (const CwBuffer *buffer)
{
  return (gsize) buffer->stride * (gsize) buffer->height;
}

CwRasterCache *
cw_raster_cache_new (void)
{
  CwRasterCache *self = g_new0 (CwRasterCache, 1);

  g_mutex_init (&self->lock);
  g_queue_init (&self->buffers);
  return self;
}

void
cw_raster_cache_free (CwRasterCache *self)
{
  if (self == NULL)
    return;
  g_queue_clear_full (&self->buffers, buffer_unref);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Lifts one premultiplied ARGB32 or RGB24 pixel; @floor is CW_LIFT_LEVEL under its alpha. */
static guint32
pixel_lift (guint32 pixel,
            guint32 floor,
            CwLift  lift)
{
  guint32 red = (pixel >> 16) & 0xff;
  guint32 green = (pixel >> 8) & 0xff;
  guint32 blue = pixel & 0xff;

  if (lift == CW_LIFT_BLACK && (red >= floor || green >= floor || blue >= floor))
    return pixel;
  return (pixel & 0xff000000u) | MAX (red, floor) << 16 | MAX (green, floor) << 8 | MAX (blue, floor);
}

/**
 * cw_surface_lift:
 * @surface: an image surface, ARGB32 or RGB24
 *
 * Keeps every pixel of @surface from being black to a driver that pulls black into the K panel.
 */
void
cw_surface_lift (cairo_surface_t *surface,
                 CwLift           lift)
{
  gboolean opaque = cairo_image_surface_get_format (surface) == CAIRO_FORMAT_RGB24;
  int stride = cairo_image_surface_get_stride (surface);
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  guchar *pixels = NULL;

  cairo_surface_flush (surface);
  if (lift == CW_LIFT_NONE)
    return;
  pixels = cairo_image_surface_get_data (surface);
  for (int y = 0; y < height; y++)
    {
      guint32 *row = (guint32 *) (void *) (pixels + (gsize) y * (gsize) stride);

      for (int x = 0; x < width; x++)
        {
          guint32 alpha = opaque ? 255 : row[x] >> 24;

          /* rounded up, so that the pixel over white or paper is not darker than the level */
          row[x] = pixel_lift (row[x], (CW_LIFT_LEVEL * alpha + 254) / 255, lift);
        }
    }
  cairo_surface_mark_dirty (surface);
}

/**
 * cw_colour_lift:
 *
 * Returns: @colour, or the darkest colour of the colour layer in place of a darker one
 */
CwColour
cw_colour_lift (const CwColour *colour)
{
  const double floor_level = CW_LIFT_LEVEL / 255.0;
  CwColour lifted = *colour;

  if (colour->red >= floor_level || colour->green >= floor_level || colour->blue >= floor_level)
    return lifted;
  lifted.red = lifted.green = lifted.blue = floor_level;
  return lifted;
}

static gboolean
matrix_equal (const cairo_matrix_t *a,
              const cairo_matrix_t *b)
{
  const double tiny = 1e-6;

  return fabs (a->xx - b->xx) < tiny && fabs (a->yx - b->yx) < tiny && fabs (a->xy - b->xy) < tiny &&
         fabs (a->yy - b->yy) < tiny && fabs (a->x0 - b->x0) < tiny && fabs (a->y0 - b->y0) < tiny;
}

static CwBuffer *
cache_find (CwRasterCache *self,
            const CwBuffer *wanted)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (GList *at = self->buffers.head; at != NULL; at = at->next)
    {
      CwBuffer *buffer = at->data;

      if (buffer->key != wanted->key || buffer->fast != wanted->fast || buffer->width != wanted->width ||
          buffer->height != wanted->height || !matrix_equal (&buffer->matrix, &wanted->matrix))
        continue;
      g_queue_unlink (&self->buffers, at);
      g_queue_push_head_link (&self->buffers, at);
      g_atomic_ref_count_inc (&buffer->ref_count);
      return buffer;
    }
  return NULL;
}

static void
cache_keep (CwRasterCache *self,
            CwBuffer      *buffer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_atomic_ref_count_inc (&buffer->ref_count);
  g_queue_push_head (&self->buffers, buffer);
  self->bytes += buffer_get_bytes (buffer);
  while (self->buffers.length > 1 && (self->buffers.length > MAX_ENTRIES || self->bytes > MAX_BYTES))
    {
      CwBuffer *oldest = g_queue_pop_tail (&self->buffers);

      self->bytes -= buffer_get_bytes (oldest);
      buffer_unref (oldest);
    }
}

static cairo_surface_t *
buffer_wrap (CwBuffer *buffer)
{
  return cairo_image_surface_create_for_data (buffer->pixels, CAIRO_FORMAT_ARGB32, buffer->width, buffer->height, buffer->stride);
}

static void
buffer_paint (CwBuffer     *buffer,
              CwLift        lift,
              CwRasterPaint paint,
              gconstpointer data)
{
  g_autoptr (cairo_surface_t) surface = NULL;
  g_autoptr (cairo_t) cr = NULL;

  buffer->stride = cairo_format_stride_for_width (CAIRO_FORMAT_ARGB32, buffer->width);
  buffer->pixels = g_malloc0 (buffer_get_bytes (buffer));
  surface = buffer_wrap (buffer);
  cr = cairo_create (surface);
  cairo_set_matrix (cr, &buffer->matrix);
  paint (cr, data);
  cw_surface_lift (surface, lift);
  cairo_surface_finish (surface);
}

/* The device dots that @box touches under the matrix of @cr. */
static void
device_extents (cairo_t     *cr,
                const CwBox *box,
                double       scale_x,
                double       scale_y,
                double       extents[4])
{
  for (int i = 0; i < 4; i++)
    {
      double x = box->x + (i & 1 ? box->width : 0);
      double y = box->y + (i & 2 ? box->height : 0);

      cairo_user_to_device (cr, &x, &y);
      x *= scale_x;
      y *= scale_y;
      extents[0] = i == 0 ? x : MIN (extents[0], x);
      extents[1] = i == 0 ? y : MIN (extents[1], y);
      extents[2] = i == 0 ? x : MAX (extents[2], x);
      extents[3] = i == 0 ? y : MAX (extents[3], y);
    }
}

/**
 * cw_raster_paint:
 * @cr: in millimetres
 * @box: what @paint may paint on
 * @fast: the picture is for a screen; kept apart from the careful one
 * @paint: paints the picture, in the space of @cr
 * @data: given to @paint
 * @key: the picture's name in the cache
 *
 * Paints a picture by way of a buffer at the device's own dots.
 */
void
cw_raster_paint (CwRasterCache *self,
                 cairo_t       *cr,
                 const CwBox   *box,
                 CwLift         lift,
                 gboolean       fast,
                 CwRasterPaint  paint,
                 gconstpointer  data,
                 gconstpointer  key)
{
  CwBuffer wanted = { .key = key, .fast = fast };
  g_autoptr (cairo_surface_t) wrapped = NULL;
  CwBuffer *buffer = NULL;
  double extents[4] = { 0 };
  double scale_x = 1;
  double scale_y = 1;

  cairo_surface_get_device_scale (cairo_get_group_target (cr), &scale_x, &scale_y);
  device_extents (cr, box, scale_x, scale_y, extents);
  if (!isfinite (extents[0] + extents[1] + extents[2] + extents[3]) ||
      extents[2] - extents[0] > MAX_SIDE || extents[3] - extents[1] > MAX_SIDE ||
      extents[2] - extents[0] < 0.5 || extents[3] - extents[1] < 0.5)
    return; /* thinner than half a dot, or a magnification that no card is looked at with */

  wanted.width = (int) (ceil (extents[2]) - floor (extents[0]));
  wanted.height = (int) (ceil (extents[3]) - floor (extents[1]));
  cairo_get_matrix (cr, &wanted.matrix);
  cairo_matrix_multiply (&wanted.matrix, &wanted.matrix, &(cairo_matrix_t) { .xx = scale_x, .yy = scale_y });
  wanted.matrix.x0 -= floor (extents[0]);
  wanted.matrix.y0 -= floor (extents[1]);

  buffer = cache_find (self, &wanted);
  if (buffer == NULL)
    {
      buffer = g_memdup2 (&wanted, sizeof wanted);
      g_atomic_ref_count_init (&buffer->ref_count);
      buffer_paint (buffer, lift, paint, data);
      cache_keep (self, buffer);
    }
  wrapped = buffer_wrap (buffer);
  cairo_surface_set_device_scale (wrapped, scale_x, scale_y);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  cairo_set_source_surface (cr, wrapped, floor (extents[0]) / scale_x, floor (extents[1]) / scale_y);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  /* a recording target copies the pixels when the surface goes, so it goes before they do */
  g_clear_pointer (&wrapped, cairo_surface_destroy);
  buffer_unref (buffer);
}
