/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/digest.h"

#include <string.h>

/* FIPS 180-2, appendix B (SHA-256), and the digest of nothing. */
static void
test_sha256 (void)
{
  static const struct
  {
    const char *text;
    const char *digest;
  } cases[] = {
    { "", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" },
    { "abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad" },
    { "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1" },
  };
  g_autofree char *million = g_strnfill (1000000, 'a');
  g_autofree char *million_digest = cw_digest_text (million);
  g_autofree char *bytes_digest = cw_digest_bytes ("a\0b", 3);
  g_autofree char *text_digest = cw_digest_text ("a\0b");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *digest = cw_digest_text (cases[i].text);

      g_assert_cmpstr (digest, ==, cases[i].digest);
    }
  g_assert_cmpstr (million_digest, ==, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  g_assert_cmpstr (bytes_digest, !=, text_digest);
}

/* Not a test of the kernel's generator, only that every byte asked for is filled. */
static void
test_random (void)
{
  g_autofree guint8 *large = g_malloc0 (100000);
  guint8 a[32] = { 0 };
  guint8 b[32] = { 0 };
  guint n_zero_runs = 0;

  cw_random_bytes (a, sizeof a);
  cw_random_bytes (b, sizeof b);
  g_assert_true (memcmp (a, b, sizeof a) != 0);
  cw_random_bytes (a, 0);

  cw_random_bytes (large, 100000);
  for (guint i = 0; i + 16 <= 100000; i += 16)
    n_zero_runs += memcmp (large + i, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16) == 0 ? 1 : 0;
  g_assert_cmpuint (n_zero_runs, ==, 0);
}

static void
test_json_string (void)
{
  g_autoptr (GString) json = g_string_new (NULL);

  cw_json_append_string (json, "Šķēle \"a\\b\" /\n\t\x01\x1f\x7f");
  g_assert_cmpstr (json->str, ==, "\"Šķēle \\\"a\\\\b\\\" /\\u000a\\u0009\\u0001\\u001f\x7f\"");
  g_string_truncate (json, 0);
  cw_json_append_string (json, "");
  g_assert_cmpstr (json->str, ==, "\"\"");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/digest/sha256", test_sha256);
  g_test_add_func ("/base/digest/random", test_random);
  g_test_add_func ("/base/digest/json-string", test_json_string);
  return g_test_run ();
}
