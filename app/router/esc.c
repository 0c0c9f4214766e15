/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/esc.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/escn.h"
#include "app/router/client-v1.h"
#include "app/router/outcome.h"
#include "app/router/views-esc.h"

/* The router's addresses beyond the saga: one request and one answer each, but for lists, which
 * go on page by page. No state of its own; any thread. */

/* Rows asked for; the router gives 10 whatever is asked (edutap-eu/edutap.esc_router_api), which
 * only the page block of its answer says. */
#define PAGE_SIZE "100"

typedef struct
{
  CwRegistry   *router;
  const char   *path;    /* of the list */
  const char   *thing;   /* of the list, in a sentence */
  const char   *search;  /* (nullable) */
  const char   *pic;     /* persons: in whose eyes */
  CwPersonFunc  person;  /* one of the two */
  CwCardFunc    card;
  gpointer      user_data;
  GHashTable   *starts;  /* identifiers with which a page began */
  guint64       size;    /* rows a page; 0: not known yet */
  CwEscSum      sum;
} CwEscList;

static gboolean
cw_esc_fail_list (CwEscList  *list,
                  const char *what,
                  GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
               _("The ESC-Router does not give %s whole: %s. Try again; when it stays so, ask the ESC-Router's support."), list->thing, what);
  return FALSE;
}

/* A server that gives one page again and again would else be read to the end of its own count. */
static gboolean
cw_esc_note_start (CwEscList  *list,
                   gsize       row,
                   const char *identifier,
                   GError    **error)
{
  if (row > 0 || g_hash_table_add (list->starts, g_strdup (identifier)))
    return TRUE;
  return cw_esc_fail_list (list, _("it gives a page twice"), error);
}

static gboolean
cw_esc_give_row (CwEscList *list,
                 CwJson    *view,
                 gsize      row,
                 GError   **error)
{
  if (list->card != NULL)
    {
      g_autoptr (CwCardEntry) card = cw_view_take_card_row (view, error);

      return card != NULL && cw_esc_note_start (list, row, card->escn, error) && list->card (card, list->user_data, error);
    }
  else
    {
      g_autoptr (CwPersonEntry) person = cw_view_take_person (view, list->pic, error);

      return person != NULL && cw_esc_note_start (list, row, person->esi, error) && list->person (person, list->user_data, error);
    }
}

/* Judges the page block before any row of it is given out. */
static gboolean
cw_esc_check_page (CwEscList        *list,
                   const CwViewPage *page,
                   guint64           wanted,
                   GError          **error)
{
  if (page->number != wanted)
    return cw_esc_fail_list (list, _("it answers with another page than the one asked for"), error);
  if (list->size != 0 && page->size != list->size)
    return cw_esc_fail_list (list, _("the size of its pages changes"), error);
  if (wanted > 0 && page->total != list->sum.total)
    list->sum.changed = TRUE;
  list->size = page->size;
  list->sum.total = page->total;
  return TRUE;
}

