/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "app/intake/csv.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* Either a row, or one sentence; and every cell is text. */
static void
read_all (GBytes                *bytes,
          const CwSourceReading *reading)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_bytes (bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = cw_csv_open (stream, reading, &error);
  CwSourceLine line;
  gboolean more = source != NULL;
  guint last = 0;

  g_assert_true ((source == NULL) == (error != NULL));
  while (more && cw_source_next (source, &line, &more, NULL, &error) && more)
    {
      g_assert_cmpuint (line.line, >, last);
      g_assert_cmpuint (line.n_cells, ==, cw_source_count_columns (source));
      last = line.line;
      for (guint i = 0; i < line.n_cells; i++)
        g_assert_true (g_utf8_validate (line.cells[i], -1, NULL));
    }
  g_assert_true (error == NULL || g_utf8_validate (error->message, -1, NULL));
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  const CwSourceReading forced = { .delimiter = ';', .encoding = "UTF-8" };

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  read_all (bytes, NULL);
  read_all (bytes, &forced);
  return 0;
}
