/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* What the station holds, for a comparison with the register: cards and persons of one
 * institution row by row, so that nothing but the row at hand is held. And the cards of the
 * register that other stations made. Errors and threads as in store.h. */

/**
 * CwRegisteredCard:
 *
 * One card with what decides how the register ought to know it.
 */
typedef struct
{
  gint64      card_id;
  char       *student_id;
  CwEscn      escn;
  CwCardState state;
  CwCardType  type;       /* of its profile */
  gboolean    registered; /* whether cards of its profile go to the register */
  gboolean    open;       /* its order has no end yet */
  gboolean    moving;     /* a message about it waits, or was sent since */
  gint64      refused;    /* the newest message about it when that was refused or given up; 0: none */
  char       *esi;        /* (nullable) under which the register knows the person, or will */
  char       *issued_at;  /* (nullable) yyyy-MM-dd */
  char       *expires_at; /* (nullable) yyyy-MM-dd */
} CwRegisteredCard;

/**
 * CwRegisteredPerson:
 *
 * One student with what decides how the register ought to know the person.
 */
typedef struct
{
  CwStudent *student;
  char      *esi;     /* under which the register knows the person, or will */
  gboolean   in_use;  /* has a card that is in use and goes to the register */
  gboolean   moving;  /* a message about the person waits, or was sent since */
  gboolean   left;    /* has left the institution */
} CwRegisteredPerson;

/* FALSE with @error set ends the visit with that error. Called without the store's lock. */
typedef gboolean (*CwRegisteredCardFunc)   (const CwRegisteredCard *card,
                                            gpointer                user_data,
                                            GError                **error);
typedef gboolean (*CwRegisteredPersonFunc) (const CwRegisteredPerson *person,
                                            gpointer                  user_data,
                                            GError                  **error);

/* @since: microseconds since 1970 UTC: a message sent after it counts as moving */
gboolean          cw_store_visit_cards         (CwStore             *self,
                                                const char          *institution_id,
                                                gint64               since,
                                                CwRegisteredCardFunc func,
                                                gpointer             user_data,
                                                GError             **error);
gboolean          cw_store_visit_persons       (CwStore               *self,
                                                const char            *institution_id,
                                                const char            *today,
                                                gint64                 since,
                                                CwRegisteredPersonFunc func,
                                                gpointer               user_data,
                                                GError               **error);
/* @moving: (out): whether a message about the person waits */
gboolean          cw_store_is_person_moving    (CwStore    *self,
                                                const char *student_id,
                                                gboolean   *moving,
                                                GError    **error);
CwRegisteredCard *cw_store_get_registered_card (CwStore      *self,
                                                const CwEscn *escn,
                                                GError      **error);
gboolean          cw_store_find_esi            (CwStore    *self,
                                                const char *institution_id,
                                                const char *esi,
                                                char      **student_id,
                                                GError    **error);

/* Cards that another station made, or that were made before this one: a person said so. */
gboolean          cw_store_add_elsewhere       (CwStore      *self,
                                                const char   *institution_id,
                                                const CwEscn *escn,
                                                GError      **error);
gboolean          cw_store_is_elsewhere        (CwStore      *self,
                                                const CwEscn *escn,
                                                gboolean     *known,
                                                GError      **error);

void              cw_registered_card_free      (CwRegisteredCard *card);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRegisteredCard, cw_registered_card_free)

G_END_DECLS
