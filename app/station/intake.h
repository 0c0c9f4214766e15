/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/intake/run.h"
#include "app/station/station.h"
#include "app/store/sources.h"

G_BEGIN_DECLS

/* Records from files, for the window: opened, tried and applied off its thread, one at a time. A
 * source is named by its path, and read anew each time. */

/**
 * CwIntakePreview:
 *
 * What a source looks like, and a plan for it.
 */
typedef struct
{
  char         *kind;      /* "csv", "xlsx", … */
  char         *reading;   /* how it is read, for a person: “semicolon, UTF-8” */
  char         *encoding;  /* (nullable) of a text file: "UTF-8", "WINDOWS-1257", "UTF-16LE" */
  char          delimiter; /* of a text file; 0: none */
  char        **sheets;    /* of a spreadsheet, by name; none */
  char        **columns;
  GPtrArray    *rows;      /* of char **: the first fifty, as many cells as columns */
  char         *trouble;   /* (nullable) why a row further on cannot be read */
  CwIntakePlan *plan;      /* as given, else proposed */
} CwIntakePreview;

void             cw_intake_preview_free       (CwIntakePreview *preview);

/* @plan: (nullable): how it is to be read; %NULL: as it looks, with a proposal */
void             cw_station_open_intake_async (CwStation          *self,
                                               const char         *path,
                                               const CwIntakePlan *plan,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
/* (transfer full) */
CwIntakePreview *cw_station_open_intake_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* The dry run: see app/intake/run.h. */
void             cw_station_try_intake_async  (CwStation          *self,
                                               const char         *path,
                                               const char         *institution_id,
                                               const CwIntakePlan *plan,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
/* (transfer full): unref with cw_intake_run_unref() */
CwIntakeRun     *cw_station_try_intake_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* @source_name: (nullable): of a saved source, which @run was read from */
void             cw_station_apply_intake_async (CwStation          *self,
                                               CwIntakeRun        *run,
                                               const char         *source_name,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean         cw_station_apply_intake_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* How far the try or the import at work is; never blocks. @total: (out): 0: not known */
void             cw_station_get_intake_progress (CwStation *self,
                                               guint     *done,
                                               guint     *total);

/* Saves the plan under @name; blocking as the store is, for a worker or the command line. */
gboolean         cw_station_save_intake       (CwStation          *self,
                                               const char         *institution_id,
                                               const char         *name,
                                               const char         *kind,
                                               const CwIntakePlan *plan,
                                               GError            **error);
void             cw_station_save_intake_async (CwStation          *self,
                                               const char         *institution_id,
                                               const char         *name,
                                               const char         *kind,
                                               const CwIntakePlan *plan,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
gboolean         cw_station_save_intake_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);
/* @institution_id: (nullable): of all */
void             cw_station_list_intakes_async (CwStation          *self,
                                               const char         *institution_id,
                                               GCancellable       *cancellable,
                                               GAsyncReadyCallback callback,
                                               gpointer            user_data);
/* (transfer full): of CwSourceRow, the one used last first */
GPtrArray       *cw_station_list_intakes_finish (CwStation    *self,
                                               GAsyncResult *result,
                                               GError      **error);

/* Blocking, for the command line: applies @run, and tells the register what it must know. */
gboolean         cw_station_apply_intake      (CwStation       *self,
                                               CwIntakeRun     *run,
                                               const char      *source_name,
                                               CwIntakeProgress progress,
                                               gpointer         user_data,
                                               GCancellable    *cancellable,
                                               GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIntakePreview, cw_intake_preview_free)

G_END_DECLS
