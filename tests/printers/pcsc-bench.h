/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/reader.h"

G_BEGIN_DECLS

/* What the tests inside pcsc-rig.sh share: its reader, its card and its pcscd. Everything that
 * goes wrong in here fails the test. */

CwReader        *pcsc_bench_reader   (void);
/* Waits for the card, which pcscd may still be about to see. */
CwReaderSession *pcsc_bench_open     (CwReader *reader);
/* A command to the card (tests/doubles/vpcd-card.c) and what it must answer. */
void             pcsc_bench_tell     (const char *command,
                                      const char *reply);
guint            pcsc_bench_apdus    (void);
char            *pcsc_bench_card_uid (const char *path);
/* "start", "stop" or "kill" */
void             pcsc_bench_service  (const char *verb);
/* pcscd anew, with readers of tests/doubles/ifd-reader.c that have these serial numbers; what
 * stands behind a "." only makes another folder */
void             pcsc_bench_plug     (const char *serial,
                                      ...) G_GNUC_NULL_TERMINATED;
/* A file in the folder of the reader @serial, with @text; %NULL: none */
void             pcsc_bench_set      (const char *serial,
                                      const char *file,
                                      const char *text);

G_END_DECLS
