/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "printers/printer.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* A printer's words, one a line: whatever they are, there is a status and a sentence for it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_auto (GStrv) words = g_strsplit (text, "\n", 64);
  g_autofree char *sentence = NULL;
  g_autoptr (GPtrArray) list = NULL;
  CwPrinterStatus status = { .state = (CwPrinterState) (size % 4), .ribbon_percent = -1 };

  for (guint i = 0; words[i] != NULL; i++)
    {
      CwPrinterReason reason = cw_printer_reason_from_keyword (words[i]);

      g_assert_true (reason == CW_PRINTER_REASON_NONE || cw_printer_reason_describe (reason)->reason == reason);
      cw_printer_status_add_keyword (&status, words[i]);
      g_assert_cmphex (status.reasons & reason, ==, reason);
    }
  g_assert_cmphex (status.errors & status.warnings, ==, CW_PRINTER_REASON_NONE);
  g_assert_cmphex ((status.errors | status.warnings) & ~status.reasons, ==, CW_PRINTER_REASON_NONE);
  sentence = cw_printer_status_to_sentence (&status);
  g_assert_true (g_str_has_suffix (sentence, "."));
  list = cw_printer_reason_list (status.reasons);
  g_assert_true ((list->len == 0) == (status.reasons == CW_PRINTER_REASON_NONE));
  return 0;
}
