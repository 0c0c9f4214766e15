/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/base/secret.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/* The pure functions under DESFire's secure messaging: card and terminal both use them, and the
 * tests hold them against published vectors. Block ciphers and CMAC: app/keys/cipher.h; EV2's: ev2.h. */

#define CW_CHIP_CRC32_INIT 0xffffffff /* of the DESFire CRC32 */
#define CW_CHIP_CRC16_INIT 0x6363     /* of ISO/IEC 14443-3 type A */
#define CW_CHIP_MAC_LENGTH 8          /* bytes of a CMAC that cross the air (EV1) */
#define CW_CHIP_D40_MAC_LENGTH 4      /* bytes of a D40 MAC */

guint16   cw_chip_crc16         (guint16       crc,
                                 const guint8 *data,
                                 gsize         length);
guint32   cw_chip_crc32         (guint32       crc,
                                 const guint8 *data,
                                 gsize         length);

void      cw_chip_d40_send      (CwCipher        cipher,
                                 const CwSecret *key,
                                 guint8         *data,
                                 gsize           length);
void      cw_chip_d40_receive   (CwCipher        cipher,
                                 const CwSecret *key,
                                 guint8         *data,
                                 gsize           length);
void      cw_chip_d40_mac       (CwCipher        cipher,
                                 const CwSecret *key,
                                 const guint8   *data,
                                 gsize           length,
                                 guint8          mac[CW_CHIP_D40_MAC_LENGTH]);

gsize     cw_chip_challenge_length (CwCipher cipher);
CwSecret *cw_chip_session_key      (CwCipher      cipher,
                                    const guint8 *rnd_a,
                                    const guint8 *rnd_b);
void      cw_chip_rotate_left      (const guint8 *input,
                                    gsize         length,
                                    guint8       *output);

G_END_DECLS
