/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/* The pure functions under EV2 secure messaging: NXP AN12343 (MIFARE DESFire Light) and AN12196
 * (NTAG 424 DNA), whose printed examples are in tests/chip/vectors.json. */

#define CW_CHIP_EV2_TI_LENGTH 4  /* bytes of a transaction identifier */
#define CW_CHIP_EV2_MAC_LENGTH 8 /* bytes of a CMAC that cross the air */
#define CW_CHIP_EV2_BLOCK 16     /* bytes: EV2 messaging knows AES alone */

typedef enum
{
  CW_CHIP_EV2_COMMAND,
  CW_CHIP_EV2_ANSWER,
} CwChipEv2Direction;

void  cw_chip_ev2_session_keys (const CwSecret *key,
                                const guint8    rnd_a[16],
                                const guint8    rnd_b[16],
                                CwSecret      **enc_key,
                                CwSecret      **mac_key);
void  cw_chip_ev2_iv           (const CwSecret    *enc_key,
                                CwChipEv2Direction direction,
                                const guint8       ti[CW_CHIP_EV2_TI_LENGTH],
                                guint16            counter,
                                guint8             iv[CW_CHIP_EV2_BLOCK]);
void  cw_chip_ev2_mac          (const CwSecret *mac_key,
                                guint8          code,
                                guint16         counter,
                                const guint8    ti[CW_CHIP_EV2_TI_LENGTH],
                                const guint8   *data,
                                gsize           length,
                                guint8          mac[CW_CHIP_EV2_MAC_LENGTH]);
gsize cw_chip_ev2_padded       (gsize length);

G_END_DECLS
