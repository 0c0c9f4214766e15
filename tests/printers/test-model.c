/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "printers/model.h"

#define GOOD \
  "[model]\nname=Test\nmatch=*test*;two\n[canvas]\ndpi=300\nwidth=1016\nheight=648\nstanding=true\n" \
  "[ribbon]\ncolour=true\nresin=false\n[time]\nminimum-seconds=4\n"

static CwPrinterModel *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_printer_model_parse (bytes, "test", error);
}

static void
test_model_parse (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinterModel) model = parse (GOOD "[options]\nA=b\n[options-one-sided]\nD=0\n[options-two-sided]\nD=1\n", &error);
  const CwModelOption *option;

  g_assert_no_error (error);
  g_assert_cmpstr (model->name, ==, "Test");
  g_assert_cmpuint (model->dpi, ==, 300);
  g_assert_cmpuint (model->canvas_width, ==, 1016);
  g_assert_cmpuint (model->canvas_height, ==, 648);
  g_assert_true (model->colour);
  g_assert_false (model->resin);
  g_assert_cmpuint (model->minimum_seconds, ==, 4);
  g_assert_cmpuint (model->options->len, ==, 1);
  option = g_ptr_array_index (model->two_sided, 0);
  g_assert_cmpstr (option->name, ==, "D");
  g_assert_cmpstr (option->value, ==, "1");
}

static void
test_model_ribbons (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinterModel) model = parse (GOOD "[margins]\nimaged-height=640\nedge=0.15\n"
                                                 "[ribbon.YMCKO-half]\nname=Half\nfront=Y,M,C,K,O\ncolour-width=42.8\nsets=350\n"
                                                 "[ribbon.YMCKOK]\nname=Both\nfront=Y,M,C,K,O\nback=K\n", &error);
  const CwRibbon *ribbon;

  g_assert_no_error (error);
  g_assert_true (model->standing);
  g_assert_cmpuint (model->imaged_width, ==, 1016);
  g_assert_cmpuint (model->imaged_height, ==, 640);
  g_assert_cmpfloat (model->edge, ==, 0.15);
  g_assert_cmpuint (model->ribbons->len, ==, 2);

  ribbon = cw_printer_model_get_ribbon (model, "ymcko-HALF");
  g_assert_cmpstr (ribbon->name, ==, "Half");
  g_assert_cmpstr (ribbon->front, ==, "YMCKO");
  g_assert_cmpstr (ribbon->back, ==, "");
  g_assert_cmpfloat (ribbon->colour_width, ==, 42.8);
  g_assert_cmpuint (ribbon->sets, ==, 350);

  ribbon = cw_printer_model_get_ribbon (model, "YMCKOK");
  g_assert_cmpstr (ribbon->back, ==, "K");
  g_assert_cmpfloat (ribbon->colour_width, ==, 0);
  g_assert_cmpuint (ribbon->sets, ==, 0);
  g_assert_null (cw_printer_model_get_ribbon (model, "YMC"));
  g_assert_null (cw_printer_model_get_ribbon (model, NULL));
}

static void
test_model_machine (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinterModel) model = parse (GOOD "[feeder.auto]\nname=Auto\nchoice=3Auto\ncards=100\n[feeder.hand]\nname=By hand\n[output.out]\nname=Out\n"
                                                 "[speed.two]\nname=Two\nmatch=*TWO*\ncolour=200\nblack-two-sided=400\n[parts]\nreject=no\ncontact=yes\ncontactless=option\n"
                                                 "[cleaning]\ncards=1000\n[driver]\nfeeder-option=CardSource\noverlay-options=A;B\n[channel]\nkind=evolis\n", &error);
  const CwTray *tray;
  const CwModelSpeed *speed;

  g_assert_no_error (error);
  g_assert_cmpuint (model->feeders->len, ==, 2);
  tray = g_ptr_array_index (model->feeders, 0);
  g_assert_cmpstr (tray->id, ==, "auto");
  g_assert_cmpstr (tray->choice, ==, "3Auto");
  g_assert_cmpuint (tray->cards, ==, 100);
  tray = g_ptr_array_index (model->outputs, 0);
  g_assert_null (tray->choice);
  g_assert_cmpuint (tray->cards, ==, 0);
  g_assert_cmpint (model->reject, ==, CW_PART_NO);
  g_assert_cmpint (model->contact, ==, CW_PART_YES);
  g_assert_cmpint (model->contactless, ==, CW_PART_OPTION);
  g_assert_cmpuint (model->cleaning_cards, ==, 1000);
  g_assert_cmpstr (model->feeder_option, ==, "CardSource");
  g_assert_null (model->output_option);
  g_assert_cmpuint (g_strv_length (model->overlay_options), ==, 2);
  g_assert_cmpuint (g_strv_length (model->black_options), ==, 0);
  g_assert_cmpstr (model->channel, ==, "evolis");
  speed = cw_printer_model_get_speed (model, "Maker Two/b");
  g_assert_cmpuint (speed->colour, ==, 200);
  g_assert_cmpuint (speed->black_two_sided, ==, 400);
  g_assert_cmpuint (speed->black, ==, 0);
  g_assert_null (cw_printer_model_get_speed (model, "Maker Three"));
  g_assert_null (cw_printer_model_get_speed (model, NULL));
}

