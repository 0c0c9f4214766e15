/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-faults.h"

#include <string.h>

#include "app/base/bytes.h"

/* What goes wrong between a card in software and its reader: each fault waits for its APDU and
 * happens once. State of one card; its thread. */

void
cw_soft_faults_init (CwSoftFaults *self)
{
  self->waiting = g_array_new (FALSE, FALSE, sizeof (CwSoftFault));
}

void
cw_soft_faults_finish (CwSoftFaults *self)
{
  g_array_unref (self->waiting);
}

void
cw_soft_faults_add (CwSoftFaults      *self,
                    const CwSoftFault *fault)
{
  g_return_if_fail (fault->apdu > 0 && fault->bit < 8);

  g_array_append_val (self->waiting, *fault);
}

/**
 * cw_soft_faults_clear:
 *
 * Forgets the faults that still wait. A card that is gone stays gone.
 */
void
cw_soft_faults_clear (CwSoftFaults *self)
{
  g_array_set_size (self->waiting, 0);
}

/**
 * cw_soft_faults_power:
 * @uid: (out): when %TRUE
 *
 * The field went off and on: a torn card is back.
 *
 * Returns: whether it is another card, with that UID
 */
gboolean
cw_soft_faults_power (CwSoftFaults *self,
                      guint8        uid[7])
{
  gboolean swapped = self->swapped;

  self->absent = self->gone;
  self->swapped = FALSE;
  if (swapped)
    memcpy (uid, self->uid, sizeof self->uid);
  return swapped;
}

/* Returns: (transfer full): the faults whose APDU this is; they wait no longer */
static GArray *
cw_soft_faults_take_due (CwSoftFaults *self)
{
  GArray *due = g_array_new (FALSE, FALSE, sizeof (CwSoftFault));

  for (guint i = self->waiting->len; i > 0; i--)
    {
      CwSoftFault *fault = &g_array_index (self->waiting, CwSoftFault, i - 1);

      fault->apdu--;
      if (fault->apdu > 0)
        continue;
      g_array_prepend_val (due, *fault);
      g_array_remove_index (self->waiting, i - 1);
    }
  return due;
}

static void
cw_soft_faults_set_status (GByteArray *answer,
                           guint16     status)
{
  g_byte_array_set_size (answer, 0);
  cw_bytes_put_u8 (answer, (guint8) (status >> 8));
  cw_bytes_put_u8 (answer, (guint8) status);
}

static void
cw_soft_faults_wait (CwSoftFaults *self,
                     guint         delay)
{
  self->delay += delay;
  if (self->clock != NULL)
    self->clock (self->clock_data, delay);
}

/* What spoils an answer that the card has given. */
static void
cw_soft_faults_spoil (CwSoftFaults      *self,
                      const CwSoftFault *fault,
                      GByteArray        *answer)
{
  if (fault->kind == CW_SOFT_FAULT_FLIP && answer->len > 0)
    answer->data[MIN (fault->byte, answer->len - 1)] ^= (guint8) (1 << fault->bit);
  else if (fault->kind == CW_SOFT_FAULT_SLOW)
    cw_soft_faults_wait (self, fault->delay);
}

/* What keeps the APDU from the card (early), or its answer from the terminal (late).
 * Returns: whether @answer is final */
static gboolean
cw_soft_faults_intervene (CwSoftFaults      *self,
                          const CwSoftFault *fault,
                          GByteArray        *answer)
{
  switch (fault->kind)
    {
    case CW_SOFT_FAULT_SWAP:
      self->swapped = TRUE;
      memcpy (self->uid, fault->uid, sizeof self->uid);
      self->absent = TRUE;
      return TRUE;
    case CW_SOFT_FAULT_PULL:
      self->gone = TRUE;
      self->absent = TRUE;
      return TRUE;
    case CW_SOFT_FAULT_TEAR:
      self->absent = TRUE;
      return TRUE;
    case CW_SOFT_FAULT_STATUS:
      cw_soft_faults_set_status (answer, fault->status);
      return TRUE;
    case CW_SOFT_FAULT_FLIP:
    case CW_SOFT_FAULT_SLOW:
      return FALSE;
    }
  g_assert_not_reached ();
}

/**
 * cw_soft_faults_exchange:
 * @func: the card
 * @answer: empty, then filled
 *
 * Returns: %FALSE when the card is not in the field (any more); @answer is then empty
 */
gboolean
cw_soft_faults_exchange (CwSoftFaults    *self,
                         CwSoftAnswerFunc func,
                         gpointer         card,
                         const guint8    *command,
                         gsize            length,
                         GByteArray      *answer)
{
  g_autoptr (GArray) due = NULL;
  gboolean answered = FALSE;

  if (self->absent)
    return FALSE;
  if (self->waiting->len == 0)
    {
      func (card, command, length, answer);
      return TRUE;
    }

  due = cw_soft_faults_take_due (self);
  for (guint i = 0; i < due->len; i++)
    if (!g_array_index (due, CwSoftFault, i).late)
      answered = cw_soft_faults_intervene (self, &g_array_index (due, CwSoftFault, i), answer) || answered;
  if (!answered)
    func (card, command, length, answer);
  for (guint i = 0; i < due->len; i++)
    if (g_array_index (due, CwSoftFault, i).late)
      cw_soft_faults_intervene (self, &g_array_index (due, CwSoftFault, i), answer);
  for (guint i = 0; i < due->len; i++)
    cw_soft_faults_spoil (self, &g_array_index (due, CwSoftFault, i), answer);
  if (self->absent)
    g_byte_array_set_size (answer, 0);
  return !self->absent;
}
