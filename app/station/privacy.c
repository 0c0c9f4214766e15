/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/privacy.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>

#include "app/base/error.h"
#include "app/issue/lifecycle.h"
#include "app/station/station-private.h"
#include "app/store/retention.h"

/* Forgetting, by rule or for one student: database first in small transactions, pictures and software
 * chips of the demo before the row that names them, then the traces in the files. Blocking, on any
 * thread but the window's. */

/* rows that are judged, and forgotten, in one transaction */
#define PAGE 100

/* bytes read at a time, and the longest text looked for */
#define CHUNK (1024 * 1024)
#define NEEDLE_MAX 1024

/* levels of folders below the station's */
#define DEPTH_MAX 6

void
cw_privacy_item_free (CwPrivacyItem *item)
{
  g_free (item->institution_id);
  g_free (item->id);
  g_free (item->due);
  g_free (item);
}

void
cw_privacy_trace_free (CwPrivacyTrace *trace)
{
  g_free (trace->tombstone);
  g_clear_pointer (&trace->files, g_ptr_array_unref);
  g_free (trace);
}

/* what is outside the database */

/* The pictures that the folder printer made of one card, and its software chip. */
static gboolean
cw_privacy_forget_card (CwStation    *self,
                        const CwCard *card,
                        GError      **error)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *chip = g_strconcat (escn, ".json", NULL);
  g_autofree char *path = self->settings->chips_directory != NULL ? g_build_filename (self->settings->chips_directory, chip, NULL) : NULL;
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (self->tools.store, card->id, error);

  if (plastics == NULL)
    return FALSE;
  /* jobs are named after the number and the attempt; one more than blanks, for one that was never noted */
  for (guint attempt = 1; attempt <= plastics->len + 1; attempt++)
    {
      g_autofree char *job = attempt == 1 ? g_strdup (escn) : g_strdup_printf ("%s/%u", escn, attempt);

      if (!cw_folder_printer_forget (self->tools.printer, job, error))
        return FALSE;
    }
  if (path == NULL || g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_STORE, _ ("“%s” cannot be removed: %s. Remove it, then try again."), path, g_strerror (errno));
  return FALSE;
}

/* @order_id: 0: the cards of all orders */
static gboolean
cw_privacy_forget_cards (CwStation  *self,
                         const char *student_id,
                         gint64      order_id,
                         GError    **error)
{
  g_autoptr (GPtrArray) cards = cw_store_list_cards (self->tools.store, student_id, 0, 0, error);

  if (cards == NULL)
    return FALSE;
  for (guint i = 0; i < cards->len; i++)
    {
      const CwCard *card = g_ptr_array_index (cards, i);

      if ((order_id == 0 || card->order_id == order_id) && !cw_privacy_forget_card (self, card, error))
        return FALSE;
    }
  return TRUE;
}

/* by rule */

typedef struct
{
  CwStation  *station;
  const char *institution_id;
  char       *today;
  gboolean    apply;
  int         days[CW_RETAINED_COUNT];
  GPtrArray  *items;
} CwSweep;

static void
cw_sweep_note (CwSweep              *self,
               CwRetained            what,
               const CwRetentionRow *row,
               CwKept                kept,
               char                 *due)
{
  CwPrivacyItem *item = g_new0 (CwPrivacyItem, 1);

  item->what = what;
  item->kept = kept;
  item->institution_id = g_strdup (self->institution_id);
  item->id = what == CW_RETAINED_ORDERS ? g_strdup_printf ("order/%" PRId64, row->id) : g_strdup (row->student_id);
  item->due = due;
  g_ptr_array_add (self->items, item);
}

static gboolean
cw_sweep_forget (CwSweep              *self,
                 CwRetained            what,
                 const CwRetentionRow *row,
                 GError              **error)
{
  CwStore *store = self->station->tools.store;
  g_autofree char *id = NULL;

  switch (what)
    {
    case CW_RETAINED_PHOTO:
      return cw_store_put_photo (store, row->student_id, NULL, error);
    case CW_RETAINED_RECORD:
      if (!cw_privacy_forget_cards (self->station, row->student_id, 0, error))
        return FALSE;
      id = cw_store_erase_student (store, row->student_id, NULL, error);
      return id != NULL;
    case CW_RETAINED_ORDERS:
      return cw_privacy_forget_cards (self->station, row->student_id, row->id, error) && cw_store_forget_order (store, row->id, error);
    }
  g_return_val_if_reached (FALSE);
}

/* The register hears that the person left; a later run, when it was told, forgets the record. A person
 * who left already and is known there all the same is for an operator to settle. */
