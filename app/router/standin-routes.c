/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-routes.h"

#include <string.h>

#include "app/base/digest.h"
#include "app/core/escn.h"

/* The addresses of the API v2 that concern persons and cards, and what happens behind them.
 * Changes the book and nothing else; the server holds its lock around it.
 *
 * The codes ER-0001, ER-0002, ER-0019 and SE-0000 are the router's; where its code is not
 * known to its clients the answer carries a word in capitals. */

/* The router ignores a larger size (measured by edutap-eu/edutap.esc_router_api). */
#define PAGE_SIZE_MAX 10
#define PAGE_MAX 1000000

#define JSON_TYPE "application/json"

static CwStandInAnswer *
answer_json (guint          status,
             CwStandInJson *json)
{
  char *raw = json_dumps (json, JSON_COMPACT);
  CwStandInAnswer *answer = cw_stand_in_answer_new (status, JSON_TYPE, g_strdup (raw));

  free (raw);
  json_decref (json);
  return answer;
}

static CwStandInAnswer *
answer_bad (const char *message)
{
  return cw_stand_in_answer_error (400, "BAD_REQUEST", message);
}

static CwStandInAnswer *
answer_denied (void)
{
  return cw_stand_in_answer_error (403, "SE-0000", "Access denied");
}

static CwStandInAnswer *
answer_no_card (void)
{
  return cw_stand_in_answer_error (404, "ER-0001", "Card not found");
}

static CwStandInAnswer *
answer_no_person (void)
{
  return cw_stand_in_answer_error (404, "NOT_FOUND", "Person not found");
}

/* What a Java server says about an address that it does not serve: no code of the router. */
static CwStandInAnswer *
answer_no_address (void)
{
  return answer_json (404, json_pack ("{s:i, s:s}", "status", 404, "error", "Not Found"));
}

static CwStandInAnswer *
answer_broken (const GError *error)
{
  return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", error->message);
}

static gboolean
is_allowed (const CwStandInDesk    *desk,
            const CwStandInRequest *request)
{
  g_autofree char *expected = g_strconcat ("Bearer ", desk->token, NULL);
  gsize length = strlen (expected);
  guchar difference = 0;

  if (request->authorization == NULL || strlen (request->authorization) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar) (request->authorization[i] ^ expected[i]);
  return difference == 0;
}

/* Whether the token may speak for an organisation. */
static gboolean
speaks_for (const CwStandInDesk *desk,
            const char          *pic)
{
  return desk->pic == NULL || g_strcmp0 (desk->pic, pic) == 0;
}

static CwStandInJson *
find_organisation (CwStandInJson *person,
                   const char    *pic)
{
  CwStandInJson *items = json_object_get (person, "personOrganisationUpdateViews");

  for (gsize i = 0; i < json_array_size (items); i++)
    {
      CwStandInJson *item = json_array_get (items, i);

      if (pic == NULL || g_strcmp0 (cw_stand_in_get_text (item, "organisationIdentifier"), pic) == 0)
        return item;
    }
  return NULL;
}

/* Reads a number of the query; FALSE when it is none or too large. */
static gboolean
get_number (const CwStandInRequest *request,
            const char             *name,
            guint                   preset,
            guint                  *value)
{
  g_autofree char *text = cw_stand_in_get_parameter (request, name);
  guint64 number = preset;

  *value = preset;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, PAGE_MAX, &number, NULL))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

static CwStandInJson *
show_view (const CwStandInDesk *desk,
           CwStandInKind        kind,
           const char          *key)
{
  CwStandInJson *view = cw_stand_in_book_get (desk->book, kind, key);

  return kind == CW_STAND_IN_CARD ? cw_stand_in_show_card (view, desk->today) : cw_stand_in_show_person (view);
}

/* Takes out of @keys what is not looked for. */
static void
keep_found (const CwStandInDesk *desk,
            CwStandInKind        kind,
            const char          *search,
            GPtrArray           *keys)
{
  guint kept = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (CwStandInJson) shown = show_view (desk, kind, g_ptr_array_index (keys, i));

      if (cw_stand_in_is_found (shown, search))
        keys->pdata[kept++] = keys->pdata[i];
    }
  g_ptr_array_set_size (keys, (int) kept);
}

