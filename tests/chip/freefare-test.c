/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <freefare.h>
#include <stdlib.h>
#include <string.h>

#include "app/chip/softcard.h"
#include "freefare-shim.h"
#include "tests/printers/pcsc-bench.h"

/* The software card against a terminal that nobody of this project wrote: Debian's libfreefare,
 * through a real pcscd. Runs inside tests/printers/pcsc-rig.sh. AES is complete: authentication,
 * keys, every kind of file in every mode, transactions, configuration. So are DES, 2K3DES and
 * 3K3DES after 0A and 1A, as far as libfreefare 0.4.0 is right itself. It is not, and is not asked:
 *  - in D40, a MACed read whose length leaves 0 or 7 over eight is taken for broken;
 *  - in D40, an enciphered read to the end of a file is taken for broken when data and checksum
 *    are whole blocks: it looks for the checksum one byte too far on;
 *  - GetDFNames in a session has the MAC at the end of the last name;
 *  - FormatPICC makes it forget a session that the card keeps.
 * EV2 it does not know; an EV2 card must answer it like an EV1. */

#define AID 0xF48120
#define ISO_NAME "\xD2\x76\x00\x00\x85\x01\x10"
#define FILE_SIZE 149 /* bytes; see above: two more are not whole blocks */

typedef int (*LogIn) (MifareTag tag, uint8_t number, MifareDESFireKey key);
typedef int (*CreateApplication) (MifareTag tag, MifareDESFireAID aid, uint8_t settings, uint8_t n_keys);
typedef MifareDESFireKey (*MakeKey) (uint8_t *bytes, uint8_t version);

typedef struct
{
  const char       *name;
  LogIn             log_in;
  CreateApplication create;
  MakeKey           make_key;
  gboolean          d40;
  gboolean          two_keys; /* a 2K3DES key of zeros is a DES key, to the card */
  CwSoftModel       model;
} Scheme;

typedef struct
{
  const Scheme     *scheme;
  nfc_device       *device;
  MifareTag        *tags;
  MifareTag         tag;
  MifareDESFireAID  aid;
  MifareDESFireKey  card_key; /* the card's own: DES zeros */
  MifareDESFireKey  blank;    /* what the application's keys begin with */
  guint             calls;
} Bench;

/* DES keys carry their version in the parity bits of their first bytes, the highest bit first. It
 * is put there by hand: mifare_desfire_key_set_version() spoils the second half of a 2K3DES key. */
static void
put_version (uint8_t *bytes,
             uint8_t  version)
{
  for (guint i = 0; i < 8; i++)
    bytes[i] = (uint8_t) ((bytes[i] & 0xFE) | (version >> (7 - i) & 1));
}

static MifareDESFireKey
make_des_key (uint8_t *bytes,
              uint8_t  version)
{
  put_version (bytes, version);
  return mifare_desfire_des_key_new_with_version (bytes);
}

static MifareDESFireKey
make_2k3des_key (uint8_t *bytes,
                 uint8_t  version)
{
  put_version (bytes, version);
  return mifare_desfire_3des_key_new_with_version (bytes);
}

static MifareDESFireKey
make_3k3des_key (uint8_t *bytes,
                 uint8_t  version)
{
  put_version (bytes, version);
  return mifare_desfire_3k3des_key_new_with_version (bytes);
}

static const Scheme schemes[] = {
  { "aes", mifare_desfire_authenticate_aes, mifare_desfire_create_application_aes, mifare_desfire_aes_key_new_with_version, FALSE, FALSE },
  { "des-d40", mifare_desfire_authenticate, mifare_desfire_create_application, make_des_key, TRUE, FALSE },
  { "des-iso", mifare_desfire_authenticate_iso, mifare_desfire_create_application, make_des_key, FALSE, FALSE },
  { "2k3des-d40", mifare_desfire_authenticate, mifare_desfire_create_application, make_2k3des_key, TRUE, TRUE },
  { "2k3des-iso", mifare_desfire_authenticate_iso, mifare_desfire_create_application, make_2k3des_key, FALSE, TRUE },
  { "3k3des-iso", mifare_desfire_authenticate_iso, mifare_desfire_create_application_3k3des, make_3k3des_key, FALSE, FALSE },
  { "aes-ev2", mifare_desfire_authenticate_aes, mifare_desfire_create_application_aes, mifare_desfire_aes_key_new_with_version, FALSE,
    FALSE, CW_SOFT_MODEL_EV2 },
};

