/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/**
 * CwPlace:
 *
 * A page of the window that fills it: students, cards, the register. Made when it is first shown,
 * by the table in places.c.
 *
 * Signals, of every place: "said" (const char *sentence): how something asked for here went, for a
 * toast; "make-card" (CwStudent *student): this student is to stand at the desk; "went"
 * (const char *name): another place is to be shown.
 */
#define CW_TYPE_PLACE (cw_place_get_type ())

G_DECLARE_INTERFACE (CwPlace, cw_place, CW, PLACE, GtkWidget)

/**
 * CwPlaceInterface:
 * @set_station: the station that has just opened; called once, before the place is first shown
 * @shown: (nullable): the place comes into view: read again what may have changed
 * @type: (nullable): takes a key that no widget wanted, as gtk_search_entry_set_key_capture_widget()
 *   would; %FALSE when it is none of its own
 */
struct _CwPlaceInterface
{
  GTypeInterface parent_interface;

  void     (*set_station) (CwPlace   *self,
                           CwStation *station);
  void     (*shown)       (CwPlace *self);
  gboolean (*type)        (CwPlace               *self,
                           GtkEventControllerKey *keys,
                           guint                  keyval,
                           GdkModifierType        modifiers);
};

void     cw_place_set_station (CwPlace   *self,
                               CwStation *station);
void     cw_place_shown       (CwPlace *self);
gboolean cw_place_type        (CwPlace               *self,
                               GtkEventControllerKey *keys,
                               guint                  keyval,
                               GdkModifierType        modifiers);

/* what a place says: emits the signal of that name */
void     cw_place_say         (CwPlace    *self,
                               const char *sentence);
void     cw_place_make_card   (CwPlace   *self,
                               CwStudent *student);
void     cw_place_go          (CwPlace    *self,
                               const char *name);

G_END_DECLS
