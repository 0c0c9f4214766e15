/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-persons.h"

#include "app/router/standin-pictures.h"

/* What happens behind the addresses of persons. Changes the book and nothing else; the server
 * holds its lock around it. */

/* Puts the organisations of @view into a copy of @there, each in the place of its like. */
static CwStandInJson *
merge_person (CwStandInJson *there,
              CwStandInJson *view)
{
  CwStandInJson *merged = json_deep_copy (view);
  CwStandInJson *items = json_object_get (merged, "personOrganisationUpdateViews");
  CwStandInJson *old_items = json_object_get (there, "personOrganisationUpdateViews");

  json_object_set (merged, "identifier", json_object_get (there, "identifier"));
  /* what only API v1 knows stays */
  if (json_object_get (there, "expiryDate") != NULL)
    json_object_set (merged, "expiryDate", json_object_get (there, "expiryDate"));
  for (gsize i = 0; i < json_array_size (old_items); i++)
    {
      CwStandInJson *item = json_array_get (old_items, i);

      if (cw_stand_in_find_organisation (merged, cw_stand_in_get_text (item, "organisationIdentifier")) == NULL)
        json_array_append (items, item);
    }
  return merged;
}

/* Every organisation a person is written for must be one the token speaks for. */
static gboolean
may_write_person (const CwStandInDesk *desk,
                  CwStandInJson       *view)
{
  CwStandInJson *items = json_object_get (view, "personOrganisationUpdateViews");

  for (gsize i = 0; i < json_array_size (items); i++)
    {
      if (!cw_stand_in_speaks_for (desk, cw_stand_in_get_text (json_array_get (items, i), "organisationIdentifier")))
        return FALSE;
    }
  return TRUE;
}

static CwStandInAnswer *
keep_person (const CwStandInDesk *desk,
             guint                status,
             CwStandInJson       *there,
             CwStandInJson       *view)
{
  g_autoptr (CwStandInJson) merged = there != NULL ? merge_person (there, view) : json_incref (view);
  g_autoptr (GError) error = NULL;

  if (!cw_stand_in_book_put (desk->book, CW_STAND_IN_PERSON, merged, &error))
    return cw_stand_in_answer_broken (error);
  return cw_stand_in_answer_json (status, cw_stand_in_show_person (merged));
}

CwStandInAnswer *
cw_stand_in_post_person (const CwStandInDesk *desk,
                         CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_person (view);
  CwStandInJson *items = json_object_get (view, "personOrganisationUpdateViews");
  CwStandInJson *there;

  if (complaint != NULL)
    return cw_stand_in_answer_bad (complaint);
  if (!may_write_person (desk, view))
    return cw_stand_in_answer_foreign ();

  there = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, cw_stand_in_get_text (view, "identifier"));
  for (gsize i = 0; there != NULL && i < json_array_size (items); i++)
    {
      if (cw_stand_in_find_organisation (there, cw_stand_in_get_text (json_array_get (items, i), "organisationIdentifier")) != NULL)
        return cw_stand_in_answer_error (409, "ER-0019", "User already exists for this organisation");
    }
  return keep_person (desk, 201, there, view);
}

static CwStandInAnswer *
put_person (const CwStandInDesk *desk,
            CwStandInJson       *there,
            CwStandInJson       *view)
{
  g_autofree char *complaint = cw_stand_in_check_person (view);

  if (complaint != NULL)
    return cw_stand_in_answer_bad (complaint);
  /* an ESI cannot be changed in the router; here not even its letter case */
  if (g_strcmp0 (cw_stand_in_get_text (view, "identifier"), cw_stand_in_get_text (there, "identifier")) != 0)
    return cw_stand_in_answer_bad ("identifier: cannot be changed");
  if (!may_write_person (desk, view))
    return cw_stand_in_answer_foreign ();
  return keep_person (desk, 200, there, view);
}

CwStandInAnswer *
cw_stand_in_route_person (const CwStandInDesk    *desk,
                          const CwStandInRequest *request,
                          const char             *esi,
                          CwStandInJson          *view)
{
  CwStandInJson *there = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi);
  g_autoptr (GError) error = NULL;

  if (there == NULL)
    return cw_stand_in_answer_no_person ();
  if (cw_stand_in_find_organisation (there, desk->pic) == NULL)
    return cw_stand_in_answer_denied ();

  if (g_str_equal (request->method, "GET"))
    {
      CwStandInJson *shown = cw_stand_in_show_person (there);

      cw_stand_in_mark_pictures (desk, shown);
      return cw_stand_in_answer_json (200, shown);
    }
  if (g_str_equal (request->method, "PUT"))
    return put_person (desk, there, view);
  if (!cw_stand_in_book_remove (desk->book, CW_STAND_IN_PERSON, esi, &error))
    return cw_stand_in_answer_broken (error);
  return cw_stand_in_answer_new (204, NULL, NULL);
}
