/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/planjson.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* Strict reading of a plan document: every value is asked for with its kind and range, unknown
 * members are refused, and complaints carry an RFC 6901 pointer. No state; any thread. */

void
cw_plan_node_clear (CwPlanNode *self)
{
  g_clear_pointer (&self->pointer, g_free);
}

/**
 * cw_plan_node_get:
 * @member: a name without "/" and "~"
 *
 * Returns: the member; its value is %NULL when it is not there
 */
CwPlanNode
cw_plan_node_get (const CwPlanNode *self,
                  const char       *member)
{
  return (CwPlanNode) {
    .document = self->document,
    .pointer = g_strconcat (self->pointer, "/", member, NULL),
    .value = json_object_get (self->value, member),
  };
}

CwPlanNode
cw_plan_node_get_element (const CwPlanNode *self,
                          gsize             index)
{
  return (CwPlanNode) {
    .document = self->document,
    .pointer = g_strdup_printf ("%s/%zu", self->pointer, index),
    .value = json_array_get (self->value, index),
  };
}

/* Sets the error and returns %FALSE, for the caller to return in turn. */
gboolean
cw_plan_node_fail (const CwPlanNode *self,
                   const char       *problem,
                   GError          **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("The chip plan “%s” is not valid at “%s”: %s."),
               self->document, self->pointer[0] == '\0' ? "/" : self->pointer, problem);
  return FALSE;
}

/**
 * cw_plan_node_check_object:
 * @members: %NULL-terminated: all the names that may be there
 */
gboolean
cw_plan_node_check_object (const CwPlanNode  *self,
                           const char *const *members,
                           GError           **error)
{
  const char *name;
  json_t *value;

  if (!json_is_object (self->value))
    return cw_plan_node_fail (self, _ ("an object is needed here"), error);
  json_object_foreach (self->value, name, value)
    if (!g_strv_contains (members, name))
      {
        /* the name is anything at all, so it is not repeated */
        return cw_plan_node_fail (self, _ ("it has a member that plans do not have"), error);
      }
  return TRUE;
}

gboolean
cw_plan_node_check_array (const CwPlanNode *self,
                          gsize             minimum,
                          gsize             maximum,
                          GError          **error)
{
  g_autofree char *problem = NULL;

  if (json_is_array (self->value) && json_array_size (self->value) >= minimum && json_array_size (self->value) <= maximum)
    return TRUE;
  problem = g_strdup_printf (_ ("a list of %zu to %zu elements is needed here"), minimum, maximum);
  return cw_plan_node_fail (self, problem, error);
}

gboolean
cw_plan_node_read_number (const CwPlanNode *self,
                          guint             minimum,
                          guint             maximum,
                          guint            *number,
                          GError          **error)
{
  json_int_t value = json_integer_value (self->value);
  g_autofree char *problem = NULL;

  if (json_is_integer (self->value) && value >= (json_int_t) minimum && value <= (json_int_t) maximum)
    {
      *number = (guint) value;
      return TRUE;
    }
  problem = g_strdup_printf (_ ("a whole number from %u to %u is needed here"), minimum, maximum);
  return cw_plan_node_fail (self, problem, error);
}

gboolean
cw_plan_node_read_boolean (const CwPlanNode *self,
                           gboolean         *boolean,
                           GError          **error)
{
  if (!json_is_boolean (self->value))
    return cw_plan_node_fail (self, _ ("true or false is needed here"), error);
  *boolean = json_is_true (self->value);
  return TRUE;
}

gboolean
cw_plan_node_read_text (const CwPlanNode *self,
                        const char      **text,
                        GError          **error)
{
  if (!json_is_string (self->value))
    return cw_plan_node_fail (self, _ ("a text is needed here"), error);
  *text = json_string_value (self->value);
  return TRUE;
}

/**
 * cw_plan_node_read_hex:
 * @minimum: fewest bytes
 * @maximum: most bytes; the room in @bytes
 */
gboolean
cw_plan_node_read_hex (const CwPlanNode *self,
                       gsize             minimum,
                       gsize             maximum,
                       guint8           *bytes,
                       gsize            *length,
                       GError          **error)
{
  const char *text = json_string_value (self->value);
  g_autoptr (GByteArray) decoded = NULL;
  g_autofree char *problem = NULL;

  if (text != NULL && strlen (text) <= 2 * maximum)
    decoded = cw_hex_decode (text, NULL);
  if (decoded != NULL && decoded->len >= minimum)
    {
      if (decoded->len > 0)
        memcpy (bytes, decoded->data, decoded->len);
      *length = decoded->len;
      return TRUE;
    }
  problem = minimum == maximum ? g_strdup_printf (_ ("a text of %zu hex digits is needed here"), 2 * maximum)
                               : g_strdup_printf (_ ("a text of %zu to %zu hex digits is needed here"), 2 * minimum, 2 * maximum);
  return cw_plan_node_fail (self, problem, error);
}
