/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/views-esc.h"

#include <string.h>

/* JSON of the router's lists, public answers and numbers. Pure; any thread. */

/* rows of one list: more than all the students of Europe, and a page's number still fits */
#define TOTAL_MAX 100000000

static gboolean
cw_view_get_count (CwJson     *object,
                   const char *name,
                   guint64     least,
                   guint64    *value,
                   GError    **error)
{
  CwJson *field = json_object_get (object, name);

  if (!json_is_integer (field) || json_integer_value (field) < (json_int_t) least || json_integer_value (field) > TOTAL_MAX)
    return cw_view_fail (error, name);
  *value = (guint64) json_integer_value (field);
  return TRUE;
}

/**
 * cw_view_read_page:
 * @page: (out): cleared by cw_view_page_clear()
 *
 * Reads one page of a list, and checks that it agrees with itself: no more rows than its size,
 * and as many pages as size and total make.
 */
gboolean
cw_view_read_page (const char *body,
                   gsize       length,
                   CwViewPage *page,
                   GError    **error)
{
  CwJson *block;
  guint64 pages;

  page->view = cw_view_parse (body, length, error);
  if (page->view == NULL)
    return FALSE;
  block = json_object_get (page->view, "page");
  page->rows = json_object_get (page->view, "content");
  if (!json_is_object (block) || (page->rows != NULL && !json_is_array (page->rows)))
    return cw_view_fail (error, json_is_object (block) ? "content" : "page");
  if (!cw_view_get_count (block, "number", 0, &page->number, error) ||
      !cw_view_get_count (block, "size", 1, &page->size, error) ||
      !cw_view_get_count (block, "totalElements", 0, &page->total, error) ||
      !cw_view_get_count (block, "totalPages", 0, &pages, error))
    return FALSE;
  if (json_array_size (page->rows) > page->size)
    return cw_view_fail (error, "size");
  return pages == (page->total + page->size - 1) / page->size || cw_view_fail (error, "totalPages");
}

void
cw_view_page_clear (CwViewPage *page)
{
  g_clear_pointer (&page->view, json_decref);
  page->rows = NULL;
}

/* The issuer is a plain field in one answer and an object in the other. */
static gboolean
cw_view_read_issuer (CwJson       *view,
                     CwPublicCard *card,
                     GError      **error)
{
  CwJson *issuer = json_object_get (view, "issuer");

  if (!cw_view_get_identifier (view, "issuer", "issuerIdentifier", &card->pic, error))
    return FALSE;
  if (json_is_object (issuer) && !cw_view_get_string (issuer, "name", &card->issuer, error))
    return FALSE;
  return cw_view_get_string (view, "issuerName", &card->issuer, error);
}

static gboolean
cw_view_read_holder (CwJson       *view,
                     CwPublicCard *card,
                     GError      **error)
{
  CwJson *holder = json_object_get (view, "cardHolder");
  g_autofree char *level = NULL;

  if (holder == NULL || json_is_null (holder))
    return TRUE;
  if (!json_is_object (holder))
    return cw_view_fail (error, "cardHolder");
  if (!cw_view_get_key (holder, "academicLevel", &level, error))
    return FALSE;
  if (level == NULL || !cw_academic_level_from_name (level, &card->level))
    card->level = CW_ACADEMIC_LEVEL_NONE;
  return TRUE;
}

/**
 * cw_view_read_public:
 *
 * Reads a CardStatusView, or the verifier's answer.
 *
 * Returns: (transfer full): the card; its holder's name, where there is one, is not taken
 */
CwPublicCard *
cw_view_read_public (const char *body,
                     gsize       length,
                     GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);
  g_autoptr (CwPublicCard) card = g_new0 (CwPublicCard, 1);

  if (view == NULL ||
      !cw_view_get_string (view, "cardNumber", &card->escn, error) ||
      !cw_view_get_key (view, "cardStatusType", &card->status, error) ||
      !cw_view_get_key (view, "status", &card->status, error) ||
      !cw_view_get_date (view, "issuedAt", &card->issued_at, error) ||
      !cw_view_get_date (view, "expiresAt", &card->expires_at, error) ||
      !cw_view_read_issuer (view, card, error) ||
      !cw_view_read_holder (view, card, error) ||
      !cw_view_normalise (&card->escn, card->status, error))
    return NULL;
  return g_steal_pointer (&card);
}

/**
 * cw_view_read_numbers:
 *
 * Reads an array of ESCNs.
 *
 * Returns: (transfer full) (array zero-terminated=1): the numbers
 */
char **
cw_view_read_numbers (const char *body,
                      gsize       length,
                      GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse_any (body, length, error);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  if (view == NULL)
    return NULL;
  if (!json_is_array (view) || json_array_size (view) > CW_ESC_NUMBERS_MAX)
    {
      cw_view_fail (error, "cardNumber");
      return NULL;
    }
  for (gsize i = 0; i < json_array_size (view); i++)
    {
      g_autofree char *number = g_strdup (json_string_value (json_array_get (view, i)));

      if (!cw_view_normalise (&number, "ACTIVE", error))
        return NULL;
      g_strv_builder_add (builder, number);
    }
  return g_strv_builder_end (builder);
}

void
cw_public_card_free (CwPublicCard *card)
{
  if (card == NULL)
    return;
  g_free (card->escn);
  g_free (card->status);
  g_free (card->issued_at);
  g_free (card->expires_at);
  g_free (card->pic);
  g_free (card->issuer);
  g_free (card);
}