/* What a model does not say is not made up. */
static void
test_model_silent (void)
{
  g_autoptr (CwPrinterModel) model = parse (GOOD, NULL);

  g_assert_cmpint (model->reject, ==, CW_PART_UNKNOWN);
  g_assert_cmpint (model->contact, ==, CW_PART_UNKNOWN);
  g_assert_cmpint (model->contactless, ==, CW_PART_UNKNOWN);
  g_assert_cmpuint (model->feeders->len + model->outputs->len + model->speeds->len, ==, 0);
  g_assert_cmpuint (model->cleaning_cards, ==, 0);
  g_assert_null (model->channel);
}

/* What the makers' drivers are set to, as far as their words are known. */
static void
test_model_guess_ribbon (void)
{
  static const struct
  {
    const char *id;
    const char *options;
    const char *ribbon;
  } rows[] = {
    { "evolis", "GRibbonType=RC_YMCKO", "YMCKO" },
    { "evolis", "GRibbonType=RC_YMCKOS Duplex=NONE", "YMCKO-half" },
    { "evolis", "gribbontype=rc_ymckok", "YMCKOK" },
    { "evolis", "GRibbonType=RC_YMCKO GRibbonType=RM_KO", "KO" },
    { "evolis", "GRibbonType=RM_KBLACK", "K" },
    { "evolis", "GRibbonType=RM_KWHITE", NULL },
    { "evolis", "", NULL },
    { "fargo-dtc", "Ribbon=KPremium", "K" },
    { "fargo-dtc", "Ribbon=YMCKO_Half", "YMCKO-half" },
    { "zebra-zc", "RibbonName=0YMCKO", "YMCKO" },
    { "zebra-zc", "RibbonName=0YMCKO RibbonCombination=2FrontYmcoBackK", "YMCO-K" },
    { "zebra-zc", "RibbonName=0YMCKO RibbonCombination=4FrontYmckoBackK", "YMCKO" },
    { "zebra-zc", "RibbonCombination=4FrontYmckoBackK", "YMCKOK" },
    { "magicard", "CFColourFormat=1ColourYMCK", NULL },
    { "generic", "Ribbon=YMCKO", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (GPtrArray) options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
      g_auto (GStrv) words = g_strsplit (rows[i].options, " ", -1);
      const CwRibbon *ribbon;

      for (gsize k = 0; words[k] != NULL; k++)
        {
          g_auto (GStrv) sides = g_strsplit (words[k], "=", 2);

          g_ptr_array_add (options, cw_model_option_new (sides[0], sides[1]));
        }
      ribbon = cw_printer_model_guess_ribbon (cw_printer_model_get (rows[i].id), options);
      g_assert_cmpstr (ribbon != NULL ? ribbon->id : NULL, ==, rows[i].ribbon);
    }
}

/* The figures of the makers' manuals, and none for printers that have none. */
static void
test_model_speeds (void)
{
  static const struct
  {
    const char *make_and_model;
    guint       colour, two_sided, black;
  } rows[] = {
    { "Zebra ZC300 USB Card Printer", 200, 140, 800 },
    { "Zebra ZC100", 180, 0, 0 },
    { "Evolis Primacy 2", 280, 0, 0 },
    { "Evolis Zenius", 0, 0, 0 },
    { "HID FARGO DTC1250e", 225, 150, 600 },
    { "Magicard Enduro 3E", 103, 0, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      const CwModelSpeed *speed = cw_printer_model_get_speed (cw_printer_model_find (rows[i].make_and_model), rows[i].make_and_model);

      g_assert_true ((speed != NULL) == (rows[i].colour > 0));
      g_assert_cmpuint (speed != NULL ? speed->colour : 0, ==, rows[i].colour);
      g_assert_cmpuint (speed != NULL ? speed->colour_two_sided : 0, ==, rows[i].two_sided);
      g_assert_cmpuint (speed != NULL ? speed->black : 0, ==, rows[i].black);
    }
}

static void
test_model_option (void)
{
  g_autofree char *longest = g_strnfill (127, 'a');
  g_autofree char *longer = g_strnfill (128, 'a');
  g_autoptr (CwModelOption) option = cw_model_option_new ("A", longest);

  g_assert_cmpstr (option->value, ==, longest);
  g_assert_null (cw_model_option_new ("A", longer));
  g_assert_null (cw_model_option_new ("", "b"));
  g_assert_null (cw_model_option_new ("A", "b c"));
  g_assert_null (cw_model_option_new ("A", "ā"));
}

/* The same page at every density, to the nearest dot. */
static void
test_model_canvas (void)
{
  static const struct
  {
    const char *id;
    guint       dpi, width, height;
  } canvases[] = {
    { "evolis", 0, 1016, 648 },
    { "evolis", 600, 2032, 1296 },
    { "zebra-zc", 300, 1006, 640 },
    { "magicard", 300, 1016, 642 },
    { "magicard-gutenprint", 300, 1016, 672 },
    { "fargo-dtc", 300, 1008, 633 },
    { "fargo-hdp", 600, 2070, 1322 },
    { "generic", 300, 1011, 638 },
    { "generic", 150, 506, 319 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (canvases); i++)
    {
      const CwPrinterModel *model = cw_printer_model_get (canvases[i].id);
      guint width, height;

      g_assert_nonnull (model);
      cw_printer_model_get_canvas (model, canvases[i].dpi, &width, &height);
      g_assert_cmpuint (width, ==, canvases[i].width);
      g_assert_cmpuint (height, ==, canvases[i].height);
    }
  g_assert_null (cw_printer_model_get ("none"));
}

/* A wrong file, and what its error names. */
static const struct
{
  const char *text;
  const char *says;
} refused[] = {
  { "", "empty" },
  { "\xff\xfe", "UTF-8" },
  { "width=3\n", "" },
  { GOOD "[speed]\nfast=1\n", "[speed]" },
  { GOOD "[time]\nmaximum=1\n", "maximum" },
  { "[model]\nmatch=*\n", "name" },
  { "[model]\nname=X\n", "match" },
  { "[model]\nname=X\nmatch=\n", "match" },
  { "[model]\nname=X\nmatch=a;;b\n", "match" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=50\n", "dpi" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=-1\n", "width" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=99999999999999999999\n", "width" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=1016.5\n", "width" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=638\nheight=1011\n[time]\nminimum-seconds=0\n", "landscape" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=9\nheight=9\nstanding=false\n[time]\nminimum-seconds=0\n[ribbon]\ncolour=1\n", "colour" },
  { "[model]\nname=X\nmatch=*\n[canvas]\ndpi=300\nwidth=9\nheight=9\nstanding=yes\n[time]\nminimum-seconds=0\n[ribbon]\ncolour=true\n", "standing" },
  { GOOD "[margins]\nimaged-height=649\n", "imaged-height" },
  { GOOD "[margins]\nedge=-1\n", "edge" },
  { GOOD "[margins]\nedge=0,15\n", "edge" },
  { GOOD "[margins]\nedge=nan\n", "edge" },
  { GOOD "[margins]\nedge=0x1\n", "edge" },
  { GOOD "[margins]\nedge=6\n", "edge" },
  { GOOD "[ribbon.]\nname=A\nfront=K\n", "[ribbon.]" },
  { GOOD "[ribbon.A B]\nname=A\nfront=K\n", "[ribbon.A B]" },
  { GOOD "[ribbon.K]\nfront=K\n", "name" },
  { GOOD "[ribbon.K]\nname=A\n", "front" },
  { GOOD "[ribbon.K]\nname=A\nfront=\n", "front" },
  { GOOD "[ribbon.K]\nname=A\nfront=Y;M\n", "front" },
  { GOOD "[ribbon.K]\nname=A\nfront=Y,X\n", "front" },
  { GOOD "[ribbon.K]\nname=A\nfront=Y,,M\n", "front" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nback=k\n", "back" },
  { GOOD "[ribbon.K]\nname=A\nfront=K,K,K,K,K,K,K,K,K,K,K,K,K,K,K,K,K\n", "1 to 16" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nsets=0\n", "sets" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\ncolour-width=86\n", "colour-width" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nprice=3\n", "price" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen=\n", "empty" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen=R\n", "KEYWORD=CHOICE" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen=R=\n", "when" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen==K\n", "when" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen=R=a|\n", "when" },
  { GOOD "[ribbon.K]\nname=A\nfront=K\nwhen=R=a;R=a;R=a;R=a;R=a\n", "at most 4" },
  { GOOD "[feeder.]\nname=A\n", "[feeder.]" },
  { GOOD "[feeder.a]\nchoice=b\n", "name" },
  { GOOD "[output.a]\nname=A\nchoice=b c\n", "choice" },
  { GOOD "[output.a]\nname=A\ncards=0\n", "cards" },
  { GOOD "[speed.a]\nname=A\ncolour=1\n", "match" },
  { GOOD "[speed.a]\nname=A\nmatch=a\ncolour=fast\n", "colour" },
  { GOOD "[speed.a]\nname=A\nmatch=a\ncolour=10001\n", "colour" },
  { GOOD "[parts]\nreject=true\n", "reject" },
  { GOOD "[parts]\nlaminator=no\n", "laminator" },
  { GOOD "[cleaning]\ncards=-5\n", "cards" },
  { GOOD "[driver]\nfeeder-option=a b\n", "feeder-option" },
  { GOOD "[driver]\nblack-options=a;;b\n", "black-options" },
  { GOOD "[channel]\nkind=zebra\n", "kind" },
  { GOOD "[options]\nA=two words\n", "one word" },
  { GOOD "[options]\nA=\n", "one word" },
  { GOOD "[options-two-sided]\nD=1\n", "go together" },
};

static void
test_model_refused (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPrinterModel) model = parse (refused[i].text, &error);

      g_test_message ("%zu: %s", i, error != NULL ? error->message : "accepted");
      g_assert_null (model);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, refused[i].says));
    }
}

