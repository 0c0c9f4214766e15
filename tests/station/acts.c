/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "acts.h"

#define EMAIL "new.address@example.org"

char *
acts_get_until (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();

  return g_strdup_printf ("%d-08-31", g_date_time_get_year (now) + 8);
}

static gint64
find_card (const CwIssueTools *tools)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cards = cw_store_list_cards (tools->store, ACTS_STUDENT, 1, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (cards->len, ==, 1);
  return ((CwCard *) g_ptr_array_index (cards, 0))->id;
}

static void
replace (char      **text,
         const char *by)
{
  g_free (*text);
  *text = g_strdup (by);
}

/* The record with other values; %NULL leaves one as it is. */
static gboolean
correct (const CwIssueTools *tools,
         const char         *valid_until,
         const char         *email,
         GError            **error)
{
  g_autoptr (CwStudent) student = cw_store_get_student (tools->store, ACTS_STUDENT, error);

  if (student == NULL)
    return FALSE;
  if (valid_until != NULL)
    replace (&student->valid_until, valid_until);
  if (email != NULL)
    replace (&student->email, email);
  return cw_life_correct (tools, student, NULL, error);
}

static gboolean
run_extend (const CwIssueTools *tools,
            GError            **error)
{
  g_autofree char *until = acts_get_until ();

  return correct (tools, until, NULL, error) && cw_life_extend (tools, find_card (tools), until, error);
}

static gboolean
run_suspend (const CwIssueTools *tools,
             GError            **error)
{
  return cw_life_act_on_card (tools, CW_LIFE_ACT_SUSPEND, find_card (tools), "left at the desk", error);
}

static gboolean
run_lost (const CwIssueTools *tools,
          GError            **error)
{
  return cw_life_act_on_card (tools, CW_LIFE_ACT_LOST, find_card (tools), NULL, error);
}

static gboolean
run_find (const CwIssueTools *tools,
          GError            **error)
{
  return cw_life_act_on_card (tools, CW_LIFE_ACT_FIND, find_card (tools), NULL, error);
}

static gboolean
run_withdraw (const CwIssueTools *tools,
              GError            **error)
{
  return cw_life_act_on_card (tools, CW_LIFE_ACT_WITHDRAW, find_card (tools), "wrong photo", error);
}

static gboolean
run_destroy (const CwIssueTools *tools,
             GError            **error)
{
  return cw_life_act_on_card (tools, CW_LIFE_ACT_DESTROY, find_card (tools), "bent", error);
}

/* Long after its last day. */
static gboolean
run_expire (const CwIssueTools *tools,
            GError            **error)
{
  g_autoptr (CwClock) clock = cw_clock_new_manual (cw_clock_now (tools->clock) + 20 * 366 * G_TIME_SPAN_DAY);
  CwIssueTools later = *tools;
  guint expired;

  later.clock = clock;
  return cw_life_expire_ended (&later, &expired, NULL, error);
}

static gboolean
run_correct (const CwIssueTools *tools,
             GError            **error)
{
  return correct (tools, NULL, EMAIL, error);
}

static gboolean
run_leave (const CwIssueTools *tools,
           GError            **error)
{
  return cw_life_leave (tools, ACTS_STUDENT, "exmatriculated", error);
}

static const Act acts[] = {
  { .name = "issue", .states = "issued", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-lost", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_LOST, .states = "issued replaced", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-stolen", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_STOLEN, .states = "issued stolen", .status = "ACTIVE", .person = TRUE },
  { .name = "replace-damaged", .before = "issue", .reissue = TRUE, .reason = CW_REISSUE_REASON_DAMAGED, .states = "issued replaced", .status = "ACTIVE", .person = TRUE },
  { .name = "extend", .before = "issue", .run = run_extend, .states = "issued", .extended = TRUE, .status = "ACTIVE", .person = TRUE },
  { .name = "suspend", .before = "issue", .run = run_suspend, .states = "suspended", .status = "INACTIVE", .person = TRUE },
  { .name = "lost", .before = "issue", .run = run_lost, .states = "lost", .status = "INACTIVE", .person = TRUE },
  { .name = "find", .before = "lost", .run = run_find, .states = "issued", .status = "ACTIVE", .person = TRUE },
  { .name = "withdraw", .before = "issue", .run = run_withdraw, .states = "withdrawn", .person = TRUE },
  { .name = "destroy", .before = "issue", .run = run_destroy, .states = "destroyed", .spoiled = TRUE, .person = TRUE },
  { .name = "expire", .before = "issue", .run = run_expire, .states = "expired", .person = TRUE },
  { .name = "correct", .before = "issue", .run = run_correct, .states = "issued", .email = EMAIL, .status = "ACTIVE", .person = TRUE },
  { .name = "leave", .before = "issue", .run = run_leave, .states = "withdrawn" },
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
  g_autoptr (CwStudent) student = cw_store_get_student (store, ACTS_STUDENT, &error);
  g_autoptr (GString) states = g_string_new (NULL);
  g_autofree char *until = acts_get_until ();

  g_assert_no_error (error);
  for (guint i = 0; i < cards->len; i++)
    g_string_append_printf (states, "%s%s", i > 0 ? " " : "", cw_card_state_to_name (((CwCard *) g_ptr_array_index (cards, i))->state));
  if (!g_str_equal (states->str, self->states) || (self->email != NULL && g_strcmp0 (student->email, self->email) != 0))
    return FALSE;
  return !self->extended || g_strcmp0 (((CwCard *) g_ptr_array_index (cards, 0))->expires_at, until) == 0;
}
