/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/panels.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Owns what a card costs of a ribbon, and what the ribbon cannot do for it. A pure function of the
 * model's data and of numbers; any thread. */

#define DYES "YMC"
#define SLACK_MM 0.05 /* less than a dot of 300 dpi */

typedef struct
{
  const CwPrinterModel *model;
  const CwRibbon       *ribbon;
  const CwInkUse       *ink;       /* of the side being planned */
  CwFaceSide            side;
  const char           *available; /* panels for it */
  CwPanelPlan          *plan;
} CwPlanning;

static void
cw_panel_warning_free (CwPanelWarning *warning)
{
  g_free (warning->sentence);
  g_free (warning);
}

/* @sentence: (transfer full) */
static void
cw_planning_warn (const CwPlanning *self,
                  CwPanelIssue      issue,
                  gboolean          error,
                  double            number,
                  char             *sentence)
{
  CwPanelWarning *warning = g_new0 (CwPanelWarning, 1);

  warning->issue = issue;
  warning->side = self->side;
  warning->error = error;
  warning->number = number;
  warning->sentence = sentence;
  g_ptr_array_add (self->plan->warnings, warning);
}

static gboolean
cw_ink_use_is_blank (const CwInkUse *ink)
{
  return !ink->colour && !ink->resin;
}

static const char *
cw_planning_name_side (const CwPlanning *self)
{
  return self->side == CW_FACE_BACK ? _("the back") : _("the front");
}

static gboolean
cw_planning_has (const CwPlanning *self,
                 const char       *panels)
{
  return strpbrk (self->available, panels) != NULL;
}

/* A panel is printed when something on the side asks for it; overlays and the like go over every
 * side that is printed at all. */
static gboolean
cw_planning_uses (const CwPlanning *self,
                  char              panel)
{
  gboolean dyes = cw_planning_has (self, DYES);
  gboolean black = strchr (self->available, 'K') != NULL;
  gboolean composite = self->ink->resin && !black;

  if (strchr (DYES, panel) != NULL)
    return self->ink->colour || composite;
  if (panel == 'B')
    return (self->ink->colour && !dyes) || composite;
  if (panel == 'K')
    return self->ink->resin || (!dyes && !cw_planning_has (self, "B"));
  return TRUE;
}

static char *
cw_planning_lay_panels (const CwPlanning *self)
{
  GString *used = g_string_new (NULL);

  for (const char *panel = self->available; *panel != '\0'; panel++)
    if (cw_planning_uses (self, *panel))
      g_string_append_c (used, *panel);
  return g_string_free (used, FALSE);
}

static void
cw_planning_judge_black (const CwPlanning *self)
{
  const char *side = cw_planning_name_side (self);
  gboolean black = strchr (self->available, 'K') != NULL;
  double area = self->ink->resin_area;

  if (self->ink->resin && !black && !cw_planning_has (self, DYES "B"))
    cw_planning_warn (self, CW_PANEL_BLACK_LOST, TRUE, area,
                      g_strdup_printf (_("%.0f mm² of black on %s cannot be printed: the ribbon %s has no panel for it. Take a ribbon with K."), area, side, self->ribbon->id));
  else if (self->ink->resin && !black)
    cw_planning_warn (self, CW_PANEL_BLACK_COMPOSITE, FALSE, area,
                      g_strdup_printf (_("%.0f mm² of black on %s would be mixed from dyes, because the ribbon %s has no K panel there: small text blurs and codes may not scan. Take a ribbon with K."), area, side, self->ribbon->id));
  else if (self->ink->resin && !self->model->resin && cw_planning_has (self, DYES))
    cw_planning_warn (self, CW_PANEL_BLACK_UNSURE, FALSE, area,
                      g_strdup_printf (_("Whether “%s” prints the %.0f mm² of black on %s with its K panel is not known. Look at the edges of the text on a test card."), self->model->name, area, side));
  if (self->ink->black_in_dye && black)
    cw_planning_warn (self, CW_PANEL_BLACK_IN_DYE, FALSE, 0,
                      g_strdup_printf (_("Black text or a code on %s is in the colour layer and would be mixed from dyes: it blurs. Put it into the resin layer in the design."), side));
}

static void
cw_planning_judge_colour (const CwPlanning *self)
{
  const char *side = cw_planning_name_side (self);
  double width = self->ink->colour_right - self->ink->colour_left;
  double limit = self->ribbon->colour_width;

  if (!self->ink->colour)
    return;
  if (!cw_planning_has (self, DYES "BK"))
    cw_planning_warn (self, CW_PANEL_COLOUR_LOST, TRUE, self->ink->colour_area,
                      g_strdup_printf (_("%.0f mm² of colour on %s cannot be printed: the ribbon %s has no dye. Take a colour ribbon."), self->ink->colour_area, side, self->ribbon->id));
  else if (!cw_planning_has (self, DYES "B"))
    cw_planning_warn (self, CW_PANEL_HALFTONED, FALSE, self->ink->colour_area,
                      g_strdup_printf (_("%.0f mm² of colour on %s would be printed as black dots: the ribbon %s has only black there. Take colour out of that side in the design, or take a ribbon with dye for it."), self->ink->colour_area, side, self->ribbon->id));
  else if (limit > 0 && width > limit + SLACK_MM)
    cw_planning_warn (self, CW_PANEL_TOO_WIDE, TRUE, width,
                      g_strdup_printf (_("The colour on %s is %.1f mm wide, photos of %.0f mm² included; the panels of the ribbon %s cover %.1f mm. Keep colour and photo to half of the card, or take a ribbon with whole panels."), side, width, self->ink->photo_area, self->ribbon->id, limit));
}

