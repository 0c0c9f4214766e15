/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/lifecycle.h"

G_BEGIN_DECLS

/**
 * CwLifeLine:
 *
 * The cards that the student on the desk has, and the menu of what may be done with them: lost,
 * stolen, suspended, found again, extended, withdrawn, destroyed. Seen only while there is one.
 *
 * Signal "done" (const char *sentence): something was done with a card.
 */
#define CW_TYPE_LIFE_LINE (cw_life_line_get_type ())

G_DECLARE_FINAL_TYPE (CwLifeLine, cw_life_line, CW, LIFE_LINE, GtkWidget)

GtkWidget  *cw_life_line_new         (void);
void        cw_life_line_set_station (CwLifeLine *self,
                                      CwStation  *station);
/* @student: (nullable): nobody, or the desk is at something else */
void        cw_life_line_show        (CwLifeLine *self,
                                      CwStudent  *student);
/* Only this one of the student's cards; 0: all. */
void        cw_life_line_show_card   (CwLifeLine *self,
                                      CwStudent  *student,
                                      gint64      card_id);
/* @notes: (transfer full): of CwCardNote */
void        cw_life_line_take        (CwLifeLine *self,
                                      GPtrArray  *notes);
guint       cw_life_line_get_n       (CwLifeLine *self);
const char *cw_life_line_get_words   (CwLifeLine *self);
/* As the menu does: asks where it must. */
void        cw_life_line_act         (CwLifeLine *self,
                                      gint64      card_id,
                                      CwLifeAct   act);

G_END_DECLS
