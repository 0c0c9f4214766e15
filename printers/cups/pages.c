/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/pages.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/document.h"
#include "printers/raster.h"

/* From a card to the bytes that are sent. Faces are drawn landscape; where the medium is fed
 * standing, both are turned the same way. Pure; any thread. */

#define SIDES 2
#define HUNDREDTHS_PER_INCH 2540.0
#define POINTS_PER_INCH 72.0

static guint
cw_pages_dots (guint hundredths,
               guint dpi)
{
  return cw_raster_dots (hundredths / 100.0, dpi);
}

/**
 * cw_pages_get_canvas:
 * @width: (out): dots along the card's long edge
 * @height: (out): dots along the card's short edge
 */
void
cw_pages_get_canvas (const CwPagesPlan *plan,
                     guint             *width,
                     guint             *height)
{
  *width = cw_pages_dots (MAX (plan->page_x, plan->page_y), plan->dpi);
  *height = cw_pages_dots (MIN (plan->page_x, plan->page_y), plan->dpi);
}

/**
 * cw_pages_get_format_name:
 *
 * Returns: (transfer none): the MIME type
 */
const char *
cw_pages_get_format_name (CwPagesFormat format)
{
  switch (format)
    {
    case CW_PAGES_URF:
      return "image/urf";
    case CW_PAGES_PWG:
      return "image/pwg-raster";
    case CW_PAGES_PDF:
      return "application/pdf";
    }
  g_return_val_if_reached (NULL);
}

static CwRaster *
cw_pages_draw (const CwPagesPlan    *plan,
               const CwPrintRequest *request,
               CwFaceSide            side,
               GError              **error)
{
  CwFaceMedium medium = { .dpi = plan->dpi, .layer = CW_LAYER_ALL, .specimen = request->specimen };
  g_autoptr (CwRaster) lying = NULL;
  guint width, height;
  CwRaster *page;

  cw_pages_get_canvas (plan, &width, &height);
  lying = cw_raster_draw (request->painter, request->painter_data, side, &medium, width, height, error);
  if (lying == NULL)
    return NULL;

  page = plan->page_x < plan->page_y ? cw_raster_turn (lying) : g_steal_pointer (&lying);
  if (side == CW_FACE_BACK && plan->format != CW_PAGES_PDF)
    {
      gboolean columns, rows;

      cw_sheet_back_get_mirror (plan->back, &columns, &rows);
      cw_raster_mirror (page, columns, rows);
    }
  return page;
}

static ssize_t
cw_pages_write_cb (void          *closure,
                   unsigned char *data,
                   size_t         length)
{
  GByteArray *bytes = closure;

  g_byte_array_append (bytes, data, (guint) length);
  return (ssize_t) length;
}

/* The fields of PWG 5102.4 section 4.3; Apple raster uses some of the same. */
static void
cw_pages_fill_header (CwCupsPageHeader  *header,
                      const CwPagesPlan *plan,
                      const CwRaster    *page,
                      guint              index,
                      guint              n_pages)
{
  gboolean columns = FALSE, rows = FALSE;

  memset (header, 0, sizeof *header);
  g_strlcpy (header->MediaClass, "PwgRaster", sizeof header->MediaClass);
  g_strlcpy (header->cupsPageSizeName, plan->media, sizeof header->cupsPageSizeName);
  header->Duplex = n_pages > 1;
  header->Tumble = n_pages > 1;
  header->NumCopies = 1;
  header->HWResolution[0] = header->HWResolution[1] = plan->dpi;
  header->cupsPageSize[0] = (float) (plan->page_x * POINTS_PER_INCH / HUNDREDTHS_PER_INCH);
  header->cupsPageSize[1] = (float) (plan->page_y * POINTS_PER_INCH / HUNDREDTHS_PER_INCH);
  header->PageSize[0] = (unsigned) (header->cupsPageSize[0] + 0.5f);
  header->PageSize[1] = (unsigned) (header->cupsPageSize[1] + 0.5f);
  header->cupsWidth = page->width;
  header->cupsHeight = page->height;
  header->cupsBitsPerColor = 8;
  header->cupsBitsPerPixel = 24;
  header->cupsBytesPerLine = page->width * 3;
  header->cupsColorOrder = CUPS_ORDER_CHUNKED;
  header->cupsColorSpace = CUPS_CSPACE_SRGB;
  header->cupsNumColors = 3;
  if (index > 0)
    cw_sheet_back_get_mirror (plan->back, &columns, &rows);
  header->cupsInteger[CUPS_RASTER_PWG_TotalPageCount] = n_pages;
  header->cupsInteger[CUPS_RASTER_PWG_CrossFeedTransform] = columns ? (unsigned) -1 : 1;
  header->cupsInteger[CUPS_RASTER_PWG_FeedTransform] = rows ? (unsigned) -1 : 1;
  header->cupsInteger[CUPS_RASTER_PWG_ImageBoxRight] = page->width;
  header->cupsInteger[CUPS_RASTER_PWG_ImageBoxBottom] = page->height;
  header->cupsInteger[CUPS_RASTER_PWG_AlternatePrimary] = 0xffffff;
  header->cupsInteger[CUPS_RASTER_PWG_PrintQuality] = IPP_QUALITY_NORMAL;
}

static gboolean
cw_pages_write_raster (cups_raster_t     *raster,
                       const CwPagesPlan *plan,
                       const CwRaster    *page,
                       guint              index,
                       guint              n_pages)
{
  CwCupsPageHeader header;
  unsigned line = page->width * 3;

  cw_pages_fill_header (&header, plan, page, index, n_pages);
  if (!cw_cups_raster_write_header (raster, &header))
    return FALSE;
  for (guint y = 0; y < page->height; y++)
    if (cupsRasterWritePixels (raster, page->pixels + (gsize) y * line, line) != line)
      return FALSE;
  return TRUE;
}

static GBytes *
cw_pages_make_raster (const CwPagesPlan *plan,
                      CwRaster *const   *pages,
                      guint              n_pages,
                      GError           **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cups_raster_t *raster = cupsRasterOpenIO (cw_pages_write_cb, bytes, plan->format == CW_PAGES_URF ? CUPS_RASTER_WRITE_APPLE : CUPS_RASTER_WRITE_PWG);
  gboolean ok = raster != NULL;

  for (guint i = 0; i < n_pages && ok; i++)
    ok = cw_pages_write_raster (raster, plan, pages[i], i, n_pages);
  cupsRasterClose (raster);
  if (!ok)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINT_FAILED,
                   _("The card could not be put into the printer's raster format. Nothing was printed."));
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * cw_pages_make:
 *
 * Returns: (transfer full): the document to send, front first, or %NULL with @error set
 */
GBytes *
cw_pages_make (const CwPagesPlan    *plan,
               const CwPrintRequest *request,
               GError              **error)
{
  guint n_pages = request->back ? SIDES : 1;
  CwRaster *pages[SIDES] = { NULL, NULL };
  GBytes *document = NULL;
  gboolean ok = TRUE;

  for (guint i = 0; i < n_pages && ok; i++)
    {
      pages[i] = cw_pages_draw (plan, request, i == 0 ? CW_FACE_FRONT : CW_FACE_BACK, error);
      ok = pages[i] != NULL;
    }
  if (ok && plan->format == CW_PAGES_PDF)
    document = cw_document_make_image_pdf (pages, n_pages, plan->dpi, error);
  else if (ok)
    document = cw_pages_make_raster (plan, pages, n_pages, error);
  for (guint i = 0; i < SIDES; i++)
    cw_raster_free (pages[i]);
  return document;
}
