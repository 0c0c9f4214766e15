/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/evidence.h"

#include <string.h>

/* JSON of the evidence. Pure; any thread. */

/* The evidence is our own, but it comes back from a database. */
#define TEXT_MAX_LENGTH (1024 * 1024)

/**
 * cw_evidence_words:
 * @words: of char *
 *
 * Returns: (transfer full): an array of strings
 */
json_t *
cw_evidence_words (GPtrArray *words)
{
  json_t *array = json_array ();

  for (guint i = 0; i < words->len; i++)
    json_array_append_new (array, json_string (g_ptr_array_index (words, i)));
  return array;
}

/**
 * cw_evidence_time:
 * @now: microseconds since 1970
 *
 * Returns: (transfer full): ISO 8601 in UTC, to the millisecond
 */
json_t *
cw_evidence_time (gint64 now)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (now / G_USEC_PER_SEC);
  g_autofree char *date = g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S");
  g_autofree char *text = g_strdup_printf ("%s.%03dZ", date, (int) (now % G_USEC_PER_SEC / 1000));

  return json_string (text);
}

/**
 * cw_evidence_to_text:
 *
 * Returns: (transfer full): @evidence on one line
 */
char *
cw_evidence_to_text (json_t *evidence)
{
  return json_dumps (evidence, JSON_COMPACT);
}

/**
 * cw_evidence_from_text:
 * @text: (nullable)
 *
 * Returns: (transfer full): an object; an empty one when @text is none
 */
json_t *
cw_evidence_from_text (const char *text)
{
  json_t *evidence = NULL;

  if (text != NULL && strlen (text) <= TEXT_MAX_LENGTH)
    evidence = json_loads (text, 0, NULL);
  if (json_is_object (evidence))
    return evidence;

  json_decref (evidence);
  return json_object ();
}

/**
 * cw_evidence_has_word:
 * @words: (nullable): an array of strings
 */
gboolean
cw_evidence_has_word (json_t     *words,
                      const char *word)
{
  for (gsize i = 0; i < json_array_size (words); i++)
    if (g_strcmp0 (json_string_value (json_array_get (words, i)), word) == 0)
      return TRUE;
  return FALSE;
}

int
cw_evidence_parse_id (const char *text)
{
  guint64 id;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &id, NULL))
    return 0;
  return (int) id;
}
