/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/registry.h"

#include "app/router/registry-private.h"

/* The door to any register of cards: checks what callers must not get wrong, then asks whoever
 * stands behind it. No state of its own but the pause a register asked for. Any thread. */

G_DEFINE_INTERFACE (CwRegistry, cw_registry, G_TYPE_OBJECT)

static G_DEFINE_QUARK (cw-registry-pause-quark, cw_registry_pause)

static void
cw_registry_default_init (CwRegistryInterface *iface)
{
}

/**
 * cw_registry_ping:
 *
 * Asks something small of the register with the token, to prove address, connection and token.
 *
 * Returns: %FALSE with @error set when one of the three is wrong
 */
gboolean
cw_registry_ping (CwRegistry   *self,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), FALSE);

  return CW_REGISTRY_GET_IFACE (self)->ping (self, cancellable, error);
}

/**
 * cw_registry_upsert_person:
 * @answer: (out) (optional) (transfer full): the register's answer as JSON, for the evidence
 *
 * Makes the register know @person as it is here. Does nothing when it does already.
 */
gboolean
cw_registry_upsert_person (CwRegistry          *self,
                           const CwPersonEntry *person,
                           GCancellable        *cancellable,
                           char               **answer,
                           GError             **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (person != NULL && person->esi != NULL && person->pic != NULL, FALSE);

  if (answer != NULL)
    *answer = NULL;
  return CW_REGISTRY_GET_IFACE (self)->upsert_person (self, person, cancellable, answer, error);
}

/**
 * cw_registry_register_card:
 * @answer: (out) (optional) (transfer full): the register's answer as JSON, for the evidence
 *
 * Makes the register know @card as it is here; its person must be there.
 */
gboolean
cw_registry_register_card (CwRegistry        *self,
                           const CwCardEntry *card,
                           GCancellable      *cancellable,
                           char             **answer,
                           GError           **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (card != NULL && card->escn != NULL && card->esi != NULL && card->pic != NULL, FALSE);

  if (answer != NULL)
    *answer = NULL;
  return CW_REGISTRY_GET_IFACE (self)->register_card (self, card, cancellable, answer, error);
}

/**
 * cw_registry_withdraw_card:
 *
 * Takes a card out of the register. A card that is not there is withdrawn already.
 */
gboolean
cw_registry_withdraw_card (CwRegistry   *self,
                           const char   *escn,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (escn != NULL, FALSE);

  return CW_REGISTRY_GET_IFACE (self)->withdraw_card (self, escn, cancellable, error);
}

/**
 * cw_registry_delete_person:
 *
 * Makes the register forget a person. One that is not there, or that it knows through other
 * organisations only, is deleted already.
 */
gboolean
cw_registry_delete_person (CwRegistry   *self,
                           const char   *esi,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), FALSE);
  g_return_val_if_fail (esi != NULL, FALSE);

  return CW_REGISTRY_GET_IFACE (self)->delete_person (self, esi, cancellable, error);
}

/**
 * cw_registry_look_up:
 *
 * Returns: (transfer full): the card as the register knows it; %NULL with %CW_ERROR_NOT_FOUND
 *   when the register does not know the number, or with another error when it could not be asked
 */
CwCardEntry *
cw_registry_look_up (CwRegistry   *self,
                     const char   *escn,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_return_val_if_fail (CW_IS_REGISTRY (self), NULL);
  g_return_val_if_fail (escn != NULL, NULL);

  return CW_REGISTRY_GET_IFACE (self)->look_up (self, escn, cancellable, error);
}

/**
 * cw_registry_note_holder:
 *
 * Says whose card a number is. Only API v1 needs to know, which keeps cards under their person;
 * it finds out by itself, slowly, when it was not told.
 */
void
cw_registry_note_holder (CwRegistry *self,
                         const char *escn,
                         const char *esi)
{
  g_return_if_fail (CW_IS_REGISTRY (self));
  g_return_if_fail (escn != NULL && esi != NULL);

  if (CW_REGISTRY_GET_IFACE (self)->note_holder != NULL)
    CW_REGISTRY_GET_IFACE (self)->note_holder (self, escn, esi);
}

/**
 * cw_registry_set_pause:
 * @seconds: 0 forgets an earlier pause
 *
 * Called by a register's own code when it was asked to wait.
 */
void
cw_registry_set_pause (CwRegistry *self,
                       guint       seconds)
{
  g_object_set_qdata (G_OBJECT (self), cw_registry_pause_quark (), GUINT_TO_POINTER (seconds));
}

/**
 * cw_registry_take_pause:
 *
 * Returns: the seconds the register asked for since the last call of this, and forgets them
 */
guint
cw_registry_take_pause (CwRegistry *self)
{
  return GPOINTER_TO_UINT (g_object_steal_qdata (G_OBJECT (self), cw_registry_pause_quark ()));
}

void
cw_person_entry_free (CwPersonEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->esi);
  g_free (entry->full_name);
  g_free (entry->email);
  g_free (entry->pic);
  g_free (entry->expires_at);
  g_free (entry);
}

void
cw_card_entry_free (CwCardEntry *entry)
{
  if (entry == NULL)
    return;
  g_free (entry->escn);
  g_free (entry->esi);
  g_free (entry->pic);
  g_free (entry->processor);
  g_free (entry->display_name);
  g_free (entry->issued_at);
  g_free (entry->expires_at);
  g_free (entry->status);
  g_free (entry);
}
