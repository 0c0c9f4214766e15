/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Seconds. Five is long enough for a router to come back from a restart of its network card and
 * short enough that an operator sees the card registered while the student is still there; an
 * hour keeps a station that was offline over a weekend from being late on Monday by more. */
#define CW_BACKOFF_BASE 5
#define CW_BACKOFF_CEILING 3600
/* A Retry-After of more than a day is taken for a mistake of the server's clock. */
#define CW_BACKOFF_LONGEST 86400

/* Part of a delay, in percent, by which it is shortened or lengthened at random, so that the
 * stations of one institution do not all come back at the same moment. */
#define CW_BACKOFF_JITTER 25

gint64 cw_backoff_delay (guint   attempts,
                         guint32 random,
                         guint   retry_after);

G_END_DECLS
