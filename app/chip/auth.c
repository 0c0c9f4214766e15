/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/crypto.h"
#include "app/chip/status.h"

/* Authentication in three passes: the card's challenge, our token over both challenges, the
 * card's answer. Legacy (0A) as in the first cards, ISO (1A) and AES (AA) as in EV1, where one
 * IV runs through all three, EV2First (71) and EV2NonFirst (77) as in EV2, where every pass begins
 * with zeros. Challenges and keys are wiped. One thread at a time. */

#define CW_CHALLENGE_MAX 16   /* bytes */
#define CW_CAPABILITIES 6     /* bytes that each side may tell of itself in 71 */
#define CW_EV2_FIRST_ANSWER 32 /* bytes: identifier, challenge, what card and terminal can do */

typedef struct
{
  CwDesfireAuth   auth;
  CwCipher        cipher;
  const CwSecret *key;
  gsize           length; /* bytes of a challenge */
  guint8          iv[CW_CIPHER_MAX_BLOCK];
  guint8          rnd_a[CW_CHALLENGE_MAX];
  guint8          rnd_b[CW_CHALLENGE_MAX];
  guint8          ti[CW_CHIP_EV2_TI_LENGTH]; /* EV2 */
  guint16         counter;                   /* EV2 */
} CwHandshake;

static gboolean
cw_desfire_auth_is_ev2 (CwDesfireAuth auth)
{
  return auth == CW_DESFIRE_AUTH_EV2_FIRST || auth == CW_DESFIRE_AUTH_EV2_NON_FIRST;
}

/* The card keeps single and two-key triple DES in the same sixteen bytes and takes equal halves
 * for single DES, whose session key is shorter. Parity bits do not count. */
static CwSecret *
cw_handshake_reduce_key (const CwSecret *key)
{
  const guint8 *data = cw_secret_get_data (key);

  for (gsize i = 0; i < 8; i++)
    if ((data[i] ^ data[8 + i]) & 0xfe)
      return NULL;
  return cw_secret_new (data, 8);
}

/* The card's cryptogram is always ordinary CBC. */
static void
cw_handshake_receive (CwHandshake  *self,
                      const guint8 *cryptogram,
                      gsize         length,
                      guint8       *plain)
{
  if (self->auth == CW_DESFIRE_AUTH_LEGACY || cw_desfire_auth_is_ev2 (self->auth))
    memset (self->iv, 0, sizeof self->iv);
  cw_cipher_cbc_decrypt (self->cipher, self->key, self->iv, cryptogram, length, plain);
}

static void
cw_handshake_make_token (CwHandshake *self,
                         guint8       token[2 * CW_CHALLENGE_MAX])
{
  memcpy (token, self->rnd_a, self->length);
  cw_chip_rotate_left (self->rnd_b, self->length, token + self->length);
  if (cw_desfire_auth_is_ev2 (self->auth))
    memset (self->iv, 0, sizeof self->iv);
  if (self->auth == CW_DESFIRE_AUTH_LEGACY)
    cw_chip_d40_send (self->cipher, self->key, token, 2 * self->length);
  else
    cw_cipher_cbc_encrypt (self->cipher, self->key, self->iv, token, 2 * self->length, token);
}

static gsize
cw_handshake_get_answer_length (const CwHandshake *self)
{
  return self->auth == CW_DESFIRE_AUTH_EV2_FIRST ? CW_EV2_FIRST_ANSWER : self->length;
}

/* What EV2First's answer holds beside the challenge. We tell nothing of ourselves (the card
 * gives that back), so that there is nothing to agree on; what the card tells of itself asks for
 * nothing either. */
static gboolean
cw_handshake_take_identifier (CwHandshake *self,
                              const guint8 plain[CW_EV2_FIRST_ANSWER])
{
  static const guint8 nothing[CW_CAPABILITIES] = { 0 };

  memcpy (self->ti, plain, sizeof self->ti);
  self->counter = 0;
  return memcmp (plain + CW_EV2_FIRST_ANSWER - CW_CAPABILITIES, nothing, sizeof nothing) == 0;
}

static gboolean
cw_handshake_check_answer (CwHandshake  *self,
                           const guint8 *cryptogram,
                           GError      **error)
{
  gboolean first = self->auth == CW_DESFIRE_AUTH_EV2_FIRST;
  guint8 expected[CW_CHALLENGE_MAX];
  guint8 plain[CW_EV2_FIRST_ANSWER];
  gboolean equal;

  cw_handshake_receive (self, cryptogram, cw_handshake_get_answer_length (self), plain);
  cw_chip_rotate_left (self->rnd_a, self->length, expected);
  equal = memcmp (plain + (first ? sizeof self->ti : 0), expected, self->length) == 0 &&
          (!first || cw_handshake_take_identifier (self, plain));
  cw_wipe (plain, sizeof plain);
  cw_wipe (expected, sizeof expected);
  if (!equal)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The chip accepted the key but did not prove that it knows it. This card may be a copy: put it aside."));
  return equal;
}

