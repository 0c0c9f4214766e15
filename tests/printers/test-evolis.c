/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "evolis-rig.h"
#include "printers/evolis/libevolis.h"

/* The channel in order: every movement, every sensor, over TCP and over a device file. */

typedef struct
{
  EvolisRig *rig;
} Fixture;

static void
set_up (Fixture      *fixture,
        gconstpointer kind)
{
  fixture->rig = evolis_rig_new (kind);
}

static void
tear_down (Fixture      *fixture,
           gconstpointer kind)
{
  /* "clear status" makes a printer throw out its card: it is never sent */
  if (fixture->rig->process != NULL)
    g_assert_cmpint (evolis_rig_get_number (fixture->rig, "scs"), ==, 0);
  evolis_rig_free (fixture->rig);
}

static void
assert_place (EvolisRig  *rig,
              CwCardPlace expected)
{
  g_autoptr (GError) error = NULL;
  CwCardPlace place;

  g_assert_true (cw_feeder_get_place (CW_FEEDER (rig->evolis), &place, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (cw_card_place_to_name (place), ==, cw_card_place_to_name (expected));
}

static void
assert_moves (EvolisRig *rig,
              CwMove     move)
{
  g_autoptr (GError) error = NULL;

  cw_feeder_move (CW_FEEDER (rig->evolis), move, NULL, &error);
  g_assert_no_error (error);
}

static void
assert_refuses (EvolisRig  *rig,
                CwMove      move,
                CwError     code,
                const char *says)
{
  g_autofree char *before = evolis_rig_get_truth (rig);
  g_autofree char *after = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (cw_feeder_move (CW_FEEDER (rig->evolis), move, NULL, &error));
  g_assert_error (error, CW_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, says));
  after = evolis_rig_get_truth (rig);
  g_assert_cmpstr (before, ==, after);
}

static void
test_describe (Fixture      *fixture,
               gconstpointer kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwEvolisNote) note = cw_evolis_describe (fixture->rig->evolis, &error);
  const CwFeederTraits *traits = cw_feeder_get_traits (CW_FEEDER (fixture->rig->evolis));

  g_assert_no_error (error);
  g_assert_cmpstr (note->model, ==, "KC200B");
  g_assert_cmpstr (note->serial, ==, "KC2-0012345");
  g_assert_cmpstr (note->firmware, ==, "1.25");
  g_assert_cmpstr (note->zone, ==, "F61A");
  g_assert_true (traits->contact && traits->contactless && traits->reject && traits->hold);
}

static void
test_way_of_a_card (Fixture      *fixture,
                    gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  g_autofree char *truth = NULL;

  assert_place (rig, CW_CARD_PLACE_NONE);
  assert_moves (rig, CW_MOVE_INSERT);
  assert_place (rig, CW_CARD_PLACE_INSIDE);
  /* it is there already: no other one is fed */
  assert_moves (rig, CW_MOVE_INSERT);
  assert_moves (rig, CW_MOVE_CONTACT);
  assert_place (rig, CW_CARD_PLACE_CONTACT);
  assert_moves (rig, CW_MOVE_CONTACTLESS);
  assert_place (rig, CW_CARD_PLACE_CONTACTLESS);
  assert_moves (rig, CW_MOVE_CONTACTLESS);
  assert_refuses (rig, CW_MOVE_INSERT, CW_ERROR_REFUSED, "already");
  assert_moves (rig, CW_MOVE_EJECT);
  assert_place (rig, CW_CARD_PLACE_NONE);
  assert_refuses (rig, CW_MOVE_EJECT, CW_ERROR_REFUSED, "no card");
  assert_refuses (rig, CW_MOVE_REJECT, CW_ERROR_REFUSED, "no card");
  assert_moves (rig, CW_MOVE_CONTACTLESS);
  assert_moves (rig, CW_MOVE_REJECT);
  truth = evolis_rig_get_truth (rig);
  g_assert_cmpstr (truth, ==,
                   "fed 1 inside\nmoved 1 contact\nmoved 1 contactless\nout 1 output\n"
                   "fed 2 inside\nmoved 2 contactless\nout 2 reject\n");
}

