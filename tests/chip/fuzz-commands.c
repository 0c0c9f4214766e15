/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A hostile card that knows the session's keys, so that its lies also arrive under a right MAC or
 * cryptogram: behind the checks lies the code that takes answers apart. The first byte says which
 * session; then come operations, and for each exchange what is answered. */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"
#include "app/chip/crypto.h"
#include "app/chip/ev2.h"

#include "ops.h"

#define MAX_OPERATIONS 16

/* What one exchange is answered with; the low three bits of the byte that says it. */
enum
{
  ANSWER_RAW,       /* then: length, that many bytes, as they are, status bytes too */
  ANSWER_FRAME,     /* then: length, that many bytes; then the native status */
  ANSWER_MAC,       /* then: length, that many bytes, to which the right MAC is added */
  ANSWER_FULL,      /* then: length, that many bytes, enciphered as the session wants it */
  ANSWER_GONE,      /* the link fails */
  ANSWER_PROOF,     /* of an EV2 authentication: then: 12 bytes of capabilities */
};

typedef struct
{
  CwDesfire  *engine;
  CwCursor    lies;
  GByteArray *pending; /* sealed, what is still to be sent of it */
  gsize       piece;   /* bytes a frame */
  guint8      random;
} Card;

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static guint8
card_next (Card *self)
{
  guint8 byte = 0;

  return cw_cursor_read_u8 (&self->lies, &byte) ? byte : 0;
}

static void
card_take (Card       *self,
           GByteArray *bytes)
{
  gsize length = card_next (self);

  length = MIN (length, cw_cursor_get_left (&self->lies));
  cw_bytes_put (bytes, cw_cursor_read (&self->lies, length), length);
}

static void
card_random (gpointer user_data,
             guint8  *data,
             gsize    length)
{
  Card *self = user_data;

  for (gsize i = 0; i < length; i++)
    data[i] = self->random++;
}

static void
card_seal_mac (Card       *self,
               GByteArray *answer)
{
  const CwDesfire *engine = self->engine;
  guint8 mac[CW_CIPHER_MAX_BLOCK] = { 0 };
  gsize length = CW_CHIP_MAC_LENGTH;

  switch (engine->messaging)
    {
    case CW_DESFIRE_MESSAGING_NONE:
      return;
    case CW_DESFIRE_MESSAGING_D40:
      cw_chip_d40_mac (engine->cipher, engine->session_key, answer->data, answer->len, mac);
      length = CW_CHIP_D40_MAC_LENGTH;
      break;
    case CW_DESFIRE_MESSAGING_EV1:
      memcpy (mac, engine->iv, sizeof mac);
      cw_bytes_put_u8 (answer, 0);
      cw_cipher_cmac (engine->cipher, engine->session_key, mac, answer->data, answer->len);
      g_byte_array_set_size (answer, answer->len - 1);
      break;
    case CW_DESFIRE_MESSAGING_EV2:
      cw_chip_ev2_mac (engine->mac_key, 0, engine->counter + 1, engine->ti, answer->data, answer->len, mac);
      break;
    }
  cw_bytes_put (answer, mac, length);
}

static void
card_encipher (Card       *self,
               GByteArray *answer)
{
  const CwDesfire *engine = self->engine;
  gsize block = cw_cipher_get_block_length (engine->cipher);
  gboolean ev2 = engine->messaging == CW_DESFIRE_MESSAGING_EV2;
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };
  const guint8 ok = 0;

  if (engine->messaging == CW_DESFIRE_MESSAGING_NONE)
    return;
  if (engine->messaging == CW_DESFIRE_MESSAGING_EV1)
    {
      guint32 crc = cw_chip_crc32 (cw_chip_crc32 (CW_CHIP_CRC32_INIT, answer->data, answer->len), &ok, 1);

      memcpy (iv, engine->iv, sizeof iv);
      cw_bytes_put_u32le (answer, crc);
    }
  else if (!ev2)
    {
      cw_bytes_put_u16le (answer, cw_chip_crc16 (CW_CHIP_CRC16_INIT, answer->data, answer->len));
    }
  else
    {
      cw_chip_ev2_iv (engine->session_key, CW_CHIP_EV2_ANSWER, engine->ti, engine->counter + 1, iv);
      cw_bytes_put_u8 (answer, 0x80);
    }
  while (answer->len % block != 0)
    cw_bytes_put_u8 (answer, 0);
  cw_cipher_cbc_encrypt (engine->cipher, engine->session_key, iv, answer->data, answer->len, answer->data);
  if (ev2)
    card_seal_mac (self, answer);
}

