/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Fuzz target: an exported journal and a file of signatures, from anywhere. Either a clean error or a
 * report that makes sense, and the same one twice. */

#include "config.h"

#include <stdint.h>

#include "app/base/error.h"
#include "app/store/journal-file.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

#define ZEROS "0000000000000000000000000000000000000000000000000000000000000000"

static void
check_file (const uint8_t *data,
            size_t         size,
            const char    *start,
            GPtrArray     *signatures)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_autoptr (GInputStream) again_stream = g_memory_input_stream_new_from_data (data, (gssize) size, NULL);
  g_auto (CwJournalReport) report = { 0 };
  g_auto (CwJournalReport) again = { 0 };
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  if (!cw_journal_file_check (stream, start, signatures, NULL, NULL, &report, &error))
    {
      g_assert_true (error->domain == CW_ERROR);
      return;
    }
  g_assert_no_error (error);
  g_assert_true ((report.fault == CW_JOURNAL_WHOLE) == (report.broken == 0));
  sentence = cw_journal_report_describe (&report);
  g_assert_true (g_utf8_validate (sentence, -1, NULL));
  g_assert_true (cw_journal_file_check (again_stream, start, signatures, NULL, NULL, &again, NULL));
  g_assert_true (again.fault == report.fault && again.broken == report.broken && again.n_entries == report.n_entries);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) signatures = size <= CW_JOURNAL_SIGNATURES_MAX ? cw_journal_signatures_parse ((const char *) data, size, &error) : NULL;

  g_assert_true (signatures != NULL || error != NULL || size > CW_JOURNAL_SIGNATURES_MAX);
  check_file (data, size, NULL, NULL);
  check_file (data, size, ZEROS, signatures);
  return 0;
}
