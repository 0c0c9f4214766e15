/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/client.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "app/core/esi.h"
#include "app/router/client-private.h"
#include "app/router/outcome.h"
#include "app/router/registry-private.h"
#include "app/router/subject.h"
#include "app/router/views.h"

/* The conversation with the ESC-Router's API v2: which request follows which answer. Makes no
 * JSON (views.c), judges no status (outcome.c), knows no transport (http.c). No state but those;
 * any thread.
 *
 * The order of the calls is the one esup-sgc proved in production (ApiEscService.java): look,
 * then post, and put when it was there already. */

typedef struct
{
  CwHttp *http;
} CwRouterClientPrivate;

static void cw_router_client_iface_init (CwRegistryInterface *iface);

G_DEFINE_TYPE_WITH_CODE (CwRouterClient, cw_router_client, G_TYPE_OBJECT,
                         G_ADD_PRIVATE (CwRouterClient)
                         G_IMPLEMENT_INTERFACE (CW_TYPE_REGISTRY, cw_router_client_iface_init))

static CwHttp *
cw_router_client_get_http (CwRegistry *registry)
{
  return ((CwRouterClientPrivate *) cw_router_client_get_instance_private (CW_ROUTER_CLIENT (registry)))->http;
}

static CwHttpAnswer *
cw_router_client_send (CwRouterClient *self,
                       CwHttpMethod    method,
                       const char     *path,
                       const char     *body,
                       GCancellable   *cancellable,
                       GError        **error)
{
  const CwHttpRequest request = { .method = method, .path = path, .body = body };

  return cw_router_client_ask (CW_REGISTRY (self), &request, cancellable, error);
}

CwHttpAnswer *
cw_router_client_ask (CwRegistry          *registry,
                      const CwHttpRequest *request,
                      GCancellable        *cancellable,
                      GError             **error)
{
  CwHttpAnswer *answer = cw_http_send (cw_router_client_get_http (registry), request, cancellable, error);

  if (answer != NULL && answer->retry_after > 0 && (answer->status == 429 || answer->status == 503))
    cw_registry_set_pause (registry, answer->retry_after);
  return answer;
}

char *
cw_router_client_person_path (const char *esi)
{
  g_autofree char *escaped = g_uri_escape_string (esi, NULL, FALSE);

  return g_strconcat ("api/v2/persons/", escaped, NULL);
}

/* An ESCN is letters and dashes once it is parsed; the parsed spelling is the register's. */
char *
cw_router_client_card_path (const char *text,
                            GError    **error)
{
  g_autofree char *escaped = NULL;
  char plain[CW_ESCN_TEXT_SIZE];
  CwEscn escn;

  if (!cw_escn_parse (text, &escn, error))
    return NULL;
  cw_escn_format (&escn, plain);
  escaped = g_uri_escape_string (plain, NULL, FALSE);
  return g_strconcat ("api/v2/cards/", escaped, NULL);
}

static gboolean
cw_router_client_ping (CwRegistry   *registry,
                       GCancellable *cancellable,
                       GError      **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_autoptr (CwHttpAnswer) answer = NULL;
  guint64 total;

  answer = cw_router_client_send (self, CW_HTTP_GET, "api/v2/cards?page=0&size=1", NULL, cancellable, error);
  if (answer == NULL || !cw_outcome_check (answer, _("the list of cards"), NULL, error))
    return FALSE;
  return cw_view_read_list (answer->body, answer->length, &total, error);
}

/* @there: (out): the person as registered by us; NULL when it is to be posted */
static gboolean
cw_router_client_get_person (CwRouterClient      *self,
                             const CwPersonEntry *wanted,
                             const CwSubject     *subject,
                             CwPersonEntry      **there,
                             GCancellable        *cancellable,
                             GError             **error)
{
  g_autofree char *path = cw_router_client_person_path (wanted->esi);
  g_autoptr (CwHttpAnswer) answer = cw_router_client_send (self, CW_HTTP_GET, path, NULL, cancellable, error);

  *there = NULL;
  if (answer == NULL)
    return FALSE;
  /* SE-0000: known through another organisation only; posting adds ours */
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 0, CW_OUTCOME_ACCESS_DENIED))
    return TRUE;
  if (!cw_outcome_check (answer, subject->thing, (const char *const *) subject->personal, error))
    return FALSE;
  *there = cw_view_read_person (answer->body, answer->length, wanted->pic, error);
  return *there != NULL;
}

