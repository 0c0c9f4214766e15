/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

/* Value files: a number between two limits that changes in transactions. Rules: the data sheet of
 * the first DESFire (MF3ICD40, 9.5 and 9.6), as libfreefare's terminal keeps to them. State of one
 * card; its thread. */

#define INS_LIMITED_CREDIT 0x1C
#define INS_DEBIT 0xDC

#define AMOUNT_LENGTH 4 /* bytes, little-endian, never negative */

static gint32
cw_soft_read_i32 (const guint8 *data)
{
  return (gint32) (data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16 | (guint32) data[3] << 24);
}

/**
 * cw_soft_purse_commit:
 *
 * What the transaction did becomes so. LimitedCredit may later give back what was debited in it.
 */
void
cw_soft_purse_commit (CwSoftPurse *self)
{
  if (self->debited > 0)
    self->limit = (gint32) MIN (self->debited, G_MAXINT32);
  else if (self->credited)
    self->limit = 0;
  self->value = self->pending;
  cw_soft_purse_abort (self);
}

void
cw_soft_purse_abort (CwSoftPurse *self)
{
  self->changing = FALSE;
  self->pending = 0;
  self->debited = 0;
  self->credited = FALSE;
}

/**
 * cw_soft_create_value_file:
 *
 * CC: file, communication, rights, lower and upper limit, value, options.
 */
CwSoftStatus
cw_soft_create_value_file (CwSoftCard *self)
{
  g_autoptr (CwSoftFile) file = NULL;
  CwCursor rest;
  guint32 lower, upper, value;
  CwSoftPurse *purse;

  if (self->command->len != 17)
    return CW_SOFT_LENGTH;
  file = cw_soft_parse_file (self, CW_SOFT_FILE_VALUE, &rest);
  if (file == NULL)
    return CW_SOFT_PARAMETER;

  purse = &file->purse;
  if (!cw_cursor_read_u32le (&rest, &lower) || !cw_cursor_read_u32le (&rest, &upper) ||
      !cw_cursor_read_u32le (&rest, &value) || !cw_cursor_read_u8 (&rest, &purse->options))
    return CW_SOFT_LENGTH;
  purse->lower = (gint32) lower;
  purse->upper = (gint32) upper;
  purse->value = (gint32) value;
  if (purse->lower > purse->value || purse->value > purse->upper ||
      purse->options > (CW_SOFT_LIMITED_CREDIT | CW_SOFT_FREE_GET_VALUE))
    return CW_SOFT_PARAMETER;
  return cw_soft_add_file (self, g_steal_pointer (&file));
}

/* Finds the value file that the command names; @comm: how its data must travel. Credit needs the
 * right to read and write, LimitedCredit that or writing, Debit and GetValue any of the three. */
static CwSoftStatus
cw_soft_check_purse (CwSoftCard  *self,
                     CwSoftFile **found,
                     gboolean     by_reading,
                     gboolean     by_writing,
                     CwSoftComm  *comm)
{
  CwSoftFile *file = cw_soft_application_find (self->selected, self->command->data[0]);
  guint rights[3];
  guint n_rights = 0;
  gboolean open = FALSE, closed = TRUE;

  if (file == NULL)
    return CW_SOFT_NO_FILE;
  if (file->kind != CW_SOFT_FILE_VALUE)
    return CW_SOFT_PARAMETER;

  *found = file;
  *comm = file->comm;
  rights[n_rights++] = CW_SOFT_RIGHT_READ_WRITE (file->rights);
  if (by_writing)
    rights[n_rights++] = CW_SOFT_RIGHT_WRITE (file->rights);
  if (by_reading)
    rights[n_rights++] = CW_SOFT_RIGHT_READ (file->rights);
  for (guint i = 0; i < n_rights; i++)
    {
      if (cw_soft_has_right (self, rights[i]))
        return CW_SOFT_OK;
      open = open || rights[i] == CW_SOFT_RIGHT_FREE;
      closed = closed && rights[i] == CW_SOFT_RIGHT_NEVER;
    }
  *comm = CW_SOFT_COMM_PLAIN;
  if (open)
    return CW_SOFT_OK;
  return closed ? CW_SOFT_PERMISSION : CW_SOFT_AUTHENTICATION;
}

