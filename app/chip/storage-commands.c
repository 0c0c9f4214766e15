/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/storage-private.h"

/* The pseudo-APDUs of PC/SC part 3 (3.2.2.1), which the reader answers, and the two ways in which
 * readers pass a native command on. One thread at a time. */

#define ANSWER_MAX 258  /* bytes: a short answer and its status */
#define COMMAND_MAX 64  /* bytes of any command here */
#define NATIVE_MAX 32   /* bytes of a native command */
#define STATUS_DONE 0x9000

/* NXP PN532 user manual, 7.3: InCommunicateThru and InListPassiveTarget */
#define PN532_TO 0xD4
#define PN532_FROM 0xD5
#define PN532_THRU 0x42

#define UID_RANDOM 0x08 /* first byte of a random UID of 4 bytes: ISO/IEC 14443-3, 6.4.4 */

/**
 * cw_storage_ask:
 * @data: emptied, then filled with the answer without its status bytes
 * @status: (out): the two status bytes
 *
 * Returns: %FALSE when card or reader are gone, or for an answer that no reader may give
 */
gboolean
cw_storage_ask (CwStorage    *self,
                const guint8 *command,
                gsize         length,
                GByteArray   *data,
                guint16      *status,
                GError      **error)
{
  g_byte_array_set_size (data, 0);
  self->exchanges++;
  if (!self->link->transmit (self->link->user_data, command, length, data, error))
    return FALSE;
  if (data->len < 2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, _ ("The card left the reader during the work. Lay it back and try again."));
      return FALSE;
    }
  if (data->len > ANSWER_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The reader answered %u bytes, more than one answer can hold. Use another reader."), data->len);
      return FALSE;
    }
  *status = (guint16) (data->data[data->len - 2] << 8 | data->data[data->len - 1]);
  g_byte_array_set_size (data, data->len - 2);
  return TRUE;
}

/**
 * cw_storage_set_error:
 * @status: not 9000
 * @unit: page or block
 *
 * What a status of PC/SC part 3 (3.2.2.1.4 to .9) means to the operator.
 *
 * Returns: %FALSE
 */
gboolean
cw_storage_set_error (GError    **error,
                      guint16     status,
                      guint       unit)
{
  if (status == 0x6982 || status == 0x6983)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The card does not allow this with the key or password in use (unit %u, status %04X). Check the chip plan's keys."), unit, status);
  else if (status == 0x6581)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED, _ ("The card could not store unit %u (status %04X): its memory is worn or locked. Use another card."), unit, status);
  else if (status == 0x6A82 || status == 0x6B00)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED, _ ("This card has no unit %u (status %04X). Choose a chip plan for this kind of card."), unit, status);
  else if (status == 0x6A81 || status == 0x6D00 || status == 0x6E00)
    g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This reader cannot do that with a storage card (status %04X). Use another reader."), status);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED, _ ("The card refused at unit %u (status %04X). It may be locked, or it does not lie still; lay it on the reader again."), unit, status);
  return FALSE;
}

/**
 * cw_storage_ask_uid:
 *
 * Returns: %FALSE with %CW_ERROR_CARD_UNKNOWN when there is none, or a random one
 */
gboolean
cw_storage_ask_uid (CwStorage *self,
                    GError   **error)
{
  static const guint8 command[] = { 0xFF, 0xCA, 0x00, 0x00, 0x00 };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint16 status;

  if (!cw_storage_ask (self, command, sizeof command, data, &status, error))
    return FALSE;
  if (status != STATUS_DONE || (data->len != 4 && data->len != 7 && data->len != 10))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("The reader cannot tell the number of this chip (status %04X). Use another reader."), status);
      return FALSE;
    }
  if (data->len == 4 && data->data[0] == UID_RANDOM)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This card hides its serial number (random UID), so it cannot be encoded. Use another card."));
      return FALSE;
    }
  memcpy (self->uid, data->data, data->len);
  self->uid_length = data->len;
  return TRUE;
}

/**
 * cw_storage_read_units:
 * @data: emptied; then one block, or one to four pages from @unit on
 *
 * READ BINARY. Asks again where the reader wants to be asked for another length.
 */
