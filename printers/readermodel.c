/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-printers"

#include "config.h"

#include "printers/readermodel.h"

#include <string.h>

#include <gio/gio.h>
#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "printers/cw-readers.h"

/* Reads the .reader files that are built into the program; as strict as printers/model.c, so that
 * a typing mistake cannot pass for a setting. Any thread. */

#define READERS_PATH "/org/cardwright/printers/readers"
#define READER_SUFFIX ".reader"

#define FILE_MAX_SIZE (16 * 1024)
#define MAX_PATTERNS 32
#define KEY_PREFIX "key."

static const char *const reader_keys[] = { "name", "match", NULL };
static const char *const slot_keys[] = { "other", NULL };
static const char *const key_keys[] = { "p1", "p2", "number", "type", "lasting", NULL };
static const char *const command_keys[] = { "authenticate", "native", NULL };

static const struct
{
  const char        *name;
  const char *const *keys;
} reader_groups[] = {
  { "reader", reader_keys },
  { "slots", slot_keys },
  { KEY_PREFIX "?", key_keys },
  { "commands", command_keys },
};

static gboolean G_GNUC_PRINTF (3, 4)
cw_reader_model_refuse (const char *id,
                        GError    **error,
                        const char *format,
                        ...)
{
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _("Reader model “%s” is not valid: %s."), id, what);
  return FALSE;
}

static gboolean
cw_reader_model_check_group (GKeyFile   *file,
                             const char *id,
                             const char *group,
                             GError    **error)
{
  g_auto (GStrv) keys = g_key_file_get_keys (file, group, NULL, NULL);
  const char *const *known = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (reader_groups); i++)
    if (g_pattern_match_simple (reader_groups[i].name, group))
      known = reader_groups[i].keys;
  if (known == NULL)
    return cw_reader_model_refuse (id, error, "[%s] is not known", group);
  for (gsize k = 0; keys != NULL && keys[k] != NULL; k++)
    if (!g_strv_contains (known, keys[k]))
      return cw_reader_model_refuse (id, error, "%s in [%s] is not known", keys[k], group);
  return TRUE;
}

/* Patterns in lower case. A missing key is none, where @least is 0. */
static gboolean
cw_reader_model_read_patterns (GKeyFile   *file,
                               const char *id,
                               const char *group,
                               const char *key,
                               guint       least,
                               char     ***patterns,
                               GError    **error)
{
  g_auto (GStrv) list = g_key_file_get_string_list (file, group, key, NULL, NULL);
  guint n = list != NULL ? g_strv_length (list) : 0;

  if (n < least || n > MAX_PATTERNS)
    return cw_reader_model_refuse (id, error, "%s in [%s] must hold %u to %d patterns", key, group, least, MAX_PATTERNS);
  for (guint i = 0; i < n; i++)
    {
      char *folded = g_utf8_strdown (list[i], -1);

      g_free (list[i]);
      list[i] = folded;
      if (folded[0] == '\0')
        return cw_reader_model_refuse (id, error, "%s in [%s] holds an empty pattern", key, group);
    }
  *patterns = list != NULL ? g_steal_pointer (&list) : g_new0 (char *, 1);
  return TRUE;
}

/* Two hex digits for both types of key, or one byte for key A and one for key B. */
static gboolean
cw_reader_model_read_pair (GKeyFile   *file,
                           const char *id,
                           const char *group,
                           const char *key,
                           guint8      pair[2],
                           GError    **error)
{
  g_autofree char *text = g_key_file_get_string (file, group, key, NULL);
  g_auto (GStrv) parts = g_strsplit (text != NULL ? text : "", ",", 3);
  guint n = g_strv_length (parts);

  for (guint i = 0; i < n; i++)
    {
      guint64 value;

      if (n > 2 || strlen (parts[i]) != 2 || !g_ascii_string_to_unsigned (parts[i], 16, 0, 0xFF, &value, NULL))
        return cw_reader_model_refuse (id, error, "%s in [%s] must be a byte of two hex digits, or two with a comma between", key, group);
      pair[i] = (guint8) value;
    }
  if (n == 1)
    pair[1] = pair[0];
  return n > 0 || cw_reader_model_refuse (id, error, "%s in [%s] is missing", key, group);
}

