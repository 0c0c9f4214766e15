/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a .reader file: a model whose ways stay within their bounds, or an error. */

#include "config.h"

#include <stdint.h>

#include "printers/readermodel.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwReaderModel) model = cw_reader_model_parse (bytes, "fuzz", &error);

  g_assert_true ((model == NULL) == (error != NULL));
  if (model == NULL)
    return 0;
  g_assert_cmpuint (model->way.n_keys, >, 0);
  g_assert_cmpuint (model->way.n_keys, <=, CW_READER_WAY_MAX_KEYS);
  cw_reader_model_is_contactless (model, "Some Reader [PICC] 00 00");
  return 0;
}
