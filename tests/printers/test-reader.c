/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/softcard.h"
#include "printers/softreader.h"

/* The reader door and the reader in software. The other reader, the one behind pcscd, keeps the
 * same promises in test-pcsc.c. */

#define NAME "Test Reader"

static const guint8 get_uid[] = { 0xFF, 0xCA, 0x00, 0x00, 0x00 };

/* A chip that answers with what it is told to. */
typedef struct
{
  CwSoftReader *reader;
  const char   *answer;  /* hex */
  gboolean      leaves;  /* it does not answer */
  gboolean      pulled;  /* somebody takes it away in the middle of the exchange */
  guint         apdus;
  guint         powered;
  guint         destroyed;
} Chip;

static gboolean
chip_run (gpointer      data,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer)
{
  Chip *chip = data;
  g_autoptr (GByteArray) bytes = NULL;

  if (length == 0)
    {
      chip->powered++;
      return TRUE;
    }
  chip->apdus++;
  bytes = cw_hex_decode (chip->answer, NULL);
  cw_bytes_put (answer, bytes->data, bytes->len);
  if (chip->pulled)
    cw_soft_reader_remove (chip->reader);
  return !chip->leaves;
}

static void
chip_destroy (gpointer data)
{
  Chip *chip = data;

  chip->destroyed++;
}

static void
insert (CwSoftReader *reader,
        Chip         *chip)
{
  static const guint8 atr[] = { 0x3B, 0x81, 0x80, 0x01, 0x80, 0x80 };
  g_autoptr (GBytes) bytes = g_bytes_new_static (atr, sizeof atr);

  chip->reader = reader;
  cw_soft_reader_insert (reader, bytes, chip_run, chip, chip_destroy);
}

static CwReaderSession *
open_session (CwSoftReader *reader)
{
  g_autoptr (GError) error = NULL;
  CwReaderSession *session = cw_reader_open (CW_READER (reader), NULL, &error);

  g_assert_no_error (error);
  return session;
}

static void
assert_state (CwSoftReader *reader,
              CwReaderState expected)
{
  g_autoptr (GError) error = NULL;
  CwReaderState state;

  g_assert_true (cw_reader_get_state (CW_READER (reader), &state, &error));
  g_assert_no_error (error);
  g_assert_cmpint (state, ==, expected);
}

static void
assert_open_fails (CwSoftReader *reader,
                   CwError       expected)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_reader_open (CW_READER (reader), NULL, &error));
  g_assert_error (error, CW_ERROR, (int) expected);
  g_assert_nonnull (strstr (error->message, NAME));
}

static void
assert_transmit_fails (CwReaderSession *session,
                       CwError          expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GByteArray) answer = g_byte_array_new ();

  g_assert_false (cw_reader_session_transmit (session, get_uid, sizeof get_uid, answer, &error));
  g_assert_error (error, CW_ERROR, (int) expected);
}

static void
test_names (void)
{
  static const char *const names[] = { "gone", "empty", "card", "busy", "mute" };

  for (int state = CW_READER_STATE_GONE; state <= CW_READER_STATE_MUTE; state++)
    {
      g_assert_cmpstr (cw_reader_state_to_name ((CwReaderState) state), ==, names[state]);
      g_assert_cmpuint (strlen (cw_reader_state_to_label ((CwReaderState) state)), >, 0);
    }
}

