/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <math.h>

#include "templates/draw/face.h"
#include "templates/output.h"

/* Owns how much of each dye a side takes: from a design alone, where every element counts with its
 * whole box, and from a face, where the dots that are drawn are counted. Any thread that owns the
 * face; a design may be asked from any. */

/* Boxes of a design are counted on a grid of a quarter of a millimetre. */
#define GRID_DPI 101.6

/* A face is counted on the dots of the usual card printer. */
#define FACE_DPI 300.0

/* Brighter dye than this in text is meant to be a colour, not black. */
#define DARK_LEVEL 0.1

/* Whether a channel of a colour is less than white by half a step of 255. */
#define WHITE_LEVEL (254.5 / 255)

typedef struct
{
  guint n_dots;
  int   left; /* the first dot and the one behind the last */
  int   top;
  int   right;
  int   bottom;
} CwDots;

static void
dots_add (CwDots *self,
          int     x,
          int     y)
{
  self->left = self->n_dots == 0 ? x : MIN (self->left, x);
  self->top = self->n_dots == 0 ? y : MIN (self->top, y);
  self->right = MAX (self->right, x + 1);
  self->bottom = MAX (self->bottom, y + 1);
  self->n_dots++;
}

/* Dots of an RGB24 surface that are not white. */
static CwDots
dots_count (cairo_surface_t *surface)
{
  CwDots dots = { 0 };
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  const guchar *data = cairo_image_surface_get_data (surface);

  for (int y = 0; y < height; y++)
    {
      const guint32 *row = (const guint32 *) (const void *) (data + (gsize) y * stride);

      for (int x = 0; x < width; x++)
        if ((row[x] & 0xffffff) != 0xffffff)
          dots_add (&dots, x, y);
    }
  return dots;
}

static void
ink_set_colour (CwInkUse        *ink,
                cairo_surface_t *surface,
                double           dpi)
{
  CwDots dots = dots_count (surface);
  double dot = 25.4 / dpi;
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);

  ink->colour = dots.n_dots > 0;
  ink->colour_area = dots.n_dots * dot * dot;
  if (!ink->colour)
    return;
  ink->colour_left = dots.left * dot;
  ink->colour_right = MIN (dots.right * dot, CW_CARD_WIDTH_MM);
  ink->edge_gap = MIN (MIN (dots.left, dots.top), MIN (width - dots.right, height - dots.bottom)) * dot;
}

static void
ink_set_resin (CwInkUse        *ink,
               cairo_surface_t *surface,
               double           dpi)
{
  CwDots dots = dots_count (surface);

  ink->resin = dots.n_dots > 0;
  ink->resin_area = dots.n_dots * (25.4 / dpi) * (25.4 / dpi);
}

static gboolean
colour_is_white (const CwColour *colour)
{
  return colour->alpha < 0.5 / 255 ||
         (colour->red > WHITE_LEVEL && colour->green > WHITE_LEVEL && colour->blue > WHITE_LEVEL);
}

static gboolean
colour_is_dark (const CwColour *colour)
{
  return colour->alpha > 0.5 && colour->red < DARK_LEVEL && colour->green < DARK_LEVEL && colour->blue < DARK_LEVEL;
}

static gboolean
fill_is_white (const CwFill *fill)
{
  for (guint i = 0; i < fill->n_stops; i++)
    if (!colour_is_white (&fill->stops[i].colour))
      return FALSE;
  return TRUE;
}

static gboolean
shape_is_white (const CwShapeSpec *shape)
{
  return fill_is_white (&shape->fill) && (shape->stroke.width <= 0 || colour_is_white (&shape->stroke.colour));
}

/* What an element lays down: its own layer, and dye beside it for the flag of the ESC logo. */
static void
element_get_dyes (const CwElement *element,
                  gboolean        *colour,
                  gboolean        *resin)
{
  *colour = element->layer == CW_LAYER_COLOUR;
  *resin = element->layer == CW_LAYER_RESIN;
  switch (element->type)
    {
    case CW_ELEMENT_TEXT:
      *colour = *colour && !colour_is_white (&element->style.colour);
      break;
    case CW_ELEMENT_SHAPE:
      *colour = *colour && !shape_is_white (&element->shape);
      break;
    case CW_ELEMENT_ESC_LOGO:
      *colour = *colour || !element->logo.black;
      break;
    case CW_ELEMENT_HOLOGRAM:
    case CW_ELEMENT_KEEP_OUT:
      *colour = *resin = FALSE;
      break;
    case CW_ELEMENT_SIGNATURE:
      *resin = element->shape.stroke.width > 0 || element->zone.line > 0;
      break;
    case CW_ELEMENT_PHOTO:
    case CW_ELEMENT_IMAGE:
    case CW_ELEMENT_CODE:
      break;
    }
}

