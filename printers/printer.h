/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <gio/gio.h>

#include "app/core/face.h"
#include "printers/model.h"

G_BEGIN_DECLS

/**
 * CwFacePainter:
 *
 * Draws one face of one card into @cr. Pure: the same result every time.
 */
typedef gboolean (*CwFacePainter) (cairo_t            *cr,
                                   CwFaceSide          side,
                                   const CwFaceMedium *medium,
                                   gpointer            user_data,
                                   GError            **error);

/**
 * CwPrinter:
 *
 * Something that puts two faces on one piece of plastic. Calls block, come from any thread but
 * the GTK thread, and are serialised by the printer's own worker.
 * Errors: %CW_ERROR_PRINTER_UNREACHABLE, _PRINTER_STOPPED, _PRINT_FAILED, _BUSY, _EXISTS (a job of
 * that name is there already: nothing is printed twice), _REFUSED (a back, but one side only),
 * _INVALID (the queue takes no cards).
 */
#define CW_TYPE_PRINTER (cw_printer_get_type ())

G_DECLARE_INTERFACE (CwPrinter, cw_printer, CW, PRINTER, GObject)

typedef enum
{
  CW_PRINTER_STATE_IDLE,
  CW_PRINTER_STATE_PROCESSING,
  CW_PRINTER_STATE_STOPPED,
  CW_PRINTER_STATE_UNREACHABLE,
} CwPrinterState;

/**
 * CwPrinterReason:
 *
 * printer-state-reasons as a bit set: the keywords of RFC 8011 5.4.12 and PWG 5100.9 that a
 * card printer can mean. Severity suffixes are stripped.
 */
typedef enum
{
  CW_PRINTER_REASON_NONE = 0,
  CW_PRINTER_REASON_OTHER = 1 << 0,
  CW_PRINTER_REASON_COVER_OPEN = 1 << 1,
  CW_PRINTER_REASON_MEDIA_EMPTY = 1 << 2,
  CW_PRINTER_REASON_MEDIA_LOW = 1 << 3,
  CW_PRINTER_REASON_MEDIA_JAM = 1 << 4,
  CW_PRINTER_REASON_MEDIA_NEEDED = 1 << 5,
  CW_PRINTER_REASON_RIBBON_EMPTY = 1 << 6,
  CW_PRINTER_REASON_RIBBON_LOW = 1 << 7,
  CW_PRINTER_REASON_RIBBON_MISSING = 1 << 8,
  CW_PRINTER_REASON_OUTPUT_FULL = 1 << 9,
  CW_PRINTER_REASON_CLEANING = 1 << 10,
  CW_PRINTER_REASON_HEAD_HOT = 1 << 11,
  CW_PRINTER_REASON_PAUSED = 1 << 12,
  CW_PRINTER_REASON_OFFLINE = 1 << 13,
  CW_PRINTER_REASON_CONNECTING = 1 << 14,
  CW_PRINTER_REASON_HISTORY_LOST = 1 << 15, /* cups-ipp-missing-job-history */
  CW_PRINTER_REASON_RIBBON_WRONG = 1 << 16,
  CW_PRINTER_REASON_REJECT_FULL = 1 << 17,
  CW_PRINTER_REASON_OUTPUT_NEARLY_FULL = 1 << 18,
  CW_PRINTER_REASON_FAULT = 1 << 19,        /* of the machine itself: switch off and on, or call the maker */
} CwPrinterReason;

typedef struct
{
  CwPrinterState  state;
  CwPrinterReason reasons;
  CwPrinterReason errors;         /* of them: no card comes out until somebody acts */
  CwPrinterReason warnings;       /* of them: somebody should act soon; what is left is only told */
  int             ribbon_percent; /* -1: not known */
} CwPrinterStatus;

/**
 * CwReasonText:
 *
 * One reason in the operator's words.
 */
typedef struct
{
  CwPrinterReason reason;
  const char     *title;    /* "Ribbon used up" */
  const char     *sentence; /* what it is */
  const char     *remedy;   /* what to do: one step a line, each a sentence or two */
  const char     *drawing;  /* (nullable) "ribbon": the desk's icon "ribbon-symbolic", below /org/cardwright/drawings */
} CwReasonText;

