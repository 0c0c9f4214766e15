/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/chip/planread.h"

/* What a file of a plan document holds: one part, or a list of parts one behind the other. The
 * parts fill the file; only a single one of fixed bytes may be shorter. Any thread. */

#define CW_PLAN_MAX_PATTERN 255 /* bytes */

/* A part's own length, or all that is left of the file. */
static gboolean
cw_plan_read_length (const CwPlanNode *parent,
                     gsize             left,
                     CwChipPlanPart   *part,
                     GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "length");
  guint length = (guint) left;

  if (left == 0)
    return cw_plan_node_fail (parent, _ ("there is no room left for it in the file"), error);
  if (node.value != NULL && !cw_plan_node_read_number (&node, 1, (guint) left, &length, error))
    return FALSE;
  part->length = length;
  return TRUE;
}

static gboolean
cw_plan_read_fixed (const CwPlanNode *node,
                    gsize             left,
                    CwChipPlanPart   *part,
                    GError          **error)
{
  static const char *const members[] = { "hex", "length", NULL };
  g_auto (CwPlanNode) hex = cw_plan_node_get (node, "hex");
  g_autofree guint8 *bytes = NULL;
  gsize length = 0;

  part->kind = CW_CHIP_PART_FIXED;
  if (!cw_plan_node_check_object (node, members, error) || !cw_plan_read_length (node, left, part, error))
    return FALSE;
  bytes = g_malloc0 (part->length);
  if (!cw_plan_node_read_hex (&hex, 1, part->length, bytes, &length, error))
    return FALSE;
  part->bytes = g_bytes_new_take (g_steal_pointer (&bytes), part->length);
  return TRUE;
}

static gboolean
cw_plan_read_encoding (const CwPlanNode *parent,
                       CwChipPlanPart   *part,
                       GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "encoding");
  const char *text = json_string_value (node.value);

  if (g_strcmp0 (text, "ascii") == 0)
    part->encoding = CW_CHIP_ENCODING_ASCII;
  else if (g_strcmp0 (text, "utf8") == 0)
    part->encoding = CW_CHIP_ENCODING_UTF8;
  else if (g_strcmp0 (text, "bcd") == 0)
    part->encoding = CW_CHIP_ENCODING_BCD;
  else if (g_strcmp0 (text, "hex") == 0)
    part->encoding = CW_CHIP_ENCODING_HEX;
  else
    return cw_plan_node_fail (&node, _ ("“ascii”, “utf8”, “bcd” or “hex” is needed here"), error);
  return TRUE;
}

static gboolean
cw_plan_read_padding (const CwPlanNode *parent,
                      CwChipPlanPart   *part,
                      GError          **error)
{
  g_auto (CwPlanNode) pad = cw_plan_node_get (parent, "pad");
  g_auto (CwPlanNode) align = cw_plan_node_get (parent, "align");
  const char *side = align.value == NULL ? "left" : json_string_value (align.value);
  gsize length = 0;

  if (pad.value != NULL && !cw_plan_node_read_hex (&pad, 1, 1, &part->pad, &length, error))
    return FALSE;
  if (g_strcmp0 (side, "left") != 0 && g_strcmp0 (side, "right") != 0)
    return cw_plan_node_fail (&align, _ ("“left” or “right” is needed here"), error);
  part->right = strcmp (side, "right") == 0;
  return TRUE;
}

static gboolean
cw_plan_read_pattern (const CwPlanNode *node,
                      gsize             left,
                      CwChipPlanPart   *part,
                      GError          **error)
{
  static const char *const members[] = { "text", "encoding", "pad", "align", "length", NULL };
  g_auto (CwPlanNode) text = cw_plan_node_get (node, "text");
  const char *pattern = NULL;

  part->kind = CW_CHIP_PART_TEXT;
  if (!cw_plan_node_check_object (node, members, error) ||
      !cw_plan_node_read_text (&text, &pattern, error) ||
      !cw_plan_read_encoding (node, part, error) ||
      !cw_plan_read_padding (node, part, error) ||
      !cw_plan_read_length (node, left, part, error))
    return FALSE;
  if (pattern[0] == '\0' || strlen (pattern) > CW_PLAN_MAX_PATTERN || !cw_chip_pattern_check (pattern))
    return cw_plan_node_fail (&text, _ ("a text of at most 255 bytes is needed here, with fields as {number}"), error);
  part->text = g_strdup (pattern);
  return TRUE;
}

