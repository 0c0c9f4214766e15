/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-v1.h"

#include <string.h>

#include "app/core/nouns.h"
#include "app/router/standin-cards.h"
#include "app/router/standin-persons.h"

/* API v1 over the same book: students are persons with a day of expiry beside them, which is that
 * of all their cards (OpenAPI document of v1: "the expiry date of the student's related cards").
 * Changes the book and nothing else; the server holds its lock around it. */

/* As the document presets it; how many the real one gives at most is not known, so a client
 * that counts on its own number is let down here. */
#define LIMIT_PRESET 50
#define LIMIT_MAX 20

/* what a person has in the book beyond API v2 */
#define EXPIRY "expiryDate"

static const char *const types[] = { "UNKNOWN", "PASSIVE", "SMART_NO_CDZ", "SMART_CDZ", "SMART_MAY_SP" };
static const char *const levels[] = { "BACHELOR", "MASTER", "DOCTORATE" };
/* academicLevel of the first of them */
#define LEVEL_FIRST 6

static gboolean
has_only (CwStandInJson     *view,
          const char *const *known)
{
  const char *name;
  CwStandInJson *value;

  json_object_foreach (view, name, value)
  {
    if (!g_strv_contains (known, name))
      return FALSE;
  }
  return TRUE;
}

/* StudentPostView to PersonUpdateView; NULL with @complaint when it is none. */
static CwStandInJson *
take_student (CwStandInJson *view,
              const char   **complaint)
{
  static const char *const known[] = { "europeanStudentIdentifier", "picInstitutionCode", "emailAddress", "expiryDate", "name", "academicLevel", "phoneNumber", NULL };
  const char *expiry = cw_stand_in_get_text (view, "expiryDate");
  CwStandInJson *level = json_object_get (view, "academicLevel");
  json_int_t number = json_is_integer (level) ? json_integer_value (level) - LEVEL_FIRST : -1;
  CwStandInJson *organisation;

  *complaint = NULL;
  if (!has_only (view, known))
    *complaint = "unknown field";
  else if (expiry == NULL || !cw_date_check (expiry, NULL))
    *complaint = "expiryDate: must be a date of the form yyyy-MM-dd";
  else if (level != NULL && (number < 0 || number >= (json_int_t) G_N_ELEMENTS (levels)))
    *complaint = "academicLevel: must be 6, 7 or 8";
  else if (cw_stand_in_get_text (view, "picInstitutionCode") == NULL || cw_stand_in_get_text (view, "emailAddress") == NULL ||
           cw_stand_in_get_text (view, "europeanStudentIdentifier") == NULL || cw_stand_in_get_text (view, "name") == NULL)
    *complaint = "europeanStudentIdentifier, picInstitutionCode, emailAddress, name: must not be null";
  if (*complaint != NULL)
    return NULL;
  organisation = json_pack ("{s:s, s:s, s:s}", "organisationIdentifier", cw_stand_in_get_text (view, "picInstitutionCode"),
                            "fullName", cw_stand_in_get_text (view, "name"), "email", cw_stand_in_get_text (view, "emailAddress"));
  if (level != NULL)
    json_object_set_new (organisation, "academicLevel", json_string (levels[number]));
  return json_pack ("{s:s, s:s, s:[o]}", "identifier", cw_stand_in_get_text (view, "europeanStudentIdentifier"), "identifierCode", "ESI",
                    "personOrganisationUpdateViews", organisation);
}

static gboolean
is_holder (CwStandInJson *card,
           const char    *esi)
{
  return g_ascii_strcasecmp (cw_stand_in_get_text (card, "personIdentifier"), esi) == 0;
}

/* A person that v2 made has the day of the card that lasts longest. */
static const char *
get_expiry (const CwStandInDesk *desk,
            CwStandInJson       *person)
{
  g_autoptr (GPtrArray) keys = cw_stand_in_book_list (desk->book, CW_STAND_IN_CARD);
  const char *expiry = cw_stand_in_get_text (person, EXPIRY);
  const char *last = desk->today;

  for (guint i = 0; expiry == NULL && i < keys->len; i++)
    {
      CwStandInJson *card = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, g_ptr_array_index (keys, i));

      if (is_holder (card, cw_stand_in_get_text (person, "identifier")) && strcmp (cw_stand_in_get_text (card, "expiresAt"), last) > 0)
        last = cw_stand_in_get_text (card, "expiresAt");
    }
  return expiry != NULL ? expiry : last;
}

