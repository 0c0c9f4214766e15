/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Key diversification against published vectors. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/an10922.h"
#include "app/keys/keys.h"
#include "app/keys/memorykeys.h"

typedef struct
{
  const char *master;
  const char *input;
  const char *expected;
} Vector;

/* 1: NXP AN10922 section 2.2.1; 2: NXP AN10957 pages 13 to 14 (through libfreefare's test, issue
 * 91); the rest: GtechGovind/desfire-sdk, tests/unit/ev3_security_test.cpp. */
static const Vector aes_vectors[] = {
  { "00112233445566778899AABBCCDDEEFF", "04782E21801D803042F54E585020416275", "A8DD63A3B89D54B37CA802473FDA9175" },
  { "F3F9377698707B688EAF84ABE39E3791", "04DEADBEEFFEED", "0BB408BAFF98B6EE9F2E1585777F6A51" },
  { "00112233445566778899AABBCCDDEEFF", "00", "281049D52ECBC8F60961993D34DE3D54" },
  { "00112233445566778899AABBCCDDEEFF", "00010203040506", "E8B7F67C78C34AF1446E331EF7E6D3FF" },
  { "00112233445566778899AABBCCDDEEFF", "000102030405060708090A0B0C0D0E", "5A3C7F6F0687F24F82DEE7EDA0970D08" },
  { "00112233445566778899AABBCCDDEEFF", "000102030405060708090A0B0C0D0E0F", "FEED9FBD36CDB16819A72D30BCF9240B" },
  { "00112233445566778899AABBCCDDEEFF", "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E", "21C28CD89BB3147F66C7DBD4851CAB20" },
};

static CwSecret *
secret_from_hex (const char *hex)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = cw_hex_decode (hex, &error);

  g_assert_no_error (error);
  return cw_secret_new (bytes->data, bytes->len);
}

static CwSecret *
derive (CwCipher           cipher,
        const char        *master,
        const char        *input,
        CwDiversifyPadding padding,
        GError           **error)
{
  g_autoptr (CwSecret) key = secret_from_hex (master);
  g_autoptr (GByteArray) bytes = cw_hex_decode (input, NULL);

  return cw_an10922_derive (&(CwDiversify) { cipher, padding }, key, bytes->data, bytes->len, error);
}

static void
assert_secret (CwSecret   *secret,
               const char *hex)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (secret);
  text = cw_hex_encode (cw_secret_get_data (secret), cw_secret_get_length (secret));
  g_assert_cmpstr (text, ==, hex);
}

static void
test_aes (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aes_vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) key = derive (CW_CIPHER_AES, aes_vectors[i].master, aes_vectors[i].input, CW_DIVERSIFY_TWO_BLOCKS, &error);

      g_assert_no_error (error);
      assert_secret (key, aes_vectors[i].expected);
    }
}

/* The wrong but deployed one-block form: the value of libfreefare's issue 91. */
static void
test_short_input (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) key = derive (CW_CIPHER_AES, "F3F9377698707B688EAF84ABE39E3791", "04DEADBEEFFEED", CW_DIVERSIFY_SHORT, &error);
  g_autoptr (CwSecret) long_key = NULL;

  g_assert_no_error (error);
  assert_secret (key, "721E2C01E81AF85D815633969CEA2607");

  /* above one block both forms agree */
  long_key = derive (CW_CIPHER_AES, aes_vectors[0].master, aes_vectors[0].input, CW_DIVERSIFY_SHORT, &error);
  g_assert_no_error (error);
  assert_secret (long_key, aes_vectors[0].expected);
}

/* NXP AN10922 sections 2.4.1 and 2.5.1: raw as proxmark3 replays them, with version bits as
 * libfreefare does. */
static void
test_tdea (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) two = derive (CW_CIPHER_2K3DES, "00112233445566778899AABBCCDDEEFF", "04782E21801D803042F54E58502041", CW_DIVERSIFY_TWO_BLOCKS, &error);
  g_autoptr (CwSecret) three = derive (CW_CIPHER_3K3DES, "00112233445566778899AABBCCDDEEFF0102030405060708", "04782E21801D803042F54E5850", CW_DIVERSIFY_TWO_BLOCKS, &error);

  g_assert_no_error (error);
  assert_secret (two, "16F8597C9E8910C86B9648D006107DD7");
  assert_secret (three, "2F0DD03675D3FB9A5705AB0BDA91CA0B55B8E07FCDBF10EC");
  cw_an10922_put_version (CW_CIPHER_2K3DES, two, 0x55);
  cw_an10922_put_version (CW_CIPHER_3K3DES, three, 0x55);
  assert_secret (two, "16F9587D9E8910C96B9649D007107DD6");
  assert_secret (three, "2E0DD03774D3FA9B5705AB0BDA91CA0B55B8E07FCDBF10EC");
}

static void
test_limits (void)
{
  static const struct
  {
    CwCipher    cipher;
    const char *master;
    const char *input;
  } cases[] = {
    { CW_CIPHER_AES, "00112233445566778899AABBCCDDEEFF", "" },
    { CW_CIPHER_AES, "00112233445566778899AABBCCDDEEFF", "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F" },
    { CW_CIPHER_2K3DES, "00112233445566778899AABBCCDDEEFF", "000102030405060708090A0B0C0D0E0F" },
    { CW_CIPHER_DES, "0011223344556677", "00" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) key = derive (cases[i].cipher, cases[i].master, cases[i].input, CW_DIVERSIFY_TWO_BLOCKS, &error);

      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_null (key);
    }
}

/* The same through the door: the kinds of keys, the short form, and version bits where the card
 * looks for them; version 0x55 is that of the note's examples as libfreefare replays them. */
