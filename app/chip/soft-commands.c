/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

/* The card's command interpreter: the table of commands, the chaining of long commands and long
 * answers, and what an error does (it ends the session, as on the recorded card). Every change
 * is in the card's file before the command is answered. State of one card; its thread. */

typedef enum
{
  CW_SOFT_LEVEL_ANY,
  CW_SOFT_LEVEL_CARD,
  CW_SOFT_LEVEL_APPLICATION,
} CwSoftLevel;

/* Who takes the command's protection off. */
typedef enum
{
  CW_SOFT_BARE,    /* nobody: it has none in any session */
  CW_SOFT_MANAGED, /* the interpreter: nothing on the air in EV1, a MAC in EV2 */
  CW_SOFT_SEALED,  /* the handler: it depends on what is inside */
} CwSoftShell;

typedef struct
{
  guint8        ins;
  gsize         min; /* bytes of data, EV2's MAC not counted */
  gsize         max;
  CwSoftLevel   level;
  CwSoftShell   shell;
  CwSoftStatus (*handler) (CwSoftCard *self);
} CwSoftCommand;

/* Codes and lengths: proxmark3's desfirecore.c and libfreefare's mifare_desfire.c. Record
 * files, key sets, and the ISO 7816-4 file commands are left out: the card answers 1C. */
static const CwSoftCommand commands[] = {
  { 0x0A, 1, 1, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_authenticate },
  { 0x1A, 1, 1, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_authenticate },
  { 0xAA, 1, 1, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_authenticate },
  { 0x71, 2, 2 + CW_SOFT_CAPABILITIES, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_authenticate },
  { 0x77, 1, 1, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_authenticate },
  { 0xC4, 2, 33, CW_SOFT_LEVEL_ANY, CW_SOFT_SEALED, cw_soft_change_key },
  { 0x54, 1, 16, CW_SOFT_LEVEL_ANY, CW_SOFT_SEALED, cw_soft_change_key_settings },
  { 0x45, 0, 0, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_get_key_settings },
  { 0x64, 1, 1, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_get_key_version },
  { 0x5C, 2, 33, CW_SOFT_LEVEL_CARD, CW_SOFT_SEALED, cw_soft_set_configuration },
  { 0x60, 0, 0, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_get_version },
  { 0x51, 0, 0, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_get_card_uid },
  { 0x6E, 0, 0, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_get_free_memory },
  { 0xFC, 0, 0, CW_SOFT_LEVEL_CARD, CW_SOFT_MANAGED, cw_soft_format_picc },
  { 0x5A, 3, 3, CW_SOFT_LEVEL_ANY, CW_SOFT_BARE, cw_soft_select_application },
  { 0xCA, 5, 23, CW_SOFT_LEVEL_CARD, CW_SOFT_MANAGED, cw_soft_create_application },
  { 0xDA, 3, 3, CW_SOFT_LEVEL_ANY, CW_SOFT_MANAGED, cw_soft_delete_application },
  { 0x6A, 0, 0, CW_SOFT_LEVEL_CARD, CW_SOFT_MANAGED, cw_soft_get_application_ids },
  { 0x6D, 0, 0, CW_SOFT_LEVEL_CARD, CW_SOFT_MANAGED, cw_soft_get_df_names },
  { 0xCD, 7, 9, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_create_file },
  { 0xCB, 7, 9, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_create_file },
  { 0xDF, 1, 1, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_delete_file },
  { 0x6F, 0, 0, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_get_file_ids },
  { 0x61, 0, 0, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_get_iso_file_ids },
  { 0xF5, 1, 1, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_get_file_settings },
  { 0x5F, 4, 17, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_change_file_settings },
  { 0xBD, 7, 7, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_read_data },
  { 0xAD, 7, 7, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_read_data },
  { 0x3D, 8, CW_SOFT_FRAME, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_write_data },
  { 0x8D, 8, CW_SOFT_WIDE_FRAME, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_write_data },
  { 0xCC, 17, 17, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_create_value_file },
  { 0x6C, 1, 1, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_get_value },
  { 0x0C, 5, 17, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_change_value },
  { 0xDC, 5, 17, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_change_value },
  { 0x1C, 5, 17, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_SEALED, cw_soft_change_value },
  { 0xC7, 0, 0, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_commit_transaction },
  { 0xA7, 0, 0, CW_SOFT_LEVEL_APPLICATION, CW_SOFT_MANAGED, cw_soft_abort_transaction },
};

#define INS_WRITE_DATA 0x3D

/* What came with EV2. AD and 8D are ReadData and WriteData for terminals whose APDUs are longer
 * than a native frame. */
#define INS_AUTHENTICATE_EV2_FIRST 0x71
#define INS_AUTHENTICATE_EV2_NON_FIRST 0x77
#define INS_READ_DATA_WIDE 0xAD
#define INS_WRITE_DATA_WIDE 0x8D

static gboolean
cw_soft_is_wide (guint8 ins)
{
  return ins == INS_READ_DATA_WIDE || ins == INS_WRITE_DATA_WIDE;
}

