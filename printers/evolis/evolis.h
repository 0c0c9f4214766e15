/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/feeder.h"
#include "printers/supplies.h"

G_BEGIN_DECLS

/**
 * CwEvolis:
 *
 * The raw command channel to an Evolis card printer, beside the queue that prints: its feeder and
 * its supplies. Implements #CwFeeder and #CwSupplySource.
 */
#define CW_TYPE_EVOLIS (cw_evolis_get_type ())

G_DECLARE_FINAL_TYPE (CwEvolis, cw_evolis, CW, EVOLIS, GObject)

/**
 * CwEvolisNote:
 *
 * What a printer says of itself.
 */
typedef struct
{
  char *model;    /* (nullable) */
  char *serial;   /* (nullable) */
  char *firmware; /* (nullable) */
  char *zone;     /* (nullable) */
} CwEvolisNote;

/* @address: "tcp://HOST:PORT", "usb:/dev/usb/lpN" or "libevolis:NAME" (the maker's library, where
 * it is installed). Asks nothing yet. NULL with CW_ERROR_INVALID for an address of no such form. */
CwEvolis     *cw_evolis_new       (const char *address,
                                   GError    **error);
CwEvolisNote *cw_evolis_describe  (CwEvolis *self,
                                   GError  **error);
void          cw_evolis_note_free (CwEvolisNote *note);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEvolisNote, cw_evolis_note_free)

G_END_DECLS
