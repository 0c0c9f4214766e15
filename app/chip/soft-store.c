/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <glib/gi18n-lib.h>
#include <jansson.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"

/* The training card's file: the whole EEPROM as JSON that a person can read. The keys of the
 * card stand in it in the clear, which is why it is a training card: only its owner may read the
 * file, and a key of real cards has no place on it. No state; the card's thread. */

#define FORMAT_NAME "cardwright-training-card"
#define FORMAT_VERSION 1

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

static const char *const type_names[] = {
  [CW_SOFT_KEYS_DES] = "des",
  [CW_SOFT_KEYS_3K3DES] = "3k3des",
  [CW_SOFT_KEYS_AES] = "aes",
};

static const char *const comm_names[] = {
  [CW_SOFT_COMM_PLAIN] = "plain",
  [CW_SOFT_COMM_MAC] = "mac",
  [CW_SOFT_COMM_ENCIPHERED] = "enciphered",
};

static void
cw_soft_put_hex (json_t       *object,
                 const char   *name,
                 const guint8 *data,
                 gsize         length)
{
  g_autofree char *text = cw_hex_encode (data, length);

  json_object_set_new (object, name, json_string (text));
}

/* A number as it is spoken of: big-endian hex of @digits digits. */
static void
cw_soft_put_number (json_t     *object,
                    const char *name,
                    guint32     value,
                    int         digits)
{
  g_autofree char *text = g_strdup_printf ("%0*X", digits, value);

  json_object_set_new (object, name, json_string (text));
}

static json_t *
cw_soft_key_to_json (const CwSoftKey *key,
                     CwSoftKeys       type)
{
  json_t *object = json_object ();

  cw_soft_put_hex (object, "key", key->bytes, cw_soft_keys_get_length (type));
  json_object_set_new (object, "version", json_integer (cw_soft_key_get_version (key, type)));
  return object;
}

static json_t *
cw_soft_file_to_json (const CwSoftFile *file)
{
  json_t *object = json_object ();

  json_object_set_new (object, "number", json_integer (file->number));
  json_object_set_new (object, "backup", json_boolean (file->backup));
  if (file->has_iso_id)
    cw_soft_put_number (object, "iso-id", file->iso_id, 4);
  json_object_set_new (object, "communication", json_string (comm_names[file->comm]));
  cw_soft_put_number (object, "rights", file->rights, 4);
  json_object_set_new (object, "size", json_integer (file->content->len));
  cw_soft_put_hex (object, "content", file->content->data, file->content->len);
  return object;
}

static json_t *
cw_soft_application_to_json (const CwSoftApplication *application)
{
  json_t *object = json_object ();
  json_t *keys = json_array ();
  json_t *files = json_array ();

  cw_soft_put_number (object, "aid", application->aid, 6);
  cw_soft_put_number (object, "settings", application->settings, 2);
  json_object_set_new (object, "type", json_string (type_names[application->type]));
  json_object_set_new (object, "iso-files", json_boolean (application->iso_files));
  if (application->has_iso_id)
    cw_soft_put_number (object, "iso-id", application->iso_id, 4);
  if (application->name_length > 0)
    cw_soft_put_hex (object, "name", application->name, application->name_length);
  for (guint i = 0; i < application->n_keys; i++)
    json_array_append_new (keys, cw_soft_key_to_json (&application->keys[i], application->type));
  json_object_set_new (object, "keys", keys);
  for (guint i = 0; i < application->files->len; i++)
    json_array_append_new (files, cw_soft_file_to_json (g_ptr_array_index (application->files, i)));
  json_object_set_new (object, "files", files);
  return object;
}

/**
 * cw_soft_memory_to_json:
 *
 * Returns: (transfer full): the card as a JSON document
 */
