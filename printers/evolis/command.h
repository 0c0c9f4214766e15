/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The words that go over the channel. Pure: no device, no thread. */

/* bytes: the longest answer that is taken; real ones have less than a hundred */
#define CW_EVOLIS_ANSWER_MAX 4096

/**
 * CwEvolisCommand:
 *
 * Everything that is ever sent. "Scs" (clear status) is not among them: it makes a printer eject
 * the card that it holds.
 */
typedef enum
{
  CW_EVOLIS_MODEL,
  CW_EVOLIS_SERIAL,
  CW_EVOLIS_FIRMWARE,
  CW_EVOLIS_ZONE,
  CW_EVOLIS_PLACE,
  CW_EVOLIS_REJECT_BOX,
  CW_EVOLIS_MOUTH,
  CW_EVOLIS_FEEDER,
  CW_EVOLIS_FEEDER_LOW,
  CW_EVOLIS_COVER,
  CW_EVOLIS_RIBBON_WHOLE,
  CW_EVOLIS_RIBBON_LEFT,
  CW_EVOLIS_RIBBON_ZONE,
  CW_EVOLIS_CLEANING,
  CW_EVOLIS_CLEANING_2,
  CW_EVOLIS_HOST_ERRORS,
  CW_EVOLIS_OWN_ERRORS,
  CW_EVOLIS_KEEP,
  CW_EVOLIS_KEEP_NOW,
  CW_EVOLIS_LET_GO,
  CW_EVOLIS_KEEP_2,
  CW_EVOLIS_INSERT,
  CW_EVOLIS_CONTACT,
  CW_EVOLIS_CONTACTLESS,
  CW_EVOLIS_EJECT,
  CW_EVOLIS_REJECT,
  CW_EVOLIS_N_COMMANDS,
} CwEvolisCommand;

/* "Rlr;p", as the maker writes it */
const char *cw_evolis_command_get_text (CwEvolisCommand command);
/* who says so: letters, explained in command.c */
const char *cw_evolis_command_get_evidence (CwEvolisCommand command);
/* What is sent: ESC, the text, CR. (transfer full), NUL-terminated */
char       *cw_evolis_command_frame    (CwEvolisCommand command);
/* Whether it moves a card. */
gboolean    cw_evolis_command_moves    (CwEvolisCommand command);

/**
 * CwEvolisFrame:
 *
 * Bytes as they come in, until they are one answer.
 */
typedef struct
{
  char     text[CW_EVOLIS_ANSWER_MAX + 1];
  gsize    length; /* bytes */
  gboolean ended;  /* CR, LF or NUL came after it */
  gboolean broken; /* too long, bytes that no answer has, or a second answer behind it */
} CwEvolisFrame;

void     cw_evolis_frame_reset (CwEvolisFrame *self);
/* Returns: whether it is over, one way or the other */
gboolean cw_evolis_frame_push  (CwEvolisFrame *self,
                                const guint8  *data,
                                gsize          length);

typedef enum
{
  CW_EVOLIS_SAYS_OK,
  CW_EVOLIS_SAYS_CARD,
  CW_EVOLIS_SAYS_SMART_CARD,
  CW_EVOLIS_SAYS_CONTACTLESS_CARD,
  CW_EVOLIS_SAYS_NO_CARD,
  CW_EVOLIS_SAYS_VOLTS,
  CW_EVOLIS_SAYS_NUMBER,
  CW_EVOLIS_SAYS_TROUBLE,
  CW_EVOLIS_SAYS_TEXT, /* anything else: names, serial numbers with letters, nonsense */
} CwEvolisKind;

typedef enum
{
  CW_EVOLIS_TROUBLE_OTHER,
  CW_EVOLIS_TROUBLE_COMMAND,   /* it does not know the command, or its parameter */
  CW_EVOLIS_TROUBLE_OPTION,    /* it has no such part */
  CW_EVOLIS_TROUBLE_FEEDER,    /* no blanks */
  CW_EVOLIS_TROUBLE_COVER,
  CW_EVOLIS_TROUBLE_FULL,      /* nowhere to put the card */
  CW_EVOLIS_TROUBLE_JAM,
  CW_EVOLIS_TROUBLE_RIBBON,
  CW_EVOLIS_TROUBLE_HEAD,
  CW_EVOLIS_TROUBLE_CLEANING,
} CwEvolisTrouble;

/* bytes of an answer's text that are kept: names and serial numbers are shorter */
#define CW_EVOLIS_TEXT_MAX 63

typedef struct
{
  CwEvolisKind    kind;
  CwEvolisTrouble trouble; /* with CW_EVOLIS_SAYS_TROUBLE */
  double          volts;   /* with CW_EVOLIS_SAYS_VOLTS */
  gint64          number;  /* with CW_EVOLIS_SAYS_NUMBER; not negative */
  char            text[CW_EVOLIS_TEXT_MAX + 1]; /* printable ASCII, trimmed */
} CwEvolisReply;

void cw_evolis_reply_parse (CwEvolisReply *self,
                            const char    *text,
                            gsize          length);

G_END_DECLS
