/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/chip/soft-faults.h"
#include "app/chip/softcard.h"
#include "app/base/bytes.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/* What the files of the software card share, and what its tests look at. Not a door. */

#define CW_SOFT_UID_LENGTH 7
#define CW_SOFT_ALIAS_LENGTH 4         /* bytes of a random identifier, ISO/IEC 14443-3 */
#define CW_SOFT_VERSION_LENGTH 7       /* bytes of one version frame */
#define CW_SOFT_MAX_APPLICATIONS 28    /* of an EV1: mifare.net forum reply 17822; from EV2 on, memory is the limit */
#define CW_SOFT_MAX_FILES 32           /* file numbers 00..1F */
#define CW_SOFT_MAX_KEYS 14            /* key numbers 0..D */
#define CW_SOFT_MAX_NAME 16            /* bytes of an ISO/IEC 7816-4 DF name */
#define CW_SOFT_EEPROM 7936            /* bytes that a blank 8K card reports as free */
#define CW_SOFT_GRANULE 32             /* bytes; memory is given out in these */
#define CW_SOFT_FRAME 59               /* bytes of data in one frame, both ways */
#define CW_SOFT_WIDE_FRAME 255         /* the same for EV2's AD and 8D: one short APDU */
#define CW_SOFT_MAX_ATS 20             /* bytes of an answer to select, its length byte included */

/* Key settings, low nibble; of an application, or of the card level. */
#define CW_SOFT_MASTER_KEY_CHANGEABLE 0x01
#define CW_SOFT_FREE_LISTING 0x02
#define CW_SOFT_FREE_CREATE 0x04
#define CW_SOFT_SETTINGS_CHANGEABLE 0x08

/* Status bytes, as the card sends them after 91: the list in proxmark3's desfirecore.c. */
typedef enum
{
  CW_SOFT_OK = 0x00,
  CW_SOFT_NO_CHANGES = 0x0C,
  CW_SOFT_OUT_OF_EEPROM = 0x0E,
  CW_SOFT_ILLEGAL_COMMAND = 0x1C,
  CW_SOFT_INTEGRITY = 0x1E,
  CW_SOFT_NO_SUCH_KEY = 0x40,
  CW_SOFT_LENGTH = 0x7E,
  CW_SOFT_PERMISSION = 0x9D,
  CW_SOFT_PARAMETER = 0x9E,
  CW_SOFT_NO_APPLICATION = 0xA0,
  CW_SOFT_AUTHENTICATION = 0xAE,
  CW_SOFT_MORE = 0xAF,
  CW_SOFT_BOUNDARY = 0xBE,
  CW_SOFT_ABORTED = 0xCA,
  CW_SOFT_COUNT = 0xCE,
  CW_SOFT_DUPLICATE = 0xDE,
  CW_SOFT_EEPROM_FAILED = 0xEE,
  CW_SOFT_NO_FILE = 0xF0,
} CwSoftStatus;

typedef enum
{
  CW_SOFT_KEYS_DES,    /* DES and 2K3DES: 16 bytes, alike halves mean single DES */
  CW_SOFT_KEYS_3K3DES, /* 24 bytes */
  CW_SOFT_KEYS_AES,    /* 16 bytes and a version of their own */
} CwSoftKeys;

typedef enum
{
  CW_SOFT_COMM_PLAIN = 0,
  CW_SOFT_COMM_MAC = 1,
  CW_SOFT_COMM_ENCIPHERED = 3,
} CwSoftComm;

typedef struct
{
  guint8 bytes[CW_CIPHER_MAX_KEY];
  guint8 version; /* AES only: DES keys carry it in their parity bits */
} CwSoftKey;

/* As GetFileSettings tells them. Record files (03, 04) are left out. */
typedef enum
{
  CW_SOFT_FILE_STANDARD = 0,
  CW_SOFT_FILE_BACKUP = 1,
  CW_SOFT_FILE_VALUE = 2,
} CwSoftFileKind;

