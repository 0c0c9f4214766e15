/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-room.h"

#include <string.h>

/* For tests: JSON that came and went, one file each, named so that a test knows what it ought to be:
 * NNNN-METHOD-KIND.json and NNNN-answer-KIND.json. */

#define JSON_TYPE "application/json"

static gboolean
is_json (const char *content_type)
{
  return content_type != NULL && g_ascii_strncasecmp (content_type, JSON_TYPE, strlen (JSON_TYPE)) == 0;
}

static gboolean
has (const CwStandInRequest *request,
     guint                   index,
     const char             *text)
{
  return index < g_strv_length (request->segments) && g_str_equal (request->segments[index], text);
}

/* What a body of a request is about. */
static const char *
name_request (const CwStandInRequest *request)
{
  gboolean cards = g_strv_contains ((const char *const *) request->segments, "cards");

  if (has (request, 2, "v1"))
    return cards ? "cards-v1" : "students";
  return cards ? "cards" : "persons";
}

static const char *
name_v1_answer (const CwStandInRequest *request)
{
  guint n = g_strv_length (request->segments);

  if (!g_str_equal (request->method, "GET"))
    return "anything";
  if (has (request, 3, "cards"))
    return "card-v1-list";
  if (n > 5)
    return "card-v1-view";
  return n == 4 ? "student-list" : "student-view";
}

static const char *
name_card_answer (const CwStandInRequest *request)
{
  static const char *const own[][2] = {
    { "csv-config", "csv-columns" },
    { "validate-csv", "csv-errors" },
    { "generate-escn", "card-numbers" },
  };
  guint n = g_strv_length (request->segments);

  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    {
      if (has (request, 4, own[i][0]))
        return own[i][1];
    }
  if (n == 6)
    return "card-status-view";
  return n == 4 && g_str_equal (request->method, "GET") ? "card-page" : "card-view";
}

/* What a body of an answer is. */
static const char *
name_answer (const CwStandInRequest *request,
             const CwStandInAnswer  *answer)
{
  if (answer->status >= 400)
    return has (request, 4, "validate-csv") && answer->body[0] == '[' ? "csv-errors" : "error";
  if (has (request, 0, "esc-verifier-service"))
    return "verified-card";
  if (has (request, 2, "v1"))
    return name_v1_answer (request);
  if (has (request, 3, "cards"))
    return name_card_answer (request);
  if (has (request, 3, "organisations"))
    return "anything";
  return g_strv_length (request->segments) == 4 && g_str_equal (request->method, "GET") ? "person-page" : "person-view";
}

static void
write_file (CwStandInRoom *room,
            const char    *name,
            const char    *body)
{
  g_autofree char *path = g_build_filename (room->log_directory, name, NULL);

  g_file_set_contents (path, body, -1, NULL);
}

/* With the lock held. */
void
cw_stand_in_log_request (CwStandInRoom          *room,
                         const CwStandInRequest *request,
                         const char             *body)
{
  g_autofree char *name = g_strdup_printf ("%04u-%s-%s.json", room->count, request->method, name_request (request));

  if (room->log_directory != NULL && *body != '\0' && is_json (request->content_type))
    write_file (room, name, body);
}

void
cw_stand_in_log_answer (CwStandInRoom          *room,
                        guint                   number,
                        const CwStandInRequest *request,
                        const CwStandInAnswer  *answer)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);
  g_autofree char *name = NULL;

  if (room->log_directory == NULL || answer->body == NULL || !is_json (answer->content_type))
    return;
  name = g_strdup_printf ("%04u-answer-%s.json", number, name_answer (request, answer));
  write_file (room, name, answer->body);
}
