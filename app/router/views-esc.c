/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/views-esc.h"

#include <string.h>

/* JSON of the router's lists, public answers, numbers and CSV checks. Pure; any thread. */

/* rows of one list: more than all the students of Europe, and a page's number still fits */
#define TOTAL_MAX 100000000
/* organisations that vouch for one person; columns of a CSV file: far above the real numbers */
#define ORGANISATIONS_MAX 1000
#define COLUMNS_MAX 100

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

static CwEscOrganisation *
cw_view_take_organisation (CwJson  *item,
                           GError **error)
{
  g_autoptr (CwEscOrganisation) organisation = g_new0 (CwEscOrganisation, 1);
  CwJson *block = json_object_get (item, "organisation");
  g_autofree char *level = NULL;

  if (!cw_view_get_string (block, "identifier", &organisation->pic, error))
    return NULL;
  if (organisation->pic == NULL)
    {
      cw_view_fail (error, "organisation");
      return NULL;
    }
  if (!cw_view_get_string (block, "name", &organisation->name, error) ||
      !cw_view_get_string (block, "schacHomeOrganization", &organisation->schac, error) ||
      !cw_view_get_key (item, "academicLevel", &level, error))
    return NULL;
  if (level == NULL || !cw_academic_level_from_name (level, &organisation->level))
    organisation->level = CW_ACADEMIC_LEVEL_NONE;
  organisation->has_picture = json_is_true (json_object_get (item, "hasPicture"));
  return g_steal_pointer (&organisation);
}

/**
 * cw_view_read_organisations:
 *
 * Reads the organisations of a PersonView.
 *
 * Returns: (transfer full) (element-type CwEscOrganisation): them, in the router's order
 */
GPtrArray *
cw_view_read_organisations (const char *body,
                            gsize       length,
                            GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_esc_organisation_free);
  CwJson *items = json_object_get (view, "organisations");

  if (view == NULL)
    return NULL;
  if ((items != NULL && !json_is_array (items)) || json_array_size (items) > ORGANISATIONS_MAX)
    {
      cw_view_fail (error, "organisations");
      return NULL;
    }
  for (gsize i = 0; i < json_array_size (items); i++)
    {
      CwEscOrganisation *organisation = cw_view_take_organisation (json_array_get (items, i), error);

      if (organisation == NULL)
        return NULL;
      g_ptr_array_add (list, organisation);
    }
  return g_steal_pointer (&list);
}

void
cw_esc_organisation_free (CwEscOrganisation *organisation)
{
  if (organisation == NULL)
    return;
  g_free (organisation->pic);
  g_free (organisation->name);
  g_free (organisation->schac);
  g_free (organisation);
}

/**
 * cw_view_read_columns:
 *
 * Reads the answer of csv-config: a column's name to its place, counted from 0.
 *
 * Returns: (transfer full) (array zero-terminated=1): the names in the order of the columns
 */
char **
cw_view_read_columns (const char *body,
                      gsize       length,
                      GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse (body, length, error);
  g_auto (GStrv) names = NULL;
  gsize n = json_object_size (view);
  const char *name;
  CwJson *place;

  if (view == NULL)
    return NULL;
  if (n == 0 || n > COLUMNS_MAX)
    {
      cw_view_fail (error, "csv-config");
      return NULL;
    }
  names = g_new0 (char *, n + 1);
  json_object_foreach (view, name, place)
  {
    json_int_t at = json_is_integer (place) ? json_integer_value (place) : -1;

    /* every place once and none left out, or the columns would not be where they are said to be */
    if (at < 0 || (gsize) at >= n || names[at] != NULL || *name == '\0' || g_utf8_strlen (name, -1) > CW_VIEW_STRING_MAX)
      {
        for (gsize i = 0; i < n; i++)
          g_clear_pointer (&names[i], g_free);
        cw_view_fail (error, "csv-config");
        return NULL;
      }
    names[at] = g_strdup (name);
  }
  return g_steal_pointer (&names);
}

static CwEscCsvError *
cw_view_take_csv_error (CwJson  *item,
                        GError **error)
{
  g_autoptr (CwEscCsvError) trouble = g_new0 (CwEscCsvError, 1);
  CwJson *row = json_object_get (item, "rowNumber");

  if (!json_is_object (item) || (row != NULL && !json_is_null (row) && (!json_is_integer (row) || json_integer_value (row) < 0)))
    {
      cw_view_fail (error, "rowNumber");
      return NULL;
    }
  trouble->row = row != NULL ? (guint64) json_integer_value (row) : 0;
  if (!cw_view_get_string (item, "fieldName", &trouble->field, error) || !cw_view_get_string (item, "errorMessage", &trouble->message, error))
    return NULL;
  return g_steal_pointer (&trouble);
}

/**
 * cw_view_read_csv_errors:
 *
 * Reads an array of CsvValidationError.
 *
 * Returns: (transfer full) (element-type CwEscCsvError): them; none when the file is good
 */
GPtrArray *
cw_view_read_csv_errors (const char *body,
                         gsize       length,
                         GError    **error)
{
  g_autoptr (CwJson) view = cw_view_parse_any (body, length, error);
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_esc_csv_error_free);

  if (view == NULL)
    return NULL;
  if (!json_is_array (view))
    {
      cw_view_fail (error, "CsvValidationError");
      return NULL;
    }
  for (gsize i = 0; i < json_array_size (view); i++)
    {
      CwEscCsvError *trouble = cw_view_take_csv_error (json_array_get (view, i), error);

      if (trouble == NULL)
        return NULL;
      g_ptr_array_add (list, trouble);
    }
  return g_steal_pointer (&list);
}

void
cw_esc_csv_error_free (CwEscCsvError *trouble)
{
  if (trouble == NULL)
    return;
  g_free (trouble->field);
  g_free (trouble->message);
  g_free (trouble);
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
