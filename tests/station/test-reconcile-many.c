/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/station/reconcile.h"

#include "tests/router/desk.h"

/* Two thousand cards, each in a state and a difference at random: repaired and sent, the register
 * is as the station. */

#define MANY 2000

static CwIssueTools
desk_tools (Desk *self)
{
  return (CwIssueTools) { .store = self->store, .clock = self->clock, .registry = desk_find_registry, .user_data = self, .prefix = 7 };
}

static CwReconciliation *
compare (Desk *self)
{
  const CwIssueTools tools = desk_tools (self);
  g_autoptr (GError) error = NULL;
  CwReconciliation *result = cw_reconcile (&tools, "lbtu", NULL, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (result->certain);
  return result;
}

static void
set_state (Desk       *self,
           CwCard     *card,
           CwCardState state)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_card_state (self->store, card->id, state, "for a test", &error);
  g_assert_no_error (error);
}

/* A card in a student's hand. */
static CwCard *
add_issued (Desk       *self,
            const char *number)
{
  CwCard *card = desk_add_card (self, "lbtu", number);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_close_order (self->store, card->order_id, "issued", &error));
  g_assert_no_error (error);
  return card;
}

static void
send_all (Desk *self)
{
  cw_clock_advance (self->clock, G_USEC_PER_SEC);
  desk_send_due (self);
}

static CwCardEntry *
look_up (Desk   *self,
         CwCard *card)
{
  g_autoptr (CwRegistry) registry = desk_find_registry ("lbtu", self, NULL);
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autoptr (GError) error = NULL;
  CwCardEntry *entry = cw_registry_look_up (registry, escn, NULL, &error);

  g_assert_no_error (error);
  return entry;
}

typedef struct
{
  GRand     *rand;
  GPtrArray *cards; /* of CwCard */
} Crowd;

/* Straight into the folder of a register that is not running. */
static void
write_there (Desk       *self,
             const char *kind,
             const char *name,
             const char *json)
{
  g_autofree char *file = g_strconcat (name, ".json", NULL);
  g_autofree char *path = g_build_filename (self->register_directory, kind, file, NULL);

  g_assert_true (g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_NONE, 0600, NULL));
}

static void
write_person_there (Desk       *self,
                    const char *number,
                    const char *email)
{
  g_autofree char *key = g_strdup_printf ("urn:schac:personaluniquecode:int:esi:lbtu.lv:%s", number);
  g_autofree char *lower = g_ascii_strdown (key, -1);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA256, lower, -1);
  g_autofree char *json = g_strdup_printf ("{\"identifier\":\"urn:schac:personalUniqueCode:int:esi:lbtu.lv:%s\",\"identifierCode\":\"ESI\",\"fullName\":\"Kārlis Ozoliņš-Žagars\","
                                           "\"personOrganisationUpdateViews\":[{\"organisationIdentifier\":\"" RIG_PIC "\",\"fullName\":\"Kārlis Ozoliņš-Žagars\","
                                           "\"email\":\"%s\",\"academicLevel\":\"MASTER\"}]}", number, email);

  write_there (self, "persons", name, json);
}

static void
write_card_there (Desk       *self,
                  CwCard     *card,
                  const char *number,
                  const char *status,
                  const char *type,
                  const char *expires)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *json = g_strdup_printf ("{\"cardNumber\":\"%s\",\"cardStatusType\":\"%s\",\"cardType\":\"%s\",\"issuedAt\":\"2026-11-23\",\"expiresAt\":\"%s\","
                                           "\"issuerIdentifier\":\"" RIG_PIC "\",\"personIdentifier\":\"urn:schac:personalUniqueCode:int:esi:lbtu.lv:%s\"}",
                                           escn, status, type, expires, number);

  write_there (self, "cards", escn, json);
}

/* One of the states that an issued card can be in, and one of the ways in which the register can
 * have it or not. */
