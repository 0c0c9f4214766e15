/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "app/core/face.h"
#include "app/core/nouns.h"
#include "app/issue/issue.h"
#include "app/issue/operator.h"
#include "app/station/possible.h"
#include "app/store/store.h"
#include "templates/template.h"

G_BEGIN_DECLS

/**
 * CwStation:
 *
 * This desk: settings made into concrete objects (store, printer, reader, keys, register), and
 * the verbs that the desk and cardwright-cli share. Functions with _async never block and are
 * called from the main thread; the others block and are for the command line and for workers.
 *
 * Signals, all on the main context of the thread that opened the station:
 *   "stage" (CwStage stage, CwStageState state, const char *sentence)
 *   "question" (CwQuestion *question): answer it with cw_station_answer()
 *   "status-changed": read it with cw_station_get_status()
 *   "batch-changed": read it with cw_station_get_batch() of batch.h
 */
#define CW_TYPE_STATION (cw_station_get_type ())

G_DECLARE_FINAL_TYPE (CwStation, cw_station, CW, STATION, GObject)

/**
 * CwStatusLevel:
 *
 * How one of the three status chips in the header looks.
 */
typedef enum
{
  CW_STATUS_UNKNOWN,
  CW_STATUS_READY,
  CW_STATUS_ATTENTION, /* works, or will soon need a person */
  CW_STATUS_TROUBLE,   /* cannot work until somebody acts */
} CwStatusLevel;

typedef struct
{
  CwStatusLevel level;
  char         *title;    /* "CR80 Card", "ACS ACR1252", "ESC-Router (stand-in)" */
  char         *sentence; /* "Ready.", "The ribbon is empty. Put in a new one." */
} CwStatusNote;

typedef struct
{
  CwStatusNote printer;
  CwStatusNote reader;
  CwStatusNote registry;
  gboolean sandbox;        /* the register is the ESC-Router's sandbox: its cards are valid nowhere */
  CwStoreCounts counts;
  CwPossible possible;     /* cards that can be made now */
  CwPrinterStatus machine; /* what @printer was judged by; UNREACHABLE when it did not answer */
} CwStationStatus;

/**
 * CwPreview:
 *
 * One student's card as it would be printed now, before a number is reserved.
 */
typedef struct
{
  CwStudent *student;
  CwFace    *face;       /* (nullable) when the record is not complete */
  GPtrArray *checks;     /* of CwCheck */
  char      *problem;    /* (nullable) a sentence: why there is no face */
  CwCard    *in_force;   /* (nullable) the card that the student has: another one needs a reason */
  char      *summary;    /* "LF23001 · Forest Ecology · Bachelor · valid until 31.08.2029" */
  gboolean   has_back;
} CwPreview;

/**
 * CwDoubt:
 *
 * An open order that a person must settle.
 */
typedef struct
{
  gint64     order_id;
  CwStudent *student;
  char      *escn;
  CwStepKind step;      /* where it stopped */
  gboolean   ready;     /* no doubt at all: the card is made and waits to be handed over */
  char      *sentence;
} CwDoubt;

void cw_preview_free        (CwPreview *self);
CwDoubt *cw_doubt_copy     (const CwDoubt *self);
void cw_doubt_free          (CwDoubt *self);
void cw_station_status_free (CwStationStatus *self);

/* make; @directory: (nullable): NULL is the user's data folder. A folder without a station.conf
 * becomes a demo station with sample students. Errors: %CW_ERROR_BUSY when another Cardwright
 * works in that folder and @exclusive. */
CwStation  *cw_station_open          (const char *directory,
                                      gboolean    exclusive,
                                      GError    **error);
void        cw_station_open_async    (const char         *directory,
                                      GCancellable       *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer            user_data);
CwStation  *cw_station_open_finish   (GAsyncResult *result,
                                      GError      **error);
void        cw_station_close         (CwStation *self);
/* What the saga works with, for the command line: blocking calls only. */
const CwIssueTools *cw_station_get_tools (CwStation *self);
/* The profile under which cards for @student are made: the first of the institution. */
char       *cw_station_get_profile_id (CwStation       *self,
                                      const CwStudent *student,
                                      GError         **error);
/* Starts an order for @student_id, or takes up @order_id, and blocks until it ends. @reissue:
 * (nullable): see cw_issue_reserve(). */
CwIssueResult *cw_station_issue      (CwStation       *self,
                                      const char      *student_id,
                                      gint64           order_id,
                                      const CwReissue *reissue,
                                      CwOperator      *operator,
                                      GCancellable    *cancellable,
                                      GError         **error);
