/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Keys in a real gnome-keyring (under keyring-rig.sh), and the desk without any. */

#include "config.h"

#include <gio/gio.h>
#include <libsecret/secret.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/keys.h"

static const CwDiversify aes = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };
static const CwDiversify two = { CW_CIPHER_2K3DES, CW_DIVERSIFY_TWO_BLOCKS };
static const CwDiversify three = { CW_CIPHER_3K3DES, CW_DIVERSIFY_TWO_BLOCKS };

/* As another program, such as secret-tool, sees the entries. */
static const SecretSchema schema = {
  "org.cardwright.Key",
  SECRET_SCHEMA_NONE,
  {
      { "label", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "version", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "institution", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, SECRET_SCHEMA_ATTRIBUTE_STRING },
  },
};

static CwKeySource *
open_keyring (void)
{
  g_autoptr (GError) error = NULL;
  CwKeySource *keys = cw_keyring_keys_open (&error);

  g_assert_no_error (error);
  return keys;
}

static CwSecret *
secret_from_hex (const char *hex)
{
  g_autoptr (GByteArray) bytes = cw_hex_decode (hex, NULL);

  return cw_secret_new (bytes->data, bytes->len);
}

static void
store_text (const char *label,
            const char *version,
            const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, "by another program", text, NULL, &error,
                                             "label", label, "version", version, "institution", "su", NULL));
  g_assert_no_error (error);
}

static void
remove_key (CwKeySource *keys,
            const char  *label)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_keyring_keys_remove (keys, label, &error));
  g_assert_no_error (error);
}

/* Sources of the vectors: test-an10922.c. */
static void
test_store_and_derive (void)
{
  static const struct
  {
    const char        *label;
    const CwDiversify *how;
    const char        *master;
    const char        *input;
    const char        *expected;
  } cases[] = {
    { "su/escn/master", &aes, "00112233445566778899AABBCCDDEEFF", "04782E21801D803042F54E585020416275", "A8DD63A3B89D54B37CA802473FDA9175" },
    { "su/two", &two, "00112233445566778899AABBCCDDEEFF", "04782E21801D803042F54E58502041", "16F9587D9E8910C96B9649D007107DD6" },
    { "su/three", &three, "00112233445566778899AABBCCDDEEFF0102030405060708", "04782E21801D803042F54E5850", "2E0DD03774D3FA9B5705AB0BDA91CA0B55B8E07FCDBF10EC" },
  };
  g_autoptr (CwKeySource) keys = open_keyring ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwSecret) master = secret_from_hex (cases[i].master);
      g_autoptr (GByteArray) input = cw_hex_decode (cases[i].input, NULL);
      g_autoptr (CwSecret) back = NULL;
      g_autoptr (CwSecret) key = NULL;
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;
      guint8 version = 0;

      g_assert_true (cw_keyring_keys_store (keys, cases[i].label, 0x55, cases[i].how->cipher, master, &error));
      g_assert_no_error (error);
      back = cw_key_source_load (keys, cases[i].label, &version, &error);
      g_assert_no_error (error);
      g_assert_true (cw_secret_equal (back, master));
      g_assert_cmpint (version, ==, 0x55);

      key = cw_key_source_derive (keys, cases[i].label, cases[i].how, input->data, input->len, &version, &error);
      g_assert_no_error (error);
      text = cw_hex_encode (cw_secret_get_data (key), cw_secret_get_length (key));
      g_assert_cmpstr (text, ==, cases[i].expected);
      remove_key (keys, cases[i].label);
      g_assert_null (cw_key_source_load (keys, cases[i].label, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
    }
}

