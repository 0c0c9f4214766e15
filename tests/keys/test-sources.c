/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key file and the keys in memory: what is accepted, what is refused, what is told. */

#include "config.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/keys/keys.h"

#define KEY_HEX "2B7E151628AED2A6ABF7158809CF4F3C" /* RFC 4493 */

static const CwDiversify aes = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("cw-keys-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
  fixture->path = g_build_filename (fixture->folder, "keys", NULL);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer data)
{
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_keys (Fixture    *fixture,
            const char *text,
            gssize      length,
            int         mode)
{
  g_autoptr (GError) error = NULL;

  g_unlink (fixture->path);
  g_assert_true (g_file_set_contents (fixture->path, text, length, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_chmod (fixture->path, mode), ==, 0);
}

static void
test_good_file (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (CwSecret) token = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  const CwKeyNote *note;
  guint8 version = 99;

  write_keys (fixture,
              "# keys of the specimen university\n"
              "\n"
              "  su/router-token   text:0123456789abcdef\r\n"
              "su/escn/master 255 " KEY_HEX,
              -1, 0600);
  keys = cw_file_keys_open (fixture->path, &error);
  g_assert_no_error (error);

  key = cw_key_source_load (keys, "su/escn/master", &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, 255);
  g_assert_cmpuint (cw_secret_get_length (key), ==, 16);
  g_assert_cmpint (cw_secret_get_data (key)[0], ==, 0x2b);

  token = cw_key_source_load (keys, "su/router-token", &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, 0);
  g_assert_cmpmem (cw_secret_get_data (token), cw_secret_get_length (token), "0123456789abcdef", 16);

  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 2);
  note = g_ptr_array_index (notes, 0);
  g_assert_cmpstr (note->label, ==, "su/escn/master");
  g_assert_cmpint (note->version, ==, 255);
  g_assert_cmpstr (note->kcv, ==, "7DF76B");
  note = g_ptr_array_index (notes, 1);
  g_assert_cmpstr (note->label, ==, "su/router-token");
  g_assert_cmpstr (note->kcv, ==, "");
}

/* A key of each kind; check values of NXP AN10922's example keys, by OpenSSL's command line:
 * openssl enc -e -nopad -K … -in 16 or 8 zeros, with -aes-128-ecb, -des-ede-ecb, -des-ede3-ecb. */
static void
test_kinds (Fixture      *fixture,
            gconstpointer data)
{
  static const struct
  {
    const char *label;
    const char *kcv;
  } expected[] = {
    { "su/aes", "FDE4FB" },
    { "su/aes-named", "FDE4FB" },
    { "su/three", "51F6AC" },
    { "su/two", "FB0975" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (GPtrArray) notes = NULL;

  write_keys (fixture,
              "su/aes 1 00112233445566778899AABBCCDDEEFF\n"
              "su/aes-named 1 aes:00112233445566778899aabbccddeeff\n"
              "su/two 2 2tdea:00112233445566778899AABBCCDDEEFF\n"
              "su/three 3 3tdea:00112233445566778899AABBCCDDEEFF0102030405060708\n",
              -1, 0600);
  keys = cw_file_keys_open (fixture->path, &error);
  g_assert_no_error (error);
  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      g_assert_cmpstr (note->label, ==, expected[i].label);
      g_assert_cmpstr (note->kcv, ==, expected[i].kcv);
    }
}

static void
test_read_only_for_owner (Fixture      *fixture,
                          gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;

  write_keys (fixture, "a 1 " KEY_HEX "\n", -1, 0400);
  keys = cw_file_keys_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (keys);
}

static void
test_open_to_others (Fixture      *fixture,
                     gconstpointer data)
{
  static const int modes[] = { 0640, 0620, 0610, 0604, 0602, 0601, 0777 };

  for (gsize i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwKeySource) keys = NULL;

      write_keys (fixture, "a 1 " KEY_HEX "\n", -1, modes[i]);
      keys = cw_file_keys_open (fixture->path, &error);
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
      g_assert_nonnull (strstr (error->message, "chmod 600"));
      g_assert_nonnull (strstr (error->message, fixture->path));
      g_assert_null (keys);
    }
}

static void
test_not_a_plain_file (Fixture      *fixture,
                       gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *link = g_build_filename (fixture->folder, "link", NULL);
  g_autofree char *fifo = g_build_filename (fixture->folder, "fifo", NULL);

  g_assert_null (cw_file_keys_open (fixture->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_clear_error (&error);

  write_keys (fixture, "a 1 " KEY_HEX "\n", -1, 0600);
  g_assert_cmpint (symlink (fixture->path, link), ==, 0);
  g_assert_null (cw_file_keys_open (link, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);
  g_unlink (link);

  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_null (cw_file_keys_open (fifo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);
  g_unlink (fifo);

  g_assert_null (cw_file_keys_open (fixture->folder, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
}

static void
test_other_owner (Fixture      *fixture,
                  gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  if (geteuid () != 0)
    {
      g_test_skip ("only root can give a file away");
      return;
    }
  write_keys (fixture, "a 1 " KEY_HEX "\n", -1, 0600);
  g_assert_cmpint (chown (fixture->path, 65534, (gid_t) -1), ==, 0);
  g_assert_null (cw_file_keys_open (fixture->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
}

/* Each is wrong in its second line; the message names it and repeats nothing of it. */
static void
test_malformed (Fixture      *fixture,
                gconstpointer data)
{
  static const char *const lines[] = {
    "zq",
    "zq 1",
    "zq 1 DEADBEEF",
    "zq 1 DEADBEEF8899AABBCCDDEEFF0011223", /* 31 digits */
    "zq 1 DEADBEEF8899AABBCCDDEEFF001122334",
    "zq 1 DEADBEEF8899AABBCCDDEEFF0011223G",
    "zq 256 DEADBEEF8899AABBCCDDEEFF00112233",
    "zq -1 DEADBEEF8899AABBCCDDEEFF00112233",
    "zq 0001 DEADBEEF8899AABBCCDDEEFF00112233",
    "zq DEADBEEF8899AABBCCDDEEFF00112233",
    "zq 1 DEADBEEF8899AABBCCDDEEFF00112233 more",
    "zq 1 DEADBEEF8899AABBCCDDEEFF00112233 # comment",
    "zq 1 2tdea:DEADBEEF8899AABBCCDDEEFF0011223",
    "zq 1 3tdea:DEADBEEF8899AABBCCDDEEFF00112233",
    "zq 1 des:DEADBEEF8899AABB",
    "zq 1 aes:",
    "zq text:",
    "zq text:DEADBEEF DEADBEEF",
    "zq text:DEADBEEF\001",
    "zq text:DEADBEEF\303\251",
    "z=q 1 DEADBEEF8899AABBCCDDEEFF00112233",
    "first 1 DEADBEEF8899AABBCCDDEEFF00112233", /* label twice */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwKeySource) keys = NULL;
      g_autofree char *text = g_strdup_printf ("first 1 " KEY_HEX "\n%s\nlast 1 " KEY_HEX "\n", lines[i]);

      write_keys (fixture, text, -1, 0600);
      keys = cw_file_keys_open (fixture->path, &error);
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
      g_assert_nonnull (strstr (error->message, "line 2"));
      g_assert_null (strstr (error->message, "DEAD"));
      g_assert_null (strstr (error->message, "2B7E"));
      g_assert_null (strstr (error->message, "zq"));
    }
}

static void
test_odd_bytes (Fixture      *fixture,
                gconstpointer data)
{
  static const char nul[] = "a\0b 1 " KEY_HEX "\n";
  g_autoptr (GError) error = NULL;
  g_autofree char *large = g_strnfill (65537, '#');
  g_autofree char *full = g_strnfill (65536, '#');
  g_autofree char *label = g_strnfill (128, 'a');
  g_autofree char *long_label = g_strconcat (label, " 1 " KEY_HEX, NULL);
  g_autoptr (CwKeySource) keys = NULL;

  write_keys (fixture, nul, sizeof nul - 1, 0600);
  g_assert_null (cw_file_keys_open (fixture->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);

  write_keys (fixture, large, -1, 0600);
  g_assert_null (cw_file_keys_open (fixture->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);

  write_keys (fixture, long_label, -1, 0600);
  g_assert_null (cw_file_keys_open (fixture->path, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_clear_error (&error);

  write_keys (fixture, full, -1, 0600);
  keys = cw_file_keys_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_nonnull (keys);
}

static void
test_memory (void)
{
  g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
  g_autoptr (CwSecret) first = cw_secret_new ("0123456789abcdef", 16);
  g_autoptr (CwSecret) second = cw_secret_new ("fedcba9876543210", 16);
  g_autoptr (CwSecret) token = cw_secret_new ("s3cr3t!", 7);
  g_autoptr (CwSecret) loaded = NULL;
  g_autoptr (GError) error = NULL;
  guint8 version = 0;

  g_assert_null (cw_key_source_load (keys, "a", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_assert_nonnull (strstr (error->message, "“a”"));
  g_clear_error (&error);

  cw_memory_keys_add (keys, "a", 1, first);
  cw_memory_keys_add (keys, "a", 2, second);
  loaded = cw_key_source_load (keys, "a", &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version, ==, 2);
  g_assert_true (cw_secret_equal (loaded, second));

  cw_memory_keys_add (keys, "t", 0, token);
  g_assert_null (cw_key_source_derive (keys, "t", &aes, (const guint8 *) "m", 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
  g_assert_null (strstr (error->message, "s3cr3t"));
}

/* A token of sixteen characters is still no key. */
static void
test_token_is_no_key (Fixture      *fixture,
                      gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;

  write_keys (fixture, "t text:0123456789abcdef\n", -1, 0600);
  keys = cw_file_keys_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_null (cw_key_source_derive (keys, "t", &aes, (const guint8 *) "m", 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
}

/* A secure module as far as this door sees it: it derives, lists, and gives nothing away. */

#define TEST_TYPE_SAM (test_sam_get_type ())
G_DECLARE_FINAL_TYPE (TestSam, test_sam, TEST, SAM, GObject)

struct _TestSam
{
  GObject  parent_instance;

  gboolean gone; /* it does not answer */
};

static void test_sam_source_init (CwKeySourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSam, test_sam, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_KEY_SOURCE, test_sam_source_init))

static CwSecret *
test_sam_derive (CwKeySource       *source,
                 const char        *label,
                 const CwDiversify *how,
                 const guint8      *input,
                 gsize              input_length,
                 guint8            *version,
                 GError           **error)
{
  CwSecret *key;

  if (TEST_SAM (source)->gone)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, "gone");
      return NULL;
    }
  key = cw_secret_new_zero (cw_cipher_get_key_length (how->cipher));
  memset (cw_secret_get_buffer (key), 0xfe, cw_secret_get_length (key));
  *version = 0x81;
  return key;
}

static GPtrArray *
test_sam_list (CwKeySource *source,
               GError     **error)
{
  GPtrArray *notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_note_free);

  g_ptr_array_add (notes, cw_key_note_new ("sam/master", 0x81, ""));
  return notes;
}

static void
test_sam_source_init (CwKeySourceInterface *iface)
{
  iface->derive = test_sam_derive;
  iface->list = test_sam_list;
}

static void
test_sam_class_init (TestSamClass *klass)
{
}

static void
test_sam_init (TestSam *self)
{
}

static void
test_sam (void)
{
  static const CwDiversify two = { CW_CIPHER_2K3DES, CW_DIVERSIFY_TWO_BLOCKS };
  static const guint8 expected[16] = { 0xff, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xfe, 0xff, 0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xfe };
  g_autoptr (CwKeySource) sam = g_object_new (TEST_TYPE_SAM, NULL);
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_key_source_load (sam, "sam/master", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  /* the door puts the version bits, 0x81, whoever derived */
  key = cw_key_source_derive (sam, "sam/master", &two, (const guint8 *) "m", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (cw_secret_get_data (key), cw_secret_get_length (key), expected, sizeof expected);
}

/* Where a source does not answer, a key of the same name further down does not step in. */
static void
test_chain_out_of_reach (void)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (CwSecret) secret = cw_secret_new ("0123456789abcdef", 16);
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (GError) error = NULL;
  TestSam *sam = g_object_new (TEST_TYPE_SAM, NULL);

  g_ptr_array_add (sources, sam);
  g_ptr_array_add (sources, cw_memory_keys_new ());
  cw_memory_keys_add (g_ptr_array_index (sources, 1), "sam/master", 1, secret);
  keys = cw_key_chain_new (sources);
  key = cw_key_source_derive (keys, "sam/master", &aes, (const guint8 *) "m", 1, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (key);

  sam->gone = TRUE;
  g_assert_null (cw_key_source_derive (keys, "sam/master", &aes, (const guint8 *) "m", 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_null (cw_key_source_load (keys, "sam/master", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

#define ADD(name, func) g_test_add ("/keys/sources/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("good-file", test_good_file);
  ADD ("kinds", test_kinds);
  ADD ("read-only-for-owner", test_read_only_for_owner);
  ADD ("open-to-others", test_open_to_others);
  ADD ("not-a-plain-file", test_not_a_plain_file);
  ADD ("other-owner", test_other_owner);
  ADD ("malformed", test_malformed);
  ADD ("odd-bytes", test_odd_bytes);
  ADD ("token-is-no-key", test_token_is_no_key);
  g_test_add_func ("/keys/sources/memory", test_memory);
  g_test_add_func ("/keys/sources/sam", test_sam);
  g_test_add_func ("/keys/sources/chain-out-of-reach", test_chain_out_of_reach);
  return g_test_run ();
}
