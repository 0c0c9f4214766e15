/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include "templates/language/function.h"

/* Owns the transliteration of European names into ASCII. Latin and Cyrillic follow ICAO Doc 9303
 * part 3, section 6 (8th edition); Greek, which that document leaves out, the transcription (type 2)
 * of ISO 843:1997, as in Greek passports; Bulgarian its own law. Pure; any thread. */

typedef struct
{
  gunichar    letter; /* capital, but for ß */
  const char *latin;  /* capitals */
} CwSpelling;

/* A letter of section 6.A that is not here stands there as its base letter. */
static const CwSpelling latin[] = {
  { 0x00c4 /* Ä */, "AE" },
  { 0x00c5 /* Å */, "AA" },
  { 0x00c6 /* Æ */, "AE" },
  { 0x00d0 /* Ð */, "D" },
  { 0x00d6 /* Ö */, "OE" },
  { 0x00d8 /* Ø */, "OE" },
  { 0x00dc /* Ü */, "UE" },
  { 0x00de /* Þ */, "TH" },
  { 0x00df /* ß */, "SS" },
  { 0x0110 /* Đ */, "D" },
  { 0x0126 /* Ħ */, "H" },
  { 0x0132 /* Ĳ */, "IJ" },
  { 0x013f /* Ŀ */, "L" },
  { 0x0141 /* Ł */, "L" },
  { 0x014a /* Ŋ */, "N" },
  { 0x0152 /* Œ */, "OE" },
  { 0x0166 /* Ŧ */, "T" },
  { 0x1e9e /* ẞ */, "SS" },
  { 0 },
};

/* The shorter of the two spellings that section 6.A leaves to the state. */
static const CwSpelling latin_short[] = {
  { 0x00c4 /* Ä */, "A" },
  { 0x00d6 /* Ö */, "O" },
  { 0x00dc /* Ü */, "U" },
  { 0 },
};

/* Section 6.B. The soft sign has no row there and leaves nothing. */
static const CwSpelling cyrillic[] = {
  { 0x0401 /* Ё */, "E" },
  { 0x0402 /* Ђ */, "D" },
  { 0x0403 /* Ѓ */, "G" },
  { 0x0404 /* Є */, "IE" },
  { 0x0405 /* Ѕ */, "DZ" },
  { 0x0406 /* І */, "I" },
  { 0x0407 /* Ї */, "I" },
  { 0x0408 /* Ј */, "J" },
  { 0x0409 /* Љ */, "LJ" },
  { 0x040a /* Њ */, "NJ" },
  { 0x040b /* Ћ */, "C" },
  { 0x040c /* Ќ */, "K" },
  { 0x040e /* Ў */, "U" },
  { 0x040f /* Џ */, "DZ" },
  { 0x0410 /* А */, "A" },
  { 0x0411 /* Б */, "B" },
  { 0x0412 /* В */, "V" },
  { 0x0413 /* Г */, "G" },
  { 0x0414 /* Д */, "D" },
  { 0x0415 /* Е */, "E" },
  { 0x0416 /* Ж */, "ZH" },
  { 0x0417 /* З */, "Z" },
  { 0x0418 /* И */, "I" },
  { 0x0419 /* Й */, "I" },
  { 0x041a /* К */, "K" },
  { 0x041b /* Л */, "L" },
  { 0x041c /* М */, "M" },
  { 0x041d /* Н */, "N" },
  { 0x041e /* О */, "O" },
  { 0x041f /* П */, "P" },
  { 0x0420 /* Р */, "R" },
  { 0x0421 /* С */, "S" },
  { 0x0422 /* Т */, "T" },
  { 0x0423 /* У */, "U" },
  { 0x0424 /* Ф */, "F" },
  { 0x0425 /* Х */, "KH" },
  { 0x0426 /* Ц */, "TS" },
  { 0x0427 /* Ч */, "CH" },
  { 0x0428 /* Ш */, "SH" },
  { 0x0429 /* Щ */, "SHCH" },
  { 0x042a /* Ъ */, "IE" },
  { 0x042b /* Ы */, "Y" },
  { 0x042c /* Ь */, "" },
  { 0x042d /* Э */, "E" },
  { 0x042e /* Ю */, "IU" },
  { 0x042f /* Я */, "IA" },
  { 0x046a /* Ѫ */, "U" },
  { 0x0474 /* Ѵ */, "Y" },
  { 0x0490 /* Ґ */, "G" },
  { 0x04ba /* Һ */, "C" },
  { 0 },
};

/* The exceptions that section 6.B names by language. Its H for the Serbian Г is left out: Serbian
 * itself writes that letter G in Latin script. */
