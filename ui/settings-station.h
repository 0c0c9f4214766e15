/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/* A subject of the settings: what the station is called, copies of its data, and what it forgets. */
#define CW_TYPE_SETTINGS_STATION (cw_settings_station_get_type ())

G_DECLARE_FINAL_TYPE (CwSettingsStation, cw_settings_station, CW, SETTINGS_STATION, AdwPreferencesPage)

void cw_settings_station_set_station (CwSettingsStation *self,
                                   CwStation *station);

G_END_DECLS
