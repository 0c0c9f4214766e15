/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store-test"

#include "config.h"

#include "tests/store/fixture.h"

#include <glib/gstdio.h>

#include "app/core/esi.h"

static gboolean
fixture_keys_current (gpointer user_data,
                      guint8  *version,
                      GError **error)
{
  const FixtureKeys *keys = user_data;

  *version = keys->current;
  if (keys->current != 0)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_KEY_MISSING, "no key");
  return FALSE;
}

/* 64 digits over everything, then the photo in a thin disguise */
static GBytes *
fixture_keys_wrap (const FixtureKeys *keys,
                   guint8             version,
                   GBytes            *associated,
                   const guint8      *photo,
                   gsize              length)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  GByteArray *sealed = g_byte_array_new ();

  g_checksum_update (sum, &version, 1);
  g_checksum_update (sum, &keys->salt, 1);
  g_checksum_update (sum, g_bytes_get_data (associated, NULL), (gssize) g_bytes_get_size (associated));
  g_checksum_update (sum, photo, (gssize) length);
  g_byte_array_append (sealed, (const guint8 *) g_checksum_get_string (sum), 64);
  for (gsize i = 0; i < length; i++)
    {
      guint8 byte = (guint8) (photo[i] ^ 0x5a ^ version);

      g_byte_array_append (sealed, &byte, 1);
    }
  return g_byte_array_free_to_bytes (sealed);
}

static GBytes *
fixture_keys_seal (gpointer user_data,
                   guint8   version,
                   GBytes  *associated,
                   GBytes  *photo,
                   GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (photo, &length);

  return fixture_keys_wrap (user_data, version, associated, data, length);
}

static GBytes *
fixture_keys_open (gpointer user_data,
                   guint8   version,
                   GBytes  *associated,
                   GBytes  *sealed,
                   GError **error)
{
  const FixtureKeys *keys = user_data;
  gsize length;
  const guint8 *data = g_bytes_get_data (sealed, &length);
  g_autofree guint8 *photo = NULL;
  g_autoptr (GBytes) again = NULL;

  if (keys->current == 0 || keys->missing == version)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, "no version %u", version);
      return NULL;
    }
  photo = g_malloc (length + 1);
  for (gsize i = 64; i < length; i++)
    photo[i - 64] = (guint8) (data[i] ^ 0x5a ^ version);
  again = length >= 64 ? fixture_keys_wrap (keys, version, associated, photo, length - 64) : NULL;
  if (again != NULL && g_bytes_equal (again, sealed))
    return g_bytes_new (photo, length - 64);
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, "does not open");
  return NULL;
}

void
fixture_serve_keys (CwStore     *store,
                    FixtureKeys *keys)
{
  static FixtureKeys always = { .current = 1 };
  const CwPhotoKeys photo_keys = { fixture_keys_current, fixture_keys_seal, fixture_keys_open, keys != NULL ? keys : &always };

  cw_store_set_photo_keys (store, &photo_keys);
}

void
fixture_set_up (Fixture      *self,
                gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  self->keys = (FixtureKeys) { .current = 1 };
  self->folder = g_dir_make_tmp ("cw-store-XXXXXX", &error);
  g_assert_no_error (error);
  self->path = g_build_filename (self->folder, "desk", "cards.db", NULL);
  self->clock = cw_clock_new_manual (FIXTURE_NOW);
  self->store = cw_store_open (self->path, self->clock, &error);
  g_assert_no_error (error);
  fixture_serve_keys (self->store, &self->keys);
  fixture_fill (self->store);
}

static void
fixture_remove_tree (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      fixture_remove_tree (child);
    }
  g_remove (path);
}

void
fixture_tear_down (Fixture      *self,
                   gconstpointer user_data)
{
  g_clear_object (&self->store);
  g_clear_object (&self->clock);
  fixture_remove_tree (self->folder);
  g_free (self->folder);
  g_free (self->path);
}

void
fixture_reopen (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->store);
  self->store = cw_store_open (self->path, self->clock, &error);
  g_assert_no_error (error);
  fixture_serve_keys (self->store, &self->keys);
}

