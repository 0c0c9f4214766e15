/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/codes/code.h"

#include <math.h>

/* Owns where a code lies: its modules on whole dots of the device. A scanner forgives much, but a
 * thermal head that rounds every other module does not help it. Any thread. */

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

/* A block between the space of @cr and the grid, while its place is found. */
typedef struct
{
  const CwBox   *box;
  double         width; /* of the block, in units */
  double         height;
  double         code_x;
  double         code_y;
  cairo_matrix_t grid;
  double         dot_x; /* dots a millimetre along the box's own axes, whichever way these are turned */
  double         dot_y;
  gboolean       on_device;
} CwLaying;

static void
laying_start (CwLaying           *laying,
              cairo_t            *cr,
              const CwFaceMedium *medium)
{
  laying->on_device = grid_matrix (cr, medium, &laying->grid);
  laying->dot_x = hypot (laying->grid.xx, laying->grid.yx);
  laying->dot_y = hypot (laying->grid.xy, laying->grid.yy);
}

/* Lays the block in the middle of its box, @dots_x and @dots_y to a unit, so that the code begins
 * on a dot. */
static CwCodePlace
laying_finish (CwLaying *laying,
               int       dots_x,
               int       dots_y)
{
  const CwBox *box = laying->box;
  CwCodePlace place = { .on_device = laying->on_device, .dots = dots_x };
  cairo_matrix_t *grid = &laying->grid;
  cairo_matrix_t *m = &place.matrix;
  double middle_x = box->x + box->width / 2;
  double middle_y = box->y + box->height / 2;
  double x = laying->code_x;
  double y = laying->code_y;

  if (dots_x < 1 || dots_y < 1)
    return (CwCodePlace){ .on_device = laying->on_device };

  cairo_matrix_init (m, sign (grid->xx) * dots_x, sign (grid->yx) * dots_x, sign (grid->xy) * dots_y, sign (grid->yy) * dots_y, 0, 0);
  if (fabs (grid->xx) < fabs (grid->yx))
    m->xx = m->yy = 0;
  else
    m->xy = m->yx = 0;
  cairo_matrix_transform_point (grid, &middle_x, &middle_y);
  m->x0 = middle_x - (m->xx * laying->width + m->xy * laying->height) / 2;
  m->y0 = middle_y - (m->yx * laying->width + m->yy * laying->height) / 2;
  /* half a dot at most: the first module's corner goes to the nearest dot */
  cairo_matrix_transform_point (m, &x, &y);
  m->x0 += round (x) - x;
  m->y0 += round (y) - y;
  if (!place.on_device)
    {
      cairo_matrix_invert (grid);
      cairo_matrix_multiply (m, m, grid);
    }
  return place;
}

/* Dots in @length millimetres, none of them cut; the small part of one is rounding error. */
static int
whole_dots (double length,
            double dots_a_millimetre,
            double units)
{
  return (int) floor (length * dots_a_millimetre / units + 1e-6);
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
  return cw_code_place_module (cr, box, width, height, code_x, code_y, 0, medium);
}

/**
 * cw_code_place_module:
 * @module: wanted size of a module in millimetres; 0: the largest that fits
 *
 * As cw_code_place(), with a module of the whole number of dots nearest to @module (of two equally
 * near the smaller). A block that is then larger than @box is not laid: dots is 0.
 */
CwCodePlace
cw_code_place_module (cairo_t            *cr,
                      const CwBox        *box,
                      double              width,
                      double              height,
                      double              code_x,
                      double              code_y,
                      double              module,
                      const CwFaceMedium *medium)
{
  CwLaying laying = { .box = box, .width = width, .height = height, .code_x = code_x, .code_y = code_y };
  int most = 0;
  int dots = 0;

  laying_start (&laying, cr, medium);
  most = MIN (whole_dots (box->width, laying.dot_x, width), whole_dots (box->height, laying.dot_y, height));
  dots = module > 0 ? MAX (1, (int) ceil (module * laying.dot_x - 0.5 - 1e-6)) : most;
  if (dots > most)
    dots = 0;
  return laying_finish (&laying, dots, dots);
}

/**
 * cw_code_place_linear:
 * @cr: in millimetres
 * @box: room for the bars with their quiet zones on both sides
 *
 * Finds the largest whole number of dots a module with which the bars and their quiet zones fit
 * @box, and lays them in the middle. In the place's matrix a unit to the right is one module,
 * counted from the beginning of the left quiet zone, and the unit downwards is the whole height of
 * the bars: the whole dots that @box is high. So the ground is (0, 0, left + width + right, 1), and
 * the bars begin at (left, 0).
 */
CwCodePlace
cw_code_place_linear (cairo_t            *cr,
                      const CwBox        *box,
                      const CwCode       *code,
                      const CwFaceMedium *medium)
{
  CwLaying laying = { .box = box, .height = 1 };
  int left = 0, top = 0, right = 0, bottom = 0, width = 0, height = 0;

  g_return_val_if_fail (cw_code_is_linear (code), laying_finish (&laying, 0, 0));

  cw_code_get_quiet (code, &left, &top, &right, &bottom);
  cw_code_get_size (code, &width, &height);
  laying.width = left + width + right;
  laying.code_x = left;
  laying_start (&laying, cr, medium);
  return laying_finish (&laying, whole_dots (box->width, laying.dot_x, laying.width), whole_dots (box->height, laying.dot_y, 1));
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
