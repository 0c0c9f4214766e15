/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/router/client-private.h"
#include "app/router/esc-files.h"
#include "app/router/multipart.h"
#include "app/router/outcome.h"
#include "app/router/views-esc.h"

/* The router's check of a CSV file of cards: it imports nothing. Importing is done on its web page.
 * No state; any thread. */

/**
 * cw_esc_get_csv_columns:
 *
 * Asks which columns such a file has. To be asked each time: the router has changed their order
 * (edutap-eu/edutap.esc_router_api, docs/howto/validate-a-card-import.md).
 *
 * Returns: (transfer full) (array zero-terminated=1): their names in order
 */
char **
cw_esc_get_csv_columns (CwRegistry   *router,
                        GCancellable *cancellable,
                        GError      **error)
{
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = "api/v2/cards/csv-config" };
  g_autoptr (CwHttpAnswer) answer = NULL;

  if (!cw_router_client_check_v2 (router, _("CSV files"), error))
    return NULL;
  answer = cw_router_client_ask (router, &request, cancellable, error);
  if (answer == NULL || !cw_outcome_check (answer, _("the question for the CSV columns"), NULL, error))
    return NULL;
  return cw_view_read_columns (answer->body, answer->length, error);
}

/* A file with mistakes is answered with 200 or with 400: both say which (validateCsv, OpenAPI V2). */
static GPtrArray *
cw_esc_read_verdict (const CwHttpAnswer *answer,
                     GError            **error)
{
  g_autoptr (GPtrArray) troubles = NULL;

  if (answer->status == 400)
    troubles = cw_view_read_csv_errors (answer->body, answer->length, NULL);
  if (troubles != NULL && troubles->len > 0)
    return g_steal_pointer (&troubles);
  if (!cw_outcome_check (answer, _("the CSV file"), NULL, error))
    return NULL;
  return cw_view_read_csv_errors (answer->body, answer->length, error);
}

/**
 * cw_esc_check_csv:
 * @file: up to %CW_ESC_FILE_MAX
 *
 * Lets the router check a file as if it were imported.
 *
 * Returns: (transfer full) (element-type CwEscCsvError): what is wrong in it; none: nothing is
 */
GPtrArray *
cw_esc_check_csv (CwRegistry       *router,
                  CwEscCsvOperation operation,
                  GBytes           *file,
                  GCancellable     *cancellable,
                  GError          **error)
{
  static const char *const names[] = { [CW_ESC_CSV_CREATE] = "CREATE", [CW_ESC_CSV_UPDATE] = "UPDATE", [CW_ESC_CSV_DELETE] = "DELETE" };
  g_autofree char *path = g_strconcat ("api/v2/cards/validate-csv?operation=", names[operation], NULL);
  g_autofree char *content_type = NULL;
  g_autofree char *body = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;
  CwHttpRequest request = { .method = CW_HTTP_POST, .path = path };

  if (!cw_router_client_check_v2 (router, _("CSV files"), error))
    return NULL;
  if (g_bytes_get_size (file) > CW_ESC_FILE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The ESC-Router takes CSV files of at most %d KB. Divide the file."), CW_ESC_FILE_MAX / 1000);
      return NULL;
    }
  body = cw_multipart_write ("cards.csv", "text/csv", file, &request.length, &content_type);
  request.body = body;
  request.content_type = content_type;
  answer = cw_router_client_ask (router, &request, cancellable, error);
  return answer != NULL ? cw_esc_read_verdict (answer, error) : NULL;
}
