/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#include <utime.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/format/archive.h"
#include "templates/format/package.h"
#include "templates/pictures/photo.h"
#include "templates/format/preview.h"
#include "zip-maker.h"

#define PLACE(n) "'x':" #n ",'y':2,'width':15,'height':15"

/* Every kind of file that a design may have, and a sample that fills it. */
#define DESIGN(orientation)                                                                                      \
  "{'cardwright_template':2,'name':'Packed','card':'id-1','orientation':'" orientation "',"                      \
  "'fonts':['Noto Sans',{'family':'Cardwright Square','files':['fonts/square.ttf']}],"                           \
  "'sample':{'given_names':'AAA','qr':'https://s.esc-r.eu/3e506370-826a-103d-bf76-001000000001'},"               \
  "'front':{'background':'#c03020','elements':["                                                                 \
  "{'type':'image','id':'b'," PLACE (2) ",'asset':'art/b.svg','fit':'stretch'},"                                 \
  "{'type':'image','id':'a'," PLACE (18) ",'asset':'a.png'},{'type':'image','id':'again'," PLACE (18) ",'asset':'art/b.svg'}," \
  "{'type':'photo','id':'photo','x':30,'y':20,'width':18,'height':24},"                                          \
  "{'type':'text','id':'name','x':2,'y':48,'width':20,'height':4,'size':8,'text':'{given_names}','family':'Cardwright Square','required':true}]}," \
  "'back':{'elements':[{'type':'code','symbology':'qr','id':'qr'," PLACE (2) "}]}}"

#define SVG "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'><rect width='1' height='1' fill='#0000ff'/></svg>"

typedef struct
{
  char  *folder;
  char  *design;  /* a folder in it */
  GFile *json;
  GFile *package; /* not made yet */
} Fixture;

static void
put_file (const char *folder,
          const char *path,
          const void *data,
          gssize      length)
{
  g_autofree char *whole = g_build_filename (folder, path, NULL);
  g_autofree char *parent = g_path_get_dirname (whole);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0755), ==, 0);
  g_assert_true (g_file_set_contents (whole, data, length, NULL));
}

static void
put_design (Fixture    *self,
            const char *design)
{
  g_autofree char *json = fixture_json (design);

  put_file (self->design, "template.json", json, -1);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autofree char *font = NULL;
  gsize length = 0;
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (40, 30);
  g_autoptr (GBytes) png = fixture_encode (pixbuf, "png");
  g_autofree char *json = NULL;
  g_autofree char *package = NULL;

  self->folder = fixture_folder ();
  self->design = g_build_filename (self->folder, "design", NULL);
  g_assert_true (g_file_get_contents (CW_TEST_DATA "/fonts/square.ttf", &font, &length, NULL));
  put_design (self, DESIGN ("landscape"));
  put_file (self->design, "fonts/square.ttf", font, (gssize) length);
  put_file (self->design, "art/b.svg", SVG, -1);
  put_file (self->design, "a.png", g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png));
  put_file (self->design, "README.md", "Šis ir dizains.\n", -1);
  put_file (self->design, "OFL.txt", "Free.\n", -1);
  put_file (self->design, "not-named.svg", SVG, -1);
  json = g_build_filename (self->design, "template.json", NULL);
  package = g_build_filename (self->folder, "design.cardtemplate", NULL);
  self->json = g_file_new_for_path (json);
  self->package = g_file_new_for_path (package);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  fixture_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->design);
  g_object_unref (self->json);
  g_object_unref (self->package);
}

static void
pack (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  cw_package_write (self->json, self->package, &error);
  g_assert_no_error (error);
}

static GBytes *
load (GFile *file)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = g_file_load_bytes (file, NULL, NULL, &error);

  g_assert_no_error (error);
  return bytes;
}

/* Nothing but the design and what @names says is left in the folder. */
static void
assert_only (Fixture    *self,
             const char *name)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *found = NULL;

  while ((found = g_dir_read_name (dir)) != NULL)
    if (strcmp (found, "design") != 0 && g_strcmp0 (found, name) != 0)
      g_error ("“%s” was left behind", found);
}

static void
assert_not_packed (Fixture    *self,
                   int         code,
                   const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_package_write (self->json, self->package, &error));
  g_assert_error (error, CW_ERROR, code);
  if (strstr (error->message, word) == NULL)
    g_error ("wanted “…%s…”, got “%s”", word, error->message);
  assert_only (self, NULL);
}

