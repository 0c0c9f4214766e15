/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/face.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/draw/shape.h"
#include "templates/draw/zone.h"

/* Owns drawing a face: first everything that is dye, in the design's order, then everything that
 * is resin on top, as a card printer does. One thread at a time for one face. */

/* Retransfer printers have pages of up to 1036 x 664 dots at 300 dpi, 1.1 mm more on each side. */
#define BLEED_MM 1.5

/* Resin on a device: dots are black or not there. */
gboolean
cw_pass_is_crisp (const CwPass *pass)
{
  return pass->pass == CW_LAYER_RESIN && pass->medium->dpi > 0 && !pass->medium->screen;
}

/* A document: no dots of its own. */
gboolean
cw_pass_is_vector (const CwPass *pass)
{
  return pass->medium->dpi <= 0 && !pass->medium->screen;
}

/**
 * cw_element_turn:
 *
 * Turns @cr about the middle of the element's box.
 */
void
cw_element_turn (const CwElement *element,
                 cairo_t         *cr)
{
  const CwBox *box = &element->box;
  double angle = fmod (element->rotation, 360);
  double x = box->x + box->width / 2;
  double y = box->y + box->height / 2;
  cairo_matrix_t turn;

  if (angle == 0)
    return;
  cairo_matrix_init_rotate (&turn, angle * G_PI / 180);
  /* exact quarter turns keep codes and straight edges on the device's dots */
  if (fmod (angle, 90) == 0)
    cairo_matrix_init (&turn, round (turn.xx), round (turn.yx), round (turn.xy), round (turn.yy), 0, 0);
  cairo_translate (cr, x, y);
  cairo_transform (cr, &turn);
  cairo_translate (cr, -x, -y);
}

static void
draw_text (const CwItem *item,
           const CwPass *pass)
{
  cairo_translate (pass->cr, item->element->box.x, item->element->box.y);
  cw_text_block_draw (item->text, pass->cr, cw_pass_is_crisp (pass));
}

static void
draw_item (CwItem       *item,
           const CwPass *pass)
{
  const CwElement *element = item->element;
  gboolean here = element->layer == pass->pass;

  if (item->hidden)
    return;
  cairo_save (pass->cr);
  cw_element_turn (element, pass->cr);
  switch (element->type)
    {
    case CW_ELEMENT_TEXT:
      if (here)
        draw_text (item, pass);
      break;
    case CW_ELEMENT_PHOTO:
      if (here)
        cw_item_draw_photo (item, pass);
      break;
    case CW_ELEMENT_IMAGE:
      if (here)
        cw_item_draw_image (item, pass);
      break;
    case CW_ELEMENT_SHAPE:
      if (here)
        cw_shape_draw (pass->cr, &element->shape, &element->box, cw_pass_is_crisp (pass));
      break;
    case CW_ELEMENT_CODE:
    case CW_ELEMENT_ESC_LOGO:
      cw_item_draw_code (item, pass);
      break;
    case CW_ELEMENT_HOLOGRAM:
    case CW_ELEMENT_KEEP_OUT:
    case CW_ELEMENT_SIGNATURE:
      break;
    }
  cairo_restore (pass->cr);
}

static void
draw_background (const CwPass *pass,
                 const CwFill *fill)
{
  CwBox box = { -BLEED_MM, -BLEED_MM, cw_template_get_width (pass->face->template) + 2 * BLEED_MM, cw_template_get_height (pass->face->template) + 2 * BLEED_MM };

  cairo_new_path (pass->cr);
  cairo_rectangle (pass->cr, box.x, box.y, box.width, box.height);
  cw_shape_fill (pass->cr, fill, &box);
  cairo_new_path (pass->cr);
}

static void
draw_pass (CwPass          *pass,
           CwFaceLayer      layer,
           const CwDesign  *design,
           const GPtrArray *items)
{
  pass->pass = layer;
  if (layer == CW_LAYER_COLOUR)
    draw_background (pass, &design->background);
  for (guint i = 0; i < items->len; i++)
    draw_item (g_ptr_array_index (items, i), pass);
  if (layer == CW_LAYER_COLOUR && pass->medium->specimen)
    cw_specimen_draw (pass->face, pass->cr, items, pass->medium);
}

/* What no layer prints is taken out before; on a screen its guide is laid over. */
static void
draw_zones (const CwPass    *pass,
            const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwItem *item = g_ptr_array_index (items, i);

      if (item->hidden || !cw_element_is_zone (item->element))
        continue;
      if (pass->medium->screen)
        cw_zone_guide (pass->cr, item->element);
      else if (item->element->zone.blank)
        cw_zone_clip_out (pass->cr, item->element, pass->medium);
    }
}

static void
draw_signatures (CwPass          *pass,
                 const GPtrArray *items)
{
  pass->pass = CW_LAYER_RESIN;
  for (guint i = 0; i < items->len; i++)
    {
      const CwItem *item = g_ptr_array_index (items, i);

      if (!item->hidden && item->element->type == CW_ELEMENT_SIGNATURE)
        cw_zone_sign (pass->cr, item->element, cw_pass_is_crisp (pass));
    }
}

/**
 * cw_face_draw:
 * @cr: in millimetres, origin at the trimmed card's top left corner
 * @medium: what is drawn for
 *
 * Draws one side. What lies beneath a place that the layer does not paint is left as it was: for
 * a resin panel or paper, paint white first.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when the design has no such side, or %CW_ERROR_FAILED when
 *   Cairo gave up, most likely for want of memory
 */
gboolean
cw_face_draw (CwFace             *self,
              cairo_t            *cr,
              CwFaceSide          side,
              const CwFaceMedium *medium,
              GError            **error)
{
  const CwDesign *design = &self->template->faces[side];
  const GPtrArray *items = self->items[side];
  CwPass pass = { .face = self, .cr = cr, .medium = medium };

  if (side == CW_FACE_BACK && !self->template->has_back)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The design “%s” has no back."), self->template->name);
      return FALSE;
    }
  cairo_save (cr);
  if (self->template->portrait)
    cairo_transform (cr, &(cairo_matrix_t) { .xx = 0, .yx = -1, .xy = 1, .yy = 0, .x0 = 0, .y0 = CW_CARD_HEIGHT_MM });
  cairo_save (cr);
  if (!medium->screen)
    draw_zones (&pass, items);
  if (medium->layer != CW_LAYER_RESIN)
    draw_pass (&pass, CW_LAYER_COLOUR, design, items);
  if (medium->layer != CW_LAYER_COLOUR)
    draw_pass (&pass, CW_LAYER_RESIN, design, items);
  cairo_restore (cr);
  if (medium->screen)
    draw_zones (&pass, items);
  if (medium->layer != CW_LAYER_COLOUR)
    draw_signatures (&pass, items);
  cairo_restore (cr);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The card could not be drawn: %s."), cairo_status_to_string (cairo_status (cr)));
  return FALSE;
}