/* The list that cw_station_list_doubts_async() gives; blocks. */
GPtrArray  *cw_station_list_doubts   (CwStation *self,
                                      GError   **error);
/* Sends all that is due to the register now; blocks. Errors as cw_outbox_send_due(). */
gboolean    cw_station_send_due      (CwStation      *self,
                                      GCancellable   *cancellable,
                                      CwOutboxResult *result,
                                      GError        **error);
/* Asks the devices and the register now; blocks for as long as they take. */
CwStationStatus *cw_station_poll     (CwStation *self,
                                      GError   **error);

/* Makes one of the station's own keys: see newkey.c. Blocks; nothing may be at work. */
gboolean    cw_station_new_key       (CwStation  *self,
                                      const char *label,
                                      guint8     *version,
                                      GError    **error);

/* A new key for photos, and all photos under it: see photokeys.c. Blocks; nothing may be at work. */
gboolean    cw_station_rekey_photos  (CwStation *self,
                                      guint8    *version,
                                      guint     *sealed,
                                      guint     *left,
                                      GError   **error);

/* read */
gboolean    cw_station_is_demo       (CwStation *self);
/* The register is a router to practise with, not the real one and not the stand-in. */
gboolean    cw_station_is_sandbox    (CwStation *self);
/* (nullable): the sentence to be seen for as long as the station is open: why its cards are not real */
const char *cw_station_get_warning   (CwStation *self);
const char *cw_station_get_directory (CwStation *self);
const char *cw_station_get_title     (CwStation *self);
/* (transfer full): for a person; the ledger knows it by cw_printer_get_name() */
char       *cw_station_get_printer_title (CwStation *self);
/* The last known; starts watching devices on the first call. (transfer full) */
CwStationStatus *cw_station_get_status (CwStation *self);
void        cw_station_watch         (CwStation *self,
                                      gboolean   watch);
void        cw_station_find_students_async  (CwStation          *self,
                                             const char         *query,
                                             guint               limit,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* (transfer full): GPtrArray of CwStudent */
GPtrArray  *cw_station_find_students_finish (CwStation    *self,
                                             GAsyncResult *result,
                                             GError      **error);
/* The card of @student_id as it would be printed now, or, with @order_id other than 0, that order's
 * card as it is printed, with its number. */
void        cw_station_preview_async        (CwStation          *self,
                                             const char         *student_id,
                                             gint64              order_id,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
CwPreview  *cw_station_preview_finish       (CwStation    *self,
                                             GAsyncResult *result,
                                             GError      **error);
gint64      cw_station_get_order_id         (CwStation *self);
void        cw_station_list_doubts_async    (CwStation          *self,
                                             GCancellable       *cancellable,
                                             GAsyncReadyCallback callback,
                                             gpointer            user_data);
/* (transfer full): GPtrArray of CwDoubt */
GPtrArray  *cw_station_list_doubts_finish   (CwStation    *self,
                                             GAsyncResult *result,
                                             GError      **error);

/* act: one order at a time; @order_id 0 starts a new order for @student_id, else it resumes;
 * @reissue: (nullable), copied: see cw_issue_reserve() */
void           cw_station_issue_async  (CwStation          *self,
                                        const char         *student_id,
                                        gint64              order_id,
                                        const CwReissue    *reissue,
                                        GCancellable       *cancellable,
                                        GAsyncReadyCallback callback,
                                        gpointer            user_data);
CwIssueResult *cw_station_issue_finish (CwStation    *self,
                                        GAsyncResult *result,
                                        GError      **error);
void           cw_station_answer       (CwStation *self,
                                        CwAnswer   answer);
/* Stops the order at work, a batch's card too; the order says what became of it. Does nothing when
 * there is none. */
void           cw_station_cancel_print (CwStation *self);
/* Lets a queue or printer that somebody paused go on; errors as cw_printer_resume(). */
void           cw_station_resume_printer_async  (CwStation          *self,
                                                 GCancellable       *cancellable,
                                                 GAsyncReadyCallback callback,
                                                 gpointer            user_data);
gboolean       cw_station_resume_printer_finish (CwStation    *self,
                                                 GAsyncResult *result,
                                                 GError      **error);
/* Demo station only: puts the card just printed on the software reader, or takes it away. */
void           cw_station_demo_lay_card  (CwStation *self);
void           cw_station_demo_take_card (CwStation *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPreview, cw_preview_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDoubt, cw_doubt_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStationStatus, cw_station_status_free)

G_END_DECLS
