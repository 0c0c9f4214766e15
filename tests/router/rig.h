/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/client.h"
#include "app/router/standin.h"

G_BEGIN_DECLS

/* What the tests of this room share: sample entries, a stand-in with its client, and a server
 * that answers with whatever bytes it is given. */

/* LBTU, as its line in the ECHE list of 2026-04-08 has it */
#define RIG_PIC "999933328"
#define RIG_ESI "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001"
/* made by the reference's formula for 2025-01-01 00:00 UTC: EscnFactory.java (36ae0b3) of
 * EuropeanStudentCard/escn-java-generator */
#define RIG_ESCN "4b173b0f-b51e-103d-bffe-999999933328"
/* a token that a search through files finds */
#define RIG_TOKEN "tok-7f3a9c51e2d84b06"
/* an address where nobody listens: tcpmux (RFC 1078) */
#define RIG_NOBODY "http://127.0.0.1:1/esc-rest/"

CwPersonEntry *rig_person_new     (void);
CwCardEntry   *rig_card_new       (void);
char          *rig_directory_new  (const char *name);
CwRegistry    *rig_client_new     (const char *uri,
                                   const char *token);
CwStandIn     *rig_stand_in_start (char **directory);

/* Whether a file anywhere under @directory holds @text; *n_files counts those looked into. */
gboolean       rig_folder_holds   (const char *directory,
                                   const char *text,
                                   guint      *n_files);

/**
 * RigServer:
 *
 * Takes one request a connection, keeps it, and answers with the next bytes it was given; with
 * none left it closes. On 127.0.0.1 and a thread of its own.
 */
typedef struct _RigServer RigServer;

RigServer  *rig_server_new     (void);
void        rig_server_free    (RigServer *self);
const char *rig_server_get_uri (RigServer *self);
void        rig_server_answer  (RigServer  *self,
                                const char *bytes,
                                gssize      length);
void        rig_server_json    (RigServer  *self,
                                guint       status,
                                const char *json);
guint       rig_server_count   (RigServer *self);
/* (transfer none): the request of that place, head and body */
const char *rig_server_request (RigServer *self,
                                guint      index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RigServer, rig_server_free)

G_END_DECLS
