/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/archive.h"

#include <string.h>
#include <sys/stat.h>

#include <glib/gi18n-lib.h>
#include <zip.h>

#include "app/base/error.h"
#include "templates/format/source.h"

/* Owns zip files: what may be in one, reading and making it. libzip parses and inflates; what it lets
 * pass is judged here. Layout and bits: PKWARE APPNOTE.TXT 6.3.10, 4.3.15 (zip64 locator), 4.3.16 (end of
 * the directory), 4.4.2 and 4.4.15 (attributes). One thread at a time. */

#define END_LENGTH 22     /* of the end record without a comment */
#define LOCATOR_LENGTH 20 /* of the zip64 locator before it */
#define MAX_COMMENT 65535
/* 1 January 1980, the first day of the format: a package is the same whenever it is made */
#define FIXED_TIME 0x0000
#define FIXED_DATE 0x0021
#define MIB (1024 * 1024)

/* FAT attributes that a plain file or folder does not have: hidden and system do no harm; a volume's
 * label, a device and a reparse point are no files */
#define FAT_ODD (0x08u | 0x40u | 0x400u)
#define FAT_FOLDER 0x10u

G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_source_t, zip_source_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (zip_t, zip_discard)

struct _CwArchive
{
  char       *name; /* what sentences call it */
  GBytes     *bytes;
  zip_t      *zip;
  GHashTable *entries; /* path -> GSIZE_TO_POINTER (index); files only */
  GPtrArray  *paths;   /* of char, in the directory's order; owned by entries */
};

/* One line of the directory. */
typedef struct
{
  guint64    index;
  char      *path; /* without the slash of a folder */
  gboolean   folder;
  zip_stat_t stat;
} CwEntry;

static void
entry_clear (CwEntry *self)
{
  g_free (self->path);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwEntry, entry_clear)

static gboolean fail (const char *name,
                      GError    **error,
                      const char *format,
                      ...) G_GNUC_PRINTF (3, 4);

/* Always FALSE, with the sentence behind the name of the package. */
static gboolean
fail (const char *name,
      GError    **error,
      const char *format,
      ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, "%s: %s", name, sentence);
  return FALSE;
}

static gboolean
fail_zip (const char  *name,
          zip_error_t *reason,
          GError     **error)
{
  if (zip_error_code_zip (reason) == ZIP_ER_EXISTS)
    fail (name, error, _ ("Two entries have the same name. Pack the template again."));
  else
    fail (name, error, _ ("This is not a sound zip file: %s. Get it again from where it was made."), zip_error_strerror (reason));
  zip_error_fini (reason);
  return FALSE;
}

/* By the signature of the first entry. */
gboolean
cw_archive_is_zip (GBytes *bytes)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  return length >= 4 && memcmp (data, "PK\3\4", 4) == 0;
}

/* There is one directory, at the very end, so that every program sees the same one. libzip would look
 * for others in what could be a comment, and take its time. */
static gboolean
check_end (GBytes     *zip,
           const char *name,
           GError    **error)
{
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (zip, &length);
  const guint8 *end = NULL;

  if (length > CW_ARCHIVE_MAX_FILE)
    return fail (name, error, _ ("The package is larger than %d MiB."), CW_ARCHIVE_MAX_FILE / MIB);
  if (!cw_archive_is_zip (zip) || length < 4 + END_LENGTH)
    return fail (name, error, _ ("This is not a template package, which is a zip file."));
  end = data + length - END_LENGTH;
  if (memcmp (end, "PK\5\6", 4) != 0 || end[20] != 0 || end[21] != 0)
    return fail (name, error, _ ("The package is not complete, or something stands behind its end. Get it again from where it was made."));
  for (const guint8 *at = data + (length > END_LENGTH + MAX_COMMENT ? length - END_LENGTH - MAX_COMMENT : 0); at < end; at++)
    if (memcmp (at, "PK\5\6\0\0\0\0", 8) == 0)
      return fail (name, error, _ ("The package has two directories. Pack the template again."));
  if (length >= END_LENGTH + LOCATOR_LENGTH && memcmp (end - LOCATOR_LENGTH, "PK\6\7", 4) == 0)
    return fail (name, error, _ ("The package is a zip64 file, which so small a file needs not be. Pack the template again."));
  if ((end[10] | end[11] << 8) > CW_ARCHIVE_MAX_ENTRIES)
    return fail (name, error, _ ("The package has more than %d entries."), CW_ARCHIVE_MAX_ENTRIES);
  return TRUE;
}

