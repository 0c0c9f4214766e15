/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/language/calendar.h"

#include <string.h>

#include "app/core/date.h"

/* Owns what a date and a number look like. Nothing here asks for the locale or the time: a card
 * laid out again on another machine next year must be the same card. Pure; any thread. */

#define DAY_LENGTH 10        /* yyyy-MM-dd */
#define NBSP "\302\240"      /* U+00A0 */
#define NNBSP "\342\200\257" /* U+202F */

/* Unicode CLDR 42 (as in ICU 72), locales bg to sv with en_GB for en and pt_PT for pt: the names
 * monthWidth wide and abbreviated of monthContext format, wide of stand-alone, and the symbols
 * group and decimal of the Latin numbering system. */
static const CwCalendarNames all_names[] = {
  { "bg",
    "януари|февруари|март|април|май|юни|юли|август|септември|октомври|ноември|декември",
    NULL,
    "яну|фев|март|апр|май|юни|юли|авг|сеп|окт|ное|дек",
    NBSP,
    "," },
  { "cs",
    "ledna|února|března|dubna|května|června|července|srpna|září|října|listopadu|prosince",
    "leden|únor|březen|duben|květen|červen|červenec|srpen|září|říjen|listopad|prosinec",
    "led|úno|bře|dub|kvě|čvn|čvc|srp|zář|říj|lis|pro",
    NBSP,
    "," },
  { "da",
    "januar|februar|marts|april|maj|juni|juli|august|september|oktober|november|december",
    NULL,
    "jan.|feb.|mar.|apr.|maj|jun.|jul.|aug.|sep.|okt.|nov.|dec.",
    ".",
    "," },
  { "de",
    "Januar|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November|Dezember",
    NULL,
    "Jan.|Feb.|März|Apr.|Mai|Juni|Juli|Aug.|Sept.|Okt.|Nov.|Dez.",
    ".",
    "," },
  { "el",
    "Ιανουαρίου|Φεβρουαρίου|Μαρτίου|Απριλίου|Μαΐου|Ιουνίου|Ιουλίου|Αυγούστου|Σεπτεμβρίου|Οκτωβρίου|Νοεμβρίου|Δεκεμβρίου",
    "Ιανουάριος|Φεβρουάριος|Μάρτιος|Απρίλιος|Μάιος|Ιούνιος|Ιούλιος|Αύγουστος|Σεπτέμβριος|Οκτώβριος|Νοέμβριος|Δεκέμβριος",
    "Ιαν|Φεβ|Μαρ|Απρ|Μαΐ|Ιουν|Ιουλ|Αυγ|Σεπ|Οκτ|Νοε|Δεκ",
    ".",
    "," },
  { "en",
    "January|February|March|April|May|June|July|August|September|October|November|December",
    NULL,
    "Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sept|Oct|Nov|Dec",
    ",",
    "." },
  { "es",
    "enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre",
    NULL,
    "ene|feb|mar|abr|may|jun|jul|ago|sept|oct|nov|dic",
    ".",
    "," },
  { "et",
    "jaanuar|veebruar|märts|aprill|mai|juuni|juuli|august|september|oktoober|november|detsember",
    NULL,
    "jaan|veebr|märts|apr|mai|juuni|juuli|aug|sept|okt|nov|dets",
    NBSP,
    "," },
  { "fi",
    "tammikuuta|helmikuuta|maaliskuuta|huhtikuuta|toukokuuta|kesäkuuta|heinäkuuta|elokuuta|syyskuuta|lokakuuta|marraskuuta|joulukuuta",
    "tammikuu|helmikuu|maaliskuu|huhtikuu|toukokuu|kesäkuu|heinäkuu|elokuu|syyskuu|lokakuu|marraskuu|joulukuu",
    "tammik.|helmik.|maalisk.|huhtik.|toukok.|kesäk.|heinäk.|elok.|syysk.|lokak.|marrask.|jouluk.",
    NBSP,
    "," },
  { "fr",
    "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre",
    NULL,
    "janv.|févr.|mars|avr.|mai|juin|juil.|août|sept.|oct.|nov.|déc.",
    NNBSP,
    "," },
  { "ga",
    "Eanáir|Feabhra|Márta|Aibreán|Bealtaine|Meitheamh|Iúil|Lúnasa|Meán Fómhair|Deireadh Fómhair|Samhain|Nollaig",
    NULL,
    "Ean|Feabh|Márta|Aib|Beal|Meith|Iúil|Lún|MFómh|DFómh|Samh|Noll",
    ",",
    "." },
  { "hr",
    "siječnja|veljače|ožujka|travnja|svibnja|lipnja|srpnja|kolovoza|rujna|listopada|studenoga|prosinca",
    "siječanj|veljača|ožujak|travanj|svibanj|lipanj|srpanj|kolovoz|rujan|listopad|studeni|prosinac",
    "sij|velj|ožu|tra|svi|lip|srp|kol|ruj|lis|stu|pro",
    ".",
    "," },
  { "hu",
    "január|február|március|április|május|június|július|augusztus|szeptember|október|november|december",
    NULL,
    "jan.|febr.|márc.|ápr.|máj.|jún.|júl.|aug.|szept.|okt.|nov.|dec.",
    NBSP,
    "," },
  { "it",
    "gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre|novembre|dicembre",
    NULL,
    "gen|feb|mar|apr|mag|giu|lug|ago|set|ott|nov|dic",
    ".",
    "," },
  { "lt",
    "sausio|vasario|kovo|balandžio|gegužės|birželio|liepos|rugpjūčio|rugsėjo|spalio|lapkričio|gruodžio",
    "sausis|vasaris|kovas|balandis|gegužė|birželis|liepa|rugpjūtis|rugsėjis|spalis|lapkritis|gruodis",
    "saus.|vas.|kov.|bal.|geg.|birž.|liep.|rugp.|rugs.|spal.|lapkr.|gruod.",
    NBSP,
    "," },
  { "lv",
    "janvāris|februāris|marts|aprīlis|maijs|jūnijs|jūlijs|augusts|septembris|oktobris|novembris|decembris",
    NULL,
    "janv.|febr.|marts|apr.|maijs|jūn.|jūl.|aug.|sept.|okt.|nov.|dec.",
    NBSP,
    "," },
  { "mt",
    "Jannar|Frar|Marzu|April|Mejju|Ġunju|Lulju|Awwissu|Settembru|Ottubru|Novembru|Diċembru",
    NULL,
    "Jan|Fra|Mar|Apr|Mej|Ġun|Lul|Aww|Set|Ott|Nov|Diċ",
    ",",
    "." },
  { "nl",
    "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december",
    NULL,
    "jan|feb|mrt|apr|mei|jun|jul|aug|sep|okt|nov|dec",
    ".",
    "," },
  { "pl",
    "stycznia|lutego|marca|kwietnia|maja|czerwca|lipca|sierpnia|września|października|listopada|grudnia",
    "styczeń|luty|marzec|kwiecień|maj|czerwiec|lipiec|sierpień|wrzesień|październik|listopad|grudzień",
    "sty|lut|mar|kwi|maj|cze|lip|sie|wrz|paź|lis|gru",
    NBSP,
    "," },
  { "pt",
    "janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro|dezembro",
    NULL,
    "jan.|fev.|mar.|abr.|mai.|jun.|jul.|ago.|set.|out.|nov.|dez.",
    NBSP,
    "," },
  { "ro",
    "ianuarie|februarie|martie|aprilie|mai|iunie|iulie|august|septembrie|octombrie|noiembrie|decembrie",
    NULL,
    "ian.|feb.|mar.|apr.|mai|iun.|iul.|aug.|sept.|oct.|nov.|dec.",
    ".",
    "," },
  { "sk",
    "januára|februára|marca|apríla|mája|júna|júla|augusta|septembra|októbra|novembra|decembra",
    "január|február|marec|apríl|máj|jún|júl|august|september|október|november|december",
    "jan|feb|mar|apr|máj|jún|júl|aug|sep|okt|nov|dec",
    NBSP,
    "," },
  { "sl",
    "januar|februar|marec|april|maj|junij|julij|avgust|september|oktober|november|december",
    NULL,
    "jan.|feb.|mar.|apr.|maj|jun.|jul.|avg.|sep.|okt.|nov.|dec.",
    ".",
    "," },
  { "sv",
    "januari|februari|mars|april|maj|juni|juli|augusti|september|oktober|november|december",
    NULL,
    "jan.|feb.|mars|apr.|maj|juni|juli|aug.|sep.|okt.|nov.|dec.",
    NBSP,
    "," },
};

