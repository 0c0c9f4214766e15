/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-ui"

#include "config.h"

#include "ui/desk-private.h"

#include "ui/checks.h"
#include "ui/words.h"

/* What may be done with a student before an order runs: a new card, another one with its reason, or
 * the order that is open already. GTK thread only. */

const CwDoubt *
cw_desk_find_open (CwDesk    *self,
                   CwStudent *student)
{
  for (guint i = 0; self->open != NULL && i < self->open->len; i++)
    {
      const CwDoubt *open = g_ptr_array_index (self->open, i);

      if (open->student != NULL && g_strcmp0 (open->student->id, student->id) == 0)
        return open;
    }

  return NULL;
}

/* What can be done, now that it is known what the card would look like. */
void
cw_desk_show_what_may_be (CwDesk *self)
{
  const CwDoubt *open = cw_desk_find_open (self, self->student);
  gboolean may = self->preview != NULL && self->preview->face != NULL && !cw_checks_forbid (self->preview->checks);

  if (open != NULL)
    {
      cw_notice_say (self->notice, CW_TONE_PLAIN, open->sentence, open->escn);
      cw_desk_set_phase (self, CW_DESK_READY, cw_words_for_open (open->ready));
    }
  else if (self->preview != NULL && self->preview->in_force != NULL)
    {
      cw_desk_set_phase (self, may ? CW_DESK_READY : CW_DESK_BLOCKED, cw_words_before_reissue (may, FALSE));
    }
  else
    {
      cw_desk_set_phase (self, may ? CW_DESK_READY : CW_DESK_BLOCKED, cw_words_before (may));
    }
}

void
cw_desk_reissue_changed_cb (CwDesk *self)
{
  CwReissue reissue;

  if (self->phase == CW_DESK_EXPLAINING)
    cw_act_bar_take (self->acts, cw_words_before_reissue (cw_reissue_form_get (self->reissue, &reissue), TRUE));
}

void
cw_desk_reissue_entered_cb (CwDesk *self)
{
  if (self->phase == CW_DESK_EXPLAINING)
    cw_desk_go_on (self);
}

void
cw_desk_ask_why (CwDesk *self)
{
  cw_reissue_form_begin (self->reissue, self->preview->in_force);
  cw_desk_set_phase (self, CW_DESK_EXPLAINING, cw_words_before_reissue (FALSE, TRUE));
  cw_reissue_form_focus (self->reissue);
}

void
cw_desk_issue (CwDesk *self)
{
  CwReissue reissue;

  if (self->phase != CW_DESK_EXPLAINING)
    cw_desk_start (self, 0, NULL);
  else if (cw_reissue_form_get (self->reissue, &reissue))
    cw_desk_start (self, 0, &reissue);
}
