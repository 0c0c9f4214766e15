/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Ed25519 against the test vectors of RFC 8032, and its keys as text. */

#include "config.h"

#include <gio/gio.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/ed25519.h"
#include "app/keys/keys.h"

typedef struct
{
  const char *seed;
  const char *public_key;
  const char *message;
  const char *signature;
} Vector;

/* RFC 8032 section 7.1, tests 1 to 3 */
static const Vector vectors[] = {
  { "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b" },
  { "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb", "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00" },
  { "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7", "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
    "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a" },
};

/* The decoder of the program refuses an empty text. */
static GByteArray *
bytes_of (const char *hex)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = *hex != '\0' ? cw_hex_decode (hex, &error) : g_byte_array_new ();

  g_assert_no_error (error);
  return bytes;
}

static void
test_vectors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (vectors); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GByteArray) seed_bytes = bytes_of (vectors[i].seed);
      g_autoptr (GByteArray) message = bytes_of (vectors[i].message);
      g_autoptr (GByteArray) expected_key = bytes_of (vectors[i].public_key);
      g_autoptr (GByteArray) expected = bytes_of (vectors[i].signature);
      g_autoptr (CwSecret) seed = cw_secret_new (seed_bytes->data, seed_bytes->len);
      guint8 public_key[CW_ED25519_PUBLIC];
      guint8 signature[CW_ED25519_SIGNATURE];

      g_assert_true (cw_ed25519_get_public (seed, public_key, &error));
      g_assert_cmpmem (public_key, sizeof public_key, expected_key->data, expected_key->len);
      g_assert_true (cw_ed25519_sign (seed, message->data, message->len, signature, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (signature, sizeof signature, expected->data, expected->len);
      g_assert_true (cw_ed25519_verify (public_key, message->data, message->len, signature));
    }
}

/* One bit anywhere makes it not genuine. */
static void
test_changed (void)
{
  static const char message[] = "head";
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) bytes = bytes_of (vectors[0].seed);
  g_autoptr (CwSecret) seed = cw_secret_new (bytes->data, bytes->len);
  guint8 public_key[CW_ED25519_PUBLIC];
  guint8 signature[CW_ED25519_SIGNATURE];

  g_assert_true (cw_ed25519_get_public (seed, public_key, &error));
  g_assert_true (cw_ed25519_sign (seed, message, strlen (message), signature, &error));
  g_assert_true (cw_ed25519_verify (public_key, message, strlen (message), signature));
  g_assert_false (cw_ed25519_verify (public_key, "Head", strlen (message), signature));
  g_assert_false (cw_ed25519_verify (public_key, message, strlen (message) - 1, signature));
  for (guint i = 0; i < CW_ED25519_SIGNATURE; i++)
    {
      signature[i] ^= 4;
      g_assert_false (cw_ed25519_verify (public_key, message, strlen (message), signature));
      signature[i] ^= 4;
    }
  for (guint i = 0; i < CW_ED25519_PUBLIC; i++)
    {
      public_key[i] ^= 4;
      g_assert_false (cw_ed25519_verify (public_key, message, strlen (message), signature));
      public_key[i] ^= 4;
    }
}

static void
test_text (void)
{
  /* openssl pkey -pubin -inform DER, of the key of the first vector */
  static const char pem[] = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n";
  static const char *const wrong[] = {
    "",
    "d75a",
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a00",
    "g75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "-----BEGIN PUBLIC KEY-----",
    "-----BEGIN PUBLIC KEY-----END PUBLIC KEY-----",
    "-----BEGIN PUBLIC KEY-----\nMCow\n-----END PUBLIC KEY-----\n",
    "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VuAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PUBLIC KEY-----\n", /* X25519 */
    "-----BEGIN PRIVATE KEY-----\nMCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n-----END PRIVATE KEY-----\n",
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) expected = bytes_of (vectors[0].public_key);
  g_autofree char *text = cw_ed25519_to_pem (expected->data);
  g_autofree char *huge = g_strnfill (100000, 'A');
  guint8 public_key[CW_ED25519_PUBLIC] = { 0 };

  g_assert_cmpstr (text, ==, pem);
  g_assert_true (cw_ed25519_from_text (pem, public_key, &error));
  g_assert_cmpmem (public_key, sizeof public_key, expected->data, expected->len);
  memset (public_key, 0, sizeof public_key);
  g_assert_true (cw_ed25519_from_text ("  d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a\n", public_key, &error));
  g_assert_no_error (error);
  g_assert_cmpmem (public_key, sizeof public_key, expected->data, expected->len);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_false (cw_ed25519_from_text (wrong[i], public_key, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
  g_assert_false (cw_ed25519_from_text (huge, public_key, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* A line of the key file, its check value, and that it is taken for nothing else. */
static void
test_file (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cw-ed25519-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "keys", NULL);
  g_autofree char *line = g_strdup_printf ("store/journal 7 ed25519:%s\n", vectors[0].seed);
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (CwSecret) seed = NULL;
  const CwKeyNote *note;
  guint8 version = 0;

  g_assert_true (g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error));
  keys = cw_file_keys_open (path, &error);
  g_assert_no_error (error);
  seed = cw_key_source_load_kind (keys, "store/journal", CW_KEY_KIND_ED25519, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 7);
  g_assert_cmpuint (cw_secret_get_length (seed), ==, CW_ED25519_SEED);
  g_assert_null (cw_key_source_load_kind (keys, "store/journal", CW_KEY_KIND_AES256, &version, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);

  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->kcv, ==, "D75A98");

  g_assert_true (cw_file_keys_renew (path, "store/journal", CW_KEY_KIND_ED25519, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 8);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/keys/ed25519/vectors", test_vectors);
  g_test_add_func ("/keys/ed25519/changed", test_changed);
  g_test_add_func ("/keys/ed25519/text", test_text);
  g_test_add_func ("/keys/ed25519/file", test_file);
  return g_test_run ();
}