static gboolean
element_is_black_in_dye (const CwElement *element)
{
  if (element->layer != CW_LAYER_COLOUR)
    return FALSE;
  if (element->type == CW_ELEMENT_TEXT)
    return colour_is_dark (&element->style.colour);
  return element->type == CW_ELEMENT_CODE || (element->type == CW_ELEMENT_ESC_LOGO && !element->logo.inverted);
}

static cairo_t *
sheet_new (const CwTemplate *template)
{
  int width = (int) lround (CW_CARD_WIDTH_MM * GRID_DPI / 25.4);
  int height = (int) lround (CW_CARD_HEIGHT_MM * GRID_DPI / 25.4);
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);

  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_scale (cr, GRID_DPI / 25.4, GRID_DPI / 25.4);
  if (template->portrait)
    cairo_transform (cr, &(cairo_matrix_t) { .xx = 0, .yx = -1, .xy = 1, .yy = 0, .x0 = 0, .y0 = CW_CARD_HEIGHT_MM });
  return cr;
}

static void
sheet_add (cairo_t         *cr,
           const CwElement *element)
{
  cairo_save (cr);
  cw_element_turn (element, cr);
  cairo_rectangle (cr, element->box.x, element->box.y, element->box.width, element->box.height);
  cairo_fill (cr);
  cairo_restore (cr);
}

/**
 * cw_template_get_ink:
 * @ink: (out): what @side takes
 *
 * From the design alone: the whole box of every element counts, also of one that many records leave
 * empty, so that the areas are the most a card can take. A side that the design does not have
 * takes nothing.
 */
void
cw_template_get_ink (CwTemplate *self,
                     CwFaceSide  side,
                     CwInkUse   *ink)
{
  const CwDesign *design = &self->faces[side];
  g_autoptr (cairo_t) colour_sheet = sheet_new (self);
  g_autoptr (cairo_t) resin_sheet = sheet_new (self);

  *ink = (CwInkUse) { 0 };
  if (side == CW_FACE_BACK && !self->has_back)
    return;
  if (!fill_is_white (&design->background))
    cairo_paint (colour_sheet);
  for (guint i = 0; i < design->elements->len; i++)
    {
      const CwElement *element = g_ptr_array_index (design->elements, i);
      gboolean colour, resin;

      element_get_dyes (element, &colour, &resin);
      if (colour)
        sheet_add (colour_sheet, element);
      if (resin)
        sheet_add (resin_sheet, element);
      if (element->type == CW_ELEMENT_PHOTO)
        ink->photo_area += element->box.width * element->box.height;
      ink->black_in_dye = ink->black_in_dye || element_is_black_in_dye (element);
    }
  ink_set_colour (ink, cairo_get_target (colour_sheet), GRID_DPI);
  ink_set_resin (ink, cairo_get_target (resin_sheet), GRID_DPI);
}

/**
 * cw_face_get_ink:
 * @ink: (out): what @side takes
 *
 * From the dots that are drawn at 300 dpi: what the record leaves empty does not count.
 *
 * Returns: %FALSE as cw_face_draw() does, except that a side that the design does not have takes
 *   nothing
 */
gboolean
cw_face_get_ink (CwFace     *self,
                 CwFaceSide  side,
                 CwInkUse   *ink,
                 GError    **error)
{
  CwFaceMedium medium = { .dpi = FACE_DPI, .layer = CW_LAYER_COLOUR };
  g_autoptr (cairo_surface_t) colour = NULL;
  g_autoptr (cairo_surface_t) resin = NULL;

  *ink = (CwInkUse) { 0 };
  if (side == CW_FACE_BACK && !self->template->has_back)
    return TRUE;
  colour = cw_face_render (self, side, &medium, 0, 0, error);
  if (colour == NULL)
    return FALSE;
  medium.layer = CW_LAYER_RESIN;
  resin = cw_face_render (self, side, &medium, 0, 0, error);
  if (resin == NULL)
    return FALSE;
  ink_set_colour (ink, colour, FACE_DPI);
  ink_set_resin (ink, resin, FACE_DPI);
  for (guint i = 0; i < self->items[side]->len; i++)
    {
      const CwItem *item = g_ptr_array_index (self->items[side], i);

      if (item->hidden)
        continue;
      if (item->photo != NULL)
        ink->photo_area += item->element->box.width * item->element->box.height;
      ink->black_in_dye = ink->black_in_dye || element_is_black_in_dye (item->element);
    }
  return TRUE;
}
