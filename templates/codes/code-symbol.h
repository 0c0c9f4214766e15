/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/code.h"

G_BEGIN_DECLS

/**
 * CwModules:
 *
 * What an encoder gives: a byte a module, 1 where it is dark, row by row. A linear code has one
 * row.
 */
typedef struct
{
  int     width;
  int     height;
  guint8 *dark; /* width * height */
} CwModules;

gboolean cw_modules_from_qrencode (CwModules        *self,
                                   const CwCodeSpec *spec,
                                   const char       *text,
                                   GError          **error);
gboolean cw_modules_from_zint     (CwModules        *self,
                                   const CwCodeSpec *spec,
                                   const char       *text,
                                   GError          **error);

G_END_DECLS
