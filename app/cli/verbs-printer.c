/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/settings.h"
#include "printers/cups/cups.h"

/* printer list, options, use, option: which printer the station has, and how its driver is set. */

#define MAX_SEARCH 60 /* seconds */

static void
cw_printer_tell_notes (CwCli     *cli,
                       GPtrArray *notes,
                       json_t    *list)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const CwQueueNote *note = g_ptr_array_index (notes, i);
      const CwPrinterModel *model = cw_printer_model_find (note->make_and_model);

      json_array_append_new (list, json_pack ("{s:s, s:s?, s:s?, s:b, s:b, s:s}", "name", note->name, "model", note->make_and_model, "uri", note->uri,
                                              "duplex", note->duplex, "device", note->device, "family", model->id));
      cw_cli_say (cli, "%s\t%s\t%s", note->device && note->uri != NULL ? note->uri : note->name, note->make_and_model != NULL ? note->make_and_model : "",
                  note->duplex ? _ ("both sides") : _ ("one side"));
    }
}

/* Queues, and printers that are none; where a search is wanted it does not need a print service. */
static gboolean
cw_printer_tell_all (CwCli      *cli,
                     const char *server,
                     int         seconds,
                     json_t     *list,
                     GError    **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (GPtrArray) queues = cw_cups_list_queues (server, &local);
  g_autoptr (GPtrArray) devices = NULL;

  if (queues == NULL && seconds == 0)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (queues != NULL)
    cw_printer_tell_notes (cli, queues, list);
  if (seconds > 0)
    {
      devices = cw_cups_list_devices ((guint) seconds, NULL, error);
      if (devices == NULL)
        return FALSE;
      cw_printer_tell_notes (cli, devices, list);
    }
  return TRUE;
}

int
cw_verb_printer_list (CwCli   *cli,
                      int      argc,
                      char   **argv,
                      GError **error)
{
  g_autofree char *server = NULL;
  int seconds = 0;
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, N_ ("The CUPS server; otherwise that of this machine"), N_ ("HOST:PORT") },
    { "search", 0, 0, G_OPTION_ARG_INT, &seconds, N_ ("Look for printers that are no queue yet, for so long"), N_ ("SECONDS") },
    G_OPTION_ENTRY_NULL,
  };
  json_t *list = json_array ();

  cw_cli_set (cli, "printers", list);
  if (!cw_cli_parse (cli, entries, "printer list", NULL, &argc, &argv, error))
    return -1;
  if (seconds < 0 || seconds > MAX_SEARCH)
    return cw_cli_usage (error, _ ("Say “printer list --search SECONDS”, with 1 to 60 seconds."));
  if (!cw_printer_tell_all (cli, server, seconds, list, error))
    return -1;
  if (json_array_size (list) == 0)
    cw_cli_say (cli, "%s", seconds > 0 ? _ ("No queue takes cards (ID-1, 54 × 86 mm), and no card printer announces itself.")
                                       : _ ("No queue takes cards (ID-1, 54 × 86 mm). Add the printer to CUPS first, or look for printers that need no queue: --search 5."));
  return CW_EXIT_DONE;
}

/* What the station's settings say of an option; (nullable) */
static const char *
cw_printer_get_chosen (const CwSettings    *settings,
                       const CwQueueOption *option)
{
  for (guint i = 0; settings != NULL && i < settings->options->len; i++)
    {
      const CwModelOption *chosen = g_ptr_array_index (settings->options, i);

      if (g_ascii_strcasecmp (chosen->name, option->keyword) == 0)
        return chosen->value;
    }
  return NULL;
}

static gboolean
cw_printer_may_set (const CwQueueOption *option)
{
  g_autofree char *remedy = NULL;

  return option->choices->len > 0 && cw_settings_check_option (option->keyword, ((const CwQueueChoice *) g_ptr_array_index (option->choices, 0))->keyword, &remedy);
}

