/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/core/readerway.h"

G_BEGIN_DECLS

/* Storage cards (NTAG21x, MIFARE Ultralight, MIFARE Classic) through a reader's pseudo-APDUs.
 * Memory is counted in units: pages of 4 bytes, or blocks of 16. Content is plain bytes. Every
 * write is read back; what is already as wanted is not written, so that writing again after a
 * card was taken away completes it. Locks, keys and access conditions change only through the
 * functions that are named so. One thread at a time. */

typedef enum
{
  CW_STORAGE_FAMILY_PAGES,   /* Ultralight, NTAG: 4 bytes; readable by anybody unless protected */
  CW_STORAGE_FAMILY_CLASSIC, /* blocks of 16 bytes in sectors, each under key A or B */
} CwStorageFamily;

/**
 * CwStorageKind:
 *
 * One kind of storage card, from its data sheet.
 */
typedef struct
{
  const char     *id;            /* "ntag213" */
  const char     *name;          /* "NTAG213" */
  CwStorageFamily family;
  guint           n_units;       /* all there are */
  guint           first;         /* the first unit for content; blocks: 1, sector 0 is MAD's by custom */
  guint           last;          /* the last one; trailers between are stepped over */
  guint           configuration; /* page of CFG0; 0: no password */
  guint8          version[8];    /* answer to GET_VERSION; zeros: has none */
} CwStorageKind;

/* By id. (transfer none) (nullable) */
const CwStorageKind *cw_storage_kind_get (const char *id);
/* Bytes of one unit: 4 or 16. */
guint                cw_storage_kind_get_unit     (const CwStorageKind *self);
/* Bytes that content may have from unit @first on. */
gsize                cw_storage_kind_get_capacity (const CwStorageKind *self,
                                                   guint                first);

/**
 * CwStorage:
 *
 * One storage card, for as long as the link to it stands.
 */
typedef struct _CwStorage CwStorage;

typedef enum
{
  CW_STORAGE_KEY_A,
  CW_STORAGE_KEY_B,
} CwStorageKeyType;

/**
 * CwStorageProtection:
 *
 * A password before writing (NTAG21x, Ultralight EV1).
 */
typedef struct
{
  guint     first;    /* AUTH0: the first page that needs the password */
  gboolean  reading;  /* PROT: for reading too */
  CwSecret *password; /* 4 bytes */
  CwSecret *pack;     /* 2 bytes, the card's answer to it */
} CwStorageProtection;

/**
 * CwStorageTrailer:
 *
 * Keys and access conditions of a MIFARE Classic sector.
 */
typedef struct
{
  CwSecret *key_a;     /* 6 bytes */
  CwSecret *key_b;     /* 6 bytes */
  guint8    access[4]; /* as they stand in bytes 6 to 9: FF 07 80 69 on a blank card */
} CwStorageTrailer;

/* Asks for the UID and, where the ATR does not tell it, for the kind; writes nothing. 1 to 3
 * exchanges. @link and @way stay the caller's and must outlive the storage.
 * Errors: %CW_ERROR_CARD_UNKNOWN when it is no such card, or has a random UID. */
CwStorage           *cw_storage_new           (const CwChipLink *link,
                                               const guint8     *atr,
                                               gsize             atr_length,
                                               CwReaderWay      *way,
                                               GError          **error);
/* Overwrites a key that the reader would keep. */
void                 cw_storage_free          (CwStorage *self);

const CwStorageKind *cw_storage_get_kind      (const CwStorage *self);
const guint8        *cw_storage_get_uid       (const CwStorage *self,
                                               gsize           *length);
guint                cw_storage_get_exchanges (const CwStorage *self);

/* MIFARE Classic: the key for what follows; 6 bytes. Errors come with the next read or write:
 * %CW_ERROR_KEY_REFUSED. */
void                 cw_storage_set_key       (CwStorage        *self,
                                               CwStorageKeyType  type,
                                               CwSecret         *key);
/* Pages: PWD_AUTH. Errors: %CW_ERROR_KEY_REFUSED (wrong password or answer), %CW_ERROR_REFUSED
 * (this reader passes no native commands on). */
gboolean             cw_storage_unlock        (CwStorage *self,
                                               CwSecret  *password,
                                               CwSecret  *pack,
                                               GError   **error);

gboolean             cw_storage_read          (CwStorage *self,
                                               guint      first,
                                               guint8    *data,
                                               gsize      length,
                                               GError   **error);
/* @length is filled up with zeros to whole units. Only units for content; %CW_ERROR_REFUSED for
 * any other. Errors: %CW_ERROR_CHIP_MISMATCH when what is read back differs. */
gboolean             cw_storage_write         (CwStorage    *self,
                                               guint         first,
                                               const guint8 *data,
                                               gsize         length,
                                               GError      **error);

/* Password and answer first, proven with PWD_AUTH, then AUTH0: a card is never locked with a
 * password that was not tried. Resumes; %CW_ERROR_REFUSED where it cannot be proven. */
gboolean             cw_storage_protect       (CwStorage                 *self,
                                               const CwStorageProtection *protection,
                                               GError                   **error);
/* Refuses access conditions whose copies differ (they would brick the sector) and such as freeze
 * the trailer. Proves the new keys by authenticating with them. */
gboolean             cw_storage_write_trailer (CwStorage              *self,
                                               guint                   sector,
                                               const CwStorageTrailer *trailer,
                                               GError                **error);
gboolean             cw_storage_check_access  (const guint8 access[4],
                                               GError     **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStorage, cw_storage_free)

G_END_DECLS
