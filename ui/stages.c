/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/stages.h"

#include <glib/gi18n-lib.h>

#include "ui/words.h"

/* One cell a stage: a ring with its mark, a half line to either neighbour, its label. What a
 * state looks like is all in style.css; here only class names and marks change. GTK thread. */

typedef struct
{
  GtkWidget   *cell;
  GtkWidget   *before; /* half line from the stage before, filled when that one is past */
  GtkWidget   *after;
  GtkWidget   *ring;
  GtkWidget   *mark;
  GtkWidget   *spinner;
} Stage;

struct _CwStages
{
  GtkBox       parent_instance;

  Stage        stages[CW_STAGE_COUNT];
  CwStageState states[CW_STAGE_COUNT];
  GtkWidget   *line;
  GtkWidget   *sentence;
};

G_DEFINE_FINAL_TYPE (CwStages, cw_stages, GTK_TYPE_BOX)

static const char *const stage_icons[CW_STAGE_COUNT] = {
  [CW_STAGE_LAYOUT] = "cw-layout-symbolic",
  [CW_STAGE_PRINT] = "printer-symbolic",
  [CW_STAGE_ENCODE] = "cw-chip-symbolic",
  [CW_STAGE_REGISTER] = "cw-register-symbolic",
  [CW_STAGE_HAND_OVER] = "cw-hand-over-symbolic",
};

static const char *
state_class (CwStageState state)
{
  switch (state)
    {
    case CW_STAGE_STATE_TODO:
      return "todo";
    case CW_STAGE_STATE_WORKING:
      return "working";
    case CW_STAGE_STATE_WAITING:
      return "waiting";
    case CW_STAGE_STATE_DONE:
      return "done";
    case CW_STAGE_STATE_SKIPPED:
      return "skipped";
    case CW_STAGE_STATE_TROUBLE:
      return "trouble";
    }
  g_return_val_if_reached ("todo");
}

static const char *
state_icon (CwStage      stage,
            CwStageState state)
{
  switch (state)
    {
    case CW_STAGE_STATE_TODO:
    case CW_STAGE_STATE_WORKING:
    case CW_STAGE_STATE_WAITING:
      return stage_icons[stage];
    case CW_STAGE_STATE_DONE:
      return "object-select-symbolic";
    case CW_STAGE_STATE_SKIPPED:
      return "list-remove-symbolic";
    case CW_STAGE_STATE_TROUBLE:
      return "dialog-warning-symbolic";
    }
  g_return_val_if_reached (NULL);
}

static gboolean
is_past (CwStageState state)
{
  return state == CW_STAGE_STATE_DONE || state == CW_STAGE_STATE_SKIPPED;
}

static void
set_filled (GtkWidget *line,
            gboolean   filled)
{
  if (filled)
    gtk_widget_add_css_class (line, "filled");
  else
    gtk_widget_remove_css_class (line, "filled");
}

static void
fill_line (CwStages *self)
{
  for (int i = 0; i < CW_STAGE_COUNT; i++)
    {
      set_filled (self->stages[i].before, i > 0 && is_past (self->states[i - 1]));
      set_filled (self->stages[i].after, is_past (self->states[i]));
    }
}

static void
show_state (CwStages    *self,
            CwStage      stage,
            CwStageState state)
{
  Stage *shown = &self->stages[stage];
  g_autofree char *words = cw_words_for_stage (stage, state);

  gtk_widget_remove_css_class (shown->cell, state_class (self->states[stage]));
  gtk_widget_add_css_class (shown->cell, state_class (state));
  self->states[stage] = state;

  gtk_image_set_from_icon_name (GTK_IMAGE (shown->mark), state_icon (stage, state));
  gtk_widget_set_visible (shown->mark, state != CW_STAGE_STATE_WORKING);
  gtk_widget_set_visible (shown->spinner, state == CW_STAGE_STATE_WORKING);
  gtk_spinner_set_spinning (GTK_SPINNER (shown->spinner), state == CW_STAGE_STATE_WORKING);
  gtk_accessible_update_property (GTK_ACCESSIBLE (shown->cell), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
}

static void
show_sentence (CwStages    *self,
               CwStageState state,
               const char  *sentence)
{
  gtk_label_set_label (GTK_LABEL (self->sentence), sentence != NULL ? sentence : "");
  if (state == CW_STAGE_STATE_TROUBLE)
    gtk_widget_add_css_class (self->sentence, "error");
  else
    gtk_widget_remove_css_class (self->sentence, "error");
}

static GtkWidget *
half_line_new (gboolean outermost)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (line, "half-line");
  gtk_widget_set_hexpand (line, TRUE);
  gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
  if (outermost)
    gtk_widget_set_opacity (line, 0);

  return line;
}

