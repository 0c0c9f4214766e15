/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <jansson.h>

#include "app/issue/issue.h"

G_BEGIN_DECLS

/* The contract of the whole product.
 *
 * The runner commits "started" before run() and the outcome with its evidence after it; that last
 * write is never cancelled. After a crash a step that was left "started" is in doubt: settle()
 * asks the device, the queue, the chip or the register whether it happened. It never just
 * repeats. */

typedef enum
{
  CW_STEP_HAPPENED,      /* done; the evidence says how that is known */
  CW_STEP_DID_NOT,       /* certain that it did not happen; may be run (again) */
  CW_STEP_ASK,           /* only a person can tell */
  CW_STEP_UNFIT,         /* this piece of plastic can never become the card: it is given up unasked */
} CwStepFinding;

typedef struct _CwOrder CwOrder;

/**
 * CwStep:
 *
 * One step of the saga. begin() and conclude() run inside the transaction that the runner holds
 * and only touch the store; run() and settle() touch the world and hold no transaction.
 */
typedef struct
{
  CwStepKind kind;

  /* what changes in the store together with "started"; NULL: nothing */
  gboolean      (*begin)    (CwOrder *order,
                             GError **error);
  /* Does it. On all findings but %CW_STEP_HAPPENED @error says why. Adds to order->evidence. */
  CwStepFinding (*run)      (CwOrder      *order,
                             GCancellable *cancellable,
                             GError      **error);
  /* Finds out whether the attempt in @row happened. Adds to order->evidence. */
  CwStepFinding (*settle)   (CwOrder         *order,
                             const CwStepRow *row,
                             GCancellable    *cancellable,
                             GError         **error);
  /* what changes in the store together with the outcome */
  gboolean      (*conclude) (CwOrder *order,
                             gboolean happened,
                             GError **error);
  /* the question that settles %CW_STEP_ASK; the sentence is the step's own; order->question of one
   * attempt goes before it */
  CwQuestionKind question;
} CwStep;

/**
 * CwOrder:
 *
 * One order at work: what every step reads. One thread.
 */
struct _CwOrder
{
  const CwIssueTools *tools;
  CwOperator         *operator;   /* not owned */
  CwOrderRow         *row;
  CwCard             *card;
  CwStudent          *student;
  CwInstitution      *institution;
  CwProfile          *profile;
  CwTemplate         *template;   /* (nullable) with @face */
  CwFace             *face;       /* (nullable) laid out from the frozen record on first use */

  gint64              step_id;    /* the step at work */
  guint               attempt;
  gint64              plastic_id; /* 0: no blank fed yet, or accounted for */
  char               *plastic_uid;/* (nullable) */
  CwPlasticState      plastic_state; /* as written down; with @plastic_id */
  int                 sets;       /* of ribbon panels that the card takes; -1: not known */
  CwQuestionKind      question;   /* of the step at work */
  json_t             *evidence;   /* object, of the step at work */
  gboolean            registered;
  gboolean            asked;      /* with %CW_STEP_ASK: the step has asked the operator itself; @answer is theirs */
  CwAnswer            answer;
};

void          cw_issue_check_ribbon  (CwFace                      *face,
                                      const CwPrinterCapabilities *printer,
                                      GPtrArray                   *checks);
gboolean      cw_face_may_be_printed (CwFace                      *face,
                                      const CwPrinterCapabilities *printer,
                                      GError                     **error);

CwOrder      *cw_order_load          (const CwIssueTools *tools,
                                      gint64              order_id,
                                      CwOperator         *operator,
                                      GError            **error);
void          cw_order_free          (CwOrder *self);
gboolean      cw_order_reload_card   (CwOrder *self,
                                      GError **error);
CwFace       *cw_order_get_face      (CwOrder *self,
                                      GError **error);

/* evidence */
void          cw_order_note          (CwOrder    *self,
                                      const char *name,
                                      const char *value);
void          cw_order_note_json     (CwOrder    *self,
                                      const char *name,
                                      const char *json);
void          cw_order_note_integer  (CwOrder    *self,
                                      const char *name,
                                      gint64      value);
const char   *cw_order_get_note      (CwOrder    *self,
                                      const char *name);
gint64        cw_order_get_integer   (CwOrder    *self,
                                      const char *name);
void          cw_order_load_evidence (CwOrder    *self,
                                      const char *json);
char         *cw_order_dump_evidence (CwOrder *self);
/* Writes the evidence of the step at work down now, in a transaction of its own. */
gboolean      cw_order_save_evidence (CwOrder *self,
                                      GError **error);

/* the card on the reader */
CwReaderSession *cw_order_open_card  (CwOrder      *self,
                                      CwStage       stage,
                                      GCancellable *cancellable,
                                      char        **uid,
                                      GError      **error);
CwChipLink    cw_order_get_link      (CwOrder         *self,
                                      CwReaderSession *session);
CwChipPlan   *cw_order_get_plan      (CwOrder *self,
                                      GError **error);
CwChipReport *cw_order_read_back     (CwOrder      *self,
                                      GCancellable *cancellable,
                                      GError      **error);
/* The state of the blank as it is written down, with what the order knows of it. */
gboolean      cw_order_set_plastic   (CwOrder       *self,
                                      CwPlasticState state,
                                      const char    *uid,
                                      const char    *reason,
                                      GError       **error);
char         *cw_order_get_job_name  (CwOrder *self,
                                      guint    attempt);
void          cw_order_show          (CwOrder     *self,
                                      CwStage      stage,
                                      CwStageState state,
                                      const char  *sentence);

const CwStep *cw_step_get            (CwStepKind kind);

extern const CwStep cw_step_layout;
extern const CwStep cw_step_print;
extern const CwStep cw_step_encode;
extern const CwStep cw_step_verify;
extern const CwStep cw_step_register;
extern const CwStep cw_step_hand_over;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwOrder, cw_order_free)

G_END_DECLS
