/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Many cards while a fifth of them meets trouble: the printer's, the chip's, the register's; and the
 * process is killed again and again besides. At the end the books, the plastic and the register say
 * the same: no card lost, none made or registered twice.
 *
 * CW_SOAK_CARDS: how many students; CW_SOAK_SEED: which troubles. */

#include "config.h"

#include <gio/gio.h>
#include <jansson.h>
#include <signal.h>

#include "app/station/station.h"
#include "soak.h"

#define MOST_LIVES 5000
#define FEWEST_EVENTS 20
#define MOST_EVENTS 2000

static char *child;

static guint
read_number (const char *name,
             guint       usual)
{
  const char *text = g_getenv (name);

  return text != NULL ? (guint) g_ascii_strtoull (text, NULL, 10) : usual;
}

static void
run_tool (const char *const *argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_NONE, &error);

  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait_check (process, NULL, &error));
}

/* the station at its start */

static void
put_profile (CwStore    *store,
             const char *id,
             const char *steps)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwProfile) shipped = cw_store_get_profile (store, "lbtu-student", &error);
  g_autoptr (CwProfile) profile = cw_profile_new ();

  g_assert_no_error (error);
  profile->id = g_strdup (id);
  profile->institution_id = g_strdup (shipped->institution_id);
  profile->name = g_strdup (id);
  profile->template_uri = g_strdup (shipped->template_uri);
  profile->chip_plan = g_strdup ("escn");
  profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  profile->registered = TRUE;
  profile->validity_months = 12;
  g_assert_true (cw_profile_set_steps (profile, steps, &error));
  g_assert_true (cw_store_put_profile (store, profile, &error));
}

static void
put_student (CwStore         *store,
             const CwStudent *sample,
             GBytes          *photo,
             guint            index)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStudent) student = cw_student_new ();

  student->id = soak_student_id (index);
  student->institution_id = g_strdup (SOAK_INSTITUTION);
  student->number = g_strdup_printf ("SOAK%05u", index);
  student->given_names = g_strdup (sample->given_names);
  student->family_name = g_strdup_printf ("%s-%c%c%c", sample->family_name, 'A' + index / 676 % 26, 'A' + index / 26 % 26, 'A' + index % 26);
  student->email = g_strdup_printf ("soak%05u@example.org", index);
  student->programme = g_strdup (sample->programme);
  student->level = sample->level;
  student->valid_until = g_strdup (sample->valid_until);
  student->esi = g_strdup_printf ("urn:schac:personalUniqueCode:int:esi:lbtu.lv:SOAK%05u", index);
  g_assert_true (cw_store_put_student (store, student, &error));
  g_assert_true (cw_store_put_photo (store, student->id, photo, &error));
}

static void
set_up (const char *folder,
        guint       students)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (CwStudent) sample = cw_store_get_student (store, "lbtu/LF23001", &error);
  g_autoptr (GBytes) photo = cw_store_get_photo (store, "lbtu/LF23001", &error);

  g_assert_no_error (error);
  g_assert_true (cw_store_begin (store, &error));
  put_profile (store, "print-first", "reserve,layout,print,encode,verify,register,hand-over");
  put_profile (store, "encode-first", "reserve,layout,encode,print,verify,register,hand-over");
  for (guint i = 0; i < students; i++)
    put_student (store, sample, photo, i);
  g_assert_true (cw_store_commit (store, &error));
}

/* its lives */

static gboolean
run_child (const char *folder,
           guint       students,
           guint32     seed,
           int         event)
{
  g_autofree char *students_text = g_strdup_printf ("%u", students);
  g_autofree char *seed_text = g_strdup_printf ("%u", seed);
  g_autofree char *event_text = g_strdup_printf ("%d", event);
  const char *argv[] = { child, folder, students_text, seed_text, event_text, NULL };
  g_autofree char *errors = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GSubprocess) process = g_subprocess_newv (argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error);

  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, &error);
  g_assert_no_error (error);
  if (g_subprocess_get_if_signaled (process) && g_subprocess_get_term_sig (process) == SIGKILL)
    return TRUE;
  if (!g_subprocess_get_if_exited (process) || g_subprocess_get_exit_status (process) != 0)
    g_error ("seed %u, event %d: the child ended badly: %s", seed, event, errors);
  return FALSE;
}

/* the end */

typedef struct
{
  GHashTable *by_uid;  /* char* -> MachinePlastic */
  GHashTable *prints;  /* job names without the attempt -> how many plastics */
  GPtrArray  *machines;
  guint       plastics;
} Heap;

static void
heap_add (Heap    *heap,
          Machine *machine)
{
  for (guint i = 0; i < machine->plastics->len; i++)
    {
      MachinePlastic *plastic = g_ptr_array_index (machine->plastics, i);
      char *uid = machine_read_uid (machine, i);
      char *number;

      heap->plastics++;
      g_assert_true (g_hash_table_insert (heap->by_uid, uid, plastic));
      g_assert_cmpuint (plastic->prints, <=, 1);
      if (plastic->printed == NULL)
        continue;
      number = g_strndup (plastic->printed, 36);
      g_hash_table_insert (heap->prints, number, GUINT_TO_POINTER (1 + GPOINTER_TO_UINT (g_hash_table_lookup (heap->prints, number))));
    }
  g_assert_cmpint (machine->inside, <, 0);
  g_ptr_array_add (heap->machines, machine);
}

