/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/issue/step.h"

G_BEGIN_DECLS

/* Whether the reason can be kept as it is given. @self: (nullable) */
gboolean cw_reissue_check    (const CwReissue *self,
                              GError         **error);
/* What a new card would stand for; refuses one without a reason. @old: (out) (transfer full)
 * (nullable) */
gboolean cw_reissue_find_old (const CwIssueTools *tools,
                              const char         *student_id,
                              const CwReissue    *reissue,
                              CwCard            **old,
                              GError            **error);
/* In the transaction that reserves: a card that is lost or stolen is so at once. */
gboolean cw_reissue_begin    (const CwIssueTools *tools,
                              const CwReissue    *reissue,
                              const CwCard       *old,
                              GError            **error);
/* In the transaction that hands over: the old card is replaced. Does nothing for a first card. */
gboolean cw_reissue_conclude (CwOrder *order,
                              GError **error);

G_END_DECLS
