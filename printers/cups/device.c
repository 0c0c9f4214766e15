/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/device.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/raster.h"

/* The IPP printer behind a queue. On the thread that owns the connection. */

#define CONNECT_MS 5000

/* What card printers have; a printer that offers it is given it. */
#define USUAL_DPI 300

#define STATE_ATTRIBUTES \
  "printer-state", "printer-state-reasons", "printer-up-time", "printer-is-accepting-jobs", "marker-levels", "marker-types", \
  "printer-make-and-model"

static const char *const state_attributes[] = { STATE_ATTRIBUTES, NULL };

static const char *const all_attributes[] = {
  STATE_ATTRIBUTES, "operations-supported", "document-format-supported", "urf-supported",
  "pwg-raster-document-type-supported", "pwg-raster-document-resolution-supported", "pwg-raster-document-sheet-back",
  "sides-supported", "color-supported", "print-color-mode-supported", "media-col-database", "media-size-supported",
  "media-supported", "media-col-supported", "media-bottom-margin-supported", "media-left-margin-supported",
  "media-right-margin-supported", "media-top-margin-supported", "copies-supported", "print-quality-supported",
  "printer-resolution-supported", "page-delivery-supported", "print-scaling-supported", "number-up-supported",
  "job-sheets-supported", "orientation-requested-supported", NULL,
};

void
cw_device_free (CwDevice *self)
{
  if (self == NULL)
    return;

  httpClose (self->http);
  g_free (self->uri);
  g_free (self->resource);
  g_free (self);
}

/**
 * cw_device_connect:
 * @dest: the queue
 * @answer_ms: how long one answer may take
 *
 * Returns: (transfer full): a connection, or %NULL with %CW_ERROR_PRINTER_UNREACHABLE
 */
CwDevice *
cw_device_connect (cups_dest_t *dest,
                   guint        answer_ms,
                   GError     **error)
{
  g_autoptr (CwDevice) self = g_new0 (CwDevice, 1);
  char resource[HTTP_MAX_URI] = "";
  const char *uri;

  self->http = cw_cups_connect_dest (dest, CUPS_DEST_FLAGS_DEVICE, CONNECT_MS, NULL, resource, sizeof resource, NULL, NULL);
  /* where a name of the local network was looked up, what was found */
  uri = cupsGetOption ("resolved-device-uri", dest->num_options, dest->options);
  if (uri == NULL)
    uri = cupsGetOption ("device-uri", dest->num_options, dest->options);
  if (self->http == NULL || uri == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The printer of the queue “%s” does not answer. Switch it on and check its cable."), dest->name);
      return NULL;
    }
  cw_ipp_set_time_limit (self->http, answer_ms);
  self->uri = g_strndup (uri, strcspn (uri, "?"));
  self->resource = g_strndup (resource, strcspn (resource, "?"));
  return g_steal_pointer (&self);
}

/**
 * cw_device_open:
 *
 * Returns: (transfer full): a connection, or %NULL with %CW_ERROR_INVALID or _PRINTER_UNREACHABLE
 */
CwDevice *
cw_device_open (const char *uri,
                guint       answer_ms,
                GError    **error)
{
  g_autoptr (CwDevice) self = g_new0 (CwDevice, 1);
  char scheme[32], user[256], host[256], resource[HTTP_MAX_URI];
  gboolean secure;
  int port;

  if (httpSeparateURI (HTTP_URI_CODING_ALL, uri, scheme, sizeof scheme, user, sizeof user, host, sizeof host, &port, resource, sizeof resource) < HTTP_URI_STATUS_OK
      || (!g_str_equal (scheme, "ipp") && !g_str_equal (scheme, "ipps")) || *host == '\0')
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("“%s” is no address of a printer. It must look like ipp://printer.example:631/ipp/print."), uri);
      return NULL;
    }
  secure = g_str_equal (scheme, "ipps");
  cw_ipp_ask_no_password ();
  self->http = cw_cups_connect (host, port, NULL, AF_UNSPEC, secure ? HTTP_ENCRYPTION_ALWAYS : HTTP_ENCRYPTION_IF_REQUESTED, 1, CONNECT_MS, NULL);
  if (self->http == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The printer “%s” does not answer. Switch it on and check its cable."), uri);
      return NULL;
    }
  cw_ipp_set_time_limit (self->http, answer_ms);
  self->uri = g_strndup (uri, strcspn (uri, "?"));
  self->resource = g_strndup (resource, strcspn (resource, "?"));
  return g_steal_pointer (&self);
}

void
cw_device_view_free (CwDeviceView *view)
{
  if (view == NULL)
    return;

  ippDelete (view->answer);
  cw_medium_clear (&view->medium);

  g_ptr_array_unref (view->keywords);
  g_free (view->make_and_model);
  g_free (view);
}

static guint
cw_device_prefer_dpi (guint best,
                      guint offered)
{
  if (offered < CW_RASTER_MIN_DPI || offered > CW_RASTER_MAX_DPI)
    return best;
  if (best == 0 || offered == USUAL_DPI)
    return offered;
  return best == USUAL_DPI ? best : MIN (best, offered);
}

