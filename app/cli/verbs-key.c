/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/cli/cli.h"
#include "app/keys/keys.h"

/* key list: what may be told of the station's keys, for whoever compares it with the paper of the
 * key ceremony. */

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
