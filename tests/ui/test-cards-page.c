/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-test"

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/station/identify.h"
#include "app/station/station-private.h"
#include "tests/ui/support.h"
#include "ui/card-pane.h"
#include "ui/cards-page.h"
#include "ui/life-line.h"

/* The page of cards on a demo station: what is listed, what is typed, one card beside the list, and
 * what lies on the reader. */

#define STUDENT "lbtu/LF23001"

typedef struct
{
  char        *folder;
  CwStation   *station;
  CwCardsPage *page;
  GtkWidget   *window;
  gint64       card_id;
  const char  *expected;
} Fixture;

static gint64
add_card (Fixture *self)
{
  static const CwCardState states[] = { CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_ENCODED, CW_CARD_STATE_VERIFIED, CW_CARD_STATE_ISSUED };
  CwStore *store = cw_station_get_tools (self->station)->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) institution = cw_store_get_institution (store, "lbtu", &error);
  g_autoptr (CwCard) card = cw_card_new ();
  CwOrderRow order = {
    .student_id = (char *) STUDENT, .profile_id = (char *) "lbtu-student", .operator_name = (char *) "ilze", .record_json = (char *) "{}", .record_digest = (char *) "aa", .template_digest = (char *) "bb",
  };

  card->order_id = cw_store_add_order (store, &order, &error);
  g_assert_no_error (error);
  card->student_id = g_strdup (STUDENT);
  card->institution_id = g_strdup ("lbtu");
  card->profile_id = g_strdup ("lbtu-student");
  card->uid = g_strdup ("04010203040506");
  card->issued_at = g_strdup ("2026-11-01");
  card->expires_at = g_strdup ("2999-08-31");
  g_assert_true (cw_store_next_escn (store, 1, institution->pic, &card->escn, &error));
  card->id = cw_store_add_card (store, card, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    g_assert_true (cw_store_set_card_state (store, card->id, states[i], NULL, &error));
  g_assert_true (cw_store_close_order (store, card->order_id, "issued", &error));
  return card->id;
}

static gboolean
has_status (gpointer data)
{
  Fixture *self = data;

  return g_strcmp0 (cw_cards_page_get_status (self->page), self->expected) == 0;
}

static gboolean
was_found (gpointer data)
{
  Fixture *self = data;

  return strstr (cw_cards_page_get_found (self->page), self->expected) != NULL;
}

static void
wait_status (Fixture    *self,
             const char *expected)
{
  self->expected = expected;
  cw_test_wait (has_status, self);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cw-cards-XXXXXX", &error);
  self->station = cw_station_open (self->folder, TRUE, &error);
  g_assert_no_error (error);
  self->card_id = add_card (self);
  self->page = CW_CARDS_PAGE (cw_cards_page_new ());
  self->window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (self->window), 1100, 700);
  gtk_window_set_child (GTK_WINDOW (self->window), GTK_WIDGET (self->page));
  cw_place_set_station (CW_PLACE (self->page), self->station);
  gtk_window_present (GTK_WINDOW (self->window));
  wait_status (self, "1 card");
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (self->window));
  cw_test_settle ();
  g_object_unref (self->station);
  cw_test_remove_tree (self->folder);
  g_free (self->folder);
}

static CwCardPane *
get_pane (Fixture *self)
{
  return CW_CARD_PANE (cw_test_find (GTK_WIDGET (self->page), CW_TYPE_CARD_PANE));
}

static GtkSelectionModel *
get_model (Fixture *self)
{
  return gtk_column_view_get_model (GTK_COLUMN_VIEW (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_COLUMN_VIEW)));
}

