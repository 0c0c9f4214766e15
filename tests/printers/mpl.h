/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Jobs for Magicard printers as Gutenprint's driver writes them. */

typedef struct
{
  char         *settings; /* "NOC1,VER…": what the page begins with */
  gboolean      resin;    /* dots in which all dyes are full are to be moved to the K panel */
  const guint8 *planes[3]; /* yellow, magenta, cyan: a byte a dot, 255 is full */
  gsize         size;     /* bytes of a plane */
} MplPage;

/* (transfer full): of MplPage, which point into @job; whatever is no such job fails the test. */
GPtrArray *mpl_read (GBytes *job);
/* Whether dot @at is on the K panel: each dye full in the six bits that the printer takes. */
gboolean   mpl_page_is_black (const MplPage *page,
                              gsize          at);

G_END_DECLS
