/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/batch.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/station/station-private.h"

/* The batch as the window sees it. Each card is one piece of work on the issuing thread; the next is
 * queued only from the main thread after the one before, so that whatever a person began meanwhile is
 * in the queue first. Questions are not asked here: a card that needs an answer stops the batch, and
 * its order waits among the doubts. */

/* of the last so many cards the middle time is taken: one that waited for a ribbon does not count */
#define LAST_CARDS 21

CwBatchNote *
cw_batch_note_copy (const CwBatchNote *self)
{
  CwBatchNote *copy;

  if (self == NULL)
    return NULL;
  copy = g_new0 (CwBatchNote, 1);
  *copy = *self;
  copy->name = g_strdup (self->name);
  copy->reason = g_strdup (self->reason);
  copy->current = g_strdup (self->current);
  copy->sentence = g_strdup (self->sentence);
  copy->forecast = g_strdup (self->forecast);
  return copy;
}

void
cw_batch_note_free (CwBatchNote *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  g_free (self->reason);
  g_free (self->current);
  g_free (self->sentence);
  g_free (self->forecast);
  g_free (self);
}

/* reading */

static int
cw_batch_compare_times (gconstpointer a,
                        gconstpointer b)
{
  gint64 left = *(const gint64 *) a;
  gint64 right = *(const gint64 *) b;

  return left < right ? -1 : left > right;
}

static guint
cw_batch_reckon_seconds (GPtrArray *items)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = items->len; i > 0 && times->len < LAST_CARDS; i--)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i - 1);

      if (item->took > 0)
        g_array_append_val (times, item->took);
    }
  if (times->len == 0)
    return 0;
  g_array_sort (times, cw_batch_compare_times);
  return (guint) ((g_array_index (times, gint64, times->len / 2) + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC);
}

static void
cw_batch_count (CwBatchNote          *note,
                const CwBatchItemRow *item)
{
  switch (item->state)
    {
    case CW_BATCH_ITEM_WAITING:
    case CW_BATCH_ITEM_WORKING:
      note->waiting++;
      break;
    case CW_BATCH_ITEM_MADE:
      note->made++;
      break;
    case CW_BATCH_ITEM_FAILED:
      note->failed++;
      break;
    case CW_BATCH_ITEM_IN_DOUBT:
      note->in_doubt++;
      break;
    case CW_BATCH_ITEM_SKIPPED:
      note->skipped++;
      break;
    }
}

/* As the printer's note said last: it is not asked, for it may be busy. */
static void
cw_batch_reckon_possible (CwStation   *self,
                          CwBatchNote *note)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  note->possible = (CwPossible) { .cards = -1 };
  if (self->status != NULL)
    note->possible = self->status->possible;
}

static char *
cw_batch_forecast (const CwBatchNote *note)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint minutes = (guint) (((guint64) note->seconds * note->waiting + 59) / 60);
  g_autofree char *possible = NULL;

  if (note->waiting == 0)
    return NULL;
  if (note->seconds > 0)
    {
      g_string_append_printf (text, ngettext ("About %u minute left.", "About %u minutes left.", minutes), minutes);
      g_string_append_c (text, ' ');
    }
  g_string_append_printf (text, ngettext ("%u blank is still needed.", "%u blanks are still needed.", note->blanks), note->blanks);
  g_string_append_c (text, ' ');
  g_string_append_printf (text, ngettext ("Ribbon for it: %u set of panels.", "Ribbon for it: %u sets of panels.", note->sets), note->sets);
  if (note->possible.cards < 0 || (guint) note->possible.cards >= note->waiting)
    return g_string_free (g_steal_pointer (&text), FALSE);
  possible = cw_possible_to_sentence (&note->possible);
  return g_strdup_printf ("%s %s.", text->str, possible);
}

CwBatchNote *
cw_batch_read (CwStation        *self,
               const CwBatchRow *row,
               GError          **error)
{
  g_autoptr (CwBatchNote) note = g_new0 (CwBatchNote, 1);
  g_autoptr (GPtrArray) items = cw_store_list_batch_items (self->tools.store, row->id, error);

  if (items == NULL)
    return NULL;
  note->id = row->id;
  note->name = g_strdup (row->name);
  note->state = row->state;
  note->reason = g_strdup (row->reason);
  note->total = items->len;
  for (guint i = 0; i < items->len; i++)
    {
      const CwBatchItemRow *item = g_ptr_array_index (items, i);
      g_autoptr (CwStudent) student = NULL;

      cw_batch_count (note, item);
      if (item->state != CW_BATCH_ITEM_WORKING)
        continue;
      student = cw_store_get_student (self->tools.store, item->student_id, error);
      if (student == NULL)
        return NULL;
      g_free (note->current);
      note->current = cw_student_get_full_name (student);
    }
  note->blanks = note->waiting;
  note->sets = note->waiting * cw_station_get_sets_per_card (self);
  note->seconds = cw_batch_reckon_seconds (items);
  cw_batch_reckon_possible (self, note);
  note->forecast = cw_batch_forecast (note);
  return g_steal_pointer (&note);
}

