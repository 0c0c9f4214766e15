/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

#include "app/base/bytes.h"

/* Commands about the files of the selected application. State of one card; its thread. */

#define INS_CREATE_BACKUP_DATA_FILE 0xCB

/* Access rights: a nibble is a key number or one of these. */
#define RIGHT_FREE 0xE
#define RIGHT_NEVER 0xF
#define RIGHT_READ(rights) ((rights) >> 12 & 0xF)
#define RIGHT_WRITE(rights) ((rights) >> 8 & 0xF)
#define RIGHT_READ_WRITE(rights) ((rights) >> 4 & 0xF)
#define RIGHT_CHANGE(rights) ((rights) & 0xF)

#define DATA_HEADER 7     /* file, offset and length of ReadData and WriteData */
#define ISO_IDS_IN_FRAME 29

static gboolean
cw_soft_may_list_files (const CwSoftCard *self)
{
  return (self->selected->settings & CW_SOFT_FREE_LISTING) != 0 || cw_soft_card_is_master (self);
}

static gboolean
cw_soft_may_create_files (const CwSoftCard *self)
{
  return (self->selected->settings & CW_SOFT_FREE_CREATE) != 0 || cw_soft_card_is_master (self);
}

static gboolean
cw_soft_right_is_valid (const CwSoftApplication *application,
                        guint                    right)
{
  return right < application->n_keys || right == RIGHT_FREE || right == RIGHT_NEVER;
}

/* Returns: %FALSE when @comm or @rights is none that a file of @application can have */
static gboolean
cw_soft_access_is_valid (const CwSoftApplication *application,
                         guint8                   comm,
                         guint16                  rights)
{
  return (comm == CW_SOFT_COMM_PLAIN || comm == CW_SOFT_COMM_MAC || comm == CW_SOFT_COMM_ENCIPHERED) &&
         cw_soft_right_is_valid (application, RIGHT_READ (rights)) &&
         cw_soft_right_is_valid (application, RIGHT_WRITE (rights)) &&
         cw_soft_right_is_valid (application, RIGHT_READ_WRITE (rights)) &&
         cw_soft_right_is_valid (application, RIGHT_CHANGE (rights));
}

static gboolean
cw_soft_has_right (const CwSoftCard *self,
                   guint             right)
{
  return self->session.scheme != CW_SOFT_SCHEME_NONE && self->session.key_number == right;
}

/* May the terminal do what either right allows, and how must the data travel? Through a key: as
 * the file says; through free access alone: plain. */
static CwSoftStatus
cw_soft_check_access (const CwSoftCard *self,
                      const CwSoftFile *file,
                      guint             right,
                      guint             other,
                      CwSoftComm       *comm)
{
  if (cw_soft_has_right (self, right) || cw_soft_has_right (self, other))
    {
      *comm = file->comm;
      return CW_SOFT_OK;
    }

  *comm = CW_SOFT_COMM_PLAIN;
  if (right == RIGHT_FREE || other == RIGHT_FREE)
    return CW_SOFT_OK;
  return right == RIGHT_NEVER && other == RIGHT_NEVER ? CW_SOFT_PERMISSION : CW_SOFT_AUTHENTICATION;
}

/* Returns: (transfer full) (nullable): the file that the command describes, still empty; its
 * number, rights and size are checked */
static CwSoftFile *
cw_soft_parse_file (CwSoftCard *self,
                    guint32    *size)
{
  g_autoptr (CwSoftFile) file = cw_soft_file_new ();
  CwCursor cursor;
  guint8 comm;

  cw_cursor_init (&cursor, self->command->data, self->command->len);
  if (!cw_cursor_read_u8 (&cursor, &file->number))
    return NULL;
  if (self->selected->iso_files)
    file->has_iso_id = cw_cursor_read_u16le (&cursor, &file->iso_id);
  if (!cw_cursor_read_u8 (&cursor, &comm) ||
      !cw_cursor_read_u16le (&cursor, &file->rights) ||
      !cw_cursor_read_u24le (&cursor, size))
    return NULL;

  if (file->number >= CW_SOFT_MAX_FILES || *size == 0 ||
      !cw_soft_access_is_valid (self->selected, comm, file->rights))
    return NULL;
  if (file->has_iso_id && cw_soft_iso_id_is_reserved (file->iso_id))
    return NULL;
  file->comm = comm;
  file->backup = self->ins == INS_CREATE_BACKUP_DATA_FILE;
  return g_steal_pointer (&file);
}

/**
 * cw_soft_create_file:
 *
 * CD and CB.
 */
