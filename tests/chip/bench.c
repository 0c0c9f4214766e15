/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include "bench.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"

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
               guint8      first)
{
  g_autoptr (CwSecret) key = cw_secret_new_zero (16);

  for (gsize i = 0; i < 16; i++)
    cw_secret_get_buffer (key)[i] = (guint8) (first + 0x11 * i);
  cw_memory_keys_add (self->keys, label, version, key);
}

Bench *
bench_new (const char *json)
{
  Bench *self = g_new0 (Bench, 1);
  g_autoptr (GFile) shipped = cw_chip_plan_get_shipped ("escn");
  g_autoptr (CwChipPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  plan = json == NULL ? cw_chip_plan_load (shipped, &error) : cw_chip_plan_parse (json, -1, "test", &error);
  g_assert_no_error (error);
  self->plan = cw_chip_plan_bind (plan, "lbtu");
  self->link = (CwChipLink) { bench_transmit, bench_random, self };
  self->keys = cw_memory_keys_new ();
  bench_add_key (self, "lbtu/escn/master", 1, 0xa7);
  bench_add_key (self, "lbtu/library", 16, 0x3b);
  bench_add_key (self, "lbtu/doors", 255, 0xc4);
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
  self->card = cw_soft_card_new (uid);
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
