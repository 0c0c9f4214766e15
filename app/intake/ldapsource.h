/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "app/base/secret.h"
#include "app/intake/source.h"

G_BEGIN_DECLS

/* Persons of a directory service (LDAP, Active Directory): one row an entry, one column an
 * attribute, read page by page while they are asked for. */
#define CW_TYPE_LDAP (cw_ldap_get_type ())

G_DECLARE_FINAL_TYPE (CwLdap, cw_ldap, CW, LDAP, GObject)

/**
 * CwLdapReading:
 *
 * What to read and as whom. The password is never part of the address.
 */
typedef struct
{
  const char *uri;       /* RFC 4516: ldaps://host/base?attribute,attribute?sub?(filter) */
  const char *bind_name; /* (nullable): %NULL reads without signing in */
  CwSecret   *password;  /* (nullable): of @bind_name, as it is typed */
  const char *ca_file;   /* (nullable): certificates of the authority, PEM; %NULL: the system's */
  guint       timeout;   /* seconds for one answer; 0: 30 */
} CwLdapReading;

CwSource *cw_ldap_open (const CwLdapReading *reading,
                        GCancellable        *cancellable,
                        GError             **error);

G_END_DECLS
