/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/base/error.h"
#include "app/keys/keyfile.h"
#include "app/keys/keytext.h"

/* A new key in the key file: the whole file is composed in locked memory, written beside its place
 * and put into it in one step, so that at no moment a key is in neither. Any thread; whoever calls
 * sees to it that nobody else writes the file. */

typedef struct
{
  char *at;
  char *end;
} CwKeyPen;

static void
cw_key_pen_put (CwKeyPen   *pen,
                const void *text,
                gsize       length)
{
  g_assert ((gsize) (pen->end - pen->at) >= length);
  memcpy (pen->at, text, length);
  pen->at += length;
}

static gboolean
cw_key_file_fail (const char *path,
                  int         number,
                  GError    **error)
{
  g_set_error (error, CW_ERROR, number == ENOSPC || number == EDQUOT || number == EFBIG ? CW_ERROR_STORE_FULL : CW_ERROR_FAILED,
               _ ("The key file “%s” cannot be written: %s. It is as it was; free some space, or give this user the right to write in its folder."), path, g_strerror (number));
  return FALSE;
}

static gboolean
cw_key_file_write (int         fd,
                   const char *text,
                   gsize       length)
{
  while (length > 0)
    {
      ssize_t written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      text += written;
      length -= (gsize) written;
    }
  return fsync (fd) == 0;
}

static gboolean
cw_key_file_sync_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  gboolean good = fd >= 0 && fsync (fd) == 0;

  if (fd >= 0)
    close (fd);
  return good;
}

static gboolean
cw_key_file_replace (const char *path,
                     const char *text,
                     gsize       length,
                     GError    **error)
{
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  gboolean good;
  int number;
  int fd;

  g_unlink (part);
  fd = g_open (part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd < 0)
    return cw_key_file_fail (path, errno, error);
  good = cw_key_file_write (fd, text, length);
  number = errno;
  close (fd);
  if (good && g_rename (part, path) != 0)
    {
      good = FALSE;
      number = errno;
    }
  if (!good)
    {
      g_unlink (part);
      return cw_key_file_fail (path, number, error);
    }
  return cw_key_file_sync_folder (path) || cw_key_file_fail (path, errno, error);
}

/* The lines as they are, but for the one of @label, which gets @suffix behind it, or goes when that is NULL. */
static void
cw_key_pen_copy (CwKeyPen   *pen,
                 CwKeySpan   contents,
                 const char *label,
                 const char *suffix)
{
  while (contents.length > 0)
    {
      const char *end = memchr (contents.text, '\n', contents.length);
      gsize length = end == NULL ? contents.length : (gsize) (end - contents.text);
      CwKeySpan rest = { contents.text, length };
      CwKeySpan word = cw_key_span_take_word (&rest);
      gboolean ours = word.length == strlen (label) && memcmp (word.text, label, word.length) == 0;

      if (!ours || suffix != NULL)
        {
          cw_key_pen_put (pen, contents.text, (gsize) (rest.text - contents.text));
          if (ours)
            cw_key_pen_put (pen, suffix, strlen (suffix));
          cw_key_pen_put (pen, rest.text, rest.length);
          cw_key_pen_put (pen, "\n", 1);
        }
      contents.text += MIN (length + 1, contents.length);
      contents.length -= MIN (length + 1, contents.length);
    }
}

/* Which version the new key has, and which one the present has. */
static gboolean
cw_key_file_find_versions (CwKeySource *keys,
                           const char  *label,
                           CwKeyKind    kind,
                           guint8      *old,
                           guint8      *next,
                           GError     **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSecret) secret = cw_key_source_load_kind (keys, label, kind, old, &local);
  g_autofree char *kept = NULL;

  *next = 1;
  if (g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    return TRUE;
  if (secret == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  kept = g_strdup_printf ("%s/%u", label, *old);
  if (cw_memory_keys_has (CW_MEMORY_KEYS (keys), kept))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("The key file has “%s” already, where the present key would be kept. Correct the labels in the file first."), kept);
      return FALSE;
    }
  return cw_key_version_next (label, *old, next, error);
}

/* What the file says with one line more; it is read back before it takes the place of the old one. */
static gboolean
cw_key_file_add (const char     *path,
                 CwKeySpan       contents,
                 const char     *label,
                 const char     *suffix,
                 const char     *head,
                 const CwSecret *value,
                 GError        **error)
{
  g_autoptr (CwSecret) room = cw_secret_new_zero (3 * CW_KEY_FILE_MAX);
  g_autoptr (CwKeySource) check = cw_memory_keys_new ();
  char *start = (char *) cw_secret_get_buffer (room);
  CwKeyPen pen = { start, start + 3 * CW_KEY_FILE_MAX };
  gsize length;

  cw_key_pen_copy (&pen, contents, label, suffix);
  cw_key_pen_put (&pen, head, strlen (head));
  cw_key_pen_put (&pen, cw_secret_get_data (value), cw_secret_get_length (value));
  cw_key_pen_put (&pen, "\n", 1);
  length = (gsize) (pen.at - start);
  if (length > CW_KEY_FILE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE, _ ("The key file “%s” has no room for another key: it may have %d bytes."), path, CW_KEY_FILE_MAX);
      return FALSE;
    }
  return cw_key_file_parse (CW_MEMORY_KEYS (check), path, (CwKeySpan) { start, length }, error) && cw_key_file_replace (path, start, length, error);
}

