/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-views.h"

#include <string.h>

#include "app/core/escn.h"
#include "app/core/esi.h"
#include "app/core/nouns.h"

/* What the router demands of PersonUpdateView and CardUpdateView and how PersonView, CardView
 * and CardStatusView look. Pure; any thread.
 *
 * Where the documents leave room the stand-in is the stricter one: an unknown field, an empty
 * string and a number whose PIC is not the issuer's are refused, so that a mistake of ours
 * shows here and not at the real router. */

/* characters */
#define STRING_MAX 255
#define ORGANISATIONS_MAX 50

static const char *const person_fields[] = { "identifier", "identifierCode", "fullName", "personOrganisationUpdateViews", NULL };
static const char *const organisation_fields[] = { "organisationIdentifier", "fullName", "email", "academicLevel", NULL };
static const char *const card_fields[] = {
  "cardNumber", "cardStatusType", "cardType", "issuedAt", "expiresAt", "issuerIdentifier", "personIdentifier", "displayName", "processorIdentifier", NULL
};

static const char *const levels[] = { "BACHELOR", "MASTER", "DOCTORATE", NULL };
static const char *const statuses[] = { "ACTIVE", "INACTIVE", NULL };
static const char *const card_types[] = {
  "UNKNOWN", "PASSIVE", "SMART_NO_CDZ", "SMART_CDZ", "SMART_MAY_SP", "SMART_PASSIVE", "SMART_PASSIVE_EMULATION", NULL
};

static char *
complain (const char *field,
          const char *what)
{
  return g_strdup_printf ("%s: %s", field, what);
}

/**
 * cw_stand_in_get_text:
 *
 * Returns: (nullable): the field's text; %NULL when it is missing or no string
 */
const char *
cw_stand_in_get_text (CwStandInJson *object,
                      const char    *name)
{
  return json_string_value (json_object_get (object, name));
}

/* Every field must be known and, but for one, a string of the allowed length. */
static char *
check_fields (CwStandInJson     *object,
              const char *const *known,
              const char        *array)
{
  const char *name;
  CwStandInJson *value;

  if (!json_is_object (object))
    return g_strdup ("must be an object");
  json_object_foreach (object, name, value)
  {
    if (!g_strv_contains (known, name))
      return g_strdup ("unknown field");
    if (g_strcmp0 (name, array) == 0)
      continue;
    if (!json_is_string (value))
      return complain (name, "must be a string");
    if (*json_string_value (value) == '\0' || g_utf8_strlen (json_string_value (value), -1) > STRING_MAX)
      return complain (name, "size must be between 1 and 255");
  }
  return NULL;
}

static char *
check_word (CwStandInJson     *object,
            const char        *name,
            const char *const *words,
            gboolean           required)
{
  const char *text = cw_stand_in_get_text (object, name);

  if (text == NULL)
    return required ? complain (name, "must not be null") : NULL;
  return g_strv_contains (words, text) ? NULL : complain (name, "is not one of the allowed values");
}

static gboolean
is_email (const char *text)
{
  const char *at = strchr (text, '@');

  return at != NULL && at != text && at[1] != '\0' && strchr (at + 1, '@') == NULL && strchr (text, ' ') == NULL;
}

static char *
check_organisation (CwStandInJson *item,
                    const char    *top_name)
{
  g_autofree char *complaint = check_fields (item, organisation_fields, NULL);
  const char *pic = cw_stand_in_get_text (item, "organisationIdentifier");
  const char *email = cw_stand_in_get_text (item, "email");

  if (complaint != NULL)
    return g_steal_pointer (&complaint);
  if (pic == NULL || !cw_escn_check_pic (pic, NULL))
    return complain ("organisationIdentifier", "must be a PIC of nine digits");
  if (cw_stand_in_get_text (item, "fullName") == NULL && top_name == NULL)
    return complain ("fullName", "must not be null");
  /* required by the main rules and principles of the card (wiki.uni-foundation.eu, ESC) */
  if (email == NULL || !is_email (email))
    return complain ("email", "must be a well-formed email address");
  return check_word (item, "academicLevel", levels, FALSE);
}

/**
 * cw_stand_in_check_person:
 * @view: a PersonUpdateView
 *
 * Returns: (transfer full) (nullable): the complaint
 */