/* The person and all the cards end on @expiry. */
static CwStandInAnswer *
set_expiry (const CwStandInDesk *desk,
            const char          *esi,
            const char          *expiry)
{
  g_autoptr (GPtrArray) keys = cw_stand_in_book_list (desk->book, CW_STAND_IN_CARD);
  g_autoptr (CwStandInJson) person = json_deep_copy (cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi));
  g_autoptr (GError) error = NULL;

  json_object_set_new (person, EXPIRY, json_string (expiry));
  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_PERSON, person, &error))
    return cw_stand_in_answer_broken (error);
  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (CwStandInJson) card = json_deep_copy (cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, g_ptr_array_index (keys, i)));

      if (!is_holder (card, esi) || strcmp (cw_stand_in_get_text (card, "issuedAt"), expiry) > 0)
        continue;
      json_object_set_new (card, "expiresAt", json_string (expiry));
      if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_CARD, card, &error))
        return cw_stand_in_answer_broken (error);
    }
  return NULL;
}

static CwStandInJson *
show_student (const CwStandInDesk *desk,
              CwStandInJson       *person)
{
  CwStandInJson *item = cw_stand_in_find_organisation (person, desk->pic);
  const char *level = cw_stand_in_get_text (item, "academicLevel");
  g_autofree char *expiry = g_strconcat (get_expiry (desk, person), "T00:00:00.000Z", NULL);
  CwStandInJson *shown = json_pack ("{s:s, s:s, s:s, s:s, s:s}", "europeanStudentIdentifier", cw_stand_in_get_text (person, "identifier"),
                                    "picInstitutionCode", cw_stand_in_get_text (item, "organisationIdentifier"),
                                    "emailAddress", cw_stand_in_get_text (item, "email"), "expiryDate", expiry,
                                    "name", cw_stand_in_get_text (item, "fullName") != NULL ? cw_stand_in_get_text (item, "fullName") : cw_stand_in_get_text (person, "fullName"));

  for (guint i = 0; i < G_N_ELEMENTS (levels); i++)
    {
      if (g_strcmp0 (level, levels[i]) == 0)
        json_object_set_new (shown, "academicLevel", json_integer ((json_int_t) i + LEVEL_FIRST));
    }
  return shown;
}

static CwStandInJson *
show_card (const CwStandInDesk *desk,
           CwStandInJson       *card)
{
  CwStandInJson *person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (card, "personIdentifier"));
  CwStandInJson *shown = json_pack ("{s:s, s:i}", "europeanStudentCardNumber", cw_stand_in_get_text (card, "cardNumber"), "cardType", 0);

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_strcmp0 (cw_stand_in_get_text (card, "cardType"), types[i]) == 0)
        json_object_set_new (shown, "cardType", json_integer (i));
    }
  if (person != NULL && cw_stand_in_find_organisation (person, desk->pic) != NULL)
    json_object_set_new (shown, "student", show_student (desk, person));
  return shown;
}

static CwStandInAnswer *
list_v1 (const CwStandInDesk    *desk,
         const CwStandInRequest *request,
         CwStandInKind           kind)
{
  g_autoptr (GPtrArray) keys = cw_stand_in_book_list (desk->book, kind);
  CwStandInJson *list;
  guint offset, limit;

  if (!g_str_equal (request->method, "GET"))
    return cw_stand_in_answer_method ();
  if (!cw_stand_in_get_number (request, "offset", 0, &offset) || !cw_stand_in_get_number (request, "limit", LIMIT_PRESET, &limit))
    return cw_stand_in_answer_bad ("offset, limit: must be numbers");
  limit = MIN (limit, LIMIT_MAX);
  list = json_array ();
  for (guint i = offset; i < keys->len && i < offset + limit; i++)
    {
      CwStandInJson *view = cw_stand_in_book_get (desk->book, kind, g_ptr_array_index (keys, i));

      json_array_append_new (list, kind == CW_STAND_IN_CARD ? show_card (desk, view) : show_student (desk, view));
    }
  return cw_stand_in_answer_json (200, list);
}

/* POST and PUT of a student: @esi: (nullable): NULL: POST */
static CwStandInAnswer *
write_student (const CwStandInDesk    *desk,
               const CwStandInRequest *request,
               const char             *esi,
               CwStandInJson          *view)
{
  const char *complaint;
  g_autoptr (CwStandInJson) person = take_student (view, &complaint);
  g_autoptr (CwStandInAnswer) answer = NULL;
  CwStandInAnswer *broken;

  if (person == NULL)
    return cw_stand_in_answer_bad (complaint);
  answer = esi == NULL ? cw_stand_in_post_person (desk, person) : cw_stand_in_route_person (desk, request, esi, person);
  if (answer->status >= 300)
    return g_steal_pointer (&answer);
  broken = set_expiry (desk, cw_stand_in_get_text (person, "identifier"), cw_stand_in_get_text (view, "expiryDate"));
  return broken != NULL ? broken : cw_stand_in_answer_json (answer->status, json_object ());
}

