/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/journal.h"
#include "app/store/photos.h"
#include "app/store/sql.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/* What the files of this room share, and what its tests reach for. */

struct _CwStore
{
  GObject           parent_instance;

  GRecMutex         lock;          /* guards all below; held from begin to commit or rollback */
  CwSql             sql;
  CwClock          *clock;
  char             *operator_name; /* "" until told */
  char             *station;       /* "" until told */
  guint             depth;         /* 0: no transaction; 1: a real one; above: savepoints */
  GThread          *owner;         /* (nullable) who began it; atomic */
  CwStoreCommitFunc commit_func;
  gpointer          commit_data;
  void            (*outbox_func) (gpointer user_data); /* (nullable) */
  gpointer          outbox_data;
  gboolean          outbox_moved;  /* in this transaction something was written down to be sent */
  CwDayFunc         day_func;
  gpointer          day_data;
  gint64            day_written;   /* of the newest entry, days since 1970; 0: none since it was opened */
  gint64            day_told;
  CwPhotoKeys       photo_keys;    /* current is NULL: none */
};

/* "CWRT", at byte 68 of the file (https://www.sqlite.org/fileformat2.html#application_id) */
#define CW_STORE_APPLICATION_ID 0x43575254

/* milliseconds that a writer waits for another process */
#define CW_STORE_BUSY_TIMEOUT_MS 5000

/* bytes; one text, photo or JSON object larger than this is a mistake or an attack */
#define CW_STORE_MAX_VALUE (16 * 1024 * 1024)

/**
 * CwMigration:
 *
 * One numbered file: brings the schema from number - 1 to number.
 */
typedef struct
{
  guint   number;
  GBytes *text;
} CwMigration;

GPtrArray   *cw_schema_load    (GError **error);
CwMigration *cw_migration_new  (guint       number,
                                const char *text);
void         cw_migration_free (CwMigration *self);
gboolean     cw_schema_check   (CwSql     *sql,
                                GPtrArray *migrations,
                                GError   **error);
gboolean     cw_schema_migrate (CwSql     *sql,
                                GPtrArray *migrations,
                                GError   **error);

/**
 * CwRowFunc:
 *
 * Makes a value of the row that @stmt stands on; %NULL with @error when the row makes no sense.
 */
typedef gpointer (*CwRowFunc) (sqlite3_stmt *stmt,
                               GError      **error);

/* All rows as values; or the first one, %NULL when there is none. Both take the lock. */
GPtrArray   *cw_store_list_rows (CwStore          *self,
                                 const char       *text,
                                 const CwSqlValue *values,
                                 CwRowFunc         read,
                                 GDestroyNotify    destroy,
                                 GError          **error);
gboolean     cw_store_find_row  (CwStore          *self,
                                 const char       *text,
                                 const CwSqlValue *values,
                                 CwRowFunc         read,
                                 gpointer         *row,
                                 GError          **error);

/* the columns that cw_card_read() takes */
#define CW_CARD_SELECT "SELECT id, order_id, student_id, institution_id, profile_id, escn, uid, state, reason, issued_at, expires_at FROM cards"

gpointer     cw_card_read      (sqlite3_stmt *stmt,
                                GError      **error);

/* Opens with other migrations than those built in. */
CwStore     *cw_store_open_with_schema    (const char *path,
                                           CwClock    *clock,
                                           GPtrArray  *migrations,
                                           GError    **error);
/* What every connection of this room is told first. */
void         cw_store_harden   (CwSql   *sql);
void         cw_store_set_busy_timeout    (CwStore *self,
                                           int      milliseconds);
/* Ends what cw_store_begin() began: commits when @ok, else undoes and returns %FALSE. */
gboolean     cw_store_finish   (CwStore *self,
                                gboolean ok,
                                GError **error);
gboolean     cw_store_check_object (CwStore    *self,
                                const char *text,
                                GError    **error);
gboolean     cw_store_check_name (const char *name,
                                gboolean    known,
                                GError    **error);

/* Details of a journal row: a flat JSON object, built name by name. */
GString     *cw_details_new    (void);
void         cw_details_text   (GString    *details,
                                const char *name,
                                const char *value);
void         cw_details_number (GString    *details,
                                const char *name,
                                gint64      value);
void         cw_details_digest (GString    *details,
                                const char *name,
                                const char *value);
void         cw_details_state  (GString    *details,
                                const char *from,
                                const char *to);
void         cw_details_change (GString    *details,
                                const char *before,
                                const char *after);
gboolean     cw_store_digest_row (CwStore  *self,
                                const char *text,
                                const CwSqlValue *values,
                                char      **digest,
                                GError    **error);
void         cw_journal_tell_day (CwStore  *self);
/* Appends the row and consumes @details. Within a transaction. */
gboolean     cw_journal_append (CwStore    *self,
                                const char *act,
                                const char *noun,
                                gint64      id,
                                GString    *details,
                                GError    **error);
char        *cw_student_subject (const char *student_id);

G_END_DECLS
