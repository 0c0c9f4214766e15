/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-room.h"

#include <string.h>

#include "app/router/standin-routes.h"

/* One conversation: a request, the fault whose turn it is, an answer. On a thread of the pool; the
 * lock is held while something is done, not while bytes go to and fro. */

/* seconds a client may take for its request, for its next one, and the server for its last bytes */
#define READ_TIMEOUT 10
#define IDLE_TIMEOUT 2
#define LINGER_TIMEOUT 1
/* seconds after which even the silent fault lets go */
#define SILENCE_MAX 600
/* seconds; the door of this room promises it */
#define PAUSE "7"

/* Reads until the head is whole, and as much of the body as came with it. */
static gsize
cw_stand_in_receive_head (CwStandInRoom *room,
                          GInputStream  *input,
                          GByteArray    *bytes)
{
  guint8 chunk[4096];
  gsize end = cw_stand_in_find_head_end ((const char *) bytes->data, bytes->len);

  while (end == 0 && bytes->len <= CW_STAND_IN_HEAD_MAX)
    {
      gssize got = g_input_stream_read (input, chunk, sizeof chunk, room->stopping, NULL);

      if (got <= 0)
        return 0;
      g_byte_array_append (bytes, chunk, (guint) got);
      end = cw_stand_in_find_head_end ((const char *) bytes->data, bytes->len);
    }
  return end != 0 ? end : bytes->len;
}

/* Returns: (transfer full) (nullable): the body with a NUL behind it */
static char *
cw_stand_in_receive_body (CwStandInRoom *room,
                          GInputStream  *input,
                          GByteArray    *bytes,
                          gsize          head,
                          gsize          length)
{
  g_autofree char *body = g_malloc0 (length + 1);
  gsize have = MIN (bytes->len - head, length);
  gsize got = 0;

  memcpy (body, bytes->data + head, have);
  if (have < length && (!g_input_stream_read_all (input, body + have, length - have, &got, room->stopping, NULL) || have + got < length))
    return NULL;
  return g_steal_pointer (&body);
}

static CwStandInAnswer *
cw_stand_in_answer_html (guint status)
{
  return cw_stand_in_answer_new (status, "text/html; charset=utf-8",
                                 g_strdup ("<!DOCTYPE html><html><head><title>Welcome</title></head><body><p>Please log in to the network.</p></body></html>"));
}

static CwStandInFault
cw_stand_in_take_fault (CwStandInRoom *room)
{
  CwStandInFault fault = room->fault_skip == 0 && room->fault_left > 0 ? room->fault : CW_STAND_IN_WELL;

  if (room->fault_skip > 0)
    room->fault_skip--;
  else if (room->fault_left > 0)
    room->fault_left--;
  return fault;
}

static CwStandInAnswer *
cw_stand_in_do (CwStandInRoom          *room,
                CwStandInDesk          *desk,
                const CwStandInRequest *request,
                const char             *body,
                CwStandInFault          fault)
{
  static const guint storm[] = { 500, 502, 503, 504 };
  CwStandInAnswer *answer;

  switch (fault)
    {
    case CW_STAND_IN_HTML:
      return cw_stand_in_answer_html (200);
    case CW_STAND_IN_UNAVAILABLE:
      return cw_stand_in_answer_html (503);
    case CW_STAND_IN_REDIRECT:
      answer = cw_stand_in_answer_new (302, NULL, NULL);
      answer->more = g_strdup_printf ("Location: %s\r\n", room->redirect != NULL ? room->redirect : "http://127.0.0.1/");
      return answer;
    case CW_STAND_IN_TOO_MANY:
      answer = cw_stand_in_answer_error (429, "TOO_MANY_REQUESTS", "Too many requests");
      answer->more = g_strdup ("Retry-After: " PAUSE "\r\n");
      return answer;
    case CW_STAND_IN_SILENT:
      return NULL;
    case CW_STAND_IN_STORM:
      return cw_stand_in_answer_html (storm[room->count % G_N_ELEMENTS (storm)]);
    case CW_STAND_IN_TWICE:
      cw_stand_in_answer_free (cw_stand_in_route (desk, request, body));
      break;
    case CW_STAND_IN_SAME_PAGE:
      desk->same_page = TRUE;
      break;
    case CW_STAND_IN_WRONG_TOTAL:
      desk->wrong_total = TRUE;
      break;
    case CW_STAND_IN_WELL:
    case CW_STAND_IN_CUT_OFF:
    case CW_STAND_IN_LOSE_ANSWER:
    case CW_STAND_IN_WRONG_TYPE:
    case CW_STAND_IN_DELAY:
      break;
    }
  answer = cw_stand_in_route (desk, request, body);
  if (fault == CW_STAND_IN_WRONG_TYPE)
    answer->content_type = "text/html; charset=utf-8";
  return answer;
}

