/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/**
 * CwPlanNode:
 *
 * A value in a plan document and where it stands, so that every complaint can say where.
 */
typedef struct
{
  const char *document; /* what the document is called in messages */
  char       *pointer;  /* RFC 6901; "" is the whole document */
  json_t     *value;    /* (nullable): not there */
} CwPlanNode;

void       cw_plan_node_clear         (CwPlanNode *self);
CwPlanNode cw_plan_node_get           (const CwPlanNode *self,
                                       const char       *member);
CwPlanNode cw_plan_node_get_element   (const CwPlanNode *self,
                                       gsize             index);

gboolean   cw_plan_node_fail          (const CwPlanNode *self,
                                       const char       *problem,
                                       GError          **error);
gboolean   cw_plan_node_check_object  (const CwPlanNode  *self,
                                       const char *const *members,
                                       GError           **error);
gboolean   cw_plan_node_check_array   (const CwPlanNode *self,
                                       gsize             minimum,
                                       gsize             maximum,
                                       GError          **error);
gboolean   cw_plan_node_read_number   (const CwPlanNode *self,
                                       guint             minimum,
                                       guint             maximum,
                                       guint            *number,
                                       GError          **error);
gboolean   cw_plan_node_read_boolean  (const CwPlanNode *self,
                                       gboolean         *boolean,
                                       GError          **error);
gboolean   cw_plan_node_read_text     (const CwPlanNode *self,
                                       const char      **text,
                                       GError          **error);
gboolean   cw_plan_node_read_hex      (const CwPlanNode *self,
                                       gsize             minimum,
                                       gsize             maximum,
                                       guint8           *bytes,
                                       gsize            *length,
                                       GError          **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwPlanNode, cw_plan_node_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
