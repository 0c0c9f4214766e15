/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "faults.h"

#include <cups/cups.h>

#include "app/base/error.h"
#include "rig.h"

/* Each function does one row: hands a card over and has something befall it; what Cardwright says of
 * it is then in the run. On the test's thread. */

/* --- a card like any other ---------------------------------------------------------------------- */

static void
run_plain (Run        *run,
           const char *knob)
{
  if (knob != NULL)
    rig_set_knob ("fail", knob);
  if (run_begin (run, painter_draw))
    run_end (run);
}

static void
run_second (Run        *run,
            const char *knob)
{
  run->allowed = 2;
  run_plain (run, knob);
}

/* Trouble in mid-card that somebody cures. */
static void
run_cured (Run        *run,
           const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  rig_set_knob ("fail", knob);
  rig_wait_until (card_is_told_reason, &run->card, 15);
  rig_set_knob ("fail", "");
  run_end (run);
}

/* --- the feeder --------------------------------------------------------------------------------- */

static void
set_feeder (gboolean full)
{
  rig_set_knob ("hopper", full ? "50" : "0");
  rig_switch ("feeder", full ? "full" : "empty");
}

static gboolean
is_feeder_empty (gpointer data)
{
  CwPrinterStatus status;

  g_assert_true (cw_printer_get_status (((Run *) data)->card.printer, &status, NULL));
  return (status.reasons & CW_PRINTER_REASON_MEDIA_EMPTY) != 0;
}

static void
run_feeder_empty (Run        *run,
                  const char *knob)
{
  set_feeder (FALSE);
  rig_wait_until (is_feeder_empty, run, 10);
  if (run_begin (run, painter_draw))
    run_end (run);
  set_feeder (TRUE);
}

static gboolean
draw_and_empty_feeder (cairo_t            *cr,
                       CwFaceSide          side,
                       const CwFaceMedium *medium,
                       gpointer            user_data,
                       GError            **error)
{
  set_feeder (FALSE);
  return painter_draw (cr, side, medium, user_data, error);
}

/* Somebody takes the last blank after the printer was looked at. */
static void
run_feeder_emptied (Run        *run,
                    const char *knob)
{
  if (run_begin (run, draw_and_empty_feeder))
    {
      run_wait_told (run, CW_PRINTER_REASON_MEDIA_EMPTY);
      set_feeder (TRUE);
      run_end (run);
    }
  set_feeder (TRUE);
}

/* --- cancelled ---------------------------------------------------------------------------------- */

static gboolean
is_at_device (gpointer data)
{
  const Run *run = data;

  return rig_find_job (run->way->device_uri, run->card.job_name) != 0;
}

static void
cancel_at_device (Run *run)
{
  rig_wait_until (is_at_device, run, 10);
  g_assert_true (rig_order (run->way->device_uri, IPP_OP_CANCEL_JOB, rig_find_job (run->way->device_uri, run->card.job_name)));
}

/* the painter is told of nothing but the painter */
static const char *queue_to_pause;

static gboolean
draw_and_pause (cairo_t            *cr,
                CwFaceSide          side,
                const CwFaceMedium *medium,
                gpointer            user_data,
                GError            **error)
{
  rig_run ("cupsdisable", queue_to_pause, NULL);
  return painter_draw (cr, side, medium, user_data, error);
}

static void
run_cancelled_before (Run        *run,
                      const char *knob)
{
  if (run->way->direct)
    {
      run_wire (run, WIRE_HOLD_DOCUMENT);
      g_assert_true (run_begin (run, painter_draw));
      rig_wait_until (wire_has_struck, run->wire, 10);
      cancel_at_device (run);
      wire_set_mode (run->wire, WIRE_WHOLE);
      run_end (run);
      return;
    }
  queue_to_pause = run->way->queue;
  g_assert_true (run_begin (run, draw_and_pause));
  run_wait_told (run, CW_PRINTER_REASON_PAUSED);
  rig_run ("cancel", run->card.ticket->job_id, NULL);
  run_end (run);
  rig_run ("cupsenable", run->way->queue, NULL);
}

static void
run_cancelled_midway (Run        *run,
                      const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 2);
  if (run->way->direct)
    cancel_at_device (run);
  else
    rig_run ("cancel", run->card.ticket->job_id, NULL);
  run_end (run);
}

/* By somebody at the printer's own page, behind the back of the print service. */
static void
run_cancelled_behind (Run        *run,
                      const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 2);
  cancel_at_device (run);
  run_end (run);
}

/* --- power -------------------------------------------------------------------------------------- */

