/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-base"

#include "config.h"

#include "app/base/heap.h"

#include <malloc.h>

/* Owns how this process deals with memory it freed. Called once, before other threads begin. */

/* Both faces of a card at 600 dpi with what they are made of. */
#define KEPT_BYTES (64 * 1024 * 1024)

/**
 * cw_heap_keep:
 *
 * Keeps up to 64 MiB of freed memory for the next card. The C library would give a card's bitmaps
 * back to the kernel after each card and take as many pages, cleared anew, for the next: a quarter of
 * the time that a card takes to be drawn and packed (docs/benchmarks.md).
 */
void
cw_heap_keep (void)
{
  /* GNU libc; nothing depends on it, so its refusal is no fault */
  mallopt (M_TRIM_THRESHOLD, KEPT_BYTES);
  mallopt (M_MMAP_THRESHOLD, KEPT_BYTES / 2);
}
