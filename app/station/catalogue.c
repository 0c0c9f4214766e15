/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/catalogue.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/nouns.h"
#include "institutions-resources.h"

/* The institutions to choose from: the shipped ones, and the official list that a person imported
 * into the station's folder. Reads and writes files; any thread but the window's. */

#define SHIPPED "/org/cardwright/institutions/latvia.json"
#define MAX_FILE (16 * 1024 * 1024) /* bytes; the whole official list is below 3 MiB */

/* The ECHE list's columns, and whether one may be missing. Names as in the list of 2026-04-08. */
enum
{
  COLUMN_ERASMUS,
  COLUMN_PIC,
  COLUMN_OID,
  COLUMN_NAME,
  COLUMN_CITY,
  COLUMN_COUNTRY,
  N_COLUMNS
};

static const struct
{
  const char *title;
  gboolean    needed;
} columns[N_COLUMNS] = {
  [COLUMN_ERASMUS] = { "erasmus code", TRUE },
  [COLUMN_PIC] = { "pic", TRUE },
  [COLUMN_OID] = { "oid", FALSE },
  [COLUMN_NAME] = { "legal name", TRUE },
  [COLUMN_CITY] = { "city", FALSE },
  [COLUMN_COUNTRY] = { "country cd", FALSE },
};

void
cw_catalogue_entry_free (CwCatalogueEntry *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->erasmus);
  g_free (self->pic);
  g_free (self->oid);
  g_free (self->name);
  g_free (self->name_en);
  g_free (self->city);
  g_free (self->country);
  g_free (self->schac);
  g_free (self);
}

gboolean
cw_catalogue_check (const CwCatalogueEntry *entry,
                    GError                **error)
{
  /* formats: the ECHE list of 2026-04-08 */
  if (entry->erasmus == NULL || !g_regex_match_simple ("^(IRL|LUX|[A-Z]{2} |[A-Z]  )[A-Z][A-Z-]*[A-Z][0-9]{2,3}$", entry->erasmus, G_REGEX_DOLLAR_ENDONLY, 0))
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is no Erasmus code, such as “LV RIGA01”."), entry->erasmus != NULL ? entry->erasmus : "");
  else if (entry->pic == NULL || !g_regex_match_simple ("^[0-9]{9}$", entry->pic, G_REGEX_DOLLAR_ENDONLY, 0))
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is no PIC: it has nine digits."), entry->pic != NULL ? entry->pic : "");
  else if (entry->oid != NULL && !g_regex_match_simple ("^E[0-9]{8}$", entry->oid, G_REGEX_DOLLAR_ENDONLY, 0))
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is no OID: it is E and eight digits."), entry->oid);
  else if (entry->name == NULL || *entry->name == '\0')
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The institution with the Erasmus code “%s” has no name."), entry->erasmus);
  else
    return TRUE;
  return FALSE;
}

/* "LV RIGA01" becomes "lv-riga01": an id may have no spaces. */
static char *
cw_catalogue_make_id (const char *erasmus)
{
  g_auto (GStrv) words = g_strsplit_set (erasmus, " ", -1);
  g_autoptr (GString) id = g_string_new (NULL);

  for (guint i = 0; words[i] != NULL; i++)
    if (*words[i] != '\0')
      g_string_append_printf (id, "%s%s", id->len > 0 ? "-" : "", words[i]);
  return g_ascii_strdown (id->str, -1);
}

static char *
cw_catalogue_dup (json_t     *object,
                  const char *key)
{
  const char *text = json_string_value (json_object_get (object, key));

  return text != NULL && *text != '\0' && strlen (text) <= CW_CATALOGUE_MAX_TEXT ? g_strdup (text) : NULL;
}

