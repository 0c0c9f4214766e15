/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include "app/base/error.h"
#include "app/station/supplies.h"

/* What the station makes of a printer's own numbers: how often it asks, and what the header says. The
 * demo station, with a source of numbers that the tests set in the place of sensors. */

#define TEST_TYPE_SOURCE (test_source_get_type ())

G_DECLARE_FINAL_TYPE (TestSource, test_source, TEST, SOURCE, GObject)

struct _TestSource
{
  GObject    parent_instance;
  CwSupplies says;
  gboolean   silent;
  guint      reads;
};

static CwSupplies *
test_source_read (CwSupplySource *source,
                  GError        **error)
{
  TestSource *self = TEST_SOURCE (source);
  CwSupplies *supplies;

  self->reads++;
  if (self->silent)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE, "No answer.");
      return NULL;
    }
  supplies = cw_supplies_new ();
  *supplies = self->says;
  supplies->ribbon = g_strdup ("YMCKO");
  return supplies;
}

static void
test_source_init_iface (CwSupplySourceInterface *iface)
{
  iface->read = test_source_read;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSource, test_source, G_TYPE_OBJECT, G_IMPLEMENT_INTERFACE (CW_TYPE_SUPPLY_SOURCE, test_source_init_iface))

static void
test_source_class_init (TestSourceClass *klass)
{
}

static void
test_source_init (TestSource *self)
{
  self->says = (CwSupplies) { .ribbon_left = -1, .ribbon_whole = -1, .blanks = -1, .cards_to_cleaning = -1 };
}

typedef struct
{
  CwStation  *station;
  CwClock    *clock;
  TestSource *source;
} Desk;

static void
desk_open (Desk         *self,
           gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_build_filename (g_get_user_data_dir (), "desk", NULL);
  CwIssueTools *tools;

  self->station = cw_station_open (folder, TRUE, &error);
  g_assert_no_error (error);
  tools = (CwIssueTools *) cw_station_get_tools (self->station);
  self->clock = cw_clock_new_manual (G_USEC_PER_SEC * G_GINT64_CONSTANT (1795435200));
  g_set_object (&tools->clock, self->clock);
  self->source = g_object_new (TEST_TYPE_SOURCE, NULL);
  g_clear_object (&tools->supplies);
  tools->supplies = CW_SUPPLY_SOURCE (g_object_ref (self->source));
}

static void
desk_close (Desk         *self,
            gconstpointer user_data)
{
  CwIssueTools *tools = (CwIssueTools *) cw_station_get_tools (self->station);

  g_clear_object (&tools->supplies);
  g_clear_object (&self->station);
  g_clear_object (&self->source);
  g_clear_object (&self->clock);
}

static void
desk_put (Desk        *self,
          CwSupplyKind kind,
          guint        quantity)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_station_add_supply (self->station, kind, quantity, NULL, &error));
  g_assert_no_error (error);
}

static CwPossible
desk_reckon (Desk *self)
{
  g_autoptr (GError) error = NULL;
  CwPossible possible;

  g_assert_true (cw_station_reckon_possible (self->station, &possible, &error));
  g_assert_no_error (error);
  return possible;
}

static void
desk_assert_note (Desk         *self,
                  CwStatusLevel level,
                  const char   *sentence)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStationStatus) status = cw_station_poll (self->station, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (status->printer.sentence, ==, sentence);
  g_assert_cmpint (status->printer.level, ==, level);
}

/* A printer is asked every half minute at most, also when it does not answer. */
static void
test_interval (Desk         *self,
               gconstpointer user_data)
{
  self->source->says.ribbon_left = 150;
  g_assert_cmpint (desk_reckon (self).cards, ==, 150);
  self->source->says.ribbon_left = 149;
  cw_clock_advance (self->clock, 29 * G_USEC_PER_SEC);
  g_assert_cmpint (desk_reckon (self).cards, ==, 150);
  g_assert_cmpuint (self->source->reads, ==, 1);
  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  g_assert_cmpint (desk_reckon (self).cards, ==, 149);
  g_assert_cmpuint (self->source->reads, ==, 2);

  self->source->silent = TRUE;
  cw_clock_advance (self->clock, 30 * G_USEC_PER_SEC);
  g_assert_cmpint (desk_reckon (self).cards, ==, -1);
  g_assert_cmpint (desk_reckon (self).cards, ==, -1);
  g_assert_cmpuint (self->source->reads, ==, 3);

  /* something was put in: what was read before is void */
  self->source->silent = FALSE;
  desk_put (self, CW_SUPPLY_BLANKS, 400);
  g_assert_cmpint (desk_reckon (self).cards, ==, 149);
  g_assert_cmpuint (self->source->reads, ==, 4);
}

static void
test_note (Desk         *self,
           gconstpointer user_data)
{
  desk_assert_note (self, CW_STATUS_READY, "Ready.");
  desk_put (self, CW_SUPPLY_RIBBON, 187);
  desk_assert_note (self, CW_STATUS_READY, "Ready. 187 cards possible now.");
  desk_put (self, CW_SUPPLY_BLANKS, 20);
  desk_assert_note (self, CW_STATUS_READY, "Ready. 20 cards possible now.");
  desk_put (self, CW_SUPPLY_BLANKS, 19);
  desk_assert_note (self, CW_STATUS_ATTENTION, "Ready. 19 cards possible now.");
  desk_put (self, CW_SUPPLY_BLANKS, 1);
  desk_assert_note (self, CW_STATUS_ATTENTION, "Ready. 1 card possible now.");
  desk_put (self, CW_SUPPLY_BLANKS, 0);
  desk_assert_note (self, CW_STATUS_ATTENTION, "Ready. No more cards: the card feeder is empty.");
}

