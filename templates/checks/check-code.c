/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/checks/check.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "templates/codes/scan.h"

/* Owns the remarks on codes, all measured from the dots that will be printed: what lies on one, what
 * comes too near, what does not scan back. Any thread that owns the face. */

/* A module of fewer dots is at the mercy of the ribbon; of fewer than two it is not a module. */
#define FEW_DOTS 3
#define TOO_FEW_DOTS 2

/* Symbol contrast, ISO/IEC 15416 and 15415: from 40 % grade C or better, below 20 % grade F. */
#define GOOD_CONTRAST 0.40
#define NO_CONTRAST 0.20

/* Light and dark are what nine tenths of their dots are at least. */
#define WORST_SHARE 0.1

/* The European Student Card block: clear space around the symbol, 20 % of its 33 modules, and around the
 * block with its quiet zone. EuropeanStudentCard/qr-java-generator (aa51d80), mergeSVG(). */
#define LOGO_CLEAR 6.6
#define LOGO_MARGIN (LOGO_CLEAR - CW_CODE_QUIET)

/* Its smallest size, XS, has modules of a pixel at 96 dpi. */
#define LOGO_XS_DPI 96.0

/* Dots that are scanned, as often as the page has them: codes do not lie on each other. */
#define MAX_SCANS 2

#define LEVELS 256

typedef struct
{
  double light;     /* reflectance, 0..1: of the ground's worst tenth */
  double dark;      /* of the modules' worst tenth */
  double contrast;  /* 0..1 */
  double threshold; /* between both */
} CwCodeTone;

typedef struct
{
  CwInspection *inspection;
  CwCover      *cover;
  CwCodeLook    look;
  CwCodeTone    tone;
  char         *name;
  gboolean      alone;   /* the surface "without" holds the code alone */
  gboolean      crowded; /* something has been told that lies in the quiet zone or on the code */
} CwCodeCheck;

/**
 * cw_code_look:
 *
 * Returns: %FALSE when the code has no room to be drawn
 */
gboolean
cw_code_look (CwInspection  *self,
              const CwCover *cover,
              CwCodeLook    *look)
{
  const CwItem *item = cover->item;
  g_autoptr (cairo_t) cr = cw_inspection_enter (self, self->all, 0, 0);
  CwItemBlock block = { 0 };
  int width = 0;
  int height = 0;
  int quiet[4] = { 0 };
  CwBox box = item->element->box;
  cairo_matrix_t turned;

  cw_element_turn (item->element, cr);
  cairo_get_matrix (cr, &turned);
  block = cw_item_place_block (item, cr, &self->medium);
  if (block.place.dots < 1)
    return FALSE;
  cw_code_get_size (item->code, &width, &height);
  cw_code_get_quiet (item->code, &quiet[0], &quiet[1], &quiet[2], &quiet[3]);
  height = cw_code_is_linear (item->code) ? 1 : height;
  look->module = block.place.dots;
  look->block = cw_box_transform (&box, &turned);
  box = (CwBox) { 0, 0, block.width, block.height };
  if (!cw_code_is_linear (item->code))
    look->block = cw_box_transform (&box, &block.place.matrix);
  box = (CwBox) { LOGO_MARGIN, LOGO_MARGIN, block.width - 2 * LOGO_MARGIN, block.height - 2 * LOGO_MARGIN };
  look->content = cw_box_transform (&box, &block.place.matrix);
  look->matrix = block.place.matrix;
  cairo_matrix_translate (&look->matrix, block.code_x, block.code_y);
  box = (CwBox) { 0, 0, width, height };
  look->symbol = cw_box_transform (&box, &look->matrix);
  box = (CwBox) { -quiet[0], -quiet[1], width + quiet[0] + quiet[2], height + quiet[1] + quiet[3] };
  look->quiet = cw_box_transform (&box, &look->matrix);
  return TRUE;
}

static double
reflectance (const CwCodeCheck *self,
             guint32            pixel)
{
  return cw_code_is_linear (self->cover->item->code) ? cw_pixel_red (pixel) : cw_pixel_luminance (pixel);
}

/* How dark is @share of the dots, from the dark end or the light one. */
static double
level_of (const guint *counts,
          gboolean     from_dark)
{
  guint total = 0;
  guint seen = 0;

  for (int i = 0; i < LEVELS; i++)
    total += counts[i];
  for (int i = 0; i < LEVELS; i++)
    {
      int level = from_dark ? i : LEVELS - 1 - i;

      seen += counts[level];
      if (seen > total * WORST_SHARE)
        return level / (LEVELS - 1.0);
    }
  return 0;
}

