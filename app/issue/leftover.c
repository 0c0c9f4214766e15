/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include "app/issue/leftover.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/issue/leftover-private.h"

/* What is in the printer and its queue that nobody is at work on: looked for, not touched. A printer
 * that does not answer has nothing to tell. Any thread but the GTK thread, while no order runs. */

#define MAY(act) (1u << (act))

CwLeftover *
cw_leftover_copy (const CwLeftover *self)
{
  CwLeftover *copy = g_new0 (CwLeftover, 1);

  *copy = *self;
  copy->uid = g_strdup (self->uid);
  copy->job_id = g_strdup (self->job_id);
  copy->job_name = g_strdup (self->job_name);
  copy->sentence = g_strdup (self->sentence);
  return copy;
}

void
cw_leftover_free (CwLeftover *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->job_id);
  g_free (self->job_name);
  g_free (self->sentence);
  g_free (self);
}

const char *
cw_leftover_kind_to_name (CwLeftoverKind kind)
{
  switch (kind)
    {
    case CW_LEFTOVER_CARD_INSIDE:
      return "card-inside";
    case CW_LEFTOVER_JOB:
      return "job";
    case CW_LEFTOVER_FOREIGN_JOB:
      return "foreign-job";
    }
  g_assert_not_reached ();
}

const char *
cw_leftover_act_to_name (CwLeftoverAct act)
{
  switch (act)
    {
    case CW_LEFTOVER_FINISH:
      return "finish";
    case CW_LEFTOVER_REJECT:
      return "reject";
    case CW_LEFTOVER_HAND_OVER:
      return "hand-over";
    case CW_LEFTOVER_CANCEL_JOB:
      return "cancel-job";
    case CW_LEFTOVER_LEAVE:
      return "leave";
    }
  g_assert_not_reached ();
}

gboolean
cw_leftover_act_from_name (const char    *name,
                           CwLeftoverAct *act)
{
  for (CwLeftoverAct each = CW_LEFTOVER_FINISH; each <= CW_LEFTOVER_LEAVE; each++)
    {
      if (g_strcmp0 (name, cw_leftover_act_to_name (each)) != 0)
        continue;
      *act = each;
      return TRUE;
    }
  return FALSE;
}

const char *
cw_leftover_act_to_label (CwLeftoverAct act)
{
  switch (act)
    {
    case CW_LEFTOVER_FINISH:
      return C_ ("leftover", "Finish the card");
    case CW_LEFTOVER_REJECT:
      return C_ ("leftover", "Reject it");
    case CW_LEFTOVER_HAND_OVER:
      return C_ ("leftover", "Give it out");
    case CW_LEFTOVER_CANCEL_JOB:
      return C_ ("leftover", "Take the job off");
    case CW_LEFTOVER_LEAVE:
      return C_ ("leftover", "Leave it");
    }
  g_assert_not_reached ();
}

static CwLeftover *
cw_leftover_add (GPtrArray     *found,
                 CwLeftoverKind kind,
                 guint          acts,
                 char          *sentence)
{
  CwLeftover *self = g_new0 (CwLeftover, 1);

  self->kind = kind;
  self->acts = acts | MAY (CW_LEFTOVER_LEAVE);
  self->sentence = sentence;
  g_ptr_array_add (found, self);
  return self;
}

/* The chip that the reader inside sees now; %NULL: none, or it cannot be read. */
static char *
cw_leftover_read_uid (const CwIssueTools *tools)
{
  g_autoptr (CwReaderSession) session = NULL;
  g_autoptr (GBytes) uid = NULL;
  CwReaderState state;

  if (!tools->reader_inside || tools->reader == NULL || !cw_reader_get_state (tools->reader, &state, NULL) || state != CW_READER_STATE_CARD)
    return NULL;
  session = cw_reader_open (tools->reader, NULL, NULL);
  uid = session != NULL ? cw_reader_session_read_uid (session, NULL) : NULL;
  return uid != NULL ? cw_hex_encode (g_bytes_get_data (uid, NULL), g_bytes_get_size (uid)) : NULL;
}

