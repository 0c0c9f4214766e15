/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/feeder.h"

/* The feeder's door, and the names of places and movements. */

G_DEFINE_INTERFACE (CwFeeder, cw_feeder, G_TYPE_OBJECT)

static void
cw_feeder_default_init (CwFeederInterface *iface)
{
}

/**
 * cw_feeder_get_traits:
 *
 * Returns: (transfer none): the parts that this printer has; does not block
 */
const CwFeederTraits *
cw_feeder_get_traits (CwFeeder *self)
{
  g_return_val_if_fail (CW_IS_FEEDER (self), NULL);

  return CW_FEEDER_GET_IFACE (self)->get_traits (self);
}

gboolean
cw_feeder_get_place (CwFeeder    *self,
                     CwCardPlace *place,
                     GError     **error)
{
  g_return_val_if_fail (CW_IS_FEEDER (self) && place != NULL, FALSE);

  return CW_FEEDER_GET_IFACE (self)->get_place (self, place, error);
}

gboolean
cw_feeder_move (CwFeeder     *self,
                CwMove        move,
                GCancellable *cancellable,
                GError      **error)
{
  g_return_val_if_fail (CW_IS_FEEDER (self), FALSE);

  return CW_FEEDER_GET_IFACE (self)->move (self, move, cancellable, error);
}

gboolean
cw_feeder_set_hold (CwFeeder *self,
                    gboolean  hold,
                    GError  **error)
{
  g_return_val_if_fail (CW_IS_FEEDER (self), FALSE);

  return CW_FEEDER_GET_IFACE (self)->set_hold (self, hold, error);
}

/**
 * cw_card_place_to_name:
 *
 * Returns: (transfer none): the stable name of @place, for evidence and for --json
 */
const char *
cw_card_place_to_name (CwCardPlace place)
{
  switch (place)
    {
    case CW_CARD_PLACE_UNKNOWN:
      return "unknown";
    case CW_CARD_PLACE_NONE:
      return "none";
    case CW_CARD_PLACE_INSIDE:
      return "inside";
    case CW_CARD_PLACE_CONTACT:
      return "contact";
    case CW_CARD_PLACE_CONTACTLESS:
      return "contactless";
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_move_to_name:
 *
 * Returns: (transfer none): the stable name of @move, for evidence and for --json
 */
const char *
cw_move_to_name (CwMove move)
{
  switch (move)
    {
    case CW_MOVE_INSERT:
      return "insert";
    case CW_MOVE_CONTACT:
      return "contact";
    case CW_MOVE_CONTACTLESS:
      return "contactless";
    case CW_MOVE_EJECT:
      return "eject";
    case CW_MOVE_REJECT:
      return "reject";
    }
  g_return_val_if_reached (NULL);
}
