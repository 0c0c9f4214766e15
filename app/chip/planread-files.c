/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/chip/planread.h"

/* The files of a plan document: kind, size, rights. What they hold is read in
 * planread-content.c. Any thread. */

static gboolean
cw_plan_read_right (const CwPlanNode *parent,
                    const char       *member,
                    guint             n_keys,
                    guint8           *right,
                    GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, member);
  guint slot = 0;

  if (g_strcmp0 (json_string_value (node.value), "free") == 0)
    {
      *right = CW_DESFIRE_FREE;
      return TRUE;
    }
  if (g_strcmp0 (json_string_value (node.value), "never") == 0)
    {
      *right = CW_DESFIRE_NEVER;
      return TRUE;
    }
  if (json_is_string (node.value))
    return cw_plan_node_fail (&node, _ ("the slot of a key, “free” or “never” is needed here"), error);
  if (!cw_plan_node_read_number (&node, 0, n_keys - 1, &slot, error))
    return FALSE;
  *right = (guint8) slot;
  return TRUE;
}

/* The station reads and writes in a session with key 0. */
static gboolean
cw_plan_right_includes_station (guint8 right,
                                guint8 read_write)
{
  return right == 0 || read_write == 0 || right == CW_DESFIRE_FREE || read_write == CW_DESFIRE_FREE;
}

static gboolean
cw_plan_read_access (const CwPlanNode *parent,
                     guint             n_keys,
                     CwDesfireAccess  *access,
                     GError          **error)
{
  static const char *const members[] = { "read", "write", "read_write", "change", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "access");

  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_read_right (&node, "read", n_keys, &access->read, error) ||
      !cw_plan_read_right (&node, "write", n_keys, &access->write, error) ||
      !cw_plan_read_right (&node, "read_write", n_keys, &access->read_write, error) ||
      !cw_plan_read_right (&node, "change", n_keys, &access->change, error))
    return FALSE;
  if (!cw_plan_right_includes_station (access->read, access->read_write) || !cw_plan_right_includes_station (access->write, access->read_write))
    return cw_plan_node_fail (&node, _ ("key 0 must be able to read and to write, or the station cannot fill the file and check it"), error);
  return TRUE;
}

static gboolean
cw_plan_read_comm (const CwPlanNode *parent,
                   CwDesfireComm    *comm,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "comm");
  const char *text = NULL;

  if (!cw_plan_node_read_text (&node, &text, error))
    return FALSE;
  if (strcmp (text, "plain") == 0)
    *comm = CW_DESFIRE_COMM_PLAIN;
  else if (strcmp (text, "mac") == 0)
    *comm = CW_DESFIRE_COMM_MAC;
  else if (strcmp (text, "full") == 0)
    *comm = CW_DESFIRE_COMM_FULL;
  else
    return cw_plan_node_fail (&node, _ ("“plain”, “mac” or “full” is needed here"), error);
  return TRUE;
}

static gboolean
cw_plan_read_type (const CwPlanNode *parent,
                   guint             format,
                   guint8           *type,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "type");
  const char *text = format >= 2 ? json_string_value (node.value) : "standard";

  if (g_strcmp0 (text, "standard") == 0)
    *type = 0;
  else if (g_strcmp0 (text, "backup") == 0)
    *type = 1;
  else if (g_strcmp0 (text, "value") == 0)
    *type = 2;
  else
    return cw_plan_node_fail (&node, _ ("“standard”, “backup” or “value” is needed here"), error);
  return TRUE;
}

/* The size is told, or is that of the attachment that the file holds. */
static gboolean
cw_plan_read_size (const CwPlanNode *parent,
                   guint             format,
                   CwChipPlanFile   *file,
                   GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "size");
  guint size = 0;

  if (format >= 2 && g_strcmp0 (json_string_value (node.value), "attachment") == 0)
    return TRUE;
  if (!cw_plan_node_read_number (&node, 1, CW_CHIP_PLAN_MAX_FILE, &size, error))
    return FALSE;
  file->settings.size = size;
  return TRUE;
}

