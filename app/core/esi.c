/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/esi.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The European Student Identifier as text: its grammar and its parts. Pure functions; any
 * thread. An ESI is personal data: messages name its scope and places in it, never its code. */

/* Officially assigned alpha-2 codes of ISO 3166-1, as the ISO 3166 Maintenance Agency lists
 * them (249; the same as iso3166.tab of the tz database). */
static const char countries[] =
  "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS "
  "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE "
  "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM "
  "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC "
  "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA "
  "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW "
  "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO "
  "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW ";

G_STATIC_ASSERT (sizeof countries - 1 == 249 * 3);

/* RFC 2141 section 2.2, <other>, beside letters and digits */
static const char code_others[] = "()+,-.:=@;$_!*'";

#define PREFIX_LENGTH (sizeof CW_ESI_PREFIX - 1)
#define LABEL_MAX 63   /* RFC 1035 section 2.3.4 */
#define DOMAIN_MAX 253
#define SCOPE_SHOWN_MAX 64

static gboolean
is_country (const char *letters)
{
  char upper[2] = { g_ascii_toupper (letters[0]), g_ascii_toupper (letters[1]) };

  for (const char *at = countries; *at != '\0'; at += 3)
    if (at[0] == upper[0] && at[1] == upper[1])
      return TRUE;
  return FALSE;
}

static gboolean
is_alnum_run (const char *text,
              gsize       length)
{
  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isalnum (text[i]))
      return FALSE;
  return length > 0;
}

/* ISO 3166-2: the country, a dash, one to three letters or digits. */
static gboolean
is_region (const char *scope,
           gsize       length)
{
  return length >= 4 && length <= 6 && scope[2] == '-' && g_ascii_isalpha (scope[0]) && g_ascii_isalpha (scope[1]) && is_alnum_run (scope + 3, length - 3);
}

static gboolean
is_domain (const char *scope,
           gsize       length)
{
  gsize start = 0;
  guint n_labels = 0;

  if (length > DOMAIN_MAX)
    return FALSE;
  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && scope[i] != '.')
        {
          if (!g_ascii_isalnum (scope[i]) && scope[i] != '-')
            return FALSE;
          continue;
        }
      if (i == start || i - start > LABEL_MAX || scope[start] == '-' || scope[i - 1] == '-')
        return FALSE;
      n_labels++;
      start = i + 1;
    }
  return n_labels >= 2;
}

static gboolean
check_scope (const char *scope,
             gsize       length,
             GError    **error)
{
  g_autofree char *shown = NULL;

  if (length == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI has no scope: after “esi:” comes a country or the home organisation, such as “lbtu.lv”."));
      return FALSE;
    }

  shown = g_utf8_make_valid (scope, (gssize) MIN (length, SCOPE_SHOWN_MAX));
  if (length == 2 && is_alnum_run (scope, length))
    {
      if (is_country (scope))
        return TRUE;
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The scope “%s” of the ESI is not a country of ISO 3166-1."), shown);
      return FALSE;
    }
  if (is_region (scope, length))
    {
      if (is_country (scope))
        return TRUE;
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The scope “%s” of the ESI does not begin with a country of ISO 3166-1."), shown);
      return FALSE;
    }
  if (is_domain (scope, length))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The scope “%s” of the ESI is neither a country nor the domain of a home organisation."), shown);
  return FALSE;
}

static gboolean
is_code_char (char c)
{
  return g_ascii_isalnum (c) || (c != '\0' && strchr (code_others, c) != NULL);
}

static gboolean
check_code (const char *code,
            GError    **error)
{
  gsize length = strlen (code);

  if (length == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI has no code after its scope."));
      return FALSE;
    }

  for (gsize i = 0; i < length; i++)
    {
      if (is_code_char (code[i]))
        continue;
      if (code[i] != '%')
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("Byte %zu of the ESI's code is not allowed there: it must be written as %% and two hex digits."), i + 1);
          return FALSE;
        }
      if (!g_ascii_isxdigit (code[i + 1]) || !g_ascii_isxdigit (code[i + 2]))
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The %% at byte %zu of the ESI's code is not followed by two hex digits."), i + 1);
          return FALSE;
        }
      if (code[i + 1] == '0' && code[i + 2] == '0')
        {
          /* RFC 2141 section 2.4 excludes octet 0 even when escaped */
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The %% at byte %zu of the ESI's code stands for a zero byte, which is not allowed."), i + 1);
          return FALSE;
        }
      i += 2;
    }
  return TRUE;
}