char *
cw_stand_in_check_person (CwStandInJson *view)
{
  g_autofree char *complaint = check_fields (view, person_fields, "personOrganisationUpdateViews");
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  const char *esi = cw_stand_in_get_text (view, "identifier");
  const char *code = cw_stand_in_get_text (view, "identifierCode");
  CwStandInJson *organisations = json_object_get (view, "personOrganisationUpdateViews");

  if (complaint != NULL)
    return g_steal_pointer (&complaint);
  if (esi == NULL || !cw_esi_check (esi, NULL))
    return complain ("identifier", "must be a European Student Identifier");
  if (code != NULL && !g_str_equal (code, "ESI"))
    return complain ("identifierCode", "is not one of the allowed values");
  if (!json_is_array (organisations) || json_array_size (organisations) < 1 || json_array_size (organisations) > ORGANISATIONS_MAX)
    return complain ("personOrganisationUpdateViews", "must hold at least one organisation");

  for (gsize i = 0; i < json_array_size (organisations); i++)
    {
      CwStandInJson *item = json_array_get (organisations, i);

      complaint = check_organisation (item, cw_stand_in_get_text (view, "fullName"));
      if (complaint != NULL)
        return g_steal_pointer (&complaint);
      if (!g_hash_table_add (seen, (gpointer) cw_stand_in_get_text (item, "organisationIdentifier")))
        return complain ("personOrganisationUpdateViews", "must be unique");
    }
  return NULL;
}

static char *
check_date (CwStandInJson *view,
            const char    *name)
{
  const char *text = cw_stand_in_get_text (view, name);

  if (text == NULL)
    return complain (name, "must not be null");
  return cw_date_check (text, NULL) ? NULL : complain (name, "must be a date of the form yyyy-MM-dd");
}

static char *
check_card_number (CwStandInJson *view)
{
  const char *number = cw_stand_in_get_text (view, "cardNumber");
  char pic[10];
  CwEscn escn;

  if (number == NULL)
    return NULL;
  if (!cw_escn_parse (number, &escn, NULL))
    return complain ("cardNumber", "is not a European Student Card Number");
  cw_escn_get_pic (&escn, pic);
  if (g_strcmp0 (pic, cw_stand_in_get_text (view, "issuerIdentifier")) != 0)
    return complain ("cardNumber", "does not hold the PIC of the issuer");
  return NULL;
}

/**
 * cw_stand_in_check_card:
 * @view: a CardUpdateView; without cardNumber the router makes one up
 *
 * Returns: (transfer full) (nullable): the complaint
 */
char *
cw_stand_in_check_card (CwStandInJson *view)
{
  g_autofree char *complaint = check_fields (view, card_fields, NULL);
  const char *pic = cw_stand_in_get_text (view, "issuerIdentifier");
  const char *esi = cw_stand_in_get_text (view, "personIdentifier");

  if (complaint == NULL)
    complaint = check_word (view, "cardStatusType", statuses, TRUE);
  if (complaint == NULL)
    complaint = check_word (view, "cardType", card_types, TRUE);
  if (complaint == NULL)
    complaint = check_date (view, "issuedAt");
  if (complaint == NULL)
    complaint = check_date (view, "expiresAt");
  if (complaint != NULL)
    return g_steal_pointer (&complaint);

  if (strcmp (cw_stand_in_get_text (view, "expiresAt"), cw_stand_in_get_text (view, "issuedAt")) < 0)
    return complain ("expiresAt", "must not be before issuedAt");
  if (pic == NULL || !cw_escn_check_pic (pic, NULL))
    return complain ("issuerIdentifier", "must be a PIC of nine digits");
  if (esi == NULL || !cw_esi_check (esi, NULL))
    return complain ("personIdentifier", "must be a European Student Identifier");
  return check_card_number (view);
}

/* {"key": "SMART_NO_CDZ", "label": "Smart no cdz"} */
static CwStandInJson *
show_word (const char *word)
{
  g_autofree char *label = NULL;

  if (word == NULL)
    return json_null ();
  label = g_ascii_strdown (word, -1);
  label[0] = g_ascii_toupper (label[0]);
  return json_pack ("{s:s, s:s}", "key", word, "label", g_strdelimit (label, "_", ' '));
}

