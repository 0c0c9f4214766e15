/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "script.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/apdu.h"

static void
script_frame_free (ScriptFrame *frame)
{
  g_free (frame->command);
  g_free (frame->answer);
  g_free (frame);
}

static gboolean
script_transmit (gpointer      user_data,
                 const guint8 *command,
                 gsize         length,
                 GByteArray   *answer,
                 GError      **error)
{
  Script *self = user_data;
  ScriptFrame *frame;
  g_autofree char *native = NULL;
  g_autofree char *rest = NULL;
  g_autoptr (GByteArray) bytes = NULL;
  const guint8 *data = NULL;
  gsize data_length = 0;
  guint8 ins = 0;

  g_assert_true (cw_apdu_unwrap (command, length, &ins, &data, &data_length));
  rest = cw_hex_encode (data, data_length);
  native = g_strdup_printf ("%02X%s", ins, rest);
  if (self->next == self->frames->len)
    g_error ("the script is at its end, but %s comes", native);

  frame = g_ptr_array_index (self->frames, self->next++);
  g_assert_cmpstr (native, ==, frame->command);
  if (self->engine != NULL)
    memcpy (frame->iv, self->engine->iv, sizeof frame->iv);

  bytes = script_hex (frame->answer);
  g_byte_array_set_size (answer, 0);
  cw_bytes_put (answer, bytes->data + 1, bytes->len - 1);
  cw_bytes_put_u8 (answer, 0x91);
  cw_bytes_put_u8 (answer, bytes->data[0]);
  return TRUE;
}

static void
script_random (gpointer user_data,
               guint8  *data,
               gsize    length)
{
  Script *self = user_data;

  g_assert_cmpuint (self->random->len, >=, length);
  memcpy (data, self->random->data, length);
  g_byte_array_remove_range (self->random, 0, (guint) length);
}

Script *
script_new (void)
{
  Script *self = g_new0 (Script, 1);

  self->link = (CwChipLink) { script_transmit, script_random, self };
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) script_frame_free);
  self->random = g_byte_array_new ();
  return self;
}

void
script_free (Script *self)
{
  g_ptr_array_unref (self->frames);
  g_byte_array_unref (self->random);
  g_free (self);
}

void
script_add (Script     *self,
            const char *command,
            const char *answer)
{
  ScriptFrame *frame = g_new0 (ScriptFrame, 1);

  frame->command = g_strdup (command);
  frame->answer = g_strdup (answer);
  g_ptr_array_add (self->frames, frame);
}

void
script_add_frames (Script *self,
                   json_t *frames)
{
  json_t *frame;
  gsize i;

  g_assert_true (json_is_array (frames));
  json_array_foreach (frames, i, frame)
    script_add (self, json_string_value (json_array_get (frame, 0)), json_string_value (json_array_get (frame, 1)));
}

void
script_add_random (Script     *self,
                   const char *hex)
{
  g_autoptr (GByteArray) bytes = script_hex (hex);

  cw_bytes_put (self->random, bytes->data, bytes->len);
}

/* Every frame was asked for, and no randomness was left over. */
void
script_assert_end (Script *self)
{
  g_assert_cmpuint (self->next, ==, self->frames->len);
  g_assert_cmpuint (self->random->len, ==, 0);
}

json_t *
script_load_json (const char *name)
{
  g_autofree char *path = g_build_filename (CW_TEST_DATA, name, NULL);
  json_error_t problem;
  json_t *root = json_load_file (path, JSON_REJECT_DUPLICATES, &problem);

  if (root == NULL)
    g_error ("%s:%d: %s", path, problem.line, problem.text);
  return root;
}

const char *
script_get_text (json_t     *object,
                 const char *key)
{
  json_t *value = json_object_get (object, key);

  if (!json_is_string (value))
    g_error ("no text “%s”", key);
  return json_string_value (value);
}

int
script_get_number (json_t     *object,
                   const char *key)
{
  json_t *value = json_object_get (object, key);

  if (!json_is_integer (value))
    g_error ("no number “%s”", key);
  return (int) json_integer_value (value);
}

CwCipher
script_get_cipher (const char *name)
{
  static const struct
  {
    const char *name;
    CwCipher    cipher;
  } names[] = {
    { "DES", CW_CIPHER_DES },
    { "2K3DES", CW_CIPHER_2K3DES },
    { "2TDEA", CW_CIPHER_2K3DES },
    { "3K3DES", CW_CIPHER_3K3DES },
    { "3TDEA", CW_CIPHER_3K3DES },
    { "AES", CW_CIPHER_AES },
    { "AES-128", CW_CIPHER_AES },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i].name, name) == 0)
      return names[i].cipher;
  g_error ("no cipher is called %s", name);
}

GByteArray *
script_hex (const char *hex)
{
  g_autoptr (GError) error = NULL;
  GByteArray *bytes = cw_hex_decode (hex, &error);

  g_assert_no_error (error);
  return bytes;
}

/* Scripts print a single DES key as the card stores it, twice. */
CwSecret *
script_key (CwCipher    cipher,
            const char *hex)
{
  g_autoptr (GByteArray) bytes = script_hex (hex);
  gsize length = cw_cipher_get_key_length (cipher);

  g_assert_cmpuint (bytes->len, >=, length);
  g_assert_cmpuint (bytes->len % length, ==, 0);
  return cw_secret_new (bytes->data, length);
}

void
script_assert_hex (const void *data,
                   gsize       length,
                   const char *hex)
{
  g_autofree char *text = cw_hex_encode (data, length);

  g_assert_cmpstr (text, ==, hex);
}

/* Session keys of the DES kinds are printed with their parity bits cleared. */
void
script_assert_key (const CwSecret *key,
                   CwCipher        cipher,
                   const char     *hex)
{
  g_autoptr (CwSecret) expected = script_key (cipher, hex);
  guint8 mask = cipher == CW_CIPHER_AES ? 0xff : 0xfe;

  g_assert_nonnull (key);
  g_assert_cmpuint (cw_secret_get_length (key), ==, cw_secret_get_length (expected));
  for (gsize i = 0; i < cw_secret_get_length (key); i++)
    g_assert_cmpint (cw_secret_get_data (key)[i] & mask, ==, cw_secret_get_data (expected)[i] & mask);
}
