/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/render.h"
#include "printers/panels.h"
#include "templates/output.h"

/* template panels: what a card costs of a ribbon, before there is a printer. */

#define SIDES 2
#define MOST_SETS 10000

typedef struct
{
  char    *model;
  char    *ribbon;
  char    *record;
  char    *photo;
  int      sets;
  gboolean one_sided;
} CwPanelsOptions;

static void
cw_panels_options_clear (CwPanelsOptions *self)
{
  g_free (self->model);
  g_free (self->ribbon);
  g_free (self->record);
  g_free (self->photo);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPanelsOptions, cw_panels_options_clear)

static gboolean
cw_panels_measure (const CwPanelsOptions *options,
                   CwTemplate            *template,
                   CwInkUse               sides[SIDES],
                   GError               **error)
{
  g_autoptr (CwFace) face = NULL;

  if (options->record == NULL)
    {
      cw_template_get_ink (template, CW_FACE_FRONT, &sides[CW_FACE_FRONT]);
      cw_template_get_ink (template, CW_FACE_BACK, &sides[CW_FACE_BACK]);
      return TRUE;
    }
  face = cw_render_make_face (template, options->record, options->photo, error);
  return face != NULL && cw_face_get_ink (face, CW_FACE_FRONT, &sides[CW_FACE_FRONT], error)
         && cw_face_get_ink (face, CW_FACE_BACK, &sides[CW_FACE_BACK], error);
}

/* Returns: whether the card can be printed with that ribbon as it was designed */
static gboolean
cw_panels_tell (CwCli             *cli,
                const CwRibbon    *ribbon,
                const CwPanelPlan *plan,
                json_t            *list)
{
  json_t *warnings = json_array ();
  gboolean good = TRUE;
  g_autofree char *sets = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u set a card", "%u sets a card", plan->sets), plan->sets);
  g_autofree char *cards = plan->cards == 0 ? g_strdup ("") : g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, ", %u card a roll", ", %u cards a roll", plan->cards), plan->cards);

  cw_cli_tell (cli, ribbon->id, _ ("front %s, back %s: %s%s"), plan->panels[0][0] != '\0' ? plan->panels[0] : "–",
               plan->panels[1][0] != '\0' ? plan->panels[1] : "–", sets, cards);
  for (guint i = 0; i < plan->warnings->len; i++)
    {
      const CwPanelWarning *warning = g_ptr_array_index (plan->warnings, i);

      good = good && !warning->error;
      json_array_append_new (warnings, json_pack ("{s:s, s:s, s:s, s:f, s:s}", "issue", cw_panel_issue_to_name (warning->issue),
                                                  "level", warning->error ? "error" : "warning", "side", cw_face_side_to_name (warning->side),
                                                  "number", warning->number, "message", warning->sentence));
      cw_cli_say (cli, "  %s: %s", warning->error ? _ ("error") : _ ("warning"), warning->sentence);
    }
  json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:i, s:i, s:o}", "ribbon", ribbon->id, "front", plan->panels[0],
                                          "back", plan->panels[1], "sets", (int) plan->sets, "cards", (int) plan->cards, "warnings", warnings));
  return good;
}

static gboolean
cw_panels_find (const CwPanelsOptions *options,
                const CwPrinterModel **model,
                const CwRibbon       **ribbon,
                GError               **error)
{
  *model = cw_printer_model_get (options->model);
  if (*model == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("No printer model is called “%s”. “cardwright-cli printer models” lists them."), options->model);
      return FALSE;
    }
  *ribbon = cw_printer_model_get_ribbon (*model, options->ribbon);
  if (options->ribbon == NULL || *ribbon != NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_USAGE, _ ("No ribbon of “%s” is called “%s”. “cardwright-cli printer models” lists them."), (*model)->name, options->ribbon);
  return FALSE;
}

/* With one ribbon named, whether it can be used is the answer; without, all are compared. */
static int
cw_panels_plan (CwCli                 *cli,
                const CwPanelsOptions *options,
                const CwInkUse         sides[SIDES],
                GError               **error)
{
  json_t *list = json_array ();
  const CwPrinterModel *model;
  const CwRibbon *only;
  gboolean good = TRUE;

  cw_cli_set (cli, "plans", list);
  if (!cw_panels_find (options, &model, &only, error))
    return -1;
  cw_cli_set_text (cli, "model", model->id);
  for (guint i = 0; i < model->ribbons->len; i++)
    {
      CwRibbon ribbon = *(const CwRibbon *) g_ptr_array_index (model->ribbons, i);
      g_autoptr (CwPanelPlan) plan = NULL;

      if (only != NULL && !g_str_equal (only->id, ribbon.id))
        continue;
      if (options->sets > 0)
        ribbon.sets = (guint) options->sets;
      plan = cw_panel_plan_new (model, &ribbon, sides, !options->one_sided);
      good = cw_panels_tell (cli, &ribbon, plan, list) && good;
    }
  return good || only == NULL ? CW_EXIT_DONE : CW_EXIT_FAILED;
}

int
cw_verb_template_panels (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_auto (CwPanelsOptions) options = { NULL };
  const GOptionEntry entries[] = {
    { "model", 0, 0, G_OPTION_ARG_STRING, &options.model, N_ ("The printer's model; “printer models” lists them"), N_ ("MODEL") },
    { "ribbon", 0, 0, G_OPTION_ARG_STRING, &options.ribbon, N_ ("Only this ribbon; otherwise all that the model takes"), N_ ("RIBBON") },
    { "sets", 0, 0, G_OPTION_ARG_INT, &options.sets, N_ ("Sets on a roll, as its box says"), "N" },
    { "one-sided", 0, 0, G_OPTION_ARG_NONE, &options.one_sided, N_ ("The printer does not turn cards over"), NULL },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options.record, N_ ("Count what is drawn for this record, not the whole design"), N_ ("FILE") },
    { "photo", 0, 0, G_OPTION_ARG_FILENAME, &options.photo, N_ ("A photo"), N_ ("FILE") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwTemplate) template = NULL;
  CwInkUse sides[SIDES];

  if (!cw_cli_parse (cli, entries, "template panels", "TEMPLATE", &argc, &argv, error))
    return -1;
  if (options.model == NULL || options.sets < 0 || options.sets > MOST_SETS || (options.photo != NULL && options.record == NULL))
    return cw_cli_usage (error, _ ("Say “template panels TEMPLATE --model MODEL”, --sets up to 10000, and --photo only with --record."));
  template = cw_render_load_template (argv[1], error);
  if (template == NULL || !cw_panels_measure (&options, template, sides, error))
    return -1;
  cw_cli_set_text (cli, "name", cw_template_get_name (template));
  return cw_panels_plan (cli, &options, sides, error);
}