CwBatchNote *
cw_station_read_batch (CwStation *self,
                       GError   **error)
{
  g_autoptr (CwBatchRow) row = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  if (!cw_store_find_open_batch (self->tools.store, &row, error) || (row == NULL && !cw_store_find_last_batch (self->tools.store, &row, error)))
    return NULL;
  return row != NULL ? cw_batch_read (self, row, error) : NULL;
}

/* news for the main thread */

static void cw_batch_go_on (CwStation *self);

static gboolean
cw_batch_changed_cb (gpointer user_data)
{
  CwStation *self = user_data;

  g_signal_emit_by_name (self, "batch-changed");
  cw_batch_go_on (self);
  return G_SOURCE_REMOVE;
}

static void
cw_batch_post (CwStation *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, cw_batch_changed_cb, g_object_ref (self), g_object_unref);
  g_source_attach (source, self->context);
}

/* Reads how it stands, on a worker's thread, and lets the main thread know. */
static gboolean
cw_batch_look (CwStation *self,
               GError   **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwBatchNote) note = cw_station_read_batch (self, &local);

  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_mutex_lock (&self->lock);
  g_clear_pointer (&self->batch, cw_batch_note_free);
  self->batch = g_steal_pointer (&note);
  g_mutex_unlock (&self->lock);
  cw_batch_post (self);
  return TRUE;
}

void
cw_batch_refresh (CwStation *self)
{
  g_autoptr (GError) error = NULL;
  gboolean known;

  g_mutex_lock (&self->lock);
  known = self->batch != NULL;
  g_mutex_unlock (&self->lock);
  if (known && !cw_batch_look (self, &error))
    g_debug ("%s", error->message);
}

/* who stands at the desk for a batch: nobody */

#define CW_TYPE_BATCH_OPERATOR (cw_batch_operator_get_type ())
G_DECLARE_FINAL_TYPE (CwBatchOperator, cw_batch_operator, CW, BATCH_OPERATOR, GObject)

struct _CwBatchOperator
{
  GObject    parent_instance;

  CwStation *station; /* not owned: lives longer */
  gboolean   looked;
};

static void cw_batch_operator_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwBatchOperator, cw_batch_operator, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, cw_batch_operator_iface_init))

static void
cw_batch_operator_show (CwOperator  *operator,
                        CwStage      stage,
                        CwStageState state,
                        const char  *sentence)
{
  CwBatchOperator *self = CW_BATCH_OPERATOR (operator);
  CwStation *station = self->station;
  gboolean waits = state == CW_STAGE_STATE_WAITING || state == CW_STAGE_STATE_TROUBLE;
  gboolean changed = FALSE;

  /* on a demo station no hand is needed */
  if (stage == CW_STAGE_ENCODE && state == CW_STAGE_STATE_WAITING)
    cw_station_demo_lay_card (station);
  if (!self->looked)
    self->looked = cw_batch_look (station, NULL);

  g_mutex_lock (&station->lock);
  if (station->batch != NULL && g_strcmp0 (station->batch->sentence, waits ? sentence : NULL) != 0)
    {
      g_free (station->batch->sentence);
      station->batch->sentence = waits ? g_strdup (sentence) : NULL;
      changed = TRUE;
    }
  g_mutex_unlock (&station->lock);
  if (changed)
    cw_batch_post (station);
}

static CwAnswer
cw_batch_operator_ask (CwOperator       *operator,
                       const CwQuestion *question,
                       GCancellable     *cancellable)
{
  return CW_ANSWER_LATER;
}

static void
cw_batch_operator_iface_init (CwOperatorInterface *iface)
{
  iface->show = cw_batch_operator_show;
  iface->ask = cw_batch_operator_ask;
}

static void
cw_batch_operator_class_init (CwBatchOperatorClass *klass)
{
}

static void
cw_batch_operator_init (CwBatchOperator *self)
{
}

/* one card after another */

static gboolean
cw_batch_make_one (CwStation *self,
                   GError   **error)
{
  g_autoptr (CwBatchOperator) operator = g_object_new (CW_TYPE_BATCH_OPERATOR, NULL);
  gboolean more;

  operator->station = self;
  return cw_batch_make_next (self, CW_OPERATOR (operator), NULL, &more, error);
}

/* Whether the batch may have this turn. */
static gboolean
cw_batch_take_turn (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->batch_at_work = self->walk_ins == 0 && !self->batch_held;
  return self->batch_at_work;
}

static void
cw_batch_end_turn (CwStation *self,
                   gboolean   hold)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->batch_at_work = FALSE;
  self->batch_queued = FALSE;
  self->batch_held = self->batch_held || hold;
}

