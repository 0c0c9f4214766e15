/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "golden.h"
#include "names.h"
#include "templates/draw/face.h"

/* The designs that come with the program: they pass their own checks with their sample, with every
 * field that may be missing gone, and with the longest names of 24 languages; and they look as they
 * did when their goldens were made. */

/* The warnings that a card with long names may earn, and why. */
static const CwCheckKind justified[] = {
  /* narrow letters are how a name of forty letters stays whole */
  CW_CHECK_CONDENSED,
};

static CwTemplate *
load (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = cw_template_get_shipped (name);
  CwTemplate *template = cw_template_load (file, &error);

  g_assert_no_error (error);
  return template;
}

static GBytes *
load_portrait (guint number)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strdup_printf ("%s/portrait-%u.jpg", CW_TEST_DEMO, number);
  char *data = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static CwRecord *
copy_without (CwRecord   *record,
              const char *left_out)
{
  g_auto (GStrv) names = cw_record_list (record);
  CwRecord *copy = cw_record_new ();

  for (guint i = 0; names[i] != NULL; i++)
    if (g_strcmp0 (names[i], left_out) != 0)
      g_assert_true (cw_record_set (copy, names[i], cw_record_get (record, names[i]), NULL));
  return copy;
}

static gboolean
is_justified (const CwCheck *check)
{
  for (guint i = 0; i < G_N_ELEMENTS (justified); i++)
    if (!check->error && check->kind == justified[i])
      return TRUE;
  return FALSE;
}

/* @strict: not even a warning that is justified */
static void
assert_checks (CwFace     *face,
               const char *what,
               gboolean    strict)
{
  g_autoptr (GPtrArray) checks = cw_face_check (face);

  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (!strict && is_justified (check))
        continue;
      g_test_message ("%s: %s: %s", what, cw_face_side_to_name (check->side), check->sentence);
      g_test_fail ();
    }
}

static const CwItem *
find_item (const CwFace *face,
           const char   *id)
{
  for (guint side = 0; side < G_N_ELEMENTS (face->items); side++)
    for (guint i = 0; i < face->items[side]->len; i++)
      {
        const CwItem *item = g_ptr_array_index (face->items[side], i);

        if (g_str_equal (item->element->id, id))
          return item;
      }
  return NULL;
}

/* "number-label" names what "number" shows; neither stands without the other. */
static void
assert_no_orphans (const CwFace *face,
                   const char   *what)
{
  for (guint side = 0; side < G_N_ELEMENTS (face->items); side++)
    for (guint i = 0; i < face->items[side]->len; i++)
      {
        const CwItem *item = g_ptr_array_index (face->items[side], i);
        const char *suffix = g_strrstr (item->element->id, "-label");
        g_autofree char *id = suffix != NULL ? g_strndup (item->element->id, (gsize) (suffix - item->element->id)) : NULL;
        const CwItem *value = id != NULL ? find_item (face, id) : NULL;

        g_assert_true (suffix == NULL || value != NULL);
        if (value == NULL || value->hidden == item->hidden)
          continue;
        g_test_message ("%s: “%s” stands without “%s”", what, item->hidden ? id : item->element->id, item->hidden ? item->element->id : id);
        g_test_fail ();
      }
}

static void
assert_whole (const CwFace *face,
              const char   *what)
{
  for (guint side = 0; side < G_N_ELEMENTS (face->items); side++)
    for (guint i = 0; i < face->items[side]->len; i++)
      {
        const CwItem *item = g_ptr_array_index (face->items[side], i);
        const CwTextFit *fit = item->text != NULL ? cw_text_block_get_fit (item->text) : NULL;

        if (fit == NULL || (!fit->cut && !fit->overflow && fit->n_unknown == 0 && fit->substitute == NULL))
          continue;
        g_test_message ("%s: “%s” is %s", what, item->element->id, fit->cut ? "cut" : fit->overflow ? "too tall" : "in another font");
        g_test_fail ();
      }
}

/* Its own record shows a design at its best: every field filled, nothing to complain of. */
static void
test_sample (gconstpointer name)
{
  g_autoptr (CwTemplate) template = load (name);
  CwRecord *sample = cw_template_get_sample (template);
  g_autoptr (GBytes) photo = load_portrait (1);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = NULL;
  g_auto (GStrv) fields = cw_template_list_fields (template);

  g_assert_nonnull (sample);
  for (guint i = 0; fields[i] != NULL; i++)
    if (cw_record_get (sample, fields[i]) == NULL)
      g_error ("%s: the sample has no “%s”", (const char *) name, fields[i]);
  face = cw_face_new (template, sample, photo, &error);
  g_assert_no_error (error);
  assert_checks (face, name, TRUE);
  assert_whole (face, name);
  assert_no_orphans (face, name);
}

/* One field after the other is missing: the card is refused, or stands without an orphan. */
static void
test_missing (gconstpointer name)
{
  g_autoptr (CwTemplate) template = load (name);
  g_autoptr (GBytes) photo = load_portrait (2);
  g_auto (GStrv) fields = cw_template_list_fields (template);
  guint n_refused = 0;

  for (guint i = 0; fields[i] != NULL; i++)
    {
      g_autoptr (CwRecord) record = copy_without (cw_template_get_sample (template), fields[i]);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwFace) face = cw_face_new (template, record, photo, &error);
      g_autofree char *what = g_strdup_printf ("%s without %s", (const char *) name, fields[i]);

      if (face == NULL)
        {
          g_assert_error (error, CW_ERROR, CW_ERROR_RECORD_INCOMPLETE);
          n_refused++;
          continue;
        }
      assert_checks (face, what, TRUE);
      assert_no_orphans (face, what);
    }
  /* names, number, validity and code are on every card */
  g_assert_cmpuint (n_refused, >=, 4);
}

