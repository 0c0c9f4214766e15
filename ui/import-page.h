/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwImportPage:
 *
 * Students from a file: chosen or dropped, its columns given to fields, tried line by line, and
 * imported whole or not at all.
 */
#define CW_TYPE_IMPORT_PAGE (cw_import_page_get_type ())

G_DECLARE_FINAL_TYPE (CwImportPage, cw_import_page, CW, IMPORT_PAGE, GtkWidget)

GtkWidget  *cw_import_page_new        (void);
/* Reads @file and proposes which column is what. */
void        cw_import_page_open       (CwImportPage *self,
                                       GFile        *file);
/* What has been done, or why it could not be. */
const char *cw_import_page_get_status (CwImportPage *self);
/* (transfer none): of GtkStringObject: why lines of the last dry run are not imported */
GListModel *cw_import_page_get_lines  (CwImportPage *self);

G_END_DECLS
