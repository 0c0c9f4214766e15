/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/admin.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/intake/source.h"
#include "app/keys/keys.h"
#include "app/station/station-private.h"

/* The setting up of a station, for the window: the store's lists, station.conf, the
 * register. On the worker for questions; the register is asked on that for devices. */

#define DEFAULT_TEMPLATE "university-landscape"
#define DEFAULT_MONTHS 12

void
cw_key_line_free (CwKeyLine *self)
{
  if (self == NULL)
    return;
  g_free (self->label);
  g_free (self->what);
  g_free (self->check_value);
  g_free (self);
}

void
cw_admin_lists_free (CwAdminLists *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->institutions, g_ptr_array_unref);
  g_clear_pointer (&self->profiles, g_ptr_array_unref);
  g_clear_pointer (&self->keys, g_ptr_array_unref);
  g_strfreev (self->plans);
  g_free (self);
}

const CwSettings *
cw_station_get_settings (CwStation *self)
{
  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  return self->settings;
}

gboolean
cw_station_is_at_work (CwStation *self)
{
  g_autoptr (GMutexLocker) locker G_GNUC_UNUSED = NULL;

  g_return_val_if_fail (CW_IS_STATION (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  return self->order_id != 0 || self->work != NULL || self->batch_at_work || self->batch_queued || g_atomic_int_get (&self->walk_ins) > 0;
}

gboolean
cw_station_need_rest (CwStation *self,
                      GError   **error)
{
  if (!cw_station_is_at_work (self))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY, _ ("A card is being made. Finish it first, and pause the batch."));
  return FALSE;
}

/* lists */

static char *
cw_key_describe (const char *label)
{
  if (g_str_equal (label, "store/photos"))
    return g_strdup (_ ("Enciphers the photos that this station keeps."));
  if (g_str_equal (label, "store/journal"))
    return g_strdup (_ ("Vouches for the journal."));
  if (g_str_has_suffix (label, "/router-token"))
    return g_strdup (_ ("Opens the register for the institution."));
  if (g_str_has_suffix (label, "/escn/master"))
    return g_strdup (_ ("Every card’s own key is made from it."));
  return g_strdup (_ ("A key of this station."));
}

static CwKeyLine *
cw_key_line_new (const char *label,
                 guint       version,
                 const char *check_value)
{
  CwKeyLine *line = g_new0 (CwKeyLine, 1);

  line->label = g_strdup (label);
  line->what = cw_key_describe (label);
  line->version = version;
  line->check_value = g_strdup (check_value);
  line->token = *check_value == '\0';
  line->own = g_str_has_prefix (label, "store/");
  return line;
}

static void
cw_admin_need_key (CwAdminLists *lists,
                   const char   *label,
                   gboolean      token)
{
  CwKeyLine *line;

  for (guint i = 0; i < lists->keys->len; i++)
    if (g_str_equal (((CwKeyLine *) g_ptr_array_index (lists->keys, i))->label, label))
      return;
  line = cw_key_line_new (label, 0, "");
  line->missing = TRUE;
  line->token = token;
  g_ptr_array_add (lists->keys, line);
}

static gboolean
cw_admin_list_keys (CwStation    *self,
                    CwAdminLists *lists,
                    GError      **error)
{
  g_autoptr (GPtrArray) notes = cw_key_source_list (self->tools.keys, error);

  lists->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_key_line_free);
  if (notes == NULL)
    return FALSE;
  for (guint i = 0; i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      g_ptr_array_add (lists->keys, cw_key_line_new (note->label, note->version, note->kcv));
    }
  for (guint i = 0; i < lists->institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (lists->institutions, i);
      g_autofree char *token = g_strconcat (institution->id, "/router-token", NULL);
      g_autofree char *master = g_strconcat (institution->id, "/escn/master", NULL);

      cw_admin_need_key (lists, token, TRUE);
      if (self->settings->reader != CW_READER_KIND_NONE)
        cw_admin_need_key (lists, master, FALSE);
    }
  cw_admin_need_key (lists, "store/photos", FALSE);
  return TRUE;
}

/* The shipped plans, and those of the station's own folder. */
static char **
cw_admin_list_plans (CwStation *self)
{
  static const char *const shipped[] = { "escn", "uid-only", "deuinfo" };
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_autofree char *path = g_build_filename (self->directory, "plans", NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  for (guint i = 0; i < G_N_ELEMENTS (shipped); i++)
    g_strv_builder_add (names, shipped[i]);
  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_suffix (name, ".json"))
      {
        g_autofree char *plan = g_strndup (name, strlen (name) - strlen (".json"));

        g_strv_builder_add (names, plan);
      }
  return g_strv_builder_end (names);
}