/* A new version takes the place of the old one: a label has one key. */
static void
test_replace_and_list (void)
{
  g_autoptr (CwKeySource) keys = open_keyring ();
  g_autoptr (CwSecret) first = secret_from_hex ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autoptr (CwSecret) second = secret_from_hex ("00112233445566778899AABBCCDDEEFF");
  g_autoptr (CwSecret) token = cw_secret_new ("0123456789abcdef", 16);
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GError) error = NULL;
  const CwKeyNote *note;

  g_assert_true (cw_keyring_keys_store (keys, "su/escn/master", 1, CW_CIPHER_AES, first, &error));
  g_assert_true (cw_keyring_keys_store (keys, "su/escn/master", 1, CW_CIPHER_AES, second, &error));
  g_assert_true (cw_keyring_keys_store (keys, "su/escn/master", 2, CW_CIPHER_AES, first, &error));
  g_assert_true (cw_keyring_keys_store_token (keys, "su/router-token", token, &error));
  g_assert_no_error (error);

  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 2);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->label, ==, "su/escn/master");
  g_assert_cmpint (note->version, ==, 2);
  g_assert_cmpstr (note->kcv, ==, "7DF76B"); /* RFC 4493, see test-an10922.c */
  note = g_ptr_array_index (notes, 1);
  g_assert_cmpstr (note->label, ==, "su/router-token");
  g_assert_cmpstr (note->kcv, ==, "");

  /* a token of a key's length is still none */
  g_assert_null (cw_key_source_derive (keys, "su/router-token", &aes, (const guint8 *) "m", 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  remove_key (keys, "su/escn/master");
  remove_key (keys, "su/router-token");
}

static void
test_by_another_program (void)
{
  g_autoptr (CwKeySource) keys = open_keyring ();
  g_autoptr (CwSecret) pin = NULL;
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (GError) error = NULL;
  guint8 version = 0;

  store_text ("su/pin", "0", "text:4711-specimen\n");
  pin = cw_key_source_load (keys, "su/pin", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (cw_secret_get_data (pin), cw_secret_get_length (pin), "4711-specimen", strlen ("4711-specimen"));

  store_text ("su/key", "7", "2b7e151628aed2a6abf7158809cf4f3c");
  key = cw_key_source_load (keys, "su/key", &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, 7);
  g_assert_cmpint (cw_secret_get_data (key)[0], ==, 0x2b);

  store_text ("su/key", "8", "2b7e151628aed2a6abf7158809cf4f3c");
  g_assert_null (cw_key_source_load (keys, "su/key", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_assert_nonnull (strstr (error->message, "several"));
  remove_key (keys, "su/pin");
  remove_key (keys, "su/key");
}

/* Nothing of what an entry holds comes back in a message. */
static void
test_malformed (void)
{
  static const struct
  {
    const char *version;
    const char *text;
  } cases[] = {
    { "1", "DEADBEEF" },
    { "1", "" },
    { "256", "DEADBEEF8899AABBCCDDEEFF00112233" },
    { "one", "DEADBEEF8899AABBCCDDEEFF00112233" },
    { "1", "des:DEADBEEF8899AABB" },
    { "1", "text:" },
    { "1", "text:DEAD BEEF" },
  };
  g_autoptr (CwKeySource) keys = open_keyring ();

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      store_text ("su/bad", cases[i].version, cases[i].text);
      g_assert_null (cw_key_source_load (keys, "su/bad", NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
      g_assert_nonnull (strstr (error->message, "su/bad"));
      g_assert_null (strstr (error->message, "DEAD"));
      remove_key (keys, "su/bad");
    }
}

static void
test_refused_values (void)
{
  g_autoptr (CwKeySource) keys = open_keyring ();
  g_autoptr (CwSecret) secret = cw_secret_new ("two words", 9);
  g_autoptr (CwSecret) good = cw_secret_new ("word", 4);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_keyring_keys_store_token (keys, "su/token", secret, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_null (strstr (error->message, "two words"));
  g_clear_error (&error);
  g_assert_false (cw_keyring_keys_store_token (keys, "su token", good, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_keyring_keys_remove (keys, "su/none", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
}

/* The keyring before the file; a keyring out of reach is not passed over. */
static void
test_chain (void)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);
  CwKeySource *keyring = open_keyring ();
  CwKeySource *memory = cw_memory_keys_new ();
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (CwSecret) first = secret_from_hex ("2B7E151628AED2A6ABF7158809CF4F3C");
  g_autoptr (CwSecret) second = secret_from_hex ("00112233445566778899AABBCCDDEEFF");
  g_autoptr (CwSecret) found = NULL;
  g_autoptr (CwSecret) lower = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GError) error = NULL;

  g_ptr_array_add (sources, keyring);
  g_ptr_array_add (sources, memory);
  keys = cw_key_chain_new (sources);
  g_assert_true (cw_keyring_keys_store (keyring, "su/both", 1, CW_CIPHER_AES, first, &error));
  cw_memory_keys_add (memory, "su/both", 2, second);
  cw_memory_keys_add (memory, "su/lower", 3, second);

  found = cw_key_source_load (keys, "su/both", NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_secret_equal (found, first));
  lower = cw_key_source_derive (keys, "su/lower", &aes, (const guint8 *) "m", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (lower);
  notes = cw_key_source_list (keys, &error);
  g_assert_cmpuint (notes->len, ==, 2);
  g_assert_cmpint (((CwKeyNote *) g_ptr_array_index (notes, 0))->version, ==, 1);

  g_assert_null (cw_key_source_load (keys, "su/none", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_assert_nonnull (strstr (error->message, "any place"));
  remove_key (keyring, "su/both");
}

/* Last: what is locked stays so, and nobody is asked. */
static void
test_locked (void)
{
  g_autoptr (CwKeySource) keys = open_keyring ();
  g_autoptr (SecretService) service = secret_service_get_sync (SECRET_SERVICE_LOAD_COLLECTIONS, NULL, NULL);
  GList *collections = secret_service_get_collections (service);
  g_autoptr (GError) error = NULL;

  store_text ("su/key", "7", "2b7e151628aed2a6abf7158809cf4f3c");
  g_assert_cmpint (secret_service_lock_sync (service, collections, NULL, NULL, &error), >, 0);
  g_list_free_full (collections, g_object_unref);
  g_assert_no_error (error);
  g_assert_null (cw_key_source_load (keys, "su/key", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "locked"));
}

static void
assert_no_keyring (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_keyring_keys_open (&error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "no desktop keyring"));
}

/* A machine without a desktop, and then a session that offers no keyring. */
static void
test_headless (void)
{
  g_autoptr (GTestDBus) bus = NULL;

  g_setenv ("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus", TRUE);
  assert_no_keyring ();

  bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (bus);
  assert_no_keyring ();
  g_test_dbus_down (bus);
}

/* The station's own key: the one before stays beside it. */
static void
test_renew (void)
{
  g_autoptr (CwKeySource) keys = open_keyring ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) first = NULL;
  g_autoptr (CwSecret) kept = NULL;
  g_autoptr (CwSecret) second = NULL;
  guint8 version = 0;

  g_assert_true (cw_keyring_keys_renew (keys, "store/photos", CW_KEY_KIND_AES256, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 1);
  first = cw_key_source_load_kind (keys, "store/photos", CW_KEY_KIND_AES256, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (cw_keyring_keys_renew (keys, "store/photos", CW_KEY_KIND_AES256, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 2);
  kept = cw_key_source_load_kind (keys, "store/photos/1", CW_KEY_KIND_AES256, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 1);
  g_assert_true (cw_secret_equal (first, kept));
  second = cw_key_source_load_kind (keys, "store/photos", CW_KEY_KIND_AES256, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 2);
  g_assert_false (cw_secret_equal (first, second));
  remove_key (keys, "store/photos");
  remove_key (keys, "store/photos/1");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (g_getenv ("CW_KEYRING_RIG") == NULL)
    {
      g_test_add_func ("/keys/keyring/headless", test_headless);
      return g_test_run ();
    }
  g_test_add_func ("/keys/keyring/store-and-derive", test_store_and_derive);
  g_test_add_func ("/keys/keyring/replace-and-list", test_replace_and_list);
  g_test_add_func ("/keys/keyring/by-another-program", test_by_another_program);
  g_test_add_func ("/keys/keyring/malformed", test_malformed);
  g_test_add_func ("/keys/keyring/refused-values", test_refused_values);
  g_test_add_func ("/keys/keyring/chain", test_chain);
  g_test_add_func ("/keys/keyring/renew", test_renew);
  g_test_add_func ("/keys/keyring/locked", test_locked);
  return g_test_run ();
}
