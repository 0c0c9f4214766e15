/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/clock.h"
#include "app/base/worker.h"
#include "printers/cups/cups.h"
#include "printers/cups/device.h"

G_BEGIN_DECLS

/**
 * CwCupsLimits:
 *
 * How long to wait for what.
 */
typedef struct
{
  guint poll_ms;          /* between two looks at a job */
  guint answer_ms;        /* for one answer of the print service or the printer */
  guint patience_seconds; /* either may be silent for that long */
  guint card_seconds;     /* no progress, and nothing that a person could help with */
  guint person_seconds;   /* no progress, and the printer waits for a person */
} CwCupsLimits;

typedef struct _CwJobWatch CwJobWatch;
typedef struct _CwSending CwSending;

/**
 * CwTransport:
 *
 * The way of a card to the plastic: through a queue of a print service (printer.h) or straight to the
 * printer (direct.h). What the two have in common, and what each says of the other's questions.
 * Not a door of the room.
 */
#define CW_TYPE_TRANSPORT (cw_transport_get_type ())

typedef struct
{
  GObject      parent_instance;

  char        *name;        /* for operators: the queue, or the printer's address */
  CwWorker    *worker;
  CwClock     *clock;
  CwCupsLimits limits;

  /* on the worker's thread only */
  CwDevice    *device;      /* (nullable) */
  gint64       device_boot; /* when the printer was switched on, on our clock, as of submit; 0: not known */
  gint64       device_up;   /* seconds that it had been on by then; -1: not known */
  CwSending   *sending;     /* (nullable) the document of the last job, when we send it ourselves */
  guint        watching;    /* calls of watch that are under way */
  int          abandoned;   /* a job given up that could not be taken off; 0: none */
  char        *abandoned_name;
} CwTransport;

/* Everything on the worker's thread; errors as cw_ipp_ask(). "The place" is where jobs are handed over:
 * the queue, or the printer. */
typedef struct
{
  GObjectClass   parent_class;

  const char    *place;     /* its name in the evidence */

  void           (*get_status)       (CwTransport     *self,
                                      CwPrinterStatus *status);
  gboolean       (*get_capabilities) (CwTransport           *self,
                                      CwPrinterCapabilities *capabilities,
                                      GError               **error);
  CwPrintTicket *(*submit)           (CwTransport          *self,
                                      const CwPrintRequest *request,
                                      GCancellable         *cancellable,
                                      GError              **error);
  /* whether the place answers; a connection that has died is made anew */
  gboolean       (*reach)            (CwTransport *self,
                                      GError     **error);
  /* the next call makes a new connection */
  void           (*hang_up)          (CwTransport *self);
  CwDevice      *(*connect_device)   (CwTransport *self,
                                      GError     **error);
  GPtrArray     *(*list)             (CwTransport *self,
                                      gboolean     ended,
                                      GError     **error);
  CwJob         *(*ask_job)          (CwTransport *self,
                                      int          id,
                                      GError     **error);
  gboolean       (*cancel)           (CwTransport *self,
                                      int          id,
                                      GError     **error);
  gboolean       (*resume)           (CwTransport *self,
                                      GError     **error);
  /* one look at a job: what the place says of it and of itself */
  gboolean       (*look)             (CwTransport *self,
                                      CwJobWatch  *watch,
                                      GError     **error);
  /* all jobs that are numbered in one row with the place's own. @since: (out): the row was not begun
   * anew since then, seconds since 1970; @epoch: (out): what to add to a job's times to have such */
  GPtrArray     *(*get_history)      (CwTransport *self,
                                      gint64      *since,
                                      gint64      *epoch,
                                      GError     **error);
  /* (nullable): whether the printer behind the place knows a job of that name */
  gboolean       (*is_known_behind)  (CwTransport *self,
                                      const char  *job_name);
} CwTransportClass;

GType         cw_transport_get_type    (void);

#define CW_TRANSPORT(object) (G_TYPE_CHECK_INSTANCE_CAST ((object), CW_TYPE_TRANSPORT, CwTransport))
#define CW_IS_TRANSPORT(object) (G_TYPE_CHECK_INSTANCE_TYPE ((object), CW_TYPE_TRANSPORT))
#define CW_TRANSPORT_CLASS(klass) (G_TYPE_CHECK_CLASS_CAST ((klass), CW_TYPE_TRANSPORT, CwTransportClass))
#define CW_TRANSPORT_GET_CLASS(object) (G_TYPE_INSTANCE_GET_CLASS ((object), CW_TYPE_TRANSPORT, CwTransportClass))
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTransport, g_object_unref)

void          cw_cups_printer_set_limits (CwPrinter          *printer,
                                          const CwCupsLimits *limits);

/* on the worker's thread */
CwDevice     *cw_transport_get_device  (CwTransport *self,
                                        GError     **error);
void          cw_transport_drop_device (CwTransport *self);
CwDeviceView *cw_transport_look_device (CwTransport *self,
                                        gboolean     all,
                                        GError     **error);
gint64        cw_transport_get_boot    (CwTransport        *self,
                                        const CwDeviceView *view);
/* Has a printer that says it is paused go on; nothing when it does not say so. */
gboolean      cw_transport_resume_device (CwTransport *self,
                                        GError     **error);
void          cw_transport_abandon     (CwTransport *self,
                                        int          job_id,
                                        const char  *job_name);
void          cw_transport_take_back   (CwTransport *self);

/* the long calls of the printer's door, which are the same for both */
gboolean      cw_transport_watch       (CwPrinter           *printer,
                                        const CwPrintTicket *ticket,
                                        CwPrintNewsFunc      news,
                                        gpointer             user_data,
                                        GCancellable        *cancellable,
                                        CwPrintOutcome      *outcome,
                                        char               **evidence,
                                        GError             **error);
gboolean      cw_transport_settle      (CwPrinter      *printer,
                                        const char     *job_name,
                                        const char     *job_id,
                                        CwPrintOutcome *outcome,
                                        char          **evidence,
                                        GError        **error);

G_END_DECLS