static zip_t *
open_zip (GBytes     *bytes,
          const char *name,
          GError    **error)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  zip_error_t reason;
  g_autoptr (zip_source_t) source = NULL;
  zip_t *zip = NULL;

  zip_error_init (&reason);
  source = zip_source_buffer_create (data, length, 0, &reason);
  if (source != NULL)
    zip = zip_open_from_source (source, ZIP_RDONLY | ZIP_CHECKCONS, &reason);
  if (zip == NULL)
    {
      fail_zip (name, &reason, error);
      return NULL;
    }
  /* it is the archive's now */
  source = NULL;
  zip_error_fini (&reason);
  return zip;
}

static gboolean
entry_read (CwArchive *self,
            guint64    index,
            CwEntry   *entry,
            GError   **error)
{
  const zip_uint64_t needed = ZIP_STAT_SIZE | ZIP_STAT_COMP_SIZE | ZIP_STAT_COMP_METHOD | ZIP_STAT_ENCRYPTION_METHOD;
  const char *path = zip_get_name (self->zip, index, ZIP_FL_ENC_RAW);
  gsize length = path != NULL ? strlen (path) : 0;

  entry->index = index;
  zip_stat_init (&entry->stat);
  if (path == NULL || zip_stat_index (self->zip, index, 0, &entry->stat) != 0 || (entry->stat.valid & needed) != needed)
    return fail_zip (self->name, zip_get_error (self->zip), error);
  if (!g_utf8_validate (path, -1, NULL))
    return fail (self->name, error, _ ("The name of entry %u is not UTF-8. Pack the template again."), (guint) index + 1);
  if (length > CW_ARCHIVE_MAX_NAME)
    return fail (self->name, error, _ ("The name of entry %u is longer than %d bytes."), (guint) index + 1, CW_ARCHIVE_MAX_NAME);
  entry->folder = length > 0 && path[length - 1] == '/';
  entry->path = g_strndup (path, entry->folder ? length - 1 : length);
  if (!cw_source_path_is_inside (entry->path))
    return fail (self->name, error, _ ("The entry “%s” does not lie inside of the package. Names are relative, without “..”."), path);
  return TRUE;
}

/* What the attributes make of it, whatever system they are said to be of. */
static gboolean
entry_check_attributes (CwArchive     *self,
                        const CwEntry *entry,
                        GError       **error)
{
  zip_uint8_t system = 0;
  zip_uint32_t attributes = 0;
  guint kind = 0;

  if (zip_file_get_external_attributes (self->zip, entry->index, 0, &system, &attributes) != 0)
    return fail_zip (self->name, zip_get_error (self->zip), error);
  kind = (attributes >> 16) & S_IFMT;
  if (kind == S_IFLNK)
    return fail (self->name, error, _ ("The entry “%s” is a link. Put the file itself into the package."), entry->path);
  if ((kind != 0 && kind != (entry->folder ? S_IFDIR : S_IFREG)) || (attributes & FAT_ODD) != 0 || (!entry->folder && (attributes & FAT_FOLDER) != 0))
    return fail (self->name, error, _ ("The entry “%s” is not an ordinary file."), entry->path);
  return TRUE;
}

static gboolean
entry_check_content (CwArchive     *self,
                     const CwEntry *entry,
                     GError       **error)
{
  const zip_stat_t *stat = &entry->stat;

  if (stat->encryption_method != ZIP_EM_NONE)
    return fail (self->name, error, _ ("The entry “%s” is encrypted. Pack the template without a password."), entry->path);
  if (stat->comp_method != ZIP_CM_STORE && stat->comp_method != ZIP_CM_DEFLATE)
    return fail (self->name, error, _ ("The entry “%s” is compressed by method %u. Only stored and deflated entries are read."), entry->path, (guint) stat->comp_method);
  if (stat->size > CW_ARCHIVE_MAX_ENTRY)
    return fail (self->name, error, _ ("The entry “%s” is larger than %d MiB."), entry->path, CW_ARCHIVE_MAX_ENTRY / MIB);
  if (stat->size > CW_ARCHIVE_FREE_RATIO && stat->size / CW_ARCHIVE_MAX_RATIO > stat->comp_size)
    return fail (self->name, error, _ ("The entry “%s” is compressed more than %d : 1, which no artwork is."), entry->path, CW_ARCHIVE_MAX_RATIO);
  if (entry->folder && stat->size > 0)
    return fail (self->name, error, _ ("The entry “%s” is a folder and holds something."), entry->path);
  return TRUE;
}

