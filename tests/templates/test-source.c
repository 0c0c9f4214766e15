/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "fixture.h"
#include "templates/format/source.h"
#include "zip-maker.h"

static void
write_in (const char *folder,
          const char *path,
          const char *text)
{
  g_autofree char *whole = g_build_filename (folder, path, NULL);

  g_assert_true (g_file_set_contents (whole, text, -1, NULL));
}

static CwSource *
open_in (const char *folder,
         const char *path,
         GBytes    **json,
         GError    **error)
{
  g_autofree char *whole = g_build_filename (folder, path, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (whole);

  return cw_source_open (file, json, error);
}

static void
assert_reads (CwSource   *source,
              const char *path,
              const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cw_source_read (source, path, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

static void
assert_refuses (CwSource   *source,
                const char *path,
                CwError     code,
                const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (cw_source_read (source, path, 1000, &error));
  g_assert_error (error, CW_ERROR, (int) code);
  if (strstr (error->message, word) == NULL || strstr (error->message, path) == NULL)
    g_error ("wanted “%s” and “%s”, got “%s”", path, word, error->message);
}

static void
test_paths (void)
{
  static const char *const inside[] = { "a", "a.svg", "a/b/c.svg", "...", "a b/Ģ.svg", ".hidden" };
  static const char *const outside[] = { "", "/", "/a", "a/", "a//b", ".", "./a", "a/.", "..", "../a", "a/../b", "a\\b", "c:a", "file:///a", "a\tb", "\xc2\x85", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (inside); i++)
    g_assert_true (cw_source_path_is_inside (inside[i]));
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++)
    g_assert_false (cw_source_path_is_inside (outside[i]));
}

static void
test_folder (void)
{
  g_autofree char *folder = fixture_folder ();
  g_autofree char *art = g_build_filename (folder, "art", NULL);
  g_autofree char *link = g_build_filename (folder, "link", NULL);
  g_autofree char *linked = g_build_filename (folder, "linked", NULL);
  g_autofree char *pipe = g_build_filename (folder, "pipe", NULL);
  g_autofree char *long_text = g_strnfill (1001, 'x');
  g_autoptr (GBytes) json = NULL;
  g_autoptr (CwSource) source = NULL;
  g_auto (GStrv) paths = NULL;
  const char *const wanted[] = { "art/b.svg", "a.svg", NULL };

  g_assert_cmpint (g_mkdir (art, 0755), ==, 0);
  g_assert_cmpint (symlink ("a.svg", link), ==, 0);
  g_assert_cmpint (symlink ("art", linked), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  write_in (folder, "template.json", "{}");
  write_in (folder, "a.svg", "A");
  write_in (folder, "art/b.svg", "B");
  write_in (folder, "long", long_text);
  source = open_in (folder, "template.json", &json, NULL);
  g_assert_cmpmem (g_bytes_get_data (json, NULL), g_bytes_get_size (json), "{}", 2);
  g_assert_cmpstr (cw_source_get_name (source), ==, "template.json");
  g_assert_false (cw_source_is_package (source));
  assert_reads (source, "art/b.svg", "B");
  assert_reads (source, "a.svg", "A");
  assert_refuses (source, "c.svg", CW_ERROR_NOT_FOUND, "does not exist");
  assert_refuses (source, "art", CW_ERROR_TEMPLATE, "not an ordinary file");
  assert_refuses (source, "a.svg/b", CW_ERROR_TEMPLATE, "not an ordinary file");
  assert_refuses (source, "link", CW_ERROR_TEMPLATE, "link");
  assert_refuses (source, "linked/b.svg", CW_ERROR_TEMPLATE, "link");
  assert_refuses (source, "pipe", CW_ERROR_TEMPLATE, "not an ordinary file");
  assert_refuses (source, "../a.svg", CW_ERROR_TEMPLATE, "not allowed");
  assert_refuses (source, "long", CW_ERROR_TEMPLATE, "larger than");
  g_assert_true (cw_source_has (source, "a.svg"));
  g_assert_false (cw_source_has (source, "c.svg"));

  /* what was read stays as it was, and is counted once */
  write_in (folder, "a.svg", "changed");
  assert_reads (source, "a.svg", "A");
  paths = cw_source_list_read (source);
  g_assert_true (g_strv_equal ((const char *const *) paths, wanted));
  fixture_folder_remove (folder);
}

/* The same files in a package, whatever it is called. */
static void
test_package (void)
{
  const ZipEntry entries[] = {
    { .name = "template.json", .data = "{}", .length = 2 },
    { .name = "art/b.svg", .data = "B", .length = 1 },
    { .name = "long", .data = "0123456789012345678901234567890123456789", .length = 40 },
  };
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "design.json", NULL);
  g_autoptr (GBytes) zip = zip_bytes (entries, G_N_ELEMENTS (entries));
  g_autoptr (GBytes) json = NULL;
  g_autoptr (CwSource) source = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (zip, NULL), (gssize) g_bytes_get_size (zip), NULL));
  source = open_in (folder, "design.json", &json, &error);
  g_assert_no_error (error);
  g_assert_true (cw_source_is_package (source));
  g_assert_cmpmem (g_bytes_get_data (json, NULL), g_bytes_get_size (json), "{}", 2);
  g_assert_cmpstr (cw_source_get_name (source), ==, "design.json");
  assert_reads (source, "art/b.svg", "B");
  assert_refuses (source, "c.svg", CW_ERROR_NOT_FOUND, "no “c.svg” in the package");
  assert_refuses (source, "art", CW_ERROR_NOT_FOUND, "in the package");
  assert_refuses (source, "../a.svg", CW_ERROR_TEMPLATE, "not allowed");
  g_assert_null (cw_source_read (source, "long", 39, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_true (cw_source_has (source, "art/b.svg"));
  g_assert_false (cw_source_has (source, "art"));
  fixture_folder_remove (folder);
}

static void
test_refused_packages (void)
{
  const ZipEntry without = { .name = "design.json", .data = "{}", .length = 2 };
  const ZipEntry large = { .name = "template.json", .data = "", .size = 1024 * 1024 + 1 };
  g_autofree char *folder = fixture_folder ();
  g_autofree char *path = g_build_filename (folder, "x.cardtemplate", NULL);
  const struct
  {
    const ZipEntry *entry;
    CwError         code;
    const char     *word;
  } cases[] = {
    { &without, CW_ERROR_NOT_FOUND, "x.cardtemplate: There is no “template.json”" },
    { &large, CW_ERROR_TEMPLATE, "x.cardtemplate: The entry “template.json”" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GBytes) zip = zip_bytes (cases[i].entry, 1);
      g_autoptr (GBytes) json = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (path, g_bytes_get_data (zip, NULL), (gssize) g_bytes_get_size (zip), NULL));
      g_assert_null (open_in (folder, "x.cardtemplate", &json, &error));
      g_assert_null (json);
      g_assert_error (error, CW_ERROR, (int) cases[i].code);
      if (!g_str_has_prefix (error->message, cases[i].word))
        g_error ("wanted “%s…”, got “%s”", cases[i].word, error->message);
    }
  fixture_folder_remove (folder);
}

static void
test_shipped (void)
{
  g_autoptr (GFile) file = cw_template_get_shipped ("lbtu-student");
  g_autoptr (GBytes) json = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSource) source = cw_source_open (file, &json, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (json), >, 100);
  g_assert_true (cw_source_has (source, "template.json"));
  g_assert_false (cw_source_has (source, "nothing.svg"));
}

/* All files together have a limit of their own: six of 20 MiB are one too many. */
static void
test_total (void)
{
  const gsize each = 20 * 1024 * 1024;
  g_autofree char *folder = fixture_folder ();
  g_autoptr (GFile) place = g_file_new_for_path (folder);
  g_autoptr (CwSource) source = cw_source_new_for_folder (place);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 6; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (GBytes) bytes = NULL;

      write_in (folder, name, "");
      g_assert_cmpint (truncate (path, (off_t) each), ==, 0);
      bytes = cw_source_read (source, name, each, &error);
      g_assert_true ((bytes != NULL) == (i < CW_SOURCE_MAX_TOTAL / each));
    }
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, "larger than 100 MiB together"));
  fixture_folder_remove (folder);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/source/paths", test_paths);
  g_test_add_func ("/templates/source/folder", test_folder);
  g_test_add_func ("/templates/source/package", test_package);
  g_test_add_func ("/templates/source/refused-packages", test_refused_packages);
  g_test_add_func ("/templates/source/shipped", test_shipped);
  g_test_add_func ("/templates/source/total", test_total);
  return g_test_run ();
}
