/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "templates/template.h"

G_BEGIN_DECLS

/**
 * CwChecks:
 *
 * What the operator should know of a card before plastic is spent: one line an exception, or
 * one calm line when there is none.
 */
#define CW_TYPE_CHECKS (cw_checks_get_type ())

G_DECLARE_FINAL_TYPE (CwChecks, cw_checks, CW, CHECKS, GtkBox)

GtkWidget *cw_checks_new     (void);
/* @checks: (nullable) (element-type CwCheck), @problem: (nullable): why there is no card at all */
void       cw_checks_show    (CwChecks   *self,
                              GPtrArray  *checks,
                              const char *problem);
void       cw_checks_clear   (CwChecks *self);
/* Whether one of the checks forbids printing. */
gboolean   cw_checks_forbid  (GPtrArray *checks);

G_END_DECLS
