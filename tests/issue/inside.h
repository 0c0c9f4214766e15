/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixture.h"
#include "machine.h"

G_BEGIN_DECLS

/* The saga's fixture with a machine that has the reader inside; the data are the profile's steps. */

#define INSIDE_PRINT_FIRST "reserve,layout,print,encode,verify,register,hand-over"
#define INSIDE_ENCODE_FIRST "reserve,layout,encode,print,verify,register,hand-over"

typedef struct
{
  Fixture  saga;
  Machine *machine;
} Desk;

void       desk_set_up         (Desk         *desk,
                                gconstpointer data);
void       desk_tear_down      (Desk         *desk,
                                gconstpointer data);
/* The program ends and starts again; so does the machine. */
void       desk_restart        (Desk *desk);
gint64     desk_reserve        (Desk       *desk,
                                const char *student_id);
CwIssueEnd desk_run            (Desk  *desk,
                                gint64 order_id);
void       desk_expect         (Desk          *desk,
                                CwQuestionKind question,
                                CwAnswer       answer);
/* what the machine really has */
void       desk_assert_machine (Desk *desk,
                                guint inside,
                                guint out,
                                guint rejected);

G_END_DECLS
