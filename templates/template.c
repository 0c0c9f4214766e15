/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/template.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/parse.h"
#include "templates/resources.h"

/* Owns card designs: loading one from its folder, and those shipped with the program. A template
 * never changes after loading; only its cache does, which has a lock of its own. Any thread. */

#define SHIPPED_FOLDER "/org/cardwright/templates"

static const char *const shipped[] = { "lbtu-student", NULL };

G_DEFINE_BOXED_TYPE (CwTemplate, cw_template, cw_template_ref, cw_template_unref)

static CwTemplate *
template_new (void)
{
  CwTemplate *self = g_new0 (CwTemplate, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->assets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) cw_asset_free);
  self->cache = cw_raster_cache_new ();
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
  g_hash_table_unref (self->assets);
  g_strfreev (self->fonts);
  g_strfreev (self->fields);
  g_free (self->name);
  g_free (self->digest);
  g_free (self);
}

static gboolean
parse_fonts (CwParse *parse,
             json_t  *root)
{
  json_t *fonts = json_object_get (root, "fonts");
  gsize n_fonts = json_array_size (fonts);

  if (!json_is_array (fonts) || n_fonts < 1 || n_fonts > 8)
    return cw_parse_fail_at (parse, "fonts", _ ("This must be a list of 1 to 8 font families."));
  parse->template->fonts = g_new0 (char *, n_fonts + 1);
  for (gsize i = 0; i < n_fonts; i++)
    {
      const char *family = json_string_value (json_array_get (fonts, i));
      gsize mark = cw_parse_push (parse, "fonts");

      cw_parse_push_index (parse, i);
      /* a comma would make one name a list of families */
      if (family == NULL || family[0] == '\0' || strchr (family, ',') != NULL || g_utf8_strlen (family, -1) > 100)
        return cw_parse_fail (parse, _ ("This must be the name of one font family, at most 100 characters."));
      parse->template->fonts[i] = g_strdup (family);
      cw_parse_pop (parse, mark);
    }
  return TRUE;
}

static gboolean
parse_elements (CwParse   *parse,
                json_t    *elements,
                GPtrArray *list)
{
  gsize mark = cw_parse_push (parse, "elements");

  if (!json_is_array (elements))
    return cw_parse_fail (parse, _ ("This must be a list of elements."));
  if (json_array_size (elements) > CW_TEMPLATE_MAX_ELEMENTS)
    return cw_parse_fail (parse, _ ("A face has at most %d elements."), CW_TEMPLATE_MAX_ELEMENTS);
  for (gsize i = 0; i < json_array_size (elements); i++)
    {
      gsize inner = cw_parse_push_index (parse, i);
      CwElement *element = cw_parse_element (parse, json_array_get (elements, i));

      if (element == NULL)
        return FALSE;
      g_ptr_array_add (list, element);
      cw_parse_pop (parse, inner);
    }
  cw_parse_pop (parse, mark);
  return TRUE;
}

static gboolean
parse_face (CwParse    *parse,
            json_t     *root,
            const char *member,
            CwDesign   *design)
{
  static const char *const members[] = { "background", "elements", NULL };
  json_t *face = json_object_get (root, member);
  gsize mark = cw_parse_push (parse, member);

  if (!cw_parse_members (parse, face, _ ("a face"), members) ||
      !cw_parse_fill (parse, face, "background", &design->background))
    return FALSE;
  for (guint i = 0; i < design->background.n_stops; i++)
    design->background.stops[i].colour = cw_colour_lift (&design->background.stops[i].colour);
  if (!parse_elements (parse, json_object_get (face, "elements"), design->elements))
    return FALSE;
  cw_parse_pop (parse, mark);
  return TRUE;
}

static gboolean
parse_version (CwParse *parse,
               json_t  *root)
{
  json_t *version = json_object_get (root, "cardwright_template");

  if (!json_is_object (root))
    return cw_parse_fail (parse, _ ("A template is a JSON object."));
  if (!json_is_integer (version) || json_integer_value (version) < 1)
    return cw_parse_fail_at (parse, "cardwright_template", _ ("This must be the version of the template format: %d."), CW_TEMPLATE_VERSION);
  if (json_integer_value (version) > CW_TEMPLATE_VERSION)
    return cw_parse_fail_at (parse, "cardwright_template",
                             _ ("The template was made for a newer Cardwright (format %lld; this one reads %d). Update the program."),
                             (long long) json_integer_value (version), CW_TEMPLATE_VERSION);
  return TRUE;
}

