/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The engine's commands against the software card, under every kind of key and messaging. Above the
 * primitives of crypto.h the two share nothing. */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/chip/desfire-private.h"

#include "field.h"
#include "script.h"

static void
test_files (gconstpointer data)
{
  static const guint32 lengths[] = { 1, 3, 4, 5, 6, 7, 8, 9, 14, 15, 16, 17, 44, 52, 53, 59, 60, 111, 112, 200, 256, 300 };
  static const CwDesfireComm modes[] = { CW_DESFIRE_COMM_PLAIN, CW_DESFIRE_COMM_MAC, CW_DESFIRE_COMM_FULL };
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (GByteArray) read = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint8 content[300];

  for (guint i = 0; i < sizeof content; i++)
    content[i] = (guint8) (i * 7 + 1);
  for (gsize mode = 0; mode < G_N_ELEMENTS (modes); mode++)
    {
      const CwDesfireFileSettings settings = { .comm = modes[mode], .access = { 0, 0, 0, 0 }, .size = 310 };

      cw_desfire_create_file (desfire, (guint8) mode, 0, &settings, &error);
      g_assert_no_error (error);
      for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
        {
          guint32 offset = (guint32) (i % 10);

          cw_desfire_write_data (desfire, (guint8) mode, modes[mode], offset, content, lengths[i], &error);
          g_assert_no_error (error);
          cw_desfire_read_data (desfire, (guint8) mode, modes[mode], offset, lengths[i], read, &error);
          g_assert_no_error (error);
          g_assert_cmpmem (read->data, read->len, content, lengths[i]);
        }
    }
}

