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

/* Letters of ribbon panels: yellow, magenta, cyan; black resin, black dye; overlay, topcoat; inhibitor
 * (keeps the transfer film off), fluorescent, white, silver, primer. The makers use the same. */
#define CW_RIBBON_PANELS "YMCKBOTIFWSP"

/**
 * CwRibbon:
 *
 * One kind of ribbon that a printer takes: the panels of a set, one behind the other on the roll.
 */
typedef struct
{
  char  *id;           /* the maker's letters: "YMCKO" */
  char  *name;
  char  *front;        /* panels of the first side, in printing order, a letter each */
  char  *back;         /* those that follow for the other side; "": it takes a set of its own */
  double colour_width; /* mm of the card's long edge that the dye panels cover; 0: all */
  guint  sets;         /* on a roll; 0: not known */
} CwRibbon;

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
  gboolean   standing;         /* the maker's page stands: the card goes in with its short edge */
  guint      imaged_width;     /* dots of the canvas that are printed, in its middle */
  guint      imaged_height;    /* dots */
  double     edge;             /* mm of the card that stay white along every edge whatever is drawn */
  gboolean   colour;
  gboolean   resin;            /* pure black goes to a K panel */
  guint      minimum_seconds;  /* for one side; faster than that, no card can have come out */
  GPtrArray *options;          /* of CwModelOption, for every job */
  GPtrArray *one_sided;        /* of CwModelOption; when there are any they stand for "sides" */
  GPtrArray *two_sided;
  GPtrArray *ribbons;          /* of CwRibbon, as the file has them; the first is the usual one */
} CwPrinterModel;

/* (nullable): NULL unless both are one word: 1 to 127 printable ASCII characters, no space */
CwModelOption        *cw_model_option_new    (const char *name,
                                              const char *value);
void                  cw_model_option_free   (CwModelOption *self);

CwPrinterModel       *cw_printer_model_parse (GBytes     *bytes,
                                              const char *id,
                                              GError    **error);
void                  cw_printer_model_free  (CwPrinterModel *self);
/* (transfer none): of const CwPrinterModel, sorted by id */
GPtrArray            *cw_printer_model_list  (void);
const CwPrinterModel *cw_printer_model_find  (const char *make_and_model);
/* By id: "evolis". (transfer none) (nullable) */
const CwPrinterModel *cw_printer_model_get   (const char *id);

/* The canvas at another density than the model's own, landscape. */
void                  cw_printer_model_get_canvas (const CwPrinterModel *self,
                                                   guint                 dpi,
                                                   guint                *width,
                                                   guint                *height);
/* mm of the card that stay white: at its left and right end, and at its top and bottom. */
void                  cw_printer_model_get_margin (const CwPrinterModel *self,
                                                   double               *x,
                                                   double               *y);
/* By id, case does not matter. (transfer none) (nullable) */
const CwRibbon       *cw_printer_model_get_ribbon (const CwPrinterModel *self,
                                                   const char           *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwModelOption, cw_model_option_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrinterModel, cw_printer_model_free)

G_END_DECLS
