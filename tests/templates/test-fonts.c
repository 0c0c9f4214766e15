/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <malloc.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "templates/pictures/raster.h"
#include "templates/type/text.h"

#define SQUARE "Cardwright Square"

/* A is a square of 0.7 em on the baseline, 0.1 em from the left: see data/fonts/make-fonts.py. */
static const CwTextStyle style = {
  .family = (char *) SQUARE,
  .weight = 400,
  .size = 10,
  .min_size = 10,
  .lines = 1,
  .valign = CW_VALIGN_BASELINE,
  .colour = { 0, 0, 0, 1 },
};

static GBytes *
load_font (const char *file)
{
  g_autofree char *path = g_build_filename (CW_TEST_DATA, "fonts", file, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

/* The font with a tail that no table reaches: another file, the same letters. */
static GBytes *
load_variant (const char *file,
              guint       number)
{
  g_autoptr (GBytes) font = load_font (file);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();

  g_byte_array_append (bytes, g_bytes_get_data (font, NULL), (guint) g_bytes_get_size (font));
  g_byte_array_append (bytes, (const guint8 *) &number, sizeof number);
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static CwFontSet *
set_of (const char *file)
{
  g_autoptr (GBytes) font = load_font (file);
  g_autoptr (GError) error = NULL;
  CwFontSet *fonts = cw_font_set_new ();

  cw_font_set_add (fonts, font, file, &error);
  g_assert_no_error (error);
  return fonts;
}

static void
assert_refused (GBytes     *font,
                const char *word)
{
  g_autoptr (CwFontSet) fonts = cw_font_set_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_font_set_add (fonts, font, "face.ttf", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "face.ttf"));
  if (strstr (error->message, word) == NULL)
    g_error ("“%s” does not speak of “%s”", error->message, word);
}

static void
test_drawn (void)
{
  static const char *const files[] = { "square.ttf", "cff.otf" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (CwFontSet) fonts = set_of (files[i]);
      g_autoptr (CwTextBlock) block = cw_text_block_new (fonts, &style, "A", 30, 10);
      const CwTextFit *fit = cw_text_block_get_fit (block);

      g_assert_null (fit->substitute);
      g_assert_cmpuint (fit->n_unknown, ==, 0);
      g_assert_cmpfloat_with_epsilon (fit->ink.x, CW_MM_PER_POINT, 0.01);
      g_assert_cmpfloat_with_epsilon (fit->ink.y, 10 - 7 * CW_MM_PER_POINT, 0.01);
      g_assert_cmpfloat_with_epsilon (fit->ink.width, 7 * CW_MM_PER_POINT, 0.01);
      g_assert_cmpfloat_with_epsilon (fit->ink.height, 7 * CW_MM_PER_POINT, 0.01);
    }
}

/* The system knows nothing of a set, and a letter that the set lacks comes from the system. */
static void
test_apart (void)
{
  g_autoptr (CwFontSet) fonts = set_of ("square.ttf");
  g_autoptr (CwFontSet) empty = cw_font_set_new ();
  g_autoptr (CwTextBlock) of_system = cw_text_block_new (NULL, &style, "A", 30, 10);
  g_autoptr (CwTextBlock) of_empty = cw_text_block_new (empty, &style, "A", 30, 10);
  g_autoptr (CwTextBlock) mixed = cw_text_block_new (fonts, &style, "Až", 30, 10);

  g_assert_nonnull (cw_text_block_get_fit (of_system)->substitute);
  g_assert_nonnull (cw_text_block_get_fit (of_empty)->substitute);
  g_assert_null (cw_text_block_get_fit (mixed)->substitute);
  g_assert_cmpuint (cw_text_block_get_fit (mixed)->n_unknown, ==, 0);

  g_assert_true (cw_font_set_has_family (fonts, SQUARE));
  g_assert_true (cw_font_set_has_family (fonts, "cardwright square"));
  g_assert_true (cw_font_set_has_family (fonts, "Noto Sans"));
  g_assert_true (cw_font_set_has_family (NULL, "Inter"));
  g_assert_false (cw_font_set_has_family (NULL, SQUARE));
  g_assert_false (cw_font_set_has_family (empty, SQUARE));
  g_assert_false (cw_font_set_has_family (fonts, "No Such Family"));
}

/* Fonts of coloured pictures, which many systems have for emoji, are passed over: resin has no
 * colours. What only they have is a letter that cannot be printed. */
static void
test_no_colours (void)
{
  CwTextStyle coloured = style;
  g_autoptr (CwTextBlock) block = NULL;

  coloured.family = (char *) "Cardwright Colours";
  block = cw_text_block_new (NULL, &coloured, "A", 30, 10);
  g_assert_true (cw_font_set_has_family (NULL, "Cardwright System"));
  g_assert_false (cw_font_set_has_family (NULL, "Cardwright Colours"));
  g_assert_nonnull (cw_text_block_get_fit (block)->substitute);
}

/* A set may grow after it was used. */
static void
test_grows (void)
{
  g_autoptr (CwFontSet) fonts = cw_font_set_new ();
  g_autoptr (GBytes) square = load_font ("square.ttf");
  g_autoptr (GBytes) inter = load_font ("inter.ttf");
  g_autoptr (CwTextBlock) before = cw_text_block_new (fonts, &style, "A", 30, 10);
  g_autoptr (CwTextBlock) after = NULL;

  g_assert_true (cw_font_set_add (fonts, inter, "inter.ttf", NULL));
  g_assert_true (cw_font_set_brings (fonts, "inter"));
  g_assert_false (cw_font_set_brings (fonts, SQUARE));
  g_assert_false (cw_font_set_brings (fonts, "Noto Sans"));
  g_assert_false (cw_font_set_has_family (fonts, SQUARE));
  g_assert_true (cw_font_set_add (fonts, square, "square.ttf", NULL));
  g_assert_true (cw_font_set_brings (fonts, SQUARE));
  after = cw_text_block_new (fonts, &style, "A", 30, 10);
  g_assert_nonnull (cw_text_block_get_fit (before)->substitute);
  g_assert_null (cw_text_block_get_fit (after)->substitute);
}

/* A design that brings its Inter looks the same wherever another Inter is installed. */
static void
test_hides_system (void)
{
  CwTextStyle inter = style;
  static const int weights[] = { 400, 700 };
  g_autoptr (CwFontSet) fonts = set_of ("inter.ttf");

  inter.family = (char *) "Inter";
  for (guint i = 0; i < G_N_ELEMENTS (weights); i++)
    {
      g_autoptr (CwTextBlock) own = NULL;
      g_autoptr (CwTextBlock) of_system = NULL;

      inter.weight = weights[i];
      own = cw_text_block_new (fonts, &inter, "A", 30, 10);
      of_system = cw_text_block_new (NULL, &inter, "A", 30, 10);
      /* the square; a bold one that the set lacks is thickened by a few hundredths of an em */
      g_assert_cmpfloat_with_epsilon (cw_text_block_get_fit (own)->ink.width, 7 * CW_MM_PER_POINT, i == 0 ? 0.01 : 0.3);
      g_assert_cmpfloat_with_epsilon (cw_text_block_get_fit (own)->ink.height, 7 * CW_MM_PER_POINT, i == 0 ? 0.01 : 0.3);
      g_assert_cmpfloat (cw_text_block_get_fit (of_system)->ink.height, >, 7.2 * CW_MM_PER_POINT);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *bytes;
    const char *word;
  } cases[] = {
    { "", "no TrueType" },
    { "GIF89a and so on", "no TrueType" },
    { "wOFFand so on and on", "Web" },
    { "wOF2and so on and on", "Web" },
    { "ttcfand so on and on", "several" },
    { "OTTO\377\377 and so on and", "damaged" },
    { "true", "no TrueType" },
  };
  g_autoptr (GBytes) loop = load_font ("loop.ttf");
  g_autoptr (GBytes) bomb = load_font ("bomb.ttf");
  g_autoptr (GBytes) colours = load_font ("colours.ttf");
  g_autofree char *large = g_malloc0 (CW_FONT_MAX_BYTES + 1);
  g_autoptr (GBytes) too_large = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) font = g_bytes_new_static (cases[i].bytes, strlen (cases[i].bytes));

      assert_refused (font, cases[i].word);
    }
  assert_refused (loop, "made of too many");
  assert_refused (bomb, "made of too many");
  assert_refused (colours, "colours of their own");
  memcpy (large, "OTTO", 4);
  too_large = g_bytes_new_take (g_steal_pointer (&large), CW_FONT_MAX_BYTES + 1);
  assert_refused (too_large, "20 MiB");
}

