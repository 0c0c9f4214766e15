/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <signal.h>
#include <string.h>

#include "app/intake/csv.h"
#include "app/intake/run.h"
#include "app/store/sources.h"
#include "tests/store/fixture.h"

#define HEADINGS "number,given_names,family_name,email,programme,level,esi,valid_until\n"
/* as the fixture has her */
#define ANNA "LF23001,Anna,Bērziņa,LF23001@students.example,Forest Ecology,Master,urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23001,2029-08-31\n"

static CwIntakePlan *
make_plan (void)
{
  CwIntakePlan *plan = cw_intake_plan_new ();

  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    cw_intake_plan_set_column (plan, (CwIntakeField) i, cw_intake_field_to_name ((CwIntakeField) i));
  return plan;
}

static CwIntakeRun *
try_text (CwStore            *store,
          const char         *text,
          const CwIntakePlan *plan,
          GError            **error)
{
  g_autoptr (GInputStream) stream = g_memory_input_stream_new_from_data (text, -1, NULL);
  g_autoptr (CwSource) source = cw_csv_open (stream, NULL, error);
  g_autoptr (CwIntakePlan) own = plan == NULL ? make_plan () : NULL;

  return source != NULL ? cw_intake_run_new (store, source, "lbtu", plan != NULL ? plan : own, NULL, NULL, NULL, error) : NULL;
}

static const CwIntakeItem *
get_item (CwIntakeRun *run,
          guint        place)
{
  g_assert_cmpuint (place, <, cw_intake_run_get_items (run)->len);
  return g_ptr_array_index (cw_intake_run_get_items (run), place);
}

static gboolean
put_cb (const CwStudent *before,
        const CwStudent *after,
        gpointer         user_data,
        GError         **error)
{
  return cw_store_put_student (user_data, after, error);
}

static gboolean
leave_cb (const char *student_id,
          gpointer    user_data,
          GError    **error)
{
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, "a card is being made");
  return FALSE;
}

static gboolean
apply (CwIntakeRun  *run,
       CwStore      *store,
       GCancellable *cancellable,
       GError      **error)
{
  const CwIntakeWriter writer = { put_cb, leave_cb, store };

  return cw_intake_run_apply (run, store, "csv", &writer, NULL, NULL, cancellable, error);
}

static guint
count_students (CwStore *store)
{
  g_autoptr (GPtrArray) ids = cw_store_list_staying (store, "lbtu", NULL, 0, NULL);

  return ids->len;
}

static void
test_kinds (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIntakeRun) run = try_text (self->store,
                                          HEADINGS
                                          ANNA
                                          "LF23002,Jānis,Ozols,j@x.example,Forestry,PhD,LF23002,2030-06-30\n"
                                          "LF23002,Jānis,Ozols,,,,,\n"
                                          "LF23003,Ilze,Kalna,,,King,,\n"
                                          ",Ilze,Kalna,,,,,\n"
                                          "LF23004,Uldis,Kalns,,,,LF23001,\n"
                                          "LF23005,,,,,,,\n",
                                          NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (get_item (run, 0)->kind, ==, CW_INTAKE_UNCHANGED);
  g_assert_cmpint (get_item (run, 1)->kind, ==, CW_INTAKE_NEW);
  g_assert_cmpstr (get_item (run, 1)->after->esi, ==, "urn:schac:personalUniqueCode:int:esi:lbtu.lv:LF23002");
  g_assert_cmpint (get_item (run, 1)->after->level, ==, CW_ACADEMIC_LEVEL_DOCTORATE);
  g_assert_cmpint (get_item (run, 2)->kind, ==, CW_INTAKE_DOUBLE);
  g_assert_nonnull (strstr (get_item (run, 2)->sentence, "line 3"));
  g_assert_cmpint (get_item (run, 3)->kind, ==, CW_INTAKE_REFUSED);
  g_assert_nonnull (strstr (get_item (run, 3)->sentence, "“level”"));
  g_assert_cmpint (get_item (run, 4)->kind, ==, CW_INTAKE_REFUSED);
  g_assert_cmpint (get_item (run, 5)->kind, ==, CW_INTAKE_DOUBLE);
  g_assert_cmpint (get_item (run, 6)->kind, ==, CW_INTAKE_REFUSED);
  g_assert_cmpuint (cw_intake_run_count (run, CW_INTAKE_REFUSED), ==, 3);
  g_assert_cmpuint (count_students (self->store), ==, 1);
}