static gboolean
cw_sweep_let_go (CwSweep              *self,
                 const CwRetentionRow *row,
                 GError              **error)
{
  g_autoptr (GError) local = NULL;

  if (cw_life_leave (&self->station->tools, row->student_id, _ ("The time for which the record is kept is over."), &local) ||
      g_error_matches (local, CW_ERROR, CW_ERROR_REFUSED))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* @gone: (out): it is forgotten, so nothing else of the row need be asked */
static gboolean
cw_sweep_judge (CwSweep              *self,
                CwRetained            what,
                const CwRetentionRow *row,
                gboolean             *gone,
                GError              **error)
{
  char *due = NULL;
  CwKept kept = cw_retention_judge (what, self->days[what], &row->facts, self->today, &due);

  cw_sweep_note (self, what, row, kept, due);
  *gone = kept == CW_KEPT_NOT;
  if (self->apply && what == CW_RETAINED_RECORD && kept == CW_KEPT_REGISTERED && due != NULL && strcmp (due, self->today) <= 0)
    return cw_sweep_let_go (self, row, error);
  return !*gone || !self->apply || cw_sweep_forget (self, what, row, error);
}

/* A record that goes takes its photo with it. */
static gboolean
cw_sweep_judge_student (CwSweep              *self,
                        const CwRetentionRow *row,
                        GError              **error)
{
  gboolean gone;

  if (!cw_sweep_judge (self, CW_RETAINED_RECORD, row, &gone, error))
    return FALSE;
  return gone || !row->photo || cw_sweep_judge (self, CW_RETAINED_PHOTO, row, &gone, error);
}

/* @after: (inout): the last row that was looked at; 0 in the end */
static gboolean
cw_sweep_page (CwSweep  *self,
               gboolean  students,
               gint64   *after,
               GError  **error)
{
  CwStore *store = self->station->tools.store;
  g_autoptr (GPtrArray) rows = students ? cw_store_list_retained_students (store, self->institution_id, NULL, *after, PAGE, error)
                                        : cw_store_list_retained_orders (store, self->institution_id, *after, PAGE, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwRetentionRow *row = g_ptr_array_index (rows, i);
      gboolean gone;

      if (students ? !cw_sweep_judge_student (self, row, error) : !cw_sweep_judge (self, CW_RETAINED_ORDERS, row, &gone, error))
        return FALSE;
    }
  *after = rows->len == PAGE ? ((CwRetentionRow *) g_ptr_array_index (rows, PAGE - 1))->id : 0;
  return TRUE;
}

/* Judged and forgotten in one transaction: nothing can come into force between the two. */
static gboolean
cw_sweep_list (CwSweep      *self,
               gboolean      students,
               GCancellable *cancellable,
               GError      **error)
{
  CwStore *store = self->station->tools.store;
  gint64 after = 0;

  do
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) || !cw_store_begin (store, error))
        return FALSE;
      if (!cw_sweep_page (self, students, &after, error))
        {
          cw_store_rollback (store);
          return FALSE;
        }
      if (!cw_store_commit (store, error))
        return FALSE;
    }
  while (after != 0);
  return TRUE;
}

static gboolean
cw_sweep_institution (CwSweep      *self,
                      const char   *institution_id,
                      GCancellable *cancellable,
                      GError      **error)
{
  self->institution_id = institution_id;
  return cw_store_get_retention (self->station->tools.store, institution_id, self->days, error) &&
         cw_sweep_list (self, FALSE, cancellable, error) &&
         cw_sweep_list (self, TRUE, cancellable, error);
}

static gboolean
cw_sweep_run (CwSweep      *self,
              const char   *institution_id,
              GCancellable *cancellable,
              GError      **error)
{
  CwStore *store = self->station->tools.store;
  g_autoptr (GPtrArray) institutions = NULL;

  if (institution_id != NULL)
    return cw_sweep_institution (self, institution_id, cancellable, error);
  institutions = cw_store_list_institutions (store, error);
  if (institutions == NULL)
    return FALSE;
  for (guint i = 0; i < institutions->len; i++)
    if (!cw_sweep_institution (self, ((CwInstitution *) g_ptr_array_index (institutions, i))->id, cancellable, error))
      return FALSE;
  return TRUE;
}

GPtrArray *
cw_station_judge_retention (CwStation    *self,
                            const char   *institution_id,
                            gboolean      apply,
                            GCancellable *cancellable,
                            GError      **error)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_privacy_item_free);
  g_autofree char *today = NULL;
  CwSweep sweep = { .station = self, .apply = apply, .items = items };

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  today = cw_clock_today (self->tools.clock);
  sweep.today = today;
  if (!cw_sweep_run (&sweep, institution_id, cancellable, error))
    return NULL;
  if (apply && !cw_store_clean (self->tools.store, error))
    return NULL;
  return g_steal_pointer (&items);
}

