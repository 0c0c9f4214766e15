/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-router"

#include "config.h"

#include "app/router/http.h"

#include <curl/curl.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/error.h"
#include "app/base/worker.h"

/* The only file that knows libcurl. One easy handle, touched on the worker's thread alone; what
 * callers may change (time-outs, CA file) is written before the first request.
 *
 * A request that changes something has a connection of its own: on one that was kept open libcurl
 * repeats a POST by itself when the server had closed it in the meantime, and whether a card was
 * posted once or twice must be decided in one place only, the outbox. Questions follow each other
 * on one connection, so that a list of a thousand pages is not a thousand handshakes. */

#define USER_AGENT "Cardwright/" CW_VERSION
/* bytes; the router's tokens are far below */
#define TOKEN_MAX 4096

struct _CwHttp
{
  char     *base_uri;   /* ends in a slash */
  char     *beside_uri; /* the same without its last folder */
  char     *host;
  gboolean  loopback;
  CwSecret *authorization; /* (nullable) the whole header line with its NUL */
  CwSecret *key;        /* (nullable) a header line of API v1, as above */
  char     *ca_file;    /* (nullable) instead of the machine's */
  char     *proxy;      /* (nullable) instead of the environment's */
  guint     connect_ms;
  guint     total_ms;
  CwWorker *worker;
  CURL     *curl;       /* worker thread */
};

typedef struct
{
  GByteArray *body;
  gsize       header_bytes;
} CwHttpTransfer;

typedef struct
{
  CwHttp              *http;
  const CwHttpRequest *request;
  CwHttpAnswer        *answer;
} CwHttpCall;

typedef struct curl_slist CwHeaderList;

/* The list holds the token: its memory is wiped before it is given back. libcurl's own copy in
 * the request it sends is out of reach. */
static void
cw_header_list_wipe (CwHeaderList *list)
{
  for (CwHeaderList *at = list; at != NULL; at = at->next)
    cw_wipe (at->data, strlen (at->data));
  curl_slist_free_all (list);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwHeaderList, cw_header_list_wipe)

/* libcurl's codes that say more than "no connection", in the operator's words. */
static const struct
{
  CURLcode    code;
  int         error;
  const char *sentence;
} troubles[] = {
  { CURLE_COULDNT_RESOLVE_HOST, CW_ERROR_ROUTER_UNREACHABLE, N_ ("its name is not known to the network. Check the network and the register's address in the settings.") },
  { CURLE_COULDNT_RESOLVE_PROXY, CW_ERROR_ROUTER_UNREACHABLE, N_ ("the name of the network's proxy is not known. Check the proxy settings of this computer.") },
  { CURLE_COULDNT_CONNECT, CW_ERROR_ROUTER_UNREACHABLE, N_ ("it does not take the connection. Check the network; it is tried again by itself.") },
  { CURLE_OPERATION_TIMEDOUT, CW_ERROR_ROUTER_UNREACHABLE, N_ ("it did not answer in time. It is tried again by itself.") },
  { CURLE_GOT_NOTHING, CW_ERROR_ROUTER_UNREACHABLE, N_ ("it closed the connection without an answer. It is tried again by itself.") },
  { CURLE_RECV_ERROR, CW_ERROR_ROUTER_UNREACHABLE, N_ ("the connection broke before the answer was complete. It is tried again by itself.") },
  { CURLE_SEND_ERROR, CW_ERROR_ROUTER_UNREACHABLE, N_ ("the connection broke before everything was sent. It is tried again by itself.") },
  { CURLE_PEER_FAILED_VERIFICATION, CW_ERROR_ROUTER_UNREACHABLE, N_ ("its certificate is not trusted, so nothing was sent. Somebody may stand between; ask the network's administrator.") },
  { CURLE_SSL_CONNECT_ERROR, CW_ERROR_ROUTER_UNREACHABLE, N_ ("no connection by TLS 1.2 or newer can be made, so nothing was sent. Ask the network's administrator.") },
  { CURLE_SSL_CACERT_BADFILE, CW_ERROR_ROUTER_UNREACHABLE, N_ ("the list of trusted certificates cannot be read. Install the package ca-certificates, or correct [register] ca-file in the settings.") },
  { CURLE_PARTIAL_FILE, CW_ERROR_ROUTER_ANSWER, N_ ("the answer was cut off. It is tried again by itself.") },
  { CURLE_FILESIZE_EXCEEDED, CW_ERROR_ROUTER_ANSWER, N_ ("the answer is larger than any real one. Check the register's address in the settings.") },
  { CURLE_WRITE_ERROR, CW_ERROR_ROUTER_ANSWER, N_ ("the answer is larger than any real one. Check the register's address in the settings.") },
  { CURLE_UNSUPPORTED_PROTOCOL, CW_ERROR_ROUTER_ANSWER, N_ ("what answers there does not speak HTTP. Check the register's address in the settings.") },
  { CURLE_WEIRD_SERVER_REPLY, CW_ERROR_ROUTER_ANSWER, N_ ("what answers there does not speak HTTP. Check the register's address in the settings.") },
  { CURLE_BAD_CONTENT_ENCODING, CW_ERROR_ROUTER_ANSWER, N_ ("the answer cannot be unpacked. It is tried again by itself.") },
};

