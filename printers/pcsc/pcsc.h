/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "printers/reader.h"

G_BEGIN_DECLS

/* pcsc-lite behind the reader door. The only room that includes <winscard.h>. All calls block;
 * any thread but the GTK thread. */

/**
 * CwPcscNote:
 *
 * One reader, or one slot of a reader that has several, as it is now.
 */
typedef struct
{
  char       *name;        /* in PC/SC; its number changes with the order of plugging in */
  char       *serial;      /* (nullable) */
  const char *model;       /* what printers/readers/ calls it */
  gboolean    contactless; /* no slot for SAMs or cards with contacts, as far as is known */
} CwPcscNote;

void       cw_pcsc_note_free        (CwPcscNote *self);

/* Names of the readers that pcscd has now; an empty list when there are none.
 * Errors: %CW_ERROR_READER_GONE when pcscd does not run. */
char     **cw_pcsc_list_readers     (GError **error);
/* (transfer full): of CwPcscNote. The serial number of a reader that is in use may be missing. */
GPtrArray *cw_pcsc_describe_readers (GError **error);
/* Waits until the readers are others than @known, plugged in or out; while pcscd does not run there
 * are none. @timeout in microseconds, < 0 waits until cancelled.
 * Errors: %CW_ERROR_TIMED_OUT, %G_IO_ERROR_CANCELLED. */
char     **cw_pcsc_wait_readers     (const char *const *known,
                                     gint64             timeout,
                                     GCancellable      *cancellable,
                                     GError           **error);

/* By its whole name. */
CwReader  *cw_pcsc_reader_new           (const char *name);
/* By its serial number, whatever pcscd calls it today; @name (nullable) says which slot, where it
 * has more than one for contactless cards. */
CwReader  *cw_pcsc_reader_new_by_serial (const char *serial,
                                         const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPcscNote, cw_pcsc_note_free)

G_END_DECLS