static GtkWidget *
ring_new (Stage  *stage,
          CwStage kind)
{
  GtkWidget *ring = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  stage->mark = gtk_image_new_from_icon_name (stage_icons[kind]);
  stage->spinner = gtk_spinner_new ();
  gtk_widget_set_visible (stage->spinner, FALSE);
  gtk_widget_set_hexpand (stage->mark, TRUE);
  gtk_widget_set_hexpand (stage->spinner, TRUE);
  gtk_widget_set_halign (stage->spinner, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (ring), stage->mark);
  gtk_box_append (GTK_BOX (ring), stage->spinner);
  gtk_widget_add_css_class (ring, "ring");
  gtk_widget_set_hexpand_set (ring, TRUE);

  return ring;
}

static void
stage_init (Stage  *stage,
            CwStage kind)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (cw_stage_to_label (kind));

  stage->cell = g_object_new (GTK_TYPE_BOX,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_LIST_ITEM,
                              "orientation", GTK_ORIENTATION_VERTICAL,
                              "spacing", 6,
                              NULL);
  stage->before = half_line_new (kind == 0);
  stage->after = half_line_new (kind == CW_STAGE_COUNT - 1);
  stage->ring = ring_new (stage, kind);
  gtk_box_append (GTK_BOX (row), stage->before);
  gtk_box_append (GTK_BOX (row), stage->ring);
  gtk_box_append (GTK_BOX (row), stage->after);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (stage->cell), row);
  gtk_box_append (GTK_BOX (stage->cell), label);
  gtk_widget_add_css_class (stage->cell, "stage");
}

static void
cw_stages_class_init (CwStagesClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "stages");
}

static void
cw_stages_init (CwStages *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);

  self->line = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_LIST, "homogeneous", TRUE, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->line), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Stages of this card"), -1);
  for (int i = 0; i < CW_STAGE_COUNT; i++)
    {
      stage_init (&self->stages[i], i);
      gtk_box_append (GTK_BOX (self->line), self->stages[i].cell);
    }
  gtk_box_append (GTK_BOX (self), self->line);

  self->sentence = g_object_new (GTK_TYPE_LABEL,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS,
                                 "wrap", TRUE,
                                 "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                 "justify", GTK_JUSTIFY_CENTER,
                                 "natural-wrap-mode", GTK_NATURAL_WRAP_NONE,
                                 NULL);
  gtk_widget_add_css_class (self->sentence, "stage-sentence");
  gtk_box_append (GTK_BOX (self), self->sentence);
  cw_stages_reset (self);
}

GtkWidget *
cw_stages_new (void)
{
  return g_object_new (CW_TYPE_STAGES, NULL);
}

CwStageState
cw_stages_get_state (CwStages *self,
                     CwStage   stage)
{
  g_return_val_if_fail (CW_IS_STAGES (self), CW_STAGE_STATE_TODO);
  g_return_val_if_fail (stage >= 0 && stage < CW_STAGE_COUNT, CW_STAGE_STATE_TODO);

  return self->states[stage];
}

const CwStageState *
cw_stages_get_states (CwStages *self)
{
  g_return_val_if_fail (CW_IS_STAGES (self), NULL);

  return self->states;
}

const char *
cw_stages_get_sentence (CwStages *self)
{
  g_return_val_if_fail (CW_IS_STAGES (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->sentence));
}

void
cw_stages_reset (CwStages *self)
{
  g_return_if_fail (CW_IS_STAGES (self));

  for (int i = 0; i < CW_STAGE_COUNT; i++)
    show_state (self, i, CW_STAGE_STATE_TODO);
  fill_line (self);
  show_sentence (self, CW_STAGE_STATE_TODO, NULL);
}

/**
 * cw_stages_set_state:
 * @self: the stages
 * @stage: which
 * @state: its state from now on
 * @sentence: (nullable): what stands below the line from now on
 *
 * Shows how far the card is.
 */
void
cw_stages_set_state (CwStages    *self,
                     CwStage      stage,
                     CwStageState state,
                     const char  *sentence)
{
  g_return_if_fail (CW_IS_STAGES (self));
  g_return_if_fail (stage >= 0 && stage < CW_STAGE_COUNT);

  show_state (self, stage, state);
  fill_line (self);
  show_sentence (self, state, sentence);
}

void
cw_stages_set_sentence (CwStages   *self,
                        const char *sentence)
{
  g_return_if_fail (CW_IS_STAGES (self));

  show_sentence (self, CW_STAGE_STATE_WAITING, sentence);
}
