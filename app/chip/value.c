/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include "app/base/bytes.h"

/* The commands about value files, and the end of a transaction, which makes changes to value and
 * backup files count or forgets them. Layouts: libfreefare (mifare_desfire.c), which also sends a
 * MAC with the amount under EV1. One thread at a time. */

/**
 * cw_desfire_get_value:
 * @comm: as for cw_desfire_read_data()
 * @value: (out): what the file holds; changes that are not committed do not show
 */
gboolean
cw_desfire_get_value (CwDesfire    *self,
                      guint8        file,
                      CwDesfireComm comm,
                      gint32       *value,
                      GError      **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x6c, .header = &file, .header_length = 1, .received = comm, .expected = 4, .open = TRUE };
  CwCursor cursor;
  guint32 found = 0;

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  cw_cursor_init (&cursor, answer->data, answer->len);
  if (!cw_cursor_read_u32le (&cursor, &found) || cw_cursor_get_left (&cursor) != 0)
    return cw_desfire_malformed (error);
  *value = (gint32) found;
  return TRUE;
}

static gboolean
cw_desfire_change_value (CwDesfire    *self,
                         guint8        ins,
                         guint8        file,
                         CwDesfireComm comm,
                         gint32        amount,
                         GError      **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  CwDesfireCommand command = { .ins = ins, .header = &file, .header_length = 1, .sent = comm, .open = TRUE };

  g_return_val_if_fail (amount >= 0, FALSE);

  cw_bytes_put_u32le (data, (guint32) amount);
  command.data = data->data;
  command.data_length = data->len;
  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_credit:
 * @comm: as for cw_desfire_write_data()
 * @amount: not negative
 *
 * Adds to a value file; counts when it is committed.
 */
gboolean
cw_desfire_credit (CwDesfire    *self,
                   guint8        file,
                   CwDesfireComm comm,
                   gint32        amount,
                   GError      **error)
{
  return cw_desfire_change_value (self, 0x0c, file, comm, amount, error);
}

/**
 * cw_desfire_debit:
 * @comm: as for cw_desfire_write_data()
 * @amount: not negative
 *
 * Takes from a value file; counts when it is committed.
 */
gboolean
cw_desfire_debit (CwDesfire    *self,
                  guint8        file,
                  CwDesfireComm comm,
                  gint32        amount,
                  GError      **error)
{
  return cw_desfire_change_value (self, 0xdc, file, comm, amount, error);
}

/**
 * cw_desfire_limited_credit:
 * @comm: as for cw_desfire_write_data()
 * @amount: not negative, and not more than the last debits took
 *
 * Gives back to a value file without the right to credit it; counts when it is committed.
 */
gboolean
cw_desfire_limited_credit (CwDesfire    *self,
                           guint8        file,
                           CwDesfireComm comm,
                           gint32        amount,
                           GError      **error)
{
  return cw_desfire_change_value (self, 0x1c, file, comm, amount, error);
}

/**
 * cw_desfire_commit:
 *
 * Makes what was written to backup and value files of the selected application final, all at
 * once. Asks for no transaction MAC.
 *
 * Returns: %FALSE with %CW_ERROR_CHIP_REFUSED (910C) when nothing was written
 */
gboolean
cw_desfire_commit (CwDesfire *self,
                   GError   **error)
{
  const CwDesfireCommand command = { .ins = 0xc7 };

  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_abort:
 *
 * Forgets what was written to backup and value files of the selected application and not
 * committed.
 *
 * Returns: %FALSE with %CW_ERROR_CHIP_REFUSED (910C) when nothing was written
 */
gboolean
cw_desfire_abort (CwDesfire *self,
                  GError   **error)
{
  const CwDesfireCommand command = { .ins = 0xa7 };

  return cw_desfire_run_bare (self, &command, error);
}
