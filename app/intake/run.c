/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/run-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/store/registered.h"
#include "app/store/sources.h"

/* The dry run: each line of a source against the store, which is only read. Of a line that changes
 * nothing its number alone is kept. A worker's thread. */

/* What the reading of one source needs. */
typedef struct
{
  CwStore            *store;
  CwInstitution      *institution;
  const CwIntakePlan *plan;
  int                 places[CW_INTAKE_FIELDS]; /* of the columns; -1: none */
  const char *const  *columns;
  GHashTable         *numbers; /* char * to the line of CwIntakeItem that has it */
  GHashTable         *esis;    /* the same, folded */
  GHashTable         *met;     /* ids of students here who stand in the source */
} CwReading;

static void
cw_reading_clear (CwReading *self)
{
  g_clear_pointer (&self->institution, cw_institution_unref);
  g_clear_pointer (&self->numbers, g_hash_table_unref);
  g_clear_pointer (&self->esis, g_hash_table_unref);
  g_clear_pointer (&self->met, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwReading, cw_reading_clear)

static void
cw_intake_item_free (CwIntakeItem *item)
{
  g_free (item->number);
  g_free (item->sentence);
  g_clear_pointer (&item->before, cw_student_unref);
  g_clear_pointer (&item->after, cw_student_unref);
  g_free (item);
}

static char **
cw_intake_find_field (CwStudent    *student,
                      CwIntakeField field)
{
  switch (field)
    {
    case CW_INTAKE_NUMBER:
      return &student->number;
    case CW_INTAKE_GIVEN_NAMES:
      return &student->given_names;
    case CW_INTAKE_FAMILY_NAME:
      return &student->family_name;
    case CW_INTAKE_EMAIL:
      return &student->email;
    case CW_INTAKE_PROGRAMME:
      return &student->programme;
    case CW_INTAKE_ESI:
      return &student->esi;
    case CW_INTAKE_VALID_UNTIL:
      return &student->valid_until;
    case CW_INTAKE_LEVEL:
      return NULL;
    }
  g_return_val_if_reached (NULL);
}

const char *
cw_intake_get_field (const CwStudent *student,
                     CwIntakeField    field)
{
  char **place = cw_intake_find_field ((CwStudent *) student, field);

  if (place != NULL)
    return *place;
  return student->level != CW_ACADEMIC_LEVEL_NONE ? cw_academic_level_to_name (student->level) : NULL;
}

guint
cw_intake_item_list_changes (const CwIntakeItem *item,
                             CwIntakeChange     *changes)
{
  guint n = 0;

  g_return_val_if_fail (item != NULL && changes != NULL, 0);

  for (guint i = 0; item->after != NULL && i < CW_INTAKE_FIELDS; i++)
    {
      CwIntakeField field = (CwIntakeField) i;
      const char *before = item->before != NULL ? cw_intake_get_field (item->before, field) : NULL;
      const char *after = cw_intake_get_field (item->after, field);

      if (g_strcmp0 (before, after) != 0)
        changes[n++] = (CwIntakeChange) { field, before, after };
    }
  return n;
}

/* one line */

/* Says in @item why the line is not taken. @field: whose column it is; @sentence may name nobody */
static void
cw_reading_refuse (CwReading    *self,
                   CwIntakeItem *item,
                   CwIntakeField field,
                   const char   *sentence)
{
  const char *column = self->plan->columns[field];

  item->kind = CW_INTAKE_REFUSED;
  g_free (item->sentence);
  item->sentence = column != NULL ? g_strdup_printf (_ ("Column “%s”: %s"), column, sentence) : g_strdup (sentence);
}

/* What the line says of @field, else the constant; %NULL: nothing. (transfer full) */
static char *
cw_reading_take (CwReading          *self,
                 const CwSourceLine *line,
                 CwIntakeField       field)
{
  int place = self->places[field];
  g_autofree char *text = place >= 0 && (guint) place < line->n_cells ? g_strstrip (g_strdup (line->cells[place])) : NULL;

  if (text != NULL && *text != '\0')
    return g_steal_pointer (&text);
  return g_strdup (self->plan->constants[field]);
}

/* A code alone is one of this institution. */
static char *
cw_reading_read_esi (CwReading  *self,
                     const char *text,
                     GError    **error)
{
  return g_ascii_strncasecmp (text, "urn:", 4) == 0 ? cw_esi_normalize (text, error) : cw_esi_make (self->institution->schac, text, error);
}

/* Lays what the line says into @student, which is what is here or a new one. */
static gboolean
cw_reading_lay_field (CwReading          *self,
                      const CwSourceLine *line,
                      CwIntakeField       field,
                      CwStudent          *student,
                      GError            **error)
{
  g_autofree char *text = cw_reading_take (self, line, field);
  g_autofree char *value = NULL;
  char **place = cw_intake_find_field (student, field);

  /* an ESI is never taken away */
  if (text == NULL && (self->plan->merge != CW_INTAKE_MERGE_FILE || field == CW_INTAKE_ESI))
    return TRUE;
  if (field == CW_INTAKE_LEVEL)
    {
      student->level = CW_ACADEMIC_LEVEL_NONE;
      return text == NULL || cw_intake_plan_read_level (self->plan, text, &student->level, error);
    }
  if (text != NULL && field == CW_INTAKE_VALID_UNTIL)
    value = cw_intake_plan_read_date (self->plan, text, error);
  else if (text != NULL && field == CW_INTAKE_ESI)
    value = cw_reading_read_esi (self, text, error);
  else
    value = g_strdup (text);
  if (text != NULL && value == NULL)
    return FALSE;
  g_free (*place);
  *place = g_steal_pointer (&value);
  return TRUE;
}

static gboolean
cw_reading_lay (CwReading          *self,
                const CwSourceLine *line,
                CwStudent          *student,
                CwIntakeItem       *item)
{
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      CwIntakeField field = (CwIntakeField) i;
      g_autoptr (GError) error = NULL;

      if (field == CW_INTAKE_NUMBER || !cw_intake_plan_is_fed (self->plan, field) || cw_reading_lay_field (self, line, field, student, &error))
        continue;
      cw_reading_refuse (self, item, field, error->message);
      return FALSE;
    }
  return TRUE;
}

