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

/* Lines of one page as they are compressed: units are dots, or bytes of eight dots. */
typedef struct
{
  guint   unit;   /* bytes */
  guint   length; /* units a line */
  guint8 *line;
} CwStreamLine;

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
                             const CwRaster     *page,
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
                             const CwRaster     *page,
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

static gboolean
cw_stream_is_black (const guint8 *dot)
{
  return dot[0] == 0 && dot[1] == 0 && dot[2] == 0;
}

/* Row @y of the page in the units of @line. */
static void
cw_stream_fill_line (CwStreamLine       *line,
                     const CwStreamPlan *plan,
                     const CwRaster     *page,
                     guint               y)
{
  const guint8 *row = page->pixels + (gsize) y * page->width * 3;

  if (!plan->black)
    {
      memcpy (line->line, row, (gsize) page->width * 3);
      return;
    }
  memset (line->line, plan->format == CW_STREAM_URF ? 0xff : 0, (gsize) line->unit * line->length);
  for (guint x = 0; x < page->width; x++)
    if (cw_stream_is_black (row + (gsize) x * 3))
      {
        if (plan->format == CW_STREAM_URF)
          line->line[x] = 0;
        else
          line->line[x / 8] |= (guint8) (0x80 >> (x % 8));
      }
}

static gboolean
cw_stream_same (const CwStreamLine *line,
                guint               a,
                guint               b)
{
  return memcmp (line->line + (gsize) a * line->unit, line->line + (gsize) b * line->unit, line->unit) == 0;
}

/* How many units from @at on are all the same, and how many differ each from the next; 128 at most. */
static guint
cw_stream_measure (const CwStreamLine *line,
                   guint               at,
                   gboolean            same)
{
  guint end = MIN (line->length, at + 128);
  guint n = 1;

  while (at + n < end && cw_stream_same (line, at + n - 1, at + n) == same)
    n++;
  /* the last of a row of differing units may be the first of a run */
  if (!same && at + n < line->length && cw_stream_same (line, at + n - 1, at + n))
    n--;
  return n;
}

/* PWG 5102.4 section 4.4: a byte of 0 to 127 and a unit: the unit 1 to 128 times; a byte of 129 to
 * 255 and units: 128 down to 2 units as they are. */
static void
cw_stream_append_line (GByteArray         *bytes,
                       const CwStreamLine *line)
{
  guint at = 0;

  while (at < line->length)
    {
      guint n = cw_stream_measure (line, at, TRUE);
      guint8 code = (guint8) (n - 1);
      guint n_units = 1;

      if (n == 1 && (n_units = cw_stream_measure (line, at, FALSE)) > 1)
        {
          n = n_units;
          code = (guint8) (257 - n);
        }
      g_byte_array_append (bytes, &code, 1);
      g_byte_array_append (bytes, line->line + (gsize) at * line->unit, n_units * line->unit);
      at += n;
    }
}

static guint
cw_stream_count_alike (const CwRaster *page,
                       guint           y)
{
  gsize stride = (gsize) page->width * 3;
  guint n = 1;

  while (n < 256 && y + n < page->height && memcmp (page->pixels + y * stride, page->pixels + (y + n) * stride, stride) == 0)
    n++;
  return n;
}

static void
cw_stream_append_page (GByteArray         *bytes,
                       const CwStreamPlan *plan,
                       const CwRaster     *page)
{
  CwStreamLine line = { .unit = plan->black ? 1 : 3, .length = page->width };
  g_autofree guint8 *dots = NULL;

  if (plan->black && plan->format == CW_STREAM_PWG)
    line.length = (page->width + 7) / 8;
  line.line = dots = g_malloc ((gsize) line.unit * line.length);
  for (guint y = 0; y < page->height;)
    {
      guint n = cw_stream_count_alike (page, y);
      guint8 again = (guint8) (n - 1);

      cw_stream_fill_line (&line, plan, page, y);
      g_byte_array_append (bytes, &again, 1);
      cw_stream_append_line (bytes, &line);
      y += n;
    }
}

/**
 * cw_page_stream_make:
 * @pages: as they are fed, the front first; the back turned and mirrored as @plan says
 *
 * Two pages are the two sides of one card, turned over its short edge.
 *
 * Returns: (transfer full): the stream
 */
GBytes *
cw_page_stream_make (const CwStreamPlan *plan,
                     CwRaster *const    *pages,
                     guint               n_pages)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 count[4];

  g_return_val_if_fail (n_pages > 0, NULL);

  if (plan->format == CW_STREAM_URF)
    {
      cw_stream_put (count, n_pages);
      g_byte_array_append (bytes, (const guint8 *) "UNIRAST", 8);
      g_byte_array_append (bytes, count, sizeof count);
    }
  else
    g_byte_array_append (bytes, (const guint8 *) "RaS2", 4);

  for (guint i = 0; i < n_pages; i++)
    {
      if (plan->format == CW_STREAM_URF)
        cw_stream_append_urf_header (bytes, plan, pages[i], n_pages);
      else
        cw_stream_append_pwg_header (bytes, plan, pages[i], i, n_pages);
      cw_stream_append_page (bytes, plan, pages[i]);
    }
  return g_byte_array_free_to_bytes (bytes);
}
