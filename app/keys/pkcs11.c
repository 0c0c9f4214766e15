/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

#define G_LOG_DOMAIN "cw-keys"

#include "config.h"

#include "app/keys/pkcs11.h"

#include <glib/gi18n-lib.h>
#include <p11-kit/uri.h>
#include <string.h>

#include "app/base/error.h"

/* Finding a PKCS#11 token by its URI (RFC 7512), opening a session on it and logging in, once.
 * The only place that translates Cryptoki's return values. Any thread, one at a time. Function
 * and flag names are those of PKCS #11 v2.40 (OASIS). */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (P11KitUri, p11_kit_uri_free)

/* Token labels are padded with spaces to 32 bytes (section 3.2, CK_TOKEN_INFO). */
static char *
cw_pkcs11_take_label (const CK_TOKEN_INFO *info)
{
  char *label = g_strndup ((const char *) info->label, sizeof info->label);

  if (!g_utf8_validate (label, -1, NULL))
    {
      g_free (label);
      return g_strdup ("?");
    }
  return g_strchomp (label);
}

/**
 * cw_pkcs11_check:
 *
 * Returns: whether @rv is success; otherwise @error says what it means here
 */
gboolean
cw_pkcs11_check (const CwPkcs11 *self,
                 CK_RV           rv,
                 GError        **error)
{
  switch (rv)
    {
    case CKR_OK:
      return TRUE;
    case CKR_DEVICE_REMOVED:
    case CKR_TOKEN_NOT_PRESENT:
    case CKR_SESSION_CLOSED:
    case CKR_SESSION_HANDLE_INVALID:
    case CKR_SLOT_ID_INVALID:
    case CKR_USER_NOT_LOGGED_IN:
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                   _ ("The key token “%s” was pulled out, or its login has ended. Plug it in and open the station again."), self->token);
      return FALSE;
    case CKR_KEY_FUNCTION_NOT_PERMITTED:
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_UNSAFE,
                   _ ("The token “%s” does not let the key be used so. A master key must be allowed to sign; with a diversification input of less than one block also to encrypt."),
                   self->token);
      return FALSE;
    case CKR_MECHANISM_INVALID:
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED,
                   _ ("The token “%s” has no CMAC for this kind of key. Card keys need CKM_AES_CMAC or CKM_DES3_CMAC."), self->token);
      return FALSE;
    default: /* of some hundred values these are the ones that have a remedy of their own */
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The key token “%s” does not work: %s."), self->token, p11_kit_strerror (rv));
      return FALSE;
    }
}

static P11KitUri *
cw_pkcs11_parse_uri (const char *text,
                     GError    **error)
{
  g_autoptr (P11KitUri) uri = p11_kit_uri_new ();
  int result = p11_kit_uri_parse (text, P11_KIT_URI_FOR_ANY, uri);

  /* before anything else, so that the text with the PIN is never repeated */
  if (result == P11_KIT_URI_OK && (p11_kit_uri_get_pin_value (uri) != NULL || p11_kit_uri_get_pin_source (uri) != NULL))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID,
                           _ ("The token's URI holds a PIN or names a source for it. Take it out, and keep the PIN in the keyring or the key file."));
      return NULL;
    }
  if (result != P11_KIT_URI_OK || p11_kit_uri_any_unrecognized (uri))
    {
      g_set_error_literal (error, CW_ERROR, CW_ERROR_INVALID,
                           _ ("The token's URI is not valid. Write it like pkcs11:token=Cards; “p11-kit list-modules” shows the tokens there are."));
      return NULL;
    }
  return g_steal_pointer (&uri);
}

