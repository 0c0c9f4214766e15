/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-core"

#include "config.h"

#include "app/core/nouns.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/date.h"
#include "app/core/text.h"

/* The card profile: which steps make a card, in which order, and how long the card is valid.
 * A reference-counted value; any thread. */

#define VALIDITY_MAX_MONTHS 120

G_DEFINE_BOXED_TYPE (CwProfile, cw_profile, cw_profile_ref, cw_profile_unref)

/**
 * cw_profile_new:
 *
 * Returns: (transfer full): a profile without steps
 */
CwProfile *
cw_profile_new (void)
{
  return g_atomic_rc_box_new0 (CwProfile);
}

CwProfile *
cw_profile_ref (CwProfile *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
cw_profile_clear (gpointer data)
{
  CwProfile *self = data;

  g_free (self->id);
  g_free (self->institution_id);
  g_free (self->name);
  g_free (self->template_uri);
  g_free (self->chip_plan);
}

void
cw_profile_unref (CwProfile *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, cw_profile_clear);
}

/* @first is needed for @then and must come before it. */
typedef struct
{
  CwStepKind first;
  CwStepKind then;
} StepRule;

static const StepRule step_rules[] = {
  { CW_STEP_LAYOUT, CW_STEP_PRINT },
  { CW_STEP_PRINT, CW_STEP_VERIFY },
  { CW_STEP_VERIFY, CW_STEP_REGISTER },
};

static int
find_step (const CwStepKind *steps,
           guint             n_steps,
           CwStepKind        kind)
{
  for (guint i = 0; i < n_steps; i++)
    if (steps[i] == kind)
      return (int) i;
  return -1;
}

static gboolean
check_rule (const CwStepKind *steps,
            guint             n_steps,
            CwStepKind        first,
            CwStepKind        then,
            GError          **error)
{
  int first_at = find_step (steps, n_steps, first);
  int then_at = find_step (steps, n_steps, then);

  if (then_at < 0 || (first_at >= 0 && first_at < then_at))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The steps are in no useful order: “%s” must come before “%s”."), cw_step_kind_to_name (first), cw_step_kind_to_name (then));
  return FALSE;
}

static gboolean
check_steps (const CwStepKind *steps,
             guint             n_steps,
             GError          **error)
{
  if (n_steps == 0 || steps[0] != CW_STEP_RESERVE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The first step must be “%s”."), cw_step_kind_to_name (CW_STEP_RESERVE));
      return FALSE;
    }
  if (steps[n_steps - 1] != CW_STEP_HAND_OVER)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The last step must be “%s”."), cw_step_kind_to_name (CW_STEP_HAND_OVER));
      return FALSE;
    }
  if (find_step (steps, n_steps, CW_STEP_PRINT) < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The step “%s” is missing."), cw_step_kind_to_name (CW_STEP_PRINT));
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (step_rules); i++)
    if (!check_rule (steps, n_steps, step_rules[i].first, step_rules[i].then, error))
      return FALSE;

  /* a chip that was written is never handed out unread */
  if (find_step (steps, n_steps, CW_STEP_ENCODE) < 0)
    return TRUE;
  if (find_step (steps, n_steps, CW_STEP_VERIFY) < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The step “%s” is missing: a chip that was written must be read back."), cw_step_kind_to_name (CW_STEP_VERIFY));
      return FALSE;
    }
  return check_rule (steps, n_steps, CW_STEP_ENCODE, CW_STEP_VERIFY, error);
}

/**
 * cw_profile_set_steps:
 * @names: the steps in their order, with commas: "reserve,layout,print,verify,hand-over"
 *
 * Sets the steps when they make sense: reserve first, hand-over last, layout before print,
 * verify after print and encode, register after verify, encode only with verify, none twice.
 *
 * Returns: %FALSE with %CW_ERROR_INVALID; the profile then keeps its steps
 */
gboolean
cw_profile_set_steps (CwProfile  *self,
                      const char *names,
                      GError    **error)
{
  g_auto (GStrv) words = NULL;
  CwStepKind steps[CW_STEP_COUNT];
  guint n_steps = 0;

  g_return_val_if_fail (self != NULL && names != NULL, FALSE);

  words = g_strsplit (names, ",", CW_STEP_COUNT + 1);
  for (char **word = words; *word != NULL; word++)
    {
      CwStepKind kind;

      if (!cw_step_kind_from_name (g_strstrip (*word), &kind))
        {
          g_autofree char *shown = g_utf8_make_valid (*word, (gssize) MIN (strlen (*word), 40));

          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("There is no step “%s”."), shown);
          return FALSE;
        }
      if (find_step (steps, n_steps, kind) >= 0)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The step “%s” stands there twice."), cw_step_kind_to_name (kind));
          return FALSE;
        }
      /* no step stands twice, so there are at most CW_STEP_COUNT */
      steps[n_steps++] = kind;
    }
  if (!check_steps (steps, n_steps, error))
    return FALSE;

  memcpy (self->steps, steps, n_steps * sizeof *steps);
  self->n_steps = n_steps;
  return TRUE;
}

