/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "fixture.h"

static gboolean
transmit (gpointer      chip,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

void
saga_lay (Fixture    *fixture,
          CwSoftCard *chip)
{
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (chip);

  cw_soft_reader_remove (fixture->reader);
  cw_soft_reader_insert (fixture->reader, atr, transmit, cw_soft_card_ref (chip), (GDestroyNotify)cw_soft_card_unref);
}

static void
shown (CwStage      stage,
       CwStageState state,
       gpointer     user_data)
{
  Fixture *fixture = user_data;

  if (stage != CW_STAGE_ENCODE || state != CW_STAGE_STATE_WAITING)
    return;
  if (fixture->tear_at != 0)
    cw_soft_card_inject (fixture->chip, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = fixture->tear_at });
  fixture->tear_at = 0;
  saga_lay (fixture, fixture->chip);
}

void
saga_set_up (Fixture      *fixture,
             gconstpointer data)
{
  static const guint8 uid[7] = { 0x04, 1, 2, 3, 4, 5, 6 };
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("cardwright-saga-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->station = cw_station_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  fixture->tools = *cw_station_get_tools (fixture->station);
  fixture->printer = scripted_printer_new ();
  fixture->tools.printer = CW_PRINTER (fixture->printer);
  fixture->reader = cw_soft_reader_new ("Test reader");
  fixture->tools.reader = CW_READER (fixture->reader);
  fixture->chip = cw_soft_card_new (uid);
  fixture->operator= scripted_operator_new ();
  fixture->operator->shown = shown;
  fixture->operator->user_data = fixture;
}

void
saga_tear_down (Fixture      *fixture,
                gconstpointer data)
{
  g_autoptr (GSubprocess) process = NULL;

  g_assert_cmpuint (fixture->operator->asked, ==, fixture->operator->n_answers);
  g_clear_object (&fixture->station);
  g_clear_object (&fixture->printer);
  g_clear_object (&fixture->operator);
  g_clear_object (&fixture->reader);
  g_clear_pointer (&fixture->chip, cw_soft_card_unref);
  process = g_subprocess_new (G_SUBPROCESS_FLAGS_NONE, NULL, "rm", "-rf", "--", fixture->folder, NULL);
  g_assert_true (g_subprocess_wait_check (process, NULL, NULL));
  g_free (fixture->folder);
}

gint64
saga_reserve (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  gint64 order_id = cw_issue_reserve (&fixture->tools, STUDENT, PROFILE, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (order_id, >, 0);
  return order_id;
}

CwIssueResult *
saga_run (Fixture *fixture,
          gint64   order_id)
{
  g_autoptr (GError) error = NULL;
  CwIssueResult *result = cw_issue_run (&fixture->tools, order_id, CW_ISSUE_NONE, CW_OPERATOR (fixture->operator), NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (result);
  g_test_message ("%s: %s", cw_issue_end_to_name (result->end), result->sentence);
  return result;
}

void
saga_assert_card (Fixture    *fixture,
                  gint64      order_id,
                  CwCardState state)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = cw_store_get_card_of_order (fixture->tools.store, order_id, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (cw_card_state_to_name (card->state), ==, cw_card_state_to_name (state));
}

/* @states: what became of the blanks of the order's card, in order */
void
saga_assert_plastics (Fixture    *fixture,
                      gint64      order_id,
                      const char *states)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = cw_store_get_card_of_order (fixture->tools.store, order_id, &error);
  g_autoptr (GPtrArray) plastics = cw_store_list_plastics (fixture->tools.store, card->id, &error);
  g_autoptr (GString) found = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < plastics->len; i++)
    g_string_append_printf (found, "%s%s", i > 0 ? " " : "", cw_plastic_state_to_name (((CwPlasticRow *)g_ptr_array_index (plastics, i))->state));
  g_assert_cmpstr (found->str, ==, states);
}

guint
saga_count_registered (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->folder, "register", "cards", NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (directory != NULL && g_dir_read_name (directory) != NULL)
    n++;
  return n;
}
