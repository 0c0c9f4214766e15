/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

/* What can be made to go wrong with the software card, one fault at a time and together. */

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

#define GET_UID "FFCA000000"
#define CREATE "90CA000005" "0100000F01" "00"
#define LIST "906A000000"

static Terminal *
fresh (void)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);

  return terminal_new (card);
}

static Terminal *
with_fault (CwSoftFault fault)
{
  Terminal *terminal = fresh ();

  cw_soft_card_inject (terminal->card, &fault);
  return terminal;
}

/* Returns: whether the application that CREATE makes is there */
static gboolean
has_application (Terminal *terminal)
{
  assert_status (terminal_raw (terminal, LIST), CW_SOFT_OK);
  return terminal->data->len == 3;
}

static void
test_tear (void)
{
  for (guint late = 0; late <= 1; late++)
    {
      g_autoptr (Terminal) terminal = with_fault ((CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = 2, .late = late == 1 });

      assert_status (terminal_raw (terminal, GET_UID), 0x9000);
      assert_status (terminal_raw (terminal, CREATE), TERMINAL_TORN);
      assert_status (terminal_raw (terminal, GET_UID), TERMINAL_TORN);
      cw_soft_card_power (terminal->card);
      assert_status (terminal_raw (terminal, GET_UID), 0x9000);
      assert_data (terminal, "04112233445566");
      g_assert_cmpint (has_application (terminal), ==, late == 1);
    }
}

static void
test_status (void)
{
  for (guint late = 0; late <= 1; late++)
    {
      CwSoftFault fault = { .kind = CW_SOFT_FAULT_STATUS, .apdu = 1, .late = late == 1, .status = 0x6F00 };
      g_autoptr (Terminal) terminal = with_fault (fault);

      assert_status (terminal_raw (terminal, CREATE), 0x6F00);
      g_assert_cmpuint (terminal->data->len, ==, 0);
      g_assert_cmpint (has_application (terminal), ==, late == 1);
    }
}

static void
test_flip (void)
{
  static const char right[] = "04112233445566";

  for (guint byte = 0; byte < 7; byte++)
    for (guint bit = 0; bit < 8; bit++)
      {
        g_autoptr (Terminal) terminal = with_fault ((CwSoftFault) { .kind = CW_SOFT_FAULT_FLIP, .apdu = 1, .byte = byte, .bit = bit });
        g_autoptr (GByteArray) bytes = terminal_bytes (right);

        assert_status (terminal_raw (terminal, GET_UID), 0x9000);
        g_assert_cmphex (bytes->data[byte] ^ terminal->data->data[byte], ==, 1u << bit);
        terminal->data->data[byte] = bytes->data[byte];
        assert_data (terminal, right);
        assert_status (terminal_raw (terminal, GET_UID), 0x9000);
        assert_data (terminal, right);
      }
}

/* A byte that the answer does not have is its last one: of the status. */
static void
test_flip_status (void)
{
  g_autoptr (Terminal) terminal = with_fault ((CwSoftFault) { .kind = CW_SOFT_FAULT_FLIP, .apdu = 1, .byte = 99, .bit = 0 });

  assert_status (terminal_raw (terminal, GET_UID), 0x9001);
}

/* A flipped bit in a session does not get past the terminal's checks unseen: the card's next MAC
 * is still right, so it was the air. */
static void
test_flip_in_session (void)
{
  g_autoptr (Terminal) terminal = fresh ();
  CwSoftFault fault = { .kind = CW_SOFT_FAULT_FLIP, .apdu = 1, .byte = 0, .bit = 3 };
  guint8 iv[CW_CIPHER_MAX_BLOCK];

  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  cw_soft_card_inject (terminal->card, &fault);
  assert_status (terminal_native (terminal, "6E"), CW_SOFT_OK);
  memcpy (iv, terminal->card->session.iv, sizeof iv);
  g_assert_cmpmem (terminal->data->data + 3, 8, iv, 8);
  g_assert_cmphex (terminal->data->data[0], ==, 0x00 ^ 0x08);
}

static void
count_delay (gpointer user_data,
             guint    delay)
{
  guint *total = user_data;

  *total += delay;
}

static void
test_slow (void)
{
  g_autoptr (Terminal) terminal = with_fault ((CwSoftFault) { .kind = CW_SOFT_FAULT_SLOW, .apdu = 2, .delay = 60000 });
  CwSoftFault again = { .kind = CW_SOFT_FAULT_SLOW, .apdu = 1, .delay = 250 };
  guint total = 0;

  /* nobody waits for a minute, but it is known */
  assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  g_assert_cmpuint (cw_soft_card_get_delay (terminal->card), ==, 0);
  assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  g_assert_cmpuint (cw_soft_card_get_delay (terminal->card), ==, 60000);

  cw_soft_card_set_clock (terminal->card, count_delay, &total);
  cw_soft_card_inject (terminal->card, &again);
  assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  assert_data (terminal, "04112233445566");
  g_assert_cmpuint (total, ==, 250);
  g_assert_cmpuint (cw_soft_card_get_delay (terminal->card), ==, 60250);
}