/* The code's modules as dots of @dots, 0 or 255. */
static cairo_surface_t *
modules_mask (const CwCodeCheck           *self,
              const cairo_rectangle_int_t *dots)
{
  cairo_surface_t *mask = cairo_image_surface_create (CAIRO_FORMAT_A8, dots->width, dots->height);
  g_autoptr (cairo_t) cr = cairo_create (mask);

  cairo_translate (cr, -dots->x, -dots->y);
  cairo_transform (cr, &self->look.matrix);
  cw_code_draw_modules (self->cover->item->code, cr, &self->inspection->medium);
  cairo_surface_flush (mask);
  return mask;
}

static void
measure_tone (CwCodeCheck *self)
{
  CwInspection *inspection = self->inspection;
  g_autofree guint *modules = g_new0 (guint, LEVELS);
  g_autofree guint *ground = g_new0 (guint, LEVELS);
  g_autoptr (cairo_surface_t) mask = NULL;
  cairo_rectangle_int_t dots = { 0 };
  gboolean inverted = self->cover->item->element->logo.inverted;

  if (!cw_box_to_dots (&self->look.symbol, &inspection->page, &dots))
    return;
  mask = modules_mask (self, &dots);
  for (int y = 0; y < dots.height; y++)
    {
      const guint8 *dark = cw_mask_row (mask, y);
      const guint32 *printed = cw_surface_row (inspection->all, dots.y + y) + dots.x;

      for (int x = 0; x < dots.width; x++)
        (dark[x] != 0 ? modules : ground)[(int) (reflectance (self, printed[x]) * (LEVELS - 1) + 0.5)]++;
    }
  self->tone.dark = level_of (inverted ? ground : modules, FALSE);
  self->tone.light = level_of (inverted ? modules : ground, TRUE);
  self->tone.contrast = self->tone.light - self->tone.dark;
  self->tone.threshold = (self->tone.light + self->tone.dark) / 2;
}

/* Looks like a module: what a scanner must not meet in the quiet zone. */
static gboolean
is_ink (const CwCodeCheck *self,
        guint32            pixel)
{
  gboolean dark = reflectance (self, pixel) < self->tone.threshold;

  return self->cover->item->element->logo.inverted ? !dark : dark;
}

/* Modules from @box to a dot; 0: in it. */
static double
distance_to (const CwCodeCheck *self,
             const CwBox       *box,
             int                x,
             int                y)
{
  double across = MAX (box->x - (x + 1), x - (box->x + box->width));
  double down = MAX (box->y - (y + 1), y - (box->y + box->height));

  return MAX (0, MAX (across, down)) / self->look.module;
}

static gboolean
box_holds (const CwBox *box,
           int          x,
           int          y)
{
  return x + 0.5 > box->x && x + 0.5 < box->x + box->width && y + 0.5 > box->y && y + 0.5 < box->y + box->height;
}

static void
check_modules (CwCodeCheck *self)
{
  CwInspection *inspection = self->inspection;
  const CwElement *element = self->cover->item->element;
  double dots = self->look.module;
  double module = dots * inspection->dot;

  if (dots < FEW_DOTS)
    cw_inspection_add (inspection, self->cover, &(CwFinding) { CW_CHECK_MODULE_SIZE, .error = dots < TOO_FEW_DOTS, .number = dots, .unit = "dots" },
                       _ ("Give it more room in the design."),
                       g_dngettext (GETTEXT_PACKAGE,
                                    "The code “%s” has modules of only %d dot at %.0f dpi and may not scan; 4 are good.",
                                    "The code “%s” has modules of only %d dots at %.0f dpi and may not scan; 4 are good.",
                                    (gulong) dots),
                       self->name, (int) dots, inspection->medium.dpi);
  if (element->type == CW_ELEMENT_ESC_LOGO && dots < round (inspection->medium.dpi / LOGO_XS_DPI))
    cw_inspection_add (inspection, self->cover, &(CwFinding) { CW_CHECK_LOGO_SIZE, .number = module, .unit = "mm" },
                       _ ("Give it more room in the design."),
                       _ ("The European Student Card logo “%s” has modules of %.2f mm; its smallest size, XS, has %.2f mm."), self->name, module, 25.4 / LOGO_XS_DPI);
  if (element->logo.inverted)
    cw_inspection_add (inspection, self->cover, &(CwFinding) { CW_CHECK_INVERTED }, _ ("Test it, or use the normal colours."),
                       _ ("The code “%s” is white on dark, which some scanners do not read."), self->name);
}

