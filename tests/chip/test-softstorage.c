/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "app/chip/softstorage.h"

#include <string.h>

#include "app/base/bytes.h"

/* The storage cards in software: what the data sheets say of their memory, and what each reader
 * makes of the pseudo-APDUs of PC/SC part 3. */

static const guint8 uid[] = { 0x04, 0xA1, 0xB2, 0xC3, 0xD4, 0xE5, 0xF6 };

#define GONE (-1)

/* Sends hex; the answer's data must be @expected. Returns: the two status bytes */
static int
send_apdu (CwSoftStorage *card,
           const char    *apdu,
           const char    *expected)
{
  g_autoptr (GByteArray) command = cw_hex_decode (apdu, NULL);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autofree char *found = NULL;

  g_assert_nonnull (command);
  if (!cw_soft_storage_transmit (card, command->data, command->len, answer))
    return GONE;
  g_assert_cmpuint (answer->len, >=, 2);
  found = cw_hex_encode (answer->data, answer->len - 2);
  g_assert_cmpstr (found, ==, expected);
  return answer->data[answer->len - 2] << 8 | answer->data[answer->len - 1];
}

#define assert_sent(card, apdu, expected, status) g_assert_cmphex ((guint) send_apdu (card, apdu, expected), ==, (guint) (status))

static CwSoftStorage *
new_card (CwSoftStorageKind   kind,
          CwSoftStorageReader reader)
{
  CwSoftStorage *card = cw_soft_storage_new (kind, uid, sizeof uid);

  cw_soft_storage_set_reader (card, reader);
  return card;
}

/* Exact ATRs: pcsc-tools' list of smart cards. */
static void
test_identity (void)
{
  static const char *const atrs[] = { "3B8F8001804F0CA0000003060300030000000068", "3B8F8001804F0CA000000306030001000000006A" };

  for (guint kind = 0; kind <= CW_SOFT_STORAGE_CLASSIC_1K; kind++)
    {
      g_autoptr (CwSoftStorage) card = new_card (kind, CW_SOFT_STORAGE_READER_PLAIN);
      g_autoptr (GBytes) atr = cw_soft_storage_get_atr (card);
      g_autofree char *hex = cw_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));

      g_assert_cmpstr (hex, ==, atrs[kind == CW_SOFT_STORAGE_CLASSIC_1K]);
      assert_sent (card, "FFCA000000", "04A1B2C3D4E5F6", 0x9000);
      assert_sent (card, "FFCA000007", "04A1B2C3D4E5F6", 0x9000);
      assert_sent (card, "FFCA000004", "", 0x6C07);
      assert_sent (card, "FFCA010000", "", 0x6A81);
      assert_sent (card, "00A4040000", "", 0x6E00);
      assert_sent (card, "FFC1000000", "", 0x6D00);
      assert_sent (card, "FFCA00", "", 0x6700);
      assert_sent (card, "FFD6000405010203", "", 0x6700);
    }
}

static void
test_short_uid (void)
{
  g_autoptr (CwSoftStorage) card = cw_soft_storage_new (CW_SOFT_STORAGE_CLASSIC_1K, uid, 4);

  assert_sent (card, "FFCA000000", "04A1B2C3", 0x9000);
  assert_sent (card, "FF82000006FFFFFFFFFFFF", "", 0x9000);
  assert_sent (card, "FF860000050100006000", "", 0x9000);
  /* block 0 of such a card has a check byte behind the UID */
  assert_sent (card, "FFB0000010", "04A1B2C3D40000000000000000000000", 0x9000);
}

static void
test_pages (void)
{
  static const struct
  {
    CwSoftStorageKind kind;
    const char       *version;
    const char       *third;
    guint             last_user;
    guint             pages;
  } cases[] = {
    { CW_SOFT_STORAGE_NTAG213, "0004040201000F03", "E1101200", 0x27, 45 },
    { CW_SOFT_STORAGE_NTAG215, "0004040201001103", "E1103E00", 0x81, 135 },
    { CW_SOFT_STORAGE_NTAG216, "0004040201001303", "E1106D00", 0xE1, 231 },
    { CW_SOFT_STORAGE_ULTRALIGHT_EV1_11, "0004030101000B03", "00000000", 0x0F, 20 },
    { CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, "0004030101000E03", "00000000", 0x23, 41 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwSoftStorage) card = new_card (cases[i].kind, CW_SOFT_STORAGE_READER_ACS);
      g_autofree char *version = g_strconcat ("D54300", cases[i].version, NULL);
      g_autofree char *head = g_strconcat ("04A1B29FC3D4E5F604480000", cases[i].third, NULL);
      g_autofree char *write = g_strdup_printf ("FFD600%02X04CAFEBABE", cases[i].last_user);
      g_autofree char *read = g_strdup_printf ("FFB000%02X04", cases[i].last_user);
      g_autofree char *beyond = g_strdup_printf ("FFB000%02X10", cases[i].pages);

      assert_sent (card, "FF00000003D44260", version, 0x9000);
      assert_sent (card, "FFB0000010", head, 0x9000);
      assert_sent (card, read, "00000000", 0x9000);
      assert_sent (card, write, "", 0x9000);
      assert_sent (card, read, "CAFEBABE", 0x9000);
      assert_sent (card, beyond, "", 0x6300);
      assert_sent (card, "FFD6FF0004CAFEBABE", "", 0x6300);
      /* the UID is not for writing */
      assert_sent (card, "FFD6000004CAFEBABE", "", 0x6300);
      assert_sent (card, "FFB0000010", head, 0x9000);
    }
}