static void
test_model_too_large (void)
{
  g_autoptr (GString) text = g_string_new (GOOD "[options]\n");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinterModel) model = NULL;

  for (guint i = 0; i < 33; i++)
    g_string_append_printf (text, "A%u=b\n", i);
  model = parse (text->str, &error);
  g_assert_null (model);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);

  g_clear_error (&error);
  while (text->len <= 64 * 1024)
    g_string_append (text, "# comment\n");
  model = parse (text->str, &error);
  g_assert_null (model);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

/* Reads every file that is built in: a mistake in one stops here, not at a desk. */
static void
test_model_built_in (void)
{
  GPtrArray *models = cw_printer_model_list ();

  g_assert_cmpuint (models->len, ==, 8);
  for (guint i = 0; i < models->len; i++)
    {
      const CwPrinterModel *model = g_ptr_array_index (models, i);

      g_test_message ("%s", model->id);
      /* at least what lies within 0.5 mm of the trimmed card */
      g_assert_cmpuint (model->canvas_width, >=, 1005);
      g_assert_cmpuint (model->canvas_height, >=, 632);
      g_assert_cmpuint (model->dpi, ==, 300);
      g_assert_cmpuint (model->ribbons->len, >=, 1);
    }
}

static void
test_model_find (void)
{
  static const struct
  {
    const char *make_and_model;
    const char *id;
  } names[] = {
    { "Evolis Primacy 2", "evolis" },
    { "EVOLIS Badgy200", "evolis" },
    { "Zebra ZC300 USB Card Printer", "zebra-zc" },
    { "Zebra ZD420 Label Printer", "generic" },
    { "Magicard Rio Pro 360", "magicard" },
    { "Magicard Tango 2E - CUPS+Gutenprint v5.3.4", "magicard-gutenprint" },
    { "HID FARGO DTC1500", "fargo-dtc" },
    { "HID Global DTC4250e", "fargo-dtc" },
    { "HID FARGO HDP6600", "fargo-hdp" },
    { "IDP SMART-51 Card Printer", "idp" },
    { "Example CR80 Card Printer - IPP Everywhere", "generic" },
    { "", "generic" },
    { NULL, "generic" },
    { "\xff\xff", "generic" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpstr (cw_printer_model_find (names[i].make_and_model)->id, ==, names[i].id);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/model/parse", test_model_parse);
  g_test_add_func ("/printers/model/ribbons", test_model_ribbons);
  g_test_add_func ("/printers/model/machine", test_model_machine);
  g_test_add_func ("/printers/model/silent", test_model_silent);
  g_test_add_func ("/printers/model/guess-ribbon", test_model_guess_ribbon);
  g_test_add_func ("/printers/model/speeds", test_model_speeds);
  g_test_add_func ("/printers/model/option", test_model_option);
  g_test_add_func ("/printers/model/canvas", test_model_canvas);
  g_test_add_func ("/printers/model/refused", test_model_refused);
  g_test_add_func ("/printers/model/too-large", test_model_too_large);
  g_test_add_func ("/printers/model/built-in", test_model_built_in);
  g_test_add_func ("/printers/model/find", test_model_find);
  return g_test_run ();
}
