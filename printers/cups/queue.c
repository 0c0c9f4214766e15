/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "printers/cups/queue.h"

#include <stdlib.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cups/cups.h"
#include "printers/model.h"

/* Queues as the print service describes them. On the thread that owns the connection; the list
 * makes a connection of its own. */

#define LIST_ANSWER_MS 10000

/* far more than any print service has */
#define MAX_QUEUES 2000

static const char *const queue_attributes[] = {
  "printer-name", "printer-make-and-model", "device-uri", "printer-state", "printer-state-reasons",
  "printer-is-accepting-jobs", "sides-supported", "color-supported", "media-size-supported",
  "marker-levels", "marker-types", "printer-config-change-time", NULL,
};

void
cw_queue_free (CwQueue *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->make_and_model);
  g_free (self->device_uri);
  g_ptr_array_unref (self->keywords);
  g_free (self);
}

static CwQueue *
cw_queue_new (void)
{
  CwQueue *self = g_new0 (CwQueue, 1);

  self->keywords = g_ptr_array_new_with_free_func (g_free);
  self->state = CW_PRINTER_STATE_UNREACHABLE;
  self->ribbon_percent = -1;
  return self;
}

/* Sizes are collections; a range ("any size up to") is not a card and is passed over. */
static void
cw_queue_take_sizes (CwQueue         *self,
                     ipp_attribute_t *attribute)
{
  if (ippGetValueTag (attribute) != IPP_TAG_BEGIN_COLLECTION)
    return;

  for (guint i = 0; i < cw_ipp_count (attribute) && self->card_x == 0; i++)
    {
      int x, y;

      if (!cw_medium_get_size (ippGetCollection (attribute, (CwCupsCount) i), &x, &y))
        continue;
      self->card_x = (guint) x;
      self->card_y = (guint) y;
    }
}

static void
cw_queue_take (CwQueue         *self,
               ipp_attribute_t *attribute)
{
  const char *name = ippGetName (attribute);

  if (g_str_equal (name, "printer-name") && self->name == NULL)
    self->name = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "printer-make-and-model") && self->make_and_model == NULL)
    self->make_and_model = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "device-uri") && self->device_uri == NULL)
    self->device_uri = cw_ipp_get_text (attribute, 0);
  else if (g_str_equal (name, "printer-state"))
    self->state = cw_ipp_get_printer_state (attribute);
  else if (g_str_equal (name, "printer-state-reasons"))
    self->reasons = cw_ipp_get_reasons (attribute, self->keywords);
  else if (g_str_equal (name, "printer-config-change-time"))
    self->changed = cw_ipp_get_number (attribute, 0);
  else if (g_str_equal (name, "printer-is-accepting-jobs"))
    self->accepting = cw_ipp_get_number (attribute, 0) == 1;
  else if (g_str_equal (name, "sides-supported"))
    self->two_sided = cw_ipp_contains (attribute, "two-sided-long-edge") || cw_ipp_contains (attribute, "two-sided-short-edge");
  else if (g_str_equal (name, "color-supported"))
    self->colour = cw_ipp_get_number (attribute, 0) == 1;
  else if (g_str_equal (name, "media-size-supported"))
    cw_queue_take_sizes (self, attribute);
}

/* A queue made by the maker's own two-sided option does not say so in sides-supported. */
static void
cw_queue_complete (CwQueue *self)
{
  if (self->make_and_model == NULL)
    self->make_and_model = g_strdup ("");
  if (self->device_uri == NULL)
    self->device_uri = g_strdup ("");
  if (cw_printer_model_find (self->make_and_model)->two_sided->len > 0)
    self->two_sided = TRUE;
}

/**
 * cw_queue_ask:
 *
 * Returns: (transfer full): the queue as it is now, or %NULL with %CW_ERROR_PRINTER_UNREACHABLE
 */
CwQueue *
cw_queue_ask (http_t     *http,
              const char *name,
              GError    **error)
{
  g_autofree char *uri = cw_ipp_make_queue_uri (name);
  ipp_t *request = cw_ipp_new_request (IPP_OP_GET_PRINTER_ATTRIBUTES, uri);
  g_autoptr (ipp_t) answer = NULL;
  g_autoptr (CwQueue) self = cw_queue_new ();
  g_autoptr (GError) why = NULL;

  cw_ipp_want (request, queue_attributes);
  answer = cw_ipp_ask (http, request, "/", &why);
  if (g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE,
                   _("The print service has no queue “%s”. Choose another printer, or add the queue again in the system's printer settings."), name);
      return NULL;
    }
  if (answer == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return NULL;
    }

  for (ipp_attribute_t *at = cw_cups_first_attribute (answer); at != NULL; at = cw_cups_next_attribute (answer))
    if (ippGetName (at) != NULL && ippGetGroupTag (at) == IPP_TAG_PRINTER)
      cw_queue_take (self, at);
  self->ribbon_percent = cw_ipp_get_ribbon (answer);
  g_free (self->name);
  self->name = g_strdup (name);
  cw_queue_complete (self);
  return g_steal_pointer (&self);
}

