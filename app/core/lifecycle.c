/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/lifecycle.h"

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* The life of a card as one table: which act takes a card from which states to which, whether a
 * person must say why, and what the register is owed. All else that asks about states is a view of
 * it; docs/lifecycle.md shows it, and a test holds the two together. No state; any thread.
 *
 * What the table forbids is what the house promises: a number is never used again once its plastic
 * is spoiled, an encoded chip is handed out only after it was verified, nothing comes back from
 * destruction. What the register is owed follows esup-sgc's ApiEscService.java: a card out of use
 * for good is deleted there; one that may come back is only made inactive. */

#define IS(state) (1u << CW_CARD_STATE_##state)
#define MAKING (IS (RESERVED) | IS (PRINTING) | IS (PRINTED) | IS (ENCODED) | IS (VERIFIED))
/* what the student may still come back with */
#define HELD (IS (ISSUED) | IS (SUSPENDED) | IS (LOST))

static const CwLifeRule rules[] = {
  /* PRINTING goes back to where it came from when it is certain that no card left the hopper */
  { CW_LIFE_ACT_MAKE, IS (PRINTING) | IS (IN_DOUBT), CW_CARD_STATE_RESERVED, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_MAKE, IS (RESERVED) | IS (ENCODED) | IS (IN_DOUBT), CW_CARD_STATE_PRINTING, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_MAKE, IS (PRINTING) | IS (IN_DOUBT), CW_CARD_STATE_PRINTED, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_MAKE, IS (RESERVED) | IS (PRINTING) | IS (PRINTED) | IS (IN_DOUBT), CW_CARD_STATE_ENCODED, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_MAKE, IS (PRINTED) | IS (ENCODED) | IS (IN_DOUBT), CW_CARD_STATE_VERIFIED, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_DOUBT, MAKING, CW_CARD_STATE_IN_DOUBT, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_SPOIL, MAKING | IS (IN_DOUBT), CW_CARD_STATE_SPOILED, FALSE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_ISSUE, IS (PRINTED) | IS (VERIFIED) | IS (IN_DOUBT), CW_CARD_STATE_ISSUED, FALSE, CW_LIFE_OWED_REGISTER },

  { CW_LIFE_ACT_EXTEND, IS (ISSUED) | IS (EXPIRED), CW_CARD_STATE_ISSUED, FALSE, CW_LIFE_OWED_REGISTER },
  { CW_LIFE_ACT_REPLACE, HELD, CW_CARD_STATE_REPLACED, TRUE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_LOST, IS (ISSUED) | IS (SUSPENDED), CW_CARD_STATE_LOST, FALSE, CW_LIFE_OWED_REGISTER },
  { CW_LIFE_ACT_STOLEN, HELD, CW_CARD_STATE_STOLEN, FALSE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_SUSPEND, IS (ISSUED), CW_CARD_STATE_SUSPENDED, TRUE, CW_LIFE_OWED_REGISTER },
  { CW_LIFE_ACT_FIND, IS (SUSPENDED) | IS (LOST), CW_CARD_STATE_ISSUED, FALSE, CW_LIFE_OWED_REGISTER },
  { CW_LIFE_ACT_WITHDRAW, HELD, CW_CARD_STATE_WITHDRAWN, TRUE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_EXPIRE, HELD, CW_CARD_STATE_EXPIRED, FALSE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_DESTROY, HELD, CW_CARD_STATE_DESTROYED, TRUE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_DESTROY, IS (SPOILED) | IS (STOLEN) | IS (WITHDRAWN) | IS (EXPIRED) | IS (REPLACED), CW_CARD_STATE_DESTROYED, TRUE, CW_LIFE_OWED_NOTHING },

  { CW_LIFE_ACT_CORRECT, 0, CW_CARD_STATE_RESERVED, FALSE, CW_LIFE_OWED_PERSON },
  /* an expired card could be extended; under another ESI, or for one who left, it must not */
  { CW_LIFE_ACT_LEAVE, HELD, CW_CARD_STATE_WITHDRAWN, TRUE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_LEAVE, IS (EXPIRED), CW_CARD_STATE_WITHDRAWN, TRUE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_LEAVE, 0, CW_CARD_STATE_RESERVED, TRUE, CW_LIFE_OWED_LEAVE },
  { CW_LIFE_ACT_RETURN, 0, CW_CARD_STATE_RESERVED, FALSE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_NEW_ESI, HELD, CW_CARD_STATE_WITHDRAWN, TRUE, CW_LIFE_OWED_WITHDRAW },
  { CW_LIFE_ACT_NEW_ESI, IS (EXPIRED), CW_CARD_STATE_WITHDRAWN, TRUE, CW_LIFE_OWED_NOTHING },
  { CW_LIFE_ACT_NEW_ESI, 0, CW_CARD_STATE_RESERVED, TRUE, CW_LIFE_OWED_LEAVE },
};

