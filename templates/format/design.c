/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"
#include "templates/format/parse.h"
#include "templates/format/upgrade.h"

/* Owns reading template.json: the document, its fonts and its faces; what an element may say is in
 * element.c. Any thread. */

/* A comma would make one name a list of families. */
static gboolean
family_is_valid (const char *family)
{
  return family != NULL && family[0] != '\0' && strchr (family, ',') == NULL && g_utf8_strlen (family, -1) <= 100;
}

static gboolean
parse_font_file (CwParse    *parse,
                 const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *suffix = NULL;

  if (path == NULL)
    return cw_parse_fail (parse, _ ("This must be the path of a font file."));
  suffix = g_ascii_strdown (path + MAX ((gssize) strlen (path) - 4, 0), -1);
  if (!cw_source_path_is_inside (path) || strlen (path) > 200 || (strcmp (suffix, ".ttf") != 0 && strcmp (suffix, ".otf") != 0))
    return cw_parse_fail (parse, _ ("“%s” is not allowed. Name a .ttf or .otf file in the template's folder, without “..”."), path);
  bytes = cw_source_read (parse->source, path, CW_FONT_MAX_BYTES, &error);
  if (bytes == NULL || !cw_font_set_add (parse->template->font_set, bytes, path, &error))
    return cw_parse_fail (parse, "%s", error->message);
  cw_parse_digest (parse, path, bytes);
  return TRUE;
}

static gboolean
parse_font_files (CwParse *parse,
                  json_t  *files)
{
  gsize mark = cw_parse_push (parse, "files");

  if (!json_is_array (files) || json_array_size (files) < 1 || json_array_size (files) > CW_FONT_SET_MAX)
    return cw_parse_fail (parse, _ ("This must be a list of 1 to %u font files."), CW_FONT_SET_MAX);
  if (parse->template->font_set == NULL)
    parse->template->font_set = cw_font_set_new ();
  for (gsize i = 0; i < json_array_size (files); i++)
    {
      gsize inner = cw_parse_push_index (parse, i);

      if (!parse_font_file (parse, json_string_value (json_array_get (files, i))))
        return FALSE;
      cw_parse_pop (parse, inner);
    }
  cw_parse_pop (parse, mark);
  return TRUE;
}

/* A name, or an object with a name and the files that bring it. */
static gboolean
parse_font (CwParse *parse,
            json_t  *font,
            char   **family)
{
  static const char *const members[] = { "family", "files", NULL };
  const char *name = json_string_value (font);

  if (json_is_object (font))
    {
      if (!cw_parse_members (parse, font, _ ("a font"), members) ||
          !parse_font_files (parse, json_object_get (font, "files")))
        return FALSE;
      name = json_string_value (json_object_get (font, "family"));
    }
  if (!family_is_valid (name))
    return cw_parse_fail (parse, _ ("This must be the name of one font family, at most 100 characters."));
  if (json_is_object (font) && !cw_font_set_brings (parse->template->font_set, name))
    return cw_parse_fail_at (parse, "family", _ ("None of the files is of the family “%s”. Name the family as the font itself does."), name);
  *family = g_strdup (name);
  return TRUE;
}

static gboolean
parse_fonts (CwParse *parse,
             json_t  *root)
{
  json_t *fonts = json_object_get (root, "fonts");
  gsize n_fonts = json_array_size (fonts);
  gsize mark = 0;

  if (!json_is_array (fonts) || n_fonts < 1 || n_fonts > CW_TEMPLATE_MAX_FONTS)
    return cw_parse_fail_at (parse, "fonts", _ ("This must be a list of 1 to %d font families."), CW_TEMPLATE_MAX_FONTS);
  parse->template->fonts = g_new0 (char *, n_fonts + 1);
  mark = cw_parse_push (parse, "fonts");
  for (gsize i = 0; i < n_fonts; i++)
    {
      gsize inner = cw_parse_push_index (parse, i);

      if (!parse_font (parse, json_array_get (fonts, i), &parse->template->fonts[i]))
        return FALSE;
      cw_parse_pop (parse, inner);
    }
  cw_parse_pop (parse, mark);
  return TRUE;
}

/* RFC 5646, as far as its form goes. */
static gboolean
parse_language (CwParse *parse,
                json_t  *root)
{
  const char *language = "en";

  if (!cw_parse_string (parse, root, "language", 35, FALSE, &language))
    return FALSE;
  if (!g_regex_match_simple ("^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$", language, 0, 0))
    return cw_parse_fail_at (parse, "language", _ ("“%s” is not a language tag. Write for example \"en\" or \"lv\"."), language);
  parse->template->language = g_strdup (language);
  return TRUE;
}

static gboolean
parse_sample (CwParse *parse,
              json_t  *root)
{
  json_t *sample = json_object_get (root, "sample");
  const char *name = NULL;
  json_t *value = NULL;
  gsize mark = cw_parse_push (parse, "sample");

  if (sample != NULL && !json_is_object (sample))
    return cw_parse_fail (parse, _ ("This must be %s, written as a JSON object."), _ ("a record"));
  if (json_object_size (sample) > CW_TEMPLATE_MAX_SAMPLE)
    return cw_parse_fail (parse, _ ("A sample has at most %d fields."), CW_TEMPLATE_MAX_SAMPLE);
  json_object_foreach (sample, name, value)
    {
      g_autoptr (GError) error = NULL;
      const char *text = json_string_value (value);

      if (text == NULL || g_utf8_strlen (text, -1) > 500)
        return cw_parse_fail_at (parse, name, _ ("This must be text of at most %d characters."), 500);
      if (!cw_record_set (parse->template->sample, name, text, &error))
        return cw_parse_fail_at (parse, name, "%s", error->message);
    }
  cw_parse_pop (parse, mark);
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
  cw_template_upgrade (root, (int) json_integer_value (version));
  return TRUE;
}

static gboolean
parse_template (CwParse *parse,
                json_t  *root)
{
  static const char *const members[] = { "cardwright_template", "name", "description", "card", "orientation", "fonts", "language", "sample", "front", "back", NULL };
  static const char *const cards[] = { "id-1", NULL };
  static const char *const orientations[] = { "landscape", "portrait", NULL };
  CwTemplate *template = parse->template;
  const char *name = NULL;
  const char *description = NULL;
  int card = 0;
  int portrait = 0;

  if (!parse_version (parse, root) ||
      !cw_parse_members (parse, root, _ ("a template"), members) ||
      !cw_parse_string (parse, root, "name", 100, TRUE, &name) ||
      !cw_parse_string (parse, root, "description", 500, FALSE, &description) ||
      !cw_parse_choice (parse, root, "card", cards, TRUE, &card) ||
      !cw_parse_choice (parse, root, "orientation", orientations, TRUE, &portrait) ||
      !parse_fonts (parse, root) || !parse_language (parse, root) || !parse_sample (parse, root))
    return FALSE;
  template->name = g_strdup (name);
  template->description = g_strdup (description);
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
        if (element->visible != NULL)
          cw_condition_collect_fields (element->visible, fields);
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
  g_autoptr (CwTemplate) self = cw_template_new ();
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
