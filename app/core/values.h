/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/* The names of the closed value lists. Each has to_name() for files, the database and --json
 * (stable, never translated), from_name() (FALSE when unknown) and, where an operator sees it,
 * to_label() (translated). A switch on one of them has no default. */

/**
 * CwAcademicLevel:
 *
 * academicLevel of the ESC-Router API v2 (OpenAPI, 2026-08-14). The router has no value for
 * short-cycle programmes: the field is then left out.
 */
typedef enum
{
  CW_ACADEMIC_LEVEL_NONE,
  CW_ACADEMIC_LEVEL_BACHELOR,
  CW_ACADEMIC_LEVEL_MASTER,
  CW_ACADEMIC_LEVEL_DOCTORATE,
} CwAcademicLevel;

/**
 * CwCardType:
 *
 * cardType of the ESC-Router API v2; names are the router's own words (PASSIVE, …).
 */
typedef enum
{
  CW_CARD_TYPE_UNKNOWN,
  CW_CARD_TYPE_PASSIVE,
  CW_CARD_TYPE_SMART_NO_CDZ,
  CW_CARD_TYPE_SMART_CDZ,
  CW_CARD_TYPE_SMART_MAY_SP,
} CwCardType;

/**
 * CwCardState:
 *
 * What has become of one card, as the database and the operator know it.
 */
typedef enum
{
  CW_CARD_STATE_RESERVED,  /* has its number, no plastic yet */
  CW_CARD_STATE_PRINTING,  /* handed to the printer, not known to be out */
  CW_CARD_STATE_PRINTED,   /* the printer or a person says it is out */
  CW_CARD_STATE_ENCODED,   /* chip written */
  CW_CARD_STATE_VERIFIED,  /* chip read back and equal, or no chip to verify */
  CW_CARD_STATE_ISSUED,    /* in the student's hand */
  CW_CARD_STATE_IN_DOUBT,  /* a person must look */
  CW_CARD_STATE_SPOILED,   /* never handed out; its plastic is accounted for */
  CW_CARD_STATE_SUSPENDED, /* not in force for now; the student has it or the desk keeps it */
  CW_CARD_STATE_LOST,
  CW_CARD_STATE_STOLEN,
  CW_CARD_STATE_WITHDRAWN,
  CW_CARD_STATE_EXPIRED,
  CW_CARD_STATE_REPLACED,
  CW_CARD_STATE_DESTROYED,
} CwCardState;

/**
 * CwStepKind:
 *
 * The steps of issuing one card. Their order for one profile is data in the profile.
 */
typedef enum
{
  CW_STEP_RESERVE,
  CW_STEP_LAYOUT,
  CW_STEP_PRINT,
  CW_STEP_ENCODE,
  CW_STEP_VERIFY,
  CW_STEP_REGISTER,
  CW_STEP_HAND_OVER,
} CwStepKind;

#define CW_STEP_COUNT 7

/**
 * CwStepState:
 *
 * Where one step of one order stands. STARTED without an outcome after a crash means in doubt.
 */
typedef enum
{
  CW_STEP_STATE_TODO,
  CW_STEP_STATE_STARTED,
  CW_STEP_STATE_DONE,
  CW_STEP_STATE_FAILED,
} CwStepState;

/**
 * CwPlasticState:
 *
 * What became of one blank that left the hopper.
 */
typedef enum
{
  CW_PLASTIC_STATE_QUEUED,    /* asked of the printer; nothing is known to have moved */
  CW_PLASTIC_STATE_SENT,      /* the printer has the card's data */
  CW_PLASTIC_STATE_PRINTING,  /* the printer says that it works on it */
  CW_PLASTIC_STATE_PRINTED,   /* reported printed; belongs to a card being made */
  CW_PLASTIC_STATE_VERIFIED,  /* the chip was read back, or a person has looked */
  CW_PLASTIC_STATE_UNCERTAIN, /* a person must look: it may have come out */
  CW_PLASTIC_STATE_FAILED,    /* certain that no blank left the hopper */
  CW_PLASTIC_STATE_ISSUED,    /* in the student's hand */
  CW_PLASTIC_STATE_SPOILED,   /* came out and is no card; the reason says why */
} CwPlasticState;

/**
 * CwPlasticPurpose:
 *
 * What a blank was asked of the hopper for.
 */
typedef enum
{
  CW_PLASTIC_PURPOSE_CARD,      /* for a student */
  CW_PLASTIC_PURPOSE_TEST_CARD,
  CW_PLASTIC_PURPOSE_ALIGNMENT, /* an alignment sheet */
  CW_PLASTIC_PURPOSE_FOUND,     /* was inside the printer, and nobody knows for what */
} CwPlasticPurpose;

/**
 * CwReissueReason:
 *
 * Why a student who has a card gets another one.
 */
typedef enum
{
  CW_REISSUE_REASON_LOST,
  CW_REISSUE_REASON_STOLEN,
  CW_REISSUE_REASON_DAMAGED,
  CW_REISSUE_REASON_BADLY_PRINTED,
  CW_REISSUE_REASON_CHIP_DEAD,
  CW_REISSUE_REASON_DATA_CHANGED,
  CW_REISSUE_REASON_OTHER,       /* said in words */
} CwReissueReason;

#define CW_REISSUE_REASON_COUNT 7

const char *cw_academic_level_to_name   (CwAcademicLevel  value);
gboolean    cw_academic_level_from_name (const char      *name,
                                         CwAcademicLevel *value);
const char *cw_academic_level_to_label  (CwAcademicLevel  value);
const char *cw_card_type_to_name        (CwCardType  value);
gboolean    cw_card_type_from_name      (const char *name,
                                         CwCardType *value);
const char *cw_card_state_to_name       (CwCardState  value);
gboolean    cw_card_state_from_name     (const char  *name,
                                         CwCardState *value);
const char *cw_card_state_to_label      (CwCardState  value);
const char *cw_step_kind_to_name        (CwStepKind  value);
gboolean    cw_step_kind_from_name      (const char *name,
                                         CwStepKind *value);
const char *cw_step_kind_to_label       (CwStepKind  value);
const char *cw_step_state_to_name       (CwStepState  value);
gboolean    cw_step_state_from_name     (const char  *name,
                                         CwStepState *value);
const char *cw_plastic_state_to_name    (CwPlasticState  value);
gboolean    cw_plastic_state_from_name  (const char     *name,
                                         CwPlasticState *value);

const char *cw_plastic_purpose_to_name   (CwPlasticPurpose  value);
gboolean    cw_plastic_purpose_from_name (const char       *name,
                                          CwPlasticPurpose *value);
const char *cw_reissue_reason_to_name    (CwReissueReason   value);
gboolean    cw_reissue_reason_from_name  (const char       *name,
                                          CwReissueReason  *value);
/* In the operator's language. */
const char *cw_reissue_reason_to_label   (CwReissueReason   value);

G_END_DECLS
