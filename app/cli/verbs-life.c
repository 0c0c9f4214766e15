/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/issue/lifecycle.h"
#include "app/station/register.h"
#include "app/store/lifecycle.h"

/* card list, show, extend, suspend, …, expire: the life of cards after they were handed over. */

/* cards in one list; more are counted in no other way than by asking for less */
#define LIST_LIMIT 10000

static json_t *
cw_life_pack_card (const CwCard *card)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  return json_pack ("{s:s, s:s, s:s, s:s, s:s?, s:s?, s:s?}", "escn", escn, "student", card->student_id, "institution", card->institution_id,
                    "state", cw_card_state_to_name (card->state), "reason", card->reason, "issued_at", card->issued_at, "expires_at", card->expires_at);
}

static void
cw_life_say_card (CwCli        *cli,
                  const CwCard *card)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  cw_cli_say (cli, "%s\t%s\t%s\t%s", escn, card->student_id, cw_card_state_to_label (card->state), card->expires_at != NULL ? card->expires_at : "");
}

/* @cards: of CwCard */
static void
cw_life_tell_cards (CwCli     *cli,
                    GPtrArray *cards)
{
  json_t *list = json_array ();

  cw_cli_set (cli, "cards", list);
  for (guint i = 0; i < cards->len; i++)
    {
      json_array_append_new (list, cw_life_pack_card (g_ptr_array_index (cards, i)));
      cw_life_say_card (cli, g_ptr_array_index (cards, i));
    }
}

int
cw_verb_card_list (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  g_autofree char *state = NULL;
  g_autofree char *student = NULL;
  g_autofree char *institution = NULL;
  const GOptionEntry entries[] = {
    { "state", 0, 0, G_OPTION_ARG_STRING, &state, N_ ("Only cards in this state: issued, lost, …"), N_ ("STATE") },
    { "student", 0, 0, G_OPTION_ARG_STRING, &student, N_ ("Only cards of this student"), "ID" },
    { "institution", 0, 0, G_OPTION_ARG_STRING, &institution, N_ ("Only cards of this institution"), "ID" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  CwCardFilter filter = { 0 };
  CwCardState value;

  if (!cw_cli_parse (cli, entries, "card list", NULL, &argc, &argv, error))
    return -1;
  if (state != NULL && !cw_card_state_from_name (state, &value))
    return cw_cli_usage (error, _ ("There is no such state of a card. cardwright-cli(1) lists them."));
  filter.states = state != NULL ? 1u << value : 0;
  filter.student_id = student;
  filter.institution_id = institution;
  station = cw_cli_open (cli, FALSE, error);
  cards = station != NULL ? cw_store_list_cards_by (cw_station_get_tools (station)->store, &filter, LIST_LIMIT, 0, error) : NULL;
  if (cards == NULL)
    return -1;
  cw_life_tell_cards (cli, cards);
  if (cards->len == 0)
    cw_cli_say (cli, "%s", _ ("There is no such card."));
  return CW_EXIT_DONE;
}

static CwCard *
cw_life_find_card (CwStation  *station,
                   const char *escn,
                   GError    **error)
{
  CwEscn number;

  return cw_escn_parse (escn, &number, error) ? cw_store_find_card (cw_station_get_tools (station)->store, &number, error) : NULL;
}

/* (transfer full): an act on a card, in words where it has any */
static char *
cw_life_describe_act (const CwJournalRow *row)
{
  json_t *details = json_loads (row->details, 0, NULL);
  const char *to = json_string_value (json_object_get (details, "to"));
  const char *name = g_str_has_prefix (row->act, "card.") ? row->act + strlen ("card.") : row->act;
  CwLifeAct act;
  CwCardState state;
  char *text;

  if (g_str_equal (name, "reserve"))
    text = g_strdup (cw_card_state_to_label (CW_CARD_STATE_RESERVED));
  else if (cw_life_act_from_name (name, &act))
    text = g_strdup (cw_life_act_to_label (act));
  else if (g_str_equal (name, "uid"))
    text = g_strdup (_ ("its chip became known"));
  else if (g_str_equal (name, "reconcile.repair"))
    text = g_strdup (_ ("a difference from the register was repaired"));
  else
    text = g_strdup (cw_card_state_from_name (to, &state) ? cw_card_state_to_label (state) : row->act);
  json_decref (details);
  return text;
}

static gboolean
cw_life_tell_journal (CwCli   *cli,
                      CwStore *store,
                      gint64   card_id,
                      GError **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_card_journal (store, card_id, error);
  json_t *list = json_array ();

  cw_cli_set (cli, "journal", list);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CwJournalRow *row = g_ptr_array_index (rows, i);
      g_autoptr (GDateTime) at = g_date_time_new_from_unix_utc (row->at / G_USEC_PER_SEC);
      g_autofree char *moment = at != NULL ? g_date_time_format_iso8601 (at) : g_strdup ("");
      g_autofree char *words = cw_life_describe_act (row);

      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s, s:s}", "id", (json_int_t) row->id, "at", moment, "act", row->act, "operator", row->operator_name, "details", row->details));
      cw_cli_say (cli, "%s\t%s\t%s", moment, words, row->operator_name);
    }
  return rows != NULL;
}

