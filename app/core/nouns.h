/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/core/escn.h"
#include "app/core/values.h"

G_BEGIN_DECLS

/* Plain values, reference counted, filled in by whoever makes them and never changed once
 * shared with another owner. Strings are UTF-8, owned by the value, freed with it; %NULL means
 * "not known". Dates are yyyy-MM-dd. Each has a _check() that says, in a sentence with field
 * and value, what is wrong. */

/**
 * CwInstitution:
 *
 * A higher-education institution that issues cards. Several live side by side.
 */
typedef struct
{
  char *id;         /* short, stable, [a-z0-9-]+: "lbtu" */
  char *name;       /* in the institution's own language */
  char *name_en;
  char *pic;        /* nine digits */
  char *schac;      /* schacHomeOrganization, the scope of its ESIs: "lbtu.lv" */
  char *processor;  /* (nullable) VAT number of a third-party processor */
} CwInstitution;

/**
 * CwStudent:
 *
 * One student of one institution. The photo lies apart (it is large and is erased earlier).
 */
typedef struct
{
  char           *id;             /* "<institution>/<number>" */
  char           *institution_id;
  char           *number;         /* the institution's student number */
  char           *given_names;
  char           *family_name;
  char           *email;
  char           *programme;
  CwAcademicLevel level;
  char           *esi;
  char           *valid_until;    /* (nullable) end of studies */
  /* What the store alone sets, and tells: */
  char           *registered_esi; /* (nullable) under which the register was told of the person */
  char           *left_at;        /* (nullable) yyyy-MM-dd */
} CwStudent;

/**
 * CwProfile:
 *
 * How cards of one kind are made.
 */
typedef struct
{
  char       *id;
  char       *institution_id;
  char       *name;
  char       *template_uri;   /* file: or resource: URI of template.json */
  char       *chip_plan;      /* (nullable) name of the chip plan; NULL: no chip */
  CwCardType  card_type;
  gboolean    registered;     /* whether cards go to the ESC-Router */
  guint       validity_months;/* used when the student has no valid_until */
  CwStepKind  steps[CW_STEP_COUNT];
  guint       n_steps;
} CwProfile;

/**
 * CwCard:
 *
 * One card as credential: its number, its chip, its state.
 */
typedef struct
{
  gint64      id;          /* row id; 0 before it is stored */
  gint64      order_id;
  char       *student_id;
  char       *institution_id;
  char       *profile_id;
  CwEscn      escn;
  char       *uid;         /* (nullable) chip UID, upper-case hex */
  CwCardState state;
  char       *reason;      /* (nullable) why it is in this state */
  char       *issued_at;
  char       *expires_at;
} CwCard;

GType          cw_institution_get_type (void) G_GNUC_CONST;
CwInstitution *cw_institution_new      (void);
CwInstitution *cw_institution_ref      (CwInstitution *self);
void           cw_institution_unref    (CwInstitution *self);
gboolean       cw_institution_check    (const CwInstitution *self,
                                        GError             **error);

GType          cw_student_get_type     (void) G_GNUC_CONST;
CwStudent     *cw_student_new          (void);
CwStudent     *cw_student_ref          (CwStudent *self);
void           cw_student_unref        (CwStudent *self);
gboolean       cw_student_check        (const CwStudent *self,
                                        GError         **error);
char          *cw_student_get_full_name (const CwStudent *self);
char          *cw_student_get_search_key (const CwStudent *self);

GType          cw_profile_get_type     (void) G_GNUC_CONST;
CwProfile     *cw_profile_new          (void);
CwProfile     *cw_profile_ref          (CwProfile *self);
void           cw_profile_unref        (CwProfile *self);
gboolean       cw_profile_set_steps    (CwProfile  *self,
                                        const char *names,
                                        GError    **error);
char          *cw_profile_get_steps    (const CwProfile *self);
gboolean       cw_profile_check        (const CwProfile *self,
                                        GError         **error);
char          *cw_profile_get_expiry   (const CwProfile *self,
                                        const CwStudent *student,
                                        const char      *issued_at,
                                        GError         **error);

GType          cw_card_get_type        (void) G_GNUC_CONST;
CwCard        *cw_card_new             (void);
CwCard        *cw_card_ref             (CwCard *self);
void           cw_card_unref           (CwCard *self);

/* Folds case and diacritics so that "skele" finds "Šķēle". */
char          *cw_search_fold          (const char *text);
gboolean       cw_date_check           (const char *text,
                                        GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwInstitution, cw_institution_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStudent, cw_student_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwProfile, cw_profile_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCard, cw_card_unref)

G_END_DECLS