static char *
cw_router_client_person_evidence (const CwPersonEntry *person,
                                  const char          *outcome)
{
  return g_strdup_printf ("{\"organisationIdentifier\":\"%s\",\"person\":\"%s\"}", person->pic, outcome);
}

static gboolean
cw_router_client_write_person (CwRouterClient      *self,
                               const CwPersonEntry *wanted,
                               const CwPersonEntry *there,
                               const CwSubject     *subject,
                               GCancellable        *cancellable,
                               GError             **error)
{
  /* an ESI cannot be changed in the register: one of other letter case is sent as it is there */
  CwPersonEntry written = *wanted;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (there != NULL)
    written.esi = there->esi;
  body = cw_view_write_person (&written, error);
  if (body == NULL)
    return FALSE;

  path = there != NULL ? cw_router_client_person_path (written.esi) : g_strdup ("api/v2/persons");
  answer = cw_router_client_send (self, there != NULL ? CW_HTTP_PUT : CW_HTTP_POST, path, body, cancellable, error);
  if (answer == NULL)
    return FALSE;
  /* another desk was quicker; its data are of the same institution */
  if (there == NULL && cw_outcome_is (answer, 0, CW_OUTCOME_PERSON_EXISTS))
    return TRUE;
  if (!cw_outcome_check (answer, subject->thing, (const char *const *) subject->personal, error))
    return FALSE;
  if (answer->length > 0)
    {
      g_autoptr (CwPersonEntry) now = cw_view_read_person (answer->body, answer->length, wanted->pic, error);

      return now != NULL;
    }
  return TRUE;
}

static gboolean
cw_router_client_upsert_person (CwRegistry          *registry,
                                const CwPersonEntry *person,
                                GCancellable        *cancellable,
                                char               **answer,
                                GError             **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_auto (CwSubject) subject = cw_subject_of_person (person);
  g_autoptr (CwPersonEntry) there = NULL;
  const char *outcome = "unchanged";

  if (!cw_router_client_get_person (self, person, &subject, &there, cancellable, error))
    return FALSE;
  if (there != NULL && !cw_esi_equal (there->esi, person->esi))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                           _("The ESC-Router answered with another person than the one asked for. Nothing was sent."));
      return FALSE;
    }

  if (there == NULL || !cw_view_person_is (there, person))
    {
      if (!cw_router_client_write_person (self, person, there, &subject, cancellable, error))
        return FALSE;
      outcome = there == NULL ? "added" : "updated";
    }
  if (answer != NULL)
    *answer = cw_router_client_person_evidence (person, outcome);
  return TRUE;
}

static CwCardEntry *
cw_router_client_read_card (const CwHttpAnswer *answer,
                            const char         *escn,
                            GError            **error)
{
  g_autoptr (CwCardEntry) card = cw_view_read_card (answer->body, answer->length, error);

  if (card == NULL)
    return NULL;
  if (g_ascii_strcasecmp (card->escn, escn) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                   _("The ESC-Router answered with another card than %s. Look the card up on its web page."), escn);
      return NULL;
    }
  return g_steal_pointer (&card);
}

static CwCardEntry *
cw_router_client_look_up (CwRegistry   *registry,
                          const char   *escn,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_auto (CwSubject) subject = cw_subject_of_card (escn, NULL, NULL);
  g_autofree char *path = cw_router_client_card_path (escn, error);
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (path == NULL)
    return NULL;
  answer = cw_router_client_send (self, CW_HTTP_GET, path, NULL, cancellable, error);
  if (answer == NULL || !cw_outcome_check (answer, subject.thing, NULL, error))
    return NULL;
  return cw_router_client_read_card (answer, escn, error);
}

/* Takes the register's word after it said yes. When it says nothing more it is asked again: what
 * counts as evidence is what the register holds, not what was sent. */
static gboolean
cw_router_client_confirm (CwRouterClient     *self,
                          const CwHttpAnswer *answer,
                          const char         *escn,
                          GCancellable       *cancellable,
                          char              **evidence,
                          GError            **error)
{
  g_autoptr (CwCardEntry) card = NULL;

  if (answer->length == 0)
    card = cw_router_client_look_up (CW_REGISTRY (self), escn, cancellable, error);
  else
    card = cw_router_client_read_card (answer, escn, error);
  if (card == NULL)
    return FALSE;
  if (evidence != NULL)
    *evidence = cw_view_card_evidence (card);
  return TRUE;
}

