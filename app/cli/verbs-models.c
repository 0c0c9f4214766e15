/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/cli.h"
#include "printers/model.h"

/* printer models: what is known of card printers, before there is one. What is not known is null. */

static json_t *
cw_models_pack_count (guint count)
{
  return count > 0 ? json_integer (count) : json_null ();
}

static json_t *
cw_models_pack_options (GPtrArray *options)
{
  json_t *object = json_object ();

  for (guint i = 0; i < options->len; i++)
    {
      const CwModelOption *option = g_ptr_array_index (options, i);

      json_object_set_new (object, option->name, json_string (option->value));
    }
  return object;
}

static json_t *
cw_models_pack_words (char **words)
{
  json_t *list = json_array ();

  for (gsize i = 0; words[i] != NULL; i++)
    json_array_append_new (list, json_string (words[i]));
  return list;
}

static json_t *
cw_models_pack_rules (const CwRibbon *ribbon)
{
  json_t *object = json_object ();

  for (guint i = 0; i < ribbon->rules->len; i++)
    {
      const CwModelRule *rule = g_ptr_array_index (ribbon->rules, i);

      json_object_set_new (object, rule->keyword, cw_models_pack_words (rule->choices));
    }
  return object;
}

static json_t *
cw_models_pack_ribbons (const CwPrinterModel *model)
{
  json_t *list = json_array ();

  for (guint i = 0; i < model->ribbons->len; i++)
    {
      const CwRibbon *ribbon = g_ptr_array_index (model->ribbons, i);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:s, s:f, s:i, s:o}", "id", ribbon->id, "name", ribbon->name, "front", ribbon->front,
                                              "back", ribbon->back, "colour_width", ribbon->colour_width, "sets", (int) ribbon->sets, "when", cw_models_pack_rules (ribbon)));
    }
  return list;
}

static json_t *
cw_models_pack_trays (GPtrArray *trays)
{
  json_t *list = json_array ();

  for (guint i = 0; i < trays->len; i++)
    {
      const CwTray *tray = g_ptr_array_index (trays, i);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:s?, s:o}", "id", tray->id, "name", tray->name, "choice", tray->choice, "cards", cw_models_pack_count (tray->cards)));
    }
  return list;
}

static json_t *
cw_models_pack_speeds (const CwPrinterModel *model)
{
  json_t *list = json_array ();

  for (guint i = 0; i < model->speeds->len; i++)
    {
      const CwModelSpeed *speed = g_ptr_array_index (model->speeds, i);

      json_array_append_new (list, json_pack ("{s:s, s:o, s:o, s:o, s:o}", "name", speed->name, "colour", cw_models_pack_count (speed->colour),
                                              "colour_two_sided", cw_models_pack_count (speed->colour_two_sided), "black", cw_models_pack_count (speed->black),
                                              "black_two_sided", cw_models_pack_count (speed->black_two_sided)));
    }
  return list;
}

static json_t *
cw_models_pack_part (CwPart part)
{
  return part == CW_PART_UNKNOWN ? json_null () : json_string (cw_part_to_name (part));
}

static json_t *
cw_models_describe (const CwPrinterModel *model)
{
  json_t *object = json_pack ("{s:s, s:s, s:i, s:i, s:i, s:b, s:b, s:o}", "id", model->id, "name", model->name, "dpi", (int) model->dpi, "width", (int) model->canvas_width,
                              "height", (int) model->canvas_height, "standing", model->standing, "resin", model->resin, "ribbons", cw_models_pack_ribbons (model));

  json_object_set_new (object, "minimum_seconds", cw_models_pack_count (model->minimum_seconds));
  json_object_set_new (object, "speeds", cw_models_pack_speeds (model));
  json_object_set_new (object, "feeders", cw_models_pack_trays (model->feeders));
  json_object_set_new (object, "outputs", cw_models_pack_trays (model->outputs));
  json_object_set_new (object, "reject", cw_models_pack_part (model->reject));
  json_object_set_new (object, "contact", cw_models_pack_part (model->contact));
  json_object_set_new (object, "contactless", cw_models_pack_part (model->contactless));
  json_object_set_new (object, "cleaning_cards", cw_models_pack_count (model->cleaning_cards));
  json_object_set_new (object, "channel", model->channel != NULL ? json_string (model->channel) : json_null ());
  json_object_set_new (object, "options", cw_models_pack_options (model->options));
  json_object_set_new (object, "one_sided", cw_models_pack_options (model->one_sided));
  json_object_set_new (object, "two_sided", cw_models_pack_options (model->two_sided));
  json_object_set_new (object, "feeder_option", model->feeder_option != NULL ? json_string (model->feeder_option) : json_null ());
  json_object_set_new (object, "output_option", model->output_option != NULL ? json_string (model->output_option) : json_null ());
  json_object_set_new (object, "overlay_options", cw_models_pack_words (model->overlay_options));
  json_object_set_new (object, "black_options", cw_models_pack_words (model->black_options));
  return object;
}

