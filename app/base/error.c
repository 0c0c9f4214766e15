/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/error.h"

G_DEFINE_QUARK (cw-error-quark, cw_error)

/* The names are written to the journal and to --json: they stay when the enum's order changes. */
static const char *const error_names[] = {
  [CW_ERROR_FAILED] = "failed",
  [CW_ERROR_INVALID] = "invalid",
  [CW_ERROR_USAGE] = "usage",
  [CW_ERROR_NOT_FOUND] = "not-found",
  [CW_ERROR_EXISTS] = "exists",
  [CW_ERROR_REFUSED] = "refused",
  [CW_ERROR_CARD_IN_FORCE] = "card-in-force",
  [CW_ERROR_RECORD_INCOMPLETE] = "record-incomplete",
  [CW_ERROR_TEMPLATE] = "template",
  [CW_ERROR_PHOTO] = "photo",
  [CW_ERROR_IN_DOUBT] = "in-doubt",
  [CW_ERROR_BUSY] = "busy",
  [CW_ERROR_TIMED_OUT] = "timed-out",
  [CW_ERROR_STORE] = "store",
  [CW_ERROR_STORE_FULL] = "store-full",
  [CW_ERROR_STORE_NEWER] = "store-newer",
  [CW_ERROR_KEY_MISSING] = "key-missing",
  [CW_ERROR_KEY_UNSAFE] = "key-unsafe",
  [CW_ERROR_PRINTER_UNREACHABLE] = "printer-unreachable",
  [CW_ERROR_PRINTER_STOPPED] = "printer-stopped",
  [CW_ERROR_PRINT_FAILED] = "print-failed",
  [CW_ERROR_READER_GONE] = "reader-gone",
  [CW_ERROR_NO_CARD] = "no-card",
  [CW_ERROR_CARD_REMOVED] = "card-removed",
  [CW_ERROR_CARD_CHANGED] = "card-changed",
  [CW_ERROR_CARD_UNKNOWN] = "card-unknown",
  [CW_ERROR_KEY_REFUSED] = "key-refused",
  [CW_ERROR_CHIP_REFUSED] = "chip-refused",
  [CW_ERROR_CHIP_INTEGRITY] = "chip-integrity",
  [CW_ERROR_CHIP_MISMATCH] = "chip-mismatch",
  [CW_ERROR_ROUTER_UNREACHABLE] = "router-unreachable",
  [CW_ERROR_ROUTER_REFUSED] = "router-refused",
  [CW_ERROR_ROUTER_TOKEN] = "router-token",
  [CW_ERROR_ROUTER_ANSWER] = "router-answer",
};

/**
 * cw_error_to_name:
 * @code: a #CwError
 *
 * Returns: (transfer none): the stable name of @code, for files and for --json
 */
const char *
cw_error_to_name (int code)
{
  g_return_val_if_fail (code >= 0 && code < (int) G_N_ELEMENTS (error_names), "failed");

  return error_names[code];
}
