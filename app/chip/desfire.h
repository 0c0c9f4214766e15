/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/chip.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/**
 * CwDesfire:
 *
 * A MIFARE DESFire (EV1 command set) at the other end of a link: its commands, and the session
 * that an authentication opens. An error status, selecting an application and changing the key
 * of the session end the session. One thread at a time.
 *
 * Errors of every command: the link's own, %CW_ERROR_CARD_REMOVED, %CW_ERROR_CARD_UNKNOWN,
 * %CW_ERROR_CHIP_INTEGRITY (the answer is malformed or fails its checksum), and what the chip's
 * status byte means (status.c).
 */
typedef struct _CwDesfire CwDesfire;

#define CW_DESFIRE_MAX_KEYS 14   /* keys of one application */
#define CW_DESFIRE_MAX_FILES 32  /* files of one application */
#define CW_DESFIRE_MAX_DATA 8192 /* bytes that one read or write may carry */
#define CW_DESFIRE_FREE 0xe      /* access right: anybody */
#define CW_DESFIRE_NEVER 0xf     /* access right: nobody */

/* How the two sides prove that they know the key; the value is the command byte. */
typedef enum
{
  CW_DESFIRE_AUTH_LEGACY = 0x0a, /* D40 messaging; DES and 2K3DES */
  CW_DESFIRE_AUTH_ISO = 0x1a,    /* EV1 messaging; the DES kinds */
  CW_DESFIRE_AUTH_AES = 0xaa,    /* EV1 messaging; AES */
} CwDesfireAuth;

/* How data cross the air; the value is that of a file's settings. */
typedef enum
{
  CW_DESFIRE_COMM_PLAIN = 0x00,
  CW_DESFIRE_COMM_MAC = 0x01,
  CW_DESFIRE_COMM_FULL = 0x03,
} CwDesfireComm;

typedef struct
{
  guint8 bytes[3]; /* least significant first, as on the wire */
} CwDesfireAid;

typedef struct
{
  guint8 vendor;
  guint8 type;
  guint8 subtype;
  guint8 major;
  guint8 minor;
  guint8 storage;
  guint8 protocol;
} CwDesfirePart;

typedef struct
{
  CwDesfirePart hardware;
  CwDesfirePart software;
  guint8        uid[7]; /* zeros when the card hides it */
  guint8        batch[5];
  guint8        week;   /* BCD */
  guint8        year;   /* BCD */
} CwDesfireVersion;

typedef struct
{
  guint8   bits;   /* key settings 1: low nibble rights of the master key, high nibble change key */
  guint    n_keys;
  CwCipher cipher; /* DES kinds that share a type are told as 2K3DES */
} CwDesfireKeySettings;

typedef struct
{
  CwDesfireAid  aid;
  guint8        settings;  /* key settings 1 */
  guint         n_keys;    /* 1 to 14 */
  CwCipher      cipher;    /* of all its keys */
  guint16       iso_id;    /* ISO/IEC 7816-4 file identifier; 0: none */
  const guint8 *df_name;   /* (nullable): 1 to 16 bytes; needs @iso_id */
  gsize         df_name_length;
  gboolean      iso_files; /* its files have ISO identifiers too */
} CwDesfireApplication;

typedef struct
{
  guint8 read;
  guint8 write;
  guint8 read_write;
  guint8 change;
} CwDesfireAccess;

typedef struct
{
  guint8          type; /* 0 standard data, 1 backup data, 2 value, 3 and 4 records */
  CwDesfireComm   comm;
  CwDesfireAccess access;
  guint32         size; /* bytes; 0 for value and record files */
} CwDesfireFileSettings;

/* make */
CwDesfire *cw_desfire_new           (const CwChipLink *link);
void       cw_desfire_free          (CwDesfire *self);
guint      cw_desfire_get_exchanges (const CwDesfire *self);

/* sessions */
gboolean   cw_desfire_select        (CwDesfire          *self,
                                     const CwDesfireAid *aid,
                                     GError            **error);
gboolean   cw_desfire_authenticate  (CwDesfire      *self,
                                     CwDesfireAuth   auth,
                                     guint8          key_no,
                                     CwCipher        cipher,
                                     const CwSecret *key,
                                     GError        **error);
gboolean   cw_desfire_has_session   (const CwDesfire *self);

/* the card */
gboolean   cw_desfire_get_version     (CwDesfire        *self,
                                       CwDesfireVersion *version,
                                       GError          **error);
gboolean   cw_desfire_get_uid         (CwDesfire *self,
                                       guint8     uid[7],
                                       GError   **error);
gboolean   cw_desfire_get_free_memory (CwDesfire *self,
                                       guint32   *bytes,
                                       GError   **error);
gboolean   cw_desfire_format          (CwDesfire *self,
                                       GError   **error);

/* applications */
GArray    *cw_desfire_get_applications   (CwDesfire *self,
                                          GError   **error);
gboolean   cw_desfire_create_application (CwDesfire                  *self,
                                          const CwDesfireApplication *application,
                                          GError                    **error);
gboolean   cw_desfire_delete_application (CwDesfire          *self,
                                          const CwDesfireAid *aid,
                                          GError            **error);

/* keys of the selected application */
gboolean   cw_desfire_get_key_settings    (CwDesfire            *self,
                                           CwDesfireKeySettings *settings,
                                           GError              **error);
gboolean   cw_desfire_change_key_settings (CwDesfire *self,
                                           guint8     settings,
                                           GError   **error);
gboolean   cw_desfire_get_key_version     (CwDesfire *self,
                                           guint8     key_no,
                                           guint8    *version,
                                           GError   **error);
gboolean   cw_desfire_change_key          (CwDesfire      *self,
                                           guint8          key_no,
                                           CwCipher        cipher,
                                           const CwSecret *new_key,
                                           guint8          version,
                                           const CwSecret *old_key,
                                           GError        **error);

/* files of the selected application */
gboolean   cw_desfire_get_files         (CwDesfire *self,
                                         guint8     files[CW_DESFIRE_MAX_FILES],
                                         guint     *n_files,
                                         GError   **error);
gboolean   cw_desfire_get_file_settings (CwDesfire             *self,
                                         guint8                 file,
                                         CwDesfireFileSettings *settings,
                                         GError               **error);
gboolean   cw_desfire_create_file       (CwDesfire                   *self,
                                         guint8                       file,
                                         guint16                      iso_id,
                                         const CwDesfireFileSettings *settings,
                                         GError                     **error);
gboolean   cw_desfire_delete_file       (CwDesfire *self,
                                         guint8     file,
                                         GError   **error);
gboolean   cw_desfire_read_data         (CwDesfire    *self,
                                         guint8        file,
                                         CwDesfireComm comm,
                                         guint32       offset,
                                         guint32       length,
                                         GByteArray   *data,
                                         GError      **error);
gboolean   cw_desfire_write_data        (CwDesfire    *self,
                                         guint8        file,
                                         CwDesfireComm comm,
                                         guint32       offset,
                                         const guint8 *data,
                                         gsize         length,
                                         GError      **error);
gboolean   cw_desfire_commit            (CwDesfire *self,
                                         GError   **error);

/* values on the wire */
guint16    cw_desfire_access_pack   (const CwDesfireAccess *access);
void       cw_desfire_access_unpack (guint16          packed,
                                     CwDesfireAccess *access);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDesfire, cw_desfire_free)

G_END_DECLS