/* One pass: the answer must be of @wanted_length and its status @wanted. */
static gboolean
cw_handshake_exchange (CwDesfire    *desfire,
                       guint8        ins,
                       const guint8 *data,
                       gsize         length,
                       guint8        wanted,
                       gsize         wanted_length,
                       GByteArray   *answer,
                       GError      **error)
{
  guint8 status = 0;

  if (!cw_desfire_frame (desfire, ins, data, length, answer, &status, error))
    return FALSE;
  if (status != CW_DESFIRE_STATUS_OK && status != CW_DESFIRE_STATUS_MORE)
    {
      cw_chip_status_set_error (status, error);
      return FALSE;
    }
  return (status == wanted && answer->len == wanted_length) || cw_desfire_malformed (error);
}

static gboolean
cw_handshake_run (CwHandshake *self,
                  CwDesfire   *desfire,
                  guint8       key_no,
                  GError     **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const guint8 question[2] = { key_no, 0 }; /* 71: nothing to tell of the terminal */
  gsize length = self->auth == CW_DESFIRE_AUTH_EV2_FIRST ? 2 : 1;
  guint8 token[2 * CW_CHALLENGE_MAX];

  if (!cw_handshake_exchange (desfire, (guint8) self->auth, question, length, CW_DESFIRE_STATUS_MORE, self->length, answer, error))
    return FALSE;
  cw_handshake_receive (self, answer->data, self->length, self->rnd_b);
  desfire->link.random (desfire->link.user_data, self->rnd_a, self->length);
  cw_handshake_make_token (self, token);
  return cw_handshake_exchange (desfire, 0xaf, token, 2 * self->length, CW_DESFIRE_STATUS_OK, cw_handshake_get_answer_length (self), answer, error) &&
         cw_handshake_check_answer (self, answer->data, error);
}

static void
cw_handshake_open_session (const CwHandshake *self,
                           CwDesfire         *desfire,
                           guint8             key_no)
{
  desfire->key_no = key_no;
  desfire->cipher = self->cipher;
  memset (desfire->iv, 0, sizeof desfire->iv);
  if (cw_desfire_auth_is_ev2 (self->auth))
    {
      desfire->messaging = CW_DESFIRE_MESSAGING_EV2;
      memcpy (desfire->ti, self->ti, sizeof desfire->ti);
      desfire->counter = self->counter;
      cw_chip_ev2_session_keys (self->key, self->rnd_a, self->rnd_b, &desfire->session_key, &desfire->mac_key);
      return;
    }
  desfire->messaging = self->auth == CW_DESFIRE_AUTH_LEGACY ? CW_DESFIRE_MESSAGING_D40 : CW_DESFIRE_MESSAGING_EV1;
  desfire->session_key = cw_chip_session_key (self->cipher, self->rnd_a, self->rnd_b);
}

static gboolean
cw_desfire_auth_takes (CwDesfireAuth auth,
                       CwCipher      cipher)
{
  switch (auth)
    {
    case CW_DESFIRE_AUTH_LEGACY:
      return cipher == CW_CIPHER_DES || cipher == CW_CIPHER_2K3DES;
    case CW_DESFIRE_AUTH_ISO:
      return cipher != CW_CIPHER_AES;
    case CW_DESFIRE_AUTH_AES:
    case CW_DESFIRE_AUTH_EV2_FIRST:
    case CW_DESFIRE_AUTH_EV2_NON_FIRST:
      return cipher == CW_CIPHER_AES;
    }
  return FALSE;
}

/**
 * cw_desfire_authenticate:
 * @key_no: number of the key in the selected application
 * @cipher: the kind of @key
 * @key: of the length that @cipher wants
 *
 * Proves to the card that we know the key and has the card prove the same; opens a session.
 * EV2NonFirst goes on with the transaction of an EV2 session that is still open.
 *
 * Returns: %FALSE, and no session, with %CW_ERROR_KEY_REFUSED when the card has another key
 */
gboolean
cw_desfire_authenticate (CwDesfire      *self,
                         CwDesfireAuth   auth,
                         guint8          key_no,
                         CwCipher        cipher,
                         const CwSecret *key,
                         GError        **error)
{
  g_autoptr (CwSecret) reduced = NULL;
  CwHandshake handshake = { .auth = auth, .cipher = cipher, .key = key };
  gboolean done;

  g_return_val_if_fail (cw_secret_get_length (key) == cw_cipher_get_key_length (cipher), FALSE);
  g_return_val_if_fail (cw_desfire_auth_takes (auth, cipher), FALSE);

  if (auth == CW_DESFIRE_AUTH_EV2_NON_FIRST && self->messaging != CW_DESFIRE_MESSAGING_EV2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("There is no conversation with the chip to go on with. Begin anew."));
      return FALSE;
    }
  memcpy (handshake.ti, self->ti, sizeof handshake.ti);
  handshake.counter = self->counter;
  cw_desfire_end_session (self);
  if (!cw_cipher_is_available (error))
    return FALSE;
  if (cipher == CW_CIPHER_2K3DES)
    reduced = cw_handshake_reduce_key (key);
  if (reduced != NULL)
    {
      handshake.cipher = CW_CIPHER_DES;
      handshake.key = reduced;
    }

  handshake.length = cw_chip_challenge_length (handshake.cipher);
  done = cw_handshake_run (&handshake, self, key_no, error);
  if (done)
    cw_handshake_open_session (&handshake, self, key_no);
  cw_wipe (&handshake, sizeof handshake);
  return done;
}
