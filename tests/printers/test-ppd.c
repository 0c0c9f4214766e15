/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "printers/cups/ppd.h"

/* The reader of a driver's description. The PPDs are our own, in the forms that makers use. */

#define HEAD "*PPD-Adobe: \"4.3\"\n"

static GPtrArray *
parse (const char *text,
       GError    **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, strlen (text));

  return cw_ppd_parse (bytes, error);
}

static GPtrArray *
parse_file (const char *name)
{
  g_autofree char *path = g_build_filename (CW_PPD_FOLDER, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  GPtrArray *options;

  g_assert_true (g_file_get_contents (path, &text, NULL, &error));
  options = parse (text, &error);
  g_assert_no_error (error);
  return options;
}

static const CwQueueOption *
find (GPtrArray  *options,
      const char *keyword)
{
  for (guint i = 0; i < options->len; i++)
    {
      const CwQueueOption *option = g_ptr_array_index (options, i);

      if (g_str_equal (option->keyword, keyword))
        return option;
    }
  g_assert_not_reached ();
}

static const CwQueueChoice *
get_choice (const CwQueueOption *option,
            guint                index)
{
  return g_ptr_array_index (option->choices, index);
}

static void
test_ppd_grouped (void)
{
  g_autoptr (GPtrArray) options = parse_file ("evolis.ppd");
  const CwQueueOption *option;

  g_assert_cmpuint (options->len, ==, 3);
  option = find (options, "GRibbonType");
  g_assert_cmpstr (option->text, ==, "Type de ruban");
  g_assert_cmpstr (option->group, ==, "Ruban encreur");
  g_assert_cmpstr (option->standing, ==, "RC_YMCKO");
  g_assert_cmpuint (option->choices->len, ==, 3);
  g_assert_cmpstr (get_choice (option, 1)->keyword, ==, "RC_YMCKOS");
  g_assert_cmpstr (get_choice (option, 1)->text, ==, "Couleur, demi-panneaux");
  option = find (options, "PageSize");
  g_assert_cmpuint (option->choices->len, ==, 1); /* its code goes over three lines */
  g_assert_cmpstr (find (options, "Duplex")->standing, ==, "NONE");
}

/* Lines ended by CR LF, the maker's character set, a default behind the option and at its end. */
static void
test_ppd_characters (void)
{
  g_autoptr (GPtrArray) options = parse_file ("zebra.ppd");
  const CwQueueOption *option = find (options, "RibbonName");

  g_assert_cmpstr (option->text, ==, "Ribbon ®");
  g_assert_cmpstr (get_choice (option, 0)->text, ==, "YMCKO – fünf");
  g_assert_cmpstr (get_choice (option, 1)->text, ==, "KO");
  g_assert_cmpstr (option->standing, ==, "1KO");
  g_assert_null (option->group);
  option = find (options, "DualSidePrinting");
  g_assert_cmpstr (option->text, ==, "DualSidePrinting");
  g_assert_cmpstr (get_choice (option, 0)->text, ==, "0false");
  g_assert_cmpstr (option->standing, ==, "1true");
}

/* Lines ended by CR alone; a default that is no choice. */
static void
test_ppd_old_lines (void)
{
  g_autoptr (GPtrArray) options = parse_file ("mac-lines.ppd");
  const CwQueueOption *option = find (options, "Ribbon");

  g_assert_cmpstr (get_choice (option, 0)->text, ==, "K - Standard Resin");
  g_assert_null (option->standing);
}

static void
test_ppd_text (void)
{
  static const struct
  {
    const char *text; /* as in the file */
    const char *shown;
  } rows[] = {
    { "plain", "plain" },
    { "  two  words ", "two  words" },
    { "M<E4>r<7A>", "März" },
    { "a < b > c", "a < b > c" },
    { "<E>", "<E>" },
    { "<>", "<>" },
    { "a<0A>b", "a b" },
    { "Lapas izmērs", "Lapas izmērs" },
    { "<00>x", "x" },
    { "", "b" },
    { "<20>", "b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autofree char *text = g_strdup_printf (HEAD "*OpenUI *A: PickOne\n*A b/%s: \"\"\n*CloseUI: *A\n", rows[i].text);
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) options = parse (text, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (get_choice (find (options, "A"), 0)->text, ==, rows[i].shown);
    }
}

/* Twice the same choice, an option in two parts, lines of other things, the default that the print
 * service wrote over the maker's. */
static void
test_ppd_twice (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = parse (HEAD "*DefaultA: b\n*OpenUI *A/First: PickOne\n*A b/B: \"\"\n*A b/Again: \"\"\n*OrderDependency: 1 AnySetup *A\n*?A: \"query\"\n"
                                              "*lv.A b/Latviski: \"\"\n*CloseUI: *A\n*A z/Outside: \"\"\n*OpenUI *A/Second: PickOne\n*A c/C: \"\"\n*CloseUI: *A\n*DefaultA: c\n", &error);
  const CwQueueOption *option;

  g_assert_no_error (error);
  g_assert_cmpuint (options->len, ==, 1);
  option = find (options, "A");
  g_assert_cmpstr (option->text, ==, "First");
  g_assert_cmpuint (option->choices->len, ==, 2);
  g_assert_cmpstr (get_choice (option, 0)->text, ==, "B");
  g_assert_cmpstr (option->standing, ==, "c");
}

static void
test_ppd_refused (void)
{
  static const struct
  {
    const char *text;
    const char *says;
  } files[] = {
    { "", "no PPD" },
    { "\n\n*% only words\n", "no PPD" },
    { "*FormatVersion: \"4.3\"\n", "line 1" },
    { HEAD "OpenUI\n", "line 2" },
    { HEAD "*OpenUI *A: PickOne\n*A b: \"\n\n\n", "line 3" },
    { HEAD "*A: \"\n\"\n*CloseUI: *A\n", "line 4" },
    { HEAD "*OpenUI *A: PickOne\n*OpenUI *B: PickOne\n", "inside another" },
    { HEAD "*OpenUI *A: PickOne\n*CloseUI: *B\n", "another option" },
    { HEAD "*OpenUI *A: PickOne\n", "no end" },
    { HEAD "*OpenUI A: PickOne\n", "no keyword" },
    { HEAD "*OpenUI *: PickOne\n", "no keyword" },
    { HEAD "*CloseUI: *A\n", "did not begin" },
    { HEAD "*OpenUI *A: PickOne\n*A b c/B: \"\"\n*CloseUI: *A\n", "one word" },
    { HEAD "*: \n", "keyword" },
    { HEAD "*\xc4\x81: 1\n", "keyword" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) options = parse (files[i].text, &error);

      g_test_message ("%zu: %s", i, error != NULL ? error->message : "accepted");
      g_assert_null (options);
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, files[i].says));
    }
}

