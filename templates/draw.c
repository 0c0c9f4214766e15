/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/face.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/scale.h"
#include "templates/shape.h"

/* Owns drawing a face: first everything that is dye, in the design's order, then everything that
 * is resin on top, as a card printer does. One thread at a time for one face. */

/* Retransfer printers have pages of up to 1036 x 664 dots at 300 dpi, 1.1 mm more on each side. */
#define BLEED_MM 1.5

/* A photo in a PDF has no more dots than the finest card printers; more only makes jobs slow. */
#define VECTOR_PHOTO_DPI 600.0

/* An RsvgHandle is not made for two threads at once, and templates are shared. */
static GMutex svg_lock;

typedef struct
{
  CwFace             *face;
  cairo_t            *cr;
  const CwFaceMedium *medium;
  CwFaceLayer         pass; /* the dye being laid down */
} CwPass;

/* Resin on a device: dots are black or not there. */
static gboolean
pass_is_crisp (const CwPass *pass)
{
  return pass->pass == CW_LAYER_RESIN && pass->medium->dpi > 0 && !pass->medium->screen;
}

static gboolean
medium_is_vector (const CwFaceMedium *medium)
{
  return medium->dpi <= 0 && !medium->screen;
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

/* The photo's part that fills the box around the focal point, whatever the photo's shape; @scale
 * becomes mm a pixel. */
static CwBox
photo_part (const CwItem *item,
            double       *scale)
{
  const CwBox *box = &item->element->box;
  const CwPhotoSpec *spec = &item->element->photo;
  double width = cairo_image_surface_get_width (item->photo);
  double height = cairo_image_surface_get_height (item->photo);
  CwBox part = { 0 };

  *scale = MAX (box->width / width, box->height / height);
  part.width = box->width / *scale;
  part.height = box->height / *scale;
  part.x = CLAMP (spec->focal_x * width - part.width / 2, 0, MAX (0, width - part.width));
  part.y = CLAMP (spec->focal_y * height - part.height / 2, 0, MAX (0, height - part.height));
  return part;
}

/* Through Cairo: for a screen, and for boxes that are turned. */
static void
paint_photo_filtered (cairo_t       *cr,
                      const CwItem  *item,
                      cairo_filter_t filter)
{
  const CwBox *box = &item->element->box;
  double scale = 1;
  CwBox part = photo_part (item, &scale);

  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, scale, scale);
  cairo_translate (cr, -part.x, -part.y);
  cairo_set_source_surface (cr, item->photo, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), filter);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Onto every dot that the box touches, so that its edges are as sharp as the clip makes them. */