static CwStandInAnswer *
list_views (const CwStandInDesk    *desk,
            CwStandInKind           kind,
            const CwStandInRequest *request)
{
  g_autoptr (GPtrArray) keys = cw_stand_in_book_list (desk->book, kind);
  g_autofree char *search = cw_stand_in_get_parameter (request, "search");
  CwStandInJson *content;
  guint page;
  guint size;
  guint total;
  gsize start;

  if (!get_number (request, "page", 0, &page) || !get_number (request, "size", PAGE_SIZE_MAX, &size) || size == 0)
    return answer_bad ("page, size: must be numbers");
  if (search != NULL && *search != '\0')
    {
      if (!cw_stand_in_check_search (search))
        return answer_bad ("search: the stand-in knows path:value<+>path:value only");
      keep_found (desk, kind, search, keys);
    }

  size = MIN (size, PAGE_SIZE_MAX);
  start = desk->same_page ? 0 : (gsize) page * size;
  total = keys->len + (desk->wrong_total ? 1 : 0);
  content = json_array ();
  for (gsize i = start; i < keys->len && i < start + size; i++)
    json_array_append_new (content, show_view (desk, kind, g_ptr_array_index (keys, i)));
  return answer_json (200, json_pack ("{s:b, s:o, s:[], s:{s:i, s:i, s:i, s:i}}",
                                      "empty", json_array_size (content) == 0, "content", content, "links",
                                      "page", "number", (int) page, "size", (int) size,
                                      "totalElements", (int) total, "totalPages", (int) ((total + size - 1) / size)));
}

/* Puts the organisations of @view into a copy of @there, each in the place of its like. */
static CwStandInJson *
merge_person (CwStandInJson *there,
              CwStandInJson *view)
{
  CwStandInJson *merged = json_deep_copy (view);
  CwStandInJson *items = json_object_get (merged, "personOrganisationUpdateViews");
  CwStandInJson *old_items = json_object_get (there, "personOrganisationUpdateViews");

  json_object_set (merged, "identifier", json_object_get (there, "identifier"));
  for (gsize i = 0; i < json_array_size (old_items); i++)
    {
      CwStandInJson *item = json_array_get (old_items, i);

      if (find_organisation (merged, cw_stand_in_get_text (item, "organisationIdentifier")) == NULL)
        json_array_append (items, item);
    }
  return merged;
}

/* Every organisation a person is written for must be one the token speaks for. */
static gboolean
may_write_person (const CwStandInDesk *desk,
                  CwStandInJson       *view)
{
  CwStandInJson *items = json_object_get (view, "personOrganisationUpdateViews");

  for (gsize i = 0; i < json_array_size (items); i++)
    {
      if (!speaks_for (desk, cw_stand_in_get_text (json_array_get (items, i), "organisationIdentifier")))
        return FALSE;
    }
  return TRUE;
}

static CwStandInAnswer *
keep_person (const CwStandInDesk *desk,
             guint                status,
             CwStandInJson       *there,
             CwStandInJson       *view)
{
  g_autoptr (CwStandInJson) merged = there != NULL ? merge_person (there, view) : json_incref (view);
  g_autoptr (GError) error = NULL;

  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_PERSON, merged, &error))
    return answer_broken (error);
  return answer_json (status, cw_stand_in_show_person (merged));
}

static CwStandInAnswer *
post_person (const CwStandInDesk *desk,
             CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_person (view);
  CwStandInJson *items = json_object_get (view, "personOrganisationUpdateViews");
  CwStandInJson *there;

  if (complaint != NULL)
    return answer_bad (complaint);
  if (!may_write_person (desk, view))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "The key is not authorised for this organisation");

  there = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (view, "identifier"));
  for (gsize i = 0; there != NULL && i < json_array_size (items); i++)
    {
      if (find_organisation (there, cw_stand_in_get_text (json_array_get (items, i), "organisationIdentifier")) != NULL)
        return cw_stand_in_answer_error (409, "ER-0019", "User already exists for this organisation");
    }
  return keep_person (desk, 201, there, view);
}

