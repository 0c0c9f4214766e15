/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/chip/planread.h"

/* The keys of a plan document: which master key, which version, and from what the card's own key
 * is made of it. Any thread. */

#define CW_PLAN_MAX_LABEL 127 /* bytes, as in the key file */
/* What AN10922 takes beside its constant: two blocks less one byte. */
#define CW_PLAN_MAX_INPUT_AES 31
#define CW_PLAN_MAX_INPUT_TDEA 15

gboolean
cw_plan_read_cipher (const CwPlanNode *parent,
                     CwCipher         *cipher,
                     GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "algorithm");
  const char *text = json_string_value (node.value);

  if (g_strcmp0 (text, "aes") == 0)
    *cipher = CW_CIPHER_AES;
  else if (g_strcmp0 (text, "2tdea") == 0)
    *cipher = CW_CIPHER_2K3DES;
  else if (g_strcmp0 (text, "3tdea") == 0)
    *cipher = CW_CIPHER_3K3DES;
  else
    return cw_plan_node_fail (&node, _ ("“aes”, “2tdea” or “3tdea” is needed here"), error);
  return TRUE;
}

static gboolean
cw_plan_check_label (const char *label)
{
  g_auto (GStrv) parts = g_strsplit (label, CW_CHIP_PLAN_INSTITUTION, -1);
  g_autofree char *rest = g_strjoinv ("", parts);

  if (label[0] == '\0' || strlen (label) > CW_PLAN_MAX_LABEL)
    return FALSE;
  for (const char *at = rest; *at != '\0'; at++)
    if (!g_ascii_isalnum (*at) && strchr ("._-/", *at) == NULL)
      return FALSE;
  return TRUE;
}

static gboolean
cw_plan_read_system_id (const CwPlanNode *parent,
                        CwChipPlanKey    *key,
                        GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "system_id");
  const char *text = NULL;

  if (!cw_plan_node_read_text (&node, &text, error))
    return FALSE;
  key->system_id_length = strlen (text);
  if (key->system_id_length > CW_CHIP_PLAN_MAX_SYSTEM_ID || !g_str_is_ascii (text))
    return cw_plan_node_fail (&node, _ ("a text of at most 21 ASCII characters is needed here"), error);
  memcpy (key->system_id, text, key->system_id_length);
  return TRUE;
}

static gboolean
cw_plan_read_diversify (const CwPlanNode *parent,
                        guint             format,
                        CwChipPlanKey    *key,
                        GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "diversify");
  const char *text = json_string_value (node.value);

  key->how.padding = CW_DIVERSIFY_TWO_BLOCKS;
  if (g_strcmp0 (text, "an10922") == 0)
    return TRUE;
  key->how.padding = CW_DIVERSIFY_SHORT;
  if (format >= 2 && g_strcmp0 (text, "an10922-short") == 0)
    return TRUE;
  return cw_plan_node_fail (&node, format >= 2 ? _ ("“an10922” or “an10922-short” is needed here") : _ ("only “an10922” is known here"), error);
}

static gboolean
cw_plan_read_input (const CwPlanNode *node,
                    CwChipPlanKey    *key,
                    GError          **error)
{
  static const char *const names[] = {
    [CW_CHIP_INPUT_UID] = "uid",
    [CW_CHIP_INPUT_AID] = "aid",
    [CW_CHIP_INPUT_ESCN] = "escn",
    [CW_CHIP_INPUT_SYSTEM_ID] = "system_id",
  };
  const char *text = json_string_value (node->value);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (text, names[i]) == 0)
      {
        key->inputs[key->n_inputs++] = (CwChipInput) i;
        return TRUE;
      }
  return cw_plan_node_fail (node, _ ("“uid”, “aid”, “escn” or “system_id” is needed here"), error);
}

/* In format 1, and where nothing is said, the parts and their order are those of the example in
 * NXP AN10922 section 2.2.1. */
