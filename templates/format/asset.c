/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/parse.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/pictures/photo.h"

/* Owns decoding the pictures that a template names. Any thread. */

#define TRIAL_DOTS 64

void
cw_asset_free (CwAsset *self)
{
  if (self == NULL)
    return;
  g_clear_object (&self->svg);
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  g_free (self);
}

/* Some faults of an SVG only show when it is drawn. */
static gboolean
svg_can_be_drawn (RsvgHandle *svg,
                  GError    **error)
{
  const RsvgRectangle viewport = { 0, 0, TRIAL_DOTS, TRIAL_DOTS };
  g_autoptr (cairo_surface_t) surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TRIAL_DOTS, TRIAL_DOTS);
  g_autoptr (cairo_t) cr = cairo_create (surface);

  return rsvg_handle_render_document (svg, cr, &viewport, error);
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
  if (!svg_can_be_drawn (asset->svg, &error))
    {
      cw_parse_fail_at (parse, "asset", _ ("“%s” is an SVG file that cannot be drawn: %s."), path, error->message);
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

/**
 * cw_parse_digest:
 *
 * Makes the file part of what the template's digest stands for.
 */
void
cw_parse_digest (CwParse    *self,
                 const char *path,
                 GBytes     *bytes)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);

  g_checksum_update (self->digest, (const guchar *) path, (gssize) strlen (path) + 1);
  g_checksum_update (self->digest, (const guchar *) digest, -1);
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
  if (!cw_source_path_is_inside (path) || (strcmp (suffix, ".svg") != 0 && strcmp (suffix, ".png") != 0))
    {
      cw_parse_fail_at (self, "asset", _ ("“%s” is not allowed. Name a .png or .svg file in the template's folder, without “..”."), path);
      return NULL;
    }
  bytes = cw_source_read (self->source, path, CW_TEMPLATE_MAX_ASSET, &error);
  if (bytes == NULL)
    {
      cw_parse_fail_at (self, "asset", "%s", error->message);
      return NULL;
    }
  asset = strcmp (suffix, ".svg") == 0 ? asset_from_svg (self, path, bytes) : asset_from_png (self, path, bytes);
  if (asset == NULL)
    return NULL;
  cw_parse_digest (self, path, bytes);
  g_hash_table_insert (self->template->assets, g_strdup (path), asset);
  return asset;
}