static void
cw_http_translate (CwHttp  *self,
                   CURLcode code,
                   GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (troubles); i++)
    {
      if (troubles[i].code != code)
        continue;
      g_set_error (error, CW_ERROR, troubles[i].error, _("The ESC-Router at %s cannot be used: %s"), self->host, _(troubles[i].sentence));
      return;
    }
  g_set_error (error, CW_ERROR, CW_ERROR_ROUTER_UNREACHABLE,
               _("The ESC-Router at %s cannot be used: %s. It is tried again by itself."), self->host, curl_easy_strerror (code));
}

static gboolean
cw_host_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);
  return g_ascii_strcasecmp (host, "localhost") == 0;
}

/* Takes the address apart and puts it together again, so that libcurl cannot read another host
 * out of it than the one that was judged here. */
static gboolean
cw_http_set_base (CwHttp     *self,
                  const char *base_uri,
                  GError    **error)
{
  g_autoptr (GUri) uri = g_uri_parse (base_uri, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme (uri) : NULL;
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;
  g_autofree char *path = NULL;
  gsize folder;

  if (host == NULL || *host == '\0' || g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL || (!g_str_equal (scheme, "https") && !g_str_equal (scheme, "http")))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID,
                           _("The address of the ESC-Router is not a web address of the form https://host/path/. Correct it in the settings."));
      return FALSE;
    }
  self->loopback = cw_host_is_loopback (host);
  if (!self->loopback && !g_str_equal (scheme, "https"))
    {
      g_set_error (error, CW_ERROR, CW_ERROR_INVALID,
                   _("The ESC-Router at %s must be reached by https: over http everybody on the way could read the token and the students' data. Correct the address in the settings."), host);
      return FALSE;
    }

  path = g_str_has_suffix (g_uri_get_path (uri), "/") ? g_strdup (g_uri_get_path (uri)) : g_strconcat (g_uri_get_path (uri), "/", NULL);
  self->host = g_strdup (host);
  self->base_uri = g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), path, NULL, NULL);
  /* "/esc-rest/" to "/"; there is nothing beside "/" but what is below it */
  folder = strlen (path) - 1;
  while (folder > 0 && path[folder - 1] != '/')
    folder--;
  path[MAX (folder, 1)] = '\0';
  self->beside_uri = g_uri_join (G_URI_FLAGS_NONE, scheme, NULL, host, g_uri_get_port (uri), path, NULL, NULL);
  return TRUE;
}

/* "Key: " and the token, wiped when it goes. */
static CwSecret *
cw_http_make_line (const char *start,
                   CwSecret   *token)
{
  gsize length = cw_secret_get_length (token);
  CwSecret *secret = cw_secret_new_zero (strlen (start) + length + 1);
  guint8 *line = cw_secret_get_buffer (secret);

  memcpy (line, start, strlen (start));
  memcpy (line + strlen (start), cw_secret_get_data (token), length);
  return secret;
}

