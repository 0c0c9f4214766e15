/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "printers/panels.h"

static const CwInkUse blank = { 0 };
/* colour over the whole side, black text */
static const CwInkUse full = { .colour = TRUE, .resin = TRUE, .colour_area = 4620, .resin_area = 310, .photo_area = 800, .colour_right = 85.6 };
static const CwInkUse black = { .resin = TRUE, .resin_area = 250 };
static const CwInkUse colour = { .colour = TRUE, .colour_area = 4620, .colour_right = 85.6 };

static CwPanelPlan *
plan_new (const char     *model_id,
          const char     *ribbon_id,
          const CwInkUse *front,
          const CwInkUse *back,
          gboolean        two_sided)
{
  const CwPrinterModel *model = cw_printer_model_get (model_id);
  const CwRibbon *ribbon = cw_printer_model_get_ribbon (model, ribbon_id);
  const CwInkUse sides[2] = { *front, *back };

  g_assert_nonnull (ribbon);
  return cw_panel_plan_new (model, ribbon, sides, two_sided);
}

/* Names of the issues, front first, "!" before what must not be printed so. */
static char *
list_issues (const CwPanelPlan *plan)
{
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < plan->warnings->len; i++)
    {
      const CwPanelWarning *warning = g_ptr_array_index (plan->warnings, i);

      g_test_message ("%s", warning->sentence);
      g_string_append_printf (names, "%s%s%s:%s", i > 0 ? " " : "", warning->error ? "!" : "",
                              cw_face_side_to_name (warning->side), cw_panel_issue_to_name (warning->issue));
    }
  return g_string_free (names, FALSE);
}

static void
test_panels (void)
{
  static const struct
  {
    const char     *model, *ribbon;
    const CwInkUse *front, *back;
    gboolean        two_sided;
    const char     *panels[2];
    guint           sets;
    const char     *issues;
  } cases[] = {
    { "evolis", "YMCKO", &full, &blank, TRUE, { "YMCKO", "" }, 1, "" },
    { "evolis", "YMCKO", &full, &full, TRUE, { "YMCKO", "YMCKO" }, 2, "back:second-set" },
    { "evolis", "YMCKO", &full, &black, TRUE, { "YMCKO", "KO" }, 2, "back:second-set" },
    { "evolis", "YMCKO", &colour, &blank, TRUE, { "YMCO", "" }, 1, "" },
    { "evolis", "YMCKOK", &full, &black, TRUE, { "YMCKO", "K" }, 1, "" },
    { "evolis", "YMCKOK", &full, &full, TRUE, { "YMCKO", "K" }, 1, "back:halftoned" },
    { "evolis", "YMCKO", &full, &full, FALSE, { "YMCKO", "" }, 1, "!back:no-turner" },
    { "evolis", "YMCKO", &blank, &blank, TRUE, { "", "" }, 0, "" },
    { "evolis", "YMCKO", &blank, &black, TRUE, { "", "KO" }, 1, "" },
    { "evolis", "YMCKO-half", &full, &blank, TRUE, { "YMCKO", "" }, 1, "!front:too-wide" },
    { "evolis", "K", &black, &black, TRUE, { "K", "K" }, 2, "" },
    { "evolis", "K", &full, &black, TRUE, { "K", "K" }, 2, "front:halftoned" },
    { "evolis", "KO", &colour, &blank, TRUE, { "KO", "" }, 1, "front:halftoned" },
    { "zebra-zc", "YMCO-K", &full, &black, TRUE, { "YMCO", "K" }, 1, "front:black-composite front:white-edge" },
    { "fargo-dtc", "YMCKO", &full, &blank, TRUE, { "YMCKO", "" }, 1, "front:white-edge" },
    { "fargo-dtc", "BO", &full, &blank, TRUE, { "BO", "" }, 1, "front:black-composite front:white-edge" },
    { "fargo-dtc", "YMCKK", &full, &black, TRUE, { "YMCK", "K" }, 1, "front:white-edge" },
    { "fargo-hdp", "YMCKK", &full, &black, TRUE, { "YMCK", "K" }, 1, "" },
    { "magicard-gutenprint", "YMCKO", &full, &blank, TRUE, { "YMCKO", "" }, 1, "" },
    { "generic", "YMCKO", &full, &blank, TRUE, { "YMCKO", "" }, 1, "front:black-unsure" },
    { "generic", "K", &black, &blank, TRUE, { "K", "" }, 1, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPanelPlan) plan = plan_new (cases[i].model, cases[i].ribbon, cases[i].front, cases[i].back, cases[i].two_sided);
      g_autofree char *issues = list_issues (plan);

      g_test_message ("%zu: %s %s", i, cases[i].model, cases[i].ribbon);
      g_assert_cmpstr (plan->panels[0], ==, cases[i].panels[0]);
      g_assert_cmpstr (plan->panels[1], ==, cases[i].panels[1]);
      g_assert_cmpuint (plan->sets, ==, cases[i].sets);
      g_assert_cmpstr (issues, ==, cases[i].issues);
      g_assert_cmpuint (plan->cards, ==, 0); /* no maker's figure is built in */
    }
}

