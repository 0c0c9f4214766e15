/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/router/standin-multipart.h"
#include "app/router/standin-pictures.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* The first line is the Content-Type, the rest the body; all of it is also taken for a picture. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const char *text = (const char *) data;
  const char *end = size > 0 ? memchr (text, '\n', size) : NULL;
  guint width, height;

  cw_stand_in_measure (text, size, &width, &height);
  if (end != NULL)
    {
      g_autofree char *type = g_strndup (text, (gsize) (end - text));
      /* bytes of its own, so that one read behind the end is seen */
      gsize length = size - (gsize) (end + 1 - text);
      g_autofree char *body = g_memdup2 (end + 1, length);
      const char *file = NULL;
      gsize file_length = 0;

      if (length > 0 && cw_stand_in_read_multipart (type, body, length, &file, &file_length))
        {
          g_assert_true (file >= body && file + file_length <= body + length);
          cw_stand_in_measure (file, file_length, &width, &height);
        }
    }
  return 0;
}
