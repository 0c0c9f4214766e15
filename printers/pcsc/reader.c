/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-pcsc"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/pcsc/pcsc-private.h"

/* One reader behind pcscd. Its worker makes and owns two contexts, because a context serialises
 * on one socket: one for cards, one for waiting, which is done in short slices so that other
 * work on the reader gets its turn. Only SCardCancel() comes from other threads; everything else
 * here runs on the worker, where not marked otherwise. A context that pcscd took with it when it
 * stopped is dropped, and made anew by whoever needs one next. */

/* milliseconds: how long other work on the reader may have to wait for a wait */
#define WAIT_SLICE 500

/* microseconds: a desktop looks at every new card for a moment; somebody who holds it longer is
 * named to the operator */
#define OPEN_PATIENCE (2 * G_USEC_PER_SEC)

struct _CwPcscReader
{
  GObject       parent_instance;

  char         *name;   /* what the operator reads */
  char         *serial; /* (nullable): whose reader, else @target never changes */
  char         *slot;   /* (nullable): with @serial, which slot */
  CwWorker     *worker;

  char         *target; /* (nullable): its name in PC/SC now; not known yet, or no more */

  SCARDCONTEXT  context;
  gboolean      has_context;
  gconstpointer holder; /* the session of ours that has the card; never followed */
  gboolean      stale;  /* the last session failed and left the power on */
  DWORD         presence; /* how often cards came and went, when the last session began */
  GBytes       *uid;      /* (nullable): the card seen since then */
  gboolean      doubled;  /* another one was seen too */

  GMutex        wait_lock; /* the two below: SCardCancel() comes from other threads */
  SCARDCONTEXT  wait_context;
  gboolean      has_wait_context;
};

static void cw_pcsc_reader_iface_init (CwReaderInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPcscReader, cw_pcsc_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_READER, cw_pcsc_reader_iface_init))

typedef struct
{
  CwPcscReader    *reader;
  CwReaderState    state;
  gboolean         for_card;
  guint            timeout; /* milliseconds */
  DWORD            known;   /* the event state seen last */
  gboolean         reached;
  gboolean         busy;
  CwReaderSession *session;
} CwPcscJob;

CwWorker *
cw_pcsc_reader_get_worker (CwPcscReader *self)
{
  return self->worker;
}

const char *
cw_pcsc_reader_get_own_name (CwPcscReader *self)
{
  return self->name;
}

/**
 * cw_pcsc_reader_drop_context:
 *
 * Forgets both contexts: pcscd is gone, or was, and every session with it.
 */
void
cw_pcsc_reader_drop_context (CwPcscReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->wait_lock);

  if (self->has_context)
    SCardReleaseContext (self->context);
  if (self->has_wait_context)
    SCardReleaseContext (self->wait_context);
  self->has_context = FALSE;
  self->has_wait_context = FALSE;
  self->holder = NULL;
  self->doubled = FALSE;
  g_clear_pointer (&self->uid, g_bytes_unref);
  /* another pcscd counts its readers anew: the name may be another reader's */
  if (self->serial != NULL)
    g_clear_pointer (&self->target, g_free);
}

/**
 * cw_pcsc_reader_let_go:
 * @holder: the session
 * @stale: whether the card may still have its power
 *
 * The session on the card is over.
 */
void
cw_pcsc_reader_let_go (CwPcscReader *self,
                       gconstpointer holder,
                       gboolean      stale)
{
  if (self->holder == holder)
    self->holder = NULL;
  self->stale = stale;
  /* it went away: what comes next may be another one */
  if (stale && !self->doubled)
    g_clear_pointer (&self->uid, g_bytes_unref);
}

/**
 * cw_pcsc_reader_note_uid:
 * @uid: what the card on the reader said now
 *
 * Where no card came or went, the UID must be that of the last time: otherwise two cards lie
 * there, and the reader takes now this one, now that one.
 *
 * Returns: %FALSE when another card answers, and from then on until one is taken off
 */
gboolean
cw_pcsc_reader_note_uid (CwPcscReader *self,
                         const guint8 *uid,
                         gsize         length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (uid, length);

  if (self->uid == NULL)
    self->uid = g_bytes_ref (bytes);
  self->doubled = self->doubled || !g_bytes_equal (self->uid, bytes);
  return !self->doubled;
}

/* @state: an event state; its upper half counts cards that came or went. */
static void
cw_pcsc_reader_note_presence (CwPcscReader *self,
                              DWORD         state)
{
  DWORD presence = state >> 16 & 0xFFFF;

  if (presence == self->presence)
    return;
  self->presence = presence;
  self->doubled = FALSE;
  g_clear_pointer (&self->uid, g_bytes_unref);
}

