/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "painter.h"
#include "printers/raster.h"

G_BEGIN_DECLS

/* The inside of cups-rig.sh, as its tests use it. Whatever is waited for has a deadline. */

const char *rig_get        (const char *variable);
void        rig_set_knob   (const char *knob,
                            const char *value);
/* cups-rig.sh --printer off, … */
void        rig_switch     (const char *what,
                            const char *how);
/* Any program; must succeed. */
void        rig_run        (const char *program,
                            ...) G_GNUC_NULL_TERMINATED;
/* Has the print service forget a job that has ended. */
void        rig_forget_job (int job_id);
/* Anybody else on the network, at a queue or a printer: its printer-state (RFC 8011 5.4.11), 0 when it
 * does not answer; whether it has jobs that have not ended; the number of one of that name (%NULL: any), 0: none. */
int         rig_ask_state      (const char *uri);
/* Whether its printer-state-reasons are anything but "none". */
gboolean    rig_has_trouble    (const char *uri);
gboolean    rig_has_jobs       (const char *uri);
int         rig_find_job       (const char *uri,
                                const char *job_name);
/* An operation (RFC 8011 5.4.15) on the printer, or on its job @job_id; whether it was done. */
gboolean    rig_order          (const char *uri,
                                int         operation,
                                int         job_id);
guint       rig_count_received (void);
/* Blanks that have left a hopper. */
guint       rig_count_plastics (void);
/* The last document that the printer got; @type: (out): its MIME type. */
char       *rig_get_received   (char **type);
/* Whether a line of what the printer was told with it is @line. */
void        rig_assert_received (const char *line);
/* Pages of a CUPS, PWG or Apple raster file, as they are. (transfer full) (nullable): of
 * CwRaster; NULL: the file ends in the middle of a page */
GPtrArray  *rig_read_raster    (const char *path,
                                gboolean   *two_sided);
void        rig_wait_until     (gboolean (*done) (gpointer),
                                gpointer data,
                                guint    seconds);
/* How many dots of a standing page whose card begins at @x, @y are not what is drawn for @side. What is
 * beyond the page does not count. */
guint       rig_count_differences (const CwRaster *page,
                                   CwFaceSide      side,
                                   int             x,
                                   int             y);
/* Whether every probe of @side is seen on a standing page whose card begins at @x, @y. */
gboolean    rig_page_shows     (const CwRaster *page,
                                CwFaceSide      side,
                                int             x,
                                int             y);

G_END_DECLS
