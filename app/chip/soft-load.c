/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/error.h"

/* The training card's file, read: whatever a person or a crash made of it, either a card that
 * could exist comes out or a half sentence that says what is wrong. Files of version 1 are read
 * too, and written as version 2 with their next change. No state; the card's thread. */

#define FORMAT_NAME "cardwright-training-card"
#define FORMAT_VERSION 2
#define OLD_VERSION 1 /* no value files, no configuration */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static gboolean
cw_soft_fail (const char *name,
              GError    **error)
{
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("“%s” is missing or not valid"), name);
  return FALSE;
}

/* Reads between @min and @max bytes of hex. */
static gboolean
cw_soft_get_hex (json_t     *object,
                 const char *name,
                 guint8     *data,
                 gsize       min,
                 gsize       max,
                 gsize      *length,
                 GError    **error)
{
  const char *text = json_string_value (json_object_get (object, name));
  g_autoptr (GByteArray) bytes = NULL;

  if (text == NULL || strlen (text) > 2 * max)
    return cw_soft_fail (name, error);
  bytes = cw_hex_decode (text, NULL);
  if (bytes == NULL || bytes->len < min || bytes->len > max)
    return cw_soft_fail (name, error);

  if (bytes->len > 0)
    memcpy (data, bytes->data, bytes->len);
  if (length != NULL)
    *length = bytes->len;
  return TRUE;
}

static gboolean
cw_soft_get_bytes (json_t     *object,
                   const char *name,
                   guint8     *data,
                   gsize       length,
                   GError    **error)
{
  return cw_soft_get_hex (object, name, data, length, length, NULL, error);
}

static gboolean
cw_soft_get_number (json_t     *object,
                    const char *name,
                    gsize       bytes,
                    guint32    *value,
                    GError    **error)
{
  guint8 data[4] = { 0 };

  if (!cw_soft_get_bytes (object, name, data, bytes, error))
    return FALSE;
  *value = 0;
  for (gsize i = 0; i < bytes; i++)
    *value = *value << 8 | data[i];
  return TRUE;
}

static gboolean
cw_soft_get_integer (json_t     *object,
                     const char *name,
                     guint       max,
                     guint      *value,
                     GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_integer (member) || json_integer_value (member) < 0 || json_integer_value (member) > max)
    return cw_soft_fail (name, error);
  *value = (guint) json_integer_value (member);
  return TRUE;
}

/* The place of a word in a list of names, some of which are NULL. */
static gboolean
cw_soft_get_word (json_t            *object,
                  const char        *name,
                  const char *const *words,
                  gsize              n_words,
                  guint             *value,
                  GError           **error)
{
  const char *text = json_string_value (json_object_get (object, name));

  for (guint i = 0; text != NULL && i < n_words; i++)
    if (g_strcmp0 (text, words[i]) == 0)
      {
        *value = i;
        return TRUE;
      }
  return cw_soft_fail (name, error);
}

static gboolean
cw_soft_get_boolean (json_t     *object,
                     const char *name,
                     gboolean   *value,
                     GError    **error)
{
  json_t *member = json_object_get (object, name);

  if (!json_is_boolean (member))
    return cw_soft_fail (name, error);
  *value = json_is_true (member);
  return TRUE;
}

/* A number that may be below zero. */
static gboolean
cw_soft_get_amount (json_t     *object,
                    const char *name,
                    gint32     *value,
                    GError    **error)
{
  json_t *member = json_object_get (object, name);
  json_int_t amount = json_integer_value (member);

  if (!json_is_integer (member) || amount < G_MININT32 || amount > G_MAXINT32)
    return cw_soft_fail (name, error);
  *value = (gint32) amount;
  return TRUE;
}

static gboolean
cw_soft_get_iso_id (json_t   *object,
                    gboolean *present,
                    guint16  *iso_id,
                    GError  **error)
{
  guint32 value = 0;

  *present = json_object_get (object, "iso-id") != NULL;
  if (*present && !cw_soft_get_number (object, "iso-id", 2, &value, error))
    return FALSE;
  if (*present && cw_soft_iso_id_is_reserved ((guint16) value))
    return cw_soft_fail ("iso-id", error);
  *iso_id = (guint16) value;
  return TRUE;
}

