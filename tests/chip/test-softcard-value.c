/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

#include "app/chip/crypto.h"

/* Value files, transactions over several files, and SetConfiguration: in every scheme, and what
 * is left when the field goes away in the middle. */

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

typedef struct
{
  const char *name;
  CwSoftModel model;
  guint8      ins;
  const char *kind; /* second settings byte of CreateApplication: 3 keys */
  const char *zero;
} Scheme;

static const Scheme schemes[] = {
  { "d40", CW_SOFT_MODEL_EV1, 0x0A, "03", ZERO_DES },
  { "iso", CW_SOFT_MODEL_EV1, 0x1A, "03", ZERO_DES },
  { "3k3des", CW_SOFT_MODEL_EV1, 0x1A, "43", ZERO_3K },
  { "aes", CW_SOFT_MODEL_EV1, 0xAA, "83", ZERO_AES },
  { "ev2", CW_SOFT_MODEL_EV2, 0x71, "83", ZERO_AES },
};

static const CwSoftComm comms[] = { CW_SOFT_COMM_PLAIN, CW_SOFT_COMM_MAC, CW_SOFT_COMM_ENCIPHERED };

/* Selected, and in a session with key 0. */
static Terminal *
with_application (const Scheme *scheme)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new_model (scheme->model, uid);
  Terminal *terminal = terminal_new (card);
  g_autofree char *create = g_strconcat ("CA2081F40F", scheme->kind, NULL);

  assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  return terminal;
}

static char *
amount_to_hex (gint32 amount)
{
  guint32 bytes = GUINT32_TO_LE ((guint32) amount);

  return cw_hex_encode (&bytes, sizeof bytes);
}

static void
make_purse (Terminal   *terminal,
            CwSoftComm  comm,
            const char *rights,
            gint32      lower,
            gint32      upper,
            gint32      value,
            guint       options)
{
  g_autofree char *first = amount_to_hex (lower);
  g_autofree char *second = amount_to_hex (upper);
  g_autofree char *third = amount_to_hex (value);
  g_autofree char *create = g_strdup_printf ("CC01%02X%s%s%s%s%02X", (guint) comm, rights, first, second, third, options);

  assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
}

static int
change (Terminal   *terminal,
        const char *ins,
        CwSoftComm  comm,
        gint32      amount)
{
  g_autofree char *header = g_strconcat (ins, "01", NULL);
  g_autofree char *data = amount_to_hex (amount);

  return terminal_sealed (terminal, header, data, comm, -1);
}

static void
assert_value (Terminal  *terminal,
              CwSoftComm comm,
              gint32     value)
{
  g_autofree char *expected = amount_to_hex (value);

  assert_status (terminal_fetch (terminal, "6C01", comm, 4), CW_SOFT_OK);
  assert_data (terminal, expected);
}

#define CREDIT "0C"
#define DEBIT "DC"
#define LIMITED "1C"

static void
test_purse (gconstpointer data)
{
  const Scheme *scheme = data;

  for (gsize i = 0; i < G_N_ELEMENTS (comms); i++)
    {
      g_autoptr (Terminal) terminal = with_application (scheme);
      CwSoftComm comm = comms[i];

      make_purse (terminal, comm, "0000", -10, 1000, 100, 0x01);
      assert_value (terminal, comm, 100);
      assert_status (change (terminal, CREDIT, comm, 900), CW_SOFT_OK);
      assert_value (terminal, comm, 100);
      assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);
      assert_value (terminal, comm, 1000);
      assert_status (change (terminal, DEBIT, comm, 10), CW_SOFT_OK);
      assert_status (change (terminal, DEBIT, comm, 1000), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);
      assert_value (terminal, comm, -10);
      assert_status (change (terminal, CREDIT, comm, 5), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, "A7"), CW_SOFT_OK);
      assert_value (terminal, comm, -10);

      /* what was debited last may come back once */
      assert_status (change (terminal, LIMITED, comm, 1010), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);
      assert_value (terminal, comm, 1000);
      assert_status (change (terminal, LIMITED, comm, 1), CW_SOFT_BOUNDARY);
    }
}