/* One module by its path, or all that this computer has configured. */
static gboolean
cw_pkcs11_load (CwPkcs11   *self,
                const char *path,
                GError    **error)
{
  if (path == NULL)
    {
      self->modules = p11_kit_modules_load_and_initialize (0);
      if (self->modules == NULL)
        g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The PKCS#11 modules of this computer cannot be started: %s."), p11_kit_message ());
      return self->modules != NULL;
    }

  self->module = p11_kit_module_load (path, 0);
  if (self->module == NULL)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_NOT_FOUND,
                   _ ("The PKCS#11 module “%s” cannot be loaded. Install the token's software, or correct module-path in the token's URI."), path);
      return FALSE;
    }
  if (p11_kit_module_initialize (self->module) != CKR_OK)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_FAILED, _ ("The PKCS#11 module “%s” cannot be started: %s."), path, p11_kit_message ());
      p11_kit_module_release (self->module);
      self->module = NULL;
      return FALSE;
    }
  return TRUE;
}

/* How many tokens of @module the URI fits; the last one is kept. */
static guint
cw_pkcs11_match_slots (CwPkcs11         *self,
                       CK_FUNCTION_LIST *module,
                       P11KitUri        *uri,
                       CK_TOKEN_INFO    *found)
{
  g_autofree CK_SLOT_ID *slots = NULL;
  CK_INFO library;
  CK_ULONG n_slots = 0;
  guint fitting = 0;

  if (module->C_GetInfo (&library) != CKR_OK || !p11_kit_uri_match_module_info (uri, &library))
    return 0;
  if (module->C_GetSlotList (CK_TRUE, NULL, &n_slots) != CKR_OK || n_slots == 0)
    return 0;
  slots = g_new0 (CK_SLOT_ID, n_slots);
  if (module->C_GetSlotList (CK_TRUE, slots, &n_slots) != CKR_OK)
    return 0;
  for (CK_ULONG i = 0; i < n_slots; i++)
    {
      CK_TOKEN_INFO info;

      if (module->C_GetTokenInfo (slots[i], &info) != CKR_OK || (info.flags & CKF_TOKEN_INITIALIZED) == 0 ||
          !p11_kit_uri_match_token_info (uri, &info))
        continue;
      fitting++;
      *found = info;
      self->slot = slots[i];
      self->module = module;
    }
  return fitting;
}

static gboolean
cw_pkcs11_find_token (CwPkcs11      *self,
                      P11KitUri     *uri,
                      CK_TOKEN_INFO *info,
                      GError       **error)
{
  guint fitting = 0;

  if (self->modules == NULL)
    fitting = cw_pkcs11_match_slots (self, self->module, uri, info);
  for (gsize i = 0; self->modules != NULL && self->modules[i] != NULL; i++)
    fitting += cw_pkcs11_match_slots (self, self->modules[i], uri, info);

  if (fitting == 1)
    {
      self->token = cw_pkcs11_take_label (info);
      return TRUE;
    }
  if (fitting == 0)
    g_set_error_literal (error, CW_ERROR, CW_ERROR_NOT_FOUND, _ ("No key token that fits the URI is plugged in. Plug it in, or correct the URI; “p11-kit list-modules” shows those there are."));
  else
    g_set_error (error, CW_ERROR, CW_ERROR_INVALID, _ ("%u key tokens fit the URI. Add token= or serial= to it, so that only one does."), fitting);
  return FALSE;
}

/* A token counts wrong PINs and locks itself, often after the third. So one is tried at most
 * once, and never after a wrong one: a station that opens every morning must not use up what is
 * left. CKF_USER_PIN_COUNT_LOW: a wrong PIN was given since the last good one (section 3.2). */
static gboolean
cw_pkcs11_check_pin_flags (const CwPkcs11      *self,
                           const CK_TOKEN_INFO *info,
                           const CwSecret      *pin,
                           GError             **error)
{
  if ((info->flags & CKF_USER_PIN_INITIALIZED) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The key token “%s” has no user PIN yet. Set it up with its own program first."), self->token);
      return FALSE;
    }
  if ((info->flags & CKF_USER_PIN_LOCKED) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The PIN of the key token “%s” is locked. Unlock it with the security officer's PIN and the token's own program."), self->token);
      return FALSE;
    }
  if ((info->flags & (CKF_USER_PIN_COUNT_LOW | CKF_USER_PIN_FINAL_TRY)) != 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _ ("The last PIN given to the key token “%s” was wrong, so no other is tried by itself. Correct the stored PIN, then log in once with the token's own program, such as pkcs11-tool --login --list-objects."),
                   self->token);
      return FALSE;
    }
  if (pin == NULL && (info->flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0)
    {
      g_set_error (error, CW_ERROR, CW_ERROR_KEY_MISSING, _ ("The key token “%s” needs its PIN. Put it into the keyring or the key file, under the name that [keys] pin says."), self->token);
      return FALSE;
    }
  return TRUE;
}

