/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* Moments at which a process may die: just before and just after each commit, each request to the
 * register, each command to a chip, and each thing asked of a printer. The program is linked with
 * --wrap for the last three, so that nothing of it knows. */

/* @deadly: SIGKILL at the so-manieth; 0: never, only count */
void  events_arm    (CwStore *store,
                     guint    deadly);
guint events_disarm (CwStore *store);

G_END_DECLS
