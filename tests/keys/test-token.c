/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A real PKCS#11 token, SoftHSM's: made in a folder of its own, with a master key that was born
 * in it and with the published example keys. The module between (token-double.c) only counts,
 * and does what a person does to a token. */

#include "config.h"

#include <dlfcn.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <p11-kit/p11-kit.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/keys.h"
#include "tests/keys/token-double.h"

#define SO_PIN "87654321"
#define PIN "4711-specimen"
#define LABEL "Cards of the specimen"

static char *module_path;
static TokenDouble *hand; /* what is done to the token */
static char *folder;
static char *uri;

static const CwDiversify aes = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };
static const CwDiversify aes_short = { CW_CIPHER_AES, CW_DIVERSIFY_SHORT };
static const CwDiversify two = { CW_CIPHER_2K3DES, CW_DIVERSIFY_TWO_BLOCKS };
static const CwDiversify three = { CW_CIPHER_3K3DES, CW_DIVERSIFY_TWO_BLOCKS };

/* The token's own program: what a college uses to set it up. */

typedef struct
{
  CK_FUNCTION_LIST *module;
  CK_SESSION_HANDLE session;
} Tool;

static CK_SLOT_ID
find_slot (CK_FUNCTION_LIST *module,
           gboolean          blank)
{
  CK_SLOT_ID slots[16];
  CK_ULONG n = G_N_ELEMENTS (slots);

  g_assert_cmpuint (module->C_GetSlotList (CK_TRUE, slots, &n), ==, CKR_OK);
  for (CK_ULONG i = 0; i < n; i++)
    {
      CK_TOKEN_INFO info;

      g_assert_cmpuint (module->C_GetTokenInfo (slots[i], &info), ==, CKR_OK);
      if (((info.flags & CKF_TOKEN_INITIALIZED) == 0) == blank)
        return slots[i];
    }
  g_error ("SoftHSM has no such slot");
}

static Tool
tool_open (CK_USER_TYPE user,
           const char  *pin)
{
  Tool tool = { p11_kit_module_load (module_path, 0) };

  g_assert_nonnull (tool.module);
  g_assert_cmpuint (p11_kit_module_initialize (tool.module), ==, CKR_OK);
  g_assert_cmpuint (tool.module->C_OpenSession (find_slot (tool.module, FALSE), CKF_SERIAL_SESSION | CKF_RW_SESSION, NULL, NULL, &tool.session), ==, CKR_OK);
  g_assert_cmpuint (tool.module->C_Login (tool.session, user, (CK_UTF8CHAR *) pin, strlen (pin)), ==, CKR_OK);
  return tool;
}

static void
tool_close (Tool *tool)
{
  g_assert_cmpuint (tool->module->C_CloseSession (tool->session), ==, CKR_OK);
  g_assert_cmpuint (p11_kit_module_finalize (tool->module), ==, CKR_OK);
  p11_kit_module_release (tool->module);
}

static void
make_token (void)
{
  CK_FUNCTION_LIST *module = p11_kit_module_load (module_path, 0);
  CK_UTF8CHAR label[32];
  Tool tool;

  memset (label, ' ', sizeof label);
  memcpy (label, LABEL, strlen (LABEL));
  g_assert_nonnull (module);
  g_assert_cmpuint (p11_kit_module_initialize (module), ==, CKR_OK);
  g_assert_cmpuint (module->C_InitToken (find_slot (module, TRUE), (CK_UTF8CHAR *) SO_PIN, strlen (SO_PIN), label), ==, CKR_OK);
  p11_kit_module_finalize (module);
  p11_kit_module_release (module);

  tool = tool_open (CKU_SO, SO_PIN);
  g_assert_cmpuint (tool.module->C_InitPIN (tool.session, (CK_UTF8CHAR *) PIN, strlen (PIN)), ==, CKR_OK);
  tool_close (&tool);
}

