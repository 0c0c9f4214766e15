/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwFeeder:
 *
 * The moving parts of a card printer that can be told where to take the card. Not every printer has
 * this door. Calls block, come from any thread but the GTK thread and are serialised by the
 * feeder's own worker.
 * Errors: %CW_ERROR_PRINTER_UNREACHABLE, _BUSY (another program has the printer; nothing moved),
 * _PRINTER_STOPPED (the printer says what is wrong),
 * _REFUSED (from where the card is, or for want of the part, the movement cannot be made; nothing
 * moved), _IN_DOUBT (it moved, or may have, and the card is not where it should be: nothing more
 * may be fed until a person has looked).
 */
#define CW_TYPE_FEEDER (cw_feeder_get_type ())

G_DECLARE_INTERFACE (CwFeeder, cw_feeder, CW, FEEDER, GObject)

/**
 * CwCardPlace:
 *
 * Where the printer says that the card is.
 */
typedef enum
{
  CW_CARD_PLACE_UNKNOWN,     /* the printer does not say, or says something that means nothing to us */
  CW_CARD_PLACE_NONE,        /* no card in the machine */
  CW_CARD_PLACE_INSIDE,      /* in the path: at the print head or on its way */
  CW_CARD_PLACE_CONTACT,     /* at the contact station */
  CW_CARD_PLACE_CONTACTLESS, /* at the antenna */
} CwCardPlace;

typedef enum
{
  CW_MOVE_INSERT,      /* a blank out of the hopper, to the print head */
  CW_MOVE_CONTACT,     /* to the contact station; out of the hopper when there is no card inside */
  CW_MOVE_CONTACTLESS, /* to the antenna; likewise */
  CW_MOVE_EJECT,       /* to the output tray */
  CW_MOVE_REJECT,      /* to the reject tray */
} CwMove;

typedef struct
{
  gboolean contact;     /* has the station */
  gboolean contactless;
  gboolean reject;      /* has a reject tray: a bad card does not end up among the good ones */
  gboolean hold;        /* can keep a printed card inside */
} CwFeederTraits;

struct _CwFeederInterface
{
  GTypeInterface parent_iface;

  const CwFeederTraits *(*get_traits) (CwFeeder *self);
  gboolean (*get_place) (CwFeeder    *self,
                         CwCardPlace *place,
                         GError     **error);
  gboolean (*move)      (CwFeeder     *self,
                         CwMove        move,
                         GCancellable *cancellable,
                         GError      **error);
  gboolean (*set_hold)  (CwFeeder *self,
                         gboolean  hold,
                         GError  **error);
};

const CwFeederTraits *cw_feeder_get_traits (CwFeeder *self);
/* Asks the printer now. */
gboolean    cw_feeder_get_place (CwFeeder    *self,
                                 CwCardPlace *place,
                                 GError     **error);
/* Asks where the card is, moves it, and asks again: success means that it is where it was sent. A
 * card that is there already is not moved. @cancellable: (nullable): heeded before the movement. */
gboolean    cw_feeder_move      (CwFeeder     *self,
                                 CwMove        move,
                                 GCancellable *cancellable,
                                 GError      **error);
/* Whether the printer keeps a card inside when it has printed it. It stays so until told otherwise. */
gboolean    cw_feeder_set_hold  (CwFeeder *self,
                                 gboolean  hold,
                                 GError  **error);

const char *cw_card_place_to_name (CwCardPlace place);
const char *cw_move_to_name       (CwMove move);

G_END_DECLS
