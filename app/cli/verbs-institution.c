/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/cli/cli.h"

/* institution: for whom this station makes cards, and how. */

#define STEPS_WITH_CHIP "reserve,layout,print,encode,verify,register,hand-over"
#define STEPS_WITHOUT_CHIP "reserve,layout,print,verify,register,hand-over"
#define DEFAULT_MONTHS 12

typedef struct
{
  char *id;
  char *name;
  char *name_en;
  char *pic;
  char *schac;
  char *template;
  char *chip_plan;
  int   months;
} CwInstitutionOptions;

static void
cw_institution_options_clear (CwInstitutionOptions *self)
{
  g_free (self->id);
  g_free (self->name);
  g_free (self->name_en);
  g_free (self->pic);
  g_free (self->schac);
  g_free (self->template);
  g_free (self->chip_plan);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwInstitutionOptions, cw_institution_options_clear)

static CwInstitution *
cw_institution_from_options (const CwInstitutionOptions *options,
                             GError                    **error)
{
  g_autoptr (CwInstitution) institution = cw_institution_new ();

  institution->id = g_strdup (options->id);
  institution->name = g_strdup (options->name);
  institution->name_en = g_strdup (options->name_en != NULL ? options->name_en : options->name);
  institution->pic = g_strdup (options->pic);
  institution->schac = g_strdup (options->schac);
  return cw_institution_check (institution, error) ? g_steal_pointer (&institution) : NULL;
}

/* The template is loaded now: a profile that cannot print is not worth keeping. */
static CwProfile *
cw_profile_from_options (const CwInstitutionOptions *options,
                         const CwIssueTools         *tools,
                         GError                    **error)
{
  g_autoptr (CwProfile) profile = cw_profile_new ();
  g_autoptr (GFile) file = cw_template_get_shipped (options->template);
  g_autoptr (CwTemplate) template = NULL;
  g_autoptr (CwChipPlan) plan = NULL;
  gboolean chip = strcmp (options->chip_plan, "none") != 0;

  if (file == NULL)
    file = g_file_new_for_commandline_arg (options->template);
  template = cw_template_load (file, error);
  if (template == NULL || (chip && (plan = tools->plan (options->chip_plan, tools->user_data, error)) == NULL))
    return NULL;

  profile->id = g_strconcat (options->id, "-student", NULL);
  profile->institution_id = g_strdup (options->id);
  profile->name = g_strdup (_ ("Student card"));
  profile->template_uri = g_file_get_uri (file);
  profile->chip_plan = chip ? g_strdup (options->chip_plan) : NULL;
  profile->card_type = chip ? CW_CARD_TYPE_SMART_NO_CDZ : CW_CARD_TYPE_PASSIVE;
  profile->registered = TRUE;
  profile->validity_months = (guint) MAX (options->months, 0);
  if (!cw_profile_set_steps (profile, chip ? STEPS_WITH_CHIP : STEPS_WITHOUT_CHIP, error) || !cw_profile_check (profile, error))
    return NULL;
  return g_steal_pointer (&profile);
}

static gboolean
cw_institution_keep (CwStore             *store,
                     const CwInstitution *institution,
                     const CwProfile     *profile,
                     GError             **error)
{
  if (!cw_store_begin (store, error))
    return FALSE;
  if (!cw_store_put_institution (store, institution, error) || !cw_store_put_profile (store, profile, error))
    {
      cw_store_rollback (store);
      return FALSE;
    }
  return cw_store_commit (store, error);
}

int
cw_verb_institution_add (CwCli   *cli,
                         int      argc,
                         char   **argv,
                         GError **error)
{
  g_auto (CwInstitutionOptions) options = { .months = DEFAULT_MONTHS };
  const GOptionEntry entries[] = {
    { "id", 0, 0, G_OPTION_ARG_STRING, &options.id, N_ ("Short name: small letters, digits, hyphens"), N_ ("ID") },
    { "name", 0, 0, G_OPTION_ARG_STRING, &options.name, N_ ("Name in its own language"), N_ ("NAME") },
    { "name-en", 0, 0, G_OPTION_ARG_STRING, &options.name_en, N_ ("Name in English"), N_ ("NAME") },
    { "pic", 0, 0, G_OPTION_ARG_STRING, &options.pic, N_ ("PIC of the institution: nine digits"), "PIC" },
    { "schac", 0, 0, G_OPTION_ARG_STRING, &options.schac, N_ ("Home organisation, the scope of its ESIs: lbtu.lv"), N_ ("SCOPE") },
    { "template", 0, 0, G_OPTION_ARG_STRING, &options.template, N_ ("template.json, or the name of a shipped template"), N_ ("FILE") },
    { "chip-plan", 0, 0, G_OPTION_ARG_STRING, &options.chip_plan, N_ ("Chip plan; “none”: cards without a chip"), N_ ("PLAN") },
    { "months", 0, 0, G_OPTION_ARG_INT, &options.months, N_ ("How long a card is valid; otherwise 12"), "N" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;
  g_autoptr (CwInstitution) institution = NULL;
  g_autoptr (CwProfile) profile = NULL;

  if (!cw_cli_parse (cli, entries, "institution add", NULL, &argc, &argv, error))
    return -1;
  if (options.id == NULL || options.name == NULL || options.pic == NULL || options.schac == NULL || options.template == NULL)
    return cw_cli_usage (error, _ ("Say “institution add --id ID --name NAME --pic PIC --schac SCOPE --template FILE”."));
  if (options.chip_plan == NULL)
    options.chip_plan = g_strdup ("escn");
  institution = cw_institution_from_options (&options, error);
  if (institution == NULL || (station = cw_cli_open (cli, TRUE, error)) == NULL)
    return -1;
  profile = cw_profile_from_options (&options, cw_station_get_tools (station), error);
  if (profile == NULL || !cw_institution_keep (cw_station_get_tools (station)->store, institution, profile, error))
    return -1;
  cw_cli_set_text (cli, "institution", institution->id);
  cw_cli_set_text (cli, "profile", profile->id);
  cw_cli_say (cli, _ ("This station makes cards for “%s” now. Its keys must have %s/escn/master and %s/router-token."), institution->name, institution->id, institution->id);
  return CW_EXIT_DONE;
}

int
cw_verb_institution_list (CwCli   *cli,
                          int      argc,
                          char   **argv,
                          GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) institutions = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "institutions", list);
  if (!cw_cli_parse (cli, NULL, "institution list", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  institutions = cw_store_list_institutions (cw_station_get_tools (station)->store, error);
  if (institutions == NULL)
    return -1;
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:s, s:s}", "id", institution->id, "name", institution->name, "pic", institution->pic, "schac", institution->schac));
      cw_cli_say (cli, "%s\t%s\t%s\t%s", institution->id, institution->pic, institution->schac, institution->name);
    }
  if (institutions->len == 0)
    cw_cli_say (cli, "%s", _ ("This station has no institution yet. Add one with “institution add”."));
  return CW_EXIT_DONE;
}