/* Bits that only get set: what is locked stays as it is. */
static void
test_locks (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_PLAIN);

  assert_sent (card, "FFD600030400000001", "", 0x9000);
  assert_sent (card, "FFB0000304", "E1101201", 0x9000);
  assert_sent (card, "FFD60002040000F0FF", "", 0x9000);
  for (guint page = 4; page < 16; page++)
    {
      g_autofree char *write = g_strdup_printf ("FFD600%02X0411223344", page);

      assert_sent (card, write, "", 0x6581);
    }
  assert_sent (card, "FFD600100411223344", "", 0x9000);
  assert_sent (card, "FFD600280401000000", "", 0x9000);
  assert_sent (card, "FFD600100499999999", "", 0x6581);
  assert_sent (card, "FFD600110499999999", "", 0x6581);
  assert_sent (card, "FFD600120499999999", "", 0x9000);
  assert_sent (card, "FFB0001004", "11223344", 0x9000);
  /* nothing takes a lock bit back */
  assert_sent (card, "FFD600280400000000", "", 0x9000);
  assert_sent (card, "FFD600100499999999", "", 0x6581);
}

static void
test_frozen_locks (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_ULTRALIGHT_EV1_11, CW_SOFT_STORAGE_READER_PLAIN);

  /* the lock bits of pages 4 to 9 are frozen as they are: open */
  assert_sent (card, "FFD600020400000200", "", 0x9000);
  assert_sent (card, "FFD60002040000F8FF", "", 0x9000);
  assert_sent (card, "FFD600040411223344", "", 0x9000);
  assert_sent (card, "FFD600090411223344", "", 0x9000);
  assert_sent (card, "FFD6000A0411223344", "", 0x6581);
  assert_sent (card, "FFD600030411223344", "", 0x6581);
}

static void
test_password (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_ACS);

  /* password, its answer, reading protected, from page 8 on */
  assert_sent (card, "FFD6002B04A1A2A3A4", "", 0x9000);
  assert_sent (card, "FFD6002C04B1B20000", "", 0x9000);
  assert_sent (card, "FFD6002A0480000000", "", 0x9000);
  assert_sent (card, "FFD600290400000008", "", 0x9000);
  assert_sent (card, "FFD600080411223344", "", 0x6300);
  assert_sent (card, "FFB0000804", "", 0x6300);
  assert_sent (card, "FFD600070411223344", "", 0x9000);
  /* reading goes on at page 0 where it must stop */
  assert_sent (card, "FFB0000710", "1122334404A1B29FC3D4E5F604480000", 0x9000);

  assert_sent (card, "FF00000007D4421BA1A2A3A5", "D54301", 0x9000);
  assert_sent (card, "FFB0000804", "", 0x6300);
  assert_sent (card, "FF00000008D440011BA1A2A3A4", "D54100B1B2", 0x9000);
  assert_sent (card, "FFD600080455667788", "", 0x9000);
  assert_sent (card, "FFB0000804", "55667788", 0x9000);
  /* neither password nor answer can be read */
  assert_sent (card, "FFB0002B04", "00000000", 0x9000);
  assert_sent (card, "FFB0002C04", "00000000", 0x9000);
  cw_soft_storage_power (card);
  assert_sent (card, "FFB0000804", "", 0x6300);
}

static void
test_password_limit (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_NTAG216, CW_SOFT_STORAGE_READER_ACS);

  assert_sent (card, "FFD600E40401000000", "", 0x9000); /* two wrong ones */
  assert_sent (card, "FFD600E30400000004", "", 0x9000);
  assert_sent (card, "FF00000007D4421B00000000", "D54301", 0x9000);
  assert_sent (card, "FF00000007D4421BFFFFFFFF", "D543000000", 0x9000);
  assert_sent (card, "FF00000007D4421B00000000", "D54301", 0x9000);
  cw_soft_storage_power (card);
  assert_sent (card, "FF00000007D4421B00000000", "D54301", 0x9000);
  assert_sent (card, "FF00000007D4421BFFFFFFFF", "D54301", 0x9000);
  assert_sent (card, "FFB0000404", "00000000", 0x9000);
}

