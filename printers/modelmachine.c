/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/modelfile.h"

#include <string.h>

/* The groups of a .model file that tell of the machine: trays, speeds, parts, the words of its
 * driver. Any thread. */

#define MAX_TRAYS 8
#define MAX_TRAY_CARDS 10000
#define MAX_SPEEDS 16
#define MAX_SPEED 10000 /* cards an hour */
#define MAX_CLEANING 100000

void
cw_tray_free (CwTray *tray)
{
  g_free (tray->id);
  g_free (tray->name);
  g_free (tray->choice);
  g_free (tray);
}

static gboolean
cw_printer_model_read_tray (GKeyFile   *file,
                            const char *id,
                            const char *group,
                            GPtrArray  *trays,
                            GError    **error)
{
  CwTray *tray = g_new0 (CwTray, 1);

  g_ptr_array_add (trays, tray);
  tray->id = g_strdup (strchr (group, '.') + 1);
  tray->name = g_key_file_get_string (file, group, "name", NULL);
  tray->choice = g_key_file_get_string (file, group, "choice", NULL);
  if (trays->len > MAX_TRAYS)
    return cw_printer_model_refuse (id, error, "there are more than %d trays of a kind", MAX_TRAYS);
  if (!cw_printer_model_check_word (tray->id) || tray->name == NULL || tray->name[0] == '\0' || (tray->choice != NULL && !cw_printer_model_check_word (tray->choice)))
    return cw_printer_model_refuse (id, error, "[%s] needs one word behind the point, a name, and a choice of one word or none", group);
  return cw_printer_model_read_optional (file, id, group, "cards", MAX_TRAY_CARDS, &tray->cards, error);
}

void
cw_model_speed_free (CwModelSpeed *speed)
{
  g_free (speed->name);
  g_free (speed->pattern);
  g_free (speed);
}

static gboolean
cw_printer_model_read_speed (GKeyFile   *file,
                             const char *id,
                             const char *group,
                             GPtrArray  *speeds,
                             GError    **error)
{
  CwModelSpeed *speed = g_new0 (CwModelSpeed, 1);
  g_autofree char *pattern = g_key_file_get_string (file, group, "match", NULL);

  g_ptr_array_add (speeds, speed);
  speed->name = g_key_file_get_string (file, group, "name", NULL);
  speed->pattern = pattern != NULL ? g_utf8_strdown (pattern, -1) : NULL;
  if (speeds->len > MAX_SPEEDS)
    return cw_printer_model_refuse (id, error, "there are more than %d speeds", MAX_SPEEDS);
  if (speed->name == NULL || speed->name[0] == '\0' || speed->pattern == NULL || speed->pattern[0] == '\0')
    return cw_printer_model_refuse (id, error, "[%s] needs name and match", group);
  return cw_printer_model_read_optional (file, id, group, "colour", MAX_SPEED, &speed->colour, error)
         && cw_printer_model_read_optional (file, id, group, "colour-two-sided", MAX_SPEED, &speed->colour_two_sided, error)
         && cw_printer_model_read_optional (file, id, group, "black", MAX_SPEED, &speed->black, error)
         && cw_printer_model_read_optional (file, id, group, "black-two-sided", MAX_SPEED, &speed->black_two_sided, error);
}

static gboolean
cw_printer_model_read_part (GKeyFile   *file,
                            const char *id,
                            const char *key,
                            CwPart     *part,
                            GError    **error)
{
  static const CwPart parts[] = { CW_PART_NO, CW_PART_YES, CW_PART_OPTION };
  g_autofree char *text = g_key_file_get_string (file, "parts", key, NULL);

  if (text == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (text, cw_part_to_name (parts[i])))
      {
        *part = parts[i];
        return TRUE;
      }
  return cw_printer_model_refuse (id, error, "%s in [parts] must be no, yes or option", key);
}

/* Keywords of the driver, none when absent. */
static gboolean
cw_printer_model_read_keywords (GKeyFile   *file,
                                const char *id,
                                const char *key,
                                char     ***keywords,
                                GError    **error)
{
  *keywords = g_key_file_get_string_list (file, "driver", key, NULL, NULL);
  if (*keywords == NULL)
    *keywords = g_new0 (char *, 1);
  if (g_strv_length (*keywords) > CW_MODEL_MAX_OPTIONS || !cw_printer_model_check_words (*keywords))
    return cw_printer_model_refuse (id, error, "%s in [driver] must hold at most %d keywords, one word each", key, CW_MODEL_MAX_OPTIONS);
  return TRUE;
}

static gboolean
cw_printer_model_read_driver (GKeyFile       *file,
                              CwPrinterModel *self,
                              GError        **error)
{
  const char *id = self->id;

  self->feeder_option = g_key_file_get_string (file, "driver", "feeder-option", NULL);
  self->output_option = g_key_file_get_string (file, "driver", "output-option", NULL);
  if ((self->feeder_option != NULL && !cw_printer_model_check_word (self->feeder_option))
      || (self->output_option != NULL && !cw_printer_model_check_word (self->output_option)))
    return cw_printer_model_refuse (id, error, "feeder-option and output-option in [driver] are one word each");
  self->channel = g_key_file_get_string (file, "channel", "kind", NULL);
  if (self->channel != NULL && !g_str_equal (self->channel, "evolis"))
    return cw_printer_model_refuse (id, error, "kind in [channel] must be evolis");
  return cw_printer_model_read_keywords (file, id, "overlay-options", &self->overlay_options, error)
         && cw_printer_model_read_keywords (file, id, "black-options", &self->black_options, error);
}

gboolean
cw_printer_model_read_machine (GKeyFile       *file,
                               CwPrinterModel *self,
                               GError        **error)
{
  const char *id = self->id;

  return cw_printer_model_read_each (file, id, CW_MODEL_FEEDER, cw_printer_model_read_tray, self->feeders, error)
         && cw_printer_model_read_each (file, id, CW_MODEL_OUTPUT, cw_printer_model_read_tray, self->outputs, error)
         && cw_printer_model_read_each (file, id, CW_MODEL_SPEED, cw_printer_model_read_speed, self->speeds, error)
         && cw_printer_model_read_part (file, id, "reject", &self->reject, error)
         && cw_printer_model_read_part (file, id, "contact", &self->contact, error)
         && cw_printer_model_read_part (file, id, "contactless", &self->contactless, error)
         && cw_printer_model_read_optional (file, id, "cleaning", "cards", MAX_CLEANING, &self->cleaning_cards, error)
         && cw_printer_model_read_driver (file, self, error);
}
