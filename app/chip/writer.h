/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/encoder.h"

G_BEGIN_DECLS

/* What the files of the writer share. Not a door. */

/* How far one of the plan's applications is. */
typedef struct
{
  gboolean made;    /* in this run, so nothing is in it that this run did not put there */
  gboolean present; /* it was there before */
  gboolean planned; /* its key 0 is the card's own, no longer the factory's */
  gboolean settled; /* its key settings are the final ones */
  gboolean done;    /* everything is as planned and read back */
  gboolean keyed[CW_DESFIRE_MAX_KEYS];   /* has its own key already */
  gboolean exists[CW_DESFIRE_MAX_FILES]; /* by place in the plan */
  gboolean filled[CW_DESFIRE_MAX_FILES];
} CwWriterApplication;

typedef struct
{
  CwEncoder           encoder;
  CwChipStageFunc     stage; /* (nullable) */
  gpointer            user_data;
  CwWriterApplication applications[CW_CHIP_PLAN_MAX_APPLICATIONS];
} CwWriter;

gboolean cw_writer_enter        (CwWriter   *self,
                                 const char *stage,
                                 int         place,
                                 GError    **error);
/* writestorage.c */
CwChipReport *cw_chip_write_storage  (const CwChipLink *link,
                                      const CwChipPlan *plan,
                                      const CwEscn     *escn,
                                      CwChipStageFunc   stage,
                                      gpointer          user_data,
                                      GError          **error);
CwChipReport *cw_chip_verify_storage (const CwChipLink *link,
                                      const CwChipPlan *plan,
                                      GError          **error);
/* writetake.c */
gboolean cw_writer_take_up      (CwWriter *self,
                                 guint     place,
                                 GError  **error);
/* writecard.c */
gboolean cw_writer_open_card    (CwWriter *self,
                                 GError  **error);
/* writefill.c */
gboolean cw_writer_complete     (CwWriter *self,
                                 guint     place,
                                 GError  **error);

G_END_DECLS
