/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/demo.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/base/secret.h"
#include "app/core/esi.h"
#include "app/station/photokeys.h"
#include "app/store/journal.h"
#include "demo-resources.h"

/* The demo station: invented people, keys made on the spot. Runs once, on the thread that opens
 * the station. */

#define DEMO_INSTITUTION "lbtu"
#define DEMO_RESOURCE "/org/cardwright/demo/"
#define DEMO_TEMPLATE "resource:///org/cardwright/templates/lbtu-student/template.json"

typedef struct
{
  const char     *number;
  const char     *given_names;
  const char     *family_name;
  const char     *email;
  const char     *programme;
  CwAcademicLevel level;
  const char     *portrait;
} CwDemoStudent;

static const CwDemoStudent students[] = {
  { "LF23001", "Anžela Ģertrūde", "Šķēle-Ķirsone", "anzela@example.org", "Forest Ecology", CW_ACADEMIC_LEVEL_BACHELOR, "portrait-1.jpg" },
  { "IT22014", "Jānis", "Bērziņš", "janis@example.org", "Computer Science", CW_ACADEMIC_LEVEL_BACHELOR, "portrait-2.jpg" },
  { "PT24007", "Marta", "Ozola", "marta@example.org", "Food Technology", CW_ACADEMIC_LEVEL_MASTER, "portrait-3.jpg" },
  { "VM21033", "Ēriks", "Žagars", "eriks@example.org", "Veterinary Medicine", CW_ACADEMIC_LEVEL_MASTER, "portrait-4.jpg" },
  { "EK23118", "Līga", "Kļaviņa", "liga@example.org", "Economics", CW_ACADEMIC_LEVEL_BACHELOR, "portrait-5.jpg" },
  { "LA20002", "Nikolaos", "Papadópoulos", "nikolaos@example.org", "Landscape Architecture", CW_ACADEMIC_LEVEL_DOCTORATE, "portrait-6.jpg" },
};

static gboolean
cw_demo_put_student (CwStore             *store,
                     const CwDemoStudent *sample,
                     const char          *valid_until,
                     GError             **error)
{
  g_autoptr (CwStudent) student = cw_student_new ();
  g_autoptr (GBytes) photo = NULL;
  g_autofree char *path = g_strconcat (DEMO_RESOURCE, sample->portrait, NULL);

  student->id = g_strconcat (DEMO_INSTITUTION "/", sample->number, NULL);
  student->institution_id = g_strdup (DEMO_INSTITUTION);
  student->number = g_strdup (sample->number);
  student->given_names = g_strdup (sample->given_names);
  student->family_name = g_strdup (sample->family_name);
  student->email = g_strdup (sample->email);
  student->programme = g_strdup (sample->programme);
  student->level = sample->level;
  student->valid_until = g_strdup (valid_until);
  student->esi = cw_esi_make ("lbtu.lv", sample->number, error);
  if (student->esi == NULL || !cw_store_put_student (store, student, error))
    return FALSE;

  photo = g_resource_lookup_data (cw_demo_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);
  return photo != NULL && cw_store_put_photo (store, student->id, photo, error);
}

/* PIC and home organisation of LBTU: the ECHE list of 2026-04-08. */
static gboolean
cw_demo_put_institution (CwStore *store,
                         GError **error)
{
  g_autoptr (CwInstitution) institution = cw_institution_new ();
  g_autoptr (CwProfile) profile = cw_profile_new ();

  institution->id = g_strdup (DEMO_INSTITUTION);
  institution->name = g_strdup ("Latvijas Biozinātņu un tehnoloģiju universitāte");
  institution->name_en = g_strdup ("Latvia University of Life Sciences and Technologies");
  institution->pic = g_strdup ("999933328");
  institution->schac = g_strdup ("lbtu.lv");
  if (!cw_store_put_institution (store, institution, error))
    return FALSE;

  profile->id = g_strdup (DEMO_INSTITUTION "-student");
  profile->institution_id = g_strdup (DEMO_INSTITUTION);
  profile->name = g_strdup (_ ("Student card"));
  profile->template_uri = g_strdup (DEMO_TEMPLATE);
  profile->chip_plan = g_strdup ("escn");
  profile->card_type = CW_CARD_TYPE_SMART_NO_CDZ;
  profile->registered = TRUE;
  profile->validity_months = 12;
  return cw_profile_set_steps (profile, "reserve,layout,print,encode,verify,register,hand-over", error) && cw_store_put_profile (store, profile, error);
}

/* 31 August three years from now, so that the samples never go out of date. */
static char *
cw_demo_get_valid_until (CwClock *clock)
{
  g_autofree char *today = cw_clock_today (clock);
  int year = (int) g_ascii_strtoll (today, NULL, 10);

  return g_strdup_printf ("%04d-08-31", year + 3);
}