static void
check_tone (CwCodeCheck *self)
{
  double contrast = self->tone.contrast;

  if (contrast >= GOOD_CONTRAST - 0.005)
    return;
  cw_inspection_add (self->inspection, self->cover, &(CwFinding) { CW_CHECK_CONTRAST, .error = contrast < NO_CONTRAST - 0.005, .number = contrast * 100, .unit = "%" },
                     _ ("Put white or a light colour behind it, or make it black."),
                     _ ("The code “%s” hardly stands out from its ground: symbol contrast %.0f %%, and 40 %% is the least."), self->name, MAX (0, contrast * 100));
}

/* What an element does to the dots of a code's block. */
typedef struct
{
  guint  on_symbol; /* dots */
  double quiet;     /* modules left clear around the symbol; negative: all */
  double clear;     /* modules left clear around a logo's content; negative: all */
} CwIntrusion;

static void
intrusion_take (CwIntrusion       *intrusion,
                const CwCodeCheck *self,
                int                x,
                int                y,
                guint32            pixel)
{
  double distance = 0;

  if (box_holds (&self->look.symbol, x, y))
    {
      intrusion->on_symbol++;
    }
  else if (cw_code_is_linear (self->cover->item->code) && !box_holds (&self->look.quiet, x, y))
    {
      intrusion->on_symbol++; /* the text below */
    }
  else if (box_holds (&self->look.quiet, x, y))
    {
      distance = distance_to (self, &self->look.symbol, x, y);
      if (is_ink (self, pixel) && (intrusion->quiet < 0 || distance < intrusion->quiet))
        intrusion->quiet = distance;
    }
  if (!box_holds (&self->look.symbol, x, y))
    {
      distance = distance_to (self, &self->look.content, x, y);
      if (intrusion->clear < 0 || distance < intrusion->clear)
        intrusion->clear = distance;
    }
}

static CwIntrusion
measure_intrusion (CwCodeCheck   *self,
                   const CwCover *other)
{
  CwInspection *inspection = self->inspection;
  CwIntrusion intrusion = { .quiet = -1, .clear = -1 };
  cairo_rectangle_int_t dots = { 0 };

  if (!cw_box_to_dots (&self->look.block, &inspection->page, &dots) || !cw_inspection_may_look (inspection))
    return intrusion;
  if (!self->alone)
    {
      cw_inspection_show_only (inspection, self->cover, NULL);
      cw_inspection_draw (inspection, inspection->without, &dots);
      self->alone = TRUE;
    }
  cw_inspection_show_only (inspection, self->cover, other);
  cw_inspection_draw (inspection, inspection->with, &dots);
  cw_inspection_show_all (inspection);
  for (int y = dots.y; y < dots.y + dots.height; y++)
    {
      const guint32 *with = cw_surface_row (inspection->with, y);
      const guint32 *without = cw_surface_row (inspection->without, y);

      for (int x = dots.x; x < dots.x + dots.width; x++)
        if ((with[x] ^ without[x]) & 0xffffff)
          intrusion_take (&intrusion, self, x, y, with[x]);
    }
  return intrusion;
}

static void
tell_intrusion (CwCodeCheck       *self,
                const CwCover     *other,
                const CwIntrusion *intrusion)
{
  CwInspection *inspection = self->inspection;
  gboolean logo = self->cover->item->element->type == CW_ELEMENT_ESC_LOGO;
  g_autofree char *name = cw_cover_name (other);
  CwFinding finding = { .error = TRUE };

  if (intrusion->on_symbol > 0)
    {
      finding.kind = CW_CHECK_CODE_OVERLAP;
      finding.number = intrusion->on_symbol * inspection->dot * inspection->dot;
      finding.unit = "mm²";
      cw_inspection_add (inspection, self->cover, &finding, _ ("Move one of them in the design."),
                         _ ("“%s” lies on the code “%s” and changes %.1f mm² of it."), name, self->name, finding.number);
    }
  else if (intrusion->quiet >= 0)
    {
      finding.kind = CW_CHECK_QUIET_ZONE;
      finding.number = intrusion->quiet;
      finding.unit = "modules";
      cw_inspection_add (inspection, self->cover, &finding, _ ("Move one of them in the design."),
                         _ ("“%s” lies on the white that the code “%s” needs around it and leaves only %.1f modules."), name, self->name, finding.number);
    }
  else if (logo && intrusion->clear >= 0)
    {
      finding.kind = CW_CHECK_LOGO_CLEAR_SPACE;
      finding.error = FALSE;
      finding.number = intrusion->clear > 0 ? intrusion->clear + CW_CODE_QUIET : 0;
      finding.unit = "modules";
      cw_inspection_add (inspection, self->cover, &finding, _ ("Move one of them in the design."),
                         _ ("“%s” lies in the clear space of the logo “%s” and leaves %.1f of its %.1f modules."), name, self->name, finding.number, LOGO_CLEAR);
    }
  self->crowded = self->crowded || intrusion->on_symbol > 0 || intrusion->quiet >= 0;
}

