/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

/* SetConfiguration (5C), what a card can be told about itself for good. Options and lengths:
 * libfreefare's mifare_desfire.c and proxmark3's cmdhfmfdes.c. EV2's further options (03 SAK, 04
 * secure messaging, 05 capabilities, 0A failed authentications) are refused with 9E. State of one
 * card; its thread. */

#define OPTION_CARD 0x00
#define OPTION_DEFAULT_KEY 0x01
#define OPTION_ATS 0x02

/* Bits of option 00. A bit that is set stays set: that clearing it is refused with 9D rather than
 * passed over is an assumption. */
#define FORMAT_LOCKED 0x01
#define RANDOM_UID 0x02

#define DEFAULT_KEY_LENGTH 25 /* a key of 24 bytes and its version */

static CwSoftStatus
cw_soft_configure_card (CwSoftCard *self)
{
  CwSoftMemory *memory = self->memory;
  guint8 now = (guint8) ((memory->format_locked ? FORMAT_LOCKED : 0) | (memory->random_uid ? RANDOM_UID : 0));
  CwSoftStatus status = cw_soft_session_open_command (&self->session, CW_SOFT_COMM_ENCIPHERED, self->ins, self->command, 1, 1);
  guint8 wanted;

  if (status != CW_SOFT_OK)
    return status;

  wanted = self->command->data[1];
  if ((wanted & ~(FORMAT_LOCKED | RANDOM_UID)) != 0)
    return CW_SOFT_PARAMETER;
  if ((now & ~wanted) != 0)
    return CW_SOFT_PERMISSION;
  memory->format_locked = (wanted & FORMAT_LOCKED) != 0;
  memory->random_uid = (wanted & RANDOM_UID) != 0;
  self->changed = TRUE;
  return CW_SOFT_OK;
}

static CwSoftStatus
cw_soft_configure_default_key (CwSoftCard *self)
{
  CwSoftKey *key = &self->memory->default_key;
  CwSoftStatus status = cw_soft_session_open_command (&self->session, CW_SOFT_COMM_ENCIPHERED, self->ins, self->command,
                                                      1, DEFAULT_KEY_LENGTH);

  if (status != CW_SOFT_OK)
    return status;

  memcpy (key->bytes, self->command->data + 1, sizeof key->bytes);
  key->version = self->command->data[DEFAULT_KEY_LENGTH];
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/* Only the answer itself says how long it is: data, checksum, 80, zeros. EV2 has the 80 always,
 * and no checksum. */
static CwSoftStatus
cw_soft_open_ats (CwSoftCard *self,
                  gsize      *length)
{
  CwSoftSession *session = &self->session;
  GByteArray *command = self->command;
  gsize sum = cw_soft_session_get_sum_size (session);
  gsize end;

  if (!cw_soft_session_decipher (session, command, 1))
    return CW_SOFT_LENGTH;
  *length = command->data[1];
  end = 1 + *length + sum;
  if (*length == 0 || end >= command->len || command->len - 1 != cw_soft_session_round_up (session, end))
    return CW_SOFT_LENGTH;
  if (!cw_soft_session_check_command (session, self->ins, command, 1, 1 + *length) || command->data[end] != 0x80)
    return CW_SOFT_INTEGRITY;
  for (gsize i = end + 1; i < command->len; i++)
    if (command->data[i] != 0)
      return CW_SOFT_INTEGRITY;
  return CW_SOFT_OK;
}

/* The length is inside the cryptogram: every one that fits so many blocks is tried. */
static CwSoftStatus
cw_soft_open_ats_ev2 (CwSoftCard *self,
                      gsize      *length)
{
  g_autoptr (GByteArray) sealed = g_byte_array_new ();
  CwSoftStatus status = CW_SOFT_LENGTH;

  cw_bytes_put (sealed, self->command->data, self->command->len);
  for (*length = CW_SOFT_MAX_ATS; *length > 0; (*length)--)
    {
      if (1 + cw_soft_session_get_sealed_size (&self->session, CW_SOFT_COMM_ENCIPHERED, *length) != sealed->len)
        continue;
      g_byte_array_set_size (self->command, 0);
      cw_bytes_put (self->command, sealed->data, sealed->len);
      status = cw_soft_session_open_command (&self->session, CW_SOFT_COMM_ENCIPHERED, self->ins, self->command, 1, *length);
      if (status == CW_SOFT_OK)
        return status;
    }
  return status;
}

static CwSoftStatus
cw_soft_configure_ats (CwSoftCard *self)
{
  gsize length = 0;
  CwSoftStatus status = self->session.scheme == CW_SOFT_SCHEME_EV2 ? cw_soft_open_ats_ev2 (self, &length)
                                                                   : cw_soft_open_ats (self, &length);

  if (status != CW_SOFT_OK)
    return status;
  if (!cw_soft_ats_is_valid (self->command->data + 1, length))
    return CW_SOFT_PARAMETER;

  memset (self->memory->ats, 0, sizeof self->memory->ats);
  memcpy (self->memory->ats, self->command->data + 1, length);
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/**
 * cw_soft_set_configuration:
 *
 * 5C: with the card's master key.
 */
CwSoftStatus
cw_soft_set_configuration (CwSoftCard *self)
{
  if (!cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;

  if (self->command->data[0] == OPTION_CARD)
    return cw_soft_configure_card (self);
  if (self->command->data[0] == OPTION_DEFAULT_KEY)
    return cw_soft_configure_default_key (self);
  if (self->command->data[0] == OPTION_ATS)
    return cw_soft_configure_ats (self);
  return CW_SOFT_PARAMETER;
}
