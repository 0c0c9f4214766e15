/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/chip/desfire.h"
#include "app/chip/plan.h"

G_BEGIN_DECLS

/* What writing, verifying and erasing share. Not a door. */

/**
 * CwSurvey:
 *
 * What was found in one of the plan's applications, in a session with its key 0.
 */
typedef struct
{
  CwDesfireKeySettings  settings;
  guint8                key_versions[CW_DESFIRE_MAX_KEYS];
  guint                 n_extra;                       /* files that the plan does not have */
  gboolean              exists[CW_DESFIRE_MAX_FILES];  /* by place in the plan, as the rest */
  CwDesfireFileSettings files[CW_DESFIRE_MAX_FILES];
  GByteArray           *contents[CW_DESFIRE_MAX_FILES]; /* (nullable): not readable as planned; a value as four bytes */
  gboolean              iso_ids;                        /* files have the planned ISO identifiers */
} CwSurvey;

/* Whose master key the card itself has. */
typedef enum
{
  CW_CARD_KEY_UNKNOWN, /* not looked yet */
  CW_CARD_KEY_FACTORY_DES,
  CW_CARD_KEY_FACTORY_AES,
  CW_CARD_KEY_OWN,     /* the plan's */
  CW_CARD_KEY_FOREIGN,
} CwCardKey;

#define CW_CHIP_FACTORY_SETTINGS 0x0f /* key settings of a new card */

#define CW_ENCODER_CARD_LEVEL -1
#define CW_ENCODER_NOWHERE -2 /* not known what is selected */

/**
 * CwEncoder:
 *
 * One chip on the table and the plan for it.
 */
typedef struct
{
  CwDesfire       *desfire;
  CwChipPlan      *plan;
  const CwEscn    *escn; /* (nullable): not known */
  CwDesfireVersion version;
  int              selected; /* an application's place in the plan, or one of the above */
  CwCardKey        card;
  CwSecret        *card_key; /* (nullable): the plan leaves it alone */
  CwSecret        *keys[CW_CHIP_PLAN_MAX_APPLICATIONS][CW_DESFIRE_MAX_KEYS]; /* this card's own */
  CwSurvey        *surveys[CW_CHIP_PLAN_MAX_APPLICATIONS];                   /* (nullable) */
} CwEncoder;

/* The encoder */
gboolean  cw_encoder_begin         (CwEncoder        *self,
                                    const CwChipLink *link,
                                    CwChipPlan       *plan,
                                    CwKeySource      *keys,
                                    gboolean          all,
                                    GError          **error);
void      cw_encoder_clear         (CwEncoder *self);
guint     cw_encoder_count         (const CwEncoder *self);
CwSecret *cw_encoder_factory_key   (CwCipher cipher);
gboolean  cw_encoder_select        (CwEncoder *self,
                                    int        place,
                                    gboolean  *found,
                                    GError   **error);
gboolean  cw_encoder_unlock        (CwEncoder *self,
                                    guint      place,
                                    gboolean   own,
                                    gboolean  *accepted,
                                    GError   **error);
gboolean  cw_encoder_unlock_card   (CwEncoder *self,
                                    GError   **error);
gboolean  cw_encoder_is_at         (const CwEncoder *self,
                                    int              place);
gboolean  cw_encoder_list          (CwEncoder *self,
                                    gboolean   present[CW_CHIP_PLAN_MAX_APPLICATIONS],
                                    guint     *n_foreign,
                                    GError   **error);
char     *cw_encoder_judge_card    (CwEncoder *self,
                                    gboolean   with_settings,
                                    GError   **error);

/* The survey */
CwSurvey *cw_survey_take           (CwEncoder *encoder,
                                    guint      place,
                                    gboolean   made,
                                    GError   **error);
void      cw_survey_free           (CwSurvey *self);
char     *cw_survey_judge_frame    (const CwSurvey              *self,
                                    const CwChipPlanApplication *plan,
                                    gboolean                     working);
char     *cw_survey_judge_keys     (const CwSurvey              *self,
                                    const CwChipPlanApplication *plan);
char     *cw_survey_judge_contents (const CwSurvey              *self,
                                    const CwChipPlanApplication *plan,
                                    const CwEscn                *escn);
void      cw_survey_report         (const CwEncoder *encoder,
                                    CwChipReport    *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSurvey, cw_survey_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwEncoder, cw_encoder_clear)

G_END_DECLS
