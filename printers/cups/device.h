/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/cups/job.h"
#include "printers/cups/medium.h"

G_BEGIN_DECLS

/**
 * CwDevice:
 *
 * A connection to the printer itself, past the print service, when it speaks IPP: it tells the
 * truth about its state and its jobs, at once.
 */
typedef struct
{
  http_t *http;
  char   *uri;       /* without options */
  char   *resource;
} CwDevice;

/**
 * CwSheetBack:
 *
 * How the back of a two-sided raster page has to be laid: pwg-raster-document-sheet-back of
 * PWG 5102.4; DM1 to DM4 of urf-supported mean the same in the same order.
 */
typedef enum
{
  CW_SHEET_BACK_NORMAL,
  CW_SHEET_BACK_FLIPPED,
  CW_SHEET_BACK_ROTATED,
  CW_SHEET_BACK_MANUAL_TUMBLE,
} CwSheetBack;

/**
 * CwDeviceView:
 *
 * What the printer says of itself at one moment.
 */
typedef struct
{
  ipp_t          *answer;        /* all that was told */
  CwPrinterState  state;
  CwPrinterReason reasons;
  GPtrArray      *keywords;      /* of char *: the reasons as they came */
  gint64          up_time;       /* seconds since it was switched on; -1: not told */
  int             ribbon_percent;
  char           *make_and_model;
  gboolean        accepting;
  gboolean        two_sided;
  gboolean        colour;
  gboolean        jobs;          /* takes jobs and their documents one after the other */
  gboolean        lists_urf;     /* names Apple raster among its formats, usable or not */
  CwMedium        medium;
  gboolean        urf;           /* takes Apple raster in 24 bit colour */
  gboolean        pwg;           /* takes PWG raster in 24 bit colour */
  guint           urf_dpi;       /* 0: none that can be used */
  guint           pwg_dpi;
  CwSheetBack     urf_back;
  CwSheetBack     pwg_back;
} CwDeviceView;

CwDevice     *cw_device_connect  (cups_dest_t *dest,
                                  guint        answer_ms,
                                  GError     **error);
/* By its address, "ipp://host:port/path" or ipps; %CW_ERROR_INVALID when that is none. */
CwDevice     *cw_device_open     (const char *uri,
                                  guint       answer_ms,
                                  GError    **error);
void          cw_device_free     (CwDevice *self);
CwDeviceView *cw_device_look     (CwDevice *self,
                                  gboolean  all,
                                  GError  **error);
CwDeviceView *cw_device_view_read (ipp_t   *answer,
                                  gboolean all);
void          cw_device_view_free (CwDeviceView *view);
/* How many jobs of that name the printer knows of, as far as it says. */
guint         cw_device_count_jobs (CwDevice   *self,
                                    const char *job_name);
int           cw_device_find_job (CwDevice   *self,
                                  const char *job_name,
                                  GError    **error);
/* The jobs that have ended, or those that have not; of CwJob. */
GPtrArray    *cw_device_list_jobs (CwDevice *self,
                                  gboolean  ended,
                                  GError  **error);
gboolean      cw_device_cancel_job (CwDevice *self,
                                  int       id,
                                  GError  **error);
gboolean      cw_device_resume   (CwDevice *self,
                                  GError  **error);
CwJob        *cw_device_ask_job  (CwDevice *self,
                                  int       id,
                                  GError  **error);
/* What has to be done to the dots of the back for sides=two-sided-short-edge. */
void          cw_sheet_back_get_mirror (CwSheetBack back,
                                        gboolean   *columns,
                                        gboolean   *rows);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDevice, cw_device_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDeviceView, cw_device_view_free)

G_END_DECLS
