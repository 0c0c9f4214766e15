/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "acts.h"

static const Act acts[] = {
  { .name = "issue", .states = "issued", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-lost", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_LOST, .states = "issued lost", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-stolen", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_STOLEN, .states = "issued stolen", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-damaged", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_DAMAGED, .states = "issued replaced", .status = "ACTIVE", .person = TRUE },
};

const Act *
act_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (acts); i++)
    if (g_str_equal (acts[i].name, name))
      return &acts[i];
  return NULL;
}

gboolean
act_is_done (const Act *self,
             CwStore   *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (store, ACTS_STUDENT, 0, 0, &error);
  g_autoptr (GString) states = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < cards->len; i++)
    g_string_append_printf (states, "%s%s", i > 0 ? " " : "", cw_card_state_to_name (((CwCard *) g_ptr_array_index (cards, i))->state));
  if (!g_str_equal (states->str, self->states))
    return FALSE;
  return self->until == NULL || g_strcmp0 (((CwCard *) g_ptr_array_index (cards, 0))->expires_at, self->until) == 0;
}
