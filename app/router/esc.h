/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* What only the ESC-Router has, beyond the door of the saga: lists, the public word about a card,
 * its QR picture, numbers. @router is what cw_router_client_new() made. Calls block as those of
 * registry.h and fail with the same errors. To create and to change is cw_registry_upsert_person()
 * and cw_registry_register_card(): they do not make two of one. */

/* numbers in one call: the router answers a larger wish with a fault of its own, measured by
 * edutap-eu/edutap.esc_router_api */
#define CW_ESC_NUMBERS_MAX 100

/**
 * CwPublicCard:
 *
 * What the router tells anybody about a card. Dates yyyy-MM-dd.
 */
typedef struct
{
  char           *escn;
  char           *status;      /* ACTIVE, INACTIVE, EXPIRED */
  char           *issued_at;   /* (nullable) */
  char           *expires_at;  /* (nullable) */
  char           *pic;         /* (nullable) of the issuer */
  char           *issuer;      /* (nullable) its name */
  CwAcademicLevel level;       /* of the holder; NONE: not said */
} CwPublicCard;

/**
 * CwEscOrganisation:
 *
 * An organisation that vouches for a person.
 */
typedef struct
{
  char           *pic;
  char           *name;        /* (nullable) */
  char           *schac;       /* (nullable) its home organisation */
  CwAcademicLevel level;       /* of the person there; NONE: not said */
  gboolean        has_picture; /* of the person, from there */
} CwEscOrganisation;

/**
 * CwEscSum:
 *
 * How a list went.
 */
typedef struct
{
  guint64  rows;    /* given out */
  guint64  total;   /* there are, by the last page's word */
  gboolean changed; /* the list grew or shrank meanwhile: a row may be missing or come twice */
} CwEscSum;

/* One row, in the order of the router. FALSE with @error set ends the list with that error. */
typedef gboolean (*CwPersonFunc) (const CwPersonEntry *person,
                                  gpointer             user_data,
                                  GError             **error);
typedef gboolean (*CwCardFunc)   (const CwCardEntry *card,
                                  gpointer           user_data,
                                  GError           **error);

gboolean       cw_esc_list_persons   (CwRegistry   *router,
                                      const char   *pic,
                                      const char   *search,
                                      CwPersonFunc  func,
                                      gpointer      user_data,
                                      CwEscSum     *sum,
                                      GCancellable *cancellable,
                                      GError      **error);
gboolean       cw_esc_list_cards     (CwRegistry   *router,
                                      const char   *search,
                                      CwCardFunc    func,
                                      gpointer      user_data,
                                      CwEscSum     *sum,
                                      GCancellable *cancellable,
                                      GError      **error);

CwPersonEntry *cw_esc_get_person     (CwRegistry   *router,
                                      const char   *esi,
                                      const char   *pic,
                                      GCancellable *cancellable,
                                      GError      **error);
GPtrArray     *cw_esc_list_organisations (CwRegistry *router,
                                      const char   *esi,
                                      GCancellable *cancellable,
                                      GError      **error);

CwPublicCard  *cw_esc_get_status     (CwRegistry   *router,
                                      const char   *escn,
                                      GCancellable *cancellable,
                                      GError      **error);
CwPublicCard  *cw_esc_verify         (CwRegistry   *router,
                                      const char   *escn,
                                      GCancellable *cancellable,
                                      GError      **error);
char          *cw_esc_get_qr         (CwRegistry   *router,
                                      const char   *escn,
                                      GCancellable *cancellable,
                                      GError      **error);
char         **cw_esc_make_numbers   (CwRegistry   *router,
                                      const char   *pic,
                                      guint         prefix,
                                      guint         count,
                                      GCancellable *cancellable,
                                      GError      **error);

void           cw_public_card_free   (CwPublicCard *card);
void           cw_esc_organisation_free (CwEscOrganisation *organisation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPublicCard, cw_public_card_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwEscOrganisation, cw_esc_organisation_free)

G_END_DECLS
