/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "run.h"

#include <stdlib.h>
#include <string.h>

#include <cups/cups.h>

#include "rig.h"

/* What every row of the table of faults does. On the test's thread; the card is watched from one of
 * its own. */

#define IPP_PORT_SERVICE 8631
#define IPP_PORT_EVE 8700
#define IPP_PORT_PAPPL 8701

void
run_choose_way (Way        *way,
                const char *direct,
                const char *pappl)
{
  way->direct = g_str_equal (direct, "direct");
  way->pappl = g_str_equal (pappl, "pappl");
  way->queue = rig_get (way->pappl ? "CW_RIG_PAPPL_QUEUE" : "CW_RIG_QUEUE");
  way->queue_uri = g_strdup_printf ("ipp://%s/printers/%s", rig_get ("CUPS_SERVER"), way->queue);
  way->device_uri = rig_get (way->pappl ? "CW_RIG_PAPPL_URI" : "CW_RIG_DEVICE_URI");
}

CwPrinter *
run_make_printer (const Way *way,
                  guint      port)
{
  CwPrinter *printer;
  g_autofree char *place = NULL;

  if (way->direct && port != 0)
    place = g_strdup_printf ("ipp://localhost:%u%s", port, strstr (way->device_uri, "/ipp/print"));
  else if (way->direct)
    place = g_strdup (way->device_uri);
  else if (port != 0)
    place = g_strdup_printf ("127.0.0.1:%u", port);
  else
    place = g_strdup (rig_get ("CUPS_SERVER"));
  printer = way->direct ? cw_ipp_printer_new (place) : cw_cups_printer_new (place, way->queue);
  cw_cups_printer_set_limits (printer, &card_limits);
  return printer;
}

void
run_set_up (Run       *self,
            const Way *way,
            guint      sides)
{
  *self = (Run) { .way = way, .sides = sides, .allowed = 1, .said = SAID_NOTHING };
  rig_set_knob ("hopper", "50");
  rig_set_knob ("ribbon", "300");
  card_set_up (&self->card, NULL);
  card_use_printer (&self->card, run_make_printer (way, 0));
  rig_set_knob ("panel-seconds", "0.04");
}

void
run_tear_down (Run *self)
{
  card_tear_down (&self->card, NULL);
  g_clear_pointer (&self->wire, wire_free);
  g_free (self->why);
}

void
run_wire (Run     *self,
          WireMode mode)
{
  guint16 port = IPP_PORT_SERVICE;

  if (self->way->direct)
    port = self->way->pappl ? IPP_PORT_PAPPL : IPP_PORT_EVE;
  self->wire = wire_new (port);
  wire_set_mode (self->wire, mode);
  card_use_printer (&self->card, run_make_printer (self->way, wire_get_port (self->wire)));
}

static void
run_say (Run        *self,
         Said        said,
         const char *why)
{
  g_free (self->why);
  self->said = said;
  self->why = g_strdup (why);
}

gboolean
run_begin (Run          *self,
           CwFacePainter painter)
{
  Card *card = &self->card;
  CwPrintRequest request = { .job_name = card->job_name, .painter = painter, .painter_data = &card->painter, .back = self->sides == 2 };

  g_clear_error (&card->error);
  card->ticket = cw_printer_submit (card->printer, &request, NULL, &card->error);
  if (card->ticket == NULL)
    {
      run_say (self, SAID_REFUSED, card->error->message);
      return FALSE;
    }
  card_begin_watch (card);
  return TRUE;
}

typedef struct
{
  Run            *run;
  int             panels;
  CwPrinterReason reason;
} Wait;

static gboolean
has_panels (gpointer data)
{
  const Wait *wait = data;

  return truth_panels (wait->run->card.job_name) >= wait->panels;
}

void
run_wait_panels (Run *self,
                 int  panels)
{
  Wait wait = { .run = self, .panels = panels };

  rig_wait_until (has_panels, &wait, 15);
}

static gboolean
is_told (gpointer data)
{
  const Wait *wait = data;
  Card *card = &wait->run->card;
  gboolean told;

  g_mutex_lock (&card->lock);
  told = (card->reasons & wait->reason) != 0;
  g_mutex_unlock (&card->lock);
  return told;
}

