/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include <gio/gio.h>

#include "app/base/error.h"
#include "app/router/esc.h"
#include "app/router/reconcile.h"
#include "app/router/registry-private.h"

/* Reads the router's two lists into a book: cards on the caller's thread, persons on one more, each
 * over a connection that is kept open from page to page. A list that changed while it was read, or
 * whose server was in trouble, is read again from its start, a few times. What the lists do not say
 * of a card is then asked card by card, on a thread for each client that the caller gives. */

#define READINGS 3
/* milliseconds to wait after trouble, times the number of the reading */
#define REST_MS 500

typedef struct
{
  CwBook       *book;
  CwRegistry   *registry;
  gboolean      persons;
  gboolean      certain;
  CwBookFunc    func;
  gpointer      user_data;
  int          *rows;        /* (atomic) of both */
  GCancellable *stop;        /* ends the other one as well */
  GError       *error;
} CwReading;

static void
cw_reading_count (CwReading *self)
{
  int rows = g_atomic_int_add (self->rows, 1) + 1;

  if (self->func != NULL && rows % 10 == 0)
    self->func ((guint) rows, self->user_data);
}

static gboolean
cw_reading_take_card (const CwCardEntry *card,
                      gpointer           user_data,
                      GError           **error)
{
  CwReading *self = user_data;

  cw_reading_count (self);
  return cw_book_add_card (self->book, card, error);
}

static gboolean
cw_reading_take_person (const CwPersonEntry *person,
                        gpointer             user_data,
                        GError             **error)
{
  CwReading *self = user_data;

  g_atomic_int_inc (self->rows);
  return cw_book_add_person (self->book, person, error);
}

/* @moved: (out): whether the list was not the same from its first page to its last */
static gboolean
cw_reading_once (CwReading *self,
                 gboolean  *moved,
                 GError   **error)
{
  CwEscSum sum = { 0 };

  if (self->persons)
    {
      cw_book_clear_persons (self->book);
      if (!cw_esc_list_persons (self->registry, cw_book_get_pic (self->book), NULL, cw_reading_take_person, self, &sum, self->stop, error))
        return FALSE;
      *moved = !cw_book_sort_persons (self->book) || sum.changed;
      return TRUE;
    }
  cw_book_clear_cards (self->book);
  if (!cw_esc_list_cards (self->registry, NULL, cw_reading_take_card, self, &sum, self->stop, error))
    return FALSE;
  *moved = !cw_book_sort_cards (self->book) || sum.changed;
  return TRUE;
}

/* Whether another try may go better: the server was in trouble (what it answers then, and with HTTP 500,
 * may be anything) and asked for no pause. */
static gboolean
cw_book_may_retry (CwRegistry   *registry,
                   GCancellable *stop,
                   const GError *error,
                   guint         reading)
{
  gboolean trouble = g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE) || g_error_matches (error, CW_ERROR, CW_ERROR_ROUTER_ANSWER);
  GPollFD fd;

  if (reading + 1 >= READINGS || !trouble || cw_registry_take_pause (registry) > 0)
    return FALSE;
  if (g_cancellable_make_pollfd (stop, &fd))
    {
      g_poll (&fd, 1, (int) (REST_MS * (reading + 1)));
      g_cancellable_release_fd (stop);
    }
  return !g_cancellable_is_cancelled (stop);
}

static void
cw_reading_run (CwReading *self)
{
  gboolean moved = TRUE;

  for (guint reading = 0; reading < READINGS && moved; reading++)
    {
      g_clear_error (&self->error);
      if (!cw_reading_once (self, &moved, &self->error) && !cw_book_may_retry (self->registry, self->stop, self->error, reading))
        break;
    }
  self->certain = !moved;
  if (self->error != NULL)
    g_cancellable_cancel (self->stop);
}

static gpointer
cw_reading_thread (gpointer data)
{
  cw_reading_run (data);
  return NULL;
}

static void
cw_reading_stop_cb (GCancellable *cancellable,
                    gpointer      user_data)
{
  g_cancellable_cancel (user_data);
}

/* The error that ended both; that of the one that was only stopped says nothing. */
static gboolean
cw_reading_fail (CwReading *cards,
                 CwReading *persons,
                 GError   **error)
{
  gboolean stopped = g_error_matches (cards->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  CwReading *first = cards->error != NULL && (!stopped || persons->error == NULL) ? cards : persons;

  g_propagate_error (error, g_steal_pointer (&first->error));
  g_clear_error (&cards->error);
  g_clear_error (&persons->error);
  return FALSE;
}

/**
 * cw_book_read:
 * @cards: (transfer none): the register of the institution
 * @persons: (transfer none): another client of the same, used at the same time
 * @func: (nullable): told now and then how many rows were read
 *
 * Errors are those of cw_esc_list_cards().
 */
gboolean
cw_book_read (CwBook       *self,
              CwRegistry   *cards,
              CwRegistry   *persons,
              CwBookFunc    func,
              gpointer      user_data,
              gboolean     *certain,
              GCancellable *cancellable,
              GError      **error)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  int rows = 0;
  CwReading of_cards = { .book = self, .registry = cards, .func = func, .user_data = user_data, .rows = &rows, .stop = stop };
  CwReading of_persons = { .book = self, .registry = persons, .persons = TRUE, .rows = &rows, .stop = stop };
  gulong handler = 0;
  GThread *thread;

  g_return_val_if_fail (self != NULL && CW_IS_REGISTRY (cards) && CW_IS_REGISTRY (persons) && cards != persons, FALSE);

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_reading_stop_cb), g_object_ref (stop), g_object_unref);
  thread = g_thread_new ("cw-persons", cw_reading_thread, &of_persons);
  cw_reading_run (&of_cards);
  g_thread_join (thread);
  g_cancellable_disconnect (cancellable, handler);

  if (of_cards.error != NULL || of_persons.error != NULL)
    return cw_reading_fail (&of_cards, &of_persons, error);
  *certain = of_cards.certain && of_persons.certain;
  return TRUE;
}

