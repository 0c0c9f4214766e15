/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/base/error.h"
#include "evolis-rig.h"
#include "printers/evolis/libevolis.h"

/* The maker's library: a double of it, loaded as the real one is. */

static void
test_card (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwEvolis) evolis = cw_evolis_new ("libevolis:Double", &error);
  CwCardPlace place;

  g_assert_true (cw_feeder_move (CW_FEEDER (evolis), CW_MOVE_CONTACTLESS, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_feeder_get_place (CW_FEEDER (evolis), &place, &error));
  g_assert_cmpint (place, ==, CW_CARD_PLACE_CONTACTLESS);
  g_assert_true (cw_feeder_move (CW_FEEDER (evolis), CW_MOVE_EJECT, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (cw_feeder_get_traits (CW_FEEDER (evolis))->hold);
}

static void
test_troubles (void)
{
  static const struct
  {
    const char *address;
    CwError     code;
  } cases[] = {
    { "libevolis:Nobody", CW_ERROR_PRINTER_UNREACHABLE },
    { "libevolis:Taken", CW_ERROR_BUSY },
    { "libevolis:Mute", CW_ERROR_PRINTER_UNREACHABLE },
    { "libevolis:Long", CW_ERROR_PRINTER_UNREACHABLE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwEvolis) evolis = cw_evolis_new (cases[i].address, &error);
      CwCardPlace place;

      g_assert_false (cw_feeder_get_place (CW_FEEDER (evolis), &place, &error));
      g_assert_error (error, CW_ERROR, (int) cases[i].code);
      g_test_message ("%s", error->message);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  cw_libevolis_set_path (g_getenv ("CW_LIBEVOLIS_DOUBLE"));
  g_test_add_func ("/printers/evolis-library/card", test_card);
  g_test_add_func ("/printers/evolis-library/troubles", test_troubles);

  return g_test_run ();
}
