/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/base/error.h"
#include "app/keys/keys.h"
#include "app/station/station-private.h"

/* The places where this station keeps its keys, opened and put one behind the other: token,
 * keyring, key file. Waits for all three; on the thread that opens the station. */

/* The token's PIN lies in the keyring or the key file; without one the token may have a pad. */
static CwKeySource *
cw_station_open_token (const CwSettings *settings,
                       GPtrArray        *others,
                       GError          **error)
{
  g_autoptr (CwKeySource) chain = others->len > 0 ? cw_key_chain_new (others) : NULL;
  g_autoptr (CwSecret) pin = NULL;
  g_autoptr (GError) local = NULL;

  pin = chain != NULL ? cw_key_source_load (chain, settings->token_pin, NULL, &local) : NULL;
  if (local != NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return cw_token_keys_open (settings->token_uri, pin, error);
}

static gboolean
cw_station_take_source (GPtrArray   *sources,
                        CwKeySource *source)
{
  if (source != NULL)
    g_ptr_array_add (sources, source);
  return source != NULL;
}

/* For whoever compares check values with the key ceremony's paper: G_MESSAGES_DEBUG=cw-station. */
static CwKeySource *
cw_station_tell_keys (CwKeySource *keys)
{
  g_autoptr (GPtrArray) notes = NULL;

  if (g_log_writer_default_would_drop (G_LOG_LEVEL_DEBUG, G_LOG_DOMAIN))
    return keys;
  notes = cw_key_source_list (keys, NULL);
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      const CwKeyNote *note = g_ptr_array_index (notes, i);

      g_debug ("%s, version %u, check value %s", note->label, note->version, *note->kcv != '\0' ? note->kcv : "none");
    }
  return keys;
}

/**
 * cw_station_open_keys:
 *
 * Returns: (transfer full): the keys of this station, or %NULL
 */
CwKeySource *
cw_station_open_keys (const CwSettings *settings,
                      GError          **error)
{
  g_autoptr (GPtrArray) others = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (g_object_unref);

  if (settings->keyring && !cw_station_take_source (others, cw_keyring_keys_open (error)))
    return NULL;
  if (settings->keys_path != NULL && !cw_station_take_source (others, cw_file_keys_open (settings->keys_path, error)))
    return NULL;
  if (settings->token_uri != NULL && !cw_station_take_source (sources, cw_station_open_token (settings, others, error)))
    return NULL;
  for (guint i = 0; i < others->len; i++)
    g_ptr_array_add (sources, g_object_ref (g_ptr_array_index (others, i)));
  return cw_station_tell_keys (sources->len == 1 ? g_object_ref (g_ptr_array_index (sources, 0)) : cw_key_chain_new (sources));
}
