/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What the station says of a card that is laid on its reader, on a demo station whose chips were
 * written by the plan that its cards have. */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/station/identify.h"
#include "app/station/station-private.h"

#define STUDENT "lbtu/LF23001"
#define PROFILE "lbtu-student"

typedef struct
{
  char      *folder;
  CwStation *station;
} Fixture;

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_file_delete (file, NULL, NULL);
}

static void
set_up (Fixture      *self,
        gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("cw-identify-XXXXXX", &error);
  self->station = cw_station_open (self->folder, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture      *self,
           gconstpointer data)
{
  gpointer alive = self->station;

  /* a thread that waited for a card may let go of it a moment later */
  g_object_add_weak_pointer (G_OBJECT (self->station), &alive);
  g_object_unref (self->station);
  while (g_atomic_pointer_get (&alive) != NULL)
    g_thread_yield ();
  remove_tree (self->folder);
  g_free (self->folder);
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
lay (Fixture    *self,
     CwSoftCard *chip)
{
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (chip);

  cw_soft_reader_insert (self->station->soft_reader, atr, transmit, cw_soft_card_ref (chip), (GDestroyNotify) cw_soft_card_unref);
}

static gboolean
link_transmit (gpointer      user_data,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer,
               GError      **error)
{
  return cw_soft_card_transmit (user_data, command, length, answer);
}

static void
link_random (gpointer user_data,
             guint8  *data,
             gsize    length)
{
  memset (data, 0x5a, length);
}

static CwSoftCard *
new_chip (guint8 last)
{
  const guint8 uid[7] = { 0x04, 1, 2, 3, 4, 5, last };

  return cw_soft_card_new (uid);
}

/* Puts @escn on the chip. */
static void
write_chip (Fixture      *self,
            CwSoftCard   *chip,
            const CwEscn *escn)
{
  const CwIssueTools *tools = cw_station_get_tools (self->station);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = tools->plan ("escn", tools->user_data, &error);
  g_autoptr (CwChipPlan) bound = cw_chip_plan_bind (plan, "lbtu");
  CwChipLink link = { .transmit = link_transmit, .random = link_random, .user_data = chip };
  g_autoptr (CwChipReport) report = cw_chip_write (&link, bound, tools->keys, escn, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_true (report->has_escn);
}

static CwCard *
add_card (Fixture    *self,
          const char *uid)
{
  CwStore *store = cw_station_get_tools (self->station)->store;
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) institution = cw_store_get_institution (store, "lbtu", &error);
  g_autoptr (CwCard) card = cw_card_new ();
  CwOrderRow order = {
    .student_id = (char *) STUDENT, .profile_id = (char *) PROFILE, .operator_name = (char *) "ilze", .record_json = (char *) "{}", .record_digest = (char *) "aa", .template_digest = (char *) "bb",
  };

  card->order_id = cw_store_add_order (store, &order, &error);
  g_assert_no_error (error);
  card->student_id = g_strdup (STUDENT);
  card->institution_id = g_strdup ("lbtu");
  card->profile_id = g_strdup (PROFILE);
  card->uid = g_strdup (uid);
  card->state = CW_CARD_STATE_RESERVED;
  card->expires_at = g_strdup ("2999-08-31");
  g_assert_true (cw_store_next_escn (store, 1, institution->pic, &card->escn, &error));
  card->id = cw_store_add_card (store, card, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&card);
}

static void
hand_out (Fixture *self,
          CwCard  *card)
{
  static const CwCardState states[] = { CW_CARD_STATE_PRINTING, CW_CARD_STATE_PRINTED, CW_CARD_STATE_ENCODED, CW_CARD_STATE_VERIFIED, CW_CARD_STATE_ISSUED };
  CwStore *store = cw_station_get_tools (self->station)->store;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (states); i++)
    {
      cw_store_set_card_state (store, card->id, states[i], NULL, &error);
      g_assert_no_error (error);
    }
  g_assert_true (cw_store_close_order (store, card->order_id, "issued", &error));
}

static void
finish (Fixture    *self,
        CwCard     *card,
        CwCardState state)
{
  g_autoptr (GError) error = NULL;

  cw_store_set_card_state (cw_station_get_tools (self->station)->store, card->id, state, "seen", &error);
  g_assert_no_error (error);
}

typedef struct
{
  gboolean      done;
  CwIdentified *found;
  GError       *error;
} Answer;

static void
identified_cb (GObject      *source,
               GAsyncResult *result,
               gpointer      user_data)
{
  Answer *answer = user_data;

  answer->found = cw_station_identify_finish (CW_STATION (source), result, &answer->error);
  answer->done = TRUE;
}

static CwIdentified *
identify (Fixture *self,
          GError **error)
{
  Answer answer = { 0 };

  cw_station_identify_async (self->station, NULL, identified_cb, &answer);
  while (!answer.done)
    g_main_context_iteration (NULL, TRUE);
  if (answer.error != NULL)
    g_propagate_error (error, answer.error);
  return answer.found;
}

static void
assert_kind (Fixture         *self,
             CwIdentifiedKind kind,
             const char      *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIdentified) found = identify (self, &error);

  g_assert_no_error (error);
  g_assert_cmpint (found->kind, ==, kind);
  g_assert_nonnull (strstr (found->sentence, words));
  /* the sentence names nobody: it may stand anywhere */
  g_assert_null (found->student != NULL ? strstr (found->sentence, found->student->family_name) : NULL);
}

