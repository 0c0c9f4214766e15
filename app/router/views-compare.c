/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/views.h"

#include "app/core/esi.h"

/* What the register has against what it ought to have. Pure; any thread. */

static gboolean
cw_view_equal (const char *there,
               const char *wanted)
{
  return g_strcmp0 (there != NULL ? there : "", wanted != NULL ? wanted : "") == 0;
}

/**
 * cw_view_person_is:
 *
 * Returns: %TRUE when the register need not be told anything about @wanted
 */
gboolean
cw_view_person_is (const CwPersonEntry *there,
                   const CwPersonEntry *wanted)
{
  /* NONE cannot be said to the register, so it cannot be put right either; no date is said by API v2 */
  return there->pic != NULL &&
         cw_view_equal (there->pic, wanted->pic) &&
         cw_esi_equal (there->esi, wanted->esi) &&
         cw_view_equal (there->full_name, wanted->full_name) &&
         cw_view_equal (there->email, wanted->email) &&
         (wanted->level == CW_ACADEMIC_LEVEL_NONE || there->level == wanted->level) &&
         (there->expires_at == NULL || wanted->expires_at == NULL || g_str_equal (there->expires_at, wanted->expires_at));
}

/* What a sparse entry does not say cannot differ. */
static gboolean
cw_view_text_is (const CwCardEntry *there,
                 const char        *said,
                 const char        *wanted)
{
  return (there->sparse && said == NULL) || cw_view_equal (said, wanted);
}

static gboolean
cw_view_status_is (const CwCardEntry *there,
                   const CwCardEntry *wanted)
{
  /* EXPIRED is what ACTIVE becomes by itself; the router takes no update that keeps the date */
  gboolean expired = g_strcmp0 (there->status, "EXPIRED") == 0 && wanted->active;

  return (there->sparse && there->status == NULL) || expired || there->active == wanted->active;
}

/**
 * cw_view_card_is:
 *
 * Returns: %TRUE when the register need not be told anything about @wanted, as far as @there says
 */
gboolean
cw_view_card_is (const CwCardEntry *there,
                 const CwCardEntry *wanted)
{
  return g_ascii_strcasecmp (there->escn, wanted->escn) == 0 &&
         there->esi != NULL && cw_esi_equal (there->esi, wanted->esi) &&
         cw_view_text_is (there, there->pic, wanted->pic) &&
         (there->card_type == wanted->card_type || (there->sparse && there->card_type == CW_CARD_TYPE_UNKNOWN)) &&
         cw_view_status_is (there, wanted) &&
         cw_view_text_is (there, there->issued_at, wanted->issued_at) &&
         cw_view_text_is (there, there->expires_at, wanted->expires_at) &&
         cw_view_text_is (there, there->processor, wanted->processor) &&
         cw_view_text_is (there, there->display_name, wanted->display_name);
}
