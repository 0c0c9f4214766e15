/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/ipp.h"
#include "printers/cups/ppd.h"
#include "printers/cups/queue.h"

/* The options of a queue's driver, which the print service tells nobody over IPP: its PPD is
 * fetched as a file. On the caller's thread, over a connection of its own. */

#define ANSWER_MS 10000
#define CHUNK_SIZE 16384

/* "/printers/QUEUE.ppd" (transfer full) */
static char *
cw_options_make_path (const char *queue)
{
  char uri[HTTP_MAX_URI];

  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "http", NULL, "localhost", 0, "/printers/%s.ppd", queue);
  return g_strdup (strstr (uri, "/printers/"));
}

static gboolean
cw_options_fail (const char *queue,
                 const char *why,
                 GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
               _("The print service does not tell the options of the queue “%s” (%s). Try again, or look at the queue in the system's printer settings."), queue, why);
  return FALSE;
}

static gboolean
cw_options_read (http_t     *http,
                 const char *queue,
                 GByteArray *ppd,
                 GError    **error)
{
  guint8 chunk[CHUNK_SIZE];
  ssize_t length;

  while ((length = cw_cups_read (http, (char *) chunk, sizeof chunk)) > 0)
    {
      if (ppd->len + (gsize) length > CW_PPD_MAX_SIZE)
        return cw_options_fail (queue, _("its driver's description is too large"), error);
      g_byte_array_append (ppd, chunk, (guint) length);
    }
  /* the length was told, and less came: the connection broke */
  if (length < 0 || httpGetState (http) == HTTP_STATE_GET_SEND)
    return cw_options_fail (queue, _("the answer broke off"), error);
  return TRUE;
}

/* @ppd stays empty for a queue without a driver; whether the queue is there at all is asked then. */
static gboolean
cw_options_fetch (http_t     *http,
                  const char *queue,
                  GByteArray *ppd,
                  GError    **error)
{
  g_autofree char *path = cw_options_make_path (queue);
  g_autoptr (CwQueue) queue_there = NULL;
  http_status_t status;

  httpClearFields (http);
  if (path == NULL || !cw_cups_write_get (http, path))
    return cw_options_fail (queue, _("it takes no question"), error);
  do
    status = httpUpdate (http);
  while (status == HTTP_STATUS_CONTINUE);
  if (status == HTTP_STATUS_NOT_FOUND)
    {
      httpFlush (http);
      queue_there = cw_queue_ask (http, queue, error);
      return queue_there != NULL;
    }
  if (status != HTTP_STATUS_OK)
    return cw_options_fail (queue, status == HTTP_STATUS_ERROR ? _("there was no answer") : cw_cups_status_string (status), error);
  return cw_options_read (http, queue, ppd, error);
}

/**
 * cw_cups_list_options:
 * @server: (nullable): "host:port" or a socket path; NULL: the system's print service
 *
 * Blocks; not from the GTK thread.
 *
 * Returns: (transfer full): of #CwQueueOption, none for a queue without a driver; %NULL with
 *   %CW_ERROR_PRINTER_UNREACHABLE, or %CW_ERROR_INVALID when the description makes no sense
 */
GPtrArray *
cw_cups_list_options (const char *server,
                      const char *queue,
                      GError    **error)
{
  g_autoptr (http_t) http = cw_ipp_connect (server, ANSWER_MS, error);
  g_autoptr (GByteArray) ppd = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (queue != NULL, NULL);

  if (http == NULL || !cw_options_fetch (http, queue, ppd, error))
    return NULL;
  if (ppd->len == 0)
    return g_ptr_array_new ();
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&ppd));
  return cw_ppd_parse (bytes, error);
}