static gboolean
cw_http_set_token (CwHttp   *self,
                   CwSecret *token,
                   GError  **error)
{
  const guint8 *data;
  gsize length;

  if (token == NULL)
    return TRUE;

  data = cw_secret_get_data (token);
  length = cw_secret_get_length (token);
  for (gsize i = 0; i < length; i++)
    {
      /* RFC 6750 section 2.1 has fewer signs yet; what must not come in is the end of a line */
      if (length <= TOKEN_MAX && data[i] > 0x20 && data[i] < 0x7f)
        continue;
      g_set_error_literal (error, CW_ERROR, CW_ERROR_ROUTER_TOKEN,
                           _("The token for the ESC-Router holds signs that no token has. Copy it again from the ESC-Router's web page, without spaces or line ends."));
      return FALSE;
    }

  self->authorization = cw_http_make_line ("Authorization: Bearer ", token);
  return TRUE;
}

/**
 * cw_http_new:
 * @base_uri: what every path is put behind
 * @token: (nullable): bearer token
 *
 * Returns: (transfer full): a client whose thread runs; %NULL with %CW_ERROR_INVALID or
 *   %CW_ERROR_ROUTER_TOKEN
 */
CwHttp *
cw_http_new (const char *base_uri,
             CwSecret   *token,
             GError    **error)
{
  static gsize curl_ready = 0;
  g_autoptr (CwHttp) self = g_new0 (CwHttp, 1);

  if (!cw_http_set_base (self, base_uri, error) || !cw_http_set_token (self, token, error))
    return NULL;

  if (g_once_init_enter (&curl_ready))
    g_once_init_leave (&curl_ready, curl_global_init (CURL_GLOBAL_DEFAULT) == CURLE_OK ? 1 : 2);
  self->curl = curl_ready == 1 ? curl_easy_init () : NULL;
  if (self->curl == NULL)
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_FAILED, _("The library for web connections (libcurl) does not start. Install it again."));
      return NULL;
    }
  self->connect_ms = CW_HTTP_CONNECT_TIMEOUT;
  self->total_ms = CW_HTTP_TOTAL_TIMEOUT;
  self->worker = cw_worker_new ("router");
  return g_steal_pointer (&self);
}

void
cw_http_free (CwHttp *self)
{
  if (self == NULL)
    return;
  if (self->worker != NULL)
    cw_worker_stop (self->worker);
  g_clear_object (&self->worker);
  g_clear_pointer (&self->curl, curl_easy_cleanup);
  g_clear_pointer (&self->authorization, cw_secret_unref);
  g_clear_pointer (&self->key, cw_secret_unref);
  g_free (self->ca_file);
  g_free (self->proxy);
  g_free (self->base_uri);
  g_free (self->beside_uri);
  g_free (self->host);
  g_free (self);
}

void
cw_http_answer_free (CwHttpAnswer *answer)
{
  if (answer == NULL)
    return;
  g_free (answer->body);
  g_free (answer);
}

/**
 * cw_http_get_host:
 *
 * Returns: (transfer none): the server's name, for sentences
 */
const char *
cw_http_get_host (CwHttp *self)
{
  return self->host;
}

/**
 * cw_http_set_timeouts:
 * @connect_ms: milliseconds until there is a connection
 * @total_ms: milliseconds for the whole request
 *
 * Before the first request.
 */
void
cw_http_set_timeouts (CwHttp *self,
                      guint   connect_ms,
                      guint   total_ms)
{
  self->connect_ms = connect_ms;
  self->total_ms = total_ms;
}

/**
 * cw_http_set_ca_file:
 * @path: certificates in PEM to trust instead of the machine's
 *
 * Before the first request.
 */
void
cw_http_set_ca_file (CwHttp     *self,
                     const char *path)
{
  g_free (self->ca_file);
  self->ca_file = g_strdup (path);
}

