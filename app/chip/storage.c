/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/storage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/atr.h"
#include "app/chip/storage-private.h"

/* One storage card: which kind it is, and its content read and written. One thread at a time. */

/* Sizes and pages: NXP data sheets MF0ICU1, MF0ICU2, MF0ULx1, NTAG213_215_216, MF1S50yyX,
 * MF1S70yyX, MF1S20yyX. The answers to GET_VERSION are those of the data sheets; the bytes for the
 * antenna's capacity and the minor version are not compared. */
static const CwStorageKind kinds[] = {
  { "ultralight", "MIFARE Ultralight", CW_STORAGE_FAMILY_PAGES, 16, 4, 15, 0, { 0 } },
  { "ultralight-c", "MIFARE Ultralight C", CW_STORAGE_FAMILY_PAGES, 48, 4, 39, 0, { 0 } },
  { "ultralight-ev1-48", "MIFARE Ultralight EV1 48", CW_STORAGE_FAMILY_PAGES, 20, 4, 15, 16, { 0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0B, 0x03 } },
  { "ultralight-ev1-128", "MIFARE Ultralight EV1 128", CW_STORAGE_FAMILY_PAGES, 41, 4, 35, 37, { 0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0E, 0x03 } },
  { "ntag213", "NTAG213", CW_STORAGE_FAMILY_PAGES, 45, 4, 39, 41, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0F, 0x03 } },
  { "ntag215", "NTAG215", CW_STORAGE_FAMILY_PAGES, 135, 4, 129, 131, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x11, 0x03 } },
  { "ntag216", "NTAG216", CW_STORAGE_FAMILY_PAGES, 231, 4, 225, 227, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x13, 0x03 } },
  { "classic-mini", "MIFARE Mini", CW_STORAGE_FAMILY_CLASSIC, 20, 1, 18, 0, { 0 } },
  { "classic-1k", "MIFARE Classic 1K", CW_STORAGE_FAMILY_CLASSIC, 64, 1, 62, 0, { 0 } },
  { "classic-2k", "MIFARE Plus 2K (level 1)", CW_STORAGE_FAMILY_CLASSIC, 128, 1, 126, 0, { 0 } },
  { "classic-4k", "MIFARE Classic 4K", CW_STORAGE_FAMILY_CLASSIC, 256, 1, 254, 0, { 0 } },
};

/* PC/SC part 3 (NN NN), and ACS's FFxx; see atr.c */
static const struct
{
  guint16     card;
  const char *id;
} by_card[] = {
  { 0x0001, "classic-1k" },
  { 0x0002, "classic-4k" },
  { 0x0026, "classic-mini" },
  { 0x0036, "classic-2k" },
  { 0x0037, "classic-4k" },
  { 0x003A, "ultralight-c" },
  { 0x003D, "ultralight-ev1-48" },
  { 0xFF08, "classic-1k" },
  { 0xFF09, "classic-mini" },
  { 0xFF18, "classic-4k" },
  { 0xFF88, "classic-1k" },
};

/* The capability container in page 3 of a card that leaves the factory as an NFC tag: E1, version,
 * size in units of 8 bytes (NFC Forum, Type 2 Tag). It may have been written by anybody, so it
 * gives no leave to lock. */
#define CC_PAGE 3
#define CC_MAGIC 0xE1

static const struct
{
  guint8      size;
  const char *id;
} by_container[] = {
  { 0x12, "ntag213" },
  { 0x3E, "ntag215" },
  { 0x6D, "ntag216" },
};

/**
 * cw_storage_kind_get:
 *
 * Returns: (transfer none) (nullable): the kind of that name
 */
const CwStorageKind *
cw_storage_kind_get (const char *id)
{
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_equal (kinds[i].id, id))
      return &kinds[i];
  return NULL;
}

guint
cw_storage_kind_get_unit (const CwStorageKind *self)
{
  switch (self->family)
    {
    case CW_STORAGE_FAMILY_PAGES:
      return CW_STORAGE_PAGE;
    case CW_STORAGE_FAMILY_CLASSIC:
      return CW_STORAGE_BLOCK;
    }
  g_return_val_if_reached (CW_STORAGE_PAGE);
}

gboolean
cw_storage_is_trailer (const CwStorageKind *kind,
                       guint                unit)
{
  return kind->family == CW_STORAGE_FAMILY_CLASSIC && cw_storage_get_trailer (cw_storage_get_sector (unit)) == unit;
}

