/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Chip plans for storage cards: written, verified, torn everywhere, refused. */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "app/chip/plan.h"
#include "app/chip/softstorage.h"

static const guint8 uid[] = { 0x04, 0x51, 0x2a, 0x3b, 0x4c, 0x5d, 0x80 };

static const char plan_text[] =
  "{ \"format\": 2, \"name\": \"tag\", \"applications\": [], \"storage\": {"
  "  \"kinds\": [\"ntag213\", \"ntag215\", \"ntag216\", \"classic-1k\"], \"first\": 8, \"size\": 24,"
  "  \"content\": [ \"escn\", { \"text\": \"{number}\", \"encoding\": \"ascii\" } ] } }";

/* How ACS's readers are spoken to (printers/readers/acs.reader has more). */
static const CwReaderWay acs_way = { .keys = { { .p1 = 0x00, .type = { 0x60, 0x61 } } }, .n_keys = 1, .native = CW_READER_NATIVE_PN532 };

typedef struct
{
  CwSoftStorage *card;
  CwReaderWay    way;
  CwChipPlan    *plan;
  CwKeySource   *keys;
  GBytes        *atr;
  CwChipLink     link;
  CwEscn         escn;
  guint          n_sent;
} Desk;

static gboolean
transmit (gpointer      user_data,
          const guint8 *command,
          gsize         length,
          GByteArray   *answer,
          GError      **error)
{
  Desk *desk = user_data;

  desk->n_sent++;
  if (cw_soft_storage_transmit (desk->card, command, length, answer))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CARD_REMOVED, "The card was taken away.");
  return FALSE;
}

static void
desk_lay (Desk             *self,
          CwSoftStorageKind kind)
{
  gsize length = 0;

  g_clear_pointer (&self->card, cw_soft_storage_unref);
  g_clear_pointer (&self->atr, g_bytes_unref);
  self->card = cw_soft_storage_new (kind, uid, kind == CW_SOFT_STORAGE_CLASSIC_1K ? 4 : sizeof uid);
  self->atr = cw_soft_storage_get_atr (self->card);
  self->link = (CwChipLink) { .transmit = transmit, .user_data = self, .atr = g_bytes_get_data (self->atr, &length) };
  self->link.atr_length = length;
  self->way = acs_way;
  /* the usual reader passes no native commands on: the card tells its kind in its memory */
  if (kind == CW_SOFT_STORAGE_NTAG216)
    return;
  cw_soft_storage_set_reader (self->card, CW_SOFT_STORAGE_READER_ACS);
  self->link.way = &self->way;
}

static void
desk_open (Desk *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_parse (plan_text, -1, "tag", &error);
  g_autoptr (CwRecord) record = cw_record_new ();

  g_assert_no_error (error);
  g_assert_true (cw_record_set (record, "number", "LB30042", NULL));
  self->plan = cw_chip_plan_fill (plan, record, &error);
  g_assert_no_error (error);
  self->keys = cw_memory_keys_new ();
  g_assert_true (cw_escn_build (G_GUINT64_CONSTANT (0x1ecf1d57ac58400), 0x30bb, 9, "999859608", &self->escn, NULL));
}

static void
desk_close (Desk *self)
{
  g_clear_pointer (&self->card, cw_soft_storage_unref);
  g_clear_pointer (&self->atr, g_bytes_unref);
  cw_chip_plan_unref (self->plan);
  g_object_unref (self->keys);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Desk, desk_close)

static CwChipReport *
desk_write (Desk    *self,
            GError **error)
{
  cw_soft_storage_power (self->card);
  self->n_sent = 0;
  return cw_chip_write (&self->link, self->plan, self->keys, &self->escn, NULL, NULL, error);
}

static void
desk_assert_memory (Desk             *self,
                    CwSoftStorageKind kind)
{
  gsize length = 0;
  const guint8 *memory = cw_soft_storage_get_memory (self->card, &length);
  const guint8 *at = memory + (kind == CW_SOFT_STORAGE_CLASSIC_1K ? 8 * 16 : 8 * 4);
  guint8 expected[24] = { 0 };

  cw_chip_plan_file_fill (self->plan->storage, &self->escn, expected);
  g_assert_cmpmem (at, sizeof expected, expected, sizeof expected);
}

