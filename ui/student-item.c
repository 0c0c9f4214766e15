/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/student-item.h"

/* Nothing but the wrapping: the value itself is never changed. GTK thread. */

struct _CwStudentItem
{
  GObject    parent_instance;

  CwStudent *student;
};

G_DEFINE_FINAL_TYPE (CwStudentItem, cw_student_item, G_TYPE_OBJECT)

static void
cw_student_item_finalize (GObject *object)
{
  CwStudentItem *self = CW_STUDENT_ITEM (object);

  g_clear_pointer (&self->student, cw_student_unref);

  G_OBJECT_CLASS (cw_student_item_parent_class)->finalize (object);
}

static void
cw_student_item_class_init (CwStudentItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = cw_student_item_finalize;
}

static void
cw_student_item_init (CwStudentItem *self)
{
}

CwStudentItem *
cw_student_item_new (CwStudent *student)
{
  CwStudentItem *self = g_object_new (CW_TYPE_STUDENT_ITEM, NULL);

  self->student = cw_student_ref (student);

  return self;
}

/**
 * cw_student_item_get_student:
 * @self: an item
 *
 * Returns: (transfer none): the student
 */
CwStudent *
cw_student_item_get_student (CwStudentItem *self)
{
  g_return_val_if_fail (CW_IS_STUDENT_ITEM (self), NULL);

  return self->student;
}

char *
cw_student_item_get_detail (CwStudentItem *self)
{
  g_return_val_if_fail (CW_IS_STUDENT_ITEM (self), NULL);

  if (self->student->programme == NULL || *self->student->programme == '\0')
    return g_strdup (self->student->number);

  return g_strdup_printf ("%s · %s", self->student->number, self->student->programme);
}
