/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards one after the other, both faces, as a batch does:
 *   bench-cards FOLDER COUNT draw|pwg|png|pdf [THREADS]
 * with the photos and records of bench-photos. "draw" makes the pixels at 300 dpi, all layers; the
 * others write the files into FOLDER/out as well: "pwg" what is sent to a card printer. One thread
 * when nothing else is said; all of them share the template. Prints the seconds and the resident
 * memory. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gstdio.h>

#include "app/base/heap.h"
#include "app/core/record.h"
#include "printers/pagestream.h"
#include "templates/output.h"

#define EARLY 1000 /* cards after which memory is looked at first */

typedef struct
{
  CwTemplate *template;
  char      **lines; /* of records.tsv, without the heading */
  guint       n_lines;
  const char *folder;
  const char *what;
  guint       count;
  guint       n_threads;
} CwBatch;

typedef struct
{
  const CwBatch *batch;
  guint          first;
} CwShare;

static CwRecord *
make_record (char *const *columns)
{
  CwRecord *record = cw_record_new ();
  const char *const fields[][2] = {
    { "number", columns[0] },
    { "family_name", columns[1] },
    { "given_names", columns[2] },
    { "programme", columns[3] },
    { "level", "bachelor" },
    { "escn", columns[4] },
    { "qr", columns[5] },
    { "issued_at", "2026-09-01" },
    { "expires_at", "2029-08-31" },
    { "valid_until_short", "08/2029" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (!cw_record_set (record, fields[i][0], fields[i][1], NULL))
      g_error ("no record");
  return record;
}

static GBytes *
read_photo (const CwBatch *batch,
            const char    *name)
{
  g_autofree char *path = g_build_filename (batch->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *data = NULL;
  gsize length = 0;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  return g_bytes_new_take (data, length);
}

static void
draw_face (CwFace     *face,
           CwFaceSide  side,
           const char *path,
           const char *what)
{
  const CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_ALL };
  g_autoptr (GError) error = NULL;

  if (strcmp (what, "png") == 0)
    cw_face_write_png (face, side, &medium, 0, 0, path, &error);
  else
    cairo_surface_destroy (cw_face_render (face, side, &medium, 0, 0, &error));
  g_assert_no_error (error);
}

/* Turned as a card is fed, both sides in one file, as the station does it. */
static void
write_pwg (CwFace     *face,
           const char *path)
{
  const CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_ALL };
  const CwStreamPlan plan = { .format = CW_STREAM_PWG, .dpi = 300, .page_x = 5398, .page_y = 8560, .standing = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) document = NULL;
  cairo_surface_t *sides[2] = { NULL };

  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    {
      sides[side] = cw_face_render (face, (CwFaceSide) side, &medium, 0, 0, &error);
      g_assert_no_error (error);
    }
  document = cw_page_stream_make (&plan, sides, G_N_ELEMENTS (sides));
  /* like the others that are measured, without waiting for the disk */
  g_file_set_contents_full (path, g_bytes_get_data (document, NULL), (gssize) g_bytes_get_size (document), G_FILE_SET_CONTENTS_NONE, 0644, &error);
  g_assert_no_error (error);
  for (guint side = 0; side < G_N_ELEMENTS (sides); side++)
    cairo_surface_destroy (sides[side]);
}

static void
make_card (const CwBatch *batch,
           guint          number)
{
  g_auto (GStrv) columns = g_strsplit (batch->lines[number % batch->n_lines], "\t", -1);
  g_autoptr (CwRecord) record = make_record (columns);
  g_autoptr (GBytes) photo = read_photo (batch, columns[6]);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwFace) face = cw_face_new (batch->template, record, photo, &error);
  g_autofree char *front = g_strdup_printf ("%s/out/%u.%s", batch->folder, number, batch->what);
  g_autofree char *back = g_strdup_printf ("%s/out/%u-back.%s", batch->folder, number, batch->what);

  g_assert_no_error (error);
  if (strcmp (batch->what, "pwg") == 0)
    {
      write_pwg (face, front);
      return;
    }
  if (strcmp (batch->what, "pdf") == 0)
    {
      const CwFaceMedium medium = { .layer = CW_LAYER_ALL };

      cw_face_write_pdf (face, CW_FACE_FRONT, CW_FACE_BACK, &medium, front, &error);
      g_assert_no_error (error);
      return;
    }
  draw_face (face, CW_FACE_FRONT, front, batch->what);
  draw_face (face, CW_FACE_BACK, back, batch->what);
}

/* VmRSS (proc(5)). */
static double
resident_kib (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmRSS:");
  return line != NULL ? g_ascii_strtod (line + strlen ("VmRSS:"), NULL) : 0;
}

/* Every so many-th card of the batch. */
static gpointer
make_share (gpointer data)
{
  const CwShare *share = data;

  for (guint i = share->first; i < share->batch->count; i += share->batch->n_threads)
    {
      make_card (share->batch, i);
      if (i + 1 == EARLY)
        printf ("early_kib %.0f KiB\n", resident_kib ());
    }
  return NULL;
}

static void
make_cards (const CwBatch *batch)
{
  g_autofree GThread **threads = g_new0 (GThread *, batch->n_threads);
  g_autofree CwShare *shares = g_new0 (CwShare, batch->n_threads);

  for (guint i = 0; i < batch->n_threads; i++)
    {
      shares[i] = (CwShare){ batch, i };
      threads[i] = g_thread_new ("batch", make_share, &shares[i]);
    }
  for (guint i = 0; i < batch->n_threads; i++)
    g_thread_join (threads[i]);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GFile) design = cw_template_get_shipped ("lbtu-student");
  g_autoptr (CwTemplate) template = design != NULL ? cw_template_load (design, NULL) : NULL;
  gboolean called = argc == 4 || argc == 5;
  g_autofree char *path = called ? g_build_filename (argv[1], "records.tsv", NULL) : NULL;
  g_autofree char *out = called ? g_build_filename (argv[1], "out", NULL) : NULL;
  g_autofree char *records = NULL;
  g_auto (GStrv) lines = NULL;
  guint count = called ? (guint) atoi (argv[2]) : 0;
  CwBatch batch = { .template = template };
  gint64 start = 0;

  if (count == 0 || template == NULL || !g_file_get_contents (path, &records, NULL, NULL) || g_mkdir_with_parents (out, 0755) != 0)
    {
      fprintf (stderr, "bench-cards FOLDER COUNT draw|pwg|png|pdf [THREADS]\n");
      return EXIT_FAILURE;
    }
  lines = g_strsplit (g_strchomp (records), "\n", -1);
  batch.lines = lines + 1;
  batch.n_lines = g_strv_length (lines) - 1;
  batch.folder = argv[1];
  batch.what = argv[3];
  batch.count = count;
  batch.n_threads = argc == 5 ? (guint) MAX (1, atoi (argv[4])) : 1;
  /* as the desk and the command line do */
  cw_heap_keep ();
  start = g_get_monotonic_time ();
  make_cards (&batch);
  printf ("seconds %.6f s\n", (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC);
  printf ("late_kib %.0f KiB\n", resident_kib ());
  return EXIT_SUCCESS;
}
