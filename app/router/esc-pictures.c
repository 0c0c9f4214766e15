/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/core/esi.h"
#include "app/core/escn.h"
#include "app/router/client-private.h"
#include "app/router/esc-files.h"
#include "app/router/multipart.h"
#include "app/router/outcome.h"
#include "app/router/views-esc.h"

/* Pictures of persons: one a person and organisation, 200 x 300 pixels. The router is asked to
 * resize and crop what is sent (resize=true of uploadStudentPicture, OpenAPI V2), which leaves a
 * picture of that size as it is. No state; any thread. */

static char *
cw_esc_picture_path (CwRegistry *router,
                     const char *pic,
                     const char *esi,
                     const char *query,
                     GError    **error)
{
  g_autofree char *escaped = g_uri_escape_string (esi, NULL, FALSE);

  if (!cw_escn_check_pic (pic, error) || !cw_router_client_check_v2 (router, _("pictures"), error))
    return NULL;
  return g_strdup_printf ("api/v2/organisations/%s/person/%s/picture%s", pic, escaped, query);
}

/* (nullable): the media type, by the first bytes: ISO/IEC 10918-1 annex B, PNG section 5.2 */
static const char *
cw_esc_get_type (const void *data,
                 gsize       length)
{
  if (length > 3 && memcmp (data, "\xff\xd8\xff", 3) == 0)
    return "image/jpeg";
  return length > 8 && memcmp (data, "\x89PNG\r\n\x1a\n", 8) == 0 ? "image/png" : NULL;
}

static gboolean
cw_esc_check_picture_answer (const CwHttpAnswer *answer,
                             const char         *esi,
                             GError            **error)
{
  g_autofree char *code = cw_esi_get_code (esi);
  const char *const personal[] = { code, NULL };

  return cw_outcome_check (answer, _("the picture of this person"), personal, error);
}

/**
 * cw_esc_put_picture:
 * @picture: JPEG or PNG, up to %CW_ESC_FILE_MAX
 *
 * Puts it in the place of an earlier one. The person must be registered through @pic.
 */
gboolean
cw_esc_put_picture (CwRegistry   *router,
                    const char   *pic,
                    const char   *esi,
                    GBytes       *picture,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *path = cw_esc_picture_path (router, pic, esi, "?resize=true", error);
  g_autofree char *content_type = NULL;
  g_autofree char *body = NULL;
  g_autoptr (CwHttpAnswer) answer = NULL;
  CwHttpRequest request = { .method = CW_HTTP_POST, .path = path };
  gsize length;
  const void *data = g_bytes_get_data (picture, &length);
  const char *type = cw_esc_get_type (data, length);

  if (path == NULL)
    return FALSE;
  if (type == NULL || length > CW_ESC_FILE_MAX)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The ESC-Router takes pictures as JPEG or PNG of at most %d KB. Save the photo smaller and put it in again."), CW_ESC_FILE_MAX / 1000);
      return FALSE;
    }
  body = cw_multipart_write (g_str_has_suffix (type, "png") ? "picture.png" : "picture.jpg", type, picture, &request.length, &content_type);
  request.body = body;
  request.content_type = content_type;
  answer = cw_router_client_ask (router, &request, cancellable, error);
  if (answer == NULL || !cw_esc_check_picture_answer (answer, esi, error))
    return FALSE;
  /* a word of the router about the file, or nothing; no page of a network in between */
  if (answer->length > 0 && answer->body[0] == '<')
    return cw_view_fail (error, _("it is a web page"));
  return TRUE;
}

/**
 * cw_esc_get_picture:
 *
 * Returns: (transfer full): the picture, JPEG or PNG; %NULL with %CW_ERROR_NOT_FOUND when there is none
 */
GBytes *
cw_esc_get_picture (CwRegistry   *router,
                    const char   *pic,
                    const char   *esi,
                    GCancellable *cancellable,
                    GError      **error)
{
  g_autofree char *path = cw_esc_picture_path (router, pic, esi, "", error);
  const CwHttpRequest request = { .method = CW_HTTP_GET, .path = path, .accept = "application/octet-stream, image/*" };
  g_autoptr (CwHttpAnswer) answer = path != NULL ? cw_router_client_ask (router, &request, cancellable, error) : NULL;

  if (answer == NULL || !cw_esc_check_picture_answer (answer, esi, error))
    return NULL;
  if (cw_esc_get_type (answer->body, answer->length) == NULL)
    {
      cw_view_fail (error, _("it is no picture"));
      return NULL;
    }
  return g_bytes_new (answer->body, answer->length);
}

/**
 * cw_esc_delete_picture:
 *
 * A picture that is not there is deleted already.
 */
gboolean
cw_esc_delete_picture (CwRegistry   *router,
                       const char   *pic,
                       const char   *esi,
                       GCancellable *cancellable,
                       GError      **error)
{
  g_autofree char *path = cw_esc_picture_path (router, pic, esi, "", error);
  const CwHttpRequest request = { .method = CW_HTTP_DELETE, .path = path };
  g_autoptr (CwHttpAnswer) answer = path != NULL ? cw_router_client_ask (router, &request, cancellable, error) : NULL;

  if (answer == NULL)
    return FALSE;
  if (cw_outcome_is_gone (answer) || cw_outcome_is (answer, 410, NULL))
    return TRUE;
  if (!cw_esc_check_picture_answer (answer, esi, error))
    return FALSE;
  return answer->length == 0 || cw_view_check_object (answer->body, answer->length, error);
}
