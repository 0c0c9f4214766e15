/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/printer.h"

G_BEGIN_DECLS

/**
 * CwSupplies:
 *
 * What a printer itself says of what is in it. What it does not say is -1 or %NULL: nothing is made
 * up.
 */
typedef struct
{
  char           *ribbon;            /* (nullable) the maker's word */
  int             ribbon_left;       /* sets of panels */
  int             ribbon_whole;      /* sets of panels of a new one */
  int             blanks;            /* 0: the feeder is empty; more: at least that many */
  int             cards_to_cleaning; /* 0: due now */
  CwPrinterReason reasons;           /* cover, feeder, ribbon, trays, as the printer's sensors have it */
} CwSupplies;

/**
 * CwSupplySource:
 *
 * The sensors and counters of a card printer. Not every printer has this door. Calls block and may
 * take a second; any thread but the GTK thread. A ribbon's tag is not read more often than once a
 * minute: reading wears it.
 */
#define CW_TYPE_SUPPLY_SOURCE (cw_supply_source_get_type ())

G_DECLARE_INTERFACE (CwSupplySource, cw_supply_source, CW, SUPPLY_SOURCE, GObject)

struct _CwSupplySourceInterface
{
  GTypeInterface parent_iface;

  CwSupplies *(*read) (CwSupplySource *self,
                       GError        **error);
};

/* (transfer full): NULL with CW_ERROR_PRINTER_UNREACHABLE */
CwSupplies *cw_supply_source_read (CwSupplySource *self,
                                   GError        **error);
CwSupplies *cw_supplies_new       (void);
void        cw_supplies_free      (CwSupplies *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSupplies, cw_supplies_free)

G_END_DECLS
