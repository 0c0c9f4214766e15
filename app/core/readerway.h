/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* How a reader takes the pseudo-APDUs of PC/SC part 3 for storage cards: makers differ. Values
 * only; read from printers/readers/ (printers/readermodel.h), used by app/chip/storage.h. */

#define CW_READER_WAY_MAX_KEYS 8

/* How a native command reaches a card that has no APDUs. */
typedef enum
{
  CW_READER_NATIVE_NONE,
  CW_READER_NATIVE_PN532, /* FF 00 00 00 Lc D4 42 command: InCommunicateThru of NXP's PN532 */
  CW_READER_NATIVE_PCSC,  /* FF C2 00 01 Lc 95 length command: Transparent Exchange of PC/SC part 3, supplement 2 */
} CwReaderNative;

/**
 * CwReaderKeyWay:
 *
 * One way to hand a MIFARE Classic key to the reader and to name it afterwards. Pairs: for key A
 * and for key B.
 */
typedef struct
{
  guint8   p1;        /* of FF 82: key structure; 00 volatile, 20 kept in the reader */
  guint8   p2[2];     /* of FF 82: the slot, or with some makers the type of key */
  guint8   type[2];   /* in the authentication: 60, 61 */
  guint8   number[2]; /* in the authentication: the slot */
  gboolean lasting;   /* the reader keeps the key without power: it is overwritten after use */
} CwReaderKeyWay;

/**
 * CwReaderWay:
 *
 * All that storage cards need to know of one reader. The copy that goes with a reader remembers
 * which way of handing over keys it has taken.
 */
typedef struct
{
  CwReaderKeyWay keys[CW_READER_WAY_MAX_KEYS]; /* in the order in which they are tried */
  guint          n_keys;
  guint          taken;            /* the one to begin with; written by app/chip */
  gboolean       old_authenticate; /* FF 88 instead of FF 86 */
  CwReaderNative native;
} CwReaderWay;

G_END_DECLS