static LONG
cw_pcsc_reader_connect_service (CwPcscReader *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->wait_lock);
  LONG code = SCARD_S_SUCCESS;

  if (!self->has_context)
    {
      code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->context);
      self->has_context = code == SCARD_S_SUCCESS;
    }
  if (code == SCARD_S_SUCCESS && !self->has_wait_context)
    {
      code = SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->wait_context);
      self->has_wait_context = code == SCARD_S_SUCCESS;
    }
  return code;
}

/* Whether asking once more may help: pcscd was restarted since the last time, or a cancel that
 * was meant for a wait came too late for it. */
static gboolean
cw_pcsc_reader_asks_again (LONG  code,
                           DWORD timeout)
{
  return cw_pcsc_service_is_gone (code) || (code == SCARD_E_CANCELLED && timeout == 0);
}

/* What pcscd calls the reader today, where only its serial number is known. */
static LONG
cw_pcsc_reader_find (CwPcscReader *self)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_auto (GStrv) names = NULL;
  const char *chosen;
  LONG code = cw_pcsc_ask_names (self->wait_context, &names);

  if (code != SCARD_S_SUCCESS)
    return code;
  notes = cw_pcsc_take_notes (self->wait_context, (const char *const *) names);
  code = cw_pcsc_choose (notes, self->serial, self->slot, &chosen);
  if (code == SCARD_S_SUCCESS)
    self->target = g_strdup (chosen);
  return code;
}

/* Once, as things are now. */
static LONG
cw_pcsc_reader_ask_once (CwPcscReader *self,
                         DWORD         known,
                         DWORD         timeout,
                         DWORD        *found)
{
  SCARD_READERSTATE state = { .dwCurrentState = known };
  LONG code = cw_pcsc_reader_connect_service (self);

  if (code == SCARD_S_SUCCESS && self->target == NULL)
    code = cw_pcsc_reader_find (self);
  if (code == SCARD_S_SUCCESS)
    {
      state.szReader = self->target;
      code = SCardGetStatusChange (self->wait_context, timeout, &state, 1);
    }
  *found = state.dwEventState & ~(DWORD) SCARD_STATE_CHANGED;
  if (code == SCARD_S_SUCCESS && (*found & (SCARD_STATE_UNKNOWN | SCARD_STATE_UNAVAILABLE)) != 0)
    code = SCARD_E_UNKNOWN_READER;
  return code;
}

/* Asks for the state of the reader, or waits until it is another one than @known. @timeout in
 * milliseconds. */
static LONG
cw_pcsc_reader_ask_state (CwPcscReader *self,
                          DWORD         known,
                          DWORD         timeout,
                          DWORD        *found)
{
  LONG code = SCARD_E_NO_SERVICE;

  for (int i = 0; i < 2 && cw_pcsc_reader_asks_again (code, timeout); i++)
    {
      gboolean renamed;

      code = cw_pcsc_reader_ask_once (self, known, timeout, found);
      if (cw_pcsc_service_is_gone (code))
        cw_pcsc_reader_drop_context (self);
      /* plugged in again it may have another number */
      renamed = self->serial != NULL && self->target != NULL && (code == SCARD_E_UNKNOWN_READER || code == SCARD_E_READER_UNAVAILABLE);
      if (renamed)
        {
          g_clear_pointer (&self->target, g_free);
          code = cw_pcsc_reader_ask_once (self, SCARD_STATE_UNAWARE, 0, found);
        }
    }
  return code;
}

static gboolean
cw_pcsc_reader_is_gone (LONG code)
{
  return cw_pcsc_service_is_gone (code) || code == SCARD_E_UNKNOWN_READER ||
         code == SCARD_E_READER_UNAVAILABLE || code == SCARD_E_NO_READERS_AVAILABLE;
}

static gboolean
cw_pcsc_reader_get_state_func (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwPcscJob *job = data;
  DWORD found = 0;
  LONG code = cw_pcsc_reader_ask_state (job->reader, SCARD_STATE_UNAWARE, 0, &found);

  if (cw_pcsc_reader_is_gone (code))
    {
      job->state = CW_READER_STATE_GONE;
      return TRUE;
    }
  if (code != SCARD_S_SUCCESS)
    {
      cw_pcsc_set_error (error, code, job->reader->name);
      return FALSE;
    }

  if ((found & SCARD_STATE_PRESENT) == 0)
    job->state = CW_READER_STATE_EMPTY;
  else if ((found & SCARD_STATE_MUTE) != 0)
    job->state = CW_READER_STATE_MUTE;
  else if ((found & (SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE)) != 0 && job->reader->holder == NULL)
    job->state = CW_READER_STATE_BUSY;
  else
    job->state = CW_READER_STATE_CARD;
  return TRUE;
}

static const char *
cw_pcsc_reader_get_name (CwReader *reader)
{
  return CW_PCSC_READER (reader)->name;
}

