/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/face.h"
#include "printers/model.h"

G_BEGIN_DECLS

/**
 * CwPanelIssue:
 *
 * What a ribbon cannot do for a card, or does at a price.
 */
typedef enum
{
  CW_PANEL_BLACK_LOST,      /* resin on the card, neither K nor dye on the ribbon */
  CW_PANEL_BLACK_COMPOSITE, /* resin on the card, no K for that side: mixed from dyes, blurred */
  CW_PANEL_BLACK_IN_DYE,    /* black text or code that the design itself puts into dye */
  CW_PANEL_BLACK_UNSURE,    /* whether the printer takes black for its K panel is not known */
  CW_PANEL_COLOUR_LOST,     /* dye on the card, neither dye nor black on the ribbon */
  CW_PANEL_HALFTONED,       /* dye on a side that has only black: comes out as dots */
  CW_PANEL_SECOND_SET,      /* the back takes a set of its own */
  CW_PANEL_TOO_WIDE,        /* more dye than half panels cover */
  CW_PANEL_NO_TURNER,       /* a back, and a printer that prints one side */
  CW_PANEL_WHITE_EDGE,      /* dye up to an edge that the printer leaves white */
} CwPanelIssue;

typedef struct
{
  CwPanelIssue issue;
  CwFaceSide   side;
  gboolean     error;    /* the card would not be the one that was designed */
  double       number;   /* what the sentence counts: mm, mm², sets; 0 when it counts nothing */
  char        *sentence; /* what happens, and what can be done */
} CwPanelWarning;

/**
 * CwPanelPlan:
 *
 * How a card is laid out over the panels of a ribbon. Never changed once made.
 */
typedef struct
{
  char      *panels[2]; /* by CwFaceSide: the letters that are printed, in their order; "": none */
  guint      sets;      /* that one card takes off the roll; 0: the card is blank */
  guint      cards;     /* that a whole roll makes; 0: not known */
  GPtrArray *warnings;  /* of CwPanelWarning, front first */
} CwPanelPlan;

CwPanelPlan *cw_panel_plan_new  (const CwPrinterModel *model,
                                 const CwRibbon       *ribbon,
                                 const CwInkUse        sides[2],
                                 gboolean              two_sided);
void         cw_panel_plan_free (CwPanelPlan *self);
const char  *cw_panel_issue_to_name (CwPanelIssue issue);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPanelPlan, cw_panel_plan_free)

G_END_DECLS