gboolean
cw_storage_read_units (CwStorage  *self,
                       guint       unit,
                       GByteArray *data,
                       GError    **error)
{
  guint8 command[] = { 0xFF, 0xB0, (guint8) (unit >> 8), (guint8) unit, CW_STORAGE_BLOCK };
  guint size = cw_storage_kind_get_unit (self->kind);
  guint16 status;

  if (!cw_storage_ask (self, command, sizeof command, data, &status, error))
    return FALSE;
  if ((status & 0xFF00) == 0x6C00)
    {
      command[4] = (guint8) status;
      if (!cw_storage_ask (self, command, sizeof command, data, &status, error))
        return FALSE;
    }
  if (status != STATUS_DONE)
    return cw_storage_set_error (error, status, unit);
  if (data->len == 0 || data->len > CW_STORAGE_BLOCK || data->len % size != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The reader gave %u bytes for unit %u. Lay the card on the reader again, or use another reader."), data->len, unit);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_storage_write_unit:
 * @data: one whole unit
 *
 * UPDATE BINARY.
 */
gboolean
cw_storage_write_unit (CwStorage    *self,
                       guint         unit,
                       const guint8 *data,
                       GError      **error)
{
  guint8 size = (guint8) cw_storage_kind_get_unit (self->kind);
  guint8 command[5 + CW_STORAGE_BLOCK] = { 0xFF, 0xD6, (guint8) (unit >> 8), (guint8) unit, size };
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint16 status;
  gboolean ok;

  memcpy (command + 5, data, size);
  ok = cw_storage_ask (self, command, 5u + size, answer, &status, error);
  cw_wipe (command, sizeof command); /* passwords and keys go this way too */
  return ok && (status == STATUS_DONE || cw_storage_set_error (error, status, unit));
}

/* D5 43 status data: status 0 is success. Returns: whether the card answered; @data keeps what it
 * said */
static gboolean
cw_storage_take_pn532 (GByteArray *data)
{
  if (data->len < 3 || data->data[0] != PN532_FROM || data->data[1] != PN532_THRU + 1 || (data->data[2] & 0x3F) != 0)
    return FALSE;
  g_byte_array_remove_range (data, 0, 3);
  return TRUE;
}

/* Data objects, tag and length in one byte each: C0 (reader's status), 92, 96 (card's status),
 * 97 (what it said). */
static gboolean
cw_storage_take_pcsc (GByteArray *data)
{
  g_autoptr (GByteArray) said = g_byte_array_new ();
  gboolean found = FALSE;
  CwCursor cursor;
  guint8 tag;
  guint8 length;

  cw_cursor_init (&cursor, data->data, data->len);
  while (cw_cursor_read_u8 (&cursor, &tag) && cw_cursor_read_u8 (&cursor, &length))
    {
      const guint8 *value = cw_cursor_read (&cursor, length);

      if (value == NULL || (tag == 0xC0 && (length != 3 || value[1] != 0x90)))
        return FALSE;
      if (tag == 0x97)
        {
          cw_bytes_put (said, value, length);
          found = TRUE;
        }
    }
  g_byte_array_set_size (data, 0);
  cw_bytes_put (data, said->data, said->len);
  if (said->len > 0)
    cw_wipe (said->data, said->len);
  return found;
}

/* A card that was asked what it does not know has left its active state; it is called back. What
 * the reader says to that does not matter: the next command shows. */
static gboolean
cw_storage_call_back (CwStorage *self,
                      GError   **error)
{
  static const guint8 list_target[] = { 0xFF, 0x00, 0x00, 0x00, 0x04, PN532_TO, 0x4A, 0x01, 0x00 };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint16 status;

  if (self->way->native != CW_READER_NATIVE_PN532)
    return TRUE;
  return cw_storage_ask (self, list_target, sizeof list_target, data, &status, error);
}

/**
 * cw_storage_ask_native:
 * @command: (array length=length): for the card itself, at most 32 bytes
 * @answered: (out): whether the card gave an answer
 *
 * Returns: %FALSE with @error set when card or reader are gone
 */
gboolean
cw_storage_ask_native (CwStorage    *self,
                       const guint8 *command,
                       gsize         length,
                       GByteArray   *data,
                       gboolean     *answered,
                       GError      **error)
{
  guint8 apdu[COMMAND_MAX] = { 0xFF };
  gsize n = 5;
  guint16 status = 0;
  gboolean ok;

  g_assert (length <= NATIVE_MAX && self->way->native != CW_READER_NATIVE_NONE);
  if (self->way->native == CW_READER_NATIVE_PCSC)
    {
      apdu[1] = 0xC2;
      apdu[3] = 0x01;
    }
  apdu[4] = (guint8) (length + 2);
  apdu[n++] = self->way->native == CW_READER_NATIVE_PN532 ? PN532_TO : 0x95;
  apdu[n++] = self->way->native == CW_READER_NATIVE_PN532 ? PN532_THRU : (guint8) length;
  memcpy (apdu + n, command, length);
  n += length;
  if (self->way->native == CW_READER_NATIVE_PCSC)
    apdu[n++] = 0x00; /* Le */

  ok = cw_storage_ask (self, apdu, n, data, &status, error);
  cw_wipe (apdu, sizeof apdu);
  if (!ok)
    return FALSE;
  *answered = status == STATUS_DONE &&
              (self->way->native == CW_READER_NATIVE_PN532 ? cw_storage_take_pn532 (data) : cw_storage_take_pcsc (data));
  return *answered || cw_storage_call_back (self, error);
}
