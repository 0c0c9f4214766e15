/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/core/nouns.h"

G_BEGIN_DECLS

/**
 * CwRegistry:
 *
 * The register of cards: the ESC-Router, or whatever speaks for it. Every call is idempotent by
 * ESCN and ESI: saying the same thing twice leaves one person and one card. Calls block, any
 * thread but the GTK thread; each has a time-out of its own.
 * Errors: %CW_ERROR_ROUTER_UNREACHABLE (try later), _ROUTER_REFUSED, _ROUTER_TOKEN,
 * _ROUTER_ANSWER (try later), _NOT_FOUND.
 */
#define CW_TYPE_REGISTRY (cw_registry_get_type ())

G_DECLARE_INTERFACE (CwRegistry, cw_registry, CW, REGISTRY, GObject)

/**
 * CwPersonEntry:
 *
 * A person as the register keeps it (PersonUpdateView of API v2).
 */
typedef struct
{
  char           *esi;
  char           *full_name;
  char           *email;
  char           *pic;       /* organisation that vouches for the person */
  CwAcademicLevel level;
  char           *expires_at;/* (nullable) until when the person's cards are valid; only API v1 takes and says it */
} CwPersonEntry;

/**
 * CwCardEntry:
 *
 * A card as the register keeps it (CardUpdateView of API v2). Dates yyyy-MM-dd.
 *
 * What is read is sparse where the register does not say everything: a list gives no status and
 * no type (CardLiteView), API v1 neither issuer's date nor names. Then NULL and
 * %CW_CARD_TYPE_UNKNOWN mean "not said"; cw_registry_look_up() says the most there is.
 */
typedef struct
{
  char      *escn;
  char      *esi;
  char      *pic;           /* issuerIdentifier */
  char      *processor;     /* (nullable) processorIdentifier, sent only when there is one */
  char      *display_name;  /* (nullable) */
  CwCardType card_type;
  gboolean   active;        /* cardStatusType ACTIVE or INACTIVE */
  char      *issued_at;
  char      *expires_at;
  char      *status;        /* (nullable) as read: ACTIVE, INACTIVE, EXPIRED; NULL: not said, and @active says nothing */
  gboolean   sparse;        /* as read: not everything was said */
} CwCardEntry;

struct _CwRegistryInterface
{
  GTypeInterface parent_iface;

  gboolean     (*ping)          (CwRegistry   *self,
                                 GCancellable *cancellable,
                                 GError      **error);
  gboolean     (*upsert_person) (CwRegistry          *self,
                                 const CwPersonEntry *person,
                                 GCancellable        *cancellable,
                                 char               **answer,
                                 GError             **error);
  gboolean     (*register_card) (CwRegistry        *self,
                                 const CwCardEntry *card,
                                 GCancellable      *cancellable,
                                 char             **answer,
                                 GError           **error);
  gboolean     (*withdraw_card) (CwRegistry   *self,
                                 const char   *escn,
                                 GCancellable *cancellable,
                                 GError      **error);
  gboolean     (*delete_person) (CwRegistry   *self,
                                 const char   *esi,
                                 GCancellable *cancellable,
                                 GError      **error);
  CwCardEntry *(*look_up)       (CwRegistry   *self,
                                 const char   *escn,
                                 GCancellable *cancellable,
                                 GError      **error);
  /* (nullable) */
  void         (*note_holder)   (CwRegistry *self,
                                 const char *escn,
                                 const char *esi);
};

gboolean     cw_registry_ping          (CwRegistry   *self,
                                        GCancellable *cancellable,
                                        GError      **error);
/* @answer: (out) (optional): the register's answer as JSON, for the evidence */
gboolean     cw_registry_upsert_person (CwRegistry          *self,
                                        const CwPersonEntry *person,
                                        GCancellable        *cancellable,
                                        char               **answer,
                                        GError             **error);
gboolean     cw_registry_register_card (CwRegistry        *self,
                                        const CwCardEntry *card,
                                        GCancellable      *cancellable,
                                        char             **answer,
                                        GError           **error);
/* A card that is not there is withdrawn already. */
gboolean     cw_registry_withdraw_card (CwRegistry   *self,
                                        const char   *escn,
                                        GCancellable *cancellable,
                                        GError      **error);
/* A person that is not there, or not ours to delete, is deleted already. */
gboolean     cw_registry_delete_person (CwRegistry   *self,
                                        const char   *esi,
                                        GCancellable *cancellable,
                                        GError      **error);
/* %CW_ERROR_NOT_FOUND when the register does not know the number. */
CwCardEntry *cw_registry_look_up       (CwRegistry   *self,
                                        const char   *escn,
                                        GCancellable *cancellable,
                                        GError      **error);

/* Before a card is looked up or withdrawn: whose it is, if that is known here. */
void         cw_registry_note_holder   (CwRegistry *self,
                                        const char *escn,
                                        const char *esi);

void           cw_person_entry_free (CwPersonEntry *entry);
void           cw_card_entry_free   (CwCardEntry *entry);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPersonEntry, cw_person_entry_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCardEntry, cw_card_entry_free)

G_END_DECLS
