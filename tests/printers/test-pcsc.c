/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "pcsc-bench.h"
#include "printers/pcsc/pcsc.h"

/* The readers behind pcscd, with a real pcscd and its virtual reader: see pcsc-rig.sh, which has
 * to run this program. */

/* microseconds: what a reader may take to see a card come or go; pcscd looks every 400 ms */
#define SEEN (10 * G_USEC_PER_SEC)

static const guint8 get_version[] = { 0x90, 0x60, 0x00, 0x00, 0x00 };

static void
assert_state (CwReader     *reader,
              CwReaderState expected)
{
  g_autoptr (GError) error = NULL;
  CwReaderState state;

  g_assert_true (cw_reader_get_state (reader, &state, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cw_reader_state_to_name (state), ==, cw_reader_state_to_name (expected));
}

static void
assert_open_fails (CwReader *reader,
                   CwError   expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_reader_open (reader, NULL, &error));
  g_assert_error (error, CW_ERROR, (int) expected);
  g_assert_nonnull (strstr (error->message, cw_reader_get_name (reader)));
  g_test_message ("%s", error->message);
}

static void
assert_transmit_fails (CwReaderSession *session,
                       CwError          expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  g_assert_false (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_error (error, CW_ERROR, (int) expected);
  g_test_message ("%s", error->message);
}

static void
assert_version (CwReaderSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autofree char *text = NULL;

  cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error);
  g_assert_no_error (error);
  text = cw_hex_encode (answer->data, answer->len);
  g_assert_cmpstr (text, ==, "04010101001A0591AF");
}

static char *
read_uid (CwReaderSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) uid = cw_reader_session_read_uid (session, &error);

  g_assert_no_error (error);
  return cw_hex_encode (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid));
}

static void
test_list (void)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) names = cw_pcsc_list_readers (&error);

  g_assert_no_error (error);
  /* the driver gives each reader two slots */
  g_assert_cmpuint (g_strv_length (names), ==, 4);
  g_assert_true (g_strv_contains ((const char *const *) names, g_getenv ("CW_RIG_READER")));
  g_assert_true (g_strv_contains ((const char *const *) names, g_getenv ("CW_RIG_EMPTY_READER")));
}

static void
test_empty (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new (g_getenv ("CW_RIG_EMPTY_READER"));
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();

  assert_state (reader, CW_READER_STATE_EMPTY);
  assert_open_fails (reader, CW_ERROR_NO_CARD);
  g_assert_true (cw_reader_wait (reader, FALSE, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (cw_reader_wait (reader, TRUE, 700 * 1000, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 700 * 1000);
}

static void
test_session (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);
  g_autoptr (GBytes) atr = cw_reader_session_get_atr (session);
  g_autofree char *atr_text = cw_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));
  g_autofree char *uid = read_uid (session);
  g_autofree char *known = pcsc_bench_card_uid (g_getenv ("CW_RIG_CARD"));

  g_assert_cmpstr (atr_text, ==, "3B8180018080");
  g_assert_cmpstr (uid, ==, known);
  assert_version (session);
  assert_state (reader, CW_READER_STATE_CARD);
  assert_open_fails (reader, CW_ERROR_BUSY);

  /* the next session begins with the card switched off and on, not within the long answer */
  g_clear_object (&session);
  session = pcsc_bench_open (reader);
  assert_version (session);
}

static void
test_comes_and_goes (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReader) same = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GError) error = NULL;

  for (int i = 0; i < 3; i++)
    {
      pcsc_bench_tell ("remove", "removed");
      g_assert_true (cw_reader_wait (reader, FALSE, SEEN, NULL, &error));
      g_assert_no_error (error);
      assert_state (same, CW_READER_STATE_EMPTY);
      assert_open_fails (reader, CW_ERROR_NO_CARD);
      pcsc_bench_tell ("insert", "inserted");
      g_assert_true (cw_reader_wait (reader, TRUE, SEEN, NULL, &error));
      g_assert_no_error (error);
      session = pcsc_bench_open (reader);
      assert_version (session);
      g_clear_object (&session);
    }
}

static void
test_pulled (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  static const char *const tears[] = { "tear 2", "late-tear 2" };

  for (gsize i = 0; i < G_N_ELEMENTS (tears); i++)
    {
      g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);

      /* in the middle of an APDU, and from then on */
      pcsc_bench_tell (tears[i], "waiting");
      assert_version (session);
      assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
      assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
      pcsc_bench_tell ("insert", "inserted");
      assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
      g_clear_object (&session);
      session = pcsc_bench_open (reader);
      assert_version (session);
    }
}

