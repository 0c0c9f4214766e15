/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include "tests/store/copies.h"

#include <sys/stat.h>

char *
copies_backup (Fixture    *self,
        const char *name)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };
  char *path = g_build_filename (self->folder, name, NULL);
  struct stat about;

  cw_store_backup (self->store, path, NULL, &report, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report.broken, ==, NULL);
  g_assert_cmpint (stat (path, &about), ==, 0);
  g_assert_cmphex (about.st_mode & 0777, ==, 0600);
  return path;
}

void
copies_assert_alone (const char *path)
{
  static const char *const suffixes[] = { ".part", ".restore", ".restore-wal", "-journal", ".part-wal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
    }
}

void
copies_restore (Fixture       *self,
         const char    *path,
         CwRestorePlan *plan)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->store);
  cw_store_restore (self->path, path, self->clock, "ilze", TRUE, plan, &error);
  g_assert_no_error (error);
  copies_assert_alone (self->path);
  fixture_reopen (self);
}

void
copies_assert_sound (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwCheckReport) report = { 0 };

  g_assert_true (cw_store_check (self->store, TRUE, &report, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (report.broken, ==, NULL);
}

void
copies_assert_refused (Fixture    *self,
                const char *path,
                gboolean    apply,
                int         code)
{
  g_autoptr (GError) error = NULL;
  g_auto (CwRestorePlan) plan = { 0 };

  g_assert_false (cw_store_restore (self->path, path, self->clock, "ilze", apply, &plan, &error));
  g_assert_error (error, CW_ERROR, code);
  g_assert_null (plan.kept);
  copies_assert_alone (self->path);
}

gint64
copies_count (Fixture    *self,
       const char *text)
{
  g_autofree char *value = fixture_read_raw (self->path, text);

  return g_ascii_strtoll (value, NULL, 10);
}
