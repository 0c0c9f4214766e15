/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Cards that mean no good: every operation in every session against answers of every length and
 * status, answers without end, and answers that were changed on their way or come from before. */

#include "config.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/chip/apdu.h"

#include "field.h"
#include "ops.h"
#include "script.h"

/* Exchanges that no operation may need: more than the frames of the longest command and answer. */
#define PATIENCE 600
/* Bytes of data beyond which only the very longest answers are tried. */
#define LONG_FRAME 80

typedef struct
{
  gsize  length; /* bytes of data in every answer */
  guint8 status;
  guint  left;   /* exchanges until a test loses its patience */
} Stubborn;

static gboolean
stubborn_transmit (gpointer      user_data,
                   const guint8 *command,
                   gsize         length,
                   GByteArray   *answer,
                   GError      **error)
{
  Stubborn *self = user_data;

  g_assert_cmpuint (self->left, >, 0);
  self->left--;
  g_assert_cmpuint (length, >=, 5);
  g_assert_cmpuint (length, <=, CW_APDU_MAX);
  g_byte_array_set_size (answer, 0);
  for (gsize i = 0; i < self->length; i++)
    cw_bytes_put_u8 (answer, 0x5a);
  cw_bytes_put_u8 (answer, 0x91);
  cw_bytes_put_u8 (answer, self->status);
  return TRUE;
}

static void
no_random (gpointer user_data,
           guint8  *data,
           gsize    length)
{
  memset (data, 0x77, length);
}

static void
check_end (CwDesfire *engine,
           gboolean   done,
           GError    *error)
{
  g_assert_true (done == (error == NULL));
  if (error == NULL)
    return;
  g_assert_true (error->domain == CW_ERROR);
  g_assert_cmpuint (strlen (error->message), >, 20);
}

/* Nothing that is answered with a constant can pass for a MAC or a cryptogram; what goes without
 * either is known. */
static gboolean
may_succeed (guint op,
             guint session)
{
  static const char *const bare[] = { "select", "change-key", NULL };
  static const char *const open[] = { "read", "write", "get-value", "credit", "debit", "limited-credit", NULL };

  if (session <= 2) /* none, or D40 */
    return TRUE;
  return g_strv_contains (bare, ops_get_name (op)) || (session == OPS_SESSIONS - 1 && g_strv_contains (open, ops_get_name (op)));
}

static void
test_lengths (gconstpointer data)
{
  static const guint8 statuses[] = { 0x00, 0xaf, 0xae, 0x7e };
  guint session = GPOINTER_TO_UINT (data);

  for (guint op = 0; op < OPS_COUNT; op++)
    for (gsize length = 0; length <= CW_APDU_ANSWER_MAX + 1; length += length == LONG_FRAME ? CW_APDU_ANSWER_MAX - LONG_FRAME - 2 : 1)
      for (gsize i = 0; i < G_N_ELEMENTS (statuses); i++)
        {
          Stubborn card = { length, statuses[i], PATIENCE };
          const CwChipLink link = { stubborn_transmit, no_random, &card };
          g_autoptr (CwDesfire) engine = cw_desfire_new (&link);
          g_autoptr (GError) error = NULL;
          gboolean done;

          ops_open_session (engine, session);
          done = ops_run (engine, op, (guint8) length, &error);
          check_end (engine, done, error);
          if (length > CW_APDU_ANSWER_MAX && card.left < PATIENCE)
            g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
          g_assert_true (!done || statuses[i] == 0x00);
          g_assert_true (!done || may_succeed (op, session));
        }
}

/* Fewer than two bytes: the card has left. */
static gboolean
vanish (gpointer      user_data,
        const guint8 *command,
        gsize         length,
        GByteArray   *answer,
        GError      **error)
{
  const guint8 zero = 0;

  g_byte_array_set_size (answer, 0);
  cw_bytes_put (answer, &zero, GPOINTER_TO_SIZE (user_data));
  return TRUE;
}

static void
test_no_status (void)
{
  for (guint session = 0; session < OPS_SESSIONS; session++)
    for (guint op = 0; op < OPS_COUNT; op++)
      for (gsize length = 0; length < 2; length++)
        {
          const CwChipLink link = { vanish, no_random, GSIZE_TO_POINTER (length) };
          g_autoptr (CwDesfire) engine = cw_desfire_new (&link);
          g_autoptr (GError) error = NULL;

          ops_open_session (engine, session);
          g_assert_false (ops_run (engine, op, 0x41, &error));
          if (cw_desfire_get_exchanges (engine) > 0)
            g_assert_error (error, CW_ERROR, CW_ERROR_CARD_REMOVED);
          else
            g_assert_true (error->code == CW_ERROR_REFUSED || error->code == CW_ERROR_INVALID);
        }
}

/* Frames of one byte that always announce more: given up after as many as the longest real
 * answer has. */
static void
test_endless (void)
{
  for (gsize length = 0; length <= 59; length++)
    {
      Stubborn card = { length, 0xaf, PATIENCE };
      const CwChipLink link = { stubborn_transmit, no_random, &card };
      g_autoptr (CwDesfire) engine = cw_desfire_new (&link);
      g_autoptr (GArray) aids = NULL;
      g_autoptr (GError) error = NULL;

      aids = cw_desfire_get_applications (engine, &error);
      g_assert_null (aids);
      g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
    }
}

