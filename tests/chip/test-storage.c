/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/softstorage.h"
#include "app/chip/storage.h"
#include "printers/readermodel.h"

/* Storage cards in software behind readers in software, each with the ways of its maker, written
 * and read through the .reader file that is shipped for it. */

static const guint8 uid[] = { 0x04, 0x51, 0x2A, 0x3B, 0x4C, 0x5D, 0x80 };
static const guint8 factory_key[] = { 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF };
static const guint8 transport[] = { 0xFF, 0x07, 0x80, 0x69 };
static const char content[] = "This number of bytes is no whole number of pages.";

typedef struct
{
  CwSoftStorage *card;
  CwReaderWay    way;
  CwChipLink     link;
  GBytes        *atr;
  GString       *sent; /* hex, a line each */
} Desk;

static gboolean
transmit (gpointer      user_data,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer,
          GError      **error)
{
  Desk *desk = user_data;
  g_autofree char *text = cw_hex_encode (command, length);

  g_string_append_printf (desk->sent, "%s\n", text);
  if (cw_soft_storage_transmit (desk->card, command, length, answer))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, "gone");
  return FALSE;
}

static void
no_random (gpointer user_data,
           guint8  *data,
           gsize    length)
{
  g_assert_not_reached ();
}

/* @name: of a reader in PC/SC, by which its file is found */
static void
desk_open (Desk               *desk,
           CwSoftStorageKind   kind,
           CwSoftStorageReader reader,
           const char         *name)
{
  gsize length = kind == CW_SOFT_STORAGE_CLASSIC_1K ? 4 : 7;

  desk->card = cw_soft_storage_new (kind, uid, length);
  cw_soft_storage_set_reader (desk->card, reader);
  desk->way = cw_reader_model_find (name)->way;
  desk->atr = cw_soft_storage_get_atr (desk->card);
  desk->sent = g_string_new (NULL);
  desk->link = (CwChipLink) { transmit, no_random, desk };
}

static void
desk_close (Desk *desk)
{
  cw_soft_storage_unref (desk->card);
  g_bytes_unref (desk->atr);
  g_string_free (desk->sent, TRUE);
}

static CwStorage *
desk_lay (Desk    *desk,
          GError **error)
{
  return cw_storage_new (&desk->link, g_bytes_get_data (desk->atr, NULL), g_bytes_get_size (desk->atr), &desk->way, error);
}

static CwStorage *
desk_lay_well (Desk *desk)
{
  g_autoptr (GError) error = NULL;
  CwStorage *storage = desk_lay (desk, &error);

  g_assert_no_error (error);
  g_assert_nonnull (storage);
  return storage;
}

static void
use_factory_key (CwStorage *storage)
{
  g_autoptr (CwSecret) key = cw_secret_new (factory_key, sizeof factory_key);

  cw_storage_set_key (storage, CW_STORAGE_KEY_A, key);
}

