/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/views.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/router/views-private.h"

/* JSON of the ESC-Router to nouns and back. Pure: no state, no transport. Any thread.
 *
 * Reading is lenient about what is missing or new (the API grows fields between revisions) and
 * strict about what is there: a field of another type than the document says means that this
 * is not the router, and nothing of it is used. */

/* organisations that vouch for one person; the real number is one or two */
#define MAX_ORGANISATIONS 1000

gboolean
cw_view_fail (GError    **error,
              const char *what)
{
  g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
               _("The answer is not what the ESC-Router gives (%s). Check the register's address in the settings."), what);
  return FALSE;
}

/* jansson bounds its recursion at 2048 levels; this bounds it before it begins. */
static gboolean
cw_view_is_shallow (const char *body,
                    gsize       length)
{
  guint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && body[i] == '\\')
        i++;
      else if (body[i] == '"')
        in_string = !in_string;
      else if (!in_string && (body[i] == '{' || body[i] == '['))
        depth++;
      else if (!in_string && (body[i] == '}' || body[i] == ']') && depth > 0)
        depth--;
      if (depth > CW_VIEW_DEPTH_MAX)
        return FALSE;
    }
  return TRUE;
}

/* Any JSON value within the bounds. */
CwJson *
cw_view_parse_any (const char *body,
                   gsize       length,
                   GError    **error)
{
  g_autoptr (CwJson) json = NULL;
  json_error_t reason;
  gsize start = 0;

  while (start < length && g_ascii_isspace (body[start]))
    start++;
  if (start == length)
    {
      cw_view_fail (error, _("it is empty"));
      return NULL;
    }
  if (body[start] == '<')
    {
      cw_view_fail (error, _("it is a web page"));
      return NULL;
    }
  if (length > CW_VIEW_BODY_MAX || !cw_view_is_shallow (body, length))
    {
      cw_view_fail (error, _("it is larger or deeper than any real one"));
      return NULL;
    }

  json = json_loadb (body, length, JSON_REJECT_DUPLICATES, &reason);
  if (json == NULL)
    {
      cw_view_fail (error, _("it is not JSON"));
      return NULL;
    }
  return g_steal_pointer (&json);
}

CwJson *
cw_view_parse (const char *body,
               gsize       length,
               GError    **error)
{
  g_autoptr (CwJson) json = cw_view_parse_any (body, length, error);

  if (json != NULL && !json_is_object (json))
    {
      cw_view_fail (error, _("it is not a JSON object"));
      return NULL;
    }
  return g_steal_pointer (&json);
}

/* Takes a string field; a missing or null one is no error and leaves NULL. */
gboolean
cw_view_get_string (CwJson     *object,
                    const char *name,
                    char      **value,
                    GError    **error)
{
  CwJson *field = json_object_get (object, name);

  if (field == NULL || json_is_null (field))
    return TRUE;
  if (!json_is_string (field) || g_utf8_strlen (json_string_value (field), -1) > CW_VIEW_STRING_MAX)
    return cw_view_fail (error, name);
  if (*value == NULL)
    *value = g_strdup (json_string_value (field));
  return TRUE;
}

/* Takes a field that is written as a plain string and read as {"key": …, "label": …}. */
gboolean
cw_view_get_key (CwJson     *object,
                 const char *name,
                 char      **value,
                 GError    **error)
{
  CwJson *field = json_object_get (object, name);

  if (json_is_object (field))
    return cw_view_get_string (field, "key", value, error);
  return cw_view_get_string (object, name, value, error);
}

/* Takes the "identifier" of an object inside, or a plain field beside it. */
gboolean
cw_view_get_identifier (CwJson     *object,
                        const char *inner,
                        const char *plain,
                        char      **value,
                        GError    **error)
{
  CwJson *field = json_object_get (object, inner);

  if (json_is_object (field) && !cw_view_get_string (field, "identifier", value, error))
    return FALSE;
  if (field != NULL && !json_is_object (field) && !json_is_null (field))
    return cw_view_fail (error, inner);
  return cw_view_get_string (object, plain, value, error);
}

/* Takes a date; an older revision of the router added a time of day, which is cut off. */
gboolean
cw_view_get_date (CwJson     *object,
                  const char *name,
                  char      **value,
                  GError    **error)
{
  if (!cw_view_get_string (object, name, value, error))
    return FALSE;
  if (*value == NULL)
    return TRUE;
  if (strlen (*value) > 10 && (*value)[10] == 'T')
    (*value)[10] = '\0';
  return cw_date_check (*value, NULL) || cw_view_fail (error, name);
}

