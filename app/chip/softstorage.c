/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/softstorage.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/secret.h"
#include "app/chip/soft-storage.h"

/* A storage card as a thing, and the reader in front of it: the pseudo-APDUs of PC/SC part 3 (rev.
 * 2.01.09, 3.2.2), and how readers depart from it as their manuals and liblogicalaccess have it.
 * The card's memory is in soft-type2.c and soft-classic.c. One thread at a time. */

#define CLA_READER 0xFF
#define INS_GET_DATA 0xCA
#define INS_LOAD_KEY 0x82
#define INS_AUTHENTICATE 0x86
#define INS_AUTHENTICATE_OBSOLETE 0x88 /* PC/SC before part 3: FF 88 00 block kind slot */
#define INS_READ_BINARY 0xB0
#define INS_UPDATE_BINARY 0xD6
#define INS_RAW 0x00

#define NON_VOLATILE 0x20 /* P1 of load key */
#define KEY_KIND_A 0x60
#define KEY_KIND_B 0x61
#define UTRUST_SLOT 0x01

#define STATUS_OK 0x9000
#define STATUS_FAILED 0x6300
#define STATUS_LENGTH 0x6700
#define STATUS_DENIED 0x6982
#define STATUS_LOCKED 0x6581  /* memory failure: the write was not taken */
#define STATUS_KIND 0x6981    /* incompatible command */
#define STATUS_KEY_PLACE 0x6986
#define STATUS_KEY_SLOT 0x6988
#define STATUS_FUNCTION 0x6A81
#define STATUS_PLACE 0x6A82
#define STATUS_INS 0x6D00
#define STATUS_CLA 0x6E00

/* Storage card, ISO/IEC 14443-3 A; the card's name follows at [13] and [14]. PC/SC part 3, 3.1.3.2.3 */
static const guint8 storage_atr[] = {
  0x3B, 0x8F, 0x80, 0x01, 0x80, 0x4F, 0x0C, 0xA0, 0x00, 0x00, 0x03, 0x06, 0x03, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
};
#define ATR_NAME 14
#define NAME_CLASSIC_1K 0x01
#define NAME_ULTRALIGHT 0x03 /* what readers say of NTAG and Ultralight EV1 alike */

typedef struct
{
  guint8        p1;
  guint8        p2;
  const guint8 *data;
  gsize         data_length;
  gsize         expected; /* Le; 0: whatever there is */
} CwSoftPseudo;

G_DEFINE_BOXED_TYPE (CwSoftStorage, cw_soft_storage, cw_soft_storage_ref, cw_soft_storage_unref)

static void
cw_soft_storage_blank (CwSoftStorage *self)
{
  if (self->layout != NULL)
    cw_soft_type2_blank (self);
  else
    cw_soft_classic_blank (self);
}

/**
 * cw_soft_storage_new:
 * @uid: (array length=length): 7 bytes, for MIFARE Classic also 4
 *
 * Returns: (transfer full): a card as the factory makes it
 */
CwSoftStorage *
cw_soft_storage_new (CwSoftStorageKind kind,
                     const guint8     *uid,
                     gsize             length)
{
  CwSoftStorage *self;

  g_return_val_if_fail (length == 7 || (length == 4 && kind == CW_SOFT_STORAGE_CLASSIC_1K), NULL);

  self = g_new0 (CwSoftStorage, 1);
  g_atomic_ref_count_init (&self->refs);
  cw_soft_faults_init (&self->faults);
  self->kind = kind;
  self->layout = cw_soft_type2_get_layout (kind);
  self->uid_length = length;
  memcpy (self->uid, uid, length);
  self->memory = g_byte_array_new ();
  cw_soft_storage_blank (self);
  return self;
}

