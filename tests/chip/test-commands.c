/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Value files, names, settings of files and of the whole card, and what EV2 alone has, against
 * the software card under every kind of key and messaging. */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/chip/apdu.h"
#include "app/chip/desfire-private.h"
#include "app/chip/kind.h"
#include "app/chip/status.h"

#include "field.h"
#include "script.h"

static const CwDesfireComm modes[] = { CW_DESFIRE_COMM_PLAIN, CW_DESFIRE_COMM_MAC, CW_DESFIRE_COMM_FULL };

static void
assert_value (CwDesfire    *desfire,
              guint8        file,
              CwDesfireComm comm,
              gint32        expected)
{
  g_autoptr (GError) error = NULL;
  gint32 value = 0;

  cw_desfire_get_value (desfire, file, comm, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpint (value, ==, expected);
}

static void
move_value (CwDesfire    *desfire,
            guint8        file,
            CwDesfireComm comm)
{
  g_autoptr (GError) error = NULL;

  assert_value (desfire, file, comm, -5);
  cw_desfire_credit (desfire, file, comm, 1000, &error);
  g_assert_no_error (error);
  assert_value (desfire, file, comm, -5);
  cw_desfire_commit (desfire, &error);
  g_assert_no_error (error);
  assert_value (desfire, file, comm, 995);

  cw_desfire_debit (desfire, file, comm, 300, &error);
  g_assert_no_error (error);
  cw_desfire_abort (desfire, &error);
  g_assert_no_error (error);
  assert_value (desfire, file, comm, 995);

  cw_desfire_debit (desfire, file, comm, 300, &error);
  g_assert_no_error (error);
  cw_desfire_commit (desfire, &error);
  g_assert_no_error (error);
  cw_desfire_limited_credit (desfire, file, comm, 100, &error);
  g_assert_no_error (error);
  cw_desfire_commit (desfire, &error);
  g_assert_no_error (error);
  assert_value (desfire, file, comm, 795);
}

static void
test_value (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x12);
  g_autoptr (GError) error = NULL;

  for (guint8 i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      const CwDesfireFileSettings settings = {
        .type = CW_DESFIRE_FILE_VALUE,
        .comm = modes[i],
        .access = { 0, 0, 0, 0 },
        .value = { .lower = -100, .upper = 1000000, .value = -5, .limited = TRUE },
      };
      CwDesfireFileSettings found = { 0 };

      cw_desfire_create_file (desfire, i, 0, &settings, &error);
      g_assert_no_error (error);
      move_value (desfire, i, modes[i]);
      cw_desfire_get_file_settings (desfire, i, &found, &error);
      g_assert_no_error (error);
      g_assert_cmpint (found.type, ==, CW_DESFIRE_FILE_VALUE);
      g_assert_cmpint (found.comm, ==, modes[i]);
      g_assert_cmpint (found.value.lower, ==, -100);
      g_assert_cmpint (found.value.upper, ==, 1000000);
      g_assert_true (found.value.limited);
      g_assert_false (found.value.free_read);
      g_assert_false (found.extended);
    }

  g_assert_false (cw_desfire_debit (desfire, 1, CW_DESFIRE_COMM_MAC, 10000, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED);
  g_assert_nonnull (strstr (error->message, "(91BE)"));
  g_assert_false (cw_desfire_has_session (desfire));
  g_clear_error (&error);
  field_authenticate (desfire, kind, 0, key);
  g_assert_false (cw_desfire_commit (desfire, &error));
  g_assert_nonnull (strstr (error->message, "(910C)"));
}

static void
test_file_settings (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (GError) error = NULL;
  const CwDesfireFileSettings settings = { .comm = CW_DESFIRE_COMM_FULL, .access = { 1, 0, 0, 0 }, .size = 40 };
  const CwDesfireAccess open = { CW_DESFIRE_FREE, 1, CW_DESFIRE_NEVER, CW_DESFIRE_FREE };
  const CwDesfireAccess closed = { 1, 1, 1, CW_DESFIRE_NEVER };
  CwDesfireFileSettings found = { 0 };

  cw_desfire_create_file (desfire, 3, 0, &settings, &error);
  g_assert_no_error (error);
  cw_desfire_change_file_settings (desfire, 3, CW_DESFIRE_COMM_MAC, &open, FALSE, &error);
  g_assert_no_error (error);
  cw_desfire_get_file_settings (desfire, 3, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found.comm, ==, CW_DESFIRE_COMM_MAC);
  g_assert_cmpint (cw_desfire_access_pack (&found.access), ==, 0xe1fe);
  g_assert_cmpuint (found.size, ==, 40);

  /* anybody may change them now, so that they go in clear, in a session and without one */
  cw_desfire_change_file_settings (desfire, 3, CW_DESFIRE_COMM_FULL, &open, TRUE, &error);
  g_assert_no_error (error);
  cw_desfire_get_file_settings (desfire, 3, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found.comm, ==, CW_DESFIRE_COMM_FULL);
  cw_desfire_select (desfire, &field_aid, &error);
  g_assert_no_error (error);
  cw_desfire_change_file_settings (desfire, 3, CW_DESFIRE_COMM_PLAIN, &closed, TRUE, &error);
  g_assert_no_error (error);
  cw_desfire_get_file_settings (desfire, 3, &found, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found.comm, ==, CW_DESFIRE_COMM_PLAIN);
  g_assert_cmpint (cw_desfire_access_pack (&found.access), ==, 0x111f);
}

static void
test_names (gconstpointer data)
{
  static const char *const names[] = { "cardwright", "", "0123456789abcdef" };
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_card (field, kind);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (cw_cipher_get_key_length (kind->cipher));
  g_autoptr (GArray) found = NULL;
  g_autoptr (GArray) files = NULL;
  g_autoptr (GError) error = NULL;
  const CwDesfireFileSettings file = { .comm = CW_DESFIRE_COMM_MAC, .access = { 0, 0, 0, 0 }, .size = 8 };

  found = cw_desfire_get_df_names (desfire, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, 0);
  g_clear_pointer (&found, g_array_unref);
  for (guint8 i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const CwDesfireApplication application = {
        .aid = { { i, 2, 3 } },
        .settings = 0x0f,
        .n_keys = 1,
        .cipher = kind->cipher,
        .iso_id = 0x1042 + i,
        .df_name = (const guint8 *) names[i],
        .df_name_length = strlen (names[i]),
        .iso_files = TRUE,
      };

      cw_desfire_create_application (desfire, &application, &error);
      g_assert_no_error (error);
    }

  found = cw_desfire_get_df_names (desfire, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (found->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < found->len; i++)
    {
      const CwDesfireDfName *name = &g_array_index (found, CwDesfireDfName, i);

      g_assert_cmpint (name->aid.bytes[0], ==, i);
      g_assert_cmpint (name->iso_id, ==, 0x1042 + i);
      g_assert_cmpmem (name->df_name, name->df_name_length, names[i], strlen (names[i]));
    }

  cw_desfire_select (desfire, &g_array_index (found, CwDesfireDfName, 2).aid, &error);
  g_assert_no_error (error);
  field_authenticate (desfire, kind, 0, zero);
  cw_desfire_create_file (desfire, 7, 0x0708, &file, &error);
  g_assert_no_error (error);
  files = cw_desfire_get_iso_files (desfire, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpint (g_array_index (files, guint16, 0), ==, 0x0708);
}

static CwDesfireConfirmation *
confirm (CwDesfireOption option)
{
  g_autoptr (GError) error = NULL;
  CwDesfireConfirmation *yes = cw_desfire_confirmation_new (option, cw_desfire_option_get_word (option), &error);

  g_assert_no_error (error);
  g_assert_nonnull (yes);
  return yes;
}

static void
test_restrict (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_card (field, kind);
  g_autoptr (CwDesfireConfirmation) format = confirm (CW_DESFIRE_OPTION_DISABLE_FORMAT);
  g_autoptr (CwDesfireConfirmation) uid = confirm (CW_DESFIRE_OPTION_RANDOM_UID);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x30);
  g_autoptr (GError) error = NULL;
  CwDesfireVersion version = { 0 };
  guint8 real[7] = { 0 };

  cw_desfire_restrict (desfire, NULL, uid, &error);
  g_assert_no_error (error);
  g_assert_true (cw_desfire_has_session (desfire));
  cw_desfire_get_uid (desfire, real, &error);
  g_assert_no_error (error);
  script_assert_hex (real, 7, "043F7263348011");
  cw_soft_card_power (field->card);
  g_assert_false (cw_chip_identify (desfire, &version, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_clear_error (&error);

  field_authenticate (desfire, kind, 0, key);
  cw_desfire_format (desfire, &error);
  g_assert_no_error (error);
  cw_desfire_restrict (desfire, format, uid, &error);
  g_assert_no_error (error);
  g_assert_false (cw_desfire_format (desfire, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED);
}

static void
test_default_key (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_card (field, kind);
  g_autoptr (CwDesfireConfirmation) yes = confirm (CW_DESFIRE_OPTION_DEFAULT_KEY);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x72);
  g_autoptr (GError) error = NULL;
  const CwDesfireApplication application = { .aid = field_aid, .settings = 0x0f, .n_keys = 1, .cipher = kind->cipher };
  guint8 version = 0;

  cw_desfire_set_default_key (desfire, kind->cipher, key, 0x42, yes, &error);
  g_assert_no_error (error);
  cw_desfire_create_application (desfire, &application, &error);
  g_assert_no_error (error);
  cw_desfire_select (desfire, &field_aid, &error);
  g_assert_no_error (error);
  field_authenticate (desfire, kind, 0, key);
  cw_desfire_get_key_version (desfire, 0, &version, &error);
  g_assert_no_error (error);
  if (kind->cipher == CW_CIPHER_AES)
    g_assert_cmpint (version, ==, 0x42);
}

static void
test_ats (gconstpointer data)
{
  /* the default one of a real card with other historical bytes, and the shortest */
  static const guint8 ats[] = { 0x08, 0x75, 0x77, 0x81, 0x02, 'C', 'W', '1' };
  static const guint8 lie[] = { 0x08, 0x75 };
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_card (field, kind);
  g_autoptr (CwDesfireConfirmation) yes = confirm (CW_DESFIRE_OPTION_ATS);
  g_autoptr (GBytes) before = cw_soft_card_get_atr (field->card);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GError) error = NULL;
  guint sent = field->transmitted;

  g_assert_false (cw_desfire_set_ats (desfire, lie, sizeof lie, yes, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_cmpuint (field->transmitted, ==, sent);
  g_clear_error (&error);
  cw_desfire_set_ats (desfire, ats, sizeof ats, yes, &error);
  g_assert_no_error (error);
  cw_soft_card_power (field->card);
  after = cw_soft_card_get_atr (field->card);
  g_assert_false (g_bytes_equal (before, after));
}

/* Nothing is sent without the one confirmation that names the option. */
static void
test_unconfirmed (void)
{
  static const char *const wrong[] = { NULL, "", "yes", "disable-formatx", "Disable-format", "disable format" };
  g_autoptr (Field) field = field_new (CW_SOFT_MODEL_EV2);
  g_autoptr (CwDesfire) desfire = field_open_card (field, &field_kinds[6]);
  g_autoptr (CwSecret) key = cw_secret_new_zero (16);
  g_autoptr (CwDesfireConfirmation) ats = confirm (CW_DESFIRE_OPTION_ATS);
  g_autoptr (CwDesfireConfirmation) format = confirm (CW_DESFIRE_OPTION_DISABLE_FORMAT);
  const guint8 bytes[] = { 0x01 };
  guint sent = field->transmitted;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_assert_null (cw_desfire_confirmation_new (CW_DESFIRE_OPTION_DISABLE_FORMAT, wrong[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_clear_error (&error);
    }
  g_assert_false (cw_desfire_restrict (desfire, NULL, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_restrict (desfire, ats, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_restrict (desfire, format, format, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_set_default_key (desfire, CW_CIPHER_AES, key, 1, format, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_set_ats (desfire, bytes, sizeof bytes, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (field->transmitted, ==, sent);
}

/* Settings that travel enciphered are not sent in clear because there is no session. */
static void
test_no_session_no_setting (void)
{
  g_autoptr (Field) field = field_new (CW_SOFT_MODEL_EV1);
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&field->link);
  g_autoptr (CwDesfireConfirmation) format = confirm (CW_DESFIRE_OPTION_DISABLE_FORMAT);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_desfire_change_key_settings (desfire, 0x0f, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_restrict (desfire, format, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (field->transmitted, ==, 0);
}

/* 77 goes on with identifier and counter of the session before. */
static void
test_non_first (void)
{
  g_autoptr (Field) field = field_new (CW_SOFT_MODEL_EV2);
  g_autoptr (CwDesfire) desfire = field_open_application (field, &field_kinds[6]);
  g_autoptr (CwSecret) first = field_key (CW_CIPHER_AES, 0x12);
  g_autoptr (CwSecret) second = field_key (CW_CIPHER_AES, 0x9a);
  g_autoptr (GError) error = NULL;
  CwDesfireKeySettings settings = { 0 };
  guint8 ti[CW_CHIP_EV2_TI_LENGTH];

  memcpy (ti, desfire->ti, sizeof ti);
  cw_desfire_get_key_settings (desfire, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (desfire->counter, ==, 1);
  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_EV2_NON_FIRST, 1, CW_CIPHER_AES, second, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (desfire->counter, ==, 1);
  g_assert_cmpmem (desfire->ti, sizeof ti, ti, sizeof ti);
  cw_desfire_get_key_settings (desfire, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (desfire->counter, ==, 2);

  g_assert_false (cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_EV2_NON_FIRST, 1, CW_CIPHER_AES, first, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_desfire_has_session (desfire));
  g_assert_false (cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_EV2_NON_FIRST, 0, CW_CIPHER_AES, first, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

/* A MAC must never be made twice from the same counter. */
static void
test_counter_end (void)
{
  g_autoptr (Field) field = field_new (CW_SOFT_MODEL_EV2);
  g_autoptr (CwDesfire) desfire = field_open_application (field, &field_kinds[6]);
  g_autoptr (GError) error = NULL;
  CwDesfireKeySettings settings = { 0 };
  guint sent = field->transmitted;

  desfire->counter = G_MAXUINT16;
  g_assert_false (cw_desfire_get_key_settings (desfire, &settings, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (field->transmitted, ==, sent);
}

/* What other people's cards hold is told as far as it is known, and is no error. */
static void
test_foreign (void)
{
  static const struct
  {
    const char *answer;
    guint8      type;
    gboolean    extended;
    guint32     size;
  } cases[] = {
    { "0000000010200000", 0, FALSE, 32 },
    { "000040EEEE000100D1FE001F00004400004400002000006A0000", 0, TRUE, 256 }, /* mirrored data, NXP AN12196 table 7 */
    { "0001830010200000011234", 1, TRUE, 32 },                              /* one more set of access rights */
    { "000300001010000004000002000000", 3, FALSE, 0 },                      /* records */
    { "00050011F10201", 5, FALSE, 0 },                                      /* a transaction MAC */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Script) script = script_new ();
      g_autoptr (CwDesfire) desfire = cw_desfire_new (&script->link);
      g_autoptr (GError) error = NULL;
      CwDesfireFileSettings found = { 0 };

      script_add (script, "F501", cases[i].answer);
      cw_desfire_get_file_settings (desfire, 1, &found, &error);
      g_assert_no_error (error);
      g_assert_cmpint (found.type, ==, cases[i].type);
      g_assert_cmpint (found.extended, ==, cases[i].extended);
      g_assert_cmpuint (found.size, ==, cases[i].size);
    }
}

/* Key settings of an EV2 application with sets of keys; longer ones without are damaged. */
static void
test_key_sets (void)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&script->link);
  g_autoptr (GError) error = NULL;
  CwDesfireKeySettings settings = { 0 };

  script_add (script, "45", "000F93010210");
  script_add (script, "45", "000F830102");
  script_add (script, "45", "000F");
  cw_desfire_get_key_settings (desfire, &settings, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (settings.n_keys, ==, 3);
  g_assert_cmpint (settings.cipher, ==, CW_CIPHER_AES);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_false (cw_desfire_get_key_settings (desfire, &settings, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
      g_clear_error (&error);
    }
}

static void
test_kinds (void)
{
  static const struct
  {
    CwSoftModel model;
    gboolean    ev2;
    const char *kind;
  } cases[] = {
    { CW_SOFT_MODEL_EV1, FALSE, "DESFire EV1 8K" },
    { CW_SOFT_MODEL_EV2, TRUE, "DESFire EV2 8K" },
    { CW_SOFT_MODEL_EV3, TRUE, "DESFire EV3 8K" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Field) field = field_new (cases[i].model);
      g_autoptr (CwDesfire) desfire = cw_desfire_new (&field->link);
      g_autoptr (GError) error = NULL;
      g_autofree char *kind = NULL;
      CwDesfireVersion version = { 0 };

      cw_chip_identify (desfire, &version, &error);
      g_assert_no_error (error);
      kind = cw_chip_kind_describe (&version);
      g_assert_cmpstr (kind, ==, cases[i].kind);
      g_assert_true (cw_chip_kind_is_usable (&version));
      g_assert_cmpint (cw_chip_kind_has_ev2 (&version), ==, cases[i].ev2);
    }
}

/* Every status byte has a sentence that says what happened and one that says what to do. */
static void
test_statuses (void)
{
  static const guint8 known[] = { 0x0c, 0x0e, 0x1c, 0x1e, 0x40, 0x7e, 0x97, 0x9d, 0x9e, 0xa0, 0xa1, 0xae, 0xbe, 0xc1, 0xca, 0xcd, 0xce, 0xde, 0xee, 0xf0, 0xf1 };

  for (guint status = 1; status <= 0xff; status++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *hex = g_strdup_printf ("(91%02X)", status);
      gboolean unknown;

      if (status == CW_DESFIRE_STATUS_MORE)
        continue;
      cw_chip_status_set_error ((guint8) status, &error);
      g_assert_true (error->domain == CW_ERROR);
      g_assert_true (g_str_has_suffix (error->message, hex));
      unknown = strstr (error->message, "unknown to Cardwright") != NULL;
      g_assert_cmpint (unknown, ==, memchr (known, (int) status, sizeof known) == NULL);
      /* two sentences, or one whose colon leads to the remedy */
      g_assert_true (strstr (error->message, ". ") != strstr (error->message, ". (") || strstr (error->message, ": ") != NULL);
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char   *name;
    GTestDataFunc func;
  } tests[] = {
    { "value", test_value },
    { "file-settings", test_file_settings },
    { "names", test_names },
    { "restrict", test_restrict },
    { "default-key", test_default_key },
    { "ats", test_ats },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (gsize kind = 0; kind < FIELD_N_KINDS; kind++)
      {
        g_autofree char *path = g_strdup_printf ("/chip/commands/%s/%s", tests[i].name, field_kinds[kind].name);

        g_test_add_data_func (path, &field_kinds[kind], tests[i].func);
      }
  g_test_add_func ("/chip/commands/unconfirmed", test_unconfirmed);
  g_test_add_func ("/chip/commands/no-session-no-setting", test_no_session_no_setting);
  g_test_add_func ("/chip/commands/non-first", test_non_first);
  g_test_add_func ("/chip/commands/counter-end", test_counter_end);
  g_test_add_func ("/chip/commands/foreign", test_foreign);
  g_test_add_func ("/chip/commands/key-sets", test_key_sets);
  g_test_add_func ("/chip/commands/kinds", test_kinds);
  g_test_add_func ("/chip/commands/statuses", test_statuses);
  return g_test_run ();
}
