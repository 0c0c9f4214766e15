/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "ops.h"

#include <string.h>

typedef struct
{
  CwDesfireMessaging messaging;
  CwCipher           cipher;
} Session;

static const Session sessions[OPS_SESSIONS] = {
  { CW_DESFIRE_MESSAGING_NONE, CW_CIPHER_AES },
  { CW_DESFIRE_MESSAGING_D40, CW_CIPHER_DES },
  { CW_DESFIRE_MESSAGING_D40, CW_CIPHER_2K3DES },
  { CW_DESFIRE_MESSAGING_EV1, CW_CIPHER_DES },
  { CW_DESFIRE_MESSAGING_EV1, CW_CIPHER_2K3DES },
  { CW_DESFIRE_MESSAGING_EV1, CW_CIPHER_3K3DES },
  { CW_DESFIRE_MESSAGING_EV1, CW_CIPHER_AES },
  { CW_DESFIRE_MESSAGING_EV2, CW_CIPHER_AES },
};

static CwSecret *
ops_key (CwCipher cipher,
         guint8   first)
{
  CwSecret *key = cw_secret_new_zero (cw_cipher_get_key_length (cipher));

  for (gsize i = 0; i < cw_secret_get_length (key); i++)
    cw_secret_get_buffer (key)[i] = (guint8) (first + 6 * i);
  return key;
}

void
ops_open_session (CwDesfire *engine,
                  guint      session)
{
  const Session *kind = &sessions[session % OPS_SESSIONS];

  cw_desfire_end_session (engine);
  engine->aid = (CwDesfireAid) { { 1, 2, 3 } };
  engine->key_no = 0;
  engine->cipher = kind->cipher;
  engine->messaging = kind->messaging;
  if (kind->messaging == CW_DESFIRE_MESSAGING_NONE)
    return;
  engine->session_key = ops_key (kind->cipher, 0x21);
  if (kind->messaging == CW_DESFIRE_MESSAGING_EV2)
    engine->mac_key = ops_key (CW_CIPHER_AES, 0x43);
}

static CwDesfireComm
ops_comm (guint8 param)
{
  static const CwDesfireComm modes[] = { CW_DESFIRE_COMM_PLAIN, CW_DESFIRE_COMM_MAC, CW_DESFIRE_COMM_FULL, CW_DESFIRE_COMM_PLAIN };

  return modes[param & 3];
}

/* From one byte to many frames. */
static guint32
ops_length (guint8 param)
{
  static const guint32 lengths[] = { 1, 7, 8, 15, 16, 24, 51, 52, 53, 59, 255, 300, 1000, CW_DESFIRE_MAX_DATA };

  return lengths[(param >> 2) % G_N_ELEMENTS (lengths)];
}

static gboolean
op_select (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  const CwDesfireAid aid = { { param, 0, 0 } };

  return cw_desfire_select (engine, &aid, error);
}

static gboolean
op_authenticate (CwDesfire    *engine,
                 CwDesfireAuth auth,
                 CwCipher      cipher,
                 GError      **error)
{
  g_autoptr (CwSecret) key = ops_key (cipher, 0x65);

  return cw_desfire_authenticate (engine, auth, 1, cipher, key, error);
}

static gboolean
op_legacy (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  return op_authenticate (engine, CW_DESFIRE_AUTH_LEGACY, param & 1 ? CW_CIPHER_DES : CW_CIPHER_2K3DES, error);
}

static gboolean
op_iso (CwDesfire *engine,
        guint8     param,
        GError   **error)
{
  return op_authenticate (engine, CW_DESFIRE_AUTH_ISO, param & 1 ? CW_CIPHER_DES : CW_CIPHER_3K3DES, error);
}

static gboolean
op_aes (CwDesfire *engine,
        guint8     param,
        GError   **error)
{
  return op_authenticate (engine, CW_DESFIRE_AUTH_AES, CW_CIPHER_AES, error);
}

static gboolean
op_ev2_first (CwDesfire *engine,
              guint8     param,
              GError   **error)
{
  return op_authenticate (engine, CW_DESFIRE_AUTH_EV2_FIRST, CW_CIPHER_AES, error);
}

static gboolean
op_ev2_non_first (CwDesfire *engine,
                  guint8     param,
                  GError   **error)
{
  return op_authenticate (engine, CW_DESFIRE_AUTH_EV2_NON_FIRST, CW_CIPHER_AES, error);
}

static gboolean
op_version (CwDesfire *engine,
            guint8     param,
            GError   **error)
{
  CwDesfireVersion version;

  return cw_desfire_get_version (engine, &version, error);
}