static void
assert_call (Bench      *self,
             gssize      result,
             const char *call)
{
  self->calls++;
  if (result < 0)
    g_error ("%s: %s: card 0x%02X, terminal 0x%02X", self->scheme->name, call,
             mifare_desfire_last_picc_error (self->tag), mifare_desfire_last_pcd_error (self->tag));
}

#define did(self, call) assert_call (self, (call), #call)

/* The card says no, and with which status. */
#define refused(self, call, status) \
  G_STMT_START { \
    (self)->calls++; \
    g_assert_cmpint ((call), <, 0); \
    g_assert_cmphex (mifare_desfire_last_picc_error ((self)->tag), ==, (status)); \
  } G_STMT_END

/* Another card where another model is wanted; the rig begins with an EV1. */
static void
lay_card (CwSoftModel model)
{
  static CwSoftModel lying = CW_SOFT_MODEL_EV1;
  g_autofree char *path = g_build_filename (g_getenv ("CW_RIG_DIR"), "freefare.json", NULL);
  g_autofree char *command = g_strconcat ("replace ", path, NULL);

  if (lying == model)
    return;
  g_assert_cmpint (model, ==, CW_SOFT_MODEL_EV2);
  pcsc_bench_tell ("model ev2", "model ev2");
  pcsc_bench_tell (command, "inserted");
  lying = model;
}

static void
log_in_card (Bench *self)
{
  did (self, mifare_desfire_select_application (self->tag, NULL));
  did (self, (self->scheme->d40 ? mifare_desfire_authenticate : mifare_desfire_authenticate_iso) (self->tag, 0, self->card_key));
}

static void
log_in (Bench           *self,
        guint            number,
        MifareDESFireKey key)
{
  did (self, self->scheme->log_in (self->tag, (uint8_t) number, key));
}

/* A key unlike the others. */
static MifareDESFireKey
make_key (Bench  *self,
          guint8  seed,
          guint8  version)
{
  uint8_t bytes[24];

  for (guint i = 0; i < sizeof bytes; i++)
    bytes[i] = (uint8_t) (seed + i * 0x12);
  return self->scheme->make_key (bytes, version);
}

static void
create_application (Bench *self)
{
  log_in_card (self);
  if (self->scheme->two_keys)
    did (self, mifare_desfire_set_default_key (self->tag, self->blank));
  did (self, self->scheme->create (self->tag, self->aid, 0x0F, 5));
  if (self->scheme->two_keys)
    did (self, mifare_desfire_set_default_key (self->tag, self->card_key));
}

/* A blank card with one application of five keys alike, selected, in a session with key 0. */
static void
set_up (Bench        *self,
        gconstpointer data)
{
  uint8_t zeros[24] = { 0 };

  self->scheme = data;
  lay_card (self->scheme->model);
  self->device = freefare_shim_open (g_getenv ("CW_RIG_READER"));
  self->tags = freefare_get_tags (self->device);
  g_assert_nonnull (self->tags);
  self->tag = self->tags[0];
  g_assert_nonnull (self->tag);
  g_assert_null (self->tags[1]);
  g_assert_cmpint (freefare_get_tag_type (self->tag), ==, DESFIRE);
  did (self, mifare_desfire_connect (self->tag));

  self->card_key = mifare_desfire_des_key_new (zeros);
  self->blank = self->scheme->two_keys ? make_key (self, 0x35, 0) : self->scheme->make_key (zeros, 0);
  self->aid = mifare_desfire_aid_new (AID);
  log_in_card (self);
  did (self, mifare_desfire_format_picc (self->tag));
  create_application (self);
  did (self, mifare_desfire_select_application (self->tag, self->aid));
  log_in (self, 0, self->blank);
}

static void
tear_down (Bench        *self,
           gconstpointer unused)
{
  g_test_message ("%s: %u calls, %u exchanges", self->scheme->name, self->calls, freefare_shim_get_exchanges (self->device));
  did (self, mifare_desfire_disconnect (self->tag));
  mifare_desfire_key_free (self->card_key);
  mifare_desfire_key_free (self->blank);
  free (self->aid);
  freefare_free_tags (self->tags);
  freefare_shim_close (self->device);
}

