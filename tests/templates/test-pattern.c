/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "templates/language/pattern.h"

static CwRecord *
sample_record (void)
{
  CwRecord *record = cw_record_new ();

  g_assert_true (cw_record_set (record, "family_name", "Ķirsone", NULL));
  g_assert_true (cw_record_set (record, "given_names", "Anžela", NULL));
  g_assert_true (cw_record_set (record, "expires_at", "2029-08-31", NULL));
  g_assert_true (cw_record_set (record, "odd_date", "next year", NULL));
  g_assert_true (cw_record_set (record, "level", "Doctorate", NULL));
  g_assert_true (cw_record_set (record, "birth_date", "2004-05-06", NULL));
  g_assert_true (cw_record_set (record, "empty", "", NULL));
  return record;
}

static void
assert_expands (const char *pattern,
                const char *wanted,
                const char *wanted_missing,
                gboolean    wanted_filled)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPattern) parsed = cw_pattern_parse (pattern, &error);
  g_autoptr (CwRecord) record = sample_record ();
  g_autofree char *text = NULL;
  const char *missing = "unset";
  gboolean filled = !wanted_filled;

  g_assert_no_error (error);
  text = cw_pattern_expand (parsed, record, &missing, &filled);
  g_assert_cmpstr (text, ==, wanted);
  g_assert_cmpstr (missing, ==, wanted_missing);
  g_assert_cmpint (filled, ==, wanted_filled);
}

static void
test_expand (void)
{
  assert_expands ("{family_name}, {given_names}", "Ķirsone, Anžela", NULL, TRUE);
  assert_expands ("{family_name|upper} {given_names|lower}", "ĶIRSONE anžela", NULL, TRUE);
  assert_expands ("{expires_at|date} {odd_date|date}", "31.08.2029 next year", NULL, TRUE);
  assert_expands ("{{{given_names}}}", "{Anžela}", NULL, TRUE);
  assert_expands ("no field", "no field", NULL, TRUE);
  assert_expands ("", "", NULL, TRUE);
}

static void
test_sections (void)
{
  assert_expands ("{?level=doctorate}Doktorants / Doctoral student{:}Students / Student{/}", "Doktorants / Doctoral student", NULL, TRUE);
  assert_expands ("{?level=master}Doktorants{:}Students{/}.", "Students.", NULL, TRUE);
  assert_expands ("{?absent}x{/}", "", NULL, TRUE);
  assert_expands ("{family_name}{?absent}, {absent}{/}!", "Ķirsone!", NULL, TRUE);
  assert_expands ("{?level}{?absent}a{:}b{/}{:}c{/}", "b", NULL, TRUE);
  assert_expands ("{?absent}{?level}a{:}b{/}{:}c{?level}d{/}{/}e", "cde", NULL, TRUE);
  assert_expands ("{?level}{:}x{/}{?level}y{:}{/}", "y", NULL, TRUE);
  assert_expands ("{?given_names='An}ž{ela'}x{:}{{y}}{/}", "{y}", NULL, TRUE);
  assert_expands ("{?expires_at<2030-01-01 and level}ok{/}", "ok", NULL, TRUE);
  assert_expands ("{?a}{?a}{?a}{?a}{?a}{?a}{?a}{?a}x{/}{/}{/}{/}{/}{/}{/}{/}y", "y", NULL, TRUE);
}

static void
test_missing (void)
{
  assert_expands ("{empty}/{absent}", "/", "empty", FALSE);
  assert_expands ("{absent}{given_names}", "Anžela", "absent", TRUE);
  assert_expands ("{?absent}{empty}{:}{absent}{/}", "", "absent", FALSE);
  assert_expands ("{?level}{given_names}{:}{absent}{/}", "Anžela", NULL, TRUE);
  assert_expands ("{absent|default:none}", "none", NULL, TRUE);
  assert_expands ("{absent|upper|default:}", "", NULL, FALSE);
  assert_expands ("{absent|prefix:(|suffix:)|pad:3}", "", "absent", FALSE);
  assert_expands ("{level|choose:bachelor=B}", "", NULL, FALSE);
  assert_expands ("{birth_date|age}", "", "issued_at", FALSE);
  assert_expands ("{birth_date|age|default:?}", "?", NULL, TRUE);
  assert_expands ("{birth_date|age:expires_at}", "25", NULL, TRUE);
  assert_expands ("{absent|age}", "", "absent", FALSE);
}