static CwStandInAnswer *
route_student (const CwStandInDesk    *desk,
               const CwStandInRequest *request,
               const char             *esi,
               CwStandInJson          *view)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi);

  if (g_str_equal (request->method, "PUT"))
    return view != NULL ? write_student (desk, request, esi, view) : cw_stand_in_answer_bad ("the body is not a JSON object");
  if (g_str_equal (request->method, "GET") && there != NULL && cw_stand_in_find_organisation (there, desk->pic) != NULL)
    return cw_stand_in_answer_json (200, show_student (desk, there));
  if (!g_str_equal (request->method, "GET") && !g_str_equal (request->method, "DELETE"))
    return cw_stand_in_answer_method ();
  return cw_stand_in_route_person (desk, request, esi, NULL);
}

/* CardV1View to its type; -1 when it is none. */
static int
get_type (CwStandInJson *view)
{
  static const char *const known[] = { "europeanStudentCardNumber", "cardType", "cardUid", "student", NULL };
  CwStandInJson *type = json_object_get (view, "cardType");
  json_int_t number = type != NULL ? json_integer_value (type) : 0;

  if (!has_only (view, known) || (type != NULL && !json_is_integer (type)) || number < 0 || number >= (json_int_t) G_N_ELEMENTS (types))
    return -1;
  return (int) number;
}

static CwStandInAnswer *
post_card (const CwStandInDesk *desk,
           const char          *esi,
           CwStandInJson       *view)
{
  CwStandInJson *person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi);
  CwStandInJson *item = person != NULL ? cw_stand_in_find_organisation (person, desk->pic) : NULL;
  const char *number = cw_stand_in_get_text (view, "europeanStudentCardNumber");
  g_autoptr (CwStandInAnswer) answer = NULL;
  g_autoptr (CwStandInJson) card = NULL;
  int type = get_type (view);

  if (item == NULL)
    return cw_stand_in_answer_no_person ();
  if (type < 0 || number == NULL)
    return cw_stand_in_answer_bad ("europeanStudentCardNumber, cardType: are not valid");
  card = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "cardNumber", number, "cardStatusType", "ACTIVE", "cardType", types[type],
                    "issuedAt", desk->today, "expiresAt", get_expiry (desk, person),
                    "issuerIdentifier", cw_stand_in_get_text (item, "organisationIdentifier"),
                    "personIdentifier", cw_stand_in_get_text (person, "identifier"));
  answer = cw_stand_in_post_card (desk, card);
  return answer->status == 201 ? cw_stand_in_answer_json (201, json_string (number)) : g_steal_pointer (&answer);
}

static CwStandInAnswer *
put_card (const CwStandInDesk *desk,
          CwStandInJson       *there,
          CwStandInJson       *view)
{
  g_autoptr (CwStandInJson) card = json_deep_copy (there);
  g_autoptr (GError) error = NULL;
  int type = get_type (view);

  if (type < 0)
    return cw_stand_in_answer_bad ("cardType: is not valid");
  json_object_set_new (card, "cardType", json_string (types[type]));
  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_CARD, card, &error))
    return cw_stand_in_answer_broken (error);
  return cw_stand_in_answer_json (200, json_object ());
}

static CwStandInAnswer *
route_card (const CwStandInDesk    *desk,
            const CwStandInRequest *request,
            const char             *esi,
            const char             *number,
            CwStandInJson          *view)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number);

  if (there == NULL || !is_holder (there, esi))
    return cw_stand_in_answer_no_card ();
  if (!cw_stand_in_speaks_for (desk, cw_stand_in_get_text (there, "issuerIdentifier")))
    return cw_stand_in_answer_denied ();
  if (g_str_equal (request->method, "GET"))
    return cw_stand_in_answer_json (200, show_card (desk, there));
  if (g_str_equal (request->method, "DELETE"))
    return cw_stand_in_route_card (desk, request, number, NULL);
  if (!g_str_equal (request->method, "PUT"))
    return cw_stand_in_answer_method ();
  return view != NULL ? put_card (desk, there, view) : cw_stand_in_answer_bad ("the body is not a JSON object");
}

CwStandInAnswer *
cw_stand_in_route_v1 (const CwStandInDesk    *desk,
                      const CwStandInRequest *request,
                      char                  **parts,
                      CwStandInJson          *view)
{
  guint n = g_strv_length (parts);
  gboolean post = g_str_equal (request->method, "POST");

  if (n == 1 && g_str_equal (parts[0], "cards"))
    return list_v1 (desk, request, CW_STAND_IN_CARD);
  if (n == 0 || n > 4 || !g_str_equal (parts[0], "students") || (n > 2 && !g_str_equal (parts[2], "cards")))
    return cw_stand_in_answer_no_address ();
  if (post && view == NULL)
    return cw_stand_in_answer_bad ("the body is not a JSON object");
  if (n == 1)
    return post ? write_student (desk, request, NULL, view) : list_v1 (desk, request, CW_STAND_IN_PERSON);
  if (n == 2)
    return route_student (desk, request, parts[1], view);
  if (n == 3)
    return post ? post_card (desk, parts[1], view) : cw_stand_in_answer_method ();
  return route_card (desk, request, parts[1], parts[3], view);
}
