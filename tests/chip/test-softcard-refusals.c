/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

#include "app/base/bytes.h"

/* Everything that the software card refuses, and that it refuses with the right status byte, and
 * that a refusal ends the session. */

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

#define KEY_1 "00102030405060708090A0B0B0A09080"

/* A card with an AES application F48120 of three keys, selected; settings as given. */
static Terminal *
with_application (const char *settings)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);
  Terminal *terminal = terminal_new (card);
  g_autofree char *create = g_strconcat ("CA2081F4", settings, "83", NULL);

  assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  return terminal;
}

static void
log_in (Terminal *terminal,
        guint     number)
{
  assert_status (terminal_authenticate (terminal, 0xAA, number, ZERO_AES), CW_SOFT_OK);
}

static void
log_in_card (Terminal *terminal)
{
  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
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

/* The same in a session with key @number, which must be over afterwards. */
static void
refuse_in_session (Terminal    *terminal,
                   guint        number,
                   const char  *command,
                   CwSoftStatus status)
{
  log_in (terminal, number);
  refuse (terminal, command, status);
  refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
}

static void
test_framing (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");
  static const struct
  {
    const char *apdu;
    int         status;
  } cases[] = {
    { "9060", 0x6700 },
    { "90600000", 0x6700 },
    { "9060010000", CW_SOFT_LENGTH },
    { "9060000100", CW_SOFT_LENGTH },
    { "9060000001", CW_SOFT_LENGTH },
    { "906000000000", CW_SOFT_LENGTH },
    { "90640000010000FF", CW_SOFT_LENGTH },
    { "90640000020000", CW_SOFT_LENGTH },
    { "906400000100FF", CW_SOFT_LENGTH },
    { "9064000001000000", CW_SOFT_LENGTH },
    { "80640000010000", 0x6E00 },
    { "00B0000000", 0x6D00 },
    { "00A4000002E10000", 0x6A86 },
    { "00A40400", 0x6700 },
    { "00A4040000", 0x6700 },
    { "00A404000500", 0x6700 },
    { "FFCA0000", 0x6700 },
    { "FFCA00000000", 0x6700 },
    { "90FF000000", CW_SOFT_ILLEGAL_COMMAND },
    { "90C1000000", CW_SOFT_ILLEGAL_COMMAND },
    { "9071000002000000", CW_SOFT_ILLEGAL_COMMAND },
    { "90AD0000070100000000000000", CW_SOFT_ILLEGAL_COMMAND },
    { "90AF000000", CW_SOFT_ILLEGAL_COMMAND },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].apdu);
      log_in (terminal, 0);
      assert_status (terminal_raw (terminal, cases[i].apdu), cases[i].status);
      g_assert_cmpuint (terminal->data->len, ==, 0);
      /* what the reader refuses by itself has not reached the card */
      if ((cases[i].status & 0xFF00) == 0)
        refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
    }
}

static void
test_frame_too_long (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");
  g_autofree char *sixty = g_strnfill (2 * (CW_SOFT_FRAME + 1), '0');
  g_autofree char *command = g_strconcat ("3D", sixty, NULL);

  refuse (terminal, command, CW_SOFT_LENGTH);
}

