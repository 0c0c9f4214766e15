/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/supplies.h"

/* The door of a printer's sensors and counters. */

G_DEFINE_INTERFACE (CwSupplySource, cw_supply_source, G_TYPE_OBJECT)

static void
cw_supply_source_default_init (CwSupplySourceInterface *iface)
{
}

/**
 * cw_supply_source_read:
 *
 * Returns: (transfer full): what the printer says now, or %NULL with @error set
 */
CwSupplies *
cw_supply_source_read (CwSupplySource *self,
                       GError        **error)
{
  g_return_val_if_fail (CW_IS_SUPPLY_SOURCE (self), NULL);

  return CW_SUPPLY_SOURCE_GET_IFACE (self)->read (self, error);
}

/**
 * cw_supplies_new:
 *
 * Returns: (transfer full): supplies of which nothing is known
 */
CwSupplies *
cw_supplies_new (void)
{
  CwSupplies *self = g_new0 (CwSupplies, 1);

  self->ribbon_left = -1;
  self->ribbon_whole = -1;
  self->blanks = -1;
  self->cards_to_cleaning = -1;
  return self;
}

void
cw_supplies_free (CwSupplies *self)
{
  if (self == NULL)
    return;

  g_free (self->ribbon);
  g_free (self);
}
