/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Runs the main loop until @condition holds; fails the test after half a minute. */
#define cw_test_wait(condition, data) cw_test_wait_at (condition, data, G_STRLOC, #condition)

typedef gboolean (*CwTestCondition) (gpointer data);
typedef void (*CwTestVisit) (GtkWidget *widget,
                             gpointer   data);

void       cw_test_wait_at     (CwTestCondition condition,
                                gpointer        data,
                                const char     *where,
                                const char     *what);
/* Once through everything that is pending. */
void       cw_test_settle      (void);
/* The first widget of @type below @root, or %NULL. */
GtkWidget *cw_test_find        (GtkWidget *root,
                                GType      type);
/* The button with these words below @root, or %NULL. */
GtkWidget *cw_test_find_button (GtkWidget  *root,
                                const char *label);
void       cw_test_walk        (GtkWidget  *root,
                                CwTestVisit visit,
                                gpointer    data);
void       cw_test_remove_tree (const char *path);

G_END_DECLS
