/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-store"

#include "config.h"

#include "app/store/chain.h"

#include <string.h>

#include "app/base/bytes.h"
#include "app/base/digest.h"

/* The chain of the journal. Pure functions; any thread.
 *
 * hash of an entry = SHA-256 over these texts, each preceded by its length in bytes as an unsigned
 * 32-bit little-endian number: hash of the entry before (64 zeros before the first), id and moment
 * in decimal, act, subject, operator, details, and, in entries since schema 003, the station. */

/* ids; by so many a chain from which entries were taken may have been renumbered to hide it and is
 * still named as such. With more it is called changed, which it is as well. */
#define SHIFT_MAX 64

static void
cw_chain_put_text (GByteArray *bytes,
                   const char *text,
                   gsize       length)
{
  cw_bytes_put_u32le (bytes, (guint32) length);
  cw_bytes_put (bytes, text, length);
}

/**
 * cw_chain_hash:
 *
 * Returns: (transfer full): the hash that @entry has after one whose hash is @previous
 */
char *
cw_chain_hash (const char         *previous,
               const CwChainEntry *entry)
{
  g_autoptr (GByteArray) bytes = g_byte_array_sized_new (512);
  char number[24];

  cw_chain_put_text (bytes, previous, strlen (previous));
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, entry->id);
  cw_chain_put_text (bytes, number, strlen (number));
  g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, entry->at);
  cw_chain_put_text (bytes, number, strlen (number));
  for (guint i = 0; i < CW_CHAIN_N_TEXTS; i++)
    if (i != CW_CHAIN_STATION || entry->texts[i] != NULL)
      cw_chain_put_text (bytes, entry->texts[i], entry->lengths[i]);
  return cw_digest_bytes (bytes->data, bytes->len);
}

/* Whether @entry, were its number @id, is what followed the entry with the hash @previous. */
static gboolean
cw_chain_fits (const char         *previous,
               gint64              id,
               const CwChainEntry *entry)
{
  CwChainEntry taken = *entry;
  g_autofree char *hash = NULL;
  g_autofree char *old = NULL;

  for (guint i = 0; i < CW_CHAIN_STATION; i++)
    if (entry->texts[i] == NULL)
      return FALSE;
  taken.id = id;
  hash = cw_chain_hash (previous, &taken);
  if (g_strcmp0 (hash, entry->hash) == 0)
    return TRUE;
  if (!entry->any_station)
    return FALSE;
  taken.texts[CW_CHAIN_STATION] = NULL;
  old = cw_chain_hash (previous, &taken);
  return g_strcmp0 (old, entry->hash) == 0;
}

/**
 * cw_chain_walk_init:
 * @last_id: the entry after which the walk begins; 0: it begins with the first
 * @last_hash: that entry's hash; %CW_CHAIN_FIRST_HASH with 0
 */
void
cw_chain_walk_init (CwChainWalk *self,
                    gint64       last_id,
                    const char  *last_hash)
{
  *self = (CwChainWalk) { .last_id = last_id, .last_hash = g_strdup (last_hash) };
}

/**
 * cw_chain_walk_blame:
 *
 * Says what is wrong, unless something before it was found already.
 */
void
cw_chain_walk_blame (CwChainWalk   *self,
                     CwJournalFault fault,
                     gint64         broken)
{
  if (self->broken != 0 && self->broken <= broken)
    return;
  self->fault = fault;
  self->broken = broken;
}

static void
cw_chain_walk_begin_to_look (CwChainWalk        *self,
                             const CwChainEntry *entry)
{
  self->broken = self->last_id + 1;
  if (entry->id < self->broken)
    {
      self->fault = CW_JOURNAL_INSERTED;
      return;
    }
  self->odd_hash = g_strdup (entry->hash != NULL ? entry->hash : "");
  if (entry->id == self->broken || cw_chain_fits (self->last_hash, self->broken, entry))
    self->fault = CW_JOURNAL_CHANGED;
  else
    self->fault = CW_JOURNAL_MISSING;
}

/* Whether those behind the gap were renumbered to hide it. */
static gboolean
cw_chain_walk_is_shifted (const CwChainWalk  *self,
                          const CwChainEntry *entry)
{
  for (gint64 shift = 1; shift <= SHIFT_MAX; shift++)
    if (cw_chain_fits (self->odd_hash, entry->id + shift, entry))
      return TRUE;
  return FALSE;
}

/* What the entries behind the first wrong one tell of it. */
static void
cw_chain_walk_look (CwChainWalk        *self,
                    const CwChainEntry *entry)
{
  self->n_after++;
  if (self->right_hash != NULL)
    {
      /* the whole rest moved on by what was put in; or two changed places */
      if (entry->id != self->broken + 1 && cw_chain_fits (self->right_hash, self->broken + 1, entry) && self->fault == CW_JOURNAL_CHANGED)
        self->fault = CW_JOURNAL_INSERTED;
      else
        self->fault = CW_JOURNAL_OUT_OF_ORDER;
      g_clear_pointer (&self->right_hash, g_free);
      g_clear_pointer (&self->odd_hash, g_free);
      return;
    }
  if (cw_chain_fits (self->last_hash, self->broken, entry))
    self->right_hash = g_strdup (entry->hash);
  else if (self->n_after == 1 && self->fault == CW_JOURNAL_CHANGED && cw_chain_walk_is_shifted (self, entry))
    {
      self->fault = CW_JOURNAL_MISSING;
      g_clear_pointer (&self->odd_hash, g_free);
    }
}

/**
 * cw_chain_walk_take:
 *
 * Returns: whether @entry follows those before it. With %FALSE the rest may still be given, so that
 *   @fault says more closely what happened
 */
gboolean
cw_chain_walk_take (CwChainWalk        *self,
                    const CwChainEntry *entry)
{
  if (self->broken == 0 && entry->id == self->last_id + 1 && cw_chain_fits (self->last_hash, entry->id, entry))
    {
      g_free (self->last_hash);
      self->last_hash = g_strdup (entry->hash);
      self->last_id = entry->id;
      self->n_entries++;
      return TRUE;
    }
  if (self->broken == 0)
    cw_chain_walk_begin_to_look (self, entry);
  else if (self->odd_hash != NULL)
    cw_chain_walk_look (self, entry);
  return FALSE;
}

/**
 * cw_chain_walk_end:
 *
 * To be called after the last entry.
 */
void
cw_chain_walk_end (CwChainWalk *self)
{
  if (self->right_hash != NULL)
    self->fault = CW_JOURNAL_OUT_OF_ORDER;
  g_clear_pointer (&self->right_hash, g_free);
}

void
cw_chain_walk_clear (CwChainWalk *self)
{
  g_clear_pointer (&self->last_hash, g_free);
  g_clear_pointer (&self->odd_hash, g_free);
  g_clear_pointer (&self->right_hash, g_free);
}
