/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/reader.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* The two interfaces of a reader and what every reader does alike: names of states, the check of
 * an answer's length, and reading the UID. Any thread but the GTK thread. */

/* ISO/IEC 14443-3: single, double and triple size UIDs, in bytes */
#define UID_SINGLE 4
#define UID_DOUBLE 7
#define UID_TRIPLE 10

/* first byte of a random UID of four bytes: ISO/IEC 14443-3, 6.4.4 */
#define UID_RANDOM 0x08

G_DEFINE_INTERFACE (CwReader, cw_reader, G_TYPE_OBJECT)
G_DEFINE_INTERFACE (CwReaderSession, cw_reader_session, G_TYPE_OBJECT)

static void
cw_reader_default_init (CwReaderInterface *iface)
{
}

static void
cw_reader_session_default_init (CwReaderSessionInterface *iface)
{
}

/**
 * cw_reader_get_name:
 *
 * Returns: (transfer none): the reader's name, as its service and the settings know it
 */
const char *
cw_reader_get_name (CwReader *self)
{
  g_return_val_if_fail (CW_IS_READER (self), NULL);

  return CW_READER_GET_IFACE (self)->get_name (self);
}

/**
 * cw_reader_get_state:
 * @state: (out): what lies on the reader now
 *
 * A reader that is unplugged has a state too (%CW_READER_STATE_GONE); it is not an error.
 *
 * Returns: %FALSE with @error set when the state cannot be found out
 */
gboolean
cw_reader_get_state (CwReader      *self,
                     CwReaderState *state,
                     GError       **error)
{
  g_return_val_if_fail (CW_IS_READER (self) && state != NULL, FALSE);

  return CW_READER_GET_IFACE (self)->get_state (self, state, error);
}

/**
 * cw_reader_state_to_name:
 *
 * Returns: (transfer none): the stable name of @state, for files and for --json
 */
const char *
cw_reader_state_to_name (CwReaderState state)
{
  switch (state)
    {
    case CW_READER_STATE_GONE:
      return "gone";
    case CW_READER_STATE_EMPTY:
      return "empty";
    case CW_READER_STATE_CARD:
      return "card";
    case CW_READER_STATE_BUSY:
      return "busy";
    case CW_READER_STATE_MUTE:
      return "mute";
    }
  g_return_val_if_reached ("gone");
}

/**
 * cw_reader_state_to_label:
 *
 * Returns: (transfer none): what the operator reads, translated
 */
const char *
cw_reader_state_to_label (CwReaderState state)
{
  switch (state)
    {
    case CW_READER_STATE_GONE:
      return _("Not connected");
    case CW_READER_STATE_EMPTY:
      return _("No card");
    case CW_READER_STATE_CARD:
      return _("Card on the reader");
    case CW_READER_STATE_BUSY:
      return _("In use by another program");
    case CW_READER_STATE_MUTE:
      return _("The card does not answer");
    }
  g_return_val_if_reached (_("Not connected"));
}

/**
 * cw_reader_wait:
 * @for_card: %TRUE waits until a card lies there, %FALSE until none does
 * @timeout: microseconds; < 0 waits until cancelled
 *
 * Returns: %FALSE with @error set: %CW_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED or
 *   %CW_ERROR_READER_GONE
 */
gboolean
cw_reader_wait (CwReader     *self,
                gboolean      for_card,
                gint64        timeout,
                GCancellable *cancellable,
                GError      **error)
{
  g_return_val_if_fail (CW_IS_READER (self), FALSE);

  return CW_READER_GET_IFACE (self)->wait (self, for_card, timeout, cancellable, error);
}

/**
 * cw_reader_open:
 *
 * Takes the card that lies on the reader, for this program alone.
 *
 * Returns: (transfer full): a session, or %NULL with @error set: %CW_ERROR_NO_CARD,
 *   %CW_ERROR_BUSY, %CW_ERROR_CARD_UNKNOWN (it does not answer) or %CW_ERROR_READER_GONE
 */
CwReaderSession *
cw_reader_open (CwReader     *self,
                GCancellable *cancellable,
                GError      **error)
{
  g_return_val_if_fail (CW_IS_READER (self), NULL);

  return CW_READER_GET_IFACE (self)->open (self, cancellable, error);
}

/**
 * cw_reader_session_transmit:
 * @command: (array length=length): one whole APDU
 * @answer: emptied, then filled with data and the two status bytes
 *
 * Returns: %FALSE with @error set when the card or the reader is gone
 */
gboolean
cw_reader_session_transmit (CwReaderSession *self,
                            const guint8    *command,
                            gsize            length,
                            GByteArray      *answer,
                            GError         **error)
{
  g_return_val_if_fail (CW_IS_READER_SESSION (self) && answer != NULL, FALSE);

  g_byte_array_set_size (answer, 0);
  if (!CW_READER_SESSION_GET_IFACE (self)->transmit (self, command, length, answer, error))
    return FALSE;

  if (answer->len < 2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED,
                           _("The card left the reader during the work. Put the same card back and try again."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_reader_session_get_atr:
 *
 * Returns: (transfer full): the answer to reset, as the reader reports it
 */
GBytes *
cw_reader_session_get_atr (CwReaderSession *self)
{
  g_return_val_if_fail (CW_IS_READER_SESSION (self), NULL);

  return CW_READER_SESSION_GET_IFACE (self)->get_atr (self);
}

/**
 * cw_reader_session_read_uid:
 *
 * Asks the reader, not the card: GET DATA of PC/SC part 3 (3.2.2.1.3). A card with a random UID
 * gives another one each time it enters the field, so it has none to give.
 *
 * Returns: (transfer full): 4, 7 or 10 bytes, or %NULL with @error set:
 *   %CW_ERROR_CARD_UNKNOWN when this reader or card has no UID to give
 */
GBytes *
cw_reader_session_read_uid (CwReaderSession *self,
                            GError         **error)
{
  static const guint8 get_uid[] = { 0xFF, 0xCA, 0x00, 0x00, 0x00 };
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint length;

  if (!cw_reader_session_transmit (self, get_uid, sizeof get_uid, answer, error))
    return NULL;

  length = answer->len - 2;
  if (answer->data[length] != 0x90 || answer->data[length + 1] != 0x00)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN,
                   _("The reader cannot tell the number of this chip (status %02X%02X). Use a contactless card and reader."),
                   answer->data[length], answer->data[length + 1]);
      return NULL;
    }
  if (length != UID_SINGLE && length != UID_DOUBLE && length != UID_TRIPLE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN,
                   _("The reader gave a chip number of %u bytes; 4, 7 or 10 are possible. Use another reader."),
                   length);
      return NULL;
    }
  if (length == UID_SINGLE && answer->data[0] == UID_RANDOM)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN,
                           _("This card hides its number (random UID): it could not be told from others. Use another card."));
      return NULL;
    }
  return g_bytes_new (answer->data, length);
}