/**
 * cw_profile_get_steps:
 *
 * Returns: (transfer full): the steps as cw_profile_set_steps() takes them
 */
char *
cw_profile_get_steps (const CwProfile *self)
{
  GString *names;

  g_return_val_if_fail (self != NULL, NULL);

  names = g_string_new (NULL);
  for (guint i = 0; i < self->n_steps; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? "," : "", cw_step_kind_to_name (self->steps[i]));
  return g_string_free (names, FALSE);
}

static gboolean
check_chip (const CwProfile *self,
            GError         **error)
{
  gboolean encodes = find_step (self->steps, self->n_steps, CW_STEP_ENCODE) >= 0;

  if (encodes != (self->chip_plan != NULL))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, encodes ? _ ("The steps hold “%s”, but the profile has no chip plan.") : _ ("The profile has a chip plan, but its steps lack “%s”."), cw_step_kind_to_name (CW_STEP_ENCODE));
      return FALSE;
    }
  if (self->chip_plan == NULL)
    return TRUE;
  if (self->card_type == CW_CARD_TYPE_PASSIVE)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The card type %s stands for cards without a chip, but the profile has a chip plan."), cw_card_type_to_name (self->card_type));
      return FALSE;
    }
  return cw_text_check_required ("chip_plan", self->chip_plan, error);
}

static gboolean
check_template_uri (const char *uri,
                    GError    **error)
{
  if (!cw_text_check_required ("template_uri", uri, error))
    return FALSE;
  if (g_str_has_prefix (uri, "file:///") || g_str_has_prefix (uri, "resource:///"))
    return TRUE;

  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “template_uri” holds “%s”, which is neither a file: nor a resource: URI."), uri);
  return FALSE;
}

/**
 * cw_profile_check:
 *
 * Returns: %FALSE with %CW_ERROR_INVALID, naming the field, when no card can be made with @self
 */
gboolean
cw_profile_check (const CwProfile *self,
                  GError         **error)
{
  gboolean registers;

  g_return_val_if_fail (self != NULL && self->n_steps <= CW_STEP_COUNT, FALSE);

  if (!cw_text_check_required ("id", self->id, error) ||
      !cw_text_check_required ("institution_id", self->institution_id, error) ||
      !cw_text_check_required ("name", self->name, error) ||
      !check_template_uri (self->template_uri, error) ||
      !check_steps (self->steps, self->n_steps, error) ||
      !check_chip (self, error))
    return FALSE;

  registers = find_step (self->steps, self->n_steps, CW_STEP_REGISTER) >= 0;
  if (registers != (self->registered != FALSE))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, registers ? _ ("The steps hold “%s”, but the profile's cards are not to be registered.") : _ ("The profile's cards are to be registered, but its steps lack “%s”."), cw_step_kind_to_name (CW_STEP_REGISTER));
      return FALSE;
    }
  if (self->validity_months < 1 || self->validity_months > VALIDITY_MAX_MONTHS)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The field “validity_months” holds %u: it must be between 1 and %d."), self->validity_months, VALIDITY_MAX_MONTHS);
      return FALSE;
    }
  return TRUE;
}

/**
 * cw_profile_get_expiry:
 * @issued_at: yyyy-MM-dd
 *
 * Returns: (transfer full): the last day on which the card is valid, yyyy-MM-dd: the student's
 *   end of studies, else, when the record has none, the profile's months after @issued_at; %NULL with
 *   %CW_ERROR_INVALID when a date is wrong, with %CW_ERROR_REFUSED when the studies ended
 *   before @issued_at: who studies no longer gets no card
 */
char *
cw_profile_get_expiry (const CwProfile *self,
                       const CwStudent *student,
                       const char      *issued_at,
                       GError         **error)
{
  g_return_val_if_fail (self != NULL && student != NULL, NULL);

  if (!cw_date_check (issued_at, error))
    return NULL;
  if (student->valid_until != NULL)
    {
      if (!cw_date_check (student->valid_until, error))
        return NULL;
      if (strcmp (student->valid_until, issued_at) >= 0)
        return g_strdup (student->valid_until);
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("By the record, the studies ended on %s. If they go on, correct “valid_until” in the record; else there is no card to make."), student->valid_until);
      return NULL;
    }
  return cw_date_add_months (issued_at, self->validity_months, error);
}
