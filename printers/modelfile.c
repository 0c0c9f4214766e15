/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/modelfile.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/raster.h"

/* Reads a .model file. Strict: a key that it does not know is an error, so that a typing mistake
 * cannot pass for a setting. Any thread. */

#define FILE_MAX_SIZE (64 * 1024)
#define MAX_PATTERNS 32
#define MAX_OPTION_LENGTH 127
#define MAX_SECONDS 600
#define MAX_RIBBONS 16
#define MAX_PANELS 16
#define MAX_SETS 10000
#define MAX_RULES 4
#define MAX_CHOICES 16
#define MAX_EDGE 5.0 /* mm; more is not a card printer */

#define RIBBON_PREFIX "ribbon."

static const char *const model_keys[] = { "name", "match", NULL };
static const char *const canvas_keys[] = { "dpi", "width", "height", "standing", NULL };
static const char *const margins_keys[] = { "imaged-width", "imaged-height", "edge", NULL };
static const char *const ribbon_keys[] = { "colour", "resin", NULL };
static const char *const roll_keys[] = { "name", "front", "back", "colour-width", "sets", "when", NULL };
static const char *const tray_keys[] = { "name", "choice", "cards", NULL };
static const char *const speed_keys[] = { "name", "match", "colour", "colour-two-sided", "black", "black-two-sided", NULL };
static const char *const part_keys[] = { "reject", "contact", "contactless", NULL };
static const char *const cleaning_keys[] = { "cards", NULL };
static const char *const driver_keys[] = { "feeder-option", "output-option", "overlay-options", "black-options", NULL };
static const char *const channel_keys[] = { "kind", NULL };
static const char *const time_keys[] = { "minimum-seconds", NULL };

typedef struct
{
  const char        *name;
  const char *const *keys; /* NULL: any option of a driver */
} CwModelGroup;

static const CwModelGroup model_groups[] = {
  { "model", model_keys },
  { "canvas", canvas_keys },
  { "margins", margins_keys },
  { "ribbon", ribbon_keys },
  { RIBBON_PREFIX "*", roll_keys },
  { "time", time_keys },
  { CW_MODEL_FEEDER "*", tray_keys },
  { CW_MODEL_OUTPUT "*", tray_keys },
  { CW_MODEL_SPEED "*", speed_keys },
  { "parts", part_keys },
  { "cleaning", cleaning_keys },
  { "driver", driver_keys },
  { "channel", channel_keys },
  { "options", NULL },
  { "options-one-sided", NULL },
  { "options-two-sided", NULL },
};

gboolean
cw_printer_model_refuse (const char *id,
                         GError    **error,
                         const char *format,
                         ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("Printer model “%s” is not valid: %s."), id, what);
  return FALSE;
}

static const CwModelGroup *
cw_printer_model_find_group (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (model_groups); i++)
    if (g_pattern_match_simple (model_groups[i].name, name))
      return &model_groups[i];
  return NULL;
}

static gboolean
cw_printer_model_check_keys (GKeyFile   *file,
                             const char *id,
                             GError    **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      const CwModelGroup *group = cw_printer_model_find_group (groups[i]);
      g_auto (GStrv) keys = NULL;

      if (group == NULL)
        return cw_printer_model_refuse (id, error, "[%s] is not known", groups[i]);
      keys = g_key_file_get_keys (file, groups[i], NULL, error);
      for (gsize k = 0; keys != NULL && keys[k] != NULL; k++)
        if (group->keys != NULL && !g_strv_contains (group->keys, keys[k]))
          return cw_printer_model_refuse (id, error, "%s in [%s] is not known", keys[k], groups[i]);
    }
  return TRUE;
}

static gboolean
cw_printer_model_read_number (GKeyFile   *file,
                              const char *id,
                              const char *group,
                              const char *key,
                              guint       least,
                              guint       most,
                              guint      *number,
                              GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, least, most, &value, NULL))
    return cw_printer_model_refuse (id, error, "%s in [%s] must be a number from %u to %u", key, group, least, most);

  *number = (guint) value;
  return TRUE;
}

/* Absent: @number is left alone. */
gboolean
cw_printer_model_read_optional (GKeyFile   *file,
                                const char *id,
                                const char *group,
                                const char *key,
                                guint       most,
                                guint      *number,
                                GError    **error)
{
  return !g_key_file_has_key (file, group, key, NULL) || cw_printer_model_read_number (file, id, group, key, 1, most, number, error);
}

