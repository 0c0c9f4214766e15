/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "app/base/bytes.h"
#include "app/base/error.h"
#include "app/keys/keytext.h"
#include "app/keys/pkcs11.h"

/* Secret keys in a PKCS#11 token: what may be told of them, and what they do in there. Their value
 * is never asked for. Any thread, one at a time. */

#define MOST_KEYS 1000 /* that are listed; a token holds some dozens */
#define KCV_LENGTH 3   /* bytes, as CKA_CHECK_VALUE has them (PKCS #11 v2.40, section 4.8.1) */

/* An attribute of a fixed length; FALSE when the token has none or another. */
static gboolean
cw_pkcs11_read_fixed (CwPkcs11        *self,
                      CK_OBJECT_HANDLE handle,
                      CK_ATTRIBUTE_TYPE type,
                      void            *value,
                      gsize            length)
{
  CK_ATTRIBUTE attribute = { type, value, length };

  return self->module->C_GetAttributeValue (self->session, handle, &attribute, 1) == CKR_OK && attribute.ulValueLen == length;
}

static char *
cw_pkcs11_read_label (CwPkcs11        *self,
                      CK_OBJECT_HANDLE handle)
{
  char text[CW_KEY_LABEL_MAX + 1] = "";
  CK_ATTRIBUTE attribute = { CKA_LABEL, text, CW_KEY_LABEL_MAX };

  if (self->module->C_GetAttributeValue (self->session, handle, &attribute, 1) != CKR_OK ||
      attribute.ulValueLen > CW_KEY_LABEL_MAX || !cw_key_label_is_good (text, attribute.ulValueLen))
    return NULL;
  return g_strndup (text, attribute.ulValueLen);
}

static gboolean
cw_pkcs11_read_cipher (CwPkcs11        *self,
                       CK_OBJECT_HANDLE handle,
                       CwCipher        *cipher)
{
  CK_KEY_TYPE type = 0;
  CK_ULONG length = 0;

  if (!cw_pkcs11_read_fixed (self, handle, CKA_KEY_TYPE, &type, sizeof type))
    return FALSE;
  switch (type)
    {
    case CKK_AES:
      *cipher = CW_CIPHER_AES;
      return cw_pkcs11_read_fixed (self, handle, CKA_VALUE_LEN, &length, sizeof length) && length == cw_cipher_get_key_length (CW_CIPHER_AES);
    case CKK_DES2:
      *cipher = CW_CIPHER_2K3DES;
      return TRUE;
    case CKK_DES3:
      *cipher = CW_CIPHER_3K3DES;
      return TRUE;
    default: /* generic secrets and what vendors add */
      return FALSE;
    }
}

/* By what the token says, or else by enciphering zeros when it allows that. */
static char *
cw_pkcs11_read_kcv (CwPkcs11          *self,
                    const CwPkcs11Key *key)
{
  guint8 value[CW_CIPHER_MAX_BLOCK] = { 0 };
  char *text;

  if (!cw_pkcs11_read_fixed (self, key->handle, CKA_CHECK_VALUE, value, KCV_LENGTH) &&
      !cw_pkcs11_encipher_zeros (self, key, value, NULL))
    return g_strdup ("");
  text = cw_hex_encode (value, KCV_LENGTH);
  cw_wipe (value, sizeof value);
  return text;
}

/* %NULL for an object whose label no key of ours can have. */
static CwPkcs11Key *
cw_pkcs11_read_key (CwPkcs11        *self,
                    CK_OBJECT_HANDLE handle)
{
  g_autoptr (CwPkcs11Key) key = g_new0 (CwPkcs11Key, 1);

  key->handle = handle;
  key->label = cw_pkcs11_read_label (self, handle);
  if (key->label == NULL)
    return NULL;
  key->usable = cw_pkcs11_read_cipher (self, handle, &key->cipher) &&
                cw_pkcs11_read_fixed (self, handle, CKA_ID, &key->version, sizeof key->version);
  key->kcv = key->usable ? cw_pkcs11_read_kcv (self, key) : g_strdup ("");
  return g_steal_pointer (&key);
}

/* Without its login a token hides its keys: one that is not found may only be out of reach. */
static gboolean
cw_pkcs11_check_login (CwPkcs11 *self,
                       GError  **error)
{
  CK_SESSION_INFO info = { 0 };

  if (!cw_pkcs11_check (self, self->module->C_GetSessionInfo (self->session, &info), error))
    return FALSE;
  return cw_pkcs11_check (self, self->login && info.state != CKS_RO_USER_FUNCTIONS ? CKR_USER_NOT_LOGGED_IN : CKR_OK, error);
}