/* Sets a text field; a missing or empty one is left out. */
gboolean
cw_view_put (CwJson     *object,
             const char *name,
             const char *value,
             GError    **error)
{
  if (value == NULL || *value == '\0')
    return TRUE;
  if (!g_utf8_validate (value, -1, NULL) || g_utf8_strlen (value, -1) > CW_VIEW_STRING_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The ESC-Router takes no more than %d characters in the field %s. Shorten it in the student's record."),
                   CW_VIEW_STRING_MAX, name);
      return FALSE;
    }
  return json_object_set_new (object, name, json_string (value)) == 0;
}

char *
cw_view_dump (CwJson *json)
{
  char *raw = json_dumps (json, JSON_COMPACT);
  char *text = g_strdup (raw);

  free (raw);
  return text;
}

/**
 * cw_view_write_person:
 *
 * PersonUpdateView. The name goes to both levels: until 2025 the router wanted it at the top,
 * today it wants it with the organisation and calls the other one deprecated.
 *
 * Returns: (transfer full): JSON; %NULL with %CW_ERROR_INVALID when a field is too long
 */
char *
cw_view_write_person (const CwPersonEntry *person,
                      GError             **error)
{
  g_autoptr (CwJson) view = json_object ();
  g_autoptr (CwJson) organisation = json_object ();

  if (!cw_view_put (view, "identifier", person->esi, error) ||
      !cw_view_put (view, "identifierCode", "ESI", error) ||
      !cw_view_put (view, "fullName", person->full_name, error) ||
      !cw_view_put (organisation, "organisationIdentifier", person->pic, error) ||
      !cw_view_put (organisation, "fullName", person->full_name, error) ||
      !cw_view_put (organisation, "email", person->email, error))
    return NULL;
  /* no value of the list fits a short-cycle programme: then the field is left out */
  if (person->level != CW_ACADEMIC_LEVEL_NONE &&
      !cw_view_put (organisation, "academicLevel", cw_academic_level_to_name (person->level), error))
    return NULL;

  json_object_set_new (view, "personOrganisationUpdateViews", json_pack ("[O]", organisation));
  return cw_view_dump (view);
}

/**
 * cw_view_write_card:
 *
 * CardUpdateView. processorIdentifier goes along only when a third party makes the cards: the
 * router refuses an empty one.
 *
 * Returns: (transfer full): JSON; %NULL with %CW_ERROR_INVALID when a field is too long
 */
char *
cw_view_write_card (const CwCardEntry *card,
                    GError           **error)
{
  g_autoptr (CwJson) view = json_object ();

  if (!cw_view_put (view, "cardNumber", card->escn, error) ||
      !cw_view_put (view, "cardStatusType", card->active ? "ACTIVE" : "INACTIVE", error) ||
      !cw_view_put (view, "cardType", cw_card_type_to_name (card->card_type), error) ||
      !cw_view_put (view, "issuedAt", card->issued_at, error) ||
      !cw_view_put (view, "expiresAt", card->expires_at, error) ||
      !cw_view_put (view, "issuerIdentifier", card->pic, error) ||
      !cw_view_put (view, "personIdentifier", card->esi, error) ||
      !cw_view_put (view, "displayName", card->display_name, error) ||
      !cw_view_put (view, "processorIdentifier", card->processor, error))
    return NULL;
  return cw_view_dump (view);
}

static gboolean
cw_view_read_organisation (CwJson        *item,
                           CwPersonEntry *entry,
                           const char    *pic,
                           GError       **error)
{
  g_autofree char *identifier = NULL;
  g_autofree char *level = NULL;
  CwJson *contact;

  if (!json_is_object (item))
    return cw_view_fail (error, "organisations");
  if (!cw_view_get_identifier (item, "organisation", "organisationIdentifier", &identifier, error))
    return FALSE;
  if (identifier == NULL || g_strcmp0 (identifier, pic) != 0)
    return TRUE;

  contact = json_object_get (item, "contactPoint");
  if (contact != NULL && !json_is_object (contact) && !json_is_null (contact))
    return cw_view_fail (error, "contactPoint");
  if (!cw_view_get_key (item, "academicLevel", &level, error) ||
      !cw_view_get_string (item, "fullName", &entry->full_name, error) ||
      (json_is_object (contact) && !cw_view_get_string (contact, "email", &entry->email, error)) ||
      !cw_view_get_string (item, "email", &entry->email, error))
    return FALSE;
  if (level == NULL || !cw_academic_level_from_name (level, &entry->level))
    entry->level = CW_ACADEMIC_LEVEL_NONE;
  if (entry->pic == NULL)
    entry->pic = g_steal_pointer (&identifier);
  return TRUE;
}

