/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-issue"

#include "config.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "app/issue/step.h"

/* Layout: the frozen record drawn on both faces, checked and digested. Pure, so that settling is
 * drawing again. */

static gboolean
cw_step_layout_check (CwFace  *face,
                      GError **error)
{
  g_autoptr (GPtrArray) checks = cw_face_check (face);

  for (guint i = 0; i < checks->len; i++)
    {
      const CwCheck *check = g_ptr_array_index (checks, i);

      if (check->error)
        {
          g_set_error_literal (error, CW_ERROR, CW_ERROR_REFUSED, check->sentence);
          return FALSE;
        }
    }
  return TRUE;
}

static CwStepFinding
cw_step_layout_run (CwOrder      *order,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *digest = NULL;
  CwFace *face = cw_order_get_face (order, error);

  if (face == NULL || !cw_step_layout_check (face, error))
    return CW_STEP_DID_NOT;
  digest = cw_face_digest (face, error);
  if (digest == NULL)
    return CW_STEP_DID_NOT;
  cw_order_note (order, "faces", digest);
  return CW_STEP_HAPPENED;
}

static CwStepFinding
cw_step_layout_settle (CwOrder         *order,
                       const CwStepRow *row,
                       GCancellable    *cancellable,
                       GError         **error)
{
  return CW_STEP_DID_NOT;
}

const CwStep cw_step_layout = {
  .kind = CW_STEP_LAYOUT,
  .run = cw_step_layout_run,
  .settle = cw_step_layout_settle,
  .question = CW_QUESTION_TRY_AGAIN,
};