gboolean
cw_plastic_row_is_open (const CwPlasticRow *row)
{
  switch (row->state)
    {
    case CW_PLASTIC_STATE_QUEUED:
    case CW_PLASTIC_STATE_SENT:
    case CW_PLASTIC_STATE_PRINTING:
    case CW_PLASTIC_STATE_UNCERTAIN:
      return TRUE;
    case CW_PLASTIC_STATE_PRINTED:
    case CW_PLASTIC_STATE_VERIFIED:
      return row->purpose == CW_PLASTIC_PURPOSE_CARD || row->purpose == CW_PLASTIC_PURPOSE_FOUND;
    case CW_PLASTIC_STATE_FAILED:
    case CW_PLASTIC_STATE_ISSUED:
    case CW_PLASTIC_STATE_SPOILED:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

gboolean
cw_leftover_find_plastic (const CwIssueTools *tools,
                          const char         *uid,
                          CwPlasticRow      **row,
                          GError            **error)
{
  g_autoptr (GError) local = NULL;
  g_autoptr (CwPlasticRow) found = NULL;

  *row = NULL;
  found = uid != NULL ? cw_store_find_plastic_of_chip (tools->store, uid, &local) : NULL;
  if (found == NULL && local == NULL)
    found = cw_store_find_last_plastic (tools->store, cw_printer_get_name (tools->printer), &local);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* another chip than the one that the last blank had: this is not that blank */
  if (found != NULL && uid != NULL && found->uid != NULL && strcmp (found->uid, uid) != 0)
    return TRUE;
  if (found != NULL && (cw_plastic_row_is_open (found) || g_strcmp0 (found->uid, uid) == 0))
    *row = g_steal_pointer (&found);
  return TRUE;
}

static gboolean
cw_leftover_add_card (const CwIssueTools *tools,
                      GPtrArray          *found,
                      const CwPlasticRow *row,
                      const char         *uid,
                      GError            **error)
{
  g_autoptr (CwCard) card = cw_store_get_card (tools->store, row->card_id, error);
  g_autofree char *escn = NULL;
  CwLeftover *leftover;
  guint acts = MAY (CW_LEFTOVER_REJECT);

  if (card == NULL)
    return FALSE;
  escn = cw_escn_to_string (&card->escn);
  if (row->state == CW_PLASTIC_STATE_ISSUED)
    {
      leftover = cw_leftover_add (found, CW_LEFTOVER_CARD_INSIDE, MAY (CW_LEFTOVER_HAND_OVER),
                                  g_strdup_printf (_ ("The card %s, which was handed over before, is inside “%s”."), escn, cw_printer_get_name (tools->printer)));
      leftover->uid = g_strdup (uid);
      return TRUE;
    }
  if (card->state != CW_CARD_STATE_SPOILED)
    acts |= MAY (CW_LEFTOVER_FINISH) | MAY (CW_LEFTOVER_HAND_OVER);
  leftover = cw_leftover_add (found, CW_LEFTOVER_CARD_INSIDE, acts,
                              g_strdup_printf (card->state == CW_CARD_STATE_SPOILED ? _ ("The spoiled card %s is inside “%s”. It has to be rejected.") : _ ("The card %s is inside “%s” and not finished."),
                                               escn, cw_printer_get_name (tools->printer)));
  leftover->order_id = card->order_id;
  leftover->uid = g_strdup (uid != NULL ? uid : row->uid);
  return TRUE;
}

static gboolean
cw_leftover_find_card (const CwIssueTools *tools,
                       GPtrArray          *found,
                       gboolean           *inside,
                       GError            **error)
{
  const char *name = cw_printer_get_name (tools->printer);
  g_autoptr (CwPlasticRow) row = NULL;
  g_autofree char *uid = NULL;
  CwCardPlace place;
  CwLeftover *leftover;

  *inside = FALSE;
  if (tools->feeder == NULL || !cw_feeder_get_place (tools->feeder, &place, NULL) || place == CW_CARD_PLACE_NONE)
    return TRUE;
  if (place == CW_CARD_PLACE_UNKNOWN)
    {
      cw_leftover_add (found, CW_LEFTOVER_CARD_INSIDE, 0, g_strdup_printf (_ ("“%s” does not say whether a card is inside. Open it, take out what is there, and close it."), name));
      return TRUE;
    }
  *inside = TRUE;
  uid = cw_leftover_read_uid (tools);
  if (!cw_leftover_find_plastic (tools, uid, &row, error))
    return FALSE;
  if (row != NULL && row->card_id != 0)
    return cw_leftover_add_card (tools, found, row, uid, error);
  leftover = cw_leftover_add (found, CW_LEFTOVER_CARD_INSIDE, MAY (CW_LEFTOVER_REJECT) | MAY (CW_LEFTOVER_HAND_OVER),
                              g_strdup_printf (_ ("There is a card inside “%s” that belongs to no open order."), name));
  leftover->uid = g_steal_pointer (&uid);
  return TRUE;
}

/* Cards that were found inside and given out, and that nobody has said to be destroyed. @inside: the last
 * of them is still there */
static gboolean
cw_leftover_find_undestroyed (const CwIssueTools *tools,
                              GPtrArray          *found,
                              gboolean            inside,
                              GError            **error)
{
  g_autoptr (GPtrArray) rows = NULL;

  if (inside)
    return TRUE;
  rows = cw_store_list_unaccounted (tools->store, error);
  if (rows == NULL)
    return FALSE;
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);
      CwLeftover *leftover;

      if (row->purpose != CW_PLASTIC_PURPOSE_FOUND || strcmp (row->printer, cw_printer_get_name (tools->printer)) != 0)
        continue;
      leftover = cw_leftover_add (found, CW_LEFTOVER_CARD_INSIDE, MAY (CW_LEFTOVER_REJECT),
                                  g_strdup_printf (_ ("A card that was found inside “%s” came out and is not known to be destroyed (plastic %" PRId64 ")."), row->printer, row->id));
      leftover->uid = g_strdup (row->uid);
    }
  return TRUE;
}