/* Cut anywhere, or with any one byte wrong, a font is refused or set, but nothing breaks. */
static void
test_damaged (void)
{
  static const char *const files[] = { "square.ttf", "cff.otf" };
  guint n_refused = 0;

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GBytes) font = load_font (files[i]);
      gsize length = 0;
      const guint8 *data = g_bytes_get_data (font, &length);

      for (gsize at = 0; at < length; at += 3)
        {
          g_autoptr (GBytes) cut = g_bytes_new (data, at);
          g_autofree guint8 *copy = g_memdup2 (data, length);
          g_autoptr (GBytes) wrong = NULL;
          g_autoptr (CwFontSet) fonts = cw_font_set_new ();

          copy[at] ^= 0xa5;
          wrong = g_bytes_new_take (g_steal_pointer (&copy), length);
          n_refused += cw_font_set_add (fonts, cut, "cut", NULL) ? 0 : 1;
          n_refused += cw_font_set_add (fonts, wrong, "wrong", NULL) ? 0 : 1;
        }
    }
  g_assert_cmpuint (n_refused, >, 400);
}

static void
test_full (void)
{
  g_autoptr (CwFontSet) fonts = cw_font_set_new ();
  g_autoptr (GBytes) last = load_variant ("square.ttf", CW_FONT_SET_MAX);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < CW_FONT_SET_MAX; i++)
    {
      g_autoptr (GBytes) font = load_variant ("square.ttf", i);

      g_assert_true (cw_font_set_add (fonts, font, "face.ttf", NULL));
    }
  g_assert_false (cw_font_set_add (fonts, last, "face.ttf", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
}

static void
test_digest (void)
{
  g_autoptr (CwFontSet) empty = cw_font_set_new ();
  g_autoptr (CwFontSet) forth = set_of ("square.ttf");
  g_autoptr (CwFontSet) back = set_of ("inter.ttf");
  g_autoptr (GBytes) square = load_font ("square.ttf");
  g_autoptr (GBytes) inter = load_font ("inter.ttf");
  g_autofree char *of_empty = cw_font_set_digest (empty);
  g_autofree char *of_one = cw_font_set_digest (forth);
  g_autofree char *of_forth = NULL;
  g_autofree char *of_back = NULL;

  g_assert_true (cw_font_set_add (forth, inter, "inter.ttf", NULL));
  g_assert_true (cw_font_set_add (back, square, "square.ttf", NULL));
  g_assert_true (cw_font_set_add (back, square, "again.ttf", NULL));
  of_forth = cw_font_set_digest (forth);
  of_back = cw_font_set_digest (back);
  g_assert_cmpuint (strlen (of_one), ==, 64);
  g_assert_cmpstr (of_forth, ==, of_back);
  g_assert_cmpstr (of_forth, !=, of_one);
  g_assert_cmpstr (of_empty, !=, of_one);
}

/* A file that somebody else wrote under the font's name is put right before it is used. */
static void
test_file_verified (void)
{
  g_autoptr (GBytes) font = load_font ("square.ttf");
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, font);
  g_autofree char *file = g_strconcat (digest, ".ttf", NULL);
  g_autofree char *path = g_build_filename (g_get_user_cache_dir (), "cardwright", "fonts", file, NULL);
  g_autofree char *found = NULL;
  gsize length = 0;
  g_autoptr (CwFontSet) first = set_of ("square.ttf");
  g_autoptr (CwFontSet) second = NULL;

  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_file_set_contents (path, "not the font", -1, NULL));
  second = set_of ("square.ttf");
  g_assert_true (g_file_get_contents (path, &found, &length, NULL));
  g_assert_cmpmem (found, length, g_bytes_get_data (font, NULL), g_bytes_get_size (font));
}

