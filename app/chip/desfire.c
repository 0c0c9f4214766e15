/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"

/* The engine's object: a link, the selected application and the state of a session. The commands
 * are in card.c, files.c and changekey.c, what protects them in auth.c and messaging.c. One
 * thread at a time. */

/**
 * cw_desfire_new:
 * @link: copied; what its user_data points to outlives the engine
 *
 * Returns: (transfer full): an engine for the card that lies there, with nothing sent yet
 */
CwDesfire *
cw_desfire_new (const CwChipLink *link)
{
  CwDesfire *self = g_new0 (CwDesfire, 1);

  self->link = *link;
  return self;
}

void
cw_desfire_free (CwDesfire *self)
{
  if (self == NULL)
    return;
  cw_desfire_end_session (self);
  g_free (self);
}

/**
 * cw_desfire_get_exchanges:
 *
 * Returns: APDUs sent so far
 */
guint
cw_desfire_get_exchanges (const CwDesfire *self)
{
  return self->exchanges;
}

gboolean
cw_desfire_has_session (const CwDesfire *self)
{
  return self->messaging != CW_DESFIRE_MESSAGING_NONE;
}

void
cw_desfire_end_session (CwDesfire *self)
{
  self->messaging = CW_DESFIRE_MESSAGING_NONE;
  g_clear_pointer (&self->session_key, cw_secret_unref);
  g_clear_pointer (&self->mac_key, cw_secret_unref);
  cw_wipe (self->iv, sizeof self->iv);
  cw_wipe (self->ti, sizeof self->ti);
  self->counter = 0;
}

/* Sets the error of an answer that no card in order gives. Returns %FALSE, for the caller to
 * return in turn. */
gboolean
cw_desfire_malformed (GError **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY, _ ("The chip's answer is damaged. Lay the card flat on the reader and try again; if it happens again, use another card."));
  return FALSE;
}

/* One native frame there and back, outside of secure messaging. */
gboolean
cw_desfire_frame (CwDesfire    *self,
                  guint8        ins,
                  const guint8 *data,
                  gsize         length,
                  GByteArray   *answer,
                  guint8       *status,
                  GError      **error)
{
  CwApdu apdu;

  if (!cw_apdu_wrap (&apdu, ins, data, length, error))
    return FALSE;
  self->exchanges++;
  return cw_apdu_transmit (&apdu, &self->link, answer, status, error);
}

/**
 * cw_desfire_select:
 * @aid: zeros: the card level
 *
 * Selects an application, which ends the session whether it is there or not.
 *
 * Returns: %FALSE with %CW_ERROR_NOT_FOUND when it is not on the card
 */
gboolean
cw_desfire_select (CwDesfire          *self,
                   const CwDesfireAid *aid,
                   GError            **error)
{
  const CwDesfireCommand command = { .ins = 0x5a, .header = aid->bytes, .header_length = sizeof aid->bytes };

  cw_desfire_end_session (self);
  if (!cw_desfire_run_bare (self, &command, error))
    return FALSE;
  self->aid = *aid;
  return TRUE;
}

/**
 * cw_desfire_access_pack:
 *
 * Returns: the access rights as the number that travels least significant byte first: nibbles
 *   from the top are read, write, read and write, change
 */
guint16
cw_desfire_access_pack (const CwDesfireAccess *access)
{
  return (guint16) (access->read << 12 | access->write << 8 | access->read_write << 4 | access->change);
}

void
cw_desfire_access_unpack (guint16          packed,
                          CwDesfireAccess *access)
{
  access->read = packed >> 12;
  access->write = packed >> 8 & 0xf;
  access->read_write = packed >> 4 & 0xf;
  access->change = packed & 0xf;
}