static const char *const act_names[] = {
  [CW_LIFE_ACT_MAKE] = "make",
  [CW_LIFE_ACT_DOUBT] = "doubt",
  [CW_LIFE_ACT_SPOIL] = "spoil",
  [CW_LIFE_ACT_ISSUE] = "issue",
  [CW_LIFE_ACT_EXTEND] = "extend",
  [CW_LIFE_ACT_REPLACE] = "replace",
  [CW_LIFE_ACT_LOST] = "lost",
  [CW_LIFE_ACT_STOLEN] = "stolen",
  [CW_LIFE_ACT_SUSPEND] = "suspend",
  [CW_LIFE_ACT_FIND] = "find",
  [CW_LIFE_ACT_WITHDRAW] = "withdraw",
  [CW_LIFE_ACT_EXPIRE] = "expire",
  [CW_LIFE_ACT_DESTROY] = "destroy",
  [CW_LIFE_ACT_CORRECT] = "correct",
  [CW_LIFE_ACT_LEAVE] = "leave",
  [CW_LIFE_ACT_RETURN] = "return",
  [CW_LIFE_ACT_NEW_ESI] = "new-esi",
};

G_STATIC_ASSERT (G_N_ELEMENTS (act_names) == CW_LIFE_ACT_COUNT);

/**
 * cw_life_act_to_name:
 *
 * Returns: (transfer none): the word for the command line, the journal and --json
 */
const char *
cw_life_act_to_name (CwLifeAct value)
{
  g_return_val_if_fail ((guint) value < G_N_ELEMENTS (act_names), "");

  return act_names[value];
}

/**
 * cw_life_act_from_name:
 * @name: (nullable): what cw_life_act_to_name() gives
 * @value: (out): not touched on failure
 *
 * Returns: %FALSE when @name is unknown
 */
gboolean
cw_life_act_from_name (const char *name,
                       CwLifeAct  *value)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (act_names); i++)
    if (g_str_equal (act_names[i], name))
      {
        *value = (CwLifeAct) i;
        return TRUE;
      }
  return FALSE;
}

/**
 * cw_life_act_to_label:
 *
 * Returns: (transfer none): the act in the operator's language
 */
const char *
cw_life_act_to_label (CwLifeAct value)
{
  switch (value)
    {
    case CW_LIFE_ACT_MAKE:
      return C_ ("act", "Make");
    case CW_LIFE_ACT_DOUBT:
      return C_ ("act", "Put in doubt");
    case CW_LIFE_ACT_SPOIL:
      return C_ ("act", "Give up");
    case CW_LIFE_ACT_ISSUE:
      return C_ ("act", "Hand over");
    case CW_LIFE_ACT_EXTEND:
      return C_ ("act", "Extend");
    case CW_LIFE_ACT_REPLACE:
      return C_ ("act", "Replace");
    case CW_LIFE_ACT_LOST:
      return C_ ("act", "Report lost");
    case CW_LIFE_ACT_STOLEN:
      return C_ ("act", "Report stolen");
    case CW_LIFE_ACT_SUSPEND:
      return C_ ("act", "Suspend");
    case CW_LIFE_ACT_FIND:
      return C_ ("act", "Find again");
    case CW_LIFE_ACT_WITHDRAW:
      return C_ ("act", "Withdraw");
    case CW_LIFE_ACT_EXPIRE:
      return C_ ("act", "Expire");
    case CW_LIFE_ACT_DESTROY:
      return C_ ("act", "Destroy");
    case CW_LIFE_ACT_CORRECT:
      return C_ ("act", "Correct");
    case CW_LIFE_ACT_LEAVE:
      return C_ ("act", "Leave");
    case CW_LIFE_ACT_RETURN:
      return C_ ("act", "Return");
    case CW_LIFE_ACT_NEW_ESI:
      return C_ ("act", "New ESI");
    }
  g_return_val_if_reached ("");
}

/**
 * cw_life_owed_to_name:
 *
 * Returns: (transfer none): the kind of the outbox message, "" for nothing
 */
const char *
cw_life_owed_to_name (CwLifeOwed value)
{
  switch (value)
    {
    case CW_LIFE_OWED_NOTHING:
      return "";
    case CW_LIFE_OWED_REGISTER:
      return "register";
    case CW_LIFE_OWED_WITHDRAW:
      return "withdraw";
    case CW_LIFE_OWED_PERSON:
      return "person";
    case CW_LIFE_OWED_LEAVE:
      return "leave";
    }
  g_return_val_if_reached ("");
}

guint
cw_life_count_rules (void)
{
  return G_N_ELEMENTS (rules);
}

