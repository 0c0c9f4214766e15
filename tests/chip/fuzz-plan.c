/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a chip plan: a plan that can be carried out, or an error that names the place. */

#include "config.h"

#include <stdint.h>

#include "app/base/error.h"
#include "app/chip/plan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

static const char *const fields[][2] = { { "number", "LB230042" }, { "email", "" }, { "expires_at", "2027-08-31" }, { "pic", "999933328" } };

static void
use_file (const CwChipPlanFile *file,
          const CwEscn         *escn)
{
  g_autofree guint8 *content = g_malloc0 (file->settings.size + 1);

  if (escn != NULL)
    cw_chip_plan_file_fill (file, escn, content);
  g_assert_true (cw_chip_plan_file_matches (file, NULL, content) || escn == NULL);
}

/* @escn: (nullable): not everything of the plan is known */
static void
use_application (const CwChipPlanApplication *application,
                 const CwEscn                *escn)
{
  for (guint slot = 0; slot < application->frame.n_keys; slot++)
    g_assert_true (application->keys[slot].label != NULL || slot > 0);
  for (guint i = 0; i < application->files->len; i++)
    use_file (cw_chip_plan_application_get_file (application, i), escn);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const CwEscn escn = { { 1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_parse ((const char *) data, (gssize) size, "fuzz", &error);
  g_autoptr (CwChipPlan) bound = NULL;
  g_autoptr (CwChipPlan) filled = NULL;
  g_autoptr (CwRecord) record = NULL;
  g_autofree char *description = NULL;

  if (plan == NULL)
    {
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  bound = cw_chip_plan_bind (plan, "lbtu");
  record = cw_record_new ();
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    cw_record_set (record, fields[i][0], fields[i][1], NULL);
  filled = cw_chip_plan_fill (bound, record, NULL);
  description = cw_chip_plan_describe (bound);
  g_assert_true (g_utf8_validate (description, -1, NULL));
  if (filled != NULL && filled->storage != NULL)
    use_file (filled->storage, cw_chip_plan_check_known (filled, NULL) ? &escn : NULL);
  for (guint i = 0; filled != NULL && i < filled->applications->len; i++)
    use_application (cw_chip_plan_get_application (filled, i), cw_chip_plan_check_known (filled, NULL) ? &escn : NULL);
  return 0;
}
