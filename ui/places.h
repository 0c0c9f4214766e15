/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwPlaces:
 *
 * The places of the window, one of them shown: the desk, which is there from the start, and those
 * of the table in places.c, each made when it is first shown.
 *
 * Property "desk": the widget that is the desk. Property "stack", read only: for an
 * AdwViewSwitcher. Signals "said", "make-card": from whichever place; "shown": another place is.
 */
#define CW_TYPE_PLACES (cw_places_get_type ())

G_DECLARE_FINAL_TYPE (CwPlaces, cw_places, CW, PLACES, GtkWidget)

AdwViewStack *cw_places_get_stack   (CwPlaces *self);
void          cw_places_set_station (CwPlaces  *self,
                                     CwStation *station);
/* @name: "desk" or a place of the table */
void          cw_places_show        (CwPlaces   *self,
                                     const char *name);
const char   *cw_places_get_shown   (CwPlaces *self);
/* The place of that number, from 1, in the order of the switcher; %NULL beyond the last. */
const char   *cw_places_get_nth     (CwPlaces *self,
                                     guint     n);
/* (transfer none): made now if it is not yet; not "desk" */
CwPlace      *cw_places_get         (CwPlaces   *self,
                                     const char *name);
/* The desk wants an answer while another place is shown. */
void          cw_places_set_calling (CwPlaces *self,
                                     gboolean  calling);

G_END_DECLS
