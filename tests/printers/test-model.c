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

static void
test_model_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } files[] = {
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
    { GOOD "[options]\nA=two words\n", "one word" },
    { GOOD "[options]\nA=\n", "one word" },
    { GOOD "[options-two-sided]\nD=1\n", "go together" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPrinterModel) model = parse (files[i].text, &error);

      g_test_message ("%zu: %s", i, error != NULL ? error->message : "accepted");
      g_assert_null (model);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, files[i].says));
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
  g_test_add_func ("/printers/model/canvas", test_model_canvas);
  g_test_add_func ("/printers/model/refused", test_model_refused);
  g_test_add_func ("/printers/model/too-large", test_model_too_large);
  g_test_add_func ("/printers/model/built-in", test_model_built_in);
  g_test_add_func ("/printers/model/find", test_model_find);
  return g_test_run ();
}
