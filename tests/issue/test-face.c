/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A face is judged for the printer that will print it. */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "app/issue/step.h"

/* A number 2 mm from the left edge. */
static CwFace *
face_new (void)
{
  static const char text[] = "{\"cardwright_template\":2,\"name\":\"Test\",\"card\":\"id-1\",\"orientation\":\"landscape\",\"fonts\":[\"Inter\"],"
                             "\"front\":{\"elements\":[{\"type\":\"text\",\"id\":\"number\",\"x\":2,\"y\":20,\"width\":40,\"height\":6,\"size\":10,\"text\":\"{number}\"}]}}";
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cw-face-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "template.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwRecord) record = cw_record_new ();
  CwFace *face = NULL;

  g_assert_no_error (error);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  template = cw_template_load (file, &error);
  g_assert_no_error (error);
  g_assert_true (cw_record_set (record, "number", "LF23001", NULL));
  face = cw_face_new (template, record, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
  g_rmdir (folder);
  return face;
}

static void
test_printer (void)
{
  /* a usual one, a finer one, one that says nothing of itself, one that claims nonsense */
  static const CwPrinterCapabilities good[] = {
    { .dpi = 300, .canvas_width = 1016, .canvas_height = 648 },
    { .dpi = 600, .canvas_width = 2072, .canvas_height = 1328 },
    { .dpi = 0 },
    { .dpi = 300, .canvas_width = 100000, .canvas_height = 5 },
  };
  /* 60 dots of the card beyond the page on the left: 5 mm */
  const CwPrinterCapabilities small = { .dpi = 300, .canvas_width = 891, .canvas_height = 638 };
  g_autoptr (CwFace) face = face_new ();
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_face_may_be_printed (face, NULL, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (cw_face_may_be_printed (face, &good[i], &error));
      g_assert_no_error (error);
    }
  g_assert_false (cw_face_may_be_printed (face, &small, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "number"));
}

/* What the ribbon cannot do is told before there is a card; where it is not known, nothing is. */
static void
test_ribbon (void)
{
  static const char text[] = "[model]\nname=Test\nmatch=*\n[canvas]\ndpi=300\nwidth=1016\nheight=648\nstanding=true\n[ribbon]\ncolour=true\nresin=true\n"
                             "[time]\nminimum-seconds=4\n[ribbon.K]\nname=Black\nfront=K\n[ribbon.O]\nname=Overlay alone\nfront=O\n";
  g_autoptr (GBytes) bytes = g_bytes_new_static (text, strlen (text));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPrinterModel) model = cw_printer_model_parse (bytes, "test", &error);
  CwPrinterCapabilities printer = { .dpi = 300, .canvas_width = 1016, .canvas_height = 648, .model = model };
  g_autoptr (CwFace) face = face_new ();

  g_assert_no_error (error);
  g_assert_true (cw_face_may_be_printed (face, &printer, &error));
  printer.ribbon = cw_printer_model_get_ribbon (model, "K");
  g_assert_true (cw_face_may_be_printed (face, &printer, &error));
  g_assert_no_error (error);
  printer.ribbon = cw_printer_model_get_ribbon (model, "O");
  g_assert_false (cw_face_may_be_printed (face, &printer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_nonnull (strstr (error->message, "ribbon O"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/issue/face/printer", test_printer);
  g_test_add_func ("/issue/face/ribbon", test_ribbon);
  return g_test_run ();
}