static CwSoftSeal
cw_soft_get_value_seal (CwSoftComm comm)
{
  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      return CW_SOFT_SEAL_OPEN_FILE;
    case CW_SOFT_COMM_MAC:
      return CW_SOFT_SEAL_MAC;
    case CW_SOFT_COMM_ENCIPHERED:
      return CW_SOFT_SEAL_ENCIPHERED;
    }
  g_assert_not_reached ();
}

/**
 * cw_soft_get_value:
 *
 * 6C: what was last committed.
 */
CwSoftStatus
cw_soft_get_value (CwSoftCard *self)
{
  CwSoftFile *file = NULL;
  CwSoftComm comm = CW_SOFT_COMM_PLAIN;
  CwSoftStatus status = cw_soft_check_purse (self, &file, TRUE, TRUE, &comm);

  /* whoever has no right may read a file that says so, in the clear */
  if (file != NULL && status != CW_SOFT_OK && (file->purse.options & CW_SOFT_FREE_GET_VALUE) != 0)
    status = CW_SOFT_OK;
  if (status == CW_SOFT_OK)
    status = cw_soft_session_open_question (&self->session, comm, self->ins, self->command);
  if (status != CW_SOFT_OK)
    return status;
  if (self->command->len != 1)
    return CW_SOFT_LENGTH;

  cw_bytes_put_u32le (self->answer, (guint32) file->purse.value);
  self->seal = cw_soft_get_value_seal (comm);
  return CW_SOFT_OK;
}

/* @amount: what is added, or taken away when it is below zero */
static CwSoftStatus
cw_soft_purse_move (CwSoftPurse *purse,
                    gint64       amount,
                    gboolean     limited)
{
  gint64 value = (purse->changing ? purse->pending : purse->value) + amount;

  if (limited && (purse->options & CW_SOFT_LIMITED_CREDIT) == 0)
    return CW_SOFT_PERMISSION;
  if (limited && (purse->credited || amount > purse->limit))
    return CW_SOFT_BOUNDARY;
  if (value < purse->lower || value > purse->upper)
    return CW_SOFT_BOUNDARY;

  purse->changing = TRUE;
  purse->pending = (gint32) value;
  purse->credited = purse->credited || limited;
  if (amount < 0)
    purse->debited -= amount;
  return CW_SOFT_OK;
}

/**
 * cw_soft_change_value:
 *
 * Credit 0C, Debit DC and LimitedCredit 1C: kept aside until CommitTransaction.
 */
CwSoftStatus
cw_soft_change_value (CwSoftCard *self)
{
  gboolean debit = self->ins == INS_DEBIT;
  gboolean limited = self->ins == INS_LIMITED_CREDIT;
  CwSoftFile *file = NULL;
  CwSoftComm comm = CW_SOFT_COMM_PLAIN;
  CwSoftStatus status = cw_soft_check_purse (self, &file, debit, debit || limited, &comm);
  gint32 amount;

  if (status == CW_SOFT_OK)
    status = cw_soft_session_open_command (&self->session, comm, self->ins, self->command, 1, AMOUNT_LENGTH);
  if (status != CW_SOFT_OK)
    return status;

  amount = cw_soft_read_i32 (self->command->data + 1);
  if (amount < 0)
    return CW_SOFT_PARAMETER;
  self->seal = comm == CW_SOFT_COMM_PLAIN ? CW_SOFT_SEAL_OPEN_FILE : CW_SOFT_SEAL_PLAIN;
  return cw_soft_purse_move (&file->purse, debit ? -(gint64) amount : amount, limited);
}
