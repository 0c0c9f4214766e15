/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "app/base/bytes.h"
#include "app/chip/softstorage.h"

/* A hostile terminal for the storage cards: the first byte says which card and which reader, then
 * come APDUs, each behind its length; FF goes before one that begins below 80. Whatever comes, the
 * answer is two status bytes at least and no more than a short APDU holds, and neither the size of
 * the memory nor the UID changes. */

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
transmit (CwSoftStorage *card,
          const guint8  *data,
          gsize          length)
{
  g_autoptr (GByteArray) apdu = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  if (length > 0 && data[0] < 0x80)
    {
      cw_bytes_put_u8 (apdu, 0xFF);
      cw_bytes_put_u8 (apdu, (guint8) (data[0] << 1 | (length > 1 ? data[1] & 1 : 0)));
      cw_bytes_put (apdu, data + 1, length - 1);
    }
  else
    cw_bytes_put (apdu, data, length);

  g_assert_true (cw_soft_storage_transmit (card, apdu->data, apdu->len, answer));
  if (apdu->len == 0)
    return;
  g_assert_cmpuint (answer->len, >=, 2);
  g_assert_cmpuint (answer->len, <=, 1024 + 2); /* FAST_READ over a raw channel is the longest */
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };
  static const guint8 get_uid[] = { 0xFF, 0xCA, 0x00, 0x00, 0x00 };
  g_autoptr (CwSoftStorage) card = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  gsize before, after;
  CwCursor cursor;
  guint8 byte;

  cw_cursor_init (&cursor, data, size);
  if (!cw_cursor_read_u8 (&cursor, &byte))
    return 0;
  card = cw_soft_storage_new ((byte & 7) % (CW_SOFT_STORAGE_CLASSIC_1K + 1), uid, sizeof uid);
  cw_soft_storage_set_reader (card, byte >> 3 & 3);
  cw_soft_storage_get_memory (card, &before);

  while (cw_cursor_read_u8 (&cursor, &byte))
    {
      gsize length = MIN (byte, cw_cursor_get_left (&cursor));
      const guint8 *apdu = cw_cursor_read (&cursor, length);

      transmit (card, apdu, length);
    }

  cw_soft_storage_get_memory (card, &after);
  g_assert_cmpuint (before, ==, after);
  g_assert_true (cw_soft_storage_transmit (card, get_uid, sizeof get_uid, answer));
  g_assert_cmpmem (answer->data, sizeof uid, uid, sizeof uid);
  return 0;
}
