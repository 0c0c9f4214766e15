/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/camera.h"

#include <glib/gi18n-lib.h>
#include <gst/app/gstappsink.h>
#include <gst/video/video.h>

#include "app/base/error.h"

/* A camera at work. Its pipeline is built, opened and closed on the cameras' worker, since a device
 * may keep one waiting; pictures come on a thread of GStreamer's and are handed to the GTK thread, to
 * which everything else belongs. */

#define PATIENCE_SECONDS 10 /* until the first picture: USB cameras take up to five to wake */
#define LARGEST 8192        /* dots of a side */

/* videorate only drops; appsink keeps one picture and lets go of the older. Not async: a sink that waits
 * for its first picture and a decodebin that waits for its pads keep each other from playing. */
#define REST                                                                                        \
  "capsfilter name=wanted ! decodebin ! videoconvert ! videoflip video-direction=auto "             \
  "! videoconvert ! videorate drop-only=true max-rate=30 ! video/x-raw,format=BGRA "                \
  "! appsink name=frames max-buffers=1 drop=true sync=false async=false"

/* What the streaming thread and the GTK thread share of one pipeline. */
typedef struct
{
  GMutex     lock;
  GstSample *newest;
  guint      waiting; /* source that hands it over, 0: none */
  GWeakRef   camera;
} Feed;

struct _CwCamera
{
  GObject       parent_instance;

  CwCameraState state;
  char         *problem;
  GdkTexture   *frame;
  GstElement   *pipeline;
  Feed         *feed;
  GCancellable *starting;
  guint         watch;
  guint         patience;
  gboolean      mirror;
};

enum
{
  CHANGED,
  FRAME,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void
feed_clear (gpointer data)
{
  Feed *self = data;

  g_clear_pointer (&self->newest, gst_sample_unref);
  g_mutex_clear (&self->lock);
  g_weak_ref_clear (&self->camera);
}

static void
feed_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, feed_clear);
}

static Feed *
feed_new (CwCamera *camera)
{
  Feed *self = g_atomic_rc_box_new0 (Feed);

  g_mutex_init (&self->lock);
  g_weak_ref_init (&self->camera, camera);
  return self;
}

static void
cw_camera_snapshot (GdkPaintable *paintable,
                    GdkSnapshot  *snapshot,
                    double        width,
                    double        height)
{
  CwCamera *self = CW_CAMERA (paintable);

  if (self->frame == NULL)
    return;
  gtk_snapshot_save (snapshot);
  if (self->mirror)
    {
      gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT ((float) width, 0));
      gtk_snapshot_scale (snapshot, -1, 1);
    }
  gdk_paintable_snapshot (GDK_PAINTABLE (self->frame), snapshot, width, height);
  gtk_snapshot_restore (snapshot);
}

static int
cw_camera_get_intrinsic_width (GdkPaintable *paintable)
{
  CwCamera *self = CW_CAMERA (paintable);

  return self->frame != NULL ? gdk_texture_get_width (self->frame) : 0;
}

