/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * CwNotice:
 *
 * What stands between the stages and the buttons: the remarks before a card is begun, then the
 * question that is open, then how it ended. Its room is kept, so that the faces stand still.
 */
#define CW_TYPE_NOTICE (cw_notice_get_type ())

G_DECLARE_FINAL_TYPE (CwNotice, cw_notice, CW, NOTICE, GtkBox)

typedef enum
{
  CW_TONE_PLAIN,
  CW_TONE_SUCCESS,
  CW_TONE_WARNING,
  CW_TONE_ERROR,
} CwTone;

GtkWidget  *cw_notice_new          (void);
const char *cw_notice_get_sentence (CwNotice *self);
const char *cw_notice_get_detail   (CwNotice *self);
void        cw_notice_clear        (CwNotice *self);
/* @detail: (nullable) */
void        cw_notice_say          (CwNotice   *self,
                                    CwTone      tone,
                                    const char *sentence,
                                    const char *detail);
/* @checks: (nullable) (element-type CwCheck), @problem: (nullable): as in cw_checks_show() */
void        cw_notice_remark       (CwNotice   *self,
                                    GPtrArray  *checks,
                                    const char *problem);

G_END_DECLS