/* urf-supported is Apple's list of short words: RS300-600 dots an inch, SRGB24, DM1 duplex mode. */
static void
cw_device_take_urf (CwDeviceView    *view,
                    ipp_attribute_t *attribute)
{
  gboolean colour = FALSE;

  for (guint i = 0; i < cw_ipp_count (attribute); i++)
    {
      g_autofree char *word = cw_ipp_get_text (attribute, i);

      if (word == NULL)
        continue;
      if (g_str_equal (word, "SRGB24"))
        colour = TRUE;
      else if (g_str_has_prefix (word, "DM") && word[2] >= '1' && word[2] <= '4' && word[3] == '\0')
        view->urf_back = (CwSheetBack) (word[2] - '1');
      else if (g_str_has_prefix (word, "RS"))
        {
          g_auto (GStrv) numbers = g_strsplit (word + 2, "-", 8);

          for (guint k = 0; numbers[k] != NULL; k++)
            view->urf_dpi = cw_device_prefer_dpi (view->urf_dpi, (guint) g_ascii_strtoull (numbers[k], NULL, 10));
        }
    }
  view->urf = colour && view->urf_dpi != 0;
}

static void
cw_device_take_pwg (CwDeviceView *view,
                    ipp_t        *answer)
{
  ipp_attribute_t *types = ippFindAttribute (answer, "pwg-raster-document-type-supported", IPP_TAG_ZERO);
  ipp_attribute_t *resolutions = ippFindAttribute (answer, "pwg-raster-document-resolution-supported", IPP_TAG_RESOLUTION);
  g_autofree char *back = cw_ipp_get_text (ippFindAttribute (answer, "pwg-raster-document-sheet-back", IPP_TAG_ZERO), 0);

  for (guint i = 0; i < cw_ipp_count (resolutions); i++)
    {
      int y = 0;
      ipp_res_t units = IPP_RES_PER_INCH;
      int x = ippGetResolution (resolutions, (CwCupsCount) i, &y, &units);

      if (x == y && x > 0 && units == IPP_RES_PER_INCH)
        view->pwg_dpi = cw_device_prefer_dpi (view->pwg_dpi, (guint) x);
    }
  if (g_strcmp0 (back, "flipped") == 0)
    view->pwg_back = CW_SHEET_BACK_FLIPPED;
  else if (g_strcmp0 (back, "rotated") == 0)
    view->pwg_back = CW_SHEET_BACK_ROTATED;
  else if (g_strcmp0 (back, "manual-tumble") == 0)
    view->pwg_back = CW_SHEET_BACK_MANUAL_TUMBLE;
  view->pwg = cw_ipp_contains (types, "srgb_8") && view->pwg_dpi != 0;
}

/* RFC 8011 5.4.15: operations are enums. */
static gboolean
cw_device_can (ipp_t   *answer,
               ipp_op_t operation)
{
  ipp_attribute_t *operations = ippFindAttribute (answer, "operations-supported", IPP_TAG_ENUM);

  return operations != NULL && ippContainsInteger (operations, (int) operation);
}

static void
cw_device_take_abilities (CwDeviceView *view,
                          ipp_t        *answer)
{
  ipp_attribute_t *sides = ippFindAttribute (answer, "sides-supported", IPP_TAG_ZERO);
  ipp_attribute_t *formats = ippFindAttribute (answer, "document-format-supported", IPP_TAG_MIMETYPE);

  cw_device_take_urf (view, ippFindAttribute (answer, "urf-supported", IPP_TAG_ZERO));
  cw_device_take_pwg (view, answer);
  view->lists_urf = cw_ipp_contains (formats, "image/urf");
  view->pwg = view->pwg && cw_ipp_contains (formats, "image/pwg-raster");
  view->urf = view->urf && view->lists_urf;
  view->two_sided = cw_ipp_contains (sides, "two-sided-short-edge");
  view->colour = cw_ipp_get_number (ippFindAttribute (answer, "color-supported", IPP_TAG_BOOLEAN), 0) == 1;
  view->jobs = cw_device_can (answer, IPP_OP_CREATE_JOB) && cw_device_can (answer, IPP_OP_SEND_DOCUMENT)
               && cw_device_can (answer, IPP_OP_GET_JOBS) && cw_device_can (answer, IPP_OP_GET_JOB_ATTRIBUTES);
  cw_medium_find (answer, &view->medium);
}

/**
 * cw_device_view_read:
 * @answer: (transfer full): to Get-Printer-Attributes
 * @all: what it can do too, not only how it is
 *
 * Returns: (transfer full): what it says
 */
