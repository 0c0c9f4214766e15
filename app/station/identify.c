/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/identify.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/legacy-deuinfo.h"
#include "app/station/station-private.h"
#include "app/store/card-list.h"
#include "printers/readermodel.h"

/* What lies on the desk's reader. It is read on the worker that makes cards, so that no order begins
 * in the middle of it; while one is at work it is refused instead of queued. Waiting for a card is a
 * thread of its own that only asks the reader how it stands. */

/* microseconds between two looks, after which it is also seen that the station closes */
#define WAIT_SLICE (300 * G_TIME_SPAN_MILLISECOND)

void
cw_identified_free (CwIdentified *self)
{
  if (self == NULL)
    return;
  g_free (self->uid);
  g_free (self->chip);
  g_free (self->escn);
  g_clear_pointer (&self->card, cw_card_unref);
  g_clear_pointer (&self->student, cw_student_unref);
  g_free (self->institution);
  g_free (self->sentence);
  g_free (self);
}

/* the chip */

static gboolean
cw_identify_transmit (gpointer      user_data,
                      const guint8 *command,
                      gsize         length,
                      GByteArray   *answer,
                      GError      **error)
{
  return cw_reader_session_transmit (CW_READER_SESSION (user_data), command, length, answer, error);
}

static void
cw_identify_random (gpointer user_data,
                    guint8  *data,
                    gsize    length)
{
  cw_random_bytes (data, length);
}

/* A number and a signature that anybody may read; most cards have none, which is no error. */
static void
cw_identify_read_zone (CwIdentified     *self,
                       const CwChipLink *link,
                       CwChipReport     *report)
{
  g_autoptr (CwDeuinfo) zone = cw_deuinfo_read (link, NULL);

  if (zone == NULL)
    return;
  self->is_signed = TRUE;
  self->genuine = cw_deuinfo_check_signature (zone, NULL);
  if (report->has_escn)
    return;
  report->has_escn = TRUE;
  report->escn = zone->escn;
}

static gboolean
cw_identify_read_chip (CwIdentified *self,
                       CwReader     *reader,
                       CwEscn       *escn,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autoptr (CwReaderSession) session = cw_reader_open (reader, cancellable, error);
  g_autoptr (GBytes) atr = session != NULL ? cw_reader_session_get_atr (session) : NULL;
  g_autoptr (CwChipReport) report = NULL;
  CwReaderWay way = cw_reader_model_find (cw_reader_get_name (reader))->way;
  CwChipLink link = { .transmit = cw_identify_transmit, .random = cw_identify_random, .user_data = session, .way = &way };

  if (session == NULL)
    return FALSE;
  link.atr = g_bytes_get_data (atr, &link.atr_length);
  report = cw_chip_inspect (&link, error);
  if (report == NULL)
    return FALSE;
  cw_identify_read_zone (self, &link, report);
  self->uid = g_strdup (report->uid);
  self->chip = g_strdup (report->kind);
  if (report->has_escn)
    {
      *escn = report->escn;
      self->escn = cw_escn_to_string (escn);
    }
  return TRUE;
}

/* the books */

static gboolean
cw_identify_find_institution (CwIdentified *self,
                              CwStore      *store,
                              const CwEscn *escn,
                              GError      **error)
{
  g_autoptr (GPtrArray) institutions = cw_store_list_institutions (store, error);
  char pic[10];

  if (institutions == NULL)
    return FALSE;
  cw_escn_get_pic (escn, pic);
  for (guint i = 0; i < institutions->len && self->institution == NULL; i++)
    {
      const CwInstitution *institution = g_ptr_array_index (institutions, i);

      if (g_strcmp0 (institution->pic, pic) == 0)
        self->institution = g_strdup (institution->name);
    }
  return TRUE;
}

/* By the number first: that is what the register and others know the card by. */
static gboolean
cw_identify_find_card (CwIdentified *self,
                       CwStore      *store,
                       const CwEscn *escn,
                       GError      **error)
{
  g_autoptr (GError) local = NULL;

  if (self->escn != NULL)
    {
      if (!cw_identify_find_institution (self, store, escn, error))
        return FALSE;
      self->card = cw_store_find_card (store, escn, &local);
    }
  if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  if (self->card == NULL && !cw_store_find_card_of_chip (store, self->uid, &self->card, error))
    return FALSE;
  if (self->card != NULL)
    self->student = cw_store_get_student (store, self->card->student_id, NULL);
  return TRUE;
}

/* A chip that is not the one in the books, or a number that is not. A card whose chip nobody wrote
 * down, or whose plan leaves the number off the chip, has nothing to compare. */
static gboolean
cw_identify_differs (const CwIdentified *self)
{
  g_autofree char *escn = cw_escn_to_string (&self->card->escn);

  return (self->card->uid != NULL && g_strcmp0 (self->card->uid, self->uid) != 0) ||
         (self->escn != NULL && g_strcmp0 (self->escn, escn) != 0);
}

