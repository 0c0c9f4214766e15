/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/storage-private.h"

/* MIFARE Classic: keys, sectors, trailers. Layout and access conditions: NXP MF1S50yyX data sheet,
 * 8.6 and 8.7. One thread at a time. */

/* sectors 0 to 31 have 4 blocks, 32 to 39 of a 4K have 16 */
#define SMALL_SECTORS 32
#define SMALL_BLOCKS 4
#define LARGE_BLOCKS 16

#define STATUS_DONE 0x9000

guint
cw_storage_get_sector (guint block)
{
  if (block < SMALL_SECTORS * SMALL_BLOCKS)
    return block / SMALL_BLOCKS;
  return SMALL_SECTORS + (block - SMALL_SECTORS * SMALL_BLOCKS) / LARGE_BLOCKS;
}

guint
cw_storage_get_trailer (guint sector)
{
  if (sector < SMALL_SECTORS)
    return sector * SMALL_BLOCKS + SMALL_BLOCKS - 1;
  return SMALL_SECTORS * SMALL_BLOCKS + (sector - SMALL_SECTORS) * LARGE_BLOCKS + LARGE_BLOCKS - 1;
}

/**
 * cw_storage_set_key:
 * @key: 6 bytes; a reference is taken
 */
void
cw_storage_set_key (CwStorage        *self,
                    CwStorageKeyType  type,
                    CwSecret         *key)
{
  g_return_if_fail (cw_secret_get_length (key) == CW_STORAGE_KEY);

  cw_secret_ref (key);
  g_clear_pointer (&self->key, cw_secret_unref);
  self->key = key;
  self->key_type = type;
  self->loaded = FALSE;
  self->sector = -1;
}

/* LOAD KEYS, PC/SC part 3 3.2.2.1.4 */
static gboolean
cw_storage_load (CwStorage            *self,
                 const CwReaderKeyWay *way,
                 const guint8         *key,
                 guint16              *status,
                 GError              **error)
{
  guint8 command[5 + CW_STORAGE_KEY] = { 0xFF, 0x82, way->p1, way->p2[self->key_type], CW_STORAGE_KEY };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gboolean ok;

  memcpy (command + 5, key, CW_STORAGE_KEY);
  ok = cw_storage_ask (self, command, sizeof command, data, status, error);
  cw_wipe (command, sizeof command);
  if (ok && *status == STATUS_DONE)
    self->lasting = self->lasting || way->lasting;
  return ok;
}

/* GENERAL AUTHENTICATE, 3.2.2.1.6, or the older command that some readers have only */
static gboolean
cw_storage_authenticate (CwStorage            *self,
                         const CwReaderKeyWay *way,
                         guint                 block,
                         guint16              *status,
                         GError              **error)
{
  const guint8 type = way->type[self->key_type];
  const guint8 number = way->number[self->key_type];
  const guint8 new_form[] = { 0xFF, 0x86, 0x00, 0x00, 0x05, 0x01, (guint8) (block >> 8), (guint8) block, type, number };
  const guint8 old_form[] = { 0xFF, 0x88, (guint8) (block >> 8), (guint8) block, type, number };
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (self->way->old_authenticate)
    return cw_storage_ask (self, old_form, sizeof old_form, data, status, error);
  return cw_storage_ask (self, new_form, sizeof new_form, data, status, error);
}

/* Statuses that speak of the slot or the memory in the reader, not of the key. */
static gboolean
cw_storage_is_wrong_way (guint16  status,
                         gboolean loading)
{
  if (status == 0x6986 || status == 0x6987 || status == 0x6988 || status == 0x6A86)
    return TRUE;
  return loading && (status == 0x6300 || status == 0x6982 || status == 0x6983 || status == 0x6984 || status == 0x6985 || status == 0x6B00);
}

/* Hands the key over and uses it, in the way that was taken last or the next that the reader
 * understands. Returns: %FALSE with @error; otherwise @status is how it ended */
