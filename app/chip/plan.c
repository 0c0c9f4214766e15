/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/plan.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/chip/cw-chip-resources.h"

/* The chip plan as a value: references, the shipped plans, binding to an institution and to
 * one card. Reading the JSON document is in planread.c. Immutable once read; any thread. */

G_DEFINE_BOXED_TYPE (CwChipPlan, cw_chip_plan, cw_chip_plan_ref, cw_chip_plan_unref)

CwChipPlan *
cw_chip_plan_ref (CwChipPlan *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
cw_chip_plan_part_free (CwChipPlanPart *self)
{
  if (self == NULL)
    return;
  g_free (self->text);
  g_free (self->format);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

CwChipPlanFile *
cw_chip_plan_file_new (void)
{
  CwChipPlanFile *self = g_new0 (CwChipPlanFile, 1);

  self->parts = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_chip_plan_part_free);
  return self;
}

void
cw_chip_plan_file_free (CwChipPlanFile *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->parts);
  g_free (self);
}

CwChipPlanApplication *
cw_chip_plan_application_new (void)
{
  CwChipPlanApplication *self = g_new0 (CwChipPlanApplication, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_chip_plan_file_free);
  return self;
}

void
cw_chip_plan_application_free (CwChipPlanApplication *self)
{
  if (self == NULL)
    return;
  for (guint slot = 0; slot < CW_DESFIRE_MAX_KEYS; slot++)
    g_free (self->keys[slot].label);
  g_ptr_array_unref (self->files);
  g_free (self);
}

CwChipPlan *
cw_chip_plan_new_empty (void)
{
  CwChipPlan *self = g_new0 (CwChipPlan, 1);

  g_atomic_ref_count_init (&self->refs);
  self->applications = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_chip_plan_application_free);
  return self;
}

void
cw_chip_plan_unref (CwChipPlan *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_ptr_array_unref (self->applications);
  cw_chip_plan_file_free (self->storage);
  g_strfreev (self->storage_kinds);
  g_free (self->card_key.label);
  g_free (self->name);
  g_free (self);
}

static gpointer
cw_chip_plan_part_copy (gconstpointer element,
                        gpointer      unused)
{
  const CwChipPlanPart *part = element;
  CwChipPlanPart *copy = g_memdup2 (part, sizeof *part);

  copy->text = g_strdup (part->text);
  copy->format = g_strdup (part->format);
  copy->bytes = part->bytes != NULL ? g_bytes_ref (part->bytes) : NULL;
  return copy;
}

static gpointer
cw_chip_plan_file_copy (gconstpointer element,
                        gpointer      unused)
{
  const CwChipPlanFile *file = element;
  CwChipPlanFile *copy = g_memdup2 (file, sizeof *file);

  copy->parts = g_ptr_array_copy (file->parts, (GCopyFunc) cw_chip_plan_part_copy, NULL);
  return copy;
}

static gpointer
cw_chip_plan_application_copy (gconstpointer element,
                               gpointer      unused)
{
  const CwChipPlanApplication *application = element;
  CwChipPlanApplication *copy = g_memdup2 (application, sizeof *application);

  if (application->frame.df_name != NULL)
    copy->frame.df_name = copy->df_name;
  for (guint slot = 0; slot < CW_DESFIRE_MAX_KEYS; slot++)
    copy->keys[slot].label = g_strdup (application->keys[slot].label);
  copy->files = g_ptr_array_copy (application->files, (GCopyFunc) cw_chip_plan_file_copy, NULL);
  return copy;
}

static CwChipPlan *
cw_chip_plan_copy (const CwChipPlan *self)
{
  CwChipPlan *copy = g_memdup2 (self, sizeof *self);

  g_atomic_ref_count_init (&copy->refs);
  copy->name = g_strdup (self->name);
  copy->card_key.label = g_strdup (self->card_key.label);
  copy->applications = g_ptr_array_copy (self->applications, (GCopyFunc) cw_chip_plan_application_copy, NULL);
  copy->storage = self->storage != NULL ? cw_chip_plan_file_copy (self->storage, NULL) : NULL;
  copy->storage_kinds = g_strdupv (self->storage_kinds);
  return copy;
}

const CwChipPlanApplication *
cw_chip_plan_get_application (const CwChipPlan *self,
                              guint             index)
{
  return g_ptr_array_index (self->applications, index);
}

const CwChipPlanFile *
cw_chip_plan_application_get_file (const CwChipPlanApplication *self,
                                   guint                        place)
{
  return g_ptr_array_index (self->files, place);
}

/**
 * cw_chip_plan_describe_aid:
 *
 * Returns: (transfer full): "CA4D01", as plans write it
 */
