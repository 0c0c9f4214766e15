/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* What NXP printed in AN12343 and AN12196 must be what the engine sends, byte for byte, and the
 * printed answers must pass its checks. */

#include "config.h"

#include "ev2.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/chip/ev2.h"

#include "script.h"

#define FRAME 59 /* data bytes that the engine puts into one frame */

static void
check_session_keys (const CwSecret *enc_key,
                    const CwSecret *mac_key,
                    json_t         *expected)
{
  script_assert_key (enc_key, CW_CIPHER_AES, script_get_text (expected, "KSesAuthENC"));
  script_assert_key (mac_key, CW_CIPHER_AES, script_get_text (expected, "KSesAuthMAC"));
}

static void
check_derivation (json_t *input,
                  json_t *expected)
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "key"));
  g_autoptr (GByteArray) a = script_hex (script_get_text (input, "RndA"));
  g_autoptr (GByteArray) b = script_hex (script_get_text (input, "RndB"));
  g_autoptr (CwSecret) enc_key = NULL;
  g_autoptr (CwSecret) mac_key = NULL;

  cw_chip_ev2_session_keys (key, a->data, b->data, &enc_key, &mac_key);
  check_session_keys (enc_key, mac_key, expected);
}

void
ev2_check_auth (json_t *input,
                json_t *expected)
{
  g_autoptr (Script) script = NULL;
  g_autoptr (CwDesfire) engine = NULL;
  g_autoptr (CwSecret) key = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *challenge = NULL;
  g_autofree char *token = NULL;
  g_autofree char *answer = NULL;

  if (json_object_get (input, "RndB") != NULL)
    {
      check_derivation (input, expected);
      return;
    }

  script = script_new ();
  engine = cw_desfire_new (&script->link);
  key = script_key (CW_CIPHER_AES, script_get_text (input, "key"));
  challenge = g_strconcat ("AF", script_get_text (input, "ekRndB"), NULL);
  token = g_strconcat ("AF", script_get_text (expected, "token"), NULL);
  answer = g_strconcat ("00", script_get_text (expected, "card_answer"), NULL);
  script_add (script, script_get_text (input, "command1"), challenge);
  script_add (script, token, answer);
  script_add_random (script, script_get_text (input, "RndA"));
  cw_desfire_authenticate (engine, CW_DESFIRE_AUTH_EV2_FIRST, 0, CW_CIPHER_AES, key, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  script_assert_hex (engine->ti, sizeof engine->ti, script_get_text (expected, "TI"));
  g_assert_cmpuint (engine->counter, ==, 0);
  check_session_keys (engine->session_key, engine->mac_key, expected);
}

/* An engine in the middle of the printed session. Keys that a table does not print are not
 * needed for what it shows. */
static CwDesfire *
engine_in_session (Script *script,
                   json_t *input)
{
  CwDesfire *engine = cw_desfire_new (&script->link);
  g_autoptr (GByteArray) ti = script_hex (script_get_text (input, "TI"));

  engine->messaging = CW_DESFIRE_MESSAGING_EV2;
  engine->cipher = CW_CIPHER_AES;
  engine->aid.bytes[0] = 1; /* not the card level */
  engine->session_key = json_object_get (input, "KSesAuthENC") == NULL ? cw_secret_new_zero (16) : script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthENC"));
  engine->mac_key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthMAC"));
  memcpy (engine->ti, ti->data, sizeof engine->ti);
  engine->counter = (guint16) script_get_number (input, "CmdCtr");
  return engine;
}

/* The printed command is one frame of a chip that takes longer ones; the engine cuts it. */
static void
add_command (Script     *script,
             const char *command,
             const char *answer)
{
  gsize length = strlen (command);

  for (gsize at = 2; at == 2 || at < length; at += 2 * FRAME)
    {
      g_autofree char *data = g_strndup (command + at, 2 * FRAME);
      g_autofree char *frame = at == 2 ? g_strdup_printf ("%.2s%s", command, data) : g_strconcat ("AF", data, NULL);

      script_add (script, frame, at + 2 * FRAME < length ? "AF" : answer);
    }
}

/* @data: what goes under the session's protection; @clear: what the answer holds in clear */
static void
run (json_t        *input,
     json_t        *expected,
     const char    *data,
     const char    *clear,
     CwDesfireComm  sent,
     CwDesfireComm  received)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) engine = engine_in_session (script, input);
  g_autoptr (GByteArray) ins = script_hex (script_get_text (input, "ins"));
  g_autoptr (GByteArray) header = script_hex (script_get_text (input, "header"));
  g_autoptr (GByteArray) bytes = script_hex (data);
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GError) error = NULL;
  const CwDesfireCommand command = {
    .ins = ins->data[0],
    .header = header->data,
    .header_length = header->len,
    .data = bytes->data,
    .data_length = bytes->len,
    .sent = sent,
    .received = received,
    .expected = strlen (clear) / 2,
    .open = TRUE,
  };

  add_command (script, script_get_text (expected, "command"), script_get_text (expected, "answer"));
  cw_desfire_run (engine, &command, answer, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  script_assert_hex (answer->data, answer->len, clear);
  g_assert_cmpuint (engine->counter, ==, script_get_number (input, "CmdCtr") + 1);
}

