/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin.h"

G_BEGIN_DECLS

/* For tests. */

/* The one organisation the token belongs to; %NULL (as it starts): any. */
void cw_stand_in_set_organisation (CwStandIn  *self,
                                   const char *pic);
/* How many requests go well before the fault's turn comes. */
void cw_stand_in_set_fault_after  (CwStandIn     *self,
                                   guint          skip,
                                   CwStandInFault fault,
                                   guint          requests);
/* Connections taken so far; one may carry several requests. */
guint cw_stand_in_get_connections (CwStandIn *self);
/* Where %CW_STAND_IN_REDIRECT points. */
void cw_stand_in_set_redirect     (CwStandIn  *self,
                                   const char *uri);
/* %CW_STAND_IN_DELAY: waits until an answer is held back; lets all go that are. */
gboolean cw_stand_in_wait_held    (CwStandIn *self,
                                   guint      seconds);
void cw_stand_in_release          (CwStandIn *self);
/* A folder that takes every JSON answer as NNNN-answer-KIND.json and every JSON body as
 * NNNN-METHOD-persons.json, -cards.json, -students.json (v1) or -cards-v1.json. */
void cw_stand_in_set_log          (CwStandIn  *self,
                                   const char *directory);

G_END_DECLS
