/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "fixture.h"

/* For tests of the checks: small designs, and what is remarked on them. */

#define ANY -1000.0 /* a number that the case does not fix */

typedef struct
{
  const char *background;
  const char *broken;
  const char *repaired;
  const char *element;
  CwCheckKind kind;
  gboolean    error;
  double      number;
  double      tolerance;
} RemarkCase;

#define TEXT(rest) "{'type':'text','id':'t','x':5,'y':5,'width':40,'height':6,'size':8," rest "}"
#define PHOTO(place) "{'type':'photo','id':'p'," place "}"
#define RECT(id, rest) "{'type':'shape','id':'" id "','shape':'rect'," rest "}"
#define CODE_AT(place) "{'type':'code','symbology':'qr','id':'code'," place "}"
#define LOGO_AT(place) "{'type':'esc_logo','id':'esc','orientation':'horizontal'," place "}"
#define LOGO LOGO_AT ("'x':50,'y':20,'width':24,'height':16")

CwFace        *remarks_face_new    (const char *text,
                                    CwRecord   *record);
CwFace        *remarks_front_new   (const char *background,
                                    const char *elements);
GPtrArray     *remarks_of_front    (const char *background,
                                    const char *elements);
const CwCheck *remarks_find        (GPtrArray  *checks,
                                    CwCheckKind kind,
                                    const char *element);
const CwCheck *remarks_expect      (GPtrArray  *checks,
                                    CwCheckKind kind,
                                    const char *element);
void           remarks_expect_none (GPtrArray  *checks,
                                    const char *what);
void           remarks_run_cases   (const RemarkCase *cases,
                                    guint             n_cases);