/**
 * cw_calendar_find_names:
 * @language: an official language of the European Union, ISO 639-1
 *
 * Returns: (transfer none) (nullable): how that language writes months and numbers
 */
const CwCalendarNames *
cw_calendar_find_names (const char *language)
{
  for (guint i = 0; i < G_N_ELEMENTS (all_names); i++)
    if (strcmp (all_names[i].language, language) == 0)
      return &all_names[i];
  return NULL;
}

/* @form: “d” a digit, anything else itself. */
static const char *
skip_form (const char *at,
           const char *form)
{
  for (; *form != '\0'; form++, at++)
    if (*form == 'd' ? !g_ascii_isdigit (*at) : *at != *form)
      return NULL;
  return at;
}

/* “T10:15:30.250+03:00” and shorter, as ISO 8601 allows after a day in the extended form. */
static gboolean
is_time_of_day (const char *value)
{
  const char *at = skip_form (value + 1, "dd:dd");
  const char *further;

  if ((value[0] != 'T' && value[0] != 't' && value[0] != ' ') || at == NULL)
    return FALSE;
  further = skip_form (at, ":dd");
  at = further != NULL ? further : at;
  further = skip_form (at, ".d");
  at = further != NULL ? further + strspn (further, "0123456789") : at;
  if (*at == '\0' || strcmp (at, "Z") == 0 || strcmp (at, "z") == 0)
    return TRUE;
  if (*at != '+' && *at != '-')
    return FALSE;
  further = skip_form (at + 1, "dd");
  if (further == NULL || *further == '\0')
    return further != NULL;
  at = skip_form (further + (*further == ':' ? 1 : 0), "dd");
  return at != NULL && *at == '\0';
}

