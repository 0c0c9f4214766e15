/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include <ifdhandler.h>
#include <reader.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* A reader driver for pcscd (libpcsclite's ifdhandler.h): a reader with a serial number, and what
 * the virtual reader of vsmartcard-vpcd cannot be. DEVICENAME in reader.conf is FOLDER:SERIAL; the
 * driver looks into FOLDER whenever it is asked:
 *   card        a card lies there
 *   mute        and it does not answer when it is switched on
 *   t0          it speaks T=0 alone
 *   uid         what it answers to GET DATA (FF CA 00 00 00): hex digits
 *   empty       it answers to APDUs with success and no byte at all
 * Other APDUs are answered with 90 00. One slot a reader. */

#define PATH_LENGTH 512
#define READERS 16 /* of pcscd before 2.5 */

typedef struct
{
  char folder[PATH_LENGTH];
  char serial[64];
} Reader;

static Reader readers[READERS];

/* The upper half of @lun counts readers. */
static Reader *
find_reader (DWORD lun)
{
  return &readers[(lun >> 16) % READERS];
}

static const UCHAR atr_t1[] = { 0x3B, 0x81, 0x80, 0x01, 0x80, 0x80 };
static const UCHAR atr_t0[] = { 0x3B, 0x00 };

static int
is_so (DWORD       lun,
       const char *what)
{
  char path[PATH_LENGTH + 32];

  snprintf (path, sizeof path, "%s/%s", find_reader (lun)->folder, what);
  return access (path, F_OK) == 0;
}

RESPONSECODE
IFDHCreateChannelByName (DWORD lun,
                         LPSTR name)
{
  const char *colon = strrchr (name, ':');
  Reader *reader = find_reader (lun);

  if (colon == NULL || (size_t) (colon - name) >= sizeof reader->folder)
    return IFD_COMMUNICATION_ERROR;
  memcpy (reader->folder, name, (size_t) (colon - name));
  reader->folder[colon - name] = '\0';
  snprintf (reader->serial, sizeof reader->serial, "%s", colon + 1);
  return IFD_SUCCESS;
}

RESPONSECODE
IFDHCreateChannel (DWORD lun,
                   DWORD channel)
{
  (void) lun;
  (void) channel;
  return IFD_COMMUNICATION_ERROR;
}

RESPONSECODE
IFDHCloseChannel (DWORD lun)
{
  (void) lun;
  return IFD_SUCCESS;
}

static RESPONSECODE
give (const void *from,
      size_t      size,
      PDWORD      length,
      PUCHAR      value)
{
  if (*length < size)
    return IFD_ERROR_INSUFFICIENT_BUFFER;
  memcpy (value, from, size);
  *length = size;
  return IFD_SUCCESS;
}

RESPONSECODE
IFDHGetCapabilities (DWORD  lun,
                     DWORD  tag,
                     PDWORD length,
                     PUCHAR value)
{
  static const UCHAR one = 1;
  static const UCHAR most = READERS;
  const char *serial = find_reader (lun)->serial;

  if (tag == TAG_IFD_SLOTS_NUMBER || tag == TAG_IFD_THREAD_SAFE)
    return give (&one, 1, length, value);
  if (tag == TAG_IFD_SIMULTANEOUS_ACCESS)
    return give (&most, 1, length, value);
  if (tag == SCARD_ATTR_VENDOR_IFD_SERIAL_NO && serial[0] != '\0')
    return give (serial, strlen (serial) + 1, length, value);
  return IFD_ERROR_TAG;
}

RESPONSECODE
IFDHSetCapabilities (DWORD  lun,
                     DWORD  tag,
                     DWORD  length,
                     PUCHAR value)
{
  (void) lun;
  (void) tag;
  (void) length;
  (void) value;
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE
IFDHSetProtocolParameters (DWORD lun,
                           DWORD protocol,
                           UCHAR flags,
                           UCHAR pts1,
                           UCHAR pts2,
                           UCHAR pts3)
{
  (void) lun;
  (void) protocol;
  (void) flags;
  (void) pts1;
  (void) pts2;
  (void) pts3;
  return IFD_SUCCESS;
}

RESPONSECODE
IFDHPowerICC (DWORD  lun,
              DWORD  action,
              PUCHAR atr,
              PDWORD length)
{
  if (action == IFD_POWER_DOWN)
    {
      *length = 0;
      return IFD_SUCCESS;
    }
  if (!is_so (lun, "card") || is_so (lun, "mute"))
    return IFD_ERROR_POWER_ACTION;
  *length = is_so (lun, "t0") ? sizeof atr_t0 : sizeof atr_t1;
  memcpy (atr, is_so (lun, "t0") ? atr_t0 : atr_t1, *length);
  return IFD_SUCCESS;
}

/* Returns: how many bytes @file in the folder holds as hex digits */
static size_t
read_hex (DWORD       lun,
          const char *file,
          PUCHAR      bytes,
          size_t      most)
{
  char path[PATH_LENGTH + 32];
  unsigned byte;
  size_t n = 0;
  FILE *from;

  snprintf (path, sizeof path, "%s/%s", find_reader (lun)->folder, file);
  from = fopen (path, "r");
  if (from == NULL)
    return 0;
  while (n < most && fscanf (from, "%2x", &byte) == 1)
    bytes[n++] = (UCHAR) byte;
  fclose (from);
  return n;
}

RESPONSECODE
IFDHTransmitToICC (DWORD            lun,
                   SCARD_IO_HEADER  send_header,
                   PUCHAR           command,
                   DWORD            command_length,
                   PUCHAR           answer,
                   PDWORD           answer_length,
                   PSCARD_IO_HEADER received_header)
{
  static const UCHAR done[] = { 0x90, 0x00 };
  DWORD n = 0;

  (void) send_header;
  (void) received_header;
  if (!is_so (lun, "card") || *answer_length < 32)
    {
      *answer_length = 0;
      return IFD_COMMUNICATION_ERROR;
    }
  if (!is_so (lun, "empty"))
    {
      if (command_length >= 2 && command[0] == 0xFF && command[1] == 0xCA)
        n = read_hex (lun, "uid", answer, 16);
      memcpy (answer + n, done, sizeof done);
      n += sizeof done;
    }
  *answer_length = n;
  return IFD_SUCCESS;
}

RESPONSECODE
IFDHControl (DWORD  lun,
             DWORD  code,
             PUCHAR command,
             DWORD  command_length,
             PUCHAR answer,
             DWORD  answer_length,
             LPDWORD returned)
{
  (void) lun;
  (void) code;
  (void) command;
  (void) command_length;
  (void) answer;
  (void) answer_length;
  *returned = 0;
  return IFD_NOT_SUPPORTED;
}

RESPONSECODE
IFDHICCPresence (DWORD lun)
{
  return is_so (lun, "card") ? IFD_ICC_PRESENT : IFD_ICC_NOT_PRESENT;
}
