/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <jansson.h>
#include <string.h>

/* EV2 authentication and messaging: NXP's published exchanges (vectors.json), replayed against
 * the card byte for byte, and what makes an EV2 different from an EV1. Every mode and length is
 * in test-softcard-messaging.c. */

static const guint8 uid[] = { 0x04, 0x95, 0x8C, 0xAA, 0x5C, 0x5E, 0x80 }; /* of an12196-t28 */

/* Random bytes that the card asks for, one after the other. */
static void
queued_random (gpointer user_data,
               guint8  *data,
               gsize    length)
{
  GByteArray *bytes = user_data;

  g_assert_cmpuint (bytes->len, >=, length);
  memcpy (data, bytes->data, length);
  g_byte_array_remove_range (bytes, 0, (guint) length);
}

static Terminal *
fresh (CwSoftModel model)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new_model (model, uid);

  return terminal_new (card);
}

/* An application with five AES keys of zeros. */
static Terminal *
fresh_application (void)
{
  Terminal *terminal = fresh (CW_SOFT_MODEL_EV2);

  assert_status (terminal_plain (terminal, "CA2081F40F85"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  return terminal;
}

static const char *
get_text (json_t     *object,
          const char *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  g_assert_nonnull (text);
  return text;
}

static void
assert_hex (const void *data,
            gsize       length,
            const char *expected)
{
  g_autofree char *hex = cw_hex_encode (data, length);

  g_assert_cmpstr (hex, ==, expected);
}

static CwSecret *
get_secret (json_t     *object,
            const char *name)
{
  g_autoptr (GByteArray) bytes = NULL;

  if (json_object_get (object, name) == NULL)
    return cw_secret_new_zero (16);
  bytes = terminal_bytes (get_text (object, name));
  return cw_secret_new (bytes->data, bytes->len);
}

static void
assert_session_keys (const CwSoftSession *session,
                     json_t              *expected)
{
  assert_hex (cw_secret_get_data (session->key), 16, get_text (expected, "KSesAuthENC"));
  assert_hex (cw_secret_get_data (session->mac_key), 16, get_text (expected, "KSesAuthMAC"));
}

/* Both halves of an authentication, or where only the challenges are published, the keys. */
static void
replay_auth (json_t *input,
             json_t *expected)
{
  g_autoptr (Terminal) terminal = fresh_application ();
  CwSoftSession *session = &terminal->card->session;
  g_autoptr (GByteArray) random = NULL;
  g_autoptr (GByteArray) transaction = NULL;
  g_autofree char *token = NULL;

  if (json_object_get (input, "ekRndB") == NULL)
    {
      g_autoptr (GByteArray) a = terminal_bytes (get_text (input, "RndA"));
      g_autoptr (GByteArray) b = terminal_bytes (get_text (input, "RndB"));
      g_autoptr (CwSecret) key = get_secret (input, "key");

      cw_soft_ev2_begin_session (session, key, a->data, b->data);
      assert_session_keys (session, expected);
      return;
    }

  random = terminal_bytes (get_text (expected, "RndB"));
  transaction = terminal_bytes (get_text (expected, "TI"));
  cw_bytes_put (random, transaction->data, transaction->len);
  cw_soft_card_set_random (terminal->card, queued_random, random);
  assert_status (terminal_native (terminal, get_text (input, "command1")), CW_SOFT_MORE);
  assert_data (terminal, get_text (input, "ekRndB"));
  token = g_strconcat ("AF", get_text (expected, "token"), NULL);
  assert_status (terminal_native (terminal, token), CW_SOFT_OK);
  assert_data (terminal, get_text (expected, "card_answer"));
  g_assert_cmpuint (random->len, ==, 0);
  assert_session_keys (session, expected);
  assert_hex (session->transaction, sizeof session->transaction, get_text (expected, "TI"));
  g_assert_cmpuint (session->counter, ==, 0);
}

static void
set_session (CwSoftSession *session,
             json_t        *input)
{
  g_autoptr (GByteArray) transaction = terminal_bytes (get_text (input, "TI"));

  cw_soft_session_end (session);
  session->scheme = CW_SOFT_SCHEME_EV2;
  session->cipher = CW_CIPHER_AES;
  session->key = get_secret (input, "KSesAuthENC");
  session->mac_key = get_secret (input, "KSesAuthMAC");
  memcpy (session->transaction, transaction->data, sizeof session->transaction);
  session->counter = (guint16) json_integer_value (json_object_get (input, "CmdCtr"));
}

/* The file that the exchange is about, with the content that NXP's card had by then. */
static void
make_file (Terminal   *terminal,
           guint       number,
           CwSoftComm  comm)
{
  g_autofree char *create = g_strdup_printf ("CD%02X%02X0000000100", number, (guint) comm);
  CwSoftFile *file;

  assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
  file = cw_soft_application_find (terminal->card->selected, (guint8) number);
  memset (file->content->data, 0x22, 25);
}

/* Through the whole card: the command as published, and the answer byte for byte. */
static void
replay_exchange (json_t    *input,
                 json_t    *expected,
                 CwSoftComm comm)
{
  g_autoptr (Terminal) terminal = fresh_application ();
  g_autoptr (GByteArray) header = terminal_bytes (get_text (input, "header"));
  g_autofree char *found = NULL;
  g_autofree char *answer = NULL;
  int status;

  if (strstr ("8D AD", get_text (input, "ins")) != NULL)
    make_file (terminal, header->data[0], comm);
  set_session (&terminal->card->session, input);
  status = terminal_native (terminal, get_text (expected, "command"));
  found = cw_hex_encode (terminal->data->data, terminal->data->len);
  answer = g_strdup_printf ("%02X%s", (guint) status, found);
  if (json_is_null (json_object_get (expected, "answer")))
    g_assert_cmpstr (answer, ==, "00");
  else
    g_assert_cmpstr (answer, ==, get_text (expected, "answer"));
}

/* For a card of another kind (NTAG 424's settings): opening and sealing alone. */
static void
replay_messaging (json_t    *input,
                  json_t    *expected,
                  CwSoftComm comm)
{
  CwSoftSession session = { 0 };
  g_autoptr (GByteArray) command = terminal_bytes (get_text (expected, "command"));
  g_autoptr (GByteArray) header = terminal_bytes (get_text (input, "header"));
  g_autoptr (GByteArray) answer = terminal_bytes (get_text (expected, "answer"));
  const char *plain = json_string_value (json_object_get (input, "plain"));
  g_autofree char *opened = g_strconcat (get_text (input, "header"), plain, NULL);
  guint8 ins = command->data[0];

  set_session (&session, input);
  g_byte_array_remove_index (command, 0);
  assert_status (cw_soft_session_open_command (&session, comm, ins, command, header->len, plain != NULL ? strlen (plain) / 2 : 0),
                 CW_SOFT_OK);
  assert_hex (command->data, command->len, opened);

  g_byte_array_remove_index (answer, 0);
  g_byte_array_set_size (answer, answer->len - CW_SOFT_EV2_MAC_LENGTH);
  cw_soft_session_seal_answer (&session, CW_SOFT_SEAL_MAC, answer);
  assert_hex (answer->data, answer->len, get_text (expected, "answer") + 2);
  cw_soft_session_end (&session);
}

static void
replay_iv (json_t *input,
           json_t *expected)
{
  CwSoftSession session = { 0 };
  guint8 iv[CW_CIPHER_MAX_BLOCK];

  set_session (&session, input);
  cw_soft_ev2_make_iv (&session, FALSE, iv);
  assert_hex (iv, sizeof iv, get_text (expected, "iv_command"));
  cw_soft_session_end (&session);
}

static void
test_vector (gconstpointer data)
{
  json_t *vector = (json_t *) data;
  json_t *input = json_object_get (vector, "input");
  json_t *expected = json_object_get (vector, "expected");
  const char *category = get_text (vector, "category");
  CwSoftComm comm = g_str_equal (category, "ev2-full") ? CW_SOFT_COMM_ENCIPHERED : CW_SOFT_COMM_MAC;

  if (g_str_equal (category, "ev2-auth"))
    replay_auth (input, expected);
  else if (g_str_equal (category, "ev2-iv"))
    replay_iv (input, expected);
  else if (strstr (get_text (vector, "id"), "filesettings") != NULL)
    replay_messaging (input, expected, comm);
  else
    replay_exchange (input, expected, comm);
}

/* The published key change says what the card must hold afterwards. */
static void
test_key_changed (gconstpointer data)
{
  json_t *vector = (json_t *) data;
  json_t *input = json_object_get (vector, "input");
  g_autoptr (Terminal) terminal = fresh_application ();
  g_autoptr (GByteArray) plain = terminal_bytes (get_text (input, "plain"));
  guint number = (guint) g_ascii_strtoull (get_text (input, "header"), NULL, 16);
  const CwSoftKey *key = &terminal->card->selected->keys[number];

  set_session (&terminal->card->session, input);
  assert_status (terminal_native (terminal, get_text (json_object_get (vector, "expected"), "command")), CW_SOFT_OK);
  g_assert_cmpmem (key->bytes, 16, plain->data, 16); /* the old key was zeros */
  g_assert_cmphex (key->version, ==, plain->data[16]);
  g_assert_cmpint (terminal->card->session.scheme, ==, number == 0 ? CW_SOFT_SCHEME_NONE : CW_SOFT_SCHEME_EV2);
}

static void
test_non_first (void)
{
  g_autoptr (Terminal) terminal = fresh_application ();
  guint8 transaction[4];

  assert_status (terminal_native (terminal, "7700"), CW_SOFT_PERMISSION);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_native (terminal, "7700"), CW_SOFT_PERMISSION);

  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD01030000200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
  memcpy (transaction, terminal->transaction, sizeof transaction);
  g_assert_cmpuint (terminal->counter, ==, 2);
  assert_status (terminal_authenticate (terminal, 0x77, 3, ZERO_AES), CW_SOFT_OK);
  g_assert_cmpmem (terminal->card->session.transaction, 4, transaction, 4);
  g_assert_cmpuint (terminal->card->session.counter, ==, 2);
  assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
  assert_data (terminal, "01");
  g_assert_cmpuint (terminal->card->session.counter, ==, 3);

  /* a wrong key: the session that was there is gone too */
  assert_status (terminal_authenticate (terminal, 0x77, 1, "FF000000000000000000000000000000"), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_native (terminal, "7700"), CW_SOFT_PERMISSION);
}

static void
test_first (void)
{
  g_autoptr (Terminal) terminal = fresh_application ();
  g_autoptr (Terminal) old = fresh (CW_SOFT_MODEL_EV1);
  static const char *const wrong[] = { "7100", "710001", "71000001", "7100070102030405060708", "7100060102030405" };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    assert_status (terminal_native (terminal, wrong[i]), CW_SOFT_LENGTH);
  assert_status (terminal_native (terminal, "710006010203040506"), CW_SOFT_MORE);
  assert_status (terminal_native (terminal, "AF"), CW_SOFT_LENGTH);
  assert_status (terminal_native (terminal, "710500"), CW_SOFT_NO_SUCH_KEY);
  /* EV2's own authentication is AES alone; an EV1 does not know it */
  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  assert_status (terminal_native (terminal, "710000"), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_native (old, "710000"), CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (old, "7700"), CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (old, "AD01000000000000"), CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (old, "8D0100000001000000"), CW_SOFT_ILLEGAL_COMMAND);
}

/* What the terminal says it can do comes back in the card's proof. */
static void
test_capabilities (void)
{
  g_autoptr (Terminal) terminal = fresh_application ();
  g_autoptr (CwSecret) key = cw_secret_new_zero (16);
  guint8 rnd_b[16] = { 0 }, iv[16] = { 0 }, token[32] = { 0x0A };
  g_autofree char *text = NULL;
  g_autofree char *command = NULL;

  assert_status (terminal_native (terminal, "710003A1A2A3"), CW_SOFT_MORE);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, terminal->data->data, 16, rnd_b);
  memcpy (token + 16, rnd_b + 1, 15);
  token[31] = rnd_b[0];
  memset (iv, 0, sizeof iv);
  cw_cipher_cbc_encrypt (CW_CIPHER_AES, key, iv, token, 32, token);
  text = cw_hex_encode (token, sizeof token);
  command = g_strconcat ("AF", text, NULL);
  assert_status (terminal_native (terminal, command), CW_SOFT_OK);
  memset (iv, 0, sizeof iv);
  cw_cipher_cbc_decrypt (CW_CIPHER_AES, key, iv, terminal->data->data, 32, token);
  assert_hex (token + 20, 12, "000000000000A1A2A3000000");
}