static gboolean
cw_pcsc_reader_get_state (CwReader      *reader,
                          CwReaderState *state,
                          GError       **error)
{
  CwPcscReader *self = CW_PCSC_READER (reader);
  CwPcscJob job = { .reader = self };

  if (!cw_worker_call (self->worker, cw_pcsc_reader_get_state_func, &job, NULL, error))
    return FALSE;
  *state = job.state;
  return TRUE;
}

static gboolean
cw_pcsc_reader_wait_func (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwPcscJob *job = data;
  DWORD found = 0;
  LONG code = cw_pcsc_reader_ask_state (job->reader, job->known, job->timeout, &found);

  if (code == SCARD_E_TIMEOUT || code == SCARD_E_CANCELLED)
    return TRUE;
  if (code != SCARD_S_SUCCESS)
    {
      cw_pcsc_set_error (error, code, job->reader->name);
      return FALSE;
    }
  job->known = found;
  job->reached = ((found & SCARD_STATE_PRESENT) != 0) == job->for_card;
  return TRUE;
}

/* Any thread. A cancel that comes between two slices finds nothing to end; the loop sees it. */
static void
cw_pcsc_reader_cancelled_cb (GCancellable *cancellable,
                             gpointer      user_data)
{
  CwPcscReader *self = user_data;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->wait_lock);

  if (self->has_wait_context)
    SCardCancel (self->wait_context);
}

/* The caller's thread. */
static gboolean
cw_pcsc_reader_wait_in_slices (CwPcscReader *self,
                               CwPcscJob    *job,
                               gint64        timeout,
                               GCancellable *cancellable,
                               GError      **error)
{
  gint64 deadline = timeout < 0 ? G_MAXINT64 : g_get_monotonic_time () + timeout;

  for (;;)
    {
      gint64 left = deadline - g_get_monotonic_time ();

      job->timeout = (guint) CLAMP (left / 1000, 0, WAIT_SLICE);
      if (!cw_worker_call (self->worker, cw_pcsc_reader_wait_func, job, cancellable, error) ||
          g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      if (job->reached)
        return TRUE;
      if (g_get_monotonic_time () >= deadline)
        break;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
               job->for_card ? _("No card was put on the reader “%s” in time. Put one there and try again.")
                             : _("The card was not taken off the reader “%s” in time. Take it off and try again."),
               self->name);
  return FALSE;
}

static gboolean
cw_pcsc_reader_wait (CwReader     *reader,
                     gboolean      for_card,
                     gint64        timeout,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwPcscReader *self = CW_PCSC_READER (reader);
  CwPcscJob job = { .reader = self, .for_card = for_card, .known = SCARD_STATE_UNAWARE };
  gulong handler = 0;
  gboolean ok;

  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_pcsc_reader_cancelled_cb), self, NULL);
  ok = cw_pcsc_reader_wait_in_slices (self, &job, timeout, cancellable, error);
  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  return ok;
}

/* Takes the card for this program alone. */
static LONG
cw_pcsc_reader_connect_card (CwPcscReader     *self,
                             CwReaderSession **session)
{
  g_autoptr (GBytes) atr = NULL;
  guint8 bytes[MAX_ATR_SIZE];
  DWORD length = sizeof bytes;
  DWORD protocol = 0;
  SCARDHANDLE handle;
  LONG code = SCardConnect (self->context, self->target, SCARD_SHARE_EXCLUSIVE,
                            SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &handle, &protocol);

  if (code != SCARD_S_SUCCESS)
    return code;

  if (self->serial != NULL && !cw_pcsc_has_serial (handle, self->target, self->serial))
    {
      SCardDisconnect (handle, SCARD_LEAVE_CARD);
      g_clear_pointer (&self->target, g_free);
      return SCARD_E_UNKNOWN_READER;
    }
  if (self->stale)
    code = SCardReconnect (handle, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
                           SCARD_UNPOWER_CARD, &protocol);
  if (code == SCARD_S_SUCCESS)
    code = SCardBeginTransaction (handle);
  if (code == SCARD_S_SUCCESS)
    code = SCardStatus (handle, NULL, NULL, NULL, NULL, bytes, &length);
  if (code != SCARD_S_SUCCESS)
    {
      SCardDisconnect (handle, SCARD_LEAVE_CARD);
      self->stale = TRUE;
      return code;
    }

  atr = g_bytes_new (bytes, length);
  *session = cw_pcsc_session_new (self, handle, protocol, atr);
  self->holder = *session;
  self->stale = FALSE;
  return code;
}

