/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "soak.h"

#include <glib/gstdio.h>

char *
soak_student_id (guint index)
{
  return g_strdup_printf (SOAK_INSTITUTION "/SOAK%05u", index);
}

SoakMark
soak_read_mark (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "soak.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  SoakMark mark = { 0, };

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL))
    return mark;
  mark.machine = (guint) g_key_file_get_integer (file, "soak", "machine", NULL);
  mark.earlier = (guint) g_key_file_get_integer (file, "soak", "earlier", NULL);
  mark.done = (guint) g_key_file_get_integer (file, "soak", "done", NULL);
  return mark;
}

void
soak_write_mark (const char     *folder,
                 const SoakMark *mark)
{
  g_autofree char *path = g_build_filename (folder, "soak.ini", NULL);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) error = NULL;

  g_key_file_set_integer (file, "soak", "machine", (int) mark->machine);
  g_key_file_set_integer (file, "soak", "earlier", (int) mark->earlier);
  g_key_file_set_integer (file, "soak", "done", (int) mark->done);
  g_key_file_save_to_file (file, path, &error);
  g_assert_no_error (error);
}

Machine *
soak_open_machine (const char *folder,
                   guint       index)
{
  g_autofree char *name = g_strdup_printf ("machine-%u", index);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  return machine_new (path);
}

CwCard *
soak_find_issued (CwStore    *store,
                  const char *student_id,
                  guint      *issued)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (store, student_id, 0, 0, &error);
  CwCard *found = NULL;

  g_assert_no_error (error);
  *issued = 0;
  for (guint i = 0; i < cards->len; i++)
    {
      CwCard *card = g_ptr_array_index (cards, i);

      if (card->state != CW_CARD_STATE_ISSUED)
        continue;
      *issued += 1;
      if (found == NULL)
        found = cw_card_ref (card);
    }
  return found;
}
