/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "ui/place.h"

G_BEGIN_DECLS

/**
 * CwCardsPage:
 *
 * Every card of the station: found by name, number or chip, narrowed by state; one of them with its
 * faces, its history and what may be done with it. And what lies on the reader.
 */
#define CW_TYPE_CARDS_PAGE (cw_cards_page_get_type ())

G_DECLARE_FINAL_TYPE (CwCardsPage, cw_cards_page, CW, CARDS_PAGE, GtkWidget)

GtkWidget  *cw_cards_page_new      (void);
/* Reads the card on the reader and lays out what it is. */
void        cw_cards_page_identify (CwCardsPage *self);
/* What is said of the list, and of the card that was read. */
const char *cw_cards_page_get_status (CwCardsPage *self);
const char *cw_cards_page_get_found  (CwCardsPage *self);

G_END_DECLS
