/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <winscard.h>

#include "app/base/worker.h"
#include "printers/pcsc/pcsc.h"

G_BEGIN_DECLS

#define CW_TYPE_PCSC_READER (cw_pcsc_reader_get_type ())

G_DECLARE_FINAL_TYPE (CwPcscReader, cw_pcsc_reader, CW, PCSC_READER, GObject)

#define CW_TYPE_PCSC_SESSION (cw_pcsc_session_get_type ())

G_DECLARE_FINAL_TYPE (CwPcscSession, cw_pcsc_session, CW, PCSC_SESSION, GObject)

/* pcsc.c: the one place that knows what the codes of PC/SC mean */
gboolean         cw_pcsc_service_is_gone     (LONG code);
void             cw_pcsc_set_error           (GError    **error,
                                              LONG        code,
                                              const char *reader);
LONG             cw_pcsc_ask_names           (SCARDCONTEXT context,
                                              char      ***names);

/* binding.c */
char            *cw_pcsc_name_get_serial     (const char *name);
gboolean         cw_pcsc_name_is_same        (const char *one,
                                              const char *other);
gboolean         cw_pcsc_has_serial          (SCARDHANDLE handle,
                                              const char *name,
                                              const char *serial);
GPtrArray       *cw_pcsc_take_notes          (SCARDCONTEXT       context,
                                              const char *const *names);
LONG             cw_pcsc_choose              (GPtrArray   *notes,
                                              const char  *serial,
                                              const char  *name,
                                              const char **chosen);

/* reader.c */
CwWorker        *cw_pcsc_reader_get_worker   (CwPcscReader *self);
const char      *cw_pcsc_reader_get_own_name (CwPcscReader *self);
void             cw_pcsc_reader_drop_context (CwPcscReader *self);
void             cw_pcsc_reader_let_go       (CwPcscReader *self,
                                              gconstpointer holder,
                                              gboolean      stale);
gboolean         cw_pcsc_reader_note_uid     (CwPcscReader *self,
                                              const guint8 *uid,
                                              gsize         length);

/* session.c; on the reader's worker, for a card just connected and in a transaction */
CwReaderSession *cw_pcsc_session_new         (CwPcscReader *reader,
                                              SCARDHANDLE   handle,
                                              DWORD         protocol,
                                              GBytes       *atr);

G_END_DECLS
