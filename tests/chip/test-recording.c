/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine in a recorded conversation with a real DESFire EV1: the same operations must make
 * every command byte that was sent, and every answer of the card must pass the checks. One test
 * a step; the card's state carries over from step to step. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"

#include "script.h"

typedef struct
{
  json_t    *root;
  Script    *script;
  CwDesfire *engine;
  guint      steps;  /* replayed so far */
} Replay;

typedef struct
{
  Replay *replay;
  json_t *step;
} ReplayStep;

typedef void (*StepFunc) (CwDesfire *engine,
                          json_t    *step,
                          GError   **error);

static CwDesfireAid
get_aid (const char *hex)
{
  g_autoptr (GByteArray) bytes = script_hex (hex);
  CwDesfireAid aid;

  g_assert_cmpuint (bytes->len, ==, sizeof aid.bytes);
  memcpy (aid.bytes, bytes->data, sizeof aid.bytes);
  return aid;
}

static void
select_application (CwDesfire *engine,
                    json_t    *step,
                    GError   **error)
{
  CwDesfireAid aid = get_aid (script_get_text (step, "aid"));

  cw_desfire_select (engine, &aid, error);
  g_assert_false (cw_desfire_has_session (engine));
}

static void
get_key_version (CwDesfire *engine,
                 json_t    *step,
                 GError   **error)
{
  guint8 version = 0xff;

  cw_desfire_get_key_version (engine, (guint8) script_get_number (step, "key_no"), &version, error);
  g_assert_cmpint (version, ==, script_get_number (step, "version"));
}

/* The key goes in as it was recorded, as sixteen bytes for single DES: the engine must find out
 * like the card which of the two kinds it is. */
static void
authenticate (CwDesfire *engine,
              json_t    *step,
              GError   **error)
{
  CwCipher kind = script_get_cipher (script_get_text (step, "cipher"));
  CwCipher given = kind == CW_CIPHER_DES ? CW_CIPHER_2K3DES : kind;
  g_autoptr (CwSecret) key = script_key (given, script_get_text (step, "key"));
  CwDesfireAuth auth = kind == CW_CIPHER_AES ? CW_DESFIRE_AUTH_AES : CW_DESFIRE_AUTH_ISO;

  cw_desfire_authenticate (engine, auth, (guint8) script_get_number (step, "key_no"), given, key, error);
  g_assert_true (cw_desfire_has_session (engine));
  g_assert_cmpint (engine->cipher, ==, kind);
  script_assert_key (engine->session_key, kind, script_get_text (step, "session_key"));
}

static void
get_version (CwDesfire *engine,
             json_t    *step,
             GError   **error)
{
  CwDesfireVersion version = { 0 };

  cw_desfire_get_version (engine, &version, error);
  script_assert_hex (version.uid, 7, "04063F72633480");
  g_assert_cmpint (version.hardware.major, ==, 1);
  g_assert_cmpint (version.hardware.storage, ==, 0x1a);
  g_assert_cmpint (version.software.minor, ==, 4);
  g_assert_cmpint (version.year, ==, 0x13);
}

static void
format_picc (CwDesfire *engine,
             json_t    *step,
             GError   **error)
{
  cw_desfire_format (engine, error);
  g_assert_true (cw_desfire_has_session (engine));
}

static void
create_application (CwDesfire *engine,
                    json_t    *step,
                    GError   **error)
{
  const CwDesfireApplication application = {
    .aid = get_aid (script_get_text (step, "aid")),
    .settings = (guint8) script_get_number (step, "settings"),
    .n_keys = (guint) script_get_number (step, "key_count"),
    .cipher = script_get_cipher (script_get_text (step, "cipher")),
  };

  cw_desfire_create_application (engine, &application, error);
}

static void
get_application_ids (CwDesfire *engine,
                     json_t    *step,
                     GError   **error)
{
  g_autoptr (GArray) aids = cw_desfire_get_applications (engine, error);
  json_t *expected = json_object_get (step, "aids");

  g_assert_nonnull (aids);
  g_assert_cmpuint (aids->len, ==, json_array_size (expected));
  for (guint i = 0; i < aids->len; i++)
    script_assert_hex (g_array_index (aids, CwDesfireAid, i).bytes, 3, json_string_value (json_array_get (expected, i)));
}

