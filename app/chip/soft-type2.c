/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-storage.h"

#include <string.h>

#include "app/base/bytes.h"

/* The memory of NTAG213, 215, 216 and Ultralight EV1: pages of four bytes, lock bits that only
 * ever get set, and a password. Layouts and versions: NXP's data sheets NTAG213_215_216 and
 * MF0ULX1. Counters, the signature and the locking of dynamic lock bits are left out. State of
 * one card; its thread. */

/* Commands of the card itself, as a raw channel carries them. */
#define COMMAND_GET_VERSION 0x60
#define COMMAND_READ 0x30
#define COMMAND_FAST_READ 0x3A
#define COMMAND_WRITE 0xA2
#define COMMAND_PASSWORD 0x1B

#define PAGE_LOCK 2
#define PAGE_THIRD 3 /* capability container or OTP: bits that only get set */
#define PAGE_USER 4
#define READ_PAGES 4
#define FIRST_DYNAMIC 16 /* the static lock bytes end before it */

/* From the first configuration page. */
#define AUTH0 3       /* the first page that wants the password */
#define ACCESS 4      /* in CFG1 */
#define PASSWORD 8
#define PACK 12
#define ACCESS_PROTECT_READING 0x80
#define ACCESS_CONFIG_LOCKED 0x40
#define ACCESS_LIMIT 0x07

static const CwSoftType2 layouts[] = {
  [CW_SOFT_STORAGE_NTAG213] = { 45, 0x28, 2, 0x29, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x0F, 0x03 }, { 0xE1, 0x10, 0x12, 0x00 } },
  [CW_SOFT_STORAGE_NTAG215] = { 135, 0x82, 16, 0x83, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x11, 0x03 }, { 0xE1, 0x10, 0x3E, 0x00 } },
  [CW_SOFT_STORAGE_NTAG216] = { 231, 0xE2, 16, 0xE3, { 0x00, 0x04, 0x04, 0x02, 0x01, 0x00, 0x13, 0x03 }, { 0xE1, 0x10, 0x6D, 0x00 } },
  [CW_SOFT_STORAGE_ULTRALIGHT_EV1_11] = { 20, 0, 0, 0x10, { 0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0B, 0x03 }, { 0 } },
  [CW_SOFT_STORAGE_ULTRALIGHT_EV1_21] = { 41, 0x24, 2, 0x25, { 0x00, 0x04, 0x03, 0x01, 0x01, 0x00, 0x0E, 0x03 }, { 0 } },
};

/**
 * cw_soft_type2_get_layout:
 *
 * Returns: (nullable): %NULL for a card of another build
 */
const CwSoftType2 *
cw_soft_type2_get_layout (CwSoftStorageKind kind)
{
  return kind < G_N_ELEMENTS (layouts) ? &layouts[kind] : NULL;
}

static guint8 *
cw_soft_type2_get_config (CwSoftStorage *self)
{
  return self->memory->data + self->layout->config * CW_SOFT_PAGE;
}

/**
 * cw_soft_type2_blank:
 *
 * Fills the memory as the factory does: no password wanted, nothing locked.
 */
void
cw_soft_type2_blank (CwSoftStorage *self)
{
  const CwSoftType2 *layout = self->layout;
  guint8 *data;

  g_byte_array_set_size (self->memory, layout->pages * CW_SOFT_PAGE);
  data = self->memory->data;
  memset (data, 0, self->memory->len);
  memcpy (data, self->uid, 3);
  data[3] = (guint8) (0x88 ^ data[0] ^ data[1] ^ data[2]); /* check bytes of ISO/IEC 14443-3 */
  memcpy (data + 4, self->uid + 3, 4);
  data[8] = (guint8) (data[4] ^ data[5] ^ data[6] ^ data[7]);
  data[9] = 0x48;
  memcpy (data + PAGE_THIRD * CW_SOFT_PAGE, layout->third, CW_SOFT_PAGE);
  cw_soft_type2_get_config (self)[AUTH0] = 0xFF;
  memset (cw_soft_type2_get_config (self) + PASSWORD, 0xFF, CW_SOFT_PAGE);
}

/* What a terminal sees of a page: passwords read as zeros. */
static void
cw_soft_type2_put_page (CwSoftStorage *self,
                        guint          page,
                        GByteArray    *answer)
{
  static const guint8 hidden[CW_SOFT_PAGE] = { 0 };
  gboolean secret = page >= self->layout->config + PASSWORD / CW_SOFT_PAGE;

  cw_bytes_put (answer, secret ? hidden : self->memory->data + page * CW_SOFT_PAGE, CW_SOFT_PAGE);
}

/* Returns: how many pages from 0 may be read as things are */
static guint
cw_soft_type2_get_readable (CwSoftStorage *self)
{
  const guint8 *config = cw_soft_type2_get_config (self);

  if (self->opened || (config[ACCESS] & ACCESS_PROTECT_READING) == 0)
    return self->layout->pages;
  return MIN (config[AUTH0], self->layout->pages);
}

/**
 * cw_soft_type2_read:
 * @length: bytes, at most 16
 * @answer: filled when it is done
 *
 * READ goes on with page 0 where the memory, or what may be read of it, ends.
 */
CwSoftAccess
cw_soft_type2_read (CwSoftStorage *self,
                    guint          page,
                    gsize          length,
                    GByteArray    *answer)
{
  guint readable = cw_soft_type2_get_readable (self);
  gsize start = answer->len;

  if (page >= self->layout->pages)
    return CW_SOFT_ACCESS_NO_SUCH_PLACE;
  if (page >= readable)
    return CW_SOFT_ACCESS_DENIED;

  for (guint i = 0; i < READ_PAGES; i++)
    cw_soft_type2_put_page (self, (page + i) % readable, answer);
  g_byte_array_set_size (answer, (guint) (start + MIN (length, READ_PAGES * CW_SOFT_PAGE)));
  return CW_SOFT_ACCESS_DONE;
}