static char *
digest_of (CwTemplate *template)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = fixture_photo ();
  g_autoptr (CwFace) face = cw_face_new (template, cw_template_get_sample (template), photo, &error);
  char *digest = NULL;

  g_assert_no_error (error);
  digest = cw_face_digest (face, &error);
  g_assert_no_error (error);
  return digest;
}

/* Only what the design names, and the texts; always the same bytes. */
static void
test_entries (Fixture      *self,
              gconstpointer data)
{
  const char *const wanted[] = { "template.json", "a.png", "art/b.svg", "fonts/square.ttf", "README.md", "OFL.txt", "preview.png", NULL };
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (CwArchive) archive = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) paths = NULL;

  pack (self);
  zip = load (self->package);
  archive = cw_archive_open (zip, "x.cardtemplate", &error);
  g_assert_no_error (error);
  paths = cw_archive_list (archive);
  g_assert_true (g_strv_equal ((const char *const *) paths, wanted));

  g_assert_cmpint (g_utime (g_file_peek_path (self->json), NULL), ==, 0);
  pack (self);
  again = load (self->package);
  g_assert_true (g_bytes_equal (zip, again));
  assert_only (self, "design.cardtemplate");
}

/* A package is the same template as its folder, to the dot. */
static void
test_same_template (Fixture      *self,
                    gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwTemplate) folder = NULL;
  g_autoptr (CwTemplate) package = NULL;
  g_autofree char *folder_digest = NULL;
  g_autofree char *package_digest = NULL;

  pack (self);
  folder = cw_template_load (self->json, &error);
  g_assert_no_error (error);
  package = cw_template_load (self->package, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (cw_template_get_digest (folder), ==, cw_template_get_digest (package));
  folder_digest = digest_of (folder);
  package_digest = digest_of (package);
  g_assert_cmpstr (folder_digest, ==, package_digest);
}

static void
test_round_trip (Fixture      *self,
                 gconstpointer data)
{
  static const char *const paths[] = { "template.json", "a.png", "art/b.svg", "fonts/square.ttf", "README.md", "OFL.txt" };
  g_autofree char *path = g_build_filename (self->folder, "unpacked", NULL);
  g_autofree char *json = g_build_filename (path, "template.json", NULL);
  g_autofree char *left_out = g_build_filename (path, "not-named.svg", NULL);
  g_autoptr (GFile) unpacked = g_file_new_for_path (path);
  g_autoptr (GFile) unpacked_json = g_file_new_for_path (json);
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (GBytes) again = NULL;
  g_autoptr (GError) error = NULL;

  pack (self);
  zip = load (self->package);
  g_assert_true (cw_package_unpack (self->package, unpacked, &error));
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *before = g_build_filename (self->design, paths[i], NULL);
      g_autofree char *after = g_build_filename (path, paths[i], NULL);
      g_autoptr (GFile) before_file = g_file_new_for_path (before);
      g_autoptr (GFile) after_file = g_file_new_for_path (after);
      g_autoptr (GBytes) before_bytes = load (before_file);
      g_autoptr (GBytes) after_bytes = load (after_file);

      g_assert_true (g_bytes_equal (before_bytes, after_bytes));
    }
  g_assert_false (g_file_test (left_out, G_FILE_TEST_EXISTS));
  /* packed again, from the unpacked folder and from the package itself */
  g_assert_true (cw_package_write (unpacked_json, self->package, &error));
  g_assert_no_error (error);
  again = load (self->package);
  g_assert_true (g_bytes_equal (zip, again));
  g_assert_true (cw_package_write (self->package, self->package, &error));
  g_assert_no_error (error);
  g_bytes_unref (again);
  again = load (self->package);
  g_assert_true (g_bytes_equal (zip, again));
}

static void
assert_preview (Fixture *self,
                int      width,
                int      height)
{
  g_autoptr (GBytes) zip = NULL;
  g_autoptr (CwArchive) archive = NULL;
  g_autoptr (GBytes) png = NULL;
  g_autoptr (CwPicture) picture = NULL;
  cairo_surface_t *surface = NULL;

  pack (self);
  zip = load (self->package);
  archive = cw_archive_open (zip, "x.cardtemplate", NULL);
  png = cw_archive_read (archive, "preview.png", CW_ARCHIVE_MAX_ENTRY, NULL);
  picture = cw_picture_decode (png, "preview.png", FALSE, NULL);
  surface = picture->surface;
  g_assert_cmpint (picture->width, ==, width);
  g_assert_cmpint (picture->height, ==, height);
  /* upright: the blue artwork at the top left, the ground beside it, the square letters at the bottom left */
  g_assert_cmphex (fixture_pixel (surface, width * 8 / (width > height ? 86 : 54), height * 8 / (width > height ? 54 : 86)), ==, 0x0000ff);
  g_assert_cmphex (fixture_pixel (surface, width - 10, 10), ==, 0xc03020);
  g_assert_cmphex (fixture_pixel (surface, width - 10, height - 10), ==, 0xc03020);
}

