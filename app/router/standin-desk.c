/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-desk.h"

/* What the addresses of the stand-in share: answers that several give, and who may speak for
 * whom. Pure; any thread. */

#define JSON_TYPE "application/json"
/* pages; also of offsets and counts */
#define NUMBER_MAX 1000000

CwStandInAnswer *
cw_stand_in_answer_json (guint          status,
                         CwStandInJson *json)
{
  char *raw = json_dumps (json, JSON_COMPACT);
  CwStandInAnswer *answer = cw_stand_in_answer_new (status, JSON_TYPE, g_strdup (raw));

  free (raw);
  json_decref (json);
  return answer;
}

CwStandInAnswer *
cw_stand_in_answer_bad (const char *message)
{
  return cw_stand_in_answer_error (400, "BAD_REQUEST", message);
}

CwStandInAnswer *
cw_stand_in_answer_denied (void)
{
  return cw_stand_in_answer_error (403, "SE-0000", "Access denied");
}

CwStandInAnswer *
cw_stand_in_answer_no_card (void)
{
  return cw_stand_in_answer_error (404, "ER-0001", "Card not found");
}

CwStandInAnswer *
cw_stand_in_answer_no_person (void)
{
  return cw_stand_in_answer_error (404, "NOT_FOUND", "Person not found");
}

/* What a Java server says about an address that it does not serve: no code of the router. */
CwStandInAnswer *
cw_stand_in_answer_no_address (void)
{
  return cw_stand_in_answer_json (404, json_pack ("{s:i, s:s}", "status", 404, "error", "Not Found"));
}

CwStandInAnswer *
cw_stand_in_answer_broken (const GError *error)
{
  return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", error->message);
}

/* Whether the token may speak for an organisation. */
gboolean
cw_stand_in_speaks_for (const CwStandInDesk *desk,
                        const char          *pic)
{
  return desk->pic == NULL || g_strcmp0 (desk->pic, pic) == 0;
}

CwStandInJson *
cw_stand_in_find_organisation (CwStandInJson *person,
                               const char    *pic)
{
  CwStandInJson *items = json_object_get (person, "personOrganisationUpdateViews");

  for (gsize i = 0; i < json_array_size (items); i++)
    {
      CwStandInJson *item = json_array_get (items, i);

      if (pic == NULL || g_strcmp0 (cw_stand_in_get_text (item, "organisationIdentifier"), pic) == 0)
        return item;
    }
  return NULL;
}

/* Reads a number of the query; FALSE when it is none or too large. */
gboolean
cw_stand_in_get_number (const CwStandInRequest *request,
                        const char             *name,
                        guint                   preset,
                        guint                  *value)
{
  g_autofree char *text = cw_stand_in_get_parameter (request, name);
  guint64 number = preset;

  *value = preset;
  if (text == NULL)
    return TRUE;
  if (!g_ascii_string_to_unsigned (text, 10, 0, NUMBER_MAX, &number, NULL))
    return FALSE;
  *value = (guint) number;
  return TRUE;
}

CwStandInAnswer *
cw_stand_in_answer_foreign (void)
{
  return cw_stand_in_answer_error (401, "UNAUTHORIZED", "The key is not authorised for this organisation");
}

CwStandInAnswer *
cw_stand_in_answer_method (void)
{
  return cw_stand_in_answer_error (405, "METHOD_NOT_ALLOWED", "Method not allowed");
}