CwSoftStorage *
cw_soft_storage_ref (CwSoftStorage *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_soft_storage_unref (CwSoftStorage *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  cw_soft_faults_finish (&self->faults);
  cw_wipe (self->memory->data, self->memory->len);
  g_byte_array_unref (self->memory);
  cw_wipe (self, sizeof *self);
  g_free (self);
}

GBytes *
cw_soft_storage_get_atr (CwSoftStorage *self)
{
  guint8 atr[sizeof storage_atr + 1];
  guint8 check = 0;

  memcpy (atr, storage_atr, sizeof storage_atr);
  atr[ATR_NAME] = self->layout != NULL ? NAME_ULTRALIGHT : NAME_CLASSIC_1K;
  for (gsize i = 1; i < sizeof storage_atr; i++)
    check ^= atr[i];
  atr[sizeof storage_atr] = check;
  return g_bytes_new (atr, sizeof atr);
}

const guint8 *
cw_soft_storage_get_memory (CwSoftStorage *self,
                            gsize         *length)
{
  *length = self->memory->len;
  return self->memory->data;
}

gboolean
cw_soft_storage_is_present (CwSoftStorage *self)
{
  return !self->faults.absent;
}

guint64
cw_soft_storage_get_delay (CwSoftStorage *self)
{
  return self->faults.delay;
}

void
cw_soft_storage_set_reader (CwSoftStorage      *self,
                            CwSoftStorageReader reader)
{
  self->reader = reader;
}

void
cw_soft_storage_set_clock (CwSoftStorage  *self,
                           CwSoftClockFunc func,
                           gpointer        user_data)
{
  self->faults.clock = func;
  self->faults.clock_data = user_data;
}

void
cw_soft_storage_inject (CwSoftStorage     *self,
                        const CwSoftFault *fault)
{
  g_return_if_fail (self != NULL && fault != NULL);

  cw_soft_faults_add (&self->faults, fault);
}

void
cw_soft_storage_clear_faults (CwSoftStorage *self)
{
  cw_soft_faults_clear (&self->faults);
}

/**
 * cw_soft_storage_power:
 *
 * The field goes off and on: nobody is authenticated. The reader keeps its keys.
 */
void
cw_soft_storage_power (CwSoftStorage *self)
{
  guint8 uid[7];

  self->opened = FALSE;
  self->authenticated = FALSE;
  if (!cw_soft_faults_power (&self->faults, uid))
    return;
  memcpy (self->uid, uid, self->uid_length);
  self->failures = 0;
  cw_soft_storage_blank (self);
}

/* What a reader makes of what the card did; ACS' readers know one error alone. */
static guint16
cw_soft_storage_get_status (CwSoftStorage *self,
                            CwSoftAccess   access)
{
  if (access != CW_SOFT_ACCESS_DONE && self->reader == CW_SOFT_STORAGE_READER_ACS)
    return STATUS_FAILED;

  switch (access)
    {
    case CW_SOFT_ACCESS_DONE:
      return STATUS_OK;
    case CW_SOFT_ACCESS_NO_SUCH_PLACE:
      return STATUS_PLACE;
    case CW_SOFT_ACCESS_DENIED:
      return STATUS_DENIED;
    case CW_SOFT_ACCESS_LOCKED:
      return STATUS_LOCKED;
    }
  g_assert_not_reached ();
}

static guint16
cw_soft_storage_give_uid (CwSoftStorage      *self,
                          const CwSoftPseudo *pseudo,
                          GByteArray         *answer)
{
  if (pseudo->p1 != 0 || pseudo->p2 != 0) /* storage cards have no ATS */
    return STATUS_FUNCTION;
  if (pseudo->expected != 0 && pseudo->expected < self->uid_length)
    return (guint16) (0x6C00 | self->uid_length);
  cw_bytes_put (answer, self->uid, self->uid_length);
  return STATUS_OK;
}

/* Where a reader puts a key, or -1 and what it says instead. */
static int
cw_soft_storage_find_slot (CwSoftStorage      *self,
                           const CwSoftPseudo *pseudo,
                           guint16            *status)
{
  gboolean volatile_place = (pseudo->p1 & NON_VOLATILE) == 0;

  *status = self->reader == CW_SOFT_STORAGE_READER_ACS ? STATUS_FAILED : STATUS_KEY_SLOT;
  switch (self->reader)
    {
    case CW_SOFT_STORAGE_READER_PLAIN:
      return pseudo->p1 == 0 && pseudo->p2 == 0 ? 0 : -1;
    case CW_SOFT_STORAGE_READER_ACS:
      return pseudo->p1 == 0 && pseudo->p2 < CW_SOFT_KEY_SLOTS ? pseudo->p2 : -1;
    case CW_SOFT_STORAGE_READER_OMNIKEY:
      if (volatile_place)
        *status = STATUS_KEY_PLACE;
      return !volatile_place && pseudo->p2 < CW_SOFT_KEY_SLOTS ? pseudo->p2 : -1;
    case CW_SOFT_STORAGE_READER_UTRUST:
      if (!volatile_place)
        return -1;
      return pseudo->p2 == KEY_KIND_A ? 0 : pseudo->p2 == KEY_KIND_B ? 1 : -1;
    }
  g_assert_not_reached ();
}

static guint16
cw_soft_storage_load_key (CwSoftStorage      *self,
                          const CwSoftPseudo *pseudo)
{
  guint16 status;
  int slot = cw_soft_storage_find_slot (self, pseudo, &status);

  if (pseudo->data_length != CW_SOFT_CLASSIC_KEY)
    return self->reader == CW_SOFT_STORAGE_READER_ACS ? STATUS_FAILED : STATUS_LENGTH;
  if (slot < 0)
    return status;

  memcpy (self->slots[slot], pseudo->data, CW_SOFT_CLASSIC_KEY);
  self->loaded[slot] = TRUE;
  return STATUS_OK;
}

static guint16
cw_soft_storage_authenticate (CwSoftStorage *self,
                              guint          block,
                              guint8         kind,
                              guint8         number)
{
  gboolean failed_word = self->reader == CW_SOFT_STORAGE_READER_ACS;
  guint slot = number;

  if (kind != KEY_KIND_A && kind != KEY_KIND_B)
    return failed_word ? STATUS_FAILED : STATUS_FUNCTION;
  if (self->layout != NULL)
    return failed_word ? STATUS_FAILED : STATUS_KIND;
  if (self->reader == CW_SOFT_STORAGE_READER_UTRUST)
    slot = number == UTRUST_SLOT ? (guint) (kind - KEY_KIND_A) : CW_SOFT_KEY_SLOTS;
  if (slot >= CW_SOFT_KEY_SLOTS || !self->loaded[slot])
    return failed_word ? STATUS_FAILED : STATUS_KEY_SLOT;

  if (cw_soft_classic_authenticate (self, block, kind == KEY_KIND_B, self->slots[slot]))
    return STATUS_OK;
  return failed_word ? STATUS_FAILED : STATUS_DENIED;
}

static guint16
cw_soft_storage_run_authenticate (CwSoftStorage      *self,
                                  const CwSoftPseudo *pseudo)
{
  const guint8 *data = pseudo->data;

  if (pseudo->data_length != 5)
    return STATUS_LENGTH;
  if (pseudo->p1 != 0 || pseudo->p2 != 0 || data[0] != 0x01)
    return STATUS_FUNCTION;
  return cw_soft_storage_authenticate (self, (guint) (data[1] << 8 | data[2]), data[3], data[4]);
}

static guint16
cw_soft_storage_read (CwSoftStorage      *self,
                      const CwSoftPseudo *pseudo,
                      GByteArray         *answer)
{
  guint place = (guint) (pseudo->p1 << 8 | pseudo->p2);
  gsize length = pseudo->expected != 0 ? pseudo->expected : CW_SOFT_BLOCK;
  CwSoftAccess access;

  if (length > CW_SOFT_BLOCK)
    return 0x6C00 | CW_SOFT_BLOCK;
  access = self->layout != NULL ? cw_soft_type2_read (self, place, length, answer)
                                : cw_soft_classic_read (self, place, answer);
  if (access == CW_SOFT_ACCESS_DONE)
    g_byte_array_set_size (answer, (guint) length);
  return cw_soft_storage_get_status (self, access);
}

static guint16
cw_soft_storage_update (CwSoftStorage      *self,
                        const CwSoftPseudo *pseudo)
{
  guint place = (guint) (pseudo->p1 << 8 | pseudo->p2);
  gsize unit = self->layout != NULL ? CW_SOFT_PAGE : CW_SOFT_BLOCK;

  if (pseudo->data_length != unit)
    return STATUS_LENGTH;
  return cw_soft_storage_get_status (self, self->layout != NULL ? cw_soft_type2_write (self, place, pseudo->data)
                                                                : cw_soft_classic_write (self, place, pseudo->data));
}

/* The PN532 behind an ACS reader: InCommunicateThru (D4 42) and InDataExchange (D4 40 01). An
 * error byte of 01 is its word for a card that does not answer. */
static guint16
cw_soft_storage_run_raw (CwSoftStorage      *self,
                         const CwSoftPseudo *pseudo,
                         GByteArray         *answer)
{
  const guint8 *data = pseudo->data;
  gsize length = pseudo->data_length;
  gsize head = length >= 2 && data[1] == 0x40 ? 3 : 2;
  gboolean known = length > head && data[0] == 0xD4 && (data[1] == 0x42 || (data[1] == 0x40 && data[2] == 0x01));
  g_autoptr (GByteArray) inner = g_byte_array_new ();
  gboolean ok;

  if (self->reader != CW_SOFT_STORAGE_READER_ACS)
    return STATUS_INS;
  if (!known || self->layout == NULL)
    return STATUS_FAILED;

  ok = cw_soft_type2_run (self, data + head, length - head, inner);
  cw_bytes_put_u8 (answer, 0xD5);
  cw_bytes_put_u8 (answer, (guint8) (data[1] + 1));
  cw_bytes_put_u8 (answer, ok ? 0x00 : 0x01);
  if (ok)
    cw_bytes_put (answer, inner->data, inner->len);
  return STATUS_OK;
}

/* Short APDUs in all four forms. */
static gboolean
cw_soft_pseudo_parse (CwSoftPseudo *self,
                      const guint8 *command,
                      gsize         length)
{
  gsize data_length;

  *self = (CwSoftPseudo) { .p1 = command[2], .p2 = command[3] };
  if (length <= 5)
    {
      self->expected = length == 5 ? command[4] : 0;
      return TRUE;
    }
  data_length = command[4];
  self->data = command + 5;
  self->data_length = data_length;
  if (length == 6 + data_length)
    self->expected = command[length - 1];
  return length == 5 + data_length || length == 6 + data_length;
}

static guint16
cw_soft_storage_run (CwSoftStorage *self,
                     const guint8  *command,
                     gsize          length,
                     GByteArray    *answer)
{
  CwSoftPseudo pseudo;

  if (length < 4)
    return STATUS_LENGTH;
  if (command[0] != CLA_READER)
    return STATUS_CLA;
  if (command[1] == INS_AUTHENTICATE_OBSOLETE && self->reader == CW_SOFT_STORAGE_READER_ACS)
    return length == 6 ? cw_soft_storage_authenticate (self, command[3], command[4], command[5]) : STATUS_FAILED;
  if (!cw_soft_pseudo_parse (&pseudo, command, length))
    return STATUS_LENGTH;

  if (command[1] == INS_GET_DATA)
    return cw_soft_storage_give_uid (self, &pseudo, answer);
  if (command[1] == INS_LOAD_KEY)
    return cw_soft_storage_load_key (self, &pseudo);
  if (command[1] == INS_AUTHENTICATE)
    return cw_soft_storage_run_authenticate (self, &pseudo);
  if (command[1] == INS_READ_BINARY)
    return cw_soft_storage_read (self, &pseudo, answer);
  if (command[1] == INS_UPDATE_BINARY)
    return cw_soft_storage_update (self, &pseudo);
  if (command[1] == INS_RAW)
    return cw_soft_storage_run_raw (self, &pseudo, answer);
  return STATUS_INS;
}

/* A refused access leaves the card halted; the reader selects it again, and nobody is known. */
static void
cw_soft_storage_answer (gpointer      card,
                        const guint8 *command,
                        gsize         length,
                        GByteArray   *answer)
{
  CwSoftStorage *self = card;
  guint16 status = cw_soft_storage_run (self, command, length, answer);

  if (status == STATUS_DENIED || status == STATUS_LOCKED || status == STATUS_PLACE || status == STATUS_FAILED)
    {
      self->opened = FALSE;
      self->authenticated = FALSE;
    }
  if (status != STATUS_OK)
    g_byte_array_set_size (answer, 0);
  cw_bytes_put_u8 (answer, (guint8) (status >> 8));
  cw_bytes_put_u8 (answer, (guint8) status);
}

/**
 * cw_soft_storage_transmit:
 * @command: (array length=length): one whole APDU; a @length of 0 switches the field off and on
 * @answer: emptied, then filled with data and the two status bytes
 *
 * Returns: %FALSE when the card is not in the field (any more)
 */
gboolean
cw_soft_storage_transmit (CwSoftStorage *self,
                          const guint8  *command,
                          gsize          length,
                          GByteArray    *answer)
{
  g_return_val_if_fail (self != NULL && answer != NULL, FALSE);

  g_byte_array_set_size (answer, 0);
  if (length == 0)
    {
      cw_soft_storage_power (self);
      return TRUE;
    }
  return cw_soft_faults_exchange (&self->faults, cw_soft_storage_answer, self, command, length, answer);
}