static void
test_preview (Fixture      *self,
              gconstpointer data)
{
  assert_preview (self, 600, 378);
  put_design (self, DESIGN ("portrait"));
  assert_preview (self, 600, 951);
}

/* The picture that stands for a photo is one that every check is content with. */
static void
test_preview_photo (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) photo = cw_preview_make_photo (&error);

  g_assert_no_error (error);
  g_assert_true (cw_photo_check (photo, "photo", &error));
  g_assert_no_error (error);
}

static void
test_not_packed (Fixture      *self,
                 gconstpointer data)
{
  g_autofree char *art = g_build_filename (self->design, "art", "b.svg", NULL);
  g_autofree char *licence = g_build_filename (self->design, "LICENCE", NULL);
  g_autofree char *large = g_strnfill (CW_PACKAGE_MAX_TEXT + 1, 'x');

  put_design (self, "{'cardwright_template':2}");
  assert_not_packed (self, CW_ERROR_TEMPLATE, "template.json: /");
  put_design (self, "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
                    "{'type':'text','id':'t'," PLACE (2) ",'size':8,'text':'{given_names}','required':true}]}}");
  assert_not_packed (self, CW_ERROR_RECORD_INCOMPLETE, "“given_names”");
  put_design (self, "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
                    "{'type':'image','id':'i'," PLACE (2) ",'asset':'preview.png'}]}}");
  assert_not_packed (self, CW_ERROR_TEMPLATE, "“preview.png” does not exist");
  put_file (self->design, "preview.png", "x", 1);
  assert_not_packed (self, CW_ERROR_TEMPLATE, "preview.png");

  put_design (self, DESIGN ("landscape"));
  put_file (self->design, "LICENCE", large, -1);
  assert_not_packed (self, CW_ERROR_TEMPLATE, "“LICENCE” is larger than 256 KiB");
  put_file (self->design, "LICENCE", "\xff", 1);
  assert_not_packed (self, CW_ERROR_TEMPLATE, "“LICENCE” is not text in UTF-8");
  g_assert_cmpint (g_unlink (licence), ==, 0);
  g_assert_cmpint (symlink ("/etc/hostname", licence), ==, 0);
  assert_not_packed (self, CW_ERROR_TEMPLATE, "“LICENCE” is a link");
  g_assert_cmpint (g_unlink (licence), ==, 0);
  g_assert_cmpint (g_unlink (art), ==, 0);
  assert_not_packed (self, CW_ERROR_TEMPLATE, "“art/b.svg” does not exist");
}

/* A folder may hold both; where upper and lower case are the same, a package could not be unpacked. */
static void
test_case_alone (Fixture      *self,
                 gconstpointer data)
{
  put_file (self->design, "one.svg", SVG, -1);
  put_file (self->design, "ONE.svg", SVG, -1);
  put_design (self, "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
                    "{'type':'image','id':'i'," PLACE (2) ",'asset':'one.svg'},{'type':'image','id':'j'," PLACE (2) ",'asset':'ONE.svg'}]}}");
  assert_not_packed (self, CW_ERROR_TEMPLATE, "is there twice");
}

/* The preview's name is taken, by a picture that is sound. */
static void
test_preview_named (Fixture      *self,
                    gconstpointer data)
{
  g_autoptr (GdkPixbuf) pixbuf = fixture_pixbuf (40, 30);
  g_autoptr (GBytes) png = fixture_encode (pixbuf, "png");

  put_file (self->design, "preview.png", g_bytes_get_data (png, NULL), (gssize) g_bytes_get_size (png));
  put_design (self, "{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],'front':{'elements':["
                    "{'type':'image','id':'i'," PLACE (2) ",'asset':'preview.png'}]}}");
  assert_not_packed (self, CW_ERROR_TEMPLATE, "another name");
}

static void
test_not_written (Fixture      *self,
                  gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "none", "x.cardtemplate", NULL);
  g_autoptr (GFile) nowhere = g_file_new_for_path (path);
  g_autoptr (GFile) remote = g_file_new_for_uri ("resource:///x.cardtemplate");
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_package_write (self->json, nowhere, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_false (cw_package_write (self->json, remote, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  assert_only (self, NULL);
}

static void
assert_not_unpacked (Fixture    *self,
                     const char *name,
                     int         code,
                     const char *word)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_package_unpack (self->package, folder, &error));
  g_assert_error (error, CW_ERROR, code);
  if (strstr (error->message, word) == NULL)
    g_error ("wanted “…%s…”, got “%s”", word, error->message);
  assert_only (self, "design.cardtemplate");
}

