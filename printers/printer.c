/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/printer.h"

/* The door itself: each call checks what the caller gave and passes it to the printer. Runs on
 * the caller's thread. */

G_DEFINE_INTERFACE (CwPrinter, cw_printer, G_TYPE_OBJECT)

static void
cw_printer_default_init (CwPrinterInterface *iface)
{
}

/**
 * cw_printer_get_name:
 *
 * Returns: (transfer none): the name that the operator knows the printer by
 */
const char *
cw_printer_get_name (CwPrinter *self)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), NULL);

  return CW_PRINTER_GET_IFACE (self)->get_name (self);
}

/**
 * cw_printer_get_capabilities:
 * @capabilities: (out): filled in on success
 *
 * Returns: %FALSE with @error set when the printer cannot be asked
 */
gboolean
cw_printer_get_capabilities (CwPrinter             *self,
                             CwPrinterCapabilities *capabilities,
                             GError               **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), FALSE);
  g_return_val_if_fail (capabilities != NULL, FALSE);

  return CW_PRINTER_GET_IFACE (self)->get_capabilities (self, capabilities, error);
}

/**
 * cw_printer_get_status:
 * @status: (out): filled in on success
 *
 * A printer that does not answer is a status (%CW_PRINTER_STATE_UNREACHABLE), not an error.
 *
 * Returns: %FALSE with @error set when not even that can be told
 */
gboolean
cw_printer_get_status (CwPrinter       *self,
                       CwPrinterStatus *status,
                       GError         **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), FALSE);
  g_return_val_if_fail (status != NULL, FALSE);

  return CW_PRINTER_GET_IFACE (self)->get_status (self, status, error);
}

/**
 * cw_printer_submit:
 * @request: the card; its painter is called before this returns and not afterwards
 * @cancellable: (nullable): heeded until the job is handed over
 *
 * Hands one card over. Once this has returned a ticket a blank may have left the hopper: write
 * the ticket down, then cw_printer_watch(). After any error nothing has been printed and nothing
 * will be.
 *
 * Returns: (transfer full): the ticket, or %NULL with @error set
 */
CwPrintTicket *
cw_printer_submit (CwPrinter            *self,
                   const CwPrintRequest *request,
                   GCancellable         *cancellable,
                   GError              **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), NULL);
  g_return_val_if_fail (request != NULL && request->job_name != NULL && request->painter != NULL, NULL);

  return CW_PRINTER_GET_IFACE (self)->submit (self, request, cancellable, error);
}

/**
 * cw_printer_watch:
 * @news: (nullable): called on the printer's thread
 * @outcome: (out): never %CW_PRINT_WORKING on success
 * @evidence: (out) (transfer full): JSON object
 *
 * Waits until the job has ended. Cancelling ends the waiting, not the job.
 *
 * Returns: %FALSE with @error set when the waiting was cancelled
 */
gboolean
cw_printer_watch (CwPrinter           *self,
                  const CwPrintTicket *ticket,
                  CwPrintNewsFunc      news,
                  gpointer             user_data,
                  GCancellable        *cancellable,
                  CwPrintOutcome      *outcome,
                  char               **evidence,
                  GError             **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), FALSE);
  g_return_val_if_fail (ticket != NULL && ticket->job_name != NULL, FALSE);
  g_return_val_if_fail (outcome != NULL && evidence != NULL, FALSE);

  return CW_PRINTER_GET_IFACE (self)->watch (self, ticket, news, user_data, cancellable,
                                             outcome, evidence, error);
}

/**
 * cw_printer_settle:
 * @job_id: (nullable): as in the ticket, when it was written down in time
 * @outcome: (out): %CW_PRINT_WORKING: the job is still there, make a ticket and watch it
 * @evidence: (out) (transfer full): JSON object
 *
 * Finds out, after a crash, what became of the job called @job_name. Prints nothing.
 *
 * Returns: %FALSE with @error set when the printer could not be asked
 */
gboolean
cw_printer_settle (CwPrinter      *self,
                   const char     *job_name,
                   const char     *job_id,
                   CwPrintOutcome *outcome,
                   char          **evidence,
                   GError        **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), FALSE);
  g_return_val_if_fail (job_name != NULL, FALSE);
  g_return_val_if_fail (outcome != NULL && evidence != NULL, FALSE);

  return CW_PRINTER_GET_IFACE (self)->settle (self, job_name, job_id, outcome, evidence, error);
}

/**
 * cw_printer_list_jobs:
 *
 * Returns: (transfer full): of #CwPrinterJob, oldest first; %NULL with @error set
 */
GPtrArray *
cw_printer_list_jobs (CwPrinter *self,
                      GError   **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), NULL);

  return CW_PRINTER_GET_IFACE (self)->list_jobs (self, error);
}

/**
 * cw_printer_cancel_job:
 *
 * Asks for a job to be taken off. A card that is under way may come out all the same.
 *
 * Returns: %FALSE with @error set when the printer did not take the wish
 */
gboolean
cw_printer_cancel_job (CwPrinter  *self,
                       const char *job_id,
                       GError    **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self) && job_id != NULL, FALSE);

  return CW_PRINTER_GET_IFACE (self)->cancel_job (self, job_id, error);
}

/**
 * cw_printer_resume:
 *
 * Returns: %FALSE with @error set, %CW_ERROR_REFUSED when the print service wants an administrator
 */
gboolean
cw_printer_resume (CwPrinter *self,
                   GError   **error)
{
  g_return_val_if_fail (CW_IS_PRINTER (self), FALSE);

  return CW_PRINTER_GET_IFACE (self)->resume (self, error);
}

void
cw_printer_job_free (CwPrinterJob *job)
{
  if (job == NULL)
    return;

  g_free (job->id);
  g_free (job->name);
  g_free (job->owner);
  g_free (job);
}

/**
 * cw_print_phase_to_name:
 *
 * Returns: (transfer none): the stable name of @phase, for files and for --json
 */
const char *
cw_print_phase_to_name (CwPrintPhase phase)
{
  switch (phase)
    {
    case CW_PRINT_PHASE_QUEUED:
      return "queued";
    case CW_PRINT_PHASE_SENT:
      return "sent";
    case CW_PRINT_PHASE_PRINTING:
      return "printing";
    case CW_PRINT_PHASE_PRINTED:
      return "printed";
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_printer_state_to_name:
 *
 * Returns: (transfer none): the stable name of @state, for files and for --json
 */
const char *
cw_printer_state_to_name (CwPrinterState state)
{
  switch (state)
    {
    case CW_PRINTER_STATE_IDLE:
      return "idle";
    case CW_PRINTER_STATE_PROCESSING:
      return "processing";
    case CW_PRINTER_STATE_STOPPED:
      return "stopped";
    case CW_PRINTER_STATE_UNREACHABLE:
      return "unreachable";
    }
  g_return_val_if_reached (NULL);
}

/**
 * cw_print_outcome_to_name:
 *
 * Returns: (transfer none): the stable name of @outcome, for files and for --json
 */
const char *
cw_print_outcome_to_name (CwPrintOutcome outcome)
{
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return "printed";
    case CW_PRINT_NOT_PRINTED:
      return "not-printed";
    case CW_PRINT_UNCERTAIN:
      return "uncertain";
    case CW_PRINT_WORKING:
      return "working";
    }
  g_return_val_if_reached (NULL);
}

void
cw_print_ticket_free (CwPrintTicket *ticket)
{
  if (ticket == NULL)
    return;

  g_free (ticket->job_id);
  g_free (ticket->job_uuid);
  g_free (ticket->job_name);
  g_free (ticket->evidence);
  g_free (ticket);
}