static void
run_power_midway (Run        *run,
                  const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 2);
  run_switch (run, "cycle");
  run->lost = TRUE;
  run_end (run);
}

static void
run_power_after (Run        *run,
                 const char *knob)
{
  run_plain (run, NULL);
  g_assert_cmpint (run->said, ==, SAID_PRINTED);
  run_switch (run, "cycle");
  run_settle (run, TRUE);
}

static void
run_off_before (Run        *run,
                const char *knob)
{
  run_switch (run, "off");
  if (run_begin (run, painter_draw))
    run_end (run);
  run_switch (run, "on");
}

static void
run_off_for_good (Run        *run,
                  const char *knob)
{
  CwCupsLimits limits = card_limits;

  limits.card_seconds = 2;
  cw_cups_printer_set_limits (run->card.printer, &limits);
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 2);
  run_switch (run, "off");
  run->lost = TRUE;
  run_end (run);
  run_switch (run, "on");
}

/* --- the print service and its queue ------------------------------------------------------------- */

static void
run_service_restarted (Run        *run,
                       const char *knob)
{
  CwCupsLimits limits = card_limits;

  /* it sends what it had sent once more before anybody can stop it */
  run->allowed = 2;
  limits.patience_seconds = 10;
  cw_cups_printer_set_limits (run->card.printer, &limits);
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  rig_switch ("service", "off");
  rig_switch ("service", "on");
  run_end (run);
}

static void
run_queue_deleted (Run        *run,
                   const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  rig_run ("lpadmin", "-x", run->way->queue, NULL);
  run_end (run);
  rig_switch ("queues", "make");
}

static void
run_queue_paused (Run        *run,
                  const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  rig_run ("cupsdisable", run->way->queue, NULL);
  run_end (run);
  rig_run ("cupsenable", run->way->queue, NULL);
}

static void
run_queue_paused_shortly (Run        *run,
                          const char *knob)
{
  run->allowed = 2;
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  rig_run ("cupsdisable", run->way->queue, NULL);
  rig_run ("cupsenable", run->way->queue, NULL);
  run_end (run);
}

static void
run_device_paused (Run        *run,
                   const char *knob)
{
  g_assert_true (run_begin (run, painter_draw));
  run_wait_panels (run, 1);
  g_assert_true (rig_order (run->way->device_uri, IPP_OP_PAUSE_PRINTER, 0));
  run_end (run);
  g_assert_true (rig_order (run->way->device_uri, IPP_OP_RESUME_PRINTER, 0));
}

/* --- too good to be true ------------------------------------------------------------------------- */

static gboolean
has_description (gpointer data)
{
  return g_file_test (data, G_FILE_TEST_EXISTS);
}

/* The printer says that it is one that needs 4 seconds a side (evolis.model), and is done sooner: a
 * blank went through without being printed, or so it must be taken. */
static void
run_too_fast (Run        *run,
              const char *knob)
{
  g_autofree char *description = g_build_filename (rig_get ("CW_RIG_DIR"), "etc", "ppd", "primacy.ppd", NULL);
  Way fast = *run->way;

  fast.queue = "primacy";
  fast.device_uri = rig_get ("CW_RIG_PRIMACY_URI");
  if (!fast.direct)
    {
      rig_run ("lpadmin", "-p", fast.queue, "-E", "-v", fast.device_uri, "-m", "everywhere", NULL);
      rig_wait_until (has_description, description, 10);
    }
  card_use_printer (&run->card, run_make_printer (&fast, 0));
  g_assert_true (run_begin (run, painter_draw));
  run_end (run);
  if (!fast.direct)
    rig_run ("lpadmin", "-x", fast.queue, NULL);
}

/* --- the cable ---------------------------------------------------------------------------------- */

static void
run_cut (Run     *run,
         WireMode cut,
         WireMode then)
{
  run_wire (run, cut);
  if (run_begin (run, painter_draw))
    {
      rig_wait_until (wire_has_struck, run->wire, 10);
      wire_set_mode (run->wire, then);
      run_end (run);
    }
  wire_set_mode (run->wire, WIRE_WHOLE);
}

static void
run_cut_after_last (Run        *run,
                    const char *knob)
{
  run_cut (run, WIRE_CUT_AFTER_LAST, WIRE_WHOLE);
}

static void
run_cut_for_good (Run        *run,
                  const char *knob)
{
  run_cut (run, WIRE_CUT_AFTER_LAST, WIRE_DEAD);
}

static void
run_cut_midway (Run        *run,
                const char *knob)
{
  run_cut (run, WIRE_CUT_MIDWAY, WIRE_WHOLE);
}

/* --- our own end --------------------------------------------------------------------------------- */

