/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox.h"

#include "app/base/error.h"
#include "app/router/backoff.h"
#include "app/router/outbox-private.h"
#include "app/router/outbox-turn.h"

/* One round over all that is due: a few lanes, each a thread with connections of its own, take one
 * person after another and send that person's messages oldest first. The calling thread is a lane.
 *
 * A register is asked by one lane alone until it took a message, and again after it did not: one
 * that is down, full or mistaken hears one request and not as many as there are lanes. */

/* What one institution's register is owed in this round. */
typedef struct
{
  char    *institution_id;
  GQueue   ready;      /* of CwRoundPerson: the next message may go */
  guint    under_way;
  gboolean took;       /* the last answer was that it took a message */
  gboolean left;       /* in trouble or at rest: not asked again in this round */
} CwRoundPlace;

/* What is owed about one person, oldest first. */
typedef struct
{
  GQueue rows; /* of CwOutboxRow, not owned */
} CwRoundPerson;

typedef struct
{
  CwStore        *store;
  CwRegistryFunc  registry;
  gpointer        user_data;
  CwClock        *clock;
  GCancellable   *cancellable;
  GMutex          finding;   /* one @registry call at a time */

  GMutex          lock;      /* guards what follows */
  GCond           moved;
  GPtrArray      *places;    /* of CwRoundPlace */
  guint           next;      /* place to look at first: they take turns */
  guint           under_way;
  gboolean        over;      /* the store or the caller ended it */
  GError         *error;
  CwOutboxResult  result;
} CwRound;

/* What became of one message. */
typedef enum
{
  CW_ROUND_SENT,
  CW_ROUND_REFUSED,
  CW_ROUND_OWED,    /* it failed for itself */
  CW_ROUND_TROUBLE, /* its register is in trouble */
  CW_ROUND_BROKEN,  /* the round cannot go on */
} CwRoundOutcome;

static void
cw_round_place_free (CwRoundPlace *place)
{
  g_queue_clear (&place->ready);
  g_free (place->institution_id);
  g_free (place);
}

static void
cw_round_person_free (CwRoundPerson *person)
{
  g_queue_clear (&person->rows);
  g_free (person);
}

static CwRoundPlace *
cw_round_get_place (CwRound    *round,
                    const char *institution_id)
{
  CwRoundPlace *place;

  for (guint i = 0; i < round->places->len; i++)
    {
      place = g_ptr_array_index (round->places, i);
      if (g_str_equal (place->institution_id, institution_id))
        return place;
    }
  place = g_new0 (CwRoundPlace, 1);
  place->institution_id = g_strdup (institution_id);
  g_ptr_array_add (round->places, place);
  return place;
}

/* A due time further off than any back-off comes from a clock that was set back. */
static gboolean
cw_round_is_due (CwRound           *round,
                 const CwOutboxRow *row)
{
  gint64 now = cw_clock_now (round->clock);

  return row->due_at <= now || row->due_at > now + (gint64) CW_BACKOFF_LONGEST * G_USEC_PER_SEC;
}

/* Puts @person where its next message goes, when that is due; one that is not holds back the
 * later ones. @first: before the others there */
static void
cw_round_line_up (CwRound       *round,
                  CwRoundPerson *person,
                  gboolean       first)
{
  const CwOutboxRow *row = g_queue_peek_head (&person->rows);
  CwRoundPlace *place;

  if (row == NULL || !cw_round_is_due (round, row))
    return;
  place = cw_round_get_place (round, row->institution_id);
  if (first)
    g_queue_push_head (&place->ready, person);
  else
    g_queue_push_tail (&place->ready, person);
}

static void
cw_round_read (CwRound    *round,
               GPtrArray  *waiting,
               GHashTable *persons)
{
  g_autoptr (GPtrArray) order = g_ptr_array_new ();

  for (guint i = 0; i < waiting->len; i++)
    {
      CwOutboxRow *row = g_ptr_array_index (waiting, i);
      g_autofree char *key = cw_turn_get_person (row);
      CwRoundPerson *person = g_hash_table_lookup (persons, key);

      if (person == NULL)
        {
          person = g_new0 (CwRoundPerson, 1);
          g_hash_table_insert (persons, g_steal_pointer (&key), person);
          g_ptr_array_add (order, person);
        }
      g_queue_push_tail (&person->rows, row);
    }
  for (guint i = 0; i < order->len; i++)
    cw_round_line_up (round, g_ptr_array_index (order, i), FALSE);
}

