/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwStudents:
 *
 * Find a student: a search entry and the hits below it. Typing starts afresh, Up and Down walk
 * the hits, Enter takes the first one or, when one is already taken, goes on.
 *
 * Signals: "chosen" when another student, or none, is taken; "entered" when Enter was pressed
 * with a student taken; "row-activated" when a hit in the list was pressed twice or with Enter.
 */
#define CW_TYPE_STUDENTS (cw_students_get_type ())

G_DECLARE_FINAL_TYPE (CwStudents, cw_students, CW, STUDENTS, GtkBox)

GtkWidget *cw_students_new         (void);
void       cw_students_set_station (CwStudents *self,
                                    CwStation  *station);
/* (nullable) (transfer none) */
CwStudent *cw_students_get_chosen  (CwStudents *self);
guint      cw_students_get_n_hits  (CwStudents *self);
/* The students found, in the order of the list: of CwStudent. (transfer full) */
GPtrArray *cw_students_list_hits   (CwStudents *self);
/* The words that were looked for; "" for everybody. (transfer none) */
const char *cw_students_get_query  (CwStudents *self);
/* While an order runs the list can be read but not used. */
void       cw_students_set_locked  (CwStudents *self,
                                    gboolean    locked);
void       cw_students_start_over  (CwStudents *self);
void       cw_students_unchoose    (CwStudents *self);
void       cw_students_focus       (CwStudents *self);
/* As if @text had been typed, and Enter. */
void       cw_students_look_for    (CwStudents *self,
                                    const char *text);
/* Types what was pressed elsewhere in the window; %FALSE when it is not text. */
gboolean   cw_students_type        (CwStudents            *self,
                                    GtkEventControllerKey *keys,
                                    guint                  keyval,
                                    GdkModifierType        modifiers);

G_END_DECLS
