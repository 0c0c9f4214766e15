/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <langinfo.h>
#include <locale.h>
#include <string.h>

#include "app/base/error.h"
#include "app/base/heap.h"
#include "app/base/secret.h"
#include "app/cli/cli.h"

/* cardwright-cli: the same work without a screen. This file finds the verb, runs it, and says
 * how it ended: a sentence for a person, an object for --json, an exit code for both. */

static const CwVerb verbs[] = {
  { "demo", N_ ("issue a sample card on a demo station and show where everything is"), cw_verb_demo },
  { "issue", N_ ("issue a card to a student"), cw_verb_issue },
  { "resume", N_ ("take up every open order where it stopped"), cw_verb_resume },
  { "batch begin", N_ ("put many cards on a list, in the order in which they will lie in the tray"), cw_verb_batch_begin },
  { "batch run", N_ ("make the cards of the batch until it ends or needs a person"), cw_verb_batch_run },
  { "batch status", N_ ("say how the batch stands, card by card"), cw_verb_batch_status },
  { "batch cancel", N_ ("leave out what is not begun of the batch"), cw_verb_batch_cancel },
  { "hand-over", N_ ("write down that a card of the tray was handed over"), cw_verb_hand_over },
  { "status", N_ ("show printer, reader, register, and what is open"), cw_verb_status },
  { "escn new", N_ ("make European Student Card Numbers"), cw_verb_escn_new },
  { "escn check", N_ ("check a European Student Card Number"), cw_verb_escn_check },
  { "esi new", N_ ("make a European Student Identifier"), cw_verb_esi_new },
  { "esi check", N_ ("check a European Student Identifier"), cw_verb_esi_check },
  { "template check", N_ ("check a card template, with its sample or with a record"), cw_verb_template_check },
  { "template list", N_ ("list the templates of the program and your own"), cw_verb_template_list },
  { "template pack", N_ ("put a template and all its files into one package"), cw_verb_template_pack },
  { "template unpack", N_ ("take a template package apart into a folder"), cw_verb_template_unpack },
  { "template panels", N_ ("say what a card takes of a printer's ribbon"), cw_verb_template_panels },
  { "render", N_ ("draw a card into a file for the eye or for a printer"), cw_verb_render },
  { "printer list", N_ ("list the queues that print cards, and printers that need none"), cw_verb_printer_list },
  { "printer use", N_ ("choose the printer of this station"), cw_verb_printer_use },
  { "printer options", N_ ("list the options of a queue's driver"), cw_verb_printer_options },
  { "printer option", N_ ("set an option of the driver for every card"), cw_verb_printer_option },
  { "printer models", N_ ("list what is known of card printers: pages, ribbons, trays, speeds"), cw_verb_printer_models },
  { "printer test-card", N_ ("print a test card"), cw_verb_printer_test_card },
  { "printer align", N_ ("print an alignment sheet, or enter what was measured on it"), cw_verb_printer_align },
  { "printer status", N_ ("say how the station's printer is, what to do, and how many cards are possible"), cw_verb_printer_status },
  { "printer supply", N_ ("tell the station what was put into its printer"), cw_verb_printer_supply },
  { "printer feeder", N_ ("say where the printer's card is, or take it there"), cw_verb_printer_feeder },
  { "reader list", N_ ("list the card readers"), cw_verb_reader_list },
  { "reader bind", N_ ("choose the reader of this station's printer"), cw_verb_reader_bind },
  { "card inspect", N_ ("say what is on the card that lies on the reader"), cw_verb_card_inspect },
  { "card plan check", N_ ("check a chip plan, and say what it makes"), cw_verb_card_plan_check },
  { "card write", N_ ("write a chip plan onto the card, or finish one that was begun"), cw_verb_card_write },
  { "card verify", N_ ("read everything back that a chip plan puts on a card"), cw_verb_card_verify },
  { "card erase", N_ ("take a chip plan off the card, or format it"), cw_verb_card_erase },
  { "card list", N_ ("list cards by state, student, institution"), cw_verb_card_list },
  { "card show", N_ ("show one card, its life and what the register is owed"), cw_verb_card_show },
  { "card extend", N_ ("give a card a later last day; plastic and number stay"), cw_verb_card_extend },
  { "card suspend", N_ ("take a card out of force for now"), cw_verb_card_suspend },
  { "card find", N_ ("put a suspended or lost card back in force"), cw_verb_card_find },
  { "card lost", N_ ("report a card lost"), cw_verb_card_lost },
  { "card stolen", N_ ("report a card stolen"), cw_verb_card_stolen },
  { "card withdraw", N_ ("take a card out of force for good"), cw_verb_card_withdraw },
  { "card destroy", N_ ("write down that a card's plastic is destroyed"), cw_verb_card_destroy },
  { "card expire", N_ ("make cards expired whose last day has passed"), cw_verb_card_expire },
  { "import", N_ ("try what a file of records would change, or import it"), cw_verb_import },
  { "student show", N_ ("show a student's record"), cw_verb_student_show },
  { "student correct", N_ ("correct a record, and tell the register"), cw_verb_student_correct },
  { "student leave", N_ ("withdraw the cards of one who leaves, and tell the register"), cw_verb_student_leave },
  { "student return", N_ ("let one who left have cards again"), cw_verb_student_return },
  { "student new-esi", N_ ("give a registered student another ESI; the cards are withdrawn"), cw_verb_student_new_esi },
  { "router check", N_ ("check the connection to the ESC-Router, or look a card up"), cw_verb_router_check },
  { "router persons", N_ ("list the persons whom the ESC-Router has, or search them"), cw_verb_router_persons },
  { "router cards", N_ ("list the cards that the ESC-Router has, or search them"), cw_verb_router_cards },
  { "router status", N_ ("say what the ESC-Router tells anybody about a card"), cw_verb_router_status },
  { "router verify", N_ ("ask the ESC-Router's verifier about a card"), cw_verb_router_verify },
  { "router qr", N_ ("fetch a card's QR code as the ESC-Router draws it"), cw_verb_router_qr },
  { "router numbers", N_ ("let the ESC-Router make card numbers"), cw_verb_router_numbers },
  { "router organisations", N_ ("list who vouches for a student at the ESC-Router"), cw_verb_router_organisations },
  { "router picture", N_ ("send a student's photo to the ESC-Router, fetch it or take it away"), cw_verb_router_picture },
  { "router csv-check", N_ ("let the ESC-Router check a CSV file of cards"), cw_verb_router_csv_check },
  { "router reconcile", N_ ("compare the station's cards with the register's, and repair"), cw_verb_router_reconcile },
  { "outbox list", N_ ("list what is owed to the ESC-Router"), cw_verb_outbox_list },
  { "outbox send", N_ ("send what is due to the ESC-Router"), cw_verb_outbox_send },
  { "outbox retry", N_ ("let what is owed go now, also what was refused"), cw_verb_outbox_retry },
  { "outbox edit", N_ ("make what is owed anew, from today's record"), cw_verb_outbox_edit },
  { "outbox give-up", N_ ("never send what is owed, and say why"), cw_verb_outbox_give_up },
  { "institution add", N_ ("make cards for an institution, or change how"), cw_verb_institution_add },
  { "institution list", N_ ("list the institutions of this station"), cw_verb_institution_list },
  { "key list", N_ ("list the station's keys: label, version, check value"), cw_verb_key_list },
  { "key new", N_ ("make one of the station's own keys, and keep the one before"), cw_verb_key_new },
  { "store check", N_ ("check that the database is sound"), cw_verb_store_check },
  { "store backup", N_ ("copy the database while cards are issued"), cw_verb_store_backup },
  { "store restore", N_ ("put a copy in the place of the database"), cw_verb_store_restore },
  { "store rekey", N_ ("encipher the photos with a new key"), cw_verb_store_rekey },
  { "plastic list", N_ ("list the blanks that were asked of the printers"), cw_verb_plastic_list },
  { "plastic sum", N_ ("say whether the blanks add up, and what is missing"), cw_verb_plastic_sum },
  { "plastic settle", N_ ("say what became of a test card"), cw_verb_plastic_settle },
  { "leftover list", N_ ("say what is left in the printer and its queue"), cw_verb_leftover_list },
  { "leftover settle", N_ ("finish, reject or take off what was left"), cw_verb_leftover_settle },
  { "journal verify", N_ ("check that the journal is whole, and its signatures"), cw_verb_journal_verify },
  { "journal export", N_ ("write the journal into a file"), cw_verb_journal_export },
  { "journal check", N_ ("check such a file, wherever it is"), cw_verb_journal_check },
  { "journal sign", N_ ("sign the head of a day of the journal"), cw_verb_journal_sign },
  { "journal key", N_ ("show the public key with which the journal is signed"), cw_verb_journal_key },
  { "privacy rules", N_ ("show or set after how many days photos, records and orders are forgotten"), cw_verb_privacy_rules },
  { "privacy show", N_ ("show what the rules would forget, and what is kept and why"), cw_verb_privacy_show },
  { "privacy apply", N_ ("forget what the rules say"), cw_verb_privacy_apply },
  { "privacy clean", N_ ("remove the traces of what was erased from the database file"), cw_verb_privacy_clean },
  { "privacy export", N_ ("write everything about one student into a new folder"), cw_verb_privacy_export },
  { "privacy erase", N_ ("erase one student; the cards stay accounted for"), cw_verb_privacy_erase },
};

