/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What NXP AN12343 and AN12196 compute, computed with app/chip/crypto.h. */

#include "config.h"

#include "ev2.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/crypto.h"
#include "app/keys/an10922.h"

#include "script.h"

static void
encrypt_block (const CwSecret *key,
               const guint8    input[16],
               guint8          output[16])
{
  guint8 iv[16] = { 0 };

  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, input, 16, output);
}

/* Session vector SV1 or SV2 and the CMAC over it (AN12343 section on the session keys). */
static void
derive_session_key (const CwSecret *key,
                    const guint8   *a,
                    const guint8   *b,
                    guint8          label0,
                    guint8          label1,
                    guint8          session[16])
{
  guint8 sv[32] = { label0, label1, 0x00, 0x01, 0x00, 0x80 };

  memcpy (sv + 6, a, 2);
  for (gsize i = 0; i < 6; i++)
    sv[8 + i] = a[2 + i] ^ b[i];
  memcpy (sv + 14, b + 6, 10);
  memcpy (sv + 24, a + 8, 8);
  memset (session, 0, 16);
  cw_chip_cmac (CW_CIPHER_AES, key, session, sv, sizeof sv);
}

static void
check_session_keys (const CwSecret *key,
                    const guint8   *a,
                    const guint8   *b,
                    json_t         *expected)
{
  guint8 session[16];

  derive_session_key (key, a, b, 0xa5, 0x5a, session);
  script_assert_hex (session, 16, script_get_text (expected, "KSesAuthENC"));
  derive_session_key (key, a, b, 0x5a, 0xa5, session);
  script_assert_hex (session, 16, script_get_text (expected, "KSesAuthMAC"));
}

void
ev2_check_auth (json_t *input,
                json_t *expected)
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "key"));
  g_autoptr (GByteArray) a = script_hex (script_get_text (input, "RndA"));
  g_autoptr (GByteArray) b = NULL;
  g_autoptr (GByteArray) answer = NULL;
  guint8 iv[16] = { 0 };
  guint8 token[32];
  guint8 rotated[16];

  if (json_object_get (input, "RndB") != NULL)
    {
      b = script_hex (script_get_text (input, "RndB"));
      check_session_keys (key, a->data, b->data, expected);
      return;
    }

  b = script_hex (script_get_text (input, "ekRndB"));
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, b->data, 16, b->data);
  script_assert_hex (b->data, 16, script_get_text (expected, "RndB"));

  memset (iv, 0, sizeof iv);
  memcpy (token, a->data, 16);
  cw_chip_rotate_left (b->data, 16, token + 16);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, token, 32, token);
  script_assert_hex (token, 32, script_get_text (expected, "token"));

  memset (iv, 0, sizeof iv);
  answer = script_hex (script_get_text (expected, "card_answer"));
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, answer->data, 32, answer->data);
  script_assert_hex (answer->data, 4, script_get_text (expected, "TI"));
  cw_chip_rotate_left (a->data, 16, rotated);
  g_assert_cmpmem (answer->data + 4, 16, rotated, 16);
  check_session_keys (key, a->data, b->data, expected);
}

/* The odd bytes of the CMAC over code, counter, transaction identifier and data. */
static void
append_mac (json_t       *input,
            guint8        code,
            int           counter,
            const guint8 *data,
            gsize         length,
            GByteArray   *message)
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthMAC"));
  g_autoptr (GByteArray) ti = script_hex (script_get_text (input, "TI"));
  g_autoptr (GByteArray) signed_bytes = g_byte_array_new ();
  guint8 cmac[16] = { 0 };

  cw_bytes_put_u8 (signed_bytes, code);
  cw_bytes_put_u16le (signed_bytes, (guint16) counter);
  cw_bytes_put (signed_bytes, ti->data, ti->len);
  cw_bytes_put (signed_bytes, data, length);
  cw_chip_cmac (CW_CIPHER_AES, key, cmac, signed_bytes->data, signed_bytes->len);

  cw_bytes_put_u8 (message, code);
  cw_bytes_put (message, data, length);
  for (gsize i = 1; i < 16; i += 2)
    cw_bytes_put_u8 (message, cmac[i]);
}

static void
check_command (json_t       *input,
               json_t       *expected,
               const guint8 *data,
               gsize         length)
{
  g_autoptr (GByteArray) ins = script_hex (script_get_text (input, "ins"));
  g_autoptr (GByteArray) message = g_byte_array_new ();
  g_autoptr (GByteArray) body = script_hex (script_get_text (input, "header"));

  cw_bytes_put (body, data, length);
  append_mac (input, ins->data[0], script_get_number (input, "CmdCtr"), body->data, body->len, message);
  script_assert_hex (message->data, message->len, script_get_text (expected, "command"));
}

