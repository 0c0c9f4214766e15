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
 * A MIFARE DESFire at the other end of a link: its commands, and the session that an
 * authentication opens. An error status, selecting an application and changing the key of the
 * session end the session. One thread at a time.
 *
 * Errors of every command: the link's own, %CW_ERROR_CARD_REMOVED, %CW_ERROR_CARD_UNKNOWN,
 * %CW_ERROR_CHIP_INTEGRITY (the answer is malformed or fails its checksum), and what the chip's
 * status byte means (status.c).
 */
typedef struct _CwDesfire CwDesfire;

#define CW_DESFIRE_MAX_KEYS 14   /* keys of one application */
#define CW_DESFIRE_MAX_FILES 32  /* files of one application */
#define CW_DESFIRE_MAX_DATA 8192 /* bytes that one read or write may carry */
#define CW_DESFIRE_MAX_DF_NAME 16 /* bytes of an application's ISO/IEC 7816-4 name */
#define CW_DESFIRE_MAX_ATS 20    /* bytes of an answer to select that a card can be given */
#define CW_DESFIRE_FREE 0xe      /* access right: anybody */
#define CW_DESFIRE_NEVER 0xf     /* access right: nobody */

/* How the two sides prove that they know the key; the value is the command byte. */
typedef enum
{
  CW_DESFIRE_AUTH_LEGACY = 0x0a, /* D40 messaging; DES and 2K3DES */
  CW_DESFIRE_AUTH_ISO = 0x1a,    /* EV1 messaging; the DES kinds */
  CW_DESFIRE_AUTH_AES = 0xaa,    /* EV1 messaging; AES */
  CW_DESFIRE_AUTH_EV2_FIRST = 0x71,     /* EV2 messaging, a new transaction; AES */
  CW_DESFIRE_AUTH_EV2_NON_FIRST = 0x77, /* another key within an EV2 session; AES */
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

typedef enum
{
  CW_DESFIRE_FILE_STANDARD = 0,
  CW_DESFIRE_FILE_BACKUP = 1, /* what is written counts when it is committed */
  CW_DESFIRE_FILE_VALUE = 2,
} CwDesfireFileType;

/* A value file: a number that moves between two limits. */
typedef struct
{
  gint32   lower;
  gint32   upper;
  gint32   value;     /* to create: the first value; as found: what a limited credit may still add */
  gboolean limited;   /* limited credit is allowed */
  gboolean free_read; /* anybody may read the value */
} CwDesfireValue;

typedef struct
{
  guint8          type; /* a CwDesfireFileType; as found also 3 and 4 (records), 5 (transaction MAC) */
  CwDesfireComm   comm;
  CwDesfireAccess access;
  guint32         size;     /* bytes; 0 unless it is a data file */
  CwDesfireValue  value;    /* of a value file */
  gboolean        extended; /* has what only EV2 and EV3 know, which is not told here */
} CwDesfireFileSettings;

/* What GetDFNames tells of one application. */
typedef struct
{
  CwDesfireAid aid;
  guint16      iso_id;
  guint8       df_name[CW_DESFIRE_MAX_DF_NAME];
  gsize        df_name_length; /* 0: it has an identifier alone */
} CwDesfireDfName;

/**
 * CwDesfireOption:
 * @CW_DESFIRE_OPTION_DISABLE_FORMAT: FormatPICC is refused from now on; cannot be undone
 * @CW_DESFIRE_OPTION_RANDOM_UID: a reader sees a random UID from now on; cannot be undone
 * @CW_DESFIRE_OPTION_DEFAULT_KEY: new applications begin with this key instead of zeros
 * @CW_DESFIRE_OPTION_ATS: how the card introduces itself to a reader
 *
 * Settings of the whole card that can make it useless.
 */
typedef enum
{
  CW_DESFIRE_OPTION_DISABLE_FORMAT,
  CW_DESFIRE_OPTION_RANDOM_UID,
  CW_DESFIRE_OPTION_DEFAULT_KEY,
  CW_DESFIRE_OPTION_ATS,
} CwDesfireOption;

/**
 * CwDesfireConfirmation:
 *
 * A person's yes to one #CwDesfireOption, which SetConfiguration wants to see. Only what that
 * person wrote out makes one.
 */
typedef struct _CwDesfireConfirmation CwDesfireConfirmation;

/* make */
CwDesfire *cw_desfire_new           (const CwChipLink *link);
void       cw_desfire_free          (CwDesfire *self);
guint      cw_desfire_get_exchanges (const CwDesfire *self);

/* sessions */
gboolean cw_desfire_select       (CwDesfire          *self,
                                  const CwDesfireAid *aid,
                                  GError            **error);
gboolean cw_desfire_authenticate (CwDesfire      *self,
                                  CwDesfireAuth   auth,
                                  guint8          key_no,
                                  CwCipher        cipher,
                                  const CwSecret *key,
                                  GError        **error);
gboolean cw_desfire_has_session  (const CwDesfire *self);

/* the card */
gboolean cw_desfire_get_version     (CwDesfire        *self,
                                     CwDesfireVersion *version,
                                     GError          **error);
gboolean cw_desfire_get_uid         (CwDesfire *self,
                                     guint8     uid[7],
                                     GError   **error);
gboolean cw_desfire_get_free_memory (CwDesfire *self,
                                     guint32   *bytes,
                                     GError   **error);
gboolean cw_desfire_format          (CwDesfire *self,
                                     GError   **error);

/* applications */
GArray  *cw_desfire_get_applications   (CwDesfire *self,
                                        GError   **error);
GArray  *cw_desfire_get_df_names       (CwDesfire *self,
                                        GError   **error);
gboolean cw_desfire_create_application (CwDesfire                  *self,
                                        const CwDesfireApplication *application,
                                        GError                    **error);
gboolean cw_desfire_delete_application (CwDesfire          *self,
                                        const CwDesfireAid *aid,
                                        GError            **error);

/* keys of the selected application */
gboolean cw_desfire_get_key_settings    (CwDesfire            *self,
                                         CwDesfireKeySettings *settings,
                                         GError              **error);
gboolean cw_desfire_change_key_settings (CwDesfire *self,
                                         guint8     settings,
                                         GError   **error);
gboolean cw_desfire_get_key_version     (CwDesfire *self,
                                         guint8     key_no,
                                         guint8    *version,
                                         GError   **error);
gboolean cw_desfire_change_key          (CwDesfire      *self,
                                         guint8          key_no,
                                         CwCipher        cipher,
                                         const CwSecret *new_key,
                                         guint8          version,
                                         const CwSecret *old_key,
                                         GError        **error);

/* files of the selected application */
gboolean cw_desfire_get_files            (CwDesfire *self,
                                          guint8     files[CW_DESFIRE_MAX_FILES],
                                          guint     *n_files,
                                          GError   **error);
GArray  *cw_desfire_get_iso_files        (CwDesfire *self,
                                          GError   **error);
gboolean cw_desfire_get_file_settings    (CwDesfire             *self,
                                          guint8                 file,
                                          CwDesfireFileSettings *settings,
                                          GError               **error);
gboolean cw_desfire_create_file          (CwDesfire                   *self,
                                          guint8                       file,
                                          guint16                      iso_id,
                                          const CwDesfireFileSettings *settings,
                                          GError                     **error);
gboolean cw_desfire_change_file_settings (CwDesfire             *self,
                                          guint8                 file,
                                          CwDesfireComm          comm,
                                          const CwDesfireAccess *access,
                                          gboolean               free,
                                          GError               **error);
gboolean cw_desfire_delete_file          (CwDesfire *self,
                                          guint8     file,
                                          GError   **error);
gboolean cw_desfire_read_data            (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          guint32       offset,
                                          guint32       length,
                                          GByteArray   *data,
                                          GError      **error);
gboolean cw_desfire_write_data           (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          guint32       offset,
                                          const guint8 *data,
                                          gsize         length,
                                          GError      **error);
gboolean cw_desfire_get_value            (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          gint32       *value,
                                          GError      **error);
gboolean cw_desfire_credit               (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          gint32        amount,
                                          GError      **error);
gboolean cw_desfire_debit                (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          gint32        amount,
                                          GError      **error);
gboolean cw_desfire_limited_credit       (CwDesfire    *self,
                                          guint8        file,
                                          CwDesfireComm comm,
                                          gint32        amount,
                                          GError      **error);
gboolean cw_desfire_commit               (CwDesfire *self,
                                          GError   **error);
gboolean cw_desfire_abort                (CwDesfire *self,
                                          GError   **error);

/* settings of the whole card that can make it useless; in a session with its master key */
const char            *cw_desfire_option_get_word   (CwDesfireOption option);
CwDesfireConfirmation *cw_desfire_confirmation_new  (CwDesfireOption option,
                                                     const char     *written,
                                                     GError        **error);
void                   cw_desfire_confirmation_free (CwDesfireConfirmation *self);
gboolean               cw_desfire_restrict          (CwDesfire                   *self,
                                                     const CwDesfireConfirmation *no_format,
                                                     const CwDesfireConfirmation *random_uid,
                                                     GError                     **error);
gboolean               cw_desfire_set_default_key   (CwDesfire                   *self,
                                                     CwCipher                     cipher,
                                                     const CwSecret              *key,
                                                     guint8                       version,
                                                     const CwDesfireConfirmation *confirmation,
                                                     GError                     **error);
gboolean               cw_desfire_set_ats           (CwDesfire                   *self,
                                                     const guint8                *ats,
                                                     gsize                        length,
                                                     const CwDesfireConfirmation *confirmation,
                                                     GError                     **error);

/* values on the wire */
guint16 cw_desfire_access_pack   (const CwDesfireAccess *access);
void    cw_desfire_access_unpack (guint16          packed,
                                  CwDesfireAccess *access);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDesfire, cw_desfire_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDesfireConfirmation, cw_desfire_confirmation_free)

G_END_DECLS