/* The number is there already: it is ours from an earlier try, or an older state of our card.
 * @refusal: what the router answered to the post, in case it was about something else */
static gboolean
cw_router_client_renew_card (CwRouterClient    *self,
                             const CwCardEntry *card,
                             const char        *body,
                             const CwSubject   *subject,
                             const GError      *refusal,
                             GCancellable      *cancellable,
                             char             **evidence,
                             GError           **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (CwCardEntry) there = cw_router_client_look_up (CW_REGISTRY (self), card->escn, cancellable, &own_error);
  g_autofree char *path = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (there == NULL)
    {
      if (g_error_matches (own_error, CW_ERROR, CW_ERROR_NOT_FOUND))
        g_propagate_error (error, g_error_copy (refusal));
      else
        g_propagate_error (error, g_steal_pointer (&own_error));
      return FALSE;
    }
  if (cw_view_card_is (there, card))
    {
      if (evidence != NULL)
        *evidence = cw_view_card_evidence (there);
      return TRUE;
    }

  path = cw_router_client_card_path (card->escn, error);
  if (path == NULL)
    return FALSE;
  answer = cw_router_client_send (self, CW_HTTP_PUT, path, body, cancellable, error);
  if (answer == NULL || !cw_outcome_check (answer, subject->thing, (const char *const *) subject->personal, error))
    return FALSE;
  return cw_router_client_confirm (self, answer, card->escn, cancellable, evidence, error);
}

static gboolean
cw_router_client_register_card (CwRegistry        *registry,
                                const CwCardEntry *card,
                                GCancellable      *cancellable,
                                char             **evidence,
                                GError           **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_auto (CwSubject) subject = cw_subject_of_card (card->escn, card->esi, card->display_name);
  g_autoptr (GError) refusal = NULL;
  g_autofree char *body = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;
  CwEscn escn;

  if (!cw_escn_parse (card->escn, &escn, error))
    return FALSE;
  body = cw_view_write_card (card, error);
  if (body == NULL)
    return FALSE;

  answer = cw_router_client_send (self, CW_HTTP_POST, "api/v2/cards", body, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (cw_outcome_check (answer, subject.thing, (const char *const *) subject.personal, &refusal))
    return cw_router_client_confirm (self, answer, card->escn, cancellable, evidence, error);
  if (cw_outcome_is (answer, 409, NULL) || cw_outcome_is (answer, 0, CW_OUTCOME_CARD_EXISTS))
    return cw_router_client_renew_card (self, card, body, &subject, refusal, cancellable, evidence, error);

  /* a post to the list cannot miss its card: a 404 is about the person, and final */
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_NOT_FOUND))
    refusal->code = CW_ERROR_ROUTER_REFUSED;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
cw_router_client_withdraw_card (CwRegistry   *registry,
                                const char   *escn,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_auto (CwSubject) subject = cw_subject_of_card (escn, NULL, NULL);
  g_autofree char *path = cw_router_client_card_path (escn, error);
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (path == NULL)
    return FALSE;
  answer = cw_router_client_send (self, CW_HTTP_DELETE, path, NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 410, NULL))
    return TRUE;
  if (!cw_outcome_check (answer, subject.thing, NULL, error))
    return FALSE;
  /* the log-in page of a network says 200 to a DELETE too, and the card would stay valid */
  return answer->length == 0 || cw_view_check_object (answer->body, answer->length, error);
}

/* 403 in the router's own JSON: known through other organisations only, as SE-0000 says of reading;
 * esup-sgc lets both 404 and 403 pass since January 2026 (ApiEscService.java) */
static gboolean
cw_router_client_delete_person (CwRegistry   *registry,
                                const char   *esi,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwRouterClient *self = CW_ROUTER_CLIENT (registry);
  g_autofree char *path = cw_router_client_person_path (esi);
  g_auto (CwSubject) subject = cw_subject_of_person (&(CwPersonEntry) { .esi = (char *) esi });
  g_autoptr (CwHttpAnswer) answer = cw_router_client_send (self, CW_HTTP_DELETE, path, NULL, cancellable, error);

  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 410, NULL) || cw_outcome_is (answer, 403, NULL))
    return TRUE;
  if (!cw_outcome_check (answer, subject.thing, (const char *const *) subject.personal, error))
    return FALSE;
  /* the log-in page of a network says 200 to a DELETE too */
  return answer->length == 0 || cw_view_check_object (answer->body, answer->length, error);
}

