/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards that must not be written: what is said, and that nothing on them changes. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/desfire.h"

#include "bench.h"
#include "script.h"

static const CwDesfireAid shipped_aid = { { 0x01, 0x4d, 0xca } };

static void
write_whole (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
}

static void
assert_refused (Bench *bench,
                int    code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (bench_write (bench, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

/* An engine that has the card's own key 0 open. */
static CwDesfire *
open_with_own_key (Bench *bench)
{
  CwDesfire *desfire;
  g_autoptr (CwSecret) key = bench_derive (bench, 0);
  g_autoptr (GError) error = NULL;

  cw_soft_card_power (bench->card);
  desfire = cw_desfire_new (&bench->link);
  cw_desfire_select (desfire, &shipped_aid, &error);
  g_assert_no_error (error);
  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_AES, 0, CW_CIPHER_AES, key, &error);
  g_assert_no_error (error);
  return desfire;
}

static CwChipReport *
verify (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  CwChipReport *report;

  cw_soft_card_power (bench->card);
  bench_forget (bench);
  report = cw_chip_verify (&bench->link, bench->plan, bench->keys, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
  g_assert_false (report->complete);
  g_assert_nonnull (report->difference);
  return report;
}

static void
test_blank_card (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwChipReport) report = verify (bench);

  g_assert_false (report->present);
  g_assert_false (report->has_escn);
  g_assert_cmpstr (report->content_digest, ==, NULL);
}

static void
test_another_number (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);

  write_whole (bench);
  bench->escn.bytes[3] ^= 0x01;
  assert_refused (bench, CW_ERROR_CHIP_MISMATCH);
  bench->escn.bytes[3] ^= 0x01;
  bench_assert_complete (bench);
}

/* The station has another master key than the one that the card was made with. */
static void
test_another_key (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwSecret) other = cw_secret_new ("another test key", 16);
  g_autoptr (CwChipReport) report = NULL;

  write_whole (bench);
  cw_memory_keys_add (bench->keys, "lbtu/escn/master", 1, other);
  assert_refused (bench, CW_ERROR_KEY_REFUSED);
  report = verify (bench);
  g_assert_true (report->present);
  g_assert_false (report->has_escn);
}

/* The card level belongs to somebody else. */
static void
test_foreign_card (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (8);
  g_autoptr (CwSecret) key = cw_secret_new ("another test key", 16);
  g_autoptr (GError) error = NULL;

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, zero, &error);
  g_assert_no_error (error);
  cw_desfire_change_key (desfire, 0, CW_CIPHER_AES, key, 1, NULL, &error);
  g_assert_no_error (error);
  assert_refused (bench, CW_ERROR_KEY_REFUSED);
}

static void
create_application (Bench   *bench,
                    guint8   settings,
                    guint    n_keys,
                    CwCipher cipher)
{
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (8);
  g_autoptr (GError) error = NULL;
  const CwDesfireApplication application = { .aid = shipped_aid, .settings = settings, .n_keys = n_keys, .cipher = cipher };

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, zero, &error);
  g_assert_no_error (error);
  cw_desfire_create_application (desfire, &application, &error);
  g_assert_no_error (error);
}

/* An application of our AID that is not ours. */
static void
test_foreign_application (void)
{
  static const struct
  {
    guint8   settings;
    guint    n_keys;
    CwCipher cipher;
    int      code;
  } cases[] = {
    { 0x0f, 1, CW_CIPHER_AES, CW_ERROR_CHIP_MISMATCH },
    { 0x0b, 2, CW_CIPHER_AES, CW_ERROR_CHIP_MISMATCH },
    { 0x0b, 1, CW_CIPHER_2K3DES, CW_ERROR_KEY_REFUSED },
    { 0x0b, 1, CW_CIPHER_3K3DES, CW_ERROR_KEY_REFUSED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Bench) bench = bench_new (NULL);

      create_application (bench, cases[i].settings, cases[i].n_keys, cases[i].cipher);
      assert_refused (bench, cases[i].code);
    }
}

static void
test_foreign_file (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  const CwDesfireFileSettings settings = { .access = { 0, 0, 0, 0 }, .size = 32 };

  write_whole (bench);
  desfire = open_with_own_key (bench);
  cw_desfire_create_file (desfire, 9, 0, &settings, &error);
  g_assert_no_error (error);
  assert_refused (bench, CW_ERROR_CHIP_MISMATCH);
  report = verify (bench);
  g_assert_true (report->has_escn);
}

