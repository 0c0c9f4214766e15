/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <string.h>

#include "app/base/bytes.h"

/* The commands about the files of the selected application. Layouts: the recording in tests/chip
 * and libfreefare (mifare_desfire.c). One thread at a time. */

/**
 * cw_desfire_get_files:
 * @files: (out): the numbers of the files
 * @n_files: (out): how many
 */
gboolean
cw_desfire_get_files (CwDesfire *self,
                      guint8     files[CW_DESFIRE_MAX_FILES],
                      guint     *n_files,
                      GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x6f };

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  if (answer->len > CW_DESFIRE_MAX_FILES)
    return cw_desfire_malformed (error);
  if (answer->len > 0)
    memcpy (files, answer->data, answer->len);
  *n_files = answer->len;
  return TRUE;
}

gboolean
cw_desfire_get_file_settings (CwDesfire             *self,
                              guint8                 file,
                              CwDesfireFileSettings *settings,
                              GError               **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0xf5, .header = &file, .header_length = 1 };
  CwCursor cursor;
  guint8 comm;
  guint16 access;

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  cw_cursor_init (&cursor, answer->data, answer->len);
  if (!cw_cursor_read_u8 (&cursor, &settings->type) ||
      !cw_cursor_read_u8 (&cursor, &comm) ||
      !cw_cursor_read_u16le (&cursor, &access))
    return cw_desfire_malformed (error);
  cw_desfire_access_unpack (access, &settings->access);
  /* 02 is another way to say plain: the card ignores bit 1 unless bit 0 is set */
  settings->comm = (comm & 0x01) == 0 ? CW_DESFIRE_COMM_PLAIN : (CwDesfireComm) (comm & 0x03);
  settings->size = 0;
  if (settings->type <= 1 && (!cw_cursor_read_u24le (&cursor, &settings->size) || cw_cursor_get_left (&cursor) != 0))
    return cw_desfire_malformed (error);
  return TRUE;
}

/**
 * cw_desfire_create_file:
 * @iso_id: ISO/IEC 7816-4 identifier; 0: none
 * @settings: type 0 (standard data) or 1 (backup data)
 *
 * Makes a data file filled with zeros.
 *
 * Returns: %FALSE with %CW_ERROR_EXISTS when there is one of that number
 */
gboolean
cw_desfire_create_file (CwDesfire                   *self,
                        guint8                       file,
                        guint16                      iso_id,
                        const CwDesfireFileSettings *settings,
                        GError                     **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  CwDesfireCommand command = { .ins = settings->type == 0 ? 0xcd : 0xcb };

  g_return_val_if_fail (settings->type <= 1, FALSE);

  cw_bytes_put_u8 (header, file);
  if (iso_id != 0)
    cw_bytes_put_u16le (header, iso_id);
  cw_bytes_put_u8 (header, (guint8) settings->comm);
  cw_bytes_put_u16le (header, cw_desfire_access_pack (&settings->access));
  cw_bytes_put_u24le (header, settings->size);
  command.header = header->data;
  command.header_length = header->len;
  return cw_desfire_run (self, &command, answer, error) &&
         (answer->len == 0 || cw_desfire_malformed (error));
}

gboolean
cw_desfire_delete_file (CwDesfire *self,
                        guint8     file,
                        GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0xdf, .header = &file, .header_length = 1 };

  return cw_desfire_run (self, &command, answer, error) &&
         (answer->len == 0 || cw_desfire_malformed (error));
}

static void
cw_desfire_put_range (GByteArray *header,
                      guint8      file,
                      guint32     offset,
                      gsize       length)
{
  cw_bytes_put_u8 (header, file);
  cw_bytes_put_u24le (header, offset);
  cw_bytes_put_u24le (header, (guint32) length);
}

/**
 * cw_desfire_read_data:
 * @comm: how this session reads the file: the file's mode when a key of the session grants the
 *   right, plain when reading is free and nothing else grants it
 * @length: bytes, 1 to %CW_DESFIRE_MAX_DATA
 * @data: emptied, then filled with @length bytes
 */
gboolean
cw_desfire_read_data (CwDesfire    *self,
                      guint8        file,
                      CwDesfireComm comm,
                      guint32       offset,
                      guint32       length,
                      GByteArray   *data,
                      GError      **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  CwDesfireCommand command = { .ins = 0xbd, .received = comm, .expected = length };

  g_return_val_if_fail (length >= 1 && length <= CW_DESFIRE_MAX_DATA, FALSE);

  cw_desfire_put_range (header, file, offset, length);
  command.header = header->data;
  command.header_length = header->len;
  return cw_desfire_run (self, &command, data, error) &&
         (data->len == length || cw_desfire_malformed (error));
}

/**
 * cw_desfire_write_data:
 * @comm: as for cw_desfire_read_data()
 * @length: bytes, 1 to %CW_DESFIRE_MAX_DATA
 *
 * Writes in one command, of as many frames as it takes.
 */
gboolean
cw_desfire_write_data (CwDesfire    *self,
                       guint8        file,
                       CwDesfireComm comm,
                       guint32       offset,
                       const guint8 *data,
                       gsize         length,
                       GError      **error)
{
  g_autoptr (GByteArray) header = g_byte_array_new ();
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  CwDesfireCommand command = { .ins = 0x3d, .data = data, .data_length = length, .sent = comm };

  g_return_val_if_fail (length >= 1 && length <= CW_DESFIRE_MAX_DATA, FALSE);

  cw_desfire_put_range (header, file, offset, length);
  command.header = header->data;
  command.header_length = header->len;
  return cw_desfire_run (self, &command, answer, error) &&
         (answer->len == 0 || cw_desfire_malformed (error));
}
