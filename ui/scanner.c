/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/scanner.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "templates/codes/scan.h"
#include "ui/camera.h"

/* Reads codes in a camera's pictures: one picture at a time on a thread of GTask's, those that come
 * meanwhile are let by. Everything else on the GTK thread. */

#define BETWEEN_US (100 * 1000)        /* at most ten readings a second */
#define FORGET_US (2 * G_USEC_PER_SEC) /* so long out of view, and a code is a new one */
#define LONGEST 512                    /* bytes of a text; an ESCN's address has 64 */

struct _CwScanner
{
  GtkBox        parent_instance;

  GtkPicture   *picture;
  GtkLabel     *status_label;
  GtkWidget    *again_button;

  CwCamera     *camera;
  GCancellable *reading;
  gint64        read_at; /* when the last picture was given to be read */
  char         *last;    /* (nullable): the code in view */
  gint64        seen_at; /* when it was last seen */
};

enum
{
  SCANNED,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (CwScanner, cw_scanner, GTK_TYPE_BOX)

/* What can stand for a student or a card: one line of text. ITF is left out, for it has no check
 * digit and a part of it reads as a shorter one. */
static gboolean
is_of_use (const CwScan *scan)
{
  gsize length = strlen (scan->text);

  if (scan->symbology == CW_SYMBOLOGY_ITF || length == 0 || length > LONGEST)
    return FALSE;
  for (const char *p = scan->text; *p != '\0'; p = g_utf8_next_char (p))
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  return TRUE;
}

static void
read_thread (GTask        *task,
             gpointer      source,
             gpointer      frame,
             GCancellable *cancellable)
{
  int width = gdk_texture_get_width (frame);
  int height = gdk_texture_get_height (frame);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  g_autoptr (GPtrArray) scans = NULL;
  char *text = NULL;

  if (cairo_surface_status (surface) == CAIRO_STATUS_SUCCESS)
    {
      gdk_texture_download (frame, cairo_image_surface_get_data (surface), (gsize) cairo_image_surface_get_stride (surface));
      cairo_surface_mark_dirty (surface);
      scans = cw_scan_frame (surface);
    }
  cairo_surface_destroy (surface);
  for (guint i = 0; scans != NULL && text == NULL && i < scans->len; i++)
    if (is_of_use (g_ptr_array_index (scans, i)))
      text = g_strstrip (g_strdup (((const CwScan *) g_ptr_array_index (scans, i))->text));
  g_task_return_pointer (task, text, g_free);
}

static void
read_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  CwScanner *self = CW_SCANNER (source); /* the task keeps it */
  g_autofree char *text = g_task_propagate_pointer (G_TASK (result), NULL);
  gint64 now = g_get_monotonic_time ();

  if (g_task_get_cancellable (G_TASK (result)) != self->reading)
    return;

  g_clear_object (&self->reading);
  if (self->last != NULL && now - self->seen_at > FORGET_US)
    g_clear_pointer (&self->last, g_free);
  if (text == NULL || *text == '\0')
    return;
  self->seen_at = now;
  if (g_strcmp0 (self->last, text) == 0)
    return;

  g_free (self->last);
  self->last = g_strdup (text);
  gtk_label_set_label (self->status_label, _("A code was read."));
  g_signal_emit (self, signals[SCANNED], 0, text);
}

static void
frame_cb (CwScanner  *self,
          GdkTexture *frame)
{
  gint64 now = g_get_monotonic_time ();
  g_autoptr (GTask) task = NULL;

  if (self->reading != NULL || now - self->read_at < BETWEEN_US)
    return;

  self->read_at = now;
  self->reading = g_cancellable_new ();
  task = g_task_new (self, self->reading, read_cb, NULL);
  g_task_set_source_tag (task, frame_cb);
  g_task_set_task_data (task, g_object_ref (frame), g_object_unref);
  g_task_run_in_thread (task, read_thread);
}