/* @folded: every name so far as a file system without upper and lower case sees it */
static gboolean
take_entry (CwArchive     *self,
            const CwEntry *entry,
            GHashTable    *folded,
            GError       **error)
{
  g_autofree char *normal = g_utf8_normalize (entry->path, -1, G_NORMALIZE_ALL_COMPOSE);
  char *path = NULL;

  if (!g_hash_table_add (folded, g_utf8_casefold (normal, -1)))
    return fail (self->name, error, _ ("The entry “%s” is there twice, perhaps in other upper and lower case."), entry->path);
  if (entry->folder)
    return TRUE;
  path = g_strdup (entry->path);
  g_hash_table_insert (self->entries, path, GSIZE_TO_POINTER (entry->index));
  g_ptr_array_add (self->paths, path);
  return TRUE;
}

static gboolean
take_entries (CwArchive *self,
              GError   **error)
{
  g_autoptr (GHashTable) folded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  zip_int64_t n_entries = zip_get_num_entries (self->zip, 0);
  guint64 total = 0;

  if (n_entries > CW_ARCHIVE_MAX_ENTRIES)
    return fail (self->name, error, _ ("The package has more than %d entries."), CW_ARCHIVE_MAX_ENTRIES);
  for (guint64 i = 0; i < (guint64) MAX (n_entries, 0); i++)
    {
      g_auto (CwEntry) entry = { 0 };

      if (!entry_read (self, i, &entry, error) ||
          !entry_check_attributes (self, &entry, error) ||
          !entry_check_content (self, &entry, error) ||
          !take_entry (self, &entry, folded, error))
        return FALSE;
      /* no entry is larger than its own limit, so this cannot run over */
      total += entry.stat.size;
      if (total > CW_ARCHIVE_MAX_UNPACKED)
        return fail (self->name, error, _ ("With the entry “%s” the package holds more than %d MiB."), entry.path, CW_ARCHIVE_MAX_UNPACKED / MIB);
    }
  return TRUE;
}

/**
 * cw_archive_open:
 * @name: what sentences call it
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_TEMPLATE
 */
CwArchive *
cw_archive_open (GBytes     *zip,
                 const char *name,
                 GError    **error)
{
  g_autoptr (CwArchive) self = NULL;

  if (!check_end (zip, name, error))
    return NULL;
  self = g_new0 (CwArchive, 1);
  self->name = g_strdup (name);
  self->bytes = g_bytes_ref (zip);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->paths = g_ptr_array_new ();
  self->zip = open_zip (zip, name, error);
  if (self->zip == NULL || !take_entries (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_archive_free (CwArchive *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->zip, zip_discard);
  g_ptr_array_unref (self->paths);
  g_hash_table_unref (self->entries);
  g_bytes_unref (self->bytes);
  g_free (self->name);
  g_free (self);
}

gboolean
cw_archive_has (CwArchive  *self,
                const char *path)
{
  return g_hash_table_contains (self->entries, path);
}

/**
 * cw_archive_list:
 *
 * Returns: (transfer full): paths of the files in it, NULL-terminated
 */
char **
cw_archive_list (CwArchive *self)
{
  char **paths = g_new0 (char *, self->paths->len + 1);

  for (guint i = 0; i < self->paths->len; i++)
    paths[i] = g_strdup (g_ptr_array_index (self->paths, i));
  return paths;
}

/* Inflates no more than the directory promised, and no less. */
static GBytes *
inflate (CwArchive  *self,
         guint64     index,
         const char *path,
         gsize       size,
         GError    **error)
{
  g_autofree guint8 *data = g_malloc (size + 1);
  zip_file_t *file = zip_fopen_index (self->zip, index, 0);
  zip_int64_t got = -1;
  gsize length = 0;
  gboolean sound = FALSE;

  /* one byte more than promised would be too many: there is room for it, to see it */
  while (file != NULL && length <= size && (got = zip_fread (file, data + length, size + 1 - length)) > 0)
    length += (gsize) got;
  sound = file != NULL && got == 0 && length == size;
  if (file != NULL)
    zip_fclose (file);
  if (sound)
    return g_bytes_new_take (g_steal_pointer (&data), size);
  fail (self->name, error, _ ("The entry “%s” is damaged, or not as large as the package says. Get it again from where it was made."), path);
  return NULL;
}

/**
 * cw_archive_read:
 * @max: bytes
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_NOT_FOUND or %CW_ERROR_TEMPLATE
 */
GBytes *
cw_archive_read (CwArchive  *self,
                 const char *path,
                 gsize       max,
                 GError    **error)
{
  gpointer index = NULL;
  zip_stat_t stat;

  if (!g_hash_table_lookup_extended (self->entries, path, NULL, &index))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("%s: There is no “%s” in the package."), self->name, path);
      return NULL;
    }
  zip_stat_init (&stat);
  if (zip_stat_index (self->zip, GPOINTER_TO_SIZE (index), 0, &stat) != 0)
    {
      fail_zip (self->name, zip_get_error (self->zip), error);
      return NULL;
    }
  if (stat.size > max)
    {
      fail (self->name, error, _ ("The entry “%s” is larger than %zu KiB."), path, max / 1024);
      return NULL;
    }
  return inflate (self, GPOINTER_TO_SIZE (index), path, stat.size, error);
}