static void
test_lengths (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");
  static const char *const commands[] = {
    "0A", "0A0000", "1A", "1A0000", "AA", "AA0000", "C4", "C400", "54", "4500", "64", "640000",
    "6000", "5100", "6E00", "5A0000", "5A00000000", "DA0000", "DA00000000", "CD000000001000", "CD000000000000100000",
    "CB000000001000", "DF", "DF0000", "6F00", "6100", "F5", "F50000", "5F000000", "BD000000000000",
    "BD0000000000000000", "3D00000000000000", "C700", "A700",
  };
  static const char *const card_commands[] = {
    "5C01", "5C", "FC00", "CA0100000F", "CA0100000F8210", "6A00", "6D00",
    "CA0100000F8210E1000102030405060708090A0B0C0D0E0F10",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    refuse (terminal, commands[i], CW_SOFT_LENGTH);
  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  for (gsize i = 0; i < G_N_ELEMENTS (card_commands); i++)
    refuse (terminal, card_commands[i], CW_SOFT_LENGTH);
}

static void
test_levels (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");
  static const char *const card_commands[] = { "5C010000", "FC", "CA0100000F82", "6A", "6D" };
  static const char *const file_commands[] = {
    "CD00000000010000", "CB00000000010000", "DF00", "6F", "61", "F500", "5F00000000", "BD00000000000000",
    "3D0000000001000000", "C7", "A7",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (card_commands); i++)
    refuse_in_session (terminal, 0, card_commands[i], CW_SOFT_PERMISSION);
  for (gsize i = 0; i < G_N_ELEMENTS (file_commands); i++)
    {
      log_in_card (terminal);
      refuse (terminal, file_commands[i], CW_SOFT_PERMISSION);
      refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
    }
}

static void
test_authentication (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  assert_status (terminal_authenticate (terminal, 0xAA, 0, KEY_1), CW_SOFT_AUTHENTICATION);
  refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "AA03", CW_SOFT_NO_SUCH_KEY);
  refuse (terminal, "AAFF", CW_SOFT_NO_SUCH_KEY);
  refuse (terminal, "0A00", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "1A00", CW_SOFT_AUTHENTICATION);

  /* a token of the wrong length, and another command in its place */
  assert_status (terminal_native (terminal, "AA00"), CW_SOFT_MORE);
  refuse (terminal, "AF00", CW_SOFT_LENGTH);
  refuse (terminal, "AF00", CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_native (terminal, "AA00"), CW_SOFT_MORE);
  refuse (terminal, "60", CW_SOFT_ABORTED);
  assert_status (terminal_native (terminal, "60"), CW_SOFT_MORE);
  refuse (terminal, "AA00", CW_SOFT_ABORTED);

  /* a new authentication that fails ends the one that stood */
  log_in (terminal, 0);
  refuse (terminal, "AA03", CW_SOFT_NO_SUCH_KEY);
  refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
  log_in (terminal, 1);
  assert_status (terminal_native (terminal, "AA00"), CW_SOFT_MORE);
  cw_soft_card_power (terminal->card);
  refuse (terminal, "51", CW_SOFT_AUTHENTICATION);

  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  refuse (terminal, "AA00", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "1A01", CW_SOFT_NO_SUCH_KEY);
}

static void
test_selection (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  refuse_in_session (terminal, 0, "5A010203", CW_SOFT_NO_APPLICATION);
  log_in (terminal, 0);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  refuse (terminal, "51", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "6403", CW_SOFT_NO_SUCH_KEY);
}

