/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes the photos and records that every program of the render bench draws:
 *   bench-photos FOLDER PORTRAITS RECORDS
 * writes FOLDER/photos/0.jpg and so on, 1200 x 1600 with a camera's noise, no two alike, and
 * FOLDER/records.tsv. The same every time. */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

#include "app/core/escn.h"
#include "app/core/record.h"

#define N_PHOTOS 64
#define N_PORTRAITS 6
#define WIDTH 1200
#define HEIGHT 1600
#define NOISE 8

static const char *const family_names[] = { "Bērziņa", "Ozoliņš", "Šķēle-Ķirsone", "Müller", "García Fernández", "Papadopoulou", "Nowakowska", "Van den Broeck" };
static const char *const given_names[] = { "Anna", "Jānis", "Anželika Ģertrūde", "Jürgen", "María José", "Eleni", "Małgorzata", "Pieter" };
static const char *const programmes[] = { "Meža ekoloģija", "Information Technologies", "Veterinary Medicine", "Landscape Architecture and Planning" };

/* Brightness and warmth of a room, and the grain of a sensor. */
static void
photograph (GdkPixbuf *pixbuf,
            guint      number)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (number);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  int channels = gdk_pixbuf_get_n_channels (pixbuf);
  int shift[3] = { 0 };
  guint32 grain = number + 1;

  for (guint i = 0; i < G_N_ELEMENTS (shift); i++)
    shift[i] = g_rand_int_range (chance, -24, 25);
  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH; x++)
      for (int i = 0; i < 3; i++)
        {
          guchar *at = pixels + y * stride + x * channels + i;

          /* W. H. Press and others, "Numerical Recipes", 7.1: quick and even */
          grain = grain * 1664525u + 1013904223u;
          *at = (guchar) CLAMP (*at + shift[i] + (int) ((grain >> 24) % (2 * NOISE + 1)) - NOISE, 0, 255);
        }
}

static void
make_photo (const char *folder,
            const char *portraits,
            guint       number)
{
  g_autofree char *from = g_strdup_printf ("%s/portrait-%u.jpg", portraits, number % N_PORTRAITS + 1);
  g_autofree char *to = g_strdup_printf ("%s/photos/%u.jpg", folder, number);
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkPixbuf) portrait = gdk_pixbuf_new_from_file (from, &error);
  g_autoptr (GdkPixbuf) photo = NULL;

  g_assert_no_error (error);
  photo = gdk_pixbuf_scale_simple (portrait, WIDTH, HEIGHT, GDK_INTERP_BILINEAR);
  photograph (photo, number);
  gdk_pixbuf_save (photo, to, "jpeg", &error, "quality", "90", NULL);
  g_assert_no_error (error);
}

static void
write_record (FILE *file,
              guint number)
{
  CwEscn escn = { { 0 } };
  g_autofree char *text = NULL;

  if (!cw_escn_build (17678500000000000 + number, 0x8001, 1, "999933328", &escn, NULL))
    g_error ("no number");
  text = cw_escn_to_string (&escn);
  fprintf (file, "LF%05u\t%s\t%s\t%s\t%s\t%s%s\t%s/photos/%u.jpg\n", number, family_names[number % G_N_ELEMENTS (family_names)],
           given_names[number / 3 % G_N_ELEMENTS (given_names)], programmes[number / 5 % G_N_ELEMENTS (programmes)], text, CW_QR_PREFIX, text, ".", number % N_PHOTOS);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *photos = argc == 4 ? g_build_filename (argv[1], "photos", NULL) : NULL;
  g_autofree char *records = argc == 4 ? g_build_filename (argv[1], "records.tsv", NULL) : NULL;
  FILE *file = NULL;

  if (photos == NULL || g_mkdir_with_parents (photos, 0755) != 0 || (file = g_fopen (records, "w")) == NULL)
    {
      fprintf (stderr, "bench-photos FOLDER PORTRAITS RECORDS\n");
      return EXIT_FAILURE;
    }
  for (guint i = 0; i < N_PHOTOS; i++)
    make_photo (argv[1], argv[2], i);
  fprintf (file, "number\tfamily_name\tgiven_names\tprogramme\tescn\tqr\tphoto\n");
  for (guint i = 0; i < (guint) atoi (argv[3]); i++)
    write_record (file, i);
  return fclose (file) == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