static void
test_applied (Fixture      *self,
              gconstpointer user_data)
{
  const char *text = HEADINGS "LF23001,Anna,Bērziņa-Kalna,,,,,\nLF23002,Jānis,Ozols,,,,,\nLF23009,,,,,,,\n";
  g_autoptr (GError) error = NULL;
  g_autoptr (CwIntakeRun) run = try_text (self->store, text, NULL, &error);
  g_autoptr (CwIntakeRun) again = NULL;
  g_autoptr (CwStudent) anna = NULL;
  g_autoptr (GPtrArray) imports = NULL;
  const CwImportRow *import;
  CwIntakeChange changes[CW_INTAKE_FIELDS];

  g_assert_no_error (error);
  g_assert_cmpuint (cw_intake_item_list_changes (get_item (run, 0), changes), ==, 1);
  g_assert_cmpint (changes[0].field, ==, CW_INTAKE_FAMILY_NAME);
  g_assert_cmpstr (changes[0].before, ==, "Bērziņa");
  g_assert_cmpstr (changes[0].after, ==, "Bērziņa-Kalna");
  apply (run, self->store, NULL, &error);
  g_assert_no_error (error);
  anna = cw_store_get_student (self->store, "lbtu/LF23001", NULL);
  g_assert_cmpstr (anna->family_name, ==, "Bērziņa-Kalna");
  g_assert_cmpstr (anna->programme, ==, "Forest Ecology");
  g_assert_cmpuint (count_students (self->store), ==, 2);
  imports = cw_store_list_imports (self->store, 0, NULL);
  g_assert_cmpuint (imports->len, ==, 1);
  import = g_ptr_array_index (imports, 0);
  g_assert_cmpuint (import->added, ==, 1);
  g_assert_cmpuint (import->changed, ==, 1);
  g_assert_cmpuint (import->refused, ==, 1);
  g_assert_cmpstr (import->digest, ==, cw_intake_run_get_digest (run));

  /* the same file a second time changes nobody */
  again = try_text (self->store, text, NULL, &error);
  g_assert_cmpuint (cw_intake_run_count (again, CW_INTAKE_UNCHANGED), ==, 2);
  g_assert_cmpstr (cw_intake_run_get_digest (again), ==, cw_intake_run_get_digest (run));
}

static void
test_merge (Fixture      *self,
            gconstpointer user_data)
{
  const char *text = HEADINGS "LF23001,Anna,Liepa,,,,,\n";
  g_autoptr (CwIntakePlan) plan = make_plan ();
  g_autoptr (CwIntakeRun) file = NULL;
  g_autoptr (CwIntakeRun) fresh = NULL;

  plan->merge = CW_INTAKE_MERGE_FILE;
  file = try_text (self->store, text, plan, NULL);
  g_assert_cmpint (get_item (file, 0)->kind, ==, CW_INTAKE_CHANGED);
  g_assert_null (get_item (file, 0)->after->email);
  g_assert_null (get_item (file, 0)->after->valid_until);
  g_assert_cmpint (get_item (file, 0)->after->level, ==, CW_ACADEMIC_LEVEL_NONE);
  /* an ESI is never taken away */
  g_assert_nonnull (get_item (file, 0)->after->esi);
  plan->merge = CW_INTAKE_MERGE_NEW;
  fresh = try_text (self->store, text, plan, NULL);
  g_assert_cmpint (get_item (fresh, 0)->kind, ==, CW_INTAKE_UNCHANGED);
  g_assert_cmpstr (cw_intake_run_get_digest (file), !=, cw_intake_run_get_digest (fresh));
}

static void
test_esi (Fixture      *self,
          gconstpointer user_data)
{
  g_autoptr (CwIntakePlan) plan = make_plan ();
  g_autoptr (CwIntakeRun) changed = try_text (self->store, HEADINGS "LF23001,Anna,Bērziņa,,,,LF7,\n", NULL, NULL);
  g_autoptr (CwIntakeRun) taken = try_text (self->store, HEADINGS "LF7,Anna,Bērziņa,,,,LF23001,\n", NULL, NULL);
  g_autoptr (CwIntakeRun) matched = NULL;

  g_assert_cmpint (get_item (changed, 0)->kind, ==, CW_INTAKE_REFUSED);
  g_assert_nonnull (strstr (get_item (changed, 0)->sentence, "“esi”"));
  g_assert_cmpint (get_item (taken, 0)->kind, ==, CW_INTAKE_REFUSED);
  plan->match = CW_INTAKE_ESI;
  matched = try_text (self->store, HEADINGS "LF7,Anna,Bērziņa,,,,LF23001,\nLF23001,Anna,Bērza,,,,URN:SCHAC:personaluniquecode:int:esi:LBTU.lv:LF23001,\n", plan, NULL);
  g_assert_cmpint (get_item (matched, 0)->kind, ==, CW_INTAKE_REFUSED);
  g_assert_nonnull (strstr (get_item (matched, 0)->sentence, "“number”"));
}

