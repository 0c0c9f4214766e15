/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox-payload.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/core/escn.h"
#include "app/core/esi.h"
#include "app/router/views.h"

/* Payloads of the outbox, to text and back. Pure; any thread. */

typedef json_t CwPayload;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPayload, json_decref)

static gboolean
cw_payload_fail (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID,
                       _("This message to the ESC-Router is damaged and cannot be sent. Register the card again from its page."));
  return FALSE;
}

/**
 * cw_payload_write_register:
 *
 * Returns: (transfer full): the payload, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_payload_write_register (const CwPersonEntry *person,
                           const CwCardEntry   *card,
                           GError             **error)
{
  g_autofree char *person_view = cw_view_write_person (person, error);
  g_autofree char *card_view = person_view != NULL ? cw_view_write_card (card, error) : NULL;

  if (card_view == NULL)
    return NULL;
  return g_strdup_printf ("{\"person\":%s,\"card\":%s}", person_view, card_view);
}

static char *
cw_payload_get_part (CwPayload  *payload,
                     const char *name)
{
  CwPayload *part = json_object_get (payload, name);
  char *raw = part != NULL ? json_dumps (part, JSON_COMPACT) : NULL;
  char *text = g_strdup (raw);

  free (raw);
  return text;
}

/* In whose eyes the person is described: the card's issuer, or the one that is named. */
static CwPersonEntry *
cw_payload_take_person (const char *view,
                        const char *pic)
{
  g_autoptr (CwPersonEntry) person = cw_view_read_person (view, strlen (view), pic, NULL);

  return person != NULL && person->pic != NULL ? g_steal_pointer (&person) : NULL;
}

/**
 * cw_payload_read_register:
 * @person: (out) (transfer full):
 * @card: (out) (transfer full):
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @payload is not one of ours
 */
gboolean
cw_payload_read_register (const char     *payload,
                          CwPersonEntry **person,
                          CwCardEntry   **card,
                          GError        **error)
{
  g_autoptr (CwPayload) json = json_loads (payload, JSON_REJECT_DUPLICATES, NULL);
  g_autofree char *person_view = cw_payload_get_part (json, "person");
  g_autofree char *card_view = cw_payload_get_part (json, "card");
  g_autoptr (CwCardEntry) read_card = NULL;
  g_autoptr (CwPersonEntry) read_person = NULL;

  if (person_view != NULL && card_view != NULL)
    read_card = cw_view_read_card (card_view, strlen (card_view), NULL);
  if (read_card != NULL && read_card->pic != NULL && read_card->esi != NULL)
    read_person = cw_payload_take_person (person_view, read_card->pic);
  if (read_person == NULL)
    return cw_payload_fail (error);

  /* what we want to be said is no word of the register's */
  g_clear_pointer (&read_card->status, g_free);
  read_person->expires_at = g_strdup (read_card->expires_at);
  *person = g_steal_pointer (&read_person);
  *card = g_steal_pointer (&read_card);
  return TRUE;
}

/**
 * cw_payload_write_withdraw:
 *
 * Returns: (transfer full): the payload, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_payload_write_withdraw (const char *escn,
                           GError    **error)
{
  GString *text;
  CwEscn number;

  if (!cw_escn_parse (escn, &number, error))
    return NULL;
  text = g_string_new ("{\"cardNumber\":");
  cw_json_append_string (text, escn);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/**
 * cw_payload_read_withdraw:
 *
 * Returns: (transfer full): the ESCN, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_payload_read_withdraw (const char *payload,
                          GError    **error)
{
  g_autoptr (CwPayload) json = json_loads (payload, JSON_REJECT_DUPLICATES, NULL);
  const char *number = json_string_value (json_object_get (json, "cardNumber"));
  CwEscn escn;

  if (number != NULL && cw_escn_parse (number, &escn, NULL))
    return g_strdup (number);
  cw_payload_fail (error);
  return NULL;
}

/**
 * cw_payload_write_person:
 *
 * Returns: (transfer full): the payload, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_payload_write_person (const CwPersonEntry *person,
                         GError             **error)
{
  g_autofree char *view = cw_view_write_person (person, error);
  GString *text;

  if (view == NULL)
    return NULL;
  text = g_string_new ("{\"person\":");
  g_string_append (text, view);
  g_string_append (text, ",\"organisationIdentifier\":");
  cw_json_append_string (text, person->pic);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/**
 * cw_payload_read_person:
 * @person: (out) (transfer full):
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when @payload is not one of ours
 */
gboolean
cw_payload_read_person (const char     *payload,
                        CwPersonEntry **person,
                        GError        **error)
{
  g_autoptr (CwPayload) json = json_loads (payload, JSON_REJECT_DUPLICATES, NULL);
  const char *pic = json_string_value (json_object_get (json, "organisationIdentifier"));
  g_autofree char *view = cw_payload_get_part (json, "person");

  *person = pic != NULL && view != NULL ? cw_payload_take_person (view, pic) : NULL;
  return *person != NULL || cw_payload_fail (error);
}

/**
 * cw_payload_write_leave:
 *
 * Returns: (transfer full): the payload
 */
char *
cw_payload_write_leave (const char *esi)
{
  GString *text = g_string_new ("{\"identifier\":");

  cw_json_append_string (text, esi);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}

/**
 * cw_payload_read_leave:
 *
 * Returns: (transfer full): the ESI, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_payload_read_leave (const char *payload,
                       GError    **error)
{
  g_autoptr (CwPayload) json = json_loads (payload, JSON_REJECT_DUPLICATES, NULL);
  const char *esi = json_string_value (json_object_get (json, "identifier"));

  if (esi != NULL && cw_esi_check (esi, NULL))
    return g_strdup (esi);
  cw_payload_fail (error);
  return NULL;
}

/**
 * cw_payload_keep:
 *
 * Cuts a message that is at its end down to what names nobody: the card's number, type, status,
 * dates and issuer. The digest proves later to whoever has the whole what was sent.
 *
 * Returns: (transfer full): a JSON object
 */
char *
cw_payload_keep (const char *payload)
{
  static const char *const kept[] = { "cardNumber", "cardType", "cardStatusType", "issuedAt", "expiresAt", "issuerIdentifier" };
  g_autoptr (CwPayload) json = json_loads (payload, JSON_REJECT_DUPLICATES, NULL);
  g_autoptr (CwPayload) rest = json_object ();
  g_autoptr (CwPayload) card = json_object ();
  g_autofree char *digest = cw_digest_text (payload);
  CwPayload *from = json_is_object (json_object_get (json, "card")) ? json_object_get (json, "card") : json;
  char *raw;
  char *text;

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      CwPayload *value = json_object_get (from, kept[i]);

      if (json_is_string (value))
        json_object_set (card, kept[i], value);
    }
  json_object_set_new (rest, "digest", json_string (digest));
  if (json_object_size (card) > 0)
    json_object_set (rest, "card", card);
  raw = json_dumps (rest, JSON_COMPACT);
  text = g_strdup (raw);
  free (raw);
  return text;
}