static void
test_card (Bench        *self,
           gconstpointer unused)
{
  struct mifare_desfire_version_info version;
  MifareDESFireAID *aids = NULL;
  size_t count = 0;
  uint32_t before, after;
  char *uid = NULL;
  g_autofree char *expected = NULL;

  did (self, mifare_desfire_get_card_uid (self->tag, &uid));
  log_in_card (self);
  did (self, mifare_desfire_get_version (self->tag, &version));
  g_assert_cmphex (version.hardware.vendor_id, ==, 0x04);
  expected = g_strdup_printf ("%02x%02x%02x%02x%02x%02x%02x", version.uid[0], version.uid[1], version.uid[2], version.uid[3],
                              version.uid[4], version.uid[5], version.uid[6]);
  g_assert_cmpstr (uid, ==, expected);
  free (uid);

  did (self, mifare_desfire_free_mem (self->tag, &before));
  did (self, mifare_desfire_get_application_ids (self->tag, &aids, &count));
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmphex (mifare_desfire_aid_get_aid (aids[0]), ==, AID);
  mifare_desfire_free_application_ids (aids);
  did (self, mifare_desfire_delete_application (self->tag, self->aid));
  did (self, mifare_desfire_get_application_ids (self->tag, &aids, &count));
  g_assert_cmpuint (count, ==, 0);
  mifare_desfire_free_application_ids (aids);
  /* deleting gives no memory back, formatting does */
  did (self, mifare_desfire_free_mem (self->tag, &after));
  g_assert_cmpuint (before, ==, after);
  did (self, mifare_desfire_format_picc (self->tag));
  log_in_card (self);
  did (self, mifare_desfire_free_mem (self->tag, &after));
  g_assert_cmpuint (before, <, after);
  refused (self, mifare_desfire_select_application (self->tag, self->aid), APPLICATION_NOT_FOUND);
}

static void
test_keys (Bench        *self,
           gconstpointer unused)
{
  MifareDESFireKey first = make_key (self, 0x10, 0x21);
  MifareDESFireKey second = make_key (self, 0x81, 0x42);
  uint8_t settings, n_keys, version;

  refused (self, self->scheme->log_in (self->tag, 0, first), AUTHENTICATION_ERROR);
  refused (self, self->scheme->log_in (self->tag, 5, self->blank), NO_SUCH_KEY);
  log_in (self, 0, self->blank);
  did (self, mifare_desfire_change_key (self->tag, 1, first, self->blank));
  did (self, mifare_desfire_change_key (self->tag, 1, second, first));
  did (self, mifare_desfire_change_key (self->tag, 0, first, NULL));
  log_in (self, 0, first);
  did (self, mifare_desfire_get_key_version (self->tag, 0, &version));
  g_assert_cmphex (version, ==, 0x21);
  did (self, mifare_desfire_get_key_version (self->tag, 1, &version));
  g_assert_cmphex (version, ==, 0x42);
  did (self, mifare_desfire_get_key_version (self->tag, 2, &version));
  g_assert_cmphex (version, ==, 0x00);

  did (self, mifare_desfire_get_key_settings (self->tag, &settings, &n_keys));
  g_assert_cmphex (settings, ==, 0x0F);
  g_assert_cmpuint (n_keys & 0x0F, ==, 5);
  /* from here on each key changes itself */
  did (self, mifare_desfire_change_key_settings (self->tag, 0xEF));
  did (self, mifare_desfire_get_key_settings (self->tag, &settings, &n_keys));
  g_assert_cmphex (settings, ==, 0xEF);
  log_in (self, 1, second);
  did (self, mifare_desfire_change_key (self->tag, 1, first, NULL));
  log_in (self, 1, first);
  refused (self, mifare_desfire_change_key (self->tag, 2, second, self->blank), AUTHENTICATION_ERROR);
  mifare_desfire_key_free (first);
  mifare_desfire_key_free (second);
}

static void
fill (guint8 *data,
      gsize   length,
      guint8  seed)
{
  for (gsize i = 0; i < length; i++)
    data[i] = (guint8) (seed + i * 7);
}

