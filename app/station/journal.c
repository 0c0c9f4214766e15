/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-station"

#include "config.h"

#include "app/station/journal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/base/error.h"
#include "app/keys/ed25519.h"
#include "app/keys/keys.h"
#include "app/station/station-private.h"

/* The journal's signed heads: the store says what is to be signed, the keys sign it, and the store
 * keeps it. Blocks, on any thread but the window's; by itself it works on the query worker. */

/* whose signatures count */

void
cw_journal_trust_clear (CwJournalTrust *self)
{
  g_clear_pointer (&self->keys, g_ptr_array_unref);
}

static void
cw_journal_trust_add_key (CwJournalTrust *self,
                          GBytes         *key)
{
  if (self->keys == NULL)
    self->keys = g_ptr_array_new_with_free_func ((GDestroyNotify) g_bytes_unref);
  g_ptr_array_add (self->keys, key);
}

/**
 * cw_journal_trust_add:
 * @text: a public key, hex or PEM
 */
gboolean
cw_journal_trust_add (CwJournalTrust *self,
                      const char     *text,
                      GError        **error)
{
  guint8 key[CW_ED25519_PUBLIC];

  if (!cw_ed25519_from_text (text, key, error))
    return FALSE;
  cw_journal_trust_add_key (self, g_bytes_new (key, sizeof key));
  return TRUE;
}

static gboolean
cw_journal_trust_has (const CwJournalTrust *self,
                      GBytes               *key)
{
  if (self->keys == NULL)
    return TRUE;
  for (guint i = 0; i < self->keys->len; i++)
    if (g_bytes_equal (g_ptr_array_index (self->keys, i), key))
      return TRUE;
  return FALSE;
}

gboolean
cw_journal_trust_judge (const CwJournalSignature *signature,
                        gpointer                  user_data,
                        GError                  **error)
{
  const CwJournalTrust *self = user_data;
  g_autofree char *message = cw_journal_signature_get_message (signature);
  const char *problem = NULL;

  if (strcmp (signature->algorithm, CW_JOURNAL_ALGORITHM) != 0 || g_bytes_get_size (signature->public_key) != CW_ED25519_PUBLIC ||
      g_bytes_get_size (signature->signature) != CW_ED25519_SIGNATURE)
    problem = _ ("It is not of the kind that Cardwright makes.");
  else if (!cw_journal_trust_has (self, signature->public_key))
    problem = _ ("It was made with another key than the one that is trusted.");
  else if (!cw_ed25519_verify (g_bytes_get_data (signature->public_key, NULL), message, strlen (message), g_bytes_get_data (signature->signature, NULL)))
    problem = _ ("It is not genuine.");
  if (problem != NULL)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, problem);
  return problem == NULL;
}

/* the station's key */

static CwSecret *
cw_station_load_journal_key (CwStation  *self,
                             const char *label,
                             GBytes    **public_key,
                             guint8     *version,
                             GError    **error)
{
  g_autoptr (CwSecret) seed = cw_key_source_load_kind (self->tools.keys, label, CW_KEY_KIND_ED25519, version, error);
  guint8 key[CW_ED25519_PUBLIC];

  if (seed == NULL || !cw_ed25519_get_public (seed, key, error))
    return NULL;
  *public_key = g_bytes_new (key, sizeof key);
  return g_steal_pointer (&seed);
}

/**
 * cw_station_get_journal_key:
 *
 * Returns: %FALSE with %CW_ERROR_KEY_MISSING when the station has none
 */
gboolean
cw_station_get_journal_key (CwStation *self,
                            GBytes   **public_key,
                            guint8    *version,
                            GError   **error)
{
  g_autoptr (CwSecret) seed = NULL;

  g_return_val_if_fail (CW_IS_STATION (self) && public_key != NULL && version != NULL, FALSE);

  seed = cw_station_load_journal_key (self, CW_JOURNAL_KEY, public_key, version, error);
  return seed != NULL;
}

