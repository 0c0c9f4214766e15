/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/record.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/core/text.h"

/* The record that a face is laid out from: names and values in one sorted tree, so that the
 * same fields give the same JSON and the same digest in whatever order they came. Counting is
 * atomic; a record is filled by one owner and not changed once shared. */

#define NAME_MAX_LENGTH 64
#define FIELDS_MAX 256

struct _CwRecord
{
  gatomicrefcount refs;
  GTree          *fields; /* char * to char *, by strcmp() of the name */
};

G_DEFINE_BOXED_TYPE (CwRecord, cw_record, cw_record_ref, cw_record_unref)

static int
compare_names (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  return strcmp (a, b);
}

/**
 * cw_record_new:
 *
 * Returns: (transfer full): a record without fields
 */
CwRecord *
cw_record_new (void)
{
  CwRecord *self = g_new0 (CwRecord, 1);

  g_atomic_ref_count_init (&self->refs);
  self->fields = g_tree_new_full (compare_names, NULL, g_free, g_free);
  return self;
}

CwRecord *
cw_record_ref (CwRecord *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_record_unref (CwRecord *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_tree_unref (self->fields);
  g_free (self);
}

static gboolean
check_name (const char *name,
            GError    **error)
{
  g_autofree char *shown = NULL;
  gsize length = strlen (name);

  if (length <= NAME_MAX_LENGTH && g_ascii_islower (name[0]) && strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789_") == length)
    return TRUE;

  shown = g_utf8_make_valid (name, (gssize) MIN (length, NAME_MAX_LENGTH));
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field name “%s” is not valid: it must begin with a small letter and hold at most %d small letters, digits and underscores."), shown, NAME_MAX_LENGTH);
  return FALSE;
}

/**
 * cw_record_set:
 * @self: a record that nobody else holds
 * @name: [a-z][a-z0-9_]*, at most 64 characters
 * @value: UTF-8 without control characters, at most 1024 bytes; may be empty
 *
 * Sets one field; an earlier value is replaced. A record has at most 256 fields.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID; the record is then as it was
 */
gboolean
cw_record_set (CwRecord   *self,
               const char *name,
               const char *value,
               GError    **error)
{
  g_return_val_if_fail (self != NULL && name != NULL && value != NULL, FALSE);
  g_return_val_if_fail (g_atomic_ref_count_compare (&self->refs, 1), FALSE);

  if (!check_name (name, error) || !cw_text_check (name, value, error))
    return FALSE;
  if (g_tree_nnodes (self->fields) >= FIELDS_MAX && g_tree_lookup (self->fields, name) == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The record has more than %d fields."), FIELDS_MAX);
      return FALSE;
    }

  g_tree_insert (self->fields, g_strdup (name), g_strdup (value));
  return TRUE;
}

/* What is not known has no field: the template says whether it can do without. A value that no
 * record can hold counts as not known. */
static void
set_known (CwRecord   *self,
           const char *name,
           const char *value)
{
  g_autoptr (GError) error = NULL;

  if (value != NULL && *value != '\0' && !cw_record_set (self, name, value, &error))
    g_debug ("left out of the record: %s", error->message);
}

/* "Bachelor": not the operator's translation, so that a card does not depend on the language
 * of the desk it was made at. */
static void
set_level (CwRecord       *self,
           CwAcademicLevel level)
{
  g_autofree char *word = NULL;

  if (level == CW_ACADEMIC_LEVEL_NONE)
    return;
  word = g_ascii_strdown (cw_academic_level_to_name (level), -1);
  word[0] = g_ascii_toupper (word[0]);
  set_known (self, "level", word);
}

static void
set_expiry (CwRecord   *self,
            const char *expires_at)
{
  g_autofree char *month = NULL;

  set_known (self, "expires_at", expires_at);
  if (expires_at == NULL || !cw_date_check (expires_at, NULL))
    return;
  month = g_strdup_printf ("%.2s/%.4s", expires_at + 5, expires_at);
  set_known (self, "valid_until_short", month);
}

/**
 * cw_record_new_for_card:
 * @escn: (nullable): the card's number; %NULL for a preview before one is reserved
 * @issued_at: (nullable): yyyy-MM-dd
 * @expires_at: (nullable): yyyy-MM-dd
 *
 * Returns: (transfer full): the record of one card. What is not known has no field.
 */
CwRecord *
cw_record_new_for_card (const CwStudent     *student,
                        const CwInstitution *institution,
                        const CwEscn        *escn,
                        const char          *issued_at,
                        const char          *expires_at)
{
  CwRecord *self;
  g_autofree char *full_name = NULL;

  g_return_val_if_fail (student != NULL && institution != NULL, NULL);

  self = cw_record_new ();
  full_name = cw_student_get_full_name (student);
  set_known (self, "given_names", student->given_names);
  set_known (self, "family_name", student->family_name);
  set_known (self, "full_name", full_name);
  set_known (self, "number", student->number);
  set_known (self, "programme", student->programme);
  set_level (self, student->level);
  set_known (self, "email", student->email);
  set_known (self, "esi", student->esi);
  set_known (self, "institution", institution->name);
  set_known (self, "institution_en", institution->name_en);
  set_known (self, "pic", institution->pic);
  set_known (self, "issued_at", issued_at);
  set_expiry (self, expires_at);
  if (escn != NULL)
    {
      g_autofree char *text = cw_escn_to_string (escn);
      g_autofree char *qr = g_strconcat (CW_QR_PREFIX, text, NULL);

      set_known (self, "escn", text);
      set_known (self, "qr", qr);
    }
  return self;
}

/**
 * cw_record_get:
 *
 * Returns: (transfer none) (nullable): the value of @name, or %NULL when there is none
 */
const char *
cw_record_get (CwRecord   *self,
               const char *name)
{
  g_return_val_if_fail (self != NULL && name != NULL, NULL);

  return g_tree_lookup (self->fields, name);
}

static gboolean
add_name (gpointer name,
          gpointer value,
          gpointer names)
{
  g_ptr_array_add (names, g_strdup (name));
  return FALSE;
}

/**
 * cw_record_list:
 *
 * Returns: (transfer full): the names of the fields, sorted
 */
char **
cw_record_list (CwRecord *self)
{
  GPtrArray *names;

  g_return_val_if_fail (self != NULL, NULL);

  names = g_ptr_array_new ();
  g_tree_foreach (self->fields, add_name, names);
  g_ptr_array_add (names, NULL);
  return (char **) g_ptr_array_free (names, FALSE);
}

static gboolean
append_field (gpointer name,
              gpointer value,
              gpointer json)
{
  if (((GString *) json)->len > 1)
    g_string_append_c (json, ',');
  cw_json_append_string (json, name);
  g_string_append_c (json, ':');
  cw_json_append_string (json, value);
  return FALSE;
}

/**
 * cw_record_to_json:
 *
 * Returns: (transfer full): one JSON object of strings, sorted by name, without white space:
 *   the same bytes for the same fields
 */
char *
cw_record_to_json (CwRecord *self)
{
  GString *json;

  g_return_val_if_fail (self != NULL, NULL);

  json = g_string_new ("{");
  g_tree_foreach (self->fields, append_field, json);
  g_string_append_c (json, '}');
  return g_string_free (json, FALSE);
}

/**
 * cw_record_digest:
 *
 * Returns: (transfer full): SHA-256 of cw_record_to_json() as 64 lower-case hex digits
 */
char *
cw_record_digest (CwRecord *self)
{
  g_autofree char *json = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  json = cw_record_to_json (self);
  return cw_digest_text (json);
}
