/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/views-v1.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* JSON of API v1 to nouns and back. Pure; any thread. As lenient and as strict as views.c. */

/* academicLevel 6, 7, 8: the levels of the EQF; the lowest one here is "not said" */
#define LEVEL_OFFSET 5

/* cardType 0 to 4, in the order of CwCardType's own list */
static const CwCardType types[] = {
  CW_CARD_TYPE_UNKNOWN, CW_CARD_TYPE_PASSIVE, CW_CARD_TYPE_SMART_NO_CDZ, CW_CARD_TYPE_SMART_CDZ, CW_CARD_TYPE_SMART_MAY_SP,
};

static const CwAcademicLevel levels[] = {
  CW_ACADEMIC_LEVEL_NONE, CW_ACADEMIC_LEVEL_BACHELOR, CW_ACADEMIC_LEVEL_MASTER, CW_ACADEMIC_LEVEL_DOCTORATE,
};

/**
 * cw_view_v1_write_student:
 *
 * StudentPostView. Its day of expiry is required: it is that of the person's cards.
 *
 * Returns: (transfer full): JSON; %NULL with %CW_ERROR_INVALID when a field is too long or missing
 */
char *
cw_view_v1_write_student (const CwPersonEntry *person,
                          GError             **error)
{
  g_autoptr (CwJson) view = json_object ();

  if (person->expires_at == NULL || person->email == NULL || *person->email == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID,
                           _("API v1 of the ESC-Router registers a person with an e-mail address and the day until which the cards are valid, and one of the two is missing. Complete the record and register the card."));
      return NULL;
    }
  if (!cw_view_put (view, "europeanStudentIdentifier", person->esi, error) ||
      !cw_view_put (view, "picInstitutionCode", person->pic, error) ||
      !cw_view_put (view, "emailAddress", person->email, error) ||
      !cw_view_put (view, "expiryDate", person->expires_at, error) ||
      !cw_view_put (view, "name", person->full_name, error))
    return NULL;
  for (guint i = 1; i < G_N_ELEMENTS (levels); i++)
    {
      if (levels[i] == person->level)
        json_object_set_new (view, "academicLevel", json_integer ((json_int_t) i + LEVEL_OFFSET));
    }
  return cw_view_dump (view);
}

/**
 * cw_view_v1_write_card:
 *
 * CardV1View, without the chip's UID, which is nobody's business outside.
 *
 * Returns: (transfer full): JSON; %NULL with %CW_ERROR_ROUTER_REFUSED for a suspended card
 */
char *
cw_view_v1_write_card (const CwCardEntry *card,
                       GError           **error)
{
  g_autoptr (CwJson) view = json_object ();

  if (!card->active)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_REFUSED,
                   _("API v1 of the ESC-Router knows no suspended cards, so card %s cannot be suspended there. Withdraw it, or write dialect=v2 into [register] of the settings if the ESC-Router is the new one."), card->escn);
      return NULL;
    }
  if (!cw_view_put (view, "europeanStudentCardNumber", card->escn, error))
    return NULL;
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (types[i] == card->card_type)
        json_object_set_new (view, "cardType", json_integer ((json_int_t) i));
    }
  return cw_view_dump (view);
}

/* An array of objects. */
CwJson *
cw_view_v1_parse_list (const char *body,
                       gsize       length,
                       GError    **error)
{
  g_autoptr (CwJson) list = cw_view_parse_any (body, length, error);

  if (list != NULL && !json_is_array (list))
    {
      cw_view_fail (error, _("it is not a list"));
      return NULL;
    }
  return g_steal_pointer (&list);
}

/* "2026-09-30", "2026-09-30T00:00:00.000Z", and "2026-09-30:00:00:00", as the document describes it */
static gboolean
cw_view_v1_get_date (CwJson     *object,
                     const char *name,
                     char      **value,
                     GError    **error)
{
  if (!cw_view_get_string (object, name, value, error))
    return FALSE;
  if (*value != NULL && strlen (*value) > 10 && strchr ("T: ", (*value)[10]) != NULL)
    (*value)[10] = '\0';
  return *value == NULL || cw_date_check (*value, NULL) || cw_view_fail (error, name);
}