static void
test_ours (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (6);
  g_autoptr (CwCard) card = add_card (self, "04010203040506");
  g_autoptr (CwIdentified) found = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *escn = cw_escn_to_string (&card->escn);

  write_chip (self, chip, &card->escn);
  lay (self, chip);
  assert_kind (self, CW_IDENTIFIED_BEING_MADE, "order is still open");
  hand_out (self, card);
  found = identify (self, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->kind, ==, CW_IDENTIFIED_IN_FORCE);
  g_assert_cmpstr (found->uid, ==, "04010203040506");
  g_assert_cmpstr (found->escn, ==, escn);
  g_assert_cmpint (found->card->id, ==, card->id);
  g_assert_cmpstr (found->student->id, ==, STUDENT);
  g_assert_nonnull (found->institution);
  g_assert_false (found->is_signed);

  finish (self, card, CW_CARD_STATE_LOST);
  assert_kind (self, CW_IDENTIFIED_NOT_IN_FORCE, "reported lost");
  finish (self, card, CW_CARD_STATE_WITHDRAWN);
  assert_kind (self, CW_IDENTIFIED_NOT_IN_FORCE, "withdrawn");
}

/* A card of which only the chip is known, as of one whose plan writes no number. */
static void
test_by_chip (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (7);
  g_autoptr (CwCard) card = add_card (self, "04010203040507");

  hand_out (self, card);
  lay (self, chip);
  assert_kind (self, CW_IDENTIFIED_IN_FORCE, "in force");
}

static void
test_differs (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (8);
  g_autoptr (CwCard) card = add_card (self, "040102030405FF");

  hand_out (self, card);
  write_chip (self, chip, &card->escn);
  lay (self, chip);
  assert_kind (self, CW_IDENTIFIED_DIFFERS, "differ");
}

static void
test_elsewhere (Fixture      *self,
                gconstpointer data)
{
  CwStore *store = cw_station_get_tools (self->station)->store;
  g_autoptr (CwInstitution) institution = cw_store_get_institution (store, "lbtu", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftCard) foreign = new_chip (9);
  g_autoptr (CwSoftCard) other = new_chip (10);
  CwEscn escn;

  g_assert_true (cw_escn_parse ("4b06d5a0-1c2e-11ed-9d3c-001999999999", &escn, &error));
  write_chip (self, foreign, &escn);
  lay (self, foreign);
  assert_kind (self, CW_IDENTIFIED_ELSEWHERE, "another institution");

  /* the number is one of our institution's, and this station did not make it */
  g_assert_true (cw_store_next_escn (store, 77, institution->pic, &escn, &error));
  write_chip (self, other, &escn);
  lay (self, other);
  assert_kind (self, CW_IDENTIFIED_ELSEWHERE, "not made at this station");
}