static gboolean
cw_station_list_admin_work (gpointer      data,
                            GCancellable *cancellable,
                            GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (CwAdminLists) lists = g_new0 (CwAdminLists, 1);

  lists->institutions = cw_store_list_institutions (self->tools.store, error);
  if (lists->institutions == NULL)
    return FALSE;
  lists->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_profile_unref);
  for (guint i = 0; i < lists->institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (lists->institutions, i);
      g_autoptr (GPtrArray) profiles = cw_store_list_profiles (self->tools.store, institution->id, error);

      if (profiles == NULL)
        return FALSE;
      for (guint p = 0; p < profiles->len; p++)
        g_ptr_array_add (lists->profiles, cw_profile_ref (g_ptr_array_index (profiles, p)));
    }
  lists->plans = cw_admin_list_plans (self);
  if (!cw_admin_list_keys (self, lists, error))
    return FALSE;
  call->result = g_steal_pointer (&lists);
  return TRUE;
}

void
cw_station_list_admin_async (CwStation          *self,
                             GCancellable       *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->query_worker, cw_station_list_admin_work, cw_call_new (self, NULL, (GDestroyNotify) cw_admin_lists_free),
                   cw_station_list_admin_async, cancellable, callback, user_data);
}

CwAdminLists *
cw_station_list_admin_finish (CwStation    *self,
                              GAsyncResult *result,
                              GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

static gboolean
cw_station_list_catalogue_work (gpointer      data,
                                GCancellable *cancellable,
                                GError      **error)
{
  CwCall *call = data;

  call->result = cw_catalogue_load (call->station->directory, error);
  return call->result != NULL;
}

void
cw_station_list_catalogue_async (CwStation          *self,
                                 GCancellable       *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self));

  cw_station_call (self, self->query_worker, cw_station_list_catalogue_work, cw_call_new (self, NULL, (GDestroyNotify) g_ptr_array_unref),
                   cw_station_list_catalogue_async, cancellable, callback, user_data);
}

GPtrArray *
cw_station_list_catalogue_finish (CwStation    *self,
                                  GAsyncResult *result,
                                  GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* The head and the lines of a table, as texts. */
static GPtrArray *
cw_admin_read_table (const char   *path,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (CwSource) source = cw_source_open_file (path, NULL, error);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  guint n_columns = source != NULL ? cw_source_count_columns (source) : 0;
  gboolean more = source != NULL;

  if (source != NULL)
    g_ptr_array_add (rows, g_strdupv ((char **) cw_source_get_columns (source)));
  while (more)
    {
      CwSourceLine line = { 0 };
      char **cells;

      if (!cw_source_next (source, &line, &more, cancellable, error))
        return NULL;
      if (!more || rows->len > CW_CATALOGUE_MAX)
        break;
      cells = g_new0 (char *, n_columns + 1);
      for (guint i = 0; i < n_columns; i++)
        cells[i] = g_strdup (i < line.n_cells ? line.cells[i] : "");
      g_ptr_array_add (rows, cells);
    }
  return source != NULL ? g_steal_pointer (&rows) : NULL;
}

static gboolean
cw_station_import_catalogue_work (gpointer      data,
                                  GCancellable *cancellable,
                                  GError      **error)
{
  CwCall *call = data;
  g_autoptr (GPtrArray) rows = cw_admin_read_table (call->text, cancellable, error);
  guint imported = 0;

  if (rows == NULL || !cw_catalogue_import (call->station->directory, rows, &imported, error))
    return FALSE;
  call->result = g_strdup_printf (ngettext ("%u institution was taken in.", "%u institutions were taken in.", imported), imported);
  return TRUE;
}

void
cw_station_import_catalogue_async (CwStation          *self,
                                   const char         *path,
                                   GCancellable       *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self) && path != NULL);

  cw_station_call (self, self->query_worker, cw_station_import_catalogue_work, cw_call_new (self, path, g_free),
                   cw_station_import_catalogue_async, cancellable, callback, user_data);
}

/* institutions and profiles */

static CwProfile *
cw_station_make_profile (CwStation           *self,
                         const CwInstitution *institution,
                         GError             **error)
{
  g_autoptr (CwProfile) profile = cw_profile_new ();
  const char *const *shipped = cw_template_list_shipped ();
  g_autoptr (GFile) file = cw_template_get_shipped (DEFAULT_TEMPLATE);
  gboolean chip = self->settings->reader != CW_READER_KIND_NONE;

  if (file == NULL)
    file = cw_template_get_shipped (shipped[0]);
  profile->id = g_strconcat (institution->id, "-student", NULL);
  profile->institution_id = g_strdup (institution->id);
  profile->name = g_strdup (_ ("Student card"));
  profile->template_uri = g_file_get_uri (file);
  profile->chip_plan = chip ? g_strdup ("escn") : NULL;
  profile->card_type = chip ? CW_CARD_TYPE_SMART_NO_CDZ : CW_CARD_TYPE_PASSIVE;
  profile->registered = TRUE;
  profile->validity_months = DEFAULT_MONTHS;
  if (!cw_profile_set_steps (profile, chip ? "reserve,layout,print,encode,verify,register,hand-over" : "reserve,layout,print,verify,register,hand-over", error))
    return NULL;
  return g_steal_pointer (&profile);
}