/* A key of @hex, or one born in the token; sensitive, not extractable. */
static CK_OBJECT_HANDLE
make_key (Tool       *tool,
          const char *label,
          CK_KEY_TYPE type,
          guint8      version,
          const char *hex,
          CK_BBOOL    encrypt)
{
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_BBOOL yes = CK_TRUE;
  CK_BBOOL no = CK_FALSE;
  CK_ULONG length = 16;
  CK_MECHANISM generate = { CKM_AES_KEY_GEN, NULL, 0 };
  g_autoptr (GByteArray) value = hex != NULL ? cw_hex_decode (hex, NULL) : NULL;
  CK_OBJECT_HANDLE key = 0;
  CK_ATTRIBUTE template[] = {
    { CKA_CLASS, &class, sizeof class },
    { CKA_KEY_TYPE, &type, sizeof type },
    { CKA_TOKEN, &yes, sizeof yes },
    { CKA_PRIVATE, &yes, sizeof yes },
    { CKA_SENSITIVE, &yes, sizeof yes },
    { CKA_EXTRACTABLE, &no, sizeof no },
    { CKA_SIGN, &yes, sizeof yes },
    { CKA_ENCRYPT, &encrypt, sizeof encrypt },
    { CKA_LABEL, (void *) label, strlen (label) },
    { CKA_ID, &version, sizeof version },
    { value != NULL ? CKA_VALUE : CKA_VALUE_LEN, value != NULL ? value->data : (void *) &length, value != NULL ? value->len : sizeof length },
  };

  if (value != NULL)
    g_assert_cmpuint (tool->module->C_CreateObject (tool->session, template, G_N_ELEMENTS (template), &key), ==, CKR_OK);
  else
    g_assert_cmpuint (tool->module->C_GenerateKey (tool->session, &generate, template, G_N_ELEMENTS (template), &key), ==, CKR_OK);
  return key;
}

static CwSecret *
derive (CwKeySource       *keys,
        const char        *label,
        const CwDiversify *how,
        const char        *input,
        guint8            *version,
        GError           **error)
{
  g_autoptr (GByteArray) bytes = cw_hex_decode (input, NULL);

  return cw_key_source_derive (keys, label, how, bytes->data, bytes->len, version, error);
}

static CwKeySource *
open_with (const char *pin,
           GError    **error)
{
  g_autoptr (CwSecret) secret = pin != NULL ? cw_secret_new (pin, strlen (pin)) : NULL;

  return cw_token_keys_open (uri, secret, error);
}

/* Nothing of a token stays open behind the last reference. */
static void
assert_closed (void)
{
  g_assert_cmpint (hand->sessions, ==, 0);
  g_assert_cmpint (hand->started, ==, 0);
}