static gboolean
cw_pcsc_reader_open_func (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwPcscJob *job = data;
  CwPcscReader *self = job->reader;
  LONG code;

  if (self->holder != NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                   _("Other work on the card on the reader “%s” is not finished. Wait for it and try again."),
                   self->name);
      return FALSE;
    }

  /* asked before connecting: pcscd lets SCardConnect() wait without end while another program is
   * in a transaction (LudovicRousseau/PCSC issue 254) */
  code = cw_pcsc_reader_ask_state (self, job->known, job->timeout, &job->known);
  if (code == SCARD_E_TIMEOUT || code == SCARD_E_CANCELLED)
    code = SCARD_S_SUCCESS;
  job->busy = code == SCARD_S_SUCCESS && (job->known & (SCARD_STATE_EXCLUSIVE | SCARD_STATE_INUSE)) != 0;
  if (job->busy)
    return TRUE;

  if (code == SCARD_S_SUCCESS)
    cw_pcsc_reader_note_presence (self, job->known);
  if (code == SCARD_S_SUCCESS)
    code = (job->known & SCARD_STATE_PRESENT) != 0 ? cw_pcsc_reader_connect_card (self, &job->session)
                                                   : SCARD_E_NO_SMARTCARD;
  /* 1.9.9 says of a card that it could not switch on that it is switched off */
  if (code == SCARD_W_UNPOWERED_CARD && (job->known & SCARD_STATE_MUTE) != 0)
    code = SCARD_W_UNRESPONSIVE_CARD;
  job->busy = code == SCARD_E_SHARING_VIOLATION;
  if (job->session != NULL || job->busy)
    return TRUE;

  if (cw_pcsc_service_is_gone (code))
    cw_pcsc_reader_drop_context (self);
  cw_pcsc_set_error (error, code, self->name);
  return FALSE;
}

static CwReaderSession *
cw_pcsc_reader_open (CwReader     *reader,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwPcscReader *self = CW_PCSC_READER (reader);
  CwPcscJob job = { .reader = self, .known = SCARD_STATE_UNAWARE };
  gint64 deadline = g_get_monotonic_time () + OPEN_PATIENCE;

  do
    {
      if (!cw_worker_call (self->worker, cw_pcsc_reader_open_func, &job, cancellable, error))
        return NULL;
      if (job.session != NULL)
        return job.session;
      job.timeout = WAIT_SLICE;
    }
  while (g_get_monotonic_time () < deadline);

  cw_pcsc_set_error (error, SCARD_E_SHARING_VIOLATION, self->name);
  return NULL;
}

static gboolean
cw_pcsc_reader_close_func (gpointer      data,
                           GCancellable *cancellable,
                           GError      **error)
{
  cw_pcsc_reader_drop_context (data);
  return TRUE;
}

static void
cw_pcsc_reader_finalize (GObject *object)
{
  CwPcscReader *self = CW_PCSC_READER (object);

  cw_worker_call (self->worker, cw_pcsc_reader_close_func, self, NULL, NULL);
  g_object_unref (self->worker);
  g_mutex_clear (&self->wait_lock);
  g_free (self->name);
  g_free (self->serial);
  g_free (self->slot);
  g_free (self->target);
  G_OBJECT_CLASS (cw_pcsc_reader_parent_class)->finalize (object);
}

static void
cw_pcsc_reader_class_init (CwPcscReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_pcsc_reader_finalize;
}

static void
cw_pcsc_reader_init (CwPcscReader *self)
{
  g_mutex_init (&self->wait_lock);
  self->worker = cw_worker_new ("pcsc-reader");
}

static void
cw_pcsc_reader_iface_init (CwReaderInterface *iface)
{
  iface->get_name = cw_pcsc_reader_get_name;
  iface->get_state = cw_pcsc_reader_get_state;
  iface->wait = cw_pcsc_reader_wait;
  iface->open = cw_pcsc_reader_open;
}

/**
 * cw_pcsc_reader_new:
 * @name: as cw_pcsc_list_readers() has it
 *
 * Returns: (transfer full): the reader, whether it is there now or not
 */
CwReader *
cw_pcsc_reader_new (const char *name)
{
  CwPcscReader *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (CW_TYPE_PCSC_READER, NULL);
  self->name = g_strdup (name);
  self->target = g_strdup (name);
  return CW_READER (self);
}

/**
 * cw_pcsc_reader_new_by_serial:
 * @serial: as cw_pcsc_describe_readers() has it; case does not matter
 * @name: (nullable): as it was called once
 *
 * Returns: (transfer full): the reader, whether it is there now or not
 */
CwReader *
cw_pcsc_reader_new_by_serial (const char *serial,
                              const char *name)
{
  CwPcscReader *self;

  g_return_val_if_fail (serial != NULL, NULL);

  self = g_object_new (CW_TYPE_PCSC_READER, NULL);
  self->name = name != NULL ? g_strdup (name) : g_strdup_printf (_("serial number %s"), serial);
  self->serial = g_strdup (serial);
  self->slot = g_strdup (name);
  return CW_READER (self);
}
