/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/soft-private.h"

/* A training card's file that somebody has been at: it is refused with a reason, or it is a card
 * that can be written and read again without a change. */

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftMemory) memory = cw_soft_memory_from_json ((const char *) data, size, &error);
  g_autoptr (CwSoftMemory) again = NULL;
  g_autofree char *image = NULL;
  g_autofree char *image_again = NULL;

  if (memory == NULL)
    {
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      return 0;
    }
  image = cw_soft_memory_to_json (memory);
  again = cw_soft_memory_from_json (image, strlen (image), &error);
  g_assert_no_error (error);
  image_again = cw_soft_memory_to_json (again);
  g_assert_cmpstr (image, ==, image_again);
  return 0;
}
