/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "app/station/station.h"

G_BEGIN_DECLS

/* A subject of the settings: for whom cards are made, and how. */
#define CW_TYPE_SETTINGS_ISSUERS (cw_settings_issuers_get_type ())

G_DECLARE_FINAL_TYPE (CwSettingsIssuers, cw_settings_issuers, CW, SETTINGS_ISSUERS, AdwPreferencesPage)

void cw_settings_issuers_set_station (CwSettingsIssuers *self,
                                   CwStation *station);
void cw_settings_issuers_reload      (CwSettingsIssuers *self);

G_END_DECLS
