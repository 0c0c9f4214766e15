/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/* A subject of the settings: which printer and reader the station has, and how the print is trimmed. */
#define CW_TYPE_SETTINGS_DEVICES (cw_settings_devices_get_type ())

G_DECLARE_FINAL_TYPE (CwSettingsDevices, cw_settings_devices, CW, SETTINGS_DEVICES, AdwPreferencesPage)

void cw_settings_devices_set_station (CwSettingsDevices *self,
                                   CwStation *station);

G_END_DECLS
