/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* bytes of all files of one template together; what a folder may hold, a package may hold too */
#define CW_SOURCE_MAX_TOTAL (100 * 1024 * 1024)

/**
 * CwSource:
 *
 * Where the files of a template come from, so that the loader does not care. It reads only what lies
 * inside: relative paths with "/", no "..", no link on the way, ordinary files. A file is read
 * once and stays as it was then. Reference counted; one thread at a time.
 */
typedef struct _CwSource CwSource;

CwSource   *cw_source_open            (GFile      *file,
                                       GBytes    **json,
                                       GError    **error);
CwSource   *cw_source_new_for_folder  (GFile      *folder);
CwSource   *cw_source_new_for_package (GBytes     *zip,
                                       const char *name,
                                       GError    **error);
CwSource   *cw_source_ref             (CwSource   *self);
void        cw_source_unref           (CwSource   *self);
const char *cw_source_get_name        (CwSource   *self);
gboolean    cw_source_is_package      (CwSource   *self);
/* Whether there is anything of that path. */
gboolean    cw_source_has             (CwSource   *self,
                                       const char *path);
GBytes     *cw_source_read            (CwSource   *self,
                                       const char *path,
                                       gsize       max,
                                       GError    **error);
/* Paths read so far, in that order; NULL-terminated. (transfer full) */
char      **cw_source_list_read       (CwSource   *self);
gboolean    cw_source_path_is_inside  (const char *path);
GBytes     *cw_file_read              (GFile      *file,
                                       const char *name,
                                       gsize       max,
                                       GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSource, cw_source_unref)

G_END_DECLS