/* Access rights: a nibble is a key number or one of the first two. */
#define CW_SOFT_RIGHT_FREE 0xE
#define CW_SOFT_RIGHT_NEVER 0xF
#define CW_SOFT_RIGHT_READ(rights) ((rights) >> 12 & 0xF)
#define CW_SOFT_RIGHT_WRITE(rights) ((rights) >> 8 & 0xF)
#define CW_SOFT_RIGHT_READ_WRITE(rights) ((rights) >> 4 & 0xF)
#define CW_SOFT_RIGHT_CHANGE(rights) ((rights) & 0xF)

/* Options of a value file. */
#define CW_SOFT_LIMITED_CREDIT 0x01
#define CW_SOFT_FREE_GET_VALUE 0x02

/**
 * CwSoftPurse:
 *
 * What a value file holds; the second half lives between the first change and CommitTransaction.
 */
typedef struct
{
  gint32   lower;
  gint32   upper;
  gint32   value;
  gint32   limit;    /* the most that LimitedCredit may give back: what was debited last */
  guint8   options;
  gboolean changing; /* the three below mean something */
  gint32   pending;
  gint64   debited;
  gboolean credited; /* LimitedCredit was used up in this transaction */
} CwSoftPurse;

/**
 * CwSoftFile:
 *
 * A file. @rights as on the wire, read as a little-endian number: nibbles from the top are
 * read, write, read and write, change.
 */
typedef struct
{
  guint8         number;
  CwSoftFileKind kind;
  gboolean       has_iso_id;
  guint16        iso_id;
  CwSoftComm     comm;
  guint16        rights;
  GByteArray    *content; /* empty in a value file */
  GByteArray    *pending; /* (nullable): backup files, between WriteData and CommitTransaction */
  CwSoftPurse    purse;   /* of a value file */
} CwSoftFile;

/**
 * CwSoftApplication:
 *
 * An application, or the card level itself (AID 0, one key, no files).
 */
typedef struct
{
  guint32    aid;
  guint8     settings;
  CwSoftKeys type;
  guint      n_keys;
  CwSoftKey  keys[CW_SOFT_MAX_KEYS];
  gboolean   iso_files; /* its files have ISO identifiers */
  gboolean   has_iso_id;
  guint16    iso_id;
  guint8     name[CW_SOFT_MAX_NAME];
  gsize      name_length;
  GPtrArray *files;
} CwSoftApplication;

/**
 * CwSoftMemory:
 *
 * What survives without power.
 */
typedef struct
{
  guint8             uid[CW_SOFT_UID_LENGTH];
  guint8             hardware[CW_SOFT_VERSION_LENGTH];
  guint8             software[CW_SOFT_VERSION_LENGTH];
  guint8             batch[5];
  guint8             made[2];       /* week and year of production, BCD */
  CwSoftKey          default_key;   /* of new applications */
  gboolean           format_locked; /* SetConfiguration 00: for good */
  gboolean           random_uid;    /* likewise */
  guint8             ats[CW_SOFT_MAX_ATS]; /* the first byte is its length */
  guint              used;          /* bytes, deleted files and applications included */
  CwSoftApplication *picc;
  GPtrArray         *applications;
} CwSoftMemory;

typedef enum
{
  CW_SOFT_SCHEME_NONE,
  CW_SOFT_SCHEME_D40, /* after 0A */
  CW_SOFT_SCHEME_EV1, /* after 1A and AA */
  CW_SOFT_SCHEME_EV2, /* after 71 and 77 */
} CwSoftScheme;

#define CW_SOFT_TRANSACTION_LENGTH 4 /* bytes of EV2's transaction identifier */
#define CW_SOFT_CAPABILITIES 6       /* bytes that each side tells of itself in 71 */
#define CW_SOFT_EV2_MAC_LENGTH 8     /* bytes */

/**
 * CwSoftSession:
 *
 * What an authentication leaves behind until it ends.
 */
typedef struct
{
  CwSoftScheme scheme;
  guint        key_number;
  CwCipher     cipher;
  CwSecret    *key; /* (nullable): NULL without a session */
  guint8       iv[CW_CIPHER_MAX_BLOCK];
  CwSecret    *mac_key; /* (nullable): EV2 has two keys and no running IV, but what follows */
  guint8       transaction[CW_SOFT_TRANSACTION_LENGTH];
  guint16      counter; /* commands since AuthenticateEV2First */
} CwSoftSession;

