/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/kind.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/atr.h"
#include "app/chip/desfire-private.h"

/* Which chip this is. DESFire EV1, EV2 and EV3 share one ATR; only GetVersion tells them apart.
 * One thread at a time. */

#define CW_CHIP_VENDOR_NXP 0x04

typedef struct
{
  guint8      type;
  guint8      major;
  const char *name;
  gboolean    usable; /* has the EV1 command set with AES */
  gboolean    ev2;    /* and EV2 messaging */
} CwChipKind;

/* Hardware type and major version: proxmark3, client/src/cmdhfmfdes.c. */
static const CwChipKind kinds[] = {
  { 0x01, 0x00, "DESFire D40", FALSE, FALSE },
  { 0x01, 0x01, "DESFire EV1", TRUE, FALSE },
  { 0x01, 0x12, "DESFire EV2", TRUE, TRUE },
  { 0x01, 0x22, "DESFire EV2 XL", TRUE, TRUE },
  { 0x01, 0x33, "DESFire EV3", TRUE, TRUE },
  { 0x01, 0xa0, "DUOX", FALSE, FALSE },
  { 0x02, 0x11, "MIFARE Plus EV1", FALSE, FALSE },
  { 0x04, 0x30, "NTAG 424 DNA", FALSE, FALSE },
  { 0x08, 0x30, "DESFire Light", FALSE, FALSE },
};

static const CwChipKind *
cw_chip_kind_find (const CwDesfireVersion *version)
{
  if (version->hardware.vendor != CW_CHIP_VENDOR_NXP)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (kinds[i].type == version->hardware.type && kinds[i].major == version->hardware.major)
      return &kinds[i];
  return NULL;
}

/**
 * cw_chip_kind_describe:
 *
 * Returns: (transfer full): "DESFire EV1 8K"; the size is left out when the chip does not say it
 */
char *
cw_chip_kind_describe (const CwDesfireVersion *version)
{
  const CwChipKind *kind = cw_chip_kind_find (version);
  /* the upper seven bits are the binary logarithm of the size in bytes */
  guint logarithm = version->hardware.storage >> 1;

  if (kind == NULL)
    return g_strdup_printf ("chip %02X/%02X/%02X", version->hardware.vendor, version->hardware.type, version->hardware.major);
  if (logarithm < 10 || logarithm > 20)
    return g_strdup (kind->name);
  return g_strdup_printf ("%s %uK", kind->name, 1u << (logarithm - 10));
}

gboolean
cw_chip_kind_is_usable (const CwDesfireVersion *version)
{
  const CwChipKind *kind = cw_chip_kind_find (version);

  return kind != NULL && kind->usable;
}

/**
 * cw_chip_kind_has_ev2:
 *
 * Returns: whether AuthenticateEV2First will be known; every such chip takes EV1's messaging too
 */
gboolean
cw_chip_kind_has_ev2 (const CwDesfireVersion *version)
{
  const CwChipKind *kind = cw_chip_kind_find (version);

  return kind != NULL && kind->ev2;
}

/**
 * cw_chip_identify:
 * @version: (out): what the card says of itself, and its UID
 *
 * Looks at the answer to reset, where the link has one. Goes to the card level first: a session that somebody left open would put checksums around the
 * answer. Chips that have no such level say no and are asked all the same. Four exchanges.
 *
 * Returns: %FALSE with %CW_ERROR_CARD_UNKNOWN when the card is no DESFire at all or hides its UID:
 *   the keys of a card are made from its UID
 */
gboolean
cw_chip_identify (CwDesfire        *desfire,
                  CwDesfireVersion *version,
                  GError          **error)
{
  static const guint8 hidden[7] = { 0 };
  const CwDesfireAid card_level = { { 0, 0, 0 } };
  g_autoptr (GError) cause = NULL;

  /* a storage card would take the commands below for nonsense, and some leave the field for it */
  if (desfire->link.atr != NULL && !cw_atr_check_desfire (desfire->link.atr, desfire->link.atr_length, error))
    return FALSE;
  if (!cw_desfire_select (desfire, &card_level, &cause) && !cw_chip_is_refusal (cause))
    {
      g_propagate_error (error, g_steal_pointer (&cause));
      return FALSE;
    }
  if (!cw_desfire_get_version (desfire, version, error))
    return FALSE;
  if (memcmp (version->uid, hidden, sizeof hidden) == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This card hides its serial number (random UID), so it cannot be encoded. Use another card."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_chip_is_refusal:
 *
 * Returns: whether the chip itself said no, in good order: nothing is wrong with the link
 */
gboolean
cw_chip_is_refusal (const GError *error)
{
  return g_error_matches (error, CW_ERROR, CW_ERROR_NOT_FOUND) ||
         g_error_matches (error, CW_ERROR, CW_ERROR_EXISTS) ||
         g_error_matches (error, CW_ERROR, CW_ERROR_KEY_REFUSED) ||
         g_error_matches (error, CW_ERROR, CW_ERROR_CHIP_REFUSED);
}