static gboolean
cw_pkcs11_find_handles (CwPkcs11         *self,
                        const char       *label,
                        CK_OBJECT_HANDLE *handles,
                        CK_ULONG         *n_handles,
                        GError          **error)
{
  CK_OBJECT_CLASS class = CKO_SECRET_KEY;
  CK_BBOOL yes = CK_TRUE;
  CK_ATTRIBUTE template[] = {
    { CKA_CLASS, &class, sizeof class },
    { CKA_TOKEN, &yes, sizeof yes },
    { CKA_LABEL, (void *) label, label != NULL ? strlen (label) : 0 },
  };
  CK_ULONG room = *n_handles;
  CK_RV rv;

  if (!cw_pkcs11_check (self, self->module->C_FindObjectsInit (self->session, template, label != NULL ? 3 : 2), error))
    return FALSE;
  rv = self->module->C_FindObjects (self->session, handles, room, n_handles);
  self->module->C_FindObjectsFinal (self->session);
  return cw_pkcs11_check (self, rv, error) && (*n_handles > 0 || cw_pkcs11_check_login (self, error));
}

/**
 * cw_pkcs11_find_keys:
 * @label: (nullable): only those of this label
 *
 * Returns: (transfer full) (element-type CwPkcs11Key): the token's secret keys, or %NULL
 */
GPtrArray *
cw_pkcs11_find_keys (CwPkcs11   *self,
                     const char *label,
                     GError    **error)
{
  g_autofree CK_OBJECT_HANDLE *handles = g_new0 (CK_OBJECT_HANDLE, MOST_KEYS);
  g_autoptr (GPtrArray) keys = g_ptr_array_new_with_free_func ((GDestroyNotify) cw_pkcs11_key_free);
  CK_ULONG n_handles = MOST_KEYS;

  if (!cw_pkcs11_find_handles (self, label, handles, &n_handles, error))
    return NULL;
  for (CK_ULONG i = 0; i < n_handles; i++)
    {
      CwPkcs11Key *key = cw_pkcs11_read_key (self, handles[i]);

      if (key != NULL)
        g_ptr_array_add (keys, key);
    }
  return g_steal_pointer (&keys);
}

void
cw_pkcs11_key_free (CwPkcs11Key *key)
{
  if (key == NULL)
    return;
  g_free (key->label);
  g_free (key->kcv);
  g_free (key);
}

/* A token that answers with another length than a block is broken. */
static gboolean
cw_pkcs11_check_block (CwPkcs11 *self,
                       CwCipher  cipher,
                       CK_RV     rv,
                       CK_ULONG  length,
                       GError  **error)
{
  return cw_pkcs11_check (self, rv == CKR_OK && length != cw_cipher_get_block_length (cipher) ? CKR_DEVICE_ERROR : rv, error);
}

/**
 * cw_pkcs11_cmac:
 * @mac: one block
 *
 * CMAC (NIST SP 800-38B) with a key that stays in the token.
 */
gboolean
cw_pkcs11_cmac (CwPkcs11          *self,
                const CwPkcs11Key *key,
                const guint8      *data,
                gsize              length,
                guint8            *mac,
                GError           **error)
{
  CK_MECHANISM mechanism = { key->cipher == CW_CIPHER_AES ? CKM_AES_CMAC : CKM_DES3_CMAC, NULL, 0 };
  CK_ULONG got = cw_cipher_get_block_length (key->cipher);
  CK_RV rv;

  if (!cw_pkcs11_check (self, self->module->C_SignInit (self->session, &mechanism, key->handle), error))
    return FALSE;
  rv = self->module->C_Sign (self->session, (CK_BYTE *) data, length, mac, &got);
  return cw_pkcs11_check_block (self, key->cipher, rv, got, error);
}

/**
 * cw_pkcs11_encipher_zeros:
 * @output: one block
 *
 * A block of zeros enciphered with a key that stays in the token.
 */
gboolean
cw_pkcs11_encipher_zeros (CwPkcs11          *self,
                          const CwPkcs11Key *key,
                          guint8            *output,
                          GError           **error)
{
  CK_MECHANISM mechanism = { key->cipher == CW_CIPHER_AES ? CKM_AES_ECB : CKM_DES3_ECB, NULL, 0 };
  CK_BYTE zeros[CW_CIPHER_MAX_BLOCK] = { 0 };
  CK_ULONG got = cw_cipher_get_block_length (key->cipher);
  CK_RV rv;

  if (!cw_pkcs11_check (self, self->module->C_EncryptInit (self->session, &mechanism, key->handle), error))
    return FALSE;
  rv = self->module->C_Encrypt (self->session, zeros, got, output, &got);
  return cw_pkcs11_check_block (self, key->cipher, rv, got, error);
}