/* Sources: test-an10922.c. */
static void
test_vectors (void)
{
  static const struct
  {
    const char        *label;
    const CwDiversify *how;
    const char        *input;
    const char        *expected;
  } cases[] = {
    { "su/example", &aes, "04782E21801D803042F54E585020416275", "A8DD63A3B89D54B37CA802473FDA9175" },
    { "su/example", &aes, "00", "281049D52ECBC8F60961993D34DE3D54" },
    { "su/example", &aes, "00010203040506", "E8B7F67C78C34AF1446E331EF7E6D3FF" },
    { "su/example", &aes, "000102030405060708090A0B0C0D0E", "5A3C7F6F0687F24F82DEE7EDA0970D08" },
    { "su/example", &aes, "000102030405060708090A0B0C0D0E0F", "FEED9FBD36CDB16819A72D30BCF9240B" },
    { "su/example", &aes, "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E", "21C28CD89BB3147F66C7DBD4851CAB20" },
    { "su/other", &aes, "04DEADBEEFFEED", "0BB408BAFF98B6EE9F2E1585777F6A51" },
    { "su/other", &aes_short, "04DEADBEEFFEED", "721E2C01E81AF85D815633969CEA2607" },
    { "su/two", &two, "04782E21801D803042F54E58502041", "16F9587D9E8910C96B9649D007107DD6" },
    { "su/three", &three, "04782E21801D803042F54E5850", "2E0DD03774D3FA9B5705AB0BDA91CA0B55B8E07FCDBF10EC" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      guint8 version = 0;
      g_autoptr (CwSecret) key = derive (keys, cases[i].label, cases[i].how, cases[i].input, &version, &error);
      g_autofree char *text = NULL;

      g_assert_no_error (error);
      text = cw_hex_encode (cw_secret_get_data (key), cw_secret_get_length (key));
      g_assert_cmpstr (text, ==, cases[i].expected);
      g_assert_cmpint (version, ==, 0x55);
    }
  g_clear_object (&keys);
  assert_closed ();
}

/* The key that was born in the token derives, and nothing gets it out: not the token's own
 * program either. */
static void
test_born_inside (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);
  g_autoptr (CwSecret) first = derive (keys, "su/escn/master", &aes, "04112233445566CA4D01", NULL, &error);
  g_autoptr (CwSecret) again = derive (keys, "su/escn/master", &aes, "04112233445566CA4D01", NULL, &error);
  g_autoptr (CwSecret) other = derive (keys, "su/escn/master", &aes, "04112233445567CA4D01", NULL, &error);
  guint8 value[64];
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_ATTRIBUTE template[] = { { CKA_CLASS, &class, sizeof class }, { CKA_LABEL, (void *) "su/escn/master", strlen ("su/escn/master") } };
  CK_ATTRIBUTE attribute = { CKA_VALUE, value, sizeof value };
  CK_OBJECT_HANDLE handle = 0;
  CK_ULONG n = 0;
  Tool tool;

  g_assert_no_error (error);
  g_assert_true (cw_secret_equal (first, again));
  g_assert_false (cw_secret_equal (first, other));
  g_assert_null (cw_key_source_load (keys, "su/escn/master", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_null (cw_key_source_load (keys, "su/none", NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_clear_object (&keys);

  tool = tool_open (CKU_USER, PIN);
  g_assert_cmpuint (tool.module->C_FindObjectsInit (tool.session, template, G_N_ELEMENTS (template)), ==, CKR_OK);
  g_assert_cmpuint (tool.module->C_FindObjects (tool.session, &handle, 1, &n), ==, CKR_OK);
  tool.module->C_FindObjectsFinal (tool.session);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpuint (tool.module->C_GetAttributeValue (tool.session, handle, &attribute, 1), ==, CKR_ATTRIBUTE_SENSITIVE);
  tool_close (&tool);
}

static void
test_list (void)
{
  static const char *const labels[] = { "su/escn/master", "su/example", "su/other", "su/sign-only", "su/three", "su/two", "su/two-of-it", "su/two-of-it" };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);
  g_autoptr (GPtrArray) notes = cw_key_source_list (keys, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, G_N_ELEMENTS (labels));
  for (guint i = 0; i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      g_assert_cmpstr (note->label, ==, labels[i]);
      if (g_str_equal (note->label, "su/example"))
        g_assert_cmpstr (note->kcv, ==, "FDE4FB"); /* as a key file's, test-sources.c */
    }
}

static void
test_unfit_keys (void)
{
  static const struct
  {
    const char        *label;
    const CwDiversify *how;
    const char        *input;
    int                code;
    const char        *word;
  } cases[] = {
    { "su/none", &aes, "00", CW_ERROR_KEY_MISSING, "su/none" },
    { "su/two-of-it", &aes, "00", CW_ERROR_KEY_UNSAFE, "2 keys" },
    { "su/two", &aes, "00", CW_ERROR_KEY_UNSAFE, "2TDEA" },
    { "su/aes-256", &aes, "00", CW_ERROR_KEY_UNSAFE, "AES-128" },
    { "su/sign-only", &aes, "00", CW_ERROR_KEY_UNSAFE, "encrypt" },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);
  g_autoptr (CwSecret) key = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_no_error (error);
      g_assert_null (derive (keys, cases[i].label, cases[i].how, cases[i].input, NULL, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_clear_error (&error);
    }
  /* signing is enough for an input above a block, and a refusal before does no harm */
  key = derive (keys, "su/sign-only", &aes, "04112233445566CA4D0143617264777269676874", NULL, &error);
  g_assert_no_error (error);
}

/* A token that counts to three must not be locked by a station that opens every morning. */
static void
test_wrong_pin (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;
  Tool tool;

  hand->logins = 0;
  g_assert_null (open_with ("4711-specimex", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "does not accept the stored PIN"));
  g_assert_null (strstr (error->message, "4711"));
  g_clear_error (&error);
  g_assert_cmpint (hand->logins, ==, 1);
  assert_closed ();

  g_assert_null (open_with ("4711-specimex", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "no other is tried"));
  g_clear_error (&error);
  g_assert_cmpint (hand->logins, ==, 1);
  assert_closed ();

  tool = tool_open (CKU_USER, PIN);
  tool_close (&tool);
  keys = open_with (PIN, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hand->logins, ==, 3);
}

static void
test_no_pin (void)
{
  g_autoptr (GError) error = NULL;

  hand->logins = 0;
  g_assert_null (open_with (NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_MISSING);
  g_assert_cmpint (hand->logins, ==, 0);
  assert_closed ();
}

static void
test_locked_pin (void)
{
  g_autoptr (GError) error = NULL;

  hand->logins = 0;
  hand->flags = CKF_USER_PIN_LOCKED;
  g_assert_null (open_with (PIN, &error));
  hand->flags = 0;
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "is locked"));
  g_clear_error (&error);
  g_assert_cmpint (hand->logins, ==, 0);

  hand->flags = CKF_USER_PIN_FINAL_TRY;
  g_assert_null (open_with (PIN, &error));
  hand->flags = 0;
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);
  g_assert_cmpint (hand->logins, ==, 0);

  hand->login_result = CKR_PIN_LOCKED;
  g_assert_null (open_with (PIN, &error));
  hand->login_result = CKR_OK;
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "is locked"));
  g_assert_cmpint (hand->logins, ==, 1);
  assert_closed ();
}

