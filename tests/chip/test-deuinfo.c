/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The retired card data zone: its signature, its chain of certificates, a card that carries it. */

#include "config.h"

#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/legacy-deuinfo.h"
#include "app/chip/planjson.h"

#include "bench.h"

#define YEAR_2026 1767225600 /* its first second */
#define YEAR_2050 2524608000

static json_t *vectors;

static GBytes *
bytes_of (json_t *value)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = cw_hex_decode (json_string_value (value), &error);

  g_assert_no_error (error);
  return g_byte_array_free_to_bytes (bytes);
}

/* @spoil: 0: as it is; 1: the number, 2: the UID, 3: the signature, 4: the certificate */
static CwDeuinfo *
example (guint spoil)
{
  json_t *values = json_object_get (vectors, "example");
  g_autoptr (GBytes) uid = bytes_of (json_object_get (values, "uid"));
  g_autoptr (GBytes) signature = bytes_of (json_object_get (values, "signature"));
  g_autoptr (GBytes) certificate = bytes_of (json_object_get (values, "certificate"));
  g_autofree guint8 *sig = g_memdup2 (g_bytes_get_data (signature, NULL), g_bytes_get_size (signature));
  g_autofree guint8 *cert = g_memdup2 (g_bytes_get_data (certificate, NULL), g_bytes_get_size (certificate));
  g_autoptr (GBytes) used_signature = NULL;
  g_autoptr (GBytes) used_certificate = NULL;
  g_autoptr (GError) error = NULL;
  guint8 own[7];
  CwEscn escn;

  cw_escn_parse (json_string_value (json_object_get (values, "escn")), &escn, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (uid), ==, sizeof own);
  memcpy (own, g_bytes_get_data (uid, NULL), sizeof own);
  escn.bytes[7] ^= spoil == 1 ? 1 : 0;
  own[3] ^= spoil == 2 ? 1 : 0;
  sig[20] ^= spoil == 3 ? 1 : 0;
  cert[0] ^= spoil == 4 ? 1 : 0;
  used_signature = g_bytes_new (sig, g_bytes_get_size (signature));
  used_certificate = g_bytes_new (cert, g_bytes_get_size (certificate));
  return cw_deuinfo_new (&escn, own, used_signature, used_certificate);
}

static void
test_signature (void)
{
  for (guint spoil = 0; spoil <= 4; spoil++)
    {
      g_autoptr (CwDeuinfo) zone = example (spoil);
      g_autoptr (GError) error = NULL;
      gboolean good = cw_deuinfo_check_signature (zone, &error);

      g_assert_cmpint (good, ==, spoil == 0);
      if (!good)
        g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
    }
}

static void
append_pem (GString *text,
            json_t  *der)
{
  g_autoptr (GBytes) bytes = bytes_of (der);
  g_autofree char *base64 = g_base64_encode (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));

  g_string_append (text, "-----BEGIN CERTIFICATE-----\n");
  for (gsize i = 0; i < strlen (base64); i += 64)
    g_string_append_printf (text, "%.64s\n", base64 + i);
  g_string_append (text, "-----END CERTIFICATE-----\n");
}

/* The chain that the project published: root, intermediate, university, signing certificate. */
static void
test_chain (void)
{
  json_t *chain = json_object_get (vectors, "chain");
  g_autoptr (CwDeuinfo) zone = example (0);
  g_autoptr (GString) root = g_string_new (NULL);
  g_autoptr (GString) between = g_string_new (NULL);
  g_autoptr (GString) part = g_string_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (json_array_size (chain), ==, 4);
  append_pem (root, json_array_get (chain, 0));
  append_pem (between, json_array_get (chain, 1));
  append_pem (between, json_array_get (chain, 2));
  append_pem (part, json_array_get (chain, 1));

  /* somebody's certificate of his own leads nowhere */
  g_assert_false (cw_deuinfo_check_chain (zone, root->str, between->str, YEAR_2026, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);

  g_bytes_unref (zone->certificate);
  zone->certificate = bytes_of (json_array_get (chain, 3));
  g_assert_true (cw_deuinfo_check_chain (zone, root->str, between->str, YEAR_2026, &error));
  g_assert_no_error (error);
  g_assert_false (cw_deuinfo_check_chain (zone, root->str, between->str, YEAR_2050, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);
  g_assert_false (cw_deuinfo_check_chain (zone, root->str, part->str, YEAR_2026, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);
  g_assert_false (cw_deuinfo_check_chain (zone, root->str, NULL, YEAR_2026, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);
  g_assert_false (cw_deuinfo_check_chain (zone, "no certificate", NULL, YEAR_2026, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* A whole card: written with what was signed for it, read back without any key. */
static void
test_card (void)
{
  g_autoptr (Bench) bench = bench_new ("deuinfo");
  g_autoptr (GFile) shipped = cw_chip_plan_get_shipped ("deuinfo");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_load (shipped, &error);
  g_autoptr (CwDeuinfo) zone = example (0);
  g_autoptr (CwDeuinfo) wrong = example (2);
  g_autoptr (CwDeuinfo) found = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (CwChipReport) shown = NULL;

  g_assert_no_error (error);
  g_assert_true (cw_deuinfo_is_plan (plan));
  g_assert_null (cw_deuinfo_read (&bench->link, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_deuinfo_fill (wrong, plan, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);

  /* nothing is written without what the institution made */
  cw_chip_plan_unref (bench->plan);
  bench->plan = cw_chip_plan_bind (plan, "lbtu");
  g_assert_null (bench_write (bench, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
  g_assert_cmpuint (bench->transmitted, ==, 0);
  g_clear_error (&error);

  cw_chip_plan_unref (plan);
  plan = g_steal_pointer (&bench->plan);
  bench->plan = cw_deuinfo_fill (zone, plan, &error);
  g_assert_no_error (error);
  cw_soft_card_unref (bench->card);
  bench->card = cw_soft_card_new (zone->uid);
  bench->escn = zone->escn;
  report = bench_write (bench, &error);
  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_cmpstr (report->key_versions, ==, "0:01 1:01 2:01 3:00 4:00 5:00 6:00");

  cw_soft_card_power (bench->card);
  found = cw_deuinfo_read (&bench->link, &error);
  g_assert_no_error (error);
  g_assert_true (cw_deuinfo_check_signature (found, &error));
  g_assert_true (cw_escn_equal (&found->escn, &zone->escn));
  g_assert_true (g_bytes_equal (found->certificate, zone->certificate));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  vectors = json_load_file (CW_TEST_DATA "/deuinfo.json", JSON_REJECT_DUPLICATES, NULL);
  g_assert_nonnull (vectors);
  g_test_add_func ("/chip/deuinfo/signature", test_signature);
  g_test_add_func ("/chip/deuinfo/chain", test_chain);
  g_test_add_func ("/chip/deuinfo/card", test_card);
  status = g_test_run ();
  json_decref (vectors);
  return status;
}