static void
put_package (Fixture        *self,
             const ZipEntry *entries,
             guint           n_entries)
{
  g_autoptr (GBytes) zip = zip_bytes (entries, n_entries);

  g_assert_true (g_file_set_contents (g_file_peek_path (self->package), g_bytes_get_data (zip, NULL), (gssize) g_bytes_get_size (zip), NULL));
}

/* All or nothing: whatever is wrong, no folder is left. */
static void
test_not_unpacked (Fixture      *self,
                   gconstpointer data)
{
  g_autofree char *json = fixture_json ("{'cardwright_template':2,'name':'T','card':'id-1','orientation':'landscape','fonts':['Inter'],"
                                        "'front':{'elements':[{'type':'image','id':'i'," PLACE (2) ",'asset':'a.svg'}]}}");
  const ZipEntry template = { .name = "template.json", .data = json, .length = strlen (json) };
  const ZipEntry art = { .name = "a.svg", .data = SVG, .length = sizeof SVG - 1 };
  const ZipEntry preview = { .name = "preview.png", .data = "x", .length = 1 };
  const ZipEntry readme = { .name = "README", .data = "\xff", .length = 1 };

  pack (self);
  assert_not_unpacked (self, "design", CW_ERROR_EXISTS, "exists already");
  assert_not_unpacked (self, "design.cardtemplate", CW_ERROR_EXISTS, "exists already");
  assert_not_unpacked (self, "none/unpacked", CW_ERROR_FAILED, "cannot be written");
  put_package (self, &template, 1);
  assert_not_unpacked (self, "unpacked", CW_ERROR_TEMPLATE, "no “a.svg” in the package");
  put_package (self, (const ZipEntry[]) { template, art, preview }, 3);
  assert_not_unpacked (self, "unpacked", CW_ERROR_PHOTO, "preview.png");
  put_package (self, (const ZipEntry[]) { template, art, readme }, 3);
  assert_not_unpacked (self, "unpacked", CW_ERROR_TEMPLATE, "“README” is not text");
}

/* A folder that is not a package cannot be taken apart. */
static void
test_unpack_folder (Fixture      *self,
                    gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "unpacked", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_package_unpack (self->json, folder, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "not a template package"));
  assert_only (self, NULL);
}

/* A disk that fills up half-way: a limit on the size of files stands for it. */
static void
test_cut_short (Fixture      *self,
                gconstpointer data)
{
  struct rlimit before;
  struct rlimit small;
  void (*handler) (int) = SIG_DFL;

  pack (self);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &before), ==, 0);
  small = before;
  /* template.json is larger, and is not the only one */
  small.rlim_cur = 500;
  handler = signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  assert_not_unpacked (self, "unpacked", CW_ERROR_FAILED, "cannot be written");
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &before), ==, 0);
  signal (SIGXFSZ, handler);
}

/* No part of a package is taken for a template. */
static void
test_truncated (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (GBytes) zip = NULL;

  pack (self);
  zip = load (self->package);
  for (gsize length = 0; length < g_bytes_get_size (zip); length += 97)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (g_file_peek_path (self->package), g_bytes_get_data (zip, NULL), (gssize) length, NULL));
      g_assert_null (cw_template_load (self->package, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
      g_assert_true (g_str_has_prefix (error->message, "design.cardtemplate: "));
    }
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void      (*test) (Fixture *self, gconstpointer data);
  } tests[] = {
    { "/templates/package/entries", test_entries },
    { "/templates/package/same-template", test_same_template },
    { "/templates/package/round-trip", test_round_trip },
    { "/templates/package/preview", test_preview },
    { "/templates/package/not-packed", test_not_packed },
    { "/templates/package/case-alone", test_case_alone },
    { "/templates/package/preview-named", test_preview_named },
    { "/templates/package/not-written", test_not_written },
    { "/templates/package/not-unpacked", test_not_unpacked },
    { "/templates/package/unpack-folder", test_unpack_folder },
    { "/templates/package/cut-short", test_cut_short },
    { "/templates/package/truncated", test_truncated },
  };

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].test, tear_down);
  g_test_add_func ("/templates/package/preview-photo", test_preview_photo);
  return g_test_run ();
}
