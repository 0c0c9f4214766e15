/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/card-list.h"

#include <glib/gi18n-lib.h>

#include "app/station/station-private.h"
#include "app/store/lifecycle.h"

/* Pages of the list of cards and the story of one, on the worker for questions. */

void
cw_card_page_free (CwCardPage *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  g_free (self);
}

void
cw_card_story_free (CwCardStory *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->student, cw_student_unref);
  g_clear_pointer (&self->journal, g_ptr_array_unref);
  g_clear_pointer (&self->plastics, g_ptr_array_unref);
  g_free (self->owed);
  g_free (self);
}

/* the list */

typedef struct
{
  CwCardQuery query;
  char       *institution_id;
  char       *text;
  guint       first;
} CardPaging;

static void
card_paging_free (CardPaging *self)
{
  g_free (self->institution_id);
  g_free (self->text);
  g_free (self);
}

static gboolean
cw_station_list_card_page_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwCall *call = data;
  const CardPaging *paging = call->asked;
  CwStore *store = call->station->tools.store;
  g_autoptr (CwCardPage) page = g_new0 (CwCardPage, 1);

  page->first = paging->first;
  if (!cw_store_count_card_rows (store, &paging->query, &page->count, error))
    return FALSE;
  page->rows = cw_store_list_card_rows (store, &paging->query, call->limit, paging->first, error);
  if (page->rows == NULL)
    return FALSE;
  call->result = g_steal_pointer (&page);
  return TRUE;
}

void
cw_station_list_card_page_async (CwStation          *self,
                                 const CwCardQuery  *query,
                                 guint               first,
                                 guint               limit,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  CardPaging *paging;
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (query != NULL);

  paging = g_new0 (CardPaging, 1);
  paging->query = *query;
  paging->query.institution_id = paging->institution_id = g_strdup (query->institution_id);
  paging->query.text = paging->text = g_strdup (query->text);
  paging->first = first;
  call = cw_call_new (self, NULL, (GDestroyNotify) cw_card_page_free);
  call->limit = limit;
  call->asked = paging;
  call->free_asked = (GDestroyNotify) card_paging_free;
  cw_station_call (self, self->query_worker, cw_station_list_card_page_work, call, cw_station_list_card_page_async, cancellable, callback, user_data);
}

CwCardPage *
cw_station_list_card_page_finish (CwStation    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* one card */

static char *
cw_card_story_say_owed (GPtrArray *messages)
{
  const CwOutboxRow *last = messages->len > 0 ? g_ptr_array_index (messages, messages->len - 1) : NULL;

  if (last == NULL)
    return g_strdup (_ ("The register was not told of this card."));
  if (g_str_equal (last->state, "waiting"))
    return g_strdup (_ ("The register is yet to be told."));
  if (g_str_equal (last->state, "refused"))
    return g_strdup (_ ("The register refused what it was told. See the register's page."));
  if (g_str_equal (last->state, "given-up"))
    return g_strdup (_ ("What the register was to be told was given up."));
  return g_strdup (g_str_equal (last->kind, "withdraw") ? _ ("The register has taken it out.") : _ ("The register has it."));
}

static gboolean
cw_station_tell_card_work (gpointer      data,
                           GCancellable *cancellable,
                           GError      **error)
{
  CwCall *call = data;
  CwStore *store = call->station->tools.store;
  g_autoptr (CwCardStory) story = g_new0 (CwCardStory, 1);
  g_autoptr (CwCard) card = cw_store_get_card (store, call->number, error);
  g_autoptr (GPtrArray) messages = card != NULL ? cw_store_list_card_messages (store, card->id, error) : NULL;

  if (messages == NULL)
    return FALSE;
  story->student = cw_store_get_student (store, card->student_id, NULL);
  story->journal = cw_store_list_card_journal (store, card->id, error);
  story->plastics = story->journal != NULL ? cw_store_list_plastics (store, card->id, error) : NULL;
  if (story->plastics == NULL)
    return FALSE;
  story->owed = cw_card_story_say_owed (messages);
  call->result = g_steal_pointer (&story);
  return TRUE;
}

void
cw_station_tell_card_async (CwStation          *self,
                            gint64              card_id,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, NULL, (GDestroyNotify) cw_card_story_free);
  call->number = card_id;
  cw_station_call (self, self->query_worker, cw_station_tell_card_work, call, cw_station_tell_card_async, cancellable, callback, user_data);
}

CwCardStory *
cw_station_tell_card_finish (CwStation    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
