/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/run-private.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/store/registered.h"
#include "app/store/sources.h"

/* A dry run carried out: one transaction, so that a process that dies leaves all of it or nothing. A
 * worker's thread, which holds the store meanwhile. */

static const char *const kind_names[CW_INTAKE_KINDS] = { "new", "changed", "unchanged", "refused", "double", "leaves" };

const char *
cw_intake_kind_to_name (CwIntakeKind kind)
{
  g_return_val_if_fail ((guint) kind < CW_INTAKE_KINDS, NULL);

  return kind_names[kind];
}

const char *
cw_intake_kind_to_label (CwIntakeKind kind)
{
  switch (kind)
    {
    case CW_INTAKE_NEW:
      return C_ ("line of an import", "New");
    case CW_INTAKE_CHANGED:
      return C_ ("line of an import", "Changed");
    case CW_INTAKE_UNCHANGED:
      return C_ ("line of an import", "As it is");
    case CW_INTAKE_REFUSED:
      return C_ ("line of an import", "Refused");
    case CW_INTAKE_DOUBLE:
      return C_ ("line of an import", "Double");
    case CW_INTAKE_LEAVES:
      return C_ ("line of an import", "Has left");
    }
  g_return_val_if_reached (NULL);
}

guint
cw_intake_run_count (const CwIntakeRun *self,
                     CwIntakeKind       kind)
{
  g_return_val_if_fail (self != NULL && (guint) kind < CW_INTAKE_KINDS, 0);

  return self->counts[kind];
}

const GPtrArray *
cw_intake_run_get_items (const CwIntakeRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->items;
}

const char *
cw_intake_run_get_digest (const CwIntakeRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->digest;
}

const char *
cw_intake_run_get_institution (const CwIntakeRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->institution_id;
}

const char *
cw_intake_run_get_kind (const CwIntakeRun *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->kind;
}

static gboolean
cw_intake_is_same (const CwStudent *a,
                   const CwStudent *b)
{
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    if (g_strcmp0 (cw_intake_get_field (a, (CwIntakeField) i), cw_intake_get_field (b, (CwIntakeField) i)) != 0)
      return FALSE;
  return g_strcmp0 (a->registered_esi, b->registered_esi) == 0 && g_strcmp0 (a->left_at, b->left_at) == 0;
}

static gboolean
cw_intake_fail_moved (const CwIntakeItem *item,
                      GError            **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The student with the number “%s” was changed here since the dry run. Nothing was imported. Try the import anew, and look at what it says now."), item->number);
  return FALSE;
}

/* Whether the student is as the dry run found it. */
static gboolean
cw_intake_check_item (CwIntakeRun        *self,
                      CwStore            *store,
                      const CwIntakeItem *item,
                      GError            **error)
{
  const char *id = item->before != NULL ? item->before->id : item->after->id;
  g_autoptr (GError) local = NULL;
  g_autoptr (CwStudent) now = cw_store_get_student (store, id, &local);
  g_autofree char *owner = NULL;

  if (now == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if ((now == NULL) != (item->before == NULL) || (now != NULL && !cw_intake_is_same (now, item->before)))
    return cw_intake_fail_moved (item, error);
  if (item->after == NULL || item->after->esi == NULL)
    return TRUE;
  if (!cw_store_find_esi (store, self->institution_id, item->after->esi, &owner, error))
    return FALSE;
  return owner == NULL || g_str_equal (owner, id) || cw_intake_fail_moved (item, error);
}

static gboolean
cw_intake_apply_item (CwIntakeRun          *self,
                      CwStore              *store,
                      const CwIntakeItem   *item,
                      const CwIntakeWriter *writer,
                      GError              **error)
{
  if (item->before == NULL && item->after == NULL)
    return TRUE;
  if (!cw_intake_check_item (self, store, item, error))
    return FALSE;
  if (item->after != NULL ? writer->put (item->before, item->after, writer->user_data, error) : writer->leave (item->before->id, writer->user_data, error))
    return TRUE;
  if (item->line > 0)
    g_prefix_error (error, _ ("Nothing was imported. Line %u: "), item->line);
  else
    g_prefix_error (error, _ ("Nothing was imported. Student number “%s”: "), item->number);
  return FALSE;
}

static gboolean
cw_intake_note (CwIntakeRun *self,
                CwStore     *store,
                const char  *source_id,
                GError     **error)
{
  const CwImportRow row = {
    .source_id = (char *) source_id,
    .institution_id = self->institution_id,
    .digest = self->digest,
    .added = self->counts[CW_INTAKE_NEW],
    .changed = self->counts[CW_INTAKE_CHANGED] + self->counts[CW_INTAKE_LEAVES],
    .unchanged = self->counts[CW_INTAKE_UNCHANGED],
    .refused = self->counts[CW_INTAKE_REFUSED] + self->counts[CW_INTAKE_DOUBLE],
  };

  return cw_store_add_import (store, &row, error);
}

static gboolean
cw_intake_run_apply_in (CwIntakeRun          *self,
                        CwStore              *store,
                        const char           *source_id,
                        const CwIntakeWriter *writer,
                        CwIntakeProgress      progress,
                        gpointer              user_data,
                        GCancellable         *cancellable,
                        GError              **error)
{
  for (guint i = 0; i < self->items->len; i++)
    {
      if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
          !cw_intake_apply_item (self, store, g_ptr_array_index (self->items, i), writer, error))
        return FALSE;
      if (progress != NULL && (i + 1) % CW_INTAKE_STRIDE == 0)
        progress (i + 1, self->items->len, user_data);
    }
  return cw_intake_note (self, store, source_id, error) && !g_cancellable_set_error_if_cancelled (cancellable, error);
}

gboolean
cw_intake_run_apply (CwIntakeRun          *self,
                     CwStore              *store,
                     const char           *source_id,
                     const CwIntakeWriter *writer,
                     CwIntakeProgress      progress,
                     gpointer              user_data,
                     GCancellable         *cancellable,
                     GError              **error)
{
  g_return_val_if_fail (self != NULL && CW_IS_STORE (store) && source_id != NULL && writer != NULL, FALSE);

  if (!cw_store_begin (store, error))
    return FALSE;
  if (cw_intake_run_apply_in (self, store, source_id, writer, progress, user_data, cancellable, error))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}
