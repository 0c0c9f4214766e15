/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/outbox-turn.h"

#include "app/router/backoff.h"

/* Turns and rests: two tables under one lock. The rests hang on their store and go with it. Any
 * thread. */

/* microseconds between two looks at the cancellable while another thread has the turn */
#define TURN_LOOK (G_USEC_PER_SEC / 10)

static GMutex turn_lock;
static GCond turn_cond;
static GHashTable *turns; /* of char*: the persons for whom somebody is sending */

/* on a store: institution -> gint64, until when it is left alone on the clock's monotonic hand */
static G_DEFINE_QUARK (cw-turn-rests-quark, cw_turn_rests)

/**
 * cw_turn_get_person:
 *
 * Returns: (transfer full): the key by which messages are ordered: the ESI without regard to
 *   case, as the register compares it
 */
char *
cw_turn_get_person (const CwOutboxRow *row)
{
  return g_ascii_strdown (row->person, -1);
}

static char *
cw_turn_make_key (CwStore           *store,
                  const CwOutboxRow *row)
{
  g_autofree char *person = cw_turn_get_person (row);

  return g_strdup_printf ("%p %s", (void *) store, person);
}

gboolean
cw_turn_is_taken (CwStore           *store,
                  const CwOutboxRow *row)
{
  g_autofree char *key = cw_turn_make_key (store, row);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn_lock);

  return turns != NULL && g_hash_table_contains (turns, key);
}

/**
 * cw_turn_take:
 *
 * Waits until nobody else sends for the person of @row.
 *
 * Returns: %FALSE when @cancellable ended the wait
 */
gboolean
cw_turn_take (CwTurn            *turn,
              CwStore           *store,
              const CwOutboxRow *row,
              GCancellable      *cancellable,
              GError           **error)
{
  g_autofree char *key = cw_turn_make_key (store, row);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn_lock);

  if (turns == NULL)
    turns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  while (g_hash_table_contains (turns, key))
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      g_cond_wait_until (&turn_cond, &turn_lock, g_get_monotonic_time () + TURN_LOOK);
    }
  g_hash_table_add (turns, g_strdup (key));
  turn->key = g_steal_pointer (&key);
  return TRUE;
}

/**
 * cw_turn_give:
 *
 * Gives a turn back; does nothing when it was not taken.
 */
void
cw_turn_give (CwTurn *turn)
{
  if (turn->key == NULL)
    return;
  g_mutex_lock (&turn_lock);
  g_hash_table_remove (turns, turn->key);
  g_cond_broadcast (&turn_cond);
  g_mutex_unlock (&turn_lock);
  g_clear_pointer (&turn->key, g_free);
}

/**
 * cw_turn_note_pause:
 * @pause: seconds
 *
 * Remembers until when a register asked to be left alone, on the clock's monotonic hand. The
 * pause is for all messages of the institution, and callers may make a new client each time.
 */
void
cw_turn_note_pause (CwStore    *store,
                    const char *institution_id,
                    CwClock    *clock,
                    guint       pause)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn_lock);
  GHashTable *rests = g_object_get_qdata (G_OBJECT (store), cw_turn_rests_quark ());
  gint64 *until = g_new (gint64, 1);

  *until = cw_clock_monotonic (clock) + (gint64) MIN (pause, CW_BACKOFF_LONGEST) * G_USEC_PER_SEC;
  if (rests == NULL)
    {
      rests = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      g_object_set_qdata_full (G_OBJECT (store), cw_turn_rests_quark (), rests, (GDestroyNotify) g_hash_table_unref);
    }
  g_hash_table_replace (rests, g_strdup (institution_id), until);
}

/**
 * cw_turn_is_resting:
 *
 * Returns: whether the institution's register asked for a pause that is not over
 */
gboolean
cw_turn_is_resting (CwStore    *store,
                    const char *institution_id,
                    CwClock    *clock)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&turn_lock);
  GHashTable *rests = g_object_get_qdata (G_OBJECT (store), cw_turn_rests_quark ());
  const gint64 *until = rests != NULL ? g_hash_table_lookup (rests, institution_id) : NULL;

  return until != NULL && cw_clock_monotonic (clock) < *until;
}