static void
paint_photo_resampled (cairo_t      *cr,
                       const CwItem *item)
{
  const CwBox *box = &item->element->box;
  double scale = 1;
  CwBox part = photo_part (item, &scale);
  g_autoptr (cairo_surface_t) dots = NULL;
  cairo_matrix_t matrix;
  double left = box->x;
  double top = box->y;
  double right = box->x + box->width;
  double bottom = box->y + box->height;
  int width = 0;
  int height = 0;

  cairo_get_matrix (cr, &matrix);
  cairo_user_to_device (cr, &left, &top);
  cairo_user_to_device (cr, &right, &bottom);
  width = MAX (1, (int) (ceil (right - 1e-6) - floor (left + 1e-6)));
  height = MAX (1, (int) (ceil (bottom - 1e-6) - floor (top + 1e-6)));
  part.x -= (left - floor (left + 1e-6)) / (matrix.xx * scale);
  part.y -= (top - floor (top + 1e-6)) / (matrix.yy * scale);
  part.width = width / (matrix.xx * scale);
  part.height = height / (matrix.yy * scale);
  dots = cw_surface_resample (item->photo, &part, width, height);
  cairo_save (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_identity_matrix (cr);
  cairo_set_source_surface (cr, dots, floor (left + 1e-6), floor (top + 1e-6));
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
}

static void
paint_photo_carefully (cairo_t      *cr,
                       const CwItem *item)
{
  cairo_matrix_t matrix;

  cairo_get_matrix (cr, &matrix);
  if (matrix.xy == 0 && matrix.yx == 0 && matrix.xx > 0 && matrix.yy > 0)
    paint_photo_resampled (cr, item);
  else
    paint_photo_filtered (cr, item, CAIRO_FILTER_BEST);
}

static void
paint_photo_for_print (cairo_t      *cr,
                       gconstpointer data)
{
  const CwItem *item = data;

  cw_shape_rounded_path (cr, &item->element->box, item->element->photo.radius);
  cairo_clip (cr);
  paint_photo_carefully (cr, item);
}

static void
paint_photo_for_screen (cairo_t      *cr,
                        gconstpointer data)
{
  const CwItem *item = data;

  cw_shape_rounded_path (cr, &item->element->box, item->element->photo.radius);
  cairo_clip (cr);
  paint_photo_filtered (cr, item, CAIRO_FILTER_GOOD);
}

/* Into a document: the cropped picture itself, lifted off black, under a vector outline. */
static void
draw_photo_vector (const CwItem *item,
                   cairo_t      *cr)
{
  const CwBox *box = &item->element->box;
  double own = MIN (cairo_image_surface_get_width (item->photo) / box->width, cairo_image_surface_get_height (item->photo) / box->height);
  double scale = MIN (own, VECTOR_PHOTO_DPI / 25.4);
  int width = MAX (1, (int) round (box->width * scale));
  int height = MAX (1, (int) round (box->height * scale));
  g_autoptr (cairo_surface_t) picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  g_autoptr (cairo_t) inner = cairo_create (picture);

  cairo_scale (inner, width / box->width, height / box->height);
  cairo_translate (inner, -box->x, -box->y);
  paint_photo_carefully (inner, item);
  cw_surface_lift (picture, CW_LIFT_CHANNELS);
  cairo_save (cr);
  cw_shape_rounded_path (cr, box, item->element->photo.radius);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, box->width / width, box->height / height);
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Where a photo would be, for the eyes of the operator. */
static void
draw_silhouette (const CwElement *element,
                 cairo_t         *cr)
{
  const CwBox *box = &element->box;
  double x = box->x + box->width / 2;

  cairo_save (cr);
  cw_shape_rounded_path (cr, box, element->photo.radius);
  cairo_clip (cr);
  cairo_set_source_rgb (cr, 0.91, 0.93, 0.92);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0.79, 0.82, 0.81);
  cairo_arc (cr, x, box->y + box->height * 0.40, box->width * 0.20, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_arc (cr, x, box->y + box->height * 1.02, box->width * 0.38, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_photo (const CwItem *item,
            const CwPass *pass)
{
  const CwFaceMedium *medium = pass->medium;

  if (item->photo == NULL && medium->screen)
    draw_silhouette (item->element, pass->cr);
  if (item->photo == NULL)
    return;
  if (medium_is_vector (medium))
    draw_photo_vector (item, pass->cr);
  else
    cw_raster_paint (pass->face->cache, pass->cr, &item->element->box, CW_LIFT_CHANNELS, medium->screen,
                     medium->screen ? paint_photo_for_screen : paint_photo_for_print, item);
}

static CwBox
image_place (const CwElement *element)
{
  const CwAsset *asset = element->image.asset;
  CwBox place = element->box;
  double contain = MIN (place.width / asset->width, place.height / asset->height);
  double cover = MAX (place.width / asset->width, place.height / asset->height);
  double scale = element->image.fit == CW_FIT_COVER ? cover : contain;

  if (element->image.fit == CW_FIT_STRETCH)
    return place;
  place.width = asset->width * scale;
  place.height = asset->height * scale;
  place.x += (element->box.width - place.width) / 2;
  place.y += (element->box.height - place.height) / 2;
  return place;
}

/* Through a surface of its own over the same pixels: Cairo's image surfaces count their users
 * without a lock, and a template is shared. The pixels live as long as whoever draws from them. */
static void
paint_asset_surface (cairo_t         *cr,
                     cairo_surface_t *surface,
                     const CwBox     *place)
{
  static const cairo_user_data_key_t owner_key;
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  g_autoptr (cairo_surface_t) view = cairo_image_surface_create_for_data (cairo_image_surface_get_data (surface), cairo_image_surface_get_format (surface), width, height, cairo_image_surface_get_stride (surface));

  cairo_surface_set_user_data (view, &owner_key, cairo_surface_reference (surface), (cairo_destroy_func_t) cairo_surface_destroy);
  cairo_translate (cr, place->x, place->y);
  cairo_scale (cr, place->width / width, place->height / height);
  cairo_set_source_surface (cr, view, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_BEST);
  cairo_paint (cr);
}

static void
paint_image (cairo_t      *cr,
             gconstpointer data)
{
  const CwElement *element = data;
  CwBox place = image_place (element);

  cairo_save (cr);
  cairo_rectangle (cr, element->box.x, element->box.y, element->box.width, element->box.height);
  cairo_clip (cr);
  if (element->image.asset->svg != NULL)
    {
      RsvgRectangle viewport = { place.x, place.y, place.width, place.height };

      /* what an SVG cannot draw it leaves out; a broken one was refused with the template */
      g_mutex_lock (&svg_lock);
      rsvg_handle_render_document (element->image.asset->svg, cr, &viewport, NULL);
      g_mutex_unlock (&svg_lock);
    }
  else
    {
      paint_asset_surface (cr, element->image.asset->surface, &place);
    }
  cairo_restore (cr);
}

static void
draw_image (const CwItem *item,
            const CwPass *pass)
{
  if (medium_is_vector (pass->medium))
    paint_image (pass->cr, item->element);
  else
    cw_raster_paint (pass->face->template->cache, pass->cr, &item->element->box, CW_LIFT_BLACK, pass->medium->screen, paint_image, item->element);
}

/**
 * cw_item_place_block:
 * @item: of a qr or esc_logo element
 * @cr: in millimetres, turned as the element is
 */
CwItemBlock
cw_item_place_block (const CwItem       *item,
                     cairo_t            *cr,
                     const CwFaceMedium *medium)
{
  CwItemBlock block = { .width = CW_CODE_FULL, .height = CW_CODE_FULL, .code_x = CW_CODE_QUIET, .code_y = CW_CODE_QUIET };

  if (item->element->type == CW_ELEMENT_ESC_LOGO)
    cw_logo_get_size (&item->element->logo, &block.width, &block.height, &block.code_x, &block.code_y);
  block.place = cw_code_place (cr, &item->element->box, block.width, block.height, block.code_x, block.code_y, medium);
  return block;
}

static void
draw_code (const CwItem *item,
           const CwPass *pass)
{
  const CwElement *element = item->element;
  CwItemBlock block = cw_item_place_block (item, pass->cr, pass->medium);
  CwFaceLayer logo_layer = element->logo.black ? element->layer : CW_LAYER_COLOUR;
  gboolean inverted = element->logo.inverted;
  CwColour ink = { inverted ? 1 : 0, inverted ? 1 : 0, inverted ? 1 : 0, 1 };
  cairo_t *cr = pass->cr;

  if (block.place.dots < 1)
    return;
  if (pass->pass == CW_LAYER_COLOUR)
    ink = cw_colour_lift (&ink);
  cairo_save (cr);
  cw_code_enter (cr, &block.place);
  if (pass->pass == CW_LAYER_COLOUR && !inverted)
    {
      cairo_set_source_rgb (cr, 1, 1, 1);
      cw_code_path (cr, 0, 0, block.width, block.height, pass->medium);
      cairo_fill (cr);
    }
  if (item->logo != NULL && logo_layer == pass->pass)
    cw_logo_draw (item->logo, cr, pass_is_crisp (pass));
  if (element->layer == pass->pass)
    {
      cairo_translate (cr, block.code_x, block.code_y);
      cairo_set_source_rgb (cr, ink.red, ink.green, ink.blue);
      cw_code_draw_modules (item->code, cr, pass->medium);
    }
  cairo_restore (cr);
}

static void
draw_text (const CwItem *item,
           const CwPass *pass)
{
  cairo_translate (pass->cr, item->element->box.x, item->element->box.y);
  cw_text_block_draw (item->text, pass->cr, pass_is_crisp (pass));
}

static void
draw_item (const CwItem *item,
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
        draw_photo (item, pass);
      break;
    case CW_ELEMENT_IMAGE:
      if (here)
        draw_image (item, pass);
      break;
    case CW_ELEMENT_SHAPE:
      if (here)
        cw_shape_draw (pass->cr, &element->shape, &element->box, pass_is_crisp (pass));
      break;
    case CW_ELEMENT_QR:
    case CW_ELEMENT_ESC_LOGO:
      draw_code (item, pass);
      break;
    case CW_ELEMENT_HOLOGRAM:
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

static void
draw_holograms (const CwPass    *pass,
                const GPtrArray *items)
{
  for (guint i = 0; i < items->len; i++)
    {
      const CwElement *element = ((const CwItem *) g_ptr_array_index (items, i))->element;

      if (element->type != CW_ELEMENT_HOLOGRAM)
        continue;
      if (!pass->medium->screen)
        {
          cw_shape_clip_out (pass->cr, element, pass->medium);
          continue;
        }
      cairo_save (pass->cr);
      cw_element_turn (element, pass->cr);
      cw_shape_shimmer (pass->cr, element);
      cairo_restore (pass->cr);
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
  if (!medium->screen)
    draw_holograms (&pass, items);
  if (medium->layer != CW_LAYER_RESIN)
    draw_pass (&pass, CW_LAYER_COLOUR, design, items);
  if (medium->layer != CW_LAYER_COLOUR)
    draw_pass (&pass, CW_LAYER_RESIN, design, items);
  if (medium->screen)
    draw_holograms (&pass, items);
  cairo_restore (cr);
  if (cairo_status (cr) == CAIRO_STATUS_SUCCESS)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The card could not be drawn: %s."), cairo_status_to_string (cairo_status (cr)));
  return FALSE;
}