void
run_wait_told (Run            *self,
               CwPrinterReason reason)
{
  Wait wait = { .run = self, .reason = reason };

  rig_wait_until (is_told, &wait, 15);
}

void
run_end (Run *self)
{
  Card *card = &self->card;

  card_end_watch (card);
  g_assert_no_error (card->error);
  g_assert_true (card->ok);
  run_say (self, said_from_outcome (card->outcome), json_string_value (json_object_get (card->evidence, "why")));
}

typedef struct
{
  Run        *run;
  const char *job_id;
} Settle;

static gboolean
is_settled (gpointer data)
{
  const Settle *settle = data;
  Card *card = &settle->run->card;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  CwPrintOutcome outcome = CW_PRINT_WORKING;
  json_t *evidence;

  /* a printer that has just been switched on may need a moment */
  if (!cw_printer_settle (card->printer, card->job_name, settle->job_id, &outcome, &text, &error))
    return FALSE;
  evidence = json_loads (text, 0, NULL);
  g_test_message ("settled: %s", text);
  run_say (settle->run, said_from_outcome (outcome), json_string_value (json_object_get (evidence, "why")));
  json_decref (evidence);
  return outcome != CW_PRINT_WORKING;
}

void
run_settle (Run     *self,
            gboolean with_number)
{
  Settle settle = { .run = self };
  gint64 deadline = g_get_monotonic_time () + 15 * G_USEC_PER_SEC;

  if (with_number && self->card.ticket != NULL)
    settle.job_id = self->card.ticket->job_id;
  card_use_printer (&self->card, run_make_printer (self->way, 0));
  /* an outcome that never comes is a row of the table too */
  while (!is_settled (&settle) && g_get_monotonic_time () < deadline)
    g_usleep (50 * 1000);
}

void
run_switch (Run        *self,
            const char *how)
{
  rig_switch (self->way->pappl ? "pappl" : "printer", how);
}

static gboolean
is_at_rest (gpointer data)
{
  const Way *way = data;
  int job = rig_find_job (way->device_uri, NULL);

  /* one that a print service made, and never sent its document for */
  if (job != 0)
    rig_order (way->device_uri, IPP_OP_CANCEL_JOB, job);
  return job == 0 && rig_ask_state (way->device_uri) == IPP_PSTATE_IDLE && !rig_has_trouble (way->device_uri)
         && rig_ask_state (way->queue_uri) == IPP_PSTATE_IDLE && !rig_has_jobs (way->queue_uri);
}

void
run_calm (Run *self)
{
  rig_set_knob ("fail", "");
  rig_set_knob ("hopper", "50");
  rig_run ("cancel", "-a", self->way->queue, NULL);
  rig_switch ("path", "clear");
  rig_wait_until (is_at_rest, (gpointer) self->way, 20);
}

static gboolean
is_out (gpointer data)
{
  return !truth_inside (data);
}

/* What is in the machine may still come out, and what was given up might come later: both count. */
static guint n_rows, n_cautious;

void
run_print_counts (void)
{
  g_print ("# %u rows, %u uncertain though it could be known\n", n_rows, n_cautious);
}

void
run_tell (Run        *self,
          const char *what)
{
  Truth truth, later;
  Verdict verdict;

  if (!self->lost)
    rig_wait_until (is_out, self->card.job_name, 20);
  truth_read (&truth, self->card.job_name, self->sides);
  run_calm (self);
  truth_read (&later, self->card.job_name, self->sides);
  if (later.plastics != truth.plastics)
    {
      g_free (truth.words);
      truth.words = g_strdup (later.words);
      truth.plastics = later.plastics;
      truth.whole = later.whole;
    }
  truth.allowed = self->allowed;
  truth_tell (&truth, what, self->way->pappl ? "PAPPL" : "ippeveprinter", self->way->direct ? "direct" : "queue", self->said, self->why);
  verdict = truth_judge (&truth, self->said);
  n_rows++;
  n_cautious += verdict == VERDICT_CAUTIOUS;
  if (verdict == VERDICT_WRONG)
    g_test_fail ();
  truth_clear (&truth);
  truth_clear (&later);
}
