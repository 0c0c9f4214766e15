/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Bounds of every source: beyond them it is a mistake or an attack. */
#define CW_SOURCE_MAX_ROWS 1000000
#define CW_SOURCE_MAX_COLUMNS 256
/* bytes of UTF-8 */
#define CW_SOURCE_MAX_CELL (64 * 1024)
/* bytes */
#define CW_SOURCE_MAX_FILE (G_GUINT64_CONSTANT (1) << 30)

/**
 * CwSource:
 *
 * A table of texts that records come from, read once from its first row to its last: a file, a
 * directory service, a database. Blocking; used by one thread at a time. Whoever opens one has
 * its columns.
 */
#define CW_TYPE_SOURCE (cw_source_get_type ())

G_DECLARE_INTERFACE (CwSource, cw_source, CW, SOURCE, GObject)

/**
 * CwSourceLine:
 *
 * One row. The cells belong to the source and live until its next row.
 */
typedef struct
{
  guint        line;    /* as a person counts them there, from 1; the headings have one too */
  guint        n_cells; /* as many as there are columns */
  const char **cells;   /* UTF-8, "" where there is nothing */
  GBytes      *photo;   /* (nullable) the person's picture, where the source holds it */
} CwSourceLine;

/**
 * CwSourceInterface:
 * @get_kind: "csv", "xlsx", …: untranslated, stable
 * @describe: (transfer full): how it is read, for a person: “comma, UTF-8”
 * @get_columns: (transfer none): headings, %NULL-terminated; none is empty and none stands twice
 * @next: the next row that holds anything. @more is %FALSE behind the last one
 */
struct _CwSourceInterface
{
  GTypeInterface parent_iface;

  const char         *(*get_kind)    (CwSource *self);
  char               *(*describe)    (CwSource *self);
  const char *const  *(*get_columns) (CwSource *self);
  gboolean            (*next)        (CwSource     *self,
                                      CwSourceLine *line,
                                      gboolean     *more,
                                      GCancellable *cancellable,
                                      GError      **error);
};

const char        *cw_source_get_kind    (CwSource *self);
char              *cw_source_describe    (CwSource *self);
const char *const *cw_source_get_columns (CwSource *self);
guint              cw_source_count_columns (CwSource *self);
gboolean           cw_source_next        (CwSource     *self,
                                          CwSourceLine *line,
                                          gboolean     *more,
                                          GCancellable *cancellable,
                                          GError      **error);

/* For those that implement one: @headings (nullable texts, %NULL is empty) become columns; an empty
 * one gets the name of its place, one that stands twice a number. (transfer full), %NULL with
 * %CW_ERROR_INVALID when there are none or too many. */
char             **cw_source_name_columns (const GPtrArray *headings,
                                           GError         **error);
/* "A", …, "Z", "AA": as spreadsheets name their columns; @column counts from 0. (transfer full) */
char              *cw_source_name_place   (guint column);

/**
 * CwSourceReading:
 *
 * How a person wants a file read; 0 or %NULL: as it looks.
 */
typedef struct
{
  char        delimiter; /* ',', ';' or '\t' */
  const char *encoding;  /* "UTF-8" or "WINDOWS-1257" */
  const char *sheet;     /* by its name; the first one */
} CwSourceReading;

/* Opens a file as what its first bytes say it is: CSV or XLSX. @reading: (nullable) */
CwSource          *cw_source_open_file   (const char            *path,
                                          const CwSourceReading *reading,
                                          GError               **error);
/* (transfer full): the names of its sheets; none for a text file */
char             **cw_source_list_sheets (const char *path,
                                          GError    **error);

G_END_DECLS
