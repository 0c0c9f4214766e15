/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/base/bytes.h"
#include "test-softcard.h"

/* A hostile terminal: the first byte says which card and which session it has, then come APDUs, each behind its
 * length. One that begins below 80 is a native frame and gets wrapped; the others go as they are.
 * In an EV2 session one that begins with 7F is sealed first: how much of it stays clear and how
 * the rest travels, then the command, which so gets past the card's checks.
 * Whatever comes, the card answers with two status bytes at least and no more than a frame, keeps
 * within its memory, and is a card that its own file can hold. */

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
no_random (gpointer user_data,
           guint8  *data,
           gsize    length)
{
  memset (data, 0x5A, length);
}

static void
prepare (Terminal *terminal,
         guint8    session)
{
  static const guint8 ins[2][4] = { { 0x0A, 0x1A, 0x1A, 0xAA }, { 0x0A, 0x1A, 0x1A, 0x71 } };
  static const char *const kinds[] = { "03", "03", "43", "A3" };
  static const char *const keys[] = { ZERO_DES, ZERO_DES, ZERO_3K, ZERO_AES };
  static const char *const comms[] = { "00", "01", "03" };
  guint kind = session & 3;
  g_autofree char *create = g_strconcat ("CA2081F40F", kinds[kind], "10E1A0A1", NULL);

  terminal_plain (terminal, create);
  terminal_plain (terminal, "5A2081F4");
  for (guint i = 0; i < G_N_ELEMENTS (comms); i++)
    {
      g_autofree char *file = g_strdup_printf ("C%s0%u%s%s1000800000", i == 1 ? "B" : "D", i,
                                               kind == 3 ? (i == 0 ? "10E2" : i == 1 ? "11E2" : "12E2") : "", comms[i]);

      terminal_plain (terminal, file);
    }
  terminal_plain (terminal, "CC0300000000000000640000001400000003");
  if (session & 4)
    terminal_authenticate (terminal, ins[session >> 6 & 1][kind], session >> 4 & 1, keys[kind]);
  if (session & 8)
    {
      terminal_plain (terminal, "5A000000");
      terminal_authenticate (terminal, session & 4 ? 0x1A : 0x0A, 0, ZERO_DES);
    }
}

static void
transmit (CwSoftCard   *card,
          const guint8 *data,
          gsize         length)
{
  g_autoptr (GByteArray) apdu = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  if (length > 0 && data[0] < 0x80)
    {
      cw_bytes_put_u8 (apdu, 0x90);
      cw_bytes_put_u8 (apdu, (guint8) (data[0] << 1 | (length > 1 ? data[1] & 1 : 0)));
      cw_bytes_put_u16le (apdu, 0);
      if (length > 2)
        cw_bytes_put_u8 (apdu, (guint8) (length - 2));
      cw_bytes_put (apdu, data + 2, length > 2 ? length - 2 : 0);
      cw_bytes_put_u8 (apdu, 0);
    }
  else
    cw_bytes_put (apdu, data, length);

  g_assert_true (cw_soft_card_transmit (card, apdu->data, apdu->len, answer));
  if (apdu->len > 0)
    {
      g_assert_cmpuint (answer->len, >=, 2);
      g_assert_cmpuint (answer->len, <=, CW_SOFT_WIDE_FRAME + 2);
    }
}

#define SEALED 0x7F

/* @data: the marker, how, and a command with its data */
static void
transmit_sealed (Terminal     *terminal,
                 const guint8 *data,
                 gsize         length)
{
  static const CwSoftComm comms[] = { CW_SOFT_COMM_PLAIN, CW_SOFT_COMM_MAC, CW_SOFT_COMM_ENCIPHERED, CW_SOFT_COMM_ENCIPHERED };
  g_autoptr (GByteArray) command = g_byte_array_new ();
  g_autoptr (GByteArray) apdu = g_byte_array_new ();
  const CwSoftSession *session = &terminal->card->session;

  if (session->scheme != CW_SOFT_SCHEME_EV2)
    return;
  terminal->counter = session->counter;
  cw_bytes_put (command, data + 2, length - 2);
  terminal_ev2_seal (terminal, command, MIN (1 + (data[1] & 7u), command->len), comms[data[1] >> 6], -1);
  if (command->len < 2 || command->len > 1 + CW_SOFT_WIDE_FRAME)
    return;
  cw_bytes_put_u8 (apdu, 0x90);
  cw_bytes_put_u8 (apdu, command->data[0]);
  cw_bytes_put_u16le (apdu, 0);
  cw_bytes_put_u8 (apdu, (guint8) (command->len - 1));
  cw_bytes_put (apdu, command->data + 1, command->len - 1);
  cw_bytes_put_u8 (apdu, 0);
  transmit (terminal->card, apdu->data, apdu->len);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };
  g_autoptr (CwSoftCard) card = NULL;
  g_autoptr (Terminal) terminal = NULL;
  g_autoptr (CwSoftMemory) memory = NULL;
  g_autofree char *image = NULL;
  CwCursor cursor;
  guint8 byte;

  cw_cursor_init (&cursor, data, size);
  if (!cw_cursor_read_u8 (&cursor, &byte))
    return 0;
  card = cw_soft_card_new_model (byte & 0x40 ? CW_SOFT_MODEL_EV2 : CW_SOFT_MODEL_EV1, uid);
  cw_soft_card_set_random (card, no_random, NULL);
  terminal = terminal_new (card);
  prepare (terminal, byte);

  while (cw_cursor_read_u8 (&cursor, &byte))
    {
      gsize length = MIN (byte, cw_cursor_get_left (&cursor));
      const guint8 *apdu = cw_cursor_read (&cursor, length);

      if (length > 2 && apdu[0] == SEALED && terminal->key != NULL)
        transmit_sealed (terminal, apdu, length);
      else
        transmit (card, apdu, length);
    }

  g_assert_cmpuint (card->memory->used, <=, CW_SOFT_EEPROM);
  image = cw_soft_memory_to_json (card->memory);
  memory = cw_soft_memory_from_json (image, strlen (image), NULL);
  g_assert_nonnull (memory);
  return 0;
}