static CwStandInAnswer *
put_person (const CwStandInDesk *desk,
            CwStandInJson       *there,
            CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_person (view);

  if (complaint != NULL)
    return answer_bad (complaint);
  /* an ESI cannot be changed in the router; here not even its letter case */
  if (g_strcmp0 (cw_stand_in_get_text (view, "identifier"), cw_stand_in_get_text (there, "identifier")) != 0)
    return answer_bad ("identifier: cannot be changed");
  if (!may_write_person (desk, view))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "The key is not authorised for this organisation");
  return keep_person (desk, 200, there, view);
}

static CwStandInAnswer *
route_person (const CwStandInDesk    *desk,
              const CwStandInRequest *request,
              const char             *esi,
              CwStandInJson          *view)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi);
  g_autoptr (GError) error = NULL;

  if (there == NULL)
    return answer_no_person ();
  if (find_organisation (there, desk->pic) == NULL)
    return answer_denied ();

  if (g_str_equal (request->method, "GET"))
    return answer_json (200, cw_stand_in_show_person (there));
  if (g_str_equal (request->method, "PUT"))
    return put_person (desk, there, view);
  if (!cw_stand_in_book_remove (desk->book, CW_STAND_IN_PERSON, esi, &error))
    return answer_broken (error);
  return cw_stand_in_answer_new (204, NULL, NULL);
}

/* What a card must fit beside its own fields; NULL when it does. */
static CwStandInAnswer *
check_card (const CwStandInDesk *desk,
            CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_card (view);
  CwStandInJson *person;

  if (complaint != NULL)
    return answer_bad (complaint);
  if (!speaks_for (desk, cw_stand_in_get_text (view, "issuerIdentifier")))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "The key is not authorised for this organisation");
  person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (view, "personIdentifier"));
  if (person == NULL || find_organisation (person, cw_stand_in_get_text (view, "issuerIdentifier")) == NULL)
    return answer_bad ("personIdentifier: no such person in this organisation");
  return NULL;
}

/* A number as the router makes them: the time, random clock bits. @stamp: the last one's; 0: none. */
static char *
make_number (const char *pic,
             guint       prefix,
             guint64    *stamp)
{
  guint16 random;
  CwEscn escn;

  cw_random_bytes (&random, sizeof random);
  if (!cw_escn_next (stamp, g_get_real_time (), random, 0, pic, &escn, NULL) ||
      !cw_escn_build (*stamp, random & 0x3fff, prefix, pic, &escn, NULL))
    return NULL;
  return cw_escn_to_string (&escn);
}

/* Left without a number when none can be made; keep_card() tells. */
static void
number_card (CwStandInJson *view)
{
  guint64 stamp = 0;
  g_autofree char *text = make_number (cw_stand_in_get_text (view, "issuerIdentifier"), CW_ESCN_ROUTER_PREFIX, &stamp);

  if (text != NULL)
    json_object_set_new (view, "cardNumber", json_string (text));
}

static CwStandInAnswer *
keep_card (const CwStandInDesk *desk,
           guint                status,
           CwStandInJson       *view)
{
  g_autoptr (GError) error = NULL;
  char text[CW_ESCN_TEXT_SIZE];
  CwEscn escn;

  if (!cw_escn_parse (cw_stand_in_get_text (view, "cardNumber"), &escn, &error))
    return answer_broken (error);
  cw_escn_format (&escn, text);
  json_object_set_new (view, "cardNumber", json_string (text));
  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_CARD, view, &error))
    return answer_broken (error);
  return answer_json (status, cw_stand_in_show_card (view, desk->today));
}

static CwStandInAnswer *
post_card (const CwStandInDesk *desk,
           CwStandInJson       *view)
{
  CwStandInAnswer *refusal = check_card (desk, view);

  if (refusal != NULL)
    return refusal;
  if (cw_stand_in_get_text (view, "cardNumber") == NULL)
    number_card (view);
  else if (cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, cw_stand_in_get_text (view, "cardNumber")) != NULL)
    return cw_stand_in_answer_error (409, "ER-0002", "Card already exists");
  return keep_card (desk, 201, view);
}

