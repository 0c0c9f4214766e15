/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/ipp.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Connections, requests and the values in answers. What comes back is from outside: kinds and
 * counts are checked, text is made valid UTF-8. On the thread that owns the connection. */

#define CONNECT_MS 5000

/* Without this libcups would ask at the terminal. */
static const char *
cw_ipp_password_cb (const char *prompt,
                    http_t     *http,
                    const char *method,
                    const char *resource,
                    void       *user_data)
{
  return NULL;
}

static CwCupsTruth
cw_ipp_timeout_cb (http_t *http,
                   void   *user_data)
{
  return 0;
}

void
cw_ipp_ask_no_password (void)
{
  cw_cups_set_password_func (cw_ipp_password_cb, NULL);
}

/**
 * cw_ipp_set_time_limit:
 * @answer_ms: how long one answer may take
 */
void
cw_ipp_set_time_limit (http_t *http,
                       guint   answer_ms)
{
  httpSetTimeout (http, answer_ms / 1000.0, cw_ipp_timeout_cb, NULL);
}

/**
 * cw_ipp_connect:
 * @server: (nullable): "host:port", "host" or the path of a socket; NULL: as libcups is set up
 * @answer_ms: how long one answer may take
 *
 * Also makes @server the server of this thread: cupsCopyDestInfo() of libcups 2.4 tells print
 * service and printer apart by comparing the connection with it.
 *
 * Returns: (transfer full): a connection, or %NULL with %CW_ERROR_PRINTER_UNREACHABLE
 */
http_t *
cw_ipp_connect (const char *server,
                guint       answer_ms,
                GError    **error)
{
  http_t *http;

  cupsSetServer (server);
  cw_ipp_ask_no_password ();
  http = cw_cups_connect (cw_cups_get_server (), cw_cups_get_port (), NULL, AF_UNSPEC,
                          cw_cups_get_encryption (), 1, CONNECT_MS, NULL);
  if (http == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The print service (CUPS) at “%s” does not answer. Start it and try again."),
                   cw_cups_get_server ());
      return NULL;
    }
  cw_ipp_set_time_limit (http, answer_ms);
  return http;
}

/**
 * cw_ipp_make_queue_uri:
 *
 * Returns: (transfer full): how the print service calls @queue
 */
char *
cw_ipp_make_queue_uri (const char *queue)
{
  char uri[HTTP_MAX_URI];

  httpAssembleURIf (HTTP_URI_CODING_ALL, uri, sizeof uri, "ipp", NULL, "localhost", 0, "/printers/%s", queue);
  return g_strdup (uri);
}

/**
 * cw_ipp_new_request:
 * @printer_uri: (nullable): whom it is about
 *
 * Returns: (transfer full): a request with what every request has
 */
ipp_t *
cw_ipp_new_request (ipp_op_t    operation,
                    const char *printer_uri)
{
  ipp_t *request = ippNewRequest (operation);

  if (printer_uri != NULL)
    ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_URI, "printer-uri", NULL, printer_uri);
  ippAddString (request, IPP_TAG_OPERATION, IPP_TAG_NAME, "requesting-user-name", NULL, cw_cups_get_user ());
  return request;
}

/**
 * cw_ipp_want:
 * @attributes: names, ended by %NULL
 *
 * Says which attributes the answer is to hold.
 */
void
cw_ipp_want (ipp_t             *request,
             const char *const *attributes)
{
  ippAddStrings (request, IPP_TAG_OPERATION, IPP_CONST_TAG (IPP_TAG_KEYWORD), "requested-attributes",
                 (CwCupsCount) g_strv_length ((char **) attributes), NULL, attributes);
}

static int
cw_ipp_error_code (ipp_status_t status)
{
  if (status == IPP_STATUS_ERROR_NOT_FOUND || status == IPP_STATUS_ERROR_GONE)
    return CW_ERROR_NOT_FOUND;
  if (status == IPP_STATUS_ERROR_BUSY || status == IPP_STATUS_ERROR_NOT_ACCEPTING_JOBS)
    return CW_ERROR_BUSY;
  if (status == IPP_STATUS_ERROR_NOT_POSSIBLE || status == IPP_STATUS_ERROR_FORBIDDEN || status == IPP_STATUS_ERROR_NOT_AUTHENTICATED
      || status == IPP_STATUS_ERROR_NOT_AUTHORIZED || status == IPP_STATUS_ERROR_OPERATION_NOT_SUPPORTED
      || status == IPP_STATUS_ERROR_CUPS_AUTHENTICATION_CANCELED)
    return CW_ERROR_REFUSED;
  return CW_ERROR_FAILED;
}

/**
 * cw_ipp_ask:
 * @request: (transfer full)
 *
 * Returns: (transfer full): the answer, or %NULL with %CW_ERROR_PRINTER_UNREACHABLE (no answer),
 *   _NOT_FOUND, _BUSY, _REFUSED (not now, not by this user, or never) or _FAILED (any other no)
 */
ipp_t *
cw_ipp_ask (http_t     *http,
            ipp_t      *request,
            const char *resource,
            GError    **error)
{
  g_autoptr (ipp_t) answer = cupsDoRequest (http, request, resource);
  g_autofree char *why = g_utf8_make_valid (cw_cups_get_error_string (), -1);
  ipp_status_t status = answer != NULL ? ippGetStatusCode (answer) : cw_cups_get_error ();

  /* a server that wants a password answers with HTTP alone */
  if (answer == NULL && cw_ipp_error_code (status) != CW_ERROR_REFUSED)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The print service or the printer gave no answer (%s). Check that both are switched on."), why);
      return NULL;
    }
  if (answer == NULL || status > IPP_STATUS_OK_EVENTS_COMPLETE)
    {
      g_set_error (error, CW_ERROR, cw_ipp_error_code (status),
                   _("The print service or the printer refused the request (%s)."), why);
      return NULL;
    }
  return g_steal_pointer (&answer);
}