/* Every bit of an honest answer turned once: the engine sees each one. */
static void
flip_answers (const FieldKind *kind,
              CwDesfireComm    comm)
{
  const CwDesfireFileSettings settings = { .comm = comm, .access = { 0, 0, 0, 0 }, .size = 16 };
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) desfire = field_open_application (field, kind);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x12);
  g_autoptr (GByteArray) read = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  guint bits = 0;
  gsize sum = kind->auth == CW_DESFIRE_AUTH_LEGACY ? 4 : 8;

  cw_desfire_create_file (desfire, 1, 0, &settings, &error);
  g_assert_no_error (error);
  if (comm == CW_DESFIRE_COMM_FULL)
    sum = kind->auth == CW_DESFIRE_AUTH_EV2_FIRST ? 24 : kind->cipher == CW_CIPHER_AES ? 16 : 8;
  for (guint byte = 0; byte < 16 + sum; byte++)
    for (guint bit = 0; bit < 8; bit++, bits++)
      {
        const CwSoftFault fault = { .kind = CW_SOFT_FAULT_FLIP, .apdu = 1, .byte = byte, .bit = bit };

        cw_soft_card_inject (field->card, &fault);
        g_assert_false (cw_desfire_read_data (desfire, 1, comm, 0, 16, read, &error));
        g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
        g_clear_error (&error);
        g_assert_false (cw_desfire_has_session (desfire));
        field_authenticate (desfire, kind, 0, key);
      }
  g_assert_cmpuint (bits, ==, 8 * (16 + sum));
}

static void
test_flips (gconstpointer data)
{
  flip_answers (data, CW_DESFIRE_COMM_MAC);
  flip_answers (data, CW_DESFIRE_COMM_FULL);
}

/* A link that gives the answer before last, or one without its MAC. */
typedef struct
{
  Field      *field;
  GByteArray *kept;
  gboolean    replay;
  guint       cut;
} Relay;

static gboolean
relay_transmit (gpointer      user_data,
                const guint8 *command,
                gsize         length,
                GByteArray   *answer,
                GError      **error)
{
  Relay *self = user_data;

  if (!self->field->link.transmit (self->field->link.user_data, command, length, answer, error))
    return FALSE;
  if (self->replay)
    {
      g_byte_array_set_size (answer, 0);
      cw_bytes_put (answer, self->kept->data, self->kept->len);
    }
  if (self->cut > 0)
    g_byte_array_remove_range (answer, answer->len - 2 - self->cut, self->cut);
  g_byte_array_set_size (self->kept, 0);
  cw_bytes_put (self->kept, answer->data, answer->len);
  return TRUE;
}

static void
test_replay (gconstpointer data)
{
  const FieldKind *kind = data;
  g_autoptr (Field) field = field_new (kind->model);
  g_autoptr (CwDesfire) before = field_open_application (field, kind);
  g_autoptr (CwSecret) key = field_key (kind->cipher, 0x12);
  g_autoptr (GByteArray) kept = g_byte_array_new ();
  Relay relay = { field, kept, FALSE, 0 };
  const CwChipLink link = { relay_transmit, field->link.random, &relay };
  g_autoptr (CwDesfire) desfire = cw_desfire_new (&link);
  g_autoptr (GError) error = NULL;
  guint8 version = 0;

  desfire->aid = before->aid;
  field_authenticate (desfire, kind, 0, key);
  cw_desfire_get_key_version (desfire, 0, &version, &error);
  g_assert_no_error (error);
  cw_desfire_get_key_version (desfire, 0, &version, &error);
  g_assert_no_error (error);
  relay.replay = TRUE;
  g_assert_false (cw_desfire_get_key_version (desfire, 0, &version, &error));
  g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
  g_clear_error (&error);

  relay.replay = FALSE;
  for (relay.cut = 0; relay.cut <= 9; relay.cut++)
    {
      guint cut = relay.cut;

      relay.cut = 0;
      field_authenticate (desfire, kind, 0, key);
      relay.cut = cut;
      g_assert_cmpint (cw_desfire_get_key_version (desfire, 0, &version, &error), ==, cut == 0);
      if (cut > 0)
        g_assert_error (error, CW_ERROR, CW_ERROR_CHIP_INTEGRITY);
      g_clear_error (&error);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  for (guint session = 0; session < OPS_SESSIONS; session++)
    {
      g_autofree char *path = g_strdup_printf ("/chip/hostile/lengths/%u", session);

      g_test_add_data_func (path, GUINT_TO_POINTER (session), test_lengths);
    }
  for (gsize kind = 0; kind < FIELD_N_KINDS; kind++)
    {
      g_autofree char *flips = g_strdup_printf ("/chip/hostile/flips/%s", field_kinds[kind].name);
      g_autofree char *replay = g_strdup_printf ("/chip/hostile/replay/%s", field_kinds[kind].name);

      g_test_add_data_func (flips, &field_kinds[kind], test_flips);
      /* D40 protects nothing but data of files */
      if (field_kinds[kind].auth != CW_DESFIRE_AUTH_LEGACY)
        g_test_add_data_func (replay, &field_kinds[kind], test_replay);
    }
  g_test_add_func ("/chip/hostile/no-status", test_no_status);
  g_test_add_func ("/chip/hostile/endless", test_endless);
  return g_test_run ();
}
