/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * CwModelOption:
 *
 * One option of the maker's driver that is sent with each job.
 */
typedef struct
{
  char *name;
  char *value;
} CwModelOption;

/**
 * CwPrinterModel:
 *
 * What is known of one family of card printers and cannot be asked of the print queue. Data,
 * from printers/models/; never changed after it was read. Any thread.
 */
typedef struct
{
  char      *id;               /* the file's name without ".model" */
  char      *name;
  char     **patterns;         /* of make and model: '*' and '?', case does not matter */
  guint      dpi;
  guint      canvas_width;     /* dots of one side, landscape */
  guint      canvas_height;    /* dots */
  gboolean   colour;
  gboolean   resin;            /* pure black goes to a K panel */
  guint      minimum_seconds;  /* for one side; faster than that, no card can have come out */
  GPtrArray *options;          /* of CwModelOption, for every job */
  GPtrArray *one_sided;        /* of CwModelOption; when there are any they stand for "sides" */
  GPtrArray *two_sided;
} CwPrinterModel;

CwPrinterModel       *cw_printer_model_parse (GBytes     *bytes,
                                              const char *id,
                                              GError    **error);
void                  cw_printer_model_free  (CwPrinterModel *self);
/* (transfer none): of const CwPrinterModel, sorted by id */
GPtrArray            *cw_printer_model_list  (void);
const CwPrinterModel *cw_printer_model_find  (const char *make_and_model);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrinterModel, cw_printer_model_free)

G_END_DECLS
