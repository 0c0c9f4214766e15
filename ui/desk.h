/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/leftovers.h"
#include "app/station/station.h"
#include "ui/act-bar.h"
#include "ui/faces.h"
#include "ui/life-line.h"
#include "ui/reissue.h"
#include "ui/stages.h"

G_BEGIN_DECLS

/**
 * CwDesk:
 *
 * One student's card from preview to hand-over: faces, remarks, stages, questions, and one
 * button whose words are the next thing to do.
 *
 * Properties "busy": an order runs; "asking": it waits for an answer. Signals: "finished" when an order has ended in any way,
 * "next" when the operator asks for the next student, "let-go" when Escape lets go of the
 * student before anything was begun, "card-changed" (const char *sentence) when something was done
 * with a card that the student has.
 */
#define CW_TYPE_DESK (cw_desk_get_type ())

G_DECLARE_FINAL_TYPE (CwDesk, cw_desk, CW, DESK, GtkWidget)

/**
 * CwDeskPhase:
 *
 * Where the desk stands.
 */
typedef enum
{
  CW_DESK_EMPTY,
  CW_DESK_LOOKING, /* the preview is being made */
  CW_DESK_READY,
  CW_DESK_EXPLAINING, /* the student has a card: why is there to be another one? */
  CW_DESK_BLOCKED, /* no card can be made of this record; the remarks say why */
  CW_DESK_ISSUING,
  CW_DESK_ASKING,  /* an order runs and waits for an answer */
  CW_DESK_ENDED,
} CwDeskPhase;

GtkWidget  *cw_desk_new         (void);
void        cw_desk_set_station (CwDesk    *self,
                                 CwStation *station);

CwDeskPhase cw_desk_get_phase   (CwDesk *self);
gboolean    cw_desk_get_busy    (CwDesk *self);
CwFaces    *cw_desk_get_faces   (CwDesk *self);
CwStages   *cw_desk_get_stages  (CwDesk *self);
CwActBar   *cw_desk_get_acts    (CwDesk *self);
CwLifeLine *cw_desk_get_life    (CwDesk *self);
CwReissueForm *cw_desk_get_reissue (CwDesk *self);
/* What the printer waits for, as the desk shows it now; "" when it shows nothing of it. */
const char *cw_desk_get_trouble (CwDesk *self);
/* The line above the buttons: the question, or how the order ended. */
const char *cw_desk_get_news    (CwDesk *self);
/* The line below it: what is known, or the card's number and its registration. */
const char *cw_desk_get_detail  (CwDesk *self);

/* @student: (nullable): NULL empties the desk. Not while an order runs. */
void        cw_desk_show        (CwDesk    *self,
                                 CwStudent *student);
/* What the printer says about itself. */
void        cw_desk_set_machine (CwDesk                *self,
                                 const CwPrinterStatus *machine);
/* The orders that are open, of CwDoubt: a student who has one gets no other card before it. */
void        cw_desk_set_open    (CwDesk    *self,
                                 GPtrArray *open);
/* Takes up an order that stopped in doubt, or hands over a card that is ready. */
void        cw_desk_settle      (CwDesk        *self,
                                 const CwDoubt *doubt);
/* Does @act with what was found in the printer. */
void        cw_desk_settle_leftover (CwDesk           *self,
                                     const CwLeftover *leftover,
                                     CwLeftoverAct     act);
/* Presses the primary button if it can be pressed. */
void        cw_desk_go_on       (CwDesk *self);
/* Escape: answers "later", offers to stop, or lets go of the student. */
void        cw_desk_later       (CwDesk *self);
/* Stops the order that runs; what happened to the plastic stays written down. */
void        cw_desk_stop        (CwDesk *self);

G_END_DECLS
