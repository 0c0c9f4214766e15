/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-intake"

#include "config.h"

#include "app/intake/plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/date.h"

/* The plan as a value: made, proposed, checked, and how it reads levels and days. Its JSON is in
 * planjson.c. On the thread of the caller. */

/* in files: a name, once released, stays */
static const char *const field_names[CW_INTAKE_FIELDS] = { "number", "given_names", "family_name", "email", "programme", "level", "esi", "valid_until" };
static const char *const dates_names[] = { "yyyy-MM-dd", "dd.MM.yyyy", "dd/MM/yyyy", "MM/yyyy" };
static const char *const merge_names[] = { "file", "keep", "new" };

/* Headings, folded as cw_search_fold() does and without anything but letters and digits: what registries
 * and directories call these fields in English, Latvian, French and German, and the names of LDAP
 * attributes (RFC 4519, RFC 2798, SCHAC). */
static const struct
{
  CwIntakeField field;
  const char   *headings[24];
} known[] = {
  { CW_INTAKE_NUMBER, { "number", "studentnumber", "studentno", "studentid", "matriculationnumber", "employeenumber", "uid", "numurs", "studentanumurs", "apliecibasnumurs", "matrikulasnumurs", "matrikula", "numero", "numeroetudiant", "noetudiant", "matricule", "nummer", "matrikelnummer", "matrikelnr", "studierendennummer", NULL } },
  { CW_INTAKE_GIVEN_NAMES, { "givennames", "givenname", "firstname", "firstnames", "forename", "name", "vards", "vardi", "prenom", "prenoms", "vorname", "vornamen", NULL } },
  { CW_INTAKE_FAMILY_NAME, { "familyname", "surname", "lastname", "sn", "uzvards", "nom", "nomdefamille", "nachname", "familienname", NULL } },
  { CW_INTAKE_EMAIL, { "email", "mail", "emailaddress", "epasts", "epastaadrese", "courriel", "adresseelectronique", "mel", "emailadresse", NULL } },
  { CW_INTAKE_PROGRAMME, { "programme", "program", "studyprogramme", "course", "fieldofstudy", "studijuprogramma", "programma", "filiere", "formation", "studiengang", "studienfach", NULL } },
  { CW_INTAKE_LEVEL, { "level", "academiclevel", "studylevel", "degree", "cycle", "limenis", "studijulimenis", "grads", "niveau", "diplome", "stufe", "abschluss", "studienstufe", NULL } },
  { CW_INTAKE_ESI, { "esi", "europeanstudentidentifier", "schacpersonaluniquecode", "eiropasstudentaidentifikators", "identifianteuropeenetudiant", "ine", "europaischestudierendenkennung", NULL } },
  { CW_INTAKE_VALID_UNTIL, { "validuntil", "validto", "expires", "expirydate", "enddate", "endofstudies", "studiesend", "derigslidz", "studijubeigas", "studijubeigudatums", "beigudatums", "findetudes", "datedefin", "valablejusquau", "gultigbis", "studienende", "enddatum", NULL } },
};

/* Words for levels that need no entry of their own, folded. The cycles of the Bologna process:
 * EHEA, "Qualifications framework", 2018. */
