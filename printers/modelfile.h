/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "printers/model.h"

G_BEGIN_DECLS

/* Shared between the two files that read a .model file. Each reads one kind of thing into the model
 * or refuses the file with a sentence that names group and key. */

#define CW_MODEL_FEEDER "feeder."
#define CW_MODEL_OUTPUT "output."
#define CW_MODEL_SPEED "speed."
#define CW_MODEL_MAX_OPTIONS 32

typedef gboolean (*CwModelReader) (GKeyFile   *file,
                                   const char *id,
                                   const char *group,
                                   GPtrArray  *list,
                                   GError    **error);

gboolean cw_printer_model_refuse        (const char *id,
                                         GError    **error,
                                         const char *format,
                                         ...) G_GNUC_PRINTF (3, 4);
gboolean cw_printer_model_check_word    (const char *word);
gboolean cw_printer_model_check_words   (char **words);
gboolean cw_printer_model_read_optional (GKeyFile   *file,
                                         const char *id,
                                         const char *group,
                                         const char *key,
                                         guint       most,
                                         guint      *number,
                                         GError    **error);
gboolean cw_printer_model_read_each     (GKeyFile     *file,
                                         const char   *id,
                                         const char   *prefix,
                                         CwModelReader reader,
                                         GPtrArray    *list,
                                         GError      **error);
gboolean cw_printer_model_read_machine  (GKeyFile       *file,
                                         CwPrinterModel *self,
                                         GError        **error);
void     cw_tray_free                   (CwTray *tray);
void     cw_model_speed_free            (CwModelSpeed *speed);

G_END_DECLS
