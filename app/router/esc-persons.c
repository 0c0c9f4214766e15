/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/router/client-v1.h"
#include "app/router/esc.h"
#include "app/router/outcome.h"
#include "app/router/views-esc.h"

/* One person of the router, beyond what the saga asks. No state of its own; any thread. */

static CwHttpAnswer *
cw_esc_ask_person (CwRegistry   *router,
                   CwHttpMethod  method,
                   const char   *esi,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *path = CW_IS_ROUTER_CLIENT_V1 (router) ? cw_router_v1_student_path (CW_ROUTER_CLIENT_V1 (router), esi) : cw_router_client_person_path (esi);
  const CwHttpRequest request = { .method = method, .path = path };

  return cw_router_client_ask (router, &request, cancellable, error);
}

static gboolean
cw_esc_check_person (const CwHttpAnswer *answer,
                     const char         *esi,
                     GError            **error)
{
  g_autofree char *code = cw_esi_get_code (esi);
  const char *const personal[] = { code, NULL };

  return cw_outcome_check (answer, _("this person"), personal, error);
}

static void
cw_esc_fail_person (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER, _("The ESC-Router answered with another person than the one asked for."));
}

/**
 * cw_esc_get_person:
 * @pic: in whose eyes
 *
 * Returns: (transfer full): the person; %NULL with %CW_ERROR_NOT_FOUND when the router has none,
 *   %CW_ERROR_ROUTER_REFUSED when it is known through other organisations only
 */
CwPersonEntry *
cw_esc_get_person (CwRegistry   *router,
                   const char   *esi,
                   const char   *pic,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (CwHttpAnswer) answer = NULL;
  g_autoptr (CwPersonEntry) person = NULL;

  if (CW_IS_ROUTER_CLIENT_V1 (router))
    return cw_router_v1_get_person (CW_ROUTER_CLIENT_V1 (router), esi, cancellable, error);
  answer = cw_esc_ask_person (router, CW_HTTP_GET, esi, cancellable, error);
  if (answer == NULL || !cw_esc_check_person (answer, esi, error))
    return NULL;
  person = cw_view_read_person (answer->body, answer->length, pic, error);
  if (person != NULL && !cw_esi_equal (person->esi, esi))
    {
      cw_esc_fail_person (error);
      return NULL;
    }
  return g_steal_pointer (&person);
}

/**
 * cw_esc_list_organisations:
 *
 * Returns: (transfer full) (element-type CwEscOrganisation): the organisations that vouch for a
 *   person, as far as the router shows them to this one
 */
GPtrArray *
cw_esc_list_organisations (CwRegistry   *router,
                           const char   *esi,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (!cw_router_client_check_v2 (router, _("list of a person's organisations"), error))
    return NULL;
  answer = cw_esc_ask_person (router, CW_HTTP_GET, esi, cancellable, error);
  return answer != NULL && cw_esc_check_person (answer, esi, error) ? cw_view_read_organisations (answer->body, answer->length, error) : NULL;
}
