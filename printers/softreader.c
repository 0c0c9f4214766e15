/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/softreader.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* A reader whose card is a function. It has no thread of its own: whoever inserts, removes,
 * waits or opens comes from any thread, and one mutex orders them. An exchange runs outside that
 * mutex, so that a card can be pulled in the middle of it, as from a real reader. */

/**
 * CwSoftChip:
 *
 * What lies on the reader. The session keeps it alive through an exchange although somebody
 * pulls it meanwhile.
 */
typedef struct
{
  GMutex         lock; /* one exchange at a time */
  CwChipFunc     func;
  gpointer       chip;
  GDestroyNotify destroy;
  GBytes        *atr;
} CwSoftChip;

struct _CwSoftReader
{
  GObject     parent_instance;

  char       *name;

  GMutex      lock;      /* the two below */
  GCond       changed;
  CwSoftChip *chip;      /* (nullable): NULL when nothing lies there */
  gboolean    held;      /* a session on that very chip is open */
};

#define CW_TYPE_SOFT_SESSION (cw_soft_session_get_type ())

G_DECLARE_FINAL_TYPE (CwSoftSession, cw_soft_session, CW, SOFT_SESSION, GObject)

struct _CwSoftSession
{
  GObject       parent_instance;

  CwSoftReader *reader;
  CwSoftChip   *chip;
};

static void cw_soft_reader_iface_init (CwReaderInterface *iface);
static void cw_soft_session_iface_init (CwReaderSessionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwSoftReader, cw_soft_reader, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_READER, cw_soft_reader_iface_init))
G_DEFINE_FINAL_TYPE_WITH_CODE (CwSoftSession, cw_soft_session, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_READER_SESSION, cw_soft_session_iface_init))

static void
cw_soft_chip_clear (gpointer data)
{
  CwSoftChip *chip = data;

  if (chip->destroy != NULL)
    chip->destroy (chip->chip);
  g_bytes_unref (chip->atr);
  g_mutex_clear (&chip->lock);
}

static void
cw_soft_chip_unref (CwSoftChip *chip)
{
  g_atomic_rc_box_release_full (chip, cw_soft_chip_clear);
}

static gboolean
cw_soft_chip_exchange (CwSoftChip   *chip,
                       const guint8 *command,
                       gsize         length,
                       GByteArray   *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&chip->lock);

  return chip->func (chip->chip, command, length, answer);
}

static void
cw_soft_chip_power (CwSoftChip *chip)
{
  g_autoptr (GByteArray) nothing = g_byte_array_new ();

  cw_soft_chip_exchange (chip, NULL, 0, nothing);
}

/* Puts @chip, or nothing, in the place of @expected, or of whatever lies there. */
static void
cw_soft_reader_replace (CwSoftReader *self,
                        CwSoftChip   *expected,
                        CwSoftChip   *chip)
{
  CwSoftChip *old = NULL;

  g_mutex_lock (&self->lock);
  if (expected == NULL || expected == self->chip)
    {
      old = self->chip;
      self->chip = chip;
      self->held = FALSE;
      g_cond_broadcast (&self->changed);
    }
  g_mutex_unlock (&self->lock);

  if (old != NULL)
    cw_soft_chip_unref (old);
}

static gboolean
cw_soft_session_is_held (CwSoftSession *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->reader->lock);

  return self->reader->chip == self->chip;
}

static gboolean
cw_soft_session_transmit (CwReaderSession *session,
                          const guint8    *command,
                          gsize            length,
                          GByteArray      *answer,
                          GError         **error)
{
  CwSoftSession *self = CW_SOFT_SESSION (session);
  gboolean answered = FALSE;

  g_return_val_if_fail (length > 0, FALSE);

  if (cw_soft_session_is_held (self))
    {
      answered = cw_soft_chip_exchange (self->chip, command, length, answer);
      if (!answered)
        cw_soft_reader_replace (self->reader, self->chip, NULL);
    }

  if (answered && cw_soft_session_is_held (self))
    return TRUE;

  g_byte_array_set_size (answer, 0);
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED,
               _("The card left the reader “%s” during the work. Put the same card back and try again."),
               self->reader->name);
  return FALSE;
}

static GBytes *
cw_soft_session_get_atr (CwReaderSession *session)
{
  return g_bytes_ref (CW_SOFT_SESSION (session)->chip->atr);
}

static void
cw_soft_session_finalize (GObject *object)
{
  CwSoftSession *self = CW_SOFT_SESSION (object);

  /* powered off while still held, so that no second session sees the chip's old state */
  if (cw_soft_session_is_held (self))
    cw_soft_chip_power (self->chip);

  g_mutex_lock (&self->reader->lock);
  if (self->reader->chip == self->chip)
    self->reader->held = FALSE;
  g_mutex_unlock (&self->reader->lock);

  cw_soft_chip_unref (self->chip);
  g_object_unref (self->reader);
  G_OBJECT_CLASS (cw_soft_session_parent_class)->finalize (object);
}

static void
cw_soft_session_class_init (CwSoftSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_soft_session_finalize;
}

static void
cw_soft_session_init (CwSoftSession *self)
{
}

static void
cw_soft_session_iface_init (CwReaderSessionInterface *iface)
{
  iface->transmit = cw_soft_session_transmit;
  iface->get_atr = cw_soft_session_get_atr;
}

static const char *
cw_soft_reader_get_name (CwReader *reader)
{
  return CW_SOFT_READER (reader)->name;
}

static gboolean
cw_soft_reader_get_state (CwReader      *reader,
                          CwReaderState *state,
                          GError       **error)
{
  CwSoftReader *self = CW_SOFT_READER (reader);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *state = self->chip != NULL ? CW_READER_STATE_CARD : CW_READER_STATE_EMPTY;
  return TRUE;
}

