/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "templates/face.h"

/* Owns the look before plastic is spent: what would be cut, covered, lost or unreadable. Judged at
 * 300 dpi, what nearly every card printer has. Any thread that owns the face. */

#define CHECK_DPI 300.0

/* Smaller shrunk type is hard to read on a card. */
#define SMALL_POINTS 5.0

/* A module of fewer dots is at the mercy of the ribbon; of fewer than two it is not a module. */
#define FEW_DOTS 3
#define TOO_FEW_DOTS 2

/* Rounding of positions in a design; less than a dot. */
#define SLACK_MM 0.05

typedef struct
{
  CwFace    *face;
  GPtrArray *checks;
  GPtrArray *items; /* of one side */
  cairo_t   *cr;    /* for placing only */
} CwInspection;

void
cw_check_free (CwCheck *check)
{
  if (check == NULL)
    return;
  g_free (check->element);
  g_free (check->sentence);
  g_free (check);
}

static void
inspection_add (CwInspection *self,
                gboolean      error,
                const CwItem *item,
                const char   *format,
                ...) G_GNUC_PRINTF (4, 5);

static void
inspection_add (CwInspection *self,
                gboolean      error,
                const CwItem *item,
                const char   *format,
                ...)
{
  CwCheck *check = g_new0 (CwCheck, 1);
  va_list arguments;

  va_start (arguments, format);
  check->error = error;
  check->element = g_strdup (item->element->id);
  check->sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_ptr_array_add (self->checks, check);
}

/* The upright rectangle around @box of @element as it is turned. */
static CwBox
turned_box (const CwElement *element,
            const CwBox     *box)
{
  double angle = element->rotation * G_PI / 180;
  double middle_x = element->box.x + element->box.width / 2;
  double middle_y = element->box.y + element->box.height / 2;
  CwBox bounds = { G_MAXDOUBLE, G_MAXDOUBLE, 0, 0 };
  double right = -G_MAXDOUBLE;
  double bottom = -G_MAXDOUBLE;

  if (fmod (element->rotation, 360) == 0)
    return *box;
  for (int i = 0; i < 4; i++)
    {
      double x = box->x + (i & 1 ? box->width : 0) - middle_x;
      double y = box->y + (i & 2 ? box->height : 0) - middle_y;
      double to_x = middle_x + x * cos (angle) - y * sin (angle);
      double to_y = middle_y + x * sin (angle) + y * cos (angle);

      bounds.x = MIN (bounds.x, to_x);
      bounds.y = MIN (bounds.y, to_y);
      right = MAX (right, to_x);
      bottom = MAX (bottom, to_y);
    }
  bounds.width = right - bounds.x;
  bounds.height = bottom - bounds.y;
  return bounds;
}

/* What an item really covers: a text its ink, everything else its box. */
static CwBox
item_get_bounds (const CwItem *item)
{
  const CwElement *element = item->element;
  CwBox box = element->box;

  if (item->text != NULL)
    {
      box = cw_text_block_get_fit (item->text)->ink;
      box.x += element->box.x;
      box.y += element->box.y;
    }
  return turned_box (element, &box);
}

static gboolean
boxes_meet (const CwBox *a,
            const CwBox *b)
{
  return a->x + SLACK_MM < b->x + b->width && b->x + SLACK_MM < a->x + a->width &&
         a->y + SLACK_MM < b->y + b->height && b->y + SLACK_MM < a->y + a->height;
}

static gboolean
item_is_seen (const CwItem *item)
{
  return !item->hidden && item->element->type != CW_ELEMENT_HOLOGRAM;
}

static void
check_text (CwInspection *self,
            const CwItem *item)
{
  const CwTextStyle *style = &item->element->style;
  const CwTextFit *fit = cw_text_block_get_fit (item->text);
  const char *id = item->element->id;

  if (fit->n_unknown > 0)
    inspection_add (self, TRUE, item,
                    g_dngettext (GETTEXT_PACKAGE,
                                 "“%s” has %u character that no installed font can show. Correct the record or install a font.",
                                 "“%s” has %u characters that no installed font can show. Correct the record or install a font.",
                                 fit->n_unknown),
                    id, fit->n_unknown);
  if (fit->substitute != NULL)
    inspection_add (self, FALSE, item, _ ("The font “%s” of “%s” is not installed; “%s” stands in for it. Install the font."), style->family, id, fit->substitute);
  if (fit->cut)
    inspection_add (self, FALSE, item, _ ("“%s” is too long for its place and ends in “…”. Shorten it, or use a design with more room."), id);
  else if (fit->overflow)
    inspection_add (self, TRUE, item, _ ("“%s” is taller than its place. Shorten it, or use a design with more room."), id);
  if (fit->size < style->size && fit->size < SMALL_POINTS - 0.05)
    inspection_add (self, FALSE, item, _ ("“%s” only fits at %.1f pt, which is hard to read. Shorten it, or use a design with more room."), id, fit->size);
}

