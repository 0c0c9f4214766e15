/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <string.h>

/* What the software card keeps without power: applications, keys, files, and how much of the
 * EEPROM they take. Plain structs of one card; its thread. */

/* GetVersion: the recorded EV1 (NXP, DESFire, 1.0 and 1.4, 8K, ISO/IEC 14443-2 and -3); for EV2 a
 * published dump (12.0 and 2.1), for EV3 what proxmark3's cmdhfmfdes.c tells it by (33.0). */
static const guint8 hardware_versions[][CW_SOFT_VERSION_LENGTH] = {
  [CW_SOFT_MODEL_EV1] = { 0x04, 0x01, 0x01, 0x01, 0x00, 0x1A, 0x05 },
  [CW_SOFT_MODEL_EV2] = { 0x04, 0x01, 0x01, 0x12, 0x00, 0x1A, 0x05 },
  [CW_SOFT_MODEL_EV3] = { 0x04, 0x01, 0x01, 0x33, 0x00, 0x1A, 0x05 },
};
static const guint8 software_versions[][CW_SOFT_VERSION_LENGTH] = {
  [CW_SOFT_MODEL_EV1] = { 0x04, 0x01, 0x01, 0x01, 0x04, 0x1A, 0x05 },
  [CW_SOFT_MODEL_EV2] = { 0x04, 0x01, 0x01, 0x02, 0x01, 0x1A, 0x05 },
  [CW_SOFT_MODEL_EV3] = { 0x04, 0x01, 0x01, 0x03, 0x00, 0x1A, 0x05 },
};
static const guint8 recorded_batch[] = { 0xBA, 0x45, 0x19, 0xE3, 0x20 };
static const guint8 recorded_made[] = { 0x49, 0x13 };

/* Answer to select of a DESFire: one historical byte, 80 (proxmark3's dumps) */
static const guint8 factory_ats[] = { 0x06, 0x75, 0x77, 0x81, 0x02, 0x80 };

/* The card's file and its readers speak of kinds in these words. */
const char *const cw_soft_type_names[] = {
  [CW_SOFT_KEYS_DES] = "des",
  [CW_SOFT_KEYS_3K3DES] = "3k3des",
  [CW_SOFT_KEYS_AES] = "aes",
};

const char *const cw_soft_comm_names[] = {
  [CW_SOFT_COMM_PLAIN] = "plain",
  [CW_SOFT_COMM_MAC] = "mac",
  [CW_SOFT_COMM_ENCIPHERED] = "enciphered",
};

const char *const cw_soft_file_kind_names[] = {
  [CW_SOFT_FILE_STANDARD] = "standard",
  [CW_SOFT_FILE_BACKUP] = "backup",
  [CW_SOFT_FILE_VALUE] = "value",
};

#define MAJOR_VERSION 3    /* place in the hardware version */
#define MAX_HISTORICAL 15  /* bytes that an ATR has room for */
#define FACTORY_SETTINGS 0x0F /* everything allowed; the recorded applications have it too */

/**
 * cw_soft_keys_get_length:
 *
 * Returns: bytes of one key, without its version
 */
gsize
cw_soft_keys_get_length (CwSoftKeys type)
{
  return type == CW_SOFT_KEYS_3K3DES ? 24 : 16;
}

/**
 * cw_soft_key_get_version:
 *
 * A DES key has its version in the lowest bits of its first eight bytes, most significant first:
 * the recorded key 10 18 20 29 .. answers 10.
 */
guint8
cw_soft_key_get_version (const CwSoftKey *self,
                         CwSoftKeys       type)
{
  guint8 version = 0;

  if (type == CW_SOFT_KEYS_AES)
    return self->version;

  for (int i = 0; i < 8; i++)
    version = (guint8) (version << 1 | (self->bytes[i] & 1));
  return version;
}

/**
 * cw_soft_iso_id_is_reserved:
 *
 * Returns: whether ISO/IEC 7816-4 (8.2.1.1) keeps the identifier for itself
 */
gboolean
cw_soft_iso_id_is_reserved (guint16 iso_id)
{
  return iso_id == 0x0000 || iso_id == 0x3F00 || iso_id == 0x3FFF || iso_id == 0xFFFF;
}