/**
 * CwSoftSeal:
 *
 * How an answer is protected in a session; without one it goes as it is.
 */
typedef enum
{
  CW_SOFT_SEAL_PLAIN,           /* EV1 and EV2 add their MAC even so */
  CW_SOFT_SEAL_OPEN_FILE,       /* of a plain file: EV1 adds its MAC, EV2 does not */
  CW_SOFT_SEAL_MAC,
  CW_SOFT_SEAL_ENCIPHERED,
  CW_SOFT_SEAL_ENCIPHERED_OPEN, /* the terminal does not know the length: padded with 80 00 */
  CW_SOFT_SEAL_BARE,            /* the session is over: the status alone */
} CwSoftSeal;

/* What the card expects next, when not a new command. */
typedef enum
{
  CW_SOFT_EXPECT_COMMAND,
  CW_SOFT_EXPECT_TOKEN, /* of an authentication */
  CW_SOFT_EXPECT_DATA,  /* more of a long command */
  CW_SOFT_EXPECT_FETCH, /* that the terminal fetches more of a long answer */
} CwSoftExpect;

typedef struct
{
  guint8   ins;
  guint    key_number;
  CwCipher cipher;
  guint8   rnd_b[16];
  guint8   iv[CW_CIPHER_MAX_BLOCK];
  guint8   capabilities[CW_SOFT_CAPABILITIES]; /* 71: the terminal's */
  guint8   transaction[CW_SOFT_TRANSACTION_LENGTH]; /* 77: of the session that goes on */
  guint16  counter;
} CwSoftChallenge;

struct _CwSoftCard
{
  gatomicrefcount      refs;
  char                *path;     /* (nullable) */
  char                *image;    /* (nullable): what the file holds */
  CwSoftMemory        *memory;
  gboolean             changed;  /* @memory is newer than the file */

  CwSoftCardRandomFunc random;
  gpointer             random_data;
  CwSoftFaults         faults;
  guint8               alias[CW_SOFT_ALIAS_LENGTH]; /* what is shown instead of a hidden UID */

  CwSoftApplication   *selected; /* in @memory */
  CwSoftSession        session;
  CwSoftExpect         expect;
  CwSoftChallenge      challenge;
  guint8               ins;      /* of the command being received */
  GByteArray          *command;  /* its data so far */
  gsize                wanted;   /* bytes of data that make it whole */

  GByteArray          *answer;
  GArray              *cuts;     /* of gsize: where the answer's frames end, if not when full */
  gsize                sent;
  CwSoftSeal           seal;
};

/* soft-memory.c */
extern const char *const cw_soft_type_names[3];
extern const char *const cw_soft_comm_names[4];
extern const char *const cw_soft_file_kind_names[3];

CwSoftMemory      *cw_soft_memory_new              (CwSoftModel  model,
                                                    const guint8 uid[CW_SOFT_UID_LENGTH]);
CwSoftModel        cw_soft_memory_get_model        (const CwSoftMemory *self);
guint              cw_soft_memory_get_most_applications (const CwSoftMemory *self);
gboolean           cw_soft_ats_is_valid            (const guint8 *ats,
                                                    gsize         length);
const guint8      *cw_soft_ats_get_historical      (const guint8 *ats,
                                                    gsize        *length);
void               cw_soft_memory_free             (CwSoftMemory *self);
void               cw_soft_memory_format           (CwSoftMemory *self);
CwSoftApplication *cw_soft_memory_find             (CwSoftMemory *self,
                                                    guint32       aid);
CwSoftApplication *cw_soft_memory_find_iso         (CwSoftMemory *self,
                                                    guint16       iso_id);
CwSoftApplication *cw_soft_memory_find_name        (CwSoftMemory *self,
                                                    const guint8 *name,
                                                    gsize         length);
gboolean           cw_soft_memory_take             (CwSoftMemory *self,
                                                    gsize         bytes);
