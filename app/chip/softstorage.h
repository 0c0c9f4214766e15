/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/chip/softfault.h"

G_BEGIN_DECLS

/**
 * CwSoftStorage:
 *
 * A storage card in software, behind a reader that turns the pseudo-APDUs of PC/SC part 3 (FF CA,
 * FF 82, FF 86, FF B0, FF D6) into the card's own commands. Written from NXP's data sheets. One
 * thread at a time.
 */
typedef struct _CwSoftStorage CwSoftStorage;

typedef enum
{
  CW_SOFT_STORAGE_NTAG213,
  CW_SOFT_STORAGE_NTAG215,
  CW_SOFT_STORAGE_NTAG216,
  CW_SOFT_STORAGE_ULTRALIGHT_EV1_11, /* MF0UL11, 48 bytes */
  CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, /* MF0UL21, 128 bytes */
  CW_SOFT_STORAGE_CLASSIC_1K,
} CwSoftStorageKind;

/**
 * CwSoftStorageReader:
 * @CW_SOFT_STORAGE_READER_PLAIN: keys are loaded with P1 00 into slot 00; no raw commands
 * @CW_SOFT_STORAGE_READER_ACS: ACR122U, ACR1252U: P1 00, slots 00 and 01, errors are 63 00, raw
 *   commands through FF 00 00 00 and the PN532's D4 42 and D4 40 01
 * @CW_SOFT_STORAGE_READER_OMNIKEY: P1 20; P1 00 is answered with 69 86
 * @CW_SOFT_STORAGE_READER_UTRUST: the slot is the kind of key, 60 or 61; authenticates with slot 01
 *
 * How readers differ that all say they speak PC/SC part 3.
 */
typedef enum
{
  CW_SOFT_STORAGE_READER_PLAIN,
  CW_SOFT_STORAGE_READER_ACS,
  CW_SOFT_STORAGE_READER_OMNIKEY,
  CW_SOFT_STORAGE_READER_UTRUST,
} CwSoftStorageReader;

/* make; @uid: 7 bytes, for MIFARE Classic also 4 */
GType          cw_soft_storage_get_type   (void) G_GNUC_CONST;
CwSoftStorage *cw_soft_storage_new        (CwSoftStorageKind kind,
                                           const guint8     *uid,
                                           gsize             length);
CwSoftStorage *cw_soft_storage_ref        (CwSoftStorage *self);
void           cw_soft_storage_unref      (CwSoftStorage *self);

/* read */
GBytes        *cw_soft_storage_get_atr    (CwSoftStorage *self);
/* The whole memory as it is inside, keys and passwords too; until the next exchange. */
const guint8  *cw_soft_storage_get_memory (CwSoftStorage *self,
                                           gsize         *length);
gboolean       cw_soft_storage_is_present (CwSoftStorage *self);
guint64        cw_soft_storage_get_delay  (CwSoftStorage *self);

/* change */
void           cw_soft_storage_set_reader (CwSoftStorage      *self,
                                           CwSoftStorageReader reader);
void           cw_soft_storage_set_clock  (CwSoftStorage  *self,
                                           CwSoftClockFunc func,
                                           gpointer        user_data);
void           cw_soft_storage_inject     (CwSoftStorage     *self,
                                           const CwSoftFault *fault);
void           cw_soft_storage_clear_faults (CwSoftStorage *self);

/* act, as cw_soft_card_power() and cw_soft_card_transmit() */
void           cw_soft_storage_power      (CwSoftStorage *self);
gboolean       cw_soft_storage_transmit   (CwSoftStorage *self,
                                           const guint8  *command,
                                           gsize          length,
                                           GByteArray    *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftStorage, cw_soft_storage_unref)

G_END_DECLS
