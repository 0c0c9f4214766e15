/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwReader:
 *
 * One contactless or contact reader, chosen by name. Calls block and come from any thread but
 * the GTK thread; the reader serialises them on its own worker. Never "the first with a card".
 * Errors: %CW_ERROR_READER_GONE, _NO_CARD, _CARD_REMOVED, _CARD_CHANGED, _BUSY, _TIMED_OUT.
 */
#define CW_TYPE_READER (cw_reader_get_type ())

G_DECLARE_INTERFACE (CwReader, cw_reader, CW, READER, GObject)

/**
 * CwReaderSession:
 *
 * One card held for one piece of work: connected exclusively and in a transaction. Ends when
 * the last reference goes (g_autoptr), which powers the card off so that the next one starts
 * fresh.
 */
#define CW_TYPE_READER_SESSION (cw_reader_session_get_type ())

G_DECLARE_INTERFACE (CwReaderSession, cw_reader_session, CW, READER_SESSION, GObject)

typedef enum
{
  CW_READER_STATE_GONE,      /* unplugged, or its service is not running */
  CW_READER_STATE_EMPTY,
  CW_READER_STATE_CARD,
  CW_READER_STATE_BUSY,      /* another program holds the card */
  CW_READER_STATE_MUTE,      /* something lies there that does not answer */
} CwReaderState;

struct _CwReaderInterface
{
  GTypeInterface parent_iface;

  const char      *(*get_name)  (CwReader *self);
  gboolean         (*get_state) (CwReader      *self,
                                 CwReaderState *state,
                                 GError       **error);
  gboolean         (*wait)      (CwReader      *self,
                                 gboolean       for_card,
                                 gint64         timeout,
                                 GCancellable  *cancellable,
                                 GError       **error);
  CwReaderSession *(*open)      (CwReader     *self,
                                 GCancellable *cancellable,
                                 GError      **error);
};

struct _CwReaderSessionInterface
{
  GTypeInterface parent_iface;

  gboolean (*transmit) (CwReaderSession *self,
                        const guint8    *command,
                        gsize            length,
                        GByteArray      *answer,
                        GError         **error);
  GBytes  *(*get_atr)  (CwReaderSession *self);
};

/* read */
const char      *cw_reader_get_name  (CwReader *self);
gboolean         cw_reader_get_state (CwReader      *self,
                                      CwReaderState *state,
                                      GError       **error);
const char      *cw_reader_state_to_name  (CwReaderState state);
const char      *cw_reader_state_to_label (CwReaderState state);

/* act; timeout in microseconds, < 0 waits until cancelled */
gboolean         cw_reader_wait      (CwReader     *self,
                                      gboolean      for_card,
                                      gint64        timeout,
                                      GCancellable *cancellable,
                                      GError      **error);
CwReaderSession *cw_reader_open      (CwReader     *self,
                                      GCancellable *cancellable,
                                      GError      **error);

/* Answer: data and the two status bytes; fewer than two bytes is %CW_ERROR_CARD_REMOVED. */
gboolean         cw_reader_session_transmit (CwReaderSession *self,
                                             const guint8    *command,
                                             gsize            length,
                                             GByteArray      *answer,
                                             GError         **error);
GBytes          *cw_reader_session_get_atr  (CwReaderSession *self);
/* PC/SC part 3 pseudo-APDU FF CA 00 00 00: 4, 7 or 10 bytes. */
GBytes          *cw_reader_session_read_uid (CwReaderSession *self,
                                             GError         **error);

G_END_DECLS
