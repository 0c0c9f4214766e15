/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "inside.h"

static void
desk_use_machine (Desk *desk)
{
  desk->machine = machine_new (desk->saga.folder);
  desk->saga.tools.printer = CW_PRINTER (desk->machine);
  desk->saga.tools.feeder = CW_FEEDER (desk->machine);
  desk->saga.tools.reader = CW_READER (desk->machine->reader);
  desk->saga.tools.reader_inside = TRUE;
}

void
desk_set_up (Desk         *desk,
             gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) shipped = NULL;
  g_autoptr (CwProfile) profile = cw_profile_new ();

  saga_set_up (&desk->saga, NULL);
  desk_use_machine (desk);
  shipped = cw_store_get_profile (desk->saga.tools.store, PROFILE, &error);
  profile->id = g_strdup ("inside");
  profile->institution_id = g_strdup (shipped->institution_id);
  profile->name = g_strdup ("inside");
  profile->template_uri = g_strdup (shipped->template_uri);
  profile->chip_plan = g_strdup ("escn");
  profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  profile->registered = TRUE;
  profile->validity_months = 12;
  g_assert_true (cw_profile_set_steps (profile, data, &error));
  g_assert_true (cw_store_put_profile (desk->saga.tools.store, profile, &error));
  g_assert_no_error (error);
}

void
desk_tear_down (Desk         *desk,
                gconstpointer data)
{
  g_clear_object (&desk->machine);
  saga_tear_down (&desk->saga, NULL);
}

void
desk_restart (Desk *desk)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&desk->machine);
  g_clear_object (&desk->saga.station);
  desk->saga.station = cw_station_open (desk->saga.folder, TRUE, &error);
  g_assert_no_error (error);
  desk->saga.tools = *cw_station_get_tools (desk->saga.station);
  desk_use_machine (desk);
}

gint64
desk_reserve (Desk       *desk,
              const char *student_id)
{
  g_autoptr (GError) error = NULL;
  gint64 order_id = cw_issue_reserve (&desk->saga.tools, student_id, "inside", NULL, &error);

  g_assert_no_error (error);
  return order_id;
}

CwIssueEnd
desk_run (Desk  *desk,
          gint64 order_id)
{
  g_autoptr (CwIssueResult) result = saga_run (&desk->saga, order_id);

  return result->end;
}

void
desk_expect (Desk          *desk,
             CwQuestionKind question,
             CwAnswer       answer)
{
  scripted_operator_expect (desk->saga.operator, question, answer);
}

void
desk_assert_machine (Desk *desk,
                     guint inside,
                     guint out,
                     guint rejected)
{
  g_assert_cmpuint (machine_count (desk->machine, MACHINE_INSIDE) + machine_count (desk->machine, MACHINE_AT_READER), ==, inside);
  g_assert_cmpuint (machine_count (desk->machine, MACHINE_OUT), ==, out);
  g_assert_cmpuint (machine_count (desk->machine, MACHINE_REJECTED), ==, rejected);
}
