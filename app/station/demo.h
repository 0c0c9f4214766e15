/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/settings.h"
#include "app/store/store.h"

G_BEGIN_DECLS

/* Makes a folder a working demo station: keys, institution, profile, sample students with
 * portraits, and the settings last. Does what is missing, so a half-made one is finished. */
gboolean cw_demo_seed (const char *directory,
                       CwClock    *clock,
                       GError    **error);

G_END_DECLS
