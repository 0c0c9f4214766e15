/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/soft-faults.h"
#include "app/chip/softstorage.h"

G_BEGIN_DECLS

/* What the files of the storage card share. Not a door. */

#define CW_SOFT_PAGE 4           /* bytes; NTAG and Ultralight */
#define CW_SOFT_BLOCK 16         /* bytes; MIFARE Classic */
#define CW_SOFT_CLASSIC_SIZE 1024
#define CW_SOFT_CLASSIC_KEY 6    /* bytes */
#define CW_SOFT_KEY_SLOTS 2

/* What is where in an NTAG or Ultralight; pages. */
typedef struct
{
  guint  pages;
  guint  lock;       /* of the dynamic lock bytes; 0: none */
  guint  lock_group; /* pages that one dynamic lock bit locks */
  guint  config;     /* of CFG0; then come CFG1, PWD and PACK */
  guint8 version[8]; /* GET_VERSION */
  guint8 third[CW_SOFT_PAGE]; /* capability container, or OTP bits */
} CwSoftType2;

typedef enum
{
  CW_SOFT_ACCESS_DONE,
  CW_SOFT_ACCESS_NO_SUCH_PLACE,
  CW_SOFT_ACCESS_DENIED, /* not without a key, or not with this one */
  CW_SOFT_ACCESS_LOCKED, /* for good */
} CwSoftAccess;

struct _CwSoftStorage
{
  gatomicrefcount     refs;
  CwSoftStorageKind   kind;
  CwSoftStorageReader reader;
  CwSoftFaults        faults;
  guint8              uid[7];
  gsize               uid_length;
  GByteArray         *memory;

  /* NTAG and Ultralight */
  const CwSoftType2  *layout; /* (nullable): NULL for MIFARE Classic */
  gboolean            opened; /* by its password */
  guint               failures; /* wrong passwords in a row; survives without power */

  /* MIFARE Classic, and its reader */
  guint8              slots[CW_SOFT_KEY_SLOTS][CW_SOFT_CLASSIC_KEY];
  gboolean            loaded[CW_SOFT_KEY_SLOTS];
  gboolean            authenticated;
  guint               sector;
  gboolean            with_key_b;
};

/* soft-type2.c */
const CwSoftType2 *cw_soft_type2_get_layout (CwSoftStorageKind kind);
void               cw_soft_type2_blank      (CwSoftStorage *self);
CwSoftAccess       cw_soft_type2_read       (CwSoftStorage *self,
                                             guint          page,
                                             gsize          length,
                                             GByteArray    *answer);
CwSoftAccess       cw_soft_type2_write      (CwSoftStorage *self,
                                             guint          page,
                                             const guint8   data[CW_SOFT_PAGE]);
gboolean           cw_soft_type2_run        (CwSoftStorage *self,
                                             const guint8  *command,
                                             gsize          length,
                                             GByteArray    *answer);

/* soft-classic.c */
void               cw_soft_classic_blank        (CwSoftStorage *self);
gboolean           cw_soft_classic_authenticate (CwSoftStorage *self,
                                                 guint          block,
                                                 gboolean       with_key_b,
                                                 const guint8   key[CW_SOFT_CLASSIC_KEY]);
CwSoftAccess       cw_soft_classic_read         (CwSoftStorage *self,
                                                 guint          block,
                                                 GByteArray    *answer);
CwSoftAccess       cw_soft_classic_write        (CwSoftStorage *self,
                                                 guint          block,
                                                 const guint8   data[CW_SOFT_BLOCK]);

G_END_DECLS
