/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/draw/standing.h"

/* Owns what stands on every card of a design. Any thread: the lock is held while something is made,
 * so that it is made once. */

struct _CwStanding
{
  GMutex      lock;
  GHashTable *texts; /* key -> CwTextBlock */
  GHashTable *logos; /* key -> CwLogo */
};

CwStanding *
cw_standing_new (void)
{
  CwStanding *self = g_new0 (CwStanding, 1);

  g_mutex_init (&self->lock);
  self->texts = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) cw_text_block_unref);
  self->logos = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) cw_logo_free);
  return self;
}

void
cw_standing_free (CwStanding *self)
{
  if (self == NULL)
    return;
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->logos);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * cw_standing_get_text:
 * @key: what the text is of
 * @make: called the first time
 * @data: given to @make
 *
 * Returns: (transfer full):
 */
CwTextBlock *
cw_standing_get_text (CwStanding    *self,
                      gconstpointer  key,
                      CwStandingText make,
                      gconstpointer  data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  CwTextBlock *block = g_hash_table_lookup (self->texts, key);

  if (block == NULL)
    {
      block = make (data);
      g_hash_table_insert (self->texts, (gpointer) key, block);
    }
  return cw_text_block_ref (block);
}

/**
 * cw_standing_get_logo:
 * @key: what the logo is of
 * @make: called the first time
 * @data: given to @make
 *
 * Returns: (transfer none):
 */
const CwLogo *
cw_standing_get_logo (CwStanding    *self,
                      gconstpointer  key,
                      CwStandingLogo make,
                      gconstpointer  data)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  CwLogo *logo = g_hash_table_lookup (self->logos, key);

  if (logo == NULL)
    {
      logo = make (data);
      g_hash_table_insert (self->logos, (gpointer) key, logo);
    }
  return logo;
}
