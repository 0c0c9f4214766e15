/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "app/core/escn.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

#define OFFSET G_GUINT64_CONSTANT (12219292800000)

typedef struct
{
  const char *text;
  gint64      unix_ms;
  guint       counter;
  guint       clock;
  guint       prefix;
  const char *pic;
} Vector;

/* Numbers that were published. Sources, in order: OpenAPI of the ESC-Router v2
 * (CardUpdateView.cardNumber); README.md of EuropeanStudentCard/escr-api-lib; test_real_data.py
 * of edutap-eu/edutap.esc_router_api; kit-card.kit.edu/english/141.php; profile.json and two
 * samples of ec2u/card. The times were computed back with the reference's offset. */
static const Vector published[] = {
  { "3e506370-826a-103d-bf76-001000000001", 1730114711015, 0, 0xbf76, 1, "000000001" },
  { "e6480dc0-9fba-1035-a6bd-001932465463", 1508157954908, 0, 0xa6bd, 1, "932465463" },
  { "024e8a11-e98f-103e-83a9-988999978433", 1769602969155, 7393, 0x83a9, 988, "999978433" },
  { "6a377012-48b3-1037-94dd-007990797674", 1554883984465, 2, 0x94dd, 7, "990797674" },
  { "b124d040-2860-103b-9cfc-001999893752", 1663920008708, 0, 0x9cfc, 1, "999893752" },
  { "22d30120-cd32-1039-bbec-001999893752", 1625746959602, 0, 0xbbec, 1, "999893752" },
  { "fc3a1f80-93fb-103a-9b31-000999893752", 1647603983416, 0, 0x9b31, 0, "999893752" },
};

/* Computed by hand from the formula of EscnFactory.java (EuropeanStudentCard/
 * escn-java-generator, 36ae0b3); prefix 66 with PIC 999859608 is its own EscnFactoryTest. */
static const Vector derived[] = {
  { "069b5400-0b1d-1000-8000-000000000000", 0, 0, 0x8000, 0, "000000000" },
  { "a8d45400-dbd1-1035-8000-001999859608", 1514764800000, 0, 0x8000, 1, "999859608" },
  { "4b171400-b51e-103d-9abc-066999859608", 1735689600000, 0, 0x9abc, 66, "999859608" },
  { "4b173b0f-b51e-103d-bffe-999999933328", 1735689600000, 9999, 0xbffe, 999, "999933328" },
  { "c3ddd401-d3ef-103e-8001-007999871830", 1767225600000, 1, 0x8001, 7, "999871830" },
  { "984728da-d46f-103f-a5a5-000944407521", 1795428000123, 42, 0xa5a5, 0, "944407521" },
};

static void
check_vector (const Vector *vector)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint64 stamp = (guint64) vector->unix_ms * 10000 + OFFSET + vector->counter;
  char pic[10];
  CwEscn parsed;
  CwEscn built;

  g_assert_true (cw_escn_parse (vector->text, &parsed, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (cw_escn_get_stamp (&parsed), ==, stamp);
  g_assert_cmphex (cw_escn_get_clock (&parsed), ==, vector->clock);
  g_assert_cmpuint (cw_escn_get_prefix (&parsed), ==, vector->prefix);
  cw_escn_get_pic (&parsed, pic);
  g_assert_cmpstr (pic, ==, vector->pic);

  g_assert_true (cw_escn_build (stamp, vector->clock, vector->prefix, vector->pic, &built, &error));
  g_assert_no_error (error);
  g_assert_true (cw_escn_equal (&parsed, &built));
  text = cw_escn_to_string (&built);
  g_assert_cmpstr (text, ==, vector->text);
}

static void
test_published (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (published); i++)
    check_vector (&published[i]);
}

static void
test_derived (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (derived); i++)
    check_vector (&derived[i]);
}

static void
test_raw_bytes (void)
{
  g_autofree char *hex = NULL;
  CwEscn escn;

  g_assert_true (cw_escn_parse ("3e506370-826a-103d-bf76-001000000001", &escn, NULL));
  hex = cw_hex_encode (escn.bytes, sizeof escn.bytes);
  g_assert_cmpstr (hex, ==, "3E506370826A103DBF76001000000001");
}

/* Numbers with a true RFC 4122 time stamp are in use: uuid.uuid1() of Python, as in
 * edutap.esc_router_api. */
static void
test_true_rfc (void)
{
  CwEscn escn;
  char pic[10];

  g_assert_true (cw_escn_parse ("57fd0000-c7d3-11ef-9abc-001999933328", &escn, NULL));
  g_assert_cmpuint (cw_escn_get_stamp (&escn), ==, G_GUINT64_CONSTANT (1735689600000) * 10000 + G_GUINT64_CONSTANT (122192928000000000));
  cw_escn_get_pic (&escn, pic);
  g_assert_cmpstr (pic, ==, "999933328");
  g_assert_true (cw_escn_parse ("a52d14da-e724-11f1-a5a5-003999978433", &escn, NULL));
  g_assert_cmpuint (cw_escn_get_prefix (&escn), ==, 3);
}

