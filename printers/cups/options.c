/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/options.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/ppd.h"
#include "printers/cups/queue.h"

/* The options of a queue's driver, which the print service tells nobody over IPP: its PPD is
 * fetched as a file. On the caller's thread, over a connection of its own. */

#define ANSWER_MS 10000
#define CHUNK_SIZE 16384

/* words in one sentence */
#define MAX_TOLD 40

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
 * cw_options_ask:
 *
 * As cw_cups_list_options(), on the thread that owns @http.
 */
GPtrArray *
cw_options_ask (http_t     *http,
                const char *queue,
                GError    **error)
{
  g_autoptr (GByteArray) ppd = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  if (!cw_options_fetch (http, queue, ppd, error))
    return NULL;
  if (ppd->len == 0)
    return g_ptr_array_new ();
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&ppd));
  return cw_ppd_parse (bytes, error);
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
  g_autoptr (http_t) http = NULL;

  g_return_val_if_fail (queue != NULL, NULL);

  http = cw_ipp_connect (server, ANSWER_MS, error);
  return http != NULL ? cw_options_ask (http, queue, error) : NULL;
}

/* "RC_YMCKO, RM_KO, …": more than fit a sentence are cut off. */
static char *
cw_options_join (GPtrArray  *list,
                 const char *(*get_keyword) (gconstpointer))
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < list->len && i < MAX_TOLD; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", get_keyword (g_ptr_array_index (list, i)));
  if (list->len > MAX_TOLD)
    g_string_append (text, ", …");
  return g_string_free (text, FALSE);
}

static const char *
cw_options_get_option_keyword (gconstpointer option)
{
  return ((const CwQueueOption *) option)->keyword;
}

static const char *
cw_options_get_choice_keyword (gconstpointer choice)
{
  return ((const CwQueueChoice *) choice)->keyword;
}

static const CwQueueOption *
cw_options_find (GPtrArray  *options,
                 const char *keyword)
{
  for (guint i = 0; i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);

      if (g_ascii_strcasecmp (option->keyword, keyword) == 0)
        return option;
    }
  return NULL;
}

/**
 * cw_queue_options_check:
 * @options: of #CwQueueOption
 *
 * Returns: whether the driver has the choice; otherwise %FALSE with %CW_ERROR_INVALID
 */
gboolean
cw_queue_options_check (GPtrArray  *options,
                        const char *keyword,
                        const char *choice,
                        GError    **error)
{
  const CwQueueOption *option = cw_options_find (options, keyword);
  g_autofree char *there = NULL;

  if (options->len == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The queue has no driver with options, so “%s” cannot be set. Take it out of the settings."), keyword);
      return FALSE;
    }
  if (option == NULL)
    {
      there = cw_options_join (options, cw_options_get_option_keyword);
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The printer's driver has no option “%s”. It has: %s."), keyword, there);
      return FALSE;
    }
  for (guint i = 0; i < option->choices->len; i++)
    if (g_ascii_strcasecmp (cw_options_get_choice_keyword (g_ptr_array_index (option->choices, i)), choice) == 0)
      return TRUE;
  there = cw_options_join (option->choices, cw_options_get_choice_keyword);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The printer's driver has no choice “%s” for “%s”. Choices are: %s."), choice, option->keyword, there);
  return FALSE;
}

/**
 * cw_queue_options_get_standing:
 * @options: of #CwQueueOption
 *
 * Returns: (transfer full): of #CwModelOption
 */
GPtrArray *
cw_queue_options_get_standing (GPtrArray *options)
{
  GPtrArray *standing = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);

  for (guint i = 0; i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);
      CwModelOption *one = option->standing != NULL ? cw_model_option_new (option->keyword, option->standing) : NULL;

      if (one != NULL)
        g_ptr_array_add (standing, one);
    }
  return standing;
}