char *
cw_chip_plan_describe_aid (const CwDesfireAid *aid)
{
  return g_strdup_printf ("%02X%02X%02X", aid->bytes[2], aid->bytes[1], aid->bytes[0]);
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
 * @name: "escn", "uid-only", "deuinfo"
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

static void
cw_chip_plan_key_bind (CwChipPlanKey *self,
                       const char    *institution_id)
{
  g_auto (GStrv) parts = NULL;

  if (self->label == NULL)
    return;
  parts = g_strsplit (self->label, CW_CHIP_PLAN_INSTITUTION, -1);
  g_free (self->label);
  self->label = g_strjoinv (institution_id, parts);
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

  bound = cw_chip_plan_copy (self);
  cw_chip_plan_key_bind (&bound->card_key, institution_id);
  for (guint i = 0; i < bound->applications->len; i++)
    {
      CwChipPlanApplication *application = g_ptr_array_index (bound->applications, i);

      for (guint slot = 0; slot < application->frame.n_keys; slot++)
        cw_chip_plan_key_bind (&application->keys[slot], institution_id);
    }
  return bound;
}

/* Calls @func with every part of every file; @func returns %FALSE to stop. */
static gboolean
cw_chip_plan_foreach_part (CwChipPlan *self,
                           gboolean  (*func) (CwChipPlanFile *file,
                                              CwChipPlanPart *part,
                                              gpointer        user_data,
                                              GError        **error),
                           gpointer    user_data,
                           GError    **error)
{
  for (guint k = 0; self->storage != NULL && k < self->storage->parts->len; k++)
    if (!func (self->storage, g_ptr_array_index (self->storage->parts, k), user_data, error))
      return FALSE;
  for (guint i = 0; i < self->applications->len; i++)
    {
      CwChipPlanApplication *application = g_ptr_array_index (self->applications, i);

      for (guint j = 0; j < application->files->len; j++)
        {
          CwChipPlanFile *file = g_ptr_array_index (application->files, j);

          for (guint k = 0; k < file->parts->len; k++)
            if (!func (file, g_ptr_array_index (file->parts, k), user_data, error))
              return FALSE;
        }
    }
  return TRUE;
}

static gboolean
cw_chip_plan_fill_part (CwChipPlanFile *file,
                        CwChipPlanPart *part,
                        gpointer        record,
                        GError        **error)
{
  return cw_chip_plan_part_fill (part, record, error);
}

/**
 * cw_chip_plan_fill:
 * @record: what the card is made from, as it was frozen
 *
 * Puts the record's fields where the plan's files want them. A plan that wants none comes back
 * as it is.
 *
 * Returns: (transfer full): a plan for this card alone, or %NULL with %CW_ERROR_RECORD_INCOMPLETE
 *   (a field is not there) or %CW_ERROR_INVALID (its value cannot be written so)
 */
CwChipPlan *
cw_chip_plan_fill (CwChipPlan *self,
                   CwRecord   *record,
                   GError    **error)
{
  g_autoptr (CwChipPlan) filled = NULL;

  g_return_val_if_fail (self != NULL && record != NULL, NULL);

  filled = cw_chip_plan_copy (self);
  if (!cw_chip_plan_foreach_part (filled, cw_chip_plan_fill_part, record, error))
    return NULL;
  return g_steal_pointer (&filled);
}

typedef struct
{
  const char *name;
  GBytes     *bytes;
  guint       n_taken;
} CwChipAttachment;

static gboolean
cw_chip_plan_attach_part (CwChipPlanFile *file,
                          CwChipPlanPart *part,
                          gpointer        user_data,
                          GError        **error)
{
  CwChipAttachment *attachment = user_data;
  gsize size = g_bytes_get_size (attachment->bytes);

  if (part->kind != CW_CHIP_PART_ATTACHMENT || strcmp (part->text, attachment->name) != 0)
    return TRUE;
  if (size == 0 || size > CW_CHIP_PLAN_MAX_FILE || (part->length != 0 && part->length != size))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The attachment “%s” has %zu bytes, which the chip plan has no place for."), attachment->name, size);
      return FALSE;
    }
  if (part->length == 0)
    file->settings.size = (guint32) size;
  part->length = size;
  g_clear_pointer (&part->bytes, g_bytes_unref);
  part->bytes = g_bytes_ref (attachment->bytes);
  attachment->n_taken++;
  return TRUE;
}

/**
 * cw_chip_plan_attach:
 * @name: as the plan calls it: "signature"
 * @bytes: what was made for this card elsewhere
 *
 * Returns: (transfer full): a plan for this card alone, or %NULL with %CW_ERROR_NOT_FOUND (the plan
 *   wants no such thing) or %CW_ERROR_INVALID (its length)
 */
CwChipPlan *
cw_chip_plan_attach (CwChipPlan *self,
                     const char *name,
                     GBytes     *bytes,
                     GError    **error)
{
  g_autoptr (CwChipPlan) filled = NULL;
  CwChipAttachment attachment = { .name = name, .bytes = bytes };

  g_return_val_if_fail (self != NULL && name != NULL && bytes != NULL, NULL);

  filled = cw_chip_plan_copy (self);
  if (!cw_chip_plan_foreach_part (filled, cw_chip_plan_attach_part, &attachment, error))
    return NULL;
  if (attachment.n_taken == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("The chip plan “%s” has no attachment “%s”."), self->name, name);
      return NULL;
    }
  return g_steal_pointer (&filled);
}

/**
 * cw_chip_plan_holds_escn:
 *
 * Returns: whether a card of this plan carries its number on the chip
 */
gboolean
cw_chip_plan_holds_escn (const CwChipPlan *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->storage != NULL && cw_chip_plan_file_holds_escn (self->storage, NULL))
    return TRUE;
  for (guint i = 0; i < self->applications->len; i++)
    {
      const CwChipPlanApplication *application = cw_chip_plan_get_application (self, i);

      for (guint j = 0; j < application->files->len; j++)
        if (cw_chip_plan_file_holds_escn (cw_chip_plan_application_get_file (application, j), NULL))
          return TRUE;
    }
  return FALSE;
}

gboolean
cw_chip_plan_writes_nothing (const CwChipPlan *self)
{
  return self->applications->len == 0 && self->storage == NULL && !self->has_card_key;
}
