/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/digest.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

/**
 * cw_digest_bytes:
 *
 * Returns: (transfer full): SHA-256 of @data as 64 lower-case hex digits
 */
char *
cw_digest_bytes (const void *data,
                 gsize       length)
{
  return g_compute_checksum_for_data (G_CHECKSUM_SHA256, data, length);
}

/**
 * cw_digest_text:
 *
 * Returns: (transfer full): SHA-256 of @text without its final NUL, as 64 lower-case hex digits
 */
char *
cw_digest_text (const char *text)
{
  return cw_digest_bytes (text, strlen (text));
}

/**
 * cw_random_bytes:
 *
 * Fills @data from getrandom(2), which cannot fail once the kernel's pool is up.
 */
void
cw_random_bytes (void *data,
                 gsize length)
{
  guint8 *at = data;

  while (length > 0)
    {
      ssize_t got = getrandom (at, length, 0);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        g_error ("the kernel gives no random bytes: %s", g_strerror (errno));
      at += got;
      length -= (gsize) got;
    }
}

/**
 * cw_json_append_string:
 * @json: text so far
 * @text: UTF-8
 *
 * Appends @text as a JSON string with its quotation marks (RFC 8259 section 7).
 */
void
cw_json_append_string (GString    *json,
                       const char *text)
{
  g_string_append_c (json, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_printf (json, "\\%c", *at);
      else if ((guchar) *at < 0x20)
        g_string_append_printf (json, "\\u%04x", (guint) (guchar) *at);
      else
        g_string_append_c (json, *at);
    }
  g_string_append_c (json, '"');
}
