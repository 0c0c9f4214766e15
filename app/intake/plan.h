/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/nouns.h"
#include "app/intake/source.h"

G_BEGIN_DECLS

/**
 * CwIntakeField:
 *
 * The fields of a student that a source may feed.
 */
typedef enum
{
  CW_INTAKE_NUMBER,
  CW_INTAKE_GIVEN_NAMES,
  CW_INTAKE_FAMILY_NAME,
  CW_INTAKE_EMAIL,
  CW_INTAKE_PROGRAMME,
  CW_INTAKE_LEVEL,
  CW_INTAKE_ESI,
  CW_INTAKE_VALID_UNTIL,
} CwIntakeField;

#define CW_INTAKE_FIELDS (CW_INTAKE_VALID_UNTIL + 1)

/**
 * CwIntakeDates:
 * @CW_INTAKE_DATES_MONTH: MM/yyyy: the last day of that month
 *
 * How the source writes days; yyyy-MM-dd is understood besides each of them.
 */
typedef enum
{
  CW_INTAKE_DATES_ISO,     /* yyyy-MM-dd */
  CW_INTAKE_DATES_DOTS,    /* dd.MM.yyyy */
  CW_INTAKE_DATES_SLASHES, /* dd/MM/yyyy */
  CW_INTAKE_DATES_MONTH,
} CwIntakeDates;

/**
 * CwIntakeMerge:
 * @CW_INTAKE_MERGE_FILE: the source wins, also where it says nothing
 * @CW_INTAKE_MERGE_KEEP: the source wins where it says something
 * @CW_INTAKE_MERGE_NEW: who is here already stays as they are
 *
 * What becomes of a student who is here already.
 */
typedef enum
{
  CW_INTAKE_MERGE_FILE,
  CW_INTAKE_MERGE_KEEP,
  CW_INTAKE_MERGE_NEW,
} CwIntakeMerge;

/**
 * CwIntakePlan:
 *
 * How the columns of a source are read: a value that its one owner fills in. Not fed is a field that
 * has neither a column nor a constant; it stays as it is here.
 */
typedef struct
{
  char         *columns[CW_INTAKE_FIELDS];   /* (nullable) heading */
  char         *constants[CW_INTAKE_FIELDS]; /* (nullable) where there is no column, or it is empty */
  GHashTable   *levels;                      /* folded text to GUINT_TO_POINTER (CwAcademicLevel) */
  CwIntakeDates dates;
  CwIntakeField match;                       /* NUMBER or ESI: who is the same person */
  CwIntakeMerge merge;
  gboolean      leave_missing;               /* who is here and not in the source has left */
  char          delimiter;                   /* how a file is read, as CwSourceReading */
  char         *encoding;
  char         *sheet;
} CwIntakePlan;

CwIntakePlan *cw_intake_plan_new       (void);
CwIntakePlan *cw_intake_plan_copy      (const CwIntakePlan *self);
void          cw_intake_plan_free      (CwIntakePlan *self);

/* A plan for @columns by their headings in English, Latvian, French and German. (transfer full) */
CwIntakePlan *cw_intake_plan_propose   (const char *const *columns);

/* Whether it can be carried out with these columns; a sentence says what is missing. */
gboolean      cw_intake_plan_check     (const CwIntakePlan *self,
                                        const char *const  *columns,
                                        GError            **error);

/* @text: (nullable): takes it away */
void          cw_intake_plan_set_column   (CwIntakePlan *self,
                                           CwIntakeField field,
                                           const char   *text);
void          cw_intake_plan_set_constant (CwIntakePlan *self,
                                           CwIntakeField field,
                                           const char   *text);
void          cw_intake_plan_set_level    (CwIntakePlan   *self,
                                           const char     *text,
                                           CwAcademicLevel level);
gboolean      cw_intake_plan_is_fed       (const CwIntakePlan *self,
                                           CwIntakeField       field);

/* JSON as it is saved: the same text for the same plan. */
char         *cw_intake_plan_to_json   (const CwIntakePlan *self);
CwIntakePlan *cw_intake_plan_from_json (const char *text,
                                        GError    **error);

/* Both read what a source says; @text is trimmed and not empty. */
gboolean      cw_intake_plan_read_level (const CwIntakePlan *self,
                                         const char         *text,
                                         CwAcademicLevel    *level,
                                         GError            **error);
/* (transfer full): yyyy-MM-dd */
char         *cw_intake_plan_read_date  (const CwIntakePlan *self,
                                         const char         *text,
                                         GError            **error);

/* Names are those of a record's fields, in files and at --map; labels are for a person. */
const char   *cw_intake_field_to_name   (CwIntakeField field);
const char   *cw_intake_field_to_label  (CwIntakeField field);
gboolean      cw_intake_field_from_name (const char    *name,
                                         CwIntakeField *field);
const char   *cw_intake_dates_to_name   (CwIntakeDates dates);
gboolean      cw_intake_dates_from_name (const char    *name,
                                         CwIntakeDates *dates);
const char   *cw_intake_merge_to_name   (CwIntakeMerge merge);
gboolean      cw_intake_merge_from_name (const char    *name,
                                         CwIntakeMerge *merge);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIntakePlan, cw_intake_plan_free)

G_END_DECLS