static void
test_normal_form (void)
{
  assert_expands ("a\xcc\x84 K\xcc\xa7", "ā Ķ", NULL, TRUE);
  assert_expands ("A{level|choose:*=\xcc\x84}", "Ā", NULL, TRUE);
}

static void
test_constant (void)
{
  static const struct
  {
    const char *text;
    gboolean    constant;
  } cases[] = { { "", TRUE }, { "Student {{card}}", TRUE }, { "{a}", FALSE }, { "{a|default:x}", FALSE }, { "{?a}x{:}x{/}", FALSE } };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwPattern) pattern = cw_pattern_parse (cases[i].text, NULL);

      g_assert_cmpint (cw_pattern_is_constant (pattern), ==, cases[i].constant);
    }
}

static void
test_fields (void)
{
  g_autoptr (CwPattern) pattern = cw_pattern_parse ("{a|upper}{b|age}{c|days_until:d}{?e|age:f>1 or g=@h}{i}{:}{a}{/}", NULL);
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  static const char *const wanted[] = { "a", "b", "issued_at", "c", "d", "e", "f", "g", "h", "i" };

  cw_pattern_collect_fields (pattern, fields);
  g_assert_cmpuint (g_hash_table_size (fields), ==, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_assert_true (g_hash_table_contains (fields, wanted[i]));
}

static void
assert_refused (const char *pattern,
                const char *word)
{
  g_autoptr (GError) error = NULL;
  CwPattern *parsed = cw_pattern_parse (pattern, &error);

  g_assert_null (parsed);
  g_assert_error (error, CW_ERROR, CW_ERROR_TEMPLATE);
  g_assert_nonnull (strstr (error->message, word));
}

static void
test_refused (void)
{
  g_autofree char *long_text = g_strnfill (CW_PATTERN_MAX_BYTES + 1, 'a');
  g_autofree char *long_name = g_strnfill (70, 'a');
  g_autofree char *braced = g_strdup_printf ("{%s}", long_name);
  g_autoptr (GString) many = g_string_new (NULL);

  assert_refused ("{family_name", "partner");
  assert_refused ("family_name}", "partner");
  assert_refused ("{}", "field name");
  assert_refused ("{Family}", "“Family”");
  assert_refused ("{family name}", "“family name”");
  assert_refused ("{number|money}", "“money”");
  assert_refused ("{number|upper|money}", "“money”");
  assert_refused (braced, "field name");
  assert_refused (long_text, "longer");
  for (guint i = 0; i <= CW_PATTERN_MAX_FIELDS; i++)
    g_string_append (many, "{a}");
  assert_refused (many->str, "more than 32 fields");
}

/* Where the mistake is, counted in characters, and what to write instead. */
static void
test_places (void)
{
  static const char *const cases[][3] = {
    { "Vārds: {Family}", "At character 9: ", "a to z" },
    { "ā {family_name", "At character 3: ", "partner" },
    { "ā}", "At character 2: ", "Write it twice" },
    { "{a|money}", "At character 4: ", "upper, lower, title" },
    { "{a|}", "At character 4: ", "“”" },
    { "{a|first:x}", "At character 4: ", "first:1" },
    { "{a|prefix:({b}", "At character 12: ", "\\{" },
    { "{a|prefix:\\x}", "At character 11: ", "\\\\" },
    { "{a|prefix:\\}", "At character 1: ", "partner" },
    { "x{:}", "At character 2: ", "{?condition}" },
    { "x{/}", "At character 2: ", "{?condition}" },
    { "{?a}x{:}y{:}z{/}", "At character 10: ", "second" },
    { "x{?a}{?b}y{/}", "At character 2: ", "{/}" },
    { "{?a}x{/ }", "At character 6: ", "partner" },
    { "{?}x{/}", "At character 3: ", "field name" },
    { "{?a=}x{/}", "At character 5: ", "''" },
    { "{?a", "At character 1: ", "partner" },
    { "{?a}{?a}{?a}{?a}{?a}{?a}{?a}{?a}{?a}", "At character 33: ", "8 deep" },
    { "{a|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim|trim}", "At character 84: ", "more than 16" },
  };
  g_autoptr (GString) sections = g_string_new (NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_refused (cases[i][0], cases[i][1]);
      assert_refused (cases[i][0], cases[i][2]);
    }
  for (guint i = 0; i <= CW_PATTERN_MAX_SECTIONS; i++)
    g_string_append (sections, "{?a}{/}");
  assert_refused (sections->str, "more than 32 sections");
  assert_refused ("\xc3", "UTF-8");
}

static void
test_bounded (void)
{
  g_autoptr (CwPattern) pattern = cw_pattern_parse ("{note}{note}{note}{note}{note}", NULL);
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autofree char *note = g_strnfill (1000, 'x');
  g_autofree char *text = NULL;

  g_assert_true (cw_record_set (record, "note", note, NULL));
  text = cw_pattern_expand (pattern, record, NULL, NULL);
  g_assert_cmpuint (strlen (text), <=, 4000);
  g_assert_cmpuint (strlen (text), >=, 4000);
}

/* Functions that make text longer stop at the bound, too. */
static void
test_growth (void)
{
  g_autofree char *long_text = g_strnfill (900, 'b');
  g_autofree char *text = g_strdup_printf ("{note|replace:a=%s|replace:b=%s}{note|group:1:%.50s|initials:%.50s}", long_text, long_text + 100, long_text, long_text);
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPattern) pattern = cw_pattern_parse (text, &error);
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autofree char *note = g_strnfill (1000, 'a');
  g_autofree char *expanded = NULL;

  g_assert_no_error (error);
  g_assert_true (cw_record_set (record, "note", note, NULL));
  expanded = cw_pattern_expand (pattern, record, NULL, NULL);
  g_assert_cmpuint (strlen (expanded), ==, 4000);
}

