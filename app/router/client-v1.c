/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/client-v1.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "app/core/esi.h"
#include "app/router/outcome.h"
#include "app/router/subject.h"
#include "app/router/views-v1.h"

/* The conversation in API v1: the same door as client.c, students with their cards below them.
 * Owns what it learnt of whose card is whose, under a lock; any thread.
 *
 * A student's day of expiry is that of all the cards: it follows the card registered last. */

struct _CwRouterClientV1
{
  CwRouterClient parent_instance;

  const char *prefix;  /* static: what lies between the base address and "students" */
  GMutex      lock;
  GHashTable *holders; /* ESCN -> ESI */
};

static void cw_router_client_v1_iface_init (CwRegistryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwRouterClientV1, cw_router_client_v1, CW_TYPE_ROUTER_CLIENT, G_IMPLEMENT_INTERFACE (CW_TYPE_REGISTRY, cw_router_client_v1_iface_init))

CwHttpAnswer *
cw_router_v1_send (CwRouterClientV1 *self,
                   CwHttpMethod      method,
                   const char       *path,
                   const char       *body,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autofree char *whole = g_strconcat (self->prefix, path, NULL);
  const CwHttpRequest request = { .method = method, .path = whole, .body = body };

  return cw_router_client_ask (CW_REGISTRY (self), &request, cancellable, error);
}

char *
cw_router_v1_today (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return g_date_time_format (now, "%Y-%m-%d");
}

static char *
cw_v1_student_path (const char *esi)
{
  g_autofree char *escaped = g_uri_escape_string (esi, NULL, FALSE);

  return g_strconcat ("students/", escaped, NULL);
}

char *
cw_router_v1_student_path (CwRouterClientV1 *self,
                           const char       *esi)
{
  g_autofree char *path = cw_v1_student_path (esi);

  return g_strconcat (self->prefix, path, NULL);
}

/* @escn: parsed */
static char *
cw_v1_card_path (const char *esi,
                 const char *escn)
{
  g_autofree char *student = cw_v1_student_path (esi);

  return g_strconcat (student, "/cards/", escn, NULL);
}

static char *
cw_v1_normalise (const char *text,
                 GError    **error)
{
  CwEscn number;

  return cw_escn_parse (text, &number, error) ? cw_escn_to_string (&number) : NULL;
}

static void
cw_router_client_v1_note_holder (CwRegistry *registry,
                                 const char *text,
                                 const char *esi)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  char *escn = cw_v1_normalise (text, NULL);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (escn != NULL)
    g_hash_table_replace (self->holders, escn, g_strdup (esi));
}

static gboolean
cw_v1_note_row (const CwCardEntry *card,
                gpointer           user_data,
                GError           **error)
{
  if (card->esi != NULL)
    cw_router_client_v1_note_holder (user_data, card->escn, card->esi);
  return TRUE;
}

static char *
cw_v1_get_holder (CwRouterClientV1 *self,
                  const char       *escn)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return g_strdup (g_hash_table_lookup (self->holders, escn));
}

/* Whose card it is: as known here, else from the register's whole list.
 * @esi: (out): NULL when the register has no such card */
static gboolean
cw_v1_find_holder (CwRouterClientV1 *self,
                   const char       *escn,
                   char            **esi,
                   GCancellable     *cancellable,
                   GError          **error)
{
  *esi = cw_v1_get_holder (self, escn);
  if (*esi != NULL)
    return TRUE;
  if (!cw_router_v1_list_cards (self, cw_v1_note_row, self, NULL, cancellable, error))
    return FALSE;
  *esi = cw_v1_get_holder (self, escn);
  return TRUE;
}

static gboolean
cw_router_client_v1_ping (CwRegistry   *registry,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_router_v1_send (CW_ROUTER_CLIENT_V1 (registry), CW_HTTP_GET, "students?offset=0&limit=1", NULL, cancellable, error);
  g_autoptr (CwJson) list = NULL;

  if (answer == NULL || !cw_outcome_check (answer, _("the list of persons"), NULL, error))
    return FALSE;
  list = cw_view_v1_parse_list (answer->body, answer->length, error);
  return list != NULL;
}

