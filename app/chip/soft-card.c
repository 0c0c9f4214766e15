/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"

/* The card as a thing: its file, its life in the field, and the outermost layer of APDUs (the
 * reader's own, ISO/IEC 7816-4, and the wrapping of native commands). One thread at a time. */

#define CLA_ISO 0x00
#define CLA_WRAPPED 0x90 /* 90 INS 00 00 [Lc data] 00 */
#define CLA_READER 0xFF  /* PC/SC part 3 */
#define INS_ISO_SELECT 0xA4
#define INS_READER_GET_DATA 0xCA
#define RANDOM_UID 0x08 /* first byte of a random identifier, ISO/IEC 14443-3 */
#define MAX_IMAGE_SIZE (1024 * 1024) /* bytes; a full card takes some 30 000 */

/* ISO/IEC 7816-4 name of the card level of every DESFire */
static const guint8 card_name[] = { 0xD2, 0x76, 0x00, 0x00, 0x85, 0x01, 0x00 };

G_DEFINE_BOXED_TYPE (CwSoftCard, cw_soft_card, cw_soft_card_ref, cw_soft_card_unref)

static CwSoftCard *
cw_soft_card_take (CwSoftMemory *memory)
{
  CwSoftCard *self = g_new0 (CwSoftCard, 1);

  g_atomic_ref_count_init (&self->refs);
  self->memory = memory;
  self->selected = memory->picc;
  self->command = g_byte_array_new ();
  self->answer = g_byte_array_new ();
  self->cuts = g_array_new (FALSE, FALSE, sizeof (gsize));
  cw_soft_faults_init (&self->faults);
  cw_soft_card_power (self);
  return self;
}

/**
 * cw_soft_card_new:
 * @uid: seven bytes; those of NXP begin with 04
 *
 * Returns: (transfer full): a blank EV1 card that is gone with the last reference
 */
CwSoftCard *
cw_soft_card_new (const guint8 uid[7])
{
  return cw_soft_card_new_model (CW_SOFT_MODEL_EV1, uid);
}

/**
 * cw_soft_card_new_model:
 * @uid: seven bytes; those of NXP begin with 04
 *
 * Returns: (transfer full): a blank card that is gone with the last reference
 */
CwSoftCard *
cw_soft_card_new_model (CwSoftModel  model,
                        const guint8 uid[7])
{
  return cw_soft_card_take (cw_soft_memory_new (model, uid));
}

static CwSoftMemory *
cw_soft_card_load (const char *path,
                   char      **image,
                   GError    **error)
{
  g_autoptr (GError) cause = NULL;
  CwSoftMemory *memory = NULL;
  GStatBuf status;
  gsize length = 0;

  if (g_stat (path, &status) == 0 && status.st_size > MAX_IMAGE_SIZE)
    g_set_error_literal (&cause, CW_ERROR, CW_ERROR_INVALID, _("it is too large"));
  else if (g_file_get_contents (path, image, &length, &cause))
    memory = cw_soft_memory_from_json (*image, length, &cause);

  if (memory == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                 _("The training card in “%s” cannot be used: %s. Remove the file to begin with a blank card."),
                 path, cause->message);
  return memory;
}

/**
 * cw_soft_card_open:
 * @path: the card's file, in a folder that exists
 *
 * As cw_soft_card_open_model() with an EV1.
 */
CwSoftCard *
cw_soft_card_open (const char *path,
                   GError    **error)
{
  return cw_soft_card_open_model (path, CW_SOFT_MODEL_EV1, error);
}

/**
 * cw_soft_card_open_model:
 * @path: the card's file, in a folder that exists
 * @model: of the card that is made when there is no file; one that is there stays what it is
 *
 * The file holds the keys of the card in the clear and is readable by its owner alone: it is a
 * training card. Keys of real cards do not belong on it.
 *
 * Returns: (transfer full): the card, or %NULL with %CW_ERROR_INVALID naming @path when the file
 *   is broken, or %CW_ERROR_FAILED when it cannot be written
 */
CwSoftCard *
cw_soft_card_open_model (const char *path,
                         CwSoftModel model,
                         GError    **error)
{
  g_autoptr (GError) cause = NULL;
  g_autofree char *image = NULL;
  CwSoftMemory *memory;
  CwSoftCard *self;

  g_return_val_if_fail (path != NULL, NULL);

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    {
      memory = cw_soft_card_load (path, &image, error);
      if (memory == NULL)
        return NULL;
    }
  else
    {
      guint8 uid[CW_SOFT_UID_LENGTH] = { 0x04 }; /* NXP, ISO/IEC 7816-6 */

      cw_random_bytes (uid + 1, sizeof uid - 1);
      memory = cw_soft_memory_new (model, uid);
      image = cw_soft_memory_to_json (memory);
      if (!cw_soft_store_write (path, image, &cause))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                       _("The training card “%s” cannot be written: %s. Choose another place for it."),
                       path, cause->message);
          cw_soft_memory_free (memory);
          return NULL;
        }
    }

  self = cw_soft_card_take (memory);
  self->path = g_strdup (path);
  self->image = g_steal_pointer (&image);
  return self;
}

