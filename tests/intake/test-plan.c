/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/intake/plan.h"

static void
test_proposed (void)
{
  static const struct
  {
    const char *columns[6];
    const char *number;
    const char *family;
  } cases[] = {
    { { "Student number", "First name", "Last name", "E-mail", NULL }, "Student number", "Last name" },
    { { "Uzvārds", "Vārds", "Studenta numurs", "E-pasts", NULL }, "Studenta numurs", "Uzvārds" },
    { { "Nom", "Prénom", "Numéro étudiant", "Courriel", NULL }, "Numéro étudiant", "Nom" },
    { { "Nachname", "Vorname", "Matrikelnummer", "E-Mail", NULL }, "Matrikelnummer", "Nachname" },
    { { "uid", "sn", "givenName", "mail", NULL }, "uid", "sn" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwIntakePlan) plan = cw_intake_plan_propose (cases[i].columns);

      g_assert_cmpstr (plan->columns[CW_INTAKE_NUMBER], ==, cases[i].number);
      g_assert_cmpstr (plan->columns[CW_INTAKE_FAMILY_NAME], ==, cases[i].family);
      g_assert_nonnull (plan->columns[CW_INTAKE_GIVEN_NAMES]);
      g_assert_nonnull (plan->columns[CW_INTAKE_EMAIL]);
      g_assert_true (cw_intake_plan_check (plan, cases[i].columns, NULL));
    }
}

static void
test_days (void)
{
  static const struct
  {
    CwIntakeDates form;
    const char   *text;
    const char   *date;
  } cases[] = {
    { CW_INTAKE_DATES_ISO, "2029-08-31", "2029-08-31" }, { CW_INTAKE_DATES_ISO, "31.08.2029", NULL },
    { CW_INTAKE_DATES_DOTS, "31.08.2029", "2029-08-31" }, { CW_INTAKE_DATES_DOTS, "1.9.2029", "2029-09-01" },
    { CW_INTAKE_DATES_DOTS, "31.06.2029", NULL }, { CW_INTAKE_DATES_DOTS, "2029-08-31", "2029-08-31" },
    { CW_INTAKE_DATES_SLASHES, "03/04/2029", "2029-04-03" }, { CW_INTAKE_DATES_SLASHES, "12/13/2029", NULL },
    { CW_INTAKE_DATES_MONTH, "02/2028", "2028-02-29" }, { CW_INTAKE_DATES_MONTH, "13/2028", NULL },
    { CW_INTAKE_DATES_DOTS, "31.08.29", NULL }, { CW_INTAKE_DATES_DOTS, "", NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwIntakePlan) plan = cw_intake_plan_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *date = NULL;

      plan->dates = cases[i].form;
      date = cw_intake_plan_read_date (plan, cases[i].text, &error);
      g_assert_cmpstr (date, ==, cases[i].date);
      g_assert_true ((date == NULL) == g_error_matches (error, CW_ERROR, CW_ERROR_INVALID));
    }
}

static void
test_levels (void)
{
  g_autoptr (CwIntakePlan) plan = cw_intake_plan_new ();
  g_autoptr (GError) error = NULL;
  CwAcademicLevel level;

  g_assert_true (cw_intake_plan_read_level (plan, "Magistra", &level, NULL));
  g_assert_cmpint (level, ==, CW_ACADEMIC_LEVEL_MASTER);
  g_assert_true (cw_intake_plan_read_level (plan, "Ph.D.", &level, NULL));
  g_assert_cmpint (level, ==, CW_ACADEMIC_LEVEL_DOCTORATE);
  g_assert_false (cw_intake_plan_read_level (plan, "LP-7", &level, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  cw_intake_plan_set_level (plan, "LP-7", CW_ACADEMIC_LEVEL_BACHELOR);
  g_assert_true (cw_intake_plan_read_level (plan, "lp 7", &level, NULL));
  g_assert_cmpint (level, ==, CW_ACADEMIC_LEVEL_BACHELOR);
}

static void
test_saved (void)
{
  g_autoptr (CwIntakePlan) plan = cw_intake_plan_new ();
  g_autoptr (CwIntakePlan) again = NULL;
  g_autoptr (CwIntakePlan) copy = NULL;
  g_autofree char *text = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;

  cw_intake_plan_set_column (plan, CW_INTAKE_NUMBER, "Numurs „x”");
  cw_intake_plan_set_constant (plan, CW_INTAKE_LEVEL, "MASTER");
  cw_intake_plan_set_level (plan, "Bak.", CW_ACADEMIC_LEVEL_BACHELOR);
  plan->dates = CW_INTAKE_DATES_MONTH;
  plan->match = CW_INTAKE_ESI;
  plan->merge = CW_INTAKE_MERGE_FILE;
  plan->leave_missing = TRUE;
  plan->delimiter = ';';
  plan->encoding = g_strdup ("UTF-8");
  plan->sheet = g_strdup ("Rudens");
  text = cw_intake_plan_to_json (plan);
  again = cw_intake_plan_from_json (text, NULL);
  second = cw_intake_plan_to_json (again);
  g_assert_cmpstr (text, ==, second);
  g_assert_cmpint (again->match, ==, CW_INTAKE_ESI);
  g_assert_true (again->leave_missing);
  copy = cw_intake_plan_copy (again);
  third = cw_intake_plan_to_json (copy);
  g_assert_cmpstr (text, ==, third);
}

static void
test_damaged (void)
{
  static const char *const texts[] = {
    "", "[]", "{\"shoe\":1}", "{\"columns\":{\"shoe\":\"x\"}}", "{\"columns\":{\"number\":7}}", "{\"match\":\"email\"}",
    "{\"merge\":\"some\"}", "{\"levels\":{\"x\":\"KING\"}}", "{\"delimiter\":\"|\"}", "{\"leave_missing\":1}", "{\"columns\":{},\"columns\":{}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_intake_plan_from_json (texts[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

static void
test_checked (void)
{
  static const char *const columns[] = { "nr", "name", NULL };
  g_autoptr (CwIntakePlan) plan = cw_intake_plan_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_intake_plan_check (plan, columns, NULL));
  cw_intake_plan_set_column (plan, CW_INTAKE_NUMBER, "nr");
  g_assert_false (cw_intake_plan_check (plan, columns, NULL));
  cw_intake_plan_set_column (plan, CW_INTAKE_FAMILY_NAME, "name");
  g_assert_true (cw_intake_plan_check (plan, columns, NULL));
  plan->match = CW_INTAKE_ESI;
  g_assert_false (cw_intake_plan_check (plan, columns, NULL));
  cw_intake_plan_set_column (plan, CW_INTAKE_ESI, "gone");
  g_assert_false (cw_intake_plan_check (plan, columns, &error));
  g_assert_nonnull (strstr (error->message, "“gone”"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/intake/plan/proposed", test_proposed);
  g_test_add_func ("/intake/plan/days", test_days);
  g_test_add_func ("/intake/plan/levels", test_levels);
  g_test_add_func ("/intake/plan/saved", test_saved);
  g_test_add_func ("/intake/plan/damaged", test_damaged);
  g_test_add_func ("/intake/plan/checked", test_checked);
  return g_test_run ();
}
