/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-storage.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/secret.h"

/* The memory of a MIFARE Classic 1K: 16 sectors of four blocks, the last of which holds two keys
 * and what each may do. The cipher on the air is the reader's business and is not here. Rules:
 * NXP's data sheet MF1S50YYX, 8.6 and 8.7. State of one card; its thread. */

#define BLOCKS_IN_SECTOR 4
#define TRAILER 3
#define KEY_A 0     /* places in the trailer */
#define ACCESS 6
#define KEY_B 10

/* What is allowed with which key; bits. */
#define WITH_A 1
#define WITH_B 2
#define WITH_BOTH (WITH_A | WITH_B)

typedef struct
{
  guint8 read;
  guint8 write;
} CwSoftBlockRule;

/* Tables 7 and 8 of the data sheet; the index is C1 C2 C3 as a binary number. */
static const CwSoftBlockRule block_rules[] = {
  { WITH_BOTH, WITH_BOTH }, /* 000 */
  { WITH_BOTH, 0 },         /* 001 */
  { WITH_BOTH, 0 },         /* 010 */
  { WITH_B, WITH_B },       /* 011 */
  { WITH_BOTH, WITH_B },    /* 100 */
  { WITH_B, 0 },            /* 101 */
  { WITH_BOTH, WITH_B },    /* 110 */
  { 0, 0 },                 /* 111 */
};

typedef struct
{
  guint8 write_keys; /* A, and B in the same way */
  guint8 read_access;
  guint8 write_access;
  guint8 read_key_b;
} CwSoftTrailerRule;

static const CwSoftTrailerRule trailer_rules[] = {
  { WITH_A, WITH_A, 0, WITH_A },      /* 000 */
  { WITH_A, WITH_A, WITH_A, WITH_A }, /* 001 */
  { 0, WITH_A, 0, WITH_A },           /* 010 */
  { WITH_B, WITH_BOTH, WITH_B, 0 },   /* 011 */
  { WITH_B, WITH_BOTH, 0, 0 },        /* 100 */
  { 0, WITH_BOTH, WITH_B, 0 },        /* 101 */
  { 0, WITH_BOTH, 0, 0 },             /* 110 */
  { 0, WITH_BOTH, 0, 0 },             /* 111 */
};

static const guint8 factory_trailer[CW_SOFT_BLOCK] = {
  0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x07, 0x80, 0x69, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF,
};

static guint8 *
cw_soft_classic_get_block (CwSoftStorage *self,
                           guint          block)
{
  return self->memory->data + block * CW_SOFT_BLOCK;
}

static guint8 *
cw_soft_classic_get_trailer (CwSoftStorage *self,
                             guint          sector)
{
  return cw_soft_classic_get_block (self, sector * BLOCKS_IN_SECTOR + TRAILER);
}

/**
 * cw_soft_classic_blank:
 *
 * Fills the memory as the factory does: transport keys, everything allowed.
 */
void
cw_soft_classic_blank (CwSoftStorage *self)
{
  guint8 *data;

  g_byte_array_set_size (self->memory, CW_SOFT_CLASSIC_SIZE);
  data = self->memory->data;
  memset (data, 0, self->memory->len);
  memcpy (data, self->uid, self->uid_length);
  if (self->uid_length == 4)
    data[4] = (guint8) (data[0] ^ data[1] ^ data[2] ^ data[3]);
  for (guint sector = 0; sector < CW_SOFT_CLASSIC_SIZE / CW_SOFT_BLOCK / BLOCKS_IN_SECTOR; sector++)
    memcpy (cw_soft_classic_get_trailer (self, sector), factory_trailer, CW_SOFT_BLOCK);
}

/* Returns: whether each access bit stands there with its inverse; a sector where they do not is
 * closed for good */
static gboolean
cw_soft_access_is_sound (const guint8 *access)
{
  guint8 c1 = access[1] >> 4, c2 = access[2] & 0x0F, c3 = access[2] >> 4;

  return (access[0] & 0x0F) == (~c1 & 0x0F) && access[0] >> 4 == (~c2 & 0x0F) && (access[1] & 0x0F) == (~c3 & 0x0F);
}

/* C1 C2 C3 of one block in the sector, as a binary number. */
static guint
cw_soft_access_get (const guint8 *access,
                    guint         place)
{
  return (guint) ((access[1] >> (4 + place) & 1) << 2 | (access[2] >> place & 1) << 1 | (access[2] >> (4 + place) & 1));
}

/**
 * cw_soft_classic_authenticate:
 *
 * Returns: %FALSE when the key is wrong; whatever was authenticated is then forgotten
 */
gboolean
cw_soft_classic_authenticate (CwSoftStorage *self,
                              guint          block,
                              gboolean       with_key_b,
                              const guint8   key[CW_SOFT_CLASSIC_KEY])
{
  guint sector = block / BLOCKS_IN_SECTOR;
  const guint8 *trailer;

  self->authenticated = FALSE;
  if (block >= CW_SOFT_CLASSIC_SIZE / CW_SOFT_BLOCK)
    return FALSE;
  trailer = cw_soft_classic_get_trailer (self, sector);
  if (!cw_soft_access_is_sound (trailer + ACCESS) ||
      memcmp (trailer + (with_key_b ? KEY_B : KEY_A), key, CW_SOFT_CLASSIC_KEY) != 0)
    return FALSE;

  self->authenticated = TRUE;
  self->sector = sector;
  self->with_key_b = with_key_b;
  return TRUE;
}

