/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/chip/report.h"
#include "app/chip/storage.h"
#include "app/chip/writer.h"

/* Plans for storage cards (storage.h): plain bytes from one page or block on, looked at before
 * anything is changed, written, read back. No key and no lock is set. One thread at a time. */

/* MIFARE Classic as it is sold: key A of every sector. */
static const guint8 classic_factory_key[] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff };

/* PC/SC part 3, 3.2.2.1.4: volatile key structure, slot 0; some readers keep keys instead. */
static const CwReaderWay usual_way = {
  .keys = {
    { .p1 = 0x00, .type = { 0x60, 0x61 } },
    { .p1 = 0x20, .type = { 0x60, 0x61 }, .lasting = TRUE },
  },
  .n_keys = 2,
};

typedef struct
{
  CwReaderWay       way; /* where the link has none */
  CwStorage        *storage;
  const CwChipPlan *plan;
  CwChipReport     *report;
  guint8           *content; /* what is there */
} CwStorageWork;

static void
cw_storage_work_clear (CwStorageWork *self)
{
  g_clear_pointer (&self->storage, cw_storage_free);
  g_clear_pointer (&self->report, cw_chip_report_free);
  g_clear_pointer (&self->content, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwStorageWork, cw_storage_work_clear)

static gboolean
cw_storage_work_read (CwStorageWork *self,
                      GError       **error)
{
  gsize size = self->plan->storage->settings.size;
  gsize offset = 0;

  if (!cw_storage_read (self->storage, self->plan->storage_first, self->content, size, error))
    return FALSE;
  self->report->has_escn = FALSE;
  if (cw_chip_plan_file_holds_escn (self->plan->storage, &offset))
    cw_chip_report_set_escn (self->report, self->content + offset, CW_CHIP_ESCN_SIZE);
  g_free (self->report->content_digest);
  self->report->content_digest = cw_digest_bytes (self->content, size);
  return TRUE;
}

/* Which card it is, whether the plan takes it, and what is on it. */
static gboolean
cw_storage_work_begin (CwStorageWork    *self,
                       const CwChipLink *link,
                       const CwChipPlan *plan,
                       GError          **error)
{
  g_autoptr (CwSecret) key = cw_secret_new (classic_factory_key, sizeof classic_factory_key);
  const CwStorageKind *kind;
  const guint8 *uid;
  gsize length = 0;

  self->plan = plan;
  self->way = usual_way;
  self->storage = cw_storage_new (link, link->atr, link->atr_length, link->way != NULL ? link->way : &self->way, error);
  if (self->storage == NULL)
    return FALSE;
  kind = cw_storage_get_kind (self->storage);
  if (!g_strv_contains ((const char *const *) plan->storage_kinds, kind->id))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_CARD_UNKNOWN, _ ("The chip plan “%s” is not for a card of the kind %s."), plan->name, kind->name);
      return FALSE;
    }
  if (kind->family == CW_STORAGE_FAMILY_CLASSIC)
    cw_storage_set_key (self->storage, CW_STORAGE_KEY_A, key);
  uid = cw_storage_get_uid (self->storage, &length);
  self->report = g_new0 (CwChipReport, 1);
  self->report->uid = cw_hex_encode (uid, length);
  self->report->kind = g_strdup (kind->name);
  self->report->numbered = cw_chip_plan_holds_escn (plan);
  self->content = g_malloc0 (plan->storage->settings.size);
  return cw_storage_work_read (self, error);
}

static CwChipReport *
cw_storage_work_end (CwStorageWork *self)
{
  self->report->exchanges = cw_storage_get_exchanges (self->storage);
  return g_steal_pointer (&self->report);
}

static gboolean
cw_storage_work_enter (CwChipStageFunc stage,
                       const char     *name,
                       gpointer        user_data,
                       GError        **error)
{
  return stage == NULL || stage (name, user_data, error);
}

/* What is there may be nothing, the planned, or what an earlier write did not finish. */
static gboolean
cw_storage_work_judge (const CwStorageWork *self,
                       const guint8        *planned,
                       GError             **error)
{
  gsize size = self->plan->storage->settings.size;

  if (cw_chip_content_is_unfinished (self->content, planned, size))
    return TRUE;
  g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH,
                       self->report->has_escn ? _ ("The chip already holds another card number. Nothing was changed. Use a blank card.")
                                              : _ ("The card already holds something else where the plan writes. Nothing was changed. Use a blank card."));
  return FALSE;
}

/**
 * cw_chip_write_storage:
 *
 * cw_chip_write() for a plan with storage.
 */
CwChipReport *
cw_chip_write_storage (const CwChipLink *link,
                       const CwChipPlan *plan,
                       const CwEscn     *escn,
                       CwChipStageFunc   stage,
                       gpointer          user_data,
                       GError          **error)
{
  g_auto (CwStorageWork) work = { 0 };
  gsize size = plan->storage->settings.size;
  g_autofree guint8 *planned = g_malloc0 (size);

  cw_chip_plan_file_fill (plan->storage, escn, planned);
  if (!cw_storage_work_begin (&work, link, plan, error) ||
      !cw_storage_work_judge (&work, planned, error) ||
      !cw_storage_work_enter (stage, "content", user_data, error) ||
      !cw_storage_write (work.storage, plan->storage_first, planned, size, error) ||
      !cw_storage_work_enter (stage, "verify", user_data, error) ||
      !cw_storage_work_read (&work, error))
    return NULL;
  if (memcmp (work.content, planned, size) != 0)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_CHIP_MISMATCH, _ ("What was read back is not what was written. Put the card aside."));
      return NULL;
    }
  work.report->present = TRUE;
  work.report->complete = TRUE;
  return cw_storage_work_end (&work);
}

/**
 * cw_chip_verify_storage:
 *
 * cw_chip_verify() for a plan with storage.
 */
CwChipReport *
cw_chip_verify_storage (const CwChipLink *link,
                        const CwChipPlan *plan,
                        GError          **error)
{
  g_auto (CwStorageWork) work = { 0 };

  if (!cw_storage_work_begin (&work, link, plan, error))
    return NULL;
  if (!cw_chip_plan_file_matches (plan->storage, NULL, work.content))
    work.report->difference = g_strdup (_ ("The card holds something else than planned."));
  else if (work.report->numbered && !work.report->has_escn)
    work.report->difference = g_strdup (_ ("The chip holds no card number yet."));
  work.report->present = work.report->difference == NULL;
  work.report->complete = work.report->present;
  return cw_storage_work_end (&work);
}