/* Another process of ours hands the card over; @port as for run_make_printer(). Returns with its
 * ticket's number as soon as it has one, with NULL when it is not to have one. */
static GSubprocess *
hand_over_elsewhere (Run  *run,
                     guint port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  g_autoptr (GError) error = NULL;
  GSubprocess *process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "/proc/self/exe", "hand-over", run->way->direct ? "direct" : "queue",
                                           run->way->pappl ? "pappl" : "eve", number, run->card.job_name, NULL);

  g_assert_no_error (error);
  return process;
}

static void
take_ticket (Run         *run,
             GSubprocess *process)
{
  g_autoptr (GDataInputStream) lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  char *id = g_data_input_stream_read_line (lines, NULL, NULL, NULL);

  g_assert_nonnull (id);
  run->card.ticket = g_new0 (CwPrintTicket, 1);
  run->card.ticket->job_id = id;
}

static void
kill_process (GSubprocess *process)
{
  g_subprocess_force_exit (process);
  g_assert_true (g_subprocess_wait (process, NULL, NULL));
}

static void
run_killed_after_submit (Run        *run,
                         const char *knob)
{
  g_autoptr (GSubprocess) process = hand_over_elsewhere (run, 0);

  take_ticket (run, process);
  kill_process (process);
  run_settle (run, TRUE);
}

static void
run_killed_after_blank (Run        *run,
                        const char *knob)
{
  g_autoptr (GSubprocess) process = hand_over_elsewhere (run, 0);

  run_wait_panels (run, 1);
  kill_process (process);
  /* its number was never written down */
  run_settle (run, FALSE);
}

/* Killed while the document is on its way: the printer or the print service gets a part of it. */
static void
run_killed_midway (Run        *run,
                   const char *knob)
{
  g_autoptr (GSubprocess) process = NULL;

  run_wire (run, WIRE_STALL_MIDWAY);
  process = hand_over_elsewhere (run, wire_get_port (run->wire));
  rig_wait_until (wire_has_struck, run->wire, 10);
  kill_process (process);
  wire_set_mode (run->wire, WIRE_DEAD);
  run_settle (run, FALSE);
}

/* --- another desk -------------------------------------------------------------------------------- */

typedef struct
{
  Run      *run;
  gboolean *go;
  GMutex   *lock;
  GCond    *begin;
} Desk;

static gpointer
desk_thread (gpointer data)
{
  Desk *desk = data;
  Card *card = &desk->run->card;
  CwPrintRequest request = { .job_name = card->job_name, .painter = painter_draw, .painter_data = &card->painter, .back = desk->run->sides == 2 };

  g_mutex_lock (desk->lock);
  while (!*desk->go)
    g_cond_wait (desk->begin, desk->lock);
  g_mutex_unlock (desk->lock);
  card->ticket = cw_printer_submit (card->printer, &request, NULL, &card->error);
  return NULL;
}

/* Both at the same moment. */
static void
submit_both (Run *run,
             Run *other)
{
  GMutex lock;
  GCond begin;
  gboolean go = FALSE;
  Desk desks[] = { { run, &go, &lock, &begin }, { other, &go, &lock, &begin } };
  GThread *threads[G_N_ELEMENTS (desks)];

  g_mutex_init (&lock);
  g_cond_init (&begin);
  for (gsize i = 0; i < G_N_ELEMENTS (desks); i++)
    threads[i] = g_thread_new ("desk", desk_thread, &desks[i]);
  g_mutex_lock (&lock);
  go = TRUE;
  g_cond_broadcast (&begin);
  g_mutex_unlock (&lock);
  for (gsize i = 0; i < G_N_ELEMENTS (desks); i++)
    g_thread_join (threads[i]);
  g_cond_clear (&begin);
  g_mutex_clear (&lock);
}

static void
follow (Run *run)
{
  if (run->card.ticket == NULL)
    {
      g_assert_nonnull (run->card.error);
      run->said = SAID_REFUSED;
      run->why = g_strdup (run->card.error->message);
      return;
    }
  card_begin_watch (&run->card);
  run_end (run);
}

static void
run_second_desk (Run        *run,
                 const char *knob)
{
  Run other;

  run_set_up (&other, run->way, run->sides);
  submit_both (run, &other);
  follow (run);
  follow (&other);
  g_assert_true (run->said == SAID_PRINTED || other.said == SAID_PRINTED);
  run_tell (&other, "two desks at the same moment, the one");
  run_tear_down (&other);
}

