/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/sheets.h"

#include "app/station/station-private.h"

/* Test cards and alignment sheets of the station's printer: on the worker that issues, so that they
 * come between two cards and never into one. */

typedef struct
{
  CwPrintOutcome outcome;
  char          *sentence;
} CwSheetResult;

static void
cw_sheet_result_free (CwSheetResult *self)
{
  g_free (self->sentence);
  g_free (self);
}

gboolean
cw_station_print_sheet (CwStation      *self,
                        CwSheet         sheet,
                        GCancellable   *cancellable,
                        CwPrintOutcome *outcome,
                        char          **sentence,
                        GError        **error)
{
  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  return cw_issue_print_sheet (&self->tools, sheet, cancellable, outcome, sentence, error);
}

static gboolean
cw_station_print_sheet_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  CwSheetResult *result = g_new0 (CwSheetResult, 1);

  if (!cw_station_print_sheet (call->station, (CwSheet) call->number, cancellable, &result->outcome, &result->sentence, error))
    {
      cw_sheet_result_free (result);
      return FALSE;
    }
  call->result = result;
  return TRUE;
}

void
cw_station_print_sheet_async (CwStation          *self,
                              CwSheet             sheet,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self));

  call = cw_call_new (self, NULL, (GDestroyNotify) cw_sheet_result_free);
  call->number = sheet;
  cw_station_call (self, self->issue_worker, cw_station_print_sheet_work, call, cw_station_print_sheet_async, cancellable, callback, user_data);
}

/**
 * cw_station_print_sheet_finish:
 * @outcome: (out): what is known of the card
 *
 * Returns: (transfer full): how it went, for the operator; %NULL when no blank was used, with @error set
 */
char *
cw_station_print_sheet_finish (CwStation      *self,
                               GAsyncResult   *result,
                               CwPrintOutcome *outcome,
                               GError        **error)
{
  CwSheetResult *found;
  char *sentence;

  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found == NULL)
    return NULL;
  *outcome = found->outcome;
  sentence = g_steal_pointer (&found->sentence);
  cw_sheet_result_free (found);
  return sentence;
}
