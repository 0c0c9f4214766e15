/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <string.h>

#include "app/base/bytes.h"

/* What the recording does not show: D40 against published vectors, and every scheme, kind of key
 * and communication mode against a terminal of the tests' own. */

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

typedef struct
{
  const char *name;
  guint8      ins;
  const char *kind; /* second settings byte of CreateApplication: 3 keys */
  const char *zero;
  const char *master; /* a new key 0 */
  const char *other;  /* a new key 1 */
  int         version; /* of both; -1: in the parity bits, where it is 10 */
} Scheme;

#define KEY_2K_1 "00102031405060708090A0B0B0A09080"
#define KEY_2K_2 "10182029303840485058606870788088"
#define KEY_DES_1 "0010203140506070" "0010203140506070"
#define KEY_3K_1 "00102031405060708090A0B0B0A090807060504030201000"
#define KEY_3K_2 "1018202930384048505860687078808890A0A8B0B8C0C8D0"
#define KEY_AES_1 "00102030405060708090A0B0B0A09080"
#define KEY_AES_2 "10182028303840485058606870788088"

static const Scheme schemes[] = {
  { "d40-des", 0x0A, "03", ZERO_DES, KEY_DES_1, KEY_2K_2, -1 },
  { "d40-2k3des", 0x0A, "03", ZERO_DES, KEY_2K_1, KEY_2K_2, -1 },
  { "iso-des", 0x1A, "03", ZERO_DES, KEY_DES_1, KEY_2K_2, -1 },
  { "iso-2k3des", 0x1A, "03", ZERO_DES, KEY_2K_1, KEY_2K_2, -1 },
  { "iso-3k3des", 0x1A, "43", ZERO_3K, KEY_3K_1, KEY_3K_2, -1 },
  { "aes", 0xAA, "83", ZERO_AES, KEY_AES_1, KEY_AES_2, 0x10 },
  { "ev2", 0x71, "83", ZERO_AES, KEY_AES_1, KEY_AES_2, 0x10 },
};

static Terminal *
fresh (void)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);

  return terminal_new (card);
}

static Terminal *
fresh_for (const Scheme *scheme)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new_model (scheme->ins == 0x71 ? CW_SOFT_MODEL_EV2 : CW_SOFT_MODEL_EV1, uid);

  return terminal_new (card);
}

static void
fixed_random (gpointer user_data,
              guint8  *data,
              gsize    length)
{
  g_autoptr (GByteArray) bytes = terminal_bytes (user_data);

  g_assert_cmpuint (bytes->len, ==, length);
  memcpy (data, bytes->data, length);
}

/* mifare.net forum replies 12600 and 18844: D40 authentications with the zero key, and the
 * ChangeKeySettings that a real card accepted after the second. */