static const struct
{
  const char     *text;
  CwAcademicLevel level;
} known_levels[] = {
  { "bachelor", CW_ACADEMIC_LEVEL_BACHELOR }, { "bachelors", CW_ACADEMIC_LEVEL_BACHELOR }, { "bakalaurs", CW_ACADEMIC_LEVEL_BACHELOR }, { "bakalaura", CW_ACADEMIC_LEVEL_BACHELOR }, { "licence", CW_ACADEMIC_LEVEL_BACHELOR }, { "bsc", CW_ACADEMIC_LEVEL_BACHELOR }, { "ba", CW_ACADEMIC_LEVEL_BACHELOR },
  { "master", CW_ACADEMIC_LEVEL_MASTER }, { "masters", CW_ACADEMIC_LEVEL_MASTER }, { "magistrs", CW_ACADEMIC_LEVEL_MASTER }, { "magistra", CW_ACADEMIC_LEVEL_MASTER }, { "msc", CW_ACADEMIC_LEVEL_MASTER }, { "ma", CW_ACADEMIC_LEVEL_MASTER },
  { "doctorate", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doctoral", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doctor", CW_ACADEMIC_LEVEL_DOCTORATE }, { "phd", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doktors", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doktora", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doktorantura", CW_ACADEMIC_LEVEL_DOCTORATE }, { "doctorat", CW_ACADEMIC_LEVEL_DOCTORATE }, { "promotion", CW_ACADEMIC_LEVEL_DOCTORATE },
  { "none", CW_ACADEMIC_LEVEL_NONE },
};

CwIntakePlan *
cw_intake_plan_new (void)
{
  CwIntakePlan *self = g_new0 (CwIntakePlan, 1);

  self->levels = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->merge = CW_INTAKE_MERGE_KEEP;
  return self;
}

CwIntakePlan *
cw_intake_plan_copy (const CwIntakePlan *self)
{
  CwIntakePlan *copy = cw_intake_plan_new ();
  GHashTable *levels = copy->levels;
  GHashTableIter iter;
  gpointer text, level;

  *copy = *self;
  copy->levels = levels;
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      copy->columns[i] = g_strdup (self->columns[i]);
      copy->constants[i] = g_strdup (self->constants[i]);
    }
  copy->encoding = g_strdup (self->encoding);
  copy->sheet = g_strdup (self->sheet);
  g_hash_table_iter_init (&iter, self->levels);
  while (g_hash_table_iter_next (&iter, &text, &level))
    g_hash_table_insert (levels, g_strdup (text), level);
  return copy;
}

void
cw_intake_plan_free (CwIntakePlan *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    {
      g_free (self->columns[i]);
      g_free (self->constants[i]);
    }
  g_hash_table_unref (self->levels);
  g_free (self->encoding);
  g_free (self->sheet);
  g_free (self);
}

static void
cw_intake_plan_set (char      **place,
                    const char *text)
{
  char *copy = text != NULL && *text != '\0' ? g_strdup (text) : NULL;

  g_free (*place);
  *place = copy;
}

void
cw_intake_plan_set_column (CwIntakePlan *self,
                           CwIntakeField field,
                           const char   *text)
{
  g_return_if_fail (self != NULL && (guint) field < CW_INTAKE_FIELDS);

  cw_intake_plan_set (&self->columns[field], text);
}

void
cw_intake_plan_set_constant (CwIntakePlan *self,
                             CwIntakeField field,
                             const char   *text)
{
  g_return_if_fail (self != NULL && (guint) field < CW_INTAKE_FIELDS);

  cw_intake_plan_set (&self->constants[field], text);
}

/* Letters and digits alone, folded. */
static char *
cw_intake_fold (const char *text)
{
  g_autofree char *folded = cw_search_fold (text);
  GString *bare = g_string_new (NULL);

  for (const char *at = folded; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_isalnum (g_utf8_get_char (at)))
      g_string_append_unichar (bare, g_utf8_get_char (at));
  return g_string_free (bare, FALSE);
}

void
cw_intake_plan_set_level (CwIntakePlan   *self,
                          const char     *text,
                          CwAcademicLevel level)
{
  g_return_if_fail (self != NULL && text != NULL);

  g_hash_table_insert (self->levels, cw_intake_fold (text), GUINT_TO_POINTER (level));
}

gboolean
cw_intake_plan_is_fed (const CwIntakePlan *self,
                       CwIntakeField       field)
{
  g_return_val_if_fail (self != NULL && (guint) field < CW_INTAKE_FIELDS, FALSE);

  return self->columns[field] != NULL || self->constants[field] != NULL;
}

static gboolean
cw_intake_is_heading (const char *const *headings,
                      const char        *folded)
{
  return g_strv_contains (headings, folded);
}

