/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/plan.h"

#include <string.h>

#include "app/chip/cw-chip-resources.h"

/* The chip plan as a value: references, the shipped plans, binding to an institution. Reading
 * the JSON document is in planread.c. Immutable once read; any thread. */

G_DEFINE_BOXED_TYPE (CwChipPlan, cw_chip_plan, cw_chip_plan_ref, cw_chip_plan_unref)

CwChipPlan *
cw_chip_plan_ref (CwChipPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_chip_plan_unref (CwChipPlan *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (guint i = 0; i < CW_DESFIRE_MAX_KEYS; i++)
    g_free (self->keys[i].label);
  for (guint i = 0; i < self->n_files; i++)
    g_clear_pointer (&self->files[i].fixed, g_bytes_unref);
  g_free (self->name);
  g_free (self);
}

/**
 * cw_chip_plan_get_name:
 *
 * Returns: (transfer none): the plan's own name, by which a card profile refers to it
 */
const char *
cw_chip_plan_get_name (const CwChipPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}

/**
 * cw_chip_plan_get_shipped:
 * @name: "escn"
 *
 * Returns: (transfer full): where the plan of that name that comes with the program lies;
 *   loading it fails with %CW_ERROR_NOT_FOUND when there is none
 */
GFile *
cw_chip_plan_get_shipped (const char *name)
{
  g_autofree char *uri = NULL;
  static gsize once = 0;

  g_return_val_if_fail (name != NULL, NULL);

  if (g_once_init_enter (&once))
    {
      cw_chip_register_resource ();
      g_once_init_leave (&once, 1);
    }
  uri = g_strconcat ("resource:///org/cardwright/Cardwright/plans/", name, ".json", NULL);
  return g_file_new_for_uri (uri);
}

/**
 * cw_chip_plan_bind:
 * @institution_id: whose cards are to be made: "lbtu"
 *
 * Puts @institution_id in the place of "{institution}" in the labels of keys, so that one plan
 * serves institutions that each have keys of their own.
 *
 * Returns: (transfer full): a plan
 */
CwChipPlan *
cw_chip_plan_bind (CwChipPlan *self,
                   const char *institution_id)
{
  CwChipPlan *bound;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (institution_id != NULL && institution_id[0] != '\0', NULL);

  bound = g_memdup2 (self, sizeof *self);
  g_atomic_ref_count_init (&bound->refs);
  bound->name = g_strdup (self->name);
  if (self->application.df_name != NULL)
    bound->application.df_name = bound->df_name;
  for (guint i = 0; i < self->application.n_keys; i++)
    {
      g_auto (GStrv) parts = g_strsplit (self->keys[i].label, CW_CHIP_PLAN_INSTITUTION, -1);

      bound->keys[i].label = g_strjoinv (institution_id, parts);
    }
  for (guint i = 0; i < self->n_files; i++)
    if (self->files[i].fixed != NULL)
      bound->files[i].fixed = g_bytes_ref (self->files[i].fixed);
  return bound;
}

/* The session is always with key 0. A right that key 0 has makes the file's own mode apply; one
 * that is only free is exercised in plain. */
static CwDesfireComm
cw_chip_plan_file_get_comm (const CwChipPlanFile *file,
                            guint8                right)
{
  return right == 0 || file->settings.access.read_write == 0 ? file->settings.comm : CW_DESFIRE_COMM_PLAIN;
}

CwDesfireComm
cw_chip_plan_file_get_read_comm (const CwChipPlanFile *file)
{
  return cw_chip_plan_file_get_comm (file, file->settings.access.read);
}

CwDesfireComm
cw_chip_plan_file_get_write_comm (const CwChipPlanFile *file)
{
  return cw_chip_plan_file_get_comm (file, file->settings.access.write);
}

/**
 * cw_chip_plan_file_fill:
 * @content: (out): as many bytes as the file has
 *
 * What the file shall hold on the card of that number.
 */
void
cw_chip_plan_file_fill (const CwChipPlanFile *file,
                        const CwEscn         *escn,
                        guint8               *content)
{
  if (file->escn)
    memcpy (content, escn->bytes, sizeof escn->bytes);
  else
    memcpy (content, g_bytes_get_data (file->fixed, NULL), file->settings.size);
}
