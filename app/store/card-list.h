/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* Cards as a list of the window has them: page by page, with the student's name, narrowed while
 * somebody types. Calls and errors as in store.h. */

typedef enum
{
  CW_CARD_ORDER_NEWEST, /* by the card's row, the newest first */
  CW_CARD_ORDER_OLDEST,
  CW_CARD_ORDER_EXPIRY, /* those that end first, first; cards without a last day stand before them */
  CW_CARD_ORDER_LAST,   /* those that end last, first */
} CwCardOrder;

/**
 * CwCardQuery:
 *
 * Which cards, and in which order: what is zero or %NULL does not narrow.
 */
typedef struct
{
  guint       states;         /* bit set of 1 << CwCardState */
  const char *institution_id;
  const char *text;           /* words of a name or student number; or the beginning of a card number
                                 (four digits or more), or the UID of a chip */
  CwCardOrder order;
} CwCardQuery;

/**
 * CwCardRow:
 *
 * One card, and whose it is.
 */
typedef struct
{
  CwCard *card;
  char   *name;     /* (nullable) "Anželika Šķēle-Kiršone"; NULL: the student was forgotten */
  char   *number;   /* (nullable) the student's */
  gint64  state_at; /* microseconds since 1970 UTC: since when it is in its state; 0: not known */
} CwCardRow;

void       cw_card_row_free          (CwCardRow *self);
CwCardRow *cw_card_row_copy          (const CwCardRow *self);

/* (transfer full): of CwCardRow; @limit 0: all */
GPtrArray *cw_store_list_card_rows   (CwStore           *self,
                                      const CwCardQuery *query,
                                      guint              limit,
                                      guint              offset,
                                      GError           **error);
gboolean   cw_store_count_card_rows  (CwStore           *self,
                                      const CwCardQuery *query,
                                      guint             *count,
                                      GError           **error);
/* @card: (out) (transfer full) (nullable): the card that is on the chip, or was the last there: one that
 * is in use before one that is not; %NULL: none of this station */
gboolean   cw_store_find_card_of_chip (CwStore    *self,
                                      const char *uid,
                                      CwCard    **card,
                                      GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwCardRow, cw_card_row_free)

G_END_DECLS