/**
 * cw_http_set_proxy:
 * @uri: the proxy to use whatever the environment says; never used to loopback
 *
 * Before the first request.
 */
void
cw_http_set_proxy (CwHttp     *self,
                   const char *uri)
{
  g_free (self->proxy);
  self->proxy = g_strdup (uri);
}

/**
 * cw_http_use_key:
 * @token: the one that cw_http_new() took
 *
 * Sends the token also as "Key:", as API v1 had it. Before the first request.
 */
void
cw_http_use_key (CwHttp   *self,
                 CwSecret *token)
{
  g_clear_pointer (&self->key, cw_secret_unref);
  self->key = cw_http_make_line ("Key: ", token);
}

static size_t
cw_http_write_cb (char  *data,
                  size_t size,
                  size_t count,
                  void  *user_data)
{
  CwHttpTransfer *transfer = user_data;
  gsize length = size * count;

  if (transfer->body->len + length > CW_HTTP_BODY_MAX)
    return 0;
  g_byte_array_append (transfer->body, (const guint8 *) data, (guint) length);
  return length;
}

static size_t
cw_http_header_cb (char  *data,
                   size_t size,
                   size_t count,
                   void  *user_data)
{
  CwHttpTransfer *transfer = user_data;

  transfer->header_bytes += size * count;
  return transfer->header_bytes > CW_HTTP_HEADER_MAX ? 0 : size * count;
}

static int
cw_http_progress_cb (void      *user_data,
                     curl_off_t download_total,
                     curl_off_t download_now,
                     curl_off_t upload_total,
                     curl_off_t upload_now)
{
  return g_cancellable_is_cancelled (user_data) ? 1 : 0;
}

static void
cw_http_set_method (CURL                *curl,
                    const CwHttpRequest *request)
{
  const char *body = request->body != NULL ? request->body : "";
  gsize length = request->length > 0 ? request->length : strlen (body);

  switch (request->method)
    {
    case CW_HTTP_GET:
      curl_easy_setopt (curl, CURLOPT_HTTPGET, 1L);
      return;
    case CW_HTTP_POST:
      curl_easy_setopt (curl, CURLOPT_POST, 1L);
      break;
    case CW_HTTP_PUT:
      curl_easy_setopt (curl, CURLOPT_POST, 1L);
      curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, "PUT");
      break;
    case CW_HTTP_DELETE:
      curl_easy_setopt (curl, CURLOPT_CUSTOMREQUEST, "DELETE");
      return;
    }
  curl_easy_setopt (curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) length);
  curl_easy_setopt (curl, CURLOPT_POSTFIELDS, body);
}

static void
cw_http_set_safety (CwHttp *self,
                    CURL   *curl)
{
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, self->loopback ? "http,https" : "https");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_HTTP_VERSION, (long) CURL_HTTP_VERSION_1_1);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYPEER, 1L);
  curl_easy_setopt (curl, CURLOPT_SSL_VERIFYHOST, 2L);
  if (self->ca_file != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_CAINFO, self->ca_file);
      curl_easy_setopt (curl, CURLOPT_CAPATH, NULL);
    }
  /* over a proxy "loopback" would be the proxy's own, and the token would go there in clear */
  if (self->loopback || self->proxy != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_PROXY, self->loopback ? "" : self->proxy);
      curl_easy_setopt (curl, CURLOPT_NOPROXY, "");
    }
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS, (long) self->connect_ms);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, (long) self->total_ms);
  curl_easy_setopt (curl, CURLOPT_MAXFILESIZE_LARGE, (curl_off_t) CW_HTTP_BODY_MAX);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, USER_AGENT);
}

/* One connection at most is kept, and for questions only. */
static void
cw_http_set_reuse (CURL        *curl,
                   CwHttpMethod method)
{
  long once = method == CW_HTTP_GET ? 0L : 1L;

  curl_easy_setopt (curl, CURLOPT_FRESH_CONNECT, once);
  curl_easy_setopt (curl, CURLOPT_FORBID_REUSE, once);
  curl_easy_setopt (curl, CURLOPT_MAXCONNECTS, 1L);
}