static void
test_uid (void)
{
  static const struct
  {
    const char *answer;
    const char *uid;   /* NULL: refused with @error */
    CwError     error;
  } cases[] = {
    { "041122339000", "04112233", CW_ERROR_FAILED },
    { "041122334455669000", "04112233445566", CW_ERROR_FAILED },
    { "041122334455667788999000", "04112233445566778899", CW_ERROR_FAILED },
    { "9000", NULL, CW_ERROR_CARD_UNKNOWN },
    { "04112233449000", NULL, CW_ERROR_CARD_UNKNOWN },
    { "04112233445566776282", NULL, CW_ERROR_CARD_UNKNOWN },
    { "6A81", NULL, CW_ERROR_CARD_UNKNOWN },
    { "90", NULL, CW_ERROR_CARD_REMOVED },
    { "", NULL, CW_ERROR_CARD_REMOVED },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
      Chip chip = { .answer = cases[i].answer };
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) uid = NULL;
      g_autoptr (CwReaderSession) session = NULL;

      insert (reader, &chip);
      session = open_session (reader);
      uid = cw_reader_session_read_uid (session, &error);
      if (cases[i].uid != NULL)
        {
          g_autofree char *text = NULL;

          g_assert_no_error (error);
          text = cw_hex_encode (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid));
          g_assert_cmpstr (text, ==, cases[i].uid);
          continue;
        }
      g_assert_null (uid);
      g_assert_error (error, CW_ERROR, (int) cases[i].error);
    }
}

