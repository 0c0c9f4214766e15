/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/reconcile.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/station/reconcile-private.h"
#include "app/store/registered.h"

/* One comparison. The register's lists are read first and boiled down to a book; then the store is
 * gone through row by row, which is the later truth: what was sent in between is known by its
 * message. Blocks, on the thread of the caller. */

/* questions about single cards at once */
#define CLIENTS 4

typedef struct
{
  const CwIssueTools  *tools;
  const CwInstitution *institution;
  CwBook              *book;
  CwReconciliation    *result;
  char                *today;
  CwReconcileFunc      func;
  gpointer             user_data;
  guint                before;    /* rows of the institutions that were compared already */
  GCancellable        *cancellable;
} CwWalk;

static void
cw_walk_add (CwWalk       *self,
             CwDifference *difference)
{
  difference->institution_id = g_strdup (self->institution->id);
  g_ptr_array_add (self->result->differences, difference);
  if (difference->on_its_way)
    self->result->on_its_way++;
  else if (difference->kind != CW_DIFFERENCE_PERSON_SPARE)
    self->result->left++;
}

/* A CwRegisteredCardFunc: of a card that ought to be there it matters what it is there. */
static gboolean
cw_walk_want (const CwRegisteredCard *card,
              gpointer                user_data,
              GError                **error)
{
  CwWalk *self = user_data;

  if (!card->open && card->registered && cw_card_state_get_standing (card->state) != CW_STANDING_ABSENT)
    cw_book_want_card (self->book, &card->escn);
  return TRUE;
}

/* A CwRegisteredCardFunc. */
static gboolean
cw_walk_card (const CwRegisteredCard *card,
              gpointer                user_data,
              GError                **error)
{
  CwWalk *self = user_data;
  const CwBookCard *there = cw_book_find_card (self->book, &card->escn);
  const CwCardWanted wanted = {
    .standing = cw_card_state_get_standing (card->state),
    .optional = card->state == CW_CARD_STATE_LOST, /* it was taken out by older versions */
    .esi = card->esi,
    .type = card->type,
    .issued_at = card->issued_at,
    .expires_at = card->expires_at,
  };
  CwDifferenceKind kind;
  guint differs;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  self->result->cards_here++;
  if (card->open || !card->registered || cw_compare_card (there, &wanted, self->today, &kind, &differs))
    return TRUE;
  cw_walk_add (self, cw_difference_new_for_card (card, there, kind, differs));
  return TRUE;
}

/* A CwRegisteredPersonFunc. */
static gboolean
cw_walk_person (const CwRegisteredPerson *person,
                gpointer                  user_data,
                GError                  **error)
{
  CwWalk *self = user_data;
  const CwBookPerson *there = cw_book_find_person (self->book, person->esi);
  g_autofree char *name = NULL;
  CwDifferenceKind kind = CW_DIFFERENCE_PERSON_SPARE;
  guint differs = 0;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  if (!person->in_use)
    {
      if (there != NULL && !cw_book_has_card_of (self->book, person->esi))
        cw_walk_add (self, cw_difference_new_for_person (person, kind, differs));
      return TRUE;
    }
  name = cw_student_get_full_name (person->student);
  if (!cw_compare_person (there, name, person->student->email, person->student->level, &kind, &differs))
    cw_walk_add (self, cw_difference_new_for_person (person, kind, differs));
  return TRUE;
}

/* What the register has and the station did not name. */
static gboolean
cw_walk_rest (CwWalk  *self,
              GError **error)
{
  for (guint i = 0; i < cw_book_count_cards (self->book); i++)
    {
      const CwBookCard *card = cw_book_get_card (self->book, i);
      gboolean known = FALSE;

      if (card->seen || card->gone)
        continue;
      if (!cw_store_is_elsewhere (self->tools->store, &card->escn, &known, error))
        return FALSE;
      self->result->elsewhere += known;
      if (!known)
        cw_walk_add (self, cw_difference_new_unknown (card, self->tools->prefix));
    }
  for (guint i = 0; i < cw_book_count_persons (self->book); i++)
    {
      const CwBookPerson *person = cw_book_get_person (self->book, i);

      if (!person->seen && !cw_book_has_card_of (self->book, person->esi))
        cw_walk_add (self, cw_difference_new_spare (person->esi));
    }
  return TRUE;
}