static void
test_upper_case (void)
{
  CwEscn lower;
  CwEscn upper;
  g_autofree char *text = NULL;

  g_assert_true (cw_escn_parse ("3e506370-826a-103d-bf76-001000000001", &lower, NULL));
  g_assert_true (cw_escn_parse ("3E506370-826A-103D-BF76-001000000001", &upper, NULL));
  g_assert_true (cw_escn_equal (&lower, &upper));
  text = cw_escn_to_string (&upper);
  g_assert_cmpstr (text, ==, "3e506370-826a-103d-bf76-001000000001");
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *word; /* of the sentence */
  } cases[] = {
    { "", "0 characters" },
    { "cardNum1", "8 characters" },
    { "0c615bc5-605a-11ef-83b5-errorUUID", "33 characters" },
    { "3e506370826a103dbf76001000000001", "32 characters" },
    { "3e506370-826a-103d-bf76-00100000000", "35 characters" },
    { "3e506370-826a-103d-bf76-0010000000012", "37 characters" },
    { " 3e506370-826a-103d-bf76-001000000001", "37 characters" },
    { " e506370-826a-103d-bf76-001000000001", "character 1 is not a hex digit" },
    { "3e506370-826a-103d-bf76-00100000000 ", "character 36 is not a hex digit" },
    { "3e506370-826a-103d-bf76-00100000000g", "character 36 is not a hex digit" },
    { "3e506370x826a-103d-bf76-001000000001", "character 9 must be a dash" },
    { "3e5063708-26a-103d-bf76-001000000001", "character 9 must be a dash" },
    { "3e506370-826a-103d-bf76+001000000001", "character 24 must be a dash" },
    { "3e506370-826a-403d-bf76-001000000001", "version is 4" },
    { "3e506370-826a-103d-7f76-001000000001", "fourth group" },
    { "3e506370-826a-103d-cf76-001000000001", "fourth group" },
    { "0c615bc5-605a-11ef-83b5-60a44c40ce5c", "prefix" },
    { "0c615bc5-605a-11ef-83b5-00a440400050", "prefix" },
    { "0c615bc5-605a-11ef-83b5-604a40400050", "PIC" },
    { "0c615bc5-605a-11ef-83b5-60444040005c", "PIC" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      CwEscn escn = { .bytes = { 0xaa } };

      g_assert_false (cw_escn_parse (cases[i].text, &escn, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_test_message ("“%s”: %s", cases[i].text, error->message);
      g_assert_nonnull (strstr (error->message, cases[i].word));
      g_assert_cmphex (escn.bytes[0], ==, 0xaa);
    }
}

/* The bad inputs of EscnFactoryTest, and those that the PHP and C# ports let through. */
static void
test_bad_parts (void)
{
  static const char *const pics[] = { "InvalidPicOfMoreThan9Chars", "12345678", "1234567890", "12345678a", "", " 12345678", "１２３４５６７８９", "+12345678" };
  static const guint prefixes[] = { 1000, 6666, (guint) -1 };
  CwEscn escn;

  for (gsize i = 0; i < G_N_ELEMENTS (pics); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_escn_check_pic (pics[i], NULL));
      g_assert_false (cw_escn_build (1, 0, 1, pics[i], &escn, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "PIC"));
    }
  g_assert_false (cw_escn_check_pic (NULL, NULL));

  for (gsize i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_escn_check_prefix (prefixes[i], NULL));
      g_assert_false (cw_escn_build (1, 0, prefixes[i], "999933328", &escn, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "prefix"));
    }

  g_assert_false (cw_escn_build (G_GUINT64_CONSTANT (1) << 60, 0, 1, "999933328", &escn, NULL));
  g_assert_true (cw_escn_build ((G_GUINT64_CONSTANT (1) << 60) - 1, 0, 1, "999933328", &escn, NULL));
  g_assert_cmpuint (cw_escn_get_stamp (&escn), ==, (G_GUINT64_CONSTANT (1) << 60) - 1);
  g_assert_false (cw_escn_build (1, 0x4000, 1, "999933328", &escn, NULL));
  g_assert_false (cw_escn_build (1, 0xc000, 1, "999933328", &escn, NULL));
  g_assert_false (cw_escn_build (1, 0x10000, 1, "999933328", &escn, NULL));
}

static void
test_router_prefix (void)
{
  g_autoptr (GError) error = NULL;
  guint64 last = 5;
  CwEscn escn;

  g_assert_false (cw_escn_check_prefix (CW_ESCN_ROUTER_PREFIX, NULL));
  g_assert_false (cw_escn_next (&last, 0, 0, CW_ESCN_ROUTER_PREFIX, "999933328", &escn, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "988"));
  g_assert_cmpuint (last, ==, 5);
}