static void
cw_planning_judge_edges (const CwPlanning *self)
{
  double x, y, white;

  cw_printer_model_get_margin (self->model, &x, &y);
  white = MAX (x, y);
  if (!self->ink->colour || white < SLACK_MM || self->ink->edge_gap >= white)
    return;
  cw_planning_warn (self, CW_PANEL_WHITE_EDGE, FALSE, white,
                    g_strdup_printf (_("“%s” leaves up to %.2f mm white at the edge of %s, where the design has colour. Accept the white line, or choose a design with a white edge or a printer that prints over the edge."), self->model->name, white, cw_planning_name_side (self)));
}

static void
cw_planning_judge_sets (const CwPlanning *self)
{
  const CwRibbon *ribbon = self->ribbon;
  guint sets = self->plan->sets;

  /* of a ribbon that is one panel after the other, every side takes one: nothing is wasted */
  if (sets < 2 || strpbrk (ribbon->front, DYES "B") == NULL)
    return;
  if (self->ink->colour)
    cw_planning_warn (self, CW_PANEL_SECOND_SET, FALSE, sets,
                      g_strdup_printf (_("Colour on the back takes %u sets of the ribbon %s for every card. Make the back black only and take a ribbon with a second K, to need one."), sets, ribbon->id));
  else
    cw_planning_warn (self, CW_PANEL_SECOND_SET, FALSE, sets,
                      g_strdup_printf (_("The black back takes %u sets of the ribbon %s for every card. A ribbon with a second K needs one."), sets, ribbon->id));
}

static void
cw_planning_do_side (CwPlanning *self)
{
  const CwRibbon *ribbon = self->ribbon;

  if (cw_ink_use_is_blank (self->ink))
    return;
  self->available = ribbon->front;
  if (self->side == CW_FACE_BACK && ribbon->back[0] != '\0')
    self->available = ribbon->back;
  g_free (self->plan->panels[self->side]);
  self->plan->panels[self->side] = cw_planning_lay_panels (self);
  cw_planning_judge_black (self);
  cw_planning_judge_colour (self);
  cw_planning_judge_edges (self);
  if (self->side == CW_FACE_BACK)
    cw_planning_judge_sets (self);
}

static guint
cw_ribbon_count_sets (const CwRibbon *self,
                      gboolean        front,
                      gboolean        back)
{
  if (front && back)
    return self->back[0] == '\0' ? 2 : 1;
  return front || back ? 1 : 0;
}

/**
 * cw_panel_plan_new:
 * @sides: what each side takes, by #CwFaceSide; a back that takes nothing is not printed
 * @two_sided: whether the printer turns cards over
 *
 * Lays a card out over the panels of a ribbon. A printer winds on by whole sets: what a set has and
 * the card does not ask for is lost.
 *
 * Returns: (transfer full): the plan, with what should be known before a ribbon is spent
 */
CwPanelPlan *
cw_panel_plan_new (const CwPrinterModel *model,
                   const CwRibbon       *ribbon,
                   const CwInkUse        sides[2],
                   gboolean              two_sided)
{
  CwPanelPlan *self = g_new0 (CwPanelPlan, 1);
  CwPlanning planning = { .model = model, .ribbon = ribbon, .plan = self };
  gboolean front = !cw_ink_use_is_blank (&sides[CW_FACE_FRONT]);
  gboolean back = !cw_ink_use_is_blank (&sides[CW_FACE_BACK]);

  self->panels[CW_FACE_FRONT] = g_strdup ("");
  self->panels[CW_FACE_BACK] = g_strdup ("");
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_panel_warning_free);
  self->sets = cw_ribbon_count_sets (ribbon, front, back && two_sided);
  self->cards = self->sets > 0 ? ribbon->sets / self->sets : 0;

  planning.side = CW_FACE_FRONT;
  planning.ink = &sides[CW_FACE_FRONT];
  cw_planning_do_side (&planning);
  planning.side = CW_FACE_BACK;
  planning.ink = &sides[CW_FACE_BACK];
  if (two_sided)
    cw_planning_do_side (&planning);
  else if (back)
    cw_planning_warn (&planning, CW_PANEL_NO_TURNER, TRUE, 2,
                      g_strdup (_("The design has 2 sides and the printer prints one. Take a printer that turns cards over, or a design without a back.")));
  return self;
}

void
cw_panel_plan_free (CwPanelPlan *self)
{
  if (self == NULL)
    return;

  g_free (self->panels[CW_FACE_FRONT]);
  g_free (self->panels[CW_FACE_BACK]);
  g_ptr_array_unref (self->warnings);
  g_free (self);
}

/**
 * cw_panel_issue_to_name:
 *
 * Returns: (transfer none): one word, for programs
 */
const char *
cw_panel_issue_to_name (CwPanelIssue issue)
{
  switch (issue)
    {
    case CW_PANEL_BLACK_LOST:
      return "black-lost";
    case CW_PANEL_BLACK_COMPOSITE:
      return "black-composite";
    case CW_PANEL_BLACK_IN_DYE:
      return "black-in-dye";
    case CW_PANEL_BLACK_UNSURE:
      return "black-unsure";
    case CW_PANEL_COLOUR_LOST:
      return "colour-lost";
    case CW_PANEL_HALFTONED:
      return "halftoned";
    case CW_PANEL_SECOND_SET:
      return "second-set";
    case CW_PANEL_TOO_WIDE:
      return "too-wide";
    case CW_PANEL_NO_TURNER:
      return "no-turner";
    case CW_PANEL_WHITE_EDGE:
      return "white-edge";
    }
  g_return_val_if_reached (NULL);
}