static const CwSoftCommand *
cw_soft_command_find (const CwSoftCard *self,
                      guint8            ins)
{
  gboolean newer = cw_soft_is_wide (ins) || ins == INS_AUTHENTICATE_EV2_FIRST || ins == INS_AUTHENTICATE_EV2_NON_FIRST;

  if (newer && cw_soft_memory_get_model (self->memory) == CW_SOFT_MODEL_EV1)
    return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (commands[i].ins == ins)
      return &commands[i];
  return NULL;
}

/**
 * cw_soft_card_get_frame:
 * @ins: the command, or AF
 *
 * Returns: bytes of data that fit one frame of it. How AD and 8D go on beyond one short APDU is
 *   not published; they chain with AF here, in wide frames.
 */
gsize
cw_soft_card_get_frame (const CwSoftCard *self,
                        guint8            ins)
{
  gboolean wide = cw_soft_is_wide (ins == CW_SOFT_MORE ? self->ins : ins);

  return wide && cw_soft_memory_get_model (self->memory) != CW_SOFT_MODEL_EV1 ? CW_SOFT_WIDE_FRAME : CW_SOFT_FRAME;
}

/**
 * cw_soft_card_select:
 * @application: in the card's memory; its card level for the card itself
 *
 * Ends the session and forgets what was not committed.
 */
void
cw_soft_card_select (CwSoftCard        *self,
                     CwSoftApplication *application)
{
  if (self->selected != NULL)
    cw_soft_application_abort (self->selected);
  cw_soft_session_end (&self->session);
  self->selected = application;
}

/**
 * cw_soft_card_reset:
 *
 * Ends the session and whatever long command or answer was under way.
 */
void
cw_soft_card_reset (CwSoftCard *self)
{
  cw_soft_session_end (&self->session);
  cw_wipe (&self->challenge, sizeof self->challenge);
  self->expect = CW_SOFT_EXPECT_COMMAND;
  g_byte_array_set_size (self->command, 0);
  g_byte_array_set_size (self->answer, 0);
  g_array_set_size (self->cuts, 0);
  self->sent = 0;
}

/**
 * cw_soft_card_cut:
 *
 * Ends a frame of the answer here, although it is not full.
 */
void
cw_soft_card_cut (CwSoftCard *self)
{
  gsize end = self->answer->len;

  g_array_append_val (self->cuts, end);
}

/**
 * cw_soft_card_is_master:
 *
 * Returns: whether the session is one with the master key of what is selected
 */
gboolean
cw_soft_card_is_master (const CwSoftCard *self)
{
  return self->session.scheme != CW_SOFT_SCHEME_NONE && self->session.key_number == 0;
}

static CwSoftStatus
cw_soft_card_send_frame (CwSoftCard *self,
                         GByteArray *frame)
{
  gsize end = MIN (self->sent + cw_soft_card_get_frame (self, self->ins), self->answer->len);

  for (guint i = 0; i < self->cuts->len; i++)
    {
      gsize cut = g_array_index (self->cuts, gsize, i);

      if (cut > self->sent && cut < end)
        end = cut;
    }
  /* an answer without data has no bytes to point at */
  if (end > self->sent)
    cw_bytes_put (frame, self->answer->data + self->sent, end - self->sent);
  self->sent = end;
  self->expect = end < self->answer->len ? CW_SOFT_EXPECT_FETCH : CW_SOFT_EXPECT_COMMAND;
  return end < self->answer->len ? CW_SOFT_MORE : CW_SOFT_OK;
}

/* Returns: %FALSE when the EEPROM (the file) did not take the change; it is then undone */
static gboolean
cw_soft_card_save (CwSoftCard *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *image = NULL;

  if (!self->changed || self->path == NULL)
    {
      self->changed = FALSE;
      return TRUE;
    }

  self->changed = FALSE;
  image = cw_soft_memory_to_json (self->memory);
  if (cw_soft_store_write (self->path, image, &error))
    {
      g_free (self->image);
      self->image = g_steal_pointer (&image);
      return TRUE;
    }

  g_debug ("the training card could not be written: %s", error->message);
  g_clear_pointer (&self->memory, cw_soft_memory_free);
  self->memory = cw_soft_memory_from_json (self->image, strlen (self->image), NULL);
  g_assert (self->memory != NULL);
  self->selected = self->memory->picc;
  return FALSE;
}

static CwSoftStatus
cw_soft_card_execute (CwSoftCard          *self,
                      const CwSoftCommand *command,
                      GByteArray          *frame)
{
  CwSoftStatus status = CW_SOFT_OK;

  self->expect = CW_SOFT_EXPECT_COMMAND;
  self->seal = CW_SOFT_SEAL_PLAIN;
  if (command->shell == CW_SOFT_MANAGED)
    status = cw_soft_session_open_question (&self->session, CW_SOFT_COMM_MAC, self->ins, self->command);
  if (status != CW_SOFT_OK)
    return status;

  status = command->handler (self);
  if (status == CW_SOFT_MORE)
    {
      self->expect = CW_SOFT_EXPECT_TOKEN;
      cw_bytes_put (frame, self->answer->data, self->answer->len);
      return status;
    }
  if (!cw_soft_card_save (self))
    return CW_SOFT_EEPROM_FAILED;
  if (status != CW_SOFT_OK)
    return status;

  cw_soft_session_seal_answer (&self->session, self->seal, self->answer);
  if (self->seal == CW_SOFT_SEAL_BARE)
    cw_soft_session_end (&self->session);
  if (self->selected == NULL)
    cw_soft_card_select (self, self->memory->picc);
  return cw_soft_card_send_frame (self, frame);
}