static void
refuse_change (Terminal     *terminal,
               const Scheme *scheme,
               const char   *ins,
               gint32        amount,
               CwSoftStatus  status)
{
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_status (change (terminal, ins, CW_SOFT_COMM_ENCIPHERED, amount), status);
  assert_status (terminal_native (terminal, "51"), CW_SOFT_AUTHENTICATION);
}

static void
test_purse_limits (gconstpointer data)
{
  const Scheme *scheme = data;
  g_autoptr (Terminal) terminal = with_application (scheme);

  make_purse (terminal, CW_SOFT_COMM_ENCIPHERED, "0000", 0, G_MAXINT32, 7, 0x00);
  refuse_change (terminal, scheme, DEBIT, 8, CW_SOFT_BOUNDARY);
  refuse_change (terminal, scheme, CREDIT, G_MAXINT32, CW_SOFT_BOUNDARY);
  refuse_change (terminal, scheme, CREDIT, -1, CW_SOFT_PARAMETER);
  refuse_change (terminal, scheme, DEBIT, G_MININT32, CW_SOFT_PARAMETER);
  refuse_change (terminal, scheme, LIMITED, 1, CW_SOFT_PERMISSION);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_value (terminal, CW_SOFT_COMM_ENCIPHERED, 7);
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  assert_data (terminal, "0203000000000000FFFFFF7F0000000000");
  /* it is no data file, and a data file is no purse */
  assert_status (terminal_fetch (terminal, "BD01000000010000", CW_SOFT_COMM_PLAIN, 1), CW_SOFT_PARAMETER);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD02000000200000"), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "6C02", CW_SOFT_COMM_PLAIN, 4), CW_SOFT_PARAMETER);
  assert_status (terminal_native (terminal, "6C09"), CW_SOFT_NO_FILE);
}

static void
test_purse_parameters (void)
{
  g_autoptr (Terminal) terminal = with_application (&schemes[3]);
  static const struct
  {
    const char  *command;
    CwSoftStatus status;
  } cases[] = {
    { "CC01000000000000000A0000000B00000000", CW_SOFT_PARAMETER }, /* above the upper limit */
    { "CC01000000050000000A0000000400000000", CW_SOFT_PARAMETER }, /* below the lower one */
    { "CC01000000000000000A0000000500000004", CW_SOFT_PARAMETER }, /* options that do not exist */
    { "CC01020000000000000A0000000500000000", CW_SOFT_PARAMETER }, /* such a communication */
    { "CC20000000000000000A0000000500000000", CW_SOFT_PARAMETER },
    { "CC01000000000000000A00000005000000", CW_SOFT_LENGTH },
    { "CC01000000000000000A0000000500000000", CW_SOFT_OK },
    { "CC01000000000000000A0000000500000000", CW_SOFT_DUPLICATE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].command);
      assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, cases[i].command), cases[i].status);
    }
}

/* Read key 1, write key 2, read and write key 0. */
static void
test_purse_rights (void)
{
  g_autoptr (Terminal) terminal = with_application (&schemes[3]);
  static const struct
  {
    guint        key;
    const char  *ins;
    CwSoftStatus status;
  } cases[] = {
    { 0, CREDIT, CW_SOFT_OK }, { 1, CREDIT, CW_SOFT_AUTHENTICATION }, { 2, CREDIT, CW_SOFT_AUTHENTICATION },
    { 0, DEBIT, CW_SOFT_OK }, { 1, DEBIT, CW_SOFT_OK }, { 2, DEBIT, CW_SOFT_OK },
    { 0, LIMITED, CW_SOFT_OK }, { 1, LIMITED, CW_SOFT_AUTHENTICATION }, { 2, LIMITED, CW_SOFT_OK },
  };

  make_purse (terminal, CW_SOFT_COMM_MAC, "0012", 0, 100, 50, 0x01);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
      assert_status (change (terminal, DEBIT, CW_SOFT_COMM_MAC, 1), CW_SOFT_OK);
      assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);
      assert_status (terminal_authenticate (terminal, 0xAA, cases[i].key, ZERO_AES), CW_SOFT_OK);
      assert_status (change (terminal, cases[i].ins, CW_SOFT_COMM_MAC, 1), cases[i].status);
      assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
    }
  assert_status (terminal_native (terminal, "6C01"), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_native (terminal, "0C0101000000"), CW_SOFT_AUTHENTICATION);
}

