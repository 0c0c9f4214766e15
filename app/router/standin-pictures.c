/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-standin"

#include "config.h"

#include "app/router/standin-pictures.h"

#include <errno.h>
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/base/digest.h"
#include "app/router/standin-multipart.h"

/* Pictures of persons, one a person and organisation, as files in a folder of the book. It draws
 * nothing: with resize=true any size is taken and kept as it came, without it 200 x 300 alone. The
 * server holds its lock around it. */

#define WIDTH 200
#define HEIGHT 300

static guint
read_16 (const char *data)
{
  return (guint) (guchar) data[0] << 8 | (guchar) data[1];
}

/* The frame header of a JPEG: SOF0 to SOF15 but DHT, JPG and DAC (ITU-T T.81 table B.1). */
static gboolean
measure_jpeg (const char *data,
              gsize       length,
              guint      *width,
              guint      *height)
{
  gsize at = 2;

  while (at + 9 <= length && (guchar) data[at] == 0xff)
    {
      guint marker = (guchar) data[at + 1];

      if (marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc)
        {
          *height = read_16 (data + at + 5);
          *width = read_16 (data + at + 7);
          return TRUE;
        }
      if (read_16 (data + at + 2) < 2)
        return FALSE;
      at += 2 + read_16 (data + at + 2);
    }
  return FALSE;
}

gboolean
cw_stand_in_measure (const char *data,
                     gsize       length,
                     guint      *width,
                     guint      *height)
{
  if (length > 4 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return measure_jpeg (data, length, width, height);
  /* PNG section 11.2.2: IHDR comes first */
  if (length < 24 || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0 || memcmp (data + 12, "IHDR", 4) != 0)
    return FALSE;
  *width = read_16 (data + 16) << 16 | read_16 (data + 18);
  *height = read_16 (data + 20) << 16 | read_16 (data + 22);
  return TRUE;
}

static char *
get_path (const CwStandInDesk *desk,
          const char          *pic,
          const char          *esi)
{
  g_autofree char *key = g_ascii_strdown (esi, -1);
  g_autofree char *both = g_strconcat (pic, "/", key, NULL);
  g_autofree char *name = cw_digest_text (both);

  return g_build_filename (desk->directory, "pictures", name, NULL);
}

static CwStandInAnswer *
put_picture (const CwStandInRequest *request,
             const char             *path,
             const char             *body)
{
  g_autofree char *resize = cw_stand_in_get_parameter (request, "resize");
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;
  const char *file;
  gsize length;
  guint width, height;

  if (!cw_stand_in_read_multipart (request->content_type, body, request->content_length, &file, &length))
    return cw_stand_in_answer_bad ("file: a part of multipart/form-data is required");
  if (!cw_stand_in_measure (file, length, &width, &height))
    return cw_stand_in_answer_bad ("file: must be a picture");
  if (g_strcmp0 (resize, "true") != 0 && (width != WIDTH || height != HEIGHT))
    return cw_stand_in_answer_bad ("file: must be 200 x 300 pixels, or resize must be enabled");
  if (g_mkdir_with_parents (folder, 0700) != 0 ||
      !g_file_set_contents_full (path, file, (gssize) length, G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0600, &error))
    return cw_stand_in_answer_error (500, "INTERNAL_SERVER_ERROR", "Unexpected error storing the file");
  return cw_stand_in_answer_new (201, "application/json", g_strdup ("\"File created\""));
}

static CwStandInAnswer *
get_picture (const char *path)
{
  g_autofree char *contents = NULL;
  CwStandInAnswer *answer;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, NULL))
    return cw_stand_in_answer_error (404, "NOT_FOUND", "Picture not found");
  answer = cw_stand_in_answer_new (200, "application/octet-stream", g_steal_pointer (&contents));
  answer->length = length;
  return answer;
}

CwStandInAnswer *
cw_stand_in_route_picture (const CwStandInDesk    *desk,
                           const CwStandInRequest *request,
                           const char             *pic,
                           const char             *esi,
                           const char             *body)
{
  CwStandInJson *person = cw_stand_in_book_get (desk->book, CW_STAND_IN_PERSON, esi);
  g_autofree char *path = get_path (desk, pic, esi);

  if (!cw_stand_in_speaks_for (desk, pic))
    return cw_stand_in_answer_denied ();
  if (person == NULL || cw_stand_in_find_organisation (person, pic) == NULL)
    return cw_stand_in_answer_no_person ();
  if (g_str_equal (request->method, "GET"))
    return get_picture (path);
  if (g_str_equal (request->method, "POST"))
    return put_picture (request, path, body);
  if (!g_str_equal (request->method, "DELETE"))
    return cw_stand_in_answer_method ();
  if (g_unlink (path) != 0)
    return cw_stand_in_answer_error (errno == ENOENT ? 404 : 500, "NOT_FOUND", "Picture not found");
  return cw_stand_in_answer_new (204, NULL, NULL);
}

void
cw_stand_in_mark_pictures (const CwStandInDesk *desk,
                           CwStandInJson       *person)
{
  CwStandInJson *items = json_object_get (person, "organisations");

  for (gsize i = 0; i < json_array_size (items); i++)
    {
      CwStandInJson *item = json_array_get (items, i);
      g_autofree char *path = get_path (desk, cw_stand_in_get_text (json_object_get (item, "organisation"), "identifier"), cw_stand_in_get_text (person, "identifier"));

      json_object_set_new (item, "hasPicture", json_boolean (g_file_test (path, G_FILE_TEST_IS_REGULAR)));
    }
}