CwStudent *
fixture_student (const char *number,
                 const char *given,
                 const char *family)
{
  CwStudent *student = cw_student_new ();

  student->id = g_strconcat ("lbtu/", number, NULL);
  student->institution_id = g_strdup ("lbtu");
  student->number = g_strdup (number);
  student->given_names = g_strdup (given);
  student->family_name = g_strdup (family);
  student->email = g_strdup_printf ("%s@students.example", number);
  student->programme = g_strdup ("Forest Ecology");
  student->level = CW_ACADEMIC_LEVEL_MASTER;
  student->esi = cw_esi_make ("lbtu.lv", number, NULL);
  student->valid_until = g_strdup ("2029-08-31");
  return student;
}

CwProfile *
fixture_profile (void)
{
  g_autoptr (GError) error = NULL;
  CwProfile *profile = cw_profile_new ();

  profile->id = g_strdup ("lbtu-chip");
  profile->institution_id = g_strdup ("lbtu");
  profile->name = g_strdup ("Student card with chip");
  profile->template_uri = g_strdup ("resource:///org/example/template.json");
  profile->chip_plan = g_strdup ("esc");
  profile->card_type = CW_CARD_TYPE_SMART_CDZ;
  profile->registered = TRUE;
  profile->validity_months = 48;
  cw_profile_set_steps (profile, "reserve,layout,print,encode,verify,register,hand-over", &error);
  g_assert_no_error (error);
  return profile;
}

void
fixture_fill (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwStudent) student = fixture_student ("LF23001", "Anna", "Bērziņa");
  g_autoptr (CwProfile) profile = fixture_profile ();

  institution->id = g_strdup ("lbtu");
  institution->name = g_strdup ("Latvijas Biozinātņu un tehnoloģiju universitāte");
  institution->pic = g_strdup (FIXTURE_PIC);
  institution->schac = g_strdup ("lbtu.lv");
  cw_store_put_institution (store, institution, &error);
  g_assert_no_error (error);
  cw_store_put_profile (store, profile, &error);
  g_assert_no_error (error);
  cw_store_put_student (store, student, &error);
  g_assert_no_error (error);
}

gint64
fixture_add_order (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  char student[] = "lbtu/LF23001", profile[] = "lbtu-chip", operator_name[] = "ilze";
  char record[] = "{\"full_name\":\"Anna Bērziņa\"}", digest[] = "aa", template_digest[] = "bb";
  CwOrderRow order = {
    .student_id = student,
    .profile_id = profile,
    .operator_name = operator_name,
    .record_json = record,
    .record_digest = digest,
    .template_digest = template_digest,
  };
  gint64 id = cw_store_add_order (store, &order, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

/* A card with a number taken for it, not stored yet. */
CwCard *
fixture_make_card (CwStore *store,
                   gint64   order_id)
{
  g_autoptr (GError) error = NULL;
  CwCard *card = cw_card_new ();

  card->order_id = order_id;
  card->student_id = g_strdup ("lbtu/LF23001");
  card->institution_id = g_strdup ("lbtu");
  card->profile_id = g_strdup ("lbtu-chip");
  card->issued_at = g_strdup ("2026-11-23");
  card->expires_at = g_strdup ("2029-08-31");
  cw_store_next_escn (store, 1, FIXTURE_PIC, &card->escn, &error);
  g_assert_no_error (error);
  return card;
}

gint64
fixture_add_card (CwStore *store)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwCard) card = fixture_make_card (store, fixture_add_order (store));
  gint64 id = cw_store_add_card (store, card, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

sqlite3 *
fixture_open_raw (const char *path)
{
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, NULL), ==, SQLITE_OK);
  return db;
}

void
fixture_run_raw (const char *path,
                 const char *text)
{
  sqlite3 *db = fixture_open_raw (path);
  char *message = NULL;

  sqlite3_exec (db, text, NULL, NULL, &message);
  g_assert_cmpstr (message, ==, NULL);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
}

/* Returns: (transfer full) (nullable): the first column of the first row */
char *
fixture_read_raw (const char *path,
                  const char *text)
{
  sqlite3 *db = fixture_open_raw (path);
  sqlite3_stmt *stmt = NULL;
  char *value = NULL;

  g_assert_cmpint (sqlite3_prepare_v2 (db, text, -1, &stmt, NULL), ==, SQLITE_OK);
  if (sqlite3_step (stmt) == SQLITE_ROW)
    value = g_strdup ((const char *) sqlite3_column_text (stmt, 0));
  sqlite3_finalize (stmt);
  g_assert_cmpint (sqlite3_close (db), ==, SQLITE_OK);
  return value;
}