/* Whether so many bytes can be the first frame of @command: EV2 adds a MAC. */
static gboolean
cw_soft_card_takes (const CwSoftCard    *self,
                    const CwSoftCommand *command,
                    gsize                length)
{
  gboolean ev2 = self->session.scheme == CW_SOFT_SCHEME_EV2;
  gsize less = ev2 && command->shell == CW_SOFT_MANAGED ? CW_SOFT_EV2_MAC_LENGTH : 0;
  gsize more = ev2 && command->shell != CW_SOFT_BARE ? CW_SOFT_EV2_MAC_LENGTH : 0;

  return length >= command->min + less && length <= MIN (command->max + more, cw_soft_card_get_frame (self, command->ins));
}

static CwSoftStatus
cw_soft_card_begin (CwSoftCard   *self,
                    guint8        ins,
                    const guint8 *data,
                    gsize         length,
                    GByteArray   *frame)
{
  const CwSoftCommand *command = cw_soft_command_find (self, ins);
  gboolean at_card = self->selected == self->memory->picc;
  CwSoftStatus status;

  if (command == NULL)
    return CW_SOFT_ILLEGAL_COMMAND;
  if (!cw_soft_card_takes (self, command, length))
    return CW_SOFT_LENGTH;
  if ((command->level == CW_SOFT_LEVEL_CARD && !at_card) ||
      (command->level == CW_SOFT_LEVEL_APPLICATION && at_card))
    return CW_SOFT_PERMISSION;

  self->ins = ins;
  self->wanted = length;
  self->sent = 0;
  g_byte_array_set_size (self->command, 0);
  g_byte_array_set_size (self->answer, 0);
  g_array_set_size (self->cuts, 0);
  cw_bytes_put (self->command, data, length);
  if (ins == INS_WRITE_DATA || ins == INS_WRITE_DATA_WIDE)
    {
      status = cw_soft_write_data_begin (self);
      if (status != CW_SOFT_OK)
        return status;
    }
  if (length > self->wanted)
    return CW_SOFT_LENGTH;
  if (length == self->wanted)
    return cw_soft_card_execute (self, command, frame);

  self->expect = CW_SOFT_EXPECT_DATA;
  return CW_SOFT_MORE;
}

static CwSoftStatus
cw_soft_card_continue (CwSoftCard   *self,
                       const guint8 *data,
                       gsize         length,
                       GByteArray   *frame)
{
  CwSoftStatus status;

  switch (self->expect)
    {
    case CW_SOFT_EXPECT_COMMAND:
      return CW_SOFT_ILLEGAL_COMMAND;

    case CW_SOFT_EXPECT_FETCH:
      return length == 0 ? cw_soft_card_send_frame (self, frame) : CW_SOFT_LENGTH;

    case CW_SOFT_EXPECT_TOKEN:
      self->expect = CW_SOFT_EXPECT_COMMAND;
      g_byte_array_set_size (self->answer, 0);
      status = cw_soft_authenticate_token (self, data, length);
      if (status == CW_SOFT_OK)
        cw_bytes_put (frame, self->answer->data, self->answer->len);
      return status;

    case CW_SOFT_EXPECT_DATA:
      if (length == 0 || length > cw_soft_card_get_frame (self, self->ins) || self->command->len + length > self->wanted)
        return CW_SOFT_LENGTH;
      cw_bytes_put (self->command, data, length);
      if (self->command->len < self->wanted)
        return CW_SOFT_MORE;
      return cw_soft_card_execute (self, cw_soft_command_find (self, self->ins), frame);
    }
  g_assert_not_reached ();
}

/**
 * cw_soft_card_run:
 * @ins: the command byte; AF goes on with what is under way
 * @data: (array length=length): the frame's data
 * @frame: filled with the answer's data
 *
 * Returns: the status byte
 */
CwSoftStatus
cw_soft_card_run (CwSoftCard   *self,
                  guint8        ins,
                  const guint8 *data,
                  gsize         length,
                  GByteArray   *frame)
{
  CwSoftStatus status;

  if (ins == CW_SOFT_MORE)
    status = cw_soft_card_continue (self, data, length, frame);
  else if (self->expect != CW_SOFT_EXPECT_COMMAND)
    status = CW_SOFT_ABORTED;
  else
    status = cw_soft_card_begin (self, ins, data, length, frame);

  if (status != CW_SOFT_OK && status != CW_SOFT_MORE)
    {
      cw_soft_card_reset (self);
      g_byte_array_set_size (frame, 0);
    }
  return status;
}
