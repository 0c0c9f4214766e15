/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

/* Commands about the card as a whole and its applications. State of one card; its thread. */

/* Second settings byte of CreateApplication. */
#define KEY_COUNT_MASK 0x0F
#define KEY_SETS 0x10 /* EV2 */
#define ISO_FILES 0x20

#define AIDS_IN_FRAME 19 /* seen by nfcjlib on real cards */

/**
 * cw_soft_get_version:
 *
 * 60. A card that hides its UID shows zeros.
 */
CwSoftStatus
cw_soft_get_version (CwSoftCard *self)
{
  static const guint8 no_uid[CW_SOFT_UID_LENGTH] = { 0 };
  const CwSoftMemory *memory = self->memory;

  cw_bytes_put (self->answer, memory->hardware, sizeof memory->hardware);
  cw_soft_card_cut (self);
  cw_bytes_put (self->answer, memory->software, sizeof memory->software);
  cw_soft_card_cut (self);
  cw_bytes_put (self->answer, memory->random_uid ? no_uid : memory->uid, sizeof memory->uid);
  cw_bytes_put (self->answer, memory->batch, sizeof memory->batch);
  cw_bytes_put (self->answer, memory->made, sizeof memory->made);
  return CW_SOFT_OK;
}

/**
 * cw_soft_get_card_uid:
 *
 * 51: always enciphered, so any session will do but none will not.
 */
CwSoftStatus
cw_soft_get_card_uid (CwSoftCard *self)
{
  if (self->session.scheme == CW_SOFT_SCHEME_NONE)
    return CW_SOFT_AUTHENTICATION;

  cw_bytes_put (self->answer, self->memory->uid, sizeof self->memory->uid);
  self->seal = CW_SOFT_SEAL_ENCIPHERED;
  return CW_SOFT_OK;
}

CwSoftStatus
cw_soft_get_free_memory (CwSoftCard *self)
{
  cw_bytes_put_u24le (self->answer, CW_SOFT_EEPROM - self->memory->used);
  return CW_SOFT_OK;
}

/**
 * cw_soft_format_picc:
 *
 * FC. The session lives on, as on the recorded card.
 */
