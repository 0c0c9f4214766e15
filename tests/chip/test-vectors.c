/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Every vector of vectors.json: the pure functions and the engine against what others have
 * published. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/crypto.h"
#include "app/keys/an10922.h"

#include "ev2.h"
#include "script.h"

typedef void (*VectorFunc) (json_t *input,
                            json_t *expected);

static const char *
get_optional_text (json_t     *object,
                   const char *key)
{
  return json_string_value (json_object_get (object, key));
}

/* An engine in the middle of a session, which only a test may make. */
static CwDesfire *
engine_in_session (Script            *script,
                   CwDesfireMessaging messaging,
                   CwCipher           cipher,
                   const char        *session_key,
                   const char        *iv)
{
  CwDesfire *engine = cw_desfire_new (&script->link);
  g_autoptr (GByteArray) bytes = script_hex (iv);

  engine->messaging = messaging;
  engine->cipher = cipher;
  engine->session_key = script_key (cipher, session_key);
  engine->aid.bytes[0] = 1; /* not the card level */
  memcpy (engine->iv, bytes->data, bytes->len);
  script->engine = engine;
  return engine;
}

static void
check_cmac (json_t *input,
            json_t *expected)
{
  CwCipher cipher = script_get_cipher (script_get_text (input, "alg"));
  g_autoptr (CwSecret) key = script_key (cipher, script_get_text (input, "key"));
  g_autoptr (GByteArray) message = script_hex (script_get_text (input, "message"));
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };

  cw_cipher_cmac (cipher, key, iv, message->data, message->len);
  script_assert_hex (iv, cw_cipher_get_block_length (cipher), script_get_text (expected, "cmac"));
}

static CwCipher
get_master_cipher (const char *master,
                   json_t     *expected)
{
  if (json_object_get (expected, "diversified") != NULL)
    return CW_CIPHER_AES;
  return strlen (master) == 48 ? CW_CIPHER_3K3DES : CW_CIPHER_2K3DES;
}

static void
check_an10922 (json_t *input,
               json_t *expected)
{
  const char *text = script_get_text (input, "master");
  CwCipher cipher = get_master_cipher (text, expected);
  g_autoptr (CwSecret) master = script_key (cipher, text);
  g_autoptr (GByteArray) m = script_hex (script_get_text (input, "m"));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) key = cw_an10922_derive (&(CwDiversify) { cipher, CW_DIVERSIFY_TWO_BLOCKS }, master, m->data, m->len, &error);
  guint8 k1[CW_CIPHER_MAX_BLOCK];
  guint8 k2[CW_CIPHER_MAX_BLOCK];

  g_assert_no_error (error);
  if (json_object_get (expected, "k1") != NULL)
    {
      cw_cipher_cmac_subkeys (cipher, master, k1, k2);
      script_assert_hex (k1, 16, script_get_text (expected, "k1"));
      script_assert_hex (k2, 16, script_get_text (expected, "k2"));
    }
  if (cipher == CW_CIPHER_AES)
    {
      script_assert_hex (cw_secret_get_data (key), 16, script_get_text (expected, "diversified"));
      return;
    }
  script_assert_hex (cw_secret_get_data (key), cw_secret_get_length (key), script_get_text (expected, "diversified_raw"));
  cw_an10922_put_version (cipher, key, 0x55);
  script_assert_hex (cw_secret_get_data (key), cw_secret_get_length (key), script_get_text (expected, "diversified_with_version_bits"));
}

static void
check_crc (json_t *input,
           json_t *expected)
{
  g_autoptr (GByteArray) data = script_hex (script_get_text (input, "data"));
  g_autoptr (GByteArray) crc = g_byte_array_new ();

  if (json_object_get (expected, "crc32_le") != NULL)
    {
      cw_bytes_put_u32le (crc, cw_chip_crc32 (CW_CHIP_CRC32_INIT, data->data, data->len));
      script_assert_hex (crc->data, crc->len, script_get_text (expected, "crc32_le"));
      return;
    }
  cw_bytes_put_u16le (crc, cw_chip_crc16 (CW_CHIP_CRC16_INIT, data->data, data->len));
  script_assert_hex (crc->data, crc->len, script_get_text (expected, "crc16_le"));
}

