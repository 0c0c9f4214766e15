/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A trace tells what was said to a card, but no key, nothing that a key was put into and nothing
 * that a session key could be made from. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"
#include "app/chip/desfire-private.h"
#include "app/chip/trace.h"

#include "field.h"
#include "script.h"

/* A field that remembers what really went through it. */
typedef struct
{
  Field      *field;
  CwChipLink  link;
  GPtrArray  *secrets; /* of char: hex that no trace may show */
  GString    *text;    /* the trace */
  guint       lines;
  guint8      running; /* the command whose frames these are */
} Tap;

static void
tap_sink (const char *line,
          gpointer    user_data)
{
  Tap *self = user_data;

  g_assert_null (strchr (line, '\n'));
  g_string_append (self->text, line);
  g_string_append_c (self->text, '\n');
  self->lines++;
}

static void
tap_add_secret (Tap          *self,
                const guint8 *data,
                gsize         length)
{
  if (length >= 4)
    g_ptr_array_add (self->secrets, cw_hex_encode (data, length));
}

static void
tap_add_key (Tap            *self,
             const CwSecret *key)
{
  if (key != NULL)
    tap_add_secret (self, cw_secret_get_data (key), cw_secret_get_length (key));
}

static gboolean
tap_is_authentication (const Tap *self)
{
  static const guint8 commands[] = { 0x0a, 0x1a, 0xaa, 0x71, 0x77 };

  return memchr (commands, self->running, sizeof commands) != NULL;
}

static gboolean
tap_transmit (gpointer      user_data,
              const guint8 *command,
              gsize         length,
              GByteArray   *answer,
              GError      **error)
{
  Tap *self = user_data;
  const guint8 *data = NULL;
  gsize data_length = 0;
  guint8 ins = 0;

  g_assert_true (cw_apdu_unwrap (command, length, &ins, &data, &data_length));
  if (ins != 0xaf)
    self->running = ins;
  else if (tap_is_authentication (self))
    tap_add_secret (self, data, data_length);
  if (ins == 0xc4 || ins == 0x5c)
    tap_add_secret (self, data + 1, data_length - 1);
  if (!self->field->link.transmit (self->field->link.user_data, command, length, answer, error))
    return FALSE;
  if (tap_is_authentication (self))
    tap_add_secret (self, answer->data, answer->len - 2);
  return TRUE;
}

/* Whether some secret is in the trace, whole or one half of it, in either case. */
static gboolean
tap_is_leaky (const Tap  *self,
              const char *text)
{
  g_autofree char *upper = g_ascii_strup (text, -1);

  for (guint i = 0; i < self->secrets->len; i++)
    {
      const char *secret = g_ptr_array_index (self->secrets, i);
      gsize half = MAX (strlen (secret) / 2, 8);
      g_autofree char *first = g_strndup (secret, half);

      if (strstr (upper, first) != NULL || strstr (upper, secret + strlen (secret) - half) != NULL)
        return TRUE;
    }
  return FALSE;
}

static void
tap_authenticate (Tap             *self,
                  CwDesfire       *desfire,
                  const FieldKind *kind,
                  const CwSecret  *key)
{
  field_authenticate (desfire, kind, 0, key);
  tap_add_key (self, key);
  tap_add_key (self, desfire->session_key);
  tap_add_key (self, desfire->mac_key);
}

/* What a key change enciphers: the new key, and the old one taken off it. */
static void
tap_change_key (Tap            *self,
                CwDesfire      *desfire,
                guint8          key_no,
                CwCipher        cipher,
                const CwSecret *new_key,
                const CwSecret *old_key)
{
  g_autoptr (CwSecret) mixed = cw_secret_new (cw_secret_get_data (new_key), cw_secret_get_length (new_key));
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; old_key != NULL && i < cw_secret_get_length (mixed); i++)
    cw_secret_get_buffer (mixed)[i] ^= cw_secret_get_data (old_key)[i];
  tap_add_key (self, new_key);
  tap_add_key (self, mixed);
  cw_desfire_change_key (desfire, key_no, cipher, new_key, 1, old_key, &error);
  g_assert_no_error (error);
}