/* Millimetres with a point; absent: @length is left alone. */
static gboolean
cw_printer_model_read_length (GKeyFile   *file,
                              const char *id,
                              const char *group,
                              const char *key,
                              double      most,
                              double     *length,
                              GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  double value;
  char *end;

  if (text == NULL)
    return TRUE;
  value = g_ascii_strtod (text, &end);
  if (text[strspn (text, "0123456789.")] != '\0' || *end != '\0' || !(value > 0 && value <= most))
    return cw_printer_model_refuse (id, error, "%s in [%s] must be a length in mm, above 0 and up to %g", key, group, most);

  *length = value;
  return TRUE;
}

static gboolean
cw_printer_model_read_truth (GKeyFile   *file,
                             const char *id,
                             const char *group,
                             const char *key,
                             gboolean   *truth,
                             GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);

  if (g_strcmp0 (text, "true") != 0 && g_strcmp0 (text, "false") != 0)
    return cw_printer_model_refuse (id, error, "%s in [%s] must be true or false", key, group);

  *truth = g_str_equal (text, "true");
  return TRUE;
}

static gboolean
cw_printer_model_read_names (GKeyFile       *file,
                             CwPrinterModel *self,
                             GError        **error)
{
  self->name = g_key_file_get_string (file, "model", "name", NULL);
  if (self->name == NULL || self->name[0] == '\0')
    return cw_printer_model_refuse (self->id, error, "name in [model] is missing");

  self->patterns = g_key_file_get_string_list (file, "model", "match", NULL, NULL);
  if (self->patterns == NULL || self->patterns[0] == NULL || g_strv_length (self->patterns) > MAX_PATTERNS)
    return cw_printer_model_refuse (self->id, error, "match in [model] must hold 1 to %d patterns", MAX_PATTERNS);

  for (gsize i = 0; self->patterns[i] != NULL; i++)
    {
      char *folded = g_utf8_strdown (self->patterns[i], -1);

      g_free (self->patterns[i]);
      self->patterns[i] = folded;
      if (folded[0] == '\0')
        return cw_printer_model_refuse (self->id, error, "match in [model] holds an empty pattern");
    }
  return TRUE;
}

gboolean
cw_printer_model_check_word (const char *word)
{
  gsize length = strlen (word);

  if (length == 0 || length > MAX_OPTION_LENGTH)
    return FALSE;
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isgraph (word[i]))
      return FALSE;
  return TRUE;
}

/**
 * cw_model_option_new:
 * @name: keyword of the driver
 * @value: one of its choices
 *
 * Returns: (transfer full) (nullable): the option; %NULL unless both are one word
 */
CwModelOption *
cw_model_option_new (const char *name,
                     const char *value)
{
  CwModelOption *self;

  if (!cw_printer_model_check_word (name) || !cw_printer_model_check_word (value))
    return NULL;
  self = g_new0 (CwModelOption, 1);
  self->name = g_strdup (name);
  self->value = g_strdup (value);
  return self;
}

void
cw_model_option_free (CwModelOption *self)
{
  if (self == NULL)
    return;

  g_free (self->name);
  g_free (self->value);
  g_free (self);
}

static gboolean
cw_printer_model_read_options (GKeyFile   *file,
                               const char *id,
                               const char *group,
                               GPtrArray  *options,
                               GError    **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);

  for (gsize i = 0; keys != NULL && keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (file, group, keys[i], NULL);
      CwModelOption *option = value != NULL ? cw_model_option_new (keys[i], value) : NULL;

      if (i == CW_MODEL_MAX_OPTIONS || option == NULL)
        {
          cw_model_option_free (option);
          return i == CW_MODEL_MAX_OPTIONS ? cw_printer_model_refuse (id, error, "[%s] holds more than %d options", group, CW_MODEL_MAX_OPTIONS)
                                  : cw_printer_model_refuse (id, error, "option %zu in [%s] is not one word = one word", i + 1, group);
        }
      g_ptr_array_add (options, option);
    }
  return TRUE;
}

static void
cw_model_rule_free (CwModelRule *rule)
{
  g_free (rule->keyword);
  g_strfreev (rule->choices);
  g_free (rule);
}

gboolean
cw_printer_model_check_words (char **words)
{
  for (gsize i = 0; words[i] != NULL; i++)
    if (!cw_printer_model_check_word (words[i]))
      return FALSE;
  return TRUE;
}

