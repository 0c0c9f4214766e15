/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "templates/language/calendar.h"
#include "templates/language/function.h"
#include "templates/language/pattern.h"

/* A value, the functions it goes through, what must come out. */
typedef struct
{
  const char *value;
  const char *functions;
  const char *wanted;
} Example;

static char *
expand_with (const char *value,
             const char *functions,
             const char *reference)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strdup_printf ("{value|%s}", functions);
  g_autoptr (CwPattern) pattern = cw_pattern_parse (text, &error);
  g_autoptr (CwRecord) record = cw_record_new ();

  g_assert_no_error (error);
  g_assert_true (cw_record_set (record, "value", value, NULL));
  g_assert_true (cw_record_set (record, "expires_at", "2029-08-31", NULL));
  if (reference != NULL)
    g_assert_true (cw_record_set (record, "issued_at", reference, NULL));
  return cw_pattern_expand (pattern, record, NULL, NULL);
}

static void
assert_examples (const Example *examples,
                 gsize          n_examples,
                 const char    *reference)
{
  for (gsize i = 0; i < n_examples; i++)
    {
      g_autofree char *text = expand_with (examples[i].value, examples[i].functions, reference);

      if (strcmp (text, examples[i].wanted) != 0)
        g_test_message ("{%s|%s} gave “%s”", examples[i].value, examples[i].functions, text);
      g_assert_cmpstr (text, ==, examples[i].wanted);
    }
}

