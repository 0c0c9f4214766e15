/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-templates"

#include "config.h"

#include "templates/format/parse.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#include "app/base/error.h"

/* Owns reading values out of template.json with the place of every fault. Members that may be left
 * out leave the value as it was. Any thread, one walk at a time. */

#define MAX_SHOWN 64 /* characters of a stranger's word in a sentence */

/* Appends "/member", escaped as RFC 6901 section 3 asks; returns what cw_parse_pop() needs. */
gsize
cw_parse_push (CwParse    *self,
               const char *member)
{
  gsize mark = self->pointer->len;

  g_string_append_c (self->pointer, '/');
  for (const char *at = member; *at != '\0'; at++)
    {
      if (*at == '~')
        g_string_append (self->pointer, "~0");
      else if (*at == '/')
        g_string_append (self->pointer, "~1");
      else
        g_string_append_c (self->pointer, *at);
    }
  return mark;
}

gsize
cw_parse_push_index (CwParse *self,
                     gsize    index)
{
  gsize mark = self->pointer->len;

  g_string_append_printf (self->pointer, "/%zu", index);
  return mark;
}

void
cw_parse_pop (CwParse *self,
              gsize    mark)
{
  g_string_truncate (self->pointer, mark);
}

static void
set_failure (CwParse    *self,
             const char *sentence)
{
  g_set_error (self->error, CW_ERROR, CW_ERROR_TEMPLATE, "%s: %s: %s", self->file, self->pointer->len > 0 ? self->pointer->str : "/", sentence);
}

/**
 * cw_parse_fail:
 *
 * Says what is wrong with the value the walk is at.
 *
 * Returns: %FALSE, for the caller to return
 */
gboolean
cw_parse_fail (CwParse    *self,
               const char *format,
               ...)
{
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  set_failure (self, sentence);
  return FALSE;
}

gboolean
cw_parse_fail_at (CwParse    *self,
                  const char *member,
                  const char *format,
                  ...)
{
  gsize mark = cw_parse_push (self, member);
  g_autofree char *sentence = NULL;
  va_list arguments;

  va_start (arguments, format);
  sentence = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  set_failure (self, sentence);
  cw_parse_pop (self, mark);
  return FALSE;
}

/**
 * cw_parse_members:
 * @what: what an object with these members is called: "a text element"
 * @allowed: NULL-terminated
 *
 * Refuses an @object that is none, or that has a member outside of @allowed.
 */
gboolean
cw_parse_members (CwParse           *self,
                  json_t            *object,
                  const char        *what,
                  const char *const *allowed)
{
  const char *key = NULL;
  json_t *value = NULL;

  if (!json_is_object (object))
    return cw_parse_fail (self, _ ("This must be %s, written as a JSON object."), what);
  json_object_foreach (object, key, value)
    {
      g_autofree char *list = NULL;
      g_autofree char *shown = NULL;

      if (g_strv_contains (allowed, key))
        continue;
      list = g_strjoinv (", ", (char **) allowed);
      shown = g_utf8_substring (key, 0, MIN (g_utf8_strlen (key, -1), MAX_SHOWN));
      return cw_parse_fail_at (self, shown, _ ("“%s” is not a member of %s. Use one of %s."), shown, what, list);
    }
  return TRUE;
}

static gboolean
fail_missing (CwParse    *self,
              const char *member)
{
  return cw_parse_fail_at (self, member, _ ("This member is missing."));
}

gboolean
cw_parse_number (CwParse       *self,
                 json_t        *object,
                 const CwRange *range,
                 gboolean       required,
                 double        *value)
{
  json_t *number = json_object_get (object, range->name);
  const char *space = range->unit != NULL ? " " : "";
  const char *unit = range->unit != NULL ? range->unit : "";
  double given = 0;

  if (number == NULL)
    return !required || fail_missing (self, range->name);
  if (!json_is_number (number))
    return cw_parse_fail_at (self, range->name, _ ("This must be a number from %g to %g%s%s."), range->min, range->max, space, unit);
  given = json_number_value (number);
  if (!isfinite (given) || given < range->min || given > range->max)
    return cw_parse_fail_at (self, range->name, _ ("%g is outside of %g to %g%s%s."), given, range->min, range->max, space, unit);
  *value = given;
  return TRUE;
}

