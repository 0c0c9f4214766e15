/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/parse.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/photo.h"

/* Owns the files a template is made of: reading them without leaving the template's folder, and
 * decoding its pictures. Any thread. */

/**
 * cw_file_read:
 * @name: what sentences call the file
 * @max: bytes
 *
 * Reads a regular file of at most @max bytes; a device or a pipe is never opened.
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_NOT_FOUND or %CW_ERROR_TEMPLATE
 */
GBytes *
cw_file_read (GFile      *file,
              const char *name,
              gsize       max,
              GError    **error)
{
  g_autoptr (GError) failure = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (file, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NONE, NULL, &failure);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 chunk[16384];
  gssize got = 0;

  if (info == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), name, failure->message);
      return NULL;
    }
  if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is not an ordinary file."), name);
      return NULL;
    }
  stream = g_file_read (file, NULL, &failure);
  while (stream != NULL && (got = g_input_stream_read (G_INPUT_STREAM (stream), chunk, sizeof chunk, NULL, &failure)) > 0)
    {
      if (bytes->len + (gsize) got > max)
        {
          g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("“%s” is larger than %zu KiB."), name, max / 1024);
          return NULL;
        }
      g_byte_array_append (bytes, chunk, (guint) got);
    }
  if (stream == NULL || got < 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("“%s” cannot be read: %s."), name, failure->message);
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

void
cw_asset_free (CwAsset *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->svg);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

/* Names only what lies in or beneath the folder, in one spelling. */
static gboolean
path_is_inside (const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);

  if (strpbrk (path, "\\:") != NULL || !g_utf8_validate (path, -1, NULL))
    return FALSE;
  for (guint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] == '\0' || strcmp (parts[i], ".") == 0 || strcmp (parts[i], "..") == 0)
      return FALSE;
  return TRUE;
}

/* A link could lead anywhere, so there is none on the way, neither folder nor file. */
static GFile *
resolve (CwParse    *parse,
         const char *path)
{
  g_auto (GStrv) parts = g_strsplit (path, "/", -1);
  g_autoptr (GFile) at = g_object_ref (parse->folder);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_autoptr (GFile) child = g_file_get_child (at, parts[i]);
      g_autoptr (GFileInfo) info = g_file_query_info (child, G_FILE_ATTRIBUTE_STANDARD_TYPE, G_FILE_QUERY_INFO_NOFOLLOW_SYMLINKS, NULL, NULL);
      GFileType wanted = parts[i + 1] != NULL ? G_FILE_TYPE_DIRECTORY : G_FILE_TYPE_REGULAR;

      if (info == NULL)
        {
          cw_parse_fail_at (parse, "asset", _ ("“%s” does not exist beside the template."), path);
          return NULL;
        }
      if (g_file_info_get_file_type (info) != wanted)
        {
          cw_parse_fail_at (parse, "asset", _ ("“%s” is a link or not an ordinary file. Put the picture itself into the template's folder."), path);
          return NULL;
        }
      g_set_object (&at, child);
    }
  return g_steal_pointer (&at);
}

static CwAsset *
asset_from_svg (CwParse    *parse,
                const char *path,
                GBytes     *bytes)
{
  g_autoptr (GError) error = NULL;
  gsize length = 0;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (CwAsset) asset = g_new0 (CwAsset, 1);

  /* without a base URI an SVG reaches no other file */
  asset->svg = rsvg_handle_new_from_data (data, length, &error);
  if (asset->svg == NULL)
    {
      cw_parse_fail_at (parse, "asset", _ ("“%s” is not an SVG file that can be read: %s."), path, error->message);
      return NULL;
    }
  rsvg_handle_set_dpi (asset->svg, 96);
  if (!rsvg_handle_get_intrinsic_size_in_pixels (asset->svg, &asset->width, &asset->height))
    {
      gboolean has_box = FALSE;
      RsvgRectangle box = { 0 };

      rsvg_handle_get_intrinsic_dimensions (asset->svg, NULL, NULL, NULL, NULL, &has_box, &box);
      asset->width = has_box ? box.width : 0;
      asset->height = has_box ? box.height : 0;
    }
  if (!(asset->width > 0 && asset->height > 0 && asset->width < 1e6 && asset->height < 1e6))
    {
      cw_parse_fail_at (parse, "asset", _ ("“%s” does not say how large it is. Give it a viewBox."), path);
      return NULL;
    }
  return g_steal_pointer (&asset);
}

static CwAsset *
asset_from_png (CwParse    *parse,
                const char *path,
                GBytes     *bytes)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (CwPicture) picture = cw_picture_decode (bytes, path, TRUE, &error);
  CwAsset *asset = NULL;

  if (picture == NULL)
    {
      cw_parse_fail_at (parse, "asset", "%s", error->message);
      return NULL;
    }
  asset = g_new0 (CwAsset, 1);
  asset->width = picture->width;
  asset->height = picture->height;
  asset->surface = g_steal_pointer (&picture->surface);
  return asset;
}

static void
digest_add (CwParse    *parse,
            const char *path,
            GBytes     *bytes)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  g_checksum_update (parse->digest, (const guchar *) path, (gssize) strlen (path) + 1);
  g_checksum_update (parse->digest, (const guchar *) digest, -1);
}

/**
 * cw_parse_asset:
 *
 * Reads and decodes the picture that the member "asset" of @object names, once a template.
 *
 * Returns: (transfer none) (nullable): owned by the template
 */
CwAsset *
cw_parse_asset (CwParse *self,
                json_t  *object)
{
  g_autoptr (GFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *suffix = NULL;
  const char *path = NULL;
  CwAsset *asset = NULL;

  if (!cw_parse_string (self, object, "asset", 200, TRUE, &path))
    return NULL;
  asset = g_hash_table_lookup (self->template->assets, path);
  if (asset != NULL)
    return asset;
  suffix = g_ascii_strdown (path + MAX ((gssize) strlen (path) - 4, 0), -1);
  if (!path_is_inside (path) || (strcmp (suffix, ".svg") != 0 && strcmp (suffix, ".png") != 0))
    {
      cw_parse_fail_at (self, "asset", _ ("“%s” is not allowed. Name a .png or .svg file in the template's folder, without “..”."), path);
      return NULL;
    }
  file = resolve (self, path);
  if (file == NULL)
    return NULL;
  bytes = cw_file_read (file, path, CW_TEMPLATE_MAX_ASSET, &error);
  if (bytes == NULL)
    {
      cw_parse_fail_at (self, "asset", "%s", error->message);
      return NULL;
    }
  asset = strcmp (suffix, ".svg") == 0 ? asset_from_svg (self, path, bytes) : asset_from_png (self, path, bytes);
  if (asset == NULL)
    return NULL;
  digest_add (self, path, bytes);
  g_hash_table_insert (self->template->assets, g_strdup (path), asset);
  return asset;
}