static void
test_empty (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_monotonic_time ();

  g_assert_cmpstr (cw_reader_get_name (CW_READER (reader)), ==, NAME);
  assert_state (reader, CW_READER_STATE_EMPTY);
  assert_open_fails (reader, CW_ERROR_NO_CARD);
  g_assert_true (cw_reader_wait (CW_READER (reader), FALSE, 0, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (cw_reader_wait (CW_READER (reader), TRUE, 20 * 1000, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);
  g_assert_cmpint (g_get_monotonic_time () - before, >=, 20 * 1000);
}

static gpointer
insert_thread (gpointer data)
{
  Chip *chip = data;

  insert (chip->reader, chip);
  return NULL;
}

static gpointer
remove_thread (gpointer data)
{
  cw_soft_reader_remove (data);
  return NULL;
}

static void
test_wait (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  g_autoptr (GError) error = NULL;
  Chip chip = { .reader = reader };

  for (int i = 0; i < 20; i++)
    {
      GThread *thread = g_thread_new ("insert", insert_thread, &chip);

      g_assert_true (cw_reader_wait (CW_READER (reader), TRUE, -1, NULL, &error));
      g_assert_no_error (error);
      g_thread_join (thread);
      assert_state (reader, CW_READER_STATE_CARD);
      thread = g_thread_new ("remove", remove_thread, reader);
      g_assert_true (cw_reader_wait (CW_READER (reader), FALSE, -1, NULL, &error));
      g_assert_no_error (error);
      g_thread_join (thread);
    }
  g_assert_cmpuint (chip.destroyed, ==, 20);

  insert (reader, &chip);
  g_assert_false (cw_reader_wait (CW_READER (reader), FALSE, 1000, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);
}

static gpointer
cancel_thread (gpointer data)
{
  g_cancellable_cancel (data);
  return NULL;
}

static void
test_cancel (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);

  for (int i = 0; i < 50; i++)
    {
      g_autoptr (GCancellable) cancellable = g_cancellable_new ();
      g_autoptr (GError) error = NULL;
      GThread *thread = g_thread_new ("cancel", cancel_thread, cancellable);

      g_assert_false (cw_reader_wait (CW_READER (reader), TRUE, -1, cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
      g_thread_join (thread);
      g_clear_error (&error);
      g_assert_null (cw_reader_open (CW_READER (reader), cancellable, &error));
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
    }
}

static void
test_exclusive (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  Chip chip = { .answer = "9000" };
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GBytes) atr = NULL;

  insert (reader, &chip);
  session = open_session (reader);
  g_assert_cmpuint (chip.powered, ==, 1);
  assert_open_fails (reader, CW_ERROR_BUSY);
  assert_state (reader, CW_READER_STATE_CARD);
  atr = cw_reader_session_get_atr (session);
  g_assert_cmpuint (g_bytes_get_size (atr), ==, 6);
  g_clear_object (&session);
  g_assert_cmpuint (chip.powered, ==, 2);
  session = open_session (reader);
  g_assert_cmpuint (chip.apdus, ==, 0);
}

static void
test_removed (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  Chip first = { .answer = "9000" };
  Chip second = { .answer = "9000" };
  g_autoptr (CwReaderSession) old = NULL;
  g_autoptr (CwReaderSession) session = NULL;

  insert (reader, &first);
  old = open_session (reader);
  cw_soft_reader_remove (reader);
  assert_state (reader, CW_READER_STATE_EMPTY);
  assert_transmit_fails (old, CW_ERROR_CARD_REMOVED);
  g_assert_cmpuint (first.apdus, ==, 0);

  /* another chip: the old session does not reach it, nor does its end let go of it */
  insert (reader, &second);
  assert_transmit_fails (old, CW_ERROR_CARD_REMOVED);
  session = open_session (reader);
  assert_transmit_fails (old, CW_ERROR_CARD_REMOVED);
  g_assert_cmpuint (first.destroyed, ==, 0);
  g_clear_object (&old);
  g_assert_cmpuint (first.destroyed, ==, 1);
  assert_open_fails (reader, CW_ERROR_BUSY);
  g_assert_cmpuint (second.powered, ==, 1);
  g_clear_object (&session);

  /* exchanged under an open session */
  session = open_session (reader);
  insert (reader, &first);
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  g_clear_object (&session);
  g_assert_cmpuint (second.destroyed, ==, 1);
  session = open_session (reader);
}

static void
test_removed_in_exchange (void)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  Chip pulled = { .answer = "9000", .pulled = TRUE };
  Chip leaving = { .answer = "9000", .leaves = TRUE };
  g_autoptr (CwReaderSession) session = NULL;

  insert (reader, &pulled);
  session = open_session (reader);
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  g_assert_cmpuint (pulled.destroyed, ==, 0);
  g_clear_object (&session);
  g_assert_cmpuint (pulled.destroyed, ==, 1);

  insert (reader, &leaving);
  session = open_session (reader);
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  assert_state (reader, CW_READER_STATE_EMPTY);
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  g_assert_cmpuint (leaving.apdus, ==, 1);
}

static gboolean
soft_card_run (gpointer      chip,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

/* The software card on the software reader, as the demo station has it. */
static void
test_soft_card (void)
{
  static const guint8 number[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };
  static const guint8 get_version[] = { 0x90, 0x60, 0x00, 0x00, 0x00 };
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (NAME);
  CwSoftCard *card = cw_soft_card_new (number);
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (card);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GBytes) uid = NULL;
  g_autoptr (GError) error = NULL;

  cw_soft_reader_insert (reader, atr, soft_card_run, card, (GDestroyNotify) cw_soft_card_unref);
  session = open_session (reader);
  uid = cw_reader_session_read_uid (session, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid), number, sizeof number);

  /* the next session finds the card fresh, not in the middle of a long answer */
  g_assert_true (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_cmphex (answer->data[answer->len - 1], ==, 0xAF);
  g_clear_object (&session);
  session = open_session (reader);
  g_assert_true (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_cmphex (answer->data[answer->len - 1], ==, 0xAF);

  cw_soft_card_inject (card, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = 1 });
  assert_transmit_fails (session, CW_ERROR_CARD_REMOVED);
  assert_state (reader, CW_READER_STATE_EMPTY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/printers/reader/names", test_names);
  g_test_add_func ("/printers/reader/uid", test_uid);
  g_test_add_func ("/printers/reader/empty", test_empty);
  g_test_add_func ("/printers/reader/wait", test_wait);
  g_test_add_func ("/printers/reader/cancel", test_cancel);
  g_test_add_func ("/printers/reader/exclusive", test_exclusive);
  g_test_add_func ("/printers/reader/removed", test_removed);
  g_test_add_func ("/printers/reader/removed-in-exchange", test_removed_in_exchange);
  g_test_add_func ("/printers/reader/soft-card", test_soft_card);
  return g_test_run ();
}
