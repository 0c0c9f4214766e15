/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-evolis"

#include "config.h"

#include "printers/evolis/evolis.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/evolis/evolis-private.h"

/* The object: every call goes to its worker, which alone touches the printer. */

/* Milliseconds. answer: printers answer at once, in some hundreds; movement: EVOLIS_TIMEOUT of the
 * maker's library; busy: a card that is printed by somebody else takes up to a minute and a half
 * (84 s were measured, two sides in colour). */
static const CwEvolisPatience usual_patience = {
  .answer = 3000,
  .movement = 30000,
  .busy = 90000,
  .silence = 250,
  .quiet = 20,
  .tag = 60000,
};

static void cw_evolis_feeder_init (CwFeederInterface *iface);
static void cw_evolis_supplies_init (CwSupplySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwEvolis, cw_evolis, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_FEEDER, cw_evolis_feeder_init)
                               G_IMPLEMENT_INTERFACE (CW_TYPE_SUPPLY_SOURCE, cw_evolis_supplies_init))

/* Every set of traits there can be: a caller's pointer stays good when the printer teaches better. */
#define TRAITS(n) { .contact = ((n) & 1) != 0, .contactless = ((n) & 2) != 0, .reject = ((n) & 4) != 0, .hold = ((n) & 8) != 0 }

static const CwFeederTraits all_traits[16] = {
  TRAITS (0), TRAITS (1), TRAITS (2), TRAITS (3), TRAITS (4), TRAITS (5), TRAITS (6), TRAITS (7),
  TRAITS (8), TRAITS (9), TRAITS (10), TRAITS (11), TRAITS (12), TRAITS (13), TRAITS (14), TRAITS (15),
};

void
cw_evolis_set_traits (CwEvolis             *self,
                      const CwFeederTraits *traits)
{
  g_atomic_int_set (&self->traits, (traits->contact ? 1 : 0) | (traits->contactless ? 2 : 0) |
                                     (traits->reject ? 4 : 0) | (traits->hold ? 8 : 0));
}

static const CwFeederTraits *
cw_evolis_get_traits (CwFeeder *feeder)
{
  return &all_traits[g_atomic_int_get (&CW_EVOLIS (feeder)->traits)];
}

typedef struct
{
  CwEvolis     *evolis;
  CwMove        move;
  CwCardPlace   place;
  gboolean      hold;
  CwSupplies   *supplies;
  CwEvolisNote *note;
} CwEvolisCall;

/* Silence is a thing between link and session; at the doors a printer that is silent is out of reach. */
static gboolean
cw_evolis_call (CwEvolisCall *call,
                CwWorkerFunc  func,
                GCancellable *cancellable,
                GError      **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_worker_call (call->evolis->worker, func, call, cancellable, &local))
    return TRUE;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_TIMED_OUT))
    local->code = CW_ERROR_PRINTER_UNREACHABLE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
cw_evolis_get_place_func (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwEvolisCall *call = data;
  CwEvolis *self = call->evolis;
  g_autoptr (CwEvolisLink) link = cw_evolis_connect (self, FALSE, NULL, error);
  CwEvolisSight sight;

  if (link == NULL || !cw_evolis_locate (self, link, &sight, error))
    return FALSE;
  if (sight.place == CW_CARD_PLACE_NONE && !sight.mouth)
    self->in_doubt = FALSE;
  call->place = sight.place;
  return TRUE;
}

static gboolean
cw_evolis_get_place (CwFeeder    *feeder,
                     CwCardPlace *place,
                     GError     **error)
{
  CwEvolisCall call = { .evolis = CW_EVOLIS (feeder) };

  if (!cw_evolis_call (&call, cw_evolis_get_place_func, NULL, error))
    return FALSE;
  *place = call.place;
  return TRUE;
}

static gboolean
cw_evolis_move_func (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwEvolisCall *call = data;

  return cw_evolis_move_card (call->evolis, call->move, cancellable, error);
}

static gboolean
cw_evolis_move (CwFeeder     *feeder,
                CwMove        move,
                GCancellable *cancellable,
                GError      **error)
{
  CwEvolisCall call = { .evolis = CW_EVOLIS (feeder), .move = move };

  return cw_evolis_call (&call, cw_evolis_move_func, cancellable, error);
}

static gboolean
cw_evolis_tell_hold (CwEvolis     *self,
                     CwEvolisLink *link,
                     gboolean      hold,
                     GError      **error)
{
  switch (self->family->hold)
    {
    case CW_EVOLIS_HOLD_PNEAB:
      if (!hold)
        return cw_evolis_tell (self, link, CW_EVOLIS_LET_GO, error);
      return cw_evolis_tell (self, link, CW_EVOLIS_KEEP, error) && cw_evolis_tell (self, link, CW_EVOLIS_KEEP_NOW, error);
    case CW_EVOLIS_HOLD_PSOE:
      if (hold)
        return cw_evolis_tell (self, link, CW_EVOLIS_KEEP_2, error);
      if (!self->hold)
        return TRUE;
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _("How an “%s” is told to let its cards out again after printing is not known. Let each card out, or switch the printer off and on."), self->model);
      return FALSE;
    case CW_EVOLIS_HOLD_NONE:
      if (!hold)
        return TRUE;
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _("How an “%s” is told to keep a printed card inside is not known. Encode the card before it is printed, or outside of the printer."), self->model);
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static gboolean
cw_evolis_set_hold_func (gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  CwEvolisCall *call = data;
  CwEvolis *self = call->evolis;
  g_autoptr (CwEvolisLink) link = cw_evolis_connect (self, TRUE, cancellable, error);

  if (link == NULL || !cw_evolis_tell_hold (self, link, call->hold, error))
    return FALSE;
  self->hold = call->hold;
  return TRUE;
}

