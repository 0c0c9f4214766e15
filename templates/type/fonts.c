/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/type/fonts-private.h"

#include <errno.h>
#include <string.h>

#include <fontconfig/fontconfig.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <pango/pangofc-fontmap.h>

#include "app/base/error.h"

/* Owns which fonts text is set in: those of the system, and sets that travel inside of templates.
 * Everything that Fontconfig and Pango know about a set is made at its first use and kept, under one
 * lock, so that any thread may set text.
 *
 * A font of a set lies in a file named after its own digest, because Fontconfig takes paths and
 * Cairo remembers a font by its path: one path never means two fonts. A family of the set hides the
 * system's family of that name entirely, so that a card looks the same on every machine. */

#define CACHE_FOLDER "cardwright"
#define MAX_LANGUAGES 32u /* contexts kept a set */
#define MAX_FAMILIES 64u  /* answers about families kept a set */

struct _CwFontSet
{
  gatomicrefcount ref_count;
  GPtrArray      *paths;    /* of char *, sorted: the files, named after their digests */
  GPtrArray      *families; /* of char *: what they hold */
  FcConfig       *config;   /* (nullable): not yet used, as the map */
  PangoFontMap   *map;
  GHashTable     *contexts;    /* language → PangoContext */
  GHashTable     *substitutes; /* family → what is drawn instead, "": the family itself */
};

GMutex cw_font_lock;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (cairo_font_options_t, cairo_font_options_destroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FcPattern, FcPatternDestroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FcObjectSet, FcObjectSetDestroy)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FcFontSet, FcFontSetDestroy)

/**
 * cw_font_set_new:
 *
 * Returns: (transfer full): a set without fonts of its own
 */
CwFontSet *
cw_font_set_new (void)
{
  CwFontSet *self = g_new0 (CwFontSet, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->paths = g_ptr_array_new_with_free_func (g_free);
  self->families = g_ptr_array_new_with_free_func (g_free);
  self->contexts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  self->substitutes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  return self;
}

CwFontSet *
cw_font_set_ref (CwFontSet *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/* Forgets what Fontconfig and Pango know of the set; called with the lock held. */
static void
font_set_reset (CwFontSet *self)
{
  g_hash_table_remove_all (self->contexts);
  g_hash_table_remove_all (self->substitutes);
  if (self->config != NULL)
    pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (self->map), NULL); /* or the map keeps it for ever */
  g_clear_object (&self->map);
  g_clear_pointer (&self->config, FcConfigDestroy);
}

void
cw_font_set_unref (CwFontSet *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (self == NULL || !g_atomic_ref_count_dec (&self->ref_count))
    return;
  locker = g_mutex_locker_new (&cw_font_lock);
  font_set_reset (self);
  g_hash_table_unref (self->contexts);
  g_hash_table_unref (self->substitutes);
  g_ptr_array_unref (self->paths);
  g_ptr_array_unref (self->families);
  g_free (self);
}

/* The file of these bytes, which is verified when it is there already. */
static char *
font_to_file (GBytes  *font,
              GError **error)
{
  g_autofree char *digest = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, font);
  g_autofree char *file = g_strconcat (digest, ".ttf", NULL);
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), CACHE_FOLDER, "fonts", NULL);
  g_autofree char *path = g_build_filename (folder, file, NULL);
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) present = mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
  g_autoptr (GError) failure = NULL;
  gsize length = 0;
  const char *data = g_bytes_get_data (font, &length);

  if (present != NULL && g_bytes_equal (present, font))
    return g_steal_pointer (&path);
  if (g_mkdir_with_parents (folder, 0700) < 0 ||
      !g_file_set_contents_full (path, data, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT, 0600, &failure))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                   _ ("The fonts of the template cannot be kept in “%s”: %s. Make room there, or let the program write to it."),
                   folder, failure != NULL ? failure->message : g_strerror (errno));
      return NULL;
    }
  return g_steal_pointer (&path);
}

