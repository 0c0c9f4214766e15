/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

/* Commands about the files of the selected application. State of one card; its thread. */

#define INS_CREATE_BACKUP_DATA_FILE 0xCB

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
  return right < application->n_keys || right == CW_SOFT_RIGHT_FREE || right == CW_SOFT_RIGHT_NEVER;
}

/* Returns: %FALSE when @comm or @rights is none that a file of @application can have */
static gboolean
cw_soft_access_is_valid (const CwSoftApplication *application,
                         guint8                   comm,
                         guint16                  rights)
{
  return (comm == CW_SOFT_COMM_PLAIN || comm == CW_SOFT_COMM_MAC || comm == CW_SOFT_COMM_ENCIPHERED) &&
         cw_soft_right_is_valid (application, CW_SOFT_RIGHT_READ (rights)) &&
         cw_soft_right_is_valid (application, CW_SOFT_RIGHT_WRITE (rights)) &&
         cw_soft_right_is_valid (application, CW_SOFT_RIGHT_READ_WRITE (rights)) &&
         cw_soft_right_is_valid (application, CW_SOFT_RIGHT_CHANGE (rights));
}

gboolean
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
  if (right == CW_SOFT_RIGHT_FREE || other == CW_SOFT_RIGHT_FREE)
    return CW_SOFT_OK;
  return right == CW_SOFT_RIGHT_NEVER && other == CW_SOFT_RIGHT_NEVER ? CW_SOFT_PERMISSION : CW_SOFT_AUTHENTICATION;
}

/**
 * cw_soft_parse_file:
 * @rest: (out): what follows the rights in the command
 *
 * What the commands that create files begin with.
 *
 * Returns: (transfer full) (nullable): the file, still empty; its number and rights are checked
 */
CwSoftFile *
cw_soft_parse_file (CwSoftCard    *self,
                    CwSoftFileKind kind,
                    CwCursor      *rest)
{
  g_autoptr (CwSoftFile) file = cw_soft_file_new ();
  gboolean iso = self->selected->iso_files && kind != CW_SOFT_FILE_VALUE;
  guint8 comm;

  cw_cursor_init (rest, self->command->data, self->command->len);
  if (!cw_cursor_read_u8 (rest, &file->number))
    return NULL;
  if (iso)
    file->has_iso_id = cw_cursor_read_u16le (rest, &file->iso_id);
  if (!cw_cursor_read_u8 (rest, &comm) || !cw_cursor_read_u16le (rest, &file->rights))
    return NULL;

  if (file->number >= CW_SOFT_MAX_FILES || !cw_soft_access_is_valid (self->selected, comm, file->rights))
    return NULL;
  if (file->has_iso_id && cw_soft_iso_id_is_reserved (file->iso_id))
    return NULL;
  file->comm = comm;
  file->kind = kind;
  return g_steal_pointer (&file);
}

/**
 * cw_soft_add_file:
 * @file: (transfer full): complete
 *
 * Puts a new file into the selected application.
 */
