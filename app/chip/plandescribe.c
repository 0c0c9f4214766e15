/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <stdlib.h>

#include "app/chip/plan.h"
#include "app/chip/planjson.h"

/* What a plan will do, for a person who is to accept it: applications, the master keys that it
 * needs, the room that its files take. No state; any thread. */

static json_t *
cw_chip_plan_describe_keys (const CwChipPlanApplication *application)
{
  json_t *list = json_array ();

  for (guint slot = 0; slot < application->frame.n_keys; slot++)
    if (application->keys[slot].label != NULL)
      json_array_append_new (list, json_pack ("{s:i, s:s, s:i}", "slot", (int) slot, "label", application->keys[slot].label, "version", application->keys[slot].version));
    else
      json_array_append_new (list, json_pack ("{s:i, s:b}", "slot", (int) slot, "factory", TRUE));
  return list;
}

static json_t *
cw_chip_plan_describe_files (const CwChipPlanApplication *application)
{
  static const char *const types[] = { "standard", "backup", "value" };
  json_t *list = json_array ();

  for (guint i = 0; i < application->files->len; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (application, i);

      json_array_append_new (list, json_pack ("{s:i, s:s, s:i, s:b}", "number", file->number, "type", types[file->settings.type], "size", (int) file->settings.size,
                                              "escn", cw_chip_plan_file_holds_escn (file, NULL)));
    }
  return list;
}

/**
 * cw_chip_plan_describe:
 *
 * Returns: (transfer full): what the plan makes, as one JSON object on one line
 */
char *
cw_chip_plan_describe (const CwChipPlan *self)
{
  g_autoptr (json_t) root = json_object ();
  json_t *list = json_array ();
  char *dump;
  char *text;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->applications->len; i++)
    {
      const CwChipPlanApplication *application = cw_chip_plan_get_application (self, i);
      g_autofree char *aid = cw_chip_plan_describe_aid (&application->frame.aid);

      json_array_append_new (list, json_pack ("{s:s, s:s, s:o, s:o}", "aid", aid, "cipher", cw_cipher_get_name (application->frame.cipher),
                                              "keys", cw_chip_plan_describe_keys (application), "files", cw_chip_plan_describe_files (application)));
    }
  json_object_set_new (root, "name", json_string (self->name));
  json_object_set_new (root, "messaging", json_string (self->ev2 ? "ev2" : "ev1"));
  json_object_set_new (root, "card_key", self->has_card_key ? json_string (self->card_key.label) : json_null ());
  json_object_set_new (root, "escn", json_boolean (cw_chip_plan_holds_escn (self)));
  json_object_set_new (root, "applications", list);
  dump = json_dumps (root, JSON_COMPACT | JSON_PRESERVE_ORDER);
  text = g_strdup (dump);
  free (dump);
  return text;
}
