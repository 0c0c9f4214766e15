/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/crypto.h"

/* See test-softcard.h. Formats: the recorded conversation for EV1, libfreefare's
 * mifare_desfire_crypto.c for D40; EV2 is in test-softcard-terminal-ev2.c. */

#define FRAME 59
#define WIDE_FRAME 255
#define MORE 0xAF

Terminal *
terminal_new (CwSoftCard *card)
{
  Terminal *self = g_new0 (Terminal, 1);

  self->card = cw_soft_card_ref (card);
  self->data = g_byte_array_new ();
  return self;
}

static void
terminal_forget (Terminal *self)
{
  g_clear_pointer (&self->key, cw_secret_unref);
  g_clear_pointer (&self->mac_key, cw_secret_unref);
  self->scheme = CW_SOFT_SCHEME_NONE;
  memset (self->iv, 0, sizeof self->iv);
}

void
terminal_free (Terminal *self)
{
  terminal_forget (self);
  g_byte_array_unref (self->data);
  cw_soft_card_unref (self->card);
  g_free (self);
}

GByteArray *
terminal_bytes (const char *hex)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = cw_hex_decode (hex, &error);

  g_assert_no_error (error);
  return bytes;
}

/* Sends one APDU; the answer's data goes to the end of @data. */
static int
terminal_exchange (Terminal         *self,
                   const GByteArray *apdu)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  if (!cw_soft_card_transmit (self->card, apdu->data, apdu->len, answer))
    return TERMINAL_TORN;
  if (self->exchanged != NULL)
    self->exchanged (self);
  g_assert_cmpuint (answer->len, >=, 2);
  g_assert_cmpuint (answer->len, <=, WIDE_FRAME + 2);
  cw_bytes_put (self->data, answer->data, answer->len - 2);
  return answer->data[answer->len - 2] == 0x91 ? answer->data[answer->len - 1]
                                               : answer->data[answer->len - 2] << 8 | answer->data[answer->len - 1];
}

int
terminal_raw (Terminal   *self,
              const char *hex)
{
  g_autoptr (GByteArray) apdu = terminal_bytes (hex);

  g_byte_array_set_size (self->data, 0);
  return terminal_exchange (self, apdu);
}

static int
terminal_frame (Terminal     *self,
                guint8        ins,
                const guint8 *data,
                gsize         length)
{
  g_autoptr (GByteArray) apdu = g_byte_array_new ();

  cw_bytes_put_u8 (apdu, 0x90);
  cw_bytes_put_u8 (apdu, ins);
  cw_bytes_put_u16le (apdu, 0);
  if (length > 0)
    cw_bytes_put_u8 (apdu, (guint8) length);
  cw_bytes_put (apdu, data, length);
  cw_bytes_put_u8 (apdu, 0);
  return terminal_exchange (self, apdu);
}

int
terminal_native (Terminal   *self,
                 const char *hex)
{
  g_autoptr (GByteArray) bytes = terminal_bytes (hex);

  g_byte_array_set_size (self->data, 0);
  return terminal_frame (self, bytes->data[0], bytes->data + 1, bytes->len - 1);
}

/* A whole command, in as many frames as it takes, and a whole answer. */
static int
terminal_run (Terminal     *self,
              guint8        ins,
              const guint8 *data,
              gsize         length)
{
  gsize frame = ins == 0x8D ? WIDE_FRAME : FRAME;
  gsize at = MIN (length, frame);
  int status;

  g_byte_array_set_size (self->data, 0);
  status = terminal_frame (self, ins, data, at);
  while (status == MORE && at < length)
    {
      gsize piece = MIN (length - at, frame);

      status = terminal_frame (self, MORE, data + at, piece);
      at += piece;
    }
  while (status == MORE)
    status = terminal_frame (self, MORE, NULL, 0);
  if (status != CW_SOFT_OK)
    terminal_forget (self);
  return status;
}

static CwCipher
terminal_guess_cipher (guint8            ins,
                       const GByteArray *key)
{
  if (ins == 0xAA || ins == 0x71 || ins == 0x77)
    return CW_CIPHER_AES;
  if (key->len == 24)
    return CW_CIPHER_3K3DES;
  for (int i = 0; i < 8; i++)
    if ((key->data[i] ^ key->data[i + 8]) & 0xFE)
      return CW_CIPHER_2K3DES;
  return CW_CIPHER_DES;
}

/* The card's proof, deciphered: the terminal's challenge, rotated; after 71 behind the transaction
 * identifier and before twelve bytes of capabilities. */
