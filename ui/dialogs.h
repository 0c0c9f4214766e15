/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * cw_ask_async:
 * @parent: the window that the question belongs to
 * @heading: the question
 * @body: what is known, and what each answer means
 * @stay: words of the answer that changes nothing; also Escape
 * @go: words of the answer that does it
 * @danger: whether @go loses something
 * @callback: called with the answer
 * @user_data: for @callback
 *
 * Asks before plastic or work would be lost. Everything else is said in the desk itself.
 * Closing the dialog is the answer @stay.
 *
 * Returns: (transfer none): the dialog
 */
GtkWidget *cw_ask_async    (GtkWindow          *parent,
                            const char         *heading,
                            const char         *body,
                            const char         *stay,
                            const char         *go,
                            gboolean            danger,
                            GAsyncReadyCallback callback,
                            gpointer            user_data);
/* Whether @go was chosen; cannot fail. */
gboolean   cw_ask_finish   (GAsyncResult *result);
void       cw_ask_set_body (GtkWidget  *dialog,
                            const char *body);

/* Whether what was typed is enough to go on. */
typedef gboolean (*CwWordsCheck) (const char *text);

/**
 * CwWordsQuestion:
 *
 * A question that is answered with a few words.
 */
typedef struct
{
  const char  *heading;
  const char  *body;
  const char  *title;  /* of the entry: what is to be typed */
  const char  *text;   /* (nullable): stands in the entry at first */
  CwWordsCheck check;  /* (nullable): nothing need be typed */
  const char  *stay;
  const char  *go;
  gboolean     danger;
} CwWordsQuestion;

/* As cw_ask_async(). (transfer none): the dialog */
GtkWidget *cw_ask_words_async  (GtkWindow             *parent,
                                const CwWordsQuestion *question,
                                GAsyncReadyCallback    callback,
                                gpointer               user_data);
/* (nullable) (transfer full): what was typed, without the spaces around it; %NULL: stay */
char      *cw_ask_words_finish (GAsyncResult *result);

/* Says what a toast is too short for, such as why something was refused; nothing once the window of
 * @widget is gone. */
void       cw_tell             (GtkWidget  *widget,
                                const char *heading,
                                const char *body);

G_END_DECLS
