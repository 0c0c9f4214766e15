/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* Where records are imported from, and what was imported. Threads and errors as store.h says. */

/**
 * CwSourceRow:
 *
 * One source as it was saved, with the plan by which its columns are read.
 */
typedef struct
{
  char  *id;             /* "<institution>/<name>" */
  char  *institution_id;
  char  *name;           /* as a person calls it */
  char  *kind;           /* "csv", "xlsx", "ods", "ldap", "odbc" */
  char  *plan;           /* JSON of app/intake/plan.h; no password */
  gint64 used_at;        /* microseconds since 1970 UTC; 0: never */
} CwSourceRow;

/**
 * CwImportRow:
 *
 * One import that was carried out: counts, no person.
 */
typedef struct
{
  gint64 id;
  char  *source_id;      /* of a saved source, or the kind of one that was not saved */
  char  *institution_id;
  char  *operator_name;
  gint64 at;             /* microseconds since 1970 UTC */
  char  *digest;         /* SHA-256 of what was read */
  guint  added;
  guint  changed;        /* with those marked as left */
  guint  unchanged;
  guint  refused;
  guint  photos;
} CwImportRow;

gboolean     cw_store_put_source    (CwStore           *self,
                                     const CwSourceRow *source,
                                     GError           **error);
/* (transfer full): %NULL with %CW_ERROR_NOT_FOUND */
CwSourceRow *cw_store_get_source    (CwStore    *self,
                                     const char *institution_id,
                                     const char *name,
                                     GError    **error);
/* (transfer full): of CwSourceRow, the one used last first; @institution_id: (nullable): of all */
GPtrArray   *cw_store_list_sources  (CwStore    *self,
                                     const char *institution_id,
                                     GError    **error);
gboolean     cw_store_forget_source (CwStore    *self,
                                     const char *institution_id,
                                     const char *name,
                                     GError    **error);

/* Also writes the journal. id, operator_name and at of @import are set here. */
gboolean     cw_store_add_import    (CwStore           *self,
                                     const CwImportRow *import,
                                     GError           **error);
/* (transfer full): of CwImportRow, newest first; @limit 0 is all */
GPtrArray   *cw_store_list_imports  (CwStore *self,
                                     guint    limit,
                                     GError **error);

/* (transfer full): ids of the institution's students who have not left, by id from the one behind
 * @after (nullable) on */
GPtrArray   *cw_store_list_staying  (CwStore    *self,
                                     const char *institution_id,
                                     const char *after,
                                     guint       limit,
                                     GError    **error);

void         cw_source_row_free     (CwSourceRow *row);
void         cw_import_row_free     (CwImportRow *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSourceRow, cw_source_row_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwImportRow, cw_import_row_free)

G_END_DECLS
