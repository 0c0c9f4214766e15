/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * CwApplication:
 *
 * The program: its command line, its actions and their keys, its one window.
 */
#define CW_TYPE_APPLICATION (cw_application_get_type ())

G_DECLARE_FINAL_TYPE (CwApplication, cw_application, CW, APPLICATION, AdwApplication)

CwApplication *cw_application_new           (void);
/* @directory: (nullable): the folder of the station; what --data sets */
void           cw_application_set_directory (CwApplication *self,
                                             const char    *directory);

G_END_DECLS
