/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"
#include "app/chip/plan.h"
#include "app/chip/soft-private.h"
#include "app/keys/memorykeys.h"

#define BENCH_UID { 0x04, 0x3f, 0x72, 0x63, 0x34, 0x80, 0x11 }

const char bench_large_plan[] =
  "{ \"format\": 1, \"name\": \"large\", \"application\": {"
  "  \"aid\": \"3042F5\","
  "  \"iso\": { \"file_id\": \"CA4D\", \"df_name\": \"A00000061404F5\" },"
  "  \"settings\": { \"list_without_key\": false, \"create_without_key\": false, \"change_settings\": false },"
  "  \"keys\": ["
  "    { \"slot\": 0, \"label\": \"{institution}/escn/master\", \"version\": 1, \"diversify\": \"an10922\", \"system_id\": \"Cardwright\" },"
  "    { \"slot\": 2, \"label\": \"{institution}/library\", \"version\": 16, \"diversify\": \"an10922\", \"system_id\": \"\" },"
  "    { \"slot\": 1, \"label\": \"{institution}/doors\", \"version\": 255, \"diversify\": \"an10922\", \"system_id\": \"123456789012345678901\" } ],"
  "  \"files\": ["
  "    { \"number\": 3, \"size\": 200, \"comm\": \"full\", \"access\": { \"read\": 1, \"write\": 2, \"read_write\": 0, \"change\": \"never\" }, \"content\": { \"hex\": \"0102030405060708090A0B0C0D0E0F10\" } },"
  "    { \"number\": 1, \"size\": 16, \"comm\": \"plain\", \"access\": { \"read\": \"free\", \"write\": 0, \"read_write\": 0, \"change\": 0 }, \"content\": \"escn\" },"
  "    { \"number\": 31, \"size\": 1, \"comm\": \"mac\", \"access\": { \"read\": 0, \"write\": \"free\", \"read_write\": 2, \"change\": \"free\" }, \"content\": { \"hex\": \"FF\" } } ] } }";

#define ACCESS(read) "\"access\": { \"read\": " read ", \"write\": 0, \"read_write\": 0, \"change\": 0 }"
#define CARD_KEY \
  "\"picc\": { \"confirm\": \"change-card-key\"," \
  "  \"key\": { \"algorithm\": \"aes\", \"label\": \"{institution}/card\", \"version\": 3, \"diversify\": \"an10922\", \"input\": [\"uid\"], \"system_id\": \"\" }," \
  "  \"settings\": { \"list_without_key\": false, \"create_without_key\": false, \"change_settings\": true, \"change_master_key\": true } },"

const char bench_whole_plan[] =
  "{ \"format\": 2, \"name\": \"whole\", " CARD_KEY " \"applications\": ["
  "  { \"aid\": \"3042F5\", \"algorithm\": \"aes\","
  "    \"iso\": { \"file_id\": \"CA4D\", \"df_name\": \"A00000061404F5\", \"file_ids\": true },"
  "    \"settings\": { \"list_without_key\": false, \"create_without_key\": false, \"change_settings\": false, \"change_master_key\": true, \"change_keys\": \"same\" },"
  "    \"keys\": ["
  "      { \"slot\": 0, \"label\": \"{institution}/escn/master\", \"version\": 1, \"diversify\": \"an10922\", \"system_id\": \"Cardwright\" },"
  "      { \"slot\": 1, \"label\": \"{institution}/doors\", \"version\": 255, \"diversify\": \"an10922-short\", \"input\": [\"uid\"], \"system_id\": \"\" },"
  "      { \"slot\": 2, \"factory\": true },"
  "      { \"slot\": 3, \"label\": \"{institution}/library\", \"version\": 16, \"diversify\": \"an10922\", \"input\": [\"escn\", \"uid\"], \"system_id\": \"\" } ],"
  "    \"files\": ["
  "      { \"number\": 1, \"type\": \"standard\", \"iso_id\": \"1001\", \"size\": 20, \"comm\": \"mac\", " ACCESS ("\"free\"") ", \"content\": [ {\"hex\": \"00\", \"length\": 4}, \"escn\" ] },"
  "      { \"number\": 2, \"type\": \"backup\", \"iso_id\": \"1002\", \"size\": 70, \"comm\": \"full\", " ACCESS ("1") ", \"content\": { \"text\": \"{number} {family_name}\", \"encoding\": \"utf8\", \"pad\": \"20\" } },"
  "      { \"number\": 4, \"type\": \"backup\", \"iso_id\": \"1004\", \"size\": 4, \"comm\": \"mac\", " ACCESS ("\"free\"") ", \"content\": { \"date\": \"expires_at\", \"encoding\": \"bcd\" } } ] },"
  "  { \"aid\": \"CA4D02\", \"algorithm\": \"2tdea\","
  "    \"settings\": { \"list_without_key\": true, \"create_without_key\": false, \"change_settings\": true, \"change_master_key\": false, \"change_keys\": 0 },"
  "    \"keys\": ["
  "      { \"slot\": 0, \"label\": \"{institution}/two\", \"version\": 5, \"diversify\": \"an10922\", \"system_id\": \"Pay\" },"
  "      { \"slot\": 1, \"label\": \"{institution}/two\", \"version\": 5, \"diversify\": \"an10922\", \"system_id\": \"Top\" } ],"
  "    \"files\": ["
  "      { \"number\": 0, \"type\": \"value\", \"value\": { \"minimum\": -100, \"maximum\": 20000, \"initial\": 350, \"limited_credit\": true }, \"comm\": \"full\", " ACCESS ("1") " } ] },"
  "  { \"aid\": \"CA4D03\", \"algorithm\": \"3tdea\","
  "    \"settings\": { \"list_without_key\": true, \"create_without_key\": false, \"change_settings\": true, \"change_master_key\": true, \"change_keys\": 0 },"
  "    \"keys\": [ { \"slot\": 0, \"label\": \"{institution}/three\", \"version\": 9, \"diversify\": \"an10922\", \"system_id\": \"Print\" } ],"
  "    \"files\": [ { \"number\": 7, \"type\": \"standard\", \"size\": 8, \"comm\": \"plain\", " ACCESS ("0") ", \"content\": { \"text\": \"{number}\", \"encoding\": \"ascii\" } } ] } ] }";

