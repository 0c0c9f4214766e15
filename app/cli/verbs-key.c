/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/cli.h"
#include "app/keys/keys.h"

/* key list: what may be told of the station's keys, for whoever compares it with the paper of the
 * key ceremony. key new: the keys that the station makes for itself. */

int
cw_verb_key_list (CwCli   *cli,
                  int      argc,
                  char   **argv,
                  GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autoptr (GPtrArray) notes = NULL;
  json_t *list = json_array ();

  cw_cli_set (cli, "keys", list);
  if (!cw_cli_parse (cli, NULL, "key list", NULL, &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, FALSE, error);
  if (station == NULL)
    return -1;
  notes = cw_key_source_list (cw_station_get_tools (station)->keys, error);
  if (notes == NULL)
    return -1;
  for (guint i = 0; i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      json_array_append_new (list, json_pack ("{s:s, s:i, s:s}", "label", note->label, "version", (int) note->version, "check_value", note->kcv));
      if (*note->kcv != '\0')
        cw_cli_say (cli, _ ("%s: version %u, check value %s"), note->label, note->version, note->kcv);
      else
        cw_cli_say (cli, _ ("%s: a token"), note->label);
    }
  if (notes->len == 0)
    cw_cli_say (cli, "%s", _ ("This station has no key yet. The manual says where they are put: man cardwright."));
  return CW_EXIT_DONE;
}

/* Returns: (transfer full): the check value of a key, for the paper on which it is written down */
static char *
cw_cli_get_check_value (CwStation  *station,
                        const char *label,
                        GError    **error)
{
  g_autoptr (GPtrArray) notes = cw_key_source_list (cw_station_get_tools (station)->keys, error);

  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      if (g_strcmp0 (note->label, label) == 0)
        return g_strdup (note->kcv);
    }
  return notes != NULL ? g_strdup ("") : NULL;
}

int
cw_verb_key_new (CwCli   *cli,
                 int      argc,
                 char   **argv,
                 GError **error)
{
  g_autoptr (CwStation) station = NULL;
  g_autofree char *check_value = NULL;
  guint8 version = 0;

  if (!cw_cli_parse (cli, NULL, "key new", "LABEL", &argc, &argv, error))
    return -1;
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_station_new_key (station, argv[1], &version, error))
    return -1;
  check_value = cw_cli_get_check_value (station, argv[1], error);
  if (check_value == NULL)
    return -1;
  cw_cli_set_text (cli, "label", argv[1]);
  cw_cli_set (cli, "version", json_integer (version));
  cw_cli_set_text (cli, "check_value", check_value);
  cw_cli_say (cli, _ ("%s: version %u, check value %s"), argv[1], version, check_value);
  if (version > 1)
    cw_cli_say (cli, _ ("The one before is kept as %s/%u. Keep it as long as a backup needs it."), argv[1], version - 1);
  cw_cli_say (cli, "%s", _ ("Keep a copy of this key apart from the backups of the database: nobody can make it again."));
  return CW_EXIT_DONE;
}
