/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/router/registry.h"

G_BEGIN_DECLS

/* What one call is about, for sentences. */
typedef struct
{
  char  *thing;
  char **personal; /* never repeated in a sentence */
} CwSubject;

CwSubject cw_subject_of_card   (const char *escn,
                                const char *esi,
                                const char *display_name);
CwSubject cw_subject_of_person (const CwPersonEntry *person);
void      cw_subject_clear     (CwSubject *subject);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwSubject, cw_subject_clear)

G_END_DECLS
