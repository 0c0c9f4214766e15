/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* The evidence of a job: one JSON object. Strings that came from outside are valid UTF-8 here. */

json_t  *cw_evidence_words     (GPtrArray *words);
json_t  *cw_evidence_time      (gint64 now);
char    *cw_evidence_to_text   (json_t *evidence);
json_t  *cw_evidence_from_text (const char *text);
gboolean cw_evidence_has_word  (json_t     *words,
                                const char *word);
/* A job's number as the ticket keeps it; 0 when @text is none. */
int      cw_evidence_parse_id  (const char *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

G_END_DECLS
