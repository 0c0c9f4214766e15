/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/storage.h"

G_BEGIN_DECLS

#define CW_STORAGE_PAGE 4   /* bytes */
#define CW_STORAGE_BLOCK 16 /* bytes; also what one READ of pages gives */
#define CW_STORAGE_KEY 6    /* bytes of a MIFARE Classic key */

/* native commands: NXP NTAG213/215/216 data sheet, 10 */
#define CW_STORAGE_GET_VERSION 0x60
#define CW_STORAGE_PWD_AUTH 0x1B

struct _CwStorage
{
  const CwChipLink    *link;
  CwReaderWay         *way;
  const CwStorageKind *kind;
  gboolean             proven;  /* the kind is what the card itself said */
  guint8               uid[10];
  gsize                uid_length;
  guint                exchanges;

  CwSecret            *key;     /* (nullable): Classic */
  CwStorageKeyType     key_type;
  gboolean             loaded;  /* the reader has it */
  gboolean             lasting; /* the reader has one that it would keep */
  int                  sector;  /* open now; -1: none */
};

/* storage-commands.c: one pseudo-APDU each. @data: without the status bytes; wiped by whoever
 * asked for something secret */
gboolean cw_storage_ask          (CwStorage    *self,
                                  const guint8 *command,
                                  gsize         length,
                                  GByteArray   *data,
                                  guint16      *status,
                                  GError      **error);
gboolean cw_storage_set_error    (GError    **error,
                                  guint16     status,
                                  guint       unit);
gboolean cw_storage_ask_uid      (CwStorage *self,
                                  GError   **error);
gboolean cw_storage_read_units   (CwStorage  *self,
                                  guint       unit,
                                  GByteArray *data,
                                  GError    **error);
gboolean cw_storage_write_unit   (CwStorage    *self,
                                  guint         unit,
                                  const guint8 *data,
                                  GError      **error);
/* @answered: (out): the card said something; %FALSE without @error: it said nothing or no */
gboolean cw_storage_ask_native   (CwStorage    *self,
                                  const guint8 *command,
                                  gsize         length,
                                  GByteArray   *data,
                                  gboolean     *answered,
                                  GError      **error);

/* storage-classic.c */
guint    cw_storage_get_sector   (guint block);
guint    cw_storage_get_trailer  (guint sector);
gboolean cw_storage_open_sector  (CwStorage *self,
                                  guint      sector,
                                  GError   **error);
void     cw_storage_forget_key   (CwStorage *self);

/* storage.c */
gboolean cw_storage_is_trailer   (const CwStorageKind *kind,
                                  guint                unit);

G_END_DECLS
