/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include "app/base/bytes.h"

/* Where the software card's files and memory end, and what it refuses of the data that comes for
 * them. */

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

/* A card with an AES application F48120 of three keys, selected; everything is allowed. */
static Terminal *
with_application (void)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);
  Terminal *terminal = terminal_new (card);

  assert_status (terminal_plain (terminal, "CA2081F40F83"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  return terminal;
}

static void
log_in (Terminal *terminal)
{
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
}

/* A command without messaging, and what it must answer. */
static void
refuse (Terminal    *terminal,
        const char  *command,
        CwSoftStatus status)
{
  g_test_message ("%s", command);
  assert_status (terminal_native (terminal, command), status);
  g_assert_cmpuint (terminal->data->len, ==, 0);
}

static void
test_bounds (void)
{
  g_autoptr (Terminal) terminal = with_application ();

  assert_status (terminal_plain (terminal, "CD0100EEEE200000"), CW_SOFT_OK);
  refuse (terminal, "BD02000000010000", CW_SOFT_NO_FILE);
  refuse (terminal, "BD01000000210000", CW_SOFT_BOUNDARY);
  refuse (terminal, "BD01200000000000", CW_SOFT_BOUNDARY);
  refuse (terminal, "BD01200000010000", CW_SOFT_BOUNDARY);
  refuse (terminal, "BD01FFFFFFFFFFFF", CW_SOFT_BOUNDARY);
  refuse (terminal, "BD01010000FFFFFF", CW_SOFT_BOUNDARY);
  refuse (terminal, "3D0200000001000000", CW_SOFT_NO_FILE);
  refuse (terminal, "3D0120000001000000", CW_SOFT_BOUNDARY);
  refuse (terminal, "3D0100000021000000", CW_SOFT_BOUNDARY);
  refuse (terminal, "3D01FFFFFFFFFFFF00", CW_SOFT_BOUNDARY);
  refuse (terminal, "3D0100000000000000", CW_SOFT_PARAMETER);
  refuse (terminal, "3D010000000100000000", CW_SOFT_LENGTH);
  assert_status (terminal_plain (terminal, "3D011F000001000099"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "BD011F000001000000"), CW_SOFT_LENGTH);
  assert_status (terminal_plain (terminal, "BD011F0000010000"), CW_SOFT_OK);
  assert_data (terminal, "99");
}

static void
test_write_integrity (void)
{
  g_autoptr (Terminal) terminal = with_application ();

  assert_status (terminal_plain (terminal, "CD01010000200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD02030000200000"), CW_SOFT_OK);
  for (int i = 0; i < 12; i++)
    {
      log_in (terminal);
      assert_status (terminal_sealed (terminal, "3D01000000040000", "01020304", CW_SOFT_COMM_MAC, i), CW_SOFT_INTEGRITY);
    }
  for (int i = 0; i < 16; i++)
    {
      log_in (terminal);
      assert_status (terminal_sealed (terminal, "3D02000000040000", "01020304", CW_SOFT_COMM_ENCIPHERED, i), CW_SOFT_INTEGRITY);
    }
  /* and nothing was written */
  log_in (terminal);
  assert_status (terminal_fetch (terminal, "BD01000000040000", CW_SOFT_COMM_MAC, 4), CW_SOFT_OK);
  assert_data (terminal, "00000000");
  assert_status (terminal_fetch (terminal, "BD02000000040000", CW_SOFT_COMM_ENCIPHERED, 4), CW_SOFT_OK);
  assert_data (terminal, "00000000");
}

static void
test_chaining (void)
{
  g_autoptr (Terminal) terminal = with_application ();

  assert_status (terminal_plain (terminal, "CD0100EEEE800000"), CW_SOFT_OK);
  /* an empty piece, a piece too long, another command in between, the field off */
  assert_status (terminal_native (terminal, "3D0100000004000001"), CW_SOFT_MORE);
  refuse (terminal, "AF", CW_SOFT_LENGTH);
  assert_status (terminal_native (terminal, "3D0100000004000001"), CW_SOFT_MORE);
  refuse (terminal, "AF02030405", CW_SOFT_LENGTH);
  assert_status (terminal_native (terminal, "3D0100000004000001"), CW_SOFT_MORE);
  refuse (terminal, "F501", CW_SOFT_ABORTED);
  refuse (terminal, "AF020304", CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (terminal, "3D0100000004000001"), CW_SOFT_MORE);
  assert_status (terminal_raw (terminal, "90AF010001020000"), CW_SOFT_LENGTH);
  refuse (terminal, "AF020304", CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (terminal, "3D0100000004000001"), CW_SOFT_MORE);
  assert_status (terminal_native (terminal, "AF02"), CW_SOFT_MORE);
  assert_status (terminal_native (terminal, "AF0304"), CW_SOFT_OK);

  /* a long answer must be fetched without data, and to its end */
  assert_status (terminal_native (terminal, "BD01000000800000"), CW_SOFT_MORE);
  g_assert_cmpuint (terminal->data->len, ==, CW_SOFT_FRAME);
  refuse (terminal, "AF00", CW_SOFT_LENGTH);
  assert_status (terminal_native (terminal, "BD01000000800000"), CW_SOFT_MORE);
  refuse (terminal, "BD01000000010000", CW_SOFT_ABORTED);
  assert_status (terminal_native (terminal, "BD01000000040000"), CW_SOFT_OK);
  assert_data (terminal, "01020304");
}

static void
test_memory (void)
{
  g_autoptr (Terminal) terminal = with_application ();
  guint files = 0;
  guint used = 4 * CW_SOFT_GRANULE;
  guint found;

  /* one application with three keys, then files: 33 bytes take two granules, with backup four */
  for (; files < CW_SOFT_MAX_FILES; files++)
    {
      g_autofree char *create = g_strdup_printf ("%s%02X00EEEE210000", files % 2 == 0 ? "CD" : "CB", files);

      assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
      used += (files % 2 == 0 ? 2 : 4) * CW_SOFT_GRANULE;
    }
  assert_status (terminal_plain (terminal, "6E"), CW_SOFT_OK);
  found = terminal->data->data[0] | (guint) terminal->data->data[1] << 8;
  g_assert_cmpuint (found, ==, CW_SOFT_EEPROM - used);
  refuse (terminal, "CD1F00EEEE200000", CW_SOFT_DUPLICATE);
  refuse (terminal, "CD2000EEEE200000", CW_SOFT_PARAMETER);

  /* what is left is given out to the last granule, and not one more */
  assert_status (terminal_plain (terminal, "DF00"), CW_SOFT_OK);
  {
    g_autofree char *over = g_strdup_printf ("CD0000EEEE%02X%02X00", (found + 1) & 0xFF, (found + 1) >> 8);
    g_autofree char *rest = g_strdup_printf ("CD0000EEEE%02X%02X00", found & 0xFF, found >> 8);

    refuse (terminal, over, CW_SOFT_OUT_OF_EEPROM);
    assert_status (terminal_plain (terminal, rest), CW_SOFT_OK);
  }
  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  refuse (terminal, "CA0100000F01", CW_SOFT_OUT_OF_EEPROM);
  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "DA2081F4"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6E"), CW_SOFT_OK);
  assert_data (terminal, "000000");
  assert_status (terminal_plain (terminal, "FC"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6E"), CW_SOFT_OK);
  assert_data (terminal, "001F00");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softcard/limits/bounds", test_bounds);
  g_test_add_func ("/chip/softcard/limits/write-integrity", test_write_integrity);
  g_test_add_func ("/chip/softcard/limits/chaining", test_chaining);
  g_test_add_func ("/chip/softcard/limits/memory", test_memory);
  return g_test_run ();
}
