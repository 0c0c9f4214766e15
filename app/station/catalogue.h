/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwCatalogueEntry:
 *
 * One institution that holds the Erasmus Charter for Higher Education, to be picked from a list:
 * its numbers are not to be typed.
 */
typedef struct
{
  char *id;       /* what the institution would be called here: "lbtu" */
  char *erasmus;  /* "LV JELGAVA01", the country padded to three columns */
  char *pic;      /* nine digits */
  char *oid;      /* (nullable) "E10209271" */
  char *name;
  char *name_en;
  char *city;     /* (nullable) */
  char *country;  /* (nullable) */
  char *schac;    /* (nullable) the usual home organisation: a person must confirm it */
} CwCatalogueEntry;

#define CW_CATALOGUE_NAME "catalogue.json"
#define CW_CATALOGUE_MAX 20000     /* entries; the official list has some 6 000 */
#define CW_CATALOGUE_MAX_TEXT 1024 /* bytes of one cell */

void       cw_catalogue_entry_free (CwCatalogueEntry *self);

/* Those that ship with the program and those that were imported into the station's folder, by name;
 * an imported one stands for a shipped one of the same Erasmus code, and keeps its short name and
 * home organisation. (transfer full): of CwCatalogueEntry. Blocks. */
GPtrArray *cw_catalogue_load       (const char *directory,
                                    GError    **error);
/* Those with every word of @query in name, city, code or numbers, case and diacritics folded.
 * (transfer container): borrowed from @entries */
GPtrArray *cw_catalogue_search     (GPtrArray  *entries,
                                    const char *query,
                                    guint       limit);
/* FALSE with CW_ERROR_INVALID and what is wrong with its codes */
gboolean   cw_catalogue_check      (const CwCatalogueEntry *entry,
                                    GError                **error);
/* The official ECHE list as rows of cells, the first with the names of the columns. @rows: of char **.
 * All or nothing: @imported, or an error that names the line. Blocks. */
gboolean   cw_catalogue_import     (const char *directory,
                                    GPtrArray  *rows,
                                    guint      *imported,
                                    GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCatalogueEntry, cw_catalogue_entry_free)

G_END_DECLS
