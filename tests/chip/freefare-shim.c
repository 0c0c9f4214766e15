/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "freefare-shim.h"

#include <string.h>
#include <winscard.h>

/* See freefare-shim.h. To libfreefare `nfc_device` is opaque, so it may be anything. */

#define CARD_WAIT 20000      /* milliseconds, for what takes less than one second */
#define MAX_ANSWER 264       /* bytes of a short APDU's answer, and some */
#define DESFIRE_SAK 0x20     /* speaks ISO/IEC 14443-4 */

/* The answer to select of a DESFire without its length byte, by which libfreefare knows one. */
static const guint8 desfire_ats[] = { 0x75, 0x77, 0x81, 0x02, 0x80 };

struct nfc_device
{
  SCARDCONTEXT context;
  SCARDHANDLE  handle;
  guint        exchanges;
};

static void
assert_done (LONG        code,
             const char *what)
{
  if (code != SCARD_S_SUCCESS)
    g_error ("%s: %s", what, pcsc_stringify_error (code));
}

nfc_device *
freefare_shim_open (const char *reader)
{
  nfc_device *self = g_new0 (nfc_device, 1);
  SCARD_READERSTATE state = { .szReader = reader, .dwCurrentState = SCARD_STATE_UNAWARE };
  DWORD protocol;

  assert_done (SCardEstablishContext (SCARD_SCOPE_SYSTEM, NULL, NULL, &self->context), "SCardEstablishContext");
  while ((state.dwEventState & SCARD_STATE_PRESENT) == 0)
    {
      assert_done (SCardGetStatusChange (self->context, CARD_WAIT, &state, 1), "SCardGetStatusChange");
      state.dwCurrentState = state.dwEventState;
    }
  assert_done (SCardConnect (self->context, reader, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, &self->handle, &protocol),
               "SCardConnect");
  return self;
}

void
freefare_shim_close (nfc_device *device)
{
  SCardDisconnect (device->handle, SCARD_RESET_CARD);
  SCardReleaseContext (device->context);
  g_free (device);
}

guint
freefare_shim_get_exchanges (nfc_device *device)
{
  return device->exchanges;
}

int
nfc_initiator_init (nfc_device *device)
{
  return NFC_SUCCESS;
}

int
nfc_device_set_property_bool (nfc_device        *device,
                              const nfc_property property,
                              const bool         enable)
{
  return NFC_SUCCESS;
}

int
nfc_device_get_last_error (const nfc_device *device)
{
  return NFC_SUCCESS;
}

const char *
nfc_strerror (const nfc_device *device)
{
  return "no error is kept here";
}

int
nfc_initiator_transceive_bytes (nfc_device    *device,
                                const uint8_t *command,
                                const size_t   length,
                                uint8_t       *answer,
                                const size_t   size,
                                int            timeout)
{
  guint8 buffer[MAX_ANSWER];
  DWORD received = sizeof buffer;
  LONG code = SCardTransmit (device->handle, SCARD_PCI_T1, command, length, NULL, buffer, &received);

  device->exchanges++;
  if (code != SCARD_S_SUCCESS)
    return NFC_EIO;
  if (received > size)
    return NFC_EOVFLOW;
  memcpy (answer, buffer, received);
  return (int) received;
}

/* The card that lies there, as libnfc would have found it. */
static gboolean
fill_target (nfc_device *device,
             nfc_target *target)
{
  static const guint8 get_uid[] = { 0xFF, 0xCA, 0x00, 0x00, 0x00 };
  guint8 answer[MAX_ANSWER];
  DWORD received = sizeof answer;
  nfc_iso14443a_info *card = &target->nti.nai;

  if (SCardTransmit (device->handle, SCARD_PCI_T1, get_uid, sizeof get_uid, NULL, answer, &received) != SCARD_S_SUCCESS ||
      received < 2 || received - 2 > sizeof card->abtUid)
    return FALSE;

  memset (target, 0, sizeof *target);
  target->nm.nmt = NMT_ISO14443A;
  target->nm.nbr = NBR_106;
  card->abtAtqa[0] = 0x03;
  card->abtAtqa[1] = 0x44;
  card->btSak = DESFIRE_SAK;
  card->szUidLen = received - 2;
  memcpy (card->abtUid, answer, card->szUidLen);
  card->szAtsLen = sizeof desfire_ats;
  memcpy (card->abtAts, desfire_ats, sizeof desfire_ats);
  return TRUE;
}

int
nfc_initiator_list_passive_targets (nfc_device          *device,
                                    const nfc_modulation modulation,
                                    nfc_target           targets[],
                                    const size_t         n_targets)
{
  if (modulation.nmt != NMT_ISO14443A || n_targets == 0)
    return 0;
  return fill_target (device, &targets[0]) ? 1 : NFC_EIO;
}

/* Selecting a card means a fresh one: its session is gone. */
int
nfc_initiator_select_passive_target (nfc_device          *device,
                                     const nfc_modulation modulation,
                                     const uint8_t       *data,
                                     const size_t         length,
                                     nfc_target          *target)
{
  nfc_target found;
  DWORD protocol;

  if (SCardReconnect (device->handle, SCARD_SHARE_EXCLUSIVE, SCARD_PROTOCOL_T1, SCARD_RESET_CARD, &protocol) != SCARD_S_SUCCESS ||
      !fill_target (device, &found))
    return NFC_EIO;
  if (target != NULL)
    *target = found;
  return 1;
}

int
nfc_initiator_deselect_target (nfc_device *device)
{
  return NFC_SUCCESS;
}