void
ev2_check_mac (json_t *input,
               json_t *expected)
{
  const char *answer = script_get_text (expected, "answer");
  const char *mac = script_get_text (expected, "MACt_answer");
  g_autofree char *clear = NULL;

  g_assert_true (g_str_has_suffix (script_get_text (expected, "command"), script_get_text (expected, "MACt_command")));
  g_assert_true (g_str_has_suffix (answer, mac));
  clear = g_strndup (answer + 2, strlen (answer) - 2 - strlen (mac));
  run (input, expected, script_get_text (input, "data"), clear, CW_DESFIRE_COMM_MAC, CW_DESFIRE_COMM_MAC);
}

static void
check_iv (json_t            *input,
          CwChipEv2Direction direction,
          int                counter,
          const char        *hex)
{
  g_autoptr (CwSecret) key = script_key (CW_CIPHER_AES, script_get_text (input, "KSesAuthENC"));
  g_autoptr (GByteArray) ti = script_hex (script_get_text (input, "TI"));
  guint8 iv[CW_CHIP_EV2_BLOCK];

  cw_chip_ev2_iv (key, direction, ti->data, (guint16) counter, iv);
  script_assert_hex (iv, sizeof iv, hex);
}

void
ev2_check_iv (json_t *input,
              json_t *expected)
{
  check_iv (input, CW_CHIP_EV2_COMMAND, script_get_number (input, "CmdCtr"), script_get_text (expected, "iv_command"));
}

/* ChangeKey: 17 bytes for the key of the session, 21 for another one, whose old key is zeros in
 * what was printed. */
static void
check_change_key (json_t *input,
                  json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) engine = engine_in_session (script, input);
  g_autoptr (GByteArray) plain = script_hex (script_get_text (input, "plain"));
  g_autoptr (GByteArray) key_no = script_hex (script_get_text (input, "header"));
  g_autoptr (CwSecret) new_key = cw_secret_new (plain->data, 16);
  g_autoptr (CwSecret) old_key = plain->len == 21 ? cw_secret_new_zero (16) : NULL;
  const char *answer = json_string_value (json_object_get (expected, "answer"));
  g_autoptr (GError) error = NULL;

  g_assert_true (plain->len == 17 || plain->len == 21);
  script_add (script, script_get_text (expected, "command"), answer == NULL ? "00" : answer);
  cw_desfire_change_key (engine, key_no->data[0], CW_CIPHER_AES, new_key, plain->data[16], old_key, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  g_assert_cmpint (cw_desfire_has_session (engine), ==, answer != NULL);
}

static void
check_uid (json_t *input,
           json_t *expected)
{
  g_autoptr (Script) script = script_new ();
  g_autoptr (CwDesfire) engine = engine_in_session (script, input);
  g_autoptr (GError) error = NULL;
  guint8 uid[7];

  script_add (script, script_get_text (expected, "command"), script_get_text (expected, "answer"));
  cw_desfire_get_uid (engine, uid, &error);
  g_assert_no_error (error);
  script_assert_end (script);
  script_assert_hex (uid, sizeof uid, script_get_text (expected, "answer_plain"));
}

void
ev2_check_full (json_t *input,
                json_t *expected)
{
  int counter = script_get_number (input, "CmdCtr");
  const char *ins = script_get_text (input, "ins");
  const char *plain = json_string_value (json_object_get (input, "plain"));
  const char *clear = json_string_value (json_object_get (expected, "answer_plain"));

  check_iv (input, CW_CHIP_EV2_COMMAND, counter, script_get_text (expected, "iv_command"));
  check_iv (input, CW_CHIP_EV2_ANSWER, counter + 1, script_get_text (expected, "iv_answer"));
  if (strcmp (ins, "C4") == 0)
    check_change_key (input, expected);
  else if (strcmp (ins, "51") == 0)
    check_uid (input, expected);
  else
    run (input, expected, plain == NULL ? "" : plain, clear == NULL ? "" : clear,
         plain == NULL ? CW_DESFIRE_COMM_PLAIN : CW_DESFIRE_COMM_FULL, clear == NULL ? CW_DESFIRE_COMM_PLAIN : CW_DESFIRE_COMM_FULL);
}