static CwIdentifiedKind
cw_identify_judge_card (const CwIdentified *self,
                        const CwOrderRow   *order,
                        const char         *today)
{
  if (cw_identify_differs (self))
    return CW_IDENTIFIED_DIFFERS;
  if (order->open)
    return CW_IDENTIFIED_BEING_MADE;
  if (self->card->state == CW_CARD_STATE_ISSUED && (self->card->expires_at == NULL || strcmp (self->card->expires_at, today) >= 0))
    return CW_IDENTIFIED_IN_FORCE;
  return CW_IDENTIFIED_NOT_IN_FORCE;
}

/* the sentence */

static char *
cw_identify_say_elsewhere (const CwIdentified *self)
{
  if (self->is_signed && !self->genuine)
    return g_strdup (_ ("This card carries a European Student Card number with a signature that does not fit it. Do not accept it as a student card."));
  if (self->institution != NULL)
    return g_strdup_printf (_ ("This is a European Student Card of %s that was not made at this station. Ask where it was made, or look it up in the register."), self->institution);
  return g_strdup (self->is_signed ? _ ("This is a European Student Card of another institution. Its signature fits its number and its chip.")
                                   : _ ("This is a European Student Card of another institution. Its number can be looked up at esc-r.eu."));
}

/* Why a card of this station is not good, and what is left to do with it. */
static const char *
cw_identify_say_state (CwCardState state)
{
  switch (state)
    {
    case CW_CARD_STATE_LOST:
      return _ ("This card was reported lost. If its student has it back, mark it as found.");
    case CW_CARD_STATE_STOLEN:
      return _ ("This card was reported stolen. Keep it, and withdraw it.");
    case CW_CARD_STATE_SUSPENDED:
      return _ ("This card is suspended. It can be put back in force.");
    case CW_CARD_STATE_WITHDRAWN:
      return _ ("This card was withdrawn. Destroy it.");
    case CW_CARD_STATE_REPLACED:
      return _ ("Another card was made in place of this one. Destroy it.");
    case CW_CARD_STATE_SPOILED:
      return _ ("This card was spoiled while it was made and was never handed out. Destroy it.");
    case CW_CARD_STATE_DESTROYED:
      return _ ("The books say that this card was destroyed. It lies on the reader all the same: destroy it now.");
    case CW_CARD_STATE_ISSUED:
    case CW_CARD_STATE_EXPIRED:
      return _ ("This card has expired. Make a new one.");
    case CW_CARD_STATE_RESERVED:
    case CW_CARD_STATE_PRINTING:
    case CW_CARD_STATE_PRINTED:
    case CW_CARD_STATE_ENCODED:
    case CW_CARD_STATE_VERIFIED:
    case CW_CARD_STATE_IN_DOUBT:
      return _ ("This card was not finished. Keep it apart, and settle its order first.");
    }
  g_assert_not_reached ();
}

static char *
cw_identify_say (const CwIdentified *self)
{
  switch (self->kind)
    {
    case CW_IDENTIFIED_IN_FORCE:
      return g_strdup (_ ("This card was made here and is in force."));
    case CW_IDENTIFIED_NOT_IN_FORCE:
      return g_strdup (cw_identify_say_state (self->card->state));
    case CW_IDENTIFIED_BEING_MADE:
      return g_strdup (_ ("This card is being made: its order is still open. Finish it at the desk."));
    case CW_IDENTIFIED_DIFFERS:
      return g_strdup (_ ("The chip and the books of this station differ: this number belongs on another chip, or this chip to another number. Keep the card and do not hand it out."));
    case CW_IDENTIFIED_ELSEWHERE:
      return cw_identify_say_elsewhere (self);
    case CW_IDENTIFIED_BLANK:
      return g_strdup (_ ("No card of this station has this chip, and there is no student card number on it. It is blank, or a card for something else."));
    }
  g_assert_not_reached ();
}

static gboolean
cw_identify_judge (CwIdentified *self,
                   CwStation    *station,
                   GError      **error)
{
  g_autofree char *today = cw_clock_today (station->tools.clock);
  g_autoptr (CwOrderRow) order = NULL;

  if (self->card == NULL)
    {
      self->kind = self->escn != NULL ? CW_IDENTIFIED_ELSEWHERE : CW_IDENTIFIED_BLANK;
      return TRUE;
    }
  order = cw_store_get_order (station->tools.store, self->card->order_id, error);
  if (order == NULL)
    return FALSE;
  self->kind = cw_identify_judge_card (self, order, today);
  return TRUE;
}

/* the station */

static gboolean
cw_station_is_reader_at_work (CwStation *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->order_id != 0 || self->walk_ins > 0 || self->batch_at_work;
}