/* Every byte of a MAC counts, and so does the place in the conversation. */
static void
test_spoilt (void)
{
  g_autoptr (Terminal) terminal = fresh_application ();

  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD01030000200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD02010000200000"), CW_SOFT_OK);
  for (int i = 0; i < 16 + CW_SOFT_EV2_MAC_LENGTH; i++)
    {
      assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
      assert_status (terminal_sealed (terminal, "3D01000000010000", "11", CW_SOFT_COMM_ENCIPHERED, i), CW_SOFT_INTEGRITY);
      /* the session is over: no MAC is wanted any more, nor given */
      assert_status (terminal_native (terminal, "51"), CW_SOFT_AUTHENTICATION);
    }
  for (int i = 0; i < 1 + CW_SOFT_EV2_MAC_LENGTH; i++)
    {
      assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
      assert_status (terminal_sealed (terminal, "3D02000000010000", "11", CW_SOFT_COMM_MAC, i), CW_SOFT_INTEGRITY);
    }
  for (int step = -1; step <= 1; step += 2)
    {
      assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
      terminal->counter = (guint16) (terminal->counter + step);
      assert_status (terminal_plain (terminal, "6F"), CW_SOFT_INTEGRITY);
    }
  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_native (terminal, "6F"), CW_SOFT_LENGTH);
}

