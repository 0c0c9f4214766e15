/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "card.h"

#include "rig.h"

const CwCupsLimits card_limits = {
  .poll_ms = 50,
  .answer_ms = 5000,
  .patience_seconds = 1,
  .card_seconds = 15,
  .person_seconds = 15,
};


char *
card_next_job_name (void)
{
  static guint number;

  return g_strdup_printf ("0e3a5b40-6b1c-11ef-9c3a-%012u", ++number);
}

CwPrinter *
card_make_printer (gconstpointer data)
{
  CwPrinter *printer = data != NULL ? cw_ipp_printer_new (rig_get (data)) : cw_cups_printer_new (rig_get ("CUPS_SERVER"), rig_get ("CW_RIG_QUEUE"));

  cw_cups_printer_set_limits (printer, &card_limits);
  return printer;
}

void
card_set_up (Card         *card,
             gconstpointer data)
{
  card->printer = card_make_printer (data);
  card->job_name = card_next_job_name ();
  card->cancellable = g_cancellable_new ();
  card->sentences = g_strdup ("");
  card->received = rig_count_received ();
  g_mutex_init (&card->lock);
  rig_set_knob ("fail", "");
  rig_set_knob ("panel-seconds", "0.05");
}

void
card_use_printer (Card      *card,
                  CwPrinter *printer)
{
  g_object_unref (card->printer);
  card->printer = printer;
}

void
card_tear_down (Card         *card,
                gconstpointer data)
{
  rig_set_knob ("fail", "");
  g_assert_null (card->thread);
  g_clear_pointer (&card->ticket, cw_print_ticket_free);
  g_clear_error (&card->error);
  g_clear_pointer (&card->evidence, json_decref);
  g_free (card->job_name);
  g_free (card->sentences);
  g_free (card->text);
  g_object_unref (card->cancellable);
  g_assert_finalize_object (card->printer);
  g_mutex_clear (&card->lock);
}

gboolean
card_submit (Card *card)
{
  CwPrintRequest request = { .job_name = card->job_name, .painter = painter_draw, .painter_data = &card->painter, .back = TRUE };

  g_clear_error (&card->error);
  card->ticket = cw_printer_submit (card->printer, &request, NULL, &card->error);
  if (card->error != NULL)
    g_test_message ("refused: %s", card->error->message);
  return card->ticket != NULL;
}

static void
news_cb (CwPrintPhase           phase,
         const CwPrinterStatus *status,
         const char            *sentence,
         gpointer               user_data)
{
  Card *card = user_data;
  char *all = g_strconcat (card->sentences, sentence, "\n", NULL);

  g_test_message ("news: %s", sentence);
  g_mutex_lock (&card->lock);
  card->reasons |= status->reasons;
  card->phases |= 1u << phase;
  g_assert_cmpint (phase, >=, card->phase);
  card->phase = phase;
  card->state = status->state;
  g_free (card->sentences);
  card->sentences = all;
  g_mutex_unlock (&card->lock);
}

static gpointer
watch_thread (gpointer data)
{
  Card *card = data;

  card->ok = cw_printer_watch (card->printer, card->ticket, news_cb, card, card->cancellable, &card->outcome, &card->text, &card->error);
  return NULL;
}

void
card_begin_watch (Card *card)
{
  card->phase = CW_PRINT_PHASE_QUEUED;
  card->phases = 0;
  g_clear_pointer (&card->text, g_free);
  g_clear_pointer (&card->evidence, json_decref);
  card->thread = g_thread_new ("watch", watch_thread, card);
}

void
card_end_watch (Card *card)
{
  g_thread_join (g_steal_pointer (&card->thread));
  if (card->text != NULL)
    {
      g_test_message ("evidence: %s", card->text);
      card->evidence = json_loads (card->text, 0, NULL);
    }
}

/* @why: reasons separated by "|": which of them is seen first is a race between queue and printer */
void
card_assert_outcome (Card          *card,
                     CwPrintOutcome outcome,
                     const char    *why)
{
  g_auto (GStrv) reasons = g_strsplit (why, "|", -1);
  const char *found = NULL;

  g_assert_no_error (card->error);
  g_assert_true (card->ok);
  g_assert_nonnull (card->evidence);
  g_assert_cmpstr (cw_print_outcome_to_name (card->outcome), ==, cw_print_outcome_to_name (outcome));
  found = json_string_value (json_object_get (card->evidence, "why"));
  if (found == NULL || !g_strv_contains ((const char *const *) reasons, found))
    g_assert_cmpstr (found, ==, why);
}

gboolean
card_is_received (gpointer data)
{
  return rig_count_received () > ((Card *) data)->received;
}

gboolean
card_is_told_reason (gpointer data)
{
  Card *card = data;
  gboolean told;

  g_mutex_lock (&card->lock);
  told = card->reasons != CW_PRINTER_REASON_NONE;
  g_mutex_unlock (&card->lock);
  return told;
}

gboolean
card_is_idle (gpointer data)
{
  Card *card = data;
  CwPrinterStatus status;

  g_assert_true (cw_printer_get_status (card->printer, &status, NULL));
  return status.state == CW_PRINTER_STATE_IDLE;
}

/* The next case begins with a printer and a queue that are at rest. */
void
card_calm_down (Card *card)
{
  rig_set_knob ("fail", "");
  rig_run ("cancel", "-a", rig_get ("CW_RIG_QUEUE"), NULL);
  rig_wait_until (card_is_idle, card, 10);
}