static void
personalise (Tap              *tap,
             const CwChipLink *link,
             const FieldKind  *kind)
{
  static const guint8 content[] = "content of a file";
  g_autoptr (CwDesfire) desfire = cw_desfire_new (link);
  g_autoptr (CwSecret) zero = cw_secret_new_zero (cw_cipher_get_key_length (kind->cipher));
  g_autoptr (CwSecret) card_zero = cw_secret_new_zero (8);
  g_autoptr (CwSecret) card_key = field_key (kind->cipher, 0x30);
  g_autoptr (CwSecret) first = field_key (kind->cipher, 0x12);
  g_autoptr (CwSecret) second = field_key (kind->cipher, 0x9a);
  g_autoptr (CwSecret) third = field_key (kind->cipher, 0xb4);
  g_autoptr (CwDesfireConfirmation) yes = cw_desfire_confirmation_new (CW_DESFIRE_OPTION_DEFAULT_KEY, "default-key", NULL);
  const CwDesfireApplication application = { .aid = field_aid, .settings = 0x0f, .n_keys = 2, .cipher = kind->cipher };
  const CwDesfireFileSettings file = { .comm = CW_DESFIRE_COMM_PLAIN, .access = { 0, 0, 0, 0 }, .size = 32 };
  g_autoptr (GError) error = NULL;

  cw_desfire_authenticate (desfire, CW_DESFIRE_AUTH_ISO, 0, CW_CIPHER_DES, card_zero, &error);
  g_assert_no_error (error);
  tap_add_key (tap, desfire->session_key);
  tap_change_key (tap, desfire, 0, kind->cipher, card_key, NULL);
  tap_authenticate (tap, desfire, kind, card_key);
  cw_desfire_create_application (desfire, &application, &error);
  g_assert_no_error (error);
  tap_add_key (tap, third);
  cw_desfire_set_default_key (desfire, kind->cipher, third, 2, yes, &error);
  g_assert_no_error (error);
  cw_desfire_select (desfire, &field_aid, &error);
  g_assert_no_error (error);

  field_authenticate (desfire, kind, 0, zero);
  tap_change_key (tap, desfire, 0, kind->cipher, first, NULL);
  tap_authenticate (tap, desfire, kind, first);
  tap_change_key (tap, desfire, 1, kind->cipher, second, zero);
  tap_change_key (tap, desfire, 1, kind->cipher, third, second);
  cw_desfire_create_file (desfire, 1, 0, &file, &error);
  g_assert_no_error (error);
  cw_desfire_write_data (desfire, 1, CW_DESFIRE_COMM_PLAIN, 0, content, sizeof content, &error);
  g_assert_no_error (error);
}

static void
test_secrets (gconstpointer data)
{
  static const char *const shown[] = { "ChangeKey 00 [", "ChangeKey 01 [", "SetConfiguration 01 [", "CreateApplication 785634", "CreateStdDataFile 01", "SelectApplication 785634", "WriteData 01", "< 9100" };
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (GPtrArray) secrets = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (CwChipTrace) trace = NULL;
  Tap tap = { .field = field, .secrets = secrets, .text = text };

  tap.link = (CwChipLink) { tap_transmit, field->link.random, &tap };
  /* the source of randomness in a field needs no data */
  trace = cw_chip_trace_new (&tap.link, tap_sink, &tap);
  personalise (&tap, cw_chip_trace_get_link (trace), kind);

  g_assert_cmpuint (tap.lines, ==, 2 * field->transmitted);
  g_assert_cmpuint (secrets->len, >, 30);
  for (gsize i = 0; i < G_N_ELEMENTS (shown); i++)
    if (strstr (text->str, shown[i]) == NULL)
      g_error ("“%s” is not in the trace:\n%s", shown[i], text->str);
  g_assert_nonnull (strstr (text->str, "636F6E74656E74206F6620612066696C65"));
  if (tap_is_leaky (&tap, text->str))
    g_error ("a secret is in the trace:\n%s", text->str);

  /* the search itself: each secret put in is found */
  for (guint i = 0; i < secrets->len; i++)
    {
      g_autofree char *lower = g_ascii_strdown (g_ptr_array_index (secrets, i), -1);
      g_autofree char *leaky = g_strconcat (text->str, "0099 > C4 ChangeKey ", lower, NULL);

      g_assert_true (tap_is_leaky (&tap, leaky));
    }
}

