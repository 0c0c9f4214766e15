/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/device.h"

G_BEGIN_DECLS

typedef enum
{
  CW_PAGES_URF, /* Apple raster, 24 bit sRGB */
  CW_PAGES_PWG, /* PWG 5102.4, srgb_8 */
  CW_PAGES_PDF, /* one picture a page */
} CwPagesFormat;

/**
 * CwPagesPlan:
 *
 * In which form the faces of a card go to the printer.
 */
typedef struct
{
  CwPagesFormat format;
  guint         dpi;
  guint         page_x;       /* 1/100 mm, as the medium is fed */
  guint         page_y;
  CwSheetBack   back;
  const char   *media;        /* its name in the print service */
} CwPagesPlan;

/* The raster that a printer takes: its format, density and way of laying a back. %FALSE: none that is
 * written here; @plan is then left as it is. */
gboolean    cw_pages_plan_raster (CwPagesPlan        *plan,
                                  const CwDeviceView *view);
/* What the printer takes for one side, landscape, in dots. */
void        cw_pages_get_canvas (const CwPagesPlan *plan,
                                 guint             *width,
                                 guint             *height);
GBytes     *cw_pages_make       (const CwPagesPlan    *plan,
                                 const CwPrintRequest *request,
                                 GError              **error);
const char *cw_pages_get_format_name (CwPagesFormat format);

G_END_DECLS