static void
terminal_check_proof (Terminal     *self,
                      guint8        ins,
                      const guint8 *rnd_a,
                      gsize         half)
{
  static const guint8 nothing[12] = { 0 };
  const guint8 *proof = self->data->data;
  guint8 rotated[16];

  g_assert_cmpuint (self->data->len, ==, ins == 0x71 ? 32 : half);
  if (ins == 0x71)
    {
      memcpy (self->transaction, proof, sizeof self->transaction);
      self->counter = 0;
      proof += sizeof self->transaction;
      g_assert_cmpmem (proof + half, sizeof nothing, nothing, sizeof nothing);
    }
  cw_chip_rotate_left (rnd_a, half, rotated);
  g_assert_cmpmem (proof, half, rotated, half);
}

static void
terminal_begin (Terminal       *self,
                guint8          ins,
                CwCipher        cipher,
                const CwSecret *key,
                const guint8   *rnd_a,
                const guint8   *rnd_b)
{
  if (ins == 0x71 || ins == 0x77)
    {
      terminal_ev2_begin (self, key, rnd_a, rnd_b);
      return;
    }
  self->scheme = ins == 0x0A ? CW_SOFT_SCHEME_D40 : CW_SOFT_SCHEME_EV1;
  self->cipher = cipher;
  self->key = cw_chip_session_key (cipher, rnd_a, rnd_b);
}

int
terminal_authenticate (Terminal   *self,
                       guint8      ins,
                       guint       number,
                       const char *key)
{
  g_autoptr (GByteArray) bytes = terminal_bytes (key);
  CwCipher cipher = terminal_guess_cipher (ins, bytes);
  gsize half = cw_chip_challenge_length (cipher);
  g_autoptr (CwSecret) secret = cw_secret_new (bytes->data, cw_cipher_get_key_length (cipher));
  gboolean running = ins == 0x1A || ins == 0xAA; /* one IV through the authentication */
  guint8 first[] = { (guint8) number, 0 };
  guint8 rnd_a[16], rnd_b[16], token[32], iv[CW_CIPHER_MAX_BLOCK] = { 0 };
  int status;

  terminal_forget (self);
  g_byte_array_set_size (self->data, 0);
  status = terminal_frame (self, ins, first, ins == 0x71 ? 2 : 1);
  if (status != MORE)
    return status;
  if (self->data->len != half)
    return CW_SOFT_AUTHENTICATION; /* a key of another kind */

  for (gsize i = 0; i < half; i++)
    rnd_a[i] = (guint8) (0x3B * (i + 1) + number); /* the same every time: a fuzzer replays */
  cw_cipher_cbc_decrypt (cipher, secret, iv, self->data->data, half, rnd_b);
  memcpy (token, rnd_a, half);
  cw_chip_rotate_left (rnd_b, half, token + half);
  if (!running)
    memset (iv, 0, sizeof iv);
  if (ins == 0x0A)
    cw_chip_d40_send (cipher, secret, token, 2 * half);
  else
    cw_cipher_cbc_encrypt (cipher, secret, iv, token, 2 * half, token);
  if (!running)
    memset (iv, 0, sizeof iv);

  g_byte_array_set_size (self->data, 0);
  status = terminal_frame (self, MORE, token, 2 * half);
  if (status != CW_SOFT_OK)
    return status;
  cw_cipher_cbc_decrypt (cipher, secret, iv, self->data->data, self->data->len, self->data->data);
  terminal_check_proof (self, ins, rnd_a, half);
  terminal_begin (self, ins, cipher, secret, rnd_a, rnd_b);
  return status;
}

static void
terminal_cmac (Terminal         *self,
               const GByteArray *command)
{
  if (self->scheme == CW_SOFT_SCHEME_EV1)
    cw_cipher_cmac (self->cipher, self->key, self->iv, command->data, command->len);
}

/* Checks and takes off what the card adds to an answer that is not enciphered. */
static void
terminal_open_answer (Terminal  *self,
                      CwSoftComm comm)
{
  GByteArray *data = self->data;
  guint8 mac[CW_CHIP_D40_MAC_LENGTH];
  gsize length;

  if (self->scheme == CW_SOFT_SCHEME_EV1)
    {
      g_autoptr (GByteArray) message = g_byte_array_new ();

      g_assert_cmpuint (data->len, >=, CW_CHIP_MAC_LENGTH);
      length = data->len - CW_CHIP_MAC_LENGTH;
      cw_bytes_put (message, data->data, length);
      cw_bytes_put_u8 (message, CW_SOFT_OK);
      terminal_cmac (self, message);
      g_assert_cmpmem (data->data + length, CW_CHIP_MAC_LENGTH, self->iv, CW_CHIP_MAC_LENGTH);
      g_byte_array_set_size (data, (guint) length);
    }
  else if (self->scheme == CW_SOFT_SCHEME_D40 && comm == CW_SOFT_COMM_MAC)
    {
      length = data->len - sizeof mac;
      cw_chip_d40_mac (self->cipher, self->key, data->data, length, mac);
      g_assert_cmpmem (data->data + length, sizeof mac, mac, sizeof mac);
      g_byte_array_set_size (data, (guint) length);
    }
}