static gboolean
parse_template (CwParse *parse,
                json_t  *root)
{
  static const char *const members[] = { "cardwright_template", "name", "card", "orientation", "fonts", "front", "back", NULL };
  static const char *const cards[] = { "id-1", NULL };
  static const char *const orientations[] = { "landscape", "portrait", NULL };
  CwTemplate *template = parse->template;
  const char *name = NULL;
  int card = 0;
  int portrait = 0;

  if (!parse_version (parse, root) ||
      !cw_parse_members (parse, root, _ ("a template"), members) ||
      !cw_parse_string (parse, root, "name", 100, TRUE, &name) ||
      !cw_parse_choice (parse, root, "card", cards, TRUE, &card) ||
      !cw_parse_choice (parse, root, "orientation", orientations, TRUE, &portrait) ||
      !parse_fonts (parse, root))
    return FALSE;
  template->name = g_strdup (name);
  template->portrait = portrait == 1;
  template->has_back = json_object_get (root, "back") != NULL;
  return parse_face (parse, root, "front", &template->faces[CW_FACE_FRONT]) &&
         (!template->has_back || parse_face (parse, root, "back", &template->faces[CW_FACE_BACK]));
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static char **
collect_fields (CwTemplate *self)
{
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree const char **names = NULL;
  guint n_names = 0;

  for (guint i = 0; i < G_N_ELEMENTS (self->faces); i++)
    for (guint j = 0; j < self->faces[i].elements->len; j++)
      {
        const CwElement *element = g_ptr_array_index (self->faces[i].elements, j);

        if (element->pattern != NULL)
          cw_pattern_collect_fields (element->pattern, fields);
      }
  names = (const char **) g_hash_table_get_keys_as_array (fields, &n_names);
  qsort (names, n_names, sizeof *names, compare_names);
  return g_strdupv ((char **) names);
}

/**
 * cw_template_new_from_bytes:
 * @json: template.json
 * @source: where its other files lie
 * @name: what sentences call the file
 *
 * Returns: (transfer full) (nullable): %NULL with %CW_ERROR_TEMPLATE
 */
CwTemplate *
cw_template_new_from_bytes (GBytes     *json,
                            CwSource   *source,
                            const char *name,
                            GError    **error)
{
  g_autoptr (CwTemplate) self = template_new ();
  g_autoptr (GString) pointer = g_string_new (NULL);
  g_autoptr (GHashTable) ids = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GChecksum) digest = g_checksum_new (G_CHECKSUM_SHA256);
  CwParse parse = { .file = name, .pointer = pointer, .source = source, .template = self, .ids = ids, .digest = digest, .error = error };
  json_error_t fault = { 0 };
  gsize length = 0;
  const char *data = g_bytes_get_data (json, &length);
  json_t *root = json_loadb (data != NULL ? data : "", length, JSON_REJECT_DUPLICATES, &fault);
  gboolean sound = FALSE;

  if (root == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE, _ ("%s: line %d, column %d: this is not JSON: %s."), name, fault.line, fault.column, fault.text);
      return NULL;
    }
  g_checksum_update (digest, (const guchar *) data, (gssize) length);
  sound = parse_template (&parse, root);
  json_decref (root);
  if (!sound)
    return NULL;
  self->fields = collect_fields (self);
  self->digest = g_strdup (g_checksum_get_string (digest));
  return g_steal_pointer (&self);
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

gboolean
cw_template_has_back (CwTemplate *self)
{
  return self->has_back;
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
 * @name: one of cw_template_list_shipped()
 *
 * Returns: (transfer full) (nullable): its template.json, or %NULL when there is none of that name
 */
GFile *
cw_template_get_shipped (const char *name)
{
  g_autofree char *uri = NULL;

  if (!g_strv_contains (shipped, name))
    return NULL;
  register_shipped ();
  uri = g_strdup_printf ("resource://" SHIPPED_FOLDER "/%s/template.json", name);
  return g_file_new_for_uri (uri);
}
