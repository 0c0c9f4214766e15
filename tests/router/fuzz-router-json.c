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

/* Either it was read, or one sentence says why not. */
static void
check_said (gboolean good,
            GError **error)
{
  g_assert_true (good == (*error == NULL));
  g_assert_true (good || g_utf8_validate ((*error)->message, -1, NULL));
  g_clear_error (error);
}

/* What is read without error must be written and read again as the same. */
static void
check_card (const char *body,
            gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCardEntry) card = cw_view_read_card (body, length, &error);
  g_autofree char *written = NULL;
  g_autofree char *evidence = NULL;
  g_autoptr (CwCardEntry) again = NULL;

  check_said (card != NULL, &error);
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
check_v1_one (CwJson *view)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPersonEntry) student = cw_view_v1_take_student (view, &error);
  g_autoptr (CwCardEntry) card = NULL;
  g_autofree char *student_text = NULL;
  g_autofree char *card_text = NULL;

  check_said (student != NULL, &error);
  if (student != NULL)
    {
      student_text = cw_view_v1_write_student (student, &error);
      check_said (student_text != NULL, &error);
    }
  card = cw_view_v1_take_card (view, "2026-11-23", &error);
  check_said (card != NULL, &error);
  if (card == NULL)
    return;
  g_assert_true (card->sparse);
  card->active = TRUE;
  card_text = cw_view_v1_write_card (card, NULL);
  g_assert_nonnull (card_text);
}

static void
check_v1 (const char *body,
          gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwJson) list = cw_view_v1_parse_list (body, length, &error);
  g_autoptr (CwJson) view = NULL;

  check_said (list != NULL, &error);
  for (gsize i = 0; i < json_array_size (list); i++)
    check_v1_one (json_array_get (list, i));
  view = cw_view_parse (body, length, &error);
  check_said (view != NULL, &error);
  if (view != NULL)
    check_v1_one (view);
}

static void
check_files (const char *body,
             gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) organisations = cw_view_read_organisations (body, length, &error);
  g_autoptr (GPtrArray) troubles = NULL;
  g_auto (GStrv) columns = NULL;

  check_said (organisations != NULL, &error);
  for (guint i = 0; organisations != NULL && i < organisations->len; i++)
    g_assert_nonnull (((CwEscOrganisation *) g_ptr_array_index (organisations, i))->pic);
  troubles = cw_view_read_csv_errors (body, length, &error);
  check_said (troubles != NULL, &error);
  columns = cw_view_read_columns (body, length, &error);
  check_said (columns != NULL, &error);
  g_assert_true (columns == NULL || columns[0] != NULL);
}

static void
check_lists (const char *body,
             gsize       length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPublicCard) card = cw_view_read_public (body, length, &error);
  g_auto (GStrv) numbers = NULL;
  g_auto (CwViewPage) page = { NULL };
  gboolean good;
  guint64 total;

  check_said (card != NULL, &error);
  numbers = cw_view_read_numbers (body, length, &error);
  check_said (numbers != NULL, &error);
  good = cw_view_read_list (body, length, &total, &error);
  check_said (good, &error);
  good = cw_view_read_page (body, length, &page, &error);
  check_said (good, &error);
  if (good)
    g_assert_cmpuint (json_array_size (page.rows), <=, page.size);
}

static void
check_payload (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPersonEntry) person = NULL;
  g_autoptr (CwCardEntry) card = NULL;
  g_autoptr (CwPersonEntry) other = NULL;
  g_autofree char *number = cw_payload_read_withdraw (text, &error);
  g_autofree char *esi = NULL;
  g_autofree char *evidence = cw_view_keep_evidence (text);
  g_autofree char *kept = cw_payload_keep (text);
  gboolean good;

  check_said (number != NULL, &error);
  esi = cw_payload_read_leave (text, &error);
  check_said (esi != NULL, &error);
  good = cw_payload_read_person (text, &other, &error);
  check_said (good, &error);
  good = cw_payload_read_register (text, &person, &card, &error);
  check_said (good, &error);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPersonEntry) person = cw_view_read_person (text, size, "999933328", &error);

  /* an error over another one is a warning of GLib, and a leak */
  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  check_said (person != NULL, &error);
  check_card (text, size);
  check_outcome (text, size);
  check_v1 (text, size);
  check_files (text, size);
  check_lists (text, size);
  check_payload (text);
  return 0;
}