static CwCatalogueEntry *
cw_catalogue_entry_read (json_t  *object,
                         GError **error)
{
  g_autoptr (CwCatalogueEntry) entry = g_new0 (CwCatalogueEntry, 1);

  entry->erasmus = cw_catalogue_dup (object, "erasmus");
  entry->pic = cw_catalogue_dup (object, "pic");
  entry->oid = cw_catalogue_dup (object, "oid");
  entry->name = cw_catalogue_dup (object, "name");
  entry->city = cw_catalogue_dup (object, "city");
  entry->country = cw_catalogue_dup (object, "country");
  entry->schac = cw_catalogue_dup (object, "schac");
  if (!cw_catalogue_check (entry, error))
    return NULL;
  entry->name_en = cw_catalogue_dup (object, "name_en");
  if (entry->name_en == NULL)
    entry->name_en = g_strdup (entry->name);
  entry->id = cw_catalogue_dup (object, "id");
  if (entry->id == NULL)
    entry->id = cw_catalogue_make_id (entry->erasmus);
  return g_steal_pointer (&entry);
}

/* Into @entries, by Erasmus code. */
static gboolean
cw_catalogue_read (GBytes     *bytes,
                   const char *from,
                   GHashTable *entries,
                   GError    **error)
{
  json_error_t why;
  json_t *root = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), JSON_REJECT_DUPLICATES, &why);
  json_t *list = json_object_get (root, "institutions");
  gboolean good = json_is_array (list) && json_array_size (list) <= CW_CATALOGUE_MAX;

  if (!good)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is no list of institutions. Remove it, and import the list again."), from);
  for (gsize i = 0; good && i < json_array_size (list); i++)
    {
      g_autoptr (CwCatalogueEntry) entry = cw_catalogue_entry_read (json_array_get (list, i), error);
      const CwCatalogueEntry *shipped;

      good = entry != NULL;
      if (!good)
        break;
      shipped = g_hash_table_lookup (entries, entry->erasmus);
      if (shipped != NULL)
        {
          g_free (entry->id);
          entry->id = g_strdup (shipped->id);
          g_free (entry->schac);
          entry->schac = g_strdup (shipped->schac);
          g_free (entry->name_en);
          entry->name_en = g_strdup (shipped->name_en);
        }
      g_hash_table_replace (entries, entry->erasmus, entry);
      entry = NULL;
    }
  json_decref (root);
  return good;
}

static int
cw_catalogue_compare (gconstpointer a,
                      gconstpointer b)
{
  const CwCatalogueEntry *const *first = a;
  const CwCatalogueEntry *const *second = b;
  int order = g_utf8_collate ((*first)->name, (*second)->name);

  return order != 0 ? order : strcmp ((*first)->erasmus, (*second)->erasmus);
}

static GBytes *
cw_catalogue_open (const char *path,
                   GError    **error)
{
  g_autoptr (GMappedFile) file = g_mapped_file_new (path, FALSE, error);

  if (file == NULL)
    return NULL;
  if (g_mapped_file_get_length (file) > MAX_FILE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” is too large for a list of institutions."), path);
      return NULL;
    }
  return g_mapped_file_get_bytes (file);
}

GPtrArray *
cw_catalogue_load (const char *directory,
                   GError    **error)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) cw_catalogue_entry_free);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_catalogue_entry_free);
  g_autoptr (GBytes) shipped = g_resource_lookup_data (cw_institutions_get_resource (), SHIPPED, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  g_autofree char *path = NULL;
  g_autoptr (GBytes) imported = NULL;
  GHashTableIter iter;
  gpointer entry;

  g_return_val_if_fail (directory != NULL, NULL);

  if (shipped == NULL || !cw_catalogue_read (shipped, SHIPPED, entries, error))
    return NULL;
  path = g_build_filename (directory, CW_CATALOGUE_NAME, NULL);
  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      imported = cw_catalogue_open (path, error);
      if (imported == NULL || !cw_catalogue_read (imported, path, entries, error))
        return NULL;
    }
  g_hash_table_iter_init (&iter, entries);
  while (g_hash_table_iter_next (&iter, NULL, &entry))
    {
      g_hash_table_iter_steal (&iter);
      g_ptr_array_add (list, entry);
    }
  g_ptr_array_sort (list, cw_catalogue_compare);
  return g_steal_pointer (&list);
}