static const struct
{
  CwSoftStorageKind   kind;
  CwSoftStorageReader reader;
  const char         *name;
  const char         *expected; /* the kind's id */
} desks[] = {
  { CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U PICC Interface 00 00", "ntag213" },
  { CW_SOFT_STORAGE_NTAG215, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U PICC Interface 00 00", "ntag215" },
  { CW_SOFT_STORAGE_NTAG216, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U PICC Interface 00 00", "ntag216" },
  { CW_SOFT_STORAGE_ULTRALIGHT_EV1_11, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U PICC Interface 00 00", "ultralight-ev1-48" },
  { CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U PICC Interface 00 00", "ultralight-ev1-128" },
  /* these pass nothing on: the capability container tells NTAGs apart, an Ultralight EV1 has none */
  { CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_OMNIKEY, "HID Global OMNIKEY 5422 Smartcard Reader [OMNIKEY 5422CL Smartcard Reader] 00 00", "ntag213" },
  { CW_SOFT_STORAGE_NTAG216, CW_SOFT_STORAGE_READER_UTRUST, "Identiv uTrust 3700 F CL Reader 00 00", "ntag216" },
  { CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00", "ultralight" },
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_ACS, "ACS ACR1252 Dual Reader [ACR1252 Dual Reader PICC] 00 00", "classic-1k" },
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_OMNIKEY, "OMNIKEY CardMan 5x21 00 01", "classic-1k" },
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_UTRUST, "Identiv uTrust 3700 F CL Reader 00 00", "classic-1k" },
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00", "classic-1k" },
  /* readers that no file knows: the right way is found by trying */
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_OMNIKEY, "Some Reader 00 00", "classic-1k" },
  { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_UTRUST, "Some Reader 00 00", "classic-1k" },
};

static void
test_desks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (desks); i++)
    {
      g_autoptr (CwStorage) storage = NULL;
      g_autoptr (GError) error = NULL;
      char back[sizeof content];
      const CwStorageKind *kind;
      gsize length;
      Desk desk;
      guint first;

      g_test_message ("%s: %s", desks[i].name, desks[i].expected);
      desk_open (&desk, desks[i].kind, desks[i].reader, desks[i].name);
      storage = desk_lay_well (&desk);
      kind = cw_storage_get_kind (storage);
      g_assert_cmpstr (kind->id, ==, desks[i].expected);
      g_assert_cmpmem (cw_storage_get_uid (storage, &length), length, uid, length);

      use_factory_key (storage);
      first = kind->family == CW_STORAGE_FAMILY_CLASSIC ? 4 : kind->first;
      length = MIN (sizeof content, cw_storage_kind_get_capacity (kind, first));
      cw_storage_write (storage, first, (const guint8 *) content, length, &error);
      g_assert_no_error (error);
      cw_storage_read (storage, first, (guint8 *) back, length, &error);
      g_assert_no_error (error);
      g_assert_cmpmem (back, length, content, length);

      /* the same again writes nothing */
      g_string_truncate (desk.sent, 0);
      cw_storage_write (storage, first, (const guint8 *) content, length, &error);
      g_assert_no_error (error);
      g_assert_null (strstr (desk.sent->str, "FFD6"));
      g_clear_pointer (&storage, cw_storage_free);
      desk_close (&desk);
    }
}

/* What the right way is, is asked once a reader, not once a card. */
static void
test_way_is_remembered (void)
{
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;
  guint8 block[16];
  Desk desk;

  desk_open (&desk, CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_UTRUST, "Some Reader 00 00");
  for (guint card = 0; card < 2; card++)
    {
      g_string_truncate (desk.sent, 0);
      storage = desk_lay_well (&desk);
      use_factory_key (storage);
      cw_storage_read (storage, 4, block, sizeof block, &error);
      g_assert_no_error (error);
      /* UID, key, authentication, block; two wrong ways before on the first card */
      g_assert_cmpuint (cw_storage_get_exchanges (storage), ==, card == 0 ? 6 : 4);
      g_clear_pointer (&storage, cw_storage_free);
    }
  g_assert_cmpuint (desk.way.taken, ==, 2);
  desk_close (&desk);
}