static void
test_pulled (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);

  g_assert_no_error (error);
  hand->pulled = TRUE;
  g_assert_null (derive (keys, "su/example", &aes, "00", NULL, &error));
  hand->pulled = FALSE;
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "pulled out"));
  g_assert_nonnull (strstr (error->message, LABEL));
  g_clear_error (&error);

  hand->pulled_at_sign = TRUE;
  g_assert_null (derive (keys, "su/three", &three, "00", NULL, &error));
  hand->pulled_at_sign = FALSE;
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "pulled out"));
  g_clear_error (&error);

  hand->short_answer = TRUE;
  g_assert_null (derive (keys, "su/example", &aes, "00", NULL, &error));
  hand->short_answer = FALSE;
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_object (&keys);
  assert_closed ();
}

/* A card that was reset has forgotten the login, and hides its keys: that is not "no such key",
 * after which another source would be asked. */
static void
test_logged_out (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);

  g_assert_no_error (error);
  hand->logged_out = TRUE;
  g_assert_null (derive (keys, "su/example", &aes, "00", NULL, &error));
  hand->logged_out = FALSE;
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, "login has ended"));
}

static void
test_wrong_uris (void)
{
  static const struct
  {
    const char *format; /* %s: the module */
    int         code;
    const char *word;
  } cases[] = {
    { "pkcs11:token=Cards?module-path=/usr/lib/none.so", CW_ERROR_NOT_FOUND, "/usr/lib/none.so" },
    { "pkcs11:token=Nobody?module-path=%s", CW_ERROR_NOT_FOUND, "plugged in" },
    { "pkcs11:token=Cards?module-path=%s&pin-value=4711-specimen", CW_ERROR_INVALID, "holds a PIN" },
    { "pkcs11:token=Cards?module-path=%s&pin-source=file:/etc/passwd", CW_ERROR_INVALID, "holds a PIN" },
    { "pkcs11:colour=blue?module-path=%s", CW_ERROR_INVALID, "not valid" },
    { "/usr/lib/softhsm/libsofthsm2.so", CW_ERROR_INVALID, "not valid" },
    { "", CW_ERROR_INVALID, "not valid" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) parts = g_strsplit (cases[i].format, "%s", -1);
      g_autofree char *text = g_strjoinv (module_path, parts);
      g_autoptr (CwSecret) pin = cw_secret_new (PIN, strlen (PIN));
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_token_keys_open (text, pin, &error));
      g_assert_error (error, CW_ERROR, cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_null (strstr (error->message, "4711"));
      assert_closed ();
    }
}

