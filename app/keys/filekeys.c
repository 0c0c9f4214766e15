/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/keys/keyfile.h"
#include "app/keys/keytext.h"

/* The key file: read once into locked memory, checked line by line there, and held as memory
 * keys from then on. No piece of it passes through ordinary memory or into a message. Any
 * thread. */

static gboolean
cw_key_file_check_stat (const char        *path,
                        const struct stat *status,
                        GError           **error)
{
  if (!S_ISREG (status->st_mode))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is not a plain file."), path);
      return FALSE;
    }
  if (status->st_uid != geteuid ())
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” belongs to another user. It must belong to the user who runs Cardwright."), path);
      return FALSE;
    }
  if ((status->st_mode & (S_IRWXG | S_IRWXO)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is open to other users. Close it with: chmod 600 “%s”"), path, path);
      return FALSE;
    }
  if (status->st_size > CW_KEY_FILE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is larger than %d bytes."), path, CW_KEY_FILE_MAX);
      return FALSE;
    }
  return TRUE;
}

static int
cw_key_file_open (const char *path,
                  GError    **error)
{
  struct stat status;
  /* not blocking, so that a FIFO in its place cannot hang the desk */
  int fd = open (path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  int saved = errno;

  if (fd < 0 && saved == ENOENT)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("There is no key file “%s”."), path);
  else if (fd < 0 && saved == ELOOP)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is a symbolic link. Name the file itself."), path);
  else if (fd < 0)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” cannot be opened: %s."), path, g_strerror (saved));
  if (fd < 0)
    return -1;

  if (fstat (fd, &status) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” cannot be examined: %s."), path, g_strerror (errno));
      close (fd);
      return -1;
    }
  if (!cw_key_file_check_stat (path, &status, error))
    {
      close (fd);
      return -1;
    }
  return fd;
}

/* @contents has one byte more than the limit: a file that fills it has grown since it was
 * examined. */
static gboolean
cw_key_file_read (int         fd,
                  const char *path,
                  CwSecret   *contents,
                  gsize      *length,
                  GError    **error)
{
  guint8 *buffer = cw_secret_get_buffer (contents);
  gsize room = cw_secret_get_length (contents);
  gssize got = 1;

  *length = 0;
  while (*length < room && got != 0)
    {
      got = read (fd, buffer + *length, room - *length);
      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” cannot be read: %s."), path, g_strerror (errno));
          return FALSE;
        }
      *length += (gsize) got;
    }
  if (*length > CW_KEY_FILE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is larger than %d bytes."), path, CW_KEY_FILE_MAX);
      return FALSE;
    }
  return TRUE;
}

/* Takes the next word off @rest; an empty one when there is none. */
CwKeySpan
cw_key_span_take_word (CwKeySpan *rest)
{
  CwKeySpan word;

  while (rest->length > 0 && g_ascii_isspace (rest->text[0]))
    {
      rest->text++;
      rest->length--;
    }
  word = (CwKeySpan) { rest->text, 0 };
  while (rest->length > 0 && !g_ascii_isspace (rest->text[0]))
    {
      rest->text++;
      rest->length--;
      word.length++;
    }
  return word;
}

static gboolean
cw_key_span_to_version (CwKeySpan span,
                        guint8   *version)
{
  guint value = 0;

  if (span.length < 1 || span.length > 3)
    return FALSE;
  for (gsize i = 0; i < span.length; i++)
    {
      if (!g_ascii_isdigit (span.text[i]))
        return FALSE;
      value = 10 * value + (guint) g_ascii_digit_value (span.text[i]);
    }
  *version = (guint8) value;
  return value <= 255;
}

