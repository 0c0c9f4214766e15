/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A card that lies. The fuzz bytes say exchange by exchange what becomes of a software card's
 * honest answer, so that lies are met at every depth of inspecting, writing and verifying, with
 * plans of EV1's messaging and of EV2's. */

#include "config.h"

#include <stdint.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

#include "bench.h"

/* What happens to one answer; the low two bits of the byte that says it. */
enum
{
  HONEST,
  TURN_BITS,  /* then: place, mask */
  CUT,        /* then: how much is left */
  REPLACE,    /* then: length, that many bytes */
};

typedef struct
{
  Bench   *bench;
  CwCursor lies;
  guint8   counter;
} Liar;

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
liar_fill (gpointer user_data,
           guint8  *data,
           gsize    length)
{
  Liar *self = user_data;

  for (gsize i = 0; i < length; i++)
    data[i] = self->counter++;
}

static guint8
liar_next (Liar *self)
{
  guint8 byte = 0;

  return cw_cursor_read_u8 (&self->lies, &byte) ? byte : 0;
}

static void
liar_twist (Liar       *self,
            GByteArray *answer)
{
  gsize length;

  switch (liar_next (self) & 3)
    {
    case TURN_BITS:
      length = liar_next (self);
      if (answer->len > 0)
        answer->data[length % answer->len] ^= liar_next (self);
      break;
    case CUT:
      length = liar_next (self);
      if (length < answer->len)
        g_byte_array_set_size (answer, (guint) length);
      break;
    case REPLACE:
      length = liar_next (self);
      length = MIN (length, cw_cursor_get_left (&self->lies));
      g_byte_array_set_size (answer, 0);
      cw_bytes_put (answer, cw_cursor_read (&self->lies, length), length);
      break;
    case HONEST:
    default:
      break;
    }
}

static gboolean
liar_transmit (gpointer      user_data,
               const guint8 *command,
               gsize         length,
               GByteArray   *answer,
               GError      **error)
{
  Liar *self = user_data;

  g_assert_cmpuint (length, <=, 261);
  cw_soft_card_transmit (self->bench->card, command, length, answer);
  liar_twist (self, answer);
  return TRUE;
}

static void
check_end (CwChipReport *report,
           GError       *error)
{
  g_autofree char *json = NULL;

  g_assert_true ((report == NULL) == (error != NULL));
  if (error != NULL)
    {
      g_assert_true (error->domain == CW_ERROR);
      return;
    }
  json = cw_chip_report_to_json (report);
  g_assert_nonnull (json);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  Liar liar = { 0 };
  const CwChipLink link = { liar_transmit, liar_fill, &liar };
  g_autoptr (CwChipReport) inspected = NULL;
  g_autoptr (CwChipReport) written = NULL;
  g_autoptr (CwChipReport) verified = NULL;
  g_autoptr (GError) inspect_error = NULL;
  g_autoptr (GError) write_error = NULL;
  g_autoptr (GError) verify_error = NULL;
  const char *const plans[] = { NULL, bench_large_plan, bench_whole_plan, bench_ev2_plan };
  g_autoptr (Bench) bench = bench_new (plans[size > 0 ? data[0] & 3 : 0]);

  liar.bench = bench;
  cw_soft_card_set_random (bench->card, liar_fill, &liar);
  cw_cursor_init (&liar.lies, data + (size > 0 ? 1 : 0), size > 0 ? size - 1 : 0);

  inspected = cw_chip_inspect (&link, &inspect_error);
  check_end (inspected, inspect_error);
  written = cw_chip_write (&link, bench->plan, bench->keys, &bench->escn, NULL, NULL, &write_error);
  check_end (written, write_error);
  cw_soft_card_power (bench->card);
  verified = cw_chip_verify (&link, bench->plan, bench->keys, &verify_error);
  check_end (verified, verify_error);
  return 0;
}
