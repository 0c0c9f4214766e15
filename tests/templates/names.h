/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/core/record.h"

/* The long names of names.json and what goes with them on a card. */
typedef struct _Names Names;

Names    *names_load        (void);
void      names_free        (Names *self);
guint     names_count       (const Names *self);
guint     names_languages   (const Names *self);
CwRecord *names_record      (const Names *self,
                             guint        name,
                             guint32      mix);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Names, names_free)