static gboolean
cw_storage_try_ways (CwStorage *self,
                     guint      block,
                     guint16   *status,
                     GError   **error)
{
  guint first = self->way->taken;

  *status = 0x6986;
  for (guint i = 0; i < self->way->n_keys; i++)
    {
      guint place = (first + i) % self->way->n_keys;
      const CwReaderKeyWay *way = &self->way->keys[place];
      gboolean loaded = self->loaded && i == 0;

      if (!loaded)
        {
          if (!cw_storage_load (self, way, cw_secret_get_data (self->key), status, error))
            return FALSE;
          self->loaded = *status == STATUS_DONE;
          if (!self->loaded && cw_storage_is_wrong_way (*status, TRUE))
            continue;
          if (!self->loaded)
            break;
        }
      self->way->taken = place;
      if (!cw_storage_authenticate (self, way, block, status, error))
        return FALSE;
      if (!cw_storage_is_wrong_way (*status, FALSE))
        break;
      self->loaded = FALSE;
    }
  return TRUE;
}

/**
 * cw_storage_open_sector:
 *
 * Authenticates, unless the sector is open already.
 *
 * Returns: %FALSE with %CW_ERROR_KEY_REFUSED for the card's no, %CW_ERROR_REFUSED when the reader
 *   takes no key in any way that is known
 */
gboolean
cw_storage_open_sector (CwStorage *self,
                        guint      sector,
                        GError   **error)
{
  guint16 status;

  if (self->sector == (int) sector)
    return TRUE;
  if (self->key == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("Sector %u of this card needs a key. Name one in the chip plan."), sector);
      return FALSE;
    }
  self->sector = -1;
  if (!cw_storage_try_ways (self, cw_storage_get_trailer (sector), &status, error))
    return FALSE;
  if (status == STATUS_DONE)
    {
      self->sector = (int) sector;
      return TRUE;
    }
  if (!self->loaded)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The reader takes no key for MIFARE Classic (status %04X). Use another reader."), status);
  else
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("The card refused the key for sector %u (status %04X). It is not blank, or belongs to somebody else."), sector, status);
  return FALSE;
}

/* Overwrites whatever key the reader would keep, with the one that everybody knows. Returns:
 * %FALSE when the reader is gone, and its keys with it */
static gboolean
cw_storage_overwrite_keys (CwStorage *self,
                           GError   **error)
{
  static const guint8 factory[CW_STORAGE_KEY] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
  guint16 status;

  for (guint i = 0; i < self->way->n_keys; i++)
    for (guint type = CW_STORAGE_KEY_A; self->way->keys[i].lasting && type <= CW_STORAGE_KEY_B; type++)
      {
        self->key_type = (CwStorageKeyType) type;
        if (!cw_storage_load (self, &self->way->keys[i], factory, &status, error))
          return FALSE;
      }
  return TRUE;
}

/* The last thing said to the reader. */
void
cw_storage_forget_key (CwStorage *self)
{
  g_autoptr (GError) gone = NULL;

  g_clear_pointer (&self->key, cw_secret_unref);
  if (self->lasting && !cw_storage_overwrite_keys (self, &gone))
    g_debug ("the reader's key is not overwritten: %s", gone->message);
}

/* C1 C2 C3 of the trailer as one number. */
static guint
cw_storage_get_trailer_condition (const guint8 access[4])
{
  guint c1 = access[1] >> 7 & 1;
  guint c2 = access[2] >> 3 & 1;
  guint c3 = access[2] >> 7 & 1;

  return c1 << 2 | c2 << 1 | c3;
}

/**
 * cw_storage_check_access:
 * @access: bytes 6 to 9 of a trailer
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when these would brick or freeze the sector
 */
gboolean
cw_storage_check_access (const guint8 access[4],
                         GError     **error)
{
  guint c1 = access[1] >> 4;
  guint c2 = access[2] & 0x0F;
  guint c3 = access[2] >> 4;
  guint condition = cw_storage_get_trailer_condition (access);

  if ((access[0] & 0x0F) != (~c1 & 0x0F) || access[0] >> 4 != (~c2 & 0x0F) || (access[1] & 0x0F) != (~c3 & 0x0F))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The access conditions %02X %02X %02X do not match their own inverted copy and would destroy the sector. Correct the chip plan."), access[0], access[1], access[2]);
      return FALSE;
    }
  /* 010, 110, 111: neither keys nor conditions can ever be written again */
  if (condition == 2 || condition == 6 || condition == 7)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The access conditions %02X %02X %02X would freeze the sector's keys for ever. Correct the chip plan."), access[0], access[1], access[2]);
      return FALSE;
    }
  return TRUE;
}

