/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/source.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/format/archive.h"
#include "templates/format/model.h"

/* Owns the way to the files a template is made of, and remembers what was read: that is what the
 * template consists of. One thread at a time. */

struct _CwSource
{
  gatomicrefcount ref_count;
  char           *name;    /* what sentences call the template */
  GFile          *folder;  /* (nullable) */
  CwArchive      *package; /* (nullable): the other of the two */
  GHashTable     *files;  /* path -> GBytes */
  GPtrArray      *paths;  /* of char, as they were read; owned by files */
  gsize           total;  /* bytes of files */
};

/**
 * cw_file_read:
 * @name: what sentences call the file
 * @max: bytes
 *
 * Reads a regular file of at most @max bytes; a device or a pipe is never opened.
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_NOT_FOUND or %CW_ERROR_TEMPLATE
 */
GBytes *
cw_file_read (GFile      *file,
              const char *name,
              gsize       max,
              GError    **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, &failure);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[16384];
  gssize got = 0;

  if (info == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), name, failure->message);
      return NULL;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not an ordinary file."), name);
      return NULL;
    }
  stream = g_file_read (file, NULL, &failure);
  while (stream != NULL && (got = g_input_stream_read (G_INPUT_STREAM (stream), chunk, sizeof chunk, NULL, &failure)) > 0)
    {
      if (bytes->len + (gsize) got > max)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is larger than %zu KiB."), name, max / 1024);
          return NULL;
        }
      g_byte_array_append (bytes, chunk, (guint) got);
    }
  if (stream == NULL || got < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), name, failure->message);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

/**
 * cw_source_path_is_inside:
 *
 * Returns: whether @path names only what lies in or beneath the template's folder, in one spelling
 */
gboolean
cw_source_path_is_inside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (path[0] == '\0' || strpbrk (path, "\\:") != NULL || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  for (const char *at = path; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

/* A link could lead anywhere, so there is none on the way, neither folder nor file. */
static GFile *
resolve (GFile      *folder,
         const char *path,
         GError    **error)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GFile) at = g_object_ref (folder);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GFile) child = g_file_get_child (at, parts[i]);
      g_autoptr (GFileInfo) info = g_file_query_info (child, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
      GFileType wanted = parts[i + 1] != NULL ? G_FILE_TYPE_DIRECTORY : G_FILE_TYPE_REGULAR;

      if (info == NULL)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” does not exist beside the template."), path);
          return NULL;
        }
      if (g_file_info_get_file_type (info) != wanted)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is a link or not an ordinary file. Put the file itself into the template's folder."), path);
          return NULL;
        }
      g_set_object (&at, child);
    }
  return g_steal_pointer (&at);
}

static CwSource *
source_new (const char *name)
{
  CwSource *self = g_new0 (CwSource, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->name = g_strdup (name);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  self->paths = g_ptr_array_new ();
  return self;
}

/**
 * cw_source_new_for_folder:
 * @folder: may be a resource
 */
CwSource *
cw_source_new_for_folder (GFile *folder)
{
  g_autofree char *name = g_file_get_basename (folder);
  CwSource *self = source_new (name);

  self->folder = g_object_ref (folder);
  return self;
}

/**
 * cw_source_new_for_package:
 * @zip: not copied
 * @name: what sentences call it
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_TEMPLATE
 */
CwSource *
cw_source_new_for_package (GBytes     *zip,
                           const char *name,
                           GError    **error)
{
  CwArchive *package = cw_archive_open (zip, name, error);
  CwSource *self = NULL;

  if (package == NULL)
    return NULL;
  self = source_new (name);
  self->package = package;
  return self;
}

/* Its first four bytes; fewer when there are fewer, or when it is no ordinary file. */
static GBytes *
peek (GFile *file)
{
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, NULL);
  g_autoptr (GFileInputStream) stream = NULL;
  guint8 start[4];
  gsize length = 0;

  if (info != NULL && g_file_info_get_file_type (info) == G_FILE_TYPE_REGULAR)
    stream = g_file_read (file, NULL, NULL);
  if (stream != NULL && !g_input_stream_read_all (G_INPUT_STREAM (stream), start, sizeof start, &length, NULL, NULL))
    length = 0;
  return g_bytes_new (start, length);
}

