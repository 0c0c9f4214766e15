/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"

G_BEGIN_DECLS

/* What the register is owed, as the window shows it: read and changed off its thread. The messages
 * themselves are app/router/outbox.h. */

/**
 * CwOwedAct:
 *
 * What a person does about a message.
 */
typedef enum
{
  CW_OWED_TRY_AGAIN, /* it is due now */
  CW_OWED_RENEW,     /* made anew from today's record and card */
  CW_OWED_GIVE_UP,   /* never sent; a reason is owed */
} CwOwedAct;

/**
 * CwOwedNote:
 *
 * One message that is owed, in an operator's words.
 */
typedef struct
{
  gint64   id;
  char    *name;     /* (nullable) of the student; not known any more */
  char    *number;   /* (nullable) the student's */
  char    *what;     /* "Registration of the card 4b06…" */
  char    *why;      /* a sentence: why it is still owed */
  gint64   age;      /* microseconds since it was written down */
  guint    attempts;
  gboolean refused;  /* it goes no more by itself */
} CwOwedNote;

/**
 * CwOwedList:
 *
 * What is owed now.
 */
typedef struct
{
  GPtrArray *notes;   /* of CwOwedNote, oldest first, as many as were asked for */
  guint      waiting; /* of all */
  guint      refused;
} CwOwedList;

/* One message of the outbox in words; blocks. (transfer full) */
char       *cw_station_describe_message   (CwStation         *self,
                                           const CwOutboxRow *row);
const char *cw_message_state_to_label     (const char *state);
/* @limit: at most so many notes; 0: all */
void        cw_station_list_owed_async    (CwStation          *self,
                                           guint               limit,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
CwOwedList *cw_station_list_owed_finish   (CwStation    *self,
                                           GAsyncResult *result,
                                           GError      **error);
/* @reason: (nullable): of GIVE_UP. Errors are sentences, and nothing was changed: %CW_ERROR_REFUSED
 * when it is owed no more, %CW_ERROR_BUSY when it is on its way just now. */
void        cw_station_act_on_owed_async  (CwStation          *self,
                                           CwOwedAct           act,
                                           gint64              message_id,
                                           const char         *reason,
                                           GCancellable       *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer            user_data);
gboolean    cw_station_act_on_owed_finish (CwStation    *self,
                                           GAsyncResult *result,
                                           GError      **error);

CwOwedNote *cw_owed_note_copy             (const CwOwedNote *self);
void        cw_owed_note_free             (CwOwedNote *self);
void        cw_owed_list_free             (CwOwedList *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOwedNote, cw_owed_note_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOwedList, cw_owed_list_free)

G_END_DECLS
