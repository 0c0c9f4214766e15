/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/place.h"

/* What the window and its pages know of each other. GTK thread only. */

G_DEFINE_INTERFACE (CwPlace, cw_place, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_SAID,
  SIGNAL_MAKE_CARD,
  SIGNAL_WENT,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
cw_place_default_init (CwPlaceInterface *iface)
{
  signals[SIGNAL_SAID] = g_signal_new ("said", CW_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[SIGNAL_MAKE_CARD] = g_signal_new ("make-card", CW_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, cw_student_get_type ());
  signals[SIGNAL_WENT] = g_signal_new ("went", CW_TYPE_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

void
cw_place_set_station (CwPlace   *self,
                      CwStation *station)
{
  g_return_if_fail (CW_IS_PLACE (self));
  g_return_if_fail (CW_IS_STATION (station));

  CW_PLACE_GET_IFACE (self)->set_station (self, station);
}

void
cw_place_shown (CwPlace *self)
{
  g_return_if_fail (CW_IS_PLACE (self));

  if (CW_PLACE_GET_IFACE (self)->shown != NULL)
    CW_PLACE_GET_IFACE (self)->shown (self);
}

gboolean
cw_place_type (CwPlace               *self,
               GtkEventControllerKey *keys,
               guint                  keyval,
               GdkModifierType        modifiers)
{
  g_return_val_if_fail (CW_IS_PLACE (self), FALSE);

  return CW_PLACE_GET_IFACE (self)->type != NULL && CW_PLACE_GET_IFACE (self)->type (self, keys, keyval, modifiers);
}

void
cw_place_say (CwPlace    *self,
              const char *sentence)
{
  g_return_if_fail (CW_IS_PLACE (self));

  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

void
cw_place_make_card (CwPlace   *self,
                    CwStudent *student)
{
  g_return_if_fail (CW_IS_PLACE (self));

  g_signal_emit (self, signals[SIGNAL_MAKE_CARD], 0, student);
}

void
cw_place_go (CwPlace    *self,
             const char *name)
{
  g_return_if_fail (CW_IS_PLACE (self));

  g_signal_emit (self, signals[SIGNAL_WENT], 0, name);
}
