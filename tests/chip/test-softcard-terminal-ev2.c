/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

/* The terminal's half of EV2 secure messaging. Formats: NXP AN12343 and AN12196. */

#define MAC_LENGTH 8

static CwSecret *
terminal_ev2_derive (const CwSecret *key,
                     const char     *label,
                     const guint8   *rnd_a,
                     const guint8   *rnd_b)
{
  g_autoptr (GByteArray) vector = terminal_bytes (label);
  guint8 mixed[6];
  guint8 cmac[16] = { 0 };

  for (gsize i = 0; i < sizeof mixed; i++)
    mixed[i] = rnd_a[2 + i] ^ rnd_b[i];
  cw_bytes_put (vector, rnd_a, 2);
  cw_bytes_put (vector, mixed, sizeof mixed);
  cw_bytes_put (vector, rnd_b + 6, 10);
  cw_bytes_put (vector, rnd_a + 8, 8);
  cw_cipher_cmac (CW_CIPHER_AES, key, cmac, vector->data, vector->len);
  return cw_secret_new (cmac, sizeof cmac);
}

void
terminal_ev2_begin (Terminal       *self,
                    const CwSecret *key,
                    const guint8   *rnd_a,
                    const guint8   *rnd_b)
{
  self->scheme = CW_SOFT_SCHEME_EV2;
  self->cipher = CW_CIPHER_AES;
  self->key = terminal_ev2_derive (key, "A55A00010080", rnd_a, rnd_b);
  self->mac_key = terminal_ev2_derive (key, "5AA500010080", rnd_a, rnd_b);
}

static void
terminal_ev2_make_iv (Terminal   *self,
                      const char *label,
                      guint8      iv[16])
{
  g_autoptr (GByteArray) block = terminal_bytes (label);
  guint8 zeros[16] = { 0 };

  cw_bytes_put (block, self->transaction, sizeof self->transaction);
  cw_bytes_put_u16le (block, self->counter);
  cw_bytes_put (block, zeros, 8);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, self->key, zeros, block->data, block->len, iv);
}

static void
terminal_ev2_mac (Terminal     *self,
                  guint8        code,
                  const guint8 *data,
                  gsize         length,
                  guint8        mac[MAC_LENGTH])
{
  g_autoptr (GByteArray) message = g_byte_array_new ();
  guint8 cmac[16] = { 0 };

  cw_bytes_put_u8 (message, code);
  cw_bytes_put_u16le (message, self->counter);
  cw_bytes_put (message, self->transaction, sizeof self->transaction);
  cw_bytes_put (message, data, length);
  cw_cipher_cmac (CW_CIPHER_AES, self->mac_key, cmac, message->data, message->len);
  for (gsize i = 0; i < MAC_LENGTH; i++)
    mac[i] = cmac[2 * i + 1];
}

/* @command begins with the command byte; @header counts it. @spoil: this byte behind it is wrong,
 * before the MAC is made when it is enciphered, after it otherwise. */
void
terminal_ev2_seal (Terminal   *self,
                   GByteArray *command,
                   gsize       header,
                   CwSoftComm  comm,
                   int         spoil)
{
  guint8 mac[MAC_LENGTH];
  guint8 iv[16];

  if (comm == CW_SOFT_COMM_ENCIPHERED)
    {
      cw_bytes_put_u8 (command, 0x80);
      while ((command->len - header) % 16 != 0)
        cw_bytes_put_u8 (command, 0x00);
      terminal_ev2_make_iv (self, "A55A", iv);
      cw_cipher_cbc_encrypt (CW_CIPHER_AES, self->key, iv, command->data + header, command->len - header, command->data + header);
    }
  if (comm != CW_SOFT_COMM_PLAIN)
    {
      terminal_ev2_mac (self, command->data[0], command->data + 1, command->len - 1, mac);
      cw_bytes_put (command, mac, sizeof mac);
    }
  if (spoil >= 0)
    command->data[header + (gsize) spoil] ^= 0x01;
}

void
terminal_ev2_open (Terminal  *self,
                   CwSoftComm comm)
{
  GByteArray *data = self->data;
  guint8 mac[MAC_LENGTH];
  guint8 iv[16];

  self->counter++;
  if (comm == CW_SOFT_COMM_PLAIN)
    return;

  g_assert_cmpuint (data->len, >=, MAC_LENGTH);
  terminal_ev2_mac (self, 0x00, data->data, data->len - MAC_LENGTH, mac);
  g_assert_cmpmem (data->data + data->len - MAC_LENGTH, MAC_LENGTH, mac, sizeof mac);
  g_byte_array_set_size (data, data->len - MAC_LENGTH);
  if (comm == CW_SOFT_COMM_MAC)
    return;

  g_assert_cmpuint (data->len, >=, 16);
  g_assert_cmpuint (data->len % 16, ==, 0);
  terminal_ev2_make_iv (self, "5AA5", iv);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, self->key, iv, data->data, data->len, data->data);
  while (data->data[data->len - 1] == 0)
    g_byte_array_set_size (data, data->len - 1);
  g_assert_cmphex (data->data[data->len - 1], ==, 0x80);
  g_byte_array_set_size (data, data->len - 1);
}