/* "YMCKO", with a bar before what follows for the other side */
static char *
cw_models_show_panels (const CwRibbon *ribbon)
{
  if (ribbon->back[0] == '\0')
    return g_strdup (ribbon->front);
  return g_strdup_printf ("%s|%s", ribbon->front, ribbon->back);
}

static void
cw_models_tell_speeds (CwCli                *cli,
                       const CwPrinterModel *model)
{
  for (guint i = 0; i < model->speeds->len; i++)
    {
      const CwModelSpeed *speed = g_ptr_array_index (model->speeds, i);
      g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
      g_autofree char *text = NULL;

      if (speed->colour > 0)
        g_ptr_array_add (parts, g_strdup_printf (_ ("%u in colour"), speed->colour));
      if (speed->colour_two_sided > 0)
        g_ptr_array_add (parts, g_strdup_printf (_ ("%u in colour on both sides"), speed->colour_two_sided));
      if (speed->black > 0)
        g_ptr_array_add (parts, g_strdup_printf (_ ("%u in black"), speed->black));
      if (speed->black_two_sided > 0)
        g_ptr_array_add (parts, g_strdup_printf (_ ("%u in black on both sides"), speed->black_two_sided));
      if (parts->len == 0)
        continue;
      g_ptr_array_add (parts, NULL);
      text = g_strjoinv ("; ", (char **) parts->pdata);
      cw_cli_say (cli, _ ("  %s, cards an hour: %s"), speed->name, text);
    }
}

static void
cw_models_tell_trays (CwCli      *cli,
                      const char *format,
                      GPtrArray  *trays)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < trays->len; i++)
    {
      const CwTray *tray = g_ptr_array_index (trays, i);

      g_string_append_printf (text, "%s%s", i > 0 ? ", " : "", tray->name);
    }
  if (trays->len > 0)
    cw_cli_say (cli, "  %s: %s", format, text->str);
}

static void
cw_models_tell_part (CwCli      *cli,
                     const char *label,
                     CwPart      part)
{
  switch (part)
    {
    case CW_PART_UNKNOWN:
      break;
    case CW_PART_NO:
      cw_cli_say (cli, "  %s: %s", label, _ ("none"));
      break;
    case CW_PART_YES:
      cw_cli_say (cli, "  %s: %s", label, _ ("built in"));
      break;
    case CW_PART_OPTION:
      cw_cli_say (cli, "  %s: %s", label, _ ("in some printers of this model"));
      break;
    }
}

static void
cw_models_tell (CwCli                *cli,
                const CwPrinterModel *model)
{
  cw_cli_say (cli, _ ("%s: %s, %u × %u dots at %u dpi"), model->id, model->name, model->canvas_width, model->canvas_height, model->dpi);
  for (guint i = 0; i < model->ribbons->len; i++)
    {
      const CwRibbon *ribbon = g_ptr_array_index (model->ribbons, i);
      g_autofree char *panels = cw_models_show_panels (ribbon);

      cw_cli_say (cli, "  %s: %s (%s)", ribbon->id, ribbon->name, panels);
    }
  cw_models_tell_speeds (cli, model);
  cw_models_tell_trays (cli, _ ("Takes cards from"), model->feeders);
  cw_models_tell_trays (cli, _ ("Puts cards into"), model->outputs);
  cw_models_tell_part (cli, _ ("Reject tray"), model->reject);
  cw_models_tell_part (cli, _ ("Contact station"), model->contact);
  cw_models_tell_part (cli, _ ("Contactless station"), model->contactless);
  if (model->cleaning_cards > 0)
    cw_cli_say (cli, g_dngettext (GETTEXT_PACKAGE, "  To be cleaned after %u card", "  To be cleaned after %u cards", model->cleaning_cards), model->cleaning_cards);
}

int
cw_verb_printer_models (CwCli   *cli,
                        int      argc,
                        char   **argv,
                        GError **error)
{
  GPtrArray *models = cw_printer_model_list ();
  json_t *list = json_array ();

  cw_cli_set (cli, "models", list);
  if (!cw_cli_parse (cli, NULL, "printer models", NULL, &argc, &argv, error))
    return -1;
  for (guint i = 0; i < models->len; i++)
    {
      const CwPrinterModel *model = g_ptr_array_index (models, i);

      json_array_append_new (list, cw_models_describe (model));
      cw_models_tell (cli, model);
    }
  return CW_EXIT_DONE;
}