static void
test_behind_the_door (void)
{
  static const struct
  {
    CwDiversify how;
    const char *label;
    const char *input;
    const char *expected;
  } cases[] = {
    { { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS }, "su/aes", "04DEADBEEFFEED", "0BB408BAFF98B6EE9F2E1585777F6A51" },
    { { CW_CIPHER_AES, CW_DIVERSIFY_SHORT }, "su/aes", "04DEADBEEFFEED", "721E2C01E81AF85D815633969CEA2607" },
    { { CW_CIPHER_2K3DES, CW_DIVERSIFY_TWO_BLOCKS }, "su/two", "04782E21801D803042F54E58502041", "16F9587D9E8910C96B9649D007107DD6" },
    { { CW_CIPHER_2K3DES, CW_DIVERSIFY_SHORT }, "su/two", "04782E21801D803042F54E58502041", "16F9587D9E8910C96B9649D007107DD6" },
    { { CW_CIPHER_3K3DES, CW_DIVERSIFY_TWO_BLOCKS }, "su/three", "04782E21801D803042F54E5850", "2E0DD03774D3FA9B5705AB0BDA91CA0B55B8E07FCDBF10EC" },
  };
  g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
  g_autoptr (CwSecret) aes = secret_from_hex ("F3F9377698707B688EAF84ABE39E3791");
  g_autoptr (CwSecret) two = secret_from_hex ("00112233445566778899AABBCCDDEEFF");
  g_autoptr (CwSecret) three = secret_from_hex ("00112233445566778899AABBCCDDEEFF0102030405060708");

  cw_memory_keys_add_key (CW_MEMORY_KEYS (keys), "su/aes", 0x55, CW_CIPHER_AES, aes);
  cw_memory_keys_add_key (CW_MEMORY_KEYS (keys), "su/two", 0x55, CW_CIPHER_2K3DES, two);
  cw_memory_keys_add_key (CW_MEMORY_KEYS (keys), "su/three", 0x55, CW_CIPHER_3K3DES, three);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) input = cw_hex_decode (cases[i].input, NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) key = NULL;
      guint8 version = 0;

      key = cw_key_source_derive (keys, cases[i].label, &cases[i].how, input->data, input->len, &version, &error);
      g_assert_no_error (error);
      g_assert_cmpint (version, ==, 0x55);
      assert_secret (key, cases[i].expected);
    }
}

/* A key of one kind does not serve for another, though the lengths be the same. */
static void
test_kinds_are_kept_apart (void)
{
  static const CwDiversify two = { CW_CIPHER_2K3DES, CW_DIVERSIFY_TWO_BLOCKS };
  g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
  g_autoptr (CwSecret) aes = secret_from_hex ("F3F9377698707B688EAF84ABE39E3791");
  g_autoptr (GError) error = NULL;

  cw_memory_keys_add (keys, "su/aes", 1, aes);
  g_assert_null (cw_key_source_derive (keys, "su/aes", &two, (const guint8 *) "m", 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_assert_nonnull (strstr (error->message, "AES-128"));
  g_assert_nonnull (strstr (error->message, "2TDEA"));
}

/* What both forms rest on. */
static void
test_cmac (void)
{
  static const struct
  {
    CwCipher    cipher;
    const char *key;
    const char *message;
    const char *expected;
  } cases[] = {
    /* RFC 4493 section 4, examples 1 to 4 */
    { CW_CIPHER_AES, "2B7E151628AED2A6ABF7158809CF4F3C", "", "BB1D6929E95937287FA37D129B756746" },
    { CW_CIPHER_AES, "2B7E151628AED2A6ABF7158809CF4F3C", "6BC1BEE22E409F96E93D7E117393172A", "070A16B46B4D4144F79BDD9DD04A287C" },
    { CW_CIPHER_AES, "2B7E151628AED2A6ABF7158809CF4F3C", "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411", "DFA66747DE9AE63030CA32611497C827" },
    { CW_CIPHER_AES, "2B7E151628AED2A6ABF7158809CF4F3C", "6BC1BEE22E409F96E93D7E117393172AAE2D8A571E03AC9C9EB76FAC45AF8E5130C81C46A35CE411E5FBC1191A0A52EFF69F2445DF4F9B17AD2B417BE66C3710", "51F0BEBF7E3B9D92FC49741779363CFE" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwSecret) key = secret_from_hex (cases[i].key);
      g_autoptr (GByteArray) message = cw_hex_decode (cases[i].message, NULL);
      guint8 mac[CW_CIPHER_MAX_BLOCK] = { 0 };
      g_autofree char *text = NULL;

      cw_cipher_cmac (cases[i].cipher, key, mac, message->data, message->len);
      text = cw_hex_encode (mac, cw_cipher_get_block_length (cases[i].cipher));
      g_assert_cmpstr (text, ==, cases[i].expected);
    }
}

/* FIPS 197 does not list E(key, 0); RFC 4493 section 4 does for its key: 7df76b0c1ab899b3.... */
static void
test_check_value (void)
{
  g_autoptr (CwSecret) key = secret_from_hex ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autofree char *kcv = cw_key_check_value (CW_CIPHER_AES, key);

  g_assert_cmpstr (kcv, ==, "7DF76B");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/keys/an10922/aes", test_aes);
  g_test_add_func ("/keys/an10922/behind-the-door", test_behind_the_door);
  g_test_add_func ("/keys/an10922/kinds-are-kept-apart", test_kinds_are_kept_apart);
  g_test_add_func ("/keys/an10922/cmac", test_cmac);
  g_test_add_func ("/keys/an10922/short-input", test_short_input);
  g_test_add_func ("/keys/an10922/tdea", test_tdea);
  g_test_add_func ("/keys/an10922/limits", test_limits);
  g_test_add_func ("/keys/an10922/check-value", test_check_value);
  return g_test_run ();
}
