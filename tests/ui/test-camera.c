/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <gtk/gtk.h>
#include <string.h>

#include "tests/ui/support.h"
#include "ui/camera.h"

/* A camera that GStreamer draws: red on the left, blue on the right, so that a mirror shows. */

#define SOURCE "videotestsrc is-live=true pattern=solid-color foreground-color=0xffff0000 " \
               "! video/x-raw,width=320,height=240,framerate=30/1 ! videobox right=-320 fill=blue"

static gboolean
is_ready (gpointer data)
{
  return cw_cameras_get_ready (data);
}

static gboolean
is_live (gpointer data)
{
  return cw_camera_get_state (data) == CW_CAMERA_LIVE;
}

static gboolean
is_in_trouble (gpointer data)
{
  return cw_camera_get_state (data) == CW_CAMERA_TROUBLE;
}

static CwCameraSource *
the_source (void)
{
  CwCameras *cameras = cw_cameras_get_default ();

  cw_test_wait (is_ready, cameras);
  g_assert_null (cw_cameras_get_problem (cameras));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (cameras)), ==, 1);
  return cw_cameras_find (cameras, "one that is not there");
}

static void
got_frame_cb (guint *n_frames)
{
  (*n_frames)++;
}

static gboolean
has_five (gpointer data)
{
  return *(guint *) data >= 5;
}

static void
packed_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GError) error = NULL;

  *(GBytes **) user_data = cw_camera_pack_finish (result, &error);
  g_assert_no_error (error);
}

static gboolean
is_packed (gpointer data)
{
  return *(GBytes **) data != NULL;
}

static void
test_live (void)
{
  g_autoptr (CwCamera) camera = cw_camera_new ();
  g_autoptr (GBytes) png = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint32 *dots = g_new0 (guint32, 640 * 240);
  guint n_frames = 0;

  g_signal_connect_swapped (camera, "frame", G_CALLBACK (got_frame_cb), &n_frames);
  g_assert_cmpint (cw_camera_get_state (camera), ==, CW_CAMERA_OFF);
  g_assert_null (cw_camera_get_frame (camera));
  cw_camera_set_mirror (camera, TRUE);
  cw_camera_start (camera, the_source ());
  g_assert_cmpint (cw_camera_get_state (camera), ==, CW_CAMERA_STARTING);
  cw_test_wait (is_live, camera);
  cw_test_wait (has_five, &n_frames);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (GDK_PAINTABLE (camera)), ==, 640);

  /* what is taken is not mirrored */
  cw_camera_pack_async (cw_camera_get_frame (camera), NULL, packed_cb, &png);
  cw_test_wait (is_packed, &png);
  texture = gdk_texture_new_from_bytes (png, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 640);
  g_assert_cmpint (gdk_texture_get_height (texture), ==, 240);
  gdk_texture_download (texture, (guchar *) dots, 640 * 4);
  g_assert_cmpuint ((dots[120 * 640 + 100] >> 16) & 0xff, >, 180);
  g_assert_cmpuint (dots[120 * 640 + 100] & 0xff, <, 80);
  g_assert_cmpuint (dots[120 * 640 + 540] & 0xff, >, 180);
  g_assert_cmpuint ((dots[120 * 640 + 540] >> 16) & 0xff, <, 80);

  cw_camera_stop (camera);
  g_assert_cmpint (cw_camera_get_state (camera), ==, CW_CAMERA_OFF);
  g_assert_null (cw_camera_get_frame (camera));
}

/* Stopped while it is being opened, opened again, and dropped while it runs. */
static void
test_change_of_mind (void)
{
  CwCamera *camera = cw_camera_new ();

  cw_camera_start (camera, the_source ());
  cw_camera_stop (camera);
  cw_camera_start (camera, the_source ());
  cw_camera_start (camera, the_source ());
  cw_test_wait (is_live, camera);
  cw_test_settle ();
  g_assert_finalize_object (camera);
}

static void
test_trouble (gconstpointer data)
{
  const char *const *words = data;

  if (g_test_subprocess ())
    {
      g_autoptr (CwCamera) camera = cw_camera_new ();

      g_setenv ("CARDWRIGHT_CAMERA_PIPELINE", words[0], TRUE);
      cw_camera_start (camera, the_source ());
      cw_test_wait (is_in_trouble, camera);
      g_print ("%s\n", cw_camera_get_problem (camera));
      g_assert_null (cw_camera_get_frame (camera));
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout (words[1]);
}

int
main (int   argc,
      char *argv[])
{
  static const char *const gone[] = { "filesrc location=/nonexistent/camera", "*does not answer*" };
  static const char *const ended[] = { "videotestsrc num-buffers=3", "*has stopped*" };
  static const char *const unknown[] = { "nosuchcamera", "*cannot be opened*" };

  g_setenv ("CARDWRIGHT_CAMERA_PIPELINE", SOURCE, TRUE);
  gtk_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/live", test_live);
  g_test_add_func ("/camera/change-of-mind", test_change_of_mind);
  g_test_add_data_func ("/camera/trouble/gone", gone, test_trouble);
  g_test_add_data_func ("/camera/trouble/ended", ended, test_trouble);
  g_test_add_data_func ("/camera/trouble/unknown", unknown, test_trouble);

  return g_test_run ();
}