static gboolean
op_uid (CwDesfire *engine,
        guint8     param,
        GError   **error)
{
  guint8 uid[7];

  return cw_desfire_get_uid (engine, uid, error);
}

static gboolean
op_memory (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  guint32 bytes;

  return cw_desfire_get_free_memory (engine, &bytes, error);
}

static gboolean
op_format (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  return cw_desfire_format (engine, error);
}

static gboolean
op_applications (CwDesfire *engine,
                 guint8     param,
                 GError   **error)
{
  g_autoptr (GArray) aids = cw_desfire_get_applications (engine, error);

  return aids != NULL;
}

static gboolean
op_df_names (CwDesfire *engine,
             guint8     param,
             GError   **error)
{
  g_autoptr (GArray) names = cw_desfire_get_df_names (engine, error);

  for (guint i = 0; names != NULL && i < names->len; i++)
    g_assert_cmpuint (g_array_index (names, CwDesfireDfName, i).df_name_length, <=, CW_DESFIRE_MAX_DF_NAME);
  return names != NULL;
}

static gboolean
op_create_application (CwDesfire *engine,
                       guint8     param,
                       GError   **error)
{
  const CwDesfireApplication application = {
    .aid = { { 1, 2, param } },
    .n_keys = 1 + param % CW_DESFIRE_MAX_KEYS,
    .cipher = CW_CIPHER_AES,
    .iso_id = param,
    .df_name = (const guint8 *) "0123456789abcdef",
    .df_name_length = param % (CW_DESFIRE_MAX_DF_NAME + 1),
  };

  return cw_desfire_create_application (engine, &application, error);
}

static gboolean
op_delete_application (CwDesfire *engine,
                       guint8     param,
                       GError   **error)
{
  const CwDesfireAid aid = { { 1, 2, param } };

  return cw_desfire_delete_application (engine, &aid, error);
}

static gboolean
op_key_settings (CwDesfire *engine,
                 guint8     param,
                 GError   **error)
{
  CwDesfireKeySettings settings;

  return cw_desfire_get_key_settings (engine, &settings, error);
}

static gboolean
op_change_key_settings (CwDesfire *engine,
                        guint8     param,
                        GError   **error)
{
  return cw_desfire_change_key_settings (engine, param, error);
}

static gboolean
op_key_version (CwDesfire *engine,
                guint8     param,
                GError   **error)
{
  guint8 version;

  return cw_desfire_get_key_version (engine, param, &version, error);
}

static gboolean
op_change_key (CwDesfire *engine,
               guint8     param,
               GError   **error)
{
  CwCipher cipher = (CwCipher) (param >> 1 & 3);
  g_autoptr (CwSecret) new_key = ops_key (cipher, 0x87);
  g_autoptr (CwSecret) old_key = param & 1 ? ops_key (cipher, 0xa9) : NULL;

  return cw_desfire_change_key (engine, (guint8) (engine->key_no ^ (param & 1)), cipher, new_key, param, old_key, error);
}

static gboolean
op_files (CwDesfire *engine,
          guint8     param,
          GError   **error)
{
  guint8 files[CW_DESFIRE_MAX_FILES];
  guint n_files = 0;
  gboolean done = cw_desfire_get_files (engine, files, &n_files, error);

  g_assert_cmpuint (n_files, <=, CW_DESFIRE_MAX_FILES);
  return done;
}

static gboolean
op_iso_files (CwDesfire *engine,
              guint8     param,
              GError   **error)
{
  g_autoptr (GArray) files = cw_desfire_get_iso_files (engine, error);

  return files != NULL;
}

static gboolean
op_file_settings (CwDesfire *engine,
                  guint8     param,
                  GError   **error)
{
  CwDesfireFileSettings settings;

  return cw_desfire_get_file_settings (engine, param, &settings, error);
}

static gboolean
op_create_file (CwDesfire *engine,
                guint8     param,
                GError   **error)
{
  const CwDesfireFileSettings settings = { .type = param % 3, .comm = ops_comm (param), .size = ops_length (param) };

  return cw_desfire_create_file (engine, param, settings.type == CW_DESFIRE_FILE_VALUE ? 0 : param, &settings, error);
}

static gboolean
op_change_file_settings (CwDesfire *engine,
                         guint8     param,
                         GError   **error)
{
  const CwDesfireAccess access = { 1, 2, 3, 4 };

  return cw_desfire_change_file_settings (engine, param, ops_comm (param), &access, (param & 4) != 0, error);
}

static gboolean
op_delete_file (CwDesfire *engine,
                guint8     param,
                GError   **error)
{
  return cw_desfire_delete_file (engine, param, error);
}

