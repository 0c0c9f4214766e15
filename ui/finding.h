/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwFinding:
 *
 * One thing that only a person can settle, out of a row of them: the card's faces as they should
 * look, what is known, and what may be done, one button each.
 *
 * Signals: "pressed" (int): which button, from 0; "turned" (int): -1 or 1, the one before or the
 * next one is wanted.
 */
#define CW_TYPE_FINDING (cw_finding_get_type ())

G_DECLARE_FINAL_TYPE (CwFinding, cw_finding, CW, FINDING, GtkWidget)

/**
 * CwFindingWords:
 *
 * What is said of it; all belong to the caller.
 */
typedef struct
{
  const char *title;    /* whose card, or what was found */
  const char *detail;   /* (nullable) a small line below it */
  const char *sentence; /* what is known, and what is asked */
  guint       position; /* from 1 */
  guint       total;
} CwFindingWords;

GtkWidget  *cw_finding_new          (void);
/* @station: (nullable): without it there are no faces */
void        cw_finding_set_station  (CwFinding *self,
                                     CwStation *station);
/* @order_id: whose faces are shown; 0: it is not known whose card it is */
void        cw_finding_show         (CwFinding            *self,
                                     const CwFindingWords *words,
                                     gint64                order_id);
/* @labels: %NULL-terminated; the first is the one that is offered */
void        cw_finding_set_buttons  (CwFinding         *self,
                                     const char *const *labels);
/* What a screen reader says of button @index, where its words alone do not tell. */
void        cw_finding_name_button  (CwFinding  *self,
                                     guint       index,
                                     const char *name);
void        cw_finding_focus        (CwFinding *self);
const char *cw_finding_get_sentence (CwFinding *self);
/* Whether the faces of the order are there to be compared with. */
gboolean    cw_finding_has_faces    (CwFinding *self);

G_END_DECLS
