/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/discover.h"

#include <string.h>

#include "printers/cups/device.h"
#include "printers/cups/queue.h"

/* Printers that announce themselves (DNS-SD). All are asked, several at a time, for what tells a card
 * printer is its media size, and that is in no announcement. On the caller's thread and on the
 * asking threads, which end with the call. */

#define ANSWER_MS 5000

/* a large network's printers; what is beyond it is not looked at */
#define MAX_FOUND 512
#define ASKING_THREADS 8

typedef struct
{
  GCancellable *cancellable; /* (nullable) */
  int           cancel;      /* libcups looks at it */
  GPtrArray    *found;       /* of cups_dest_t */

  GMutex        lock;
  GPtrArray    *notes;       /* of CwQueueNote, behind the lock */
} CwDiscovery;

static CwCupsTruth
cw_discovery_found_cb (void        *user_data,
                       unsigned     flags,
                       cups_dest_t *dest)
{
  CwDiscovery *self = user_data;
  cups_dest_t *copy = NULL;

  if (g_cancellable_is_cancelled (self->cancellable) || self->found->len >= MAX_FOUND)
    {
      self->cancel = 1;
      return 0;
    }
  if ((flags & CUPS_DEST_FLAGS_REMOVED) == 0 && cupsCopyDest (dest, 0, &copy) > 0)
    g_ptr_array_add (self->found, copy);
  return 1;
}

static void
cw_discovery_cancelled_cb (GCancellable *cancellable,
                           CwDiscovery  *self)
{
  g_atomic_int_set (&self->cancel, 1);
}

CwQueueNote *
cw_discover_ask (cups_dest_t *dest)
{
  g_autoptr (CwDevice) device = NULL;
  g_autoptr (CwDeviceView) view = NULL;
  CwQueueNote *note;

  cw_ipp_ask_no_password ();
  device = cw_device_connect (dest, ANSWER_MS, NULL);
  if (device != NULL)
    view = cw_device_look (device, TRUE, NULL);
  if (view == NULL || view->medium.x == 0 || !view->jobs || (!view->urf && !view->pwg))
    return NULL;

  note = g_new0 (CwQueueNote, 1);
  note->name = g_utf8_make_valid (dest->name, -1);
  note->make_and_model = g_strdup (view->make_and_model);
  note->uri = g_utf8_make_valid (device->uri, -1);
  note->duplex = view->two_sided;
  note->device = TRUE;
  return note;
}

static void
cw_discovery_ask_work (gpointer data,
                       gpointer user_data)
{
  CwDiscovery *self = user_data;
  CwQueueNote *note = g_cancellable_is_cancelled (self->cancellable) ? NULL : cw_discover_ask (data);

  if (note == NULL)
    return;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->notes, note);
  g_mutex_unlock (&self->lock);
}

static void
cw_discovery_ask_all (CwDiscovery *self)
{
  GThreadPool *pool = g_thread_pool_new (cw_discovery_ask_work, self, ASKING_THREADS, TRUE, NULL);

  for (guint i = 0; i < self->found->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (self->found, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* "ipp://host:port/path" without what stands behind a question mark */
static gboolean
cw_discovery_is_same (const char *a,
                      const char *b)
{
  gsize length = strcspn (a, "?");

  return length == strcspn (b, "?") && g_ascii_strncasecmp (a, b, length) == 0;
}

/* A queue of this machine's print service for it, or that queue itself, which it shares. */
static gboolean
cw_discovery_is_queue (const CwQueueNote *note,
                       GPtrArray         *queues)
{
  for (guint i = 0; queues != NULL && i < queues->len; i++)
    {
      const CwQueueNote *queue = g_ptr_array_index (queues, i);
      g_autofree char *shared = g_strconcat ("/printers/", queue->name, NULL);

      if (cw_discovery_is_same (queue->uri, note->uri))
        return TRUE;
      if (g_str_has_suffix (note->uri, shared) && strstr (note->uri, g_get_host_name ()) != NULL)
        return TRUE;
    }
  return FALSE;
}

static int
cw_discovery_compare (gconstpointer a,
                      gconstpointer b)
{
  return g_strcmp0 ((*(const CwQueueNote *const *) a)->name, (*(const CwQueueNote *const *) b)->name);
}

/**
 * cw_cups_list_devices:
 * @seconds: how long to listen; asking what was found takes up to some seconds more
 * @cancellable: (nullable): ends the listening
 *
 * Blocks; not from the GTK thread. Where nothing announces itself (no Avahi) the list is empty.
 *
 * Returns: (transfer full): of #CwQueueNote, by name: printers and remote queues that take cards, speak
 *   IPP and are no queue of this machine yet, or %NULL with %G_IO_ERROR_CANCELLED
 */
GPtrArray *
cw_cups_list_devices (guint         seconds,
                      GCancellable *cancellable,
                      GError      **error)
{
  g_autoptr (GPtrArray) queues = cw_cups_list_queues (NULL, NULL);
  CwDiscovery discovery = {
    .cancellable = cancellable,
    .found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_cups_free_dest),
    .notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_note_free),
  };
  gulong handler = 0;

  g_mutex_init (&discovery.lock);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_discovery_cancelled_cb), &discovery, NULL);
  cupsEnumDests (CUPS_DEST_FLAGS_NONE, (int) MIN (seconds, G_MAXINT / 1000) * 1000, &discovery.cancel,
                 CW_CUPS_DISCOVERED, CW_CUPS_DISCOVERED, cw_discovery_found_cb, &discovery);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  cw_discovery_ask_all (&discovery);
  g_ptr_array_unref (discovery.found);
  g_mutex_clear (&discovery.lock);

  for (guint i = discovery.notes->len; i > 0; i--)
    if (cw_discovery_is_queue (g_ptr_array_index (discovery.notes, i - 1), queues))
      g_ptr_array_remove_index (discovery.notes, i - 1);
  g_ptr_array_sort (discovery.notes, cw_discovery_compare);
  if (!g_cancellable_set_error_if_cancelled (cancellable, error))
    return discovery.notes;
  g_ptr_array_unref (discovery.notes);
  return NULL;
}
