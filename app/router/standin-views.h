/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* The router's side of its API v2: what it takes and how it answers. Written apart from the
 * client's views, so that one mistake cannot hide in both. Source: as in app/router/views.h. */

typedef json_t CwStandInJson;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStandInJson, json_decref)

/* Return %NULL when the router would take @view, else (transfer full) its complaint. */
char          *cw_stand_in_check_person   (CwStandInJson *view);
char          *cw_stand_in_check_card     (CwStandInJson *view);

/* answers: (transfer full) */
CwStandInJson *cw_stand_in_show_person    (CwStandInJson *view);
/* rows of lists */
CwStandInJson *cw_stand_in_show_person_lite (CwStandInJson *view);
CwStandInJson *cw_stand_in_show_card_lite (CwStandInJson *view);
CwStandInJson *cw_stand_in_show_card      (CwStandInJson *view,
                                           const char    *today);
CwStandInJson *cw_stand_in_show_status    (CwStandInJson *view,
                                           const char    *today);
CwStandInJson *cw_stand_in_show_verified  (CwStandInJson *view,
                                           const char    *level,
                                           const char    *today);
char          *cw_stand_in_show_picture   (CwStandInJson *view);
/* @view: as it is shown */
gboolean       cw_stand_in_check_search   (const char    *search);
gboolean       cw_stand_in_is_found       (CwStandInJson *view,
                                           const char    *search);
const char    *cw_stand_in_get_status     (CwStandInJson *view,
                                           const char    *today);
const char    *cw_stand_in_get_text       (CwStandInJson *object,
                                           const char    *name);

G_END_DECLS