/* A small number; -1 when it is not said. */
static gboolean
cw_view_v1_get_number (CwJson     *object,
                       const char *name,
                       int        *value,
                       GError    **error)
{
  CwJson *field = json_object_get (object, name);

  *value = -1;
  if (field == NULL || json_is_null (field))
    return TRUE;
  if (!json_is_integer (field) || json_integer_value (field) < 0 || json_integer_value (field) > 100)
    return cw_view_fail (error, name);
  *value = (int) json_integer_value (field);
  return TRUE;
}

/**
 * cw_view_v1_take_student:
 *
 * Reads a StudentView.
 *
 * Returns: (transfer full): the person
 */
CwPersonEntry *
cw_view_v1_take_student (CwJson  *view,
                         GError **error)
{
  g_autoptr (CwPersonEntry) entry = g_new0 (CwPersonEntry, 1);
  int level;

  if (!json_is_object (view) || !cw_view_get_string (view, "europeanStudentIdentifier", &entry->esi, error) || entry->esi == NULL)
    {
      if (error == NULL || *error == NULL)
        cw_view_fail (error, "europeanStudentIdentifier");
      return NULL;
    }
  if (!cw_view_get_string (view, "picInstitutionCode", &entry->pic, error) ||
      !cw_view_get_string (view, "emailAddress", &entry->email, error) ||
      !cw_view_get_string (view, "name", &entry->full_name, error) ||
      !cw_view_v1_get_date (view, "expiryDate", &entry->expires_at, error) ||
      !cw_view_v1_get_number (view, "academicLevel", &level, error))
    return NULL;
  level -= LEVEL_OFFSET;
  entry->level = level > 0 && level < (int) G_N_ELEMENTS (levels) ? levels[level] : CW_ACADEMIC_LEVEL_NONE;
  return g_steal_pointer (&entry);
}

/* What a card has from its student. */
static gboolean
cw_view_v1_take_holder (CwJson      *student,
                        CwCardEntry *entry,
                        GError     **error)
{
  g_autoptr (CwPersonEntry) person = NULL;

  if (student == NULL || json_is_null (student))
    return TRUE;
  person = cw_view_v1_take_student (student, error);
  if (person == NULL)
    return FALSE;
  entry->esi = g_steal_pointer (&person->esi);
  entry->pic = g_steal_pointer (&person->pic);
  entry->expires_at = g_steal_pointer (&person->expires_at);
  return TRUE;
}

/**
 * cw_view_v1_take_card:
 * @today: yyyy-MM-dd: v1 says no status, so it follows from the day
 *
 * Reads a CardV1View.
 *
 * Returns: (transfer full): the card, sparse
 */
CwCardEntry *
cw_view_v1_take_card (CwJson     *view,
                      const char *today,
                      GError    **error)
{
  g_autoptr (CwCardEntry) entry = g_new0 (CwCardEntry, 1);
  gboolean expired;
  int type;

  if (!json_is_object (view))
    {
      cw_view_fail (error, "europeanStudentCardNumber");
      return NULL;
    }
  if (!cw_view_get_string (view, "europeanStudentCardNumber", &entry->escn, error) ||
      !cw_view_v1_get_number (view, "cardType", &type, error) ||
      !cw_view_v1_take_holder (json_object_get (view, "student"), entry, error) ||
      !cw_view_normalise (&entry->escn, "ACTIVE", error))
    return NULL;
  entry->sparse = TRUE;
  entry->card_type = type >= 0 && type < (int) G_N_ELEMENTS (types) ? types[type] : CW_CARD_TYPE_UNKNOWN;
  expired = entry->expires_at != NULL && strcmp (entry->expires_at, today) < 0;
  entry->status = g_strdup (expired ? "EXPIRED" : "ACTIVE");
  entry->active = !expired;
  return g_steal_pointer (&entry);
}
