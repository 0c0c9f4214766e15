/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CW_ERROR:
 *
 * The one error domain of the program. A foreign code (a status word, an IPP status, an
 * SQLite result) is translated into it once, in the edge file that met it; the message is a
 * sentence for the operator: what happened, to which thing, and what to do about it. It never
 * holds a key, a token or a student's record.
 */
#define CW_ERROR (cw_error_quark ())

/**
 * CwError:
 * @CW_ERROR_FAILED: something outside every other case; the message says what
 * @CW_ERROR_INVALID: a value, file or option given by a person is not acceptable
 * @CW_ERROR_USAGE: the command line itself is wrong
 * @CW_ERROR_NOT_FOUND: the named thing does not exist
 * @CW_ERROR_EXISTS: the named thing exists already
 * @CW_ERROR_REFUSED: not allowed in the present state; nothing was changed
 * @CW_ERROR_CARD_IN_FORCE: the student has a card that is in force; another one needs a reason
 * @CW_ERROR_RECORD_INCOMPLETE: a field that the card needs is missing from the record
 * @CW_ERROR_TEMPLATE: the template is not valid; the message holds a JSON pointer
 * @CW_ERROR_PHOTO: the photo cannot be used
 * @CW_ERROR_IN_DOUBT: it is not known whether it happened; a person must look
 * @CW_ERROR_BUSY: another program or another order holds the thing
 * @CW_ERROR_TIMED_OUT: no answer within the time allowed
 * @CW_ERROR_STORE: the database refused; what was committed before stands
 * @CW_ERROR_STORE_FULL: no room on the disk
 * @CW_ERROR_STORE_NEWER: the database was written by a newer Cardwright
 * @CW_ERROR_KEY_MISSING: no key or token of that label
 * @CW_ERROR_KEY_UNSAFE: the key file is readable by others, or malformed
 * @CW_ERROR_PRINTER_UNREACHABLE: the printer or its queue does not answer
 * @CW_ERROR_PRINTER_STOPPED: the printer waits for a person (ribbon, cards, cover, jam)
 * @CW_ERROR_PRINT_FAILED: certain that no card was printed
 * @CW_ERROR_READER_GONE: the reader is unplugged or its service has stopped
 * @CW_ERROR_NO_CARD: no card lies on the reader
 * @CW_ERROR_CARD_REMOVED: the card left the reader during the work
 * @CW_ERROR_CARD_CHANGED: another card lies there than the one expected
 * @CW_ERROR_CARD_UNKNOWN: this kind of card cannot be used
 * @CW_ERROR_KEY_REFUSED: the chip refused the key
 * @CW_ERROR_CHIP_REFUSED: the chip refused a command
 * @CW_ERROR_CHIP_INTEGRITY: the chip's answer fails its checksum or is malformed
 * @CW_ERROR_CHIP_MISMATCH: what was read back differs from what was written
 * @CW_ERROR_ROUTER_UNREACHABLE: no connection to the ESC-Router; try later
 * @CW_ERROR_ROUTER_REFUSED: the ESC-Router understood and refused; retrying does not help
 * @CW_ERROR_ROUTER_TOKEN: the ESC-Router does not accept the token
 * @CW_ERROR_ROUTER_ANSWER: what answered is not the ESC-Router's JSON
 *
 * What went wrong, in the trade's words.
 */
typedef enum
{
  CW_ERROR_FAILED,
  CW_ERROR_INVALID,
  CW_ERROR_USAGE,
  CW_ERROR_NOT_FOUND,
  CW_ERROR_EXISTS,
  CW_ERROR_REFUSED,
  CW_ERROR_CARD_IN_FORCE,
  CW_ERROR_RECORD_INCOMPLETE,
  CW_ERROR_TEMPLATE,
  CW_ERROR_PHOTO,
  CW_ERROR_IN_DOUBT,
  CW_ERROR_BUSY,
  CW_ERROR_TIMED_OUT,
  CW_ERROR_STORE,
  CW_ERROR_STORE_FULL,
  CW_ERROR_STORE_NEWER,
  CW_ERROR_KEY_MISSING,
  CW_ERROR_KEY_UNSAFE,
  CW_ERROR_PRINTER_UNREACHABLE,
  CW_ERROR_PRINTER_STOPPED,
  CW_ERROR_PRINT_FAILED,
  CW_ERROR_READER_GONE,
  CW_ERROR_NO_CARD,
  CW_ERROR_CARD_REMOVED,
  CW_ERROR_CARD_CHANGED,
  CW_ERROR_CARD_UNKNOWN,
  CW_ERROR_KEY_REFUSED,
  CW_ERROR_CHIP_REFUSED,
  CW_ERROR_CHIP_INTEGRITY,
  CW_ERROR_CHIP_MISMATCH,
  CW_ERROR_ROUTER_UNREACHABLE,
  CW_ERROR_ROUTER_REFUSED,
  CW_ERROR_ROUTER_TOKEN,
  CW_ERROR_ROUTER_ANSWER,
} CwError;

GQuark      cw_error_quark   (void);
const char *cw_error_to_name (int code);

G_END_DECLS
