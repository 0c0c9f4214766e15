/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/package.h"

#include <errno.h>
#include <string.h>

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/base/error.h"
#include "templates/format/archive.h"
#include "templates/format/model.h"
#include "templates/pictures/photo.h"
#include "templates/format/preview.h"

/* Owns packing a template and taking it apart again. What a template consists of is what its loader
 * reads; a package holds that, a preview, and the texts a person would look for. Any thread. */

#define MAIN "template.json"
#define PREVIEW "preview.png"

/* Texts for people that travel along: the usual names of a description, of a licence, and of that of
 * a font (OFL.txt, SIL Open Font License FAQ 2.2). */
static const char *const texts[] = { "README", "README.md", "README.txt", "LICENCE", "LICENCE.md", "LICENCE.txt", "LICENSE", "LICENSE.md", "LICENSE.txt", "COPYING", "OFL.txt" };

/* The files of one template: path -> GBytes, in the order in which they are packed. */
typedef struct
{
  GPtrArray *paths;    /* of char */
  GPtrArray *contents; /* of GBytes */
} CwFiles;

static void
files_init (CwFiles *self)
{
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->contents = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
}

static void
files_clear (CwFiles *self)
{
  g_clear_pointer (&self->paths, g_ptr_array_unref);
  g_clear_pointer (&self->contents, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwFiles, files_clear)

/* @bytes: (transfer full) */
static void
files_add (CwFiles    *self,
           const char *path,
           GBytes     *bytes)
{
  g_ptr_array_add (self->paths, g_strdup (path));
  g_ptr_array_add (self->contents, bytes);
}

static int
compare_paths (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* What the loader read, by name. */
static gboolean
files_add_read (CwFiles  *self,
                CwSource *source,
                GError  **error)
{
  g_auto (GStrv) paths = cw_source_list_read (source);

  qsort (paths, g_strv_length (paths), sizeof *paths, compare_paths);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      GBytes *bytes = cw_source_read (source, paths[i], CW_ARCHIVE_MAX_ENTRY, error);

      if (bytes == NULL)
        return FALSE;
      files_add (self, paths[i], bytes);
    }
  return TRUE;
}

static gboolean
files_add_texts (CwFiles  *self,
                 CwSource *source,
                 GError  **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      GBytes *bytes = NULL;
      gsize length = 0;
      const char *data = NULL;

      if (!cw_source_has (source, texts[i]))
        continue;
      bytes = cw_source_read (source, texts[i], CW_PACKAGE_MAX_TEXT, error);
      if (bytes == NULL)
        return FALSE;
      files_add (self, texts[i], bytes);
      data = g_bytes_get_data (bytes, &length);
      if (length > 0 && !g_utf8_validate (data, (gssize) length, NULL))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("%s: “%s” is not text in UTF-8. Save it as UTF-8, or take it away."), cw_source_get_name (source), texts[i]);
          return FALSE;
        }
    }
  return TRUE;
}

/* Loads the template, which tells its files.
 * @template: (out): so that the caller may draw it */
static CwSource *
collect (GFile       *file,
         CwFiles     *files,
         CwTemplate **template,
         GError     **error)
{
  g_autoptr (GBytes) json = NULL;
  g_autoptr (CwSource) source = cw_source_open (file, &json, error);

  if (source == NULL)
    return NULL;
  *template = cw_template_new_from_bytes (json, source, cw_source_get_name (source), error);
  if (*template == NULL)
    return NULL;
  files_add (files, MAIN, g_steal_pointer (&json));
  if (!files_add_read (files, source, error) || !files_add_texts (files, source, error))
    return NULL;
  return g_steal_pointer (&source);
}

static gboolean
files_have (const CwFiles *self,
            const char    *path)
{
  return g_ptr_array_find_with_equal_func (self->paths, path, g_str_equal, NULL);
}

/* The package is read back before it is written: what could not be opened is never handed on. */
static gboolean
check_package (GBytes     *zip,
               const char *name,
               CwTemplate *template,
               GError    **error)
{
  g_autoptr (CwSource) source = cw_source_new_for_package (zip, name, error);
  g_autoptr (GBytes) json = source != NULL ? cw_source_read (source, MAIN, CW_TEMPLATE_MAX_FILE, error) : NULL;
  g_autoptr (CwTemplate) again = json != NULL ? cw_template_new_from_bytes (json, source, name, error) : NULL;

  if (again == NULL)
    return FALSE;
  if (strcmp (cw_template_get_digest (again), cw_template_get_digest (template)) == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("%s: The package does not hold the same template. Pack it again."), name);
  return FALSE;
}

static gboolean
write_file (const char *path,
            GBytes     *bytes,
            GError    **error)
{
  g_autoptr (GError) failure = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (bytes, &length);

  if (g_file_set_contents_full (path, data != NULL ? data : "", (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0644, &failure))
    return TRUE;
  if (g_error_matches (failure, G_FILE_ERROR, G_FILE_ERROR_NOSPC))
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL, _ ("There is no room to write “%s”. Free some space on the disk and try again."), path);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s."), path, failure->message);
  return FALSE;
}

