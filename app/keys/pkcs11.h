/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <p11-kit/p11-kit.h>

#include "app/base/secret.h"
#include "app/keys/cipher.h"

G_BEGIN_DECLS

/**
 * CwPkcs11:
 *
 * One PKCS#11 token with a session that is logged in. For tokenkeys.c, which serialises the calls.
 */
typedef struct
{
  CK_FUNCTION_LIST  **modules; /* all of them, as p11-kit wants them given back; or %NULL */
  CK_FUNCTION_LIST   *module;  /* the token's */
  CK_SLOT_ID          slot;
  CK_SESSION_HANDLE   session; /* 0: none */
  gboolean            login;   /* the session is of no use without */
  char               *token;   /* the token's label */
} CwPkcs11;

/**
 * CwPkcs11Key:
 *
 * What the token tells of a secret key in it.
 */
typedef struct
{
  CK_OBJECT_HANDLE handle;
  char            *label;
  gboolean         usable; /* @cipher is one of ours and the ID is one byte */
  CwCipher         cipher;
  guint8           version;
  char            *kcv; /* hex; "" when the token does not say */
} CwPkcs11Key;

CwPkcs11  *cw_pkcs11_open           (const char     *uri,
                                     const CwSecret *pin,
                                     GError        **error);
void       cw_pkcs11_close          (CwPkcs11 *self);

GPtrArray *cw_pkcs11_find_keys      (CwPkcs11   *self,
                                     const char *label,
                                     GError    **error);
void       cw_pkcs11_key_free       (CwPkcs11Key *key);

gboolean   cw_pkcs11_cmac           (CwPkcs11          *self,
                                     const CwPkcs11Key *key,
                                     const guint8      *data,
                                     gsize              length,
                                     guint8            *mac,
                                     GError           **error);
gboolean   cw_pkcs11_encipher_zeros (CwPkcs11          *self,
                                     const CwPkcs11Key *key,
                                     guint8            *output,
                                     GError           **error);

/* Between the two files that speak PKCS#11. */
gboolean   cw_pkcs11_check          (const CwPkcs11 *self,
                                     CK_RV           rv,
                                     GError        **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPkcs11, cw_pkcs11_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CwPkcs11Key, cw_pkcs11_key_free)

G_END_DECLS