static void
cw_soft_reader_cancelled_cb (GCancellable *cancellable,
                             gpointer      user_data)
{
  CwSoftReader *self = user_data;

  g_mutex_lock (&self->lock);
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gboolean
cw_soft_reader_wait_locked (CwSoftReader *self,
                            gboolean      for_card,
                            gint64        timeout,
                            GCancellable *cancellable,
                            GError      **error)
{
  gint64 deadline = timeout < 0 ? -1 : g_get_monotonic_time () + timeout;

  while ((self->chip != NULL) != for_card)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;

      if (deadline < 0)
        g_cond_wait (&self->changed, &self->lock);
      else if (!g_cond_wait_until (&self->changed, &self->lock, deadline) &&
               (self->chip != NULL) != for_card)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TIMED_OUT,
                       for_card ? _("No card was put on the reader “%s” in time. Put one there and try again.")
                                : _("The card was not taken off the reader “%s” in time. Take it off and try again."),
                       self->name);
          return FALSE;
        }
    }
  return !g_cancellable_set_error_if_cancelled (cancellable, error);
}

static gboolean
cw_soft_reader_wait (CwReader     *reader,
                     gboolean      for_card,
                     gint64        timeout,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwSoftReader *self = CW_SOFT_READER (reader);
  gulong handler = 0;
  gboolean ok;

  /* both outside the lock: the callback takes it, and disconnecting waits for the callback */
  if (cancellable != NULL)
    handler = g_cancellable_connect (cancellable, G_CALLBACK (cw_soft_reader_cancelled_cb), self, NULL);

  g_mutex_lock (&self->lock);
  ok = cw_soft_reader_wait_locked (self, for_card, timeout, cancellable, error);
  g_mutex_unlock (&self->lock);

  if (cancellable != NULL)
    g_cancellable_disconnect (cancellable, handler);
  return ok;
}

/* Returns: (transfer full) (nullable): the chip, now held by the caller */
static CwSoftChip *
cw_soft_reader_take (CwSoftReader *self,
                     GError      **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->chip == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NO_CARD,
                   _("No card lies on the reader “%s”. Put one there and try again."), self->name);
      return NULL;
    }
  if (self->held)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_BUSY,
                   _("Other work on the card in the reader “%s” is not finished. Wait for it and try again."),
                   self->name);
      return NULL;
    }
  self->held = TRUE;
  return g_atomic_rc_box_acquire (self->chip);
}

static CwReaderSession *
cw_soft_reader_open (CwReader     *reader,
                     GCancellable *cancellable,
                     GError      **error)
{
  CwSoftReader *self = CW_SOFT_READER (reader);
  CwSoftSession *session;
  CwSoftChip *chip;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;

  chip = cw_soft_reader_take (self, error);
  if (chip == NULL)
    return NULL;

  cw_soft_chip_power (chip);
  session = g_object_new (CW_TYPE_SOFT_SESSION, NULL);
  session->reader = g_object_ref (self);
  session->chip = chip;
  return CW_READER_SESSION (session);
}

static void
cw_soft_reader_finalize (GObject *object)
{
  CwSoftReader *self = CW_SOFT_READER (object);

  if (self->chip != NULL)
    cw_soft_chip_unref (self->chip);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self->name);
  G_OBJECT_CLASS (cw_soft_reader_parent_class)->finalize (object);
}

static void
cw_soft_reader_class_init (CwSoftReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_soft_reader_finalize;
}

static void
cw_soft_reader_init (CwSoftReader *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
}

static void
cw_soft_reader_iface_init (CwReaderInterface *iface)
{
  iface->get_name = cw_soft_reader_get_name;
  iface->get_state = cw_soft_reader_get_state;
  iface->wait = cw_soft_reader_wait;
  iface->open = cw_soft_reader_open;
}

/**
 * cw_soft_reader_new:
 * @name: how the settings know it
 *
 * Returns: (transfer full): an empty reader
 */
CwSoftReader *
cw_soft_reader_new (const char *name)
{
  CwSoftReader *self;

  g_return_val_if_fail (name != NULL, NULL);

  self = g_object_new (CW_TYPE_SOFT_READER, NULL);
  self->name = g_strdup (name);
  return self;
}

/**
 * cw_soft_reader_insert:
 * @atr: (transfer none): answer to reset, as sessions report it
 * @func: the chip
 * @chip: (transfer full): for @func
 * @destroy: (nullable): frees @chip once it has left the reader and no session holds it
 *
 * Lays a chip on the reader, in the place of the one that is there. A session that is open on
 * the old one ends: its next exchange fails with %CW_ERROR_CARD_REMOVED.
 */
void
cw_soft_reader_insert (CwSoftReader  *self,
                       GBytes        *atr,
                       CwChipFunc     func,
                       gpointer       chip,
                       GDestroyNotify destroy)
{
  CwSoftChip *added;

  g_return_if_fail (CW_IS_SOFT_READER (self) && atr != NULL && func != NULL);

  added = g_atomic_rc_box_new0 (CwSoftChip);
  g_mutex_init (&added->lock);
  added->atr = g_bytes_ref (atr);
  added->func = func;
  added->chip = chip;
  added->destroy = destroy;
  cw_soft_reader_replace (self, NULL, added);
}

/**
 * cw_soft_reader_remove:
 *
 * Takes the chip off, if one is there; also in the middle of an exchange.
 */
void
cw_soft_reader_remove (CwSoftReader *self)
{
  g_return_if_fail (CW_IS_SOFT_READER (self));

  cw_soft_reader_replace (self, NULL, NULL);
}
