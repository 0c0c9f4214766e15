/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/issue.h"
#include "machine.h"

G_BEGIN_DECLS

/* An operator at a Machine who looks before they answer. */
#define TYPE_HONEST (honest_get_type ())
G_DECLARE_FINAL_TYPE (Honest, honest, TEST, HONEST, GObject)

struct _Honest
{
  GObject             parent_instance;

  const CwIssueTools *tools;
  Machine            *machine;
  guint               earlier;  /* blanks that left the hoppers of machines before this one */
  guint               tries;    /* of the order at work */
};

Honest  *honest_new       (const CwIssueTools *tools,
                           Machine            *machine);
/* %FALSE with @error only when the station cannot know */
gboolean honest_run_order (Honest  *self,
                           gint64   order_id,
                           GError **error);

G_END_DECLS