static void
test_key_settings (void)
{
  /* no free listing, no free creation, settings frozen, master key frozen, keys by key 0 */
  g_autoptr (Terminal) terminal = with_application ("00");
  static const char *const listings[] = { "45", "6F", "F501", "61" };

  for (gsize i = 0; i < G_N_ELEMENTS (listings); i++)
    {
      refuse (terminal, listings[i], CW_SOFT_AUTHENTICATION);
      refuse_in_session (terminal, 1, listings[i], CW_SOFT_AUTHENTICATION);
    }
  refuse_in_session (terminal, 1, "CD01000000200000", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 1, "DF01", CW_SOFT_AUTHENTICATION);
  log_in (terminal, 0);
  assert_status (terminal_plain (terminal, "CD01000000200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
  assert_data (terminal, "01");
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "54", "0F", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PERMISSION);
  log_in (terminal, 0);
  assert_status (terminal_change_key (terminal, 0, KEY_1, 1, NULL, -1), CW_SOFT_PERMISSION);
  log_in (terminal, 0);
  assert_status (terminal_plain (terminal, "DF01"), CW_SOFT_OK);
}

static void
test_change_key_settings (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  refuse (terminal, "5400000000000000000000000000000000", CW_SOFT_AUTHENTICATION);
  log_in (terminal, 1);
  assert_status (terminal_sealed (terminal, "54", "0F", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_AUTHENTICATION);
  for (int i = 0; i < 16; i++)
    {
      log_in (terminal, 0);
      assert_status (terminal_sealed (terminal, "54", "0F", CW_SOFT_COMM_ENCIPHERED, i), CW_SOFT_INTEGRITY);
    }
  log_in (terminal, 0);
  assert_status (terminal_sealed (terminal, "54", "3F", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PARAMETER);
  refuse_in_session (terminal, 0, "540102", CW_SOFT_LENGTH);

  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "54", "F9", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0901");
}

static void
test_card_settings (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  /* neither listing nor creating without the card's key; then not even changing it back */
  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "54", "01", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "54", "0F", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PERMISSION);
  refuse (terminal, "6A", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "6D", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "45", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "CA0100000F82", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "DA2081F4", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "FC", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "5C01000000000000000000000000000000", CW_SOFT_AUTHENTICATION);
  /* the application's own key no longer deletes it */
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  refuse_in_session (terminal, 0, "DA2081F4", CW_SOFT_PERMISSION);
  log_in_card (terminal);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, "2081F4");
  assert_status (terminal_plain (terminal, "DA2081F4"), CW_SOFT_OK);
}

static void
test_configuration (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");
  static const char *const options[] = { "5C03", "5C04", "5C05", "5C0A", "5CFF" };

  for (gsize i = 0; i < G_N_ELEMENTS (options); i++)
    {
      log_in_card (terminal);
      assert_status (terminal_sealed (terminal, options[i], "01", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PARAMETER);
    }
  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C01", ZERO_3K "00", CW_SOFT_COMM_ENCIPHERED, 24), CW_SOFT_INTEGRITY);
  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C01", "0000", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_LENGTH);
  /* bits that mean nothing */
  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C00", "04", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PARAMETER);
  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C00", "0000", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_INTEGRITY);
  refuse (terminal, "5C0000000000000000", CW_SOFT_AUTHENTICATION);
}

static void
test_change_key (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  refuse (terminal, "C4000000000000000000000000000000000000000000000000000000000000000000", CW_SOFT_AUTHENTICATION);
  /* key 0 changes all of them */
  log_in (terminal, 1);
  assert_status (terminal_change_key (terminal, 1, KEY_1, 1, NULL, -1), CW_SOFT_AUTHENTICATION);
  log_in (terminal, 1);
  assert_status (terminal_change_key (terminal, 0, KEY_1, 1, ZERO_AES, -1), CW_SOFT_AUTHENTICATION);
  log_in (terminal, 0);
  assert_status (terminal_change_key (terminal, 3, KEY_1, 1, ZERO_AES, -1), CW_SOFT_NO_SUCH_KEY);
  log_in (terminal, 0);
  assert_status (terminal_change_key (terminal, 0x80, KEY_1, 1, NULL, -1), CW_SOFT_NO_SUCH_KEY);
  refuse_in_session (terminal, 0, "C400000000000000000000000000000000", CW_SOFT_LENGTH);
  refuse_in_session (terminal, 0, "C4000000000000000000000000000000000000000000000000", CW_SOFT_LENGTH);

  /* the key, its version, both checksums, the padding */
  for (int i = 0; i < 32; i++)
    {
      log_in (terminal, 0);
      assert_status (terminal_change_key (terminal, 0, KEY_1, 1, NULL, i), CW_SOFT_INTEGRITY);
      log_in (terminal, 0);
      assert_status (terminal_change_key (terminal, 1, KEY_1, 1, ZERO_AES, i), CW_SOFT_INTEGRITY);
    }
  /* an old key that the card does not have */
  log_in (terminal, 0);
  assert_status (terminal_change_key (terminal, 1, KEY_1, 1, KEY_1, -1), CW_SOFT_INTEGRITY);
  log_in (terminal, 1);
  assert_status (terminal_plain (terminal, "6401"), CW_SOFT_OK);
  assert_data (terminal, "00");

  log_in_card (terminal);
  assert_status (terminal_change_key (terminal, 0xC0, KEY_1, 1, NULL, -1), CW_SOFT_PARAMETER);
  log_in_card (terminal);
  assert_status (terminal_change_key (terminal, 0x81, KEY_1, 1, NULL, -1), CW_SOFT_NO_SUCH_KEY);
}

static void
test_change_key_rights (void)
{
  g_autoptr (Terminal) frozen = with_application ("FF");
  g_autoptr (Terminal) same = with_application ("EF");
  g_autoptr (Terminal) by_two = with_application ("2F");

  log_in (frozen, 0);
  assert_status (terminal_change_key (frozen, 1, KEY_1, 1, ZERO_AES, -1), CW_SOFT_PERMISSION);
  log_in (frozen, 1);
  assert_status (terminal_change_key (frozen, 1, KEY_1, 1, NULL, -1), CW_SOFT_PERMISSION);
  log_in (frozen, 0);
  assert_status (terminal_change_key (frozen, 0, KEY_1, 1, NULL, -1), CW_SOFT_OK);

  log_in (same, 0);
  assert_status (terminal_change_key (same, 1, KEY_1, 1, ZERO_AES, -1), CW_SOFT_AUTHENTICATION);
  log_in (same, 1);
  assert_status (terminal_change_key (same, 1, KEY_1, 1, NULL, -1), CW_SOFT_OK);
  log_in (same, 0);
  assert_status (terminal_change_key (same, 0, KEY_1, 1, NULL, -1), CW_SOFT_OK);

  log_in (by_two, 0);
  assert_status (terminal_change_key (by_two, 1, KEY_1, 1, ZERO_AES, -1), CW_SOFT_AUTHENTICATION);
  log_in (by_two, 2);
  assert_status (terminal_change_key (by_two, 2, KEY_1, 1, NULL, -1), CW_SOFT_AUTHENTICATION);
  log_in (by_two, 2);
  assert_status (terminal_change_key (by_two, 1, KEY_1, 1, ZERO_AES, -1), CW_SOFT_OK);
  log_in (by_two, 0);
  assert_status (terminal_change_key (by_two, 2, KEY_1, 1, ZERO_AES, -1), CW_SOFT_OK);
}

static void
test_applications (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  refuse (terminal, "CA0000000F82", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000F80", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000F8F", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000F92", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000FC2", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000F82003F", CW_SOFT_PARAMETER);
  refuse (terminal, "CA0100000F82FFFF", CW_SOFT_PARAMETER);
  refuse (terminal, "CA2081F40F82", CW_SOFT_DUPLICATE);
  assert_status (terminal_plain (terminal, "CA0100000FA210E1A0A1A2"), CW_SOFT_OK);
  refuse (terminal, "CA0200000FA210E1", CW_SOFT_DUPLICATE);
  refuse (terminal, "CA0200000FA211E1A0A1A2", CW_SOFT_DUPLICATE);
  refuse (terminal, "DA030000", CW_SOFT_NO_APPLICATION);
  refuse (terminal, "DA000000", CW_SOFT_NO_APPLICATION);
  refuse (terminal, "DA2081F4", CW_SOFT_AUTHENTICATION);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  refuse_in_session (terminal, 1, "DA2081F4", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 0, "DA010000", CW_SOFT_AUTHENTICATION);
  log_in (terminal, 0);
  assert_status (terminal_plain (terminal, "DA2081F4"), CW_SOFT_OK);
  assert_status (terminal_native (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, "010000");
}

static void
test_files (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  refuse (terminal, "CD20000000200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01000000000000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01020000200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01040000200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01000300200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01000030200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD01003000200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD010000D0200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD0104E1000000200000", CW_SOFT_LENGTH);
  refuse (terminal, "CD0104E10000200000", CW_SOFT_LENGTH);
  refuse (terminal, "CD010000000020FF", CW_SOFT_OUT_OF_EEPROM);
  refuse (terminal, "CD01000000011F00", CW_SOFT_OUT_OF_EEPROM);
  assert_status (terminal_plain (terminal, "CD01000000200000"), CW_SOFT_OK);
  refuse (terminal, "CD01000000200000", CW_SOFT_DUPLICATE);
  refuse (terminal, "CB01000000200000", CW_SOFT_DUPLICATE);
  refuse (terminal, "F502", CW_SOFT_NO_FILE);
  refuse (terminal, "DF02", CW_SOFT_NO_FILE);
  refuse (terminal, "5F0200EEEE", CW_SOFT_NO_FILE);
  refuse (terminal, "61", CW_SOFT_PERMISSION);

  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CA0200000FA3"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A020000"), CW_SOFT_OK);
  refuse (terminal, "CD01000000200000", CW_SOFT_LENGTH);
  refuse (terminal, "CD01003F000000200000", CW_SOFT_PARAMETER);
  refuse (terminal, "CD010000000000200000", CW_SOFT_PARAMETER);
  assert_status (terminal_plain (terminal, "CD0104E1000000200000"), CW_SOFT_OK);
  refuse (terminal, "CD0204E1000000200000", CW_SOFT_DUPLICATE);
}

static void
test_access (void)
{
  g_autoptr (Terminal) terminal = with_application ("0F");

  /* read key 1, write key 2, read and write never, change key 0 */
  assert_status (terminal_plain (terminal, "CD0103F012200000"), CW_SOFT_OK);
  /* read never, write never, read and write never, change never */
  assert_status (terminal_plain (terminal, "CD0200FFFF200000"), CW_SOFT_OK);
  refuse (terminal, "BD01000000010000", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "3D0100000001000000", CW_SOFT_AUTHENTICATION);
  refuse (terminal, "5F0100EEEE", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 0, "BD01000000010000", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 2, "BD01000000010000", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 1, "3D0100000001000000", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 1, "5F0100EEEE", CW_SOFT_AUTHENTICATION);
  refuse_in_session (terminal, 0, "BD02000000010000", CW_SOFT_PERMISSION);
  refuse_in_session (terminal, 0, "3D0200000001000000", CW_SOFT_PERMISSION);
  refuse_in_session (terminal, 0, "5F0200EEEE", CW_SOFT_PERMISSION);
  /* the right key, but plain */
  refuse_in_session (terminal, 0, "5F0100EEEE", CW_SOFT_LENGTH);
  log_in (terminal, 0);
  assert_status (terminal_sealed (terminal, "5F01", "02EEEE", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PARAMETER);
  log_in (terminal, 0);
  assert_status (terminal_sealed (terminal, "5F01", "0000D0", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PARAMETER);
  log_in (terminal, 0);
  assert_status (terminal_sealed (terminal, "5F01", "00EEEE", CW_SOFT_COMM_ENCIPHERED, 5), CW_SOFT_INTEGRITY);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softcard/refuse/framing", test_framing);
  g_test_add_func ("/chip/softcard/refuse/frame-too-long", test_frame_too_long);
  g_test_add_func ("/chip/softcard/refuse/lengths", test_lengths);
  g_test_add_func ("/chip/softcard/refuse/levels", test_levels);
  g_test_add_func ("/chip/softcard/refuse/authentication", test_authentication);
  g_test_add_func ("/chip/softcard/refuse/selection", test_selection);
  g_test_add_func ("/chip/softcard/refuse/key-settings", test_key_settings);
  g_test_add_func ("/chip/softcard/refuse/change-key-settings", test_change_key_settings);
  g_test_add_func ("/chip/softcard/refuse/card-settings", test_card_settings);
  g_test_add_func ("/chip/softcard/refuse/configuration", test_configuration);
  g_test_add_func ("/chip/softcard/refuse/change-key", test_change_key);
  g_test_add_func ("/chip/softcard/refuse/change-key-rights", test_change_key_rights);
  g_test_add_func ("/chip/softcard/refuse/applications", test_applications);
  g_test_add_func ("/chip/softcard/refuse/files", test_files);
  g_test_add_func ("/chip/softcard/refuse/access", test_access);
  return g_test_run ();
}
