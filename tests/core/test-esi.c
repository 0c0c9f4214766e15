/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/core/esi.h"

#include <string.h>

#include "app/base/error.h"

#define P CW_ESI_PREFIX

/* Sources, in order: ESC-Router OpenAPI v2 (example); documentation of
 * edutap.esc_router_api; ApiEscService of EsupPortail/esup-sgc (lower-case country);
 * aai.arnes.si/aai/esi; the pattern of kit-card.kit.edu; two made up for Latvia; ISO 3166-2, as
 * "European Student Identifier" 1.0 (GÉANT wiki) allows; the Ladok page of Sunet. */
static void
test_valid (void)
{
  static const struct
  {
    const char *text;
    const char *scope;
    const char *code;
  } cases[] = {
    { P "HR:xxxxxxxxxx", "HR", "xxxxxxxxxx" },
    { P "lmu.de:12345", "lmu.de", "12345" },
    { P "fr:1234567890G", "fr", "1234567890G" },
    { P "SI:48BEA92EC2F438B6BE06555EDA347BD6BD9739C1", "SI", "48BEA92EC2F438B6BE06555EDA347BD6BD9739C1" },
    { P "kit.edu:ab1234", "kit.edu", "ab1234" },
    { P "lbtu.lv:LF23001", "lbtu.lv", "LF23001" },
    { P "lu.lv:ab12345", "lu.lv", "ab12345" },
    { P "ES-AN:12345678", "ES-AN", "12345678" },
    { P "se:9e342e78-5b6c-4902-966e-50e28a21e601", "se", "9e342e78-5b6c-4902-966e-50e28a21e601" },
    { P "forest.lbtu.lv:1", "forest.lbtu.lv", "1" },
    { P "lbtu.lv:a:b%2Fc()+,-.:=@;$_!*'", "lbtu.lv", "a:b%2Fc()+,-.:=@;$_!*'" },
    { "URN:SCHAC:personaluniquecode:INT:ESI:lbtu.lv:LF23001", "lbtu.lv", "LF23001" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *scope = cw_esi_get_scope (cases[i].text);
      g_autofree char *code = cw_esi_get_code (cases[i].text);

      cw_esi_check (cases[i].text, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (scope, ==, cases[i].scope);
      g_assert_cmpstr (code, ==, cases[i].code);
    }
}

static const struct
{
  const char *text;
  const char *word; /* of the sentence */
} invalid[] = {
  { "", "empty" },
  { P, "lacks its scope or its code" },
  { P "lu.lv:", "no code" },
  { P ":12345", "no scope" },
  { P "12345", "lacks its scope or its code" },
  { "urn:schac:personalUniqueCode:lv:esi:lu.lv:12345", "does not begin" },
  { "urn:mace:terena.org:schac:personalUniqueCode:int:esi:lv:12345", "does not begin" },
  { "urn:schac:personalUniqueID:int:esi:lv:12345", "does not begin" },
  { P "XX:12345", "“XX” of the ESI is not a country" },
  { P "uk:12345", "“uk” of the ESI is not a country" },
  { P "XX-AN:12345", "does not begin with a country" },
  { P "ES-ANDA:12345", "neither a country nor" },
  { P "ES-:12345", "neither a country nor" },
  { P "lu:lv:12345", NULL },
  { P "lulv:12345", "neither a country nor" },
  { P "lu..lv:12345", "neither a country nor" },
  { P ".lu.lv:12345", "neither a country nor" },
  { P "lu.lv.:12345", "neither a country nor" },
  { P "-lu.lv:12345", "neither a country nor" },
  { P "lu-.lv:12345", "neither a country nor" },
  { P "lu_a.lv:12345", "neither a country nor" },
  { P "lu.lv:12 345", "Byte 3" },
  { P "lu.lv:123/45", "Byte 4" },
  { P "lu.lv:123?", "Byte 4" },
  { P "lu.lv:123#", "Byte 4" },
  { P "lu.lv:stud\xc4\x93ns1", "Byte 5" },
  { P "lu.lv:a%", "% at byte 2" },
  { P "lu.lv:a%4", "% at byte 2" },
  { P "lu.lv:a%4x", "% at byte 2" },
  { P "lu.lv:a%00", "zero byte" },
  { P "lu.lv:12345\n", "Byte 6" },
  { " " P "lu.lv:12345", "does not begin" },
  { "LV-999933328-12345", "does not begin" },
  { "FR-999859608-1234567890G", "does not begin" },
};

static void
test_invalid (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (invalid); i++)
    {
      g_autoptr (GError) error = NULL;

      /* "lu" is Luxembourg, and a colon may stand in a code: a slip no grammar finds */
      if (invalid[i].word == NULL)
        {
          g_assert_true (cw_esi_check (invalid[i].text, NULL));
          continue;
        }
      g_assert_false (cw_esi_check (invalid[i].text, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_test_message ("“%s”: %s", invalid[i].text, error->message);
      g_assert_nonnull (strstr (error->message, invalid[i].word));
      g_assert_null (strstr (error->message, "12345"));
      g_assert_null (cw_esi_get_scope (invalid[i].text));
      g_assert_null (cw_esi_get_code (invalid[i].text));
    }
  g_assert_null (cw_esi_get_scope (NULL));
  g_assert_null (cw_esi_get_code (NULL));
}

static void
test_length (void)
{
  g_autoptr (GString) text = g_string_new (P "lu.lv:");
  g_autoptr (GString) label = g_string_new (P);

  while (text->len < CW_ESI_MAX_LENGTH)
    g_string_append_c (text, '1');
  g_assert_true (cw_esi_check (text->str, NULL));
  g_string_append_c (text, '1');
  g_assert_false (cw_esi_check (text->str, NULL));

  for (guint i = 0; i < 63; i++)
    g_string_append_c (label, 'a');
  g_string_append (label, ".lv:1");
  g_assert_true (cw_esi_check (label->str, NULL));
  g_string_insert_c (label, (gssize) strlen (P), 'a');
  g_assert_false (cw_esi_check (label->str, NULL));
}

/* ISO 3166-1 has 249 codes; the user-assigned and reserved ones are none of them. */
static void
test_countries (void)
{
  guint n_countries = 0;

  for (char a = 'A'; a <= 'Z'; a++)
    for (char b = 'A'; b <= 'Z'; b++)
      {
        g_autofree char *upper = g_strdup_printf (P "%c%c:1", a, b);
        g_autofree char *lower = g_strdup_printf (P "%c%c:1", g_ascii_tolower (a), g_ascii_tolower (b));

        g_assert_true (cw_esi_check (upper, NULL) == cw_esi_check (lower, NULL));
        n_countries += cw_esi_check (upper, NULL) ? 1 : 0;
      }
  g_assert_cmpuint (n_countries, ==, 249);
  g_assert_false (cw_esi_check (P "EU:1", NULL));
  g_assert_false (cw_esi_check (P "XK:1", NULL));
}

static void
test_make (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *plain = cw_esi_make ("lbtu.lv", "LF23001", &error);
  g_autofree char *escaped = cw_esi_make ("LV", "stud\xc4\x93ns 1/2%", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (plain, ==, P "lbtu.lv:LF23001");
  g_assert_cmpstr (escaped, ==, P "LV:stud%C4%93ns%201%2F2%25");
  g_assert_true (cw_esi_check (escaped, NULL));

  g_assert_null (cw_esi_make ("lbtu", "LF23001", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_null (cw_esi_make ("lbtu.lv", "", NULL));
  g_assert_null (cw_esi_make ("lbtu.lv:1", "2", NULL));
  g_assert_null (cw_esi_make ("", "2", NULL));
}

static void
test_normalize (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = cw_esi_normalize (" URN:Schac:PERSONALUNIQUECODE:int:esi:Lbtu.lv:LF23001\n", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (text, ==, P "Lbtu.lv:LF23001");
  g_assert_null (cw_esi_normalize ("LV-999933328-12345", &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_equal (void)
{
  g_assert_true (cw_esi_equal (P "lbtu.lv:LF23001", "URN:SCHAC:PERSONALUNIQUECODE:INT:ESI:LBTU.LV:lf23001"));
  g_assert_false (cw_esi_equal (P "lbtu.lv:LF23001", P "lbtu.lv:LF23002"));
  g_assert_false (cw_esi_equal (NULL, P "lbtu.lv:LF23001"));
  g_assert_false (cw_esi_equal (NULL, NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/core/esi/valid", test_valid);
  g_test_add_func ("/core/esi/invalid", test_invalid);
  g_test_add_func ("/core/esi/length", test_length);
  g_test_add_func ("/core/esi/countries", test_countries);
  g_test_add_func ("/core/esi/make", test_make);
  g_test_add_func ("/core/esi/normalize", test_normalize);
  g_test_add_func ("/core/esi/equal", test_equal);
  return g_test_run ();
}
