/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/keys/keys.h"

G_BEGIN_DECLS

#define CW_TYPE_MEMORY_KEYS (cw_memory_keys_get_type ())

G_DECLARE_FINAL_TYPE (CwMemoryKeys, cw_memory_keys, CW, MEMORY_KEYS, GObject)

/* For the sources that read keys from somewhere and then hold them here. */
gboolean cw_memory_keys_has       (CwMemoryKeys *self,
                                   const char   *label);
void     cw_memory_keys_add_key   (CwMemoryKeys *self,
                                   const char   *label,
                                   guint8        version,
                                   CwCipher      cipher,
                                   CwSecret     *secret);
void     cw_memory_keys_add_token (CwMemoryKeys *self,
                                   const char   *label,
                                   CwSecret     *secret);

void     cw_memory_keys_add_own   (CwMemoryKeys *self,
                                   const char   *label,
                                   guint8        version,
                                   CwKeyKind     kind,
                                   CwSecret     *secret);

G_END_DECLS
