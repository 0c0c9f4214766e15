/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/station/station.h"
#include "app/store/journal.h"

G_BEGIN_DECLS

/* The journal with the station's own key: signing the heads of days, and judging signatures. */

#define CW_JOURNAL_KEY "store/journal"
#define CW_JOURNAL_ALGORITHM "ed25519"
#define CW_JOURNAL_KEY_LENGTH 32 /* bytes, of a public key */

/**
 * CwJournalTrust:
 *
 * Whose signatures count.
 */
typedef struct
{
  GPtrArray *keys; /* of GBytes, public keys; none: any key, as long as the signature is its own */
} CwJournalTrust;

void                cw_journal_trust_clear        (CwJournalTrust *self);
gboolean            cw_journal_trust_add          (CwJournalTrust *self,
                                                   const char     *text,
                                                   GError        **error);
/* A CwJournalJudge; @user_data is a CwJournalTrust */
gboolean            cw_journal_trust_judge        (const CwJournalSignature *signature,
                                                   gpointer                  user_data,
                                                   GError                  **error);

/* Blocking. @public_key: (out) (transfer full) */
gboolean            cw_station_get_journal_key    (CwStation *self,
                                                   GBytes   **public_key,
                                                   guint8    *version,
                                                   GError   **error);
gboolean            cw_station_check_journal      (CwStation       *self,
                                                   CwJournalReport *report,
                                                   gboolean        *trusted,
                                                   GError         **error);
CwJournalSignature *cw_station_sign_journal       (CwStation  *self,
                                                   const char *day,
                                                   GError    **error);
void                cw_station_sign_past_day      (CwStation *self);
/* Writes down that the desk was taken over: by whom, with which settings. */
gboolean            cw_station_write_opened        (CwStation *self,
                                                    GError   **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwJournalTrust, cw_journal_trust_clear)

G_END_DECLS