/* The same card at two desks, as when a store was copied. */
static void
run_same_card (Run        *run,
               const char *knob)
{
  Run other;

  run_set_up (&other, run->way, run->sides);
  g_free (other.card.job_name);
  other.card.job_name = g_strdup (run->card.job_name);
  submit_both (run, &other);
  follow (run);
  follow (&other);
  /* who was refused printed nothing, and the card is the other's */
  if (run->said == SAID_REFUSED)
    {
      run->said = other.said;
      g_free (run->why);
      run->why = g_strdup (other.why);
    }
  else
    g_assert_cmpint (other.said, ==, SAID_REFUSED);
  run_tear_down (&other);
}

/* --- the table ----------------------------------------------------------------------------------- */

static const Fault faults[] = {
  { "one-side", "one side", ON_ALL, 1, run_plain, NULL },
  { "two-sides", "two sides", ON_ALL, 2, run_plain, NULL },
  { "ribbon", "ribbon used up in mid-card, replaced", ON_ALL, 2, run_cured, "ribbon-empty" },
  { "jam", "jam in mid-card, cleared", ON_ALL, 2, run_cured, "jam" },
  { "cover", "cover opened in mid-card, closed", ON_ALL, 2, run_cured, "cover" },
  { "feeder-empty", "feeder empty before", ON_ALL, 1, run_feeder_empty, NULL },
  { "feeder-emptied", "feeder emptied by somebody at the last moment, filled", ON_ALL, 1, run_feeder_emptied, NULL },
  { "rejected", "card rejected by the printer", ON_ALL, 2, run_plain, "reject" },
  { "aborted", "aborted at the printer, half a card goes out", ON_ALL, 2, run_plain, "abort" },
  { "refused", "aborted at the printer before a blank moved", ON_ALL, 1, run_plain, "refuse" },
  { "second", "the printer by itself prints the card once more", ON_ALL, 2, run_second, "second" },
  { "cancelled-before", "cancelled by another before it began", ON_ALL, 2, run_cancelled_before, NULL },
  { "cancelled-midway", "cancelled by another in mid-card", ON_ALL, 2, run_cancelled_midway, NULL },
  { "cancelled-behind", "cancelled at the printer, behind the print service", ON_QUEUE | ON_BOTH_PRINTERS, 2, run_cancelled_behind, NULL },
  { "power-midway", "printer off and on in mid-card", ON_ALL, 2, run_power_midway, NULL },
  { "power-after", "printer off and on after the card, asked anew", ON_ALL, 1, run_power_after, NULL },
  { "off-before", "printer off before", ON_ALL, 1, run_off_before, NULL },
  { "off-for-good", "printer off in mid-card, not back in time", ON_ALL, 2, run_off_for_good, NULL },
  { "service-restarted", "print service restarted in mid-card", ON_QUEUE | ON_BOTH_PRINTERS, 2, run_service_restarted, NULL },
  { "queue-paused", "queue paused in mid-card, resumed later", ON_QUEUE | ON_BOTH_PRINTERS, 2, run_queue_paused, NULL },
  { "queue-paused-shortly", "queue paused in mid-card, resumed at once", ON_QUEUE | ON_BOTH_PRINTERS, 2, run_queue_paused_shortly, NULL },
  { "device-paused", "printer paused in mid-card, resumed", ON_BOTH_WAYS | ON_PAPPL, 2, run_device_paused, NULL },
  { "too-fast", "faster than its model can be", ON_BOTH_WAYS | ON_PAPPL, 2, run_too_fast, NULL },
  { "cut-after-last", "connection lost after the last byte", ON_ALL, 2, run_cut_after_last, NULL },
  { "cut-for-good", "connection lost after the last byte, for good", ON_ALL, 2, run_cut_for_good, NULL },
  { "cut-midway", "document cut in the middle", ON_ALL, 2, run_cut_midway, NULL },
  { "killed-after-submit", "Cardwright killed after the hand-over", ON_ALL, 2, run_killed_after_submit, NULL },
  { "killed-after-blank", "Cardwright killed after the blank moved", ON_ALL, 2, run_killed_after_blank, NULL },
  { "killed-midway", "Cardwright killed in the middle of the document", ON_ALL, 2, run_killed_midway, NULL },
  { "second-desk", "two desks at the same moment, the other", ON_ALL, 1, run_second_desk, NULL },
  { "same-card", "the same card from two desks at the same moment", ON_ALL, 1, run_same_card, NULL },
  { "queue-deleted", "queue deleted in mid-card", ON_QUEUE | ON_BOTH_PRINTERS, 2, run_queue_deleted, NULL },
};

const Fault *
faults_get (gsize *count)
{
  *count = G_N_ELEMENTS (faults);
  return faults;
}
