/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/escn.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"

/* The European Student Card Number as a value: reading, writing and making it. Pure functions;
 * any thread. The state that keeps numbers unique belongs to the caller. */

/* Milliseconds from 1582-10-15 to 1970-01-01. RFC 4122 would have it in units of 100 ns; the
 * reference adds it as it stands to a count of 100 ns (EscnFactory.java of
 * EuropeanStudentCard/escn-java-generator, 36ae0b3), and so do all numbers made with it. */
#define REFERENCE_OFFSET G_GUINT64_CONSTANT (12219292800000)
#define STAMPS_PER_MILLISECOND 10000
#define STAMP_MAX ((G_GUINT64_CONSTANT (1) << 60) - 1) /* version 1 has 60 bits for it */

#define CLOCK_MASK 0x3fff
#define CLOCK_VARIANT 0x8000

#define PREFIX_MAX 999
#define PIC_LENGTH 9
#define TEXT_LENGTH (CW_ESCN_TEXT_SIZE - 1)

static const guint dash_offsets[] = { 8, 13, 18, 23 };

/**
 * cw_escn_check_pic:
 * @pic: (nullable): a Participant Identification Code
 *
 * Returns: %TRUE when @pic is exactly nine ASCII digits, else %FALSE with %CW_ERROR_INVALID
 */
gboolean
cw_escn_check_pic (const char *pic,
                   GError    **error)
{
  gsize length = pic != NULL ? strlen (pic) : 0;

  if (length == 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The PIC is missing. It is the nine digits under which the institution takes part in Erasmus+."));
      return FALSE;
    }
  if (length != PIC_LENGTH || strspn (pic, "0123456789") != length)
    {
      g_autofree char *shown = g_utf8_make_valid (pic, (gssize) MIN (length, 40));

      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The PIC “%s” is not valid: it must be exactly nine digits."), shown);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_prefix_range (guint    prefix,
                    GError **error)
{
  if (prefix <= PREFIX_MAX)
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESCN prefix %u is not valid: it must be between 0 and %u."), prefix, PREFIX_MAX);
  return FALSE;
}

/**
 * cw_escn_check_prefix:
 * @prefix: the number that tells this issuing station from others of the same institution
 *
 * Returns: %TRUE when a station may make numbers with @prefix, else %FALSE with
 *   %CW_ERROR_INVALID
 */
gboolean
cw_escn_check_prefix (guint    prefix,
                      GError **error)
{
  if (!check_prefix_range (prefix, error))
    return FALSE;
  if (prefix == CW_ESCN_ROUTER_PREFIX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The ESCN prefix %u is used by the ESC-Router itself. Choose another one for this station."), prefix);
      return FALSE;
    }
  return TRUE;
}

static gboolean
is_dash_offset (guint offset)
{
  for (guint i = 0; i < G_N_ELEMENTS (dash_offsets); i++)
    if (dash_offsets[i] == offset)
      return TRUE;
  return FALSE;
}

/* The form of a UUID: length, dashes, hex digits. */
static gboolean
read_uuid (const char *text,
           guint8      bytes[16],
           GError    **error)
{
  guint digit = 0;

  if (strlen (text) != TEXT_LENGTH)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: it has %zu characters instead of %d."), strlen (text), TEXT_LENGTH);
      return FALSE;
    }

  memset (bytes, 0, 16);
  for (guint i = 0; i < TEXT_LENGTH; i++)
    {
      int value = g_ascii_xdigit_value (text[i]);

      if (is_dash_offset (i) && text[i] != '-')
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: character %u must be a dash."), i + 1);
          return FALSE;
        }
      if (is_dash_offset (i))
        continue;
      if (value < 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: character %u is not a hex digit."), i + 1);
          return FALSE;
        }
      bytes[digit / 2] |= (guint8) (digit % 2 == 0 ? value << 4 : value);
      digit++;
    }
  return TRUE;
}

static guint
get_node_digit (const CwEscn *self,
                guint         index)
{
  guint8 byte = self->bytes[10 + index / 2];

  return index % 2 == 0 ? byte >> 4 : byte & 15;
}

