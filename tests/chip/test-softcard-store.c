/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "test-softcard.h"

#include <glib/gstdio.h>
#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* The training card's file, and the card that leaves the field: at every APDU of an encoding,
 * before it and after it, the file holds what the commands that were carried out have made. */

#define KEY_1 "00102030405060708090A0B0B0A09080"
#define KEY_2 "10182028303840485058606870788088"
#define CONTENT "000102030405060708090A0B0C0D0E0F101112131415161718191A1B1C1D1E1F202122232425262728" \
                "292A2B2C2D2E2F303132333435363738393A3B3C3D3E3F404142434445464748494A4B4C4D4E4F5051" \
                "52535455565758595A5B5C5D5E5F60616263"

static const guint8 uid[] = { 0x04, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66 };

static char *
make_path (const char *name)
{
  g_assert_cmpint (g_mkdir_with_parents (g_get_user_data_dir (), 0700), ==, 0);
  return g_build_filename (g_get_user_data_dir (), name, NULL);
}

static char *
read_file (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
write_file (const char *path,
            const char *text,
            gssize      length)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, text, length, &error);
  g_assert_no_error (error);
}

static CwSoftCard *
open_card (const char *path)
{
  g_autoptr (GError) error = NULL;
  CwSoftCard *card = cw_soft_card_open (path, &error);

  g_assert_no_error (error);
  return card;
}

/* A blank card of a known UID in its file. */
static CwSoftCard *
open_blank (const char *path)
{
  g_autoptr (CwSoftMemory) memory = cw_soft_memory_new (CW_SOFT_MODEL_EV1, uid);
  g_autofree char *image = cw_soft_memory_to_json (memory);

  write_file (path, image, -1);
  return open_card (path);
}

static void
test_new (void)
{
  g_autofree char *path = make_path ("card.json");
  g_autofree char *other_path = make_path ("other.json");
  g_autoptr (CwSoftCard) card = open_card (path);
  g_autoptr (CwSoftCard) again = open_card (path);
  g_autoptr (CwSoftCard) other = open_card (other_path);
  g_autoptr (GBytes) atr = cw_soft_card_get_atr (card);
  g_autofree char *atr_text = cw_hex_encode (g_bytes_get_data (atr, NULL), g_bytes_get_size (atr));
  guint8 found[7], found_again[7], found_other[7];
  GStatBuf status;

  g_assert_cmpint (g_stat (path, &status), ==, 0);
  g_assert_cmphex (status.st_mode & 0777, ==, 0600);
  g_assert_cmpstr (atr_text, ==, "3B8180018080");
  cw_soft_card_get_uid (card, found);
  cw_soft_card_get_uid (again, found_again);
  cw_soft_card_get_uid (other, found_other);
  g_assert_cmphex (found[0], ==, 0x04);
  g_assert_cmpmem (found, 7, found_again, 7);
  g_assert_cmpint (memcmp (found, found_other, 7), !=, 0);
}