CwSoftStatus
cw_soft_add_file (CwSoftCard *self,
                  CwSoftFile *file)
{
  g_autoptr (CwSoftFile) added = file;
  CwSoftApplication *application = self->selected;

  if (!cw_soft_may_create_files (self))
    return CW_SOFT_AUTHENTICATION;
  if (cw_soft_application_find (application, file->number) != NULL ||
      (file->has_iso_id && cw_soft_application_find_iso (application, file->iso_id) != NULL))
    return CW_SOFT_DUPLICATE;
  if (!cw_soft_memory_take (self->memory, cw_soft_file_get_size (file)))
    return CW_SOFT_OUT_OF_EEPROM;

  g_ptr_array_add (application->files, g_steal_pointer (&added));
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/**
 * cw_soft_create_file:
 *
 * CD and CB.
 */
CwSoftStatus
cw_soft_create_file (CwSoftCard *self)
{
  g_autoptr (CwSoftFile) file = NULL;
  CwCursor rest;
  guint32 size;

  if (self->command->len != (self->selected->iso_files ? 9 : 7))
    return CW_SOFT_LENGTH;
  if (!cw_soft_may_create_files (self))
    return CW_SOFT_AUTHENTICATION;

  file = cw_soft_parse_file (self, self->ins == INS_CREATE_BACKUP_DATA_FILE ? CW_SOFT_FILE_BACKUP : CW_SOFT_FILE_STANDARD,
                             &rest);
  if (file == NULL || !cw_cursor_read_u24le (&rest, &size) || size == 0)
    return CW_SOFT_PARAMETER;
  if (size > CW_SOFT_EEPROM)
    return CW_SOFT_OUT_OF_EEPROM;
  cw_soft_file_resize (file, size);
  return cw_soft_add_file (self, g_steal_pointer (&file));
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
      const CwSoftFile *file = g_ptr_array_index (files, i);

      if (!file->has_iso_id)
        continue;
      if (self->answer->len > 0 && self->answer->len % (2 * ISO_IDS_IN_FRAME) == 0)
        cw_soft_card_cut (self);
      cw_bytes_put_u16le (self->answer, file->iso_id);
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

  cw_bytes_put_u8 (self->answer, (guint8) file->kind);
  cw_bytes_put_u8 (self->answer, (guint8) file->comm);
  cw_bytes_put_u16le (self->answer, file->rights);
  if (file->kind == CW_SOFT_FILE_VALUE)
    {
      cw_bytes_put_u32le (self->answer, (guint32) file->purse.lower);
      cw_bytes_put_u32le (self->answer, (guint32) file->purse.upper);
      cw_bytes_put_u32le (self->answer, (guint32) file->purse.limit);
      cw_bytes_put_u8 (self->answer, file->purse.options);
    }
  else
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
  free_change = CW_SOFT_RIGHT_CHANGE (file->rights) == CW_SOFT_RIGHT_FREE;
  if (CW_SOFT_RIGHT_CHANGE (file->rights) == CW_SOFT_RIGHT_NEVER)
    return CW_SOFT_PERMISSION;
  if (!free_change && !cw_soft_has_right (self, CW_SOFT_RIGHT_CHANGE (file->rights)))
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
  if (free_change)
    self->seal = CW_SOFT_SEAL_OPEN_FILE;
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
  if (*file == NULL)
    return CW_SOFT_NO_FILE;
  return (*file)->kind == CW_SOFT_FILE_VALUE ? CW_SOFT_PARAMETER : CW_SOFT_OK;
}

/**
 * cw_soft_read_data:
 *
 * BD, and AD in wide frames. Length 0 means to the end. A backup file shows what was last committed.
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
    status = cw_soft_check_access (self, file, CW_SOFT_RIGHT_READ (file->rights), CW_SOFT_RIGHT_READ_WRITE (file->rights), &comm);
  if (status == CW_SOFT_OK)
    status = cw_soft_session_open_question (&self->session, comm, self->ins, self->command);
  if (status != CW_SOFT_OK)
    return status;
  if (self->command->len != DATA_HEADER)
    return CW_SOFT_LENGTH;

  size = file->content->len;
  open_ended = length == 0;
  if (offset >= size || length > size - offset)
    return CW_SOFT_BOUNDARY;
  cw_bytes_put (self->answer, file->content->data + offset, open_ended ? size - offset : length);

  switch (comm)
    {
    case CW_SOFT_COMM_PLAIN:
      self->seal = CW_SOFT_SEAL_OPEN_FILE;
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
    status = cw_soft_check_access (self, *file, CW_SOFT_RIGHT_WRITE ((*file)->rights), CW_SOFT_RIGHT_READ_WRITE ((*file)->rights), comm);
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
 * The first frame of 3D or 8D: refuses at once what would be refused in the end, and reckons how many
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
 * 3D or 8D, all frames of it. A backup file keeps it aside until CommitTransaction.
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

  self->seal = comm == CW_SOFT_COMM_PLAIN ? CW_SOFT_SEAL_OPEN_FILE : CW_SOFT_SEAL_PLAIN;
  into = file->content;
  if (file->kind == CW_SOFT_FILE_BACKUP && file->pending == NULL)
    {
      file->pending = g_byte_array_sized_new (into->len);
      cw_bytes_put (file->pending, into->data, into->len);
    }
  if (file->kind == CW_SOFT_FILE_BACKUP)
    into = file->pending;
  memcpy (into->data + offset, self->command->data + DATA_HEADER, length);
  self->changed = file->kind == CW_SOFT_FILE_STANDARD;
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

      any = any || file->pending != NULL || file->purse.changing;
      if (commit && file->purse.changing)
        cw_soft_purse_commit (&file->purse);
      if (commit && file->pending != NULL)
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