/**
 * cw_view_read_person:
 * @pic: the organisation in whose eyes the person is read
 *
 * Reads a PersonView, or a PersonUpdateView as we write it ourselves.
 *
 * Returns: (transfer full): the person; its pic is %NULL when @pic does not vouch for it
 */
CwPersonEntry *
cw_view_read_person (const char *body,
                     gsize       length,
                     const char *pic,
                     GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);

  return view != NULL ? cw_view_take_person (view, pic, error) : NULL;
}

/* What cw_view_read_person() does with a view that is parsed already. */
CwPersonEntry *
cw_view_take_person (CwJson     *view,
                     const char *pic,
                     GError    **error)
{
  g_autoptr (CwPersonEntry) entry = g_new0 (CwPersonEntry, 1);
  CwJson *organisations;

  if (!json_is_object (view))
    {
      cw_view_fail (error, "content");
      return NULL;
    }
  if (!cw_view_get_string (view, "identifier", &entry->esi, error))
    return NULL;
  organisations = json_object_get (view, "organisations");
  if (organisations == NULL)
    organisations = json_object_get (view, "personOrganisationUpdateViews");
  if (entry->esi == NULL || (organisations != NULL && !json_is_array (organisations) && !json_is_null (organisations)) ||
      json_array_size (organisations) > MAX_ORGANISATIONS)
    {
      cw_view_fail (error, entry->esi == NULL ? "identifier" : "organisations");
      return NULL;
    }

  for (gsize i = 0; i < json_array_size (organisations); i++)
    {
      if (!cw_view_read_organisation (json_array_get (organisations, i), entry, pic, error))
        return NULL;
    }
  /* the older revision had the name at the top only */
  if (!cw_view_get_string (view, "fullName", &entry->full_name, error))
    return NULL;
  return g_steal_pointer (&entry);
}

static gboolean
cw_view_read_card_fields (CwJson      *view,
                          CwCardEntry *entry,
                          GError     **error)
{
  g_autofree char *type = NULL;

  if (!cw_view_get_string (view, "cardNumber", &entry->escn, error) ||
      !cw_view_get_key (view, "cardStatusType", &entry->status, error) ||
      !cw_view_get_key (view, "status", &entry->status, error) ||
      !cw_view_get_key (view, "cardType", &type, error) ||
      !cw_view_get_date (view, "issuedAt", &entry->issued_at, error) ||
      !cw_view_get_date (view, "expiresAt", &entry->expires_at, error) ||
      !cw_view_get_identifier (view, "issuer", "issuerIdentifier", &entry->pic, error) ||
      !cw_view_get_identifier (view, "person", "personIdentifier", &entry->esi, error) ||
      !cw_view_get_identifier (view, "processor", "processorIdentifier", &entry->processor, error) ||
      !cw_view_get_string (view, "displayName", &entry->display_name, error))
    return FALSE;
  if (type == NULL || !cw_card_type_from_name (type, &entry->card_type))
    entry->card_type = CW_CARD_TYPE_UNKNOWN;
  return TRUE;
}

/**
 * cw_view_read_card:
 *
 * Reads a CardView, a CardStatusView, or a CardUpdateView as we write it ourselves. A type of
 * card that Cardwright does not make (a digital one) reads as %CW_CARD_TYPE_UNKNOWN.
 *
 * Returns: (transfer full): the card
 */
CwCardEntry *
cw_view_read_card (const char *body,
                   gsize       length,
                   GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);

  return view != NULL ? cw_view_take_card (view, error) : NULL;
}

static gboolean
cw_view_normalise_number (char   **escn,
                          GError **error)
{
  char text[CW_ESCN_TEXT_SIZE];
  CwEscn number;

  if (*escn == NULL || !cw_escn_parse (*escn, &number, NULL))
    return cw_view_fail (error, "cardNumber");
  cw_escn_format (&number, text);
  g_free (*escn);
  *escn = g_strdup (text);
  return TRUE;
}

/* Checks number and status of any view of a card, and spells the number as Cardwright does. */
gboolean
cw_view_normalise (char      **escn,
                   const char *status,
                   GError    **error)
{
  if (g_strcmp0 (status, "ACTIVE") != 0 && g_strcmp0 (status, "INACTIVE") != 0 && g_strcmp0 (status, "EXPIRED") != 0)
    return cw_view_fail (error, "cardStatusType");
  return cw_view_normalise_number (escn, error);
}