static void
test_missing (Fixture      *self,
              gconstpointer user_data)
{
  g_autoptr (CwIntakePlan) plan = make_plan ();
  g_autoptr (CwIntakeRun) run = NULL;
  g_autoptr (GError) error = NULL;

  plan->leave_missing = TRUE;
  run = try_text (self->store, HEADINGS "LF23002,Jānis,Ozols,,,,,\n", plan, NULL);
  g_assert_cmpuint (cw_intake_run_count (run, CW_INTAKE_LEAVES), ==, 1);
  g_assert_cmpstr (get_item (run, 1)->number, ==, "LF23001");
  /* one who cannot leave: nobody is imported */
  g_assert_false (apply (run, self->store, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (count_students (self->store), ==, 1);
}

static void
test_moved (Fixture      *self,
            gconstpointer user_data)
{
  g_autoptr (CwIntakeRun) run = try_text (self->store, HEADINGS "LF23002,Jānis,Ozols,,,,,\nLF23001,Anna,Liepa,,,,,\n", NULL, NULL);
  g_autoptr (CwStudent) other = fixture_student ("LF23001", "Anna", "Egle");
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_student (self->store, other, NULL));
  g_assert_false (apply (run, self->store, NULL, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpuint (count_students (self->store), ==, 1);
}

static void
test_cancelled (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (CwIntakeRun) run = try_text (self->store, HEADINGS "LF23002,Jānis,Ozols,,,,,\n", NULL, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_false (apply (run, self->store, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (count_students (self->store), ==, 1);
}

static void
die_cb (gboolean before,
        gpointer user_data)
{
  if (before == GPOINTER_TO_INT (user_data))
    raise (SIGKILL);
}

/* The child: imports fifty students, and dies around the one commit. */
static void
die (gboolean before)
{
  g_autoptr (CwClock) clock = cw_clock_new_system ();
  g_autoptr (CwStore) store = cw_store_open (g_getenv ("INTAKE_STORE"), clock, NULL);
  g_autoptr (GString) text = g_string_new (HEADINGS);
  g_autoptr (CwIntakeRun) run = NULL;

  for (guint i = 0; i < 50; i++)
    g_string_append_printf (text, "LF4%04u,Jānis,Ozols,,,,,\n", i);
  run = try_text (store, text->str, NULL, NULL);
  cw_store_set_commit_func (store, die_cb, GINT_TO_POINTER (before));
  apply (run, store, NULL, NULL);
}

static void
test_dies (gconstpointer user_data)
{
  gboolean before = GPOINTER_TO_INT (user_data);
  Fixture self = { 0 };

  if (g_test_subprocess ())
    {
      die (before);
      return;
    }
  fixture_set_up (&self, NULL);
  g_setenv ("INTAKE_STORE", self.path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_assert_false (g_test_trap_has_passed ());
  fixture_reopen (&self);
  g_assert_cmpuint (count_students (self.store), ==, before ? 1 : 51);
  {
    g_autoptr (GPtrArray) imports = cw_store_list_imports (self.store, 0, NULL);

    g_assert_cmpuint (imports->len, ==, before ? 0 : 1);
  }
  fixture_tear_down (&self, NULL);
}

static void
test_saved_source (Fixture      *self,
                   gconstpointer user_data)
{
  CwSourceRow row = { .institution_id = (char *) "lbtu", .name = (char *) "Registry", .kind = (char *) "csv", .plan = (char *) "{}" };
  g_autoptr (CwSourceRow) found = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_store_put_source (self->store, &row, &error));
  row.plan = (char *) "{\"merge\":\"new\"}";
  g_assert_true (cw_store_put_source (self->store, &row, &error));
  found = cw_store_get_source (self->store, "lbtu", "Registry", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (found->plan, ==, row.plan);
  all = cw_store_list_sources (self->store, NULL, NULL);
  g_assert_cmpuint (all->len, ==, 1);
  g_assert_true (cw_store_forget_source (self->store, "lbtu", "Registry", NULL));
  g_assert_null (cw_store_get_source (self->store, "lbtu", "Registry", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/intake/run/kinds", Fixture, NULL, fixture_set_up, test_kinds, fixture_tear_down);
  g_test_add ("/intake/run/applied", Fixture, NULL, fixture_set_up, test_applied, fixture_tear_down);
  g_test_add ("/intake/run/merge", Fixture, NULL, fixture_set_up, test_merge, fixture_tear_down);
  g_test_add ("/intake/run/esi", Fixture, NULL, fixture_set_up, test_esi, fixture_tear_down);
  g_test_add ("/intake/run/missing", Fixture, NULL, fixture_set_up, test_missing, fixture_tear_down);
  g_test_add ("/intake/run/moved", Fixture, NULL, fixture_set_up, test_moved, fixture_tear_down);
  g_test_add ("/intake/run/cancelled", Fixture, NULL, fixture_set_up, test_cancelled, fixture_tear_down);
  g_test_add ("/intake/run/saved-source", Fixture, NULL, fixture_set_up, test_saved_source, fixture_tear_down);
  g_test_add_data_func ("/intake/run/dies-before", GINT_TO_POINTER (TRUE), test_dies);
  g_test_add_data_func ("/intake/run/dies-after", GINT_TO_POINTER (FALSE), test_dies);
  return g_test_run ();
}