static void
test_management (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (GError) error = NULL;
  const CwDesfireFileSettings settings = { .type = 1, .comm = CW_DESFIRE_COMM_FULL, .access = { 1, 0, 14, 15 }, .size = 64 };
  CwDesfireKeySettings keys = { 0 };
  CwDesfireFileSettings found = { 0 };
  CwDesfireVersion version = { 0 };
  guint8 files[CW_DESFIRE_MAX_FILES];
  guint8 key_version = 0xff;
  guint n_files = 99;

  cw_desfire_change_key_settings (desfire, 0x0b, &error);
  g_assert_no_error (error);
  cw_desfire_get_key_settings (desfire, &keys, &error);
  g_assert_no_error (error);
  g_assert_cmpint (keys.bits, ==, 0x0b);
  g_assert_cmpuint (keys.n_keys, ==, 2);
  g_assert_cmpint (keys.cipher, ==, kind->cipher == CW_CIPHER_DES ? CW_CIPHER_2K3DES : kind->cipher);
  cw_desfire_get_key_version (desfire, 1, &key_version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (key_version, ==, kind->cipher == CW_CIPHER_AES ? 9 : 0);

  cw_desfire_create_file (desfire, 5, 0, &settings, &error);
  g_assert_no_error (error);
  cw_desfire_create_file (desfire, 5, 0, &settings, &error);
  g_assert_error (error, CW_ERROR, CW_ERROR_EXISTS);
  g_assert_false (cw_desfire_has_session (desfire));
  g_clear_error (&error);

  cw_desfire_get_files (desfire, files, &n_files, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (n_files, ==, 1);
  g_assert_cmpint (files[0], ==, 5);
  cw_desfire_get_file_settings (desfire, 5, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found.type, ==, 1);
  g_assert_cmpint (found.comm, ==, CW_DESFIRE_COMM_FULL);
  g_assert_cmpuint (found.size, ==, 64);
  g_assert_cmpint (cw_desfire_access_pack (&found.access), ==, 0x10ef);
  cw_desfire_get_version (desfire, &version, &error);
  g_assert_no_error (error);
  g_assert_cmpint (version.hardware.storage, ==, 0x1a);
}

static void
test_backup_file (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x12);
  g_autoptr (GByteArray) read = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const CwDesfireFileSettings settings = { .type = 1, .comm = CW_DESFIRE_COMM_MAC, .access = { 0, 0, 0, 0 }, .size = 8 };

  cw_desfire_create_file (desfire, 2, 0, &settings, &error);
  g_assert_no_error (error);
  cw_desfire_write_data (desfire, 2, CW_DESFIRE_COMM_MAC, 0, (const guint8 *) "backedup", 8, &error);
  g_assert_no_error (error);
  cw_desfire_commit (desfire, &error);
  g_assert_no_error (error);
  cw_soft_card_power (field->card);
  cw_desfire_select (desfire, &field_aid, &error);
  g_assert_no_error (error);
  field_authenticate (desfire, kind, 0, key);
  cw_desfire_read_data (desfire, 2, CW_DESFIRE_COMM_MAC, 0, 8, read, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (read->data, read->len, "backedup", 8);
  cw_desfire_delete_file (desfire, 2, &error);
  g_assert_no_error (error);
}

static void
test_card_level (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_card (field, kind);
  g_autoptr (GArray) aids = NULL;
  g_autoptr (GError) error = NULL;
  CwDesfireApplication application = { .settings = 0x0f, .n_keys = 1, .cipher = CW_CIPHER_AES };
  guint32 free_memory = 0;
  guint32 left = 0;
  guint8 uid[7] = { 0 };

  cw_desfire_get_free_memory (desfire, &free_memory, &error);
  g_assert_no_error (error);
  for (guint8 i = 1; i <= 25; i++) /* more than the 19 that one frame holds */
    {
      application.aid.bytes[0] = i;
      cw_desfire_create_application (desfire, &application, &error);
      g_assert_no_error (error);
    }
  aids = cw_desfire_get_applications (desfire, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aids->len, ==, 25);
  cw_desfire_delete_application (desfire, &g_array_index (aids, CwDesfireAid, 24), &error);
  g_assert_no_error (error);
  cw_desfire_get_free_memory (desfire, &left, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (left, <, free_memory);

  cw_desfire_format (desfire, &error);
  g_assert_no_error (error);
  g_assert_true (cw_desfire_has_session (desfire));
  g_clear_pointer (&aids, g_array_unref);
  aids = cw_desfire_get_applications (desfire, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aids->len, ==, 0);
  if (kind->auth != CW_DESFIRE_AUTH_LEGACY)
    {
      cw_desfire_get_uid (desfire, uid, &error);
      g_assert_no_error (error);
      script_assert_hex (uid, 7, "043F7263348011");
    }
}

static void
test_wrong_key (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (CwSecret) wrong = field_key (kind->cipher, 0x14);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_desfire_authenticate (desfire, kind->auth, 0, kind->cipher, wrong, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
  g_assert_nonnull (strstr (error->message, "(91AE)"));
  g_assert_false (cw_desfire_has_session (desfire));
}

/* A key never leaves unless there is a session to encipher it under. */
static void
test_no_session_no_key (void)
{
  g_autoptr (Field) field = field_new (CW_SOFT_MODEL_EV2);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&field->link);
  g_autoptr (CwSecret) key = field_key (CW_CIPHER_AES, 0x14);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_desfire_change_key (desfire, 0, CW_CIPHER_AES, key, 1, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (field->transmitted, ==, 0);
}

/* A card that says yes to any token and cannot give the answer that only the key makes. */
static void
test_impostor (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&script->link);
  g_autoptr (CwSecret) key = cw_secret_new_zero (16);
  g_autoptr (GError) error = NULL;

  /* the recorded card's first AES authentication, its last answer changed in one bit */
  script_add (script, "AA00", "AFB969FDFE56FD91FC9DE6F6F213B8FD1E");
  script_add (script, "AF36AAD7DF6E436BA08D18613830A70D5AD43E3D3F4A8D47541EEE623A934E4774", "00800DB680BC146BD121D6578F2D2E2058");
  script_add_random (script, "F44B26F5686F3A391CD38EBD10772281");
  g_assert_false (cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_AES, 0, CW_CIPHER_AES, key, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
  g_assert_false (cw_desfire_has_session (desfire));
}

/* A command in two frames where the card stops playing by the rules between them. */
static void
test_broken_chain (void)
{
  static const struct
  {
    const char *answer;
    int         code;
  } cases[] = {
    { "00", CW_ERROR_CHIP_INTEGRITY },   /* done before it has all */
    { "AF01", CW_ERROR_CHIP_INTEGRITY }, /* data in the middle of ours */
    { "0E", CW_ERROR_CHIP_REFUSED },
  };
  g_autofree char *zeros = g_strnfill (2 * 52, '0');
  g_autofree char *first = g_strconcat ("3D010000003C0000", zeros, NULL);
  const guint8 data[60] = { 0 };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (CwDesfire) desfire = cw_desfire_new (&script->link);
      g_autoptr (GError) error = NULL;

      script_add (script, first, cases[i].answer);
      g_assert_false (cw_desfire_write_data (desfire, 1, CW_DESFIRE_COMM_PLAIN, 0, data, sizeof data, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      script_assert_end (script);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char  *name;
    GTestDataFunc func;
  } tests[] = {
    { "files", test_files },
    { "management", test_management },
    { "backup-file", test_backup_file },
    { "card-level", test_card_level },
    { "wrong-key", test_wrong_key },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (gsize kind = 0; kind < FIELD_N_KINDS; kind++)
      {
        g_autofree char *path = g_strdup_printf ("/chip/desfire/%s/%s", tests[i].name, field_kinds[kind].name);

        g_test_add_data_func (path, &field_kinds[kind], tests[i].func);
      }
  g_test_add_func ("/chip/desfire/no-session-no-key", test_no_session_no_key);
  g_test_add_func ("/chip/desfire/impostor", test_impostor);
  g_test_add_func ("/chip/desfire/broken-chain", test_broken_chain);
  return g_test_run ();
}
