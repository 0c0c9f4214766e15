/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#include "config.h"

#include <string.h>

#include "app/base/error.h"
#include "printers/evolis/command.h"
#include "printers/evolis/movement.h"

/* The channel's words, and every rule about what a movement has come to: no device. */

static void
test_commands (void)
{
  for (guint i = 0; i < CW_EVOLIS_N_COMMANDS; i++)
    {
      const char *text = cw_evolis_command_get_text ((CwEvolisCommand) i);
      g_autofree char *frame = cw_evolis_command_frame ((CwEvolisCommand) i);
      g_autofree char *expected = g_strdup_printf ("\033%s\r", text);

      g_assert_cmpstr (frame, ==, expected);
      g_assert_cmpuint (strlen (cw_evolis_command_get_evidence ((CwEvolisCommand) i)), >, 0);
      /* clear status, software reset, factory reset, shut down: never */
      g_assert_false (g_str_has_prefix (text, "Scs") || g_str_has_prefix (text, "Srs") ||
                      g_str_has_prefix (text, "Rmp") || g_str_has_prefix (text, "Psdc"));
      g_assert_cmpint (cw_evolis_command_moves ((CwEvolisCommand) i), ==, text[0] == 'S');
    }
}

static void
test_replies (void)
{
  static const struct
  {
    const char     *text;
    CwEvolisKind    kind;
    CwEvolisTrouble trouble;
    gint64          number;
    double          volts;
  } cases[] = {
    { "OK", CW_EVOLIS_SAYS_OK },
    { " OK ", CW_EVOLIS_SAYS_OK },
    { "CARD", CW_EVOLIS_SAYS_CARD },
    { "SMART CARD", CW_EVOLIS_SAYS_SMART_CARD },
    { "CONTACTLESS CARD", CW_EVOLIS_SAYS_CONTACTLESS_CARD },
    { "NO CARD", CW_EVOLIS_SAYS_NO_CARD },
    { "5,00 Volts", CW_EVOLIS_SAYS_VOLTS, .volts = 5.0 },
    { "0.21 Volts", CW_EVOLIS_SAYS_VOLTS, .volts = 0.21 },
    { "3,92 volts", CW_EVOLIS_SAYS_VOLTS, .volts = 3.92 },
    { "87", CW_EVOLIS_SAYS_NUMBER, .number = 87 },
    { "0", CW_EVOLIS_SAYS_NUMBER, .number = 0 },
    { "999999999", CW_EVOLIS_SAYS_NUMBER, .number = 999999999 },
    { "ERR RIB DETECTION", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_RIBBON },
    { "ERROR CDE", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_COMMAND },
    { "ERROR PARAMETRES", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_COMMAND },
    { "OPT NOT AVAILABLE", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_OPTION },
    { "FEEDER EMPTY", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_FEEDER },
    { "ERROR FEEDER EMPTY", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_FEEDER },
    { "COVER OPEN", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_COVER },
    { "HOPPER FULL", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_FULL },
    { "CARD JAM", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_JAM },
    { "ERR NEED CLEANING", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_CLEANING },
    { "ERROR", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_OTHER },
    /* G's older printers; whether the card is inside or in the feeder it does not say */
    { "ERR CARD", CW_EVOLIS_SAYS_TROUBLE, .trouble = CW_EVOLIS_TROUBLE_OTHER },
    { "Evolis Primacy 2", CW_EVOLIS_SAYS_TEXT },
    { "ok", CW_EVOLIS_SAYS_TEXT },
    { "", CW_EVOLIS_SAYS_TEXT },
    { "CAR", CW_EVOLIS_SAYS_TEXT },
    { "-1", CW_EVOLIS_SAYS_TEXT },
    { "1000000000", CW_EVOLIS_SAYS_TEXT },
    { "12 34", CW_EVOLIS_SAYS_TEXT },
    { "5,0 Volts", CW_EVOLIS_SAYS_TEXT },
    { "5,00", CW_EVOLIS_SAYS_TEXT },
    { "nan Volts", CW_EVOLIS_SAYS_TEXT },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      CwEvolisReply reply;

      g_test_message ("“%s”", cases[i].text);
      cw_evolis_reply_parse (&reply, cases[i].text, strlen (cases[i].text));
      g_assert_cmpint (reply.kind, ==, cases[i].kind);
      if (reply.kind == CW_EVOLIS_SAYS_TROUBLE)
        g_assert_cmpint (reply.trouble, ==, cases[i].trouble);
      g_assert_cmpint (reply.number, ==, cases[i].number);
      g_assert_cmpfloat_with_epsilon (reply.volts, cases[i].volts, 0.001);
    }
}

