/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/base/secret.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static const guint8 key[16] = { 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };

static void
test_copy (void)
{
  guint8 mine[sizeof key];
  g_autoptr (CwSecret) secret = NULL;

  memcpy (mine, key, sizeof mine);
  secret = cw_secret_new (mine, sizeof mine);
  cw_wipe (mine, sizeof mine);
  for (gsize i = 0; i < sizeof mine; i++)
    g_assert_cmphex (mine[i], ==, 0);
  g_assert_cmpmem (cw_secret_get_data (secret), cw_secret_get_length (secret), key, sizeof key);
}

static void
test_fill (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new_zero (5000);
  g_autoptr (CwSecret) same = cw_secret_ref (secret);
  const guint8 *data = cw_secret_get_data (secret);

  g_assert_true (secret == same);
  g_assert_cmpuint (cw_secret_get_length (secret), ==, 5000);
  for (gsize i = 0; i < 5000; i++)
    g_assert_cmphex (data[i], ==, 0);
  memset (cw_secret_get_buffer (secret), 0x5a, 5000);
  g_assert_cmphex (cw_secret_get_data (same)[4999], ==, 0x5a);
}

static void
test_equal (void)
{
  g_autoptr (CwSecret) a = cw_secret_new (key, sizeof key);
  g_autoptr (CwSecret) b = cw_secret_new (key, sizeof key);
  g_autoptr (CwSecret) shorter = cw_secret_new (key, sizeof key - 1);

  g_assert_true (cw_secret_equal (a, b));
  g_assert_false (cw_secret_equal (a, shorter));
  cw_secret_get_buffer (b)[15] ^= 1;
  g_assert_false (cw_secret_equal (a, b));
  cw_secret_get_buffer (b)[15] ^= 1;
  cw_secret_get_buffer (b)[0] ^= 0x80;
  g_assert_false (cw_secret_equal (a, b));
}

/* The line "VmFlags: …" of the mapping that holds @address, from /proc/self/smaps. */
static char *
read_flags (const void *address)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  gboolean inside = FALSE;

  g_assert_true (g_file_get_contents ("/proc/self/smaps", &maps, NULL, NULL));
  lines = g_strsplit (maps, "\n", -1);
  for (char **line = lines; *line != NULL; line++)
    {
      char *end = NULL;
      guint64 from = g_ascii_strtoull (*line, &end, 16);

      if (end != *line && *end == '-')
        inside = from <= (gsize) address && (gsize) address < g_ascii_strtoull (end + 1, NULL, 16);
      if (inside && g_str_has_prefix (*line, "VmFlags:"))
        return g_strconcat (*line, " ", NULL);
    }
  return NULL;
}

/* proc(5): "dd" is left out of core dumps, "wf" is wiped on fork. */
static void
test_pages (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new (key, sizeof key);
  g_autofree char *flags = read_flags (cw_secret_get_data (secret));

  g_assert_nonnull (flags);
  g_assert_nonnull (strstr (flags, " dd "));
  g_assert_nonnull (strstr (flags, " wf "));
  g_assert_cmpuint ((gsize) cw_secret_get_data (secret) % (gsize) sysconf (_SC_PAGESIZE), ==, 0);
}

static void
test_fork (void)
{
  g_autoptr (CwSecret) secret = cw_secret_new (key, sizeof key);
  const guint8 *data = cw_secret_get_data (secret);
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      guint8 any = 0;

      for (gsize i = 0; i < sizeof key; i++)
        any |= data[i];
      _exit (any == 0 ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  g_assert_cmpmem (data, sizeof key, key, sizeof key);
}

/* In a child, so that a crash of this test itself can still be looked into. */
static void
test_harden (void)
{
  int status = 0;
  pid_t child = fork ();

  g_assert_cmpint (child, >=, 0);
  if (child == 0)
    {
      struct rlimit limit = { 1, 1 };

      _exit (cw_secret_harden_process () && prctl (PR_GET_DUMPABLE) == 0 && getrlimit (RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 && limit.rlim_max == 0 ? 0 : 1);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/base/secret/copy", test_copy);
  g_test_add_func ("/base/secret/fill", test_fill);
  g_test_add_func ("/base/secret/equal", test_equal);
  g_test_add_func ("/base/secret/pages", test_pages);
  g_test_add_func ("/base/secret/fork", test_fork);
  g_test_add_func ("/base/secret/harden", test_harden);
  return g_test_run ();
}
