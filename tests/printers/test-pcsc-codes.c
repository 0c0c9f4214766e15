/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "printers/pcsc/pcsc-private.h"

/* The translation of PC/SC's codes: each kind of trouble under its own name, and a sentence that
 * names the reader. No pcscd is needed for this. */

static void
test_codes (void)
{
  static const struct
  {
    LONG    code;
    CwError error;
  } cases[] = {
    { SCARD_E_NO_SERVICE, CW_ERROR_READER_GONE },
    { SCARD_E_SERVICE_STOPPED, CW_ERROR_READER_GONE },
    { SCARD_E_INVALID_HANDLE, CW_ERROR_READER_GONE },
    { SCARD_F_COMM_ERROR, CW_ERROR_READER_GONE },
    { SCARD_W_SECURITY_VIOLATION, CW_ERROR_READER_GONE },
    { SCARD_E_UNKNOWN_READER, CW_ERROR_READER_GONE },
    { SCARD_E_READER_UNAVAILABLE, CW_ERROR_READER_GONE },
    { SCARD_E_NO_READERS_AVAILABLE, CW_ERROR_READER_GONE },
    { SCARD_E_NO_SMARTCARD, CW_ERROR_NO_CARD },
    { SCARD_E_NOT_TRANSACTED, CW_ERROR_CARD_REMOVED },
    { SCARD_W_REMOVED_CARD, CW_ERROR_CARD_REMOVED },
    { SCARD_W_RESET_CARD, CW_ERROR_CARD_CHANGED },
    { SCARD_E_SHARING_VIOLATION, CW_ERROR_BUSY },
    { SCARD_W_UNRESPONSIVE_CARD, CW_ERROR_CARD_UNKNOWN },
    { SCARD_W_UNPOWERED_CARD, CW_ERROR_CARD_UNKNOWN },
    { SCARD_W_UNSUPPORTED_CARD, CW_ERROR_CARD_UNKNOWN },
    { SCARD_E_PROTO_MISMATCH, CW_ERROR_CARD_UNKNOWN },
    { SCARD_E_TIMEOUT, CW_ERROR_TIMED_OUT },
    { SCARD_E_DUPLICATE_READER, CW_ERROR_INVALID },
    { SCARD_F_INTERNAL_ERROR, CW_ERROR_FAILED },
    { SCARD_E_NO_MEMORY, CW_ERROR_FAILED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      cw_pcsc_set_error (&error, cases[i].code, "Test Reader %s");
      g_assert_error (error, CW_ERROR, (int) cases[i].error);
      g_assert_nonnull (strstr (error->message, "Test Reader %s"));
    }
}

static void
test_sentences (void)
{
  g_autoptr (GError) busy = NULL;
  g_autoptr (GError) odd = NULL;

  cw_pcsc_set_error (&busy, SCARD_E_SHARING_VIOLATION, "R");
  g_assert_true (g_str_has_prefix (busy->message, "Another program is using the card"));
  cw_pcsc_set_error (&odd, SCARD_E_CARD_UNSUPPORTED, "R");
  g_assert_nonnull (strstr (odd->message, "8010001C"));
}

/* One sentence for each kind of trouble that a person would remedy in another way. */
static void
test_each_its_own (void)
{
  static const LONG codes[] = {
    SCARD_W_SECURITY_VIOLATION, SCARD_E_UNKNOWN_READER, SCARD_E_DUPLICATE_READER, SCARD_E_NO_SMARTCARD,
    SCARD_W_REMOVED_CARD, SCARD_W_RESET_CARD, SCARD_E_SHARING_VIOLATION, SCARD_W_UNRESPONSIVE_CARD,
    SCARD_W_UNPOWERED_CARD, SCARD_W_UNSUPPORTED_CARD, SCARD_E_PROTO_MISMATCH, SCARD_E_TIMEOUT, SCARD_F_INTERNAL_ERROR,
  };
  g_autoptr (GHashTable) sentences = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      g_autoptr (GError) error = NULL;

      cw_pcsc_set_error (&error, codes[i], "R");
      g_test_message ("%s", error->message);
      g_assert_true (g_hash_table_add (sentences, g_strdup (error->message)));
    }
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *serial;
  } cases[] = {
    { "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] (AB-12) 00 00", "AB-12" },
    { "HID Global OMNIKEY 5022 Smart Card Reader [OMNIKEY 5022 (CL)] (KB 1) 0A 01", "KB 1" },
    { "Reader (old) of mine 00 00", NULL },
    { "Reader () 00 00", NULL },
    { "Reader 00 00", NULL },
    { "Reader (AB)", NULL },
    { "(A) 00 00", "A" },
    { " 00 00", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *serial = cw_pcsc_name_get_serial (cases[i].name);

      g_assert_cmpstr (serial, ==, cases[i].serial);
    }
  g_assert_true (cw_pcsc_name_is_same ("R (1) 00 01", "R (1) 03 01"));
  g_assert_false (cw_pcsc_name_is_same ("R (1) 00 01", "R (1) 00 00"));
  g_assert_false (cw_pcsc_name_is_same ("R (1) 00 01", "R (2) 00 01"));
  g_assert_false (cw_pcsc_name_is_same ("R (1) 00 01", "R (1) x 00 01"));
  g_assert_true (cw_pcsc_name_is_same ("R", "R"));
  g_assert_false (cw_pcsc_name_is_same ("R", "R 00 00"));
}

static void
test_choose (void)
{
  CwPcscNote picc = { (char *) "R [PICC] (1) 00 00", (char *) "1", "M", TRUE };
  CwPcscNote sam = { (char *) "R [SAM] (1) 00 01", (char *) "1", "M", FALSE };
  CwPcscNote second = { (char *) "R [PICC] (1) 01 00", (char *) "1", "M", TRUE };
  CwPcscNote nameless = { (char *) "S 00 00", NULL, "M", TRUE };
  g_autoptr (GPtrArray) notes = g_ptr_array_new ();
  const char *chosen = NULL;

  g_assert_cmpint (cw_pcsc_choose (notes, "1", NULL, &chosen), ==, SCARD_E_UNKNOWN_READER);
  g_ptr_array_add (notes, &nameless);
  g_ptr_array_add (notes, &sam);
  g_assert_cmpint (cw_pcsc_choose (notes, "1", NULL, &chosen), ==, SCARD_E_UNKNOWN_READER);
  g_ptr_array_add (notes, &picc);
  g_assert_cmpint (cw_pcsc_choose (notes, "1", NULL, &chosen), ==, SCARD_S_SUCCESS);
  g_assert_cmpstr (chosen, ==, picc.name);
  g_assert_cmpint (cw_pcsc_choose (notes, "1", "R [SAM] (1) 05 01", &chosen), ==, SCARD_S_SUCCESS);
  g_assert_cmpstr (chosen, ==, sam.name);
  g_ptr_array_add (notes, &second);
  g_assert_cmpint (cw_pcsc_choose (notes, "1", NULL, &chosen), ==, SCARD_E_DUPLICATE_READER);
  g_assert_cmpint (cw_pcsc_choose (notes, "2", NULL, &chosen), ==, SCARD_E_UNKNOWN_READER);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/printers/pcsc/codes/kinds", test_codes);
  g_test_add_func ("/printers/pcsc/codes/sentences", test_sentences);
  g_test_add_func ("/printers/pcsc/codes/each-its-own", test_each_its_own);
  g_test_add_func ("/printers/pcsc/codes/names", test_names);
  g_test_add_func ("/printers/pcsc/codes/choose", test_choose);
  return g_test_run ();
}