static gboolean
make_application (Terminal *terminal)
{
  return terminal_plain (terminal, "5A000000") == CW_SOFT_OK &&
         terminal_authenticate (terminal, 0x1A, 0, ZERO_DES) == CW_SOFT_OK &&
         terminal_sealed (terminal, "5C01", ZERO_3K "07", CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK &&
         terminal_sealed (terminal, "5C00", "01", CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK &&
         terminal_plain (terminal, "CA0100000F02") == CW_SOFT_OK &&
         terminal_plain (terminal, "DA010000") == CW_SOFT_OK &&
         terminal_plain (terminal, "CA2081F40FA210E1D27600008501A0") == CW_SOFT_OK &&
         terminal_change_key (terminal, 0x80, KEY_2, 2, NULL, -1) == CW_SOFT_OK;
}

static gboolean
change_keys (Terminal *terminal)
{
  return terminal_plain (terminal, "5A2081F4") == CW_SOFT_OK &&
         terminal_authenticate (terminal, 0xAA, 0, ZERO_AES) == CW_SOFT_OK &&
         terminal_change_key (terminal, 1, KEY_2, 1, ZERO_AES, -1) == CW_SOFT_OK &&
         terminal_change_key (terminal, 0, KEY_1, 1, NULL, -1) == CW_SOFT_OK &&
         terminal_authenticate (terminal, 0xAA, 0, KEY_1) == CW_SOFT_OK &&
         terminal_sealed (terminal, "54", "0B", CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK;
}

static gboolean
write_files (Terminal *terminal)
{
  return terminal_plain (terminal, "CB0304E100EEEE200000") == CW_SOFT_OK &&
         terminal_plain (terminal, "CD0105E1030010780000") == CW_SOFT_OK &&
         terminal_sealed (terminal, "3D01000000640000", CONTENT, CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK &&
         terminal_plain (terminal, "3D03000000020000AABB") == CW_SOFT_OK &&
         terminal_plain (terminal, "C7") == CW_SOFT_OK &&
         terminal_sealed (terminal, "5F01", "03000F", CW_SOFT_COMM_ENCIPHERED, -1) == CW_SOFT_OK &&
         terminal_plain (terminal, "DF03") == CW_SOFT_OK;
}

/* Everything that changes a card. Returns: %FALSE at the first APDU that goes unanswered */
static gboolean
encode (Terminal *terminal)
{
  return make_application (terminal) && change_keys (terminal) && write_files (terminal);
}

typedef struct
{
  const char *path;
  GPtrArray  *files; /* what the file held after each APDU; first: before all of them */
} Snapshots;

static void
take_snapshot (Terminal *terminal)
{
  Snapshots *snapshots = terminal->user_data;

  g_ptr_array_add (snapshots->files, read_file (snapshots->path));
}

/* The file after @apdus APDUs of an encoding that is torn then; the card as it was in memory must
 * agree with it when it comes back into the field. */
static char *
encode_torn (const char *path,
             guint       apdus,
             gboolean    late)
{
  g_autoptr (CwSoftCard) card = open_blank (path);
  g_autoptr (Terminal) terminal = terminal_new (card);
  g_autofree char *in_memory = NULL;
  char *in_file;

  cw_soft_card_inject (card, &(CwSoftFault) { .kind = CW_SOFT_FAULT_TEAR, .apdu = apdus, .late = late });
  g_assert_false (encode (terminal));
  assert_status (terminal_raw (terminal, "9060000000"), TERMINAL_TORN);
  in_file = read_file (path);
  cw_soft_card_power (card);
  in_memory = cw_soft_memory_to_json (card->memory);
  g_assert_cmpstr (in_memory, ==, in_file);
  assert_status (terminal_raw (terminal, "90AF000000"), CW_SOFT_ILLEGAL_COMMAND);
  assert_status (terminal_raw (terminal, "9060000000"), CW_SOFT_MORE);
  return in_file;
}

static void
test_tear (void)
{
  g_autofree char *path = make_path ("card.json");
  g_autoptr (CwSoftCard) card = open_blank (path);
  g_autoptr (Terminal) terminal = terminal_new (card);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_free);
  Snapshots snapshots = { path, files };
  guint changes = 0;

  terminal->exchanged = take_snapshot;
  terminal->user_data = &snapshots;
  take_snapshot (terminal);
  g_assert_true (encode (terminal));
  for (guint i = 1; i < files->len; i++)
    changes += !g_str_equal (g_ptr_array_index (files, i), g_ptr_array_index (files, i - 1));
  g_test_message ("%u APDUs, of which %u change the card", files->len - 1, changes);
  /* default key, configuration, two applications, one deleted, card key; two keys, settings; two files, their
   * contents (one at its commit), access rights, one deleted */
  g_assert_cmpuint (changes, ==, 15);

  for (guint i = 1; i < files->len; i++)
    {
      g_autofree char *early = encode_torn (path, i, FALSE);
      g_autofree char *late = encode_torn (path, i, TRUE);

      g_assert_cmpstr (early, ==, g_ptr_array_index (files, i - 1));
      g_assert_cmpstr (late, ==, g_ptr_array_index (files, i));
    }
}

/* A tear that was taken back, and one that is further away than the work. */
static void
test_tear_taken_back (void)
{
  g_autoptr (CwSoftCard) card = cw_soft_card_new (uid);
  g_autoptr (Terminal) terminal = terminal_new (card);
  CwSoftFault tear = { .kind = CW_SOFT_FAULT_TEAR, .apdu = 2 };

  cw_soft_card_inject (card, &tear);
  assert_status (terminal_raw (terminal, "906E000000"), CW_SOFT_OK);
  cw_soft_card_clear_faults (card);
  assert_status (terminal_raw (terminal, "906E000000"), CW_SOFT_OK);
  cw_soft_card_inject (card, &tear);
  assert_status (terminal_raw (terminal, "906E000000"), CW_SOFT_OK);
  assert_status (terminal_raw (terminal, "906E000000"), TERMINAL_TORN);
  assert_status (terminal_raw (terminal, "906E000000"), TERMINAL_TORN);
  cw_soft_card_power (card);
  assert_status (terminal_raw (terminal, "906E000000"), CW_SOFT_OK);
}

/* The EEPROM that does not take a change: the command fails, and nothing has happened. */
static void
test_write_fails (void)
{
  g_autofree char *folder = make_path ("gone");
  g_autofree char *path = g_build_filename (folder, "card.json", NULL);
  g_autoptr (CwSoftCard) card = NULL;
  g_autoptr (Terminal) terminal = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  card = open_blank (path);
  terminal = terminal_new (card);
  assert_status (terminal_plain (terminal, "CA0100000F82"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A010000"), CW_SOFT_OK);

  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, ZERO_AES), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CD0100EEEE200000"), CW_SOFT_EEPROM_FAILED);
  assert_status (terminal_plain (terminal, "51"), CW_SOFT_AUTHENTICATION);
  assert_status (terminal_plain (terminal, "5A010000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "6F"), CW_SOFT_OK);
  assert_data (terminal, "");

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  assert_status (terminal_plain (terminal, "CD0100EEEE200000"), CW_SOFT_OK);
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_folder_missing (void)
{
  g_autofree char *path = make_path ("no-such-folder/card.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftCard) card = cw_soft_card_open (path, &error);

  g_assert_null (card);
  g_assert_error (error, CW_ERROR, CW_ERROR_FAILED);
  g_assert_nonnull (strstr (error->message, path));
}

/* A card with something of everything on it, as JSON. */
static json_t *
load_encoded (const char *path)
{
  g_autoptr (CwSoftCard) card = open_blank (path);
  g_autoptr (Terminal) terminal = terminal_new (card);
  json_error_t details;
  json_t *root;

  g_assert_true (encode (terminal));
  root = json_load_file (path, 0, &details);
  g_assert_nonnull (root);
  return root;
}

static void
assert_broken (const char *path,
               const char *what)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = read_file (path);
  g_autofree char *after = NULL;
  g_autoptr (CwSoftCard) card = cw_soft_card_open (path, &error);

  g_test_message ("%s: %s", what, error != NULL ? error->message : "accepted");
  g_assert_null (card);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, path));
  after = read_file (path);
  g_assert_cmpstr (before, ==, after);
}

static void
assert_json_broken (const char *path,
                    json_t     *root,
                    const char *what)
{
  char *text = json_dumps (root, 0);

  write_file (path, text, -1);
  free (text);
  assert_broken (path, what);
}

/* Puts each of @wrong into the place of every value below @node, one at a time. */
static void
break_everything (const char *path,
                  json_t     *root,
                  json_t     *node,
                  json_t     *wrong,
                  guint      *count)
{
  gsize n = json_is_array (node) ? json_array_size (node) : 0;
  const char *name;
  json_t *value;

  json_object_foreach (node, name, value)
    {
      json_incref (value);
      json_object_set (node, name, wrong);
      assert_json_broken (path, root, name);
      json_object_set_new (node, name, value);
      ++*count;
      break_everything (path, root, value, wrong, count);
    }
  for (gsize i = 0; i < n; i++)
    {
      value = json_incref (json_array_get (node, i));
      json_array_set (node, i, wrong);
      assert_json_broken (path, root, "element");
      json_array_set_new (node, i, value);
      ++*count;
      break_everything (path, root, value, wrong, count);
    }
}

static void
test_broken_members (void)
{
  g_autofree char *path = make_path ("card.json");
  json_t *root = load_encoded (path);
  json_t *wrong[] = { json_null (), json_string ("ZZ"), json_integer (-1), json_integer (G_MAXINT64), json_object () };
  guint count = 0;

  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      break_everything (path, root, root, wrong[i], &count);
      json_decref (wrong[i]);
    }
  g_assert_cmpuint (count, >, 100);
  json_decref (root);
}

static void
test_broken_files (void)
{
  g_autofree char *path = make_path ("card.json");
  json_t *root = load_encoded (path);
  json_t *applications = json_object_get (root, "applications");
  json_t *files = json_object_get (json_array_get (applications, 0), "files");
  g_autofree char *whole = read_file (path);
  g_autofree char *large = g_strnfill (1024 * 1024 + 1, ' ');

  for (gsize length = 0; length < strlen (whole) - 2; length += 13)
    {
      write_file (path, whole, (gssize) length);
      assert_broken (path, "cut off");
    }
  write_file (path, large, -1);
  assert_broken (path, "large");
  write_file (path, "\0\377\1", 3);
  assert_broken (path, "not text");
  write_file (path, "[]", -1);
  assert_broken (path, "array");

  json_array_append (applications, json_array_get (applications, 0));
  assert_json_broken (path, root, "the same application twice");
  json_array_remove (applications, 1);
  json_array_append (files, json_array_get (files, 0));
  assert_json_broken (path, root, "the same file twice");
  json_array_remove (files, 1);
  json_object_set_new (root, "used", json_integer (96));
  assert_json_broken (path, root, "less memory used than is used");
  json_decref (root);
}

/* What a purse holds is in the file with its commit, not before. */
static void
test_purse (void)
{
  g_autofree char *path = make_path ("purse.json");
  g_autoptr (CwSoftCard) card = open_blank (path);
  g_autoptr (Terminal) terminal = terminal_new (card);
  static const struct
  {
    const char *name;
    json_int_t  value;
  } wrong[] = {
    { "lower", 8 }, { "lower", (json_int_t) G_MININT32 - 1 }, { "upper", 6 }, { "upper", (json_int_t) G_MAXINT32 + 1 },
    { "value", -21 }, { "value", 101 }, { "limit", -1 }, { "options", 4 }, { "options", -1 }, { "kind", 2 },
  };
  json_t *root;
  json_t *file;

  assert_status (terminal_plain (terminal, "CA2081F40F82"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "CC0100EEEEECFFFFFF640000000000000001"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "0C0108000000"), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "DC0101000000"), CW_SOFT_OK);
  root = json_load_file (path, 0, NULL);
  file = json_array_get (json_object_get (json_array_get (json_object_get (root, "applications"), 0), "files"), 0);
  g_assert_cmpint (json_integer_value (json_object_get (file, "value")), ==, 0);
  json_decref (root);
  assert_status (terminal_plain (terminal, "C7"), CW_SOFT_OK);

  root = json_load_file (path, 0, NULL);
  file = json_array_get (json_object_get (json_array_get (json_object_get (root, "applications"), 0), "files"), 0);
  g_assert_cmpint (json_integer_value (json_object_get (file, "value")), ==, 7);
  g_assert_cmpint (json_integer_value (json_object_get (file, "lower")), ==, -20);
  g_assert_cmpint (json_integer_value (json_object_get (file, "limit")), ==, 1);
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      json_t *right = json_incref (json_object_get (file, wrong[i].name));

      json_object_set_new (file, wrong[i].name, json_integer (wrong[i].value));
      assert_json_broken (path, root, wrong[i].name);
      json_object_set_new (file, wrong[i].name, right);
    }
  json_decref (root);
}

/* A file of format 1, as the demo station wrote them before value files and configuration. */
static void
test_old_version (void)
{
  g_autofree char *path = make_path ("old.json");
  json_t *root = load_encoded (path);
  json_t *file = json_array_get (json_object_get (json_array_get (json_object_get (root, "applications"), 0), "files"), 0);
  g_autoptr (CwSoftCard) card = NULL;
  g_autoptr (Terminal) terminal = NULL;
  g_autofree char *after = NULL;

  json_object_set_new (root, "version", json_integer (1));
  json_object_del (root, "ats");
  json_object_del (root, "format-locked");
  json_object_del (root, "random-uid");
  json_object_del (file, "kind");
  json_object_set_new (file, "backup", json_true ());
  json_object_set_new (root, "used", json_integer (CW_SOFT_EEPROM));
  g_assert_cmpint (json_dump_file (root, path, 0), ==, 0);
  json_decref (root);

  card = open_card (path);
  g_assert_cmpint (cw_soft_card_get_model (card), ==, CW_SOFT_MODEL_EV1);
  g_assert_false (card->memory->format_locked);
  terminal = terminal_new (card);
  assert_status (terminal_plain (terminal, "5A2081F4"), CW_SOFT_OK);
  assert_status (terminal_authenticate (terminal, 0xAA, 0, KEY_1), CW_SOFT_OK);
  assert_status (terminal_plain (terminal, "F501"), CW_SOFT_OK);
  g_assert_cmphex (terminal->data->data[0], ==, CW_SOFT_FILE_BACKUP);
  assert_status (terminal_plain (terminal, "DF01"), CW_SOFT_OK);
  after = read_file (path);
  g_assert_nonnull (strstr (after, "\"version\": 2"));
  g_assert_nonnull (strstr (after, "\"ats\": \"067577810280\""));
}

/* The kind of card stays what the file says, whatever is asked for. */
static void
test_models (void)
{
  g_autofree char *path = make_path ("model.json");
  g_autoptr (GError) error = NULL;
  g_autoptr (CwSoftCard) made = cw_soft_card_open_model (path, CW_SOFT_MODEL_EV3, &error);
  g_autoptr (CwSoftCard) again = cw_soft_card_open_model (path, CW_SOFT_MODEL_EV1, &error);

  g_assert_no_error (error);
  g_assert_cmpint (cw_soft_card_get_model (made), ==, CW_SOFT_MODEL_EV3);
  g_assert_cmpint (cw_soft_card_get_model (again), ==, CW_SOFT_MODEL_EV3);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/chip/softcard/store/new", test_new);
  g_test_add_func ("/chip/softcard/store/tear", test_tear);
  g_test_add_func ("/chip/softcard/store/tear-taken-back", test_tear_taken_back);
  g_test_add_func ("/chip/softcard/store/write-fails", test_write_fails);
  g_test_add_func ("/chip/softcard/store/folder-missing", test_folder_missing);
  g_test_add_func ("/chip/softcard/store/purse", test_purse);
  g_test_add_func ("/chip/softcard/store/old-version", test_old_version);
  g_test_add_func ("/chip/softcard/store/models", test_models);
  g_test_add_func ("/chip/softcard/store/broken-members", test_broken_members);
  g_test_add_func ("/chip/softcard/store/broken-files", test_broken_files);
  return g_test_run ();
}
