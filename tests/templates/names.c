/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "names.h"

#include <jansson.h>

/* Records of invented students with long names. Read once, any thread afterwards. */

struct _Names
{
  json_t *root;
};

Names *
names_load (void)
{
  Names *self = g_new0 (Names, 1);
  json_error_t fault = { 0 };

  self->root = json_load_file (CW_TEST_NAMES, 0, &fault);
  if (self->root == NULL)
    g_error ("%s: line %d: %s", CW_TEST_NAMES, fault.line, fault.text);
  return self;
}

void
names_free (Names *self)
{
  json_decref (self->root);
  g_free (self);
}

guint
names_count (const Names *self)
{
  return (guint) json_array_size (json_object_get (self->root, "names"));
}

/* How many languages the names are from. */
guint
names_languages (const Names *self)
{
  g_autoptr (GHashTable) languages = g_hash_table_new (g_str_hash, g_str_equal);
  json_t *names = json_object_get (self->root, "names");

  for (gsize i = 0; i < json_array_size (names); i++)
    g_hash_table_add (languages, (gpointer) json_string_value (json_array_get (json_array_get (names, i), 0)));
  return g_hash_table_size (languages);
}

static void
set (CwRecord   *record,
     const char *name,
     const char *value)
{
  g_autoptr (GError) error = NULL;

  cw_record_set (record, name, value, &error);
  g_assert_no_error (error);
}

static json_t *
pick (const Names *self,
      const char  *list,
      guint32      mix)
{
  json_t *values = json_object_get (self->root, list);

  return json_array_get (values, mix % json_array_size (values));
}

static void
set_numbers (CwRecord *record,
             guint32   mix)
{
  g_autofree char *escn = g_strdup_printf ("%08x-%04x-1%03x-a%03x-001%09u", mix, (mix >> 3) & 0xffff, (mix >> 5) & 0xfff, (mix >> 9) & 0xfff, mix % 999999999);
  g_autofree char *qr = g_strconcat (CW_QR_PREFIX, escn, NULL);
  g_autofree char *library = g_strdup_printf ("L%010u", mix);
  g_autofree char *birth = g_strdup_printf ("%u-%02u-%02u", 1950 + mix % 60, 1 + mix % 12, 1 + mix % 28);

  set (record, "escn", escn);
  set (record, "qr", qr);
  set (record, "birth_date", birth);
  if (mix % 3 != 0)
    set (record, "library_number", library);
}

/**
 * names_record:
 * @name: which name, below names_count()
 * @mix: picks everything else
 *
 * Returns: (transfer full): a record with every field that a shipped design shows
 */
CwRecord *
names_record (const Names *self,
              guint        name,
              guint32      mix)
{
  json_t *person = json_array_get (json_object_get (self->root, "names"), name);
  const char *given = json_string_value (json_array_get (person, 1));
  const char *family = json_string_value (json_array_get (person, 2));
  json_t *institution = pick (self, "institutions", mix);
  g_autofree char *full = g_strdup_printf ("%s %s", given, family);
  CwRecord *record = cw_record_new ();

  set (record, "given_names", given);
  set (record, "family_name", family);
  set (record, "full_name", full);
  set (record, "institution", json_string_value (json_array_get (institution, 0)));
  set (record, "institution_en", json_string_value (json_array_get (institution, 1)));
  set (record, "programme", json_string_value (pick (self, "programmes", mix)));
  set (record, "level", json_string_value (pick (self, "levels", mix / 2)));
  set (record, "number", json_string_value (pick (self, "numbers", mix / 3)));
  set (record, "address", "Wilhelmina-Johanna-Straatweg 128, 9876 XZ Noordwijkerhout");
  set (record, "website", "www.students.example.org");
  set (record, "partner", mix % 2 == 0 ? "Partner" : "European Youth Discount Association");
  set (record, "partner_number", "EY 2026 0418 7731");
  set (record, "partner_terms", "The partner’s advantages are given on showing this card within its validity, together with the holder’s photo. The partner answers for its own offers; they may change. They are listed at www.example.com.");
  set (record, "issued_at", "2026-09-01");
  set (record, "expires_at", "2027-12-31");
  set (record, "valid_until_short", "12/2027");
  set_numbers (record, mix);
  return record;
}
