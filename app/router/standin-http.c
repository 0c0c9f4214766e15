/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-http.h"

#include <string.h>

#include "app/base/digest.h"

/* Reads the head of a request and writes answers. Pure; any thread. Whatever is doubtful is
 * refused: two readings of one request are how servers are tricked. */

#define TARGET_MAX 4096
#define METHOD_MAX 16
#define FIELDS_MAX 100
#define SEGMENTS_MAX 16

/* RFC 9110 section 5.6.2 */
#define TOKEN_SIGNS "!#$%&'*+-.^_`|~ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"

void
cw_stand_in_request_free (CwStandInRequest *request)
{
  if (request == NULL)
    return;
  g_free (request->method);
  g_strfreev (request->segments);
  g_free (request->query);
  g_free (request->authorization);
  g_free (request->key);
  g_free (request->content_type);
  g_free (request);
}

/**
 * cw_stand_in_find_head_end:
 *
 * Returns: how many bytes the head has with its empty line; 0 when its end is not there yet
 */
gsize
cw_stand_in_find_head_end (const char *data,
                           gsize       length)
{
  const char *end = length >= 4 ? memmem (data, length, "\r\n\r\n", 4) : NULL;

  return end != NULL ? (gsize) (end - data) + 4 : 0;
}

/* Tabs and everything from the space up, but no DEL, no bytes beyond ASCII, no bare CR or LF. */
static gboolean
cw_stand_in_is_line (const char *line)
{
  for (const char *at = line; *at != '\0'; at++)
    {
      if ((guchar) *at > 0x7e || ((guchar) *at < 0x20 && *at != '\t'))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_stand_in_set_path (CwStandInRequest *request,
                      const char       *path)
{
  g_auto (GStrv) parts = g_strsplit (path + 1, "/", SEGMENTS_MAX + 1);
  guint n = g_strv_length (parts);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (n > SEGMENTS_MAX)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *segment = g_uri_unescape_string (parts[i], NULL);

      /* NULL: a broken escape or one that stands for a zero byte */
      if (segment == NULL || !g_utf8_validate (segment, -1, NULL) || (*segment == '\0' && i + 1 < n) ||
          g_str_equal (segment, ".") || g_str_equal (segment, ".."))
        return FALSE;
      if (*segment != '\0')
        g_strv_builder_add (builder, segment);
    }
  request->segments = g_strv_builder_end (builder);
  return TRUE;
}

static guint
cw_stand_in_read_request_line (CwStandInRequest *request,
                               const char       *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 4);
  char *query;

  if (g_strv_length (words) != 3 || *words[0] == '\0' || strlen (words[0]) > METHOD_MAX ||
      strspn (words[0], "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != strlen (words[0]))
    return 400;
  if (!g_str_equal (words[2], "HTTP/1.1") && !g_str_equal (words[2], "HTTP/1.0"))
    return g_str_has_prefix (words[2], "HTTP/") ? 505 : 400;
  if (strlen (words[1]) > TARGET_MAX)
    return 414;
  if (words[1][0] != '/' || strchr (words[1], '#') != NULL || strchr (words[1], '\t') != NULL)
    return 400;

  query = strchr (words[1], '?');
  if (query != NULL)
    {
      *query = '\0';
      request->query = g_strdup (query + 1);
    }
  request->method = g_strdup (words[0]);
  return cw_stand_in_set_path (request, words[1]) ? 0 : 400;
}

/* A field that may come once only. */
static guint
cw_stand_in_take (char      **field,
                  const char *value)
{
  if (*field != NULL)
    return 400;
  *field = g_strdup (value);
  return 0;
}

static guint
cw_stand_in_read_length (const char *text,
                         gsize      *length)
{
  guint64 value;

  if (*text == '\0' || strspn (text, "0123456789") != strlen (text))
    return 400;
  if (strlen (text) > 10)
    return 413;
  value = g_ascii_strtoull (text, NULL, 10);
  if (value > CW_STAND_IN_BODY_MAX)
    return 413;
  *length = (gsize) value;
  return 0;
}

typedef struct
{
  char *host;
  char *length;
} CwOtherFields;

static guint
cw_stand_in_read_field (CwStandInRequest *request,
                        CwOtherFields    *other,
                        const char       *line)
{
  const char *colon = strchr (line, ':');
  g_autofree char *name = NULL;
  g_autofree char *value = NULL;

  if (colon == NULL || colon == line || strspn (line, TOKEN_SIGNS) != (gsize) (colon - line))
    return 400;
  name = g_ascii_strdown (line, colon - line);
  value = g_strstrip (g_strdup (colon + 1));

  if (g_str_equal (name, "host"))
    return cw_stand_in_take (&other->host, value);
  if (g_str_equal (name, "content-length"))
    return cw_stand_in_take (&other->length, value);
  if (g_str_equal (name, "authorization"))
    return cw_stand_in_take (&request->authorization, value);
  if (g_str_equal (name, "key"))
    return cw_stand_in_take (&request->key, value);
  if (g_str_equal (name, "content-type"))
    return cw_stand_in_take (&request->content_type, value);
  if (g_str_equal (name, "connection"))
    request->close = request->close || strstr (value, "close") != NULL;
  if (g_str_equal (name, "transfer-encoding"))
    return 411;
  if (g_str_equal (name, "expect"))
    return 417;
  return 0;
}

static guint
cw_stand_in_read_fields (CwStandInRequest *request,
                         char            **lines)
{
  g_autofree char *host = NULL;
  g_autofree char *length = NULL;
  CwOtherFields other = { NULL, NULL };
  guint status = 0;

  for (guint i = 0; lines[i] != NULL && status == 0; i++)
    status = i < FIELDS_MAX ? cw_stand_in_read_field (request, &other, lines[i]) : 431;
  host = other.host;
  length = other.length;
  if (status != 0)
    return status;

  if (host == NULL)
    return 400;
  if (length != NULL)
    return cw_stand_in_read_length (length, &request->content_length);
  return g_str_equal (request->method, "POST") || g_str_equal (request->method, "PUT") ? 411 : 0;
}

/**
 * cw_stand_in_read_head:
 * @data: a head with its empty line, as cw_stand_in_find_head_end() measured it
 * @length: bytes
 * @request: (out) (transfer full): what was asked; %NULL when it is refused
 *
 * Returns: 0, or the status to refuse the request with
 */
guint
cw_stand_in_read_head (const char        *data,
                       gsize              length,
                       CwStandInRequest **request)
{
  g_autoptr (CwStandInRequest) read = g_new0 (CwStandInRequest, 1);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  guint status;

  *request = NULL;
  if (length > CW_STAND_IN_HEAD_MAX)
    return 431;
  if (length < 4 || memcmp (data + length - 4, "\r\n\r\n", 4) != 0 || memchr (data, '\0', length) != NULL)
    return 400;

  text = g_strndup (data, length - 4);
  lines = g_strsplit (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (!cw_stand_in_is_line (lines[i]))
        return 400;
    }
  if (lines[0] == NULL)
    return 400;

  status = cw_stand_in_read_request_line (read, lines[0]);
  if (status == 0)
    status = cw_stand_in_read_fields (read, lines + 1);
  if (status == 0)
    *request = g_steal_pointer (&read);
  return status;
}

/**
 * cw_stand_in_get_parameter:
 *
 * Returns: (transfer full) (nullable): the first value of @name in the query
 */
char *
cw_stand_in_get_parameter (const CwStandInRequest *request,
                           const char             *name)
{
  g_auto (GStrv) pairs = g_strsplit (request->query != NULL ? request->query : "", "&", -1);
  gsize length = strlen (name);

  for (guint i = 0; pairs[i] != NULL; i++)
    {
      if (strncmp (pairs[i], name, length) == 0 && pairs[i][length] == '=')
        return g_uri_unescape_string (pairs[i] + length + 1, NULL);
    }
  return NULL;
}

static const char *
cw_stand_in_get_phrase (guint status)
{
  static const struct
  {
    guint       status;
    const char *phrase;
  } phrases[] = {
    { 200, "OK" },
    { 201, "Created" },
    { 204, "No Content" },
    { 302, "Found" },
    { 400, "Bad Request" },
    { 401, "Unauthorized" },
    { 403, "Forbidden" },
    { 404, "Not Found" },
    { 405, "Method Not Allowed" },
    { 409, "Conflict" },
    { 411, "Length Required" },
    { 413, "Content Too Large" },
    { 414, "URI Too Long" },
    { 415, "Unsupported Media Type" },
    { 417, "Expectation Failed" },
    { 429, "Too Many Requests" },
    { 431, "Request Header Fields Too Large" },
    { 500, "Internal Server Error" },
    { 502, "Bad Gateway" },
    { 503, "Service Unavailable" },
    { 504, "Gateway Timeout" },
    { 505, "HTTP Version Not Supported" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (phrases); i++)
    {
      if (phrases[i].status == status)
        return phrases[i].phrase;
    }
  return "Other";
}

/**
 * cw_stand_in_answer_new:
 * @content_type: (nullable): static text; %NULL when there is no body
 * @body: (transfer full) (nullable): text
 */
CwStandInAnswer *
cw_stand_in_answer_new (guint       status,
                        const char *content_type,
                        char       *body)
{
  CwStandInAnswer *answer = g_new0 (CwStandInAnswer, 1);

  answer->status = status;
  answer->content_type = content_type;
  answer->body = body;
  return answer;
}

/**
 * cw_stand_in_answer_error:
 *
 * An error in the form of the router: {"code": …, "message": …}.
 */
CwStandInAnswer *
cw_stand_in_answer_error (guint       status,
                          const char *code,
                          const char *message)
{
  GString *body = g_string_new ("{\"code\":");

  cw_json_append_string (body, code);
  g_string_append (body, ",\"message\":");
  cw_json_append_string (body, message);
  g_string_append_c (body, '}');
  return cw_stand_in_answer_new (status, "application/json", g_string_free (body, FALSE));
}

/* Bytes of the body. */
gsize
cw_stand_in_answer_get_length (const CwStandInAnswer *answer)
{
  if (answer->body == NULL)
    return 0;
  return answer->length > 0 ? answer->length : strlen (answer->body);
}

/**
 * cw_stand_in_answer_write:
 *
 * Returns: (transfer full): the answer as it goes over the wire
 */
GString *
cw_stand_in_answer_write (const CwStandInAnswer *answer)
{
  gsize length = cw_stand_in_answer_get_length (answer);
  GString *wire = g_string_new (NULL);

  g_string_append_printf (wire, "HTTP/1.1 %u %s\r\nServer: Cardwright-stand-in/" CW_VERSION "\r\nConnection: %s\r\n",
                          answer->status, cw_stand_in_get_phrase (answer->status), answer->keep ? "keep-alive" : "close");
  if (answer->content_type != NULL)
    g_string_append_printf (wire, "Content-Type: %s\r\n", answer->content_type);
  if (answer->status != 204)
    g_string_append_printf (wire, "Content-Length: %" G_GSIZE_FORMAT "\r\n", length);
  if (answer->more != NULL)
    g_string_append (wire, answer->more);
  g_string_append (wire, "\r\n");
  if (answer->body != NULL)
    g_string_append_len (wire, answer->body, (gssize) length);
  return wire;
}

void
cw_stand_in_answer_free (CwStandInAnswer *answer)
{
  if (answer == NULL)
    return;
  g_free (answer->body);
  g_free (answer->more);
  g_free (answer);
}
