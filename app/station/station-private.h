/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/standin.h"
#include "app/station/batch.h"
#include "app/station/photokeys.h"
#include "app/station/sender.h"
#include "app/station/settings.h"
#include "app/station/station.h"
#include "app/base/worker.h"
#include "app/chip/softcard.h"
#include "printers/softreader.h"

G_BEGIN_DECLS

/* Shared between the files of this room only. */

struct _CwStation
{
  GObject          parent_instance;

  char            *directory;
  CwSettings      *settings;
  int              lock_fd;        /* -1: not held */
  GMainContext    *context;        /* of the thread that opened the station: signals go there */
  CwIssueTools     tools;
  CwPhotoVault    *vault;          /* (nullable) the keys that the store reads photos with */
  CwStandIn       *stand_in;       /* (nullable) */
  CwSoftReader    *soft_reader;    /* (nullable) */

  CwWorker        *issue_worker;   /* one order at a time */
  CwWorker        *query_worker;   /* what the window asks */
  CwWorker        *status_worker;  /* devices that may take seconds to answer */
  CwWorker        *compare_worker; /* comparisons with the register, which take minutes */
  CwWorker        *intake_worker;  /* imports, one at a time */
  GCancellable    *closing;        /* ends what takes long when the station closes */
  CwSender        *sender;         /* (nullable) sends what is owed, while a desk is open */

  GMutex           lock;           /* guards what follows */
  GCond            answered;
  gboolean         asking;
  gboolean         has_answer;
  CwAnswer         answer;
  gint64           order_id;       /* at work now; 0: none */
  CwStationStatus *status;
  gint64           pinged_at;      /* monotonic; 0: never */
  CwSupplies      *supplies;       /* (nullable) what the printer last said is in it */
  gint64           supplies_at;    /* monotonic */
  gboolean         printer_known;
  CwPrinterCapabilities printer;   /* as it said last; it is not asked for a preview, for it may be busy */

  GCancellable    *work;           /* (nullable) stops the order at work */
  int              walk_ins;       /* orders that wait for their turn; a batch lets them go first */
  CwBatchNote     *batch;          /* (nullable) as last read */
  gboolean         batch_queued;   /* a card of it is in the queue or at work */
  gboolean         batch_at_work;
  gboolean         batch_held;     /* somebody wants it paused */

  int              intake_done;    /* of the import at work; atomic */
  int              intake_total;

  guint            watch_source;
  gboolean         polling;
};

/* One program a folder; given back by cw_station_close(). */
gboolean     cw_station_take_lock (CwStation *self,
                                   GError   **error);

CwKeySource *cw_station_open_keys (const CwSettings *settings,
                                   GError          **error);

/* CW_ERROR_BUSY while a card is being made. */
gboolean     cw_station_need_rest (CwStation *self,
                                   GError   **error);
/* Makes the token of that institution for the stand-in of the register, where there is none. */
gboolean     cw_station_need_token (CwStation  *self,
                                    const char *institution_id,
                                    GError    **error);

/* @label: one of newkey.c */
gboolean cw_settings_new_key (const CwSettings *settings,
                              const char       *label,
                              guint8           *version,
                              GError          **error);

/* Gives the store the keys of photos; enciphers what is plain or under an earlier key when @exclusive. */
gboolean cw_station_serve_photos (CwStation *self,
                                  gboolean   exclusive,
                                  GError   **error);
void     cw_station_reopen_vault (CwStation *self);

/* Of ribbon panels; at least 1. */
guint    cw_station_get_sets_per_card (CwStation *self);

void     cw_station_init_operator  (CwOperatorInterface *iface);
void     cw_station_stop_watching  (CwStation *self);
/* Begins to send by itself what is owed; ends when the station is closed. */
/* What is done once a day, from now on; before the workers end. */
void     cw_station_keep_days      (CwStation *self);
void     cw_station_leave_days     (CwStation *self);
void     cw_station_start_sending  (CwStation *self);
void     cw_station_refresh        (CwStation *self);

/* Whether everything of the order is done but the hand-over. */
gboolean cw_station_is_ready       (CwStation        *self,
                                    const CwOrderRow *order,
                                    gboolean         *ready,
                                    GError          **error);
CwIssueResult *cw_station_run_order (CwStation    *self,
                                    gint64        order_id,
                                    CwIssueFlags  flags,
                                    CwOperator   *operator,
                                    GCancellable *cancellable,
                                    GError      **error);

/* The batch; blocking, on any thread but the window's. */
gboolean     cw_batch_recover      (CwStation *self,
                                    GError   **error);
gboolean     cw_batch_resume       (CwStation *self,
                                    GError   **error);
gboolean     cw_batch_pause        (CwStation  *self,
                                    const char *reason,
                                    GError    **error);
/* Makes the next card. @more: (out): whether the batch goes on */
gboolean     cw_batch_make_next    (CwStation    *self,
                                    CwOperator   *operator,
                                    GCancellable *cancellable,
                                    gboolean     *more,
                                    GError      **error);
/* Writes down what became of an order that may be a batch's. */
gboolean     cw_batch_follow       (CwStation           *self,
                                    const CwIssueResult *result,
                                    GError             **error);
/* For good: a card of it that is at work is stopped. */
void         cw_station_stop_batch (CwStation *self);
/* Reads it anew after an order of it may have changed. */
void         cw_batch_refresh      (CwStation *self);
CwBatchNote *cw_batch_read         (CwStation        *self,
                                    const CwBatchRow *row,
                                    GError          **error);

/* Runs @func on @worker; the task returns what it leaves in @call->result. */
typedef struct
{
  CwStation     *station;
  char          *text;
  gint64         number;
  guint          limit;
  CwReissue     *reissue; /* (nullable) */
  GPtrArray     *students; /* (nullable) */
  gpointer       asked;    /* (nullable) what else @func works with */
  GDestroyNotify free_asked;
  gpointer       result;
  GDestroyNotify free_result;
} CwCall;

void     cw_station_call           (CwStation          *self,
                                    CwWorker           *worker,
                                    CwWorkerFunc        func,
                                    CwCall             *call,
                                    gpointer            source_tag,
                                    GCancellable       *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer            user_data);
/* Of a call that leaves nothing: whether it was done. Asks how things stand now. */
gboolean cw_station_call_finish    (CwStation    *self,
                                    GAsyncResult *result,
                                    GError      **error);
CwCall  *cw_call_new               (CwStation     *station,
                                    const char    *text,
                                    GDestroyNotify free_result);

G_END_DECLS
