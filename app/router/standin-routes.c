/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-routes.h"

#include <string.h>

#include "app/router/standin-cards.h"
#include "app/router/standin-lists.h"
#include "app/router/standin-persons.h"

/* Which address is whose, and who may knock at all. No state; the server holds its lock around
 * it.
 *
 * The codes ER-0001, ER-0002, ER-0019 and SE-0000 are the router's; where its code is not
 * known to its clients the answer carries a word in capitals. */

#define JSON_TYPE "application/json"

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
  *refusal = cw_stand_in_answer_bad ("the body is not a JSON object");
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
    return cw_stand_in_answer_method ();
  if (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT"))
    {
      view = read_view (request, body, &refusal);
      if (view == NULL)
        return refusal;
    }

  if (identifier == NULL && view == NULL)
    return cw_stand_in_list (desk, kind, request);
  if (identifier == NULL)
    return kind == CW_STAND_IN_PERSON ? cw_stand_in_post_person (desk, view) : cw_stand_in_post_card (desk, view);
  return kind == CW_STAND_IN_PERSON ? cw_stand_in_route_person (desk, request, identifier, view) : cw_stand_in_route_card (desk, request, identifier, view);
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
    return cw_stand_in_route_open (desk, request, parts[5], parts[4]);
  if (!begins_with (parts, start) || n < 4 || n > 6 || (!g_str_equal (parts[3], "persons") && !g_str_equal (parts[3], "cards")))
    return cw_stand_in_answer_no_address ();
  kind = g_str_equal (parts[3], "cards") ? CW_STAND_IN_CARD : CW_STAND_IN_PERSON;
  if (n == 6 && (kind != CW_STAND_IN_CARD || (!g_str_equal (parts[5], "status") && !g_str_equal (parts[5], "qr"))))
    return cw_stand_in_answer_no_address ();

  if (n == 6)
    return cw_stand_in_route_open (desk, request, parts[4], parts[5]);
  if (!is_allowed (desk, request))
    return cw_stand_in_answer_error (401, "UNAUTHORIZED", "Missing or invalid key");
  if (n == 5 && kind == CW_STAND_IN_CARD && g_str_equal (parts[4], "generate-escn") && g_str_equal (request->method, "GET"))
    return cw_stand_in_route_numbers (desk, request);
  return route_kind (desk, request, kind, n == 5 ? parts[4] : NULL, body);
}