static void
check_read (Bench        *self,
            guint         file,
            gsize         offset,
            gsize         length,
            const guint8 *expected)
{
  guint8 found[FILE_SIZE + 64] = { 0 }; /* libfreefare writes checksums behind the data */
  gssize got = mifare_desfire_read_data (self->tag, (uint8_t) file, (off_t) offset, length, found);

  g_test_message ("file %u, %zu bytes from %zu on: %zd", file, length, offset, got);
  assert_call (self, got, "mifare_desfire_read_data");
  g_assert_cmpmem (found, (gsize) got, expected + offset, length == 0 ? FILE_SIZE - offset : length);
}

/* Written in one piece of @length and read back. */
static void
check_length (Bench   *self,
              guint    file,
              guint    comm,
              gsize    length,
              gboolean backup)
{
  guint8 content[FILE_SIZE];
  gboolean broken = self->scheme->d40 && comm == MDCM_MACED && (length % 8 == 0 || length % 8 == 7);

  fill (content, length, (guint8) (length + comm));
  did (self, mifare_desfire_write_data (self->tag, (uint8_t) file, 0, length, content));
  if (backup)
    did (self, mifare_desfire_commit_transaction (self->tag));
  if (!broken)
    check_read (self, file, 0, length, content);
}

static const guint comms[] = { MDCM_PLAIN, MDCM_MACED, MDCM_ENCIPHERED };

static void
test_files (Bench        *self,
            gconstpointer unused)
{
  static const gsize lengths[] = { 1, 7, 8, 13, 31, 32, 52, 53, 54, 111, 149 };
  uint8_t *files = NULL;
  size_t count = 0;

  for (guint i = 0; i < G_N_ELEMENTS (comms); i++)
    {
      uint8_t standard = (uint8_t) (2 * i), backup = (uint8_t) (2 * i + 1);
      uint16_t rights = MDAR (MDAR_KEY1, MDAR_KEY2, MDAR_KEY0, MDAR_KEY3);

      did (self, mifare_desfire_create_std_data_file (self->tag, standard, (uint8_t) comms[i], rights, FILE_SIZE));
      did (self, mifare_desfire_create_backup_data_file (self->tag, backup, (uint8_t) comms[i], rights, FILE_SIZE));
      for (gsize j = 0; j < G_N_ELEMENTS (lengths); j++)
        {
          check_length (self, standard, comms[i], lengths[j], FALSE);
          check_length (self, backup, comms[i], lengths[j], TRUE);
        }
    }
  did (self, mifare_desfire_get_file_ids (self->tag, &files, &count));
  g_assert_cmpuint (count, ==, 6);
  free (files);
  did (self, mifare_desfire_delete_file (self->tag, 3));
  refused (self, mifare_desfire_delete_file (self->tag, 3), FILE_NOT_FOUND);
  log_in (self, 0, self->blank);
  did (self, mifare_desfire_get_file_ids (self->tag, &files, &count));
  g_assert_cmpuint (count, ==, 5);
  free (files);
}

/* To the end of the file, in the middle of it, with the right to read alone, and aborted. */
static void
test_parts (Bench        *self,
            gconstpointer unused)
{
  guint8 content[FILE_SIZE], other[FILE_SIZE];

  fill (content, sizeof content, 0x33);
  fill (other, sizeof other, 0x77);
  for (guint i = 0; i < G_N_ELEMENTS (comms); i++)
    {
      uint8_t file = (uint8_t) i;

      log_in (self, 0, self->blank);
      did (self, mifare_desfire_create_backup_data_file (self->tag, file, (uint8_t) comms[i],
                                                         MDAR (MDAR_KEY1, MDAR_KEY2, MDAR_KEY0, MDAR_KEY3), FILE_SIZE));
      did (self, mifare_desfire_write_data (self->tag, file, 0, 70, content));
      did (self, mifare_desfire_write_data (self->tag, file, 70, sizeof content - 70, content + 70));
      did (self, mifare_desfire_commit_transaction (self->tag));
      did (self, mifare_desfire_write_data (self->tag, file, 0, sizeof other, other));
      did (self, mifare_desfire_abort_transaction (self->tag));
      log_in (self, 1, self->blank);
      check_read (self, file, 10, 100, content);
      check_read (self, file, 0, 0, content);
      check_read (self, file, 17, 0, content);
      refused (self, mifare_desfire_write_data (self->tag, file, 0, 1, content), AUTHENTICATION_ERROR);
      log_in (self, 3, self->blank);
      refused (self, mifare_desfire_read_data (self->tag, file, 0, 1, other), AUTHENTICATION_ERROR);
    }
}