static const char *const literals[] = { "x", "ā ", "\xcc\xa7", "👩‍🎓", "{{", "}}", "0", ", ", "" };

static const char *const functions[] = {
  "upper", "upper:el", "upper:tr", "lower", "lower:tr", "title", "title:az", "initial", "initials", "initials::", "first:2", "last:3", "fit:1", "fit:9", "trim", "squeeze",
  "replace:a=b", "replace:0=xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx, =", "pad:200:👩‍🎓", "pad:9", "group:1:--", "group:4", "digits", "default:y", "default:", "prefix:(", "suffix:\\)",
  "choose:a=b,*=c", "choose:bachelor=B", "ascii", "ascii:bg", "ascii:short", "date", "date:%e. %B %Y:lv", "date:%OB %b %y %%:el", "plus:9999m", "plus:1y", "minus:9999w",
  "age", "age:b", "days_until:c", "years_until:a", "year", "academic_year", "academic_year:1:short", "number", "number:fr",
};

static const char *const conditions[] = {
  "a", "!b", "a=b", "a|age>=18", "a<@b or c", "a and b|lower='e' or !c", "a|date!=''", "c|days_until:a<100", "b>12.5 and b<=99", "a|first:1=@absent",
};

static const char *const noise[] = { "{", "}", "{:}", "{/}", "{?", "|", ":", "'", "@", "\\", "=", "{a", "{a|upper", "\xff", "%", "!" };

#define PICK(rand, list) list[g_rand_int_range (rand, 0, G_N_ELEMENTS (list))]

static void
append_field (GString *text,
              GRand   *rand)
{
  static const char *const names[] = { "a", "b", "c", "absent" };
  int n = g_rand_int_range (rand, 0, 5);

  g_string_append_printf (text, "{%s", PICK (rand, names));
  for (int i = 0; i < n; i++)
    g_string_append_printf (text, "|%s", PICK (rand, functions));
  g_string_append_c (text, '}');
}

