/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwSoftFaultKind:
 * @CW_SOFT_FAULT_TEAR: the card leaves the field and comes back when the field was off and on
 * @CW_SOFT_FAULT_PULL: the card leaves the field for good
 * @CW_SOFT_FAULT_SWAP: the card leaves the field, and another, blank one comes in its place
 * @CW_SOFT_FAULT_STATUS: two status bytes instead of the card's answer
 * @CW_SOFT_FAULT_FLIP: one bit of the answer is wrong
 * @CW_SOFT_FAULT_SLOW: the answer takes its time
 *
 * What can go wrong with a card in software.
 */
typedef enum
{
  CW_SOFT_FAULT_TEAR,
  CW_SOFT_FAULT_PULL,
  CW_SOFT_FAULT_SWAP,
  CW_SOFT_FAULT_STATUS,
  CW_SOFT_FAULT_FLIP,
  CW_SOFT_FAULT_SLOW,
} CwSoftFaultKind;

/**
 * CwSoftFault:
 *
 * One thing that goes wrong once, at one APDU. Several may wait at the same time; APDUs that do
 * not reach a card in the field are not counted.
 */
typedef struct
{
  CwSoftFaultKind kind;
  guint           apdu;   /* at which APDU from now on; 1 is the next */
  gboolean        late;   /* tear, pull, swap, status: after the card has carried it out */
  guint8          uid[7]; /* swap: of the card that comes instead; it is in no file */
  guint16         status; /* status: the two bytes, as 0x6F00 */
  guint           byte;   /* flip: which of the answer, the last one if it has fewer */
  guint           bit;    /* flip: 0 (lowest) to 7 */
  guint           delay;  /* slow: milliseconds */
} CwSoftFault;

/**
 * CwSoftClockFunc:
 * @delay: milliseconds that a slow answer takes
 *
 * Lets time pass. Without one a slow answer is as quick as the others and its time is only
 * added up, so that tests need not wait.
 */
typedef void (*CwSoftClockFunc) (gpointer user_data,
                                 guint    delay);

G_END_DECLS