static void
test_pull (void)
{
  g_autoptr (Terminal) terminal = with_fault ((CwSoftFault) { .kind = CW_SOFT_FAULT_PULL, .apdu = 1 });

  for (guint i = 0; i < 3; i++)
    {
      assert_status (terminal_raw (terminal, GET_UID), TERMINAL_TORN);
      cw_soft_card_power (terminal->card);
    }
}

/* The card in its file is the one that was taken away. */
static void
test_swap (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "swapped.json", NULL);
  CwSoftFault fault = { .kind = CW_SOFT_FAULT_SWAP, .apdu = 1, .late = TRUE, .uid = { 0x04, 1, 2, 3, 4, 5, 6 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftCard) card = NULL;
  g_autoptr (CwSoftCard) first = NULL;
  g_autoptr (Terminal) terminal = NULL;
  g_autoptr (Terminal) again = NULL;

  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  card = cw_soft_card_open_model (path, CW_SOFT_MODEL_EV2, &error);
  g_assert_no_error (error);
  terminal = terminal_new (card);
  cw_soft_card_inject (card, &fault);
  assert_status (terminal_raw (terminal, CREATE), TERMINAL_TORN);
  cw_soft_card_power (card);
  assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  assert_data (terminal, "04010203040506");
  g_assert_false (has_application (terminal));
  g_assert_cmpint (cw_soft_card_get_model (card), ==, CW_SOFT_MODEL_EV2);
  assert_status (terminal_raw (terminal, "90CA0000050200000F0100"), CW_SOFT_OK);

  first = cw_soft_card_open (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (cw_soft_card_get_model (first), ==, CW_SOFT_MODEL_EV2);
  again = terminal_new (first);
  assert_status (terminal_raw (again, LIST), CW_SOFT_OK);
  assert_data (again, "010000");
}

/* Several wait at once; those that are taken back do not come. */
static void
test_together (void)
{
  g_autoptr (Terminal) terminal = fresh ();
  CwSoftFault slow = { .kind = CW_SOFT_FAULT_SLOW, .apdu = 1, .delay = 5 };
  CwSoftFault flip = { .kind = CW_SOFT_FAULT_FLIP, .apdu = 1, .byte = 0, .bit = 0 };
  CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = 2, .late = TRUE };
  CwSoftFault later = { .kind = CW_SOFT_FAULT_STATUS, .apdu = 3, .status = 0x6300 };

  cw_soft_card_inject (terminal->card, &later);
  cw_soft_card_inject (terminal->card, &tear);
  cw_soft_card_inject (terminal->card, &flip);
  cw_soft_card_inject (terminal->card, &slow);
  assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  assert_data (terminal, "05112233445566");
  g_assert_cmpuint (cw_soft_card_get_delay (terminal->card), ==, 5);
  assert_status (terminal_raw (terminal, CREATE), TERMINAL_TORN);
  /* what reaches no card is not counted */
  assert_status (terminal_raw (terminal, GET_UID), TERMINAL_TORN);
  cw_soft_card_power (terminal->card);
  assert_status (terminal_raw (terminal, GET_UID), 0x6300);
  g_assert_true (has_application (terminal));

  cw_soft_card_inject (terminal->card, &slow);
  cw_soft_card_inject (terminal->card, &tear);
  cw_soft_card_clear_faults (terminal->card);
  for (guint i = 0; i < 4; i++)
    assert_status (terminal_raw (terminal, GET_UID), 0x9000);
  g_assert_cmpuint (cw_soft_card_get_delay (terminal->card), ==, 5);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softcard/faults/tear", test_tear);
  g_test_add_func ("/chip/softcard/faults/status", test_status);
  g_test_add_func ("/chip/softcard/faults/flip", test_flip);
  g_test_add_func ("/chip/softcard/faults/flip-status", test_flip_status);
  g_test_add_func ("/chip/softcard/faults/flip-in-session", test_flip_in_session);
  g_test_add_func ("/chip/softcard/faults/slow", test_slow);
  g_test_add_func ("/chip/softcard/faults/pull", test_pull);
  g_test_add_func ("/chip/softcard/faults/swap", test_swap);
  g_test_add_func ("/chip/softcard/faults/together", test_together);
  return g_test_run ();
}