static void
add_to_crowd (Desk  *self,
              Crowd *crowd,
              guint  index)
{
  static const CwCardState states[] = {
    CW_CARD_STATE_ISSUED, CW_CARD_STATE_ISSUED, CW_CARD_STATE_ISSUED, CW_CARD_STATE_ISSUED, CW_CARD_STATE_SUSPENDED, CW_CARD_STATE_LOST, CW_CARD_STATE_STOLEN, CW_CARD_STATE_WITHDRAWN,
  };
  g_autofree char *number = g_strdup_printf ("LF%u", index);
  g_autofree char *email = g_strdup_printf ("%s@students.example", number);
  CwCard *card = add_issued (self, number);
  CwCardState state = states[g_rand_int_range (crowd->rand, 0, G_N_ELEMENTS (states))];
  int way = g_rand_int_range (crowd->rand, 0, 8);

  g_ptr_array_add (crowd->cards, card);
  if (state != CW_CARD_STATE_ISSUED)
    set_state (self, card, state);
  if (way == 0)
    return;
  write_person_there (self, number, way == 1 ? "old@students.example" : email);
  if (way != 2)
    write_card_there (self, card, number, way == 3 ? "INACTIVE" : "ACTIVE", way == 4 ? "SMART_CDZ" : "PASSIVE", way == 5 ? "2090-01-01" : "2099-09-30");
}

static void
assert_as_here (Desk   *self,
                CwCard *card)
{
  g_autoptr (CwCard) now = cw_store_get_card (self->store, card->id, NULL);
  g_autoptr (CwCardEntry) entry = NULL;

  if (cw_card_state_get_standing (now->state) == CW_STANDING_ABSENT)
    {
      g_assert_false (desk_knows (self, card));
      return;
    }
  if (now->state == CW_CARD_STATE_LOST && !desk_knows (self, card))
    return;
  entry = look_up (self, card);
  g_assert_cmpint (entry->active, ==, now->state == CW_CARD_STATE_ISSUED);
  g_assert_cmpstr (entry->expires_at, ==, "2099-09-30");
  g_assert_cmpint (entry->card_type, ==, CW_CARD_TYPE_PASSIVE);
}

static void
restart_register (Desk *self)
{
  g_autoptr (GError) error = NULL;

  self->stand_in = cw_stand_in_start (self->register_directory, RIG_TOKEN, 0, &error);
  g_assert_no_error (error);
}

static void
test_many (Desk         *self,
           gconstpointer data)
{
  const CwIssueTools tools = desk_tools (self);
  Crowd crowd = { .rand = g_rand_new_with_seed (2026), .cards = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_card_unref) };
  g_autoptr (CwReconciliation) first = NULL;
  g_autoptr (CwReconciliation) last = NULL;
  g_autoptr (GError) error = NULL;
  CwRepairSum sum = { 0 };

  g_assert_finalize_object (g_steal_pointer (&self->stand_in));
  cw_store_begin (self->store, &error);
  for (guint i = 0; i < MANY; i++)
    add_to_crowd (self, &crowd, i);
  g_assert_true (cw_store_commit (self->store, &error));
  restart_register (self);

  first = compare (self);
  g_assert_cmpuint (first->cards_here, ==, MANY);
  g_assert_cmpuint (first->left, >, MANY / 4);
  g_assert_true (cw_reconcile_repair_all (&tools, first->differences, &sum, NULL, &error));
  g_assert_no_error (error);
  g_free (sum.sentence);
  for (guint i = 0; i < 5; i++)
    send_all (self);
  last = compare (self);
  g_assert_cmpuint (last->left, ==, 0);
  g_assert_cmpuint (last->on_its_way, ==, 0);
  for (guint i = 0; i < crowd.cards->len; i += 7)
    assert_as_here (self, g_ptr_array_index (crowd.cards, i));
  g_ptr_array_unref (crowd.cards);
  g_rand_free (crowd.rand);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add ("/station/reconcile-many/random", Desk, NULL, desk_set_up, test_many, desk_tear_down);
  return g_test_run ();
}
