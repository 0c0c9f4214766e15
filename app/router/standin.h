/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * CwStandIn:
 *
 * A local stand-in of the ESC-Router on loopback, for the demo station, training and tests: real
 * HTTP, the answers of API v2 (OpenAPI 2026-08-14), its error codes, kept in a folder as one
 * JSON file a person and a card. Runs on a thread of its own.
 */
#define CW_TYPE_STAND_IN (cw_stand_in_get_type ())

G_DECLARE_FINAL_TYPE (CwStandIn, cw_stand_in, CW, STAND_IN, GObject)

/**
 * CwStandInFault:
 *
 * How it misbehaves, for tests.
 */
typedef enum
{
  CW_STAND_IN_WELL,
  CW_STAND_IN_HTML,          /* 200 with a web page */
  CW_STAND_IN_UNAVAILABLE,   /* 503 */
  CW_STAND_IN_CUT_OFF,       /* closes in the middle of the body */
  CW_STAND_IN_REDIRECT,      /* 302 elsewhere */
  CW_STAND_IN_LOSE_ANSWER,   /* does what was asked, then closes without answering */
  CW_STAND_IN_SILENT,        /* accepts and never answers, until the client gives up */
  CW_STAND_IN_TOO_MANY,      /* 429 with Retry-After: 7 */
  CW_STAND_IN_STORM,         /* 500, 502, 503, 504 in turn */
  CW_STAND_IN_TWICE,         /* the request is delivered twice; the second answer comes back */
  CW_STAND_IN_WRONG_TYPE,    /* the right answer, called a web page */
  CW_STAND_IN_SAME_PAGE,     /* lists: the first page again and again, each under the number asked for */
  CW_STAND_IN_WRONG_TOTAL,   /* lists: one row more is counted than is given */
  CW_STAND_IN_DELAY,         /* does what was asked and holds the answer until cw_stand_in_release() */
} CwStandInFault;

/* @token: the bearer token it accepts. @port 0: any free one. */
CwStandIn  *cw_stand_in_start     (const char *directory,
                                   const char *token,
                                   guint16     port,
                                   GError    **error);
void        cw_stand_in_stop      (CwStandIn *self);
/* "http://127.0.0.1:PORT/esc-rest/" */
const char *cw_stand_in_get_uri   (CwStandIn *self);
void        cw_stand_in_set_fault (CwStandIn     *self,
                                   CwStandInFault fault,
                                   guint          requests);
/* Requests taken in so far, answered or let down by a fault. */
guint       cw_stand_in_get_count (CwStandIn *self);

G_END_DECLS
