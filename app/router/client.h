/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/secret.h"
#include "app/router/registry.h"

G_BEGIN_DECLS

/* The ESC-Router's API v2 over HTTP by libcurl. TLS 1.2 or newer is required for every host
 * that is not loopback; no redirect is followed; answers are capped. */

#define CW_ROUTER_PRODUCTION "https://router.europeanstudentcard.eu/esc-rest/"
#define CW_ROUTER_SANDBOX "https://sandbox.europeanstudentcard.eu/esc-rest/"

/* @token: bearer token from app/keys; %NULL only for the public calls.
 * Errors: %CW_ERROR_INVALID when @base_uri is not https and not loopback. */
CwRegistry *cw_router_client_new         (const char *base_uri,
                                          CwSecret   *token,
                                          GError    **error);

/* The same door in the words of API v1, which old installations speak and the new router still
 * does: students with their cards below them. The token goes along as "Key:" (the old way) and
 * as bearer token (the new router's). @base_uri: where "api/v1/" lies, or itself ending in "/v1/".
 *
 * What v1 cannot say: a suspended card (%CW_ERROR_ROUTER_REFUSED), the day of issue, a processor,
 * a name on the card (left out); one day of expiry stands for all cards of a person. It keeps
 * cards under their person: without cw_registry_note_holder() its whole list is read to find one. */
CwRegistry *cw_router_client_new_v1      (const char *base_uri,
                                          CwSecret   *token,
                                          GError    **error);

/* Before the first call. @uri, @path: (nullable): NULL changes nothing. The proxy is not used to
 * loopback; the certificates (PEM) are trusted instead of the machine's. */
void        cw_router_client_set_proxy   (CwRegistry *registry,
                                          const char *uri);
void        cw_router_client_set_ca_file (CwRegistry *registry,
                                          const char *path);

/* Whether @base_uri is a router to practise with: cards that are registered there are not valid. */
gboolean    cw_router_is_sandbox         (const char *base_uri);

G_END_DECLS