/* The key and those that it came after, as far as they were kept. */
static gboolean
cw_station_fill_trust (CwStation      *self,
                       CwJournalTrust *trust,
                       GError        **error)
{
  g_autoptr (GError) local = NULL;
  GBytes *key = NULL;
  guint8 version = 0;

  if (!cw_station_get_journal_key (self, &key, &version, &local))
    {
      if (g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  cw_journal_trust_add_key (trust, key);
  for (guint i = 1; i < version; i++)
    {
      g_autofree char *label = g_strdup_printf (CW_JOURNAL_KEY "/%u", i);
      guint8 old_version = 0;
      GBytes *old = NULL;
      g_autoptr (CwSecret) seed = cw_station_load_journal_key (self, label, &old, &old_version, NULL);

      if (seed != NULL)
        cw_journal_trust_add_key (trust, old);
    }
  return TRUE;
}

/**
 * cw_station_check_journal:
 * @report: (out caller-allocates): to be cleared with cw_journal_report_clear()
 * @trusted: (out) (optional): whether signatures were held against the station's own key; else only
 *   against the key that lies beside each, which whoever can write the database can replace too
 *
 * Reckons the journal's chain again and checks every signature.
 */
gboolean
cw_station_check_journal (CwStation       *self,
                          CwJournalReport *report,
                          gboolean        *trusted,
                          GError         **error)
{
  g_auto (CwJournalTrust) trust = { 0 };

  g_return_val_if_fail (CW_IS_STATION (self) && report != NULL, FALSE);

  *report = (CwJournalReport) { 0 };
  if (!cw_station_fill_trust (self, &trust, error))
    return FALSE;
  if (trusted != NULL)
    *trusted = trust.keys != NULL;
  return cw_store_check_journal (self->tools.store, cw_journal_trust_judge, &trust, report, error);
}

/* signing */

static gboolean
cw_station_check_before_signing (CwStation *self,
                                 GError   **error)
{
  g_auto (CwJournalReport) report = { 0 };
  g_autofree char *sentence = NULL;

  if (!cw_station_check_journal (self, &report, NULL, error))
    return FALSE;
  if (report.fault == CW_JOURNAL_WHOLE)
    return TRUE;
  sentence = cw_journal_report_describe (&report);
  g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("%s It is not signed like this. Compare the database with a backup first."), sentence);
  return FALSE;
}

/**
 * cw_station_sign_journal:
 * @day: yyyy-MM-dd, UTC, over and not signed
 *
 * Checks the journal and signs the head of that day.
 *
 * Returns: (transfer full): the signature, or %NULL with %CW_ERROR_KEY_MISSING, _REFUSED (the day is
 *   not over, or the journal is not whole), _EXISTS or _NOT_FOUND
 */
CwJournalSignature *
cw_station_sign_journal (CwStation  *self,
                         const char *day,
                         GError    **error)
{
  g_autoptr (CwJournalSignature) head = NULL;
  g_autoptr (CwSecret) seed = NULL;
  g_autofree char *message = NULL;
  guint8 signature[CW_ED25519_SIGNATURE];
  guint8 version = 0;

  g_return_val_if_fail (CW_IS_STATION (self) && day != NULL, NULL);

  head = cw_store_get_day_head (self->tools.store, day, error);
  if (head == NULL)
    return NULL;
  seed = cw_station_load_journal_key (self, CW_JOURNAL_KEY, &head->public_key, &version, error);
  if (seed == NULL || !cw_station_check_before_signing (self, error))
    return NULL;
  message = cw_journal_signature_get_message (head);
  if (!cw_ed25519_sign (seed, message, strlen (message), signature, error))
    return NULL;
  head->algorithm = g_strdup (CW_JOURNAL_ALGORITHM);
  head->key_label = g_strdup (CW_JOURNAL_KEY);
  head->key_version = version;
  head->signature = g_bytes_new (signature, sizeof signature);
  return cw_store_add_signature (self->tools.store, head, error) ? g_steal_pointer (&head) : NULL;
}

/**
 * cw_station_sign_past_day:
 *
 * Signs the head of the last day that is over and not signed, when the key is there. Blocks. A
 * failure is in the log alone: nobody asked for it, and the next day tries again.
 */
void
cw_station_sign_past_day (CwStation *self)
{
  g_autoptr (CwJournalSignature) signature = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *day = NULL;

  if (!cw_store_find_unsigned_day (self->tools.store, &day, &local))
    g_warning ("the journal was not signed: %s", local->message);
  if (day == NULL)
    return;
  signature = cw_station_sign_journal (self, day, &local);
  /* a station need not have such a key */
  if (signature == NULL && !g_error_matches (local, CW_ERROR, CW_ERROR_KEY_MISSING))
    g_warning ("the journal was not signed: %s", local->message);
}

/* With the digest of the settings: those that were changed with an editor show by it. */
gboolean
cw_station_write_opened (CwStation *self,
                         GError   **error)
{
  g_autofree char *path = g_build_filename (self->directory, CW_SETTINGS_NAME, NULL);
  g_autofree char *text = NULL;
  g_autofree char *digest = NULL;
  g_autofree char *details = NULL;
  gsize length = 0;

  if (g_file_get_contents (path, &text, &length, NULL))
    digest = cw_digest_bytes (text, length);
  details = g_strdup_printf ("{\"version\":\"%s\",\"demo\":%s,\"settings\":\"%s\"}", CW_VERSION, self->settings->demo ? "true" : "false", digest != NULL ? digest : "");
  return cw_store_add_journal (self->tools.store, "station.open", "station", details, error);
}
