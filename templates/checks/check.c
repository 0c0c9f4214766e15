/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/checks/check.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#include "templates/output.h"
#include "templates/draw/shape.h"

/* Owns the look before plastic is spent: what would be cut, covered, lost or unreadable. Every side
 * is drawn as it will be printed, and most remarks are measured from those dots, not guessed from
 * the design. Any thread that owns the face. */

/* What nearly every card printer has. */
#define USUAL_DPI 300.0

/* More remarks on a side help nobody, and a hostile design could ask for thousands. */
#define MAX_CHECKS 300

void
cw_check_free (CwCheck *check)
{
  if (check == NULL)
    return;
  g_free (check->element);
  g_free (check->sentence);
  g_free (check->remedy);
  g_free (check);
}

/**
 * cw_check_kind_to_name:
 *
 * Returns: the kind's name in files and on the command line; never translated
 */
const char *
cw_check_kind_to_name (CwCheckKind kind)
{
  switch (kind)
    {
    case CW_CHECK_OVERFLOW:
      return "overflow";
    case CW_CHECK_SMALL_TYPE:
      return "small-type";
    case CW_CHECK_CONDENSED:
      return "condensed";
    case CW_CHECK_FONT_MISSING:
      return "font-missing";
    case CW_CHECK_GLYPH_MISSING:
      return "glyph-missing";
    case CW_CHECK_CONTRAST:
      return "contrast";
    case CW_CHECK_PHOTO_RESOLUTION:
      return "photo-resolution";
    case CW_CHECK_PHOTO_CROPPED:
      return "photo-cropped";
    case CW_CHECK_MODULE_SIZE:
      return "module-size";
    case CW_CHECK_LOGO_SIZE:
      return "logo-size";
    case CW_CHECK_INVERTED:
      return "inverted";
    case CW_CHECK_CODE_OVERLAP:
      return "code-overlap";
    case CW_CHECK_QUIET_ZONE:
      return "quiet-zone";
    case CW_CHECK_LOGO_CLEAR_SPACE:
      return "logo-clear-space";
    case CW_CHECK_SCAN_BACK:
      return "scan-back";
    case CW_CHECK_OFF_CARD:
      return "off-card";
    case CW_CHECK_SAFE_AREA:
      return "safe-area";
    case CW_CHECK_HOLOGRAM_CROSSED:
      return "hologram-crossed";
    case CW_CHECK_HOLOGRAM_EXPIRED:
      return "hologram-expired";
    case CW_CHECK_ZONE_CROSSED:
      return "zone-crossed";
    case CW_CHECK_BLANK_FACE:
      return "blank-face";
    case CW_CHECK_RIBBON:
      return "ribbon";
    case CW_CHECK_UNCHECKED:
      return "unchecked";
    }
  g_return_val_if_reached ("");
}

/* What an operator calls the element: its id, in words. */
char *
cw_cover_name (const CwCover *cover)
{
  char *name = g_strdup (cover->item->element->id);

  return g_strdelimit (name, "-_", ' ');
}

/**
 * cw_inspection_add:
 * @cover: (nullable): what is remarked on; %NULL: the whole side
 * @remedy: what to do, a whole sentence
 * @format: what is wrong, a whole sentence
 */
void
cw_inspection_add (CwInspection    *self,
                   const CwCover   *cover,
                   const CwFinding *finding,
                   const char      *remedy,
                   const char      *format,
                   ...)
{
  g_autofree char *problem = NULL;
  CwCheck *check = NULL;
  va_list arguments;

  if (self->checks->len >= self->most)
    {
      self->exhausted = TRUE;
      return;
    }
  va_start (arguments, format);
  problem = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  check = g_new0 (CwCheck, 1);
  check->kind = finding->kind;
  check->error = finding->error;
  check->side = self->side;
  check->number = finding->number;
  check->unit = finding->unit != NULL ? finding->unit : "";
  check->element = g_strdup (cover != NULL ? cover->item->element->id : cw_face_side_to_name (self->side));
  check->remedy = g_strdup (remedy);
  check->sentence = g_strdup_printf ("%s %s", problem, remedy);
  g_ptr_array_add (self->checks, check);
}

CwCover *
cw_inspection_get_cover (CwInspection *self,
                         guint         index)
{
  return &g_array_index (self->covers, CwCover, index);
}

