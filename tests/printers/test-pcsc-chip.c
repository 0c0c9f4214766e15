/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/chip.h"
#include "app/core/escn.h"
#include "pcsc-bench.h"

/* The shipped chip plan, written and verified through a real pcscd: the encoder, the reader and
 * the card as a station has them, only the plastic is missing. Runs inside pcsc-rig.sh. */

typedef struct
{
  CwReader    *reader;
  CwChipPlan  *plan;
  CwKeySource *keys;
  CwEscn       escn;
} Station;

static gboolean
station_transmit (gpointer      user_data,
                  const guint8 *command,
                  gsize         length,
                  GByteArray   *answer,
                  GError      **error)
{
  return cw_reader_session_transmit (user_data, command, length, answer, error);
}

static void
station_random (gpointer user_data,
                guint8  *data,
                gsize    length)
{
  cw_random_bytes (data, length);
}

static void
station_set_up (Station      *self,
                gconstpointer unused)
{
  g_autoptr (GFile) file = cw_chip_plan_get_shipped ("escn");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_load (file, &error);
  g_autoptr (CwSecret) master = cw_secret_new ("\x10\x21\x32\x43\x54\x65\x76\x87\x98\xA9\xBA\xCB\xDC\xED\xFE\x0F", 16);

  g_assert_no_error (error);
  self->reader = pcsc_bench_reader ();
  self->plan = cw_chip_plan_bind (plan, "lbtu");
  self->keys = cw_memory_keys_new ();
  cw_memory_keys_add (self->keys, "lbtu/escn/master", 1, master);
  /* a number of the year 2026 with prefix 009 and a PIC that the portal shows as an example */
  g_assert_true (cw_escn_build (G_GUINT64_CONSTANT (0x1ecf1d57ac58400), 0x30bb, 9, "999859608", &self->escn, NULL));
}

static void
station_tear_down (Station      *self,
                   gconstpointer unused)
{
  g_clear_object (&self->reader);
  cw_chip_plan_unref (self->plan);
  g_object_unref (self->keys);
}

/* A blank card, made by the card program where no file is. */
static void
lay_blank_card (const char *name)
{
  g_autofree char *path = g_build_filename (g_getenv ("CW_RIG_DIR"), name, NULL);
  g_autofree char *command = g_strconcat ("replace ", path, NULL);

  pcsc_bench_tell (command, "inserted");
}

static CwChipReport *
station_write (Station *self,
               GError **error)
{
  g_autoptr (CwReaderSession) session = pcsc_bench_open (self->reader);
  CwChipLink link = { station_transmit, station_random, session };

  return cw_chip_write (&link, self->plan, self->keys, &self->escn, NULL, NULL, error);
}

/* In a session of its own: the card was switched off in between. */
static void
station_assert_complete (Station *self)
{
  g_autoptr (CwReaderSession) session = pcsc_bench_open (self->reader);
  CwChipLink link = { station_transmit, station_random, session };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = cw_chip_verify (&link, self->plan, self->keys, &error);

  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_null (report->difference);
  g_assert_true (report->has_escn);
  g_assert_true (cw_escn_equal (&report->escn, &self->escn));
}

static void
test_write (Station      *self,
            gconstpointer unused)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  guint before, apdus;
  gint64 start, end;

  lay_blank_card ("write.json");
  before = pcsc_bench_apdus ();
  start = g_get_monotonic_time ();
  report = station_write (self, &error);
  end = g_get_monotonic_time ();
  apdus = pcsc_bench_apdus () - before;
  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_cmpuint (report->exchanges, ==, apdus);
  g_test_message ("written: %u exchanges in %.1f ms, %.2f ms each, through pcscd",
                  apdus, (double) (end - start) / 1000, (double) (end - start) / 1000 / apdus);

  start = g_get_monotonic_time ();
  station_assert_complete (self);
  end = g_get_monotonic_time ();
  g_test_message ("verified: %u exchanges in %.1f ms", pcsc_bench_apdus () - before - apdus, (double) (end - start) / 1000);

  /* once more changes nothing */
  g_clear_pointer (&report, cw_chip_report_free);
  report = station_write (self, &error);
  g_assert_no_error (error);
  g_assert_true (report->complete);
}

/* Torn at some of the exchanges, laid down again, resumed. Every exchange of both kinds of tear
 * is tried without pcscd in tests/chip; here it matters that the loss gets through as one. */
static void
test_tear (Station      *self,
           gconstpointer data)
{
  const char *kind = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *first = g_strdup_printf ("first-%s.json", kind);
  guint before, apdus;

  lay_blank_card (first);
  before = pcsc_bench_apdus ();
  cw_chip_report_free (station_write (self, &error));
  g_assert_no_error (error);
  apdus = pcsc_bench_apdus () - before;

  for (guint i = 0; i < 4; i++)
    {
      guint at = 2 + i * (apdus - 3) / 3;
      g_autofree char *name = g_strdup_printf ("%s-%u.json", kind, at);
      g_autofree char *tear = g_strdup_printf ("%s %u", kind, at);
      g_autoptr (CwChipReport) report = NULL;

      lay_blank_card (name);
      pcsc_bench_tell (tear, "waiting");
      report = station_write (self, &error);
      g_assert_null (report);
      g_assert_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED);
      g_clear_error (&error);

      pcsc_bench_tell ("insert", "inserted");
      report = station_write (self, &error);
      g_assert_no_error (error);
      g_assert_true (report->complete);
      station_assert_complete (self);
      g_test_message ("%s %u of %u: resumed with %u exchanges", kind, at, apdus, report->exchanges);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_nonnull (g_getenv ("CW_RIG_READER"));

  g_test_add ("/printers/pcsc/chip/write", Station, NULL, station_set_up, test_write, station_tear_down);
  g_test_add ("/printers/pcsc/chip/tear/early", Station, "tear", station_set_up, test_tear, station_tear_down);
  g_test_add ("/printers/pcsc/chip/tear/late", Station, "late-tear", station_set_up, test_tear, station_tear_down);
  return g_test_run ();
}