static int
compare_strings (gconstpointer a,
                 gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Every name that the font in a file goes by: a bold one may be a family of its own as well. */
static void
font_set_note_families (CwFontSet  *self,
                        const char *path)
{
  int n_faces = 0;
  g_autoptr (FcPattern) pattern = FcFreeTypeQuery ((const FcChar8 *) path, 0, NULL, &n_faces);
  FcChar8 *family = NULL;

  for (int i = 0; pattern != NULL && FcPatternGetString (pattern, FC_FAMILY, i, &family) == FcResultMatch; i++)
    if (cw_font_name_is_valid ((const char *) family) && !cw_font_set_brings (self, (const char *) family))
      g_ptr_array_add (self->families, g_strdup ((const char *) family));
}

/**
 * cw_font_set_add:
 * @font: a TrueType or OpenType file, kept as a file in the user's cache folder
 * @name: what to call it in messages
 *
 * Adds a font, while no other thread uses the set. A font that is there already is not added again.
 *
 * Returns: %FALSE with %CW_ERROR_TEMPLATE when @font is too large, damaged or no font of one face
 *   with outlines, or when the set is full; %CW_ERROR_FAILED when it cannot be kept
 */
gboolean
cw_font_set_add (CwFontSet  *self,
                 GBytes     *font,
                 const char *name,
                 GError    **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *path = NULL;

  if (self->paths->len >= CW_FONT_SET_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_TEMPLATE,
                   _ ("The template has more than %u font files. Leave out those that no element needs."), CW_FONT_SET_MAX);
      return FALSE;
    }
  if (!cw_font_check (font, name, error))
    return FALSE;
  path = font_to_file (font, error);
  if (path == NULL)
    return FALSE;
  if (g_ptr_array_find_with_equal_func (self->paths, path, g_str_equal, NULL))
    return TRUE;
  locker = g_mutex_locker_new (&cw_font_lock);
  font_set_reset (self);
  font_set_note_families (self, path);
  g_ptr_array_add (self->paths, g_steal_pointer (&path));
  g_ptr_array_sort (self->paths, compare_strings);
  return TRUE;
}

/* Fontconfig's own settings, without fonts that a resin panel cannot print, because their letters
 * are pictures in colours of their own or have no outline, and without the system's fonts of the
 * families that the set brings. */
static FcConfig *
config_new (const CwFontSet *self)
{
  FcConfig *config = FcInitLoadConfig ();
  g_autoptr (GString) rules = g_string_new ("<fontconfig><selectfont><rejectfont>"
                                            "<pattern><patelt name=\"color\"><bool>true</bool></patelt></pattern>"
                                            "<pattern><patelt name=\"outline\"><bool>false</bool></patelt></pattern>");

  for (guint i = 0; i < self->families->len; i++)
    {
      g_autofree char *family = g_markup_escape_text (g_ptr_array_index (self->families, i), -1);

      g_string_append_printf (rules, "<pattern><patelt name=\"family\"><string>%s</string></patelt></pattern>", family);
    }
  g_string_append (rules, "</rejectfont></selectfont></fontconfig>");
  if (!FcConfigParseAndLoadFromMemory (config, (const FcChar8 *) rules->str, FcFalse) || !FcConfigBuildFonts (config))
    g_debug ("Fontconfig refuses the rules for fonts");
  for (guint i = 0; i < self->paths->len; i++)
    if (!FcConfigAppFontAddFile (config, g_ptr_array_index (self->paths, i)))
      g_debug ("Fontconfig refuses a font of a template");
  return config;
}

/* %NULL stands for the system's fonts, here as everywhere; called with the lock held. */
static CwFontSet *
font_set_ready (CwFontSet *self)
{
  static CwFontSet *of_system = NULL;

  if (self == NULL || self->paths->len == 0)
    {
      if (of_system == NULL)
        of_system = cw_font_set_new ();
      self = of_system;
    }
  if (self->map != NULL)
    return self;
  self->map = pango_cairo_font_map_new_for_font_type (CAIRO_FONT_TYPE_FT);
  self->config = config_new (self);
  pango_fc_font_map_set_config (PANGO_FC_FONT_MAP (self->map), self->config);
  return self;
}