/* "KEYWORD=CHOICE|CHOICE;KEYWORD=CHOICE" */
static gboolean
cw_printer_model_read_rules (GKeyFile   *file,
                             const char *id,
                             const char *group,
                             GPtrArray  *rules,
                             GError    **error)
{
  g_auto (GStrv) texts = g_key_file_get_string_list (file, group, "when", NULL, NULL);

  for (gsize i = 0; texts != NULL && texts[i] != NULL; i++)
    {
      g_auto (GStrv) sides = g_strsplit (texts[i], "=", 2);
      CwModelRule *rule;

      if (i == MAX_RULES || g_strv_length (sides) != 2)
        return cw_printer_model_refuse (id, error, "when in [%s] must be KEYWORD=CHOICE|CHOICE, at most %d of them with semicolons between", group, MAX_RULES);
      rule = g_new0 (CwModelRule, 1);
      g_ptr_array_add (rules, rule);
      rule->keyword = g_strdup (sides[0]);
      rule->choices = g_strsplit (sides[1], "|", MAX_CHOICES + 1);
      if (!cw_printer_model_check_word (rule->keyword) || rule->choices[0] == NULL || g_strv_length (rule->choices) > MAX_CHOICES || !cw_printer_model_check_words (rule->choices))
        return cw_printer_model_refuse (id, error, "when in [%s] must name an option and 1 to %d of its choices, one word each", group, MAX_CHOICES);
    }
  if (texts != NULL && texts[0] == NULL)
    return cw_printer_model_refuse (id, error, "when in [%s] is empty", group);
  return TRUE;
}

static void
cw_ribbon_free (CwRibbon *ribbon)
{
  g_free (ribbon->id);
  g_free (ribbon->name);
  g_free (ribbon->front);
  g_free (ribbon->back);
  g_ptr_array_unref (ribbon->rules);
  g_free (ribbon);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRibbon, cw_ribbon_free)

/* "Y,M,C" as "YMC"; absent: "". */
static gboolean
cw_printer_model_read_panels (GKeyFile   *file,
                              const char *id,
                              const char *group,
                              const char *key,
                              char      **panels,
                              GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  g_auto (GStrv) words = g_strsplit (text != NULL ? text : "", ",", MAX_PANELS + 2);
  gsize n = g_strv_length (words);

  for (gsize i = 0; i < n; i++)
    if (strlen (words[i]) != 1 || strchr (CW_RIBBON_PANELS, words[i][0]) == NULL)
      return cw_printer_model_refuse (id, error, "%s in [%s] must be panels of %s with commas between", key, group, CW_RIBBON_PANELS);
  if (n > MAX_PANELS || (n == 0 && text != NULL))
    return cw_printer_model_refuse (id, error, "%s in [%s] must hold 1 to %d panels", key, group, MAX_PANELS);

  *panels = g_strjoinv (NULL, words);
  return TRUE;
}

static gboolean
cw_printer_model_read_ribbon (GKeyFile   *file,
                              const char *id,
                              const char *group,
                              GPtrArray  *ribbons,
                              GError    **error)
{
  g_autoptr (CwRibbon) ribbon = g_new0 (CwRibbon, 1);

  ribbon->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_rule_free);
  ribbon->id = g_strdup (group + strlen (RIBBON_PREFIX));
  ribbon->name = g_key_file_get_string (file, group, "name", NULL);
  if (!cw_printer_model_check_word (ribbon->id) || ribbon->name == NULL || ribbon->name[0] == '\0')
    return cw_printer_model_refuse (id, error, "[%s] needs one word behind the point, and a name", group);
  if (ribbons->len == MAX_RIBBONS)
    return cw_printer_model_refuse (id, error, "there are more than %d ribbons", MAX_RIBBONS);
  if (!cw_printer_model_read_panels (file, id, group, "front", &ribbon->front, error)
      || !cw_printer_model_read_panels (file, id, group, "back", &ribbon->back, error)
      || !cw_printer_model_read_length (file, id, group, "colour-width", CW_CARD_WIDTH_MM, &ribbon->colour_width, error))
    return FALSE;
  if (ribbon->front[0] == '\0')
    return cw_printer_model_refuse (id, error, "front in [%s] is missing", group);
  if (!cw_printer_model_read_optional (file, id, group, "sets", MAX_SETS, &ribbon->sets, error)
      || !cw_printer_model_read_rules (file, id, group, ribbon->rules, error))
    return FALSE;
  g_ptr_array_add (ribbons, g_steal_pointer (&ribbon));
  return TRUE;
}

/* Every group of a name of that kind, in the order of the file. */
gboolean
cw_printer_model_read_each (GKeyFile     *file,
                            const char   *id,
                            const char   *prefix,
                            CwModelReader reader,
                            GPtrArray    *list,
                            GError      **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (g_str_has_prefix (groups[i], prefix) && !reader (file, id, groups[i], list, error))
      return FALSE;
  return TRUE;
}

/* What of the canvas is printed; without a word about it, all. */
static gboolean
cw_printer_model_read_margins (GKeyFile       *file,
                               CwPrinterModel *self,
                               GError        **error)
{
  const char *id = self->id;

  self->imaged_width = self->canvas_width;
  self->imaged_height = self->canvas_height;
  if (g_key_file_has_key (file, "margins", "imaged-width", NULL)
      && !cw_printer_model_read_number (file, id, "margins", "imaged-width", 1, self->canvas_width, &self->imaged_width, error))
    return FALSE;
  if (g_key_file_has_key (file, "margins", "imaged-height", NULL)
      && !cw_printer_model_read_number (file, id, "margins", "imaged-height", 1, self->canvas_height, &self->imaged_height, error))
    return FALSE;
  return cw_printer_model_read_length (file, id, "margins", "edge", MAX_EDGE, &self->edge, error);
}