static void
run_authentication (json_t       *input,
                    json_t       *expected,
                    CwDesfireAuth auth,
                    CwCipher      cipher,
                    guint8        key_no)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) engine = cw_desfire_new (&script->link);
  g_autoptr (CwSecret) key = script_key (cipher, script_get_text (input, "key"));
  g_autoptr (GError) error = NULL;
  g_autofree char *first = g_strdup_printf ("%02X%02X", auth, key_no);
  g_autofree char *challenge = g_strconcat ("AF", script_get_text (input, "ekRndB"), NULL);
  g_autofree char *token = g_strconcat ("AF", script_get_text (expected, "token"), NULL);
  g_autofree char *answer = g_strconcat ("00", script_get_text (expected, "card_answer"), NULL);

  script_add (script, first, challenge);
  script_add (script, token, answer);
  script_add_random (script, script_get_text (input, "RndA"));
  cw_desfire_authenticate (engine, auth, key_no, cipher, key, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  script_assert_key (engine->session_key, cipher, script_get_text (expected, "session_key"));
}

static void
check_d40_auth (json_t *input,
                json_t *expected)
{
  run_authentication (input, expected, CW_DESFIRE_AUTH_LEGACY, CW_CIPHER_DES, 0);
}

static void
check_ev1_auth (json_t *input,
                json_t *expected)
{
  CwCipher cipher = script_get_cipher (script_get_text (input, "key_type"));
  CwDesfireAuth auth = strcmp (script_get_text (input, "ins"), "AA") == 0 ? CW_DESFIRE_AUTH_AES : CW_DESFIRE_AUTH_ISO;

  run_authentication (input, expected, auth, cipher, (guint8) script_get_number (input, "key_no"));
}

static void
check_d40_messaging (json_t *input,
                     json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (GByteArray) plain = script_hex (script_get_text (input, "plain"));
  g_autoptr (CwDesfire) engine = engine_in_session (script, CW_DESFIRE_MESSAGING_D40, CW_CIPHER_DES, script_get_text (input, "session_key"), "0000000000000000");
  g_autoptr (GError) error = NULL;

  script_add (script, script_get_text (expected, "command"), "00");
  cw_desfire_change_key_settings (engine, plain->data[0], &error);
  g_assert_no_error (error);
  script_assert_end (script);
}

