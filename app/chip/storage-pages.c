/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/storage-private.h"

/* The password of NTAG21x and Ultralight EV1. Pages from CFG0 on: CFG0 (byte 3: AUTH0), CFG1 (byte
 * 0: ACCESS), PWD, PACK; NXP data sheets NTAG213_215_216 8.5.7 and 8.8, MF0ULx1 8.5. One thread at
 * a time. */

#define PASSWORD_LENGTH 4
#define PACK_LENGTH 2

#define CFG1 1 /* pages after CFG0 */
#define PWD 2
#define PACK 3

#define AUTH0 3                   /* byte of CFG0 */
#define ACCESS CW_STORAGE_PAGE    /* byte of CFG0 and CFG1 together */
#define ACCESS_PROT 0x80          /* reading needs the password too */
#define ACCESS_CFGLCK 0x40        /* the configuration is locked for ever */

static gboolean
cw_storage_check_native (const CwStorage *self,
                         GError         **error)
{
  if (self->kind->configuration != 0 && self->proven && self->way->native != CW_READER_NATIVE_NONE)
    return TRUE;
  if (self->way->native == CW_READER_NATIVE_NONE)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This reader passes no commands of the card's own on, so a password cannot be tried. Use another reader, or a chip plan without a password."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("This card (%s) has no password. Use an NTAG213 to 216 or a MIFARE Ultralight EV1."), self->kind->name);
  return FALSE;
}

/**
 * cw_storage_unlock:
 * @password: 4 bytes
 * @pack: 2 bytes
 */
gboolean
cw_storage_unlock (CwStorage *self,
                   CwSecret  *password,
                   CwSecret  *pack,
                   GError   **error)
{
  guint8 command[1 + PASSWORD_LENGTH] = { CW_STORAGE_PWD_AUTH };
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gboolean answered;
  gboolean same;
  gboolean ok;

  g_return_val_if_fail (cw_secret_get_length (password) == PASSWORD_LENGTH && cw_secret_get_length (pack) == PACK_LENGTH, FALSE);

  if (!cw_storage_check_native (self, error))
    return FALSE;
  memcpy (command + 1, cw_secret_get_data (password), PASSWORD_LENGTH);
  ok = cw_storage_ask_native (self, command, sizeof command, data, &answered, error);
  cw_wipe (command, sizeof command);
  if (!ok)
    return FALSE;
  same = answered && data->len == PACK_LENGTH && memcmp (data->data, cw_secret_get_data (pack), PACK_LENGTH) == 0;
  if (data->len > 0)
    cw_wipe (data->data, data->len);
  if (!same)
    g_set_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED, _ ("This %s does not know the password. It was locked by somebody else; use another card."), self->kind->name);
  return same;
}

/* CFG0 and CFG1, which a protected card may give only after the password. */
static gboolean
cw_storage_read_configuration (CwStorage                 *self,
                               const CwStorageProtection *protection,
                               guint8                     pages[2 * CW_STORAGE_PAGE],
                               GError                   **error)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GError) local = NULL;
  gsize have = 0;

  for (guint page = self->kind->configuration; have < 2 * CW_STORAGE_PAGE; page++)
    {
      if (!cw_storage_read_units (self, page, data, &local))
        {
          if (protection == NULL || (!g_error_matches (local, CW_ERROR, CW_ERROR_CHIP_REFUSED) && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_REFUSED)))
            {
              g_propagate_error (error, g_steal_pointer (&local));
              return FALSE;
            }
          return cw_storage_unlock (self, protection->password, protection->pack, error) &&
                 cw_storage_read_configuration (self, NULL, pages, error);
        }
      memcpy (pages + have, data->data, MIN (data->len, 2 * CW_STORAGE_PAGE - have));
      have += MIN (data->len, 2 * CW_STORAGE_PAGE - have);
    }
  return TRUE;
}

static gboolean
cw_storage_check_protection (const CwStorage           *self,
                             const CwStorageProtection *protection,
                             GError                   **error)
{
  if (!cw_storage_check_native (self, error))
    return FALSE;
  if (protection->first >= self->kind->first && protection->first <= self->kind->last)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("A %s cannot be protected from page %u on. Name a page from %u to %u in the chip plan."), self->kind->name, protection->first, self->kind->first, self->kind->last);
  return FALSE;
}

/* Password and answer, proven before anything depends on them. */
static gboolean
cw_storage_set_password (CwStorage                 *self,
                         const CwStorageProtection *protection,
                         GError                   **error)
{
  g_autoptr (CwSecret) page = cw_secret_new_zero (CW_STORAGE_PAGE);

  if (!cw_storage_write_unit (self, self->kind->configuration + PWD, cw_secret_get_data (protection->password), error))
    return FALSE;
  memcpy (cw_secret_get_buffer (page), cw_secret_get_data (protection->pack), PACK_LENGTH);
  return cw_storage_write_unit (self, self->kind->configuration + PACK, cw_secret_get_data (page), error) &&
         cw_storage_unlock (self, protection->password, protection->pack, error);
}

/* ACCESS first and AUTH0 last: until then nothing is protected. */
static gboolean
cw_storage_set_configuration (CwStorage   *self,
                              guint8       wanted[2 * CW_STORAGE_PAGE],
                              const guint8 found[2 * CW_STORAGE_PAGE],
                              GError     **error)
{
  guint8 back[2 * CW_STORAGE_PAGE];

  if (memcmp (wanted + ACCESS, found + ACCESS, CW_STORAGE_PAGE) != 0 &&
      !cw_storage_write_unit (self, self->kind->configuration + CFG1, wanted + ACCESS, error))
    return FALSE;
  if (memcmp (wanted, found, CW_STORAGE_PAGE) != 0 &&
      !cw_storage_write_unit (self, self->kind->configuration, wanted, error))
    return FALSE;
  if (!cw_storage_read_configuration (self, NULL, back, error))
    return FALSE;
  if (memcmp (back, wanted, sizeof back) == 0)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The protection of this %s is not as it was written. Set this card aside."), self->kind->name);
  return FALSE;
}

/**
 * cw_storage_protect:
 *
 * Returns: %FALSE with @error set; the card is then open, or protected with this password
 */
gboolean
cw_storage_protect (CwStorage                 *self,
                    const CwStorageProtection *protection,
                    GError                   **error)
{
  guint8 found[2 * CW_STORAGE_PAGE] = { 0 };
  guint8 wanted[2 * CW_STORAGE_PAGE];

  if (!cw_storage_check_protection (self, protection, error) ||
      !cw_storage_read_configuration (self, protection, found, error))
    return FALSE;
  memcpy (wanted, found, sizeof wanted);
  wanted[AUTH0] = (guint8) protection->first;
  wanted[ACCESS] = (guint8) ((found[ACCESS] & ~ACCESS_PROT) | (protection->reading ? ACCESS_PROT : 0));
  if (found[AUTH0] < self->kind->n_units)
    {
      /* protected already: by us, then the password is known, or not */
      if (!cw_storage_unlock (self, protection->password, protection->pack, error))
        return FALSE;
      if (memcmp (wanted, found, sizeof wanted) == 0)
        return TRUE;
    }
  if ((found[ACCESS] & ACCESS_CFGLCK) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The protection of this %s was fixed for ever by somebody else. Use another card."), self->kind->name);
      return FALSE;
    }
  return cw_storage_set_password (self, protection, error) &&
         cw_storage_set_configuration (self, wanted, found, error);
}
