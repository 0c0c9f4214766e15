/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/store/store.h"

G_BEGIN_DECLS

/* How photos lie in the database: enciphered, each for its student alone. The room of keys is not
 * seen from here: whoever opens the store hands it the two functions below. */

/* The key's label, written beside every photo that is enciphered with it. */
#define CW_PHOTO_KEY_LABEL "store/photos"

/**
 * CwPhotoKeys:
 * @current: (nullable): which version of the key new photos are sealed with; %NULL: no keys
 * @seal: enciphers @photo with that version; @associated says whose it is and must be the same
 *   to open it
 * @open: deciphers; %CW_ERROR_KEY_MISSING when that version is not here, %CW_ERROR_INVALID when
 *   what is there does not open with it
 *
 * Called under the store's lock, on the caller's thread; they may block but not call the store.
 */
typedef struct
{
  gboolean (*current) (gpointer  user_data,
                       guint8   *version,
                       GError  **error);
  GBytes  *(*seal)    (gpointer  user_data,
                       guint8    version,
                       GBytes   *associated,
                       GBytes   *photo,
                       GError  **error);
  GBytes  *(*open)    (gpointer  user_data,
                       guint8    version,
                       GBytes   *associated,
                       GBytes   *sealed,
                       GError  **error);
  gpointer   user_data;
} CwPhotoKeys;

/**
 * CwPhotoCount:
 *
 * How the photos lie there.
 */
typedef struct
{
  guint all;
  guint plain;    /* from before photos were enciphered */
  guint earlier;  /* under an earlier version of the key */
} CwPhotoCount;

/* @keys: (nullable): copied; its user_data outlives the store or is taken back with %NULL */
void     cw_store_set_photo_keys (CwStore           *self,
                                  const CwPhotoKeys *keys);
/* @count: (out): @earlier is 0 when there is no key to compare with */
gboolean cw_store_count_photos   (CwStore      *self,
                                  CwPhotoCount *count,
                                  GError      **error);
gboolean cw_store_seal_photos    (CwStore  *self,
                                  guint    *sealed,
                                  guint    *left,
                                  GError  **error);
/* Opens every photo. @broken: (out) (transfer full) (nullable): the sentence about the first that
 * does not open; %NULL when all do. @skipped: (out): photos that need a key that is not here. */
gboolean cw_store_check_photos   (CwStore  *self,
                                  char    **broken,
                                  guint    *skipped,
                                  GError  **error);

G_END_DECLS
