/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/chip/desfire.h"

G_BEGIN_DECLS

/* A chip plan from the inside; the format is described by plan-schema.json. Not a door. */

#define CW_CHIP_PLAN_MAX_FILE 4096      /* bytes of one file on the chip */
#define CW_CHIP_PLAN_MAX_SYSTEM_ID 21   /* bytes: AN10922 takes 31, UID and AID take 10 of them */
#define CW_CHIP_PLAN_INSTITUTION "{institution}"

/* What the shipped plan puts where a card is recognised without any key (plans/escn.json). The
 * AID lies outside F00000 to FFFFFF, which belong to numbers of the MIFARE Application Directory
 * that NXP gives out (NXP AN10787); the CDZ's F58840 is one of them. */
#define CW_CHIP_ESCN_AID { { 0x01, 0x4d, 0xca } } /* CA4D01 */
#define CW_CHIP_ESCN_FILE 1
#define CW_CHIP_ESCN_SIZE 16 /* bytes: the number as it is */

typedef struct
{
  char  *label;   /* may hold CW_CHIP_PLAN_INSTITUTION */
  guint8 version; /* 1 to 255: 0 is what the factory's keys have */
  guint8 system_id[CW_CHIP_PLAN_MAX_SYSTEM_ID];
  gsize  system_id_length;
} CwChipPlanKey;

typedef struct
{
  guint8                number;
  CwDesfireFileSettings settings; /* type 0: standard data */
  gboolean              escn;     /* the content is the card's number */
  GBytes               *fixed;    /* (nullable): else the content, of the file's size */
} CwChipPlanFile;

struct _CwChipPlan
{
  gatomicrefcount      refs;
  char                *name;
  CwDesfireApplication application; /* df_name points to the next field, or is NULL */
  guint8               df_name[16];
  CwChipPlanKey        keys[CW_DESFIRE_MAX_KEYS]; /* by slot; application.n_keys of them */
  CwChipPlanFile       files[CW_DESFIRE_MAX_FILES];
  guint                n_files;
};

CwDesfireComm cw_chip_plan_file_get_read_comm  (const CwChipPlanFile *file);
CwDesfireComm cw_chip_plan_file_get_write_comm (const CwChipPlanFile *file);
void          cw_chip_plan_file_fill           (const CwChipPlanFile *file,
                                                const CwEscn         *escn,
                                                guint8               *content);

G_END_DECLS