int
terminal_plain (Terminal   *self,
                const char *command)
{
  return terminal_fetch (self, command, CW_SOFT_COMM_PLAIN, 0);
}

static void
terminal_decipher_answer (Terminal *self,
                          gsize     length)
{
  GByteArray *data = self->data;
  gboolean d40 = self->scheme == CW_SOFT_SCHEME_D40;
  gsize sum = d40 ? 2 : 4;
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint32 crc;
  gsize end = data->len;

  g_assert_cmpuint (data->len % cw_cipher_get_block_length (self->cipher), ==, 0);
  if (d40)
    memset (self->iv, 0, sizeof self->iv);
  cw_cipher_cbc_decrypt (self->cipher, self->key, self->iv, data->data, data->len, data->data);
  if (length == 0)
    {
      while (end > 0 && data->data[end - 1] == 0)
        end--;
      g_assert_cmpuint (end, >, sum);
      g_assert_cmphex (data->data[end - 1], ==, 0x80);
      length = end - 1 - sum;
    }
  else
    for (gsize i = length + sum; i < data->len; i++)
      g_assert_cmphex (data->data[i], ==, 0);

  cw_bytes_put (message, data->data, length);
  if (!d40)
    cw_bytes_put_u8 (message, CW_SOFT_OK);
  crc = d40 ? cw_chip_crc16 (CW_CHIP_CRC16_INIT, message->data, message->len)
            : cw_chip_crc32 (CW_CHIP_CRC32_INIT, message->data, message->len);
  for (gsize i = 0; i < sum; i++)
    g_assert_cmphex (data->data[length + i], ==, crc >> (8 * i) & 0xFF);
  g_byte_array_set_size (data, (guint) length);
}

int
terminal_fetch (Terminal   *self,
                const char *command,
                CwSoftComm  comm,
                gsize       length)
{
  g_autoptr (GByteArray) bytes = terminal_bytes (command);
  gboolean selects = bytes->data[0] == 0x5A;
  CwSoftComm managed = CW_SOFT_COMM_MAC; /* how EV2 carries the command */
  int status;

  if (comm == CW_SOFT_COMM_PLAIN && memchr ("\x5A\x5F\xBD\xAD\x6C\x0C\xDC\x1C", bytes->data[0], 8) != NULL)
    managed = CW_SOFT_COMM_PLAIN;
  terminal_cmac (self, bytes);
  if (selects)
    terminal_forget (self);
  if (self->scheme == CW_SOFT_SCHEME_EV2)
    terminal_ev2_seal (self, bytes, bytes->len, managed, -1);
  status = terminal_run (self, bytes->data[0], bytes->data + 1, bytes->len - 1);
  if (status != CW_SOFT_OK)
    return status;

  if (self->scheme == CW_SOFT_SCHEME_EV2)
    terminal_ev2_open (self, comm == CW_SOFT_COMM_ENCIPHERED ? comm : managed);
  else if (comm == CW_SOFT_COMM_ENCIPHERED && self->scheme != CW_SOFT_SCHEME_NONE)
    terminal_decipher_answer (self, length);
  else
    terminal_open_answer (self, comm);
  return status;
}

static void
terminal_put_sum (Terminal     *self,
                  GByteArray   *into,
                  const guint8 *data,
                  gsize         length)
{
  if (self->scheme == CW_SOFT_SCHEME_D40)
    cw_bytes_put_u16le (into, cw_chip_crc16 (CW_CHIP_CRC16_INIT, data, length));
  else
    cw_bytes_put_u32le (into, cw_chip_crc32 (CW_CHIP_CRC32_INIT, data, length));
}