static void
test_next_is_reference (void)
{
  g_autofree char *text = NULL;
  guint64 last = 0;
  CwEscn escn;

  /* microseconds below the millisecond do not count */
  g_assert_true (cw_escn_next (&last, 1735689600000 * 1000 + 999, 0x1abc, 66, "999859608", &escn, NULL));
  text = cw_escn_to_string (&escn);
  g_assert_cmpstr (text, ==, "4b171400-b51e-103d-9abc-066999859608");
  g_assert_cmpuint (last, ==, cw_escn_get_stamp (&escn));

  /* all 16 random bits set: the variant stays */
  g_assert_true (cw_escn_next (&last, 1735689600000 * 1000, 0xffff, 66, "999859608", &escn, NULL));
  g_assert_cmphex (cw_escn_get_clock (&escn), ==, 0xbfff);
  g_assert_true (cw_escn_next (&last, 1735689600000 * 1000, 0x4000, 66, "999859608", &escn, NULL));
  g_assert_cmphex (cw_escn_get_clock (&escn), ==, 0x8000);
}

static void
test_next_refused (void)
{
  static const gint64 moments[] = { -1, G_MININT64, G_MAXINT64, G_GINT64_CONSTANT (115291000000000) * 1000 };
  guint64 last = 7;
  CwEscn escn;

  for (gsize i = 0; i < G_N_ELEMENTS (moments); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_escn_next (&last, moments[i], 0, 1, "999933328", &escn, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, "clock"));
    }
  g_assert_false (cw_escn_next (&last, 0, 0, 1, "99993332", &escn, NULL));
  g_assert_cmpuint (last, ==, 7);

  last = (G_GUINT64_CONSTANT (1) << 60) - 1;
  g_assert_false (cw_escn_next (&last, 0, 0, 1, "999933328", &escn, NULL));
  last = G_MAXUINT64;
  g_assert_false (cw_escn_next (&last, 0, 0, 1, "999933328", &escn, NULL));
}

static void
add_number (GHashTable *seen,
            guint64    *last,
            gint64      now)
{
  guint64 before = *last;
  CwEscn escn;
  CwEscn again;
  char text[CW_ESCN_TEXT_SIZE];

  /* the same random bits every time: the stamp alone must keep the numbers apart */
  g_assert_true (cw_escn_next (last, now, 0x2a2a, 12, "999933328", &escn, NULL));
  g_assert_cmpuint (*last, >, before);
  g_assert_cmpuint (cw_escn_get_stamp (&escn), ==, *last);
  cw_escn_format (&escn, text);
  g_assert_true (g_hash_table_add (seen, g_strdup (text)));
  g_assert_true (cw_escn_parse (text, &again, NULL));
  g_assert_true (cw_escn_equal (&escn, &again));
}

/* 100,000 numbers: a clock that crawls, stands still, jumps ahead, is set back a day, and a
 * program that is started anew with the stamp it kept. */
static void
test_distinct (void)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GRand) rand = g_rand_new_with_seed (20261123);
  gint64 now = G_GINT64_CONSTANT (1795428000123) * 1000;
  guint64 last = 0;

  for (guint i = 0; i < 100000; i++)
    {
      switch (g_rand_int_range (rand, 0, 5))
        {
        case 0:
          break;
        case 1:
          now += 1;
          break;
        case 2:
          now += g_rand_int_range (rand, 0, 3000);
          break;
        case 3:
          now -= g_rand_int_range (rand, 0, 2000);
          break;
        case 4:
          if (i % 1000 == 0)
            now -= G_GINT64_CONSTANT (24) * 3600 * G_USEC_PER_SEC;
          break;
        }
      if (i % 997 == 0)
        {
          g_autofree char *kept = g_strdup_printf ("%" G_GUINT64_FORMAT, last);

          last = g_ascii_strtoull (kept, NULL, 10);
        }
      add_number (seen, &last, now);
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, 100000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/core/escn/published", test_published);
  g_test_add_func ("/core/escn/derived", test_derived);
  g_test_add_func ("/core/escn/raw-bytes", test_raw_bytes);
  g_test_add_func ("/core/escn/true-rfc", test_true_rfc);
  g_test_add_func ("/core/escn/upper-case", test_upper_case);
  g_test_add_func ("/core/escn/refused", test_refused);
  g_test_add_func ("/core/escn/bad-parts", test_bad_parts);
  g_test_add_func ("/core/escn/router-prefix", test_router_prefix);
  g_test_add_func ("/core/escn/next-is-reference", test_next_is_reference);
  g_test_add_func ("/core/escn/next-refused", test_next_refused);
  g_test_add_func ("/core/escn/distinct", test_distinct);
  return g_test_run ();
}
