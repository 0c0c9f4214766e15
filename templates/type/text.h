/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>
#include <glib.h>

#include "templates/type/fonts.h"

G_BEGIN_DECLS

#define CW_MM_PER_POINT (25.4 / 72.0)

typedef struct
{
  double x; /* mm from the card's top left corner, as the other three */
  double y;
  double width;
  double height;
} CwBox;

typedef struct
{
  double red; /* 0..1, as the other three */
  double green;
  double blue;
  double alpha;
} CwColour;

typedef enum
{
  CW_ALIGN_LEFT,
  CW_ALIGN_CENTRE,
  CW_ALIGN_RIGHT,
  CW_ALIGN_JUSTIFY, /* both edges of a paragraph; one line lies left */
} CwAlign;

typedef enum
{
  CW_VALIGN_TOP,
  CW_VALIGN_MIDDLE,
  CW_VALIGN_BOTTOM,
  CW_VALIGN_BASELINE,
} CwVAlign;

typedef struct
{
  char    *family;
  int      weight; /* 100..900 */
  gboolean italic;
  gboolean tabular;
  double   size;         /* points */
  double   min_size;     /* points */
  double   min_condense; /* 0.5..1: how far the letters may be narrowed; 0 and 1: not at all */
  double   tracking;     /* thousandths of an em */
  guint    lines;        /* 1: one line; more: wrapped to at most so many */
  double   line_height;
  CwAlign  align;
  CwVAlign valign;
  CwColour colour;
  char    *language; /* (nullable): BCP 47 tag that shapes the letters; %NULL: "en" */
} CwTextStyle;

/**
 * CwTextFit:
 *
 * How a text came to lie in its box.
 */
typedef struct
{
  double   size;       /* points, after shrinking */
  double   condense;   /* width of the letters, 1: natural */
  gboolean shrunk;     /* smaller than the style's size */
  gboolean cut;        /* an ellipsis stands for the rest */
  gboolean overflow;   /* taller than its box */
  guint    n_unknown;  /* characters that no font has */
  char     unknown[8]; /* the first of them, UTF-8 */
  char    *substitute; /* (nullable) the family drawn instead of the one asked for */
  CwBox    ink;        /* what is painted, from the box's top left corner */
} CwTextFit;

/**
 * CwTextBlock:
 *
 * A text shaped once into glyphs at millimetre positions. Drawing needs Cairo alone and changes
 * nothing, so that a block made on one thread is drawn on another.
 */
typedef struct _CwTextBlock CwTextBlock;

CwTextBlock     *cw_text_block_new     (CwFontSet         *fonts,
                                        const CwTextStyle *style,
                                        const char        *text,
                                        double             width,
                                        double             height);
CwTextBlock     *cw_text_block_ref     (CwTextBlock       *self);
void             cw_text_block_unref   (CwTextBlock       *self);
const CwTextFit *cw_text_block_get_fit (const CwTextBlock *self);
void             cw_text_block_draw    (const CwTextBlock *self,
                                        cairo_t           *cr,
                                        gboolean           crisp);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwTextBlock, cw_text_block_unref)

G_END_DECLS
