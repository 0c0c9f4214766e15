/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/banner.h"
#include "ui/places.h"
#include "ui/register-panel.h"
#include "ui/status-chip.h"
#include "ui/window.h"

G_BEGIN_DECLS

/* What window.c (the window and its station), window-findings.c (what a person must settle),
 * window-register.c (the register, and cards that students have) and window-batch.c (a batch is asked
 * for) share. */

struct _CwWindow
{
  AdwApplicationWindow parent_instance;

  GtkLabel            *station_label;
  GtkWidget           *chips;
  CwStatusChip        *printer_chip;
  CwStatusChip        *reader_chip;
  CwStatusChip        *register_chip;
  CwBanner            *banner;
  AdwToastOverlay     *toasts;
  GtkStack            *pages;
  AdwStatusPage       *trouble_page;
  AdwViewSwitcher     *switcher;
  CwPlaces            *places;
  GtkStack            *panes;
  CwStudents          *students;
  CwDay               *day;
  CwDesk              *desk;
  CwDoubts            *doubts;
  CwReady             *ready;
  CwLeftovers         *leftovers;
  CwBatchPane         *batch;
  CwPrinterPanel      *printer_panel; /* owned by the printer chip */
  CwRegisterPanel     *register_panel; /* owned by the register chip */
  GtkWidget           *scanner; /* (nullable): above the students once it was asked for */

  char                *directory;
  CwStation           *station;
  GCancellable        *opening;
  GPtrArray           *to_make; /* (nullable) of CwStudent: the batch that was asked for */
  CwPrinterState       machine;  /* as the printer was when last heard of */
  guint                machine_known : 1;
  guint                doubts_shown : 1; /* the first list since the start came in */
  guint                finding : 1;      /* leftovers are being looked for */
  guint                closing : 1;      /* close as soon as the order has ended */
  guint                settling : 1;     /* the card on the desk came from the doubts */
  guint                settling_leftover : 1; /* it came from what was left in the printer */
};

/* A toast. */
void cw_window_say               (CwWindow   *self,
                                  const char *sentence);
void cw_window_show_pane         (CwWindow   *self,
                                  const char *name);

/* window-findings.c */
void cw_window_install_findings  (GtkWidgetClass *widget_class);
void cw_window_show_doubts       (CwWindow *self);
void cw_window_show_leftovers    (CwWindow *self);
/* Reads the open orders again: those in doubt, and those that are ready. */
void cw_window_list_open         (CwWindow *self);
void cw_window_find_leftovers    (CwWindow *self);
void cw_window_settle_cb         (CwWindow      *self,
                                  const CwDoubt *doubt);
void cw_window_settle_leftover_cb    (CwWindow         *self,
                                      const CwLeftover *leftover,
                                      int               act);
void cw_window_leftovers_changed_cb  (CwWindow *self);

/* The same key brings a pane and takes it away. TRUE: it is to be shown now */
gboolean cw_window_toggle            (CwWindow  *self,
                                      GtkWidget *pane);

/* window-places.c */
void cw_window_install_places    (GtkWidgetClass *widget_class);
void cw_window_begin_places      (CwWindow *self);
/* TRUE: the desk is not shown. @taken: (out): whether the place took the key; else it is the window's */
gboolean cw_window_type_in_place (CwWindow              *self,
                                  GtkEventControllerKey *keys,
                                  guint                  keyval,
                                  GdkModifierType        modifiers,
                                  gboolean              *taken);

/* window-scan.c */
void cw_window_install_scan      (GtkWidgetClass *widget_class);

/* window-register.c */
void cw_window_install_register  (GtkWidgetClass *widget_class);
void cw_window_begin_register    (CwWindow *self);
void cw_window_show_register     (CwWindow              *self,
                                  const CwStationStatus *status);
void cw_window_card_changed_cb   (CwWindow   *self,
                                  const char *sentence);

/* window-batch.c */
void cw_window_make_these_action (GtkWidget  *widget,
                                  const char *name,
                                  GVariant   *parameter);

G_END_DECLS
