/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/soft-private.h"

/* The software card against the recording of a real DESFire EV1 8K (recording.json names its
 * source): the card gets the recorded commands and the recorded challenges, and every byte that
 * it answers, MACs and cryptograms included, must be the recorded one. No exchange is left out:
 * the card needs no state from before the recording, which begins with FormatPICC. */

#define RECORDED_STEPS 63
#define RECORDED_EXCHANGES 85

static const char *recording_path;

static GByteArray *
from_hex (const char *text)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = cw_hex_decode (text, &error);

  g_assert_no_error (error);
  return bytes;
}

static json_t *
load_recording (void)
{
  json_error_t details;
  json_t *root = json_load_file (recording_path, 0, &details);

  g_assert_nonnull (root);
  return root;
}

/* The card's next challenge is the one of the step being replayed. */
static void
recorded_random (gpointer user_data,
                 guint8  *data,
                 gsize    length)
{
  const char *const *challenge = user_data;
  g_autoptr (GByteArray) bytes = NULL;

  g_assert_nonnull (*challenge);
  bytes = from_hex (*challenge);
  g_assert_cmpuint (bytes->len, ==, length);
  memcpy (data, bytes->data, length);
}

static CwSoftCard *
recorded_card (json_t *root)
{
  g_autoptr (GByteArray) uid = from_hex (json_string_value (json_object_get (root, "uid")));

  g_assert_cmpuint (uid->len, ==, CW_SOFT_UID_LENGTH);
  return cw_soft_card_new (uid->data);
}

/* Wraps the recorded native frame and compares the unwrapped answer. */
static void
replay_frame (CwSoftCard *card,
              json_t     *frame,
              const char *operation)
{
  const char *recorded = json_string_value (json_array_get (frame, 1));
  g_autoptr (GByteArray) native = from_hex (json_string_value (json_array_get (frame, 0)));
  g_autoptr (GByteArray) command = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GByteArray) unwrapped = g_byte_array_new ();
  g_autofree char *answered = NULL;

  cw_bytes_put_u8 (command, 0x90);
  cw_bytes_put_u8 (command, native->data[0]);
  cw_bytes_put_u16le (command, 0);
  if (native->len > 1)
    {
      cw_bytes_put_u8 (command, (guint8) (native->len - 1));
      cw_bytes_put (command, native->data + 1, native->len - 1);
    }
  cw_bytes_put_u8 (command, 0x00);

  g_assert_true (cw_soft_card_transmit (card, command->data, command->len, answer));
  g_assert_cmpuint (answer->len, >=, 2);
  g_assert_cmphex (answer->data[answer->len - 2], ==, 0x91);
  cw_bytes_put_u8 (unwrapped, answer->data[answer->len - 1]);
  cw_bytes_put (unwrapped, answer->data, answer->len - 2);
  answered = cw_hex_encode (unwrapped->data, unwrapped->len);
  g_test_message ("%s: %s", operation, recorded);
  g_assert_cmpstr (answered, ==, recorded);
}

/* Replays the whole recording. With a @path, the card is put away and taken out of its file again
 * before each application is selected. Returns: (transfer full): the card afterwards */
static CwSoftCard *
replay (json_t     *root,
        CwSoftCard *card,
        const char *path)
{
  json_t *steps = json_object_get (root, "steps");
  const char *challenge = NULL;
  guint exchanges = 0;

  g_assert_cmpuint (json_array_size (steps), ==, RECORDED_STEPS);
  for (gsize i = 0; i < json_array_size (steps); i++)
    {
      json_t *step = json_array_get (steps, i);
      json_t *frames = json_object_get (step, "frames");
      const char *operation = json_string_value (json_object_get (step, "op"));

      if (path != NULL && g_str_equal (operation, "select-application"))
        {
          g_autoptr (GError) error = NULL;

          cw_soft_card_unref (card);
          card = cw_soft_card_open (path, &error);
          g_assert_no_error (error);
        }
      cw_soft_card_set_random (card, recorded_random, &challenge);
      challenge = json_string_value (json_object_get (step, "rnd_b"));
      for (gsize j = 0; j < json_array_size (frames); j++, exchanges++)
        replay_frame (card, json_array_get (frames, j), operation);
    }
  g_assert_cmpuint (exchanges, ==, RECORDED_EXCHANGES);
  return card;
}

static void
test_recording (void)
{
  json_t *root = load_recording ();
  g_autoptr (CwSoftCard) card = replay (root, recorded_card (root), NULL);

  json_decref (root);
}

/* The recording takes back all that it did: the card must be blank again at the end. */
static void
test_recording_from_file (void)
{
  json_t *root = load_recording ();
  g_autoptr (CwSoftCard) blank = recorded_card (root);
  g_autofree char *before = cw_soft_memory_to_json (blank->memory);
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "card.json", NULL);
  g_autoptr (CwSoftCard) card = NULL;
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  g_assert_true (cw_soft_store_write (path, before, &error));
  g_assert_no_error (error);
  card = replay (root, cw_soft_card_open (path, &error), path);

  g_assert_true (g_file_get_contents (path, &after, NULL, &error));
  g_assert_cmpstr (after, ==, before);
  json_decref (root);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  recording_path = argv[1];

  g_test_add_func ("/chip/softcard/recording", test_recording);
  g_test_add_func ("/chip/softcard/recording-from-file", test_recording_from_file);
  return g_test_run ();
}