static gboolean
cw_pkcs11_login (CwPkcs11            *self,
                 const CK_TOKEN_INFO *info,
                 const CwSecret      *pin,
                 GError             **error)
{
  /* a pad on the token itself asks for the PIN when none is given */
  CK_UTF8CHAR *text = pin != NULL ? (CK_UTF8CHAR *) cw_secret_get_data (pin) : NULL;
  CK_ULONG length = pin != NULL ? cw_secret_get_length (pin) : 0;
  CK_RV rv;

  self->login = (info->flags & CKF_LOGIN_REQUIRED) != 0;
  if (!self->login)
    return TRUE;
  if (!cw_pkcs11_check_pin_flags (self, info, pin, error))
    return FALSE;

  rv = self->module->C_Login (self->session, CKU_USER, text, length);
  switch (rv)
    {
    case CKR_USER_ALREADY_LOGGED_IN:
      return TRUE;
    case CKR_PIN_INCORRECT:
    case CKR_PIN_INVALID:
    case CKR_PIN_LEN_RANGE:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED,
                   _ ("The key token “%s” does not accept the stored PIN. It was tried once and is not tried again. Correct it in the keyring or the key file."), self->token);
      return FALSE;
    case CKR_PIN_LOCKED:
      g_set_error (error, CW_ERROR, CW_ERROR_REFUSED, _ ("The PIN of the key token “%s” is locked. Unlock it with the security officer's PIN and the token's own program."), self->token);
      return FALSE;
    default: /* not ours: Cryptoki's many others */
      return cw_pkcs11_check (self, rv, error);
    }
}

/**
 * cw_pkcs11_open:
 * @uri: which token, as RFC 7512 writes it, with or without module-path
 * @pin: (nullable): its user PIN; %NULL when it needs none or has a pad of its own
 *
 * Tries the PIN once at most. A second wrong one is never tried, not even by another process:
 * then the token says that the last one was wrong, and it is left alone.
 *
 * Returns: (transfer full): the token, logged in, or %NULL: %CW_ERROR_INVALID (the URI),
 *   %CW_ERROR_NOT_FOUND (module or token), %CW_ERROR_KEY_MISSING (no PIN), %CW_ERROR_REFUSED (a
 *   wrong or locked PIN), %CW_ERROR_FAILED
 */
CwPkcs11 *
cw_pkcs11_open (const char     *uri,
                const CwSecret *pin,
                GError        **error)
{
  g_autoptr (CwPkcs11) self = g_new0 (CwPkcs11, 1);
  g_autoptr (P11KitUri) parsed = cw_pkcs11_parse_uri (uri, error);
  CK_TOKEN_INFO info = { 0 };

  if (parsed == NULL ||
      !cw_pkcs11_load (self, p11_kit_uri_get_module_path (parsed), error) ||
      !cw_pkcs11_find_token (self, parsed, &info, error) ||
      !cw_pkcs11_check (self, self->module->C_OpenSession (self->slot, CKF_SERIAL_SESSION, NULL, NULL, &self->session), error) ||
      !cw_pkcs11_login (self, &info, pin, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
cw_pkcs11_close (CwPkcs11 *self)
{
  if (self == NULL)
    return;
  /* ends the login too, with the last session of this process */
  if (self->session != 0)
    self->module->C_CloseSession (self->session);
  if (self->modules != NULL)
    p11_kit_modules_finalize_and_release (self->modules);
  else if (self->module != NULL)
    {
      p11_kit_module_finalize (self->module);
      p11_kit_module_release (self->module);
    }
  g_free (self->token);
  g_free (self);
}
