/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-cli"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/cli/cli.h"
#include "app/station/settings.h"
#include "app/station/sheets.h"

/* printer test-card, printer align: what is printed for the printer's sake. */

static int
cw_sheet_verb_print (CwCli   *cli,
                     CwSheet  sheet,
                     GError **error)
{
  g_autoptr (CwStation) station = cw_cli_open (cli, TRUE, error);
  g_autofree char *sentence = NULL;
  CwPrintOutcome outcome;

  if (station == NULL || !cw_station_print_sheet (station, sheet, NULL, &outcome, &sentence, error))
    return -1;
  cw_cli_set_text (cli, "outcome", cw_print_outcome_to_name (outcome));
  cw_cli_set_text (cli, "message", sentence);
  cw_cli_say (cli, "%s", sentence);
  switch (outcome)
    {
    case CW_PRINT_PRINTED:
      return CW_EXIT_DONE;
    case CW_PRINT_NOT_PRINTED:
      return CW_EXIT_FAILED;
    case CW_PRINT_UNCERTAIN:
    case CW_PRINT_WORKING:
      return CW_EXIT_IN_DOUBT;
    }
  g_assert_not_reached ();
}

int
cw_verb_printer_test_card (CwCli   *cli,
                           int      argc,
                           char   **argv,
                           GError **error)
{
  if (!cw_cli_parse (cli, NULL, "printer test-card", NULL, &argc, &argv, error))
    return -1;
  return cw_sheet_verb_print (cli, CW_SHEET_TEST_CARD, error);
}

/* "10.3,9.8": millimetres, with a point whatever the language. */
static gboolean
cw_sheet_parse_pair (const char *text,
                     double     *x,
                     double     *y,
                     GError    **error)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  double *values[] = { x, y };

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      char *end = NULL;

      if (g_strv_length (parts) == G_N_ELEMENTS (values))
        *values[i] = g_ascii_strtod (parts[i], &end);
      if (end == NULL || end == parts[i] || *end != '\0' || !(*values[i] >= 0 && *values[i] <= 2 * CW_SHEET_MEASURE_MM))
        return cw_cli_usage (error, _ ("Give both distances in millimetres, as 10.3,9.8: from the left edge to the upright line, and from the upper edge to the level line.")) >= 0;
    }
  return TRUE;
}

/* What was measured was printed with the offset that stands now: the new one is beside it. */
static gboolean
cw_sheet_enter (CwCli      *cli,
                CwStation  *station,
                CwFaceSide  side,
                const char *measured,
                GError    **error)
{
  const CwPrintOffset *now = &cw_station_get_tools (station)->offset;
  double x, y;

  if (measured == NULL)
    return TRUE;
  if (!cw_sheet_parse_pair (measured, &x, &y, error))
    return FALSE;
  x = now->x[side] + CW_SHEET_MEASURE_MM - x;
  y = now->y[side] + CW_SHEET_MEASURE_MM - y;
  if (!cw_settings_set_offset (cw_station_get_directory (station), side, x, y, error))
    return FALSE;
  cw_cli_set (cli, cw_face_side_to_name (side), json_pack ("{s:f, s:f}", "x", x, "y", y));
  cw_cli_say (cli, side == CW_FACE_FRONT ? _ ("The front is now laid %+.2f mm across and %+.2f mm down.") : _ ("The back is now laid %+.2f mm across and %+.2f mm down."), x, y);
  return TRUE;
}

int
cw_verb_printer_align (CwCli   *cli,
                       int      argc,
                       char   **argv,
                       GError **error)
{
  g_autofree char *front = NULL;
  g_autofree char *back = NULL;
  const GOptionEntry entries[] = {
    { "front", 0, 0, G_OPTION_ARG_STRING, &front, N_ ("What was measured on the front, in mm: 10.0,10.0 is right"), N_ ("X,Y") },
    { "back", 0, 0, G_OPTION_ARG_STRING, &back, N_ ("What was measured on the back"), N_ ("X,Y") },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (CwStation) station = NULL;

  if (!cw_cli_parse (cli, entries, "printer align", NULL, &argc, &argv, error))
    return -1;
  if (front == NULL && back == NULL)
    return cw_sheet_verb_print (cli, CW_SHEET_ALIGNMENT, error);
  station = cw_cli_open (cli, TRUE, error);
  if (station == NULL || !cw_sheet_enter (cli, station, CW_FACE_FRONT, front, error) || !cw_sheet_enter (cli, station, CW_FACE_BACK, back, error))
    return -1;
  cw_cli_say (cli, "%s", _ ("Print the alignment sheet again to see whether it stands right."));
  return CW_EXIT_DONE;
}