static gboolean
check_fields (const CwEscn *self,
              GError      **error)
{
  if (self->bytes[6] >> 4 != 1)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: its version is %d instead of 1."), self->bytes[6] >> 4);
      return FALSE;
    }
  if (self->bytes[8] >> 6 != 2)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: its fourth group must begin with 8, 9, a or b."));
      return FALSE;
    }
  for (guint i = 0; i < 12; i++)
    {
      if (get_node_digit (self, i) <= 9)
        continue;
      if (i < 3)
        g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: its prefix, the first three characters of the last group, must be decimal digits."));
      else
        g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("This is not a European Student Card Number: its PIC, the last nine characters, must be decimal digits."));
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_escn_parse:
 * @text: the whole number and nothing else, in either case
 * @escn: (out): the number; not touched on failure
 *
 * Takes numbers made with the reference's time stamp as well as those with a true RFC 4122 one:
 * both are in use, and nothing in the number tells them apart.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID and a sentence that says which part is wrong
 */
gboolean
cw_escn_parse (const char *text,
               CwEscn     *escn,
               GError    **error)
{
  CwEscn read;

  g_return_val_if_fail (text != NULL && escn != NULL, FALSE);

  if (!read_uuid (text, read.bytes, error) || !check_fields (&read, error))
    return FALSE;

  *escn = read;
  return TRUE;
}

/**
 * cw_escn_format:
 * @text: (out): where the 36 lower-case characters and the NUL go
 */
void
cw_escn_format (const CwEscn *self,
                char          text[CW_ESCN_TEXT_SIZE])
{
  static const char digits[] = "0123456789abcdef";
  guint digit = 0;

  for (guint i = 0; i < TEXT_LENGTH; i++)
    {
      guint8 byte;

      if (is_dash_offset (i))
        {
          text[i] = '-';
          continue;
        }
      byte = self->bytes[digit / 2];
      text[i] = digits[digit % 2 == 0 ? byte >> 4 : byte & 15];
      digit++;
    }
  text[TEXT_LENGTH] = '\0';
}

/**
 * cw_escn_to_string:
 *
 * Returns: (transfer full): the number as 36 lower-case characters
 */
char *
cw_escn_to_string (const CwEscn *self)
{
  char text[CW_ESCN_TEXT_SIZE];

  cw_escn_format (self, text);
  return g_strdup (text);
}

/**
 * cw_escn_equal:
 *
 * Returns: whether both are the same number
 */
gboolean
cw_escn_equal (const CwEscn *a,
               const CwEscn *b)
{
  return memcmp (a->bytes, b->bytes, sizeof a->bytes) == 0;
}

/**
 * cw_escn_get_stamp:
 *
 * The 60 bits of time stamp. Not a date of issue: the reference counts up from an old clock
 * reading for up to 9999 numbers, and some issuers count from another epoch.
 *
 * Returns: units of 100 ns since the epoch that the issuer used
 */
guint64
cw_escn_get_stamp (const CwEscn *self)
{
  const guint8 *b = self->bytes;
  guint64 low = (guint64) b[0] << 24 | (guint64) b[1] << 16 | (guint64) b[2] << 8 | b[3];
  guint64 mid = (guint64) b[4] << 8 | b[5];
  guint64 high = (guint64) (b[6] & 0x0f) << 8 | b[7];

  return high << 48 | mid << 32 | low;
}

/**
 * cw_escn_get_clock:
 *
 * Returns: the clock sequence with its variant bits, 0x8000 to 0xbfff
 */
guint
cw_escn_get_clock (const CwEscn *self)
{
  return (guint) self->bytes[8] << 8 | self->bytes[9];
}

/**
 * cw_escn_get_prefix:
 *
 * Returns: the prefix of the issuing station, 0 to 999
 */
guint
cw_escn_get_prefix (const CwEscn *self)
{
  return 100 * get_node_digit (self, 0) + 10 * get_node_digit (self, 1) + get_node_digit (self, 2);
}

/**
 * cw_escn_get_pic:
 * @pic: (out): where the nine digits and the NUL go
 *
 * The PIC of the institution that issued the card.
 */
void
cw_escn_get_pic (const CwEscn *self,
                 char          pic[10])
{
  for (guint i = 0; i < PIC_LENGTH; i++)
    pic[i] = (char) ('0' + get_node_digit (self, 3 + i));
  pic[PIC_LENGTH] = '\0';
}