static gboolean
cw_key_file_renew_in (const char *path,
                      CwKeySpan   contents,
                      const char *label,
                      CwKeyKind   kind,
                      guint8     *version,
                      GError    **error)
{
  g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
  g_autoptr (CwSecret) secret = cw_key_make_own (kind);
  g_autoptr (CwSecret) value = cw_key_text_write_own (kind, secret);
  g_autofree char *suffix = NULL;
  g_autofree char *head = NULL;
  guint8 old = 0;

  if (!cw_key_file_parse (CW_MEMORY_KEYS (keys), path, contents, error) ||
      !cw_key_file_find_versions (keys, label, kind, &old, version, error))
    return FALSE;
  suffix = g_strdup_printf ("/%u", old);
  head = g_strdup_printf ("%s %u ", label, *version);
  return cw_key_file_add (path, contents, label, suffix, head, value, error);
}

/**
 * cw_file_keys_renew:
 * @path: the key file; made when there is none
 * @label: of the new key
 * @kind: neither a card's key nor a token
 * @version: (out): of the new key: 1, or one more than the key had that bears the label now, which
 *   stays in the file as LABEL/VERSION
 *
 * Returns: %FALSE with %CW_ERROR_KEY_UNSAFE (the file, or a key of another kind), _EXISTS,
 *   _REFUSED (no version is left), _STORE_FULL or _FAILED; the file is then as it was
 */
gboolean
cw_file_keys_renew (const char *path,
                    const char *label,
                    CwKeyKind   kind,
                    guint8     *version,
                    GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSecret) contents = NULL;
  gsize length = 0;

  g_return_val_if_fail (path != NULL && label != NULL && version != NULL, FALSE);
  g_return_val_if_fail (cw_key_label_is_good (label, strlen (label)) && cw_key_kind_is_own (kind), FALSE);

  contents = cw_key_file_load (path, &length, &local);
  if (contents == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  return cw_key_file_renew_in (path, (CwKeySpan) { contents != NULL ? (const char *) cw_secret_get_data (contents) : "", length }, label, kind, version, error);
}

/* @suffix: (out) (nullable): what the card's key that has the label is called from now on; NULL: it goes, or there is none */
static gboolean
cw_key_file_make_way (CwKeySource *keys,
                      const char  *label,
                      guint8       version,
                      char       **suffix,
                      GError     **error)
{
  g_autoptr (GError) local = NULL;
  CwKeyKind kind = CW_KEY_KIND_TOKEN;
  guint8 old = 0;
  g_autoptr (CwSecret) present = cw_key_source_load_any (keys, label, &kind, &old, &local);

  if (present == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (present == NULL || kind == CW_KEY_KIND_TOKEN)
    return TRUE;
  if (cw_key_kind_is_own (kind) || old == version)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("There is a key “%s” of version %u already. Cards were made with it: give the new one another version."), label, old);
      return FALSE;
    }
  *suffix = g_strdup_printf ("/%u", old);
  return TRUE;
}

/**
 * cw_file_keys_put:
 * @version: of a card's key; nothing for a token
 *
 * Returns: %FALSE with %CW_ERROR_KEY_UNSAFE (the file, or a value that is none), _EXISTS (that version
 *   is there), _STORE_FULL or _FAILED; the file is then as it was
 */
gboolean
cw_file_keys_put (const char     *path,
                  const char     *label,
                  guint8          version,
                  const CwSecret *value,
                  GError        **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwSecret) contents = NULL;
  g_autoptr (CwKeySource) keys = cw_memory_keys_new ();
  g_autofree char *suffix = NULL;
  g_autofree char *head = NULL;
  CwKeySpan span = { "", 0 };
  gboolean token;

  g_return_val_if_fail (path != NULL && label != NULL && value != NULL, FALSE);
  g_return_val_if_fail (cw_key_label_is_good (label, strlen (label)) && cw_secret_get_length (value) <= CW_KEY_FILE_MAX, FALSE);

  contents = cw_key_file_load (path, &span.length, &local);
  if (contents != NULL)
    span.text = (const char *) cw_secret_get_data (contents);
  else if (!g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (!cw_key_file_parse (CW_MEMORY_KEYS (keys), path, span, error) || !cw_key_file_make_way (keys, label, version, &suffix, error))
    return FALSE;
  token = cw_secret_get_length (value) > 5 && memcmp (cw_secret_get_data (value), "text:", 5) == 0;
  head = token ? g_strdup_printf ("%s ", label) : g_strdup_printf ("%s %u ", label, version);
  return cw_key_file_add (path, span, label, suffix, head, value, error);
}
