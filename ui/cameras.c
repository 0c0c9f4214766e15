/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/cameras.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Which cameras there are. GStreamer loads its plug-ins and asks the devices on the worker; the
 * list itself belongs to the GTK thread. */

#define PIPELINE_VARIABLE "CARDWRIGHT_CAMERA_PIPELINE"

/* 35 x 45 mm at 300 dpi is 413 x 531 dots: Full HD has a face of that size in it, and every USB
 * camera keeps up with it. */
#define WIDEST 1920
#define HIGHEST 1080
#define SLOWEST 10 /* pictures a second; below, nobody can look into it */

struct _CwCameraSource
{
  GObject    parent_instance;

  char      *name;
  GstDevice *device;   /* NULL: of the environment */
  char      *pipeline; /* (nullable) */
};

enum
{
  SOURCE_PROP_NAME = 1,
  SOURCE_N_PROPS
};

static GParamSpec *source_properties[SOURCE_N_PROPS];

G_DEFINE_FINAL_TYPE (CwCameraSource, cw_camera_source, G_TYPE_OBJECT)

static void
cw_camera_source_get_property (GObject    *object,
                               guint       property_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (property_id == SOURCE_PROP_NAME)
    g_value_set_string (value, CW_CAMERA_SOURCE (object)->name);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
cw_camera_source_finalize (GObject *object)
{
  CwCameraSource *self = CW_CAMERA_SOURCE (object);

  gst_clear_object (&self->device);
  g_free (self->name);
  g_free (self->pipeline);

  G_OBJECT_CLASS (cw_camera_source_parent_class)->finalize (object);
}

static void
cw_camera_source_class_init (CwCameraSourceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = cw_camera_source_get_property;
  object_class->finalize = cw_camera_source_finalize;
  source_properties[SOURCE_PROP_NAME] =
    g_param_spec_string ("name", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, SOURCE_N_PROPS, source_properties);
}

static void
cw_camera_source_init (CwCameraSource *self)
{
}

static CwCameraSource *
source_new (GstDevice  *device,
            const char *pipeline)
{
  CwCameraSource *self = g_object_new (CW_TYPE_CAMERA_SOURCE, NULL);

  self->device = device != NULL ? gst_object_ref (device) : NULL;
  self->pipeline = g_strdup (pipeline);
  self->name = device != NULL ? gst_device_get_display_name (device) : g_strdup (_("Camera of the environment"));
  return self;
}

const char *
cw_camera_source_get_name (CwCameraSource *self)
{
  g_return_val_if_fail (CW_IS_CAMERA_SOURCE (self), NULL);

  return self->name;
}

GstElement *
cw_camera_source_create (CwCameraSource *self,
                         GError        **error)
{
  g_autoptr (GError) local = NULL;
  GstElement *element;

  g_return_val_if_fail (CW_IS_CAMERA_SOURCE (self), NULL);

  if (self->device != NULL)
    element = gst_device_create_element (self->device, NULL);
  else
    element = gst_parse_bin_from_description (self->pipeline, TRUE, &local);
  /* an element of a part that was understood comes with the error */
  if (element != NULL && local != NULL)
    gst_clear_object (&element);
  if (element == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("The camera “%s” cannot be opened. Choose another one."), self->name);
  return element;
}

/* The greatest rate that @structure offers, pictures a second; 0: it does not say. */
static double
get_rate (const GstStructure *structure)
{
  const GValue *value = gst_structure_get_value (structure, "framerate");
  double best = 0;

  if (value == NULL)
    return 0;
  if (GST_VALUE_HOLDS_FRACTION_RANGE (value))
    value = gst_value_get_fraction_range_max (value);
  if (GST_VALUE_HOLDS_FRACTION (value))
    return (double) gst_value_get_fraction_numerator (value) / MAX (1, gst_value_get_fraction_denominator (value));
  for (guint i = 0; GST_VALUE_HOLDS_LIST (value) && i < gst_value_list_get_size (value); i++)
    {
      const GValue *one = gst_value_list_get_value (value, i);

      if (GST_VALUE_HOLDS_FRACTION (one))
        best = MAX (best, (double) gst_value_get_fraction_numerator (one) / MAX (1, gst_value_get_fraction_denominator (one)));
    }
  return best;
}

static gint64
get_worth (const GstStructure *structure)
{
  double rate = get_rate (structure);
  int width = 0, height = 0;

  if (!gst_structure_get_int (structure, "width", &width) || !gst_structure_get_int (structure, "height", &height))
    return 0;
  if (width > WIDEST || height > HIGHEST || (rate > 0 && rate < SLOWEST))
    return 0;
  return (gint64) width * height;
}

GstCaps *
cw_camera_source_choose (CwCameraSource *self)
{
  g_autoptr (GstCaps) caps = NULL;
  gint64 best = 0;
  int width = 0, height = 0;

  g_return_val_if_fail (CW_IS_CAMERA_SOURCE (self), NULL);

  caps = self->device != NULL ? gst_device_get_caps (self->device) : NULL;
  for (guint i = 0; caps != NULL && i < gst_caps_get_size (caps); i++)
    {
      const GstStructure *structure = gst_caps_get_structure (caps, i);

      if (get_worth (structure) <= best)
        continue;
      best = get_worth (structure);
      gst_structure_get_int (structure, "width", &width);
      gst_structure_get_int (structure, "height", &height);
    }
  if (best == 0)
    return NULL;

  return gst_caps_new_full (gst_structure_new ("image/jpeg", "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, NULL),
                            gst_structure_new ("video/x-raw", "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, NULL),
                            NULL);
}

struct _CwCameras
{
  GObject           parent_instance;

  GListStore       *sources;
  GstDeviceMonitor *monitor;
  char             *problem;
  gboolean          ready;
};

enum
{
  PROP_READY = 1,
  PROP_PROBLEM,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

static GType
cw_cameras_get_item_type (GListModel *model)
{
  return CW_TYPE_CAMERA_SOURCE;
}

static guint
cw_cameras_get_n_items (GListModel *model)
{
  return g_list_model_get_n_items (G_LIST_MODEL (CW_CAMERAS (model)->sources));
}

static gpointer
cw_cameras_get_item (GListModel *model,
                     guint       position)
{
  return g_list_model_get_item (G_LIST_MODEL (CW_CAMERAS (model)->sources), position);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = cw_cameras_get_item_type;
  iface->get_n_items = cw_cameras_get_n_items;
  iface->get_item = cw_cameras_get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCameras, cw_cameras, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

CwWorker *
cw_cameras_get_worker (void)
{
  static CwWorker *worker;

  if (worker == NULL)
    worker = cw_worker_new ("cw-camera");
  return worker;
}

static void
add_device (CwCameras *self,
            GstDevice *device)
{
  g_autoptr (CwCameraSource) source = source_new (device, NULL);

  g_list_store_append (self->sources, source);
}

static void
remove_device (CwCameras *self,
               GstDevice *device)
{
  for (guint i = 0; i < cw_cameras_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (CwCameraSource) source = g_list_model_get_item (G_LIST_MODEL (self->sources), i);

      if (source->device == device)
        {
          g_list_store_remove (self->sources, i);
          return;
        }
    }
}

static gboolean
monitor_cb (GstBus     *bus,
            GstMessage *message,
            gpointer    user_data)
{
  CwCameras *self = user_data;
  g_autoptr (GstDevice) device = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_ADDED)
    {
      gst_message_parse_device_added (message, &device);
      remove_device (self, device); /* the first listing may have had it already */
      add_device (self, device);
    }
  else if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_DEVICE_REMOVED)
    {
      gst_message_parse_device_removed (message, &device);
      remove_device (self, device);
    }
  return G_SOURCE_CONTINUE;
}

/* What the worker found. */
typedef struct
{
  gboolean          listed; /* %FALSE: the environment names the one there is */
  GstDeviceMonitor *monitor;
  GList            *devices; /* of GstDevice */
} Listing;

static void
listing_free (Listing *self)
{
  gst_clear_object (&self->monitor);
  g_list_free_full (self->devices, gst_object_unref);
  g_free (self);
}

static gboolean
list_work (gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Listing *listing = data;

  if (!gst_init_check (NULL, NULL, NULL))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED,
                           _("Cameras cannot be used: GStreamer does not start. Take the photo from a file."));
      return FALSE;
    }
  if (!listing->listed)
    return TRUE;

  listing->monitor = gst_device_monitor_new ();
  gst_device_monitor_add_filter (listing->monitor, "Video/Source", NULL);
  if (gst_device_monitor_start (listing->monitor))
    listing->devices = gst_device_monitor_get_devices (listing->monitor);
  return TRUE;
}

static void
listed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  CwCameras *self = cw_cameras_get_default ();
  Listing *listing = user_data;
  g_autoptr (GError) error = NULL;

  if (!cw_worker_call_finish (CW_WORKER (source), result, &error))
    self->problem = g_strdup (error->message);
  else if (!listing->listed)
    {
      g_autoptr (CwCameraSource) only = source_new (NULL, g_getenv (PIPELINE_VARIABLE));

      g_list_store_append (self->sources, only);
    }
  else
    {
      g_autoptr (GstBus) bus = gst_device_monitor_get_bus (listing->monitor);

      self->monitor = g_steal_pointer (&listing->monitor);
      for (GList *l = listing->devices; l != NULL; l = l->next)
        add_device (self, l->data);
      gst_bus_add_watch (bus, monitor_cb, self);
    }
  listing_free (listing);
  self->ready = TRUE;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_PROBLEM]);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_READY]);
}