/* @there: (out): NULL when the register has no such person, or shows it to others only */
static gboolean
cw_v1_ask_student (CwRouterClientV1 *self,
                   const char       *esi,
                   const CwSubject  *subject,
                   CwPersonEntry   **there,
                   GCancellable     *cancellable,
                   GError          **error)
{
  g_autofree char *path = cw_v1_student_path (esi);
  g_autoptr (CwHttpAnswer) answer = cw_router_v1_send (self, CW_HTTP_GET, path, NULL, cancellable, error);
  g_autoptr (CwJson) view = NULL;

  *there = NULL;
  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 0, CW_OUTCOME_ACCESS_DENIED))
    return TRUE;
  if (!cw_outcome_check (answer, subject->thing, (const char *const *) subject->personal, error))
    return FALSE;
  view = cw_view_parse (answer->body, answer->length, error);
  *there = view != NULL ? cw_view_v1_take_student (view, error) : NULL;
  if (*there == NULL || cw_esi_equal ((*there)->esi, esi))
    return *there != NULL;
  g_clear_pointer (there, cw_person_entry_free);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                       _("The ESC-Router answered with another person than the one asked for. Nothing was sent."));
  return FALSE;
}

/* Answers to writing are "an object" or "a string" in the document: what counts is that they are
 * JSON, and not the page of a network. */
static gboolean
cw_v1_check_written (const CwHttpAnswer *answer,
                     const CwSubject    *subject,
                     GError            **error)
{
  g_autoptr (CwJson) view = NULL;

  if (!cw_outcome_check (answer, subject->thing, (const char *const *) subject->personal, error))
    return FALSE;
  if (answer->length == 0)
    return TRUE;
  view = cw_view_parse_any (answer->body, answer->length, error);
  return view != NULL;
}

/* @there: (nullable): the person as the register has it */
static gboolean
cw_v1_write_student (CwRouterClientV1    *self,
                     const CwPersonEntry *wanted,
                     const CwPersonEntry *there,
                     const CwSubject     *subject,
                     GCancellable        *cancellable,
                     GError             **error)
{
  CwPersonEntry written = *wanted;
  g_autofree char *body = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;

  /* an ESI cannot be changed in the register; a day that is not given stays */
  if (there != NULL)
    written.esi = there->esi;
  if (there != NULL && written.expires_at == NULL)
    written.expires_at = there->expires_at;
  body = cw_view_v1_write_student (&written, error);
  if (body == NULL)
    return FALSE;
  path = there != NULL ? cw_v1_student_path (written.esi) : g_strdup ("students");
  answer = cw_router_v1_send (self, there != NULL ? CW_HTTP_PUT : CW_HTTP_POST, path, body, cancellable, error);
  if (answer == NULL)
    return FALSE;
  /* another desk was quicker; its data are of the same institution */
  if (there == NULL && cw_outcome_is (answer, 0, CW_OUTCOME_PERSON_EXISTS))
    return TRUE;
  return cw_v1_check_written (answer, subject, error);
}

static gboolean
cw_router_client_v1_upsert_person (CwRegistry          *registry,
                                   const CwPersonEntry *person,
                                   GCancellable        *cancellable,
                                   char               **answer,
                                   GError             **error)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  g_auto (CwSubject) subject = cw_subject_of_person (person);
  g_autoptr (CwPersonEntry) there = NULL;
  const char *outcome = "unchanged";

  if (!cw_v1_ask_student (self, person->esi, &subject, &there, cancellable, error))
    return FALSE;
  if (there == NULL || !cw_view_person_is (there, person))
    {
      if (!cw_v1_write_student (self, person, there, &subject, cancellable, error))
        return FALSE;
      outcome = there == NULL ? "added" : "updated";
    }
  if (answer != NULL)
    *answer = g_strdup_printf ("{\"organisationIdentifier\":\"%s\",\"person\":\"%s\"}", person->pic, outcome);
  return TRUE;
}

CwPersonEntry *
cw_router_v1_get_person (CwRouterClientV1 *self,
                         const char       *esi,
                         GCancellable     *cancellable,
                         GError          **error)
{
  const CwPersonEntry asked = { .esi = (char *) esi };
  g_auto (CwSubject) subject = cw_subject_of_person (&asked);
  CwPersonEntry *there = NULL;

  if (cw_v1_ask_student (self, esi, &subject, &there, cancellable, error) && there == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The ESC-Router does not know this person, or shows it to another institution only."));
  return there;
}

static CwCardEntry *
cw_v1_get_card (CwRouterClientV1 *self,
                const char       *esi,
                const char       *escn,
                GCancellable     *cancellable,
                GError          **error)
{
  g_auto (CwSubject) subject = cw_subject_of_card (escn, esi, NULL);
  g_autofree char *path = cw_v1_card_path (esi, escn);
  g_autofree char *today = cw_router_v1_today ();
  g_autoptr (CwHttpAnswer) answer = cw_router_v1_send (self, CW_HTTP_GET, path, NULL, cancellable, error);
  g_autoptr (CwJson) view = NULL;
  g_autoptr (CwCardEntry) card = NULL;

  if (answer == NULL || !cw_outcome_check (answer, subject.thing, (const char *const *) subject.personal, error))
    return NULL;
  view = cw_view_parse (answer->body, answer->length, error);
  card = view != NULL ? cw_view_v1_take_card (view, today, error) : NULL;
  if (card == NULL)
    return NULL;
  if (g_ascii_strcasecmp (card->escn, escn) != 0 || (card->esi != NULL && !cw_esi_equal (card->esi, esi)))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                   _("The ESC-Router answered with another card than %s. Look the card up on its web page."), escn);
      return NULL;
    }
  if (card->esi == NULL)
    card->esi = g_strdup (esi);
  return g_steal_pointer (&card);
}

