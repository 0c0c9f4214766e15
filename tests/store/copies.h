/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/backup.h"
#include "tests/store/fixture.h"

/* Copies of the fixture's store, and what must be true of it after one. */

/* (transfer full): its path, in the fixture's folder */
char  *copies_backup         (Fixture    *self,
                              const char *name);
/* Nothing unfinished lies beside it. */
void   copies_assert_alone   (const char *path);
/* Closes the store and opens what is then there. */
void   copies_restore        (Fixture       *self,
                              const char    *path,
                              CwRestorePlan *plan);
void   copies_assert_sound   (Fixture *self);
void   copies_assert_refused (Fixture    *self,
                              const char *path,
                              gboolean    apply,
                              int         code);
gint64 copies_count          (Fixture    *self,
                              const char *text);