/* A star before what stands in the queue, an arrow before what the station chose. */
static void
cw_printer_tell_option (CwCli               *cli,
                        const CwQueueOption *option,
                        const char          *chosen,
                        json_t              *list)
{
  json_t *choices = json_array ();

  cw_cli_say (cli, "%s: %s%s%s%s", option->keyword, option->text, option->group != NULL ? " (" : "", option->group != NULL ? option->group : "", option->group != NULL ? ")" : "");
  for (guint i = 0; i < option->choices->len; i++)
    {
      const CwQueueChoice *choice = g_ptr_array_index (option->choices, i);
      gboolean ours = chosen != NULL && g_ascii_strcasecmp (chosen, choice->keyword) == 0;

      json_array_append_new (choices, json_pack ("{s:s, s:s}", "keyword", choice->keyword, "text", choice->text));
      cw_cli_say (cli, "  %s %s\t%s", ours ? "→" : g_strcmp0 (option->standing, choice->keyword) == 0 ? "*" : " ", choice->keyword, choice->text);
    }
  json_array_append_new (list, json_pack ("{s:s, s:s, s:s?, s:s?, s:s?, s:b, s:o}", "keyword", option->keyword, "text", option->text, "group", option->group,
                                          "standing", option->standing, "chosen", chosen, "settable", cw_printer_may_set (option), "choices", choices));
}

/* The station's own queue; NULL with a sentence when it prints through none. */
static CwSettings *
cw_printer_load_queue (CwCli   *cli,
                       GError **error)
{
  g_autofree char *directory = cw_cli_get_directory (cli);
  g_autoptr (CwSettings) settings = cw_settings_load (directory, error);

  if (settings == NULL || settings->printer == CW_PRINTER_KIND_CUPS)
    return g_steal_pointer (&settings);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("Only the driver of a CUPS queue has options, and this station prints through none. Choose one: cardwright-cli printer use QUEUE."));
  return NULL;
}

int
cw_verb_printer_options (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_autofree char *server = NULL;
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, N_ ("The CUPS server; otherwise that of this machine"), N_ ("HOST:PORT") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GPtrArray) options = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "options", list);
  if (!cw_cli_parse (cli, entries, "printer options", "[QUEUE]", &argc, &argv, error))
    return -1;
  if (argc < 2)
    settings = cw_printer_load_queue (cli, error);
  if (argc < 2 && settings == NULL)
    return -1;
  options = settings != NULL ? cw_cups_list_options (server != NULL ? server : settings->printer_server, settings->printer_name, error)
                             : cw_cups_list_options (server, argv[1], error);
  if (options == NULL)
    return -1;
  cw_cli_set_text (cli, "queue", settings != NULL ? settings->printer_name : argv[1]);
  for (guint i = 0; i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);

      cw_printer_tell_option (cli, option, cw_printer_get_chosen (settings, option), list);
    }
  if (options->len == 0)
    cw_cli_say (cli, "%s", _ ("This queue has no driver, and so no options."));
  return CW_EXIT_DONE;
}

/* A queue is looked for, because a misspelt one would show only with the first card. */
static gboolean
cw_printer_find_queue (const char *server,
                       const char *name,
                       GError    **error)
{
  g_autoptr (GPtrArray) queues = cw_cups_list_queues (server, error);

  if (queues == NULL)
    return FALSE;
  for (guint i = 0; i < queues->len; i++)
    if (g_str_equal (((const CwQueueNote *) g_ptr_array_index (queues, i))->name, name))
      return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No queue “%s” takes cards. “cardwright-cli printer list” shows those that do."), name);
  return FALSE;
}

/* A printer that is off is taken at its word; one that takes no cards is not. */
static gboolean
cw_printer_try_device (CwCli      *cli,
                       const char *uri,
                       GError    **error)
{
  g_autofree char *remedy = NULL;
  g_autoptr (CwPrinter) printer = NULL;
  g_autoptr (GError) local = NULL;
  CwPrinterCapabilities capabilities;

  if (!cw_settings_check_uri (uri, &remedy))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("“%s” cannot be used: %s"), uri, remedy);
      return FALSE;
    }
  printer = cw_ipp_printer_new (uri);
  if (cw_printer_get_capabilities (printer, &capabilities, &local))
    return TRUE;
  if (!g_error_matches (local, CW_ERROR, CW_ERROR_PRINTER_UNREACHABLE))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cw_cli_set_text (cli, "warning", local->message);
  cw_cli_say (cli, "%s", local->message);
  return TRUE;
}

