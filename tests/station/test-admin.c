/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include <glib/gstdio.h>

#include "app/base/error.h"
#include "app/keys/keys.h"
#include "app/station/admin.h"

/* A station set up from the window: what is kept, what is refused, and that it opens again so. */

typedef struct
{
  char         *directory;
  CwStation    *station;
  GAsyncResult *result;
} Rig;

static void
reopen (Rig *rig)
{
  g_autoptr (GError) error = NULL;

  if (rig->station != NULL)
    cw_station_close (rig->station);
  g_clear_object (&rig->station);
  rig->station = cw_station_open (rig->directory, TRUE, &error);
  g_assert_no_error (error);
}

static void
setup (Rig          *rig,
       gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  rig->directory = g_dir_make_tmp ("cw-admin-XXXXXX", &error);
  g_assert_no_error (error);
  reopen (rig);
}

static void
remove_tree (const char *path)
{
  g_autoptr (GDir) folder = g_dir_open (path, 0, NULL);
  const char *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      remove_tree (child);
    }
  g_remove (path);
}

static void
teardown (Rig          *rig,
          gconstpointer data)
{
  cw_station_close (rig->station);
  g_clear_object (&rig->station);
  remove_tree (rig->directory);
  g_free (rig->directory);
}

static void
done_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  ((Rig *) user_data)->result = g_object_ref (result);
}

static GAsyncResult *
wait_for (Rig *rig)
{
  while (rig->result == NULL)
    g_main_context_iteration (NULL, TRUE);
  return g_steal_pointer (&rig->result);
}

static gboolean
finish (Rig     *rig,
        GError **error)
{
  g_autoptr (GAsyncResult) result = wait_for (rig);

  return cw_station_change_finish (rig->station, result, error);
}

static CwAdminLists *
list (Rig *rig)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  CwAdminLists *lists;

  cw_station_list_admin_async (rig->station, NULL, done_cb, rig);
  result = wait_for (rig);
  lists = cw_station_list_admin_finish (rig->station, result, &error);
  g_assert_no_error (error);
  return lists;
}

static const CwKeyLine *
find_key (CwAdminLists *lists,
          const char   *label)
{
  for (guint i = 0; i < lists->keys->len; i++)
    if (g_str_equal (((CwKeyLine *) g_ptr_array_index (lists->keys, i))->label, label))
      return g_ptr_array_index (lists->keys, i);
  g_error ("no key %s", label);
}

static CwInstitution *
make_institution (const char *id)
{
  CwInstitution *institution = cw_institution_new ();

  institution->id = g_strdup (id);
  institution->name = g_strdup ("Akadēmija");
  institution->name_en = g_strdup ("Academy");
  institution->pic = g_strdup ("999920718");
  institution->schac = g_strdup ("rtu.lv");
  return institution;
}

