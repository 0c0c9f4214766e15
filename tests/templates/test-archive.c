/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>
#include <sys/stat.h>

#include "app/base/error.h"
#include "templates/format/archive.h"
#include "zip-maker.h"

#define FILE_OF(path, text) { .name = path, .data = text, .length = sizeof text - 1 }
#define UNIX(mode) ((guint32) (mode) << 16)
#define MIB (1024 * 1024)

/* Opens it and reads all of it. */
static gboolean
read_all (GBytes  *zip,
          GError **error)
{
  g_autoptr (CwArchive) archive = cw_archive_open (zip, "x.cardtemplate", error);
  g_auto (GStrv) paths = archive != NULL ? cw_archive_list (archive) : NULL;

  for (guint i = 0; paths != NULL && paths[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = cw_archive_read (archive, paths[i], CW_ARCHIVE_MAX_ENTRY, error);

      if (bytes == NULL)
        return FALSE;
    }
  return paths != NULL;
}

static void
assert_refused (GBytes     *zip,
                const char *word)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (read_all (zip, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  if (!g_str_has_prefix (error->message, "x.cardtemplate: ") || strstr (error->message, word) == NULL)
    g_error ("wanted “x.cardtemplate: …%s…”, got “%s”", word, error->message);
}

static void
assert_entry_refused (const ZipEntry *entry,
                      const char     *word)
{
  const ZipEntry entries[] = { FILE_OF ("template.json", "{}"), *entry };
  g_autoptr (GBytes) zip = zip_bytes (entries, 2);

  assert_refused (zip, word);
}

static void
assert_content (CwArchive  *archive,
                const char *path,
                const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = cw_archive_read (archive, path, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text, strlen (text));
}

/* As other programs pack: folders of their own, any order, names with accents, every harmless bit. */
static void
test_good (void)
{
  const ZipEntry entries[] = {
    { .name = "art/", .attributes = UNIX (S_IFDIR | 0755) | 0x10 },
    { .name = "art/Ģerbonis.svg", .data = "<svg/>", .length = 6, .deflate = TRUE, .flags = 1 << 11, .attributes = UNIX (S_IFREG | 0644) },
    { .name = "template.json", .data = "{}", .length = 2, .attributes = 0x20 },
    { .name = "empty", .data = "", .deflate = TRUE, .attributes = UNIX (0600) },
  };
  g_autoptr (GBytes) zip = zip_bytes (entries, G_N_ELEMENTS (entries));
  g_autoptr (GError) error = NULL;
  g_autoptr (CwArchive) archive = cw_archive_open (zip, "x.cardtemplate", &error);
  g_auto (GStrv) paths = NULL;
  const char *const wanted[] = { "art/Ģerbonis.svg", "template.json", "empty", NULL };

  g_assert_no_error (error);
  paths = cw_archive_list (archive);
  g_assert_true (g_strv_equal ((const char *const *) paths, wanted));
  assert_content (archive, "art/Ģerbonis.svg", "<svg/>");
  assert_content (archive, "template.json", "{}");
  assert_content (archive, "empty", "");
  g_assert_true (cw_archive_has (archive, "empty"));
  g_assert_false (cw_archive_has (archive, "art"));
  g_assert_null (cw_archive_read (archive, "art", 1000, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (cw_archive_read (archive, "art/Ģerbonis.svg", 5, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name;
    const char *word;
  } cases[] = {
    { "../a", "“../a” does not lie inside" }, { "a/../b", "does not lie inside" }, { "/etc/passwd", "does not lie inside" }, { "a//b", "does not lie inside" }, { "./a", "does not lie inside" }, { "..", "does not lie inside" }, { "a/..", "does not lie inside" }, { "../", "does not lie inside" }, { "/", "does not lie inside" }, { "a\\b", "does not lie inside" }, { "C:a", "does not lie inside" }, { "a\nb", "does not lie inside" }, { "a\x7f", "does not lie inside" }, { "\xff.svg", "entry 2 is not UTF-8" }, { "template.json", "Two entries have the same name" }, { "TEMPLATE.JSON", "“TEMPLATE.JSON” is there twice" }, { "Template.Json/", "is there twice" },
  };
  g_autofree char *longest = g_strnfill (CW_ARCHIVE_MAX_NAME, 'a');
  g_autofree char *too_long = g_strnfill (CW_ARCHIVE_MAX_NAME + 1, 'a');
  const ZipEntry fits = { .name = longest, .data = "" };
  g_autoptr (GBytes) zip = zip_bytes (&fits, 1);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    assert_entry_refused (&(ZipEntry) { .name = cases[i].name, .data = "" }, cases[i].word);
  assert_entry_refused (&(ZipEntry) { .name = too_long, .data = "" }, "longer than 200 bytes");
  g_assert_true (read_all (zip, NULL));
}

/* One name, composed and decomposed, and in both cases. */
static void
test_folded_names (void)
{
  const ZipEntry entries[] = { FILE_OF ("\xc5\xa0.svg", "1"), FILE_OF ("s\xcc\x8c.SVG", "2") };
  g_autoptr (GBytes) zip = zip_bytes (entries, 2);

  assert_refused (zip, "is there twice");
}

static void
test_attributes (void)
{
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "/etc/passwd", .length = 11, .attributes = UNIX (S_IFLNK | 0777) }, "“a” is a link");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = UNIX (S_IFCHR | 0666) }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = UNIX (S_IFIFO | 0666) }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = UNIX (S_IFDIR | 0755) }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a/", .data = "", .attributes = UNIX (S_IFREG | 0755) }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = 0x10 }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = 0x08 }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "", .attributes = 0x400 }, "not an ordinary file");
  assert_entry_refused (&(ZipEntry) { .name = "a/", .data = "x", .length = 1 }, "holds something");
}

