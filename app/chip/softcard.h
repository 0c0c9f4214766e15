/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/**
 * CwSoftCard:
 *
 * A DESFire EV1 8K in software, for the demo station and the tests: EV1 AES (0xAA) and legacy
 * (0x0A, 0x1A) authentication, applications, keys, standard data files, secure messaging, and
 * the ISO 7816-4 wrapping. Written from facts about the real card, and held against a recording
 * of one. One thread at a time.
 */
typedef struct _CwSoftCard CwSoftCard;

/**
 * CwSoftCardRandomFunc:
 *
 * Fills @data with the card's random challenge; %NULL in its place means the kernel's.
 */
typedef void (*CwSoftCardRandomFunc) (gpointer user_data,
                                      guint8  *data,
                                      gsize    length);

GType       cw_soft_card_get_type (void) G_GNUC_CONST;
CwSoftCard *cw_soft_card_new      (const guint8 uid[7]);
/* Opens a card kept in a file, or makes it with a random UID when there is none; every change is
 * written back before the command is answered, like a real card's EEPROM. */
CwSoftCard *cw_soft_card_open     (const char *path,
                                   GError    **error);
CwSoftCard *cw_soft_card_ref      (CwSoftCard *self);
void        cw_soft_card_unref    (CwSoftCard *self);
void        cw_soft_card_set_random (CwSoftCard          *self,
                                   CwSoftCardRandomFunc func,
                                   gpointer             user_data);
/* Fault injection: the card leaves the field just before (0: never) its n-th APDU from now. */
void        cw_soft_card_set_tear (CwSoftCard *self,
                                   guint       apdus);
/* The same, but just after it carried that APDU out: the answer is lost. */
void        cw_soft_card_set_late_tear (CwSoftCard *self,
                                   guint       apdus);
void        cw_soft_card_get_uid  (CwSoftCard *self,
                                   guint8      uid[7]);
GBytes     *cw_soft_card_get_atr  (CwSoftCard *self);
void        cw_soft_card_power    (CwSoftCard *self);
/* One APDU, or with a length of 0 the field off and on, as CwChipFunc of printers/softreader.h
 * wants it. %FALSE: torn, no answer, until the field was off and on. */
gboolean    cw_soft_card_transmit (CwSoftCard   *self,
                                   const guint8 *command,
                                   gsize         length,
                                   GByteArray   *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftCard, cw_soft_card_unref)

G_END_DECLS