/* Its id comes before the demo's own: the stand-in is opened with its token from now on. */
static void
test_institution (Rig          *rig,
                  gconstpointer data)
{
  g_autoptr (CwInstitution) institution = make_institution ("akademija");
  g_autoptr (CwInstitution) wrong = make_institution ("rtu");
  g_autoptr (CwAdminLists) lists = NULL;
  g_autoptr (GError) error = NULL;

  cw_station_put_institution_async (rig->station, institution, NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  g_assert_no_error (error);
  reopen (rig);
  lists = list (rig);
  g_assert_cmpuint (lists->institutions->len, ==, 2);
  g_assert_cmpuint (lists->profiles->len, ==, 2);
  g_assert_false (find_key (lists, "akademija/router-token")->missing);
  g_assert_true (find_key (lists, "akademija/router-token")->token);
  g_assert_true (find_key (lists, "akademija/escn/master")->missing);
  g_assert_true (g_strv_contains ((const char *const *) lists->plans, "escn"));
  cw_station_test_register_async (rig->station, "akademija", NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  g_assert_no_error (error);

  g_free (wrong->pic);
  wrong->pic = g_strdup ("12");
  cw_station_put_institution_async (rig->station, wrong, NULL, done_cb, rig);
  g_assert_false (finish (rig, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_profile (Rig          *rig,
              gconstpointer data)
{
  g_autoptr (CwAdminLists) lists = list (rig);
  CwProfile *profile = g_ptr_array_index (lists->profiles, 0);
  g_autoptr (CwAdminLists) after = NULL;
  g_autoptr (GError) error = NULL;

  profile->validity_months = 36;
  cw_station_put_profile_async (rig->station, profile, NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  after = list (rig);
  g_assert_cmpuint (((CwProfile *) g_ptr_array_index (after->profiles, 0))->validity_months, ==, 36);

  g_free (profile->chip_plan);
  profile->chip_plan = g_strdup ("no-such-plan");
  cw_station_put_profile_async (rig->station, profile, NULL, done_cb, rig);
  g_assert_false (finish (rig, &error));
  g_assert_nonnull (error);
}

static void
test_settings (Rig          *rig,
               gconstpointer data)
{
  const CwSettingsChange good[] = { { "station", "title", "Counter 2" }, { "reader", "kind", "none" }, { "printer", "offset-front", "0.05,-0.10" } };
  const CwSettingsChange wrong[] = { { "station", "title", "Counter 3" }, { "station", "prefix", "988" } };
  const CwSettingsChange printer[] = { { "printer", "kind", "cups" }, { "printer", "name", "zenith" } };
  g_autoptr (GError) error = NULL;

  cw_station_change_settings_async (rig->station, good, G_N_ELEMENTS (good), NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  cw_station_change_settings_async (rig->station, wrong, G_N_ELEMENTS (wrong), NULL, done_cb, rig);
  g_assert_false (finish (rig, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  reopen (rig);
  g_assert_cmpstr (cw_station_get_title (rig->station), ==, "Counter 2");
  g_assert_cmpint (cw_station_get_settings (rig->station)->reader, ==, CW_READER_KIND_NONE);
  g_assert_cmpfloat (cw_station_get_settings (rig->station)->offset_x[CW_FACE_FRONT], ==, 0.05);
  /* what was trimmed for one printer means nothing for another */
  cw_station_change_settings_async (rig->station, printer, G_N_ELEMENTS (printer), NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  reopen (rig);
  g_assert_cmpint (cw_station_get_settings (rig->station)->printer, ==, CW_PRINTER_KIND_CUPS);
  g_assert_cmpfloat (cw_station_get_settings (rig->station)->offset_x[CW_FACE_FRONT], ==, 0.0);
}

static void
test_keys (Rig          *rig,
           gconstpointer data)
{
  g_autoptr (CwAdminLists) lists = NULL;
  g_autoptr (CwSecret) token = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (rig->directory, "keys", NULL);
  g_autofree char *text = NULL;
  GStatBuf status;

  cw_station_set_key_async (rig->station, "rtu/router-token", 0, TRUE, " secret-1 \n", NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  cw_station_set_key_async (rig->station, "rtu/router-token", 0, TRUE, "secret-2", NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  cw_station_set_key_async (rig->station, "rtu/escn/master", 1, FALSE, "00112233445566778899aabbccddeeff", NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  cw_station_set_key_async (rig->station, "rtu/escn/master", 2, FALSE, "10112233445566778899aabbccddeeff", NULL, done_cb, rig);
  finish (rig, &error);
  g_assert_no_error (error);
  reopen (rig);
  lists = list (rig);
  g_assert_cmpuint (find_key (lists, "rtu/escn/master")->version, ==, 2);
  g_assert_cmpstr (find_key (lists, "rtu/escn/master")->check_value, !=, "");
  g_assert_cmpuint (find_key (lists, "rtu/escn/master/1")->version, ==, 1);
  token = cw_key_source_load (cw_station_get_tools (rig->station)->keys, "rtu/router-token", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (cw_secret_get_data (token), cw_secret_get_length (token), "secret-2", strlen ("secret-2"));
  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmpuint (status.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, "secret-1"));
}

static void
test_keys_refused (Rig          *rig,
                   gconstpointer data)
{
  static const struct
  {
    const char *label;
    const char *text;
    guint8      version;
    gboolean    token;
    CwError     why;
  } cases[] = {
    { "rtu/router-token", "", 0, TRUE, CW_ERROR_INVALID },
    { "rtu/router-token", "two words", 0, TRUE, CW_ERROR_INVALID },
    { "rtu/escn/master", "001122", 1, FALSE, CW_ERROR_INVALID },
    { "store/photos", "00112233445566778899aabbccddeeff", 9, FALSE, CW_ERROR_EXISTS },
  };
  g_autofree char *path = g_build_filename (rig->directory, "keys", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  g_assert_true (g_file_get_contents (path, &before, NULL, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      cw_station_set_key_async (rig->station, cases[i].label, cases[i].version, cases[i].token, cases[i].text, NULL, done_cb, rig);
      g_assert_false (finish (rig, &error));
      g_assert_error (error, CW_ERROR, (int) cases[i].why);
      g_assert_true (*cases[i].text == '\0' || strstr (error->message, cases[i].text) == NULL);
    }
  g_assert_true (g_file_get_contents (path, &after, NULL, NULL));
  g_assert_cmpstr (after, ==, before);
}

static void
test_acts (Rig          *rig,
           gconstpointer data)
{
  g_autofree char *path = g_build_filename (rig->directory, "copy.db", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) retained = NULL;
  g_autoptr (GAsyncResult) found = NULL;
  g_autoptr (GPtrArray) devices = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *rules = NULL;

  cw_station_backup_async (rig->station, path, NULL, done_cb, rig);
  result = wait_for (rig);
  sentence = cw_station_tell_finish (rig->station, result, &error);
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (sentence, "The copy was read back and is sound"));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  cw_station_retain_async (rig->station, FALSE, NULL, done_cb, rig);
  retained = wait_for (rig);
  rules = cw_station_tell_finish (rig->station, retained, &error);
  g_assert_cmpstr (rules, ==, "Would be forgotten now: photos 0, records 0, orders 0.");
  cw_station_find_readers_async (rig->station, NULL, done_cb, rig);
  found = wait_for (rig);
  devices = cw_station_find_devices_finish (rig->station, found, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (devices->len, >=, 2);
  g_assert_true (((CwFoundDevice *) g_ptr_array_index (devices, 1))->in_use);
  g_assert_false (cw_station_is_at_work (rig->station));
}

static void
test_catalogue (Rig          *rig,
                gconstpointer data)
{
  static const char text[] = "Erasmus Code,PIC,OID,Legal Name,City,Country Cd\n"
                             "D  BERLIN01,999986387,E10208674,FREIE UNIVERSITAET BERLIN,Berlin,DE\n"
                             "LV RIGA01,999871830,E10208898,LATVIJAS UNIVERSITATE,Riga,LV\n";
  g_autofree char *path = g_build_filename (rig->directory, "eche.csv", NULL);
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GAsyncResult) listed = NULL;
  g_autoptr (GPtrArray) list_after = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *sentence = NULL;

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  cw_station_import_catalogue_async (rig->station, path, NULL, done_cb, rig);
  result = wait_for (rig);
  sentence = cw_station_tell_finish (rig->station, result, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (sentence, ==, "2 institutions were taken in.");
  cw_station_list_catalogue_async (rig->station, NULL, done_cb, rig);
  listed = wait_for (rig);
  list_after = cw_station_list_catalogue_finish (rig->station, listed, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (list_after->len, ==, 21);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/station/admin/institution", Rig, NULL, setup, test_institution, teardown);
  g_test_add ("/station/admin/profile", Rig, NULL, setup, test_profile, teardown);
  g_test_add ("/station/admin/settings", Rig, NULL, setup, test_settings, teardown);
  g_test_add ("/station/admin/keys", Rig, NULL, setup, test_keys, teardown);
  g_test_add ("/station/admin/keys-refused", Rig, NULL, setup, test_keys_refused, teardown);
  g_test_add ("/station/admin/catalogue", Rig, NULL, setup, test_catalogue, teardown);
  g_test_add ("/station/admin/acts", Rig, NULL, setup, test_acts, teardown);
  return g_test_run ();
}
