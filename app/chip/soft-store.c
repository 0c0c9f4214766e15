/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-softcard"

#include "config.h"

#include "app/chip/soft-private.h"

#include <jansson.h>
#include <string.h>

/* The training card's file, written: the whole EEPROM as JSON that a person can read. The keys of the
 * card stand in it in the clear, which is why it is a training card: only its owner may read the
 * file, and a key of real cards has no place on it. No state; the card's thread. */

#define FORMAT_NAME "cardwright-training-card"
#define FORMAT_VERSION 2

G_DEFINE_AUTOPTR_CLEANUP_FUNC (json_t, json_decref)

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
  json_object_set_new (object, "kind", json_string (cw_soft_file_kind_names[file->kind]));
  if (file->has_iso_id)
    cw_soft_put_number (object, "iso-id", file->iso_id, 4);
  json_object_set_new (object, "communication", json_string (cw_soft_comm_names[file->comm]));
  cw_soft_put_number (object, "rights", file->rights, 4);
  if (file->kind == CW_SOFT_FILE_VALUE)
    {
      json_object_set_new (object, "lower", json_integer (file->purse.lower));
      json_object_set_new (object, "upper", json_integer (file->purse.upper));
      json_object_set_new (object, "value", json_integer (file->purse.value));
      json_object_set_new (object, "limit", json_integer (file->purse.limit));
      json_object_set_new (object, "options", json_integer (file->purse.options));
      return object;
    }
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
  json_object_set_new (object, "type", json_string (cw_soft_type_names[application->type]));
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
  cw_soft_put_hex (root, "ats", self->ats, self->ats[0]);
  json_object_set_new (root, "format-locked", json_boolean (self->format_locked));
  json_object_set_new (root, "random-uid", json_boolean (self->random_uid));
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
