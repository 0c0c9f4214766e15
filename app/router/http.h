/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "app/base/secret.h"

G_BEGIN_DECLS

/**
 * CwHttp:
 *
 * One HTTP server, one token, one thread. TLS 1.2 or newer with a certificate that the machine,
 * or a file named for it, trusts, unless the server is this machine itself. No redirect, no
 * proxy to loopback, no cookie, no credentials from files.
 */
typedef struct _CwHttp CwHttp;

/* milliseconds */
#define CW_HTTP_CONNECT_TIMEOUT (10 * 1000)
#define CW_HTTP_TOTAL_TIMEOUT (30 * 1000)
/* bytes: what is taken of an answer's body and of its header fields */
#define CW_HTTP_BODY_MAX (1024 * 1024)
#define CW_HTTP_HEADER_MAX (64 * 1024)

typedef enum
{
  CW_HTTP_GET,
  CW_HTTP_POST,
  CW_HTTP_PUT,
  CW_HTTP_DELETE,
} CwHttpMethod;

typedef struct
{
  CwHttpMethod method;
  const char  *path;         /* below the base address, percent-encoded where needed */
  gboolean     beside;       /* @path begins beside the last folder of the base address instead */
  gboolean     open;         /* anybody may ask this: the token stays here */
  const char  *accept;       /* (nullable) NULL: JSON */
  const char  *body;         /* (nullable) */
  gsize        length;       /* bytes of @body; 0: up to its NUL */
  const char  *content_type; /* (nullable) of @body; NULL: JSON */
} CwHttpRequest;

typedef struct
{
  guint  status;       /* 100 … 599 */
  char  *body;         /* NUL-terminated behind @length */
  gsize  length;       /* bytes */
  guint  retry_after;  /* seconds; 0: not said */
} CwHttpAnswer;

CwHttp       *cw_http_new          (const char *base_uri,
                                    CwSecret   *token,
                                    GError    **error);
void          cw_http_free         (CwHttp *self);
const char   *cw_http_get_host     (CwHttp *self);
void          cw_http_set_timeouts (CwHttp *self,
                                    guint   connect_ms,
                                    guint   total_ms);
void          cw_http_set_ca_file  (CwHttp     *self,
                                    const char *path);
void          cw_http_set_proxy    (CwHttp     *self,
                                    const char *uri);
void          cw_http_use_key      (CwHttp   *self,
                                    CwSecret *token);
CwHttpAnswer *cw_http_send         (CwHttp              *self,
                                    const CwHttpRequest *request,
                                    GCancellable        *cancellable,
                                    GError             **error);
void          cw_http_answer_free  (CwHttpAnswer *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttp, cw_http_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHttpAnswer, cw_http_answer_free)

G_END_DECLS