static gboolean
cw_batch_piece_work (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (GError) local = NULL;

  if (cw_batch_take_turn (self) && !cw_batch_make_one (self, &local))
    cw_batch_pause (self, local->message, NULL);
  /* a store that fails would fail again at once: somebody has to resume */
  cw_batch_end_turn (self, local != NULL);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      cw_batch_look (self, NULL);
      return FALSE;
    }
  return cw_batch_look (self, error);
}

static void
cw_batch_piece_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    g_warning ("the batch stopped: %s", error->message);
}

/* On the main thread: queues the next card if there is to be one. */
static void
cw_batch_go_on (CwStation *self)
{
  gboolean go;

  g_mutex_lock (&self->lock);
  go = self->issue_worker != NULL && self->batch != NULL && self->batch->state == CW_BATCH_STATE_RUNNING && !self->batch_held && !self->batch_queued;
  self->batch_queued = self->batch_queued || go;
  g_mutex_unlock (&self->lock);
  if (go)
    cw_station_call (self, self->issue_worker, cw_batch_piece_work, cw_call_new (self, NULL, NULL), cw_batch_go_on, NULL, cw_batch_piece_cb, NULL);
}

/* the doors */

static void
cw_batch_hold (CwStation *self,
               gboolean   hold)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->batch_held = hold;
}

static gboolean
cw_batch_begin_work (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwCall *call = data;

  if (cw_station_begin_batch (call->station, call->text, call->students, FALSE, error) == 0 || !cw_batch_resume (call->station, error))
    return FALSE;
  cw_batch_hold (call->station, FALSE);
  call->result = g_object_ref (call->station);
  return cw_batch_look (call->station, error);
}

void
cw_station_begin_batch_async (CwStation          *self,
                              const char         *name,
                              GPtrArray          *students,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));
  g_return_if_fail (name != NULL && students != NULL);

  call = cw_call_new (self, name, g_object_unref);
  call->students = g_ptr_array_copy (students, (GCopyFunc) (void (*) (void)) cw_student_ref, NULL);
  g_ptr_array_set_free_func (call->students, (GDestroyNotify) cw_student_unref);
  cw_station_call (self, self->query_worker, cw_batch_begin_work, call, cw_station_begin_batch_async, cancellable, callback, user_data);
}

gboolean
cw_station_begin_batch_finish (CwStation    *self,
                               GAsyncResult *result,
                               GError      **error)
{
  g_autoptr (CwStation) begun = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  begun = g_task_propagate_pointer (G_TASK (result), error);
  return begun != NULL;
}

static gboolean
cw_batch_pause_work (gpointer      data,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwCall *call = data;

  return cw_batch_pause (call->station, _ ("Paused between two cards at your request."), error) && cw_batch_look (call->station, error);
}

static gboolean
cw_batch_resume_work (gpointer      data,
                      GCancellable *cancellable,
                      GError      **error)
{
  CwCall *call = data;

  return cw_batch_resume (call->station, error) && cw_batch_look (call->station, error);
}

static gboolean
cw_batch_cancel_work (gpointer      data,
                      GCancellable *cancellable,
                      GError      **error)
{
  CwCall *call = data;

  return cw_station_cancel_batch_now (call->station, error) && cw_batch_look (call->station, error);
}

void
cw_station_pause_batch (CwStation *self)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_batch_hold (self, TRUE);
  cw_station_call (self, self->query_worker, cw_batch_pause_work, cw_call_new (self, NULL, NULL), cw_station_pause_batch, NULL, cw_batch_piece_cb, NULL);
}

void
cw_station_resume_batch (CwStation *self)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_batch_hold (self, FALSE);
  cw_station_call (self, self->query_worker, cw_batch_resume_work, cw_call_new (self, NULL, NULL), cw_station_resume_batch, NULL, cw_batch_piece_cb, NULL);
}

void
cw_station_cancel_batch (CwStation *self)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_batch_hold (self, TRUE);
  cw_station_call (self, self->query_worker, cw_batch_cancel_work, cw_call_new (self, NULL, NULL), cw_station_cancel_batch, NULL, cw_batch_piece_cb, NULL);
}

CwBatchNote *
cw_station_get_batch (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  return cw_batch_note_copy (self->batch);
}

void
cw_station_dismiss_batch (CwStation *self)
{
  gboolean ended;

  g_return_if_fail (CW_IS_STATION (self));

  g_mutex_lock (&self->lock);
  ended = self->batch != NULL && (self->batch->state == CW_BATCH_STATE_DONE || self->batch->state == CW_BATCH_STATE_CANCELLED);
  if (ended)
    g_clear_pointer (&self->batch, cw_batch_note_free);
  g_mutex_unlock (&self->lock);
  if (ended)
    g_signal_emit_by_name (self, "batch-changed");
}

void
cw_station_stop_batch (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  g_autoptr (GCancellable) work = self->batch_at_work && self->work != NULL ? g_object_ref (self->work) : NULL;

  self->batch_held = TRUE;
  g_clear_pointer (&locker, g_mutex_locker_free);
  g_cancellable_cancel (work);
}
