/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/outbox.h"
#include "tests/router/rig.h"

G_BEGIN_DECLS

/* A small desk around the outbox: a store with two institutions, a clock that stands still, a
 * stand-in that logs what it is sent. */

/* 2026-11-23 12:00 UTC */
#define DESK_NOW (G_GINT64_CONSTANT (1795435200) * G_USEC_PER_SEC)

typedef struct
{
  char      *store_path;
  char      *register_directory;
  char      *log_directory;
  CwClock   *clock;
  CwStore   *store;
  CwStandIn *stand_in;
  gboolean   offline;        /* nobody is reached */
  char      *token;          /* what the desk believes it to be */
  char      *unlucky;        /* (nullable) institution whose register is elsewhere */
  char      *unlucky_uri;    /* (nullable) where; NULL: it has none */
  guint64    last_stamp;
} Desk;

void         desk_set_up    (Desk         *self,
                             gconstpointer data);
void         desk_tear_down (Desk         *self,
                             gconstpointer data);
void         desk_reopen    (Desk *self);

/* A stored card of a stored student "<institution>/<number>". */
CwCard      *desk_add_card  (Desk       *self,
                             const char *institution,
                             const char *number);
/* Registers @card by the outbox; @email: (nullable): in place of the student's own */
gint64       desk_register  (Desk   *self,
                             CwCard *card,
                             const char *email);
gint64       desk_withdraw  (Desk   *self,
                             CwCard *card);
CwOutboxRow *desk_get_row   (Desk  *self,
                             gint64 message_id);
void         desk_assert_state (Desk       *self,
                             gint64      message_id,
                             const char *state,
                             guint       attempts);
/* One round with the desk's own registers; must not fail. */
CwOutboxResult desk_send_due (Desk *self);
/* A CwRegistryFunc over a Desk. */
CwRegistry  *desk_find_registry (const char *institution_id,
                             gpointer    user_data,
                             GError    **error);
/* How many requests of that method and kind ("cards", "persons") with a body it took. */
guint        desk_count_bodies (Desk       *self,
                             const char *method,
                             const char *kind);
gboolean     desk_knows     (Desk   *self,
                             CwCard *card);

G_END_DECLS
