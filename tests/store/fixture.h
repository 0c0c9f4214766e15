/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <sqlite3.h>

#include "app/base/error.h"
#include "app/store/photos.h"
#include "app/store/store.h"

/* A store in a folder of its own with one institution, one profile and one student. */

#define FIXTURE_NOW G_GINT64_CONSTANT (1795435200000000) /* 2026-11-23 12:00 UTC */
#define FIXTURE_PIC "999893752"

/* A toy of a cipher that does to photos what a real one does: a wrong version, a wrong salt or another
 * student and it does not open. */
typedef struct
{
  guint8 current;   /* 0: no key */
  guint8 missing;   /* a version that is not here; 0: none */
  guint8 salt;      /* another one is another key */
} FixtureKeys;

typedef struct
{
  FixtureKeys keys;
  char    *folder;
  char    *path;
  CwClock *clock;
  CwStore *store;
} Fixture;

void       fixture_set_up     (Fixture      *self,
                               gconstpointer user_data);
void       fixture_tear_down  (Fixture      *self,
                               gconstpointer user_data);
void       fixture_reopen     (Fixture *self);

/* @keys: (nullable): those of a station that never loses one */
void       fixture_serve_keys (CwStore     *store,
                               FixtureKeys *keys);
void       fixture_fill       (CwStore *store);
CwStudent *fixture_student    (const char *number,
                               const char *given,
                               const char *family);
CwProfile *fixture_profile    (void);
gint64     fixture_add_order  (CwStore *store);
CwCard    *fixture_make_card  (CwStore *store,
                               gint64   order_id);
gint64     fixture_add_card   (CwStore *store);

/* Beside the store, as an intruder or another program would. */
sqlite3   *fixture_open_raw   (const char *path);
void       fixture_run_raw    (const char *path,
                               const char *text);
char      *fixture_read_raw   (const char *path,
                               const char *text);