/* Pads with zeros, spoils if asked to, and enciphers what follows @header bytes. */
static void
terminal_encipher (Terminal   *self,
                   GByteArray *command,
                   gsize       header,
                   int         spoil)
{
  gsize block = cw_cipher_get_block_length (self->cipher);
  guint end = command->len;
  gsize length = (end - header + block - 1) / block * block;
  guint8 *at;

  g_byte_array_set_size (command, (guint) (header + length));
  memset (command->data + end, 0, command->len - end);
  at = command->data + header;
  if (spoil >= 0)
    at[spoil] ^= 0x01;
  if (self->scheme == CW_SOFT_SCHEME_D40)
    cw_chip_d40_send (self->cipher, self->key, at, length);
  else
    cw_cipher_cbc_encrypt (self->cipher, self->key, self->iv, at, length, at);
}

int
terminal_sealed (Terminal   *self,
                 const char *header,
                 const char *data,
                 CwSoftComm  comm,
                 int         spoil)
{
  g_autoptr (GByteArray) command = terminal_bytes (header);
  g_autoptr (GByteArray) sealed = terminal_bytes (data);
  gsize clear = command->len;
  guint8 mac[CW_CHIP_D40_MAC_LENGTH];
  int status;

  cw_bytes_put (command, sealed->data, sealed->len);
  if (self->scheme == CW_SOFT_SCHEME_EV2)
    {
      terminal_ev2_seal (self, command, clear, comm, spoil);
      status = terminal_run (self, command->data[0], command->data + 1, command->len - 1);
      if (status == CW_SOFT_OK)
        terminal_ev2_open (self, comm == CW_SOFT_COMM_PLAIN ? comm : CW_SOFT_COMM_MAC);
      return status;
    }
  if (comm == CW_SOFT_COMM_ENCIPHERED)
    {
      if (self->scheme == CW_SOFT_SCHEME_D40)
        terminal_put_sum (self, command, command->data + clear, sealed->len);
      else
        terminal_put_sum (self, command, command->data, command->len);
      terminal_encipher (self, command, clear, spoil);
    }
  else
    terminal_cmac (self, command);

  if (comm == CW_SOFT_COMM_MAC && self->scheme == CW_SOFT_SCHEME_D40)
    {
      cw_chip_d40_mac (self->cipher, self->key, sealed->data, sealed->len, mac);
      cw_bytes_put (command, mac, sizeof mac);
    }
  else if (comm == CW_SOFT_COMM_MAC)
    cw_bytes_put (command, self->iv, CW_CHIP_MAC_LENGTH);
  if (comm == CW_SOFT_COMM_MAC && spoil >= 0)
    command->data[clear + (gsize) spoil] ^= 0x01;

  status = terminal_run (self, command->data[0], command->data + 1, command->len - 1);
  if (status == CW_SOFT_OK)
    terminal_open_answer (self, CW_SOFT_COMM_PLAIN);
  return status;
}

int
terminal_change_key (Terminal   *self,
                     guint8      number,
                     const char *key,
                     int         version,
                     const char *old,
                     int         spoil)
{
  g_autoptr (GByteArray) command = g_byte_array_new ();
  g_autoptr (GByteArray) new_key = terminal_bytes (key);
  g_autoptr (GByteArray) old_key = old != NULL ? terminal_bytes (old) : NULL;
  int status;

  cw_bytes_put_u8 (command, 0xC4);
  cw_bytes_put_u8 (command, number);
  for (guint i = 0; i < new_key->len; i++)
    cw_bytes_put_u8 (command, old != NULL ? new_key->data[i] ^ old_key->data[i] : new_key->data[i]);
  if (version >= 0)
    cw_bytes_put_u8 (command, (guint8) version);
  if (self->scheme == CW_SOFT_SCHEME_D40)
    terminal_put_sum (self, command, command->data + 2, command->len - 2);
  else if (self->scheme == CW_SOFT_SCHEME_EV1)
    terminal_put_sum (self, command, command->data, command->len);
  if (old != NULL)
    terminal_put_sum (self, command, new_key->data, new_key->len);
  if (self->scheme == CW_SOFT_SCHEME_EV2)
    terminal_ev2_seal (self, command, 2, CW_SOFT_COMM_ENCIPHERED, spoil);
  else
    terminal_encipher (self, command, 2, spoil);

  status = terminal_run (self, command->data[0], command->data + 1, command->len - 1);
  if (status != CW_SOFT_OK)
    return status;
  if (old == NULL)
    {
      g_assert_cmpuint (self->data->len, ==, 0);
      terminal_forget (self);
    }
  else if (self->scheme == CW_SOFT_SCHEME_EV2)
    terminal_ev2_open (self, CW_SOFT_COMM_MAC);
  else
    terminal_open_answer (self, CW_SOFT_COMM_PLAIN);
  return status;
}