/* "ESCN" or "ESCN/2" */
static gboolean
cw_leftover_parse_name (const char *name,
                        CwEscn     *escn)
{
  const char *slash = name != NULL ? strchr (name, '/') : NULL;
  g_autofree char *number = NULL;

  if (name == NULL || strlen (name) > 64)
    return FALSE;
  if (slash != NULL && (slash[1] == '\0' || strspn (slash + 1, "0123456789") != strlen (slash + 1)))
    return FALSE;
  number = slash != NULL ? g_strndup (name, (gsize) (slash - name)) : g_strdup (name);
  return cw_escn_parse (number, escn, NULL);
}

static char *
cw_leftover_describe_foreign (const CwIssueTools *tools,
                              const CwPrinterJob *job,
                              gboolean            card)
{
  const char *printer = cw_printer_get_name (tools->printer);
  const char *owner = job->owner != NULL ? job->owner : _ ("somebody");

  if (card)
    return g_strdup_printf (_ ("“%s” has the card %s of another desk (%s). It is left alone; cards of this desk wait for it."), printer, job->name, owner);
  if (job->name != NULL)
    return g_strdup_printf (_ ("“%s” has the job “%s” of %s, which is not of this desk. It is left alone; cards of this desk wait for it."), printer, job->name, owner);
  return g_strdup_printf (_ ("“%s” has a job of %s, which is not of this desk. It is left alone; cards of this desk wait for it."), printer, owner);
}

/* A test card or an alignment sheet of this desk has no number: its job's id is in its row. */
static gboolean
cw_leftover_is_sheet (const CwIssueTools *tools,
                      GPtrArray          *rows,
                      const CwPrinterJob *job)
{
  for (guint i = 0; i < rows->len; i++)
    {
      const CwPlasticRow *row = g_ptr_array_index (rows, i);

      if (row->card_id == 0 && g_strcmp0 (row->job, job->id) == 0 && strcmp (row->printer, cw_printer_get_name (tools->printer)) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
cw_leftover_add_job (const CwIssueTools *tools,
                     GPtrArray          *found,
                     GPtrArray          *rows,
                     const CwPrinterJob *job,
                     GError            **error)
{
  const char *printer = cw_printer_get_name (tools->printer);
  g_autoptr (CwCard) card = NULL;
  g_autoptr (CwOrderRow) order = NULL;
  CwLeftover *leftover;
  CwEscn escn;
  gboolean numbered = cw_leftover_parse_name (job->name, &escn);

  card = numbered ? cw_store_find_card (tools->store, &escn, NULL) : NULL;
  order = card != NULL ? cw_store_get_order (tools->store, card->order_id, error) : NULL;
  if (card != NULL && order == NULL)
    return FALSE;
  if (order != NULL && order->open && card->state != CW_CARD_STATE_SPOILED)
    leftover = cw_leftover_add (found, CW_LEFTOVER_JOB, MAY (CW_LEFTOVER_FINISH) | MAY (CW_LEFTOVER_CANCEL_JOB), g_strdup_printf (_ ("“%s” still has the job of the card %s."), printer, job->name));
  else if (order != NULL)
    leftover = cw_leftover_add (found, CW_LEFTOVER_JOB, MAY (CW_LEFTOVER_CANCEL_JOB), g_strdup_printf (_ ("“%s” still has a job of the card %s, which was given up. Take it off, so that it is not printed."), printer, job->name));
  else if (cw_leftover_is_sheet (tools, rows, job))
    leftover = cw_leftover_add (found, CW_LEFTOVER_JOB, MAY (CW_LEFTOVER_CANCEL_JOB), g_strdup_printf (_ ("“%s” still has the job of a test card."), printer));
  else
    leftover = cw_leftover_add (found, CW_LEFTOVER_FOREIGN_JOB, 0, cw_leftover_describe_foreign (tools, job, numbered));
  if (order != NULL && order->open)
    leftover->order_id = order->id;
  leftover->job_id = g_strdup (job->id);
  leftover->job_name = g_strdup (job->name);
  return TRUE;
}

static gboolean
cw_leftover_find_jobs (const CwIssueTools *tools,
                       GPtrArray          *found,
                       GError            **error)
{
  g_autoptr (GPtrArray) jobs = cw_printer_list_jobs (tools->printer, NULL);
  g_autoptr (GPtrArray) rows = cw_store_list_unaccounted (tools->store, error);

  if (rows == NULL)
    return FALSE;
  for (guint i = 0; jobs != NULL && i < jobs->len; i++)
    if (!cw_leftover_add_job (tools, found, rows, g_ptr_array_index (jobs, i), error))
      return FALSE;
  return TRUE;
}

/**
 * cw_issue_find_leftovers:
 *
 * Returns: (transfer full): of #CwLeftover; %NULL when the store failed
 */
GPtrArray *
cw_issue_find_leftovers (const CwIssueTools *tools,
                         GError            **error)
{
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_leftover_free);
  gboolean inside;

  if (!cw_leftover_find_card (tools, found, &inside, error) || !cw_leftover_find_undestroyed (tools, found, inside, error) || !cw_leftover_find_jobs (tools, found, error))
    return NULL;
  return g_steal_pointer (&found);
}
