/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-routes.h"

#include <string.h>

#include "app/router/standin-cards.h"
#include "app/router/standin-csv.h"
#include "app/router/standin-lists.h"
#include "app/router/standin-persons.h"
#include "app/router/standin-pictures.h"
#include "app/router/standin-v1.h"

/* Which address is whose, and who may knock at all. No state; the server holds its lock around
 * it.
 *
 * The codes ER-0001, ER-0002, ER-0019 and SE-0000 are the router's; where its code is not
 * known to its clients the answer carries a word in capitals. */

#define JSON_TYPE "application/json"

static gboolean
is_token (const char *expected,
          const char *given)
{
  gsize length = strlen (expected);
  guchar difference = 0;

  if (given == NULL || strlen (given) != length)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    difference |= (guchar) (given[i] ^ expected[i]);
  return difference == 0;
}

/* As bearer token; API v1 takes it as "Key:" as well. */
static gboolean
is_allowed (const CwStandInDesk    *desk,
            const CwStandInRequest *request,
            gboolean                v1)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", desk->token, NULL);

  return is_token (bearer, request->authorization) || (v1 && is_token (desk->token, request->key));
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

static CwStandInAnswer *
answer_locked (void)
{
  return cw_stand_in_answer_error (401, "UNAUTHORIZED", "Missing or invalid key");
}

static CwStandInAnswer *
route_old (const CwStandInDesk    *desk,
           const CwStandInRequest *request,
           const char             *body)
{
  g_autoptr (CwStandInJson) view = NULL;
  CwStandInAnswer *refusal = NULL;

  if (!is_allowed (desk, request, TRUE))
    return answer_locked ();
  if (g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT"))
    {
      view = read_view (request, body, &refusal);
      if (view == NULL)
        return refusal;
    }
  return cw_stand_in_route_v1 (desk, request, request->segments + 3, view);
}

/* What lies beside the numbers in the folder of cards; NULL: nothing of this name. */
static CwStandInAnswer *
route_beside (const CwStandInDesk    *desk,
              const CwStandInRequest *request,
              const char             *name,
              const char             *body)
{
  gboolean get = g_str_equal (request->method, "GET");

  if (g_str_equal (name, "generate-escn") && get)
    return cw_stand_in_route_numbers (desk, request);
  if (g_str_equal (name, "csv-config") && get)
    return cw_stand_in_route_columns ();
  return g_str_equal (name, "validate-csv") ? cw_stand_in_route_csv (desk, request, body) : NULL;
}

static CwStandInAnswer *
route_new (const CwStandInDesk    *desk,
           const CwStandInRequest *request,
           const char             *body)
{
  char **parts = request->segments + 3;
  guint n = g_strv_length (parts);
  gboolean cards = n > 0 && g_str_equal (parts[0], "cards");
  CwStandInAnswer *answer = NULL;

  if (cards && n == 3 && (g_str_equal (parts[2], "status") || g_str_equal (parts[2], "qr")))
    return cw_stand_in_route_open (desk, request, parts[1], parts[2]);
  if (n == 5 && g_str_equal (parts[0], "organisations") && g_str_equal (parts[2], "person") && g_str_equal (parts[4], "picture"))
    return is_allowed (desk, request, FALSE) ? cw_stand_in_route_picture (desk, request, parts[1], parts[3], body) : answer_locked ();
  if (n == 0 || n > 2 || (!cards && !g_str_equal (parts[0], "persons")))
    return cw_stand_in_answer_no_address ();
  if (!is_allowed (desk, request, FALSE))
    return answer_locked ();
  if (cards && n == 2)
    answer = route_beside (desk, request, parts[1], body);
  return answer != NULL ? answer : route_kind (desk, request, cards ? CW_STAND_IN_CARD : CW_STAND_IN_PERSON, n == 2 ? parts[1] : NULL, body);
}

/**
 * cw_stand_in_route:
 * @body: as long as @request says, and a NUL; "" when there is none
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
  static const char *const v1[] = { "esc-rest", "api", "v1", NULL };
  static const char *const v2[] = { "esc-rest", "api", "v2", NULL };
  static const char *const verifier[] = { "esc-verifier-service", "api", "v1", "cards", "verify", NULL };
  char **parts = request->segments;

  if (g_strv_length (parts) == 6 && begins_with (parts, verifier))
    return cw_stand_in_route_open (desk, request, parts[5], parts[4]);
  if (begins_with (parts, v1))
    return route_old (desk, request, body);
  return begins_with (parts, v2) ? route_new (desk, request, body) : cw_stand_in_answer_no_address ();
}