static const CwSpelling belarusian[] = { { 0x0413 /* Г */, "H" }, { 0x0401 /* Ё */, "IO" }, { 0 } };
static const CwSpelling ukrainian[] = { { 0x0413 /* Г */, "H" }, { 0x0418 /* И */, "Y" }, { 0 } };
static const CwSpelling serbian[] = {
  { 0x0416 /* Ж */, "Z" },
  { 0x0425 /* Х */, "H" },
  { 0x0426 /* Ц */, "C" },
  { 0x0427 /* Ч */, "C" },
  { 0x0428 /* Ш */, "S" },
  { 0 },
};
static const CwSpelling macedonian[] = {
  { 0x0403 /* Ѓ */, "GJ" },
  { 0x040c /* Ќ */, "KJ" },
  { 0x040f /* Џ */, "DJ" },
  { 0x0425 /* Х */, "H" },
  { 0x0426 /* Ц */, "C" },
  { 0 },
};

/* Bulgaria's Transliteration Act (State Gazette 19/2009), where it differs from the above. */
static const CwSpelling bulgarian[] = {
  { 0x0419 /* Й */, "Y" },
  { 0x0425 /* Х */, "H" },
  { 0x0429 /* Щ */, "SHT" },
  { 0x042a /* Ъ */, "A" },
  { 0x042c /* Ь */, "Y" },
  { 0x042e /* Ю */, "YU" },
  { 0x042f /* Я */, "YA" },
  { 0 },
};

static const CwSpelling greek[] = {
  { 0x0391 /* Α */, "A" },
  { 0x0392 /* Β */, "V" },
  { 0x0393 /* Γ */, "G" },
  { 0x0394 /* Δ */, "D" },
  { 0x0395 /* Ε */, "E" },
  { 0x0396 /* Ζ */, "Z" },
  { 0x0397 /* Η */, "I" },
  { 0x0398 /* Θ */, "TH" },
  { 0x0399 /* Ι */, "I" },
  { 0x039a /* Κ */, "K" },
  { 0x039b /* Λ */, "L" },
  { 0x039c /* Μ */, "M" },
  { 0x039d /* Ν */, "N" },
  { 0x039e /* Ξ */, "X" },
  { 0x039f /* Ο */, "O" },
  { 0x03a0 /* Π */, "P" },
  { 0x03a1 /* Ρ */, "R" },
  { 0x03a3 /* Σ */, "S" },
  { 0x03a4 /* Τ */, "T" },
  { 0x03a5 /* Υ */, "Y" },
  { 0x03a6 /* Φ */, "F" },
  { 0x03a7 /* Χ */, "CH" },
  { 0x03a8 /* Ψ */, "PS" },
  { 0x03a9 /* Ω */, "O" },
  { 0 },
};

/* Signs that names and addresses hold. */
static const CwSpelling signs[] = {
  { 0x00ab, "\"" },
  { 0x00bb, "\"" },
  { 0x02bc, "'" },
  { 0x2010, "-" },
  { 0x2011, "-" },
  { 0x2012, "-" },
  { 0x2013, "-" },
  { 0x2014, "-" },
  { 0x2018, "'" },
  { 0x2019, "'" },
  { 0x201a, "'" },
  { 0x201c, "\"" },
  { 0x201d, "\"" },
  { 0x201e, "\"" },
  { 0x2026, "..." },
  { 0x20ac, "EUR" },
  { 0x00b7, "" },
  { 0 },
};

static const struct
{
  const char       *name;
  const CwSpelling *spellings;
} variants[] = {
  { "be", belarusian },
  { "bg", bulgarian },
  { "mk", macedonian },
  { "short", latin_short },
  { "sr", serbian },
  { "uk", ukrainian },
};

static gboolean
check_variant (CwCall *call)
{
  for (guint i = 0; call->n_arguments > 0 && i < G_N_ELEMENTS (variants); i++)
    if (strcmp (variants[i].name, call->arguments[0]) == 0)
      call->table = variants[i].spellings;
  return call->n_arguments == 0 || call->table != NULL;
}

static const char *
find_spelling (const CwSpelling *spellings,
               gunichar          letter)
{
  for (; spellings != NULL && spellings->letter != 0; spellings++)
    if (spellings->letter == letter)
      return spellings->latin;
  return NULL;
}

/* A character as the rules look at it. */
typedef struct
{
  gunichar c;
  gunichar capital; /* of c */
  gunichar base;    /* the capital without marks; 0 outside of the text */
  gboolean accent;
  gboolean dialytika;
} CwLetter;

static void
letter_init (CwLetter *letter,
             gunichar  c)
{
  gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
  gsize n_parts = g_unichar_fully_decompose (c, FALSE, parts, G_N_ELEMENTS (parts));

  letter->c = c;
  letter->capital = g_unichar_toupper (c);
  letter->base = g_unichar_toupper (parts[0]);
  for (gsize i = 1; i < n_parts; i++)
    {
      letter->accent = letter->accent || parts[i] == 0x0301;
      letter->dialytika = letter->dialytika || parts[i] == 0x0308;
    }
}

static gboolean
is_letter (const CwLetter *letter)
{
  return letter->base != 0 && g_unichar_isalpha (letter->c);
}

