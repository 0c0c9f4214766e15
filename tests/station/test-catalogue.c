/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "app/station/catalogue.h"

/* The institutions to choose from: shipped, searched, and imported whole or not at all. */

static char *
make_folder (void)
{
  g_autoptr (GError) error = NULL;
  char *folder = g_dir_make_tmp ("cw-catalogue-XXXXXX", &error);

  g_assert_no_error (error);
  return folder;
}

static void
clear_folder (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, CW_CATALOGUE_NAME, NULL);

  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static GPtrArray *
load (const char *folder)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *list = cw_catalogue_load (folder, &error);

  g_assert_no_error (error);
  return list;
}

static void
add_row (GPtrArray  *rows,
         const char *line)
{
  g_ptr_array_add (rows, g_strsplit (line, "|", -1));
}

static void
test_shipped (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GPtrArray) list = load (folder);
  g_autoptr (GPtrArray) folded = cw_catalogue_search (list, "biozinatnu JELGAVA", 10);
  g_autoptr (GPtrArray) by_pic = cw_catalogue_search (list, "999920718", 10);
  g_autoptr (GPtrArray) none = cw_catalogue_search (list, "oxford", 10);
  g_autoptr (GPtrArray) all = cw_catalogue_search (list, "", 5);

  g_assert_cmpuint (list->len, ==, 20);
  for (guint i = 0; i < list->len; i++)
    g_assert_true (cw_catalogue_check (g_ptr_array_index (list, i), NULL));
  g_assert_cmpuint (folded->len, ==, 1);
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (folded, 0))->pic, ==, "999933328");
  g_assert_cmpuint (by_pic->len, ==, 1);
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (by_pic, 0))->erasmus, ==, "LV RIGA02");
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_cmpuint (all->len, ==, 5);
  clear_folder (folder);
}

static void
test_codes (void)
{
  static const struct
  {
    const char *erasmus, *pic, *oid;
    gboolean    good;
  } cases[] = {
    { "LV RIGA01", "999871830", "E10208898", TRUE },
    { "D  BERLIN01", "999871830", NULL, TRUE },
    { "IRLDUBLIN27", "999871830", NULL, TRUE },
    { "D BERLIN01", "999871830", NULL, FALSE },
    { "LV RIGA1", "999871830", NULL, FALSE },
    { "LV RIGA01\n", "999871830", NULL, FALSE },
    { "LV RIGA01", "99987183", NULL, FALSE },
    { "LV RIGA01", "999871830", "10208898", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwCatalogueEntry entry = { .erasmus = (char *) cases[i].erasmus, .pic = (char *) cases[i].pic, .oid = (char *) cases[i].oid, .name = (char *) "N" };
      g_autoptr (GError) error = NULL;

      g_assert_true (cw_catalogue_check (&entry, &error) == cases[i].good);
      g_assert_true (cases[i].good || g_error_matches (error, CW_ERROR, CW_ERROR_INVALID));
    }
}

static void
test_import (void)
{
  g_autofree char *folder = make_folder ();
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GPtrArray) list = NULL;
  g_autoptr (GPtrArray) found = NULL;
  g_autoptr (GPtrArray) latvian = NULL;
  g_autoptr (GError) error = NULL;
  guint imported = 0;

  add_row (rows, "Proposal number|Erasmus Code|PIC|OID|Legal Name|Street|Post Cd|City|Country Cd|Website Url");
  add_row (rows, "101|D  BERLIN01|999986387|E10208674|FREIE UNIVERSITAET BERLIN||14195|Berlin|DE|www.fu-berlin.de");
  add_row (rows, "102|LV RIGA01|999871830|E10208898|LATVIJAS UNIVERSITATE||1586|Riga|LV|www.lu.lv");
  add_row (rows, "|||");
  g_assert_true (cw_catalogue_import (folder, rows, &imported, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (imported, ==, 2);
  list = load (folder);
  g_assert_cmpuint (list->len, ==, 21);
  found = cw_catalogue_search (list, "berlin", 10);
  g_assert_cmpuint (found->len, ==, 1);
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (found, 0))->id, ==, "d-berlin01");
  /* the official line stands for the shipped one, whose short name stays */
  latvian = cw_catalogue_search (list, "999871830", 10);
  g_assert_cmpuint (latvian->len, ==, 1);
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (latvian, 0))->id, ==, "lu");
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (latvian, 0))->schac, ==, "lu.lv");
  g_assert_cmpstr (((CwCatalogueEntry *) g_ptr_array_index (latvian, 0))->name, ==, "LATVIJAS UNIVERSITATE");
  clear_folder (folder);
}

/* One wrong line, or a wrong head: nothing of the list is taken. */
static void
test_all_or_nothing (void)
{
  g_autofree char *folder = make_folder ();
  g_autofree char *path = g_build_filename (folder, CW_CATALOGUE_NAME, NULL);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GPtrArray) other = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GError) error = NULL;
  guint imported = 0;

  add_row (rows, "Erasmus Code|PIC|Legal Name");
  add_row (rows, "LV RIGA01|999871830|A");
  add_row (rows, "LV RIGA02|1|B");
  g_assert_false (cw_catalogue_import (folder, rows, &imported, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "Line 3: "));
  g_clear_error (&error);
  add_row (other, "Name|PIC");
  add_row (other, "A|999871830");
  g_assert_false (cw_catalogue_import (folder, other, &imported, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  clear_folder (folder);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/station/catalogue/shipped", test_shipped);
  g_test_add_func ("/station/catalogue/codes", test_codes);
  g_test_add_func ("/station/catalogue/import", test_import);
  g_test_add_func ("/station/catalogue/all-or-nothing", test_all_or_nothing);
  return g_test_run ();
}
