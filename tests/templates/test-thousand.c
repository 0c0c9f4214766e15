/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <math.h>

#include "fixture.h"
#include "names.h"
#include "templates/draw/face.h"
#include "templates/codes/scan.h"

/* A thousand students a design: every code on their cards, drawn at 300 dpi, reads back as what
 * the record says. Only the resin layer is drawn, which is where the codes are. The numbers come
 * from one seed a design, which is told, so that a failure can be had again. Two threads, each
 * with a half of the students. */

#define STUDENTS 1000
#define THREADS 2
#define DPI 300.0
#define AROUND 0.5 /* mm looked at around an element's place: no code lies nearer to another */

typedef struct
{
  CwTemplate *template;
  Names      *names;
  GBytes     *photos[3];
  guint32     seed;
  int         n_read; /* atomic, as the next */
  int         n_wrong;
} Thousand;

/* A picture of nothing: coarse squares of noise, as hard on the dots beside a code as any. */
static GBytes *
photo_new (GRand *random)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 240, 320);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  guint32 squares[16][12];

  for (guint i = 0; i < 16 * 12; i++)
    squares[i / 12][i % 12] = g_rand_int (random);
  for (int y = 0; y < 320; y++)
    for (int x = 0; x < 240; x++)
      for (int channel = 0; channel < 3; channel++)
        pixels[y * stride + 3 * x + channel] = (guchar) (squares[y / 20][x / 20] >> (8 * channel));
  return fixture_encode (pixbuf, "jpeg");
}

/* Where an element lies in the picture of its side, in dots: an upright design is drawn with its
 * top at the left end. */
static CwBox
element_area (const CwTemplate *template,
              const CwElement  *element)
{
  const double scale = DPI / 25.4;
  CwBox box = { element->box.x - AROUND, element->box.y - AROUND, element->box.width + 2 * AROUND, element->box.height + 2 * AROUND };
  CwBox area = box;

  if (template->portrait)
    area = (CwBox){ box.y, CW_CARD_HEIGHT_MM - box.x - box.width, box.height, box.width };
  return (CwBox){ floor (area.x * scale), floor (area.y * scale), ceil (area.width * scale), ceil (area.height * scale) };
}

/* What the code of @element must say, from the record and nothing else. */
static const char *
expected_text (const CwElement *element,
               CwRecord        *record)
{
  const char *library = cw_record_get (record, "library_number");

  if (element->type == CW_ELEMENT_ESC_LOGO)
    return cw_record_get (record, "qr");
  g_assert_cmpstr (element->id, ==, "back-library");
  return library != NULL ? library : cw_record_get (record, "number");
}

/* What the scanner says, not what the face believes, is compared with the record. */
static void
read_back (Thousand        *self,
           cairo_surface_t *surface,
           const CwItem    *item,
           CwRecord        *record,
           guint            student)
{
  CwBox area = element_area (self->template, item->element);
  g_autofree char *found = NULL;
  gboolean same = cw_scan_verify (surface, item->code, &area, &found);
  const char *expected = expected_text (item->element, record);

  g_atomic_int_inc (&self->n_read);
  if (same && g_strcmp0 (found, expected) == 0)
    return;
  g_atomic_int_inc (&self->n_wrong);
  g_test_message ("student %u, “%s”: “%s” where “%s” was meant", student, item->element->id, found != NULL ? found : "", expected);
}

static void
issue (Thousand *self,
       GRand    *random,
       guint     student)
{
  g_autoptr (CwRecord) record = names_record (self->names, g_rand_int (random) % names_count (self->names), g_rand_int (random));
  GBytes *photo = self->photos[g_rand_int (random) % G_N_ELEMENTS (self->photos)];
  const CwFaceMedium medium = { .dpi = DPI, .layer = CW_LAYER_RESIN };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = cw_face_new (self->template, record, photo, &error);

  g_assert_no_error (error);
  for (guint side = 0; side < (cw_template_has_back (self->template) ? 2 : 1); side++)
    {
      g_autoptr (cairo_surface_t) surface = cw_face_render (face, (CwFaceSide) side, &medium, 0, 0, &error);

      g_assert_no_error (error);
      for (guint i = 0; i < face->items[side]->len; i++)
        {
          const CwItem *item = g_ptr_array_index (face->items[side], i);

          if (item->code != NULL)
            read_back (self, surface, item, record, student);
        }
    }
}

static void
issue_part_cb (gpointer data,
               gpointer user_data)
{
  guint part = GPOINTER_TO_UINT (data) - 1;
  Thousand *self = user_data;
  GRand *random = g_rand_new_with_seed (self->seed + part);

  for (guint i = part; i < STUDENTS; i += THREADS)
    issue (self, random, i);
  g_rand_free (random);
}

static void
test_thousand (gconstpointer name)
{
  g_autoptr (GFile) file = cw_template_get_shipped (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);
  g_autoptr (Names) names = names_load ();
  Thousand self = { .template = template, .names = names, .seed = g_str_hash (name) };
  GRand *random = g_rand_new_with_seed (self.seed);
  GThreadPool *pool = NULL;

  g_assert_no_error (error);
  g_test_message ("seed %u", self.seed);
  for (guint i = 0; i < G_N_ELEMENTS (self.photos); i++)
    self.photos[i] = photo_new (random);
  g_rand_free (random);
  pool = g_thread_pool_new (issue_part_cb, &self, THREADS, TRUE, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < THREADS; i++)
    g_thread_pool_push (pool, GUINT_TO_POINTER (i + 1), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (self.photos); i++)
    g_bytes_unref (self.photos[i]);
  g_test_message ("%d codes read back", self.n_read);
  g_assert_cmpint (self.n_wrong, ==, 0);
  g_assert_cmpint (self.n_read, >=, STUDENTS);
}

int
main (int    argc,
      char **argv)
{
  const char *const *shipped = cw_template_list_shipped ();

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; shipped[i] != NULL; i++)
    {
      g_autofree char *path = g_strdup_printf ("/templates/thousand/%s", shipped[i]);

      g_test_add_data_func (path, shipped[i], test_thousand);
    }
  return g_test_run ();
}