CwIntakePlan *
cw_intake_plan_propose (const char *const *columns)
{
  CwIntakePlan *self = cw_intake_plan_new ();

  g_return_val_if_fail (columns != NULL, self);

  for (guint i = 0; columns[i] != NULL; i++)
    {
      g_autofree char *folded = cw_intake_fold (columns[i]);

      for (guint j = 0; j < G_N_ELEMENTS (known); j++)
        if (self->columns[known[j].field] == NULL && cw_intake_is_heading (known[j].headings, folded))
          {
            cw_intake_plan_set_column (self, known[j].field, columns[i]);
            break;
          }
    }
  return self;
}

gboolean
cw_intake_plan_check (const CwIntakePlan *self,
                      const char *const  *columns,
                      GError            **error)
{
  g_return_val_if_fail (self != NULL && columns != NULL, FALSE);

  for (guint i = 0; i < CW_INTAKE_FIELDS; i++)
    if (self->columns[i] != NULL && !g_strv_contains (columns, self->columns[i]))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The source has no column “%s”, from which %s should come. Choose another column for it."), self->columns[i], cw_intake_field_to_label ((CwIntakeField) i));
        return FALSE;
      }
  if (self->columns[CW_INTAKE_NUMBER] == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("No column is chosen for the student number. Choose one."));
  else if (self->match == CW_INTAKE_ESI && self->columns[CW_INTAKE_ESI] == NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("Persons are to be known by their ESI, but no column is chosen for it. Choose one, or let them be known by their number."));
  else if (!cw_intake_plan_is_fed (self, CW_INTAKE_GIVEN_NAMES) && !cw_intake_plan_is_fed (self, CW_INTAKE_FAMILY_NAME))
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("No column is chosen for a name. Choose one for the given names, the family name or both."));
  else
    return TRUE;
  return FALSE;
}

/* what a source says */

gboolean
cw_intake_plan_read_level (const CwIntakePlan *self,
                           const char         *text,
                           CwAcademicLevel    *level,
                           GError            **error)
{
  g_autofree char *folded = cw_intake_fold (text);
  gpointer found;

  if (g_hash_table_lookup_extended (self->levels, folded, NULL, &found))
    {
      *level = (CwAcademicLevel) GPOINTER_TO_UINT (found);
      return TRUE;
    }
  for (guint i = 0; i < G_N_ELEMENTS (known_levels); i++)
    if (g_str_equal (known_levels[i].text, folded))
      {
        *level = known_levels[i].level;
        return TRUE;
      }
  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("the level is none of bachelor, master, doctorate and none. Say in the mapping what this word means."));
  return FALSE;
}

/* Digits of a part of a day; @text is moved behind them. */
static gboolean
cw_intake_take_number (const char **text,
                       gsize        most,
                       guint       *number)
{
  gsize length = strspn (*text, "0123456789");

  if (length == 0 || length > most)
    return FALSE;
  *number = 0;
  for (gsize i = 0; i < length; i++)
    *number = *number * 10 + (guint) ((*text)[i] - '0');
  *text += length;
  return TRUE;
}

static gboolean
cw_intake_take_parts (const char *text,
                      char        mark,
                      guint       n_parts,
                      guint      *parts)
{
  for (guint i = 0; i < n_parts; i++)
    {
      if (i > 0 && *text++ != mark)
        return FALSE;
      if (!cw_intake_take_number (&text, 4, &parts[i]))
        return FALSE;
    }
  return *text == '\0';
}

