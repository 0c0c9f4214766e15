/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"
#include "app/core/nouns.h"
#include "app/issue/operator.h"
#include "app/router/outbox.h"
#include "app/store/store.h"
#include "printers/feeder.h"
#include "printers/offset.h"
#include "printers/printer.h"
#include "printers/reader.h"
#include "printers/supplies.h"
#include "templates/template.h"

G_BEGIN_DECLS

/**
 * CwPlanFunc:
 *
 * Finds a chip plan by its name.
 */
typedef CwChipPlan *(*CwPlanFunc) (const char *name,
                                   gpointer    user_data,
                                   GError    **error);

/**
 * CwIssueTools:
 *
 * What the saga works with: doors only, so that doubles fit. Owned by the caller and alive as
 * long as a call into this room runs.
 */
typedef struct
{
  CwStore       *store;
  CwClock       *clock;
  CwPrinter     *printer;
  CwReader      *reader;        /* (nullable): no chips are encoded here */
  CwFeeder      *feeder;        /* (nullable): the printer cannot be told where to take the card */
  gboolean       reader_inside; /* @reader is the one inside the printer: with @feeder, no hand lays the card down */
  CwSupplySource *supplies;     /* (nullable) */
  const char    *ribbon;        /* (nullable) id of the ribbon in the printer, of its model's */
  guint          quality_every; /* ask whether the print is good after so many cards; 0: never */
  CwPrintOffset  offset;        /* of this printer, by its alignment sheet */
  CwKeySource   *keys;
  CwRegistryFunc registry;
  CwPlanFunc     plan;
  gpointer       user_data;     /* for @registry and @plan */
  guint          prefix;        /* ESCN prefix of this station, 0 to 999 */
  const char    *operator_name;
  gboolean       specimen;      /* a demo station: cards say so */
} CwIssueTools;

typedef enum
{
  CW_ISSUE_ISSUED,
  CW_ISSUE_FAILED,    /* no card left the desk; what was used is accounted for */
  CW_ISSUE_IN_DOUBT,  /* stopped where a person must look; the order stays open */
  CW_ISSUE_READY,     /* made and in the tray; waits to be handed over */
} CwIssueEnd;

/**
 * CwIssueFlags:
 * @CW_ISSUE_LEAVE_IN_TRAY: stops before the hand-over with %CW_ISSUE_READY: nobody stands at the desk
 *   for this card now
 * @CW_ISSUE_ONLY_SETTLE: finds out about what an earlier run left open and begins nothing; an order that
 *   is not finished with that stays open (%CW_ISSUE_IN_DOUBT)
 */
typedef enum
{
  CW_ISSUE_NONE,
  CW_ISSUE_LEAVE_IN_TRAY = 1 << 0,
  CW_ISSUE_ONLY_SETTLE = 1 << 1,
} CwIssueFlags;

/**
 * CwReissue:
 *
 * Why a student who has a card that is in force gets another one.
 */
typedef struct
{
  CwReissueReason reason;
  char           *text;   /* (nullable); must not be empty with %CW_REISSUE_REASON_OTHER */
} CwReissue;

/**
 * CwIssueResult:
 *
 * How one order ended, with what the operator and --json are told.
 */
typedef struct
{
  CwIssueEnd end;
  gint64     order_id;
  char      *escn;       /* (nullable) */
  char      *uid;        /* (nullable) chip UID, upper-case hex */
  char      *sentence;
  gboolean   registered; /* FALSE: still owed to the register, or not to be registered */
} CwIssueResult;

CwReissue     *cw_reissue_new       (CwReissueReason reason,
                                     const char     *text);
/* @self: (nullable), as is what it gives */
CwReissue     *cw_reissue_copy      (const CwReissue *self);
void           cw_reissue_free      (CwReissue *self);
const char    *cw_issue_end_to_name (CwIssueEnd end);
void           cw_issue_result_free (CwIssueResult *self);

/* The newest card of @student_id that was handed over and is good today. @card: (out) (transfer full)
 * (nullable): NULL: there is none. */
gboolean       cw_issue_find_card_in_force (const CwIssueTools *tools,
                                     const char         *student_id,
                                     CwCard            **card,
                                     GError            **error);
/* Checks everything that can be checked without plastic, then reserves a number and freezes the
 * record, in one transaction. @reissue: (nullable); without it, a student whose card is in force is
 * refused with %CW_ERROR_CARD_IN_FORCE. Returns the order's id; 0 on error, and then nothing was
 * written. */
gint64         cw_issue_reserve     (const CwIssueTools *tools,
                                     const char         *student_id,
                                     const char         *profile_id,
                                     const CwReissue    *reissue,
                                     GError            **error);
/* Both faces of an order as they were frozen when it was reserved, number and all. (transfer full) */
CwFace        *cw_issue_get_face    (const CwIssueTools *tools,
                                     gint64              order_id,
                                     GError            **error);
/* What the printer can do, with the ribbon that a person named in place of the driver's. */
gboolean       cw_issue_ask_printer (const CwIssueTools    *tools,
                                     CwPrinterCapabilities *printer,
                                     GError               **error);
/* What must be known of a face before @printer (nullable: the usual one) prints it; of CwCheck. */
GPtrArray     *cw_issue_check_face  (CwFace                      *face,
                                     const CwPrinterCapabilities *printer);
/* Takes an order from wherever it stands as far as it will go. Errors (NULL) are only those that
 * keep the station from knowing: the store is gone, no such order. */
CwIssueResult *cw_issue_run         (const CwIssueTools *tools,
                                     gint64              order_id,
                                     CwIssueFlags        flags,
                                     CwOperator         *operator,
                                     GCancellable       *cancellable,
                                     GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwReissue, cw_reissue_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwIssueResult, cw_issue_result_free)

G_END_DECLS
