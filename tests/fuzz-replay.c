/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Runs a fuzz target over the files named on the command line, one TAP line a file, so that a
 * corpus is a regression test wherever libFuzzer is not. */

#include <glib.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
main (int    argc,
      char **argv)
{
  printf ("1..%d\n", argc - 1);
  for (int i = 1; i < argc; i++)
    {
      g_autofree char *contents = NULL;
      g_autofree char *name = g_path_get_basename (argv[i]);
      gsize length = 0;

      if (!g_file_get_contents (argv[i], &contents, &length, NULL))
        {
          printf ("not ok %d %s cannot be read\n", i, name);
          continue;
        }
      LLVMFuzzerTestOneInput ((const uint8_t *) contents, length);
      printf ("ok %d %s\n", i, name);
      fflush (stdout);
    }
  return argc > 1 ? EXIT_SUCCESS : EXIT_FAILURE;
}