CwSoftStatus
cw_soft_create_file (CwSoftCard *self)
{
  CwSoftApplication *application = self->selected;
  g_autoptr (CwSoftFile) file = NULL;
  guint32 size;

  if (self->command->len != (application->iso_files ? 9 : 7))
    return CW_SOFT_LENGTH;
  if (!cw_soft_may_create_files (self))
    return CW_SOFT_AUTHENTICATION;

  file = cw_soft_parse_file (self, &size);
  if (file == NULL)
    return CW_SOFT_PARAMETER;
  if (cw_soft_application_find (application, file->number) != NULL ||
      (file->has_iso_id && cw_soft_application_find_iso (application, file->iso_id) != NULL))
    return CW_SOFT_DUPLICATE;
  if (size > CW_SOFT_EEPROM)
    return CW_SOFT_OUT_OF_EEPROM;

  cw_soft_file_resize (file, size);
  if (!cw_soft_memory_take (self->memory, cw_soft_file_get_size (file)))
    return CW_SOFT_OUT_OF_EEPROM;
  g_ptr_array_add (application->files, g_steal_pointer (&file));
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/**
 * cw_soft_delete_file:
 *
 * DF. Its memory stays lost until FormatPICC.
 */
CwSoftStatus
cw_soft_delete_file (CwSoftCard *self)
{
  CwSoftFile *file = cw_soft_application_find (self->selected, self->command->data[0]);

  if (!cw_soft_may_create_files (self))
    return CW_SOFT_AUTHENTICATION;
  if (file == NULL)
    return CW_SOFT_NO_FILE;

  g_ptr_array_remove (self->selected->files, file);
  self->changed = TRUE;
  return CW_SOFT_OK;
}

CwSoftStatus
cw_soft_get_file_ids (CwSoftCard *self)
{
  GPtrArray *files = self->selected->files;

  if (!cw_soft_may_list_files (self))
    return CW_SOFT_AUTHENTICATION;

  for (guint i = 0; i < files->len; i++)
    cw_bytes_put_u8 (self->answer, ((CwSoftFile *) g_ptr_array_index (files, i))->number);
  return CW_SOFT_OK;
}

CwSoftStatus
cw_soft_get_iso_file_ids (CwSoftCard *self)
{
  GPtrArray *files = self->selected->files;

  if (!cw_soft_may_list_files (self))
    return CW_SOFT_AUTHENTICATION;
  if (!self->selected->iso_files)
    return CW_SOFT_PERMISSION;

  for (guint i = 0; i < files->len; i++)
    {
      if (i > 0 && i % ISO_IDS_IN_FRAME == 0)
        cw_soft_card_cut (self);
      cw_bytes_put_u16le (self->answer, ((CwSoftFile *) g_ptr_array_index (files, i))->iso_id);
    }
  return CW_SOFT_OK;
}

CwSoftStatus
cw_soft_get_file_settings (CwSoftCard *self)
{
  CwSoftFile *file = cw_soft_application_find (self->selected, self->command->data[0]);

  if (!cw_soft_may_list_files (self))
    return CW_SOFT_AUTHENTICATION;
  if (file == NULL)
    return CW_SOFT_NO_FILE;

  cw_bytes_put_u8 (self->answer, file->backup ? 1 : 0);
  cw_bytes_put_u8 (self->answer, (guint8) file->comm);
  cw_bytes_put_u16le (self->answer, file->rights);
  cw_bytes_put_u24le (self->answer, file->content->len);
  return CW_SOFT_OK;
}

/**
 * cw_soft_change_file_settings:
 *
 * 5F: enciphered with the key that may change them, or plain when everybody may.
 */
CwSoftStatus
cw_soft_change_file_settings (CwSoftCard *self)
{
  CwSoftFile *file = cw_soft_application_find (self->selected, self->command->data[0]);
  CwSoftStatus status;
  gboolean free_change;
  guint8 comm;
  guint16 rights;

  if (file == NULL)
    return CW_SOFT_NO_FILE;
  free_change = RIGHT_CHANGE (file->rights) == RIGHT_FREE;
  if (RIGHT_CHANGE (file->rights) == RIGHT_NEVER)
    return CW_SOFT_PERMISSION;
  if (!free_change && !cw_soft_has_right (self, RIGHT_CHANGE (file->rights)))
    return CW_SOFT_AUTHENTICATION;

  status = cw_soft_session_open_command (&self->session,
                                         free_change ? CW_SOFT_COMM_PLAIN : CW_SOFT_COMM_ENCIPHERED,
                                         self->ins, self->command, 1, 3);
  if (status != CW_SOFT_OK)
    return status;

  comm = self->command->data[1];
  rights = (guint16) (self->command->data[2] | self->command->data[3] << 8);
  if (!cw_soft_access_is_valid (self->selected, comm, rights))
    return CW_SOFT_PARAMETER;
  file->comm = comm;
  file->rights = rights;
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/* The header of ReadData and WriteData: which bytes of which file. */
static CwSoftStatus
cw_soft_parse_range (CwSoftCard  *self,
                     CwSoftFile **file,
                     guint32     *offset,
                     guint32     *length)
{
  CwCursor cursor;
  guint8 number = 0;

  cw_cursor_init (&cursor, self->command->data, self->command->len);
  if (!cw_cursor_read_u8 (&cursor, &number) ||
      !cw_cursor_read_u24le (&cursor, offset) ||
      !cw_cursor_read_u24le (&cursor, length))
    return CW_SOFT_LENGTH;

  *file = cw_soft_application_find (self->selected, number);
  return *file != NULL ? CW_SOFT_OK : CW_SOFT_NO_FILE;
}

/**
 * cw_soft_read_data:
 *
 * BD. Length 0 means to the end. A backup file shows what was last committed.
 */
CwSoftStatus
cw_soft_read_data (CwSoftCard *self)
{
  CwSoftFile *file;
  guint32 offset, length, size;
  gboolean open_ended;
  CwSoftComm comm;
  CwSoftStatus status = cw_soft_parse_range (self, &file, &offset, &length);

  if (status == CW_SOFT_OK)
    status = cw_soft_check_access (self, file, RIGHT_READ (file->rights), RIGHT_READ_WRITE (file->rights), &comm);
  if (status != CW_SOFT_OK)
    return status;

  size = file->content->len;
  open_ended = length == 0;
  if (offset >= size || length > size - offset)
    return CW_SOFT_BOUNDARY;
  cw_bytes_put (self->answer, file->content->data + offset, open_ended ? size - offset : length);

  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      self->seal = CW_SOFT_SEAL_PLAIN;
      break;
    case CW_SOFT_COMM_MAC:
      self->seal = CW_SOFT_SEAL_MAC;
      break;
    case CW_SOFT_COMM_ENCIPHERED:
      self->seal = open_ended ? CW_SOFT_SEAL_ENCIPHERED_OPEN : CW_SOFT_SEAL_ENCIPHERED;
      break;
    }
  return CW_SOFT_OK;
}

static CwSoftStatus
cw_soft_check_write (CwSoftCard  *self,
                     CwSoftFile **file,
                     guint32     *offset,
                     guint32     *length,
                     CwSoftComm  *comm)
{
  CwSoftStatus status = cw_soft_parse_range (self, file, offset, length);
  guint32 size;

  if (status == CW_SOFT_OK)
    status = cw_soft_check_access (self, *file, RIGHT_WRITE ((*file)->rights), RIGHT_READ_WRITE ((*file)->rights), comm);
  if (status != CW_SOFT_OK)
    return status;

  size = (*file)->content->len;
  if (*length == 0)
    return CW_SOFT_PARAMETER;
  return *offset < size && *length <= size - *offset ? CW_SOFT_OK : CW_SOFT_BOUNDARY;
}

/**
 * cw_soft_write_data_begin:
 *
 * The first frame of 3D: refuses at once what would be refused in the end, and reckons how many
 * bytes are still to come.
 */
CwSoftStatus
cw_soft_write_data_begin (CwSoftCard *self)
{
  CwSoftFile *file;
  guint32 offset, length;
  CwSoftComm comm;
  CwSoftStatus status = cw_soft_check_write (self, &file, &offset, &length, &comm);

  if (status == CW_SOFT_OK)
    self->wanted = DATA_HEADER + cw_soft_session_get_sealed_size (&self->session, comm, length);
  return status;
}

/**
 * cw_soft_write_data:
 *
 * 3D, all frames of it. A backup file keeps it aside until CommitTransaction.
 */
CwSoftStatus
cw_soft_write_data (CwSoftCard *self)
{
  CwSoftFile *file;
  guint32 offset, length;
  CwSoftComm comm;
  CwSoftStatus status = cw_soft_check_write (self, &file, &offset, &length, &comm);
  GByteArray *into;

  if (status == CW_SOFT_OK)
    status = cw_soft_session_open_command (&self->session, comm, self->ins, self->command, DATA_HEADER, length);
  if (status != CW_SOFT_OK)
    return status;

  into = file->content;
  if (file->backup && file->pending == NULL)
    {
      file->pending = g_byte_array_sized_new (into->len);
      cw_bytes_put (file->pending, into->data, into->len);
    }
  if (file->backup)
    into = file->pending;
  memcpy (into->data + offset, self->command->data + DATA_HEADER, length);
  self->changed = !file->backup;
  return CW_SOFT_OK;
}

/* Ends the transaction; returns whether there was one. */
static gboolean
cw_soft_end_transaction (CwSoftCard *self,
                         gboolean    commit)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->selected->files->len; i++)
    {
      CwSoftFile *file = g_ptr_array_index (self->selected->files, i);

      if (file->pending == NULL)
        continue;
      any = TRUE;
      if (commit)
        {
          g_byte_array_unref (file->content);
          file->content = g_steal_pointer (&file->pending);
        }
    }
  cw_soft_application_abort (self->selected);
  return any;
}

CwSoftStatus
cw_soft_commit_transaction (CwSoftCard *self)
{
  if (!cw_soft_end_transaction (self, TRUE))
    return CW_SOFT_NO_CHANGES;

  self->changed = TRUE;
  return CW_SOFT_OK;
}

CwSoftStatus
cw_soft_abort_transaction (CwSoftCard *self)
{
  return cw_soft_end_transaction (self, FALSE) ? CW_SOFT_OK : CW_SOFT_NO_CHANGES;
}
