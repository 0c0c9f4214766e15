/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gst/gst.h>

#include "app/base/worker.h"

G_BEGIN_DECLS

/**
 * CwCameraSource:
 *
 * One camera that can be chosen. Properties: "name" (for people, and to find it again).
 */
#define CW_TYPE_CAMERA_SOURCE (cw_camera_source_get_type ())

G_DECLARE_FINAL_TYPE (CwCameraSource, cw_camera_source, CW, CAMERA_SOURCE, GObject)

const char *cw_camera_source_get_name (CwCameraSource *self);
/* (nullable) (transfer full): a new element that gives its pictures; on the cameras' worker */
GstElement *cw_camera_source_create   (CwCameraSource *self,
                                       GError        **error);
/* (nullable) (transfer full): what is asked of it: the largest picture up to 1920 x 1080 */
GstCaps    *cw_camera_source_choose   (CwCameraSource *self);

/**
 * CwCameras:
 *
 * The cameras of this computer, as they come and go: a GListModel of CwCameraSource. One for the
 * program; GStreamer is first loaded when it is first asked for.
 *
 * The environment variable CARDWRIGHT_CAMERA_PIPELINE, a source in the words of gst-launch-1.0(1),
 * takes the place of all cameras: for a camera that GStreamer reaches and does not list (one in the
 * network), and for tests. Whoever sets it starts the program, and could as well start another.
 *
 * Properties: "ready": the cameras were looked for; "problem" (nullable): why none can be found.
 */
#define CW_TYPE_CAMERAS (cw_cameras_get_type ())

G_DECLARE_FINAL_TYPE (CwCameras, cw_cameras, CW, CAMERAS, GObject)

CwCameras      *cw_cameras_get_default (void);
gboolean        cw_cameras_get_ready   (CwCameras *self);
const char     *cw_cameras_get_problem (CwCameras *self);
/* (nullable) (transfer none): the camera of that name, else the first */
CwCameraSource *cw_cameras_find        (CwCameras  *self,
                                        const char *name);
/* The thread on which cameras are opened and closed, one after the other. (transfer none) */
CwWorker       *cw_cameras_get_worker  (void);

G_END_DECLS
