/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/notice.h"

#include "ui/checks.h"

/* Remarks and sentence take turns in the same room. GTK thread only. */

#define ROOM 54 /* pixels kept free: a sentence and the line below it */

struct _CwNotice
{
  GtkBox     parent_instance;

  GtkWidget *checks;
  GtkWidget *sentence;
  GtkWidget *detail;
  CwTone     tone;
};

G_DEFINE_FINAL_TYPE (CwNotice, cw_notice, GTK_TYPE_BOX)

static const char *
tone_class (CwTone tone)
{
  switch (tone)
    {
    case CW_TONE_PLAIN:
      return "plain";
    case CW_TONE_SUCCESS:
      return "success";
    case CW_TONE_WARNING:
      return "warning";
    case CW_TONE_ERROR:
      return "error";
    }
  g_return_val_if_reached ("plain");
}

static GtkWidget *
line_new (GtkAccessibleRole role,
          const char       *css)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL,
                                   "accessible-role", role,
                                   "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR,
                                   "justify", GTK_JUSTIFY_CENTER,
                                   "visible", FALSE,
                                   NULL);

  gtk_widget_add_css_class (label, css);

  return label;
}

static void
cw_notice_class_init (CwNoticeClass *klass)
{
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "notice");
}

static void
cw_notice_init (CwNotice *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 6);
  gtk_widget_set_size_request (GTK_WIDGET (self), -1, ROOM);

  self->checks = cw_checks_new ();
  gtk_widget_set_vexpand (self->checks, TRUE);
  gtk_widget_set_valign (self->checks, GTK_ALIGN_CENTER);
  self->sentence = line_new (GTK_ACCESSIBLE_ROLE_STATUS, "title-4");
  self->detail = line_new (GTK_ACCESSIBLE_ROLE_LABEL, "dim-label");
  gtk_label_set_selectable (GTK_LABEL (self->detail), TRUE);
  gtk_widget_set_focusable (self->detail, FALSE);
  gtk_widget_add_css_class (self->detail, "numeric");
  gtk_box_append (GTK_BOX (self), self->checks);
  gtk_box_append (GTK_BOX (self), self->sentence);
  gtk_box_append (GTK_BOX (self), self->detail);
  gtk_widget_set_vexpand_set (GTK_WIDGET (self), TRUE);
}

GtkWidget *
cw_notice_new (void)
{
  return g_object_new (CW_TYPE_NOTICE, NULL);
}

const char *
cw_notice_get_sentence (CwNotice *self)
{
  g_return_val_if_fail (CW_IS_NOTICE (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->sentence));
}

const char *
cw_notice_get_detail (CwNotice *self)
{
  g_return_val_if_fail (CW_IS_NOTICE (self), NULL);

  return gtk_label_get_label (GTK_LABEL (self->detail));
}

static void
show_lines (CwNotice   *self,
            const char *sentence,
            const char *detail)
{
  gtk_label_set_label (GTK_LABEL (self->sentence), sentence != NULL ? sentence : "");
  gtk_label_set_label (GTK_LABEL (self->detail), detail != NULL ? detail : "");
  gtk_widget_set_visible (self->sentence, sentence != NULL);
  gtk_widget_set_visible (self->detail, detail != NULL);
  gtk_widget_set_visible (self->checks, sentence == NULL);
}

void
cw_notice_clear (CwNotice *self)
{
  g_return_if_fail (CW_IS_NOTICE (self));

  cw_checks_clear (CW_CHECKS (self->checks));
  show_lines (self, NULL, NULL);
}

void
cw_notice_say (CwNotice   *self,
               CwTone      tone,
               const char *sentence,
               const char *detail)
{
  g_return_if_fail (CW_IS_NOTICE (self));

  gtk_widget_remove_css_class (self->sentence, tone_class (self->tone));
  gtk_widget_add_css_class (self->sentence, tone_class (tone));
  self->tone = tone;
  show_lines (self, sentence, detail);
}

void
cw_notice_remark (CwNotice   *self,
                  GPtrArray  *checks,
                  const char *problem)
{
  g_return_if_fail (CW_IS_NOTICE (self));

  cw_checks_show (CW_CHECKS (self->checks), checks, problem);
  show_lines (self, NULL, NULL);
}