static void
test_no_folder (void)
{
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "cardwright", NULL);
  g_autofree char *aside = g_strconcat (folder, "-aside", NULL);
  g_autoptr (CwFontSet) fonts = cw_font_set_new ();
  g_autoptr (GBytes) font = load_variant ("square.ttf", 99);
  g_autoptr (GError) error = NULL;

  g_mkdir_with_parents (folder, 0700);
  g_assert_cmpint (g_rename (folder, aside), ==, 0);
  g_assert_true (g_file_set_contents (folder, "in the way", -1, NULL));
  g_assert_false (cw_font_set_add (fonts, font, "square.ttf", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_cmpint (g_remove (folder), ==, 0);
  g_assert_cmpint (g_rename (aside, folder), ==, 0);
}

static void
use_set_once (void)
{
  g_autoptr (CwFontSet) fonts = set_of ("square.ttf");
  g_autoptr (CwTextBlock) block = cw_text_block_new (fonts, &style, "AB", 30, 10);

  g_assert_null (cw_text_block_get_fit (block)->substitute);
}

/* What Fontconfig knows of the system, a quarter of a megabyte, goes with the set. */
static void
test_freed (void)
{
  gsize before = 0;

  use_set_once ();
  before = mallinfo2 ().uordblks;
  for (guint i = 0; i < 20; i++)
    use_set_once ();
  g_assert_cmpuint (mallinfo2 ().uordblks, <, before + 1024 * 1024);
}

static gpointer
set_text_thread (gpointer data)
{
  CwFontSet *shared = data;
  guint n_right = 0;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (CwFontSet) own = i % 10 == 0 ? set_of ("inter.ttf") : NULL;
      g_autoptr (CwTextBlock) block = cw_text_block_new (shared, &style, "AB", 30, 10);
      g_autoptr (CwTextBlock) other = cw_text_block_new (own, &style, "AB", 30, 10);
      g_autoptr (CwTextBlock) again = cw_text_block_ref (block);
      g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 200, 100);
      g_autoptr (cairo_t) cr = cairo_create (surface);

      cw_text_block_draw (again, cr, i % 2 == 0);
      cw_text_block_draw (other, cr, i % 2 == 0);
      n_right += ABS (cw_text_block_get_fit (block)->ink.width - 12.5 * CW_MM_PER_POINT) < 0.01 ? 1 : 0;
    }
  return GUINT_TO_POINTER (n_right);
}