static void
delete_application (CwDesfire *engine,
                    json_t    *step,
                    GError   **error)
{
  CwDesfireAid aid = get_aid (script_get_text (step, "aid"));

  cw_desfire_delete_application (engine, &aid, error);
}

static void
get_key_settings (CwDesfire *engine,
                  json_t    *step,
                  GError   **error)
{
  CwDesfireKeySettings settings = { 0 };

  cw_desfire_get_key_settings (engine, &settings, error);
  g_assert_cmpint (settings.bits, ==, script_get_number (step, "settings"));
  g_assert_cmpint (settings.n_keys, ==, script_get_number (step, "keys"));
  g_assert_cmpint (settings.cipher, ==, CW_CIPHER_2K3DES);
}

static void
change_key_settings (CwDesfire *engine,
                     json_t    *step,
                     GError   **error)
{
  cw_desfire_change_key_settings (engine, (guint8) script_get_number (step, "settings"), error);
}

static void
change_key (CwDesfire *engine,
            json_t    *step,
            GError   **error)
{
  CwCipher cipher = script_get_cipher (script_get_text (step, "new_cipher"));
  const char *old_text = json_string_value (json_object_get (step, "old_key"));
  g_autoptr (CwSecret) new_key = script_key (cipher, script_get_text (step, "new_key"));
  g_autoptr (CwSecret) old_key = old_text == NULL ? NULL : script_key (cipher, old_text);
  guint8 version = cipher == CW_CIPHER_AES ? (guint8) script_get_number (step, "new_version") : 0;

  cw_desfire_change_key (engine, (guint8) script_get_number (step, "key_no"), cipher, new_key, version, old_key, error);
  g_assert_cmpint (cw_desfire_has_session (engine), ==, old_key != NULL);
}

static void
create_std_data_file (CwDesfire *engine,
                      json_t    *step,
                      GError   **error)
{
  g_autoptr (GByteArray) access = script_hex (script_get_text (step, "access"));
  CwDesfireFileSettings settings = { .comm = (CwDesfireComm) script_get_number (step, "comm"), .size = (guint32) script_get_number (step, "size") };

  cw_desfire_access_unpack ((guint16) (access->data[0] | access->data[1] << 8), &settings.access);
  cw_desfire_create_file (engine, (guint8) script_get_number (step, "file"), 0, &settings, error);
}

static void
get_file_ids (CwDesfire *engine,
              json_t    *step,
              GError   **error)
{
  guint8 files[CW_DESFIRE_MAX_FILES];
  guint n_files = 99;
  json_t *expected = json_object_get (step, "files");

  cw_desfire_get_files (engine, files, &n_files, error);
  g_assert_cmpuint (n_files, ==, json_array_size (expected));
  for (guint i = 0; i < n_files; i++)
    g_assert_cmpint (files[i], ==, json_integer_value (json_array_get (expected, i)));
}

static void
get_file_settings (CwDesfire *engine,
                   json_t    *step,
                   GError   **error)
{
  CwDesfireFileSettings settings = { .type = 99 };

  cw_desfire_get_file_settings (engine, (guint8) script_get_number (step, "file"), &settings, error);
  g_assert_cmpint (settings.type, ==, 0);
  g_assert_cmpint (settings.comm, ==, CW_DESFIRE_COMM_PLAIN);
  g_assert_cmpuint (settings.size, ==, 80);
  g_assert_cmpint (settings.access.read, ==, 0);
  g_assert_cmpint (settings.access.write, ==, 0);
  g_assert_cmpint (settings.access.read_write, ==, 1);
  g_assert_cmpint (settings.access.change, ==, 1);
}

static void
write_data (CwDesfire *engine,
            json_t    *step,
            GError   **error)
{
  guint8 file = (guint8) script_get_number (step, "file");
  json_t *part;
  gsize i;

  json_array_foreach (json_object_get (step, "parts"), i, part)
    {
      g_autoptr (GByteArray) data = script_hex (script_get_text (part, "data"));

      cw_desfire_write_data (engine, file, CW_DESFIRE_COMM_PLAIN, (guint32) script_get_number (part, "offset"), data->data, data->len, error);
      g_assert_no_error (*error);
    }
}

