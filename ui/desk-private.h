/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/desk.h"
#include "ui/notice.h"

G_BEGIN_DECLS

/* What desk.c (the widget and what it shows) and desk-order.c (one order's course) share. */

struct _CwDesk
{
  GtkWidget     parent_instance;

  GtkStack     *stack;
  CwFaces      *faces;
  GtkLabel     *name_label;
  GtkLabel     *summary_label;
  CwStages     *stages;
  CwNotice     *notice;
  CwActBar     *acts;

  CwStation    *station;
  CwStudent    *student;
  CwPreview    *preview;
  CwQuestion   *question;
  GCancellable *looking;
  GCancellable *issuing;
  GtkWidget    *stop_dialog; /* (nullable): asks whether to stop; weak */
  gint64        order_id; /* the order last worked on; 0: none yet */
  CwDeskPhase   phase;
};

void cw_desk_look        (CwDesk *self);
void cw_desk_set_phase   (CwDesk     *self,
                          CwDeskPhase phase,
                          GPtrArray  *choices);

/* desk-order.c */
void cw_desk_follow      (CwDesk *self);
void cw_desk_start       (CwDesk *self,
                          gint64  order_id);
void cw_desk_answer      (CwDesk  *self,
                          CwAnswer answer);
void cw_desk_ask_to_stop (CwDesk *self);

G_END_DECLS
