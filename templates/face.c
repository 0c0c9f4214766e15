/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/face.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns filling a template with a record and a photo: every text is shaped here, every code made,
 * so that drawing needs neither record nor fonts' files again. One thread at a time. */

G_DEFINE_BOXED_TYPE (CwFace, cw_face, cw_face_ref, cw_face_unref)

static void
item_free (gpointer data)
{
  CwItem *item = data;

  cw_text_block_unref (item->text);
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
  cw_raster_cache_free (self->cache);
  cw_template_unref (self->template);
  g_free (self);
}

/* Rec. ITU-R BT.601 luma, in thousandths. */
static cairo_surface_t *
surface_to_grey (cairo_surface_t *source)
{
  int width = cairo_image_surface_get_width (source);
  int height = cairo_image_surface_get_height (source);
  cairo_surface_t *grey = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);

  for (int y = 0; y < height; y++)
    {
      const guint32 *from = (const guint32 *) (const void *) (cairo_image_surface_get_data (source) + (gsize) y * (gsize) cairo_image_surface_get_stride (source));
      guint32 *to = (guint32 *) (void *) (cairo_image_surface_get_data (grey) + (gsize) y * (gsize) cairo_image_surface_get_stride (grey));

      for (int x = 0; x < width; x++)
        {
          guint32 luma = (299 * ((from[x] >> 16) & 0xff) + 587 * ((from[x] >> 8) & 0xff) + 114 * (from[x] & 0xff) + 500) / 1000;

          to[x] = 0xff000000u | luma << 16 | luma << 8 | luma;
        }
    }
  cairo_surface_mark_dirty (grey);
  return grey;
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

static gboolean
fill_code (CwItem     *item,
           const char *text,
           const char *family,
           GError    **error)
{
  item->code = cw_code_new (&CW_CODE_SPEC_ESC, text, error);
  if (item->code == NULL)
    {
      g_prefix_error (error, _ ("Element “%s”: "), item->element->id);
      return FALSE;
    }
  if (item->element->type == CW_ELEMENT_ESC_LOGO)
    item->logo = cw_logo_new (&item->element->logo, item->element->logo.black ? item->element->layer : CW_LAYER_COLOUR, family);
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
  if (face->photo != NULL)
    item->photo = element->photo.greyscale ? surface_to_grey (face->photo->surface) : cairo_surface_reference (face->photo->surface);
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
  g_autofree char *text = element->pattern != NULL ? item_expand (item, record, &failure) : NULL;

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
      item->text = cw_text_block_new (NULL, &element->style, text, element->box.width, element->box.height);
      return TRUE;
    case CW_ELEMENT_QR:
    case CW_ELEMENT_ESC_LOGO:
      return fill_code (item, text, face->template->fonts[0], error);
    case CW_ELEMENT_PHOTO:
      return fill_photo (item, face, error);
    case CW_ELEMENT_IMAGE:
    case CW_ELEMENT_SHAPE:
    case CW_ELEMENT_HOLOGRAM:
      return TRUE;
    }
  g_return_val_if_reached (FALSE);
}

/**
 * cw_face_new:
 * @record: not kept
 * @photo: (nullable): an encoded picture; not kept
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
  if (photo != NULL)
    {
      self->photo = cw_picture_decode (photo, _ ("The photo"), FALSE, error);
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
