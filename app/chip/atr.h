/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define CW_ATR_MAX 33 /* bytes: ISO/IEC 7816-3, 8.2.1 */

/**
 * CwAtrFamily:
 * @CW_ATR_UNKNOWN: no answer to reset that could be read, or a card of a standard not named here
 * @CW_ATR_CONTACT: a card with contacts
 * @CW_ATR_ISO_A: ISO/IEC 14443-4 type A: a processor chip; DESFire is one of them
 * @CW_ATR_ISO_B: ISO/IEC 14443-4 type B
 * @CW_ATR_CLASSIC: MIFARE Classic, or MIFARE Plus in its security level 1
 * @CW_ATR_ULTRALIGHT: MIFARE Ultralight or NTAG21x
 * @CW_ATR_STORAGE: another storage card
 *
 * What lies on a contactless reader, as far as the reader's answer to reset tells it.
 */
typedef enum
{
  CW_ATR_UNKNOWN,
  CW_ATR_CONTACT,
  CW_ATR_ISO_A,
  CW_ATR_ISO_B,
  CW_ATR_CLASSIC,
  CW_ATR_ULTRALIGHT,
  CW_ATR_STORAGE,
} CwAtrFamily;

/**
 * CwAtr:
 *
 * An answer to reset, taken apart.
 */
typedef struct
{
  CwAtrFamily family;
  guint8      standard;       /* storage cards: SS of PC/SC part 3, 3.1.3.2.3 */
  guint16     card;           /* storage cards: NN NN; FFxx: SAK xx with ACS readers */
  guint8      historical[15];
  gsize       n_historical;
} CwAtr;

/* Never fails: what cannot be read is %CW_ATR_UNKNOWN. */
void     cw_atr_parse          (CwAtr        *self,
                                const guint8 *bytes,
                                gsize         length);
/* "MIFARE Classic 1K"; (transfer full) */
char    *cw_atr_describe       (const CwAtr *self);
/* %FALSE: whatever it is, GetVersion need not be asked. */
gboolean cw_atr_may_be_desfire (const CwAtr *self);
/* For writers of DESFire plans, before the first command: %CW_ERROR_CARD_UNKNOWN names the kind
 * that lies there instead. */
gboolean cw_atr_check_desfire  (const guint8 *bytes,
                                gsize         length,
                                GError      **error);

G_END_DECLS
