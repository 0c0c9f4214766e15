/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/draw/face.h"

static void
assert_incomplete (CwTemplate *template,
                   CwRecord   *record,
                   GBytes     *photo,
                   const char *field,
                   const char *element)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_face_new (template, record, photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
  g_assert_nonnull (strstr (error->message, field));
  g_assert_nonnull (strstr (error->message, element));
}

static void
test_incomplete (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (GBytes) photo = fixture_photo ();
  static const char *const needed[][2] = {
    { "family_name", "“family-name”" }, { "given_names", "“given-names”" }, { "number", "“number”" }, { "valid_until_short", "“valid”" }, { "qr", "“esc”" },
  };
  g_autoptr (CwRecord) whole = fixture_record ();

  for (guint i = 0; i < G_N_ELEMENTS (needed); i++)
    {
      g_autoptr (CwRecord) record = fixture_record ();
      g_autofree char *field = g_strdup_printf ("“%s”", needed[i][0]);

      g_assert_true (cw_record_set (record, needed[i][0], "", NULL));
      assert_incomplete (template, record, photo, field, needed[i][1]);
    }
  assert_incomplete (template, whole, NULL, "photo", "“photo”");
}

static void
test_optional (void)
{
  g_autoptr (CwTemplate) template = fixture_template_with (
    "{'type':'text','id':'note','x':5,'y':5,'width':40,'height':5,'size':8,'text':'Note: {note}'},"
    "{'type':'photo','id':'photo','x':5,'y':15,'width':20,'height':25,'required':false},"
    "{'type':'code','symbology':'qr','id':'code','x':40,'y':15,'width':20,'height':20,'text':'{link}','required':false}");
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = cw_face_new (template, record, NULL, &error);
  g_autoptr (GPtrArray) checks = NULL;

  g_assert_no_error (error);
  for (guint i = 0; i < 3; i++)
    {
      const CwItem *item = g_ptr_array_index (face->items[0], i);

      g_assert_null (item->text);
      g_assert_null (item->code);
      g_assert_null (item->photo);
    }
  checks = cw_face_check (face);
  g_assert_cmpuint (checks->len, ==, 1);
  g_assert_cmpint (((const CwCheck *) g_ptr_array_index (checks, 0))->kind, ==, CW_CHECK_BLANK_FACE);
}

static void
test_bad_input (void)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GBytes) photo = fixture_photo ();
  g_autoptr (GBytes) words = g_bytes_new_static ("words", 5);
  g_autofree char *long_text = g_strnfill (63, 'x');
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_face_new (template, record, words, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_PHOTO);
  g_clear_error (&error);
  g_assert_true (cw_record_set (record, "qr", long_text, NULL));
  g_assert_null (cw_face_new (template, record, photo, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "63 bytes"));
  g_assert_nonnull (strstr (error->message, "“esc”"));
}

/* Sentence of the first check about @element that holds @word, or %NULL. */
static const CwCheck *
find_check (GPtrArray  *checks,
            const char *element,
            const char *word)
{
  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (strcmp (check->element, element) == 0 && strstr (check->sentence, word) != NULL)
        return check;
    }
  return NULL;
}

static GPtrArray *
check_names (const char *family_name,
             const char *given_names)
{
  g_autoptr (CwTemplate) template = fixture_shipped ();
  g_autoptr (CwRecord) record = fixture_record ();
  g_autoptr (GBytes) photo = fixture_photo ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = NULL;

  g_assert_true (cw_record_set (record, "family_name", family_name, NULL));
  g_assert_true (cw_record_set (record, "given_names", given_names, NULL));
  face = cw_face_new (template, record, photo, &error);
  g_assert_no_error (error);
  return cw_face_check (face);
}

static void
assert_no_errors (GPtrArray *checks)
{
  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (check->error)
        g_error ("%s: %s", check->element, check->sentence);
    }
}

static void
test_names (void)
{
  static const char *const names[][2] = {
    { "Šķēle-Ķirsone", "Anžela Ģertrūde" }, { "Bērziņš", "Jānis" }, { "Lī", "Ņina" }, { "Ūdriņa-Žagariņa", "Elīza Paula" }, { "Jürgenson-Äärelaid", "Õnne" }, { "Stanisławska-Żółkiewska", "Małgorzata" },
  };
  g_autoptr (GPtrArray) long_name = NULL;
  const CwCheck *check = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GPtrArray) checks = check_names (names[i][0], names[i][1]);

      if (checks->len > 0)
        g_error ("%s: %s", names[i][0], ((const CwCheck *) g_ptr_array_index (checks, 0))->sentence);
    }
  /* eighty letters: cut at worst, and said so */
  long_name = check_names ("Zvirbuļkalniņa-Vilkābele-Ozolniece-Līdaka-Papachristodoulou-Konstantinopoulou-Šķēle", "Aleksandra Konstantīna Marija-Magdalēna");
  assert_no_errors (long_name);
  check = find_check (long_name, "family-name", "…");
  g_assert_nonnull (check);
  g_assert_false (check->error);
}

static void
test_unknown_characters (void)
{
  g_autoptr (GPtrArray) checks = check_names ("Bērziņš\xf3\xb0\x80\x80", "Jānis");
  const CwCheck *check = find_check (checks, "family-name", "1 character");

  g_assert_nonnull (check);
  g_assert_true (check->error);
}

