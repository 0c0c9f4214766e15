/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/desfire.h"
#include "app/chip/ev2.h"

G_BEGIN_DECLS

/* What the files of the engine share. Not a door. */

typedef enum
{
  CW_DESFIRE_MESSAGING_NONE,
  CW_DESFIRE_MESSAGING_D40,
  CW_DESFIRE_MESSAGING_EV1,
  CW_DESFIRE_MESSAGING_EV2,
} CwDesfireMessaging;

struct _CwDesfire
{
  CwChipLink         link;
  guint              exchanges; /* APDUs sent */
  CwDesfireAid       aid;       /* the selected application */

  CwDesfireMessaging messaging;
  guint8             key_no;
  CwCipher           cipher;
  CwSecret          *session_key; /* (nullable) without a session; EV2: it enciphers alone */
  guint8             iv[CW_CIPHER_MAX_BLOCK]; /* EV1: from one command to the next */
  CwSecret          *mac_key;     /* (nullable): EV2's second key */
  guint8             ti[CW_CHIP_EV2_TI_LENGTH]; /* EV2 */
  guint16            counter;     /* EV2: commands since AuthenticateEV2First */
};

/**
 * CwDesfireCommand:
 *
 * One command before secure messaging. @header travels in clear; @data as @sent says. What
 * @sent and @received ask for applies only within a session: without one data of files are plain,
 * and everything else that should be enciphered is not sent.
 */
typedef struct
{
  guint8         ins;
  const guint8  *header;
  gsize          header_length;
  const guint8  *data;
  gsize          data_length;
  const CwSecret *secret;   /* (nullable): in the place of @data: key material */
  const guint8  *trailer;   /* after the checksum of enciphered data: ChangeKey's second CRC */
  gsize          trailer_length;
  CwDesfireComm  sent;
  CwDesfireComm  received;
  gsize          expected;  /* bytes in the answer, when @received is enciphered */
  gboolean       ends;      /* success ends the session and is answered bare */
  gboolean       open;      /* EV2: no MAC where neither way asks for one: data of a plain file */
  GArray        *cuts;      /* (nullable): of gsize: filled with where the answer's frames end */
} CwDesfireCommand;

const guint8 *cw_desfire_command_get_data (const CwDesfireCommand *command,
                                           gsize                  *length);

gboolean cw_desfire_frame       (CwDesfire    *self,
                                 guint8        ins,
                                 const guint8 *data,
                                 gsize         length,
                                 GByteArray   *answer,
                                 guint8       *status,
                                 GError      **error);
gboolean cw_desfire_run         (CwDesfire              *self,
                                 const CwDesfireCommand *command,
                                 GByteArray             *answer,
                                 GError                **error);
gboolean cw_desfire_run_bare    (CwDesfire              *self,
                                 const CwDesfireCommand *command,
                                 GError                **error);
void     cw_desfire_end_session (CwDesfire *self);
gboolean cw_desfire_malformed   (GError **error);

/* ev2.c */
void     cw_desfire_ev2_protect   (CwDesfire              *self,
                                   const CwDesfireCommand *command,
                                   GByteArray             *body);
gboolean cw_desfire_ev2_unprotect (CwDesfire              *self,
                                   const CwDesfireCommand *command,
                                   GByteArray             *answer,
                                   GError                **error);
gboolean cw_desfire_ev2_may_go_on (const CwDesfire *self,
                                   GError         **error);

G_END_DECLS