/* A path of this machine. */
static char *
get_path (GFile   *file,
          GError **error)
{
  char *path = g_file_get_path (file);
  g_autofree char *uri = g_file_get_uri (file);

  if (path == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is not a place on this computer. Name one in a folder."), uri);
  return path;
}

gboolean
cw_package_write (GFile   *template_json,
                  GFile   *package,
                  GError **error)
{
  g_auto (CwFiles) files = { NULL };
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwSource) source = NULL;
  g_autoptr (GBytes) zip = NULL;
  g_autofree char *path = get_path (package, error);
  g_autofree char *name = g_file_get_basename (package);
  GBytes *preview = NULL;

  files_init (&files);
  if (path != NULL)
    source = collect (template_json, &files, &template, error);
  if (source == NULL)
    return FALSE;
  if (files_have (&files, PREVIEW))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("%s: “%s” is the name of the preview that packing makes. Give that picture of the template another name."),
                   cw_source_get_name (source), PREVIEW);
      return FALSE;
    }
  preview = cw_preview_draw (template, error);
  if (preview == NULL)
    return FALSE;
  files_add (&files, PREVIEW, preview);
  g_ptr_array_add (files.paths, NULL);
  zip = cw_archive_make ((const char *const *) files.paths->pdata, (GBytes *const *) files.contents->pdata, name, error);
  return zip != NULL && check_package (zip, name, template, error) && write_file (path, zip, error);
}

static gboolean
fail_errno (const char *path,
            int         reason,
            GError    **error)
{
  if (reason == EEXIST || reason == ENOTEMPTY || reason == ENOTDIR)
    g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("“%s” exists already. Name a new folder."), path);
  else if (reason == ENOSPC || reason == EDQUOT)
    g_set_error (error, CW_ERROR, CW_ERROR_STORE_FULL, _ ("There is no room to write “%s”. Free some space on the disk and try again."), path);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s."), path, g_strerror (reason));
  return FALSE;
}

static gboolean
write_files (const char    *folder,
             const CwFiles *files,
             GError       **error)
{
  for (guint i = 0; i < files->paths->len; i++)
    {
      g_autofree char *path = g_build_filename (folder, g_ptr_array_index (files->paths, i), NULL);
      g_autofree char *parent = g_path_get_dirname (path);

      if (g_mkdir_with_parents (parent, 0755) != 0)
        return fail_errno (parent, errno, error);
      if (!write_file (path, g_ptr_array_index (files->contents, i), error))
        return FALSE;
    }
  return TRUE;
}

/* Only what write_files() made: its files, and the folders on their way. */
static void
remove_files (const char    *folder,
              const CwFiles *files)
{
  for (guint i = 0; i < files->paths->len; i++)
    {
      g_autofree char *relative = g_strdup (g_ptr_array_index (files->paths, i));

      while (strcmp (relative, ".") != 0)
        {
          g_autofree char *path = g_build_filename (folder, relative, NULL);
          char *parent = g_path_get_dirname (relative);

          g_remove (path);
          g_free (relative);
          relative = parent;
        }
    }
  g_rmdir (folder);
}

/* The preview is only looked at, but it is a picture that a stranger made. */
static gboolean
files_add_preview (CwFiles  *self,
                   CwSource *source,
                   GError  **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (CwPicture) picture = NULL;

  if (files_have (self, PREVIEW) || !cw_source_has (source, PREVIEW))
    return TRUE;
  bytes = cw_source_read (source, PREVIEW, CW_TEMPLATE_MAX_ASSET, error);
  picture = bytes != NULL ? cw_picture_decode (bytes, PREVIEW, TRUE, error) : NULL;
  if (picture == NULL)
    return FALSE;
  files_add (self, PREVIEW, g_steal_pointer (&bytes));
  return TRUE;
}

gboolean
cw_package_unpack (GFile   *package,
                   GFile   *folder,
                   GError **error)
{
  g_auto (CwFiles) files = { NULL };
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwSource) source = NULL;
  g_autofree char *path = get_path (folder, error);
  g_autofree char *temporary = path != NULL ? g_strdup_printf ("%s.XXXXXX", path) : NULL;

  files_init (&files);
  if (path != NULL)
    source = collect (package, &files, &template, error);
  if (source == NULL)
    return FALSE;
  if (!cw_source_is_package (source))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not a template package, which is a zip file."), cw_source_get_name (source));
      return FALSE;
    }
  if (!files_add_preview (&files, source, error))
    return FALSE;
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return fail_errno (path, EEXIST, error);
  if (g_mkdtemp_full (temporary, 0755) == NULL)
    return fail_errno (path, errno, error);
  if (!write_files (temporary, &files, error))
    {
      remove_files (temporary, &files);
      return FALSE;
    }
  /* an empty folder that came up meanwhile may be replaced, nothing else */
  if (g_rename (temporary, path) == 0)
    return TRUE;
  fail_errno (path, errno, error);
  remove_files (temporary, &files);
  return FALSE;
}