static void
cw_queue_keep (GPtrArray *queues,
               CwQueue   *queue)
{
  if (queue->name == NULL || queues->len >= MAX_QUEUES)
    {
      cw_queue_free (queue);
      return;
    }
  cw_queue_complete (queue);
  g_ptr_array_add (queues, queue);
}

/**
 * cw_queue_read_list:
 * @answer: to CUPS-Get-Printers
 *
 * Returns: (transfer full): of #CwQueue, in the service's order; ribbon_percent is not filled in
 */
GPtrArray *
cw_queue_read_list (ipp_t *answer)
{
  GPtrArray *queues = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_free);
  CwQueue *queue = NULL;

  /* an attribute without a name or of another group stands between two queues */
  for (ipp_attribute_t *at = cw_cups_first_attribute (answer); at != NULL; at = cw_cups_next_attribute (answer))
    {
      if (ippGetName (at) == NULL || ippGetGroupTag (at) != IPP_TAG_PRINTER)
        {
          if (queue != NULL)
            cw_queue_keep (queues, g_steal_pointer (&queue));
          continue;
        }
      if (queue == NULL)
        queue = cw_queue_new ();
      cw_queue_take (queue, at);
    }
  if (queue != NULL)
    cw_queue_keep (queues, queue);
  return queues;
}

/**
 * cw_queue_ask_all:
 *
 * Returns: (transfer full): as cw_queue_read_list(), or %NULL with an error as cw_ipp_ask()
 */
GPtrArray *
cw_queue_ask_all (http_t  *http,
                  GError **error)
{
  ipp_t *request = cw_ipp_new_request (IPP_OP_CUPS_GET_PRINTERS, NULL);
  g_autoptr (GError) why = NULL;
  g_autoptr (ipp_t) answer = NULL;

  cw_ipp_want (request, queue_attributes);
  answer = cw_ipp_ask (http, request, "/", &why);
  if (answer != NULL)
    return cw_queue_read_list (answer);
  /* "no destinations" comes as not-found */
  if (g_error_matches (why, CW_ERROR, CW_ERROR_NOT_FOUND))
    return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_free);
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/**
 * cw_queue_is_driverless:
 *
 * A queue whose pages go to an IPP printer as they are. CUPS names the drivers that it makes
 * for such printers itself "… - IPP Everywhere"; cups-filters names its own "…, driverless, …".
 *
 * Returns: whether raster may be sent through it untouched
 */
gboolean
cw_queue_is_driverless (const CwQueue *self)
{
  gboolean ipp = g_str_has_prefix (self->device_uri, "ipp:") || g_str_has_prefix (self->device_uri, "ipps:")
                 || (g_str_has_prefix (self->device_uri, "dnssd:") && strstr (self->device_uri, "._ipp") != NULL);

  return ipp && (strstr (self->make_and_model, "IPP Everywhere") != NULL || strstr (self->make_and_model, "driverless") != NULL);
}

void
cw_queue_note_free (CwQueueNote *note)
{
  if (note == NULL)
    return;

  g_free (note->name);
  g_free (note->make_and_model);
  g_free (note->uri);
  g_free (note);
}

/**
 * cw_cups_list_queues:
 * @server: (nullable): "host:port" or a socket path; NULL: the system's print service
 *
 * Blocks; not from the GTK thread.
 *
 * Returns: (transfer full): of #CwQueueNote: the queues that take cards, or %NULL with
 *   %CW_ERROR_PRINTER_UNREACHABLE
 */
GPtrArray *
cw_cups_list_queues (const char *server,
                     GError    **error)
{
  g_autoptr (GPtrArray) notes = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_queue_note_free);
  g_autoptr (http_t) http = cw_ipp_connect (server, LIST_ANSWER_MS, error);
  g_autoptr (GPtrArray) queues = http != NULL ? cw_queue_ask_all (http, error) : NULL;

  if (queues == NULL)
    return NULL;

  for (guint i = 0; i < queues->len; i++)
    {
      const CwQueue *queue = g_ptr_array_index (queues, i);
      CwQueueNote *note;

      if (queue->card_x == 0)
        continue;
      note = g_new0 (CwQueueNote, 1);
      note->name = g_strdup (queue->name);
      note->make_and_model = g_strdup (queue->make_and_model);
      note->uri = g_strdup (queue->device_uri);
      note->duplex = queue->two_sided;
      g_ptr_array_add (notes, note);
    }
  return g_steal_pointer (&notes);
}
