/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/cli/cli.h"
#include "templates/template.h"

G_BEGIN_DECLS

/* What the verbs that look at a design share. */

/* Where a person's own templates lie: folders, and packages. */
char       *cw_render_get_shelf     (void);
/* A shipped design or one of the person's own by its name, or any by its path: a template.json, its
 * folder, or a package. It need not exist. */
GFile      *cw_render_find_template (const char *name);
CwTemplate *cw_render_load_template (const char *name,
                                     GError    **error);
/* @path: (nullable): no photo; @photo: (out) (nullable) */
gboolean    cw_render_read_photo    (const char *path,
                                     GBytes    **photo,
                                     GError    **error);
/* @template filled with the record and the photo (nullable) in these files. */
CwFace     *cw_render_make_face     (CwTemplate *template,
                                     const char *record,
                                     const char *photo,
                                     GError    **error);
/* Says every check of @face. Returns: whether the card could be printed so. */
gboolean    cw_render_tell_checks   (CwCli  *cli,
                                     CwFace *face);
/* The same for checks that were made already: of CwCheck. */
gboolean    cw_render_tell_list     (CwCli     *cli,
                                     GPtrArray *checks);

G_END_DECLS
