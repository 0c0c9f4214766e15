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

  return cw_an10922_derive (cipher, key, bytes->data, bytes->len, padding, error);
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
test_aes_behind_the_door (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (aes_vectors); i++)
    {
      g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
      g_autoptr (CwSecret) master = secret_from_hex (aes_vectors[i].master);
      g_autoptr (GByteArray) input = cw_hex_decode (aes_vectors[i].input, NULL);
      g_autoptr (CwSecret) key = NULL;
      g_autoptr (GError) error = NULL;
      guint8 version = 0;

      cw_memory_keys_add (keys, "site/master", 7, master);
      key = cw_key_source_derive_aes128 (keys, "site/master", input->data, input->len, &version, &error);
      g_assert_no_error (error);
      g_assert_cmpint (version, ==, 7);
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

/* FIPS 197 does not list E(key, 0); RFC 4493 section 4 does for its key: 7df76b0c1ab899b3.... */
static void
test_check_value (void)
{
  g_autoptr (CwSecret) key = secret_from_hex ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autofree char *kcv = cw_key_check_value (key);

  g_assert_cmpstr (kcv, ==, "7DF76B");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/keys/an10922/aes-behind-the-door", test_aes_behind_the_door);
  g_test_add_func ("/keys/an10922/short-input", test_short_input);
  g_test_add_func ("/keys/an10922/tdea", test_tdea);
  g_test_add_func ("/keys/an10922/limits", test_limits);
  g_test_add_func ("/keys/an10922/check-value", test_check_value);
  return g_test_run ();
}