static gboolean
cw_key_file_add_line (CwMemoryKeys *keys,
                      CwKeySpan     line,
                      const char  **problem)
{
  g_autofree char *label = NULL;
  g_autoptr (CwSecret) secret = NULL;
  CwKeySpan rest = line;
  CwKeySpan first = cw_key_span_take_word (&rest);
  CwKeySpan second = cw_key_span_take_word (&rest);
  CwKeySpan third = cw_key_span_take_word (&rest);
  CwKeySpan fourth = cw_key_span_take_word (&rest);
  CwCipher cipher = CW_CIPHER_AES;
  CwKeyKind kind = CW_KEY_KIND_CARD;
  guint8 version = 0;

  if (first.length == 0 || first.text[0] == '#')
    return TRUE;

  *problem = _ ("the label may have only letters, digits and . _ - /");
  if (!cw_key_label_is_good (first.text, first.length))
    return FALSE;
  label = g_strndup (first.text, first.length); /* not secret */
  *problem = _ ("the label is there already");
  if (cw_memory_keys_has (keys, label))
    return FALSE;

  if (cw_key_text_is_token (second.text, second.length))
    {
      *problem = _ ("after text: a token of visible characters without spaces is needed");
      secret = third.length == 0 ? cw_key_text_read_token (second.text, second.length) : NULL;
      if (secret != NULL)
        cw_memory_keys_add_token (keys, label, secret);
      return secret != NULL;
    }

  *problem = _ ("after the label a version from 0 to 255 is needed");
  if (!cw_key_span_to_version (second, &version))
    return FALSE;
  *problem = _ ("after the version a key of 32 hex digits is needed (2tdea: and 32, 3tdea: and 48, aes256: or ed25519: and 64), and nothing after it");
  secret = fourth.length == 0 ? cw_key_text_read_own (third.text, third.length, &kind) : NULL;
  if (secret != NULL)
    {
      cw_memory_keys_add_own (keys, label, version, kind, secret);
      return TRUE;
    }
  secret = fourth.length == 0 ? cw_key_text_read_key (third.text, third.length, &cipher) : NULL;
  if (secret != NULL)
    cw_memory_keys_add_key (keys, label, version, cipher, secret);
  return secret != NULL;
}

gboolean
cw_key_file_parse (CwMemoryKeys *keys,
                   const char   *path,
                   CwKeySpan     contents,
                   GError      **error)
{
  guint number = 0;

  while (contents.length > 0)
    {
      const char *end = memchr (contents.text, '\n', contents.length);
      gsize length = end == NULL ? contents.length : (gsize) (end - contents.text);
      const char *problem = NULL;

      number++;
      if (!cw_key_file_add_line (keys, (CwKeySpan) { contents.text, length }, &problem))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” is not valid in line %u: %s."), path, number, problem);
          return FALSE;
        }
      contents.text += MIN (length + 1, contents.length);
      contents.length -= MIN (length + 1, contents.length);
    }
  return TRUE;
}

/**
 * cw_key_file_load:
 * @length: (out): bytes of the file
 *
 * Returns: (transfer full): the file in locked memory, or %NULL as cw_file_keys_open() says
 */
CwSecret *
cw_key_file_load (const char *path,
                  gsize      *length,
                  GError    **error)
{
  g_autoptr (CwSecret) contents = NULL;
  gboolean good;
  int fd = cw_key_file_open (path, error);

  if (fd < 0)
    return NULL;
  contents = cw_secret_new_zero (CW_KEY_FILE_MAX + 1);
  good = cw_key_file_read (fd, path, contents, length, error);
  close (fd);
  return good ? g_steal_pointer (&contents) : NULL;
}

/**
 * cw_file_keys_open:
 * @path: a plain file of ours with mode 0600 or stricter
 *
 * Reads the key file; later changes to it are seen by the next open.
 *
 * Returns: (transfer full): its keys, or %NULL with %CW_ERROR_KEY_MISSING (no such file) or
 *   %CW_ERROR_KEY_UNSAFE (open to others, a link, or malformed; the message names the line)
 */
CwKeySource *
cw_file_keys_open (const char *path,
                   GError    **error)
{
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (CwSecret) contents = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL, NULL);

  contents = cw_key_file_load (path, &length, error);
  if (contents == NULL)
    return NULL;

  keys = cw_memory_keys_new ();
  if (!cw_key_file_parse (CW_MEMORY_KEYS (keys), path, (CwKeySpan) { (const char *) cw_secret_get_data (contents), length }, error))
    return NULL;
  return g_steal_pointer (&keys);
}
