/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Taking a plan off a card: what is told, what goes, what stays, and what is refused. */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/chip/desfire.h"
#include "app/chip/plan.h"
#include "app/chip/soft-private.h"

#include "bench.h"

static void
write_whole (Bench *bench)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = bench_write (bench, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
}

static CwChipErasure *
look (Bench   *bench,
      GError **error)
{
  cw_soft_card_power (bench->card);
  bench_forget (bench);
  return cw_chip_erase_look (&bench->link, bench->plan, bench->keys, error);
}

static gboolean
erase (Bench   *bench,
       GError **error)
{
  g_autoptr (CwChipErasure) told = look (bench, error);

  if (told == NULL)
    return FALSE;
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
  return cw_chip_erase (&bench->link, bench->plan, bench->keys, told, error);
}

/* As it came from the factory, but for memory that only formatting gives back. */
static void
assert_blank (Bench *bench)
{
  const CwSoftMemory *memory = bench->card->memory;
  const guint8 zeros[16] = { 0 };

  g_assert_cmpuint (memory->applications->len, ==, 0);
  g_assert_cmpint ((int) memory->picc->type, ==, (int) CW_SOFT_KEYS_DES);
  g_assert_cmpmem (memory->picc->keys[0].bytes, sizeof zeros, zeros, sizeof zeros);
  g_assert_cmpint (memory->picc->settings, ==, 0x0f);
}

static void
test_erase (gconstpointer plan)
{
  g_autoptr (Bench) bench = bench_new (plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  write_whole (bench);
  told = look (bench, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (told->uid, ==, "043F7263348011");
  g_assert_cmpuint (g_strv_length (told->applications), ==, bench->plan->applications->len);
  g_assert_cmpuint (told->n_foreign, ==, 0);
  g_assert_cmpint (told->card_key, ==, bench->plan->has_card_key);
  bench_assert_memory (bench);

  g_assert_true (cw_chip_erase (&bench->link, bench->plan, bench->keys, told, &error));
  g_assert_no_error (error);
  assert_blank (bench);

  /* it can be used again, and erasing an empty card does no harm */
  g_assert_true (erase (bench, &error));
  g_assert_no_error (error);
  write_whole (bench);
  bench_assert_memory (bench);
}

/* A card that was torn anywhere while it was written goes back to blank. */
static void
test_rolled_back (gconstpointer plan)
{
  g_autoptr (Bench) bench = bench_new (plan);
  guint n_exchanges;

  write_whole (bench);
  n_exchanges = bench->transmitted;
  for (guint n = 1; n <= n_exchanges; n++)
    {
      CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = n, .late = n % 2 != 0 };
      g_autoptr (GError) torn = NULL;
      g_autoptr (GError) error = NULL;

      bench_replace_card (bench);
      cw_soft_card_inject (bench->card, &tear);
      g_assert_null (cw_chip_write (&bench->link, bench->plan, bench->keys, &bench->escn, NULL, NULL, &torn));
      g_assert_error (torn, CW_ERROR, CW_ERROR_CARD_REMOVED);
      g_assert_true (erase (bench, &error));
      g_assert_no_error (error);
      assert_blank (bench);
    }
}

/* The card is taken away at every exchange of erasing it. */
static void
test_torn (gconstpointer plan)
{
  g_autoptr (Bench) bench = bench_new (plan);
  g_autoptr (GError) first = NULL;
  guint n_exchanges;

  write_whole (bench);
  g_assert_true (erase (bench, &first));
  g_assert_no_error (first);
  n_exchanges = bench->transmitted;
  for (guint n = 1; n <= 2 * n_exchanges; n++)
    {
      CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = (n + 1) / 2, .late = n % 2 != 0 };
      g_autoptr (CwChipErasure) told = NULL;
      g_autoptr (GError) torn = NULL;
      g_autoptr (GError) error = NULL;

      bench_replace_card (bench);
      write_whole (bench);
      cw_soft_card_power (bench->card);
      cw_soft_card_inject (bench->card, &tear);
      told = cw_chip_erase_look (&bench->link, bench->plan, bench->keys, &torn);
      g_assert_false (told != NULL && cw_chip_erase (&bench->link, bench->plan, bench->keys, told, &torn));
      g_assert_error (torn, CW_ERROR, CW_ERROR_CARD_REMOVED);
      g_assert_true (erase (bench, &error));
      g_assert_no_error (error);
      assert_blank (bench);
    }
}