static CwStandInJson *
show_organisation (CwStandInJson *item,
                   const char    *top_name)
{
  const char *name = cw_stand_in_get_text (item, "fullName");
  const char *pic = cw_stand_in_get_text (item, "organisationIdentifier");
  g_autofree char *title = g_strdup_printf ("Organisation %s", pic);

  return json_pack ("{s:o, s:{s:s}, s:s, s:b, s:{s:s, s:s, s:n, s:n}}",
                    "academicLevel", show_word (cw_stand_in_get_text (item, "academicLevel")),
                    "contactPoint", "email", cw_stand_in_get_text (item, "email"),
                    "fullName", name != NULL ? name : top_name,
                    "hasPicture", 0,
                    "organisation", "identifier", pic, "name", title, "schacHomeOrganization", "newLogoAt");
}

static CwStandInJson *
show_organisations (CwStandInJson *view)
{
  CwStandInJson *organisations = json_array ();
  CwStandInJson *items = json_object_get (view, "personOrganisationUpdateViews");

  for (gsize i = 0; i < json_array_size (items); i++)
    json_array_append_new (organisations, show_organisation (json_array_get (items, i), cw_stand_in_get_text (view, "fullName")));
  return organisations;
}

/**
 * cw_stand_in_show_person:
 * @view: a PersonUpdateView that was taken
 *
 * Returns: (transfer full): its PersonView
 */
CwStandInJson *
cw_stand_in_show_person (CwStandInJson *view)
{
  CwStandInJson *organisations = show_organisations (view);

  return json_pack ("{s:s, s:o, s:i, s:o}",
                    "identifier", cw_stand_in_get_text (view, "identifier"),
                    "identifierCode", show_word ("ESI"),
                    "organisationCount", (int) json_array_size (organisations),
                    "organisations", organisations);
}

/**
 * cw_stand_in_show_person_lite:
 *
 * Returns: (transfer full): its PersonLiteView, the row of a list
 */
CwStandInJson *
cw_stand_in_show_person_lite (CwStandInJson *view)
{
  return json_pack ("{s:s, s:o}", "identifier", cw_stand_in_get_text (view, "identifier"), "organisations", show_organisations (view));
}

/**
 * cw_stand_in_get_status:
 * @today: yyyy-MM-dd
 *
 * Returns: (transfer none): ACTIVE, INACTIVE or EXPIRED
 */
const char *
cw_stand_in_get_status (CwStandInJson *view,
                        const char    *today)
{
  const char *status = cw_stand_in_get_text (view, "cardStatusType");

  return strcmp (cw_stand_in_get_text (view, "expiresAt"), today) < 0 ? "EXPIRED" : status;
}

/* @code: what the kind of identifier is called: by the router and by its verifier not the same */
static CwStandInJson *
show_issuer (const char *pic,
             const char *code)
{
  g_autofree char *title = g_strdup_printf ("Organisation %s", pic);

  return json_pack ("{s:s, s:o, s:s}", "identifier", pic, code, show_word ("PIC"), "name", title);
}

/**
 * cw_stand_in_show_card_lite:
 * @view: a CardUpdateView that was taken, with its number
 *
 * Returns: (transfer full): its CardLiteView, the row of a list: without type and status
 */
CwStandInJson *
cw_stand_in_show_card_lite (CwStandInJson *view)
{
  const char *processor = cw_stand_in_get_text (view, "processorIdentifier");

  return json_pack ("{s:s, s:s?, s:s, s:s, s:o, s:o, s:{s:s, s:o}, s:b}",
                    "cardNumber", cw_stand_in_get_text (view, "cardNumber"),
                    "displayName", cw_stand_in_get_text (view, "displayName"),
                    "issuedAt", cw_stand_in_get_text (view, "issuedAt"),
                    "expiresAt", cw_stand_in_get_text (view, "expiresAt"),
                    "issuer", show_issuer (cw_stand_in_get_text (view, "issuerIdentifier"), "identifierCode"),
                    "processor", processor != NULL ? json_pack ("{s:s}", "identifier", processor) : json_null (),
                    "person", "identifier", cw_stand_in_get_text (view, "personIdentifier"), "organisations", json_array (),
                    "hasOwnerAuthorization", 1);
}

/**
 * cw_stand_in_show_card:
 * @view: a CardUpdateView that was taken, with its number
 * @today: yyyy-MM-dd
 *
 * Returns: (transfer full): its CardView
 */