static void
show_state (CwScanner *self)
{
  CwCameras *cameras = cw_cameras_get_default ();
  CwCameraState state = cw_camera_get_state (self->camera);
  const char *words = "";

  switch (state)
    {
    case CW_CAMERA_OFF:
      if (cw_cameras_get_problem (cameras) != NULL)
        words = cw_cameras_get_problem (cameras);
      else if (cw_cameras_get_ready (cameras))
        words = _("There is no camera. Plug one in: it is used at once.");
      else
        words = _("Looking for a camera…");
      break;
    case CW_CAMERA_STARTING:
      words = _("Opening the camera…");
      break;
    case CW_CAMERA_LIVE:
      words = _("Hold the code of a card or a letter before the camera.");
      break;
    case CW_CAMERA_TROUBLE:
      words = cw_camera_get_problem (self->camera);
      break;
    }
  gtk_label_set_label (self->status_label, words);
  gtk_widget_set_visible (self->again_button, state == CW_CAMERA_TROUBLE);
}

static void
open_camera (CwScanner *self)
{
  CwCameraSource *source = cw_cameras_find (cw_cameras_get_default (), NULL);
  CwCameraState state = cw_camera_get_state (self->camera);

  if (source != NULL && gtk_widget_get_mapped (GTK_WIDGET (self)) && (state == CW_CAMERA_OFF || state == CW_CAMERA_TROUBLE))
    cw_camera_start (self->camera, source);
  else
    show_state (self);
}

static void
cw_scanner_map (GtkWidget *widget)
{
  CwScanner *self = CW_SCANNER (widget);

  GTK_WIDGET_CLASS (cw_scanner_parent_class)->map (widget);
  open_camera (self);
}

static void
forget_reading (CwScanner *self)
{
  if (self->reading != NULL)
    g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_pointer (&self->last, g_free);
}

static void
cw_scanner_unmap (GtkWidget *widget)
{
  CwScanner *self = CW_SCANNER (widget);

  cw_camera_stop (self->camera);
  forget_reading (self);
  GTK_WIDGET_CLASS (cw_scanner_parent_class)->unmap (widget);
}

static void
close_cb (CwScanner *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

static void
again_cb (CwScanner *self)
{
  open_camera (self);
}

static void
cw_scanner_dispose (GObject *object)
{
  CwScanner *self = CW_SCANNER (object);

  if (self->camera != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->camera, self);
      cw_camera_stop (self->camera);
    }
  g_clear_object (&self->camera);
  forget_reading (self);

  G_OBJECT_CLASS (cw_scanner_parent_class)->dispose (object);
}

static void
cw_scanner_class_init (CwScannerClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = cw_scanner_dispose;
  widget_class->map = cw_scanner_map;
  widget_class->unmap = cw_scanner_unmap;
  signals[SCANNED] = g_signal_new ("scanned", CW_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[CLOSED] = g_signal_new ("closed", CW_TYPE_SCANNER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/cardwright/Cardwright/scanner.ui");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_bind_template_child (widget_class, CwScanner, picture);
  gtk_widget_class_bind_template_child (widget_class, CwScanner, status_label);
  gtk_widget_class_bind_template_child (widget_class, CwScanner, again_button);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, again_cb);
}

static void
cw_scanner_init (CwScanner *self)
{
  CwCameras *cameras = cw_cameras_get_default ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->camera = cw_camera_new ();
  /* a hand that moves a card looks into a looking-glass */
  cw_camera_set_mirror (self->camera, TRUE);
  gtk_picture_set_paintable (self->picture, GDK_PAINTABLE (self->camera));
  g_signal_connect_swapped (self->camera, "changed", G_CALLBACK (show_state), self);
  g_signal_connect_swapped (self->camera, "frame", G_CALLBACK (frame_cb), self);
  g_signal_connect_object (cameras, "notify::ready", G_CALLBACK (open_camera), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (cameras, "items-changed", G_CALLBACK (open_camera), self, G_CONNECT_SWAPPED);
}

GtkWidget *
cw_scanner_new (void)
{
  return g_object_new (CW_TYPE_SCANNER, NULL);
}

const char *
cw_scanner_get_status (CwScanner *self)
{
  g_return_val_if_fail (CW_IS_SCANNER (self), NULL);

  return gtk_label_get_label (self->status_label);
}