static gpointer
derive_often (gpointer data)
{
  CwKeySource *keys = data;
  guint wrong = 0;

  for (guint i = 0; i < 100; i++)
    {
      g_autoptr (CwSecret) key = derive (keys, "su/other", &aes, "04DEADBEEFFEED", NULL, NULL);
      g_autofree char *text = key != NULL ? cw_hex_encode (cw_secret_get_data (key), 16) : NULL;

      wrong += g_strcmp0 (text, "0BB408BAFF98B6EE9F2E1585777F6A51") != 0;
    }
  return GUINT_TO_POINTER (wrong);
}

static void
test_threads (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = open_with (PIN, &error);
  GThread *threads[4];

  g_assert_no_error (error);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("derive", derive_often, keys);
  for (gsize i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 0);
}

static void
set_up (void)
{
  g_autofree char *conf = NULL;
  g_autofree char *tokens = NULL;
  g_autofree char *text = NULL;
  g_autofree char *label = g_uri_escape_string (LABEL, NULL, FALSE);
  void *library;

  folder = g_dir_make_tmp ("cardwright-token-XXXXXX", NULL);
  conf = g_build_filename (folder, "softhsm2.conf", NULL);
  tokens = g_build_filename (folder, "tokens", NULL);
  text = g_strdup_printf ("directories.tokendir = %s\nobjectstore.backend = file\nlog.level = ERROR\n", tokens);
  g_assert_cmpint (g_mkdir (tokens, 0700), ==, 0);
  g_assert_true (g_file_set_contents (conf, text, -1, NULL));
  g_setenv ("SOFTHSM2_CONF", conf, TRUE);

  module_path = g_test_build_filename (G_TEST_BUILT, "libtoken-double.so", NULL);
  library = dlopen (module_path, RTLD_NOW);
  if (library == NULL)
    g_error ("%s", dlerror ());
  hand = dlsym (library, "token_double");
  g_assert_nonnull (hand);
  uri = g_strdup_printf ("pkcs11:token=%s?module-path=%s", label, module_path);
}

static void
fill_token (void)
{
  Tool tool;

  make_token ();
  tool = tool_open (CKU_USER, PIN);
  make_key (&tool, "su/escn/master", CKK_AES, 1, NULL, CK_TRUE);
  make_key (&tool, "su/example", CKK_AES, 0x55, "00112233445566778899AABBCCDDEEFF", CK_TRUE);
  make_key (&tool, "su/other", CKK_AES, 0x55, "F3F9377698707B688EAF84ABE39E3791", CK_TRUE);
  make_key (&tool, "su/two", CKK_DES2, 0x55, "00112233445566778899AABBCCDDEEFF", CK_TRUE);
  make_key (&tool, "su/three", CKK_DES3, 0x55, "00112233445566778899AABBCCDDEEFF0102030405060708", CK_TRUE);
  make_key (&tool, "su/sign-only", CKK_AES, 1, "00112233445566778899AABBCCDDEEFF", CK_FALSE);
  make_key (&tool, "su/two-of-it", CKK_AES, 1, "00112233445566778899AABBCCDDEEFF", CK_TRUE);
  make_key (&tool, "su/two-of-it", CKK_AES, 2, "F3F9377698707B688EAF84ABE39E3791", CK_TRUE);
  make_key (&tool, "su/aes-256", CKK_AES, 1, "00112233445566778899AABBCCDDEEFF00112233445566778899AABBCCDDEEFF", CK_TRUE);
  tool_close (&tool);
}

static void
remove_folder (void)
{
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", "--", folder, NULL);

  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  set_up ();
  fill_token ();
  g_test_add_func ("/keys/token/vectors", test_vectors);
  g_test_add_func ("/keys/token/born-inside", test_born_inside);
  g_test_add_func ("/keys/token/list", test_list);
  g_test_add_func ("/keys/token/unfit-keys", test_unfit_keys);
  g_test_add_func ("/keys/token/wrong-pin", test_wrong_pin);
  g_test_add_func ("/keys/token/no-pin", test_no_pin);
  g_test_add_func ("/keys/token/locked-pin", test_locked_pin);
  g_test_add_func ("/keys/token/pulled", test_pulled);
  g_test_add_func ("/keys/token/logged-out", test_logged_out);
  g_test_add_func ("/keys/token/wrong-uris", test_wrong_uris);
  g_test_add_func ("/keys/token/threads", test_threads);
  status = g_test_run ();
  remove_folder ();
  return status;
}
