/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "app/intake/plan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* What is read without error is written and read again as the same; a day that is read is one. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *raw = g_strndup ((const char *) data, size);
  g_autofree char *text = g_utf8_make_valid (raw, -1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIntakePlan) plan = cw_intake_plan_from_json (raw, &error);
  g_autoptr (CwIntakePlan) empty = cw_intake_plan_new ();

  g_log_set_always_fatal (G_LOG_FATAL_MASK | G_LOG_LEVEL_CRITICAL | G_LOG_LEVEL_WARNING);
  g_assert_true ((plan == NULL) == (error != NULL));
  if (plan != NULL)
    {
      g_autofree char *written = cw_intake_plan_to_json (plan);
      g_autoptr (CwIntakePlan) again = cw_intake_plan_from_json (written, NULL);
      g_autofree char *second = NULL;

      g_assert_nonnull (again);
      second = cw_intake_plan_to_json (again);
      g_assert_cmpstr (written, ==, second);
    }
  for (guint i = CW_INTAKE_DATES_ISO; i <= CW_INTAKE_DATES_MONTH; i++)
    {
      g_autofree char *date = NULL;

      empty->dates = (CwIntakeDates) i;
      date = cw_intake_plan_read_date (empty, text, NULL);
      g_assert_true (date == NULL || cw_date_check (date, NULL));
    }
  return 0;
}
