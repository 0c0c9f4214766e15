/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/storage.h"
#include "pcsc-bench.h"
#include "printers/pcsc/pcsc.h"
#include "printers/readermodel.h"

/* Readers that are plugged in and out, known by their serial numbers, with cards that do not
 * behave: a real pcscd with the driver tests/doubles/ifd-reader.c. See pcsc-rig.sh, which has to
 * run this program. */

/* microseconds: pcscd looks every 400 ms */
#define SEEN (10 * G_USEC_PER_SEC)

#define NAME "Cardwright Plugged Reader"

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
assert_open_fails (CwReader   *reader,
                   CwError     expected,
                   const char *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_reader_open (reader, NULL, &error));
  g_assert_error (error, CW_ERROR, (int) expected);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
}

static void
wait_for_card (CwReader *reader,
               gboolean  for_card)
{
  g_autoptr (GError) error = NULL;

  cw_reader_wait (reader, for_card, SEEN, NULL, &error);
  g_assert_no_error (error);
}

static CwReaderSession *
open_card (CwReader *reader)
{
  g_autoptr (GError) error = NULL;
  CwReaderSession *session = cw_reader_open (reader, NULL, &error);

  g_assert_no_error (error);
  return session;
}

/* Opens, and asks for the UID. Returns: (transfer full): hex */
static char *
read_uid (CwReader *reader,
          GError  **error)
{
  g_autoptr (CwReaderSession) session = open_card (reader);
  g_autoptr (GBytes) uid = cw_reader_session_read_uid (session, error);

  return uid != NULL ? cw_hex_encode (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid)) : NULL;
}

static const CwPcscNote *
find_note (GPtrArray  *notes,
           const char *name)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const CwPcscNote *note = g_ptr_array_index (notes, i);

      if (g_str_equal (note->name, name))
        return note;
    }
  g_error ("no reader “%s”", name);
}

static void
test_describe (void)
{
  g_autoptr (GPtrArray) notes = NULL;
  g_autoptr (GError) error = NULL;
  const CwPcscNote *note;

  pcsc_bench_plug ("A1", "B2", NULL);
  notes = cw_pcsc_describe_readers (&error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, 6);
  note = find_note (notes, NAME " 00 00");
  g_assert_cmpstr (note->serial, ==, "A1");
  g_assert_cmpstr (note->model, ==, "PC/SC reader");
  g_assert_true (note->contactless);
  note = find_note (notes, NAME " 01 00");
  g_assert_cmpstr (note->serial, ==, "B2");
  /* vsmartcard-vpcd has none to tell */
  note = find_note (notes, g_getenv ("CW_RIG_READER"));
  g_assert_null (note->serial);
}

/* The same reader, whatever pcscd calls it after it was plugged in again. */
static void
test_by_serial (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("a1", NULL);
  g_autoptr (CwReader) slot = cw_pcsc_reader_new_by_serial ("A1", NAME " 07 00");
  g_autoptr (CwReader) other_slot = cw_pcsc_reader_new_by_serial ("A1", NAME " 00 01");
  g_autoptr (GError) error = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  pcsc_bench_plug ("A1", "B2", NULL);
  pcsc_bench_set ("A1", "uid", "04A1A1A1A1A1A1");
  pcsc_bench_set ("A1", "card", "");
  pcsc_bench_set ("B2", "uid", "04B2B2B2B2B2B2");
  pcsc_bench_set ("B2", "card", "");
  wait_for_card (reader, TRUE);
  first = read_uid (reader, &error);
  g_assert_cmpstr (first, ==, "04A1A1A1A1A1A1");

  /* it is number 01 now, and number 00 is somebody else's */
  pcsc_bench_plug ("B2", "A1", NULL);
  wait_for_card (reader, TRUE);
  second = read_uid (reader, &error);
  g_assert_cmpstr (second, ==, "04A1A1A1A1A1A1");
  assert_state (slot, CW_READER_STATE_CARD);
  assert_state (other_slot, CW_READER_STATE_GONE);

  /* out, and in again */
  pcsc_bench_plug ("B2", NULL);
  assert_state (reader, CW_READER_STATE_GONE);
  assert_open_fails (reader, CW_ERROR_READER_GONE, "“serial number a1” is not connected");
  pcsc_bench_plug ("A1", NULL);
  wait_for_card (reader, TRUE);
  assert_state (reader, CW_READER_STATE_CARD);

  /* never one of two */
  pcsc_bench_plug ("A1", "A1.copy", NULL);
  assert_open_fails (reader, CW_ERROR_INVALID, "Several readers");
  pcsc_bench_set ("A1", "card", NULL);
  pcsc_bench_set ("B2", "card", NULL);
}

