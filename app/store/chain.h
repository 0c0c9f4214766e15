/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "app/store/journal.h"

G_BEGIN_DECLS

/* The hash chain itself, apart from where its entries lie: in the database or in an exported file. */

/* what stands before the first entry */
#define CW_CHAIN_FIRST_HASH "0000000000000000000000000000000000000000000000000000000000000000"

#define CW_CHAIN_HASH_LENGTH 64 /* hex digits */

typedef enum
{
  CW_CHAIN_ACT,
  CW_CHAIN_SUBJECT,
  CW_CHAIN_OPERATOR,
  CW_CHAIN_DETAILS,
  CW_CHAIN_STATION,
  CW_CHAIN_N_TEXTS,
} CwChainText;

/**
 * CwChainEntry:
 *
 * One entry as it was found; it owns nothing.
 */
typedef struct
{
  gint64      id;
  gint64      at;                        /* microseconds since 1970 UTC */
  const char *texts[CW_CHAIN_N_TEXTS];   /* the station may be NULL: an entry from before schema 003 */
  gsize       lengths[CW_CHAIN_N_TEXTS]; /* bytes */
  gboolean    any_station;               /* the file cannot tell no station from an empty one */
  const char *hash;                      /* as it was found with the entry */
} CwChainEntry;

/**
 * CwChainWalk:
 *
 * Takes entries in the order in which they lie. Up to the first that does not follow it reckons
 * the chain again; from there on it looks for what became of that one. Needs the memory of a few
 * entries, however many there are.
 */
typedef struct
{
  gint64         n_entries; /* that follow one another */
  gint64         last_id;   /* of the last of these */
  char          *last_hash;
  CwJournalFault fault;
  gint64         broken;    /* the first id that is not as it should be; 0: none so far */

  char          *odd_hash;  /* (nullable) as it stands with what was found instead of @broken */
  guint          n_after;   /* entries seen after that one */
  char          *right_hash; /* (nullable) of @broken, that was found further on: the next one tells why */
} CwChainWalk;

char    *cw_chain_hash       (const char         *previous,
                              const CwChainEntry *entry);
void     cw_chain_walk_init  (CwChainWalk *self,
                              gint64       last_id,
                              const char  *last_hash);
gboolean cw_chain_walk_take  (CwChainWalk        *self,
                              const CwChainEntry *entry);
void     cw_chain_walk_end   (CwChainWalk *self);
void     cw_chain_walk_blame (CwChainWalk   *self,
                              CwJournalFault fault,
                              gint64         broken);
void     cw_chain_walk_clear (CwChainWalk *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CwChainWalk, cw_chain_walk_clear)

G_END_DECLS
