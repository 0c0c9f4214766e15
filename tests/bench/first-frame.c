/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Loaded into a GTK program by LD_PRELOAD: prints how long after START_NS (CLOCK_MONOTONIC, given
 * by the parent just before exec) the first frame had been painted, and ends the program. The
 * desk and the window it is compared with are measured by the same means. */

#include <gtk/gtk.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static gboolean
first_frame_hook (GSignalInvocationHint *hint,
                  guint                  n_values,
                  const GValue          *values,
                  gpointer               data)
{
  const char *start = getenv ("START_NS");
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  if (start != NULL)
    printf ("first-frame-ms %.3f\n", ((double) now.tv_sec * 1e9 + (double) now.tv_nsec - strtod (start, NULL)) / 1e6);
  fflush (stdout);
  _exit (0);
}

__attribute__ ((constructor)) static void
first_frame_watch (void)
{
  if (getenv ("START_NS") == NULL)
    return;
  g_type_class_unref (g_type_class_ref (GDK_TYPE_FRAME_CLOCK));
  g_signal_add_emission_hook (g_signal_lookup ("after-paint", GDK_TYPE_FRAME_CLOCK), 0, first_frame_hook, NULL, NULL);
}