static void
read_data (CwDesfire *engine,
           json_t    *step,
           GError   **error)
{
  guint8 file = (guint8) script_get_number (step, "file");
  json_t *part;
  gsize i;

  json_array_foreach (json_object_get (step, "parts"), i, part)
    {
      g_autoptr (GByteArray) expected = script_hex (script_get_text (part, "data"));
      g_autoptr (GByteArray) data = g_byte_array_new ();

      cw_desfire_read_data (engine, file, CW_DESFIRE_COMM_PLAIN, (guint32) script_get_number (part, "offset"), expected->len, data, error);
      g_assert_no_error (*error);
      g_assert_cmpmem (data->data, data->len, expected->data, expected->len);
    }
}

static void
delete_file (CwDesfire *engine,
             json_t    *step,
             GError   **error)
{
  cw_desfire_delete_file (engine, (guint8) script_get_number (step, "file"), error);
}

static const struct
{
  const char *op;
  StepFunc    run;
} operations[] = {
  { "select-application", select_application },
  { "get-key-version", get_key_version },
  { "authenticate", authenticate },
  { "get-version", get_version },
  { "format-picc", format_picc },
  { "create-application", create_application },
  { "get-application-ids", get_application_ids },
  { "delete-application", delete_application },
  { "get-key-settings", get_key_settings },
  { "change-key-settings", change_key_settings },
  { "change-key", change_key },
  { "create-std-data-file", create_std_data_file },
  { "get-file-ids", get_file_ids },
  { "get-file-settings", get_file_settings },
  { "write-data", write_data },
  { "read-data", read_data },
  { "delete-file", delete_file },
};

/* Each command of a step leaves one CMAC as the IV: the sent one shows while the command is on
 * its way, the received one afterwards. */
static void
check_cmacs (Replay *replay,
             json_t *step,
             guint   first_frame)
{
  json_t *sent = json_object_get (step, "tx_cmac");
  json_t *received = json_object_get (step, "rx_cmac");
  gsize block = cw_cipher_get_block_length (replay->engine->cipher);

  for (guint i = 0; i < json_array_size (sent); i++)
    {
      const ScriptFrame *frame = g_ptr_array_index (replay->script->frames, first_frame + i);

      script_assert_hex (frame->iv, block, json_string_value (json_array_get (sent, i)));
    }
  if (json_array_size (received) > 0)
    script_assert_hex (replay->engine->iv, block, json_string_value (json_array_get (received, json_array_size (received) - 1)));
}

static void
test_step (gconstpointer data)
{
  const ReplayStep *replay_step = data;
  Replay *replay = replay_step->replay;
  json_t *step = replay_step->step;
  const char *op = script_get_text (step, "op");
  guint first_frame = replay->script->frames->len;
  gboolean found = FALSE;

  script_add_frames (replay->script, json_object_get (step, "frames"));
  if (json_object_get (step, "rnd_a") != NULL)
    script_add_random (replay->script, script_get_text (step, "rnd_a"));

  for (gsize i = 0; i < G_N_ELEMENTS (operations) && !found; i++)
    if (strcmp (operations[i].op, op) == 0)
      {
        GError *error = NULL;

        operations[i].run (replay->engine, step, &error);
        g_assert_no_error (error);
        found = TRUE;
      }
  g_assert_true (found);
  script_assert_end (replay->script);
  check_cmacs (replay, step, first_frame);
  replay->steps++;
}

static void
test_end (gconstpointer data)
{
  const Replay *replay = data;

  g_assert_cmpuint (replay->steps, ==, 63);
  g_assert_cmpuint (cw_desfire_get_exchanges (replay->engine), ==, 85);
}

int
main (int    argc,
      char **argv)
{
  Replay replay = { 0 };
  g_autoptr (GPtrArray) steps = g_ptr_array_new_with_free_func (g_free);
  json_t *step;
  gsize i;
  int result;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  replay.root = script_load_json ("recording.json");
  replay.script = script_new ();
  replay.engine = cw_desfire_new (&replay.script->link);
  replay.script->engine = replay.engine;
  json_array_foreach (json_object_get (replay.root, "steps"), i, step)
    {
      ReplayStep *replay_step = g_new0 (ReplayStep, 1);
      g_autofree char *path = g_strdup_printf ("/chip/recording/%02zu-%s", i, script_get_text (step, "op"));

      *replay_step = (ReplayStep) { &replay, step };
      g_ptr_array_add (steps, replay_step);
      g_test_add_data_func (path, replay_step, test_step);
    }
  g_test_add_data_func ("/chip/recording/end", &replay, test_end);
  result = g_test_run ();
  cw_desfire_free (replay.engine);
  script_free (replay.script);
  json_decref (replay.root);
  return result;
}
