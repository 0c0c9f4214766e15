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

/**
 * cw_desfire_get_iso_files:
 *
 * Returns: (transfer full) (element-type guint16): ISO/IEC 7816-4 identifiers of the files
 */
GArray *
cw_desfire_get_iso_files (CwDesfire *self,
                          GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GArray) files = g_array_new (FALSE, FALSE, sizeof (guint16));
  const CwDesfireCommand command = { .ins = 0x61 };
  CwCursor cursor;
  guint16 file;

  if (!cw_desfire_run (self, &command, answer, error))
    return NULL;
  if (answer->len % 2 != 0 || answer->len > 2 * CW_DESFIRE_MAX_FILES)
    {
      cw_desfire_malformed (error);
      return NULL;
    }
  cw_cursor_init (&cursor, answer->data, answer->len);
  while (cw_cursor_read_u16le (&cursor, &file))
    g_array_append_val (files, file);
  return g_steal_pointer (&files);
}

static gboolean
cw_desfire_read_value_settings (CwCursor       *cursor,
                                CwDesfireValue *value)
{
  guint32 lower = 0;
  guint32 upper = 0;
  guint32 limit = 0;
  guint8 bits = 0;

  if (!cw_cursor_read_u32le (cursor, &lower) ||
      !cw_cursor_read_u32le (cursor, &upper) ||
      !cw_cursor_read_u32le (cursor, &limit) ||
      !cw_cursor_read_u8 (cursor, &bits))
    return FALSE;
  *value = (CwDesfireValue) {
    .lower = (gint32) lower,
    .upper = (gint32) upper,
    .value = (gint32) limit,
    .limited = (bits & 0x01) != 0,
    .free_read = (bits & 0x02) != 0,
  };
  return TRUE;
}

/* What depends on the kind of file. Of kinds that we never make the rest is passed over. */
static gboolean
cw_desfire_read_kind_settings (CwCursor              *cursor,
                               CwDesfireFileSettings *settings)
{
  if (settings->type == CW_DESFIRE_FILE_STANDARD || settings->type == CW_DESFIRE_FILE_BACKUP)
    return cw_cursor_read_u24le (cursor, &settings->size);
  if (settings->type == CW_DESFIRE_FILE_VALUE)
    return cw_desfire_read_value_settings (cursor, &settings->value);
  return cw_cursor_read (cursor, cw_cursor_get_left (cursor)) != NULL;
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
  *settings = (CwDesfireFileSettings) { 0 };
  cw_cursor_init (&cursor, answer->data, answer->len);
  if (!cw_cursor_read_u8 (&cursor, &settings->type) ||
      !cw_cursor_read_u8 (&cursor, &comm) ||
      !cw_cursor_read_u16le (&cursor, &access) ||
      !cw_desfire_read_kind_settings (&cursor, settings))
    return cw_desfire_malformed (error);
  cw_desfire_access_unpack (access, &settings->access);
  /* 02 is another way to say plain: the card ignores bit 1 unless bit 0 is set */
  settings->comm = (comm & 0x01) == 0 ? CW_DESFIRE_COMM_PLAIN : (CwDesfireComm) (comm & 0x03);
  /* the upper bits announce more access rights (EV2) or mirrored data (EV3) at the end */
  settings->extended = (comm & 0xfc) != 0;
  return settings->extended || cw_cursor_get_left (&cursor) == 0 || cw_desfire_malformed (error);
}

static guint8
cw_desfire_get_create_ins (guint8 type)
{
  static const guint8 commands[] = {
    [CW_DESFIRE_FILE_STANDARD] = 0xcd,
    [CW_DESFIRE_FILE_BACKUP] = 0xcb,
    [CW_DESFIRE_FILE_VALUE] = 0xcc,
  };

  return commands[type];
}

static void
cw_desfire_put_value_settings (GByteArray           *header,
                               const CwDesfireValue *value)
{
  cw_bytes_put_u32le (header, (guint32) value->lower);
  cw_bytes_put_u32le (header, (guint32) value->upper);
  cw_bytes_put_u32le (header, (guint32) value->value);
  cw_bytes_put_u8 (header, (guint8) ((value->limited ? 0x01 : 0) | (value->free_read ? 0x02 : 0)));
}

/**
 * cw_desfire_create_file:
 * @iso_id: ISO/IEC 7816-4 identifier of a data file; 0: none
 * @settings: @type is standard, backup or value; @extended is not looked at
 *
 * Makes a data file filled with zeros, or a value file with its first value.
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
  CwDesfireCommand command = { 0 };

  g_return_val_if_fail (settings->type <= CW_DESFIRE_FILE_VALUE, FALSE);
  g_return_val_if_fail (settings->type != CW_DESFIRE_FILE_VALUE || iso_id == 0, FALSE);

  cw_bytes_put_u8 (header, file);
  if (iso_id != 0)
    cw_bytes_put_u16le (header, iso_id);
  cw_bytes_put_u8 (header, (guint8) settings->comm);
  cw_bytes_put_u16le (header, cw_desfire_access_pack (&settings->access));
  if (settings->type == CW_DESFIRE_FILE_VALUE)
    cw_desfire_put_value_settings (header, &settings->value);
  else
    cw_bytes_put_u24le (header, settings->size);
  command.ins = cw_desfire_get_create_ins (settings->type);
  command.header = header->data;
  command.header_length = header->len;
  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_change_file_settings:
 * @comm: how data of the file cross the air from now on
 * @access: who may do what from now on
 * @free: whether anybody may change the settings as they are now; they then go in clear
 */
gboolean
cw_desfire_change_file_settings (CwDesfire             *self,
                                 guint8                 file,
                                 CwDesfireComm          comm,
                                 const CwDesfireAccess *access,
                                 gboolean               free,
                                 GError               **error)
{
  guint16 packed = cw_desfire_access_pack (access);
  const guint8 data[3] = { (guint8) comm, packed & 0xff, packed >> 8 };
  const CwDesfireCommand command = {
    .ins = 0x5f,
    .header = &file,
    .header_length = 1,
    .data = data,
    .data_length = sizeof data,
    .sent = free ? CW_DESFIRE_COMM_PLAIN : CW_DESFIRE_COMM_FULL,
    .open = free,
  };

  return cw_desfire_run_bare (self, &command, error);
}

gboolean
cw_desfire_delete_file (CwDesfire *self,
                        guint8     file,
                        GError   **error)
{
  const CwDesfireCommand command = { .ins = 0xdf, .header = &file, .header_length = 1 };

  return cw_desfire_run_bare (self, &command, error);
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
  CwDesfireCommand command = { .ins = 0xbd, .received = comm, .expected = length, .open = TRUE };

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
  CwDesfireCommand command = { .ins = 0x3d, .data = data, .data_length = length, .sent = comm, .open = TRUE };

  g_return_val_if_fail (length >= 1 && length <= CW_DESFIRE_MAX_DATA, FALSE);

  cw_desfire_put_range (header, file, offset, length);
  command.header = header->data;
  command.header_length = header->len;
  return cw_desfire_run_bare (self, &command, error);
}