static void
check_card (const Heap   *heap,
            const CwCard *card)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  guint printed = GPOINTER_TO_UINT (g_hash_table_lookup (heap->prints, escn));
  const MachinePlastic *plastic;

  g_assert_cmpuint (printed, <=, 1);
  if (card->state == CW_CARD_STATE_SPOILED)
    return;
  g_assert_true (card->state == CW_CARD_STATE_ISSUED || card->state == CW_CARD_STATE_LOST || card->state == CW_CARD_STATE_STOLEN || card->state == CW_CARD_STATE_REPLACED);
  g_assert_cmpuint (printed, ==, 1);
  plastic = g_hash_table_lookup (heap->by_uid, card->uid);
  g_assert_nonnull (plastic);
  g_assert_cmpint (plastic->place, ==, MACHINE_OUT);
  g_assert_cmpuint (plastic->prints, ==, 1);
  g_assert_true (g_str_has_prefix (plastic->printed, escn));
}

static void
check_entry (const char   *folder,
             const CwCard *card)
{
  g_autofree char *escn = cw_escn_to_string (&card->escn);
  g_autofree char *name = g_strconcat (escn, ".json", NULL);
  g_autofree char *path = g_build_filename (folder, "register", "cards", name, NULL);
  json_t *entry = json_load_file (path, 0, NULL);

  g_assert_nonnull (entry);
  g_assert_cmpstr (json_string_value (json_object_get (entry, "cardStatusType")), ==, "ACTIVE");
  g_assert_cmpstr (json_string_value (json_object_get (entry, "expiresAt")), ==, card->expires_at);
  json_decref (entry);
}

/* A kill in the middle of writing leaves the file under its passing name, which nobody reads. */
static guint
count_files (const char *folder,
             const char *below)
{
  g_autofree char *path = g_build_filename (folder, "register", below, NULL);
  g_autoptr (GDir) directory = g_dir_open (path, 0, NULL);
  guint n = 0;

  for (const char *name = g_dir_read_name (directory); name != NULL; name = g_dir_read_name (directory))
    n += g_str_has_suffix (name, ".json");
  return n;
}

static guint
check_students (CwStore    *store,
                const Heap *heap,
                const char *folder,
                guint       students)
{
  guint cards_made = 0;

  for (guint i = 0; i < students; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *student_id = soak_student_id (i);
      g_autoptr (GPtrArray) cards = cw_store_list_cards (store, student_id, 0, 0, &error);
      guint issued;
      g_autoptr (CwCard) card = soak_find_issued (store, student_id, &issued);

      g_assert_no_error (error);
      g_assert_cmpuint (issued, ==, 1);
      check_entry (folder, card);
      for (guint j = 0; j < cards->len; j++)
        check_card (heap, g_ptr_array_index (cards, j));
      cards_made += cards->len;
    }
  return cards_made;
}

static void
check_books (CwStore    *store,
             const Heap *heap)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) open = cw_store_list_open_orders (store, &error);
  g_autoptr (GPtrArray) unaccounted = cw_store_list_unaccounted (store, &error);
  g_autoptr (GPtrArray) waiting = cw_store_list_messages (store, "waiting", 0, &error);
  g_autoptr (GPtrArray) refused = cw_store_list_messages (store, "refused", 0, &error);
  CwLedgerSum sum;
  gint64 rows, broken;

  g_assert_no_error (error);
  g_assert_cmpuint (open->len, ==, 0);
  g_assert_cmpuint (unaccounted->len, ==, 0);
  g_assert_cmpuint (waiting->len, ==, 0);
  g_assert_cmpuint (refused->len, ==, 0);
  g_assert_true (cw_store_sum_ledger (store, NULL, &sum, &error));
  g_assert_cmpuint (sum.asked, ==, sum.failed + sum.issued + sum.spoiled);
  g_assert_cmpuint (sum.issued + sum.spoiled, ==, heap->plastics);
  g_assert_true (cw_store_verify_journal (store, &rows, &broken, &error));
  g_assert_cmpint (broken, ==, 0);
  g_test_message ("%u blanks asked: %u stayed, %u handed over, %u spoiled; %" G_GINT64_FORMAT " journal entries", sum.asked, sum.failed, sum.issued, sum.spoiled, rows);
}

static void
check_world (const char *folder,
             guint       students)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwStation) station = cw_station_open (folder, TRUE, &error);
  CwStore *store = cw_station_get_tools (station)->store;
  g_autoptr (GHashTable) by_uid = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) prints = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) machines = g_ptr_array_new_with_free_func (g_object_unref);
  Heap heap = { by_uid, prints, machines, 0 };
  SoakMark mark = soak_read_mark (folder);

  g_assert_no_error (error);
  for (guint i = 0; i <= mark.machine; i++)
    heap_add (&heap, soak_open_machine (folder, i));
  check_books (store, &heap);
  g_test_message ("%u numbers given out", check_students (store, &heap, folder, students));
  g_assert_cmpuint (count_files (folder, "cards"), ==, students);
  g_assert_cmpuint (count_files (folder, "persons"), ==, students);
}

static void
test_soak (void)
{
  guint students = read_number ("CW_SOAK_CARDS", 120);
  guint32 seed = read_number ("CW_SOAK_SEED", 20261123);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("cardwright-soak-XXXXXX", &error);
  guint lives;

  g_assert_no_error (error);
  set_up (folder, students);
  for (lives = 1; run_child (folder, students, g_rand_int (rand), g_rand_int_range (rand, FEWEST_EVENTS, MOST_EVENTS)); lives++)
    g_assert_cmpuint (lives, <, MOST_LIVES);
  g_test_message ("%u students, seed %u, killed %u times", students, seed, lives - 1);
  check_world (folder, students);
  run_tool ((const char *const[]) { "rm", "-rf", "--", folder, NULL });
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *directory = NULL;

  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  directory = g_path_get_dirname (argv[0]);
  child = g_build_filename (directory, "soak-child", NULL);
  g_test_add_func ("/issue/soak", test_soak);
  return g_test_run ();
}