gboolean
cw_parse_integer (CwParse       *self,
                  json_t        *object,
                  const CwRange *range,
                  int           *value)
{
  double number = *value;

  if (!cw_parse_number (self, object, range, FALSE, &number))
    return FALSE;
  if (number != floor (number))
    return cw_parse_fail_at (self, range->name, _ ("This must be a whole number."));
  *value = (int) number;
  return TRUE;
}

gboolean
cw_parse_boolean (CwParse    *self,
                  json_t     *object,
                  const char *member,
                  gboolean   *value)
{
  json_t *boolean = json_object_get (object, member);

  if (boolean == NULL)
    return TRUE;
  if (!json_is_boolean (boolean))
    return cw_parse_fail_at (self, member, _ ("This must be true or false."));
  *value = json_is_true (boolean);
  return TRUE;
}

/* @names: NULL-terminated; @value becomes the index of the one given */
gboolean
cw_parse_choice (CwParse           *self,
                 json_t            *object,
                 const char        *member,
                 const char *const *names,
                 gboolean           required,
                 int               *value)
{
  g_autofree char *list = NULL;
  const char *given = NULL;

  if (!cw_parse_string (self, object, member, 64, required, &given))
    return FALSE;
  if (given == NULL)
    return TRUE;
  for (int i = 0; names[i] != NULL; i++)
    {
      if (strcmp (given, names[i]) != 0)
        continue;
      *value = i;
      return TRUE;
    }
  list = g_strjoinv (", ", (char **) names);
  return cw_parse_fail_at (self, member, _ ("“%s” is not known here. Use one of %s."), given, list);
}

/* @max: characters */
gboolean
cw_parse_string (CwParse     *self,
                 json_t      *object,
                 const char  *member,
                 gsize        max,
                 gboolean     required,
                 const char **value)
{
  json_t *string = json_object_get (object, member);

  if (string == NULL)
    return !required || fail_missing (self, member);
  if (!json_is_string (string))
    return cw_parse_fail_at (self, member, _ ("This must be text in quotation marks."));
  if (json_string_length (string) == 0 || (gsize) g_utf8_strlen (json_string_value (string), -1) > max)
    return cw_parse_fail_at (self, member, _ ("This text must have 1 to %zu characters."), max);
  *value = json_string_value (string);
  return TRUE;
}

static gboolean
colour_from_text (const char *text,
                  CwColour   *colour)
{
  gsize length = strlen (text);
  int byte[4] = { 0, 0, 0, 255 };

  if (text[0] != '#' || (length != 7 && length != 9))
    return FALSE;
  for (gsize i = 1; i < length; i++)
    if (!g_ascii_isxdigit (text[i]))
      return FALSE;
  for (gsize i = 0; i < (length - 1) / 2; i++)
    byte[i] = g_ascii_xdigit_value (text[1 + 2 * i]) * 16 + g_ascii_xdigit_value (text[2 + 2 * i]);
  *colour = (CwColour) { byte[0] / 255.0, byte[1] / 255.0, byte[2] / 255.0, byte[3] / 255.0 };
  return TRUE;
}

gboolean
cw_parse_colour (CwParse    *self,
                 json_t     *object,
                 const char *member,
                 CwColour   *colour)
{
  json_t *value = json_object_get (object, member);

  if (value == NULL)
    return TRUE;
  if (json_is_string (value) && colour_from_text (json_string_value (value), colour))
    return TRUE;
  return cw_parse_fail_at (self, member, _ ("This must be a colour: \"#rrggbb\" or \"#rrggbbaa\"."));
}

static gboolean
parse_stop (CwParse *self,
            json_t  *object,
            CwFill  *fill)
{
  static const char *const members[] = { "at", "colour", NULL };
  static const CwRange at_range = { "at", 0, 1, NULL };
  CwStop *stop = &fill->stops[fill->n_stops];
  double before = fill->n_stops > 0 ? fill->stops[fill->n_stops - 1].at : 0;

  if (!cw_parse_members (self, object, _ ("a colour stop"), members) ||
      !cw_parse_number (self, object, &at_range, TRUE, &stop->at))
    return FALSE;
  if (json_object_get (object, "colour") == NULL)
    return fail_missing (self, "colour");
  if (!cw_parse_colour (self, object, "colour", &stop->colour))
    return FALSE;
  if (stop->at < before)
    return cw_parse_fail_at (self, "at", _ ("The stops of a gradient must rise."));
  fill->n_stops++;
  return TRUE;
}