static gboolean
cw_evolis_set_hold (CwFeeder *feeder,
                    gboolean  hold,
                    GError  **error)
{
  CwEvolisCall call = { .evolis = CW_EVOLIS (feeder), .hold = hold };

  return cw_evolis_call (&call, cw_evolis_set_hold_func, NULL, error);
}

static gboolean
cw_evolis_read_func (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwEvolisCall *call = data;

  call->supplies = cw_evolis_read_supplies (call->evolis, error);
  return call->supplies != NULL;
}

static CwSupplies *
cw_evolis_read (CwSupplySource *source,
                GError        **error)
{
  CwEvolisCall call = { .evolis = CW_EVOLIS (source) };
  g_autoptr (GError) local = NULL;

  if (cw_evolis_call (&call, cw_evolis_read_func, NULL, &local))
    return call.supplies;
  /* this door knows one error only: not now */
  local->code = CW_ERROR_PRINTER_UNREACHABLE;
  g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

static gboolean
cw_evolis_describe_func (gpointer      data,
                         GCancellable *cancellable,
                         GError      **error)
{
  CwEvolisCall *call = data;
  CwEvolis *self = call->evolis;
  g_autoptr (CwEvolisLink) link = cw_evolis_connect (self, FALSE, NULL, error);
  CwEvolisReply firmware;
  CwEvolisReply zone;
  CwEvolisSight sight;

  if (link == NULL || !cw_evolis_ask (self, link, CW_EVOLIS_FIRMWARE, &firmware, error) ||
      !cw_evolis_ask (self, link, CW_EVOLIS_ZONE, &zone, error) ||
      !cw_evolis_locate (self, link, &sight, error))
    return FALSE;
  call->note = g_new0 (CwEvolisNote, 1);
  call->note->model = g_strdup (self->model);
  call->note->serial = g_strdup (self->serial);
  call->note->firmware = firmware.kind != CW_EVOLIS_SAYS_TROUBLE ? g_strdup (firmware.text) : NULL;
  call->note->zone = zone.kind != CW_EVOLIS_SAYS_TROUBLE ? g_strdup (zone.text) : NULL;
  return TRUE;
}

static void
cw_evolis_finalize (GObject *object)
{
  CwEvolis *self = CW_EVOLIS (object);

  g_clear_object (&self->worker);
  cw_evolis_address_free (self->address);
  g_free (self->serial);
  g_free (self->model);
  G_OBJECT_CLASS (cw_evolis_parent_class)->finalize (object);
}

static void
cw_evolis_class_init (CwEvolisClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_evolis_finalize;
}

static void
cw_evolis_init (CwEvolis *self)
{
  CwFeederTraits traits = { .contact = TRUE, .contactless = TRUE };

  self->patience = usual_patience;
  cw_evolis_set_traits (self, &traits);
}

static void
cw_evolis_feeder_init (CwFeederInterface *iface)
{
  iface->get_traits = cw_evolis_get_traits;
  iface->get_place = cw_evolis_get_place;
  iface->move = cw_evolis_move;
  iface->set_hold = cw_evolis_set_hold;
}

static void
cw_evolis_supplies_init (CwSupplySourceInterface *iface)
{
  iface->read = cw_evolis_read;
}

/**
 * cw_evolis_new:
 * @address: "tcp://HOST:PORT", "usb:/dev/usb/lpN" or "libevolis:NAME"
 *
 * Which parts the printer has is known after the first call that reaches it; until then it has no
 * reject tray and cannot keep cards.
 *
 * Returns: (transfer full): the channel, not opened yet; %NULL with %CW_ERROR_INVALID
 */
CwEvolis *
cw_evolis_new (const char *address,
               GError    **error)
{
  g_autoptr (CwEvolisAddress) parsed = NULL;
  CwEvolis *self;

  g_return_val_if_fail (address != NULL, NULL);

  parsed = cw_evolis_address_parse (address, error);
  if (parsed == NULL)
    return NULL;
  self = g_object_new (CW_TYPE_EVOLIS, NULL);
  self->address = g_steal_pointer (&parsed);
  self->worker = cw_worker_new ("evolis");
  return self;
}

/* For tests, before the first call. */
void
cw_evolis_set_patience (CwEvolis               *self,
                        const CwEvolisPatience *patience)
{
  self->patience = *patience;
}

/**
 * cw_evolis_describe:
 *
 * Asks the printer now; any thread but the GTK thread.
 *
 * Returns: (transfer full): what it says of itself, or %NULL with %CW_ERROR_PRINTER_UNREACHABLE or
 *   %CW_ERROR_BUSY
 */
CwEvolisNote *
cw_evolis_describe (CwEvolis *self,
                    GError  **error)
{
  CwEvolisCall call = { .evolis = self };

  g_return_val_if_fail (CW_IS_EVOLIS (self), NULL);

  return cw_evolis_call (&call, cw_evolis_describe_func, NULL, error) ? call.note : NULL;
}

void
cw_evolis_note_free (CwEvolisNote *note)
{
  if (note == NULL)
    return;

  g_free (note->model);
  g_free (note->serial);
  g_free (note->firmware);
  g_free (note->zone);
  g_free (note);
}
