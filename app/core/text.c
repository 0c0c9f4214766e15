/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/nouns.h"

/* What any text field must keep to, and the folding under which names are found. Pure
 * functions; any thread. */

/**
 * cw_text_check:
 * @field: the field's name, for the message
 * @value: what the field holds
 *
 * Returns: %TRUE when @value is UTF-8 of at most %CW_TEXT_MAX_LENGTH bytes without control
 *   characters, else %FALSE with %CW_ERROR_INVALID. The value is not repeated: it may be
 *   personal data or unfit to show.
 */
gboolean
cw_text_check (const char *field,
               const char *value,
               GError    **error)
{
  gsize length = strlen (value);

  if (length > CW_TEXT_MAX_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” is too long: %zu bytes, of which %d are allowed."), field, length, CW_TEXT_MAX_LENGTH);
      return FALSE;
    }
  if (!g_utf8_validate (value, (gssize) length, NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” is not valid UTF-8 text. Check the encoding of the source."), field);
      return FALSE;
    }
  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    if (g_unichar_iscntrl (g_utf8_get_char (at)))
      {
        g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” holds a control character, such as a line break, at character %ld."), field, g_utf8_pointer_to_offset (value, at) + 1);
        return FALSE;
      }
  return TRUE;
}

/**
 * cw_text_check_required:
 * @value: (nullable): what the field holds
 *
 * As cw_text_check(); a missing value, an empty one and one of blanks alone are wrong as well.
 */
gboolean
cw_text_check_required (const char *field,
                        const char *value,
                        GError    **error)
{
  if (value == NULL || value[strspn (value, " ")] == '\0')
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “%s” is empty."), field);
      return FALSE;
    }
  return cw_text_check (field, value, error);
}

/* Letters of European alphabets that Unicode does not decompose, in lower case, as a keyboard
 * without them spells them. */
static const char *
spell_letter (gunichar letter)
{
  static const struct
  {
    gunichar    letter;
    const char *spelling;
  } spellings[] = {
    { 0x00e6, "ae" }, /* æ */
    { 0x00f0, "d" },  /* ð */
    { 0x00f8, "o" },  /* ø */
    { 0x00fe, "th" }, /* þ */
    { 0x0111, "d" },  /* đ */
    { 0x0127, "h" },  /* ħ */
    { 0x0131, "i" },  /* ı */
    { 0x0138, "k" },  /* ĸ */
    { 0x0140, "l" },  /* ŀ */
    { 0x0142, "l" },  /* ł */
    { 0x014b, "n" },  /* ŋ */
    { 0x0153, "oe" }, /* œ */
    { 0x0167, "t" },  /* ŧ */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (spellings); i++)
    if (spellings[i].letter == letter)
      return spellings[i].spelling;
  return NULL;
}

/**
 * cw_search_fold:
 * @text: (nullable): what is searched for, or in; what is not UTF-8 in it matches nothing
 *
 * Canonical caseless matching (The Unicode Standard 3.13, D145) without combining marks.
 * Folding twice changes nothing, Cherokee apart: g_utf8_casefold() of GLib 2.74 swaps its cases.
 *
 * Returns: (transfer full): @text without case and diacritics
 */
char *
cw_search_fold (const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text != NULL ? text : "", -1);
  g_autofree char *decomposed = g_utf8_normalize (valid, -1, G_NORMALIZE_NFD);
  g_autofree char *caseless = g_utf8_casefold (decomposed, -1);
  g_autofree char *again = g_utf8_normalize (caseless, -1, G_NORMALIZE_NFD);
  GString *folded = g_string_sized_new (strlen (again));

  for (const char *at = again; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar letter = g_utf8_get_char (at);
      const char *spelling = spell_letter (letter);

      if (g_unichar_ismark (letter))
        continue;
      if (spelling != NULL)
        g_string_append (folded, spelling);
      else
        g_string_append_unichar (folded, letter);
    }
  return g_string_free (folded, FALSE);
}
