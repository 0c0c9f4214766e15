/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* How long the register asked to be left alone with its last refusal (Retry-After of RFC 9110
 * section 10.2.3). It concerns every message to that register, so it lies with the register
 * and not with the error. Seconds; 0: it asked for nothing. Any thread. */
void  cw_registry_set_pause  (CwRegistry *self,
                              guint       seconds);
guint cw_registry_take_pause (CwRegistry *self);

G_END_DECLS
