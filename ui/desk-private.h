/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/desk.h"
#include "ui/life-line.h"
#include "ui/notice.h"
#include "ui/reasons.h"

G_BEGIN_DECLS

/* What desk.c (the widget and what it shows) and desk-order.c (one order's course) share. */

struct _CwDesk
{
  GtkWidget     parent_instance;

  GtkStack     *stack;
  CwFaces      *faces;
  GtkLabel     *name_label;
  GtkLabel     *summary_label;
  CwLifeLine   *life;      /* cards that the student has already */
  GtkWidget    *stages_room;
  CwStages     *stages;
  CwNotice     *notice;
  CwReasons    *reasons;
  CwReissueForm *reissue;
  GtkWidget    *destroyed; /* "I have cut it up" */
  CwActBar     *acts;

  CwStation    *station;
  CwStudent    *student;  /* (nullable): none, or a card of nobody known */
  GPtrArray    *open;     /* (nullable) of CwDoubt */
  CwPreview    *preview;
  CwQuestion   *question;
  GCancellable *looking;
  GCancellable *issuing;
  GtkWidget    *stop_dialog; /* (nullable): asks whether to stop; weak */
  gint64        order_id; /* the order last worked on; 0: none yet */
  CwDeskPhase   phase;
  CwPrinterStatus machine;
};

void cw_desk_look        (CwDesk *self);
void cw_desk_set_phase   (CwDesk     *self,
                          CwDeskPhase phase,
                          GPtrArray  *choices);

/* Which of the pieces below the faces are seen, given where the desk stands. */
void cw_desk_arrange     (CwDesk *self);

/* desk-before.c */
const CwDoubt *cw_desk_find_open (CwDesk    *self,
                                  CwStudent *student);
void cw_desk_show_what_may_be    (CwDesk *self);
void cw_desk_ask_why             (CwDesk *self);
void cw_desk_issue               (CwDesk *self);
void cw_desk_reissue_changed_cb  (CwDesk *self);
void cw_desk_reissue_entered_cb  (CwDesk *self);

/* desk-order.c */
void cw_desk_follow      (CwDesk *self);
void cw_desk_start       (CwDesk          *self,
                          gint64           order_id,
                          const CwReissue *reissue);
void cw_desk_start_leftover (CwDesk           *self,
                             const CwLeftover *leftover,
                             CwLeftoverAct     act);
void cw_desk_answer      (CwDesk  *self,
                          CwAnswer answer);
void cw_desk_ask_to_stop (CwDesk *self);

G_END_DECLS
