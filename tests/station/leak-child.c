/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Works with a key file as a station does, and then leaks one of its keys in one way, or in none:
 * the child of test-leaks.py, which must find each of them.
 *
 *   leak-child KEY-FILE LABEL WAY
 *
 * Says "ready" and waits for the end of its standard input. It is not hardened as the programs
 * are, so that its memory can be read by whoever started it. */

#define G_LOG_DOMAIN "leak-child"

#include "config.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/base/bytes.h"
#include "app/keys/keys.h"

static void
leak_into_freed_memory (const CwSecret *key)
{
  /* in the middle, because free() itself writes at the start; never given back to the system */
  guint8 *copy = g_malloc (1024);
  g_autofree guint8 *fence = g_malloc (1024);

  memcpy (copy + 512, cw_secret_get_data (key), cw_secret_get_length (key));
  fence[0] = copy[512];
  g_free (copy);
}

static void
leak_into_file (const char *hex)
{
  int fd = open ("leaked", O_WRONLY | O_CREAT | O_TRUNC, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (write (fd, hex, strlen (hex)), ==, (gssize) strlen (hex));
  close (fd);
}

/* Once more with the key among the arguments or in the environment. */
static void
leak_into_exec (char      **argv,
                const char *hex,
                gboolean    environment)
{
  g_autofree char *variable = g_strconcat ("LEAKED=", hex, NULL);
  char *arguments[] = { argv[0], argv[1], argv[2], (char *) "none", environment ? NULL : (char *) hex, NULL };
  char *variables[] = { environment ? variable : NULL, NULL };

  execve ("/proc/self/exe", arguments, variables);
  g_error ("this program does not start again");
}

/* What stays in memory for as long as the child lives. */
static void *
leak (const CwSecret *key,
      const char     *way,
      char          **argv)
{
  const guint8 *data = cw_secret_get_data (key);
  gsize length = cw_secret_get_length (key);
  g_autofree char *hex = cw_hex_encode (data, length);

  if (g_str_equal (way, "heap"))
    return g_memdup2 (data, length);
  if (g_str_equal (way, "heap-hex"))
    return g_ascii_strdown (hex, -1);
  if (g_str_equal (way, "heap-base64"))
    return g_base64_encode (data, length);
  if (g_str_equal (way, "freed"))
    leak_into_freed_memory (key);
  else if (g_str_equal (way, "log"))
    g_debug ("the key is %s", hex);
  else if (g_str_equal (way, "file"))
    leak_into_file (hex);
  else if (g_str_equal (way, "argv") || g_str_equal (way, "environ"))
    leak_into_exec (argv, hex, g_str_equal (way, "environ"));
  else
    g_error ("no such way");
  return NULL;
}

int
main (int    argc,
      char **argv)
{
  static const CwDiversify how = { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwKeySource) keys = NULL;
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (CwSecret) derived = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  g_autofree void *leaked = NULL;

  g_assert_cmpint (argc, >=, 4);
  keys = cw_file_keys_open (argv[1], &error);
  g_assert_no_error (error);
  notes = cw_key_source_list (keys, &error);
  g_assert_no_error (error);
  key = cw_key_source_load (keys, argv[2], NULL, &error);
  g_assert_no_error (error);
  derived = cw_key_source_derive (keys, argv[2], &how, (const guint8 *) "specimen", strlen ("specimen"), NULL, &error);
  g_assert_no_error (error);

  if (!g_str_equal (argv[3], "none"))
    leaked = leak (key, argv[3], argv);
  printf ("ready\n");
  fflush (stdout);
  while (getchar () != EOF)
    ;
  return 0;
}
