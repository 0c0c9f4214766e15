/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/run.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The dry run as a CSV file that its reader keeps to himself: it holds persons. A worker's thread. */

/* RFC 4180: in quotation marks, each within twice. What a spreadsheet would take for a formula gets an
 * apostrophe before it. */
static void
cw_report_add (GString    *report,
               const char *text,
               gboolean    last)
{
  g_string_append_c (report, '"');
  if (text != NULL && *text != '\0' && strchr ("=+-@\t\r", *text) != NULL)
    g_string_append_c (report, '\'');
  for (const char *at = text != NULL ? text : ""; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (report, '"');
      g_string_append_c (report, *at);
    }
  g_string_append (report, last ? "\"\r\n" : "\",");
}

static void
cw_report_add_item (GString            *report,
                    const CwIntakeItem *item)
{
  CwIntakeChange changes[CW_INTAKE_FIELDS];
  guint n_changes = item->kind == CW_INTAKE_CHANGED ? cw_intake_item_list_changes (item, changes) : 0;
  g_autofree char *line = item->line > 0 ? g_strdup_printf ("%u", item->line) : NULL;
  g_autoptr (GString) words = g_string_new (item->sentence);

  for (guint i = 0; i < n_changes; i++)
    g_string_append_printf (words, "%s%s: “%s” → “%s”", words->len > 0 ? "; " : "", cw_intake_field_to_label (changes[i].field),
                            changes[i].before != NULL ? changes[i].before : "", changes[i].after != NULL ? changes[i].after : "");
  cw_report_add (report, line, FALSE);
  cw_report_add (report, cw_intake_kind_to_label (item->kind), FALSE);
  cw_report_add (report, item->number, FALSE);
  cw_report_add (report, words->str, TRUE);
}

gboolean
cw_intake_run_write_report (const CwIntakeRun *self,
                            const char        *path,
                            GError           **error)
{
  g_autoptr (GString) report = g_string_new (NULL);
  g_autoptr (GError) local = NULL;
  g_autofree char *name = NULL;
  const GPtrArray *items;

  g_return_val_if_fail (self != NULL && path != NULL, FALSE);

  items = cw_intake_run_get_items (self);
  cw_report_add (report, _ ("Line"), FALSE);
  cw_report_add (report, _ ("What happens"), FALSE);
  cw_report_add (report, _ ("Student number"), FALSE);
  cw_report_add (report, _ ("Details"), TRUE);
  for (guint i = 0; i < items->len; i++)
    cw_report_add_item (report, g_ptr_array_index (items, i));
  if (g_file_set_contents_full (path, report->str, (gssize) report->len, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &local))
    return TRUE;
  name = g_filename_display_basename (path);
  g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The report “%s” cannot be written there. Choose another folder."), name);
  return FALSE;
}
