/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "tests/issue/doubles.h"

#include "app/base/error.h"

static void scripted_printer_iface_init (CwPrinterInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedPrinter, scripted_printer, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_PRINTER, scripted_printer_iface_init))

static const char *
scripted_printer_get_name (CwPrinter *printer)
{
  return "Scripted printer";
}

static gboolean
scripted_printer_get_capabilities (CwPrinter             *printer,
                                   CwPrinterCapabilities *capabilities,
                                   GError               **error)
{
  *capabilities = (CwPrinterCapabilities) { .dpi = 300, .canvas_width = 1011, .canvas_height = 638, .duplex = TRUE, .colour = TRUE, .resin = TRUE };
  return TRUE;
}

static gboolean
scripted_printer_get_status (CwPrinter       *printer,
                             CwPrinterStatus *status,
                             GError         **error)
{
  *status = (CwPrinterStatus) { .state = SCRIPTED_PRINTER (printer)->state, .ribbon_percent = -1 };
  return TRUE;
}

static CwPrintTicket *
scripted_printer_submit (CwPrinter            *printer,
                         const CwPrintRequest *request,
                         GCancellable         *cancellable,
                         GError              **error)
{
  ScriptedPrinter *self = SCRIPTED_PRINTER (printer);
  CwPrintTicket *ticket;

  g_ptr_array_add (self->job_names, g_strdup (request->job_name));
  if (self->submit_error >= 0)
    {
      g_set_error_literal (error, CW_ERROR, self->submit_error, "The scripted printer does not take it.");
      return NULL;
    }
  self->cards += self->watched != CW_PRINT_NOT_PRINTED;
  ticket = g_new0 (CwPrintTicket, 1);
  ticket->job_id = g_strdup_printf ("%u", self->job_names->len);
  ticket->job_name = g_strdup (request->job_name);
  ticket->evidence = g_strdup ("{}");
  return ticket;
}

static gboolean
scripted_printer_watch (CwPrinter           *printer,
                        const CwPrintTicket *ticket,
                        CwPrintNewsFunc      news,
                        gpointer             user_data,
                        GCancellable        *cancellable,
                        CwPrintOutcome      *outcome,
                        char               **evidence,
                        GError             **error)
{
  *outcome = SCRIPTED_PRINTER (printer)->watched;
  *evidence = g_strdup ("{\"scripted\":true}");
  return TRUE;
}

static gboolean
scripted_printer_settle (CwPrinter      *printer,
                         const char     *job_name,
                         const char     *job_id,
                         CwPrintOutcome *outcome,
                         char          **evidence,
                         GError        **error)
{
  *outcome = SCRIPTED_PRINTER (printer)->settled;
  *evidence = g_strdup ("{\"settled\":true}");
  return TRUE;
}

static GPtrArray *
scripted_printer_list_jobs (CwPrinter *printer,
                            GError   **error)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_job_free);
}

static gboolean
scripted_printer_cancel_job (CwPrinter  *printer,
                             const char *job_id,
                             GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, "There is no job %s.", job_id);
  return FALSE;
}

static gboolean
scripted_printer_resume (CwPrinter *printer,
                         GError   **error)
{
  return TRUE;
}

static void
scripted_printer_iface_init (CwPrinterInterface *iface)
{
  iface->get_name = scripted_printer_get_name;
  iface->get_capabilities = scripted_printer_get_capabilities;
  iface->get_status = scripted_printer_get_status;
  iface->submit = scripted_printer_submit;
  iface->watch = scripted_printer_watch;
  iface->settle = scripted_printer_settle;
  iface->list_jobs = scripted_printer_list_jobs;
  iface->cancel_job = scripted_printer_cancel_job;
  iface->resume = scripted_printer_resume;
}

static void
scripted_printer_finalize (GObject *object)
{
  g_ptr_array_unref (SCRIPTED_PRINTER (object)->job_names);
  G_OBJECT_CLASS (scripted_printer_parent_class)->finalize (object);
}

static void
scripted_printer_class_init (ScriptedPrinterClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scripted_printer_finalize;
}

static void
scripted_printer_init (ScriptedPrinter *self)
{
  self->submit_error = -1;
  self->watched = CW_PRINT_PRINTED;
  self->settled = CW_PRINT_PRINTED;
  self->job_names = g_ptr_array_new_with_free_func (g_free);
}

