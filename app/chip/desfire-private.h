/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/desfire.h"

G_BEGIN_DECLS

/* What the files of the engine share. Not a door. */

typedef enum
{
  CW_DESFIRE_MESSAGING_NONE,
  CW_DESFIRE_MESSAGING_D40,
  CW_DESFIRE_MESSAGING_EV1,
} CwDesfireMessaging;

struct _CwDesfire
{
  CwChipLink         link;
  guint              exchanges; /* APDUs sent */
  CwDesfireAid       aid;       /* the selected application */

  CwDesfireMessaging messaging;
  guint8             key_no;
  CwCipher           cipher;
  CwSecret          *session_key; /* (nullable) without a session */
  guint8             iv[CW_CIPHER_MAX_BLOCK];
};

/**
 * CwDesfireCommand:
 *
 * One command before secure messaging. @header travels in clear; @data as @sent says. What
 * @sent and @received ask for applies only within a session: without one all is plain.
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
} CwDesfireCommand;

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
void     cw_desfire_end_session (CwDesfire *self);
gboolean cw_desfire_malformed   (GError **error);

G_END_DECLS