static void
test_raw (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, CW_SOFT_STORAGE_READER_ACS);

  assert_sent (card, "FF00000008D442A20411223344", "D54300", 0x9000);
  assert_sent (card, "FF00000005D4423A0405", "D543001122334400000000", 0x9000);
  assert_sent (card, "FF00000005D4423A0504", "D54301", 0x9000);
  assert_sent (card, "FF00000005D4423A0429", "D54301", 0x9000);
  assert_sent (card, "FF00000004D4423004", "D5430011223344000000000000000000000000", 0x9000);
  assert_sent (card, "FF00000003D44261", "D54301", 0x9000);
  assert_sent (card, "FF00000002D442", "", 0x6300);
  assert_sent (card, "FF00000003D44A60", "", 0x6300);
  cw_soft_storage_set_reader (card, CW_SOFT_STORAGE_READER_OMNIKEY);
  assert_sent (card, "FF00000003D44260", "", 0x6D00);
}

/* How each reader wants a key loaded, and says that it does not. */
static void
test_readers (void)
{
  static const struct
  {
    CwSoftStorageReader reader;
    const char         *load;
    const char         *authenticate; /* block 4, key A */
    const char         *wrong_load;
    guint               wrong_status;
    guint               refused;
  } cases[] = {
    { CW_SOFT_STORAGE_READER_PLAIN, "FF82000006FFFFFFFFFFFF", "FF860000050100046000", "FF82200006FFFFFFFFFFFF", 0x6988, 0x6982 },
    { CW_SOFT_STORAGE_READER_ACS, "FF82000106FFFFFFFFFFFF", "FF860000050100046001", "FF82200006FFFFFFFFFFFF", 0x6300, 0x6300 },
    { CW_SOFT_STORAGE_READER_OMNIKEY, "FF82200006FFFFFFFFFFFF", "FF860000050100046000", "FF82000006FFFFFFFFFFFF", 0x6986, 0x6982 },
    { CW_SOFT_STORAGE_READER_UTRUST, "FF82006006FFFFFFFFFFFF", "FF860000050100046001", "FF82000006FFFFFFFFFFFF", 0x6988, 0x6982 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_CLASSIC_1K, cases[i].reader);

      assert_sent (card, cases[i].wrong_load, "", cases[i].wrong_status);
      assert_sent (card, "FFB0000410", "", cases[i].refused);
      g_assert_cmphex ((guint) send_apdu (card, cases[i].authenticate, ""), !=, 0x9000);
      assert_sent (card, cases[i].load, "", 0x9000);
      assert_sent (card, cases[i].authenticate, "", 0x9000);
      assert_sent (card, "FFB0000410", "00000000000000000000000000000000", 0x9000);
      assert_sent (card, "FFD6000410000102030405060708090A0B0C0D0E0F", "", 0x9000);
      assert_sent (card, "FFB0000410", "000102030405060708090A0B0C0D0E0F", 0x9000);
      /* another sector wants its own */
      assert_sent (card, "FFB0000810", "", cases[i].refused);
      assert_sent (card, "FFB0000410", "", cases[i].refused);
    }
}

static void
test_obsolete_authenticate (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_ACS);

  assert_sent (card, "FF82000006FFFFFFFFFFFF", "", 0x9000);
  assert_sent (card, "FF8800046000", "", 0x9000);
  assert_sent (card, "FFB0000410", "00000000000000000000000000000000", 0x9000);
  assert_sent (card, "FF8800046001", "", 0x6300);
}

#define LOAD(key) "FF82000006" key
#define WITH_KEY_A(block) "FF86000005" "0100" block "6000"
#define WITH_KEY_B(block) "FF86000005" "0100" block "6100"
#define KEY_A "A0A1A2A3A4A5"
#define KEY_B "B0B1B2B3B4B5"

/* Sector 1 for a library: block 4 read with A, written with B; block 5 never written again; the
 * trailer with B alone (7 8 and 9 of the data sheet: C1 C2 C3 of 100, 010, 000, 011). */