static gboolean
cw_soft_purse_from_json (CwSoftPurse *purse,
                         json_t      *object,
                         GError     **error)
{
  guint options;

  if (!cw_soft_get_amount (object, "lower", &purse->lower, error) ||
      !cw_soft_get_amount (object, "upper", &purse->upper, error) ||
      !cw_soft_get_amount (object, "value", &purse->value, error) ||
      !cw_soft_get_amount (object, "limit", &purse->limit, error) ||
      !cw_soft_get_integer (object, "options", CW_SOFT_LIMITED_CREDIT | CW_SOFT_FREE_GET_VALUE, &options, error))
    return FALSE;
  purse->options = (guint8) options;
  if (purse->lower > purse->value || purse->value > purse->upper)
    return cw_soft_fail ("value", error);
  return purse->limit >= 0 || cw_soft_fail ("limit", error);
}

static gboolean
cw_soft_content_from_json (CwSoftFile *file,
                           json_t     *object,
                           GError    **error)
{
  guint size;

  if (file->kind == CW_SOFT_FILE_VALUE)
    return cw_soft_purse_from_json (&file->purse, object, error);
  if (!cw_soft_get_integer (object, "size", CW_SOFT_EEPROM, &size, error))
    return FALSE;
  if (size == 0)
    return cw_soft_fail ("size", error);
  cw_soft_file_resize (file, size);
  return cw_soft_get_bytes (object, "content", file->content->data, size, error);
}

/* Version 1 knew standard and backup files alone, and told them apart with "backup". */
static gboolean
cw_soft_kind_from_json (json_t  *object,
                        guint   *kind,
                        GError **error)
{
  gboolean backup;

  if (json_object_get (object, "backup") == NULL)
    return cw_soft_get_word (object, "kind", cw_soft_file_kind_names, G_N_ELEMENTS (cw_soft_file_kind_names), kind, error);
  if (!cw_soft_get_boolean (object, "backup", &backup, error))
    return FALSE;
  *kind = backup ? CW_SOFT_FILE_BACKUP : CW_SOFT_FILE_STANDARD;
  return TRUE;
}

static CwSoftFile *
cw_soft_file_from_json (json_t   *object,
                        gboolean  iso_files,
                        GError  **error)
{
  g_autoptr (CwSoftFile) file = cw_soft_file_new ();
  guint number, comm, kind;
  guint32 rights;

  if (!cw_soft_get_integer (object, "number", CW_SOFT_MAX_FILES - 1, &number, error) ||
      !cw_soft_kind_from_json (object, &kind, error) ||
      !cw_soft_get_iso_id (object, &file->has_iso_id, &file->iso_id, error) ||
      !cw_soft_get_word (object, "communication", cw_soft_comm_names, G_N_ELEMENTS (cw_soft_comm_names), &comm, error) ||
      !cw_soft_get_number (object, "rights", 2, &rights, error))
    return NULL;
  if (file->has_iso_id != (iso_files && kind != CW_SOFT_FILE_VALUE))
    {
      cw_soft_fail ("iso-id", error);
      return NULL;
    }

  file->number = (guint8) number;
  file->kind = kind;
  file->comm = comm;
  file->rights = (guint16) rights;
  return cw_soft_content_from_json (file, object, error) ? g_steal_pointer (&file) : NULL;
}

