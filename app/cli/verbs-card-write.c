/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/legacy-deuinfo.h"
#include "app/cli/card.h"

/* card write, verify, erase: a chip plan by hand, beside the saga; for cards that were begun and
 * left, for trying a plan out, and for cards that go back into the box. */

#define CERTIFICATE_LIMIT 65536 /* bytes of a file with certificates or a signature */

typedef struct
{
  CwCardOptions card;
  char         *escn;
  char         *signature;
  char         *certificate;
  char         *root;
  char         *chain;
  char         *confirm;
  gboolean      yes;
  gboolean      format;
  gboolean      legacy;
} CwWriteOptions;

static void
cw_write_options_clear (CwWriteOptions *self)
{
  cw_card_options_clear (&self->card);
  g_free (self->escn);
  g_free (self->signature);
  g_free (self->certificate);
  g_free (self->root);
  g_free (self->chain);
  g_free (self->confirm);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwWriteOptions, cw_write_options_clear)

/* The options that all three have. */
#define CARD_ENTRIES(options) \
  { "reader", 0, 0, G_OPTION_ARG_STRING, &(options).reader, N_ ("The reader; otherwise that of the station"), N_ ("NAME") }, \
  { "chip", 0, 0, G_OPTION_ARG_FILENAME, &(options).dump, N_ ("A chip dump instead of a reader"), N_ ("FILE") }, \
  { "trace", 0, 0, G_OPTION_ARG_NONE, &(options).trace, N_ ("Show every command and answer, secrets left out"), NULL }, \
  { "plan", 0, 0, G_OPTION_ARG_FILENAME, &(options).plan, N_ ("The chip plan: its name or its file"), N_ ("PLAN") }, \
  { "institution", 0, 0, G_OPTION_ARG_STRING, &(options).institution, N_ ("Whose card it is; needed when the station works for several"), N_ ("ID") }, \
  { "record", 0, 0, G_OPTION_ARG_FILENAME, &(options).record, N_ ("The record whose fields the plan writes"), N_ ("FILE") }

/* One number is on one card: what the station's books say of it must be about this very chip. */
static gboolean
cw_write_check_number (CwCardTable  *table,
                       const CwEscn *escn,
                       GError      **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwCard) card = cw_store_find_card (cw_station_get_tools (table->station)->store, escn, &local);

  if (card == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (card == NULL || (card->uid != NULL && strcmp (card->uid, table->uid) == 0))
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
               card->uid != NULL ? _ ("That number is on another chip (%s) already. Nothing was changed.")
                                 : _ ("That number belongs to an order of this station (%s), which writes it itself. Use “resume”."),
               card->uid != NULL ? card->uid : cw_card_state_to_label (card->state));
  return FALSE;
}

/* A signature is raw bytes or hex; a certificate DER. */
static GBytes *
cw_write_read_bytes (const char *path,
                     GError    **error)
{
  gsize length = 0;
  char *contents = cw_cli_read_file (path, CERTIFICATE_LIMIT, &length, error);

  return contents != NULL ? g_bytes_new_take (contents, length) : NULL;
}

/* The retired zone is made only where somebody says that he means it, with what was signed
 * elsewhere for this very card. */
static CwChipPlan *
cw_write_fill_legacy (const CwWriteOptions *options,
                      const CwCardTable    *table,
                      const CwEscn         *escn,
                      CwChipPlan           *plan,
                      GError              **error)
{
  g_autoptr (GByteArray) uid = cw_hex_decode (table->uid, error);
  g_autoptr (GBytes) signature = NULL;
  g_autoptr (GBytes) certificate = NULL;
  g_autoptr (CwDeuinfo) zone = NULL;

  if (!cw_deuinfo_is_plan (plan))
    return cw_chip_plan_ref (plan);
  if (!options->legacy || options->signature == NULL || options->certificate == NULL)
    {
      cw_cli_usage (error, _ ("The card data zone was given up by the European Student Card. If your institution still has to make it, say --legacy, and give --signature and --certificate."));
      return NULL;
    }
  signature = cw_write_read_bytes (options->signature, error);
  certificate = signature != NULL ? cw_write_read_bytes (options->certificate, error) : NULL;
  if (certificate == NULL || uid == NULL)
    return NULL;
  if (uid->len != 7)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("The card data zone needs a card with a serial number of seven bytes; this one is %s."), table->uid);
      return NULL;
    }
  zone = cw_deuinfo_new (escn, uid->data, signature, certificate);
  return cw_deuinfo_fill (zone, plan, error);
}

static gboolean
cw_write_note_stage (const char *stage,
                     gpointer    cli,
                     GError    **error)
{
  cw_cli_set_text (cli, "stage", stage);
  return TRUE;
}

static gboolean
cw_write_parse_number (const CwWriteOptions *options,
                       const CwChipPlan     *plan,
                       CwEscn               *escn,
                       GError              **error)
{
  if (options->escn != NULL)
    return cw_escn_parse (options->escn, escn, error);
  if (!cw_chip_plan_holds_escn (plan))
    return TRUE;
  cw_cli_usage (error, _ ("Say which number the card gets with --escn."));
  return FALSE;
}

