/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/model.h"

#include <math.h>
#include <string.h>

#include <gio/gio.h>

#include "app/core/face.h"
#include "printers/cw-models.h"
#include "printers/raster.h"

/* The .model files that are built into the program, and what can be asked of a model. Any thread. */

#define MODELS_PATH "/org/cardwright/printers/models"
#define MODEL_SUFFIX ".model"

static int
cw_printer_model_compare (gconstpointer a,
                          gconstpointer b)
{
  return strcmp ((*(CwPrinterModel *const *) a)->id, (*(CwPrinterModel *const *) b)->id);
}

/* A static library loses the constructor that would register the resource; so it is asked for
 * by name. A built-in file that cannot be read is a fault of the build, found by its tests. */
static gpointer
cw_printer_model_load_all (gpointer unused)
{
  GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_printer_model_free);
  GResource *resource = cw_models_get_resource ();
  g_auto (GStrv) names = NULL;

  names = g_resource_enumerate_children (resource, MODELS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_build_path ("/", MODELS_PATH, names[i], NULL);
      g_autofree char *id = g_strndup (names[i], strlen (names[i]) - strlen (MODEL_SUFFIX));
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autoptr (GError) error = NULL;
      CwPrinterModel *model = cw_printer_model_parse (bytes, id, &error);

      g_assert_no_error (error);
      g_ptr_array_add (models, model);
    }
  g_ptr_array_sort (models, cw_printer_model_compare);
  return models;
}

/**
 * cw_printer_model_list:
 *
 * Returns: (transfer none): all models that are built in
 */
GPtrArray *
cw_printer_model_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, cw_printer_model_load_all, NULL);
}

/**
 * cw_printer_model_find:
 * @make_and_model: (nullable): as the print queue gives it
 *
 * The longest pattern that fits wins, so that a narrower one goes before a broader.
 *
 * Returns: (transfer none): the model; never %NULL, for "generic" fits everything
 */
const CwPrinterModel *
cw_printer_model_find (const char *make_and_model)
{
  g_autofree char *valid = g_utf8_make_valid (make_and_model != NULL ? make_and_model : "", -1);
  g_autofree char *folded = g_utf8_strdown (valid, -1);
  GPtrArray *models = cw_printer_model_list ();
  const CwPrinterModel *best = NULL;
  gsize best_length = 0;

  for (guint i = 0; i < models->len; i++)
    {
      const CwPrinterModel *model = g_ptr_array_index (models, i);

      for (gsize k = 0; model->patterns[k] != NULL; k++)
        if (strlen (model->patterns[k]) > best_length && g_pattern_match_simple (model->patterns[k], folded))
          {
            best = model;
            best_length = strlen (model->patterns[k]);
          }
    }
  g_assert (best != NULL);
  return best;
}

/**
 * cw_printer_model_get:
 *
 * Returns: (transfer none) (nullable): the model of that id
 */
const CwPrinterModel *
cw_printer_model_get (const char *id)
{
  GPtrArray *models = cw_printer_model_list ();

  for (guint i = 0; i < models->len; i++)
    {
      const CwPrinterModel *model = g_ptr_array_index (models, i);

      if (g_strcmp0 (model->id, id) == 0)
        return model;
    }
  return NULL;
}

/**
 * cw_printer_model_get_canvas:
 * @dpi: dots an inch; 0: the model's own
 * @width: (out): dots
 * @height: (out): dots
 *
 * The same page in millimetres whatever the density, to the nearest dot.
 */
void
cw_printer_model_get_canvas (const CwPrinterModel *self,
                             guint                 dpi,
                             guint                *width,
                             guint                *height)
{
  double scale = dpi == 0 ? 1 : (double) dpi / self->dpi;

  *width = (guint) lround (self->canvas_width * scale);
  *height = (guint) lround (self->canvas_height * scale);
}

/**
 * cw_printer_model_get_margin:
 * @x: (out): mm at each end of the card
 * @y: (out): mm at its top and bottom
 */