/**
 * cw_storage_kind_get_capacity:
 * @first: the unit at which content begins
 *
 * Returns: bytes; 0 when no content may begin there
 */
gsize
cw_storage_kind_get_capacity (const CwStorageKind *self,
                              guint                first)
{
  gsize units = 0;

  if (first < self->first || cw_storage_is_trailer (self, first))
    return 0;
  for (guint unit = first; unit <= self->last; unit++)
    units += !cw_storage_is_trailer (self, unit);
  return units * cw_storage_kind_get_unit (self);
}

static const CwStorageKind *
cw_storage_find_version (const GByteArray *answer)
{
  guint8 masked[8];

  if (answer->len != sizeof masked)
    return NULL;
  memcpy (masked, answer->data, sizeof masked);
  for (gsize i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      masked[3] = kinds[i].version[3];
      masked[5] = kinds[i].version[5];
      if (kinds[i].version[1] != 0 && memcmp (masked, kinds[i].version, sizeof masked) == 0)
        return &kinds[i];
    }
  return NULL;
}

/* What page 3 lets us believe where the card cannot be asked. */
static gboolean
cw_storage_guess_pages (CwStorage *self,
                        GError   **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  if (!cw_storage_read_units (self, CC_PAGE, data, error))
    return FALSE;
  for (gsize i = 0; data->data[0] == CC_MAGIC && i < G_N_ELEMENTS (by_container); i++)
    if (data->data[2] == by_container[i].size)
      self->kind = cw_storage_kind_get (by_container[i].id);
  return TRUE;
}

/* Ultralight and NTAG share an ATR: the card itself is asked where the reader lets us. */
static gboolean
cw_storage_identify_pages (CwStorage *self,
                           gboolean   known,
                           GError   **error)
{
  static const guint8 get_version[] = { CW_STORAGE_GET_VERSION };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  const CwStorageKind *found = NULL;
  gboolean answered = FALSE;

  if (self->way->native != CW_READER_NATIVE_NONE &&
      !cw_storage_ask_native (self, get_version, sizeof get_version, data, &answered, error))
    return FALSE;
  if (answered)
    found = cw_storage_find_version (data);
  if (found == NULL)
    return known || cw_storage_guess_pages (self, error);
  self->kind = found;
  self->proven = TRUE;
  return TRUE;
}

static gboolean
cw_storage_identify (CwStorage   *self,
                     const CwAtr *atr,
                     GError     **error)
{
  g_autofree char *name = NULL;
  const char *id = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (by_card); i++)
    if (by_card[i].card == atr->card)
      id = by_card[i].id;
  if (atr->family == CW_ATR_CLASSIC && id != NULL)
    {
      self->kind = cw_storage_kind_get (id);
      self->proven = TRUE;
      return TRUE;
    }
  if (atr->family == CW_ATR_ULTRALIGHT)
    {
      /* the smallest of them until more is known: nothing beyond it is touched */
      self->kind = cw_storage_kind_get (id != NULL ? id : "ultralight");
      return atr->card == 0x003A || cw_storage_identify_pages (self, id != NULL, error);
    }
  name = cw_atr_describe (atr);
  g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("This card (%s) is none of the storage cards that can be written: NTAG213 to 216, MIFARE Ultralight, MIFARE Classic. Use another card."), name);
  return FALSE;
}

/**
 * cw_storage_new:
 * @atr: (array length=atr_length): the answer to reset
 * @way: how the reader takes pseudo-APDUs; written to
 *
 * Returns: (transfer full): the card, or %NULL with @error set
 */
