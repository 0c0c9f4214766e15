/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/core/nouns.h"

G_BEGIN_DECLS

/**
 * CwStudentItem:
 *
 * A student as a list model wants it: an object around the value.
 */
#define CW_TYPE_STUDENT_ITEM (cw_student_item_get_type ())

G_DECLARE_FINAL_TYPE (CwStudentItem, cw_student_item, CW, STUDENT_ITEM, GObject)

CwStudentItem *cw_student_item_new         (CwStudent *student);
CwStudent     *cw_student_item_get_student (CwStudentItem *self);
/* "LF23001 · Forest Ecology". (transfer full) */
char          *cw_student_item_get_detail  (CwStudentItem *self);

G_END_DECLS
