/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cups"

#include "config.h"

#include "app/base/error.h"
#include "printers/cups/options.h"
#include "printers/cups/printer.h"

/* The driver of a printer's queue: whether it has the options that were chosen for the station, and
 * which ribbon it is set to. On the printer's worker. */

/* A change in the same second as the last answer does not show in the time of change. */
#define CHANGE_SECONDS 2

/* The description is asked for again when the queue has been changed. */
static GPtrArray *
cw_cups_printer_get_driver (CwCupsPrinter *self,
                            const CwQueue *queue,
                            GError       **error)
{
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (GError) why = NULL;
  http_t *http;

  if (self->driver != NULL && self->driver_changed == queue->changed && self->driver_asked >= queue->changed + CHANGE_SECONDS)
    return self->driver;
  g_clear_pointer (&self->driver, g_ptr_array_unref);
  http = cw_cups_printer_get_http (self, error);
  if (http == NULL)
    return NULL;
  self->driver = cw_options_ask (http, queue->name, &why);
  self->driver_changed = queue->changed;
  self->driver_asked = now;
  if (g_error_matches (why, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    CW_TRANSPORT_GET_CLASS (self)->hang_up (CW_TRANSPORT (self));
  if (why != NULL)
    g_propagate_error (error, g_steal_pointer (&why));
  return self->driver;
}

/**
 * cw_cups_printer_check_options:
 *
 * Returns: whether the driver has every option that was chosen for the station
 */
gboolean
cw_cups_printer_check_options (CwCupsPrinter *self,
                               const CwQueue *queue,
                               GError       **error)
{
  GPtrArray *driver;

  if (self->options == NULL || self->options->len == 0)
    return TRUE;
  driver = cw_cups_printer_get_driver (self, queue, error);
  for (guint i = 0; driver != NULL && i < self->options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (self->options, i);

      if (!cw_queue_options_check (driver, option->name, option->value, error))
        return FALSE;
    }
  return driver != NULL;
}

static void
cw_driver_add (GPtrArray *set,
               GPtrArray *options)
{
  for (guint i = 0; options != NULL && i < options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (options, i);

      g_ptr_array_add (set, cw_model_option_new (option->name, option->value));
    }
}

/**
 * cw_cups_printer_get_ribbon:
 *
 * What stands in the queue, under what Cardwright sends with every card.
 *
 * Returns: (transfer none) (nullable): the ribbon that the driver is set to; %NULL: it does not say
 */
const CwRibbon *
cw_cups_printer_get_ribbon (CwCupsPrinter        *self,
                            const CwQueue        *queue,
                            const CwPrinterModel *model)
{
  g_autoptr (GPtrArray) set = NULL;
  gboolean told = FALSE;
  GPtrArray *driver;

  for (guint i = 0; i < model->ribbons->len; i++)
    told = told || ((const CwRibbon *) g_ptr_array_index (model->ribbons, i))->rules->len > 0;
  driver = told ? cw_cups_printer_get_driver (self, queue, NULL) : NULL;
  if (driver == NULL)
    return NULL;
  set = cw_queue_options_get_standing (driver);
  cw_driver_add (set, model->options);
  cw_driver_add (set, self->options);
  return cw_printer_model_guess_ribbon (model, set);
}
