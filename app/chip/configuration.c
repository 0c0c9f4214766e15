/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* SetConfiguration (5C): what a card can be told once and for all. Nothing here is sent without a
 * confirmation that names the very option. Layouts: libfreefare (mifare_desfire.c). One thread at
 * a time. */

#define CW_DESFIRE_INS_SET_CONFIGURATION 0x5c
#define CW_DESFIRE_CONFIGURE_CARD 0x00 /* then: one byte of the two bits below */
#define CW_DESFIRE_CONFIGURE_KEY 0x01  /* then: 24 bytes of key, its version */
#define CW_DESFIRE_CONFIGURE_ATS 0x02  /* then: the ATS, its length first */
#define CW_DESFIRE_CARD_NO_FORMAT 0x01
#define CW_DESFIRE_CARD_RANDOM_UID 0x02
#define CW_DESFIRE_ATS_PADDING 0x80    /* after ATS and checksum: where they end */

struct _CwDesfireConfirmation
{
  CwDesfireOption option;
};

/**
 * cw_desfire_option_get_word:
 *
 * Returns: (transfer none): what a person has to write out to confirm the option; not translated,
 *   for it also stands in scripts
 */
const char *
cw_desfire_option_get_word (CwDesfireOption option)
{
  switch (option)
    {
    case CW_DESFIRE_OPTION_DISABLE_FORMAT:
      return "disable-format";
    case CW_DESFIRE_OPTION_RANDOM_UID:
      return "random-uid";
    case CW_DESFIRE_OPTION_DEFAULT_KEY:
      return "default-key";
    case CW_DESFIRE_OPTION_ATS:
      return "ats";
    }
  g_assert_not_reached ();
}

/**
 * cw_desfire_confirmation_new:
 * @written: (nullable): what the person wrote
 *
 * Returns: (transfer full): the person's yes; %NULL with %CW_ERROR_REFUSED unless @written is
 *   exactly the option's word
 */
CwDesfireConfirmation *
cw_desfire_confirmation_new (CwDesfireOption option,
                             const char     *written,
                             GError        **error)
{
  CwDesfireConfirmation *self;
  const char *word = cw_desfire_option_get_word (option);

  if (g_strcmp0 (written, word) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This setting of the card cannot be taken back. Write “%s” to confirm it."), word);
      return NULL;
    }
  self = g_new0 (CwDesfireConfirmation, 1);
  self->option = option;
  return self;
}

void
cw_desfire_confirmation_free (CwDesfireConfirmation *self)
{
  g_free (self);
}

static gboolean
cw_desfire_is_confirmed (const CwDesfireConfirmation *confirmation,
                         CwDesfireOption              option,
                         GError                     **error)
{
  if (confirmation != NULL && confirmation->option == option)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The card's setting “%s” was not confirmed. Nothing was changed."), cw_desfire_option_get_word (option));
  return FALSE;
}

/**
 * cw_desfire_restrict:
 * @no_format: (nullable): yes to %CW_DESFIRE_OPTION_DISABLE_FORMAT: nobody formats the card again
 * @random_uid: (nullable): yes to %CW_DESFIRE_OPTION_RANDOM_UID: the card shows another UID each
 *   time, and only cw_desfire_get_uid() tells the real one
 *
 * Both travel in one byte and stay for good: a card that has one already is asked for both.
 *
 * Returns: %FALSE with %CW_ERROR_REFUSED, and nothing sent, without a confirmation
 */