const CwLifeRule *
cw_life_get_rule (guint row)
{
  g_return_val_if_fail (row < G_N_ELEMENTS (rules), NULL);

  return &rules[row];
}

const CwLifeRule *
cw_life_find_rule (CwLifeAct   act,
                   CwCardState from)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].act == act && (rules[i].from & 1u << from) != 0)
      return &rules[i];
  return NULL;
}

const CwLifeRule *
cw_life_find_person_rule (CwLifeAct act)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].act == act && rules[i].from == 0)
      return &rules[i];
  return NULL;
}

/* Whether a person may do it to one card of their choice. */
static gboolean
cw_life_is_offered (CwLifeAct act)
{
  switch (act)
    {
    case CW_LIFE_ACT_EXTEND:
    case CW_LIFE_ACT_LOST:
    case CW_LIFE_ACT_STOLEN:
    case CW_LIFE_ACT_SUSPEND:
    case CW_LIFE_ACT_FIND:
    case CW_LIFE_ACT_WITHDRAW:
    case CW_LIFE_ACT_DESTROY:
      return TRUE;
    case CW_LIFE_ACT_MAKE:
    case CW_LIFE_ACT_DOUBT:
    case CW_LIFE_ACT_SPOIL:
    case CW_LIFE_ACT_ISSUE:
    case CW_LIFE_ACT_REPLACE:
    case CW_LIFE_ACT_EXPIRE:
    case CW_LIFE_ACT_CORRECT:
    case CW_LIFE_ACT_LEAVE:
    case CW_LIFE_ACT_RETURN:
    case CW_LIFE_ACT_NEW_ESI:
      return FALSE;
    }
  g_return_val_if_reached (FALSE);
}

const CwLifeRule *
cw_life_check (CwLifeAct   act,
               CwCardState from,
               const char *name,
               GError    **error)
{
  const CwLifeRule *rule = cw_life_find_rule (act, from);
  g_autoptr (GString) others = NULL;

  if (rule != NULL)
    return rule;
  others = g_string_new (NULL);
  for (CwLifeAct other = CW_LIFE_ACT_MAKE; other < CW_LIFE_ACT_COUNT; other++)
    if (cw_life_is_offered (other) && cw_life_find_rule (other, from) != NULL)
      g_string_append_printf (others, "%s“%s”", others->len > 0 ? ", " : "", cw_life_act_to_label (other));

  if (others->len == 0)
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is not possible for the card %s, which is “%s”. Nothing can be done with it now, and nothing was changed."),
                 cw_life_act_to_label (act), name, cw_card_state_to_label (from));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("“%s” is not possible for the card %s, which is “%s”. Possible are: %s. Nothing was changed."),
                 cw_life_act_to_label (act), name, cw_card_state_to_label (from), others->str);
  return NULL;
}

gboolean
cw_life_needs_reason (CwLifeAct act)
{
  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].act == act && rules[i].reason)
      return TRUE;
  return FALSE;
}

/**
 * cw_card_state_may_become:
 *
 * Returns: whether an act of the table takes a card from @from to @to. Staying is always allowed:
 *   the reason beside the state may change.
 */
gboolean
cw_card_state_may_become (CwCardState from,
                          CwCardState to)
{
  g_return_val_if_fail ((guint) from <= CW_CARD_STATE_DESTROYED, FALSE);
  g_return_val_if_fail ((guint) to <= CW_CARD_STATE_DESTROYED, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (rules); i++)
    if (rules[i].to == to && (rules[i].from & 1u << from) != 0)
      return TRUE;
  return from == to;
}

/**
 * cw_card_state_get_standing:
 *
 * Returns: how the register shall have a card that is to be registered; a verified card is in it
 *   once its order has come to the step “register”
 */
CwStanding
cw_card_state_get_standing (CwCardState value)
{
  switch (value)
    {
    case CW_CARD_STATE_VERIFIED:
    case CW_CARD_STATE_ISSUED:
      return CW_STANDING_ACTIVE;
    case CW_CARD_STATE_SUSPENDED:
    case CW_CARD_STATE_LOST:
      return CW_STANDING_INACTIVE;
    case CW_CARD_STATE_RESERVED:
    case CW_CARD_STATE_PRINTING:
    case CW_CARD_STATE_PRINTED:
    case CW_CARD_STATE_ENCODED:
    case CW_CARD_STATE_IN_DOUBT:
    case CW_CARD_STATE_SPOILED:
    case CW_CARD_STATE_STOLEN:
    case CW_CARD_STATE_WITHDRAWN:
    case CW_CARD_STATE_EXPIRED:
    case CW_CARD_STATE_REPLACED:
    case CW_CARD_STATE_DESTROYED:
      return CW_STANDING_ABSENT;
    }
  g_return_val_if_reached (CW_STANDING_ABSENT);
}