static void
cw_cli_print_help (void)
{
  g_print ("%s\n\n", _ ("Usage: cardwright-cli VERB [OPTION…]"));
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    g_print ("  %-17s %s\n", verbs[i].name, _ (verbs[i].summary));
  g_print ("\n%s\n", _ ("Every verb takes --json, --data DIR and --help.\n"
                        "Exit: 0 done, 1 failed, 2 wrong usage, 3 in doubt (a person must look)."));
}

/* The words of the verb at the front of @argv, and how many they are. */
static const CwVerb *
cw_cli_find_verb (int    argc,
                  char **argv,
                  int   *words)
{
  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_auto (GStrv) parts = g_strsplit (verbs[i].name, " ", -1);
      int n = (int) g_strv_length (parts);
      gboolean same = argc > n;

      for (int j = 0; same && j < n; j++)
        same = strcmp (argv[j + 1], parts[j]) == 0;
      if (!same)
        continue;
      *words = n;
      return &verbs[i];
    }
  return NULL;
}

static CwExit
cw_cli_judge (const GError *error)
{
  if (error->domain == G_OPTION_ERROR || g_error_matches (error, CW_ERROR, CW_ERROR_USAGE))
    return CW_EXIT_USAGE;
  if (g_error_matches (error, CW_ERROR, CW_ERROR_IN_DOUBT))
    return CW_EXIT_IN_DOUBT;
  return CW_EXIT_FAILED;
}