static gboolean
parse_linear (CwParse *self,
              json_t  *object,
              CwFill  *fill)
{
  static const char *const members[] = { "type", "angle", "stops", NULL };
  static const CwRange angle_range = { "angle", 0, 360, "degrees" };

  return cw_parse_members (self, object, _ ("a linear fill"), members) &&
         cw_parse_number (self, object, &angle_range, TRUE, &fill->angle);
}

static gboolean
parse_radial (CwParse *self,
              json_t  *object,
              CwFill  *fill)
{
  static const char *const members[] = { "type", "x", "y", "radius", "stops", NULL };
  static const CwRange x_range = { "x", 0, 1, NULL };
  static const CwRange y_range = { "y", 0, 1, NULL };
  static const CwRange reach_range = { "radius", 0.01, 2, NULL };

  fill->radial = TRUE;
  return cw_parse_members (self, object, _ ("a radial fill"), members) &&
         cw_parse_number (self, object, &x_range, TRUE, &fill->x) &&
         cw_parse_number (self, object, &y_range, TRUE, &fill->y) &&
         cw_parse_number (self, object, &reach_range, TRUE, &fill->radius);
}

static gboolean
parse_gradient (CwParse *self,
                json_t  *object,
                CwFill  *fill)
{
  static const char *const types[] = { "linear", "radial", NULL };
  json_t *stops = json_object_get (object, "stops");
  int type = 0;
  gsize mark = 0;

  if (!cw_parse_choice (self, object, "type", types, TRUE, &type) ||
      !(type == 1 ? parse_radial (self, object, fill) : parse_linear (self, object, fill)))
    return FALSE;
  if (!json_is_array (stops) || json_array_size (stops) < 2 || json_array_size (stops) > CW_FILL_MAX_STOPS)
    return cw_parse_fail_at (self, "stops", _ ("A gradient has 2 to %d stops."), CW_FILL_MAX_STOPS);
  mark = cw_parse_push (self, "stops");
  for (gsize i = 0; i < json_array_size (stops); i++)
    {
      gsize inner = cw_parse_push_index (self, i);

      if (!parse_stop (self, json_array_get (stops, i), fill))
        return FALSE;
      cw_parse_pop (self, inner);
    }
  cw_parse_pop (self, mark);
  return TRUE;
}

gboolean
cw_parse_fill (CwParse    *self,
               json_t     *object,
               const char *member,
               CwFill     *fill)
{
  json_t *value = json_object_get (object, member);
  gsize mark = 0;

  if (value == NULL)
    return TRUE;
  memset (fill, 0, sizeof *fill);
  if (!json_is_object (value))
    {
      fill->n_stops = 1;
      return cw_parse_colour (self, object, member, &fill->stops[0].colour);
    }
  mark = cw_parse_push (self, member);
  if (!parse_gradient (self, value, fill))
    return FALSE;
  cw_parse_pop (self, mark);
  return TRUE;
}

static gboolean
parse_dash (CwParse  *self,
            json_t   *object,
            CwStroke *stroke)
{
  json_t *dash = json_object_get (object, "dash");

  if (dash == NULL)
    return TRUE;
  for (gsize i = 0; i < G_N_ELEMENTS (stroke->dash); i++)
    {
      json_t *number = json_array_get (dash, i);

      stroke->dash[i] = json_number_value (number);
      /* a dash far shorter than a dot would only cost time */
      if (json_array_size (dash) != 2 || !json_is_number (number) || !(stroke->dash[i] >= 0.05 && stroke->dash[i] <= 20))
        return cw_parse_fail_at (self, "dash", _ ("This must be two numbers from 0.05 to 20 mm: on and off."));
    }
  return TRUE;
}

gboolean
cw_parse_stroke (CwParse    *self,
                 json_t     *object,
                 const char *member,
                 CwStroke   *stroke)
{
  static const char *const members[] = { "colour", "width", "dash", NULL };
  static const CwRange width_range = { "width", 0.02, 20, "mm" };
  json_t *value = json_object_get (object, member);
  gsize mark = 0;

  if (value == NULL)
    return TRUE;
  mark = cw_parse_push (self, member);
  if (!cw_parse_members (self, value, _ ("a stroke"), members) ||
      !cw_parse_number (self, value, &width_range, TRUE, &stroke->width))
    return FALSE;
  if (json_object_get (value, "colour") == NULL)
    return fail_missing (self, "colour");
  if (!cw_parse_colour (self, value, "colour", &stroke->colour) || !parse_dash (self, value, stroke))
    return FALSE;
  cw_parse_pop (self, mark);
  return TRUE;
}