CwSoftStatus
cw_soft_format_picc (CwSoftCard *self)
{
  if (!cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;
  if (self->memory->format_locked)
    return CW_SOFT_PERMISSION;

  cw_soft_memory_format (self->memory);
  self->changed = TRUE;
  return CW_SOFT_OK;
}

static guint32
cw_soft_read_aid (const guint8 *data)
{
  return data[0] | (guint32) data[1] << 8 | (guint32) data[2] << 16;
}

static void
cw_soft_put_aid (GByteArray              *answer,
                 const CwSoftApplication *application)
{
  cw_bytes_put_u24le (answer, application->aid);
}

CwSoftStatus
cw_soft_select_application (CwSoftCard *self)
{
  guint32 aid = cw_soft_read_aid (self->command->data);
  CwSoftApplication *application = aid == 0 ? self->memory->picc : cw_soft_memory_find (self->memory, aid);

  if (application == NULL)
    return CW_SOFT_NO_APPLICATION;

  cw_soft_card_select (self, application);
  return CW_SOFT_OK;
}

static void
cw_soft_application_fill_keys (CwSoftApplication *application,
                               const CwSoftKey   *key)
{
  CwSoftKey filled = { 0 };

  memcpy (filled.bytes, key->bytes, cw_soft_keys_get_length (application->type));
  if (application->type == CW_SOFT_KEYS_AES)
    filled.version = key->version;
  for (guint i = 0; application->type != CW_SOFT_KEYS_AES && i < 8; i++)
    filled.bytes[i] = (guint8) ((filled.bytes[i] & 0xFE) | (key->version >> (7 - i) & 1));
  for (guint i = 0; i < application->n_keys; i++)
    application->keys[i] = filled;
}

/* Returns: (transfer full) (nullable): the application that the command describes */
static CwSoftApplication *
cw_soft_parse_application (CwSoftCard *self)
{
  g_autoptr (CwSoftApplication) application = cw_soft_application_new ();
  CwCursor cursor;
  guint8 second;

  cw_cursor_init (&cursor, self->command->data, self->command->len);
  if (!cw_cursor_read_u24le (&cursor, &application->aid) ||
      !cw_cursor_read_u8 (&cursor, &application->settings) ||
      !cw_cursor_read_u8 (&cursor, &second))
    return NULL;

  application->n_keys = second & KEY_COUNT_MASK;
  application->type = second >> 6;
  application->iso_files = (second & ISO_FILES) != 0;
  if (application->aid == 0 || application->n_keys == 0 || application->n_keys > CW_SOFT_MAX_KEYS ||
      application->type > CW_SOFT_KEYS_AES || (second & KEY_SETS) != 0)
    return NULL;

  if (cw_cursor_get_left (&cursor) > 0)
    {
      application->has_iso_id = cw_cursor_read_u16le (&cursor, &application->iso_id);
      application->name_length = cw_cursor_get_left (&cursor);
      if (cw_soft_iso_id_is_reserved (application->iso_id) || application->name_length > CW_SOFT_MAX_NAME)
        return NULL;
      memcpy (application->name, cursor.data + cursor.offset, application->name_length);
    }
  cw_soft_application_fill_keys (application, &self->memory->default_key);
  return g_steal_pointer (&application);
}

/**
 * cw_soft_create_application:
 *
 * CA.
 */
CwSoftStatus
cw_soft_create_application (CwSoftCard *self)
{
  CwSoftMemory *memory = self->memory;
  g_autoptr (CwSoftApplication) application = NULL;

  if (self->command->len == 6)
    return CW_SOFT_LENGTH;
  if (!(memory->picc->settings & CW_SOFT_FREE_CREATE) && !cw_soft_card_is_master (self))
    return CW_SOFT_AUTHENTICATION;

  application = cw_soft_parse_application (self);
  if (application == NULL)
    return CW_SOFT_PARAMETER;
  if (cw_soft_memory_find (memory, application->aid) != NULL ||
      (application->has_iso_id && cw_soft_memory_find_iso (memory, application->iso_id) != NULL) ||
      cw_soft_memory_find_name (memory, application->name, application->name_length) != NULL)
    return CW_SOFT_DUPLICATE;
  if (memory->applications->len >= cw_soft_memory_get_most_applications (memory))
    return CW_SOFT_COUNT;
  if (!cw_soft_memory_take (memory, cw_soft_application_get_size (application)))
    return CW_SOFT_OUT_OF_EEPROM;

  g_ptr_array_add (memory->applications, g_steal_pointer (&application));
  self->changed = TRUE;
  return CW_SOFT_OK;
}

/**
 * cw_soft_delete_application:
 *
 * DA: with the card's master key, or, where the card allows it, from within the application with
 * its own. Its memory stays lost until FormatPICC.
 */
CwSoftStatus
cw_soft_delete_application (CwSoftCard *self)
{
  CwSoftMemory *memory = self->memory;
  CwSoftApplication *application = cw_soft_memory_find (memory, cw_soft_read_aid (self->command->data));
  gboolean within = self->selected != memory->picc;

  if (application == NULL)
    return CW_SOFT_NO_APPLICATION;
  if (within && !(memory->picc->settings & CW_SOFT_FREE_CREATE))
    return CW_SOFT_PERMISSION;
  if (!cw_soft_card_is_master (self) || (within && application != self->selected))
    return CW_SOFT_AUTHENTICATION;

  if (within)
    self->selected = NULL;
  g_ptr_array_remove (memory->applications, application);
  self->changed = TRUE;
  return CW_SOFT_OK;
}

static gboolean
cw_soft_may_list_applications (CwSoftCard *self)
{
  return (self->memory->picc->settings & CW_SOFT_FREE_LISTING) != 0 || cw_soft_card_is_master (self);
}

CwSoftStatus
cw_soft_get_application_ids (CwSoftCard *self)
{
  GPtrArray *applications = self->memory->applications;

  if (!cw_soft_may_list_applications (self))
    return CW_SOFT_AUTHENTICATION;

  for (guint i = 0; i < applications->len; i++)
    {
      if (i > 0 && i % AIDS_IN_FRAME == 0)
        cw_soft_card_cut (self);
      cw_soft_put_aid (self->answer, g_ptr_array_index (applications, i));
    }
  return CW_SOFT_OK;
}

/**
 * cw_soft_get_df_names:
 *
 * 6D: one frame an application that has an ISO identifier.
 */
CwSoftStatus
cw_soft_get_df_names (CwSoftCard *self)
{
  GPtrArray *applications = self->memory->applications;

  if (!cw_soft_may_list_applications (self))
    return CW_SOFT_AUTHENTICATION;

  for (guint i = 0; i < applications->len; i++)
    {
      const CwSoftApplication *application = g_ptr_array_index (applications, i);

      if (!application->has_iso_id)
        continue;
      if (self->answer->len > 0)
        cw_soft_card_cut (self);
      cw_soft_put_aid (self->answer, application);
      cw_bytes_put_u16le (self->answer, application->iso_id);
      cw_bytes_put (self->answer, application->name, application->name_length);
    }
  return CW_SOFT_OK;
}