static void
test_hold (Fixture      *fixture,
           gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_feeder_set_hold (CW_FEEDER (rig->evolis), TRUE, &error));
  evolis_rig_do (rig, "print");
  assert_place (rig, CW_CARD_PLACE_INSIDE);
  assert_moves (rig, CW_MOVE_CONTACTLESS);
  assert_moves (rig, CW_MOVE_EJECT);
  /* it stays so */
  evolis_rig_do (rig, "print");
  assert_place (rig, CW_CARD_PLACE_INSIDE);
  assert_moves (rig, CW_MOVE_REJECT);
  g_assert_true (cw_feeder_set_hold (CW_FEEDER (rig->evolis), FALSE, &error));
  evolis_rig_do (rig, "print");
  assert_place (rig, CW_CARD_PLACE_NONE);
  g_assert_cmpint (evolis_rig_get_number (rig, "output"), ==, 2);
  g_assert_cmpint (evolis_rig_get_number (rig, "reject"), ==, 1);
}

static void
test_hold_of_others (Fixture      *fixture,
                     gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  g_autoptr (GError) error = NULL;

  evolis_rig_do (rig, "set model Evolis Primacy 2");
  g_assert_true (cw_feeder_set_hold (CW_FEEDER (rig->evolis), TRUE, &error));
  evolis_rig_do (rig, "print");
  assert_place (rig, CW_CARD_PLACE_INSIDE);
  assert_moves (rig, CW_MOVE_EJECT);
  /* nobody has written down how */
  g_assert_false (cw_feeder_set_hold (CW_FEEDER (rig->evolis), FALSE, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_clear_error (&error);

  evolis_rig_do (rig, "set model Evolis Dualys");
  evolis_rig_do (rig, "set serial 90000001");
  assert_place (rig, CW_CARD_PLACE_NONE);
  g_assert_false (cw_feeder_get_traits (CW_FEEDER (rig->evolis))->hold);
  g_assert_false (cw_feeder_set_hold (CW_FEEDER (rig->evolis), TRUE, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
}

static void
test_reject_tray (Fixture      *fixture,
                  gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;

  assert_moves (rig, CW_MOVE_INSERT);
  evolis_rig_do (rig, "set reject-full 1");
  assert_refuses (rig, CW_MOVE_REJECT, CW_ERROR_REFUSED, "full");
  evolis_rig_do (rig, "set reject-full 0");
  evolis_rig_do (rig, "set has-reject 0");
  assert_refuses (rig, CW_MOVE_REJECT, CW_ERROR_REFUSED, "destroy");
  evolis_rig_do (rig, "set has-reject 1");
  /* a printer of a kind that has none */
  evolis_rig_do (rig, "set serial 70000001");
  evolis_rig_do (rig, "set model Evolis Zenius");
  assert_refuses (rig, CW_MOVE_REJECT, CW_ERROR_REFUSED, "destroy");
  g_assert_false (cw_feeder_get_traits (CW_FEEDER (rig->evolis))->reject);
  assert_moves (rig, CW_MOVE_EJECT);
}

static void
test_stops (Fixture      *fixture,
            gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;

  evolis_rig_do (rig, "set blanks 0");
  assert_refuses (rig, CW_MOVE_INSERT, CW_ERROR_PRINTER_STOPPED, "feeder");
  evolis_rig_do (rig, "set blanks 2");
  evolis_rig_do (rig, "set has-contactless 0");
  assert_refuses (rig, CW_MOVE_CONTACTLESS, CW_ERROR_REFUSED, "part");
  assert_refuses (rig, CW_MOVE_CONTACTLESS, CW_ERROR_REFUSED, "antenna");
  assert_moves (rig, CW_MOVE_INSERT);
  evolis_rig_do (rig, "set cover 1");
  assert_refuses (rig, CW_MOVE_EJECT, CW_ERROR_PRINTER_STOPPED, "cover");
  evolis_rig_do (rig, "set cover 0");
  assert_moves (rig, CW_MOVE_EJECT);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 1);
}

static void
test_mouth (Fixture      *fixture,
            gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;

  evolis_rig_do (rig, "set has-mouth 1");
  assert_moves (rig, CW_MOVE_INSERT);
  assert_moves (rig, CW_MOVE_EJECT);
  assert_place (rig, CW_CARD_PLACE_NONE);
  assert_refuses (rig, CW_MOVE_INSERT, CW_ERROR_PRINTER_STOPPED, "sticks out");
  evolis_rig_do (rig, "take");
  assert_moves (rig, CW_MOVE_INSERT);
}

static CwSupplies *
read_supplies (EvolisRig *rig)
{
  g_autoptr (GError) error = NULL;
  CwSupplies *supplies = cw_supply_source_read (CW_SUPPLY_SOURCE (rig->evolis), &error);

  g_assert_no_error (error);
  return supplies;
}

static void
test_supplies (Fixture      *fixture,
               gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  g_autoptr (CwSupplies) first = read_supplies (rig);
  g_autoptr (CwSupplies) second = NULL;
  int read = evolis_rig_get_number (rig, "tag-read");

  g_assert_cmpint (first->ribbon_left, ==, 87);
  g_assert_cmpint (first->ribbon_whole, ==, 100);
  g_assert_cmpint (first->blanks, ==, 1);
  g_assert_cmpint (first->cards_to_cleaning, ==, 412);
  g_assert_cmpuint (first->reasons, ==, CW_PRINTER_REASON_NONE);

  evolis_rig_do (rig, "set blanks 0");
  evolis_rig_do (rig, "set cover 1");
  evolis_rig_do (rig, "set reject-full 1");
  evolis_rig_do (rig, "set cleaning 0");
  second = read_supplies (rig);
  g_assert_cmpint (second->blanks, ==, 0);
  g_assert_cmpint (second->cards_to_cleaning, ==, 0);
  g_assert_cmpuint (second->reasons, ==, CW_PRINTER_REASON_MEDIA_EMPTY | CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_REJECT_FULL | CW_PRINTER_REASON_CLEANING);
  /* the tag is worn by reading */
  g_assert_cmpint (second->ribbon_left, ==, 87);
  g_assert_cmpint (evolis_rig_get_number (rig, "tag-read"), ==, read);
}

static void
test_ribbons (Fixture      *fixture,
              gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  CwEvolisPatience patience = evolis_rig_patience;
  g_autoptr (CwSupplies) missing = NULL;
  g_autoptr (CwSupplies) wrong = NULL;
  g_autoptr (CwSupplies) hesitant = NULL;
  g_autoptr (CwSupplies) mute = NULL;

  patience.tag = 0;
  cw_evolis_set_patience (rig->evolis, &patience);
  evolis_rig_do (rig, "set ribbon -1");
  missing = read_supplies (rig);
  g_assert_cmpint (missing->ribbon_left, ==, -1);
  g_assert_cmpuint (missing->reasons, ==, CW_PRINTER_REASON_RIBBON_MISSING);
  evolis_rig_do (rig, "set ribbon 0");
  evolis_rig_do (rig, "set ribbon-zone 0616");
  wrong = read_supplies (rig);
  g_assert_cmpint (wrong->ribbon_left, ==, 0);
  g_assert_cmpuint (wrong->reasons, ==, CW_PRINTER_REASON_RIBBON_EMPTY | CW_PRINTER_REASON_RIBBON_WRONG);
  /* "OK" instead of a number is asked again, but not for ever */
  evolis_rig_do (rig, "set ribbon 40");
  evolis_rig_do (rig, "set ribbon-zone f61a");
  evolis_rig_do (rig, "set tag-ok 2");
  hesitant = read_supplies (rig);
  g_assert_cmpint (hesitant->ribbon_whole, ==, 100);
  g_assert_cmpint (hesitant->ribbon_left, ==, 40);
  g_assert_cmpuint (hesitant->reasons, ==, CW_PRINTER_REASON_NONE);
  evolis_rig_do (rig, "set tag-ok 100");
  mute = read_supplies (rig);
  g_assert_cmpint (mute->ribbon_left, ==, -1);
  g_assert_cmpint (mute->ribbon_whole, ==, -1);
  g_assert_cmpuint (mute->reasons, ==, CW_PRINTER_REASON_NONE);
  g_assert_cmpint (evolis_rig_get_number (rig, "tag-ok"), >=, 90);
}

static void
test_cancelled (Fixture      *fixture,
                gconstpointer kind)
{
  EvolisRig *rig = fixture->rig;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (cw_feeder_move (CW_FEEDER (rig->evolis), CW_MOVE_INSERT, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (evolis_rig_get_number (rig, "fed"), ==, 0);
}

static void
test_addresses (void)
{
  static const char *const good[] = { "tcp://printer", "tcp://10.0.0.7:9100", "tcp://[::1]:9100", "usb:/dev/usb/lp0", "libevolis:Evolis Primacy 2" };
  static const char *const bad[] = { "", "tcp://", "tcp://:9100", "tcp://a b", "tcp://host:99999", "tcp://host/path", "tcp://user@host", "usb:lp0", "usb:", "libevolis:", "ipp://host", "TCP://host", "libevolis:\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (CwEvolis) evolis = cw_evolis_new (good[i], &error);

      g_assert_no_error (error);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_evolis_new (bad[i], &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
    }
}

static void
test_nobody_there (void)
{
  static const struct
  {
    const char *address;
    CwError     code;
    const char *says;
  } cases[] = {
    { "tcp://127.0.0.1:1", CW_ERROR_PRINTER_UNREACHABLE, "Check that it is on" },
    { "usb:/dev/usb/no-such-lp", CW_ERROR_PRINTER_UNREACHABLE, "unplugged" },
    { "usb:/etc/passwd", CW_ERROR_INVALID, "device" },
    { "libevolis:Nobody", CW_ERROR_PRINTER_UNREACHABLE, "SDK" },
  };

  cw_libevolis_set_path ("/nonexistent/libevolis.so");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GError) again = NULL;
      g_autoptr (CwEvolis) evolis = cw_evolis_new (cases[i].address, &error);
      CwCardPlace place;

      g_assert_no_error (error);
      g_assert_false (cw_feeder_get_place (CW_FEEDER (evolis), &place, &error));
      g_assert_error (error, CW_ERROR, (int) cases[i].code);
      g_assert_nonnull (strstr (error->message, cases[i].says));
      g_assert_null (cw_supply_source_read (CW_SUPPLY_SOURCE (evolis), &again));
      g_assert_error (again, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE);
    }
  cw_libevolis_set_path (NULL);
}

static void
add (const char *name,
     void      (*test) (Fixture      *fixture,
                        gconstpointer kind))
{
  static const char *const kinds[] = { "tcp", "pty" };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autofree char *path = g_strconcat ("/printers/evolis/", kinds[i], "/", name, NULL);

      g_test_add (path, Fixture, kinds[i], set_up, test, tear_down);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/printers/evolis/addresses", test_addresses);
  g_test_add_func ("/printers/evolis/nobody-there", test_nobody_there);
  add ("describe", test_describe);
  add ("way-of-a-card", test_way_of_a_card);
  add ("hold", test_hold);
  add ("hold-of-others", test_hold_of_others);
  add ("reject-tray", test_reject_tray);
  add ("stops", test_stops);
  add ("mouth", test_mouth);
  add ("supplies", test_supplies);
  add ("ribbons", test_ribbons);
  add ("cancelled", test_cancelled);

  return g_test_run ();
}