static gboolean
cw_plan_read_date (const CwPlanNode *node,
                   gsize             left,
                   CwChipPlanPart   *part,
                   GError          **error)
{
  static const char *const members[] = { "date", "format", "encoding", "pad", "align", "length", NULL };
  g_auto (CwPlanNode) field_node = cw_plan_node_get (node, "date");
  g_auto (CwPlanNode) format_node = cw_plan_node_get (node, "format");
  const char *field = NULL;
  const char *format = "YYYYMMDD";
  g_autofree char *braced = NULL;

  part->kind = CW_CHIP_PART_DATE;
  if (!cw_plan_node_check_object (node, members, error) ||
      !cw_plan_node_read_text (&field_node, &field, error) ||
      (format_node.value != NULL && !cw_plan_node_read_text (&format_node, &format, error)) ||
      !cw_plan_read_encoding (node, part, error) ||
      !cw_plan_read_padding (node, part, error) ||
      !cw_plan_read_length (node, left, part, error))
    return FALSE;
  braced = g_strconcat ("{", field, "}", NULL);
  if (strpbrk (field, "{}") != NULL || !cw_chip_pattern_check (braced))
    return cw_plan_node_fail (&field_node, _ ("the name of a field is needed here"), error);
  if (format[0] == '\0' || strlen (format) > 32 || strspn (format, "YMD-./ ") != strlen (format))
    return cw_plan_node_fail (&format_node, _ ("a date is written with YYYY, YY, MM and DD, and - . / between them"), error);
  part->text = g_strdup (field);
  part->format = g_strdup (format);
  return TRUE;
}

static gboolean
cw_plan_read_attachment (const CwPlanNode     *node,
                         const CwChipPlanFile *file,
                         gsize                 left,
                         CwChipPlanPart       *part,
                         GError              **error)
{
  static const char *const members[] = { "attachment", "length", NULL };
  g_auto (CwPlanNode) name_node = cw_plan_node_get (node, "attachment");
  const char *name = NULL;

  part->kind = CW_CHIP_PART_ATTACHMENT;
  if (!cw_plan_node_check_object (node, members, error) || !cw_plan_node_read_text (&name_node, &name, error))
    return FALSE;
  if (name[0] == '\0' || strlen (name) > 63 || strspn (name, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen (name))
    return cw_plan_node_fail (&name_node, _ ("a name of small letters, digits and - is needed here"), error);
  part->text = g_strdup (name);
  return file->settings.size == 0 || cw_plan_read_length (node, left, part, error);
}

/* @left: bytes of the file that no part has taken yet */
static gboolean
cw_plan_read_part (const CwPlanNode     *node,
                   const CwChipPlanFile *file,
                   gsize                 left,
                   CwChipPlanPart       *part,
                   GError              **error)
{
  if (file->settings.size == 0 && json_object_get (node->value, "attachment") == NULL)
    return cw_plan_node_fail (node, _ ("only an attachment gives a file its size"), error);
  if (g_strcmp0 (json_string_value (node->value), "escn") == 0)
    {
      part->kind = CW_CHIP_PART_ESCN;
      part->length = CW_CHIP_ESCN_SIZE;
      return left >= part->length || cw_plan_node_fail (node, _ ("a card number needs 16 bytes"), error);
    }
  if (!json_is_object (node->value))
    return cw_plan_node_fail (node, _ ("“escn” or an object with “hex”, “text”, “date” or “attachment” is needed here"), error);
  if (json_object_get (node->value, "text") != NULL)
    return cw_plan_read_pattern (node, left, part, error);
  if (json_object_get (node->value, "date") != NULL)
    return cw_plan_read_date (node, left, part, error);
  if (json_object_get (node->value, "attachment") != NULL)
    return cw_plan_read_attachment (node, file, left, part, error);
  return cw_plan_read_fixed (node, left, part, error);
}

static gboolean
cw_plan_read_list (const CwPlanNode *node,
                   CwChipPlanFile   *file,
                   gsize            *left,
                   GError          **error)
{
  if (!cw_plan_node_check_array (node, 1, CW_CHIP_PLAN_MAX_PARTS, error))
    return FALSE;
  if (file->settings.size == 0)
    return cw_plan_node_fail (node, _ ("a list needs a file of a size that is told"), error);
  for (gsize i = 0; i < json_array_size (node->value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (node, i);
      g_autoptr (CwChipPlanPart) part = g_new0 (CwChipPlanPart, 1);

      if (!cw_plan_read_part (&element, file, *left, part, error))
        return FALSE;
      *left -= part->length;
      g_ptr_array_add (file->parts, g_steal_pointer (&part));
    }
  return TRUE;
}

/**
 * cw_plan_read_content:
 * @file: with its size, 0 when an attachment gives it
 */
gboolean
cw_plan_read_content (const CwPlanNode *parent,
                      CwChipPlanFile   *file,
                      GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "content");
  gsize left = file->settings.size;

  if (json_is_array (node.value))
    {
      if (!cw_plan_read_list (&node, file, &left, error))
        return FALSE;
    }
  else
    {
      g_autoptr (CwChipPlanPart) part = g_new0 (CwChipPlanPart, 1);

      if (!cw_plan_read_part (&node, file, left, part, error))
        return FALSE;
      left -= MIN (left, part->length);
      g_ptr_array_add (file->parts, g_steal_pointer (&part));
    }
  return left == 0 || cw_plan_node_fail (&node, _ ("the content does not fill the file"), error);
}