CwSoftCard *
cw_soft_card_ref (CwSoftCard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_soft_card_unref (CwSoftCard *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;

  cw_soft_card_reset (self);
  cw_soft_memory_free (self->memory);
  g_byte_array_unref (self->command);
  g_byte_array_unref (self->answer);
  g_array_unref (self->cuts);
  cw_soft_faults_finish (&self->faults);
  if (self->image != NULL)
    cw_wipe (self->image, strlen (self->image));
  g_free (self->image);
  g_free (self->path);
  g_free (self);
}

/**
 * cw_soft_card_set_random:
 * @func: (nullable): where challenges come from
 * @user_data: for @func
 *
 * For replaying a recording.
 */
void
cw_soft_card_set_random (CwSoftCard          *self,
                         CwSoftCardRandomFunc func,
                         gpointer             user_data)
{
  self->random = func;
  self->random_data = user_data;
}

/**
 * cw_soft_card_set_clock:
 * @func: (nullable): lets the time of slow answers pass
 * @user_data: for @func
 */
void
cw_soft_card_set_clock (CwSoftCard     *self,
                        CwSoftClockFunc func,
                        gpointer        user_data)
{
  self->faults.clock = func;
  self->faults.clock_data = user_data;
}

gboolean
cw_soft_card_is_present (CwSoftCard *self)
{
  return !self->faults.absent;
}

guint64
cw_soft_card_get_delay (CwSoftCard *self)
{
  return self->faults.delay;
}

/**
 * cw_soft_card_inject:
 * @fault: what goes wrong, and at which APDU
 *
 * The card's memory takes part: what came before a tear stays done, what was not committed is
 * lost with the field.
 */
void
cw_soft_card_inject (CwSoftCard        *self,
                     const CwSoftFault *fault)
{
  g_return_if_fail (self != NULL && fault != NULL);

  cw_soft_faults_add (&self->faults, fault);
}

void
cw_soft_card_clear_faults (CwSoftCard *self)
{
  cw_soft_faults_clear (&self->faults);
}

void
cw_soft_card_get_uid (CwSoftCard *self,
                      guint8      uid[7])
{
  memcpy (uid, self->memory->uid, CW_SOFT_UID_LENGTH);
}

CwSoftModel
cw_soft_card_get_model (CwSoftCard *self)
{
  return cw_soft_memory_get_model (self->memory);
}

/**
 * cw_soft_card_get_atr:
 *
 * Returns: (transfer full): what a contactless reader reports: PC/SC part 3 makes an ATR of the
 *   historical bytes in the card's answer to select
 */
GBytes *
cw_soft_card_get_atr (CwSoftCard *self)
{
  g_autoptr (GByteArray) atr = g_byte_array_new ();
  gsize length;
  const guint8 *historical = cw_soft_ats_get_historical (self->memory->ats, &length);
  guint8 check = 0;

  cw_bytes_put_u8 (atr, 0x3B);
  cw_bytes_put_u8 (atr, (guint8) (0x80 | length));
  cw_bytes_put_u8 (atr, 0x80);
  cw_bytes_put_u8 (atr, 0x01);
  cw_bytes_put (atr, historical, length);
  for (guint i = 1; i < atr->len; i++)
    check ^= atr->data[i];
  cw_bytes_put_u8 (atr, check);
  return g_byte_array_free_to_bytes (g_steal_pointer (&atr));
}

/**
 * cw_soft_card_fill_random:
 *
 * Random bytes from where the card's come from.
 */
void
cw_soft_card_fill_random (CwSoftCard *self,
                          guint8     *data,
                          gsize       length)
{
  if (self->random != NULL)
    self->random (self->random_data, data, length);
  else
    cw_random_bytes (data, length);
}

/* The card in the field is another one, in no file. */
static void
cw_soft_card_swap (CwSoftCard  *self,
                   const guint8 uid[CW_SOFT_UID_LENGTH])
{
  CwSoftMemory *memory = cw_soft_memory_new (cw_soft_memory_get_model (self->memory), uid);

  cw_soft_memory_free (self->memory);
  self->memory = memory;
  self->selected = NULL;
  g_clear_pointer (&self->path, g_free);
}

/**
 * cw_soft_card_power:
 *
 * The field goes off and on: the session, the selection and everything uncommitted are gone.
 * Brings a torn card back, or the one that it was swapped for.
 */
void
cw_soft_card_power (CwSoftCard *self)
{
  guint8 uid[CW_SOFT_UID_LENGTH];

  cw_soft_card_reset (self);
  cw_soft_card_select (self, self->memory->picc);
  if (cw_soft_faults_power (&self->faults, uid))
    cw_soft_card_swap (self, uid);
  self->selected = self->memory->picc;
  if (self->memory->random_uid)
    {
      cw_soft_card_fill_random (self, self->alias, sizeof self->alias);
      self->alias[0] = RANDOM_UID;
    }
}

static void
cw_soft_card_put_status (GByteArray *answer,
                         guint16     status)
{
  cw_bytes_put_u8 (answer, status >> 8);
  cw_bytes_put_u8 (answer, status & 0xFF);
}

/* What the reader answers by itself: GET DATA of PC/SC part 3. */
static void
cw_soft_card_ask_reader (CwSoftCard   *self,
                         const guint8 *command,
                         gsize         length,
                         GByteArray   *answer)
{
  const guint8 *data = self->memory->random_uid ? self->alias : self->memory->uid;
  gsize available = self->memory->random_uid ? sizeof self->alias : sizeof self->memory->uid;

  if (length != 5)
    return cw_soft_card_put_status (answer, 0x6700);
  if (command[1] != INS_READER_GET_DATA)
    return cw_soft_card_put_status (answer, 0x6D00);
  if (command[2] > 1 || command[3] != 0)
    return cw_soft_card_put_status (answer, 0x6A81);

  if (command[2] == 1)
    data = cw_soft_ats_get_historical (self->memory->ats, &available);
  if (command[4] != 0 && command[4] < available)
    return cw_soft_card_put_status (answer, (guint16) (0x6C00 | available));
  cw_bytes_put (answer, data, available);
  cw_soft_card_put_status (answer, command[4] > available ? 0x6282 : 0x9000);
}

/* SELECT by name, the one ISO/IEC 7816-4 command that the card knows. */
static void
cw_soft_card_run_iso (CwSoftCard   *self,
                      const guint8 *command,
                      gsize         length,
                      GByteArray   *answer)
{
  gsize name_length = length > 5 ? command[4] : 0;
  CwSoftApplication *application;

  cw_soft_card_reset (self);
  if (command[1] != INS_ISO_SELECT)
    return cw_soft_card_put_status (answer, 0x6D00);
  if (command[2] != 0x04 || (command[3] != 0x00 && command[3] != 0x0C))
    return cw_soft_card_put_status (answer, 0x6A86);
  if (name_length == 0 || (length != 5 + name_length && length != 6 + name_length))
    return cw_soft_card_put_status (answer, 0x6700);

  if (name_length == sizeof card_name && memcmp (command + 5, card_name, name_length) == 0)
    application = self->memory->picc;
  else
    application = cw_soft_memory_find_name (self->memory, command + 5, name_length);
  if (application == NULL)
    return cw_soft_card_put_status (answer, 0x6A82);

  cw_soft_card_select (self, application);
  cw_soft_card_put_status (answer, 0x9000);
}

static void
cw_soft_card_run_wrapped (CwSoftCard   *self,
                          const guint8 *command,
                          gsize         length,
                          GByteArray   *answer)
{
  CwSoftStatus status = CW_SOFT_LENGTH;
  gsize data_length = length > 5 ? command[4] : 0;
  gboolean well_formed = command[2] == 0 && command[3] == 0 && command[length - 1] == 0 &&
                         length == (data_length > 0 ? 6 + data_length : 5) && data_length <= cw_soft_card_get_frame (self, command[1]);

  if (well_formed)
    status = cw_soft_card_run (self, command[1], command + 5, data_length, answer);
  else
    cw_soft_card_reset (self);
  cw_soft_card_put_status (answer, (guint16) (0x9100 | status));
}

static void
cw_soft_card_answer (gpointer      card,
                     const guint8 *command,
                     gsize         length,
                     GByteArray   *answer)
{
  CwSoftCard *self = card;

  if (length < 5)
    cw_soft_card_put_status (answer, 0x6700);
  else if (command[0] == CLA_READER)
    cw_soft_card_ask_reader (self, command, length, answer);
  else if (command[0] == CLA_ISO)
    cw_soft_card_run_iso (self, command, length, answer);
  else if (command[0] == CLA_WRAPPED)
    cw_soft_card_run_wrapped (self, command, length, answer);
  else
    cw_soft_card_put_status (answer, 0x6E00);
}

/**
 * cw_soft_card_transmit:
 * @command: (array length=length): one whole APDU; a @length of 0 switches the field off and on
 * @answer: emptied, then filled with data and the two status bytes
 *
 * Returns: %FALSE when the card is not in the field (any more)
 */
gboolean
cw_soft_card_transmit (CwSoftCard   *self,
                       const guint8 *command,
                       gsize         length,
                       GByteArray   *answer)
{
  g_return_val_if_fail (self != NULL && answer != NULL, FALSE);

  g_byte_array_set_size (answer, 0);
  if (length == 0)
    {
      cw_soft_card_power (self);
      return TRUE;
    }
  return cw_soft_faults_exchange (&self->faults, cw_soft_card_answer, self, command, length, answer);
}