ScriptedPrinter *
scripted_printer_new (void)
{
  return g_object_new (SCRIPTED_TYPE_PRINTER, NULL);
}

/* the register */

static void scripted_registry_iface_init (CwRegistryInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedRegistry, scripted_registry, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_REGISTRY, scripted_registry_iface_init))

static gboolean
scripted_registry_ping (CwRegistry   *registry,
                        GCancellable *cancellable,
                        GError      **error)
{
  return TRUE;
}

static gboolean
scripted_registry_upsert_person (CwRegistry          *registry,
                                 const CwPersonEntry *person,
                                 GCancellable        *cancellable,
                                 char               **answer,
                                 GError             **error)
{
  return TRUE;
}

static gboolean
scripted_registry_register_card (CwRegistry        *registry,
                                 const CwCardEntry *card,
                                 GCancellable      *cancellable,
                                 char             **answer,
                                 GError           **error)
{
  ScriptedRegistry *self = SCRIPTED_REGISTRY (registry);

  if (self->asked++ < self->refusals)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED, "The scripted register does not take it.");
      return FALSE;
    }
  self->taken++;
  if (answer != NULL)
    *answer = g_strdup_printf ("{\"cardNumber\":\"%s\"}", card->escn);
  return TRUE;
}

static gboolean
scripted_registry_withdraw_card (CwRegistry   *registry,
                                 const char   *escn,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  return TRUE;
}

static CwCardEntry *
scripted_registry_look_up (CwRegistry   *registry,
                           const char   *escn,
                           GCancellable *cancellable,
                           GError      **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, "The scripted register does not know it.");
  return NULL;
}

static void
scripted_registry_iface_init (CwRegistryInterface *iface)
{
  iface->ping = scripted_registry_ping;
  iface->upsert_person = scripted_registry_upsert_person;
  iface->register_card = scripted_registry_register_card;
  iface->withdraw_card = scripted_registry_withdraw_card;
  iface->look_up = scripted_registry_look_up;
}

static void
scripted_registry_class_init (ScriptedRegistryClass *klass)
{
}

static void
scripted_registry_init (ScriptedRegistry *self)
{
}

ScriptedRegistry *
scripted_registry_new (guint refusals)
{
  ScriptedRegistry *self = g_object_new (SCRIPTED_TYPE_REGISTRY, NULL);

  self->refusals = refusals;
  return self;
}

/* the operator */

static void scripted_operator_iface_init (CwOperatorInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (ScriptedOperator, scripted_operator, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_OPERATOR, scripted_operator_iface_init))

static void
scripted_operator_show (CwOperator  *operator,
                        CwStage      stage,
                        CwStageState state,
                        const char  *sentence)
{
  ScriptedOperator *self = SCRIPTED_OPERATOR (operator);

  if (self->shown != NULL)
    self->shown (stage, state, self->user_data);
}

static CwAnswer
scripted_operator_ask (CwOperator       *operator,
                       const CwQuestion *question,
                       GCancellable     *cancellable)
{
  ScriptedOperator *self = SCRIPTED_OPERATOR (operator);

  g_test_message ("asked: %s", question->sentence);
  g_free (self->last_sentence);
  self->last_sentence = g_strdup (question->sentence);
  if (self->asked >= self->n_answers)
    return CW_ANSWER_LATER;
  g_assert_cmpint (question->kind, ==, self->expected[self->asked]);
  return self->answers[self->asked++];
}

static void
scripted_operator_iface_init (CwOperatorInterface *iface)
{
  iface->show = scripted_operator_show;
  iface->ask = scripted_operator_ask;
}

static void
scripted_operator_finalize (GObject *object)
{
  g_free (SCRIPTED_OPERATOR (object)->last_sentence);
  G_OBJECT_CLASS (scripted_operator_parent_class)->finalize (object);
}

static void
scripted_operator_class_init (ScriptedOperatorClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = scripted_operator_finalize;
}

static void
scripted_operator_init (ScriptedOperator *self)
{
}

ScriptedOperator *
scripted_operator_new (void)
{
  return g_object_new (SCRIPTED_TYPE_OPERATOR, NULL);
}

void
scripted_operator_expect (ScriptedOperator *self,
                          CwQuestionKind    question,
                          CwAnswer          answer)
{
  g_assert_cmpuint (self->n_answers, <, G_N_ELEMENTS (self->answers));
  self->expected[self->n_answers] = question;
  self->answers[self->n_answers++] = answer;
}
