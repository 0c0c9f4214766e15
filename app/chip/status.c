/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/status.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* What a DESFire's status byte means to the operator. A table and the one function that reads
 * it; any thread. */

typedef struct
{
  guint8      status;
  CwError     code;
  const char *sentence;
} CwChipStatus;

/* The bytes as listed by libfreefare (freefare.h) and proxmark3 (desfirecore.c). */
static const CwChipStatus statuses[] = {
  { 0x0c, CW_ERROR_CHIP_REFUSED, N_ ("The chip had nothing to change. Nothing needs to be done.") },
  { 0x0e, CW_ERROR_CHIP_REFUSED, N_ ("There is no room left on the chip. Use a blank card.") },
  { 0x1c, CW_ERROR_CHIP_REFUSED, N_ ("The chip does not know a command. Use another kind of card.") },
  { 0x1e, CW_ERROR_CHIP_INTEGRITY, N_ ("The chip received a command that fails its checksum, or a key of another version. Lay the card flat on the reader and try again.") },
  { 0x40, CW_ERROR_KEY_REFUSED, N_ ("The chip has no key of that number. The card was made by another plan: check the chip plan.") },
  { 0x7e, CW_ERROR_CHIP_REFUSED, N_ ("The chip refused the length of a command. Use another kind of card.") },
  { 0x97, CW_ERROR_CHIP_REFUSED, N_ ("The chip could not do its cryptography. Use another card.") },
  { 0x9d, CW_ERROR_CHIP_REFUSED, N_ ("The chip's settings forbid this. The card was made by another plan: check the chip plan, or use a blank card.") },
  { 0x9e, CW_ERROR_CHIP_REFUSED, N_ ("The chip refused a value in a command. Check the chip plan.") },
  { 0xa0, CW_ERROR_NOT_FOUND, N_ ("The application is not on the chip. Write the card again, or use a card of the right kind.") },
  { 0xa1, CW_ERROR_CHIP_INTEGRITY, N_ ("An application on the chip is damaged. Use another card.") },
  { 0xae, CW_ERROR_KEY_REFUSED, N_ ("The chip refused the key. The card has another key, or the key may not do this: check which keys this station uses.") },
  { 0xbe, CW_ERROR_CHIP_REFUSED, N_ ("A file on the chip is too small, or a value would pass its limit. Check the chip plan, or use a blank card.") },
  { 0xc1, CW_ERROR_CHIP_INTEGRITY, N_ ("The chip is damaged. Use another card.") },
  { 0xca, CW_ERROR_CHIP_REFUSED, N_ ("The chip broke off an unfinished command. Try again.") },
  { 0xcd, CW_ERROR_CHIP_REFUSED, N_ ("The chip has been disabled for good. Use another card.") },
  { 0xce, CW_ERROR_CHIP_REFUSED, N_ ("The chip holds as many applications as it can. Use another card.") },
  { 0xde, CW_ERROR_EXISTS, N_ ("The chip has an application or file of that number already. The card was encoded before: erase it, or use a blank card.") },
  { 0xee, CW_ERROR_CHIP_REFUSED, N_ ("The chip could not write to its memory. Use another card.") },
  { 0xf0, CW_ERROR_NOT_FOUND, N_ ("The file is not on the chip. Write the card again, or use a card of the right kind.") },
  { 0xf1, CW_ERROR_CHIP_INTEGRITY, N_ ("A file on the chip is damaged. Use another card.") },
};

/**
 * cw_chip_status_set_error:
 * @status: not one of %CW_DESFIRE_STATUS_OK and %CW_DESFIRE_STATUS_MORE
 *
 * Sets the error that the chip meant.
 */
void
cw_chip_status_set_error (guint8   status,
                          GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
    if (statuses[i].status == status)
      {
        g_set_error (error, CW_ERROR, statuses[i].code, "%s (91%02X)", _ (statuses[i].sentence), status);
        return;
      }
  g_set_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED, _ ("The chip refused a command for a reason unknown to Cardwright. Try again, or use another card. (91%02X)"), status);
}