const char bench_ev2_plan[] =
  "{ \"format\": 2, \"name\": \"ev2\", \"messaging\": \"ev2\", " CARD_KEY " \"applications\": ["
  "  { \"aid\": \"3042F5\", \"algorithm\": \"aes\","
  "    \"settings\": { \"list_without_key\": false, \"create_without_key\": false, \"change_settings\": false, \"change_master_key\": true, \"change_keys\": \"same\" },"
  "    \"keys\": ["
  "      { \"slot\": 0, \"label\": \"{institution}/escn/master\", \"version\": 1, \"diversify\": \"an10922\", \"system_id\": \"Cardwright\" },"
  "      { \"slot\": 1, \"label\": \"{institution}/doors\", \"version\": 255, \"diversify\": \"an10922\", \"system_id\": \"\" } ],"
  "    \"files\": ["
  "      { \"number\": 1, \"type\": \"standard\", \"size\": 16, \"comm\": \"mac\", " ACCESS ("\"free\"") ", \"content\": \"escn\" },"
  "      { \"number\": 2, \"type\": \"backup\", \"size\": 70, \"comm\": \"full\", " ACCESS ("1") ", \"content\": { \"text\": \"{number}\", \"encoding\": \"ascii\" } } ] },"
  "  { \"aid\": \"CA4D02\", \"algorithm\": \"aes\","
  "    \"settings\": { \"list_without_key\": true, \"create_without_key\": false, \"change_settings\": true, \"change_master_key\": true, \"change_keys\": 0 },"
  "    \"keys\": [ { \"slot\": 0, \"label\": \"{institution}/library\", \"version\": 16, \"diversify\": \"an10922\", \"system_id\": \"\" } ],"
  "    \"files\": ["
  "      { \"number\": 0, \"type\": \"value\", \"value\": { \"minimum\": 0, \"maximum\": 20000, \"initial\": 350 }, \"comm\": \"mac\", " ACCESS ("0") " } ] } ] }";

static gboolean
bench_transmit (gpointer      user_data,
                const guint8 *command,
                gsize         length,
                GByteArray   *answer,
                GError      **error)
{
  Bench *self = user_data;

  self->transmitted++;
  g_ptr_array_add (self->commands, g_bytes_new (command, length));
  if (!cw_soft_card_transmit (self->card, command, length, answer))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, "The card was taken away.");
      return FALSE;
    }
  if (self->spoil == self->transmitted && answer->len > 2)
    answer->data[(answer->len - 2) / 2] ^= 0x10;
  g_ptr_array_add (self->answers, g_bytes_new (answer->data, answer->len));
  return TRUE;
}

static void
bench_random (gpointer user_data,
              guint8  *data,
              gsize    length)
{
  cw_random_bytes (data, length);
}