CwStandInJson *
cw_stand_in_show_card (CwStandInJson *view,
                       const char    *today)
{
  CwStandInJson *shown = cw_stand_in_show_card_lite (view);

  json_object_set_new (shown, "cardStatusType", show_word (cw_stand_in_get_status (view, today)));
  json_object_set_new (shown, "cardType", show_word (cw_stand_in_get_text (view, "cardType")));
  return shown;
}

/**
 * cw_stand_in_show_status:
 *
 * Returns: (transfer full): the CardStatusView, which anybody may read
 */
CwStandInJson *
cw_stand_in_show_status (CwStandInJson *view,
                         const char    *today)
{
  const char *pic = cw_stand_in_get_text (view, "issuerIdentifier");
  g_autofree char *title = g_strdup_printf ("Organisation %s", pic);

  return json_pack ("{s:s, s:s?, s:s, s:s, s:s, s:s, s:s}",
                    "cardNumber", cw_stand_in_get_text (view, "cardNumber"),
                    "displayName", cw_stand_in_get_text (view, "displayName"),
                    "issuedAt", cw_stand_in_get_text (view, "issuedAt"),
                    "expiresAt", cw_stand_in_get_text (view, "expiresAt"),
                    "issuerIdentifier", pic,
                    "issuerName", title,
                    "status", cw_stand_in_get_status (view, today));
}

/**
 * cw_stand_in_show_verified:
 * @level: (nullable): academic level of the holder
 *
 * Returns: (transfer full): what the verifier says of a card
 */
CwStandInJson *
cw_stand_in_show_verified (CwStandInJson *view,
                           const char    *level,
                           const char    *today)
{
  return json_pack ("{s:s, s:o, s:o, s:s, s:{s:o}, s:o}",
                    "cardNumber", cw_stand_in_get_text (view, "cardNumber"),
                    "cardType", show_word (cw_stand_in_get_text (view, "cardType")),
                    "cardStatusType", show_word (cw_stand_in_get_status (view, today)),
                    "expiresAt", cw_stand_in_get_text (view, "expiresAt"),
                    "cardHolder", "academicLevel", show_word (level),
                    "issuer", show_issuer (cw_stand_in_get_text (view, "issuerIdentifier"), "identifierType"));
}

/* The text at "person.identifier" of a shown view; of {"key", "label"} the key. */
static const char *
find_text (CwStandInJson *view,
           const char    *path)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  CwStandInJson *at = view;

  for (guint i = 0; names[i] != NULL && at != NULL; i++)
    at = json_object_get (at, names[i]);
  return json_is_object (at) ? cw_stand_in_get_text (at, "key") : json_string_value (at);
}

/**
 * cw_stand_in_check_search:
 *
 * Returns: whether @search is of the one form that is known of the router, "path:value" joined
 *   by "<+>" (edutap-eu/edutap.esc_router_api)
 */
gboolean
cw_stand_in_check_search (const char *search)
{
  g_auto (GStrv) terms = g_strsplit (search, "<+>", -1);

  for (guint i = 0; terms[i] != NULL; i++)
    {
      if (terms[i][0] == ':' || strchr (terms[i], ':') == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_stand_in_is_found:
 * @search: that was checked
 *
 * Returns: whether every term of @search holds for @view, in any letter case
 */
gboolean
cw_stand_in_is_found (CwStandInJson *view,
                      const char    *search)
{
  g_auto (GStrv) terms = g_strsplit (search, "<+>", -1);

  for (guint i = 0; terms[i] != NULL; i++)
    {
      const char *colon = strchr (terms[i], ':');
      g_autofree char *path = g_strndup (terms[i], (gsize) (colon - terms[i]));
      const char *text = find_text (view, path);

      if (text == NULL || g_ascii_strcasecmp (text, colon + 1) != 0)
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_stand_in_show_picture:
 *
 * Returns: (transfer full): an SVG with the address that the router's QR picture holds, as text:
 *   this room draws no codes
 */
char *
cw_stand_in_show_picture (CwStandInJson *view)
{
  return g_strdup_printf ("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 330 20\"><text x=\"4\" y=\"14\" font-size=\"9\">https://s.esc-r.eu/%s</text></svg>",
                          cw_stand_in_get_text (view, "cardNumber"));
}