typedef struct
{
  const char *const *known;
  GCancellable      *cancellable;
  char             **names;
  GError            *error;
} Plug;

static gpointer
plug_thread (gpointer data)
{
  Plug *plug = data;

  plug->names = cw_pcsc_wait_readers (plug->known, -1, plug->cancellable, &plug->error);
  return NULL;
}

static void
test_hot_plug (void)
{
  g_auto (GStrv) known = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Plug plug = { .cancellable = cancellable };
  const char *const none[] = { NULL };
  GThread *thread;

  pcsc_bench_plug ("A1", NULL);
  known = cw_pcsc_list_readers (&error);
  g_assert_no_error (error);
  g_assert_null (cw_pcsc_wait_readers ((const char *const *) known, 0, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TIMED_OUT);

  /* out, with pcscd stopping on the way */
  plug.known = (const char *const *) known;
  thread = g_thread_new ("plug", plug_thread, &plug);
  pcsc_bench_service ("stop");
  g_thread_join (thread);
  g_assert_no_error (plug.error);
  g_assert_cmpuint (g_strv_length (plug.names), ==, 0);
  g_clear_pointer (&plug.names, g_strfreev);

  /* in again */
  plug.known = none;
  thread = g_thread_new ("plug", plug_thread, &plug);
  pcsc_bench_service ("start");
  g_thread_join (thread);
  g_assert_no_error (plug.error);
  g_assert_cmpuint (g_strv_length (plug.names), >, 0);
  g_clear_pointer (&plug.names, g_strfreev);

  g_clear_pointer (&known, g_strfreev);
  known = cw_pcsc_list_readers (NULL);
  plug.known = (const char *const *) known;
  thread = g_thread_new ("plug", plug_thread, &plug);
  g_cancellable_cancel (cancellable);
  g_thread_join (thread);
  g_assert_null (plug.names);
  g_assert_error (plug.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (plug.error);
}

static void
test_mute (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "mute", "");
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  assert_state (reader, CW_READER_STATE_MUTE);
  assert_open_fails (reader, CW_ERROR_CARD_UNKNOWN, "does not answer");
  pcsc_bench_set ("A1", "card", NULL);
  wait_for_card (reader, FALSE);
  pcsc_bench_set ("A1", "mute", NULL);
}

static void
test_t0 (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GError) error = NULL;

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "t0", "");
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  session = open_card (reader);
  cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (answer->data, answer->len, "\x90\x00", 2);
  g_clear_object (&session);
  pcsc_bench_set ("A1", "card", NULL);
  wait_for_card (reader, FALSE);
  pcsc_bench_set ("A1", "t0", NULL);
}

/* Success without a single byte is what some readers say of a card that has just gone. */
static void
test_nothing_said (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GError) error = NULL;

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  session = open_card (reader);
  pcsc_bench_set ("A1", "empty", "");
  g_assert_false (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED);
  g_assert_cmpuint (answer->len, ==, 0);
  g_clear_object (&session);
  pcsc_bench_set ("A1", "empty", NULL);
  pcsc_bench_set ("A1", "card", NULL);
}

