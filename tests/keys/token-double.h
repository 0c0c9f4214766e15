/* SPDX-FileCopyrightText: 2026 The Cardwright authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <p11-kit/pkcs11.h>

#define SOFTHSM_MODULE "/usr/lib/softhsm/libsofthsm2.so" /* Debian's libsofthsm2 */

/* What the test tells the double, and what it counts. The test finds it by dlsym(). */
typedef struct
{
  CK_RV    login_result;   /* instead of SoftHSM's, when not CKR_OK */
  CK_FLAGS flags;          /* added to the token's */
  int      pulled;         /* the token is gone */
  int      logged_out;     /* it was reset and forgot the login */
  int      pulled_at_sign; /* it goes in the middle of a derivation */
  int      short_answer;   /* a CMAC of 4 bytes */
  int      logins;         /* PINs that were tried */
  int      sessions;       /* open ones */
  int      started;        /* C_Initialize less C_Finalize */
} TokenDouble;

extern TokenDouble token_double;
