/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "truth.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "rig.h"

/* Reads the folders of plastic that cups-rig.sh describes. Any thread. */

typedef struct
{
  char    *path;
  char    *where;
  int      panels;
  guint    sides; /* finished */
} Plastic;

static void
plastic_free (Plastic *plastic)
{
  g_free (plastic->path);
  g_free (plastic->where);
  g_free (plastic);
}

static char *
read_word (const char *folder,
           const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return g_strstrip (text);
}

static int
read_number (const char *folder,
             const char *name)
{
  g_autofree char *text = read_word (folder, name);

  return atoi (text);
}

/* @job_name: (nullable): all */
static GPtrArray *
list_plastics (const char *job_name)
{
  g_autoptr (GDir) dir = g_dir_open (rig_get ("CW_RIG_PLASTICS"), 0, NULL);
  GPtrArray *plastics = g_ptr_array_new_with_free_func ((GDestroyNotify) plastic_free);
  const char *name;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (rig_get ("CW_RIG_PLASTICS"), name, NULL);
      g_autofree char *job = NULL;
      Plastic *plastic;

      if (name[0] == '.')
        continue;
      job = read_word (path, "job");
      if (job_name != NULL && !g_str_equal (job, job_name))
        continue;
      plastic = g_new0 (Plastic, 1);
      plastic->where = read_word (path, "where");
      plastic->panels = read_number (path, "panels");
      plastic->sides = (guint) read_number (path, "sides");
      plastic->path = g_steal_pointer (&path);
      g_ptr_array_add (plastics, plastic);
    }
  return plastics;
}

/* Every dot of both faces, not only the count of sides. */
static gboolean
plastic_shows_card (const Plastic *plastic,
                    guint          sides)
{
  g_autofree char *document = g_build_filename (plastic->path, "document", NULL);
  g_autoptr (GPtrArray) pages = NULL;
  gboolean two_sided;

  if (plastic->sides != sides)
    return FALSE;
  pages = rig_read_raster (document, &two_sided);
  if (pages == NULL || pages->len != sides)
    return FALSE;
  for (guint i = 0; i < sides; i++)
    {
      const CwRaster *page = g_ptr_array_index (pages, i);

      if (page->width != 638 || page->height != 1011 || rig_count_differences (page, i == 0 ? CW_FACE_FRONT : CW_FACE_BACK, 0, 0) != 0)
        return FALSE;
    }
  return TRUE;
}

static void
truth_take (Truth         *self,
            const Plastic *plastic,
            guint          sides)
{
  gboolean whole = plastic_shows_card (plastic, sides);
  gboolean out = g_str_equal (plastic->where, "output");
  g_autofree char *what = NULL;
  char *words;

  self->plastics++;
  if (out && whole)
    self->whole++;
  if (whole)
    what = g_strdup ("whole");
  else if (plastic->sides == sides)
    what = g_strdup ("wrong picture");
  else
    what = g_strdup_printf ("%u of %u sides, %d panels", plastic->sides, sides, plastic->panels);
  words = g_strdup_printf ("%s%scard %s, %s", self->words, *self->words != '\0' ? "; " : "", out ? "out" : plastic->where, what);
  g_free (self->words);
  self->words = words;
}

void
truth_read (Truth      *self,
            const char *job_name,
            guint       sides)
{
  g_autoptr (GPtrArray) plastics = list_plastics (job_name);

  *self = (Truth) { .allowed = 1, .words = g_strdup ("") };
  for (guint i = 0; i < plastics->len; i++)
    truth_take (self, g_ptr_array_index (plastics, i), sides);
  if (self->plastics > 0)
    return;
  g_free (self->words);
  self->words = g_strdup ("nothing moved");
}

void
truth_clear (Truth *self)
{
  g_clear_pointer (&self->words, g_free);
}

int
truth_panels (const char *job_name)
{
  g_autoptr (GPtrArray) plastics = list_plastics (job_name);

  return plastics->len > 0 ? ((const Plastic *) g_ptr_array_index (plastics, plastics->len - 1))->panels : -1;
}

gboolean
truth_inside (const char *job_name)
{
  g_autoptr (GPtrArray) plastics = list_plastics (job_name);

  for (guint i = 0; i < plastics->len; i++)
    if (g_str_equal (((const Plastic *) g_ptr_array_index (plastics, i))->where, "inside"))
      return TRUE;
  return FALSE;
}

Verdict
truth_judge (const Truth *self,
             Said         said)
{
  gboolean one_whole = self->plastics == 1 && self->whole == 1;

  if (self->plastics > self->allowed)
    return VERDICT_WRONG;
  switch (said)
    {
    case SAID_PRINTED:
      return one_whole ? VERDICT_RIGHT : VERDICT_WRONG;
    case SAID_NOT_PRINTED:
    case SAID_REFUSED:
      return self->plastics == 0 ? VERDICT_RIGHT : VERDICT_WRONG;
    case SAID_UNCERTAIN:
      return one_whole || self->plastics == 0 ? VERDICT_CAUTIOUS : VERDICT_RIGHT;
    case SAID_NOTHING:
      return VERDICT_WRONG;
    }
  g_return_val_if_reached (VERDICT_WRONG);
}

Said
said_from_outcome (CwPrintOutcome outcome)
{
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return SAID_PRINTED;
    case CW_PRINT_NOT_PRINTED:
      return SAID_NOT_PRINTED;
    case CW_PRINT_UNCERTAIN:
      return SAID_UNCERTAIN;
    case CW_PRINT_WORKING:
      return SAID_NOTHING;
    }
  g_return_val_if_reached (SAID_NOTHING);
}

const char *
said_to_name (Said said)
{
  switch (said)
    {
    case SAID_PRINTED:
      return "printed";
    case SAID_NOT_PRINTED:
      return "not printed";
    case SAID_UNCERTAIN:
      return "uncertain";
    case SAID_REFUSED:
      return "refused";
    case SAID_NOTHING:
      return "nothing";
    }
  g_return_val_if_reached (NULL);
}

static const char *
verdict_to_name (Verdict verdict,
                 Said    said)
{
  switch (verdict)
    {
    case VERDICT_RIGHT:
      return said == SAID_UNCERTAIN ? "right: a person must look" : "right";
    case VERDICT_CAUTIOUS:
      return "uncertain, though it could be known";
    case VERDICT_WRONG:
      return "WRONG";
    }
  g_return_val_if_reached (NULL);
}

/* Several programs write into one table at the same time. */
static void
write_row (const char *row)
{
  static const char head[] = "| case | printer | way | what came out | Cardwright said | verdict |\n|---|---|---|---|---|---|\n";
  const char *path = g_getenv ("CW_TABLE");
  int fd;

  if (path == NULL)
    return;
  fd = open (path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (flock (fd, LOCK_EX), ==, 0);
  if (lseek (fd, 0, SEEK_END) == 0)
    g_assert_cmpint (write (fd, head, strlen (head)), ==, (gssize) strlen (head));
  g_assert_cmpint (write (fd, row, strlen (row)), ==, (gssize) strlen (row));
  close (fd);
}

void
truth_tell (const Truth *self,
            const char  *what,
            const char  *printer,
            const char  *way,
            Said         said,
            const char  *why)
{
  const char *verdict = verdict_to_name (truth_judge (self, said), said);
  g_autofree char *row = g_strdup_printf ("| %s | %s | %s | %s | %s (%s) | %s |\n", what, printer, way, self->words, said_to_name (said), why, verdict);

  g_print ("# %s", row);
  write_row (row);
}
