/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/face.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/halftone.h"

/* Owns filling a template with a record and a photo: every text is shaped here, every code made,
 * so that drawing needs neither record nor fonts' files again. One thread at a time. */

/* Nearly every card printer; for a finer one the photo is decoded again. */
#define USUAL_DPI 300.0

/* Height of a code's label in its own type sizes. */
#define LABEL_LINE 1.3

G_DEFINE_BOXED_TYPE (CwFace, cw_face, cw_face_ref, cw_face_unref)

static void
item_free (gpointer data)
{
  CwItem *item = data;

  cw_text_block_unref (item->text);
  cw_text_block_unref (item->label);
  cw_code_free (item->code);
  cw_logo_free (item->logo);
  g_clear_pointer (&item->photo, cairo_surface_destroy);
  g_free (item);
}

CwFace *
cw_face_ref (CwFace *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cw_face_unref (CwFace *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->items); i++)
    g_ptr_array_unref (self->items[i]);
  cw_text_block_unref (self->specimen);
  cw_picture_free (self->photo);
  g_clear_pointer (&self->photo_file, g_bytes_unref);
  cw_record_unref (self->record);
  cw_raster_cache_free (self->cache);
  cw_template_unref (self->template);
  g_free (self);
}

/* Text of the element for the record; %NULL with @item hidden, or with an error. */
static char *
item_expand (CwItem   *item,
             CwRecord *record,
             GError  **error)
{
  const char *missing = NULL;
  gboolean filled = FALSE;
  g_autofree char *text = cw_pattern_expand (item->element->pattern, record, &missing, &filled);

  if (missing != NULL && item->element->required)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE,
                   _ ("The record has no “%s”, which the card needs (element “%s”). Fill it in and try again."), missing, item->element->id);
      return NULL;
    }
  item->hidden = !filled || text[0] == '\0';
  return item->hidden ? NULL : g_steal_pointer (&text);
}

/**
 * cw_item_get_label_height:
 *
 * Returns: mm at the lower end of the item's box that its label takes; 0 without one
 */
double
cw_item_get_label_height (const CwItem *item)
{
  return item->label != NULL ? item->element->readable_size * LABEL_LINE * CW_MM_PER_POINT : 0;
}

static void
fill_label (CwItem           *item,
            const CwTemplate *template)
{
  const CwElement *element = item->element;
  double height = element->readable_size * LABEL_LINE * CW_MM_PER_POINT;
  CwTextStyle style = {
    .family = template->fonts[0],
    .language = template->language,
    .weight = 400,
    .tabular = TRUE,
    .size = element->readable_size,
    .min_size = 3,
    .min_condense = 0.5,
    .tracking = 40,
    .lines = 1,
    .line_height = 1,
    .align = CW_ALIGN_CENTRE,
    .valign = CW_VALIGN_MIDDLE,
    .colour = { 0, 0, 0, 1 },
  };

  if (element->layer == CW_LAYER_COLOUR)
    style.colour = cw_colour_lift (&style.colour);
  item->label = cw_text_block_new (template->font_set, &style, cw_code_get_readable (item->code), element->box.width, height);
}

static gboolean
fill_code (CwItem           *item,
           const char       *text,
           const CwTemplate *template,
           GError          **error)
{
  const CwElement *element = item->element;

  item->code = cw_code_new (&element->code, text, error);
  if (item->code == NULL)
    {
      g_prefix_error (error, _ ("Element “%s”: "), element->id);
      return FALSE;
    }
  if (element->type == CW_ELEMENT_ESC_LOGO)
    item->logo = cw_logo_new (template->font_set, &element->logo, element->logo.black ? element->layer : CW_LAYER_COLOUR, template->fonts[0]);
  else if (element->readable && cw_code_is_linear (item->code))
    fill_label (item, template);
  return TRUE;
}