/* Before the chip is touched: with an act of which nothing came there is an entry too many, never one
 * too few. */
static gboolean
cw_card_write_journal (const CwCardTable *table,
                       const char        *act,
                       GError           **error)
{
  g_autofree char *digest = cw_digest_text (table->uid);
  g_autofree char *details = g_strdup_printf ("{\"uid\":\"%s\"}", digest);

  return cw_store_add_journal (cw_station_get_tools (table->station)->store, act, "chip", details, error);
}

int
cw_verb_card_write (CwCli   *cli,
                    int      argc,
                    char   **argv,
                    GError **error)
{
  g_auto (CwWriteOptions) options = { 0 };
  const GOptionEntry entries[] = {
    CARD_ENTRIES (options.card),
    { "escn", 0, 0, G_OPTION_ARG_STRING, &options.escn, N_ ("The number that the card gets"), "ESCN" },
    { "legacy", 0, 0, G_OPTION_ARG_NONE, &options.legacy, N_ ("Make the retired card data zone all the same"), NULL },
    { "signature", 0, 0, G_OPTION_ARG_FILENAME, &options.signature, N_ ("Its signature for this card, DER"), N_ ("FILE") },
    { "certificate", 0, 0, G_OPTION_ARG_FILENAME, &options.certificate, N_ ("The certificate it was made with, DER"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwCardTable) table = { 0 };
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwChipPlan) filled = NULL;
  g_autoptr (CwChipReport) report = NULL;
  CwEscn escn = { { 0 } };

  if (!cw_cli_parse (cli, entries, "card write", NULL, &argc, &argv, error) || !cw_card_table_need_station (&table, cli, error))
    return -1;
  plan = cw_card_prepare_plan (table.station, &options.card, error);
  if (plan == NULL || !cw_write_parse_number (&options, plan, &escn, error) || !cw_card_table_open (&table, cli, &options.card, error))
    return -1;
  if (cw_chip_plan_holds_escn (plan) && !cw_write_check_number (&table, &escn, error))
    return -1;
  filled = cw_write_fill_legacy (&options, &table, &escn, plan, error);
  if (filled == NULL || !cw_card_write_journal (&table, "chip.write", error))
    return -1;
  report = cw_chip_write (&table.link, filled, cw_station_get_tools (table.station)->keys, &escn, cw_write_note_stage, cli, error);
  if (report == NULL)
    return -1;
  cw_card_tell (cli, report);
  cw_cli_say (cli, _ ("Written and read back in %u exchanges."), report->exchanges);
  return CW_EXIT_DONE;
}

/* The zone is checked as anybody can check it: without a key, against the root that was given. */
static int
cw_verify_legacy (CwCli                *cli,
                  const CwWriteOptions *options,
                  const CwCardTable    *table,
                  GError              **error)
{
  g_autoptr (CwDeuinfo) zone = NULL;
  g_autofree char *root = NULL;
  g_autofree char *chain = NULL;
  g_autofree char *escn = NULL;

  if (options->root == NULL)
    return cw_cli_usage (error, _ ("Checking a card data zone needs a root certificate that you trust: --root, and --chain for those between."));
  root = cw_cli_read_file (options->root, CERTIFICATE_LIMIT, NULL, error);
  chain = root != NULL && options->chain != NULL ? cw_cli_read_file (options->chain, CERTIFICATE_LIMIT, NULL, error) : NULL;
  if (root == NULL || (options->chain != NULL && chain == NULL))
    return -1;
  zone = cw_deuinfo_read (&table->link, error);
  if (zone == NULL || !cw_deuinfo_check_signature (zone, error) ||
      !cw_deuinfo_check_chain (zone, root, chain, g_get_real_time () / G_USEC_PER_SEC, error))
    return -1;
  escn = cw_escn_to_string (&zone->escn);
  cw_cli_set_text (cli, "escn", escn);
  cw_cli_tell (cli, _ ("ESCN"), "%s", escn);
  cw_cli_say (cli, "%s", _ ("The card data zone is signed for this card, and its certificate leads to the root that you gave."));
  return CW_EXIT_DONE;
}

int
cw_verb_card_verify (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_auto (CwWriteOptions) options = { 0 };
  const GOptionEntry entries[] = {
    CARD_ENTRIES (options.card),
    { "root", 0, 0, G_OPTION_ARG_FILENAME, &options.root, N_ ("For a card data zone: the trusted certificates, PEM"), N_ ("FILE") },
    { "chain", 0, 0, G_OPTION_ARG_FILENAME, &options.chain, N_ ("For a card data zone: those between, PEM"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwCardTable) table = { 0 };
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwChipReport) report = NULL;

  if (!cw_cli_parse (cli, entries, "card verify", NULL, &argc, &argv, error) || !cw_card_table_need_station (&table, cli, error))
    return -1;
  plan = cw_card_prepare_plan (table.station, &options.card, error);
  if (plan == NULL || !cw_card_table_open (&table, cli, &options.card, error))
    return -1;
  if (cw_deuinfo_is_plan (plan))
    return cw_verify_legacy (cli, &options, &table, error);
  report = cw_chip_verify (&table.link, plan, cw_station_get_tools (table.station)->keys, error);
  if (report == NULL)
    return -1;
  cw_card_tell (cli, report);
  if (!report->complete)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("The chip is not as the plan says: %s"), report->difference);
      return -1;
    }
  cw_cli_say (cli, "%s", _ ("Everything on the chip is as the plan says."));
  return CW_EXIT_DONE;
}