static void
bench_add_key (Bench      *self,
               const char *label,
               guint8      version,
               CwCipher    cipher,
               guint8      first)
{
  gsize length = cw_cipher_get_key_length (cipher);
  g_autoptr (CwSecret) key = cw_secret_new_zero (length);

  for (gsize i = 0; i < length; i++)
    cw_secret_get_buffer (key)[i] = (guint8) (first + 0x11 * i);
  cw_memory_keys_add_key (CW_MEMORY_KEYS (self->keys), label, version, cipher, key);
}

static CwChipPlan *
bench_load_plan (const char *text)
{
  g_autoptr (GFile) shipped = NULL;
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (CwChipPlan) bound = NULL;
  g_autoptr (CwRecord) record = cw_record_new ();
  g_autoptr (GBytes) attachment = g_bytes_new_static ("made elsewhere: a signature, or a certificate that is longer than one frame of the card", 86);
  g_autoptr (GError) error = NULL;

  if (text == NULL || text[0] != '{')
    shipped = cw_chip_plan_get_shipped (text != NULL ? text : "escn");
  plan = shipped != NULL ? cw_chip_plan_load (shipped, &error) : cw_chip_plan_parse (text, -1, "test", &error);
  g_assert_no_error (error);
  bound = cw_chip_plan_bind (plan, "lbtu");
  g_clear_pointer (&plan, cw_chip_plan_unref);
  cw_record_set (record, "number", "LB30042", &error);
  cw_record_set (record, "family_name", "Bērziņš", &error);
  cw_record_set (record, "expires_at", "2027-08-31", &error);
  g_assert_no_error (error);
  plan = cw_chip_plan_fill (bound, record, &error);
  g_assert_no_error (error);
  if (g_strcmp0 (text, "deuinfo") != 0)
    return g_steal_pointer (&plan);

  g_clear_pointer (&bound, cw_chip_plan_unref);
  bound = cw_chip_plan_attach (plan, "signature", attachment, &error);
  g_assert_no_error (error);
  g_clear_pointer (&plan, cw_chip_plan_unref);
  plan = cw_chip_plan_attach (bound, "certificate", attachment, &error);
  g_assert_no_error (error);
  return g_steal_pointer (&plan);
}

Bench *
bench_new (const char *plan)
{
  Bench *self = g_new0 (Bench, 1);

  self->plan = bench_load_plan (plan);
  self->link = (CwChipLink) { bench_transmit, bench_random, self };
  self->keys = cw_memory_keys_new ();
  bench_add_key (self, "lbtu/escn/master", 1, CW_CIPHER_AES, 0xa7);
  bench_add_key (self, "lbtu/library", 16, CW_CIPHER_AES, 0x3b);
  bench_add_key (self, "lbtu/doors", 255, CW_CIPHER_AES, 0xc4);
  bench_add_key (self, "lbtu/card", 3, CW_CIPHER_AES, 0x29);
  bench_add_key (self, "lbtu/two", 5, CW_CIPHER_2K3DES, 0x41);
  bench_add_key (self, "lbtu/three", 9, CW_CIPHER_3K3DES, 0x97);
  bench_add_key (self, "lbtu/deuinfo/master", 1, CW_CIPHER_AES, 0x11);
  bench_add_key (self, "lbtu/deuinfo/key1", 1, CW_CIPHER_AES, 0x55);
  bench_add_key (self, "lbtu/deuinfo/key2", 1, CW_CIPHER_AES, 0xee);
  self->commands = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  self->answers = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_assert_true (cw_escn_build (G_GUINT64_CONSTANT (0x1ecf1d57ac58400), 0x30bb, 9, "999859608", &self->escn, NULL));
  bench_replace_card (self);
  return self;
}

void
bench_free (Bench *self)
{
  g_clear_pointer (&self->card, cw_soft_card_unref);
  cw_chip_plan_unref (self->plan);
  g_object_unref (self->keys);
  g_ptr_array_unref (self->commands);
  g_ptr_array_unref (self->answers);
  g_free (self);
}

/* A blank card in the place of the one that lies there. */
void
bench_replace_card (Bench *self)
{
  const guint8 uid[7] = BENCH_UID;

  g_clear_pointer (&self->card, cw_soft_card_unref);
  self->card = cw_soft_card_new_model (self->plan->ev2 ? CW_SOFT_MODEL_EV2 : CW_SOFT_MODEL_EV1, uid);
  bench_forget (self);
}

void
bench_forget (Bench *self)
{
  g_ptr_array_set_size (self->commands, 0);
  g_ptr_array_set_size (self->answers, 0);
  self->transmitted = 0;
}