static void
test_long_reply (void)
{
  g_autofree char *text = g_strnfill (300, '1');
  CwEvolisReply reply;

  cw_evolis_reply_parse (&reply, text, 300);
  g_assert_cmpint (reply.kind, ==, CW_EVOLIS_SAYS_TEXT);
  g_assert_cmpuint (strlen (reply.text), ==, CW_EVOLIS_TEXT_MAX);
}

static void
test_frames (void)
{
  static const struct
  {
    const char *bytes;
    gsize       length;
    gboolean    ended;
    gboolean    broken;
    const char *text;
  } cases[] = {
    { "OK", 3, TRUE, FALSE, "OK" },
    { "OK\r", 3, TRUE, FALSE, "OK" },
    { "OK\r\n\0", 5, TRUE, FALSE, "OK" },
    { "\0\r\nOK\r", 6, TRUE, FALSE, "OK" },
    { "OK", 2, FALSE, FALSE, "OK" },
    { "\r\n", 3, FALSE, FALSE, "" },
    { "OK\0OK", 6, TRUE, TRUE, "OK" },
    { "O\x80", 3, FALSE, TRUE, "O" },
    { "O\033K", 4, FALSE, TRUE, "O" },
  };
  CwEvolisFrame frame;
  g_autofree char *flood = g_strnfill (CW_EVOLIS_ANSWER_MAX + 1, 'A');

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (gsize step = 1; step <= cases[i].length; step++)
      {
        gboolean over = FALSE;

        cw_evolis_frame_reset (&frame);
        for (gsize at = 0; at < cases[i].length; at += step)
          over = cw_evolis_frame_push (&frame, (const guint8 *) cases[i].bytes + at, MIN (step, cases[i].length - at));
        g_assert_cmpint (over, ==, cases[i].ended || cases[i].broken);
        g_assert_cmpint (frame.ended, ==, cases[i].ended);
        g_assert_cmpint (frame.broken, ==, cases[i].broken);
        g_assert_cmpstr (frame.text, ==, cases[i].text);
      }

  cw_evolis_frame_reset (&frame);
  g_assert_false (cw_evolis_frame_push (&frame, (const guint8 *) flood, CW_EVOLIS_ANSWER_MAX));
  g_assert_true (cw_evolis_frame_push (&frame, (const guint8 *) "A", 1));
  g_assert_true (frame.broken);
}

