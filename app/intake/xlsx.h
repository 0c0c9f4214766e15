/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/intake/source.h"

G_BEGIN_DECLS

/* A workbook of Office Open XML (ECMA-376), one sheet of it, read while it is needed. */
#define CW_TYPE_XLSX (cw_xlsx_get_type ())

G_DECLARE_FINAL_TYPE (CwXlsx, cw_xlsx, CW, XLSX, GObject)

/* @sheet: (nullable): by its name; %NULL: the first */
CwSource *cw_xlsx_open        (const char *path,
                               const char *sheet,
                               GError    **error);
/* (transfer full): names, %NULL-terminated */
char    **cw_xlsx_list_sheets (const char *path,
                               GError    **error);

G_END_DECLS