/* From the element's own millimetres, turned, to dots. */
static cairo_matrix_t
element_matrix (CwInspection    *self,
                const CwElement *element)
{
  g_autoptr (cairo_t) cr = cw_inspection_enter (self, self->all, 0, 0);
  cairo_matrix_t matrix;

  cw_element_turn (element, cr);
  cairo_get_matrix (cr, &matrix);
  return matrix;
}

static void
cover_place_code (CwInspection *self,
                  CwCover      *cover)
{
  CwCodeLook look = { 0 };

  if (!cw_code_look (self, cover, &look))
    return;
  cover->bounds = look.block;
  if (cover->item->element->type == CW_ELEMENT_ESC_LOGO)
    cover->core = look.content;
  else
    cover->core = cover->item->label != NULL ? look.block : look.quiet;
}

static CwCover
cover_new (CwInspection *self,
           CwItem       *item)
{
  const CwElement *element = item->element;
  CwCover cover = { .item = item, .hidden = item->hidden };
  CwBox box = element->box;
  cairo_matrix_t matrix = element_matrix (self, element);

  if (item->text != NULL)
    {
      box = cw_text_block_get_fit (item->text)->ink;
      box.x += element->box.x;
      box.y += element->box.y;
    }
  if (element->type == CW_ELEMENT_SHAPE)
    {
      double half = element->shape.stroke.width / 2;

      box = (CwBox) { box.x - half, box.y - half, box.width + 2 * half, box.height + 2 * half };
    }
  cover.bounds = cover.core = cw_box_transform (&box, &matrix);
  if (item->code != NULL)
    cover_place_code (self, &cover);
  return cover;
}

static void
inspection_clear (CwInspection *self)
{
  g_clear_pointer (&self->covers, g_array_unref);
  g_clear_pointer (&self->all, cairo_surface_destroy);
  g_clear_pointer (&self->ground, cairo_surface_destroy);
  g_clear_pointer (&self->with, cairo_surface_destroy);
  g_clear_pointer (&self->without, cairo_surface_destroy);
}

static cairo_surface_t *
surface_new (const CwInspection *self)
{
  return cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) self->page.width, (int) self->page.height);
}

/* Draws the side, with its texts and without. */
static gboolean
inspection_start (CwInspection *self)
{
  GPtrArray *items = self->face->items[self->side];
  double scale = self->medium.dpi / 25.4;

  self->dot = 1 / scale;
  self->card.width = CW_CARD_WIDTH_MM * scale;
  self->card.height = CW_CARD_HEIGHT_MM * scale;
  self->card.x = floor ((self->page.width - round (self->card.width)) / 2);
  self->card.y = floor ((self->page.height - round (self->card.height)) / 2);
  cairo_matrix_init (&self->canvas, scale, 0, 0, scale, self->card.x, self->card.y);
  self->design = self->canvas;
  if (self->face->template->portrait)
    cairo_matrix_multiply (&self->design, &(cairo_matrix_t) { .yx = -1, .xy = 1, .y0 = CW_CARD_HEIGHT_MM }, &self->canvas);
  self->all = surface_new (self);
  self->ground = surface_new (self);
  self->with = surface_new (self);
  self->without = surface_new (self);
  self->covers = g_array_sized_new (FALSE, TRUE, sizeof (CwCover), items->len);
  for (guint i = 0; i < items->len; i++)
    {
      CwCover cover = cover_new (self, g_ptr_array_index (items, i));

      g_array_append_val (self->covers, cover);
    }
  if (!cw_inspection_draw (self, self->all, NULL))
    return FALSE;
  cw_inspection_hide (self, CW_ELEMENT_TEXT);
  cw_inspection_draw (self, self->ground, NULL);
  cw_inspection_show_all (self);
  return TRUE;
}

static void
check_cover (CwInspection *self,
             CwCover      *cover)
{
  if (cover->hidden)
    return;
  cw_check_zones (self, cover);
  switch (cover->item->element->type)
    {
    case CW_ELEMENT_TEXT:
      cw_check_text (self, cover);
      break;
    case CW_ELEMENT_PHOTO:
      cw_check_photo (self, cover);
      break;
    case CW_ELEMENT_IMAGE:
      cw_check_image (self, cover);
      break;
    case CW_ELEMENT_CODE:
    case CW_ELEMENT_ESC_LOGO:
      cw_check_code (self, cover);
      break;
    case CW_ELEMENT_HOLOGRAM:
      cw_check_hologram (self, cover);
      break;
    case CW_ELEMENT_SHAPE:
    case CW_ELEMENT_KEEP_OUT:
    case CW_ELEMENT_SIGNATURE:
      break;
    }
  cw_check_edges (self, cover);
}