static void
append_part (GString *text,
             GRand   *rand,
             guint   *depth)
{
  int kind = g_rand_int_range (rand, 0, 8);

  if (kind < 4)
    append_field (text, rand);
  else if (kind < 6)
    g_string_append (text, PICK (rand, literals));
  else if (kind == 6 || *depth == 0)
    {
      g_string_append_printf (text, "{?%s}", PICK (rand, conditions));
      *depth += 1;
    }
  else
    {
      g_string_append (text, g_rand_boolean (rand) ? "{:}y{/}" : "{/}");
      *depth -= 1;
    }
}

/* A pattern as the grammar has it; one of five is spoiled somewhere. */
static char *
make_text (GRand *rand)
{
  GString *text = g_string_new (NULL);
  int n = g_rand_int_range (rand, 0, 8);
  guint depth = 0;

  for (int i = 0; i < n; i++)
    append_part (text, rand, &depth);
  while (depth-- > 0)
    g_string_append (text, "{/}");
  if (g_rand_int_range (rand, 0, 5) == 0)
    g_string_insert (text, g_rand_int_range (rand, 0, (int) text->len + 1), PICK (rand, noise));
  return g_string_free (text, FALSE);
}

static const char *const values[] = {
  "", " ", "a", "Ķirsone-Šķēle", "O'BRIEN d’ANGELO", "Μάιος ΟΔΟΣ", "Щербаков МАРИЯ", "ıİiI ŉﬁßև", "محمد", "👩‍🎓🇱🇻👨‍👩‍👧", "\xcc\x81\xcc\xa7\xcc\x88", "e\xcc\x81",
  "\xe2\x80\x8d", "2026-09-01", "2024-02-29", "0001-01-01", "9999-12-31", "2026-09-01T10:00:00Z", "18", "-12.50", "0042", "12345678901234567890", "\xf0\x9d\x94\xb8", "\xef\xbf\xbf",
};

static void
fill_record (CwRecord *record,
             GRand    *rand)
{
  static const char *const names[] = { "a", "b", "c", "issued_at" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *long_value = NULL;
      const char *value = PICK (rand, values);
      const char *more = PICK (rand, values);

      long_value = g_rand_int_range (rand, 0, 4) == 0 ? g_strjoin (" ", value, more, more, value, NULL) : g_strdup (value);
      cw_record_set (record, names[i], long_value, NULL);
    }
}

/* Whatever is written and whatever the record holds: valid UTF-8 within the bound, the same twice. */
static void
test_property (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (20260901);
  guint n_taken = 0;

  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = make_text (rand);
      g_autoptr (GError) error = NULL;
      g_autoptr (CwPattern) pattern = cw_pattern_parse (text, &error);
      g_autoptr (CwRecord) record = cw_record_new ();
      g_autofree char *expanded = NULL;
      g_autofree char *again = NULL;

      g_assert_cmpint (pattern == NULL, ==, error != NULL);
      if (pattern == NULL)
        continue;
      n_taken++;
      fill_record (record, rand);
      expanded = cw_pattern_expand (pattern, record, NULL, NULL);
      again = cw_pattern_expand (pattern, record, NULL, NULL);
      g_assert_true (g_utf8_validate (expanded, -1, NULL));
      g_assert_cmpint (g_utf8_strlen (expanded, -1), <=, 4000);
      g_assert_cmpstr (expanded, ==, again);
    }
  g_test_message ("%u of 20000 patterns were taken", n_taken);
  g_assert_cmpuint (n_taken, >, 15000);
  g_assert_cmpuint (n_taken, <, 19000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/templates/pattern/expand", test_expand);
  g_test_add_func ("/templates/pattern/sections", test_sections);
  g_test_add_func ("/templates/pattern/missing", test_missing);
  g_test_add_func ("/templates/pattern/normal-form", test_normal_form);
  g_test_add_func ("/templates/pattern/constant", test_constant);
  g_test_add_func ("/templates/pattern/fields", test_fields);
  g_test_add_func ("/templates/pattern/refused", test_refused);
  g_test_add_func ("/templates/pattern/places", test_places);
  g_test_add_func ("/templates/pattern/bounded", test_bounded);
  g_test_add_func ("/templates/pattern/growth", test_growth);
  g_test_add_func ("/templates/pattern/property", test_property);
  return g_test_run ();
}
