/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core-test"

#include "config.h"

#include "app/core/retention.h"

/* When something is forgotten, and what keeps it. */

static void
test_names (void)
{
  CwRetained what = CW_RETAINED_PHOTO;

  for (CwRetained i = 0; i < CW_RETAINED_COUNT; i++)
    {
      g_assert_true (cw_retained_from_name (cw_retained_to_name (i), &what));
      g_assert_cmpint (what, ==, i);
      g_assert_nonnull (cw_retained_to_label (i));
    }
  g_assert_false (cw_retained_from_name ("cards", &what));
  g_assert_false (cw_retained_from_name (NULL, &what));
  for (CwKept i = 0; i < CW_KEPT_COUNT; i++)
    for (CwKept j = 0; j < i; j++)
      {
        g_assert_cmpstr (cw_kept_to_name (i), !=, cw_kept_to_name (j));
        g_assert_cmpstr (cw_kept_to_label (i), !=, cw_kept_to_label (j));
      }
}

typedef struct
{
  CwRetained       what;
  int              days;
  CwRetentionFacts facts;
  CwKept           kept;
  const char      *due;
} Case;

#define PHOTO CW_RETAINED_PHOTO
#define RECORD CW_RETAINED_RECORD
#define ORDERS CW_RETAINED_ORDERS

/* today is 2026-11-23 */
static const Case cases[] = {
  /* from when days count */
  { PHOTO, 30, { .handed_over = "2026-10-24" }, CW_KEPT_NOT, "2026-11-23" },
  { PHOTO, 30, { .handed_over = "2026-10-25" }, CW_KEPT_NOT_YET, "2026-11-24" },
  { PHOTO, 30, { .ended = "2020-01-01", .studies_end = "2020-01-01", .closed = "2020-01-01" }, CW_KEPT_NO_DATE, NULL },
  { PHOTO, 0, { .handed_over = "2026-11-23" }, CW_KEPT_NOT, "2026-11-23" },
  { RECORD, 365, { .ended = "2025-11-23", .studies_end = "2029-08-31" }, CW_KEPT_NOT, "2026-11-23" },
  { RECORD, 365, { .ended = "2025-11-24", .studies_end = "2020-08-31" }, CW_KEPT_NOT_YET, "2026-11-24" },
  { RECORD, 1, { .studies_end = "2026-11-22" }, CW_KEPT_NOT, "2026-11-23" },
  { RECORD, 1, { .handed_over = "2020-01-01", .closed = "2020-01-01" }, CW_KEPT_NO_DATE, NULL },
  { ORDERS, 7, { .closed = "2026-11-16" }, CW_KEPT_NOT, "2026-11-23" },
  { ORDERS, 7, { .closed = "2026-11-17" }, CW_KEPT_NOT_YET, "2026-11-24" },
  { ORDERS, 7, { .handed_over = "2020-01-01" }, CW_KEPT_NO_DATE, NULL },
  /* a leap day */
  { ORDERS, 1, { .closed = "2024-02-28" }, CW_KEPT_NOT, "2024-02-29" },
  /* no rule, whatever else */
  { PHOTO, CW_RETENTION_NEVER, { .open = TRUE, .handed_over = "2000-01-01" }, CW_KEPT_NO_RULE, NULL },
  /* what keeps it, although the days are over */
  { PHOTO, 1, { .open = TRUE, .handed_over = "2026-01-01" }, CW_KEPT_OPEN, "2026-01-02" },
  { PHOTO, 1, { .in_force = TRUE, .owed = TRUE, .registered = TRUE, .handed_over = "2026-01-01" }, CW_KEPT_NOT, "2026-01-02" },
  { RECORD, 1, { .open = TRUE, .in_force = TRUE, .ended = "2026-01-01" }, CW_KEPT_OPEN, "2026-01-02" },
  { RECORD, 1, { .in_force = TRUE, .owed = TRUE, .ended = "2026-01-01" }, CW_KEPT_IN_FORCE, "2026-01-02" },
  { RECORD, 1, { .owed = TRUE, .registered = TRUE, .ended = "2026-01-01" }, CW_KEPT_OWED, "2026-01-02" },
  { RECORD, 1, { .registered = TRUE, .ended = "2026-01-01" }, CW_KEPT_REGISTERED, "2026-01-02" },
  { RECORD, 1, { .registered = TRUE }, CW_KEPT_REGISTERED, NULL },
  { ORDERS, 1, { .in_force = TRUE, .closed = "2026-01-01" }, CW_KEPT_IN_FORCE, "2026-01-02" },
  { ORDERS, 1, { .owed = TRUE, .closed = "2026-01-01" }, CW_KEPT_OWED, "2026-01-02" },
  { ORDERS, 1, { .registered = TRUE, .closed = "2026-01-01" }, CW_KEPT_NOT, "2026-01-02" },
  /* what is in a damaged row */
  { PHOTO, 1, { .handed_over = "soon" }, CW_KEPT_NO_DATE, NULL },
  { RECORD, CW_RETENTION_MAX_DAYS, { .ended = "9999-12-31" }, CW_KEPT_NOT_YET, NULL },
};

static void
test_judge (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *due = NULL;
      CwKept kept = cw_retention_judge (cases[i].what, cases[i].days, &cases[i].facts, "2026-11-23", &due);

      g_test_message ("case %u", i);
      g_assert_cmpstr (cw_kept_to_name (kept), ==, cw_kept_to_name (cases[i].kept));
      g_assert_cmpstr (due, ==, cases[i].due);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/retention/names", test_names);
  g_test_add_func ("/core/retention/judge", test_judge);
  return g_test_run ();
}
