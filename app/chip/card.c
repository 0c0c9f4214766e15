/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-chip"

#include "config.h"

#include "app/chip/desfire-private.h"

#include <string.h>

#include "app/base/bytes.h"

/* The commands about the card and its applications. Command bytes and layouts: the recording in
 * tests/chip, libfreefare (mifare_desfire.c) and proxmark3 (desfirecore.c). One thread at a
 * time. */

static gboolean
cw_desfire_read_part (CwCursor      *cursor,
                      CwDesfirePart *part)
{
  return cw_cursor_read_u8 (cursor, &part->vendor) &&
         cw_cursor_read_u8 (cursor, &part->type) &&
         cw_cursor_read_u8 (cursor, &part->subtype) &&
         cw_cursor_read_u8 (cursor, &part->major) &&
         cw_cursor_read_u8 (cursor, &part->minor) &&
         cw_cursor_read_u8 (cursor, &part->storage) &&
         cw_cursor_read_u8 (cursor, &part->protocol);
}

/**
 * cw_desfire_get_version:
 *
 * What card this is, and its UID. Three exchanges.
 */
gboolean
cw_desfire_get_version (CwDesfire        *self,
                        CwDesfireVersion *version,
                        GError          **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x60 };
  const guint8 *uid;
  const guint8 *batch;
  CwCursor cursor;

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  cw_cursor_init (&cursor, answer->data, answer->len);
  if (!cw_desfire_read_part (&cursor, &version->hardware) || !cw_desfire_read_part (&cursor, &version->software))
    return cw_desfire_malformed (error);
  uid = cw_cursor_read (&cursor, sizeof version->uid);
  batch = cw_cursor_read (&cursor, sizeof version->batch);
  if (uid == NULL || batch == NULL ||
      !cw_cursor_read_u8 (&cursor, &version->week) ||
      !cw_cursor_read_u8 (&cursor, &version->year) ||
      cw_cursor_get_left (&cursor) != 0)
    return cw_desfire_malformed (error);
  memcpy (version->uid, uid, sizeof version->uid);
  memcpy (version->batch, batch, sizeof version->batch);
  return TRUE;
}

/**
 * cw_desfire_get_uid:
 *
 * The real UID, also of a card that hides it. Needs a session; the answer is enciphered.
 */
gboolean
cw_desfire_get_uid (CwDesfire *self,
                    guint8     uid[7],
                    GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x51, .received = CW_DESFIRE_COMM_FULL, .expected = 7 };

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  if (answer->len != 7)
    return cw_desfire_malformed (error);
  memcpy (uid, answer->data, 7);
  return TRUE;
}

/**
 * cw_desfire_get_free_memory:
 * @bytes: (out): what new applications and files can still take
 */
gboolean
cw_desfire_get_free_memory (CwDesfire *self,
                            guint32   *bytes,
                            GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  const CwDesfireCommand command = { .ins = 0x6e };
  CwCursor cursor;

  if (!cw_desfire_run (self, &command, answer, error))
    return FALSE;
  cw_cursor_init (&cursor, answer->data, answer->len);
  return (cw_cursor_read_u24le (&cursor, bytes) && cw_cursor_get_left (&cursor) == 0) || cw_desfire_malformed (error);
}

static gboolean
cw_desfire_run_plain (CwDesfire    *self,
                      guint8        ins,
                      const guint8 *header,
                      gsize         length,
                      GError      **error)
{
  const CwDesfireCommand command = { .ins = ins, .header = header, .header_length = length };

  return cw_desfire_run_bare (self, &command, error);
}

/**
 * cw_desfire_format:
 *
 * Deletes every application and file. Needs a session with the card's master key, which a real
 * card keeps alive afterwards.
 */
gboolean
cw_desfire_format (CwDesfire *self,
                   GError   **error)
{
  return cw_desfire_run_plain (self, 0xfc, NULL, 0, error);
}

/**
 * cw_desfire_get_applications:
 *
 * Returns: (transfer full) (element-type CwDesfireAid): the applications on the card
 */