/**
 * CwPrinterCapabilities:
 *
 * What the printer can do: the canvas is what it takes for one side, landscape, in dots; the
 * ID-1 rectangle is centred in it and nothing is scaled.
 */
typedef struct
{
  guint    dpi;
  guint    canvas_width;  /* dots */
  guint    canvas_height; /* dots */
  gboolean duplex;
  gboolean colour;
  gboolean resin;         /* has a K panel for pure black */
  const CwPrinterModel *model; /* (nullable) (transfer none): what is known of its family; NULL: it has none */
  const CwRibbon *ribbon; /* (nullable) (transfer none): the one of the model that its driver is set to; NULL: it does not say */
} CwPrinterCapabilities;

/**
 * CwPrintRequest:
 *
 * One card: one job.
 */
typedef struct
{
  const char   *job_name;  /* the card's ESCN, with "/2" for a second attempt: how a lost job is found again */
  CwFacePainter painter;
  gpointer      painter_data;
  gboolean      back;      /* whether there is a back to print */
  gboolean      specimen;
} CwPrintRequest;

/**
 * CwPrintTicket:
 *
 * A job that was handed over; what must be written down before waiting for it.
 */
typedef struct
{
  char *job_id;
  char *job_uuid;    /* (nullable) */
  char *job_name;
  char *evidence;    /* JSON object: reasons before, times, files */
} CwPrintTicket;

/**
 * CwPrintOutcome:
 *
 * The truth about one card, as far as it can be known from here. Nothing but PRINTED lets the
 * saga go on by itself; nothing but NOT_PRINTED lets it print again by itself.
 */
typedef enum
{
  CW_PRINT_PRINTED,     /* reported printed, and nothing contradicts it */
  CW_PRINT_NOT_PRINTED, /* certain: no blank left the hopper */
  CW_PRINT_UNCERTAIN,   /* a person must look */
  CW_PRINT_WORKING,     /* still on its way */
} CwPrintOutcome;

/**
 * CwPrintPhase:
 *
 * How far a job is known to have come while it is under way. It only grows.
 */
typedef enum
{
  CW_PRINT_PHASE_QUEUED,   /* the print service or the printer knows of it; nothing has moved */
  CW_PRINT_PHASE_SENT,     /* the printer has its data, whole or in part: a blank may move */
  CW_PRINT_PHASE_PRINTING, /* the printer says that it works on it */
  CW_PRINT_PHASE_PRINTED,  /* the printer says that the card is out */
} CwPrintPhase;

/**
 * CwPrintNewsFunc:
 * @sentence: for the operator, translated
 *
 * Called on the printer's thread when there is news of a job.
 */
typedef void (*CwPrintNewsFunc) (CwPrintPhase           phase,
                                 const CwPrinterStatus *status,
                                 const char            *sentence,
                                 gpointer               user_data);

/**
 * CwPrinterJob:
 *
 * A job that the printer or its queue still has.
 */
typedef struct
{
  char        *id;
  char        *name;   /* (nullable): not told to us */
  char        *owner;  /* (nullable): the user, at whose machine when that is told */
  CwPrintPhase phase;
} CwPrinterJob;

struct _CwPrinterInterface
{
  GTypeInterface parent_iface;

  const char    *(*get_name)         (CwPrinter *self);
  gboolean       (*get_capabilities) (CwPrinter             *self,
                                      CwPrinterCapabilities *capabilities,
                                      GError               **error);
  gboolean       (*get_status)       (CwPrinter       *self,
                                      CwPrinterStatus *status,
                                      GError         **error);
  CwPrintTicket *(*submit)           (CwPrinter            *self,
                                      const CwPrintRequest *request,
                                      GCancellable         *cancellable,
                                      GError              **error);
  gboolean       (*watch)            (CwPrinter           *self,
                                      const CwPrintTicket *ticket,
                                      CwPrintNewsFunc      news,
                                      gpointer             user_data,
                                      GCancellable        *cancellable,
                                      CwPrintOutcome      *outcome,
                                      char               **evidence,
                                      GError             **error);
  gboolean       (*settle)           (CwPrinter      *self,
                                      const char     *job_name,
                                      const char     *job_id,
                                      CwPrintOutcome *outcome,
                                      char          **evidence,
                                      GError        **error);
  GPtrArray     *(*list_jobs)        (CwPrinter *self,
                                      GError   **error);
  gboolean       (*cancel_job)       (CwPrinter  *self,
                                      const char *job_id,
                                      GError    **error);
  gboolean       (*resume)           (CwPrinter *self,
                                      GError   **error);
};