/* A context for text of @language, owned by the set: not the operator's language, because a card
 * must not follow the locale. */
PangoContext *
cw_font_set_get_context_locked (CwFontSet  *self,
                                const char *language)
{
  g_autoptr (cairo_font_options_t) options = NULL;
  PangoContext *context = NULL;

  self = font_set_ready (self);
  context = g_hash_table_lookup (self->contexts, language);
  if (context != NULL)
    return context;
  if (g_hash_table_size (self->contexts) >= MAX_LANGUAGES)
    g_hash_table_remove_all (self->contexts);
  context = pango_font_map_create_context (self->map);
  g_hash_table_insert (self->contexts, g_strdup (language), context);
  pango_cairo_context_set_resolution (context, 72.0);
  /* unhinted, so that the same text has the same width at every resolution */
  options = cairo_font_options_create ();
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  pango_context_set_language (context, pango_language_from_string (language));
  pango_context_set_base_dir (context, PANGO_DIRECTION_LTR);
  return context;
}

/* The family that is drawn where @family is asked for, %NULL when that is there itself. */
const char *
cw_font_set_get_substitute_locked (CwFontSet    *self,
                                   PangoContext *context,
                                   const char   *family)
{
  g_autoptr (PangoFontDescription) wanted = NULL;
  g_autoptr (PangoFontDescription) found = NULL;
  g_autoptr (PangoFont) font = NULL;
  const char *answer = NULL;

  self = font_set_ready (self);
  answer = g_hash_table_lookup (self->substitutes, family);
  if (answer == NULL)
    {
      wanted = pango_font_description_new ();
      pango_font_description_set_family (wanted, family);
      font = pango_context_load_font (context, wanted);
      found = font != NULL ? pango_font_describe (font) : NULL;
      answer = found != NULL ? pango_font_description_get_family (found) : NULL;
      if (answer == NULL || g_ascii_strcasecmp (answer, family) == 0)
        answer = "";
      if (g_hash_table_size (self->substitutes) >= MAX_FAMILIES)
        g_hash_table_remove_all (self->substitutes);
      g_hash_table_insert (self->substitutes, g_strdup (family), g_strdup (answer));
      answer = g_hash_table_lookup (self->substitutes, family);
    }
  return *answer != '\0' ? answer : NULL;
}

/**
 * cw_font_set_brings:
 *
 * Returns: whether a font of the set itself is of this family, whatever its case
 */
gboolean
cw_font_set_brings (const CwFontSet *self,
                    const char      *family)
{
  for (guint i = 0; i < self->families->len; i++)
    if (g_ascii_strcasecmp (g_ptr_array_index (self->families, i), family) == 0)
      return TRUE;
  return FALSE;
}

/**
 * cw_font_set_has_family:
 * @self: (nullable): the system's fonts
 *
 * Returns: whether a font of exactly this family, whatever its case, is in the set or on the system
 */
gboolean
cw_font_set_has_family (CwFontSet  *self,
                        const char *family)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&cw_font_lock);
  g_autoptr (FcPattern) pattern = FcPatternCreate ();
  g_autoptr (FcObjectSet) objects = FcObjectSetBuild (FC_FAMILY, (char *) NULL);
  g_autoptr (FcFontSet) found = NULL;

  if (self != NULL && cw_font_set_brings (self, family))
    return TRUE;
  self = font_set_ready (self);
  FcPatternAddString (pattern, FC_FAMILY, (const FcChar8 *) family);
  found = FcFontList (self->config, pattern, objects);
  return found != NULL && found->nfont > 0;
}

/**
 * cw_font_set_digest:
 *
 * Returns: (transfer full): the same for the same fonts, in whatever order they were added
 */
char *
cw_font_set_digest (const CwFontSet *self)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);

  for (guint i = 0; i < self->paths->len; i++)
    {
      g_autofree char *file = g_path_get_basename (g_ptr_array_index (self->paths, i));

      g_checksum_update (sum, (const guchar *) file, -1);
    }
  return g_strdup (g_checksum_get_string (sum));
}
