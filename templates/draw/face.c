/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/face.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/pictures/halftone.h"
#include "templates/draw/standing.h"

/* Owns filling a template with a record and a photo: every text is shaped here, every code made,
 * so that drawing needs neither record nor fonts' files again. One thread at a time. */

/* Nearly every card printer; for a finer one the photo is decoded again. */
#define USUAL_DPI 300.0

/* Pixels for each dot along an axis. With as many as there are dots, what the decoder's reduction
 * and our own scaling make together of fine hair is 35 dB from what scaling all of the file gives;
 * with half as many again it is 41 dB, and the eye sees no difference (tests/templates/test-photo.c). */
#define PIXELS_A_DOT 1.5

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
  cw_picture_free (self->photo);
  g_clear_pointer (&self->photos, g_ptr_array_unref);
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

/* What is laid out once for all cards. */
typedef struct
{
  const CwTemplate *template;
  const CwElement  *element;
  const char       *text;
} CwStandingJob;

static CwLogo *
make_logo (gconstpointer data)
{
  const CwStandingJob *job = data;
  const CwElement *element = job->element;

  return cw_logo_new (job->template->font_set, &element->logo, element->logo.black ? element->layer : CW_LAYER_COLOUR, job->template->fonts[0]);
}

static CwTextBlock *
make_text (gconstpointer data)
{
  const CwStandingJob *job = data;
  const CwElement *element = job->element;

  return cw_text_block_new (job->template->font_set, &element->style, job->text, element->box.width, element->box.height);
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
    item->logo = cw_standing_get_logo (template->standing, element, make_logo, &(CwStandingJob) { template, element });
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
  CwStandingJob job = { face->template, element };

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
      job.text = text;
      item->text = cw_pattern_is_constant (element->pattern) ? cw_standing_get_text (face->template->standing, element, make_text, &job) : make_text (&job);
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

/* Pixels of the photo that the design needs at @scale dots a millimetre in the largest of its
 * places. Rounded, so that the last digit of a matrix does not decide. */
static void
photo_get_need (const CwFace *self,
                double        scale,
                guint        *need_width,
                guint        *need_height)
{
  double width = CW_PHOTO_MIN_WIDTH;
  double height = CW_PHOTO_MIN_HEIGHT;

  for (guint side = 0; side < G_N_ELEMENTS (self->template->faces); side++)
    for (guint i = 0; i < self->template->faces[side].elements->len; i++)
      {
        const CwElement *element = g_ptr_array_index (self->template->faces[side].elements, i);

        if (element->type != CW_ELEMENT_PHOTO)
          continue;
        width = MAX (width, element->box.width * scale * PIXELS_A_DOT);
        height = MAX (height, element->box.height * scale * PIXELS_A_DOT);
      }
  *need_width = (guint) lround (MIN (width, G_MAXUINT16));
  *need_height = (guint) lround (MIN (height, G_MAXUINT16));
}

static CwPicture *
decode_photo (CwFace  *self,
              double   scale,
              GError **error)
{
  guint width = 0;
  guint height = 0;

  photo_get_need (self, scale, &width, &height);
  return cw_picture_decode_for (self->photo_file, _ ("The photo"), width, height, error);
}

/* The photo as decoded for @scale and no other: whatever was drawn before, the same dots come out. */
static const CwPicture *
find_photo (CwFace *self,
            double  scale)
{
  guint width = 0;
  guint height = 0;
  guint reduction = 0;
  CwPicture *other = NULL;

  photo_get_need (self, scale, &width, &height);
  reduction = cw_picture_get_reduction_for (self->photo, width, height);
  if (reduction == self->photo->reduction)
    return self->photo;
  for (guint i = 0; i < self->photos->len; i++)
    {
      other = g_ptr_array_index (self->photos, i);
      if (other->reduction == reduction)
        return other;
    }
  /* the same bytes were decoded before: only memory can be short */
  other = decode_photo (self, scale, NULL);
  if (other == NULL)
    return self->photo;
  g_ptr_array_add (self->photos, other);
  return other;
}

/**
 * cw_item_get_photo:
 * @item: of a photo element
 * @scale: dots a millimetre that are wanted; 0: those of the usual printer
 *
 * Returns: (transfer none) (nullable): the photo in the element's tone, with more dots than are wanted where
 *   the file has them; valid until the next call; %NULL without a photo
 */
cairo_surface_t *
cw_item_get_photo (CwItem *item,
                   CwFace *face,
                   double  scale)
{
  const CwPhotoSpec *spec = &item->element->photo;
  const CwTone tone = { .greyscale = spec->greyscale || item->element->layer == CW_LAYER_RESIN, .tinted = spec->tinted, .tint = spec->tint };
  const CwPicture *photo = NULL;

  if (face->photo == NULL)
    return NULL;
  photo = find_photo (face, scale > 0 ? scale : USUAL_DPI / 25.4);
  if (item->photo == NULL || item->photo_from != photo->surface)
    {
      g_clear_pointer (&item->photo, cairo_surface_destroy);
      item->photo = cw_surface_tone (photo->surface, &tone);
      item->photo_from = photo->surface;
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
      self->photos = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_picture_free);
      self->photo = decode_photo (self, USUAL_DPI / 25.4, error);
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
  return g_steal_pointer (&self);
}
