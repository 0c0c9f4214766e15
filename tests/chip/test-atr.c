/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/atr.h"
#include "app/chip/kind.h"

/* Answers to reset as readers give them. Where from: PC/SC part 3 (its own examples), the list of
 * pcsc-tools, and cards with contacts from ISO/IEC 7816-3. */

static void
parse (CwAtr      *atr,
       const char *text)
{
  g_autoptr (GByteArray) bytes = cw_hex_decode (text, NULL);

  g_assert_nonnull (bytes);
  cw_atr_parse (atr, bytes->data, bytes->len);
}

static void
test_kinds (void)
{
  static const struct
  {
    const char *text;
    CwAtrFamily family;
    const char *name;
  } cases[] = {
    { "3B8180018080", CW_ATR_ISO_A, "processor card (ISO 14443-4 type A)" },
    { "3B80800101", CW_ATR_ISO_A, "processor card (ISO 14443-4 type A)" },
    { "3B8F8001804F0CA000000306030001000000006A", CW_ATR_CLASSIC, "MIFARE Classic 1K" },
    { "3B8F8001804F0CA0000003060300020000000069", CW_ATR_CLASSIC, "MIFARE Classic 4K" },
    { "3B8F8001804F0CA0000003060300030000000068", CW_ATR_ULTRALIGHT, "MIFARE Ultralight or NTAG" },
    { "3B8F8001804F0CA00000030603003A0000000051", CW_ATR_ULTRALIGHT, "MIFARE Ultralight C" },
    { "3B8F8001804F0CA00000030603003D0000000056", CW_ATR_ULTRALIGHT, "MIFARE Ultralight EV1" },
    { "3B8F8001804F0CA0000003060B00140000000077", CW_ATR_STORAGE, "ICODE SLI" },
    { "3B8F8001804F0CA00000030603FF88000000001C", CW_ATR_CLASSIC, "MIFARE Classic 1K" },
    { "3B8F8001804F0CA00000030603ABCD000000000D", CW_ATR_STORAGE, "storage card 03 ABCD" },
    { "3B88800100000000338181013B", CW_ATR_ISO_A, "processor card (ISO 14443-4 type A)" },
    { "3B8880010000000033818180BA", CW_ATR_ISO_B, "processor card (ISO 14443-4 type B)" },
    { "3B6500002063CB6800", CW_ATR_CONTACT, "card with contacts" },
    { "3F2F008069AF0307015900000000", CW_ATR_UNKNOWN, "unknown card" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *name = NULL;
      CwAtr atr;

      parse (&atr, cases[i].text);
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (atr.family, ==, cases[i].family);
      name = cw_atr_describe (&atr);
      g_assert_cmpstr (name, ==, cases[i].name);
      g_assert_cmpint (cw_atr_may_be_desfire (&atr), ==,
                       cases[i].family == CW_ATR_UNKNOWN || cases[i].family == CW_ATR_ISO_A || cases[i].family == CW_ATR_ISO_B);
    }
}

/* One byte less, one more, a wrong checksum: nothing is believed. */
static void
test_damaged (void)
{
  static const char text[] = "3B8F8001804F0CA000000306030001000000006A";
  g_autoptr (GByteArray) whole = cw_hex_decode (text, NULL);
  guint8 longer[40] = { 0 };
  CwAtr atr;

  g_assert_nonnull (whole);
  memcpy (longer, whole->data, whole->len);
  for (gsize length = 0; length < sizeof longer; length++)
    {
      cw_atr_parse (&atr, longer, length);
      g_assert_cmpint (atr.family, ==, length == whole->len ? CW_ATR_CLASSIC : CW_ATR_UNKNOWN);
    }
  for (gsize i = 1; i < whole->len; i++)
    {
      memcpy (longer, whole->data, whole->len);
      longer[i] ^= 0x01;
      cw_atr_parse (&atr, longer, whole->len);
      g_assert_cmpint (atr.family, !=, CW_ATR_CLASSIC);
    }
}

static void
test_check_desfire (void)
{
  static const guint8 desfire[] = { 0x3B, 0x81, 0x80, 0x01, 0x80, 0x80 };
  g_autoptr (GByteArray) classic = cw_hex_decode ("3B8F8001804F0CA000000306030001000000006A", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (cw_atr_check_desfire (desfire, sizeof desfire, &error));
  g_assert_no_error (error);
  g_assert_false (cw_atr_check_desfire (classic->data, classic->len, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "MIFARE Classic 1K"));
}

static gboolean
refuse_to_send (gpointer      user_data,
                const guint8 *command,
                gsize         length,
                GByteArray   *answer,
                GError      **error)
{
  g_assert_not_reached ();
}

/* A card that cannot be a DESFire is not even asked. */
static void
test_nothing_is_sent (void)
{
  g_autoptr (GByteArray) classic = cw_hex_decode ("3B8F8001804F0CA000000306030001000000006A", NULL);
  const CwChipLink link = { .transmit = refuse_to_send, .atr = classic->data, .atr_length = classic->len };
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&link);
  g_autoptr (GError) error = NULL;
  CwDesfireVersion version;

  g_assert_false (cw_chip_identify (desfire, &version, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "MIFARE Classic 1K"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/atr/kinds", test_kinds);
  g_test_add_func ("/chip/atr/damaged", test_damaged);
  g_test_add_func ("/chip/atr/check-desfire", test_check_desfire);
  g_test_add_func ("/chip/atr/nothing-is-sent", test_nothing_is_sent);
  return g_test_run ();
}