/* A reader that keeps keys is left with the one that everybody knows. */
static void
test_lasting_key_is_overwritten (void)
{
  static const guint8 secret[] = { 0x4B, 0x21, 0x90, 0x5E, 0x77, 0x0C };
  g_autoptr (CwSecret) key = cw_secret_new (secret, sizeof secret);
  g_autoptr (GError) error = NULL;
  CwStorage *storage;
  guint8 block[16];
  Desk desk;

  desk_open (&desk, CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_OMNIKEY, "OMNIKEY CardMan 5x21 00 01");
  storage = desk_lay_well (&desk);
  cw_storage_set_key (storage, CW_STORAGE_KEY_A, key);
  g_assert_false (cw_storage_read (storage, 4, block, sizeof block, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
  g_assert_nonnull (strstr (desk.sent->str, "FF822000064B2190"));
  g_assert_true (g_str_has_prefix (strrchr (desk.sent->str, '\n') - strlen ("FF8600000501000760" "00"), "FF86"));
  g_string_truncate (desk.sent, 0);
  cw_storage_free (storage);
  g_assert_nonnull (strstr (desk.sent->str, "FF82200006FFFFFFFFFFFF\n"));
  desk_close (&desk);
}

/* Units that are not for content, and content that is too long, are refused before anything is
 * sent. */
static void
test_refused_places (void)
{
  static const struct
  {
    CwSoftStorageKind kind;
    guint             first;
    gsize             length;
  } cases[] = {
    { CW_SOFT_STORAGE_NTAG213, 0, 4 },   /* UID */
    { CW_SOFT_STORAGE_NTAG213, 2, 4 },   /* lock bytes */
    { CW_SOFT_STORAGE_NTAG213, 3, 4 },   /* capability container */
    { CW_SOFT_STORAGE_NTAG213, 40, 4 },  /* dynamic lock bytes */
    { CW_SOFT_STORAGE_NTAG213, 41, 4 },  /* configuration */
    { CW_SOFT_STORAGE_NTAG213, 4, 145 },
    { CW_SOFT_STORAGE_NTAG213, 4, 0 },
    { CW_SOFT_STORAGE_NTAG213, 4000, 4 },
    { CW_SOFT_STORAGE_CLASSIC_1K, 0, 16 },  /* the maker's block */
    { CW_SOFT_STORAGE_CLASSIC_1K, 7, 16 },  /* trailer */
    { CW_SOFT_STORAGE_CLASSIC_1K, 63, 16 }, /* trailer */
    { CW_SOFT_STORAGE_CLASSIC_1K, 60, 49 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (CwStorage) storage = NULL;
      g_autoptr (GError) error = NULL;
      guint8 data[256] = { 0 };
      Desk desk;

      desk_open (&desk, cases[i].kind, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U 00 00");
      storage = desk_lay_well (&desk);
      use_factory_key (storage);
      g_string_truncate (desk.sent, 0);
      g_assert_false (cw_storage_write (storage, cases[i].first, data, cases[i].length, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_assert_cmpstr (desk.sent->str, ==, "");
      g_clear_pointer (&storage, cw_storage_free);
      desk_close (&desk);
    }
}

/* Content steps over trailers, and those stay as they were. */
static void
test_over_a_trailer (void)
{
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *before = NULL;
  const guint8 *memory;
  guint8 data[7 * 16];
  guint8 back[sizeof data];
  gsize length;
  Desk desk;

  for (gsize i = 0; i < sizeof data; i++)
    data[i] = (guint8) (i * 7 + 1);
  desk_open (&desk, CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00");
  memory = cw_soft_storage_get_memory (desk.card, &length);
  before = g_memdup2 (memory, length);
  storage = desk_lay_well (&desk);
  use_factory_key (storage);
  cw_storage_write (storage, 5, data, sizeof data, &error);
  g_assert_no_error (error);
  cw_storage_read (storage, 5, back, sizeof back, &error);
  g_assert_no_error (error);
  g_assert_cmpmem (back, sizeof back, data, sizeof data);

  memory = cw_soft_storage_get_memory (desk.card, &length);
  memcpy (before + 5 * 16, data, 2 * 16);
  memcpy (before + 8 * 16, data + 2 * 16, 3 * 16);
  memcpy (before + 12 * 16, data + 5 * 16, 2 * 16);
  g_assert_cmpmem (memory, length, before, length);
  g_clear_pointer (&storage, cw_storage_free);
  desk_close (&desk);
}

typedef gboolean (*Work) (CwStorage *storage,
                          GError   **error);

/* Takes the card away at every APDU of @work, before and after it was carried out, lays it back,
 * and does the work again: the memory must be the same as without a tear. */
static void
tear_everywhere (CwSoftStorageKind kind,
                 Work              work)
{
  g_autoptr (GBytes) whole = NULL;
  guint torn = 0;

  for (guint apdu = 0; apdu < 200; apdu++)
    {
      g_autoptr (CwStorage) storage = NULL;
      g_autoptr (GError) error = NULL;
      const guint8 *memory;
      gboolean done;
      gsize length;
      Desk desk;

      desk_open (&desk, kind, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U 00 00");
      if (apdu > 0)
        cw_soft_storage_inject (desk.card, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = (apdu + 1) / 2, .late = apdu % 2 == 0 });
      storage = desk_lay (&desk, &error);
      done = storage != NULL && work (storage, &error);
      if (!done)
        {
          g_assert_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED);
          g_clear_error (&error);
          g_clear_pointer (&storage, cw_storage_free);
          cw_soft_storage_power (desk.card);
          storage = desk_lay_well (&desk);
          work (storage, &error);
          g_assert_no_error (error);
          torn++;
        }
      memory = cw_soft_storage_get_memory (desk.card, &length);
      if (apdu == 0)
        whole = g_bytes_new (memory, length);
      g_assert_cmpmem (memory, length, g_bytes_get_data (whole, NULL), g_bytes_get_size (whole));
      g_clear_pointer (&storage, cw_storage_free);
      desk_close (&desk);
      if (apdu > 0 && done)
        break;
      g_assert_cmpuint (apdu, <, 199);
    }
  g_test_message ("%u tears", torn);
  g_assert_cmpuint (torn, >, 10);
}

static gboolean
write_content (CwStorage *storage,
               GError   **error)
{
  use_factory_key (storage);
  return cw_storage_write (storage, 4, (const guint8 *) content, sizeof content, error);
}

static gboolean
write_and_lock (CwStorage *storage,
                GError   **error)
{
  g_autoptr (CwSecret) password = cw_secret_new ("\x12\x34\x56\x78", 4);
  g_autoptr (CwSecret) pack = cw_secret_new ("\xAB\xCD", 2);
  const CwStorageProtection protection = { 4, FALSE, password, pack };
  g_autoptr (GError) local = NULL;

  /* a card of ours that is locked already is opened first */
  if (cw_storage_write (storage, 4, (const guint8 *) content, sizeof content, &local))
    return cw_storage_protect (storage, &protection, error);
  if (g_error_matches (local, CW_ERROR, CW_ERROR_CHIP_REFUSED))
    return cw_storage_unlock (storage, password, pack, error) &&
           cw_storage_write (storage, 4, (const guint8 *) content, sizeof content, error) &&
           cw_storage_protect (storage, &protection, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
write_trailer (CwStorage *storage,
               GError   **error)
{
  /* 78 77 88: key A reads, key B writes, and only B changes the trailer */
  g_autoptr (CwSecret) key_a = cw_secret_new ("\xA1\xA2\xA3\xA4\xA5\xA6", 6);
  g_autoptr (CwSecret) key_b = cw_secret_new ("\xB1\xB2\xB3\xB4\xB5\xB6", 6);
  const CwStorageTrailer trailer = { key_a, key_b, { 0x78, 0x77, 0x88, 0x00 } };
  g_autoptr (GError) local = NULL;

  use_factory_key (storage);
  if (!cw_storage_write (storage, 4, (const guint8 *) "sixteen bytes...", 16, &local))
    {
      if (!g_error_matches (local, CW_ERROR, CW_ERROR_KEY_REFUSED))
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
      use_factory_key (storage);
    }
  return cw_storage_write_trailer (storage, 1, &trailer, error);
}

static void
test_tears (void)
{
  tear_everywhere (CW_SOFT_STORAGE_NTAG213, write_content);
  tear_everywhere (CW_SOFT_STORAGE_CLASSIC_1K, write_content);
  tear_everywhere (CW_SOFT_STORAGE_NTAG213, write_and_lock);
  tear_everywhere (CW_SOFT_STORAGE_ULTRALIGHT_EV1_21, write_and_lock);
  tear_everywhere (CW_SOFT_STORAGE_CLASSIC_1K, write_trailer);
}

/* A locked card: others cannot write it, nor learn the password by locking it again. */
static void
test_locked (void)
{
  g_autoptr (CwSecret) wrong = cw_secret_new ("\x00\x00\x00\x01", 4);
  g_autoptr (CwSecret) pack = cw_secret_new ("\xAB\xCD", 2);
  const CwStorageProtection other = { 4, FALSE, wrong, pack };
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;
  const guint8 *memory;
  guint8 data[] = { 1, 2, 3, 4 };
  gsize length;
  Desk desk;

  desk_open (&desk, CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U 00 00");
  storage = desk_lay_well (&desk);
  write_and_lock (storage, &error);
  g_assert_no_error (error);
  memory = cw_soft_storage_get_memory (desk.card, &length);
  g_assert_cmpuint (memory[41 * 4 + 3], ==, 4);
  g_assert_cmpmem (memory + 43 * 4, 4, "\x12\x34\x56\x78", 4);
  g_assert_cmpmem (memory + 44 * 4, 2, "\xAB\xCD", 2);
  g_clear_pointer (&storage, cw_storage_free);
  cw_soft_storage_power (desk.card);

  storage = desk_lay_well (&desk);
  g_assert_false (cw_storage_write (storage, 4, data, sizeof data, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_REFUSED);
  g_clear_error (&error);
  g_assert_false (cw_storage_protect (storage, &other, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_KEY_REFUSED);
  g_clear_pointer (&storage, cw_storage_free);
  desk_close (&desk);
}

/* Where the password cannot be tried no card is locked, whatever the card is. */
static void
test_lock_needs_proof (void)
{
  static const struct
  {
    CwSoftStorageKind   kind;
    CwSoftStorageReader reader;
    const char         *name;
  } cases[] = {
    { CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00" },
    { CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_PLAIN, "ACS ACR122U 00 00" }, /* passes nothing on after all */
    { CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U 00 00" },
  };
  g_autoptr (CwSecret) password = cw_secret_new ("\x12\x34\x56\x78", 4);
  g_autoptr (CwSecret) pack = cw_secret_new ("\xAB\xCD", 2);

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const CwStorageProtection protection = { 4, FALSE, password, pack };
      g_autoptr (CwStorage) storage = NULL;
      g_autoptr (GError) error = NULL;
      Desk desk;

      desk_open (&desk, cases[i].kind, cases[i].reader, cases[i].name);
      storage = desk_lay_well (&desk);
      g_assert_false (cw_storage_protect (storage, &protection, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
      g_assert_null (strstr (desk.sent->str, "FFD6"));
      g_clear_pointer (&storage, cw_storage_free);
      desk_close (&desk);
    }
}

static void
test_access (void)
{
  static const guint8 split[] = { 0xFF, 0x07, 0x81, 0x69 };  /* not its own copy */
  static const guint8 frozen[] = { 0x00, 0xF0, 0xFF, 0x69 }; /* 111 everywhere */
  g_autoptr (CwSecret) key = cw_secret_new (factory_key, sizeof factory_key);
  CwStorageTrailer trailer = { key, key, { 0xFF, 0x07, 0x81, 0x69 } };
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;
  Desk desk;

  g_assert_true (cw_storage_check_access (transport, &error));
  g_assert_no_error (error);
  g_assert_false (cw_storage_check_access (split, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (cw_storage_check_access (frozen, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);

  desk_open (&desk, CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00");
  storage = desk_lay_well (&desk);
  use_factory_key (storage);
  g_string_truncate (desk.sent, 0);
  g_assert_false (cw_storage_write_trailer (storage, 1, &trailer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_clear_error (&error);
  memcpy (trailer.access, transport, sizeof transport);
  g_assert_false (cw_storage_write_trailer (storage, 16, &trailer, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
  g_assert_cmpstr (desk.sent->str, ==, "");
  g_clear_pointer (&storage, cw_storage_free);
  desk_close (&desk);
}

/* What the card says comes back wrong by one bit: told, not believed. */
static void
test_flipped (void)
{
  g_autoptr (CwStorage) storage = NULL;
  g_autoptr (GError) error = NULL;
  Desk desk;

  desk_open (&desk, CW_SOFT_STORAGE_NTAG213, CW_SOFT_STORAGE_READER_ACS, "ACS ACR122U 00 00");
  storage = desk_lay_well (&desk);
  /* read 4 times, write 13 pages; the next is the first answer of the reading back */
  cw_soft_storage_inject (desk.card, &(CwSoftFault) { .kind = CW_SOFT_FAULT_FLIP, .apdu = 4 + 13 + 1, .byte = 3, .bit = 5 });
  g_assert_false (cw_storage_write (storage, 4, (const guint8 *) content, sizeof content, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_pointer (&storage, cw_storage_free);
  desk_close (&desk);
}

static void
test_unsuitable (void)
{
  static const guint8 desfire[] = { 0x3B, 0x81, 0x80, 0x01, 0x80, 0x80 };
  static const guint8 random_uid[] = { 0x08, 0x12, 0x34, 0x56 };
  g_autoptr (GError) error = NULL;
  Desk desk;

  desk_open (&desk, CW_SOFT_STORAGE_CLASSIC_1K, CW_SOFT_STORAGE_READER_PLAIN, "Some Reader 00 00");
  g_assert_null (cw_storage_new (&desk.link, desfire, sizeof desfire, &desk.way, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_assert_cmpstr (desk.sent->str, ==, "");
  g_clear_error (&error);
  cw_soft_storage_unref (desk.card);
  desk.card = cw_soft_storage_new (CW_SOFT_STORAGE_CLASSIC_1K, random_uid, sizeof random_uid);
  g_assert_null (desk_lay (&desk, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_assert_nonnull (strstr (error->message, "random UID"));
  desk_close (&desk);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/storage/desks", test_desks);
  g_test_add_func ("/chip/storage/way-is-remembered", test_way_is_remembered);
  g_test_add_func ("/chip/storage/lasting-key-is-overwritten", test_lasting_key_is_overwritten);
  g_test_add_func ("/chip/storage/refused-places", test_refused_places);
  g_test_add_func ("/chip/storage/over-a-trailer", test_over_a_trailer);
  g_test_add_func ("/chip/storage/tears", test_tears);
  g_test_add_func ("/chip/storage/locked", test_locked);
  g_test_add_func ("/chip/storage/lock-needs-proof", test_lock_needs_proof);
  g_test_add_func ("/chip/storage/access", test_access);
  g_test_add_func ("/chip/storage/flipped", test_flipped);
  g_test_add_func ("/chip/storage/unsuitable", test_unsuitable);
  return g_test_run ();
}