static void
cw_cli_tell_error (CwCli        *cli,
                   const GError *error)
{
  const char *name = error->domain == CW_ERROR ? cw_error_to_name (error->code) : error->domain == G_OPTION_ERROR ? "usage" : "failed";

  if (cli->json)
    cw_cli_set (cli, "error", json_pack ("{s:s, s:s}", "code", name, "message", error->message));
  else
    g_printerr ("cardwright-cli: %s\n", error->message);
}

static int
cw_cli_run (CwCli  *cli,
            int     argc,
            char  **argv)
{
  g_autoptr (GError) error = NULL;
  int words = 0;
  int code;
  const CwVerb *verb = cw_cli_find_verb (argc, argv, &words);

  if (verb == NULL)
    {
      g_printerr (_ ("cardwright-cli: “%s” is not a verb. “cardwright-cli --help” lists them.\n"), argv[1]);
      return CW_EXIT_USAGE;
    }
  code = verb->run (cli, argc - words, argv + words, &error);
  if (error != NULL)
    {
      code = (int) cw_cli_judge (error);
      cw_cli_tell_error (cli, error);
    }
  if (cli->json)
    {
      g_autofree char *text = NULL;

      cw_cli_set (cli, "ok", json_boolean (code == CW_EXIT_DONE));
      text = json_dumps (cli->answer, JSON_INDENT (2) | JSON_PRESERVE_ORDER);
      g_print ("%s\n", text);
    }
  return code;
}

static void
cw_cli_set_locale (void)
{
  const char *directory = g_getenv ("CARDWRIGHT_LOCALEDIR");

  setlocale (LC_ALL, "");
  /* without any language set the letters of names would come out as question marks */
  if (strcmp (nl_langinfo (CODESET), "ANSI_X3.4-1968") == 0)
    setlocale (LC_CTYPE, "C.UTF-8");
  bindtextdomain (GETTEXT_PACKAGE, directory != NULL ? directory : CW_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
}

int
main (int    argc,
      char **argv)
{
  CwCli cli = { FALSE };
  int code;

  /* keys pass through this process: no core dump, no debugger of another program */
  if (!cw_secret_harden_process ())
    g_warning ("core dumps cannot be switched off");
  cw_heap_keep ();
  cw_cli_set_locale ();

  if (argc < 2 || strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "help") == 0)
    {
      cw_cli_print_help ();
      return argc < 2 ? CW_EXIT_USAGE : CW_EXIT_DONE;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      g_print ("cardwright-cli %s\n", CW_VERSION);
      return CW_EXIT_DONE;
    }
  cli.answer = json_object ();
  code = cw_cli_run (&cli, argc, argv);
  json_decref (cli.answer);
  g_free (cli.directory);
  return code;
}
