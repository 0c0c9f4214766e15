/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-lists.h"

/* Lists of persons and cards, page by page. Reads the book and nothing else; the server holds
 * its lock around it. */

/* The router ignores a larger size (measured by edutap-eu/edutap.esc_router_api). */
#define PAGE_SIZE_MAX 10

/* What a search looks into: also what the answer does not show. */
static CwStandInJson *
show_view (const CwStandInDesk *desk,
           CwStandInKind        kind,
           const char          *key)
{
  CwStandInJson *view = cw_stand_in_book_get (desk->book, kind, key);
  CwStandInJson *shown = kind == CW_STAND_IN_CARD ? cw_stand_in_show_card (view, desk->today) : cw_stand_in_show_person (view);

  if (kind == CW_STAND_IN_CARD)
    json_object_set_new (json_object_get (shown, "person"), "identifierCode", json_string ("ESI"));
  return shown;
}

/* What a list says of it: less than is said when it is asked for by its identifier. */
static CwStandInJson *
show_lite (const CwStandInDesk *desk,
           CwStandInKind        kind,
           const char          *key)
{
  CwStandInJson *view = cw_stand_in_book_get (desk->book, kind, key);

  return kind == CW_STAND_IN_CARD ? cw_stand_in_show_card_lite (view) : cw_stand_in_show_person_lite (view);
}

/* Takes out of @keys what is not looked for. */
static void
keep_found (const CwStandInDesk *desk,
            CwStandInKind        kind,
            const char          *search,
            GPtrArray           *keys)
{
  guint kept = 0;

  for (guint i = 0; i < keys->len; i++)
    {
      g_autoptr (CwStandInJson) shown = show_view (desk, kind, g_ptr_array_index (keys, i));

      if (cw_stand_in_is_found (shown, search))
        keys->pdata[kept++] = keys->pdata[i];
    }
  g_ptr_array_set_size (keys, (int) kept);
}

CwStandInAnswer *
cw_stand_in_list (const CwStandInDesk    *desk,
                  CwStandInKind           kind,
                  const CwStandInRequest *request)
{
  g_autoptr (GPtrArray) keys = cw_stand_in_book_list (desk->book, kind);
  g_autofree char *search = cw_stand_in_get_parameter (request, "search");
  CwStandInJson *content;
  guint page;
  guint size;
  guint total;
  gsize start;

  if (!cw_stand_in_get_number (request, "page", 0, &page) || !cw_stand_in_get_number (request, "size", PAGE_SIZE_MAX, &size) || size == 0)
    return cw_stand_in_answer_bad ("page, size: must be numbers");
  if (search != NULL && *search != '\0')
    {
      if (!cw_stand_in_check_search (search))
        return cw_stand_in_answer_bad ("search: the stand-in knows path:value<+>path:value only");
      keep_found (desk, kind, search, keys);
    }

  size = MIN (size, PAGE_SIZE_MAX);
  start = desk->same_page ? 0 : (gsize) page * size;
  total = keys->len + (desk->wrong_total ? 1 : 0);
  content = json_array ();
  for (gsize i = start; i < keys->len && i < start + size; i++)
    json_array_append_new (content, show_lite (desk, kind, g_ptr_array_index (keys, i)));
  return cw_stand_in_answer_json (200, json_pack ("{s:b, s:o, s:[], s:{s:i, s:i, s:i, s:i}}",
                                      "empty", json_array_size (content) == 0, "content", content, "links",
                                      "page", "number", (int) page, "size", (int) size,
                                      "totalElements", (int) total, "totalPages", (int) ((total + size - 1) / size)));
}