static void
cw_cameras_get_property (GObject    *object,
                         guint       property_id,
                         GValue     *value,
                         GParamSpec *pspec)
{
  CwCameras *self = CW_CAMERAS (object);

  if (property_id == PROP_READY)
    g_value_set_boolean (value, self->ready);
  else if (property_id == PROP_PROBLEM)
    g_value_set_string (value, self->problem);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, property_id, pspec);
}

static void
cw_cameras_class_init (CwCamerasClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  /* nothing to finalize: the one there is lives as long as the program */
  object_class->get_property = cw_cameras_get_property;
  properties[PROP_READY] =
    g_param_spec_boolean ("ready", NULL, NULL, FALSE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  properties[PROP_PROBLEM] =
    g_param_spec_string ("problem", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
items_changed_cb (CwCameras *self,
                  guint      position,
                  guint      removed,
                  guint      added)
{
  g_list_model_items_changed (G_LIST_MODEL (self), position, removed, added);
}

static void
cw_cameras_init (CwCameras *self)
{
  self->sources = g_list_store_new (CW_TYPE_CAMERA_SOURCE);
  g_signal_connect_swapped (self->sources, "items-changed", G_CALLBACK (items_changed_cb), self);
}

CwCameras *
cw_cameras_get_default (void)
{
  static CwCameras *cameras;
  Listing *listing;

  if (cameras != NULL)
    return cameras;

  cameras = g_object_new (CW_TYPE_CAMERAS, NULL);
  listing = g_new0 (Listing, 1);
  listing->listed = g_getenv (PIPELINE_VARIABLE) == NULL;
  cw_worker_call_async (cw_cameras_get_worker (), list_work, listing, NULL, NULL, listed_cb, listing);
  return cameras;
}

gboolean
cw_cameras_get_ready (CwCameras *self)
{
  g_return_val_if_fail (CW_IS_CAMERAS (self), FALSE);

  return self->ready;
}

const char *
cw_cameras_get_problem (CwCameras *self)
{
  g_return_val_if_fail (CW_IS_CAMERAS (self), NULL);

  return self->problem;
}

CwCameraSource *
cw_cameras_find (CwCameras  *self,
                 const char *name)
{
  CwCameraSource *found = NULL;

  g_return_val_if_fail (CW_IS_CAMERAS (self), NULL);

  for (guint i = 0; i < cw_cameras_get_n_items (G_LIST_MODEL (self)); i++)
    {
      g_autoptr (CwCameraSource) source = cw_cameras_get_item (G_LIST_MODEL (self), i);

      if (found == NULL || g_strcmp0 (source->name, name) == 0)
        found = source;
      if (g_strcmp0 (source->name, name) == 0)
        break;
    }
  return found; /* the list keeps it */
}
