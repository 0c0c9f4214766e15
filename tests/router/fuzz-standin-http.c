/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/router/standin-http.h"
#include "app/router/standin-views.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_body (const char *body,
            gsize       length)
{
  g_autoptr (CwStandInJson) view = json_loadb (body, length, JSON_REJECT_DUPLICATES, NULL);
  g_autofree char *person = NULL;
  g_autofree char *card = NULL;

  if (!json_is_object (view))
    return;
  person = cw_stand_in_check_person (view);
  card = cw_stand_in_check_card (view);
  if (person == NULL)
    json_decref (cw_stand_in_show_person (view));
  if (card == NULL && cw_stand_in_get_text (view, "cardNumber") != NULL)
    {
      json_decref (cw_stand_in_show_card (view, "2026-11-23"));
      json_decref (cw_stand_in_show_status (view, "2026-11-23"));
    }
}

/* A request: its head, then its body. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  gsize end = cw_stand_in_find_head_end ((const char *) data, size);
  g_autoptr (CwStandInRequest) request = NULL;
  g_autofree char *parameter = NULL;
  guint refused;

  if (end == 0)
    return 0;
  refused = cw_stand_in_read_head ((const char *) data, end, &request);
  g_assert_true ((refused == 0) == (request != NULL));
  if (request == NULL)
    {
      g_autoptr (CwStandInAnswer) answer = cw_stand_in_answer_error (refused, "BAD_REQUEST", "no");
      GString *wire = cw_stand_in_answer_write (answer);

      g_assert_null (strstr (wire->str, " Other\r\n"));
      g_string_free (wire, TRUE);
      return 0;
    }
  g_assert_cmpuint (request->content_length, <=, CW_STAND_IN_BODY_MAX);
  parameter = cw_stand_in_get_parameter (request, "size");
  check_body ((const char *) data + end, size - end);
  return 0;
}