static CwStandInAnswer *
put_card (const CwStandInDesk *desk,
          const char          *number,
          CwStandInJson       *there,
          CwStandInJson       *view)
{
  CwStandInAnswer *refusal = check_card (desk, view);
  const char *own = cw_stand_in_get_text (view, "cardNumber");

  if (refusal != NULL)
    return refusal;
  if (own != NULL && g_ascii_strcasecmp (own, number) != 0)
    return answer_bad ("cardNumber: cannot be changed");
  /* measured by edutap-eu/edutap.esc_router_api: an expired card takes no update without a new date */
  if (g_str_equal (cw_stand_in_get_status (there, desk->today), "EXPIRED") &&
      g_str_equal (cw_stand_in_get_status (view, desk->today), "EXPIRED"))
    return answer_bad ("expiresAt: the card has expired and needs a new date");
  json_object_set (view, "cardNumber", json_object_get (there, "cardNumber"));
  return keep_card (desk, 200, view);
}

static CwStandInAnswer *
route_card (const CwStandInDesk    *desk,
            const CwStandInRequest *request,
            const char             *number,
            CwStandInJson          *view)
{
  CwStandInJson *there;
  g_autoptr (GError) error = NULL;
  CwEscn escn;

  if (!cw_escn_parse (number, &escn, NULL))
    return answer_bad ("cardNumber: is not a European Student Card Number");
  there = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number);
  if (there == NULL)
    return answer_no_card ();
  if (!speaks_for (desk, cw_stand_in_get_text (there, "issuerIdentifier")))
    return answer_denied ();

  if (g_str_equal (request->method, "GET"))
    return answer_json (200, cw_stand_in_show_card (there, desk->today));
  if (g_str_equal (request->method, "PUT"))
    return put_card (desk, number, there, view);
  if (!cw_stand_in_book_remove (desk->book, CW_STAND_IN_CARD, number, &error))
    return answer_broken (error);
  return cw_stand_in_answer_new (204, NULL, NULL);
}

/* Its answer to more than a hundred is a fault of its own (measured, as the page size). */
static CwStandInAnswer *
route_numbers (const CwStandInDesk    *desk,
               const CwStandInRequest *request)
{
  g_autofree char *pic = cw_stand_in_get_parameter (request, "pic");
  g_autoptr (CwStandInJson) list = json_array ();
  guint64 stamp = 0;
  guint prefix, count;

  if (!get_number (request, "prefix", 1, &prefix) || !get_number (request, "numberOfESCN", 1, &count) ||
      pic == NULL || !cw_escn_check_pic (pic, NULL) || prefix > 999)
    return answer_bad ("prefix, pic, numberOfESCN: are not valid");
  if (!speaks_for (desk, pic))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "The key is not authorised for this organisation");
  if (count > 100)
    return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", "Unexpected error");
  for (guint i = 0; i < count; i++)
    {
      g_autofree char *text = make_number (pic, prefix, &stamp);

      if (text == NULL)
        return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", "Unexpected error");
      json_array_append_new (list, json_string (text));
    }
  return answer_json (200, g_steal_pointer (&list));
}

static CwStandInAnswer *
answer_verified (const CwStandInDesk *desk,
                 CwStandInJson       *card)
{
  CwStandInJson *person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (card, "personIdentifier"));
  CwStandInJson *item = person != NULL ? find_organisation (person, cw_stand_in_get_text (card, "issuerIdentifier")) : NULL;

  return answer_json (200, cw_stand_in_show_verified (card, item != NULL ? cw_stand_in_get_text (item, "academicLevel") : NULL, desk->today));
}

/* What anybody may ask about a card. @what: status, qr or verify */
static CwStandInAnswer *
route_open (const CwStandInDesk    *desk,
            const CwStandInRequest *request,
            const char             *number,
            const char             *what)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_CARD, number);

  if (!g_str_equal (request->method, "GET"))
    return cw_stand_in_answer_error (405, "METHOD_NOT_ALLOWED", "Method not allowed");
  if (there == NULL)
    return answer_no_card ();
  if (g_str_equal (what, "qr"))
    return cw_stand_in_answer_new (200, "image/svg+xml", cw_stand_in_show_picture (there));
  if (g_str_equal (what, "verify"))
    return answer_verified (desk, there);
  return answer_json (200, cw_stand_in_show_status (there, desk->today));
}

