/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-pcsc"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <reader.h>
#include <string.h>

#include "app/base/error.h"
#include "app/base/secret.h"
#include "printers/pcsc/pcsc-private.h"

/* One card, held exclusively and in a transaction. Every call goes to the reader's worker. The
 * first thing that goes wrong ends the session for good: a handle that could be reconnected
 * might lead to another card. */

struct _CwPcscSession
{
  GObject       parent_instance;

  CwPcscReader *reader;
  SCARDHANDLE   handle;
  DWORD         protocol;
  GBytes       *atr;
  LONG          over;   /* the code that ended it; SCARD_S_SUCCESS: it stands, connected */
  guint8       *buffer; /* for answers, the worker's: extended APDUs are the longest there are */
};

static void cw_pcsc_session_iface_init (CwReaderSessionInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (CwPcscSession, cw_pcsc_session, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (CW_TYPE_READER_SESSION, cw_pcsc_session_iface_init))

typedef struct
{
  CwPcscSession *session;
  const guint8  *command;
  gsize          length;
  GByteArray    *answer;
} CwPcscExchange;

/* Lets the card go, with the power off so that the next session finds it fresh. Not when the
 * card has failed, though: pcscd 1.9.9 that cannot power off a card which is gone calls the
 * reader empty, and keeps to that when the card is back before its next look. The next session
 * then powers off and on first. */
static void
cw_pcsc_session_let_go (CwPcscSession *self,
                        LONG           code)
{
  gboolean failed = code != SCARD_S_SUCCESS;

  if (cw_pcsc_service_is_gone (code))
    {
      cw_pcsc_reader_drop_context (self->reader);
      return;
    }
  SCardEndTransaction (self->handle, SCARD_LEAVE_CARD);
  SCardDisconnect (self->handle, failed ? SCARD_LEAVE_CARD : SCARD_UNPOWER_CARD);
  cw_pcsc_reader_let_go (self->reader, self, failed);
}

/* GET DATA of PC/SC part 3: the reader says which card it has. A random UID says nothing. */
static gboolean
cw_pcsc_session_tells_uid (const CwPcscExchange *exchange,
                           const guint8         *answer,
                           gsize                 length)
{
  static const guint8 get_uid[] = { 0xFF, 0xCA, 0x00, 0x00 };

  return exchange->length >= sizeof get_uid && memcmp (exchange->command, get_uid, sizeof get_uid) == 0 &&
         length > 2 && answer[length - 2] == 0x90 && answer[length - 1] == 0x00 &&
         !(length == 6 && answer[0] == 0x08);
}

/* Ends the session: nobody knows which of the two cards would be written. */
static void
cw_pcsc_session_refuse_two (CwPcscSession *self,
                            GError       **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED,
               _("Another card answers on the reader “%s” although none was taken off: two cards lie there, or they were exchanged quickly. Take them off, put back the right one alone and try again."),
               cw_pcsc_reader_get_own_name (self->reader));
  self->over = SCARD_W_RESET_CARD;
  cw_pcsc_session_let_go (self, self->over);
}

static gboolean
cw_pcsc_session_transmit_func (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwPcscExchange *exchange = data;
  CwPcscSession *self = exchange->session;
  const SCARD_IO_REQUEST *request = self->protocol == SCARD_PROTOCOL_T0 ? SCARD_PCI_T0 : SCARD_PCI_T1;
  DWORD received = MAX_BUFFER_SIZE_EXTENDED;
  LONG code;

  if (self->over == SCARD_S_SUCCESS)
    {
      code = SCardTransmit (self->handle, request, exchange->command, exchange->length,
                            NULL, self->buffer, &received);
      /* a virtual or a hasty reader says that all went well although the card went */
      if (code == SCARD_S_SUCCESS && received < 2)
        code = SCARD_W_REMOVED_CARD;
      self->over = code;
      if (code != SCARD_S_SUCCESS)
        cw_pcsc_session_let_go (self, code);
    }
  if (self->over != SCARD_S_SUCCESS)
    {
      cw_pcsc_set_error (error, self->over, cw_pcsc_reader_get_own_name (self->reader));
      return FALSE;
    }

  if (cw_pcsc_session_tells_uid (exchange, self->buffer, received) &&
      !cw_pcsc_reader_note_uid (self->reader, self->buffer, received - 2))
    {
      cw_pcsc_session_refuse_two (self, error);
      return FALSE;
    }
  g_byte_array_append (exchange->answer, self->buffer, (guint) received);
  cw_wipe (self->buffer, received);
  return TRUE;
}

static gboolean
cw_pcsc_session_transmit (CwReaderSession *session,
                          const guint8    *command,
                          gsize            length,
                          GByteArray      *answer,
                          GError         **error)
{
  CwPcscSession *self = CW_PCSC_SESSION (session);
  CwPcscExchange exchange = { self, command, length, answer };

  g_return_val_if_fail (length > 0 && length <= MAX_BUFFER_SIZE_EXTENDED, FALSE);

  return cw_worker_call (cw_pcsc_reader_get_worker (self->reader), cw_pcsc_session_transmit_func,
                         &exchange, NULL, error);
}

static GBytes *
cw_pcsc_session_get_atr (CwReaderSession *session)
{
  return g_bytes_ref (CW_PCSC_SESSION (session)->atr);
}

static gboolean
cw_pcsc_session_end_func (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwPcscSession *self = data;

  if (self->over == SCARD_S_SUCCESS)
    cw_pcsc_session_let_go (self, SCARD_S_SUCCESS);
  return TRUE;
}

static void
cw_pcsc_session_finalize (GObject *object)
{
  CwPcscSession *self = CW_PCSC_SESSION (object);

  cw_worker_call (cw_pcsc_reader_get_worker (self->reader), cw_pcsc_session_end_func, self, NULL, NULL);
  g_object_unref (self->reader);
  g_bytes_unref (self->atr);
  g_free (self->buffer);
  G_OBJECT_CLASS (cw_pcsc_session_parent_class)->finalize (object);
}

static void
cw_pcsc_session_class_init (CwPcscSessionClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_pcsc_session_finalize;
}

static void
cw_pcsc_session_init (CwPcscSession *self)
{
  self->buffer = g_malloc (MAX_BUFFER_SIZE_EXTENDED);
}

static void
cw_pcsc_session_iface_init (CwReaderSessionInterface *iface)
{
  iface->transmit = cw_pcsc_session_transmit;
  iface->get_atr = cw_pcsc_session_get_atr;
}

/**
 * cw_pcsc_session_new:
 * @handle: connected, in a transaction; the session's from now on
 * @protocol: %SCARD_PROTOCOL_T0 or _T1
 *
 * Returns: (transfer full): the session
 */
CwReaderSession *
cw_pcsc_session_new (CwPcscReader *reader,
                     SCARDHANDLE   handle,
                     DWORD         protocol,
                     GBytes       *atr)
{
  CwPcscSession *self = g_object_new (CW_TYPE_PCSC_SESSION, NULL);

  self->reader = g_object_ref (reader);
  self->handle = handle;
  self->protocol = protocol;
  self->atr = g_bytes_ref (atr);
  return CW_READER_SESSION (self);
}