/* Between two APDUs, and long enough for pcscd to see it. */
static void
test_taken_off (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);
  g_autoptr (GError) error = NULL;

  pcsc_bench_tell ("remove", "removed");
  g_assert_true (cw_reader_wait (reader, FALSE, SEEN, NULL, &error));
  g_assert_no_error (error);
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  pcsc_bench_tell ("insert", "inserted");
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
}

/* Which of the two a session hears depends on the release of pcscd; that it is over does not. */
static void
assert_session_is_over (CwReaderSession *session)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  g_assert_false (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_true (g_error_matches (error, CW_ERROR, CW_ERROR_CARD_REMOVED) ||
                 g_error_matches (error, CW_ERROR, CW_ERROR_CARD_CHANGED));
  g_test_message ("%s", error->message);
}

/* Another card while a session stands: the session must never reach it, whether pcscd had the
 * time to see the reader empty or not. */
static void
test_exchanged (gconstpointer seen_empty)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);
  g_autofree char *before = read_uid (session);
  g_autofree char *other = g_build_filename (g_getenv ("CW_RIG_DIR"), "other.json", NULL);
  g_autofree char *replace = g_strconcat ("replace ", other, NULL);
  g_autofree char *back = g_strconcat ("replace ", g_getenv ("CW_RIG_CARD"), NULL);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  if (GPOINTER_TO_INT (seen_empty))
    {
      pcsc_bench_tell ("remove", "removed");
      g_assert_true (cw_reader_wait (reader, FALSE, SEEN, NULL, &error));
      g_assert_no_error (error);
    }
  pcsc_bench_tell (replace, "inserted");
  g_assert_true (cw_reader_wait (reader, TRUE, SEEN, NULL, &error));
  g_assert_no_error (error);
  assert_session_is_over (session);
  assert_session_is_over (session);
  g_clear_object (&session);

  session = pcsc_bench_open (reader);
  after = read_uid (session);
  g_assert_cmpstr (before, !=, after);
  g_clear_object (&session);
  pcsc_bench_tell (back, "inserted");
}

static void
test_held_by_another (gconstpointer mode)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (GSubprocess) holder = NULL;
  g_autoptr (GDataInputStream) said = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);

  g_clear_object (&session);
  holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                             g_getenv ("PCSC_HOLDER"), mode, cw_reader_get_name (reader), NULL);
  g_assert_no_error (error);
  said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  line = g_data_input_stream_read_line (said, NULL, NULL, &error);
  g_assert_cmpstr (line, ==, "held");

  assert_state (reader, CW_READER_STATE_BUSY);
  assert_open_fails (reader, CW_ERROR_BUSY);

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (holder), NULL, &error));
  g_assert_true (g_subprocess_wait_check (holder, NULL, &error));
  session = pcsc_bench_open (reader);
  assert_version (session);
}

static gpointer
let_go_thread (gpointer data)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (data), NULL, NULL);
  return NULL;
}

/* A desktop that looks at the card for a moment is waited for. */
static void
test_held_for_a_moment (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (GSubprocess) holder = NULL;
  g_autoptr (GDataInputStream) said = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwReaderSession) session = NULL;
  GThread *thread;

  holder = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error,
                             g_getenv ("PCSC_HOLDER"), "transaction", cw_reader_get_name (reader), NULL);
  g_assert_no_error (error);
  said = g_data_input_stream_new (g_subprocess_get_stdout_pipe (holder));
  line = g_data_input_stream_read_line (said, NULL, NULL, &error);
  g_assert_cmpstr (line, ==, "held");
  thread = g_thread_new ("let-go", let_go_thread, holder);
  session = pcsc_bench_open (reader);
  assert_version (session);
  g_thread_join (thread);
}

