/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-multipart.h"

#include <string.h>

/* Reads multipart/form-data (RFC 7578, RFC 2046 section 5.1) with the one part "file". Pure; any
 * thread. Whatever is doubtful is refused. */

#define TYPE "multipart/form-data"
/* characters of a boundary: RFC 2046 */
#define BOUNDARY_MAX 70
#define PART_HEAD_MAX 2048

/* (transfer full) (nullable): "--" and the boundary */
static char *
get_delimiter (const char *content_type)
{
  g_auto (GStrv) parts = g_strsplit (content_type, ";", 8);
  const char *value = NULL;
  gsize length;

  if (parts[0] == NULL || g_ascii_strcasecmp (g_strstrip (parts[0]), TYPE) != 0)
    return NULL;
  for (guint i = 1; parts[i] != NULL; i++)
    {
      g_strstrip (parts[i]);
      if (g_ascii_strncasecmp (parts[i], "boundary=", 9) == 0)
        value = parts[i] + 9;
    }
  if (value == NULL)
    return NULL;
  length = strlen (value);
  if (length >= 2 && value[0] == '"' && value[length - 1] == '"')
    {
      value++;
      length -= 2;
    }
  if (length == 0 || length > BOUNDARY_MAX || memchr (value, '"', length) != NULL)
    return NULL;
  return g_strdup_printf ("--%.*s", (int) length, value);
}

/* Whether the head of a part names it "file". */
static gboolean
is_file_part (const char *head,
              gsize       length)
{
  g_autofree char *text = g_strndup (head, length);
  g_auto (GStrv) lines = g_strsplit (text, "\r\n", -1);

  if (strlen (text) != length)
    return FALSE;
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], "content-disposition:", 20) == 0)
        return strstr (lines[i], "form-data") != NULL && strstr (lines[i], " name=\"file\"") != NULL;
    }
  return FALSE;
}

/**
 * cw_stand_in_read_multipart:
 * @file: (out): within @body: what the part holds
 * @file_length: (out): bytes
 *
 * Returns: %FALSE when @body is not one part "file" and nothing else
 */
gboolean
cw_stand_in_read_multipart (const char  *content_type,
                            const char  *body,
                            gsize        length,
                            const char **file,
                            gsize       *file_length)
{
  g_autofree char *delimiter = content_type != NULL ? get_delimiter (content_type) : NULL;
  g_autofree char *closing = g_strconcat ("\r\n", delimiter, "--", NULL);
  const char *head;
  const char *start;
  const char *end;
  gsize n;

  if (delimiter == NULL)
    return FALSE;
  n = strlen (delimiter);
  if (length < n + 2 || memcmp (body, delimiter, n) != 0 || memcmp (body + n, "\r\n", 2) != 0)
    return FALSE;
  head = body + n + 2;
  start = memmem (head, MIN (length - n - 2, PART_HEAD_MAX), "\r\n\r\n", 4);
  if (start == NULL || !is_file_part (head, (gsize) (start - head)))
    return FALSE;
  start += 4;
  end = memmem (start, length - (gsize) (start - body), closing, strlen (closing));
  if (end == NULL || (gsize) (body + length - end) > strlen (closing) + 2)
    return FALSE;
  *file = start;
  *file_length = (gsize) (end - start);
  /* a second part would begin inside */
  return memmem (start, *file_length, closing, strlen (closing) - 2) == NULL;
}
