/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/store/store-private.h"

/* Institutions and card profiles: few rows, changed seldom. Any thread, under the store's
 * lock. */

#define INSTITUTION_SELECT "SELECT id, name, name_en, pic, schac, processor FROM institutions"
#define PROFILE_SELECT "SELECT id, institution_id, name, template_uri, chip_plan, card_type, registered, validity_months, steps FROM profiles"

static gpointer
cw_institution_read (sqlite3_stmt *stmt,
                     GError      **error)
{
  CwInstitution *self = cw_institution_new ();

  self->id = cw_sql_dup (stmt, 0);
  self->name = cw_sql_dup (stmt, 1);
  self->name_en = cw_sql_dup (stmt, 2);
  self->pic = cw_sql_dup (stmt, 3);
  self->schac = cw_sql_dup (stmt, 4);
  self->processor = cw_sql_dup (stmt, 5);
  return self;
}

static gboolean
cw_store_put_institution_in (CwStore             *self,
                             const CwInstitution *institution,
                             GError             **error)
{
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GString *details;

  if (!cw_store_digest_row (self, INSTITUTION_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (institution->id)), &before, error) ||
      !cw_sql_execute (&self->sql,
                       "INSERT INTO institutions (id, name, name_en, pic, schac, processor) VALUES (?1, ?2, ?3, ?4, ?5, ?6) "
                       "ON CONFLICT (id) DO UPDATE SET name = ?2, name_en = ?3, pic = ?4, schac = ?5, processor = ?6",
                       CW_VALUES (CW_TEXT (institution->id), CW_TEXT (institution->name), CW_TEXT (institution->name_en),
                                  CW_TEXT (institution->pic), CW_TEXT (institution->schac), CW_TEXT (institution->processor)),
                       error) ||
      !cw_store_digest_row (self, INSTITUTION_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (institution->id)), &after, error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "institution", institution->id);
  cw_details_text (details, "pic", institution->pic);
  cw_details_change (details, before, after);
  return cw_journal_append (self, "institution.put", "institution", 0, details, error);
}

/**
 * cw_store_put_institution:
 *
 * Stores @institution, in the place of one with the same id.
 */
gboolean
cw_store_put_institution (CwStore             *self,
                          const CwInstitution *institution,
                          GError             **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && institution != NULL, FALSE);

  if (!cw_institution_check (institution, error) || !cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_put_institution_in (self, institution, error), error);
}

/**
 * cw_store_get_institution:
 *
 * Returns: (transfer full): the institution, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwInstitution *
cw_store_get_institution (CwStore    *self,
                          const char *id,
                          GError    **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && id != NULL, NULL);

  if (!cw_store_find_row (self, INSTITUTION_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (id)), cw_institution_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no institution “%s” here. Add it first."), id);
  return row;
}

/**
 * cw_store_list_institutions:
 *
 * Returns: (transfer full): #CwInstitution, by id
 */
GPtrArray *
cw_store_list_institutions (CwStore *self,
                            GError **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, INSTITUTION_SELECT " ORDER BY id", NULL, cw_institution_read, (GDestroyNotify) cw_institution_unref, error);
}

/* profiles */

static gpointer
cw_profile_read (sqlite3_stmt *stmt,
                 GError      **error)
{
  g_autoptr (CwProfile) self = cw_profile_new ();
  const char *card_type = (const char *) sqlite3_column_text (stmt, 5);

  self->id = cw_sql_dup (stmt, 0);
  self->institution_id = cw_sql_dup (stmt, 1);
  self->name = cw_sql_dup (stmt, 2);
  self->template_uri = cw_sql_dup (stmt, 3);
  self->chip_plan = cw_sql_dup (stmt, 4);
  if (!cw_store_check_name (card_type, cw_card_type_from_name (card_type, &self->card_type), error))
    return NULL;
  self->registered = sqlite3_column_int (stmt, 6) != 0;
  self->validity_months = (guint) sqlite3_column_int (stmt, 7);
  if (!cw_profile_set_steps (self, (const char *) sqlite3_column_text (stmt, 8), error))
    return NULL;
  return g_steal_pointer (&self);
}

static gboolean
cw_store_put_profile_in (CwStore         *self,
                         const CwProfile *profile,
                         GError         **error)
{
  g_autoptr (CwInstitution) institution = cw_store_get_institution (self, profile->institution_id, error);
  g_autofree char *steps = cw_profile_get_steps (profile);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  GString *details;

  if (institution == NULL || !cw_store_digest_row (self, PROFILE_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (profile->id)), &before, error) ||
      !cw_sql_execute (&self->sql,
                       "INSERT INTO profiles (id, institution_id, name, template_uri, chip_plan, card_type, registered, validity_months, steps) "
                       "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) "
                       "ON CONFLICT (id) DO UPDATE SET institution_id = ?2, name = ?3, template_uri = ?4, chip_plan = ?5, card_type = ?6, registered = ?7, validity_months = ?8, steps = ?9",
                       CW_VALUES (CW_TEXT (profile->id), CW_TEXT (profile->institution_id), CW_TEXT (profile->name),
                                  CW_TEXT (profile->template_uri), CW_TEXT (profile->chip_plan), CW_TEXT (cw_card_type_to_name (profile->card_type)),
                                  CW_INT (profile->registered != FALSE), CW_INT (profile->validity_months), CW_TEXT (steps)),
                       error) ||
      !cw_store_digest_row (self, PROFILE_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (profile->id)), &after, error))
    return FALSE;

  details = cw_details_new ();
  cw_details_text (details, "profile", profile->id);
  cw_details_text (details, "steps", steps);
  cw_details_text (details, "chip_plan", profile->chip_plan);
  cw_details_change (details, before, after);
  return cw_journal_append (self, "profile.put", "profile", 0, details, error);
}

/**
 * cw_store_put_profile:
 *
 * Stores @profile, in the place of one with the same id. Its institution must be stored.
 */
gboolean
cw_store_put_profile (CwStore         *self,
                      const CwProfile *profile,
                      GError         **error)
{
  g_return_val_if_fail (CW_IS_STORE (self) && profile != NULL, FALSE);

  if (!cw_profile_check (profile, error) || !cw_store_begin (self, error))
    return FALSE;
  return cw_store_finish (self, cw_store_put_profile_in (self, profile, error), error);
}

/**
 * cw_store_get_profile:
 *
 * Returns: (transfer full): the profile, or %NULL with %CW_ERROR_NOT_FOUND
 */
CwProfile *
cw_store_get_profile (CwStore    *self,
                      const char *id,
                      GError    **error)
{
  gpointer row;

  g_return_val_if_fail (CW_IS_STORE (self) && id != NULL, NULL);

  if (!cw_store_find_row (self, PROFILE_SELECT " WHERE id = ?", CW_VALUES (CW_TEXT (id)), cw_profile_read, &row, error))
    return NULL;
  if (row == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no card profile “%s” here. Add it first."), id);
  return row;
}

/**
 * cw_store_list_profiles:
 * @institution_id: (nullable): whose; %NULL: of all
 *
 * Returns: (transfer full): #CwProfile, by id
 */
GPtrArray *
cw_store_list_profiles (CwStore    *self,
                        const char *institution_id,
                        GError    **error)
{
  g_return_val_if_fail (CW_IS_STORE (self), NULL);

  return cw_store_list_rows (self, PROFILE_SELECT " WHERE ?1 IS NULL OR institution_id = ?1 ORDER BY id", CW_VALUES (CW_TEXT (institution_id)),
                             cw_profile_read, (GDestroyNotify) cw_profile_unref, error);
}