/* A CwBookFunc. */
static void
cw_walk_tell (guint    rows,
              gpointer user_data)
{
  CwWalk *self = user_data;

  if (self->func != NULL)
    self->func (self->before + rows, self->user_data);
}

static gboolean
cw_walk_read (CwWalk  *self,
              GError **error)
{
  const CwIssueTools *tools = self->tools;
  g_autoptr (CwRegistry) cards = tools->registry (self->institution->id, tools->user_data, error);
  g_autoptr (CwRegistry) persons = cards != NULL ? tools->registry (self->institution->id, tools->user_data, error) : NULL;
  gboolean certain = TRUE;

  if (persons == NULL || !cw_book_read (self->book, cards, persons, cw_walk_tell, self, &certain, self->cancellable, error))
    return FALSE;
  self->result->certain = self->result->certain && certain;
  self->result->cards_there += cw_book_count_cards (self->book);
  self->result->persons_there += cw_book_count_persons (self->book);
  self->result->bytes = MAX (self->result->bytes, cw_book_get_size (self->book));
  self->before += cw_book_count_cards (self->book) + cw_book_count_persons (self->book);
  return TRUE;
}

/* The router's lists say neither status nor type: each card that matters is looked up. */
static gboolean
cw_walk_look_up (CwWalk  *self,
                 gint64   since,
                 GError **error)
{
  const CwIssueTools *tools = self->tools;
  CwRegistry *clients[CLIENTS] = { NULL };
  gboolean ok = cw_store_visit_cards (tools->store, self->institution->id, since, cw_walk_want, self, error);

  for (guint i = 0; ok && i < CLIENTS; i++)
    {
      clients[i] = tools->registry (self->institution->id, tools->user_data, error);
      ok = clients[i] != NULL;
    }
  ok = ok && cw_book_complete (self->book, clients, CLIENTS, cw_walk_tell, self, self->cancellable, error);
  for (guint i = 0; i < CLIENTS; i++)
    g_clear_object (&clients[i]);
  self->before += cw_book_count_cards (self->book);
  return ok;
}

static gboolean
cw_walk_institution (CwWalk              *self,
                     const CwInstitution *institution,
                     GError             **error)
{
  g_autoptr (CwBook) book = cw_book_new (institution->pic, institution->processor);
  gint64 since = cw_clock_now (self->tools->clock);

  self->institution = institution;
  self->book = book;
  return cw_walk_read (self, error) &&
         cw_walk_look_up (self, since, error) &&
         cw_store_visit_cards (self->tools->store, institution->id, since, cw_walk_card, self, error) &&
         cw_store_visit_persons (self->tools->store, institution->id, self->today, since, cw_walk_person, self, error) &&
         cw_walk_rest (self, error);
}

/* @named: (nullable): the one that was asked for */
static gboolean
cw_walk_all (CwWalk     *self,
             const char *named,
             GError    **error)
{
  g_autoptr (GPtrArray) institutions = cw_store_list_institutions (self->tools->store, error);
  guint compared = 0;

  if (institutions == NULL)
    return FALSE;
  for (guint i = 0; i < institutions->len; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);

      if (institution->pic == NULL || (named != NULL && !g_str_equal (institution->id, named)))
        continue;
      if (!cw_walk_institution (self, institution, error))
        return FALSE;
      compared++;
    }
  if (compared > 0)
    return TRUE;
  if (named != NULL)
    g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("There is no institution “%s” with a PIC here. “institution list” names those there are."), named);
  else
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No institution of this station has a PIC, so the register has nothing of it. Enter it with “institution add”."));
  return FALSE;
}

CwReconciliation *
cw_reconcile (const CwIssueTools *tools,
              const char         *institution_id,
              CwReconcileFunc     func,
              gpointer            user_data,
              GCancellable       *cancellable,
              GError            **error)
{
  g_autoptr (CwReconciliation) result = g_new0 (CwReconciliation, 1);
  g_autofree char *today = NULL;
  CwWalk walk = { .tools = tools, .result = result, .func = func, .user_data = user_data, .cancellable = cancellable };

  g_return_val_if_fail (tools != NULL, NULL);

  result->differences = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_difference_free);
  result->certain = TRUE;
  today = cw_clock_today (tools->clock);
  walk.today = today;
  return cw_walk_all (&walk, institution_id, error) ? g_steal_pointer (&result) : NULL;
}

void
cw_reconciliation_free (CwReconciliation *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->differences, g_ptr_array_unref);
  g_free (self);
}
