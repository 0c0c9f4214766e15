/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/chip/desfire.h"
#include "app/chip/plan.h"

G_BEGIN_DECLS

/**
 * CwEncoder:
 *
 * One chip on the table and the plan for it; what writing and verifying share. Not a door.
 */
typedef struct
{
  CwDesfire       *desfire;
  CwChipPlan      *plan;
  CwDesfireVersion version;
  CwSecret        *keys[CW_DESFIRE_MAX_KEYS]; /* this card's own, by slot */
  CwSecret        *factory_key;               /* what new applications have in every slot */
} CwEncoder;

/**
 * CwSurvey:
 *
 * What was found in the plan's application, in a session with its key 0.
 */
typedef struct
{
  CwDesfireKeySettings  settings;
  guint8                key_versions[CW_DESFIRE_MAX_KEYS];
  guint                 n_extra;                       /* files that the plan does not have */
  gboolean              exists[CW_DESFIRE_MAX_FILES];  /* by place in the plan, as the rest */
  CwDesfireFileSettings files[CW_DESFIRE_MAX_FILES];
  GByteArray           *contents[CW_DESFIRE_MAX_FILES]; /* (nullable): not readable as planned */
} CwSurvey;

/* The encoder */
gboolean  cw_encoder_begin         (CwEncoder        *self,
                                    const CwChipLink *link,
                                    CwChipPlan       *plan,
                                    CwKeySource      *keys,
                                    GError          **error);
void      cw_encoder_clear         (CwEncoder *self);
gboolean  cw_encoder_unlock        (CwEncoder      *self,
                                    const CwSecret *key,
                                    gboolean       *accepted,
                                    GError        **error);

/* The survey */
CwSurvey *cw_survey_take           (CwEncoder *encoder,
                                    GError   **error);
void      cw_survey_free           (CwSurvey *self);
char     *cw_survey_judge_frame    (const CwSurvey   *self,
                                    const CwChipPlan *plan);
char     *cw_survey_judge_keys     (const CwSurvey   *self,
                                    const CwChipPlan *plan);
char     *cw_survey_judge_contents (const CwSurvey   *self,
                                    const CwChipPlan *plan,
                                    const CwEscn     *escn);
void      cw_survey_report         (const CwSurvey   *self,
                                    const CwChipPlan *plan,
                                    CwChipReport     *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwSurvey, cw_survey_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwEncoder, cw_encoder_clear)

G_END_DECLS
