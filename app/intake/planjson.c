/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/plan.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/error.h"

/* The plan as JSON, as table sources holds it. What is not known there is refused: a plan that is read
 * in part would import in part. On the thread of the caller. */

/* bytes, of the text and of one name in it; and entries of the table of levels */
#define TEXT_MAX (256 * 1024)
#define NAME_MAX_BYTES 1024
#define LEVELS_MAX 1000

typedef json_t CwJson;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwJson, json_decref)

static CwJson *
cw_plan_write_fields (char *const *texts)
{
  CwJson *fields = json_object ();

  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    if (texts[i] != NULL)
      json_object_set_new (fields, cw_intake_field_to_name ((CwIntakeField) i), json_string (texts[i]));
  return fields;
}

char *
cw_intake_plan_to_json (const CwIntakePlan *self)
{
  g_autoptr (CwJson) root = json_object ();
  CwJson *levels = json_object ();
  const char delimiter[2] = { self->delimiter, '\0' };
  GHashTableIter iter;
  gpointer text, level;
  char *dumped, *copy;

  json_object_set_new (root, "columns", cw_plan_write_fields (self->columns));
  json_object_set_new (root, "constants", cw_plan_write_fields (self->constants));
  g_hash_table_iter_init (&iter, self->levels);
  while (g_hash_table_iter_next (&iter, &text, &level))
    json_object_set_new (levels, text, json_string (cw_academic_level_to_name ((CwAcademicLevel) GPOINTER_TO_UINT (level))));
  json_object_set_new (root, "levels", levels);
  json_object_set_new (root, "dates", json_string (cw_intake_dates_to_name (self->dates)));
  json_object_set_new (root, "match", json_string (cw_intake_field_to_name (self->match)));
  json_object_set_new (root, "merge", json_string (cw_intake_merge_to_name (self->merge)));
  json_object_set_new (root, "leave_missing", json_boolean (self->leave_missing));
  json_object_set_new (root, "delimiter", json_string (delimiter));
  json_object_set_new (root, "encoding", json_string (self->encoding != NULL ? self->encoding : ""));
  json_object_set_new (root, "sheet", json_string (self->sheet != NULL ? self->sheet : ""));
  dumped = json_dumps (root, JSON_COMPACT | JSON_SORT_KEYS);
  copy = g_strdup (dumped);
  free (dumped);
  return copy;
}

static gboolean
cw_plan_fail (const char *name,
              GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The saved mapping is damaged at “%s”. Map the columns anew and save it under the same name."), name);
  return FALSE;
}

static gboolean
cw_plan_read_fields (CwJson     *root,
                     const char *name,
                     char      **texts,
                     GError    **error)
{
  CwJson *fields = json_object_get (root, name);
  const char *key;
  CwJson *value;

  if (fields != NULL && !json_is_object (fields))
    return cw_plan_fail (name, error);
  json_object_foreach (fields, key, value)
    {
      CwIntakeField field;

      if (!cw_intake_field_from_name (key, &field) || !json_is_string (value) || json_string_length (value) == 0 || json_string_length (value) > NAME_MAX_BYTES)
        return cw_plan_fail (name, error);
      g_free (texts[field]);
      texts[field] = g_strdup (json_string_value (value));
    }
  return TRUE;
}

static gboolean
cw_plan_read_levels (CwJson       *root,
                     CwIntakePlan *plan,
                     GError      **error)
{
  CwJson *levels = json_object_get (root, "levels");
  const char *key;
  CwJson *value;

  if (levels != NULL && (!json_is_object (levels) || json_object_size (levels) > LEVELS_MAX))
    return cw_plan_fail ("levels", error);
  json_object_foreach (levels, key, value)
    {
      CwAcademicLevel level;

      if (strlen (key) > NAME_MAX_BYTES || !cw_academic_level_from_name (json_string_value (value), &level))
        return cw_plan_fail ("levels", error);
      cw_intake_plan_set_level (plan, key, level);
    }
  return TRUE;
}

/* @text: (out) (transfer none): "" when the plan does not hold it */
static gboolean
cw_plan_read_text (CwJson      *root,
                   const char  *name,
                   const char **text,
                   GError     **error)
{
  CwJson *value = json_object_get (root, name);

  *text = value != NULL ? json_string_value (value) : "";
  return (*text != NULL && strlen (*text) <= NAME_MAX_BYTES) || cw_plan_fail (name, error);
}

static gboolean
cw_plan_read_rules (CwJson       *root,
                    CwIntakePlan *plan,
                    GError      **error)
{
  CwJson *leave = json_object_get (root, "leave_missing");
  const char *text;

  if (!cw_plan_read_text (root, "dates", &text, error) || (*text != '\0' && !cw_intake_dates_from_name (text, &plan->dates) && !cw_plan_fail ("dates", error)) ||
      !cw_plan_read_text (root, "merge", &text, error) || (*text != '\0' && !cw_intake_merge_from_name (text, &plan->merge) && !cw_plan_fail ("merge", error)) ||
      !cw_plan_read_text (root, "match", &text, error))
    return FALSE;
  if (*text != '\0' && (!cw_intake_field_from_name (text, &plan->match) || (plan->match != CW_INTAKE_NUMBER && plan->match != CW_INTAKE_ESI)))
    return cw_plan_fail ("match", error);
  if (leave != NULL && !json_is_boolean (leave))
    return cw_plan_fail ("leave_missing", error);
  plan->leave_missing = json_is_true (leave);
  return TRUE;
}

static gboolean
cw_plan_read_reading (CwJson       *root,
                      CwIntakePlan *plan,
                      GError      **error)
{
  const char *delimiter, *encoding, *sheet;

  if (!cw_plan_read_text (root, "delimiter", &delimiter, error) || !cw_plan_read_text (root, "encoding", &encoding, error) || !cw_plan_read_text (root, "sheet", &sheet, error))
    return FALSE;
  if (*delimiter != '\0' && (delimiter[1] != '\0' || strchr (",;\t", *delimiter) == NULL))
    return cw_plan_fail ("delimiter", error);
  plan->delimiter = *delimiter;
  plan->encoding = *encoding != '\0' ? g_strdup (encoding) : NULL;
  plan->sheet = *sheet != '\0' ? g_strdup (sheet) : NULL;
  return TRUE;
}

CwIntakePlan *
cw_intake_plan_from_json (const char *text,
                          GError    **error)
{
  g_autoptr (CwJson) root = NULL;
  g_autoptr (CwIntakePlan) plan = cw_intake_plan_new ();
  static const char *const names[] = { "columns", "constants", "levels", "dates", "match", "merge", "leave_missing", "delimiter", "encoding", "sheet", NULL };
  const char *key;
  CwJson *value;

  g_return_val_if_fail (text != NULL, NULL);

  root = strlen (text) <= TEXT_MAX ? json_loads (text, JSON_REJECT_DUPLICATES, NULL) : NULL;
  if (!json_is_object (root))
    {
      cw_plan_fail ("{", error);
      return NULL;
    }
  json_object_foreach (root, key, value)
    if (!g_strv_contains (names, key))
      {
        g_autofree char *shown = g_strndup (key, 64);
        g_autofree char *valid = g_utf8_make_valid (shown, -1);

        cw_plan_fail (valid, error);
        return NULL;
      }
  if (!cw_plan_read_fields (root, "columns", plan->columns, error) || !cw_plan_read_fields (root, "constants", plan->constants, error) ||
      !cw_plan_read_levels (root, plan, error) || !cw_plan_read_rules (root, plan, error) || !cw_plan_read_reading (root, plan, error))
    return NULL;
  return g_steal_pointer (&plan);
}
