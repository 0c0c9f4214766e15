/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/chip/report.h"
#include "app/chip/writer.h"

/* Writing a chip, so that it can break off after any exchange and be taken up again: look what
 * is there, refuse what is not ours before changing anything, then do what is missing
 * (writecard.c, writetake.c, writefill.c). One thread at a time. */

static void
cw_writer_clear (CwWriter *self)
{
  cw_encoder_clear (&self->encoder);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwWriter, cw_writer_clear)

/**
 * cw_writer_enter:
 * @place: the application that the stage is about; below 0: none
 *
 * Has the stage written down before it begins. With several applications the AID is behind it.
 */
gboolean
cw_writer_enter (CwWriter   *self,
                 const char *stage,
                 int         place,
                 GError    **error)
{
  g_autofree char *aid = NULL;
  g_autofree char *name = NULL;

  if (self->stage == NULL)
    return TRUE;
  if (place < 0 || cw_encoder_count (&self->encoder) == 1)
    return self->stage (stage, self->user_data, error);
  aid = cw_chip_plan_describe_aid (&cw_chip_plan_get_application (self->encoder.plan, (guint) place)->frame.aid);
  name = g_strconcat (stage, " ", aid, NULL);
  return self->stage (name, self->user_data, error);
}

static gboolean
cw_writer_run (CwWriter *self,
               GError  **error)
{
  if (!cw_writer_enter (self, "application", -1, error) || !cw_writer_open_card (self, error))
    return FALSE;
  for (guint place = 0; place < cw_encoder_count (&self->encoder); place++)
    if (!cw_writer_complete (self, place, error))
      return FALSE;
  return TRUE;
}

/**
 * cw_chip_write:
 * @plan: bound to the institution whose card it is, and filled for this card
 * @escn: the number that the card gets
 * @stage: (nullable): called before each stage; returning %FALSE with an error breaks off there
 *
 * Creates the applications, gives them this card's own keys, creates and fills their files, and
 * reads everything back. Called again for the same chip with the same number after it was broken
 * off anywhere, it goes on from there. The card's own master key is used when it is the
 * factory's or the plan's; it is changed when the plan says so. With a plan that writes nothing
 * the card is only recognised.
 *
 * Returns: (transfer full): a report of a complete chip, or %NULL. Before anything was changed:
 *   %CW_ERROR_CARD_UNKNOWN, %CW_ERROR_KEY_MISSING, %CW_ERROR_RECORD_INCOMPLETE (the plan wants to
 *   be filled), %CW_ERROR_KEY_REFUSED (the application or the card is under another key),
 *   %CW_ERROR_CHIP_MISMATCH (it holds something else). At any time: %CW_ERROR_CARD_REMOVED,
 *   %CW_ERROR_CHIP_REFUSED, %CW_ERROR_CHIP_INTEGRITY
 */
CwChipReport *
cw_chip_write (const CwChipLink *link,
               CwChipPlan       *plan,
               CwKeySource      *keys,
               const CwEscn     *escn,
               CwChipStageFunc   stage,
               gpointer          user_data,
               GError          **error)
{
  g_auto (CwWriter) writer = { .encoder = { .escn = escn }, .stage = stage, .user_data = user_data };
  g_autoptr (CwChipReport) report = NULL;

  g_return_val_if_fail (link != NULL && plan != NULL && escn != NULL, NULL);
  g_return_val_if_fail (CW_IS_KEY_SOURCE (keys), NULL);

  if (cw_chip_plan_writes_nothing (plan))
    return cw_chip_recognise (link, error);
  if (!cw_chip_plan_check_known (plan, error))
    return NULL;
  if (plan->storage != NULL)
    return cw_chip_write_storage (link, plan, escn, stage, user_data, error);
  if (!cw_encoder_begin (&writer.encoder, link, plan, keys, TRUE, error))
    return NULL;
  report = cw_chip_report_new (&writer.encoder.version);
  if (!cw_writer_run (&writer, error))
    return NULL;
  cw_survey_report (&writer.encoder, report);
  report->numbered = cw_chip_plan_holds_escn (plan);
  report->complete = TRUE;
  report->exchanges = cw_desfire_get_exchanges (writer.encoder.desfire);
  return g_steal_pointer (&report);
}
