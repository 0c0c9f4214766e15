/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/chip/desfire.h"

G_BEGIN_DECLS

/* A chip plan from the inside; the format is described by plan-schema.json. Not a door. */

#define CW_CHIP_PLAN_MAX_APPLICATIONS 8 /* of one plan; the card has room for 28 */
#define CW_CHIP_PLAN_MAX_FILE 4096      /* bytes of one file on the chip */
#define CW_CHIP_PLAN_MAX_PARTS 8        /* of one file's content */
#define CW_CHIP_PLAN_MAX_SYSTEM_ID 21   /* bytes: AN10922 takes 31, UID and AID take 10 of them */
#define CW_CHIP_PLAN_MAX_INPUTS 4
#define CW_CHIP_PLAN_INSTITUTION "{institution}"

/* What the shipped plan puts where a card is recognised without any key (plans/escn.json). The
 * AID lies outside F00000 to FFFFFF, which belong to numbers of the MIFARE Application Directory
 * that NXP gives out (NXP AN10787); the CDZ's F58840 is one of them. */
#define CW_CHIP_ESCN_AID { { 0x01, 0x4d, 0xca } } /* CA4D01 */
#define CW_CHIP_ESCN_FILE 1
#define CW_CHIP_ESCN_SIZE 16 /* bytes: the number as it is */

/* From what a card's own key is made, in this order. */
typedef enum
{
  CW_CHIP_INPUT_UID,       /* 7 bytes */
  CW_CHIP_INPUT_AID,       /* 3 bytes, as written; zeros at the card level */
  CW_CHIP_INPUT_ESCN,      /* 16 bytes */
  CW_CHIP_INPUT_SYSTEM_ID, /* the plan's own text */
} CwChipInput;

typedef struct
{
  char       *label;   /* (nullable): the factory's zeros stay; may hold CW_CHIP_PLAN_INSTITUTION */
  guint8      version; /* 1 to 255: 0 is what the factory's keys have */
  CwDiversify how;
  CwChipInput inputs[CW_CHIP_PLAN_MAX_INPUTS];
  guint       n_inputs;
  guint8      system_id[CW_CHIP_PLAN_MAX_SYSTEM_ID];
  gsize       system_id_length;
} CwChipPlanKey;

typedef enum
{
  CW_CHIP_PART_ESCN,       /* the card's number, 16 bytes */
  CW_CHIP_PART_FIXED,      /* the same on every card, or known by now */
  CW_CHIP_PART_TEXT,       /* a text with {fields} of the record */
  CW_CHIP_PART_DATE,       /* a field of the record that is a date */
  CW_CHIP_PART_ATTACHMENT, /* bytes that are handed in for this card */
} CwChipPartKind;

typedef enum
{
  CW_CHIP_ENCODING_ASCII,
  CW_CHIP_ENCODING_UTF8,
  CW_CHIP_ENCODING_BCD, /* two decimal digits a byte; a zero before an odd number of them */
  CW_CHIP_ENCODING_HEX, /* two hex digits a byte */
} CwChipEncoding;

typedef struct
{
  CwChipPartKind kind;
  gsize          length;   /* bytes; 0: an attachment of any length that is not there yet */
  char          *text;     /* (nullable): the pattern, the field or the attachment's name */
  char          *format;   /* (nullable): of a date, with YYYY, YY, MM and DD */
  CwChipEncoding encoding;
  guint8         pad;
  gboolean       right;    /* padded in front */
  GBytes        *bytes;    /* (nullable): of @length, as soon as they are known */
} CwChipPlanPart;

typedef struct
{
  guint8                number;
  guint16               iso_id;   /* 0: none */
  CwDesfireFileSettings settings; /* 0 standard data, 1 backup data, 2 value */
  GPtrArray            *parts;    /* of CwChipPlanPart: the content, without gaps; none in a value file */
} CwChipPlanFile;

typedef struct
{
  CwDesfireApplication frame; /* df_name points to the next field, or is NULL */
  guint8               df_name[16];
  guint8               working; /* key settings while it is written; frame.settings at the end */
  CwChipPlanKey        keys[CW_DESFIRE_MAX_KEYS]; /* by slot; frame.n_keys of them */
  GPtrArray           *files;   /* of CwChipPlanFile */
} CwChipPlanApplication;

struct _CwChipPlan
{
  gatomicrefcount refs;
  char           *name;
  gboolean        ev2;               /* messaging of EV2, else of EV1 */
  gboolean        has_card_key;      /* the card's own master key is changed */
  CwChipPlanKey   card_key;
  gboolean        has_card_settings; /* and its settings */
  guint8          card_settings;
  GPtrArray      *applications;      /* of CwChipPlanApplication; may be empty */
  CwChipPlanFile *storage;           /* (nullable): content for a storage card, not a DESFire */
  char          **storage_kinds;     /* (nullable) with @storage: "ntag213" */
  guint           storage_first;     /* page or block that it begins at */
};

CwChipPlan            *cw_chip_plan_new_empty         (void);
CwChipPlanApplication *cw_chip_plan_application_new   (void);
void                   cw_chip_plan_application_free  (CwChipPlanApplication *self);
CwChipPlanFile        *cw_chip_plan_file_new          (void);
void                   cw_chip_plan_file_free         (CwChipPlanFile *self);
void                   cw_chip_plan_part_free         (CwChipPlanPart *self);

const CwChipPlanApplication *cw_chip_plan_get_application (const CwChipPlan *self,
                                                           guint             index);
const CwChipPlanFile  *cw_chip_plan_application_get_file (const CwChipPlanApplication *self,
                                                           guint                        place);
char                  *cw_chip_plan_describe_aid      (const CwDesfireAid *aid);

/* Files: plancontent.c */
CwDesfireComm          cw_chip_plan_file_get_read_comm  (const CwChipPlanFile *file);
CwDesfireComm          cw_chip_plan_file_get_write_comm (const CwChipPlanFile *file);
gboolean               cw_chip_plan_file_holds_escn     (const CwChipPlanFile *file,
                                                         gsize                *offset);
gboolean               cw_chip_plan_check_known         (const CwChipPlan *self,
                                                         GError          **error);
gboolean               cw_chip_plan_check_sizes         (const CwChipPlan *self,
                                                         GError          **error);
gboolean               cw_chip_plan_writes_nothing      (const CwChipPlan *self);
void                   cw_chip_plan_file_fill           (const CwChipPlanFile *file,
                                                         const CwEscn         *escn,
                                                         guint8               *content);
gboolean               cw_chip_plan_file_matches        (const CwChipPlanFile *file,
                                                         const CwEscn         *escn,
                                                         const guint8         *content);
gboolean               cw_chip_content_is_unfinished    (const guint8 *content,
                                                         const guint8 *planned,
                                                         gsize         length);
gboolean               cw_chip_plan_part_fill           (CwChipPlanPart *self,
                                                         CwRecord       *record,
                                                         GError        **error);
gboolean               cw_chip_pattern_check            (const char *pattern);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipPlanApplication, cw_chip_plan_application_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipPlanFile, cw_chip_plan_file_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipPlanPart, cw_chip_plan_part_free)

G_END_DECLS