/* Plain files travel without a MAC, and are counted all the same. */
static void
test_plain_file (void)
{
  g_autoptr (Terminal) terminal = fresh_application ();

  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD01000000200000"), CW_SOFT_OK);
  assert_status (terminal_native (terminal, "3D0100000002000011AA"), CW_SOFT_OK);
  g_assert_cmpuint (terminal->data->len, ==, 0);
  assert_status (terminal_native (terminal, "BD01000000020000"), CW_SOFT_OK);
  assert_data (terminal, "11AA");
  g_assert_cmpuint (terminal->card->session.counter, ==, 3);
  terminal->counter = 3;
  assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
}

static char *
pattern (gsize length)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02X", (guint) (i * 11 + 3) & 0xFF);
  return g_string_free (text, FALSE);
}

/* AD and 8D: one APDU where 3D and BD need five. */
static void
test_wide_frames (void)
{
  static const gsize lengths[] = { 1, 127, 200, 247, 248, 600 };
  g_autoptr (Terminal) terminal = fresh_application ();

  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  for (guint comm = 0; comm <= 3; comm += comm == 1 ? 2 : 1)
    {
      g_autofree char *create = g_strdup_printf ("CD%02X%02X0000000400", comm, comm);

      assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
      for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
        {
          guint length = (guint) lengths[i];
          g_autofree char *write = g_strdup_printf ("8D%02X000000%02X%02X00", comm, length & 0xFF, length >> 8);
          g_autofree char *wide = g_strdup_printf ("AD%02X000000%02X%02X00", comm, length & 0xFF, length >> 8);
          g_autofree char *narrow = g_strdup_printf ("BD%02X000000%02X%02X00", comm, length & 0xFF, length >> 8);
          g_autofree char *content = pattern (length);

          assert_status (terminal_sealed (terminal, write, content, (CwSoftComm) comm, -1), CW_SOFT_OK);
          assert_status (terminal_fetch (terminal, wide, (CwSoftComm) comm, length), CW_SOFT_OK);
          assert_data (terminal, content);
          assert_status (terminal_fetch (terminal, narrow, (CwSoftComm) comm, length), CW_SOFT_OK);
          assert_data (terminal, content);
        }
    }
}

