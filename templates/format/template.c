/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/template.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/format/parse.h"
#include "templates/resources.h"
#include "templates/draw/standing.h"

/* Owns card designs as things that are shared: opening one, those shipped with the program, what may
 * be asked of one. A template never changes after loading; only its cache does, which has a lock
 * of its own. Any thread. */

#define SHIPPED_FOLDER "/org/cardwright/templates"

static const char *const shipped[] = { "lbtu-student", "university-landscape", "university-portrait", "college-start", "cobranded", "mono", "library-first", NULL };

/* For the printer's sake and for no student: not offered as designs. */
static const char *const sheets[] = { "test-card", "alignment", NULL };

G_DEFINE_BOXED_TYPE (CwTemplate, cw_template, cw_template_ref, cw_template_unref)

CwTemplate *
cw_template_new (void)
{
  CwTemplate *self = g_new0 (CwTemplate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_asset_free);
  self->cache = cw_raster_cache_new ();
  self->standing = cw_standing_new ();
  self->sample = cw_record_new ();
  for (guint i = 0; i < G_N_ELEMENTS (self->faces); i++)
    {
      self->faces[i].elements = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_element_free);
      self->faces[i].background = (CwFill) { .n_stops = 1, .stops = { { 0, { 1, 1, 1, 1 } } } };
    }
  return self;
}

CwTemplate *
cw_template_ref (CwTemplate *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
cw_template_unref (CwTemplate *self)
{
  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (self->faces); i++)
    g_ptr_array_unref (self->faces[i].elements);
  cw_raster_cache_free (self->cache);
  cw_standing_free (self->standing);
  g_hash_table_unref (self->assets);
  g_clear_pointer (&self->font_set, cw_font_set_unref);
  g_clear_pointer (&self->sample, cw_record_unref);
  g_strfreev (self->fonts);
  g_strfreev (self->fields);
  g_free (self->language);
  g_free (self->description);
  g_free (self->name);
  g_free (self->digest);
  g_free (self);
}

static void
register_shipped (void)
{
  static gsize done = 0;

  /* by hand: the linker drops the constructor of a resource in a static library */
  if (!g_once_init_enter (&done))
    return;
  cw_templates_register_resource ();
  g_once_init_leave (&done, 1);
}

static CwTemplate *
load (GFile   *file,
      GError **error)
{
  g_autoptr (GBytes) json = NULL;
  g_autoptr (CwSource) source = cw_source_open (file, &json, error);

  return source != NULL ? cw_template_new_from_bytes (json, source, cw_source_get_name (source), error) : NULL;
}

/* What is linked into the program cannot change, so it is read once and its pictures at device
 * size are shared by everybody. */
static CwTemplate *
load_linked (GFile   *file,
             GError **error)
{
  static GMutex lock;
  static GHashTable *loaded = NULL; /* URI -> CwTemplate */
  g_autofree char *uri = g_file_get_uri (file);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&lock);
  CwTemplate *template = NULL;

  if (loaded == NULL)
    loaded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_template_unref);
  template = g_hash_table_lookup (loaded, uri);
  if (template == NULL)
    {
      template = load (file, error);
      if (template == NULL)
        return NULL;
      g_hash_table_insert (loaded, g_steal_pointer (&uri), template);
    }
  return cw_template_ref (template);
}

/**
 * cw_template_load:
 * @file: template.json, by file: or resource: URI
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_TEMPLATE (the message holds file name and
 *   JSON pointer) or %CW_ERROR_NOT_FOUND
 */
CwTemplate *
cw_template_load (GFile   *file,
                  GError **error)
{
  register_shipped ();
  return g_file_has_uri_scheme (file, "resource") ? load_linked (file, error) : load (file, error);
}

const char *
cw_template_get_name (CwTemplate *self)
{
  return self->name;
}

const char *
cw_template_get_digest (CwTemplate *self)
{
  return self->digest;
}

const char *
cw_template_get_description (CwTemplate *self)
{
  return self->description;
}

gboolean
cw_template_has_back (CwTemplate *self)
{
  return self->has_back;
}

gboolean
cw_template_is_portrait (CwTemplate *self)
{
  return self->portrait;
}

/**
 * cw_template_get_sample:
 *
 * Returns: (transfer none): the record that the design brings to be looked at with; empty when it
 *   brings none
 */
CwRecord *
cw_template_get_sample (CwTemplate *self)
{
  return self->sample;
}

/**
 * cw_template_list_missing_fonts:
 *
 * Returns: (transfer full): the families that the design names and that neither travel with it nor
 *   are installed, NULL-terminated
 */
char **
cw_template_list_missing_fonts (CwTemplate *self)
{
  g_autoptr (GStrvBuilder) missing = g_strv_builder_new ();

  for (guint i = 0; self->fonts[i] != NULL; i++)
    if (!cw_font_set_has_family (self->font_set, self->fonts[i]))
      g_strv_builder_add (missing, self->fonts[i]);
  return g_strv_builder_end (missing);
}

/**
 * cw_template_list_fields:
 *
 * Returns: (transfer full): names of the record fields that the design shows, sorted
 */
char **
cw_template_list_fields (CwTemplate *self)
{
  return g_strdupv (self->fields);
}

/* Width of the design's own page in mm: that of the card, or its height when it stands upright. */
double
cw_template_get_width (const CwTemplate *self)
{
  return self->portrait ? CW_CARD_HEIGHT_MM : CW_CARD_WIDTH_MM;
}

double
cw_template_get_height (const CwTemplate *self)
{
  return self->portrait ? CW_CARD_WIDTH_MM : CW_CARD_HEIGHT_MM;
}

/**
 * cw_template_list_shipped:
 *
 * Returns: (transfer none): names of the templates that come with the program, NULL-terminated
 */
const char *const *
cw_template_list_shipped (void)
{
  return shipped;
}

/**
 * cw_template_get_shipped:
 * @name: one of cw_template_list_shipped(), or "test-card" or "alignment", which are for the printer
 *
 * Returns: (transfer full) (nullable): its template.json, or %NULL when there is none of that name
 */
GFile *
cw_template_get_shipped (const char *name)
{
  g_autofree char *uri = NULL;

  if (!g_strv_contains (shipped, name) && !g_strv_contains (sheets, name))
    return NULL;
  register_shipped ();
  uri = g_strdup_printf ("resource://" SHIPPED_FOLDER "/%s/template.json", name);
  return g_file_new_for_uri (uri);
}