static CwSource *
open_package (GFile      *file,
              const char *name,
              GBytes    **json,
              GError    **error)
{
  g_autoptr (GBytes) zip = cw_file_read (file, name, CW_ARCHIVE_MAX_FILE, error);
  g_autoptr (CwSource) self = zip != NULL ? cw_source_new_for_package (zip, name, error) : NULL;

  if (self == NULL)
    return NULL;
  *json = cw_archive_read (self->package, "template.json", CW_TEMPLATE_MAX_FILE, error);
  return *json != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * cw_source_open:
 * @file: a template.json, or a template package: told by its first bytes
 * @json: (out): the template.json, at most %CW_TEMPLATE_MAX_FILE
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_TEMPLATE or %CW_ERROR_NOT_FOUND
 */
CwSource *
cw_source_open (GFile   *file,
                GBytes **json,
                GError **error)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GBytes) start = peek (file);
  g_autoptr (GBytes) bytes = NULL;
  CwSource *self = NULL;

  if (cw_archive_is_zip (start))
    return open_package (file, name, json, error);
  if (folder == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not a template file."), name);
      return NULL;
    }
  bytes = cw_file_read (file, name, CW_TEMPLATE_MAX_FILE, error);
  if (bytes == NULL)
    return NULL;
  self = source_new (name);
  self->folder = g_steal_pointer (&folder);
  *json = g_steal_pointer (&bytes);
  return self;
}

CwSource *
cw_source_ref (CwSource *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cw_source_unref (CwSource *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_clear_object (&self->folder);
  cw_archive_free (self->package);
  g_ptr_array_unref (self->paths);
  g_hash_table_unref (self->files);
  g_free (self->name);
  g_free (self);
}

/**
 * cw_source_get_name:
 *
 * Returns: (transfer none): what sentences call the template
 */
const char *
cw_source_get_name (CwSource *self)
{
  return self->name;
}

gboolean
cw_source_is_package (CwSource *self)
{
  return self->package != NULL;
}

gboolean
cw_source_has (CwSource   *self,
               const char *path)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFileInfo) info = NULL;

  if (self->package != NULL)
    return cw_archive_has (self->package, path);
  file = g_file_resolve_relative_path (self->folder, path);
  info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
  return info != NULL;
}

static GBytes *
read_new (CwSource   *self,
          const char *path,
          gsize       max,
          GError    **error)
{
  g_autoptr (GFile) file = NULL;

  if (self->package != NULL)
    return cw_archive_read (self->package, path, max, error);
  file = resolve (self->folder, path, error);
  return file != NULL ? cw_file_read (file, path, max, error) : NULL;
}

/**
 * cw_source_read:
 * @path: relative, beneath the template
 * @max: bytes
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_NOT_FOUND or %CW_ERROR_TEMPLATE and a sentence
 *   that names @path
 */
GBytes *
cw_source_read (CwSource   *self,
                const char *path,
                gsize       max,
                GError    **error)
{
  GBytes *bytes = g_hash_table_lookup (self->files, path);
  char *own = NULL;

  if (bytes != NULL && g_bytes_get_size (bytes) <= max)
    return g_bytes_ref (bytes);
  if (!cw_source_path_is_inside (path))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not allowed. Name a file in the template's folder, without “..”."), path);
      return NULL;
    }
  bytes = read_new (self, path, max, error);
  if (bytes == NULL)
    return NULL;
  if (g_bytes_get_size (bytes) > CW_SOURCE_MAX_TOTAL - self->total)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("With “%s” the files of the template are larger than %d MiB together."), path, CW_SOURCE_MAX_TOTAL / (1024 * 1024));
      g_bytes_unref (bytes);
      return NULL;
    }
  own = g_strdup (path);
  self->total += g_bytes_get_size (bytes);
  g_hash_table_insert (self->files, own, g_bytes_ref (bytes));
  g_ptr_array_add (self->paths, own);
  return bytes;
}

char **
cw_source_list_read (CwSource *self)
{
  char **paths = g_new0 (char *, self->paths->len + 1);

  for (guint i = 0; i < self->paths->len; i++)
    paths[i] = g_strdup (g_ptr_array_index (self->paths, i));
  return paths;
}
