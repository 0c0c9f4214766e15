/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* How long a face takes: laid out and drawn at 300 dpi as it is printed. Prints one figure a
 * line: name, value, unit. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include "app/station/station.h"

#define RUNS 200
#define WIDTH 1011
#define HEIGHT 638

static int
compare (const void *a,
         const void *b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
draw (CwFace    *face,
      CwFaceSide side)
{
  const CwFaceMedium medium = { .dpi = 300, .layer = CW_LAYER_ALL };
  gint64 start = g_get_monotonic_time ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GError) error = NULL;

  cairo_scale (cr, medium.dpi / 25.4, medium.dpi / 25.4);
  if (!cw_face_draw (face, cr, side, &medium, &error))
    g_error ("%s", error->message);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return (double) (g_get_monotonic_time () - start) / 1000.0;
}

static CwRecord *
make_record (CwStation *station,
             CwStudent *student)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (CwInstitution) institution = cw_store_get_institution (store, student->institution_id, NULL);
  CwEscn escn;

  if (!cw_escn_build (17678500000000000, 0x8001, 1, institution->pic, &escn, NULL))
    g_error ("no number");
  return cw_record_new_for_card (student, institution, &escn, "2026-09-01", "2029-08-31");
}

/* Every run is another student's card: the faces are new each time, the template is not. */
static void
measure (CwStation *station)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) students = cw_store_find_students (store, NULL, "", 10, 0, &error);
  g_autoptr (CwProfile) profile = cw_store_get_profile (store, "lbtu-student", &error);
  g_autoptr (GFile) file = g_file_new_for_uri (profile->template_uri);
  g_autoptr (CwTemplate) template = cw_template_load (file, &error);
  double whole[RUNS], warm[RUNS];

  g_assert_no_error (error);
  for (guint i = 0; i < RUNS; i++)
    {
      CwStudent *student = g_ptr_array_index (students, i % students->len);
      g_autoptr (CwRecord) record = make_record (station, student);
      g_autoptr (GBytes) photo = cw_store_get_photo (store, student->id, &error);
      g_autoptr (CwFace) face = NULL;
      gint64 start = g_get_monotonic_time ();

      face = cw_face_new (template, record, photo, &error);
      g_assert_no_error (error);
      draw (face, CW_FACE_FRONT);
      whole[i] = (double) (g_get_monotonic_time () - start) / 1000.0;
      if (i == 0)
        printf ("render_first_face_ms %.3f ms\n", whole[0]);
      warm[i] = draw (face, CW_FACE_FRONT);
    }
  qsort (whole, RUNS, sizeof whole[0], compare);
  qsort (warm, RUNS, sizeof warm[0], compare);
  printf ("render_new_face_ms %.3f ms\n", whole[RUNS / 2]);
  printf ("render_face_ms %.3f ms\n", warm[RUNS / 2]);
}

int
main (int    argc,
      char **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = argc == 2 ? cw_station_open (argv[1], TRUE, &error) : NULL;

  if (station == NULL)
    {
      fprintf (stderr, "bench-render FOLDER: %s\n", error != NULL ? error->message : "name a folder for a demo station");
      return EXIT_FAILURE;
    }
  measure (station);
  return EXIT_SUCCESS;
}
