/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/card-view.h"

G_BEGIN_DECLS

/**
 * CwFaces:
 *
 * Both faces of a card side by side, as large as the room allows; one at a time where the room
 * is too narrow or the operator wants to look closer.
 */
#define CW_TYPE_FACES (cw_faces_get_type ())

G_DECLARE_FINAL_TYPE (CwFaces, cw_faces, CW, FACES, GtkWidget)

GtkWidget  *cw_faces_new          (void);
CwCardView *cw_faces_get_view     (CwFaces   *self,
                                   CwFaceSide side);
void        cw_faces_set_face     (CwFaces    *self,
                                   CwFace     *face,
                                   gboolean    has_back,
                                   const char *student,
                                   const char *summary);
void        cw_faces_set_specimen (CwFaces *self,
                                   gboolean specimen);
/* Whether they are there to hold a card beside: then the captions say so. */
void        cw_faces_set_compared (CwFaces *self,
                                   gboolean compared);
/* Both, then the front alone, then the back alone; where both have no room, front and back. */
void        cw_faces_turn         (CwFaces *self);

G_END_DECLS