static void
test_access_bits (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN);

  assert_sent (card, LOAD ("FFFFFFFFFFFF"), "", 0x9000);
  assert_sent (card, WITH_KEY_A ("07"), "", 0x9000);
  assert_sent (card, "FFB0000710", "000000000000FF078069FFFFFFFFFFFF", 0x9000);
  assert_sent (card, "FFD6000710" KEY_A "5E178A69" KEY_B, "", 0x9000);

  assert_sent (card, WITH_KEY_A ("07"), "", 0x6982);
  assert_sent (card, LOAD (KEY_A), "", 0x9000);
  assert_sent (card, WITH_KEY_A ("04"), "", 0x9000);
  assert_sent (card, "FFB0000410", "00000000000000000000000000000000", 0x9000);
  assert_sent (card, "FFB0000710", "0000000000005E178A69000000000000", 0x9000);
  assert_sent (card, "FFD6000410000102030405060708090A0B0C0D0E0F", "", 0x6982);
  assert_sent (card, LOAD (KEY_B), "", 0x9000);
  assert_sent (card, WITH_KEY_B ("04"), "", 0x9000);
  assert_sent (card, "FFD6000410000102030405060708090A0B0C0D0E0F", "", 0x9000);
  assert_sent (card, "FFD6000610000102030405060708090A0B0C0D0E0F", "", 0x9000);
  assert_sent (card, "FFD6000510000102030405060708090A0B0C0D0E0F", "", 0x6982);
}

/* Access bits whose copies do not agree close the sector for good, and nobody warns. */
static void
test_bricked_sector (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN);

  assert_sent (card, LOAD ("FFFFFFFFFFFF"), "", 0x9000);
  assert_sent (card, WITH_KEY_A ("07"), "", 0x9000);
  assert_sent (card, "FFD6000710FFFFFFFFFFFF00000000FFFFFFFFFFFF", "", 0x9000);
  assert_sent (card, WITH_KEY_A ("07"), "", 0x6982);
  assert_sent (card, WITH_KEY_B ("07"), "", 0x6982);
  assert_sent (card, WITH_KEY_A ("0B"), "", 0x9000);
}

/* A key B that everybody can read opens nothing. */
static void
test_readable_key_b (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN);

  assert_sent (card, LOAD ("FFFFFFFFFFFF"), "", 0x9000);
  assert_sent (card, WITH_KEY_B ("04"), "", 0x9000);
  assert_sent (card, "FFB0000410", "", 0x6982);
  /* block 0 is the maker's; there are 64 */
  assert_sent (card, WITH_KEY_A ("00"), "", 0x9000);
  assert_sent (card, "FFD6000010000102030405060708090A0B0C0D0E0F", "", 0x6581);
  assert_sent (card, "FFB0004010", "", 0x6A82);
  assert_sent (card, WITH_KEY_A ("40"), "", 0x6982);
}

static void
test_faults (void)
{
  g_autoptr (CwSoftStorage) card = new_card (CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_PLAIN);
  CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = 1, .late = TRUE };
  CwSoftFault swap = { .kind = CW_SOFT_FAULT_SWAP, .apdu = 1, .uid = { 0x04, 1, 2, 3, 4, 5, 6 } };
  CwSoftFault slow = { .kind = CW_SOFT_FAULT_SLOW, .apdu = 1, .delay = 90 };

  cw_soft_storage_inject (card, &tear);
  g_assert_cmpint (send_apdu (card, "FFD600040411223344", ""), ==, GONE);
  cw_soft_storage_power (card);
  assert_sent (card, "FFB0000404", "11223344", 0x9000);
  cw_soft_storage_inject (card, &slow);
  assert_sent (card, "FFB0000404", "11223344", 0x9000);
  g_assert_cmpuint (cw_soft_storage_get_delay (card), ==, 90);
  cw_soft_storage_inject (card, &swap);
  g_assert_cmpint (send_apdu (card, "FFCA000000", ""), ==, GONE);
  cw_soft_storage_power (card);
  assert_sent (card, "FFCA000000", "04010203040506", 0x9000);
  assert_sent (card, "FFB0000404", "00000000", 0x9000);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softstorage/identity", test_identity);
  g_test_add_func ("/chip/softstorage/short-uid", test_short_uid);
  g_test_add_func ("/chip/softstorage/pages", test_pages);
  g_test_add_func ("/chip/softstorage/locks", test_locks);
  g_test_add_func ("/chip/softstorage/frozen-locks", test_frozen_locks);
  g_test_add_func ("/chip/softstorage/password", test_password);
  g_test_add_func ("/chip/softstorage/password-limit", test_password_limit);
  g_test_add_func ("/chip/softstorage/raw", test_raw);
  g_test_add_func ("/chip/softstorage/readers", test_readers);
  g_test_add_func ("/chip/softstorage/obsolete-authenticate", test_obsolete_authenticate);
  g_test_add_func ("/chip/softstorage/access-bits", test_access_bits);
  g_test_add_func ("/chip/softstorage/bricked-sector", test_bricked_sector);
  g_test_add_func ("/chip/softstorage/readable-key-b", test_readable_key_b);
  g_test_add_func ("/chip/softstorage/faults", test_faults);
  return g_test_run ();
}