static int
cw_camera_get_intrinsic_height (GdkPaintable *paintable)
{
  CwCamera *self = CW_CAMERA (paintable);

  return self->frame != NULL ? gdk_texture_get_height (self->frame) : 0;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = cw_camera_snapshot;
  iface->get_intrinsic_width = cw_camera_get_intrinsic_width;
  iface->get_intrinsic_height = cw_camera_get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (CwCamera, cw_camera, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
set_state (CwCamera     *self,
           CwCameraState state,
           const char   *problem)
{
  g_free (self->problem);
  self->problem = g_strdup (problem);
  self->state = state;
  g_signal_emit (self, signals[CHANGED], 0);
}

static gboolean
close_work (gpointer      data,
            GCancellable *cancellable,
            GError      **error)
{
  gst_element_set_state (data, GST_STATE_NULL);

  return TRUE;
}

/* Lets go of the device, without waiting for it; whoever opens it next comes after that. */
static void
close_pipeline (CwCamera *self)
{
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->patience, g_source_remove);
  g_clear_pointer (&self->feed, feed_unref);
  if (self->starting != NULL)
    g_cancellable_cancel (self->starting);
  g_clear_object (&self->starting);
  if (self->pipeline != NULL)
    cw_worker_call_async (cw_cameras_get_worker (), close_work, g_steal_pointer (&self->pipeline), gst_object_unref,
                          NULL, NULL, NULL);
}

static void
fail (CwCamera   *self,
      const char *problem)
{
  close_pipeline (self);
  g_clear_object (&self->frame);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  set_state (self, CW_CAMERA_TROUBLE, problem);
}

/* A mapped picture, as long as a texture shows it. */
static void
unmap_frame (gpointer data)
{
  gst_video_frame_unmap (data);
  g_free (data);
}

static GdkTexture *
make_texture (GstSample *sample)
{
  GstCaps *caps = gst_sample_get_caps (sample);
  GstBuffer *buffer = gst_sample_get_buffer (sample);
  g_autofree GstVideoFrame *frame = g_new0 (GstVideoFrame, 1);
  g_autoptr (GBytes) bytes = NULL;
  GstVideoInfo info;
  int width, height;
  gsize stride;
  guint8 *dots;

  if (caps == NULL || buffer == NULL || !gst_video_info_from_caps (&info, caps))
    return NULL;
  width = GST_VIDEO_INFO_WIDTH (&info);
  height = GST_VIDEO_INFO_HEIGHT (&info);
  if (width < 1 || height < 1 || width > LARGEST || height > LARGEST || !gst_video_frame_map (frame, &info, buffer, GST_MAP_READ))
    return NULL;

  stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (frame, 0);
  dots = GST_VIDEO_FRAME_PLANE_DATA (frame, 0);
  bytes = g_bytes_new_with_free_func (dots, stride * (gsize) height, unmap_frame, g_steal_pointer (&frame));
  return gdk_memory_texture_new (width, height, GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, bytes, stride);
}

static void
show_sample (CwCamera  *self,
             GstSample *sample)
{
  g_autoptr (GdkTexture) frame = make_texture (sample);
  gboolean resized;

  if (frame == NULL)
    return;
  resized = self->frame == NULL || gdk_texture_get_width (self->frame) != gdk_texture_get_width (frame) ||
            gdk_texture_get_height (self->frame) != gdk_texture_get_height (frame);
  g_set_object (&self->frame, frame);
  if (resized)
    gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  g_clear_handle_id (&self->patience, g_source_remove);
  if (self->state != CW_CAMERA_LIVE)
    set_state (self, CW_CAMERA_LIVE, NULL);
  g_signal_emit (self, signals[FRAME], 0, frame);
}

static gboolean
hand_over_cb (gpointer data)
{
  Feed *feed = data;
  g_autoptr (CwCamera) self = g_weak_ref_get (&feed->camera);
  g_autoptr (GstSample) sample = NULL;

  g_mutex_lock (&feed->lock);
  sample = g_steal_pointer (&feed->newest);
  feed->waiting = 0;
  g_mutex_unlock (&feed->lock);
  if (self != NULL && self->feed == feed && sample != NULL)
    show_sample (self, sample);
  return G_SOURCE_REMOVE;
}

static GstFlowReturn
new_sample_cb (GstAppSink *sink,
               gpointer    data)
{
  Feed *feed = data;
  g_autoptr (GstSample) sample = gst_app_sink_pull_sample (sink);

  if (sample == NULL)
    return GST_FLOW_EOS;

  g_mutex_lock (&feed->lock);
  g_clear_pointer (&feed->newest, gst_sample_unref);
  feed->newest = g_steal_pointer (&sample);
  if (feed->waiting == 0)
    feed->waiting = g_idle_add_full (G_PRIORITY_DEFAULT, hand_over_cb, g_atomic_rc_box_acquire (feed), feed_unref);
  g_mutex_unlock (&feed->lock);
  return GST_FLOW_OK;
}

/* GStreamer's codes: gst/gsterror.h. v4l2src says OPEN_READ_WRITE when it may not open the device. */
static const char *
word_problem (const GError *error)
{
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_BUSY))
    return _("Another program uses the camera. Close it, then try again.");
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_AUTHORIZED) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_OPEN_READ_WRITE))
    return _("The camera may not be used. Ask whoever looks after this computer to let you use video devices.");
  if (g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND) ||
      g_error_matches (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_READ))
    return _("The camera does not answer. Plug it in again, then try again.");
  if (error->domain == GST_STREAM_ERROR || error->domain == GST_CORE_ERROR)
    return _("The camera's pictures cannot be read. Choose another camera, or take the photo from a file.");
  return _("The camera has stopped. Plug it in again, then try again.");
}