static gboolean
cw_reader_model_read_key (GKeyFile       *file,
                          const char     *id,
                          const char     *group,
                          CwReaderKeyWay *way,
                          GError        **error)
{
  g_autofree char *lasting = g_key_file_get_string (file, group, "lasting", NULL);
  guint8 p1[2];

  way->type[0] = 0x60; /* PC/SC part 3, 3.2.2.1.6: key A, key B */
  way->type[1] = 0x61;
  if (!cw_reader_model_read_pair (file, id, group, "p1", p1, error) ||
      !cw_reader_model_read_pair (file, id, group, "p2", way->p2, error) ||
      !cw_reader_model_read_pair (file, id, group, "number", way->number, error))
    return FALSE;
  if (g_key_file_has_key (file, group, "type", NULL) &&
      !cw_reader_model_read_pair (file, id, group, "type", way->type, error))
    return FALSE;
  if (p1[0] != p1[1])
    return cw_reader_model_refuse (id, error, "p1 in [%s] is one byte for both keys", group);
  if (lasting != NULL && !g_str_equal (lasting, "true") && !g_str_equal (lasting, "false"))
    return cw_reader_model_refuse (id, error, "lasting in [%s] must be true or false", group);
  way->p1 = p1[0];
  way->lasting = g_strcmp0 (lasting, "true") == 0;
  return TRUE;
}

/* [key.1], [key.2] … without a gap */
static gboolean
cw_reader_model_read_keys (GKeyFile      *file,
                           CwReaderModel *self,
                           GError       **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);
  guint named = 0;

  for (gsize i = 0; groups[i] != NULL; i++)
    named += g_str_has_prefix (groups[i], KEY_PREFIX);
  for (guint i = 0; i < CW_READER_WAY_MAX_KEYS; i++)
    {
      g_autofree char *group = g_strdup_printf (KEY_PREFIX "%u", i + 1);

      if (!g_key_file_has_group (file, group))
        break;
      if (!cw_reader_model_read_key (file, self->id, group, &self->way.keys[i], error))
        return FALSE;
      self->way.n_keys++;
    }
  if (self->way.n_keys == named && named > 0)
    return TRUE;
  return cw_reader_model_refuse (self->id, error, "its ways to load a key must be [key.1], [key.2] and so on, at most %d", CW_READER_WAY_MAX_KEYS);
}

static gboolean
cw_reader_model_read_commands (GKeyFile      *file,
                               CwReaderModel *self,
                               GError       **error)
{
  g_autofree char *authenticate = g_key_file_get_string (file, "commands", "authenticate", NULL);
  g_autofree char *native = g_key_file_get_string (file, "commands", "native", NULL);

  if (authenticate != NULL && !g_str_equal (authenticate, "86") && !g_str_equal (authenticate, "88"))
    return cw_reader_model_refuse (self->id, error, "authenticate in [commands] must be 86 or 88");
  self->way.old_authenticate = g_strcmp0 (authenticate, "88") == 0;

  if (native == NULL || g_str_equal (native, "none"))
    self->way.native = CW_READER_NATIVE_NONE;
  else if (g_str_equal (native, "pn532"))
    self->way.native = CW_READER_NATIVE_PN532;
  else if (g_str_equal (native, "pcsc"))
    self->way.native = CW_READER_NATIVE_PCSC;
  else
    return cw_reader_model_refuse (self->id, error, "native in [commands] must be none, pn532 or pcsc");
  return TRUE;
}