/* The whole table: what is called done was said and seen; what is called unmoved was both too. */
static void
test_judge (void)
{
  guint done = 0;
  guint unmoved = 0;

  for (int m = CW_MOVE_INSERT; m <= CW_MOVE_REJECT; m++)
    for (int b = CW_CARD_PLACE_NONE; b <= CW_CARD_PLACE_CONTACTLESS; b++)
      for (int a = CW_CARD_PLACE_UNKNOWN; a <= CW_CARD_PLACE_CONTACTLESS; a++)
        for (int h = CW_EVOLIS_HEARD_OK; h <= CW_EVOLIS_HEARD_NOTHING; h++)
          for (int t = CW_EVOLIS_TROUBLE_OTHER; t <= CW_EVOLIS_TROUBLE_CLEANING; t++)
            {
              static const CwCardPlace targets[] = { CW_CARD_PLACE_INSIDE, CW_CARD_PLACE_CONTACT, CW_CARD_PLACE_CONTACTLESS, CW_CARD_PLACE_NONE, CW_CARD_PLACE_NONE };
              CwEvolisSight before = { .place = (CwCardPlace) b };
              CwEvolisSight after = { .place = (CwCardPlace) a };
              CwFeederTraits traits = { TRUE, TRUE, TRUE, TRUE };
              g_autoptr (GError) error = NULL;
              CwEvolisVerdict verdict;
              gboolean go;

              if (!cw_evolis_move_check ((CwMove) m, &before, &traits, FALSE, &go, NULL) || !go)
                continue;
              g_assert_cmpint (cw_evolis_move_judge ((CwMove) m, &before, NULL, (CwEvolisHeard) h, (CwEvolisTrouble) t), ==, CW_EVOLIS_VERDICT_IN_DOUBT);
              verdict = cw_evolis_move_judge ((CwMove) m, &before, &after, (CwEvolisHeard) h, (CwEvolisTrouble) t);
              if (verdict == CW_EVOLIS_VERDICT_DONE)
                {
                  done++;
                  g_assert_cmpint (a, ==, targets[m]);
                  g_assert_true (h == CW_EVOLIS_HEARD_OK || a != CW_CARD_PLACE_NONE);
                  continue;
                }
              if (verdict == CW_EVOLIS_VERDICT_NOTHING_MOVED)
                {
                  unmoved++;
                  g_assert_cmpint (a, ==, b);
                  g_assert_cmpint (h, ==, CW_EVOLIS_HEARD_TROUBLE);
                  g_assert_cmpint (t, !=, CW_EVOLIS_TROUBLE_JAM);
                }
              cw_evolis_move_set_error (verdict, &after, (CwEvolisHeard) h, (CwEvolisTrouble) t, &error);
              g_assert_nonnull (error);
              g_assert_cmpint (g_error_matches (error, CW_ERROR, CW_ERROR_IN_DOUBT), ==, verdict == CW_EVOLIS_VERDICT_IN_DOUBT);
            }
  g_assert_cmpuint (done, >, 0);
  g_assert_cmpuint (unmoved, >, 0);
}

static void
test_check (void)
{
  CwFeederTraits traits = { TRUE, TRUE, TRUE, TRUE };
  CwEvolisSight nothing = { .place = CW_CARD_PLACE_NONE };
  CwEvolisSight inside = { .place = CW_CARD_PLACE_INSIDE };
  CwEvolisSight unknown = { .place = CW_CARD_PLACE_UNKNOWN };
  gboolean go;

  for (int m = CW_MOVE_INSERT; m <= CW_MOVE_REJECT; m++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (cw_evolis_move_check ((CwMove) m, &unknown, &traits, FALSE, &go, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_REFUSED);
    }
  for (int m = CW_MOVE_INSERT; m <= CW_MOVE_CONTACTLESS; m++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (cw_evolis_move_feeds ((CwMove) m, &nothing));
      g_assert_false (cw_evolis_move_feeds ((CwMove) m, &inside));
      g_assert_false (cw_evolis_move_check ((CwMove) m, &nothing, &traits, TRUE, &go, &error));
      g_assert_error (error, CW_ERROR, CW_ERROR_IN_DOUBT);
    }
  /* the card that is in doubt may be moved, only no other */
  g_assert_true (cw_evolis_move_check (CW_MOVE_EJECT, &inside, &traits, TRUE, &go, NULL));
  g_assert_true (go);
  g_assert_true (cw_evolis_move_check (CW_MOVE_INSERT, &inside, &traits, FALSE, &go, NULL));
  g_assert_false (go);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/printers/evolis-words/commands", test_commands);
  g_test_add_func ("/printers/evolis-words/replies", test_replies);
  g_test_add_func ("/printers/evolis-words/long-reply", test_long_reply);
  g_test_add_func ("/printers/evolis-words/frames", test_frames);
  g_test_add_func ("/printers/evolis-words/judge", test_judge);
  g_test_add_func ("/printers/evolis-words/check", test_check);

  return g_test_run ();
}
