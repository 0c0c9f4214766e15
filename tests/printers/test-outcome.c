/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "printers/cups/outcome.h"

/* Each rule on its own, without a print service. */

#define SECOND G_GINT64_CONSTANT (1000000)

typedef struct
{
  CwPrintFacts   facts;
  CwPrintOutcome outcome;
  const char    *why;
} Rule;

static const Rule rules[] = {
  { { .job = CW_JOB_PENDING, .duration = -1 }, CW_PRINT_WORKING, "working" },
  { { .job = CW_JOB_HELD, .duration = -1 }, CW_PRINT_WORKING, "working" },
  { { .job = CW_JOB_PROCESSING, .began = TRUE, .duration = -1 }, CW_PRINT_WORKING, "working" },
  { { .job = CW_JOB_STOPPED, .began = TRUE, .duration = -1 }, CW_PRINT_WORKING, "working" },

  /* completed, and nothing that contradicts it */
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .duration = -1 }, CW_PRINT_PRINTED, "completed" },
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .duration = 4 * SECOND, .minimum = 4 * SECOND }, CW_PRINT_PRINTED, "completed" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .duration = -1 }, CW_PRINT_PRINTED, "completed" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .history_blind = TRUE, .duration = -1 }, CW_PRINT_PRINTED, "completed" },

  /* completed, and something contradicts it */
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .duration = 4 * SECOND - 1, .minimum = 4 * SECOND }, CW_PRINT_UNCERTAIN, "too-fast" },
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .history_lost = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "history-lost" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .history_lost = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "history-lost" },
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .history_blind = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "history-blind" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_ABORTED, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-aborted" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_CANCELED, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-aborted" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_GONE, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-forgot" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .device_restarted = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-restarted" },

  /* the print service is done, the printer is not */
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_PROCESSING, .began = TRUE, .duration = -1 }, CW_PRINT_WORKING, "device-working" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_PROCESSING, .began = TRUE, .timed_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "timed-out" },

  /* canceled or aborted */
  { { .job = CW_JOB_CANCELED, .duration = -1 }, CW_PRINT_NOT_PRINTED, "never-started" },
  { { .job = CW_JOB_ABORTED, .duration = -1 }, CW_PRINT_NOT_PRINTED, "never-started" },
  { { .job = CW_JOB_CANCELED, .timed_out = TRUE, .duration = -1 }, CW_PRINT_NOT_PRINTED, "never-started" },
  { { .job = CW_JOB_CANCELED, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },
  { { .job = CW_JOB_ABORTED, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },
  { { .job = CW_JOB_CANCELED, .device = CW_JOB_PROCESSING, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },
  { { .job = CW_JOB_CANCELED, .device = CW_JOB_COMPLETED, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },

  /* it would be printed twice */
  { { .job = CW_JOB_PENDING, .began = TRUE, .went_back = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "went-back" },
  { { .job = CW_JOB_CANCELED, .began = TRUE, .went_back = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "went-back" },
  { { .job = CW_JOB_COMPLETED, .began = TRUE, .went_back = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "went-back" },

  /* straight to the printer: its own word, for a document that it said it had */
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_TAKEN, .began = TRUE, .side_out = TRUE, .duration = -1 }, CW_PRINT_PRINTED, "completed" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_TAKEN, .began = TRUE, .duration = 4 * SECOND - 1, .minimum = 4 * SECOND }, CW_PRINT_UNCERTAIN, "too-fast" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_TAKEN, .began = TRUE, .side_out = TRUE, .sides_missing = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "sides-missing" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_TAKEN, .began = TRUE, .side_out = TRUE, .sides_extra = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "sides-extra" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .side_out = TRUE, .sides_extra = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "sides-extra" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .sent_again = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "sent-again" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_TAKEN, .began = TRUE, .faulty = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "completed-with-errors" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_ON_ITS_WAY, .began = TRUE, .duration = -1 }, CW_PRINT_WORKING, "document-on-its-way" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_ON_ITS_WAY, .began = TRUE, .timed_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "timed-out" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_STOPPED, .began = TRUE, .side_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "document-stopped" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_UNANSWERED, .began = TRUE, .side_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "document-unanswered" },
  { { .direct = TRUE, .job = CW_JOB_COMPLETED, .document = CW_DOCUMENT_UNTOLD, .began = TRUE, .side_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "document-untold" },
  { { .direct = TRUE, .job = CW_JOB_PENDING, .document = CW_DOCUMENT_STOPPED, .duration = -1 }, CW_PRINT_WORKING, "working" },
  { { .direct = TRUE, .job = CW_JOB_CANCELED, .document = CW_DOCUMENT_STOPPED, .duration = -1 }, CW_PRINT_NOT_PRINTED, "never-started" },
  { { .direct = TRUE, .job = CW_JOB_ABORTED, .document = CW_DOCUMENT_STOPPED, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },
  { { .direct = TRUE, .job = CW_JOB_ABORTED, .document = CW_DOCUMENT_TAKEN, .side_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "ended-after-start" },
  { { .direct = TRUE, .job = CW_JOB_PENDING, .document = CW_DOCUMENT_TAKEN, .device_restarted = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-restarted" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .side_out = TRUE, .sides_missing = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "sides-missing" },
  { { .job = CW_JOB_COMPLETED, .device = CW_JOB_COMPLETED, .began = TRUE, .faulty = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "completed-with-errors" },

  /* nobody can tell */
  { { .job = CW_JOB_PROCESSING, .began = TRUE, .connection_lost = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "connection-lost" },
  { { .connection_lost = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "connection-lost" },
  { { .job = CW_JOB_PROCESSING, .began = TRUE, .timed_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "timed-out" },
  { { .job = CW_JOB_PENDING, .timed_out = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "timed-out" },
  { { .job = CW_JOB_PROCESSING, .began = TRUE, .device_restarted = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "device-restarted" },
  { { .job = CW_JOB_PENDING, .device_restarted = TRUE, .duration = -1 }, CW_PRINT_WORKING, "working" },
  { { .job = CW_JOB_GONE, .began = TRUE, .duration = -1 }, CW_PRINT_UNCERTAIN, "job-gone" },
  { { .job = CW_JOB_UNSEEN, .duration = -1 }, CW_PRINT_UNCERTAIN, "job-gone" },
};

static void
test_outcome_rules (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    {
      const char *why = NULL;
      CwPrintOutcome outcome = cw_print_facts_judge (&rules[i].facts, &why);

      g_test_message ("rule %zu: %s", i, why);
      g_assert_cmpint (outcome, ==, rules[i].outcome);
      g_assert_cmpstr (why, ==, rules[i].why);
    }
}

static void
check_safety (const CwPrintFacts *facts)
{
  const char *why;
  CwPrintOutcome outcome = cw_print_facts_judge (facts, &why);

  if (outcome == CW_PRINT_PRINTED)
    {
      g_assert_true (facts->job == CW_JOB_COMPLETED && !facts->went_back && !facts->history_lost && !facts->connection_lost
                     && !facts->faulty && !facts->sides_missing && !facts->sides_extra && !facts->sent_again && facts->duration == 5);
      if (facts->direct)
        g_assert_true (facts->document == CW_DOCUMENT_TAKEN && !facts->device_restarted);
      else
        g_assert_true (facts->device == CW_JOB_COMPLETED || facts->device == CW_JOB_UNSEEN);
    }
  if (outcome == CW_PRINT_NOT_PRINTED)
    g_assert_true (!facts->began && !facts->side_out && facts->device == CW_JOB_UNSEEN && !facts->connection_lost
                   && (facts->job == CW_JOB_CANCELED || facts->job == CW_JOB_ABORTED));
  if (outcome == CW_PRINT_WORKING)
    g_assert_false (facts->connection_lost || facts->timed_out || facts->went_back);
}

/* Over every combination: PRINTED needs a completed job, NOT_PRINTED one that nobody began. */
static void
test_outcome_safety (void)
{
  for (int job = CW_JOB_UNSEEN; job <= CW_JOB_GONE; job++)
    for (int device = CW_JOB_UNSEEN; device <= CW_JOB_GONE; device++)
      for (guint bits = 0; bits < (CW_DOCUMENT_UNANSWERED + 1) << 14; bits++)
        {
          CwPrintFacts facts = {
            .job = (CwJobState) job,
            .device = (CwJobState) device,
            .began = (bits & 1) != 0,
            .went_back = (bits & 2) != 0,
            .history_lost = (bits & 4) != 0,
            .history_blind = (bits & 8) != 0,
            .device_restarted = (bits & 16) != 0,
            .connection_lost = (bits & 32) != 0,
            .timed_out = (bits & 64) != 0,
            .duration = (bits & 128) != 0 ? 1 : 5,
            .minimum = 4,
            .direct = (bits & 256) != 0,
            .faulty = (bits & 512) != 0,
            .side_out = (bits & 1024) != 0,
            .sides_missing = (bits & 2048) != 0,
            .sides_extra = (bits & 4096) != 0,
            .sent_again = (bits & 8192) != 0,
            .document = (CwDocumentState) (bits >> 14),
          };

          check_safety (&facts);
        }
}

static void
test_outcome_states (void)
{
  g_assert_cmpint (cw_job_state_from_ipp (3), ==, CW_JOB_PENDING);
  g_assert_cmpint (cw_job_state_from_ipp (4), ==, CW_JOB_HELD);
  g_assert_cmpint (cw_job_state_from_ipp (5), ==, CW_JOB_PROCESSING);
  g_assert_cmpint (cw_job_state_from_ipp (6), ==, CW_JOB_STOPPED);
  g_assert_cmpint (cw_job_state_from_ipp (7), ==, CW_JOB_CANCELED);
  g_assert_cmpint (cw_job_state_from_ipp (8), ==, CW_JOB_ABORTED);
  g_assert_cmpint (cw_job_state_from_ipp (9), ==, CW_JOB_COMPLETED);
  g_assert_cmpint (cw_job_state_from_ipp (0), ==, CW_JOB_UNSEEN);
  g_assert_cmpint (cw_job_state_from_ipp (10), ==, CW_JOB_UNSEEN);
  for (int state = CW_JOB_UNSEEN; state <= CW_JOB_GONE; state++)
    g_assert_nonnull (cw_job_state_to_name ((CwJobState) state));
  for (int state = CW_DOCUMENT_UNTOLD; state <= CW_DOCUMENT_UNANSWERED; state++)
    g_assert_nonnull (cw_document_state_to_name ((CwDocumentState) state));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/outcome/rules", test_outcome_rules);
  g_test_add_func ("/printers/outcome/safety", test_outcome_safety);
  g_test_add_func ("/printers/outcome/states", test_outcome_states);
  return g_test_run ();
}
