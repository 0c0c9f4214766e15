/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "app/base/error.h"
#include "templates/type/fonts-private.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* A font from a stranger: every table that is read before it is used, every outline. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) font = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  if (!cw_font_check (font, "face.ttf", &error))
    g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  return 0;
}