/* Whoever asks may know what is in it, in the clear; nobody may change it without a key. */
static void
test_free_get_value (void)
{
  g_autoptr (Terminal) terminal = with_application (&schemes[3]);

  make_purse (terminal, CW_SOFT_COMM_ENCIPHERED, "0000", 0, 100, 50, 0x02);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_value (terminal, CW_SOFT_COMM_PLAIN, 50);
  assert_status (terminal_native (terminal, "DC0101000000"), CW_SOFT_AUTHENTICATION);
}

/* One transaction over a purse and a backup file. @tear: the n-th exchange; 0 for none.
 * Returns: how many exchanges it took */
static guint
run_transaction (const Scheme *scheme,
                 guint         tear,
                 gboolean      late,
                 gboolean     *committed)
{
  g_autoptr (Terminal) terminal = with_application (scheme);
  CwSoftFault fault = { .kind = CW_SOFT_FAULT_TEAR, .apdu = tear, .late = late };
  gboolean done;

  make_purse (terminal, CW_SOFT_COMM_ENCIPHERED, "0000", 0, 100, 50, 0x00);
  assert_status (terminal_plain (terminal, "CB02030000640000"), CW_SOFT_OK);
  if (tear > 0)
    cw_soft_card_inject (terminal->card, &fault);
  done = change (terminal, CREDIT, CW_SOFT_COMM_ENCIPHERED, 10) == CW_SOFT_OK &&
         terminal_sealed (terminal, "3D02000000040000", "CAFEBABE", CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK &&
         change (terminal, DEBIT, CW_SOFT_COMM_ENCIPHERED, 5) == CW_SOFT_OK &&
         terminal_plain (terminal, "C7") == CW_SOFT_OK;
  g_assert_cmpint (done, ==, tear == 0 || tear > 4);

  cw_soft_card_power (terminal->card);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "C7"), CW_SOFT_NO_CHANGES);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD02000000040000", CW_SOFT_COMM_ENCIPHERED, 4), CW_SOFT_OK);
  *committed = terminal->data->data[0] == 0xCA;
  assert_value (terminal, CW_SOFT_COMM_ENCIPHERED, *committed ? 55 : 50);
  return 4;
}

/* Torn anywhere, the card holds all of it or nothing of it. */
static void
test_torn_transaction (gconstpointer data)
{
  const Scheme *scheme = data;
  gboolean committed = FALSE;
  guint exchanges = run_transaction (scheme, 0, FALSE, &committed);

  g_assert_true (committed);
  for (guint i = 1; i <= exchanges; i++)
    {
      run_transaction (scheme, i, FALSE, &committed);
      g_assert_false (committed);
      run_transaction (scheme, i, TRUE, &committed);
      g_assert_cmpint (committed, ==, i == exchanges);
    }
}

static void
log_in_card (Terminal *terminal)
{
  assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
}

static void
test_random_uid (gconstpointer data)
{
  const Scheme *scheme = data;
  g_autoptr (Terminal) terminal = with_application (scheme);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C00", "02", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  /* once is for good */
  assert_status (terminal_sealed (terminal, "5C00", "02", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "5C00", "00", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_PERMISSION);
  cw_soft_card_power (terminal->card);
  assert_status (terminal_raw (terminal, "FFCA000000"), 0x9000);
  first = cw_hex_encode (terminal->data->data, terminal->data->len);
  cw_soft_card_power (terminal->card);
  assert_status (terminal_raw (terminal, "FFCA000000"), 0x9000);
  second = cw_hex_encode (terminal->data->data, terminal->data->len);
  g_assert_cmpuint (strlen (first), ==, 8);
  g_assert_true (g_str_has_prefix (first, "08") && g_str_has_prefix (second, "08"));
  g_assert_cmpstr (first, !=, second);
  assert_status (terminal_raw (terminal, "FFCA000003"), 0x6C04);

  assert_status (terminal_plain (terminal, "60"), CW_SOFT_OK);
  g_assert_cmpuint (terminal->data->data[14], ==, 0);
  g_assert_cmpmem (terminal->data->data + 14, 6, terminal->data->data + 15, 6);
  /* with a key the card tells */
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, scheme->ins, 1, scheme->zero), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "51", CW_SOFT_COMM_ENCIPHERED, 7), CW_SOFT_OK);
  assert_data (terminal, "04112233445566");
}

