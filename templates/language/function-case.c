/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include "templates/language/function.h"

/* Owns upper, lower and title. g_utf8_strup() and g_utf8_strdown() follow the locale of the
 * machine; these follow the text and, where a template says so, its language. Pure; any thread. */

typedef enum
{
  CASE_NEUTRAL,
  CASE_TURKIC, /* i and İ, ı and I: Turkish and Azerbaijani */
  CASE_GREEK,  /* capitals without accents */
} CaseRule;

#define TONOS 0x0301 /* the combining marks of Greek in normal form D */
#define DIALYTIKA 0x0308

static gboolean
check_language (CwCall *call)
{
  static const struct
  {
    const char *language;
    CaseRule rule;
  } rules[] = { { "tr", CASE_TURKIC }, { "az", CASE_TURKIC }, { "el", CASE_GREEK } };

  call->number = CASE_NEUTRAL;
  if (call->n_arguments == 0)
    return TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (strcmp (rules[i].language, call->arguments[0]) == 0)
      {
        call->number = (int) rules[i].rule;
        return TRUE;
      }
  return FALSE;
}

/* What one capital cannot stand for is decomposed: ß, ﬁ, ŉ, և (SpecialCasing.txt of Unicode). */
static void
append_upper (GString *text,
              gunichar c,
              CaseRule rule)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gunichar capital = c == 'i' && rule == CASE_TURKIC ? 0x0130 : g_unichar_toupper (c);
  gsize n_parts;

  if (c == 0x00df)
    {
      g_string_append (text, "SS");
      return;
    }
  n_parts = capital == c && g_unichar_islower (c) ? g_unichar_fully_decompose (c, TRUE, parts, G_N_ELEMENTS (parts)) : 1;
  if (n_parts < 2)
    g_string_append_unichar (text, capital);
  else
    for (gsize i = 0; i < n_parts; i++)
      g_string_append_unichar (text, g_unichar_toupper (parts[i]));
}

static gboolean
is_greek_vowel (gunichar capital)
{
  /* Α Ε Η Ι Ο Υ Ω */
  return capital == 0x0391 || capital == 0x0395 || capital == 0x0397 || capital == 0x0399 || capital == 0x039f || capital == 0x03a5 || capital == 0x03a9;
}

/* Modern Greek writes capitals without accents; the accent that kept two vowels apart becomes a
 * dialytika: Μάιος, ΜΑΪΟΣ (the transform el-Upper of Unicode CLDR). @letters: normal form D. */
static char *
upper_greek (const char *letters)
{
  GString *text = g_string_new (NULL);
  gboolean apart = FALSE; /* the vowel before had an accent */

  for (const char *at = letters; *at != '\0';)
    {
      gunichar capital = g_unichar_toupper (g_utf8_get_char (at));
      gboolean vowel = is_greek_vowel (capital);
      gboolean accent = FALSE;
      gboolean dialytika = FALSE;

      append_upper (text, g_utf8_get_char (at), CASE_GREEK);
      at = g_utf8_next_char (at);
      for (; vowel && g_unichar_ismark (g_utf8_get_char (at)); at = g_utf8_next_char (at))
        {
          accent = accent || g_utf8_get_char (at) == TONOS;
          dialytika = dialytika || g_utf8_get_char (at) == DIALYTIKA;
        }
      if (dialytika || (apart && (capital == 0x0399 || capital == 0x03a5)))
        g_string_append_unichar (text, DIALYTIKA);
      apart = accent && !dialytika;
    }
  return g_string_free (text, FALSE);
}

static char *
run_upper (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  g_autofree char *letters = g_utf8_normalize (value, -1, G_NORMALIZE_NFD);
  GString *text;

  if (call->number == CASE_GREEK)
    return upper_greek (letters);
  text = g_string_new (NULL);
  for (const char *at = letters; *at != '\0'; at = g_utf8_next_char (at))
    append_upper (text, g_utf8_get_char (at), (CaseRule) call->number);
  return g_string_free (text, FALSE);
}

