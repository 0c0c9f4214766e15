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

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/printers/pcsc/codes/kinds", test_codes);
  g_test_add_func ("/printers/pcsc/codes/sentences", test_sentences);
  return g_test_run ();
}
