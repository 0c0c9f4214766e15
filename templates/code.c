/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/code.h"

#include <errno.h>
#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <qrencode.h>

#include "app/base/error.h"

/* Owns QR codes: making one, and laying its modules on whole dots of the device. A scanner
 * forgives much, but a thermal head that rounds every other module does not help it.
 * Any thread. */

struct _CwCode
{
  guint8           modules[CW_CODE_MODULES * CW_CODE_MODULES]; /* 1: dark */
  cairo_surface_t *mask;                                       /* A1, one pixel a module */
};

static cairo_surface_t *
mask_new (const guint8 *modules)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A1, CW_CODE_MODULES, CW_CODE_MODULES);
  int stride = cairo_image_surface_get_stride (mask);
  guchar *data = cairo_image_surface_get_data (mask);

  /* Cairo keeps A1 in words of the machine's byte order */
  for (int y = 0; y < CW_CODE_MODULES; y++)
    for (int x = 0; x < CW_CODE_MODULES; x++)
      {
        guint32 *word = (guint32 *) (void *) (data + y * stride) + x / 32;

        if (modules[y * CW_CODE_MODULES + x])
          *word |= G_BYTE_ORDER == G_LITTLE_ENDIAN ? 1u << (x % 32) : 0x80000000u >> (x % 32);
      }
  cairo_surface_mark_dirty (mask);
  return mask;
}

/**
 * cw_code_new:
 * @text: 1 to 62 bytes
 *
 * Returns: (transfer full) (nullable): the symbol, or %NULL with %CW_ERROR_INVALID when @text does
 *   not fit
 */
CwCode *
cw_code_new (const char *text,
             GError    **error)
{
  gsize length = strlen (text);
  QRcode *symbol = NULL;
  CwCode *self = NULL;

  if (length == 0 || length > CW_CODE_MAX_BYTES)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _ ("The text of the QR code has %zu bytes; 1 to %d fit into the card's symbol."), length, CW_CODE_MAX_BYTES);
      return NULL;
    }
  symbol = QRcode_encodeData ((int) length, (const unsigned char *) text, 4, QR_ECLEVEL_M);
  if (symbol == NULL || symbol->width != CW_CODE_MODULES)
    {
      g_clear_pointer (&symbol, QRcode_free);
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The QR code could not be made: %s."), g_strerror (errno));
      return NULL;
    }
  self = g_new0 (CwCode, 1);
  for (guint i = 0; i < G_N_ELEMENTS (self->modules); i++)
    self->modules[i] = symbol->data[i] & 1;
  self->mask = mask_new (self->modules);
  QRcode_free (symbol);
  return self;
}

void
cw_code_free (CwCode *self)
{
  if (self == NULL)
    return;
  cairo_surface_destroy (self->mask);
  g_free (self);
}

static gboolean
is_quarter_turn (const cairo_matrix_t *m)
{
  const double tiny = 1e-9 * (fabs (m->xx) + fabs (m->xy) + fabs (m->yx) + fabs (m->yy));

  return (fabs (m->xy) <= tiny && fabs (m->yx) <= tiny) || (fabs (m->xx) <= tiny && fabs (m->yy) <= tiny);
}

static double
sign (double value)
{
  return value > 0 ? 1 : value < 0 ? -1 : 0;
}

/* From millimetres to the grid that modules follow: the device's dots, or those of a printer laid
 * over the space of @cr. */
static gboolean
grid_matrix (cairo_t            *cr,
             const CwFaceMedium *medium,
             cairo_matrix_t     *grid)
{
  double scale_x = 1;
  double scale_y = 1;

  cairo_surface_get_device_scale (cairo_get_group_target (cr), &scale_x, &scale_y);
  cairo_get_matrix (cr, grid);
  if (medium->dpi > 0 && !medium->screen && scale_x == 1 && scale_y == 1 && is_quarter_turn (grid))
    return TRUE;
  cairo_matrix_init_scale (grid, CW_CODE_GRID_DPI / 25.4, CW_CODE_GRID_DPI / 25.4);
  return FALSE;
}

/**
 * cw_code_place:
 * @cr: in millimetres
 * @box: the element's box
 * @width: of the whole block, in modules
 * @height: of the whole block, in modules
 * @code_x: where in the block the dark modules begin
 * @code_y: where in the block the dark modules begin
 *
 * Finds the largest whole number of dots a module with which the block fits @box, and lays it in
 * the middle so that modules begin and end on dots.
 */
