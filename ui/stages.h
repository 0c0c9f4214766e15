/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/issue/operator.h"

G_BEGIN_DECLS

/**
 * CwStages:
 *
 * The five stages from request to hand as a line that fills, with the sentence of the stage
 * that spoke last below it.
 */
#define CW_TYPE_STAGES (cw_stages_get_type ())

G_DECLARE_FINAL_TYPE (CwStages, cw_stages, CW, STAGES, GtkBox)

GtkWidget   *cw_stages_new          (void);
CwStageState cw_stages_get_state    (CwStages *self,
                                     CwStage   stage);
const char  *cw_stages_get_sentence (CwStages *self);
/* The states of all stages, CW_STAGE_COUNT of them. (transfer none) */
const CwStageState *cw_stages_get_states (CwStages *self);
void         cw_stages_reset        (CwStages *self);
void         cw_stages_set_state    (CwStages    *self,
                                     CwStage      stage,
                                     CwStageState state,
                                     const char  *sentence);
/* @sentence: (nullable): NULL where the same is said elsewhere */
void         cw_stages_set_sentence (CwStages   *self,
                                     const char *sentence);

G_END_DECLS