static CwHeaderList *
cw_http_make_headers (CwHttp              *self,
                      const CwHttpRequest *request)
{
  g_autofree char *accept = g_strconcat ("Accept: ", request->accept != NULL ? request->accept : "application/json", NULL);
  g_autofree char *type = g_strconcat ("Content-Type: ", request->content_type != NULL ? request->content_type : "application/json", NULL);
  CwHeaderList *list = curl_slist_append (NULL, accept);

  list = curl_slist_append (list, "Expect:");
  if (request->body != NULL)
    list = curl_slist_append (list, type);
  if (self->authorization != NULL && !request->open)
    list = curl_slist_append (list, (const char *) cw_secret_get_data (self->authorization));
  if (self->key != NULL && !request->open)
    list = curl_slist_append (list, (const char *) cw_secret_get_data (self->key));
  return list;
}

static CwHttpAnswer *
cw_http_take_answer (CURL       *curl,
                     GByteArray *body)
{
  CwHttpAnswer *answer = g_new0 (CwHttpAnswer, 1);
  long status = 0;
  curl_off_t retry_after = 0;

  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &status);
  curl_easy_getinfo (curl, CURLINFO_RETRY_AFTER, &retry_after);
  answer->status = (guint) CLAMP (status, 0, 999);
  answer->retry_after = (guint) CLAMP (retry_after, 0, G_MAXINT);
  answer->length = body->len;
  answer->body = g_malloc0 (body->len + 1);
  if (body->len > 0)
    memcpy (answer->body, body->data, body->len);
  return answer;
}

/* A CwWorkerFunc. */
static gboolean
cw_http_call (gpointer      data,
              GCancellable *cancellable,
              GError      **error)
{
  CwHttpCall *call = data;
  CwHttp *self = call->http;
  CURL *curl = self->curl;
  g_autofree char *uri = g_strconcat (call->request->beside ? self->beside_uri : self->base_uri, call->request->path, NULL);
  g_autoptr (GByteArray) body = g_byte_array_new ();
  CwHttpTransfer transfer = { .body = body };
  g_autoptr (CwHeaderList) headers = cw_http_make_headers (self, call->request);
  CURLcode code;

  curl_easy_reset (curl);
  cw_http_set_safety (self, curl);
  cw_http_set_method (curl, call->request);
  cw_http_set_reuse (curl, call->request->method);
  curl_easy_setopt (curl, CURLOPT_URL, uri);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, cw_http_write_cb);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, &transfer);
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, cw_http_header_cb);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, &transfer);
  if (cancellable != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt (curl, CURLOPT_XFERINFOFUNCTION, cw_http_progress_cb);
      curl_easy_setopt (curl, CURLOPT_XFERINFODATA, cancellable);
    }

  code = curl_easy_perform (curl);
  if (code == CURLE_OK)
    call->answer = cw_http_take_answer (curl, body);
  else if (code != CURLE_ABORTED_BY_CALLBACK || !g_cancellable_set_error_if_cancelled (cancellable, error))
    cw_http_translate (self, code, error);
  /* the handle must not keep pointers into this frame, nor to the wiped list */
  curl_easy_reset (curl);
  return code == CURLE_OK;
}

/**
 * cw_http_send:
 * @cancellable: (nullable): looked at about once a second while the server is silent
 *
 * Sends one request and takes its answer, whatever its status. Blocks; any thread.
 *
 * Returns: (transfer full): the answer; %NULL when there was none, or not a whole one
 */
CwHttpAnswer *
cw_http_send (CwHttp              *self,
              const CwHttpRequest *request,
              GCancellable        *cancellable,
              GError             **error)
{
  CwHttpCall call = { .http = self, .request = request };

  if (!cw_worker_call (self->worker, cw_http_call, &call, cancellable, error))
    return NULL;
  return call.answer;
}