static void
test_d40_vectors (void)
{
  g_autoptr (Terminal) terminal = fresh ();

  cw_soft_card_set_random (terminal->card, fixed_random, (gpointer) "D6F77968D2767EA3");
  assert_status (terminal_native (terminal, "0A00"), CW_SOFT_MORE);
  assert_data (terminal, "57B0C35A080AE608");
  assert_status (terminal_native (terminal, "AF5BD89F653176AE3A7A1128C9D4035129"), CW_SOFT_OK);
  assert_data (terminal, "B53BF499FEAC13E4");

  cw_soft_card_set_random (terminal->card, fixed_random, (gpointer) "F6B033394EC6E8CF");
  assert_status (terminal_native (terminal, "0A00"), CW_SOFT_MORE);
  assert_data (terminal, "63C54DCF6F3A6FC9");
  assert_status (terminal_native (terminal, "AF491E890DE9ACE9329C5C6D55D9FA36D7"), CW_SOFT_OK);
  assert_data (terminal, "B7D1DA7CE0DD986B");
  assert_status (terminal_native (terminal, "54CB643FD030E687DA"), CW_SOFT_OK);
  assert_data (terminal, "");
  assert_status (terminal_native (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0F01");
}

static void
make_application (Terminal     *terminal,
                  const Scheme *scheme)
{
  g_autofree char *create = g_strconcat ("CA2081F40F", scheme->kind, NULL);

  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
}

static char *
pattern (gsize length)
{
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < length; i++)
    g_string_append_printf (text, "%02X", (guint) (i * 7 + 1) & 0xFF);
  return g_string_free (text, FALSE);
}

static void
test_keys (gconstpointer data)
{
  const Scheme *scheme = data;
  g_autoptr (Terminal) terminal = fresh_for (scheme);

  make_application (terminal, scheme);
  assert_status (terminal_change_key (terminal, 0, scheme->master, scheme->version, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->master), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 1, scheme->other, scheme->version, scheme->zero, -1), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 1, scheme->master, scheme->version, scheme->other, -1), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 1, scheme->other, scheme->version, scheme->master, -1), CW_SOFT_OK);

  assert_status (terminal_plain (terminal, "6401"), CW_SOFT_OK);
  assert_data (terminal, "10");
  assert_status (terminal_plain (terminal, "6402"), CW_SOFT_OK);
  assert_data (terminal, "00");
  assert_status (terminal_fetch (terminal, "51", CW_SOFT_COMM_ENCIPHERED, CW_SOFT_UID_LENGTH), CW_SOFT_OK);
  assert_data (terminal, "04112233445566");

  assert_status (terminal_sealed (terminal, "54", "1B", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  g_assert_cmphex (terminal->data->data[0], ==, 0x1B);

  assert_status (terminal_authenticate (terminal, scheme->ins, 1, scheme->other), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6E"), CW_SOFT_OK);
}

static void
test_files (gconstpointer data)
{
  const Scheme *scheme = data;
  static const gsize lengths[] = { 1, 7, 8, 31, 52, 53, 59, 111, 200 };
  g_autoptr (Terminal) terminal = fresh_for (scheme);

  make_application (terminal, scheme);
  for (guint comm = 0; comm <= 3; comm += comm == 1 ? 2 : 1)
    for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
      {
        g_autofree char *create = g_strdup_printf ("CD%02X%02X0010C80000", (guint) i, comm);
        g_autofree char *remove = g_strdup_printf ("DF%02X", (guint) i);
        g_autofree char *header = g_strdup_printf ("3D%02X%06X%02X0000", (guint) i, 0, (guint) lengths[i]);
        g_autofree char *read = g_strdup_printf ("BD%02X%06X%02X0000", (guint) i, 0, (guint) lengths[i]);
        g_autofree char *read_all = g_strdup_printf ("BD%02X000000000000", (guint) i);
        g_autofree char *content = pattern (lengths[i]);
        g_autofree char *zeros = g_strnfill (2 * (200 - lengths[i]), '0');
        g_autofree char *whole = g_strconcat (content, zeros, NULL);

        /* read with key 1, written with key 0 */
        assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
        assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
        assert_status (terminal_sealed (terminal, header, content, (CwSoftComm) comm, -1), CW_SOFT_OK);
        assert_status (terminal_authenticate (terminal, scheme->ins, 1, scheme->zero), CW_SOFT_OK);
        assert_status (terminal_fetch (terminal, read, (CwSoftComm) comm, lengths[i]), CW_SOFT_OK);
        assert_data (terminal, content);
        assert_status (terminal_fetch (terminal, read_all, (CwSoftComm) comm, 0), CW_SOFT_OK);
        assert_data (terminal, whole);
        /* the session has not lost step */
        assert_status (terminal_plain (terminal, remove), CW_SOFT_OK);
        assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
        assert_data (terminal, "");
        /* deleted files keep their memory */
        assert_status (terminal_plain (terminal, "5A000000"), CW_SOFT_OK);
        assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
        assert_status (terminal_plain (terminal, "FC"), CW_SOFT_OK);
        make_application (terminal, scheme);
      }
}

static void
test_file_settings (gconstpointer data)
{
  const Scheme *scheme = data;
  g_autoptr (Terminal) terminal = fresh_for (scheme);

  make_application (terminal, scheme);
  assert_status (terminal_plain (terminal, "CD0103001220000000"), CW_SOFT_LENGTH);
  assert_status (terminal_authenticate (terminal, scheme->ins, 0, scheme->zero), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD01030012200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  assert_data (terminal, "00030012200000");
  /* the change right is key 0's: enciphered; then everybody's: plain */
  assert_status (terminal_sealed (terminal, "5F01", "011EE2", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  assert_data (terminal, "00011EE2200000");
  assert_status (terminal_plain (terminal, "5F01030012"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  assert_data (terminal, "00030012200000");
}

/* Access through E alone is plain whatever the file says; through a key it is as the file says. */
static void
test_free_access (void)
{
  g_autoptr (Terminal) terminal = fresh ();

  make_application (terminal, &schemes[5]);
  assert_status (terminal_plain (terminal, "CD010300E220000000"), CW_SOFT_LENGTH);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  /* read free, write key 2, read and write key 0, change key 0 */
  assert_status (terminal_plain (terminal, "CD010300E2200000"), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "3D01000000040000", "CAFEBABE", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD01000000040000", CW_SOFT_COMM_ENCIPHERED, 4), CW_SOFT_OK);
  assert_data (terminal, "CAFEBABE");
  assert_status (terminal_authenticate (terminal, 0xAA, 1, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD01000000040000", CW_SOFT_COMM_PLAIN, 4), CW_SOFT_OK);
  assert_data (terminal, "CAFEBABE");
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "BD01000000040000"), CW_SOFT_OK);
  assert_data (terminal, "CAFEBABE");
}

static void
test_backup (void)
{
  g_autoptr (Terminal) terminal = fresh ();

  make_application (terminal, &schemes[5]);
  assert_status (terminal_plain (terminal, "CB02030000200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "C7"), CW_SOFT_NO_CHANGES);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "3D02000000020000", "1122", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD02000000020000", CW_SOFT_COMM_ENCIPHERED, 2), CW_SOFT_OK);
  assert_data (terminal, "0000");
  assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD02000000020000", CW_SOFT_COMM_ENCIPHERED, 2), CW_SOFT_OK);
  assert_data (terminal, "1122");

  assert_status (terminal_sealed (terminal, "3D02000000020000", "3344", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "A7"), CW_SOFT_OK);
  assert_status (terminal_fetch (terminal, "BD02000000020000", CW_SOFT_COMM_ENCIPHERED, 2), CW_SOFT_OK);
  assert_data (terminal, "1122");
  assert_status (terminal_plain (terminal, "A7"), CW_SOFT_NO_CHANGES);

  /* selecting again, like losing the field, forgets what was not committed */
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_sealed (terminal, "3D02000000020000", "5566", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "C7"), CW_SOFT_NO_CHANGES);
}

static void
test_card_key (void)
{
  g_autoptr (Terminal) terminal = fresh ();

  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x80, KEY_AES_1, 0x42, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0F81");
  assert_status (terminal_plain (terminal, "6400"), CW_SOFT_OK);
  assert_data (terminal, "42");
  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, KEY_AES_1), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x40, KEY_3K_1, -1, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0F41");
  assert_status (terminal_authenticate (terminal, 0x0A, 0, ZERO_DES), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_authenticate (terminal, 0x1A, 0, KEY_3K_1), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x00, ZERO_DES, -1, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0x0A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_change_key (terminal, 0x80, KEY_AES_2, 0x01, NULL, -1), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, KEY_AES_2), CW_SOFT_OK);
}

static void
test_default_key (void)
{
  g_autoptr (Terminal) terminal = fresh ();
  int ins[] = { 0x1A, 0x0A };

  for (gsize i = 0; i < G_N_ELEMENTS (ins); i++)
    {
      assert_status (terminal_authenticate (terminal, (guint8) ins[i], 0, ZERO_DES), CW_SOFT_OK);
      assert_status (terminal_sealed (terminal, "5C01", KEY_3K_2 "55", CW_SOFT_COMM_ENCIPHERED, -1), CW_SOFT_OK);
    }
  assert_status (terminal_plain (terminal, "CA0100000F82"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CA0200000F42"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A010000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6401"), CW_SOFT_OK);
  assert_data (terminal, "55");
  assert_status (terminal_authenticate (terminal, 0xAA, 1, "10182029303840485058606870788088"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A020000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6401"), CW_SOFT_OK);
  assert_data (terminal, "55");
  assert_status (terminal_authenticate (terminal, 0x1A, 1, KEY_3K_2), CW_SOFT_OK);
}

static void
test_lists (void)
{
  g_autoptr (Terminal) terminal = fresh ();
  g_autoptr (GString) aids = g_string_new (NULL);
  g_autofree char *found = NULL;

  for (guint i = 1; i <= CW_SOFT_MAX_APPLICATIONS; i++)
    {
      g_autofree char *create = g_strdup_printf ("CA%02X00000F01%02XE1A0%02X", i, i, i);

      assert_status (terminal_plain (terminal, create), CW_SOFT_OK);
      g_string_append_printf (aids, "%02X0000", i);
    }
  assert_status (terminal_plain (terminal, "CA3000000F01"), CW_SOFT_COUNT);

  assert_status (terminal_native (terminal, "6A"), CW_SOFT_MORE);
  g_assert_cmpuint (terminal->data->len, ==, 57);
  assert_status (terminal_native (terminal, "AF"), CW_SOFT_OK);
  g_assert_cmpuint (terminal->data->len, ==, 27);
  assert_status (terminal_authenticate (terminal, 0x1A, 0, ZERO_DES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6A"), CW_SOFT_OK);
  assert_data (terminal, aids->str);
  assert_status (terminal_plain (terminal, "6D"), CW_SOFT_OK);
  found = cw_hex_encode (terminal->data->data, 14);
  g_assert_cmpstr (found, ==, "01000001E1A00102000002E1A002");
  g_assert_cmpuint (terminal->data->len, ==, 7 * CW_SOFT_MAX_APPLICATIONS);
}

static void
test_iso (void)
{
  g_autoptr (Terminal) terminal = fresh ();

  assert_status (terminal_raw (terminal, "00A4040007D276000085010000"), 0x9000);
  assert_status (terminal_raw (terminal, "00A404000AA000000785101112131400"), 0x6A82);
  assert_status (terminal_plain (terminal, "CA0100000FA310E1D2760000850110"), CW_SOFT_OK);
  assert_status (terminal_raw (terminal, "00A4040007D276000085011000"), 0x9000);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0FA3");
  assert_status (terminal_plain (terminal, "CD0104E100EEEE200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD0205E100EEEE200000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "61"), CW_SOFT_OK);
  assert_data (terminal, "04E105E1");
  assert_status (terminal_raw (terminal, "00A4040C07D2760000850100"), 0x9000);
  assert_status (terminal_plain (terminal, "45"), CW_SOFT_OK);
  assert_data (terminal, "0F01");

  assert_status (terminal_raw (terminal, "FFCA000000"), 0x9000);
  assert_data (terminal, "04112233445566");
  assert_status (terminal_raw (terminal, "FFCA000004"), 0x6C07);
  assert_status (terminal_raw (terminal, "FFCA000007"), 0x9000);
  assert_status (terminal_raw (terminal, "FFCA00000A"), 0x6282);
  assert_status (terminal_raw (terminal, "FFCA010000"), 0x9000);
  assert_data (terminal, "80");
  assert_status (terminal_raw (terminal, "FFCA020000"), 0x6A81);
  assert_status (terminal_raw (terminal, "FF82000006"), 0x6D00);
}

static void
add_for_schemes (const char       *name,
                 GTestDataFunc     func)
{
  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chip/softcard/%s/%s", name, schemes[i].name);

      g_test_add_data_func (path, &schemes[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softcard/d40-vectors", test_d40_vectors);
  add_for_schemes ("keys", test_keys);
  add_for_schemes ("files", test_files);
  add_for_schemes ("file-settings", test_file_settings);
  g_test_add_func ("/chip/softcard/free-access", test_free_access);
  g_test_add_func ("/chip/softcard/backup", test_backup);
  g_test_add_func ("/chip/softcard/card-key", test_card_key);
  g_test_add_func ("/chip/softcard/default-key", test_default_key);
  g_test_add_func ("/chip/softcard/lists", test_lists);
  g_test_add_func ("/chip/softcard/iso", test_iso);
  return g_test_run ();
}
