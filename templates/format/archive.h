/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CW_ARCHIVE_MAX_FILE (64 * 1024 * 1024)      /* bytes of the zip */
#define CW_ARCHIVE_MAX_ENTRIES 300
#define CW_ARCHIVE_MAX_ENTRY (20 * 1024 * 1024)     /* bytes of one entry, unpacked */
#define CW_ARCHIVE_MAX_UNPACKED (100 * 1024 * 1024) /* bytes of all entries together, unpacked */
#define CW_ARCHIVE_MAX_NAME 200                     /* bytes of an entry's path */
/* Deflate reaches 1032 : 1 on empty repetition; artwork and text stay far below this. An entry of
 * at most CW_ARCHIVE_FREE_RATIO bytes is not measured, it can do no harm. */
#define CW_ARCHIVE_MAX_RATIO 200
#define CW_ARCHIVE_FREE_RATIO (64 * 1024)

/**
 * CwArchive:
 *
 * A zip from a stranger, in memory. Everything that its directory says is checked when it is opened,
 * what its entries hold when they are read: %CW_ERROR_TEMPLATE with a sentence that names the zip, the
 * entry and the limit. One thread at a time.
 */
typedef struct _CwArchive CwArchive;

gboolean   cw_archive_is_zip (GBytes     *bytes);
CwArchive *cw_archive_open   (GBytes     *zip,
                              const char *name,
                              GError    **error);
void       cw_archive_free   (CwArchive  *self);
/* Whether there is a file (no folder) of this path. */
gboolean   cw_archive_has    (CwArchive  *self,
                              const char *path);
char     **cw_archive_list   (CwArchive  *self);
GBytes    *cw_archive_read   (CwArchive  *self,
                              const char *path,
                              gsize       max,
                              GError    **error);
GBytes    *cw_archive_make   (const char *const *paths,
                              GBytes *const     *contents,
                              const char        *name,
                              GError           **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwArchive, cw_archive_free)

G_END_DECLS