static void
test_search (Fixture      *self,
             gconstpointer data)
{
  GtkEditable *entry = GTK_EDITABLE (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_SEARCH_ENTRY));
  GtkDropDown *drop = GTK_DROP_DOWN (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_DROP_DOWN));

  gtk_editable_set_text (entry, "nobody");
  wait_status (self, "No card is like this.");
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (get_model (self))), ==, 0);
  gtk_editable_set_text (entry, "skele");
  wait_status (self, "1 card");
  gtk_drop_down_set_selected (drop, 2);
  wait_status (self, "No card is like this.");
  gtk_drop_down_set_selected (drop, 1);
  wait_status (self, "1 card");
  gtk_editable_set_text (entry, "04010203040506");
  wait_status (self, "1 card");
}

static gboolean
may_act (gpointer data)
{
  Fixture *self = data;

  return cw_life_line_get_n (CW_LIFE_LINE (cw_test_find (GTK_WIDGET (self->page), CW_TYPE_LIFE_LINE))) == 1;
}

static gboolean
is_suspended (gpointer data)
{
  Fixture *self = data;
  g_autoptr (CwCard) card = cw_store_get_card (cw_station_get_tools (self->station)->store, self->card_id, NULL);

  return card->state == CW_CARD_STATE_SUSPENDED || card->state == CW_CARD_STATE_LOST;
}

/* A card that is chosen stands beside the list, and what is done there shows in the list. */
static void
test_card (Fixture      *self,
           gconstpointer data)
{
  CwLifeLine *life = CW_LIFE_LINE (cw_test_find (GTK_WIDGET (self->page), CW_TYPE_LIFE_LINE));
  GtkDropDown *drop = GTK_DROP_DOWN (cw_test_find (GTK_WIDGET (self->page), GTK_TYPE_DROP_DOWN));
  GtkWidget *dialog = NULL;
  g_autoptr (GList) windows = NULL;

  gtk_selection_model_select_item (get_model (self), 0, TRUE);
  cw_test_wait (may_act, self);
  g_assert_cmpint (cw_card_pane_get_card (get_pane (self)), ==, self->card_id);
  g_assert_true (gtk_widget_get_visible (cw_test_find_button (GTK_WIDGET (self->page), "_Make Another Card…")));

  cw_life_line_act (life, self->card_id, CW_LIFE_ACT_LOST);
  cw_test_settle ();
  windows = gtk_window_list_toplevels ();
  for (GList *at = windows; at != NULL; at = at->next)
    if (ADW_IS_MESSAGE_DIALOG (at->data))
      dialog = at->data;
  if (dialog != NULL)
    adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "go");
  cw_test_wait (is_suspended, self);
  gtk_drop_down_set_selected (drop, 2);
  wait_status (self, "1 card");
}

static gboolean
transmit (gpointer      chip,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer)
{
  return cw_soft_card_transmit (chip, command, length, answer);
}

static void
test_identify (Fixture      *self,
               gconstpointer data)
{
  const guint8 uid[7] = { 0x04, 1, 2, 3, 4, 5, 6 };
  g_autoptr (CwSoftCard) chip = cw_soft_card_new (uid);
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (chip);

  gtk_widget_activate_action (GTK_WIDGET (self->page), "cards.identify", NULL);
  self->expected = "No card lies on the reader";
  cw_test_wait (was_found, self);
  g_assert_cmpint (cw_card_pane_get_card (get_pane (self)), ==, 0);

  cw_soft_reader_insert (self->station->soft_reader, atr, transmit, cw_soft_card_ref (chip), (GDestroyNotify) cw_soft_card_unref);
  gtk_widget_activate_action (GTK_WIDGET (self->page), "cards.identify", NULL);
  self->expected = "This card was made here and is in force.";
  cw_test_wait (was_found, self);
  g_assert_cmpint (cw_card_pane_get_card (get_pane (self)), ==, self->card_id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/ui/cards-page/search", Fixture, NULL, set_up, test_search, tear_down);
  g_test_add ("/ui/cards-page/card", Fixture, NULL, set_up, test_card, tear_down);
  g_test_add ("/ui/cards-page/identify", Fixture, NULL, set_up, test_identify, tear_down);
  return g_test_run ();
}
