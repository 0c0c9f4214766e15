/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/face.h"

/* Owns drawing codes and the European Student Card block: ground, flag and words, label, modules.
 * One thread at a time for one face. */

/* What is left of the element's box for the bars or modules. */
static CwBox
code_box (const CwItem *item)
{
  CwBox box = item->element->box;

  box.height = MAX (0, box.height - cw_item_get_label_height (item));
  return box;
}

/**
 * cw_item_place_block:
 * @item: of a code or esc_logo element
 * @cr: in millimetres, turned as the element is
 */
CwItemBlock
cw_item_place_block (const CwItem       *item,
                     cairo_t            *cr,
                     const CwFaceMedium *medium)
{
  CwItemBlock block = { 0 };
  CwBox box = code_box (item);
  int left = 0, top = 0, right = 0, bottom = 0, width = 0, height = 0;

  cw_code_get_quiet (item->code, &left, &top, &right, &bottom);
  cw_code_get_size (item->code, &width, &height);
  block = (CwItemBlock) { .width = left + width + right, .height = top + height + bottom, .code_x = left, .code_y = top };
  if (cw_code_is_linear (item->code))
    {
      block.height = 1;
      block.code_y = 0;
      block.place = cw_code_place_linear (cr, &box, item->code, medium);
      return block;
    }
  if (item->element->type == CW_ELEMENT_ESC_LOGO)
    cw_logo_get_size (&item->element->logo, &block.width, &block.height, &block.code_x, &block.code_y);
  block.place = cw_code_place_module (cr, &box, block.width, block.height, block.code_x, block.code_y, cw_logo_get_module_mm (item->element->logo.size), medium);
  return block;
}

/* White under everything that a scanner must tell from it, the quiet zone and the label included. */
static void
draw_ground (const CwItem      *item,
             const CwPass      *pass,
             const CwItemBlock *block)
{
  const CwBox *box = &item->element->box;
  cairo_t *cr = pass->cr;

  cairo_save (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  if (cw_code_is_linear (item->code))
    {
      cw_code_path (cr, box->x, box->y, box->width, box->height, pass->medium);
    }
  else
    {
      cw_code_enter (cr, &block->place);
      cw_code_path (cr, 0, 0, block->width, block->height, pass->medium);
    }
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
paint_art (cairo_t      *cr,
           gconstpointer data)
{
  const CwElement *element = data;
  CwBox box = cw_logo_get_art_box (&element->logo);

  cw_asset_paint (element->logo.asset, cr, &box, CW_FIT_CONTAIN);
}

/* Flag and words, or the institution's own picture in their place. */
static void
draw_logo (const CwItem      *item,
           const CwPass      *pass,
           const CwItemBlock *block)
{
  const CwElement *element = item->element;
  CwFaceLayer layer = element->logo.black ? element->layer : CW_LAYER_COLOUR;
  CwBox whole = { 0, 0, block->width, block->height };

  if (layer != pass->pass)
    return;
  cairo_save (pass->cr);
  cw_code_enter (pass->cr, &block->place);
  if (element->logo.asset == NULL)
    cw_logo_draw (item->logo, pass->cr, cw_pass_is_crisp (pass));
  else if (cw_pass_is_vector (pass))
    paint_art (pass->cr, element);
  else
    cw_raster_paint (pass->face->template->cache, pass->cr, &whole, CW_LIFT_BLACK, pass->medium->screen, paint_art, element, element);
  cairo_restore (pass->cr);
}

static void
draw_modules (const CwItem      *item,
              const CwPass      *pass,
              const CwItemBlock *block)
{
  double white = item->element->logo.inverted ? 1 : 0;
  CwColour ink = { white, white, white, 1 };
  cairo_t *cr = pass->cr;

  if (pass->pass == CW_LAYER_COLOUR)
    ink = cw_colour_lift (&ink);
  cairo_save (cr);
  cw_code_enter (cr, &block->place);
  cairo_translate (cr, block->code_x, block->code_y);
  cairo_set_source_rgb (cr, ink.red, ink.green, ink.blue);
  cw_code_draw_modules (item->code, cr, pass->medium);
  cairo_restore (cr);
}

static void
draw_label (const CwItem *item,
            const CwPass *pass)
{
  const CwBox *box = &item->element->box;

  cairo_save (pass->cr);
  cairo_translate (pass->cr, box->x, box->y + box->height - cw_item_get_label_height (item));
  cw_text_block_draw (item->label, pass->cr, cw_pass_is_crisp (pass));
  cairo_restore (pass->cr);
}

/**
 * cw_item_draw_code:
 * @item: of a code or esc_logo element
 *
 * Draws what belongs to the dye of @pass; nothing when the box is too small for a module of one dot.
 */
void
cw_item_draw_code (const CwItem *item,
                   const CwPass *pass)
{
  CwItemBlock block = cw_item_place_block (item, pass->cr, pass->medium);

  if (block.place.dots < 1)
    return;
  if (pass->pass == CW_LAYER_COLOUR && !item->element->logo.inverted)
    draw_ground (item, pass, &block);
  if (item->logo != NULL)
    draw_logo (item, pass, &block);
  if (item->element->layer != pass->pass)
    return;
  draw_modules (item, pass, &block);
  if (item->label != NULL)
    draw_label (item, pass);
}