static void
test_versions (void)
{
  static const char *const expected[] = {
    [CW_SOFT_MODEL_EV1] = "04010101001A0504010101041A05",
    [CW_SOFT_MODEL_EV2] = "04010112001A0504010102011A05",
    [CW_SOFT_MODEL_EV3] = "04010133001A0504010103001A05",
  };

  for (guint model = 0; model < G_N_ELEMENTS (expected); model++)
    {
      g_autoptr (Terminal) terminal = fresh (model);

      assert_status (terminal_plain (terminal, "60"), CW_SOFT_OK);
      assert_hex (terminal->data->data, 14, expected[model]);
      g_assert_cmpuint (terminal->data->len, ==, 28);
      g_assert_cmpint (cw_soft_card_get_model (terminal->card), ==, model);
    }
}

/* As many applications as there is memory for, and the file can hold them. */
static void
test_many_applications (void)
{
  g_autoptr (Terminal) terminal = fresh (CW_SOFT_MODEL_EV2);
  g_autofree char *image = NULL;
  g_autoptr (CwSoftMemory) again = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;
  int status = CW_SOFT_OK;

  while (status == CW_SOFT_OK)
    {
      g_autofree char *create = g_strdup_printf ("CA%02X00000F81", ++count);

      status = terminal_plain (terminal, create);
    }
  assert_status (status, CW_SOFT_COUNT);
  g_assert_cmpuint (count, >, CW_SOFT_MAX_APPLICATIONS + 1);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  g_assert_cmpuint (terminal->data->len, ==, 3 * (count - 1));
  image = cw_soft_memory_to_json (terminal->card->memory);
  again = cw_soft_memory_from_json (image, strlen (image), &error);
  g_assert_no_error (error);
  g_assert_cmpuint (again->applications->len, ==, count - 1);
}