CwStorage *
cw_storage_new (const CwChipLink *link,
                const guint8     *atr,
                gsize             atr_length,
                CwReaderWay      *way,
                GError          **error)
{
  g_autoptr (CwStorage) self = g_new0 (CwStorage, 1);
  CwAtr parsed;

  g_return_val_if_fail (way->n_keys <= CW_READER_WAY_MAX_KEYS, NULL);

  self->link = link;
  self->way = way;
  self->sector = -1;
  cw_atr_parse (&parsed, atr, atr_length);
  if (parsed.family != CW_ATR_CLASSIC && parsed.family != CW_ATR_ULTRALIGHT)
    {
      cw_storage_identify (self, &parsed, error);
      return NULL;
    }
  if (!cw_storage_ask_uid (self, error) || !cw_storage_identify (self, &parsed, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_storage_free (CwStorage *self)
{
  if (self == NULL)
    return;
  cw_storage_forget_key (self);
  g_free (self);
}

const CwStorageKind *
cw_storage_get_kind (const CwStorage *self)
{
  return self->kind;
}

/**
 * cw_storage_get_uid:
 * @length: (out): 4, 7 or 10
 *
 * Returns: (transfer none): the card's number
 */
const guint8 *
cw_storage_get_uid (const CwStorage *self,
                    gsize           *length)
{
  *length = self->uid_length;
  return self->uid;
}

guint
cw_storage_get_exchanges (const CwStorage *self)
{
  return self->exchanges;
}

/* Where content may lie, and whether so much of it. */
static gboolean
cw_storage_check_range (const CwStorage *self,
                        guint            first,
                        gsize            length,
                        GError         **error)
{
  gsize room = cw_storage_kind_get_capacity (self->kind, first);

  if (length > 0 && length <= room)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("%zu bytes from unit %u on have no place on this card (%s, room for %zu). Correct the chip plan, or use a larger card."), length, first, self->kind->name, room);
  return FALSE;
}

/**
 * cw_storage_read:
 * @first: a unit for content
 * @data: (out) (array length=length): what is there
 */
gboolean
cw_storage_read (CwStorage *self,
                 guint      first,
                 guint8    *data,
                 gsize      length,
                 GError   **error)
{
  g_autoptr (GByteArray) part = g_byte_array_new ();
  guint size = cw_storage_kind_get_unit (self->kind);
  guint unit = first;

  if (!cw_storage_check_range (self, first, length, error))
    return FALSE;
  for (gsize at = 0; at < length;)
    {
      gsize n;

      if (cw_storage_is_trailer (self->kind, unit))
        unit++;
      if (self->kind->family == CW_STORAGE_FAMILY_CLASSIC &&
          !cw_storage_open_sector (self, cw_storage_get_sector (unit), error))
        return FALSE;
      if (!cw_storage_read_units (self, unit, part, error))
        return FALSE;
      n = MIN (part->len, length - at);
      memcpy (data + at, part->data, n);
      at += n;
      unit += part->len / size;
    }
  return TRUE;
}

/* Writes those units of @wanted that differ from @found. */
static gboolean
cw_storage_write_changes (CwStorage    *self,
                          guint         first,
                          const guint8 *wanted,
                          const guint8 *found,
                          gsize         length,
                          gboolean     *changed,
                          GError      **error)
{
  guint size = cw_storage_kind_get_unit (self->kind);
  guint unit = first;

  for (gsize at = 0; at < length; at += size, unit++)
    {
      if (cw_storage_is_trailer (self->kind, unit))
        unit++;
      if (memcmp (wanted + at, found + at, size) == 0)
        continue;
      if (self->kind->family == CW_STORAGE_FAMILY_CLASSIC &&
          !cw_storage_open_sector (self, cw_storage_get_sector (unit), error))
        return FALSE;
      if (!cw_storage_write_unit (self, unit, wanted + at, error))
        return FALSE;
      *changed = TRUE;
    }
  return TRUE;
}

/**
 * cw_storage_write:
 * @first: a unit for content
 * @data: (array length=length): what shall stand there
 *
 * Reads, writes what differs, reads back.
 *
 * Returns: %FALSE with @error set; some units may have been written then, and writing the same
 *   again completes it
 */
gboolean
cw_storage_write (CwStorage    *self,
                  guint         first,
                  const guint8 *data,
                  gsize         length,
                  GError      **error)
{
  guint size = cw_storage_kind_get_unit (self->kind);
  g_autofree guint8 *wanted = NULL;
  g_autofree guint8 *found = NULL;
  gboolean changed = FALSE;
  gsize whole;

  if (!cw_storage_check_range (self, first, length, error))
    return FALSE;
  whole = (length + size - 1) / size * size;
  wanted = g_malloc0 (whole);
  memcpy (wanted, data, length);
  found = g_malloc0 (whole);

  if (!cw_storage_read (self, first, found, whole, error) ||
      !cw_storage_write_changes (self, first, wanted, found, whole, &changed, error))
    return FALSE;
  if (!changed)
    return TRUE;
  if (!cw_storage_read (self, first, found, whole, error))
    return FALSE;
  if (memcmp (wanted, found, whole) == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("What was read back from this %s differs from what was written. Set this card aside."), self->kind->name);
  return FALSE;
}