static gboolean
cw_round_is_open (CwRound      *round,
                  CwRoundPlace *place)
{
  if (place->left || g_queue_is_empty (&place->ready) || (place->under_way > 0 && !place->took))
    return FALSE;
  place->left = cw_turn_is_resting (round->store, place->institution_id, round->clock);
  return !place->left;
}

/* Under the lock. Waits while another lane's outcome may open a place again. Returns: NULL when
 * the round is over */
static CwRoundPerson *
cw_round_take (CwRound       *round,
               CwRoundPlace **place)
{
  while (TRUE)
    {
      if (!round->over && g_cancellable_set_error_if_cancelled (round->cancellable, &round->error))
        round->over = TRUE;
      for (guint i = 0; i < round->places->len && !round->over; i++)
        {
          *place = g_ptr_array_index (round->places, (round->next + i) % round->places->len);
          if (!cw_round_is_open (round, *place))
            continue;
          round->next++;
          round->under_way++;
          (*place)->under_way++;
          return g_queue_pop_head (&(*place)->ready);
        }
      if (round->over || round->under_way == 0)
        return NULL;
      g_cond_wait (&round->moved, &round->lock);
    }
}

static gboolean
cw_round_is_broken (const GError *failure)
{
  return g_error_matches (failure, CW_ERROR, CW_ERROR_STORE) || g_error_matches (failure, CW_ERROR, CW_ERROR_STORE_FULL) ||
         g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static CwRoundOutcome
cw_round_judge (const GError *failure)
{
  if (failure == NULL)
    return CW_ROUND_SENT;
  if (cw_round_is_broken (failure))
    return CW_ROUND_BROKEN;
  if (cw_outbox_is_final (failure))
    return CW_ROUND_REFUSED;
  /* of the register, and not of this one message */
  if (g_error_matches (failure, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE) || g_error_matches (failure, CW_ERROR, CW_ERROR_ROUTER_TOKEN))
    return CW_ROUND_TROUBLE;
  return CW_ROUND_OWED;
}

/* @registries: the lane's own connections, by institution */
static CwRoundOutcome
cw_round_send (CwRound           *round,
               GHashTable        *registries,
               const CwOutboxRow *row,
               GError           **error)
{
  CwRegistry *registry = g_hash_table_lookup (registries, row->institution_id);
  g_autoptr (GError) failure = NULL;
  CwRoundOutcome outcome;

  if (registry == NULL)
    {
      g_mutex_lock (&round->finding);
      registry = round->registry (row->institution_id, round->user_data, &failure);
      g_mutex_unlock (&round->finding);
      if (registry == NULL)
        return cw_outbox_write_failure (round->store, NULL, round->clock, row, failure, error) ? CW_ROUND_TROUBLE : CW_ROUND_BROKEN;
      g_hash_table_insert (registries, g_strdup (row->institution_id), registry);
    }
  cw_outbox_send (round->store, registry, round->clock, row->id, TRUE, round->cancellable, &failure);
  outcome = cw_round_judge (failure);
  if (outcome == CW_ROUND_BROKEN)
    g_propagate_error (error, g_steal_pointer (&failure));
  return outcome;
}

/* Under the lock. @error: (transfer full) (nullable) */
static void
cw_round_give (CwRound       *round,
               CwRoundPlace  *place,
               CwRoundPerson *person,
               CwRoundOutcome outcome,
               GError        *error)
{
  gboolean done = outcome == CW_ROUND_SENT || outcome == CW_ROUND_REFUSED;

  round->under_way--;
  place->under_way--;
  place->took = outcome == CW_ROUND_SENT;
  place->left = place->left || outcome == CW_ROUND_TROUBLE;
  round->result.sent += outcome == CW_ROUND_SENT ? 1 : 0;
  round->result.refused += outcome == CW_ROUND_REFUSED ? 1 : 0;
  if (done)
    {
      g_queue_pop_head (&person->rows);
      cw_round_line_up (round, person, TRUE);
    }
  if (outcome == CW_ROUND_BROKEN)
    round->over = TRUE;
  if (error != NULL && round->error == NULL)
    round->error = error;
  else
    g_clear_error (&error);
  g_cond_broadcast (&round->moved);
}

static gpointer
cw_round_lane (gpointer data)
{
  CwRound *round = data;
  g_autoptr (GHashTable) registries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  CwRoundPlace *place = NULL;
  CwRoundPerson *person;

  g_mutex_lock (&round->lock);
  while ((person = cw_round_take (round, &place)) != NULL)
    {
      const CwOutboxRow *row = g_queue_peek_head (&person->rows);
      GError *error = NULL;
      CwRoundOutcome outcome;

      g_mutex_unlock (&round->lock);
      outcome = cw_round_send (round, registries, row, &error);
      g_mutex_lock (&round->lock);
      cw_round_give (round, place, person, outcome, error);
    }
  g_mutex_unlock (&round->lock);
  return NULL;
}

static gboolean
cw_round_run (CwRound *round,
              guint    parallel,
              GError **error)
{
  g_autoptr (GPtrArray) waiting = cw_store_list_messages (round->store, "waiting", 0, error);
  g_autoptr (GHashTable) persons = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_round_person_free);
  GThread *lanes[CW_OUTBOX_PARALLEL_MAX];
  guint n = 0;

  if (waiting == NULL)
    return FALSE;
  cw_round_read (round, waiting, persons);
  parallel = MIN (CLAMP (parallel, 1, CW_OUTBOX_PARALLEL_MAX), MAX (g_hash_table_size (persons), 1));
  while (n + 1 < parallel)
    lanes[n++] = g_thread_new ("cw-outbox-lane", cw_round_lane, round);
  cw_round_lane (round);
  while (n > 0)
    g_thread_join (lanes[--n]);
  if (round->error != NULL)
    g_propagate_error (error, g_steal_pointer (&round->error));
  return !round->over;
}