static void
test_case (void)
{
  static const Example examples[] = {
    { "Ķirsone", "upper", "ĶIRSONE" },
    { "ŠĶĒLE", "lower", "šķēle" },
    { "Straße", "upper", "STRASSE" },
    { "ﬁnn", "upper", "FINN" },
    { "ŉdou", "upper", "ʼNDOU" },
    { "K\xcc\xa7irsone", "lower", "ķirsone" }, /* K and a combining cedilla */
    { "ǆungla", "title", "ǅungla" },
    { "ΟΔΥΣΣΕΥΣ ΣΟΦΟΣ", "lower", "οδυσσευς σοφος" },
    { "ΟΔΟΣ-ΣΟΦΙΑΣ", "title", "Οδος-Σοφιας" },
    { "Σ", "lower", "σ" },
    { "Παπαδόπουλος", "upper", "ΠΑΠΑΔΌΠΟΥΛΟΣ" },
    { "Παπαδόπουλος", "upper:el", "ΠΑΠΑΔΟΠΟΥΛΟΣ" },
    { "Μάιος", "upper:el", "ΜΑΪΟΣ" },
    { "Προϊόν", "upper:el", "ΠΡΟΪΟΝ" },
    { "Ευαγγελία", "upper:el", "ΕΥΑΓΓΕΛΙΑ" },
    { "ilgın", "upper", "ILGIN" },
    { "ilgın", "upper:tr", "İLGIN" },
    { "IŞIK İNCİ", "lower", "işik inci" },
    { "IŞIK İNCİ", "lower:tr", "ışık inci" },
    { "IŞIK İNCİ", "title:tr", "Işık İnci" },
    { "izmir", "title:az", "İzmir" },
    { "Seán Ó Muraíle", "upper", "SEÁN Ó MURAÍLE" },
    { "ṡéamus ḃreatnaċ", "upper", "ṠÉAMUS ḂREATNAĊ" },
    { "Наталія", "upper", "НАТАЛІЯ" },
    { "محمد", "upper", "محمد" },
    { "JEAN-PIERRE O'BRIEN", "title", "Jean-Pierre O'Brien" },
    { "d’angelo", "title", "D’Angelo" },
    { "DON'T", "title", "Don't" },
    { "anna mcDonald", "title", "Anna mcDonald" },
    { "Mac an tSaoir", "title", "Mac An tSaoir" },
    { "ŽANIS ĒRGLIS", "title", "Žanis Ērglis" },
    { "o", "title", "O" },
    { "3RD J.R.R.", "title", "3rd J.R.R." },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
test_cut (void)
{
  static const Example examples[] = {
    { "anžela", "initial", "A" },
    { "Ķirsone", "initial", "Ķ" },
    { "  -'ādams", "initial", "Ā" },
    { "g\xcc\x83uarani", "initial", "G\xcc\x83" }, /* no composed form in Unicode */
    { "-", "initial", "" },
    { "Jean-Pierre", "initials", "J.-P." },
    { "anna  marija", "initials", "A. M." },
    { "Anna Marija", "initials:", "A M" },
    { "Jean - Pierre", "initials", "J. P." },
    { "Δημήτρης Ευαγγελία", "initials:·", "Δ· Ε·" },
    { "Šķēle", "first:2", "Šķ" },
    { "Šķēle", "last:3", "ēle" },
    { "ab", "first:9", "ab" },
    { "ab", "last:9999", "ab" },
    { "👩‍🎓👨‍👩‍👧🇱🇻x", "first:2", "👩‍🎓👨‍👩‍👧" },
    { "🇱🇻🇪🇪🇱🇹", "last:2", "🇪🇪🇱🇹" },
    { "e\xcc\x81\xcc\xa7x", "first:1", "ȩ́" },
    { "محمد", "first:2", "مح" },
    { "Computer Science", "fit:16", "Computer Science" },
    { "Computer Science", "fit:15", "Computer…" },
    { "Computer Science and Engineering", "fit:20", "Computer Science…" },
    { "Donaudampfschifffahrt", "fit:10", "Donaudamp…" },
    { "ab cdefghij", "fit:8", "ab cdef…" },
    { "Law, Ethics", "fit:6", "Law…" },
    { "👩‍🎓👩‍🎓👩‍🎓", "fit:2", "👩‍🎓…" },
    { "abc", "fit:1", "…" },
    { " \xc2\xa0 ab c ", "trim", "ab c" },
    { " a \xe2\x80\x83 b  ", "squeeze", "a b" },
    { "   ", "trim", "" },
    { "   ", "squeeze", "" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
test_shape (void)
{
  static const Example examples[] = {
    { "42", "pad:6", "000042" },
    { "42", "pad:6:.", "....42" },
    { "1234567", "pad:6", "1234567" },
    { "7", "pad:3:\\:", "::7" },
    { "1234567890123456", "group:4", "1234 5678 9012 3456" },
    { "12345", "group:2:-", "12-34-5" },
    { "12345", "group:9", "12345" },
    { "LV-1200 12/٣", "digits", "1200123" },
    { "Rīga", "digits", "" },
    { "a-b-c", "replace:-= ", "a b c" },
    { "a-b-c", "replace:-=", "abc" },
    { "aaa", "replace:aa=b", "ba" },
    { "ab", "replace:a=b,b=a", "ba" },
    { "a=b,c", "replace:\\==\\,,\\,=\\=", "a,b=c" },
    { "K\xcc\xa7", "replace:Ķ=k", "k" },
    { "x", "prefix:(|suffix:)", "(x)" },
    { "x", "prefix:Born\\: ", "Born: x" },
    { "x", "prefix:a:b", "a:bx" },
    { "x", "prefix:\\{\\||suffix:\\\\\\}", "{|x\\}" },
    { "x", "default:y", "x" },
    { "Bachelor", "choose:bachelor=Bakalaurs,master=Maģistrs,*=Students", "Bakalaurs" },
    { "MASTER", "choose:bachelor=Bakalaurs,master=Maģistrs,*=Students", "Maģistrs" },
    { "Erasmus", "choose:bachelor=Bakalaurs,master=Maģistrs,*=Students", "Students" },
    { "Erasmus", "choose:bachelor=Bakalaurs", "" },
    { "ŠĶĒLE", "choose:šķēle=yes", "yes" },
    { "a,b", "choose:a\\,b=x: y", "x: y" },
  };
  static const Example numbers[] = {
    { "1234567.50", "number", "1,234,567.50" },
    { "1234567.5", "number:lv", "1\xc2\xa0" "234\xc2\xa0" "567,5" },
    { "-1234", "number:de", "-1.234" },
    { "1234", "number:fr", "1\xe2\x80\xaf" "234" },
    { "123", "number:de", "123" },
    { "007", "number", "007" },
    { "1234x", "number", "1234x" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
  assert_examples (numbers, G_N_ELEMENTS (numbers), NULL);
}

/* Names of people and places with the spelling that their passports and signs have. */
static void
test_ascii (void)
{
  static const Example examples[] = {
    { "Ķirsone Šķēle", "ascii", "Kirsone Skele" },
    { "Müller Weiß GROẞ", "ascii", "Mueller Weiss GROSS" },
    { "Müller Ärgerlich", "ascii:short", "Muller Argerlich" },
    { "Ångström ØRSTED Þór", "ascii", "Aangstroem OERSTED Thor" },
    { "Łódź Şişli Iğdır Đurđa", "ascii", "Lodz Sisli Igdir Durda" },
    { "Æsir ÆRØ", "ascii", "Aesir AEROE" },
    { "Siobhán Ó Ḃriain", "ascii", "Siobhan O Briain" },
    { "Ștefan Țepeș", "ascii", "Stefan Tepes" },
    { "Nguyễn", "ascii", "Nguyen" },
    { "Щербаков ЩЕРБАКОВ Юлия Щ", "ascii", "Shcherbakov SHCHERBAKOV Iuliia Shch" },
    { "Объедков", "ascii", "Obieedkov" },
    { "Игорь", "ascii", "Igor" },
    { "Михайло Григоренко", "ascii:uk", "Mykhailo Hryhorenko" },
    { "Ігар Мікалай", "ascii:be", "Ihar Mikalai" },
    { "Живојин Цветковић", "ascii:sr", "Zivojin Cvetkovic" },
    { "Ѓорѓи Џемо", "ascii:mk", "Gjorgji Djemo" },
    { "София Ямболска Щерьо Йордан Български МАРИЯ", "ascii:bg", "Sofia Yambolska Shteryo Yordan Balgarski MARIA" },
    { "Παπαδόπουλος Ευάγγελος", "ascii", "Papadopoulos Evangelos" },
    { "ΕΥΘΥΜΙΟΥ Μπάμπης Χρήστος ΨΑΡΡΑΣ", "ascii", "EFTHYMIOU Bampis Christos PSARRAS" },
    { "Μάιος Προϋπολογισμός Λάμπρου Αύρα Άυλος Σφιγξ", "ascii", "Maios Proypologismos Lamprou Avra Aylos Sfinx" },
    { "O’Neill – “x” …", "ascii", "O'Neill - \"x\" ..." },
    { "١٢٣", "ascii", "123" },
    { "محمد x", "ascii", "???? x" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
test_dates (void)
{
  static const Example examples[] = {
    { "2029-08-31", "date", "31.08.2029" },
    { "2029-08-31T23:59:59Z", "date", "31.08.2029" },
    { "2029-08-31 23:59", "date", "31.08.2029" },
    { "2029-08-31T23:59:59.123456+03:00", "date", "31.08.2029" },
    { "2029-08-31T23:59:59.1+0300", "date", "31.08.2029" },
    { "2029-08-31T23:59-03", "date", "31.08.2029" },
    { "next year", "date", "next year" },
    { "2029-02-29", "date", "2029-02-29" },
    { "2029-8-31", "date", "2029-8-31" },
    { "2029-08-31T", "date", "2029-08-31T" },
    { "2029-08-31T23:59+", "date", "2029-08-31T23:59+" },
    { "2029-08-31x", "date", "2029-08-31x" },
    { "31.08.2029", "date:%Y", "31.08.2029" },
    { "2029-08-05", "date:%d/%m/%y", "05/08/29" },
    { "2029-08-05", "date:%e.%-m.%Y %-d %%", "5.8.2029 5 %" },
    { "2029-08-05", "date:", "05.08.2029" },
    { "2026-09-01", "date:%e %B %Y", "1 September 2026" },
    { "2026-09-01", "date:%b %y", "Sept 26" },
    { "2026-09-01", "date:%Y. gada %e. %B:lv", "2026. gada 1. septembris" },
    { "2026-07-01", "date:%e. %B %Y:cs", "1. července 2026" },
    { "2026-07-01", "date:%OB %Y:cs", "červenec 2026" },
    { "2026-05-01", "date:%e %B %Y:el", "1 Μαΐου 2026" },
    { "2026-05-01", "date:%OB:el|upper:el", "ΜΑΪΟΣ" },
    { "2026-09-01", "date:%e %B:ga", "1 Meán Fómhair" },
    { "2026-12-31", "date:%b:mt", "Diċ" },
    { "2026-01-31", "date:%B:bg", "януари" },
    { "2026-01-31", "date:%d\\:%m", "31:01" },
    { "2026-10-01", "year", "2026" },
    { "2026-09-01", "academic_year", "2026/2027" },
    { "2026-08-31", "academic_year", "2025/2026" },
    { "2026-08-31", "academic_year:8", "2026/2027" },
    { "1999-10-01", "academic_year:9:short", "1999/00" },
    { "soon", "academic_year", "soon" },
    { "soon", "year", "soon" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
test_date_arithmetic (void)
{
  static const Example examples[] = {
    { "2026-09-01", "plus:4y", "2030-09-01" },
    { "2026-09-01", "plus:4y|minus:1d|date", "31.08.2030" },
    { "2024-02-29", "plus:1y", "2025-02-28" },
    { "2024-02-29", "plus:4y", "2028-02-29" },
    { "2024-02-29", "minus:124y", "1900-02-28" },
    { "2026-01-31", "plus:1m", "2026-02-28" },
    { "2026-12-31", "plus:2m", "2027-02-28" },
    { "2026-03-31", "minus:13m", "2025-02-28" },
    { "2026-02-26", "plus:1w", "2026-03-05" },
    { "2000-02-28", "plus:2d", "2000-03-01" },
    { "2026-01-01", "minus:1d", "2025-12-31" },
    { "2026-01-01T00:00:00Z", "plus:0d", "2026-01-01" },
    { "9999-12-31", "plus:1d", "" },
    { "9990-01-01", "plus:10y", "" },
    { "0001-01-01", "minus:1d", "" },
    { "0001-06-01", "minus:6m", "" },
    { "0100-01-01", "minus:9999m", "" },
    { "never", "plus:4y", "never" },
    { "", "plus:4y", "" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
test_date_distance (void)
{
  static const Example examples[] = {
    { "2008-09-01", "age", "18" },
    { "2008-09-02", "age", "17" },
    { "2026-09-02", "age", "" },
    { "born", "age", "" },
    { "2026-08-01", "days_until:issued_at", "31" },
    { "2026-09-01", "days_until:issued_at", "0" },
    { "2026-09-02", "days_until:issued_at", "-1" },
    { "2022-09-01", "years_until:issued_at", "4" },
    { "2022-09-02", "years_until:issued_at", "3" },
    { "2028-09-01", "years_until:issued_at", "-2" },
    { "2028-08-31", "years_until:issued_at", "-1" },
    { "2022-09-02", "years_until:absent", "" },
    { "2008-02-29", "age:absent", "" },
  };
  static const Example leap[] = { { "2008-02-29", "age", "17" } };
  static const Example march[] = { { "2008-02-29", "age", "18" } };

  assert_examples (examples, G_N_ELEMENTS (examples), "2026-09-01");
  assert_examples (examples, 1, "2026-09-01T12:00:00+03:00");
  assert_examples (leap, G_N_ELEMENTS (leap), "2026-02-28");
  assert_examples (march, G_N_ELEMENTS (march), "2026-03-01");
}

/* Every language has twelve months three times over, in normal form C. */
static void
test_languages (void)
{
  g_auto (GStrv) languages = g_strsplit (CW_CALENDAR_LANGUAGES, " ", -1);

  g_assert_cmpuint (g_strv_length (languages), ==, 24);
  for (guint i = 0; languages[i] != NULL; i++)
    {
      const CwCalendarNames *names = cw_calendar_find_names (languages[i]);
      const char *sets[3];

      g_assert_nonnull (names);
      sets[0] = names->months;
      sets[1] = names->alone != NULL ? names->alone : names->months;
      sets[2] = names->short_months;
      for (guint j = 0; j < G_N_ELEMENTS (sets); j++)
        {
          g_auto (GStrv) months = g_strsplit (sets[j], "|", -1);
          g_autofree char *composed = g_utf8_normalize (sets[j], -1, G_NORMALIZE_NFC);

          g_assert_cmpuint (g_strv_length (months), ==, 12);
          g_assert_cmpstr (composed, ==, sets[j]);
          for (guint month = 0; month < 12; month++)
            g_assert_cmpuint (strlen (months[month]), >, 1);
        }
    }
  g_assert_null (cw_calendar_find_names ("xx"));
}

static void
test_chain (void)
{
  static const Example examples[] = {
    { "  anna   MARIJA ", "squeeze|title|fit:8", "Anna…" },
    { "lv 12 34", "digits|pad:8|group:4:-", "0000-1234" },
    { "Щербаков", "ascii|upper|first:4", "SHCH" },
    { "x", "replace:x=|default:nothing|upper", "NOTHING" },
  };

  assert_examples (examples, G_N_ELEMENTS (examples), NULL);
}

static void
assert_normal (const char *text)
{
  g_autofree char *got = cw_value_normalize (text);
  g_autofree char *wanted = g_utf8_normalize (text, -1, G_NORMALIZE_NFC);

  g_assert_cmpstr (got, ==, wanted);
}

/* The short way that normalizing takes for European letters ends where the long one does. */
static void
test_normal_form (void)
{
  for (gunichar c = 1; c < 0x2100; c++)
    {
      g_autoptr (GString) text = g_string_new ("a");

      g_string_append_unichar (text, c);
      assert_normal (text->str);
      g_string_append_unichar (text, 0x0301);
      assert_normal (text->str);
    }
}

/* LANGUAGE.md names every function, and its examples, `value`, `functions`: `result`, are true. */
static void
test_documented (void)
{
  g_autofree char *known = cw_function_list ();
  g_auto (GStrv) names = g_strsplit (known, ", ", -1);
  g_autofree char *reference = NULL;
  g_autoptr (GRegex) example = g_regex_new ("`([^`\n]*)`, `([a-z_][^`\n]*)`: `([^`\n]*)`", G_REGEX_DEFAULT, G_REGEX_MATCH_DEFAULT, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  guint n_examples = 0;

  g_assert_true (g_file_get_contents (CW_TEST_DATA "/../../../templates/LANGUAGE.md", &reference, NULL, NULL));
  for (guint i = 0; names[i] != NULL; i++)
    {
      g_autofree char *named = g_strdup_printf ("`%s", names[i]);

      if (strstr (reference, named) == NULL)
        g_test_message ("%s is not documented", names[i]);
      g_assert_nonnull (strstr (reference, named));
    }
  for (g_regex_match (example, reference, G_REGEX_MATCH_DEFAULT, &match); g_match_info_matches (match); g_match_info_next (match, NULL))
    {
      g_autofree char *value = g_match_info_fetch (match, 1);
      g_autofree char *functions = g_match_info_fetch (match, 2);
      g_autofree char *wanted = g_match_info_fetch (match, 3);
      const Example one = { value, functions, wanted };

      assert_examples (&one, 1, "2026-09-01");
      n_examples++;
    }
  g_assert_cmpuint (n_examples, >=, 28);
}

static void
test_refused (void)
{
  static const char *const wrong[] = {
    "upper:lv", "lower:", "initial:x", "first", "first:0", "first:x", "first:10000", "first:-1", "fit:1:2", "trim:x", "pad:201", "pad:3:", "pad:3:ab",
    "group:0", "default", "prefix", "replace:a", "replace:=b", "replace:a=b,c", "choose:", "choose:a", "date:%H", "date:%", "date:%O", "date:%d:xx",
    "plus", "plus:4", "plus:y", "plus:4q", "plus:-1d", "minus:", "plus:10000d", "age:Field", "days_until", "years_until:", "academic_year:13",
    "academic_year:9:long", "number:xx", "ascii:de", "year:1",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = g_strdup_printf ("{value|%s}", wrong[i]);
      g_autoptr (CwPattern) pattern = cw_pattern_parse (text, &error);

      if (pattern != NULL)
        g_test_message ("%s was taken", text);
      g_assert_null (pattern);
      g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
      g_assert_nonnull (strstr (error->message, "At character 8: "));
      g_assert_nonnull (strstr (error->message, "is written as"));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/functions/case", test_case);
  g_test_add_func ("/templates/functions/cut", test_cut);
  g_test_add_func ("/templates/functions/shape", test_shape);
  g_test_add_func ("/templates/functions/ascii", test_ascii);
  g_test_add_func ("/templates/functions/dates", test_dates);
  g_test_add_func ("/templates/functions/date-arithmetic", test_date_arithmetic);
  g_test_add_func ("/templates/functions/date-distance", test_date_distance);
  g_test_add_func ("/templates/functions/languages", test_languages);
  g_test_add_func ("/templates/functions/chain", test_chain);
  g_test_add_func ("/templates/functions/normal-form", test_normal_form);
  g_test_add_func ("/templates/functions/documented", test_documented);
  g_test_add_func ("/templates/functions/refused", test_refused);
  return g_test_run ();
}