static gboolean
cw_soft_type2_is_locked (CwSoftStorage *self,
                         guint          page)
{
  const CwSoftType2 *layout = self->layout;
  const guint8 *fixed = self->memory->data + PAGE_LOCK * CW_SOFT_PAGE + 2;
  const guint8 *dynamic = self->memory->data + layout->lock * CW_SOFT_PAGE;
  guint bit;

  if (page < PAGE_THIRD)
    return page < PAGE_LOCK;
  if (page < FIRST_DYNAMIC)
    return (fixed[page / 8] >> (page % 8) & 1) != 0;
  if (page >= layout->config)
    return page < layout->config + 2 && (cw_soft_type2_get_config (self)[ACCESS] & ACCESS_CONFIG_LOCKED) != 0;
  if (layout->lock == 0 || page >= layout->lock)
    return FALSE;
  bit = (page - FIRST_DYNAMIC) / layout->lock_group;
  return (dynamic[bit / 8] >> (bit % 8) & 1) != 0;
}

/* Lock bits that lock lock bits: bits 0 to 2 of the first byte freeze page 3, 4 to 9, 10 to 15. */
static void
cw_soft_type2_lock (CwSoftStorage *self,
                    const guint8  *wanted)
{
  guint8 *fixed = self->memory->data + PAGE_LOCK * CW_SOFT_PAGE + 2;
  guint8 frozen[2] = { 0, 0 };

  if (fixed[0] & 0x01)
    frozen[0] |= 0x08;
  if (fixed[0] & 0x02)
    {
      frozen[0] |= 0xF0;
      frozen[1] |= 0x03;
    }
  if (fixed[0] & 0x04)
    frozen[1] |= 0xFC;
  fixed[0] |= wanted[0] & ~frozen[0];
  fixed[1] |= wanted[1] & ~frozen[1];
}

/**
 * cw_soft_type2_write:
 */
CwSoftAccess
cw_soft_type2_write (CwSoftStorage *self,
                     guint          page,
                     const guint8   data[CW_SOFT_PAGE])
{
  guint8 *at = self->memory->data + page * CW_SOFT_PAGE;

  if (page >= self->layout->pages)
    return CW_SOFT_ACCESS_NO_SUCH_PLACE;
  if (cw_soft_type2_is_locked (self, page))
    return CW_SOFT_ACCESS_LOCKED;
  if (!self->opened && page >= cw_soft_type2_get_config (self)[AUTH0])
    return CW_SOFT_ACCESS_DENIED;

  if (page == PAGE_LOCK)
    cw_soft_type2_lock (self, data + 2);
  else if (page == PAGE_THIRD || page == self->layout->lock)
    for (guint i = 0; i < CW_SOFT_PAGE; i++)
      at[i] |= data[i];
  else
    memcpy (at, data, CW_SOFT_PAGE);
  return CW_SOFT_ACCESS_DONE;
}

/* Returns: whether the password is right; too many wrong ones in a row close the card for good */
static gboolean
cw_soft_type2_open (CwSoftStorage *self,
                    const guint8  *password,
                    GByteArray    *answer)
{
  const guint8 *config = cw_soft_type2_get_config (self);
  guint limit = config[ACCESS] & ACCESS_LIMIT;

  if (limit > 0 && self->failures >= (1u << limit))
    return FALSE;
  if (memcmp (config + PASSWORD, password, CW_SOFT_PAGE) != 0)
    {
      self->failures++;
      return FALSE;
    }
  self->failures = 0;
  self->opened = TRUE;
  cw_bytes_put (answer, config + PACK, 2);
  return TRUE;
}

static gboolean
cw_soft_type2_read_many (CwSoftStorage *self,
                         guint          first,
                         guint          last,
                         GByteArray    *answer)
{
  if (first > last || last >= cw_soft_type2_get_readable (self))
    return FALSE;
  for (guint page = first; page <= last; page++)
    cw_soft_type2_put_page (self, page, answer);
  return TRUE;
}

/**
 * cw_soft_type2_run:
 * @command: (array length=length): one of the card's own commands, without its CRC
 * @answer: filled with what the card sends back, which may be nothing
 *
 * Returns: %FALSE when the card says no (NAK); it then forgets its password
 */
gboolean
cw_soft_type2_run (CwSoftStorage *self,
                   const guint8  *command,
                   gsize          length,
                   GByteArray    *answer)
{
  gboolean ok = FALSE;

  if (length == 1 && command[0] == COMMAND_GET_VERSION)
    {
      cw_bytes_put (answer, self->layout->version, sizeof self->layout->version);
      return TRUE;
    }
  if (length == 2 && command[0] == COMMAND_READ)
    ok = cw_soft_type2_read (self, command[1], READ_PAGES * CW_SOFT_PAGE, answer) == CW_SOFT_ACCESS_DONE;
  else if (length == 3 && command[0] == COMMAND_FAST_READ)
    ok = cw_soft_type2_read_many (self, command[1], command[2], answer);
  else if (length == 2 + CW_SOFT_PAGE && command[0] == COMMAND_WRITE)
    ok = cw_soft_type2_write (self, command[1], command + 2) == CW_SOFT_ACCESS_DONE;
  else if (length == 1 + CW_SOFT_PAGE && command[0] == COMMAND_PASSWORD)
    ok = cw_soft_type2_open (self, command + 1, answer);

  self->opened = self->opened && ok;
  return ok;
}
