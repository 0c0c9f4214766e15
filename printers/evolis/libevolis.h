/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwLibevolis:
 *
 * One printer, opened and reserved through the maker's own library. The library is not needed for
 * anything else, is never linked, and stays loaded until the program ends.
 */
typedef struct _CwLibevolis CwLibevolis;

/* @name: as the maker's software knows the printer. Errors: %CW_ERROR_PRINTER_UNREACHABLE (no
 * library, or no such printer), %CW_ERROR_BUSY. */
CwLibevolis *cw_libevolis_open    (const char *name,
                                   GError    **error);
/* @wait: milliseconds. @answer: room for @size bytes. Returns: bytes of the answer, -1 for none */
gssize       cw_libevolis_command (CwLibevolis *self,
                                   const char  *command,
                                   int          wait,
                                   char        *answer,
                                   gsize        size);
void         cw_libevolis_close   (CwLibevolis *self);

/* For tests: loads this file instead of the system's library. @path: absolute; static */
void         cw_libevolis_set_path (const char *path);

G_END_DECLS