static gboolean
surfaces_equal (cairo_surface_t *a,
                cairo_surface_t *b)
{
  int width = cairo_image_surface_get_width (a);

  for (int y = 0; y < cairo_image_surface_get_height (a); y++)
    {
      const guint32 *row_a = cw_surface_row (a, y);
      const guint32 *row_b = cw_surface_row (b, y);

      for (int x = 0; x < width; x++)
        if ((row_a[x] ^ row_b[x]) & 0xffffff)
          return FALSE;
    }
  return TRUE;
}

/* Nothing but the background: where texts show there is no need to look further. */
static void
check_blank (CwInspection *self)
{
  if (!surfaces_equal (self->all, self->ground))
    return;
  cw_inspection_show_only (self, NULL, NULL);
  cw_inspection_draw (self, self->without, NULL);
  cw_inspection_show_all (self);
  if (surfaces_equal (self->all, self->without))
    cw_inspection_add (self, NULL, &(CwFinding) { CW_CHECK_BLANK_FACE, .unit = "dots" },
                       _ ("Fill in the record, or take the side out of the design."),
                       "%s", self->side == CW_FACE_FRONT ? _ ("Nothing but its background is printed on the front.") : _ ("Nothing but its background is printed on the back."));
}

/* Where a hostile design asked for more work than any card is worth. */
static void
check_budget (CwInspection *self)
{
  self->most++;
  if (self->exhausted)
    cw_inspection_add (self, NULL, &(CwFinding) { CW_CHECK_UNCHECKED }, _ ("Take elements out of the design."), "%s",
                       self->side == CW_FACE_FRONT ? _ ("So many elements lie on each other on the front that not all of them were looked at.") : _ ("So many elements lie on each other on the back that not all of them were looked at."));
}

static void
check_side (CwInspection *self)
{
  if (!inspection_start (self))
    {
      cw_inspection_add (self, NULL, &(CwFinding) { CW_CHECK_UNCHECKED, .error = TRUE },
                         _ ("Close other programs and try again."), "%s", _ ("There is not enough memory to draw the card."));
    }
  else
    {
      for (guint i = 0; i < self->covers->len; i++)
        check_cover (self, cw_inspection_get_cover (self, i));
      check_blank (self);
      check_budget (self);
    }
  inspection_clear (self);
}

/**
 * cw_face_check_for:
 * @dpi: of the printer, CW_CHECK_MIN_DPI to CW_CHECK_MAX_DPI
 * @canvas_width: of the printer's page in dots, landscape; 0 with @canvas_height 0: the trimmed card
 * @canvas_height: of the printer's page in dots
 *
 * Judges both sides as this printer will print them. The same face and printer always give the same
 * remarks in the same order: front, back; in each the order of the elements.
 *
 * Returns: (transfer full) (element-type CwCheck): what the operator should know; empty when all is
 *   well
 */
GPtrArray *
cw_face_check_for (CwFace *self,
                   double  dpi,
                   guint   canvas_width,
                   guint   canvas_height)
{
  GPtrArray *checks = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_check_free);
  guint n_sides = self->template->has_back ? 2 : 1;

  g_return_val_if_fail (dpi >= CW_CHECK_MIN_DPI && dpi <= CW_CHECK_MAX_DPI, checks);
  g_return_val_if_fail (canvas_width <= CW_CHECK_MAX_CANVAS && canvas_height <= CW_CHECK_MAX_CANVAS, checks);

  if (canvas_width == 0 || canvas_height == 0)
    {
      canvas_width = (guint) lround (CW_CARD_WIDTH_MM * dpi / 25.4);
      canvas_height = (guint) lround (CW_CARD_HEIGHT_MM * dpi / 25.4);
    }
  for (guint side = 0; side < n_sides; side++)
    {
      CwInspection inspection = { .face = self, .side = (CwFaceSide) side, .checks = checks };

      inspection.medium = (CwFaceMedium) { .dpi = dpi, .layer = CW_LAYER_ALL };
      inspection.most = checks->len + MAX_CHECKS;
      inspection.page.width = canvas_width;
      inspection.page.height = canvas_height;
      check_side (&inspection);
    }
  return checks;
}

/**
 * cw_face_check:
 *
 * cw_face_check_for() at 300 dpi on the trimmed card, what nearly every card printer has.
 *
 * Returns: (transfer full) (element-type CwCheck):
 */
GPtrArray *
cw_face_check (CwFace *self)
{
  return cw_face_check_for (self, USUAL_DPI, 0, 0);
}