static void
test_other_file_settings (void)
{
  static const CwDesfireFileSettings others[] = {
    { .type = 0, .comm = CW_DESFIRE_COMM_MAC, .access = { 14, 0, 0, 0 }, .size = 17 },
    { .type = 1, .comm = CW_DESFIRE_COMM_MAC, .access = { 14, 0, 0, 0 }, .size = 16 },
    { .type = 0, .comm = CW_DESFIRE_COMM_FULL, .access = { 14, 0, 0, 0 }, .size = 16 },
    { .type = 0, .comm = CW_DESFIRE_COMM_MAC, .access = { 14, 14, 0, 0 }, .size = 16 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (Bench) bench = bench_new (NULL);
      g_autoptr (CwDesfire) desfire = NULL;
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipReport) report = NULL;

      write_whole (bench);
      desfire = open_with_own_key (bench);
      cw_desfire_delete_file (desfire, 1, &error);
      g_assert_no_error (error);
      cw_desfire_create_file (desfire, 1, 0, &others[i], &error);
      g_assert_no_error (error);
      assert_refused (bench, CW_ERROR_CHIP_MISMATCH);
      report = verify (bench);
      g_assert_false (report->has_escn);
      g_assert_cmpstr (report->content_digest, ==, NULL);
    }
}

