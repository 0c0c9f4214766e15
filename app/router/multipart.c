/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/multipart.h"

#include <string.h>

#include "app/base/digest.h"

/* A file as multipart/form-data (RFC 7578). Pure; any thread. */

/* A line that does not occur in @file: 96 random bits, looked for all the same. */
static char *
cw_multipart_make_boundary (GBytes *file)
{
  gsize length;
  const char *data = g_bytes_get_data (file, &length);
  g_autofree char *boundary = NULL;

  do
    {
      guint32 random[3];

      cw_random_bytes (random, sizeof random);
      g_free (boundary);
      boundary = g_strdup_printf ("cardwright-%08x%08x%08x", random[0], random[1], random[2]);
    }
  while (length > 0 && memmem (data, length, boundary, strlen (boundary)) != NULL);
  return g_steal_pointer (&boundary);
}

/**
 * cw_multipart_write:
 * @filename: static text; no quotes or line ends
 * @type: its media type
 * @length: (out): bytes of what is returned
 * @content_type: (out) (transfer full): of the whole
 *
 * Returns: (transfer full): a body with @file as its one part, "file"
 */
char *
cw_multipart_write (const char *filename,
                    const char *type,
                    GBytes     *file,
                    gsize      *length,
                    char      **content_type)
{
  g_autofree char *boundary = cw_multipart_make_boundary (file);
  GString *body = g_string_new (NULL);
  gsize size;
  const char *data = g_bytes_get_data (file, &size);

  g_string_append_printf (body, "--%s\r\nContent-Disposition: form-data; name=\"file\"; filename=\"%s\"\r\nContent-Type: %s\r\n\r\n", boundary, filename, type);
  g_string_append_len (body, data, (gssize) size);
  g_string_append_printf (body, "\r\n--%s--\r\n", boundary);
  *content_type = g_strdup_printf ("multipart/form-data; boundary=%s", boundary);
  *length = body->len;
  return g_string_free (body, FALSE);
}