static gboolean
add_entry (zip_t      *zip,
           const char *path,
           GBytes     *bytes)
{
  gsize length = 0;
  const void *data = g_bytes_get_data (bytes, &length);
  g_autoptr (zip_source_t) source = zip_source_buffer (zip, data, length, 0);
  zip_int64_t index = source != NULL ? zip_file_add (zip, path, source, ZIP_FL_ENC_UTF_8) : -1;

  if (index < 0)
    return FALSE;
  /* it is the archive's now */
  source = NULL;
  return zip_set_file_compression (zip, (zip_uint64_t) index, ZIP_CM_DEFLATE, 9) == 0 &&
         zip_file_set_dostime (zip, (zip_uint64_t) index, FIXED_TIME, FIXED_DATE, 0) == 0 &&
         zip_file_set_external_attributes (zip, (zip_uint64_t) index, 0, ZIP_OPSYS_UNIX, (zip_uint32_t) (S_IFREG | 0644) << 16) == 0;
}

static GBytes *
read_source (zip_source_t *source)
{
  zip_stat_t stat;
  g_autofree guint8 *data = NULL;
  zip_int64_t got = -1;

  zip_stat_init (&stat);
  if (zip_source_stat (source, &stat) != 0 || (stat.valid & ZIP_STAT_SIZE) == 0 || zip_source_open (source) != 0)
    return NULL;
  data = g_malloc (stat.size);
  got = zip_source_read (source, data, stat.size);
  zip_source_close (source);
  return got == (zip_int64_t) stat.size ? g_bytes_new_take (g_steal_pointer (&data), stat.size) : NULL;
}

static GBytes *
make_into (zip_source_t      *target,
           const char *const *paths,
           GBytes *const     *contents,
           zip_error_t       *reason)
{
  g_autoptr (zip_t) zip = NULL;

  /* the archive takes one reference, the other is for reading what was made */
  zip_source_keep (target);
  zip = zip_open_from_source (target, ZIP_TRUNCATE, reason);
  if (zip == NULL)
    {
      zip_source_free (target);
      return NULL;
    }
  for (guint i = 0; paths[i] != NULL; i++)
    if (!add_entry (zip, paths[i], contents[i]))
      {
        zip_error_set (reason, zip_error_code_zip (zip_get_error (zip)), zip_error_code_system (zip_get_error (zip)));
        return NULL;
      }
  if (zip_close (zip) != 0)
    {
      zip_error_set (reason, zip_error_code_zip (zip_get_error (zip)), zip_error_code_system (zip_get_error (zip)));
      return NULL;
    }
  /* closing freed it */
  zip = NULL;
  return read_source (target);
}

/**
 * cw_archive_make:
 * @paths: NULL-terminated
 * @contents: one for each path
 * @name: what sentences call the zip
 *
 * The same paths and contents always give the same bytes.
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_FAILED
 */
GBytes *
cw_archive_make (const char *const *paths,
                 GBytes *const     *contents,
                 const char        *name,
                 GError           **error)
{
  zip_error_t reason;
  g_autoptr (zip_source_t) target = NULL;
  GBytes *bytes = NULL;

  zip_error_init (&reason);
  target = zip_source_buffer_create (NULL, 0, 0, &reason);
  if (target != NULL)
    bytes = make_into (target, paths, contents, &reason);
  if (bytes == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("%s: The package could not be made: %s."), name, zip_error_strerror (&reason));
  zip_error_fini (&reason);
  return bytes;
}