static void
test_threads (void)
{
  g_autoptr (CwFontSet) fonts = set_of ("square.ttf");
  GThread *threads[4] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("text", set_text_thread, fonts);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), ==, 50);
}

static const char *const system_fonts[] = { "system.ttf", "colours.ttf" };

/* Two fonts in a folder of a user's own, where Fontconfig finds them. */
static char *
install_fonts (void)
{
  char *home = g_dir_make_tmp ("cw-fonts-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (home, "fonts", NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < G_N_ELEMENTS (system_fonts); i++)
    {
      g_autoptr (GBytes) font = load_font (system_fonts[i]);
      g_autofree char *path = g_build_filename (folder, system_fonts[i], NULL);

      g_assert_true (g_file_set_contents (path, g_bytes_get_data (font, NULL), (gssize) g_bytes_get_size (font), NULL));
    }
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  return home;
}

static void
remove_fonts (const char *home)
{
  g_autofree char *folder = g_build_filename (home, "fonts", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (system_fonts); i++)
    {
      g_autofree char *path = g_build_filename (folder, system_fonts[i], NULL);

      g_remove (path);
    }
  g_rmdir (folder);
  g_rmdir (home);
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *home = NULL;
  int result = 0;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  home = install_fonts ();
  g_test_add_func ("/templates/fonts/drawn", test_drawn);
  g_test_add_func ("/templates/fonts/apart", test_apart);
  g_test_add_func ("/templates/fonts/no-colours", test_no_colours);
  g_test_add_func ("/templates/fonts/grows", test_grows);
  g_test_add_func ("/templates/fonts/hides-system", test_hides_system);
  g_test_add_func ("/templates/fonts/refused", test_refused);
  g_test_add_func ("/templates/fonts/damaged", test_damaged);
  g_test_add_func ("/templates/fonts/full", test_full);
  g_test_add_func ("/templates/fonts/digest", test_digest);
  g_test_add_func ("/templates/fonts/file-verified", test_file_verified);
  g_test_add_func ("/templates/fonts/no-folder", test_no_folder);
  g_test_add_func ("/templates/fonts/freed", test_freed);
  g_test_add_func ("/templates/fonts/threads", test_threads);
  result = g_test_run ();
  remove_fonts (home);
  return result;
}
