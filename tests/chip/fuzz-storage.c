/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A reader that says anything to anything. The fuzz bytes are its answers, a length before each
 * (with the highest bit: in good order); the first byte chooses kind of card and reader. */

#include "config.h"

#include <stdint.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/storage.h"

#define EXCHANGES_MAX 2000 /* no answer may keep us asking for ever */

typedef struct
{
  CwCursor answers;
  guint    exchanges;
} Liar;

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static gboolean
liar_transmit (gpointer      user_data,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer,
               GError      **error)
{
  static const guint8 done[] = { 0x90, 0x00 };
  Liar *self = user_data;
  guint8 n = 0;

  g_assert_cmpuint (++self->exchanges, <, EXCHANGES_MAX);
  g_assert_cmpuint (length, <=, 64);
  g_byte_array_set_size (answer, 0);
  if (!cw_cursor_read_u8 (&self->answers, &n))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, "gone");
      return FALSE;
    }
  /* the highest bit: followed by the status of success, so that the way goes on */
  length = MIN (n & 0x7F, cw_cursor_get_left (&self->answers));
  cw_bytes_put (answer, cw_cursor_read (&self->answers, length), length);
  if ((n & 0x80) != 0)
    cw_bytes_put (answer, done, sizeof done);
  return TRUE;
}

static void
work (CwStorage *storage)
{
  g_autoptr (CwSecret) key = cw_secret_new ("\xFF\xFF\xFF\xFF\xFF\xFF", 6);
  g_autoptr (CwSecret) password = cw_secret_new ("\x01\x02\x03\x04", 4);
  g_autoptr (CwSecret) pack = cw_secret_new ("\x05\x06", 2);
  const CwStorageProtection protection = { 4, TRUE, password, pack };
  const CwStorageTrailer trailer = { key, key, { 0xFF, 0x07, 0x80, 0x69 } };
  guint8 content[40] = { 0 };
  g_autoptr (GError) write_error = NULL;
  g_autoptr (GError) last_error = NULL;

  cw_storage_set_key (storage, CW_STORAGE_KEY_A, key);
  g_assert_true (cw_storage_write (storage, 4, content, sizeof content, &write_error) == (write_error == NULL));
  if (cw_storage_get_kind (storage)->family == CW_STORAGE_FAMILY_CLASSIC)
    g_assert_true (cw_storage_write_trailer (storage, 1, &trailer, &last_error) == (last_error == NULL));
  else
    g_assert_true (cw_storage_protect (storage, &protection, &last_error) == (last_error == NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint8 classic[] = { 0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x01, 0x00, 0x00, 0x00, 0x00, 0x6A };
  static const guint8 pages[] = { 0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x03, 0x00, 0x00, 0x00, 0x00, 0x68 };
  Liar liar = { 0 };
  const CwChipLink link = { liar_transmit, NULL, &liar };
  CwReaderWay way = { .keys = { { 0x00, { 0, 0 }, { 0x60, 0x61 }, { 0, 0 }, FALSE }, { 0x20, { 0, 0 }, { 0x60, 0x61 }, { 0, 0 }, TRUE } }, .n_keys = 2 };
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;

  if (size == 0)
    return 0;
  way.native = (data[0] & 6) == 0 ? CW_READER_NATIVE_NONE : (data[0] & 6) == 2 ? CW_READER_NATIVE_PN532 : CW_READER_NATIVE_PCSC;
  way.old_authenticate = (data[0] & 8) != 0;
  cw_cursor_init (&liar.answers, data + 1, size - 1);
  storage = cw_storage_new (&link, (data[0] & 1) != 0 ? classic : pages, sizeof classic, &way, &error);
  g_assert_true ((storage == NULL) == (error != NULL));
  if (storage != NULL)
    work (storage);
  return 0;
}
