/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "app/router/outbox-payload.h"
#include "app/router/outcome.h"
#include "app/router/views-esc.h"
#include "app/router/views-v1.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* What is read without error must be written and read again as the same. */
static void
check_card (const char *body,
            gsize       length)
{
  g_autoptr (CwCardEntry) card = cw_view_read_card (body, length, NULL);
  g_autofree char *written = NULL;
  g_autofree char *evidence = NULL;
  g_autoptr (CwCardEntry) again = NULL;

  if (card == NULL)
    return;
  evidence = cw_view_card_evidence (card);
  written = cw_view_write_card (card, NULL);
  g_assert_nonnull (written);
  again = cw_view_read_card (written, strlen (written), NULL);
  g_assert_nonnull (again);
  g_assert_cmpstr (again->escn, ==, card->escn);
}

static void
check_outcome (const char *body,
               gsize       length)
{
  static const guint statuses[] = { 200, 302, 400, 401, 403, 404, 409, 410, 429, 500, 503 };
  static const char *const personal[] = { "LF23001", "Anna Bērziņa", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (statuses); i++)
    {
      CwHttpAnswer answer = { .status = statuses[i], .body = (char *) body, .length = length };
      g_autoptr (GError) error = NULL;

      if (!cw_outcome_check (&answer, "card 7", personal, &error))
        g_assert_true (g_utf8_validate (error->message, -1, NULL));
      cw_outcome_is_gone (&answer);
    }
}

/* API v1: what is read without error can be written again. */
static void
check_v1 (const char *body,
          gsize       length)
{
  g_autoptr (CwJson) list = cw_view_v1_parse_list (body, length, NULL);
  g_autoptr (CwJson) view = cw_view_parse (body, length, NULL);
  g_autoptr (CwPersonEntry) student = view != NULL ? cw_view_v1_take_student (view, NULL) : NULL;
  g_autoptr (CwCardEntry) card = view != NULL ? cw_view_v1_take_card (view, "2026-11-23", NULL) : NULL;
  g_autofree char *student_text = student != NULL ? cw_view_v1_write_student (student, NULL) : NULL;
  g_autofree char *card_text = NULL;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      g_autoptr (CwCardEntry) row = cw_view_v1_take_card (json_array_get (list, i), "2026-11-23", NULL);

      g_assert_true (row == NULL || row->sparse);
    }
  if (card == NULL)
    return;
  card->active = TRUE;
  card_text = cw_view_v1_write_card (card, NULL);
  g_assert_nonnull (card_text);
}

static void
check_files (const char *body,
             gsize       length)
{
  g_autoptr (GPtrArray) organisations = cw_view_read_organisations (body, length, NULL);
  g_autoptr (GPtrArray) troubles = cw_view_read_csv_errors (body, length, NULL);
  g_auto (GStrv) columns = cw_view_read_columns (body, length, NULL);

  for (guint i = 0; organisations != NULL && i < organisations->len; i++)
    g_assert_nonnull (((CwEscOrganisation *) g_ptr_array_index (organisations, i))->pic);
  g_assert_true (columns == NULL || columns[0] != NULL);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (CwPersonEntry) person = cw_view_read_person (text, size, "999933328", NULL);
  g_autoptr (CwPersonEntry) payload_person = NULL;
  g_autoptr (CwCardEntry) payload_card = NULL;
  g_autofree char *number = cw_payload_read_withdraw (text, NULL);
  g_autofree char *kept = cw_view_keep_evidence (text);
  g_autoptr (CwPublicCard) public_card = cw_view_read_public (text, size, NULL);
  g_auto (GStrv) numbers = cw_view_read_numbers (text, size, NULL);
  g_auto (CwViewPage) page = { NULL };
  guint64 total;

  if (cw_view_read_page (text, size, &page, NULL))
    g_assert_cmpuint (json_array_size (page.rows), <=, page.size);
  check_card (text, size);
  check_outcome (text, size);
  check_v1 (text, size);
  check_files (text, size);
  cw_view_read_list (text, size, &total, NULL);
  cw_payload_read_register (text, &payload_person, &payload_card, NULL);
  return 0;
}
