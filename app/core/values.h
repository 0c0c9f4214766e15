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
  CW_PLASTIC_STATE_FED,      /* asked of the hopper; outcome not yet known */
  CW_PLASTIC_STATE_NOT_FED,  /* certain that no blank left the hopper after all */
  CW_PLASTIC_STATE_PRINTED,  /* lies on the desk, belongs to a card being made */
  CW_PLASTIC_STATE_ISSUED,
  CW_PLASTIC_STATE_SPOILED,  /* to be destroyed; reason says why */
} CwPlasticState;

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

G_END_DECLS