static gboolean
cw_demo_fill_store (const char *directory,
                    CwClock    *clock,
                    GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "cardwright.db", NULL);
  g_autofree char *valid_until = cw_demo_get_valid_until (clock);
  g_autofree char *keys_path = g_build_filename (directory, "keys", NULL);
  g_autoptr (CwKeySource) keys = cw_file_keys_open (keys_path, error);
  g_autoptr (CwPhotoVault) vault = keys != NULL ? cw_photo_vault_new (keys) : NULL;
  g_autoptr (CwStore) store = vault != NULL ? cw_store_open (path, clock, error) : NULL;
  gboolean ok;

  if (store == NULL)
    return FALSE;
  cw_store_set_operator (store, g_get_user_name ());
  cw_store_set_station (store, _ ("Demo station"));
  cw_photo_vault_serve (vault, store);
  ok = cw_demo_put_institution (store, error);
  for (guint i = 0; ok && i < G_N_ELEMENTS (students); i++)
    ok = cw_demo_put_student (store, &students[i], valid_until, error);
  cw_store_close (store);
  return ok;
}

static gboolean
cw_demo_write_all (int         fd,
                   const char *text,
                   gsize       length)
{
  while (length > 0)
    {
      ssize_t written = write (fd, text, length);

      if (written < 0 && errno == EINTR)
        continue;
      if (written <= 0)
        return FALSE;
      text += written;
      length -= (gsize) written;
    }
  return fsync (fd) == 0;
}

/* Keys of a station that only makes specimens, and still no two stations have the same. */
static CwSecret *
cw_demo_make_keys (void)
{
  static const char digits[] = "0123456789ABCDEF";
  static const char head[] = "# Keys of a demo station.\n" DEMO_INSTITUTION "/escn/master 1 ";
  static const char middle[] = "\n" DEMO_INSTITUTION "/router-token text:";
  guint8 random[32];
  CwSecret *text = cw_secret_new_zero (sizeof head + sizeof middle + 2 * sizeof random + 1);
  char *at = (char *) cw_secret_get_buffer (text);

  cw_random_bytes (random, sizeof random);
  at = stpcpy (at, head);
  for (gsize i = 0; i < sizeof random; i++)
    {
      if (i == 16)
        at = stpcpy (at, middle);
      *at++ = digits[random[i] >> 4];
      *at++ = digits[random[i] & 15];
    }
  *at++ = '\n';
  *at = '\0';
  cw_wipe (random, sizeof random);
  return text;
}

static gboolean
cw_demo_write_keys (const char *directory,
                    GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "keys", NULL);
  g_autofree char *part = g_strconcat (path, ".part", NULL);
  g_autoptr (CwSecret) text = NULL;
  gboolean ok;
  int fd;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return TRUE;
  g_unlink (part);
  fd = g_open (part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (fd >= 0)
    {
      text = cw_demo_make_keys ();
      ok = cw_demo_write_all (fd, (const char *) cw_secret_get_data (text), strlen ((const char *) cw_secret_get_data (text)));
      ok = g_close (fd, NULL) && ok;
      if (ok && g_rename (part, path) == 0)
        return TRUE;
    }
  g_set_error (error, CW_ERROR, errno == ENOSPC ? CW_ERROR_STORE_FULL : CW_ERROR_FAILED, _ ("The key file “%s” cannot be written: %s. Free some space or choose another folder."), path, g_strerror (errno));
  return FALSE;
}

/* Photos are enciphered from the first one on. */
static gboolean
cw_demo_need_photo_key (const char *directory,
                        GError    **error)
{
  g_autofree char *path = g_build_filename (directory, "keys", NULL);
  g_autoptr (CwKeySource) keys = cw_file_keys_open (path, error);
  g_autoptr (CwSecret) secret = keys != NULL ? cw_key_source_load (keys, CW_PHOTO_KEY_LABEL, NULL, NULL) : NULL;
  guint8 version;

  return secret != NULL || (keys != NULL && cw_file_keys_renew (path, CW_PHOTO_KEY_LABEL, CW_KEY_KIND_AES256, &version, error));
}

gboolean
cw_demo_seed (const char *directory,
              CwClock    *clock,
              GError    **error)
{
  if (g_mkdir_with_parents (directory, 0700) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The folder “%s” cannot be made: %s. Choose another folder."), directory, g_strerror (errno));
      return FALSE;
    }
  return cw_demo_write_keys (directory, error) && cw_demo_need_photo_key (directory, error) && cw_demo_fill_store (directory, clock, error) && cw_settings_write_demo (directory, error);
}
