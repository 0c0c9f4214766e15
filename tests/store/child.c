/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include <signal.h>
#include <stdlib.h>

#include "tests/store/fixture.h"

/* A second Cardwright: takes numbers in the database that it is given ("take PATH COUNT"), or
 * dies by SIGKILL just before or just after its COUNTth commit ("before" and "after"). */

typedef struct
{
  gboolean before;
  int      left;
} Death;

static void
die_cb (gboolean before,
        gpointer user_data)
{
  Death *death = user_data;

  if (before == death->before && --death->left == 0)
    raise (SIGKILL);
}

int
main (int   argc,
      char *argv[])
{
  g_autoptr (CwClock) clock = cw_clock_new_system ();
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStore) store = NULL;
  Death death;

  g_assert_cmpint (argc, ==, 4);
  store = cw_store_open (argv[2], clock, &error);
  g_assert_no_error (error);
  if (!g_str_equal (argv[1], "take"))
    {
      death.before = g_str_equal (argv[1], "before");
      death.left = atoi (argv[3]);
      cw_store_set_commit_func (store, die_cb, &death);
    }

  for (int i = 0; i < atoi (argv[3]); i++)
    {
      CwEscn escn;
      g_autofree char *text = NULL;

      cw_store_next_escn (store, 1, FIXTURE_PIC, &escn, &error);
      g_assert_no_error (error);
      text = cw_escn_to_string (&escn);
      g_print ("%s\n", text);
    }
  return 0;
}