/* Which of WITH_A and WITH_B the terminal has for @block. A key B that can be read is data and
 * opens nothing. */
static guint8
cw_soft_classic_get_right (CwSoftStorage *self,
                           guint          block)
{
  const guint8 *access = cw_soft_classic_get_trailer (self, block / BLOCKS_IN_SECTOR) + ACCESS;

  if (!self->authenticated || block / BLOCKS_IN_SECTOR != self->sector)
    return 0;
  if (!self->with_key_b)
    return WITH_A;
  return trailer_rules[cw_soft_access_get (access, TRAILER)].read_key_b != 0 ? 0 : WITH_B;
}

/* The trailer as the terminal may see it: key A never. */
static CwSoftAccess
cw_soft_classic_read_trailer (const guint8 *trailer,
                              guint8        right,
                              GByteArray   *answer)
{
  const CwSoftTrailerRule *rule = &trailer_rules[cw_soft_access_get (trailer + ACCESS, TRAILER)];
  guint8 shown[CW_SOFT_BLOCK] = { 0 };

  if ((rule->read_access & right) == 0)
    return CW_SOFT_ACCESS_DENIED;
  memcpy (shown + ACCESS, trailer + ACCESS, KEY_B - ACCESS);
  if ((rule->read_key_b & right) != 0)
    memcpy (shown + KEY_B, trailer + KEY_B, CW_SOFT_CLASSIC_KEY);
  cw_bytes_put (answer, shown, sizeof shown);
  return CW_SOFT_ACCESS_DONE;
}

CwSoftAccess
cw_soft_classic_read (CwSoftStorage *self,
                      guint          block,
                      GByteArray    *answer)
{
  guint place = block % BLOCKS_IN_SECTOR;
  const guint8 *access;
  guint8 right;

  if (block >= CW_SOFT_CLASSIC_SIZE / CW_SOFT_BLOCK)
    return CW_SOFT_ACCESS_NO_SUCH_PLACE;
  right = cw_soft_classic_get_right (self, block);
  access = cw_soft_classic_get_trailer (self, block / BLOCKS_IN_SECTOR) + ACCESS;
  if (place == TRAILER)
    return cw_soft_classic_read_trailer (cw_soft_classic_get_block (self, block), right, answer);
  if ((block_rules[cw_soft_access_get (access, place)].read & right) == 0)
    return CW_SOFT_ACCESS_DENIED;
  cw_bytes_put (answer, cw_soft_classic_get_block (self, block), CW_SOFT_BLOCK);
  return CW_SOFT_ACCESS_DONE;
}

/* Writes the parts that may be written. Access bits that are not sound are taken too: a real card
 * does not save the terminal from closing a sector for good. */
static CwSoftAccess
cw_soft_classic_write_trailer (guint8       *trailer,
                               guint8        right,
                               const guint8 *data)
{
  const CwSoftTrailerRule *rule = &trailer_rules[cw_soft_access_get (trailer + ACCESS, TRAILER)];
  gboolean keys = (rule->write_keys & right) != 0;
  gboolean access = (rule->write_access & right) != 0;

  if (!keys && !access)
    return CW_SOFT_ACCESS_DENIED;
  if (keys)
    {
      memcpy (trailer + KEY_A, data + KEY_A, CW_SOFT_CLASSIC_KEY);
      memcpy (trailer + KEY_B, data + KEY_B, CW_SOFT_CLASSIC_KEY);
    }
  if (access)
    memcpy (trailer + ACCESS, data + ACCESS, KEY_B - ACCESS);
  return CW_SOFT_ACCESS_DONE;
}

CwSoftAccess
cw_soft_classic_write (CwSoftStorage *self,
                       guint          block,
                       const guint8   data[CW_SOFT_BLOCK])
{
  guint place = block % BLOCKS_IN_SECTOR;
  const guint8 *access;
  guint8 right;

  if (block >= CW_SOFT_CLASSIC_SIZE / CW_SOFT_BLOCK)
    return CW_SOFT_ACCESS_NO_SUCH_PLACE;
  if (block == 0)
    return CW_SOFT_ACCESS_LOCKED;
  right = cw_soft_classic_get_right (self, block);
  access = cw_soft_classic_get_trailer (self, block / BLOCKS_IN_SECTOR) + ACCESS;
  if (place == TRAILER)
    return cw_soft_classic_write_trailer (cw_soft_classic_get_block (self, block), right, data);
  if ((block_rules[cw_soft_access_get (access, place)].write & right) == 0)
    return CW_SOFT_ACCESS_DENIED;
  memcpy (cw_soft_classic_get_block (self, block), data, CW_SOFT_BLOCK);
  return CW_SOFT_ACCESS_DONE;
}