/* As after the card was laid down anew. */
CwChipReport *
bench_write (Bench   *self,
             GError **error)
{
  cw_soft_card_power (self->card);
  bench_forget (self);
  return cw_chip_write (&self->link, self->plan, self->keys, &self->escn, NULL, NULL, error);
}

void
bench_assert_complete (Bench *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;

  cw_soft_card_power (self->card);
  report = cw_chip_verify (&self->link, self->plan, self->keys, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (report->difference, ==, NULL);
  g_assert_true (report->present);
  g_assert_true (report->complete);
  g_assert_true (report->has_escn);
  g_assert_true (cw_escn_equal (&report->escn, &self->escn));
}

static CwSecret *
bench_derive_by_plan (Bench               *self,
                      const CwChipPlanKey *key,
                      const CwDesfireAid  *aid)
{
  const guint8 uid[7] = BENCH_UID;
  const guint8 written[3] = { aid->bytes[2], aid->bytes[1], aid->bytes[0] };
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  CwSecret *secret;

  for (guint i = 0; i < key->n_inputs; i++)
    if (key->inputs[i] == CW_CHIP_INPUT_UID)
      cw_bytes_put (input, uid, sizeof uid);
    else if (key->inputs[i] == CW_CHIP_INPUT_AID)
      cw_bytes_put (input, written, sizeof written);
    else if (key->inputs[i] == CW_CHIP_INPUT_ESCN)
      cw_bytes_put (input, self->escn.bytes, sizeof self->escn.bytes);
    else
      cw_bytes_put (input, key->system_id, key->system_id_length);
  secret = cw_key_source_derive (self->keys, key->label, &key->how, input->data, input->len, NULL, &error);
  g_assert_no_error (error);
  return secret;
}

static void
bench_assert_key (Bench               *self,
                  const CwChipPlanKey *key,
                  const CwDesfireAid  *aid,
                  CwCipher             cipher,
                  const CwSoftKey     *stored)
{
  gsize length = cw_cipher_get_key_length (cipher);
  g_autoptr (CwSecret) expected = key->label != NULL ? bench_derive_by_plan (self, key, aid) : cw_secret_new_zero (length);

  g_assert_cmpmem (stored->bytes, length, cw_secret_get_data (expected), length);
  if (cipher == CW_CIPHER_AES)
    g_assert_cmpuint (stored->version, ==, key->version);
}

static void
bench_assert_file (Bench                *self,
                   const CwChipPlanFile *plan,
                   const CwSoftFile     *file)
{
  g_autofree guint8 *content = g_malloc0 (plan->settings.size + 1);

  g_assert_cmpint ((int) file->kind, ==, plan->settings.type);
  g_assert_cmpint ((int) file->comm, ==, (int) plan->settings.comm);
  g_assert_cmpint (file->rights, ==, cw_desfire_access_pack (&plan->settings.access));
  g_assert_cmpint (file->has_iso_id ? file->iso_id : 0, ==, plan->iso_id);
  if (plan->settings.type == CW_DESFIRE_FILE_VALUE)
    {
      g_assert_cmpint (file->purse.value, ==, plan->settings.value.value);
      g_assert_cmpint (file->purse.lower, ==, plan->settings.value.lower);
      g_assert_cmpint (file->purse.upper, ==, plan->settings.value.upper);
      g_assert_cmpint (file->purse.options, ==, plan->settings.value.limited ? CW_SOFT_LIMITED_CREDIT : 0);
      return;
    }
  cw_chip_plan_file_fill (plan, &self->escn, content);
  g_assert_cmpmem (file->content->data, file->content->len, content, plan->settings.size);
}

static void
bench_assert_application (Bench                       *self,
                          const CwChipPlanApplication *plan,
                          const CwSoftApplication     *application)
{
  g_assert_cmpint (application->settings, ==, plan->frame.settings);
  g_assert_cmpint ((int) application->type, ==, plan->frame.cipher == CW_CIPHER_AES ? (int) CW_SOFT_KEYS_AES : plan->frame.cipher == CW_CIPHER_3K3DES ? (int) CW_SOFT_KEYS_3K3DES : (int) CW_SOFT_KEYS_DES);
  g_assert_cmpuint (application->n_keys, ==, plan->frame.n_keys);
  g_assert_cmpmem (application->name, application->name_length, plan->df_name, plan->frame.df_name_length);
  for (guint slot = 0; slot < plan->frame.n_keys; slot++)
    bench_assert_key (self, &plan->keys[slot], &plan->frame.aid, plan->frame.cipher, &application->keys[slot]);
  g_assert_cmpuint (application->files->len, ==, plan->files->len);
  for (guint i = 0; i < plan->files->len; i++)
    {
      const CwChipPlanFile *file = cw_chip_plan_application_get_file (plan, i);
      guint n_found = 0;

      for (guint j = 0; j < application->files->len; j++)
        {
          const CwSoftFile *stored = g_ptr_array_index (application->files, j);

          if (stored->number != file->number)
            continue;
          bench_assert_file (self, file, stored);
          n_found++;
        }
      g_assert_cmpuint (n_found, ==, 1);
    }
}

void
bench_assert_memory (Bench *self)
{
  const CwDesfireAid card_level = { { 0, 0, 0 } };
  const CwSoftMemory *memory = self->card->memory;
  const CwChipPlanKey factory = { 0 };
  gboolean own = self->plan->has_card_key;

  g_assert_cmpint ((int) memory->picc->type, ==, own ? (int) CW_SOFT_KEYS_AES : (int) CW_SOFT_KEYS_DES);
  g_assert_cmpint (memory->picc->settings, ==, self->plan->has_card_settings ? self->plan->card_settings : 0x0f);
  bench_assert_key (self, own ? &self->plan->card_key : &factory, &card_level, own ? CW_CIPHER_AES : CW_CIPHER_2K3DES, &memory->picc->keys[0]);
  g_assert_cmpuint (memory->applications->len, ==, self->plan->applications->len);
  for (guint i = 0; i < memory->applications->len; i++)
    {
      const CwChipPlanApplication *plan = cw_chip_plan_get_application (self->plan, i);
      const CwDesfireAid *aid = &plan->frame.aid;
      guint n_found = 0;

      for (guint j = 0; j < memory->applications->len; j++)
        {
          const CwSoftApplication *application = g_ptr_array_index (memory->applications, j);

          if (application->aid != ((guint32) aid->bytes[2] << 16 | (guint32) aid->bytes[1] << 8 | aid->bytes[0]))
            continue;
          bench_assert_application (self, plan, application);
          n_found++;
        }
      g_assert_cmpuint (n_found, ==, 1);
    }
}

guint
bench_count_changes (Bench *self)
{
  /* create and delete, keys, settings, files, data, format */
  static const guint8 changing[] = { 0xca, 0xda, 0xc4, 0x54, 0x5c, 0xcd, 0xcb, 0xcc, 0xdf, 0x5f, 0x3d, 0x0c, 0xdc, 0x1c, 0xc7, 0xfc };
  guint count = 0;

  for (guint i = 0; i < self->commands->len; i++)
    {
      gsize length = 0;
      const guint8 *command = g_bytes_get_data (g_ptr_array_index (self->commands, i), &length);
      GBytes *answer = i < self->answers->len ? g_ptr_array_index (self->answers, i) : NULL;
      const guint8 *status = answer == NULL ? NULL : (const guint8 *) g_bytes_get_data (answer, NULL) + g_bytes_get_size (answer) - 1;

      g_assert_cmpuint (length, >=, 5);
      /* a command that the card refused has changed nothing */
      if (memchr (changing, command[1], sizeof changing) != NULL && (status == NULL || *status == 0x00 || *status == 0xaf))
        count++;
    }
  return count;
}

/* The card's own key, made here from the plan's text and AN10922's rule. */
CwSecret *
bench_derive (Bench *self,
              guint  slot)
{
  static const char *const labels[] = { "lbtu/escn/master", "lbtu/doors", "lbtu/library" };
  static const char *const system_ids[] = { "Cardwright", "123456789012345678901", "" };
  gboolean large = strcmp (cw_chip_plan_get_name (self->plan), "large") == 0;
  const guint8 uid[7] = BENCH_UID;
  const guint8 aid[2][3] = { { 0xca, 0x4d, 0x01 }, { 0x30, 0x42, 0xf5 } };
  g_autoptr (GByteArray) input = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  CwSecret *key;

  cw_bytes_put (input, uid, sizeof uid);
  cw_bytes_put (input, aid[large ? 1 : 0], 3);
  cw_bytes_put (input, system_ids[slot], strlen (system_ids[slot]));
  key = cw_key_source_derive (self->keys, labels[slot], &(CwDiversify) { CW_CIPHER_AES, CW_DIVERSIFY_TWO_BLOCKS }, input->data, input->len, NULL, &error);
  g_assert_no_error (error);
  return key;
}