/**
 * cw_outbox_send_due:
 * @registry: finds the register of an institution
 * @clock: decides what is due
 * @parallel: for so many persons at once, 1 to %CW_OUTBOX_PARALLEL_MAX, each on a connection of
 *   its own
 * @result: (out) (optional): what this round did; also filled in when it ends early
 *
 * Sends all that is due, in order per person. When a register cannot be reached, asks for a pause
 * or does not take the token, the other messages of its institution are left alone until the next
 * round; a message that fails for itself holds back nobody but its own person. Blocks; not on the
 * GTK thread, not within a transaction of the store.
 *
 * Returns: %FALSE when the round could not be finished: %CW_ERROR_STORE, or cancelled. That
 *   messages are still owed is no error.
 */
gboolean
cw_outbox_send_due (CwStore        *store,
                    CwRegistryFunc  registry,
                    gpointer        user_data,
                    CwClock        *clock,
                    guint           parallel,
                    GCancellable   *cancellable,
                    CwOutboxResult *result,
                    GError        **error)
{
  g_autoptr (GPtrArray) places = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_round_place_free);
  CwRound round = { .store = store, .registry = registry, .user_data = user_data, .clock = clock, .cancellable = cancellable, .places = places };
  CwStoreCounts counts = { 0, };
  gboolean ok;

  g_return_val_if_fail (CW_IS_STORE (store) && registry != NULL && CW_IS_CLOCK (clock), FALSE);

  g_mutex_init (&round.finding);
  g_mutex_init (&round.lock);
  g_cond_init (&round.moved);
  ok = cw_round_run (&round, parallel, error);
  g_mutex_clear (&round.finding);
  g_mutex_clear (&round.lock);
  g_cond_clear (&round.moved);

  if (cw_store_count (store, &counts, ok ? error : NULL))
    round.result.waiting = counts.outbox_waiting;
  else
    ok = FALSE;
  if (result != NULL)
    *result = round.result;
  return ok;
}