static gboolean
cw_soft_keys_from_json (CwSoftApplication *application,
                        json_t            *keys,
                        GError           **error)
{
  application->n_keys = (guint) json_array_size (keys);
  if (application->n_keys == 0 || application->n_keys > CW_SOFT_MAX_KEYS)
    return cw_soft_fail ("keys", error);

  for (guint i = 0; i < application->n_keys; i++)
    {
      json_t *object = json_array_get (keys, i);
      CwSoftKey *key = &application->keys[i];
      guint version;

      if (!cw_soft_get_bytes (object, "key", key->bytes, cw_soft_keys_get_length (application->type), error) ||
          !cw_soft_get_integer (object, "version", G_MAXUINT8, &version, error))
        return FALSE;
      if (application->type == CW_SOFT_KEYS_AES)
        key->version = (guint8) version;
      else if (version != cw_soft_key_get_version (key, application->type))
        return cw_soft_fail ("version", error);
    }
  return TRUE;
}

static gboolean
cw_soft_files_from_json (CwSoftApplication *application,
                         json_t            *files,
                         GError           **error)
{
  if (!json_is_array (files) || json_array_size (files) > CW_SOFT_MAX_FILES)
    return cw_soft_fail ("files", error);

  for (gsize i = 0; i < json_array_size (files); i++)
    {
      g_autoptr (CwSoftFile) file = cw_soft_file_from_json (json_array_get (files, i), application->iso_files, error);

      if (file == NULL)
        return FALSE;
      if (cw_soft_application_find (application, file->number) != NULL ||
          (file->has_iso_id && cw_soft_application_find_iso (application, file->iso_id) != NULL))
        return cw_soft_fail ("number", error);
      g_ptr_array_add (application->files, g_steal_pointer (&file));
    }
  return TRUE;
}

static CwSoftApplication *
cw_soft_application_from_json (json_t  *object,
                               GError **error)
{
  g_autoptr (CwSoftApplication) application = cw_soft_application_new ();
  guint32 settings;
  guint type;

  if (!cw_soft_get_number (object, "aid", 3, &application->aid, error) ||
      !cw_soft_get_number (object, "settings", 1, &settings, error) ||
      !cw_soft_get_word (object, "type", cw_soft_type_names, G_N_ELEMENTS (cw_soft_type_names), &type, error) ||
      !cw_soft_get_boolean (object, "iso-files", &application->iso_files, error) ||
      !cw_soft_get_iso_id (object, &application->has_iso_id, &application->iso_id, error))
    return NULL;
  if (json_object_get (object, "name") != NULL &&
      !cw_soft_get_hex (object, "name", application->name, 1, CW_SOFT_MAX_NAME, &application->name_length, error))
    return NULL;

  application->settings = (guint8) settings;
  application->type = type;
  if (!cw_soft_keys_from_json (application, json_object_get (object, "keys"), error) ||
      !cw_soft_files_from_json (application, json_object_get (object, "files"), error))
    return NULL;
  return g_steal_pointer (&application);
}

static gboolean
cw_soft_applications_from_json (CwSoftMemory *memory,
                                json_t       *applications,
                                GError      **error)
{
  if (!json_is_array (applications) || json_array_size (applications) > cw_soft_memory_get_most_applications (memory))
    return cw_soft_fail ("applications", error);

  for (gsize i = 0; i < json_array_size (applications); i++)
    {
      g_autoptr (CwSoftApplication) application = cw_soft_application_from_json (json_array_get (applications, i), error);

      if (application == NULL)
        return FALSE;
      if (application->aid == 0 || cw_soft_memory_find (memory, application->aid) != NULL ||
          (application->has_iso_id && cw_soft_memory_find_iso (memory, application->iso_id) != NULL) ||
          cw_soft_memory_find_name (memory, application->name, application->name_length) != NULL)
        return cw_soft_fail ("aid", error);
      g_ptr_array_add (memory->applications, g_steal_pointer (&application));
    }
  return TRUE;
}

/* Returns: bytes that what is there takes, which deleted things can only add to */
static gsize
cw_soft_memory_get_least_used (const CwSoftMemory *memory)
{
  gsize bytes = 0;

  for (guint i = 0; i < memory->applications->len; i++)
    {
      const CwSoftApplication *application = g_ptr_array_index (memory->applications, i);

      bytes += cw_soft_application_get_size (application);
      for (guint j = 0; j < application->files->len; j++)
        bytes += cw_soft_file_get_size (g_ptr_array_index (application->files, j));
    }
  return bytes;
}