/* The card level: its key turned into AES, then the commands of a personaliser under EV2. */
static void
test_card_level (void)
{
  g_autoptr (Terminal) terminal = fresh (CW_SOFT_MODEL_EV3);

  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x80, ZERO_AES, 1, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "60"), CW_SOFT_OK);
  g_assert_cmpuint (terminal->data->len, ==, 28);
  assert_status (terminal_plain (terminal, "CA2081F40FA210E1D27600008501A0"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, "2081F4");
  assert_status (terminal_plain (terminal, "6D"), CW_SOFT_OK);
  assert_data (terminal, "2081F410E1D27600008501A0");
  assert_status (terminal_plain (terminal, "6E"), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "5C01", ZERO_3K "07", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "54", "0B", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0B81");
  assert_status (terminal_plain (terminal, "FC"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, "");
  assert_status (terminal_change_key (terminal, 0x00, ZERO_DES, -1, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x0A, 0, ZERO_DES), CW_SOFT_OK);
}

static guint
add_vectors (json_t *vectors)
{
  guint count = 0;

  for (gsize i = 0; i < json_array_size (vectors); i++)
    {
      json_t *vector = json_array_get (vectors, i);
      const char *id = get_text (vector, "id");
      g_autofree char *path = g_strdup_printf ("/chip/softcard/ev2/vector/%s", id);
      g_autofree char *changed = g_strdup_printf ("/chip/softcard/ev2/changed/%s", id);

      if (!g_str_has_prefix (get_text (vector, "category"), "ev2-"))
        continue;
      g_test_add_data_func (path, vector, test_vector);
      if (strstr (id, "changekey") != NULL)
        g_test_add_data_func (changed, vector, test_key_changed);
      count++;
    }
  return count;
}

int
main (int    argc,
      char **argv)
{
  json_error_t problem;
  json_t *root;
  int status;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_cmpint (argc, ==, 2);
  root = json_load_file (argv[1], 0, &problem);
  g_assert_nonnull (root);

  g_assert_cmpuint (add_vectors (json_object_get (root, "vectors")), ==, 16);
  g_test_add_func ("/chip/softcard/ev2/first", test_first);
  g_test_add_func ("/chip/softcard/ev2/non-first", test_non_first);
  g_test_add_func ("/chip/softcard/ev2/capabilities", test_capabilities);
  g_test_add_func ("/chip/softcard/ev2/spoilt", test_spoilt);
  g_test_add_func ("/chip/softcard/ev2/plain-file", test_plain_file);
  g_test_add_func ("/chip/softcard/ev2/wide-frames", test_wide_frames);
  g_test_add_func ("/chip/softcard/ev2/versions", test_versions);
  g_test_add_func ("/chip/softcard/ev2/many-applications", test_many_applications);
  g_test_add_func ("/chip/softcard/ev2/card-level", test_card_level);
  status = g_test_run ();
  json_decref (root);
  return status;
}
