/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* Files that go to the ESC-Router: pictures of persons, and CSV files of cards to be checked. Calls
 * block as those of registry.h and fail with the same errors; API v1 has none of them
 * (%CW_ERROR_INVALID). */

/* bytes of one file: a gateway's usual limit (Spring Boot, spring.servlet.multipart.max-file-size) */
#define CW_ESC_FILE_MAX (1000 * 1000)

typedef enum
{
  CW_ESC_CSV_CREATE,
  CW_ESC_CSV_UPDATE,
  CW_ESC_CSV_DELETE,
} CwEscCsvOperation;

/**
 * CwEscCsvError:
 *
 * What the router finds wrong in one place of a CSV file.
 */
typedef struct
{
  guint64 row;     /* as the router counts them; 0: not said */
  char   *field;   /* (nullable) */
  char   *message; /* (nullable) the router's words; may repeat what stands in the file */
} CwEscCsvError;

/* One picture a person and organisation. @pic: of the organisation. */
gboolean   cw_esc_put_picture     (CwRegistry   *router,
                                   const char   *pic,
                                   const char   *esi,
                                   GBytes       *picture,
                                   GCancellable *cancellable,
                                   GError      **error);
GBytes    *cw_esc_get_picture     (CwRegistry   *router,
                                   const char   *pic,
                                   const char   *esi,
                                   GCancellable *cancellable,
                                   GError      **error);
gboolean   cw_esc_delete_picture  (CwRegistry   *router,
                                   const char   *pic,
                                   const char   *esi,
                                   GCancellable *cancellable,
                                   GError      **error);

char     **cw_esc_get_csv_columns (CwRegistry   *router,
                                   GCancellable *cancellable,
                                   GError      **error);
GPtrArray *cw_esc_check_csv       (CwRegistry       *router,
                                   CwEscCsvOperation operation,
                                   GBytes           *file,
                                   GCancellable     *cancellable,
                                   GError          **error);

void       cw_esc_csv_error_free  (CwEscCsvError *trouble);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEscCsvError, cw_esc_csv_error_free)

G_END_DECLS
