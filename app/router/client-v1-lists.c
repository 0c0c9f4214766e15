/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "app/base/error.h"
#include "app/router/client-v1.h"
#include "app/router/outcome.h"
#include "app/router/views-v1.h"

/* The lists of API v1: offset and limit, no count. A list is at its end where nothing more comes.
 * No state of its own; any thread. */

/* rows asked for; what comes is counted, not what was asked for */
#define LIMIT 50
/* rows: as in views-esc.c, more than all the students of Europe */
#define ROWS_MAX 100000000

typedef struct
{
  const char  *path;
  const char  *thing;
  CwPersonFunc person; /* one of the two */
  CwCardFunc   card;
  gpointer     user_data;
  const char  *today;
  GHashTable  *starts; /* identifiers with which an answer began */
} CwV1List;

static gboolean
cw_v1_list_note_start (CwV1List   *list,
                       gsize       row,
                       const char *identifier,
                       GError    **error)
{
  if (row > 0 || g_hash_table_add (list->starts, g_strdup (identifier)))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER,
               _("The ESC-Router does not give %s whole: %s. Try again; when it stays so, ask the ESC-Router's support."), list->thing, _("it gives a page twice"));
  return FALSE;
}

static gboolean
cw_v1_list_give (CwV1List *list,
                 CwJson   *view,
                 gsize     row,
                 GError  **error)
{
  if (list->card != NULL)
    {
      g_autoptr (CwCardEntry) card = cw_view_v1_take_card (view, list->today, error);

      return card != NULL && cw_v1_list_note_start (list, row, card->escn, error) && list->card (card, list->user_data, error);
    }
  else
    {
      g_autoptr (CwPersonEntry) person = cw_view_v1_take_student (view, error);

      return person != NULL && cw_v1_list_note_start (list, row, person->esi, error) && list->person (person, list->user_data, error);
    }
}

/* @rows: (inout): how many there were so far */
static gboolean
cw_v1_list_read (CwRouterClientV1 *self,
                 CwV1List         *list,
                 guint64          *rows,
                 gboolean         *more,
                 GCancellable     *cancellable,
                 GError          **error)
{
  g_autofree char *path = g_strdup_printf ("%s?offset=%" PRIu64 "&limit=%d", list->path, *rows, LIMIT);
  g_autoptr (CwHttpAnswer) answer = cw_router_v1_send (self, CW_HTTP_GET, path, NULL, cancellable, error);
  g_autoptr (CwJson) views = NULL;

  if (answer == NULL || !cw_outcome_check (answer, list->thing, NULL, error))
    return FALSE;
  views = cw_view_v1_parse_list (answer->body, answer->length, error);
  if (views == NULL)
    return FALSE;
  *more = json_array_size (views) > 0 && *rows < ROWS_MAX;
  for (gsize i = 0; i < json_array_size (views); i++, ++*rows)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_v1_list_give (list, json_array_get (views, i), i, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_v1_list_run (CwRouterClientV1 *self,
                CwV1List         *list,
                CwEscSum         *sum,
                GCancellable     *cancellable,
                GError          **error)
{
  g_autoptr (GHashTable) starts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *today = cw_router_v1_today ();
  gboolean more = TRUE;
  guint64 rows = 0;

  list->starts = starts;
  list->today = today;
  while (more)
    {
      if (!cw_v1_list_read (self, list, &rows, &more, cancellable, error))
        return FALSE;
    }
  if (sum != NULL)
    *sum = (CwEscSum) { .rows = rows, .total = rows };
  return TRUE;
}

gboolean
cw_router_v1_list_persons (CwRouterClientV1 *self,
                           CwPersonFunc      func,
                           gpointer          user_data,
                           CwEscSum         *sum,
                           GCancellable     *cancellable,
                           GError          **error)
{
  CwV1List list = { .path = "students", .thing = _("the list of persons"), .person = func, .user_data = user_data };

  return cw_v1_list_run (self, &list, sum, cancellable, error);
}

gboolean
cw_router_v1_list_cards (CwRouterClientV1 *self,
                         CwCardFunc        func,
                         gpointer          user_data,
                         CwEscSum         *sum,
                         GCancellable     *cancellable,
                         GError          **error)
{
  CwV1List list = { .path = "cards", .thing = _("the list of cards"), .card = func, .user_data = user_data };

  return cw_v1_list_run (self, &list, sum, cancellable, error);
}
