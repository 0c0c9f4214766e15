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
  const char    *token;
  const char    *pic;    /* (nullable) the organisation the token belongs to; NULL: any */
  const char    *today;  /* yyyy-MM-dd */
  gboolean       same_page;   /* lists: the first page whatever is asked for, under its number */
  gboolean       wrong_total; /* lists: count one row more than there is */
} CwStandInDesk;

CwStandInAnswer *cw_stand_in_route (const CwStandInDesk    *desk,
                                    const CwStandInRequest *request,
                                    const char             *body);

G_END_DECLS