/* Final sigma: a letter before it and none after it (SpecialCasing.txt, Final_Sigma). */
static gboolean
ends_word (const char *text,
           const char *at)
{
  const char *before = at;
  const char *after = g_utf8_next_char (at);

  do
    before = before > text ? g_utf8_prev_char (before) : NULL;
  while (before != NULL && g_unichar_ismark (g_utf8_get_char (before)));
  while (g_unichar_ismark (g_utf8_get_char (after)))
    after = g_utf8_next_char (after);
  return before != NULL && g_unichar_isalpha (g_utf8_get_char (before)) && !g_unichar_isalpha (g_utf8_get_char (after));
}

static gunichar
lower_at (const char *text,
          const char *at,
          CaseRule    rule)
{
  gunichar c = g_utf8_get_char (at);

  if (c == 'I' && rule == CASE_TURKIC)
    return 0x0131;
  if (c == 0x0130)
    return 'i';
  if (c == 0x03a3)
    return ends_word (text, at) ? 0x03c2 : 0x03c3;
  return g_unichar_tolower (c);
}

static char *
run_lower (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  GString *text = g_string_new (NULL);

  for (const char *at = value; *at != '\0'; at = g_utf8_next_char (at))
    g_string_append_unichar (text, lower_at (value, at, (CaseRule) call->number));
  return g_string_free (text, FALSE);
}

static gboolean
is_apostrophe (gunichar c)
{
  return c == '\'' || c == 0x2019 || c == 0x02bc;
}

static gboolean
belongs_to_word (gunichar c)
{
  return g_unichar_isalnum (c) || g_unichar_ismark (c) || is_apostrophe (c);
}

/* “McDonald”, “tSaoir”: somebody has already thought about it. */
static gboolean
is_mixed (const char *from,
          const char *to)
{
  gboolean small = FALSE;
  gboolean capital = FALSE;

  for (const char *at = from; at < to; at = g_utf8_next_char (at))
    {
      small = small || g_unichar_islower (g_utf8_get_char (at));
      capital = capital || (at > from && g_unichar_isupper (g_utf8_get_char (at)));
    }
  return small && capital;
}

/* The letter at @at follows one letter and an apostrophe, and another follows it: O'Brien, not Don'T. */
static gboolean
begins_name (const char *from,
             const char *at,
             const char *to)
{
  const char *next = g_utf8_next_char (at);

  return g_utf8_pointer_to_offset (from, at) == 2 && is_apostrophe (g_utf8_get_char (g_utf8_prev_char (at))) &&
         next < to && !is_apostrophe (g_utf8_get_char (next));
}

static void
append_title (GString    *text,
              const char *all,
              const char *from,
              const char *to,
              CaseRule    rule)
{
  if (is_mixed (from, to))
    {
      g_string_append_len (text, from, to - from);
      return;
    }
  for (const char *at = from; at < to; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (at != from && !begins_name (from, at, to))
        g_string_append_unichar (text, lower_at (all, at, rule));
      else
        g_string_append_unichar (text, c == 'i' && rule == CASE_TURKIC ? 0x0130 : g_unichar_totitle (c));
    }
}

static char *
run_title (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  GString *text = g_string_new (NULL);

  for (const char *at = value; *at != '\0';)
    {
      const char *from = at;

      while (*at != '\0' && belongs_to_word (g_utf8_get_char (at)))
        at = g_utf8_next_char (at);
      append_title (text, value, from, at, (CaseRule) call->number);
      if (*at == '\0')
        break;
      g_string_append_unichar (text, g_utf8_get_char (at));
      at = g_utf8_next_char (at);
    }
  return g_string_free (text, FALSE);
}

const CwFunction cw_functions_case[] = {
  { "upper", CW_FUNCTION_PLAIN, 0, 1, "upper, upper:tr, upper:az, upper:el", check_language, run_upper },
  { "lower", CW_FUNCTION_PLAIN, 0, 1, "lower, lower:tr, lower:az, lower:el", check_language, run_lower },
  { "title", CW_FUNCTION_PLAIN, 0, 1, "title, title:tr, title:az, title:el", check_language, run_title },
  { 0 },
};