static void
test_settings (Bench        *self,
               gconstpointer unused)
{
  struct mifare_desfire_file_settings settings;
  guint8 content[20];

  fill (content, sizeof content, 0x01);
  did (self, mifare_desfire_create_std_data_file (self->tag, 1, MDCM_ENCIPHERED, MDAR (MDAR_KEY1, MDAR_KEY2, MDAR_KEY0, MDAR_KEY0), 64));
  did (self, mifare_desfire_get_file_settings (self->tag, 1, &settings));
  g_assert_cmphex (settings.file_type, ==, MDFT_STANDARD_DATA_FILE);
  g_assert_cmphex (settings.communication_settings, ==, MDCM_ENCIPHERED);
  g_assert_cmphex (settings.access_rights, ==, 0x1200);
  g_assert_cmpuint (settings.settings.standard_file.file_size, ==, 64);
  did (self, mifare_desfire_write_data (self->tag, 1, 0, sizeof content, content));

  /* everybody may read from now on, in the clear, and change the settings */
  did (self, mifare_desfire_change_file_settings (self->tag, 1, MDCM_PLAIN, MDAR (MDAR_FREE, MDAR_KEY2, MDAR_KEY0, MDAR_FREE)));
  did (self, mifare_desfire_select_application (self->tag, self->aid));
  check_read (self, 1, 0, sizeof content, content);
  did (self, mifare_desfire_change_file_settings (self->tag, 1, MDCM_PLAIN, MDAR (MDAR_DENY, MDAR_KEY2, MDAR_DENY, MDAR_DENY)));
  refused (self, mifare_desfire_read_data (self->tag, 1, 0, 1, content), PERMISSION_ERROR);
}

static void
assert_value (Bench  *self,
              guint   file,
              int32_t expected)
{
  int32_t value = 0;

  did (self, mifare_desfire_get_value (self->tag, (uint8_t) file, &value));
  g_assert_cmpint (value, ==, expected);
}

static void
test_values (Bench        *self,
             gconstpointer unused)
{
  struct mifare_desfire_file_settings settings;

  for (guint i = 0; i < G_N_ELEMENTS (comms); i++)
    {
      uint8_t file = (uint8_t) i;

      log_in (self, 0, self->blank);
      did (self, mifare_desfire_create_value_file (self->tag, file, (uint8_t) comms[i],
                                                   MDAR (MDAR_KEY1, MDAR_KEY2, MDAR_KEY0, MDAR_KEY3), -1000, 1000, 50, 1));
      assert_value (self, file, 50);
      did (self, mifare_desfire_credit (self->tag, file, 250));
      assert_value (self, file, 50);
      did (self, mifare_desfire_commit_transaction (self->tag));
      assert_value (self, file, 300);
      did (self, mifare_desfire_debit (self->tag, file, 1000));
      did (self, mifare_desfire_commit_transaction (self->tag));
      assert_value (self, file, -700);
      did (self, mifare_desfire_credit (self->tag, file, 1));
      did (self, mifare_desfire_abort_transaction (self->tag));
      assert_value (self, file, -700);
      did (self, mifare_desfire_get_file_settings (self->tag, file, &settings));
      g_assert_cmpint (settings.settings.value_file.lower_limit, ==, -1000);
      g_assert_cmpint (settings.settings.value_file.upper_limit, ==, 1000);
      g_assert_cmpint (settings.settings.value_file.limited_credit_value, ==, 1000);

      /* what was debited may come back once, with the right to write */
      log_in (self, 2, self->blank);
      did (self, mifare_desfire_limited_credit (self->tag, file, 999));
      did (self, mifare_desfire_commit_transaction (self->tag));
      log_in (self, 1, self->blank);
      assert_value (self, file, 299);
      refused (self, mifare_desfire_credit (self->tag, file, 1), AUTHENTICATION_ERROR);
      log_in (self, 0, self->blank);
      refused (self, mifare_desfire_debit (self->tag, file, 1300), BOUNDARY_ERROR);
    }
}

