/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/secret.h"
#include "app/core/escn.h"
#include "app/core/readerway.h"
#include "app/core/record.h"
#include "app/keys/keys.h"

G_BEGIN_DECLS

/**
 * CwChipLink:
 *
 * The way to one chip: APDU out, answer in. app/chip never sees a reader; whoever holds a
 * session (printers/reader.h) lends it this function.
 */
typedef struct
{
  /**
   * transmit:
   * @command: (array length=command_length): one whole APDU, at most 261 bytes
   * @answer: emptied, then filled with data and the two status bytes
   *
   * Returns: %FALSE when the card or the reader is gone; an answer of fewer than two bytes is
   *   an error too (%CW_ERROR_CARD_REMOVED)
   */
  gboolean (*transmit) (gpointer      user_data,
                        const guint8 *command,
                        gsize         command_length,
                        GByteArray   *answer,
                        GError      **error);
  /**
   * random:
   *
   * Fills @data with @length random bytes. A parameter, so that a recording replays byte for
   * byte.
   */
  void     (*random)   (gpointer user_data,
                        guint8  *data,
                        gsize    length);
  gpointer   user_data;
  /* For storage cards alone, which have no commands of their own; (nullable), the lender's. */
  const guint8 *atr;
  gsize         atr_length;
  CwReaderWay  *way; /* %NULL: as most readers take their commands */
} CwChipLink;

/**
 * CwChipPlan:
 *
 * What must be on the chip, as values: applications with their keys and files, and the card's
 * own key. Read from a JSON document (app/chip/plans/, described in docs/chip.md). Reference
 * counted.
 */
typedef struct _CwChipPlan CwChipPlan;

/**
 * CwChipReport:
 *
 * What was found or written, as evidence. No key and no session value is in it.
 */
typedef struct
{
  char    *uid;          /* upper-case hex */
  char    *kind;         /* "DESFire EV1 8K" */
  guint    exchanges;    /* APDUs sent */
  gboolean present;      /* the plan's applications exist */
  gboolean complete;     /* keys, settings and contents are all as planned */
  gboolean numbered;     /* the plan puts the card's number on the chip */
  gboolean has_escn;
  CwEscn   escn;         /* valid when has_escn */
  char    *content_digest; /* (nullable) SHA-256 over the files read back, in plan order */
  char    *key_versions; /* (nullable) "0:01 1:01" */
  char    *difference;   /* (nullable) a sentence: what differs from the plan */
} CwChipReport;

/**
 * CwChipErasure:
 *
 * What would be taken off a card.
 */
typedef struct
{
  char    *uid;          /* upper-case hex */
  char    *kind;         /* "DESFire EV1 8K" */
  char   **applications; /* of the plan, as far as they are on the card: "CA4D01" */
  guint    n_foreign;    /* applications of others, which only formatting takes off */
  gboolean card_key;     /* the card's own key is the plan's and becomes the factory's again */
} CwChipErasure;

/**
 * CwChipStageFunc:
 * @stage: stable name: "application", "card key", "keys", "files", "content", "settings",
 *   "verify"; in plans of several applications with the AID behind it: "keys CA4D01"
 *
 * Called before each stage of writing, so that evidence can be written down first.
 */
typedef gboolean (*CwChipStageFunc) (const char *stage,
                                     gpointer    user_data,
                                     GError    **error);

GType         cw_chip_plan_get_type (void) G_GNUC_CONST;
CwChipPlan   *cw_chip_plan_load     (GFile   *file,
                                     GError **error);
CwChipPlan   *cw_chip_plan_parse    (const char *json,
                                     gssize      length,
                                     const char *name,
                                     GError    **error);
CwChipPlan   *cw_chip_plan_ref      (CwChipPlan *self);
void          cw_chip_plan_unref    (CwChipPlan *self);
const char   *cw_chip_plan_get_name (const CwChipPlan *self);
/* Where a plan lies that comes with the program ("escn", "uid-only", "deuinfo"); for
 * cw_chip_plan_load(). */
GFile        *cw_chip_plan_get_shipped (const char *name);
/* The plan with "{institution}" in its key labels replaced, as writing and verifying need it. */
CwChipPlan   *cw_chip_plan_bind     (CwChipPlan *self,
                                     const char *institution_id);
/* The plan for one card: fields of its record and what was made for it elsewhere put in. */
CwChipPlan   *cw_chip_plan_fill     (CwChipPlan *self,
                                     CwRecord   *record,
                                     GError    **error);
CwChipPlan   *cw_chip_plan_attach   (CwChipPlan *self,
                                     const char *name,
                                     GBytes     *bytes,
                                     GError    **error);
gboolean      cw_chip_plan_holds_escn (const CwChipPlan *self);
/* For a person, as JSON. */
char         *cw_chip_plan_describe (const CwChipPlan *self);

/* Without any key: UID, generation, free memory, and whether applications are there. */
CwChipReport *cw_chip_inspect       (const CwChipLink *link,
                                     GError          **error);
/* Creates, keys, fills and reads back; resumes what an earlier run began on the same chip. */
CwChipReport *cw_chip_write         (const CwChipLink *link,
                                     CwChipPlan       *plan,
                                     CwKeySource      *keys,
                                     const CwEscn     *escn,
                                     CwChipStageFunc   stage,
                                     gpointer          user_data,
                                     GError          **error);
/* Reads only: is this chip exactly what the plan says, and which ESCN does it hold? */
CwChipReport *cw_chip_verify        (const CwChipLink *link,
                                     CwChipPlan       *plan,
                                     CwKeySource      *keys,
                                     GError          **error);
/* Taking a plan off a card again: first what would go, then, when a person has accepted that, it
 * goes. Formatting takes everybody's applications, and wants the card's UID written out. */
CwChipErasure *cw_chip_erase_look   (const CwChipLink *link,
                                     CwChipPlan       *plan,
                                     CwKeySource      *keys,
                                     GError          **error);
gboolean      cw_chip_erase         (const CwChipLink    *link,
                                     CwChipPlan          *plan,
                                     CwKeySource         *keys,
                                     const CwChipErasure *told,
                                     GError             **error);
gboolean      cw_chip_format        (const CwChipLink    *link,
                                     CwChipPlan          *plan,
                                     CwKeySource         *keys,
                                     const CwChipErasure *told,
                                     const char          *written,
                                     GError             **error);
void          cw_chip_erasure_free  (CwChipErasure *self);
char         *cw_chip_report_to_json (const CwChipReport *self);
void          cw_chip_report_free   (CwChipReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipErasure, cw_chip_erasure_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipPlan, cw_chip_plan_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwChipReport, cw_chip_report_free)

G_END_DECLS