static gboolean
cw_station_put_institution_work (gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  CwStore *store = self->tools.store;
  const CwInstitution *institution = call->asked;
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (CwProfile) profile = NULL;

  if (!cw_institution_check (institution, error) || !cw_station_need_token (self, institution->id, error))
    return FALSE;
  profiles = cw_store_list_profiles (store, institution->id, error);
  if (profiles == NULL || (profiles->len == 0 && (profile = cw_station_make_profile (self, institution, error)) == NULL) || !cw_store_begin (store, error))
    return FALSE;
  if (cw_store_put_institution (store, institution, error) && (profile == NULL || cw_store_put_profile (store, profile, error)))
    return cw_store_commit (store, error);
  cw_store_rollback (store);
  return FALSE;
}

void
cw_station_put_institution_async (CwStation          *self,
                                  CwInstitution      *institution,
                                  GCancellable       *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self) && institution != NULL);

  call = cw_call_new (self, NULL, NULL);
  call->asked = cw_institution_ref (institution);
  call->free_asked = (GDestroyNotify) cw_institution_unref;
  cw_station_call (self, self->query_worker, cw_station_put_institution_work, call, cw_station_put_institution_async, cancellable, callback, user_data);
}

static gboolean
cw_station_put_profile_work (gpointer      data,
                             GCancellable *cancellable,
                             GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  const CwProfile *profile = call->asked;
  g_autoptr (GFile) file = NULL;
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwChipPlan) plan = NULL;

  if (!cw_profile_check (profile, error))
    return FALSE;
  file = g_file_new_for_uri (profile->template_uri);
  template = cw_template_load (file, error);
  if (template == NULL || (profile->chip_plan != NULL && (plan = self->tools.plan (profile->chip_plan, self->tools.user_data, error)) == NULL))
    return FALSE;
  return cw_store_put_profile (self->tools.store, profile, error);
}

void
cw_station_put_profile_async (CwStation          *self,
                              CwProfile          *profile,
                              GCancellable       *cancellable,
                              GAsyncReadyCallback callback,
                              gpointer            user_data)
{
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self) && profile != NULL);

  call = cw_call_new (self, NULL, NULL);
  call->asked = cw_profile_ref (profile);
  call->free_asked = (GDestroyNotify) cw_profile_unref;
  cw_station_call (self, self->query_worker, cw_station_put_profile_work, call, cw_station_put_profile_async, cancellable, callback, user_data);
}

/* station.conf: three strings a change, copied; NULL stands for itself */

static gboolean
cw_station_change_settings_work (gpointer      data,
                                 GCancellable *cancellable,
                                 GError      **error)
{
  CwCall *call = data;
  const GPtrArray *texts = call->asked;
  g_autofree CwSettingsChange *changes = g_new0 (CwSettingsChange, texts->len / 3);

  for (guint i = 0; i < texts->len / 3; i++)
    changes[i] = (CwSettingsChange) { texts->pdata[3 * i], texts->pdata[3 * i + 1], texts->pdata[3 * i + 2] };
  return cw_station_need_rest (call->station, error) && cw_settings_change (call->station->directory, changes, texts->len / 3, error);
}

void
cw_station_change_settings_async (CwStation              *self,
                                  const CwSettingsChange *changes,
                                  gsize                   n_changes,
                                  GCancellable           *cancellable,
                                  GAsyncReadyCallback     callback,
                                  gpointer                user_data)
{
  GPtrArray *texts = g_ptr_array_new_with_free_func (g_free);
  CwCall *call;

  g_return_if_fail (CW_IS_STATION (self) && n_changes > 0);

  for (gsize i = 0; i < n_changes; i++)
    {
      g_ptr_array_add (texts, g_strdup (changes[i].group));
      g_ptr_array_add (texts, g_strdup (changes[i].key));
      g_ptr_array_add (texts, g_strdup (changes[i].value));
    }
  call = cw_call_new (self, NULL, NULL);
  call->asked = texts;
  call->free_asked = (GDestroyNotify) g_ptr_array_unref;
  cw_station_call (self, self->query_worker, cw_station_change_settings_work, call, cw_station_change_settings_async, cancellable, callback, user_data);
}

/* the register */

static gboolean
cw_station_test_register_work (gpointer      data,
                               GCancellable *cancellable,
                               GError      **error)
{
  CwCall *call = data;
  CwStation *self = call->station;
  g_autoptr (CwRegistry) registry = self->tools.registry (call->text, self->tools.user_data, error);

  return registry != NULL && cw_registry_ping (registry, cancellable, error);
}

void
cw_station_test_register_async (CwStation          *self,
                                const char         *institution_id,
                                GCancellable       *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer            user_data)
{
  g_return_if_fail (CW_IS_STATION (self) && institution_id != NULL);

  cw_station_call (self, self->status_worker, cw_station_test_register_work, cw_call_new (self, institution_id, NULL),
                   cw_station_test_register_async, cancellable, callback, user_data);
}

gboolean
cw_station_change_finish (CwStation    *self,
                          GAsyncResult *result,
                          GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return cw_station_call_finish (self, result, error);
}