static gboolean
is_one_of (gunichar    c,
           const char *set)
{
  return c != 0 && g_utf8_strchr (set, -1, c) != NULL;
}

/* μπ is b where a word begins or ends. @letter: the Μ of it. */
static gboolean
is_outer_mp (const CwLetter *letter)
{
  return letter[0].base == 0x039c && letter[1].base == 0x03a0 && (!is_letter (letter - 1) || !is_letter (letter + 2));
}

/* What a Greek letter becomes by what stands beside it; %NULL: what the table says. */
static const char *
spell_greek_pair (const CwLetter *letter)
{
  const CwLetter *before = letter - 1;
  const CwLetter *after = letter + 1;

  if (letter->base == 0x0393 && is_one_of (after->base, "ΓΞΧ"))
    return "N";
  if (is_outer_mp (letter))
    return "B";
  if (is_outer_mp (before))
    return "";
  if (letter->base != 0x03a5 || letter->dialytika || before->accent || before->dialytika)
    return NULL;
  if (before->base == 0x039f)
    return "U";
  if (!is_one_of (before->base, "ΑΕΗ"))
    return NULL;
  return is_letter (after) && !is_one_of (after->base, "ΘΚΞΠΣΤΦΧΨ") ? "V" : "F";
}

/* @letter has two neighbours on either side. */
static const char *
spell_letter (const CwLetter   *letter,
              const CwSpelling *variant)
{
  /* Bulgarian: -ия at the end of a word is -ia, as in Sofia and Maria */
  gboolean ends_in_ia = variant == bulgarian && letter[0].base == 0x042f && letter[-1].base == 0x0418 && letter[-1].capital == 0x0418 && !is_letter (letter + 1);
  const char *spelling = ends_in_ia ? "A" : find_spelling (variant, letter->capital);

  if (spelling == NULL)
    spelling = find_spelling (latin, letter->capital);
  if (spelling == NULL)
    spelling = find_spelling (cyrillic, letter->capital);
  if (spelling == NULL)
    spelling = find_spelling (cyrillic, letter->base);
  if (spelling == NULL)
    spelling = spell_greek_pair (letter);
  if (spelling == NULL)
    spelling = find_spelling (greek, letter->base);
  return spelling;
}

static gboolean
is_capital (const CwLetter *letter)
{
  return g_unichar_isupper (letter->c) || g_unichar_istitle (letter->c);
}

/* Щ is SHCH among capitals, Shch before a small letter. */
static void
append_spelling (GString        *text,
                 const CwLetter *letter,
                 const char     *spelling)
{
  const CwLetter *neighbour = is_letter (letter + 1) ? letter + 1 : letter - 1;
  gboolean all = is_letter (neighbour) && is_capital (neighbour);

  for (const char *at = spelling; *at != '\0'; at++)
    g_string_append_c (text, is_capital (letter) && (at == spelling || all) ? *at : g_ascii_tolower (*at));
}

static void
append_other (GString        *text,
              const CwLetter *letter)
{
  const char *sign = find_spelling (signs, letter->c);

  if (sign != NULL)
    g_string_append (text, sign);
  else if (letter->base < 128)
    g_string_append_c (text, (char) (is_capital (letter) ? letter->base : (gunichar) g_ascii_tolower ((char) letter->base)));
  else if (g_unichar_isdigit (letter->c))
    g_string_append_c (text, (char) ('0' + g_unichar_digit_value (letter->c)));
  else if (g_unichar_isspace (letter->c))
    g_string_append_c (text, ' ');
  else if (!g_unichar_ismark (letter->c) && g_unichar_type (letter->c) != G_UNICODE_FORMAT)
    g_string_append_c (text, '?');
}

static char *
run_ascii (const CwCall *call,
           const char   *value,
           CwRecord     *record)
{
  GString *text = g_string_new (NULL);
  gsize n = (gsize) g_utf8_strlen (value, -1);
  g_autofree CwLetter *letters = g_new0 (CwLetter, n + 4);
  const char *at = value;

  for (gsize i = 0; i < n; i++, at = g_utf8_next_char (at))
    letter_init (&letters[i + 2], g_utf8_get_char (at));
  for (const CwLetter *letter = letters + 2; letter < letters + 2 + n; letter++)
    {
      const char *spelling = letter->c < 128 ? NULL : spell_letter (letter, call->table);

      if (letter->c < 128)
        g_string_append_c (text, (char) letter->c);
      else if (spelling != NULL)
        append_spelling (text, letter, spelling);
      else
        append_other (text, letter);
    }
  return g_string_free (text, FALSE);
}

const CwFunction cw_functions_ascii[] = {
  { "ascii", CW_FUNCTION_PLAIN, 0, 1, "ascii, ascii:short, ascii:be, ascii:bg, ascii:mk, ascii:sr, ascii:uk", check_variant, run_ascii },
  { 0 },
};
