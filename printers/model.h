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
 * CwModelRule:
 *
 * One option of the maker's driver, and those of its choices that tell of something.
 */
typedef struct
{
  char  *keyword;
  char **choices;
} CwModelRule;

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
  GPtrArray *rules;    /* of CwModelRule: with all of them the driver is set to this ribbon; empty: it cannot tell */
} CwRibbon;

/**
 * CwTray:
 *
 * Where a printer takes cards from or puts them.
 */
typedef struct
{
  char *id;
  char *name;
  char *choice;  /* (nullable) of the driver's option for it */
  guint cards;   /* that it holds; 0: not known */
} CwTray;

/**
 * CwModelSpeed:
 *
 * Cards an hour as documented for some printers of a model: printing alone, no chip, no person. 0: not
 * known.
 */
typedef struct
{
  char *name;
  char *pattern;           /* of make and model */
  guint colour;            /* one side, the usual colour ribbon */
  guint colour_two_sided;
  guint black;
  guint black_two_sided;
} CwModelSpeed;

typedef enum
{
  CW_PART_UNKNOWN,
  CW_PART_NO,
  CW_PART_YES,
  CW_PART_OPTION, /* some printers of the model have it */
} CwPart;

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

  /* what is not known is empty, NULL, 0 or CW_PART_UNKNOWN */
  GPtrArray *feeders;          /* of CwTray; the first is the usual one */
  GPtrArray *outputs;          /* of CwTray; likewise */
  GPtrArray *speeds;           /* of CwModelSpeed */
  CwPart     reject;           /* a tray of its own for bad cards */
  CwPart     contact;          /* a station where a card's contacts are reached */
  CwPart     contactless;      /* an antenna inside */
  guint      cleaning_cards;   /* cards between two cleanings */
  char      *feeder_option;    /* (nullable) keyword of the driver that chooses among @feeders */
  char      *output_option;    /* (nullable) */
  char     **overlay_options;  /* keywords of the driver for overlay, varnish and what is left out of it */
  char     **black_options;    /* keywords for what goes to the K panel */
  char      *channel;          /* (nullable) commands beside the queue: "evolis" */
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

/* The ribbon that a driver is set to by @options (of CwModelOption: what stands for each keyword; the last
 * of a name counts). (transfer none) (nullable): NULL: they do not say */
const CwRibbon       *cw_printer_model_guess_ribbon (const CwPrinterModel *self,
                                                     GPtrArray            *options);
/* (transfer none) (nullable): NULL: none is documented for it */
const CwModelSpeed   *cw_printer_model_get_speed  (const CwPrinterModel *self,
                                                   const char           *make_and_model);
const char           *cw_part_to_name             (CwPart part);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwModelOption, cw_model_option_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPrinterModel, cw_printer_model_free)

G_END_DECLS