/* Cuts the MAC off the expected answer and makes it anew. */
static GByteArray *
check_answer (json_t *input,
              json_t *expected)
{
  const char *text = json_string_value (json_object_get (expected, "answer"));
  g_autoptr (GByteArray) answer = NULL;
  g_autoptr (GByteArray) message = g_byte_array_new ();

  if (text == NULL)
    return NULL;
  answer = script_hex (text);
  g_assert_cmpuint (answer->len, >=, 9);
  append_mac (input, answer->data[0], script_get_number (input, "CmdCtr") + 1, answer->data + 1, answer->len - 9, message);
  script_assert_hex (message->data, message->len, text);
  g_byte_array_set_size (answer, answer->len - 8);
  g_byte_array_remove_index (answer, 0);
  return g_steal_pointer (&answer);
}

void
ev2_check_mac (json_t *input,
               json_t *expected)
{
  g_autoptr (GByteArray) data = script_hex (script_get_text (input, "data"));
  g_autoptr (GByteArray) answer = NULL;

  check_command (input, expected, data->data, data->len);
  answer = check_answer (input, expected);
  g_assert_nonnull (answer);
  g_assert_true (g_str_has_suffix (script_get_text (expected, "command"), script_get_text (expected, "MACt_command")));
  g_assert_true (g_str_has_suffix (script_get_text (expected, "answer"), script_get_text (expected, "MACt_answer")));
}

static void
make_iv (json_t *input,
         guint8  label0,
         guint8  label1,
         int     counter,
         guint8  iv[16])
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthENC"));
  g_autoptr (GByteArray) ti = script_hex (script_get_text (input, "TI"));
  guint8 plain[16] = { label0, label1 };

  memcpy (plain + 2, ti->data, 4);
  plain[6] = counter & 0xff;
  plain[7] = counter >> 8 & 0xff;
  encrypt_block (key, plain, iv);
}

void
ev2_check_iv (json_t *input,
              json_t *expected)
{
  guint8 iv[16];

  make_iv (input, 0xa5, 0x5a, script_get_number (input, "CmdCtr"), iv);
  script_assert_hex (iv, 16, script_get_text (expected, "iv_command"));
}

/* Padding method 2 of ISO/IEC 9797-1: one bit, then zeros, always. */
static GByteArray *
pad (const char *hex)
{
  GByteArray *plain = script_hex (hex);

  cw_bytes_put_u8 (plain, 0x80);
  while (plain->len % 16 != 0)
    cw_bytes_put_u8 (plain, 0x00);
  return plain;
}

static void
check_answer_plain (json_t     *input,
                    json_t     *expected,
                    GByteArray *answer,
                    guint8      iv[16])
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthENC"));
  const char *text = json_string_value (json_object_get (expected, "answer_plain"));
  g_autoptr (GByteArray) plain = NULL;

  if (text == NULL)
    {
      g_assert_true (answer == NULL || answer->len == 0);
      return;
    }
  g_assert_nonnull (answer);
  plain = pad (text);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, answer->data, answer->len, answer->data);
  g_assert_cmpmem (answer->data, answer->len, plain->data, plain->len);
}

/* ChangeKey of another key: the checksum inside is DESFire's, over the new key alone. */
static void
check_key_inside (json_t *input)
{
  const char *ins = script_get_text (input, "ins");
  g_autoptr (GByteArray) plain = NULL;
  guint32 crc;

  if (strcmp (ins, "C4") != 0)
    return;
  plain = script_hex (script_get_text (input, "plain"));
  if (plain->len != 21)
    return;
  crc = cw_chip_crc32 (CW_CHIP_CRC32_INIT, plain->data, 16);
  for (gsize i = 0; i < 4; i++)
    g_assert_cmpint (plain->data[17 + i], ==, crc >> (8 * i) & 0xff);
}

void
ev2_check_full (json_t *input,
                json_t *expected)
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthENC"));
  const char *text = json_string_value (json_object_get (input, "plain"));
  g_autoptr (GByteArray) plain = text == NULL ? g_byte_array_new () : pad (text);
  g_autoptr (GByteArray) answer = NULL;
  int counter = script_get_number (input, "CmdCtr");
  guint8 iv[16];

  check_key_inside (input);
  make_iv (input, 0xa5, 0x5a, counter, iv);
  script_assert_hex (iv, 16, script_get_text (expected, "iv_command"));
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, plain->data, plain->len, plain->data);
  check_command (input, expected, plain->data, plain->len);

  make_iv (input, 0x5a, 0xa5, counter + 1, iv);
  script_assert_hex (iv, 16, script_get_text (expected, "iv_answer"));
  answer = check_answer (input, expected);
  check_answer_plain (input, expected, answer, iv);
}
