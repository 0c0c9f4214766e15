/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "templates/format/archive.h"
#include "templates/format/model.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

/* A package from a stranger: every entry inflated, then the template in it loaded. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) zip = g_bytes_new (data, size);
  g_autoptr (CwArchive) archive = cw_archive_open (zip, "x.cardtemplate", NULL);
  g_autoptr (CwSource) source = cw_source_new_for_package (zip, "x.cardtemplate", NULL);
  g_auto (GStrv) paths = NULL;
  g_autoptr (GBytes) json = NULL;
  g_autoptr (CwTemplate) template = NULL;

  g_assert_true ((archive == NULL) == (source == NULL));
  if (archive == NULL)
    return 0;
  paths = cw_archive_list (archive);
  for (guint i = 0; paths[i] != NULL; i++)
    {
      g_autoptr (GBytes) bytes = cw_archive_read (archive, paths[i], CW_ARCHIVE_MAX_ENTRY, NULL);

      g_assert_true (cw_archive_has (archive, paths[i]));
      g_assert_true (cw_source_path_is_inside (paths[i]));
      g_assert_true (bytes == NULL || g_bytes_get_size (bytes) <= CW_ARCHIVE_MAX_ENTRY);
    }
  json = cw_source_read (source, "template.json", CW_TEMPLATE_MAX_FILE, NULL);
  template = json != NULL ? cw_template_new_from_bytes (json, source, "x.cardtemplate", NULL) : NULL;
  return 0;
}