GArray *
cw_desfire_get_applications (CwDesfire *self,
                             GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GArray) aids = NULL;
  const CwDesfireCommand command = { .ins = 0x6a };

  if (!cw_desfire_run (self, &command, answer, error))
    return NULL;
  if (answer->len % sizeof (CwDesfireAid) != 0)
    {
      cw_desfire_malformed (error);
      return NULL;
    }
  aids = g_array_new (FALSE, FALSE, sizeof (CwDesfireAid));
  if (answer->len > 0)
    g_array_append_vals (aids, answer->data, answer->len / sizeof (CwDesfireAid));
  return g_steal_pointer (&aids);
}

/* One frame of GetDFNames: AID, ISO identifier, name. */
static gboolean
cw_desfire_read_df_name (const guint8    *frame,
                         gsize            length,
                         CwDesfireDfName *name)
{
  const gsize fixed = sizeof name->aid.bytes + 2;

  if (length < fixed || length > fixed + CW_DESFIRE_MAX_DF_NAME)
    return FALSE;
  *name = (CwDesfireDfName) { .iso_id = (guint16) (frame[3] | frame[4] << 8), .df_name_length = length - fixed };
  memcpy (name->aid.bytes, frame, sizeof name->aid.bytes);
  memcpy (name->df_name, frame + fixed, name->df_name_length);
  return TRUE;
}

/**
 * cw_desfire_get_df_names:
 *
 * The applications that can be selected by ISO/IEC 7816-4 name or identifier. The card answers
 * with one frame for each; where a frame ends is where a name ends.
 *
 * Returns: (transfer full) (element-type CwDesfireDfName): in the card's order
 */
GArray *
cw_desfire_get_df_names (CwDesfire *self,
                         GError   **error)
{
  g_autoptr (GByteArray) answer = g_byte_array_new ();
  g_autoptr (GArray) cuts = g_array_new (FALSE, FALSE, sizeof (gsize));
  g_autoptr (GArray) names = g_array_new (FALSE, FALSE, sizeof (CwDesfireDfName));
  const CwDesfireCommand command = { .ins = 0x6d, .cuts = cuts };
  gsize start = 0;

  if (!cw_desfire_run (self, &command, answer, error))
    return NULL;
  for (guint i = 0; i < cuts->len && start < answer->len; i++)
    {
      /* the session's MAC, taken off by now, was in the last one */
      gsize end = MIN (g_array_index (cuts, gsize, i), answer->len);
      CwDesfireDfName name;

      if (!cw_desfire_read_df_name (answer->data + start, end - start, &name))
        {
          cw_desfire_malformed (error);
          return NULL;
        }
      g_array_append_val (names, name);
      start = end;
    }
  return g_steal_pointer (&names);
}

/**
 * cw_desfire_create_application:
 *
 * Makes an application whose keys are all zeros (or the card's configured default).
 *
 * Returns: %FALSE with %CW_ERROR_EXISTS when there is one of that AID
 */
gboolean
cw_desfire_create_application (CwDesfire                  *self,
                               const CwDesfireApplication *application,
                               GError                    **error)
{
  static const guint8 types[] = {
    [CW_CIPHER_DES] = 0x00,
    [CW_CIPHER_2K3DES] = 0x00,
    [CW_CIPHER_3K3DES] = 0x40,
    [CW_CIPHER_AES] = 0x80,
  };
  g_autoptr (GByteArray) header = g_byte_array_new ();

  g_return_val_if_fail (application->n_keys >= 1 && application->n_keys <= CW_DESFIRE_MAX_KEYS, FALSE);
  g_return_val_if_fail (application->df_name_length <= CW_DESFIRE_MAX_DF_NAME, FALSE);

  cw_bytes_put (header, application->aid.bytes, sizeof application->aid.bytes);
  cw_bytes_put_u8 (header, application->settings);
  cw_bytes_put_u8 (header, (guint8) (application->n_keys | types[application->cipher] | (application->iso_files ? 0x20 : 0)));
  if (application->iso_id != 0)
    {
      cw_bytes_put_u16le (header, application->iso_id);
      cw_bytes_put (header, application->df_name, application->df_name_length);
    }
  return cw_desfire_run_plain (self, 0xca, header->data, header->len, error);
}

/**
 * cw_desfire_delete_application:
 *
 * Deletes an application with its files. Its memory comes back only when the card is formatted.
 */
gboolean
cw_desfire_delete_application (CwDesfire          *self,
                               const CwDesfireAid *aid,
                               GError            **error)
{
  return cw_desfire_run_plain (self, 0xda, aid->bytes, sizeof aid->bytes, error);
}