/* card by card */

typedef struct
{
  CwBook       *book;
  CwRegistry   *registry;
  int          *next;      /* (atomic) the row that nobody has taken yet */
  int          *asked;     /* (atomic) */
  CwBookFunc    func;      /* (nullable) */
  gpointer      user_data;
  GCancellable *stop;
  GError       *error;
  GThread      *thread;
} CwAsking;

/* @entry: (out): NULL when it is not there */
static gboolean
cw_asking_look_up (CwAsking     *self,
                   const CwEscn *escn,
                   CwCardEntry **entry,
                   GError      **error)
{
  g_autofree char *text = cw_escn_to_string (escn);

  for (guint reading = 0; reading < READINGS; reading++)
    {
      g_autoptr (GError) local = NULL;

      *entry = cw_registry_look_up (self->registry, text, self->stop, &local);
      if (*entry != NULL || g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
        return TRUE;
      if (cw_book_may_retry (self->registry, self->stop, local, reading))
        continue;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

static gpointer
cw_asking_thread (gpointer data)
{
  CwAsking *self = data;
  guint count = cw_book_count_cards (self->book);

  while (self->error == NULL && !g_cancellable_set_error_if_cancelled (self->stop, &self->error))
    {
      guint row = (guint) g_atomic_int_add (self->next, 1);
      const CwBookCard *card = row < count ? cw_book_get_card (self->book, row) : NULL;
      g_autoptr (CwCardEntry) entry = NULL;
      int asked;

      if (card == NULL)
        return NULL;
      if (!card->wanted)
        continue;
      if (!cw_asking_look_up (self, &card->escn, &entry, &self->error))
        break;
      cw_book_set_card (self->book, row, entry);
      asked = g_atomic_int_add (self->asked, 1) + 1;
      if (self->func != NULL && asked % 10 == 0)
        self->func ((guint) asked, self->user_data);
    }
  g_cancellable_cancel (self->stop);
  return NULL;
}

/* Of all that ended with an error the one that the others were stopped for. */
static gboolean
cw_asking_end (CwAsking *askings,
               guint     n,
               GError  **error)
{
  GError *first = NULL;

  for (guint i = 0; i < n; i++)
    {
      gboolean stopped = g_error_matches (askings[i].error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

      if (askings[i].error == NULL || (first != NULL && (stopped || !g_error_matches (first, G_IO_ERROR, G_IO_ERROR_CANCELLED))))
        {
          g_clear_error (&askings[i].error);
          continue;
        }
      g_clear_error (&first);
      first = g_steal_pointer (&askings[i].error);
    }
  if (first == NULL)
    return TRUE;
  g_propagate_error (error, first);
  return FALSE;
}

/**
 * cw_book_complete:
 * @clients: of the same register; one of them for each thread
 * @func: (nullable): told now and then how many cards were looked up, on any of the threads
 *
 * Errors are those of cw_registry_look_up(), but for a card that is not there: it is gone.
 */
gboolean
cw_book_complete (CwBook       *self,
                  CwRegistry  **clients,
                  guint         n_clients,
                  CwBookFunc    func,
                  gpointer      user_data,
                  GCancellable *cancellable,
                  GError      **error)
{
  g_autoptr (GCancellable) stop = g_cancellable_new ();
  g_autofree CwAsking *askings = g_new0 (CwAsking, n_clients);
  gulong handler = 0;
  int next = 0;
  int asked = 0;

  g_return_val_if_fail (self != NULL && n_clients > 0, FALSE);

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_reading_stop_cb), g_object_ref (stop), g_object_unref);
  for (guint i = 0; i < n_clients; i++)
    {
      askings[i] = (CwAsking) { .book = self, .registry = clients[i], .next = &next, .asked = &asked, .func = func, .user_data = user_data, .stop = stop };
      askings[i].thread = g_thread_new ("cw-cards", cw_asking_thread, &askings[i]);
    }
  for (guint i = 0; i < n_clients; i++)
    g_thread_join (askings[i].thread);
  g_cancellable_disconnect (cancellable, handler);
  return cw_asking_end (askings, n_clients, error);
}
