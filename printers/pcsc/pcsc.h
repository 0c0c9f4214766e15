/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "printers/reader.h"

G_BEGIN_DECLS

/* pcsc-lite behind the reader door. The only room that includes <winscard.h>. */

/* Names of the readers that pcscd has now; an empty list when there are none.
 * Errors: %CW_ERROR_READER_GONE when pcscd does not run. */
char    **cw_pcsc_list_readers (GError **error);
CwReader *cw_pcsc_reader_new   (const char *name);

G_END_DECLS
