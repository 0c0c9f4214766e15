/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/pagestream.h"

#include <string.h>

/* Owns the bytes of PWG raster (PWG 5102.4, PWG Raster Format) and of Apple raster (the same lines
 * behind shorter headers; as CUPS reads it). Written here and not by libcups, so that a card can be
 * made into a file where no print service is. Pure; any thread. */

#define PWG_HEADER 1796
#define PWG_NAME 64
#define URF_HEADER 32
#define POINTS_PER_HUNDREDTH (72.0 / 2540.0)

/* PWG 5102.4 section 4.3: byte offsets of the header's fields; all numbers are big endian. */
enum
{
  PWG_MEDIA_CLASS = 0,
  PWG_DUPLEX = 272,
  PWG_RESOLUTION_X = 276,
  PWG_RESOLUTION_Y = 280,
  PWG_NUM_COPIES = 340,
  PWG_PAGE_SIZE_X = 352,
  PWG_PAGE_SIZE_Y = 356,
  PWG_TUMBLE = 368,
  PWG_WIDTH = 372,
  PWG_HEIGHT = 376,
  PWG_BITS_PER_COLOUR = 384,
  PWG_BITS_PER_PIXEL = 388,
  PWG_BYTES_PER_LINE = 392,
  PWG_COLOUR_SPACE = 400,
  PWG_NUM_COLOURS = 420,
  PWG_TOTAL_PAGES = 452,
  PWG_CROSS_FEED = 456,
  PWG_FEED = 460,
  PWG_BOX_RIGHT = 472,
  PWG_BOX_BOTTOM = 476,
  PWG_ALTERNATE_PRIMARY = 480,
  PWG_PRINT_QUALITY = 484,
  PWG_PAGE_SIZE_NAME = 1732,
};

enum
{
  PWG_SPACE_BLACK = 3,
  PWG_SPACE_SRGB = 19,
  URF_SPACE_GREY = 0,
  URF_SPACE_SRGB = 1,
  QUALITY_NORMAL = 4, /* print-quality of RFC 8011 */
};

/* A unit of a line is a dot of colour (3 bytes), a dot of grey, or eight dots of black (1 byte). A run
 * or row is of at most 128 units, and there are at most 256 lines alike. */
#define MOST_UNITS 128u
#define MOST_LINES 256u

/* A unit can take no more than itself and the byte before it. */
#define MOST_BYTES 4u

/* Lines that are read from a side together: for a side that is turned, what they read of a row of it
 * is four lines of the processor's cache. */
#define BAND 64u

/* Dots of a line that are read together, each from a row of its own. */
#define SQUARE 16u

/* One side on its way into the stream, without a copy of the whole. */
typedef struct
{
  const CwStreamPlan *plan;
  const guint8       *data;
  gsize               stride;
  guint               lying_width; /* dots of the side as it was drawn */
  guint               width;       /* dots of the page */
  guint               height;
  gboolean            columns;     /* mirrored */
  gboolean            rows;
} CwStreamPage;

static void
cw_stream_put (guint8 *at,
               guint32 value)
{
  value = GUINT32_TO_BE (value);
  memcpy (at, &value, sizeof value);
}

static guint32
cw_stream_points (guint hundredths)
{
  return (guint32) (hundredths * POINTS_PER_HUNDREDTH + 0.5);
}

static void
cw_stream_append_pwg_header (GByteArray         *bytes,
                             const CwStreamPlan *plan,
                             const CwStreamPage *page,
                             guint               index,
                             guint               n_pages)
{
  guint8 header[PWG_HEADER] = { 0 };
  gboolean back = index > 0;

  g_strlcpy ((char *) header + PWG_MEDIA_CLASS, "PwgRaster", PWG_NAME);
  cw_stream_put (header + PWG_DUPLEX, n_pages > 1);
  cw_stream_put (header + PWG_RESOLUTION_X, plan->dpi);
  cw_stream_put (header + PWG_RESOLUTION_Y, plan->dpi);
  cw_stream_put (header + PWG_NUM_COPIES, 1);
  cw_stream_put (header + PWG_PAGE_SIZE_X, cw_stream_points (plan->page_x));
  cw_stream_put (header + PWG_PAGE_SIZE_Y, cw_stream_points (plan->page_y));
  cw_stream_put (header + PWG_TUMBLE, n_pages > 1);
  cw_stream_put (header + PWG_WIDTH, page->width);
  cw_stream_put (header + PWG_HEIGHT, page->height);
  cw_stream_put (header + PWG_BITS_PER_COLOUR, plan->black ? 1 : 8);
  cw_stream_put (header + PWG_BITS_PER_PIXEL, plan->black ? 1 : 24);
  cw_stream_put (header + PWG_BYTES_PER_LINE, plan->black ? (page->width + 7) / 8 : page->width * 3);
  cw_stream_put (header + PWG_COLOUR_SPACE, plan->black ? PWG_SPACE_BLACK : PWG_SPACE_SRGB);
  cw_stream_put (header + PWG_NUM_COLOURS, plan->black ? 1 : 3);
  cw_stream_put (header + PWG_TOTAL_PAGES, n_pages);
  cw_stream_put (header + PWG_CROSS_FEED, back && plan->back_columns ? G_MAXUINT32 : 1);
  cw_stream_put (header + PWG_FEED, back && plan->back_rows ? G_MAXUINT32 : 1);
  cw_stream_put (header + PWG_BOX_RIGHT, page->width);
  cw_stream_put (header + PWG_BOX_BOTTOM, page->height);
  cw_stream_put (header + PWG_ALTERNATE_PRIMARY, 0xffffff);
  cw_stream_put (header + PWG_PRINT_QUALITY, QUALITY_NORMAL);
  if (plan->media != NULL)
    g_strlcpy ((char *) header + PWG_PAGE_SIZE_NAME, plan->media, PWG_NAME);
  g_byte_array_append (bytes, header, sizeof header);
}