/* Now this one answers, now that one, and none was taken off. */
static void
test_two_cards (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);
  g_autofree char *uid = NULL;
  g_autoptr (GError) error = NULL;

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "uid", "04111111111111");
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  for (int i = 0; i < 3; i++)
    {
      g_clear_pointer (&uid, g_free);
      uid = read_uid (reader, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (uid, ==, "04111111111111");
    }
  pcsc_bench_set ("A1", "uid", "04222222222222");
  g_assert_null (read_uid (reader, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED);
  g_assert_nonnull (strstr (error->message, "two cards"));
  g_test_message ("%s", error->message);
  g_clear_error (&error);
  /* whichever answers now: until both were taken off, nobody knows */
  pcsc_bench_set ("A1", "uid", "04111111111111");
  g_assert_null (read_uid (reader, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_CHANGED);
  g_clear_error (&error);

  pcsc_bench_set ("A1", "card", NULL);
  wait_for_card (reader, FALSE);
  pcsc_bench_set ("A1", "uid", "04222222222222");
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  g_clear_pointer (&uid, g_free);
  uid = read_uid (reader, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (uid, ==, "04222222222222");
  pcsc_bench_set ("A1", "card", NULL);
}

/* Another each time, so it is no name for the card: neither accepted nor taken for two cards. */
static void
test_random_uid (void)
{
  static const char *const uids[] = { "08123456", "08654321" };
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "uid", uids[0]);
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (uids); i++)
    {
      g_autoptr (GError) error = NULL;

      pcsc_bench_set ("A1", "uid", uids[i]);
      g_assert_null (read_uid (reader, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
      g_assert_nonnull (strstr (error->message, "random UID"));
    }
  pcsc_bench_set ("A1", "card", NULL);
}

/* A service that is there again is not one that does not run. */
static void
test_restarted (void)
{
  g_autoptr (CwReader) reader = cw_pcsc_reader_new_by_serial ("A1", NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GError) error = NULL;

  pcsc_bench_plug ("A1", NULL);
  pcsc_bench_set ("A1", "card", "");
  wait_for_card (reader, TRUE);
  session = open_card (reader);
  pcsc_bench_service ("stop");
  pcsc_bench_service ("start");
  g_assert_false (cw_reader_session_transmit (session, get_version, sizeof get_version, answer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_READER_GONE);
  g_assert_nonnull (strstr (error->message, "was restarted"));
  g_clear_error (&error);
  pcsc_bench_service ("stop");
  assert_open_fails (reader, CW_ERROR_READER_GONE, "does not run");
  pcsc_bench_service ("start");
  wait_for_card (reader, TRUE);
  g_clear_object (&session);
  session = open_card (reader);
  pcsc_bench_set ("A1", "card", NULL);
}

static gboolean
transmit (gpointer      user_data,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer,
          GError      **error)
{
  return cw_reader_session_transmit (user_data, command, length, answer, error);
}

/* Storage cards on the rig's reader, which no .reader file knows, written and read back. */
static void
test_storage (gconstpointer card)
{
  static const char content[] = "through pcscd and back again";
  g_autofree char *lay = g_strconcat ("replace ", card, NULL);
  g_autofree char *back = g_strconcat ("replace ", g_getenv ("CW_RIG_CARD"), NULL);
  g_autoptr (CwReader) reader = pcsc_bench_reader ();
  CwReaderWay way = cw_reader_model_find (cw_reader_get_name (reader))->way;
  g_autoptr (CwSecret) key = cw_secret_new ("\xFF\xFF\xFF\xFF\xFF\xFF", 6);
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GBytes) atr = NULL;
  g_autoptr (GError) error = NULL;
  CwChipLink link = { .transmit = transmit };
  char read[sizeof content];

  pcsc_bench_tell (lay, "inserted");
  session = pcsc_bench_open (reader);
  atr = cw_reader_session_get_atr (session);
  link.user_data = session;
  storage = cw_storage_new (&link, g_bytes_get_data (atr, NULL), g_bytes_get_size (atr), &way, &error);
  g_assert_no_error (error);
  cw_storage_set_key (storage, CW_STORAGE_KEY_A, key);
  cw_storage_write (storage, 4, (const guint8 *) content, sizeof content, &error);
  g_assert_no_error (error);
  cw_storage_read (storage, 4, (guint8 *) read, sizeof read, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (read, ==, content);
  g_clear_pointer (&storage, cw_storage_free);
  g_clear_object (&session);
  pcsc_bench_tell (back, "inserted");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_nonnull (g_getenv ("CW_RIG_READER"));

  g_test_add_data_func ("/printers/pcsc-readers/storage/ntag213", "storage:ntag213:plain", test_storage);
  g_test_add_data_func ("/printers/pcsc-readers/storage/classic-volatile", "storage:classic1k:plain", test_storage);
  g_test_add_data_func ("/printers/pcsc-readers/storage/classic-lasting", "storage:classic1k:omnikey", test_storage);
  g_test_add_data_func ("/printers/pcsc-readers/storage/classic-by-type", "storage:classic1k:utrust", test_storage);
  g_test_add_func ("/printers/pcsc-readers/describe", test_describe);
  g_test_add_func ("/printers/pcsc-readers/by-serial", test_by_serial);
  g_test_add_func ("/printers/pcsc-readers/hot-plug", test_hot_plug);
  g_test_add_func ("/printers/pcsc-readers/mute", test_mute);
  g_test_add_func ("/printers/pcsc-readers/t0", test_t0);
  g_test_add_func ("/printers/pcsc-readers/nothing-said", test_nothing_said);
  g_test_add_func ("/printers/pcsc-readers/two-cards", test_two_cards);
  g_test_add_func ("/printers/pcsc-readers/random-uid", test_random_uid);
  g_test_add_func ("/printers/pcsc-readers/restarted", test_restarted);
  return g_test_run ();
}
