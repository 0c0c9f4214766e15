/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/secret.h"
#include "app/intake/source.h"

G_BEGIN_DECLS

/* Rows of a database that has an ODBC driver. Whatever the statement does there is rolled back. */
#define CW_TYPE_ODBC (cw_odbc_get_type ())

G_DECLARE_FINAL_TYPE (CwOdbc, cw_odbc, CW, ODBC, GObject)

/**
 * CwOdbcReading:
 *
 * What to read and as whom. The password is never part of the connection's text.
 */
typedef struct
{
  const char *connection; /* name of a data source, or KEYWORD=value;… as its driver wants it */
  const char *statement;  /* one SELECT; a binary column called “photo” holds the picture */
  const char *user;       /* (nullable) */
  CwSecret   *password;   /* (nullable): UTF-8 */
  guint       timeout;    /* seconds to sign in, and for the statement; 0: 60 */
} CwOdbcReading;

CwSource *cw_odbc_open (const CwOdbcReading *reading,
                        GCancellable        *cancellable,
                        GError             **error);

G_END_DECLS
