/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "templates/template.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* A photo from a stranger: refused with a sentence, or sound. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) photo = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  if (!cw_photo_check (photo, "photo", &error))
    g_assert_nonnull (error);
  return 0;
}
