/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/settings.h"
#include "printers/evolis/evolis.h"

/* printer feeder: where is the card, and take it there, by hand. What is ordered is in the journal
 * before it is ordered, and how it ended behind it. */

typedef struct
{
  const char *name;
  gboolean    moves;
  CwMove      move;
  gboolean    hold;
} CwFeederAct;

static const CwFeederAct acts[] = {
  { "insert", TRUE, CW_MOVE_INSERT, FALSE },
  { "contact", TRUE, CW_MOVE_CONTACT, FALSE },
  { "contactless", TRUE, CW_MOVE_CONTACTLESS, FALSE },
  { "eject", TRUE, CW_MOVE_EJECT, FALSE },
  { "reject", TRUE, CW_MOVE_REJECT, FALSE },
  { "hold", FALSE, CW_MOVE_INSERT, TRUE },
  { "release", FALSE, CW_MOVE_INSERT, FALSE },
};

static const char *
cw_feeder_place_to_sentence (CwCardPlace place)
{
  switch (place)
    {
    case CW_CARD_PLACE_UNKNOWN:
      return _ ("The printer does not say where its card is. Look into it.");
    case CW_CARD_PLACE_NONE:
      return _ ("There is no card in the printer.");
    case CW_CARD_PLACE_INSIDE:
      return _ ("The card is at the print head or on its way.");
    case CW_CARD_PLACE_CONTACT:
      return _ ("The card is at the contact station.");
    case CW_CARD_PLACE_CONTACTLESS:
      return _ ("The card is at the antenna.");
    }
  g_return_val_if_reached (NULL);
}

/* The station's own channel, unless another was given. */
static char *
cw_feeder_find_channel (CwCli   *cli,
                        GError **error)
{
  g_autofree char *directory = cli->directory != NULL ? g_strdup (cli->directory) : g_build_filename (g_get_user_data_dir (), CW_DATA_NAME, NULL);
  g_autoptr (CwSettings) settings = cw_settings_load (directory, error);

  if (settings == NULL)
    return NULL;
  if (settings->printer_channel == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                         _ ("This station has no channel to the moving parts of its printer. Give its address: --channel ADDRESS here, or for good with cardwright-cli printer use."));
  return g_strdup (settings->printer_channel);
}

static gboolean
cw_feeder_write_journal (CwStation  *station,
                         const char *what,
                         const char *act,
                         const char *channel,
                         const char *end,
                         GError    **error)
{
  json_t *details = json_pack ("{s:s, s:s, s:s?}", "act", act, "channel", channel, "end", end);
  char *text = json_dumps (details, JSON_COMPACT);
  gboolean ok = cw_store_add_journal (cw_station_get_tools (station)->store, what, "printer", text, error);

  json_decref (details);
  free (text);
  return ok;
}

/* The station is this program's alone meanwhile: nobody moves a card under the hands of the desk. */
static gboolean
cw_feeder_act (CwCli             *cli,
               CwFeeder          *feeder,
               const CwFeederAct *act,
               const char        *channel,
               GError           **error)
{
  g_autoptr (CwStation) station = cw_cli_open (cli, TRUE, error);
  g_autoptr (GError) local = NULL;
  gboolean ok;

  if (station == NULL || !cw_feeder_write_journal (station, "feeder.ordered", act->name, channel, NULL, error))
    return FALSE;
  ok = act->moves ? cw_feeder_move (feeder, act->move, NULL, &local) : cw_feeder_set_hold (feeder, act->hold, &local);
  if (!cw_feeder_write_journal (station, "feeder.ended", act->name, channel,
                                ok ? "done" : local->domain == CW_ERROR ? cw_error_to_name (local->code) : "failed", ok ? error : NULL))
    ok = FALSE;
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return ok;
}

static gboolean
cw_feeder_tell_place (CwCli    *cli,
                      CwFeeder *feeder,
                      GError  **error)
{
  CwCardPlace place;

  if (!cw_feeder_get_place (feeder, &place, error))
    return FALSE;
  cw_cli_set_text (cli, "place", cw_card_place_to_name (place));
  cw_cli_set_text (cli, "message", cw_feeder_place_to_sentence (place));
  cw_cli_say (cli, "%s", cw_feeder_place_to_sentence (place));
  return TRUE;
}

static const CwFeederAct *
cw_feeder_find_act (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, name))
      return &acts[i];
  return NULL;
}

int
cw_verb_printer_feeder (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autofree char *channel = NULL;
  const GOptionEntry entries[] = {
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, N_ ("tcp://HOST:PORT, usb:/dev/usb/lpN or libevolis:NAME; otherwise the station's"), N_ ("ADDRESS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwEvolis) evolis = NULL;
  const CwFeederAct *act = NULL;
  const char *name;

  if (!cw_cli_parse (cli, entries, "printer feeder", "[ACTION]", &argc, &argv, error))
    return -1;
  name = argc > 1 ? argv[1] : "place";
  act = cw_feeder_find_act (name);
  if (act == NULL && !g_str_equal (name, "place"))
    return cw_cli_usage (error, _ ("ACTION is place, insert, contact, contactless, eject, reject, hold or release."));
  if (channel == NULL)
    channel = cw_feeder_find_channel (cli, error);
  evolis = channel != NULL ? cw_evolis_new (channel, error) : NULL;
  if (evolis == NULL)
    return -1;
  cw_cli_set_text (cli, "channel", channel);
  cw_cli_set_text (cli, "action", name);
  if (act != NULL && !cw_feeder_act (cli, CW_FEEDER (evolis), act, channel, error))
    return -1;
  return cw_feeder_tell_place (cli, CW_FEEDER (evolis), error) ? CW_EXIT_DONE : -1;
}
