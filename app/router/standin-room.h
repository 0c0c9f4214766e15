/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin.h"
#include "app/router/standin-desk.h"

G_BEGIN_DECLS

/* What the threads of the stand-in share, guarded by its lock. */
typedef struct
{
  GMutex         lock;
  GCond          idle;
  gboolean       stopped;
  guint          running;  /* connections being served */
  GCancellable  *stopping;

  CwStandInBook *book;
  char          *directory;
  char          *token;
  char          *pic;
  char          *redirect;
  char          *log_directory;
  CwStandInFault fault;
  guint          fault_skip; /* requests before the first that it lets down */
  guint          fault_left; /* requests that it lets down */
  guint          count;
  guint          connections;
  guint          held;       /* answers that wait to be let go */
  guint          releases;   /* times they were let go */
} CwStandInRoom;

/* One connection from its first byte to its last; on a thread of the pool, without the lock. */
void cw_stand_in_converse   (CwStandInRoom     *room,
                             GSocketConnection *connection);
/* For tests: what came and what went, as files. @number: of the request */
void cw_stand_in_log_request (CwStandInRoom          *room,
                             const CwStandInRequest *request,
                             const char             *body);
void cw_stand_in_log_answer (CwStandInRoom          *room,
                             guint                   number,
                             const CwStandInRequest *request,
                             const CwStandInAnswer  *answer);

G_END_DECLS
