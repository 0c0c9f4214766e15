/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/admin.h"

#include <glib/gi18n-lib.h>

#include "app/station/station-private.h"
#include "printers/cups/cups.h"
#include "printers/pcsc/pcsc.h"

/* Printers and readers that could be the station's. Asks the print service and the reader service, on
 * the worker for devices: either may take seconds. */

void
cw_found_device_free (CwFoundDevice *self)
{
  if (self == NULL)
    return;
  g_free (self->kind);
  g_free (self->name);
  g_free (self->serial);
  g_free (self->title);
  g_free (self->sentence);
  g_free (self);
}

static CwFoundDevice *
cw_found_device_add (GPtrArray  *list,
                     const char *kind,
                     const char *name,
                     const char *title,
                     const char *sentence)
{
  CwFoundDevice *device = g_new0 (CwFoundDevice, 1);

  device->kind = g_strdup (kind);
  device->name = g_strdup (name);
  device->title = g_strdup (title);
  device->sentence = g_strdup (sentence);
  g_ptr_array_add (list, device);
  return device;
}

static void
cw_station_add_queues (CwStation *self,
                       GPtrArray *list)
{
  const CwSettings *settings = self->settings;
  g_autoptr (GPtrArray) queues = cw_cups_list_queues (settings->printer_server, NULL);

  for (guint i = 0; queues != NULL && i < queues->len; i++)
    {
      const CwQueueNote *note = g_ptr_array_index (queues, i);
      CwFoundDevice *device = cw_found_device_add (list, "cups", note->name, note->make_and_model != NULL ? note->make_and_model : note->name,
                                                   note->duplex ? _ ("A queue of the print service; prints both sides.") : _ ("A queue of the print service; prints one side."));

      device->in_use = settings->printer == CW_PRINTER_KIND_CUPS && g_str_equal (settings->printer_name, note->name);
    }
}

/* The one that the station has, where a search does not show it now: switched off, or on another server. */
static void
cw_station_add_own_printer (CwStation *self,
                            GPtrArray *list)
{
  const CwSettings *settings = self->settings;
  g_autofree char *title = NULL;
  gboolean there = FALSE;

  for (guint i = 0; i < list->len; i++)
    there = there || ((CwFoundDevice *) g_ptr_array_index (list, i))->in_use;
  if (there)
    return;
  title = cw_station_get_printer_title (self);
  cw_found_device_add (list, settings->printer == CW_PRINTER_KIND_IPP ? "ipp" : "cups", settings->printer_name, title, _ ("Used by this station; it is not found now."))->in_use = TRUE;
}

static gboolean
cw_station_find_printers_work (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_found_device_free);
  gboolean folder = self->settings->printer == CW_PRINTER_KIND_FOLDER;

  cw_found_device_add (list, "folder", folder ? self->settings->printer_name : NULL, folder ? self->settings->printer_name : _ ("Folder printer"),
                       _ ("Cards become pictures in a folder: to practise, no plastic."))->in_use = folder;
  cw_station_add_queues (self, list);
  cw_station_add_own_printer (self, list);
  call->result = list;
  return TRUE;
}

static void
cw_station_add_readers (CwStation *self,
                        GPtrArray *list)
{
  const CwSettings *settings = self->settings;
  g_autoptr (GPtrArray) notes = cw_pcsc_describe_readers (NULL);

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const CwPcscNote *note = g_ptr_array_index (notes, i);
      CwFoundDevice *device;

      if (!note->contactless)
        continue;
      device = cw_found_device_add (list, "pcsc", note->name, note->name, note->serial != NULL ? _ ("Plugged in; known again by its serial number.") : _ ("Plugged in."));
      device->serial = g_strdup (note->serial);
      device->in_use = settings->reader == CW_READER_KIND_PCSC &&
                       (settings->reader_serial != NULL ? g_strcmp0 (settings->reader_serial, note->serial) == 0 : g_strcmp0 (settings->reader_name, note->name) == 0);
    }
}

static gboolean
cw_station_find_readers_work (gpointer      data,
                              GCancellable *cancellable,
                              GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_found_device_free);

  cw_found_device_add (list, "none", NULL, _ ("No reader"), _ ("Cards without a chip."))->in_use = self->settings->reader == CW_READER_KIND_NONE;
  cw_found_device_add (list, "software", NULL, _ ("Software reader"), _ ("To practise: chips are files on this computer."))->in_use = self->settings->reader == CW_READER_KIND_SOFTWARE;
  cw_station_add_readers (self, list);
  call->result = list;
  return TRUE;
}

void
cw_station_find_printers_async (CwStation          *self,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->status_worker, cw_station_find_printers_work, cw_call_new (self, NULL, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_find_printers_async, cancellable, callback, user_data);
}

void
cw_station_find_readers_async (CwStation          *self,
                               GCancellable       *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->status_worker, cw_station_find_readers_work, cw_call_new (self, NULL, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_find_readers_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_find_devices_finish (CwStation    *self,
                                GAsyncResult *result,
                                GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