static gboolean
cw_ipp_is_text (ipp_attribute_t *attribute)
{
  switch ((int) ippGetValueTag (attribute))
    {
    case IPP_TAG_TEXT:
    case IPP_TAG_NAME:
    case IPP_TAG_TEXTLANG:
    case IPP_TAG_NAMELANG:
    case IPP_TAG_KEYWORD:
    case IPP_TAG_URI:
    case IPP_TAG_MIMETYPE:
      return TRUE;
    default:
      return FALSE;
    }
}

/**
 * cw_ipp_count:
 *
 * Returns: how many values to look at, at most %CW_IPP_MAX_VALUES
 */
guint
cw_ipp_count (ipp_attribute_t *attribute)
{
  return attribute != NULL ? MIN ((guint) ippGetCount (attribute), CW_IPP_MAX_VALUES) : 0;
}

/**
 * cw_ipp_get_text:
 * @attribute: (nullable)
 *
 * Returns: (transfer full) (nullable): valid UTF-8; %NULL when there is no text there
 */
char *
cw_ipp_get_text (ipp_attribute_t *attribute,
                 guint            index)
{
  const char *text;

  if (attribute == NULL || !cw_ipp_is_text (attribute) || index >= cw_ipp_count (attribute))
    return NULL;

  text = ippGetString (attribute, (CwCupsCount) index, NULL);
  return text != NULL ? g_utf8_make_valid (text, -1) : NULL;
}

/**
 * cw_ipp_has_value:
 * @attribute: (nullable)
 *
 * Returns: whether it is there and has a value; times of what has not happened are "no-value"
 */
gboolean
cw_ipp_has_value (ipp_attribute_t *attribute)
{
  return attribute != NULL && ippGetValueTag (attribute) >= IPP_TAG_INTEGER;
}

/**
 * cw_ipp_get_number:
 * @attribute: (nullable): integer, enum or boolean
 *
 * Returns: its first value, or @otherwise
 */
int
cw_ipp_get_number (ipp_attribute_t *attribute,
                   int              otherwise)
{
  if (attribute == NULL || ippGetCount (attribute) == 0)
    return otherwise;

  switch ((int) ippGetValueTag (attribute))
    {
    case IPP_TAG_INTEGER:
    case IPP_TAG_ENUM:
      return ippGetInteger (attribute, 0);
    case IPP_TAG_BOOLEAN:
      return ippGetBoolean (attribute, 0) ? 1 : 0;
    default:
      return otherwise;
    }
}

/**
 * cw_ipp_contains:
 * @attribute: (nullable)
 *
 * Returns: whether one of its values is @keyword
 */
gboolean
cw_ipp_contains (ipp_attribute_t *attribute,
                 const char      *keyword)
{
  for (guint i = 0; i < cw_ipp_count (attribute); i++)
    {
      g_autofree char *text = cw_ipp_get_text (attribute, i);

      if (g_strcmp0 (text, keyword) == 0)
        return TRUE;
    }
  return FALSE;
}

/**
 * cw_ipp_get_reasons:
 * @attribute: (nullable): printer-state-reasons
 * @keywords: (nullable): each word other than "none" is appended as it came
 *
 * Returns: the words as bits
 */
CwPrinterReason
cw_ipp_get_reasons (ipp_attribute_t *attribute,
                    GPtrArray       *keywords)
{
  CwPrinterReason reasons = CW_PRINTER_REASON_NONE;

  for (guint i = 0; i < cw_ipp_count (attribute); i++)
    {
      g_autofree char *word = cw_ipp_get_text (attribute, i);

      if (word == NULL || g_str_equal (word, "none"))
        continue;
      reasons |= cw_printer_reason_from_keyword (word);
      if (keywords != NULL)
        g_ptr_array_add (keywords, g_steal_pointer (&word));
    }
  return reasons;
}

/**
 * cw_ipp_get_printer_state:
 * @attribute: (nullable): printer-state
 */
CwPrinterState
cw_ipp_get_printer_state (ipp_attribute_t *attribute)
{
  switch (cw_ipp_get_number (attribute, 0))
    {
    case IPP_PSTATE_IDLE:
      return CW_PRINTER_STATE_IDLE;
    case IPP_PSTATE_PROCESSING:
      return CW_PRINTER_STATE_PROCESSING;
    case IPP_PSTATE_STOPPED:
      return CW_PRINTER_STATE_STOPPED;
    default:
      return CW_PRINTER_STATE_UNREACHABLE;
    }
}

/**
 * cw_ipp_get_ribbon:
 *
 * marker-levels are percentages (0-100), or negative when not known; a ribbon's marker-types
 * begin with "ribbon" (prtMarkerSuppliesType, RFC 3805: ribbonWax). Several: the emptiest.
 *
 * Returns: percent left, -1 when not told
 */
int
cw_ipp_get_ribbon (ipp_t *answer)
{
  ipp_attribute_t *levels = ippFindAttribute (answer, "marker-levels", IPP_TAG_INTEGER);
  ipp_attribute_t *types = ippFindAttribute (answer, "marker-types", IPP_TAG_ZERO);
  int least = -1;

  for (guint i = 0; i < cw_ipp_count (levels); i++)
    {
      g_autofree char *type = cw_ipp_get_text (types, i);
      int level = ippGetInteger (levels, (CwCupsCount) i);

      if (level < 0 || level > 100 || (type != NULL && !g_str_has_prefix (type, "ribbon")))
        continue;
      if (least < 0 || level < least)
        least = level;
    }
  return least;
}
