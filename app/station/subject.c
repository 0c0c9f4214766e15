/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/privacy.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/store/subject.h"

/* Everything about one student as files, to be given to that student: each table as CSV (RFC 4180)
 * and all of them as one JSON file, the photo as it came, a page that says what is what, and a list
 * of digests. Blocking, on any thread but the window's. */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

#define SUMS "SHA256SUMS"

typedef struct
{
  const char *folder;
  GString    *sums;   /* as sha256sum(1) writes and reads it */
} CwExport;

static gboolean
cw_export_fail (const char *path,
                int         number,
                GError    **error)
{
  g_autofree char *name = g_filename_display_name (path);

  if (number == EEXIST)
    g_set_error (error, CW_ERROR, CW_ERROR_EXISTS, _ ("“%s” exists already, and nothing is ever replaced. Give a folder that is not there."), name);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s. Choose another folder."), name, g_strerror (number));
  return FALSE;
}

static gboolean
cw_export_write (CwExport   *self,
                 const char *name,
                 const void *data,
                 gsize       length,
                 GError    **error)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autofree char *digest = cw_digest_bytes (data, length);
  g_autoptr (GError) local = NULL;

  if (!g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("“%s” cannot be written: %s. Choose another folder."), path, local->message);
      return FALSE;
    }
  if (strcmp (name, SUMS) != 0)
    g_string_append_printf (self->sums, "%s  %s\n", digest, name);
  return TRUE;
}

/* RFC 4180, 2: fields in quotation marks, which are doubled inside; lines end with CR LF. */
static void
cw_csv_append_field (GString    *text,
                     const char *value,
                     gboolean    first)
{
  if (!first)
    g_string_append_c (text, ',');
  if (value == NULL)
    return;
  g_string_append_c (text, '"');
  for (const char *at = value; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

static gboolean
cw_export_csv (CwExport             *self,
               const CwSubjectTable *table,
               GError              **error)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *name = g_strconcat (table->name, ".csv", NULL);

  for (guint i = 0; table->columns[i] != NULL; i++)
    cw_csv_append_field (text, table->columns[i], i == 0);
  g_string_append (text, "\r\n");
  for (guint i = 0; i < table->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (table->rows, i);

      for (guint j = 0; j < row->len; j++)
        cw_csv_append_field (text, g_ptr_array_index (row, j), j == 0);
      g_string_append (text, "\r\n");
    }
  return cw_export_write (self, name, text->str, text->len, error);
}

/* A text that is an object is shown as one, so that nobody need read JSON within JSON. */
static json_t *
cw_export_value (const char *text)
{
  json_t *value = text != NULL && *text == '{' ? json_loads (text, JSON_REJECT_DUPLICATES, NULL) : NULL;

  if (value == NULL && text != NULL)
    value = json_string (text);
  return value != NULL ? value : json_null ();
}

static json_t *
cw_export_table (const CwSubjectTable *table)
{
  json_t *rows = json_array ();

  for (guint i = 0; i < table->rows->len; i++)
    {
      GPtrArray *row = g_ptr_array_index (table->rows, i);
      json_t *object = json_object ();

      for (guint j = 0; j < row->len; j++)
        json_object_set_new (object, table->columns[j], cw_export_value (g_ptr_array_index (row, j)));
      json_array_append_new (rows, object);
    }
  return rows;
}

static gboolean
cw_export_tables (CwExport  *self,
                  GPtrArray *tables,
                  GError   **error)
{
  g_autoptr (json_t) all = json_object ();
  g_autofree char *text = NULL;

  for (guint i = 0; i < tables->len; i++)
    {
      const CwSubjectTable *table = g_ptr_array_index (tables, i);

      if (!cw_export_csv (self, table, error))
        return FALSE;
      json_object_set_new (all, table->name, cw_export_table (table));
    }
  text = json_dumps (all, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
  return cw_export_write (self, "everything.json", text, strlen (text), error);
}

/* by their first bytes: JPEG (ITU-T T.81, B.1.1.3), PNG (ISO/IEC 15948, 5.2) */
static const char *
cw_export_photo_name (const guint8 *data,
                      gsize         length)
{
  if (length > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "photo.jpg";
  if (length > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0)
    return "photo.png";
  return "photo.bin";
}

static gboolean
cw_export_photo (CwExport   *self,
                 CwStore    *store,
                 const char *student_id,
                 GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GBytes) photo = cw_store_get_photo (store, student_id, &local);
  const void *data;
  gsize length;

  if (photo == NULL && g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  if (photo == NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  data = g_bytes_get_data (photo, &length);
  return cw_export_write (self, cw_export_photo_name (data, length), data, length, error);
}

static gboolean
cw_export_read_me (CwExport *self,
                   GError  **error)
{
  const char *text = _ ("This folder holds everything that this card station keeps about one student.\n"
                        "\n"
                        "record.csv       the record: names, number, e-mail address, identifiers\n"
                        "photo.*          the photo as it was given; photo.csv says how it is kept\n"
                        "orders.csv       requests for cards, with the record as it was then\n"
                        "steps.csv        what was done for each card, and how it ended\n"
                        "cards.csv        cards: numbers, chips, states, dates\n"
                        "plastics.csv     the pieces of plastic that were used\n"
                        "outbox.csv       messages to the ESC-Router, the register of the cards\n"
                        "batch-items.csv  places in lists of cards that were made together\n"
                        "journal.csv      who did what and when; students stand there as digests\n"
                        "everything.json  all of these in one file\n"
                        "SHA256SUMS       digests of the files: sha256sum -c SHA256SUMS\n"
                        "\n"
                        "Moments are microseconds since 1970-01-01 00:00 UTC. What the ESC-Router itself keeps\n"
                        "is not in here: ask the institution.\n");

  return cw_export_write (self, "README.txt", text, strlen (text), error);
}

static gboolean
cw_export_fill (CwExport   *self,
                CwStore    *store,
                const char *student_id,
                GError    **error)
{
  g_autoptr (GPtrArray) tables = cw_store_list_subject (store, student_id, error);

  return tables != NULL && cw_export_read_me (self, error) && cw_export_tables (self, tables, error) &&
         cw_export_photo (self, store, student_id, error) && cw_export_write (self, SUMS, self->sums->str, self->sums->len, error);
}

/* It was made here, and holds files of ours alone. */
static void
cw_export_remove (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

gboolean
cw_station_export_subject (CwStation  *self,
                           const char *student_id,
                           const char *folder,
                           GError    **error)
{
  g_autoptr (GString) sums = g_string_new (NULL);
  g_autoptr (CwStudent) student = NULL;
  g_autofree char *digest = NULL;
  CwExport export = { folder, sums };
  CwStore *store;

  g_return_val_if_fail (CW_IS_STATION (self) && student_id != NULL && folder != NULL, FALSE);

  store = cw_station_get_tools (self)->store;
  student = cw_store_get_student (store, student_id, error);
  if (student == NULL)
    return FALSE;
  if (g_mkdir (folder, 0700) != 0)
    return cw_export_fail (folder, errno, error);
  if (cw_export_fill (&export, store, student_id, error))
    {
      digest = cw_digest_text (sums->str);
      if (cw_store_note_export (store, student_id, digest, error))
        return TRUE;
    }
  cw_export_remove (folder);
  return FALSE;
}
