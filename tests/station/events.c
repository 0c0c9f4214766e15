/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "events.h"

#include <signal.h>
#include <unistd.h>

#include "app/router/http.h"
#include "printers/printer.h"
#include "printers/reader.h"

/* Several threads come here: the one that issues, the one that sends. */

static int armed;
static int events;
static int deadly;

static void
happen (void)
{
  if (g_atomic_int_get (&armed) && g_atomic_int_add (&events, 1) + 1 == deadly)
    kill (getpid (), SIGKILL);
}

static void
on_commit (gboolean before,
           gpointer user_data)
{
  happen ();
}

void
events_arm (CwStore *store,
            guint    deadly_event)
{
  deadly = (int) deadly_event;
  cw_store_set_commit_func (store, on_commit, NULL);
  g_atomic_int_set (&armed, 1);
}

guint
events_disarm (CwStore *store)
{
  g_atomic_int_set (&armed, 0);
  cw_store_set_commit_func (store, NULL, NULL);
  return (guint) g_atomic_int_get (&events);
}

/* names that the linker makes of --wrap */

CwHttpAnswer  *__real_cw_http_send (CwHttp *self, const CwHttpRequest *request, GCancellable *cancellable, GError **error);
CwHttpAnswer  *__wrap_cw_http_send (CwHttp *self, const CwHttpRequest *request, GCancellable *cancellable, GError **error);
gboolean       __real_cw_reader_session_transmit (CwReaderSession *self, const guint8 *command, gsize length, GByteArray *answer, GError **error);
gboolean       __wrap_cw_reader_session_transmit (CwReaderSession *self, const guint8 *command, gsize length, GByteArray *answer, GError **error);
CwPrintTicket *__real_cw_printer_submit (CwPrinter *self, const CwPrintRequest *request, GCancellable *cancellable, GError **error);
CwPrintTicket *__wrap_cw_printer_submit (CwPrinter *self, const CwPrintRequest *request, GCancellable *cancellable, GError **error);
gboolean       __real_cw_printer_settle (CwPrinter *self, const char *job_name, const char *job_id, CwPrintOutcome *outcome, char **evidence, GError **error);
gboolean       __wrap_cw_printer_settle (CwPrinter *self, const char *job_name, const char *job_id, CwPrintOutcome *outcome, char **evidence, GError **error);

CwHttpAnswer *
__wrap_cw_http_send (CwHttp              *self,
                     const CwHttpRequest *request,
                     GCancellable        *cancellable,
                     GError             **error)
{
  CwHttpAnswer *answer;

  happen ();
  answer = __real_cw_http_send (self, request, cancellable, error);
  happen ();
  return answer;
}

gboolean
__wrap_cw_reader_session_transmit (CwReaderSession *self,
                                   const guint8    *command,
                                   gsize            length,
                                   GByteArray      *answer,
                                   GError         **error)
{
  gboolean ok;

  happen ();
  ok = __real_cw_reader_session_transmit (self, command, length, answer, error);
  happen ();
  return ok;
}

CwPrintTicket *
__wrap_cw_printer_submit (CwPrinter            *self,
                          const CwPrintRequest *request,
                          GCancellable         *cancellable,
                          GError              **error)
{
  CwPrintTicket *ticket;

  happen ();
  ticket = __real_cw_printer_submit (self, request, cancellable, error);
  happen ();
  return ticket;
}

gboolean
__wrap_cw_printer_settle (CwPrinter      *self,
                          const char     *job_name,
                          const char     *job_id,
                          CwPrintOutcome *outcome,
                          char          **evidence,
                          GError        **error)
{
  gboolean ok;

  happen ();
  ok = __real_cw_printer_settle (self, job_name, job_id, outcome, evidence, error);
  happen ();
  return ok;
}