static void
check_photo (CwInspection *self,
             const CwItem *item)
{
  const CwBox *box = &item->element->box;
  const CwPicture *photo = self->face->photo;
  double dpi = 0;

  if (item->photo == NULL)
    return;
  dpi = MIN (photo->width / box->width, photo->height / box->height) * 25.4;
  if (dpi < CHECK_DPI - 0.5)
    inspection_add (self, FALSE, item,
                    _ ("The photo has only %.0f dots an inch at its size on the card and will look soft. Take one of at least %.0f × %.0f pixels."),
                    dpi, ceil (box->width / 25.4 * CHECK_DPI), ceil (box->height / 25.4 * CHECK_DPI));
}

static void
check_code (CwInspection *self,
            const CwItem *item,
            guint         index)
{
  const CwFaceMedium medium = { .dpi = CHECK_DPI };
  int dots = cw_item_place_block (item, self->cr, &medium).place.dots;
  CwBox own = item_get_bounds (item);
  const char *id = item->element->id;

  if (dots < FEW_DOTS)
    inspection_add (self, dots < TOO_FEW_DOTS, item,
                    _ ("The code “%s” has modules of only %d dots at 300 dpi and may not scan; 4 are good. Give it more room in the design."), id, dots);
  if (item->element->logo.inverted)
    inspection_add (self, FALSE, item, _ ("The code “%s” is white on dark, which some scanners do not read. Test it, or use the normal colours."), id);
  for (guint i = 0; i < self->items->len; i++)
    {
      const CwItem *other = g_ptr_array_index (self->items, i);
      gboolean above = other->element->layer == CW_LAYER_RESIN || i > index || other->code != NULL;
      CwBox bounds = item_get_bounds (other);

      if (i != index && above && item_is_seen (other) && boxes_meet (&own, &bounds))
        inspection_add (self, TRUE, item, _ ("“%s” lies on the code “%s” or on the white it needs around it. Move one of them in the design."), other->element->id, id);
    }
}

/* Pictures and shapes may bleed; what is read must lie on the card. */
static void
check_edges (CwInspection *self,
             const CwItem *item)
{
  CwElementType type = item->element->type;
  gboolean may_bleed = type == CW_ELEMENT_IMAGE || type == CW_ELEMENT_SHAPE;
  CwBox bounds = item_get_bounds (item);
  CwBox card = { 0, 0, cw_template_get_width (self->face->template), cw_template_get_height (self->face->template) };

  if (!boxes_meet (&bounds, &card) && bounds.width > 0 && bounds.height > 0)
    inspection_add (self, !may_bleed, item, _ ("“%s” lies outside of the card and will not be seen. Move it in the design."), item->element->id);
  else if (!may_bleed && (bounds.x < -SLACK_MM || bounds.y < -SLACK_MM || bounds.x + bounds.width > card.width + SLACK_MM || bounds.y + bounds.height > card.height + SLACK_MM))
    inspection_add (self, type != CW_ELEMENT_PHOTO, item, _ ("“%s” runs over the edge of the card and will be cut off. Move it in the design."), item->element->id);
}

static void
check_holograms (CwInspection *self,
                 const CwItem *item)
{
  CwElementType type = item->element->type;
  CwBox bounds = item_get_bounds (item);

  if (type == CW_ELEMENT_IMAGE || type == CW_ELEMENT_SHAPE)
    return;
  for (guint i = 0; i < self->items->len; i++)
    {
      const CwItem *other = g_ptr_array_index (self->items, i);
      CwBox zone = turned_box (other->element, &other->element->box);

      if (other->element->type == CW_ELEMENT_HOLOGRAM && boxes_meet (&bounds, &zone))
        inspection_add (self, type != CW_ELEMENT_PHOTO, item,
                        _ ("“%s” reaches into the hologram's place “%s”, where nothing is printed. Move one of them in the design, or shorten the text."),
                        item->element->id, other->element->id);
    }
}

static void
check_item (CwInspection *self,
            guint         index)
{
  const CwItem *item = g_ptr_array_index (self->items, index);

  if (!item_is_seen (item))
    return;
  if (item->text != NULL)
    check_text (self, item);
  if (item->element->type == CW_ELEMENT_PHOTO)
    check_photo (self, item);
  if (item->code != NULL)
    check_code (self, item, index);
  check_edges (self, item);
  check_holograms (self, item);
}

/**
 * cw_face_check:
 *
 * Returns: (transfer full) (element-type CwCheck): what the operator should know about both sides,
 *   front first; empty when all is well
 */
GPtrArray *
cw_face_check (CwFace *self)
{
  g_autoptr (cairo_surface_t) none = cairo_image_surface_create (CAIRO_FORMAT_A1, 1, 1);
  g_autoptr (cairo_t) cr = cairo_create (none);
  CwInspection inspection = { .face = self, .cr = cr };

  inspection.checks = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_check_free);
  cairo_scale (cr, CHECK_DPI / 25.4, CHECK_DPI / 25.4);
  for (guint side = 0; side < G_N_ELEMENTS (self->items); side++)
    {
      inspection.items = self->items[side];
      for (guint i = 0; i < inspection.items->len; i++)
        check_item (&inspection, i);
    }
  return inspection.checks;
}
