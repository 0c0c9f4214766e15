/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* HTTP/1.1 (RFC 9112), as much of it as the stand-in needs: a body of known length. Bytes in,
 * values out; no socket. */

/* bytes */
#define CW_STAND_IN_HEAD_MAX (16 * 1024)
#define CW_STAND_IN_BODY_MAX (1024 * 1024)

typedef struct
{
  char  *method;
  char **segments;       /* the path's parts, percent-decoded, without empty ones at the end */
  char  *query;          /* (nullable) as it came */
  char  *authorization;  /* (nullable) */
  char  *key;            /* (nullable) "Key:" of API v1 */
  char  *content_type;   /* (nullable) */
  gsize  content_length; /* bytes */
  gboolean close;        /* the client wants no other request on this connection */
} CwStandInRequest;

typedef struct
{
  guint       status;
  const char *content_type; /* (nullable) */
  char       *body;         /* (nullable) */
  gsize       length;       /* bytes of a @body that is no text; 0: up to its NUL */
  char       *more;         /* (nullable) header fields with their CRLF */
  gboolean    keep;         /* the connection stays open behind it */
} CwStandInAnswer;

gsize             cw_stand_in_find_head_end (const char *data,
                                             gsize       length);
guint             cw_stand_in_read_head     (const char        *data,
                                             gsize              length,
                                             CwStandInRequest **request);
char             *cw_stand_in_get_parameter (const CwStandInRequest *request,
                                             const char             *name);
void              cw_stand_in_request_free  (CwStandInRequest *request);

CwStandInAnswer  *cw_stand_in_answer_new    (guint       status,
                                             const char *content_type,
                                             char       *body);
CwStandInAnswer  *cw_stand_in_answer_error  (guint       status,
                                             const char *code,
                                             const char *message);
gsize             cw_stand_in_answer_get_length (const CwStandInAnswer *answer);
GString          *cw_stand_in_answer_write  (const CwStandInAnswer *answer);
void              cw_stand_in_answer_free   (CwStandInAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStandInRequest, cw_stand_in_request_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwStandInAnswer, cw_stand_in_answer_free)

G_END_DECLS
