/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */

/* A PKCS#11 module that is SoftHSM in all but what a person does to a token: it counts logins and
 * what is closed, can be pulled out, and can lock its PIN, which SoftHSM never does. */

#include "config.h"

#include <dlfcn.h>
#include <p11-kit/pkcs11.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/keys/token-double.h"

TokenDouble token_double;

static CK_FUNCTION_LIST *softhsm;
static CK_FUNCTION_LIST list;

static CK_RV
double_login (CK_SESSION_HANDLE session,
              CK_USER_TYPE      user,
              CK_UTF8CHAR      *pin,
              CK_ULONG          length)
{
  token_double.logins++;
  return token_double.login_result != CKR_OK ? token_double.login_result : softhsm->C_Login (session, user, pin, length);
}

static CK_RV
double_get_token_info (CK_SLOT_ID     slot,
                       CK_TOKEN_INFO *info)
{
  CK_RV rv = softhsm->C_GetTokenInfo (slot, info);

  if (rv == CKR_OK)
    info->flags |= token_double.flags;
  return rv;
}

static CK_RV
double_open_session (CK_SLOT_ID         slot,
                     CK_FLAGS           flags,
                     void              *application,
                     CK_NOTIFY          notify,
                     CK_SESSION_HANDLE *session)
{
  CK_RV rv = softhsm->C_OpenSession (slot, flags, application, notify, session);

  token_double.sessions += rv == CKR_OK;
  return rv;
}

static CK_RV
double_close_session (CK_SESSION_HANDLE session)
{
  token_double.sessions--;
  return softhsm->C_CloseSession (session);
}

static CK_RV
double_find_objects_init (CK_SESSION_HANDLE session,
                          CK_ATTRIBUTE     *template,
                          CK_ULONG          n)
{
  if (token_double.logged_out)
    softhsm->C_Logout (session);
  return token_double.pulled ? CKR_DEVICE_REMOVED : softhsm->C_FindObjectsInit (session, template, n);
}

static CK_RV
double_sign (CK_SESSION_HANDLE session,
             CK_BYTE          *data,
             CK_ULONG          length,
             CK_BYTE          *signature,
             CK_ULONG         *signature_length)
{
  CK_RV rv = softhsm->C_Sign (session, data, length, signature, signature_length);

  if (token_double.pulled_at_sign)
    return CKR_TOKEN_NOT_PRESENT;
  if (token_double.short_answer)
    *signature_length = 4;
  return rv;
}

static CK_RV
double_initialize (void *arguments)
{
  CK_RV rv = softhsm->C_Initialize (arguments);

  token_double.started += rv == CKR_OK;
  return rv;
}

static CK_RV
double_finalize (void *reserved)
{
  token_double.started--;
  return softhsm->C_Finalize (reserved);
}

CK_RV
C_GetFunctionList (CK_FUNCTION_LIST **functions)
{
  void *library = dlopen (SOFTHSM_MODULE, RTLD_NOW | RTLD_LOCAL);
  CK_C_GetFunctionList get = NULL;

  if (library != NULL)
    *(void **) &get = dlsym (library, "C_GetFunctionList");
  if (get == NULL || get (&softhsm) != CKR_OK)
    {
      fprintf (stderr, "%s is not there; ./dev test installs it\n", SOFTHSM_MODULE);
      return CKR_GENERAL_ERROR;
    }
  list = *softhsm;
  list.C_Initialize = double_initialize;
  list.C_Finalize = double_finalize;
  list.C_GetFunctionList = C_GetFunctionList;
  list.C_GetTokenInfo = double_get_token_info;
  list.C_OpenSession = double_open_session;
  list.C_CloseSession = double_close_session;
  list.C_Login = double_login;
  list.C_FindObjectsInit = double_find_objects_init;
  list.C_Sign = double_sign;
  *functions = &list;
  return CKR_OK;
}