/* What is under the code's white does not count, but an inverted code has none. */
static void
check_others (CwCodeCheck *self)
{
  CwInspection *inspection = self->inspection;
  gboolean above = FALSE;

  for (guint i = 0; i < inspection->covers->len; i++)
    {
      CwCover *other = cw_inspection_get_cover (inspection, i);
      CwIntrusion intrusion = { 0 };

      if (other == self->cover)
        {
          above = TRUE;
          continue;
        }
      if (other->hidden || !cw_box_meet (&other->bounds, &self->look.block, CW_CHECK_SLACK_MM / inspection->dot) ||
          (!above && other->item->element->layer == CW_LAYER_COLOUR && other->item->code == NULL))
        continue;
      intrusion = measure_intrusion (self, other);
      tell_intrusion (self, other, &intrusion);
    }
}

/* Whatever it comes from: a dot like a module that is too near. */
static void
check_quiet (CwCodeCheck *self)
{
  CwInspection *inspection = self->inspection;
  cairo_rectangle_int_t dots = { 0 };
  double nearest = G_MAXDOUBLE;

  if (self->crowded || self->tone.contrast < NO_CONTRAST || !cw_box_to_dots (&self->look.quiet, &inspection->page, &dots))
    return;
  for (int y = dots.y; y < dots.y + dots.height; y++)
    {
      const guint32 *row = cw_surface_row (inspection->all, y);

      for (int x = dots.x; x < dots.x + dots.width; x++)
        if (box_holds (&self->look.quiet, x, y) && !box_holds (&self->look.symbol, x, y) && is_ink (self, row[x]))
          nearest = MIN (nearest, distance_to (self, &self->look.symbol, x, y));
    }
  if (nearest < G_MAXDOUBLE)
    cw_inspection_add (inspection, self->cover, &(CwFinding) { CW_CHECK_QUIET_ZONE, .error = TRUE, .number = nearest, .unit = "modules" },
                       _ ("Put one plain colour behind it in the design."),
                       _ ("The ground around the code “%s” is not plain: only %.1f modules are clear."), self->name, nearest);
}

static void
check_scan (CwCodeCheck *self)
{
  CwInspection *inspection = self->inspection;
  CwFinding finding = { CW_CHECK_SCAN_BACK, .error = TRUE };
  g_autofree char *found = NULL;

  inspection->scanned += self->look.quiet.width * self->look.quiet.height;
  if (inspection->scanned > MAX_SCANS * inspection->page.width * inspection->page.height)
    {
      inspection->exhausted = TRUE;
      return;
    }
  if (cw_scan_verify (inspection->all, self->cover->item->code, &self->look.quiet, &found))
    return;
  if (found != NULL)
    cw_inspection_add (inspection, self->cover, &finding, _ ("Give it more room and plain white around it in the design."),
                       _ ("The code “%s” as it will be printed reads as something else."), self->name);
  else
    cw_inspection_add (inspection, self->cover, &finding, _ ("Give it more room and plain white around it in the design."),
                       _ ("The code “%s” as it will be printed cannot be scanned."), self->name);
}

void
cw_check_code (CwInspection *self,
               CwCover      *cover)
{
  g_autofree char *name = cw_cover_name (cover);
  CwCodeCheck check = { .inspection = self, .cover = cover, .name = name };

  if (cover->item->code == NULL)
    return;
  if (!cw_code_look (self, cover, &check.look))
    {
      cw_inspection_add (self, cover, &(CwFinding) { CW_CHECK_MODULE_SIZE, .error = TRUE, .unit = "dots" }, _ ("Give it more room in the design."),
                         _ ("The code “%s” has no room for its modules and is not printed."), name);
      return;
    }
  measure_tone (&check);
  check_modules (&check);
  check_others (&check);
  check_tone (&check);
  check_quiet (&check);
  check_scan (&check);
}