/**
 * cw_soft_ats_get_historical:
 * @ats: as cw_soft_ats_is_valid() found it good
 * @length: (out): bytes
 *
 * ISO/IEC 14443-4 (5.2): a length byte, a format byte whose bits 4 to 6 say which of three
 * interface bytes follow, and the rest.
 *
 * Returns: the historical bytes
 */
const guint8 *
cw_soft_ats_get_historical (const guint8 *ats,
                            gsize        *length)
{
  gsize start = ats[0] > 1 ? 2 + (ats[1] >> 4 & 1) + (ats[1] >> 5 & 1) + (ats[1] >> 6 & 1) : 1;

  *length = ats[0] - start;
  return ats + start;
}

/**
 * cw_soft_ats_is_valid:
 *
 * Returns: whether a card can answer to select with it
 */
gboolean
cw_soft_ats_is_valid (const guint8 *ats,
                      gsize         length)
{
  gsize interface_bytes;

  if (length < 1 || length > CW_SOFT_MAX_ATS || ats[0] != length)
    return FALSE;
  if (length == 1)
    return TRUE;
  interface_bytes = (ats[1] >> 4 & 1) + (ats[1] >> 5 & 1) + (ats[1] >> 6 & 1);
  return (ats[1] & 0x80) == 0 && length >= 2 + interface_bytes && length - 2 - interface_bytes <= MAX_HISTORICAL;
}

CwSoftFile *
cw_soft_file_new (void)
{
  CwSoftFile *self = g_new0 (CwSoftFile, 1);

  self->content = g_byte_array_new ();
  return self;
}

/**
 * cw_soft_file_resize:
 * @size: bytes, at least 1
 *
 * Gives a new file its size, filled with zeros.
 */
void
cw_soft_file_resize (CwSoftFile *self,
                     gsize       size)
{
  g_byte_array_set_size (self->content, (guint) size);
  memset (self->content->data, 0, size);
}

void
cw_soft_file_free (CwSoftFile *self)
{
  g_byte_array_unref (self->content);
  g_clear_pointer (&self->pending, g_byte_array_unref);
  g_free (self);
}

/**
 * cw_soft_file_get_size:
 *
 * Returns: bytes of EEPROM: whole granules, twice for a file with a backup; that a value file
 *   takes one, twice, is an estimate
 */
gsize
cw_soft_file_get_size (const CwSoftFile *self)
{
  gsize granules = self->kind == CW_SOFT_FILE_VALUE ? 1 : (self->content->len + CW_SOFT_GRANULE - 1) / CW_SOFT_GRANULE;

  return granules * CW_SOFT_GRANULE * (self->kind == CW_SOFT_FILE_STANDARD ? 1 : 2);
}

CwSoftApplication *
cw_soft_application_new (void)
{
  CwSoftApplication *self = g_new0 (CwSoftApplication, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_soft_file_free);
  return self;
}

void
cw_soft_application_free (CwSoftApplication *self)
{
  g_ptr_array_unref (self->files);
  cw_wipe (self->keys, sizeof self->keys);
  g_free (self);
}

/**
 * cw_soft_application_get_size:
 *
 * Bytes of EEPROM without its files: one granule for the application and one a key. An estimate:
 * what a real card takes is not published.
 */
gsize
cw_soft_application_get_size (const CwSoftApplication *self)
{
  return (1 + self->n_keys) * CW_SOFT_GRANULE;
}

CwSoftFile *
cw_soft_application_find (CwSoftApplication *self,
                          guint8             number)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwSoftFile *file = g_ptr_array_index (self->files, i);

      if (file->number == number)
        return file;
    }
  return NULL;
}

CwSoftFile *
cw_soft_application_find_iso (CwSoftApplication *self,
                              guint16            iso_id)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwSoftFile *file = g_ptr_array_index (self->files, i);

      if (file->has_iso_id && file->iso_id == iso_id)
        return file;
    }
  return NULL;
}

/**
 * cw_soft_application_abort:
 *
 * Forgets what was written to backup files, or done to value files, and not committed.
 */
void
cw_soft_application_abort (CwSoftApplication *self)
{
  for (guint i = 0; i < self->files->len; i++)
    {
      CwSoftFile *file = g_ptr_array_index (self->files, i);

      g_clear_pointer (&file->pending, g_byte_array_unref);
      cw_soft_purse_abort (&file->purse);
    }
}

