/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/softcard.h"
#include "app/cli/card.h"
#include "printers/pcsc/pcsc.h"
#include "printers/readermodel.h"
#include "printers/softreader.h"

/* card inspect, card plan check: reading alone. And what all verbs about a card share: the
 * reader or the dump it lies on, the plan with its institution and its record. */

#define PLAN_NAME_CHARACTERS "abcdefghijklmnopqrstuvwxyz0123456789-"

void
cw_card_options_clear (CwCardOptions *self)
{
  g_free (self->reader);
  g_free (self->dump);
  g_free (self->plan);
  g_free (self->institution);
  g_free (self->record);
}

void
cw_card_table_clear (CwCardTable *self)
{
  g_clear_pointer (&self->trace, cw_chip_trace_free);
  g_clear_object (&self->session);
  g_clear_object (&self->station);
  g_clear_pointer (&self->uid, g_free);
  g_clear_pointer (&self->atr, g_bytes_unref);
}

gboolean
cw_card_table_need_station (CwCardTable *self,
                            CwCli       *cli,
                            GError     **error)
{
  if (self->station == NULL)
    self->station = cw_cli_open (cli, FALSE, error);
  return self->station != NULL;
}

static gboolean
cw_card_link_transmit (gpointer      user_data,
                       const guint8 *command,
                       gsize         length,
                       GByteArray   *answer,
                       GError      **error)
{
  return cw_reader_session_transmit (CW_READER_SESSION (user_data), command, length, answer, error);
}

static void
cw_card_link_random (gpointer user_data,
                     guint8  *data,
                     gsize    length)
{
  cw_random_bytes (data, length);
}

static gboolean
cw_card_soft_transmit (gpointer      chip,
                       const guint8 *command,
                       gsize         length,
                       GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

/* A software chip from its dump, on a software reader. */
static CwReader *
cw_card_read_dump (const char *path,
                   GError    **error)
{
  g_autoptr (CwSoftReader) reader = cw_soft_reader_new (path);
  g_autoptr (GBytes) atr = NULL;
  CwSoftCard *chip;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no chip dump “%s”."), path);
      return NULL;
    }
  chip = cw_soft_card_open (path, error);
  if (chip == NULL)
    return NULL;
  atr = cw_soft_card_get_atr (chip);
  cw_soft_reader_insert (reader, atr, cw_card_soft_transmit, chip, (GDestroyNotify) cw_soft_card_unref);
  return CW_READER (g_steal_pointer (&reader));
}

/* The station's own reader, unless another one or a dump was named. */
static CwReader *
cw_card_find_reader (CwCardTable         *table,
                     CwCli               *cli,
                     const CwCardOptions *options,
                     GError             **error)
{
  CwReader *reader;

  if (options->dump != NULL)
    return cw_card_read_dump (options->dump, error);
  if (options->reader != NULL)
    return cw_pcsc_reader_new (options->reader);
  if (!cw_card_table_need_station (table, cli, error))
    return NULL;
  reader = cw_station_get_tools (table->station)->reader;
  if (reader == NULL)
    cw_cli_usage (error, _ ("This station has no reader. Say which with --reader."));
  return reader != NULL ? g_object_ref (reader) : NULL;
}

static void
cw_card_trace_line (const char *line,
                    gpointer    user_data)
{
  g_printerr ("%s\n", line);
}

/**
 * cw_card_table_open:
 * @self: (out): to be cleared, whatever is returned
 *
 * Opens the card that lies on the reader.
 */
gboolean
cw_card_table_open (CwCardTable         *self,
                    CwCli               *cli,
                    const CwCardOptions *options,
                    GError             **error)
{
  g_autoptr (CwReader) reader = cw_card_find_reader (self, cli, options, error);
  g_autoptr (GBytes) uid = NULL;

  if (reader == NULL)
    return FALSE;
  self->session = cw_reader_open (reader, NULL, error);
  uid = self->session != NULL ? cw_reader_session_read_uid (self->session, error) : NULL;
  if (uid == NULL)
    return FALSE;
  self->uid = cw_hex_encode (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid));
  self->atr = cw_reader_session_get_atr (self->session);
  self->way = cw_reader_model_find (cw_reader_get_name (reader))->way;
  self->link = (CwChipLink) {
    .transmit = cw_card_link_transmit,
    .random = cw_card_link_random,
    .user_data = self->session,
    .way = &self->way,
  };
  self->link.atr = g_bytes_get_data (self->atr, &self->link.atr_length);
  if (!options->trace)
    return TRUE;
  self->trace = cw_chip_trace_new (&self->link, cw_card_trace_line, NULL);
  self->link = *cw_chip_trace_get_link (self->trace);
  return TRUE;
}

CwChipPlan *
cw_card_find_plan (CwStation  *station,
                   const char *name,
                   GError    **error)
{
  g_autoptr (GFile) file = NULL;

  if (name[0] != '\0' && strspn (name, PLAN_NAME_CHARACTERS) == strlen (name) && station != NULL)
    return cw_station_get_tools (station)->plan (name, cw_station_get_tools (station)->user_data, error);
  file = strspn (name, PLAN_NAME_CHARACTERS) == strlen (name) ? cw_chip_plan_get_shipped (name) : g_file_new_for_commandline_arg (name);
  return cw_chip_plan_load (file, error);
}

/* The institution that was named, or the only one there is. */
static CwInstitution *
cw_card_find_institution (CwStation  *station,
                          const char *id,
                          GError    **error)
{
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GPtrArray) institutions = NULL;

  if (id != NULL)
    return cw_store_get_institution (store, id, error);
  institutions = cw_store_list_institutions (store, error);
  if (institutions == NULL)
    return NULL;
  if (institutions->len == 1)
    return cw_institution_ref (g_ptr_array_index (institutions, 0));
  cw_cli_usage (error, _ ("This station works for several institutions, or for none yet. Say whose card it is with --institution."));
  return NULL;
}