void
cw_printer_model_get_margin (const CwPrinterModel *self,
                             double               *x,
                             double               *y)
{
  double dot = 25.4 / self->dpi;

  *x = MAX (self->edge, ((int) cw_raster_dots (CW_CARD_WIDTH_MM, self->dpi) - (int) self->imaged_width) * dot / 2);
  *y = MAX (self->edge, ((int) cw_raster_dots (CW_CARD_HEIGHT_MM, self->dpi) - (int) self->imaged_height) * dot / 2);
}

/**
 * cw_printer_model_get_ribbon:
 * @id: (nullable): "YMCKO"
 *
 * Returns: (transfer none) (nullable): the ribbon of that id
 */
const CwRibbon *
cw_printer_model_get_ribbon (const CwPrinterModel *self,
                             const char           *id)
{
  for (guint i = 0; id != NULL && i < self->ribbons->len; i++)
    {
      const CwRibbon *ribbon = g_ptr_array_index (self->ribbons, i);

      if (g_ascii_strcasecmp (ribbon->id, id) == 0)
        return ribbon;
    }
  return NULL;
}

/* The last of a name counts, as it does for the driver. */
static const char *
cw_model_find_choice (GPtrArray  *options,
                      const char *keyword)
{
  for (guint i = options->len; i > 0; i--)
    {
      const CwModelOption *option = g_ptr_array_index (options, i - 1);

      if (g_ascii_strcasecmp (option->name, keyword) == 0)
        return option->value;
    }
  return NULL;
}

static gboolean
cw_model_rule_holds (const CwModelRule *rule,
                     GPtrArray         *options)
{
  const char *choice = cw_model_find_choice (options, rule->keyword);

  for (gsize i = 0; choice != NULL && rule->choices[i] != NULL; i++)
    if (g_ascii_strcasecmp (rule->choices[i], choice) == 0)
      return TRUE;
  return FALSE;
}

static gboolean
cw_ribbon_is_set (const CwRibbon *ribbon,
                  GPtrArray      *options)
{
  for (guint i = 0; i < ribbon->rules->len; i++)
    if (!cw_model_rule_holds (g_ptr_array_index (ribbon->rules, i), options))
      return FALSE;
  return ribbon->rules->len > 0;
}

/**
 * cw_printer_model_guess_ribbon:
 * @options: of #CwModelOption
 *
 * A ribbon that more options speak for goes before one that fewer do.
 *
 * Returns: (transfer none) (nullable): the ribbon that the driver is set to
 */
const CwRibbon *
cw_printer_model_guess_ribbon (const CwPrinterModel *self,
                               GPtrArray            *options)
{
  const CwRibbon *best = NULL;

  for (guint i = 0; i < self->ribbons->len; i++)
    {
      const CwRibbon *ribbon = g_ptr_array_index (self->ribbons, i);

      if (cw_ribbon_is_set (ribbon, options) && (best == NULL || ribbon->rules->len > best->rules->len))
        best = ribbon;
    }
  return best;
}

/**
 * cw_printer_model_get_speed:
 * @make_and_model: (nullable): as the queue or the printer says it
 *
 * Returns: (transfer none) (nullable): the longest pattern that fits wins
 */
const CwModelSpeed *
cw_printer_model_get_speed (const CwPrinterModel *self,
                            const char           *make_and_model)
{
  g_autofree char *valid = g_utf8_make_valid (make_and_model != NULL ? make_and_model : "", -1);
  g_autofree char *folded = g_utf8_strdown (valid, -1);
  const CwModelSpeed *best = NULL;

  for (guint i = 0; i < self->speeds->len; i++)
    {
      const CwModelSpeed *speed = g_ptr_array_index (self->speeds, i);

      if (g_pattern_match_simple (speed->pattern, folded) && (best == NULL || strlen (speed->pattern) > strlen (best->pattern)))
        best = speed;
    }
  return best;
}

/**
 * cw_part_to_name:
 *
 * Returns: its word in model files and for --json
 */
const char *
cw_part_to_name (CwPart part)
{
  switch (part)
    {
    case CW_PART_UNKNOWN:
      return "unknown";
    case CW_PART_NO:
      return "no";
    case CW_PART_YES:
      return "yes";
    case CW_PART_OPTION:
      return "option";
    }
  g_assert_not_reached ();
}
