/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "app/core/nouns.h"

G_BEGIN_DECLS

/**
 * CwRecord:
 *
 * What a face is laid out from: named text fields, frozen when a card is reserved. The photo
 * travels beside it. Field names are those of cw_record_new_for_card() and any that a record
 * file adds; a name is [a-z][a-z0-9_]*, at most 64 characters. Reference counted; unchangeable
 * once shared.
 *
 * Names filled in for a card: given_names, family_name, full_name, number, programme, level,
 * email, esi, institution, institution_en, pic, escn, qr (the text of the QR code), issued_at,
 * expires_at, valid_until_short (MM/YYYY).
 */
typedef struct _CwRecord CwRecord;

/* "https://s.esc-r.eu/" + ESCN: QRFactory.java of EuropeanStudentCard/qr-java-generator (aa51d80) */
#define CW_QR_PREFIX "https://s.esc-r.eu/"

GType       cw_record_get_type (void) G_GNUC_CONST;
CwRecord   *cw_record_new      (void);
CwRecord   *cw_record_new_for_card (const CwStudent     *student,
                                const CwInstitution *institution,
                                const CwEscn        *escn,
                                const char          *issued_at,
                                const char          *expires_at);
CwRecord   *cw_record_ref      (CwRecord *self);
void        cw_record_unref    (CwRecord *self);
gboolean    cw_record_set      (CwRecord   *self,
                                const char *name,
                                const char *value,
                                GError    **error);
const char *cw_record_get      (CwRecord   *self,
                                const char *name);
char      **cw_record_list     (CwRecord *self);
char       *cw_record_to_json  (CwRecord *self);
char       *cw_record_digest   (CwRecord *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwRecord, cw_record_unref)

G_END_DECLS
