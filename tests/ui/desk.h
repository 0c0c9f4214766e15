/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "tests/ui/printer.h"
#include "tests/ui/support.h"
#include "ui/window.h"

G_BEGIN_DECLS

typedef struct
{
  char        *directory;
  CwWindow    *window;
  CwStudents  *students;
  CwDesk      *desk;
  GtkEditable *entry;
  GtkWidget   *primary;
  TestPrinter *printer; /* (nullable): stands in for the station's own */
  CwPrinter   *own;     /* (nullable): kept as long as a poll may still hold it */
} Desk;

/* One application for all windows of a test program. */
void       desk_start_application (void);
void       desk_stop_application  (void);

void       desk_setup             (Desk         *desk,
                                   gconstpointer data);
void       desk_teardown          (Desk         *desk,
                                   gconstpointer data);
void       desk_open_window       (Desk       *desk,
                                   const char *directory);
void       desk_close_window      (Desk *desk);
/* From now on the station of the open window prints on @printer, made on the first call. */
void       desk_put_printer       (Desk *desk);

/* what a person does */
void       desk_press             (Desk *desk);
void       desk_press_button      (Desk       *desk,
                                   const char *label);
void       desk_find_skele        (Desk *desk);
void       desk_go_to_reader      (Desk *desk);
GtkWindow *desk_find_dialog       (void);
void       desk_respond           (const char *response);

/* conditions; each takes a Desk */
gboolean   desk_is_open           (gpointer data);
gboolean   desk_is_in_trouble     (gpointer data);
gboolean   desk_has_one_hit       (gpointer data);
gboolean   desk_has_preview       (gpointer data);
gboolean   desk_wants_card_laid   (gpointer data);
gboolean   desk_asks              (gpointer data);
gboolean   desk_has_ended         (gpointer data);
gboolean   desk_is_gone           (gpointer data);
gboolean   desk_has_a_doubt       (gpointer data);
gboolean   desk_has_no_doubt      (gpointer data);
gboolean   desk_shows_doubts      (gpointer data);
gboolean   desk_counts_one        (gpointer data);

G_END_DECLS