/**
 * cw_calendar_read:
 * @value: a day as yyyy-MM-dd, or a time stamp of ISO 8601 that begins with one
 * @day: (out): the day as written, whatever the time and its offset
 *
 * Returns: %FALSE when @value is no day of the Gregorian calendar
 */
gboolean
cw_calendar_read (const char *value,
                  GDate      *day)
{
  char text[DAY_LENGTH + 1];

  if (skip_form (value, "dddd-dd-dd") == NULL || (value[DAY_LENGTH] != '\0' && !is_time_of_day (value + DAY_LENGTH)))
    return FALSE;
  g_strlcpy (text, value, sizeof text);
  return cw_date_parse (text, day, NULL);
}

/**
 * cw_decimal_is_plain:
 *
 * Returns: %TRUE for a number in ASCII digits: “-12.50”. A leading zero makes it a name: “007”
 */
gboolean
cw_decimal_is_plain (const char *value)
{
  const char *at = value + (*value == '-' ? 1 : 0);
  gsize whole = strspn (at, "0123456789");
  gsize part;

  if (whole == 0 || (whole > 1 && *at == '0'))
    return FALSE;
  at += whole;
  if (*at == '\0')
    return TRUE;
  part = *at == '.' ? strspn (at + 1, "0123456789") : 0;
  return part > 0 && at[1 + part] == '\0';
}

/* Of two plain numbers without sign, digit by digit, so that no number is too long. */
static int
compare_digits (const char *left,
                const char *right)
{
  gsize left_whole = strspn (left, "0123456789");
  gsize right_whole = strspn (right, "0123456789");
  int order;

  if (left_whole != right_whole)
    return left_whole < right_whole ? -1 : 1;
  order = strncmp (left, right, left_whole);
  if (order != 0)
    return order;
  left += left_whole + (left[left_whole] == '.' ? 1 : 0);
  right += right_whole + (right[right_whole] == '.' ? 1 : 0);
  while (*left != '\0' || *right != '\0')
    {
      char a = *left != '\0' ? *left++ : '0';
      char b = *right != '\0' ? *right++ : '0';

      if (a != b)
        return a < b ? -1 : 1;
    }
  return 0;
}

static gboolean
is_zero (const char *value)
{
  return value[strspn (value, "-0.")] == '\0';
}

/**
 * cw_decimal_compare:
 * @order: (out): less than, equal to or more than 0; not touched on failure
 *
 * Returns: %FALSE unless @left and @right are plain numbers
 */
gboolean
cw_decimal_compare (const char *left,
                    const char *right,
                    int        *order)
{
  gboolean left_minus;
  gboolean right_minus;

  if (!cw_decimal_is_plain (left) || !cw_decimal_is_plain (right))
    return FALSE;
  left_minus = *left == '-' && !is_zero (left);
  right_minus = *right == '-' && !is_zero (right);
  left += *left == '-' ? 1 : 0;
  right += *right == '-' ? 1 : 0;
  if (left_minus != right_minus)
    *order = left_minus ? -1 : 1;
  else
    *order = left_minus ? compare_digits (right, left) : compare_digits (left, right);
  return TRUE;
}