static void
assert_no_colour (CwFace     *face,
                  CwFaceSide  side,
                  const char *name)
{
  const CwFaceMedium colour = { .dpi = 300, .layer = CW_LAYER_COLOUR };
  g_autoptr (cairo_surface_t) surface = cw_face_render (face, side, &colour, 0, 0, NULL);

  for (int y = 0; y < cairo_image_surface_get_height (surface); y++)
    {
      const guint32 *row = (const guint32 *) (const void *) (cairo_image_surface_get_data (surface) + (gsize) y * (gsize) cairo_image_surface_get_stride (surface));

      for (int x = 0; x < cairo_image_surface_get_width (surface); x++)
        if ((row[x] & 0xffffff) != 0xffffff)
          g_error ("%s: %s has colour at %d, %d", name, cw_face_side_to_name (side), x, y);
    }
}

/* Every back is black alone, so that YMCKOK prints it with one panel; mono is so on both sides. */
static void
test_panels (gconstpointer name)
{
  g_autoptr (CwTemplate) template = load (name);
  g_autoptr (GBytes) photo = load_portrait (3);
  g_autoptr (CwFace) face = cw_face_new (template, cw_template_get_sample (template), photo, NULL);

  g_assert_true (cw_template_has_back (template) != g_str_equal (name, "college-start"));
  if (cw_template_has_back (template))
    assert_no_colour (face, CW_FACE_BACK, name);
  if (g_str_equal (name, "mono"))
    assert_no_colour (face, CW_FACE_FRONT, name);
}

static void
test_longest (gconstpointer name)
{
  g_autoptr (CwTemplate) template = load (name);
  g_autoptr (Names) names = names_load ();
  g_autoptr (GBytes) photo = load_portrait (4);

  g_assert_cmpuint (names_languages (names), ==, 24);
  g_assert_cmpuint (names_count (names), >=, 72);
  for (guint i = 0; i < names_count (names); i++)
    {
      g_autoptr (CwRecord) record = names_record (names, i, i);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwFace) face = cw_face_new (template, record, photo, &error);
      g_autofree char *what = g_strdup_printf ("%s: %s %s", (const char *) name, cw_record_get (record, "full_name"), cw_record_get (record, "institution"));

      g_assert_no_error (error);
      assert_checks (face, what, FALSE);
      assert_whole (face, what);
    }
}

static void
compare_template (CwTemplate *template,
                  CwRecord   *record,
                  const char *name)
{
  g_autoptr (GBytes) photo = load_portrait (5);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = cw_face_new (template, record, photo, &error);
  g_autofree char *front = g_strconcat (name, "-front", NULL);
  g_autofree char *back = g_strconcat (name, "-back", NULL);

  g_assert_no_error (error);
  golden_compare_face (face, CW_FACE_FRONT, front);
  if (cw_template_has_back (template))
    golden_compare_face (face, CW_FACE_BACK, back);
}

static void
test_golden (gconstpointer name)
{
  g_autoptr (CwTemplate) template = load (name);

  compare_template (template, cw_template_get_sample (template), name);
}

/* A design for each kind of element, in all its forms. */
static void
test_kind (gconstpointer kind)
{
  g_autofree char *path = g_strdup_printf ("%s/%s/template.json", CW_TEST_KINDS, (const char *) kind);
  g_autofree char *name = g_strconcat ("kind-", kind, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);

  g_assert_no_error (error);
  compare_template (template, cw_template_get_sample (template), name);
}

/* A screen shows what no printer prints: the hologram's shimmer and the guides of the zones. */
static void
test_screen (void)
{
  const CwFaceMedium medium = { .dpi = 150, .screen = TRUE };
  g_autoptr (GFile) file = g_file_new_for_path (CW_TEST_KINDS "/zones/template.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);
  g_autoptr (CwFace) face = NULL;
  g_autoptr (cairo_surface_t) surface = NULL;

  g_assert_no_error (error);
  face = cw_face_new (template, cw_template_get_sample (template), NULL, &error);
  g_assert_no_error (error);
  surface = cw_face_render (face, CW_FACE_FRONT, &medium, 0, 0, &error);
  g_assert_no_error (error);
  golden_compare_surface (surface, FALSE, medium.dpi, "kind-zones-screen");
}

static void
add_shipped (const char   *test,
             GTestDataFunc run)
{
  const char *const *shipped = cw_template_list_shipped ();

  for (guint i = 0; shipped[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/templates/shipped/%s/%s", test, shipped[i]);

      g_test_add_data_func (path, shipped[i], run);
    }
}

int
main (int    argc,
      char **argv)
{
  static const char *const kinds[] = { "text", "photo", "image", "shape", "code", "esc-logo", "zones" };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  add_shipped ("sample", test_sample);
  add_shipped ("missing", test_missing);
  add_shipped ("panels", test_panels);
  add_shipped ("longest", test_longest);
  add_shipped ("golden", test_golden);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strdup_printf ("/templates/shipped/kind/%s", kinds[i]);

      g_test_add_data_func (path, kinds[i], test_kind);
    }
  g_test_add_func ("/templates/shipped/screen", test_screen);
  return g_test_run ();
}
