/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/apdu.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The ISO/IEC 7816-4 form in which native DESFire commands travel: 90 INS 00 00 [Lc data] 00 out,
 * data 91 SS back (facts shared by libfreefare, nfcjlib and proxmark3). No state. */

#define CW_APDU_CLA 0x90
#define CW_APDU_SW1 0x91

/**
 * cw_apdu_wrap:
 * @self: (out): the APDU
 * @ins: native command byte
 * @data: (array length=length) (nullable): its data, at most 255 bytes
 *
 * Wraps one native frame.
 *
 * Returns: %FALSE with %CW_ERROR_FAILED when the data do not fit
 */
gboolean
cw_apdu_wrap (CwApdu       *self,
              guint8        ins,
              const guint8 *data,
              gsize         length,
              GError      **error)
{
  self->length = 0;
  if (length > 255)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("A chip command of %zu bytes does not fit into one frame."), length);
      return FALSE;
    }

  self->bytes[self->length++] = CW_APDU_CLA;
  self->bytes[self->length++] = ins;
  self->bytes[self->length++] = 0x00;
  self->bytes[self->length++] = 0x00;
  if (length > 0)
    {
      self->bytes[self->length++] = (guint8) length;
      memcpy (self->bytes + self->length, data, length);
      self->length += length;
    }
  self->bytes[self->length++] = 0x00;
  return TRUE;
}

/**
 * cw_apdu_unwrap:
 * @data: (out): points into @bytes
 *
 * The other direction: takes a wrapped native command apart.
 *
 * Returns: %FALSE when @bytes are none, or their length byte lies
 */
gboolean
cw_apdu_unwrap (const guint8  *bytes,
                gsize          length,
                guint8        *ins,
                const guint8 **data,
                gsize         *data_length)
{
  if (length < 5 || bytes[0] != CW_APDU_CLA || bytes[2] != 0 || bytes[3] != 0 || bytes[length - 1] != 0)
    return FALSE;
  *data_length = length == 5 ? 0 : bytes[4];
  if (length != 5 && (*data_length == 0 || length != 6 + *data_length))
    return FALSE;
  *ins = bytes[1];
  *data = bytes + 5;
  return TRUE;
}

/**
 * cw_apdu_transmit:
 * @answer: emptied, then filled with the data of the answer
 * @status: (out): the native status byte
 *
 * Returns: %FALSE when the card is gone (the link's own error, or %CW_ERROR_CARD_REMOVED for an
 *   answer without status bytes), when it answers more than one frame can hold
 *   (%CW_ERROR_CHIP_INTEGRITY), or when it answers as no DESFire does (%CW_ERROR_CARD_UNKNOWN)
 */
gboolean
cw_apdu_transmit (const CwApdu     *self,
                  const CwChipLink *link,
                  GByteArray       *answer,
                  guint8           *status,
                  GError          **error)
{
  guint8 sw1;

  g_byte_array_set_size (answer, 0);
  if (!link->transmit (link->user_data, self->bytes, self->length, answer, error))
    return FALSE;
  if (answer->len < 2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, _ ("The card left the reader during the work. Lay it back and try again."));
      return FALSE;
    }
  if (answer->len > CW_APDU_ANSWER_MAX + 2)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The chip answered %u bytes, more than one answer can hold."), answer->len);
      return FALSE;
    }

  sw1 = answer->data[answer->len - 2];
  *status = answer->data[answer->len - 1];
  g_byte_array_set_size (answer, answer->len - 2);
  if (sw1 != CW_APDU_SW1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This card is not a MIFARE DESFire, or it was disturbed by another program. Lay it on the reader again. (%02X%02X)"), sw1, *status);
      return FALSE;
    }
  return TRUE;
}