static void
test_blank (Fixture      *self,
            gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (11);
  g_autoptr (GError) error = NULL;

  g_assert_null (identify (self, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NO_CARD);
  lay (self, chip);
  assert_kind (self, CW_IDENTIFIED_BLANK, "blank");
}

/* While an order is at work the reader is the order's. */
static void
test_at_work (Fixture      *self,
              gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (12);
  g_autoptr (GError) error = NULL;

  lay (self, chip);
  self->station->order_id = 5;
  g_assert_null (identify (self, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_BUSY);
  self->station->order_id = 0;
  assert_kind (self, CW_IDENTIFIED_BLANK, "blank");
}

static void
test_no_reader (Fixture      *self,
                gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->station->tools.reader_inside = TRUE;
  g_assert_null (identify (self, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  self->station->tools.reader_inside = FALSE;
}

typedef struct
{
  gboolean done;
  gboolean laid;
  GError  *error;
} Wait;

static void
waited_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  Wait *wait = user_data;

  wait->laid = cw_station_wait_card_finish (CW_STATION (source), result, &wait->error);
  wait->done = TRUE;
}

static gboolean
wake_cb (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

/* Turns the loop until it is done, or for a number of looks of the waiting thread. */
static void
turn (Wait *wait,
      guint looks)
{
  guint source = g_timeout_add (350, wake_cb, NULL);

  for (guint i = 0; !wait->done && (looks == 0 || i < looks); i++)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (source);
}

/* A card that lies there already does not count, nor one that an order wants; a new one does. */
static void
test_wait (Fixture      *self,
           gconstpointer data)
{
  g_autoptr (CwSoftCard) chip = new_chip (13);
  Wait wait = { 0 };

  lay (self, chip);
  cw_station_wait_card_async (self->station, NULL, waited_cb, &wait);
  turn (&wait, 3);
  g_assert_false (wait.done);

  g_mutex_lock (&self->station->lock);
  self->station->order_id = 5;
  g_mutex_unlock (&self->station->lock);
  cw_soft_reader_remove (self->station->soft_reader);
  turn (&wait, 3);
  lay (self, chip);
  turn (&wait, 3);
  g_assert_false (wait.done);
  g_mutex_lock (&self->station->lock);
  self->station->order_id = 0;
  g_mutex_unlock (&self->station->lock);
  turn (&wait, 3);
  g_assert_false (wait.done);

  cw_soft_reader_remove (self->station->soft_reader);
  turn (&wait, 4);
  g_assert_false (wait.done);
  lay (self, chip);
  turn (&wait, 0);
  g_assert_no_error (wait.error);
  g_assert_true (wait.laid);
}

static void
test_wait_cancelled (Fixture      *self,
                     gconstpointer data)
{
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Wait wait = { 0 };

  cw_station_wait_card_async (self->station, cancellable, waited_cb, &wait);
  g_cancellable_cancel (cancellable);
  turn (&wait, 0);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&wait.error);

  wait.done = FALSE;
  cw_station_wait_card_async (self->station, NULL, waited_cb, &wait);
  cw_station_close (self->station);
  turn (&wait, 0);
  g_assert_error (wait.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&wait.error);
}

int
main (int   argc,
      char *argv[])
{
  static const struct
  {
    const char *path;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/station/identify/ours", test_ours },
    { "/station/identify/by-chip", test_by_chip },
    { "/station/identify/differs", test_differs },
    { "/station/identify/elsewhere", test_elsewhere },
    { "/station/identify/blank", test_blank },
    { "/station/identify/at-work", test_at_work },
    { "/station/identify/no-reader", test_no_reader },
    { "/station/identify/wait", test_wait },
    { "/station/identify/wait-cancelled", test_wait_cancelled },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