static void
check_ev1_cmac (json_t *input,
                json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  CwCipher cipher = script_get_cipher (script_get_text (input, "session_type"));
  gsize block = cw_cipher_get_block_length (cipher);
  g_autoptr (CwDesfire) engine = engine_in_session (script, CW_DESFIRE_MESSAGING_EV1, cipher, script_get_text (input, "session_key"), script_get_text (input, "iv"));
  g_autoptr (GByteArray) command = script_hex (script_get_text (input, "command"));
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const CwDesfireCommand run = { .ins = command->data[0], .header = command->data + 1, .header_length = command->len - 1 };
  const ScriptFrame *frame;

  script_add_frames (script, json_object_get (input, "frames"));
  cw_desfire_run (engine, &run, answer, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  frame = g_ptr_array_index (script->frames, 0);
  script_assert_hex (frame->iv, block, script_get_text (expected, "tx_cmac_full"));
  script_assert_hex (answer->data, answer->len, script_get_text (expected, "rx_data"));
  script_assert_hex (engine->iv, block, script_get_text (expected, "rx_cmac_full"));
}

static void
check_ev1_enciphered (json_t *input,
                      json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  CwCipher cipher = script_get_cipher (script_get_text (input, "session_type"));
  g_autoptr (CwDesfire) engine = engine_in_session (script, CW_DESFIRE_MESSAGING_EV1, cipher, script_get_text (input, "session_key"), script_get_text (input, "iv"));
  g_autoptr (GByteArray) settings = script_hex (script_get_text (input, "settings"));
  g_autoptr (GError) error = NULL;

  script_add (script, script_get_text (expected, "command"), script_get_text (expected, "answer"));
  cw_desfire_change_key_settings (engine, settings->data[0], &error);
  g_assert_no_error (error);
  script_assert_end (script);
}

/* The cryptogram's inside, seen by undoing it: a wrong plaintext under a right cipher would show
 * here rather than as a riddle of bytes. */
static void
check_key_plaintext (json_t *input,
                     json_t *expected,
                     CwCipher session_cipher)
{
  g_autoptr (CwSecret) key = script_key (session_cipher, script_get_text (input, "session_key"));
  g_autoptr (GByteArray) command = script_hex (script_get_text (expected, "command"));
  g_autoptr (GByteArray) iv = script_hex (script_get_text (input, "iv"));
  const char *crc = script_get_text (expected, "crc_crypto_be");
  gsize key_data = strlen (script_get_text (input, "new_key")) / 2 + (get_optional_text (input, "new_key_version") != NULL ? 1 : 0);
  g_autofree char *computed = NULL;
  guint32 value;

  cw_cipher_cbc_decrypt (session_cipher, key, iv->data, command->data + 2, command->len - 2, command->data + 2);
  script_assert_hex (command->data + 2, command->len - 2, script_get_text (expected, "cryptogram_plain"));
  value = cw_chip_crc32 (CW_CHIP_CRC32_INIT, command->data, 2 + key_data);
  computed = g_strdup_printf ("0x%08X", value);
  g_assert_cmpstr (computed, ==, crc);
}

static void
check_ev1_change_key (json_t *input,
                      json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  CwCipher cipher = script_get_cipher (script_get_text (input, "session_type"));
  CwCipher new_cipher = script_get_cipher (script_get_text (input, "new_key_type"));
  g_autoptr (CwDesfire) engine = engine_in_session (script, CW_DESFIRE_MESSAGING_EV1, cipher, script_get_text (input, "session_key"), script_get_text (input, "iv"));
  g_autoptr (CwSecret) new_key = script_key (new_cipher, script_get_text (input, "new_key"));
  const char *old_text = get_optional_text (input, "old_key");
  const char *version_text = get_optional_text (input, "new_key_version");
  const char *answer_cmac = get_optional_text (expected, "answer_cmac_full");
  g_autoptr (CwSecret) old_key = old_text == NULL ? NULL : script_key (new_cipher, old_text);
  g_autoptr (GError) error = NULL;
  guint8 key_no = (guint8) script_get_number (input, "key_no");
  guint8 version = version_text == NULL ? 0 : (guint8) g_ascii_strtoull (version_text, NULL, 16);

  engine->key_no = json_is_true (json_object_get (input, "same_key")) ? key_no : key_no ^ 1;
  script_add (script, script_get_text (expected, "command"), script_get_text (expected, "answer"));
  cw_desfire_change_key (engine, key_no, new_cipher, new_key, version, old_key, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  g_assert_cmpint (cw_desfire_has_session (engine), ==, answer_cmac != NULL);
  if (answer_cmac != NULL)
    script_assert_hex (engine->iv, cw_cipher_get_block_length (cipher), answer_cmac);
  check_key_plaintext (input, expected, cipher);
}

static const struct
{
  const char *category;
  VectorFunc  check;
} categories[] = {
  { "cmac", check_cmac },
  { "an10922", check_an10922 },
  { "crc", check_crc },
  { "d40-auth", check_d40_auth },
  { "d40-sm", check_d40_messaging },
  { "ev1-auth", check_ev1_auth },
  { "ev1-cmac", check_ev1_cmac },
  { "ev1-enc", check_ev1_enciphered },
  { "ev1-changekey", check_ev1_change_key },
  { "ev2-auth", ev2_check_auth },
  { "ev2-mac", ev2_check_mac },
  { "ev2-full", ev2_check_full },
  { "ev2-iv", ev2_check_iv },
};

static void
test_vector (gconstpointer data)
{
  json_t *vector = (json_t *) data;
  const char *category = script_get_text (vector, "category");

  g_assert_cmpuint (strlen (script_get_text (vector, "source")), >, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (categories); i++)
    if (strcmp (categories[i].category, category) == 0)
      {
        categories[i].check (json_object_get (vector, "input"), json_object_get (vector, "expected"));
        return;
      }
  g_error ("nothing checks vectors of category %s", category);
}

static void
test_count (gconstpointer data)
{
  g_assert_cmpuint (json_array_size ((json_t *) data), ==, 103);
}

/* Single DES is in OpenSSL's legacy provider, which main() puts out of reach. The answer is
 * OpenSSL 3.0's own with that provider: des-ecb, key of zeros. */
static void
test_single_des (void)
{
  g_autoptr (CwSecret) key = cw_secret_new_zero (8);
  g_autoptr (GError) error = NULL;
  guint8 iv[8] = { 0 };
  guint8 data[8];

  memcpy (data, "12345678", sizeof data);
  cw_cipher_is_available (&error);
  g_assert_no_error (error);
  cw_cipher_cbc_encrypt (CW_CIPHER_DES, key, iv, data, sizeof data, data);
  script_assert_hex (data, sizeof data, "62DD8E4A614E1AF9");
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (json_t) root = NULL;
  json_t *vectors;
  json_t *vector;
  gsize i;

  g_setenv ("OPENSSL_MODULES", "/nonexistent", TRUE);
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chip/vectors/single-des", test_single_des);
  root = script_load_json ("vectors.json");
  vectors = json_object_get (root, "vectors");
  g_test_add_data_func ("/chip/vectors/count", vectors, test_count);
  json_array_foreach (vectors, i, vector)
    {
      g_autofree char *path = g_strdup_printf ("/chip/vectors/%s/%s", script_get_text (vector, "category"), script_get_text (vector, "id"));

      g_test_add_data_func (path, vector, test_vector);
    }
  return g_test_run ();
}