static gboolean
bus_cb (GstBus     *bus,
        GstMessage *message,
        gpointer    user_data)
{
  CwCamera *self = user_data;
  g_autoptr (GError) error = NULL;

  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_EOS)
    {
      self->watch = 0;
      fail (self, _("The camera has stopped. Plug it in again, then try again."));
      return G_SOURCE_REMOVE;
    }
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    {
      gst_message_parse_error (message, &error, NULL);
      g_debug ("camera: %s", error->message);
      self->watch = 0;
      fail (self, word_problem (error));
      return G_SOURCE_REMOVE;
    }
  return G_SOURCE_CONTINUE;
}

static gboolean
patience_cb (gpointer user_data)
{
  CwCamera *self = user_data;

  self->patience = 0;
  fail (self, _("The camera sends no picture. Is its cover open? Plug it in again, then try again."));
  return G_SOURCE_REMOVE;
}

/* What is being opened. */
typedef struct
{
  CwCamera       *camera;
  CwCameraSource *source;
  Feed           *feed;
  GCancellable   *cancellable;
  GstElement     *pipeline;
} Opening;

static void
opening_free (Opening *self)
{
  g_clear_object (&self->camera);
  g_clear_object (&self->source);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->feed, feed_unref);
  gst_clear_object (&self->pipeline);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

static gboolean
open_work (gpointer      data,
           GCancellable *cancellable,
           GError      **error)
{
  Opening *opening = data;
  GstAppSinkCallbacks callbacks = { .new_sample = new_sample_cb };
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstElement) wanted = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstElement *source, *pipeline;

  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  source = cw_camera_source_create (opening->source, error);
  if (source == NULL)
    return FALSE;
  pipeline = gst_parse_launch_full (REST, NULL, GST_PARSE_FLAG_FATAL_ERRORS, NULL);
  if (pipeline == NULL)
    {
      gst_clear_object (&source);
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED,
                           _("Cameras cannot be used: a part of GStreamer is missing (gstreamer1.0-plugins-base and "
                             "gstreamer1.0-plugins-good). Take the photo from a file."));
      return FALSE;
    }
  opening->pipeline = gst_object_ref_sink (pipeline);
  gst_bin_add (GST_BIN (pipeline), source);
  sink = gst_bin_get_by_name (GST_BIN (pipeline), "frames");
  wanted = gst_bin_get_by_name (GST_BIN (pipeline), "wanted");
  caps = cw_camera_source_choose (opening->source);
  if (caps != NULL)
    g_object_set (wanted, "caps", caps, NULL);
  gst_app_sink_set_callbacks (GST_APP_SINK (sink), &callbacks, g_atomic_rc_box_acquire (opening->feed), feed_unref);
  if (!gst_element_link (source, wanted))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED,
                           _("The camera's pictures cannot be read. Choose another camera, or take the photo from a file."));
      return FALSE;
    }
  /* why it could not start comes over the bus */
  gst_element_set_state (opening->pipeline, GST_STATE_PLAYING);
  return TRUE;
}

static void
opened_cb (GObject      *worker,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (Opening) opening = user_data;
  CwCamera *self = opening->camera;
  g_autoptr (GError) error = NULL;
  g_autoptr (GstBus) bus = NULL;
  gboolean opened = cw_worker_call_finish (CW_WORKER (worker), result, &error);

  if (g_cancellable_is_cancelled (opening->cancellable))
    {
      if (opening->pipeline != NULL)
        cw_worker_call_async (CW_WORKER (worker), close_work, g_steal_pointer (&opening->pipeline), gst_object_unref,
                              NULL, NULL, NULL);
      return;
    }
  g_clear_object (&self->starting);
  self->pipeline = g_steal_pointer (&opening->pipeline);
  if (!opened)
    {
      fail (self, error->message);
      return;
    }
  bus = gst_element_get_bus (self->pipeline);
  self->watch = gst_bus_add_watch (bus, bus_cb, self);
}