static gboolean
cw_life_tell_messages (CwCli     *cli,
                       CwStation *station,
                       gint64     card_id,
                       GError   **error)
{
  g_autoptr (GPtrArray) rows = cw_store_list_card_messages (cw_station_get_tools (station)->store, card_id, error);
  json_t *list = json_array ();

  cw_cli_set (cli, "messages", list);
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    {
      const CwOutboxRow *row = g_ptr_array_index (rows, i);
      g_autofree char *what = cw_station_describe_message (station, row);

      json_array_append_new (list, json_pack ("{s:I, s:s, s:s, s:s?}", "id", (json_int_t) row->id, "kind", row->kind, "state", row->state, "error", row->last_error));
      /* Translators: "Register the card …: sent" */
      cw_cli_say (cli, _ ("%s: %s"), what, cw_message_state_to_label (row->state));
    }
  return rows != NULL;
}

int
cw_verb_card_show (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwCard) card = NULL;
  CwStore *store;

  if (!cw_cli_parse (cli, NULL, "card show", "ESCN", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  card = station != NULL ? cw_life_find_card (station, argv[1], error) : NULL;
  if (card == NULL)
    return -1;
  store = cw_station_get_tools (station)->store;
  cw_cli_set (cli, "card", cw_life_pack_card (card));
  cw_life_say_card (cli, card);
  if (card->reason != NULL)
    cw_cli_say (cli, "%s", card->reason);
  return cw_life_tell_journal (cli, store, card->id, error) && cw_life_tell_messages (cli, station, card->id, error) ? CW_EXIT_DONE : -1;
}

/* How the card is after an act. */
static int
cw_life_tell_after (CwCli     *cli,
                    CwStation *station,
                    gint64     card_id,
                    GError   **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (cw_station_get_tools (station)->store, card_id, error);
  g_autofree char *escn = card != NULL ? cw_escn_to_string (&card->escn) : NULL;

  if (card == NULL)
    return -1;
  cw_cli_set (cli, "card", cw_life_pack_card (card));
  cw_cli_say (cli, _ ("The card %s is “%s” now, its last day is %s. What the register is owed goes by itself."), escn, cw_card_state_to_label (card->state), card->expires_at != NULL ? card->expires_at : "–");
  return CW_EXIT_DONE;
}

static int
cw_life_do (CwCli      *cli,
            CwLifeAct   act,
            const char *name,
            int         argc,
            char      **argv,
            GError    **error)
{
  g_autofree char *reason = NULL;
  const GOptionEntry entries[] = {
    { "reason", 0, 0, G_OPTION_ARG_STRING, &reason, N_ ("Why, in a few words"), N_ ("TEXT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwCard) card = NULL;

  if (!cw_cli_parse (cli, entries, name, "ESCN", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  card = station != NULL ? cw_life_find_card (station, argv[1], error) : NULL;
  if (card == NULL || !cw_life_act_on_card (cw_station_get_tools (station), act, card->id, reason, error))
    return -1;
  return cw_life_tell_after (cli, station, card->id, error);
}

int
cw_verb_card_suspend (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_SUSPEND, "card suspend", argc, argv, error);
}

int
cw_verb_card_find (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_FIND, "card find", argc, argv, error);
}

int
cw_verb_card_lost (CwCli   *cli,
                   int      argc,
                   char   **argv,
                   GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_LOST, "card lost", argc, argv, error);
}

int
cw_verb_card_stolen (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_STOLEN, "card stolen", argc, argv, error);
}

int
cw_verb_card_withdraw (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_WITHDRAW, "card withdraw", argc, argv, error);
}

int
cw_verb_card_destroy (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  return cw_life_do (cli, CW_LIFE_ACT_DESTROY, "card destroy", argc, argv, error);
}

int
cw_verb_card_extend (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autofree char *until = NULL;
  const GOptionEntry entries[] = {
    { "until", 0, 0, G_OPTION_ARG_STRING, &until, N_ ("The new last day: yyyy-MM-dd"), N_ ("DATE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwCard) card = NULL;

  if (!cw_cli_parse (cli, entries, "card extend", "ESCN", &argc, &argv, error))
    return -1;
  if (until == NULL)
    return cw_cli_usage (error, _ ("Say “card extend ESCN --until DATE”."));
  station = cw_cli_open (cli, TRUE, error);
  card = station != NULL ? cw_life_find_card (station, argv[1], error) : NULL;
  if (card == NULL || !cw_life_extend (cw_station_get_tools (station), card->id, until, error))
    return -1;
  return cw_life_tell_after (cli, station, card->id, error);
}

int
cw_verb_card_expire (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  gboolean apply = FALSE;
  const GOptionEntry entries[] = {
    { "apply", 0, 0, G_OPTION_ARG_NONE, &apply, N_ ("Do it; otherwise the cards are only listed"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) cards = NULL;
  guint n_cards = 0;

  if (!cw_cli_parse (cli, entries, "card expire", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, apply, error);
  cards = station != NULL ? cw_life_list_ended (cw_station_get_tools (station), 0, 0, error) : NULL;
  if (cards == NULL)
    return -1;
  cw_life_tell_cards (cli, cards);
  cw_cli_set (cli, "applied", json_boolean (apply));
  if (apply && !cw_life_expire_ended (cw_station_get_tools (station), &n_cards, NULL, error))
    return -1;
  cw_cli_set (cli, "expired", json_integer (n_cards));
  if (apply)
    cw_cli_say (cli, ngettext ("%u card is expired now.", "%u cards are expired now.", n_cards), n_cards);
  else
    cw_cli_say (cli, ngettext ("The last day of %u card has passed. “--apply” makes it expired.", "The last day of %u cards has passed. “--apply” makes them expired.", cards->len), cards->len);
  return CW_EXIT_DONE;
}