/**
 * cw_escn_build:
 * @stamp: units of 100 ns, at most 60 bits
 * @clock: the clock sequence: 14 bits, with or without the variant bit 0x8000
 * @prefix: 0 to 999; the router's own prefix is accepted here
 * @pic: nine digits
 * @escn: (out): the number; not touched on failure
 *
 * Puts a number together from its parts. cw_escn_next() is what issues one.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID when a part does not fit
 */
gboolean
cw_escn_build (guint64     stamp,
               guint       clock,
               guint       prefix,
               const char *pic,
               CwEscn     *escn,
               GError    **error)
{
  g_return_val_if_fail (escn != NULL, FALSE);

  if (!check_prefix_range (prefix, error) || !cw_escn_check_pic (pic, error))
    return FALSE;
  if (stamp > STAMP_MAX)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The time stamp of the ESCN is too large. Check the date of this computer."));
      return FALSE;
    }
  if ((clock & ~(guint) CLOCK_MASK) != 0 && (clock & ~(guint) CLOCK_MASK) != CLOCK_VARIANT)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The clock sequence %u of the ESCN does not fit into 14 bits."), clock);
      return FALSE;
    }

  for (guint i = 0; i < 4; i++)
    escn->bytes[i] = (guint8) (stamp >> (24 - 8 * i));
  escn->bytes[4] = (guint8) (stamp >> 40);
  escn->bytes[5] = (guint8) (stamp >> 32);
  escn->bytes[6] = (guint8) (0x10 | (stamp >> 56 & 0x0f));
  escn->bytes[7] = (guint8) (stamp >> 48);
  escn->bytes[8] = (guint8) ((clock & CLOCK_MASK) >> 8 | CLOCK_VARIANT >> 8);
  escn->bytes[9] = (guint8) clock;
  escn->bytes[10] = (guint8) (prefix / 100 << 4 | prefix / 10 % 10);
  escn->bytes[11] = (guint8) (prefix % 10 << 4 | (guint) (pic[0] - '0'));
  for (guint i = 0; i < 4; i++)
    escn->bytes[12 + i] = (guint8) ((pic[1 + 2 * i] - '0') << 4 | (pic[2 + 2 * i] - '0'));
  return TRUE;
}

/**
 * cw_escn_next:
 * @last_stamp: (inout): the stamp of the last number of this station, 0 before the first. The
 *   caller keeps it durably and makes the number and the new value known in one act.
 * @now: wall-clock time in microseconds since 1970-01-01 00:00 UTC
 * @random: 16 random bits, of which 14 are used
 * @prefix: this station's prefix, see cw_escn_check_prefix()
 * @pic: the institution's PIC
 * @escn: (out): the number; not touched on failure
 *
 * Makes the next number. The stamp is that of @now in whole milliseconds, as the reference has
 * it, or one more than the last, whichever is later: neither a restart nor a clock that was set
 * back can repeat a stamp under the same prefix.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID; @last_stamp then keeps its value
 */
gboolean
cw_escn_next (guint64    *last_stamp,
              gint64      now,
              guint16     random,
              guint       prefix,
              const char *pic,
              CwEscn     *escn,
              GError    **error)
{
  guint64 milliseconds;
  guint64 stamp;

  g_return_val_if_fail (last_stamp != NULL && escn != NULL, FALSE);

  if (!cw_escn_check_prefix (prefix, error))
    return FALSE;
  if (now < 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The clock of this computer stands before 1970. Set its date before issuing cards."));
      return FALSE;
    }

  milliseconds = (guint64) now / 1000;
  if (milliseconds > (STAMP_MAX - REFERENCE_OFFSET) / STAMPS_PER_MILLISECOND || *last_stamp >= STAMP_MAX)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _ ("The clock of this computer stands too far in the future. Set its date before issuing cards."));
      return FALSE;
    }

  stamp = MAX (milliseconds * STAMPS_PER_MILLISECOND + REFERENCE_OFFSET, *last_stamp + 1);
  if (!cw_escn_build (stamp, random & CLOCK_MASK, prefix, pic, escn, error))
    return FALSE;

  *last_stamp = stamp;
  return TRUE;
}