static CwCardEntry *
cw_router_client_v1_look_up (CwRegistry   *registry,
                             const char   *text,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  g_autofree char *escn = cw_v1_normalise (text, error);
  g_autofree char *esi = NULL;

  if (escn == NULL || !cw_v1_find_holder (self, escn, &esi, cancellable, error))
    return NULL;
  if (esi != NULL)
    return cw_v1_get_card (self, esi, escn, cancellable, error);
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _("The ESC-Router does not know card %s."), escn);
  return NULL;
}

/* The day on which the card ends is its student's. */
static gboolean
cw_v1_match_expiry (CwRouterClientV1  *self,
                    const CwCardEntry *card,
                    const CwSubject   *subject,
                    GCancellable      *cancellable,
                    GError           **error)
{
  g_autoptr (CwPersonEntry) student = NULL;

  if (card->expires_at == NULL)
    return TRUE;
  if (!cw_v1_ask_student (self, card->esi, subject, &student, cancellable, error))
    return FALSE;
  if (student == NULL || g_strcmp0 (student->expires_at, card->expires_at) == 0)
    return TRUE;
  g_free (student->expires_at);
  student->expires_at = g_strdup (card->expires_at);
  if (student->pic == NULL)
    student->pic = g_strdup (card->pic);
  return cw_v1_write_student (self, student, student, subject, cancellable, error);
}

/* What counts as evidence is what the register holds, not what was sent. */
static gboolean
cw_v1_confirm (CwRouterClientV1  *self,
               const CwCardEntry *card,
               const char        *escn,
               const CwSubject   *subject,
               GCancellable      *cancellable,
               char             **evidence,
               GError           **error)
{
  g_autoptr (CwCardEntry) there = NULL;

  if (!cw_v1_match_expiry (self, card, subject, cancellable, error))
    return FALSE;
  there = cw_v1_get_card (self, card->esi, escn, cancellable, error);
  if (there == NULL)
    return FALSE;
  cw_router_client_v1_note_holder (CW_REGISTRY (self), escn, card->esi);
  if (evidence != NULL)
    *evidence = cw_view_card_evidence (there);
  return TRUE;
}

/* The number is there already: ours, then it is brought up to date, or somebody else's.
 * @refusal: what the router answered to the post */
static gboolean
cw_v1_renew_card (CwRouterClientV1  *self,
                  const CwCardEntry *card,
                  const char        *escn,
                  const char        *body,
                  const CwSubject   *subject,
                  const GError      *refusal,
                  GCancellable      *cancellable,
                  GError           **error)
{
  g_autoptr (GError) own_error = NULL;
  g_autoptr (CwCardEntry) there = cw_v1_get_card (self, card->esi, escn, cancellable, &own_error);
  g_autofree char *path = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (there == NULL)
    {
      g_propagate_error (error, g_error_matches (own_error, CW_ERROR, CW_ERROR_NOT_FOUND) ? g_error_copy (refusal) : g_steal_pointer (&own_error));
      return FALSE;
    }
  if (there->card_type == card->card_type)
    return TRUE;
  path = cw_v1_card_path (card->esi, escn);
  answer = cw_router_v1_send (self, CW_HTTP_PUT, path, body, cancellable, error);
  return answer != NULL && cw_v1_check_written (answer, subject, error);
}

static gboolean
cw_v1_post_card (CwRouterClientV1  *self,
                 const CwCardEntry *card,
                 const char        *escn,
                 const CwSubject   *subject,
                 GCancellable      *cancellable,
                 GError           **error)
{
  g_autoptr (GError) refusal = NULL;
  g_autofree char *body = cw_view_v1_write_card (card, error);
  g_autofree char *student = cw_v1_student_path (card->esi);
  g_autofree char *path = g_strconcat (student, "/cards", NULL);
  g_autoptr (CwHttpAnswer) answer = body != NULL ? cw_router_v1_send (self, CW_HTTP_POST, path, body, cancellable, error) : NULL;

  if (answer == NULL)
    return FALSE;
  if (cw_v1_check_written (answer, subject, &refusal))
    return TRUE;
  if (cw_outcome_is (answer, 409, NULL) || cw_outcome_is (answer, 0, CW_OUTCOME_CARD_EXISTS))
    return cw_v1_renew_card (self, card, escn, body, subject, refusal, cancellable, error);
  /* a post below a person cannot miss its card: a 404 is about the person, and final */
  if (g_error_matches (refusal, CW_ERROR, CW_ERROR_NOT_FOUND))
    refusal->code = CW_ERROR_ROUTER_REFUSED;
  g_propagate_error (error, g_steal_pointer (&refusal));
  return FALSE;
}

