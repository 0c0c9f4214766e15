/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <stdint.h>

#include "templates/format/model.h"
#include "templates/output.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static CwRecord *
record_for (CwTemplate *template)
{
  g_auto (GStrv) fields = cw_template_list_fields (template);
  CwRecord *record = cw_record_new ();

  for (guint i = 0; fields[i] != NULL; i++)
    cw_record_set (record, fields[i], "https://s.esc-r.eu/Šķēle-Ķirsone", NULL);
  return record;
}

/* template.json from a stranger: loaded, laid out with a full record, judged and drawn small. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GFile) shipped = cw_template_get_shipped ("lbtu-student");
  g_autoptr (GFile) folder = g_file_get_parent (shipped);
  g_autoptr (CwSource) source = cw_source_new_for_folder (folder);
  g_autoptr (GBytes) json = g_bytes_new (data, MIN (size, 64 * 1024));
  g_autoptr (CwTemplate) template = cw_template_new_from_bytes (json, source, "template.json", NULL);
  g_autoptr (CwRecord) record = NULL;
  g_autoptr (CwFace) face = NULL;
  g_autoptr (GPtrArray) checks = NULL;
  const CwFaceMedium media[] = { { .dpi = 60, .specimen = TRUE }, { .dpi = 60, .screen = TRUE } };

  if (template == NULL)
    return 0;
  record = record_for (template);
  face = cw_face_new (template, record, NULL, NULL);
  if (face == NULL)
    return 0;
  checks = cw_face_check (face);
  for (guint i = 0; i < G_N_ELEMENTS (media); i++)
    {
      g_autoptr (cairo_surface_t) surface = cw_face_render (face, CW_FACE_FRONT, &media[i], 0, 0, NULL);

      g_assert_nonnull (surface);
    }
  return 0;
}