/* A ribbon that is not built in. */
static CwPanelPlan *
plan_own (const CwRibbon *ribbon,
          const CwInkUse *front,
          const CwInkUse *back)
{
  const CwInkUse sides[2] = { *front, *back };

  return cw_panel_plan_new (cw_printer_model_get ("evolis"), ribbon, sides, TRUE);
}

static void
test_rolls (void)
{
  const CwRibbon ribbon = { .id = (char *) "YMCKO", .name = (char *) "", .front = (char *) "YMCKO", .back = (char *) "", .sets = 301 };
  g_autoptr (CwPanelPlan) one = plan_own (&ribbon, &full, &blank);
  g_autoptr (CwPanelPlan) two = plan_own (&ribbon, &full, &colour);
  g_autoptr (CwPanelPlan) none = plan_own (&ribbon, &blank, &blank);
  const CwPanelWarning *warning = g_ptr_array_index (two->warnings, 0);

  g_assert_cmpuint (one->cards, ==, 301);
  g_assert_cmpuint (two->cards, ==, 150);
  g_assert_cmpuint (none->cards, ==, 0);
  g_assert_cmpfloat (warning->number, ==, 2);
}

/* Ribbons that have neither K nor dye: silver, or an overlay alone. */
static void
test_lost (void)
{
  const CwRibbon silver = { .id = (char *) "S", .name = (char *) "", .front = (char *) "S", .back = (char *) "" };
  g_autoptr (CwPanelPlan) plan = plan_own (&silver, &full, &blank);
  g_autofree char *issues = list_issues (plan);

  g_assert_cmpstr (issues, ==, "!front:black-lost !front:colour-lost");
}

static void
test_black_in_dye (void)
{
  CwInkUse ink = full;
  g_autoptr (CwPanelPlan) plan = NULL;
  g_autofree char *issues = NULL;

  ink.black_in_dye = TRUE;
  plan = plan_new ("evolis", "YMCKO", &ink, &blank, TRUE);
  issues = list_issues (plan);
  g_assert_cmpstr (issues, ==, "front:black-in-dye");
}

/* Half a card of dye fits half panels wherever it lies; a little more does not. */
static void
test_half_panel (void)
{
  static const struct
  {
    double left, right;
    gboolean fits;
  } places[] = {
    { 0, 42.8, TRUE },
    { 42.8, 85.6, TRUE },
    { 20, 62.8, TRUE },
    { 0, 42.9, FALSE },
    { 10, 85.6, FALSE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      CwInkUse ink = { .colour = TRUE, .resin = TRUE, .colour_area = 900, .resin_area = 100, .photo_area = 800, .colour_left = places[i].left, .colour_right = places[i].right, .edge_gap = 5 };
      g_autoptr (CwPanelPlan) plan = plan_new ("evolis", "YMCKO-half", &ink, &blank, TRUE);

      g_assert_cmpuint (plan->warnings->len, ==, places[i].fits ? 0 : 1);
      if (!places[i].fits)
        g_assert_cmpfloat_with_epsilon (((CwPanelWarning *) g_ptr_array_index (plan->warnings, 0))->number, places[i].right - places[i].left, 1e-9);
    }
}

/* Dye that keeps off the edge by more than the printer leaves white loses nothing. */
static void
test_white_edge (void)
{
  CwInkUse ink = { .colour = TRUE, .colour_area = 900, .colour_left = 3, .colour_right = 80 };
  double x, y;

  cw_printer_model_get_margin (cw_printer_model_get ("fargo-dtc"), &x, &y);
  g_assert_cmpfloat_with_epsilon (x, 0.15, 1e-9);
  g_assert_cmpfloat_with_epsilon (y, 2.5 * 25.4 / 300, 1e-9);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (CwPanelPlan) plan = NULL;

      ink.edge_gap = i == 0 ? 0.2 : 0.25;
      plan = plan_new ("fargo-dtc", "YMCKO", &ink, &blank, TRUE);
      g_assert_cmpuint (plan->warnings->len, ==, i == 0 ? 1 : 0);
    }
  cw_printer_model_get_margin (cw_printer_model_get ("magicard-gutenprint"), &x, &y);
  g_assert_cmpfloat (x, <=, 0);
  g_assert_cmpfloat (y, <=, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/panels/panels", test_panels);
  g_test_add_func ("/printers/panels/rolls", test_rolls);
  g_test_add_func ("/printers/panels/lost", test_lost);
  g_test_add_func ("/printers/panels/black-in-dye", test_black_in_dye);
  g_test_add_func ("/printers/panels/half-panel", test_half_panel);
  g_test_add_func ("/printers/panels/white-edge", test_white_edge);
  return g_test_run ();
}