static void
cw_camera_dispose (GObject *object)
{
  CwCamera *self = CW_CAMERA (object);

  close_pipeline (self);
  g_clear_object (&self->frame);

  G_OBJECT_CLASS (cw_camera_parent_class)->dispose (object);
}

static void
cw_camera_finalize (GObject *object)
{
  g_free (CW_CAMERA (object)->problem);

  G_OBJECT_CLASS (cw_camera_parent_class)->finalize (object);
}

static void
cw_camera_class_init (CwCameraClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = cw_camera_dispose;
  object_class->finalize = cw_camera_finalize;
  signals[CHANGED] = g_signal_new ("changed", CW_TYPE_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[FRAME] = g_signal_new ("frame", CW_TYPE_CAMERA, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, GDK_TYPE_TEXTURE);
}

static void
cw_camera_init (CwCamera *self)
{
}

CwCamera *
cw_camera_new (void)
{
  return g_object_new (CW_TYPE_CAMERA, NULL);
}

/**
 * cw_camera_start:
 * @self: the camera
 * @source: which one
 *
 * Opens it, in place of the one that is open. Returns at once; "changed" tells how it went.
 */
void
cw_camera_start (CwCamera       *self,
                 CwCameraSource *source)
{
  Opening *opening;

  g_return_if_fail (CW_IS_CAMERA (self));
  g_return_if_fail (CW_IS_CAMERA_SOURCE (source));

  close_pipeline (self);
  self->starting = g_cancellable_new ();
  self->feed = feed_new (self);
  opening = g_new0 (Opening, 1);
  opening->camera = g_object_ref (self);
  opening->source = g_object_ref (source);
  opening->cancellable = g_object_ref (self->starting);
  opening->feed = g_atomic_rc_box_acquire (self->feed);
  self->patience = g_timeout_add_seconds (PATIENCE_SECONDS, patience_cb, self);
  set_state (self, CW_CAMERA_STARTING, NULL);
  cw_worker_call_async (cw_cameras_get_worker (), open_work, opening, NULL, self->starting, opened_cb, opening);
}

void
cw_camera_stop (CwCamera *self)
{
  g_return_if_fail (CW_IS_CAMERA (self));

  if (self->state == CW_CAMERA_OFF)
    return;
  close_pipeline (self);
  g_clear_object (&self->frame);
  gdk_paintable_invalidate_size (GDK_PAINTABLE (self));
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
  set_state (self, CW_CAMERA_OFF, NULL);
}

CwCameraState
cw_camera_get_state (CwCamera *self)
{
  g_return_val_if_fail (CW_IS_CAMERA (self), CW_CAMERA_OFF);

  return self->state;
}

const char *
cw_camera_get_problem (CwCamera *self)
{
  g_return_val_if_fail (CW_IS_CAMERA (self), NULL);

  return self->problem;
}

GdkTexture *
cw_camera_get_frame (CwCamera *self)
{
  g_return_val_if_fail (CW_IS_CAMERA (self), NULL);

  return self->frame;
}

void
cw_camera_set_mirror (CwCamera *self,
                      gboolean  mirror)
{
  g_return_if_fail (CW_IS_CAMERA (self));

  self->mirror = mirror;
  gdk_paintable_invalidate_contents (GDK_PAINTABLE (self));
}

gboolean
cw_camera_get_mirror (CwCamera *self)
{
  g_return_val_if_fail (CW_IS_CAMERA (self), FALSE);

  return self->mirror;
}

static void
pack_thread (GTask        *task,
             gpointer      source,
             gpointer      frame,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, gdk_texture_save_to_png_bytes (frame), (GDestroyNotify) g_bytes_unref);
}

void
cw_camera_pack_async (GdkTexture         *frame,
                      GCancellable       *cancellable,
                      GAsyncReadyCallback callback,
                      gpointer            user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_return_if_fail (GDK_IS_TEXTURE (frame));

  g_task_set_source_tag (task, cw_camera_pack_async);
  g_task_set_task_data (task, g_object_ref (frame), g_object_unref);
  g_task_run_in_thread (task, pack_thread);
}

GBytes *
cw_camera_pack_finish (GAsyncResult *result,
                       GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