CwSoftApplication *cw_soft_application_new         (void);
void               cw_soft_application_free        (CwSoftApplication *self);
gsize              cw_soft_application_get_size    (const CwSoftApplication *self);
CwSoftFile        *cw_soft_application_find        (CwSoftApplication *self,
                                                    guint8             number);
CwSoftFile        *cw_soft_application_find_iso    (CwSoftApplication *self,
                                                    guint16            iso_id);
void               cw_soft_application_abort       (CwSoftApplication *self);
CwSoftFile        *cw_soft_file_new                (void);
void               cw_soft_file_resize             (CwSoftFile *self,
                                                    gsize       size);
void               cw_soft_file_free               (CwSoftFile *self);
gsize              cw_soft_file_get_size           (const CwSoftFile *self);
gboolean           cw_soft_iso_id_is_reserved      (guint16 iso_id);
gsize              cw_soft_keys_get_length         (CwSoftKeys type);
guint8             cw_soft_key_get_version         (const CwSoftKey *self,
                                                    CwSoftKeys       type);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftMemory, cw_soft_memory_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftApplication, cw_soft_application_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSoftFile, cw_soft_file_free)

/* soft-store.c */
char              *cw_soft_memory_to_json          (const CwSoftMemory *self);
gboolean           cw_soft_store_write             (const char *path,
                                                    const char *image,
                                                    GError    **error);

/* soft-load.c */
CwSoftMemory      *cw_soft_memory_from_json        (const char *json,
                                                    gsize       length,
                                                    GError    **error);

/* soft-messaging.c */
void               cw_soft_session_end             (CwSoftSession *self);
void               cw_soft_session_absorb          (CwSoftSession *self,
                                                    guint8         ins,
                                                    const guint8  *data,
                                                    gsize          length);
gsize              cw_soft_session_get_sum_size    (const CwSoftSession *self);
gsize              cw_soft_session_round_up        (const CwSoftSession *self,
                                                    gsize                length);
gsize              cw_soft_session_get_sealed_size (const CwSoftSession *self,
                                                    CwSoftComm           comm,
                                                    gsize                length);
gboolean           cw_soft_session_decipher        (CwSoftSession *self,
                                                    GByteArray    *command,
                                                    gsize          header);
gboolean           cw_soft_session_check_command   (const CwSoftSession *self,
                                                    guint8               ins,
                                                    const GByteArray    *command,
                                                    gsize                header,
                                                    gsize                end);
gboolean           cw_soft_session_check_sum       (const CwSoftSession *self,
                                                    const guint8        *data,
                                                    gsize                length,
                                                    const guint8        *sum);
CwSoftStatus       cw_soft_session_open_command    (CwSoftSession *self,
                                                    CwSoftComm     comm,
                                                    guint8         ins,
                                                    GByteArray    *command,
                                                    gsize          header,
                                                    gsize          length);
CwSoftStatus       cw_soft_session_open_question   (CwSoftSession *self,
                                                    CwSoftComm     comm,
                                                    guint8         ins,
                                                    GByteArray    *command);
void               cw_soft_session_seal_answer     (CwSoftSession *self,
                                                    CwSoftSeal     seal,
                                                    GByteArray    *answer);

/* soft-ev2.c */
void               cw_soft_ev2_begin_session       (CwSoftSession *self,
                                                    const CwSecret *key,
                                                    const guint8  *rnd_a,
                                                    const guint8  *rnd_b);
void               cw_soft_ev2_make_iv             (const CwSoftSession *self,
                                                    gboolean             answer,
                                                    guint8               iv[CW_CIPHER_MAX_BLOCK]);
gsize              cw_soft_ev2_get_sealed_size     (CwSoftComm comm,
                                                    gsize      length);
CwSoftStatus       cw_soft_ev2_open_command        (CwSoftSession *self,
                                                    CwSoftComm     comm,
                                                    guint8         ins,
                                                    GByteArray    *command,
                                                    gsize          header,
                                                    gsize          length);
void               cw_soft_ev2_seal_answer         (CwSoftSession *self,
                                                    CwSoftSeal     seal,
                                                    GByteArray    *answer);

