/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/values.h"

#include <glib/gi18n-lib.h>

/* The closed value lists and their names, one table each. No state; any thread. The names are
 * in databases and files: a name, once released, stays. */

static gboolean
find_name (const char *const *names,
           gsize              n_names,
           const char        *name,
           guint             *value)
{
  for (gsize i = 0; name != NULL && i < n_names; i++)
    if (g_str_equal (names[i], name))
      {
        *value = (guint) i;
        return TRUE;
      }
  return FALSE;
}

static const char *const academic_level_names[] = {
  [CW_ACADEMIC_LEVEL_NONE] = "NONE",
  [CW_ACADEMIC_LEVEL_BACHELOR] = "BACHELOR",
  [CW_ACADEMIC_LEVEL_MASTER] = "MASTER",
  [CW_ACADEMIC_LEVEL_DOCTORATE] = "DOCTORATE",
};

/**
 * cw_academic_level_to_name:
 *
 * Returns: (transfer none): the ESC-Router's word, or "NONE", which is never sent to it
 */
const char *
cw_academic_level_to_name (CwAcademicLevel value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (academic_level_names), "NONE");

  return academic_level_names[value];
}

/**
 * cw_academic_level_from_name:
 * @name: (nullable): what cw_academic_level_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_academic_level_from_name (const char      *name,
                             CwAcademicLevel *value)
{
  guint found;

  if (!find_name (academic_level_names, G_N_ELEMENTS (academic_level_names), name, &found))
    return FALSE;
  *value = (CwAcademicLevel) found;
  return TRUE;
}

/**
 * cw_academic_level_to_label:
 *
 * Returns: (transfer none): the level in the operator's language
 */
const char *
cw_academic_level_to_label (CwAcademicLevel value)
{
  switch (value)
    {
    case CW_ACADEMIC_LEVEL_NONE:
      return C_ ("academic level", "Not stated");
    case CW_ACADEMIC_LEVEL_BACHELOR:
      return C_ ("academic level", "Bachelor");
    case CW_ACADEMIC_LEVEL_MASTER:
      return C_ ("academic level", "Master");
    case CW_ACADEMIC_LEVEL_DOCTORATE:
      return C_ ("academic level", "Doctorate");
    }
  g_return_val_if_reached ("");
}

static const char *const card_type_names[] = {
  [CW_CARD_TYPE_UNKNOWN] = "UNKNOWN",
  [CW_CARD_TYPE_PASSIVE] = "PASSIVE",
  [CW_CARD_TYPE_SMART_NO_CDZ] = "SMART_NO_CDZ",
  [CW_CARD_TYPE_SMART_CDZ] = "SMART_CDZ",
  [CW_CARD_TYPE_SMART_MAY_SP] = "SMART_MAY_SP",
};

/**
 * cw_card_type_to_name:
 *
 * Returns: (transfer none): the ESC-Router's word
 */
const char *
cw_card_type_to_name (CwCardType value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (card_type_names), "UNKNOWN");

  return card_type_names[value];
}

/**
 * cw_card_type_from_name:
 * @name: (nullable): what cw_card_type_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_card_type_from_name (const char *name,
                        CwCardType *value)
{
  guint found;

  if (!find_name (card_type_names, G_N_ELEMENTS (card_type_names), name, &found))
    return FALSE;
  *value = (CwCardType) found;
  return TRUE;
}

static const char *const card_state_names[] = {
  [CW_CARD_STATE_RESERVED] = "reserved",
  [CW_CARD_STATE_PRINTING] = "printing",
  [CW_CARD_STATE_PRINTED] = "printed",
  [CW_CARD_STATE_ENCODED] = "encoded",
  [CW_CARD_STATE_VERIFIED] = "verified",
  [CW_CARD_STATE_ISSUED] = "issued",
  [CW_CARD_STATE_IN_DOUBT] = "in-doubt",
  [CW_CARD_STATE_SPOILED] = "spoiled",
  [CW_CARD_STATE_SUSPENDED] = "suspended",
  [CW_CARD_STATE_LOST] = "lost",
  [CW_CARD_STATE_STOLEN] = "stolen",
  [CW_CARD_STATE_WITHDRAWN] = "withdrawn",
  [CW_CARD_STATE_EXPIRED] = "expired",
  [CW_CARD_STATE_REPLACED] = "replaced",
  [CW_CARD_STATE_DESTROYED] = "destroyed",
};

/**
 * cw_card_state_to_name:
 *
 * Returns: (transfer none): the name for the database and --json
 */
const char *
cw_card_state_to_name (CwCardState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (card_state_names), "in-doubt");

  return card_state_names[value];
}