/* read */
const char    *cw_printer_get_name         (CwPrinter *self);
gboolean       cw_printer_get_capabilities (CwPrinter             *self,
                                            CwPrinterCapabilities *capabilities,
                                            GError               **error);
gboolean       cw_printer_get_status       (CwPrinter       *self,
                                            CwPrinterStatus *status,
                                            GError         **error);

/* act */
CwPrintTicket *cw_printer_submit           (CwPrinter            *self,
                                            const CwPrintRequest *request,
                                            GCancellable         *cancellable,
                                            GError              **error);
/* Waits until the job has an outcome other than WORKING. @evidence: (out): JSON object. */
gboolean       cw_printer_watch            (CwPrinter           *self,
                                            const CwPrintTicket *ticket,
                                            CwPrintNewsFunc      news,
                                            gpointer             user_data,
                                            GCancellable        *cancellable,
                                            CwPrintOutcome      *outcome,
                                            char               **evidence,
                                            GError             **error);
/* After a crash: what became of the job of that name? @job_id may be NULL: it was never known. */
gboolean       cw_printer_settle           (CwPrinter      *self,
                                            const char     *job_name,
                                            const char     *job_id,
                                            CwPrintOutcome *outcome,
                                            char          **evidence,
                                            GError        **error);

/* The jobs that have not ended, oldest first, whoever sent them: of CwPrinterJob. */
GPtrArray     *cw_printer_list_jobs       (CwPrinter *self,
                                           GError   **error);
/* Asks for a job to be taken off. What became of its card is for watch() or settle() to find out. */
gboolean       cw_printer_cancel_job      (CwPrinter  *self,
                                           const char *job_id,
                                           GError    **error);
/* Lets a queue or printer that somebody paused go on. */
gboolean       cw_printer_resume          (CwPrinter *self,
                                           GError   **error);
void           cw_printer_job_free        (CwPrinterJob *job);

const char    *cw_printer_state_to_name   (CwPrinterState state);
const char    *cw_print_phase_to_name     (CwPrintPhase phase);
const char    *cw_print_outcome_to_name   (CwPrintOutcome outcome);
/* PWG keyword <-> bit; unknown keywords become OTHER. */
CwPrinterReason cw_printer_reason_from_keyword (const char *keyword);
const char    *cw_printer_reason_to_keyword (CwPrinterReason reason);
/* Adds one value of printer-state-reasons as the printer itself gives it: with the severity that it
 * has by its nature, or the worse one that the word names. */
void           cw_printer_status_add_keyword (CwPrinterStatus *status,
                                              const char      *keyword);
/* Adds reasons with the severity that each has by its nature: for a source that names none, or one
 * that cannot be relied on (cupsd hands on every reason of a printer as a warning). */
void           cw_printer_status_add_reasons (CwPrinterStatus *status,
                                              CwPrinterReason  reasons);
/* (transfer none) (nullable): the texts of one reason */
const CwReasonText *cw_printer_reason_describe (CwPrinterReason one);
/* (transfer container): of const CwReasonText, the most pressing first */
GPtrArray     *cw_printer_reason_list     (CwPrinterReason reasons);
/* One line for the most pressing reason: what it is and what to do. */
const char    *cw_printer_reason_to_sentence (CwPrinterReason reasons);
char          *cw_printer_status_to_sentence (const CwPrinterStatus *status);
void           cw_print_ticket_free       (CwPrintTicket *ticket);

/* Prints into a folder: for each card a PDF of both faces and a PNG of each. Files appear under
 * their final names only when whole. */
CwPrinter     *cw_folder_printer_new      (const char *name,
                                           const char *directory,
                                           double      dpi);
/* Takes the pictures of a card away that may hold a person, with all else of its job; a job that is
 * not there is none. Any other printer keeps nothing: TRUE. */
gboolean       cw_folder_printer_forget   (CwPrinter  *printer,
                                           const char *job_name,
                                           GError    **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrinterJob, cw_printer_job_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrintTicket, cw_print_ticket_free)

G_END_DECLS
