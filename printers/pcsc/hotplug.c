/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-pcsc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/pcsc/pcsc-private.h"

/* Waiting for readers to be plugged in or out. The caller's thread; only SCardCancel() comes from
 * another one. */

/* pcscd's name for "any reader": its state changes when the number of readers does */
#define PNP_READER "\\\\?PnP?\\Notification"

/* milliseconds: pcscd 1.9.9 sees only what changes within one call, and not a reader that took
 * another's place, so the list is asked for after each slice */
#define SLICE 1000

/* milliseconds between two looks while pcscd does not run */
#define BACK_OFF 250

typedef struct
{
  GMutex       lock; /* SCardCancel() comes from other threads */
  SCARDCONTEXT context;
  gboolean     has_context;
} CwPcscPlug;

static void
cw_pcsc_plug_drop (CwPcscPlug *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->has_context)
    SCardReleaseContext (self->context);
  self->has_context = FALSE;
}

/* The names now; none while pcscd does not run. */
static char **
cw_pcsc_plug_list (CwPcscPlug *self)
{
  char **names = NULL;
  LONG code = SCARD_S_SUCCESS;

  if (!self->has_context)
    {
      g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

      code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->context);
      self->has_context = code == SCARD_S_SUCCESS;
    }
  if (code == SCARD_S_SUCCESS)
    code = cw_pcsc_ask_names (self->context, &names);
  if (code == SCARD_S_SUCCESS)
    return names;
  cw_pcsc_plug_drop (self);
  return g_new0 (char *, 1);
}

static void
cw_pcsc_plug_cancelled_cb (GCancellable *cancellable,
                           gpointer      user_data)
{
  CwPcscPlug *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->has_context)
    SCardCancel (self->context);
}

/* One slice. A cancel that comes between two of them finds nothing to end; the loop sees it. */
static void
cw_pcsc_plug_wait (CwPcscPlug *self,
                   gint64      left)
{
  SCARD_READERSTATE state = { .szReader = PNP_READER, .dwCurrentState = SCARD_STATE_UNAWARE };
  LONG code;

  if (!self->has_context)
    {
      g_usleep ((gulong) CLAMP (left, 0, BACK_OFF * 1000));
      return;
    }
  code = SCardGetStatusChange (self->context, (DWORD) CLAMP (left / 1000, 0, SLICE), &state, 1);
  if (cw_pcsc_service_is_gone (code))
    cw_pcsc_plug_drop (self);
}

static char **
cw_pcsc_plug_watch (CwPcscPlug        *self,
                    const char *const *known,
                    gint64             timeout,
                    GCancellable      *cancellable,
                    GError           **error)
{
  gint64 deadline = timeout < 0 ? G_MAXINT64 : g_get_monotonic_time () + timeout;

  for (;;)
    {
      g_auto (GStrv) names = cw_pcsc_plug_list (self);

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      if (!g_strv_equal ((const char *const *) names, known))
        return g_steal_pointer (&names);
      if (g_get_monotonic_time () >= deadline)
        break;
      cw_pcsc_plug_wait (self, deadline - g_get_monotonic_time ());
    }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_TIMED_OUT,
                       _("No reader was plugged in or out in time. Check its cable and try again."));
  return NULL;
}

/**
 * cw_pcsc_wait_readers:
 * @known: (array zero-terminated=1): the names seen last
 * @timeout: microseconds; < 0 waits until cancelled
 *
 * Returns: (transfer full): the names now, or %NULL with @error set
 */
char **
cw_pcsc_wait_readers (const char *const *known,
                      gint64             timeout,
                      GCancellable      *cancellable,
                      GError           **error)
{
  CwPcscPlug plug = { .has_context = FALSE };
  gulong handler = 0;
  char **names;

  g_return_val_if_fail (known != NULL, NULL);

  g_mutex_init (&plug.lock);
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_pcsc_plug_cancelled_cb), &plug, NULL);
  names = cw_pcsc_plug_watch (&plug, known, timeout, cancellable, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  cw_pcsc_plug_drop (&plug);
  g_mutex_clear (&plug.lock);
  return names;
}