gboolean
cw_desfire_restrict (CwDesfire                   *self,
                     const CwDesfireConfirmation *no_format,
                     const CwDesfireConfirmation *random_uid,
                     GError                     **error)
{
  const guint8 what = CW_DESFIRE_CONFIGURE_CARD;
  guint8 bits = 0;
  const CwDesfireCommand command = {
    .ins = CW_DESFIRE_INS_SET_CONFIGURATION,
    .header = &what,
    .header_length = 1,
    .data = &bits,
    .data_length = 1,
    .sent = CW_DESFIRE_COMM_FULL,
  };

  if ((no_format != NULL || random_uid == NULL) && !cw_desfire_is_confirmed (no_format, CW_DESFIRE_OPTION_DISABLE_FORMAT, error))
    return FALSE;
  if (random_uid != NULL && !cw_desfire_is_confirmed (random_uid, CW_DESFIRE_OPTION_RANDOM_UID, error))
    return FALSE;
  bits |= no_format != NULL ? CW_DESFIRE_CARD_NO_FORMAT : 0;
  bits |= random_uid != NULL ? CW_DESFIRE_CARD_RANDOM_UID : 0;
  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_set_default_key:
 * @key: of the length that @cipher wants
 * @version: of the key
 * @confirmation: (nullable): of %CW_DESFIRE_OPTION_DEFAULT_KEY; %NULL is refused
 *
 * Gives the keys of applications made from now on this value instead of zeros.
 */
gboolean
cw_desfire_set_default_key (CwDesfire                   *self,
                            CwCipher                     cipher,
                            const CwSecret              *key,
                            guint8                       version,
                            const CwDesfireConfirmation *confirmation,
                            GError                     **error)
{
  const guint8 what = CW_DESFIRE_CONFIGURE_KEY;
  g_autoptr (CwSecret) block = NULL;
  CwDesfireCommand command = {
    .ins = CW_DESFIRE_INS_SET_CONFIGURATION,
    .header = &what,
    .header_length = 1,
    .sent = CW_DESFIRE_COMM_FULL,
  };
  gsize stored = cipher == CW_CIPHER_DES ? 16 : cw_cipher_get_key_length (cipher);

  g_return_val_if_fail (cw_secret_get_length (key) == cw_cipher_get_key_length (cipher), FALSE);

  if (!cw_desfire_is_confirmed (confirmation, CW_DESFIRE_OPTION_DEFAULT_KEY, error))
    return FALSE;
  block = cw_secret_new_zero (CW_CIPHER_MAX_KEY + 1);
  for (gsize i = 0; i < stored; i++)
    cw_secret_get_buffer (block)[i] = cw_secret_get_data (key)[i % cw_secret_get_length (key)];
  cw_secret_get_buffer (block)[CW_CIPHER_MAX_KEY] = version;
  command.secret = block;
  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_set_ats:
 * @ats: (array length=length): 1 to %CW_DESFIRE_MAX_ATS bytes, the first of which is @length
 * @confirmation: (nullable): of %CW_DESFIRE_OPTION_ATS; %NULL is refused
 *
 * Sets what the card answers to a reader's RATS (ISO/IEC 14443-4). A reader may no longer talk
 * to a card whose ATS is wrong.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when the length in @ats is not its length
 */
gboolean
cw_desfire_set_ats (CwDesfire                   *self,
                    const guint8                *ats,
                    gsize                        length,
                    const CwDesfireConfirmation *confirmation,
                    GError                     **error)
{
  const guint8 what = CW_DESFIRE_CONFIGURE_ATS;
  const guint8 end = CW_DESFIRE_ATS_PADDING;
  CwDesfireCommand command = {
    .ins = CW_DESFIRE_INS_SET_CONFIGURATION,
    .header = &what,
    .header_length = 1,
    .data = ats,
    .data_length = length,
    .sent = CW_DESFIRE_COMM_FULL,
  };

  if (!cw_desfire_is_confirmed (confirmation, CW_DESFIRE_OPTION_ATS, error))
    return FALSE;
  if (length < 1 || length > CW_DESFIRE_MAX_ATS || ats[0] != length)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ATS must begin with its length, of at most %d bytes."), CW_DESFIRE_MAX_ATS);
      return FALSE;
    }
  /* EV2 messaging marks the end of whatever it enciphers */
  if (self->messaging != CW_DESFIRE_MESSAGING_EV2)
    {
      command.trailer = &end;
      command.trailer_length = 1;
    }
  return cw_desfire_run_bare (self, &command, error);
}