/* Whether @method may be used on a list or on one thing of it. */
static gboolean
knows_method (const char *method,
              gboolean    on_list)
{
  static const char *const on_lists[] = { "GET", "POST", NULL };
  static const char *const on_things[] = { "GET", "PUT", "DELETE", NULL };

  return g_strv_contains (on_list ? on_lists : on_things, method);
}

/* The body of a POST or PUT; NULL with @refusal when it is none. */
static CwStandInJson *
read_view (const CwStandInRequest *request,
           const char             *body,
           CwStandInAnswer       **refusal)
{
  g_autoptr (CwStandInJson) view = NULL;

  if (request->content_type == NULL || g_ascii_strncasecmp (request->content_type, JSON_TYPE, strlen (JSON_TYPE)) != 0)
    {
      *refusal = cw_stand_in_answer_error (415, "UNSUPPORTED_MEDIA_TYPE", "Content-Type must be application/json");
      return NULL;
    }
  view = json_loads (body, JSON_REJECT_DUPLICATES, NULL);
  if (json_is_object (view))
    return g_steal_pointer (&view);
  *refusal = answer_bad ("the body is not a JSON object");
  return NULL;
}

static CwStandInAnswer *
route_kind (const CwStandInDesk    *desk,
            const CwStandInRequest *request,
            CwStandInKind           kind,
            const char             *identifier,
            const char             *body)
{
  g_autoptr (CwStandInJson) view = NULL;
  CwStandInAnswer *refusal = NULL;

  if (!knows_method (request->method, identifier == NULL))
    return cw_stand_in_answer_error (405, "METHOD_NOT_ALLOWED", "Method not allowed");
  if (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT"))
    {
      view = read_view (request, body, &refusal);
      if (view == NULL)
        return refusal;
    }

  if (identifier == NULL && view == NULL)
    return list_views (desk, kind, request);
  if (identifier == NULL)
    return kind == CW_STAND_IN_PERSON ? post_person (desk, view) : post_card (desk, view);
  return kind == CW_STAND_IN_PERSON ? route_person (desk, request, identifier, view) : route_card (desk, request, identifier, view);
}

static gboolean
begins_with (char             **parts,
             const char *const *start)
{
  for (guint i = 0; start[i] != NULL; i++)
    {
      if (parts[i] == NULL || !g_str_equal (parts[i], start[i]))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_stand_in_route:
 * @body: NUL-terminated; "" when there is none
 *
 * Does what @request asks.
 *
 * Returns: (transfer full): the answer
 */
CwStandInAnswer *
cw_stand_in_route (const CwStandInDesk    *desk,
                   const CwStandInRequest *request,
                   const char             *body)
{
  static const char *const start[] = { "esc-rest", "api", "v2", NULL };
  static const char *const verifier[] = { "esc-verifier-service", "api", "v1", "cards", "verify", NULL };
  char **parts = request->segments;
  guint n = g_strv_length (parts);
  CwStandInKind kind;

  if (n == 6 && begins_with (parts, verifier))
    return route_open (desk, request, parts[5], parts[4]);
  if (!begins_with (parts, start) || n < 4 || n > 6 || (!g_str_equal (parts[3], "persons") && !g_str_equal (parts[3], "cards")))
    return answer_no_address ();
  kind = g_str_equal (parts[3], "cards") ? CW_STAND_IN_CARD : CW_STAND_IN_PERSON;
  if (n == 6 && (kind != CW_STAND_IN_CARD || (!g_str_equal (parts[5], "status") && !g_str_equal (parts[5], "qr"))))
    return answer_no_address ();

  if (n == 6)
    return route_open (desk, request, parts[4], parts[5]);
  if (!is_allowed (desk, request))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "Missing or invalid key");
  if (n == 5 && kind == CW_STAND_IN_CARD && g_str_equal (parts[4], "generate-escn") && g_str_equal (request->method, "GET"))
    return route_numbers (desk, request);
  return route_kind (desk, request, kind, n == 5 ? parts[4] : NULL, body);
}