static gboolean
cw_plan_read_inputs (const CwPlanNode *parent,
                     CwChipPlanKey    *key,
                     GError          **error)
{
  static const CwChipInput usual[] = { CW_CHIP_INPUT_UID, CW_CHIP_INPUT_AID, CW_CHIP_INPUT_SYSTEM_ID };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "input");

  if (node.value == NULL)
    {
      memcpy (key->inputs, usual, sizeof usual);
      key->n_inputs = G_N_ELEMENTS (usual);
      return TRUE;
    }
  if (!cw_plan_node_check_array (&node, 1, CW_CHIP_PLAN_MAX_INPUTS, error))
    return FALSE;
  for (gsize i = 0; i < json_array_size (node.value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);

      if (!cw_plan_read_input (&element, key, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
cw_plan_check_inputs (const CwPlanNode    *node,
                      const CwChipPlanKey *key,
                      GError             **error)
{
  const gsize most = key->how.cipher == CW_CIPHER_AES ? CW_PLAN_MAX_INPUT_AES : CW_PLAN_MAX_INPUT_TDEA;
  const gsize lengths[] = {
    [CW_CHIP_INPUT_UID] = 7,
    [CW_CHIP_INPUT_AID] = 3,
    [CW_CHIP_INPUT_ESCN] = CW_CHIP_ESCN_SIZE,
    [CW_CHIP_INPUT_SYSTEM_ID] = key->system_id_length,
  };
  g_autofree char *problem = NULL;
  gsize total = 0;

  for (guint i = 0; i < key->n_inputs; i++)
    total += lengths[key->inputs[i]];
  if (total >= 1 && total <= most)
    return TRUE;
  problem = g_strdup_printf (_ ("the key is made from %zu bytes; AN10922 takes 1 to %zu"), total, most);
  return cw_plan_node_fail (node, problem, error);
}

/**
 * cw_plan_read_key:
 * @cipher: of all the keys beside it
 *
 * A key that is made for each card. The slot is read by the caller.
 */
gboolean
cw_plan_read_key (const CwPlanNode *node,
                  guint             format,
                  CwCipher          cipher,
                  CwChipPlanKey    *key,
                  GError          **error)
{
  g_auto (CwPlanNode) label_node = cw_plan_node_get (node, "label");
  g_auto (CwPlanNode) version_node = cw_plan_node_get (node, "version");
  const char *label = NULL;
  guint version = 0;

  if (!cw_plan_node_read_text (&label_node, &label, error) ||
      !cw_plan_node_read_number (&version_node, 1, 255, &version, error) ||
      !cw_plan_read_diversify (node, format, key, error))
    return FALSE;
  if (!cw_plan_check_label (label))
    return cw_plan_node_fail (&label_node, _ ("a label of letters, digits and . _ - / is needed here"), error);
  key->label = g_strdup (label);
  key->version = (guint8) version;
  key->how.cipher = cipher;
  return cw_plan_read_system_id (node, key, error) &&
         cw_plan_read_inputs (node, key, error) &&
         cw_plan_check_inputs (node, key, error);
}

/* A session needs key 0 before anything but the UID is known of a card. */
static gboolean
cw_plan_check_first_key (const CwPlanNode    *node,
                         const CwChipPlanKey *key,
                         GError             **error)
{
  if (key->label == NULL)
    return cw_plan_node_fail (node, _ ("key 0 cannot stay the factory's: everybody knows it"), error);
  for (guint i = 0; i < key->n_inputs; i++)
    if (key->inputs[i] == CW_CHIP_INPUT_ESCN)
      return cw_plan_node_fail (node, _ ("key 0 cannot be made from the card number, which is read with it"), error);
  return TRUE;
}

static gboolean
cw_plan_read_slot (const CwPlanNode      *node,
                   guint                  format,
                   CwChipPlanApplication *application,
                   guint32               *seen,
                   GError               **error)
{
  static const char *const first_members[] = { "slot", "label", "version", "diversify", "system_id", NULL };
  static const char *const members[] = { "slot", "label", "version", "diversify", "input", "system_id", NULL };
  static const char *const factory_members[] = { "slot", "factory", NULL };
  g_auto (CwPlanNode) slot_node = cw_plan_node_get (node, "slot");
  g_auto (CwPlanNode) factory_node = cw_plan_node_get (node, "factory");
  gboolean factory = format >= 2 && factory_node.value != NULL;
  guint slot = 0;

  if (!cw_plan_node_check_object (node, factory ? factory_members : format >= 2 ? members : first_members, error) ||
      !cw_plan_node_read_number (&slot_node, 0, application->frame.n_keys - 1, &slot, error))
    return FALSE;
  if (*seen & 1u << slot)
    return cw_plan_node_fail (&slot_node, _ ("this slot has a key already; the slots are 0, 1, 2 and so on, each once"), error);
  *seen |= 1u << slot;
  if (factory && !json_is_true (factory_node.value))
    return cw_plan_node_fail (&factory_node, _ ("only true is known here"), error);
  return (factory || cw_plan_read_key (node, format, application->frame.cipher, &application->keys[slot], error)) &&
         (slot > 0 || cw_plan_check_first_key (node, &application->keys[0], error));
}

gboolean
cw_plan_read_keys (const CwPlanNode      *parent,
                   guint                  format,
                   CwChipPlanApplication *application,
                   GError               **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "keys");
  guint32 seen = 0;

  if (!cw_plan_node_check_array (&node, 1, CW_DESFIRE_MAX_KEYS, error))
    return FALSE;
  application->frame.n_keys = (guint) json_array_size (node.value);
  for (guint i = 0; i < application->frame.n_keys; i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);

      if (!cw_plan_read_slot (&element, format, application, &seen, error))
        return FALSE;
    }
  return TRUE;
}
