/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-book.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "app/base/digest.h"
#include "app/base/error.h"

/* The stand-in's folder and its copy in memory. Not locked: the server holds its lock around
 * every call. */

/* bytes; the largest view that is taken is far below */
#define FILE_MAX (256 * 1024)
/* files of one kind: a demo or a training has hundreds */
#define FILES_MAX 100000

struct _CwStandInBook
{
  char       *directories[CW_STAND_IN_KIND_COUNT];
  GHashTable *views[CW_STAND_IN_KIND_COUNT]; /* identifier in lower case -> CwStandInJson */
  GPtrArray  *order[CW_STAND_IN_KIND_COUNT]; /* (nullable) the keys of @views in order; NULL: not up to date */
};

static const char *
get_identifier (CwStandInKind  kind,
                CwStandInJson *view)
{
  switch (kind)
    {
    case CW_STAND_IN_PERSON:
      return cw_stand_in_get_text (view, "identifier");
    case CW_STAND_IN_CARD:
      return cw_stand_in_get_text (view, "cardNumber");
    }
  g_assert_not_reached ();
}

static char *
check_view (CwStandInKind  kind,
            CwStandInJson *view)
{
  switch (kind)
    {
    case CW_STAND_IN_PERSON:
      {
        /* the day that API v1 keeps beside a person is no field of API v2 */
        g_autoptr (CwStandInJson) copy = json_copy (view);

        json_object_del (copy, "expiryDate");
        return cw_stand_in_check_person (copy);
      }
    case CW_STAND_IN_CARD:
      return cw_stand_in_check_card (view);
    }
  g_assert_not_reached ();
}

/* An ESI may hold what a file name may not; an ESCN is its own name. */
static char *
get_path (CwStandInBook *self,
          CwStandInKind  kind,
          const char    *key)
{
  g_autofree char *digest = kind == CW_STAND_IN_PERSON ? cw_digest_text (key) : NULL;
  g_autofree char *name = g_strconcat (digest != NULL ? digest : key, ".json", NULL);

  return g_build_filename (self->directories[kind], name, NULL);
}

static gboolean
load_file (CwStandInBook *self,
           CwStandInKind  kind,
           const char    *path,
           GError       **error)
{
  g_autofree char *contents = NULL;
  g_autofree char *complaint = NULL;
  g_autoptr (CwStandInJson) view = NULL;
  const char *identifier;
  GStatBuf status;
  gsize length;

  if (g_stat (path, &status) != 0 || status.st_size > FILE_MAX)
    complaint = g_strdup ("its size");
  else if (!g_file_get_contents (path, &contents, &length, error))
    return FALSE;
  if (contents != NULL)
    view = json_loadb (contents, length, JSON_REJECT_DUPLICATES, NULL);
  if (complaint == NULL)
    complaint = view != NULL ? check_view (kind, view) : g_strdup ("not JSON");
  identifier = view != NULL ? get_identifier (kind, view) : NULL;
  if (complaint != NULL || identifier == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The training register cannot read its file %s (%s). Remove the file, or the whole folder to begin anew."),
                   path, complaint != NULL ? complaint : "cardNumber");
      return FALSE;
    }

  g_hash_table_insert (self->views[kind], g_ascii_strdown (identifier, -1), g_steal_pointer (&view));
  return TRUE;
}

static gboolean
load_directory (CwStandInBook *self,
                CwStandInKind  kind,
                GError       **error)
{
  g_autoptr (GDir) directory = NULL;
  const char *name;
  guint n = 0;

  if (g_mkdir_with_parents (self->directories[kind], 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("The training register cannot make its folder %s: %s."),
                   self->directories[kind], g_strerror (errno));
      return FALSE;
    }
  directory = g_dir_open (self->directories[kind], 0, error);
  if (directory == NULL)
    return FALSE;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directories[kind], name, NULL);

      /* what an interrupted atomic write leaves behind has another ending */
      if (!g_str_has_suffix (name, ".json"))
        continue;
      if (++n > FILES_MAX)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("The training register's folder %s holds more than %d files. Remove it to begin anew."),
                       self->directories[kind], FILES_MAX);
          return FALSE;
        }
      if (!load_file (self, kind, path, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * cw_stand_in_book_open:
 * @directory: made when it is not there
 *
 * Returns: (transfer full): the book as it was left; %NULL with %CW_ERROR_INVALID when a file
 *   in it is not one of its own
 */
CwStandInBook *
cw_stand_in_book_open (const char *directory,
                       GError    **error)
{
  static const char *const names[] = { [CW_STAND_IN_PERSON] = "persons", [CW_STAND_IN_CARD] = "cards" };
  g_autoptr (CwStandInBook) self = g_new0 (CwStandInBook, 1);

  for (int kind = 0; kind < CW_STAND_IN_KIND_COUNT; kind++)
    {
      self->directories[kind] = g_build_filename (directory, names[kind], NULL);
      self->views[kind] = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) json_decref);
      if (!load_directory (self, (CwStandInKind) kind, error))
        return NULL;
    }
  return g_steal_pointer (&self);
}