static void
test_other_key_version (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = NULL;
  g_autoptr (CwSecret) key = bench_derive (bench, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;

  write_whole (bench);
  desfire = open_with_own_key (bench);
  cw_desfire_change_key (desfire, 0, CW_CIPHER_AES, key, 2, NULL, &error);
  g_assert_no_error (error);
  assert_refused (bench, CW_ERROR_CHIP_MISMATCH);
  report = verify (bench);
  g_assert_cmpstr (report->key_versions, ==, "0:02");
}

/* The number was wiped, or something else was put there. */
static void
test_other_content (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  guint8 content[16] = { 0 };

  write_whole (bench);
  desfire = open_with_own_key (bench);
  cw_desfire_write_data (desfire, 1, CW_DESFIRE_COMM_MAC, 0, content, sizeof content, &error);
  g_assert_no_error (error);
  report = verify (bench);
  g_assert_false (report->has_escn);
  g_clear_pointer (&report, cw_chip_report_free);

  cw_desfire_free (g_steal_pointer (&desfire));
  desfire = open_with_own_key (bench);
  content[15] = 0x77;
  cw_desfire_write_data (desfire, 1, CW_DESFIRE_COMM_MAC, 0, content, sizeof content, &error);
  g_assert_no_error (error);
  assert_refused (bench, CW_ERROR_CHIP_MISMATCH);
  report = verify (bench);
  g_assert_false (report->has_escn);
}

static void
test_full_card (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (8);
  g_autoptr (GError) error = NULL;
  CwDesfireApplication application = { .settings = 0x0f, .n_keys = 1, .cipher = CW_CIPHER_AES };

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, zero, &error);
  g_assert_no_error (error);
  for (guint8 i = 1; i <= 28; i++)
    {
      application.aid.bytes[0] = i;
      cw_desfire_create_application (desfire, &application, &error);
      g_assert_no_error (error);
    }
  g_assert_null (bench_write (bench, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED);
  g_assert_nonnull (strstr (error->message, "(91CE)"));
}

static void
test_keys_of_the_station (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (GFile) shipped = cw_chip_plan_get_shipped ("escn");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) unbound = cw_chip_plan_load (shipped, &error);
  g_autoptr (CwSecret) key = cw_key_source_load (bench->keys, "lbtu/escn/master", NULL, &error);

  g_assert_no_error (error);
  g_assert_null (cw_chip_write (&bench->link, unbound, bench->keys, &bench->escn, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);

  cw_memory_keys_add (bench->keys, "lbtu/escn/master", 2, key);
  assert_refused (bench, CW_ERROR_KEY_MISSING);
  g_clear_object (&bench->keys);
  bench->keys = cw_memory_keys_new ();
  assert_refused (bench, CW_ERROR_KEY_MISSING);
}

/* What cards other than EV1 to EV3 say of themselves; hardware as in proxmark3's cmdhfmfdes.c. */
static void
test_other_chips (void)
{
  static const struct
  {
    const char *hardware;
    const char *uid;
    const char *kind; /* (nullable): not even inspected */
  } cases[] = {
    { "04010100021605", "04112233445566", "DESFire D40 2K" },
    { "04080130001605", "04112233445566", "DESFire Light 2K" },
    { "04040230001105", "04112233445566", "NTAG 424 DNA" },
    { "05010101001A05", "04112233445566", "chip 05/01/01" },
    { "0401010100FF05", "00000000000000", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
      g_autoptr (Bench) bench = bench_new (NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwChipReport) report = NULL;
      g_autofree char *first = g_strconcat ("AF", cases[i].hardware, NULL);
      g_autofree char *last = g_strconcat ("00", cases[i].uid, "BA4519E3203913", NULL);

      for (guint run = 0; run < 2; run++)
        {
          script_add (script, "5A000000", run == 0 ? "00" : "1C");
          script_add (script, "60", first);
          script_add (script, "AF", "AF04010101041A05");
          script_add (script, "AF", last);
        }
      report = cw_chip_inspect (&script->link, &error);
      if (cases[i].kind != NULL)
        {
          g_assert_no_error (error);
          g_assert_cmpstr (report->kind, ==, cases[i].kind);
          g_assert_false (report->present);
        }
      else
        {
          g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
          g_clear_error (&error);
        }
      g_assert_null (cw_chip_write (&script->link, bench->plan, bench->keys, &bench->escn, NULL, NULL, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
      script_assert_end (script);
    }
}

/* Answers every APDU with the same bytes. */
static gboolean
transmit_same (gpointer      user_data,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer,
               GError      **error)
{
  g_byte_array_set_size (answer, 0);
  cw_bytes_put (answer, g_bytes_get_data (user_data, NULL), g_bytes_get_size (user_data));
  return TRUE;
}

static void
test_stubborn_cards (void)
{
  static const struct
  {
    const char *answer;
    gsize       length;
    int         code;
  } cases[] = {
    { "", 0, CW_ERROR_CARD_REMOVED },
    { "\x91", 1, CW_ERROR_CARD_REMOVED },
    { "\x6d\x00", 2, CW_ERROR_CARD_UNKNOWN },
    { "\x90\x00", 2, CW_ERROR_CARD_UNKNOWN },
    { "\x91\xaf", 2, CW_ERROR_CHIP_INTEGRITY },      /* more, and nothing */
    { "x\x91\xaf", 3, CW_ERROR_CHIP_INTEGRITY },     /* more, for ever */
    { "\x91\x00", 2, CW_ERROR_CHIP_INTEGRITY },      /* nothing where a version is needed */
    { "\x91\x1c", 2, CW_ERROR_CHIP_REFUSED },
    { "\x91\x77", 2, CW_ERROR_CHIP_REFUSED },        /* a status of no list */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) answer = g_bytes_new_static (cases[i].answer, cases[i].length);
      const CwChipLink link = { transmit_same, NULL, answer };
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_chip_inspect (&link, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
    }
}

static void
test_overlong_answer (void)
{
  g_autofree guint8 *data = g_malloc0 (300);
  g_autoptr (GBytes) answer = g_bytes_new_static (data, 300);
  const CwChipLink link = { transmit_same, NULL, answer };
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_chip_inspect (&link, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/chip/refuse/blank-card", test_blank_card);
  g_test_add_func ("/chip/refuse/another-number", test_another_number);
  g_test_add_func ("/chip/refuse/another-key", test_another_key);
  g_test_add_func ("/chip/refuse/foreign-card", test_foreign_card);
  g_test_add_func ("/chip/refuse/foreign-application", test_foreign_application);
  g_test_add_func ("/chip/refuse/foreign-file", test_foreign_file);
  g_test_add_func ("/chip/refuse/other-file-settings", test_other_file_settings);
  g_test_add_func ("/chip/refuse/other-key-version", test_other_key_version);
  g_test_add_func ("/chip/refuse/other-content", test_other_content);
  g_test_add_func ("/chip/refuse/full-card", test_full_card);
  g_test_add_func ("/chip/refuse/keys-of-the-station", test_keys_of_the_station);
  g_test_add_func ("/chip/refuse/other-chips", test_other_chips);
  g_test_add_func ("/chip/refuse/stubborn-cards", test_stubborn_cards);
  g_test_add_func ("/chip/refuse/overlong-answer", test_overlong_answer);
  return g_test_run ();
}