/* one student */

static gboolean
cw_trace_is_in (const char *path,
                const char *needles[3])
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = g_file_read (file, NULL, NULL);
  g_autofree char *bytes = g_malloc (CHUNK + NEEDLE_MAX);
  gsize kept = 0;
  gssize n;

  while (stream != NULL && (n = g_input_stream_read (G_INPUT_STREAM (stream), bytes + kept, CHUNK, NULL, NULL)) > 0)
    {
      gsize length = kept + (gsize) n;

      for (guint i = 0; i < 3; i++)
        if (needles[i] != NULL && memmem (bytes, length, needles[i], strlen (needles[i])) != NULL)
          return TRUE;
      /* one may lie across two pieces */
      kept = MIN (length, NEEDLE_MAX);
      memmove (bytes, bytes + length - kept, kept);
    }
  return FALSE;
}

/* The register's own folder is not ours. */
static void
cw_trace_search (CwStation  *self,
                 const char *folder,
                 const char *needles[3],
                 guint       depth,
                 GPtrArray  *found)
{
  g_autoptr (GDir) dir = g_strcmp0 (folder, self->settings->register_directory) == 0 ? NULL : g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      GStatBuf about;

      if (g_lstat (path, &about) != 0)
        continue;
      if (S_ISDIR (about.st_mode) && depth < DEPTH_MAX)
        cw_trace_search (self, path, needles, depth + 1, found);
      else if (S_ISREG (about.st_mode) && cw_trace_is_in (path, needles))
        g_ptr_array_add (found, g_strdup (path + strlen (self->directory) + 1));
    }
}

static char *
cw_privacy_erase (CwStation  *self,
                  const char *student_id,
                  const char *reason,
                  GError    **error)
{
  CwStore *store = self->tools.store;
  g_autofree char *id = NULL;

  if (!cw_store_begin (store, error))
    return NULL;
  id = cw_privacy_forget_cards (self, student_id, 0, error) ? cw_store_erase_student (store, student_id, reason, error) : NULL;
  if (id == NULL)
    {
      cw_store_rollback (store);
      return NULL;
    }
  return cw_store_commit (store, error) ? g_steal_pointer (&id) : NULL;
}

/* What stands in the way and can be done about: the cards and the register. A message that does not
 * arrive stays owed, and is told of afterwards. */
static gboolean
cw_privacy_let_go (CwStation    *self,
                   const char   *student_id,
                   const char   *reason,
                   GCancellable *cancellable,
                   GError      **error)
{
  const CwIssueTools *tools = &self->tools;
  g_autoptr (GPtrArray) rows = cw_store_list_retained_students (tools->store, NULL, student_id, 0, 1, error);
  CwOutboxResult result = { 0 };
  CwKept kept;

  if (rows == NULL)
    return FALSE;
  kept = rows->len > 0 ? cw_retention_obstacle (CW_RETAINED_RECORD, &((CwRetentionRow *) g_ptr_array_index (rows, 0))->facts) : CW_KEPT_NOT;
  if ((kept == CW_KEPT_IN_FORCE || kept == CW_KEPT_REGISTERED) && !cw_life_leave (tools, student_id, reason, error))
    return FALSE;
  return kept == CW_KEPT_NOT || kept == CW_KEPT_OPEN ||
         cw_station_send_due (self, cancellable, &result, error);
}

CwPrivacyTrace *
cw_station_erase_student (CwStation    *self,
                          const char   *student_id,
                          const char   *reason,
                          gboolean      withdraw,
                          GCancellable *cancellable,
                          GError      **error)
{
  g_autoptr (CwPrivacyTrace) trace = g_new0 (CwPrivacyTrace, 1);
  g_autoptr (CwStudent) student = NULL;

  g_return_val_if_fail (CW_IS_STATION (self) && student_id != NULL && reason != NULL, NULL);

  student = cw_store_get_student (self->tools.store, student_id, error);
  if (student == NULL || !cw_erase_check_reason (student, reason, error) ||
      (withdraw && !cw_privacy_let_go (self, student_id, reason, cancellable, error)) ||
      !cw_store_check_erasable (self->tools.store, student_id, error))
    return NULL;
  trace->files = g_ptr_array_new_with_free_func (g_free);
  trace->tombstone = cw_privacy_erase (self, student_id, reason, error);
  if (trace->tombstone == NULL || !cw_store_clean (self->tools.store, error))
    return NULL;
  cw_trace_search (self, self->directory, (const char *[]) { student->id, student->email, student->esi }, 0, trace->files);
  return g_steal_pointer (&trace);
}
