/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The station's own keys: AES-256-GCM against known answers, and new keys in the key file. */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/gcm.h"
#include "app/keys/keys.h"

static GBytes *
bytes_of (const char *hex)
{
  gsize length = strlen (hex) / 2;
  guint8 *data = g_malloc (length + 1);

  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 | g_ascii_xdigit_value (hex[2 * i + 1]));
  return g_bytes_new_take (data, length);
}

static CwSecret *
secret_of (const char *hex)
{
  g_autoptr (GBytes) bytes = bytes_of (hex);

  return cw_secret_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
}

#define ZEROS_32 "0000000000000000000000000000000000000000000000000000000000000000"

/* McGrew and Viega, "The Galois/Counter Mode of Operation", appendix B, test cases 13, 14 and 16 */
static void
test_known_answers (void)
{
  static const struct
  {
    const char *key, *plain, *associated, *nonce, *sealed;
  } cases[] = {
    { ZEROS_32, "", "", "000000000000000000000000", "530f8afbc74536b9a963b4f1c4cb738b" },
    { ZEROS_32, "00000000000000000000000000000000", "", "000000000000000000000000",
      "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919" },
    { "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
      "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
      "feedfacedeadbeeffeedfacedeadbeefabaddad2", "cafebabefacedbaddecaf888",
      "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
      "76fc6ece0f4e1768cddf8853bb2d551b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwSecret) key = secret_of (cases[i].key);
      g_autoptr (GBytes) plain = bytes_of (cases[i].plain);
      g_autoptr (GBytes) associated = bytes_of (cases[i].associated);
      g_autoptr (GBytes) nonce = bytes_of (cases[i].nonce);
      g_autofree char *expected = g_ascii_strup (cases[i].sealed, -1);
      g_autoptr (GBytes) sealed = cw_gcm_seal_with (key, g_bytes_get_data (nonce, NULL), associated, plain, &error);
      g_autofree char *hex = NULL;
      g_autoptr (GBytes) opened = NULL;

      g_assert_no_error (error);
      g_assert_cmpmem (g_bytes_get_data (sealed, NULL), CW_GCM_NONCE, g_bytes_get_data (nonce, NULL), CW_GCM_NONCE);
      hex = cw_hex_encode ((const guint8 *) g_bytes_get_data (sealed, NULL) + CW_GCM_NONCE, g_bytes_get_size (sealed) - CW_GCM_NONCE);
      g_assert_cmpstr (hex, ==, expected);
      opened = cw_gcm_open (key, associated, sealed, &error);
      g_assert_no_error (error);
      g_assert_true (g_bytes_equal (opened, plain));
    }
}

/* Every bit of the sealed text counts, and so does what it belongs to. */
static void
test_changed (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) key = secret_of (ZEROS_32);
  g_autoptr (CwSecret) other_key = secret_of ("0100000000000000000000000000000000000000000000000000000000000000");
  g_autoptr (GBytes) plain = g_bytes_new_static ("portrait", 8);
  g_autoptr (GBytes) associated = g_bytes_new_static ("lbtu/LF23001", 12);
  g_autoptr (GBytes) other = g_bytes_new_static ("lbtu/LF23002", 12);
  g_autoptr (GBytes) sealed = cw_gcm_seal (key, associated, plain, &error);
  g_autoptr (GBytes) again = cw_gcm_seal (key, associated, plain, &error);
  gsize length = g_bytes_get_size (sealed);

  g_assert_no_error (error);
  g_assert_cmpuint (length, ==, 8 + CW_GCM_OVERHEAD);
  g_assert_false (g_bytes_equal (sealed, again)); /* a nonce of its own each time */
  for (gsize bit = 0; bit < 8 * length; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (g_bytes_get_data (sealed, NULL), length);
      g_autoptr (GBytes) changed = NULL;

      copy[bit / 8] ^= (guint8) (1 << bit % 8);
      changed = g_bytes_new (copy, length);
      g_assert_null (cw_gcm_open (key, associated, changed, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_clear_error (&error);
    }
  for (gsize cut = 0; cut < length; cut++)
    {
      g_autoptr (GBytes) head = g_bytes_new_from_bytes (sealed, 0, cut);

      g_assert_null (cw_gcm_open (key, associated, head, NULL));
    }
  g_assert_null (cw_gcm_open (key, other, sealed, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_null (cw_gcm_open (other_key, associated, sealed, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  self->folder = g_dir_make_tmp ("cw-keys-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->path = g_build_filename (self->folder, "keys", NULL);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  g_unlink (self->path);
  g_assert_cmpint (g_rmdir (self->folder), ==, 0); /* nothing else is left there */
  g_free (self->path);
  g_free (self->folder);
}

static CwSecret *
load (Fixture    *self,
      const char *label,
      guint8      version)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = cw_file_keys_open (self->path, &error);
  guint8 found = 0;
  CwSecret *secret;

  g_assert_no_error (error);
  secret = cw_key_source_load_kind (keys, label, CW_KEY_KIND_AES256, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found, ==, version);
  g_assert_cmpuint (cw_secret_get_length (secret), ==, CW_KEY_AES256_LENGTH);
  return secret;
}

static void
test_renew (Fixture      *self,
            gconstpointer data)
{
  static const char before[] = "# the college's keys\r\n  su/router-token   text:0123\n\nstore/photos/old 7 000102030405060708090A0B0C0D0E0F";
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) first = NULL;
  g_autoptr (CwSecret) kept = NULL;
  g_autoptr (CwSecret) second = NULL;
  g_autofree char *after = NULL;
  struct stat about;
  guint8 version = 0;

  g_assert_true (g_file_set_contents (self->path, before, -1, NULL));
  g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
  g_assert_true (cw_file_keys_renew (self->path, "store/photos", CW_KEY_KIND_AES256, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 1);
  first = load (self, "store/photos", 1);
  g_assert_true (g_file_get_contents (self->path, &after, NULL, NULL));
  g_assert_true (g_str_has_prefix (after, before)); /* remarks and other keys as they were */
  g_assert_cmpint (stat (self->path, &about), ==, 0);
  g_assert_cmphex (about.st_mode & 0777, ==, 0600);

  g_assert_true (cw_file_keys_renew (self->path, "store/photos", CW_KEY_KIND_AES256, &version, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (version, ==, 2);
  kept = load (self, "store/photos/1", 1);
  second = load (self, "store/photos", 2);
  g_assert_true (cw_secret_equal (first, kept));
  g_assert_false (cw_secret_equal (first, second));
}

static void
test_renew_makes_the_file (Fixture      *self,
                           gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSecret) key = NULL;
  struct stat about;
  guint8 version = 0;

  g_assert_true (cw_file_keys_renew (self->path, "store/photos", CW_KEY_KIND_AES256, &version, &error));
  g_assert_no_error (error);
  key = load (self, "store/photos", 1);
  g_assert_cmpint (stat (self->path, &about), ==, 0);
  g_assert_cmphex (about.st_mode & 0777, ==, 0600);
}

/* Whatever stands in the way: a sentence, and the file as it was. */
static void
test_renew_refused (Fixture      *self,
                    gconstpointer data)
{
  static const struct
  {
    const char *text;
    int         code;
  } cases[] = {
    { "store/photos 1 000102030405060708090A0B0C0D0E0F\n", CW_ERROR_KEY_UNSAFE },
    { "store/photos text:00000000000000000000000000000000\n", CW_ERROR_KEY_UNSAFE },
    { "store/photos 255 aes256:" ZEROS_32 "\n", CW_ERROR_REFUSED },
    { "store/photos 1 aes256:" ZEROS_32 "\nstore/photos/1 1 aes256:" ZEROS_32 "\n", CW_ERROR_EXISTS },
    { "store/photos 1 aes256:" ZEROS_32 "0\n", CW_ERROR_KEY_UNSAFE },
    { "nonsense\n", CW_ERROR_KEY_UNSAFE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *after = NULL;
      guint8 version = 0;

      g_assert_true (g_file_set_contents (self->path, cases[i].text, -1, NULL));
      g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
      g_assert_false (cw_file_keys_renew (self->path, "store/photos", CW_KEY_KIND_AES256, &version, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      g_assert_true (g_file_get_contents (self->path, &after, NULL, NULL));
      g_assert_cmpstr (after, ==, cases[i].text);
    }
}

/* A token of 32 characters is no key, and no card's key comes from an AES-256 one. */
static void
test_kinds (Fixture      *self,
            gconstpointer data)
{
  static const CwDiversify how = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };
  static const guint8 input[] = { 4, 1, 2, 3, 4, 5, 6 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  const CwKeyNote *note;

  g_assert_true (g_file_set_contents (self->path, "token text:0123456789abcdef0123456789abcdef\nown 3 aes256:" ZEROS_32 "\n", -1, NULL));
  g_assert_cmpint (g_chmod (self->path, 0600), ==, 0);
  keys = cw_file_keys_open (self->path, &error);
  g_assert_no_error (error);
  g_assert_null (cw_key_source_load_kind (keys, "token", CW_KEY_KIND_AES256, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);
  g_assert_null (cw_key_source_derive (keys, "own", &how, input, sizeof input, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);
  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->label, ==, "own");
  g_assert_cmpuint (note->version, ==, 3);
  /* (printf 'cardwright aes256 check value '; head -c 32 /dev/zero) | sha256sum */
  g_assert_cmpstr (note->kcv, ==, "E75240");
}

#define ADD(name, func) g_test_add ("/keys/own/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/keys/own/known-answers", test_known_answers);
  g_test_add_func ("/keys/own/changed", test_changed);
  ADD ("renew", test_renew);
  ADD ("renew-makes-the-file", test_renew_makes_the_file);
  ADD ("renew-refused", test_renew_refused);
  ADD ("kinds", test_kinds);
  return g_test_run ();
}
