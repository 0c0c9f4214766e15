/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/chip/chip.h"

G_BEGIN_DECLS

/**
 * CwDeuinfo:
 *
 * The card data zone (DEUInfo) that the European Student Card project gave up in December 2024:
 * the card's number, and the institution's signature over number and UID with the certificate
 * that it was made with. Read from a card or made elsewhere; nothing here signs.
 */
typedef struct
{
  CwEscn  escn;
  guint8  uid[7];
  GBytes *signature;   /* DER: ECDSA-Sig-Value */
  GBytes *certificate; /* DER: X.509 */
} CwDeuinfo;

CwDeuinfo  *cw_deuinfo_new             (const CwEscn *escn,
                                        const guint8  uid[7],
                                        GBytes       *signature,
                                        GBytes       *certificate);
CwDeuinfo  *cw_deuinfo_read            (const CwChipLink *link,
                                        GError          **error);
void        cw_deuinfo_free            (CwDeuinfo *self);
gboolean    cw_deuinfo_check_signature (const CwDeuinfo *self,
                                        GError         **error);
gboolean    cw_deuinfo_check_chain     (const CwDeuinfo *self,
                                        const char      *root,
                                        const char      *between,
                                        gint64           now,
                                        GError         **error);
/* Is this plan one for the zone, and then: the plan with the zone's two files. */
gboolean    cw_deuinfo_is_plan         (const CwChipPlan *plan);
CwChipPlan *cw_deuinfo_fill            (const CwDeuinfo *self,
                                        CwChipPlan      *plan,
                                        GError         **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwDeuinfo, cw_deuinfo_free)

G_END_DECLS