/* A name that is too wide takes a smaller size first; its width in the box is then full. */
static void
test_shrink (void)
{
  const CwTextStyle style = { .family = (char *) "Inter", .weight = 700, .size = 13, .min_size = 6, .lines = 1, .colour = { 0, 0, 0, 1 } };
  g_autoptr (CwTextBlock) wide = cw_text_block_new (NULL, &style, "Šķēle-Ķirsone", 60, 5);
  g_autoptr (CwTextBlock) narrow = cw_text_block_new (NULL, &style, "Šķēle-Ķirsone", 25, 5);
  g_autoptr (CwTextBlock) tight = cw_text_block_new (NULL, &style, "Šķēle-Ķirsone", 10, 5);
  const CwTextFit *fit = cw_text_block_get_fit (narrow);

  g_assert_cmpfloat (cw_text_block_get_fit (wide)->size, ==, 13);
  g_assert_cmpfloat (fit->size, <, 13);
  g_assert_cmpfloat (fit->size, >, 6);
  g_assert_false (fit->cut);
  g_assert_cmpfloat_with_epsilon (fit->ink.width, 25, 1);
  g_assert_cmpfloat (cw_text_block_get_fit (tight)->size, ==, 6);
  g_assert_true (cw_text_block_get_fit (tight)->cut);
  g_assert_cmpfloat (cw_text_block_get_fit (tight)->ink.width, <=, 10);
}

static void
test_paragraph (void)
{
  CwTextStyle style = { .family = (char *) "Inter", .weight = 400, .size = 8, .min_size = 4, .lines = 3, .line_height = 1.2, .colour = { 0, 0, 0, 1 } };
  const char *text = "Pārtikas produktu pārstrādes tehnoloģija un uzturzinātne mūsdienu lauksaimniecībā";
  g_autoptr (CwTextBlock) roomy = cw_text_block_new (NULL, &style, text, 60, 12);
  g_autoptr (CwTextBlock) shrunk = cw_text_block_new (NULL, &style, text, 40, 8);
  g_autoptr (CwTextBlock) cut = cw_text_block_new (NULL, &style, text, 15, 4);

  g_assert_cmpfloat (cw_text_block_get_fit (roomy)->size, ==, 8);
  g_assert_cmpfloat (cw_text_block_get_fit (shrunk)->size, <, 8);
  g_assert_cmpfloat (cw_text_block_get_fit (shrunk)->size, >=, 4);
  g_assert_false (cw_text_block_get_fit (shrunk)->cut);
  g_assert_cmpfloat (cw_text_block_get_fit (shrunk)->ink.height, <=, 8);
  g_assert_true (cw_text_block_get_fit (cut)->cut);
  g_assert_cmpfloat (cw_text_block_get_fit (cut)->ink.height, <=, 4);
}

static void
test_alignment (void)
{
  CwTextStyle style = { .family = (char *) "Inter", .weight = 400, .size = 8, .min_size = 8, .lines = 1, .colour = { 0, 0, 0, 1 } };
  static const double shares[] = { 0, 0.5, 1 };
  double lefts[3] = { 0 };

  for (int i = 0; i < 3; i++)
    {
      g_autoptr (CwTextBlock) block = NULL;

      style.align = (CwAlign) i;
      block = cw_text_block_new (NULL, &style, "HHH", 50, 10);
      lefts[i] = cw_text_block_get_fit (block)->ink.x;
    }
  for (int i = 0; i < 3; i++)
    g_assert_cmpfloat_with_epsilon (lefts[i], lefts[0] + shares[i] * (lefts[2] - lefts[0]), 0.01);
  g_assert_cmpfloat (lefts[2], >, 40);
  style.valign = CW_VALIGN_BASELINE;
  {
    g_autoptr (CwTextBlock) block = cw_text_block_new (NULL, &style, "HHH", 50, 10);
    const CwTextFit *fit = cw_text_block_get_fit (block);

    g_assert_cmpfloat_with_epsilon (fit->ink.y + fit->ink.height, 10, 0.02);
  }
}

static void
test_substitute (void)
{
  const CwTextStyle style = { .family = (char *) "No Such Family", .weight = 400, .size = 8, .min_size = 8, .lines = 1, .colour = { 0, 0, 0, 1 } };
  g_autoptr (CwTextBlock) block = cw_text_block_new (NULL, &style, "Anžela", 50, 10);

  g_assert_nonnull (cw_text_block_get_fit (block)->substitute);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/face/incomplete", test_incomplete);
  g_test_add_func ("/templates/face/optional", test_optional);
  g_test_add_func ("/templates/face/bad-input", test_bad_input);
  g_test_add_func ("/templates/face/names", test_names);
  g_test_add_func ("/templates/face/unknown-characters", test_unknown_characters);
  g_test_add_func ("/templates/face/shrink", test_shrink);
  g_test_add_func ("/templates/face/paragraph", test_paragraph);
  g_test_add_func ("/templates/face/alignment", test_alignment);
  g_test_add_func ("/templates/face/substitute", test_substitute);
  return g_test_run ();
}
