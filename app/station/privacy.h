/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/retention.h"
#include "app/station/station.h"

G_BEGIN_DECLS

/* What the station keeps of persons: shown, given out, forgotten. All of it blocks; what forgets needs
 * a station that was opened exclusively. */

/**
 * CwPrivacyItem:
 *
 * One photo, record or order, and what the rules say of it. One student has a photo and a record.
 */
typedef struct
{
  CwRetained what;
  CwKept     kept;
  char      *institution_id;
  char      *id;   /* "lbtu/LF23001" or "order/7" */
  char      *due;  /* (nullable) first day on which it may be forgotten */
} CwPrivacyItem;

/**
 * CwPrivacyTrace:
 *
 * After forgetting: the files of the station's folder that still hold the e-mail address, the ESI or
 * the id of a student who was erased, such as a backup.
 */
typedef struct
{
  char      *tombstone; /* the student's id from now on */
  GPtrArray *files;     /* of char *, relative to the station's folder */
} CwPrivacyTrace;

void            cw_privacy_item_free  (CwPrivacyItem *item);
void            cw_privacy_trace_free (CwPrivacyTrace *trace);

/* (transfer full): of CwPrivacyItem. @institution_id: (nullable): NULL: all. @apply: forgets what is to
 * be forgotten (kept is CW_KEPT_NOT), a hundred in one transaction; what was done stays done when it is
 * stopped, and the next run goes on. */
GPtrArray      *cw_station_judge_retention (CwStation    *self,
                                       const char   *institution_id,
                                       gboolean      apply,
                                       GCancellable *cancellable,
                                       GError      **error);
/* As cw_store_erase_student(), with the pictures and software chips of the student's cards. @withdraw:
 * first, all cards are withdrawn, the person leaves, and the register is told; what it is still owed
 * then is said (CW_ERROR_REFUSED), and the same call goes on later. */
CwPrivacyTrace *cw_station_erase_student (CwStation    *self,
                                       const char   *student_id,
                                       const char   *reason,
                                       gboolean      withdraw,
                                       GCancellable *cancellable,
                                       GError      **error);
/* All about one student as files in @folder, which is made (0700) and must not be there. */
gboolean        cw_station_export_subject (CwStation  *self,
                                       const char *student_id,
                                       const char *folder,
                                       GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrivacyItem, cw_privacy_item_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrivacyTrace, cw_privacy_trace_free)

G_END_DECLS