static gboolean
op_read (CwDesfire *engine,
         guint8     param,
         GError   **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gboolean done = cw_desfire_read_data (engine, 1, ops_comm (param), 0, ops_length (param), data, error);

  g_assert_true (!done || data->len == ops_length (param));
  return done;
}

static gboolean
op_write (CwDesfire *engine,
          guint8     param,
          GError   **error)
{
  g_autofree guint8 *data = g_malloc0 (CW_DESFIRE_MAX_DATA);

  return cw_desfire_write_data (engine, 1, ops_comm (param), 0, data, ops_length (param), error);
}

static gboolean
op_get_value (CwDesfire *engine,
              guint8     param,
              GError   **error)
{
  gint32 value;

  return cw_desfire_get_value (engine, 1, ops_comm (param), &value, error);
}

static gboolean
op_credit (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  return cw_desfire_credit (engine, 1, ops_comm (param), param, error);
}

static gboolean
op_debit (CwDesfire *engine,
          guint8     param,
          GError   **error)
{
  return cw_desfire_debit (engine, 1, ops_comm (param), param, error);
}

static gboolean
op_limited_credit (CwDesfire *engine,
                   guint8     param,
                   GError   **error)
{
  return cw_desfire_limited_credit (engine, 1, ops_comm (param), param, error);
}

static gboolean
op_commit (CwDesfire *engine,
           guint8     param,
           GError   **error)
{
  return cw_desfire_commit (engine, error);
}

static gboolean
op_abort (CwDesfire *engine,
          guint8     param,
          GError   **error)
{
  return cw_desfire_abort (engine, error);
}

static gboolean
op_restrict (CwDesfire *engine,
             guint8     param,
             GError   **error)
{
  g_autoptr (CwDesfireConfirmation) yes = cw_desfire_confirmation_new (CW_DESFIRE_OPTION_RANDOM_UID, "random-uid", NULL);

  return cw_desfire_restrict (engine, NULL, yes, error);
}

static gboolean
op_default_key (CwDesfire *engine,
                guint8     param,
                GError   **error)
{
  CwCipher cipher = (CwCipher) (param & 3);
  g_autoptr (CwSecret) key = ops_key (cipher, 0xcb);
  g_autoptr (CwDesfireConfirmation) yes = cw_desfire_confirmation_new (CW_DESFIRE_OPTION_DEFAULT_KEY, "default-key", NULL);

  return cw_desfire_set_default_key (engine, cipher, key, param, yes, error);
}

static gboolean
op_ats (CwDesfire *engine,
        guint8     param,
        GError   **error)
{
  g_autoptr (CwDesfireConfirmation) yes = cw_desfire_confirmation_new (CW_DESFIRE_OPTION_ATS, "ats", NULL);
  guint8 ats[32] = { param };

  return cw_desfire_set_ats (engine, ats, param % sizeof ats, yes, error);
}

static const struct
{
  const char *name;
  gboolean  (*run) (CwDesfire *engine,
                    guint8     param,
                    GError   **error);
} ops[] = {
  { "select", op_select },
  { "legacy", op_legacy },
  { "iso", op_iso },
  { "aes", op_aes },
  { "ev2-first", op_ev2_first },
  { "ev2-non-first", op_ev2_non_first },
  { "version", op_version },
  { "uid", op_uid },
  { "memory", op_memory },
  { "format", op_format },
  { "applications", op_applications },
  { "df-names", op_df_names },
  { "create-application", op_create_application },
  { "delete-application", op_delete_application },
  { "key-settings", op_key_settings },
  { "change-key-settings", op_change_key_settings },
  { "key-version", op_key_version },
  { "change-key", op_change_key },
  { "files", op_files },
  { "iso-files", op_iso_files },
  { "file-settings", op_file_settings },
  { "create-file", op_create_file },
  { "change-file-settings", op_change_file_settings },
  { "delete-file", op_delete_file },
  { "read", op_read },
  { "write", op_write },
  { "get-value", op_get_value },
  { "credit", op_credit },
  { "debit", op_debit },
  { "limited-credit", op_limited_credit },
  { "commit", op_commit },
  { "abort", op_abort },
  { "restrict", op_restrict },
  { "default-key", op_default_key },
  { "ats", op_ats },
};

G_STATIC_ASSERT (G_N_ELEMENTS (ops) == OPS_COUNT);

gboolean
ops_run (CwDesfire *engine,
         guint      op,
         guint8     param,
         GError   **error)
{
  return ops[op % OPS_COUNT].run (engine, param, error);
}

const char *
ops_get_name (guint op)
{
  return ops[op % OPS_COUNT].name;
}