static void
cw_stream_append_urf_header (GByteArray         *bytes,
                             const CwStreamPlan *plan,
                             const CwStreamPage *page,
                             guint               n_pages)
{
  guint8 header[URF_HEADER] = { 0 };

  header[0] = plan->black ? 8 : 24;
  header[1] = plan->black ? URF_SPACE_GREY : URF_SPACE_SRGB;
  header[2] = n_pages > 1 ? 2 : 1; /* 1: one side; 2: both, turned over the short edge */
  header[3] = QUALITY_NORMAL;
  cw_stream_put (header + 12, page->width);
  cw_stream_put (header + 16, page->height);
  cw_stream_put (header + 20, plan->dpi);
  g_byte_array_append (bytes, header, sizeof header);
}

static guint
cw_stream_count_units (const CwStreamPage *page)
{
  const CwStreamPlan *plan = page->plan;

  return plan->black && plan->format == CW_STREAM_PWG ? (page->width + 7) / 8 : page->width;
}

/* Only dots that are exactly black, as units of @plan. */
static void
cw_stream_blacken (const CwStreamPlan *plan,
                   const guint32      *row,
                   guint               width,
                   guint32            *units)
{
  if (plan->format == CW_STREAM_URF)
    {
      for (guint x = 0; x < width; x++)
        units[x] = row[x] == 0 ? 0 : 0xff;
      return;
    }
  memset (units, 0, sizeof *units * ((width + 7) / 8));
  for (guint x = 0; x < width; x++)
    units[x / 8] |= row[x] == 0 ? 0x80u >> (x % 8) : 0;
}

static guint
cw_stream_count_same (const guint32 *units,
                      guint          left)
{
  guint end = MIN (left, MOST_UNITS);
  guint n = 1;

  while (n < end && units[n] == units[0])
    n++;
  return n;
}

static guint
cw_stream_count_different (const guint32 *units,
                           guint          left)
{
  guint end = MIN (left, MOST_UNITS);
  guint n = 1;

  while (n < end && units[n] != units[n - 1])
    n++;
  /* the last of a row of differing units may be the first of a run */
  if (n < left && units[n] == units[n - 1])
    n--;
  return n;
}

static guint8 *
cw_stream_put_units (guint8        *to,
                     const guint32 *units,
                     guint          n_units,
                     gboolean       black)
{
  for (guint i = 0; i < n_units; i++)
    {
      if (!black)
        {
          *to++ = (guint8) (units[i] >> 16);
          *to++ = (guint8) (units[i] >> 8);
        }
      *to++ = (guint8) units[i];
    }
  return to;
}

/* PWG 5102.4 section 4.4: a byte of 0 to 127 and a unit: the unit 1 to 128 times; a byte of 129 to
 * 255 and units: 128 down to 2 units as they are. @to has room for MOST_BYTES a unit. */
static gsize
cw_stream_pack_line (const guint32 *units,
                     guint          length,
                     gboolean       black,
                     guint8        *to)
{
  const guint8 *start = to;
  guint at = 0;

  while (at < length)
    {
      guint n = cw_stream_count_same (units + at, length - at);
      guint n_units = n == 1 ? cw_stream_count_different (units + at, length - at) : 1;

      *to++ = (guint8) (n_units > 1 ? 257 - n_units : n - 1);
      to = cw_stream_put_units (to, units + at, n_units, black);
      at += MAX (n, n_units);
    }
  return (gsize) (to - start);
}

static const guint32 *
cw_stream_get_row (const CwStreamPage *page,
                   guint               y)
{
  return (const guint32 *) (const void *) (page->data + y * page->stride);
}

/* Lines of a page that lies as the side was drawn. */
static void
cw_stream_read_lying (const CwStreamPage *page,
                      guint               first,
                      guint               n_lines,
                      guint32            *band)
{
  for (guint line = 0; line < n_lines; line++)
    {
      guint y = first + line;
      const guint32 *from = cw_stream_get_row (page, page->rows ? page->height - 1 - y : y);
      guint32 *to = band + (gsize) line * page->width;

      for (guint x = 0; x < page->width; x++)
        to[x] = from[page->columns ? page->width - 1 - x : x] & 0xffffff;
    }
}