static gboolean
cw_plan_read_amount (const CwPlanNode *parent,
                     const char       *member,
                     gint32           *amount,
                     GError          **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, member);
  json_int_t value = json_integer_value (node.value);

  if (!json_is_integer (node.value) || value < G_MININT32 || value > G_MAXINT32)
    return cw_plan_node_fail (&node, _ ("a whole number of 32 bits is needed here"), error);
  *amount = (gint32) value;
  return TRUE;
}

static gboolean
cw_plan_read_value (const CwPlanNode *parent,
                    CwChipPlanFile   *file,
                    GError          **error)
{
  static const char *const members[] = { "minimum", "maximum", "initial", "limited_credit", NULL };
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "value");
  CwDesfireValue *value = &file->settings.value;

  if (!cw_plan_node_check_object (&node, members, error) ||
      !cw_plan_read_amount (&node, "minimum", &value->lower, error) ||
      !cw_plan_read_amount (&node, "maximum", &value->upper, error) ||
      !cw_plan_read_amount (&node, "initial", &value->value, error) ||
      !cw_plan_read_flag (&node, "limited_credit", &value->limited, error))
    return FALSE;
  if (value->lower > value->value || value->value > value->upper)
    return cw_plan_node_fail (&node, _ ("the first value must lie between the least and the most"), error);
  return TRUE;
}

static gboolean
cw_plan_read_file_id (const CwPlanNode            *parent,
                      const CwChipPlanApplication *application,
                      CwChipPlanFile              *file,
                      GError                     **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "iso_id");

  if (node.value == NULL && !application->frame.iso_files)
    return TRUE;
  if (!application->frame.iso_files)
    return cw_plan_node_fail (&node, _ ("the application's files have no ISO identifiers: say so with “iso” and its “file_ids”"), error);
  return cw_plan_read_iso_id (&node, &file->iso_id, error);
}

static gboolean
cw_plan_read_file (const CwPlanNode            *node,
                   guint                        format,
                   const CwChipPlanApplication *application,
                   CwChipPlanFile              *file,
                   GError                     **error)
{
  static const char *const first_members[] = { "number", "size", "comm", "access", "content", NULL };
  static const char *const data_members[] = { "number", "type", "iso_id", "size", "comm", "access", "content", NULL };
  static const char *const value_members[] = { "number", "type", "value", "comm", "access", NULL };
  g_auto (CwPlanNode) number_node = cw_plan_node_get (node, "number");
  guint number = 0;

  if (!cw_plan_read_type (node, format, &file->settings.type, error) ||
      !cw_plan_node_check_object (node, format < 2 ? first_members : file->settings.type == 2 ? value_members : data_members, error) ||
      !cw_plan_node_read_number (&number_node, 0, CW_DESFIRE_MAX_FILES - 1, &number, error) ||
      !cw_plan_read_comm (node, &file->settings.comm, error) ||
      !cw_plan_read_access (node, application->frame.n_keys, &file->settings.access, error))
    return FALSE;
  for (guint i = 0; i < application->files->len; i++)
    if (cw_chip_plan_application_get_file (application, i)->number == number)
      return cw_plan_node_fail (&number_node, _ ("there is a file of this number already"), error);
  file->number = (guint8) number;
  if (file->settings.type == 2)
    return cw_plan_read_value (node, file, error);
  return cw_plan_read_file_id (node, application, file, error) &&
         cw_plan_read_size (node, format, file, error) &&
         cw_plan_read_content (node, file, error);
}

gboolean
cw_plan_read_files (const CwPlanNode      *parent,
                    guint                  format,
                    CwChipPlanApplication *application,
                    GError               **error)
{
  g_auto (CwPlanNode) node = cw_plan_node_get (parent, "files");

  if (!cw_plan_node_check_array (&node, 1, CW_DESFIRE_MAX_FILES, error))
    return FALSE;
  for (gsize i = 0; i < json_array_size (node.value); i++)
    {
      g_auto (CwPlanNode) element = cw_plan_node_get_element (&node, i);
      g_autoptr (CwChipPlanFile) file = cw_chip_plan_file_new ();

      if (!cw_plan_read_file (&element, format, application, file, error))
        return FALSE;
      g_ptr_array_add (application->files, g_steal_pointer (&file));
    }
  return TRUE;
}
