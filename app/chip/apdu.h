/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/chip.h"

G_BEGIN_DECLS

#define CW_APDU_MAX 261        /* bytes: header 5, data 255, Le 1 (ISO/IEC 7816-4 short form) */
#define CW_APDU_ANSWER_MAX 256 /* bytes of data in a short answer, without the status bytes */

/**
 * CwApdu:
 *
 * One command APDU as a value.
 */
typedef struct
{
  guint8 bytes[CW_APDU_MAX];
  gsize  length;
} CwApdu;

gboolean cw_apdu_wrap     (CwApdu       *self,
                           guint8        ins,
                           const guint8 *data,
                           gsize         length,
                           GError      **error);
gboolean cw_apdu_unwrap   (const guint8  *bytes,
                           gsize          length,
                           guint8        *ins,
                           const guint8 **data,
                           gsize         *data_length);
gboolean cw_apdu_transmit (const CwApdu     *self,
                           const CwChipLink *link,
                           GByteArray       *answer,
                           guint8           *status,
                           GError          **error);

G_END_DECLS