/**
 * cw_card_state_from_name:
 * @name: (nullable): what cw_card_state_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_card_state_from_name (const char  *name,
                         CwCardState *value)
{
  guint found;

  if (!find_name (card_state_names, G_N_ELEMENTS (card_state_names), name, &found))
    return FALSE;
  *value = (CwCardState) found;
  return TRUE;
}

/**
 * cw_card_state_to_label:
 *
 * Returns: (transfer none): the state in the operator's language
 */
const char *
cw_card_state_to_label (CwCardState value)
{
  switch (value)
    {
    case CW_CARD_STATE_RESERVED:
      return C_ ("card state", "Reserved");
    case CW_CARD_STATE_PRINTING:
      return C_ ("card state", "Printing");
    case CW_CARD_STATE_PRINTED:
      return C_ ("card state", "Printed");
    case CW_CARD_STATE_ENCODED:
      return C_ ("card state", "Encoded");
    case CW_CARD_STATE_VERIFIED:
      return C_ ("card state", "Verified");
    case CW_CARD_STATE_ISSUED:
      return C_ ("card state", "Issued");
    case CW_CARD_STATE_IN_DOUBT:
      return C_ ("card state", "In doubt");
    case CW_CARD_STATE_SPOILED:
      return C_ ("card state", "Spoiled");
    case CW_CARD_STATE_SUSPENDED:
      return C_ ("card state", "Suspended");
    case CW_CARD_STATE_LOST:
      return C_ ("card state", "Lost");
    case CW_CARD_STATE_STOLEN:
      return C_ ("card state", "Stolen");
    case CW_CARD_STATE_WITHDRAWN:
      return C_ ("card state", "Withdrawn");
    case CW_CARD_STATE_EXPIRED:
      return C_ ("card state", "Expired");
    case CW_CARD_STATE_REPLACED:
      return C_ ("card state", "Replaced");
    case CW_CARD_STATE_DESTROYED:
      return C_ ("card state", "Destroyed");
    }
  g_return_val_if_reached ("");
}

static const char *const step_kind_names[] = {
  [CW_STEP_RESERVE] = "reserve",
  [CW_STEP_LAYOUT] = "layout",
  [CW_STEP_PRINT] = "print",
  [CW_STEP_ENCODE] = "encode",
  [CW_STEP_VERIFY] = "verify",
  [CW_STEP_REGISTER] = "register",
  [CW_STEP_HAND_OVER] = "hand-over",
};

G_STATIC_ASSERT (G_N_ELEMENTS (step_kind_names) == CW_STEP_COUNT);

/**
 * cw_step_kind_to_name:
 *
 * Returns: (transfer none): the name for the database, profiles and --json
 */
const char *
cw_step_kind_to_name (CwStepKind value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (step_kind_names), "");

  return step_kind_names[value];
}

/**
 * cw_step_kind_from_name:
 * @name: (nullable): what cw_step_kind_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_step_kind_from_name (const char *name,
                        CwStepKind *value)
{
  guint found;

  if (!find_name (step_kind_names, G_N_ELEMENTS (step_kind_names), name, &found))
    return FALSE;
  *value = (CwStepKind) found;
  return TRUE;
}

/**
 * cw_step_kind_to_label:
 *
 * Returns: (transfer none): the step in the operator's language
 */
const char *
cw_step_kind_to_label (CwStepKind value)
{
  switch (value)
    {
    case CW_STEP_RESERVE:
      return C_ ("step", "Reserve the number");
    case CW_STEP_LAYOUT:
      return C_ ("step", "Lay out");
    case CW_STEP_PRINT:
      return C_ ("step", "Print");
    case CW_STEP_ENCODE:
      return C_ ("step", "Encode");
    case CW_STEP_VERIFY:
      return C_ ("step", "Verify");
    case CW_STEP_REGISTER:
      return C_ ("step", "Register");
    case CW_STEP_HAND_OVER:
      return C_ ("step", "Hand over");
    }
  g_return_val_if_reached ("");
}

static const char *const step_state_names[] = {
  [CW_STEP_STATE_TODO] = "todo",
  [CW_STEP_STATE_STARTED] = "started",
  [CW_STEP_STATE_DONE] = "done",
  [CW_STEP_STATE_FAILED] = "failed",
};

/**
 * cw_step_state_to_name:
 *
 * Returns: (transfer none): the name for the database and --json
 */
const char *
cw_step_state_to_name (CwStepState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (step_state_names), "started");

  return step_state_names[value];
}

