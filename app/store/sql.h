/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <sqlite3.h>

G_BEGIN_DECLS

void cw_sql_release (sqlite3_stmt *stmt);

/* A statement that goes out of scope is made ready for its next use. */
G_DEFINE_AUTOPTR_CLEANUP_FUNC (sqlite3_stmt, cw_sql_release)

/**
 * CwSql:
 *
 * One connection and the file it is on. Not locked: whoever owns it serialises its callers.
 */
typedef struct
{
  sqlite3    *db;         /* NULL once closed */
  char       *path;       /* absolute, or ":memory:" */
  GHashTable *statements; /* (nullable) text to sqlite3_stmt, kept because preparing one costs
                             more than running it */
} CwSql;

/* What one question mark of a statement stands for. */
typedef enum
{
  CW_SQL_END,
  CW_SQL_TEXT,
  CW_SQL_INT,
  CW_SQL_BLOB,
} CwSqlKind;

typedef struct
{
  CwSqlKind   kind;
  const char *text;   /* NULL is SQL NULL */
  gint64      number;
  GBytes     *bytes;
} CwSqlValue;

#define CW_TEXT(value) { .kind = CW_SQL_TEXT, .text = (value) }
#define CW_INT(value) { .kind = CW_SQL_INT, .number = (gint64) (value) }
#define CW_BLOB(value) { .kind = CW_SQL_BLOB, .bytes = (value) }
/* SQLite takes -1 for "all" */
#define CW_LIMIT(value) CW_INT ((value) == 0 ? -1 : (gint64) (value))
#define CW_VALUES(...) ((const CwSqlValue[]) { __VA_ARGS__, { .kind = CW_SQL_END } })

typedef enum
{
  CW_SQL_STEP_FAILED,
  CW_SQL_STEP_DONE,
  CW_SQL_STEP_ROW,
} CwSqlStep;

void          cw_sql_close   (CwSql   *self);
gboolean      cw_sql_fail    (CwSql   *self,
                              int      result,
                              GError **error);
gboolean      cw_sql_run     (CwSql      *self,
                              const char *text,
                              GError    **error);
sqlite3_stmt *cw_sql_query   (CwSql            *self,
                              const char       *text,
                              const CwSqlValue *values,
                              GError          **error);
CwSqlStep     cw_sql_step    (CwSql        *self,
                              sqlite3_stmt *stmt,
                              GError      **error);
gboolean      cw_sql_execute (CwSql            *self,
                              const char       *text,
                              const CwSqlValue *values,
                              GError          **error);
gboolean      cw_sql_get_int (CwSql            *self,
                              const char       *text,
                              const CwSqlValue *values,
                              gint64           *value,
                              gboolean         *found,
                              GError          **error);
char         *cw_sql_dup     (sqlite3_stmt *stmt,
                              int           column);

G_END_DECLS