static void
cw_router_client_iface_init (CwRegistryInterface *iface)
{
  iface->ping = cw_router_client_ping;
  iface->upsert_person = cw_router_client_upsert_person;
  iface->register_card = cw_router_client_register_card;
  iface->withdraw_card = cw_router_client_withdraw_card;
  iface->delete_person = cw_router_client_delete_person;
  iface->look_up = cw_router_client_look_up;
}

static void
cw_router_client_finalize (GObject *object)
{
  cw_http_free (cw_router_client_get_http (CW_REGISTRY (object)));
  G_OBJECT_CLASS (cw_router_client_parent_class)->finalize (object);
}

static void
cw_router_client_class_init (CwRouterClientClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_router_client_finalize;
}

static void
cw_router_client_init (CwRouterClient *self)
{
}

/* Either dialect's object, @type, over one HTTP client. */
CwRegistry *
cw_router_client_make (GType       type,
                       const char *base_uri,
                       CwSecret   *token,
                       GError    **error)
{
  g_autoptr (CwHttp) http = cw_http_new (base_uri, token, error);
  CwRouterClient *self;

  if (http == NULL)
    return NULL;
  if (type == CW_TYPE_ROUTER_CLIENT_V1 && token != NULL)
    cw_http_use_key (http, token);
  self = g_object_new (type, NULL);
  ((CwRouterClientPrivate *) cw_router_client_get_instance_private (self))->http = g_steal_pointer (&http);
  return CW_REGISTRY (self);
}

/* What only API v2 has; FALSE with @error set when @registry speaks v1. @what: "lists with a search" */
gboolean
cw_router_client_check_v2 (CwRegistry *registry,
                           const char *what,
                           GError    **error)
{
  if (!CW_IS_ROUTER_CLIENT_V1 (registry))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
               _("API v1 of the ESC-Router, which the settings name, has no %s. Write dialect=v2 into [register] of the settings if the ESC-Router is the new one."), what);
  return FALSE;
}

/**
 * cw_router_client_new:
 * @base_uri: where the API begins: %CW_ROUTER_PRODUCTION, %CW_ROUTER_SANDBOX or a stand-in's
 * @token: (nullable): bearer token from app/keys; %NULL only for the public calls
 *
 * Returns: (transfer full): a register; %NULL with %CW_ERROR_INVALID when @base_uri is not https
 *   and not loopback, %CW_ERROR_ROUTER_TOKEN when @token cannot be one
 */
CwRegistry *
cw_router_client_new (const char *base_uri,
                      CwSecret   *token,
                      GError    **error)
{
  g_return_val_if_fail (base_uri != NULL, NULL);

  return cw_router_client_make (CW_TYPE_ROUTER_CLIENT, base_uri, token, error);
}

void
cw_router_client_set_timeouts (CwRegistry *registry,
                               guint       connect_ms,
                               guint       total_ms)
{
  cw_http_set_timeouts (cw_router_client_get_http (registry), connect_ms, total_ms);
}

void
cw_router_client_set_ca_file (CwRegistry *registry,
                              const char *path)
{
  if (path != NULL)
    cw_http_set_ca_file (cw_router_client_get_http (registry), path);
}

void
cw_router_client_set_proxy (CwRegistry *registry,
                            const char *uri)
{
  if (uri != NULL)
    cw_http_set_proxy (cw_router_client_get_http (registry), uri);
}

/* "sandbox." today, "api-sandbox." in the days of v1 */
gboolean
cw_router_is_sandbox (const char *base_uri)
{
  g_autoptr (GUri) uri = g_uri_parse (base_uri, G_URI_FLAGS_NONE, NULL);
  g_autofree char *host = uri != NULL && g_uri_get_host (uri) != NULL ? g_ascii_strdown (g_uri_get_host (uri), -1) : NULL;

  return host != NULL && strstr (host, "sandbox") != NULL;
}
