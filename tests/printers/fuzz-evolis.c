/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes from a printer, in pieces of any length: one bounded answer and its value, or broken.
 * The first byte says how long the pieces are. */

#include "config.h"

#include <stdint.h>
#include <string.h>

#include "printers/evolis/command.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static void
check_reply (const char *text,
             gsize       length)
{
  CwEvolisReply reply;

  cw_evolis_reply_parse (&reply, text, length);
  g_assert_cmpuint (strnlen (reply.text, sizeof reply.text), <, sizeof reply.text);
  g_assert_cmpint (reply.number, >=, 0);
  g_assert_true (reply.volts >= 0.0 && reply.volts < 100.0);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  CwEvolisFrame frame;
  size_t step;
  gboolean over = FALSE;

  if (size == 0)
    return 0;
  step = (size_t) data[0] + 1;
  check_reply ((const char *) data + 1, size - 1);
  cw_evolis_frame_reset (&frame);
  for (size_t at = 1; at < size && !over; at += step)
    over = cw_evolis_frame_push (&frame, data + at, MIN (step, size - at));
  g_assert_cmpint (over, ==, frame.ended || frame.broken);
  g_assert_cmpuint (frame.length, <=, CW_EVOLIS_ANSWER_MAX);
  g_assert_cmpuint (strlen (frame.text), ==, frame.length);
  check_reply (frame.text, frame.length);
  return 0;
}
