/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Writing, verifying and inspecting whole cards. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/desfire.h"

#include "bench.h"

static gboolean
note_stage (const char *stage,
            gpointer    user_data,
            GError    **error)
{
  g_string_append_printf (user_data, "%s ", stage);
  return TRUE;
}

static void
test_shipped_plan (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) stages = g_string_new (NULL);
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (CwChipReport) verified = NULL;

  report = cw_chip_write (&bench->link, bench->plan, bench->keys, &bench->escn, note_stage, stages, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (stages->str, ==, "application keys files content verify ");
  g_assert_cmpstr (report->uid, ==, "043F7263348011");
  g_assert_cmpstr (report->kind, ==, "DESFire EV1 8K");
  g_assert_cmpuint (report->exchanges, ==, bench->commands->len);
  g_assert_cmpuint (report->exchanges, ==, 19);
  g_assert_true (report->present);
  g_assert_true (report->complete);
  g_assert_true (report->has_escn);
  g_assert_true (cw_escn_equal (&report->escn, &bench->escn));
  g_assert_cmpstr (report->key_versions, ==, "0:01");
  g_assert_cmpuint (strlen (report->content_digest), ==, 64);

  /* in the same session of the reader: the card still holds the writer's session */
  verified = cw_chip_verify (&bench->link, bench->plan, bench->keys, &error);
  g_assert_no_error (error);
  g_assert_true (verified->complete);
  g_assert_cmpstr (verified->content_digest, ==, report->content_digest);
  g_assert_cmpuint (verified->exchanges, ==, 12);
  bench_assert_complete (bench);
}

/* With several applications every stage says which; the stages of the card itself come first. */
static void
test_whole_plan (gconstpointer plan)
{
  g_autoptr (Bench) bench = bench_new (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) stages = g_string_new (NULL);
  g_autoptr (CwChipReport) report = cw_chip_write (&bench->link, bench->plan, bench->keys, &bench->escn, note_stage, stages, &error);
  g_autoptr (CwChipReport) verified = NULL;

  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_true (report->numbered);
  g_assert_true (g_str_has_prefix (stages->str, "application card key keys 3042F5 files 3042F5 content 3042F5 settings 3042F5 verify 3042F5 keys CA4D02 "));
  g_assert_true (g_str_has_prefix (report->key_versions, "3042F5 0:01 1:FF"));
  g_test_message ("%u exchanges", report->exchanges);
  bench_assert_complete (bench);
  bench_assert_memory (bench);

  cw_soft_card_power (bench->card);
  verified = cw_chip_verify (&bench->link, bench->plan, bench->keys, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (verified->content_digest, ==, report->content_digest);
  g_assert_cmpstr (verified->key_versions, ==, report->key_versions);

  /* once more changes nothing */
  g_clear_pointer (&report, cw_chip_report_free);
  report = bench_write (bench, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
  g_assert_cmpstr (verified->content_digest, ==, report->content_digest);
}

static void
test_uid_only (void)
{
  g_autoptr (Bench) bench = bench_new ("uid-only");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);
  g_autoptr (CwChipReport) verified = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (report->uid, ==, "043F7263348011");
  g_assert_true (report->complete);
  g_assert_false (report->numbered);
  g_assert_false (report->has_escn);
  g_assert_cmpuint (report->exchanges, ==, 1);
  g_assert_cmpuint (bench->transmitted, ==, 1);
  verified = cw_chip_verify (&bench->link, bench->plan, bench->keys, &error);
  g_assert_no_error (error);
  g_assert_true (verified->complete);
  bench_assert_memory (bench);
}

/* Bytes as they come from a reader for the UID. */
static gboolean
answer_uid (gpointer      user_data,
            const guint8 *command,
            gsize         length,
            GByteArray   *answer,
            GError      **error)
{
  static const guint8 expected[] = { 0xff, 0xca, 0x00, 0x00, 0x00 };
  g_autoptr (GByteArray) bytes = cw_hex_decode (user_data, NULL);

  g_assert_cmpmem (command, length, expected, sizeof expected);
  g_byte_array_set_size (answer, 0);
  cw_bytes_put (answer, bytes->data, bytes->len);
  return TRUE;
}

static void
test_other_uids (void)
{
  static const struct
  {
    const char *answer;
    const char *uid; /* (nullable): refused */
  } cases[] = {
    { "A1B2C3D49000", "A1B2C3D4" },
    { "04112233445566778899" "9000", "04112233445566778899" },
    { "08B2C3D49000", NULL }, /* a random one */
    { "6A81", NULL },
    { "9000", NULL },
    { "90", NULL },
    { "0411229000", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Bench) bench = bench_new ("uid-only");
      const CwChipLink link = { answer_uid, NULL, (gpointer) cases[i].answer };
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipReport) report = cw_chip_write (&link, bench->plan, bench->keys, &bench->escn, NULL, NULL, &error);

      if (cases[i].uid == NULL)
        g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
      else
        g_assert_cmpstr (report->uid, ==, cases[i].uid);
    }
}