/* The scope's first character, or NULL when @text does not begin as an ESI does. */
static const char *
skip_prefix (const char *text)
{
  return g_ascii_strncasecmp (text, CW_ESI_PREFIX, PREFIX_LENGTH) == 0 ? text + PREFIX_LENGTH : NULL;
}

/**
 * cw_esi_check:
 * @text: the whole identifier and nothing else
 *
 * Returns: %TRUE when @text is an ESI, else %FALSE with %CW_ERROR_INVALID and a sentence that
 *   says what is wrong without repeating the code
 */
gboolean
cw_esi_check (const char *text,
              GError    **error)
{
  const char *scope;
  const char *colon;

  g_return_val_if_fail (text != NULL, FALSE);

  if (*text == '\0')
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI is empty."));
      return FALSE;
    }
  if (strlen (text) > CW_ESI_MAX_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI has %zu bytes; at most %d are allowed."), strlen (text), CW_ESI_MAX_LENGTH);
      return FALSE;
    }

  scope = skip_prefix (text);
  if (scope == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI does not begin with “%s”."), CW_ESI_PREFIX);
      return FALSE;
    }
  colon = strchr (scope, ':');
  if (colon == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESI lacks its scope or its code: after “esi:” comes a country or the home organisation, a colon and the code."));
      return FALSE;
    }
  return check_scope (scope, (gsize) (colon - scope), error) && check_code (colon + 1, error);
}

/**
 * cw_esi_make:
 * @scope: a country (ISO 3166-1 or 3166-2) or a schacHomeOrganization
 * @code: the student's code as the institution writes it, UTF-8; what an URN cannot hold is
 *   written with % escapes, a % of its own included
 *
 * Returns: (transfer full): the ESI, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_esi_make (const char *scope,
             const char *code,
             GError    **error)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (scope != NULL && code != NULL, NULL);

  if (!check_scope (scope, strlen (scope), error))
    return NULL;

  text = g_string_new (CW_ESI_PREFIX);
  g_string_append_printf (text, "%s:", scope);
  for (const char *at = code; *at != '\0'; at++)
    {
      if (is_code_char (*at))
        g_string_append_c (text, *at);
      else
        g_string_append_printf (text, "%%%02X", (guint) (guchar) *at);
    }
  if (!cw_esi_check (text->str, error))
    return NULL;
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * cw_esi_normalize:
 * @text: an ESI as somebody typed or delivered it
 *
 * SCHAC compares without regard to case but writes its prefix in one way. Scope and code stay
 * as the institution wrote them: other systems may compare them byte by byte.
 *
 * Returns: (transfer full): @text with the prefix in its canonical spelling and no white space
 *   around it, or %NULL with %CW_ERROR_INVALID
 */
char *
cw_esi_normalize (const char *text,
                  GError    **error)
{
  g_autofree char *trimmed = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  trimmed = g_strstrip (g_strdup (text));
  if (!cw_esi_check (trimmed, error))
    return NULL;
  return g_strconcat (CW_ESI_PREFIX, trimmed + PREFIX_LENGTH, NULL);
}

/**
 * cw_esi_equal:
 * @a: (nullable): an ESI
 * @b: (nullable): an ESI
 *
 * Returns: whether both name the same person: caseIgnoreMatch, as SCHAC defines the attribute;
 *   %FALSE when one is not known
 */
gboolean
cw_esi_equal (const char *a,
              const char *b)
{
  return a != NULL && b != NULL && g_ascii_strcasecmp (a, b) == 0;
}

/**
 * cw_esi_get_scope:
 *
 * Returns: (transfer full) (nullable): the country or home organisation, as written; %NULL
 *   when @text is not an ESI
 */
char *
cw_esi_get_scope (const char *text)
{
  const char *scope;

  if (text == NULL || !cw_esi_check (text, NULL))
    return NULL;

  scope = skip_prefix (text);
  return g_strndup (scope, strcspn (scope, ":"));
}

/**
 * cw_esi_get_code:
 *
 * Returns: (transfer full) (nullable): the code as written, with its % escapes; %NULL when
 *   @text is not an ESI
 */
char *
cw_esi_get_code (const char *text)
{
  const char *scope;

  if (text == NULL || !cw_esi_check (text, NULL))
    return NULL;

  scope = skip_prefix (text);
  return g_strdup (scope + strcspn (scope, ":") + 1);
}