/* @student: (out) (transfer full) (nullable): %NULL when there is none; FALSE only when the store failed */
static gboolean
cw_reading_find_id (CwReading  *self,
                    const char *id,
                    CwStudent **student,
                    GError    **error)
{
  g_autoptr (GError) local = NULL;

  *student = cw_store_get_student (self->store, id, &local);
  if (*student != NULL || g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/* Who the line is about. Refused, in @item, when number and ESI are of two persons. */
static gboolean
cw_reading_find (CwReading    *self,
                 const char   *id,
                 const char   *esi,
                 CwStudent   **before,
                 CwIntakeItem *item,
                 GError      **error)
{
  g_autofree char *owner = NULL;

  if (esi != NULL && !cw_store_find_esi (self->store, self->institution->id, esi, &owner, error))
    return FALSE;
  if (owner != NULL && g_strcmp0 (owner, id) != 0)
    {
      if (self->plan->match == CW_INTAKE_ESI)
        cw_reading_refuse (self, item, CW_INTAKE_NUMBER, _ ("the person of this ESI has another student number here. A number is not changed by an import: look which one is right."));
      else
        cw_reading_refuse (self, item, CW_INTAKE_ESI, _ ("another student here has this ESI. Look whether they are one person."));
      return TRUE;
    }
  return cw_reading_find_id (self, id, before, error);
}

/* Whether an earlier line is about the same person; else this one is remembered. */
static gboolean
cw_reading_is_double (CwReading    *self,
                      const char   *esi,
                      CwIntakeItem *item)
{
  g_autofree char *folded = esi != NULL ? g_ascii_strdown (esi, -1) : NULL;
  gpointer line = g_hash_table_lookup (self->numbers, item->number);

  if (line == NULL && folded != NULL)
    line = g_hash_table_lookup (self->esis, folded);
  if (line != NULL)
    {
      item->kind = CW_INTAKE_DOUBLE;
      item->sentence = g_strdup_printf (_ ("This person stands in line %u already, which counts."), GPOINTER_TO_UINT (line));
      return TRUE;
    }
  g_hash_table_insert (self->numbers, g_strdup (item->number), GUINT_TO_POINTER (item->line));
  if (folded != NULL)
    g_hash_table_insert (self->esis, g_steal_pointer (&folded), GUINT_TO_POINTER (item->line));
  return FALSE;
}

/* Whether @after may stand for @before. */
static gboolean
cw_reading_check (CwReading       *self,
                  const CwStudent *before,
                  const CwStudent *after,
                  CwIntakeItem    *item)
{
  g_autoptr (GError) error = NULL;

  if (before != NULL && before->esi != NULL && !cw_esi_equal (before->esi, after->esi))
    {
      cw_reading_refuse (self, item, CW_INTAKE_ESI, _ ("the student has another ESI here. An ESI is not changed by an import: look which one is right, and change it in the student's record."));
      return FALSE;
    }
  if (before != NULL && before->registered_esi != NULL && before->left_at == NULL && after->email == NULL)
    {
      cw_reading_refuse (self, item, CW_INTAKE_EMAIL, _ ("the register knows the student and asks for an e-mail address. Fill it in."));
      return FALSE;
    }
  if (cw_student_check (after, &error))
    return TRUE;
  item->kind = CW_INTAKE_REFUSED;
  item->sentence = g_strdup (error->message);
  return FALSE;
}

static CwStudent *
cw_reading_copy (CwReading       *self,
                 const CwStudent *before,
                 const char      *id,
                 const char      *number)
{
  CwStudent *copy = cw_student_new ();

  copy->id = g_strdup (id);
  copy->institution_id = g_strdup (self->institution->id);
  copy->number = g_strdup (number);
  if (before == NULL)
    return copy;
  copy->given_names = g_strdup (before->given_names);
  copy->family_name = g_strdup (before->family_name);
  copy->email = g_strdup (before->email);
  copy->programme = g_strdup (before->programme);
  copy->level = before->level;
  copy->esi = g_strdup (before->esi);
  copy->valid_until = g_strdup (before->valid_until);
  return copy;
}

/* The student as the line would have it, against the one who is here. */
static void
cw_reading_judge (CwReading          *self,
                  const CwSourceLine *line,
                  const char         *id,
                  CwStudent          *before,
                  CwIntakeItem       *item)
{
  g_autoptr (CwStudent) after = NULL;
  CwIntakeChange changes[CW_INTAKE_FIELDS];

  item->kind = before != NULL ? CW_INTAKE_UNCHANGED : CW_INTAKE_NEW;
  if (before != NULL && self->plan->merge == CW_INTAKE_MERGE_NEW)
    return;
  after = cw_reading_copy (self, before, id, item->number);
  if (!cw_reading_lay (self, line, after, item))
    return;
  /* the same ESI in other letters is no change */
  if (before != NULL && before->esi != NULL && cw_esi_equal (before->esi, after->esi))
    {
      g_free (after->esi);
      after->esi = g_strdup (before->esi);
    }
  if (before != NULL)
    item->before = cw_student_ref (before);
  item->after = g_steal_pointer (&after);
  if (before == NULL || cw_intake_item_list_changes (item, changes) > 0)
    {
      if (before != NULL)
        item->kind = CW_INTAKE_CHANGED;
      if (cw_reading_check (self, before, item->after, item))
        return;
    }
  g_clear_pointer (&item->before, cw_student_unref);
  g_clear_pointer (&item->after, cw_student_unref);
}

/* Returns: (transfer full): %NULL only when the store failed */
static CwIntakeItem *
cw_reading_read_line (CwReading          *self,
                      const CwSourceLine *line,
                      GError            **error)
{
  CwIntakeItem *item = g_new0 (CwIntakeItem, 1);
  g_autofree char *text = cw_intake_plan_is_fed (self->plan, CW_INTAKE_ESI) ? cw_reading_take (self, line, CW_INTAKE_ESI) : NULL;
  /* one that is wrong is refused when it is laid in */
  g_autofree char *esi = text != NULL ? cw_reading_read_esi (self, text, NULL) : NULL;
  g_autoptr (CwStudent) before = NULL;
  g_autofree char *id = NULL;

  item->line = line->line;
  item->kind = CW_INTAKE_UNCHANGED;
  item->number = cw_reading_take (self, line, CW_INTAKE_NUMBER);
  if (item->number == NULL)
    {
      cw_reading_refuse (self, item, CW_INTAKE_NUMBER, _ ("the student number is missing."));
      return item;
    }
  if (cw_reading_is_double (self, esi, item))
    return item;
  id = g_strconcat (self->institution->id, "/", item->number, NULL);
  if (!cw_reading_find (self, id, esi, &before, item, error))
    {
      cw_intake_item_free (item);
      return NULL;
    }
  /* also a line that is refused says that the person is still there */
  g_hash_table_add (self->met, g_strdup (id));
  if (item->kind != CW_INTAKE_REFUSED)
    cw_reading_judge (self, line, id, before, item);
  return item;
}

/* the whole source */

static void
cw_intake_run_add (CwIntakeRun  *self,
                   CwIntakeItem *item)
{
  self->counts[item->kind]++;
  g_ptr_array_add (self->items, item);
}

static void
cw_reading_digest (GChecksum          *sum,
                   const char *const  *texts,
                   guint               n_texts)
{
  for (guint i = 0; i < n_texts; i++)
    g_checksum_update (sum, (const guchar *) texts[i], (gssize) strlen (texts[i]) + 1);
}

static gboolean
cw_intake_run_read (CwIntakeRun     *self,
                    CwReading       *reading,
                    CwSource        *source,
                    GChecksum       *sum,
                    CwIntakeProgress progress,
                    gpointer         user_data,
                    GCancellable    *cancellable,
                    GError         **error)
{
  CwSourceLine line;
  gboolean more;

  for (;;)
    {
      CwIntakeItem *item;

      if (!cw_source_next (source, &line, &more, cancellable, error))
        return FALSE;
      if (!more)
        return TRUE;
      item = cw_reading_read_line (reading, &line, error);
      if (item == NULL)
        return FALSE;
      cw_reading_digest (sum, line.cells, line.n_cells);
      cw_intake_run_add (self, item);
      if (progress != NULL && self->items->len % CW_INTAKE_STRIDE == 0)
        progress (self->items->len, 0, user_data);
    }
}

/* Who is here and was not met. */
static gboolean
cw_intake_run_find_missing (CwIntakeRun  *self,
                            CwReading    *reading,
                            GCancellable *cancellable,
                            GError      **error)
{
  g_autofree char *after = NULL;

  for (;;)
    {
      g_autoptr (GPtrArray) ids = cw_store_list_staying (reading->store, self->institution_id, after, CW_INTAKE_STRIDE, error);

      if (ids == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      for (guint i = 0; i < ids->len; i++)
        {
          const char *id = g_ptr_array_index (ids, i);
          g_autoptr (CwStudent) student = NULL;
          CwIntakeItem *item;

          if (g_hash_table_contains (reading->met, id))
            continue;
          student = cw_store_get_student (reading->store, id, error);
          if (student == NULL)
            return FALSE;
          item = g_new0 (CwIntakeItem, 1);
          item->kind = CW_INTAKE_LEAVES;
          item->number = g_strdup (student->number);
          item->before = g_steal_pointer (&student);
          cw_intake_run_add (self, item);
        }
      if (ids->len < CW_INTAKE_STRIDE)
        return TRUE;
      g_free (after);
      after = g_strdup (g_ptr_array_index (ids, ids->len - 1));
    }
}

static gboolean
cw_reading_start (CwReading          *self,
                  CwStore            *store,
                  CwSource           *source,
                  const char         *institution_id,
                  const CwIntakePlan *plan,
                  GError            **error)
{
  self->store = store;
  self->plan = plan;
  self->columns = cw_source_get_columns (source);
  if (!cw_intake_plan_check (plan, self->columns, error))
    return FALSE;
  self->institution = cw_store_get_institution (store, institution_id, error);
  if (self->institution == NULL)
    return FALSE;
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      self->places[i] = -1;
      for (int j = 0; plan->columns[i] != NULL && self->columns[j] != NULL && self->places[i] < 0; j++)
        if (g_str_equal (self->columns[j], plan->columns[i]))
          self->places[i] = j;
    }
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->esis = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->met = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return TRUE;
}

/**
 * cw_intake_run_new:
 * @source: at its beginning; read to its end
 *
 * Tries what an import would do; nothing is changed.
 *
 * Returns: (transfer full): every line with what would become of it, or %NULL with @error when the
 *   source cannot be read or the plan does not fit it
 */
CwIntakeRun *
cw_intake_run_new (CwStore            *store,
                   CwSource           *source,
                   const char         *institution_id,
                   const CwIntakePlan *plan,
                   CwIntakeProgress    progress,
                   gpointer            user_data,
                   GCancellable       *cancellable,
                   GError            **error)
{
  g_autoptr (CwIntakeRun) self = g_new0 (CwIntakeRun, 1);
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_auto (CwReading) reading = { NULL, };
  g_autofree char *json = NULL;
  const char *heads[2];

  g_return_val_if_fail (CW_IS_STORE (store) && CW_IS_SOURCE (source) && institution_id != NULL && plan != NULL, NULL);

  g_atomic_ref_count_init (&self->refs);
  self->institution_id = g_strdup (institution_id);
  self->kind = g_strdup (cw_source_get_kind (source));
  self->items = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_intake_item_free);
  if (!cw_reading_start (&reading, store, source, institution_id, plan, error))
    return NULL;
  json = cw_intake_plan_to_json (plan);
  heads[0] = institution_id;
  heads[1] = json;
  cw_reading_digest (sum, heads, 2);
  cw_reading_digest (sum, reading.columns, cw_source_count_columns (source));
  if (!cw_intake_run_read (self, &reading, source, sum, progress, user_data, cancellable, error) ||
      (plan->leave_missing && !cw_intake_run_find_missing (self, &reading, cancellable, error)))
    return NULL;
  if (self->items->len == self->counts[CW_INTAKE_LEAVES])
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The source holds headings and no student. Nothing can be imported."));
      return NULL;
    }
  self->digest = g_strdup (g_checksum_get_string (sum));
  return g_steal_pointer (&self);
}

CwIntakeRun *
cw_intake_run_ref (CwIntakeRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_intake_run_unref (CwIntakeRun *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->institution_id);
  g_free (self->kind);
  g_free (self->digest);
  g_ptr_array_unref (self->items);
  g_free (self);
}