static gboolean
fill_photo (CwItem  *item,
            CwFace  *face,
            GError **error)
{
  const CwElement *element = item->element;

  if (face->photo == NULL && element->required)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE,
                   _ ("The record has no photo, which the card needs (element “%s”). Take or choose one and try again."), element->id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fill_item (CwItem   *item,
           CwFace   *face,
           CwRecord *record,
           GError  **error)
{
  const CwElement *element = item->element;
  g_autoptr (GError) failure = NULL;
  g_autofree char *text = NULL;

  item->hidden = element->visible != NULL && !cw_condition_holds (element->visible, record);
  if (item->hidden)
    return TRUE;
  text = element->pattern != NULL ? item_expand (item, record, &failure) : NULL;

  if (failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&failure));
      return FALSE;
    }
  if (item->hidden)
    return TRUE;
  switch (element->type)
    {
    case CW_ELEMENT_TEXT:
      item->text = cw_text_block_new (face->template->font_set, &element->style, text, element->box.width, element->box.height);
      return TRUE;
    case CW_ELEMENT_CODE:
    case CW_ELEMENT_ESC_LOGO:
      return fill_code (item, text, face->template, error);
    case CW_ELEMENT_PHOTO:
      return fill_photo (item, face, error);
    case CW_ELEMENT_IMAGE:
    case CW_ELEMENT_SHAPE:
    case CW_ELEMENT_HOLOGRAM:
    case CW_ELEMENT_KEEP_OUT:
    case CW_ELEMENT_SIGNATURE:
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

/* Decodes the photo as large as the design needs it at @dpi in every of its places. */
static CwPicture *
decode_photo (CwFace  *self,
              double   dpi,
              GError **error)
{
  double width = CW_PHOTO_MIN_WIDTH;
  double height = CW_PHOTO_MIN_HEIGHT;

  for (guint side = 0; side < G_N_ELEMENTS (self->template->faces); side++)
    for (guint i = 0; i < self->template->faces[side].elements->len; i++)
      {
        const CwElement *element = g_ptr_array_index (self->template->faces[side].elements, i);

        if (element->type != CW_ELEMENT_PHOTO)
          continue;
        width = MAX (width, element->box.width / 25.4 * dpi);
        height = MAX (height, element->box.height / 25.4 * dpi);
      }
  return cw_picture_decode_for (self->photo_file, _ ("The photo"), (guint) ceil (width), (guint) ceil (height), error);
}

/* TRUE when the file has more dots than were decoded and @scale asks for them. */
static gboolean
photo_is_too_small (const CwPicture *photo,
                    const CwBox     *box,
                    double           scale)
{
  int width = cairo_image_surface_get_width (photo->surface);
  int height = cairo_image_surface_get_height (photo->surface);

  return (width < photo->width && width < floor (box->width * scale)) || (height < photo->height && height < floor (box->height * scale));
}

/**
 * cw_item_get_photo:
 * @item: of a photo element
 * @scale: dots a millimetre that are wanted
 *
 * Returns: (transfer none) (nullable): the photo in the element's tone, with at least the dots that are wanted
 *   where the file has them; valid until the next call; %NULL without a photo
 */
cairo_surface_t *
cw_item_get_photo (CwItem *item,
                   CwFace *face,
                   double  scale)
{
  const CwPhotoSpec *spec = &item->element->photo;
  const CwTone tone = { .greyscale = spec->greyscale || item->element->layer == CW_LAYER_RESIN, .tinted = spec->tinted, .tint = spec->tint };

  if (face->photo == NULL)
    return NULL;
  if (photo_is_too_small (face->photo, &item->element->box, scale))
    {
      /* the same bytes were decoded before; should memory be short, the smaller picture is used */
      CwPicture *larger = decode_photo (face, scale * 25.4, NULL);

      if (larger != NULL)
        {
          cw_picture_free (face->photo);
          face->photo = larger;
        }
    }
  if (item->photo == NULL || item->photo_from != face->photo->surface)
    {
      g_clear_pointer (&item->photo, cairo_surface_destroy);
      item->photo = cw_surface_tone (face->photo->surface, &tone);
      item->photo_from = face->photo->surface;
    }
  return item->photo;
}

/**
 * cw_face_new:
 * @record: kept; must not change from now on
 * @photo: (nullable): an encoded picture; kept
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_RECORD_INCOMPLETE when a required field or
 *   photo is missing, %CW_ERROR_PHOTO when @photo cannot be decoded, %CW_ERROR_INVALID when a code
 *   cannot hold its text
 */
CwFace *
cw_face_new (CwTemplate *template,
             CwRecord   *record,
             GBytes     *photo,
             GError    **error)
{
  g_autoptr (CwFace) self = g_new0 (CwFace, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->template = cw_template_ref (template);
  self->cache = cw_raster_cache_new ();
  self->items[CW_FACE_FRONT] = g_ptr_array_new_with_free_func (item_free);
  self->items[CW_FACE_BACK] = g_ptr_array_new_with_free_func (item_free);
  self->record = cw_record_ref (record);
  if (photo != NULL)
    {
      self->photo_file = g_bytes_ref (photo);
      self->photo = decode_photo (self, USUAL_DPI, error);
      if (self->photo == NULL)
        return NULL;
    }
  for (guint side = 0; side < G_N_ELEMENTS (self->items); side++)
    for (guint i = 0; i < template->faces[side].elements->len; i++)
      {
        CwItem *item = g_new0 (CwItem, 1);

        item->element = g_ptr_array_index (template->faces[side].elements, i);
        g_ptr_array_add (self->items[side], item);
        if (!fill_item (item, self, record, error))
          return NULL;
      }
  self->specimen = cw_specimen_new (template->fonts[0]);
  return g_steal_pointer (&self);
}