/* @more: (out): whether there is another page */
static gboolean
cw_esc_read_page (CwEscList    *list,
                  guint64       number,
                  gboolean     *more,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autofree char *search = list->search != NULL ? g_uri_escape_string (list->search, NULL, FALSE) : NULL;
  g_autofree char *path = g_strdup_printf ("%s?page=%" G_GUINT64_FORMAT "&size=" PAGE_SIZE "%s%s", list->path, number,
                                           search != NULL ? "&search=" : "", search != NULL ? search : "");
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = path };
  g_autoptr (CwHttpAnswer) answer = cw_router_client_ask (list->router, &request, cancellable, error);
  g_auto (CwViewPage) page = { NULL };
  gsize n;

  if (answer == NULL || !cw_outcome_check (answer, list->thing, NULL, error) ||
      !cw_view_read_page (answer->body, answer->length, &page, error) ||
      !cw_esc_check_page (list, &page, number, error))
    return FALSE;
  n = json_array_size (page.rows);
  *more = (number + 1) * page.size < page.total;
  if (*more && n < page.size)
    return cw_esc_fail_list (list, _("a page in the middle is not full"), error);
  for (gsize i = 0; i < n; i++, list->sum.rows++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_esc_give_row (list, json_array_get (page.rows, i), i, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_esc_read_list (CwEscList    *list,
                  CwEscSum     *sum,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (GHashTable) starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gboolean more = TRUE;

  list->starts = starts;
  for (guint64 number = 0; more; number++)
    {
      if (!cw_esc_read_page (list, number, &more, cancellable, error))
        return FALSE;
    }
  if (!list->sum.changed && list->sum.rows != list->sum.total)
    return cw_esc_fail_list (list, _("it counts other than what it gives"), error);
  if (sum != NULL)
    *sum = list->sum;
  return TRUE;
}

/* API v1 lists everything or nothing. */
static gboolean
cw_esc_check_plain (CwRegistry *router,
                    const char *search,
                    GError    **error)
{
  return search == NULL || cw_router_client_check_v2 (router, _("search in its lists"), error);
}

/**
 * cw_esc_list_persons:
 * @pic: in whose eyes the persons are read; the pic of a row is %NULL when it does not vouch
 * @search: (nullable): in the router's words: "identifierCode:ESI<+>identifier:urn:schac:…"
 * @func: called on this thread, row by row; nothing is held
 * @sum: (out) (optional): how it went
 *
 * A server that gives a page twice, another page, or other than it counts ends in
 * %CW_ERROR_ROUTER_ANSWER; rows given until then were given.
 */
gboolean
cw_esc_list_persons (CwRegistry   *router,
                     const char   *pic,
                     const char   *search,
                     CwPersonFunc  func,
                     gpointer      user_data,
                     CwEscSum     *sum,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwEscList list = {
    .router = router, .path = "api/v2/persons", .thing = _("the list of persons"), .search = search, .pic = pic, .person = func, .user_data = user_data
  };

  g_return_val_if_fail (CW_IS_REGISTRY (router) && func != NULL, FALSE);

  if (CW_IS_ROUTER_CLIENT_V1 (router))
    return cw_esc_check_plain (router, search, error) &&
           cw_router_v1_list_persons (CW_ROUTER_CLIENT_V1 (router), func, user_data, sum, cancellable, error);
  return cw_esc_read_list (&list, sum, cancellable, error);
}

/**
 * cw_esc_list_cards:
 * @search: (nullable): in the router's words: "person.identifierCode:ESI<+>person.identifier:…"
 *
 * As cw_esc_list_persons(). The rows are sparse: the router's lists say neither status nor type
 * (CardLiteView); cw_registry_look_up() and cw_esc_get_status() do.
 */
gboolean
cw_esc_list_cards (CwRegistry   *router,
                   const char   *search,
                   CwCardFunc    func,
                   gpointer      user_data,
                   CwEscSum     *sum,
                   GCancellable *cancellable,
                   GError      **error)
{
  CwEscList list = {
    .router = router, .path = "api/v2/cards", .thing = _("the list of cards"), .search = search, .card = func, .user_data = user_data
  };

  g_return_val_if_fail (CW_IS_REGISTRY (router) && func != NULL, FALSE);

  if (CW_IS_ROUTER_CLIENT_V1 (router))
    return cw_esc_check_plain (router, search, error) &&
           cw_router_v1_list_cards (CW_ROUTER_CLIENT_V1 (router), func, user_data, sum, cancellable, error);
  return cw_esc_read_list (&list, sum, cancellable, error);
}

/* A question that anybody may ask about one card: no token goes along. */
static CwHttpAnswer *
cw_esc_ask_openly (CwRegistry          *router,
                   const CwHttpRequest *request,
                   const char          *escn,
                   GCancellable        *cancellable,
                   GError             **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_router_client_ask (router, request, cancellable, error);
  g_autofree char *thing = g_strdup_printf (_("card %s"), escn);

  return answer != NULL && cw_outcome_check (answer, thing, NULL, error) ? g_steal_pointer (&answer) : NULL;
}

static CwPublicCard *
cw_esc_ask_public (CwRegistry          *router,
                   const CwHttpRequest *request,
                   const char          *escn,
                   GCancellable        *cancellable,
                   GError             **error)
{
  g_autoptr (CwHttpAnswer) answer = cw_esc_ask_openly (router, request, escn, cancellable, error);
  g_autoptr (CwPublicCard) card = answer != NULL ? cw_view_read_public (answer->body, answer->length, error) : NULL;

  if (card != NULL && g_ascii_strcasecmp (card->escn, escn) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
                   _("The ESC-Router answered with another card than %s. Look the card up on its web page."), escn);
      return NULL;
    }
  return g_steal_pointer (&card);
}

/**
 * cw_esc_get_status:
 *
 * Returns: (transfer full): the router's public word about a card, whoever issued it
 */
CwPublicCard *
cw_esc_get_status (CwRegistry   *router,
                   const char   *escn,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autofree char *card = cw_router_client_card_path (escn, error);
  g_autofree char *path = g_strconcat (card != NULL ? card : "", "/status", NULL);
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = path, .open = TRUE };

  if (card == NULL || !cw_router_client_check_v2 (router, _("public word about a card"), error))
    return NULL;
  return cw_esc_ask_public (router, &request, escn, cancellable, error);
}

