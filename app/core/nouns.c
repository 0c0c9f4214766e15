/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/nouns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/core/text.h"

/* Institution, student and card as reference-counted values, and what a valid one is. The
 * profile has a file of its own. Counting is atomic; the fields are whoever's who fills them
 * until the value is shared. */

#define ID_MAX_LENGTH 64
#define NUMBER_MAX_LENGTH 64
#define VAT_MAX_LENGTH 20

/* Institution. */

G_DEFINE_BOXED_TYPE (CwInstitution, cw_institution, cw_institution_ref, cw_institution_unref)

/**
 * cw_institution_new:
 *
 * Returns: (transfer full): an institution of which nothing is known yet
 */
CwInstitution *
cw_institution_new (void)
{
  return g_atomic_rc_box_new0 (CwInstitution);
}

CwInstitution *
cw_institution_ref (CwInstitution *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
cw_institution_clear (gpointer data)
{
  CwInstitution *self = data;

  g_free (self->id);
  g_free (self->name);
  g_free (self->name_en);
  g_free (self->pic);
  g_free (self->schac);
  g_free (self->processor);
}

void
cw_institution_unref (CwInstitution *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, cw_institution_clear);
}

static gboolean
check_id (const char *field,
          const char *id,
          GError    **error)
{
  if (!cw_text_check_required (field, id, error))
    return FALSE;
  if (strlen (id) <= ID_MAX_LENGTH && strspn (id, "abcdefghijklmnopqrstuvwxyz0123456789-") == strlen (id))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” holds “%s”: allowed are small letters without diacritics, digits and dashes, at most %d of them."), field, id, ID_MAX_LENGTH);
  return FALSE;
}

static gboolean
check_schac (const char *schac,
             GError    **error)
{
  g_autofree char *esi = NULL;

  if (!cw_text_check_required ("schac", schac, error))
    return FALSE;

  /* what may stand as the scope of an ESI and is a domain, not a country */
  esi = strchr (schac, '.') != NULL ? cw_esi_make (schac, "0", NULL) : NULL;
  if (esi != NULL)
    return TRUE;
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “schac” holds “%s”, which is not a domain such as “lbtu.lv”."), schac);
  return FALSE;
}

static gboolean
check_processor (const char *processor,
                 GError    **error)
{
  if (!cw_text_check_required ("processor", processor, error))
    return FALSE;
  if (strlen (processor) <= VAT_MAX_LENGTH && strspn (processor, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789") == strlen (processor))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “processor” holds “%s”, which is not a VAT number of letters and digits alone."), processor);
  return FALSE;
}

/**
 * cw_institution_check:
 *
 * Returns: %FALSE with %CW_ERROR_INVALID, naming the field, when cards cannot be issued in the
 *   name of @self
 */
gboolean
cw_institution_check (const CwInstitution *self,
                      GError             **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return check_id ("id", self->id, error) &&
         cw_text_check_required ("name", self->name, error) &&
         (self->name_en == NULL || cw_text_check_required ("name_en", self->name_en, error)) &&
         cw_escn_check_pic (self->pic, error) &&
         check_schac (self->schac, error) &&
         (self->processor == NULL || check_processor (self->processor, error));
}

/* Student. */

G_DEFINE_BOXED_TYPE (CwStudent, cw_student, cw_student_ref, cw_student_unref)

/**
 * cw_student_new:
 *
 * Returns: (transfer full): a student of whom nothing is known yet
 */
CwStudent *
cw_student_new (void)
{
  return g_atomic_rc_box_new0 (CwStudent);
}

CwStudent *
cw_student_ref (CwStudent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
cw_student_clear (gpointer data)
{
  CwStudent *self = data;

  g_free (self->id);
  g_free (self->institution_id);
  g_free (self->number);
  g_free (self->given_names);
  g_free (self->family_name);
  g_free (self->email);
  g_free (self->programme);
  g_free (self->esi);
  g_free (self->valid_until);
  g_free (self->registered_esi);
  g_free (self->left_at);
}

void
cw_student_unref (CwStudent *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, cw_student_clear);
}

/* Only what catches a column mixed up or a slip of the keyboard; whether it can be reached is
 * not for us to find out. */