GPtrArray *
cw_catalogue_search (GPtrArray  *entries,
                     const char *query,
                     guint       limit)
{
  g_autofree char *folded = cw_search_fold (query);
  g_auto (GStrv) words = g_strsplit (folded, " ", -1);
  GPtrArray *found = g_ptr_array_new ();

  for (guint i = 0; i < entries->len && found->len < limit; i++)
    {
      const CwCatalogueEntry *entry = g_ptr_array_index (entries, i);
      g_autofree char *text = g_strjoin (" ", entry->id, entry->name, entry->name_en, entry->erasmus, entry->pic, entry->city != NULL ? entry->city : "",
                                         entry->oid != NULL ? entry->oid : "", NULL);
      g_autofree char *key = cw_search_fold (text);
      gboolean all = TRUE;

      for (guint w = 0; all && words[w] != NULL; w++)
        all = strstr (key, words[w]) != NULL;
      if (all)
        g_ptr_array_add (found, (gpointer) entry);
    }
  return found;
}

/* import */

static gboolean
cw_catalogue_find_columns (char   **titles,
                           int     *places,
                           GError **error)
{
  for (guint c = 0; c < N_COLUMNS; c++)
    {
      places[c] = -1;
      for (int i = 0; titles[i] != NULL; i++)
        {
          g_autofree char *title = g_ascii_strdown (titles[i], -1);

          if (g_str_equal (g_strstrip (title), columns[c].title))
            places[c] = i;
        }
      if (places[c] < 0 && columns[c].needed)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The list has no column “%s”. Take the list of holders of the Erasmus Charter (ECHE) as the European Commission publishes it."), columns[c].title);
          return FALSE;
        }
    }
  return TRUE;
}

static const char *
cw_catalogue_cell (char **row,
                   int    place)
{
  return place >= 0 && place < (int) g_strv_length (row) ? g_strstrip (row[place]) : "";
}

/* @entry: (out) (nullable): NULL for an empty line */
static gboolean
cw_catalogue_read_row (char     **row,
                       const int *places,
                       guint      number,
                       json_t    *list,
                       GError   **error)
{
  static const char *const keys[N_COLUMNS] = { "erasmus", "pic", "oid", "name", "city", "country" };
  g_autoptr (CwCatalogueEntry) entry = NULL;
  json_t *object = json_object ();

  if (*cw_catalogue_cell (row, places[COLUMN_ERASMUS]) == '\0' && *cw_catalogue_cell (row, places[COLUMN_NAME]) == '\0')
    {
      json_decref (object);
      return TRUE;
    }
  for (guint c = 0; c < N_COLUMNS; c++)
    json_object_set_new (object, keys[c], json_string (cw_catalogue_cell (row, places[c])));
  json_array_append_new (list, object);
  entry = cw_catalogue_entry_read (object, error);
  if (entry == NULL)
    g_prefix_error (error, _ ("Line %u: "), number);
  return entry != NULL;
}

gboolean
cw_catalogue_import (const char *directory,
                     GPtrArray  *rows,
                     guint      *imported,
                     GError    **error)
{
  g_autofree char *path = g_build_filename (directory, CW_CATALOGUE_NAME, NULL);
  g_autofree char *text = NULL;
  int places[N_COLUMNS];
  json_t *list;
  json_t *root;
  gboolean good = TRUE;

  g_return_val_if_fail (rows != NULL && imported != NULL, FALSE);

  if (rows->len < 2 || rows->len > CW_CATALOGUE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The list has %u lines; a list of institutions has from 2 to %d."), rows->len, CW_CATALOGUE_MAX);
      return FALSE;
    }
  if (!cw_catalogue_find_columns (g_ptr_array_index (rows, 0), places, error))
    return FALSE;
  list = json_array ();
  root = json_pack ("{s:o}", "institutions", list);
  for (guint i = 1; good && i < rows->len; i++)
    good = cw_catalogue_read_row (g_ptr_array_index (rows, i), places, i + 1, list, error);
  *imported = (guint) json_array_size (list);
  if (good)
    {
      g_autoptr (GError) local = NULL;

      text = json_dumps (root, JSON_INDENT (1));
      good = g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local);
      if (!good)
        g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("The list “%s” cannot be written: %s"), path, local->message);
    }
  json_decref (root);
  return good;
}
