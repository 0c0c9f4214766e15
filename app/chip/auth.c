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
 * IV runs through all three. Challenges and keys are wiped. One thread at a time. */

#define CW_CHALLENGE_MAX 16 /* bytes */

typedef struct
{
  CwDesfireAuth   auth;
  CwCipher        cipher;
  const CwSecret *key;
  gsize           length; /* bytes of a challenge */
  guint8          iv[CW_CIPHER_MAX_BLOCK];
  guint8          rnd_a[CW_CHALLENGE_MAX];
  guint8          rnd_b[CW_CHALLENGE_MAX];
} CwHandshake;

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
                      guint8       *plain)
{
  if (self->auth == CW_DESFIRE_AUTH_LEGACY)
    memset (self->iv, 0, sizeof self->iv);
  cw_cipher_cbc_decrypt (self->cipher, self->key, self->iv, cryptogram, self->length, plain);
}

static void
cw_handshake_make_token (CwHandshake *self,
                         guint8       token[2 * CW_CHALLENGE_MAX])
{
  memcpy (token, self->rnd_a, self->length);
  cw_chip_rotate_left (self->rnd_b, self->length, token + self->length);
  if (self->auth == CW_DESFIRE_AUTH_LEGACY)
    cw_chip_d40_send (self->cipher, self->key, token, 2 * self->length);
  else
    cw_cipher_cbc_encrypt (self->cipher, self->key, self->iv, token, 2 * self->length, token);
}

static gboolean
cw_handshake_check_answer (CwHandshake  *self,
                           const guint8 *cryptogram,
                           GError      **error)
{
  guint8 expected[CW_CHALLENGE_MAX];
  guint8 plain[CW_CHALLENGE_MAX];
  gboolean equal;

  cw_handshake_receive (self, cryptogram, plain);
  cw_chip_rotate_left (self->rnd_a, self->length, expected);
  equal = memcmp (plain, expected, self->length) == 0;
  cw_wipe (plain, sizeof plain);
  cw_wipe (expected, sizeof expected);
  if (!equal)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The chip accepted the key but did not prove that it knows it. This card may be a copy: put it aside."));
  return equal;
}

/* One pass: the answer must hold one challenge and the status must be @wanted. */
static gboolean
cw_handshake_exchange (CwHandshake  *self,
                       CwDesfire    *desfire,
                       guint8        ins,
                       const guint8 *data,
                       gsize         length,
                       guint8        wanted,
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
  return (status == wanted && answer->len == self->length) || cw_desfire_malformed (error);
}

static gboolean
cw_handshake_run (CwHandshake *self,
                  CwDesfire   *desfire,
                  guint8       key_no,
                  GError     **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  guint8 token[2 * CW_CHALLENGE_MAX];

  if (!cw_handshake_exchange (self, desfire, (guint8) self->auth, &key_no, 1, CW_DESFIRE_STATUS_MORE, answer, error))
    return FALSE;
  cw_handshake_receive (self, answer->data, self->rnd_b);
  desfire->link.random (desfire->link.user_data, self->rnd_a, self->length);
  cw_handshake_make_token (self, token);
  return cw_handshake_exchange (self, desfire, 0xaf, token, 2 * self->length, CW_DESFIRE_STATUS_OK, answer, error) &&
         cw_handshake_check_answer (self, answer->data, error);
}

/**
 * cw_desfire_authenticate:
 * @key_no: number of the key in the selected application
 * @cipher: the kind of @key
 * @key: of the length that @cipher wants
 *
 * Proves to the card that we know the key and has the card prove the same; opens a session.
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
  g_return_val_if_fail ((auth == CW_DESFIRE_AUTH_AES) == (cipher == CW_CIPHER_AES), FALSE);
  g_return_val_if_fail (auth != CW_DESFIRE_AUTH_LEGACY || cipher != CW_CIPHER_3K3DES, FALSE);

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
    {
      self->messaging = auth == CW_DESFIRE_AUTH_LEGACY ? CW_DESFIRE_MESSAGING_D40 : CW_DESFIRE_MESSAGING_EV1;
      self->key_no = key_no;
      self->cipher = handshake.cipher;
      self->session_key = cw_chip_session_key (handshake.cipher, handshake.rnd_a, handshake.rnd_b);
      memset (self->iv, 0, sizeof self->iv);
    }
  cw_wipe (&handshake, sizeof handshake);
  return done;
}