static void
test_unknown (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new ("No Such Reader 00 00");
  g_autoptr (GError) error = NULL;

  assert_state (reader, CW_READER_STATE_GONE);
  assert_open_fails (reader, CW_ERROR_READER_GONE);
  g_assert_false (cw_reader_wait (reader, TRUE, -1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READER_GONE);
  g_assert_nonnull (strstr (error->message, "No Such Reader 00 00"));
}

typedef struct
{
  CwReader     *reader;
  GCancellable *cancellable;
} Cancel;

/* Cancels while the wait is under way: the states that it asks for first get their turn between
 * two slices of it, or before it begins. */
static gpointer
cancel_thread (gpointer data)
{
  Cancel *cancel = data;
  CwReaderState state;

  for (int i = 0; i < 3; i++)
    g_assert_true (cw_reader_get_state (cancel->reader, &state, NULL));
  g_cancellable_cancel (cancel->cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new (g_getenv ("CW_RIG_EMPTY_READER"));

  for (int i = 0; i < 5; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      Cancel cancel = { reader, cancellable };
      GThread *thread = g_thread_new ("cancel", cancel_thread, &cancel);

      g_assert_false (cw_reader_wait (reader, TRUE, -1, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      g_clear_error (&error);
      g_assert_null (cw_reader_open (reader, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
  /* a cancel that came too late for its wait harms nothing that follows */
  assert_state (reader, CW_READER_STATE_EMPTY);
}

static void
test_service_stops (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);
  g_auto (GStrv) names = NULL;
  g_autoptr (GError) error = NULL;

  assert_version (session);
  pcsc_bench_service ("stop");
  assert_transmit_fails (session, CW_ERROR_READER_GONE);
  assert_state (reader, CW_READER_STATE_GONE);
  assert_open_fails (reader, CW_ERROR_READER_GONE);
  g_assert_false (cw_reader_wait (reader, TRUE, -1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READER_GONE);
  g_clear_error (&error);
  names = cw_pcsc_list_readers (&error);
  g_assert_null (names);
  g_assert_error (error, CW_ERROR, CW_ERROR_READER_GONE);
  g_clear_error (&error);

  /* the same reader object works again; the old session does not */
  pcsc_bench_service ("start");
  assert_transmit_fails (session, CW_ERROR_READER_GONE);
  g_clear_object (&session);
  pcsc_bench_tell ("insert", "inserted");
  g_assert_true (cw_reader_wait (reader, TRUE, SEEN, NULL, &error));
  g_assert_no_error (error);
  session = pcsc_bench_open (reader);
  assert_version (session);
}

typedef struct
{
  CwReader *reader;
  GError   *error;
} Waiter;

static gpointer
wait_thread (gpointer data)
{
  Waiter *waiter = data;

  g_assert_false (cw_reader_wait (waiter->reader, FALSE, -1, NULL, &waiter->error));
  return NULL;
}

/* Killed, not stopped, under a wait and a session; then there again before anybody looked. */
static void
test_service_killed (void)
{
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  g_autoptr (CwReaderSession) session = pcsc_bench_open (reader);
  Waiter waiter = { .reader = reader };
  GThread *thread;

  assert_version (session);
  thread = g_thread_new ("wait", wait_thread, &waiter);
  pcsc_bench_service ("kill");
  g_thread_join (thread);
  g_assert_error (waiter.error, CW_ERROR, CW_ERROR_READER_GONE);
  g_error_free (waiter.error);
  g_clear_object (&session);

  pcsc_bench_service ("start");
  pcsc_bench_tell ("insert", "inserted");
  session = pcsc_bench_open (reader);
  g_clear_object (&session);
  pcsc_bench_service ("kill");
  pcsc_bench_service ("start");
  pcsc_bench_tell ("insert", "inserted");
  session = pcsc_bench_open (reader);
  assert_version (session);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_nonnull (g_getenv ("CW_RIG_READER"));

  g_test_add_func ("/printers/pcsc/list", test_list);
  g_test_add_func ("/printers/pcsc/empty", test_empty);
  g_test_add_func ("/printers/pcsc/session", test_session);
  g_test_add_func ("/printers/pcsc/comes-and-goes", test_comes_and_goes);
  g_test_add_func ("/printers/pcsc/pulled", test_pulled);
  g_test_add_func ("/printers/pcsc/taken-off", test_taken_off);
  g_test_add_data_func ("/printers/pcsc/exchanged/slowly", GINT_TO_POINTER (TRUE), test_exchanged);
  g_test_add_data_func ("/printers/pcsc/exchanged/at-once", GINT_TO_POINTER (FALSE), test_exchanged);
  g_test_add_data_func ("/printers/pcsc/held-by-another/exclusive", "exclusive", test_held_by_another);
  g_test_add_data_func ("/printers/pcsc/held-by-another/shared", "shared", test_held_by_another);
  g_test_add_data_func ("/printers/pcsc/held-by-another/transaction", "transaction", test_held_by_another);
  g_test_add_func ("/printers/pcsc/held-for-a-moment", test_held_for_a_moment);
  g_test_add_func ("/printers/pcsc/unknown", test_unknown);
  g_test_add_func ("/printers/pcsc/cancel", test_cancel);
  g_test_add_func ("/printers/pcsc/service-stops", test_service_stops);
  g_test_add_func ("/printers/pcsc/service-killed", test_service_killed);
  return g_test_run ();
}
