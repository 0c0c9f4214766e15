/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>

#include "templates/output.h"

/* The example of the ESC-Router's OpenAPI document, V2 (2026-08-14). */
#define FIXTURE_ESCN "3e506370-826a-103d-bf76-001000000001"
#define FIXTURE_QR CW_QR_PREFIX FIXTURE_ESCN

char       *fixture_json            (const char *text);
CwTemplate *fixture_template        (const char *text,
                                     GError    **error);
CwTemplate *fixture_template_with   (const char *elements);
CwTemplate *fixture_shipped         (void);
CwRecord   *fixture_record          (void);
GdkPixbuf  *fixture_pixbuf          (int width,
                                     int height);
GBytes     *fixture_encode          (GdkPixbuf  *pixbuf,
                                     const char *type);
GBytes     *fixture_photo           (void);
CwFace     *fixture_face            (CwTemplate *template);
guint32     fixture_pixel           (cairo_surface_t *surface,
                                     int              x,
                                     int              y);
char       *fixture_run             (const char *const *command);
char       *fixture_folder          (void);
void        fixture_folder_remove   (const char *folder);