/* soft-commands.c */
CwSoftStatus       cw_soft_card_run                (CwSoftCard   *self,
                                                    guint8        ins,
                                                    const guint8 *data,
                                                    gsize         length,
                                                    GByteArray   *frame);
void               cw_soft_card_select             (CwSoftCard        *self,
                                                    CwSoftApplication *application);
void               cw_soft_card_reset              (CwSoftCard *self);
void               cw_soft_card_cut                (CwSoftCard *self);
gboolean           cw_soft_card_is_master          (const CwSoftCard *self);
gsize              cw_soft_card_get_frame          (const CwSoftCard *self,
                                                    guint8            ins);
void               cw_soft_card_fill_random        (CwSoftCard *self,
                                                    guint8     *data,
                                                    gsize       length);

/* soft-keys.c, soft-configuration.c, soft-applications.c, soft-files.c, soft-value.c: command handlers. They find the command's
 * data in @command, put an answer into @answer and say with @seal how it is protected. */
CwSoftStatus       cw_soft_authenticate            (CwSoftCard *self);
CwSoftStatus       cw_soft_authenticate_token      (CwSoftCard   *self,
                                                    const guint8 *data,
                                                    gsize         length);
CwSoftStatus       cw_soft_change_key              (CwSoftCard *self);
CwSoftStatus       cw_soft_change_key_settings     (CwSoftCard *self);
CwSoftStatus       cw_soft_get_key_settings        (CwSoftCard *self);
CwSoftStatus       cw_soft_get_key_version         (CwSoftCard *self);

CwSoftStatus       cw_soft_set_configuration       (CwSoftCard *self);

CwSoftStatus       cw_soft_get_version             (CwSoftCard *self);
CwSoftStatus       cw_soft_get_card_uid            (CwSoftCard *self);
CwSoftStatus       cw_soft_get_free_memory         (CwSoftCard *self);
CwSoftStatus       cw_soft_format_picc             (CwSoftCard *self);
CwSoftStatus       cw_soft_select_application      (CwSoftCard *self);
CwSoftStatus       cw_soft_create_application      (CwSoftCard *self);
CwSoftStatus       cw_soft_delete_application      (CwSoftCard *self);
CwSoftStatus       cw_soft_get_application_ids     (CwSoftCard *self);
CwSoftStatus       cw_soft_get_df_names            (CwSoftCard *self);

gboolean           cw_soft_has_right               (const CwSoftCard *self,
                                                    guint             right);
CwSoftFile        *cw_soft_parse_file              (CwSoftCard    *self,
                                                    CwSoftFileKind kind,
                                                    CwCursor      *rest);
CwSoftStatus       cw_soft_add_file                (CwSoftCard *self,
                                                    CwSoftFile *file);
CwSoftStatus       cw_soft_create_file             (CwSoftCard *self);
CwSoftStatus       cw_soft_delete_file             (CwSoftCard *self);
CwSoftStatus       cw_soft_get_file_ids            (CwSoftCard *self);
CwSoftStatus       cw_soft_get_iso_file_ids        (CwSoftCard *self);
CwSoftStatus       cw_soft_get_file_settings       (CwSoftCard *self);
CwSoftStatus       cw_soft_change_file_settings    (CwSoftCard *self);
CwSoftStatus       cw_soft_read_data               (CwSoftCard *self);
CwSoftStatus       cw_soft_write_data              (CwSoftCard *self);
CwSoftStatus       cw_soft_write_data_begin        (CwSoftCard *self);
CwSoftStatus       cw_soft_commit_transaction      (CwSoftCard *self);
CwSoftStatus       cw_soft_abort_transaction       (CwSoftCard *self);

CwSoftStatus       cw_soft_create_value_file       (CwSoftCard *self);
CwSoftStatus       cw_soft_get_value               (CwSoftCard *self);
CwSoftStatus       cw_soft_change_value            (CwSoftCard *self);
void               cw_soft_purse_commit            (CwSoftPurse *self);
void               cw_soft_purse_abort             (CwSoftPurse *self);

G_END_DECLS