static void
test_methods (void)
{
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .flags = 1 }, "“a” is encrypted");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .flags = 1 | 1 << 6 }, "is encrypted");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .method = 12 }, "by method 12");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .method = 14 }, "by method 14");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .method = 93 }, "by method 93");
}

static GBytes *
make_many (guint n_entries)
{
  g_autofree ZipEntry *entries = g_new0 (ZipEntry, n_entries);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < n_entries; i++)
    {
      g_ptr_array_add (names, g_strdup_printf ("%u", i));
      entries[i] = (ZipEntry) { .name = g_ptr_array_index (names, i), .data = "" };
    }
  return zip_bytes (entries, n_entries);
}

static void
test_limits (void)
{
  g_autoptr (GBytes) full = make_many (CW_ARCHIVE_MAX_ENTRIES);
  g_autoptr (GBytes) crowded = make_many (CW_ARCHIVE_MAX_ENTRIES + 1);
  g_autofree guint8 *zeros = g_malloc0 (2 * MIB);
  guint8 *huge = g_malloc0 (CW_ARCHIVE_MAX_FILE + 1);
  g_autoptr (GBytes) large = g_bytes_new_take (huge, CW_ARCHIVE_MAX_FILE + 1);
  const guint32 each = CW_ARCHIVE_MAX_ENTRY;
  /* 106 KB that claim to be 20 MiB: just below the ratio */
  const gsize packed = each / CW_ARCHIVE_MAX_RATIO + 1;
  ZipEntry heavy[6] = { 0 };
  const char *const names[] = { "a", "b", "c", "d", "e", "f" };
  g_autoptr (GBytes) sum = NULL;

  g_assert_true (read_all (full, NULL));
  assert_refused (crowded, "more than 300 entries");
  memcpy (huge, "PK\3\4", 4);
  assert_refused (large, "larger than 64 MiB");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .size = CW_ARCHIVE_MAX_ENTRY + 1 }, "“a” is larger than 20 MiB");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = "x", .length = 1, .size = 0xffffffffu }, "");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = zeros, .length = 2 * MIB, .deflate = TRUE }, "more than 200 : 1");
  for (guint i = 0; i < G_N_ELEMENTS (heavy); i++)
    heavy[i] = (ZipEntry) { .name = names[i], .data = zeros, .length = packed, .method = 8, .size = each };
  sum = zip_bytes (heavy, G_N_ELEMENTS (heavy));
  assert_refused (sum, "With the entry “f” the package holds more than 100 MiB");
}

/* Repetition that is small stays allowed. */
static void
test_small_repetition (void)
{
  g_autofree guint8 *zeros = g_malloc0 (CW_ARCHIVE_FREE_RATIO);
  const ZipEntry entry = { .name = "a", .data = zeros, .length = CW_ARCHIVE_FREE_RATIO, .deflate = TRUE };
  g_autoptr (GBytes) zip = zip_bytes (&entry, 1);

  g_assert_true (read_all (zip, NULL));
}

/* What headers claim is held against what is inflated. */
static void
test_lies (void)
{
  const char text[] = "Šķēle-Ķirsone, Šķēle-Ķirsone, Šķēle-Ķirsone, Šķēle-Ķirsone";
  const gsize length = sizeof text - 1;

  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .deflate = TRUE, .size = 10 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .deflate = TRUE, .size = (guint32) length - 1 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .deflate = TRUE, .size = (guint32) length + 1 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .deflate = TRUE, .size = CW_ARCHIVE_FREE_RATIO }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .deflate = TRUE, .crc = 1 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .crc = 1 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .size = 5 }, "");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .method = 8 }, "“a” is damaged");
  assert_entry_refused (&(ZipEntry) { .name = "a", .data = text, .length = length, .local_name = "b" }, "not a sound zip");
}

static GBytes *
make_small (void)
{
  const ZipEntry entries[] = { FILE_OF ("template.json", "{}"), { .name = "a.svg", .data = "<svg/><svg/><svg/>", .length = 18, .deflate = TRUE } };

  return zip_bytes (entries, G_N_ELEMENTS (entries));
}

