/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* Any bytes as a chip plan: a plan that can be carried out, or an error that names the place. */

#include "config.h"

#include <stdint.h>

#include "app/base/error.h"
#include "app/chip/plan.h"

int LLVMFuzzerTestOneInput (const uint8_t *data,
                            size_t         size);

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  const CwEscn escn = { { 1 } };
  g_autoptr (GError) error = NULL;
  g_autoptr (CwChipPlan) plan = cw_chip_plan_parse ((const char *) data, (gssize) size, "fuzz", &error);
  g_autoptr (CwChipPlan) bound = NULL;

  if (plan == NULL)
    {
      g_assert_error (error, CW_ERROR, CW_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      return 0;
    }
  g_assert_no_error (error);
  bound = cw_chip_plan_bind (plan, "lbtu");
  for (guint slot = 0; slot < bound->application.n_keys; slot++)
    g_assert_nonnull (bound->keys[slot].label);
  for (guint i = 0; i < bound->n_files; i++)
    {
      g_autofree guint8 *content = g_malloc0 (bound->files[i].settings.size);

      cw_chip_plan_file_fill (&bound->files[i], &escn, content);
    }
  return 0;
}