/* What cw_view_read_card() does with a view that is parsed already. */
CwCardEntry *
cw_view_take_card (CwJson  *view,
                   GError **error)
{
  g_autoptr (CwCardEntry) entry = cw_view_take_card_row (view, error);

  if (entry != NULL && entry->sparse)
    {
      cw_view_fail (error, "cardStatusType");
      return NULL;
    }
  return g_steal_pointer (&entry);
}

/**
 * cw_view_take_card_row:
 *
 * Reads a row of a list: a CardLiteView, which has no status.
 *
 * Returns: (transfer full): the card
 */
CwCardEntry *
cw_view_take_card_row (CwJson  *view,
                       GError **error)
{
  g_autoptr (CwCardEntry) entry = g_new0 (CwCardEntry, 1);

  if (!json_is_object (view))
    {
      cw_view_fail (error, "content");
      return NULL;
    }
  if (!cw_view_read_card_fields (view, entry, error))
    return NULL;
  entry->sparse = entry->status == NULL;
  if (entry->sparse ? !cw_view_normalise_number (&entry->escn, error) : !cw_view_normalise (&entry->escn, entry->status, error))
    return NULL;
  entry->active = g_strcmp0 (entry->status, "ACTIVE") == 0;
  return g_steal_pointer (&entry);
}

/**
 * cw_view_read_list:
 * @total: (out): how many there are in all, by the page's own word
 *
 * Reads the page block of a list, whose size is the router's and not the one asked for.
 */
gboolean
cw_view_read_list (const char *body,
                   gsize       length,
                   guint64    *total,
                   GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);
  CwJson *elements;

  if (view == NULL)
    return FALSE;
  elements = json_object_get (json_object_get (view, "page"), "totalElements");
  if (!json_is_integer (elements) || json_integer_value (elements) < 0)
    return cw_view_fail (error, "page");
  *total = (guint64) json_integer_value (elements);
  return TRUE;
}

/**
 * cw_view_check_object:
 *
 * Returns: %TRUE when @body is a JSON object, whatever it holds
 */
gboolean
cw_view_check_object (const char *body,
                      gsize       length,
                      GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);

  return view != NULL;
}

static gboolean
cw_view_is_code (const char *text)
{
  gsize length = strlen (text);

  return length > 0 && length <= 32 &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == length;
}

/**
 * cw_view_read_error:
 * @code: (out) (nullable): for example ER-0002; %NULL when there is none that looks like one
 * @message: (out) (nullable): the router's sentence; may hold personal data
 *
 * Returns: %TRUE when @body is a JSON object, so that the router itself is likely to have
 *   answered and not something in front of it
 */
gboolean
cw_view_read_error (const char *body,
                    gsize       length,
                    char      **code,
                    char      **message)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, NULL);

  *code = NULL;
  *message = NULL;
  if (view == NULL)
    return FALSE;
  cw_view_get_string (view, "code", code, NULL);
  cw_view_get_string (view, "message", message, NULL);
  /* the v1 of old: {"error": "card_not_found", "error_description", "error_uri"}; a Java server's own
   * "error" stands beside "status" and is no word of the router */
  if (*code == NULL && json_object_get (view, "status") == NULL && json_object_get (view, "error_description") != NULL)
    {
      cw_view_get_string (view, "error", code, NULL);
      cw_view_get_string (view, "error_description", message, NULL);
    }
  if (*code != NULL && !cw_view_is_code (*code))
    g_clear_pointer (code, g_free);
  return TRUE;
}

/**
 * cw_view_card_evidence:
 *
 * Returns: (transfer full): what is kept of the register's word about a card: number, status
 *   and dates as JSON
 */
char *
cw_view_card_evidence (const CwCardEntry *card)
{
  g_autoptr (CwJson) evidence = json_object ();

  cw_view_put (evidence, "cardNumber", card->escn, NULL);
  cw_view_put (evidence, "status", card->status, NULL);
  cw_view_put (evidence, "issuedAt", card->issued_at, NULL);
  cw_view_put (evidence, "expiresAt", card->expires_at, NULL);
  return cw_view_dump (evidence);
}

/**
 * cw_view_keep_evidence:
 * @answer: (nullable): what a register gave as its answer
 *
 * Cuts an answer down to what may be kept, whoever gave it.
 *
 * Returns: (transfer full): a JSON object, "{}" when nothing of @answer may be kept
 */
char *
cw_view_keep_evidence (const char *answer)
{
  g_autoptr (CwCardEntry) card = NULL;

  if (answer != NULL)
    card = cw_view_read_card (answer, strlen (answer), NULL);
  return card != NULL ? cw_view_card_evidence (card) : g_strdup ("{}");
}