static void
cw_erase_tell (CwCli               *cli,
               const CwChipErasure *told,
               gboolean             format)
{
  json_t *list = json_array ();

  for (guint i = 0; told->applications[i] != NULL; i++)
    json_array_append_new (list, json_string (told->applications[i]));
  cw_cli_set (cli, "applications", list);
  cw_cli_set (cli, "foreign_applications", json_integer (told->n_foreign));
  cw_cli_set (cli, "card_key", json_boolean (told->card_key));
  cw_cli_set_text (cli, "uid", told->uid);
  cw_cli_tell (cli, _ ("Kind"), "%s", told->kind);
  cw_cli_tell (cli, _ ("Chip"), "%s", told->uid);
  for (guint i = 0; told->applications[i] != NULL; i++)
    cw_cli_say (cli, _ ("Will be deleted: application %s."), told->applications[i]);
  if (told->n_foreign > 0)
    cw_cli_say (cli, format ? _ ("Will be deleted too: %u applications of others.") : _ ("Stay: %u applications of others."), told->n_foreign);
  if (told->card_key)
    cw_cli_say (cli, "%s", _ ("The card gets the factory's master key back."));
}

/* Returns: (nullable) (transfer full): the line that the person at the terminal writes */
static char *
cw_erase_ask (CwCli      *cli,
              const char *question)
{
  char line[64] = "";

  if (cli->json || !isatty (STDIN_FILENO))
    return NULL;
  g_print ("%s ", question);
  return fgets (line, sizeof line, stdin) != NULL ? g_strdup (g_strstrip (line)) : NULL;
}

/* Nothing goes before a person has seen what goes; formatting wants the card's serial number. */
static gboolean
cw_erase_run (CwCli                *cli,
              const CwWriteOptions *options,
              const CwCardTable    *table,
              CwChipPlan           *plan,
              const CwChipErasure  *told,
              GError              **error)
{
  CwKeySource *keys = cw_station_get_tools (table->station)->keys;
  g_autofree char *written = g_strdup (options->confirm);

  if (options->format)
    {
      if (!cw_card_write_journal (table, "chip.format", error))
        return FALSE;
      if (written == NULL)
        written = cw_erase_ask (cli, _ ("Everything on this card goes. Write its serial number to confirm it:"));
      return cw_chip_format (&table->link, plan, keys, told, written, error);
    }
  if (!options->yes)
    {
      g_autofree char *answer = cw_erase_ask (cli, _ ("Delete this? Write “yes”:"));

      if (g_strcmp0 (answer, "yes") != 0 && g_strcmp0 (answer, _ ("yes")) != 0)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, _ ("Nothing was deleted. Confirm it with --yes."));
          return FALSE;
        }
    }
  return cw_card_write_journal (table, "chip.erase", error) && cw_chip_erase (&table->link, plan, keys, told, error);
}

int
cw_verb_card_erase (CwCli   *cli,
                    int      argc,
                    char   **argv,
                    GError **error)
{
  g_auto (CwWriteOptions) options = { 0 };
  const GOptionEntry entries[] = {
    CARD_ENTRIES (options.card),
    { "yes", 0, 0, G_OPTION_ARG_NONE, &options.yes, N_ ("Do not ask before deleting the plan's applications"), NULL },
    { "format", 0, 0, G_OPTION_ARG_NONE, &options.format, N_ ("Take everything off the card, applications of others too"), NULL },
    { "confirm", 0, 0, G_OPTION_ARG_STRING, &options.confirm, N_ ("With --format: the card's serial number"), "UID" },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwCardTable) table = { 0 };
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  if (!cw_cli_parse (cli, entries, "card erase", NULL, &argc, &argv, error) || !cw_card_table_need_station (&table, cli, error))
    return -1;
  plan = cw_card_prepare_plan (table.station, &options.card, error);
  if (plan == NULL || !cw_card_table_open (&table, cli, &options.card, error))
    return -1;
  told = cw_chip_erase_look (&table.link, plan, cw_station_get_tools (table.station)->keys, error);
  if (told == NULL)
    return -1;
  cw_erase_tell (cli, told, options.format);
  if (!cw_erase_run (cli, &options, &table, plan, told, error))
    return -1;
  cw_cli_say (cli, "%s", options.format ? _ ("The card is formatted.") : _ ("Done: what the plan had put there is gone."));
  return CW_EXIT_DONE;
}
