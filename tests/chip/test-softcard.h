/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/soft-private.h"

G_BEGIN_DECLS

/* A terminal for the tests of the software card: the other half of secure messaging, written
 * for its own sake so that the card is not checked against itself. Commands are hex text: the
 * command byte and its data. Every function returns the last status byte; answers are in @data,
 * opened and checked. */

#define ZERO_DES "00000000000000000000000000000000"
#define ZERO_AES ZERO_DES
#define ZERO_3K "000000000000000000000000000000000000000000000000"

typedef struct _Terminal Terminal;

struct _Terminal
{
  CwSoftCard  *card;
  CwSoftScheme scheme;
  CwCipher     cipher;
  CwSecret    *key;
  guint8       iv[CW_CIPHER_MAX_BLOCK];
  CwSecret    *mac_key;  /* EV2, with the two below */
  guint8       transaction[4];
  guint16      counter;
  GByteArray  *data;     /* of the last answer */
  void       (*exchanged) (Terminal *self); /* (nullable): after every APDU that was answered */
  gpointer     user_data;
};

#define TERMINAL_TORN 0x100 /* instead of a status byte: the card did not answer */

Terminal  *terminal_new          (CwSoftCard *card);
void       terminal_free         (Terminal *self);
GByteArray *terminal_bytes       (const char *hex);

/* one frame, as it is */
int        terminal_raw          (Terminal   *self,
                                  const char *hex);
int        terminal_native       (Terminal   *self,
                                  const char *hex);
/* @ins 0x0A, 0x1A, 0xAA, 0x71 or 0x77; the key's length says which cipher */
int        terminal_authenticate (Terminal   *self,
                                  guint8      ins,
                                  guint       number,
                                  const char *key);
/* a whole command whose data is plain; long ones are chained */
int        terminal_plain        (Terminal   *self,
                                  const char *command);
/* a command whose answer is enciphered; @length 0: padded with 80 00 */
int        terminal_fetch        (Terminal   *self,
                                  const char *command,
                                  CwSoftComm  comm,
                                  gsize       length);
/* a command of a clear header and sealed data; @spoil: this byte of what is sealed is wrong */
int        terminal_sealed       (Terminal   *self,
                                  const char *header,
                                  const char *data,
                                  CwSoftComm  comm,
                                  int         spoil);
/* @old: (nullable): the session's own key is changed; @version < 0: none */
int        terminal_change_key   (Terminal   *self,
                                  guint8      number,
                                  const char *key,
                                  int         version,
                                  const char *old,
                                  int         spoil);

/* test-softcard-terminal-ev2.c: session keys, a command to seal, an answer to open */
void       terminal_ev2_begin    (Terminal       *self,
                                  const CwSecret *key,
                                  const guint8   *rnd_a,
                                  const guint8   *rnd_b);
void       terminal_ev2_seal     (Terminal   *self,
                                  GByteArray *command,
                                  gsize       header,
                                  CwSoftComm  comm,
                                  int         spoil);
void       terminal_ev2_open     (Terminal  *self,
                                  CwSoftComm comm);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Terminal, terminal_free)

#define assert_status(call, expected) g_assert_cmphex ((guint) (call), ==, (guint) (expected))
#define assert_data(terminal, hex) \
  G_STMT_START { \
    g_autofree char *found_ = cw_hex_encode ((terminal)->data->data, (terminal)->data->len); \
    g_assert_cmpstr (found_, ==, hex); \
  } G_STMT_END

G_END_DECLS
