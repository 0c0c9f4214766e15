/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/backup.h"

#include "app/station/station-private.h"

/* A backup brought back into a station's folder: the folder is held, so that no program issues cards
 * there, and the station itself is not opened. Blocks; on any thread but the window's. */

/**
 * cw_station_restore:
 * @directory: (nullable): the station's folder; %NULL: that of the user. It has its settings already
 * @apply: %FALSE: say what would be; nothing is changed
 * @plan: (out): see cw_store_restore()
 *
 * Errors: those of cw_store_restore(); %CW_ERROR_BUSY when a Cardwright works in the folder,
 * %CW_ERROR_NOT_FOUND when it is no station's.
 */
gboolean
cw_station_restore (const char    *directory,
                    const char    *backup,
                    gboolean       apply,
                    CwRestorePlan *plan,
                    GError       **error)
{
  g_autoptr (CwStation) self = g_object_new (CW_TYPE_STATION, NULL);
  g_autoptr (CwClock) clock = cw_clock_new_system ();

  g_return_val_if_fail (backup != NULL && plan != NULL, FALSE);

  *plan = (CwRestorePlan) { 0 };
  if (directory != NULL)
    self->directory = g_canonicalize_filename (directory, NULL);
  else
    self->directory = g_build_filename (g_get_user_data_dir (), CW_DATA_NAME, NULL);
  self->settings = cw_settings_load (self->directory, error);
  return self->settings != NULL && cw_station_take_lock (self, error) &&
         cw_store_restore (self->settings->store_path, backup, clock, self->settings->operator_name, apply, plan, error);
}
