/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "app/issue/issue.h"

G_BEGIN_DECLS

/**
 * CwReissueForm:
 *
 * Asks why a student who has a card gets another one: one of the reasons, none of them chosen
 * beforehand, and words to it.
 *
 * Signals: "changed": another reason or other words; "entered": Enter was pressed in the words.
 */
#define CW_TYPE_REISSUE_FORM (cw_reissue_form_get_type ())

G_DECLARE_FINAL_TYPE (CwReissueForm, cw_reissue_form, CW, REISSUE_FORM, GtkWidget)

GtkWidget *cw_reissue_form_new    (void);
/* Nothing is chosen any more; @in_force: the card that the student has. */
void       cw_reissue_form_begin  (CwReissueForm *self,
                                   const CwCard  *in_force);
/* Whether a reason is chosen, and words are there where they must be. */
gboolean   cw_reissue_form_get    (CwReissueForm *self,
                                   CwReissue     *reissue);
void       cw_reissue_form_focus  (CwReissueForm *self);
void       cw_reissue_form_choose (CwReissueForm  *self,
                                   CwReissueReason reason);

G_END_DECLS
