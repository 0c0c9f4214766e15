/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/* A subject of the settings: where cards are registered, and the keys of the station. */
#define CW_TYPE_SETTINGS_REGISTER (cw_settings_register_get_type ())

G_DECLARE_FINAL_TYPE (CwSettingsRegister, cw_settings_register, CW, SETTINGS_REGISTER, AdwPreferencesPage)

void cw_settings_register_set_station (CwSettingsRegister *self,
                                   CwStation *station);
void cw_settings_register_reload      (CwSettingsRegister *self);

G_END_DECLS