/**
 * cw_soft_memory_new:
 *
 * Returns: (transfer full): a blank card: DES master key of zeros, everything allowed
 */
CwSoftMemory *
cw_soft_memory_new (CwSoftModel  model,
                    const guint8 uid[CW_SOFT_UID_LENGTH])
{
  CwSoftMemory *self = g_new0 (CwSoftMemory, 1);

  memcpy (self->uid, uid, sizeof self->uid);
  memcpy (self->hardware, hardware_versions[model], sizeof self->hardware);
  memcpy (self->software, software_versions[model], sizeof self->software);
  memcpy (self->batch, recorded_batch, sizeof self->batch);
  memcpy (self->made, recorded_made, sizeof self->made);
  memcpy (self->ats, factory_ats, sizeof factory_ats);
  self->picc = cw_soft_application_new ();
  self->picc->settings = FACTORY_SETTINGS;
  self->picc->n_keys = 1;
  self->applications = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_soft_application_free);
  return self;
}

/**
 * cw_soft_memory_get_model:
 *
 * Returns: what the hardware version says
 */
CwSoftModel
cw_soft_memory_get_model (const CwSoftMemory *self)
{
  CwSoftModel model = CW_SOFT_MODEL_EV1;

  for (guint i = 0; i < G_N_ELEMENTS (hardware_versions); i++)
    if (self->hardware[MAJOR_VERSION] == hardware_versions[i][MAJOR_VERSION])
      model = i;
  return model;
}

/**
 * cw_soft_memory_get_most_applications:
 *
 * Returns: how many a card of this model can hold: of the smallest, with one key
 */
guint
cw_soft_memory_get_most_applications (const CwSoftMemory *self)
{
  return cw_soft_memory_get_model (self) == CW_SOFT_MODEL_EV1 ? CW_SOFT_MAX_APPLICATIONS
                                                               : CW_SOFT_EEPROM / (2 * CW_SOFT_GRANULE);
}

void
cw_soft_memory_free (CwSoftMemory *self)
{
  cw_soft_application_free (self->picc);
  g_ptr_array_unref (self->applications);
  cw_wipe (&self->default_key, sizeof self->default_key);
  g_free (self);
}

/**
 * cw_soft_memory_format:
 *
 * Removes every application and gives its memory back; keeps the card's own key and settings.
 */
void
cw_soft_memory_format (CwSoftMemory *self)
{
  g_ptr_array_set_size (self->applications, 0);
  self->used = 0;
}

CwSoftApplication *
cw_soft_memory_find (CwSoftMemory *self,
                     guint32       aid)
{
  for (guint i = 0; i < self->applications->len; i++)
    {
      CwSoftApplication *application = g_ptr_array_index (self->applications, i);

      if (application->aid == aid)
        return application;
    }
  return NULL;
}

CwSoftApplication *
cw_soft_memory_find_iso (CwSoftMemory *self,
                         guint16       iso_id)
{
  for (guint i = 0; i < self->applications->len; i++)
    {
      CwSoftApplication *application = g_ptr_array_index (self->applications, i);

      if (application->has_iso_id && application->iso_id == iso_id)
        return application;
    }
  return NULL;
}

CwSoftApplication *
cw_soft_memory_find_name (CwSoftMemory *self,
                          const guint8 *name,
                          gsize         length)
{
  for (guint i = 0; i < self->applications->len; i++)
    {
      CwSoftApplication *application = g_ptr_array_index (self->applications, i);

      if (length > 0 && application->name_length == length &&
          memcmp (application->name, name, length) == 0)
        return application;
    }
  return NULL;
}

/**
 * cw_soft_memory_take:
 *
 * Takes @bytes of EEPROM. They come back with cw_soft_memory_format() alone: deleting leaves
 * the space unusable (stackoverflow.com answer 25370148).
 *
 * Returns: %FALSE when there is not enough left; nothing was taken
 */
gboolean
cw_soft_memory_take (CwSoftMemory *self,
                     gsize         bytes)
{
  if (bytes > CW_SOFT_EEPROM - self->used)
    return FALSE;

  self->used += (guint) bytes;
  return TRUE;
}