static gboolean
check_email (const char *email,
             GError    **error)
{
  const char *at;

  if (!cw_text_check_required ("email", email, error))
    return FALSE;
  at = strchr (email, '@');
  if (at != NULL && at != email && at[1] != '\0' && strpbrk (at + 1, "@ ") == NULL && memchr (email, ' ', (gsize) (at - email)) == NULL)
    return TRUE;

  g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “email” does not hold one e-mail address."));
  return FALSE;
}

static gboolean
check_identity (const CwStudent *self,
                GError         **error)
{
  g_autofree char *id = NULL;

  if (!check_id ("institution_id", self->institution_id, error) || !cw_text_check_required ("number", self->number, error))
    return FALSE;
  if (strlen (self->number) > NUMBER_MAX_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “number” is too long: %zu bytes, of which %d are allowed."), strlen (self->number), NUMBER_MAX_LENGTH);
      return FALSE;
    }
  id = g_strconcat (self->institution_id, "/", self->number, NULL);
  if (g_strcmp0 (self->id, id) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “id” must be “%s”: the institution and the student number."), id);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_optional (const char *field,
                const char *value,
                GError    **error)
{
  return value == NULL || cw_text_check (field, value, error);
}

/**
 * cw_student_check:
 *
 * A person may have one name only. E-mail, ESI and end of studies may be unknown: the steps
 * that need them ask for them.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID, naming the field; the message repeats no name,
 *   address or ESI
 */
gboolean
cw_student_check (const CwStudent *self,
                  GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!check_identity (self, error))
    return FALSE;
  if (self->given_names == NULL || *self->given_names == '\0')
    {
      if (!cw_text_check_required ("family_name", self->family_name, error))
        return FALSE;
    }
  else if (!cw_text_check_required ("given_names", self->given_names, error) || !check_optional ("family_name", self->family_name, error))
    {
      return FALSE;
    }
  if (!check_optional ("programme", self->programme, error))
    return FALSE;
  if (self->email != NULL && !check_email (self->email, error))
    return FALSE;
  if (self->esi != NULL && !cw_esi_check (self->esi, error))
    return FALSE;
  if (self->valid_until != NULL && !cw_date_check (self->valid_until, error))
    {
      g_prefix_error (error, "%s ", _ ("The field “valid_until” is wrong."));
      return FALSE;
    }
  return TRUE;
}

static void
append_word (GString    *text,
             const char *word)
{
  if (word == NULL || *word == '\0')
    return;
  if (text->len > 0)
    g_string_append_c (text, ' ');
  g_string_append (text, word);
}

/**
 * cw_student_get_full_name:
 *
 * Returns: (transfer full): given names, then family name; of a tombstone that it is one
 */
char *
cw_student_get_full_name (const CwStudent *self)
{
  GString *name;

  g_return_val_if_fail (self != NULL, NULL);

  name = g_string_new (NULL);
  append_word (name, self->given_names);
  append_word (name, self->family_name);
  if (name->len == 0 && self->number == NULL)
    g_string_append (name, _ ("erased"));
  return g_string_free (name, FALSE);
}

/**
 * cw_student_get_search_key:
 *
 * Returns: (transfer full): family name, given names and number, folded by cw_search_fold()
 */
char *
cw_student_get_search_key (const CwStudent *self)
{
  g_autoptr (GString) key = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  key = g_string_new (NULL);
  append_word (key, self->family_name);
  append_word (key, self->given_names);
  append_word (key, self->number);
  return cw_search_fold (key->str);
}

/* Card. */

G_DEFINE_BOXED_TYPE (CwCard, cw_card, cw_card_ref, cw_card_unref)

/**
 * cw_card_new:
 *
 * Returns: (transfer full): a card that is reserved and has no number yet
 */
CwCard *
cw_card_new (void)
{
  return g_atomic_rc_box_new0 (CwCard);
}

CwCard *
cw_card_ref (CwCard *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
cw_card_clear (gpointer data)
{
  CwCard *self = data;

  g_free (self->student_id);
  g_free (self->institution_id);
  g_free (self->profile_id);
  g_free (self->uid);
  g_free (self->reason);
  g_free (self->issued_at);
  g_free (self->expires_at);
}

void
cw_card_unref (CwCard *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, cw_card_clear);
}