/* The next frame of what was sealed. */
static void
card_deliver (Card       *self,
              GByteArray *answer)
{
  gsize length = MIN (self->piece, self->pending->len);

  cw_bytes_put (answer, self->pending->data, length);
  if (length > 0)
    g_byte_array_remove_range (self->pending, 0, (guint) length);
  cw_bytes_put_u8 (answer, 0x91);
  cw_bytes_put_u8 (answer, self->pending->len > 0 ? 0xaf : 0x00);
}

/* The card's last pass of 71, made from the terminal's token with the key of ops.c. */
static void
card_prove (Card         *self,
            const guint8 *token,
            gsize         length,
            GByteArray   *answer)
{
  g_autoptr (CwSecret) key = cw_secret_new_zero (16);
  guint8 iv[16] = { 0 };
  guint8 plain[32] = { 'T', 'I', 0, 0 };
  guint8 challenges[32];

  if (length != sizeof challenges)
    return;
  for (gsize i = 0; i < 16; i++)
    cw_secret_get_buffer (key)[i] = (guint8) (0x65 + 6 * i);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, token, sizeof challenges, challenges);
  cw_chip_rotate_left (challenges, 16, plain + 4);
  for (gsize i = 20; i < sizeof plain; i++)
    plain[i] = card_next (self);
  memset (iv, 0, sizeof iv);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, plain, sizeof plain, plain);
  cw_bytes_put (answer, plain, sizeof plain);
  cw_bytes_put_u8 (answer, 0x91);
  cw_bytes_put_u8 (answer, 0x00);
}

static gboolean
card_answer (Card         *self,
             const guint8 *data,
             gsize         length,
             GByteArray   *answer)
{
  guint8 how = card_next (self);

  switch (how & 7)
    {
    case ANSWER_RAW:
      card_take (self, answer);
      return TRUE;
    case ANSWER_MAC:
      card_take (self, self->pending);
      card_seal_mac (self, self->pending);
      break;
    case ANSWER_FULL:
      card_take (self, self->pending);
      card_encipher (self, self->pending);
      break;
    case ANSWER_GONE:
      return FALSE;
    case ANSWER_PROOF:
      card_prove (self, data, length, answer);
      return TRUE;
    default:
      card_take (self, answer);
      cw_bytes_put_u8 (answer, 0x91);
      cw_bytes_put_u8 (answer, card_next (self));
      return TRUE;
    }
  self->piece = 1 + (how >> 3) * 8;
  card_deliver (self, answer);
  return TRUE;
}

static gboolean
card_transmit (gpointer      user_data,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer,
               GError      **error)
{
  Card *self = user_data;
  const guint8 *data = NULL;
  gsize data_length = 0;
  guint8 ins = 0;

  g_assert_true (cw_apdu_unwrap (command, length, &ins, &data, &data_length));
  g_assert_cmpuint (data_length, <=, 59);
  if (ins == 0xaf && data_length == 0 && self->pending->len > 0)
    {
      card_deliver (self, answer);
      return TRUE;
    }
  g_byte_array_set_size (self->pending, 0);
  if (card_answer (self, data, data_length, answer))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_READER_GONE, "The reader is gone.");
  return FALSE;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  Card card = { 0 };
  const CwChipLink link = { card_transmit, card_random, &card };
  g_autoptr (CwDesfire) engine = cw_desfire_new (&link);
  g_autoptr (GByteArray) pending = g_byte_array_new ();
  guint8 session;

  card.engine = engine;
  card.pending = pending;
  cw_cursor_init (&card.lies, data, size);
  session = card_next (&card);
  for (guint i = 0; i < MAX_OPERATIONS && cw_cursor_get_left (&card.lies) > 0; i++)
    {
      g_autoptr (GError) error = NULL;
      guint8 op = card_next (&card);
      guint8 param = card_next (&card);
      gboolean done;

      if (!cw_desfire_has_session (engine))
        ops_open_session (engine, session);
      g_byte_array_set_size (pending, 0);
      done = ops_run (engine, op, param, &error);
      g_assert_true (done == (error == NULL));
      g_assert_true (error == NULL || error->domain == CW_ERROR);
    }
  return 0;
}
