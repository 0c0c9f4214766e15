/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "templates/template.h"

G_BEGIN_DECLS

/**
 * CwCardView:
 *
 * One face of a card on the screen, in true proportion with its rounded corners, drawn by the
 * renderer that prints. Without a face it shows an empty card.
 */
#define CW_TYPE_CARD_VIEW (cw_card_view_get_type ())

G_DECLARE_FINAL_TYPE (CwCardView, cw_card_view, CW, CARD_VIEW, GtkWidget)

GtkWidget *cw_card_view_new          (CwFaceSide side);
CwFaceSide cw_card_view_get_side     (CwCardView *self);
void       cw_card_view_set_face     (CwCardView *self,
                                      CwFace     *face,
                                      const char *student,
                                      const char *summary);
void       cw_card_view_set_specimen (CwCardView *self,
                                      gboolean    specimen);
/* The largest ID-1 rectangle that fits, centred; in the same units as @width and @height. */
void       cw_card_view_fit          (double           width,
                                      double           height,
                                      graphene_rect_t *card);

G_END_DECLS