static gboolean
say_yes (gpointer      user_data,
         const guint8 *command,
         gsize         length,
         GByteArray   *answer,
         GError      **error)
{
  const char *hex = user_data;
  g_autoptr (GByteArray) bytes = NULL;

  if (hex == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_READER_GONE, "The reader is gone.");
      return FALSE;
    }
  bytes = script_hex (hex);
  g_byte_array_set_size (answer, 0);
  cw_bytes_put (answer, bytes->data, bytes->len);
  return TRUE;
}

/* What goes to the reader itself, and what is not in any table, is shown without its data. */
static void
test_lines (void)
{
  static const struct
  {
    const char *command;
    const char *answer;
    const char *trace;
  } cases[] = {
    { "9060000000", "0401010100180591AF", "0001 > 60 GetVersion\n0001 < 91AF 04010101001805\n" },
    { "FF82000006A0A1A2A3A4A5", "9000", "0001 > LoadKey FF820000 [7 bytes left out]\n0001 < 9000\n" },
    { "FF860000050100046000", "6300", "0001 > GeneralAuthenticate FF860000050100046000\n0001 < 6300\n" },
    { "FFD6000710A0A1A2A3A4A5FF078069B0B1B2B3B4B5", "9000", "0001 > UpdateBinary FFD60007 [17 bytes left out]\n0001 < 9000\n" },
    { "FFB0000710", "A0A1A2A3A4A5FF078069B0B1B2B3B4B59000", "0001 > ReadBinary FFB00007 [1 bytes left out]\n0001 < 9000 [16 bytes left out]\n" },
    { "FF00000005D4421BFFFFFFFF", "D543009000", "0001 > DirectTransmit FF000000 [8 bytes left out]\n0001 < 9000 [3 bytes left out]\n" },
    { "FFCA000000", "043F726334809000", "0001 > GetData FFCA000000\n0001 < 9000 043F72633480\n" },
    { "002000810431323334", "9000", "0001 > unknown command 00200081 [5 bytes left out]\n0001 < 9000\n" },
    { "90E2000004A0A1A2A300", "A0A19100", "0001 > E2 unknown command [4 bytes left out]\n0001 < 9100 [2 bytes left out]\n" },
    { "906A000000", "", "0001 > 6A GetApplicationIDs\n0001 < no status in 0 bytes\n" },
    { "906A000000", "91", "0001 > 6A GetApplicationIDs\n0001 < no status in 1 bytes\n" },
    { "906A000000", NULL, "0001 > 6A GetApplicationIDs\n0001 ! The reader is gone.\n" },
    { "", "9000", "0001 > unknown command\n0001 < 9000\n" },
    { "FF", "9000", "0001 > unknown command FF\n0001 < 9000\n" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      Tap tap = { .text = text };
      const CwChipLink inner = { say_yes, NULL, (gpointer) cases[i].answer };
      g_autoptr (CwChipTrace) trace = cw_chip_trace_new (&inner, tap_sink, &tap);
      const CwChipLink *link = cw_chip_trace_get_link (trace);
      g_autoptr (GByteArray) command = script_hex (cases[i].command);
      g_autoptr (GByteArray) answer = g_byte_array_new ();
      g_autoptr (GError) error = NULL;

      g_assert_cmpint (link->transmit (link->user_data, command->data, command->len, answer, &error), ==, cases[i].answer != NULL);
      g_assert_cmpstr (text->str, ==, cases[i].trace);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (gsize kind = 0; kind < FIELD_N_KINDS; kind++)
    {
      g_autofree char *path = g_strdup_printf ("/chip/trace/secrets/%s", field_kinds[kind].name);

      g_test_add_data_func (path, &field_kinds[kind], test_secrets);
    }
  g_test_add_func ("/chip/trace/lines", test_lines);
  return g_test_run ();
}