static void
test_format_locked (void)
{
  g_autoptr (Terminal) terminal = with_application (&schemes[1]);

  log_in_card (terminal);
  assert_status (terminal_sealed (terminal, "5C00", "01", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "FC"), CW_SOFT_PERMISSION);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, "2081F4");
}

/* Sealed with a checksum before its padding, which the terminal of the tests adds as data. */
static void
set_ats (Terminal    *terminal,
         const char  *ats,
         CwSoftStatus status)
{
  g_autoptr (GByteArray) command = terminal_bytes ("5C02");
  g_autoptr (GByteArray) bytes = terminal_bytes (ats);
  g_autofree char *hex = NULL;
  guint8 iv[CW_CIPHER_MAX_BLOCK] = { 0 };
  guint32 crc;

  log_in_card (terminal);
  cw_bytes_put (command, bytes->data, bytes->len);
  crc = CW_CHIP_CRC32_INIT;
  for (guint i = 0; i < command->len; i++)
    {
      crc ^= command->data[i];
      for (int bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (0xEDB88320 & (0 - (crc & 1)));
    }
  cw_bytes_put_u32le (command, crc);
  cw_bytes_put_u8 (command, 0x80);
  while ((command->len - 2) % 8 != 0)
    cw_bytes_put_u8 (command, 0x00);
  cw_cipher_cbc_encrypt (CW_CIPHER_DES, terminal->key, iv, command->data + 2, command->len - 2, command->data + 2);
  hex = cw_hex_encode (command->data, command->len);
  assert_status (terminal_native (terminal, hex), status);
}

static void
assert_atr (Terminal   *terminal,
            const char *expected)
{
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (terminal->card);
  g_autofree char *hex = cw_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));

  g_assert_cmpstr (hex, ==, expected);
}

static void
test_ats (void)
{
  g_autoptr (Terminal) terminal = with_application (&schemes[1]);

  assert_atr (terminal, "3B8180018080");
  set_ats (terminal, "0A757781024142434445", CW_SOFT_OK);
  assert_atr (terminal, "3B858001414243444545");
  cw_soft_card_power (terminal->card);
  assert_status (terminal_raw (terminal, "FFCA010000"), 0x9000);
  assert_data (terminal, "4142434445");
  set_ats (terminal, "01", CW_SOFT_OK);
  assert_atr (terminal, "3B80800101");
  set_ats (terminal, "02F5", CW_SOFT_PARAMETER);
  set_ats (terminal, "0375", CW_SOFT_INTEGRITY);
  set_ats (terminal, "0F75", CW_SOFT_LENGTH);
  set_ats (terminal, "057577810280", CW_SOFT_INTEGRITY);
}

static void
test_ats_ev2 (void)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new_model (CW_SOFT_MODEL_EV2, uid);
  g_autoptr (Terminal) terminal = terminal_new (card);

  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x80, ZERO_AES, 1, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "5C02", "0A757781024142434445", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_atr (terminal, "3B858001414243444545");
  assert_status (terminal_sealed (terminal, "5C00", "03", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "FC"), CW_SOFT_PERMISSION);
  assert_status (terminal_authenticate (terminal, 0x71, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "5C02", "0A757781024142434445", CW_SOFT_COMM_ENCIPHERED, 20), CW_SOFT_INTEGRITY);
}

static void
add_for_schemes (const char   *name,
                 GTestDataFunc func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chip/softcard/value/%s/%s", name, schemes[i].name);

      g_test_add_data_func (path, &schemes[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add_for_schemes ("purse", test_purse);
  add_for_schemes ("limits", test_purse_limits);
  add_for_schemes ("torn-transaction", test_torn_transaction);
  add_for_schemes ("random-uid", test_random_uid);
  g_test_add_func ("/chip/softcard/value/parameters", test_purse_parameters);
  g_test_add_func ("/chip/softcard/value/rights", test_purse_rights);
  g_test_add_func ("/chip/softcard/value/free-get-value", test_free_get_value);
  g_test_add_func ("/chip/softcard/value/format-locked", test_format_locked);
  g_test_add_func ("/chip/softcard/value/ats", test_ats);
  g_test_add_func ("/chip/softcard/value/ats-ev2", test_ats_ev2);
  return g_test_run ();
}