static gboolean
cw_station_check_desk_reader (CwStation *self,
                              GError   **error)
{
  if (self->tools.reader != NULL && !self->tools.reader_inside)
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED,
                       self->tools.reader == NULL ? _ ("This station has no card reader. Choose one in the settings.")
                                                  : _ ("This station's reader is inside the printer, where no card can be laid on it."));
  return FALSE;
}

static gboolean
cw_station_check_identify (CwStation *self,
                           GError   **error)
{
  if (!cw_station_check_desk_reader (self, error))
    return FALSE;
  if (!cw_station_is_reader_at_work (self))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_BUSY, _ ("A card is being made, and the reader is needed for it. Finish that card first."));
  return FALSE;
}

CwIdentified *
cw_station_identify (CwStation    *self,
                     GCancellable *cancellable,
                     GError      **error)
{
  g_autoptr (CwIdentified) found = g_new0 (CwIdentified, 1);
  CwEscn escn = { 0 };

  g_return_val_if_fail (CW_IS_STATION (self), NULL);

  if (!cw_station_check_identify (self, error) ||
      !cw_identify_read_chip (found, self->tools.reader, &escn, cancellable, error) ||
      !cw_identify_find_card (found, self->tools.store, &escn, error) ||
      !cw_identify_judge (found, self, error))
    return NULL;
  found->sentence = cw_identify_say (found);
  return g_steal_pointer (&found);
}

static gboolean
cw_station_identify_work (gpointer      data,
                          GCancellable *cancellable,
                          GError      **error)
{
  CwCall *call = data;

  call->result = cw_station_identify (call->station, cancellable, error);
  return call->result != NULL;
}

void
cw_station_identify_async (CwStation          *self,
                           GCancellable       *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer            user_data)
{
  GError *error = NULL;

  g_return_if_fail (CW_IS_STATION (self));

  /* here already: behind an order it would wait for minutes */
  if (!cw_station_check_identify (self, &error))
    g_task_report_error (self, callback, user_data, cw_station_identify_async, error);
  else
    cw_station_call (self, self->issue_worker, cw_station_identify_work, cw_call_new (self, NULL, (GDestroyNotify) cw_identified_free),
                     cw_station_identify_async, cancellable, callback, user_data);
}

CwIdentified *
cw_station_identify_finish (CwStation    *self,
                            GAsyncResult *result,
                            GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* waiting */

typedef struct
{
  CwReader     *reader;
  GCancellable *closing;
} CwCardWait;

static void
cw_card_wait_free (CwCardWait *self)
{
  g_object_unref (self->reader);
  g_object_unref (self->closing);
  g_free (self);
}

/* One look. @reached: (out): the reader is as wanted */
static gboolean
cw_card_wait_look (CwCardWait   *self,
                   gboolean      for_card,
                   gboolean     *reached,
                   GCancellable *cancellable,
                   GError      **error)
{
  g_autoptr (GError) local = NULL;

  if (g_cancellable_set_error_if_cancelled (self->closing, error) || g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  *reached = cw_reader_wait (self->reader, for_card, WAIT_SLICE, cancellable, &local);
  if (local == NULL || g_error_matches (local, CW_ERROR, CW_ERROR_TIMED_OUT))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static gboolean
cw_card_wait_run (CwCardWait   *self,
                  CwStation    *station,
                  GCancellable *cancellable,
                  GError      **error)
{
  gboolean emptied = FALSE;

  for (;;)
    {
      gboolean reached = FALSE;

      if (!cw_card_wait_look (self, emptied, &reached, cancellable, error))
        return FALSE;
      /* a card that an order had laid down was for the order, and is taken away again first */
      if (cw_station_is_reader_at_work (station))
        {
          emptied = FALSE;
          g_usleep (WAIT_SLICE);
          continue;
        }
      if (reached && emptied)
        return TRUE;
      emptied = emptied || reached;
    }
}

static void
cw_card_wait_thread (GTask        *task,
                     gpointer      source,
                     gpointer      data,
                     GCancellable *cancellable)
{
  GError *error = NULL;

  if (cw_card_wait_run (data, CW_STATION (source), cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
cw_station_wait_card_async (CwStation          *self,
                            GCancellable       *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer            user_data)
{
  g_autoptr (GTask) task = NULL;
  GError *error = NULL;
  CwCardWait *wait;

  g_return_if_fail (CW_IS_STATION (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, cw_station_wait_card_async);
  if (!cw_station_check_desk_reader (self, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  wait = g_new0 (CwCardWait, 1);
  wait->reader = g_object_ref (self->tools.reader);
  wait->closing = g_object_ref (self->closing);
  g_task_set_task_data (task, wait, (GDestroyNotify) cw_card_wait_free);
  g_task_run_in_thread (task, cw_card_wait_thread);
}

gboolean
cw_station_wait_card_finish (CwStation    *self,
                             GAsyncResult *result,
                             GError      **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