/* What version 2 added; a card of version 1 is as the factory made it. */
static gboolean
cw_soft_configuration_from_json (CwSoftMemory *memory,
                                 json_t       *root,
                                 GError      **error)
{
  guint8 ats[CW_SOFT_MAX_ATS] = { 0 };
  gsize length;

  if (json_integer_value (json_object_get (root, "version")) == OLD_VERSION)
    return TRUE;
  if (!cw_soft_get_boolean (root, "format-locked", &memory->format_locked, error) ||
      !cw_soft_get_boolean (root, "random-uid", &memory->random_uid, error) ||
      !cw_soft_get_hex (root, "ats", ats, 1, sizeof ats, &length, error))
    return FALSE;
  if (!cw_soft_ats_is_valid (ats, length))
    return cw_soft_fail ("ats", error);
  memcpy (memory->ats, ats, sizeof ats);
  return TRUE;
}

static gboolean
cw_soft_memory_fill (CwSoftMemory *memory,
                     json_t       *root,
                     GError      **error)
{
  json_t *default_key = json_object_get (root, "default-key");
  CwSoftApplication *picc;
  guint version;

  if (!cw_soft_configuration_from_json (memory, root, error) ||
      !cw_soft_get_bytes (root, "uid", memory->uid, sizeof memory->uid, error) ||
      !cw_soft_get_bytes (root, "hardware", memory->hardware, sizeof memory->hardware, error) ||
      !cw_soft_get_bytes (root, "software", memory->software, sizeof memory->software, error) ||
      !cw_soft_get_bytes (root, "batch", memory->batch, sizeof memory->batch, error) ||
      !cw_soft_get_bytes (root, "made", memory->made, sizeof memory->made, error) ||
      !cw_soft_get_integer (root, "used", CW_SOFT_EEPROM, &memory->used, error) ||
      !cw_soft_get_bytes (default_key, "key", memory->default_key.bytes, sizeof memory->default_key.bytes, error) ||
      !cw_soft_get_integer (default_key, "version", G_MAXUINT8, &version, error))
    return FALSE;
  memory->default_key.version = (guint8) version;

  picc = cw_soft_application_from_json (json_object_get (root, "card"), error);
  if (picc == NULL)
    return FALSE;
  cw_soft_application_free (memory->picc);
  memory->picc = picc;
  if (picc->aid != 0 || picc->n_keys != 1 || picc->files->len != 0)
    return cw_soft_fail ("card", error);

  if (!cw_soft_applications_from_json (memory, json_object_get (root, "applications"), error))
    return FALSE;
  return cw_soft_memory_get_least_used (memory) <= memory->used || cw_soft_fail ("used", error);
}

/**
 * cw_soft_memory_from_json:
 *
 * Returns: (transfer full): the card, or %NULL with %CW_ERROR_INVALID; the message is a half
 *   sentence that says what is wrong
 */
CwSoftMemory *
cw_soft_memory_from_json (const char *json,
                          gsize       length,
                          GError    **error)
{
  static const guint8 no_uid[CW_SOFT_UID_LENGTH] = { 0 };
  g_autoptr (CwSoftMemory) memory = cw_soft_memory_new (CW_SOFT_MODEL_EV1, no_uid);
  json_error_t details;
  json_int_t version;
  g_autoptr (json_t) root = json_loadb (json, length, JSON_REJECT_DUPLICATES, &details);

  if (root == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("it is not JSON from line %d on"), details.line);
      return NULL;
    }
  if (g_strcmp0 (json_string_value (json_object_get (root, "format")), FORMAT_NAME) != 0)
    {
      cw_soft_fail ("format", error);
      return NULL;
    }
  version = json_integer_value (json_object_get (root, "version"));
  if (version != OLD_VERSION && version != FORMAT_VERSION)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _("another version of Cardwright wrote it"));
      return NULL;
    }
  return cw_soft_memory_fill (memory, root, error) ? g_steal_pointer (&memory) : NULL;
}