CwDeviceView *
cw_device_view_read (ipp_t   *answer,
                     gboolean all)
{
  CwDeviceView *view = g_new0 (CwDeviceView, 1);

  view->answer = answer;
  view->keywords = g_ptr_array_new_with_free_func (g_free);
  view->state = cw_ipp_get_printer_state (ippFindAttribute (answer, "printer-state", IPP_TAG_ENUM));
  view->reasons = cw_ipp_get_reasons (ippFindAttribute (answer, "printer-state-reasons", IPP_TAG_ZERO), view->keywords);
  view->accepting = cw_ipp_get_number (ippFindAttribute (answer, "printer-is-accepting-jobs", IPP_TAG_BOOLEAN), 1) == 1;
  view->up_time = cw_ipp_get_number (ippFindAttribute (answer, "printer-up-time", IPP_TAG_INTEGER), -1);
  view->ribbon_percent = cw_ipp_get_ribbon (answer);
  view->make_and_model = cw_ipp_get_text (ippFindAttribute (answer, "printer-make-and-model", IPP_TAG_ZERO), 0);
  if (view->make_and_model == NULL)
    view->make_and_model = g_strdup ("");
  if (all)
    cw_device_take_abilities (view, answer);
  return view;
}

/**
 * cw_device_look:
 * @all: as cw_device_view_read()
 *
 * Returns: (transfer full): what the printer says of itself now, or %NULL with an error as
 *   cw_ipp_ask()
 */
CwDeviceView *
cw_device_look (CwDevice *self,
                gboolean  all,
                GError  **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_GET_PRINTER_ATTRIBUTES, self->uri);
  ipp_t *answer;

  cw_ipp_want (request, all ? all_attributes : state_attributes);
  answer = cw_ipp_ask (self->http, request, self->resource, error);
  return answer != NULL ? cw_device_view_read (answer, all) : NULL;
}

/**
 * cw_device_list_jobs:
 *
 * RFC 8011 has every printer know "completed" and "not-completed", and no other word.
 *
 * Returns: (transfer full): as cw_job_list()
 */
GPtrArray *
cw_device_list_jobs (CwDevice *self,
                     gboolean  ended,
                     GError  **error)
{
  return cw_job_list (self->http, self->resource, self->uri, ended ? "completed" : "not-completed", error);
}

/**
 * cw_device_cancel_job:
 *
 * Returns: whether the printer took the wish
 */
gboolean
cw_device_cancel_job (CwDevice *self,
                      int       id,
                      GError  **error)
{
  return cw_job_cancel (self->http, self->resource, self->uri, id, error);
}

/**
 * cw_device_resume:
 *
 * Returns: %FALSE with an error as cw_ipp_ask()
 */
gboolean
cw_device_resume (CwDevice *self,
                  GError  **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_RESUME_PRINTER, self->uri);
  g_autoptr (ipp_t) answer = cw_ipp_ask (self->http, request, self->resource, error);

  return answer != NULL;
}

guint
cw_device_count_jobs (CwDevice   *self,
                      const char *job_name)
{
  guint count = 0;
  int last = 0;

  /* one that ends meanwhile is in both lists, and the later one of its kind */
  for (int ended = FALSE; ended <= TRUE; ended++)
    {
      g_autoptr (GPtrArray) jobs = cw_device_list_jobs (self, ended, NULL);

      for (guint i = 0; jobs != NULL && i < jobs->len; i++)
        {
          const CwJob *job = g_ptr_array_index (jobs, i);

          if (g_strcmp0 (job->name, job_name) != 0 || job->id == last)
            continue;
          last = job->id;
          count++;
        }
    }
  return count;
}

static int
cw_device_find_job_among (CwDevice   *self,
                          const char *job_name,
                          gboolean    ended,
                          GError    **error)
{
  g_autoptr (GPtrArray) jobs = cw_device_list_jobs (self, ended, error);
  int found = 0;

  if (jobs == NULL)
    return -1;
  for (guint i = 0; i < jobs->len; i++)
    {
      const CwJob *job = g_ptr_array_index (jobs, i);

      if (g_strcmp0 (job->name, job_name) == 0)
        found = MAX (found, job->id);
    }
  return found;
}

/**
 * cw_device_find_job:
 *
 * The print service hands a job on under its own name but not under its own number.
 *
 * Returns: the printer's number of the latest job of that name, 0 when there is none, -1 with
 *   @error set when the printer did not say
 */
int
cw_device_find_job (CwDevice   *self,
                    const char *job_name,
                    GError    **error)
{
  int found = cw_device_find_job_among (self, job_name, FALSE, error);

  return found != 0 ? found : cw_device_find_job_among (self, job_name, TRUE, error);
}

/**
 * cw_device_ask_job:
 *
 * Returns: (transfer full): as cw_job_ask()
 */
CwJob *
cw_device_ask_job (CwDevice *self,
                   int       id,
                   GError  **error)
{
  return cw_job_ask (self->http, self->resource, self->uri, id, error);
}

/**
 * cw_sheet_back_get_mirror:
 * @columns: (out): whether left and right change places
 * @rows: (out): whether top and bottom change places
 *
 * The cross-feed and feed transforms of PWG 5102.4 for two-sided-short-edge, the same that
 * libcups puts into its page headers.
 */
void
cw_sheet_back_get_mirror (CwSheetBack back,
                          gboolean   *columns,
                          gboolean   *rows)
{
  *columns = back == CW_SHEET_BACK_FLIPPED || back == CW_SHEET_BACK_MANUAL_TUMBLE;
  *rows = back == CW_SHEET_BACK_MANUAL_TUMBLE;
}