/**
 * cw_step_state_from_name:
 * @name: (nullable): what cw_step_state_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_step_state_from_name (const char  *name,
                         CwStepState *value)
{
  guint found;

  if (!find_name (step_state_names, G_N_ELEMENTS (step_state_names), name, &found))
    return FALSE;
  *value = (CwStepState) found;
  return TRUE;
}

static const char *const plastic_state_names[] = {
  [CW_PLASTIC_STATE_QUEUED] = "queued",
  [CW_PLASTIC_STATE_SENT] = "sent",
  [CW_PLASTIC_STATE_PRINTING] = "printing",
  [CW_PLASTIC_STATE_PRINTED] = "printed",
  [CW_PLASTIC_STATE_VERIFIED] = "verified",
  [CW_PLASTIC_STATE_UNCERTAIN] = "uncertain",
  [CW_PLASTIC_STATE_FAILED] = "failed",
  [CW_PLASTIC_STATE_ISSUED] = "issued",
  [CW_PLASTIC_STATE_SPOILED] = "spoiled",
};

/**
 * cw_plastic_state_to_name:
 *
 * Returns: (transfer none): the name for the database and --json
 */
const char *
cw_plastic_state_to_name (CwPlasticState value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (plastic_state_names), "queued");

  return plastic_state_names[value];
}

/**
 * cw_plastic_state_from_name:
 * @name: (nullable): what cw_plastic_state_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_plastic_state_from_name (const char     *name,
                            CwPlasticState *value)
{
  guint found;

  if (!find_name (plastic_state_names, G_N_ELEMENTS (plastic_state_names), name, &found))
    return FALSE;
  *value = (CwPlasticState) found;
  return TRUE;
}

static const char *const plastic_purpose_names[] = {
  [CW_PLASTIC_PURPOSE_CARD] = "card",
  [CW_PLASTIC_PURPOSE_TEST_CARD] = "test-card",
  [CW_PLASTIC_PURPOSE_ALIGNMENT] = "alignment",
  [CW_PLASTIC_PURPOSE_FOUND] = "found",
};

/**
 * cw_plastic_purpose_to_name:
 *
 * Returns: (transfer none): the name for the database and --json
 */
const char *
cw_plastic_purpose_to_name (CwPlasticPurpose value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (plastic_purpose_names), "card");

  return plastic_purpose_names[value];
}

/**
 * cw_plastic_purpose_from_name:
 * @name: (nullable): what cw_plastic_purpose_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_plastic_purpose_from_name (const char       *name,
                              CwPlasticPurpose *value)
{
  guint found;

  if (!find_name (plastic_purpose_names, G_N_ELEMENTS (plastic_purpose_names), name, &found))
    return FALSE;
  *value = (CwPlasticPurpose) found;
  return TRUE;
}

static const char *const reissue_reason_names[] = {
  [CW_REISSUE_REASON_LOST] = "lost",
  [CW_REISSUE_REASON_STOLEN] = "stolen",
  [CW_REISSUE_REASON_DAMAGED] = "damaged",
  [CW_REISSUE_REASON_BADLY_PRINTED] = "badly-printed",
  [CW_REISSUE_REASON_CHIP_DEAD] = "chip-dead",
  [CW_REISSUE_REASON_DATA_CHANGED] = "data-changed",
  [CW_REISSUE_REASON_OTHER] = "other",
};

/**
 * cw_reissue_reason_to_name:
 *
 * Returns: (transfer none): the name for the database and --json
 */
const char *
cw_reissue_reason_to_name (CwReissueReason value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (reissue_reason_names), "other");

  return reissue_reason_names[value];
}

/**
 * cw_reissue_reason_from_name:
 * @name: (nullable): what cw_reissue_reason_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_reissue_reason_from_name (const char      *name,
                             CwReissueReason *value)
{
  guint found;

  if (!find_name (reissue_reason_names, G_N_ELEMENTS (reissue_reason_names), name, &found))
    return FALSE;
  *value = (CwReissueReason) found;
  return TRUE;
}

/**
 * cw_reissue_reason_to_label:
 *
 * Returns: (transfer none): the words for the operator, translated
 */
const char *
cw_reissue_reason_to_label (CwReissueReason value)
{
  switch (value)
    {
    case CW_REISSUE_REASON_LOST:
      return C_ ("reissue", "The card was lost");
    case CW_REISSUE_REASON_STOLEN:
      return C_ ("reissue", "The card was stolen");
    case CW_REISSUE_REASON_DAMAGED:
      return C_ ("reissue", "The card is damaged");
    case CW_REISSUE_REASON_BADLY_PRINTED:
      return C_ ("reissue", "The card is badly printed");
    case CW_REISSUE_REASON_CHIP_DEAD:
      return C_ ("reissue", "The chip does not work");
    case CW_REISSUE_REASON_DATA_CHANGED:
      return C_ ("reissue", "Name, photo or programme has changed");
    case CW_REISSUE_REASON_OTHER:
      return C_ ("reissue", "Another reason");
    }
  g_return_val_if_reached ("");
}