static gboolean
cw_reader_model_read (GKeyFile      *file,
                      CwReaderModel *self,
                      GError       **error)
{
  g_auto (GStrv) groups = g_key_file_get_groups (file, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    if (!cw_reader_model_check_group (file, self->id, groups[i], error))
      return FALSE;
  self->name = g_key_file_get_string (file, "reader", "name", NULL);
  if (self->name == NULL || self->name[0] == '\0')
    return cw_reader_model_refuse (self->id, error, "name in [reader] is missing");
  return cw_reader_model_read_patterns (file, self->id, "reader", "match", 1, &self->patterns, error) &&
         cw_reader_model_read_patterns (file, self->id, "slots", "other", 0, &self->other, error) &&
         cw_reader_model_read_keys (file, self, error) &&
         cw_reader_model_read_commands (file, self, error);
}

/**
 * cw_reader_model_parse:
 * @bytes: a .reader file
 * @id: what it is called
 *
 * Returns: (transfer full): the model, or %NULL with %CW_ERROR_INVALID
 */
CwReaderModel *
cw_reader_model_parse (GBytes     *bytes,
                       const char *id,
                       GError    **error)
{
  g_autoptr (CwReaderModel) self = g_new0 (CwReaderModel, 1);
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) why = NULL;

  self->id = g_strdup (id);
  if (g_bytes_get_size (bytes) == 0 || g_bytes_get_size (bytes) > FILE_MAX_SIZE)
    cw_reader_model_refuse (id, error, "it is empty or larger than %d bytes", FILE_MAX_SIZE);
  else if (!g_utf8_validate_len (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL))
    cw_reader_model_refuse (id, error, "it is not UTF-8 text");
  else if (!g_key_file_load_from_bytes (file, bytes, G_KEY_FILE_NONE, &why))
    cw_reader_model_refuse (id, error, "%s", why->message);
  else if (cw_reader_model_read (file, self, error))
    return g_steal_pointer (&self);
  return NULL;
}

void
cw_reader_model_free (CwReaderModel *self)
{
  if (self == NULL)
    return;
  g_free (self->id);
  g_free (self->name);
  g_strfreev (self->patterns);
  g_strfreev (self->other);
  g_free (self);
}

static gpointer
cw_reader_model_load_all (gpointer data)
{
  GResource *resource = cw_readers_get_resource ();
  g_auto (GStrv) names = g_resource_enumerate_children (resource, READERS_PATH, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  GPtrArray *models = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_reader_model_free);

  for (gsize i = 0; names != NULL && names[i] != NULL; i++)
    {
      g_autofree char *path = g_strconcat (READERS_PATH "/", names[i], NULL);
      g_autofree char *id = g_strndup (names[i], strlen (names[i]) - strlen (READER_SUFFIX));
      g_autoptr (GBytes) bytes = g_resource_lookup_data (resource, path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
      g_autoptr (GError) error = NULL;
      CwReaderModel *model = cw_reader_model_parse (bytes, id, &error);

      g_assert_no_error (error);
      g_ptr_array_add (models, model);
    }
  return models;
}

/**
 * cw_reader_model_list:
 *
 * Returns: (transfer none): all models that are built in
 */
GPtrArray *
cw_reader_model_list (void)
{
  static GOnce once = G_ONCE_INIT;

  return g_once (&once, cw_reader_model_load_all, NULL);
}

static char *
cw_reader_model_fold (const char *reader)
{
  g_autofree char *valid = g_utf8_make_valid (reader, -1);

  return g_utf8_strdown (valid, -1);
}

/**
 * cw_reader_model_find:
 * @reader: its name in PC/SC
 *
 * The longest pattern that fits wins.
 *
 * Returns: (transfer none): the model
 */
const CwReaderModel *
cw_reader_model_find (const char *reader)
{
  g_autofree char *folded = cw_reader_model_fold (reader);
  GPtrArray *models = cw_reader_model_list ();
  const CwReaderModel *best = NULL;
  gsize best_length = 0;

  for (guint i = 0; i < models->len; i++)
    {
      const CwReaderModel *model = g_ptr_array_index (models, i);

      for (gsize k = 0; model->patterns[k] != NULL; k++)
        if (strlen (model->patterns[k]) > best_length && g_pattern_match_simple (model->patterns[k], folded))
          {
            best = model;
            best_length = strlen (model->patterns[k]);
          }
    }
  g_assert (best != NULL);
  return best;
}

/**
 * cw_reader_model_is_contactless:
 * @reader: its name in PC/SC; each slot of a device has one
 */
gboolean
cw_reader_model_is_contactless (const CwReaderModel *self,
                                const char          *reader)
{
  g_autofree char *folded = cw_reader_model_fold (reader);

  for (gsize i = 0; self->other[i] != NULL; i++)
    if (g_pattern_match_simple (self->other[i], folded))
      return FALSE;
  return TRUE;
}
