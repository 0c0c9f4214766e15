/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* The key file, the text form of keys, and public keys as text. What is accepted has a key for every
 * line that is not a comment, each with a good label; what is written for it is read again as the
 * same. */

#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/keys/ed25519.h"
#include "app/keys/keys.h"
#include "app/keys/keytext.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static char *
write_file (const uint8_t *data,
            size_t         size)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("cardwright-keyfile-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  for (size_t done = 0; done < size;)
    {
      ssize_t written = write (fd, data + done, size - done);

      g_assert_cmpint (written, >, 0);
      done += (size_t) written;
    }
  close (fd);
  return path;
}

static guint
count_lines (const uint8_t *data,
             size_t         size)
{
  guint n = 0;
  gboolean begun = FALSE;

  for (size_t i = 0; i < size; i++)
    {
      gboolean space = g_ascii_isspace ((char) data[i]);

      n += !begun && !space && data[i] != '#';
      begun = data[i] != '\n' && (begun || !space);
    }
  return n;
}

static void
check_file (const uint8_t *data,
            size_t         size)
{
  g_autofree char *path = write_file (data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = cw_file_keys_open (path, &error);
  g_autoptr (GPtrArray) notes = NULL;

  g_unlink (path);
  if (keys == NULL)
    {
      g_assert_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return;
    }
  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (notes->len, ==, count_lines (data, size));
  for (guint i = 0; i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);
      g_autoptr (CwSecret) secret = cw_key_source_load (keys, note->label, NULL, NULL);

      g_assert_true (cw_key_label_is_good (note->label, strlen (note->label)));
      g_assert_nonnull (secret);
    }
}

static void
check_text (const char *text,
            size_t      size)
{
  CwCipher cipher = CW_CIPHER_AES;
  CwCipher again_cipher = CW_CIPHER_AES;
  g_autoptr (CwSecret) token = cw_key_text_read_token (text, size);
  g_autoptr (CwSecret) key = cw_key_text_read_key (text, size, &cipher);
  g_autoptr (CwSecret) written = NULL;
  g_autoptr (CwSecret) again = NULL;

  g_assert_true (token == NULL || key == NULL);
  if (token != NULL)
    written = cw_key_text_write_token (token);
  else if (key != NULL)
    written = cw_key_text_write_key (cipher, key);
  else
    return;
  text = (const char *) cw_secret_get_data (written);
  size = cw_secret_get_length (written);
  again = token != NULL ? cw_key_text_read_token (text, size) : cw_key_text_read_key (text, size, &again_cipher);
  g_assert_nonnull (again);
  g_assert_true (cw_secret_equal (again, token != NULL ? token : key));
  g_assert_true (token != NULL || again_cipher == cipher);
}

static void
check_own (const char *text,
           size_t      size)
{
  CwKeyKind kind = CW_KEY_KIND_TOKEN;
  CwKeyKind again_kind = CW_KEY_KIND_TOKEN;
  g_autoptr (CwSecret) key = cw_key_text_read_own (text, size, &kind);
  g_autoptr (CwSecret) written = NULL;
  g_autoptr (CwSecret) again = NULL;

  if (key == NULL)
    return;
  g_assert_true (cw_key_kind_is_own (kind));
  written = cw_key_text_write_own (kind, key);
  again = cw_key_text_read_own ((const char *) cw_secret_get_data (written), cw_secret_get_length (written), &again_kind);
  g_assert_nonnull (again);
  g_assert_true (cw_secret_equal (again, key) && again_kind == kind);
}

static void
check_public (const char *data,
              size_t      size)
{
  g_autofree char *text = g_strndup (data, size);
  g_autofree char *written = NULL;
  guint8 public_key[CW_ED25519_PUBLIC];
  guint8 again[CW_ED25519_PUBLIC];

  if (!cw_ed25519_from_text (text, public_key, NULL))
    return;
  written = cw_ed25519_to_pem (public_key);
  g_assert_true (cw_ed25519_from_text (written, again, NULL));
  g_assert_cmpmem (again, sizeof again, public_key, sizeof public_key);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  check_file (data, size);
  check_text ((const char *) data, size);
  check_own ((const char *) data, size);
  check_public ((const char *) data, size);
  return 0;
}
