/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/lifecycle.h"

G_BEGIN_DECLS

/* What may be done with one student's card, and what the world looks like when it is done. */

#define ACTS_STUDENT "lbtu/LF23001"

typedef struct
{
  const char     *name;
  const char     *before;  /* (nullable) the act that comes first, undisturbed */
  gboolean        reissue; /* a new card, for @reason */
  CwReissueReason reason;
  gboolean      (*run) (const CwIssueTools *tools, /* (nullable) NULL: a card is made */
                        GError            **error);
  const char     *states;  /* of the student's cards, newest first */
  gboolean        extended; /* the newest is good until the day of acts_get_until() */
  gboolean        spoiled; /* the newest's plastic is no card any more */
  const char     *email;   /* (nullable) the student's */
  const char     *status;  /* (nullable) of the newest in the register; NULL: it is not there */
  gboolean        person;  /* whether the register knows the student */
} Act;

const Act *act_find    (const char *name);
/* yyyy-MM-dd, some years from now */
char      *acts_get_until (void);
gboolean   act_is_done (const Act  *self,
                        CwStore    *store);

G_END_DECLS