/* Another program's application, made before the card was ours. */
static void
add_foreign (Bench *bench)
{
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&bench->link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (8);
  g_autoptr (GError) error = NULL;
  const CwDesfireApplication application = { .aid = { { 1, 2, 3 } }, .settings = 0x0f, .n_keys = 1, .cipher = CW_CIPHER_AES };

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, zero, &error);
  g_assert_no_error (error);
  cw_desfire_create_application (desfire, &application, &error);
  g_assert_no_error (error);
}

static void
test_foreign_stays (void)
{
  g_autoptr (Bench) bench = bench_new (bench_whole_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  add_foreign (bench);
  write_whole (bench);
  told = look (bench, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (told->n_foreign, ==, 1);
  g_assert_true (cw_chip_erase (&bench->link, bench->plan, bench->keys, told, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (bench->card->memory->applications->len, ==, 1);
  g_assert_cmpuint (((CwSoftApplication *) g_ptr_array_index (bench->card->memory->applications, 0))->aid, ==, 0x030201);
}

static void
test_format (void)
{
  static const char *const not_confirmed[] = { NULL, "", "yes", "043F72633480", "043F7263348012" };
  g_autoptr (Bench) bench = bench_new (bench_whole_plan);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  add_foreign (bench);
  write_whole (bench);
  told = look (bench, &error);
  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (not_confirmed); i++)
    {
      bench_forget (bench);
      g_assert_false (cw_chip_format (&bench->link, bench->plan, bench->keys, told, not_confirmed[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_clear_error (&error);
      g_assert_cmpuint (bench->transmitted, ==, 0);
    }
  g_assert_true (cw_chip_format (&bench->link, bench->plan, bench->keys, told, "043f7263348011", &error));
  g_assert_no_error (error);
  assert_blank (bench);
  g_assert_cmpuint (bench->card->memory->used, ==, 0);
}

static void
assert_refused (Bench *bench,
                int    code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (look (bench, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (Bench) other = bench_new (bench_whole_plan);
  g_autoptr (Bench) nothing = bench_new ("uid-only");
  g_autoptr (CwSecret) key = cw_secret_new ("another test key", 16);
  g_autoptr (CwChipErasure) told = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (nothing, CW_ERROR_INVALID);

  /* the application is under another key */
  write_whole (bench);
  told = look (bench, &error);
  g_assert_no_error (error);
  cw_memory_keys_add (bench->keys, "lbtu/escn/master", 1, key);
  assert_refused (bench, CW_ERROR_KEY_REFUSED);
  g_assert_false (cw_chip_erase (&bench->link, bench->plan, bench->keys, told, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
  g_clear_error (&error);

  /* the card itself is */
  write_whole (other);
  cw_memory_keys_add (other->keys, "lbtu/card", 3, key);
  assert_refused (other, CW_ERROR_KEY_REFUSED);
}

/* Another card was laid down between the look and the yes. */
static void
test_another_card (void)
{
  const guint8 uid[7] = { 0x04, 9, 9, 9, 9, 9, 9 };
  g_autoptr (Bench) bench = bench_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  write_whole (bench);
  told = look (bench, &error);
  g_assert_no_error (error);
  cw_soft_card_unref (bench->card);
  bench->card = cw_soft_card_new (uid);
  write_whole (bench);
  bench_forget (bench);
  g_assert_false (cw_chip_erase (&bench->link, bench->plan, bench->keys, told, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED);
  g_clear_error (&error);
  g_assert_false (cw_chip_format (&bench->link, bench->plan, bench->keys, told, told->uid, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED);
  g_assert_cmpuint (bench_count_changes (bench), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/chip/erase/shipped-plan", "escn", test_erase);
  g_test_add_data_func ("/chip/erase/whole-plan", bench_whole_plan, test_erase);
  g_test_add_data_func ("/chip/erase/ev2-plan", bench_ev2_plan, test_erase);
  g_test_add_data_func ("/chip/erase/rolled-back/shipped-plan", "escn", test_rolled_back);
  g_test_add_data_func ("/chip/erase/rolled-back/whole-plan", bench_whole_plan, test_rolled_back);
  g_test_add_data_func ("/chip/erase/rolled-back/ev2-plan", bench_ev2_plan, test_rolled_back);
  g_test_add_data_func ("/chip/erase/torn/shipped-plan", "escn", test_torn);
  g_test_add_data_func ("/chip/erase/torn/whole-plan", bench_whole_plan, test_torn);
  g_test_add_func ("/chip/erase/foreign-stays", test_foreign_stays);
  g_test_add_func ("/chip/erase/format", test_format);
  g_test_add_func ("/chip/erase/refused", test_refused);
  g_test_add_func ("/chip/erase/another-card", test_another_card);
  return g_test_run ();
}