static void
test_write (gconstpointer kind)
{
  CwSoftStorageKind which = (CwSoftStorageKind) GPOINTER_TO_INT (kind);
  g_auto (Desk) desk = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (CwChipReport) verified = NULL;
  guint n_exchanges;

  desk_open (&desk);
  desk_lay (&desk, which);
  verified = cw_chip_verify (&desk.link, desk.plan, desk.keys, &error);
  g_assert_no_error (error);
  g_assert_false (verified->complete);
  g_clear_pointer (&verified, cw_chip_report_free);

  report = desk_write (&desk, &error);
  g_assert_no_error (error);
  g_assert_true (report->complete);
  g_assert_true (report->numbered);
  g_assert_true (cw_escn_equal (&report->escn, &desk.escn));
  g_assert_cmpuint (report->exchanges, ==, desk.n_sent);
  desk_assert_memory (&desk, which);
  n_exchanges = desk.n_sent;
  verified = cw_chip_verify (&desk.link, desk.plan, desk.keys, &error);
  g_assert_no_error (error);
  g_assert_true (verified->complete);
  g_assert_cmpstr (verified->content_digest, ==, report->content_digest);

  /* taken away at every exchange, before it was carried out and after */
  for (guint n = 1; n <= 2 * n_exchanges; n++)
    {
      const CwSoftFault fault = { .kind = CW_SOFT_FAULT_TEAR, .apdu = (n + 1) / 2, .late = n % 2 == 0 };
      g_autoptr (GError) torn = NULL;
      g_autoptr (CwChipReport) whole = NULL;

      desk_lay (&desk, which);
      cw_soft_storage_power (desk.card);
      cw_soft_storage_inject (desk.card, &fault);
      g_assert_null (cw_chip_write (&desk.link, desk.plan, desk.keys, &desk.escn, NULL, NULL, &torn));
      g_assert_error (torn, CW_ERROR, CW_ERROR_CARD_REMOVED);
      cw_soft_storage_clear_faults (desk.card);
      whole = desk_write (&desk, &error);
      g_assert_no_error (error);
      g_assert_true (whole->complete);
      desk_assert_memory (&desk, which);
    }
}

static void
test_refused (void)
{
  g_auto (Desk) desk = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipReport) report = NULL;
  g_autoptr (CwChipErasure) told = NULL;

  desk_open (&desk);
  desk_lay (&desk, CW_SOFT_STORAGE_NTAG213);
  report = desk_write (&desk, &error);
  g_assert_no_error (error);

  /* another number on it already */
  desk.escn.bytes[3] ^= 1;
  g_assert_null (desk_write (&desk, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH);
  g_clear_error (&error);
  desk.escn.bytes[3] ^= 1;
  desk_assert_memory (&desk, CW_SOFT_STORAGE_NTAG213);

  /* a kind that the plan does not take, a reader that tells no ATR, nothing to erase with */
  desk_lay (&desk, CW_SOFT_STORAGE_ULTRALIGHT_EV1_21);
  g_assert_null (desk_write (&desk, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_clear_error (&error);
  desk.link.atr = NULL;
  desk.link.atr_length = 0;
  g_assert_null (desk_write (&desk, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN);
  g_clear_error (&error);
  told = cw_chip_erase_look (&desk.link, desk.plan, desk.keys, &error);
  g_assert_null (told);
  g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
}

static void
test_plans (void)
{
  static const struct
  {
    const char *storage;
    const char *complaint;
  } cases[] = {
    { "[]", "/storage" },
    { "{\"kinds\":[],\"first\":8,\"size\":16,\"content\":\"escn\"}", "/storage/kinds" },
    { "{\"kinds\":[\"desfire\"],\"first\":8,\"size\":16,\"content\":\"escn\"}", "/storage/kinds/0" },
    { "{\"kinds\":[\"ntag213\"],\"first\":0,\"size\":16,\"content\":\"escn\"}", "/storage/first" },
    { "{\"kinds\":[\"ntag213\"],\"first\":3,\"size\":16,\"content\":\"escn\"}", "/storage/kinds/0" },
    { "{\"kinds\":[\"ntag213\"],\"first\":37,\"size\":16,\"content\":\"escn\"}", "/storage/kinds/0" },
    { "{\"kinds\":[\"ntag213\"],\"first\":8,\"size\":17,\"content\":\"escn\"}", "/storage/content" },
    { "{\"kinds\":[\"ntag213\"],\"first\":8,\"size\":16,\"content\":\"escn\",\"key\":\"\"}", "/storage" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *json = g_strdup_printf ("{\"format\":2,\"name\":\"tag\",\"applications\":[],\"storage\":%s}", cases[i].storage);
      g_autofree char *place = g_strdup_printf ("“%s”:", cases[i].complaint);
      g_autoptr (GError) error = NULL;

      g_assert_null (cw_chip_plan_parse (json, -1, "tag", &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      if (strstr (error->message, place) == NULL)
        g_error ("%s gives “%s”", cases[i].storage, error->message);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_test_add_data_func ("/chip/storageplan/ntag213", GINT_TO_POINTER (CW_SOFT_STORAGE_NTAG213), test_write);
  g_test_add_data_func ("/chip/storageplan/ntag215", GINT_TO_POINTER (CW_SOFT_STORAGE_NTAG215), test_write);
  g_test_add_data_func ("/chip/storageplan/usual-reader", GINT_TO_POINTER (CW_SOFT_STORAGE_NTAG216), test_write);
  g_test_add_data_func ("/chip/storageplan/classic-1k", GINT_TO_POINTER (CW_SOFT_STORAGE_CLASSIC_1K), test_write);
  g_test_add_func ("/chip/storageplan/refused", test_refused);
  g_test_add_func ("/chip/storageplan/plans", test_plans);
  return g_test_run ();
}