/* @text in the given form, else %NULL */
static char *
cw_intake_read_form (const char   *text,
                     CwIntakeDates form)
{
  guint parts[3] = { 0, };
  guint day = 0, month = 0, year = 0;

  switch (form)
    {
    case CW_INTAKE_DATES_ISO:
      if (cw_intake_take_parts (text, '-', 3, parts))
        year = parts[0], month = parts[1], day = parts[2];
      break;
    case CW_INTAKE_DATES_DOTS:
    case CW_INTAKE_DATES_SLASHES:
      if (cw_intake_take_parts (text, form == CW_INTAKE_DATES_DOTS ? '.' : '/', 3, parts))
        day = parts[0], month = parts[1], year = parts[2];
      break;
    case CW_INTAKE_DATES_MONTH:
      if (!cw_intake_take_parts (text, '/', 2, parts) || !g_date_valid_month (parts[0]) || parts[1] < 1000)
        return NULL;
      month = parts[0], year = parts[1];
      day = g_date_get_days_in_month (month, (GDateYear) year);
      break;
    }
  return year >= 1000 && g_date_valid_dmy ((GDateDay) MIN (day, 255), (GDateMonth) MIN (month, 13), (GDateYear) year) ? g_strdup_printf ("%04u-%02u-%02u", year, month, day) : NULL;
}

char *
cw_intake_plan_read_date (const CwIntakePlan *self,
                          const char         *text,
                          GError            **error)
{
  char *date = cw_intake_read_form (text, self->dates);

  if (date == NULL)
    date = cw_intake_read_form (text, CW_INTAKE_DATES_ISO);
  if (date == NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("the day is not written as %s, or there is no such day. Choose another form of dates, or correct the source."), cw_intake_dates_to_name (self->dates));
  return date;
}

/* names */

static gboolean
cw_intake_find_name (const char *const *names,
                     guint              n_names,
                     const char        *name,
                     guint             *found)
{
  for (guint i = 0; i < n_names; i++)
    if (g_strcmp0 (names[i], name) == 0)
      {
        *found = i;
        return TRUE;
      }
  return FALSE;
}

const char *
cw_intake_field_to_name (CwIntakeField field)
{
  g_return_val_if_fail ((guint) field < CW_INTAKE_FIELDS, NULL);

  return field_names[field];
}

const char *
cw_intake_field_to_label (CwIntakeField field)
{
  switch (field)
    {
    case CW_INTAKE_NUMBER:
      return _ ("the student number");
    case CW_INTAKE_GIVEN_NAMES:
      return _ ("the given names");
    case CW_INTAKE_FAMILY_NAME:
      return _ ("the family name");
    case CW_INTAKE_EMAIL:
      return _ ("the e-mail address");
    case CW_INTAKE_PROGRAMME:
      return _ ("the programme");
    case CW_INTAKE_LEVEL:
      return _ ("the level");
    case CW_INTAKE_ESI:
      return _ ("the ESI");
    case CW_INTAKE_VALID_UNTIL:
      return _ ("the end of studies");
    }
  g_return_val_if_reached (NULL);
}

gboolean
cw_intake_field_from_name (const char    *name,
                           CwIntakeField *field)
{
  guint found;

  if (!cw_intake_find_name (field_names, CW_INTAKE_FIELDS, name, &found))
    return FALSE;
  *field = (CwIntakeField) found;
  return TRUE;
}

const char *
cw_intake_dates_to_name (CwIntakeDates dates)
{
  g_return_val_if_fail ((guint) dates < G_N_ELEMENTS (dates_names), NULL);

  return dates_names[dates];
}

gboolean
cw_intake_dates_from_name (const char    *name,
                           CwIntakeDates *dates)
{
  guint found;

  if (!cw_intake_find_name (dates_names, G_N_ELEMENTS (dates_names), name, &found))
    return FALSE;
  *dates = (CwIntakeDates) found;
  return TRUE;
}

const char *
cw_intake_merge_to_name (CwIntakeMerge merge)
{
  g_return_val_if_fail ((guint) merge < G_N_ELEMENTS (merge_names), NULL);

  return merge_names[merge];
}

gboolean
cw_intake_merge_from_name (const char    *name,
                           CwIntakeMerge *merge)
{
  guint found;

  if (!cw_intake_find_name (merge_names, G_N_ELEMENTS (merge_names), name, &found))
    return FALSE;
  *merge = (CwIntakeMerge) found;
  return TRUE;
}
