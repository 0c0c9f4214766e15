/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/record-json.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>

#include "app/base/error.h"

/* Reading records. app/core has no JSON library, so this half stands here. */

/**
 * cw_record_parse:
 * @json: an object of strings, as cw_record_to_json() writes it
 *
 * Returns: (transfer full): the record, or %NULL with %CW_ERROR_INVALID
 */
CwRecord *
cw_record_parse (const char *json,
                 GError    **error)
{
  g_autoptr (CwRecord) record = cw_record_new ();
  json_error_t trouble;
  json_t *object = json_loads (json, JSON_REJECT_DUPLICATES, &trouble);
  const char *name;
  json_t *value;
  gboolean ok = TRUE;

  if (!json_is_object (object))
    {
      json_decref (object);
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The record is not a JSON object of texts (line %d). Write one member a field."), object == NULL ? trouble.line : 1);
      return NULL;
    }

  json_object_foreach (object, name, value)
  {
    if (!json_is_string (value))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Field “%s” of the record is not a text. Put its value in quotation marks."), name);
        ok = FALSE;
        break;
      }
    ok = cw_record_set (record, name, json_string_value (value), error);
    if (!ok)
      break;
  }
  json_decref (object);
  return ok ? g_steal_pointer (&record) : NULL;
}
