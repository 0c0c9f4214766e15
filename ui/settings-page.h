/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwSettingsPage:
 *
 * The place where the station is set up: a list of subjects at the side, one of them shown. A subject is a
 * page below it that tells how something went by the action "settings.say", and by "settings.changed"
 * that the station is to be opened again for what was changed.
 */
#define CW_TYPE_SETTINGS_PAGE (cw_settings_page_get_type ())

G_DECLARE_FINAL_TYPE (CwSettingsPage, cw_settings_page, CW, SETTINGS_PAGE, GtkWidget)

/* @name: "devices", "institutions", "register", "station" */
void     cw_settings_page_show_subject (CwSettingsPage *self,
                                        const char     *name);
/* Whether something was changed that counts only when the station is opened again. */
gboolean cw_settings_page_is_changed   (CwSettingsPage *self);

G_END_DECLS