/* Names of ISO/IEC 7816-4, for the application and its files. */
static void
test_names (Bench        *self,
            gconstpointer unused)
{
  g_autofree uint8_t *name = g_memdup2 (ISO_NAME, strlen (ISO_NAME) + 3);
  MifareDESFireDF *names = NULL;
  uint16_t *files = NULL;
  size_t count = 0;
  guint8 content[] = { 0xCA, 0xFE };

  log_in_card (self);
  did (self, mifare_desfire_delete_application (self->tag, self->aid));
  did (self, mifare_desfire_create_application_aes_iso (self->tag, self->aid, 0x0F, 2, 1, 0xE110, name, 7));
  did (self, mifare_desfire_select_application (self->tag, NULL));
  did (self, mifare_desfire_get_df_names (self->tag, &names, &count));
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmphex (names[0].aid, ==, AID);
  g_assert_cmphex (names[0].fid, ==, 0xE110);
  g_assert_cmpmem (names[0].df_name, names[0].df_name_len, name, 7);
  free (names);

  did (self, mifare_desfire_select_application (self->tag, self->aid));
  did (self, mifare_desfire_create_std_data_file_iso (self->tag, 1, MDCM_PLAIN, 0xEEEE, 32, 0xE101));
  did (self, mifare_desfire_create_backup_data_file_iso (self->tag, 2, MDCM_PLAIN, 0xEEEE, 32, 0xE102));
  did (self, mifare_desfire_write_data (self->tag, 1, 0, sizeof content, content));
  did (self, mifare_desfire_get_iso_file_ids (self->tag, &files, &count));
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmphex (files[0], ==, 0xE101);
  g_assert_cmphex (files[1], ==, 0xE102);
  free (files);
}

/* The card's own key becomes AES and DES again; the key of new applications, and the card's answer
 * to select. What cannot be undone is left alone: the rig's card is used by the next test. */
static void
test_configuration (Bench        *self,
                    gconstpointer unused)
{
  uint8_t bytes[16] = { 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, 0xA5, 0xA6, 0xA7, 0xA8, 0xA9, 0xAA, 0xAB, 0xAC, 0xAD, 0xAE, 0xAF };
  uint8_t zeros[16] = { 0 };
  uint8_t ats[] = { 0x06, 0x75, 0x77, 0x81, 0x02, 0x80 };
  MifareDESFireKey key = mifare_desfire_aes_key_new_with_version (bytes, 0x55);
  MifareDESFireKey none = mifare_desfire_aes_key_new_with_version (zeros, 0x00);
  MifareDESFireAID other = mifare_desfire_aid_new (0x010203);
  uint8_t version;

  log_in_card (self);
  did (self, mifare_desfire_set_ats (self->tag, ats));
  log_in_card (self);
  did (self, mifare_desfire_set_default_key (self->tag, key));
  did (self, mifare_desfire_create_application_aes (self->tag, other, 0x0F, 2));
  did (self, mifare_desfire_set_default_key (self->tag, none));
  did (self, mifare_desfire_select_application (self->tag, other));
  did (self, mifare_desfire_get_key_version (self->tag, 1, &version));
  g_assert_cmphex (version, ==, 0x55);
  did (self, mifare_desfire_authenticate_aes (self->tag, 1, key));

  log_in_card (self);
  did (self, mifare_desfire_change_key (self->tag, 0, key, NULL));
  did (self, mifare_desfire_authenticate_aes (self->tag, 0, key));
  did (self, mifare_desfire_change_key (self->tag, 0, self->card_key, NULL));
  log_in_card (self);
  mifare_desfire_key_free (key);
  mifare_desfire_key_free (none);
  free (other);
}

static void
add_tests (const Scheme *scheme)
{
  static const struct
  {
    const char *name;
    void      (*test) (Bench *self, gconstpointer unused);
  } tests[] = {
    { "card", test_card }, { "keys", test_keys }, { "files", test_files }, { "parts", test_parts },
    { "settings", test_settings }, { "values", test_values }, { "names", test_names }, { "configuration", test_configuration },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strdup_printf ("/chip/freefare/%s/%s", scheme->name, tests[i].name);

      g_test_add (path, Bench, scheme, set_up, tests[i].test, tear_down);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_assert_nonnull (g_getenv ("CW_RIG_READER"));

  for (gsize i = 0; i < G_N_ELEMENTS (schemes); i++)
    add_tests (&schemes[i]);
  return g_test_run ();
}