static gboolean
is_refused (const char *text,
            gsize       length)
{
  g_autoptr (GBytes) bytes = g_bytes_new (text, length);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) options = cw_ppd_parse (bytes, &error);

  g_assert_true ((options == NULL) == g_error_matches (error, CW_ERROR, CW_ERROR_INVALID));
  return options == NULL;
}

static void
test_ppd_limits (void)
{
  g_autoptr (GString) options = g_string_new (HEAD);
  g_autoptr (GString) choices = g_string_new (HEAD "*OpenUI *A: PickOne\n");
  g_autoptr (GString) large = g_string_new (HEAD);
  g_autofree char *word = g_strnfill (127, 'a');
  g_autofree char *keyword = g_strdup_printf (HEAD "*%s: 1\n", word);
  g_autofree char *longer = g_strdup_printf (HEAD "*%sa: 1\n", word);

  for (guint i = 0; i < 512; i++)
    g_string_append_printf (options, "*OpenUI *A%u: PickOne\n*CloseUI: *A%u\n", i, i);
  g_assert_false (is_refused (options->str, options->len));
  g_string_append (options, "*OpenUI *B: PickOne\n*CloseUI: *B\n");
  g_assert_true (is_refused (options->str, options->len));

  for (guint i = 0; i < 1025; i++)
    g_string_append_printf (choices, "*A b%u: \"\"\n", i);
  g_assert_true (is_refused (choices->str, choices->len));

  while (large->len < CW_PPD_MAX_SIZE - 10)
    g_string_append (large, "*% word\n");
  g_assert_false (is_refused (large->str, large->len));
  while (large->len <= CW_PPD_MAX_SIZE)
    g_string_append (large, "*% word\n");
  g_assert_true (is_refused (large->str, large->len));

  g_assert_false (is_refused (keyword, strlen (keyword)));
  g_assert_true (is_refused (longer, strlen (longer)));
  g_assert_true (is_refused (HEAD "*A: \0\n", strlen (HEAD) + 6));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_func ("/printers/ppd/grouped", test_ppd_grouped);
  g_test_add_func ("/printers/ppd/characters", test_ppd_characters);
  g_test_add_func ("/printers/ppd/old-lines", test_ppd_old_lines);
  g_test_add_func ("/printers/ppd/text", test_ppd_text);
  g_test_add_func ("/printers/ppd/twice", test_ppd_twice);
  g_test_add_func ("/printers/ppd/refused", test_ppd_refused);
  g_test_add_func ("/printers/ppd/limits", test_ppd_limits);
  return g_test_run ();
}