static gboolean
cw_router_client_v1_register_card (CwRegistry        *registry,
                                   const CwCardEntry *card,
                                   GCancellable      *cancellable,
                                   char             **evidence,
                                   GError           **error)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  g_auto (CwSubject) subject = cw_subject_of_card (card->escn, card->esi, card->display_name);
  g_autofree char *escn = cw_v1_normalise (card->escn, error);

  return escn != NULL && cw_v1_post_card (self, card, escn, &subject, cancellable, error) &&
         cw_v1_confirm (self, card, escn, &subject, cancellable, evidence, error);
}

static gboolean
cw_router_client_v1_withdraw_card (CwRegistry   *registry,
                                   const char   *text,
                                   GCancellable *cancellable,
                                   GError      **error)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  g_autofree char *escn = cw_v1_normalise (text, error);
  g_auto (CwSubject) subject = cw_subject_of_card (text, NULL, NULL);
  g_autofree char *esi = NULL;
  g_autofree char *path = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (escn == NULL || !cw_v1_find_holder (self, escn, &esi, cancellable, error))
    return FALSE;
  if (esi == NULL)
    return TRUE;
  path = cw_v1_card_path (esi, escn);
  answer = cw_router_v1_send (self, CW_HTTP_DELETE, path, NULL, cancellable, error);
  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 410, NULL))
    return TRUE;
  return cw_v1_check_written (answer, &subject, error);
}

/* As cw_router_client_delete_person() of client.c. */
static gboolean
cw_router_client_v1_delete_person (CwRegistry   *registry,
                                   const char   *esi,
                                   GCancellable *cancellable,
                                   GError      **error)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (registry);
  g_autofree char *path = cw_v1_student_path (esi);
  g_auto (CwSubject) subject = cw_subject_of_person (&(CwPersonEntry) { .esi = (char *) esi });
  g_autoptr (CwHttpAnswer) answer = cw_router_v1_send (self, CW_HTTP_DELETE, path, NULL, cancellable, error);

  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 410, NULL) || cw_outcome_is (answer, 403, NULL))
    return TRUE;
  return cw_v1_check_written (answer, &subject, error);
}

static void
cw_router_client_v1_iface_init (CwRegistryInterface *iface)
{
  iface->ping = cw_router_client_v1_ping;
  iface->upsert_person = cw_router_client_v1_upsert_person;
  iface->register_card = cw_router_client_v1_register_card;
  iface->withdraw_card = cw_router_client_v1_withdraw_card;
  iface->delete_person = cw_router_client_v1_delete_person;
  iface->look_up = cw_router_client_v1_look_up;
  iface->note_holder = cw_router_client_v1_note_holder;
}

static void
cw_router_client_v1_finalize (GObject *object)
{
  CwRouterClientV1 *self = CW_ROUTER_CLIENT_V1 (object);

  g_hash_table_unref (self->holders);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (cw_router_client_v1_parent_class)->finalize (object);
}

static void
cw_router_client_v1_class_init (CwRouterClientV1Class *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_router_client_v1_finalize;
}

static void
cw_router_client_v1_init (CwRouterClientV1 *self)
{
  self->holders = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_mutex_init (&self->lock);
}

/**
 * cw_router_client_new_v1:
 * @base_uri: as of cw_router_client_new(), or ending in "/v1/": https://api.europeanstudentcard.eu/v1/
 * @token: (nullable): the institution's key
 *
 * Returns: (transfer full): a register; %NULL as of cw_router_client_new()
 */
CwRegistry *
cw_router_client_new_v1 (const char *base_uri,
                         CwSecret   *token,
                         GError    **error)
{
  CwRegistry *registry;

  g_return_val_if_fail (base_uri != NULL, NULL);

  registry = cw_router_client_make (CW_TYPE_ROUTER_CLIENT_V1, base_uri, token, error);
  if (registry != NULL)
    CW_ROUTER_CLIENT_V1 (registry)->prefix = g_str_has_suffix (base_uri, "/v1") || g_str_has_suffix (base_uri, "/v1/") ? "" : "api/v1/";
  return registry;
}