int
cw_verb_printer_use (CwCli   *cli,
                     int      argc,
                     char   **argv,
                     GError **error)
{
  g_autofree char *server = NULL;
  g_autofree char *channel = NULL;
  const GOptionEntry entries[] = {
    { "server", 0, 0, G_OPTION_ARG_STRING, &server, N_ ("The CUPS server; otherwise that of this machine"), N_ ("HOST:PORT") },
    { "channel", 0, 0, G_OPTION_ARG_STRING, &channel, N_ ("Where an Evolis printer takes commands: tcp://HOST:PORT, usb:/dev/usb/lpN, libevolis:NAME"), N_ ("ADDRESS") },
    G_OPTION_ENTRY_NULL,
  };
  g_autofree char *directory = NULL;
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GError) local = NULL;
  gboolean ipp;

  if (!cw_cli_parse (cli, entries, "printer use", "NAME|URI", &argc, &argv, error))
    return -1;
  directory = cw_cli_get_directory (cli);
  ipp = strstr (argv[1], "://") != NULL;
  if (ipp && server != NULL)
    return cw_cli_usage (error, _ ("--server is for the queues of a CUPS server. Say “printer use URI” alone."));
  if (!(ipp ? cw_printer_try_device (cli, argv[1], error) : cw_printer_find_queue (server, argv[1], error)))
    return -1;
  if (!cw_settings_use_printer (directory, ipp ? CW_PRINTER_KIND_IPP : CW_PRINTER_KIND_CUPS, argv[1], server, channel, error))
    return -1;
  cw_cli_set_text (cli, "name", argv[1]);
  cw_cli_say (cli, _ ("This station's printer is now “%s”."), argv[1]);
  /* a reader bound to the printer that was */
  settings = cw_settings_load (directory, &local);
  if (settings == NULL)
    {
      cw_cli_set_text (cli, "warning", local->message);
      cw_cli_say (cli, "%s", local->message);
    }
  return CW_EXIT_DONE;
}

int
cw_verb_printer_option (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  g_autoptr (CwSettings) settings = NULL;
  g_autoptr (GPtrArray) options = NULL;
  g_autofree char *directory = NULL;
  g_auto (GStrv) sides = NULL;
  const char *choice;

  if (!cw_cli_parse (cli, NULL, "printer option", "KEYWORD=CHOICE", &argc, &argv, error))
    return -1;
  sides = g_strsplit (argv[1], "=", 2);
  if (g_strv_length (sides) != 2 || sides[0][0] == '\0')
    return cw_cli_usage (error, _ ("Say “printer option KEYWORD=CHOICE”, or “printer option KEYWORD=” to leave it to the queue again."));
  choice = sides[1][0] != '\0' ? sides[1] : NULL;
  directory = cw_cli_get_directory (cli);
  settings = cw_printer_load_queue (cli, error);
  if (settings == NULL)
    return -1;
  if (choice != NULL)
    {
      options = cw_cups_list_options (settings->printer_server, settings->printer_name, error);
      if (options == NULL || !cw_queue_options_check (options, sides[0], choice, error))
        return -1;
    }
  if (!cw_settings_set_option (directory, sides[0], choice, error))
    return -1;
  cw_cli_set_text (cli, "keyword", sides[0]);
  cw_cli_set_text (cli, "choice", choice);
  if (choice != NULL)
    cw_cli_say (cli, _ ("Every card is now printed with %s=%s."), sides[0], choice);
  else
    cw_cli_say (cli, _ ("%s is left to the queue again."), sides[0]);
  return CW_EXIT_DONE;
}