/**
 * cw_esc_verify:
 *
 * Asks the verifier, which lies beside the API (esc-verifier-service) and says the holder's
 * academic level as well.
 *
 * Returns: (transfer full): its word about a card, whoever issued it
 */
CwPublicCard *
cw_esc_verify (CwRegistry   *router,
               const char   *escn,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  CwHttpRequest request = { .method = CW_HTTP_GET, .beside = TRUE, .open = TRUE };
  CwEscn number;

  if (!cw_escn_parse (escn, &number, error))
    return NULL;
  text = cw_escn_to_string (&number);
  path = g_strconcat ("esc-verifier-service/api/v1/cards/verify/", text, NULL);
  request.path = path;
  return cw_esc_ask_public (router, &request, escn, cancellable, error);
}

/**
 * cw_esc_get_qr:
 *
 * Returns: (transfer full): the QR code of a card as the router draws it (horizontal, normal
 *   colours, size S), an SVG
 */
char *
cw_esc_get_qr (CwRegistry   *router,
               const char   *escn,
               GCancellable *cancellable,
               GError      **error)
{
  g_autofree char *card = cw_router_client_card_path (escn, error);
  g_autofree char *path = g_strconcat (card != NULL ? card : "", "/qr", NULL);
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = path, .open = TRUE, .accept = "image/svg+xml" };
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (card == NULL || !cw_router_client_check_v2 (router, _("QR picture"), error))
    return NULL;
  answer = cw_esc_ask_openly (router, &request, escn, cancellable, error);
  if (answer == NULL)
    return NULL;
  if (!g_utf8_validate (answer->body, (gssize) answer->length, NULL) || strstr (answer->body, "<svg") == NULL || strstr (answer->body, "</svg>") == NULL)
    {
      cw_view_fail (error, _("it is no SVG picture"));
      return NULL;
    }
  return g_steal_pointer (&answer->body);
}

static gboolean
cw_esc_check_numbers (char      **numbers,
                      const char *pic,
                      guint       prefix,
                      guint       count,
                      GError    **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; numbers[i] != NULL; i++)
    {
      char own[10];
      CwEscn number;

      if (!cw_escn_parse (numbers[i], &number, error))
        return FALSE;
      cw_escn_get_pic (&number, own);
      if (!g_str_equal (own, pic) || cw_escn_get_prefix (&number) != prefix || !g_hash_table_add (seen, numbers[i]))
        return cw_view_fail (error, "cardNumber");
    }
  return g_strv_length (numbers) == count || cw_view_fail (error, "numberOfESCN");
}

/**
 * cw_esc_make_numbers:
 * @count: 1 to %CW_ESC_NUMBERS_MAX
 *
 * Lets the router make numbers of this PIC and prefix.
 *
 * Returns: (transfer full) (array zero-terminated=1): as many as asked for, no two the same
 */
char **
cw_esc_make_numbers (CwRegistry   *router,
                     const char   *pic,
                     guint         prefix,
                     guint         count,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autofree char *path = g_strdup_printf ("api/v2/cards/generate-escn?prefix=%u&pic=%s&numberOfESCN=%u", prefix, pic, count);
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = path };
  g_autoptr (CwHttpAnswer) answer = NULL;
  g_auto (GStrv) numbers = NULL;

  g_return_val_if_fail (count > 0 && count <= CW_ESC_NUMBERS_MAX, NULL);

  if (!cw_escn_check_pic (pic, error) || !cw_router_client_check_v2 (router, _("card numbers to give"), error))
    return NULL;
  answer = cw_router_client_ask (router, &request, cancellable, error);
  if (answer == NULL || !cw_outcome_check (answer, _("the wish for card numbers"), NULL, error))
    return NULL;
  numbers = cw_view_read_numbers (answer->body, answer->length, error);
  return numbers != NULL && cw_esc_check_numbers (numbers, pic, prefix, count, error) ? g_steal_pointer (&numbers) : NULL;
}
