/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin-views.h"

G_BEGIN_DECLS

/**
 * CwStandInBook:
 *
 * What the stand-in knows: the update views it took, one JSON file a person
 * (persons/<SHA-256 of the ESI in lower case>.json) and a card (cards/<ESCN>.json). Every change
 * is on the disk before it is answered.
 */
typedef struct _CwStandInBook CwStandInBook;

typedef enum
{
  CW_STAND_IN_PERSON,
  CW_STAND_IN_CARD,
} CwStandInKind;

#define CW_STAND_IN_KIND_COUNT 2

CwStandInBook *cw_stand_in_book_open   (const char *directory,
                                        GError    **error);
void           cw_stand_in_book_free   (CwStandInBook *self);
CwStandInJson *cw_stand_in_book_get    (CwStandInBook *self,
                                        CwStandInKind  kind,
                                        const char    *identifier);
GPtrArray     *cw_stand_in_book_list   (CwStandInBook *self,
                                        CwStandInKind  kind);
gboolean       cw_stand_in_book_put    (CwStandInBook *self,
                                        CwStandInKind  kind,
                                        CwStandInJson *view,
                                        GError       **error);
gboolean       cw_stand_in_book_remove (CwStandInBook *self,
                                        CwStandInKind  kind,
                                        const char    *identifier,
                                        GError       **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStandInBook, cw_stand_in_book_free)

G_END_DECLS