/* Takes the turn of the fault and, unless it prevents that, does what was asked. */
static CwStandInAnswer *
cw_stand_in_serve (CwStandInRoom          *room,
                   const CwStandInRequest *request,
                   const char             *body,
                   CwStandInFault         *fault,
                   guint                  *number)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *today = g_date_time_format (now, "%Y-%m-%d");
  CwStandInDesk desk = { .book = room->book, .directory = room->directory, .token = room->token, .pic = room->pic, .today = today };

  *number = ++room->count;
  cw_stand_in_log_request (room, request, body);
  *fault = cw_stand_in_take_fault (room);
  return cw_stand_in_do (room, &desk, request, body, *fault);
}

/* Keeps an answer back until the test lets it go; what was asked is done by then. */
static void
cw_stand_in_hold (CwStandInRoom *room)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&room->lock);
  guint releases = room->releases;

  room->held++;
  g_cond_broadcast (&room->idle);
  while (room->releases == releases && !room->stopped)
    g_cond_wait (&room->idle, &room->lock);
  room->held--;
}

/* Reads what the client still sends: closing before that would reset the connection, and the
 * answer would be lost on the way. */
static void
cw_stand_in_linger (CwStandInRoom     *room,
                    GSocketConnection *connection,
                    gboolean           silent)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  gsize left = 2 * CW_STAND_IN_BODY_MAX;
  guint8 chunk[4096];

  g_socket_set_timeout (socket, silent ? SILENCE_MAX : LINGER_TIMEOUT);
  if (!silent)
    g_socket_shutdown (socket, FALSE, TRUE, NULL);
  for (gssize got = 1; got > 0 && left > sizeof chunk; left -= sizeof chunk)
    got = g_input_stream_read (input, chunk, sizeof chunk, room->stopping, NULL);
}

static void
cw_stand_in_send (CwStandInRoom         *room,
                  GSocketConnection     *connection,
                  const CwStandInAnswer *answer,
                  CwStandInFault         fault)
{
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (connection));
  g_autoptr (GString) wire = cw_stand_in_answer_write (answer);
  gsize length = wire->len;

  if (fault == CW_STAND_IN_LOSE_ANSWER)
    length = 0;
  /* in the middle of the body; without one, in the middle of the head */
  else if (fault == CW_STAND_IN_CUT_OFF)
    length -= answer->body != NULL ? cw_stand_in_answer_get_length (answer) / 2 : length / 2;
  g_output_stream_write_all (output, wire->str, length, NULL, room->stopping, NULL);
}

/* Takes one request off the front of @bytes and of the wire, and answers it.
 *
 * Returns: whether the client may ask another one on this connection */
static gboolean
cw_stand_in_exchange (CwStandInRoom     *room,
                      GSocketConnection *connection,
                      GByteArray        *bytes)
{
  GInputStream *input = g_io_stream_get_input_stream (G_IO_STREAM (connection));
  g_autoptr (CwStandInRequest) request = NULL;
  g_autoptr (CwStandInAnswer) answer = NULL;
  g_autofree char *body = NULL;
  CwStandInFault fault = CW_STAND_IN_WELL;
  gsize head = cw_stand_in_receive_head (room, input, bytes);
  guint refused;
  guint number;

  if (head == 0)
    return FALSE;
  g_socket_set_timeout (g_socket_connection_get_socket (connection), READ_TIMEOUT);
  refused = cw_stand_in_read_head ((const char *) bytes->data, head, &request);
  if (refused != 0)
    {
      answer = cw_stand_in_answer_error (refused, "BAD_REQUEST", "The request cannot be read");
    }
  else
    {
      body = cw_stand_in_receive_body (room, input, bytes, head, request->content_length);
      if (body == NULL)
        return FALSE;
      g_byte_array_remove_range (bytes, 0, (guint) MIN (bytes->len, head + request->content_length));
      answer = cw_stand_in_serve (room, request, body, &fault, &number);
      if (answer != NULL)
        {
          cw_stand_in_log_answer (room, number, request, answer);
          answer->keep = fault == CW_STAND_IN_WELL && !request->close;
        }
    }

  if (fault == CW_STAND_IN_DELAY)
    cw_stand_in_hold (room);
  if (answer != NULL)
    cw_stand_in_send (room, connection, answer, fault);
  if (answer != NULL && answer->keep)
    return TRUE;
  cw_stand_in_linger (room, connection, answer == NULL);
  return FALSE;
}

void
cw_stand_in_converse (CwStandInRoom     *room,
                      GSocketConnection *connection)
{
  GSocket *socket = g_socket_connection_get_socket (connection);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_socket_set_timeout (socket, READ_TIMEOUT);
  while (cw_stand_in_exchange (room, connection, bytes))
    g_socket_set_timeout (socket, IDLE_TIMEOUT);
}