CwCodePlace
cw_code_place (cairo_t            *cr,
               const CwBox        *box,
               double              width,
               double              height,
               double              code_x,
               double              code_y,
               const CwFaceMedium *medium)
{
  CwCodePlace place = { 0 };
  cairo_matrix_t grid;
  cairo_matrix_t *m = &place.matrix;
  double middle_x = box->x + box->width / 2;
  double middle_y = box->y + box->height / 2;
  double dot_x = 0;
  double dot_y = 0;
  double x = code_x;
  double y = code_y;

  place.on_device = grid_matrix (cr, medium, &grid);
  /* dots a millimetre along the box's own axes, whichever way these are turned */
  dot_x = hypot (grid.xx, grid.yx);
  dot_y = hypot (grid.xy, grid.yy);
  place.dots = (int) floor (MIN (box->width * dot_x / width, box->height * dot_y / height) + 1e-6);
  if (place.dots < 1)
    return place;

  cairo_matrix_init (m, sign (grid.xx) * place.dots, sign (grid.yx) * place.dots,
                     sign (grid.xy) * place.dots, sign (grid.yy) * place.dots, 0, 0);
  if (fabs (grid.xx) < fabs (grid.yx))
    m->xx = m->yy = 0;
  else
    m->xy = m->yx = 0;
  cairo_matrix_transform_point (&grid, &middle_x, &middle_y);
  m->x0 = middle_x - (m->xx * width + m->xy * height) / 2;
  m->y0 = middle_y - (m->yx * width + m->yy * height) / 2;
  /* half a dot at most: the first module's corner goes to the nearest dot */
  cairo_matrix_transform_point (m, &x, &y);
  m->x0 += round (x) - x;
  m->y0 += round (y) - y;
  if (!place.on_device)
    {
      cairo_matrix_invert (&grid);
      cairo_matrix_multiply (m, m, &grid);
    }
  return place;
}

/**
 * cw_code_enter:
 *
 * Makes one unit of @cr one module of the block at @place.
 */
void
cw_code_enter (cairo_t           *cr,
               const CwCodePlace *place)
{
  if (place->on_device)
    cairo_set_matrix (cr, &place->matrix);
  else
    cairo_transform (cr, &place->matrix);
}

/**
 * cw_code_path:
 * @cr: turned by quarter turns at most
 *
 * Adds a rectangle to the path; where the medium has dots, its edges are moved outwards to whole
 * ones, so that no edge is blended.
 */
void
cw_code_path (cairo_t            *cr,
              double              x,
              double              y,
              double              width,
              double              height,
              const CwFaceMedium *medium)
{
  double left = x;
  double top = y;
  double right = x + width;
  double bottom = y + height;

  if (medium->dpi <= 0 || medium->screen)
    {
      cairo_rectangle (cr, x, y, width, height);
      return;
    }
  cairo_user_to_device (cr, &left, &top);
  cairo_user_to_device (cr, &right, &bottom);
  cairo_save (cr);
  cairo_identity_matrix (cr);
  x = floor (MIN (left, right) + 1e-6);
  y = floor (MIN (top, bottom) + 1e-6);
  cairo_rectangle (cr, x, y, ceil (MAX (left, right) - 1e-6) - x, ceil (MAX (top, bottom) - 1e-6) - y);
  cairo_restore (cr);
}

/* Runs of dark modules, a rectangle each, all in one path: neighbours leave no seam. */
static void
path_modules (const CwCode *self,
              cairo_t      *cr)
{
  for (int y = 0; y < CW_CODE_MODULES; y++)
    {
      const guint8 *row = self->modules + y * CW_CODE_MODULES;

      for (int x = 0; x < CW_CODE_MODULES; x++)
        {
          int start = x;

          while (x < CW_CODE_MODULES && row[x])
            x++;
          if (x > start)
            cairo_rectangle (cr, start, y, x - start, 1);
        }
    }
}

/**
 * cw_code_draw_modules:
 * @cr: one unit a module, origin at the first dark module's corner
 *
 * Paints the dark modules with the source of @cr. Vector output gets a 1-bit image without
 * interpolation: PDF printers widen every small filled rectangle by a dot, images they do not.
 */
void
cw_code_draw_modules (const CwCode       *self,
                      cairo_t            *cr,
                      const CwFaceMedium *medium)
{
  g_autoptr (cairo_pattern_t) pattern = NULL;

  cairo_save (cr);
  if (medium->dpi > 0 || medium->screen)
    {
      cairo_set_antialias (cr, medium->screen ? CAIRO_ANTIALIAS_GOOD : CAIRO_ANTIALIAS_NONE);
      path_modules (self, cr);
      cairo_fill (cr);
    }
  else
    {
      pattern = cairo_pattern_create_for_surface (self->mask);
      cairo_pattern_set_filter (pattern, CAIRO_FILTER_NEAREST);
      cairo_mask (cr, pattern);
    }
  cairo_restore (cr);
}
