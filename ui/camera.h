/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "ui/cameras.h"

G_BEGIN_DECLS

/**
 * CwCameraState:
 * @CW_CAMERA_OFF: not opened
 * @CW_CAMERA_STARTING: being opened; no picture yet
 * @CW_CAMERA_LIVE: pictures come
 * @CW_CAMERA_TROUBLE: it ended; cw_camera_get_problem() says why
 *
 * How far a camera is.
 */
typedef enum
{
  CW_CAMERA_OFF,
  CW_CAMERA_STARTING,
  CW_CAMERA_LIVE,
  CW_CAMERA_TROUBLE,
} CwCameraState;

/**
 * CwCamera:
 *
 * One camera at work, and its newest picture as a GdkPaintable. Of pictures that come faster than
 * they are drawn the older ones are dropped; at most 30 a second are taken.
 *
 * Signals: "changed": the state is another one; "frame" (GdkTexture *): a picture came in, upright and
 * not mirrored.
 */
#define CW_TYPE_CAMERA (cw_camera_get_type ())

G_DECLARE_FINAL_TYPE (CwCamera, cw_camera, CW, CAMERA, GObject)

CwCamera     *cw_camera_new         (void);
void          cw_camera_start       (CwCamera       *self,
                                     CwCameraSource *source);
void          cw_camera_stop        (CwCamera *self);
CwCameraState cw_camera_get_state   (CwCamera *self);
/* (nullable): a sentence, with the remedy */
const char   *cw_camera_get_problem (CwCamera *self);
/* (nullable) (transfer none): the newest picture, in full, upright and not mirrored */
GdkTexture   *cw_camera_get_frame   (CwCamera *self);
/* Whether the paintable is as a looking-glass; what is taken never is. */
void          cw_camera_set_mirror  (CwCamera *self,
                                     gboolean  mirror);
gboolean      cw_camera_get_mirror  (CwCamera *self);

/* A texture as a PNG file, made on another thread: as every other picture comes in. */
void          cw_camera_pack_async  (GdkTexture         *frame,
                                     GCancellable       *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer            user_data);
GBytes       *cw_camera_pack_finish (GAsyncResult *result,
                                     GError      **error);

G_END_DECLS