/* Opens the sector with each of the new keys and compares the conditions. */
static gboolean
cw_storage_prove_trailer (CwStorage              *self,
                          guint                   sector,
                          const CwStorageTrailer *trailer,
                          GError                **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  guint condition = cw_storage_get_trailer_condition (trailer->access);
  gboolean same;

  /* 000, 010 and 001 make key B readable: it is no key then */
  if (condition > 2)
    {
      cw_storage_set_key (self, CW_STORAGE_KEY_B, trailer->key_b);
      if (!cw_storage_open_sector (self, sector, error))
        return FALSE;
    }
  cw_storage_set_key (self, CW_STORAGE_KEY_A, trailer->key_a);
  if (!cw_storage_open_sector (self, sector, error) ||
      !cw_storage_read_units (self, cw_storage_get_trailer (sector), data, error))
    return FALSE;
  same = data->len == CW_STORAGE_BLOCK && memcmp (data->data + CW_STORAGE_KEY, trailer->access, sizeof trailer->access) == 0;
  cw_wipe (data->data, data->len);
  if (!same)
    g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("Sector %u does not have the access conditions that were written. Set this card aside."), sector);
  return same;
}

/* The old key was refused: perhaps an earlier run has written the new ones. @refused: (transfer full) */
static gboolean
cw_storage_find_written (CwStorage              *self,
                         guint                   sector,
                         const CwStorageTrailer *trailer,
                         GError                 *refused,
                         GError                **error)
{
  g_autoptr (GError) first = refused;
  g_autoptr (GError) again = NULL;

  if (!g_error_matches (first, CW_ERROR, CW_ERROR_KEY_REFUSED))
    {
      g_propagate_error (error, g_steal_pointer (&first));
      return FALSE;
    }
  if (cw_storage_prove_trailer (self, sector, trailer, &again))
    return TRUE;
  if (g_error_matches (again, CW_ERROR, CW_ERROR_KEY_REFUSED))
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_propagate_error (error, g_steal_pointer (&again));
  return FALSE;
}

/**
 * cw_storage_write_trailer:
 *
 * With the key that cw_storage_set_key() gave; afterwards the new key A is in use. Where that key
 * is refused but the new ones open the sector, an earlier run has done it.
 *
 * Returns: %FALSE with @error set
 */
gboolean
cw_storage_write_trailer (CwStorage              *self,
                          guint                   sector,
                          const CwStorageTrailer *trailer,
                          GError                **error)
{
  g_autoptr (GError) refused = NULL;
  guint8 block[CW_STORAGE_BLOCK];
  gboolean ok;

  g_return_val_if_fail (self->kind->family == CW_STORAGE_FAMILY_CLASSIC, FALSE);
  g_return_val_if_fail (cw_secret_get_length (trailer->key_a) == CW_STORAGE_KEY && cw_secret_get_length (trailer->key_b) == CW_STORAGE_KEY, FALSE);

  if (!cw_storage_check_access (trailer->access, error))
    return FALSE;
  if (cw_storage_get_trailer (sector) >= self->kind->n_units)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("A %s has no sector %u. Correct the chip plan."), self->kind->name, sector);
      return FALSE;
    }
  if (!cw_storage_open_sector (self, sector, &refused))
    return cw_storage_find_written (self, sector, trailer, g_steal_pointer (&refused), error);

  memcpy (block, cw_secret_get_data (trailer->key_a), CW_STORAGE_KEY);
  memcpy (block + CW_STORAGE_KEY, trailer->access, sizeof trailer->access);
  memcpy (block + CW_STORAGE_KEY + sizeof trailer->access, cw_secret_get_data (trailer->key_b), CW_STORAGE_KEY);
  ok = cw_storage_write_unit (self, cw_storage_get_trailer (sector), block, error);
  cw_wipe (block, sizeof block);
  return ok && cw_storage_prove_trailer (self, sector, trailer, error);
}