/* @zip with something more put in. */
static GBytes *
with (GBytes     *zip,
      gsize       at,
      const void *bytes,
      gsize       length)
{
  gsize whole = 0;
  const guint8 *data = g_bytes_get_data (zip, &whole);
  GByteArray *made = g_byte_array_new ();

  g_byte_array_append (made, data, (guint) at);
  g_byte_array_append (made, bytes, (guint) length);
  g_byte_array_append (made, data + at, (guint) (whole - at));
  return g_byte_array_free_to_bytes (made);
}

static void
test_ends (void)
{
  g_autoptr (GBytes) zip = make_small ();
  gsize length = g_bytes_get_size (zip);
  const guint8 end[22] = "PK\5\6";
  const guint8 locator[20] = "PK\6\7";
  g_autoptr (GBytes) trailing = with (zip, length, "x", 1);
  g_autoptr (GBytes) leading = with (zip, 0, "x", 1);
  g_autoptr (GBytes) second = with (zip, length, end, sizeof end);
  g_autoptr (GBytes) large = with (zip, length - sizeof end, locator, sizeof locator);
  g_autoptr (GBytes) nothing = g_bytes_new_static ("", 0);
  g_autoptr (GBytes) start = g_bytes_new_static ("PK\3\4", 4);

  g_assert_true (cw_archive_is_zip (zip));
  g_assert_true (read_all (zip, NULL));
  g_assert_false (cw_archive_is_zip (leading));
  assert_refused (leading, "not a template package");
  assert_refused (nothing, "not a template package");
  assert_refused (start, "not a template package");
  assert_refused (trailing, "not complete, or something stands behind");
  assert_refused (second, "two directories");
  assert_refused (large, "zip64");
}

/* No part of a package passes for the whole. */
static void
test_truncated (void)
{
  g_autoptr (GBytes) zip = make_small ();

  for (gsize length = 0; length < g_bytes_get_size (zip); length++)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (zip, 0, length);

      assert_refused (part, "");
    }
}

/* Every bit turned over, one at a time: read or refused, and what is read is what was packed. */
static void
test_flipped (void)
{
  g_autoptr (GBytes) zip = make_small ();
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (zip, &length);
  guint n_refused = 0;

  for (gsize bit = 0; bit < 8 * length; bit++)
    {
      g_autofree guint8 *copy = g_memdup2 (data, length);
      g_autoptr (GBytes) flipped = NULL;
      g_autoptr (GError) error = NULL;

      copy[bit / 8] ^= (guint8) (1 << (bit % 8));
      flipped = g_bytes_new (copy, length);
      if (read_all (flipped, &error))
        continue;
      g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
      n_refused++;
    }
  /* times, versions and attributes are most of what may differ */
  g_assert_cmpuint (n_refused, >, 8 * length / 2);
}

static void
test_made (void)
{
  const char *const paths[] = { "template.json", "art/Ģ.svg", "b", NULL };
  g_autoptr (GBytes) json = g_bytes_new_static ("{}", 2);
  g_autoptr (GBytes) art = g_bytes_new_static ("<svg/>", 6);
  g_autoptr (GBytes) empty = g_bytes_new_static ("", 0);
  GBytes *const contents[] = { json, art, empty };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) zip = cw_archive_make (paths, contents, "x.cardtemplate", &error);
  g_autoptr (GBytes) again = cw_archive_make (paths, contents, "x.cardtemplate", &error);
  g_autoptr (CwArchive) archive = NULL;
  g_auto (GStrv) list = NULL;
  const guint8 *data = g_bytes_get_data (zip, NULL);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (zip, again));
  /* the date in the first header, whatever day it is: 1 January 1980, 00:00 */
  g_assert_cmpmem (data + 10, 4, "\0\0\x21\0", 4);
  archive = cw_archive_open (zip, "x.cardtemplate", &error);
  g_assert_no_error (error);
  list = cw_archive_list (archive);
  g_assert_true (g_strv_equal ((const char *const *) list, paths));
  assert_content (archive, "template.json", "{}");
  assert_content (archive, "art/Ģ.svg", "<svg/>");
  assert_content (archive, "b", "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/archive/good", test_good);
  g_test_add_func ("/templates/archive/names", test_names);
  g_test_add_func ("/templates/archive/folded-names", test_folded_names);
  g_test_add_func ("/templates/archive/attributes", test_attributes);
  g_test_add_func ("/templates/archive/methods", test_methods);
  g_test_add_func ("/templates/archive/limits", test_limits);
  g_test_add_func ("/templates/archive/small-repetition", test_small_repetition);
  g_test_add_func ("/templates/archive/lies", test_lies);
  g_test_add_func ("/templates/archive/ends", test_ends);
  g_test_add_func ("/templates/archive/truncated", test_truncated);
  g_test_add_func ("/templates/archive/flipped", test_flipped);
  g_test_add_func ("/templates/archive/made", test_made);
  return g_test_run ();
}