/* EV2's messaging is not for an EV1 card, and not every plan is for every card. */
static void
test_other_generation (void)
{
  const guint8 uid[7] = { 0x04, 1, 2, 3, 4, 5, 6 };
  g_autoptr (Bench) bench = bench_new (bench_ev2_plan);
  g_autoptr (GError) error = NULL;

  cw_soft_card_unref (bench->card);
  bench->card = cw_soft_card_new (uid);
  g_assert_null (bench_write (bench, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

static void
test_large_plan (void)
{
  g_autoptr (Bench) bench = bench_new (bench_large_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_cmpstr (report->key_versions, ==, "0:01 1:FF 2:10");
  g_test_message ("%u exchanges", report->exchanges);
  bench_assert_complete (bench);
}

/* Every slot answers to the key that AN10922 gives for this card, and to no zero key. */
static void
test_keys_are_the_cards_own (void)
{
  g_autoptr (Bench) bench = bench_new (bench_large_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (16);
  const CwDesfireAid aid = { { 0xf5, 0x42, 0x30 } };

  g_assert_no_error (error);
  g_assert_nonnull (report);
  cw_desfire_select (desfire, &aid, &error);
  g_assert_no_error (error);
  for (guint slot = 0; slot < 3; slot++)
    {
      g_autoptr (CwSecret) key = bench_derive (bench, slot);

      g_assert_false (cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_AES, (guint8) slot, CW_CIPHER_AES, zero, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
      g_clear_error (&error);
      cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_AES, (guint8) slot, CW_CIPHER_AES, key, &error);
      g_assert_no_error (error);
    }
}

static void
test_again (void)
{
  g_autoptr (Bench) bench = bench_new (bench_large_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) first = bench_write (bench, &error);
  g_autoptr (CwChipReport) second = NULL;

  g_assert_no_error (error);
  second = bench_write (bench, &error);
  g_assert_no_error (error);
  g_assert_true (second->complete);
  g_assert_cmpstr (second->content_digest, ==, first->content_digest);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

/* A master key for the card level that somebody prepared as AES zeros will do too. */
static void
test_prepared_card (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) des = cw_secret_new_zero (8);
  g_autoptr (CwSecret) aes = cw_secret_new_zero (16);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, des, &error);
  g_assert_no_error (error);
  cw_desfire_change_key (desfire, 0, CW_CIPHER_AES, aes, 0, NULL, &error);
  g_assert_no_error (error);
  report = bench_write (bench, &error);
  g_assert_no_error (error);
  g_assert_true (report->complete);
}

static void
test_inspect (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) blank = cw_chip_inspect (&bench->link, &error);
  g_autoptr (CwChipReport) written = NULL;
  g_autoptr (CwChipReport) found = NULL;

  g_assert_no_error (error);
  g_assert_cmpstr (blank->uid, ==, "043F7263348011");
  g_assert_cmpstr (blank->kind, ==, "DESFire EV1 8K");
  g_assert_false (blank->present);
  g_assert_false (blank->has_escn);
  g_assert_cmpuint (blank->exchanges, ==, 5);

  written = bench_write (bench, &error);
  g_assert_no_error (error);
  bench_forget (bench);
  /* the writer's session is still open on the card */
  found = cw_chip_inspect (&bench->link, &error);
  g_assert_no_error (error);
  g_assert_true (found->present);
  g_assert_true (found->has_escn);
  g_assert_true (cw_escn_equal (&found->escn, &bench->escn));
  g_assert_false (found->complete);
  g_assert_cmpuint (found->exchanges, ==, 6);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

static void
test_report_json (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) blank = cw_chip_inspect (&bench->link, &error);
  g_autoptr (CwChipReport) report = bench_write (bench, &error);
  g_autofree char *blank_json = cw_chip_report_to_json (blank);
  g_autofree char *json = cw_chip_report_to_json (report);
  g_autofree char *escn = cw_escn_to_string (&bench->escn);
  g_autofree char *expected = g_strdup_printf ("{\"uid\":\"043F7263348011\",\"kind\":\"DESFire EV1 8K\",\"exchanges\":19,\"present\":true,\"complete\":true,"
                                               "\"escn\":\"%s\",\"content_digest\":\"%s\",\"key_versions\":\"0:01\",\"difference\":null}",
                                               escn, report->content_digest);

  g_assert_no_error (error);
  g_assert_cmpstr (blank_json, ==,
                   "{\"uid\":\"043F7263348011\",\"kind\":\"DESFire EV1 8K\",\"exchanges\":5,\"present\":false,\"complete\":false,"
                   "\"escn\":null,\"content_digest\":null,\"key_versions\":null,\"difference\":null}");
  g_assert_cmpstr (json, ==, expected);
}

static void
assert_absent (GByteArray     *haystack,
               const CwSecret *key)
{
  g_autofree char *upper = cw_hex_encode (cw_secret_get_data (key), cw_secret_get_length (key));
  g_autofree char *lower = g_ascii_strdown (upper, -1);

  g_assert_null (memmem (haystack->data, haystack->len, cw_secret_get_data (key), cw_secret_get_length (key)));
  g_assert_null (memmem (haystack->data, haystack->len, upper, strlen (upper)));
  g_assert_null (memmem (haystack->data, haystack->len, lower, strlen (lower)));
}

static void
append_all (GByteArray *haystack,
            GPtrArray  *pieces)
{
  for (guint i = 0; i < pieces->len; i++)
    {
      gsize length = 0;
      const void *data = g_bytes_get_data (g_ptr_array_index (pieces, i), &length);

      cw_bytes_put (haystack, data, length);
    }
}

/* Neither what is kept nor what crosses the air holds a key. */
static void
test_keys_leak_nowhere (void)
{
  static const char *const labels[] = { "lbtu/escn/master", "lbtu/doors", "lbtu/library" };
  g_autoptr (Bench) bench = bench_new (bench_large_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);
  g_autoptr (GByteArray) haystack = g_byte_array_new ();
  g_autoptr (CwChipReport) verified = NULL;
  g_autofree char *json = NULL;
  g_autofree char *verified_json = NULL;
  g_autoptr (GError) refusal = NULL;
  CwEscn other = bench->escn;

  g_assert_no_error (error);
  verified = cw_chip_verify (&bench->link, bench->plan, bench->keys, &error);
  g_assert_no_error (error);
  other.bytes[0] ^= 1;
  g_assert_null (cw_chip_write (&bench->link, bench->plan, bench->keys, &other, NULL, NULL, &refusal));

  json = cw_chip_report_to_json (report);
  verified_json = cw_chip_report_to_json (verified);
  cw_bytes_put (haystack, json, strlen (json));
  cw_bytes_put (haystack, verified_json, strlen (verified_json));
  cw_bytes_put (haystack, refusal->message, strlen (refusal->message));
  append_all (haystack, bench->commands);
  append_all (haystack, bench->answers);
  for (guint slot = 0; slot < G_N_ELEMENTS (labels); slot++)
    {
      g_autoptr (CwSecret) own = bench_derive (bench, slot);
      g_autoptr (CwSecret) master = cw_key_source_load (bench->keys, labels[slot], NULL, &error);

      g_assert_no_error (error);
      assert_absent (haystack, own);
      assert_absent (haystack, master);
    }
}

/* A damaged answer is noticed, and the next run ends complete. The exchanges before the first
 * session carry no checksum of the chip's own, only the reader's. */
static void
test_damaged_answers (void)
{
  g_autoptr (Bench) bench = bench_new (bench_large_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) whole = bench_write (bench, &error);

  g_assert_no_error (error);
  for (guint n = 6; n <= whole->exchanges; n++)
    {
      g_autoptr (GError) damaged = NULL;
      g_autoptr (CwChipReport) report = NULL;
      g_autoptr (CwChipReport) again = NULL;

      bench_replace_card (bench);
      bench->spoil = n;
      report = bench_write (bench, &damaged);
      bench->spoil = 0;
      if (report == NULL)
        g_assert_true (g_error_matches (damaged, CW_ERROR, CW_ERROR_CHIP_INTEGRITY) || g_error_matches (damaged, CW_ERROR, CW_ERROR_KEY_REFUSED));
      else
        g_assert_true (report->complete); /* that exchange had no data in its answer */
      again = bench_write (bench, &error);
      g_assert_no_error (error);
      bench_assert_complete (bench);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chip/write/shipped-plan", test_shipped_plan);
  g_test_add_data_func ("/chip/write/whole-plan", bench_whole_plan, test_whole_plan);
  g_test_add_data_func ("/chip/write/ev2-plan", bench_ev2_plan, test_whole_plan);
  g_test_add_func ("/chip/write/uid-only", test_uid_only);
  g_test_add_func ("/chip/write/other-uids", test_other_uids);
  g_test_add_func ("/chip/write/other-generation", test_other_generation);
  g_test_add_func ("/chip/write/large-plan", test_large_plan);
  g_test_add_func ("/chip/write/keys-are-the-cards-own", test_keys_are_the_cards_own);
  g_test_add_func ("/chip/write/again", test_again);
  g_test_add_func ("/chip/write/prepared-card", test_prepared_card);
  g_test_add_func ("/chip/write/inspect", test_inspect);
  g_test_add_func ("/chip/write/report-json", test_report_json);
  g_test_add_func ("/chip/write/keys-leak-nowhere", test_keys_leak_nowhere);
  g_test_add_func ("/chip/write/damaged-answers", test_damaged_answers);
  return g_test_run ();
}
