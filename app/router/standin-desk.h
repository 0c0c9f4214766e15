/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-book.h"
#include "app/router/standin-http.h"

G_BEGIN_DECLS

/* Who may ask, and what the answer depends on. */
typedef struct
{
  CwStandInBook *book;
  const char    *directory; /* the book's; pictures lie in a folder of it */
  const char    *token;
  const char    *pic;    /* (nullable) the organisation the token belongs to; NULL: any */
  const char    *today;  /* yyyy-MM-dd */
  gboolean       same_page;   /* lists: the first page whatever is asked for, under its number */
  gboolean       wrong_total; /* lists: count one row more than there is */
} CwStandInDesk;

/* @json: (transfer full) */
CwStandInAnswer *cw_stand_in_answer_json       (guint          status,
                                                CwStandInJson *json);
CwStandInAnswer *cw_stand_in_answer_bad        (const char *message);
CwStandInAnswer *cw_stand_in_answer_denied     (void);
CwStandInAnswer *cw_stand_in_answer_no_card    (void);
CwStandInAnswer *cw_stand_in_answer_no_person  (void);
CwStandInAnswer *cw_stand_in_answer_no_address (void);
CwStandInAnswer *cw_stand_in_answer_broken     (const GError *error);
/* 401: the key is not the organisation's; 405 */
CwStandInAnswer *cw_stand_in_answer_foreign    (void);
CwStandInAnswer *cw_stand_in_answer_method     (void);

gboolean         cw_stand_in_speaks_for        (const CwStandInDesk *desk,
                                                const char          *pic);
/* @pic: (nullable): any */
CwStandInJson   *cw_stand_in_find_organisation (CwStandInJson *person,
                                                const char    *pic);
gboolean         cw_stand_in_get_number        (const CwStandInRequest *request,
                                                const char             *name,
                                                guint                   preset,
                                                guint                  *value);

G_END_DECLS
