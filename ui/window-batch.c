/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/window-private.h"

#include <glib/gi18n-lib.h>

#include "ui/dialogs.h"
#include "ui/words.h"

/* A batch of the students found is asked for, with what it takes against what there is. GTK thread
 * only. */

static void
begun_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GError) error = NULL;

  if (!cw_station_begin_batch_finish (CW_STATION (source), result, &error))
    cw_window_say (self, error->message);
  else
    cw_students_start_over (self->students);
}

static void
asked_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr (CwWindow) self = CW_WINDOW (user_data);
  g_autoptr (GPtrArray) students = g_steal_pointer (&self->to_make);
  g_autofree char *name = NULL;

  if (!cw_ask_finish (result) || self->station == NULL || students == NULL)
    return;

  /* Translators: name of a batch; %s is what was typed to find its students. */
  name = g_strdup_printf (_("Batch “%s”"), cw_students_get_query (self->students));
  cw_station_begin_batch_async (self->station, name, students, NULL, begun_cb, g_object_ref (self));
}

void
cw_window_make_these_action (GtkWidget  *widget,
                             const char *name,
                             GVariant   *parameter)
{
  CwWindow *self = CW_WINDOW (widget);
  g_autoptr (CwStationStatus) status = NULL;
  g_autofree char *heading = NULL;
  g_autofree char *body = NULL;
  guint n_cards;

  if (self->station == NULL || self->to_make != NULL)
    return;

  self->to_make = cw_students_list_hits (self->students);
  n_cards = self->to_make->len;
  status = cw_station_get_status (self->station);
  heading = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "Make %u Card?", "Make %u Cards?", n_cards), n_cards);
  body = cw_words_to_begin_batch (n_cards, &status->possible);
  cw_ask_async (GTK_WINDOW (self), heading, body, _("Not now"), _("Make them"), FALSE, asked_cb, g_object_ref (self));
}
