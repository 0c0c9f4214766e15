/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/base/secret.h"
#include "app/chip/softfault.h"

G_BEGIN_DECLS

/**
 * CwSoftCard:
 *
 * A DESFire 8K in software, for the demo station and the tests: authentication and secure
 * messaging of D40 (0A), EV1 (1A, AA) and EV2 (71, 77), applications, keys, standard, backup and
 * value files, transactions, configuration, and the ISO 7816-4 wrapping. Written from facts
 * about the real card, and held against a recording of one. One thread at a time.
 */
typedef struct _CwSoftCard CwSoftCard;

/**
 * CwSoftModel:
 * @CW_SOFT_MODEL_EV1: knows 0A, 1A and AA
 * @CW_SOFT_MODEL_EV2: knows 71 and 77 beside them, and the wide frames of AD and 8D
 * @CW_SOFT_MODEL_EV3: is an EV2 that says another version
 */
typedef enum
{
  CW_SOFT_MODEL_EV1,
  CW_SOFT_MODEL_EV2,
  CW_SOFT_MODEL_EV3,
} CwSoftModel;

/**
 * CwSoftCardRandomFunc:
 *
 * Fills @data with random bytes: the card's challenges, EV2's transaction identifier, the
 * identifier of a card that hides its UID. %NULL in its place means the kernel's.
 */
typedef void (*CwSoftCardRandomFunc) (gpointer user_data,
                                      guint8  *data,
                                      gsize    length);

/* make */
GType       cw_soft_card_get_type     (void) G_GNUC_CONST;
CwSoftCard *cw_soft_card_new          (const guint8 uid[7]);
CwSoftCard *cw_soft_card_new_model    (CwSoftModel  model,
                                       const guint8 uid[7]);
/* Opens a card kept in a file, or makes it with a random UID when there is none; every change is
 * written back before the command is answered, like a real card's EEPROM. */
CwSoftCard *cw_soft_card_open         (const char *path,
                                       GError    **error);
CwSoftCard *cw_soft_card_open_model   (const char *path,
                                       CwSoftModel model,
                                       GError    **error);
CwSoftCard *cw_soft_card_ref          (CwSoftCard *self);
void        cw_soft_card_unref        (CwSoftCard *self);

/* read */
void        cw_soft_card_get_uid      (CwSoftCard *self,
                                       guint8      uid[7]);
CwSoftModel cw_soft_card_get_model    (CwSoftCard *self);
GBytes     *cw_soft_card_get_atr      (CwSoftCard *self);
/* %FALSE after a tear until the field was off and on, and for good after a pull. */
gboolean    cw_soft_card_is_present   (CwSoftCard *self);
/* Milliseconds that slow answers have taken so far. */
guint64     cw_soft_card_get_delay    (CwSoftCard *self);

/* change */
void        cw_soft_card_set_random   (CwSoftCard          *self,
                                       CwSoftCardRandomFunc func,
                                       gpointer             user_data);
void        cw_soft_card_set_clock    (CwSoftCard     *self,
                                       CwSoftClockFunc func,
                                       gpointer        user_data);
/* Fault injection; cw_soft_card_clear_faults() forgets those that have not happened yet. */
void        cw_soft_card_inject       (CwSoftCard        *self,
                                       const CwSoftFault *fault);
void        cw_soft_card_clear_faults (CwSoftCard *self);

/* act */
void        cw_soft_card_power        (CwSoftCard *self);
/* One APDU, or with a length of 0 the field off and on, as CwChipFunc of printers/softreader.h
 * wants it. %FALSE: no card in the field, no answer. */
gboolean    cw_soft_card_transmit     (CwSoftCard   *self,
                                       const guint8 *command,
                                       gsize         length,
                                       GByteArray   *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftCard, cw_soft_card_unref)

G_END_DECLS