static gboolean
cw_printer_model_read_all_options (GKeyFile       *file,
                                   CwPrinterModel *self,
                                   GError        **error)
{
  if (!cw_printer_model_read_options (file, self->id, "options", self->options, error)
      || !cw_printer_model_read_options (file, self->id, "options-one-sided", self->one_sided, error)
      || !cw_printer_model_read_options (file, self->id, "options-two-sided", self->two_sided, error))
    return FALSE;
  if ((self->one_sided->len == 0) != (self->two_sided->len == 0))
    return cw_printer_model_refuse (self->id, error, "[options-one-sided] and [options-two-sided] go together");
  return TRUE;
}

static gboolean
cw_printer_model_read (GKeyFile       *file,
                       CwPrinterModel *self,
                       GError        **error)
{
  const char *id = self->id;

  if (!cw_printer_model_check_keys (file, id, error) || !cw_printer_model_read_names (file, self, error))
    return FALSE;
  if (!cw_printer_model_read_number (file, id, "canvas", "dpi", CW_RASTER_MIN_DPI, CW_RASTER_MAX_DPI, &self->dpi, error)
      || !cw_printer_model_read_number (file, id, "canvas", "width", 1, CW_RASTER_MAX_SIDE, &self->canvas_width, error)
      || !cw_printer_model_read_number (file, id, "canvas", "height", 1, CW_RASTER_MAX_SIDE, &self->canvas_height, error)
      || !cw_printer_model_read_number (file, id, "time", "minimum-seconds", 0, MAX_SECONDS, &self->minimum_seconds, error))
    return FALSE;
  if (self->canvas_width < self->canvas_height)
    return cw_printer_model_refuse (id, error, "the canvas is landscape: width must not be less than height");
  if (!cw_printer_model_read_truth (file, id, "canvas", "standing", &self->standing, error)
      || !cw_printer_model_read_truth (file, id, "ribbon", "colour", &self->colour, error)
      || !cw_printer_model_read_truth (file, id, "ribbon", "resin", &self->resin, error))
    return FALSE;
  return cw_printer_model_read_margins (file, self, error)
         && cw_printer_model_read_each (file, id, RIBBON_PREFIX, cw_printer_model_read_ribbon, self->ribbons, error)
         && cw_printer_model_read_machine (file, self, error)
         && cw_printer_model_read_all_options (file, self, error);
}

/**
 * cw_printer_model_parse:
 * @bytes: a .model file
 * @id: what to call it, in errors too
 *
 * Returns: (transfer full): the model, or %NULL with %CW_ERROR_INVALID
 */
CwPrinterModel *
cw_printer_model_parse (GBytes     *bytes,
                        const char *id,
                        GError    **error)
{
  g_autoptr (CwPrinterModel) self = g_new0 (CwPrinterModel, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) why = NULL;

  self->id = g_strdup (id);
  self->options = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
  self->one_sided = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
  self->two_sided = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_option_free);
  self->ribbons = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_ribbon_free);
  self->feeders = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_tray_free);
  self->outputs = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_tray_free);
  self->speeds = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_model_speed_free);

  if (g_bytes_get_size (bytes) == 0 || g_bytes_get_size (bytes) > FILE_MAX_SIZE)
    cw_printer_model_refuse (id, error, "it is empty or larger than %d bytes", FILE_MAX_SIZE);
  else if (!g_utf8_validate_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL))
    cw_printer_model_refuse (id, error, "it is not UTF-8 text");
  else if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &why))
    cw_printer_model_refuse (id, error, "%s", why->message);
  else if (cw_printer_model_read (file, self, error))
    return g_steal_pointer (&self);
  return NULL;
}

void
cw_printer_model_free (CwPrinterModel *self)
{
  if (self == NULL)
    return;

  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->patterns);
  g_ptr_array_unref (self->options);
  g_ptr_array_unref (self->one_sided);
  g_ptr_array_unref (self->two_sided);
  g_ptr_array_unref (self->ribbons);
  g_ptr_array_unref (self->feeders);
  g_ptr_array_unref (self->outputs);
  g_ptr_array_unref (self->speeds);
  g_free (self->feeder_option);
  g_free (self->output_option);
  g_strfreev (self->overlay_options);
  g_strfreev (self->black_options);
  g_free (self->channel);
  g_free (self);
}