/* What the sensors say is the printer's reason too, and trouble is looked at again soon. */
static void
test_trouble (Desk         *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStationStatus) status = NULL;

  self->source->says.ribbon_left = 150;
  self->source->says.reasons = CW_PRINTER_REASON_COVER_OPEN | CW_PRINTER_REASON_RIBBON_LOW;
  status = cw_station_poll (self->station, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status->machine.state, ==, CW_PRINTER_STATE_IDLE);
  g_assert_cmphex (status->machine.errors, ==, CW_PRINTER_REASON_COVER_OPEN);
  g_assert_cmphex (status->machine.warnings, ==, CW_PRINTER_REASON_RIBBON_LOW);
  g_assert_cmpstr (status->printer.sentence, ==, "The printer's cover is open. Close it.");
  g_assert_cmpint (status->printer.level, ==, CW_STATUS_TROUBLE);
  g_assert_cmpint (status->possible.cards, ==, 150);

  self->source->says.reasons = CW_PRINTER_REASON_RIBBON_LOW;
  cw_clock_advance (self->clock, 4 * G_USEC_PER_SEC);
  desk_assert_note (self, CW_STATUS_TROUBLE, "The printer's cover is open. Close it.");
  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  desk_assert_note (self, CW_STATUS_ATTENTION, "Ready. The ribbon is running low. Have a new one at hand. 150 cards possible now.");
  g_assert_cmpuint (self->source->reads, ==, 2);

  self->source->says.reasons = CW_PRINTER_REASON_MEDIA_EMPTY;
  cw_clock_advance (self->clock, 30 * G_USEC_PER_SEC);
  desk_assert_note (self, CW_STATUS_TROUBLE, "The card feeder is empty. Put cards in.");
  g_assert_cmpint (desk_reckon (self).cards, ==, 0);
}

/* A card that took two sets halves what the ribbon is good for. */
static void
test_sets (Desk         *self,
           gconstpointer user_data)
{
  const CwIssueTools *tools = cw_station_get_tools (self->station);
  g_autoptr (GError) error = NULL;
  CwPossible possible;
  gint64 plastic;

  desk_put (self, CW_SUPPLY_RIBBON, 200);
  plastic = cw_store_add_plastic (tools->store, 0, CW_PLASTIC_PURPOSE_TEST_CARD, cw_printer_get_name (tools->printer), 2, &error);
  g_assert_no_error (error);
  g_assert_cmpint (plastic, >, 0);
  possible = desk_reckon (self);
  g_assert_cmpint (possible.cards, ==, 198); /* a test card says nothing about cards */
  g_assert_cmpint (possible.counts[CW_SUPPLY_RIBBON].printer, ==, -1);

  self->source->says.ribbon_left = 100;
  cw_clock_advance (self->clock, 30 * G_USEC_PER_SEC);
  possible = desk_reckon (self);
  g_assert_cmpint (possible.cards, ==, 100);
  g_assert_true (possible.counts[CW_SUPPLY_RIBBON].differ);
}

static void
test_refused (Desk         *self,
              gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSupplyRow) row = NULL;
  const CwIssueTools *tools = cw_station_get_tools (self->station);

  g_assert_false (cw_station_add_supply (self->station, CW_SUPPLY_RIBBON, 100001, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_station_add_supply (self->station, CW_SUPPLY_RIBBON, 100, "\xff\xfe", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  row = cw_store_get_supply (tools->store, cw_printer_get_name (tools->printer), CW_SUPPLY_RIBBON, &error);
  g_assert_no_error (error);
  g_assert_null (row);
}

static void
added_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  g_assert_true (cw_station_add_supply_finish (CW_STATION (source), result, &error));
  g_assert_no_error (error);
  *done = TRUE;
}

static void
refused_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GError) error = NULL;
  gboolean *done = user_data;

  g_assert_false (cw_station_add_supply_finish (CW_STATION (source), result, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  *done = TRUE;
}

static void
test_async (Desk         *self,
            gconstpointer user_data)
{
  gboolean added = FALSE, refused = FALSE;

  cw_station_add_supply_async (self->station, CW_SUPPLY_BLANKS, 77, NULL, NULL, added_cb, &added);
  cw_station_add_supply_async (self->station, CW_SUPPLY_BLANKS, G_MAXUINT, NULL, NULL, refused_cb, &refused);
  while (!added || !refused)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (desk_reckon (self).cards, ==, 77);
}

/* Before anything was asked, nothing is known: not "no more cards". */
static void
test_unknown (Desk         *self,
              gconstpointer user_data)
{
  g_autoptr (CwStationStatus) status = cw_station_get_status (self->station);

  g_assert_cmpint (status->possible.cards, ==, -1);
  for (guint i = 0; i < G_N_ELEMENTS (status->possible.counts); i++)
    g_assert_cmpint (status->possible.counts[i].station, ==, -1);
}

#define ADD(path, func) g_test_add (path, Desk, NULL, desk_open, func, desk_close)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  ADD ("/station/supplies/interval", test_interval);
  ADD ("/station/supplies/note", test_note);
  ADD ("/station/supplies/trouble", test_trouble);
  ADD ("/station/supplies/sets", test_sets);
  ADD ("/station/supplies/refused", test_refused);
  ADD ("/station/supplies/async", test_async);
  ADD ("/station/supplies/unknown", test_unknown);
  return g_test_run ();
}