char *
cw_soft_memory_to_json (const CwSoftMemory *self)
{
  g_autoptr (json_t) root = json_object ();
  json_t *applications = json_array ();
  json_t *default_key = json_object ();
  char *text;
  char *copy;

  json_object_set_new (root, "format", json_string (FORMAT_NAME));
  json_object_set_new (root, "version", json_integer (FORMAT_VERSION));
  cw_soft_put_hex (root, "uid", self->uid, sizeof self->uid);
  cw_soft_put_hex (root, "hardware", self->hardware, sizeof self->hardware);
  cw_soft_put_hex (root, "software", self->software, sizeof self->software);
  cw_soft_put_hex (root, "batch", self->batch, sizeof self->batch);
  cw_soft_put_hex (root, "made", self->made, sizeof self->made);
  json_object_set_new (root, "used", json_integer (self->used));
  cw_soft_put_hex (default_key, "key", self->default_key.bytes, sizeof self->default_key.bytes);
  json_object_set_new (default_key, "version", json_integer (self->default_key.version));
  json_object_set_new (root, "default-key", default_key);
  json_object_set_new (root, "card", cw_soft_application_to_json (self->picc));
  for (guint i = 0; i < self->applications->len; i++)
    json_array_append_new (applications, cw_soft_application_to_json (g_ptr_array_index (self->applications, i)));
  json_object_set_new (root, "applications", applications);

  text = json_dumps (root, JSON_INDENT (2));
  g_assert (text != NULL);
  copy = g_strconcat (text, "\n", NULL);
  cw_wipe (text, strlen (text));
  free (text);
  return copy;
}

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

static CwSoftFile *
cw_soft_file_from_json (json_t   *object,
                        gboolean  iso_files,
                        GError  **error)
{
  g_autoptr (CwSoftFile) file = cw_soft_file_new ();
  guint number, comm, size;
  guint32 rights;

  if (!cw_soft_get_integer (object, "number", CW_SOFT_MAX_FILES - 1, &number, error) ||
      !cw_soft_get_boolean (object, "backup", &file->backup, error) ||
      !cw_soft_get_iso_id (object, &file->has_iso_id, &file->iso_id, error) ||
      !cw_soft_get_word (object, "communication", comm_names, G_N_ELEMENTS (comm_names), &comm, error) ||
      !cw_soft_get_number (object, "rights", 2, &rights, error) ||
      !cw_soft_get_integer (object, "size", CW_SOFT_EEPROM, &size, error))
    return NULL;
  if (size == 0 || file->has_iso_id != iso_files)
    {
      cw_soft_fail (size == 0 ? "size" : "iso-id", error);
      return NULL;
    }

  file->number = (guint8) number;
  file->comm = comm;
  file->rights = (guint16) rights;
  cw_soft_file_resize (file, size);
  if (!cw_soft_get_bytes (object, "content", file->content->data, size, error))
    return NULL;
  return g_steal_pointer (&file);
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
      !cw_soft_get_word (object, "type", type_names, G_N_ELEMENTS (type_names), &type, error) ||
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
  if (!json_is_array (applications) || json_array_size (applications) > CW_SOFT_MAX_APPLICATIONS)
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

static gboolean
cw_soft_memory_fill (CwSoftMemory *memory,
                     json_t       *root,
                     GError      **error)
{
  json_t *default_key = json_object_get (root, "default-key");
  CwSoftApplication *picc;
  guint version;

  if (!cw_soft_get_integer (root, "version", G_MAXINT, &version, error) ||
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
  g_autoptr (CwSoftMemory) memory = cw_soft_memory_new (no_uid);
  json_error_t details;
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
  if (json_integer_value (json_object_get (root, "version")) != FORMAT_VERSION)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID, _("another version of Cardwright wrote it"));
      return NULL;
    }
  return cw_soft_memory_fill (memory, root, error) ? g_steal_pointer (&memory) : NULL;
}

/**
 * cw_soft_store_write:
 *
 * Puts @image in the place of the file at once and for good: a crash leaves the old one or the
 * new one. Readable by its owner alone.
 */
gboolean
cw_soft_store_write (const char *path,
                     const char *image,
                     GError    **error)
{
  return g_file_set_contents_full (path, image, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}