CwChipPlan *
cw_card_prepare_plan (CwStation           *station,
                      const CwCardOptions *options,
                      GError             **error)
{
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwChipPlan) bound = NULL;
  g_autoptr (CwRecord) record = NULL;

  if (options->plan == NULL)
    {
      cw_cli_usage (error, _ ("Say which chip plan with --plan: its name or its file."));
      return NULL;
    }
  plan = cw_card_find_plan (station, options->plan, error);
  institution = plan != NULL ? cw_card_find_institution (station, options->institution, error) : NULL;
  if (institution == NULL)
    return NULL;
  bound = cw_chip_plan_bind (plan, institution->id);
  if (options->record == NULL)
    return g_steal_pointer (&bound);
  record = cw_cli_read_record (options->record, error);
  return record != NULL ? cw_chip_plan_fill (bound, record, error) : NULL;
}

void
cw_card_tell (CwCli              *cli,
              const CwChipReport *report)
{
  g_autofree char *json = cw_chip_report_to_json (report);
  g_autofree char *escn = report->has_escn ? cw_escn_to_string (&report->escn) : NULL;

  cw_cli_set (cli, "chip", json_loads (json, 0, NULL));
  cw_cli_tell (cli, _ ("Kind"), "%s", report->kind);
  cw_cli_tell (cli, _ ("Chip"), "%s", report->uid);
  cw_cli_tell (cli, _ ("ESCN"), "%s", escn != NULL ? escn : _ ("none"));
}

/* What the station's own books say about a number found on a chip. */
static gboolean
cw_card_tell_book (CwCli        *cli,
                   CwCardTable  *table,
                   const CwEscn *escn,
                   GError      **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwCard) card = NULL;

  if (!cw_card_table_need_station (table, cli, error))
    return FALSE;
  card = cw_store_find_card (cw_station_get_tools (table->station)->store, escn, &local);
  if (card != NULL)
    {
      cw_cli_set_text (cli, "state", cw_card_state_to_name (card->state));
      cw_cli_tell (cli, _ ("State"), "%s", cw_card_state_to_label (card->state));
      return TRUE;
    }
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cw_cli_tell (cli, _ ("State"), "%s", _ ("not made by this station"));
  return TRUE;
}

int
cw_verb_card_inspect (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_auto (CwCardOptions) options = { 0 };
  const GOptionEntry entries[] = {
    { "reader", 0, 0, G_OPTION_ARG_STRING, &options.reader, N_ ("The reader; otherwise that of the station"), N_ ("NAME") },
    { "chip", 0, 0, G_OPTION_ARG_FILENAME, &options.dump, N_ ("A chip dump instead of a reader"), N_ ("FILE") },
    { "trace", 0, 0, G_OPTION_ARG_NONE, &options.trace, N_ ("Show every command and answer, secrets left out"), NULL },
    G_OPTION_ENTRY_NULL,
  };
  g_auto (CwCardTable) table = { 0 };
  g_autoptr (CwChipReport) report = NULL;

  if (!cw_cli_parse (cli, entries, "card inspect", NULL, &argc, &argv, error) ||
      !cw_card_table_open (&table, cli, &options, error))
    return -1;
  report = cw_chip_inspect (&table.link, error);
  if (report == NULL)
    return -1;
  cw_card_tell (cli, report);
  return !report->has_escn || cw_card_tell_book (cli, &table, &report->escn, error) ? CW_EXIT_DONE : -1;
}

static void
cw_card_tell_applications (CwCli  *cli,
                           json_t *applications)
{
  json_t *application;
  json_t *key;
  gsize i;
  gsize j;

  json_array_foreach (applications, i, application)
    {
      cw_cli_say (cli, _ ("Application %s: %s, %zu keys, %zu files"), json_string_value (json_object_get (application, "aid")), json_string_value (json_object_get (application, "cipher")),
                  json_array_size (json_object_get (application, "keys")), json_array_size (json_object_get (application, "files")));
      json_array_foreach (json_object_get (application, "keys"), j, key)
        if (json_object_get (key, "label") != NULL)
          cw_cli_say (cli, _ ("  key %zu: from the master key “%s”, version %d"), j, json_string_value (json_object_get (key, "label")),
                      (int) json_integer_value (json_object_get (key, "version")));
    }
}

/* Needs no station: a plan is judged before it is put where a station finds it. */
int
cw_verb_card_plan_check (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_autoptr (CwChipPlan) plan = NULL;
  g_autofree char *json = NULL;
  json_t *description;

  if (!cw_cli_parse (cli, NULL, "card plan check", "PLAN", &argc, &argv, error))
    return -1;
  plan = cw_card_find_plan (NULL, argv[1], error);
  if (plan == NULL)
    return -1;
  json = cw_chip_plan_describe (plan);
  description = json_loads (json, 0, NULL);
  cw_cli_set (cli, "plan", description);
  cw_cli_tell (cli, _ ("Plan"), "%s", cw_chip_plan_get_name (plan));
  cw_cli_tell (cli, _ ("ESCN"), "%s", cw_chip_plan_holds_escn (plan) ? _ ("on the chip") : _ ("not on the chip"));
  cw_card_tell_applications (cli, json_object_get (description, "applications"));
  cw_cli_say (cli, "%s", _ ("The plan can be carried out."));
  return CW_EXIT_DONE;
}
