/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "templates/codes/logo.h"
#include "templates/type/text.h"

G_BEGIN_DECLS

/**
 * CwStanding:
 *
 * What a design lays out once and shows on every card: texts without fields, the words of the
 * European Student Card, the word across a specimen. Made when first wanted, by whichever card
 * comes first; what comes out is the same. Any thread. Inside of templates/ only.
 */
typedef struct _CwStanding CwStanding;

/* @data is what was given to the getter. (transfer full) */
typedef CwTextBlock *(*CwStandingText) (gconstpointer data);
typedef CwLogo *(*CwStandingLogo) (gconstpointer data);

CwStanding   *cw_standing_new      (void);
void          cw_standing_free     (CwStanding    *self);
CwTextBlock  *cw_standing_get_text (CwStanding    *self,
                                    gconstpointer  key,
                                    CwStandingText make,
                                    gconstpointer  data);
const CwLogo *cw_standing_get_logo (CwStanding    *self,
                                    gconstpointer  key,
                                    CwStandingLogo make,
                                    gconstpointer  data);

G_END_DECLS