/* A part of a page that stands: each row of the side gives one dot to every line. */
static void
cw_stream_read_rows (const CwStreamPage *page,
                       const guint        *at,
                       guint               n_lines,
                       guint               left,
                       guint32            *band)
{
  guint n_dots = MIN (SQUARE, page->width - left);
  const guint32 *rows[SQUARE];

  for (guint i = 0; i < n_dots; i++)
    rows[i] = cw_stream_get_row (page, page->columns ? page->width - 1 - (left + i) : left + i);
  for (guint line = 0; line < n_lines; line++)
    {
      guint32 *to = band + (gsize) line * page->width + left;

      for (guint i = 0; i < n_dots; i++)
        to[i] = rows[i][at[line]] & 0xffffff;
    }
}

/* Lines of a page that stands: a quarter turn counter-clockwise, as cw_raster_turn() does it. */
static void
cw_stream_read_standing (const CwStreamPage *page,
                         guint               first,
                         guint               n_lines,
                         guint32            *band)
{
  guint at[BAND];

  for (guint line = 0; line < n_lines; line++)
    at[line] = page->lying_width - 1 - (page->rows ? page->height - 1 - (first + line) : first + line);
  for (guint left = 0; left < page->width; left += SQUARE)
    cw_stream_read_rows (page, at, n_lines, left, band);
}

static void
cw_stream_append_line (GByteArray         *bytes,
                       const CwStreamPage *page,
                       const guint32      *line,
                       guint               n_alike,
                       guint8             *packed,
                       guint32            *black)
{
  const CwStreamPlan *plan = page->plan;
  gsize size;

  if (plan->black)
    cw_stream_blacken (plan, line, page->width, black);
  packed[0] = (guint8) (n_alike - 1);
  size = cw_stream_pack_line (plan->black ? black : line, cw_stream_count_units (page), plan->black, packed + 1);
  g_byte_array_append (bytes, packed, (guint) size + 1);
}

static void
cw_stream_append_page (GByteArray         *bytes,
                       const CwStreamPage *page)
{
  gsize size = page->width * sizeof (guint32);
  g_autofree guint32 *band = g_malloc (BAND * size);
  g_autofree guint32 *held = g_malloc (size);
  g_autofree guint32 *black = g_malloc (size);
  g_autofree guint8 *packed = g_malloc ((gsize) page->width * MOST_BYTES + 1);
  guint n_alike = 0; /* lines like @held that are not written yet */

  for (guint y = 0; y < page->height; y++)
    {
      const guint32 *line = band + (gsize) (y % BAND) * page->width;

      if (y % BAND == 0)
        (page->plan->standing ? cw_stream_read_standing : cw_stream_read_lying) (page, y, MIN (BAND, page->height - y), band);
      if (n_alike > 0 && n_alike < MOST_LINES && memcmp (held, line, size) == 0)
        {
          n_alike++;
          continue;
        }
      if (n_alike > 0)
        cw_stream_append_line (bytes, page, held, n_alike, packed, black);
      memcpy (held, line, size);
      n_alike = 1;
    }
  cw_stream_append_line (bytes, page, held, n_alike, packed, black);
}

static CwStreamPage
cw_stream_open_page (const CwStreamPlan *plan,
                     cairo_surface_t    *side,
                     guint               index)
{
  guint width = (guint) cairo_image_surface_get_width (side);
  guint height = (guint) cairo_image_surface_get_height (side);

  return (CwStreamPage) {
    .plan = plan,
    .data = cairo_image_surface_get_data (side),
    .stride = (gsize) cairo_image_surface_get_stride (side),
    .lying_width = width,
    .width = plan->standing ? height : width,
    .height = plan->standing ? width : height,
    .columns = index > 0 && plan->back_columns,
    .rows = index > 0 && plan->back_rows,
  };
}

/**
 * cw_page_stream_make:
 * @sides: RGB24 or ARGB32 image surfaces, as they were drawn: lying, the front first
 *
 * Two sides are those of one card, turned over its short edge.
 *
 * Returns: (transfer full): the stream
 */
GBytes *
cw_page_stream_make (const CwStreamPlan     *plan,
                     cairo_surface_t *const *sides,
                     guint                   n_sides)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 count[4];

  g_return_val_if_fail (n_sides > 0, NULL);

  if (plan->format == CW_STREAM_URF)
    {
      cw_stream_put (count, n_sides);
      g_byte_array_append (bytes, (const guint8 *) "UNIRAST", 8);
      g_byte_array_append (bytes, count, sizeof count);
    }
  else
    g_byte_array_append (bytes, (const guint8 *) "RaS2", 4);

  for (guint i = 0; i < n_sides; i++)
    {
      CwStreamPage page = cw_stream_open_page (plan, sides[i], i);

      if (plan->format == CW_STREAM_URF)
        cw_stream_append_urf_header (bytes, plan, &page, n_sides);
      else
        cw_stream_append_pwg_header (bytes, plan, &page, i, n_sides);
      cw_stream_append_page (bytes, &page);
    }
  return g_byte_array_free_to_bytes (bytes);
}