void
cw_stand_in_book_free (CwStandInBook *self)
{
  if (self == NULL)
    return;
  for (int kind = 0; kind < CW_STAND_IN_KIND_COUNT; kind++)
    {
      g_free (self->directories[kind]);
      g_clear_pointer (&self->order[kind], g_ptr_array_unref);
      g_clear_pointer (&self->views[kind], g_hash_table_unref);
    }
  g_free (self);
}

/**
 * cw_stand_in_book_get:
 * @identifier: ESI or ESCN, in any letter case
 *
 * Returns: (transfer none) (nullable): the view as it was taken
 */
CwStandInJson *
cw_stand_in_book_get (CwStandInBook *self,
                      CwStandInKind  kind,
                      const char    *identifier)
{
  g_autofree char *key = g_ascii_strdown (identifier, -1);

  return g_hash_table_lookup (self->views[kind], key);
}

static int
compare_keys (gconstpointer a,
              gconstpointer b)
{
  return g_strcmp0 (*(const char *const *) a, *(const char *const *) b);
}

/* Long lists are asked for page by page: they are put in order once, not for every page. */
static GPtrArray *
get_order (CwStandInBook *self,
           CwStandInKind  kind)
{
  GHashTableIter iter;
  gpointer key;

  if (self->order[kind] != NULL)
    return self->order[kind];
  self->order[kind] = g_ptr_array_sized_new (g_hash_table_size (self->views[kind]));
  g_hash_table_iter_init (&iter, self->views[kind]);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_ptr_array_add (self->order[kind], key);
  g_ptr_array_sort (self->order[kind], compare_keys);
  return self->order[kind];
}

/**
 * cw_stand_in_book_list:
 *
 * Returns: (transfer container) (element-type utf8): all identifiers in order
 */
GPtrArray *
cw_stand_in_book_list (CwStandInBook *self,
                       CwStandInKind  kind)
{
  return g_ptr_array_copy (get_order (self, kind), NULL, NULL);
}

/**
 * cw_stand_in_book_put:
 * @view: (transfer none): a view that was checked, with its identifier; not changed afterwards
 */
gboolean
cw_stand_in_book_put (CwStandInBook *self,
                      CwStandInKind  kind,
                      CwStandInJson *view,
                      GError       **error)
{
  g_autofree char *key = g_ascii_strdown (get_identifier (kind, view), -1);
  g_autofree char *path = get_path (self, kind, key);
  char *text = json_dumps (view, JSON_INDENT (2));
  gboolean ok;

  ok = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, error);
  free (text);
  if (ok)
    {
      g_clear_pointer (&self->order[kind], g_ptr_array_unref);
      g_hash_table_replace (self->views[kind], g_steal_pointer (&key), json_incref (view));
    }
  return ok;
}

gboolean
cw_stand_in_book_remove (CwStandInBook *self,
                         CwStandInKind  kind,
                         const char    *identifier,
                         GError       **error)
{
  g_autofree char *key = g_ascii_strdown (identifier, -1);
  g_autofree char *path = get_path (self, kind, key);

  if (g_unlink (path) != 0 && errno != ENOENT)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _("The training register cannot remove its file %s: %s."), path, g_strerror (errno));
      return FALSE;
    }
  g_clear_pointer (&self->order[kind], g_ptr_array_unref);
  g_hash_table_remove (self->views[kind], key);
  return TRUE;
}
